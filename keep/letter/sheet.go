package letter

import (
	"fmt"
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

// The paper: A5 upright, and the field that is printed on, in mm.
const (
	pageWidth  = 148.0
	pageHeight = 210.0
	left       = 10.0
	top        = 8.2
	width      = pageWidth - 2*left
	bottom     = 201.5 // the foot line of the page stands below
)

// A paper is how large the sheets of a letter are, in mm. The margins are the same on all.
type paper struct{ wide, high float64 }

// a5 is what all letters are printed on; a4 laid on its side is for the register, whose columns need it.
var (
	a5 = paper{pageWidth, pageHeight}
	a4 = paper{297, 210}
)

// bottom is where the field that is printed on ends, room how high it is.
func (p paper) bottom() float64 { return p.high - (pageHeight - bottom) }
func (p paper) room() float64   { return p.bottom() - top }

// A font is a cut of the typeface at a size in points.
type font struct {
	style style
	pt    float64
}

// mm is the size in mm.
func (f font) mm() float64 { return f.pt * 25.4 / 72 }

// lead is the height of a line in mm. Vietnamese capitals carry two marks on top of each other, so it is no tighter than this.
func (f font) lead() float64 { return 1.16 * f.mm() }

// A span is one line of text in one font.
type span struct {
	font font
	text string
}

// A sheet is a PDF in the making. All places are in mm from the upper left corner of the page.
type sheet struct {
	pdf   *fpdf.Fpdf
	faces map[style]*face
	paper paper // of the page that is drawn on
}

// print writes one line whose box begins at (x, y): at the left of x, centred on it, or at its right for align 'L', 'C', 'R'.
func (p *sheet) print(x, y float64, align byte, f font, text string) {
	if text == "" {
		return
	}
	switch w := p.faces[f.style].width(text, f.mm()); align {
	case 'C':
		x -= w / 2
	case 'R':
		x -= w
	}
	p.pdf.SetFont(family, string(f.style), f.pt)
	p.pdf.Text(x, baseline(y, f), text)
}

// spans writes lines below each other and gives the place below the last.
func (p *sheet) spans(x, y float64, align byte, lines []span) float64 {
	for _, l := range lines {
		p.print(x, y, align, l.font, l.text)
		y += l.font.lead()
	}
	return y
}

// rule draws a line, thick mm wide.
func (p *sheet) rule(x1, y1, x2, y2, thick float64) {
	p.pdf.SetLineWidth(thick)
	p.pdf.Line(x1, y1, x2, y2)
}

// frame draws a rectangle of lines.
func (p *sheet) frame(x, y, w, h, thick float64) {
	p.pdf.SetLineWidth(thick)
	p.pdf.Rect(x, y, w, h, "D")
}

// bars draws a bar code with its upper left corner at (x, y), each module wide mm.
func (p *sheet) bars(x, y, module, high float64, code []bool) {
	p.cells(x, y, module, high, [][]bool{code})
}

// cells draws rows of modules. All are one path, filled once: separate rectangles would show hairlines between them on a
// screen, which is what a scanner on a phone sees.
func (p *sheet) cells(x, y, wide, high float64, rows [][]bool) {
	const k = 72 / 25.4
	var b strings.Builder
	for j, row := range rows {
		for i := 0; i < len(row); i++ {
			if !row[i] {
				continue
			}
			from := i
			for i < len(row) && row[i] {
				i++
			}
			fmt.Fprintf(&b, "%.3f %.3f %.3f %.3f re\n", (x+float64(from)*wide)*k,
				(p.paper.high-y-float64(j)*high)*k, float64(i-from)*wide*k, -high*k)
		}
	}
	b.WriteString("f")
	p.pdf.RawWriteStr(b.String())
}

// baseline gives the place of the letters' foot in a line whose box begins at y.
func baseline(y float64, f font) float64 {
	return y + (f.lead()-(ascent+descent)*f.mm())/2 + ascent*f.mm()
}
