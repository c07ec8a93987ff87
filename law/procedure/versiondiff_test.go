package procedure_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/ground/text"
	"motcua/law/fee"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
)

// full is a record in which everything that a record can have is there.
func full() procedure.Record {
	r := procedure.Record{
		Code: "1.000001", Performing: []procedure.Agency{{Name: "A"}}, Competent: []procedure.Agency{{Name: "B"}}, Delegated: []procedure.Agency{{Name: "C"}},
		Coordinating: []procedure.Agency{{Name: "D"}}, Results: []procedure.Result{{Code: "KQ", Name: "Giấy"}}, Bases: []procedure.Basis{{Number: "1/2020/NĐ-CP"}},
		Reasons: []procedure.Reason{{Code: "x", Name: form.Text{VI: "Lý do", EN: "Reason"}}}, Raw: map[string]string{"k": "v"}, Source: map[string]any{"K": "v"},
		Cases: []procedure.Case{{
			ID: "c", Sets: 1, Name: form.Text{VI: "Trường hợp", EN: "Case"}, Papers: []procedure.Paper{{Code: "p", Name: "Đơn"}},
			Channels: []procedure.ChannelRule{{
				Channel: procedure.Desk, Limit: &calendar.Limit{N: 5, Unit: calendar.WorkingDay}, Fees: []fee.Item{{Code: "f", Name: "Lệ phí", Amount: 1, When: []fee.Match{{Input: "a", In: []string{"x"}}}}},
			}},
			Form: &form.Form{ID: "f", Sections: []form.Section{{ID: "s", Title: form.Text{VI: "Phần", EN: "Part"}, Fields: []form.Field{
				{ID: "a", Kind: form.Choice, Label: form.Text{VI: "Mục", EN: "Field"}, Options: []form.Option{{Value: "x", Label: form.Text{VI: "X", EN: "X"}}}},
				{ID: "g", Kind: form.Group, Fields: []form.Field{{ID: "i", Kind: form.Line}}},
			}}}},
			Process: &procedure.Process{ID: "p", Nodes: []procedure.Node{{
				ID: "n", Name: form.Text{VI: "Bước", EN: "Step"}, Silence: &procedure.Silence{Outcome: "done", Basis: "Luật"}, Outcomes: []procedure.Outcome{{Value: "done", Name: form.Text{VI: "Xong", EN: "Done"}}},
			}}, Flows: []procedure.Flow{{From: "n", To: "m"}}},
			Supplement: &procedure.Supplement{NoticeWithin: &calendar.Limit{N: 3, Unit: calendar.WorkingDay}, AnswerWithin: &calendar.Limit{N: 9, Unit: calendar.CalendarDay}},
		}},
	}
	return r
}

// own are the fields that say which version a record is, not what it says.
var own = []string{"Record.Version", "Record.From", "Record.To"}

// TestNoFieldOfARecordCanChangeUnsaid changes every field of everything in a record, one at a time, and asks for a change that can
// be said in both languages, so that a field that is new is compared from its first day.
func TestNoFieldOfARecordCanChangeUnsaid(t *testing.T) {
	t.Parallel()
	words := screen(t)
	n := 0
	changeEach(t, reflect.ValueOf(full()), "Record", func(r procedure.Record, at string) {
		if slices.Contains(own, at) {
			return
		}
		n++
		base := full()
		for _, pair := range [][2]procedure.Record{{base, r}, {r, base}} {
			changes := procedure.VersionDiff(pair[0], pair[1])
			if len(changes) == 0 {
				t.Errorf("%s changes and nothing is said", at)
			}
			for _, c := range changes {
				for _, l := range []text.Lang{text.VI, text.EN} {
					if line := c.Line(words.In(l)); strings.ContainsAny(line, "⟦{@") || strings.TrimSpace(line) == "" {
						t.Errorf("%s: %+v is said as %q", at, c, line)
					}
				}
				if !words.Has("procedure.part."+c.Part) || c.Aspect != "" && !words.Has("procedure.part."+c.Aspect) {
					t.Errorf("%s: the part %q or its aspect %q has no words: add procedure.part.… to procedure.txt", at, c.Part, c.Aspect)
				}
			}
		}
	})
	if n < 120 {
		t.Errorf("only %d fields were changed: the walk is broken", n)
	}
	a, b := full(), full()
	for _, r := range []*procedure.Record{&a, &b} {
		r.Competent = []procedure.Agency{{Name: "B"}, {Name: "C"}}
	}
	slices.Reverse(b.Competent)
	if d := procedure.VersionDiff(a, b); len(d) != 1 || d[0].Part != "order" {
		t.Errorf("another order is said as %+v", d)
	}
	if d := procedure.VersionDiff(full(), full()); d != nil {
		t.Errorf("the same differs: %v", d)
	}
}

