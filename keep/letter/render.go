package letter

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"

	"codeberg.org/go-pdf/fpdf"
)

const family = "tinos"

// A Renderer makes PDFs. It has read the typeface and the template once and never changes: many goroutines may use it.
// The same data give the same bytes, on every machine and at every time, with one build of the program.
type Renderer struct {
	faces    map[style]*face
	template template
	sets     []*set
}

// NewRenderer reads the typeface and the template that the program carries.
func NewRenderer() (*Renderer, error) {
	r := &Renderer{faces: map[style]*face{}}
	for s, ttf := range map[style][]byte{regular: tinosRegular, bold: tinosBold, italic: tinosItalic} {
		f, err := newFace(ttf)
		if err != nil {
			return nil, err
		}
		r.faces[s] = f
	}
	var err error
	if r.template, err = readTemplate(slipTemplate); err != nil {
		return nil, err
	}
	r.sets, err = readSets()
	return r, err
}

// Slip makes form 01 for one dossier as PDF, A5 upright. Up to fifteen papers with names of one line stand on one page;
// what does not fit is carried over to continuation sheets, and so are texts too long for their place, in full.
// A slip without its necessary fields is the Invalid fault letter.incomplete {code} {fields}; a code that has no bars
// or an address too long for a QR code is an error of whoever made them.
func (r *Renderer) Slip(s Slip) ([]byte, error) {
	c, err := r.slip(&s)
	if err != nil {
		return nil, err
	}
	return r.pdf(s.Letterhead, r.template.Words.Title, s.Code, TemplateVersion, DataHash(s), c)
}

// slip composes form 01 for one dossier.
func (r *Renderer) slip(s *Slip) (*composition, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	marks, err := encode(s.Code, s.Lookup)
	if err != nil {
		return nil, fmt.Errorf("print the slip of dossier %s: %w", s.Code, err)
	}
	return r.choose(func(t *setting) *composition { return t.slip(s, marks) }), nil
}

// SlipMany makes form 01 for several dossiers of one person as PDF, as Slip does for one.
func (r *Renderer) SlipMany(s SlipMany) ([]byte, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	marks, err := encode(s.Code, s.Lookup)
	if err != nil {
		return nil, fmt.Errorf("print slip %s for several dossiers: %w", s.Code, err)
	}
	c := r.choose(func(t *setting) *composition { return t.slipMany(&s, marks) })
	return r.pdf(s.Letterhead, r.template.Words.TitleMany, s.Code, TemplateVersion, DataHashMany(s), c)
}

// marks are the codes of a letter that machines read.
type marks struct {
	bars []bool
	qr   [][]bool
}

func encode(code string, l Lookup) (m marks, err error) {
	if m.bars, err = bars(code); err != nil {
		return m, err
	}
	m.qr, err = squares(l.URL)
	return m, err
}

// choose builds the letter with the airiest spacing in which it is one page with nothing cut, else with the airiest in
// which all but the texts in full fits one page.
func (r *Renderer) choose(build func(*setting) *composition) *composition {
	with := func(s spacing) *composition {
		return build(&setting{spacing: s, faces: r.faces, w: &r.template.Words})
	}
	for _, s := range spacings {
		s.lift = lifted
		if c := with(s); c.fits() && len(c.full) == 0 {
			return c
		}
	}
	for _, s := range spacings {
		if c := with(s); c.fits() {
			return c
		}
	}
	c := with(carried[0])
	for _, s := range carried[1:] {
		if c.starts() {
			break
		}
		c = with(s)
	}
	return c
}

// pdf writes compositions as a PDF with its properties.
func (r *Renderer) pdf(h Letterhead, title, code, version string, hash [32]byte, cs ...*composition) ([]byte, error) {
	doc := fpdf.NewCustom(&fpdf.InitType{OrientationStr: "P", UnitStr: "mm", Size: fpdf.SizeType{Wd: pageWidth, Ht: pageHeight}})
	doc.SetCatalogSort(true)
	about := properties{title + " " + code, r.faces[regular].clean(h.Agency), version + " sha256:" + hex.EncodeToString(hash[:]), h.Date.UTC()}
	doc.SetCreationDate(about.at)
	doc.SetModificationDate(about.at)
	doc.SetTitle(about.title, true)
	doc.SetAuthor(about.author, true)
	doc.SetKeywords(about.keywords, true)
	doc.SetCreator("motcua", true)
	doc.SetProducer("motcua", true)
	doc.SetLang(r.template.Language)
	doc.SetMargins(0, 0, 0)
	doc.SetAutoPageBreak(false, 0)
	for s, f := range r.faces {
		// A clone for each document: fpdf appends to slices of the file while it cuts the glyphs out.
		doc.AddUTF8FontFromBytes(family, string(s), slices.Clone(f.ttf))
	}
	for _, c := range cs {
		c.draw(&sheet{pdf: doc, faces: r.faces})
	}
	if err := archival(doc, about); err != nil {
		return nil, fmt.Errorf("write the properties of %s: %w", code, err)
	}
	var out bytes.Buffer
	if err := doc.Output(&out); err != nil {
		return nil, fmt.Errorf("write the PDF of %s: %w", code, err)
	}
	return identified(out.Bytes(), hash)
}
