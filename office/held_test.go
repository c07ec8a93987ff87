package office_test

import (
	"strings"
	"testing"

	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/form"
)

// askedAgain is a form that asks for what a birth certificate of the city says.
func askedAgain(t *testing.T) *form.Compiled {
	t.Helper()
	label := form.Text{VI: "x"}
	c, err := form.Compile(&form.Form{ID: "again", Version: 1, Title: label, Sections: []form.Section{{ID: "s", Title: label, Fields: []form.Field{
		{ID: "name", Kind: form.Line, Label: label, From: "result:KQ.G15.000031.child_name"},
		{ID: "mother", Kind: form.Person, Label: label, From: "result:KQ.G15.000031.mother", Parts: []string{"name", "nationality"}},
		{ID: "born", Kind: form.PersonalID, Label: label, From: "result:KQ.G15.000031.child_birth"}, // a day is no number
		{ID: "other", Kind: form.Line, Label: label, From: "result:KQ.NOBODY.child_name"},
	}}}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWhatTheCityIssuedIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	again := askedAgain(t)
	in := c.intake("1.001193", "co-giay-chung-sinh", "chi-nhanh-7")
	owner := in.Parties.Owner
	mine := office.Who{Kind: access.Citizen, Account: "acc-1", Key: c.PersonKey(owner.Number), Name: owner.Name, Number: owner.Number}
	held := func(who office.Who, p dossier.Party) map[string]office.Held {
		t.Helper()
		list, err := c.Read(c.ctx, who).Held(again, p)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]office.Held{}
		for _, h := range list {
			out[h.Path] = h
		}
		return out
	}
	id := dossier.ID(strings.Repeat("b", 32))
	clerk := c.officer("chi-nhanh-7", "receiver")
	if _, err := c.Receive(c.ctx, clerk, office.Command{Key: string(id)}, office.On{ID: id}, in); err != nil {
		t.Fatal(err)
	}
	if got := held(mine, owner); len(got) != 0 {
		t.Errorf("before anything was issued: %v", got)
	}
	c.finish(id)
	got := held(mine, owner)
	if got["name"].Value != in.Values["child_name"] || got["name"].Number != "12/KQ" || got["name"].Name.VI != "Giấy khai sinh" || got["name"].Unit.Name == "" {
		t.Errorf("the name: %+v", got["name"])
	}
	if got["mother.name"].Value == nil || got["mother.nationality"].Value != "VN" || len(got) != 3 {
		t.Errorf("the mother: %+v of %d", got, len(got))
	}
	if got := held(clerk, owner); len(got) != 3 {
		t.Errorf("the counter is told %v", got)
	}
	looks := func() (n int) {
		t.Helper()
		lines, err := c.Store().Read().Reads(c.ctx, string(id), 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			if l.Purpose == "read.once-only" {
				n++
			}
		}
		return n
	}
	reads := looks()
	if reads != 2 {
		t.Errorf("%d lines in the read log, want one for each look", reads)
	}
	// Nobody is told of another's papers, and an officer away from the counter of nobody's.
	other := mine
	other.Key, other.Number = c.PersonKey("001085099999"), "001085099999"
	if got := held(other, owner); len(got) != 0 {
		t.Errorf("another is told %v", got)
	}
	for _, role := range []string{"administrator", "controller"} {
		if got := held(office.Who{Kind: access.Officer, Role: role, Account: "x", City: true}, owner); len(got) != 0 {
			t.Errorf("the %s is told %v", role, got)
		}
	}
	if looks() != reads {
		t.Error("who was told nothing stands in the read log")
	}
}
