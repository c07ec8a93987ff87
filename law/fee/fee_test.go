package fee_test

import (
	"math"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"motcua/ground/fault"
	"motcua/law/fee"
)

func day(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02", s, time.FixedZone("+07", 7*3600))
	if err != nil {
		panic(err)
	}
	return t
}

var today = day("2026-11-24")

func only(input string, in ...string) []fee.Match { return []fee.Match{{Input: input, In: in}} }

func TestABillSumsWhatAppliesInDong(t *testing.T) {
	t.Parallel()
	items := []fee.Item{
		{Code: "a", Name: "Lệ phí", Amount: 15000, Exempt: []string{"poor-household"}},
		{Code: "b", Name: "Phí, nhóm thường", Amount: 200000, When: only("group", "standard")},
		{Code: "b", Name: "Phí, nhóm giảm", Amount: 100000, When: only("group", "reduced", "student")},
		{Code: "c", Name: "Bản sao", Amount: 8000, Per: "bản", Count: "copies"},
		{Code: "d", Name: "Thẻ", Amount: 100, Currency: "USD"},
		{Code: "e", Name: "Mức cũ", Amount: 1, To: day("2026-11-24")},
		{Code: "e", Name: "Mức mới", Amount: 2, From: day("2026-11-24")},
	}
	b, err := fee.Due(items, map[string]string{"group": "student", "copies": "3"}, today, []string{"poor-household"})
	if err != nil {
		t.Fatal(err)
	}
	// Exempt 0 + 100,000 + 3 × 8,000 + 2; the card is in dollars.
	if b.Total != 124002 || len(b.Lines) != 5 || b.AtLeast || b.Asks != nil {
		t.Errorf("got %+v", b)
	}
	if l := b.Lines[0]; l.Exempt != "poor-household" || l.Sum != 0 || l.Item.Amount != 15000 {
		t.Errorf("the exempt line is %+v", l)
	}
	if l := b.Lines[3]; !l.Other || l.Item.Currency != "USD" || l.Sum != 100 {
		t.Errorf("the line in dollars is %+v", l)
	}
}

func TestABillSaysWhatIsStillOpen(t *testing.T) {
	t.Parallel()
	items := []fee.Item{
		{Name: "Phí", Amount: 200000, When: only("group", "standard")},
		{Name: "Trang", Amount: 2000, Per: "trang"},
	}
	b, err := fee.Due(items, nil, today, nil)
	if err != nil || b.Total != 2000 || !b.AtLeast || !reflect.DeepEqual(b.Asks, []string{"group"}) {
		t.Errorf("got %+v, %v", b, err)
	}
}

func TestSumsThatOverflowAreRefused(t *testing.T) {
	t.Parallel()
	for name, items := range map[string][]fee.Item{
		"sum":      {{Amount: math.MaxInt64}, {Amount: 1}},
		"product":  {{Amount: math.MaxInt64/2 + 1, Per: "bản", Count: "n"}},
		"negative": {{Amount: -1}},
	} {
		if b, err := fee.Due(items, map[string]string{"n": "2"}, today, nil); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, %v", name, b, err)
		}
	}
	if b, err := fee.Due([]fee.Item{{Amount: math.MaxInt64}, {Amount: 0}}, nil, today, nil); err != nil || b.Total != math.MaxInt64 {
		t.Errorf("the greatest sum: %v, %v", b, err)
	}
	for _, n := range []string{"-1", "two", "1.5"} {
		if _, err := fee.Due([]fee.Item{{Amount: 1, Per: "bản", Count: "n"}}, map[string]string{"n": n}, today, nil); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s pieces: %v", n, err)
		}
	}
}