// changeEach gives a copy of the record for each of its fields, with that one changed.
func changeEach(t *testing.T, v reflect.Value, name string, do func(procedure.Record, string)) {
	t.Helper()
	var walk func(get func(*procedure.Record) reflect.Value, at string)
	walk = func(get func(*procedure.Record) reflect.Value, at string) {
		probe := full()
		f := get(&probe)
		switch x := f.Interface().(type) {
		case calendar.Limit, time.Time:
			r := full()
			other(t, get(&r), at)
			do(r, at)
			return
		default:
			_ = x
		}
		switch f.Kind() {
		case reflect.Struct:
			for i := range f.NumField() {
				field := f.Type().Field(i)
				if !field.IsExported() {
					continue
				}
				walk(func(r *procedure.Record) reflect.Value { return get(r).Field(i) }, at+"."+field.Name)
			}
			return
		case reflect.Pointer:
			if !f.IsNil() {
				walk(func(r *procedure.Record) reflect.Value { return get(r).Elem() }, at)
				r := full()
				get(&r).SetZero()
				do(r, at+" is gone")
				return
			}
		case reflect.Slice:
			if f.Len() > 0 && f.Type().Elem().Kind() == reflect.Struct {
				for i := range f.Len() {
					walk(func(r *procedure.Record) reflect.Value { return get(r).Index(i) }, fmt.Sprintf("%s.%d", at, i))
				}
				r := full()
				get(&r).SetZero()
				do(r, at+" is gone")
				return
			}
		}
		r := full()
		other(t, get(&r), at)
		do(r, at)
	}
	walk(func(r *procedure.Record) reflect.Value { return reflect.ValueOf(r).Elem() }, name)
}

// other gives a place another value.
func other(t *testing.T, f reflect.Value, at string) {
	t.Helper()
	switch x := f.Addr().Interface().(type) {
	case *time.Time:
		*x = x.AddDate(2, 0, 1)
		if x.Year() < 2000 {
			*x = time.Date(2030, 1, 2, 0, 0, 0, 0, time.UTC)
		}
		return
	case *calendar.Limit:
		x.N++
		return
	case *map[string]string:
		*x = map[string]string{"k": "other"}
		return
	case *map[string]any:
		*x = map[string]any{"K": "other"}
		return
	}
	switch f.Kind() {
	case reflect.String:
		f.SetString(f.String() + "khác")
	case reflect.Bool:
		f.SetBool(!f.Bool())
	case reflect.Int, reflect.Int64:
		f.SetInt(f.Int() + 1)
	case reflect.Pointer:
		f.Set(reflect.New(f.Type().Elem()))
		if e := f.Elem(); e.Kind() == reflect.Int || e.Kind() == reflect.Int64 {
			e.SetInt(7)
		} else if e.Kind() == reflect.Struct {
			other(t, e.Field(0), at)
		}
	case reflect.Slice:
		e := reflect.New(f.Type().Elem()).Elem()
		if e.Kind() == reflect.Struct {
			other(t, e.Field(0), at)
		} else {
			other(t, e, at)
		}
		f.Set(reflect.Append(f, e))
	case reflect.Map:
		t.Fatalf("%s is a map of a kind that this test does not know: teach it", at)
	default:
		t.Fatalf("%s is a %s: teach this test to change it", at, f.Kind())
	}
}

