package office_test

import (
	"strings"
	"testing"
	"time"

	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/privacy"
	"motcua/office"
)

// grants asks for something about own data and grants it.
func (c *town) grants(owner office.Who, kind privacy.Kind, about dossier.ID) {
	c.t.Helper()
	c.passes(time.Minute)
	id, err := c.AskData(c.ctx, owner, office.Command{}, kind, about, askedWords)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.AnswerData(c.ctx, c.whole(), office.Command{}, id, privacy.Accepted, answerWords); err != nil {
		c.t.Fatal(err)
	}
}

func TestRestrictedDataFillInNoFormAndLeaveInNoListUntilTheRestrictionIsLifted(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	again := askedAgain(t)
	in := c.intake("1.001193", "co-giay-chung-sinh", "chi-nhanh-7")
	id, clerk := dossier.ID(strings.Repeat("c", 32)), c.officer("chi-nhanh-7", "receiver")
	if _, err := c.Receive(c.ctx, clerk, office.Command{Key: string(id)}, office.On{ID: id}, in); err != nil {
		t.Fatal(err)
	}
	c.finish(id)
	p := in.Parties.Owner
	mine := office.Who{Kind: access.Citizen, Account: "acc-1", Key: c.PersonKey(p.Number), Name: p.Name, Number: p.Number}
	filled := func() (n int) {
		t.Helper()
		values, _, err := c.Read(c.ctx, mine).Prefill(again, p)
		if err != nil {
			t.Fatal(err)
		}
		held, err := c.Read(c.ctx, clerk).Held(again, p)
		if err != nil || len(held) > 0 != (len(values) > 0) {
			t.Errorf("the person begins with %v, the counter with %v, %v", values, held, err)
		}
		return len(held)
	}
	known := func() int {
		t.Helper()
		all, err := c.Read(c.ctx, clerk).FindPeople(p.Number)
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	leaves := func() (named bool) {
		t.Helper()
		rd := c.Read(c.ctx, clerk)
		list, err := rd.Dossiers(office.Filter{Limit: 10})
		if err == nil {
			err = rd.ForExport(list.Rows)
		}
		if err != nil || len(list.Rows) != 1 || list.Rows[0].Code == "" {
			t.Fatalf("the line has to stay: %+v, %v", list.Rows, err)
		}
		x := list.Rows[0]
		if hidden := x.Owner == "" && x.Applicant == "" && x.Subject == ""; hidden != x.Restricted {
			t.Errorf("a line that leaves: %+v", x)
		}
		return x.Owner != ""
	}
	for _, step := range []struct {
		what   string
		kind   privacy.Kind
		about  dossier.ID
		filled int
		known  int
		leaves bool
	}{
		{"before", "", "", 3, 1, true},
		{"one dossier is restricted", privacy.Restrict, id, 0, 1, false},
		{"and lifted", privacy.Lift, id, 3, 1, true},
		{"all is restricted", privacy.Restrict, "", 0, 0, false},
		{"lifted for the one", privacy.Lift, id, 3, 0, true},
		{"lifted for all", privacy.Lift, "", 3, 1, true},
	} {
		if step.kind != "" {
			c.grants(mine, step.kind, step.about)
		}
		if f, k, l := filled(), known(), leaves(); f != step.filled || k != step.known || l != step.leaves {
			t.Errorf("%s: %d fields filled, %d people known, names leave: %v; want %+v", step.what, f, k, l, step)
		}
	}
	c.check()
}
