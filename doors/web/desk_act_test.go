package web

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/law/procedure"
)

// on are the hidden fields of a form of the dossier's page as it stands now.
func (d *desk) on(id dossier.ID, token int, more ...string) []string {
	return append([]string{"seen", strconv.FormatInt(d.view(id).Version, 10), "token", strconv.Itoa(token)}, more...)
}

// death is a dossier with one plain process: examine, approve, issue.
func (d *desk) death() dossier.ID {
	return d.received("1.000656", "co-giay-bao-tu", "chi-nhanh-7", "Nguyễn Thị Ví Dụ")
}

func TestTheWholeWayOfADossierOnItsPage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.death()
	at := "/desk/dossiers/" + string(id)
	for _, step := range []struct {
		work procedure.Work
		act  string
		form []string
		miss string // what the page says when the form comes empty
	}{
		{procedure.Examine, "finish", []string{"finish%.words", "Đủ điều kiện"}, ""},
		{procedure.Approve, "approve", nil, ""},
		{procedure.Issue, "issue", []string{"issue%.number", "12/TLKT"}, "Hãy ghi số của văn bản ban hành."},
	} {
		task := d.upTo(id, step.work)
		if task == nil {
			t.Fatalf("no task to %s", step.work)
		}
		_, who := d.holder(task.Unit, task.Role, 0)
		if body := wantPage(t, d, at, 200, who); !strings.Contains(body, at+"/"+step.act) || !strings.Contains(body, at+"/claim") {
			t.Errorf("the page does not offer %s", step.act)
		}
		d.wantDone(d.post(at+"/claim", who, d.on(id, task.Token)...), id)
		if step.miss != "" {
			d.wantAgain(d.post(at+"/"+step.act, who, d.on(id, task.Token)...), 422, step.miss)
		}
		form := d.on(id, task.Token)
		for _, x := range step.form {
			form = append(form, strings.ReplaceAll(x, "%", strconv.Itoa(task.Token)))
		}
		d.wantDone(d.post(at+"/"+step.act, who, form...), id)
	}
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	if body := wantPage(t, d, "/desk/hand-over", 200, clerk); !strings.Contains(body, d.view(id).Code) {
		t.Error("the result is not in the list of those that wait")
	}
	proxy := []string{"hand-over.manner", "desk", "hand-over.receiver", "Trần Văn Thay", "hand-over.proxy", "1", "hand-over.originals", "1"}
	d.wantAgain(d.post(at+"/hand-over", clerk, d.on(id, 0, proxy...)...), 422, "giấy ủy quyền", "Trần Văn Thay", "Điều 20")
	d.wantDone(d.post(at+"/hand-over", clerk, d.on(id, 0, append(proxy, "hand-over.authority", "Số 12/UQ ngày 01/3/2026")...)...), id)
	if v := d.view(id); v.State != dossier.HandedOver {
		t.Errorf("state %s", v.State)
	}
	body := wantPage(t, d, at, 200, clerk)
	if !strings.Contains(body, "12/TLKT") || strings.Contains(body, at+"/hand-over") {
		t.Error("the page does not show the result, or offers to hand it over again")
	}
	d.wantAgain(d.post(at+"/hand-over", clerk, d.on(id, 0, proxy...)...), 409, "không có bản nào đang chờ trả", "Điều 20")
}

func TestWhatALeaderRefusesNeedsReasonAndWords(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.death()
	task := d.upTo(id, procedure.Approve)
	_, leader := d.holder(task.Unit, task.Role, 0)
	at, n := "/desk/dossiers/"+string(id), strconv.Itoa(task.Token)
	d.wantAgain(d.post(at+"/return", leader, d.on(id, task.Token)...), 422, "Hãy viết rõ nội dung")
	d.wantAgain(d.post(at+"/refuse", leader, d.on(id, task.Token, "refuse"+n+".words", "Không đủ điều kiện theo hồ sơ địa chính")...), 422,
		"Hãy chọn lý do", "Không đủ điều kiện theo hồ sơ địa chính")
	d.wantDone(d.post(at+"/return", leader, d.on(id, task.Token, "return"+n+".words", "Kiểm tra lại ngày mất")...), id)
	task = d.upTo(id, procedure.Approve)
	n = strconv.Itoa(task.Token)
	d.wantDone(d.post(at+"/refuse", leader, d.on(id, task.Token, "refuse"+n+".reason", "not-eligible", "refuse"+n+".rule", "khoản 2 Điều 14", "refuse"+n+".words", "Không đủ điều kiện")...), id)
	if v := d.view(id); v.State != dossier.Stopped {
		t.Errorf("state %s", v.State)
	}
	if body := wantPage(t, d, at, 200, leader); !strings.Contains(body, "Không đủ điều kiện") {
		t.Error("the history does not have the words of the refusal")
	}
}

