package web

import (
	"net/url"
	"reflect"
	"testing"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/form"
)

// What counts of an address is what the chosen place asks for; what was typed into the other boxes before does not.
func TestOnlyTheBoxesOfTheChosenPlaceCount(t *testing.T) {
	t.Parallel()
	base := url.Values{
		"e.name": {"An"}, "e.home": {"Số 1"}, "e.home.commune": {"00004"}, "e.roots": {" Xóm 3 "}, "e.roots.commune": {"00004"}, "e.roots.ward": {" Xã  Nam Đàn "},
		"e.nation": {"hàn quốc"},
	}
	for place, want := range map[string]map[string]any{
		"":   {"text": "Xóm 3", "commune": "00004", "list": office.CommuneList},
		"01": {"text": "Xóm 3", "commune": "00004", "list": office.CommuneList},
		"40": {"text": "Xóm 3", "province": "40", "ward": "Xã Nam Đàn"},
		"FR": {"text": "Xóm 3", "country": "FR"},
	} {
		e := newTestForm(t, text.VI, nil, nil)
		base.Set("e.roots.place", place)
		e.Take(base)
		clean, err := e.Judge()
		if err != nil || !reflect.DeepEqual(clean["roots"], want) {
			t.Errorf("at %q: %v, %v; want %v", place, clean["roots"], err, want)
			continue
		}
		if clean["nation"] != "KR" {
			t.Errorf("the nationality is %v", clean["nation"])
		}
		shown := newTestForm(t, text.EN, clean, nil)
		roots, nation := shown.drawn("e.roots"), shown.drawn("e.nation")
		if place != "" && !roots.ChosenPlace(place) || roots.Value != "Xóm 3" || nation.Value != "South Korea" {
			t.Errorf("shown again: %q at %q, %q", roots.Value, roots.Place, nation.Value)
		}
	}
	// An address that nobody touched has its place all the same, and is no address.
	e := newTestForm(t, text.VI, nil, nil)
	for name, v := range map[string]string{"e.roots": "", "e.roots.commune": "", "e.roots.ward": "", "e.roots.place": "01"} {
		base.Set(name, v)
	}
	e.Take(base)
	if clean, err := e.Judge(); err != nil || clean["roots"] != nil {
		t.Errorf("an untouched address: %v, %v", clean["roots"], err)
	}
	// Half a place is a fault that names the box, at a field that the page has.
	base.Set("e.roots.place", "40")
	base.Set("e.roots", "Xóm 3")
	e.Take(base)
	_, err := e.Judge()
	if f := fault.As(err); f == nil || f.Key != "form.missing.ward" || addressField(f.Field) != "e.roots" {
		t.Errorf("half a place: %v", err)
	}
	if x := newTestForm(t, text.VI, e.Values, err).drawn("e.roots"); x.Error == "" || !x.ChosenPlace("40") {
		t.Errorf("the box shows %+v", x)
	}
}

// The boxes of a person at the counter give back the address that they were filled with.
func TestAnAddressGoesThroughItsBoxes(t *testing.T) {
	t.Parallel()
	l := lands{home: "01", list: office.CommuneList}
	for _, a := range []dossier.Address{
		{},
		{Text: "Số 1"},
		{Text: "Số 1", Commune: "00004", List: office.CommuneList},
		{Text: "Số 1", Province: "40", Ward: "Phường Vinh"},
		{Text: "1 rue X", Country: "FR"},
	} {
		q := url.Values{}
		for box, v := range addressBoxes(a) {
			q.Set("owner.address"+box, v)
		}
		if got := l.read(q, "owner.address"); got != a {
			t.Errorf("%+v becomes %+v", a, got)
		}
		if got := addressOfValue(a.Values()); got != a {
			t.Errorf("%+v as values becomes %+v", a, got)
		}
	}
}

// A row that nobody wrote into asks for nothing, so that it carries no star; one with something in it does.
func TestAnEmptyRowThatMayStayEmptyHasNoStars(t *testing.T) {
	t.Parallel()
	e := newTestForm(t, text.VI, nil, nil)
	if x := e.drawn("e.people.0.name"); x.Required {
		t.Error("the empty row asks for a name")
	}
	if x := e.drawn("e.people"); x.Help == "" {
		t.Error("nothing says that the list may stay empty")
	}
	e.Take(url.Values{"e.name": {"An"}, "e.home": {"Số 1"}, "e.home.commune": {"00004"}, "e.people.0.name": {" "}, "e.people.0.age": {""}, "e.people.1.age": {"20"}, "e.people.1.name": {""}})
	if e.drawn("e.people.0.name").Required || !e.drawn("e.people.1.name").Required {
		t.Error("stars stand in the wrong row")
	}
	_, err := e.Judge()
	var at []string
	for _, one := range flat(fault.As(err)) {
		at = append(at, one.Field)
	}
	if want := []string{"e.people.1.name"}; !reflect.DeepEqual(at, want) {
		t.Errorf("faults at %v, want %v", at, want)
	}
}

// The usual country is put into what has to be answered, never into a group that may stay empty.
func TestTheUsualCountryFillsNoOptionalGroup(t *testing.T) {
	t.Parallel()
	nation := form.Field{ID: "n", Kind: form.Country, Label: form.Text{VI: "Quốc tịch"}, Prefill: "country", Required: true}
	f := &form.Form{ID: "f", Version: 1, Sections: []form.Section{{ID: "s", Fields: []form.Field{
		nation,
		{ID: "must", Kind: form.Group, Label: form.Text{VI: "Mẹ"}, Required: true, Fields: []form.Field{nation}},
		{ID: "may", Kind: form.Group, Label: form.Text{VI: "Cha"}, Fields: []form.Field{nation}},
	}}}}
	want := form.Values{"n": "VN", "must": map[string]any{"n": "VN"}}
	if got := office.Known(f, dossier.Parties{}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
