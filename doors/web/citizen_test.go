package web

import (
	"bytes"
	"html"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/form"
)

// A surfer is somebody with a browser without script: cookies, the page that was loaded last, and forms that are sent.
type surfer struct {
	t       *testing.T
	site    *Site
	cookies map[string]string
	at      string // address of the last page
	status  int
	body    string
	lang    string
}

const password = "mat-khau-thu-nghiem"

// citizen opens an account and signs in through the page.
func (c *town) citizen(username, name, number string) *surfer {
	c.t.Helper()
	kind := "citizen"
	if len(number) == 10 {
		kind = "business"
	}
	a := office.Account{ID: kind + ":" + username, Username: username, Kind: kind, Name: name, Number: number}
	if err := c.AddAccount(c.t.Context(), office.Who{Kind: access.System}, a, password, 4); err != nil {
		c.t.Fatal(err)
	}
	b := &surfer{t: c.t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	b.signIn(username)
	return b
}

func (b *surfer) signIn(username string) {
	b.t.Helper()
	b.get("/dang-nhap")
	b.post("/dang-nhap", "username", username, "password", password)
	if b.cookies[sessionCookie] == "" {
		b.t.Fatalf("%s is not signed in: %d %s", username, b.status, b.problem())
	}
}

// send sends one request and follows where it leads.
func (b *surfer) send(r *http.Request) {
	b.t.Helper()
	for range 5 {
		r.Header.Set("Accept-Language", b.lang)
		for _, name := range slices.Sorted(maps.Keys(b.cookies)) {
			r.AddCookie(&http.Cookie{Name: name, Value: b.cookies[name]})
		}
		w := httptest.NewRecorder()
		b.site.ServeHTTP(w, r)
		for _, ck := range w.Result().Cookies() {
			b.cookies[ck.Name] = ck.Value
			if ck.MaxAge < 0 {
				delete(b.cookies, ck.Name)
			}
		}
		b.at, b.status, b.body = r.URL.RequestURI(), w.Code, w.Body.String()
		if w.Code != http.StatusSeeOther {
			break
		}
		to, _, _ := strings.Cut(w.Header().Get("Location"), "#") // what is behind it stays in the browser
		r = httptest.NewRequest(http.MethodGet, to, nil)
	}
	if strings.Contains(b.body, "<html") {
		for _, wrong := range checkPage(b.body) {
			b.t.Errorf("%s (%s): %s", b.at, b.lang, wrong)
		}
		if strings.Contains(b.body, "<script>") {
			b.t.Errorf("%s: what somebody typed stands in the page as markup", b.at)
		}
	}
}

func (b *surfer) get(path string) string {
	b.t.Helper()
	b.send(httptest.NewRequest(http.MethodGet, path, nil))
	return b.body
}

var csrfOnPage = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// token is the secret of the forms of the last page.
func (b *surfer) token() string {
	b.t.Helper()
	m := csrfOnPage.FindStringSubmatch(b.body)
	if m == nil {
		b.t.Fatalf("%s has no form", b.at)
	}
	return m[1]
}

// post sends a form of the last page.
func (b *surfer) post(path string, pairs ...string) string {
	b.t.Helper()
	q := url.Values{"csrf": {b.token()}}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Add(pairs[i], pairs[i+1])
	}
	b.send(b.formRequest(path, q))
	return b.body
}

