package petition_test

import (
	"slices"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/petition"
)

// TestAnEmptyFormOfAnActSaysWhatIsMissing does every act of the table with nothing given. Those that are whole by themselves are named.
func TestAnEmptyFormOfAnActSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	whole := []petition.Act{ // the act is the fact
		petition.ActApprove, petition.ActAnswer, petition.ActPublish, petition.ActUnmerge, petition.ActConfirm, petition.ActWithdraw, petition.ActFollow,
		petition.ActJoin, petition.ActPart, petition.ActReassign, petition.ActRedate, // of the house, which has no form
	}
	at := time.Date(2026, 3, 3, 2, 0, 0, 0, time.UTC)
	fields := map[petition.Act]string{petition.ActLink: "dossier", petition.ActUnlink: "words", petition.ActClassify: "class", petition.ActMerge: "other", petition.ActAssign: "officer", petition.ActRate: "rating", petition.ActNote: "words"}
	for _, r := range petition.Rules {
		if slices.Contains(whole, r.Act) {
			continue
		}
		p := &petition.Petition{ID: "P", Code: "PA26-000001", State: r.From[0], System: "portal", Unit: "care", Class: petition.Own, Level: petition.Normal, Dossier: "D", Sent: at, Clocks: []petition.Clock{{Late: true, Due: at}}}
		c := &petition.Case{Petition: p, Calendar: city, Limits: petition.Limits, Now: at.Add(time.Hour), Actor: "somebody"}
		if r.From[0] == petition.None {
			c.Petition = nil
		}
		facts, err := c.Do(r.Act, petition.Input{})
		f := fault.As(err)
		if f == nil || f.Kind != fault.Invalid || len(facts) > 0 {
			t.Errorf("%s with nothing given: %d facts, %v", r.Act, len(facts), err)
			continue
		}
		if want := fields[r.Act]; f.Field == "" || want != "" && f.Field != want {
			t.Errorf("%s: the fault %s stands at %q, want %q", r.Act, f.Key, f.Field, want)
		}
	}
}
