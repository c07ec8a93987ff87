package office_test

import (
	"slices"
	"testing"

	"motcua/ground/fault"
	"motcua/law/care"
	"motcua/law/privacy"
	"motcua/office"
)

func TestACounterTakesTheRequestOfWhoeverShowsWhoTheyAre(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v, clerk := c.received("TAKEN00000001")
	owner, leader := c.owner(v), c.officer(v.Competent, "leader")
	good := office.CounterRequest{Kind: privacy.Correct, Code: v.Code, Name: owner.Name, Number: owner.Number, Words: askedWords, Seen: true}
	for what, who := range map[string]office.Who{"the owner": owner, "a leader": leader, "an administrator": admin} {
		if _, _, err := c.TakeRequest(c.ctx, who, office.Command{}, good); !fault.Is(err, fault.Refused) {
			t.Errorf("%s takes one: %v", what, err)
		}
	}
	for field, spoil := range map[string]func(*office.CounterRequest){
		"name": func(x *office.CounterRequest) { x.Name = " " }, "number": func(x *office.CounterRequest) { x.Number = "12" },
		"seen": func(x *office.CounterRequest) { x.Seen = false }, "kind": func(x *office.CounterRequest) { x.Kind = privacy.Copy },
		"words": func(x *office.CounterRequest) { x.Words = "sai" },
	} {
		bad := good
		spoil(&bad)
		_, _, err := c.TakeRequest(c.ctx, clerk, office.Command{}, bad)
		if f := fault.As(err); f == nil || f.Kind != fault.Invalid || f.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	for what, spoil := range map[string]func(*office.CounterRequest){
		"a code that nobody has": func(x *office.CounterRequest) { x.Code += "9" }, "another's dossier": func(x *office.CounterRequest) { x.Number = "001085000001" },
		"a correction of nothing": func(x *office.CounterRequest) { x.Code = "" },
	} {
		bad := good
		spoil(&bad)
		_, _, err := c.TakeRequest(c.ctx, clerk, office.Command{}, bad)
		if f := fault.As(err); f == nil || f.Kind != fault.Invalid || f.Field != "dossier" {
			t.Errorf("%s: %v", what, err)
		}
	}
	id, due, err := c.TakeRequest(c.ctx, clerk, office.Command{Key: "1"}, good)
	if err != nil || !due.After(c.clock()) {
		t.Fatalf("due %s, %v", due, err)
	}
	if again, _, err := c.TakeRequest(c.ctx, clerk, office.Command{Key: "1"}, good); err != nil || again != id {
		t.Errorf("the same command takes it twice: %s, %v", again, err)
	}
	q, err := c.Read(c.ctx, leader).DataRequest(id)
	if err != nil || q.Counter != clerk.Unit || q.Taken.Name == "" || q.Number != owner.Number || q.Unit != v.Competent {
		t.Errorf("who answers sees %+v, %v", q, err)
	}
	evs, err := c.Store().Read().Events(c.ctx, privacy.Stream(id))
	if err != nil || len(evs) != 1 || evs[0].Actor != clerk.Actor() {
		t.Errorf("the event does not say by whom: %+v, %v", evs, err)
	}
	mine, err := c.Read(c.ctx, owner).OwnRequests()
	if err != nil || !slices.ContainsFunc(mine, func(x office.DataRequest) bool { return x.ID == id && x.Taken.Name == "" }) {
		t.Errorf("in their account the person finds %+v, %v", mine, err)
	}
	c.check()
}

func TestACounterTakesTheRequestAboutAConversationThatKnowsATelephoneAlone(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	_, clerk := c.received("TAKEN00000002")
	talk, err := c.OpenContact(c.ctx, c.agent(), office.Command{}, care.Input{Channel: care.Telephone, Handle: "+84 912 345 678", Text: "Người dân hỏi giấy hẹn."})
	if err != nil {
		t.Fatal(err)
	}
	good := office.CounterRequest{Kind: privacy.Erase, Code: talk.Code, Name: noMark, Number: "001085000077", Words: askedWords, Seen: true, Phone: "0912 345 678", PhoneOn: true}
	for what, x := range map[string]struct {
		field string
		spoil func(*office.CounterRequest)
	}{
		"without the telephone":     {"dossier", func(x *office.CounterRequest) { x.Phone, x.PhoneOn = "", false }},
		"another's telephone":       {"dossier", func(x *office.CounterRequest) { x.Phone = "0912345679" }},
		"one that nobody called":    {"phone-on", func(x *office.CounterRequest) { x.PhoneOn = false }},
		"a code that nobody has":    {"dossier", func(x *office.CounterRequest) { x.Code += "9" }},
		"a restriction of one talk": {"kind", func(x *office.CounterRequest) { x.Kind = privacy.Restrict }},
		"without an identity paper": {"seen", func(x *office.CounterRequest) { x.Seen = false }},
	} {
		bad := good
		x.spoil(&bad)
		_, _, err := c.TakeRequest(c.ctx, clerk, office.Command{}, bad)
		if f := fault.As(err); f == nil || f.Kind != fault.Invalid || f.Field != x.field {
			t.Errorf("%s: %v", what, err)
		}
	}
	id, _, err := c.TakeRequest(c.ctx, clerk, office.Command{}, good)
	if err != nil {
		t.Fatal(err)
	}
	q, err := c.Read(c.ctx, c.from(c.whole().Person, careUnit, "leader")).DataRequest(id)
	if err != nil || q.Phone != "0912345678" || q.Dossier != "contact/"+string(talk.ID) || q.Unit != careUnit {
		t.Errorf("who answers sees %+v, %v", q, err)
	}
	p, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "p"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	bad := good
	bad.Code, bad.Phone = p.Code, sent().Person.Phone
	if _, _, err := c.TakeRequest(c.ctx, clerk, office.Command{}, bad); keyOf(err) != "request.taken-dossier" {
		t.Errorf("a telephone opens a petition: %v", err)
	}
	c.check()
}
