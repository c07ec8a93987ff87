package bpmn

import (
	"fmt"
	"strconv"
	"strings"

	"motcua/law/procedure"
)

// A Drawing is a process as SVG, without a style of its own: the page's stylesheet colours the classes bp-….
type Drawing struct {
	ID    string // begins the identities in it, so that several may stand on a page
	Title string
	Desc  string
	Hours func(n int) string // how long a step takes, in words
	Words
}

// SVG draws a process, also one with flaws. All words of it are escaped.
func (d Drawing) SVG(p *procedure.Process) string {
	s := &sketch{d: &d, l: arrange(p, &d.Words)}
	s.put(`<svg xmlns="http://www.w3.org/2000/svg" class="bp" role="img" viewBox="0 0 %d %d" width="%d" height="%d" aria-label="%s" aria-describedby="%s-d">`,
		s.l.w, s.l.h, s.l.w, s.l.h, escape(d.Title), escape(d.ID))
	s.put(`<title>%s</title><desc id="%s-d">%s</desc>`, escape(d.Title), escape(d.ID), escape(d.Desc))
	s.lanes()
	for _, a := range s.l.edges {
		s.flow(a)
	}
	for _, v := range s.l.nodes {
		s.node(v)
	}
	for _, a := range s.l.edges {
		s.text("bp-says", a.says.x+2, a.says.y, a.lines)
	}
	s.put(`</svg>`)
	return s.b.String()
}

// sketch writes one drawing.
type sketch struct {
	b strings.Builder
	d *Drawing
	l *layout
}

func (s *sketch) put(format string, args ...any) { fmt.Fprintf(&s.b, format, args...) }

// text writes lines below y; the class says how they are aligned.
func (s *sketch) text(class string, x, y int, lines []string) {
	if len(lines) == 0 {
		return
	}
	s.put(`<text class="%s">`, class)
	for i, line := range lines {
		s.put(`<tspan x="%d" y="%d">%s</tspan>`, x, y+i*lineHeight+lineHeight-4, escape(line))
	}
	s.put(`</text>`)
}

// upright writes a name in a head at the left.
func (s *sketch) upright(class string, x, w int, b box, name string, most int) {
	lines := wrap(name, b.h-10, most)
	for i, line := range lines {
		cx, cy := x+w/2+(2*i-len(lines)+1)*lineHeight/2, b.y+b.h/2
		s.put(`<text class="%s" x="%d" y="%d" transform="rotate(-90 %d %d)" dy="4">%s</text>`, class, cx, cy, cx, cy, escape(line))
	}
}

func (s *sketch) rect(class string, b box, r int) {
	s.put(`<rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="%d"/>`, class, b.x, b.y, b.w, b.h, r)
}

func (s *sketch) lanes() {
	pool := s.l.poolBox()
	s.rect("bp-pool", pool, 0)
	s.upright("bp-head", pool.x, poolHead, pool, s.d.Pool, 1)
	for _, n := range s.l.lanes {
		s.rect("bp-lane", n.box, 0)
		s.put(`<path class="bp-rule" d="M%d %dv%d"/>`, n.box.x+laneHead, n.box.y, n.box.h)
		s.upright("bp-head", n.box.x, laneHead, n.box, n.name, 2)
	}
}

func (s *sketch) flow(a *arc) {
	var d strings.Builder
	for i, p := range a.points {
		cmd := "L"
		if i == 0 {
			cmd = "M"
		}
		d.WriteString(cmd + strconv.Itoa(p.x) + " " + strconv.Itoa(p.y))
	}
	s.put(`<path class="bp-flow" d="%s"/>`, d.String())
	e := a.points[len(a.points)-1] // every flow comes from the left
	s.put(`<path class="bp-tip" d="M%d %dl-9 -5v10z"/>`, e.x, e.y)
	if a.flow != nil && a.flow.Default && len(a.from.out) > 1 {
		p := a.points[0]
		s.put(`<path class="bp-flow" d="M%d %dl6 -10"/>`, p.x+5, p.y+5)
	}
}

func (s *sketch) node(v *vertex) {
	b, half := v.box(), v.size().w/2
	s.put(`<g class="bp-node"><title>%s</title>`, escape(s.told(v)))
	switch v.kind() {
	case procedure.Start:
		s.put(`<circle class="bp-start" cx="%d" cy="%d" r="%d"/>`, v.x, v.y, half)
	case procedure.End:
		s.put(`<circle class="bp-end" cx="%d" cy="%d" r="%d"/>`, v.x, v.y, half)
		if !v.node.Result && !v.node.Aside {
			s.put(`<circle class="bp-stop" cx="%d" cy="%d" r="%d"/>`, v.x, v.y, half-7)
		}
	case procedure.Timer:
		s.timer(v, half)
	case procedure.Exclusive:
		s.put(`<path class="bp-gate" d="M%d %dl%d %dl%d %dl%d %dz"/>`, v.x, b.y, half, half, -half, half, -half, -half)
		s.put(`<path class="bp-sign" d="M%d %dl14 18m0 -18l-14 18"/>`, v.x-7, v.y-9)
	case procedure.Parallel:
		s.put(`<path class="bp-gate" d="M%d %dl%d %dl%d %dl%d %dz"/>`, v.x, b.y, half, half, -half, half, -half, -half)
		s.put(`<path class="bp-sign" d="M%d %dh22m-11 -11v22"/>`, v.x-11, v.y)
	default:
		s.rect("bp-task", b, 8)
		if v.node.Calls != nil { // a thick border is the sign of a call
			s.rect("bp-call", box{b.x + 3, b.y + 3, b.w - 6, b.h - 6}, 6)
		}
	}
	lines := v.caption(s.d.Lang)
	if v.inside() {
		if s.d.Hours != nil && v.node.Hours > 0 {
			s.put(`<text class="bp-hours" x="%d" y="%d">%s</text>`, b.x+b.w-6, b.y+b.h-6, escape(s.d.Hours(v.node.Hours)))
		}
		s.text("bp-name", v.x, v.y-6-len(lines)*lineHeight/2, lines)
	} else {
		s.text("bp-name", v.x, v.hang(len(lines)).y, lines)
	}
	s.put(`</g>`)
}

// timer draws a clock in two rings, broken ones where its step stays.
func (s *sketch) timer(v *vertex, half int) {
	class := "bp-time"
	if v.node.Beside {
		class = "bp-time bp-beside"
	}
	s.put(`<circle class="%s" cx="%d" cy="%d" r="%d"/>`, class, v.x, v.y, half)
	s.put(`<circle class="%s" cx="%d" cy="%d" r="%d"/>`, class, v.x, v.y, half-4)
	s.put(`<path class="bp-sign" d="M%d %dv9h6"/>`, v.x, v.y-9)
}

// told is what a pointer that rests on a node shows: its whole name, who holds it and for how long.
func (s *sketch) told(v *vertex) string {
	if v.merge {
		return s.d.Title
	}
	out := v.called(s.d.Lang)
	if v.node.Kind == procedure.Task {
		out += " · " + s.d.Holder(v.node.Role, v.node.Where)
		if s.d.Hours != nil && v.node.Hours > 0 {
			out += " · " + s.d.Hours(v.node.Hours)
		}
	}
	return out
}
