package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/survey"
	"motcua/office"
	"motcua/words/form"
)

// scoresPage has the scores of officers and units (chấm điểm công chức, đơn vị); each figure opens into its dossiers.
type scoresPage struct {
	Base
	*Form
	Periods  []Chip
	Period   string
	Words    string
	AsOf     time.Time
	Quarters []scoreQuarterLine
	Boards   []boardLine
	BoardKey string // of the form for a check; "" where none can be entered
	Own      bool
	Units    []scoreLine
	Officers []scoreLine

	UnitLeaf, OfficerLeaf Leaf

	Of      []Option // units whose officers may be chosen
	Chosen  string   // of these
	Heads   []scoreHead
	OfHeads []scoreHead
	Rules   []Fact
	CSV     string
	Excel   string
	Empty   Empty
}

type boardLine struct {
	Units  []string
	Day    time.Time
	Pill   Pill
	Proof  string
	By     string
	At     time.Time
	Counts int // units
}

// Template names the page's template.
func (*scoresPage) Template() string { return "watch/scores" }

// A scoreQuarterLine is a quarter of what is shown: closed, or as it stands.
type scoreQuarterLine struct {
	Period, Words string
	Closed        time.Time
	By, Formula   string
	Digest        string
	MayClose      bool
	Key           string
	Late          []lateLine // complaints that were found to be right after it was closed
	LateWords     string
}

type lateLine struct{ Href, Code, Unit string }

type scoreHead struct{ Number, Words string }

// A scoreLine is one who is scored.
type scoreLine struct {
	Name, Unit, Href string
	Dossiers         string
	Cells            []scoreCell
	Total            string
	Pill             Pill
	Missing          string
}

// A scoreCell is the score of one indicator, which opens into the dossiers that it rests on.
type scoreCell struct{ Number, Label, Words, Href string }

