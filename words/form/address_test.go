package form_test

import (
	"reflect"
	"strings"
	"testing"

	"motcua/words/form"
)

// An address lies where its area allows, in one place, and all of that place is there.
func TestAnAddressLiesWhereItsAreaAllows(t *testing.T) {
	t.Parallel()
	in := func(pairs ...string) map[string]any {
		m := map[string]any{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i]] = pairs[i+1]
		}
		return m
	}
	city, vinh := in("text", "Số 1", "commune", "00070", "list", "2025-07-01"), in("text", "Số 1", "province", "40", "ward", "Phường Vinh")
	paris := in("text", "1 rue X", "country", "FR")
	for _, tt := range []struct {
		area form.Area
		must bool
		in   map[string]any
		want string // the fault, "" = taken as it is
	}{
		{form.InCity, true, city, ""},
		{form.InCity, true, vinh, "x.* form.address.area"},
		{form.InCity, true, in("text", "Số 1"), "x.commune form.missing.commune"},
		{form.InCity, false, in("text", "Số 1"), ""},
		{form.InCountry, true, city, ""},
		{form.InCountry, true, vinh, ""},
		{form.InCountry, true, paris, "x.country form.address.area"},
		{form.InCountry, true, in("text", "Số 1"), "x.commune form.missing.place"},
		{form.Anywhere, true, city, ""},
		{form.Anywhere, true, vinh, ""},
		{form.Anywhere, true, paris, ""},
		{form.Anywhere, true, in("text", "Số 1"), "x.commune form.missing.place"},
		{form.Anywhere, false, in("text", "Số 1"), ""},
		{form.Anywhere, false, in("text", "Số 1", "province", "40"), "x.ward form.missing.ward"},
		{form.Anywhere, false, in("text", "Số 1", "ward", "Phường Vinh"), "x.province form.missing.province"},
		{form.Anywhere, false, in("province", "40", "ward", "Phường Vinh"), "x.text form.missing.street"},
		{form.Anywhere, false, in("text", "Số 1", "province", "99", "ward", "Phường Vinh"), "x.province form.bad.province"},
		{form.Anywhere, false, in("text", "Số 1", "country", "XX"), "x.country form.bad.country"},
		{form.Anywhere, false, in("text", "Số 1", "country", "VN"), "x.country form.bad.country"},
		{form.Anywhere, false, in("text", "Số 1", "commune", "00070", "country", "FR"), "x.commune form.address.places"},
	} {
		f := field("x", form.Address, func(f *form.Field) { f.Area, f.Required = tt.area, tt.must })
		got, err := compiled(t, f).Judge(form.Values{"x": tt.in}, filing)
		switch fs := faults(err); {
		case tt.want == "" && (err != nil || !reflect.DeepEqual(got, form.Values{"x": tt.in})):
			t.Errorf("area %q: %v becomes %v, %v", tt.area, tt.in, got, err)
		case tt.want != "" && (len(fs) != 1 || fs[0] != tt.want && !strings.HasSuffix(fs[0], strings.TrimPrefix(tt.want, "x.*"))):
			t.Errorf("area %q: %v gives %v, want %s", tt.area, tt.in, fs, tt.want)
		}
	}
}

// An address of a form from before there were areas means in a later form what it meant.
func TestAnEarlierAddressIsReadByALaterForm(t *testing.T) {
	t.Parallel()
	was := map[string]any{"text": "5 Hàng Bài", "commune": "00070", "list": "2025-07-01"}
	now := compiled(t, field("x", form.Address, anywhere, required), field("n", form.Country))
	got, err := now.Judge(form.Values{"x": was, "n": "Việt Nam"}, filing)
	if want := (form.Values{"x": was, "n": "VN"}); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
}

func TestAnAreaBelongsToAddresses(t *testing.T) {
	t.Parallel()
	for _, f := range []form.Field{field("x", form.Line, anywhere), field("x", form.Address, func(f *form.Field) { f.Area = "moon" })} {
		if _, err := form.Compile(made(f)); err == nil || !strings.Contains(err.Error(), "area") {
			t.Errorf("%s of area %q compiles: %v", f.Kind, f.Area, err)
		}
	}
}
