package office_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"motcua/keep/store"
	"motcua/law/petition"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/ledger"
	"motcua/words/org"
)

// sentTo sends a petition and lets the care desk pass it on to a unit, "" for none.
func (c *town) sentTo(key, commune, unit string) office.Ticket {
	c.t.Helper()
	in := sent()
	in.Commune, in.Person.Phone = commune, fmt.Sprintf("09%08d", len(key)*7+int(key[len(key)-1]))
	ticket, err := c.SendPetition(c.ctx, nobody, office.Command{Key: key}, in)
	if err != nil {
		c.t.Fatal(err)
	}
	if unit != "" {
		c.petitionAct(c.officer(careUnit, "care-agent"), ticket.ID, petition.ActTransfer, petition.Input{To: unit, Reason: "competence"})
	}
	return ticket
}

// sorterIn is somebody of a unit who may sort petitions.
func (c *town) sorterIn(unit string) office.Who {
	c.t.Helper()
	for _, p := range c.World().Org.PostsIn(orgUnit(unit), c.clock()) {
		if slices.Contains([]string{"leader", "branch-head", "supervisor", "care-agent"}, string(p.Role)) {
			return c.inPost(unit, string(p.Role))
		}
	}
	c.t.Fatalf("nobody sorts petitions in %s: %v", unit, c.World().Org.PostsIn(orgUnit(unit), c.clock()))
	return office.Who{}
}

func (c *town) petition(id petition.ID) *petition.Petition {
	c.t.Helper()
	evs, err := c.Store().Read().Events(c.ctx, petition.Stream(id))
	if err != nil {
		c.t.Fatal(err)
	}
	p, err := petition.Fold(id, evs)
	if err != nil {
		c.t.Fatal(err)
	}
	return p
}

func TestPetitionsGoOverToWhoCarriesOnInTheSameNight(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); petitionsGoOver(t, newTown(t)) })
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		petitionsGoOver(t, newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true, Conns: 4}))
	})
}

func petitionsGoOver(t *testing.T, c *town) {
	c.at("2026-03-20 09:00")
	// By hand: Ba Đình (00004) is divided, so an address in a ward of the new structure decides, else the second; Ngọc Hà (00008)
	// goes into the first.
	want := map[string]string{}
	var all []office.Ticket
	for i, x := range []struct{ commune, unit, to string }{
		{"", "cap-xa-00008", "moi-1"},
		{"", "cap-xa-00004", "moi-2"},
		{"00025", "cap-xa-00004", "moi-2"},
		{"", "cap-xa-00025", "cap-xa-00025"},
		{"00008", "", careUnit},
		{"00008", "cap-xa-00004", "moi-1"},
	} {
		ticket := c.sentTo(fmt.Sprintf("night-%d", i), x.commune, x.unit)
		all, want[ticket.Code] = append(all, ticket), x.to
	}
	over := c.sentTo("night-over", "", "cap-xa-00004")
	if err := c.Petition(c.ctx, nobody, office.Command{}, office.OnPetition{ID: over.ID, Check: over.Check}, petition.ActWithdraw, petition.Input{}); err != nil {
		t.Fatal(err)
	}
	clocks := map[string][]petition.Clock{}
	for _, x := range all {
		clocks[x.Code] = c.petition(x.ID).Clocks
	}
	plan, err := c.Reorganise(c.ctx, system, office.Command{}, "x.csv", []byte(newWards))
	if err != nil || plan.Petitions != 4 || len(plan.Undecided) > 0 {
		t.Fatalf("the plan: %d petitions, undecided %v, %v", plan.Petitions, plan.Undecided, err)
	}
	for _, f := range plan.Fates {
		if f.Thing == org.FatePetition && want[f.Code] != string(f.To) {
			t.Errorf("the list says that %s goes from %s to %s", f.Code, f.From, f.To)
		}
	}
	c.at("2026-04-01 08:00")
	// Whoever acts first takes it over by that.
	leader := c.sorterIn("moi-2")
	c.petitionAct(leader, all[1].ID, petition.ActClassify, petition.Input{Class: petition.Own, Level: petition.Normal})
	if p := c.petition(all[1].ID); p.Unit != "moi-2" || p.State != petition.Handling {
		t.Errorf("after the first act it is with %s, %s", p.Unit, p.State)
	}
	c.work()
	for _, x := range all {
		p := c.petition(x.ID)
		if p.Unit != want[p.Code] || p.Code != x.Code {
			t.Errorf("%s is with %s, not with %s", p.Code, p.Unit, want[p.Code])
		}
		if x.ID != all[1].ID && fmt.Sprint(p.Clocks) != fmt.Sprint(clocks[p.Code]) {
			t.Errorf("%s: clocks %v were %v", p.Code, p.Clocks, clocks[p.Code])
		}
	}
	if p := c.petition(over.ID); p.Unit != "cap-xa-00004" {
		t.Errorf("what was over went to %s", p.Unit)
	}
	if _, err := c.Read(c.ctx, leader).Petition(over.ID); err != nil {
		t.Errorf("who carries on does not read what was closed before: %v", err)
	}
	if rep, err := c.Reorganise(c.ctx, system, office.Command{}, "x.csv", []byte(newWards)); err != nil || rep.Said != 0 {
		t.Errorf("the same file again: %+v, %v", rep, err)
	}
	c.check()
}

