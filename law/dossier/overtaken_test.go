package dossier_test

import (
	"strings"
	"testing"

	"motcua/law/dossier"
)

func TestWhatHappensBesideOnesWorkDoesNotOvertakeIt(t *testing.T) {
	t.Parallel()
	s := newStage(t, strings.Fields("parallel 10wd"))
	do := func(line string) { s.act(line, strings.Fields(line)) }
	do("2026-03-03 09:32 desk receive")
	seen, mine := s.d.Version, s.token("opinion-b")
	if s.d.Overtaken(seen, dossier.ActFinish, mine) {
		t.Error("nothing has happened, and the act is overtaken")
	}
	do("2026-03-03 10:00 desk note called the applicant")
	do("2026-03-04 09:00 health claim opinion-a")
	do("2026-03-04 09:10 health finish opinion-a")
	if s.d.State != dossier.Processing {
		t.Fatalf("the state is %s", s.d.State)
	}
	claimed := s.d.Version - 1
	for _, x := range []struct {
		what  string
		seen  int64
		act   dossier.Act
		token int
		want  bool
	}{
		{"whatever happened overtakes a note", seen, dossier.ActNote, 0, false},
		{"another step that ended overtakes this one", claimed, dossier.ActFinish, mine, false},
		{"the first step taken changed the dossier's state unseen", seen, dossier.ActFinish, mine, true},
		{"a step that ended is kept from who corrects a person", claimed, dossier.ActCorrect, 0, true},
		{"the same step ended unseen", claimed, dossier.ActFinish, s.token("opinion-a"), true},
		{"a version that was never there", s.d.Version + 1, dossier.ActFinish, mine, true},
	} {
		if got := s.d.Overtaken(x.seen, x.act, x.token); got != x.want {
			t.Errorf("%s: overtaken is %t", x.what, got)
		}
	}
	noted := s.d.Version
	do("2026-03-04 09:30 desk note the applicant asks to wait")
	if s.d.Overtaken(noted, dossier.ActFinish, mine) || !s.d.Overtaken(noted, dossier.ActApprove, mine) {
		t.Error("a note has to be read by who decides, and by nobody else")
	}
	late := s.d.Version
	do("2026-03-04 10:00 desk correct the name was misspelt")
	if !s.d.Overtaken(late, dossier.ActFinish, mine) {
		t.Error("a corrected person does not overtake work on the dossier")
	}
}