func TestTheSecondOfTwoOfficersKeepsHisWordsAndSeesWhatChanged(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.death()
	_, one := d.holder(d.upTo(id, procedure.Examine).Unit, "specialist", 0)
	task := d.upTo(id, procedure.Approve)
	_, leader := d.holder(task.Unit, task.Role, 0)
	at, n := "/desk/dossiers/"+string(id), strconv.Itoa(task.Token)
	// Who decides reads every note first.
	seen := d.on(id, task.Token, "return"+n+".words", "Đối chiếu lại với giấy báo tử")
	d.wantDone(d.post(at+"/note", one, d.on(id, 0, "note.words", "Chờ điện thoại của bệnh viện")...), id)
	body := d.wantAgain(d.post(at+"/return", leader, seen...), 409, "Hồ sơ đã thay đổi", "Đã thay đổi từ lúc bạn mở trang", "Chờ điện thoại của bệnh viện", "Đối chiếu lại với giấy báo tử")
	if !strings.Contains(body, `name="seen" value="`+strconv.FormatInt(d.view(id).Version, 10)) {
		t.Error("the page again does not know the new version")
	}
	d.wantDone(d.post(at+"/return", leader, d.on(id, task.Token, "return"+n+".words", "Đối chiếu lại với giấy báo tử")...), id)
	task = d.upTo(id, procedure.Examine)
	n = strconv.Itoa(task.Token)
	_, one = d.holder(task.Unit, task.Role, 0)
	_, two := d.holder(task.Unit, task.Role, 1)
	// The step itself is gone: his words stand on the page to be copied.
	seen = d.on(id, task.Token, "finish"+n+".words", "Lời của người thứ hai")
	d.wantDone(d.post(at+"/finish", one, d.on(id, task.Token)...), id)
	d.wantAgain(d.post(at+"/finish", two, seen...), 409, "Những gì bạn đã gõ", "Lời của người thứ hai")
}

