package org

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
)

// A roll (danh sách cán bộ) is how offices keep people, posts and competences: a workbook with a sheet of each, or one sheet as
// CSV. docs/roll-format.md has the form. It adds and ends, and never takes away what it does not name.

// The sheets of a roll.
const (
	RollPeople     = "people"
	RollPosts      = "posts"
	RollCompetence = "competence"
)

// RollSheets are they, in the order in which they are read: a post is held by a person who is there.
var RollSheets = []string{RollPeople, RollPosts, RollCompetence}

// A RollColumn is a column of a sheet. Its heading is the text "roll.column." and Key.
type RollColumn struct {
	Key  string
	Must bool // the sheet cannot be without it, nor a row without its value
}

// RollColumns are the columns of each sheet, in the order of the template.
var RollColumns = map[string][]RollColumn{
	RollPeople:     {{"username", true}, {"name", true}, {"email", false}},
	RollPosts:      {{"username", true}, {"unit", true}, {"role", true}, {"title", false}, {"from", true}, {"to", false}, {"document", false}},
	RollCompetence: {{"unit", true}, {"procedures", true}, {"areas", false}, {"from", true}, {"to", false}, {"document", false}},
}

// A RollRow is one row as it was read, with its place.
type RollRow struct {
	Sheet    string            `json:"sheet"`
	Place    string            `json:"place"`           // of the row
	At       map[string]string `json:"at,omitempty"`    // places of its cells, by column
	Value    map[string]string `json:"value,omitempty"` // tidied, by column
	Role     Role              `json:"role,omitempty"`
	From, To time.Time         `json:",omitzero"` // To is the first instant after
}

// A Roll is a workbook as it was read.
type Roll struct {
	Rows []RollRow `json:"rows"`
}

// mostRollRows is how many rows a roll has at most. choice: a city has some 15,000 officers, and posts are a few more.
const mostRollRows = 60_000

// mostRollFaults is how many mistakes of a file are told.
const mostRollFaults = 500

// RollGrid is one sheet as texts. Rows[0] is row 1.
type RollGrid struct {
	Name string
	Rows [][]string
}

// ReadRoll reads the sheets of a roll. say gives the text of a key in each language that is understood. at names a place; row
// and column are from 0, column -1 is the row. The error is a *fault.Fault with every mistake, each at its place.
func ReadRoll(grids []RollGrid, at func(sheet string, row, col int) string, say ...func(key string) string) (Roll, error) {
	r := &rollReader{at: at, say: say}
	seen := map[string]bool{}
	for _, g := range grids {
		if r.is(g.Name, "roll.sheet.help") || !slices.ContainsFunc(g.Rows, rollFilled) {
			continue
		}
		i := slices.IndexFunc(RollSheets, func(s string) bool { return r.is(g.Name, "roll.sheet."+s) })
		if i < 0 && len(grids) == 1 { // a file of one sheet is known by its columns
			i = slices.IndexFunc(RollSheets, func(s string) bool { return r.head(s, g, 2) >= 0 })
		}
		switch {
		case i < 0:
			r.wrong(g.Name, "roll.sheet-unknown", "sheet", g.Name)
		case seen[RollSheets[i]]:
			r.wrong(g.Name, "roll.sheet-twice", "sheet", g.Name)
		default:
			seen[RollSheets[i]] = true
			r.sheet(RollSheets[i], g)
		}
	}
	if len(r.roll.Rows) == 0 && len(r.faults) == 0 {
		r.wrong("", "roll.empty")
	}
	if len(r.roll.Rows) > mostRollRows {
		r.wrong("", "roll.too-many", "most", strconv.Itoa(mostRollRows))
	}
	if len(r.faults) > 0 {
		return Roll{}, fault.Join(r.faults)
	}
	slices.SortStableFunc(r.roll.Rows, func(a, b RollRow) int { return slices.Index(RollSheets, a.Sheet) - slices.Index(RollSheets, b.Sheet) })
	return r.roll, nil
}

type rollReader struct {
	at     func(string, int, int) string
	say    []func(string) string
	roll   Roll
	faults []*fault.Fault
}

func (r *rollReader) wrong(place, key string, args ...string) {
	if len(r.faults) < mostRollFaults {
		r.faults = append(r.faults, fault.New(fault.Invalid, key, args...).At(place))
	}
}

// is says whether a text is what a key says in any language, marks and capitals aside.
func (r *rollReader) is(s, key string) bool {
	return slices.ContainsFunc(r.say, func(say func(string) string) bool { return vn.Fold(say(key)) == vn.Fold(s) })
}

