package office

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/words/calendar"
	"motcua/words/ledger"
)

// A Redating says what a new calendar does to open promises.
type Redating struct {
	Version string    `json:"version"` // of the new calendar
	Looked  int       `json:"looked"`  // open dossiers that were counted again
	Moved   int       `json:"moved"`   // of these, those whose due time is later now
	First   []Redated `json:"first"`   // some of them, for people to look at

	Petitions      int `json:"petitions"`       // with a clock that runs, which were counted again
	PetitionsMoved int `json:"petitions_moved"` // of these, those of which a clock moved
}

// A Redated is one promise that moved.
type Redated struct {
	Dossier string    `json:"dossier"`
	Code    string    `json:"code"`
	Was     time.Time `json:"was"`
	Now     time.Time `json:"now"`
}

// mostRedated is how many moves a report names.
const mostRedated = 20

// redatePiece is how many dossiers one transaction takes, so that none runs longer than two seconds.
const redatePiece = 250

// SetCalendar makes b the city's calendar from now on and counts every open promise again by it: a holiday that was
// announced late moves them, traceably. A promise never moves forward. With dry nothing is written. What was cut off is
// taken up by a job, or by asking again; until then every page shows the dates that are promised.
func (o *Office) SetCalendar(ctx context.Context, who Who, b []byte, dry bool) (*Redating, error) {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return nil, err
	}
	cal, err := calendar.Parse(b)
	if err != nil {
		return nil, err
	}
	rep := &Redating{Version: cal.Version(), First: []Redated{}}
	old := o.world.Load().Calendar
	if !dry {
		if old.Version() == cal.Version() && !sameCalendar(old, cal) {
			return nil, fault.New(fault.Refused, "calendar.same-version", "version", cal.Version())
		}
		if old.Version() != cal.Version() {
			if err := o.awaitRedating(ctx, cal.Version()); err != nil {
				return nil, err
			}
			if err := o.enter(ctx, who, []entry{{streamCalendar, ledger.Fact{Kind: "city.document-set", Holder: b}}}); err != nil {
				return nil, err
			}
			if err := o.Refresh(ctx); err != nil {
				return nil, err
			}
		}
	}
	if err := o.redateAll(ctx, who, cal, dry, rep); err != nil {
		return rep, err
	}
	if err := o.redatePetitions(ctx, who, cal, "", dry, rep); err != nil || dry {
		return rep, err
	}
	return rep, o.db.Write(ctx, func(tx *store.Tx) error { // what did not move rings by the new calendar too
		if err := tx.PutSetting(redatingTo, ""); err != nil {
			return err
		}
		_, err := tx.PutJob(store.JobRow{Key: jobAlarms + "/" + cal.Version(), Kind: jobAlarms})
		return err
	})
}

// redatingTo is where stands by which calendar open promises still have to be counted again; "" when all are.
const redatingTo = "calendar.redating"

// redateWait is how long the job that takes up a re-dating waits for whoever entered the calendar to do it.
const redateWait = 2 * time.Minute

// awaitRedating writes down, before a calendar is in force, that open promises have to be counted again by it.
func (o *Office) awaitRedating(ctx context.Context, version string) error {
	return o.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.PutJob(store.JobRow{Key: jobRedate + "/" + version, Kind: jobRedate, RunAt: tx.Now().Add(redateWait)}); err != nil {
			return err
		}
		return tx.PutSetting(redatingTo, version)
	})
}

// redateLeft does what is left of a re-dating that was cut off.
func (o *Office) redateLeft(ctx context.Context) error {
	w := o.world.Load()
	version, _, err := o.db.Read().Setting(ctx, redatingTo)
	if err != nil || version == "" || version != w.Calendar.Version() {
		return err // it is done, or another calendar has a job of its own
	}
	b, err := json.Marshal(w.Calendar.Document())
	if err != nil {
		return fmt.Errorf("write the calendar: %w", err)
	}
	_, err = o.SetCalendar(ctx, Who{Kind: access.System, Account: "system"}, b, false)
	return err
}

