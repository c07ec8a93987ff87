package web

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"motcua/city"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
)

// filed sends a dossier through the portal for the counter's desk; files are not sent, the papers are named as digital.
func (c *counter) filed(n int, code, caseID string) dossier.ID {
	c.t.Helper()
	someone := dossier.Party{
		Kind: dossier.Citizen, Name: []string{"", "Trần Văn Thử", "Lê Thị Mẫu"}[n], Number: fmt.Sprintf("00108501%04d", n), Birth: "1985-02-15", Sex: "male", Phone: "0912345678",
		Address: dossier.Address{Text: "Số 1 phố Ví Dụ", Commune: "00070", List: office.CommuneList},
	}
	p := office.PortalFiling{
		Code: fmt.Sprintf("G22.99.99-260303-%04d", n), Procedure: procedure.ID(code), Case: caseID, Reception: "chi-nhanh-7",
		Parties: dossier.Parties{Applicant: someone, Owner: someone}, Values: sampleOf(c.t, code, caseID), Return: "electronic",
	}
	for i, paper := range c.o.World().Procedures.Current(p.Procedure, c.clock()).Case(caseID).Papers {
		if paper.Required {
			p.Papers = append(p.Papers, dossier.PaperHanded{Index: i, Digital: true})
		}
	}
	body, err := json.Marshal(p)
	if err != nil {
		c.t.Fatal(err)
	}
	r, err := c.o.Deliver(c.t.Context(), office.Who{Kind: access.Portal, Account: "portal"}, office.Message{System: "portal", ID: p.Code, Body: body})
	if err != nil {
		c.t.Fatalf("deliver %s: %v", p.Code, err)
	}
	return r.ID
}

func TestTheInboxCountsDownEightHoursAndShowsTheOverdueFirst(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	if empty := c.get("/desk/inbox"); !strings.Contains(empty.body, "Không có hồ sơ nào đang chờ") {
		t.Error("an empty inbox does not say so")
	}
	c.filed(1, "1.004873", "de-ket-hon")
	c.later(7 * time.Hour) // 15:30, with the lunch between: five and a half hours of work
	c.filed(2, "1.004873", "de-ket-hon")
	page := c.get("/desk/inbox")
	first, second := strings.Index(page.body, "Trần Văn Thử"), strings.Index(page.body, "Lê Thị Mẫu")
	if first < 0 || second < first {
		t.Errorf("the one that waits longest is not first: %d, %d", first, second)
	}
	for _, want := range []string{"Còn 2 giờ 30 phút", "Còn 1 ngày", "G22.99.99-260303-0001"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the inbox does not say %q", want)
		}
	}
	c.later(20 * time.Hour) // 11:30 of the next day
	late := c.get("/desk/inbox?chip=late")
	if !strings.Contains(late.body, "Trần Văn Thử") || strings.Contains(late.body, "Lê Thị Mẫu") || !strings.Contains(late.body, "Trễ 3 giờ") {
		t.Error("the overdue one is not alone under the chip of the overdue")
	}
	if found := c.get("/desk/inbox?q=le+thi"); strings.Contains(found.body, "Trần Văn Thử") || !strings.Contains(found.body, "Lê Thị Mẫu") {
		t.Error("the search without marks does not narrow the inbox")
	}
}

func TestAFiledDossierIsReceivedFromTheInbox(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	id := c.filed(1, "1.004873", "de-ket-hon")
	at := "/desk/dossiers/" + string(id) + "/receive"
	page := c.get(at)
	if page.fields.Get("papers.0") != "1" || !regexp.MustCompile(`name="return" value="electronic" checked`).MatchString(page.body) {
		t.Errorf("what was filed is not on the page: %v", page.fields)
	}
	if strings.Contains(page.body, `name="paid"`) || !strings.Contains(page.body, "Không thu") {
		t.Error("the page asks whether a fee was paid that nobody owes")
	}
	if owed := c.get("/desk/dossiers/" + string(c.filed(2, "2.000635", "ca-nhan")) + "/receive"); !strings.Contains(owed.body, `name="paid"`) {
		t.Error("the page of a dossier with a fee does not ask whether it was paid")
	}
	without := c.send(at, page.with("papers.0", ""), nil)
	if without.status != http.StatusUnprocessableEntity || !strings.Contains(without.body, `href="#f-papers.0"`) {
		t.Fatalf("received without the required paper: %d", without.status)
	}
	done := c.send(at, without.with("papers.0", "1", "return", "post"), nil)
	if done.at != "/desk/receive/"+string(id)+"/receipt" {
		t.Fatalf("received: %d to %q", done.status, done.at)
	}
	view := c.view(id)
	if view.State != dossier.Received || view.Return != "post" || len(view.Papers) != 1 || !view.Papers[0].Digital || view.Papers[0].Originals != 0 {
		t.Errorf("received as %s, return %q, papers %+v", view.State, view.Return, view.Papers)
	}
	if again := c.get(at); again.at != "/desk/dossiers/"+string(id) {
		t.Errorf("the page of a received dossier leads to %q", again.at)
	}
}

