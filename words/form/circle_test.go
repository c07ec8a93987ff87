package form

import (
	"errors"
	"testing"
)

func TestConditionsInACircleAreAMistakeOfTheForm(t *testing.T) {
	t.Parallel()
	line := func(id, when string) Field { return Field{ID: id, Kind: Line, Label: Text{VI: id}, When: when} }
	shape := func(fs ...Field) *Form {
		return &Form{ID: "f", Version: 1, Sections: []Section{{ID: "s", Fields: fs}}}
	}
	group := func(fs ...Field) Field {
		return Field{ID: "g", Kind: Group, Label: Text{VI: "g"}, Repeat: 3, Fields: fs}
	}
	tests := []struct {
		name  string
		form  *Form
		place string // "" for a form that is right
	}{
		{"one after the other", shape(line("a", ""), line("b", `a == "x"`), line("c", `b == "x" && a == "x"`)), ""},
		{"two", shape(line("a", `b == "x"`), line("b", `a == "x"`)), "sections.0.fields.0"},
		{"three", shape(line("z", ""), line("a", `c == "x"`), line("b", `a == "x"`), line("c", `b == "x"`)), "sections.0.fields.1"},
		{"itself", shape(line("a", `a == "x"`)), "sections.0.fields.0"},
		{"within a group", shape(group(line("a", `this.b == "x"`), line("b", `this.a == "x"`))), "sections.0.fields.0.fields.0"},
		{"a name of the group's is another field outside", shape(line("a", ""), group(line("a", `a == "x"`))), ""},
	}
	for _, tt := range tests {
		_, err := Compile(tt.form)
		var flaws Flaws
		if errors.As(err, &flaws); (len(flaws) == 1) != (tt.place != "") {
			t.Errorf("%s: got %v", tt.name, err)
			continue
		}
		if tt.place != "" && (!flaws[0].Circle() || flaws[0].Place != tt.place) {
			t.Errorf("%s: got %+v, want a circle at %s", tt.name, flaws[0], tt.place)
		}
	}
}
