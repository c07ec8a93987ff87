package form_test

import (
	"encoding/json"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"motcua/words/form"
)

func TestAPersonIsAskedAsOneAndJudgedPartByPart(t *testing.T) {
	t.Parallel()
	c := compiled(t,
		field("father", form.Person, parts("name", "birth_year?", "nationality")),
		field("mother", form.Person, required, parts("name", "birth", "personal_id?"), check(`years(mother.birth, today) >= 14`, "quá trẻ")),
		field("note", form.Line, required, when(`father.name == ""`)),
	)
	_, err := c.Judge(form.Values{}, filing)
	if got := faults(err); !reflect.DeepEqual(got, []string{"mother form.missing", "note form.missing"}) {
		t.Errorf("nothing filled in: %v", got)
	}
	_, err = c.Judge(form.Values{
		"father": map[string]any{"nationality": "VN"}, "mother": map[string]any{"name": "Lê Thị Mẫu", "birth": "1/1/2027", "personal_id": "12"}, "note": "x",
	}, filing)
	if got := faults(err); !reflect.DeepEqual(got, []string{"father.name form.missing", "mother.birth form.past", "mother.personal_id vn.personal-id.length"}) {
		t.Errorf("half filled in: %v", got)
	}
	_, err = c.Judge(form.Values{"mother": map[string]any{"name": "Lê Thị Mẫu", "birth": "1/1/2020"}, "note": "x"}, filing)
	if got := faults(err); !reflect.DeepEqual(got, []string{"mother form.says"}) {
		t.Errorf("a check over a part: %v", got)
	}
	clean, err := c.Judge(form.Values{
		"father": map[string]any{"name": " Trần  Văn Thử ", "birth_year": "1984", "nationality": "Việt Nam"}, "mother": map[string]any{"name": "Lê Thị Mẫu", "birth": "15/2/1985"},
	}, filing)
	want := form.Values{
		"father": map[string]any{"name": "Trần Văn Thử", "birth_year": int64(1984), "nationality": "VN"},
		"mother": map[string]any{"name": "Lê Thị Mẫu", "birth": "1985-02-15"},
	}
	if err != nil || !reflect.DeepEqual(clean, want) {
		t.Errorf("got %v, %v", clean, err)
	}
}

