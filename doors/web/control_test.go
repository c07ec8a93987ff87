package web

import (
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"motcua/keep/login"
	"motcua/law/access"
	"motcua/law/fee"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
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
			q.Add(name, value)
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
	for _, name := range append([]string{office.UndatedList}, office.ControlLists...) {
		b.get("/control/lists/" + name)
		b.want(http.StatusOK)
		shown := strings.Count(b.body, `<th scope="row">`)
		for page := 2; shown < len(work.Lists[name]) && page <= 1+len(work.Lists[name])/textsPageSize; page++ {
			b.get("/control/lists/" + name + "?page=" + strconv.Itoa(page))
			b.want(http.StatusOK)
			shown += strings.Count(b.body, `<th scope="row">`)
		}
		if shown != len(work.Lists[name]) {
			t.Errorf("%s shows %d rows of %d", name, shown, len(work.Lists[name]))
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
	fees, supplement := at+"/fees/"+was.Record.Cases[0].ID, at+"/supplement/"+was.Record.Cases[0].ID
	for _, path := range []string{channels, fees, supplement, at + "/cases"} {
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
	b.saves(channels, q)
	b.want(http.StatusOK)
	rule := read().Record.Cases[0].Channels[0]
	if rule.Limit == nil || rule.Limit.String() != "3wd" || rule.SameDay || !reflect.DeepEqual(rule.Fees, was.Record.Cases[0].Channels[0].Fees) {
		t.Errorf("the rule is %+v", rule)
	}
	had := len(rule.Fees)
	b.get(fees)
	q = b.boxes()
	q.Set("do", "add")
	b.saves(fees, q)
	b.want(http.StatusOK)
	q = b.boxes()
	last := "r." + strconv.Itoa(strings.Count(b.body, "<fieldset class=\"card control-row\"")-1) + "."
	q.Set(last+"name", "Phí mới")
	q.Set(last+"amount", "không có tiền")
	q.Set(last+"channel", strconv.Itoa(int(rule.Channel)))
	b.saves(fees, q)
	b.want(http.StatusUnprocessableEntity, "không có tiền", "Hãy nhập số tiền")
	q.Set(last+"amount", "12.000")
	b.saves(fees, q)
	b.want(http.StatusOK)
	if now := read().Record.Cases[0].Channels[0].Fees; len(now) != had+1 || now[had].Name != "Phí mới" || now[had].Amount != 12000 {
		t.Errorf("the fees are %+v", now)
	}

	b.get(supplement)
	q = b.boxes()
	q.Set("do", "add")
	b.saves(supplement, q)
	b.want(http.StatusOK)
	q = b.boxes()
	q.Set("r.0.exam", "0")
	q.Set("r.0.reception", "")
	q.Set("r.0.mode", "pause")
	q.Set("r.0.answer", "30")
	b.saves(supplement, q)
	b.want(http.StatusUnprocessableEntity)
	q.Set("r.0.answer-unit", "d")
	b.saves(supplement, q)
	b.want(http.StatusOK)
	x := read().Record.Cases[0].Supplement
	if x == nil || x.Mode != procedure.SupplementPause || x.AtReception != nil || x.AfterExam == nil || *x.AfterExam != 0 || x.AnswerWithin == nil || x.AnswerWithin.String() != "30d" {
		t.Errorf("the supplement rule is %+v", x)
	}

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

// A rate that depends on an answer is made with the form's own answers; what is left open, or said twice, stands beside the table.
func TestAFeeTableIsWrittenByItsAnswersAndProvedBesideIt(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b := c.signedIn("manhkhoa2.tt")
	code, caseID, question := c.withChoice()
	at := b.propose(code)
	fees := at + "/fees/" + caseID
	read := func() []fee.Item {
		p, err := c.Read(t.Context(), office.Who{Kind: access.System}).Proposal(at[strings.LastIndexByte(at, '/')+1:])
		if err != nil {
			t.Fatal(err)
		}
		return p.Record.Case(caseID).Channels[0].Fees
	}
	save := func(change func(url.Values)) {
		t.Helper()
		b.get(fees)
		q := b.boxes()
		change(q)
		b.saves(fees, q)
		b.want(http.StatusOK)
	}
	for len(read()) > 0 {
		save(func(q url.Values) { q.Set("do", "remove.0") })
	}
	b.get(fees)
	for n := strings.Count(b.body, `value="remove.`); n > 0; n-- {
		save(func(q url.Values) { q.Set("do", "remove.0") })
	}
	ch := strconv.Itoa(int(c.World().Procedures.Version(procedure.ID(code), 1).Case(caseID).Channels[0].Channel))
	save(func(q url.Values) { q.Set("do", "add") })
	save(func(q url.Values) {
		q.Set("r.0.name", "Lệ phí")
		q.Set("r.0.amount", "10.000")
		q.Set("r.0.channel", ch)
		q.Set("r.0.input", question.ID)
	})
	all := len(question.Options)
	if x := read(); len(x) != 1 || len(x[0].When) != 1 || len(x[0].When[0].In) != all {
		t.Fatalf("with a condition that says nothing yet: %+v", x)
	}
	first, box := question.Options[0].Value, "r.0.when."+question.ID
	save(func(q url.Values) { q[box] = []string{first} })
	b.get(fees)
	b.want(http.StatusOK, "Chưa có mức phí nào khi")
	save(func(q url.Values) { q.Set("do", "add") })
	save(func(q url.Values) {
		q.Set("r.1.amount", "20.000")
		for _, o := range question.Options {
			q.Add("r.1.when."+question.ID, o.Value)
		}
	})
	b.get(fees)
	b.want(http.StatusOK, "Khoản này trùng với khoản khác")
	save(func(q url.Values) {
		q.Del("r.1.when." + question.ID)
		for _, o := range question.Options[1:] {
			q.Add("r.1.when."+question.ID, o.Value)
		}
	})
	b.get(fees)
	if strings.Contains(b.body, "Chưa có mức phí nào khi") || strings.Contains(b.body, "Khoản này trùng với khoản khác") {
		t.Error("a whole table is called open")
	}
	if x := read(); len(x) != 2 || x[0].When[0].In[0] != first || len(x[1].When[0].In) != all-1 {
		t.Errorf("the table is %+v", x)
	}
}

// withChoice finds a case of the pack whose form has a question with several answers.
func (c *town) withChoice() (code, caseID string, q form.Field) {
	c.t.Helper()
	for _, rec := range c.World().Procedures.All(c.Now()) {
		for i := range rec.Cases {
			x := &rec.Cases[i]
			for _, q := range choicesOf(x.Form) {
				if len(q.Options) > 1 && len(x.Channels) > 0 && x.Process != nil && rec.Version == 1 {
					return string(rec.Code), x.ID, q
				}
			}
		}
	}
	c.t.Fatal("the pack has no form with a choice")
	return "", "", q
}
