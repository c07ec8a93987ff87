package procedure

import (
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
)

// mostSheetFaults is how many mistakes of a workbook are told.
const mostSheetFaults = 500

// ReadSheets reads a workbook against a catalogue: the next version of each procedure that has a row on the sheet of
// procedures, in that order; one that says nothing new is given as it is. Version is 0.
//
// A cell that says what SheetTables would write for it changes nothing, so that what a cell cannot hold is not lost. The rows
// of a case on a sheet are all of its papers, limits, fees or steps; a case without rows there keeps what it has, and so
// does a part whose column is missing.
//
// The error is a *fault.Fault of kind Invalid with all mistakes in it, each at its place: sheet, column and row as in
// "Giấy tờ!B3". at names a place; row and column are from 0, column -1 is the row.
func ReadSheets(grids []Grid, cat *Catalogue, at func(sheet string, row, col int) string, langs ...SheetWords) ([]Record, error) {
	r := &sheetReader{words: newCellWords(langs), at: at, cat: cat, byCode: map[ID]*sheetRecord{}}
	sheets := r.sort(grids)
	if r.wrong == nil {
		r.records(sheets[0])
		r.cases(sheets[1])
		r.limits(sheets[2])
		r.fees(sheets[3])
		r.papers(sheets[4])
		r.steps(sheets[5])
		r.timers(sheets[6])
		r.judge()
	}
	if r.wrong != nil {
		return nil, r.wrong
	}
	out := make([]Record, len(r.order))
	for i, x := range r.order {
		out[i] = x.rec
	}
	return out, nil
}

type sheetReader struct {
	words  *cellWords
	at     func(string, int, int) string
	cat    *Catalogue
	byCode map[ID]*sheetRecord
	order  []*sheetRecord
	wrong  *fault.Fault
}

// A sheetRecord is a record that is being changed, with the place of its row.
type sheetRecord struct {
	rec   Record
	sheet string
	row   int
}

// A sheetGrid is a sheet whose head was found: each column by its key.
type sheetGrid struct {
	name string
	head int
	cols map[string]int
	rows [][]string
}

func (r *sheetReader) mistake(place, key string, args ...string) {
	r.fault(fault.New(fault.Invalid, key, args...).At(place))
}

func (r *sheetReader) fault(f *fault.Fault) {
	switch {
	case r.wrong == nil:
		r.wrong = f
	case len(r.wrong.More) < mostSheetFaults:
		r.wrong.More = append(r.wrong.More, f)
	}
}

// sort puts the sheets in order and finds their heads; a sheet that nobody knows is refused, for it may be one that was
// misspelt.
func (r *sheetReader) sort(grids []Grid) []*sheetGrid {
	out := make([]*sheetGrid, len(sheetKinds))
	for _, g := range grids {
		if r.words.is(g.Name, "sheet.name.help") || blank(g.Rows) {
			continue
		}
		i := slices.IndexFunc(sheetKinds, func(k sheetKind) bool { return r.words.is(g.Name, "sheet.name."+k.name) })
		switch {
		case i < 0:
			r.mistake(g.Name, "sheet.unknown", "sheet", g.Name, "sheets", r.allNames())
		case out[i] != nil:
			r.mistake(g.Name, "sheet.twice", "sheet", g.Name)
		default:
			out[i] = r.head(g, sheetKinds[i].cols)
		}
	}
	if out[0] == nil && r.wrong == nil {
		r.mistake("", "sheet.no-procedures", "sheet", r.words.say("sheet.name.procedures"))
	}
	return out
}

func (r *sheetReader) allNames() string {
	var out []string
	for _, k := range sheetKinds {
		out = append(out, r.words.say("sheet.name."+k.name))
	}
	return strings.Join(out, ", ")
}

func blank(rows [][]string) bool {
	return !slices.ContainsFunc(rows, func(row []string) bool {
		return slices.ContainsFunc(row, func(s string) bool { return strings.TrimSpace(s) != "" })
	})
}

// mostTitle is within how many rows the head has to stand; above it there may be a title.
const mostTitle = 10

