package store

import (
	"context"
	"fmt"
	"time"
)

// A LetterRow is a paper that the office gave out (form 01, 02 …). The event holds its data's hash; the PDF is
// made on first demand and its hash kept.
type LetterRow struct {
	ID       string
	Dossier  string
	Kind     string // the form, such as "form01"
	Template string // with its version
	Data     []byte // JSON; nil once erased
	DataHash []byte
	PDFHash  []byte // nil until the PDF was made
	At       time.Time
}

// PutLetter adds a letter.
func (tx *Tx) PutLetter(l LetterRow) error {
	_, err := tx.exec(`
		INSERT INTO letters (id, dossier, kind, template, data, data_hash, pdf_hash, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE
		SET dossier = excluded.dossier, kind = excluded.kind, template = excluded.template, data = excluded.data,
			data_hash = excluded.data_hash, at = excluded.at`,
		l.ID, l.Dossier, l.Kind, l.Template, tx.seal("letters", l.ID, l.Data), l.DataHash, bytes(l.PDFHash), micro(l.At))
	if err != nil {
		return fmt.Errorf("letter %s: %w", l.ID, err)
	}
	return nil
}

// SetPDF keeps the hash of a letter's PDF, once: it gives the hash that stands, which is another's when
// another made it first.
func (tx *Tx) SetPDF(id string, hash []byte) (stands []byte, err error) {
	r, err := tx.ask(`
		UPDATE letters
		SET pdf_hash = COALESCE(pdf_hash, ?)
		WHERE id = ?
		RETURNING pdf_hash`, hash, id)
	ok, err := one(r, err, &stands)
	if err == nil && !ok {
		err = fmt.Errorf("there is none")
	}
	if err != nil {
		return nil, fmt.Errorf("PDF of letter %s: %w", id, err)
	}
	return stands, nil
}

// EraseLetters takes the data of a dossier's letters away and forgets their PDFs; it gives the hashes of the
// PDFs, whose files are the caller's to remove.
func (tx *Tx) EraseLetters(dossier string) (pdfs [][]byte, err error) {
	letters, err := tx.Letters(tx.ctx, dossier)
	if err != nil {
		return nil, err
	}
	for _, l := range letters {
		if l.PDFHash != nil {
			pdfs = append(pdfs, l.PDFHash)
		}
	}
	_, err = tx.exec(`
		UPDATE letters
		SET data = NULL, pdf_hash = NULL
		WHERE dossier = ?`, dossier)
	if err != nil {
		return nil, fmt.Errorf("letters of %s: %w", dossier, err)
	}
	return pdfs, nil
}

const selectLetter = `
	SELECT id, dossier, kind, template, data, data_hash, pdf_hash, at
	FROM letters`

func (l *LetterRow) dest(at *int64) []any {
	return []any{&l.ID, &l.Dossier, &l.Kind, &l.Template, &l.Data, &l.DataHash, &l.PDFHash, at}
}

// Letter gives a letter; ok is false when there is none.
func (r *Reader) Letter(ctx context.Context, id string) (l LetterRow, ok bool, err error) {
	var at int64
	rs, err := r.query(ctx, selectLetter+`
		WHERE id = ?`, id)
	ok, err = one(rs, err, l.dest(&at)...)
	l.At = instant(at)
	if err == nil {
		err = r.open("letters", l.ID, &l.Data)
	}
	if err != nil {
		return LetterRow{}, false, fmt.Errorf("letter %s: %w", id, err)
	}
	return l, ok, nil
}

// Letters gives a dossier's letters in the order of time.
func (r *Reader) Letters(ctx context.Context, dossier string) ([]LetterRow, error) {
	var l LetterRow
	var at int64
	var all []LetterRow
	rs, err := r.query(ctx, selectLetter+`
		WHERE dossier = ?
		ORDER BY at, id`, dossier)
	err = each(rs, err, l.dest(&at), func() error {
		l.At = instant(at)
		err := r.open("letters", l.ID, &l.Data)
		all = append(all, l)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("letters of %s: %w", dossier, err)
	}
	return all, nil
}
