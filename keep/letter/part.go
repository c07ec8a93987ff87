package letter

import (
	"math"
	"strings"
)

const (
	thin   = 0.15 // mm
	thick  = 0.45
	labels = 29.0 // the width of the column of labels
)

// A setting builds the blocks of one letter with one spacing, and gathers what it had to cut.
type setting struct {
	spacing
	faces map[style]*face
	w     *words
	full  []block
}

// The fonts of running text.
func (t *setting) body() font   { return font{regular, t.pt} }
func (t *setting) strong() font { return font{bold, t.pt} }
func (t *setting) small() font  { return font{regular, t.pt - 1.5} }
func (t *setting) aside() font  { return font{italic, t.pt - 1} }

// cut cleans a text and wraps it into at most most lines; what does not fit stands in full on the continuation sheet.
func (t *setting) cut(label string, f font, text string, wide float64, most int) []span {
	fc := t.faces[f.style]
	text = fc.clean(text)
	if most += t.lift; t.most > 0 {
		most = min(most, t.most)
	}
	lines, cut := fc.clamp(text, f.mm(), wide, most, t.w.Cut)
	if cut {
		if t.full == nil {
			t.full = append(t.full, space(3), t.lines([]span{{font{bold, 10}, t.w.Full}}))
		}
		all := spans(t.body(), t.faces[regular].wrap(t.faces[regular].clean(text), t.body().mm(), width))
		t.full = append(t.full, space(1.5), t.lines([]span{{t.strong(), label}, all[0]})) // a label never ends a page
		for _, l := range all[1:] {
			t.full = append(t.full, t.lines([]span{l}))
		}
	}
	return spans(f, lines)
}

// lines is a block of lines at the left.
func (t *setting) lines(s []span) block {
	return block{cell(s).high(), func(p *sheet, y float64) { p.spans(left, y, 'L', s) }}
}

// field is a label and its value; "" as value gives no block.
func (t *setting) field(label string, f font, value string, most int) []block {
	s := t.cut(label, f, value, width-labels, most)
	if len(s) == 0 {
		return nil
	}
	return []block{t.labelled(label, s)}
}

// labelled is a label and lines that are measured already; a value of invisible characters is shown as none.
func (t *setting) labelled(label string, s []span) block {
	if len(s) == 0 {
		s = []span{{t.body(), t.w.None}}
	}
	return block{cell(s).high() + t.pad/2, func(p *sheet, y float64) {
		foot := baseline(y, s[0].font) - baseline(0, t.body()) // label and value stand on one line, whatever their sizes
		p.print(left, foot, 'L', t.body(), label)
		p.spans(left+labels, y, 'L', s)
	}}
}

// twoFields is two short fields side by side; none when both are empty.
func (t *setting) twoFields(label1, value1, label2, value2 string) []block {
	if value1 == "" || value2 == "" {
		return append(t.field(label1, t.body(), value1, 2), t.field(label2, t.body(), value2, 2)...)
	}
	const second, value = 70.0, 90.0
	a := t.cut(label1, t.body(), value1, second-labels-2, 1)
	b := t.cut(label2, t.body(), value2, width-value, 1)
	return []block{{t.body().lead() + t.pad/2, func(p *sheet, y float64) {
		p.print(left, y, 'L', t.body(), label1)
		p.spans(left+labels, y, 'L', a)
		p.print(left+second, y, 'L', t.body(), label2)
		p.spans(left+value, y, 'L', b)
	}}}
}

// opening is who issues and the nation's name and motto, with number, place and date below.
func (t *setting) opening(h Letterhead) []block {
	const leftWide, rightWide = 60.0, 63.0
	const leftMid, rightMid = left + leftWide/2, left + width - rightWide/2
	agency := append(t.issuer(font{regular, 8}, h.Superior, leftWide), t.issuer(font{bold, 8}, h.Agency, leftWide)...)
	nation := []span{{font{bold, 8.5}, t.w.Nation}, {font{bold, 9}, t.w.Motto}}
	under := t.faces[bold].width(t.w.Motto, nation[1].font.mm())
	number := t.one(font{regular, 9}, fill(t.w.Number, "number", h.Number), leftWide)
	place := t.one(font{italic, 9}, t.w.placeDate(h.Place, h.Date), rightWide)
	names := max(cell(agency).high(), cell(nation).high()) + 1.4
	return []block{{names, func(p *sheet, y float64) {
		end := p.spans(leftMid, y, 'C', agency) + 0.7
		p.rule(leftMid-9, end, leftMid+9, end, 0.25)
		end = p.spans(rightMid, y, 'C', nation) + 0.7
		p.rule(rightMid-under/2, end, rightMid+under/2, end, 0.25)
	}}, space(t.gap * 0.4), {font{regular, 9}.lead(), func(p *sheet, y float64) {
		p.spans(leftMid, y, 'C', number)
		p.spans(rightMid, y, 'C', place)
	}}}
}

