package office

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/care"
	"motcua/words/calendar"
	"motcua/words/org"
)

// A CareBoard (bảng ca trực) is who is at the care desk, what each has, and what waits.
type CareBoard struct {
	UnitN   UnitName
	Unit    string
	Agents  []CareAgentLine
	Waiting int64 // that nobody has taken
	Oldest  time.Time
	On      bool // the reader is on shift
	MaySign bool // the reader is an agent of the unit
	MayLead bool // the reader hands out its work
	MayWork bool // the reader may take its conversations
	MayRead bool // the reader's units have its conversations, so that lists and figures show them
}

// A CareAgentLine is an agent on the board.
type CareAgentLine struct {
	Person PersonName
	On     bool
	Since  time.Time
	Open   int64 // conversations that they have
	Waits  int64 // of them, those whose citizen waits
	Done   int64 // that they closed in their shift, or today if they have none or it began today
}

// careUnitOf is the care desk that somebody belongs to or leads: their own unit when it has agents, else the city's.
func (w *World) careUnitOf(who Who, t time.Time) string {
	if who.Unit != "" && len(w.holders(who.Unit, string(org.CareAgent), t)) > 0 {
		return who.Unit
	}
	return w.careUnit(t)
}

// CareBoard gives the board of the moment.
func (r *Reader) CareBoard() (*CareBoard, error) {
	if err := access.May(r.who, "read-contacts", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return nil, err
	}
	unit := r.w.careUnitOf(r.who, r.now)
	duty, err := careDuty(r.ctx, r.db, unit, r.now)
	if err != nil {
		return nil, err
	}
	b := &CareBoard{UnitN: r.w.unit(unit, r.now), Unit: unit, MayLead: access.May(r.who, "lead-care", access.Object{Unit: unit, Org: r.w.Org, At: r.now}) == nil}
	b.MayWork = access.May(r.who, "contact-work", access.Object{Unit: unit, Org: r.w.Org, At: r.now}) == nil
	b.MayRead = access.May(r.who, "read-contact", access.Object{Unit: unit, Org: r.w.Org, At: r.now}) == nil
	open := true
	midnight := calendar.DateOf(r.now).Time()
	agents, since := r.w.holders(unit, string(org.CareAgent), r.now), map[string]time.Time{}
	for _, id := range agents {
		since[id] = midnight
		if at, _, on := duty.On(id); on && at.Before(midnight) { // a night is one shift
			since[id] = at
		}
	}
	loads, err := r.db.ContactLoads(r.ctx, since, midnight.AddDate(0, 0, 1))
	if err != nil {
		return nil, err
	}
	for _, id := range agents {
		a := CareAgentLine{Person: r.w.person(id), Open: loads[id].Open, Waits: loads[id].Waits, Done: loads[id].Shut}
		a.Since, _, a.On = duty.On(id)
		if id == r.who.Person {
			b.MaySign, b.On = true, a.On
		}
		b.Agents = append(b.Agents, a)
	}
	slices.SortStableFunc(b.Agents, func(x, y CareAgentLine) int {
		switch {
		case x.On != y.On && x.On:
			return -1
		case x.On != y.On:
			return 1
		}
		return strings.Compare(x.Person.Name, y.Person.Name)
	})
	free := store.ContactFilter{Unit: unit, NoAgent: true, Open: &open, Waits: true, Waiting: true, Limit: 1}
	if b.Waiting, err = r.db.CountContacts(r.ctx, free); err != nil {
		return nil, err
	}
	first, err := r.db.Contacts(r.ctx, free)
	if err == nil && len(first) > 0 {
		b.Oldest = first[0].Waits
	}
	return b, err
}

// What becomes of the conversations that somebody has who signs off.
const (
	HeldKeep    = "keep"    // they stay with them
	HeldRelease = "release" // they wait to be taken
)

