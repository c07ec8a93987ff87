package office_test

import (
	"slices"
	"testing"

	"motcua/law/petition"
	"motcua/office"
)

// renewed is what the tests write for everybody a second time.
var renewed = petition.Input{Public: petition.Public{Title: "Đèn đường", Text: "Đèn ở một ngõ nhỏ không sáng.", Answer: "Đèn đã được thay."}}

func TestWhatIsTakenDownToBeMendedIsToldToItsSenderAndAtItsAddress(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	var all []office.Ticket
	for _, key := range []string{"a", "b", "c"} {
		all = append(all, c.publishedScene(key))
	}
	unit := c.petition(all[0].ID).Unit
	leader, worker := c.officer(unit, "leader"), c.officer(unit, "specialist")
	public := func(x office.Ticket, key string) {
		t.Helper()
		if _, err := c.Read(c.ctx, nobody).PublicPetition(x.Code); keyOf(err) != key {
			t.Errorf("its address says %q, want %q", keyOf(err), key)
		}
	}
	told := func(x office.Ticket, act petition.Act) {
		t.Helper()
		f, err := c.Read(c.ctx, nobody).FollowPetition(x.Code, x.Check)
		if err != nil || f.Steps[len(f.Steps)-1].Act != act {
			t.Errorf("its sender is told %+v, %v, want last %s", f, err, act)
		}
		downs := 0
		for _, s := range f.Steps {
			if s.Act == petition.ActMask {
				downs++
			}
		}
		if downs > 1 {
			t.Errorf("%d texts for everybody are told, and only one took something down", downs)
		}
	}
	told(all[0], petition.ActPublish)
	hidden, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "d"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	public(hidden, "petition.missing") // nobody is told that there is one
	for _, x := range all {
		public(x, "")
		c.petitionAct(worker, x.ID, petition.ActMask, renewed)
		public(x, "petition.taken-down")
		if _, _, err := c.Read(c.ctx, nobody).PublicPicture(x.Code, "abc"); keyOf(err) != "petition.taken-down" {
			t.Errorf("a picture of it: %v", err)
		}
		told(x, petition.ActMask)
		v, err := c.Read(c.ctx, leader).Petition(x.ID)
		if err != nil || !v.History[len(v.History)-1].Down || slices.ContainsFunc(v.History[:len(v.History)-1], func(s petition.Step) bool { return s.Down }) {
			t.Errorf("the desk reads %+v, %v", v.History, err)
		}
	}
	c.petitionAct(leader, all[0].ID, petition.ActPublish, petition.Input{})
	public(all[0], "")
	told(all[0], petition.ActPublish)
	c.petitionAct(leader, all[1].ID, petition.ActWithhold, petition.Input{Reason: "personal"})
	public(all[1], "petition.missing")
	told(all[1], petition.ActWithhold)
	c.petitionAct(worker, all[1].ID, petition.ActMask, renewed)
	public(all[1], "petition.missing")
	if err := c.ErasePetition(c.ctx, leader, office.Command{Key: "e"}, all[2].ID, lawfully); err != nil {
		t.Fatal(err)
	}
	public(all[2], "petition.missing")
	c.check()
}

func TestWhoPublishesIsToldThatTheTextIsOlderThanTheAnswerAndItIsKept(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	agent, ward := c.officer(careUnit, "care-agent"), c.anOffice("leader", "specialist")
	leader, worker := c.officer(ward, "leader"), c.officer(ward, "specialist")
	in := sent()
	in.Class, in.Point = petition.Scene, &petition.Point{Lat: 21.0285, Long: 105.8542}
	x, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "a"}, in)
	if err != nil {
		t.Fatal(err)
	}
	stops := func(who office.Who, key string) *office.PetitionView {
		t.Helper()
		v, err := c.Read(c.ctx, who).Petition(x.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got := v.Stops; got == nil && key != "" || got != nil && got.Key != key {
			t.Errorf("whoever publishes is told %v, want %q", got, key)
		}
		if slices.Contains(v.Acts, petition.ActPublish) && key != "" {
			t.Error("it may be published")
		}
		return v
	}
	c.petitionAct(agent, x.ID, petition.ActTransfer, petition.Input{To: ward, Reason: "competence"})
	c.petitionAct(leader, x.ID, petition.ActClassify, petition.Input{Class: petition.Scene})
	early := renewed
	early.ShowMap, early.Public.Place, early.Public.Answer = true, "Đầu ngõ", ""
	c.petitionAct(worker, x.ID, petition.ActMask, early)
	c.petitionAct(worker, x.ID, petition.ActDraft, petition.Input{Words: "Kính gửi " + noMark + ", đèn đã được thay."})
	c.petitionAct(leader, x.ID, petition.ActApprove, petition.Input{})
	stops(leader, "") // nothing is to be published yet
	c.age(0, 1)
	c.petitionAct(worker, x.ID, petition.ActAnswer, petition.Input{})
	stops(worker, "") // who does not publish
	p := stops(leader, "petition.mask-again").Propose
	if p.Title != early.Public.Title || p.Text != early.Public.Text || p.Place != "Đầu ngõ" || p.Point == nil || p.Answer != "Kính gửi ***, đèn đã được thay." {
		t.Errorf("the form begins with %+v", p)
	}
	c.age(0, 1)
	c.petitionAct(leader, x.ID, petition.ActMask, renewed)
	if p := stops(leader, "").Propose; p.Answer != renewed.Public.Answer || p.Point != nil {
		t.Errorf("what was written stands in the form: %+v", p)
	}
	c.petitionAct(leader, x.ID, petition.ActPublish, petition.Input{})
	c.petitionAct(leader, x.ID, petition.ActMask, renewed)
	stops(leader, "petition.mask-two-people")
	on := office.OnPetition{ID: x.ID, Check: x.Check}
	if err := c.Petition(c.ctx, nobody, office.Command{}, on, petition.ActReopen, petition.Input{Words: "Đèn vẫn không sáng."}); err != nil {
		t.Fatal(err)
	}
	boss := c.whole()
	drafts := c.officer(c.petition(x.ID).Unit, "specialist")
	c.petitionAct(drafts, x.ID, petition.ActDraft, petition.Input{Words: "Đội chiếu sáng đã thay dây đèn."})
	c.petitionAct(boss, x.ID, petition.ActApprove, petition.Input{})
	c.age(0, 1)
	c.petitionAct(drafts, x.ID, petition.ActAnswer, petition.Input{})
	v := stops(boss, "petition.mask-again-apart")
	if v.Propose.Text != renewed.Public.Text || v.Propose.Answer != "Đội chiếu sáng đã thay dây đèn." {
		t.Errorf("the form begins with %+v", v.Propose)
	}
	c.check()
}
