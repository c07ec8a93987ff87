package office_test

import (
	"fmt"
	"slices"
	"testing"

	"motcua/law/care"
	"motcua/law/petition"
	"motcua/office"
	"motcua/words/org"
)

// seen counts how many ways an officer meets a petition: its page, lists, counts, alarms and what waits.
func (c *town) seen(who office.Who, x office.Ticket) (ways []string) {
	c.t.Helper()
	rd := c.Read(c.ctx, who)
	met := func(way string, yes bool, err error) {
		c.t.Helper()
		if yes {
			ways = append(ways, way)
		}
		if err != nil {
			c.t.Fatalf("%s: %v", way, err)
		}
	}
	if v, err := rd.Petition(x.ID); err == nil || keyOf(err) != "petition.missing" {
		met("page", v != nil, err)
	}
	if _, _, _, err := rd.PetitionFileOf(x.ID, "nothing"); keyOf(err) != "petition.missing" {
		met("file", true, nil)
	}
	if _, _, err := rd.PetitionLooks(x.ID); keyOf(err) != "petition.missing" {
		met("looks", true, nil)
	}
	if _, err := rd.PetitionTold(x.ID, "vi"); keyOf(err) != "petition.missing" {
		met("told", true, nil)
	}
	if err := rd.PetitionActClosed(x.ID, petition.ActNote); keyOf(err) != "petition.missing" {
		met("act", true, nil)
	}
	for _, f := range []office.PetitionFilter{{Whole: true}, {Whole: true, Words: x.Code}, {Class: petition.Conduct, Whole: true}, {Charged: true, Whole: true}, {Alarm: petition.AlarmNear}} {
		_, n, err := rd.Petitions(f)
		met("list", n > 0, err)
	}
	waits, err := rd.PetitionsWaiting()
	met("waits", waits.N > 0, err)
	told, err := rd.AlarmNotices(20)
	met("alarm", len(told) > 0, err)
	if rep, err := rd.PetitionReport("", c.clock().AddDate(-1, 0, 0), c.clock().AddDate(1, 0, 0)); err == nil {
		met("figures", rep.Total.All > 0, nil)
	}
	return ways
}

// TestWhatBecomesAComplaintIsReadNoMoreByThoseComplainedOf lets an office work on a petition, and then somebody say that it is about one of theirs.
func TestWhatBecomesAComplaintIsReadNoMoreByThoseComplainedOf(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-04 09:00")
	ward := c.anOffice("leader", "specialist")
	agent, leader, worker, boss := c.officer(careUnit, "care-agent"), c.officer(ward, "leader"), c.officer(ward, "specialist"), c.whole()
	leader.Post = string(c.World().Org.PostsOf(org.PersonID(leader.Person), c.clock())[0].ID)
	x := c.sentTo("1", "", ward)
	c.petitionAct(leader, x.ID, petition.ActClassify, petition.Input{Class: petition.Own})
	c.petitionAct(leader, x.ID, petition.ActAssign, petition.Input{Officer: worker.Person})
	c.petitionAct(worker, x.ID, petition.ActDraft, petition.Input{})
	for _, at := range []string{"2026-03-20 08:59", "2026-03-20 09:01"} { // between them four fifths of the time are used: whoever leads and the leaders are told
		c.at(at)
		if err := c.Tick(c.ctx); err != nil {
			t.Fatal(err)
		}
	}
	for _, who := range []office.Who{leader, worker} {
		if ways := c.seen(who, x); len(ways) < 9 || !slices.Contains(ways, "alarm") {
			t.Fatalf("%s of the office that has it meets it only by %v", who.Role, ways)
		}
	}
	c.petitionAct(boss, x.ID, petition.ActRevise, petition.Input{})
	c.petitionAct(boss, x.ID, petition.ActClassify, petition.Input{Class: petition.Conduct, About: ward, Whom: worker.Person})
	for _, who := range []office.Who{leader, worker, c.officer(ward, "leader")} {
		if ways := c.seen(who, x); len(ways) > 0 {
			t.Errorf("%s of the office complained of meets it by %v", who.Role, ways)
		}
		if err := c.Petition(c.ctx, who, office.Command{}, office.OnPetition{ID: x.ID}, petition.ActNote, petition.Input{Words: "Ghi chú của đơn vị."}); keyOf(err) != "petition.missing" {
			t.Errorf("%s writes beside it: %v", who.Role, err)
		}
	}
	above := c.officer(c.petition(x.ID).Unit, "leader")
	looks, ok, err := c.Read(c.ctx, above).PetitionLooks(x.ID)
	before := false
	for _, l := range looks {
		before = before || string(l.Person.ID) == leader.Person && l.Unit.ID == ward
	}
	if err != nil || !ok || !before {
		t.Errorf("who had read it before is not told above: %+v, %v, %v", looks, ok, err)
	}
	if ways := c.seen(agent, x); len(ways) < 8 {
		t.Errorf("the care desk meets it by %v", ways)
	}
	// Called something else again, it is theirs to read as any other.
	c.petitionAct(above, x.ID, petition.ActClassify, petition.Input{Class: petition.Own, Words: "Qua xác minh không phải phản ánh về cán bộ."})
	if ways := c.seen(leader, x); len(ways) == 0 {
		t.Error("no complaint any more, and the office does not read it")
	}
	c.check()
}

