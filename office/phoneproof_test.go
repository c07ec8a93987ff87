package office_test

import (
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/care"
	"motcua/law/dossier"
	"motcua/law/privacy"
	"motcua/office"
)

// askPhone asks for the code of a telephone and gives the try and what was sent for it, "" for nothing.
func askPhone(c *town, g *gateway, who office.Who, phone string) (token, once string) {
	c.t.Helper()
	before := len(g.messages())
	token, err := c.AskPhoneCode(c.ctx, who, phone)
	if err != nil {
		c.t.Fatal(err)
	}
	c.work()
	for _, m := range g.messages()[before:] {
		if once != "" || m.To != "0912345678" {
			c.t.Errorf("more than one message, or to somebody else: %+v", m)
		}
		once = sixDigits.FindString(m.Text)
	}
	return token, once
}

func TestWhoeverTypesTheCodeThatWentToATelephoneAsksAboutItsConversations(t *testing.T) {
	t.Parallel()
	c, g := telling(t)
	c.at("2026-03-04 23:30") // whoever waits for a code is not left to wait until the morning
	owner, stranger := c.sender("001085000077"), c.sender("001085000078")
	talk, err := c.OpenContact(c.ctx, c.agent(), office.Command{}, care.Input{Channel: care.Telephone, Handle: "+84 912 345 678", Text: "Người dân hỏi giấy hẹn."})
	if err != nil {
		t.Fatal(err)
	}
	about := dossier.ID("contact/" + string(talk.ID))
	if token, once := askPhone(c, g, owner, "0912345679"); once != "" {
		t.Error("a code went to a telephone that nobody knows")
	} else if err := c.ShowPhone(c.ctx, owner, token, "000000"); keyOf(err) != "petition.recover.wrong" {
		t.Errorf("a try of nothing is answered otherwise than one of something: %v", err)
	}
	token, once := askPhone(c, g, owner, "0912.345.678")
	if len(once) != 6 {
		t.Fatalf("no code was sent: %+v", g.messages())
	}
	ask := func(who office.Who, phone string, kind privacy.Kind, about dossier.ID) error {
		_, err := c.AskDataByPhone(c.ctx, who, office.Command{}, token, phone, kind, about, askedWords)
		return err
	}
	if err := ask(owner, "0912345678", privacy.Erase, about); keyOf(err) != "request.phone.over" {
		t.Errorf("before the code is typed: %v", err)
	}
	if err := c.ShowPhone(c.ctx, stranger, token, once); keyOf(err) != "petition.recover.over" {
		t.Errorf("another account types it: %v", err)
	}
	if err := c.ShowPhone(c.ctx, owner, token, other(once, 1)); keyOf(err) != "petition.recover.wrong" {
		t.Errorf("a wrong code: %v", err)
	}
	if err := c.ShowPhone(c.ctx, owner, token, once); err != nil {
		t.Fatal(err)
	}
	if mine, err := c.Read(c.ctx, owner).PhoneMatters(token, "0912 345 678"); err != nil || len(mine) != 1 || mine[0].About != about || mine[0].Code != talk.Code {
		t.Errorf("theirs are %+v, %v", mine, err)
	}
	p, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "p"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"request.phone.over":     ask(owner, "0912345679", privacy.Erase, about),
		"request.no-restriction": ask(owner, "0912345678", privacy.Restrict, about),
		"request.kind":           ask(owner, "0912345678", privacy.Copy, about),
		"dossier.missing":        ask(owner, "0912345678", privacy.Erase, dossier.ID("petition/"+string(p.ID))),
	} {
		if keyOf(err) != what {
			t.Errorf("%v, want %s", err, what)
		}
	}
	if err := ask(stranger, "0912345678", privacy.Erase, about); keyOf(err) != "request.phone.over" {
		t.Errorf("another account asks by it: %v", err)
	}
	if err := ask(owner, "0912345678", privacy.Erase, about); err != nil {
		t.Fatal(err)
	}
	mine, err := c.Read(c.ctx, owner).OwnRequests()
	if err != nil || len(mine) != 1 || mine[0].Phone != "0912345678" || mine[0].Unit != careUnit || mine[0].Taker != "" {
		t.Errorf("the request is %+v, %v", mine, err)
	}
	c.passes(15*time.Minute + time.Second)
	if _, err := c.Read(c.ctx, owner).PhoneMatters(token, "0912345678"); keyOf(err) != "request.phone.over" {
		t.Errorf("a quarter of an hour later: %v", err)
	}
	c.check()
}

func TestTheCodeOfATelephoneEndsWithTriesAndWithTheDaysShare(t *testing.T) {
	t.Parallel()
	c, g := telling(t)
	c.at("2026-03-04 09:00")
	owner := c.sender("001085000077")
	if _, err := c.OpenContact(c.ctx, c.agent(), office.Command{}, care.Input{Channel: care.Telephone, Handle: "0912345678", Text: "Người dân hỏi giấy hẹn."}); err != nil {
		t.Fatal(err)
	}
	token, once := askPhone(c, g, owner, "0912345678")
	for i := range 5 {
		want := "petition.recover.wrong"
		if i == 4 {
			want = "petition.recover.over"
		}
		if err := c.ShowPhone(c.ctx, owner, token, other(once, i+1)); keyOf(err) != want {
			t.Errorf("wrong try %d: %v, want %s", i+1, err, want)
		}
	}
	if err := c.ShowPhone(c.ctx, owner, token, once); keyOf(err) != "petition.recover.over" {
		t.Errorf("the right code after five wrong ones: %v", err)
	}
	for n, want := range []bool{true, true, false} {
		if _, once := askPhone(c, g, owner, "0912345678"); (once != "") != want {
			t.Errorf("code %d of the day was sent: %v", n+2, once != "")
		}
	}
	c.passes(24 * time.Hour)
	if _, once := askPhone(c, g, owner, "0912345678"); once == "" {
		t.Error("on the next day nothing is sent")
	}
	for phone, want := range map[string]string{"không nhớ": "request.phone.no-number", "": "request.phone.no-number"} {
		if _, err := c.AskPhoneCode(c.ctx, owner, phone); keyOf(err) != want {
			t.Errorf("%q: %v", phone, err)
		}
	}
	if _, err := c.AskPhoneCode(c.ctx, nobody, "0912345678"); !fault.Is(err, fault.Refused) {
		t.Errorf("nobody asks: %v", err)
	}
	if _, err := newTown(t).AskPhoneCode(c.ctx, owner, "0912345678"); keyOf(err) != "request.phone.closed" {
		t.Errorf("a city without channels: %v", err)
	}
}
