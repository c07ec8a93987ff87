package letter

// book builds the register (sổ theo dõi hồ sơ): A4 on its side, the table on every page, closed and signed at the end.
func (r *Renderer) book(n *Notice, f *form) *composition {
	w := r.template.Words
	w.Cut = "…" // a register has no continuation sheet for what a cell does not hold
	t := &setting{spacing: spacing{pt: 7, gap: 1.6, pad: 0.4, pen: 12}, faces: r.faces, w: &w}
	c := &composition{paper: a4, foot: t.foot(n.Demo, f.Form, n.Code)}
	c.head = append(t.bookHead(n), space(2))
	mid := a4.wide / 2
	title := t.centred(font{bold, 14}, f.Title, 200, 2)
	c.head = append(c.head, block{cell(title).high(), func(p *sheet, y float64) { p.spans(mid, y, 'C', title) }})
	if s := t.centred(font{regular, 10}, t.filled(f.Subtitle, n), 240, 2); len(s) > 0 {
		c.head = append(c.head, block{cell(s).high(), func(p *sheet, y float64) { p.spans(mid, y, 'C', s) }})
	}
	c.head = append(c.head, space(2.5))
	t.table(c, n, f, 6.5, font{regular, 7})
	c.more = func(int) block { return block{} }
	for _, text := range f.Closing {
		if s := t.filled(text, n); s != "" {
			f := font{italic, 9}
			c.end = append(c.end, space(2), t.lines(spans(f, t.faces[italic].wrap(t.faces[italic].clean(s), f.mm(), 240))))
		}
	}
	var all []headed
	for _, x := range f.Signs {
		all = append(all, headed{x.Head, n.Signers[x.Who]})
	}
	signs, names, high := t.signatures(all, 80)
	c.end = append(c.end, space(3), block{high, func(p *sheet, y float64) {
		p.signs(a4.wide-left-90*float64(len(all)), y, 90, names, signs)
	}})
	return c
}

// bookHead is who keeps the register at the left, the nation's name and motto at the right.
func (t *setting) bookHead(n *Notice) []block {
	const wide = 110.0
	agency := append(t.issuer(font{regular, 9}, n.Superior, wide), t.issuer(font{bold, 9}, n.Agency, wide)...)
	agency = append(agency, t.centred(font{bold, 9}, n.Desk, wide, 2)...)
	nation := []span{{font{bold, 9.5}, t.w.Nation}, {font{bold, 10}, t.w.Motto}}
	under := t.faces[bold].width(t.w.Motto, nation[1].font.mm())
	leftMid, rightMid := left+wide/2, a4.wide-left-wide/2
	return []block{{max(cell(agency).high(), cell(nation).high()) + 1.4, func(p *sheet, y float64) {
		end := p.spans(leftMid, y, 'C', agency) + 0.7
		p.rule(leftMid-12, end, leftMid+12, end, 0.25)
		end = p.spans(rightMid, y, 'C', nation) + 0.7
		p.rule(rightMid-under/2, end, rightMid+under/2, end, 0.25)
	}}}
}
