package bpmn

import (
	"cmp"
	"slices"
)

// route finds a way for each flow: straight along a row, with one turn between two columns, or along a channel between two
// rows. Short ways come first.
func (l *layout) route() {
	for range l.cols + 1 {
		l.fall = append(l.fall, &channel{})
	}
	for range len(l.rows) + 1 {
		l.level = append(l.level, &channel{})
	}
	order := slices.Clone(l.edges)
	slices.SortStableFunc(order, func(a, b *arc) int { return cmp.Compare(span(a), span(b)) })
	for _, a := range order {
		l.find(a)
		if a.label != "" {
			l.fall[a.from.col+1].labels = true
		}
	}
	for _, c := range append(slices.Clone(l.fall), l.level...) {
		c.sort()
	}
}

// span sorts flows: forward ones by how far they lead, those that stay in their row first.
func span(a *arc) int {
	d := 2 * (a.to.col - a.from.col)
	switch {
	case d <= 0:
		return 100_000 - d
	case a.from.row == a.to.row:
		return d
	}
	return d + 1
}

// free says whether a flow to a node may run along a row between two columns, both left out.
func (l *layout) free(r, from, to int, goal *vertex) bool {
	for c := from + 1; c < to; c++ {
		cell := [2]int{c, r}
		if l.taken[cell] != nil || l.runs[cell] != nil && l.runs[cell] != goal {
			return false
		}
	}
	return true
}

func (l *layout) run(r, from, to int, goal *vertex) {
	for c := from + 1; c < to; c++ {
		l.runs[[2]int{c, r}] = goal
	}
}

// find chooses the way of one flow and takes its tracks.
func (l *layout) find(a *arc) {
	u, v := a.from, a.to
	forward := v.col > u.col
	switch {
	case forward && u.row == v.row && l.free(u.row, u.col, v.col, v):
		l.run(u.row, u.col, v.col, v)
	case forward && u.row != v.row && l.free(v.row, u.col, v.col, v):
		l.run(v.row, u.col, v.col, v)
		a.turns = []*track{l.fall[u.col+1].add(a, 2*u.row+1, 2*v.row+1)}
	case forward && u.row != v.row && l.free(u.row, u.col, v.col, v):
		l.run(u.row, u.col, v.col, v)
		a.turns = []*track{l.fall[v.col].add(a, 2*u.row+1, 2*v.row+1)}
		a.late = true
	default:
		h := v.row + 1
		switch {
		case !forward:
			h = max(u.row, v.row) + 1
		case u.row < v.row:
			h = v.row
		}
		a.turns = []*track{l.fall[u.col+1].add(a, 2*u.row+1, 2*h), l.level[h].add(a, u.col, v.col), l.fall[v.col].add(a, 2*h, 2*v.row+1)}
	}
}

func (c *channel) add(a *arc, from, to int) *track {
	t := &track{a: a, from: from, to: to}
	c.tracks = append(c.tracks, t)
	return t
}

// sort orders the tracks of a channel so that a flow that leaves at a height turns before another one arrives there, as far
// as that can be.
func (c *channel) sort() {
	rest := c.tracks
	c.tracks = nil
	for len(rest) > 0 {
		i := slices.IndexFunc(rest, func(t *track) bool {
			return !slices.ContainsFunc(rest, func(o *track) bool { return o != t && o.from == t.to && o.to != t.from })
		})
		i = max(i, 0)
		c.tracks = append(c.tracks, rest[i])
		rest = slices.Delete(slices.Clone(rest), i, i+1)
	}
}

