package web

import (
	"net/http"

	"motcua/ground/text"
	"motcua/office"
)

// importingPage tells how far the publication of a file has come.
type importingPage struct {
	Base
	importLine
	Again Link
}

// Template names the page's template.
func (*importingPage) Template() string { return "control/importing" }

// An importLine is one publication of a file.
type importLine struct {
	Href, File, By string
	State          Pill
	Progress       Progress
	Says           string // where it stands, in one sentence
	Stopped        string // why it waits for a person
	Facts          []Fact
	Open, Stuck    bool
}

func (s *Site) importLine(r *http.Request, x *office.ImportState) importLine {
	v, rd := s.voice(r), s.read(r)
	l := importLine{
		Href: "/control/import/" + x.ID, File: x.Name, By: rd.PersonName(x.By), Open: x.Open(), Stuck: x.Stuck(rd.Now()),
		Progress: Progress{Words: v.T("importing.progress"), Done: int64(x.Done), Of: int64(x.Of)},
	}
	done, of := v.Number(int64(x.Done)), v.Number(int64(x.Of))
	switch {
	case !x.Open() && x.Of == 0:
		l.State, l.Says = Pill{OK, text.Upper(v.T("importing.ended"))}, v.T("import.nothing-words")
	case !x.Open():
		l.State, l.Says = Pill{OK, text.Upper(v.T("importing.ended"))}, v.T("importing.all", "n", done)
	case l.Stuck:
		l.State, l.Says = Pill{Late, text.Upper(v.T("importing.stopped"))}, v.T("importing.stopped-at", "done", done, "of", of)
	case x.Of == 0:
		l.State, l.Says = Pill{Wait, text.Upper(v.T("importing.runs"))}, v.T("importing.reads")
	default:
		l.State, l.Says = Pill{Wait, text.Upper(v.T("importing.runs"))}, v.T("importing.at", "done", done, "of", of)
	}
	if x.Stopped != nil {
		l.Stopped = faultWords(v, x.Stopped)
	}
	l.Facts = []Fact{
		{Term: v.T("importing.by"), Words: l.By, Sub: v.DateTime(x.Begun)},
		{Term: v.T("importing.published"), Words: v.T("importing.n-of-m", "done", done, "of", of)},
		{Term: v.T("import.refused-lines"), Words: v.Number(int64(x.Refused))},
	}
	if !x.Open() {
		l.Facts = append(l.Facts, Fact{Term: v.T("importing.when"), Words: v.DateTime(x.Ended)})
	}
	return l
}

// importing shows how far an import is. Without scripts it is looked at again by a link.
func (s *Site) importing(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	x, err := s.read(r).Import(r.PathValue("file"))
	if err != nil {
		return err
	}
	p := &importingPage{Base: s.controlBase(v, "importing.title"), importLine: s.importLine(r, x)}
	p.Title = v.T("importing.of", "file", x.Name)
	p.Crumbs = append(p.Crumbs, Crumb{v.T("import.title"), "/control/import"})
	p.Again = Link{v.T("importing.again"), p.Href}
	if p.Open && !p.Stuck {
		p.Scripts = []string{"importing.js"}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// doImport has a file published whose plan was seen, or lets a publication go on that stopped. Pressed again it repeats nothing.
func (s *Site) doImport(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("file")
	if err := s.o.Office.StartImport(r.Context(), who(r), id); err != nil {
		return err
	}
	return redirect(w, r, "/control/import/"+id)
}

// importsOpen are the publications that are not at their end: while there is one, what the catalogue shows is a part of a file.
func (s *Site) importsOpen(r *http.Request) ([]importLine, error) {
	all, err := s.read(r).Imports()
	var out []importLine
	for i := range all {
		if all[i].Open() {
			out = append(out, s.importLine(r, &all[i]))
		}
	}
	return out, err
}
