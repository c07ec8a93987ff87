package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"motcua/keep/login"
	"motcua/law/access"
	"motcua/law/procedure"
	"motcua/office"
)

// signedIn opens an account for somebody of the pack, under a site with real sessions, and signs in.
func (c *town) signedIn(username string) *surfer {
	c.t.Helper()
	p := c.World().Org.ByUsername(username)
	if p == nil {
		c.t.Fatalf("the pack has no %s", username)
	}
	a := office.Account{ID: "officer:" + string(p.ID), Username: p.Username, Kind: "officer", Person: string(p.ID), Name: p.Name}
	if err := c.AddAccount(c.t.Context(), office.Who{Kind: access.System}, a, password, 4); err != nil {
		c.t.Fatal(err)
	}
	b := &surfer{t: c.t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	if c.Demo() {
		b.signIn(username)
		return b
	}
	b.cookies[sessionCookie], _ = c.enrolled(username)
	return b
}

// enrolled signs an officer in with a new authenticator, where there is none, and gives the session's token and the secret.
func (c *town) enrolled(username string) (token, secret string) {
	c.t.Helper()
	s, err := c.SignIn(c.t.Context(), username, password, office.Device{})
	if err != nil {
		c.t.Fatal(err)
	}
	if s.Stage != office.StageEnrol {
		c.t.Fatalf("%s has stage %q", username, s.Stage)
	}
	a, sealed, err := c.BeginCode(c.t.Context(), s.Token)
	if err != nil {
		c.t.Fatal(err)
	}
	code, err := login.CodeAt(a.Secret, c.clock())
	if err != nil {
		c.t.Fatal(err)
	}
	if s, _, err = c.AddCode(c.t.Context(), s.Token, sealed, "", code, office.Again{}); err != nil {
		c.t.Fatal(err)
	}
	return s.Token, a.Secret
}

var keyOnPage = regexp.MustCompile(`name="key" value="([^"]+)"`)

// key is the key of the next act of the last page.
func (b *surfer) key() string {
	b.t.Helper()
	m := keyOnPage.FindStringSubmatch(b.body)
	if m == nil {
		b.t.Fatalf("%s has no key", b.at)
	}
	return m[1]
}

// propose begins a proposal and gives its address.
func (b *surfer) propose(code string) string {
	b.t.Helper()
	b.get("/control")
	b.post("/control", "key", b.key(), "code", code)
	b.want(http.StatusOK)
	if !strings.HasPrefix(b.at, "/control/proposals/") {
		b.t.Fatalf("begun at %s", b.at)
	}
	return b.at
}

func TestAProposalBeginsFromTheCatalogue(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b := c.signedIn("manhkhoa2.tt")
	at := b.propose("2.000815")
	b.want(http.StatusOK, "2.000815")
	b.get("/control")
	b.want(http.StatusOK, at)
	b.lang = "en"
	b.get(at)
	b.want(http.StatusOK)
	b.lang = "vi"
	b.get("/control")
	b.post("/control", "key", b.key(), "code", "<script>")
	b.want(http.StatusUnprocessableEntity, "không phải là mã thủ tục")
	b.get("/control/proposals/nothing-here")
	b.want(http.StatusNotFound)

	director := c.signedIn("manhthang.tt")
	director.get(at)
	director.want(http.StatusOK)
	clerk := c.signedIn("thuha.cn7")
	clerk.get(at)
	clerk.want(http.StatusForbidden)
}

// to does an act of the last page with its key and what it saw.
func (b *surfer) to(path string, pairs ...string) {
	b.t.Helper()
	act := path[strings.LastIndexByte(path, '/')+1:]
	m := regexp.MustCompile(`name="key" value="([^"]+-` + act + `)"><input type="hidden" name="seen" value="(\d*)"`).FindStringSubmatch(b.body)
	if m == nil {
		b.t.Fatalf("%s has no form for %s", b.at, act)
	}
	b.post(path, append([]string{"key", m[1], "seen", m[2]}, pairs...)...)
}

func TestAProposalGoesFromDraftToItsProcessBeingOn(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b, director := c.signedIn("manhkhoa2.tt"), c.signedIn("manhthang.tt")
	at := b.propose("2.000815")
	b.to(at + "/submit")
	b.want(http.StatusOK, "Đã trình dự thảo")
	b.to(at+"/ask-opinion", "ask-opinion.unit", "so-tu-phap", "ask-opinion.until", "31/02/2026", "ask-opinion.words", "Đề nghị <b>góp ý</b>")
	b.want(http.StatusUnprocessableEntity, "Đề nghị <b>góp ý</b>")
	b.to(at + "/check")
	b.want(http.StatusOK)
	director.get(at)
	director.to(at+"/approve", "approve.number", "12/QĐ", "approve.on", "04/03/2026", "approve.signer", "Giám đốc")
	director.want(http.StatusUnprocessableEntity, "12/QĐ", "Ngày này ở sau hôm nay")
	director.to(at+"/approve", "approve.number", "12/QĐ", "approve.on", "03/03/2026", "approve.signer", "Giám đốc")
	director.want(http.StatusOK, "12/QĐ")
	b.get(at)
	b.to(at+"/publish", "publish.from", "1/3/2026")
	b.want(http.StatusUnprocessableEntity, "1/3/2026")
	b.to(at+"/publish", "publish.from", "10/03/2026", "publish.on", "1")
	b.want(http.StatusOK, "Đã công bố và bật quy trình điện tử", "Hạn công khai")
	b.to(b.at+"/disclose", "disclose.on", "03/03/2026", "disclose.where", "Cổng dịch vụ công")
	b.want(http.StatusOK, "Đã công khai ngày 03/03/2026")
	b.to(b.at+"/withdraw", "withdraw.number", "", "withdraw.from", "01/04/2026")
	b.want(http.StatusUnprocessableEntity, "Hãy ghi số quyết định")
	b.lang = "en"
	b.get(b.at[:strings.LastIndexByte(b.at, '/')])
	b.want(http.StatusOK)
}

// saved sends a page of a proposal as it stands, with what is changed in it.
func (b *surfer) saves(path string, q url.Values) {
	b.t.Helper()
	q.Set("csrf", b.token())
	b.send(b.formRequest(path, q))
}

// boxes are all that the last page's form would send.
func (b *surfer) boxes() url.Values {
	b.t.Helper()
	root, err := html.Parse(strings.NewReader(b.body))
	if err != nil {
		b.t.Fatal(err)
	}
	q := url.Values{}
	for _, n := range all(root, func(n *html.Node) bool { return n.Data == "input" || n.Data == "textarea" || n.Data == "select" }) {
		name, ok := attr(n, "name")
		value, _ := attr(n, "value")
		kind, _ := attr(n, "type")
		_, on := attr(n, "checked")
		switch {
		case !ok || kind == "checkbox" && !on || kind == "radio" && !on:
		case n.Data == "textarea":
			q.Set(name, strings.TrimPrefix(textOf(n), "\n"))
		case n.Data == "select":
			for _, o := range all(n, func(n *html.Node) bool { return n.Data == "option" }) {
				if _, chosen := attr(o, "selected"); chosen {
					v, _ := attr(o, "value")
					q.Set(name, v)
				}
			}
		default:
			q.Set(name, value)
		}
	}
	return q
}

func textOf(n *html.Node) string {
	if n.FirstChild == nil {
		return ""
	}
	return n.FirstChild.Data
}

func TestAPaperIsCutAndNothingElseChanges(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b := c.signedIn("manhkhoa2.tt")
	at := b.propose("1.001193")
	id := at[strings.LastIndexByte(at, '/')+1:]
	read := func() *office.Proposal {
		p, err := c.Read(t.Context(), c.officer("phong-kiem-soat-thu-tuc", "controller")).Proposal(id)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	was := read()
	b.get(at + "/record")
	b.saves(at+"/record", b.boxes())
	b.want(http.StatusOK)
	papers := at + "/papers/" + was.Record.Cases[0].ID
	b.get(papers)
	b.saves(papers, b.boxes())
	b.want(http.StatusOK)
	if now := read(); now.Rev != 1 {
		t.Errorf("saving what stands there changed it: %v", procedure.VersionDiff(was.Record, now.Record))
	}

	b.get(papers)
	q := b.boxes()
	q.Set("do", "remove.0")
	b.saves(papers, q)
	b.want(http.StatusOK)
	if now := read(); len(now.Record.Cases[0].Papers) != len(was.Record.Cases[0].Papers)-1 {
		t.Errorf("%d papers", len(now.Record.Cases[0].Papers))
	}

	// Another saves the same papers meanwhile: what was typed stands there, and a second press saves it.
	b.get(papers)
	mine := b.boxes()
	other := c.signedIn("khanhngan.tt")
	other.get(papers)
	theirs := other.boxes()
	theirs.Set("r.0.note", "của người khác")
	other.saves(papers, theirs)
	mine.Set("r.0.note", "của tôi")
	b.saves(papers, mine)
	b.want(http.StatusConflict, "của tôi", "thành phần hồ sơ")
	b.saves(papers, b.boxes())
	b.want(http.StatusOK)
	if now := read(); now.Record.Cases[0].Papers[0].Note != "của tôi" {
		t.Errorf("note %q", now.Record.Cases[0].Papers[0].Note)
	}
	b.get(papers)
	bad := b.boxes()
	bad.Set("r.0.copies", "-3")
	bad.Set("r.0.name", "")
	b.saves(papers, bad)
	b.want(http.StatusUnprocessableEntity, "từ 0 đến 1.000")
	b.get(at)
	b.want(http.StatusOK)
}

func TestEachFigureOfProcedureControlOpensItsProcedures(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b := c.signedIn("manhkhoa2.tt")
	b.propose("2.000815")
	rd := c.Read(t.Context(), c.officer("phong-kiem-soat-thu-tuc", "controller"))
	work, err := rd.ControlWork()
	if err != nil {
		t.Fatal(err)
	}
	if len(work.Lists["unpublished"]) != 1 || work.Listed != work.Complete+len(work.Lists["missing"]) {
		t.Errorf("%d drafts, %d of %d complete, %d not", len(work.Lists["unpublished"]), work.Complete, work.Listed, len(work.Lists["missing"]))
	}
	b.get("/control")
	b.want(http.StatusOK)
	for _, name := range office.ControlLists {
		b.get("/control/lists/" + name)
		b.want(http.StatusOK)
		if n := strings.Count(b.body, `<th scope="row">`); n != len(work.Lists[name]) {
			t.Errorf("%s shows %d rows of %d", name, n, len(work.Lists[name]))
		}
	}
	b.get("/control/lists/unpublished?as=csv")
	b.want(http.StatusOK, "2.000815")
	b.get("/control/lists/nothing")
	b.want(http.StatusNotFound)
}

func TestLimitsFeesAndCasesAreWrittenAndNothingElseChanges(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b := c.signedIn("manhkhoa2.tt")
	at := b.propose("2.000815")
	read := func() *office.Proposal {
		p, err := c.Read(t.Context(), c.officer("phong-kiem-soat-thu-tuc", "controller")).Proposal(at[strings.LastIndexByte(at, '/')+1:])
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	was := read()
	channels := at + "/channels/" + was.Record.Cases[0].ID
	for _, path := range []string{channels, at + "/cases"} {
		b.get(path)
		b.saves(path, b.boxes())
		b.want(http.StatusOK)
		if now := read(); now.Rev != 1 {
			t.Errorf("%s: saving what stands there changed it: %v", path, procedure.VersionDiff(was.Record, now.Record))
		}
	}
	b.get(channels)
	q := b.boxes()
	q.Del("r.0.same-day")
	q.Set("r.0.limit", "3")
	q.Set("r.0.unit", "wd")
	q.Set("r.0.fees", "0 | Phí mới | 12.000")
	b.saves(channels, q)
	b.want(http.StatusOK)
	rule := read().Record.Cases[0].Channels[0]
	if rule.Limit == nil || rule.Limit.String() != "3wd" || rule.SameDay || len(rule.Fees) != 1 || rule.Fees[0].Amount != 12000 {
		t.Errorf("the rule is %+v", rule)
	}
	b.get(channels)
	q = b.boxes()
	q.Set("r.0.fees", "không có tiền")
	b.saves(channels, q)
	b.want(http.StatusUnprocessableEntity, "không có tiền")

	n := len(was.Record.Cases)
	for do, want := range map[string]int{"copy.0": n + 1} {
		b.get(at + "/cases")
		q = b.boxes()
		q.Set("do", do)
		b.saves(at+"/cases", q)
		b.want(http.StatusOK)
		if now := read(); len(now.Record.Cases) != want || len(now.Record.Cases[1].Papers) != len(was.Record.Cases[0].Papers) {
			t.Errorf("%s: %d cases", do, len(now.Record.Cases))
		}
	}
	b.get(at + "/cases")
	q = b.boxes()
	q.Set("do", "remove.1")
	b.saves(at+"/cases", q)
	b.want(http.StatusOK)
	b.get(at)
	b.want(http.StatusOK)
}

func TestAFormThatCameInPartOrFromNowhereTakesNothingAway(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b := c.signedIn("manhkhoa2.tt")
	at := b.propose("2.000815")
	id := at[strings.LastIndexByte(at, '/')+1:]
	text := func() *office.Proposal {
		p, err := c.Read(t.Context(), office.Who{Kind: access.System}).Proposal(id)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	was := text()
	b.get(at + "/record")
	for _, seen := range []string{"", "x", "99999999999999999999", "-1"} {
		b.post(at+"/record", "key", b.key()+"-"+seen, "seen", seen, "name", "Tên khác")
		b.want(http.StatusConflict, "Tên khác")
	}
	b.get(at + "/record")
	b.post(at+"/record", "key", b.key(), "seen", "1", "name", "Tên khác")
	b.want(http.StatusOK)
	if now := text(); now.Record.Name != "Tên khác" || now.Record.StepsText != was.Record.StepsText || len(now.Record.Bases) != len(was.Record.Bases) || len(now.Record.Bases) == 0 {
		t.Errorf("what was not sent is gone: %q, %d of %d legal acts", now.Record.StepsText, len(now.Record.Bases), len(was.Record.Bases))
	}
}

func TestAnOvertakenProposalIsBroughtUpToDateOnItsPage(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b, director := c.signedIn("manhkhoa2.tt"), c.signedIn("manhthang.tt")
	second, first := b.propose("2.000815"), b.propose("2.000815")
	if strings.Contains(b.body, "catch-up") {
		t.Error("a proposal of the newest version is offered to be brought up to it")
	}
	b.to(first + "/submit")
	b.to(first + "/check")
	director.get(first)
	director.to(first+"/approve", "approve.number", "12/QĐ", "approve.on", "03/03/2026", "approve.signer", "Giám đốc")
	b.get(first)
	b.to(first+"/publish", "publish.from", "10/03/2026")
	b.want(http.StatusOK)
	b.get(second)
	b.to(second + "/submit")
	b.want(http.StatusConflict, "danh mục đã có phiên bản 2", "Cập nhật theo phiên bản mới nhất")
	b.to(second + "/catch-up")
	b.want(http.StatusOK, "Đã cập nhật dự thảo")
	b.to(second + "/submit")
	b.want(http.StatusOK, "Đã trình dự thảo")
}
