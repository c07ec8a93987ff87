package office

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/evidence/measure"
	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/law/survey"
	"motcua/words/org"
)

// A SatisfactionQuery chooses answers: by whole months, since no finer figure would hide who answered.
type SatisfactionQuery struct {
	Unit      string // with those below it; "" for all that the reader answers for
	View      string // "competent": units that answer for results; "reception": where people were received
	Procedure string
	Channel   string
	From, To  string // months, such as 2026-03
	By        string // "unit" (of the view), "procedure", "channel", "month"
}

// The views: whose figures they are.
const (
	ViewCompetent = string(measure.ByCompetent)
	ViewReception = string(measure.ByReception)
)

// SatisfactionBy are the ways to break figures down.
var SatisfactionBy = []string{"unit", "procedure", "channel", "month"}

// A SatisfactionLine is a figure with what it rests on.
type SatisfactionLine struct {
	Key     string
	Unit    UnitName
	Name    string // of a procedure
	NameEN  string
	Asked   int // dossiers that came to their end
	Figures survey.Group
	Whole   bool // all ratings are in the figures: none waits, and none is kept with those of others
	Remnant bool // so many ratings are not in the figures that these speak for some only
	OwnPart bool // the same of those that came without an officer, in their own figure
	Loose   int  // of those asked, how many have no unit that answers for the result, so that no list of that unit has them
}

// Rate is the share of those asked who answered; it says too little unless the line is whole.
func (l *SatisfactionLine) Rate() float64 {
	if l.Asked == 0 {
		return 0
	}
	return min(1, float64(l.Figures.Answers)/float64(l.Asked))
}

// Satisfaction has the figures of a choice.
type Satisfaction struct {
	Query    SatisfactionQuery
	Below    string   // the unit whose list, with those below it, has the dossiers of the choice; "" where no list has them
	Unit     UnitName // of the query, or the reader's own; zero for the whole city
	Total    SatisfactionLine
	Lines    []SatisfactionLine
	Weighted survey.Weighted
	Least    int
	Waits    bool // some answers are too few to be shown yet
	City     int  // ratings in the groups of the whole city in these months
	InLines  int  // ratings in the lines
	Counted  int  // ratings of the choice that count, those that are in no group too; 0 where that is not told
	Came     int  // these, and those that came by the check code alone
	Remnant  bool // ratings of the choice are kept with those of others, and stand in the city's figure alone
	Choices  SatisfactionChoices
	AsOf     time.Time
}

// SatisfactionChoices are what may be chosen.
type SatisfactionChoices struct {
	Units      []UnitName
	Procedures []SatisfactionLine
	Channels   []string
}

// endStates are those in which people are asked.
var endStates = []int{int(dossier.Declined), int(dossier.Stopped), int(dossier.HandedOver)}

// EndedStates writes them as lists of dossiers read them.
func EndedStates() string {
	all := make([]string, len(endStates))
	for i, s := range endStates {
		all[i] = strconv.Itoa(s)
	}
	return strings.Join(all, ",")
}

// mostMonths is how far a choice may reach.
const mostMonths = 24

// monthOf is the month that a moment falls into in the city.
func monthOf(t time.Time) string { return t.In(Zone).Format("2006-01") }

// Satisfaction gives the figures of the units that the reader answers for.
func (r *Reader) Satisfaction(q SatisfactionQuery) (*Satisfaction, error) {
	if err := access.May(r.who, "read-satisfaction", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return nil, err
	}
	units := r.who.Units
	if r.who.City {
		units = nil
	}
	if q.Unit != "" {
		if !r.who.City && !slices.Contains(r.who.Units, q.Unit) {
			return nil, fault.New(fault.Missing, "rating.no-unit")
		}
		if units = r.w.below(q.Unit, r.now); q.Unit == r.w.top(r.now) {
			units = nil // below the top everything stands, also what units of the past did
		}
	}
	if q.View != ViewReception && q.View != ViewCompetent {
		q.View = ViewCompetent
		if u := r.w.unit(cmp.Or(q.Unit, r.who.Unit), r.now); !r.who.City && (u.Kind == string(org.Branch) || u.Kind == string(org.Point)) {
			q.View = ViewReception
		}
	}
	s, err := r.satisfaction(q, units)
	if err != nil {
		return nil, err
	}
	if s.Below = cmp.Or(q.Unit, r.who.Unit); q.Unit == "" && r.who.City {
		s.Below = r.w.top(r.now)
	}
	return s, nil
}

// CitySatisfaction gives the figure of the whole city over the last twelve months, for everybody.
func (r *Reader) CitySatisfaction() (*Satisfaction, error) {
	return r.satisfaction(SatisfactionQuery{By: "month"}, nil)
}

