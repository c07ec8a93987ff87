package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/law/procedure"
)

// costsPage ranks all procedures by what they cost citizens (chi phí tuân thủ).
type costsPage struct {
	Base
	Search  Search
	Chips   []Chip // the two orders
	CSV     string
	Rows    []costRow
	Pages   Pages
	Found   string
	Year    string // of all that are shown
	Empty   Empty
	Assumed []Fact
	Hour    string
}

// Template names the page's template.
func (*costsPage) Template() string { return "control/costs" }

// A costRow is a procedure at its dearest case and channel.
type costRow struct {
	Code, Name, Href, Case, Channel string
	Rank                            int
	Minutes                         int64
	Trips, Papers                   int
	Fees, Total, Year, Count        string
	AtLeast                         bool
	Known                           bool   // dossiers are received for it here
	Part                            string // what the year does not count
	cost                            procedure.Cost
	count                           int
	year                            int64
}

func (s *Site) costs(w http.ResponseWriter, r *http.Request) error {
	v, q, a := s.voice(r), r.URL.Query(), s.o.Office.World().CostAssumptions()
	q.Del("lang")
	by := q.Get("by")
	if by != "year" {
		by = ""
	}
	all, err := s.costRows(r, a, by)
	if err != nil {
		return err
	}
	if find := vn.Fold(cut(strings.TrimSpace(q.Get("q")), 200)); find != "" {
		all = slices.DeleteFunc(all, func(x costRow) bool { return !strings.Contains(vn.Fold(x.Code+" "+x.Name), find) })
	}
	if as := exported(r); as != "" {
		return s.sendSheet(w, r, as, costSheet(v, all))
	}
	p := &costsPage{Base: s.controlBase(v, "cost.title"), CSV: address("/control/costs", q, "as", "csv", "page", ""), Hour: dong(v, a.Hour()), Assumed: assumedFacts(v, a)}
	p.Search = Search{Action: "/control/costs", Name: "q", Label: v.T("settings.procedures.search"), Value: q.Get("q"), Button: v.T("settings.find"), Keep: map[string]string{}}
	if by != "" {
		p.Search.Keep["by"] = by
	}
	for _, k := range []string{"", "year"} {
		p.Chips = append(p.Chips, Chip{Words: v.T("cost.by." + cmp.Or(k, "once")), Count: -1, Href: address("/control/costs", q, "by", k, "page", ""), Current: k == by})
	}
	var year int64
	for i := range all {
		year += all[i].year
	}
	p.Found, p.Year = v.T("settings.procedures.found", "n", len(all)), v.Money(year)
	p.Rows, p.Pages = slice(v, all, q.Get("page"), v.T("cost.word"), func(n int) string { return address("/control/costs", q, "page", strconv.Itoa(n)) })
	if len(all) == 0 {
		p.Empty = Empty{Title: v.T("settings.none"), Words: v.T("settings.none-words"), Link: Link{v.T("settings.all"), "/control/costs"}}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// costRows ranks every procedure, by what one time costs or, by "year", by what a year does.
func (s *Site) costRows(r *http.Request, a procedure.Assumptions, by string) ([]costRow, error) {
	v, now := s.voice(r), s.o.Office.Now()
	counts, err := s.read(r).YearCounts()
	if err != nil {
		return nil, err
	}
	var rows []costRow
	for _, rec := range s.o.Office.World().Procedures.All(now) {
		all := procedure.Costs(rec, a, now)
		if len(all) == 0 {
			continue
		}
		c := all[0]
		x := costRow{
			Code: string(rec.Code), Name: recordWords(v, rec), Href: "/control/costs/" + string(rec.Code), Case: rec.Case(c.Case).Name.In(string(v.Lang)), Channel: channelWords(v, c.Channel),
			Minutes: c.Minutes, Trips: c.Trips, Papers: c.Papers, Fees: dong(v, c.Fees), Total: dong(v, c.Total), AtLeast: len(c.Open) > 0, cost: c,
		}
		var year []procedure.YearCount
		if year, x.Known = counts[rec.Code]; x.Known {
			sum := procedure.CostYear(rec, a, now, year)
			x.count, x.year = sum.Counted+sum.Other, int64(sum.Sum)
			x.Count, x.Year, x.Part = v.Number(int64(x.count)), v.Money(x.year), otherDossiers(v, sum.Other)
		}
		rows = append(rows, x)
	}
	slices.SortStableFunc(rows, func(a, b costRow) int {
		once := cmp.Or(cmp.Compare(b.cost.Total, a.cost.Total), strings.Compare(a.Code, b.Code))
		if by == "year" {
			return cmp.Or(cmp.Compare(b.year, a.year), once)
		}
		return once
	})
	for i := range rows {
		rows[i].Rank = i + 1
	}
	return rows, nil
}

func costSheet(v text.Voice, rows []costRow) sheet {
	sh := sheet{Name: "chi-phi-tuan-thu", Counts: true}
	for _, k := range []string{"rank", "code", "procedure", "case", "channel", "minutes", "trips", "papers", "fees", "total", "count", "year", "open"} {
		sh.Head = append(sh.Head, v.T("cost."+k))
	}
	for _, x := range rows {
		line := []any{x.Rank, x.Code, x.Name, x.Case, x.Channel, x.Minutes, x.Trips, x.Papers, int64(x.cost.Fees), int64(x.cost.Total), nil, nil, leftOut(v, x.cost)}
		if x.Known {
			line[10], line[11] = x.count, x.year
		}
		sh.Rows = append(sh.Rows, line)
	}
	return sh
}

// otherDossiers says how many dossiers of a year have no cost in it.
func otherDossiers(v text.Voice, n int) string {
	if n == 0 {
		return ""
	}
	return v.T("cost.other", "n", n)
}

// leftOut says what a cost does not hold.
func leftOut(v text.Voice, c procedure.Cost) string {
	var out []string
	for _, k := range c.Open {
		out = append(out, v.T("cost.open."+k))
	}
	return strings.Join(out, " ")
}

// assumedFacts are the numbers that every cost rests on, with where each comes from.
func assumedFacts(v text.Voice, a procedure.Assumptions) []Fact {
	var out []Fact
	for i := range a {
		x := &a[i]
		f := Fact{Term: x.Label.In(string(v.Lang)), Words: v.T("cost.unit."+x.Unit, "n", x.Value), Sub: x.Basis}
		if x.Unconfirmed {
			f.Sub = strings.TrimSpace(x.Basis + " " + v.T("cost.unconfirmed"))
		}
		out = append(out, f)
	}
	return out
}

// costPage opens the cost of one procedure into its parts.
type costPage struct {
	Base
	Name, Public string
	Costs        []costView
	Years        []costYearLine // the year, by case and channel
	Year         string         // their sum
	YearCount    string
	YearOther    string
	Assumed      []Fact
	Hour         string
}

// A costYearLine is what the dossiers of one case on one channel cost in a year; At is where its cost is opened.
type costYearLine struct{ Case, Channel, Count, Once, Sum, At string }

// Template names the page's template.
func (*costPage) Template() string { return "control/cost" }

// A costView is one case on one channel.
type costView struct {
	Case, Channel, Total, Open string
	Lines                      []costLine
	At                         string // anchor
	Minutes                    int64
	Trips                      int
}

// costAnchor is where the cost of a case on a channel stands on the page.
func costAnchor(id string, ch procedure.Channel) string {
	return "cost-" + id + "-" + strconv.Itoa(int(ch))
}

// A costLine is one task.
type costLine struct {
	Task, What, Uses string
	Minutes          int64
	Trips            int
	Money, Sum       string
}

func (s *Site) costParts(w http.ResponseWriter, r *http.Request) error {
	v, world, now := s.voice(r), s.o.Office.World(), s.o.Office.Now()
	rec := world.Procedures.Current(procedure.ID(r.PathValue("code")), now)
	if rec == nil {
		return fault.New(fault.Missing, "procedure.missing", "code", cut(r.PathValue("code"), 40))
	}
	a := world.CostAssumptions()
	label := map[string]string{}
	for i := range a {
		label[a[i].Name] = a[i].Label.In(string(v.Lang))
	}
	p := &costPage{Base: s.controlBase(v, "cost.title"), Name: recordWords(v, rec), Public: "/thu-tuc/" + string(rec.Code), Hour: dong(v, a.Hour()), Assumed: assumedFacts(v, a)}
	p.Title = v.T("cost.of", "name", p.Name)
	p.Crumbs = append(p.Crumbs, Crumb{v.T("cost.title"), "/control/costs"})
	for _, c := range procedure.Costs(rec, a, now) {
		x := costView{Case: rec.Case(c.Case).Name.In(string(v.Lang)), Channel: channelWords(v, c.Channel), Total: dong(v, c.Total), Open: leftOut(v, c), At: costAnchor(c.Case, c.Channel), Minutes: c.Minutes, Trips: c.Trips}
		for i := range c.Lines {
			l := &c.Lines[i]
			one := costLine{Task: v.T("cost.task." + string(l.Task)), What: l.What, Minutes: l.Minutes, Trips: l.Trips, Money: dong(v, l.Fee+l.Other), Sum: dong(v, l.Sum(a))}
			var uses []string
			for _, u := range l.Uses {
				uses = append(uses, label[u])
			}
			one.Uses = strings.Join(uses, "; ")
			x.Lines = append(x.Lines, one)
		}
		p.Costs = append(p.Costs, x)
	}
	if err := s.costYear(r, p, rec, a); err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

// costYear lays out the year of a procedure that is received for here.
func (s *Site) costYear(r *http.Request, p *costPage, rec *procedure.Record, a procedure.Assumptions) error {
	v := s.voice(r)
	counts, err := s.read(r).YearCounts()
	if err != nil || counts[rec.Code] == nil {
		return err
	}
	y := procedure.CostYear(rec, a, s.o.Office.Now(), counts[rec.Code])
	for _, l := range y.Lines {
		p.Years = append(p.Years, costYearLine{
			Case: rec.Case(l.Case).Name.In(string(v.Lang)), Channel: channelWords(v, l.Channel), Count: v.Number(int64(l.N)), Once: dong(v, l.Once), Sum: v.Money(int64(l.Sum)),
			At: "#" + costAnchor(l.Case, l.Channel),
		})
	}
	p.Year, p.YearCount, p.YearOther = v.Money(int64(y.Sum)), v.Number(int64(y.Counted)), otherDossiers(v, y.Other)
	return nil
}

// heldPage lists the papers that are asked for although the city holds them.
type heldPage struct {
	Base
	CSV  string
	Rows []heldRow
}

// Template names the page's template.
func (*heldPage) Template() string { return "control/held" }

// A heldRow is one paper of one case.
type heldRow struct{ Code, Name, Href, Case, Paper, Result, ResultCode, By, ByName, ByHref, How, Declared string }

func (s *Site) held(w http.ResponseWriter, r *http.Request) error {
	v, world, now := s.voice(r), s.o.Office.World(), s.o.Office.Now()
	p := &heldPage{Base: s.controlBase(v, "held.title"), CSV: "/control/held?as=csv"}
	records := world.Procedures.All(now)
	for _, h := range procedure.Held(records) {
		rec, by := world.Procedures.Current(h.Code, now), world.Procedures.Current(h.Match.By, now)
		if rec == nil || by == nil {
			continue
		}
		x := heldRow{
			Code: string(h.Code), Name: recordWords(v, rec), Href: "/thu-tuc/" + string(h.Code), Case: rec.Case(h.Case).Name.In(string(v.Lang)), Paper: h.Paper.Name, Result: h.Match.Result,
			ResultCode: h.Match.Code, By: string(h.Match.By), ByName: recordWords(v, by), ByHref: "/thu-tuc/" + string(h.Match.By), How: v.T("held.how." + h.Match.How), Declared: v.T("form.no"),
		}
		if h.Declared {
			x.Declared = v.T("form.yes")
		}
		p.Rows = append(p.Rows, x)
	}
	if as := exported(r); as != "" {
		sh := sheet{Name: "giay-to-da-co", Counts: true}
		for _, k := range []string{"code", "procedure", "case", "paper", "result", "result-code", "by", "how", "declared"} {
			sh.Head = append(sh.Head, v.T("held."+k))
		}
		for _, x := range p.Rows {
			sh.Rows = append(sh.Rows, []any{x.Code, x.Name, x.Case, x.Paper, x.Result, x.ResultCode, x.By, x.How, x.Declared})
		}
		return s.sendSheet(w, r, as, sh)
	}
	return s.Render(w, r, http.StatusOK, p)
}
