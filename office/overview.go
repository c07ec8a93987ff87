package office

import (
	"maps"
	"slices"
	"strings"
	"time"

	"motcua/evidence/measure"
	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/words/org"
)

// HomeFigures are what everyone may know of the whole city.
type HomeFigures struct {
	ReceivedToday int
	Done30        int // completed in the last 30 days
	InTime30      int // of these no later than promised
	Open          int
	OpenLate      int
	Procedures    int // in force
	Receivable    int // of these received here
	Branches      int
	Points        int
	AsOf          time.Time
}

// Home sums the kept tallies of the whole city.
func (r *Reader) Home() (HomeFigures, error) {
	h := HomeFigures{AsOf: r.now}
	for _, rec := range r.w.Procedures.All(r.now) {
		h.Procedures++
		if rec.Open() {
			h.Receivable++
		}
	}
	h.Branches, h.Points = len(r.w.Org.Units(r.now, org.Branch)), len(r.w.Org.Units(r.now, org.Point))
	f, err := r.figures(nil, measure.ByReception, r.now.AddDate(0, 0, -30), r.now)
	if err != nil {
		return h, err
	}
	all := total(f)
	h.InTime30, h.Done30, h.Open, h.OpenLate = all.InTime, all.InTime+all.LateDone, all.Open, all.OpenLate
	today, err := r.db.Sum(r.ctx, nil, []string{measure.Name(measure.Received, measure.ByReception)}, measure.Day(r.now), measure.Day(r.now))
	for _, t := range today {
		h.ReceivedToday += int(t.N)
	}
	return h, err
}

// figures are the counts of each unit over the days from … to; nil units means all.
func (r *Reader) figures(units []string, by measure.By, from, to time.Time) (map[string]*Figures, error) {
	out := map[string]*Figures{}
	at := func(unit string) *Figures {
		if out[unit] == nil {
			out[unit] = &Figures{}
		}
		return out[unit]
	}
	if err := r.during(units, by, from, to, at); err != nil {
		return nil, err
	}
	return out, r.openNow(units, by, at)
}

// during adds what happened over the days from … to.
func (r *Reader) during(units []string, by measure.By, from, to time.Time, at func(string) *Figures) error {
	period := []string{
		measure.Name(measure.Received, by), measure.Name(measure.InTime, by), measure.Name(measure.Late, by),
		measure.Name(measure.Refused, by), measure.Name(measure.Declined, by), measure.Name(measure.Stopped, by),
	}
	sums, err := r.db.Sum(r.ctx, units, period, measure.Day(from), measure.Day(to))
	if err != nil {
		return err
	}
	for _, t := range sums {
		f, n := at(t.Unit), int(t.N)
		switch measure.Measure(strings.TrimSuffix(t.Measure, "/"+string(by))) {
		case measure.Received:
			f.Received += n
		case measure.InTime:
			f.InTime += n
		case measure.Late:
			f.LateDone += n
		case measure.Refused:
			f.Refused += n
		case measure.Declined:
			f.Declined += n
		case measure.Stopped:
			f.Stopped += n
		}
	}
	return nil
}

// openNow adds what is open now: all of it, what is late since before today, and what falls due or ran out today.
func (r *Reader) openNow(units []string, by measure.By, at func(string) *Figures) error {
	open, waiting := measure.Name(measure.Open, by), measure.Name(measure.Waiting, by)
	sum := func(name, from, to string, add func(*Figures, int)) error {
		sums, err := r.db.Sum(r.ctx, units, []string{name}, from, to)
		for _, t := range sums {
			add(at(t.Unit), int(t.N))
		}
		return err
	}
	today := measure.Day(r.now)
	yesterday := measure.Day(r.now.AddDate(0, 0, -1))
	for _, s := range []struct {
		name, from, to string
		add            func(*Figures, int)
	}{
		{open, "", "~", func(f *Figures, n int) { f.Open += n }},
		{open, "", yesterday, func(f *Figures, n int) { f.OpenLate += n }},
		{open, today, today, func(f *Figures, n int) { f.DueToday += n }},
		{waiting, "", "~", func(f *Figures, n int) { f.Waiting += n }},
		{waiting, "", yesterday, func(f *Figures, n int) { f.WaitLate += n }},
	} {
		if err := sum(s.name, s.from, s.to, s.add); err != nil {
			return err
		}
	}
	return r.ranOutToday(units, by, at)
}