func TestADayOffThatIsAnnouncedLaterMovesTheClocksOfPetitionsAtOnceAndOnce(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-02 09:00")
	ticket := c.sentTo("day-off", "", "")
	ended := c.sentTo("day-off-2", "", "")
	c.petitionAct(c.officer(careUnit, "care-agent"), ended.ID, petition.ActClassify, petition.Input{Class: petition.Complaint, Level: petition.Normal})
	due := func() string {
		t.Helper()
		row, ok, err := c.Store().Read().Petition(c.ctx, string(ticket.ID))
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		return row.Clock + " " + hanoi(row.Due)
	}
	// Two working days from Monday the 2nd are Wednesday the 4th.
	if got := due(); got != "city-sort "+hanoi(c.clock().AddDate(0, 0, 2)) {
		t.Fatalf("first due %s", got)
	}
	next, err := c.World().Calendar.Announce("2026.14", calendar.Row{
		Date: calendar.NewDate(2026, 3, 3), Kind: calendar.Holiday, Name: calendar.Name{VI: "Ngày nghỉ thử"}, Basis: "Quyết định thử",
	})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(next.Document())
	if err != nil {
		t.Fatal(err)
	}
	if rep, err := c.SetCalendar(c.ctx, system, b, true); err != nil || rep.PetitionsMoved != 1 || c.petition(ticket.ID).Version != 1 {
		t.Fatalf("tried: %+v, %v", rep, err)
	}
	if rep, err := c.SetCalendar(c.ctx, system, b, false); err != nil || rep.Petitions != 1 || rep.PetitionsMoved != 1 {
		t.Fatalf("%+v, %v", rep, err)
	}
	if got := due(); got != "city-sort "+hanoi(c.clock().AddDate(0, 0, 3)) {
		t.Errorf("due then %s", got)
	}
	if rep, err := c.SetCalendar(c.ctx, system, b, false); err != nil || rep.PetitionsMoved != 0 || c.petition(ticket.ID).Version != 2 {
		t.Errorf("again: %+v, %v", rep, err)
	}
	if p := c.petition(ended.ID); p.Version != 2 {
		t.Errorf("of one that is over %d events", p.Version)
	}
	c.check()
}

func TestPetitionsOfBeforeThereWereAlarmsGetThemOnce(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	ticket := c.sentTo("old", "", "")
	evs, err := c.Store().Read().Events(c.ctx, petition.Stream(ticket.ID))
	if err != nil || len(evs) != 1 {
		t.Fatal(len(evs), err)
	}
	const id, code = petition.ID("BEFORE"), "PA25-000001"
	was := strings.ReplaceAll(string(evs[0].Holder), ticket.Code, code)
	was = regexp.MustCompile(`"(half|near)":"[^"]*",?`).ReplaceAllString(was, "")
	f := ledger.Fact{Kind: evs[0].Kind, Class: evs[0].Class, At: evs[0].At, Actor: evs[0].Actor, Unit: evs[0].Unit, Holder: []byte(strings.ReplaceAll(was, ",}", "}")), Private: evs[0].Private}
	if err := c.Store().Write(c.ctx, func(tx *store.Tx) error {
		_, err := tx.Append(petition.Stream(id), 0, []ledger.Fact{f})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if p := c.petition(id); len(p.Clocks) == 0 || !p.Clocks[0].Half.IsZero() || !p.Clocks[0].Near.IsZero() {
		t.Fatalf("it has alarms: %+v", p.Clocks)
	}
	for range 2 {
		if err := c.Store().Write(c.ctx, func(tx *store.Tx) error {
			_, err := tx.PutJob(store.JobRow{Key: "petitions", Kind: "petitions"})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		c.work()
	}
	now, old := c.petition(ticket.ID), c.petition(id)
	if now.Version != 1 || old.Version != 2 || !old.Clocks[0].Half.Equal(now.Clocks[0].Half) || !old.Clocks[0].Near.Equal(now.Clocks[0].Near) {
		t.Errorf("of before: version %d, %+v; of now: version %d, %+v", old.Version, old.Clocks, now.Version, now.Clocks)
	}
	c.check()
}
