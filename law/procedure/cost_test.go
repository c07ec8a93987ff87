package procedure_test

import (
	"slices"
	"testing"
	"time"

	"motcua/law/fee"
	"motcua/law/procedure"
	"motcua/words/form"
)

var costDay = time.Date(2026, 4, 20, 2, 0, 0, 0, time.UTC)

// round are assumptions with which sums can be done in the head: an hour is 60.000 đ, a minute 1.000 đ.
func round() procedure.Assumptions {
	a := procedure.GeneralAssumptions()
	for name, n := range map[string]int64{
		"income-year": 60_000_000, "hours-year": 1000, "field-minutes": 1, "form-minutes": 20, "paper-minutes": 10, "copy-minutes": 5, "copy-money": 2000,
		"trip-minutes": 30, "trip-kilometres": 10, "kilometre-money": 1000, "wait-minutes": 15, "online-minutes": 12, "pay-minutes": 3, "post-money": 26000, "post-minutes": 8,
	} {
		a = a.With(name, n, "test", false)
	}
	return a
}

func costed() *procedure.Record {
	return &procedure.Record{Code: "1.000001", Service: "full", Cases: []procedure.Case{{
		ID: "c", Papers: []procedure.Paper{
			{Name: "Đơn đề nghị", Originals: 1, Required: true},
			{Name: "Giấy khai sinh", Originals: 1, Required: true},
			{Name: "Bằng tốt nghiệp", Copies: 2, Required: true},
			{Name: "Văn bản ủy quyền", Originals: 1},
		},
		Channels: []procedure.ChannelRule{
			{Channel: procedure.Desk, Fees: []fee.Item{{Name: "Lệ phí", Amount: 8000}}},
			{Channel: procedure.Online, Free: true},
			{Channel: procedure.Post, FeeText: "theo quy định"},
		},
	}}}
}

func TestTheCostOfACaseIsTheSumOfItsTasks(t *testing.T) {
	t.Parallel()
	r, a := costed(), round()
	for _, want := range []struct {
		ch                   procedure.Channel
		minutes              int64
		trips                int
		fees, spent          fee.VND
		open                 []string
		preparing, travelled int
	}{
		// 20 form + 10 original + 2×5 copies, two visits of 45 and 3 for paying; 2×2.000 for copies, 2×10 km, the fee.
		{ch: procedure.Desk, minutes: 40 + 90 + 3, trips: 2, fees: 8000, spent: 8000 + 4000 + 20000},
		{ch: procedure.Online, minutes: 40 + 12, spent: 4000},
		{ch: procedure.Post, minutes: 40 + 8, spent: 4000 + 52000, open: []string{procedure.CostOpenFeeText}},
	} {
		x, ok := procedure.CostOf(r, &r.Cases[0], want.ch, a, costDay)
		if !ok || x.Minutes != want.minutes || x.Trips != want.trips || x.Fees != want.fees || x.Spent != want.spent || x.Papers != 3 || !slices.Equal(x.Open, want.open) {
			t.Errorf("channel %d costs %+v, want %+v", want.ch, x, want)
		}
		if total := want.spent + fee.VND(want.minutes*1000); x.Total != total {
			t.Errorf("channel %d costs %d in all, want %d", want.ch, x.Total, total)
		}
		var lines fee.VND
		for i := range x.Lines {
			lines += x.Lines[i].Sum(a)
			for _, name := range x.Lines[i].Uses {
				if a.Value(name) == 0 {
					t.Errorf("a line rests on %q, which is no assumption", name)
				}
			}
		}
		if lines != x.Total {
			t.Errorf("the lines of channel %d come to %d, the whole to %d", want.ch, lines, x.Total)
		}
	}
	if _, ok := procedure.CostOf(r, &r.Cases[0], 9, a, costDay); ok {
		t.Error("a channel that is not open has a cost")
	}
}

func TestADayOfWaitingSparesTheSecondWay(t *testing.T) {
	t.Parallel()
	r := costed()
	r.Cases[0].Channels[0].SameDay = true
	if x, _ := procedure.CostOf(r, &r.Cases[0], procedure.Desk, round(), costDay); x.Trips != 1 {
		t.Errorf("a result of the same day takes %d trips", x.Trips)
	}
}

func TestTheFieldsOfAFormAreCountedOnce(t *testing.T) {
	t.Parallel()
	r := costed()
	r.Cases[0].Form = &form.Form{Sections: []form.Section{{Fields: []form.Field{
		{ID: "a", Kind: form.Line, Required: true},
		{ID: "b", Kind: form.Line},
		{ID: "g", Kind: form.Group, Required: true, Fields: []form.Field{{ID: "x", Kind: form.Line, Required: true}, {ID: "y", Kind: form.Date, Required: true}}},
	}}}}
	with, _ := procedure.CostOf(r, &r.Cases[0], procedure.Online, round(), costDay)
	if with.Minutes != 3+10+10+12 {
		t.Errorf("three fields that must be filled in make %d minutes in all, want 35", with.Minutes)
	}
	r.Cases[0].Papers = r.Cases[0].Papers[1:]
	if without, _ := procedure.CostOf(r, &r.Cases[0], procedure.Online, round(), costDay); without.Minutes != with.Minutes {
		t.Errorf("a form that no paper names takes %d minutes, want %d", without.Minutes, with.Minutes)
	}
}

