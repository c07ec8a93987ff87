package office_test

import (
	"strings"
	"testing"

	"motcua/ground/fault"
	"motcua/law/petition"
	"motcua/office"
	"motcua/words/org"
)

// complained sends a petition and lets the care desk classify it as one about somebody of a unit.
func (c *town) complained(key, about, whom string) office.Ticket {
	c.t.Helper()
	t := c.sentTo(key, "", "")
	c.petitionAct(c.officer(careUnit, "care-agent"), t.ID, petition.ActClassify, petition.Input{Class: petition.Conduct, About: about, Whom: whom})
	return t
}

// TestAComplaintAboutSomebodyFindsNoWayToTheirUnit tries every act that names a unit, with the unit itself and with one below it.
func TestAComplaintAboutSomebodyFindsNoWayToTheirUnit(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	const branch = "chi-nhanh-7"
	sub := c.World().Org.Subtree(org.UnitID(branch), c.clock())
	below := string(sub[len(sub)-1])
	if below == branch {
		t.Fatal("the branch has nothing below it")
	}
	boss, head := c.whole(), c.officer(branch, "leader")
	refused := func(who office.Who, id petition.ID, a petition.Act, in petition.Input, want string) {
		t.Helper()
		in.Words = "Ghi rõ nội dung của việc này."
		if f := fault.As(c.Petition(c.ctx, who, office.Command{}, office.OnPetition{ID: id}, a, in)); f == nil || f.Key != want {
			t.Errorf("%s to %q %v: %v, want %s", a, in.To, in.Units, f, want)
		}
	}
	x := c.complained("one", branch, "")
	lead := string(c.World().Org.PostsIn(org.UnitID(c.petition(x.ID).Unit), c.clock())[0].Person)
	for _, unit := range []string{branch, below} {
		refused(boss, x.ID, petition.ActTransfer, petition.Input{To: unit, Reason: "field"}, "petition.own-unit")
		refused(boss, x.ID, petition.ActAssign, petition.Input{Officer: lead, Units: []string{unit}}, "petition.own-unit")
	}
	// It came from the branch, which classified it itself.
	up := c.sentTo("two", "", branch)
	c.petitionAct(head, up.ID, petition.ActClassify, petition.Input{Class: petition.Conduct, About: branch})
	refused(boss, up.ID, petition.ActReturn, petition.Input{Reason: "wrong-unit"}, "petition.own-unit-back")
	if v, err := c.Read(c.ctx, boss).Petition(up.ID); err != nil || strings.Contains(strings.Join(actNames(v.Acts), " "), "return") {
		t.Errorf("the page offers to return it: %v, %v", v.Acts, err)
	}
	// An ordinary one at the branch: what is answered to it would be the answer to the complaint.
	plain := c.sentTo("three", "", branch)
	c.petitionAct(head, plain.ID, petition.ActClassify, petition.Input{Class: petition.Own})
	refused(boss, x.ID, petition.ActMerge, petition.Input{Other: petition.ID(plain.Code)}, "petition.merge-conduct")
	same := c.complained("four", branch, "")
	c.petitionAct(boss, same.ID, petition.ActMerge, petition.Input{Other: petition.ID(x.Code)})
	refused(boss, x.ID, petition.ActClassify, petition.Input{Class: petition.Own}, "petition.part-conduct-first")
	// The branch's own duplicate of it names it, and shows nothing of it.
	c.petitionAct(boss, plain.ID, petition.ActMerge, petition.Input{Other: petition.ID(x.Code)})
	if v, err := c.Read(c.ctx, head).Petition(plain.ID); err != nil || v.Main != nil {
		t.Errorf("the branch reads the title of the complaint: %+v, %v", v.Main, err)
	}
	if v, err := c.Read(c.ctx, boss).Petition(plain.ID); err != nil || v.Main == nil {
		t.Errorf("the unit above does not: %v", err)
	}
	c.check()
}

func actNames(acts []petition.Act) (out []string) {
	for _, a := range acts {
		out = append(out, string(a))
	}
	return out
}

// TestWhatAnOfficialHeadsHandlesNoComplaintAboutThem complains about somebody who leads a point and the branch above it.
func TestWhatAnOfficialHeadsHandlesNoComplaintAboutThem(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	const branch, point, head = "chi-nhanh-1", "diem-01", "p0001"
	if p := c.petition(c.complained("plain", point, "").ID); p.Unit != branch {
		t.Fatalf("about somebody of %s it goes to %s, want the branch", point, p.Unit)
	}
	if p := c.petition(c.complained("headed", point, head).ID); p.Unit == branch || p.Unit == point {
		t.Errorf("about who heads the branch it goes to %s", p.Unit)
	}
	c.check()
}

// TestCountsTellAnOfficialOfNoComplaintAboutThem counts with somebody who has a post in the unit complained of and in that which handles it.
func TestCountsTellAnOfficialOfNoComplaintAboutThem(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	const branch, point = "chi-nhanh-1", "diem-01"
	var both office.Who
	for _, p := range c.World().Org.PostsIn(branch, c.clock()) {
		for _, q := range c.World().Org.PostsOf(p.Person, c.clock()) {
			if q.Unit == point && p.Role == org.Leader {
				both = c.from(string(p.Person), branch, string(p.Role))
			}
		}
	}
	plain := c.complained("plain", point, "")
	x := c.complained("headed", point, both.Person)
	if x.ID == plain.ID || both.Person == "" {
		t.Fatal("nothing to count")
	}
	both.City = true // whom it is about may read the whole city, but for it
	rd := c.Read(c.ctx, both)
	list, n, err := rd.Petitions(office.PetitionFilter{Whole: true})
	if err != nil || n != 1 || len(list) != 1 || list[0].ID != plain.ID {
		t.Errorf("%d are counted, %d shown, %v", n, len(list), err)
	}
	if waits, err := rd.PetitionsWaiting(); err != nil || waits.N != 1 {
		t.Errorf("%d wait for the unit, %v", waits.N, err)
	}
	both.Unit = c.petition(x.ID).Unit
	if waits, err := c.Read(c.ctx, both).PetitionsWaiting(); err != nil || waits.N != 0 {
		t.Errorf("%d wait for the unit that has it, %v", waits.N, err)
	}
}
