package office

import (
	"time"

	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
)

// eraseMandates destroys the personal parts of mandates with the last dossier of the one whom they were about: their events, their
// rows, and the scans of their proofs, whose hashes it gives. That there was a mandate, for what and how long, stays.
// choice: a mandate that still lets somebody act, or that waits for a counter, is its people's own affair and goes on.
func (o *Office) eraseMandates(tx *store.Tx, d *dossier.Dossier) (files []string, err error) {
	for _, key := range o.keysOf(d) {
		named, err := tx.NamedIn(tx.Context(), []string{key})
		if err != nil {
			return nil, err
		}
		others := false
		for _, x := range named {
			others = others || x[0] != string(d.ID)
		}
		if others {
			continue
		}
		rows, err := tx.MandatesOf(tx.Context(), key, mostMandates)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			if rows[i].Principal != key || !mandateOver(&rows[i], tx.Now()) {
				continue
			}
			file, err := o.eraseMandate(tx, rows[i].ID)
			if err != nil {
				return nil, err
			}
			if file != "" {
				files = append(files, file)
			}
		}
	}
	return files, nil
}

// mandateOver says whether nobody acts by a mandate any more, or will.
func mandateOver(m *store.MandateRow, now time.Time) bool {
	switch access.MandateState(m.State) {
	case access.MandateDeclined, access.MandateEnded:
		return true
	case access.MandateGiven:
		return !m.To.IsZero() && !m.To.After(now)
	}
	return false
}

func (o *Office) eraseMandate(tx *store.Tx, id string) (file string, err error) {
	was, err := o.foldMandate(tx.Context(), tx, id)
	if err != nil {
		return "", err
	}
	if err := tx.Erase(access.MandateStream(id)); err != nil {
		return "", err
	}
	left, err := o.foldMandate(tx.Context(), tx, id)
	if err != nil {
		return "", err
	}
	row, err := o.mandateRow(left)
	if err != nil {
		return "", err
	}
	if err := tx.PutMandate(row); err != nil {
		return "", err
	}
	return was.Proof.File, tx.PutFiles("mandate/"+id, nil)
}
