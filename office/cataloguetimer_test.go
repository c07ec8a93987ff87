package office_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/keep/workbook"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
)

// timed publishes a version of 2.000815 that first opens a sub-dossier and has a timer on its next step; it gives the steps' IDs.
func (c *town) timed() (code procedure.ID, kase, step string) {
	c.t.Helper()
	b, err := json.Marshal(c.World().Procedures.Current("2.000815", c.clock()))
	if err != nil {
		c.t.Fatal(err)
	}
	var r procedure.Record
	if err := json.Unmarshal(b, &r); err != nil {
		c.t.Fatal(err)
	}
	p := r.Cases[0].Process
	start := slices.IndexFunc(p.Nodes, func(n procedure.Node) bool { return n.Kind == procedure.Start })
	step = p.Nodes[slices.IndexFunc(p.Nodes, func(n procedure.Node) bool { return n.Kind == procedure.Task })].ID
	p.Follow(start, procedure.Node{ID: "goi", Kind: procedure.Task, Work: procedure.Sub, Name: form.Text{VI: "Hồ sơ con"}, Calls: &procedure.Called{Procedure: "1.004873"}})
	p.Nodes = append(p.Nodes,
		procedure.Node{ID: "nhac", Kind: procedure.Timer, On: step, Beside: true, Name: form.Text{VI: "Nhắc", EN: "Remind"}, Timer: &procedure.Delay{Limit: calendar.Limit{N: 2, Unit: calendar.WorkingDay}, Basis: "Quy chế"}},
		procedure.Node{ID: "nhac-xong", Kind: procedure.End, Aside: true, Name: form.Text{VI: "Đã nhắc"}},
		procedure.Node{ID: "han", Kind: procedure.Timer, On: step, Beside: true, Name: form.Text{VI: "Đến hạn"}, Timer: &procedure.Delay{From: procedure.FromDue}},
		procedure.Node{ID: "han-xong", Kind: procedure.End, Aside: true, Name: form.Text{VI: "Đã báo"}},
	)
	p.Flows = append(p.Flows, procedure.Flow{From: "nhac", To: "nhac-xong"}, procedure.Flow{From: "han", To: "han-xong"})
	if b, err = json.Marshal([]procedure.Record{r}); err != nil {
		c.t.Fatal(err)
	}
	if p, err := c.ImportCatalogue(c.ctx, system, b); err != nil || p.News() != 1 {
		c.t.Fatalf("%+v, %v", p, err)
	}
	return r.Code, r.Cases[0].ID, step
}

func TestTimersAndCalledProceduresComeThroughAWorkbook(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-11-24 08:30")
	code, kase, step := c.timed()
	for _, l := range text.Langs {
		p, err := c.World().PlanCatalogue(book(t, c.sheets(l, code)), c.clock())
		if err != nil || p.News() > 0 || len(p.Changes) != 1 {
			t.Errorf("%s: what was written brings %+v, %v", l, p, err)
		}
	}
	// Without the process for machines the sheets of steps and timers change what is there.
	cells := c.sheets(text.VI, code)
	cells = edit(t, cells, "Trường hợp", []string{string(code), kase}, to("Quy trình (mã máy)", ""))
	at := []string{string(code), kase, "nhac"}
	for _, x := range [][2]string{{"Thời gian chờ", "3"}, {"Đơn vị thời hạn", "Ngày"}, {"Tính từ", "lúc tiếp nhận hồ sơ"}, {"Bước vẫn tiếp tục", ""}, {"Căn cứ", ""}, {"Gắn với bước", step}} {
		cells = edit(t, cells, "Hẹn giờ", at, to(x[0], x[1]))
	}
	cells = edit(t, cells, "Các bước", []string{string(code), kase, "goi"}, to("Mã thủ tục con", "1.001193"))
	p, err := c.World().PlanCatalogue(book(t, cells), c.clock())
	if err != nil || p.News() != 1 {
		t.Fatalf("%+v, %v", p, err)
	}
	process := p.Changes[0].Record.Case(kase).Process
	n := process.Nodes[process.At("nhac")]
	if n.On != step || n.Beside || n.Name.EN != "Remind" || *n.Timer != (procedure.Delay{From: procedure.FromReception, Limit: calendar.Limit{N: 3, Unit: calendar.CalendarDay}}) {
		t.Errorf("the timer is %+v, %+v", n, n.Timer)
	}
	if n := process.Nodes[process.At("han")]; *n.Timer != (procedure.Delay{From: procedure.FromDue}) || !n.Beside {
		t.Errorf("the timer that was left alone is %+v, %+v", n, n.Timer)
	}
	if n := process.Nodes[process.At("goi")]; n.Calls.Procedure != "1.001193" || n.Work != procedure.Sub {
		t.Errorf("the call is %+v", n.Calls)
	}
	was := c.World().Procedures.Versions(code)
	if n := was[len(was)-1].Case(kase).Process; n.Nodes[n.At("nhac")].Timer.Limit.N != 2 {
		t.Error("the version that is in force changed with the plan")
	}
}

