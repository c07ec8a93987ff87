package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// A rowsPage edits the rows of one part of a case: its papers, or its limits and fees.
type rowsPage struct {
	Base
	*Form
	Head     proposalHead
	Rows     []editRow
	Findings []findingLine // of the part as a whole
	Empty    string
	AddWords string
}

// Template names the page's template.
func (*rowsPage) Template() string { return "control/rows" }

// An editRow is one row with its questions and what the proof found about it.
type editRow struct {
	N        int
	Title    string
	Fields   []Field
	Findings []findingLine
}

// mostRows is how many rows a part has at most: the longest national list has a third of it.
const mostRows = 150

func (s *Site) proposalPapers(w http.ResponseWriter, r *http.Request) error {
	p, c, err := s.proposalCase(r)
	if err != nil {
		return err
	}
	page, err := s.papersPage(r, p, c, c.Papers, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, page)
}

func (s *Site) papersPage(r *http.Request, p *office.Proposal, c *procedure.Case, papers []procedure.Paper, failed error) (*rowsPage, error) {
	v := s.voice(r)
	page := &rowsPage{Base: s.controlBase(v, "control.tab.papers"), Form: s.form(r, failed), Empty: v.T("control.papers.none"), AddWords: v.T("control.papers.add")}
	var err error
	if page.Head, err = s.proposalHead(r, p, "papers/"+c.ID); err != nil {
		return nil, err
	}
	page.Title = v.T("control.papers.of", "case", c.Name.In(string(v.Lang)))
	proof, err := s.read(r).ProposalProof(p)
	if err != nil {
		return nil, err
	}
	at := casePlace(&p.Record, c.ID) + ".papers"
	for i := range papers {
		x := &papers[i]
		row := editRow{N: i, Title: v.T("control.papers.nth", "n", i+1), Findings: proposalFindings(v, &proof, at+"."+strconv.Itoa(i))}
		if row.Fields, err = page.row(paperFields(v, i, x)); err != nil {
			return nil, err
		}
		page.Rows = append(page.Rows, row)
	}
	exact := procedure.Proof{}
	for _, d := range proof.Defects {
		if d.Place == at {
			exact.Defects = append(exact.Defects, d)
		}
	}
	page.Findings = provedLines(v, &exact)
	return page, nil
}

// rowName is the name of a question of a row.
func rowName(i int, x string) string { return fmt.Sprintf("r.%d.%s", i, x) }

func paperFields(v text.Voice, i int, x *procedure.Paper) []Field {
	return []Field{
		{Name: rowName(i, "name"), Kind: form.LongText, Rows: 2, Label: v.T("control.paper.name"), Value: x.Name, Required: true, MaxLen: 2000},
		{Name: rowName(i, "required"), Kind: BoxCheck, Label: v.T("control.paper.required"), Value: tick(x.Required)},
		{Name: rowName(i, "originals"), Kind: form.Integer, Label: v.T("control.paper.originals"), Value: strconv.Itoa(x.Originals), Short: true},
		{Name: rowName(i, "copies"), Kind: form.Integer, Label: v.T("control.paper.copies"), Value: strconv.Itoa(x.Copies), Short: true},
		{Name: rowName(i, "reuse"), Kind: form.Line, Label: v.T("control.paper.reuse"), Help: v.T("control.paper.reuse-help"), Value: strings.Join(x.ReplacedBy, ", "), MaxLen: 500},
		{Name: rowName(i, "used"), Kind: form.Line, Label: v.T("control.paper.used"), Help: v.T("control.paper.used-help"), Value: strings.Join(x.UsedBy, ", "), MaxLen: 500},
		{Name: rowName(i, "basis"), Kind: form.Line, Label: v.T("control.paper.basis"), Value: x.Basis, MaxLen: 500},
		{Name: rowName(i, "code"), Kind: BoxCode, Label: v.T("control.paper.code"), Value: x.Code, MaxLen: 60, Short: true},
		{Name: rowName(i, "note"), Kind: form.Line, Label: v.T("control.paper.note"), Value: x.Note, MaxLen: 1000},
	}
}

