package form

import (
	"maps"
	"slices"
	"testing"
	"time"
)

func TestHiddenFollowsWhatWasAnsweredSoFar(t *testing.T) {
	t.Parallel()
	l := Text{VI: "nhãn"}
	c, err := Compile(&Form{ID: "f", Version: 1, Sections: []Section{{ID: "s", Fields: []Field{
		{ID: "known", Kind: YesNo, Label: l, Required: true},
		{ID: "father", Kind: Group, Label: l, When: "known == true", Fields: []Field{{ID: "name", Kind: Line, Label: l, Required: true}}},
		{ID: "owners", Kind: Group, Label: l, Repeat: 3, Fields: []Field{
			{ID: "kind", Kind: Choice, Label: l, Options: []Option{{Value: "person", Label: l}, {Value: "firm", Label: l}}},
			{ID: "birth", Kind: Date, Label: l, When: `this.kind == "person"`},
		}},
		{ID: "many", Kind: Line, Label: l, When: "len(owners) > 1"},
	}}}})
	if err != nil {
		t.Fatal(err)
	}
	today := time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)
	for name, x := range map[string]struct {
		v    Values
		want []string
	}{
		"nothing yet":    {nil, []string{"father", "many", "owners.0.birth"}},
		"a father":       {Values{"known": "yes"}, []string{"many", "owners.0.birth"}},
		"a wrong answer": {Values{"known": "perhaps"}, []string{"father", "many", "owners.0.birth"}},
		"a person": {
			Values{"known": "no", "owners": []any{map[string]any{"kind": "person"}}},
			[]string{"father", "many"},
		},
		"an empty entry first": {
			Values{"known": "no", "owners": []any{map[string]any{}, map[string]any{"kind": "person"}, map[string]any{"kind": "firm"}}},
			[]string{"father", "owners.0.birth", "owners.2.birth"},
		},
	} {
		got := slices.Sorted(maps.Keys(c.Hidden(x.v, today)))
		if !slices.Equal(got, x.want) {
			t.Errorf("%s: hidden are %v, want %v", name, got, x.want)
		}
	}
}
