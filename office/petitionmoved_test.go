package office_test

import (
	"testing"

	"motcua/law/petition"
	"motcua/office"
)

// A scene that the care desk transfers was checked by nobody; that it was classified and transferred is what the clock of sorting measures.
func TestAClockThatATransferEndedIsNotCalledDone(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-02 09:00")
	in := sent()
	in.Class, in.Commune = petition.Scene, "00004"
	x, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "scene"}, in)
	if err != nil {
		t.Fatal(err)
	}
	agent := c.officer(careUnit, "care-agent")
	c.petitionAct(agent, x.ID, petition.ActTransfer, petition.Input{To: "so-xay-dung", Reason: "competence"})
	clocks := func() map[string][]bool {
		t.Helper()
		v, err := c.Read(c.ctx, c.officer("so-xay-dung", "leader")).Petition(x.ID)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string][]bool{}
		for _, k := range v.Clocks {
			if !k.Open() {
				out[k.Name] = append(out[k.Name], k.Moved)
			}
		}
		return out
	}
	if got := clocks()["scene-accept"]; len(got) != 1 || !got[0] {
		t.Errorf("after the transfer the clock of the check was ended by it: %v", got)
	}
	c.at("2026-03-02 10:00")
	c.petitionAct(c.officer("so-xay-dung", "leader"), x.ID, petition.ActClassify, petition.Input{Class: petition.Scene, Level: petition.Normal})
	c.petitionAct(c.officer("so-xay-dung", "leader"), x.ID, petition.ActVerify, petition.Input{})
	if got := clocks()["scene-accept"]; len(got) != 2 || got[0] == got[1] {
		t.Errorf("of two runs one was ended by the transfer, and one by the check: %v", got)
	}
	y := c.sentTo("two", "", "")
	c.petitionAct(agent, y.ID, petition.ActTransfer, petition.Input{To: "so-xay-dung", Reason: "competence"})
	v, err := c.Read(c.ctx, c.whole()).Petition(y.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range v.Clocks {
		if k.Moved {
			t.Errorf("the clock %s is not called done though the transfer is what it measures", k.Name)
		}
	}
}
