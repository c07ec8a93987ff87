package office_test

import (
	"bytes"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
)

// whole is a conduct that lays down everything.
var whole = procedure.Conduct{
	Immediate: true, SelfFiled: true, Prepaid: true, Originals: procedure.OriginalsReturned, ResultFile: procedure.ResultSigned,
	Receivers: []string{"cn-01", "cn-02"}, DataType: "BTP.CT", Basis: "Quyết định 12/QĐ-VD",
}

func TestAWorkbookCarriesWhatTheCityLaysDownForACase(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-11-24 08:30")
	rec := *c.World().Procedures.Current("2.000815", c.clock())
	rec.Cases = slices.Clone(rec.Cases)
	rec.Cases[0].Conduct, rec.PublishedBy = whole, procedure.ByMinistry
	for _, l := range text.Langs {
		var b bytes.Buffer
		if err := office.WriteWorkbook(&b, []*procedure.Record{&rec}, l); err != nil {
			t.Fatal(err)
		}
		p, err := c.World().PlanCatalogue(b.Bytes(), c.clock())
		if err != nil || len(p.Changes) != 1 || p.Changes[0].What != procedure.PackVersion {
			t.Fatalf("%s: %+v, %v", l, p, err)
		}
		if got := p.Changes[0].Record; got.PublishedBy != rec.PublishedBy || !same(got.Cases[0].Conduct, whole) {
			t.Errorf("%s: %q, %+v", l, got.PublishedBy, got.Cases[0].Conduct)
		}
		words, err := text.Load()
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range p.Changes[0].Changes { // each has words of its own, and no value is a code
			if line := x.Line(words.In(l)); l == text.VI && (strings.Contains(line, x.Part) || strings.Contains(line, x.New) && !slices.Contains([]string{whole.Basis, whole.DataType, "cn-01; cn-02"}, x.New)) {
				t.Errorf("%s: %s", l, line)
			}
		}
	}
}

func same(a, b procedure.Conduct) bool {
	x, y := procedure.Record{Cases: []procedure.Case{{Conduct: a}}}, procedure.Record{Cases: []procedure.Case{{Conduct: b}}}
	return len(procedure.VersionDiff(x, y)) == 0
}

func TestASignedResultIsIssuedWithASignedFileAlone(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	const code, id = "2.000815", "dossier-signed1"
	c.approved("proposal-0001", code, 1, func(r *procedure.Record) {
		for i := range r.Cases {
			r.Cases[i].Conduct = procedure.Conduct{ResultFile: procedure.ResultSigned, Receivers: []string{"chi-nhanh-7"}}
		}
	})
	n, err := c.publish("proposal-0001", "2026-03-03")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.SwitchOn(c.ctx, c.named("manhkhoa2.tt"), office.Command{}, code, n, nil, ""); err != nil {
		t.Fatal(err)
	}
	rec := c.World().Procedures.Current(code, c.clock())
	elsewhere := c.intake(code, rec.Cases[0].ID, "chi-nhanh-1")
	_, err = c.Receive(c.ctx, c.officer("chi-nhanh-1", "receiver"), office.Command{}, office.On{ID: "dossier-elsewhere"}, elsewhere)
	wantFault(t, err, fault.Refused, "dossier.received-elsewhere")
	in := c.intake(code, rec.Cases[0].ID, "chi-nhanh-7")
	if _, err := c.Receive(c.ctx, c.officer("chi-nhanh-7", "receiver"), office.Command{}, office.On{ID: id}, in); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		v := c.dossier(id)
		if v.Open[0].Work == procedure.Issue {
			break
		}
		c.step(id)
	}
	v := c.dossier(id)
	clerk := c.officer(v.Open[0].Unit, v.Open[0].Role)
	issue := func(file string) error {
		on := office.On{ID: id, Seen: v.Version, Token: v.Open[0].Token}
		return c.Finish(c.ctx, clerk, office.Command{}, on, dossier.ActIssue, dossier.Finishing{Number: "12/KQ", File: file})
	}
	wantFault(t, issue(""), fault.Invalid, "dossier.result-file")
	wantFault(t, issue(c.upload(clerk, "ban-quet.pdf", "").Hash), fault.Invalid, "dossier.result-unsigned")
	if err := issue(c.upload(clerk, "da-ky.pdf", "<< /Type /Sig /SubFilter /adbe.pkcs7.detached /ByteRange [0 10 20 30] >>").Hash); err != nil {
		t.Fatal(err)
	}
	if v := c.dossier(id); v.State != dossier.Completed {
		t.Errorf("the dossier is %s", v.State)
	}
}

