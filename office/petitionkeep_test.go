package office_test

import (
	"testing"
	"time"

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
