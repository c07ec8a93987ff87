package web

import (
	"cmp"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/law/procedure"
)

// A caseView is one case with its papers, limits and fees.
type caseView struct {
	ID, Name string
	Href     string // its checklist for printing
	Papers   []paperView
	Sets     int
	Rules    []ruleView
	Steps    []stepPlan
	Form     string   // title of the e-form
	Start    string   // from when the due dates below are counted; "" = none is
	Why      Why      // why the due date of the first channel is this date
	Post     bool     // it can be sent by post
	Notes    []string // what the city lays down beside
}

// A paperView is a paper of the checklist.
type paperView struct {
	Group    string // set on the first of each group
	Name     string
	Lang     string
	VI       string // the Vietnamese name where Name is English
	Count    string
	Required bool
	Choice   bool   // another one is enough
	OneOf    int    // how many papers stand in for one another from here on; set on the first
	When     string // on which answers of the form it hangs, in words
	Remark   bool   // the source explains something here; there is nothing to bring
	Note     string
	Reused   string // which results may stand in for it
	File     string
	Blank    []blankLink // where its form is, to fill in by hand
}

// A blankLink leads to a form.
type blankLink struct{ Words, Href string }

// A ruleView is the limit and the fee on one channel.
type ruleView struct {
	Channel, Limit, LimitText string
	Due                       string // if it were received at Start
	Fees                      []FeeLine
	FeeWords                  string // instead of Fees
	Note, Basis               string
}

// A stepPlan is one step of the internal process.
type stepPlan struct{ Name, Where, Time string }

// caseView shows one case.
func (s *Site) caseView(v text.Voice, rec *procedure.Record, c *procedure.Case) caseView {
	out := caseView{
		ID: c.ID, Name: c.Name.In(string(v.Lang)), Href: "/thu-tuc/" + string(rec.Code) + "/giay-to/" + url.PathEscape(c.ID),
		Sets: max(1, c.Sets), Papers: s.papersOf(v, rec, c), Steps: s.stepsOf(v, c), Post: c.Rule(procedure.Post) != nil,
		Notes: s.conductNotes(v, c),
	}
	if c.Form != nil {
		out.Form = c.Form.Title.In(string(v.Lang))
	}
	for i := range c.Channels {
		out.Rules = append(out.Rules, s.ruleView(v, c, &c.Channels[i]))
	}
	if c.Process != nil {
		s.promises(v, c, &out)
	}
	out.Rules = joined(out.Rules)
	return out
}

// joined puts channels with the same limit and fee into one row.
func joined(rules []ruleView) []ruleView {
	var out []ruleView
	for _, r := range rules {
		i := slices.IndexFunc(out, func(o ruleView) bool {
			o.Channel = r.Channel
			return reflect.DeepEqual(o, r)
		})
		if i < 0 {
			out = append(out, r)
		} else {
			out[i].Channel = joinComma(out[i].Channel, text.Lower(r.Channel))
		}
	}
	return out
}

// ruleView shows limit and fee on one channel.
func (s *Site) ruleView(v text.Voice, c *procedure.Case, rule *procedure.ChannelRule) ruleView {
	x := ruleView{Channel: channelWords(v, rule.Channel), Limit: limitWords(v, rule), Note: rule.Note, Basis: rule.Basis}
	if rule.SourceWord != "" {
		x.Channel += " (" + rule.SourceWord + ")"
	}
	if rule.LimitText != "" && !strings.Contains(x.Limit, rule.LimitText) {
		x.LimitText = rule.LimitText
	}
	x.Fees = feeLines(v, rule, c.Form, s.o.Office.Now())
	switch {
	case len(x.Fees) > 0 && rule.FeeText != "":
		x.FeeWords = rule.FeeText
	case len(x.Fees) == 0:
		x.FeeWords = cmp.Or(rule.FeeText, freeWords(v, rule))
	}
	return x
}

// promises counts when results would be due if the case were received now, or at the next opening while desks are closed.
func (s *Site) promises(v text.Voice, c *procedure.Case, out *caseView) {
	cal, start := s.o.Office.World().Calendar, s.o.Office.Now()
	if cal == nil {
		return
	}
	if !cal.Receiving(start) {
		next, err := cal.NextReception(start)
		if err != nil {
			return // the calendar ends before: nothing is promised
		}
		start = next
	}
	for i := range c.Channels {
		p, err := dossier.NewPromise(cal, c.Channels[i], start)
		if err != nil || p.At.IsZero() {
			continue
		}
		out.Start, out.Rules[i].Due = v.DateTime(start), v.DateTime(p.At)
		if out.Why.Title == "" {
			out.Why = showWhy(v, cal, p, c.Channels[i].Basis, Link{})
		}
	}
}

func freeWords(v text.Voice, r *procedure.ChannelRule) string {
	if r.Free {
		return v.T("fee.free")
	}
	return v.T("procedure.not-said")
}