func rollFilled(row []string) bool {
	return slices.ContainsFunc(row, func(s string) bool { return strings.TrimSpace(s) != "" })
}

// column gives the column of a sheet that a heading names, "" for none. A star behind it marks what must be filled.
func (r *rollReader) column(sheet, heading string) string {
	heading = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(heading), "*"))
	for _, c := range RollColumns[sheet] {
		if heading != "" && (heading == c.Key || r.is(heading, "roll.column."+c.Key)) {
			return c.Key
		}
	}
	return ""
}

// head finds the row of headings: the first that names so many columns of the sheet. -1 for none.
func (r *rollReader) head(sheet string, g RollGrid, least int) int {
	return slices.IndexFunc(g.Rows, func(row []string) bool {
		n := 0
		for _, s := range row {
			if r.column(sheet, s) != "" {
				n++
			}
		}
		return n >= least
	})
}

func (r *rollReader) sheet(sheet string, g RollGrid) {
	head := r.head(sheet, g, 2)
	if head < 0 {
		head = r.head(sheet, g, 1) // which columns are missing says more
	}
	if head < 0 {
		r.wrong(g.Name, "roll.no-head", "sheet", g.Name)
		return
	}
	cols := map[string]int{}
	before := len(r.faults)
	for i, heading := range g.Rows[head] {
		key := r.column(sheet, heading)
		_, twice := cols[key]
		switch {
		case strings.TrimSpace(heading) == "":
		case key == "":
			r.wrong(r.at(g.Name, head, i), "roll.column-unknown", "column", rollCut(heading))
		case twice:
			r.wrong(r.at(g.Name, head, i), "roll.column-twice", "column", rollCut(heading))
		default:
			cols[key] = i
		}
	}
	for _, c := range RollColumns[sheet] {
		if _, ok := cols[c.Key]; c.Must && !ok {
			r.wrong(r.at(g.Name, head, -1), "roll.no-column", "column", "@roll.column."+c.Key)
		}
	}
	if len(r.faults) > before {
		return
	}
	for i := head + 1; i < len(g.Rows); i++ {
		if rollFilled(g.Rows[i]) {
			r.row(sheet, g, i, cols)
		}
	}
}

func (r *rollReader) row(sheet string, g RollGrid, i int, cols map[string]int) {
	x := RollRow{Sheet: sheet, Place: r.at(g.Name, i, -1), At: map[string]string{}, Value: map[string]string{}}
	for _, c := range RollColumns[sheet] {
		col, there := cols[c.Key]
		if !there {
			continue
		}
		x.At[c.Key] = r.at(g.Name, i, col)
		if col < len(g.Rows[i]) {
			x.Value[c.Key] = vn.Tidy(g.Rows[i][col])
		}
		if x.Value[c.Key] == "" && c.Must {
			r.wrong(x.At[c.Key], "roll.empty-cell", "column", "@roll.column."+c.Key)
		}
	}
	if s := x.Value["role"]; s != "" {
		k := slices.IndexFunc(Roles, func(role Role) bool { return string(role) == s || r.is(s, "org.role."+string(role)) })
		if k < 0 {
			r.wrong(x.At["role"], "roll.role", "role", rollCut(s))
		} else {
			x.Role = Roles[k]
		}
	}
	x.From = r.day(&x, "from")
	if last := r.day(&x, "to"); !last.IsZero() {
		x.To = last.AddDate(0, 0, 1)
	}
	if _, known := cols["username"]; known {
		x.Value["username"] = strings.ToLower(x.Value["username"])
	}
	r.roll.Rows = append(r.roll.Rows, x)
}

// day reads a day as people write it, or as a workbook counts it.
func (r *rollReader) day(x *RollRow, column string) time.Time {
	s := x.Value[column]
	if s == "" {
		return time.Time{}
	}
	for _, form := range []string{"2/1/2006", "2006-01-02"} {
		if t, err := time.ParseInLocation(form, s, zone); err == nil {
			return t.UTC()
		}
	}
	// ECMA-376 part 1, 18.17.4.1: days since 30/12/1899.
	if n, err := strconv.ParseFloat(s, 64); err == nil && n > 60 && n < 200_000 {
		return time.Date(1899, 12, 30+int(n), 0, 0, 0, 0, zone).UTC()
	}
	r.wrong(x.At[column], "roll.day", "value", rollCut(s))
	return time.Time{}
}

func rollCut(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
