package letter

// A column of a table: its heading, and how wide it is in mm.
type column struct {
	head  string
	width float64
	align byte // of the cells; headings are centred
}

// A cell is the lines of one field of a table.
type cell []span

// A grid is a table with ruled lines. Its rows are blocks, so that they can be carried over to another page.
type grid struct {
	faces map[style]*face
	cols  []column
	pad   float64 // above and below the lines of a cell, mm
	pt    float64 // of the headings
}

// wide is the width of the whole table.
func (g *grid) wide() float64 {
	w := 0.0
	for _, c := range g.cols {
		w += c.width
	}
	return w
}

const cellSide = 0.9 // left and right of a cell's text, mm

// inner is the width that text has in column i.
func (g *grid) inner(i int) float64 { return g.cols[i].width - 2*cellSide }

// head is the row of headings.
func (g *grid) head() block {
	cells := make([]cell, len(g.cols))
	f := font{bold, g.pt}
	for i, c := range g.cols {
		for _, l := range g.faces[bold].wrap(c.head, f.mm(), g.inner(i)) {
			cells[i] = append(cells[i], span{f, l})
		}
	}
	b := g.row(cells, func(int) byte { return 'C' }, true)
	draw := b.draw
	b.draw = func(p *sheet, y float64) {
		p.rule(left, y, left+g.wide(), y, thin)
		draw(p, y)
	}
	return b
}

// body is one row of cells.
func (g *grid) body(cells []cell) block {
	return g.row(cells, func(i int) byte { return g.cols[i].align }, false)
}

// note is one row over all columns.
func (g *grid) note(s span) block {
	h := s.font.lead() + 2*g.pad
	return block{h, func(p *sheet, y float64) {
		p.print(left+g.wide()/2, y+g.pad, 'C', s.font, s.text)
		p.rule(left, y, left, y+h, thin)
		p.rule(left+g.wide(), y, left+g.wide(), y+h, thin)
		p.rule(left, y+h, left+g.wide(), y+h, thin)
	}}
}

// row draws the cells and the lines at their sides and below; middle centres them between top and bottom.
func (g *grid) row(cells []cell, align func(int) byte, middle bool) block {
	h := 0.0
	for _, c := range cells {
		h = max(h, c.high())
	}
	h += 2 * g.pad
	return block{h, func(p *sheet, y float64) {
		x := left
		p.rule(x, y, x, y+h, thin)
		for i, col := range g.cols {
			at := x + cellSide
			switch align(i) {
			case 'C':
				at = x + col.width/2
			case 'R':
				at = x + col.width - cellSide
			}
			cy := y + g.pad
			if middle {
				cy = y + (h-cells[i].high())/2
			}
			p.spans(at, cy, align(i), cells[i])
			x += col.width
			p.rule(x, y, x, y+h, thin)
		}
		p.rule(left, y+h, left+g.wide(), y+h, thin)
	}}
}

func (c cell) high() float64 {
	h := 0.0
	for _, s := range c {
		h += s.font.lead()
	}
	return h
}
