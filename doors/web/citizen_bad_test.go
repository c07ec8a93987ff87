package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"motcua/law/dossier"
	"motcua/office"
)

func TestWhatIsTypedSurvivesAnExpiredSession(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	b := c.citizen("vidu", theOwner, theID)
	draft := b.begin(birth, atHome)
	page := draft + "?trang=" + pageForm + "child"
	b.get(page)
	token := b.token()
	delete(b.cookies, sessionCookie) // the session is over while somebody types
	b.send(b.formRequest(page, url.Values{"csrf": {token}, "e.child_name": {"Trần Văn \"Giữ\" <script>"}, "e.child_birth": {"ngày mai"}}))
	b.want(http.StatusForbidden, "Phiên đăng nhập đã hết")
	carried := hiddenOnPage(b.body, carriedField)
	b.post("/dang-nhap", "username", "vidu", "password", "sai", "tiep", page, carriedField, carried)
	if hiddenOnPage(b.body, carriedField) != carried {
		t.Error("a wrong password loses what was typed")
	}
	b.post("/dang-nhap", "username", "vidu", "password", password, "tiep", page, carriedField, carried)
	b.want(http.StatusOK, `value="Trần Văn "Giữ" <script>"`, `value="ngày mai"`)

	// What is carried is kept for its owner only, and only as a draft.
	other := c.citizen("khac", "Trần Văn Mẫu", "001080000006")
	delete(other.cookies, sessionCookie)
	other.get("/dang-nhap")
	other.post("/dang-nhap", "username", "khac", "password", password, "tiep", page, carriedField, "e.child_name=Kẻ+khác")
	b.get(page)
	b.want(http.StatusOK, "ngày mai")
	b.hides("Kẻ khác")
	for _, next := range []string{draft + "/xoa", draft + "/nop", "/dang-xuat", "//evil.example/ho-so/nhap/x", "/ho-so/nhap/"} {
		delete(b.cookies, sessionCookie)
		b.get("/dang-nhap")
		b.post("/dang-nhap", "username", "vidu", "password", password, "tiep", next, carriedField, "confirm=1")
	}
	b.get(page)
	b.want(http.StatusOK, "ngày mai")
}

func hiddenOnPage(body, name string) string {
	_, rest, _ := strings.Cut(body, `name="`+name+`" value="`)
	value, _, _ := strings.Cut(rest, `"`)
	return strings.NewReplacer("&amp;", "&", "&#34;", `"`, "&#43;", "+").Replace(value)
}

func TestADraftIsKeptWhileSomebodyTypes(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	b := c.citizen("vidu", theOwner, theID)
	draft := b.begin(birth, atHome)
	page := draft + "?trang=" + pageForm + "child"
	r := b.formRequest(page, url.Values{"e.child_name": {"Đang gõ dở"}, "e.child_birth": {"1"}})
	r.Header.Set("X-Draft", "1")
	r.Header.Set("X-CSRF", b.token())
	b.send(r)
	if b.status != http.StatusNoContent {
		t.Fatalf("the draft is not kept: %d", b.status)
	}
	b.get(page)
	b.want(http.StatusOK, `value="Đang gõ dở"`)
	b.get("/ho-so")
	b.want(http.StatusOK, "Đang soạn, chưa nộp", draft)
	b.get("/thu-tuc/" + birth + "/nop")
	b.want(http.StatusOK, "Bạn đang có bản nháp của thủ tục này")

	// Another version of the form came into force since.
	c.at("2026-07-02 09:00")
	b.signIn("vidu")
	b.get("/ho-so")
	b.want(http.StatusOK, "Tờ khai đã có phiên bản mới")
	b.get(page)
	b.want(http.StatusOK, "Tờ khai đã có phiên bản mới", "Hãy xem lại:", `value="Đang gõ dở"`)
	b.post(draft + "/xoa")
	b.want(http.StatusOK, "Đã xóa bản nháp.")
	b.get(draft)
	b.want(http.StatusNotFound)
}

