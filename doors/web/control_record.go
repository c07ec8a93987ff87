package web

import (
	"net/http"
	"slices"
	"strings"

	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// proposalRecordPage edits what a procedure says as a whole: its compulsory parts and what the city adds.
type proposalRecordPage struct {
	Base
	*Form
	Head     proposalHead
	Findings []findingLine
}

// Template names the page's template.
func (*proposalRecordPage) Template() string { return "control/record" }

// A recordText is one part of a record as plain text: how it is shown and how it is taken back.
type recordText struct {
	name string // also of its words: "control.record." + name
	kind form.Kind
	get  func(*procedure.Record) string
	set  func(*procedure.Record, string)
}

// line is a part that is one text of the record.
func line(name string, kind form.Kind, of func(*procedure.Record) *string) recordText {
	return recordText{name, kind, func(r *procedure.Record) string { return *of(r) }, func(r *procedure.Record, s string) { *of(r) = s }}
}

// lines is a part that is a list, one entry a line.
func lines(name string, of func(*procedure.Record) *[]string) recordText {
	return recordText{
		name, form.LongText,
		func(r *procedure.Record) string { return strings.Join(*of(r), "\n") },
		func(r *procedure.Record, s string) { *of(r) = entriesOf(s) },
	}
}

// entriesOf reads one entry a line, without empty ones.
func entriesOf(s string) []string {
	var out []string
	for l := range strings.Lines(s) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// cells reads "a | b | c" with at least n cells.
func cells(s string, n int) []string {
	out := strings.Split(s, "|")
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	for len(out) < n {
		out = append(out, "")
	}
	return out
}

// agencies is a part that lists agencies: "name | code | unit or rule".
func agencies(name string, of func(*procedure.Record) *[]procedure.Agency) recordText {
	return recordText{
		name, form.LongText,
		func(r *procedure.Record) string {
			var out []string
			for _, a := range *of(r) {
				row := []string{a.Name, a.Code, a.Unit, a.Rule}
				for len(row) > 1 && row[len(row)-1] == "" {
					row = row[:len(row)-1]
				}
				out = append(out, strings.Join(row, " | "))
			}
			return strings.Join(out, "\n")
		},
		func(r *procedure.Record, s string) {
			var all []procedure.Agency
			for _, l := range entriesOf(s) {
				c := cells(l, 4)
				all = append(all, procedure.Agency{Name: c[0], Code: c[1], Unit: c[2], Rule: c[3]})
			}
			*of(r) = all
		},
	}
}

func resultsText(r *procedure.Record) string {
	var out []string
	for _, x := range r.Results {
		l := x.Name
		if x.Code != "" {
			l += " | " + x.Code
		}
		out = append(out, l)
	}
	return strings.Join(out, "\n")
}

// setResults keeps what the text does not show of a result that is still there by code or name.
func setResults(r *procedure.Record, s string) {
	var all []procedure.Result
	for _, l := range entriesOf(s) {
		c := cells(l, 2)
		x := procedure.Result{Name: c[0], Code: c[1]}
		if i := slices.IndexFunc(r.Results, func(o procedure.Result) bool { return o.Code != "" && o.Code == x.Code || o.Name == x.Name }); i >= 0 {
			x = r.Results[i]
			x.Name, x.Code = c[0], c[1]
		}
		all = append(all, x)
	}
	r.Results = all
}

func basesText(r *procedure.Record) string {
	var out []string
	for _, b := range r.Bases {
		out = append(out, strings.TrimRight(strings.Join([]string{b.Number, b.Name, b.Issued, b.From, b.Agency}, " | "), " |"))
	}
	return strings.Join(out, "\n")
}

func setBases(r *procedure.Record, s string) {
	var all []procedure.Basis
	for _, l := range entriesOf(s) {
		c := cells(l, 5)
		x := procedure.Basis{}
		if i := slices.IndexFunc(r.Bases, func(o procedure.Basis) bool { return o.Number == c[0] }); i >= 0 {
			x = r.Bases[i]
		}
		x.Number, x.Name, x.Issued, x.From, x.Agency = c[0], c[1], c[2], c[3], c[4]
		all = append(all, x)
	}
	r.Bases = all
}

// recordTexts are the parts in the order of the law's eight, then what the city adds.
// law: nd63-2010/8.2
var recordTexts = []recordText{
	line("name", form.LongText, func(r *procedure.Record) *string { return &r.Name }),
	line("name-en", form.Line, func(r *procedure.Record) *string { return &r.NameEN }),
	line("short-name", form.Line, func(r *procedure.Record) *string { return &r.ShortName }),
	line("sector", form.Line, func(r *procedure.Record) *string { return &r.Sector }),
	line("steps", form.LongText, func(r *procedure.Record) *string { return &r.StepsText }),
	lines("audiences", func(r *procedure.Record) *[]string { return &r.Audiences }),
	lines("levels", func(r *procedure.Record) *[]string { return &r.Levels }),
	agencies("competent", func(r *procedure.Record) *[]procedure.Agency { return &r.Competent }),
	agencies("performing", func(r *procedure.Record) *[]procedure.Agency { return &r.Performing }),
	agencies("delegated", func(r *procedure.Record) *[]procedure.Agency { return &r.Delegated }),
	agencies("coordinating", func(r *procedure.Record) *[]procedure.Agency { return &r.Coordinating }),
	{"results", form.LongText, resultsText, setResults},
	line("conditions", form.LongText, func(r *procedure.Record) *string { return &r.Conditions }),
	{"bases", form.LongText, basesText, setBases},
	line("description", form.LongText, func(r *procedure.Record) *string { return &r.Description }),
	line("address", form.LongText, func(r *procedure.Record) *string { return &r.Address }),
	lines("related", func(r *procedure.Record) *[]string { return &r.Related }),
	lines("interlinked", func(r *procedure.Record) *[]string { return &r.Interlinked }),
	{"route", BoxSelect, func(r *procedure.Record) string { return string(r.Route) }, func(r *procedure.Record, s string) { r.Route = procedure.Route(s) }},
	{"service", BoxSelect, func(r *procedure.Record) string { return r.Service }, func(r *procedure.Record, s string) { r.Service = s }},
	{"published-by", BoxSelect, func(r *procedure.Record) string { return r.PublishedBy }, func(r *procedure.Record, s string) { r.PublishedBy = s }},
	line("partial-why", form.LongText, func(r *procedure.Record) *string { return &r.PartialWhy }),
	{"boundary-free", BoxCheck, func(r *procedure.Record) string { return tick(r.BoundaryFree) }, func(r *procedure.Record, s string) { r.BoundaryFree = s != "" }},
}

func (s *Site) proposalRecord(w http.ResponseWriter, r *http.Request) error {
	p, err := s.proposal(r)
	if err != nil {
		return err
	}
	page, err := s.proposalRecordPage(r, p, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, page)
}

func (s *Site) proposalRecordPage(r *http.Request, p *office.Proposal, failed error) (*proposalRecordPage, error) {
	v := s.voice(r)
	page := &proposalRecordPage{Base: s.controlBase(v, "control.tab.record"), Form: s.form(r, failed)}
	var err error
	if page.Head, err = s.proposalHead(r, p, "record"); err != nil {
		return nil, err
	}
	proof, err := s.read(r).ProposalProof(p)
	if err != nil {
		return nil, err
	}
	whole := procedure.Proof{}
	for _, d := range proof.Defects {
		if d.Case == "" {
			whole.Defects = append(whole.Defects, d)
		}
	}
	page.Findings = provedLines(v, &whole)
	for _, x := range recordTexts {
		f := Field{Name: x.name, Kind: x.kind, Label: v.T("control.record." + x.name), Value: x.get(&p.Record), MaxLen: 100000}
		if x.kind == form.Line {
			f.MaxLen = 500
		}
		if key := "control.record." + x.name + "-help"; v.Has(key) {
			f.Help = v.T(key)
		}
		f.Options = recordOptions(v, x.name)
		page.Form.Add(f)
	}
	return page, nil
}

// recordOptions are the answers of the parts that are chosen.
func recordOptions(v text.Voice, name string) []Option {
	switch name {
	case "route":
		return keyedOptions(v, "procedure.route.", []procedure.Route{procedure.RouteCity, procedure.RouteMinistry, procedure.RouteInterlinked, procedure.RoutePortal})
	case "published-by":
		by := keyedOptions(v, "procedure.published-by.", []string{procedure.ByCity, procedure.ByMinistry})
		return append([]Option{{Label: v.T("control.case.unsaid")}}, by...)
	case "service":
		return keyedOptions(v, "control.service.", []string{"full", "partial", "information"})
	}
	return nil
}

func (s *Site) saveRecord(w http.ResponseWriter, r *http.Request) error {
	p, err := s.proposal(r)
	if err != nil {
		return err
	}
	rec := s.seenRecord(r, p)
	for _, x := range recordTexts {
		if _, sent := r.PostForm[x.name]; !sent && x.kind != BoxCheck { // a form that came in part takes nothing away
			continue
		}
		typed := strings.ReplaceAll(r.PostFormValue(x.name), "\r\n", "\n")
		if typed != strings.ReplaceAll(x.get(&rec), "\r\n", "\n") { // what was not touched stays to the letter
			x.set(&rec, strings.TrimSpace(typed))
		}
	}
	if _, err = s.saveProposal(r, p, rec); err != nil {
		page, e := s.proposalRecordPage(r, p, err)
		if e != nil {
			return e
		}
		return s.Again(w, r, page, err)
	}
	s.flash(w, "control.saved")
	return redirect(w, r, "/control/proposals/"+p.ID+"/record")
}
