package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
)

func TestALeaderDealsWhatNobodyHoldsFromAPreview(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.received("1.000656", "co-giay-bao-tu", "chi-nhanh-7", "Nguyễn Thị Ví Dụ")
	task := d.upTo(id, procedure.Examine)
	_, leader := d.holder(task.Unit, "leader", 0)
	_, officer := d.holder(task.Unit, task.Role, 0)
	if w := d.post("/desk/team/deal", officer, "unit", task.Unit, "row", "x"); w.Code != http.StatusForbidden {
		t.Errorf("an officer deals: %d", w.Code)
	}
	if page := wantPage(t, d, "/desk/team", 200, leader); !strings.Contains(page, "1 việc chưa có người nhận") {
		t.Error("the team's page does not say that work waits for a holder")
	}
	page := wantPage(t, d, "/desk/team/deal", 200, leader)
	_, rest, ok := strings.Cut(page, `name="row" value="`)
	row, _, _ := strings.Cut(rest, `"`)
	if !ok || !strings.HasPrefix(row, string(id)+"."+strconv.Itoa(task.Token)+".") || !strings.Contains(page, "đang giữ 0 việc") {
		t.Fatalf("the preview proposes %q", row)
	}
	_, to, _ := strings.Cut(row, " ")
	d.wantAgain(d.post("/desk/team/deal", leader, "unit", task.Unit, "key", "deal", "row", row), 200, "Đã làm")
	if got := d.view(id).Open[0].Holder; got != to || got == "" {
		t.Errorf("it is held by %q, want %q", got, to)
	}
	if page := wantPage(t, d, "/desk/team/deal", 200, leader); !strings.Contains(page, "Không có việc nào chưa có người nhận") {
		t.Error("what was dealt is offered again")
	}
}

func TestANumberThatNobodyKnowsSaysWhatSomebodyIs(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ typed, had, kind, number string }{
		{"001190000123", "", "citizen", "001190000123"},
		{"001190000123", "0101234567", "", "0101234567"}, // what stands there stays
		{"Nguyễn Thị Ví Dụ", "", "", ""},
		{"0100233488", "", "business", "0100233488"},
		{"0100 233 488-001", "", "business", "0100233488-001"},
		{"0100233488", "001190000123", "", "001190000123"},
		{"0100233480", "", "", ""}, // its check digit is wrong: perhaps no tax code at all
	} {
		q := url.Values{"owner.number": {tt.had}}
		typedID(q, "owner", tt.typed)
		if q.Get("owner.kind") != tt.kind || q.Get("owner.number") != tt.number {
			t.Errorf("%q: kind %q number %q", tt.typed, q.Get("owner.kind"), q.Get("owner.number"))
		}
	}
}

func TestTheDeskCountsThePiecesOfAFiledDossiersFee(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	clerk, _ := c.holder("chi-nhanh-7", "receiver", 0)
	someone := dossier.Party{
		Kind: dossier.Citizen, Name: "Lê Thị Mẫu", Number: "001185012345", Birth: "1985-03-02", Sex: "female", Phone: "0912345678",
		Address: dossier.Address{Text: "Số 12 phố Ví Dụ", Commune: "00004", List: office.CommuneList},
	}
	in := office.Intake{
		Procedure: "2.000815", Case: "ban-giay", Channel: procedure.Desk, Reception: "chi-nhanh-7", Return: "desk",
		Parties: dossier.Parties{Applicant: someone, Owner: someone}, Values: sampleOf(t, "2.000815", "ban-giay"),
		Papers: []dossier.PaperHanded{{Index: 0, Originals: 1}, {Index: 1, Copies: 2}},
	}
	delete(in.Values, "sheets_low")
	delete(in.Values, "sheets_high")
	id := dossier.ID("COUNTPAGE0001")
	if _, err := c.o.File(t.Context(), clerk, office.Command{}, id, in); err != nil {
		t.Fatal(err)
	}
	at := "/desk/dossiers/" + string(id) + "/receive"
	page := c.get(at)
	for _, x := range []string{"sheets_low", "sheets_high"} {
		n, ok := office.Reckoned(c.o.World().Procedures.Current("2.000815", c.clock()).Case("ban-giay"), procedure.Desk, c.view(id).Values, x)
		if !ok || n == 0 {
			t.Fatalf("%s is reckoned as %d", x, n)
		}
		if !strings.Contains(page.body, `name="count.`+x+`"`) || !strings.Contains(page.body, `value="`+strconv.FormatInt(n, 10)+`"`) {
			t.Errorf("no box for %s with %d in it", x, n)
		}
	}
	if got := c.send(at, page.with("paid", "1", "count.sheets_low", "", "count.sheets_high", "1"), nil); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `id="f-count-sheets_low-error"`) && !strings.Contains(got.body, "count.sheets_low") {
		t.Errorf("paid for pages that nobody counted: %d", got.status)
	}
	if got := c.send(at, page.with("paid", "1", "count.sheets_low", "x", "count.sheets_high", "1"), nil); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "từ 0 đến 100.000") {
		t.Errorf("a number that is none: %d", got.status)
	}
	if got := c.send(at, page.with("paid", "1", "count.sheets_low", "3", "count.sheets_high", "0"), nil); got.status != http.StatusSeeOther {
		t.Fatalf("counted: %d %.600s", got.status, got.body)
	}
	if fee := c.view(id).Fee; fee != 3*2000 {
		t.Errorf("the fee is %d", fee)
	}
}
