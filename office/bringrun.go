package office

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/words/ledger"
)

// Each import has a stream of its own: it is signed, pieces come in, it is at its end; perhaps it is undone.
const (
	kindImportSigned   = "import.signed"
	kindImportBrought  = "import.brought"
	kindImportEnded    = "import.ended"
	kindImportUndoing  = "import.undoing"
	kindImportAnnulled = "import.annulled"
	kindImportUndone   = "import.undone"
)

func importStream(id string) ledger.StreamID { return ledger.StreamID("import/" + id) }

// A SignOff says who answers for an import, by name, and that he accepts that some lines stay outside.
type SignOff struct {
	Name   string
	Accept bool
}

// A BringBatch is an import as its stream tells it.
type BringBatch struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	System  string    `json:"system"`
	SHA256  string    `json:"sha256"`
	Signer  string    `json:"signer"`
	Actor   string    `json:"actor"`
	Signed  time.Time `json:"signed"`
	Lines   int       `json:"lines"`
	New     int       `json:"new"` // that were to come in when it was signed
	Open    int       `json:"open"`
	Closed  int       `json:"closed"`
	Same    int       `json:"same"`
	Differ  int       `json:"differ"`
	Refused int       `json:"refused"`

	Confirmed *dossier.Confirmed `json:"confirmed,omitempty"`

	In    int       `json:"in"` // that came in
	Ended time.Time `json:"ended,omitzero"`

	Undoing  time.Time  `json:"undoing,omitzero"`
	Undone   time.Time  `json:"undone,omitzero"`
	Reason   string     `json:"reason,omitempty"` // why it was undone
	UndoneBy string     `json:"undone_by,omitempty"`
	Annulled int        `json:"annulled"`
	Kept     []BringOne `json:"kept,omitempty"` // acted on since, and so they stay

	ids     []dossier.ID
	left    []dossier.ID // that an undoing has not come to
	version int64
}

// A BringOne is one dossier of an import.
type BringOne struct {
	ID   dossier.ID `json:"id"`
	Code string     `json:"code"`
}

type broughtBody struct {
	IDs []dossier.ID `json:"ids"`
}

type undoneBody struct {
	Reason string       `json:"reason,omitempty"`
	IDs    []dossier.ID `json:"ids,omitempty"`
	Kept   []BringOne   `json:"kept,omitempty"`

	Confirmed *dossier.Confirmed `json:"confirmed,omitempty"`
}

// apply folds one event of an import in.
func (b *BringBatch) apply(e *ledger.Event) error {
	b.version = e.Version
	switch e.Kind {
	case kindImportSigned:
		if err := json.Unmarshal(e.Holder, b); err != nil {
			return err
		}
		b.Actor, b.Signed = e.Actor, e.At
	case kindImportBrought:
		var x broughtBody
		if err := json.Unmarshal(e.Holder, &x); err != nil {
			return err
		}
		b.ids, b.left = append(b.ids, x.IDs...), append(b.left, x.IDs...)
		b.In = len(b.ids)
	case kindImportEnded:
		b.Ended = e.At
	default:
		var x undoneBody
		if err := json.Unmarshal(e.Holder, &x); err != nil {
			return err
		}
		switch e.Kind {
		case kindImportUndoing:
			b.Undoing, b.Reason, b.UndoneBy = e.At, x.Reason, e.Actor
		case kindImportAnnulled:
			b.Annulled += len(x.IDs)
			b.Kept = append(b.Kept, x.Kept...)
			b.left = b.left[len(x.IDs)+len(x.Kept):]
		case kindImportUndone:
			b.Undone = e.At
		}
	}
	return nil
}

// batchOf reads an import, nil where there is none.
func batchOf(ctx context.Context, r *store.Reader, id string) (*BringBatch, error) {
	evs, err := r.Events(ctx, importStream(id))
	if err != nil || len(evs) == 0 {
		return nil, err
	}
	b := &BringBatch{}
	for i := range evs {
		if err := b.apply(&evs[i]); err != nil {
			return nil, fmt.Errorf("import %s event %d: %w", id, evs[i].Version, err)
		}
	}
	return b, nil
}

