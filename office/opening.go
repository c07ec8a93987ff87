package office

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/words/org"
)

// openFor is how long a dossier stays open that was opened without a right.
// choice: long enough to help somebody who stands there, short enough that it is asked for anew the same day.
const openFor = 2 * time.Hour

// leastReason and mostReason bound a reason in letters.
// choice: fewer than a sentence say nothing that a supervisor can judge.
const leastReason, mostReason = 20, 1000

// openedKind is the notice to supervision that a dossier was opened without a right.
const openedKind = unitKind + "dossier.opened"

// actBreakGlass is the weighty act of opening a dossier without a right.
const actBreakGlass = "break-glass"

// lookFor is how long a reason for looking into another unit's dossier is remembered.
// choice: the length of a conversation about one dossier; it is asked for anew the same day.
const lookFor = time.Hour

// shortReason is the least of a reason of those who may look anyhow, in letters.
// choice: a complaint's number or two words say what a look was for; more would be typed away.
const shortReason = 5

// Open opens a dossier to an officer who has no right to it (mở xem khẩn cấp), for a reason and a short time. It is a weighty
// act. Supervision is told in the same breath, and the owner sees it among the readings. Whoever has the right already gets the
// dossier as it is, or with the reason that is asked of them. The line is durable when Open returns.
func (o *Office) Open(ctx context.Context, who Who, cmd Command, code, reason string) (dossier.ID, error) {
	if err := access.May(who, actBreakGlass, access.Object{Org: o.world.Load().Org, At: o.Now()}); err != nil {
		return "", err
	}
	var fs []*fault.Fault
	reason, f := reasonOf(reason, leastReason)
	if f != nil {
		fs = append(fs, f)
	}
	id, err := o.Read(ctx, who).byCode(code)
	if err := fault.Together(fault.Join(fs), err); err != nil {
		return "", err
	}
	hash, err := ActHash(actBreakGlass, id, reason)
	if err != nil {
		return "", err
	}
	if _, err := o.Confirmed(ctx, who, cmd, actBreakGlass, hash); err != nil {
		return "", err
	}
	return id, o.db.Write(ctx, func(tx *store.Tx) error {
		w, now := o.world.Load(), tx.Now()
		d, err := o.fold(ctx, tx, id)
		if err != nil {
			return err
		}
		switch a := access.Judge(who, "read", o.objectAt(w, d, 0, now)); {
		case a.Refusal == nil && a.Reason:
			return tx.PutOpening(openingOf(who, d, reason, now, lookFor))
		case a.Refusal == nil:
			return nil
		}
		row := openingOf(who, d, reason, now, openFor)
		row.Urgent = true
		if err := tx.PutOpening(row); err != nil {
			return err
		}
		return o.tellSupervisors(tx, w, d, who)
	})
}

// GiveReason says why somebody looks into a dossier who may look into every unit's (lý do xem hồ sơ của đơn vị khác). It holds
// for that dossier and an hour; supervision lists it and the owner reads it. Whoever is asked for no reason gives none.
func (o *Office) GiveReason(ctx context.Context, who Who, id dossier.ID, reason string) error {
	reason, f := reasonOf(reason, shortReason)
	return o.db.Write(ctx, func(tx *store.Tx) error {
		d, err := o.fold(ctx, tx, id)
		if err != nil {
			return err
		}
		a := access.Judge(who, "read", o.objectAt(o.world.Load(), d, 0, tx.Now()))
		switch {
		case a.Refusal != nil:
			return fault.New(fault.Missing, "dossier.missing")
		case !a.Reason:
			return nil
		case f != nil:
			return f
		}
		return tx.PutOpening(openingOf(who, d, reason, tx.Now(), lookFor))
	})
}

// reasonOf tidies a reason, and says what is wrong with its length.
func reasonOf(reason string, least int) (string, *fault.Fault) {
	reason = vn.Tidy(reason)
	if n := utf8.RuneCountInString(reason); n < least || n > mostReason {
		return reason, fault.New(fault.Invalid, "access.open.reason", "least", fmt.Sprint(least), "most", fmt.Sprint(mostReason)).At("reason")
	}
	return reason, nil
}

func openingOf(who Who, d *dossier.Dossier, reason string, at time.Time, hold time.Duration) store.OpeningRow {
	return store.OpeningRow{Account: who.Account, Dossier: string(d.ID), At: at, Until: at.Add(hold), Post: who.Post, Unit: who.Unit, Reason: reason}
}

// tellSupervisors tells everybody who supervises the city.
func (o *Office) tellSupervisors(tx *store.Tx, w *World, d *dossier.Dossier, who Who) error {
	row := store.NoticeRow{Kind: openedKind, Dossier: string(d.ID), Version: d.Version, At: tx.Now()}
	return tellHouse(tx, row, unitTold{Code: codeOf(d), Unit: who.Unit}, w.supervisors(tx.Now()), func(person string) string {
		return o.keyed("opened", fmt.Sprintf("%s/%d %s %s", d.ID, tx.Now().UnixMicro(), who.Account, person))
	})
}

