package office

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/evidence/measure"
	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/law/access"
	"motcua/words/ledger"
	"motcua/words/org"
)

// The register of one-stop desks (danh bạ bộ phận một cửa): what the city's rearrangement of them is decided on. Its lines are
// acts on the organisation; how much a desk has to do is counted from dossiers and never told.

// MayKeepDesks says whether the reader may enter lines of the register.
func (r *Reader) MayKeepDesks() error {
	return access.May(r.who, "keep-desks", access.Object{Org: r.w.Org, At: r.now})
}

// EnterDesks adds lines to the register, all or none. A line without a desk opens a new one, whose key is made here.
func (o *Office) EnterDesks(ctx context.Context, who Who, cmd Command, lines []org.DeskFact) error {
	if err := access.May(who, "keep-desks", access.Object{Org: o.world.Load().Org, At: o.Now()}); err != nil {
		return err
	}
	for i := range lines {
		f := &lines[i]
		f.Document, f.Why = vn.Tidy(f.Document), vn.Tidy(f.Why)
		for _, s := range []*string{f.Code, f.Name, f.Address, f.Note} {
			if s != nil {
				*s = vn.Tidy(*s)
			}
		}
		if f.Ruling != nil {
			f.Ruling.Number = vn.Tidy(f.Ruling.Number)
		}
		if f.Document == "" && f.Ruling == nil {
			return fault.New(fault.Invalid, "org.desk-document").At("document") // choice: whoever reads the register in years asks where it is from
		}
	}
	return o.changeHouse(ctx, who, cmd, asked{"desks", lines}, func(w *World, now time.Time) ([]org.Fact, error) {
		named := slices.Clone(lines)
		n := 0
		for i := range named {
			if named[i].Desk == "" {
				named[i].Desk = freeDesk(w.Org, &n)
			}
		}
		return w.Org.EnterDesks(named, now)
	})
}

// freeDesk is the next key that no desk has, after the n-th.
func freeDesk(o *org.Org, n *int) org.DeskID {
	for {
		*n++
		if id := org.DeskID(fmt.Sprintf("mc-%04d", *n)); !o.Desk(id) {
			return id
		}
	}
}

// PointsWithoutDesk are the units that receive dossiers today and are no desk of the register yet.
func (r *Reader) PointsWithoutDesk() ([]UnitName, error) {
	if err := r.MaySettings(); err != nil {
		return nil, err
	}
	var out []UnitName
	for _, u := range r.w.PointsWithoutDesk(r.now) {
		out = append(out, r.w.unit(string(u.ID), r.now))
	}
	return out, nil
}

// PointsWithoutDesk are the units that receive dossiers and are no desk of the register yet.
func (w *World) PointsWithoutDesk(t time.Time) []*org.Unit {
	taken := map[org.UnitID]bool{}
	for _, d := range w.Org.Desks(t) {
		taken[d.Point] = true
	}
	return slices.DeleteFunc(w.Org.Units(t), func(u *org.Unit) bool { return !u.Receives || taken[u.ID] })
}

// AdoptPoints enters every unit that receives dossiers and is no desk yet, under its own code, from today on.
func (o *Office) AdoptPoints(ctx context.Context, who Who, cmd Command, document string) (int, error) {
	if err := o.renewHouse(ctx); err != nil {
		return 0, err
	}
	now := o.Now()
	var lines []org.DeskFact
	for _, u := range o.world.Load().PointsWithoutDesk(now) {
		code, point := string(u.Code), u.ID
		lines = append(lines, org.DeskFact{From: dayStart(now), Document: document, DeskChange: org.DeskChange{Code: &code, Point: &point}})
	}
	if len(lines) == 0 {
		return 0, fault.New(fault.Conflict, "settings.desks.none-to-adopt")
	}
	return len(lines), o.EnterDesks(ctx, who, cmd, lines)
}

// dayStart is the first moment of the legal day of t.
func dayStart(t time.Time) time.Time {
	y, m, d := t.In(Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, Zone)
}

// A DeskLoad is how much a desk has to do, counted from the dossiers that were received in its name.
type DeskLoad struct {
	Counted  bool // dossiers are counted for it, and the reader may see how many
	Received int  // over the whole period
	Months   int
	Staff    int // 0: nobody told it
}

// PerMonth is what is received in a month, on average.
func (l DeskLoad) PerMonth() float64 { return float64(l.Received) / float64(max(1, l.Months)) }