func TestWhatAnOfficerMayNotDoIsRefusedAndNothingIsWritten(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.death()
	task := d.upTo(id, procedure.Examine)
	_, officer := d.holder(task.Unit, task.Role, 0)
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	_, stranger := d.holder("chi-nhanh-1", "receiver", 0)
	at, n := "/desk/dossiers/"+string(id), strconv.Itoa(task.Token)
	d.wantDone(d.post(at+"/note", officer, d.on(id, 0, "note.words", "đã xem")...), id)
	d.wantDone(d.post(at+"/claim", officer, "seen", "1", "token", n), id) // a note does not overtake it
	before := d.view(id).Version
	if w := d.post(at+"/finish", clerk, d.on(id, task.Token)...); w.Code != 403 || !strings.Contains(w.Body.String(), "Vai trò đang dùng không được làm việc này: Hoàn thành bước") {
		t.Errorf("a clerk finishes an officer's step: %d", w.Code)
	}
	if w := d.post(at+"/note", stranger, d.on(id, 0, "note.words", "xin chào")...); w.Code != 404 {
		t.Errorf("a stranger writes a note: %d", w.Code)
	}
	if w := d.post(at+"/hand-over", officer, d.on(id, 0)...); w.Code != 403 || !strings.Contains(w.Body.String(), "Điều 20") {
		t.Errorf("an officer hands over, and the rule is not named: %d", w.Code)
	}
	if w := d.post("/desk/dossiers/NOSUCH00000/claim", officer, "token", "1"); w.Code != 404 {
		t.Errorf("no such dossier: %d", w.Code)
	}
	for name, form := range map[string][]string{
		"unknown token":  {"seen", "0", "token", "987654"},
		"no number":      {"seen", "x", "token", "-1"},
		"stale version":  {"seen", "1", "token", n, "finish" + n + ".words", "cũ"},
		"future version": {"seen", "99", "token", n},
	} {
		if w := d.post(at+"/finish", officer, form...); w.Code != 409 {
			t.Errorf("%s: %d, want 409: %.300s", name, w.Code, w.Body.String())
		}
	}
	d.wantAgain(d.post(at+"/approve", officer, d.on(id, task.Token)...), 409, "Bước này không kết thúc bằng việc “Phê duyệt”")
	d.wantAgain(d.post(at+"/note", officer, d.on(id, 0, "note.words", strings.Repeat("ghi chú ", 1000))...), 422, "Ghi chú có từ 1 đến 4000 ký tự")
	d.wantAgain(d.post(at+"/note", officer, d.on(id, 0)...), 422)
	d.wantAgain(d.post(at+"/finish", officer, d.on(id, task.Token, "finish"+n+".outcome", "burn")...), 422)
	d.wantAgain(d.post(at+"/finish", officer, d.on(id, task.Token, "finish"+n+".words", strings.Repeat("ố", 4001))...), 422, "Nội dung quá dài: tối đa 4000 ký tự.")
	if got := d.view(id).Version; got != before {
		t.Errorf("something was written: version %d, was %d", got, before)
	}
}

func TestPersonsAreCorrectedAndCodesOfOtherSystemsRecorded(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.death()
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	at := "/desk/dossiers/" + string(id)
	person := []string{"correct.applicant.kind", "citizen", "correct.applicant.name", "Nguyễn Thị Vi", "correct.applicant.number", "001185012345", "correct.same", "1"}
	d.wantAgain(d.post(at+"/correct", clerk, d.on(id, 0, person...)...), 422, "Nguyễn Thị Vi")
	d.wantAgain(d.post(at+"/correct", clerk, d.on(id, 0, append(person, "correct.applicant.birth", "32/13/1985", "correct.words", "gõ nhầm")...)...), 422, "32/13/1985")
	d.wantDone(d.post(at+"/correct", clerk, d.on(id, 0, append(person, "correct.reason", "typing", "correct.words", "Theo căn cước")...)...), id)
	if v := d.view(id); v.Parties.Owner.Name != "Nguyễn Thị Vi" {
		t.Errorf("the owner is %q", v.Parties.Owner.Name)
	}
	d.wantAgain(d.post(at+"/link", clerk, d.on(id, 0, "link.system", "civil-status")...), 422, "Hãy chọn hệ thống")
	d.wantDone(d.post(at+"/link", clerk, d.on(id, 0, "link.system", "civil-status", "link.code", "HT-2026-118")...), id)
	d.wantAgain(d.post(at+"/link", clerk, d.on(id, 0, "link.system", "civil-status", "link.code", "HT-2026-118")...), 409, "đã được ghi rồi")
	if body := wantPage(t, d, at, 200, clerk); !strings.Contains(body, "HT-2026-118") {
		t.Error("the code does not stand on the page")
	}
}

