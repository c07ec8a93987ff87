package office_test

import (
	"slices"
	"testing"

	"motcua/ground/fault"
	"motcua/law/care"
	"motcua/law/petition"
	"motcua/office"
)

// clockOf is the newest run of a clock of a petition.
func (c *town) clockOf(id petition.ID, name string) (k petition.Clock) {
	c.t.Helper()
	v, err := c.Read(c.ctx, c.boss(careUnit)).Petition(id)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, x := range v.Petition.Clocks {
		if x.Name == name {
			k = x
		}
	}
	return k
}

// colleague is another holder of a role in a unit than officer gives.
func (c *town) colleague(unit, role string) office.Who {
	c.t.Helper()
	all := c.World().Org.Holders(orgUnit(unit), orgRole(role), c.clock())
	if len(all) < 2 {
		c.t.Fatalf("%d hold %s in %s", len(all), role, unit)
	}
	return c.from(string(all[1].ID), unit, role)
}

func TestADuplicatesTimeRunsUntilItsSenderCanReadTheAnswer(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-04 09:00")
	agent, boss := c.officer(careUnit, "care-agent"), c.boss(careUnit)
	early, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "1"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	c.at("2026-03-20 09:00")
	late, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "2"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	c.petitionAct(agent, early.ID, petition.ActMerge, petition.Input{Other: petition.ID(late.Code)})
	if k := c.clockOf(early.ID, "city-answer"); !k.Open() {
		t.Fatalf("joining ended the time of the answer: %+v", k)
	}
	c.petitionAct(agent, late.ID, petition.ActClassify, petition.Input{Class: petition.Own})
	c.petitionAct(agent, late.ID, petition.ActDraft, petition.Input{})
	c.petitionAct(boss, late.ID, petition.ActApprove, petition.Input{})
	c.at("2026-03-26 09:00")
	c.petitionAct(agent, late.ID, petition.ActAnswer, petition.Input{})
	f, err := c.Read(c.ctx, nobody).FollowPetition(early.Code, early.Check)
	if k := c.clockOf(early.ID, "city-answer"); err != nil || !k.Open() || f.Answer != "" || f.State == petition.Answered || !f.Late {
		t.Fatalf("before there are words for its sender: %+v, %+v, %v", k, f, err)
	}
	c.petitionAct(agent, late.ID, petition.ActMask, petition.Input{Public: petition.Public{Title: "Đèn", Text: "Đèn không sáng.", Answer: "Đèn đã được thay."}})
	f, err = c.Read(c.ctx, nobody).FollowPetition(early.Code, early.Check)
	if k := c.clockOf(early.ID, "city-answer"); err != nil || k.Open() || !k.Late || f.Answer == "" || !f.Late {
		t.Errorf("answered in the other's time: %+v, %+v, %v", k, f, err)
	}
	if k := c.clockOf(late.ID, "city-answer"); k.Open() || k.Late {
		t.Errorf("the other one: %+v", k)
	}
	third, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "3"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	c.petitionAct(agent, third.ID, petition.ActMerge, petition.Input{Other: petition.ID(late.Code)})
	if k := c.clockOf(third.ID, "city-answer"); k.Open() || k.Late {
		t.Errorf("joined to what is answered for everybody: %+v", k)
	}
	c.check()
}

func TestWhoWithdrawsAPetitionDoesNotWithdrawThoseOfOthers(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	agent := c.officer(careUnit, "care-agent")
	var all []office.Ticket
	for _, key := range []string{"1", "2"} {
		x, err := c.SendPetition(c.ctx, nobody, office.Command{Key: key}, sent())
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, x)
	}
	c.petitionAct(agent, all[1].ID, petition.ActMerge, petition.Input{Other: petition.ID(all[0].Code)})
	if err := c.Petition(c.ctx, nobody, office.Command{}, office.OnPetition{ID: all[0].ID, Check: all[0].Check}, petition.ActWithdraw, petition.Input{}); err != nil {
		t.Fatal(err)
	}
	v, err := c.Read(c.ctx, agent).Petition(all[1].ID)
	if err != nil || v.State != petition.New || v.Petition.Into != "" {
		t.Errorf("the other's: %+v, %v", v, err)
	}
	c.check()
}

