package office

import (
	"context"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
)

// draftLife is how long a draft is kept after its last change.
// choice: longer than any holiday, short enough to forget what was never filed.
const draftLife = 60 * 24 * time.Hour

// A Draft (bản nháp) is what somebody typed and has not handed in. It is no event: nobody has promised anything yet.
type Draft struct {
	ID      string
	Kind    string // "file:<procedure>/<case>" or "receive"
	Body    []byte // JSON of the page that wrote it
	Updated time.Time
}

const maxDraft = 1 << 20 // bytes

// owner is under whose name drafts and uploads stand.
func owner(who Who) (string, error) {
	if who.Account == "" || who.Kind == access.System || access.May(who, "keep-draft", access.Object{}) != nil {
		return "", fault.New(fault.Refused, "login.again").NoRight()
	}
	return who.Account, nil
}

// SaveDraft keeps what was typed. When it returns, the draft survives a lost session and a power cut.
func (o *Office) SaveDraft(ctx context.Context, who Who, d Draft) error {
	mine, err := owner(who)
	if err != nil {
		return err
	}
	if !validID(dossier.ID(d.ID)) || len(d.Kind) > 200 {
		return fault.New(fault.Invalid, "draft.malformed").At("id")
	}
	if len(d.Body) > maxDraft {
		return fault.New(fault.Invalid, "draft.too-large").At("body")
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		have, ok, err := tx.Draft(ctx, d.ID)
		if err != nil {
			return err
		}
		if ok && have.Owner != mine {
			return fault.New(fault.Missing, "draft.missing")
		}
		_, err = tx.PutDraft(store.DraftRow{ID: d.ID, Owner: mine, Kind: d.Kind, Body: d.Body, Updated: tx.Now(), Expires: tx.Now().Add(draftLife)})
		return err
	})
}

// DropDraft forgets a draft; nothing happens when there is none of that name.
func (o *Office) DropDraft(ctx context.Context, who Who, id string) error {
	mine, err := owner(who)
	if err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		have, ok, err := tx.Draft(ctx, id)
		if err != nil || !ok || have.Owner != mine {
			return err
		}
		return tx.DropDraft(id)
	})
}

// Drafts lists the reader's own drafts, newest first.
func (r *Reader) Drafts() ([]Draft, error) {
	mine, err := owner(r.who)
	if err != nil {
		return nil, err
	}
	rows, err := r.db.Drafts(r.ctx, mine, "")
	out := make([]Draft, 0, len(rows))
	for _, d := range rows {
		out = append(out, Draft{ID: d.ID, Kind: d.Kind, Body: d.Body, Updated: d.Updated})
	}
	return out, err
}

// Draft gives one of the reader's own drafts.
func (r *Reader) Draft(id string) (Draft, error) {
	mine, err := owner(r.who)
	if err != nil {
		return Draft{}, err
	}
	d, ok, err := r.db.Draft(r.ctx, id)
	if err != nil {
		return Draft{}, err
	}
	if !ok || d.Owner != mine {
		return Draft{}, fault.New(fault.Missing, "draft.missing")
	}
	return Draft{ID: d.ID, Kind: d.Kind, Body: d.Body, Updated: d.Updated}, nil
}
