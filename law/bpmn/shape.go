package bpmn

import (
	"slices"
	"strings"
	"unicode/utf8"

	"motcua/law/procedure"
)

// size gives how large a node is drawn.
func (v *vertex) size() box {
	switch v.kind() {
	case procedure.Start, procedure.End, procedure.Timer:
		return box{w: eventSize, h: eventSize}
	case procedure.Exclusive, procedure.Parallel:
		return box{w: gatewaySize, h: gatewaySize}
	}
	return box{w: taskWidth, h: taskHeight}
}

// box gives where a node stands.
func (v *vertex) box() box {
	s := v.size()
	return box{v.x - s.w/2, v.y - s.h/2, s.w, s.h}
}

// inside says whether the name stands in the shape.
func (v *vertex) inside() bool {
	s := v.size()
	return s.w == taskWidth
}

// mostTaskLines leaves a line of a task for its hours.
const mostTaskLines = 4

// caption gives the lines of a node's name.
func (v *vertex) caption(lang string) []string {
	switch {
	case v.merge:
		return nil
	case v.inside():
		return wrap(v.called(lang), taskWidth-10, mostTaskLines)
	}
	return wrap(v.node.Name.In(lang), columnWidth, mostLabelLines)
}

// called is the name of a node, or its ID where it has none.
func (v *vertex) called(lang string) string {
	if s := v.node.Name.In(lang); strings.TrimSpace(s) != "" {
		return s
	}
	return v.node.ID
}

// hang gives where the name of an event or a gateway stands.
func (v *vertex) hang(lines int) box {
	if v.host != nil {
		return box{v.host.x - columnWidth/2, v.line + 6, columnWidth, lines * lineHeight}
	}
	return box{v.x - columnWidth/2, v.y + v.size().h/2 + 6, columnWidth, lines * lineHeight}
}

// wrap breaks a text into lines of a width, at most so many; what is left out is shown by an ellipsis.
func wrap(s string, width, most int) []string {
	room := max(2, width/charWidth)
	words := strings.Join(strings.Fields(s), " ")
	if r := []rune(words); len(r) > (most+1)*room*2 { // of a name of any length no more than this is ever shown
		words = string(r[:(most+1)*room*2])
	}
	var lines []string
	for _, word := range strings.Fields(words) {
		for utf8.RuneCountInString(word) > room { // an expression has words of any length
			r := []rune(word)
			lines = append(lines, string(r[:room]))
			word = string(r[room:])
		}
		n := len(lines)
		if n > 0 && utf8.RuneCountInString(lines[n-1])+1+utf8.RuneCountInString(word) <= room {
			lines[n-1] += " " + word
			continue
		}
		lines = append(lines, word)
	}
	if len(lines) > most {
		lines = slices.Clip(lines[:most])
		last := []rune(lines[most-1])
		if len(last) >= room {
			last = last[:room-1]
		}
		lines[most-1] = string(last) + "…"
	}
	return lines
}
