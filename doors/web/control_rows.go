package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/office"
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
	Uploads  bool
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

// A rowsPart is a part of a case that is written row by row: its papers, or its limits and fees.
type rowsPart[T any] struct {
	tab    string // of the address and of the words: "papers"
	rows   func(*procedure.Case) []T
	set    func(*procedure.Case, []T)
	title  func(v text.Voice, i int, x *T) string
	fields func(v text.Voice, c *procedure.Case, i int, x *T) []Field
	read   func(r *http.Request, c *procedure.Case, i int, x *T) error
	file   func(s *Site, r *http.Request, i int, x *T) error // takes the file of a row; nil: rows have none
	fresh  func(v text.Voice, c *procedure.Case, rows []T) T // a row that is added
	// places are where in the case findings about a row stand, and with i below 0 those about the part as a whole; nil: under its name.
	places func(c *procedure.Case, i int) []string
	most   int // rows at most, 0: mostRows
}

// at are the places of a row, or of the whole, in a record's proof.
func (part rowsPart[T]) at(rec *procedure.Record, c *procedure.Case, i int) []string {
	var out []string
	switch base := casePlace(rec, c.ID) + "."; {
	case part.places != nil:
		for _, x := range part.places(c, i) {
			out = append(out, base+x)
		}
	case i < 0:
		out = append(out, base+part.tab)
	default:
		out = append(out, base+part.tab+"."+strconv.Itoa(i))
	}
	return out
}

func (part rowsPart[T]) limit() int { return cmp.Or(part.most, mostRows) }

// show is the page of the part.
func (part rowsPart[T]) show(s *Site) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		p, c, err := s.proposalCase(r)
		if err != nil {
			return err
		}
		page, err := part.page(s, r, p, c, part.rows(c), nil)
		if err != nil {
			return err
		}
		return s.Render(w, r, http.StatusOK, page)
	}
}

func (part rowsPart[T]) page(s *Site, r *http.Request, p *office.Proposal, c *procedure.Case, rows []T, failed error) (*rowsPage, error) {
	v, words := s.voice(r), "control."+part.tab
	page := &rowsPage{Base: s.controlBase(v, "control.tab."+part.tab), Form: s.form(r, failed), Empty: v.T(words + ".none"), AddWords: v.T(words + ".add"), Uploads: part.file != nil}
	var err error
	if page.Head, err = s.proposalHead(r, p, part.tab+"/"+c.ID); err != nil {
		return nil, err
	}
	page.Title = v.T(words+".of", "case", c.Name.In(string(v.Lang)))
	proof, err := s.read(r).ProposalProof(p)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		row := editRow{N: i, Title: part.title(v, i, &rows[i])}
		for _, at := range part.at(&p.Record, c, i) {
			row.Findings = append(row.Findings, proposalFindings(v, &proof, at)...)
		}
		if row.Fields, err = page.row(part.fields(v, c, i, &rows[i])); err != nil {
			return nil, err
		}
		page.Rows = append(page.Rows, row)
	}
	at := part.at(&p.Record, c, -1)
	whole := procedure.Proof{Defects: slices.DeleteFunc(slices.Clone(proof.Defects), func(d procedure.Defect) bool { return !slices.Contains(at, d.Place) })}
	if len(rows) >= part.limit() {
		page.AddWords = ""
	}
	page.Findings = provedLines(v, &whole)
	return page, nil
}

// row puts the questions of a row into the page's form and gives them with what was typed.
func (p *rowsPage) row(fields []Field) ([]Field, error) {
	out := make([]Field, len(fields))
	for i, f := range fields {
		p.Form.Add(f)
		var err error
		if out[i], err = p.Form.Field(f.Name); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// save keeps what the rows of the page say, with a row more or less where its button asks for that.
func (part rowsPart[T]) save(s *Site) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		p, c, err := s.proposalCase(r)
		if err != nil {
			return err
		}
		rec := s.seenRecord(r, p)
		seen := rec.Case(c.ID)
		if seen == nil {
			seen = c
		}
		rows, do, err := part.sent(s, r, seen)
		if err == nil && do == "add" && len(rows) < part.limit() {
			rows = append(rows, part.fresh(s.voice(r), seen, rows))
		}
		if err == nil {
			part.set(seen, rows)
			_, err = s.saveProposal(r, p, rec)
		}
		if err != nil {
			if rows == nil {
				rows = part.rows(c)
			}
			page, e := part.page(s, r, p, c, rows, err)
			if e != nil {
				return e
			}
			return s.Again(w, r, page, err)
		}
		s.flash(w, "control.saved")
		return redirect(w, r, "/control/proposals/"+p.ID+"/"+part.tab+"/"+c.ID)
	}
}

// sent are the rows of the form; c is the case that it was made from. do is what its button asks for.
func (part rowsPart[T]) sent(s *Site, r *http.Request, c *procedure.Case) (out []T, do string, err error) {
	old := part.rows(c)
	rows, do, err := rowsSent(r)
	if err != nil {
		return nil, do, err
	}
	var wrong []error
	for _, i := range rows {
		var x T
		if i < len(old) {
			x = old[i]
		}
		wrong = append(wrong, part.read(r, c, i, &x))
		if part.file != nil {
			wrong = append(wrong, part.file(s, r, i, &x))
		}
		out = append(out, x)
	}
	return out, do, fault.Together(wrong...)
}

// rowName is the name of a question of a row.
func rowName(i int, x string) string { return fmt.Sprintf("r.%d.%s", i, x) }

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
