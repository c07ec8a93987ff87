package office_test

import (
	"slices"
	"strings"
	"testing"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/petition"
	"motcua/office"
)

// A link to a dossier that was a mistake goes with a reason; the dossier and the reason stay in the history, and nothing else moves.
func TestAWrongLinkToADossierIsRemovedWithItsReason(t *testing.T) {
	t.Parallel()
	unlinks := func(t *testing.T, c *town) {
		v, clerk := c.received("LINK00000001")
		const reason = "Gắn nhầm hồ sơ của người khác."
		x, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "linked"}, sent())
		if err != nil {
			t.Fatal(err)
		}
		agent := c.officer(careUnit, "care-agent")
		c.petitionAct(agent, x.ID, petition.ActTransfer, petition.Input{To: clerk.Unit, Reason: "competence"})
		on := office.OnPetition{ID: x.ID}
		err = c.Petition(c.ctx, clerk, office.Command{}, on, petition.ActUnlink, petition.Input{Words: reason})
		wantFault(t, err, fault.Refused, "petition.unlinked")
		before, err := c.Read(c.ctx, clerk).Petition(x.ID)
		if err != nil || slices.Contains(before.Acts, petition.ActUnlink) {
			t.Errorf("linked to none, what may be done is %v, %v", before.Acts, err)
		}
		c.petitionAct(clerk, x.ID, petition.ActLink, petition.Input{Dossier: v.Code, DStep: "Thẩm định"})
		linked, err := c.Read(c.ctx, clerk).Petition(x.ID)
		if err != nil || linked.Dossier != string(v.ID) || linked.DCode != v.Code || !slices.Contains(linked.Acts, petition.ActUnlink) {
			t.Fatalf("linked: %+v, %v", linked, err)
		}
		err = c.Petition(c.ctx, clerk, office.Command{}, on, petition.ActUnlink, petition.Input{Words: "nhầm"})
		wantFault(t, err, fault.Invalid, "petition.words")
		if err := c.Petition(c.ctx, clerk, office.Command{}, on, petition.ActUnlink, petition.Input{Words: reason}); err != nil {
			t.Fatal(err)
		}
		after, err := c.Read(c.ctx, clerk).Petition(x.ID)
		if err != nil || after.Dossier != "" || after.DStep != "" || after.DCode != "" || after.State != before.State || after.Petition.Unit != before.Petition.Unit {
			t.Errorf("unlinked: %+v, %v", after, err)
		}
		last := after.History[len(after.History)-1]
		if last.Act != petition.ActUnlink || last.Words != reason || last.Actor != clerk.Actor() || after.Linked[last.Dossier] != v.Code {
			t.Errorf("the history says %+v of %q", last, after.Linked)
		}
		row, _, err := c.Store().Read().Petition(c.ctx, string(x.ID))
		if err != nil || row.Dossier != "" {
			t.Errorf("the view still has %q, %v", row.Dossier, err)
		}
		c.check()
	}
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); unlinks(t, newTown(t)) })
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		unlinks(t, newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true}))
	})
}
