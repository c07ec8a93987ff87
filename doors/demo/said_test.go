package demo_test

import (
	"testing"
	"time"

	"motcua/doors/demo"
	"motcua/law/dossier"
	"motcua/office"
)

// Whoever signs in finds a result that they may rate today, one that they found bad and that the leader has answered, and one that went well.
func TestThoseWithAnAccountFindAResultToRateAndAnAnswerToWhatTheyRated(t *testing.T) {
	t.Parallel()
	for seed, at := range map[uint64]time.Time{3: until, 4: time.Date(2026, 11, 30, 9, 0, 0, 0, office.Zone), 5: time.Date(2026, 2, 23, 8, 30, 0, 0, office.Zone)} { // a Monday morning; the first one after Tết
		o, _, counts := played(t, 60, seed, at)
		if counts.Refused > 0 {
			t.Errorf("seed %d: %d acts refused, the first: %s", seed, counts.Refused, counts.First)
		}
		open, answered := ratedBy(t, o, "mai", 2)
		if open == 0 || answered != 1 {
			t.Errorf("seed %d: mai may rate %d results, and %d bad ones were answered", seed, open, answered)
		}
		if _, well := ratedBy(t, o, "songhong", 4); well != 1 {
			t.Errorf("seed %d: the business rated %d results well", seed, well)
		}
	}
}

// ratedBy counts the results of somebody with an account that they may rate and have not, and those that they gave so many points; a bad
// one counts if it was answered, and closed, and they have not said whether that settled it.
func ratedBy(t *testing.T, o *office.Office, account string, points int) (open, rated int) {
	t.Helper()
	s, err := o.SignIn(t.Context(), account, demo.Password, office.Device{})
	if err != nil {
		t.Fatal(err)
	}
	rd := o.Read(t.Context(), s.Who)
	list, err := rd.Mine(office.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range list.Rows {
		b, err := rd.Ballot(office.Ballot{ID: dossier.ID(row.ID)})
		if err != nil {
			t.Fatal(err)
		}
		switch q := b.Rating; {
		case q == nil && row.State == dossier.HandedOver && b.Open(o.Now()):
			open++
		case q == nil || q.Answer.Overall != points:
		case points > o.World().SurveyRules().BadAt && q.Follow == nil,
			q.Follow != nil && !q.Follow.Open() && !q.Follow.Answered.IsZero() && q.Follow.Said == "":
			rated++
		}
	}
	return open, rated
}
