package office

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/law/notice"
	"motcua/words/ledger"
)

// The kinds of notice from one unit to another begin with this; the kind of event follows.
const unitKind = "unit-"

// A unitTold is what such a notice keeps: the ledger has the words.
type unitTold struct {
	Code  string `json:"code"`
	Unit  string `json:"unit"` // that did it
	Token int    `json:"token"`

	Rating string `json:"rating"`
}

// tellUnit tells a unit that what it was asked for is recalled, or that it is reminded: who holds the work, else all who
// could take it, and its leaders. Each is told once, however often the event is followed. d is the dossier before the event.
func (o *Office) tellUnit(tx *store.Tx, w *World, d *dossier.Dossier, e *ledger.Event) error {
	token, ok := dossier.TellsUnit(e)
	if !ok {
		return nil
	}
	if t := d.Task(token); t != nil {
		facts, err := json.Marshal(unitTold{Code: d.Code, Unit: e.Unit, Token: token})
		if err != nil {
			return fmt.Errorf("facts of %s: %w", d.ID, err)
		}
		people := []string{t.Holder}
		if t.Holder == "" {
			people = w.holders(t.Unit, t.Role, e.At)
		}
		people = append(people, w.leaders(t.Unit, e.At)...)
		slices.Sort(people)
		for _, person := range slices.Compact(people) {
			row := store.NoticeRow{
				ID: o.keyed("unit", fmt.Sprintf("%s/%d %s", d.ID, e.Version, person)), Person: "officer:" + person, Channel: string(notice.App),
				Kind: unitKind + e.Kind, Dossier: string(d.ID), Version: e.Version, Facts: string(facts), At: e.RecordedAt, State: store.NoticeSent, SentAt: tx.Now(),
			}
			if _, err := tx.PutNotice(row); err != nil {
				return err
			}
		}
	}
	return nil
}

// A UnitNotice is what the reader was told that another unit did about work of theirs.
type UnitNotice struct {
	Kind    string // of the event
	Dossier dossier.ID
	Code    string
	Unit    UnitName // that did it
	At      time.Time
	Rating  string // the bad rating that it is about, "" for none; without a unit, the supervision has it
}

// mostUnitNotices is how many are listed at once.
const mostUnitNotices = 20

// UnitNotices lists what the reader was told of and has not marked as seen, the newest first.
func (r *Reader) UnitNotices() ([]UnitNotice, error) {
	person, err := r.person()
	if err != nil {
		return nil, err
	}
	rows, err := r.db.NoticesLike(r.ctx, person, unitKind+"%", 5*mostUnitNotices)
	if err != nil {
		return nil, err
	}
	var out []UnitNotice
	for i := range rows {
		n := &rows[i]
		var x unitTold
		if err := json.Unmarshal([]byte(n.Facts), &x); err != nil {
			return nil, fmt.Errorf("facts of notice %s: %w", n.ID, err)
		}
		if !n.SeenAt.IsZero() || len(out) == mostUnitNotices {
			continue
		}
		if n.Kind == ratingTold || n.Kind == ratingDisputed || n.Kind == ratingLate {
			if x.Rating, err = r.stillFollows(n, x.Rating); err != nil {
				return nil, err
			}
			if x.Rating == "" {
				continue
			}
		}
		out = append(out, UnitNotice{strings.TrimPrefix(n.Kind, unitKind), dossier.ID(n.Dossier), x.Code, r.w.unit(x.Unit, n.At), n.At, x.Rating})
	}
	return out, nil
}

// SeeUnitNotices marks what other units told who as seen.
func (o *Office) SeeUnitNotices(ctx context.Context, who Who) error {
	person, err := o.Read(ctx, who).person()
	if err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error { return tx.SeeNoticesLike(person, unitKind+"%", tx.Now()) })
}
