package web

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"motcua/ground/text"
)

// A Holder is who had the working time: it decides colour and pattern of a segment.
type Holder string

// The holders. Each has a colour and a pattern of its own, so that the bar reads without colour too.
const (
	HeldByDesk    Holder = "desk"    // một cửa
	HeldByAgency  Holder = "agency"  // the competent agency
	HeldByOther   Holder = "other"   // a coordinating agency
	HeldByTax     Holder = "tax"     // tax office, treasury: money
	HeldByCitizen Holder = "citizen" // the citizen
	HeldByNobody  Holder = "left"    // still left
	HeldTooLong   Holder = "late"    // after the date
)

// A Held is the working time that one holder had, in order of time.
type Held struct {
	Holder  Holder
	Words   string // "Một cửa", "Chờ cơ quan thuế"
	Minutes int    // working minutes
}

// A Way (thời gian nằm ở đâu) is the bar of holders: whose hands the working time was in, widths true to the clock.
type Way struct {
	Title    string // heading over the large bar
	Label    string // the whole bar in words
	Segments []Segment
	Due      string // where the promised date lies, in per cent of the width; "" = at the end
	Small    bool
}

// A Segment is one holder's part of the bar.
type Segment struct {
	Holder Holder
	Words  string
	Time   string // "11 giờ 38 phút"
	X, W   string // per cent of the width
	Fill   string // value of the attribute fill; patterns stand in the layout
	Inside string // the time again where it has room in the bar
	Wide   bool   // it has room in a wide bar only
	TextX  string
}

// leastShare is the narrowest that a segment is drawn, in per cent of the bar, so that none disappears.
const leastShare = 0.8

// letterWide and letterNarrow are how much of the bar a letter of its words takes, in per cent: on a wide screen (560 px) and on
// the narrowest telephone (200 px).
const letterWide, letterNarrow = 1.5, 4.2

// NewWay draws the bar. Segments without time are left out. title "" makes the small bar of lists.
func NewWay(v text.Voice, title string, held []Held) Way {
	w := Way{Title: title, Small: title == ""}
	least := leastShare
	if w.Small {
		least = 2
	}
	shares := shares(held, least)
	var x float64
	var said []string
	for i, h := range held {
		if h.Minutes <= 0 {
			continue
		}
		if h.Holder == HeldTooLong && x > 0 {
			w.Due = percent(x)
		}
		s := Segment{Holder: h.Holder, Words: h.Words, Time: v.Work(h.Minutes), X: percent(x), W: percent(shares[i])}
		s.Fill = "url(#way-" + string(h.Holder) + ")"
		letters := float64(utf8.RuneCountInString(s.Time))
		if !w.Small && shares[i] > max(17, letters*letterWide) {
			s.Inside, s.TextX, s.Wide = s.Time, percent(x+shares[i]/2), shares[i] < letters*letterNarrow
		}
		x += shares[i]
		said = append(said, s.Words+" "+s.Time)
		w.Segments = append(w.Segments, s)
	}
	w.Label = strings.Join(said, ", ")
	return w
}

// shares gives each part its per cent of the whole, none below least; the wide ones give what the narrow ones need.
func shares(held []Held, least float64) []float64 {
	out := make([]float64, len(held))
	var total float64
	for _, h := range held {
		total += float64(max(0, h.Minutes))
	}
	if total == 0 {
		return out
	}
	var given, wide float64
	for i, h := range held {
		if h.Minutes <= 0 {
			continue
		}
		out[i] = float64(h.Minutes) / total * 100
		if out[i] < least {
			given += least - out[i]
			out[i] = least
		} else {
			wide += out[i]
		}
	}
	for i := range out {
		if out[i] > least {
			out[i] -= given * out[i] / wide
		}
	}
	return out
}

// percent writes a coordinate of the bar.
func percent(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) + "%" }
