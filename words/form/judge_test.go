package form_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/words/form"
)

// filing is the day on which the forms of these tests are filed: 24 November 2026, 09:00 in Hà Nội.
var filing = time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)

func vi(s string) form.Text { return form.Text{VI: s} }

func field(id string, k form.Kind, more ...func(*form.Field)) form.Field {
	f := form.Field{ID: id, Kind: k, Label: vi(id)}
	for _, m := range more {
		m(&f)
	}
	return f
}

func required(f *form.Field) { f.Required = true }

func anywhere(f *form.Field) { f.Area = form.Anywhere }

func inCountry(f *form.Field) { f.Area = form.InCountry }
func past(f *form.Field)      { f.Past = true }
func when(s string) func(*form.Field) {
	return func(f *form.Field) { f.When = s }
}

func check(s, msg string) func(*form.Field) {
	return func(f *form.Field) {
		f.Check = s
		if msg != "" {
			f.CheckMsg = &form.Text{VI: msg, EN: "en " + msg}
		}
	}
}

func options(vs ...string) func(*form.Field) {
	return func(f *form.Field) {
		for _, v := range vs {
			f.Options = append(f.Options, form.Option{Value: v, Label: vi(v)})
		}
	}
}

func sizes(least, most int) func(*form.Field) {
	return func(f *form.Field) { f.MinLen, f.MaxLen = least, most }
}

func bounds(least, most int64) func(*form.Field) {
	return func(f *form.Field) { f.Min, f.Max = &least, &most }
}

func parts(names ...string) func(*form.Field) {
	return func(f *form.Field) { f.Parts = names }
}

func group(id string, repeat int, fields ...form.Field) form.Field {
	return form.Field{ID: id, Kind: form.Group, Label: vi(id), Repeat: repeat, Fields: fields}
}

func made(fields ...form.Field) *form.Form {
	return &form.Form{ID: "f", Version: 1, Title: vi("f"), Sections: []form.Section{{ID: "s", Title: vi("s"), Fields: fields}}}
}

func compiled(t testing.TB, fields ...form.Field) *form.Compiled {
	t.Helper()
	c, err := form.Compile(made(fields...))
	if err != nil {
		t.Fatalf("compile: %v", err)
	}
	return c
}

// faults gives "field key" of each fault of err, in order.
func faults(err error) []string {
	f := fault.As(err)
	if f == nil {
		return nil
	}
	out := []string{f.Field + " " + f.Key}
	for _, m := range f.More {
		out = append(out, m.Field+" "+m.Key)
	}
	return out
}

func TestEachKindNormalisesWhatPeopleType(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kind form.Kind
		in   any
		want any
	}{
		{form.Line, "  Nguyễn   Văn\tA ", "Nguyễn Văn A"},
		{form.Line, "Nguye\u0302\u0303n", "Nguyễn"}, // NFD becomes NFC
		{form.Line, "Ðặng", "Đặng"},                 // the Icelandic letter
		{form.LongText, " a\r\n b \r\n", "a\n b"},
		{form.Date, "2026-02-28", "2026-02-28"},
		{form.Date, " 28/02/2026 ", "2026-02-28"},
		{form.Date, "1/2/2026", "2026-02-01"},
		{form.Date, "1-2-2026", "2026-02-01"},
		{form.Date, "29.2.2024", "2024-02-29"},
		{form.PersonalID, "001085 012345", "001085012345"},
		{form.PersonalID, "012.345.678", "012345678"},
		{form.TaxCode, " 0100233488 ", "0100233488"},
		{form.TaxCode, "0314409058-002", "0314409058-002"},
		{form.TaxCode, "0100233480", "0100233480"}, // a wrong check digit is a doubt, not a fault
		{form.TaxCode, "001085012345", "001085012345"},
		{form.Phone, "+84 912 345 678", "0912345678"},
		{form.Phone, "(024) 3825-3536", "02438253536"},
		{form.Phone, "+44 20 7946 0958", "+442079460958"},
		{form.Email, " An.Nguyen@Example.COM ", "An.Nguyen@example.com"},
		{form.Integer, "12", int64(12)},
		{form.Integer, float64(12), int64(12)},
		{form.Decimal, "82,50", "82.5"},
		{form.Decimal, 82.5, "82.5"},
		{form.Decimal, "-0.0", "0"},
		{form.Money, "1.500.000 đ", int64(1500000)},
		{form.Money, "1 500 000 VND", int64(1500000)},
		{form.Money, "1,500,000", int64(1500000)},
		{form.Money, "0", int64(0)},
		{form.YesNo, "on", true},
		{form.YesNo, "no", false},
		{form.YesNo, false, false},
		{form.File, strings.Repeat("0a", 32), strings.Repeat("0a", 32)},
		{form.Country, "FR", "FR"},
		{form.Country, "viet nam", "VN"},
		{form.Country, "South Korea", "KR"},
		{form.Address, map[string]any{"text": " 5 Hàng  Bài ", "commune": "00070", "list": ""}, map[string]any{"text": "5 Hàng Bài", "commune": "00070"}},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s %v", tt.kind, tt.in), func(t *testing.T) {
			t.Parallel()
			c := compiled(t, field("x", tt.kind))
			got, err := c.Judge(form.Values{"x": tt.in}, filing)
			if err != nil || !reflect.DeepEqual(got, form.Values{"x": tt.want}) {
				t.Errorf("got %#v, %v; want %#v", got, err, tt.want)
			}
		})
	}
}