// measure gives channels, columns, rows and lanes their sizes and places.
func (l *layout) measure(w *Words) {
	for _, a := range l.edges {
		a.lines = wrap(a.label, labelWidth, mostLabelLines)
	}
	x := margin + poolHead + laneHead
	for c, ch := range l.fall {
		ch.size = 20 + trackGap*len(ch.tracks)
		if ch.labels {
			ch.size += labelWidth
		}
		for i, t := range ch.tracks {
			t.at = x + 10 + i*trackGap
		}
		ch.from = x + 10 + trackGap*len(ch.tracks)
		x += ch.size
		if c < l.cols {
			l.colX = append(l.colX, x)
			x += columnWidth
		}
	}
	l.w = x + margin
	for _, v := range l.nodes {
		v.x = l.colX[v.col] + columnWidth/2
		if below := l.hangs(v, w); below > 0 {
			l.rows[v.row].below = max(l.rows[v.row].below, below)
		}
	}
	l.stack()
	for _, v := range l.nodes {
		v.y = l.rows[v.row].y
	}
	for _, v := range l.nodes {
		for k, t := range v.timers { // on the lower edge of its step
			t.line, t.y = t.y, v.y+taskHeight/2
			t.x = v.x - taskWidth/2 + 26 + min(k, 2)*44
		}
	}
}

// hangs gives how far the name of an event or a gateway reaches below the middle of its row.
func (l *layout) hangs(v *vertex, w *Words) int {
	lines := len(v.caption(w.Lang))
	if len(v.timers) > 0 {
		return taskHeight/2 + eventSize/2 + 6
	}
	if v.host != nil {
		return 6 + lines*lineHeight
	}
	if lines == 0 || v.inside() {
		return 0
	}
	return v.size().h/2 + 6 + lines*lineHeight
}

// stack puts rows and lanes under each other.
func (l *layout) stack() {
	y := margin
	for i, n := range l.lanes {
		n.box = box{x: margin + poolHead, y: y, w: l.w - 2*margin - poolHead}
		inside := l.level[n.first : n.first+n.depth]
		if i == len(l.lanes)-1 {
			inside = l.level[n.first:]
		}
		for k, ch := range inside {
			y = ch.open(y)
			if k < n.depth {
				r := l.rows[n.first+k]
				r.y = y + rowHalf
				y = r.y + r.below
			}
		}
		y += 8
		if spare := n.box.y + laneLeast - y; spare > 0 { // a low lane has its rows in the middle
			for k, ch := range inside {
				for _, t := range ch.tracks {
					t.at += spare / 2
				}
				if k < n.depth {
					l.rows[n.first+k].y += spare / 2
				}
			}
			y += spare
		}
		n.box.h = y - n.box.y
	}
	l.h = y + margin
}

// open gives the tracks of a level channel their places and tells where it ends.
func (c *channel) open(y int) int {
	y += 10
	for _, t := range c.tracks {
		y += len(t.a.lines) * lineHeight
		t.at = y
		y += trackGap
	}
	return y
}

// draw gives each flow its points and its words their place.
func (l *layout) draw() {
	said := map[point]int{}
	for _, a := range l.edges {
		u, v := a.from, a.to
		s, e := point{u.x + u.size().w/2, u.y}, point{v.x - v.size().w/2, v.y}
		at := point{l.fall[u.col+1].from, u.y}
		if u.host != nil {
			s, at.y = point{u.x, u.line}, u.line
		}
		switch len(a.turns) {
		case 0:
			a.points = []point{s, e}
		case 1:
			x := a.turns[0].at
			a.points = []point{s, {x, s.y}, {x, e.y}, e}
			if !a.late {
				at.y = e.y
			}
		default:
			x1, y, x2 := a.turns[0].at, a.turns[1].at, a.turns[2].at
			a.points = []point{s, {x1, s.y}, {x1, y}, {x2, y}, {x2, e.y}, e}
			if at.y = y; x2 < x1 {
				at.x = x1 - labelWidth - 4
			}
		}
		if u.host != nil {
			a.points = append([]point{{u.x, u.y + u.size().h/2}}, a.points...)
		}
		if len(a.lines) == 0 {
			continue
		}
		h := len(a.lines) * lineHeight
		a.says = box{at.x, at.y - 3 - h, labelWidth, h}
		if said[at]++; said[at]%2 == 0 { // a second one stands below the line
			a.says.y = at.y + 3
		}
	}
}
