package office_test

import (
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/org"
)

// The commune of Ba Đình becomes another one on 1/4/2026.
const newCommune = `{"effective": "2026-04-01", "basis": "Nghị quyết 1/NQ (ví dụ)", "acts": [
	{"act": "open", "unit": "cap-xa-moi", "kind": "commune", "parent": "ubnd-thanh-pho", "name": "Phường Mới", "code": "H26.999", "admin_code": "00004"},
	{"act": "merge", "unit": "cap-xa-00004", "to": ["cap-xa-moi"]}
]}`

// inPost is somebody of a role in a unit as the sign-in makes them, with all units that they read.
func (c *town) inPost(unit, role string) office.Who {
	c.t.Helper()
	for _, p := range c.World().Org.Holders(orgUnit(unit), orgRole(role), c.clock()) {
		if who, ok := c.Office.Officer(string(p.ID)); ok && who.Unit == unit && who.Role == role {
			return who
		}
	}
	c.t.Fatalf("nobody's first post is %s in %s", role, unit)
	return office.Who{}
}

func TestAReorganisationIsInvisibleUntilItsMomentAndThenEveryOpenDossierHasGoneOver(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); goesOver(t, newTown(t)) })
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		goesOver(t, newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true, Conns: 4}))
	})
}

func goesOver(t *testing.T, c *town) {
	c.at("2026-03-20 09:00")
	first, second, third := dossier.ID("GOESOVER0001"), dossier.ID("GOESOVER0002"), dossier.ID("GOESOVER0003")
	c.married(first, "00004")
	c.married(second, "00004")
	plan, err := c.PlanReorganisation(c.ctx, system, "sap-xep.json", []byte(newCommune))
	if err != nil {
		t.Fatal(err)
	}
	if plan.Moves != 2 || len(plan.Undecided) != 0 || !fated(plan.Fates, org.FateCompetent, string(first)) || !fated(plan.Fates, org.FateTask, string(second)) {
		t.Fatalf("the plan: %+v", plan)
	}
	if c.World().Org.Unit("cap-xa-moi") != nil {
		t.Error("a plan changed the organisation")
	}
	if _, err := c.Reorganise(c.ctx, system, office.Command{}, "sap-xep.json", []byte(newCommune)); err != nil {
		t.Fatal(err)
	}
	c.married(third, "00004") // between the entry and the moment
	was := c.dossier(third)
	if was.Competent != "cap-xa-00004" || len(was.History) != 1 {
		t.Errorf("before the moment: %s, %d steps", was.Competent, len(was.History))
	}

	c.at("2026-04-01 08:00")
	clerk := c.inPost("cap-xa-moi", was.Open[0].Role)
	if got := c.dossier(first); got.Competent != "cap-xa-00004" {
		t.Errorf("it went over before anything took it: %s", got.Competent)
	}
	if l, err := c.Read(c.ctx, clerk).Worklist(office.Filter{}); err != nil || l.Total != 3 {
		t.Errorf("who carries on sees %d of the 3 dossiers at once, %v", l.Total, err)
	}
	// Whoever acts first takes the dossier over by that.
	if err := c.Claim(c.ctx, clerk, office.Command{}, office.On{ID: first, Seen: c.dossier(first).Version, Token: c.dossier(first).Open[0].Token}); err != nil {
		t.Fatal(err)
	}
	if got := c.dossier(first); got.Competent != "cap-xa-moi" || got.Tasks[0].Holder != clerk.Person {
		t.Errorf("after the first act: %s, held by %q", got.Competent, got.Tasks[0].Holder)
	}
	c.work()
	for _, id := range []dossier.ID{first, second, third} {
		got := c.dossier(id)
		if got.Competent != "cap-xa-moi" || got.Tasks[0].Unit != "cap-xa-moi" || got.Reception != "chi-nhanh-7" {
			t.Errorf("%s: decided by %s, task in %s, received by %s", got.Code, got.Competent, got.Tasks[0].Unit, got.Reception)
		}
	}
	now := c.dossier(third)
	if now.Code != was.Code || !now.Promise.At.Equal(was.Promise.At) {
		t.Errorf("code %s became %s, due %s became %s", was.Code, now.Code, was.Promise.At, now.Promise.At)
	}
	if rep, err := c.Reorganise(c.ctx, system, office.Command{}, "sap-xep.json", []byte(newCommune)); err != nil || !rep.Was || rep.Moved != 0 {
		t.Errorf("the same file again: %+v, %v", rep, err)
	}
	c.finish(second)
	if got := c.dossier(second); got.State != dossier.Completed {
		t.Errorf("the dossier ended as %s", got.State)
	}
	c.check()
}

func fated(fates []org.Fate, thing, id string) bool {
	for _, f := range fates {
		if f.Thing == thing && f.ID == id && f.To == "cap-xa-moi" {
			return true
		}
	}
	return false
}

func TestAReorganisationIsRefusedWithItsReason(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-20 09:00")
	c.married("GOESOVER0004", "00004")
	for name, file := range map[string]string{
		"cannot be read": `{"effective": 1}`,
		"no legal basis": strings.Replace(newCommune, "Nghị quyết 1/NQ (ví dụ)", "", 1),
		"is not there":   strings.ReplaceAll(newCommune, "cap-xa-00004", "cap-xa-99999"),
	} {
		if _, err := c.PlanReorganisation(c.ctx, system, "sap-xep.json", []byte(file)); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want %q, got %v", name, err)
		}
	}
	ends := `{"effective": "2026-04-01", "basis": "Nghị quyết 1/NQ (ví dụ)", "acts": [{"act": "end", "unit": "cap-xa-00004"}]}`
	rep, err := c.Reorganise(c.ctx, system, office.Command{}, "sap-xep.json", []byte(ends))
	wantFault(t, err, fault.Refused, "reorganise.undecided")
	if rep == nil || len(rep.Undecided) == 0 || c.World().Org.UnitAt("cap-xa-00004", time.Date(2026, 5, 1, 0, 0, 0, 0, office.Zone)) == nil {
		t.Errorf("undecided work: %+v", rep)
	}
	nobody := office.Who{Kind: access.Officer, Account: "officer:x", Role: "receiver", Unit: "chi-nhanh-1"}
	if _, err := c.PlanReorganisation(c.ctx, nobody, "sap-xep.json", []byte(newCommune)); err == nil {
		t.Error("a receiver plans a reorganisation")
	}
}