func TestEachKindRefusesWhatItIsNot(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kind form.Kind
		in   any
		want string
	}{
		{form.Line, 12.0, "x form.bad.text"},
		{form.Line, "a\x00b", "x form.letter"},
		{form.Line, "a\u202eb", "x form.letter"},
		{form.Line, "a\xffb", "x form.letter"},
		{form.Line, strings.Repeat("ễ", 501), "x form.too-long"},
		{form.LongText, "a\x01b", "x form.letter"},
		{form.Date, "2026-02-29", "x form.no-such-day"},
		{form.Date, "31/4/2026", "x form.no-such-day"},
		{form.Date, "2026-13-01", "x form.no-such-day"},
		{form.Date, "02/2026", "x form.bad.date"},
		{form.Date, "1/2-2026", "x form.bad.date"},
		{form.Date, "hôm qua", "x form.bad.date"},
		{form.PersonalID, "00108501234", "x vn.personal-id.length"},
		{form.PersonalID, "00I085012345", "x vn.personal-id.letter"},
		{form.TaxCode, "0314409058-000", "x vn.tax-code.branch"},
		{form.TaxCode, "0100000000", "x vn.tax-code.serial"},
		{form.TaxCode, "12345", "x vn.tax-code.length"},
		{form.Phone, "912345678", "x form.bad.phone"},
		{form.Phone, "gọi sau", "x form.bad.phone"},
		{form.Email, "an@localhost", "x form.bad.email"},
		{form.Email, "an@@example.com", "x form.bad.email"},
		{form.Integer, "12.5", "x form.bad.integer"},
		{form.Integer, 12.5, "x form.bad.integer"},
		{form.Integer, "9007199254740992", "x form.max"},
		{form.Decimal, "1e999999999", "x form.bad.decimal"},
		{form.Decimal, "1,2,3", "x form.bad.decimal"},
		{form.Money, "-1", "x form.min"},
		{form.Money, "1.50", "x form.bad.money"},
		{form.Money, "1.5000", "x form.bad.money"},
		{form.Money, 0.5, "x form.bad.money"},
		{form.YesNo, "maybe", "x form.bad.yes-no"},
		{form.File, "0a", "x form.bad.file"},
		{form.Address, "5 Hàng Bài", "x form.bad.address"},
		{form.Address, map[string]any{"text": "5 Hàng Bài", "commune": "7"}, "x.commune form.bad.commune"},
		{form.Address, map[string]any{"commune": "00070"}, "x.text form.missing.street"},
		{form.Address, map[string]any{"text": "5 Hàng Bài", "province": "40"}, "x.province form.address.area"},
		{form.Country, "Sao Hỏa", "x form.bad.country"},
		{form.Country, 7.0, "x form.bad.country"},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s %v", tt.kind, tt.in), func(t *testing.T) {
			t.Parallel()
			got, err := compiled(t, field("x", tt.kind)).Judge(form.Values{"x": tt.in}, filing)
			if fs := faults(err); len(fs) != 1 || fs[0] != tt.want || got != nil {
				t.Errorf("got %v, %v; want %s", got, fs, tt.want)
			}
		})
	}
}