// ranOutToday moves what fell due today before now to the late ones; the tallies know days, the view knows minutes.
func (r *Reader) ranOutToday(units []string, by measure.By, at func(string) *Figures) error {
	y, m, d := r.now.In(Zone).Date()
	rows, err := r.db.OpenDue(r.ctx, time.Date(y, m, d, 0, 0, 0, 0, Zone), r.now)
	if err != nil {
		return err
	}
	for _, x := range rows {
		unit := x.Reception
		if by == measure.ByCompetent {
			unit = x.Competent
		}
		if units != nil && !slices.Contains(units, unit) {
			continue
		}
		f := at(unit)
		if x.Filed {
			f.WaitLate += x.N
			continue
		}
		f.OpenLate += x.N
		f.DueToday -= x.N
	}
	return nil
}

func total(m map[string]*Figures) Figures {
	var t Figures
	for _, f := range m {
		t.add(f)
	}
	return t
}

func (f *Figures) add(x *Figures) {
	f.Received += x.Received
	f.InTime += x.InTime
	f.LateDone += x.LateDone
	f.Declined += x.Declined
	f.Refused += x.Refused
	f.Stopped += x.Stopped
	f.Open += x.Open
	f.OpenLate += x.OpenLate
	f.DueToday += x.DueToday
	f.Waiting += x.Waiting
	f.WaitLate += x.WaitLate
}

// Overview gives the figures of a unit with those below it, from the kept tallies. unit "" is the reader's own, for
// readers of the whole city the city. by is "reception" or "competent".
func (r *Reader) Overview(unit, by string, from, to time.Time) (*Overview, error) {
	unit, asked, err := r.watched(unit)
	if err != nil {
		return nil, err
	}
	view := viewOf(by)
	if to.Before(from) || from.AddDate(2, 0, 0).Before(to) {
		return nil, fault.New(fault.Invalid, "overview.period").At("from")
	}
	figures, err := r.figures(asked, view, from, to)
	if err != nil {
		return nil, err
	}
	o := &Overview{Unit: r.w.unit(unit, r.now), From: from, To: to, AsOf: r.now, By: string(view), Total: total(figures)}
	for _, u := range r.w.Org.Ancestors(org.UnitID(unit), r.now) {
		o.Parents = append(o.Parents, r.w.unit(string(u.ID), r.now))
	}
	o.Rows = r.overviewRows(unit, figures)
	o.Days, err = r.days(asked, view, from, to)
	return o, err
}

// Answerable is by which units a leader's own figure of apologies owed counts: an apology is the competent agency's to sign.
// choice: what a branch received for others is in its list of late dossiers; a figure that it cannot bring to 0 is no figure.
const Answerable = string(measure.ByCompetent)

// Owing counts the dossiers of a unit and those below it that are late and for which nobody has apologised: the figure
// that must be 0. It counts exactly what the list of StageOwing shows.
// law: nd61-2018/19.9
func (r *Reader) Owing(unit, by string) (int, error) {
	unit, _, err := r.watched(unit)
	if err != nil {
		return 0, err
	}
	return r.db.Count(r.ctx, r.filter(Filter{Unit: unit, By: by, Below: true, Stage: StageOwing}))
}

// Period gives what happened in a unit and those below it over the days from … to, and nothing of what is open now: for
// comparisons with the past.
func (r *Reader) Period(unit, by string, from, to time.Time) (Figures, error) {
	_, asked, err := r.watched(unit)
	if err != nil {
		return Figures{}, err
	}
	var sum Figures
	err = r.during(asked, viewOf(by), from, to, func(string) *Figures { return &sum })
	return sum, err
}

