package web

import (
	"io"
	"mime"
	"net/http"
	"strconv"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/words/form"
)

// Forms to fill in by hand (mẫu đơn, tờ khai để trống): the file that an official gave to a paper, else our own printed
// declaration with its answers left open.

// mostBlankRows is how often the questions of a group that repeats stand on the sheet. choice: who has more takes another sheet.
const mostBlankRows = 2

// blankFile sends the form of a paper, as it was given to it.
func (s *Site) blankFile(w http.ResponseWriter, r *http.Request) error {
	view, err := s.procedureOf(r)
	if err != nil {
		return err
	}
	missing := fault.New(fault.Missing, "paper.no-blank")
	c := view.Record.Case(r.PathValue("case"))
	n, err := strconv.Atoi(r.PathValue("n"))
	if c == nil || err != nil || n < 1 || n > len(c.Papers) {
		return missing
	}
	return s.sendBlank(w, r, &c.Papers[n-1])
}

// sendBlank sends the form of a paper to be kept: it may be of a kind that a browser does not show.
func (s *Site) sendBlank(w http.ResponseWriter, r *http.Request, p *procedure.Paper) error {
	f, ref, err := s.read(r).Blank(p)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Type", ref.Type)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fileName(p.Blank.Name, ref.Type)}))
	h.Set("Content-Length", strconv.FormatInt(ref.Size, 10))
	h.Set("Cache-Control", "public, max-age=600")
	if r.Method != http.MethodHead {
		_, _ = io.Copy(w, f) // a reader who left needs no error page
	}
	return nil
}

// blankDeclaration shows the e-form of a case as a sheet to fill in by hand.
func (s *Site) blankDeclaration(w http.ResponseWriter, r *http.Request) error {
	view, err := s.procedureOf(r)
	if err != nil {
		return err
	}
	v, rec := s.voice(r), view.Record
	c := rec.Case(r.PathValue("case"))
	if c == nil || c.Form == nil {
		return fault.New(fault.Missing, "paper.no-blank")
	}
	h := newHit(v, rec)
	p := &declarationPage{
		Base:    Base{Nav: "procedures", Crumbs: []Crumb{{v.T("nav.procedures"), "/thu-tuc"}, {h.Title, h.Href}}},
		Heading: c.Form.Title.In(string(v.Lang)), Lang: "vi", Back: h.Href, Blank: true, Example: c.Form.Example,
	}
	if c.Form.Title.EN != "" {
		p.Lang = string(v.Lang)
	}
	p.Title = v.T("declaration.blank-title", "form", p.Heading)
	e := &EForm{Of: c.Form, v: v}
	for i := range c.Form.Sections {
		sec := &c.Form.Sections[i]
		b := blanking{e: e, v: v}
		b.section(sec)
		p.Blocks = append(p.Blocks, answerBlock{Title: sec.Title.In(string(v.Lang)), Facts: b.out})
	}
	for i := range c.Form.Sections {
		for _, f := range c.Form.Sections[i].Fields {
			if f.Kind == form.Signature {
				p.Signs = append(p.Signs, declaredSign{Label: f.Label.In(string(v.Lang))})
			}
		}
	}
	if p.Signs == nil {
		p.Signs = []declaredSign{{Label: v.T("declaration.signer")}}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// blanking lays the questions of a form out as lines to write on.
type blanking struct {
	e   *EForm
	v   text.Voice
	out []Fact
}

// section lays out a section; what is called as the section itself is not named again.
func (b *blanking) section(sec *form.Section) {
	for i := range sec.Fields {
		if f := &sec.Fields[i]; f.Grouped() && f.Repeat <= 1 && f.Kind != form.Signature && f.Label.In(string(b.v.Lang)) == sec.Title.In(string(b.v.Lang)) {
			b.fields(f.Inner(), "")
		} else {
			b.fields(sec.Fields[i:i+1], "")
		}
	}
}

func (b *blanking) fields(fields []form.Field, of string) {
	lang := string(b.v.Lang)
	for i := range fields {
		f := &fields[i]
		label := f.Label.In(lang)
		if of != "" {
			label = of + ": " + text.Lower(label)
		}
		switch {
		case f.Kind == form.Signature || f.Kind == form.File:
			continue
		case f.Grouped():
			n := 1
			if f.Repeat > 1 {
				n = min(int(f.Repeat), mostBlankRows)
			}
			for k := range n {
				head := label
				if n > 1 {
					head = label + " " + strconv.Itoa(k+1)
				}
				b.fields(f.Inner(), head)
			}
			continue
		}
		x := Fact{Term: label}
		if f.When != "" {
			if plain, ok := form.ReadPlain(f.When); ok && of == "" {
				x.Term += " (" + whenTerms(b.e, plain) + ")"
			}
		}
		switch f.Kind {
		case form.Choice, form.Choices:
			for _, o := range f.Options {
				x.Words += "☐\u00a0" + o.Label.In(lang) + "   "
			}
		case form.YesNo:
			x.Words = "☐\u00a0" + b.v.T("form.yes") + "   ☐\u00a0" + b.v.T("form.no")
		}
		b.out = append(b.out, x)
	}
}