// SignShift signs an agent on or off. Agents sign for themselves, whoever leads the desk for everybody in it. Whoever is in a call ends
// it first, and of conversations that they have it must be said what becomes of them: held is one of the words above.
func (o *Office) SignShift(ctx context.Context, who Who, cmd Command, officer string, on bool, held string) error {
	hash, err := requestHash("sign-shift", officer, on, held)
	if err != nil {
		return err
	}
	var free []care.ID
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		free = nil
		if done, err := o.once(tx, who, cmd, hash, nil); done || err != nil {
			return err
		}
		unit := w.careUnitOf(who, tx.Now())
		ask, one := "lead-care", officer
		if officer == "" || officer == who.Person {
			ask, one = "contact-work", who.Person
		}
		if err := access.May(who, ask, access.Object{Unit: unit, Org: w.Org, At: tx.Now()}); err != nil {
			return err
		}
		if !slices.Contains(w.holders(unit, string(org.CareAgent), tx.Now()), one) {
			return fault.New(fault.Refused, "care.no-agent").At("officer")
		}
		duty, err := careDuty(ctx, tx, unit, tx.Now())
		if err != nil {
			return err
		}
		if _, _, there := duty.On(one); !on && !there && held == HeldRelease { // some are taken without a shift
			if free, err = o.leaveHeld(w, tx, who, unit, one, held); err != nil || len(free) > 0 {
				return err
			}
		}
		in, facts, err := duty.Sign(one, who.Actor(), unit, on)
		if err != nil {
			return err
		}
		if !on {
			if free, err = o.leaveHeld(w, tx, who, unit, one, held); err != nil {
				return err
			}
		}
		day := calendar.DateOf(tx.Now())
		if in == duty.Before {
			day--
		}
		_, err = tx.Append(care.ShiftStream(unit, day), in.Version, facts)
		return err
	})
	if err != nil {
		return fmt.Errorf("sign shift: %w", err)
	}
	for _, id := range free {
		o.hub.wake(care.Stream(id))
	}
	return nil
}

// mostLeft is how many conversations somebody can leave at once.
const mostLeft = 500

// leaveHeld judges what somebody has who signs off, and lets it go if that was said.
func (o *Office) leaveHeld(w *World, tx *store.Tx, who Who, unit, officer, held string) (free []care.ID, err error) {
	if n, err := tx.CountContacts(tx.Context(), store.ContactFilter{Caller: officer}); err != nil || n > 0 {
		return nil, cmp.Or(err, error(fault.New(fault.Refused, "care.hang-up-first")))
	}
	open := true
	rows, err := tx.Contacts(tx.Context(), store.ContactFilter{Unit: unit, Agent: officer, Open: &open, ByID: true, Limit: mostLeft})
	if err != nil || len(rows) == 0 || held == HeldKeep {
		return nil, err
	}
	if held != HeldRelease {
		return nil, fault.New(fault.Refused, "care.shift-holds", "n", fmt.Sprint(len(rows)))
	}
	for i := range rows {
		id := care.ID(rows[i].ID)
		evs, err := tx.Events(tx.Context(), care.Stream(id))
		if err != nil {
			return nil, err
		}
		c, err := care.Fold(id, evs)
		if err != nil {
			return nil, err
		}
		facts, err := o.contactCase(w, tx, who, c).Do(care.ActRelease, care.Input{})
		if err != nil {
			return nil, err
		}
		if _, _, err := o.appendContact(tx, c, evs, facts); err != nil {
			return nil, err
		}
		free = append(free, id)
	}
	return free, nil
}

