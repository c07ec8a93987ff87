package web

import (
	"encoding/base64"
	"net/http"
	"path"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/office"
	"motcua/words/form"
)

// mostDeskBytes is the largest file of desks that is taken.
// choice: twenty times what 677 desks have as a workbook.
const mostDeskBytes = 2 << 20

// deskImportPage takes a list of desks, shows what it says otherwise than the register, and enters it once somebody has seen that.
type deskImportPage struct {
	Base
	*Form
	File, Body, Document, Hash, Key string // of the file that was read
	Counts                          []Fact
	Rows                            []deskChange
	More                            string
	Mistakes                        []string
	Template1, CSV1                 string
}

// Template names the page's template.
func (*deskImportPage) Template() string { return "settings/deskimport" }

// A deskChange is what becomes of one desk.
type deskChange struct {
	Place, Code, Name string
	What              Pill
	Diffs             []deskDiff
}

type deskDiff struct{ Term, Was, Now string }

func (s *Site) deskImportPage(r *http.Request, wrong error) *deskImportPage {
	v := s.voice(r)
	p := &deskImportPage{Base: s.settingsBase(v, "desks"), Form: s.form(r, wrong), Template1: "/settings/desks/import?as=xlsx", CSV1: "/settings/desks?as=xlsx"}
	p.TitleKey = "settings.desks.import.title"
	p.Crumbs = append(p.Crumbs, Crumb{v.T("settings.desks.title"), "/settings/desks"})
	p.Form.Add(Field{Name: "file", Kind: form.File, Label: v.T("settings.desks.import.file"), Help: v.T("settings.desks.import.file-help"), Accept: ".xlsx,.csv", Required: true})
	p.Form.Add(Field{Name: "document", Kind: form.Line, Label: v.T("settings.desks.column.document"), Help: v.T("settings.desks.import.document-help"), MaxLen: 200})
	return p
}

// deskImport shows the form, and sends the empty list with its headings.
func (s *Site) deskImport(w http.ResponseWriter, r *http.Request) error {
	if err := s.read(r).MayKeepDesks(); err != nil {
		return err
	}
	if as := exported(r); as != "" {
		return s.sendSheet(w, r, as, deskSheet(s.voice(r), &office.DeskRegister{}, nil))
	}
	return s.Render(w, r, http.StatusOK, s.deskImportPage(r, nil))
}

// planDesks shows what a file would change.
func (s *Site) planDesks(w http.ResponseWriter, r *http.Request) error {
	if err := s.read(r).MayKeepDesks(); err != nil {
		return err
	}
	name, b, err := sentWithin(r, mostDeskBytes)
	name = cut(strings.ToValidUTF8(path.Base(name), ""), 100)
	document := strings.TrimSpace(r.PostFormValue("document"))
	var plan *office.DeskPlan
	if err == nil {
		plan, err = s.o.Office.PlanDesks(r.Context(), who(r), name, b, document)
	}
	if err != nil {
		return s.desksRefused(w, r, err)
	}
	p := s.deskImportPage(r, nil)
	if p.Key, err = s.o.Office.NewID(); err != nil {
		return err
	}
	p.File, p.Body, p.Document, p.Hash = name, base64.StdEncoding.EncodeToString(b), document, plan.Hash
	p.lay(s.voice(r), plan)
	return s.Render(w, r, http.StatusOK, p)
}

// importDesks enters the file that was looked at.
func (s *Site) importDesks(w http.ResponseWriter, r *http.Request) error {
	if err := s.read(r).MayKeepDesks(); err != nil {
		return err
	}
	b, err := base64.StdEncoding.DecodeString(r.PostFormValue("body"))
	if err != nil || len(b) == 0 {
		return s.desksRefused(w, r, fault.New(fault.Invalid, "import.file-missing").At("file"))
	}
	name := cut(strings.ToValidUTF8(path.Base(r.PostFormValue("name")), ""), 100)
	if err := s.o.Office.ImportDesks(r.Context(), who(r), settingsCommand(r), name, b, r.PostFormValue("document"), r.PostFormValue("hash")); err != nil {
		return s.desksRefused(w, r, err)
	}
	s.flash(w, "settings.desks.import.done")
	return redirect(w, r, "/settings/desks")
}

// desksRefused shows what is wrong with a file, each mistake at its cell.
func (s *Site) desksRefused(w http.ResponseWriter, r *http.Request, err error) error {
	bad := fault.As(err)
	if bad == nil || bad.Kind == fault.Internal || bad.Right {
		return err
	}
	v := s.voice(r)
	all := append([]*fault.Fault{bad}, bad.More...)
	one := fault.New(bad.Kind, bad.Key).At("file")
	one.Args = bad.Args
	if len(all) > 1 || bad.Field != "" && bad.Field != "file" {
		one = fault.New(fault.Invalid, "settings.desks.import.wrong", "n", v.Number(int64(len(all)))).At("file")
	} else {
		all = nil
	}
	p := s.deskImportPage(r, one)
	for _, f := range all[:min(len(all), mostImportRefusals)] {
		says := v.T(f.Key, f.Args)
		if f.Field != "" && f.Field != "file" {
			says = v.T("import.at", "place", f.Field, "says", says)
		}
		p.Mistakes = append(p.Mistakes, says)
	}
	if n := len(all) - mostImportRefusals; n > 0 {
		p.Mistakes = append(p.Mistakes, v.T("settings.desks.import.more-wrong", "n", n))
	}
	return s.Again(w, r, p, one)
}

// whatTones are the looks of what becomes of a row.
var whatTones = map[string]Tone{office.DeskNew: OK, office.DeskChanged: Soon, office.DeskSame: Plain}

// lay lays a plan out: what changes first in the order of the file, what stays the same counted alone.
func (p *deskImportPage) lay(v text.Voice, plan *office.DeskPlan) {
	for _, what := range []string{office.DeskNew, office.DeskChanged, office.DeskSame} {
		p.Counts = append(p.Counts, Fact{Term: v.T("settings.desks.import." + what), Words: v.Number(int64(plan.Count(what)))})
	}
	left := 0
	for i := range plan.Rows {
		x := &plan.Rows[i]
		if x.What == office.DeskSame {
			continue
		}
		if len(p.Rows) == mostImportShown {
			left++
			continue
		}
		row := deskChange{Place: x.Place, Code: x.Code, Name: x.Name, What: Pill{whatTones[x.What], v.T("settings.desks.import." + x.What)}}
		for _, d := range x.Diffs {
			row.Diffs = append(row.Diffs, deskDiff{v.T("settings.desks.column." + d.Column), diffWords(v, d.Was), diffWords(v, d.Now)})
		}
		p.Rows = append(p.Rows, row)
	}
	if left > 0 {
		p.More = v.T("settings.desks.import.more", "n", left)
	}
	if len(p.Rows) == 0 {
		p.Key = "" // there is nothing to enter
	}
}

// diffWords writes a cell of a difference: parts of a decision are put together, its word is a text key.
func diffWords(v text.Voice, s string) string {
	if s == "" {
		return v.T("settings.desks.untold")
	}
	parts := strings.Split(s, "|")
	if key, ok := strings.CutPrefix(parts[0], "@"); ok {
		parts[0] = v.T(key)
	} else {
		return s
	}
	return strings.Join(parts, " · ")
}
