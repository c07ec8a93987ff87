package form_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"motcua/words/form"
)

func TestPostedNamesBecomeGroupsAndLists(t *testing.T) {
	t.Parallel()
	got := form.FromPost(map[string][]string{
		"name": {"An"}, "child.name": {"Bình"}, "kinds": {"a", "b"}, "pick": {"a"},
		"owners.10.name": {"K"}, "owners.2.name": {"C"}, "owners.2.home.text": {"5 Hàng Bài"}, "owners.2.home.commune": {"00070"},
		"_token": {"secret"}, "a..b": {"x"}, "": {"x"}, "none": {},
	})
	want := form.Values{
		"name": "An", "child": map[string]any{"name": "Bình"}, "kinds": []any{"a", "b"}, "pick": "a",
		"owners": []any{
			map[string]any{"name": "C", "home": map[string]any{"text": "5 Hàng Bài", "commune": "00070"}},
			map[string]any{"name": "K"},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %#v\nwant %#v", got, want)
	}
}

func TestAPostAndItsJSONAreJudgedAlike(t *testing.T) {
	t.Parallel()
	c := compiled(t,
		group("owners", 5, field("name", form.Line, required), field("share", form.Decimal)),
		field("kinds", form.Choices, options("a", "b")), field("copies", form.Integer), field("price", form.Money),
	)
	posted, err := c.Judge(form.FromPost(map[string][]string{
		"owners.0.name": {"An"}, "owners.0.share": {"0,5"}, "owners.3.name": {"Bình"}, "owners.4.name": {""},
		"kinds": {"b"}, "copies": {"2"}, "price": {"1.500.000"},
	}), filing)
	if err != nil {
		t.Fatal(err)
	}
	in, err := form.Decode([]byte(`{"owners":[{"name":"An","share":0.5},{"name":"Bình"}],"kinds":["b"],"copies":2,"price":1500000}`))
	if err != nil {
		t.Fatal(err)
	}
	sent, err := c.Judge(in, filing)
	if err != nil || !reflect.DeepEqual(posted, sent) {
		t.Errorf("posted %#v\nsent   %#v (%v)", posted, sent, err)
	}
}

func TestBytesThatAreNoObjectAreRefused(t *testing.T) {
	t.Parallel()
	for _, b := range []string{"", "null", "[]", "5", `{"a":1} x`, `{"a":1}{}`, `{"a":`, "{\"a\":\"\xff\"}"} {
		if v, err := form.Decode([]byte(b)); err == nil {
			t.Errorf("%q gave %v", b, v)
		}
	}
	big := `{"a":"` + strings.Repeat("a", 600<<10) + `"}`
	if _, err := form.Decode([]byte(big)); !reflect.DeepEqual(faults(err), []string{" form.too-large"}) {
		t.Errorf("got %v", err)
	}
	v, err := form.Decode([]byte(`{"n":123456789012345678901234567890}`))
	if n, _ := v["n"].(json.Number); err != nil || n != "123456789012345678901234567890" {
		t.Errorf("the digits that were sent became %v (%v)", v, err)
	}
}

func TestPrefillTakesWhatFits(t *testing.T) {
	t.Parallel()
	from := func(s string) func(*form.Field) { return func(f *form.Field) { f.Prefill = s } }
	f := made(
		field("name", form.Line, from("applicant.name")),
		group("groom", 0, field("id", form.PersonalID, from("owner.personal_id")), field("sex", form.Choice, options("male"), from("owner.sex"))),
		field("home", form.Address, required, from("applicant.address")),
		field("phone", form.Phone, from("applicant.phone")),
		field("other", form.Line),
	)
	got := form.Prefill(f, map[string]string{
		"applicant.name": " Nguyễn  An ", "owner.personal_id": "001085012345", "owner.sex": "unknown", "applicant.phone": "none",
		"applicant.address": "5 Hàng Bài", "applicant.address.commune": "00070",
	})
	want := form.Values{
		"name": "Nguyễn An", "groom": map[string]any{"id": "001085012345"}, "home": map[string]any{"text": "5 Hàng Bài", "commune": "00070"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %#v, want %#v", got, want)
	}
}

func TestDiffNamesWhatChanged(t *testing.T) {
	t.Parallel()
	older := made(field("a", form.Line), field("b", form.Choice, options("x")), group("g", 2, field("c", form.Line), field("d", form.Line)))
	newer := made(field("b", form.Choice, options("x", "y"), required), field("a", form.Line), group("g", 3, field("c", form.Date)), field("e", form.YesNo))
	var got []string
	for _, c := range form.Diff(older, newer) {
		got = append(got, c.Kind+" "+c.Path+" "+strings.Join(c.Parts, ","))
	}
	want := []string{"changed b required,options", "changed g repeat", "changed g.c kind", "removed g.d ", "added e "}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if d := form.Diff(older, older); d != nil {
		t.Errorf("a form differs from itself: %v", d)
	}
}

func TestAFormFileIsReadStrictly(t *testing.T) {
	t.Parallel()
	file := `{
  "id": "f", "version": 1, "title": {"vi": "Đơn"},
  "sections": [
    {"id": "s", "title": {"vi": "Mục"}, "fields": [
      {"id": "a", "kind": "text", "label": {"vi": "A"}, "requird": true},
      {"id": "b", "kind": "text", "label": "B", "max_length": "5"},
      {"id": "c", "kind": "text", "label": {"vi": "C"}, "help": null, "id": "d"}
    ]}
  ]
}`
	_, err := form.Parse("don.json", []byte(file))
	for _, want := range []string{
		`don.json:5: sections.0.fields.0.requird: unknown key, did you mean "required"?`,
		`don.json:6: sections.0.fields.1.label: "B" stands where an object belongs`,
		`don.json:6: sections.0.fields.1.max_length: "5" stands where a whole number belongs`,
		`don.json:7: sections.0.fields.2.id: the key stands twice`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in:\n%v", want, err)
		}
	}
	for name, tt := range map[string]struct{ file, want string }{
		"a nul":   {"{\n\"id\": \"f\\u0000\"}", `x.json:2: id: the text has the character \u0000: take it out`},
		"cut off": {"{\n\"id\": \"f\",\n", "x.json:2: not JSON: it ends too early"},
		"broken":  {"{\n\"id\": f}", "x.json:2: not JSON"},
		"behind":  {`{"id":"f"} {}`, "x.json:1: something stands behind the end"},
		"bytes":   {"{\n\"id\": \"\xff\"}", "x.json:2: the bytes are not UTF-8"},
		"flaw":    {`{"id":"f","version":1,"title":{"vi":"f"},"sections":[{"id":"s","title":{"vi":"s"},"fields":[{"id":"a","kind":"txt","label":{"vi":"a"}}]}]}`, `x.json:1: a: unknown kind “txt”, did you mean “text”?`},
	} {
		if _, err := form.Parse("x.json", []byte(tt.file)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", name, err, tt.want)
		}
	}
	good := strings.NewReplacer(`, "requird": true`, "", `"label": "B", "max_length": "5"`, `"label": {"vi": "B"}`, `, "id": "d"`, "").Replace(file)
	f, err := form.Parse("don.json", []byte(good))
	if err != nil || len(f.Sections[0].Fields) != 3 {
		t.Errorf("a right file: %v, %v", f, err)
	}
}

func FuzzReadNeverPanics(f *testing.F) {
	f.Add([]byte(`{"id":"f","sections":[{"fields":[{"id":"a","min":5,"options":[{"value":"x"}]}]}]}`))
	f.Add([]byte(`[[[[{"a":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if fm, err := form.Parse("x.json", b); err == nil && fm == nil {
			t.Error("neither a form nor an error")
		}
		if v, err := form.Decode(b); err == nil {
			c := compiled(t, field("a", form.Integer), field("b", form.Line), group("g", 3, field("c", form.Money)))
			if clean, err := c.Judge(v, filing); err == nil && clean == nil {
				t.Error("neither values nor an error")
			}
		}
	})
}

func FuzzFromPostNeverPanics(f *testing.F) {
	f.Add("a.0.b", "a", "x")
	f.Fuzz(func(t *testing.T, n1, n2, v string) {
		c := compiled(t, field("a", form.Integer), group("g", 3, field("c", form.Money)))
		_, _ = c.Judge(form.FromPost(map[string][]string{n1: {v}, n2: {v, n1}}), filing)
	})
}
