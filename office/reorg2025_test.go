package office_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"motcua/city"
	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/org"
)

// oldTown is the city of 30 districts and 526 communes, with the reorganisation of 2025 as a file for 1/4/2026.
func oldTown(t *testing.T, cfg store.Config) (c *town, file []byte) {
	t.Helper()
	before, file, err := city.BeforeDistrictsEnded("2026-04-01")
	if err != nil {
		t.Fatal(err)
	}
	return newTownOf(t, cfg, before), file
}

func sqlite(t *testing.T) store.Config {
	return store.Config{Dir: t.TempDir(), Key: []byte(strings.Repeat("k", 32)), Simulated: true}
}

func TestTheReorganisationOf2025LosesNothing(t *testing.T) {
	t.Parallel()
	c, file := oldTown(t, sqlite(t))
	now := c.clock()
	if n, m := len(c.World().Org.Units(now, org.Commune)), len(c.World().Org.Units(now, org.District)); n != 526 || m != 30 {
		t.Fatalf("the city of before has %d communes and %d districts", n, m)
	}
	// A dossier of every seventh commune, and of each in which somebody works: the city's folder staffs some communes alone.
	staffed := func(unit org.UnitID) bool { return len(c.World().Org.Holders(unit, org.Specialist, c.clock())) > 0 }
	var ids []dossier.ID
	var over dossier.ID // is over before the moment
	was := map[dossier.ID]*office.DossierView{}
	for i, u := range c.World().Org.Units(now, org.Commune) {
		if i%7 == 0 || staffed(u.ID) {
			id := dossier.ID(fmt.Sprintf("OLDWARD%06s", u.AdminCode))
			c.married(id, u.AdminCode)
			ids = append(ids, id)
			was[id] = c.dossier(id)
			if got := was[id].Competent; got != string(u.ID) {
				t.Fatalf("%s of %s is decided by %s", id, u.ID, got)
			}
			if over == "" && staffed(u.ID) {
				over = id
			}
		}
	}
	ids = slices.DeleteFunc(ids, func(id dossier.ID) bool { return id == over })
	c.finish(over)
	v := c.dossier(over)
	if err := c.HandOver(c.ctx, c.officer("chi-nhanh-7", "receiver"), office.Command{}, office.On{ID: over}, dossier.HandOver{Manner: "desk", Receiver: v.Parties.Owner}); err != nil {
		t.Fatal(err)
	}
	closedBy := was[over].Competent

	plan, err := c.PlanReorganisation(c.ctx, system, "2025.json", file)
	if err != nil {
		t.Fatal(err)
	}
	if plan.Looked != len(ids) || plan.Moves != len(ids) || len(plan.Undecided) > 0 {
		t.Errorf("of %d open dossiers %d were looked at, %d move, undecided %v", len(ids), plan.Looked, plan.Moves, plan.Undecided)
	}
	to := map[string]string{}
	for _, f := range plan.Fates {
		if f.Thing == org.FateCompetent {
			to[f.ID] = string(f.To)
		}
	}
	for _, id := range ids[:3] { // nothing has changed
		if got := c.dossier(id); got.Version < was[id].Version || got.Competent != was[id].Competent {
			t.Errorf("a plan moved %s", id)
		}
	}
	if rep, err := c.Reorganise(c.ctx, system, office.Command{}, "2025.json", file); err != nil || rep.Moved != 0 {
		t.Fatalf("entered: %+v, %v", rep, err)
	}
	c.at("2026-03-31 23:59")
	c.work()
	for _, id := range ids {
		if got := c.dossier(id); got.Version != was[id].Version {
			t.Errorf("%s moved before the moment", id)
		}
	}
	if n := len(c.World().Org.Units(c.clock(), org.Commune)); n != 526 {
		t.Errorf("%d communes on the evening before", n)
	}

	c.at("2026-04-01 00:01")
	c.work()
	w := c.World().Org
	if n, m := len(w.Units(c.clock(), org.Commune)), len(w.Units(c.clock(), org.District)); n != 126 || m != 0 {
		t.Errorf("%d communes and %d districts after, want 126 and none", n, m)
	}
	for _, id := range ids {
		got := c.dossier(id)
		if got.Competent != to[string(id)] || w.UnitAt(org.UnitID(got.Competent), c.clock()) == nil {
			t.Errorf("%s is decided by %s, the plan said %s", id, got.Competent, to[string(id)])
		}
		if got.Code != was[id].Code || !got.Promise.At.Equal(was[id].Promise.At) {
			t.Errorf("%s: code %s became %s, due %s became %s", id, was[id].Code, got.Code, was[id].Promise.At, got.Promise.At)
		}
		for _, task := range got.Open {
			if w.UnitAt(org.UnitID(task.Unit), c.clock()) == nil {
				t.Errorf("%s: the task %s is with %s, which is no more", id, task.Node, task.Unit)
			}
		}
	}
	if got := c.dossier(over); got.Competent != closedBy || !strings.Contains(got.CompetentN.Name, w.NameAt(org.UnitID(closedBy), now)[len("Phường "):]) {
		t.Errorf("what was over is shown under %s (%s)", got.CompetentN.Name, got.Competent)
	}
	c.at("2026-04-01 09:00")
	var finished []dossier.ID
	for _, id := range ids {
		if !staffed(org.UnitID(c.dossier(id).Competent)) {
			continue
		}
		finished = append(finished, id)
		c.finish(id)
		if got := c.dossier(id); got.State != dossier.Completed {
			t.Errorf("%s ended as %s", id, got.State)
		}
	}
	if len(finished) < 50 {
		t.Errorf("only %d of %d dossiers could be finished", len(finished), len(ids))
	}
	c.check()
	c.splitsByDay(finished, was)
}