// issuer is the name of an agency in capitals, as the form wants it; a line feed in it says where to break.
func (t *setting) issuer(f font, name string, wide float64) []span {
	name = strings.ToUpper(name)
	var out []span
	for part := range strings.SplitSeq(name, "\n") {
		out = append(out, t.centred(f, part, wide, 4)...)
	}
	if len(out) <= 3 {
		return out
	}
	return t.cut(t.w.Issuer, f, name, wide, 3)
}

// title is the letter's name.
func (t *setting) title(text string) []block {
	f := font{bold, 12.5}
	for t.faces[bold].width(text, f.mm()) > width {
		f.pt -= 0.25
	}
	return []block{space(t.gap), {f.lead(), func(p *sheet, y float64) { p.print(pageWidth/2, y, 'C', f, text) }}, space(t.gap)}
}

// below is a line under the title.
func (t *setting) below(text string) []block {
	f := font{italic, t.pt}
	s := t.centred(f, text, width, 2)
	return []block{{cell(s).high() + t.gap/2, func(p *sheet, y float64) { p.spans(pageWidth/2, y-t.gap/2, 'C', s) }}}
}

// Bars of Code 128. A module of 0.25 mm is read by every hand scanner and is two dots of a thermal printer; a long code
// gets narrower modules rather than a lower or divided bar code.
const (
	barHigh   = 10.5 // mm; choice: the forms of the country ask for 10 at least
	barModule = 0.25 // mm
)

// coded is a code in figures at the left and in bars at the right.
func (t *setting) coded(label, code, below string, modules []bool) block {
	module := math.Min(barModule, (width-5)/float64(len(modules)))
	wide := module * float64(len(modules))
	f := font{bold, 11}
	textWide := t.faces[bold].width(code, f.mm())
	low := font{regular, 7.5}
	s := []span{{low, label}, {f, code}}
	if textWide+6 <= width-wide {
		s = append(s, t.cut(label, low, below, width-wide-6, 2)...)
		return block{math.Max(barHigh, cell(s).high()), func(p *sheet, y float64) {
			p.spans(left, y, 'L', s)
			p.bars(left+width-wide, y, module, barHigh, modules)
		}}
	}
	for ; t.faces[bold].width(code, f.mm()) > width-labels; f.pt -= 0.25 {
	}
	return block{f.lead() + 0.6 + barHigh, func(p *sheet, y float64) {
		p.print(left, y+0.7, 'L', low, label)
		p.print(left+labels, y, 'L', f, code)
		p.bars(left+width-wide, y+f.lead()+0.6, module, barHigh, modules)
	}}
}

// A fact is one field of the framed row: what the letter promises.
type fact struct {
	label, value string
	width        float64
	main         bool // the promise itself: larger, and in a thick frame
}

// facts is a framed row of short fields.
func (t *setting) facts(fs []fact) block {
	type set struct {
		fact
		s []span
	}
	row := make([]set, len(fs))
	h := 0.0
	for i, f := range fs {
		vf, lf := t.strong(), t.small()
		if f.main {
			vf, lf = font{bold, t.pt + 1.5}, font{bold, t.pt - 1.5}
		}
		row[i] = set{f, append([]span{{lf, f.label}}, t.cut(f.label, vf, f.value, f.width-2*cellSide, 2)...)}
		h = max(h, cell(row[i].s).high())
	}
	h += 1.6 + t.pad
	return block{h + 0.4, func(p *sheet, y float64) {
		p.frame(left, y, width, h, thin)
		x := left
		for _, f := range row {
			p.spans(x+f.width/2, y+(h-cell(f.s).high())/2, 'C', f.s)
			if f.main {
				p.frame(x, y, f.width, h, thick)
			} else {
				p.rule(x+f.width, y, x+f.width, y+h, thin)
			}
			x += f.width
		}
	}}
}

// A headed signature is one with its heading.
type headed struct {
	heading string
	by      Signature
}

