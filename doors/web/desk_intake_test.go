package web

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"motcua/law/dossier"
)

// A counter is the desk with a clerk who types.
type counter struct {
	*desk
	clerk *http.Cookie
}

func newCounter(t *testing.T) *counter {
	t.Helper()
	d := newDesk(t)
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	return &counter{d, clerk}
}

// A seenPage is what a browser shows, with the fields of its largest form as they would be sent.
type seenPage struct {
	status int
	at     string // where it leads
	body   string
	fields url.Values
	action string
}

// send sends a form as a browser would, files as name → content.
func (c *counter) send(path string, q url.Values, files map[string]string) seenPage {
	c.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, vs := range q {
		for _, v := range vs {
			if err := m.WriteField(k, v); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	for name, content := range files {
		part, file, _ := strings.Cut(name, "/")
		w, err := m.CreateFormFile(part, file)
		if err != nil {
			c.t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			c.t.Fatal(err)
		}
	}
	m.Close()
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return c.ask(r)
}

func (c *counter) get(path string) seenPage {
	c.t.Helper()
	return c.ask(httptest.NewRequest(http.MethodGet, path, nil))
}

func (c *counter) ask(r *http.Request) seenPage {
	c.t.Helper()
	r.AddCookie(c.clerk)
	w := httptest.NewRecorder()
	c.ServeHTTP(w, r)
	s := seenPage{status: w.Code, at: w.Header().Get("Location"), body: w.Body.String(), fields: url.Values{}}
	if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || s.at != "" {
		return s
	}
	for _, wrong := range checkPage(s.body) {
		c.t.Errorf("%s %s: %s", r.Method, r.URL.Path, wrong)
	}
	s.read(c.t)
	return s
}

// read takes up the fields of the largest POST form of the page.
func (s *seenPage) read(t *testing.T) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(s.body))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all(root, func(n *html.Node) bool { m, _ := attr(n, "method"); return n.Data == "form" && m == "post" }) {
		q := url.Values{}
		for _, n := range all(f, func(n *html.Node) bool { return n.Data == "input" || n.Data == "select" || n.Data == "textarea" }) {
			name, _ := attr(n, "name")
			kind, _ := attr(n, "type")
			value, _ := attr(n, "value")
			_, checked := attr(n, "checked")
			switch {
			case name == "" || kind == "file" || (kind == "checkbox" || kind == "radio") && !checked:
				continue
			case n.Data == "textarea":
				value = words(n)
			case n.Data == "select":
				for _, o := range all(n, func(o *html.Node) bool { _, on := attr(o, "selected"); return o.Data == "option" && on }) {
					value, _ = attr(o, "value")
				}
			}
			q.Add(name, value)
		}
		if len(q) > len(s.fields) {
			s.fields = q
			s.action, _ = attr(f, "action")
		}
	}
}

