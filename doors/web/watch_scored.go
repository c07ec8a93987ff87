package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/law/survey"
	"motcua/office"
)

// scoredPage has the dossiers behind a score, with the points of each.
type scoredPage struct {
	Base
	Lead   string
	Chips  []Chip
	Points []Chip
	Rule   string
	Law    string
	Heads  []scoreHead
	Rows   []scoredRow
	Leaf   Leaf
	Shown  string
	Steps  bool // those that indicator 2 looks at stand below each dossier
	Frozen bool
	Counts []Fact

	Dragging []Link // petitions that were open and overdue at the end of the period

	Procs []procedureCountLine
	CSV   string
	Excel string
	Empty Empty
}

// scoredLeaf is how many dossiers the screen shows at a time.
const scoredLeaf = 25

// Template names the page's template.
func (*scoredPage) Template() string { return "watch/scored" }

type scoredRow struct {
	Code, Name, Href string
	Ended            time.Time
	Cells            []scoreCell
	Steps            []scoredStep
}

// A scoredStep is a step that indicator 2 looks at.
type scoredStep struct {
	Name      string
	Due, Done time.Time
	Late      bool
}

// A procedureCountLine is what indicators 5 and 9 rest on.
type procedureCountLine struct {
	Code                     string
	Dossiers, AtDesk, Online string
	Offered                  bool
}

// scoredIndicators are those that each dossier has.
var scoredIndicators = []int{1, 2, 3, 4, 6, 7}