// papersOf is the checklist of a case.
func (s *Site) papersOf(v text.Voice, rec *procedure.Record, c *procedure.Case) []paperView {
	var out []paperView
	group := ""
	ordered := byGroup(c.Papers)
	for i, p := range ordered {
		x := paperView{Name: strings.TrimLeft(p.Name, "-+• "), Lang: "vi", Required: p.Required, Note: p.Note, File: p.FormFile}
		x.Remark, x.When = p.Remark(), whenWords(v, c, p)
		if p.OneOf != "" {
			n := 0
			for n < len(ordered)-i && ordered[i+n].OneOf == p.OneOf && ordered[i+n].Group == p.Group {
				n++
			}
			x.Choice = c.Choice(slices.IndexFunc(c.Papers, func(q procedure.Paper) bool { return q.OneOf == p.OneOf })) != nil
			if n > 1 && (i == 0 || ordered[i-1].OneOf != p.OneOf || ordered[i-1].Group != p.Group) {
				x.OneOf = n
			}
		}
		if v.Lang == text.EN && p.NameEN != "" {
			x.Name, x.Lang, x.VI = p.NameEN, "en", p.Name
		}
		if p.Group != group {
			group, x.Group = p.Group, p.Group
		}
		var counts []string
		if p.Originals > 0 {
			counts = append(counts, v.T("paper.originals", "n", p.Originals))
		}
		if p.Copies > 0 {
			counts = append(counts, v.T("paper.copies", "n", p.Copies))
		}
		x.Count = strings.Join(counts, ", ")
		if len(p.ReplacedBy) > 0 {
			x.Reused = v.T("paper.replaced-by", "codes", strings.Join(p.ReplacedBy, ", "))
		}
		x.Blank = s.blanks(v, rec, c, p)
		out = append(out, x)
	}
	return out
}

// byGroup puts papers of one group together, and among them those that stand in for one another, in the order in which the
// record begins them.
func byGroup(papers []procedure.Paper) []*procedure.Paper {
	first, choice := map[string]int{}, map[[2]string]int{}
	out, at := []*procedure.Paper{}, map[*procedure.Paper][2]int{}
	for i := range papers {
		p := &papers[i]
		if _, ok := first[p.Group]; !ok {
			first[p.Group] = i
		}
		place, one := i, [2]string{p.Group, p.OneOf}
		if k, ok := choice[one]; ok && p.OneOf != "" {
			place = k
		} else {
			choice[one] = i
		}
		at[p] = [2]int{first[p.Group], place}
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b *procedure.Paper) int {
		return cmp.Or(cmp.Compare(at[a][0], at[b][0]), cmp.Compare(at[a][1], at[b][1]))
	})
	return out
}

// stepsOf lists the tasks of the internal process in their order on the page.
func (s *Site) stepsOf(v text.Voice, c *procedure.Case) []stepPlan {
	if c.Process == nil {
		return nil
	}
	var out []stepPlan
	for i := range c.Process.Nodes {
		n := &c.Process.Nodes[i]
		if n.Kind != procedure.Task {
			continue
		}
		st := stepPlan{Name: n.Name.In(string(v.Lang)), Where: s.whereWords(v, n.Where)}
		if n.Hours > 0 {
			st.Time = v.T("procedure.step-hours", "n", n.Hours)
		}
		out = append(out, st)
	}
	return out
}

// whereWords says where a step is done.
func (s *Site) whereWords(v text.Voice, where string) string {
	return PlaceWords(v, s.o.Office.World(), s.o.Office.Now(), where)
}

// checklistPage is the papers of one case on a sheet to take along.
type checklistPage struct {
	Base
	Name, Official string // the official name in Vietnamese, "" when it is Name
	Code           string
	Case           caseView
	Lang           string
	Day            string      // the day that the sheet is of
	Reuse          []reuseView // what the city issued to the reader, and need not be brought
}

// Template names the page's template.
func (*checklistPage) Template() string { return "public/checklist" }

func (s *Site) checklist(w http.ResponseWriter, r *http.Request) error {
	view, err := s.procedureOf(r)
	if err != nil {
		return err
	}
	v, rec := s.voice(r), view.Record
	c := rec.Case(r.PathValue("case"))
	if c == nil {
		return fault.New(fault.Missing, "procedure.case", "code", string(rec.Code), "case", cut(r.PathValue("case"), 40))
	}
	own, err := s.ownResults(r)
	if err != nil {
		return err
	}
	mine := *c
	var reuse []reuseView
	mine.Papers, reuse = toBring(v, own, c.Papers)
	h := newHit(v, rec)
	p := &checklistPage{
		Base: Base{Title: v.T("checklist.title", "name", h.Title), Nav: "procedures", Crumbs: []Crumb{{v.T("nav.procedures"), "/thu-tuc"}, {h.Title, h.Href}}},
		Name: h.Title, Official: h.Sub, Lang: h.Lang, Code: string(rec.Code), Case: s.caseView(v, rec, &mine), Reuse: reuse, Day: v.Date(s.o.Office.Now()),
	}
	return s.Render(w, r, http.StatusOK, p)
}