func (b *surfer) formRequest(path string, q url.Values) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(q.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// upload sends one file with a form of the last page.
func (b *surfer) upload(path, field, name string, content []byte, pairs ...string) string {
	b.t.Helper()
	return b.uploadAll(path, field, [][2]string{{name, string(content)}}, pairs...)
}

// uploadAll sends a form with several files, each a name and its content.
func (b *surfer) uploadAll(path, field string, files [][2]string, pairs ...string) string {
	b.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	_ = m.WriteField("csrf", b.token())
	for i := 0; i+1 < len(pairs); i += 2 {
		_ = m.WriteField(pairs[i], pairs[i+1])
	}
	for _, f := range files {
		w, err := m.CreateFormFile(field, f[0])
		if err != nil {
			b.t.Fatal(err)
		}
		_, _ = w.Write([]byte(f[1]))
	}
	_ = m.Close()
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	b.send(r)
	return b.body
}

var problemOnPage = regexp.MustCompile(`(?s)id="problem".*?</div>`)

// problem is the summary of faults of the last page, without marks.
func (b *surfer) problem() string {
	return html.UnescapeString(regexp.MustCompile(`<[^>]+>`).ReplaceAllString(problemOnPage.FindString(b.body), " "))
}

// want wants a status and words on the last page.
func (b *surfer) want(status int, words ...string) {
	b.t.Helper()
	if b.status != status {
		b.t.Fatalf("%s = %d, want %d: %s", b.at, b.status, status, b.problem())
	}
	said := html.UnescapeString(b.body)
	for _, w := range words {
		if !strings.Contains(said, w) {
			b.t.Errorf("%s does not say %q", b.at, w)
		}
	}
}

// hides wants that the last page does not say something.
func (b *surfer) hides(words ...string) {
	b.t.Helper()
	for _, w := range words {
		if strings.Contains(html.UnescapeString(b.body), w) {
			b.t.Errorf("%s says %q", b.at, w)
		}
	}
}

// scan is a small PDF.
var scan = []byte("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")

// typed gives what a browser sends for clean values of one section of a form.
func typed(fields []form.Field, values map[string]any, at string) []string {
	var out []string
	for _, f := range fields {
		name := at + f.ID
		switch v := values[f.ID].(type) {
		case nil:
		case bool:
			out = append(out, name, map[bool]string{true: "yes", false: "no"}[v])
		case map[string]any:
			if f.Kind == form.Address {
				commune, _ := v["commune"].(string)
				out = append(out, name, v["text"].(string), name+".commune", commune)
			} else {
				out = append(out, typed(f.Fields, v, name+".")...)
			}
		case []any:
			for i, one := range v {
				if m, ok := one.(map[string]any); ok {
					out = append(out, typed(f.Fields, m, name+"."+strconv.Itoa(i)+".")...)
				} else {
					out = append(out, name, one.(string))
				}
			}
		default:
			out = append(out, name, html.UnescapeString(strings.Trim(toJSON(v), `"`)))
		}
	}
	return out
}

func toJSON(v any) string { return anyWords(v) }

const (
	birth   = "1.001193"
	atHome  = "co-giay-chung-sinh"
	theID   = "001185012345"
	ourDesk = "chi-nhanh-7"
)

// begin begins a filing and goes through the pages of persons; it gives the draft's address.
func (b *surfer) begin(code, caseID string) string {
	b.t.Helper()
	b.get("/thu-tuc/" + code + "/nop")
	b.want(http.StatusOK)
	b.post("/thu-tuc/"+code+"/nop", "case", caseID)
	draft := b.at
	b.want(http.StatusOK)
	b.post(draft+"?trang="+pageApplicant, "applicant.phone", "0912345678", "applicant.address", "Số 12 phố Ví Dụ", "applicant.address.commune", "00004")
	b.want(http.StatusOK)
	b.post(draft+"?trang="+pageOwner, "for", "self")
	b.want(http.StatusOK)
	return draft
}

// fillForm goes through the pages of the e-form with the sample of the pack.
func (b *surfer) fillForm(c *town, draft, code, caseID string) {
	b.t.Helper()
	rec := c.World().Procedures.Current("1.001193", c.clock())
	values := c.sample(code, caseID, rec.Version)
	for _, s := range rec.Case(caseID).Form.Sections {
		b.post(draft+"?trang="+pageForm+s.ID, typed(s.Fields, values, eformPrefix)...)
		b.want(http.StatusOK)
	}
}

// file goes the whole way and gives the dossier's identity.
func (b *surfer) file(c *town, code, caseID string) dossier.ID {
	b.t.Helper()
	draft := b.begin(code, caseID)
	b.fillForm(c, draft, code, caseID)
	b.upload(draft+"?trang="+pagePapers, "papers.1", "giấy chứng sinh.pdf", scan)
	b.post(draft+"?trang="+pageResult, "reception", ourDesk, "return", "desk")
	b.want(http.StatusOK)
	b.post(draft+"/nop", "confirm", "1")
	b.want(http.StatusOK)
	return dossier.ID(strings.TrimPrefix(draft, "/ho-so/nhap/"))
}

func TestACitizenFilesPageByPageAndFollowsTheDossier(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	b := c.citizen("vidu", theOwner, theID)
	b.get("/ho-so")
	b.want(http.StatusOK, "Bạn chưa có hồ sơ nào")
	draft := b.begin(birth, atHome)
	b.want(http.StatusOK, `value="Nguyễn Thị Ví Dụ"`) // the form knows who files
	b.fillForm(c, draft, birth, atHome)

	// A mistake on the way is explained beside its box and the rest stays.
	b.post(draft+"?trang="+pageForm+"child", "e.child_name", "Trần <script>An</script>", "e.child_birth", "31/2/2026", "e.child_sex", "male")
	b.want(http.StatusUnprocessableEntity, "Ngày, tháng, năm sinh: Không có ngày này trên lịch.", `value="31/2/2026"`, `value="Trần <script>An</script>"`, `href="#f-e.child_birth"`)
	b.get(draft + "?trang=" + pageLast)
	b.want(http.StatusUnprocessableEntity, "Trẻ được khai sinh") // the last page waits until all is in order
	if !strings.Contains(b.at, pageForm+"child") {
		t.Errorf("the last page led to %s", b.at)
	}
	b.fillForm(c, draft, birth, atHome)

	// A required paper without a scan, a file of a wrong kind, then the scan; it stays when another file is refused.
	b.post(draft + "?trang=" + pagePapers)
	b.want(http.StatusUnprocessableEntity, "Thiếu giấy tờ bắt buộc: Giấy chứng sinh.")
	b.upload(draft+"?trang="+pagePapers, "papers.1", "<b>virus</b>.exe", []byte("MZ\x90\x00 nonsense"))
	b.want(http.StatusUnprocessableEntity, "không phải PDF, JPG hoặc PNG")
	b.upload(draft+"?trang="+pagePapers, "papers.1", "giấy chứng sinh.pdf", scan)
	b.want(http.StatusOK)
	b.post(draft+"?trang="+pageResult, "reception", "khong-co", "return", "ngựa")
	b.want(http.StatusUnprocessableEntity, "Hãy chọn nơi tiếp nhận.", "Hãy chọn cách nhận kết quả.")
	b.post(draft+"?trang="+pageResult, "reception", ourDesk, "return", "desk")
	b.want(http.StatusOK, "giấy chứng sinh.pdf", "Trần Thử Nghiệm", "Cho chính tôi", "Phí, lệ phí", "Thời hạn giải quyết")
	if strings.Contains(b.body, "checked") {
		t.Error("the declaration is ticked beforehand")
	}
	b.post(draft + "/nop")
	b.want(http.StatusUnprocessableEntity, "Hãy đánh dấu vào ô cam đoan")
	twice := b.token()
	b.post(draft+"/nop", "confirm", "1")
	number := regexp.MustCompile(`NOP-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}`).FindString(b.body)
	b.want(http.StatusOK, "Đã nộp hồ sơ", number, "08:30 thứ Tư 04/03/2026", "Tiếp theo sẽ thế nào")
	b.send(b.formRequest(draft+"/nop", url.Values{"csrf": {twice}, "confirm": {"1"}}))
	b.want(http.StatusOK, number) // the second click finds the first one's dossier
	b.get("/ho-so")
	b.want(http.StatusOK, number, "Mới nộp, chờ tiếp nhận")
	b.hides("Đang soạn, chưa nộp")
	id := dossier.ID(strings.TrimPrefix(draft, "/ho-so/nhap/"))

	look, err := c.Read(t.Context(), office.Who{Kind: access.Anyone}).Lookup(number)
	if err != nil || look.State != dossier.Filed {
		t.Errorf("lookup by the filing number: %+v %v", look, err)
	}
	got, err := c.Receive(t.Context(), c.officer(ourDesk, "receiver"), office.Command{}, office.On{ID: id}, office.Intake{})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Note(t.Context(), c.officer(ourDesk, "receiver"), office.Command{}, office.On{ID: id}, "ghi chú chỉ cho cán bộ"); err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"en", "vi"} {
		b.lang = lang
		b.get("/ho-so/" + string(id))
		b.want(http.StatusOK, got.Code, got.Check, number, "giấy chứng sinh.pdf")
		b.hides("ghi chú chỉ cho cán bộ", "Ghi chú nội bộ")
		b.get("/ho-so")
		b.want(http.StatusOK, got.Code)
	}
	b.get("/ho-so/" + string(id))
	b.want(http.StatusOK, "Thời gian nằm ở đâu", "Vì sao là", "Tính lại từng ngày", "Đường đi của hồ sơ", "Giấy tờ đã lập", "/giay/slip-2.pdf")
	b.get("/ho-so/" + string(id) + "/phieu.pdf")
	if b.status != http.StatusOK || !strings.HasPrefix(b.body, "%PDF") {
		t.Errorf("the slip: %d", b.status)
	}
	b.get("/ho-so/" + string(id) + "/giay/slip-2.pdf")
	if b.status != http.StatusOK || !strings.HasPrefix(b.body, "%PDF") {
		t.Errorf("the slip among the papers that were made: %d", b.status)
	}
	for _, none := range []string{"control-2.pdf", "slip-1.pdf", "slip-.pdf", "-2.pdf", "slip-9999999999999999999.pdf", "x"} {
		if b.get("/ho-so/" + string(id) + "/giay/" + none); b.status != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", none, b.status)
		}
	}
	for _, f := range c.fold(id).Files {
		b.get(fileAddress(id, f.Hash))
		if b.status != http.StatusOK || b.body != string(scan) {
			t.Errorf("the own scan: %d", b.status)
		}
	}
}

