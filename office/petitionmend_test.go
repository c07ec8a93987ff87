package office_test

import (
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/petition"
	"motcua/office"
	"motcua/words/org"
)

// TestAfterAReopeningSomebodyMayDraftAndAnotherMayApprove reopens a petition of every unit that can answer one.
func TestAfterAReopeningSomebodyMayDraftAndAnotherMayApprove(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	agent := c.officer(careUnit, "care-agent")
	for _, unit := range []string{careUnit, "chi-nhanh-7", "trung-tam", "so-xay-dung", "ubnd-thanh-pho"} {
		in := sent()
		in.Person.Phone = "09" + strings.Repeat("1", 7) + string(rune('0'+len(unit)%10))
		x, err := c.SendPetition(c.ctx, nobody, office.Command{Key: unit}, in)
		if err != nil {
			t.Fatal(err)
		}
		if unit != careUnit {
			c.petitionAct(agent, x.ID, petition.ActTransfer, petition.Input{To: unit, Reason: "competence"})
		}
		lead := c.boss(unit)
		c.petitionAct(lead, x.ID, petition.ActClassify, petition.Input{Class: petition.Own})
		c.petitionAct(lead, x.ID, petition.ActDraft, petition.Input{})
		head := c.officer(unit, "leader")
		c.petitionAct(head, x.ID, petition.ActApprove, petition.Input{})
		c.petitionAct(head, x.ID, petition.ActAnswer, petition.Input{})
		c.petitionAct(head, x.ID, petition.ActMask, petition.Input{Public: petition.Public{Title: "Đèn đường", Text: "Đèn đường không sáng.", Answer: "Đã thay bóng đèn."}})
		c.petitionAct(head, x.ID, petition.ActPublish, petition.Input{})
		if err := c.Petition(c.ctx, nobody, office.Command{}, office.OnPetition{ID: x.ID, Check: x.Check}, petition.ActReopen, petition.Input{Words: "Đèn vẫn không sáng."}); err != nil {
			t.Fatal(err)
		}
		v, err := c.Read(c.ctx, c.whole()).Petition(x.ID)
		if err != nil {
			t.Fatal(err)
		}
		if pub, err := c.Read(c.ctx, nobody).PublicPetition(x.Code); err != nil || pub.AnswerN.ID != unit || pub.UnitN.ID != v.UnitN.ID {
			t.Errorf("%s answered, and everybody reads that %s did: %v", unit, pub.AnswerN.ID, err)
		}
		if !c.answersAnew(v) {
			t.Errorf("reopened after %s it is with %s, where nobody answers it", unit, v.UnitN.ID)
		}
	}
	c.check()
}

// answersAnew says whether the unit that has a petition has one to write an answer and another to approve it.
func (c *town) answersAnew(v *office.PetitionView) bool {
	c.t.Helper()
	can := func(a petition.Act) (all []string) {
		for _, role := range petition.RuleOf(a).By.Roles {
			for _, p := range c.World().Org.Holders(orgUnit(v.Petition.Unit), orgRole(role), c.clock()) {
				if !v.Bars(string(p.ID)) {
					all = append(all, string(p.ID))
				}
			}
		}
		return all
	}
	for _, a := range can(petition.ActApprove) {
		for _, b := range can(petition.ActDraft) {
			if a != b {
				return true
			}
		}
	}
	return false
}

func TestADelayStaysWithTheUnitThatHadThePetitionAndThatUnitSaysWhy(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-04 09:00")
	agent, branch := c.officer(careUnit, "care-agent"), c.officer("chi-nhanh-7", "leader")
	x, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "1"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	c.at("2026-03-09 09:00")
	boss := c.whole()
	if n := c.late(boss); n != 1 {
		t.Errorf("open and late, and %d wait for an explanation", n)
	}
	c.petitionAct(agent, x.ID, petition.ActTransfer, petition.Input{To: "chi-nhanh-7", Reason: "competence"})
	from := time.Date(2026, 3, 1, 0, 0, 0, 0, office.Zone)
	for unit, late := range map[string]int64{careUnit: 1, "chi-nhanh-7": 0} {
		got, err := c.Read(c.ctx, boss).PetitionReport(unit, from, from.AddDate(0, 1, 0))
		if err != nil || got.Total.Late != late {
			t.Errorf("%s has %d late, want %d: %v", unit, got.Total.Late, late, err)
		}
		c.opens(c.Read(c.ctx, boss), late, office.PetitionFilter{Unit: unit, Charged: true, Stands: petition.Overdue})
	}
	why := petition.Input{Words: "Hệ thống dừng hai ngày để bảo trì."}
	if err := c.Petition(c.ctx, branch, office.Command{}, office.OnPetition{ID: x.ID}, petition.ActExplain, why); !fault.Is(err, fault.Refused) {
		t.Errorf("who has it now says why another was late: %v", err)
	}
	c.petitionAct(c.officer(careUnit, "leader"), x.ID, petition.ActExplain, why)
	f, err := c.Read(c.ctx, nobody).FollowPetition(x.Code, x.Check)
	if err != nil || f.ExcuserN.ID != careUnit {
		t.Errorf("its sender reads that %s said why: %v", f.ExcuserN.ID, err)
	}
	if n := c.late(boss); n != 0 {
		t.Errorf("explained, and %d wait for an explanation", n)
	}
	w, err := c.Read(c.ctx, branch).PetitionsWaiting()
	if err != nil || w.N != 1 || w.Late != 0 || w.Due.IsZero() {
		t.Errorf("the branch has %+v to handle: %v", w, err)
	}
	c.check()
}

