package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// casesPage edits which cases (trường hợp) a procedure has: their names and sets; one is copied, added or removed.
type casesPage struct {
	rowsPage
}

// Template names the page's template.
func (*casesPage) Template() string { return "control/cases" }

func (s *Site) proposalCases(w http.ResponseWriter, r *http.Request) error {
	p, err := s.proposal(r)
	if err != nil {
		return err
	}
	page, err := s.casesPage(r, p, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, page)
}

func (s *Site) casesPage(r *http.Request, p *office.Proposal, failed error) (*casesPage, error) {
	v := s.voice(r)
	page := &casesPage{rowsPage{Base: s.controlBase(v, "control.tab.cases"), Form: s.form(r, failed), AddWords: v.T("control.cases.add"), Empty: v.T("control.cases.none")}}
	var err error
	if page.Head, err = s.proposalHead(r, p, "cases"); err != nil {
		return nil, err
	}
	proof, err := s.read(r).ProposalProof(p)
	if err != nil {
		return nil, err
	}
	for i := range p.Record.Cases {
		c := &p.Record.Cases[i]
		row := editRow{N: i, Title: v.T("control.cases.nth", "n", i+1, "id", c.ID)}
		for _, part := range []string{"id", "name", "conduct"} {
			row.Findings = append(row.Findings, proposalFindings(v, &proof, "cases."+strconv.Itoa(i)+"."+part)...)
		}
		fields := []Field{
			{Name: rowName(i, "name"), Kind: form.Line, Label: v.T("control.case.name"), Value: c.Name.VI, Required: true, MaxLen: 500},
			{Name: rowName(i, "name-en"), Kind: form.Line, Label: v.T("control.case.name-en"), Value: c.Name.EN, MaxLen: 500},
			{Name: rowName(i, "sets"), Kind: form.Integer, Label: v.T("control.case.sets"), Value: strconv.Itoa(max(c.Sets, 1)), Short: true},
		}
		for _, f := range conductFields {
			fields = append(fields, f.field(v, i, &c.Conduct))
		}
		if row.Fields, err = page.row(fields); err != nil {
			return nil, err
		}
		page.Rows = append(page.Rows, row)
	}
	return page, nil
}

func (s *Site) saveCases(w http.ResponseWriter, r *http.Request) error {
	p, err := s.proposal(r)
	if err != nil {
		return err
	}
	rec := s.seenRecord(r, p)
	if err = s.readCases(r, &rec); err == nil {
		_, err = s.saveProposal(r, p, rec)
	}
	if err != nil {
		page, e := s.casesPage(r, p, err)
		if e != nil {
			return e
		}
		return s.Again(w, r, page, err)
	}
	s.flash(w, "control.saved")
	return redirect(w, r, "/control/proposals/"+p.ID+"/cases")
}

// readCases takes the names of the cases, then does what the button asks for.
func (s *Site) readCases(r *http.Request, rec *procedure.Record) error {
	v := s.voice(r)
	rows, err := strconv.Atoi(r.PostFormValue("rows"))
	if err != nil || rows != len(rec.Cases) {
		return fault.New(fault.Invalid, "web.unreadable")
	}
	var wrong []error
	for i := range rec.Cases {
		c := &rec.Cases[i]
		get := func(x string) string { return strings.TrimSpace(r.PostFormValue(rowName(i, x))) }
		if c.Name = (form.Text{VI: get("name"), EN: get("name-en")}); c.Name.VI == "" {
			wrong = append(wrong, fault.New(fault.Invalid, "form.required").At(rowName(i, "name")))
		}
		for _, f := range conductFields {
			if _, sent := r.PostForm[rowName(i, f.name)]; sent || f.kind == BoxCheck { // a form that came in part takes nothing away
				f.set(&c.Conduct, get(f.name))
			}
		}
		wrong = append(wrong, s.receiversKnown(s.read(r), &c.Conduct, rowName(i, "receivers")))
		n, err := wholeAt(r, rowName(i, "sets"))
		wrong = append(wrong, err)
		if n != max(c.Sets, 1) {
			c.Sets = n
		}
	}
	if err := fault.Together(wrong...); err != nil {
		return err
	}
	what, at, _ := strings.Cut(r.PostFormValue("do"), ".")
	n, err := strconv.Atoi(at)
	there := err == nil && n >= 0 && n < len(rec.Cases)
	switch {
	case what == "remove" && there && len(rec.Cases) > 1:
		rec.Cases = slices.Delete(rec.Cases, n, n+1)
	case what == "remove":
		return fault.New(fault.Invalid, "control.last-case")
	case what == "copy" && there:
		c := rec.Cases[n]
		c.ID = freshCase(rec, c.ID)
		c.Name = form.Text{VI: v.T("control.cases.copy-of", "name", c.Name.VI), EN: c.Name.EN}
		rec.Cases = slices.Insert(rec.Cases, n+1, c)
	case what == "add":
		rec.Cases = append(rec.Cases, procedure.Case{
			ID: freshCase(rec, "case"), Name: form.Text{VI: v.T("control.cases.new")}, Channels: []procedure.ChannelRule{{Channel: procedure.Desk}},
		})
	}
	return nil
}

// freshCase is an ID that no case of the record has.
func freshCase(rec *procedure.Record, like string) string {
	for n := 2; ; n++ {
		if id := like + "-" + strconv.Itoa(n); rec.Case(id) == nil {
			return id
		}
	}
}
