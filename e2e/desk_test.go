package e2e

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// A handed is a dossier that a journey of the desk received for itself.
type handed struct{ id, code string }

// at is the address of its page.
func (h handed) at() string { return "/desk/dossiers/" + h.id }

// receiveCopies receives a request for certified copies at branch 7, through the interface for programs: the counter's
// own page has journeys of its own. All its steps are at branch 7.
func receiveCopies(t *testing.T, subject string) handed {
	t.Helper()
	base := city(t)
	call := func(path, token string, in, out any) {
		t.Helper()
		b, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/api/v1"+path, bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", unique(t))
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		var answer bytes.Buffer
		if _, err := answer.ReadFrom(a.Body); err != nil {
			t.Fatal(err)
		}
		if a.StatusCode >= 300 {
			t.Fatalf("%s: %s %s", path, a.Status, &answer)
		}
		if err := json.Unmarshal(answer.Bytes(), out); err != nil {
			t.Fatal(err)
		}
	}
	var session struct{ Token string }
	call("/session", "", map[string]string{"username": clerk7, "password": password}, &session)
	person := map[string]any{"kind": "citizen", "name": "Nguyễn Thị " + subject, "number": "001185012345", "phone": "0912345678"}
	var got struct{ ID, Code string }
	call("/dossiers/receive", session.Token, map[string]any{
		"procedure": "2.000815", "case": "ban-giay", "subject": subject, "return": "desk", "fee_paid": true,
		"parties": map[string]any{"applicant": person, "owner": person},
		"papers":  []map[string]any{{"index": 0, "originals": 1, "to_return": true}}, "values": sample(t, "2.000815", "ban-giay"),
	}, &got)
	return handed{got.ID, got.Code}
}

// sample reads the filled-in form of a case from the city's pack.
func sample(t *testing.T, procedure, caseID string) json.RawMessage {
	t.Helper()
	b, err := os.ReadFile("../city/hanoi/samples.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []struct {
		Procedure, Case string
		Values          json.RawMessage
	}
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.Procedure == procedure && s.Case == caseID {
			return s.Values
		}
	}
	t.Fatalf("no sample of %s %s", procedure, caseID)
	return nil
}

// pressAct presses the button of an act on the dossier's page.
func (p *tab) pressAct(act string) {
	p.t.Helper()
	p.press(`form[action$="/` + act + `"] button`)
}

// unfold opens the form of an act that lies folded.
func (p *tab) unfold(act string) {
	p.t.Helper()
	p.mark(`details.act:has(form[action$="/` + act + `"]) > summary`)
}

// seen wants the list to have a row of the dossier.
func (p *tab) wantRow(h handed) {
	p.t.Helper()
	if got := p.text("main"); !strings.Contains(got, h.code) {
		p.t.Errorf("%s does not have %s", p.where(), h.code)
	}
}

// examined brings a dossier before the leader.
func examined(t *testing.T, officer *tab, subject string) handed {
	t.Helper()
	h := receiveCopies(t, subject)
	officer.visit(h.at())
	officer.pressAct("claim")
	officer.mark(`input[name$=".outcome"][value=done]`)
	officer.pressAct("finish")
	return h
}

func TestADossierGoesItsWayFromTheOfficerToTheProxyWhoTakesTheResult(t *testing.T) {
	t.Parallel()
	h := receiveCopies(t, unique(t))
	officer := as(t, specialist7)
	officer.visit("/desk?q=" + h.code)
	officer.wantRow(h)
	officer.press(`button[name=one]`)
	officer.wantText(".flash", "Bạn đang giữ bước này")
	officer.wantNarrow()
	officer.wantOpenToAll()
	officer.picture("desk-dossier")
	officer.pressAct("finish")
	officer.wantText("#problem", "Hãy chọn kết quả của bước")
	officer.forget(officer.base + h.at() + "/finish")
	officer.mark(`input[name$=".outcome"][value=done]`)
	officer.fill("finish1.words", "Đã đối chiếu bản chính")
	officer.pressAct("finish")
	officer.wantText(".knots", "Đã đối chiếu bản chính")

	leader := as(t, leader7)
	leader.visit("/desk?q=" + h.code)
	leader.wantRow(h)
	leader.press(`th a.code`)
	leader.pressAct("approve")

	registry := as(t, registry7)
	registry.visit(h.at())
	registry.pressAct("claim")
	registry.do("number of the document", chromedp.SendKeys(chromedp.CSS(`input[name$=".number"]`), "118/CT"))
	registry.pressAct("issue")

	clerk := as(t, clerk7)
	clerk.visit("/desk/hand-over")
	clerk.wantRow(h)
	clerk.visit("/desk/hand-over?q=" + h.code)
	if at := clerk.where(); !strings.Contains(at, h.at()) {
		t.Fatalf("the scanned code leads to %s", at)
	}
	clerk.fill("hand-over.receiver", "Trần Văn Thay")
	clerk.mark(`input[name="hand-over.proxy"]`)
	clerk.pressAct("hand-over")
	clerk.wantText("#problem", "giấy ủy quyền")
	clerk.forget(clerk.base + h.at() + "/hand-over")
	clerk.fill("hand-over.authority", "Giấy ủy quyền số 12, ngày 20/11/2026")
	clerk.pressAct("hand-over")
	clerk.wantText(".dossier-state", "Đã trả kết quả")
}

