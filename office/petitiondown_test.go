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
