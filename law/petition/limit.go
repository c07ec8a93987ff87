package petition

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"motcua/words/calendar"
)

// A Limit (thời hạn) is one row of the table of clocks: what begins a clock, what ends it, and on what it rests.
type Limit struct {
	Name     string    `json:"name"`
	Term     string    `json:"term"` // such as "15wd"
	Channels []Channel `json:"channels,omitempty"`
	Classes  []Class   `json:"classes,omitempty"` // nil: every one; "" among them: not classified yet
	Levels   []Level   `json:"levels,omitempty"`
	Begins   []Act     `json:"begins"`
	Ends     []Act     `json:"ends"`
	Waits    Act       `json:"waits,omitempty"`
	GoesOn   Act       `json:"goes_on,omitempty"`
	Basis    string    `json:"basis"`
	Standing string    `json:"standing"` // "read" or "unconfirmed"
}

//go:embed clocks.txt
var clocksFile string

// Limits are the rows that stand in the program.
var Limits = func() []Limit {
	all, err := ParseLimits(strings.Split(clocksFile, "\n"))
	if err != nil {
		panic(err) // a mistake in our own file: no test would pass
	}
	return all
}()

// none takes a clock away.
const none = "-"

// LimitsWith gives the table of a city: the program's rows, each replaced by the city's of the same name, and the city's others.
func LimitsWith(rows []string) ([]Limit, error) {
	own, err := ParseLimits(rows)
	if err != nil {
		return nil, err
	}
	all := slices.Clone(Limits)
	for _, l := range own {
		if i := slices.IndexFunc(all, func(x Limit) bool { return x.Name == l.Name }); i >= 0 {
			all[i] = l
		} else {
			all = append(all, l)
		}
	}
	return slices.DeleteFunc(all, func(l Limit) bool { return l.Term == none }), nil
}

// ParseLimits reads rows of the table of clocks; empty lines and those that begin with # say nothing.
func ParseLimits(rows []string) ([]Limit, error) {
	var all []Limit
	for i, row := range rows {
		if row = strings.TrimSpace(row); row == "" || row[0] == '#' {
			continue
		}
		l, err := parseLimit(row)
		if err != nil {
			return nil, fmt.Errorf("row %d of the clocks of petitions: %w", i+1, err)
		}
		all = append(all, l)
	}
	return all, nil
}

func parseLimit(row string) (l Limit, err error) {
	cells := strings.Split(row, "|")
	if len(cells) != 10 {
		return l, fmt.Errorf("%d cells, not the ten that the table has", len(cells))
	}
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	l = Limit{Name: cells[0], Term: cells[1], Basis: cells[8], Standing: cells[9]}
	if l.Name == "" {
		return l, fmt.Errorf("no name")
	}
	if l.Term != none {
		if _, err := calendar.ParseLimit(l.Term); err != nil {
			return l, fmt.Errorf("%s: the limit %q is written like 15wd or 8h", l.Name, l.Term)
		}
	}
	if !slices.Contains([]string{"read", "unconfirmed"}, l.Standing) {
		return l, fmt.Errorf("%s: it is read or unconfirmed, not %q", l.Name, l.Standing)
	}
	if l.Channels, err = among(cells[2], Channels); err != nil {
		return l, fmt.Errorf("%s: %w", l.Name, err)
	}
	if l.Classes, err = among(strings.ReplaceAll(cells[3], "unsorted", string(unsorted)), append([]Class{unsorted}, Classes...)); err != nil {
		return l, fmt.Errorf("%s: %w", l.Name, err)
	}
	if l.Levels, err = among(cells[4], Levels); err != nil {
		return l, fmt.Errorf("%s: %w", l.Name, err)
	}
	var acts []Act
	for i := range Rules {
		acts = append(acts, Rules[i].Act)
	}
	if l.Begins, err = among(cells[5], acts); err != nil {
		return l, fmt.Errorf("%s: %w", l.Name, err)
	}
	if l.Ends, err = among(cells[6], acts); err != nil {
		return l, fmt.Errorf("%s: %w", l.Name, err)
	}
	if cells[7] != none {
		pair, err := among(strings.Replace(cells[7], ">", " ", 1), acts)
		if err != nil || len(pair) != 2 {
			return l, fmt.Errorf("%s: it waits from one act to another, such as ask > supply, not %q", l.Name, cells[7])
		}
		l.Waits, l.GoesOn = pair[0], pair[1]
	}
	return l, nil
}

// unsorted is how a table names the class of what is not classified yet.
const unsorted Class = "unsorted"

// among reads words that all have to be known; * is nil, every one.
func among[T ~string](cell string, known []T) ([]T, error) {
	if cell == "*" {
		return nil, nil
	}
	var out []T
	for _, w := range strings.Fields(cell) {
		if !slices.Contains(known, T(w)) {
			return nil, fmt.Errorf("%q is none of %v", w, known)
		}
		out = append(out, T(w))
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("an empty cell; * is every one")
	}
	return out, nil
}

// covers says whether the row is for petitions of a class and level; its channel was looked at when they came.
func (l *Limit) covers(c Class, v Level) bool {
	if c == "" {
		c = unsorted
	}
	return (l.Classes == nil || slices.Contains(l.Classes, c)) && (l.Levels == nil || slices.Contains(l.Levels, v))
}

// LimitsOf are the rows for a channel.
func LimitsOf(all []Limit, c Channel) (out []Limit) {
	for _, l := range all {
		if l.Channels == nil || slices.Contains(l.Channels, c) {
			out = append(out, l)
		}
	}
	return out
}
