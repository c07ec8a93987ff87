package care_test

import (
	"slices"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/care"
)

// TestAnEmptyFormOfAnActSaysWhatIsMissing does every act of the table with nothing given. Those that are whole by themselves are named.
func TestAnEmptyFormOfAnActSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	whole := []care.Act{care.ActTake, care.ActRelease, care.ActCall, care.ActReopen, care.ActReassign}
	now := time.Date(2026, 3, 3, 2, 0, 0, 0, time.UTC)
	for _, r := range care.Rules {
		if slices.Contains(whole, r.Act) {
			continue
		}
		c := &care.Contact{ID: "C", State: r.From[0], Unit: "care", Channel: care.Channels[0]}
		k := &care.Case{Contact: c, Calendar: city, Now: now, Actor: "lan", Unit: "care", Officer: true}
		facts, err := k.Do(r.Act, care.Input{})
		if f := fault.As(err); f == nil || len(facts) > 0 {
			t.Errorf("%s with nothing given: %d facts, %v", r.Act, len(facts), err)
		}
	}
	known := &care.Case{Contact: &care.Contact{ID: "C", State: care.Open, Unit: "care", Name: "Người Hỏi", Tags: []string{"fees"}}, Calendar: city, Now: now, Actor: "lan", Unit: "care", Officer: true}
	for _, a := range []care.Act{care.ActTag, care.ActIdentify} { // what is there can be taken away
		if facts, err := known.Do(a, care.Input{}); err != nil || len(facts) != 1 {
			t.Errorf("%s takes nothing away: %v", a, err)
		}
	}
}
