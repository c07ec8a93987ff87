package office_test

import (
	"testing"

	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/law/privacy"
	"motcua/office"
)

// A request about the data of a petition goes with the petition: once it complains of somebody of a unit, that unit neither reads nor
// answers what its sender asked, and those above do.
func TestARequestAboutAComplaintIsNotReadByThoseComplainedOf(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-04 09:00")
	ward := c.anOffice("leader", "specialist")
	agent, leader, worker, boss, owner := c.officer(careUnit, "care-agent"), c.officer(ward, "leader"), c.officer(ward, "specialist"), c.whole(), c.sender("001085000077")
	x, err := c.SendPetition(c.ctx, owner, office.Command{Key: "1"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	c.petitionAct(agent, x.ID, petition.ActTransfer, petition.Input{To: ward, Reason: "competence"})
	asked, err := c.AskData(c.ctx, owner, office.Command{Key: "2"}, privacy.Restrict, dossier.ID("petition/"+string(x.ID)), "Đề nghị theo quyền của tôi")
	if err != nil {
		t.Fatal(err)
	}
	reads := func(who office.Who) (listed, opened bool) {
		t.Helper()
		all, err := c.Read(c.ctx, who).DataRequests(true)
		if err != nil {
			t.Fatal(err)
		}
		for i := range all {
			listed = listed || all[i].ID == asked
		}
		_, err = c.Read(c.ctx, who).DataRequest(asked)
		if err != nil && keyOf(err) != "request.missing" {
			t.Fatal(err)
		}
		return listed, err == nil
	}
	if listed, opened := reads(leader); !listed || !opened {
		t.Fatalf("before, its leader has it listed %v, opened %v", listed, opened)
	}
	c.petitionAct(leader, x.ID, petition.ActClassify, petition.Input{Class: petition.Conduct, About: ward, Whom: worker.Person})
	if listed, opened := reads(leader); listed || opened {
		t.Errorf("the leader of the unit complained of has it listed %v, opened %v", listed, opened)
	}
	if err := c.AnswerData(c.ctx, leader, office.Command{}, asked, privacy.Accepted, "Chấp nhận theo quyền của chủ thể dữ liệu"); keyOf(err) != "request.missing" {
		t.Errorf("they answer it: %v", err)
	}
	if listed, opened := reads(boss); !listed || !opened {
		t.Errorf("the supervision has it listed %v, opened %v", listed, opened)
	}
	if err := c.AnswerData(c.ctx, boss, office.Command{}, asked, privacy.Accepted, "Chấp nhận theo quyền của chủ thể dữ liệu"); err != nil {
		t.Error(err)
	}
	if mine, err := c.Read(c.ctx, owner).OwnRequests(); err != nil || len(mine) != 1 || mine[0].Outcome != privacy.Accepted {
		t.Errorf("its sender sees %+v, %v", mine, err)
	}
	c.check()
}