// late counts what waits for an explanation.
func (c *town) late(who office.Who) int {
	c.t.Helper()
	counts, err := c.Read(c.ctx, who).AlarmCounts()
	if err != nil {
		c.t.Fatal(err)
	}
	return counts.Petitions[petition.AlarmUnexplained]
}

func TestJoiningALatePetitionChangesNoFigureAndOneCountSaysWhatIsLate(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-04 09:00")
	agent, boss := c.officer(careUnit, "care-agent"), c.boss(careUnit)
	one, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "1"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	in := sent()
	in.Person.Phone = "0987 654 321"
	two, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "2"}, in)
	if err != nil {
		t.Fatal(err)
	}
	c.at("2026-03-30 09:00")
	from := time.Date(2026, 3, 1, 0, 0, 0, 0, office.Zone)
	before, err := c.Read(c.ctx, boss).PetitionReport("", from, from.AddDate(0, 1, 0))
	if err != nil {
		t.Fatal(err)
	}
	c.petitionAct(agent, two.ID, petition.ActMerge, petition.Input{Other: petition.ID(one.Code)})
	rd := c.Read(c.ctx, boss)
	after, err := rd.PetitionReport("", from, from.AddDate(0, 1, 0))
	if err != nil || after.Total.Judged != before.Total.Judged || after.Total.Faulty != before.Total.Faulty || after.Total.Judged != 2 {
		t.Errorf("joining changed %+v to %+v: %v", before.Total, after.Total, err)
	}
	counts, err := rd.AlarmCounts()
	_, n, e := rd.Petitions(office.PetitionFilter{Late: true})
	if err != nil || e != nil || n != int64(counts.Petitions[petition.AlarmLate]) || n != 2 {
		t.Errorf("the list has %d late, the alarm says %d: %v %v", n, counts.Petitions[petition.AlarmLate], err, e)
	}
	c.check()
}

func TestAnActThatIsNotOpenSaysWhichRuleAndWhatComesFirst(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	agent, boss := c.officer(careUnit, "care-agent"), c.boss(careUnit)
	x, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "1"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	want := func(who office.Who, a petition.Act, key string) {
		t.Helper()
		if f := fault.As(c.Read(c.ctx, who).PetitionActClosed(x.ID, a)); f == nil || f.Key != key {
			t.Errorf("%s is closed by %v, want %s", a, f, key)
		}
	}
	want(boss, petition.ActVerify, "petition.comes-first")
	want(boss, petition.ActAssign, "petition.classify-first")
	want(agent, petition.ActApprove, "petition.may-not")
	want(c.officer("chi-nhanh-7", "leader"), petition.ActApprove, "petition.missing")
	c.petitionAct(boss, x.ID, petition.ActClassify, petition.Input{Class: petition.Own})
	want(boss, petition.ActPublish, "petition.comes-first")
	c.petitionAct(boss, x.ID, petition.ActDraft, petition.Input{})
	want(boss, petition.ActApprove, "petition.two-people")
}

func TestTheProposalForEverybodyHasNoOfficerOfAUnitConcerned(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	rude := c.officer("chi-nhanh-7", "receiver")
	name := c.World().Org.Person(org.PersonID(rude.Person)).Name
	in := sent()
	in.Text = "Cán bộ " + name + ", quầy 3, quát mắng. " + name + " bỏ đi."
	x, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "1"}, in)
	if err != nil {
		t.Fatal(err)
	}
	agent := c.officer(careUnit, "care-agent")
	c.petitionAct(agent, x.ID, petition.ActClassify, petition.Input{Class: petition.Conduct, About: "chi-nhanh-7", Whom: rude.Person})
	boss := c.whole()
	v, err := c.Read(c.ctx, boss).Petition(x.ID)
	if err != nil || strings.Contains(v.Propose.Text, name) {
		t.Errorf("proposed: %q, %v", v.Propose.Text, err)
	}
	err = c.Petition(c.ctx, boss, office.Command{}, office.OnPetition{ID: x.ID}, petition.ActMask, petition.Input{Public: petition.Public{Title: "Thái độ ở quầy", Text: name + " quát mắng người dân."}})
	if f := fault.As(err); f == nil || f.Key != "petition.leak" {
		t.Errorf("a text with the official's name: %v", err)
	}
}