// closing is the QR code with its words at the left, then who signs, one or two; their names stand on one line.
func (t *setting) closing(l Lookup, qr [][]bool, signers ...headed) block {
	const (
		text     = 24.0 // where the QR code's words begin: it needs four white modules
		textWide = 25.0
		signs    = text + textWide + 1
		urlGap   = 1.0
	)
	oneSign := (width - signs) / float64(max(1, len(signers)))
	square := 20.5
	f := font{regular, 7.5}
	var side []span
	if l.CheckCode != "" {
		side = spans(f, t.faces[regular].wrap(t.w.Check, f.mm(), textWide))
		// A code is never shortened: one of wide letters is set smaller.
		check, groups := font{bold, 9.5}, checkGroups(l.CheckCode)
		for t.faces[bold].width(groups, check.mm()) > textWide && check.pt > 5 {
			check.pt -= 0.25
		}
		side = append(side, t.one(check, groups, textWide)...)
	}
	hint := spans(f, t.faces[regular].wrap(t.w.QR, f.mm(), textWide))
	url := t.cut(t.w.Check, f, l.URL, width, 2)
	all, names, row := t.signatures(signers, oneSign-1)
	square = max(square, min(row-urlGap-cell(url).high(), 22))
	// A short address stands under the QR code beside the names, a long one below them.
	urlAt := square + urlGap
	if t.faces[regular].width(l.URL, f.mm()) > signs-1 {
		urlAt = max(row, square) + urlGap
	}
	return block{max(row, urlAt+cell(url).high()), func(p *sheet, y float64) {
		module := square / float64(len(qr))
		p.cells(left, y, module, module, qr)
		p.spans(left+text, y, 'L', side)
		p.spans(left+text, y+square-cell(hint).high(), 'L', hint)
		p.spans(left, y+urlAt, 'L', url)
		p.signs(left+signs, y, oneSign, names, all)
	}}
}

// signRow is a row of signatures over the whole width, for a letter that more than two sign.
func (t *setting) signRow(signers ...headed) block {
	oneSign := width / float64(max(1, len(signers)))
	all, names, row := t.signatures(signers, oneSign-1)
	return block{row, func(p *sheet, y float64) { p.signs(left, y, oneSign, names, all) }}
}

// signatures measures signatures that stand side by side: where their names begin, and how high all is.
func (t *setting) signatures(signers []headed, wide float64) (all []sign, names, high float64) {
	below := 0.0
	for _, h := range signers {
		s := t.signature(h.heading, h.by, wide)
		all, names, below = append(all, s), max(names, s.above.high()+s.room), max(below, s.below.high())
	}
	return all, names, names + below
}

// signs draws signatures side by side from x on, each so wide.
func (p *sheet) signs(x, y, wide, names float64, all []sign) {
	for i, s := range all {
		mid := x + wide*(float64(i)+0.5)
		p.spans(mid, y, 'C', s.above)
		p.spans(mid, y+names, 'C', s.below)
	}
}

// A sign is the measured parts of a signature: heading, room for the pen, and name.
type sign struct {
	above, below cell
	room         float64
}

// signature measures a signature. With the note of an electronic confirmation there is no need of room for a pen.
func (t *setting) signature(heading string, s Signature, wide float64) sign {
	out := sign{above: cell{{font{bold, 8}, heading}}, room: t.pen}
	if s.Over != "" {
		out.above = append(t.centred(font{bold, 8}, s.Over, wide, 3), out.above...)
	}
	if s.At.IsZero() {
		out.above = append(out.above, span{font{italic, 8}, t.w.SignHint})
	} else {
		f := font{italic, 8}
		note := fill(t.w.SignElectronic, "moment", t.w.moment(s.At))
		out.above = append(out.above, spans(f, t.faces[italic].balance(t.faces[italic].clean(note), f.mm(), wide, 3))...)
		out.room = 1.5
	}
	out.below = append(t.centred(t.strong(), s.Name, wide, 2), t.centred(t.small(), s.Title, wide, 2)...)
	if s.Under != "" {
		out.below = append(out.below, t.centred(font{italic, 8}, s.Under, wide, 3)...)
	}
	return out
}

// centred cleans a text and breaks it into balanced lines.
func (t *setting) centred(f font, text string, wide float64, most int) []span {
	fc := t.faces[f.style]
	return spans(f, fc.balance(fc.clean(text), f.mm(), wide, most))
}

// one cleans a text and keeps it to one line.
func (t *setting) one(f font, text string, wide float64) []span {
	fc := t.faces[f.style]
	lines, _ := fc.clamp(fc.clean(text), f.mm(), wide, 1, "…")
	return spans(f, lines)
}

func spans(f font, lines []string) []span {
	out := make([]span, len(lines))
	for i, l := range lines {
		out[i] = span{f, l}
	}
	return out
}

// checkGroups writes a check code in groups of five, as people read it aloud.
func checkGroups(code string) string {
	if len(code) != 10 {
		return code
	}
	return code[:5] + " " + code[5:]
}
