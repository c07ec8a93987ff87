package office_test

import (
	"bytes"
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/keep/workbook"
	"motcua/law/procedure"
	"motcua/office"
)

// realRecords are the lines of the national database that are not committed.
func realRecords(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(cmp.Or(os.Getenv("SHARED"), "../../shared/data"), "procedures", "tthc_shared.jsonl"))
	if err != nil {
		t.Skipf("LEFT OUT: the real procedure records, %v", err)
	}
	return b
}

// sheets writes procedures, or the whole catalogue, as a workbook and reads its cells again.
func (c *town) sheets(l text.Lang, codes ...procedure.ID) []workbook.Cells {
	c.t.Helper()
	recs := slices.DeleteFunc(c.World().Procedures.Newest(), func(r *procedure.Record) bool { return codes != nil && !slices.Contains(codes, r.Code) })
	var b bytes.Buffer
	if err := office.WriteWorkbook(&b, recs, l); err != nil {
		c.t.Fatal(err)
	}
	cells, err := workbook.Read(b.Bytes())
	if err != nil {
		c.t.Fatal(err)
	}
	return cells
}

// book makes a workbook of cells.
func book(t *testing.T, cells []workbook.Cells) []byte {
	t.Helper()
	var tables []workbook.Table
	for _, s := range cells {
		table := workbook.Table{Name: s.Name, Head: s.Rows[0]}
		for _, row := range s.Rows[1:] {
			var line []any
			for _, x := range row {
				line = append(line, x)
			}
			table.Rows = append(table.Rows, line)
		}
		tables = append(tables, table)
	}
	var b bytes.Buffer
	if err := workbook.Write(&b, tables...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAWorkbookOfTheCatalogueChangesNothing(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-11-24 08:30")
	if p, err := c.ImportCatalogue(c.ctx, system, realRecords(t)); err != nil || len(p.Refusals) > 0 || len(p.Changes) != 332 {
		t.Fatalf("%+v, %v", p, err)
	}
	for _, l := range text.Langs {
		p, err := c.World().PlanCatalogue(book(t, c.sheets(l)), c.clock())
		if err != nil {
			t.Fatalf("%s: %v", l, err)
		}
		if len(p.Changes) < 332 {
			t.Errorf("%s: the workbook has %d procedures", l, len(p.Changes))
		}
		for _, x := range p.Changes {
			if x.What != procedure.PackSame {
				t.Errorf("%s: %s would be %s: %+v", l, x.Code, x.What, x.Changes)
			}
		}
	}
}

// edit gives the sheets with a cell changed, or with a row for which change gives nil left out. Rows are found by the texts they
// begin with.
func edit(t *testing.T, cells []workbook.Cells, sheet string, begins []string, change func(head, row []string) []string) []workbook.Cells {
	t.Helper()
	out, done := slices.Clone(cells), false
	for i, s := range out {
		if s.Name != sheet {
			continue
		}
		var rows [][]string
		for n, row := range s.Rows {
			if !done && (n == 0 && begins == nil || n > 0 && begins != nil && len(row) >= len(begins) && slices.Equal(row[:len(begins)], begins)) {
				done = true
				padded := slices.Concat(row, make([]string, len(s.Rows[0])-len(row)))
				if row = change(s.Rows[0], padded); row == nil {
					continue
				}
			}
			rows = append(rows, row)
		}
		out[i].Rows = rows
	}
	if !done {
		t.Fatalf("no row %v on %s", begins, sheet)
	}
	return out
}

// to changes the cell below a heading.
func to(heading, value string) func(head, row []string) []string {
	return func(head, row []string) []string {
		i := slices.Index(head, heading)
		if i < 0 {
			panic("no heading " + heading)
		}
		row[i] = value
		return row
	}
}

func gone(_, _ []string) []string { return nil }

func TestAChangedWorkbookBecomesTheNextVersions(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-11-24 08:30")
	before := c.World().Procedures.Current("2.000815", c.clock())
	one := before.Cases[0].ID
	cells := c.sheets(text.VI, "1.001193", "2.000815", "1.004873")
	cells = edit(t, cells, "Thủ tục", []string{"2.000815"}, to("Tên thường gọi", "Sao y"))
	cells = edit(t, cells, "Giấy tờ", []string{"2.000815", one}, to("Bản sao", "2"))
	cells = edit(t, cells, "Thủ tục", []string{"1.001193"}, to("Hiệu lực từ", "01/12/2026"))
	cells[0].Rows = append(cells[0].Rows, []string{"1.999901", "Cấp giấy phép ví dụ"})
	cells[4].Rows = append(cells[4].Rows, edited(cells[4].Rows[0], map[string]string{"Mã thủ tục": "1.999901", "Mã trường hợp": "chung", "Tên giấy tờ": "Đơn", "Bản chính": "1", "Bắt buộc": "x"}))
	cells[2].Rows = append(cells[2].Rows, edited(cells[2].Rows[0], map[string]string{
		"Mã thủ tục": "1.999901", "Mã trường hợp": "chung", "Kênh thực hiện": "truc tiep", "Thời hạn": "5", "Đơn vị thời hạn": "ngay lam viec",
	}))
	// Columns come in any order and headings without marks.
	for i, row := range cells[2].Rows {
		row = slices.Concat(row, make([]string, len(cells[2].Rows[0])-len(row)))
		slices.Reverse(row)
		cells[2].Rows[i] = row
	}
	cells[2].Rows[0][0] = "GHI CHU"
	b := book(t, cells)
	p, err := c.ImportCatalogue(c.ctx, system, b)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range p.Changes {
		if x.What != procedure.PackSame {
			got = append(got, string(x.Code)+" "+x.What)
		}
	}
	slices.Sort(got)
	if want := "1.001193 version, 1.999901 new, 2.000815 version"; strings.Join(got, ", ") != want {
		t.Fatalf("%v, want %s", got, want)
	}
	now := c.World().Procedures.Current("2.000815", c.clock())
	if now.ShortName != "Sao y" || now.Cases[0].Papers[0].Copies != 2 || now.Cases[0].Form == nil || now.Cases[0].Process == nil || now.Version != before.Version+1 {
		t.Errorf("%s is now version %d: %q, %+v", now.Code, now.Version, now.ShortName, now.Cases[0].Papers[0])
	}
	if x := c.World().Procedures.Current("1.001193", c.clock()); x.From.After(c.clock()) {
		t.Error("a version of December holds in November")
	}
	fresh := c.World().Procedures.Current("1.999901", c.clock())
	if fresh == nil || len(fresh.Cases) != 1 || fresh.Cases[0].Papers[0].Name != "Đơn" || fresh.Cases[0].Rule(procedure.Desk).Limit.String() != "5wd" {
		t.Errorf("the new procedure is %+v", fresh)
	}
	if now.Held() {
		t.Error("a version whose process is the same waits to be switched on")
	}
	longer := edit(t, c.sheets(text.VI, "2.000815"), "Các bước", []string{"2.000815", one}, to("Giờ làm việc", "7"))
	if _, err := c.ImportCatalogue(c.ctx, system, book(t, longer)); err != nil {
		t.Fatal(err)
	}
	if now = c.World().Procedures.Current("2.000815", c.clock()); now.Version != before.Version+2 || !now.Held() {
		t.Errorf("version %d with another process is on, and nobody switched it on", now.Version)
	}
	if p, err = c.ImportCatalogue(c.ctx, system, b); err != nil {
		t.Fatal(err)
	} else if p.News() != 1 {
		t.Errorf("the older file brings %d, for one step has other hours", p.News())
	}
	if p, err = c.ImportCatalogue(c.ctx, system, b); err != nil || p.News() != 0 {
		t.Errorf("the same file again brings %d, %v", p.News(), err)
	}
}

func edited(head []string, by map[string]string) []string {
	row := make([]string, len(head))
	for k, v := range by {
		row[slices.Index(head, k)] = v
	}
	return row
}

func TestAMistakeInAWorkbookIsToldAtItsCellAndNothingGoesIn(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-11-24 08:30")
	cells := c.sheets(text.VI, "1.001193", "2.000815", "1.004873")
	one := []string{"1.001193", c.World().Procedures.Current("1.001193", c.clock()).Cases[0].ID}
	events := func() int { return len(c.World().Procedures.Versions("1.001193")) }
	had := events()
	for _, x := range []struct {
		name, key, place string
		cells            []workbook.Cells
	}{
		{"a code that is none", "sheet.code", "Thủ tục!A", edit(t, cells, "Thủ tục", one[:1], to("Mã thủ tục", "một chấm"))},
		{"a code twice", "sheet.code-twice", "Thủ tục!A", edit(t, cells, "Thủ tục", one[:1], to("Mã thủ tục", "2.000815"))},
		{"no name", "sheet.empty", "Thủ tục!B", edit(t, cells, "Thủ tục", one[:1], to("Tên thủ tục", " "))},
		{"a word that no choice has", "sheet.word", "Thủ tục!", edit(t, cells, "Thủ tục", one[:1], to("Nơi xử lý", "ở nhà"))},
		{"a word with a letter wrong", "sheet.word", "Thủ tục!", edit(t, cells, "Thủ tục", one[:1], to("Đối tượng thực hiện", "Công dân Việt Nom"))},
		{"a paper without name and form", "sheet.empty", "Giấy tờ!", edit(t, cells, "Giấy tờ", one, to("Tên giấy tờ", ""))},
		{"a day that is none", "sheet.day", "Thủ tục!K", edit(t, cells, "Thủ tục", one[:1], to("Hiệu lực từ", "31/02/2026"))},
		{"a count below zero", "sheet.number", "Giấy tờ!", edit(t, cells, "Giấy tờ", one, to("Bản chính", "-1"))},
		{"half a paper", "sheet.number", "Giấy tờ!", edit(t, cells, "Giấy tờ", one, to("Bản chính", "0.5"))},
		{"a limit of nothing", "calendar.limit.not-positive", "Thời hạn!", edit(t, cells, "Thời hạn", one, to("Thời hạn", "0"))},
		{"a case that is not there", "sheet.case-unknown", "Giấy tờ!B", edit(t, cells, "Giấy tờ", one, to("Mã trường hợp", "khac"))},
		{"a row of no procedure", "sheet.code-unknown", "Giấy tờ!A", edit(t, cells, "Giấy tờ", one, to("Mã thủ tục", "1.999999"))},
		{"a heading that nobody knows", "sheet.unknown-column", "Giấy tờ!", edit(t, cells, "Giấy tờ", nil, to("Bản chính", "Bản chánh"))},
		{"a heading twice", "sheet.column-twice", "Giấy tờ!", edit(t, cells, "Giấy tờ", nil, to("Bản chính", "Bản sao"))},
		{"a column without its heading", "sheet.no-heading", "Giấy tờ!", edit(t, cells, "Giấy tờ", nil, to("Bản chính", ""))},
		{"a column that is needed is missing", "sheet.column-missing", "Giấy tờ!1", edit(t, cells, "Giấy tờ", nil, to("Tên giấy tờ", "Tên bước"))},
		{"no head", "sheet.no-head", "Giấy tờ", edit(t, cells, "Giấy tờ", nil, to("Mã thủ tục", "Mã"))},
		{"a step of branches is left out", "sheet.branches", "Các bước!", edit(t, cells, "Các bước", one, gone)},
		{"a procedure in itself", "sheet.circle", "Thủ tục!", edit(t, cells, "Thủ tục", one[:1], to("Thủ tục liên thông", "1.001193"))},
		{"two procedures in one another", "sheet.circle", "Thủ tục!", edit(t, edit(t, cells, "Thủ tục", one[:1], to("Thủ tục liên thông", "2.000815")), "Thủ tục", []string{"2.000815"}, to("Thủ tục liên thông", "1.001193"))},
		{"a sheet that is misspelt", "sheet.unknown", "Giay to phai nop", renamed(cells, "Giấy tờ", "Giay to phai nop")},
		{"no sheet of procedures", "sheet.no-procedures", "", cells[1:]},
	} {
		t.Run(x.name, func(t *testing.T) {
			_, err := c.ImportCatalogue(c.ctx, system, book(t, x.cells))
			var keys []string
			found := false
			if f := fault.As(err); f != nil {
				for _, m := range append([]*fault.Fault{f}, f.More...) {
					keys = append(keys, m.Key+" "+m.Field)
					found = found || m.Key == x.key && strings.HasPrefix(m.Field, x.place)
				}
			}
			if !found {
				t.Errorf("refused by %v, %v; want %s at %s", keys, err, x.key, x.place)
			}
		})
	}
	if err := c.Refresh(c.ctx); err != nil || events() != had {
		t.Errorf("%d versions, %v; there were %d", events(), err, had)
	}
	officer := office.Who{Kind: "officer", Role: "receiver"}
	if _, err := c.ImportCatalogue(c.ctx, officer, book(t, cells)); fault.As(err) == nil || fault.As(err).Kind != fault.Refused {
		t.Errorf("a receiver imports: %v", err)
	}
}

func renamed(cells []workbook.Cells, from, to string) []workbook.Cells {
	out := slices.Clone(cells)
	for i := range out {
		if out[i].Name == from {
			out[i].Name = to
		}
	}
	return out
}

// exported writes the whole catalogue in a format.
func (c *town) exported(format string) []byte {
	c.t.Helper()
	var b bytes.Buffer
	if err := office.WriteCatalogue(&b, c.World().Procedures.Newest(), format, text.VI); err != nil {
		c.t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatTheCatalogueWritesChangesNothingWhenItComesBack(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-11-24 08:30")
	if _, err := c.ImportCatalogue(c.ctx, system, realRecords(t)); err != nil {
		t.Fatal(err)
	}
	all := len(c.World().Procedures.Newest())
	for _, format := range []string{"json", "jsonl", "message", "xlsx"} {
		p, err := c.World().PlanCatalogue(c.exported(format), c.clock())
		if err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		if len(p.Refusals) > 0 || len(p.Changes) != all || p.News() > 0 {
			t.Errorf("%s: of %d procedures %d come back, %d of them changed, %v", format, all, len(p.Changes), p.News(), p.Refusals)
		}
	}
}

func TestAWholeRecordThatWasChangedIsTheNextVersion(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-11-24 08:30")
	before := c.World().Procedures.Current("2.000815", c.clock())
	one, err := before.Encode()
	if err != nil {
		t.Fatal(err)
	}
	old := []byte(`"name":"` + before.Name + `"`)
	for _, x := range []struct {
		name string
		file func(rec []byte) []byte
	}{
		{"one record", func(rec []byte) []byte { return rec }},
		{"a list", func(rec []byte) []byte { return slices.Concat([]byte("[\n"), rec, []byte("\n]")) }},
		{"lines behind a mark", func(rec []byte) []byte { return slices.Concat([]byte("\ufeff"), rec, []byte("\n\n")) }},
	} {
		p, err := c.World().PlanCatalogue(x.file(bytes.Replace(one, old, []byte(`"name":"Sao y"`), 1)), c.clock())
		if err != nil || len(p.Refusals) > 0 || len(p.Changes) != 1 {
			t.Fatalf("%s: %+v, %v", x.name, p, err)
		}
		if got := p.Changes[0]; got.What != procedure.PackVersion || got.Version != before.Version+1 || len(got.Changes) == 0 ||
			slices.ContainsFunc(got.Changes, func(c procedure.Change) bool { return c.Part != "name" }) {
			t.Errorf("%s becomes %s %d: %+v", x.name, got.What, got.Version, got.Changes)
		}
		p, err = c.World().PlanCatalogue(x.file(bytes.Replace(one, []byte(`"route"`), []byte(`"rout"`), 1)), c.clock())
		if err != nil || len(p.Changes) > 0 || len(p.Refusals) == 0 || !strings.HasSuffix(p.Refusals[0].Field, "rout") || p.Refusals[0].Line == 0 {
			t.Errorf("%s with a word that nobody knows: %+v, %v", x.name, p, err)
		}
	}
	p, err := c.World().PlanCatalogue(slices.Concat(one, []byte("\n"), one), c.clock())
	if err != nil || len(p.Changes) > 0 || len(p.Refusals) == 0 {
		t.Errorf("one procedure twice: %+v, %v", p, err)
	}
}

func TestAFileThatIsNoCatalogueIsRefusedOnce(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	for _, file := range []string{string(c.exported("csv")), "Mã,Tên\n1.001193,Khai sinh\n", "\xd0\xcf\x11\xe0 old"} {
		p, err := c.World().PlanCatalogue([]byte(file), c.clock())
		if f := fault.As(err); f == nil || f.Kind != fault.Invalid || f.Key != "catalogue.format" {
			t.Errorf("%.20q: %+v, %v", file, p, err)
		}
	}
}

// A workbook goes to another city too: what the national database has in its own words, or in no words, is taken there as well.
func TestAWorkbookOfRealRecordsFillsAnEmptyCatalogue(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-11-24 08:30")
	empty := &office.World{Procedures: procedure.NewCatalogueBuilder().Catalogue()}
	p, err := empty.PlanCatalogue(realRecords(t), c.clock())
	if err != nil {
		t.Fatal(err)
	}
	var recs []*procedure.Record
	for i := range p.Changes {
		recs = append(recs, &p.Changes[i].Record)
	}
	var b bytes.Buffer
	if err := office.WriteWorkbook(&b, recs, text.VI); err != nil {
		t.Fatal(err)
	}
	back, err := empty.PlanCatalogue(b.Bytes(), c.clock())
	if err != nil {
		t.Fatal(err)
	}
	if len(back.Changes) != len(recs) {
		t.Fatalf("%d of %d come in", len(back.Changes), len(recs))
	}
	papers := func(r *procedure.Record) (n int) {
		for _, k := range r.Cases {
			n += len(k.Papers)
		}
		return n
	}
	for i, x := range back.Changes {
		was, is := recs[i], &x.Record
		if is.Code != was.Code || is.Name != was.Name || !slices.Equal(is.Audiences, was.Audiences) || !slices.Equal(is.Levels, was.Levels) ||
			len(is.Cases) != len(was.Cases) || papers(is) != papers(was) || len(is.Bases) != len(was.Bases) {
			t.Errorf("%s comes in otherwise: %v %v, %d cases, %d papers of %d", was.Code, is.Audiences, is.Levels, len(is.Cases), papers(is), papers(was))
		}
	}
}
