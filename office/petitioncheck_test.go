package office_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"motcua/law/access"
	"motcua/office"
)

var sixDigits = regexp.MustCompile(`^\d{6}\b`)

// askCheck asks for a lost check code and gives the try and what was sent for it, "" for nothing.
func askCheck(c *town, g *gateway, code, way string) (token, once string) {
	c.t.Helper()
	before := len(g.messages())
	token, err := c.AskPetitionCheck(c.ctx, nobody, code, way)
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

func TestALostCheckCodeComesBackOverTheWayThatWasGivenAndOverNoOther(t *testing.T) {
	t.Parallel()
	c, g := telling(t)
	c.at("2026-03-04 23:30") // whoever waits for a code is not left to wait until the morning
	one, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "1"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ code, way string }{
		{one.Code, "0912345679"}, {"PA26-999999", "0912345678"}, {"' OR 1=1 --", "0912345678"},
	} {
		if token, once := askCheck(c, g, x.code, x.way); once != "" {
			t.Errorf("%s for %s: %s was sent", x.way, x.code, once)
		} else if _, err := c.GetPetitionCheck(c.ctx, nobody, token, "000000"); keyOf(err) != "petition.recover.wrong" {
			t.Errorf("a try of nothing is answered otherwise than one of something: %v", err)
		}
	}
	token, once := askCheck(c, g, " "+strings.ToLower(one.Code)+" ", "+84 912.345.678")
	if len(once) != 6 {
		t.Fatalf("no code was sent: %+v", g.messages())
	}
	if got, err := c.GetPetitionCheck(c.ctx, nobody, token, other(once, 1)); keyOf(err) != "petition.recover.wrong" {
		t.Fatalf("a wrong code: %+v, %v", got, err)
	}
	got, err := c.GetPetitionCheck(c.ctx, nobody, token, once)
	if err != nil || got != one {
		t.Fatalf("got %+v, want %+v, %v", got, one, err)
	}
	if _, err := c.GetPetitionCheck(c.ctx, nobody, token, once); keyOf(err) != "petition.recover.over" {
		t.Errorf("the code holds twice: %v", err)
	}
	if f, err := c.Read(c.ctx, nobody).FollowPetition(got.Code, got.Check); err != nil || f.Check != "" {
		t.Errorf("followed by what came back: %+v, %v", f, err)
	}
	told, err := c.Read(c.ctx, c.officer(careUnit, "care-agent")).PetitionTold(one.ID, "vi")
	if err != nil || strings.Contains(fmt.Sprintf("%+v", told), once) {
		t.Errorf("the desk reads the code: %+v, %v", told, err)
	}
	for _, x := range []struct{ code, way, want string }{
		{one.Code, "bi.mat@vi-du.vn", "petition.recover.way-closed"}, // no mail leaves this house
		{one.Code, "không nhớ", "petition.recover.no-way"}, {"", "0912345678", "petition.recover.no-code"}, {one.Code, strings.Repeat("9", 4000), "petition.recover.no-way"},
	} {
		if _, err := c.AskPetitionCheck(c.ctx, nobody, x.code, x.way); keyOf(err) != x.want {
			t.Errorf("%q, %.30q: %v, want %s", x.code, x.way, err, x.want)
		}
	}
}

// sender is a citizen with an account.
func (c *town) sender(number string) office.Who {
	return office.Who{Kind: access.Citizen, Account: "c" + number, Name: noMark, Number: number, Key: c.PersonKey(number)}
}

// other is a code of six digits that differs from one.
func other(once string, by int) string {
	var n int
	_, _ = fmt.Sscanf(once, "%d", &n)
	return fmt.Sprintf("%06d", (n+by)%1_000_000)
}

func TestACodeThatHoldsOnceEndsWithTimeWithTriesAndWithTheDaysShare(t *testing.T) {
	t.Parallel()
	c, g := telling(t)
	c.at("2026-03-04 09:00")
	one, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "1"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	c.work()
	token, once := askCheck(c, g, one.Code, "0912345678")
	for i := range 5 {
		want := "petition.recover.wrong"
		if i == 4 {
			want = "petition.recover.over"
		}
		if _, err := c.GetPetitionCheck(c.ctx, nobody, token, other(once, i+1)); keyOf(err) != want {
			t.Errorf("wrong try %d: %v, want %s", i+1, err, want)
		}
	}
	if _, err := c.GetPetitionCheck(c.ctx, nobody, token, once); keyOf(err) != "petition.recover.over" {
		t.Errorf("the right code after five wrong ones: %v", err)
	}
	token, once = askCheck(c, g, one.Code, "0912345678")
	c.passes(15*time.Minute + time.Second)
	if _, err := c.GetPetitionCheck(c.ctx, nobody, token, once); once == "" || keyOf(err) != "petition.recover.over" {
		t.Errorf("a quarter of an hour later: %v", err)
	}
	if _, once = askCheck(c, g, one.Code, "0912345678"); once == "" {
		t.Error("the third code of the day was not sent")
	}
	if _, once = askCheck(c, g, one.Code, "0912345678"); once != "" {
		t.Error("a fourth code went out on one day")
	}
	c.passes(24 * time.Hour)
	if _, once = askCheck(c, g, one.Code, "0912345678"); once == "" {
		t.Error("on the next day nothing is sent")
	}
}

func TestTheAccountThatSentAPetitionIsShownItsCheckCodeAndNobodyElse(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	owner := c.sender("001085000077")
	one, err := c.SendPetition(c.ctx, owner, office.Command{Key: "1"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	if f, err := c.Read(c.ctx, owner).FollowPetition(one.Code, ""); err != nil || f.Check != one.Check {
		t.Errorf("the owner: %+v, %v", f, err)
	}
	if _, err := c.Read(c.ctx, c.sender("001085000078")).FollowPetition(one.Code, ""); keyOf(err) != "petition.missing" {
		t.Errorf("another account: %v", err)
	}
	if len(c.CheckWays()) != 0 {
		t.Errorf("a city without channels offers %v", c.CheckWays())
	}
	if _, err := c.AskPetitionCheck(c.ctx, nobody, one.Code, "0912345678"); keyOf(err) != "petition.recover.way-closed" {
		t.Errorf("a city without channels takes the request: %v", err)
	}
}
