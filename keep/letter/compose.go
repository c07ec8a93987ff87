package letter

import "codeberg.org/go-pdf/fpdf"

// A block is a part of a letter that is not divided between pages. Its draw function gets the place of its upper edge.
type block struct {
	high float64 // mm
	draw func(p *sheet, y float64)
}

// A spacing is how airy a letter is set.
type spacing struct {
	pt   float64 // the size of running text
	gap  float64 // between blocks, mm
	pad  float64 // above and below the text of a table's cells, mm
	pen  float64 // room for a signature, mm
	most int     // lines of one field, 0 for as many as the form gives it
	lift int     // lines that a field may have beyond those
}

// spacings, the airiest first; a letter takes the first in which it fits one page. With the last, fifteen papers of one
// line each do; their type is still that of a printed form.
var spacings = []spacing{{9.5, 2.4, 0.8, 14, 0, 0}, {9, 1.6, 0.45, 12, 0, 0}, {8.5, 0.8, 0.15, 9, 0, 0}}

// lifted is how many lines more a field may have where the letter is one page all the same: a long name of a procedure
// in full is better than a second sheet for its end.
const lifted = 4

// carried are the spacings of a letter that needs a continuation sheet; it takes the first in which what must stand on
// the first page does.
var carried = []spacing{spacings[1], {8.5, 0.8, 0.15, 9, 2, 0}, {8.5, 0.8, 0.15, 9, 1, 0}}

// A composition is a letter, measured and not yet divided into pages.
type composition struct {
	paper   paper
	head    []block                // on the first page, above the table
	columns block                  // the table's headings, on each page that has rows
	rows    []block                // may be carried over
	more    func(n int) block      // stands for n rows that are carried over
	tail    []block                // on the first page, below the table: the promise must not be on a second sheet
	again   []block                // at the top of a continuation sheet
	full    []block                // texts that were cut, in full, at the end
	end     []block                // after the last row, together on one page: what closes a register
	note    func(span) block       // a row over all columns of the table
	foot    func(*sheet, int, int) // what each page has at its edges; page and pages
}

// room is how high the first page is filled when it has the first n rows.
func (c *composition) room(n int) float64 {
	h := high(c.head) + c.columns.high + high(c.rows[:n]) + high(c.tail)
	if n < len(c.rows) {
		h += c.more(len(c.rows) - n).high
	}
	return h
}

// fits says whether the letter, but for texts in full, is one page.
func (c *composition) fits() bool { return c.room(len(c.rows)) <= c.paper.room() }

// starts says whether all but rows and texts in full fits the first page.
func (c *composition) starts() bool { return c.room(0) <= c.paper.room() }

// pages divides the letter.
func (c *composition) pages() [][]block {
	n := len(c.rows)
	for n > 0 && c.room(n) > c.paper.room() {
		n--
	}
	first := append(append([]block{}, c.head...), c.columns)
	first = append(first, c.rows[:n]...)
	if n < len(c.rows) {
		first = append(first, c.more(len(c.rows)-n))
	}
	pages := [][]block{append(first, c.tail...)}

	var page []block
	used := 0.0
	add := func(b block, opening ...block) {
		if page != nil && used+b.high > c.paper.room() {
			pages, page = append(pages, page), nil
		}
		if page == nil {
			page = append(append([]block{}, c.again...), opening...)
			used = high(page)
		}
		page, used = append(page, b), used+b.high
	}
	for _, b := range c.rows[n:] {
		add(b, c.columns)
	}
	for _, b := range c.full {
		add(b)
	}
	if len(c.end) > 0 {
		end := block{high(c.end), func(p *sheet, y float64) { p.blocks(y, c.end) }}
		if last := len(pages) - 1; page == nil && high(pages[last])+end.high <= c.paper.room() {
			pages[last] = append(pages[last], end)
		} else {
			add(end)
		}
	}
	if page != nil {
		pages = append(pages, page)
	}
	return pages
}

// draw puts the pages on paper.
func (c *composition) draw(p *sheet) {
	pages := c.pages()
	for i, blocks := range pages {
		p.pdf.AddPageFormat("P", fpdf.SizeType{Wd: c.paper.wide, Ht: c.paper.high})
		p.paper = c.paper
		c.foot(p, i+1, len(pages))
		p.blocks(top, blocks)
	}
}

// blocks draws blocks below each other from y on.
func (p *sheet) blocks(y float64, all []block) {
	for _, b := range all {
		if b.draw != nil {
			b.draw(p, y)
		}
		y += b.high
	}
}

// space is a block without ink.
func space(h float64) block { return block{high: h} }

func high(blocks []block) float64 {
	h := 0.0
	for _, b := range blocks {
		h += b.high
	}
	return h
}