func said(t *testing.T, l text.Lang, a, b procedure.Record) (lines []string) {
	t.Helper()
	words := screen(t)
	for _, c := range procedure.VersionDiff(a, b) {
		lines = append(lines, c.Point()+") "+c.Line(words.In(l)))
	}
	return lines
}

func TestADiffReadsLikeAnAmendment(t *testing.T) {
	t.Parallel()
	a := procedure.Record{Code: "1.000001", Name: "Đăng ký khai sinh", Conditions: "Có đơn. Nộp trong 60 ngày kể từ ngày sinh con tại nơi cư trú của cha hoặc mẹ, không kể ngày nghỉ theo quy định chung của pháp luật về lao động.\nCha, mẹ có mặt.", Cases: []procedure.Case{{
		ID: "c", Name: form.Text{VI: "Thường"}, Papers: []procedure.Paper{{Name: "Tờ khai", Originals: 1, Required: true}, {Name: "Sổ hộ khẩu", Copies: 1, Required: true}},
		Channels: []procedure.ChannelRule{
			{Channel: procedure.Desk, Limit: &calendar.Limit{N: 5, Unit: calendar.WorkingDay}, Fees: []fee.Item{{Name: "Lệ phí", Amount: 8000}}},
			{Channel: procedure.Online, Limit: &calendar.Limit{N: 5, Unit: calendar.WorkingDay}, Fees: []fee.Item{{Name: "Lệ phí", Amount: 8000}}},
		},
		Process: &procedure.Process{Nodes: []procedure.Node{{ID: "n", Name: form.Text{VI: "Thẩm định"}, Hours: 8}}},
	}}}
	b := a
	b.Conditions = "Có đơn. Nộp trong 90 ngày kể từ ngày sinh con tại nơi cư trú của cha hoặc mẹ, không kể ngày nghỉ theo quy định chung của pháp luật về lao động.\nCha, mẹ có mặt.\nĐược ủy quyền."
	c := a.Cases[0]
	c.Papers = []procedure.Paper{{Name: "Tờ khai", Originals: 1}, {Name: "Giấy chứng sinh", Originals: 1, Required: true}}
	c.Channels = []procedure.ChannelRule{
		{Channel: procedure.Desk, SameDay: true, Fees: []fee.Item{{Name: "Lệ phí", Amount: 5000}}},
		{Channel: procedure.Online, SameDay: true, Fees: []fee.Item{{Name: "Lệ phí", Amount: 5000}}},
	}
	c.Process = &procedure.Process{Nodes: []procedure.Node{{ID: "n", Name: form.Text{VI: "Thẩm định"}, Hours: 4}, {ID: "m", Name: form.Text{VI: "Ký"}, Hours: 2}}}
	b.Cases = []procedure.Case{c}
	want := []string{
		"d) Sửa đổi giấy tờ “Tờ khai”: từ “1 bản chính, phải nộp” thành “1 bản chính, không bắt buộc”",
		"d) Bổ sung giấy tờ “Giấy chứng sinh”: 1 bản chính, phải nộp",
		"d) Bỏ giấy tờ “Sổ hộ khẩu” (1 bản sao, phải nộp)",
		"dd) Sửa đổi thời hạn (trực tiếp, trực tuyến): từ “5 ngày làm việc” thành “Trong ngày”",
		"h) Sửa đổi phí, lệ phí “Lệ phí” (trực tiếp, trực tuyến): từ “8.000 đ” thành “5.000 đ”",
		"h) Thay cụm từ “60 ngày” bằng cụm từ “90 ngày” tại yêu cầu, điều kiện",
		"h) Bổ sung vào yêu cầu, điều kiện: “Được ủy quyền.”",
		"process) Sửa đổi số giờ của bước “Thẩm định”: từ “8” thành “4”",
		"process) Bổ sung bước “Ký”: 2 giờ làm việc",
	}
	if got := said(t, text.VI, a, b); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got := said(t, text.EN, a, b); len(got) != len(want) || got[2] != "d) Removed: paper “Sổ hộ khẩu” (1 copy, must be handed in)" {
		t.Errorf("in English:\n%s", strings.Join(got, "\n"))
	}
}
