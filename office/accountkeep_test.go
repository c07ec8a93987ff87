package office_test

import (
	"testing"

	"motcua/ground/fault"
	"motcua/office"
)

func TestWhatAdministratorsDoWithAnAccountIsWrittenDown(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	admin := c.officer("trung-tam", "administrator")
	admin.Account = "officer:" + admin.Person
	clerk := c.officer("chi-nhanh-7", "receiver")
	name := c.World().Org.Person("p0002").Username
	if clerk.Person == "p0002" {
		name = c.World().Org.Person("p0003").Username
	}
	sheet := func() office.AccountSheet {
		t.Helper()
		s, err := c.Read(c.ctx, admin).Account(name)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if s := sheet(); s.Open || len(s.Deeds) != 0 {
		t.Fatalf("an account that nobody opened: %+v", s)
	}
	if _, err := c.Read(c.ctx, clerk).Account(name); !fault.Is(err, fault.Refused) {
		t.Errorf("a clerk looks at an account: %v", err)
	}
	if err := c.OpenAccount(c.ctx, admin, name); err != nil {
		t.Fatal(err)
	}
	code, err := c.Recover(c.ctx, admin, name, true)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.UseRecovery(c.ctx, name, code, ownPassword); err != nil {
		t.Fatal(err)
	}
	one, two := c.in(name, ownPassword), c.in(name, ownPassword)
	s := sheet()
	if !s.Open || len(s.Sessions) != 2 {
		t.Fatalf("two sign-ins: %+v", s)
	}
	account := "officer:" + string(s.Person)
	if err := c.EndSessionOf(c.ctx, clerk, account, ""); !fault.Is(err, fault.Refused) {
		t.Errorf("a clerk ends sessions: %v", err)
	}
	for _, handle := range []string{"nothing", s.Sessions[0].Handle, ""} {
		if err := c.EndSessionOf(c.ctx, admin, account, handle); err != nil {
			t.Fatal(err)
		}
	}
	for _, old := range []*office.Session{one, two} {
		if on, err := c.Session(c.ctx, old.Token); on != nil || err != nil {
			t.Errorf("an ended session is %+v, %v", on, err)
		}
	}
	var got []string
	for _, d := range sheet().Deeds {
		if d.Kind != "account.recovered" && d.By.ID != admin.Person {
			t.Errorf("%s was done by %q", d.Kind, d.By.ID)
		}
		got = append(got, d.Kind)
	}
	want := []string{"account.session-ended", "account.session-ended", "account.recovered", "account.recovery-given", "account.opened"}
	if len(got) != len(want) {
		t.Fatalf("written down: %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("written down: %v, want %v", got, want)
		}
	}
	c.check()
}