// Redating gives by which calendar open dossiers are still to be counted again, and how many open ones of the reader's are
// counted by an earlier one; "" when the last re-dating is done.
func (r *Reader) Redating() (version string, open int, err error) {
	if version, _, err = r.db.Setting(r.ctx, redatingTo); err != nil || r.w.Calendar == nil || version != r.w.Calendar.Version() {
		return "", 0, err
	}
	open, err = r.db.Count(r.ctx, store.DossierFilter{Scope: r.scope, Now: r.now, States: openStates})
	return version, open, err
}

func sameCalendar(a, b *calendar.Calendar) bool {
	x, errA := requestHash(a.Document())
	y, errB := requestHash(b.Document())
	return errA == nil && errB == nil && x == y
}

// openStates are those in which a promise still runs.
var openStates = []int{int(dossier.Received), int(dossier.Processing), int(dossier.Supplement), int(dossier.Paying), int(dossier.Withdrawal)}

// redateAll goes through the open dossiers piece by piece.
func (o *Office) redateAll(ctx context.Context, who Who, cal *calendar.Calendar, dry bool, rep *Redating) error {
	f := store.DossierFilter{Scope: store.Scope{All: true}, Now: o.Now(), States: openStates, Limit: redatePiece}
	for {
		rows, next, err := o.db.Read().Dossiers(ctx, f)
		if err != nil {
			return err
		}
		if err := o.redatePart(ctx, who, cal, rows, dry, rep); err != nil {
			return err
		}
		if next == "" {
			return nil
		}
		f.After = next
	}
}

// redatePart counts some dossiers again, in one transaction.
func (o *Office) redatePart(ctx context.Context, who Who, cal *calendar.Calendar, rows []store.DossierRow, dry bool, rep *Redating) error {
	ids := make([]string, 0, len(rows))
	for _, row := range rows {
		ids = append(ids, row.ID)
	}
	slices.Sort(ids) // one order, so that two jobs wait only one way round
	var moves []Redated
	part := func(tx events, now time.Time, put func(*dossier.Dossier, []ledger.Fact) error) error {
		moves = nil
		for _, id := range ids {
			d, err := o.fold(ctx, tx, dossier.ID(id))
			if err != nil {
				return err
			}
			machine, err := o.world.Load().Procedures.Machine(d.Procedure, d.ProcVersion, d.Case)
			if err != nil {
				return err
			}
			c := &dossier.Case{Dossier: d, Machine: machine, Calendar: cal, Now: now, Actor: who.Actor(), Unit: who.Unit}
			was := d.Promise.At
			facts, err := c.Redate()
			if fault.As(err) != nil {
				continue // it ended in the meantime, or its year is not in the calendar
			}
			if err != nil {
				return fmt.Errorf("count the due time of %s again: %w", id, err)
			}
			if len(facts) == 0 {
				continue
			}
			if err := put(d, facts); err != nil {
				return err
			}
			if !redatedTo(facts).After(was) {
				continue // only steps inside it moved
			}
			moves = append(moves, Redated{Dossier: id, Code: d.Code, Was: was, Now: redatedTo(facts)})
		}
		return nil
	}
	var err error
	if dry {
		err = part(o.db.Read(), o.Now(), func(*dossier.Dossier, []ledger.Fact) error { return nil })
	} else {
		err = o.db.Write(ctx, func(tx *store.Tx) error {
			return part(tx, tx.Now(), func(d *dossier.Dossier, facts []ledger.Fact) error { return o.append(tx, d, facts) })
		})
	}
	rep.Looked += len(ids)
	rep.Moved += len(moves)
	for _, m := range moves {
		if len(rep.First) < mostRedated {
			rep.First = append(rep.First, m)
		}
	}
	return err
}

// redatedTo reads the new due time out of the decision.
func redatedTo(facts []ledger.Fact) time.Time {
	t, err := dossier.RedatedTo(facts[0])
	if err != nil {
		return time.Time{} // it was encoded a moment ago
	}
	return t
}
