package office_test

import (
	"reflect"
	"testing"

	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// copyOfBirth is a parent's online request for a copy of the birth certificate of their child, after the city issued it.
func copyOfBirth(t *testing.T, c *town) (me office.Who, birth, in office.Intake) {
	t.Helper()
	birth = c.intake("1.001193", "co-giay-chung-sinh", "chi-nhanh-7")
	if _, err := c.Receive(c.ctx, c.officer("chi-nhanh-7", "receiver"), office.Command{}, office.On{ID: "BORN00000001"}, birth); err != nil {
		t.Fatal(err)
	}
	c.finish("BORN00000001")
	c.at("2026-10-05 08:30") // the version whose form takes answers from a birth certificate is in force
	owner := birth.Parties.Owner
	me = office.Who{Kind: access.Citizen, Account: "citizen:1", Key: c.PersonKey(owner.Number), Name: owner.Name, Number: owner.Number}
	c2 := c.World().Procedures.Current("2.000635", c.clock())
	if c2 == nil || c2.Version != 2 {
		t.Fatalf("in force: %+v", c2)
	}
	in = office.Intake{
		Procedure: "2.000635", Case: "ca-nhan", Channel: procedure.Online, Reception: "chi-nhanh-7", Return: "desk", Parties: birth.Parties,
		Papers: []dossier.PaperHanded{{Index: 0, Digital: true}},
		Values: form.Values{
			"requester": map[string]any{
				"name": owner.Name, "personal_id": owner.Number, "phone": owner.Phone,
				"address": map[string]any{"text": "Số 12 phố Ví Dụ", "commune": "00004", "list": office.CommuneList},
			},
			"relation": "parent", "kind": "birth", "child_name": birth.Values["child_name"], "child_birth": "2025-11-04", "child_sex": birth.Values["child_sex"],
			"registered_at": "Ủy ban nhân dân phường Ba Đình", "copies": int64(2), "pledge": true, "sign": map[string]any{"name": owner.Name},
		},
	}
	return me, birth, in
}

func TestADossierKeepsWhereEachAnswerCameFromAndWhatWasChanged(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	me, birth, in := copyOfBirth(t, c)
	if _, err := c.File(c.ctx, me, office.Command{}, "COPY00000001", in); err != nil {
		t.Fatal(err)
	}
	want := func(d *office.DossierView) {
		t.Helper()
		got := d.Origins
		name, day := got["child_name"], got["child_birth"]
		if name.From != dossier.FromResult || !name.Proved() || name.Number != "12/KQ" || name.Name != "Giấy khai sinh" || name.Unit == "" || name.At.IsZero() || name.Dossier == "" {
			t.Errorf("the name that was left as it stood: %+v", name)
		}
		if day.From != dossier.FromResult || !day.Changed() || day.Proved() || day.Said != birth.Values["child_birth"] {
			t.Errorf("the day that was changed: %+v", day)
		}
		if o := got["requester.name"]; o.From != dossier.FromAccount || o.Changed() || o.Proved() {
			t.Errorf("the name of the account: %+v", o)
		}
		if got["requester.personal_id"].From != dossier.FromAccount {
			t.Errorf("the number of the account: %+v", got["requester.personal_id"])
		}
		for _, typed := range []string{"registered_at", "copies", "requester.phone", "relation", "mother.name"} {
			if o, ok := got[typed]; ok {
				t.Errorf("%s was typed or left out: %+v", typed, o)
			}
		}
	}
	want(c.dossier("COPY00000001"))
	if _, err := c.Receive(c.ctx, c.officer("chi-nhanh-7", "receiver"), office.Command{}, office.On{ID: "COPY00000001"}, office.Intake{}); err != nil {
		t.Fatal(err)
	}
	want(c.dossier("COPY00000001"))
	own, err := c.Read(c.ctx, me).Dossier("COPY00000001", "read.own")
	if err != nil {
		t.Fatal(err)
	}
	want(own)
	c.check()
}

func TestAtACounterNoAnswerIsSaidToBeFromAnAccount(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	_, _, in := copyOfBirth(t, c)
	in.Channel = procedure.Desk
	if _, err := c.Receive(c.ctx, c.officer("chi-nhanh-7", "receiver"), office.Command{}, office.On{ID: "COPY00000002"}, in); err != nil {
		t.Fatal(err)
	}
	got := c.dossier("COPY00000002").Origins
	if o := got["child_name"]; !o.Proved() {
		t.Errorf("the name that a paper has: %+v", o)
	}
	if o, ok := got["requester.name"]; ok {
		t.Errorf("the requester's name: %+v", o)
	}
	// For somebody else the city's papers of the owner say nothing, neither does the account.
	in.Channel = procedure.Online
	other := office.Who{Kind: access.Citizen, Account: "citizen:2", Key: c.PersonKey("001080000006"), Name: "Trần Văn Thử", Number: "001080000006"}
	in.Parties.Applicant.Name, in.Parties.Applicant.Number = other.Name, other.Number
	in.Values["sign"] = map[string]any{"name": other.Name}
	if _, err := c.File(c.ctx, other, office.Command{}, "COPY00000003", in); err != nil {
		t.Fatal(err)
	}
	if got := c.dossier("COPY00000003").Origins; len(got) != 2 || !got["requester.name"].Changed() {
		t.Errorf("filed for another: %+v", got)
	}
}

func TestAFormBeginsWithWhatIsKnownAndSaysFromWhere(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	me, birth, in := copyOfBirth(t, c)
	f, err := c.World().Procedures.Form("2.000635", 2, "ca-nhan")
	if err != nil {
		t.Fatal(err)
	}
	values, from, err := c.Read(c.ctx, me).Prefill(f, in.Parties.Owner)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]any{"child_name": birth.Values["child_name"], "child_birth": birth.Values["child_birth"], "requester.name": me.Name, "requester.personal_id": me.Number, "requester.phone": in.Parties.Owner.Phone} {
		if got := form.At(values, path); !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
	if from["child_birth"].From != dossier.FromResult || from["requester.name"].From != dossier.FromAccount || from["requester.phone"].From != "" {
		t.Errorf("from %+v", from)
	}
}
