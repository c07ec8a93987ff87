package office_test

import (
	"testing"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/office"
)

// Whoever is rated could answer in the applicant's place with it.
func TestTheCheckCodeIsShownToTheDeskThatGivesTheSlipOut(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v := c.ended("CHECK0000001")
	want := c.dossier(v.ID).Check
	for _, x := range []struct {
		unit, role string
		may        bool
	}{{"chi-nhanh-7", "receiver", true}, {"chi-nhanh-7", "cashier", false}, {v.Competent, "specialist", false}, {v.Competent, "leader", false}, {"chi-nhanh-1", "receiver", false}} {
		rd := c.Read(c.ctx, c.officer(x.unit, x.role))
		got, err := rd.CheckCode(v.ID)
		if x.may && (err != nil || got != want) {
			t.Errorf("%s of %s gets %q, %v", x.role, x.unit, got, err)
		}
		if !x.may && (got != "" || !fault.Is(err, fault.Refused) && !fault.Is(err, fault.Missing)) {
			t.Errorf("%s of %s gets %q, %v", x.role, x.unit, got, err)
		}
		_, _, one := rd.Slip(v.ID)
		_, _, many := rd.Slips([]dossier.ID{v.ID})
		for _, err := range []error{one, many} {
			if x.may != (err == nil) {
				t.Errorf("%s of %s prints the slip: %v", x.role, x.unit, err)
			}
		}
		all, err := rd.Letters(v.ID)
		if x.may && err != nil {
			t.Fatal(err)
		}
		for _, l := range all {
			if !x.may && l.Kind == office.LetterSlip {
				t.Errorf("%s of %s is offered the slip", x.role, x.unit)
			}
		}
	}
	n := 0
	rows, err := c.Store().Read().Reads(c.ctx, string(v.ID), 100)
	for i := range rows {
		if rows[i].Purpose == "read.check" {
			n++
		}
	}
	if err != nil || n != 1 {
		t.Errorf("it stands %d times in the read log, %v", n, err)
	}
}