// months reads the months of a choice; the usual ones are the last twelve.
func (r *Reader) months(q *SatisfactionQuery) (from, to time.Time, err error) {
	y, m, _ := r.now.In(Zone).Date()
	this := time.Date(y, m, 1, 0, 0, 0, 0, Zone)
	from, to = this.AddDate(0, -11, 0), this
	for _, x := range []struct {
		typed, name string
		to          *time.Time
	}{{q.From, "from", &from}, {q.To, "to", &to}} {
		if x.typed == "" {
			continue
		}
		t, err := time.ParseInLocation("2006-01", x.typed, Zone)
		if err != nil {
			return from, to, fault.New(fault.Invalid, "rating.month").At(x.name)
		}
		*x.to = t
	}
	if to.Before(from) || from.AddDate(0, mostMonths, 0).Before(to) {
		return from, to, fault.New(fault.Invalid, "rating.months", "most", "24").At("from")
	}
	q.From, q.To = monthOf(from), monthOf(to)
	return from, to.AddDate(0, 1, 0), nil
}

func (r *Reader) satisfaction(q SatisfactionQuery, units []string) (*Satisfaction, error) {
	from, to, err := r.months(&q)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(SatisfactionBy, q.By) {
		q.By = SatisfactionBy[0]
	}
	rows, err := r.db.RatingsBetween(r.ctx, from, to)
	if err != nil {
		return nil, err
	}
	s := &Satisfaction{Query: q, Least: r.w.SurveyRules().Least, AsOf: r.now}
	s.Unit = r.w.unit(q.Unit, r.now)
	scored := make([]survey.Scored, len(rows))
	for i := range rows {
		scored[i] = scoredOf(&rows[i])
	}
	groups, waiting := survey.Groups(scored, monthOf(r.now), s.Least)
	s.Waits = waiting > 0
	f := survey.Filter{Units: units, Procedure: q.Procedure, Channel: q.Channel, From: q.From, To: q.To}
	if q.View == ViewReception {
		f.Units, f.Receptions = nil, units
	}
	c := &counting{s: s, lines: map[string]*SatisfactionLine{}, rated: map[string]int{}, own: map[string]int{}, strata: map[[2]string]*survey.Stratum{}}
	for i := range groups {
		if g := &groups[i]; f.Takes(g) {
			c.answered(g)
		}
		s.City += groups[i].Answers
	}
	rated, own, came := c.came(scored, f)
	// choice: of units and months alone; how many rated of one procedure that came once would say whether that person did.
	if f.Procedure == "" && f.Channel == "" && rated >= 2*s.Least {
		s.Counted, s.Came = rated, came
	}
	s.Remnant = rated > s.Total.Figures.Answers && (f.Units != nil || f.Receptions != nil || f.Procedure != "" || f.Channel != "")
	if err := r.asked(s, f, from, to, c.asked); err != nil {
		return nil, err
	}
	s.Weighted, s.Total.Whole = c.weigh(), rated == s.Total.Figures.Answers
	s.Total.Remnant, s.Total.OwnPart = remnant(s.Total.Figures.Answers, rated), remnant(s.Total.Figures.Own.Answers, own)
	for k, l := range c.lines {
		l.Whole, l.Remnant = c.rated[k] == l.Figures.Answers, remnant(l.Figures.Answers, c.rated[k])
		l.OwnPart = remnant(l.Figures.Own.Answers, c.own[k])
	}
	r.nameLines(s, c.lines)
	return s, nil
}

// remnant says whether what is shown of the ratings is too little to judge by.
// choice: under four fifths, as with weighted figures.
func remnant(shown, rated int) bool { return 5*shown < 4*rated }

// A counting sums groups, and those who were asked, into lines and strata.
type counting struct {
	s      *Satisfaction
	lines  map[string]*SatisfactionLine
	strata map[[2]string]*survey.Stratum
	rated  map[string]int // all ratings of a line, also those that are not shown
	own    map[string]int // of these, those that came without an officer
}

// came counts all ratings of a choice that came, those of which the giver is known, and of these those that came without an officer.
func (c *counting) came(scored []survey.Scored, f survey.Filter) (rated, own, came int) {
	for i := range scored {
		if g := (survey.Group{Cell: scored[i].Cell}); f.Takes(&g) {
			if came++; !scored[i].Way.Known() {
				continue
			}
			rated++
			c.rated[cellKey(g.Cell, &c.s.Query)]++
			if g.Hand == survey.OwnHand {
				own++
				c.own[cellKey(g.Cell, &c.s.Query)]++
			}
		}
	}
	return rated, own, came
}

func (c *counting) line(x survey.Cell) *SatisfactionLine {
	k := cellKey(x, &c.s.Query)
	if c.lines[k] == nil {
		c.lines[k] = &SatisfactionLine{Key: k}
	}
	return c.lines[k]
}

func (c *counting) stratum(x survey.Cell) *survey.Stratum {
	k := [2]string{x.Unit, x.Channel}
	if c.strata[k] == nil {
		c.strata[k] = &survey.Stratum{Unit: x.Unit, Channel: x.Channel}
	}
	return c.strata[k]
}

// answered counts a group: in the total, and in the line and the stratum that it belongs to whole.
func (c *counting) answered(g *survey.Group) {
	c.s.Total.Figures.Add(g)
	if cellKey(g.Cell, &c.s.Query) != "" {
		c.line(g.Cell).Figures.Add(g)
		c.s.InLines += g.Answers
	}
	if g.Unit != "" && g.Channel != "" {
		x := c.stratum(g.Cell)
		x.Answers, x.Good = x.Answers+g.Answers, x.Good+g.Good
	}
}

