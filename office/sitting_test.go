package office_test

import (
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/office"
)

// seated receives a copy of a register's extract for somebody of Hà Đông at branch 7, which holds the ward's power for it.
func (c *town) seated(id dossier.ID) (head office.Who, on office.On) {
	c.t.Helper()
	head = c.post(string(c.World().Org.ByUsername("thanhcuong.cn7").ID))
	in := c.intake("2.000635", "ca-nhan", "chi-nhanh-7")
	in.Parties.Owner.Address.Commune = "09556"
	in.FeePaid = true
	if _, err := c.Receive(c.ctx, head, office.Command{}, office.On{ID: id}, in); err != nil {
		c.t.Fatal(err)
	}
	return head, office.On{ID: id}
}

// plan is the sitting as the reader sees it, with the steps that they may do, filled in.
func (c *town) plan(who office.Who, id dossier.ID) (*office.Sitting, []office.SitStep) {
	c.t.Helper()
	s, err := c.Read(c.ctx, who).Sitting(id)
	if err != nil {
		c.t.Fatal(err)
	}
	var steps []office.SitStep
	for _, x := range s.Steps[:s.Mine] {
		step := office.SitStep{Act: x.Act, Token: x.Token}
		if x.Act == dossier.ActHandOver {
			step.HandOver = dossier.HandOver{Manner: "desk", Receiver: dossier.Party{Kind: dossier.Citizen, Name: s.Parties.Applicant.Name}, Originals: true}
		}
		steps = append(steps, step)
	}
	return s, steps
}

func acts(steps []office.SittingStep) (out []dossier.Act) {
	for _, s := range steps {
		out = append(out, s.Act)
	}
	return out
}

func TestADelegatedDossierIsSettledInOneSittingEachStepByItself(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	head, on := c.seated("SEATED0000001")
	s, steps := c.plan(head, on.ID)
	want := []dossier.Act{dossier.ActFinish, dossier.ActApprove, dossier.ActNumber, dossier.ActIssue, dossier.ActHandOver}
	if got := acts(s.Steps); len(got) != len(want) || s.Mine != len(want) {
		t.Fatalf("the sitting has %v, %d of them the reader's; want %v", got, s.Mine, want)
	}
	if s.Competent != "chi-nhanh-7" || s.Steps[2].Number != "1/2026" {
		t.Errorf("decided at %s under number %s", s.Competent, s.Steps[2].Number)
	}
	cmd := office.Command{Key: "sit-1"}
	for range 2 { // the second press of the button
		if err := c.Sit(c.ctx, head, cmd, on, steps); err != nil {
			t.Fatal(err)
		}
	}
	v := c.dossier(on.ID)
	if v.State != dossier.HandedOver || v.Result.Number != "1/2026" {
		t.Errorf("it is %s with number %q", v.State, v.Result.Number)
	}
	var kinds []string
	for _, x := range v.Steps {
		kinds = append(kinds, x.Kind)
		if k := x.Kind; k == dossier.KindApproved || k == dossier.KindNumbered || k == dossier.KindIssued {
			if x.Under == nil || x.Under.ID != "uy-quyen-4" || x.Under.Giver != "cap-xa-09556" || x.Actor != head.Person {
				t.Errorf("%s rests on %+v by %s", k, x.Under, x.Actor)
			}
		}
	}
	order := []string{
		dossier.KindReceived, dossier.KindClaimed, dossier.KindFinished, dossier.KindClaimed, dossier.KindApproved, dossier.KindNumbered,
		dossier.KindClaimed, dossier.KindIssued, dossier.KindCompleted, dossier.KindHandedOver,
	}
	if len(kinds) != len(order) {
		t.Fatalf("events %v, want %v", kinds, order)
	}
	for i := range order {
		if kinds[i] != order[i] {
			t.Errorf("event %d is %s, want %s", i, kinds[i], order[i])
		}
	}
	if v.Promise.At.IsZero() || v.Completed.After(v.Promise.At) {
		t.Errorf("due %s, completed %s", v.Promise.At, v.Completed)
	}
	c.check()
}