func (s *Site) scored(w http.ResponseWriter, r *http.Request) error {
	v, q, rd := s.voice(r), r.URL.Query(), s.read(r)
	period, unit, person := cut(q.Get("period"), 10), cut(q.Get("unit"), 100), cut(q.Get("person"), 100)
	indicator, err := strconv.Atoi(q.Get("indicator"))
	if err != nil || indicator < 1 || indicator > survey.Indicators {
		indicator = 0
	}
	points, err := strconv.Atoi(q.Get("points"))
	if err != nil || points < 0 || points > 2 {
		points = survey.Unknown
	}
	got, err := rd.ScoredDossiers(period, unit, person, indicator, points)
	if err != nil {
		return err
	}
	p := &scoredPage{
		Base: Base{
			Title: orElse(got.Person.Name, unitWords(v, got.Unit)), Audience: Desk, Nav: "scores", Wide: true,
			Crumbs: []Crumb{{v.T("scores.title"), address("/watch/scores", nil, "period", period)}},
		},
		Lead: periodWords(v, period), Frozen: got.Frozen, Steps: indicator == 2, Law: v.Article("tt01-2018/13"),
		CSV: address("/watch/scores/dossiers", q, "page", "", "as", "csv"), Excel: address("/watch/scores/dossiers", q, "page", "", "as", "xlsx"),
		Empty: Empty{Title: v.T("scores.no-dossier"), Words: v.T("scores.no-dossier-words")},
	}
	if person != "" {
		p.Lead = unitWords(v, got.Unit) + " · " + p.Lead
	}
	shown := scoredIndicators
	p.Chips = append(p.Chips, Chip{Words: v.T("scores.all"), Count: int64(got.All), Href: address("/watch/scores/dossiers", q, "indicator", "", "points", "", "page", ""), Current: indicator == 0})
	for _, i := range scoredIndicators {
		n := strconv.Itoa(i)
		p.Chips = append(p.Chips, Chip{Words: n + ". " + v.T("scores.indicator."+n), Count: -1, Href: address("/watch/scores/dossiers", q, "indicator", n, "points", "", "page", ""), Current: indicator == i})
	}
	if indicator > 0 {
		n := strconv.Itoa(indicator)
		p.Rule = v.T("scores.rule." + n)
		for x := 2; x >= 0; x-- {
			p.Points = append(p.Points, Chip{Words: v.T("scores.points", "n", x), Count: -1, Href: address("/watch/scores/dossiers", q, "points", strconv.Itoa(x), "page", ""), Current: points == x})
		}
	}
	for _, i := range shown {
		p.Heads = append(p.Heads, scoreHead{strconv.Itoa(i), v.T("scores.indicator." + strconv.Itoa(i))})
	}
	sh := scoredRows(v, p, got)
	p.Leaf = leafOf(len(p.Rows), q.Get("page"), scoredLeaf, v.T("desk.word"), func(n int) string { return address("/watch/scores/dossiers", q, "page", strconv.Itoa(n)) })
	p.Shown = v.T("scores.shown", "n", len(got.Rows), "all", got.Matching)
	if as := exported(r); as != "" {
		return s.sendSheet(w, r, as, sh)
	}
	if person == "" {
		if err := p.counts(v, rd, period, unit); err != nil {
			return err
		}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// scoredRows lays the dossiers out, for the page and for a file.
func scoredRows(v text.Voice, p *scoredPage, got *office.ScoredDossiers) sheet {
	sh := sheet{Name: "cham-diem-ho-so", Head: []string{v.T("desk.column.code"), v.T("desk.column.procedure"), v.T("desk.column.ended")}}
	for _, h := range p.Heads {
		sh.Head = append(sh.Head, h.Number+". "+h.Words)
	}
	if p.Steps {
		sh.Head = append(sh.Head, v.T("scores.step"), v.T("scores.step-due"), v.T("scores.step-done"))
	}
	for i := range got.Rows {
		d := &got.Rows[i]
		row := scoredRow{Code: d.Code, Name: inLang(v, d.Name, orElse(d.NameEN, d.Name)), Href: "/desk/dossiers/" + d.ID, Ended: d.Ended}
		cells := []any{d.Code, row.Name, d.Ended}
		for j, n := range scoredIndicators {
			words := "–"
			var cell any = ""
			if d.Points[n] != survey.Unknown {
				words, cell = strconv.Itoa(d.Points[n]), d.Points[n]
			}
			row.Cells = append(row.Cells, scoreCell{Number: p.Heads[j].Number, Label: p.Heads[j].Number + ". " + p.Heads[j].Words, Words: words})
			cells = append(cells, cell)
		}
		for _, st := range d.Steps { // each in a line of its own, so that a file can be sorted and checked
			row.Steps = append(row.Steps, scoredStep{st.Name.In(string(v.Lang)), st.Due, st.Done, st.Done.After(st.Due)})
			sh.Rows = append(sh.Rows, append(slices.Clone(cells), st.Name.In(string(v.Lang)), st.Due, st.Done))
		}
		p.Rows = append(p.Rows, row)
		if len(d.Steps) == 0 {
			sh.Rows = append(sh.Rows, cells)
		}
	}
	return sh
}

// onlineLateFact opens what indicator 9 counts: online dossiers that fell due in a quarter and were not over at its end, or are not now
// while it runs. Those of a year are of its quarters, each with an end of its own, and open there.
func onlineLateFact(v text.Voice, period, unit string, n int, now time.Time) Fact {
	f := Fact{Term: v.T("scores.online-late"), Words: v.Number(int64(n))}
	if !strings.Contains(period, "-Q") {
		f.Sub = v.T("scores.online-late-year")
		return f
	}
	from, to := office.PeriodDays(period)
	late := ""
	if now.Before(to.AddDate(0, 0, 1)) {
		late = "1"
	}
	f.Href = address("/desk/dossiers", nil, "unit", unit, "by", "competent", "below", "1", "channel", strconv.Itoa(int(procedure.Online)), "late", late, "due-from", isoDay(from), "due-to", isoDay(to), "open-at", isoDay(to))
	return f
}

// counts are what the indicators of the unit as a whole rest on.
func (p *scoredPage) counts(v text.Voice, rd *office.Reader, period, unit string) error {
	all, err := rd.Scores(period, unit)
	if err != nil {
		return err
	}
	for i := range all.Units {
		u := &all.Units[i]
		if u.Unit.ID != unit {
			continue
		}
		c := &u.Count
		posted := v.T("scores.posted.unknown")
		rule := address("/watch/scores", nil, "period", period) + "#boards"
		switch c.Posted {
		case 0:
			posted = v.T("scores.posted.no")
		case 1:
			posted = v.T("scores.posted.yes")
		}
		from, to := office.PeriodDays(period)
		petitionFact := func(term string, n int64, answered string) Fact {
			return Fact{Term: v.T(term), Words: v.Number(n), Href: address("/desk/petitions", nil, "unit", unit, "counts", "1", "answered", answered, "from", from.Format("02/01/2006"), "to", to.Format("02/01/2006"))}
		}
		for _, code := range c.Dragging {
			p.Dragging = append(p.Dragging, Link{code, address("/desk/petitions", nil, "q", code)})
		}
		p.Counts = []Fact{
			{Term: v.T("scores.level"), Words: v.T("scores.level." + map[bool]string{true: "commune", false: "province"}[c.Commune])},
			{Term: v.T("scores.posted"), Words: posted, Href: rule},
			petitionFact("scores.petitions", int64(c.Petitions), "1"),
			petitionFact("scores.petitions-in-time", int64(c.InTime), "in-time"),
			{Term: v.T("scores.petitions-dragging"), Words: v.Number(int64(len(c.Dragging)))},
			onlineLateFact(v, period, unit, c.OnlineLate, rd.Now()),
		}
		for _, id := range sortedKeys(c.Procedures) {
			x := c.Procedures[id]
			p.Procs = append(p.Procs, procedureCountLine{id, v.Number(int64(x.Dossiers)), v.Number(int64(x.AtDesk)), v.Number(int64(x.Online)), x.Offered})
		}
	}
	return nil
}
