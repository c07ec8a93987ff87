package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// startPage begins a filing: the case is chosen, with what it costs and how long it takes. Where filing is closed it
// says why and leads to the national portal.
type startPage struct {
	Base
	*Form
	Name   string
	Code   string
	Lang   string
	Closed *Notice
	Demo   string
	Cases  []startCase
	Drafts []filingLine // of the same procedure
	Given  []keptAnswer // answers of the guidance, which the form begins with
}

// Template names the page's template.
func (*startPage) Template() string { return "citizen/start" }

// A startCase is one case that can be filed online.
type startCase struct {
	ID, Name, Limit, Fee string
	Papers               string
	Checked              bool
	Option               string // id of its box
}

// start shows the cases of a procedure to file.
func (s *Site) start(w http.ResponseWriter, r *http.Request) error {
	p, _, err := s.startPage(r, nil)
	if err != nil {
		return err
	}
	if p.Closed == nil {
		if err := mustBe(r, access.Citizen); err != nil {
			return err
		}
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) startPage(r *http.Request, wrong error) (*startPage, *procedure.Record, error) {
	view, err := s.procedureOf(r)
	if err != nil {
		return nil, nil, err
	}
	v, rec := s.voice(r), view.Record
	h := newHit(v, rec)
	f := s.filing(v)
	p := &startPage{
		Base: Base{Title: v.T("filing.start", "name", h.Title), Nav: "procedures", Crumbs: []Crumb{{v.T("nav.procedures"), "/thu-tuc"}, {h.Title, h.Href}}},
		Form: s.form(r, wrong), Name: h.Title, Lang: h.Lang, Code: string(rec.Code),
	}
	p.at["case"] = -1
	for _, k := range sortedKeys(r.Form) {
		if strings.HasPrefix(k, guideField) && len(k) < 100 {
			p.Given = append(p.Given, keptAnswer{k, cut(r.FormValue(k), 100)})
		}
	}
	asked := r.PostFormValue("case") + r.URL.Query().Get("truong-hop")
	for i := range rec.Cases {
		c := &rec.Cases[i]
		rule := c.Rule(procedure.Online)
		if !view.Record.Receives(c) || rule == nil || !view.Receives {
			continue
		}
		one := startCase{ID: c.ID, Name: c.Name.In(string(v.Lang)), Limit: limitWords(v, rule), Fee: feeShort(v, rule), Checked: asked == c.ID, Option: "case-" + c.ID}
		if len(p.Cases) == 0 {
			one.Option = fieldID("case") // the summary's link lands on the first
		}
		if one.Fee == "" {
			one.Fee = freeWords(v, rule)
		}
		p.Cases = append(p.Cases, one)
	}
	switch {
	case len(p.Cases) == 0:
		p.Closed = &Notice{Tone: Wait, Title: v.T("filing.not-online"), Words: v.T("filing.not-online-words"), Link: Link{v.T("filing.desks"), "/noi-tiep-nhan"}}
	case !f.Open:
		p.Closed = &Notice{Tone: Wait, Title: v.T("filing.closed"), Words: f.Words + " " + v.T("filing.closed-words"), Link: Link{v.T("filing.to-portal"), f.Portal}}
	case f.Demo:
		p.Demo = v.T("filing.demo")
	}
	if len(p.Cases) == 1 {
		p.Cases[0].Checked = true
	}
	if who(r).Kind == access.Citizen {
		if p.Drafts, err = s.filingLines(r, rec.Code); err != nil {
			return nil, nil, err
		}
	}
	return p, rec, nil
}

// begin makes the draft of the chosen case and leads to its first page.
func (s *Site) begin(w http.ResponseWriter, r *http.Request) error {
	p, rec, err := s.startPage(r, nil)
	if err != nil {
		return err
	}
	if p.Closed != nil {
		return fault.New(fault.Refused, "dossier.filing-closed")
	}
	chosen := ""
	for _, c := range p.Cases {
		if c.ID == r.PostFormValue("case") {
			chosen = c.ID
		}
	}
	if chosen == "" {
		wrong := fault.New(fault.Invalid, "filing.case-missing").At("case")
		again, _, err := s.startPage(r, wrong)
		if err != nil {
			return err
		}
		return s.Again(w, r, again, wrong)
	}
	id, err := s.o.Office.NewID()
	if err != nil {
		return err
	}
	d := &filingDraft{Procedure: rec.Code, Case: chosen, Version: rec.Version, Pages: map[string]url.Values{}, Values: begunWith(rec.Case(chosen), r.PostForm)}
	b, err := json.Marshal(d)
	if err != nil {
		return err
	}
	if err := s.o.Office.SaveDraft(r.Context(), who(r), office.Draft{ID: id, Kind: draftKind(rec.Code, chosen), Body: b}); err != nil {
		return err
	}
	return redirect(w, r, "/ho-so/nhap/"+id)
}

// begunWith are the answers of the guidance as the form has them; what is no answer to one of its questions is left out.
func begunWith(c *procedure.Case, post url.Values) form.Values {
	out := form.Values{}
	for k, vals := range post {
		if id, ok := strings.CutPrefix(k, guideField); ok && len(vals) == 1 {
			if x, ok := c.FormAnswer(id, vals[0]); ok {
				out[id] = x
			}
		}
	}
	return out
}

// A filingLine is a draft in a list.
type filingLine struct {
	ID, Name, Case, Href string
	Kept                 string
	Changed              bool // another version is in force since
}

// filingLines are the visitor's drafts of filings, newest first; of one procedure where it is named.
func (s *Site) filingLines(r *http.Request, only procedure.ID) ([]filingLine, error) {
	drafts, err := s.read(r).Drafts()
	if err != nil {
		return nil, err
	}
	v := s.voice(r)
	var out []filingLine
	for _, kept := range drafts {
		d, err := readFilingDraft(kept)
		if err != nil || only != "" && d.Procedure != only {
			continue
		}
		line := filingLine{ID: kept.ID, Name: string(d.Procedure), Href: "/ho-so/nhap/" + kept.ID, Kept: v.Short(kept.Updated)}
		if rec := s.o.Office.World().Procedures.Current(d.Procedure, s.o.Office.Now()); rec != nil {
			line.Name, line.Changed = recordWords(v, rec), rec.Version != d.Version
			if c := rec.Case(d.Case); c != nil && len(rec.Cases) > 1 {
				line.Case = c.Name.In(string(v.Lang))
			}
		}
		out = append(out, line)
	}
	return out, nil
}
