package web

import (
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/city"
	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

var eformDay = time.Date(2026, 3, 3, 8, 0, 0, 0, time.UTC)

// testForm has a question of every kind, a condition, and a list.
const testForm = `{"id":"t","version":1,"title":{"vi":"Tờ khai"},"sections":[
{"id":"a","title":{"vi":"Phần A","en":"Part A"},"fields":[
 {"id":"name","kind":"text","label":{"vi":"Họ và tên","en":"Full name"},"required":true},
 {"id":"born","kind":"date","label":{"vi":"Ngày sinh","en":"Date of birth"},"past":true},
 {"id":"price","kind":"money","label":{"vi":"Giá","en":"Price"}},
 {"id":"home","kind":"address","label":{"vi":"Nơi ở","en":"Home"},"required":true},
 {"id":"roots","kind":"address","area":"anywhere","label":{"vi":"Quê quán","en":"Place of origin"}},
 {"id":"nation","kind":"country","label":{"vi":"Quốc tịch","en":"Nationality"},"prefill":"country"},
 {"id":"married","kind":"yes-no","label":{"vi":"Có vợ, chồng","en":"Married"}},
 {"id":"spouse","kind":"text","label":{"vi":"Vợ, chồng","en":"Spouse"},"when":"married == true","required":true}]},
{"id":"b","title":{"vi":"Phần B","en":"Part B"},"fields":[
 {"id":"use","kind":"choices","label":{"vi":"Dùng để","en":"Use"},"options":[{"value":"live","label":{"vi":"Ở","en":"Living"}},{"value":"shop","label":{"vi":"Bán hàng","en":"Shop"}}]},
 {"id":"people","kind":"group","repeat":3,"label":{"vi":"Thành viên","en":"Member"},"fields":[
   {"id":"name","kind":"text","label":{"vi":"Tên","en":"Name"},"required":true},
   {"id":"age","kind":"integer","label":{"vi":"Tuổi","en":"Age"},"check":"this.age >= 18","check_message":{"vi":"Phải đủ 18 tuổi","en":"Must be 18"}}]},
 {"id":"plan","kind":"file","label":{"vi":"Bản vẽ","en":"Plan"}}]}]}`

func newTestForm(t *testing.T, lang text.Lang, values form.Values, err error) *EForm {
	t.Helper()
	var f form.Form
	if err := json.Unmarshal([]byte(testForm), &f); err != nil {
		t.Fatal(err)
	}
	c, e := form.Compile(&f)
	if e != nil {
		t.Fatal(e)
	}
	words, e := text.Load()
	if e != nil {
		t.Fatal(e)
	}
	return NewEForm(words.In(lang), c, values, eformDay, lands{communes: []Option{{Value: "00004", Label: "Phường Ba Đình"}}, list: office.CommuneList, home: "01"}, nil, err)
}

// fieldNamed finds a drawn question by its name, in groups and entries too.
func fieldNamed(fields []Field, name string) *Field {
	for i := range fields {
		f := &fields[i]
		if f.Name == name {
			return f
		}
		inner := f.Fields
		for _, e := range f.Entries {
			inner = append(slices.Clone(inner), e.Fields...)
		}
		if x := fieldNamed(inner, name); x != nil {
			return x
		}
	}
	return nil
}

func (e *EForm) drawn(name string) *Field {
	for _, s := range e.Sections() {
		if f := fieldNamed(s.Fields, name); f != nil {
			return f
		}
	}
	return &Field{Label: "not drawn: " + name}
}

func TestWhatIsTypedIntoAnEFormStaysExactlyAsTyped(t *testing.T) {
	t.Parallel()
	e := newTestForm(t, text.VI, nil, nil)
	post := url.Values{
		"csrf": {"x"}, "e.name": {"  nguyễn  văn <b>ví</b> dụ"}, "e.born": {"31/2/1990"}, "e.price": {"150.000"}, "e.home": {"Số 1"},
		"e.home.commune": {"00004"}, "e.married": {"no"}, "e.spouse": {""}, "e.use": {"live", "shop"},
		"e.people.0.name": {"An"}, "e.people.0.age": {"mười"}, "e.people.1.name": {""}, "e.people.1.age": {""},
	}
	e.Take(post)
	_, err := e.Judge()
	again := newTestForm(t, text.VI, e.Values, err)
	for name, want := range map[string]string{
		"e.name": "  nguyễn  văn <b>ví</b> dụ", "e.born": "31/2/1990", "e.price": "150.000", "e.home": "Số 1", "e.married": "no", "e.people.0.age": "mười",
	} {
		if got := again.drawn(name); got.Value != want {
			t.Errorf("%s: got %q, want %q", name, got.Value, want)
		}
	}
	if got := again.drawn("e.home").Commune; got != "00004" {
		t.Errorf("the commune is %q", got)
	}
	if got := again.drawn("e.use").Values; !reflect.DeepEqual(got, []string{"live", "shop"}) {
		t.Errorf("several answers: %v", got)
	}
	var wrong []string
	for _, one := range flat(fault.As(err)) {
		wrong = append(wrong, one.Field)
	}
	if want := []string{"e.born", "e.people.0.age"}; !reflect.DeepEqual(wrong, want) {
		t.Errorf("faults at %v, want %v", wrong, want)
	}
	for _, name := range wrong {
		if again.drawn(name).Error == "" {
			t.Errorf("%s shows no fault", name)
		}
	}
}

func TestACorrectEFormIsReadAndShownAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	e := newTestForm(t, text.VI, nil, nil)
	e.Take(url.Values{
		"e.name": {"An"}, "e.born": {"2/1/1990"}, "e.price": {"1.150.000 đ"}, "e.home": {"Số 1"}, "e.home.commune": {"00004"},
		"e.married": {"yes"}, "e.spouse": {"Bình"}, "e.people.0.name": {"Chi"}, "e.people.0.age": {"20"},
	})
	clean, err := e.Judge()
	if err != nil {
		t.Fatal(err)
	}
	want := form.Values{
		"name": "An", "born": "1990-01-02", "price": int64(1150000), "married": true, "spouse": "Bình",
		"home":   map[string]any{"text": "Số 1", "commune": "00004", "list": office.CommuneList},
		"people": []any{map[string]any{"name": "Chi", "age": int64(20)}},
	}
	if !reflect.DeepEqual(clean, want) {
		t.Errorf("got %v\nwant %v", clean, want)
	}
	shown := newTestForm(t, text.VI, clean, nil)
	for name, want := range map[string]string{"e.born": "02/01/1990", "e.price": "1.150.000", "e.married": "yes", "e.people.0.age": "20"} {
		if got := shown.drawn(name).Value; got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestAConditionIsSaidInWordsAndAsData(t *testing.T) {
	t.Parallel()
	for lang, want := range map[text.Lang]string{text.VI: "Chỉ điền khi “Có vợ, chồng” là “Có”.", text.EN: "Only if “Married” is “Yes”."} {
		f := newTestForm(t, lang, form.Values{"married": "no"}, nil).drawn("e.spouse")
		if f.When != want || !f.Off || f.WhenRule != `{"any":false,"terms":[{"name":"e.married","not":false,"values":["yes"]}]}` {
			t.Errorf("%s: %q, off %v, %s", lang, f.When, f.Off, f.WhenRule)
		}
	}
	if newTestForm(t, text.VI, form.Values{"married": "yes"}, nil).drawn("e.spouse").Off {
		t.Error("the question is left out although it is asked")
	}
}

func TestAFaultOfTheFormsAuthorIsSaidInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	values := form.Values{"name": "An", "home": map[string]any{"text": "Số 1", "commune": "00004"}, "people": []any{map[string]any{"name": "B", "age": "17"}}}
	for lang, want := range map[text.Lang]string{text.VI: "Phải đủ 18 tuổi", text.EN: "Must be 18"} {
		_, err := newTestForm(t, lang, values, nil).Judge()
		if got := newTestForm(t, lang, values, err).drawn("e.people.0.age").Error; got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

func TestEntriesAreAddedAndRemovedByButtons(t *testing.T) {
	t.Parallel()
	e := newTestForm(t, text.VI, nil, nil)
	post := url.Values{"e.people.0.name": {"An"}, "_add": {"e.people"}}
	for range 5 { // more than the list may have
		e.Take(post)
		if !e.Edited(post) {
			t.Fatal("the button was not seen")
		}
		post = url.Values{"_add": {"e.people"}, "e.people.0.name": {"An"}, "e.people.1.name": {"Bình"}, "e.people.2.name": {"Chi"}}
	}
	g := e.drawn("e.people")
	if len(g.Entries) != 3 || g.Add != "" {
		t.Fatalf("%d entries, add %q", len(g.Entries), g.Add)
	}
	post = url.Values{"_remove": {"e.people.1"}, "e.people.0.name": {"An"}, "e.people.1.name": {"Bình"}, "e.people.2.name": {"Chi"}}
	e.Take(post)
	if !e.Edited(post) || e.drawn("e.people.1.name").Value != "Chi" || len(e.drawn("e.people").Entries) != 2 {
		t.Errorf("after removing the second: %v", e.Values)
	}
	for _, junk := range []string{"e.people.-1", "e.people.x", "e.name", "e.", "people", "e.people.999999", "....", "e.people.0.name"} {
		e.Edited(url.Values{"_remove": {junk}})
		e.Edited(url.Values{"_add": {junk}})
	}
	if e.Edited(url.Values{}) {
		t.Error("a button was pressed that was not")
	}
}

func TestASectionJudgesItsOwnQuestionsAndKeepsTheOthers(t *testing.T) {
	t.Parallel()
	e := newTestForm(t, text.VI, form.Values{"use": "nonsense"}, nil)
	e.Take(url.Values{"e.name": {""}}, "a")
	if e.Values["use"] != "nonsense" {
		t.Error("what stands on another page was lost")
	}
	err := e.JudgeSection("a")
	for _, one := range flat(fault.As(err)) {
		if one.Field != "e.name" && one.Field != "e.home" {
			t.Errorf("a fault of another page: %s", one.Field)
		}
	}
	if err := e.JudgeSection("b"); fault.As(err) == nil || fault.As(err).Field != "e.use" {
		t.Errorf("the second page: %v", err)
	}
}

func TestEveryConditionOfThePackIsSaidInWordsAndAsData(t *testing.T) {
	t.Parallel()
	words, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	pack, err := procedure.ParsePack(city.Hanoi(), ".")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i := range pack {
		for k := range pack[i].Cases {
			f := pack[i].Cases[k].Form
			if f == nil {
				continue
			}
			n++
			c, err := form.Compile(f)
			if err != nil {
				t.Fatal(err)
			}
			e := NewEForm(words.In(text.VI), c, nil, eformDay, lands{}, nil, nil)
			for _, s := range e.Sections() {
				for _, x := range s.Fields {
					if x.When != "" && x.WhenRule == "" {
						t.Errorf("%s: the script cannot tell when %s is asked", f.ID, x.Name)
					}
					if strings.Contains(x.When, "⟦") || x.Label == "" {
						t.Errorf("%s %s: %q %q", f.ID, x.Name, x.Label, x.When)
					}
				}
			}
		}
	}
	if n < 15 {
		t.Errorf("only %d forms", n)
	}
}