// batchID names the import of a file: the same file is the same import, until that was undone.
func (o *Office) batchID(ctx context.Context, system, sum string) (string, error) {
	for n := 1; ; n++ {
		id := strings.ToUpper(o.keyed("import", system+" "+sum)[:12])
		if n > 1 {
			id += "-" + strconv.Itoa(n)
		}
		b, err := batchOf(ctx, o.db.Read(), id)
		if err != nil || b == nil || b.Undoing.IsZero() {
			return id, err
		}
	}
}

// ImportDossiers brings in what PlanDossiers says of a file, signed off by name, in pieces. What is here already is passed over, so
// that the same file again goes on where it was cut off and changes nothing at its end. told hears after each piece.
func (o *Office) ImportDossiers(ctx context.Context, who Who, cmd Command, src OldSource, sign SignOff, told ...func(done, of int)) (*BringPlan, error) {
	p, err := o.PlanDossiers(ctx, who, src)
	if err != nil {
		return p, err
	}
	if n := p.RefusedLines(); n > 0 && !sign.Accept {
		return p, fault.New(fault.Refused, "bring.refused", "n", strconv.Itoa(n)).At("accept")
	}
	was, err := batchOf(ctx, o.db.Read(), p.ID)
	if err != nil || len(p.news) == 0 && (was == nil || !was.Ended.IsZero()) {
		return p, err // nothing is new
	}
	if was == nil {
		if err := o.signImport(ctx, who, cmd, p, sign); err != nil {
			return p, err
		}
	}
	if err := o.bringAll(ctx, who, src.Files, p, told); err != nil {
		return p, err
	}
	return p, o.importEvent(ctx, who, p.ID, kindImportEnded, struct{}{}, func(b *BringBatch) bool { return b.Ended.IsZero() })
}

// signImport writes down who answers for which file with which counts.
func (o *Office) signImport(ctx context.Context, who Who, cmd Command, p *BringPlan, sign SignOff) error {
	name := strings.TrimSpace(sign.Name)
	if name == "" || len([]rune(name)) > 200 {
		return fault.New(fault.Invalid, "bring.unsigned").At("signer")
	}
	hash, err := ActHash("import-dossiers", p.ID, []any{p.SHA256, p.New, p.RefusedLines()})
	if err != nil {
		return err
	}
	mark, err := o.Confirmed(ctx, who, cmd, "import-dossiers", hash)
	if err != nil {
		return err
	}
	b := BringBatch{
		ID: p.ID, Name: p.Name, System: p.System, SHA256: p.SHA256, Signer: name, Lines: p.Lines, New: p.New, Open: p.Open, Closed: p.Closed,
		Same: p.Same, Differ: len(p.Different), Refused: p.RefusedLines(), Confirmed: mark,
	}
	return o.importEvent(ctx, who, p.ID, kindImportSigned, b, func(b *BringBatch) bool { return b == nil })
}

// importEvent adds an event to the stream of an import, if it is still to be added.
func (o *Office) importEvent(ctx context.Context, who Who, id, kind string, body any, still func(*BringBatch) bool) error {
	return o.db.Write(ctx, func(tx *store.Tx) error {
		b, err := batchOf(ctx, &tx.Reader, id)
		if err != nil || !still(b) {
			return err
		}
		return appendImport(tx, who, id, b, kind, body)
	})
}

func appendImport(tx *store.Tx, who Who, id string, b *BringBatch, kind string, body any) error {
	at := int64(0)
	if b != nil {
		at = b.version
	}
	holder, err := json.Marshal(body)
	if err != nil {
		return err
	}
	_, err = tx.Append(importStream(id), at, []ledger.Fact{{Kind: kind, Holder: holder, Actor: who.Actor(), Unit: who.Unit}})
	return err
}

