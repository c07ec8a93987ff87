package office

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/words/form"
)

// followAlarms names the follower that keeps the alarms.
const followAlarms = "alarms"

// alarmRules are when alarms ring, by the city's settings.
func (w *World) alarmRules(d *dossier.Dossier) dossier.AlarmRules {
	r := dossier.AlarmRules{Shares: [2]int{50, 80}, Hours: 8, Answer: 8, Silent: 20, Apology: 8, Steps: func(t *dossier.Task) int {
		if n := w.Procedures.Version(d.Procedure, d.ProcVersion).Case(d.Case).Node(t.Node); n != nil {
			return n.Hours
		}
		return 0
	}}
	if shares, ok := w.Setting("warning.at").Value.([]any); ok && len(shares) == 2 {
		for i, x := range shares {
			if n, ok := x.(float64); ok && n > 0 && n < 100 {
				r.Shares[i] = int(n)
			}
		}
	}
	for name, to := range map[string]*int{
		"warning.hours-left": &r.Hours, "warning.answer-within": &r.Answer, "warning.silent-after": &r.Silent, "warning.apology-before": &r.Apology,
	} {
		if n, ok := w.Setting(name).Value.(float64); ok && n > 0 {
			*to = int(n)
		}
	}
	return r
}

// alarmRows are the alarms of a dossier as the view has them.
func (w *World) alarmRows(d *dossier.Dossier) []store.AlarmRow {
	var out []store.AlarmRow
	for _, a := range d.Alarms(w.Calendar, w.alarmRules(d)) {
		row := store.AlarmRow{Kind: string(a.Kind), Unit: a.Unit, Rings: a.Rings, Ends: a.Ends, Due: a.Due, Calendar: w.Calendar.Version()}
		if a.Token != 0 {
			row.Token = strconv.Itoa(a.Token)
		}
		out = append(out, row)
	}
	return out
}

// watch brings the alarms of the dossiers of a batch of events to where they now are; the newest event of each counts.
func (o *Office) watch(tx *store.Tx, events []store.Placed) error {
	w := o.world.Load()
	if w.Calendar == nil {
		return nil
	}
	for i := range events {
		e := &events[i]
		if e.Stream.Kind() != "dossier" {
			continue
		}
		id := e.Stream.ID()
		version, state, err := tx.Standing(tx.Context(), id)
		switch {
		case err != nil:
			return err
		case version != e.Version: // a later event comes
		case dossier.State(state).Alarming():
			err = o.ring(tx, w, dossier.ID(id))
		default:
			err = tx.PutAlarms(id, nil)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (o *Office) ring(tx *store.Tx, w *World, id dossier.ID) error {
	d, err := o.fold(tx.Context(), tx, id)
	if err != nil {
		return err
	}
	rows := w.alarmRows(d)
	if err := tx.PutAlarms(string(id), rows); err != nil {
		return err
	}
	return o.tellRinging(tx, w, d, rows)
}

// An AlarmLine is an alarm that rings, with its dossier.
type AlarmLine struct {
	Row
	Kind  dossier.AlarmKind
	Token int
	Node  form.Text
	Unit  UnitName // who is to do something
	Since time.Time
	Until time.Time // what is due, and when
	Signs bool      // the reader may sign an apology for it
}

// AlarmCounts has how many alarms of each kind ring in the reader's units, and how many dossiers are late without apology.
type AlarmCounts struct {
	Kinds map[dossier.AlarmKind]int
	Owing int
	// Requests are those of data subjects whose limit is over and that nobody answered.
	Requests int
	// Petitions has how many alarms of petitions ring, and Ratings how many bad ratings nobody followed up in time.
	Petitions map[petition.AlarmKind]int
	Ratings   int
	// Handed are conversations of the care desk that a unit was handed and did not answer in time.
	Handed int
}

// mayWatch lets those read alarms who answer for the work of others.
func (r *Reader) mayWatch() error {
	return access.May(r.who, "overview", access.Object{Unit: r.who.Unit})
}

// AlarmCounts counts the alarms that ring now.
func (r *Reader) AlarmCounts() (AlarmCounts, error) {
	c := AlarmCounts{Kinds: map[dossier.AlarmKind]int{}}
	if err := r.mayWatch(); err != nil {
		return c, err
	}
	found, err := r.db.CountRinging(r.ctx, r.scope, r.now)
	if err != nil {
		return c, err
	}
	for k, n := range found {
		c.Kinds[dossier.AlarmKind(k)] = n
	}
	unit, by := r.who.Unit, Answerable
	if r.who.City {
		unit, by = "", "" // the whole city
	}
	if c.Owing, err = r.Owing(unit, by); err != nil {
		return c, err
	}
	if c.Requests, err = r.lateRequests(); err != nil {
		return c, err
	}
	if c.Ratings, err = r.lateRatings(); err != nil {
		return c, err
	}
	if c.Handed, err = r.lateHanded(); err != nil {
		return c, err
	}
	c.Petitions, err = r.petitionAlarms()
	return c, err
}

// Alarms lists the alarms of a kind that ring now, what is due first before the others.
func (r *Reader) Alarms(kind dossier.AlarmKind, skip, limit int) ([]AlarmLine, error) {
	if err := r.mayWatch(); err != nil {
		return nil, err
	}
	rows, err := r.db.Ringing(r.ctx, r.scope, string(kind), r.now, max(skip, 0), wanted(limit))
	if err != nil {
		return nil, err
	}
	out := make([]AlarmLine, 0, len(rows))
	for i := range rows {
		x := &rows[i]
		line := AlarmLine{Row: r.row(&x.Dossier), Kind: kind, Unit: r.w.unit(x.Unit, r.now), Since: x.Rings, Until: x.Due}
		d := &dossier.Dossier{State: line.State, Competent: line.Competent.ID, Reception: line.Reception.ID, Received: line.Received}
		line.Signs = access.May(r.who, string(dossier.ActApologise), access.Object{Dossier: d}) == nil
		if x.Token != "" {
			line.Token, _ = strconv.Atoi(x.Token) // written by alarmRows
			tasks, err := r.db.Tasks(r.ctx, x.Dossier.ID)
			if err != nil {
				return nil, err
			}
			for _, t := range tasks {
				if t.Token == x.Token {
					line.Node = nodeText(r.node(&x.Dossier, t.Node), t.Name)
				}
			}
		}
		out = append(out, line)
	}
	return out, nil
}

// rebuildAlarms computes every open dossier's alarms anew, piece by piece: the calendar or a rule changed.
func (o *Office) rebuildAlarms(ctx context.Context) error {
	return o.eachOpen(ctx, func(tx *store.Tx, id dossier.ID) error { return o.ring(tx, o.world.Load(), id) })
}

// eachOpen gives every dossier without an end to fn, in transactions of at most two seconds.
func (o *Office) eachOpen(ctx context.Context, fn func(*store.Tx, dossier.ID) error) error {
	f := store.DossierFilter{Scope: store.Scope{All: true}, Now: o.Now(), Phase: store.PhaseOpen, Limit: redatePiece}
	for {
		rows, next, err := o.db.Read().Dossiers(ctx, f)
		if err != nil {
			return err
		}
		err = o.db.Write(ctx, func(tx *store.Tx) error {
			for i := range rows {
				if err := fn(tx, dossier.ID(rows[i].ID)); err != nil {
					return fmt.Errorf("dossier %s: %w", rows[i].ID, err)
				}
			}
			return nil
		})
		if err != nil || next == "" {
			return err
		}
		f.After = next
	}
}
