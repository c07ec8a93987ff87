package form

import (
	"fmt"
	"reflect"
	"testing"
)

func TestAConditionIsTakenApartWhereItsAnswersCanBeEnumerated(t *testing.T) {
	t.Parallel()
	scope := NewScope().Text("outcome").Record("form", NewScope().Text("use").Number("floors").Open("people"))
	tests := []struct {
		src    string
		reads  []Compared
		doubts []string
	}{
		{`outcome == "yes"`, nil, nil},
		{`form.use == "home"`, []Compared{{Path: "use", Texts: []string{"home"}}}, nil},
		{`"home" != form.use`, []Compared{{Path: "use", Texts: []string{"home"}}}, nil},
		{`form.use in ["home", "shop"] && not (form.floors > 7 or outcome == "no")`, []Compared{
			{Path: "use", Texts: []string{"home", "shop"}}, {Path: "floors", Numbers: []int64{7}},
		}, nil},
		{`form.floors >= -1`, []Compared{{Path: "floors", Numbers: []int64{-1}}}, nil},
		{`form.use < "m"`, nil, []string{`form.use < "m"`}},
		{`form.floors + 1 > 7 || outcome == "no"`, nil, []string{`form.floors + 1 > 7`}},
		{`form.secret == "x"`, nil, []string{`form.secret == "x"`}},
	}
	for _, tt := range tests {
		known := func(path string) bool { return path != "secret" }
		if tt.doubts != nil && tt.src == `form.secret == "x"` {
			scope = scope.Record("form", NewScope().Text("use").Number("floors").Text("secret"))
		}
		a, err := TakeApart(tt.src, scope, "form", known)
		if err != nil {
			t.Errorf("%s: %v", tt.src, err)
			continue
		}
		if !reflect.DeepEqual(a.Reads, tt.reads) || fmt.Sprint(a.Doubts) != fmt.Sprint(tt.doubts) {
			t.Errorf("%s: reads %v, doubts %v; want %v and %v", tt.src, a.Reads, a.Doubts, tt.reads, tt.doubts)
		}
	}
}

// A condition without a doubt answers taken apart as it does whole; a doubt decides where nothing else does.
func TestAConditionTakenApartAnswersAsTheWhole(t *testing.T) {
	t.Parallel()
	scope := NewScope().Text("outcome").Record("form", NewScope().Text("use").Number("floors"))
	all := func(string) bool { return true }
	for _, src := range []string{
		`outcome == "a" && (form.use == "home" || form.floors > 3)`, `not (form.use in ["home", "x"]) or form.floors <= 2`,
		`!(form.use != "home" && outcome in ["a", "b"])`, `form.floors == 3 and form.use == outcome || outcome == "b"`,
	} {
		whole, err := CompileExpr(src, scope)
		if err != nil {
			t.Fatal(err)
		}
		apart, err := TakeApart(src, scope, "form", all)
		if err != nil {
			t.Fatal(err)
		}
		for _, outcome := range []string{"a", "b", "home"} {
			for _, use := range []string{"", "home", "a"} {
				for floors := range 5 {
					env := map[string]any{"outcome": outcome, "form": map[string]any{"use": use, "floors": floors}}
					want, err := whole.True(env)
					if err != nil {
						t.Fatal(err)
					}
					got, err := apart.True(env, func(string) bool { return use == outcome })
					if err != nil || got != want {
						t.Errorf("%s over %v: got %v, %v; want %v", src, env, got, err, want)
					}
				}
			}
		}
	}
}
