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
	"motcua/words/form"
)

// paperRows are the papers of a case.
var paperRows = rowsPart[procedure.Paper]{
	tab: "papers", rows: func(c *procedure.Case) []procedure.Paper { return c.Papers }, fields: paperFields, read: readPaper, file: takeBlank,
	set:   func(c *procedure.Case, rows []procedure.Paper) { c.Papers = rows },
	title: func(v text.Voice, i int, _ *procedure.Paper) string { return v.T("control.papers.nth", "n", i+1) },
	fresh: func(v text.Voice, _ *procedure.Case, _ []procedure.Paper) procedure.Paper {
		return procedure.Paper{Name: v.T("control.papers.new"), Originals: 1, Required: true}
	},
}

func paperFields(v text.Voice, _ *procedure.Case, i int, x *procedure.Paper) []Field {
	blank := []Field{{Name: rowName(i, "blank"), Kind: form.File, Label: v.T("control.paper.blank"), Help: v.T("control.paper.blank-help", "mb", mostBlankMB), Accept: acceptedBlanks}}
	if x.Blank != nil {
		blank[0].Label = v.T("control.paper.blank-other")
		blank[0].Help = v.T("control.paper.blank-kept", "name", x.Blank.Name, "size", sizeWords(v, x.Blank.Size))
		blank = append(blank, Field{Name: rowName(i, "noblank"), Kind: BoxCheck, Label: v.T("control.paper.blank-off")})
	}
	return append([]Field{
		{Name: rowName(i, "name"), Kind: form.LongText, Rows: 2, Label: v.T("control.paper.name"), Value: x.Name, Required: true, MaxLen: 2000},
		{Name: rowName(i, "required"), Kind: BoxCheck, Label: v.T("control.paper.required"), Value: tick(x.Required)},
		{Name: rowName(i, "originals"), Kind: form.Integer, Label: v.T("control.paper.originals"), Value: strconv.Itoa(x.Originals), Short: true},
		{Name: rowName(i, "copies"), Kind: form.Integer, Label: v.T("control.paper.copies"), Value: strconv.Itoa(x.Copies), Short: true},
		{Name: rowName(i, "when"), Kind: form.Line, Label: v.T("control.paper.when"), Help: v.T("control.paper.when-help"), Value: x.When, MaxLen: 1000},
		{Name: rowName(i, "oneof"), Kind: form.Line, Label: v.T("control.paper.one-of"), Help: v.T("control.paper.one-of-help"), Value: x.OneOf, MaxLen: 60, Short: true},
		{Name: rowName(i, "reuse"), Kind: form.Line, Label: v.T("control.paper.reuse"), Help: v.T("control.paper.reuse-help"), Value: strings.Join(x.ReplacedBy, ", "), MaxLen: 500},
		{Name: rowName(i, "used"), Kind: form.Line, Label: v.T("control.paper.used"), Help: v.T("control.paper.used-help"), Value: strings.Join(x.UsedBy, ", "), MaxLen: 500},
		{Name: rowName(i, "basis"), Kind: form.Line, Label: v.T("control.paper.basis"), Value: x.Basis, MaxLen: 500},
		{Name: rowName(i, "group"), Kind: form.Line, Label: v.T("control.paper.group"), Help: v.T("control.paper.group-help"), Value: x.Group, MaxLen: 500},
		{Name: rowName(i, "code"), Kind: BoxCode, Label: v.T("control.paper.code"), Value: x.Code, MaxLen: 60, Short: true},
		{Name: rowName(i, "note"), Kind: form.Line, Label: v.T("control.paper.note"), Value: x.Note, MaxLen: 1000},
	}, blank...)
}

// mostBlankMB is the most of a form to fill in, as the office takes it.
const mostBlankMB = 10

// acceptedBlanks are the kinds that an official has forms in.
const acceptedBlanks = ".pdf,.docx,.xlsx"

// takeBlank keeps the form that came with a row. A file of another kind than forms are written in is refused by its content.
func takeBlank(s *Site, r *http.Request, i int, x *procedure.Paper) error {
	name := rowName(i, "blank")
	if r.PostFormValue(rowName(i, "noblank")) != "" {
		x.Blank = nil
	}
	if r.MultipartForm == nil {
		return nil
	}
	for _, head := range r.MultipartForm.File[name] {
		if head.Size == 0 && head.Filename == "" {
			continue
		}
		f, err := head.Open()
		if err != nil {
			return fmt.Errorf("open an upload: %w", err)
		}
		blank, err := s.o.Office.KeepBlank(r.Context(), who(r), head.Filename, f)
		_ = f.Close() // it was only read
		if x := fault.As(err); x != nil {
			return x.At(name)
		}
		if err != nil {
			return err
		}
		x.Blank = blank
	}
	return nil
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

// readPaper reads a row of papers. What the page does not ask stays as the paper had it.
func readPaper(r *http.Request, _ *procedure.Case, i int, x *procedure.Paper) error {
	get := func(name string) string { return strings.TrimSpace(r.PostFormValue(rowName(i, name))) }
	x.Name, x.Required, x.Basis, x.Code, x.Note = get("name"), get("required") != "", get("basis"), get("code"), get("note")
	if _, sent := r.PostForm[rowName(i, "group")]; sent {
		x.Group = get("group")
	}
	x.When, x.OneOf = get("when"), get("oneof")
	x.ReplacedBy, x.UsedBy = codesOf(get("reuse")), codesOf(get("used"))
	var e1, e2, e3 error
	x.Originals, e1 = wholeAt(r, rowName(i, "originals"))
	x.Copies, e2 = wholeAt(r, rowName(i, "copies"))
	if x.Name == "" {
		e3 = fault.New(fault.Invalid, "form.required").At(rowName(i, "name"))
	}
	return fault.Together(e1, e2, e3)
}
