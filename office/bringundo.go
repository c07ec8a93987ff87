package office

import (
	"context"
	"strings"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
)

// UndoImport takes an import back: each of its dossiers on which nobody has acted since is annulled by a further event, so that no
// list and no figure has it any more; the others stay and are named. Nothing is deleted. What was cut off goes on when it is asked
// for again.
func (o *Office) UndoImport(ctx context.Context, who Who, cmd Command, id, reason string) (*BringBatch, error) {
	if err := access.May(who, "import-dossiers", access.Object{}); err != nil {
		return nil, err
	}
	b, err := batchOf(ctx, o.db.Read(), id)
	switch {
	case err != nil:
		return nil, err
	case b == nil:
		return nil, fault.New(fault.Missing, "bring.missing-batch", "id", id)
	case !b.Undone.IsZero():
		return b, nil
	case b.Undoing.IsZero():
		if reason = strings.TrimSpace(reason); reason == "" || len([]rune(reason)) > 500 {
			return nil, fault.New(fault.Invalid, "bring.undo-reason").At("reason")
		}
		hash, err := ActHash("undo-import", id, reason)
		if err != nil {
			return nil, err
		}
		mark, err := o.Confirmed(ctx, who, cmd, "undo-import", hash)
		if err != nil {
			return nil, err
		}
		body := undoneBody{Reason: reason, Confirmed: mark}
		if err := o.importEvent(ctx, who, id, kindImportUndoing, body, func(b *BringBatch) bool { return b.Undoing.IsZero() }); err != nil {
			return nil, err
		}
	}
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		left, err := o.annulPiece(context.WithoutCancel(ctx), who, id)
		if err != nil {
			return nil, err
		}
		if left == 0 {
			break
		}
	}
	if err := o.importEvent(ctx, who, id, kindImportUndone, undoneBody{}, func(b *BringBatch) bool { return b.Undone.IsZero() }); err != nil {
		return nil, err
	}
	return batchOf(ctx, o.db.Read(), id)
}

// annulPiece annuls the next dossiers of an import that is being undone, in one transaction.
func (o *Office) annulPiece(ctx context.Context, who Who, id string) (left int, err error) {
	var gone []*dossier.Dossier
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		gone = nil
		b, err := batchOf(ctx, &tx.Reader, id)
		if err != nil {
			return err
		}
		piece := b.left[:min(len(b.left), redatePiece)]
		if left = len(b.left) - len(piece); len(piece) == 0 {
			return nil
		}
		var x undoneBody
		for _, one := range piece {
			d, err := o.fold(ctx, tx, one)
			if err != nil {
				return err
			}
			if d.ActedOn() {
				x.Kept = append(x.Kept, BringOne{ID: d.ID, Code: d.Code})
				continue
			}
			c, err := o.caseOf(w, d, who, tx)
			if err != nil {
				return err
			}
			facts, err := c.Annul(id, b.Reason)
			if err != nil {
				return err
			}
			if err := o.append(tx, d, facts); err != nil {
				return err
			}
			x.IDs, gone = append(x.IDs, one), append(gone, d)
		}
		return appendImport(tx, who, id, b, kindImportAnnulled, x)
	})
	if err == nil {
		o.tell(gone...)
	}
	return left, err
}
