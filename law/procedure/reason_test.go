package procedure

import "testing"

func TestAProceduresOwnReasonsStandBeforeTheGeneralList(t *testing.T) {
	t.Parallel()
	r := &Record{Reasons: []Reason{{Code: "plot-disputed", For: []string{"stop"}, Basis: "luat-dat-dai-2024/133"}}}
	if got := r.ReasonsFor("stop"); len(got) != 1 || got[0].Code != "plot-disputed" {
		t.Errorf("its own reason to stop is not the only one: %v", got)
	}
	if got := r.ReasonsFor("ask"); len(got) < 3 {
		t.Errorf("an act without own reasons has not the general list: %v", got)
	}
	if got := r.Reason("refuse", "not-eligible"); got == nil || got.Basis != "nd61-2018/19.8" {
		t.Errorf("the basis of a general reason is %v", got)
	}
	if got := (*Record)(nil).Reason("stop", "unanswered"); got == nil {
		t.Error("a procedure that is not there has no general reasons")
	}
	if got := r.Reason("ask", "no-such"); got != nil {
		t.Errorf("an unknown code has a reason: %v", got)
	}
}