func TestAPersonIsPrefilledAtOnceAndASignatureNever(t *testing.T) {
	t.Parallel()
	known := map[string]string{
		"owner.name": "Lê Thị Mẫu", "owner.personal_id": "001085012345", "owner.birth": "1985-02-15", "owner.sex": "female", "country": "VN",
		"owner.address": "5 Hàng Bài", "owner.address.commune": "00070",
	}
	of := func(f *form.Field) { f.Prefill = "owner" }
	f := made(field("who", form.Person, required, of, parts("name", "personal_id", "birth", "sex?", "nationality", "address", "ethnicity?")), field("sign", form.Signature))
	if _, err := form.Compile(f); err != nil {
		t.Fatal(err)
	}
	want := form.Values{"who": map[string]any{
		"name": "Lê Thị Mẫu", "personal_id": "001085012345", "birth": "1985-02-15", "sex": "female", "nationality": "VN",
		"address": map[string]any{"text": "5 Hàng Bài", "commune": "00070"},
	}}
	if got := form.Prefill(f, known); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
	// Somebody of whom nothing but the usual country is known does not look filled in.
	f.Sections[0].Fields[0].Required = false
	if got := form.Prefill(f, map[string]string{"country": "VN"}); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestMistakesOfPersonsAndSourcesAreNamedAtTheirField(t *testing.T) {
	t.Parallel()
	prefill := func(s string) func(*form.Field) { return func(f *form.Field) { f.Prefill = s } }
	from := func(s string) func(*form.Field) { return func(f *form.Field) { f.From = s } }
	for name, tc := range map[string]struct {
		f    form.Field
		want string
	}{
		"an unknown part":               {field("p", form.Person, parts("name", "brith")), `did you mean “birth”?`},
		"a part twice":                  {field("p", form.Person, parts("name", "birth", "birth?")), "stands twice"},
		"a person without a name":       {field("p", form.Person, parts("birth")), "asked for the name"},
		"parts of a date":               {field("p", form.Date, parts("name")), "parts belong to a person"},
		"an unknown prefill":            {field("p", form.Line, prefill("aplicant.name")), `did you mean “applicant.name”?`},
		"a person of one detail":        {field("p", form.Person, prefill("applicant.name")), `did you mean “applicant”?`},
		"an address as a name":          {field("p", form.Line, prefill("owner.address")), "unknown prefill"},
		"a signature signed beforehand": {field("p", form.Signature, prefill("applicant.name")), "cannot be prefilled"},
		"a signature from a paper":      {field("p", form.Signature, from("result:KQ.1.sign")), "cannot be prefilled"},
		"a source without a field":      {field("p", form.Line, from("result:KQ.01")), "write result:CODE.field"},
		"a source of another kind":      {field("p", form.Line, from("paper:KQ.01.name")), "write result:CODE.field"},
		"a repeated signature":          {field("p", form.Signature, func(f *form.Field) { f.Repeat = 2 }), "repeat belongs to"},
	} {
		_, err := form.Compile(made(tc.f))
		if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.HasPrefix(err.Error(), "p: ") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for from, want := range map[string][2]string{
		"result:KQ.G14.000031.child_name": {"KQ.G14.000031", "child_name"},
		"result:000.00.05.who.name":       {"000.00.05", "who.name"},
		"result:GIAY-1.x":                 {"GIAY-1", "x"},
	} {
		if code, path, ok := form.ReadFrom(from); !ok || code != want[0] || path != want[1] {
			t.Errorf("%s: %q %q %v", from, code, path, ok)
		}
	}
}

// onPaper are the forms as people fill them in on paper.
type onPaper struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	Sections []struct {
		Title  string `json:"title"`
		Fields []struct {
			Label    string `json:"label"`
			Type     string `json:"type"`
			Required bool   `json:"required"`
		} `json:"fields"`
	} `json:"sections"`
}

// carried gives the field that carries one question of a form on paper, with an answer as people write it.
func carried(label, typ string) (f form.Field, answer any) {
	most := int64(1_000_000)
	low := strings.ToLower(label)
	switch {
	case typ == "date":
		return form.Field{Kind: form.Date}, "15/2/1985"
	case typ == "year":
		return form.Field{Kind: form.Integer, Min: new(int64(1800)), Max: new(int64(2199))}, "1985"
	case typ == "cccd" || typ == "id":
		return form.Field{Kind: form.PersonalID}, "001085012345"
	case typ == "integer>0":
		return form.Field{Kind: form.Integer, Min: new(int64(1)), Max: &most}, "2"
	case typ == "number>0":
		return form.Field{Kind: form.Decimal, Min: new(int64(0)), Max: &most}, "82,5"
	case typ == "money>0":
		return form.Field{Kind: form.Money, Min: new(int64(1))}, "1.500.000"
	case typ == "phone":
		return form.Field{Kind: form.Phone}, "0912 345 678"
	case typ == "email":
		return form.Field{Kind: form.Email}, "a@b.vn"
	case typ == "list":
		return form.Field{Kind: form.Group, Repeat: 20, Fields: []form.Field{{ID: "trade", Kind: form.Line, Label: vi("Ngành, nghề"), Required: true}}}, []any{map[string]any{"trade": "Bán lẻ"}}
	case strings.HasPrefix(typ, "enum:"):
		f.Kind = form.Choice
		for _, o := range strings.Split(strings.TrimPrefix(typ, "enum:"), "|") {
			f.Options = append(f.Options, form.Option{Value: o, Label: vi(o)})
		}
		return f, f.Options[0].Value
	case typ == "ward", typ == "province":
		return form.Field{Kind: form.Line}, "Phường Cửa Nam" // a form of ours asks for street, ward and province in one address
	case typ == "text" && low == "quốc tịch":
		return form.Field{Kind: form.Country}, "Việt Nam"
	case typ == "text" && (strings.HasPrefix(low, "nơi cư trú") || strings.HasPrefix(low, "nơi thường trú") || strings.HasPrefix(low, "quê quán") || strings.HasPrefix(low, "địa chỉ")):
		return form.Field{Kind: form.Address, Area: form.Anywhere}, map[string]any{"text": "5 Hàng Bài", "commune": "00070"}
	case typ == "text":
		return form.Field{Kind: form.Line}, "Nội dung"
	}
	return form.Field{}, nil
}

func TestTheFormsOnPaperCanBeCarriedWhole(t *testing.T) {
	t.Parallel()
	shared := os.Getenv("SHARED")
	if shared == "" {
		shared = "../../../shared/data"
	}
	b, err := os.ReadFile(shared + "/forms/forms_fields.json")
	if err != nil {
		t.Skip("no forms here: set SHARED")
	}
	var all []onPaper
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	questions := 0
	for _, p := range all {
		f := form.Form{ID: "paper", Version: 1, Title: vi(p.Name)}
		values := form.Values{}
		for i, s := range p.Sections {
			sec := form.Section{ID: "s" + string(rune('a'+i)), Title: vi(s.Title)}
			for k, q := range s.Fields {
				questions++
				x, answer := carried(q.Label, q.Type)
				if x.Kind == "" {
					t.Errorf("%s: no kind carries %q of type %q", p.Code, q.Label, q.Type)
					continue
				}
				x.ID, x.Label, x.Required = sec.ID+"_"+string(rune('a'+k)), vi(q.Label), q.Required
				sec.Fields = append(sec.Fields, x)
				values[x.ID] = answer
			}
			f.Sections = append(f.Sections, sec)
		}
		c, err := form.Compile(&f)
		if err != nil {
			t.Errorf("%s: %v", p.Code, err)
			continue
		}
		clean, err := c.Judge(values, filing)
		if err != nil || len(clean) != len(values) {
			t.Errorf("%s: %d answers became %d, %v", p.Code, len(values), len(clean), err)
		}
		if err := validator(t, &f).Validate(asJSON(t, clean)); err != nil {
			t.Errorf("%s: the schema does not take what was filled in: %v", p.Code, err)
		}
		if _, err := c.Judge(nil, filing); err == nil {
			t.Errorf("%s: nothing filled in is taken", p.Code)
		}
	}
	if len(all) != 9 || questions != 116 {
		t.Errorf("%d forms with %d questions", len(all), questions)
	}
}

func TestAFormTooLargeToReadIsRefusedWithPlaceAndReason(t *testing.T) {
	t.Parallel()
	long := `{"id":"f","version":1,"title":{"vi":"f"},` + "\n" + `"sections":[{"id":"s","title":{"vi":"` + strings.Repeat("x", 10<<20) + `"},"fields":[]}]}`
	_, err := form.Parse("big.json", []byte(long))
	if err == nil || !strings.HasPrefix(err.Error(), "big.json:2: ") || !strings.Contains(err.Error(), "at most 4194304") {
		t.Errorf("10 MB: %.200v", err)
	}
	var b strings.Builder
	b.WriteString(`{"id":"f","version":1,"title":{"vi":"f"},"sections":[{"id":"s","title":{"vi":"s"},"fields":[`)
	for i := range 501 {
		if i > 0 {
			b.WriteString(",\n")
		}
		b.WriteString(`{"id":"f` + strconv.Itoa(i) + `","kind":"text","label":{"vi":"x"}}`)
	}
	b.WriteString("]}]}")
	if _, err := form.Parse("many.json", []byte(b.String())); err == nil || !strings.Contains(err.Error(), "many.json:501: f500: a form has at most 500 fields") {
		t.Errorf("too many fields: %v", err)
	}
}
