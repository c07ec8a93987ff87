package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/procedure"
)

// costsPage ranks all procedures by what they cost citizens (chi phí tuân thủ).
type costsPage struct {
	Base
	CSV     string
	Rows    []costRow
	Assumed []Fact
	Hour    string
}

// Template names the page's template.
func (*costsPage) Template() string { return "control/costs" }

// A costRow is a procedure at its dearest case and channel.
type costRow struct {
	Code, Name, Href, Case, Channel string
	Minutes                         int64
	Trips, Papers                   int
	Fees, Total, Year, Count        string
	AtLeast                         bool
	cost                            procedure.Cost
	count                           int
	known                           bool
	year                            int64
}

func (s *Site) costs(w http.ResponseWriter, r *http.Request) error {
	v, world, now := s.voice(r), s.o.Office.World(), s.o.Office.Now()
	counts, err := s.read(r).YearCounts()
	if err != nil {
		return err
	}
	a := world.CostAssumptions()
	p := &costsPage{Base: s.controlBase(v, "cost.title"), CSV: "/control/costs?as=csv", Hour: dong(v, a.Hour())}
	for _, rec := range world.Procedures.All(now) {
		all := procedure.Costs(rec, a, now)
		if len(all) == 0 {
			continue
		}
		c := all[0]
		x := costRow{
			Code: string(rec.Code), Name: recordWords(v, rec), Href: "/control/costs/" + string(rec.Code), Case: rec.Case(c.Case).Name.In(string(v.Lang)), Channel: channelWords(v, c.Channel),
			Minutes: c.Minutes, Trips: c.Trips, Papers: c.Papers, Fees: dong(v, c.Fees), Total: dong(v, c.Total), AtLeast: len(c.Open) > 0, cost: c, Year: "–", Count: "–",
		}
		if x.count, x.known = counts[rec.Code]; x.known {
			x.year = int64(x.count) * int64(c.Total)
			x.Count, x.Year = v.Number(int64(x.count)), v.Money(x.year)
		}
		p.Rows = append(p.Rows, x)
	}
	slices.SortStableFunc(p.Rows, func(a, b costRow) int {
		return cmp.Or(cmp.Compare(b.cost.Total, a.cost.Total), strings.Compare(a.Code, b.Code))
	})
	if as := exported(r); as != "" {
		return s.sendSheet(w, r, as, costSheet(v, p.Rows))
	}
	p.Assumed = assumedFacts(v, a)
	return s.Render(w, r, http.StatusOK, p)
}

func costSheet(v text.Voice, rows []costRow) sheet {
	sh := sheet{Name: "chi-phi-tuan-thu"}
	for _, k := range []string{"rank", "code", "procedure", "case", "channel", "minutes", "trips", "papers", "fees", "total", "count", "year", "open"} {
		sh.Head = append(sh.Head, v.T("cost."+k))
	}
	for i, x := range rows {
		line := []any{i + 1, x.Code, x.Name, x.Case, x.Channel, x.Minutes, x.Trips, x.Papers, int64(x.cost.Fees), int64(x.cost.Total), nil, nil, leftOut(v, x.cost)}
		if x.known {
			line[10], line[11] = x.count, x.year
		}
		sh.Rows = append(sh.Rows, line)
	}
	return sh
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
	Assumed      []Fact
	Hour         string
}

// Template names the page's template.
func (*costPage) Template() string { return "control/cost" }

// A costView is one case on one channel.
type costView struct {
	Case, Channel, Total, Open string
	Lines                      []costLine
	Minutes                    int64
	Trips                      int
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
		x := costView{Case: rec.Case(c.Case).Name.In(string(v.Lang)), Channel: channelWords(v, c.Channel), Total: dong(v, c.Total), Open: leftOut(v, c), Minutes: c.Minutes, Trips: c.Trips}
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
	return s.Render(w, r, http.StatusOK, p)
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
		sh := sheet{Name: "giay-to-da-co"}
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