func TestAMistakeOfATimerIsToldAtItsCell(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-11-24 08:30")
	code, kase, _ := c.timed()
	cells := edit(t, c.sheets(text.VI, code), "Trường hợp", []string{string(code), kase}, to("Quy trình (mã máy)", ""))
	timer, call := []string{string(code), kase, "nhac"}, []string{string(code), kase, "goi"}
	for _, x := range []struct {
		name, key, sheet, column string
		cells                    []workbook.Cells
	}{
		{"a step that is not there", "sheet.timer-on", "Hẹn giờ", "Gắn với bước", edit(t, cells, "Hẹn giờ", timer, to("Gắn với bước", "buoc-khac"))},
		{"no time", "sheet.timer-wait", "Hẹn giờ", "Thời gian chờ", edit(t, cells, "Hẹn giờ", timer, to("Thời gian chờ", ""))},
		{"half a day", "sheet.number", "Hẹn giờ", "Thời gian chờ", edit(t, cells, "Hẹn giờ", timer, to("Thời gian chờ", "1.5"))},
		{"no unit", "sheet.unit-missing", "Hẹn giờ", "Đơn vị thời hạn", edit(t, cells, "Hẹn giờ", timer, to("Đơn vị thời hạn", ""))},
		{"a moment that nobody knows", "sheet.word", "Hẹn giờ", "Tính từ", edit(t, cells, "Hẹn giờ", timer, to("Tính từ", "hôm qua"))},
		{"beside nothing", "sheet.timer-beside", "Hẹn giờ", "Bước vẫn tiếp tục", edit(t, cells, "Hẹn giờ", timer, to("Gắn với bước", ""))},
		{"a timer more", "sheet.timer-unknown", "Hẹn giờ", "Mã hẹn giờ", edit(t, cells, "Hẹn giờ", timer, to("Mã hẹn giờ", "moi"))},
		{"a timer less", "sheet.timers", "Hẹn giờ", "", edit(t, cells, "Hẹn giờ", timer, gone)},
		{"a timer twice", "sheet.timer-twice", "Hẹn giờ", "Mã hẹn giờ", edit(t, cells, "Hẹn giờ", timer, to("Mã hẹn giờ", "han"))},
		{"no name", "sheet.empty", "Hẹn giờ", "Tên hẹn giờ", edit(t, cells, "Hẹn giờ", timer, to("Tên hẹn giờ", ""))},
		{"a call of nothing", "sheet.calls-missing", "Các bước", "Mã thủ tục con", edit(t, cells, "Các bước", call, to("Mã thủ tục con", ""))},
		{"a call of no code", "sheet.code", "Các bước", "Mã thủ tục con", edit(t, cells, "Các bước", call, to("Mã thủ tục con", "một chấm"))},
		{"a call by other work", "sheet.calls-work", "Các bước", "Mã thủ tục con", edit(t, cells, "Các bước", call, to("Việc phải làm", "Thẩm định"))},
		{"a call of itself", "file.call-circle", "Thủ tục", "", edit(t, cells, "Các bước", call, to("Mã thủ tục con", string(code)))},
	} {
		t.Run(x.name, func(t *testing.T) {
			place := x.sheet + "!"
			for _, s := range x.cells {
				if i := slices.Index(s.Rows[0], x.column); s.Name == x.sheet && i >= 0 {
					place += string(rune('A' + i))
				}
			}
			_, err := c.World().PlanCatalogue(book(t, x.cells), c.clock())
			f := fault.As(err)
			if f == nil {
				t.Fatalf("got %v", err)
			}
			for _, m := range append([]*fault.Fault{f}, f.More...) {
				if m.Key == x.key && strings.HasPrefix(m.Field, place) {
					return
				}
			}
			t.Errorf("refused by %v, %v; want %s at %s", f, f.More, x.key, place)
		})
	}
}
