package form_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"motcua/words/form"
)

// validator compiles the published schema of a form from its bytes, as a stranger would.
func validator(t testing.TB, f *form.Form) *jsonschema.Schema {
	t.Helper()
	b, err := json.Marshal(form.Schema(f))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource("form.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("form.json")
	if err != nil {
		t.Fatalf("compile %s: %v", b, err)
	}
	return s
}

// asJSON sends v over the wire.
func asJSON(t interface{ Fatal(...any) }, v any) any {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	out, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// everyKind is a form with a field of each kind, plain: no conditions, no checks, no past, no bounds of decimals.
func everyKind() *form.Form {
	return made(
		field("line", form.Line, sizes(2, 12)), field("long", form.LongText, required), field("date", form.Date),
		field("person", form.PersonalID), field("tax", form.TaxCode), field("phone", form.Phone), field("mail", form.Email),
		field("copies", form.Integer, bounds(-3, 7)), field("size", form.Decimal), field("money", form.Money),
		field("pick", form.Choice, options("a", "b")), field("some", form.Choices, options("a", "b", "c")), field("yes", form.YesNo),
		field("home", form.Address), field("hometown", form.Address, anywhere), field("seat", form.Address, inCountry),
		field("nation", form.Country), field("scan", form.File),
		field("who", form.Person), field("child", form.Person, parts("name", "birth_year?", "sex?", "address?"), anywhere), field("sign", form.Signature),
		field("owners", form.Person, parts("name", "personal_id?"), func(f *form.Field) { f.Repeat = 2 }),
		group("single", 0, field("a", form.Line, required), field("b", form.Integer)),
		group("rows", 2, field("a", form.Date), field("h", form.Address, required), field("k", form.Address, required, anywhere)),
	)
}

// samples are near misses and hits of every kind; NFC, since a schema cannot speak of composition.
var samples = []any{
	"", " ", "a", "ab", " ab", "a  b", "a b", "Nguyễn Văn A", "Nguyễn Văn Anh", "ễễ", "a\nb", "a\u00a0b", "a\u0000b", "a\u202eb", "\ufeffab", "x\u200bx",
	"2026-01-31", "2026-02-29", "2024-02-29", "1900-02-29", "2000-02-29", "1799-12-31", "2199-12-31", "2200-01-01", "31/01/2026", "2026-1-1", "2026-04-31", "2026-00-10",
	"001085012345", "001485012345", "012345678", "00108501234", "001 085012345",
	"0100233488", "0100233480", "0100000000", "0314409058-002", "0314409058-000", "0314409058-02", "031440905", "0000000100", "0010000000",
	"0912345678", "02438253536", "091234567", "+442079460958", "+84912345678", "+8412345678", "+85212345678", "+0123456789", "0912 345 678", "+4420", "+12345678",
	"a@b.vn", "a@b", "a@B.vn", "A@b.vn", "a..b@c.vn", "a@-b.vn", "a@b-.vn", "a@" + strings.Repeat("b", 64) + ".vn", "@b.vn", "a b@c.vn", strings.Repeat("a", 250) + "@b.vn",
	0, 1, -3, -4, 7, 8, 7.0, 0.5, -1, 1e3, json.Number("5.0"), json.Number("1e2"), json.Number("-0"), json.Number("9007199254740993"), json.Number("1000000000000001"), json.Number("1000000000000000"),
	"5", "0", "00", "-0", "0.5", ".5", "5.", "-0.5", "82.50", "82,5", "1e3", "-12.25", "007", "+1",
	"b", "c",
	[]any{},
	[]any{"a"},
	[]any{"b", "a"},
	[]any{"a", "a"},
	[]any{"d"},
	[]any{1},
	true, false, "true",
	map[string]any{},
	map[string]any{"text": "5 Hàng Bài"},
	map[string]any{"text": "5 Hàng Bài", "commune": "00070"},
	map[string]any{"commune": "00070"},
	map[string]any{"text": "5 Hàng Bài", "commune": "0070"},
	map[string]any{"text": "x", "commune": "00070", "list": "2025-07-01"},
	map[string]any{"text": "x", "list": "a b"},
	map[string]any{"text": "x", "street": "y"},
	map[string]any{"text": 5},
	map[string]any{"text": "x", "province": "40", "ward": "Phường Vinh"},
	map[string]any{"text": "x", "province": "40"},
	map[string]any{"text": "x", "ward": "Phường Vinh"},
	map[string]any{"text": "x", "province": "02", "ward": "y"},
	map[string]any{"text": "x", "province": "40", "ward": "y", "commune": "00070"},
	map[string]any{"text": "x", "province": "40", "ward": "y", "list": "2025-07-01"},
	map[string]any{"province": "40", "ward": "y"},
	map[string]any{"text": "x", "country": "FR"},
	map[string]any{"text": "x", "country": "VN"},
	map[string]any{"text": "x", "country": "Pháp"},
	map[string]any{"text": "x", "country": "FR", "commune": "00070"},
	map[string]any{"text": "x", "country": "FR", "ward": "y"},
	map[string]any{"country": "FR"},
	"VN", "Việt Nam", "FR", "fr", "XX",
	strings.Repeat("0a", 32), strings.Repeat("0A", 32), strings.Repeat("0a", 31),
	map[string]any{"a": "x"},
	map[string]any{"b": 5},
	map[string]any{"a": "x", "b": "y"},
	map[string]any{"a": ""},
	map[string]any{"a": "x", "c": 1},
	[]any{map[string]any{"a": "2026-01-01", "h": map[string]any{"text": "x", "commune": "00070"}, "k": map[string]any{"text": "x", "country": "FR"}}},
	[]any{map[string]any{"h": map[string]any{"text": "x", "commune": "00070"}, "k": map[string]any{"text": "x"}}},
	[]any{map[string]any{"a": "2026-01-01"}},
	[]any{map[string]any{}},
	[]any{map[string]any{"h": map[string]any{"text": "x"}}},
	[]any{1},
	map[string]any{"name": "Lê Thị Mẫu", "personal_id": "001085012345", "birth": "1985-02-15", "sex": "female", "nationality": "VN"},
	map[string]any{"name": "Lê Thị Mẫu", "personal_id": "001085012345", "birth": "15/2/1985", "sex": "female", "nationality": "Việt Nam"},
	map[string]any{"name": "Lê Thị Mẫu", "personal_id": "001085012345", "birth": "1985-02-15", "sex": "nữ", "nationality": "VN"},
	map[string]any{"name": "Lê Thị Mẫu"},
	map[string]any{"name": "Lê Thị Mẫu", "birth_year": 1985, "address": map[string]any{"text": "x", "country": "FR"}},
	map[string]any{"name": "Lê Thị Mẫu", "birth_year": 1700},
	map[string]any{"birth_year": 1985},
	map[string]any{"name": "Lê Thị Mẫu", "file": strings.Repeat("0a", 32)},
	map[string]any{"file": strings.Repeat("0a", 32)},
	[]any{map[string]any{"name": "Lê Thị Mẫu"}, map[string]any{"name": "Trần Văn Thử", "personal_id": "001085012345"}},
	[]any{map[string]any{"personal_id": "001085012345"}},
	nil, strings.Repeat("a", 5001), strings.Repeat("ễ", 5000),
}

func TestSchemaAndJudgeAgree(t *testing.T) {
	t.Parallel()
	f := everyKind()
	s := validator(t, f)
	c, err := form.Compile(f)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, fd := range f.Sections[0].Fields {
		ids = append(ids, fd.ID)
	}
	bothGood, bothBad := 0, 0
	agree := func(t interface {
		Fatal(...any)
		Fatalf(string, ...any)
	}, v form.Values,
	) {
		sent := asJSON(t, v)
		fits := s.Validate(sent)
		clean, err := c.Judge(sent.(map[string]any), filing)
		if fits == nil && err != nil {
			t.Fatalf("%#v fits the schema and is refused: %v", v, err)
		}
		if err != nil {
			bothBad++
			return
		}
		if fits == nil {
			bothGood++
		}
		// Where Judge changed nothing the schema has to agree; and what Judge gave always fits.
		back := asJSON(t, clean)
		if wrong := s.Validate(back); wrong != nil {
			t.Fatalf("Judge made %#v of %#v, which does not fit: %v", clean, v, wrong)
		}
		if again, err := c.Judge(back.(map[string]any), filing); err != nil || !reflect.DeepEqual(again, clean) {
			t.Fatalf("judged again, %#v becomes %#v, %v", clean, again, err)
		}
	}
	for _, id := range ids {
		for _, v := range samples {
			in := form.Values{"long": "đơn"}
			in[id] = v
			agree(t, in)
		}
	}
	if bothGood < 100 || bothBad < 500 {
		t.Errorf("the samples are too one-sided: %d fit, %d are refused", bothGood, bothBad)
	}
	rapid.Check(t, func(t *rapid.T) {
		v := form.Values{}
		for range rapid.IntRange(0, 6).Draw(t, "fields") {
			id := rapid.SampledFrom(append(ids, "stranger")).Draw(t, "id")
			if rapid.Bool().Draw(t, "sample") {
				v[id] = rapid.SampledFrom(samples).Draw(t, "value")
			} else {
				v[id] = rapid.StringMatching(`[0-9A-Za-z .,@+đ-]{0,14}`).Draw(t, "text")
			}
		}
		agree(t, v)
	})
}

func TestASchemaAloneFindsWhatJudgeFinds(t *testing.T) {
	t.Parallel()
	// The other direction, kind by kind: a value that Judge takes unchanged fits the schema. Together with the test above
	// this makes the two equal on normalised values.
	f := everyKind()
	s := validator(t, f)
	c, _ := form.Compile(f)
	for _, fd := range f.Sections[0].Fields {
		n := 0
		for _, v := range samples {
			sent := asJSON(t, form.Values{"long": "đơn", fd.ID: v}).(map[string]any)
			clean, err := c.Judge(sent, filing)
			if err != nil || clean[fd.ID] == nil || !reflect.DeepEqual(asJSON(t, clean), asJSON(t, sent)) {
				continue
			}
			n++
			if err := s.Validate(sent); err != nil {
				t.Errorf("%s: %#v is taken and does not fit: %v", fd.ID, v, err)
			}
		}
		if n == 0 {
			t.Errorf("%s: no sample is taken as it is", fd.ID)
		}
	}
}

func TestASchemaSaysWhatItCannotCheck(t *testing.T) {
	t.Parallel()
	f := made(
		field("kind", form.Choice, required, options("a")),
		field("born", form.Date, required, past, when(`kind == "a"`), check(`born < today`, "")),
		field("size", form.Decimal, bounds(1, 2)),
	)
	validator(t, f)
	props := form.Schema(f)["properties"].(map[string]any)
	born, size := props["born"].(map[string]any), props["size"].(map[string]any)
	if born["x-when"] != `kind == "a"` || born["x-check"] != `born < today` || born["x-past"] != true || size["x-maximum"] != int64(2) {
		t.Errorf("got %v and %v", born, size)
	}
	if r := form.Schema(f)["required"]; !reflect.DeepEqual(r, []any{"kind"}) {
		t.Errorf("required is %v: a field under a condition cannot be", r)
	}
}
