package office

import (
	"context"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/keep/workbook"
	"motcua/law/access"
	"motcua/words/org"
)

// The register of desks as a list that goes out and comes in. A row is a desk, found by its code. An empty cell says nothing; what a
// cell says otherwise than the register becomes a line of the register, and nothing is overwritten.

// DeskColumns are the columns, in their order; the text key settings.desks.column.<name> is the heading.
var DeskColumns = []string{
	"code", "name", "unit", "point", "address", "own", "seconded", "counters", "opened", "note", "from", "document",
	"ruling", "number", "day", "effective", "successor",
}

const deskHeading = "settings.desks.column."

// DeskCells are the cells of a desk, in the order of DeskColumns.
func (g *DeskRegister) DeskCells(v text.Voice, d *DeskLine) []any {
	number := func(n *int) any {
		if n == nil {
			return nil
		}
		return *n
	}
	own := number(d.Own)
	if d.Counted { // it is counted from posts, not told
		own = nil
	}
	successor := ""
	if s := g.Find(d.Ruling.Successor); s != nil {
		successor = s.Code
	}
	ruling := ""
	if d.Ruling.What != org.Undecided {
		ruling = v.T("settings.desks.ruling." + d.Ruling.What)
	}
	return []any{
		d.Code, d.Name, string(d.Unit), string(d.Point), d.Address, own, number(d.Seconded), number(d.Counters), workbook.Day(d.Opened), d.Note, nil, nil,
		ruling, d.Ruling.Number, workbook.Day(d.Ruling.Day), workbook.Day(d.Ruling.Effective), successor,
	}
}

// A DeskDiff is one cell that says something else than the register.
type DeskDiff struct{ Column, Was, Now string }

// What becomes of a desk by a file.
const (
	DeskNew     = "new"
	DeskChanged = "changed"
	DeskSame    = "same"
)

// A DeskChange is what a row of a file would do.
type DeskChange struct {
	Place, Code, Name string
	What              string
	Diffs             []DeskDiff
}

// A DeskPlan says what a file would do to the register; making one changes nothing.
type DeskPlan struct {
	Rows  []DeskChange
	Hash  string // of all that would be entered
	lines []org.DeskFact
}

// Count says how many rows are of a kind.
func (p *DeskPlan) Count(what string) (n int) {
	for i := range p.Rows {
		if p.Rows[i].What == what {
			n++
		}
	}
	return n
}

// PlanDesks reads a list of desks, a workbook or CSV, and says what it would do. Document is the source of rows that name none. Faults
// are at the cells: "Sheet!B3".
func (o *Office) PlanDesks(ctx context.Context, who Who, name string, b []byte, document string) (*DeskPlan, error) {
	if err := access.May(who, "keep-desks", access.Object{Org: o.world.Load().Org, At: o.Now()}); err != nil {
		return nil, err
	}
	if err := o.renewHouse(ctx); err != nil {
		return nil, err
	}
	return o.planDesks(o.world.Load(), name, b, document, o.Now())
}

// ImportDesks enters what PlanDesks said of a file. When the register moved meanwhile, so that the file would do something else than
// what was seen, nothing is entered: Conflict "settings.desks.moved".
func (o *Office) ImportDesks(ctx context.Context, who Who, cmd Command, name string, b []byte, document, hash string) error {
	if err := access.May(who, "keep-desks", access.Object{Org: o.world.Load().Org, At: o.Now()}); err != nil {
		return err
	}
	return o.changeHouse(ctx, who, cmd, asked{"desks-file", hash}, func(w *World, now time.Time) ([]org.Fact, error) {
		p, err := o.planDesks(w, name, b, document, now)
		switch {
		case err != nil:
			return nil, err
		case p.Hash != hash:
			return nil, fault.New(fault.Conflict, "settings.desks.moved")
		case len(p.lines) == 0:
			return nil, fault.New(fault.Conflict, "settings.desks.nothing-new")
		}
		return w.Org.EnterDesks(p.lines, now)
	})
}

// A deskFile is a list while it is read.
type deskFile struct {
	w        *World
	words    *text.Catalog
	now      time.Time
	document string
	sheet    string
	columns  []string // by position; "" = it has no heading
	places   map[string]string
	byCode   map[string]org.DeskID // also of desks that the file brings
	entered  []org.DeskFact
	ruled    []org.DeskFact
	at       [2][]int // the rows of entered and ruled
	rows     []DeskChange
	wrong    []*fault.Fault
	made     int
}

