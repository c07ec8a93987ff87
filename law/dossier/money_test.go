package dossier

import (
	"math"
	"testing"

	"motcua/ground/fault"
)

func TestNoSumIsBeyondWhatCanBeCounted(t *testing.T) {
	t.Parallel()
	unknown := Charge{Token: 3} // the notice did not say its sum
	for sum, key := range map[int64]string{
		math.MinInt64: "dossier.sum-missing", -1: "dossier.sum-missing", 0: "dossier.sum-missing", 1: "", mostSum: "", mostSum + 1: "dossier.sum-huge", math.MaxInt64: "dossier.sum-huge",
	} {
		k := unknown
		switch f := k.within(sum); {
		case f == nil && key != "", f != nil && f.Key != key:
			t.Errorf("%d is answered with %v, want %q", sum, f, key)
		case f == nil:
			k.book(sum, 0)
			if f := k.within(mostSum); f == nil || f.Key != "dossier.sum-huge" {
				t.Errorf("%d and again the most are taken: %v", sum, f)
			}
		}
	}
	wantHuge := fault.As((&Case{}).fixes([]Opened{{Waits: "payment"}}, math.MaxInt64))
	if wantHuge == nil || wantHuge.Key != "dossier.sum-huge" {
		t.Errorf("a notice of everything: %v", wantHuge)
	}
}