func TestTheFileOfAResultOpensSafely(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.death()
	task := d.upTo(id, procedure.Issue)
	_, clerk := d.holder(task.Unit, task.Role, 0)
	n := strconv.Itoa(task.Token)
	send := func(body string) *httptest.ResponseRecorder {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		for _, x := range [][2]string{{tokenField, maskToken("secret")}, {"token", n}, {"issue" + n + ".number", "12/TLKT"}} {
			_ = w.WriteField(x[0], x[1]) // a buffer takes everything
		}
		f, err := w.CreateFormFile("issue"+n+".file", "kết quả.pdf")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.Write([]byte(body))
		_ = w.Close()
		r := httptest.NewRequest(http.MethodPost, "/desk/dossiers/"+string(id)+"/issue", &b)
		r.Header.Set("Content-Type", w.FormDataContentType())
		r.AddCookie(clerk)
		rec := httptest.NewRecorder()
		d.ServeHTTP(rec, r)
		return rec
	}
	d.wantAgain(send("<html><script>alert(1)</script>"), 422, "12/TLKT")
	d.wantDone(send("%PDF-1.4\n%âãÏÓ\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"), id)
	hash := d.view(id).Result.File
	if hash == "" {
		t.Fatal("no file was kept")
	}
	at := "/desk/dossiers/" + string(id) + "/files/" + hash
	r := httptest.NewRequest(http.MethodGet, at, nil)
	r.AddCookie(clerk)
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	h := w.Header()
	if w.Code != 200 || h.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'none'") ||
		!strings.HasPrefix(h.Get("Content-Disposition"), "inline") || h.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("the file comes as %d %v", w.Code, h)
	}
	_, stranger := d.holder("chi-nhanh-1", "receiver", 0)
	if got, _ := get(t, d, at, "vi", stranger); got != 404 {
		t.Errorf("a stranger opens the file: %d", got)
	}
	if got, _ := get(t, d, "/desk/dossiers/"+string(id)+"/files/abc", "vi", clerk); got != 404 {
		t.Errorf("a file that is none: %d", got)
	}
}

func TestSeveralResultsGoToOnePerson(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var marks []string
	var ids []dossier.ID
	for range 2 {
		id := d.death()
		d.upTo(id, "")
		ids = append(ids, id)
		marks = append(marks, string(id)+".0."+strconv.FormatInt(d.view(id).Version, 10))
	}
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	d.wantAgain(d.post("/desk/hand-over", clerk, "row", marks[0], "row", marks[1]), 200, "Trả 2 kết quả", "Nguyễn Thị Ví Dụ")
	form := []string{"row", marks[0], "row", marks[1], "confirm", "1", "key", "hand-1", "hand-over.manner", "desk"}
	d.wantAgain(d.post("/desk/hand-over", clerk, form...), 422, "Hãy ghi họ tên người nhận kết quả")
	d.wantAgain(d.post("/desk/hand-over", clerk, append(form, "hand-over.receiver", "Nguyễn Thị Ví Dụ")...), 200, "Đã trả")
	for _, id := range ids {
		if v := d.view(id); v.State != dossier.HandedOver {
			t.Errorf("dossier %s: %s", id, v.State)
		}
	}
	if w := d.post("/desk/hand-over", clerk); w.Code != http.StatusSeeOther {
		t.Errorf("nothing marked: %d", w.Code)
	}
}

func TestACodeThatIsTypedOrScannedOpensItsDossier(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.death()
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	v := d.view(id)
	for _, q := range []string{v.Code, strings.ToLower(v.Code), "https://motcua.example/tra-cuu%23" + v.Code + "." + v.Check} {
		for _, path := range []string{"/desk/dossiers?q=", "/desk/hand-over?q="} {
			r := httptest.NewRequest(http.MethodGet, path+q, nil)
			r.AddCookie(clerk)
			w := httptest.NewRecorder()
			d.ServeHTTP(w, r)
			if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/desk/dossiers/"+string(id)) {
				t.Errorf("%s%s leads to %q (%d)", path, q, to, w.Code)
			}
		}
	}
}

