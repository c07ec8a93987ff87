package office_test

import (
	"strings"
	"testing"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
)

func TestAnAccountFilesInItsOwnNameAndFollowsItByANumber(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	in := c.intake("1.001193", "co-giay-chung-sinh", "chi-nhanh-7")
	in.Channel = procedure.Online
	me := office.Who{Kind: access.Citizen, Account: "citizen:1", Key: c.PersonKey("001185012345")}
	other := office.Who{Kind: access.Citizen, Account: "citizen:2", Key: c.PersonKey("001080000006")}
	if _, err := c.File(c.ctx, other, office.Command{}, "OWNS00000001", in); !fault.Is(err, fault.Refused) {
		t.Errorf("filed in the name of another: %v", err)
	}
	if _, err := c.File(c.ctx, me, office.Command{}, "OWNS00000001", in); err != nil {
		t.Fatal(err)
	}
	mine, err := c.Read(c.ctx, me).Mine(office.Filter{})
	if err != nil || mine.Total != 1 || mine.Rows[0].External != "NOP-OWNS-0000-0001" {
		t.Fatalf("own dossiers: %+v %v", mine, err)
	}
	look, err := c.Read(c.ctx, office.Who{Kind: access.Anyone}).Lookup("NOP-OWNS-0000-0001")
	if err != nil || look.State != dossier.Filed {
		t.Errorf("lookup by the filing number: %+v %v", look, err)
	}
	if _, err := c.Receive(c.ctx, c.officer("chi-nhanh-7", "receiver"), office.Command{}, office.On{ID: "OWNS00000001"}, office.Intake{}); err != nil {
		t.Fatal(err)
	}
	c.at("2026-03-03 10:30")
	bar, err := c.Read(c.ctx, me).OwnBar("OWNS00000001")
	if err != nil || len(bar) == 0 || bar[0].Minutes != 120 {
		t.Errorf("two hours after reception the bar is %+v, %v", bar, err)
	}
	if _, err := c.Read(c.ctx, other).OwnBar("OWNS00000001"); !fault.Is(err, fault.Missing) {
		t.Errorf("the bar of another's dossier: %v", err)
	}
	c.check()
}

func TestTheOwnerIsToldHowOftenOfficersOpenedTheDossier(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	clerk := c.officer("chi-nhanh-7", "receiver")
	for _, p := range c.World().Org.Holders(orgUnit("chi-nhanh-7"), orgRole("receiver"), c.clock()) {
		if string(p.ID) == clerk.Person {
			clerk.Post = string(c.World().Org.PostsOf(p.ID, c.clock())[0].ID)
		}
	}
	if _, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: "READ00000001"}, c.intake("1.001193", "co-giay-chung-sinh", "chi-nhanh-7")); err != nil {
		t.Fatal(err)
	}
	me := office.Who{Kind: access.Citizen, Account: "citizen:1", Key: c.PersonKey("001185012345")}
	for range 2 {
		if _, err := c.Read(c.ctx, me).Dossier("READ00000001", "read.own"); err != nil {
			t.Fatal(err)
		}
	}
	c.at("2026-03-03 09:15")
	if _, err := c.Read(c.ctx, clerk).Dossier("READ00000001", "read.work"); err != nil {
		t.Fatal(err)
	}
	v, err := c.Read(c.ctx, me).Dossier("READ00000001", "read.own")
	if err != nil || v.Reads != 1 || !v.LastRead.Equal(c.clock()) || !strings.Contains(v.LastReadBy.ID, "chi-nhanh-7") {
		t.Errorf("read %d times, last %s by %+v: %v", v.Reads, v.LastRead, v.LastReadBy, err)
	}
}
