package office_test

import (
	"testing"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/calendar"
)

func civil(t *testing.T, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// deed does something with a proposal as it stands.
func (c *town) deed(who office.Who, id string, d procedure.Deed) error {
	l, err := c.Read(c.ctx, c.named("manhkhoa2.tt")).ProposalLife(id)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.DoProposal(c.ctx, who, office.Command{}, id, l.Version, d)
}

func (c *town) wantDeed(who office.Who, id string, d procedure.Deed) {
	c.t.Helper()
	if err := c.deed(who, id, d); err != nil {
		c.t.Fatalf("%s: %v", d.Act, err)
	}
}

// approved carries a proposal of a version to its decision.
func (c *town) approved(id string, code procedure.ID, base int, edit func(*procedure.Record)) {
	c.t.Helper()
	control, director := c.named("manhkhoa2.tt"), c.named("manhthang.tt")
	p, err := c.StartProposal(c.ctx, control, office.Command{}, id, code, base)
	if err != nil {
		c.t.Fatal(err)
	}
	edit(&p.Record)
	if _, err := c.SaveProposal(c.ctx, control, office.Command{}, id, 1, p.Record); err != nil {
		c.t.Fatal(err)
	}
	c.wantDeed(control, id, procedure.Deed{Act: procedure.ActSubmit})
	c.wantDeed(control, id, procedure.Deed{Act: procedure.ActCheck})
	c.wantDeed(director, id, procedure.Deed{Act: procedure.ActApprove, Number: "12/QĐ", Signer: "Giám đốc", On: civil(c.t, "2026-03-03")})
}

func TestAPublishedVersionTakesNewDossiersAndLeavesOldOnes(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	control := c.named("manhkhoa2.tt")
	const code = "2.000815"
	receiver := c.officer("chi-nhanh-7", "receiver")
	old := c.intake(code, c.World().Procedures.Current(code, c.clock()).Cases[0].ID, "chi-nhanh-7")
	if _, err := c.Receive(c.ctx, receiver, office.Command{}, office.On{ID: "dossier-old1"}, old); err != nil {
		t.Fatal(err)
	}
	c.approved("proposal-0001", code, 1, func(r *procedure.Record) { r.Description = "Bản mới" })
	l, _ := c.Read(c.ctx, control).ProposalLife("proposal-0001")
	for day, key := range map[string]string{"2026-03-02": "proposal.from-before-decision", "2020-01-01": "proposal.from-before-decision"} {
		_, err := c.PublishProposal(c.ctx, control, office.Command{}, "proposal-0001", l.Version, civil(t, day))
		wantFault(t, err, fault.Invalid, key)
	}
	n, err := c.PublishProposal(c.ctx, control, office.Command{Key: "p"}, "proposal-0001", l.Version, civil(t, "2026-03-10"))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.PublishProposal(c.ctx, control, office.Command{Key: "p"}, "proposal-0001", l.Version, civil(t, "2026-03-10")); err != nil || again != n {
		t.Errorf("a second press: %d, %v", again, err)
	}
	if r := c.World().Procedures.Current(code, c.clock()); r.Version == n {
		t.Error("the new version is in force before its day")
	}
	c.at("2026-03-10 08:30")
	if r := c.World().Procedures.Current(code, c.clock()); r.Version != n || !r.Held() || r.Open() || r.Decision != "12/QĐ" {
		t.Fatalf("from its day: version %d held %v", r.Version, r.Held())
	}
	_, err = c.Receive(c.ctx, receiver, office.Command{}, office.On{ID: "dossier-new1"}, old)
	wantFault(t, err, fault.Refused, "procedure.off")
	if err := c.SwitchOn(c.ctx, control, office.Command{}, code, n, nil, ""); err != nil {
		t.Fatal(err)
	}
	if _, err = c.Receive(c.ctx, receiver, office.Command{}, office.On{ID: "dossier-new1"}, old); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[dossier.ID]int{"dossier-old1": 1, "dossier-new1": n} {
		v, err := c.Read(c.ctx, receiver).Dossier(id, "read.test")
		if err != nil || v.ProcVersion != want {
			t.Errorf("%s stands under version %d, want %d, %v", id, v.ProcVersion, want, err)
		}
	}
	wantFault(t, c.SwitchOn(c.ctx, control, office.Command{}, code, n, nil, ""), fault.Refused, "procedure.on-already")
}

func TestAnUnsoundProcessIsSwitchedOnByALeaderAlone(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	control, director := c.named("manhkhoa2.tt"), c.named("manhthang.tt")
	const code = "2.000815"
	c.approved("proposal-0001", code, 1, func(r *procedure.Record) {
		for i := range r.Cases[0].Process.Nodes {
			if n := &r.Cases[0].Process.Nodes[i]; n.Kind == procedure.Task {
				n.Hours = 900 // no limit holds that
			}
		}
	})
	l, _ := c.Read(c.ctx, control).ProposalLife("proposal-0001")
	n, err := c.PublishProposal(c.ctx, control, office.Command{}, "proposal-0001", l.Version, civil(t, "2026-03-03"))
	if err != nil {
		t.Fatal(err)
	}
	wantFault(t, c.SwitchOn(c.ctx, control, office.Command{}, code, n, nil, "Vì việc gấp của thành phố, cần nhận ngay"), fault.Refused, "procedure.unproved")
	wantFault(t, c.SwitchOn(c.ctx, director, office.Command{}, code, n, nil, "gấp"), fault.Invalid, "procedure.override-reason")
	if err := c.SwitchOn(c.ctx, c.named("lanhdao.cn7"), office.Command{}, code, n, nil, "Vì việc gấp của thành phố, cần nhận ngay"); !fault.Is(err, fault.Refused) {
		t.Errorf("a leader elsewhere: %v", err)
	}
	if err := c.SwitchOn(c.ctx, director, office.Command{}, code, n, nil, "Vì việc gấp của thành phố, cần nhận ngay"); err != nil {
		t.Fatal(err)
	}
	s := c.World().Procedures.Standing(code, n)
	if x := s.Overrides(); len(x) != 1 || x[0].Hash == "" || x[0].By != director.Person || !x[0].At.Equal(c.clock()) {
		t.Errorf("it says %+v", s.Switched)
	}
	on := civil(t, "2026-03-04")
	wantFault(t, c.Disclose(c.ctx, control, office.Command{}, code, n, on, ""), fault.Invalid, "proposal.future")
	c.at("2026-03-04 09:00")
	if err := c.Disclose(c.ctx, control, office.Command{}, code, n, on, "Cổng dịch vụ công"); err != nil {
		t.Error(err)
	}
	if by, ok := procedure.DiscloseBy(&procedure.Record{}, civil(t, "2026-03-03"), c.World().Calendar); !ok || by != civil(t, "2026-03-10") {
		t.Errorf("to be disclosed by %v", by)
	}
}

func TestAProposalGoesItsWayOnlyForward(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	control, director, justice := c.named("manhkhoa2.tt"), c.named("manhthang.tt"), c.officer("so-tu-phap", "leader")
	if _, err := c.StartProposal(c.ctx, control, office.Command{}, "proposal-0001", "2.000815", 1); err != nil {
		t.Fatal(err)
	}
	const id = "proposal-0001"
	wantFault(t, c.deed(control, id, procedure.Deed{Act: procedure.ActCheck}), fault.Refused, "proposal.wrong-stage")
	c.wantDeed(control, id, procedure.Deed{Act: procedure.ActSubmit})
	p, _ := c.Read(c.ctx, control).Proposal(id)
	_, err := c.SaveProposal(c.ctx, control, office.Command{}, id, p.Rev, p.Record)
	wantFault(t, err, fault.Refused, "proposal.frozen")
	ask := procedure.Deed{Act: procedure.ActAsk, Unit: "so-tu-phap", Until: civil(t, "2026-03-06"), Words: "Đề nghị góp ý"}
	late := ask
	late.Until = civil(t, "2026-03-03")
	wantFault(t, c.deed(control, id, late), fault.Invalid, "proposal.until")
	c.wantDeed(control, id, ask)
	wantFault(t, c.deed(control, id, ask), fault.Refused, "proposal.asked-already")
	wantFault(t, c.deed(control, id, procedure.Deed{Act: procedure.ActCheck}), fault.Refused, "proposal.opinions-open")
	wantFault(t, c.deed(director, id, procedure.Deed{Act: procedure.ActOpine, Agrees: true}), fault.Refused, "proposal.not-asked")
	wantFault(t, c.deed(justice, id, procedure.Deed{Act: procedure.ActOpine}), fault.Invalid, "proposal.disagrees")
	c.wantDeed(justice, id, procedure.Deed{Act: procedure.ActOpine, Agrees: true, Words: "Nhất trí"})
	c.wantDeed(control, id, procedure.Deed{Act: procedure.ActCheck})
	wantFault(t, c.deed(control, id, procedure.Deed{Act: procedure.ActApprove, Number: "1", Signer: "x", On: civil(t, "2026-03-03")}), fault.Refused, "access.may-not")
	wantFault(t, c.deed(director, id, procedure.Deed{Act: procedure.ActApprove, Number: "1", Signer: "x", On: civil(t, "2026-03-04")}), fault.Invalid, "proposal.future")
	wantFault(t, c.deed(director, id, procedure.Deed{Act: procedure.ActApprove, On: civil(t, "2026-03-03")}), fault.Invalid, "proposal.number")
	c.wantDeed(director, id, procedure.Deed{Act: procedure.ActReturn, Words: "Còn thiếu căn cứ"})
	l, err := c.Read(c.ctx, control).ProposalLife(id)
	if err != nil || l.Stage != procedure.StageReturned || len(l.History) != 5 || l.History[4].Words != "Còn thiếu căn cứ" {
		t.Errorf("%+v, %v", l, err)
	}
	if p, _ = c.Read(c.ctx, control).Proposal(id); !p.Editable() {
		t.Error("what was returned cannot be written")
	}
	wantFault(t, c.DoProposal(c.ctx, control, office.Command{}, id, 1, procedure.Deed{Act: procedure.ActSubmit}), fault.Conflict, "proposal.moved")
}

// A case whose proof is sound is switched on alone; the one beside it waits for a leader, and a citizen is told so.
func TestEachCaseIsSwitchedOnForItself(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	control, director := c.named("manhkhoa2.tt"), c.named("manhthang.tt")
	const code = "2.000815"
	c.approved("proposal-0001", code, 1, func(r *procedure.Record) {
		slow, err := r.Draft()
		if err != nil {
			t.Fatal(err)
		}
		other := slow.Cases[0]
		other.ID = "cham"
		for i := range other.Process.Nodes {
			if n := &other.Process.Nodes[i]; n.Kind == procedure.Task {
				n.Hours = 900
			}
		}
		r.Cases = append(r.Cases, other)
	})
	l, _ := c.Read(c.ctx, control).ProposalLife("proposal-0001")
	n, err := c.PublishProposal(c.ctx, control, office.Command{}, "proposal-0001", l.Version, civil(t, "2026-03-03"))
	if err != nil {
		t.Fatal(err)
	}
	rec := func() *procedure.Record { return c.World().Procedures.Version(code, n) }
	good := rec().Cases[0].ID
	if v, err := c.Read(c.ctx, control).Procedure(code); err != nil || v.Receives || !v.Held {
		t.Fatalf("before any is on: %+v, %v", v, err)
	}
	wantFault(t, c.SwitchOn(c.ctx, control, office.Command{}, code, n, nil, ""), fault.Refused, "procedure.unproved")
	wantFault(t, c.SwitchOn(c.ctx, control, office.Command{}, code, n, []string{"nothing"}, ""), fault.Invalid, "procedure.case-not-off")
	if err := c.SwitchOn(c.ctx, control, office.Command{}, code, n, []string{good}, ""); err != nil {
		t.Fatal(err)
	}
	if r := rec(); !r.Open() || !r.Receives(r.Case(good)) || r.Receives(r.Case("cham")) || !r.Held() {
		t.Errorf("the cases that wait: %v", r.HeldCases())
	}
	receiver, in := c.officer("chi-nhanh-7", "receiver"), c.intake(code, good, "chi-nhanh-7")
	if _, err := c.Receive(c.ctx, receiver, office.Command{}, office.On{ID: "dossier-good"}, in); err != nil {
		t.Error(err)
	}
	in.Case = "cham"
	_, err = c.Receive(c.ctx, receiver, office.Command{}, office.On{ID: "dossier-slow"}, in)
	wantFault(t, err, fault.Refused, "procedure.off")
	wantFault(t, c.SwitchOn(c.ctx, control, office.Command{}, code, n, []string{"cham"}, ""), fault.Refused, "procedure.unproved")
	if err := c.SwitchOn(c.ctx, director, office.Command{}, code, n, []string{"cham"}, "Vì việc gấp của thành phố, cần nhận ngay"); err != nil {
		t.Fatal(err)
	}
	st := c.World().Procedures.Standing(code, n)
	if x := st.Overrides(); len(st.Switched) != 2 || len(x) != 1 || len(x[0].Cases) != 1 || x[0].Cases[0] != "cham" || !rec().Receives(rec().Case("cham")) {
		t.Errorf("they were switched on by %+v", st.Switched)
	}
}