func TestLengthsAreCountedInCharacters(t *testing.T) {
	t.Parallel()
	c := compiled(t, field("x", form.Line, sizes(3, 4)))
	for in, want := range map[string]string{"ễễ": "x form.too-short", "ễễễ": "", "ễễễễ": "", "ễễễễễ": "x form.too-long"} {
		_, err := c.Judge(form.Values{"x": in}, filing)
		if got := strings.Join(faults(err), ","); got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}

func TestAllFaultsOfAFormComeAtOnceInItsOrder(t *testing.T) {
	t.Parallel()
	c := compiled(t,
		group("child", 0, field("name", form.Line, required), field("born", form.Date, required, past)),
		group("owners", 3, field("name", form.Line, required), field("id", form.PersonalID)),
		field("copies", form.Integer, bounds(1, 20)),
	)
	_, err := c.Judge(form.Values{
		"colour": "red",
		"copies": 21.0,
		"child":  map[string]any{"born": "25/11/2026", "nmae": "An"},
		"owners": []any{map[string]any{"name": "A"}, map[string]any{}, map[string]any{"id": "1"}},
	}, filing)
	want := []string{
		"child.name form.missing", "child.born form.past", "owners.2.name form.missing", "owners.2.id vn.personal-id.length",
		"copies form.max", "child.nmae form.unknown", "colour form.unknown",
	}
	if got := faults(err); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if near := fault.As(err).More[4].Args["near"]; near != "name" {
		t.Errorf("the nearest field to nmae is %q, want name", near)
	}
}

func TestADateInThePastIsJudgedByTheLegalDay(t *testing.T) {
	t.Parallel()
	c := compiled(t, field("born", form.Date, past))
	// 17:30 UTC on the 23rd is half past midnight on the 24th in Hà Nội.
	on := time.Date(2026, 11, 23, 17, 30, 0, 0, time.UTC)
	if _, err := c.Judge(form.Values{"born": "24/11/2026"}, on); err != nil {
		t.Errorf("born today: %v", err)
	}
	if _, err := c.Judge(form.Values{"born": "25/11/2026"}, on); err == nil {
		t.Error("born tomorrow was taken")
	}
}

func TestAFieldThatIsNotAskedIsNeitherNeededNorKept(t *testing.T) {
	t.Parallel()
	c := compiled(t,
		field("kind", form.Choice, required, options("house", "shop")),
		field("floors", form.Integer, required, when(`kind == "house"`)),
		field("lift", form.YesNo, required, when(`floors > 6`)),
	)
	tests := []struct {
		in    form.Values
		want  form.Values
		wrong string
	}{
		{form.Values{"kind": "shop"}, form.Values{"kind": "shop"}, ""},
		{form.Values{"kind": "shop", "floors": "many"}, form.Values{"kind": "shop"}, ""},
		// What is not asked counts as left out for the conditions behind it.
		{form.Values{"kind": "shop", "floors": 9.0, "lift": true}, form.Values{"kind": "shop"}, ""},
		{form.Values{"kind": "house"}, nil, "floors form.missing"},
		{form.Values{"kind": "house", "floors": 9.0}, nil, "lift form.missing"},
		{form.Values{"kind": "house", "floors": "many"}, nil, "floors form.bad.integer"},
	}
	for _, tt := range tests {
		got, err := c.Judge(tt.in, filing)
		if wrong := strings.Join(faults(err), ", "); wrong != tt.wrong || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%v: got %v, %q; want %v, %q", tt.in, got, wrong, tt.want, tt.wrong)
		}
	}
}

func TestChecksSpeakOfTheWholeFormAndOfTheirOwnEntry(t *testing.T) {
	t.Parallel()
	c := compiled(t,
		field("area", form.Decimal, required),
		group("groom", 0, field("born", form.Date, required, check(`years(this.born, today) >= 20`, "chưa đủ tuổi"))),
		group("plots", 5,
			field("area", form.Decimal, required, check(`!more(this.area, area)`, "")),
			field("from", form.Date),
			field("to", form.Date, check(`this.to >= this.from`, "")),
		),
	)
	_, err := c.Judge(form.Values{
		"area":  "82.5",
		"groom": map[string]any{"born": "2006-11-25"},
		"plots": []any{
			map[string]any{"area": "82.50", "from": "2026-01-01", "to": "2025-12-31"},
			map[string]any{"area": "82.51", "from": "soon", "to": "2025-12-31"},
		},
	}, filing)
	want := []string{"groom.born form.says", "plots.0.to form.check", "plots.1.area form.check", "plots.1.from form.bad.date"}
	if got := faults(err); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if a := fault.As(err).Args; a["message"] != "chưa đủ tuổi" || a["message_en"] != "en chưa đủ tuổi" {
		t.Errorf("the author's message is %v", a)
	}
	// A day older, the groom is twenty.
	clean := form.Values{"area": "82.5", "groom": map[string]any{"born": "2006-11-24"}}
	if _, err := c.Judge(clean, filing); err != nil {
		t.Errorf("twenty today: %v", err)
	}
}

func TestAConditionThatIsWrongIsFoundWhenTheFormIsRead(t *testing.T) {
	t.Parallel()
	for _, src := range []string{
		`nmae == "x"`, `floors == "x"`, `floors`, `floors > 1.5`, `floors / 2 > 1`, `floors ** 2 > 1`, `now() > today`,
		`this.nmae == "x"`, `owners.name == "x"`, `floors >`, `any(owners, .nmae == "x")`, strings.Repeat("true && ", 200) + "true",
	} {
		f := made(field("floors", form.Integer), group("owners", 2, field("name", form.Line)), field("x", form.Line, when(src)))
		if _, err := form.Compile(f); err == nil {
			t.Errorf("%s was taken", src)
		}
	}
	f := made(field("floors", form.Integer), group("owners", 2, field("name", form.Line)),
		field("x", form.Line, when(`any(owners, .name startsWith "N") && floors in [1, 2] && this.floors < 5 && len(owners) > 0`)))
	if _, err := form.Compile(f); err != nil {
		t.Errorf("a right condition: %v", err)
	}
}

