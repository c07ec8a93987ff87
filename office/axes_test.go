package office_test

import (
	"encoding/json"
	"testing"

	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/office"
)

func TestAStateThatASystemTookAndNeverAnsweredIsGivenAgain(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	pc := c.cases()[0]
	in := c.intake(pc[0], pc[1], "chi-nhanh-7")
	body, err := json.Marshal(office.PortalFiling{
		Code: "G09.20-20260303-0000001", Procedure: in.Procedure, Case: in.Case, Reception: "chi-nhanh-7", Parties: in.Parties,
		Values: in.Values, Papers: in.Papers, Subject: in.Subject, Return: "electronic",
	})
	if err != nil {
		t.Fatal(err)
	}
	portal := office.Who{Kind: access.Portal, Account: "portal"}
	if _, err := c.Deliver(c.ctx, portal, office.Message{System: "portal", ID: "m1", Body: body}); err != nil {
		t.Fatal(err)
	}
	take := func(n int) []office.Tell {
		t.Helper()
		got, err := c.Changes(c.ctx, portal, "portal")
		if err != nil || len(got) != n {
			t.Fatalf("the portal is given %+v, %v; want %d", got, err, n)
		}
		return got
	}
	first := take(1)[0]
	take(0)
	c.at("2026-03-03 08:45") // the answer was lost: nothing came back
	if again := take(1)[0]; again != first {
		t.Errorf("given again: %+v, first %+v", again, first)
	}
	answer := dossier.ExchangeAnswer{System: "portal", Outcome: dossier.ExchangeConfirmed, Seen: first.Version}
	if err := c.Exchanged(c.ctx, portal, office.Command{Key: "a1"}, first.External, answer); err != nil {
		t.Fatal(err)
	}
	c.at("2026-03-03 09:45")
	take(0)
}