// supervisors are the people who hold a post of supervision at t.
func (w *World) supervisors(t time.Time) []string {
	var out []string
	for _, u := range w.Org.Units(t) {
		out = append(out, w.holders(string(u.ID), string(org.Supervisor), t)...)
	}
	return out
}

// NeedsReason says whether an error asks for a reason before the dossier is shown.
func NeedsReason(err error) bool {
	f := fault.As(err)
	return f != nil && f.Key == "access.reason-needed"
}

// mayKnow refuses whoever may not even know that a dossier is there. It is enough for what has no content of it.
func (r *Reader) mayKnow(d *dossier.Dossier) error {
	if err := r.mayRead(d); err != nil && !NeedsReason(err) {
		return err
	}
	return nil
}

// mayRead refuses whoever may not read a dossier, as if there were none, and asks those for a reason who have to give one.
func (r *Reader) mayRead(d *dossier.Dossier) error {
	o := r.o.objectAt(r.w, d, 0, r.now)
	a := access.Judge(r.who, "read", o)
	if (a.Refusal != nil || a.Reason) && r.who.Kind == access.Officer && r.who.Account != "" {
		var err error
		if o.Opened, err = r.db.Opened(r.ctx, r.who.Account, r.who.Post, string(d.ID), r.now); err != nil {
			return err
		}
		a = access.Judge(r.who, "read", o)
	}
	switch {
	case a.Refusal != nil:
		return fault.New(fault.Missing, "dossier.missing")
	case a.Reason && !o.Opened:
		return fault.New(fault.Refused, "access.reason-needed")
	}
	return nil
}

// An Opening is a dossier that somebody opened without a right, or looked into for a reason, as supervision sees it.
type Opening struct {
	At, Until time.Time
	Dossier   dossier.ID
	Code      string
	Person    PersonName
	Role      string
	Unit      UnitName
	Reason    string
	Urgent    bool // without a right
}

// mostOpenings is how many openings are listed at once.
const mostOpenings = 200

// Openings lists what was opened without a right and what was looked into for a reason, the last first, for supervision.
func (r *Reader) Openings() ([]Opening, error) {
	if err := access.May(r.who, "read-openings", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return nil, err
	}
	rows, err := r.db.Openings(r.ctx, "", mostOpenings)
	var out []Opening
	for i := range rows {
		x := &rows[i]
		d, err := r.o.fold(r.ctx, r.db, dossier.ID(x.Dossier))
		if err != nil {
			return nil, err
		}
		o := Opening{At: x.At, Until: x.Until, Dossier: d.ID, Code: codeOf(d), Unit: r.w.unit(x.Unit, x.At), Reason: x.Reason, Urgent: x.Urgent}
		if p := r.w.Org.Post(org.PostID(x.Post)); p != nil {
			o.Role = string(p.Role)
			o.Person = r.w.person(string(p.Person))
		}
		out = append(out, o)
	}
	return out, err
}

// A Look is one reading of a dossier, as its owner sees it: roles and units, no names.
// choice: an officer acts for the unit; the names stand in the log for supervision and for the courts.
type Look struct {
	At      time.Time
	Post    string // tells two officers apart, and is not shown
	Role    string
	Unit    UnitName
	Purpose string // a text key, "" when it was opened without a right
	Reason  string // of whoever opened it without a right, or had to say why
}

// mostReadings is how many readings an owner is shown.
const mostReadings = 500

// Looks lists who looked at one of the reader's own dossiers, the last first. Own looks are left out.
func (r *Reader) Looks(id dossier.ID) ([]Look, error) {
	d, err := r.o.fold(r.ctx, r.db, id)
	if err != nil {
		return nil, err
	}
	if access.May(r.who, "read-looks", r.o.objectAt(r.w, d, 0, r.now)) != nil {
		return nil, fault.New(fault.Missing, "dossier.missing")
	}
	rows, err := r.db.Reads(r.ctx, string(id), mostReadings)
	if err != nil {
		return nil, err
	}
	opened, err := r.db.Openings(r.ctx, string(id), mostReadings)
	if err != nil {
		return nil, err
	}
	var out []Look
	for _, row := range rows {
		p := r.w.Org.Post(org.PostID(row.Post))
		if p == nil {
			continue
		}
		l := Look{At: row.At, Post: row.Account + "/" + row.Post, Role: string(p.Role), Unit: r.w.unit(string(p.Unit), row.At), Purpose: row.Purpose}
		for i := range opened {
			if x := &opened[i]; x.Account == row.Account && x.Post == row.Post && !row.At.Before(x.At) && row.At.Before(x.Until) {
				if l.Reason = x.Reason; x.Urgent {
					l.Purpose = ""
				}
			}
		}
		out = append(out, l)
	}
	return out, nil
}