// watched finds the unit whose figures are asked for and the units they are summed over; nil units are the whole city.
func (r *Reader) watched(unit string) (string, []string, error) {
	if unit == "" {
		unit = r.who.Unit
		if r.who.City || r.who.Kind == access.System {
			unit = r.w.top(r.now)
		}
	}
	if err := access.May(r.who, "overview", access.Object{Unit: unit}); err != nil {
		return "", nil, err
	}
	if r.w.Org.Unit(org.UnitID(unit)) == nil {
		return "", nil, fault.New(fault.Missing, "org.unit-unknown", "unit", unit)
	}
	if unit == r.w.top(r.now) {
		return unit, nil, nil
	}
	return unit, r.w.below(unit, r.now), nil
}

// viewOf reads a point of view; the usual one is the place of reception.
func viewOf(by string) measure.By {
	if measure.By(by) == measure.ByCompetent {
		return measure.ByCompetent
	}
	return measure.ByReception
}

// top is the unit that nothing stands above.
func (w *World) top(t time.Time) string {
	for _, u := range w.Org.Units(t, org.City) {
		return string(u.ID)
	}
	return ""
}

// overviewRows sums the figures under each unit one level below; the unit's own stand in the first row.
func (r *Reader) overviewRows(unit string, figures map[string]*Figures) []OverviewRow {
	var out []OverviewRow
	if f := figures[unit]; f != nil {
		out = append(out, OverviewRow{Unit: r.w.unit(unit, r.now), Figures: *f, Own: true})
	}
	for _, u := range r.w.Org.Children(org.UnitID(unit), r.now) {
		var sum Figures
		for _, id := range r.w.below(string(u.ID), r.now) {
			if f := figures[id]; f != nil {
				sum.add(f)
			}
		}
		if sum != (Figures{}) {
			out = append(out, OverviewRow{Unit: r.w.unit(string(u.ID), r.now), Figures: sum})
		}
	}
	if unit == r.w.top(r.now) {
		out = append(out, r.endedRows(figures)...)
	}
	slices.SortStableFunc(out, func(a, b OverviewRow) int { return b.Received + b.Open - a.Received - a.Open })
	return out
}

// endedRows are the figures of units that are no more: what happened in a period before they ended counts for them.
func (r *Reader) endedRows(figures map[string]*Figures) (out []OverviewRow) {
	for _, id := range slices.Sorted(maps.Keys(figures)) {
		u := r.w.Org.Unit(org.UnitID(id))
		if u != nil && !u.To.IsZero() && !u.To.After(r.now) && *figures[id] != (Figures{}) {
			out = append(out, OverviewRow{Unit: r.w.unit(id, u.To.Add(-1)), Figures: *figures[id], Until: u.To})
		}
	}
	return out
}

// days are the counts day by day.
func (r *Reader) days(units []string, by measure.By, from, to time.Time) ([]DayFigures, error) {
	received, inTime, late := measure.Name(measure.Received, by), measure.Name(measure.InTime, by), measure.Name(measure.Late, by)
	ts, err := r.db.Days(r.ctx, units, []string{received, inTime, late}, measure.Day(from), measure.Day(to))
	if err != nil {
		return nil, err
	}
	var out []DayFigures
	for d := from.In(Zone); !d.After(to); d = d.AddDate(0, 0, 1) {
		out = append(out, DayFigures{Day: measure.Day(d)})
	}
	for _, t := range ts {
		i := slices.IndexFunc(out, func(d DayFigures) bool { return d.Day == t.Day })
		if i < 0 {
			continue
		}
		switch t.Measure {
		case received:
			out[i].Received += int(t.N)
		case inTime:
			out[i].Done += int(t.N)
		case late:
			out[i].Done += int(t.N)
			out[i].Late += int(t.N)
		}
	}
	return out, nil
}