func TestWhatASenderSaysByTelephoneIsWrittenDownBySomebodyElseWithTheConversation(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-04 09:00")
	agent, other, boss := c.officer(careUnit, "care-agent"), c.colleague(careUnit, "care-agent"), c.boss(careUnit)
	p, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "1"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	talk := func(key string) care.ID {
		t.Helper()
		x, err := c.OpenContact(c.ctx, other, office.Command{Key: key}, care.Input{Channel: care.Telephone, Handle: "0912345678", Text: "Người dân gọi về phản ánh."})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Contact(c.ctx, other, office.Command{}, office.OnContact{ID: x.ID}, care.ActLink, care.Input{Petition: string(p.ID)}); err != nil {
			t.Fatal(err)
		}
		return x.ID
	}
	before := talk("before")
	c.petitionAct(agent, p.ID, petition.ActClassify, petition.Input{Class: petition.Own})
	c.petitionAct(agent, p.ID, petition.ActDraft, petition.Input{})
	c.petitionAct(boss, p.ID, petition.ActApprove, petition.Input{})
	c.at("2026-03-05 09:00")
	c.petitionAct(agent, p.ID, petition.ActAnswer, petition.Input{})
	c.at("2026-03-06 09:00")
	after := talk("after")
	confirm := func(who office.Who, source care.ID) string {
		f := fault.As(c.Petition(c.ctx, who, office.Command{}, office.OnPetition{ID: p.ID}, petition.ActConfirm, petition.Input{Source: string(source)}))
		if f == nil {
			return ""
		}
		return f.Key
	}
	for _, x := range []struct {
		who  office.Who
		in   care.ID
		want string
	}{
		{agent, after, "petition.own-word"}, {boss, after, "petition.may-not"}, {other, "", "petition.source"}, {other, "khong-co", "petition.source"}, {other, before, "petition.source-before"},
	} {
		if got := confirm(x.who, x.in); got != x.want {
			t.Errorf("%s by %q: %s, want %s", x.who.Person, x.in, got, x.want)
		}
	}
	v, err := c.Read(c.ctx, agent).Petition(p.ID)
	if err != nil || slices.Contains(v.Acts, petition.ActConfirm) || slices.Contains(v.Acts, petition.ActRate) || !slices.Contains(v.Acts, petition.ActReopen) {
		t.Errorf("who answered is offered %v, %v", v.Acts, err)
	}
	if got := confirm(other, after); got != "" {
		t.Fatalf("somebody else, after a call: %s", got)
	}
	v, err = c.Read(c.ctx, other).Petition(p.ID)
	if err != nil || v.State != petition.Resolved || v.TalkNamed(v.History[len(v.History)-1].Source) == "" || len(v.Talks) != 2 {
		t.Errorf("%+v, %v", v, err)
	}
	c.check()
}

func TestWhereNothingReachesASenderTheDeskSaysWhy(t *testing.T) {
	t.Parallel()
	c := newTown(t) // sends no messages
	heard, _ := telling(t)
	lines := petition.Petition{Person: petition.Person{Name: "Ai đó", Phone: "0912345678"}}
	for _, x := range []struct {
		what string
		on   *town
		p    petition.Petition
		want string
	}{
		{"nothing was left", c, petition.Petition{Person: petition.Person{Name: "Ai đó"}}, office.UnheardNoWay},
		{"a telephone where no message goes out", c, lines, office.UnheardNoLine},
		{"a telephone", heard, lines, ""},
		{"an account", c, petition.Petition{Person: petition.Person{Number: "001085000077"}}, ""},
	} {
		if got := x.on.Read(x.on.ctx, nobody).Unheard(&x.p); got != x.want {
			t.Errorf("%s: %q, want %q", x.what, got, x.want)
		}
	}
}

// TestADuplicateOfAComplaintAboutSomebodyWaitsForWhatIsPublished masks, publishes and takes down what a duplicate's sender is told.
func TestADuplicateOfAComplaintAboutSomebodyWaitsForWhatIsPublished(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	const branch, answer = "chi-nhanh-7", "Đã làm rõ và chấn chỉnh."
	boss, main := c.whole(), c.complained("main", branch, "")
	second := c.officer(c.petition(main.ID).Unit, "leader")
	twin := c.sentTo("twin", "", "")
	c.petitionAct(boss, twin.ID, petition.ActMerge, petition.Input{Other: petition.ID(main.Code)})
	follow := func() *office.FollowedPetition {
		t.Helper()
		f, err := c.Read(c.ctx, nobody).FollowPetition(twin.Code, twin.Check)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	quiet := func(when string) {
		t.Helper()
		f, k := follow(), c.clockOf(twin.ID, "city-answer")
		if f.Answer != "" || f.Main != "" || f.State == petition.Answered || !k.Open() {
			t.Errorf("%s: the other sender reads %q of %q, state %s, time %+v", when, f.Answer, f.Main, f.State, k)
		}
	}
	mask := petition.Input{Public: petition.Public{Title: "Thái độ tiếp dân", Text: "Cán bộ không hướng dẫn đủ.", Answer: answer}}
	c.petitionAct(boss, main.ID, petition.ActDraft, petition.Input{})
	c.petitionAct(second, main.ID, petition.ActApprove, petition.Input{})
	c.petitionAct(boss, main.ID, petition.ActAnswer, petition.Input{})
	quiet("answered")
	c.petitionAct(boss, main.ID, petition.ActMask, mask)
	quiet("masked")
	c.petitionAct(second, main.ID, petition.ActPublish, petition.Input{})
	if f, k := follow(), c.clockOf(twin.ID, "city-answer"); f.Answer != answer || f.Main != main.Code || f.State != petition.Answered || k.Open() {
		t.Errorf("published: %q of %q, state %s, time %+v", f.Answer, f.Main, f.State, k)
	}
	c.petitionAct(boss, main.ID, petition.ActMask, mask)
	if f := follow(); f.Answer != "" || f.Main != "" {
		t.Errorf("taken down to be written anew: %q of %q", f.Answer, f.Main)
	}
	c.check()
}