// fold is the dossier as a supervisor sees it.
func (c *town) fold(id dossier.ID) *office.DossierView {
	c.t.Helper()
	v, err := c.Read(c.t.Context(), everywhere(c.Office)).Dossier(id, "read.test")
	if err != nil {
		c.t.Fatal(err)
	}
	return v
}

func TestAnothersDossiersAndDraftsAreNotThere(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	mine, other := c.citizen("vidu", theOwner, theID), c.citizen("khac", "Trần Văn Mẫu", "001080000006")
	draft := mine.begin(birth, atHome)
	filed := mine.file(c, birth, atHome)
	hash := c.fold(filed).Files[0].Hash
	other.get("/ho-so")
	other.hides(theOwner)
	for _, path := range []string{
		draft, draft + "?trang=" + pageLast, "/ho-so/" + string(filed), "/ho-so/" + string(filed) + "/phieu.pdf", fileAddress(filed, hash),
		"/ho-so/KHONGCO0000000", "/ho-so/%00", "/ho-so/nhap/KHONGCO0000000", "/ho-so/" + strings.Repeat("x", 3000), "/ho-so/nhap/phieu.pdf", "/ho-so/a/b/c",
	} {
		other.get(path)
		other.want(http.StatusNotFound)
		other.hides(theOwner, theID)
	}
	other.get("/ho-so")
	other.get("/thu-tuc/" + birth + "/nop")
	for _, path := range []string{draft + "?trang=" + pageOwner, draft + "/nop"} {
		token := other.token()
		other.send(other.formRequest(path, url.Values{"csrf": {token}, "for": {"self"}, "confirm": {"1"}}))
		other.want(http.StatusNotFound)
		other.get("/thu-tuc/" + birth + "/nop")
	}
	other.post(draft + "/xoa")
	mine.get(draft)
	mine.want(http.StatusOK)

	// A hash of another's file in a box of the form opens nothing: it is dropped from the draft.
	plan := other.begin("9.000001", "thua-dat")
	run, err := other.run(plan)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range run.pc.Form.Sections {
		for _, f := range s.Fields {
			if f.Kind == form.File {
				other.post(plan+"?trang="+pageForm+s.ID, eformPrefix+f.ID, hash)
				if run, err = other.run(plan); err != nil || run.d.Values[f.ID] != nil {
					t.Errorf("the draft took a hash that is not its own: %v %v", run.d.Values[f.ID], err)
				}
			}
		}
	}
}

// run reads a draft as its pages do.
func (b *surfer) run(draft string) (*filingRun, error) {
	r := httptest.NewRequest(http.MethodGet, draft, nil)
	r.SetPathValue("id", strings.TrimPrefix(draft, "/ho-so/nhap/"))
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: b.cookies[sessionCookie]})
	who, err := b.site.sessionVisitor(r)
	if err != nil {
		return nil, err
	}
	return b.site.filingRun(withVisit(r, &visit{visitor: who, lang: "vi"}))
}

func TestFilingIsClosedInAServedCityAndLeadsToThePortal(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	wantPage(t, c.site, "/thu-tuc/"+birth+"/nop", http.StatusOK)
	b := c.citizen("vidu", theOwner, theID)
	b.get("/thu-tuc/" + birth + "/nop")
	b.want(http.StatusOK, "https://dichvucong.gov.vn", "Cổng Dịch vụ công quốc gia là nơi nộp hồ sơ trực tuyến duy nhất")
	b.get("/ho-so")
	b.get("/dang-nhap")
	b.get("/ho-so")
	b.post("/thu-tuc/"+birth+"/nop", "case", atHome)
	b.want(http.StatusConflict)
}
