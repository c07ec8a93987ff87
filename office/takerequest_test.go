package office_test

import (
	"slices"
	"testing"

	"motcua/ground/fault"
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
