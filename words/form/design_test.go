package form_test

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"motcua/words/form"
)

// outline writes a form as its IDs.
func outline(f *form.Form) string {
	var b strings.Builder
	var fields func(fs []form.Field)
	fields = func(fs []form.Field) {
		for _, x := range fs {
			b.WriteString(" " + x.ID)
			if len(x.Fields) > 0 {
				b.WriteString("(")
				fields(x.Fields)
				b.WriteString(")")
			}
		}
	}
	for _, s := range f.Sections {
		b.WriteString("[" + s.ID + ":")
		fields(s.Fields)
		b.WriteString("]")
	}
	return b.String()
}

func TestAFormIsWrittenPieceByPieceAndTheOldOneStays(t *testing.T) {
	t.Parallel()
	old := made(field("a", form.Line), group("g", 2, field("x", form.Line)), field("b", form.Line))
	before := outline(old)
	d := form.NewDesign(old)
	at := d.AddSection(vi("Phần hai"))
	for i, step := range []struct {
		do   func() string
		at   string
		want string
	}{
		{func() string { return d.Add("sections.0", form.Field{Kind: form.Line, Label: vi("Họ và tên")}) }, "sections.0.fields.3", "[s: a g( x) b ho_va_ten][phan_hai:]"},
		{func() string { return d.Move("sections.0.fields.3", 1) }, "sections.1.fields.0", "[s: a g( x) b][phan_hai: ho_va_ten]"},
		{func() string { return d.Add("sections.0.fields.1", form.Field{Kind: form.Date, Label: vi("Ngày 1")}) }, "sections.0.fields.1.fields.1", "[s: a g( x ngay_1) b][phan_hai: ho_va_ten]"},
		{func() string { return d.Move("sections.0.fields.1.fields.1", -1) }, "sections.0.fields.1.fields.0", "[s: a g( ngay_1 x) b][phan_hai: ho_va_ten]"},
		{func() string { return d.Copy("sections.0.fields.1") }, "sections.0.fields.2", "[s: a g( ngay_1 x) g_2( ngay_1_2 x_2) b][phan_hai: ho_va_ten]"},
		{func() string { return d.Add("sections.0.fields.0", form.Field{Kind: form.Line, Label: vi("Len")}) }, "sections.0.fields.1", "[s: a truong g( ngay_1 x) g_2( ngay_1_2 x_2) b][phan_hai: ho_va_ten]"},
		{func() string { return d.Remove("sections.0.fields.2") }, "sections.0.fields.1", "[s: a truong g_2( ngay_1_2 x_2) b][phan_hai: ho_va_ten]"},
		{func() string { return d.Move("sections.1", -1) }, "sections.0", "[phan_hai: ho_va_ten][s: a truong g_2( ngay_1_2 x_2) b]"},
		{func() string { return d.Remove("sections.0.fields.0") }, "sections.0", "[phan_hai:][s: a truong g_2( ngay_1_2 x_2) b]"},
		// What was removed leaves its name behind: a new field never answers for an old one.
		{func() string { return d.Add("sections.0", form.Field{Kind: form.Line, Label: vi("Họ và tên")}) }, "sections.0.fields.0", "[phan_hai: ho_va_ten_2][s: a truong g_2( ngay_1_2 x_2) b]"},
		{func() string { return d.Move("sections.0.fields.0", -1) }, "sections.0.fields.0", "[phan_hai: ho_va_ten_2][s: a truong g_2( ngay_1_2 x_2) b]"},
		{func() string { return d.Remove("sections.0") }, "sections.0", "[s: a truong g_2( ngay_1_2 x_2) b]"},
	} {
		if got := step.do(); got != step.at || outline(&d.Form) != step.want {
			t.Fatalf("step %d: at %q %s, want %q %s", i, got, outline(&d.Form), step.at, step.want)
		}
	}
	if at != "sections.1" || outline(old) != before {
		t.Errorf("the old form became %s", outline(old))
	}
}

func TestANewFieldNeverTakesTheNameOfAnOldOne(t *testing.T) {
	t.Parallel()
	first := made(field("ten", form.Line), field("ten_2", form.Line))
	now := made(field("tuoi", form.Integer))
	d := form.NewDesign(now, first)
	if at := d.Add("sections.0", form.Field{Kind: form.Line, Label: vi("Tên")}); d.Field(at).ID != "ten_3" {
		t.Errorf("got %q", d.Field(at).ID)
	}
	if !d.Old("ten") || d.Old("moi") {
		t.Error("what was used before is not known")
	}
}

func TestNoWayOfWritingBreaksAForm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		old := made(field("a", form.Line), group("g", 2, field("x", form.Line), group("h", 2, field("y", form.Line))), field("b", form.Line))
		d := form.NewDesign(old)
		places := []string{
			"", "sections", "sections.0", "sections.1", "sections.9", "sections.-1", "sections.0.fields.0", "sections.0.fields.1", "sections.0.fields.1.fields.0",
			"sections.0.fields.1.fields.1.fields.0", "sections.0.fields.77", "sections.0.fields.0.fields.0", "sections.0.options.0", "sections.x.fields.y", "sections.1.fields.0",
		}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			at := rapid.SampledFrom(places).Draw(t, "place")
			switch rapid.IntRange(0, 5).Draw(t, "act") {
			case 0:
				at = d.Add(at, form.Field{Kind: form.Line, Label: vi(rapid.StringMatching(`[a-zĐđễ ]{0,40}`).Draw(t, "label"))})
			case 1:
				at = d.Copy(at)
			case 2:
				at = d.Move(at, 1)
			case 3:
				at = d.Move(at, -1)
			case 4:
				at = d.Remove(at)
			case 5:
				at = d.AddSection(vi("Phần"))
			}
			if at != "" && len(d.Form.Sections) > 0 {
				places = append(places, at)
			}
		}
		// Whatever was done, every name stands once and the form can be read again.
		_, err := form.Compile(&d.Form)
		if err != nil && !strings.Contains(err.Error(), "a group needs fields") && !strings.Contains(err.Error(), "label in Vietnamese") {
			t.Fatalf("%s: %v", outline(&d.Form), err)
		}
		if !reflect.DeepEqual(outline(old), "[s: a g( x h( y)) b]") {
			t.Fatal("the old form was changed")
		}
	})
}
