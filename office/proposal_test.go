package office_test

import (
	"strings"
	"testing"

	"motcua/ground/fault"
	"motcua/law/procedure"
	"motcua/office"
)

// controller gives somebody of the division for the control of procedures, from the post that a sign-in would give.
func (c *town) named(username string) office.Who {
	c.t.Helper()
	p := c.World().Org.ByUsername(username)
	if p == nil {
		c.t.Fatalf("the pack has no %s", username)
	}
	who, ok := c.Officer(string(p.ID))
	if !ok {
		c.t.Fatalf("%s holds no post", username)
	}
	return who
}

func wantFault(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	if f := fault.As(err); f == nil || f.Kind != kind || f.Key != key {
		t.Errorf("got %v, want %v %s", err, kind, key)
	}
}

func TestProposalIsWrittenByTwoAndLosesNothing(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	one, two := c.named("manhkhoa2.tt"), c.named("khanhngan.tt")
	p, err := c.StartProposal(c.ctx, one, office.Command{Key: "a"}, "proposal-0001", "2.000815", 1)
	if err != nil {
		t.Fatal(err)
	}
	if p.Rev != 1 || p.Stage != procedure.StageDraft || p.Record.Version != 0 || !p.Record.From.IsZero() || len(p.Record.Cases) == 0 {
		t.Fatalf("began as %+v", p)
	}
	if again, err := c.StartProposal(c.ctx, one, office.Command{Key: "a"}, "proposal-0001", "2.000815", 1); err != nil || again.ID != p.ID {
		t.Errorf("a second press: %+v, %v", again, err)
	}

	// Different parts: both stand.
	first, second := p.Record, p.Record
	first.Name += " (sửa)"
	second.Description = "Mô tả"
	if _, err := c.SaveProposal(c.ctx, one, office.Command{}, p.ID, 1, first); err != nil {
		t.Fatal(err)
	}
	got, err := c.SaveProposal(c.ctx, two, office.Command{}, p.ID, 1, second)
	if err != nil || got.Rev != 3 || got.Record.Name != first.Name || got.Record.Description != "Mô tả" {
		t.Fatalf("merged to %+v, %v", got, err)
	}

	// The same part: the loser is told by whom.
	third := p.Record
	third.Name = "Tên khác"
	_, err = c.SaveProposal(c.ctx, two, office.Command{}, p.ID, 1, third)
	wantFault(t, err, fault.Conflict, "proposal.changed")
	if f := fault.As(err); f.Args["part"] != "@procedure.part.name" || f.Args["by"] == "" {
		t.Errorf("told %v", f.Args)
	}
	third.Description = strings.Repeat("x", 2<<20)
	_, err = c.SaveProposal(c.ctx, two, office.Command{}, p.ID, 3, third)
	wantFault(t, err, fault.Invalid, "proposal.too-large")
	if now, err := c.Read(c.ctx, one).Proposal(p.ID); err != nil || now.Rev != 3 {
		t.Errorf("after refusals: %+v, %v", now, err)
	}
}

func TestProposalsAreForProcedureControl(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	control := c.named("manhkhoa2.tt")
	for _, bad := range []struct {
		code procedure.ID
		base int
		key  string
	}{{"2.000815", 99, "proposal.base-unknown"}, {"2.000815", 0, "proposal.code-known"}, {"<b>", 0, "proposal.code-malformed"}, {procedure.ID(strings.Repeat("1", 10<<20)), 0, "proposal.code-malformed"}} {
		_, err := c.StartProposal(c.ctx, control, office.Command{}, "proposal-0002", bad.code, bad.base)
		wantFault(t, err, fault.Invalid, bad.key)
	}
	if p, err := c.StartProposal(c.ctx, control, office.Command{}, "proposal-0003", "9.999001", 0); err != nil || len(p.Record.Cases) != 1 {
		t.Errorf("a new procedure: %+v, %v", p, err)
	}
	for _, who := range []office.Who{c.named("admin"), c.named("thuha.cn7"), c.named("lanhdao.cn7"), {}} {
		if _, err := c.StartProposal(c.ctx, who, office.Command{}, "proposal-0004", "2.000815", 1); !fault.Is(err, fault.Refused) {
			t.Errorf("%s began one: %v", who.Role, err)
		}
	}
	if _, err := c.Read(c.ctx, c.named("thuha.cn7")).Proposal("proposal-0003"); !fault.Is(err, fault.Refused) {
		t.Errorf("a receiver read one: %v", err)
	}
}
