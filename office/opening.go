package office

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"motcua/ground/fault"
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

// Open opens a dossier to an officer who has no right to it (mở xem khẩn cấp), for a reason and a short time. Supervision is
// told in the same breath, and the owner sees it among the readings. Whoever has the right already gets the dossier as it is.
// The line is durable when Open returns.
func (o *Office) Open(ctx context.Context, who Who, code, reason string) (dossier.ID, error) {
	if err := access.May(who, "break-glass", access.Object{Org: o.world.Load().Org, At: o.Now()}); err != nil {
		return "", err
	}
	reason = strings.TrimSpace(reason)
	var fs []*fault.Fault
	if n := utf8.RuneCountInString(reason); n < leastReason || n > mostReason {
		fs = append(fs, fault.New(fault.Invalid, "access.open.reason", "least", fmt.Sprint(leastReason), "most", fmt.Sprint(mostReason)).At("reason"))
	}
	id, err := o.Read(ctx, who).byCode(code)
	if err := fault.Together(fault.Join(fs), err); err != nil {
		return "", err
	}
	return id, o.db.Write(ctx, func(tx *store.Tx) error {
		w, now := o.world.Load(), tx.Now()
		d, err := o.fold(ctx, tx, id)
		if err != nil {
			return err
		}
		if access.Judge(who, "read", o.objectAt(w, d, 0, now)).Refusal == nil {
			return nil
		}
		row := store.OpeningRow{Account: who.Account, Dossier: string(id), At: now, Until: now.Add(openFor), Post: who.Post, Unit: who.Unit, Reason: reason}
		if err := tx.PutOpening(row); err != nil {
			return err
		}
		return o.tellSupervisors(tx, w, d, who)
	})
}

// tellSupervisors tells everybody who supervises the city.
func (o *Office) tellSupervisors(tx *store.Tx, w *World, d *dossier.Dossier, who Who) error {
	facts, err := json.Marshal(unitTold{Code: codeOf(d), Unit: who.Unit})
	if err != nil {
		return fmt.Errorf("facts of an opening of %s: %w", d.ID, err)
	}
	for _, person := range w.supervisors(tx.Now()) {
		row := store.NoticeRow{
			ID: o.keyed("opened", fmt.Sprintf("%s/%d %s %s", d.ID, tx.Now().UnixMicro(), who.Account, person)), Person: officerPrefix + person, Channel: "app",
			Kind: openedKind, Dossier: string(d.ID), Version: d.Version, Facts: string(facts), At: tx.Now(), State: store.NoticeSent, SentAt: tx.Now(),
		}
		if _, err := tx.PutNotice(row); err != nil {
			return err
		}
	}
	return nil
}

// supervisors are the people who hold a post of supervision at t.
func (w *World) supervisors(t time.Time) []string {
	var out []string
	for _, u := range w.Org.Units(t) {
		out = append(out, w.holders(string(u.ID), string(org.Supervisor), t)...)
	}
	return out
}

// mayRead refuses whoever may not read a dossier, as if there were none.
func (r *Reader) mayRead(d *dossier.Dossier) error {
	o := r.o.objectAt(r.w, d, 0, r.now)
	no := access.Judge(r.who, "read", o).Refusal
	if no != nil && r.who.Kind == access.Officer && r.who.Account != "" {
		var err error
		if o.Opened, err = r.db.Opened(r.ctx, r.who.Account, r.who.Post, string(d.ID), r.now); err != nil {
			return err
		}
		no = access.Judge(r.who, "read", o).Refusal
	}
	if no != nil {
		return fault.New(fault.Missing, "dossier.missing")
	}
	return nil
}

// An Opening is a dossier that somebody opened without a right, as supervision sees it.
type Opening struct {
	At, Until time.Time
	Dossier   dossier.ID
	Code      string
	Person    PersonName
	Role      string
	Unit      UnitName
	Reason    string
}

// mostOpenings is how many openings are listed at once.
const mostOpenings = 200

// Openings lists what was opened without a right, the last first, for supervision.
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
		o := Opening{At: x.At, Until: x.Until, Dossier: d.ID, Code: codeOf(d), Unit: r.w.unit(x.Unit, x.At), Reason: x.Reason}
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
	Role    string
	Unit    UnitName
	Purpose string // a text key, "" when it was opened without a right
	Reason  string // of whoever opened it without a right
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
		l := Look{At: row.At, Role: string(p.Role), Unit: r.w.unit(string(p.Unit), row.At), Purpose: row.Purpose}
		for i := range opened {
			if x := &opened[i]; x.Account == row.Account && x.Post == row.Post && !row.At.Before(x.At) && row.At.Before(x.Until) {
				l.Purpose, l.Reason = "", x.Reason
			}
		}
		out = append(out, l)
	}
	return out, nil
}
