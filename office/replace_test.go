package office_test

import (
	"slices"
	"strings"
	"testing"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/calendar"
)

// swap receives a dossier under the pack's first case and gives the intake of its last one, with some required papers.
func (c *town) swap(id dossier.ID) (office.Who, *office.DossierView, office.Intake, []string) {
	c.t.Helper()
	cases := c.cases()
	wrong, right := cases[0], cases[len(cases)-1]
	clerk := c.officer("chi-nhanh-7", "receiver")
	if _, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: id}, c.intake(wrong[0], wrong[1], "chi-nhanh-7")); err != nil {
		c.t.Fatal(err)
	}
	in := c.intake(right[0], right[1], "chi-nhanh-7")
	var required []string
	for _, p := range c.World().Procedures.Current(in.Procedure, c.Now()).Case(in.Case).Papers {
		if p.Required {
			required = append(required, p.Name)
		}
	}
	if len(required) == 0 {
		c.t.Fatal("the right case asks for no paper, so that this tests nothing")
	}
	return clerk, c.dossier(id), in, required
}

// faults are all faults of an error.
func faults(err error) []*fault.Fault {
	f := fault.As(err)
	if f == nil {
		return nil
	}
	return append([]*fault.Fault{f}, f.More...)
}

func TestAReceptionMomentIsKeptOnlyWithCompletePapers(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	clerk, old, in, required := c.swap("REPLACED0001")
	in.Papers = []dossier.PaperHanded{} // none is there
	r := office.Replacement{NewID: "REPLACED0002", Intake: in, Kept: true, Reason: "wrong-procedure", Words: "chọn nhầm thủ tục"}
	_, err := c.Replace(c.ctx, clerk, office.Command{}, office.On{ID: old.ID}, r)
	i := slices.IndexFunc(faults(err), func(f *fault.Fault) bool { return f.Key == "dossier.kept-incomplete" })
	if i < 0 {
		t.Fatalf("without papers the first moment was kept: %v", err)
	}
	f := *faults(err)[i]
	f.More = nil
	if f.Rule != "nd61-2018/17" || f.Field != "kept" {
		t.Errorf("refused by %q at %q", f.Rule, f.Field)
	}
	for _, name := range required {
		if !strings.Contains(f.Error(), name) {
			t.Errorf("the refusal does not name %q: %v", name, f)
		}
	}
	if got := c.dossier(old.ID); got.State != old.State || got.Version != old.Version {
		t.Errorf("a refusal left something behind: %s, version %d", got.State, got.Version)
	}
	r.Kept = false
	_, err = c.Replace(c.ctx, clerk, office.Command{}, office.On{ID: old.ID}, r)
	if slices.ContainsFunc(faults(err), func(f *fault.Fault) bool { return f.Key == "dossier.kept-incomplete" }) || err == nil {
		t.Errorf("without the tick: %v", err)
	}
	c.check()
}

// The days for a request after examination count from the reception of the right dossier, kept moment or not.
func TestAfterAReplacementTheDaysForARequestCountFromTheRightDossier(t *testing.T) {
	t.Parallel()
	for _, kept := range []bool{true, false} {
		c := newTown(t)
		clerk, old, in, _ := c.swap("REPLACED0003")
		c.at("2026-03-05 10:00")
		r := office.Replacement{NewID: "REPLACED0004", Intake: in, Kept: kept, Reason: "wrong-procedure", Words: "chọn nhầm thủ tục"}
		if _, err := c.Replace(c.ctx, clerk, office.Command{}, office.On{ID: old.ID}, r); err != nil {
			t.Fatal(err)
		}
		fresh, cal := c.dossier(r.NewID), c.World().Calendar
		start := fresh.Received
		if kept {
			start = old.Received
		}
		if !fresh.Promise.Start.Equal(start) || old.Received.Equal(fresh.Received) {
			t.Errorf("kept %t: the promise counts from %s, want %s", kept, hanoi(fresh.Promise.Start), hanoi(start))
		}
		due, err := cal.Due(fresh.Received, calendar.Limit{N: 3, Unit: calendar.WorkingDay}, calendar.Options{})
		if err != nil {
			t.Fatal(err)
		}
		by, dated := fresh.AskBy(procedure.GeneralSupplement(), cal)
		if !dated || by != calendar.DateOf(due.At) {
			t.Errorf("kept %t: papers may be asked for until %s, want %s", kept, by, calendar.DateOf(due.At))
		}
	}
}

func TestPapersOfTheOldDossierGoAlongByCodeOrName(t *testing.T) {
	t.Parallel()
	from := &procedure.Case{Papers: []procedure.Paper{{Code: "A", Name: "Đơn"}, {Name: "Căn cước "}, {Code: "C", Name: "Bản vẽ"}}}
	to := &procedure.Case{Papers: []procedure.Paper{{Name: "căn cước", Required: true}, {Code: "A", Name: "Tờ khai", Required: true}, {Code: "D", Name: "Ảnh", Required: true}}}
	got := dossier.Carried(from, to, []dossier.PaperHanded{{Index: 0, Originals: 1}, {Index: 1, Copies: 2}, {Index: 2, Plain: 1}, {Index: 9}})
	want := []dossier.PaperHanded{{Index: 1, Originals: 1}, {Index: 0, Copies: 2}}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if miss := dossier.Missing(to, to.AskedBy(nil, nil), got); !slices.Equal(miss, []int{2}) {
		t.Errorf("missing %v, want the photograph alone", miss)
	}
}