func (c *counting) asked(x survey.Cell, n int, loose bool) {
	l := c.line(x)
	c.s.Total.Asked, l.Asked = c.s.Total.Asked+n, l.Asked+n
	if loose {
		c.s.Total.Loose, l.Loose = c.s.Total.Loose+n, l.Loose+n
	}
	c.stratum(x).Asked += n
}

// weigh weighs the strata in one order, so that the same answers give the same figure to the last digit.
func (c *counting) weigh() survey.Weighted {
	all := make([]survey.Stratum, 0, len(c.strata))
	for _, x := range c.strata {
		all = append(all, *x)
	}
	slices.SortFunc(all, func(a, b survey.Stratum) int {
		return cmp.Or(strings.Compare(a.Unit, b.Unit), strings.Compare(a.Channel, b.Channel))
	})
	return survey.Weigh(all)
}

// scoredOf is an answer as figures need it. It belongs to the month in which it was written down: that of a paper that is
// entered later is over, and its groups stand.
func scoredOf(q *store.RatingRow) survey.Scored {
	x := survey.Scored{Cell: survey.Cell{Unit: q.Unit, Reception: q.Reception, Procedure: q.Procedure, Channel: q.Channel, Month: monthOf(q.Recorded), Hand: survey.Way(q.Way).Hand()}, Lacks: strings.Fields(q.Lacks), Way: survey.Way(q.Way)}
	for i := range min(len(q.Points), len(x.Points)) {
		x.Points[i] = int(q.Points[i] - '0')
	}
	x.Good = survey.Satisfied(x.Points[0])
	return x
}

// cellKey is the part of a cell that lines are made by.
func cellKey(c survey.Cell, q *SatisfactionQuery) string {
	switch q.By {
	case "procedure":
		return c.Procedure
	case "channel":
		return c.Channel
	case "month":
		return c.Month
	}
	if q.View == ViewReception {
		return c.Reception
	}
	return c.Unit
}

// asked counts, month by month, the dossiers of a choice that came to their end; and notes what may be chosen.
func (r *Reader) asked(s *Satisfaction, f survey.Filter, from, to time.Time, add func(x survey.Cell, n int, loose bool)) error {
	units, procedures, channels := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for m := from; m.Before(to); m = m.AddDate(0, 1, 0) {
		rows, err := r.db.Asked(r.ctx, m, m.AddDate(0, 1, 0), endStates)
		if err != nil {
			return err
		}
		for _, x := range rows {
			loose := x.Unit == "" && s.Query.View == ViewCompetent
			x.Unit = cmp.Or(x.Unit, x.Reception)
			unit := x.Unit
			if s.Query.View == ViewReception {
				unit = x.Reception
			}
			if r.who.City || r.who.Kind == access.Anyone || slices.Contains(r.who.Units, unit) {
				units[unit], procedures[x.Procedure], channels[x.Channel] = true, true, true
			}
			g := survey.Group{Cell: survey.Cell{Unit: x.Unit, Reception: x.Reception, Procedure: x.Procedure, Channel: x.Channel, Month: monthOf(m)}}
			if f.Takes(&g) {
				add(g.Cell, x.N, loose)
			}
		}
	}
	for u := range units {
		s.Choices.Units = append(s.Choices.Units, r.w.unit(u, r.now))
	}
	for p := range procedures {
		s.Choices.Procedures = append(s.Choices.Procedures, r.procedureLine(p))
	}
	for c := range channels {
		s.Choices.Channels = append(s.Choices.Channels, c)
	}
	slices.SortFunc(s.Choices.Units, func(a, b UnitName) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(s.Choices.Procedures, func(a, b SatisfactionLine) int { return strings.Compare(a.Name, b.Name) })
	slices.Sort(s.Choices.Channels)
	return nil
}

func (r *Reader) procedureLine(id string) SatisfactionLine {
	l := SatisfactionLine{Key: id, Name: id}
	if rec := r.w.Procedures.Current(procedure.ID(id), r.now); rec != nil {
		l.Name, l.NameEN = cmp.Or(rec.ShortName, rec.Name), rec.NameEN
	}
	return l
}

// nameLines puts the lines in order and gives them names: those with most answers first, months as they follow.
func (r *Reader) nameLines(s *Satisfaction, lines map[string]*SatisfactionLine) {
	for k, l := range lines {
		switch s.Query.By {
		case "unit":
			l.Unit = r.w.unit(k, r.now)
		case "procedure":
			n := r.procedureLine(k)
			l.Name, l.NameEN = n.Name, n.NameEN
		}
		s.Lines = append(s.Lines, *l)
	}
	slices.SortFunc(s.Lines, func(a, b SatisfactionLine) int {
		if s.Query.By == "month" {
			return strings.Compare(a.Key, b.Key)
		}
		return cmp.Or(cmp.Compare(b.Figures.Answers, a.Figures.Answers), cmp.Compare(b.Asked, a.Asked), strings.Compare(a.Key, b.Key))
	})
}
