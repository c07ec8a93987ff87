package office_test

import (
	"strings"
	"testing"
	"time"

	"motcua/law/notice"
	"motcua/law/privacy"
	"motcua/office"
)

const (
	askedWords  = "Đề nghị chỉ dùng dữ liệu cho hồ sơ này"
	answerWords = "Chấp nhận theo quyền của chủ thể dữ liệu"
)

func TestWhoAskedAboutTheirDataIsToldOfTheAnswerInTheirListAndOverTheirChannels(t *testing.T) {
	t.Parallel()
	c, g := telling(t)
	v, _ := c.received("DATANOTE00001")
	owner, leader := c.owner(v), c.officer(v.Competent, "leader")
	about, err := c.AskData(c.ctx, owner, office.Command{Key: "1"}, privacy.Restrict, v.ID, askedWords)
	if err != nil {
		t.Fatal(err)
	}
	all, err := c.AskData(c.ctx, owner, office.Command{Key: "2"}, privacy.Restrict, "", askedWords)
	if err != nil {
		t.Fatal(err)
	}
	c.work()
	before := len(g.messages())
	if err := c.AnswerData(c.ctx, leader, office.Command{}, about, privacy.Accepted, answerWords); err != nil {
		t.Fatal(err)
	}
	if err := c.AnswerData(c.ctx, c.whole(), office.Command{}, all, privacy.Refused, answerWords); err != nil {
		t.Fatal(err)
	}
	c.passes(12 * time.Hour) // quiet hours end
	c.work()
	for lang, want := range map[string]string{"vi": "đã được trả lời", "en": "was answered"} {
		lines, err := c.Read(c.ctx, owner).Notices(lang, time.Time{}, 100)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, l := range lines {
			if l.Kind == string(notice.DataAnswered) && strings.Contains(l.Title, want) && !strings.Contains(l.Body, answerWords) {
				n++
			}
		}
		if n != 2 {
			t.Errorf("in %s the person's list says it %d times of 2: %+v", lang, n, lines)
		}
	}
	var sent []outgoing
	for _, m := range g.messages()[before:] {
		if strings.Contains(m.Text, "du lieu ca nhan") {
			sent = append(sent, m)
		}
	}
	if len(sent) != 1 || !strings.Contains(sent[0].Text, v.Code) || sent[0].To != v.Parties.Owner.Phone {
		t.Errorf("the telephone of the owner gets one message, that names the dossier: %+v", sent)
	}
	c.check()
}

func TestALateRequestAlarmsOnceThoseWhoAnswerAndSuperviseUntilItIsAnswered(t *testing.T) {
	t.Parallel()
	c, _ := telling(t)
	v, clerk := c.received("DATANOTE00002")
	leader := c.officer(v.Competent, "leader")
	id, err := c.AskData(c.ctx, c.owner(v), office.Command{Key: "1"}, privacy.Restrict, v.ID, askedWords)
	if err != nil {
		t.Fatal(err)
	}
	q, err := c.Read(c.ctx, leader).DataRequest(id)
	if err != nil {
		t.Fatal(err)
	}
	told := func(who office.Who) (n int) {
		t.Helper()
		for range 2 {
			if err := c.Tick(c.ctx); err != nil {
				t.Fatal(err)
			}
		}
		all, err := c.Read(c.ctx, who).UnitNotices()
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range all {
			if x.Kind == "dossier.data-request-late" && x.Code == v.Code {
				n++
			}
		}
		return n
	}
	late := func() int {
		t.Helper()
		counts, err := c.Read(c.ctx, leader).AlarmCounts()
		if err != nil {
			t.Fatal(err)
		}
		return counts.Requests
	}
	if n := told(leader); n != 0 || late() != 0 {
		t.Errorf("before its limit it alarms %d times", n)
	}
	c.passes(q.Due.Sub(c.clock()) + time.Minute)
	if n := told(leader); n != 1 {
		t.Errorf("the leader is told %d times", n)
	}
	if n := told(c.officer("phong-kiem-tra-giam-sat", "supervisor")); n != 1 {
		t.Errorf("supervision is told %d times", n)
	}
	if n := told(clerk); n != 0 {
		t.Errorf("the clerk is told %d times", n)
	}
	if late() != 1 {
		t.Errorf("the alarms count %d late requests", late())
	}
	if err := c.AnswerData(c.ctx, leader, office.Command{}, id, privacy.Accepted, answerWords); err != nil {
		t.Fatal(err)
	}
	if late() != 0 {
		t.Error("it alarms after it was answered")
	}
}
