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
	"motcua/law/petition"
	"motcua/words/ledger"
)

// The kinds of notice from one unit to another begin with this; the kind of event follows.
const unitKind = "unit-"

// A unitTold is what such a notice keeps: the ledger has the words.
type unitTold struct {
	Code  string `json:"code"`
	Unit  string `json:"unit"` // that did it
	Token int    `json:"token"`

	Rating  string `json:"rating,omitempty"`
	Finding string `json:"finding,omitempty"`
}

// tellUnit tells a unit that what it was asked for is recalled, or that it is reminded: who holds the work, else all who
// could take it, and its leaders. Each is told once, however often the event is followed. d is the dossier before the event.
func (o *Office) tellUnit(tx *store.Tx, w *World, d *dossier.Dossier, e *ledger.Event) error {
	token, ok := dossier.TellsUnit(e)
	if !ok {
		return nil
	}
	if t := d.Task(token); t != nil {
		people := []string{t.Holder}
		if t.Holder == "" {
			people = w.holders(t.Unit, t.Role, e.At)
		}
		people = append(people, w.leaders(t.Unit, e.At)...)
		row := store.NoticeRow{Kind: unitKind + e.Kind, Dossier: string(d.ID), Version: e.Version, At: e.RecordedAt}
		return tellHouse(tx, row, unitTold{Code: d.Code, Unit: e.Unit, Token: token}, people, func(person string) string {
			return o.keyed("unit", fmt.Sprintf("%s/%d %s", d.ID, e.Version, person))
		})
	}
	return nil
}

// tellHouse puts a notice into the list of each of some officers, and sends nothing outside; id is the identity by which one of them is
// told once.
func tellHouse(tx *store.Tx, row store.NoticeRow, t unitTold, people []string, id func(person string) string) error {
	facts, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("facts of %s about %s: %w", row.Kind, row.Dossier, err)
	}
	row.Channel, row.Facts, row.State, row.SentAt = string(notice.App), string(facts), store.NoticeSent, tx.Now()
	for _, person := range sorted(people) {
		row.ID, row.Person = id(person), officerPrefix+person
		if _, err := tx.PutNotice(row); err != nil {
			return err
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
	Shut    bool   // the reader is told of it, and its page is not open to them
	Finding string // what was found of an official's conduct at the end, "" for nothing

	Petition petition.ID // that it is about, "" for none
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
		u, shown, err := r.unitNotice(n, &x)
		if err != nil {
			return nil, err
		}
		if shown {
			out = append(out, u)
		}
	}
	return out, nil
}

// unitNotice reads one; shown is false for one that has nothing to say to the reader any more.
func (r *Reader) unitNotice(n *store.NoticeRow, x *unitTold) (u UnitNotice, shown bool, err error) {
	u = UnitNotice{Kind: strings.TrimPrefix(n.Kind, unitKind), Dossier: dossier.ID(n.Dossier), Code: x.Code, Unit: r.w.unit(x.Unit, n.At), At: n.At, Finding: x.Finding}
	if slices.Contains(ratingNotices, n.Kind) {
		u.Rating, shown, err = r.ratingNoticed(n, x.Rating)
		u.Shut = u.Rating == ""
		return u, shown, err
	}
	if id, yes := petitionTold(n.Dossier); yes && petitionNotice(n.Kind) {
		u.Petition, u.Dossier = id, ""
		p, err := r.o.foldPetition(r.ctx, r.db, id)
		return u, err == nil && mayReadPetition(r.w, r.who, p, r.now) == nil, err
	}
	return u, true, nil
}

// SeeUnitNotices marks what other units told who as seen.
func (o *Office) SeeUnitNotices(ctx context.Context, who Who) error {
	person, err := o.Read(ctx, who).person()
	if err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error { return tx.SeeNoticesLike(person, unitKind+"%", tx.Now()) })
}