// head finds the row of headings and which column is which.
func (r *sheetReader) head(g Grid, all []sheetHead) *sheetGrid {
	row := slices.IndexFunc(g.Rows[:min(len(g.Rows), mostTitle)], func(row []string) bool {
		return slices.ContainsFunc(row, func(s string) bool { return r.words.is(s, "sheet.column.code") })
	})
	if row < 0 {
		r.mistake(g.Name, "sheet.no-head", "column", r.words.say("sheet.column.code"), "rows", strconv.Itoa(mostTitle))
		return nil
	}
	out := &sheetGrid{name: g.Name, head: row, cols: map[string]int{}, rows: g.Rows}
	for j := range widest(g.Rows[row:]) {
		s := strings.TrimSpace(cell(g.Rows[row], j))
		i := slices.IndexFunc(all, func(h sheetHead) bool { return r.words.is(s, "sheet.column."+h.key) })
		switch {
		case s == "":
			if n := slices.IndexFunc(g.Rows[row:], func(line []string) bool { return strings.TrimSpace(cell(line, j)) != "" }); n >= 0 {
				r.mistake(r.at(g.Name, row+n, j), "sheet.no-heading")
			}
		case i < 0:
			r.mistake(r.at(g.Name, row, j), "sheet.unknown-column", "column", cut(s))
		default:
			if _, twice := out.cols[all[i].key]; twice {
				r.mistake(r.at(g.Name, row, j), "sheet.column-twice", "column", cut(s))
			}
			out.cols[all[i].key] = j
		}
	}
	for _, h := range all {
		if _, ok := out.cols[h.key]; h.must && !ok {
			r.mistake(r.at(g.Name, row, -1), "sheet.column-missing", "column", r.words.say("sheet.column."+h.key))
		}
	}
	return out
}

func widest(rows [][]string) (n int) {
	for _, row := range rows {
		n = max(n, len(row))
	}
	return n
}

func cell(row []string, j int) string {
	if j < len(row) {
		return row[j]
	}
	return ""
}

// text gives a cell of a column, "" when the sheet has no such column.
func (g *sheetGrid) text(row int, key string) string {
	j, ok := g.cols[key]
	if !ok {
		return ""
	}
	return SheetText(cell(g.rows[row], j))
}

// each goes over the rows below the head that say something.
func (g *sheetGrid) each(do func(row int)) {
	if g == nil {
		return
	}
	for i := g.head + 1; i < len(g.rows); i++ {
		if !blank(g.rows[i : i+1]) {
			do(i)
		}
	}
}

// take reads the cells of a row into x; a cell that says what x shows already leaves it as it is, and so does an empty one
// for a thing that is new.
func take[T any](r *sheetReader, g *sheetGrid, row int, columns []sheetColumn[T], x *T, fresh bool) {
	for _, c := range columns {
		j, ok := g.cols[c.key]
		if !ok {
			continue
		}
		s := SheetText(cell(g.rows[row], j))
		if t, ok := dayCell(s); c.day && ok { // as the program counts days, or as people write them
			s = dayText(t)
		}
		if r.shows(s, func(w *cellWords) string { return c.show(w, x) }) && (!fresh || s != "") || s == "" && fresh && !c.full {
			continue
		}
		if c.full && s == "" {
			r.mistake(r.at(g.name, row, j), "sheet.empty", "column", r.words.say("sheet.column."+c.key))
			continue
		}
		if err := c.take(r.words, x, s); err != nil {
			f := fault.As(err)
			if f == nil {
				f = fault.New(fault.Invalid, "sheet.cell", "value", cut(s))
			}
			r.fault(f.At(r.at(g.name, row, j)))
		}
	}
}

// judge checks each record as publishing would, and that no package of procedures is within itself and none calls itself.
func (r *sheetReader) judge() {
	all := make([]Record, len(r.order))
	for i, x := range r.order {
		all[i] = x.rec
	}
	for _, x := range r.order {
		for _, f := range Errors(Check(x.rec)) {
			r.mistake(r.at(x.sheet, x.row, -1), "sheet.unsound", "code", string(x.rec.Code), "path", f.Path, "says", string(f.Said()))
		}
		if path := wayBack(x.rec.Code, r.interlinked); path != nil {
			r.mistake(r.at(x.sheet, x.row, -1), "sheet.circle", "codes", circleText(path))
		}
		if path := CallCircle(&x.rec, all, r.cat); path != nil {
			r.mistake(r.at(x.sheet, x.row, -1), "file.call-circle", "codes", circleText(path))
		}
	}
}

// interlinked are the procedures that one is interlinked with, as the workbook leaves them.
func (r *sheetReader) interlinked(id ID) []ID {
	var linked []string
	if x := r.byCode[id]; x != nil {
		linked = x.rec.Interlinked
	} else if all := r.cat.Versions(id); len(all) > 0 {
		linked = all[len(all)-1].Interlinked
	}
	var out []ID
	for _, s := range linked {
		if next, _, ok := sheetCode(strings.TrimSpace(s)); ok {
			out = append(out, next)
		}
	}
	return out
}
