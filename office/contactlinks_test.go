package office_test

import (
	"testing"

	"motcua/law/care"
	"motcua/law/dossier"
	"motcua/office"
)

// The care desk is told of dossiers of other units that somebody has whose identity is written down, and opens none of them.
func TestTheCareDeskSeesThatSomebodyHasDossiersAndOpensNone(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	d, _ := c.received("CARE00000001")
	agent := c.agent()
	talk, err := c.OpenContact(c.ctx, agent, office.Command{}, care.Input{Channel: care.Telephone, Text: "Hỏi hồ sơ.", Dossier: d.Code})
	if err != nil {
		t.Fatalf("a dossier of another unit is not linked by its code: %v", err)
	}
	beside := func() *office.ContactBeside {
		t.Helper()
		b, err := c.Read(c.ctx, agent).ContactBeside(talk.ID)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	v, err := c.Read(c.ctx, agent).Contact(talk.ID)
	if err != nil || len(v.LinksD) != 1 || v.LinksD[0].Opens || !v.LinksD[0].Due.IsZero() || v.LinksD[0].Code != d.Code {
		t.Fatalf("before anybody is identified: %+v, %v", v.LinksD, err)
	}
	if b := beside(); len(b.Dossiers) != 0 {
		t.Errorf("beside nobody stand %d dossiers", len(b.Dossiers))
	}
	if err := c.Contact(c.ctx, agent, office.Command{}, office.OnContact{ID: talk.ID}, care.ActIdentify, care.Input{Person: d.Parties.Owner.Number}); err != nil {
		t.Fatal(err)
	}
	b := beside()
	if len(b.Dossiers) != 1 || b.Dossiers[0].Code != d.Code || b.Dossiers[0].Opens || b.Dossiers[0].ProcName == "" || b.Dossiers[0].Due.IsZero() {
		t.Errorf("beside the person: %+v", b.Dossiers)
	}
	if v, err = c.Read(c.ctx, agent).Contact(talk.ID); err != nil || v.LinksD[0].Due.IsZero() {
		t.Errorf("of the person's own dossier it is not said when it is due: %+v, %v", v.LinksD, err)
	}
}

// Of more dossiers than stand beside a conversation those under way come first, and how many there are is told.
func TestBesideAConversationWhatIsUnderWayComesFirst(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	open, _ := c.received("CARE00000010")
	for _, id := range []dossier.ID{"CARE00000011", "CARE00000012", "CARE00000013", "CARE00000014", "CARE00000015"} {
		if v := c.ended(id); v.Parties.Owner.Number != open.Parties.Owner.Number {
			t.Fatal("it is another person's")
		}
	}
	agent := c.agent()
	talk, err := c.OpenContact(c.ctx, agent, office.Command{}, care.Input{Channel: care.Telephone, Text: "Hỏi hồ sơ."})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Contact(c.ctx, agent, office.Command{}, office.OnContact{ID: talk.ID}, care.ActIdentify, care.Input{Person: open.Parties.Owner.Number}); err != nil {
		t.Fatal(err)
	}
	b, err := c.Read(c.ctx, agent).ContactBeside(talk.ID)
	if err != nil || b.Of != 6 || len(b.Dossiers) != 5 || b.Dossiers[0].Code != open.Code || b.Dossiers[1].State.Open() {
		t.Errorf("beside stand %d of %d: %+v, %v", len(b.Dossiers), b.Of, b.Dossiers, err)
	}
}