// careDuty reads who is on shift in a unit at a moment.
func careDuty(ctx context.Context, r events, unit string, now time.Time) (*care.Duty, error) {
	d := &care.Duty{Now: now}
	day := calendar.DateOf(now)
	for _, x := range []struct {
		to  **care.Shift
		day calendar.Date
	}{{&d.Today, day}, {&d.Before, day - 1}} {
		evs, err := r.Events(ctx, care.ShiftStream(unit, x.day))
		if err != nil {
			return nil, err
		}
		if *x.to, err = care.FoldShift(evs); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// TakeNext gives the reader the conversation that waits longest and that nobody has (nhận lượt tiếp theo). The same command has the same
// one; so has whoever has more than the page knew (had, negative: does not care), for a second page of theirs has taken one meanwhile.
func (o *Office) TakeNext(ctx context.Context, who Who, cmd Command, had int64) (id care.ID, err error) {
	hash, err := requestHash("take-next")
	if err != nil {
		return "", err
	}
	if cmd.Key == "" {
		if cmd.Key, err = o.NewID(); err != nil {
			return "", err
		}
	}
	for range mostConflicts {
		id = ""
		err = o.write(ctx, func(w *World, tx *store.Tx) error {
			id, err = o.takeNext(w, tx, who, cmd, hash, had)
			return err
		})
		if id == "" || !fault.Is(err, fault.Conflict) {
			break
		}
		id = "" // a colleague was first: the next one
	}
	if err != nil {
		return "", fmt.Errorf("take the next contact: %w", err)
	}
	o.hub.wake(care.Stream(id))
	return id, nil
}

func (o *Office) takeNext(w *World, tx *store.Tx, who Who, cmd Command, hash [32]byte, had int64) (id care.ID, err error) {
	client, ctx := cmp.Or(cmd.Client, string(who.Kind)+":"+who.Account), tx.Context()
	unit := w.careUnitOf(who, tx.Now())
	if err := access.May(who, "contact-work", access.Object{Unit: unit, Org: w.Org, At: tx.Now()}); err != nil {
		return "", err
	}
	if prior, done, err := tx.Command(client, cmd.Key, hash, nil); done || err != nil {
		return care.ID(prior), err
	}
	open := true
	own := store.ContactFilter{Agent: who.Person, Open: &open, Limit: mostLeft}
	n, err := tx.CountContacts(ctx, own)
	if err != nil {
		return "", err
	}
	if had >= 0 && n > had {
		mine, err := tx.Contacts(ctx, own)
		if err != nil {
			return "", err
		}
		newest := slices.MaxFunc(mine, func(a, b store.ContactRow) int { return a.Updated.Compare(b.Updated) })
		id = care.ID(newest.ID)
		return id, tx.Outcome(client, cmd.Key, []byte(id))
	}
	rows, err := tx.Contacts(ctx, store.ContactFilter{Unit: unit, NoAgent: true, Open: &open, Waits: true, Waiting: true, Limit: 1})
	if err != nil {
		return "", err
	}
	if len(rows) == 0 {
		return "", fault.New(fault.Conflict, "care.none-waits")
	}
	if !w.worksIn(who.Person, unit, tx.Now()) {
		return "", fault.New(fault.Invalid, "care.no-officer").At("officer")
	}
	id = care.ID(rows[0].ID)
	evs, err := tx.Events(ctx, care.Stream(id))
	if err != nil {
		return "", err
	}
	c, err := care.Fold(id, evs)
	if err != nil {
		return "", err
	}
	facts, err := o.contactCase(w, tx, who, c).Do(care.ActTake, care.Input{})
	if err != nil {
		return "", err
	}
	if _, _, err = o.appendContact(tx, c, evs, facts); err != nil {
		return id, err
	}
	return id, tx.Outcome(client, cmd.Key, []byte(id))
}

// A RunningCall is a call that its officer has not ended.
type RunningCall struct {
	ID    care.ID
	Code  string
	Since time.Time
}

// HeldContacts counts the conversations that the reader has.
func (r *Reader) HeldContacts() (int64, error) {
	if err := access.May(r.who, "read-contacts", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return 0, err
	}
	open := true
	return r.db.CountContacts(r.ctx, store.ContactFilter{Agent: r.who.Person, Open: &open})
}

// RunningCall gives the reader's call that runs, nil for none.
func (r *Reader) RunningCall() (*RunningCall, error) {
	if r.who.Person == "" || access.May(r.who, "read-contacts", access.Object{Org: r.w.Org, At: r.now}) != nil {
		return nil, nil //nolint:nilnil // nobody's call
	}
	rows, err := r.db.Contacts(r.ctx, store.ContactFilter{Caller: r.who.Person, Limit: 1})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	c, err := r.o.foldContact(r.ctx, r.db, care.ID(rows[0].ID))
	if err != nil || c.Running() == nil {
		return nil, err
	}
	return &RunningCall{ID: c.ID, Code: c.Code, Since: c.Running().Began}, nil
}

// HandOut gives what waits and nobody has to the agents on shift, each time to whoever has least, the longest wait first (chia việc).
// It says how many it gave.
func (o *Office) HandOut(ctx context.Context, who Who) (n int, err error) {
	rd := o.Read(ctx, who)
	board, err := rd.CareBoard()
	if err != nil {
		return 0, err
	}
	if err := access.May(who, "lead-care", access.Object{Unit: board.Unit, Org: rd.w.Org, At: rd.now}); err != nil {
		return 0, err
	}
	there := slices.DeleteFunc(board.Agents, func(a CareAgentLine) bool { return !a.On })
	if len(there) == 0 {
		return 0, fault.New(fault.Refused, "care.nobody-on")
	}
	open := true
	rows, err := rd.db.Contacts(ctx, store.ContactFilter{Unit: board.Unit, NoAgent: true, Open: &open, Waits: true, Waiting: true, Limit: 200})
	if err != nil {
		return 0, err
	}
	for i := range rows {
		slices.SortStableFunc(there, func(a, b CareAgentLine) int { return int(a.Open - b.Open) })
		err := o.Contact(ctx, who, Command{}, OnContact{ID: care.ID(rows[i].ID), Version: rows[i].Version}, care.ActTake, care.Input{Officer: there[0].Person.ID})
		if f := fault.As(err); f != nil && f.Kind == fault.Conflict {
			continue // it was taken meanwhile
		}
		if err != nil {
			return n, err
		}
		there[0].Open++
		n++
	}
	return n, nil
}