func TestTwoClerksReceiveTheSameFiledDossierAtOnce(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	_, cookie := c.holder("chi-nhanh-7", "receiver", 1)
	other := &counter{c.desk, cookie}
	id := c.filed(1, "1.004873", "de-ket-hon")
	at := "/desk/dossiers/" + string(id) + "/receive"
	mine, theirs := c.get(at), other.get(at)
	var wait sync.WaitGroup
	var got [2]seenPage
	wait.Go(func() { got[0] = c.send(at, mine.with(), nil) })
	wait.Go(func() { got[1] = other.send(at, theirs.with(), nil) })
	wait.Wait()
	if got[0].status > got[1].status {
		got[0], got[1] = got[1], got[0]
	}
	if got[0].status != http.StatusSeeOther || got[1].status != http.StatusConflict {
		t.Fatalf("statuses %d and %d, want 303 and 409", got[0].status, got[1].status)
	}
	if !strings.Contains(got[1].body, c.view(id).Code) {
		t.Error("the second clerk is not shown the dossier as it now is")
	}
}

func TestAFiledDossierIsDeclinedWithReasonAndBasis(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	id := c.filed(1, "1.004873", "de-ket-hon")
	page := c.get("/desk/dossiers/" + string(id) + "/receive")
	form := regexp.MustCompile(`(?s)<form method="post" action="(/desk/dossiers/[^"]*/decline)">(.*?)</form>`).FindStringSubmatch(page.body)
	if form == nil {
		t.Fatal("no form to decline")
	}
	q := url.Values{"csrf": page.fields["csrf"], "seen": page.fields["seen"], "key": {"k-decline"}}
	if empty := c.send(form[1], q, nil); empty.status != http.StatusUnprocessableEntity {
		t.Errorf("declined without a reason: %d", empty.status)
	}
	q.Set("decline.reason", "not-eligible")
	q.Set("decline.rule", "Điều 23 Nghị định 123/2015/NĐ-CP")
	q.Set("decline.words", "Giấy xác nhận dùng để kết hôn phải do người yêu cầu nộp trực tiếp.")
	if s := c.send(form[1], q, nil); s.status != http.StatusSeeOther {
		t.Fatalf("decline: %d", s.status)
	}
	if v := c.view(id); v.State != dossier.Declined || v.Reason != "not-eligible" {
		t.Errorf("it is %s for %q", v.State, v.Reason)
	}
}

func TestAVersionThatChangedUnderTheDraftIsShownAndNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	at, page := c.begin(marital, card)
	newer := *c.o.World().Procedures.Current("1.004873", c.clock())
	newer.Cases = append([]procedure.Case(nil), newer.Cases...)
	pc := &newer.Cases[0]
	extra := procedure.Paper{Name: "Giấy tờ mới của phiên bản sau", Originals: 1, Required: true}
	pc.Papers = append([]procedure.Paper{extra}, pc.Papers...)
	newer.From = c.clock()
	c.publish(newer)
	p := c.send(at, page.with(answered("papers.0", "1", "do", "receive")...), nil)
	if p.status != http.StatusConflict {
		t.Fatalf("status %d, want 409", p.status)
	}
	if !strings.Contains(p.body, "Giấy tờ mới của phiên bản sau") || p.fields.Get("e.partner_name") != "Trần Văn Thử" {
		t.Error("the change is not shown, or what was typed is gone")
	}
	if p.fields.Get("papers.0") != "" || p.fields.Get("papers.1") != "1" {
		t.Errorf("the ticked paper is not found again: %q, %q", p.fields.Get("papers.0"), p.fields.Get("papers.1"))
	}
	if s := c.send(at, p.with("do", "receive"), nil); s.status != http.StatusUnprocessableEntity {
		t.Fatalf("received without the new paper: %d", s.status)
	}
	if s := c.send(at, p.with("do", "receive", "papers.0", "1"), nil); s.status != http.StatusSeeOther {
		t.Fatalf("received: %d\n%s", s.status, regexp.MustCompile(`(?s)id="problem".*?</div>`).FindString(s.body))
	}
	if v := c.view(c.identity(at)); v.ProcVersion != newer.Version+1 {
		t.Errorf("pinned to version %d", v.ProcVersion)
	}
}

// publish puts a further version of a procedure into force, by a later pack of the city.
func (c *counter) publish(rec procedure.Record) {
	c.t.Helper()
	rec.Version++
	b, err := json.Marshal(rec)
	if err != nil {
		c.t.Fatal(err)
	}
	pack := fstest.MapFS{"procedures/" + string(rec.Code) + ".v2.json": {Data: b}}
	err = fs.WalkDir(city.Hanoi(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(city.Hanoi(), path)
		pack[path] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.o.ImportPack(c.t.Context(), office.Who{Kind: access.System, Account: "test"}, pack, false); err != nil {
		c.t.Fatal(err)
	}
	if now := c.o.World().Procedures.Current(rec.Code, c.clock()); now.Version < 2 {
		c.t.Fatalf("the new version is not in force: %d", now.Version)
	}
}