func TestTheFeeThatIsCountedIsThatOfTheDearestAnswers(t *testing.T) {
	t.Parallel()
	r := costed()
	r.Cases[0].Channels[0].Fees = []fee.Item{
		{Name: "Lệ phí", Amount: 50000, When: []fee.Match{{Input: "late", In: []string{"true"}}}},
		{Name: "Lệ phí", Amount: 10000, When: []fee.Match{{Input: "late", In: []string{"false"}}}},
		{Name: "Bản sao", Amount: 8000, Per: "bản", Count: "copies"},
		{Name: "Thẻ", Amount: 100, Currency: "USD"},
		{Name: "Cũ", Amount: 900000, To: costDay},
	}
	x, _ := procedure.CostOf(r, &r.Cases[0], procedure.Desk, round(), costDay)
	if x.Fees != 58000 || !slices.Equal(x.Open, []string{procedure.CostOpenCurrency, procedure.CostOpenPieces}) {
		t.Errorf("fees %d, open %v", x.Fees, x.Open)
	}
}

func TestCuttingAPaperAndAWaySavesWhatTheyCost(t *testing.T) {
	t.Parallel()
	old, now := costed(), costed()
	now.Cases[0].Papers = now.Cases[0].Papers[:2]
	now.Cases[0].Channels[0].SameDay = true
	now.Cases = append(now.Cases, procedure.Case{ID: "new", Channels: []procedure.ChannelRule{{Channel: procedure.Desk, Free: true}}})
	changes := procedure.CostChanges(old, now, round(), costDay)
	if len(changes) != 4 {
		t.Fatalf("%d changes, want three channels and a new case: %+v", len(changes), changes)
	}
	// Two copies of 5 minutes and 2.000 đ, a visit of 45 minutes and 10.000 đ.
	want := procedure.Saving{Minutes: 55, Trips: 1, Papers: 1, Total: 4000 + 10000 + 55*1000}
	if got := changes[0].Saved(); got != want {
		t.Errorf("at the desk is saved %+v, want %+v", got, want)
	}
	if last := changes[3]; last.Case != "new" || last.Old != nil || last.Saved() != (procedure.Saving{}) {
		t.Errorf("a new case saves %+v", last)
	}
	if same := procedure.CostChanges(old, costed(), round(), costDay); same != nil {
		t.Errorf("equal versions differ in cost: %+v", same)
	}
	back := procedure.CostChanges(now, old, round(), costDay)
	if got := back[0].Saved(); got.Minutes != -want.Minutes || got.Total != -want.Total {
		t.Errorf("the way back saves %+v", got)
	}
	if last := back[len(back)-1]; last.Case != "new" || last.Now != nil {
		t.Errorf("the case that ended is %+v", last)
	}
}

func TestTheGeneralAssumptionsAreWholeAndSayThatTheyAreNotConfirmed(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, x := range procedure.GeneralAssumptions() {
		if seen[x.Name] || x.Value <= 0 || x.Label.VI == "" || x.Label.EN == "" || x.Unit == "" || x.Basis == "" && !x.Unconfirmed {
			t.Errorf("assumption %+v", x)
		}
		seen[x.Name] = true
	}
	if a := procedure.GeneralAssumptions().With("trip-minutes", 40, "khảo sát", false); a.Value("trip-minutes") != 40 || procedure.GeneralAssumptions().Value("trip-minutes") == 40 {
		t.Error("a city's own number is not taken, or taken for everyone")
	}
}

// 300 at the desk at 165.000 đ and 100 online at 56.000 đ, not 400 at the dearest; what came by a case that is gone is told apart.
func TestTheCostOfAYearIsTheSumOverCasesAndChannels(t *testing.T) {
	t.Parallel()
	r, a := costed(), round()
	got := procedure.CostYear(r, a, costDay, []procedure.YearCount{
		{Case: "c", Channel: procedure.Desk, N: 300}, {Case: "c", Channel: procedure.Online, N: 100}, {Case: "gone", Channel: procedure.Desk, N: 7},
	})
	if want := fee.VND(300*(133_000+8000+4000+20_000) + 100*(52_000+4000)); got.Sum != want || got.Counted != 400 || got.Other != 7 {
		t.Errorf("%+v, want a sum of %d", got, want)
	}
	if len(got.Lines) != 3 || got.Lines[2].N != 0 || !got.Lines[2].Part || got.Lines[0].Sum+got.Lines[1].Sum != got.Sum {
		t.Errorf("lines %+v", got.Lines)
	}
}
