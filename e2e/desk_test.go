package e2e

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A handed is a dossier that a journey of the desk received for itself.
type handed struct{ id, code string }

// at is the address of its page.
func (h handed) at() string { return "/desk/dossiers/" + h.id }

// receiveCopies receives a request for certified copies at branch 7, through the interface for programs: the counter's
// own page has journeys of its own. All its steps are at branch 7.
func receiveCopies(t *testing.T, subject string) handed {
	t.Helper()
	return receiveFor(t, city(t), "Nguyễn Thị "+subject, "001185012345", subject)
}

// receiveFor receives the same for a person in a city.
func receiveFor(t *testing.T, base, name, number, subject string) handed {
	t.Helper()
	return receiveCase(t, base, name, number, subject, "2.000815", "ban-giay")
}

// receiveCase is receiveFor of any procedure's case.
func receiveCase(t *testing.T, base, name, number, subject, code, caseID string) handed {
	t.Helper()
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
		r.Header.Set("Idempotency-Key", strings.ReplaceAll(unique(t), " ", "-"))
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
	person := map[string]any{"kind": "citizen", "name": name, "number": number, "phone": "0912345678", "address": map[string]string{"text": "Số 12 phố Ví Dụ", "commune": "00004"}}
	papers := []map[string]any{{"index": 0, "originals": 1, "to_return": true}}
	if code != "2.000815" {
		papers = append(papers, map[string]any{"index": 1, "originals": 1})
	}
	var got struct{ ID, Code string }
	call("/dossiers/receive", session.Token, map[string]any{
		"procedure": code, "case": caseID, "subject": subject, "return": "desk", "fee_paid": true,
		"parties": map[string]any{"applicant": person, "owner": person},
		"papers":  papers, "values": sample(t, code, caseID),
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

// officer opens a tab in which somebody of the desk is signed in and reads Vietnamese.
func officer(t *testing.T, account string, wishes ...wish) *tab {
	t.Helper()
	p := as(t, account, wishes...)
	p.visit("/desk?lang=vi")
	return p
}

// pressAct presses the button of an act on the dossier's page.
func (p *tab) pressAct(act string) {
	p.t.Helper()
	p.press(`form[action$="/` + act + `"] button`)
}

// asksLandOffice asks the land office of branch 7 for its opinion.
func (p *tab) asksLandOffice(question string) {
	p.t.Helper()
	p.unfold("consult")
	p.set(`select[name^="consult"][name$=".unit"]`, "van-phong-dang-ky-dat-dai-7")
	p.set(`textarea[name^="consult"]`, question)
	p.pressAct("consult")
	p.wantText(".flash", "Đã gửi lấy ý kiến")
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
func examined(t *testing.T, spec *tab, subject string) handed {
	t.Helper()
	h := receiveCopies(t, subject)
	spec.visit(h.at())
	spec.pressAct("claim")
	spec.mark(`input[name$=".outcome"][value=done]`)
	spec.pressAct("finish")
	return h
}

func TestADossierGoesItsWayFromTheOfficerToTheProxyWhoTakesTheResult(t *testing.T) {
	t.Parallel()
	h := receiveCopies(t, unique(t))
	spec := officer(t, specialist7)
	spec.visit("/desk?q=" + h.code)
	spec.wantRow(h)
	spec.press(`button[name=one]`)
	spec.wantText(".flash", "Bạn đang giữ bước này")
	spec.wantNarrow()
	spec.wantOpenToAll()
	spec.picture("desk-dossier")
	spec.pressAct("finish")
	spec.wantText("#problem", "Hãy chọn kết quả của bước")
	spec.forget(spec.base + h.at() + "/finish")
	spec.mark(`input[name$=".outcome"][value=done]`)
	spec.fill("finish1.words", "Đã đối chiếu bản chính")
	spec.pressAct("finish")
	spec.wantText(".knots", "Đã đối chiếu bản chính")

	leader := officer(t, leader7)
	leader.visit("/desk?q=" + h.code)
	leader.wantRow(h)
	leader.press(`th a.code`)
	leader.pressAct("approve")

	registry := officer(t, registry7)
	registry.visit(h.at())
	registry.pressAct("claim")
	registry.do("number of the document", chromedp.SendKeys(chromedp.CSS(`input[name$=".number"]`), "118/CT"))
	registry.pressAct("issue")

	clerk := officer(t, clerk7)
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
	spec, leader := officer(t, specialist7), officer(t, leader7)
	subject := unique(t)
	one, two := examined(t, spec, subject), examined(t, spec, subject)
	leader.visit("/desk?chip=approve&q=" + strings.ReplaceAll(subject, " ", "+"))
	leader.wantRow(one)
	leader.mark(`#mark-all`)
	leader.press(`button[name=act][value=approve]`)
	leader.wantText("h1", "Phê duyệt 2 hồ sơ")
	leader.wantOpenToAll()
	spec.visit(two.at()) // meanwhile the officer remembers something
	spec.unfold("note")
	spec.fill("note.words", "Khoan ký: còn thiếu chữ ký nháy")
	spec.pressAct("note")
	leader.press(`main form .btn`)
	leader.wantText("main", "Hồ sơ đã thay đổi")
	leader.wantText("h1", "Xong 1, không xong 1")
	leader.wantNarrow()
	leader.picture("desk-batch")
}

func TestTheSecondOfTwoOfficersSeesWhatTheFirstDidAndKeepsHisWords(t *testing.T) {
	t.Parallel()
	spec, leader := officer(t, specialist7, noScript), officer(t, leader7, noScript)
	h := examined(t, spec, unique(t))
	leader.visit(h.at())
	spec.visit(h.at())
	spec.unfold("note")
	spec.fill("note.words", "Người nộp xin thêm một bản sao")
	spec.pressAct("note")
	leader.unfold("return")
	leader.fill("return2.words", "Sao hai bản rồi trình lại")
	leader.pressAct("return")
	leader.forget(leader.base + h.at() + "/return")
	leader.wantText("#problem", "Hồ sơ đã thay đổi")
	leader.wantText(".dossier-since", "Người nộp xin thêm một bản sao")
	leader.picture("desk-conflict")
	leader.pressAct("return")
	leader.wantText(".knots", "Sao hai bản rồi trình lại")
}

func TestTheDeskIsWorkedByKeyboardAlone(t *testing.T) {
	t.Parallel()
	h := receiveCopies(t, unique(t))
	p := officer(t, specialist7)
	p.visit("/desk?q=" + h.code)
	key := func(what, k string) { p.do(what, chromedp.KeyEvent(k)) }
	key("choose the first row", kb.ArrowDown)
	key("mark it", "x")
	if !eval[bool](p, "is it marked", `document.querySelector("[data-mark]").checked`) {
		t.Error("X does not mark the row")
	}
	if n := p.text("[data-marked]"); n != "1" {
		t.Errorf("%s rows are said to be marked", n)
	}
	if _, err := chromedp.RunResponse(p.ctx, chromedp.KeyEvent(kb.Enter)); err != nil {
		t.Fatalf("open it: %v", err)
	}
	if at := p.where(); !strings.HasSuffix(at, h.at()) {
		t.Errorf("Enter leads to %s", at)
	}
	// From the top of the page to the form and through it with Tab, Space and Enter.
	focus := `document.activeElement`
	for range 40 {
		key("go on", kb.Tab)
		if eval[bool](p, "where the reader is", focus+`.closest('form[action$="/claim"]') !== null`) {
			break
		}
	}
	if _, err := chromedp.RunResponse(p.ctx, chromedp.KeyEvent(kb.Enter)); err != nil {
		t.Fatalf("take the step: %v", err)
	}
	p.wantText(".flash", "Bạn đang giữ bước này")
}

func TestThePagesOfTheDeskAreOpenToAll(t *testing.T) {
	t.Parallel()
	h := receiveCopies(t, unique(t))
	each(t, []string{"/desk", "/desk?chip=late", "/desk/hand-over", "/desk/dossiers?open=1&below=1", h.at() + "?count=1", h.at() + "/replace", h.at() + "/replace?to=2.000908/so-goc"}, func(t *testing.T, path string) {
		p := officer(t, clerk7)
		p.wantSound(path)
	})
}

func TestTheDeskIsReadableInTheDark(t *testing.T) {
	t.Parallel()
	h := receiveCopies(t, unique(t))
	each(t, []string{"/desk", "/desk/dossiers", h.at()}, func(t *testing.T, path string) {
		p := officer(t, specialist7, dark)
		p.wantSound(path)
	})
}
