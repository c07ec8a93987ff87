package office_test

import (
	"encoding/json"
	"strings"
	"testing"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/office"
)

const smallPDF = "%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"

// upload sends a file of one's own; more makes its content another's.
func (c *town) upload(who office.Who, name, more string) dossier.Attached {
	c.t.Helper()
	a, err := c.Upload(c.ctx, who, name, strings.NewReader(smallPDF+more))
	if err != nil {
		c.t.Fatal(err)
	}
	return a
}

// mine is what a citizen files under the first case, and that citizen.
func (c *town) mine() (office.Intake, office.Who) {
	pc := c.cases()[0]
	in := c.intake(pc[0], pc[1], "chi-nhanh-7")
	p := in.Parties.Applicant
	return in, office.Who{Kind: access.Citizen, Account: "citizen:me", Name: p.Name, Number: p.Number, Key: c.PersonKey(p.Number)}
}

func TestAFilingNamesOnlyFilesThatItsOwnAccountSent(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	in, me := c.mine()
	other := office.Who{Kind: access.Citizen, Account: "citizen:other", Number: "001090000001", Key: c.PersonKey("001090000001")}
	clerk := c.officer("chi-nhanh-7", "receiver")
	secret, own := c.upload(other, "giay-khai-sinh.pdf", "other"), c.upload(me, "to-khai.pdf", "me")
	refused := func(what string, err error) {
		t.Helper()
		if f := fault.As(err); f == nil || f.Key != "dossier.file-not-sent" || f.Kind != fault.Invalid {
			t.Errorf("%s: %v, want dossier.file-not-sent", what, err)
		}
	}
	for what, a := range map[string]dossier.Attached{
		"a file that somebody else sent": secret,
		"a file that nobody sent":        {Hash: strings.Repeat("0a", 32), Name: "x.pdf", Size: 5, Type: "application/pdf"},
		"what is no hash":                {Hash: "../../keys", Name: "x.pdf"},
	} {
		in.Files = []dossier.Attached{a}
		_, err := c.File(c.ctx, me, office.Command{}, "DRAFT-0000000001", in)
		refused("a citizen files with "+what, err)
		_, err = c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: "DRAFT-0000000002"}, in)
		refused("a counter receives with "+what, err)
	}
	own.Type, own.Size = "text/html", 1 // as a program may say
	in.Files = []dossier.Attached{own}
	filed, err := c.File(c.ctx, me, office.Command{}, "DRAFT-0000000003", in)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.dossier(filed.ID).Files; len(got) != 1 || got[0].Type != "application/pdf" || got[0].Size != int64(len(smallPDF)+2) {
		t.Errorf("kept as %+v, want size and type of what was sent", got)
	}
	if _, _, _, err := c.Read(c.ctx, me).File(filed.ID, own.Hash); err != nil {
		t.Errorf("one's own file: %v", err)
	}
	if _, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: filed.ID}, office.Intake{}); err != nil {
		t.Errorf("receiving what was filed with a file: %v", err)
	}
	c.check()
}

func TestAnswersToRequestsAndSystemsNameOnlyFilesThatWereSent(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	in, me := c.mine()
	portal := office.Who{Kind: access.Portal, Account: "system:portal"}
	clerk := c.officer("chi-nhanh-7", "receiver")
	secret := c.upload(clerk, "noi-bo.pdf", "clerk")
	filed, err := c.File(c.ctx, me, office.Command{}, "DRAFT-0000000002", in)
	if err != nil {
		t.Fatal(err)
	}
	asking := dossier.Asking{Items: []dossier.AskedItem{{Paper: 0, Words: "Bản rõ hơn"}}, Reason: "not-valid", Rule: "Điều 5", Words: "Xin bổ sung"}
	if err := c.Ask(c.ctx, clerk, office.Command{}, office.On{ID: filed.ID}, asking); err != nil {
		t.Fatal(err)
	}
	err = c.Supply(c.ctx, me, office.Command{}, office.On{ID: filed.ID}, dossier.Supplying{Files: []dossier.Attached{secret}})
	if f := fault.As(err); f == nil || f.Key != "dossier.file-not-sent" {
		t.Errorf("an answer with the clerk's file: %v", err)
	}
	own := c.upload(me, "ban-sao.pdf", "me")
	if err := c.Supply(c.ctx, me, office.Command{}, office.On{ID: filed.ID}, dossier.Supplying{Files: []dossier.Attached{own}}); err != nil {
		t.Errorf("an answer with one's own file: %v", err)
	}
	message := func(id string, files ...dossier.Attached) error {
		t.Helper()
		body, err := json.Marshal(office.PortalFiling{
			Code: "G09.20-" + id, Procedure: in.Procedure, Case: in.Case, Reception: "chi-nhanh-7", Parties: in.Parties,
			Values: in.Values, Papers: in.Papers, Return: "desk", Files: files,
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Deliver(c.ctx, portal, office.Message{System: "portal", ID: id, Body: body})
		return err
	}
	if f := fault.As(message("m1", secret)); f == nil || f.Key != "dossier.file-not-sent" {
		t.Error("the portal named a file that it never sent, and that was taken")
	}
	if err := message("m2", c.upload(portal, "to-khai.pdf", "portal")); err != nil {
		t.Errorf("the portal names the file that it sent: %v", err)
	}
}

func TestNamesOfFilesHideNothing(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	clerk := c.officer("chi-nhanh-7", "receiver")
	for name, want := range map[string]string{
		"hoa-don\u202efdp.exe":        "hoa-donfdp.exe",
		"../../etc/passwd\x00.pdf":    "passwd.pdf",
		"C:\\Users\\a\\don\r\nX: y":   "donX: y",
		"đơn đề nghị (bản chính).pdf": "đơn đề nghị (bản chính).pdf",
		"bad\xff.pdf":                 "bad_.pdf",
	} {
		if got := c.upload(clerk, name, ""); got.Name != want {
			t.Errorf("%q is kept as %q, want %q", name, got.Name, want)
		}
	}
}

func TestADraftOpensOnlyScansThatItsOwnerSent(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	mine, other := c.officer("chi-nhanh-7", "receiver"), c.officer("chi-nhanh-1", "receiver")
	own, secret := c.upload(mine, "don.pdf", "mine"), c.upload(other, "ho-chieu.pdf", "other")
	body := []byte(`{"files":[{"hash":"` + own.Hash + `"},{"hash":"` + secret.Hash + `"}]}`)
	if err := c.SaveDraft(c.ctx, mine, office.Draft{ID: "DRAFT-0000000001", Kind: "receive", Body: body}); err != nil {
		t.Fatal(err)
	}
	if f, _, err := c.Read(c.ctx, mine).DraftFile("DRAFT-0000000001", own.Hash); err != nil {
		t.Errorf("one's own scan: %v", err)
	} else if err := f.Close(); err != nil {
		t.Error(err)
	}
	if _, _, err := c.Read(c.ctx, mine).DraftFile("DRAFT-0000000001", secret.Hash); !fault.Is(err, fault.Missing) {
		t.Errorf("a scan of another desk that one's draft names: %v, want missing", err)
	}
}
