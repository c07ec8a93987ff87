package office_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/care"
	"motcua/law/knowledge"
	"motcua/office"
	"motcua/trial"
)

// wrote is an article as two agents bring it into use.
func (c *town) wrote(title string, codes ...string) knowledge.ID {
	c.t.Helper()
	in := office.KnowledgeInput{Kind: knowledge.Article, Procedures: codes, Text: knowledge.Text{
		Audience: knowledge.Public, VI: knowledge.Words{Title: title, Body: "Phí {fee:2.000815/ban-giay/desk}"}, EN: knowledge.Words{Title: title, Body: "Fee"},
	}}
	id, err := c.Knowledge(c.ctx, c.officer("trung-tam-cham-soc-ho-tro", "care-agent"), office.Command{}, office.OnKnowledge{}, knowledge.ActWrite, in)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.Knowledge(c.ctx, c.officer("chi-nhanh-7", "leader"), office.Command{}, office.OnKnowledge{ID: id}, knowledge.ActPublish, office.KnowledgeInput{}); err != nil {
		c.t.Fatal(err)
	}
	return id
}

func TestAnArticleLeavesThePublicPageInTheMomentItsProcedureGoesOn(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-06-30 23:59")
	id := c.wrote("Hỏi về khai sinh xyz", "1.001193") // version 2 holds from 1/7
	public := func() int {
		all, err := c.Read(c.ctx, office.Who{Kind: "anyone"}).Answers("khai sinh xy")
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	agent := c.officer("trung-tam-cham-soc-ho-tro", "care-agent")
	stale := func() []knowledge.Stale {
		all, _, err := c.Read(c.ctx, agent).KnowledgeList(office.KnowledgeFilter{Words: "xyz"})
		if err != nil || len(all) != 1 {
			t.Fatalf("%d items, %v", len(all), err)
		}
		return all[0].Stale
	}
	if public() != 1 || stale() != nil {
		t.Error("a minute before it is not there")
	}
	c.at("2026-07-01 00:00")
	if public() != 0 || len(stale()) != 1 || stale()[0] != (knowledge.Stale{Code: "1.001193", Written: 1, Now: 2}) {
		t.Errorf("from the first moment on: public %d, %+v", public(), stale())
	}
	line, err := c.Read(c.ctx, office.Who{Kind: "anyone"}).Answer("hoi-ve-khai-sinh-xyz")
	if err != nil || len(line.Stale) != 1 {
		t.Errorf("its address: %+v, %v", line, err)
	}
	v, err := c.Read(c.ctx, agent).KnowledgeItem(id)
	if err != nil || len(v.Changes["1.001193"]) == 0 {
		t.Errorf("what changed: %+v, %v", v, err)
	}
	if _, err := c.Knowledge(c.ctx, agent, office.Command{}, office.OnKnowledge{ID: id, Seen: v.Version}, knowledge.ActConfirm, office.KnowledgeInput{}); err != nil {
		t.Fatal(err)
	}
	if public() != 0 || len(stale()) != 1 {
		t.Error("one person alone brought it back")
	}
	if _, err := c.Knowledge(c.ctx, agent, office.Command{}, office.OnKnowledge{ID: id}, knowledge.ActConfirm, office.KnowledgeInput{}); keyOf(err) != "knowledge.second-look" {
		t.Errorf("the same person agreed with themselves: %v", err)
	}
	second := c.officer("chi-nhanh-7", "leader")
	if v, err := c.Read(c.ctx, second).KnowledgeItem(id); err != nil || !v.Vouched || len(v.Changes["1.001193"]) == 0 || !slices.Contains(v.Acts, knowledge.ActConfirm) {
		t.Errorf("the second person is shown %+v, %v", v, err)
	}
	if _, err := c.Knowledge(c.ctx, second, office.Command{}, office.OnKnowledge{ID: id}, knowledge.ActConfirm, office.KnowledgeInput{}); err != nil {
		t.Fatal(err)
	}
	if public() != 1 || stale() != nil {
		t.Error("it was confirmed by two and is not back")
	}
	rep, err := c.Check(c.ctx)
	if err != nil || len(rep.Damages) > 0 {
		t.Errorf("fsck: %v, %v", rep.Damages, err)
	}
}

func TestAnAnswerCountsOncePerBrowserAndText(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	id := c.wrote("Hỏi về sao y xyz", "2.000815")
	anyone := office.Who{Kind: "anyone"}
	say := func(rev int, voter string, helped bool) string {
		if err := c.Helped(c.ctx, anyone, "hoi-ve-sao-y-xyz", rev, voter, helped); err != nil {
			return fault.As(err).Key
		}
		return ""
	}
	if a, b, d, e := say(1, "a", true), say(1, "a", false), say(1, "b", true), say(7, "c", true); a+b+d != "" || e != "knowledge.other-text" {
		t.Errorf("answers: %q %q %q %q", a, b, d, e)
	}
	v, err := c.Read(c.ctx, c.officer("trung-tam-cham-soc-ho-tro", "care-agent")).KnowledgeItem(id)
	if err != nil || v.Votes[1] != (store.Votes{Yes: 1, No: 1}) {
		t.Errorf("votes %+v, %v", v.Votes, err)
	}
}

func TestACityBringsAWholeKnowledgeBaseWhoseFiguresAreThere(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	rd := c.Read(c.ctx, c.officer("trung-tam-cham-soc-ho-tro", "care-agent"))
	n, err := rd.KnowledgeCounts()
	if err != nil || n.Live < 45 || n.Stale != 0 {
		t.Errorf("counts %+v, %v", n, err)
	}
	for _, k := range knowledge.Kinds {
		all, err := rd.KnowledgeSearch("", k)
		if err != nil || len(all) < 8 {
			t.Errorf("%d of %s, %v", len(all), k, err)
		}
	}
	got, err := rd.Replies("xin loi ho s")
	if err != nil || len(got) == 0 || got[0].ID != "tra-loi-xin-loi-tre-hen" {
		t.Errorf("replies %+v, %v", got, err)
	}
}

// TestAnotherNodeHearsOfAMessage opens the same city twice; what one writes wakes who waits at the other.
func TestAnotherNodeHearsOfAMessage(t *testing.T) {
	t.Parallel()
	cfg, _ := trial.City(t, func() time.Time { return time.Date(2026, 3, 3, 2, 0, 0, 0, time.UTC) }, true)
	nodes := [2]*town{}
	for i := range nodes {
		nodes[i] = &town{t: t, ctx: t.Context()}
		nodes[i].at("2026-03-03 09:00")
		nodes[i].open(cfg)
	}
	who := office.Who{Kind: "anyone"}
	k, err := nodes[0].OpenContact(t.Context(), who, office.Command{Key: "k"}, care.Input{Channel: care.Chat, Text: "Một"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := nodes[0].Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	go nodes[1].Relay(t.Context(), func(err error) { t.Error(err) })
	ear, err := nodes[1].Read(t.Context(), who).Heard(k.ID, k.Check)
	if err != nil {
		t.Fatal(err)
	}
	defer ear.Close()
	if _, err := nodes[1].Read(t.Context(), who).Heard(k.ID, strings.Repeat("A", 10)); fault.As(err) == nil || fault.As(err).Key != "care.missing" {
		t.Errorf("a wrong check code: %v", err)
	}
	for i, deadline := 0, time.After(30*time.Second); ; i++ {
		in := care.Input{Text: "lại"}
		if err := nodes[0].Contact(t.Context(), who, office.Command{Key: "m" + strings.Repeat("x", i)}, office.OnContact{ID: k.ID, Check: k.Check}, care.ActHear, in); err != nil {
			t.Fatal(err)
		}
		if _, err := nodes[0].Follow(t.Context()); err != nil { // as every node does behind its acts
			t.Fatal(err)
		}
		select {
		case <-ear.C:
			return
		case <-deadline:
			t.Fatal("the other node heard nothing")
		case <-time.After(300 * time.Millisecond):
		}
	}
}

func TestAChatThatNobodyAnswersToEndsAndOpensAgain(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	who := office.Who{Kind: "anyone"}
	k, err := c.OpenContact(c.ctx, who, office.Command{Key: "k"}, care.Input{Channel: care.Chat, Text: "Một"})
	if err != nil {
		t.Fatal(err)
	}
	on := office.OnContact{ID: k.ID}
	agent := c.officer("trung-tam-cham-soc-ho-tro", "care-agent")
	c.at("2026-03-03 12:00")
	state := func() care.State {
		c.t.Helper()
		if err := c.Tick(c.ctx); err != nil {
			t.Fatal(err)
		}
		v, err := c.Read(c.ctx, who).OwnContact(k.ID, k.Check)
		if err != nil {
			t.Fatal(err)
		}
		return v.State
	}
	if s := state(); s != care.Waiting {
		t.Errorf("the citizen waits, and it is %s", s) // it never ends over them
	}
	for _, a := range []care.Act{care.ActTake, care.ActSay} {
		if err := c.Contact(c.ctx, agent, office.Command{}, on, a, care.Input{Text: "Chào bạn"}); err != nil {
			t.Fatal(err)
		}
	}
	c.at("2026-03-03 12:29")
	if s := state(); s != care.Asked {
		t.Errorf("after 29 minutes it is %s", s)
	}
	c.at("2026-03-03 12:30")
	if s := state(); s != care.Closed {
		t.Errorf("after 30 minutes it is %s", s)
	}
	if err := c.Contact(c.ctx, who, office.Command{Key: "k2"}, office.OnContact{ID: k.ID, Check: k.Check}, care.ActHear, care.Input{Text: "Hai"}); err != nil {
		t.Fatal(err)
	}
	if s := state(); s != care.Waiting {
		t.Errorf("after a further word it is %s", s)
	}
}
