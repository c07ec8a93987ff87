package office

import (
	"context"
	"fmt"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/words/org"
)

// Who is there, what each holds, and how work that just opened finds its holder.

// handOut gives the tasks that just opened to those whom their units' rule names.
func (o *Office) handOut(tx *store.Tx, d *dossier.Dossier, from int) error {
	w := o.world.Load()
	var c *dossier.Case
	for i := from; i < len(d.Tasks); i++ {
		t := &d.Tasks[i]
		u := w.Org.UnitAt(org.UnitID(t.Unit), tx.Now())
		if u == nil || u.Assign != org.AssignLeast || !t.Open() || t.Holder != "" {
			continue
		}
		present, err := w.loads(tx.Context(), &tx.Reader, t.Unit, t.Role, tx.Now())
		if err != nil {
			return err
		}
		if c == nil {
			if c, err = o.caseOf(w, d, Who{Kind: access.System}, tx); err != nil {
				return err
			}
		}
		facts, err := c.HandOut(t.Token, present)
		if err != nil {
			return fmt.Errorf("hand out %s of %s: %w", t.Node, d.ID, err)
		}
		if len(facts) == 0 {
			continue
		}
		if err := o.apply(tx, d, facts); err != nil {
			return err
		}
		if err := o.put(tx, d); err != nil { // the next task counts this one
			return err
		}
	}
	return nil
}

// loads are those who hold a role in a unit and are present, each with what they hold.
func (w *World) loads(ctx context.Context, r *store.Reader, unit, role string, t time.Time) ([]dossier.Load, error) {
	people := w.Org.Present(org.UnitID(unit), org.Role(role), t)
	ids := make([]string, 0, len(people))
	for _, p := range people {
		ids = append(ids, string(p.ID))
	}
	held, _, err := r.Held(ctx, ids, t)
	if err != nil {
		return nil, err
	}
	out := make([]dossier.Load, 0, len(ids))
	for _, id := range ids {
		out = append(out, dossier.Load{Person: id, Open: held[id]})
	}
	return out, nil
}

// A Member is somebody of a unit, with what they hold.
type Member struct {
	PersonName
	Posts  []string // titles in the unit
	Open   int      // pieces of work, over all of their posts
	Late   int      // of these past due
	Away   time.Time
	Leaves []org.Leave // of now and to come
}

// A Team is a unit's people and the rule by which its work finds its holder.
type Team struct {
	Unit    UnitName
	Assign  string
	Members []Member
	Units   []UnitName // all units that the reader answers for
}

// Team shows the people of a unit to those who assign its work.
func (r *Reader) Team(unit string) (*Team, error) {
	if err := access.May(r.who, "lead", access.Object{Unit: unit}); err != nil {
		return nil, err
	}
	u := r.w.Org.UnitAt(org.UnitID(unit), r.now)
	if u == nil {
		return nil, fault.New(fault.Missing, "org.unit-unknown", "unit", unit)
	}
	t := &Team{Unit: r.w.unit(unit, r.now), Assign: u.Assign}
	for _, id := range r.who.Units {
		if r.w.Org.UnitAt(org.UnitID(id), r.now) != nil {
			t.Units = append(t.Units, r.w.unit(id, r.now))
		}
	}
	var ids []string
	for _, p := range r.w.Org.PostsIn(u.ID, r.now) {
		title := p.Title
		if i := slices.Index(ids, string(p.Person)); i >= 0 {
			if !slices.Contains(t.Members[i].Posts, title) {
				t.Members[i].Posts = append(t.Members[i].Posts, title)
			}
			continue
		}
		ids = append(ids, string(p.Person))
		t.Members = append(t.Members, Member{
			PersonName: r.w.person(string(p.Person)), Posts: []string{title}, Away: r.away(string(p.Person)), Leaves: r.w.Org.LeavesOf(p.Person, r.now),
		})
	}
	open, late, err := r.db.Held(r.ctx, ids, r.now)
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		t.Members[i].Open, t.Members[i].Late = open[id], late[id]
	}
	return t, nil
}

// away is until when somebody is on leave, zero when they are there.
func (r *Reader) away(person string) time.Time {
	l, _ := r.w.Org.AwayAt(org.PersonID(person), r.now)
	return l.To
}

// workers are those to whom a task may be given, with what they hold and until when they are away.
func (r *Reader) workers(unit, role string) ([]Member, error) {
	ids := r.w.holders(unit, role, r.now)
	open, late, err := r.db.Held(r.ctx, ids, r.now)
	if err != nil {
		return nil, err
	}
	out := make([]Member, 0, len(ids))
	for _, id := range ids {
		out = append(out, Member{PersonName: r.w.person(id), Open: open[id], Late: late[id], Away: r.away(id)})
	}
	return out, nil
}

// GiveLeave writes down that somebody of a unit is away (nghỉ) from one moment to another.
func (o *Office) GiveLeave(ctx context.Context, who Who, unit string, l org.Leave) error {
	return o.ofTeam(ctx, who, unit, l.Person, func(w *World, now time.Time) ([]org.Fact, error) { return w.Org.GiveLeave(l, now) })
}

// EndLeave says that somebody is back sooner, or that a leave to come is not taken: the one of the moment during.
func (o *Office) EndLeave(ctx context.Context, who Who, unit string, person org.PersonID, during time.Time) error {
	return o.ofTeam(ctx, who, unit, person, func(w *World, now time.Time) ([]org.Fact, error) { return w.Org.EndLeave(person, during, now, now) })
}

// SetAssign sets the rule by which a unit's work finds its holder.
func (o *Office) SetAssign(ctx context.Context, who Who, unit, rule string) error {
	if rule != org.AssignNone && rule != org.AssignLeast {
		return fault.New(fault.Invalid, "org.assign-rule", "rule", rule).At("rule")
	}
	return o.ofTeam(ctx, who, unit, "", func(w *World, now time.Time) ([]org.Fact, error) {
		if u := w.Org.UnitAt(org.UnitID(unit), now); u == nil || u.Assign == rule {
			return nil, nil
		}
		return w.Org.ChangeUnit(org.UnitID(unit), org.Change{Assign: &rule}, now, now)
	})
}

// ofTeam enters what those decide who answer for a unit, of the unit itself or of somebody who has a post in it.
func (o *Office) ofTeam(ctx context.Context, who Who, unit string, person org.PersonID, decide func(*World, time.Time) ([]org.Fact, error)) error {
	if err := access.May(who, "lead", access.Object{Unit: unit}); err != nil {
		return err
	}
	return o.changeHouse(ctx, who, Command{}, nil, func(w *World, now time.Time) ([]org.Fact, error) {
		if person != "" && !slices.ContainsFunc(w.Org.PostsIn(org.UnitID(unit), now), func(p *org.Post) bool { return p.Person == person }) {
			return nil, fault.New(fault.Missing, "org.person-unknown", "person", string(person))
		}
		return decide(w, now)
	})
}

// lastDayOf is the last day of a leave, as people write it.
func lastDayOf(l org.Leave) string { return l.To.Add(-time.Second).In(Zone).Format("02/01/2006") }
