package web

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

func TestTheSummaryNamesWhatIsWrongInTheOrderOfThePage(t *testing.T) {
	t.Parallel()
	v := newTown(t, false).site.words.In(text.VI)
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

func TestTheHistoryGoesForwardInTimeAndSaysWhenADossierGoesOn(t *testing.T) {
	t.Parallel()
	v := newTown(t, false).site.words.In(text.VI)
	at := func(h, m int) time.Time { return time.Date(2026, 3, 12, h, m, 0, 0, office.Zone) }
	steps := []office.StepView{
		{Step: dossier.Step{Kind: dossier.KindReceived, At: at(15, 20)}},
		{Step: dossier.Step{Kind: dossier.KindClaimed, At: at(15, 49), Token: 1}},
	}
	open := []office.TaskView{{Task: dossier.Task{Opened: dossier.Opened{Token: 1}, Since: at(15, 20)}}}
	tomorrow := time.Date(2026, 3, 13, 8, 0, 0, 0, office.Zone)
	knots := lineage(v, steps, open, tomorrow, func(string) bool { return false }, false)
	if !slices.IsSortedFunc(knots, func(a, b Knot) int { return a.At.Compare(b.At) }) {
		t.Errorf("what is now stands before what was: %v", knots)
	}
	if note := knots[2].Note; !strings.Contains(note, "08:00") || !strings.Contains(note, "13/03/2026") {
		t.Errorf("the open step does not say when the dossier goes on, as form 01 does: %q", note)
	}
	for _, k := range knots {
		if strings.ContainsRune(k.By, utf8.RuneError) || strings.HasSuffix(k.By, ", ") {
			t.Errorf("whose hands: %q", k.By)
		}
	}
	if note := lineage(v, steps, open, at(15, 20), func(string) bool { return false }, false)[2].Note; note != "" {
		t.Errorf("a dossier that went on at once has a note: %q", note)
	}
}

func TestALegalBasisIsMarkedAsNeededByTheReasonsThatHaveNone(t *testing.T) {
	t.Parallel()
	v := newTown(t, false).site.words.In(text.VI)
	own := func(basis ...string) *procedure.Record {
		rec := &procedure.Record{}
		for i, b := range basis {
			rec.Reasons = append(rec.Reasons, procedure.Reason{Code: "r" + itoa(i), For: []string{"refuse"}, Basis: b})
		}
		return rec
	}
	if x := basisField(v, nil, dossier.ActRefuse); x.Optional || x.Required || !strings.Contains(x.Help, "Bắt buộc khi chọn lý do “Lý do khác”") {
		t.Errorf("the general reasons: %+v", x)
	}
	if x := basisField(v, own("luật", "luật"), dossier.ActRefuse); !x.Optional {
		t.Errorf("every reason has its basis: %+v", x)
	}
	if x := basisField(v, own("", ""), dossier.ActRefuse); !x.Required {
		t.Errorf("no reason has a basis: %+v", x)
	}
}

func TestWhatIsDueTodayIsNotSaidToHaveADayLeft(t *testing.T) {
	t.Parallel()
	v := newTown(t, false).site.words.In(text.VI)
	now := time.Date(2026, 3, 12, 7, 30, 0, 0, office.Zone)
	row := office.TaskRow{Row: office.Row{Due: time.Date(2026, 3, 12, 17, 30, 0, 0, office.Zone)}, LeftMinutes: 480}
	if p := workPill(v, row, now); p.Words != "Hạn hôm nay 17:30" || p.Tone != Soon {
		t.Errorf("due today: %+v", p)
	}
	open := office.TaskRow{Row: office.Row{State: dossier.Paying}}
	if p := workPill(v, open, now); p.Tone != Wait || p.Words != "Chờ thực hiện nghĩa vụ tài chính" {
		t.Errorf("waiting for a payment, the date open: %+v", p)
	}
	row.Due = row.Due.AddDate(0, 0, 1)
	if p := workPill(v, row, now); p.Words != "Còn 1 ngày làm việc" {
		t.Errorf("due tomorrow: %+v", p)
	}
}