func TestASittingStopsWhereAnotherHasToActAndSaysWho(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	head, on := c.seated("SEATED0000002")
	clerk := c.post(string(c.World().Org.ByUsername("thuha.cn7").ID))
	s, steps := c.plan(clerk, on.ID)
	if s.Mine != 1 || s.Steps[1].Refusal == nil {
		t.Fatalf("a receiving officer may do %d of %v", s.Mine, acts(s.Steps))
	}
	var named bool
	for _, p := range s.Steps[1].Who {
		named = named || p.ID == head.Person
	}
	if !named {
		t.Errorf("who may approve: %+v", s.Steps[1].Who)
	}
	all := append(steps, office.SitStep{Act: dossier.ActApprove, Token: s.Steps[1].Token})
	if err := c.Sit(c.ctx, clerk, office.Command{}, on, all); fault.As(err) == nil || fault.As(err).Field != "steps.1" {
		t.Errorf("approves without the right: %v", err)
	}
	if v := c.dossier(on.ID); len(v.Steps) != 1 {
		t.Errorf("a refused sitting left %d events", len(v.Steps))
	}
	if err := c.Sit(c.ctx, clerk, office.Command{}, on, steps); err != nil {
		t.Fatal(err)
	}
	if _, rest := c.plan(head, on.ID); len(rest) != 4 {
		t.Errorf("the head goes on with %+v", rest)
	} else if err := c.Sit(c.ctx, head, office.Command{}, on, rest); err != nil {
		t.Fatal(err)
	}
	if v := c.dossier(on.ID); v.State != dossier.HandedOver || v.Steps[2].Actor != clerk.Person {
		t.Errorf("%s, examined by %s", v.State, v.Steps[2].Actor)
	}
	c.check()
}

func TestADelegationThatEndsBetweenPageAndSigningStopsTheWholeSitting(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	head, on := c.seated("SEATED0000003")
	_, steps := c.plan(head, on.ID)
	admin := office.Who{Kind: access.System, Account: "test"}
	if err := c.EndDelegation(c.ctx, admin, office.Command{}, "uy-quyen-4", c.clock().Add(time.Minute), "09/QĐ-UBND"); err != nil {
		t.Fatal(err)
	}
	c.later(5 * time.Minute)
	err := c.Sit(c.ctx, head, office.Command{}, on, steps)
	f := fault.As(err)
	if f == nil || f.Key != "access.delegation.over" || f.Rule != "nd61-2018/17.5" || f.Args["document"] == "" {
		t.Fatalf("signed on an ended delegation: %v", err)
	}
	v := c.dossier(on.ID)
	if len(v.Steps) != 1 || v.Number != "" {
		t.Errorf("the refused sitting left %d events", len(v.Steps))
	}
	// The number that was taken back is the next one's.
	if n := c.World().Org.Delegation("uy-quyen-4"); n.OpenAt(c.clock()) {
		t.Error("the delegation still holds")
	}
	c.check()
}

func TestASittingIsForTheDeskThatHoldsThePower(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	_, on := c.seated("SEATED0000004")
	other := c.post(c.officer("chi-nhanh-1", "branch-head").Person)
	if _, err := c.Read(c.ctx, other).Sitting(on.ID); !fault.Is(err, fault.Missing) {
		t.Errorf("another branch sees it: %v", err)
	}
	if err := c.Sit(c.ctx, other, office.Command{}, on, []office.SitStep{{Act: dossier.ActFinish, Token: 1}}); !fault.Is(err, fault.Missing) {
		t.Errorf("another branch acts on it: %v", err)
	}
	in := c.intake("2.000635", "ca-nhan", "chi-nhanh-7")
	in.Parties.Owner.Address.Commune = "00004" // Ba Đình, which handed nothing over
	head := c.post(string(c.World().Org.ByUsername("thanhcuong.cn7").ID))
	if _, err := c.Receive(c.ctx, head, office.Command{}, office.On{ID: "SEATED0000005"}, in); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(c.ctx, head).Sitting("SEATED0000005"); fault.As(err) == nil || fault.As(err).Key != "sitting.elsewhere" {
		t.Errorf("a matter of another ward is settled here: %v", err)
	}
	c.check()
}

func TestASittingHasNoActOfItsOwn(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	head, on := c.seated("SEATED0000006")
	for _, steps := range [][]office.SitStep{nil, {{Act: dossier.ActStop}}, {{Act: dossier.ActFinish, Token: 1}, {Act: dossier.ActReceive}}, {{Act: dossier.ActHandOver}}} {
		if err := c.Sit(c.ctx, head, office.Command{}, on, steps); fault.As(err) == nil {
			t.Errorf("%+v was done: %v", steps, err)
		}
	}
	if v := c.dossier(on.ID); len(v.Steps) != 1 {
		t.Errorf("%d events", len(v.Steps))
	}
	c.check()
}
