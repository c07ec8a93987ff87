package office

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/law/notice"
	"motcua/words/ledger"
)

// recalledKind is the kind of the notice that work which a unit was asked for is not wanted any more.
const recalledKind = "recalled"

// recalled is what such a notice keeps: the ledger has the words.
type recalled struct {
	Code  string `json:"code"`
	Unit  string `json:"unit"` // that had asked
	Token int    `json:"token"`
}

// tellRecalled tells the unit that had been asked: who held the work, else all who could have taken it, and its leaders.
// Each is told once, however often the event is followed. d is the dossier before the event.
func (o *Office) tellRecalled(tx *store.Tx, w *World, d *dossier.Dossier, e *ledger.Event) error {
	for i := range d.Tasks {
		t := &d.Tasks[i]
		if !t.RecalledBy(e) {
			continue
		}
		facts, err := json.Marshal(recalled{Code: d.Code, Unit: e.Unit, Token: t.Token})
		if err != nil {
			return fmt.Errorf("facts of a recall in %s: %w", d.ID, err)
		}
		people := []string{t.Holder}
		if t.Holder == "" {
			people = w.holders(t.Unit, t.Role, e.At)
		}
		people = append(people, w.leaders(t.Unit, e.At)...)
		slices.Sort(people)
		for _, person := range slices.Compact(people) {
			row := store.NoticeRow{
				ID: o.keyed(recalledKind, fmt.Sprintf("%s/%d %s", d.ID, e.Version, person)), Person: "officer:" + person, Channel: string(notice.App),
				Kind: recalledKind, Dossier: string(d.ID), Version: e.Version, Facts: string(facts), At: e.RecordedAt, State: store.NoticeSent, SentAt: tx.Now(),
			}
			if _, err := tx.PutNotice(row); err != nil {
				return err
			}
		}
	}
	return nil
}

// A Recall is what the reader was told of work that is not wanted any more.
type Recall struct {
	Dossier dossier.ID
	Code    string
	Unit    UnitName // that had asked
	At      time.Time
}

// mostRecalls is how many are listed at once.
const mostRecalls = 20

// Recalls lists what was recalled from the reader and they have not marked as seen, the newest first.
func (r *Reader) Recalls() ([]Recall, error) {
	person, err := r.person()
	if err != nil {
		return nil, err
	}
	rows, err := r.db.NoticesLike(r.ctx, person, recalledKind, mostRecalls)
	if err != nil {
		return nil, err
	}
	var out []Recall
	for i := range rows {
		n := &rows[i]
		var x recalled
		if err := json.Unmarshal([]byte(n.Facts), &x); err != nil {
			return nil, fmt.Errorf("facts of notice %s: %w", n.ID, err)
		}
		if n.SeenAt.IsZero() {
			out = append(out, Recall{dossier.ID(n.Dossier), x.Code, r.w.unit(x.Unit, n.At), n.At})
		}
	}
	return out, nil
}

// SeeRecalls marks what was recalled from who as seen.
func (o *Office) SeeRecalls(ctx context.Context, who Who) error {
	person, err := o.Read(ctx, who).person()
	if err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error { return tx.SeeNoticesLike(person, recalledKind, tx.Now()) })
}
