package office_test

import (
	"testing"
	"time"

	"motcua/keep/store"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/ledger"
	"motcua/words/org"
)

// enacted enters what an act on the organisation decided.
func (c *town) enacted(facts []org.Fact, err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
	err = c.Store().Write(c.ctx, func(tx *store.Tx) error {
		for _, f := range facts {
			stream := ledger.StreamID(f.Stream)
			version, _, err := tx.Head(c.ctx, stream)
			if err != nil {
				return err
			}
			if _, err := tx.Append(stream, version, []ledger.Fact{{Kind: f.Kind, Actor: "system", Holder: f.Body, Private: f.Private}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = c.Refresh(c.ctx)
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

// competent is who decides a case that would be received now for somebody of a commune.
func (c *town) competent(code procedure.ID, caseID, commune string) string {
	c.t.Helper()
	o, err := c.Read(c.ctx, system).CaseOffer(code, caseID, "chi-nhanh-7", commune, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	return o.Competent.ID
}

func TestAnAddressOfTheOldListLeadsToWhoCarriesOn(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	for commune, want := range map[string]string{
		"00008": "cap-xa-00008", // of today's list
		"00006": "cap-xa-00008", // Vĩnh Phúc, until 30/6/2025: all of it is Ngọc Hà
		"00007": "",             // Cống Vị was divided: only the address itself says between whom
	} {
		if got := c.competent("1.000894", "ket-hon-lan-dau", commune); got != want {
			t.Errorf("%s is decided by %q, want %q", commune, got, want)
		}
	}
}

func TestAProcedureThatNamesAUnitGoesOnUnderItsSuccessor(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	const code, was = "1.004194", "cong-an-thanh-pho"
	caseID := c.World().Procedures.Current(code, c.Now()).Cases[0].ID
	end := time.Date(2026, 4, 1, 0, 0, 0, 0, office.Zone)
	o := c.World().Org
	next := *o.Unit(was)
	next.ID, next.Code, next.From, next.Name = "cong-an-moi", "H26.999", end, "Công an mới"
	c.enacted(o.OpenUnit(next, c.Now()))
	c.enacted(c.World().Org.CloseUnit(was, end, []org.UnitID{next.ID}, c.Now()))

	if got := c.competent(code, caseID, "00008"); got != was {
		t.Errorf("before the end: %q", got)
	}
	c.at("2026-04-01 08:00")
	if got := c.competent(code, caseID, "00008"); got != string(next.ID) {
		t.Errorf("after the end: %q, want the successor", got)
	}
}
