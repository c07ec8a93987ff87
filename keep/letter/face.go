package letter

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Tinos, cut to Latin and Vietnamese; see fonts/README.md.
var (
	//go:embed fonts/Tinos-Regular.ttf
	tinosRegular []byte
	//go:embed fonts/Tinos-Bold.ttf
	tinosBold []byte
	//go:embed fonts/Tinos-Italic.ttf
	tinosItalic []byte
)

// A style names one of the three cuts of the typeface, in fpdf's letters.
type style string

const (
	regular style = ""
	bold    style = "B"
	italic  style = "I"
)

// Heights above and below the baseline, for a size of 1. Source: the hhea table of the files.
const (
	ascent  = 0.891
	descent = 0.216
)

// A face is one cut of the typeface: its file, and the width of each character that it has.
// It is read once and never changes, so that lines can be measured without a document.
type face struct {
	ttf    []byte
	widths map[rune]int // in thousandths of the size, rounded as fpdf does
}

// newFace reads the widths from a TrueType file.
func newFace(ttf []byte) (*face, error) {
	t := tables{ttf}
	upem, metrics := t.u16("head", 18), t.u16("hhea", 34)
	if upem == 0 || metrics == 0 {
		return nil, fmt.Errorf("read a typeface: no head or hhea table")
	}
	f := &face{ttf: ttf, widths: map[rune]int{}}
	cmap := t.at("cmap")
	sub := -1
	for i := range t.u16("cmap", 2) {
		if off := int(t.u32(cmap + 4 + 8*i + 4)); t.word(cmap+off) == 4 {
			sub = cmap + off
		}
	}
	if sub < 0 {
		return nil, fmt.Errorf("read a typeface: no character map of format 4")
	}
	segs := t.word(sub+6) / 2
	for s := range segs {
		end, start := t.word(sub+14+2*s), t.word(sub+16+2*segs+2*s)
		delta, at := t.word(sub+16+4*segs+2*s), sub+16+6*segs+2*s
		for c := start; c <= end && c != 0xFFFF; c++ {
			glyph := c
			if r := t.word(at); r != 0 {
				glyph = t.word(at + r + 2*(c-start))
			}
			if glyph = (glyph + delta) & 0xFFFF; glyph == 0 {
				continue
			}
			w := t.u16("hmtx", 4*min(glyph, metrics-1))
			f.widths[rune(c)] = int(math.Round(float64(w) * 1000 / float64(upem)))
		}
	}
	return f, nil
}

// width measures s at a size; both in the same unit.
func (f *face) width(s string, size float64) float64 {
	w := 0
	for _, r := range s {
		w += f.widths[r]
	}
	return float64(w) * size / 1000
}

// clean makes s printable on one line: composed letters, single spaces, and the sign for a missing character
// where the typeface has none. It never fails, because a name from elsewhere must not stop a letter.
func (f *face) clean(s string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD")) {
		_, has := f.widths[r]
		switch {
		case has:
			b.WriteRune(r)
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			// neither width nor ink: a soft hyphen, a mark of direction
		default:
			b.WriteRune('\uFFFD')
		}
	}
	return strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return r == ' ' }), " ")
}

// tables reads numbers from a TrueType file; what lies outside the file is zero.
type tables struct{ b []byte }

func (t tables) word(at int) int {
	if at < 0 || at+2 > len(t.b) {
		return 0
	}
	return int(binary.BigEndian.Uint16(t.b[at:]))
}

func (t tables) u32(at int) uint32 { return uint32(t.word(at))<<16 | uint32(t.word(at+2)) }

// at gives the place of a table in the file, the file's end when there is none.
func (t tables) at(name string) int {
	for i := range t.word(4) {
		if rec := 12 + 16*i; rec+16 <= len(t.b) && string(t.b[rec:rec+4]) == name {
			return int(t.u32(rec + 8))
		}
	}
	return len(t.b)
}

func (t tables) u16(name string, off int) int { return t.word(t.at(name) + off) }