// bringAll brings the new dossiers of a plan in, piece by piece; between two pieces it can be cut off.
func (o *Office) bringAll(ctx context.Context, who Who, dir fs.FS, p *BringPlan, told []func(done, of int)) error {
	size := pieceFirst
	for done := 0; done < len(p.news); {
		if err := ctx.Err(); err != nil {
			return err
		}
		piece := p.news[done:min(done+size, len(p.news))]
		in := piece[:0:0]
		for _, j := range piece {
			err := o.keepOld(j, dir)
			if f := fault.As(err); f != nil && f.Kind != fault.Internal {
				p.uncount(j, f) // its file became another one since it was looked at, or is none that may be kept
				continue
			}
			if err != nil {
				return fmt.Errorf("line %d: %w", j.line, err)
			}
			in = append(in, j)
		}
		begun := time.Now()
		if err := o.bringPiece(context.WithoutCancel(ctx), who, p.ID, in); err != nil {
			return err
		}
		done, size = done+len(piece), pieceAfter(size, time.Since(begun))
		for _, tell := range told {
			tell(done, len(p.news))
		}
	}
	return nil
}

// uncount takes a line out of what came in.
func (p *BringPlan) uncount(j *oldJudged, f *fault.Fault) {
	bare := *f
	bare.More = nil
	p.Refused = append(p.Refused, BringRefusal{Line: j.line, Code: j.d.Code, Field: f.Field, Fault: &bare})
	p.New--
	if j.open {
		p.Open--
	} else {
		p.Closed--
	}
}

// bringPiece brings some dossiers in, in one transaction; those that somebody else brought in meanwhile are passed over.
func (o *Office) bringPiece(ctx context.Context, who Who, batch string, piece []*oldJudged) error {
	var came []*dossier.Dossier
	err := o.write(ctx, func(w *World, tx *store.Tx) error {
		came = nil
		b, err := batchOf(ctx, &tx.Reader, batch)
		if err != nil {
			return err
		}
		if b == nil || !b.Undoing.IsZero() {
			return fault.New(fault.Conflict, "bring.undone", "id", batch)
		}
		var ids []dossier.ID
		for _, j := range piece {
			if _, there, err := tx.Head(ctx, dossier.Stream(j.id)); err != nil {
				return err
			} else if there {
				continue
			}
			d, err := o.bringOne(w, tx, who, j)
			if err != nil {
				return fmt.Errorf("line %d: %w", j.line, err)
			}
			ids, came = append(ids, d.ID), append(came, d)
		}
		if len(ids) == 0 {
			return nil
		}
		return appendImport(tx, who, batch, b, kindImportBrought, broughtBody{IDs: ids})
	})
	if err == nil {
		o.tell(came...)
	}
	return err
}

func (o *Office) bringOne(w *World, tx *store.Tx, who Who, j *oldJudged) (*dossier.Dossier, error) {
	c, err := o.oldCase(w, j, who, tx.Now())
	if err != nil {
		return nil, err
	}
	// choice: a check code is drawn for each, so that form 01 can be printed at any desk; the old paper has none, and by its code alone
	// anyone sees the state.
	if j.b.Check, err = o.newCheck(); err != nil {
		return nil, err
	}
	facts, err := c.Import(&j.b)
	if err != nil {
		return nil, err
	}
	tx.Rely(w.Procedures.Stream(j.record.Code))
	return c.Dossier, o.append(tx, c.Dossier, facts)
}

// Batches are the imports of dossiers, the newest first.
func (r *Reader) Batches() ([]*BringBatch, error) {
	if err := access.May(r.who, "import-dossiers", access.Object{}); err != nil {
		return nil, err
	}
	var out []*BringBatch
	err := r.db.EachEvent(r.ctx, "import", func(e ledger.Event) error {
		if e.Version == 1 {
			out = append(out, &BringBatch{})
		}
		return out[len(out)-1].apply(&e)
	})
	slices.SortStableFunc(out, func(a, b *BringBatch) int { return b.Signed.Compare(a.Signed) })
	return out, err
}

// State says in one word how far an import is: "cut" (it goes on when the same file is given again), "in", "undoing" or "undone".
func (b *BringBatch) State() string {
	switch {
	case !b.Undone.IsZero():
		return "undone"
	case !b.Undoing.IsZero():
		return "undoing"
	case b.Ended.IsZero():
		return "cut"
	}
	return "in"
}