// with gives the page's fields with some of them typed anew.
func (s seenPage) with(pairs ...string) url.Values {
	q := url.Values{}
	for k, v := range s.fields {
		q[k] = v
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			q.Del(pairs[i])
		} else {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return q
}

const (
	marital = "1.004873/de-ket-hon"
	card    = "001185012345||Nguyễn Thị Ví Dụ|02031985|Nữ|Số 12 phố Ví Dụ, Phường Hoàn Kiếm|01052021"
	scanPDF = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)

// begin opens a draft for a case with whoever the card names, and gives its page.
func (c *counter) begin(choice, person string, pairs ...string) (string, seenPage) {
	c.t.Helper()
	start := c.get("/desk/receive")
	q := start.with(append([]string{"choice", choice, "person", person}, pairs...)...)
	s := c.send("/desk/receive", q, nil)
	if s.status != http.StatusSeeOther {
		c.t.Fatalf("begin %s: status %d\n%s", choice, s.status, s.body)
	}
	p := c.get(s.at)
	if p.status != http.StatusOK {
		c.t.Fatalf("%s: status %d", s.at, p.status)
	}
	return s.at, p
}

// answered are the answers of the marital-status form that no register knows.
func answered(pairs ...string) []string {
	return append([]string{
		"applicant.address.commune", "00070", "applicant.phone", "0912345678", "papers.0", "1",
		"e.requester_phone", "0912345678", "e.relation", "self", "e.person_nationality", "Việt Nam", "e.status", "single", "e.purpose", "marriage",
		"e.requester_address", "Số 12 phố Ví Dụ", "e.requester_address.commune", "00070", "e.person_address", "Số 12 phố Ví Dụ", "e.person_address.commune", "00070",
		"e.partner_name", "Trần Văn Thử", "e.partner_id", "001084012345", "e.partner_place", "Phường Hoàn Kiếm", "e.number", "1", "e.pledge", "yes",
	}, pairs...)
}

func (c *counter) identity(at string) dossier.ID {
	return dossier.ID(strings.Split(strings.TrimPrefix(at, "/desk/receive/"), "/")[0])
}

func TestAClerkReceivesAtTheCounter(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	found := c.send("/desk/receive", c.get("/desk/receive").with("q", "xac nhan tinh trang hon nhan", "person", card), nil)
	for _, want := range []string{"Nguyễn Thị Ví Dụ", `value="` + marital + `"`} {
		if !strings.Contains(found.body, want) {
			t.Fatalf("the search does not show %s", want)
		}
	}
	at, page := c.begin(marital, card)
	for name, want := range map[string]string{
		"applicant.number": "001185012345", "applicant.birth": "02/03/1985", "applicant.sex": "female", "e.requester_name": "Nguyễn Thị Ví Dụ", "e.requester_id": "001185012345",
	} {
		if got := page.fields.Get(name); got != want {
			t.Errorf("%s is %q, want %q from the card", name, got, want)
		}
	}
	saved := c.send(at, page.with(answered("do", "save")...), map[string]string{"scan.0/to-khai.pdf": scanPDF})
	if saved.status != http.StatusSeeOther {
		t.Fatalf("save: %d\n%s", saved.status, saved.body)
	}
	page = c.get(at)
	if !strings.Contains(page.body, "to-khai.pdf") {
		t.Error("the scan is not on the page")
	}
	if !strings.Contains(page.body, "Đủ điều kiện tiếp nhận") {
		t.Fatalf("it is not ready:\n%s", regexp.MustCompile(`(?s)side-left.*?</ul>`).FindString(page.body))
	}
	done := c.send(at, page.with("do", "receive"), nil)
	if done.status != http.StatusSeeOther || !strings.HasSuffix(done.at, "/receipt") {
		t.Fatalf("receive: %d to %s\n%s", done.status, done.at, done.body)
	}
	again := c.send(at, page.with("do", "receive"), nil)
	if again.at != done.at {
		t.Errorf("a second press leads to %q (%d), want the same receipt", again.at, again.status)
	}
	id := c.identity(at)
	view := c.view(id)
	if view.State != dossier.Received || len(view.Files) != 1 || view.Files[0].Paper != 0 || view.Values["status"] != "single" {
		t.Errorf("received %s with files %v and values %v", view.State, view.Files, view.Values)
	}
	receipt := c.get(done.at)
	for _, want := range []string{view.Code, grouped(view.Check), "Vì sao là"} {
		if !strings.Contains(receipt.body, want) {
			t.Errorf("the receipt does not show %s", want)
		}
	}
	slip := c.get("/desk/dossiers/" + string(id) + "/slip.pdf")
	if slip.status != http.StatusOK || !strings.HasPrefix(slip.body, "%PDF") {
		t.Errorf("slip: %d, %.20q", slip.status, slip.body)
	}
	if page := c.get("/desk/dossiers/" + string(id)); !strings.Contains(page.body, "/letters/control-") {
		t.Error("the dossier's page does not list its control sheet")
	}
	for _, at := range []string{"/desk/dossiers/" + string(id) + "/letters/slip-1.pdf", "/desk/dossiers/letters.pdf?kind=slip&id=" + string(id)} {
		if pdf := c.get(at); pdf.status != http.StatusOK || !strings.HasPrefix(pdf.body, "%PDF") {
			t.Errorf("%s: %d, %.20q", at, pdf.status, pdf.body)
		}
	}
	if drafts := c.get("/desk/receive"); strings.Contains(drafts.body, string(id)) {
		t.Error("the draft is still there")
	}
}

func TestEverythingThatIsWrongIsSaidAtOnceAndNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	at, page := c.begin(marital, "Nguyễn Thị Ví Dụ")
	long := strings.Repeat("dài ", 2500)
	p := c.send(at, page.with(answered("do", "receive", "applicant.address.commune", "", "applicant.birth", "31/02/1985", "subject", long, "papers.0", "",
		"sets", "nhiều", "e.requester_id", "12", "e.status", "")...), nil)
	if p.status != http.StatusUnprocessableEntity {
		t.Fatalf("status %d, want 422", p.status)
	}
	for _, want := range []string{
		`href="#f-applicant.birth"`, `href="#f-applicant.address"`, `href="#f-subject"`, `href="#f-papers.0"`, `href="#f-sets"`, `href="#f-e.requester_id"`, `href="#f-e.status"`,
		"Điều 17 Nghị định 61/2018/NĐ-CP", "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân",
	} {
		if !strings.Contains(p.body, want) {
			t.Errorf("the page does not show %s", want)
		}
	}
	for name, want := range map[string]string{"applicant.birth": "31/02/1985", "sets": "nhiều", "e.requester_id": "12", "e.partner_name": "Trần Văn Thử"} {
		if got := p.fields.Get(name); got != want {
			t.Errorf("%s is %q again, want %q", name, got, want)
		}
	}
	if got := strings.Join(strings.Fields(p.fields.Get("subject")), " "); got != strings.TrimSpace(long) {
		t.Errorf("the subject comes back with %d bytes", len(got))
	}
	english := httptest.NewRequest(http.MethodGet, at+"?lang=en", nil)
	if e := c.ask(english); !strings.Contains(e.body, "things left before receiving") {
		t.Error("in English the page does not say what is left")
	}
}