// codesOf reads words that are parted by commas or lines.
func codesOf(s string) []string {
	var out []string
	for _, x := range strings.FieldsFunc(s, func(c rune) bool { return c == ',' || c == ';' || c == '\n' || c == '\r' }) {
		if x = strings.TrimSpace(x); x != "" && !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// rowsSent are the numbers of the rows that a form sent, the one to be removed left out; do is what its button asks for.
func rowsSent(r *http.Request) (rows []int, do string, err error) {
	do = r.PostFormValue("do")
	gone := -1
	if n, ok := strings.CutPrefix(do, "remove."); ok {
		if gone, err = strconv.Atoi(n); err != nil {
			return nil, do, fault.New(fault.Invalid, "web.unreadable")
		}
	}
	n, err := strconv.Atoi(r.PostFormValue("rows"))
	if err != nil || n < 0 || n > mostRows {
		return nil, do, fault.New(fault.Invalid, "control.rows", "n", strconv.Itoa(mostRows))
	}
	for i := range n {
		if i != gone {
			rows = append(rows, i)
		}
	}
	return rows, do, nil
}

// wholeAt reads a whole number of a row, 0 where nothing was typed.
func wholeAt(r *http.Request, name string) (int, error) {
	typed := strings.TrimSpace(r.PostFormValue(name))
	if typed == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(typed)
	if err != nil || n < 0 || n > 1000 {
		return 0, fault.New(fault.Invalid, "control.whole").At(name)
	}
	return n, nil
}

// readPaperRows reads the rows of papers. What the page does not ask stays as the paper had it.
func readPaperRows(r *http.Request, old []procedure.Paper) (out []procedure.Paper, do string, err error) {
	rows, do, err := rowsSent(r)
	if err != nil {
		return nil, do, err
	}
	var wrong []error
	for _, i := range rows {
		get := func(x string) string { return strings.TrimSpace(r.PostFormValue(rowName(i, x))) }
		x := procedure.Paper{}
		if i < len(old) {
			x = old[i]
		}
		x.Name, x.Required, x.Basis, x.Code, x.Note = get("name"), get("required") != "", get("basis"), get("code"), get("note")
		x.ReplacedBy, x.UsedBy = codesOf(get("reuse")), codesOf(get("used"))
		var e1, e2, e3 error
		x.Originals, e1 = wholeAt(r, rowName(i, "originals"))
		x.Copies, e2 = wholeAt(r, rowName(i, "copies"))
		if x.Name == "" {
			e3 = fault.New(fault.Invalid, "form.required").At(rowName(i, "name"))
		}
		wrong = append(wrong, e1, e2, e3)
		out = append(out, x)
	}
	return out, do, fault.Together(wrong...)
}

func (s *Site) savePapers(w http.ResponseWriter, r *http.Request) error {
	p, c, err := s.proposalCase(r)
	if err != nil {
		return err
	}
	old := s.seenCase(r, p, c)
	papers, do, err := readPaperRows(r, old.Papers)
	if err == nil && do == "add" && len(papers) < mostRows {
		papers = append(papers, procedure.Paper{Name: s.voice(r).T("control.papers.new"), Originals: 1, Required: true})
	}
	if err == nil {
		rec := s.seenRecord(r, p)
		if x := rec.Case(c.ID); x != nil {
			x.Papers = papers
		}
		_, err = s.saveProposal(r, p, rec)
	}
	if err != nil {
		rows := papers
		if rows == nil {
			rows = c.Papers
		}
		page, e := s.papersPage(r, p, c, rows, err)
		if e != nil {
			return e
		}
		return s.Again(w, r, page, err)
	}
	s.flash(w, "control.saved")
	return redirect(w, r, "/control/proposals/"+p.ID+"/papers/"+c.ID)
}

// seenRecord is the text that the form of the page was made from, so that what others saved meanwhile is not undone; where it
// is not kept any more, the text as it stands.
func (s *Site) seenRecord(r *http.Request, p *office.Proposal) procedure.Record {
	if seen, err := strconv.Atoi(r.PostFormValue("seen")); err == nil && seen != p.Rev {
		if old, err := s.read(r).ProposalText(p.ID, seen); err == nil && old != nil {
			return *old
		}
	}
	return p.Record
}

// seenCase is the case in that text.
func (s *Site) seenCase(r *http.Request, p *office.Proposal, c *procedure.Case) *procedure.Case {
	rec := s.seenRecord(r, p)
	if x := rec.Case(c.ID); x != nil {
		return x
	}
	return c
}