func TestADayOfAWorkbookIsADayForSpreadsheetPrograms(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	cells := c.sheets(text.VI, "2.000815")
	rec := c.World().Procedures.Current("2.000815", c.clock())
	got := ""
	edit(t, cells, "Thủ tục", []string{"2.000815"}, func(head, row []string) []string { got = row[slices.Index(head, "Hiệu lực từ")]; return row })
	// ECMA-376 part 1, 18.17.4.1: the days since 30/12/1899.
	if want := strconv.Itoa(int(rec.From.Add(7*time.Hour).Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24)); got != want {
		t.Errorf("the cell of %v is %q, want the day %s", rec.From, got, want)
	}
	for cell, want := range map[string]string{"46357": "2026-12-01", "01/12/2026": "2026-12-01", "2026-12-01": "2026-12-01"} {
		p, err := c.World().PlanCatalogue(book(t, edit(t, cells, "Thủ tục", []string{"2.000815"}, to("Hiệu lực từ", cell))), c.clock())
		if err != nil || len(p.Changes) != 1 {
			t.Fatalf("%s: %+v, %v", cell, p, err)
		}
		if from := p.Changes[0].Record.From.In(office.Zone).Format(time.DateOnly); from != want {
			t.Errorf("%s is read as %s, want %s", cell, from, want)
		}
	}
}

func TestAWorkbookTakesProcessesWithBranchesToAnotherCity(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	another := &office.World{Procedures: procedure.NewCatalogueBuilder().Catalogue()}
	recs := slices.DeleteFunc(c.World().Procedures.Newest(), func(r *procedure.Record) bool { return !r.Worked() })
	var b bytes.Buffer
	if err := office.WriteWorkbook(&b, recs, text.VI); err != nil {
		t.Fatal(err)
	}
	p, err := another.PlanCatalogue(b.Bytes(), c.clock())
	if err != nil {
		t.Fatal(err)
	}
	if len(recs) == 0 || len(p.Changes) != len(recs) {
		t.Fatalf("%d of %d come in", len(p.Changes), len(recs))
	}
	branches := 0
	for i, x := range p.Changes {
		for k := range x.Record.Cases {
			got, want := x.Record.Cases[k].Process, recs[i].Cases[k].Process
			if want == nil {
				continue
			}
			if branches += len(want.Flows) - len(want.Nodes) + 1; !reflect.DeepEqual(got, want) {
				t.Errorf("%s %s: the process comes in otherwise: %+v", x.Code, recs[i].Cases[k].ID, got)
			}
		}
	}
	if branches == 0 {
		t.Error("no process of the city has a branch")
	}
	// A process that was spoilt by hand is told at its cell, and one without it comes from its steps.
	cells, one := c.sheets(text.VI, "2.000815"), c.World().Procedures.Current("2.000815", c.clock()).Cases[0].ID
	_, err = another.PlanCatalogue(book(t, edit(t, cells, "Trường hợp", []string{"2.000815", one}, to("Quy trình (mã máy)", `{"nodes": 5}`))), c.clock())
	wantFault(t, err, fault.Invalid, "sheet.process")
}

func TestStepsOfAWorkbookAloneAreAProcessThatCanApprove(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	cells := c.sheets(text.VI, "2.000815")
	for i, s := range cells { // the heads alone
		cells[i].Rows = s.Rows[:1]
	}
	row := func(sheet int, values map[string]string) {
		values["Mã thủ tục"] = "1.999901"
		cells[sheet].Rows = append(cells[sheet].Rows, edited(cells[sheet].Rows[0], values))
	}
	row(0, map[string]string{"Tên thủ tục": "Cấp giấy phép ví dụ"})
	row(1, map[string]string{"Mã trường hợp": "chung", "Tên trường hợp": "Chung"})
	row(2, map[string]string{"Mã trường hợp": "chung", "Kênh thực hiện": "trực tiếp", "Thời hạn": "5", "Đơn vị thời hạn": "ngày làm việc"})
	for _, x := range [][2]string{{"Thẩm định", "thẩm định"}, {"Phê duyệt", "ký duyệt"}, {"Ban hành", "ban hành"}} {
		row(5, map[string]string{"Mã trường hợp": "chung", "Tên bước": x[0], "Việc phải làm": x[1]})
	}
	another := &office.World{Procedures: procedure.NewCatalogueBuilder().Catalogue()}
	p, err := another.PlanCatalogue(book(t, cells), c.clock())
	if err != nil || len(p.Changes) != 1 {
		t.Fatalf("%+v, %v", p, err)
	}
	if _, err := procedure.Compile(p.Changes[0].Record.Cases[0].Process); err != nil {
		t.Error(err)
	}
}

func TestADraftDoesNotSayThatADecisionIsTakenAway(t *testing.T) {
	t.Parallel()
	words, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	changes := procedure.VersionDiff(procedure.Record{Decision: "12/QĐ"}, procedure.Record{})
	if len(changes) != 1 || strings.HasPrefix(changes[0].Line(words.In(text.VI)), "Bỏ") || !strings.Contains(changes[0].Line(words.In(text.VI)), "12/QĐ") {
		t.Errorf("%+v", changes)
	}
}