func TestAScanThatCannotBeTakenIsNamedAndTheOthersStay(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	at, page := c.begin(marital, card)
	p := c.send(at, page.with(answered("do", "save")...), map[string]string{
		"scan.0/to-khai.pdf": "MZ\x90\x00\x03" + strings.Repeat("\x00", 200), "scan.1/ban-an.pdf": scanPDF,
	})
	if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.body, "to-khai.pdf") || !strings.Contains(p.body, `href="#f-papers.0"`) {
		t.Fatalf("an executable named as PDF: status %d", p.status)
	}
	p = c.send(at, p.with("do", "save"), map[string]string{"scan.0/lon.pdf": scanPDF + strings.Repeat("x", 21<<20)})
	if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.body, "lon.pdf") {
		t.Fatalf("a scan that is too large: status %d", p.status)
	}
	p = c.get(at)
	if !strings.Contains(p.body, "ban-an.pdf") || p.fields.Get("e.partner_name") != "Trần Văn Thử" {
		t.Error("the good scan or what was typed is gone")
	}
	scan := regexp.MustCompile(`/desk/receive/[^"]*/scans/[0-9a-f]{64}`).FindString(p.body)
	if got := c.get(scan); got.status != http.StatusOK || got.body != scanPDF {
		t.Errorf("the scan opens with %d", got.status)
	}
	_, other := c.holder("chi-nhanh-7", "receiver", 1)
	stranger := &counter{c.desk, other}
	if got := stranger.get(scan); got.status != http.StatusNotFound {
		t.Errorf("a colleague opens the scan of the draft: %d", got.status)
	}
	drop := regexp.MustCompile(`value="(drop:[^"]*)"`).FindStringSubmatch(p.body)[1]
	c.send(at, p.with("do", drop), nil)
	if p = c.get(at); strings.Contains(p.body, "ban-an.pdf") {
		t.Error("the removed scan is still there")
	}
}

