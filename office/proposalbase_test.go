package office_test

import (
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/procedure"
	"motcua/office"
)

// publish publishes a proposal that was approved.
func (c *town) publish(id, from string) (int, error) {
	c.t.Helper()
	control := c.named("manhkhoa2.tt")
	l, err := c.Read(c.ctx, control).ProposalLife(id)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.PublishProposal(c.ctx, control, office.Command{}, id, l.Version, civil(c.t, from))
}

func TestASecondProposalDoesNotUndoTheFirst(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	control, director := c.named("manhkhoa2.tt"), c.named("manhthang.tt")
	const code, late = "2.000815", "proposal-0003"
	c.approved("proposal-0001", code, 1, func(r *procedure.Record) { r.Description = "Mô tả mới" })
	c.approved("proposal-0002", code, 1, func(r *procedure.Record) { r.Conditions = "Điều kiện mới" })
	if _, err := c.StartProposal(c.ctx, control, office.Command{}, late, code, 1); err != nil {
		t.Fatal(err)
	}
	first, err := c.publish("proposal-0001", "2026-03-03")
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.publish("proposal-0002", "2026-03-03")
	wantFault(t, err, fault.Refused, "proposal.behind")
	wantFault(t, c.deed(control, late, procedure.Deed{Act: procedure.ActSubmit}), fault.Refused, "proposal.behind")

	catchUp := func(id string) error {
		l, _ := c.Read(c.ctx, control).ProposalLife(id)
		return c.CatchUp(c.ctx, control, office.Command{}, id, l.Version)
	}
	wantFault(t, catchUp("proposal-0002"), fault.Refused, "proposal.frozen")
	c.wantDeed(director, "proposal-0002", procedure.Deed{Act: procedure.ActReturn, Words: "Đã có phiên bản mới"})
	if err := catchUp("proposal-0002"); err != nil {
		t.Fatal(err)
	}
	wantFault(t, catchUp("proposal-0002"), fault.Refused, "proposal.not-behind")
	p, err := c.Read(c.ctx, control).Proposal("proposal-0002")
	if err != nil || p.Base != first || p.Record.Description != "Mô tả mới" || p.Record.Conditions != "Điều kiện mới" {
		t.Fatalf("brought up to version %d: %q, %q, %v", p.Base, p.Record.Description, p.Record.Conditions, err)
	}
	c.wantDeed(control, "proposal-0002", procedure.Deed{Act: procedure.ActSubmit})
}

func TestTwoProposalsOfOneNewProcedureDoNotBothBecomeIt(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	control := c.named("manhkhoa2.tt")
	const code = "1.999001"
	name := func(s string) func(*procedure.Record) {
		return func(r *procedure.Record) {
			old := c.World().Procedures.Version("2.000815", 1)
			cases := r.Cases
			*r, _ = old.Draft()
			r.Code, r.Name, r.Cases = code, s, cases
		}
	}
	c.approved("proposal-0001", code, 0, name("Thủ tục một"))
	c.approved("proposal-0002", code, 0, name("Thủ tục hai"))
	if _, err := c.publish("proposal-0001", "2026-03-03"); err != nil {
		t.Fatal(err)
	}
	_, err := c.publish("proposal-0002", "2026-03-03")
	wantFault(t, err, fault.Refused, "proposal.behind")
	c.wantDeed(control, "proposal-0002", procedure.Deed{Act: procedure.ActGiveUp, Words: "Đã có thủ tục này"})
}

func TestAProcedureThatWasAbolishedMeanwhileDoesNotComeBackUnseen(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	control, director := c.named("manhkhoa2.tt"), c.named("manhthang.tt")
	const code, id = "2.000815", "proposal-0001"
	c.approved(id, code, 1, func(r *procedure.Record) { r.Description = "Mô tả mới" })
	if err := c.WithdrawProcedure(c.ctx, control, office.Command{}, code, civil(t, "2026-03-05"), "99/QĐ"); err != nil {
		t.Fatal(err)
	}
	_, err := c.publish(id, "2026-03-06")
	wantFault(t, err, fault.Refused, "proposal.ended")
	c.wantDeed(director, id, procedure.Deed{Act: procedure.ActReturn, Words: "Thủ tục đã bị bãi bỏ"})
	// Whoever submits it now knows that it ended.
	c.wantDeed(control, id, procedure.Deed{Act: procedure.ActSubmit})
	c.wantDeed(control, id, procedure.Deed{Act: procedure.ActCheck})
	c.wantDeed(director, id, procedure.Deed{Act: procedure.ActApprove, Number: "13/QĐ", Signer: "Giám đốc", On: civil(t, "2026-03-03")})
	if _, err := c.publish(id, "2026-03-06"); err != nil {
		t.Error(err)
	}
}

func TestWhoWritesOrSubmitsDoesNotCheckOrDecideHimself(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	control, director := c.named("manhkhoa2.tt"), c.named("manhthang.tt")
	const id = "proposal-0001"
	editor, both := control, director
	editor.Role, both.Person = "editor", control.Person // who leads has a second post in procedure control
	if _, err := c.StartProposal(c.ctx, editor, office.Command{}, id, "2.000815", 1); err != nil {
		t.Fatal(err)
	}
	c.wantDeed(editor, id, procedure.Deed{Act: procedure.ActSubmit})
	wantFault(t, c.deed(editor, id, procedure.Deed{Act: procedure.ActCheck}), fault.Refused, "access.may-not")
	c.wantDeed(control, id, procedure.Deed{Act: procedure.ActCheck})
	decide := procedure.Deed{Act: procedure.ActApprove, Number: "1/QĐ", Signer: "Giám đốc", On: civil(t, "2026-03-03")}
	wantFault(t, c.deed(editor, id, decide), fault.Refused, "access.may-not")
	wantFault(t, c.deed(both, id, decide), fault.Refused, "proposal.own")
	c.wantDeed(director, id, decide)
}

func TestAProposalThatWaitsDoesNotFallOffTheList(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	control := c.named("manhkhoa2.tt")
	for _, id := range []string{"proposal-0001", "proposal-0002", "proposal-0003"} {
		if _, err := c.StartProposal(c.ctx, control, office.Command{}, id, "2.000815", 1); err != nil {
			t.Fatal(err)
		}
		c.later(time.Hour)
	}
	for _, id := range []string{"proposal-0002", "proposal-0003"} {
		c.wantDeed(control, id, procedure.Deed{Act: procedure.ActGiveUp, Words: "Không cần nữa"})
	}
	all, err := c.Read(c.ctx, control).Proposals(office.ProposalQuery{Limit: 1})
	if err != nil || len(all) != 1 || all[0].ID != "proposal-0001" {
		t.Errorf("the list of one has %d, not the one that waits: %v", len(all), err)
	}
}
