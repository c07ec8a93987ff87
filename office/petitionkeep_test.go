package office_test

import (
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/office"
)

func TestPetitionsWhoseTimeIsOverAreCountedByClassAndListed(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	agent := c.officer(careUnit, "care-agent")
	for i, at := range []string{"2026-03-04 09:00", "2026-12-31 09:00", "2027-01-04 09:00"} {
		c.at(at)
		x, err := c.SendPetition(c.ctx, nobody, office.Command{Key: at}, sent())
		if err != nil {
			t.Fatal(err)
		}
		if i < 2 {
			c.petitionAct(agent, x.ID, petition.ActClassify, petition.Input{Class: petition.NotAccepted, Reason: "unclear"})
		}
	}
	boss := c.whole()
	for i, at := range []string{"2031-12-31 23:59", "2032-01-01 00:01"} { // five years from 1 January 2027
		want := 2 * i
		c.at(at)
		got, err := c.Read(c.ctx, boss).Retention("")
		if err != nil || len(got.Petitions) != 1 || got.Petitions[0].Class != petition.NotAccepted || got.Petitions[0].Ended != 2 || got.Petitions[0].Over != want {
			t.Errorf("at %s: %+v, %v", at, got, err)
			continue
		}
		to := time.Date(2027, 1, 1, 0, 0, 0, 0, office.Zone)
		if want == 2 && !got.Petitions[0].OverTo.Equal(to) {
			t.Errorf("over to %s", got.Petitions[0].OverTo)
		}
		_, n, err := c.Read(c.ctx, boss).Petitions(office.PetitionFilter{Over: true, Class: petition.NotAccepted, Quiet: got.Petitions[0].OverTo})
		if err != nil || int(n) != want {
			t.Errorf("at %s its list has %d, %v", at, n, err)
		}
	}
}

func TestPetitionsWhoseTimeIsOverGoByOneDecisionAndEachHasItsOwnErasure(t *testing.T) {
	t.Parallel()
	goes := func(t *testing.T, c *town) {
		agent, boss := c.officer(careUnit, "care-agent"), c.whole()
		var ids []petition.ID
		for _, at := range []string{"2026-03-04 09:00", "2026-12-31 09:00", "2027-01-04 09:00", "2026-05-05 09:00"} {
			c.at(at)
			x, err := c.SendPetition(c.ctx, nobody, office.Command{Key: at}, sent())
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, x.ID)
			if len(ids) < 4 { // the last one stays open
				c.petitionAct(agent, x.ID, petition.ActClassify, petition.Input{Class: petition.NotAccepted, Reason: "unclear"})
			}
		}
		c.at("2032-01-01 00:01") // five years from 1 January 2027
		leader := c.from(boss.Person, careUnit, "leader")
		over := func(want int) {
			t.Helper()
			got, err := c.Read(c.ctx, leader).PetitionsOver(petition.NotAccepted)
			if err != nil || got.Over != want {
				t.Errorf("%+v are over, want %d; %v", got, want, err)
			}
		}
		over(2)
		for _, who := range []office.Who{agent, boss, nobody} {
			if _, err := c.ErasePetitionsOver(c.ctx, who, office.Command{}, petition.NotAccepted, lawfully); !fault.Is(err, fault.Refused) {
				t.Errorf("a %s%s decides: %v", who.Role, who.Kind, err)
			}
		}
		short := lawfully
		short.Decision = ""
		if _, err := c.ErasePetitionsOver(c.ctx, leader, office.Command{}, petition.NotAccepted, short); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a decision: %v", err)
		}
		cmd := office.Command{Client: "t", Key: "sweep"}
		if n, err := c.ErasePetitionsOver(c.ctx, leader, cmd, petition.NotAccepted, lawfully); err != nil || n != 2 {
			t.Fatalf("%d are erased, %v", n, err)
		}
		if n, err := c.ErasePetitionsOver(c.ctx, leader, cmd, petition.NotAccepted, lawfully); err != nil || n != 0 {
			t.Errorf("the same form again erases %d, %v", n, err)
		}
		c.work()
		over(0)
		if _, err := c.ErasePetitionsOver(c.ctx, leader, office.Command{}, petition.NotAccepted, lawfully); keyOf(err) != "petition.erase-none" {
			t.Errorf("when none is left: %v", err)
		}
		for i, id := range ids {
			gone, err := c.Store().Read().Erased(c.ctx, petition.Stream(id))
			if err != nil || gone != (i < 2) {
				t.Errorf("petition %d is erased: %v, %v", i, gone, err)
			}
		}
		list, err := c.Read(c.ctx, leader).Erasures()
		if err != nil || len(list) != 2 || list[0].Decision != lawfully.Decision || list[0].Ground != dossier.ErasedExpired {
			t.Errorf("the list of erasures has %+v, %v", list, err)
		}
		kept, err := c.Read(c.ctx, boss).Retention("")
		if err != nil || len(kept.Petitions) != 1 || kept.Petitions[0].Ended != 3 || kept.Petitions[0].Over != 0 {
			t.Errorf("what is kept: %+v, %v", kept.Petitions, err)
		}
		c.check()
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		goes(t, newTown(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		goes(t, newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true}))
	})
}

// TestASweepLeavesOutComplaintsAboutWhoeverDecides lets the term of two complaints end, of which one is about who decides.
func TestASweepLeavesOutComplaintsAboutWhoeverDecides(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-04 09:00")
	const branch = "chi-nhanh-7"
	whom := c.officer(branch, "receiver").Person
	x, y := c.complained("one", branch, ""), c.complained("two", branch, whom)
	for _, z := range []office.Ticket{x, y} {
		if err := c.Petition(c.ctx, nobody, office.Command{}, office.OnPetition{ID: z.ID, Check: z.Check}, petition.ActWithdraw, petition.Input{Words: "Tôi không phản ánh nữa."}); err != nil {
			t.Fatal(err)
		}
	}
	holds := c.petition(y.ID).Unit
	if unit := c.petition(x.ID).Unit; unit != holds || unit == branch {
		t.Fatalf("they are held by %s and %s", unit, holds)
	}
	c.at("2037-01-01 00:01") // ten years from 1 January 2027
	self, other := c.from(whom, holds, "leader"), c.from("p0001", holds, "leader")
	for who, want := range map[*office.Who]int{&self: 1, &other: 2} {
		if got, err := c.Read(c.ctx, *who).PetitionsOver(petition.Conduct); err != nil || got.Over != want {
			t.Errorf("%s counts %+v, want %d; %v", who.Person, got, want, err)
		}
	}
	if n, err := c.ErasePetitionsOver(c.ctx, self, office.Command{}, petition.Conduct, lawfully); err != nil || n != 1 {
		t.Errorf("whom one is about erases %d, %v", n, err)
	}
	for id, want := range map[petition.ID]bool{x.ID: true, y.ID: false} {
		if gone, err := c.Store().Read().Erased(c.ctx, petition.Stream(id)); err != nil || gone != want {
			t.Errorf("%s is erased: %v, want %v; %v", id, gone, want, err)
		}
	}
	c.check()
}
