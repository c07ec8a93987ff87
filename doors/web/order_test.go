package web

import (
	"slices"
	"testing"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/form"
)

func TestTheSummaryNamesWhatIsWrongInTheOrderOfThePage(t *testing.T) {
	t.Parallel()
	v := newTown(t, false).site.o.Words.In(text.VI)
	err := fault.Join([]*fault.Fault{
		fault.New(fault.Invalid, "filing.address-missing").At("c"),
		fault.New(fault.Invalid, "form.missing").At("b"),
		fault.New(fault.Invalid, "form.bad.date").At("a"),
		fault.New(fault.Invalid, "form.missing"),
	})
	f := NewForm(v, nil, err)
	f.Add(Field{Name: "a", Kind: form.Date})
	f.Add(Field{Name: "group", Fields: []Field{{Name: "b", Kind: form.Line}}})
	f.Add(Field{Name: "c", Kind: form.Line})
	p := problem(v, fault.As(err))
	p.link([]*Form{f})
	var got []string
	for _, line := range p.Lines {
		got = append(got, line.Field)
	}
	if want := []string{"", "a", "b", "c"}; !slices.Equal(got, want) {
		t.Errorf("the summary goes %q, want %q", got, want)
	}
}

func TestADayThatDoesNotExistIsNotCalledBadlyWritten(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"31/02/1952": "form.no-such-day", "32.1.2026": "form.no-such-day", "1952": "form.bad.date", "hôm qua": "form.bad.date",
	} {
		if _, ok := ReadDate(typed); ok {
			t.Errorf("%q is read as a day", typed)
		}
		if got := dateFault(typed); got != want {
			t.Errorf("%q gives %s, want %s", typed, got, want)
		}
	}
}

func TestWhoWaitsReadsThatAStepIsDoneNotThatItWasTakenUp(t *testing.T) {
	t.Parallel()
	step := func(kind, node string) office.StepView {
		return office.StepView{Step: dossier.Step{Kind: kind}, NodeName: form.Text{VI: node}}
	}
	got := told([]office.StepView{
		step("dossier.received", ""), step("dossier.claimed", "Thẩm tra"), step("dossier.finished", "Thẩm tra"), step("dossier.claimed", "Ký"),
	})
	var kinds []string
	for _, s := range got {
		kinds = append(kinds, s.Kind)
	}
	if want := []string{"dossier.received", "dossier.finished", "dossier.claimed"}; !slices.Equal(kinds, want) {
		t.Errorf("the story is %q, want %q", kinds, want)
	}
}