// TestAnAgentComplainedOfLearnsNothingFromTheConversation links a conversation to a petition, and makes that a complaint about the care desk.
func TestAnAgentComplainedOfLearnsNothingFromTheConversation(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	agent, boss := c.officer(careUnit, "care-agent"), c.whole()
	x := c.sentTo("1", "", "")
	talk, err := c.OpenContact(c.ctx, agent, office.Command{Key: "talk"}, care.Input{Channel: care.Telephone, Handle: "0912345678", Text: "Người dân gọi về phản ánh."})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Contact(c.ctx, agent, office.Command{}, office.OnContact{ID: talk.ID}, care.ActLink, care.Input{Petition: string(x.ID)}); err != nil {
		t.Fatal(err)
	}
	beside := func(who office.Who) (links, turns int) {
		t.Helper()
		v, err := c.Read(c.ctx, who).Contact(talk.ID)
		if err != nil {
			t.Fatal(err)
		}
		return len(v.LinksP), len(v.Turns)
	}
	if links, turns := beside(agent); links != 1 || turns == 0 {
		t.Fatalf("%d links and %d turns before", links, turns)
	}
	c.petitionAct(boss, x.ID, petition.ActClassify, petition.Input{Class: petition.Conduct, About: careUnit})
	if links, turns := beside(agent); links != 0 || turns != 0 {
		t.Errorf("the agent complained of sees %d links and %d turns", links, turns)
	}
	if links, turns := beside(boss); links != 1 || turns == 0 {
		t.Errorf("others see %d links and %d turns", links, turns)
	}
	if ways := c.seen(agent, x); len(ways) > 0 {
		t.Errorf("the agent meets it by %v", ways)
	}
	// Another petition of the same sender counts none beside it.
	second := sent()
	second.Person.Phone = c.petition(x.ID).Person.Phone
	y, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "2"}, second)
	if err != nil {
		t.Fatal(err)
	}
	for who, want := range map[*office.Who]int64{&agent: 0, &boss: 1} {
		if v, err := c.Read(c.ctx, *who).Petition(y.ID); err != nil || v.Before != want {
			t.Errorf("%s reads of %d others of the sender, want %d: %v", who.Role, v.Before, want, err)
		}
	}
	c.check()
}

// TestTheTrailNamesNoComplaintToThoseComplainedOf opens the trail as somebody of the unit that a petition turns out to be about.
func TestTheTrailNamesNoComplaintToThoseComplainedOf(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	watcher, agent := c.whole(), c.officer(careUnit, "care-agent")
	x := c.sentTo("1", "", "")
	if _, err := c.Read(c.ctx, watcher).Petition(x.ID); err != nil {
		t.Fatal(err)
	}
	named := func() (n int) {
		t.Helper()
		for _, l := range trail(t, c, watcher, office.AuditQuery{From: c.clock().AddDate(0, 0, -1)}, 50) {
			if l.Code == x.Code || l.ID == string(x.ID) {
				n++
			}
		}
		return n
	}
	if named() == 0 {
		t.Fatal("the trail does not name the petition before")
	}
	c.petitionAct(agent, x.ID, petition.ActClassify, petition.Input{Class: petition.Conduct, About: watcher.Unit})
	if n := named(); n > 0 {
		t.Errorf("%d lines name it", n)
	}
	c.check()
}

// TestNoAlarmOfAComplaintIsToldToThoseComplainedOf lets the time of a complaint about the supervision run out, which is told of all others that are late.
func TestNoAlarmOfAComplaintIsToldToThoseComplainedOf(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-04 09:00")
	watcher := c.officer("phong-kiem-tra-giam-sat", "supervisor")
	plain, x := c.sentTo("1", "", ""), c.complained("2", watcher.Unit, "")
	for day := 4; day < 28; day++ { // the time to classify the one and to answer the other
		c.at(fmt.Sprintf("2026-03-%02d 09:01", day))
		if err := c.Tick(c.ctx); err != nil {
			t.Fatal(err)
		}
	}
	above := c.officer(c.petition(x.ID).Unit, "leader")
	c.petitionAct(above, x.ID, petition.ActClassify, petition.Input{Class: petition.Own, Words: "Qua xác minh không phải phản ánh về cán bộ."})
	told, err := c.Read(c.ctx, watcher).AlarmNotices(20) // now nothing keeps from them what they were told
	var about []petition.ID
	for i := range told {
		about = append(about, told[i].Petition)
	}
	if err != nil || !slices.Contains(about, plain.ID) || slices.Contains(about, x.ID) {
		t.Errorf("the supervision was told of %v, %v; want %s and not %s", about, err, plain.ID, x.ID)
	}
	c.check()
}
