package office_test

import (
	"testing"

	"motcua/law/care"
	"motcua/office"
)

func TestConversationsAboutAnErasedDossierAreErasedWithItUnlessTheyAreOpenOrAboutAnother(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.twoDossiers()
	clerk := c.officer("chi-nhanh-7", "receiver")
	code, other := c.dossier(erasedID).Code, c.dossier(stayingID).Code
	act := func(id care.ID, a care.Act, in care.Input) {
		t.Helper()
		if err := c.Office.Contact(c.ctx, clerk, office.Command{}, office.OnContact{ID: id}, a, in); err != nil {
			t.Fatalf("%s: %v", a, err)
		}
	}
	call := func() care.ID {
		t.Helper()
		ticket, err := c.OpenContact(c.ctx, clerk, office.Command{}, care.Input{Channel: care.Telephone, Name: erasedName, Handle: "0987654321", Text: "Hỏi về hồ sơ việc riêng.", Dossier: code, Unit: "chi-nhanh-7"})
		if err != nil {
			t.Fatal(err)
		}
		return ticket.ID
	}
	over, open, both := call(), call(), call()
	act(both, care.ActLink, care.Input{Dossier: other})
	act(over, care.ActClose, care.Input{Outcome: "informed"})
	act(both, care.ActClose, care.Input{Outcome: "informed"})
	held := func(id care.ID) bool {
		t.Helper()
		v, err := c.Read(c.ctx, clerk).Contact(id)
		if err != nil {
			t.Fatal(err)
		}
		if v.Name == "" != v.Messages[0].Gone {
			t.Errorf("of %s the name is %q, and the words gone: %v", v.Code, v.Name, v.Messages[0].Gone)
		}
		return v.Name != ""
	}
	c.age(2, 0)
	if err := c.Erase(c.ctx, c.officer(c.dossier(erasedID).Competent, "leader"), office.Command{}, erasedID, lawfully); err != nil {
		t.Fatal(err)
	}
	if held(over) || !held(open) || !held(both) {
		t.Errorf("held: over %v, open %v, about another too %v", held(over), held(open), held(both))
	}
	act(open, care.ActClose, care.Input{Outcome: "informed"})
	if err := office.EraseContactsNow(c.Office, c.ctx); err != nil {
		t.Fatal(err)
	}
	if held(open) || !held(both) {
		t.Errorf("in the night after: held %v, about another too %v", held(open), held(both))
	}
	c.check()
}