func TestSomebodyFilesForAnother(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	b := c.citizen("congty", "Công ty Ví Dụ", "0100109106")
	draft := b.begin(birth, atHome)
	page := draft + "?trang=" + pageOwner
	b.post(page, "for", "other")
	b.want(http.StatusUnprocessableEntity, "Hãy điền số định danh cá nhân", "Hãy cho biết ai đại diện", "Hãy điền số nhà")
	long := strings.Repeat("Công ty ", 136) + "<script>x" // 1,097 letters
	person := []string{
		"for", "other", "owner.kind", "business", "owner.name", long, "owner.number", "0100109106", "owner.address", "Số 1", "owner.address.commune", "00004",
		"acts", "third", "representative.kind", "citizen", "representative.name", "Lê Thị Mẫu", "representative.number", theID,
	}
	b.post(page, person...)
	b.want(http.StatusUnprocessableEntity, "Hãy ghi giấy tờ về việc đại diện.", `value="Lê Thị Mẫu"`)
	b.post(page, append(person, "authority", "Giấy ủy quyền số 1")...)
	b.want(http.StatusOK)
	run, err := b.run(draft)
	if err != nil {
		t.Fatal(err)
	}
	p, err := run.parties()
	if err != nil || p.Applicant.Number != "0100109106" || p.Owner.Name != long || p.Representative == nil || p.Representative.Number != theID || p.Authority == "" {
		t.Errorf("the persons are mixed up: %+v %v", p, err)
	}
	b.post(page, append(person, "owner.name", strings.Repeat("a", 1300))...)
	b.post(page, "for", "other", "owner.kind", "robot", "owner.name", strings.Repeat("ă", 1300), "owner.number", "12", "owner.birth", "hôm qua", "owner.address", "x", "owner.address.commune", "99999", "acts", "x")
	b.want(http.StatusUnprocessableEntity, `value="hôm qua"`)
	for _, junk := range []string{"trang=khong-co", "trang=" + pageForm + "khong-co", "trang=%00", "loi=1"} {
		b.get(draft + "?" + junk)
		if b.status != http.StatusOK && b.status != http.StatusUnprocessableEntity {
			t.Errorf("?%s = %d", junk, b.status)
		}
	}
}

func TestAGiantFileIsRefusedAndTheScansStay(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	b := c.citizen("vidu", theOwner, theID)
	draft := b.begin(birth, atHome)
	page := draft + "?trang=" + pagePapers
	b.upload(page, "papers.1", "scan.pdf", scan)
	b.get(page)
	b.upload(page, "papers.2", "lon.pdf", append(append([]byte{}, scan...), bytes.Repeat([]byte("x"), 21<<20)...))
	b.want(http.StatusUnprocessableEntity)
	b.get(page)
	b.upload(page, "papers.2", "rat-lon.pdf", append(append([]byte{}, scan...), bytes.Repeat([]byte("x"), filingBody)...))
	b.want(http.StatusRequestEntityTooLarge)
	b.get(page)
	b.upload(page, "papers.99", "la.pdf", scan)
	b.get(page)
	b.want(http.StatusOK, "scan.pdf")
	b.hides("lon.pdf", "la.pdf")
	b.upload(page, "papers.1", "", nil)
	b.get(page)
	b.want(http.StatusOK, "scan.pdf")
	run, err := b.run(draft)
	if err != nil {
		t.Fatal(err)
	}
	b.post(page, "_drop", fileKey(run.d.Files[0]))
	b.hides("scan.pdf")
}

func TestADraftWithNonsenseInItIsNoDraft(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	b := c.citizen("vidu", theOwner, theID)
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: b.cookies[sessionCookie]})
	v, err := c.site.sessionVisitor(r)
	if err != nil {
		t.Fatal(err)
	}
	odd, _ := json.Marshal(filingDraft{Procedure: birth, Case: atHome, Version: 1, Files: []dossier.Attached{{Paper: 77, Hash: "x"}}, Values: map[string]any{"child_name": map[string]any{"a": []any{1}}, "gone": "x", "mother": "x"}})
	for i, d := range []office.Draft{
		{Kind: "receive", Body: []byte(`{}`)},
		{Kind: "file:x/y", Body: []byte(`{`)},
		{Kind: "file:x/y", Body: []byte(`{"procedure":"9.9","case":"x"}`)},
		{Kind: "file:" + birth + "/" + atHome, Body: odd},
	} {
		d.ID = "NONSENSE0000" + string(rune('A'+i))
		if err := c.SaveDraft(t.Context(), v.Session.Who, d); err != nil {
			t.Fatal(err)
		}
		for _, page := range []string{"", "?trang=" + pagePapers, "?trang=" + pageForm + "child", "?trang=" + pageForm + "parents", "?trang=" + pageLast, "?loi=1"} {
			b.get("/ho-so/nhap/" + d.ID + page)
			if b.status >= 500 {
				t.Errorf("%s%s = %d", d.ID, page, b.status)
			}
		}
	}
	b.get("/ho-so")
	b.want(http.StatusOK)
	for _, q := range []string{"sau=x", "sau=dang.%ff", "sau=xong.999", "xem=gi", "q=" + strings.Repeat("a+", 3000), "q=%00%ff", "q=%22%3E%3Cscript%3E", "sau=dang.-1.x&xem=dang"} {
		b.get("/ho-so?" + q)
		if b.status >= 500 {
			t.Errorf("/ho-so?%s = %d", q, b.status)
		}
	}
}