func TestAListGoesOutAsAFileAndIsWrittenDown(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	id := d.received("1.000656", "co-giay-bao-tu", "chi-nhanh-7", "=HYPERLINK(1)")
	for _, path := range []string{"/desk", "/desk/dossiers?open=1", "/desk/hand-over"} {
		for as, begin := range map[string]string{"csv": "\ufeff", "xlsx": "PK"} {
			sep := "?"
			if strings.Contains(path, "?") {
				sep = "&"
			}
			code, body := get(t, d, path+sep+"as="+as, "vi", clerk)
			if code != 200 || !strings.HasPrefix(body, begin) {
				t.Errorf("%s as %s: %d %.40q", path, as, code, body)
			}
		}
	}
	_, body := get(t, d, "/desk/dossiers?as=csv", "vi", clerk)
	if !strings.Contains(body, d.view(id).Code) || strings.Contains(body, ",=HYPERLINK") {
		t.Error("the list has not the dossier, or a formula")
	}
	all, err := d.o.Store().Read().Exports(t.Context(), "", time.Time{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(x store.ExportRow) bool {
		return x.List == "ho-so" && x.Format == "csv" && x.Rows == 1 && x.Account == who.Account && strings.Contains(body, x.ID)
	})
	if i < 0 {
		t.Errorf("that the list left the house was not written down, or the file does not say so: %+v", all)
	}
}

func TestAWrongProcedureIsReplacedByTheRightOne(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.death()
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	at := "/desk/dossiers/" + string(id) + "/replace"
	wantPage(t, d, "/desk/dossiers/"+string(id), 200, clerk)
	wantPage(t, d, at, 200, clerk)
	wantPage(t, d, at+"?to=9.999999/nichts", 200, clerk)
	const to = "1.000656/chet-da-lau"
	if body := wantPage(t, d, at+"?to="+to, 200, clerk); !strings.Contains(body, "Nguyễn Thị Ví Dụ") {
		t.Error("what is known of the persons is not filled in")
	}
	later := d.death() // a code between them, so that the new one is another
	form := d.on(id, 0, "to", to, "new-id", "REPLACED0001", "key", "r1")
	for path, x := range sampleOf(t, "1.000656", "chet-da-lau") {
		form = append(form, eformPairs(path, x)...)
	}
	d.wantAgain(d.post(at, clerk, form...), 422, "giấy tờ bắt buộc")
	for i, p := range d.o.World().Procedures.Current("1.000656", d.clock()).Case("chet-da-lau").Papers {
		if p.Required {
			form = append(form, "papers."+strconv.Itoa(i), "1")
		}
	}
	d.wantAgain(d.post(at, clerk, form...), 422, "Hãy viết rõ nội dung")
	if d.view(id).State == dossier.Stopped {
		t.Fatal("a refused replacement has closed the dossier")
	}
	promised := d.view(id).Promise.Start
	d.later(3 * time.Hour)
	d.wantDone(d.post(at, clerk, append(form, "reason", "wrong-case", "words", "Đã chết từ năm ngoái", "kept", "1")...), "REPLACED0001")
	old, now := d.view(id), d.view("REPLACED0001")
	if old.State != dossier.Stopped || old.ReplacedByID != "REPLACED0001" || now.Replaces != old.Code || now.Case != "chet-da-lau" {
		t.Errorf("old %s by %q, new replaces %q as %q", old.State, old.ReplacedByID, now.Replaces, now.Case)
	}
	if !now.Promise.Start.Equal(promised) {
		t.Errorf("the time counts from %s, want %s", now.Promise.Start, promised)
	}
	if body := wantPage(t, d, "/desk/dossiers/"+string(id), 200, clerk); !strings.Contains(body, now.Code) || strings.Contains(body, "/replace") {
		t.Error("the old dossier does not lead to the new one, or may be replaced again")
	}
	if got, _ := get(t, d, at, "vi", clerk); got != 409 {
		t.Errorf("a closed dossier is replaced: %d", got)
	}
	task := d.upTo(later, procedure.Examine)
	_, officer := d.holder(task.Unit, task.Role, 0)
	if got, _ := get(t, d, "/desk/dossiers/"+string(later)+"/replace", "vi", officer); got != 403 {
		t.Errorf("an officer replaces: %d", got)
	}
}

// eformPairs are a clean answer as the boxes of the form send it.
func eformPairs(path string, x any) []string {
	switch x := x.(type) {
	case map[string]any:
		var out []string
		if text, ok := x["text"].(string); ok {
			return []string{"e." + path, text, "e." + path + ".commune", x["commune"].(string)}
		}
		for k, v := range x {
			out = append(out, eformPairs(path+"."+k, v)...)
		}
		return out
	case bool:
		if x {
			return []string{"e." + path, "yes"}
		}
		return []string{"e." + path, "no"}
	case []string:
		var out []string
		for _, v := range x {
			out = append(out, "e."+path, v)
		}
		return out
	}
	return []string{"e." + path, fmt.Sprint(x)}
}