// PerHead is what each of the staff receives in a month; ok is false where there is nothing to divide by.
func (l DeskLoad) PerHead() (n float64, ok bool) {
	if !l.Counted || l.Staff == 0 {
		return 0, false
	}
	return l.PerMonth() / float64(l.Staff), true
}

// A DeskLine is a desk of the register today.
type DeskLine struct {
	org.Desk
	UnitName UnitName
	Here     bool // neither merged nor closed by now
	Load     DeskLoad
	Heirs    []org.DeskID // of a merged one, to the end
}

// A DeskRegister is the register today, in the order of its desks' codes.
type DeskRegister struct {
	Desks    []DeskLine
	From, To time.Time // the days over which load is counted, both included
	Months   int
	AsOf     time.Time
}

// Find gives a desk of the register, nil for none.
func (g *DeskRegister) Find(id org.DeskID) *DeskLine {
	for i := range g.Desks {
		if g.Desks[i].ID == id {
			return &g.Desks[i]
		}
	}
	return nil
}

// mostLoadMonths is over how many months load is counted at most.
const mostLoadMonths = 12

// DeskRegister gives the register with the load of the last full months. Load is shown to those who may see the figures of the
// desk's unit.
func (r *Reader) DeskRegister(months int) (*DeskRegister, error) {
	if err := r.MaySettings(); err != nil {
		return nil, err
	}
	months = min(max(months, 1), mostLoadMonths)
	y, m, _ := r.now.In(Zone).Date()
	g := &DeskRegister{Months: months, AsOf: r.now, From: time.Date(y, m-time.Month(months), 1, 0, 0, 0, 0, Zone), To: time.Date(y, m, 0, 0, 0, 0, 0, Zone)}
	received := measure.Name(measure.Received, measure.ByReception)
	sums, err := r.db.Sum(r.ctx, nil, []string{received}, measure.Day(g.From), measure.Day(g.To))
	if err != nil {
		return nil, err
	}
	by := map[string]int{}
	for _, t := range sums {
		by[t.Unit] += int(t.N)
	}
	for _, d := range r.w.Org.Desks(r.now) {
		l := DeskLine{Desk: *d, UnitName: r.w.unit(string(d.Unit), r.now), Here: !d.Ruling.Ends(r.now), Heirs: r.w.Org.DeskHeirs(d.ID, r.now)}
		l.Load.Months = months
		l.Load.Staff, _ = d.Staff()
		if d.Point != "" && access.May(r.who, "overview", access.Object{Org: r.w.Org, At: r.now, Unit: string(d.Point)}) == nil {
			l.Load.Counted, l.Load.Received = true, by[string(d.Point)]
		}
		g.Desks = append(g.Desks, l)
	}
	slices.SortStableFunc(g.Desks, func(a, b DeskLine) int { return strings.Compare(codeOrder(a.Code), codeOrder(b.Code)) })
	return g, nil
}

// A DeskEntry is a line of a desk as it was entered, with who did it and when.
type DeskEntry struct {
	N         int
	By        PersonName // without a name: the machine's own command line
	At        time.Time
	Corrected int // the number of the line that stands in its place, 0 for none
	org.DeskFact
}

// DeskHistory gives the lines of a desk, the last entered first.
func (r *Reader) DeskHistory(id org.DeskID) ([]DeskEntry, error) {
	if err := r.MaySettings(); err != nil {
		return nil, err
	}
	facts := r.w.Org.DeskFacts(id)
	if len(facts) == 0 {
		return nil, fault.New(fault.Missing, "org.desk-unknown", "desk", cut(string(id), 60))
	}
	events, err := r.db.HolderEvents(r.ctx, ledger.StreamID(org.StreamOf(id)))
	if err != nil {
		return nil, err
	}
	var out []DeskEntry
	for i := range events {
		if i >= len(facts) { // entered since this reader began
			break
		}
		e := DeskEntry{N: i + 1, At: events[i].RecordedAt, DeskFact: *facts[i]}
		if r.w.Org.Person(org.PersonID(events[i].Actor)) != nil {
			e.By = r.w.person(events[i].Actor)
		}
		e.Corrected = 1 + slices.IndexFunc(facts, func(f *org.DeskFact) bool { return f.Corrects == e.N })
		out = append(out, e)
	}
	slices.Reverse(out)
	return out, nil
}

// codeOrder sorts codes by the numbers in them.
func codeOrder(code string) string {
	return vn.TitleKey(strings.NewReplacer(".", " ", "-", " ", "/", " ").Replace(code))
}