func TestALeaderApprovesSeveralAtOnceAndSeesWhatBecameOfEach(t *testing.T) {
	t.Parallel()
	officer, leader := as(t, specialist7), as(t, leader7)
	subject := unique(t)
	one, two := examined(t, officer, subject), examined(t, officer, subject)
	leader.visit("/desk?chip=approve&q=" + strings.ReplaceAll(subject, " ", "+"))
	leader.wantRow(one)
	leader.mark(`#mark-all`)
	leader.press(`button[name=act][value=approve]`)
	leader.wantText("h1", "Phê duyệt 2 hồ sơ")
	leader.wantOpenToAll()
	officer.visit(two.at()) // meanwhile the officer remembers something
	officer.unfold("note")
	officer.fill("note.words", "Khoan ký: còn thiếu chữ ký nháy")
	officer.pressAct("note")
	leader.press(`main form .btn`)
	leader.wantText("main", "Hồ sơ đã thay đổi")
	leader.wantText("h1", "Xong 1, không xong 1")
	leader.wantNarrow()
	leader.picture("desk-batch")
}

func TestTheSecondOfTwoOfficersSeesWhatTheFirstDidAndKeepsHisWords(t *testing.T) {
	t.Parallel()
	h := receiveCopies(t, unique(t))
	officer, clerk := as(t, specialist7, noScript), as(t, clerk7, noScript)
	officer.visit(h.at())
	officer.pressAct("claim")
	clerk.visit(h.at())
	clerk.unfold("note")
	clerk.fill("note.words", "Người nộp xin thêm một bản sao")
	clerk.pressAct("note")
	officer.mark(`input[name$=".outcome"][value=done]`)
	officer.fill("finish1.words", "Đủ bản chính, sao hai bản")
	officer.pressAct("finish")
	officer.forget(officer.base + h.at() + "/finish")
	officer.wantText("#problem", "Hồ sơ đã thay đổi")
	officer.wantText(".dossier-since", "Người nộp xin thêm một bản sao")
	officer.picture("desk-conflict")
	officer.mark(`input[name$=".outcome"][value=done]`)
	officer.pressAct("finish")
	officer.wantText(".knots", "Đủ bản chính, sao hai bản")
}

func TestTheDeskIsWorkedByKeyboardAlone(t *testing.T) {
	t.Parallel()
	h := receiveCopies(t, unique(t))
	p := as(t, specialist7)
	p.visit("/desk?q=" + h.code)
	key := func(what, k string) { p.do(what, chromedp.KeyEvent(k)) }
	key("choose the first row", "\ue015")
	key("mark it", "x")
	if !eval[bool](p, "is it marked", `document.querySelector("[data-mark]").checked`) {
		t.Error("X does not mark the row")
	}
	if n := p.text("[data-marked]"); n != "1" {
		t.Errorf("%s rows are said to be marked", n)
	}
	if _, err := chromedp.RunResponse(p.ctx, chromedp.KeyEvent("\r")); err != nil {
		t.Fatalf("open it: %v", err)
	}
	if at := p.where(); !strings.HasSuffix(at, h.at()) {
		t.Errorf("Enter leads to %s", at)
	}
	// From the top of the page to the form and through it with Tab, Space and Enter.
	focus := `document.activeElement`
	for range 40 {
		key("go on", "\t")
		if eval[bool](p, "where the reader is", focus+`.closest('form[action$="/claim"]') !== null`) {
			break
		}
	}
	if _, err := chromedp.RunResponse(p.ctx, chromedp.KeyEvent("\r")); err != nil {
		t.Fatalf("take the step: %v", err)
	}
	p.wantText(".flash", "Bạn đang giữ bước này")
}

func TestThePagesOfTheDeskAreOpenToAll(t *testing.T) {
	t.Parallel()
	h := receiveCopies(t, unique(t))
	each(t, []string{"/desk", "/desk?chip=late", "/desk/hand-over", "/desk/dossiers?open=1&below=1", h.at() + "?count=1", h.at() + "/replace", h.at() + "/replace?to=2.000908/so-goc"}, func(t *testing.T, path string) {
		p := as(t, clerk7)
		p.wantSound(path)
	})
}

func TestTheDeskIsReadableInTheDark(t *testing.T) {
	t.Parallel()
	h := receiveCopies(t, unique(t))
	each(t, []string{"/desk", "/desk/dossiers", h.at()}, func(t *testing.T, path string) {
		p := as(t, specialist7, dark)
		p.wantSound(path)
	})
}