// splitsByDay wants what was received before the moment under the old units, and what was completed after it under the new.
func (c *town) splitsByDay(ids []dossier.ID, was map[dossier.ID]*office.DossierView) {
	c.t.Helper()
	sums, err := c.Store().Read().Sum(c.ctx, nil, []string{"received/competent", "in-time/competent", "late/competent", "open/competent"}, "", "~")
	if err != nil {
		c.t.Fatal(err)
	}
	received, done := map[string]int64{}, map[string]int64{}
	for _, s := range sums {
		switch {
		case s.Measure == "received/competent":
			received[s.Unit] += s.N
		case s.Measure == "open/competent":
			if s.N != 0 && c.World().Org.UnitAt(org.UnitID(s.Unit), c.clock()) == nil {
				c.t.Errorf("%d still open under %s", s.N, s.Unit)
			}
		default:
			done[s.Unit] += s.N
		}
	}
	for _, id := range ids {
		if received[was[id].Competent] == 0 || done[was[id].Competent] != 0 {
			c.t.Errorf("%s: received %d, done %d under the old unit", id, received[was[id].Competent], done[was[id].Competent])
		}
		if done[c.dossier(id).Competent] == 0 {
			c.t.Errorf("%s: nothing done under the new unit", id)
		}
	}
}

// dividedWards divides Ba Đình between two new wards, with Hoàn Kiếm in the first of them.
var dividedWards = strings.ReplaceAll(newWards, "cap-xa-00008", "cap-xa-00070")

func TestWhatWentToOneSuccessorIsNotForTheOther(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	const open, over = dossier.ID("DIVIDED00001"), dossier.ID("DIVIDED00002")
	for _, id := range []dossier.ID{open, over} {
		c.married(id, "00004")
		c.step(id)
	}
	c.finish(over)
	if err := c.HandOver(c.ctx, c.officer("chi-nhanh-7", "receiver"), office.Command{}, office.On{ID: over}, dossier.HandOver{Manner: "desk", Receiver: c.dossier(over).Parties.Owner}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Reorganise(c.ctx, system, office.Command{}, "x.csv", []byte(dividedWards)); err != nil {
		t.Fatal(err)
	}
	c.at("2026-04-01 08:00")
	reads := func(unit string, id dossier.ID) (opens, lists, finds bool) {
		t.Helper()
		r := c.Read(c.ctx, c.inPost(unit, "specialist"))
		_, err := r.Dossier(id, "read.test")
		all, errList := r.Dossiers(office.Filter{Limit: 100})
		found, errFound := r.Search(c.dossier(id).Code)
		if errList != nil || errFound != nil {
			t.Fatal(errList, errFound)
		}
		has := func(rows []office.Row) bool {
			return slices.ContainsFunc(rows, func(row office.Row) bool { return row.ID == string(id) })
		}
		return err == nil, has(all.Rows), has(found)
	}
	for _, when := range []string{"before it went over", "after"} {
		if opens, lists, finds := reads("moi-2", open); !opens || !lists || !finds {
			t.Errorf("%s: who carries on: opens %v, lists %v, finds %v", when, opens, lists, finds)
		}
		for _, unit := range []string{"moi-1", "moi-2"} {
			if opens, lists, _ := reads(unit, over); !opens || !lists {
				t.Errorf("%s: what was over: %s opens %v, lists %v", when, unit, opens, lists)
			}
		}
		c.work()
	}
	if opens, lists, finds := reads("moi-1", open); opens || lists || finds {
		t.Errorf("the other successor: opens %v, lists %v, finds %v", opens, lists, finds)
	}
	c.check()
}