func (s *Site) scores(w http.ResponseWriter, r *http.Request) error {
	p, got, err := s.scoresPage(r, cut(r.URL.Query().Get("period"), 10), nil)
	if err != nil {
		return err
	}
	if as := exported(r); as != "" {
		return s.sendSheet(w, r, as, scoreSheet(s.voice(r), p, got))
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) scoresPage(r *http.Request, period string, failed error) (*scoresPage, *office.Scores, error) {
	v, q := s.voice(r), r.URL.Query()
	got, err := s.read(r).Scores(period, "")
	if err != nil {
		return nil, nil, err
	}
	p := &scoresPage{
		Form:   NewForm(v, nil, nil),
		Base:   Base{TitleKey: "scores.title", Audience: Desk, Nav: "scores", Wide: true, Crumbs: []Crumb{{v.T("nav.overview"), "/watch"}}},
		Period: got.Period, Words: periodWords(v, got.Period), AsOf: got.AsOf, Own: got.Own,
		CSV:   address("/watch/scores", nil, "period", got.Period, "unit", q.Get("unit"), "as", "csv"),
		Excel: address("/watch/scores", nil, "period", got.Period, "unit", q.Get("unit"), "as", "xlsx"),
		Empty: Empty{Title: v.T("scores.none"), Words: v.T("scores.none-words")},
	}
	if got.Own {
		p.Crumbs = []Crumb{{v.T("desk.title"), "/desk"}}
	}
	if err := s.scorePeriods(v, p, got); err != nil {
		return nil, nil, err
	}
	if failed != nil {
		p.Form = s.form(r, failed)
	}
	if err := s.boards(v, p, got); err != nil {
		return nil, nil, err
	}
	for i := 1; i <= survey.Indicators; i++ {
		p.Heads = append(p.Heads, scoreHead{strconv.Itoa(i), v.T("scores.indicator." + strconv.Itoa(i))})
	}
	for _, i := range survey.OfDossier {
		p.OfHeads = append(p.OfHeads, p.Heads[i-1])
	}
	for i := range got.Units {
		p.Units = append(p.Units, unitScoreLine(v, got, &got.Units[i]))
	}
	as := exported(r)
	p.chooseOfficers(v, got, cut(q.Get("unit"), 100), who(r).Unit, as == "")
	for i := range got.Officers {
		p.Officers = append(p.Officers, officerScoreLine(v, got, &got.Officers[i]))
	}
	p.leaves(v, q)
	p.Rules = scoreRules(v, &got.Rules)
	return p, got, nil
}

// scoreLeaf and officerLeaf are how many units and officers the screen shows at a time.
const scoreLeaf, officerLeaf = 15, 10

// leaves opens the parts of both lists that the address asks for.
func (p *scoresPage) leaves(v text.Voice, q url.Values) {
	at := func(name, anchor string) func(n int) string {
		return func(n int) string { return address("/watch/scores", q, name, strconv.Itoa(n), "as", "") + anchor }
	}
	p.UnitLeaf = leafOf(len(p.Units), q.Get("page"), scoreLeaf, v.T("settings.units.word"), at("page", "#units"))
	p.OfficerLeaf = leafOf(len(p.Officers), q.Get("officers"), officerLeaf, v.T("scores.officers-word"), at("officers", "#officers"))
}

// boards are the checks of notice boards, with the form for one more in a quarter that is not closed.
func (s *Site) boards(v text.Voice, p *scoresPage, got *office.Scores) (err error) {
	for i := range got.Boards {
		b := &got.Boards[i]
		l := boardLine{Day: b.Day, Proof: b.Proof, By: b.By.Name, At: b.At, Counts: len(b.Names), Pill: Pill{Late, v.T("boards.not-posted")}}
		if b.Posted {
			l.Pill = Pill{OK, v.T("boards.posted")}
		}
		for _, u := range b.Names {
			l.Units = append(l.Units, unitWords(v, u))
		}
		p.Boards = append(p.Boards, l)
	}
	if !got.MayClose || len(p.Quarters) != 1 || !p.Quarters[0].Closed.IsZero() {
		return nil
	}
	if p.BoardKey, err = s.o.Office.NewID(); err != nil {
		return err
	}
	p.Add(Field{Name: "units", Kind: form.LongText, Label: v.T("boards.units-label"), Help: v.T("boards.units-help"), Required: true, Rows: 4})
	p.Add(Field{Name: "day", Kind: form.Date, Label: v.T("boards.day-label"), Required: true, Short: true})
	p.Add(Field{Name: "posted", Kind: BoxRadio, Label: v.T("boards.found"), Required: true, Options: []Option{{Value: "yes", Label: v.T("boards.posted")}, {Value: "no", Label: v.T("boards.not-posted")}}})
	p.Add(Field{Name: "proof", Kind: form.Line, Label: v.T("boards.proof-label"), Help: v.T("boards.proof-help"), Required: true, MaxLen: 300, Complete: "off"})
	return nil
}

// checkBoards writes a check of notice boards down.
func (s *Site) checkBoards(w http.ResponseWriter, r *http.Request) error {
	if err := s.read(r).MayCheckBoards(); err != nil { // before what they typed is looked at
		return err
	}
	q, period := r.PostForm, cut(r.PostFormValue("period"), 10)
	b := survey.BoardCheck{Posted: q.Get("posted") == "yes", Proof: q.Get("proof")}
	var fs []*fault.Fault
	for _, line := range strings.Split(q.Get("units"), "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		id := s.unitKnown(line)
		if id == "" {
			fs = append(fs, fault.New(fault.Invalid, "boards.no-unit", "unit", cut(line, 100)).At("units"))
			continue
		}
		b.Units = append(b.Units, id)
	}
	day, ok := ReadDate(strings.TrimSpace(q.Get("day")))
	if !ok {
		fs = append(fs, fault.New(fault.Invalid, "watch.day").At("day"))
	}
	if x := q.Get("posted"); x != "yes" && x != "no" {
		fs = append(fs, fault.New(fault.Invalid, "boards.choose").At("posted"))
	}
	b.Day = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, office.Zone)
	err := fault.Join(fs)
	if err == nil {
		err = s.o.Office.CheckBoards(r.Context(), who(r), office.Command{Key: q.Get("key")}, period, b)
	}
	if err == nil {
		s.flash(w, "boards.done")
		return redirect(w, r, address("/watch/scores", nil, "period", period)+"#boards")
	}
	if f := fault.As(err); f == nil || f.Kind != fault.Invalid {
		return err
	}
	p, _, e := s.scoresPage(r, period, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}

// mostOfficers is how many officers are shown before a unit has to be chosen.
// choice: a screen or two; a whole department has hundreds, and whoever looks for one knows the unit.
const mostOfficers = 40

// allOfficers chooses the officers of all units.
const allOfficers = "*"

// chooseOfficers leaves the officers of one unit: of the one that was asked for, or where they are too many for a page of the reader's
// own, else of the first.
func (p *scoresPage) chooseOfficers(v text.Voice, got *office.Scores, unit, own string, short bool) {
	counts := map[string]int{}
	for i := range got.Officers {
		u := got.Officers[i].Unit
		if counts[u.ID]++; counts[u.ID] == 1 {
			p.Of = append(p.Of, Option{Value: u.ID, Label: unitWords(v, u)})
		}
	}
	switch {
	case counts[unit] > 0 || unit == allOfficers:
	case short && len(got.Officers) > mostOfficers && counts[own] > 0:
		unit = own
	case short && len(got.Officers) > mostOfficers:
		unit = p.Of[0].Value
	default:
		unit = allOfficers
	}
	for i := range p.Of {
		p.Of[i].Label += " (" + v.Number(int64(counts[p.Of[i].Value])) + ")"
	}
	p.Of = append(p.Of, Option{Value: allOfficers, Label: v.T("scores.all-officers", "n", len(got.Officers))})
	p.Chosen = unit
	if unit != allOfficers {
		got.Officers = slices.DeleteFunc(got.Officers, func(o office.OfficerScore) bool { return o.Unit.ID != unit })
	}
}

// scorePeriods are the quarters and years that may be chosen, and how each quarter of what is shown stands.
func (s *Site) scorePeriods(v text.Voice, p *scoresPage, got *office.Scores) error {
	const offered = 6
	for i, q := range got.Quarters {
		if i < offered || q.Period == got.Period {
			p.Periods = append(p.Periods, Chip{Words: periodWords(v, q.Period), Count: -1, Href: address("/watch/scores", nil, "period", q.Period), Current: q.Period == got.Period})
		}
		if !q.In {
			continue
		}
		line := scoreQuarterLine{Period: q.Period, Words: periodWords(v, q.Period), Closed: q.Closed, By: q.By.Name, Formula: q.Formula, Digest: q.Digest}
		if len(q.Late) > 0 {
			line.LateWords = v.T("scores.late", "n", len(q.Late))
		}
		for _, x := range q.Late {
			line.Late = append(line.Late, lateLine{"/desk/dossiers/" + string(x.Dossier), x.Code, unitWords(v, x.Unit)})
		}
		if got.MayClose && q.Over && q.Closed.IsZero() {
			key, err := s.o.Office.NewID()
			if err != nil {
				return err
			}
			line.MayClose, line.Key = true, key
		}
		p.Quarters = append(p.Quarters, line)
	}
	for _, y := range got.Years {
		p.Periods = append(p.Periods, Chip{Words: periodWords(v, y), Count: -1, Href: address("/watch/scores", nil, "period", y), Current: y == got.Period})
	}
	return nil
}

// periodWords names a quarter or a year.
func periodWords(v text.Voice, period string) string {
	if len(period) == len("2026-Q3") {
		return v.T("scores.quarter", "n", period[6:], "year", period[:4])
	}
	return v.T("scores.year", "year", period)
}

// scoreWords writes a score of an indicator, "–" where nobody can tell.
func scoreWords(v text.Voice, x float64, ok bool) string {
	if !ok {
		return "–"
	}
	return v.Decimal(x, 1)
}

func missingWords(v text.Voice, missing []int) string {
	if missing == nil {
		return ""
	}
	list := ""
	for i, n := range missing {
		if i > 0 {
			list += ", "
		}
		list += strconv.Itoa(n)
	}
	return v.T("scores.missing", "list", list)
}

func unitScoreLine(v text.Voice, got *office.Scores, u *office.UnitScore) scoreLine {
	at := func(pairs ...string) string {
		return address("/watch/scores/dossiers", nil, append([]string{"period", got.Period, "unit", u.Unit.ID}, pairs...)...)
	}
	l := scoreLine{Name: unitWords(v, u.Unit), Href: at(), Dossiers: v.Number(int64(u.Score.Dossiers)), Total: v.Decimal(u.Total, 1), Missing: missingWords(v, u.Missing)}
	for i := 1; i <= survey.Indicators; i++ {
		href := at("indicator", strconv.Itoa(i))
		if u.Score.N[i] == 0 {
			href = at() + "#counts"
		}
		l.Cells = append(l.Cells, scoreCell{strconv.Itoa(i), strconv.Itoa(i) + ". " + v.T("scores.indicator."+strconv.Itoa(i)), scoreWords(v, u.Points[i], u.Points[i] != survey.Unknown), href})
	}
	tone := map[string]Tone{"excellent": OK, "good": OK, "fair": Plain, "average": Soon, "weak": Late, "": Wait}[u.Class]
	l.Pill = Pill{tone, v.T("scores.class." + orElse(u.Class, "none"))}
	return l
}

func officerScoreLine(v text.Voice, got *office.Scores, o *office.OfficerScore) scoreLine {
	at := func(pairs ...string) string {
		return address("/watch/scores/dossiers", nil, append([]string{"period", got.Period, "unit", o.Unit.ID, "person", o.Person.ID}, pairs...)...)
	}
	l := scoreLine{Name: o.Person.Name, Unit: unitWords(v, o.Unit), Href: at(), Dossiers: v.Number(int64(o.Score.Dossiers)), Total: v.Decimal(o.Total, 1), Missing: missingWords(v, o.Missing)}
	for _, i := range survey.OfDossier {
		x, ok := o.Score.Of(i)
		l.Cells = append(l.Cells, scoreCell{strconv.Itoa(i), strconv.Itoa(i) + ". " + v.T("scores.indicator."+strconv.Itoa(i)), scoreWords(v, x, ok), at("indicator", strconv.Itoa(i))})
	}
	tone := map[string]Tone{"full": OK, "most": Soon, "less": Late, "": Wait}[o.Class]
	l.Pill = Pill{tone, v.T("scores.task." + orElse(o.Class, "none"))}
	return l
}

// scoreRules are the nine indicators as they are counted.
func scoreRules(v text.Voice, r *survey.Scoring) []Fact {
	var out []Fact
	for i := 1; i <= survey.Indicators; i++ {
		n := strconv.Itoa(i)
		key := "scores.rule." + n
		if i == 6 && r.PerDossier {
			key += "-dossier"
		}
		out = append(out, Fact{Term: n + ". " + v.T("scores.indicator."+n), Words: v.T(key)})
	}
	return out
}

// scoreSheet is the page as a file: units, then officers.
func scoreSheet(v text.Voice, p *scoresPage, got *office.Scores) sheet {
	sh := sheet{Name: "cham-diem", Head: []string{v.T("scores.period"), v.T("scores.unit"), v.T("scores.officer"), v.T("scores.dossiers")}}
	for _, h := range p.Heads {
		sh.Head = append(sh.Head, h.Number+". "+h.Words)
	}
	sh.Head = append(sh.Head, v.T("scores.total"), v.T("scores.class"), v.T("scores.formula"), v.T("scores.closed"))
	formula, closed := survey.Formula, ""
	for _, q := range got.Quarters {
		if q.Period == got.Period && !q.Closed.IsZero() {
			formula, closed = q.Formula, v.DateTime(q.Closed)
		}
	}
	for i := range got.Units {
		u := &got.Units[i]
		row := []any{p.Words, unitWords(v, u.Unit), "", u.Score.Dossiers}
		for n := 1; n <= survey.Indicators; n++ {
			row = append(row, cellOf(u.Points[n], u.Points[n] != survey.Unknown))
		}
		sh.Rows = append(sh.Rows, append(row, u.Total, v.T("scores.class."+orElse(u.Class, "none")), formula, closed))
	}
	for i := range got.Officers {
		o := &got.Officers[i]
		row := []any{p.Words, unitWords(v, o.Unit), o.Person.Name, o.Score.Dossiers}
		for n := 1; n <= survey.Indicators; n++ {
			row = append(row, cellOf(o.Score.Of(n)))
		}
		sh.Rows = append(sh.Rows, append(row, o.Total, v.T("scores.task."+orElse(o.Class, "none")), formula, closed))
	}
	return sh
}

func cellOf(x float64, ok bool) any {
	if !ok {
		return ""
	}
	return x
}

// closeScores freezes a quarter.
func (s *Site) closeScores(w http.ResponseWriter, r *http.Request) error {
	period := cut(r.PostFormValue("period"), 10)
	if err := s.o.Office.CloseScores(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, period); err != nil {
		return err
	}
	s.flash(w, "scores.done", "period", periodWords(s.voice(r), period))
	return redirect(w, r, address("/watch/scores", nil, "period", period))
}