func TestOverlapsAndGapsComeWithAnswersThatShowThem(t *testing.T) {
	t.Parallel()
	items := []fee.Item{
		{Code: "p", Amount: 1, When: []fee.Match{{Input: "kind", In: []string{"house", "shop"}}, {Input: "size", In: []string{"small"}}}},
		{Code: "p", Amount: 2, When: []fee.Match{{Input: "kind", In: []string{"shop"}}, {Input: "size", In: []string{"small", "large"}}}},
		{Code: "p", Amount: 3, When: []fee.Match{{Input: "kind", In: []string{"house"}}, {Input: "size", In: []string{"large"}}}, To: day("2026-01-01")},
		{Code: "p", Amount: 4, When: []fee.Match{{Input: "kind", In: []string{"house"}}, {Input: "size", In: []string{"large"}}}, From: day("2026-01-01")},
	}
	domains := map[string][]string{"kind": {"house", "shop", "stall"}, "size": {"small", "large"}}
	over := fee.Overlaps(items, domains)
	want := []fee.Hole{{Items: []int{0, 1}, Inputs: map[string]string{"kind": "shop", "size": "small"}}}
	if !reflect.DeepEqual(over, want) {
		t.Errorf("overlaps: got %v, want %v", over, want)
	}
	gaps, ok := fee.Gaps(items, domains)
	if !ok || len(gaps) != 1 || gaps[0].Inputs["kind"] != "stall" {
		t.Errorf("gaps: got %v, %v", gaps, ok)
	}
	domains["kind"] = []string{"house", "shop"}
	if gaps, ok := fee.Gaps(items, domains); gaps != nil || !ok {
		t.Errorf("a whole table has the gaps %v", gaps)
	}
	// The same fee, always, twice.
	if over := fee.Overlaps([]fee.Item{{Name: "Lệ phí"}, {Name: "Lệ phí"}, {Name: "Phí"}}, nil); len(over) != 1 {
		t.Errorf("twice the same fee: %v", over)
	}
}

func TestATableTooLargeToTrySaysSo(t *testing.T) {
	t.Parallel()
	big := make([]string, 200)
	for i := range big {
		big[i] = string(rune('a' + i))
	}
	items := []fee.Item{{Code: "p", When: []fee.Match{{Input: "a", In: []string{"x"}}, {Input: "b", In: []string{"x"}}, {Input: "c", In: []string{"x"}}}}}
	if _, ok := fee.Gaps(items, map[string][]string{"a": big, "b": big, "c": big}); ok {
		t.Error("8,000,000 answers were called tried")
	}
}

func TestHolesAreWhatTryingEveryAnswerFinds(t *testing.T) {
	t.Parallel()
	domains := map[string][]string{"a": {"0", "1", "2"}, "b": {"0", "1"}}
	rapid.Check(t, func(t *rapid.T) {
		items := make([]fee.Item, rapid.IntRange(1, 5).Draw(t, "items"))
		for i := range items {
			items[i] = fee.Item{Code: "p", Amount: 1, When: []fee.Match{
				{Input: "a", In: rapid.SliceOfDistinct(rapid.SampledFrom(domains["a"]), rapid.ID).Draw(t, "a")},
				{Input: "b", In: rapid.SliceOfDistinct(rapid.SampledFrom(domains["b"]), rapid.ID).Draw(t, "b")},
			}}
		}
		pairs, open := map[[2]int]bool{}, false
		for _, a := range domains["a"] {
			for _, b := range domains["b"] {
				var hit []int
				for i := range items {
					bill, err := fee.Due(items[i:i+1], map[string]string{"a": a, "b": b}, today, nil)
					if err != nil {
						t.Fatal(err)
					}
					if len(bill.Lines) > 0 {
						hit = append(hit, i)
					}
				}
				open = open || len(hit) == 0
				for i, x := range hit {
					for _, y := range hit[i+1:] {
						pairs[[2]int{x, y}] = true
					}
				}
			}
		}
		over := fee.Overlaps(items, domains)
		if len(over) != len(pairs) {
			t.Fatalf("overlaps %v, by trying %v", over, pairs)
		}
		for _, h := range over {
			bill, _ := fee.Due([]fee.Item{items[h.Items[0]], items[h.Items[1]]}, h.Inputs, today, nil)
			if !pairs[[2]int{h.Items[0], h.Items[1]}] || len(bill.Lines) != 2 {
				t.Fatalf("the overlap %v is none", h)
			}
		}
		gaps, _ := fee.Gaps(items, domains)
		if (len(gaps) > 0) != open {
			t.Fatalf("gaps %v, by trying %v", gaps, open)
		}
		for _, h := range gaps {
			if bill, _ := fee.Due(items, h.Inputs, today, nil); len(bill.Lines) != 0 {
				t.Fatalf("the gap %v is none", h)
			}
		}
	})
}
