package office_test

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"motcua/ground/text"
	"motcua/keep/workbook"
	"motcua/office"
	"motcua/words/org"
)

// rollFile makes a workbook of sheets of rows.
func rollFile(t *testing.T, sheets map[string][][]any) []byte {
	t.Helper()
	var tables []workbook.Table
	for _, name := range slices.Sorted(maps.Keys(sheets)) {
		x := workbook.Table{Name: name, Rows: sheets[name][1:]}
		for _, head := range sheets[name][0] {
			x.Head = append(x.Head, head.(string))
		}
		tables = append(tables, x)
	}
	var b bytes.Buffer
	if err := workbook.Write(&b, tables...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var (
	peopleHead     = []any{"Tài khoản *", "Họ và tên *", "Thư điện tử"}
	postsHead      = []any{"Tài khoản", "Đơn vị", "Vai trò", "Chức danh", "Từ ngày", "Đến hết ngày", "Số, ngày quyết định"}
	competenceHead = []any{"Đơn vị", "Mã thủ tục", "Địa bàn", "Từ ngày", "Đến hết ngày"}
)

func TestAListOfOfficersIsShownThenEnteredWholeAndCanBeSentAgain(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	rec := openRecord(t, c.World(), "commune-of:owner")
	communes := c.World().Org.Units(c.Now(), org.Commune)
	p2 := c.World().Org.Person("p0002")
	was := c.World().Org.PostsEver("p0002")[0]
	file := rollFile(t, map[string][][]any{
		"Người": {{"Danh sách cán bộ"}, peopleHead, {"moi.cn7", "Đỗ Thị Mới", "moi.cn7@example.invalid"}, {p2.Username, p2.Name, "khac@example.invalid"}},
		"Vị trí": {
			postsHead,
			{"moi.cn7", "Chi nhánh số 7", "Cán bộ tiếp nhận", "Chuyên viên", "01/04/2026", "", ""},
			{"moi.cn7", "chi-nhanh-7", "cashier", "", "2026-04-01", "30/06/2026", "9/QĐ"},
			{p2.Username, string(was.Unit), string(was.Role), "", was.From.In(office.Zone).Format("02/01/2006"), "31/12/2026", "10/QĐ"},
		},
		"Thẩm quyền": {competenceHead, {string(communes[1].ID), string(rec.Code), string(communes[0].Code), "01/05/2026", ""}},
	})
	// The post that ends is there without a document of its own, so that the row's is the one that ends it.
	roll, plan, err := c.ReadRoll(c.ctx, townAdmin, "cán bộ.xlsx", file, "8/QĐ-TT")
	if err != nil {
		t.Fatal(err)
	}
	if plan.Count[org.RollNew] != 4 || plan.Count[org.RollChanged] != 2 || plan.Count[org.RollRefused] != 0 {
		t.Fatalf("counts %v: %v", plan.Count, plan.Faults())
	}
	if c.World().Org.ByUsername("moi.cn7") != nil {
		t.Fatal("looking entered somebody")
	}
	if _, _, err := c.ReadRoll(c.ctx, c.officer("chi-nhanh-7", "receiver"), "a.xlsx", file, "8"); keyOf(err) != "access.may-not" {
		t.Errorf("a clerk reads a roll: %v", err)
	}
	if err := c.Enrol(c.ctx, townAdmin, office.Command{Client: "t", Key: "roll-1"}, roll, "8/QĐ-TT"); err != nil {
		t.Fatal(err)
	}
	o := c.World().Org
	p := o.ByUsername("moi.cn7")
	if p == nil || p.Name != "Đỗ Thị Mới" || p.Email != "moi.cn7@example.invalid" {
		t.Fatalf("the person is %+v", p)
	}
	posts := o.PostsEver(p.ID)
	if len(posts) != 2 || posts[0].Document != "8/QĐ-TT" || posts[0].Title != "Chuyên viên" || posts[1].Document != "9/QĐ" || posts[1].To.In(office.Zone).Format("02/01/2006") != "01/07/2026" {
		t.Errorf("their posts are %+v", posts)
	}
	if o.Person("p0002").Email != "khac@example.invalid" || o.Post(was.ID).EndedBy != "10/QĐ" || o.Post(was.ID).To.In(office.Zone).Format("02/01/2006") != "01/01/2027" {
		t.Errorf("%+v, %+v", o.Person("p0002"), o.Post(was.ID))
	}
	if cs := o.Competences(); len(cs) != 1 || cs[0].Unit != communes[1].ID || len(cs[0].Areas) != 1 || cs[0].Areas[0] != communes[0].ID {
		t.Errorf("competences %+v", cs)
	}
	done, err := c.Read(c.ctx, townAdmin).Enrolments()
	if err != nil || len(done) != 1 || done[0].Document != "8/QĐ-TT" || done[0].Count[org.RollNew] != 4 {
		t.Errorf("what was entered: %+v, %v", done, err)
	}
	roll, plan, err = c.ReadRoll(c.ctx, townAdmin, "a.xlsx", file, "11/QĐ")
	if err != nil || plan.Count[org.RollSame] != 6 || len(plan.Facts) != 0 {
		t.Errorf("the same file again: %v %v %v", plan.Count, plan.Faults(), err)
	}
	if err := c.Enrol(c.ctx, townAdmin, office.Command{}, roll, "11/QĐ"); keyOf(err) != "roll.nothing" {
		t.Errorf("nothing is entered: %v", err)
	}
	var out bytes.Buffer
	if err := c.Read(c.ctx, townAdmin).WriteRoll(&out, text.EN, true); err != nil {
		t.Fatal(err)
	}
	if _, plan, err = c.ReadRoll(c.ctx, townAdmin, "out.xlsx", out.Bytes(), ""); err != nil || plan.Count[org.RollNew]+plan.Count[org.RollChanged]+plan.Count[org.RollRefused] != 0 || plan.Count[org.RollSame] < 300 {
		t.Errorf("the present list sent again: %v %v", plan, err)
	}
	c.check()
}

func TestARowThatIsWrongIsRefusedAtItsCellAndNothingIsEntered(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	p2 := c.World().Org.Person("p0002")
	was := c.World().Org.PostsEver("p0002")[0]
	good := []any{"moi.cn7", "Đỗ Thị Mới", ""}
	post := func(xs ...any) map[string][][]any {
		return map[string][][]any{"Người": {peopleHead, good}, "Vị trí": {postsHead, xs}}
	}
	for _, x := range []struct {
		what, key, place string
		sheets           map[string][][]any
	}{
		{"an unknown unit", "roll.unit", "Vị trí!B2", post("moi.cn7", "Chi nhánh số 99", "receiver", "", "01/04/2026", "", "1/QĐ")},
		{"an unknown role", "roll.role", "Vị trí!C2", post("moi.cn7", "chi-nhanh-7", "vua", "", "01/04/2026", "", "1/QĐ")},
		{"nobody of that account", "roll.person", "Vị trí!A2", post("khong.ai", "chi-nhanh-7", "receiver", "", "01/04/2026", "", "1/QĐ")},
		{"no day", "roll.day", "Vị trí!E2", post("moi.cn7", "chi-nhanh-7", "receiver", "", "31/02/2026", "", "1/QĐ")},
		{"an end before the beginning", "org.date-order", "Vị trí!F2", post("moi.cn7", "chi-nhanh-7", "receiver", "", "01/04/2026", "01/03/2026", "1/QĐ")},
		{"an overlap with what is held", "org.post-twice", "Vị trí!C2", post(p2.Username, string(was.Unit), string(was.Role), "", "01/04/2026", "", "1/QĐ")},
		{"no decision", "roll.document", "Vị trí!G2", post("moi.cn7", "chi-nhanh-7", "receiver", "", "01/04/2026", "", "")},
		{"before its unit", "org.unit-early", "Vị trí!B2", post("moi.cn7", "chi-nhanh-7", "receiver", "", "01/04/2010", "", "1/QĐ")},
		{"an empty cell", "roll.empty-cell", "Vị trí!B2", post("moi.cn7", "", "receiver", "", "01/04/2026", "", "1/QĐ")},
		{"another's account", "roll.name", "Người!B2", map[string][][]any{"Người": {peopleHead, {p2.Username, "Người Khác", ""}}}},
		{"a row twice", "roll.twice", "Người!3", map[string][][]any{"Người": {peopleHead, good, good}}},
		{"a bad account", "org.username-form", "Người!A2", map[string][][]any{"Người": {peopleHead, {"Thử Lỗi", "Đỗ Thị Mới", ""}}}},
		{"a missing column", "roll.no-column", "Vị trí!1", map[string][][]any{"Vị trí": {{"Tài khoản", "Đơn vị"}, {"moi.cn7", "chi-nhanh-7"}}}},
		{"a column nobody knows", "roll.column-unknown", "Người!C1", map[string][][]any{"Người": {{"Tài khoản", "Họ và tên", "Lương"}, {"moi.cn7", "Đỗ Thị Mới", "1"}}}},
		{"a sheet nobody knows", "roll.sheet-unknown", "Nguoi moi", map[string][][]any{"Nguoi moi": {{"x"}}, "Người": {peopleHead, good}}},
		{"a formula that fails", "sheet.formula", "Người!B2", map[string][][]any{"Người": {peopleHead, {"moi.cn7", "#REF!", ""}}}},
		{"competence for no procedure", "org.procedure-unknown", "Thẩm quyền!B2", map[string][][]any{"Thẩm quyền": {append(competenceHead, "Số, ngày quyết định"), {"so-xay-dung", "9.9", "", "01/05/2026", "", "1/QĐ"}}}},
	} {
		roll, plan, err := c.ReadRoll(c.ctx, townAdmin, "x.xlsx", rollFile(t, x.sheets), "")
		if err == nil {
			for _, f := range plan.Faults() {
				if f.Key == x.key && f.Field == x.place {
					err = f
				}
			}
			if err == nil {
				t.Errorf("%s: refused are %v", x.what, plan.Faults())
				continue
			}
			if e := c.Enrol(c.ctx, townAdmin, office.Command{}, roll, ""); keyOf(e) != "roll.refused" {
				t.Errorf("%s is entered: %v", x.what, e)
			}
			continue
		}
		f := faultOf(t, err)
		if f.Key != x.key || f.Field != x.place {
			t.Errorf("%s: %s at %s, want %s at %s", x.what, f.Key, f.Field, x.key, x.place)
		}
	}
	if c.World().Org.ByUsername("moi.cn7") != nil {
		t.Error("half of a file was entered")
	}
	if _, _, err := c.ReadRoll(c.ctx, townAdmin, "x.xlsx", make([]byte, office.MostRollBytes+1), ""); keyOf(err) != "sheet.too-large" {
		t.Errorf("a file that is too large: %v", err)
	}
	if _, _, err := c.ReadRoll(c.ctx, townAdmin, "x.csv", []byte("\xff\xfe,"), ""); keyOf(err) != "roll.csv" {
		t.Errorf("what is no text: %v", err)
	}
	if _, plan, err := c.ReadRoll(c.ctx, townAdmin, "x.csv", []byte(strings.ReplaceAll("\ufeffAccount,Full name,E-mail\nmoi.cn7,Đỗ Thị Mới,\n", ",", ";")), ""); err != nil || plan.Count[org.RollNew] != 1 {
		t.Errorf("a CSV with semicolons: %v", err)
	}
}
