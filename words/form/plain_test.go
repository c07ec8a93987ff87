package form_test

import (
	"reflect"
	"testing"

	"motcua/words/form"
)

func TestPlainConditionsAreRead(t *testing.T) {
	t.Parallel()
	term := func(name string, not bool, values ...string) form.Term {
		return form.Term{Name: name, Not: not, Values: values}
	}
	for src, want := range map[string]form.Plain{
		`father_known == true`:              {Terms: []form.Term{term("father_known", false, "true")}},
		`with_house`:                        {Terms: []form.Term{term("with_house", false, "true")}},
		`!with_house`:                       {Terms: []form.Term{term("with_house", true, "true")}},
		`deed != "sole-heir"`:               {Terms: []form.Term{term("deed", true, "sole-heir")}},
		`home_kind in ["rent", "borrow"]`:   {Terms: []form.Term{term("home_kind", false, "rent", "borrow")}},
		`this.kind == "a" && minor == true`: {Terms: []form.Term{term("this.kind", false, "a"), term("minor", false, "true")}},
		`a == "x" || b == "y"`:              {Any: true, Terms: []form.Term{term("a", false, "x"), term("b", false, "y")}},
	} {
		got, ok := form.ReadPlain(src)
		if !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v; want %+v", src, got, ok, want)
		}
	}
	for _, src := range []string{"", "workers > 3", `a == "x" || b == "y" && c == "z"`, `years(birth, today) >= 18`, `a == b`, `a ==`, `len(people) == 2`} {
		if got, ok := form.ReadPlain(src); ok {
			t.Errorf("%q was read as plain: %+v", src, got)
		}
	}
}