func TestMistakesOfAFormAreAllNamed(t *testing.T) {
	t.Parallel()
	f := made(
		field("A", form.Line), field("today", form.Line), field("a", form.Line), field("a", form.Line),
		field("b", "txt"), field("c", form.Choice), field("d", form.Line, options("x")), field("e", form.Date, sizes(1, 2)),
		field("g", form.Line, past), group("h", 0), group("i", 900, field("x", form.Line)),
		field("j", form.Line, sizes(5, 2)), field("k", form.Money, bounds(5, 2)), form.Field{ID: "l", Kind: form.Line},
		field("m", form.Choice, options("x", "x")),
	)
	f.ID, f.Version = "", 0
	_, err := form.Compile(f)
	var flaws form.Flaws
	flaws, _ = err.(form.Flaws)
	var paths []string
	for _, w := range flaws {
		paths = append(paths, w.Path)
	}
	want := []string{"id", "version", "0", "today", "a", "b", "c", "d", "e", "g", "h", "i", "j", "k", "l", "m"}
	if !reflect.DeepEqual(paths, want) {
		t.Errorf("got  %v\nwant %v\n%v", paths, want, err)
	}
	if !strings.Contains(err.Error(), `did you mean “text”?`) {
		t.Errorf("no nearest kind in %v", err)
	}
}

func TestChoicesComeInTheFormsOrderEachOnce(t *testing.T) {
	t.Parallel()
	c := compiled(t, field("x", form.Choices, options("a", "b", "c"), required))
	for _, in := range []any{[]any{"c", "a", "c"}, []string{"c", "a"}} {
		got, err := c.Judge(form.Values{"x": in}, filing)
		if err != nil || !reflect.DeepEqual(got["x"], []string{"a", "c"}) {
			t.Errorf("%v: got %v, %v", in, got, err)
		}
	}
	if _, err := c.Judge(form.Values{"x": []any{}}, filing); !reflect.DeepEqual(faults(err), []string{"x form.missing"}) {
		t.Errorf("nothing chosen: %v", err)
	}
	if _, err := c.Judge(form.Values{"x": []any{"d"}}, filing); !reflect.DeepEqual(faults(err), []string{"x form.option"}) {
		t.Errorf("a choice that there is not: %v", err)
	}
}

func TestAnEmptyGroupNeedsNothingUnlessItIsRequired(t *testing.T) {
	t.Parallel()
	father := group("father", 0, field("name", form.Line, required))
	for _, in := range []form.Values{{}, {"father": nil}, {"father": map[string]any{}}, {"father": map[string]any{"name": " "}}} {
		if got, err := compiled(t, father).Judge(in, filing); err != nil || len(got) != 0 {
			t.Errorf("%v: got %v, %v", in, got, err)
		}
	}
	father.Required = true
	if _, err := compiled(t, father).Judge(form.Values{}, filing); !reflect.DeepEqual(faults(err), []string{"father form.missing"}) {
		t.Errorf("got %v", err)
	}
}

func TestAFormHasALimit(t *testing.T) {
	t.Parallel()
	c := compiled(t, group("rows", 200, field("a", form.LongText), field("b", form.LongText)))
	rows := make([]any, 200)
	for i := range rows {
		rows[i] = map[string]any{"a": strings.Repeat("a", 5000), "b": "b"}
	}
	_, err := c.Judge(form.Values{"rows": rows}, filing)
	if got := faults(err); !reflect.DeepEqual(got, []string{" form.too-large"}) {
		t.Errorf("got %v", got)
	}
	if _, err := c.Judge(form.Values{"rows": make([]any, 201)}, filing); !reflect.DeepEqual(faults(err), []string{"rows form.too-many"}) {
		t.Errorf("got %v", err)
	}
}

func TestADoubtfulTaxCodeIsTakenAndDoubted(t *testing.T) {
	t.Parallel()
	c := compiled(t, group("firms", 3, field("code", form.TaxCode)))
	clean, err := c.Judge(form.Values{"firms": []any{map[string]any{"code": "0100233488"}, map[string]any{"code": "0100233480"}}}, filing)
	if err != nil {
		t.Fatal(err)
	}
	ds := c.Doubts(clean)
	if len(ds) != 1 || ds[0].Field != "firms.1.code" || ds[0].Key != "vn.tax-code.check-digit" {
		t.Errorf("got %v", ds)
	}
}