func (o *Office) planDesks(w *World, name string, b []byte, document string, now time.Time) (*DeskPlan, error) {
	sheets, err := workbook.ReadTable(b, cut(strings.ToValidUTF8(name, ""), 60))
	if err != nil {
		return nil, err
	}
	sheets = slices.DeleteFunc(sheets, func(c workbook.Cells) bool { return len(c.Rows) == 0 })
	if len(sheets) == 0 {
		return nil, fault.New(fault.Invalid, "settings.desks.empty-file").At("file")
	}
	f := &deskFile{w: w, words: o.words, now: now, document: vn.Tidy(document), byCode: map[string]org.DeskID{}, sheet: sheets[0].Name}
	first, err := f.readHead(sheets[0].Rows)
	if err != nil {
		return nil, err
	}
	f.read(sheets[0].Rows, first)
	if len(f.wrong) == 0 && len(f.rows) == 0 {
		return nil, fault.New(fault.Invalid, "settings.desks.empty-file").At("file")
	}
	lines := slices.Concat(f.entered, f.ruled)
	if len(f.wrong) == 0 && len(lines) > 0 {
		if _, err := w.Org.EnterDesks(lines, now); err != nil {
			f.placed(err, slices.Concat(f.at[0], f.at[1]))
		}
	}
	if len(f.wrong) > 0 {
		return nil, fault.Join(f.wrong)
	}
	hash, err := requestHash("desks", lines)
	return &DeskPlan{Rows: f.rows, Hash: hex.EncodeToString(hash[:]), lines: lines}, err
}

// readHead finds the row of headings, in either language, with marks or without, in any order.
func (f *deskFile) readHead(rows [][]string) (first int, err error) {
	known := map[string]string{}
	for _, c := range DeskColumns {
		known[c] = c
		for _, l := range text.Langs {
			known[vn.Fold(f.words.T(l, deskHeading+c))] = c
		}
	}
	for i, row := range rows[:min(len(rows), 10)] {
		var columns []string
		var unknown *fault.Fault
		found := 0
		for j, cell := range row {
			c := known[vn.Fold(vn.Tidy(cell))]
			columns = append(columns, c)
			switch {
			case c != "" && slices.Contains(columns[:j], c):
				unknown = fault.New(fault.Invalid, "settings.desks.heading-twice", "heading", vn.Tidy(cell)).At(workbook.At(f.sheet, i, j))
			case c != "":
				found++
			case vn.Tidy(cell) != "" && unknown == nil:
				unknown = fault.New(fault.Invalid, "settings.desks.heading", "heading", cut(vn.Tidy(cell), 60)).At(workbook.At(f.sheet, i, j))
			}
		}
		if found < 2 {
			continue
		}
		if unknown != nil { // choice: a misspelt heading would drop a whole column without a word
			return 0, unknown
		}
		if f.columns = columns; !slices.Contains(columns, "code") {
			return 0, fault.New(fault.Invalid, "settings.desks.no-code").At(workbook.At(f.sheet, i, -1))
		}
		return i + 1, nil
	}
	return 0, fault.New(fault.Invalid, "settings.desks.no-head").At("file")
}

// exportMark is the mark that a list which went out has at its end.
var exportMark = regexp.MustCompile(`\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b`)

// read reads the rows: first which desks there are, so that a successor may stand below.
func (f *deskFile) read(rows [][]string, first int) {
	type line struct {
		n    int
		cell map[string]string
	}
	var all []line
	seen := map[string]int{}
	for i := first; i < len(rows); i++ {
		cell := map[string]string{}
		for j, s := range rows[i] {
			if s = vn.Tidy(s); s != "" && j < len(f.columns) && f.columns[j] != "" {
				cell[f.columns[j]] = s
			}
		}
		code := cell["code"]
		switch {
		case len(cell) == 0, len(cell) == 1 && exportMark.MatchString(rows[i][0]):
			continue
		case code == "":
			f.fault(i, "code", fault.New(fault.Invalid, "org.desk-code"))
			continue
		case seen[code] > 0:
			f.fault(i, "code", fault.New(fault.Invalid, "settings.desks.code-twice", "code", code, "row", strconv.Itoa(seen[code])))
			continue
		}
		seen[code] = i + 1
		id := f.w.Org.DeskCoded(code, f.now)
		if id == "" {
			id = freeDesk(f.w.Org, &f.made)
		}
		f.byCode[code] = id
		all = append(all, line{i, cell})
	}
	for _, l := range all {
		f.row(l.n, l.cell)
	}
}

func (f *deskFile) fault(row int, column string, x *fault.Fault) {
	f.wrong = append(f.wrong, x.At(workbook.At(f.sheet, row, slices.Index(f.columns, column))))
}

// placed gives faults of the register their cells.
func (f *deskFile) placed(err error, rows []int) {
	x := fault.As(err)
	if x == nil {
		f.wrong = append(f.wrong, &fault.Fault{Kind: fault.Internal, Key: "org.internal", Cause: err})
		return
	}
	for _, one := range append([]*fault.Fault{x}, x.More...) {
		one := *one
		one.More = nil
		n, field, ok := strings.Cut(one.Field, ".")
		i, e := strconv.Atoi(n)
		if !ok || e != nil { // a single line has no number
			i, field = 1, one.Field
		}
		if field == "what" {
			field = "ruling"
		}
		f.fault(rows[i-1], field, &one)
	}
}