func TestWhatIsTypedIsKeptWhileTypingAndAfterTheDraftIsGone(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	at, page := c.begin(marital, card)
	c.send(at, page.with(answered("do", "save")...), map[string]string{"scan.0/to-khai.pdf": scanPDF})
	page = c.get(at)
	q := page.with("subject", "gõ dở", "e.partner_name", "Lê Văn Mới")
	r := httptest.NewRequest(http.MethodPost, at, strings.NewReader(q.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Draft", "1")
	if s := c.ask(r); s.status != http.StatusNoContent {
		t.Fatalf("keeping while typing: %d", s.status)
	}
	if p := c.get(at); p.fields.Get("subject") != "gõ dở" || p.fields.Get("e.partner_name") != "Lê Văn Mới" || !strings.Contains(p.body, "to-khai.pdf") {
		t.Errorf("kept %q, %q", p.fields.Get("subject"), p.fields.Get("e.partner_name"))
	}
	if list := c.get("/desk/receive"); !strings.Contains(list.body, at) || !strings.Contains(list.body, "Nguyễn Thị Ví Dụ") {
		t.Error("the draft is not in the list")
	}
	if s := c.send(at+"/drop", page.with(), nil); s.at != "/desk/receive" {
		t.Fatalf("delete: %d", s.status)
	}
	if p := c.get(at); p.status != http.StatusNotFound {
		t.Errorf("a deleted draft answers %d", p.status)
	}
	r = httptest.NewRequest(http.MethodPost, at, strings.NewReader(q.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Draft", "1")
	if s := c.ask(r); s.status != http.StatusNotFound {
		t.Errorf("a window left open brings a deleted draft back by itself: %d", s.status)
	}
	if s := c.send(at, page.with("do", "save", "subject", "gõ dở"), nil); s.status != http.StatusSeeOther || c.get(at).fields.Get("subject") != "gõ dở" {
		t.Error("a sent form of a deleted draft lost what was typed")
	}
}

func TestTheSamePersonNextDossierAndOneSlipForBoth(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	at, page := c.begin(marital, card)
	done := c.send(at, page.with(answered("do", "receive")...), nil)
	first := c.identity(at)
	receipt := c.get(done.at)
	next := regexp.MustCompile(`/desk/receive\?[^"]*same=[^"]*`).FindString(receipt.body)
	start := c.get(html.UnescapeString(next))
	if !strings.Contains(start.body, "Nguyễn Thị Ví Dụ") {
		t.Fatal("the start page does not name the same person")
	}
	s := c.send("/desk/receive", start.with("choice", "2.000815/ban-giay"), nil)
	page = c.get(s.at)
	if page.fields.Get("applicant.number") != "001185012345" || page.fields.Get("applicant.phone") != "0912345678" {
		t.Fatalf("the person is not taken over: %v", page.fields.Get("applicant.number"))
	}
	second := c.identity(s.at)
	q := page.with("do", "receive", "papers.0", "1", "papers.1", "1", "sets", "1")
	typeSample(q, "e.", sampleOf(t, "2.000815", "ban-giay"))
	done = c.send(s.at, q, nil)
	if done.status != http.StatusSeeOther {
		t.Fatalf("second: %d\n%s", done.status, regexp.MustCompile(`(?s)id="problem".*?</div>`).FindString(done.body))
	}
	receipt = c.get(done.at)
	many := html.UnescapeString(regexp.MustCompile(`/desk/dossiers/slips.pdf[^"]*`).FindString(receipt.body))
	if !strings.Contains(many, string(first)) || !strings.Contains(many, string(second)) {
		t.Fatalf("one slip for both leads to %q", many)
	}
	if pdf := c.get(many); pdf.status != http.StatusOK || !strings.HasPrefix(pdf.body, "%PDF") {
		t.Errorf("one slip for both: %d", pdf.status)
	}
}

// typeSample types the answers of a sample into the boxes of a page.
func typeSample(q url.Values, at string, v map[string]any) {
	for k, x := range v {
		switch x := x.(type) {
		case map[string]any:
			if text, ok := x["text"].(string); ok {
				q.Set(at+k, text)
				commune, _ := x["commune"].(string)
				q.Set(at+k+".commune", commune)
				continue
			}
			typeSample(q, at+k+".", x)
		case bool:
			q.Set(at+k, map[bool]string{true: "yes", false: "no"}[x])
		case []any:
			q.Del(at + k)
			for i, one := range x {
				if m, ok := one.(map[string]any); ok {
					typeSample(q, at+k+"."+itoa(i)+".", m)
				} else if s, ok := one.(string); ok {
					q.Add(at+k, s)
				}
			}
		default:
			q.Set(at+k, strings.TrimSpace(strings.Trim(jsonText(x), `"`)))
		}
	}
}

func jsonText(x any) string {
	b, err := json.Marshal(x)
	if err != nil {
		return ""
	}
	return string(b)
}

func TestWhatAnOfficerTypesIsReadBackAndConfirmed(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	at, page := c.begin(marital, card)
	p := c.send(at, page.with(answered("assisted", "1", "do", "receive")...), nil)
	if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.body, `href="#f-assisted"`) {
		t.Fatalf("received without a confirmation: %d", p.status)
	}
	if s := c.send(at, p.with("do", "read"), nil); s.at != at+"/read-back" {
		t.Fatalf("read back leads to %q", s.at)
	}
	read := c.get(at + "/read-back")
	for _, want := range []string{"Nguyễn Thị Ví Dụ", "Trần Văn Thử", "Chưa kết hôn lần nào", "Tờ khai cấp Giấy xác nhận"} {
		if !strings.Contains(read.body, want) {
			t.Errorf("it does not read out %q", want)
		}
	}
	if s := c.send(at+"/confirm", read.with("how", "spoken"), nil); s.at != at {
		t.Fatalf("confirm: %d", s.status)
	}
	page = c.get(at)
	if p = c.send(at, page.with("e.partner_name", "Người Khác", "do", "receive"), nil); p.status != http.StatusUnprocessableEntity {
		t.Fatalf("a change after the confirmation is received: %d", p.status)
	}
	if s := c.send(at, p.with("e.partner_name", "Trần Văn Thử", "do", "receive"), nil); s.status != http.StatusSeeOther {
		t.Fatalf("receive what was confirmed: %d", s.status)
	}
	a := c.view(c.identity(at)).Assisted
	if a == nil || a.How != "spoken" || a.Unit != "chi-nhanh-7" || a.Officer == "" || !a.Confirmed.Equal(c.clock()) {
		t.Errorf("assistance is recorded as %+v", a)
	}
}

func TestWithoutThePapersThereIsGuidanceAndNoReception(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	at, page := c.begin(marital, card)
	s := c.send(at, page.with(answered("papers.0", "", "do", "guide")...), nil)
	g := c.get(s.at)
	for _, want := range []string{"Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", "khoản 3 Điều 15 Nghị định 61/2018/NĐ-CP", "chưa được tiếp nhận"} {
		if !strings.Contains(g.body, want) {
			t.Errorf("the guidance does not say %q", want)
		}
	}
	if c.wasThere(c.identity(at)) {
		t.Error("something was recorded")
	}
	if strings.Contains(g.body, "Phiếu đã lập") {
		t.Error("a note is listed that nobody made")
	}
	made := c.send(s.at, g.with("words", "Ghi rõ nơi cư trú"), nil)
	if made.status != http.StatusSeeOther {
		t.Fatalf("make the note: %d %s", made.status, made.body)
	}
	g = c.get(made.at)
	if !strings.Contains(g.body, s.at+"/guidance-1.pdf") {
		t.Errorf("the note is not listed: %s", g.body)
	}
	if pdf := c.get(s.at + "/guidance-1.pdf"); pdf.status != http.StatusOK || !strings.HasPrefix(pdf.body, "%PDF") {
		t.Errorf("the note: %d %.40q", pdf.status, pdf.body)
	}
	for _, none := range []string{"guidance-2.pdf", "slip-1.pdf", "x.pdf"} {
		if p := c.get(s.at + "/" + none); p.status != http.StatusNotFound {
			t.Errorf("%s: %d", none, p.status)
		}
	}
}

func (c *counter) wasThere(id dossier.ID) bool {
	_, err := c.o.Read(c.t.Context(), everywhere(c.o)).Dossier(id, "read.test")
	return err == nil
}

func TestTheSummaryOfAnIntakeBeginsWithThePerson(t *testing.T) {
	t.Parallel()
	c := newCounter(t)
	at, page := c.begin(marital, "")
	s := c.send(at, page.with("do", "receive"), nil)
	var got []int
	for _, link := range []string{`href="#f-applicant.name"`, `href="#f-papers.0"`, `href="#f-e.requester_name"`} {
		got = append(got, strings.Index(s.body, link))
	}
	if got[0] < 0 || got[1] < got[0] || got[2] < got[1] {
		t.Errorf("person, papers, answers stand at %v in the summary:\n%s", got, regexp.MustCompile(`(?s)id="problem".*?</div>`).FindString(s.body))
	}
}
