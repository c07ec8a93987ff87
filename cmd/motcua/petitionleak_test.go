package main

import (
	"bytes"
	"encoding/json"
	"html"
	"image"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"motcua/doors/demo"
	"motcua/doors/web"
	"motcua/ground/vn"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/office"
)

// unpublished is what a sender publicly that stands nowhere else in the world: every word of it would be a leak.
var unpublished = []string{
	"Mật Danh Qzx", "0987123450", "0987 123 450", "lo.ra@qzx.vi-du.vn", "ngõ Kín Qzx", "thầm kín qzxtext", "Tiêu đề qzxtitle", "ngách qzxplace", "anh-nha-rieng-qzx", "GPSqzx",
	"21.031177", "105.851199", "súc sinh", "nội bộ qzxnote", "Kính gửi qzxanswer", "bổ sung qzxreopen", "qzxcheck",
}

// publicly is what was published of it: what stands here has to be found, or the walk looks at nothing.
const publicly = "Một người dân báo đèn hỏng ở ngõ"

// A leakWalk has two petitions behind all doors, and everybody who has nothing to do with them.
type leakWalk struct {
	t       *testing.T
	office  *office.Office
	doors   http.Handler
	tokens  map[string]string // "" is nobody
	codes   []string
	ids     []petition.ID
	checks  []string
	hashes  []string // as it came, and the bare copy
	hidden  []string // further words that nobody who walks may read
	routes  []string
	posts   []string // with their methods
	writer  office.Who
	second  office.Who
	answers int
}

func newLeakWalk(t *testing.T) *leakWalk {
	t.Helper()
	h, err := (&home{Data: demoMade(t)}).open(t.Context(), office.Config{Base: "http://127.0.0.1"})
	noError(t, err)
	t.Cleanup(func() { noError(t, h.Close()) })
	s, err := newServer(h.office, listening{}, web.Options{})
	noError(t, err)
	c := &leakWalk{t: t, office: h.office, doors: s.http.Handler, tokens: map[string]string{"nobody": ""}}
	for _, name := range []string{"dung", "minhanh.cn1"} {
		got, err := c.office.SignIn(t.Context(), name, demo.Password, office.Device{})
		noError(t, err)
		c.tokens[name] = got.Token
	}
	c.writer = office.Who{Kind: access.Officer, Account: "w", Person: "leak-1", Unit: "trung-tam", Role: "supervisor", City: true}
	for _, u := range c.office.World().Org.Known() {
		c.writer.Units = append(c.writer.Units, string(u.ID))
	}
	c.second = c.writer
	c.second.Account, c.second.Person = "s", "leak-2"
	for _, table := range []string{"../../doors/web/testdata/strangers.txt", "../../doors/api/testdata/rights/strangers.txt"} {
		b, err := os.ReadFile(table)
		noError(t, err)
		for line := range strings.Lines(string(b)) {
			if at, _, ok := strings.Cut(line, " | "); ok && strings.HasPrefix(at, "GET /") {
				c.routes = append(c.routes, strings.TrimSuffix(strings.TrimPrefix(at, "GET "), "{$}"))
			} else if method, _, yes := strings.Cut(at, " /"); ok && yes && strings.ToUpper(method) == method && !strings.HasPrefix(at, "#") {
				c.posts = append(c.posts, at)
			}
		}
	}
	c.routes = append(
		c.routes, "/open311/v2/requests.json", "/open311/v2/requests.xml", "/open311/v2/requests/{code}.json", "/open311/v2/requests/{code}.xml", "/open311/v2/requests.json?service_request_id={code}",
		"/open311/v2/requests.json?status=closed", "/open311/v2/services.xml", "/phan-anh?q=mat+danh+qzx", "/phan-anh?q=qzxtext", "/phan-anh?q=0987123450", "/api/v1/petitions?q=qzxtext", "/phan-anh?phuong-xa=00004",
		"/phan-anh/feed.xml?phuong-xa=00004", "/phan-anh/feed.xml?lang=en", "/sitemap.xml", "/robots.txt", "/metrics", "/healthz", "/api/openapi.json", "/phan-anh/theo-doi?ma={code}", "/desk/petitions?q=qzxtitle",
		"/desk/petitions?q={code}", "/desk/find?q=qzxtitle", "/desk/dossiers?q=Mat+Danh+Qzx", "/thu-tuc?q=qzxtext", "/thu-tuc/goi-y?q=qzxtitle",
		"/care?q=qzxtext", "/care?q={code}", "/care?q=0987123450", "/care/knowledge?q=qzxtext", "/tro-giup?q=qzxtext", "/desk/search?q=qzxtext", "/watch/petitions?period=year", "/watch/petitions?period=year&as=csv",
		"/watch/petitions?period=year&as=xlsx", "/desk/petitions?stands=late", "/desk/petitions?fault=any", "/desk/petitions?alarm=petition-late", "/desk/petitions?whole=1", "/watch/satisfaction?as=csv", "/watch/audit?q={code}",
	)
	return c
}

func noError(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// photo is a picture as a camera writes it, with a place in it.
func photo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	noError(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 20, 20)), nil))
	part := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x00GPSqzx 21.031177 105.851199")
	return slices.Concat([]byte{0xFF, 0xD8, 0xFF, 0xE1, 0, byte(len(part) + 2)}, part, b.Bytes()[2:])
}

// send sends a petition full of what nobody else may read.
func (c *leakWalk) send(key string) {
	c.t.Helper()
	nobody := office.Who{Kind: access.Anyone}
	f, err := c.office.PetitionFile(c.t.Context(), nobody, key, "anh-nha-rieng-qzx.jpg", bytes.NewReader(photo(c.t)))
	noError(c.t, err)
	ticket, err := c.office.SendPetition(c.t.Context(), nobody, office.Command{Key: key}, petition.Input{
		Channel: petition.Open311, Service: "lighting", Title: "Tiêu đề qzxtitle", Text: "Chuyện thầm kín qzxtext " + key + ": đồ súc sinh nào phá đèn. Tôi là Mật Danh Qzx.", Place: "ngách qzxplace", Commune: "00004",
		Point:  &petition.Point{Lat: 21.031177, Long: 105.851199},
		Person: petition.Person{Name: "Mật Danh Qzx", Phone: "0987 123 450", Email: "lo.ra@qzx.vi-du.vn", Address: "Số 9 ngõ Kín Qzx"}, Files: []petition.File{f},
	})
	noError(c.t, err)
	c.codes, c.ids, c.checks, c.hashes = append(c.codes, ticket.Code), append(c.ids, ticket.ID), append(c.checks, ticket.Check), append(c.hashes, f.Hash, f.Clean)
}

// act does an act as somebody who may.
func (c *leakWalk) act(who office.Who, i int, a petition.Act, in petition.Input) {
	c.t.Helper()
	if in.Words == "" {
		in.Words = "Ghi chú nội bộ qzxnote về đồ súc sinh."
	}
	noError(c.t, c.office.Petition(c.t.Context(), who, office.Command{}, office.OnPetition{ID: c.ids[i]}, a, in))
}

// ask opens an address as somebody.
func (c *leakWalk) ask(who, method, at string, form url.Values) *httptest.ResponseRecorder {
	var r *http.Request
	if method == http.MethodPost {
		r = httptest.NewRequest(method, at, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	} else {
		r = httptest.NewRequest(method, at, nil)
	}
	if token := c.tokens[who]; strings.HasPrefix(at, "/api/") && token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	} else if token != "" {
		r.AddCookie(&http.Cookie{Name: "motcua", Value: token})
	}
	w := httptest.NewRecorder()
	c.doors.ServeHTTP(w, r)
	c.answers++
	return w
}

// found names the words of an answer that stood neither in the question nor belong there.
func found(words []string, w *httptest.ResponseRecorder, asked string) (out []string) {
	if plain, err := url.QueryUnescape(asked); err == nil {
		asked += " " + plain
	}
	body := vn.Fold(html.UnescapeString(w.Body.String()))
	for _, values := range w.Header() {
		body += vn.Fold(strings.Join(values, " "))
	}
	for _, s := range words {
		if strings.Contains(body, vn.Fold(s)) && !strings.Contains(vn.Fold(asked), vn.Fold(s)) {
			out = append(out, s)
		}
	}
	return out
}

// walk opens every address as everybody, and counts where what was published is read.
func (c *leakWalk) walk(stage string, all bool) (read int) {
	c.t.Helper()
	words := slices.Concat(unpublished, c.checks, c.hidden)
	for _, route := range c.routes {
		if !all && !strings.Contains(route, "phan-anh") && !strings.Contains(route, "petition") && !strings.Contains(route, "open311") {
			continue
		}
		for i, code := range c.codes {
			for _, hash := range c.hashes[2*i : 2*i+2] {
				at := strings.NewReplacer("{code}", code, "{hash}", hash, "{id}", string(c.ids[i]), "{act}", "draft", "{$}", "").Replace(route)
				at = gap.Replace(at)
				for who := range c.tokens {
					w := c.ask(who, http.MethodGet, at, nil)
					for _, s := range found(words, w, at) {
						c.t.Errorf("%s: %s reads %q at %s (%d)", stage, who, s, at, w.Code)
					}
					read += len(found([]string{publicly}, w, at))
				}
				if !strings.Contains(route, "{hash}") {
					break
				}
			}
			if !strings.Contains(route, "{code}") && !strings.Contains(route, "{id}") {
				break
			}
		}
	}
	for i, code := range c.codes { // a wrong check code, and acts of the sender with it
		for _, at := range []string{"/phan-anh/theo-doi", "/phan-anh/theo-doi/reopen", "/phan-anh/y-kien/" + code, "/open311/v2/requests.json"} {
			w := c.ask("nobody", http.MethodPost, at, url.Values{"ma": {code}, "kiem-tra": {"0000000000"}, "words": {"Không phải của tôi."}, "service_code": {"lighting"}, "description": {string(c.ids[i])}})
			for _, s := range found(words, w, code) {
				c.t.Errorf("%s: whoever guesses reads %q at %s", stage, s, at)
			}
		}
	}
	return read
}

// left are the forms that end a session or spend the allowance of a whole address: with them nobody would ask anything further.
var left = []string{"/dang-nhap", "/tai-khoan/phien", "/trinh-dien/", "/api/v1/session", "/api/v1/sessions"}

// walkPosts sends to every address that takes something, as everybody who has nothing to do with the petitions, their identities, codes and
// words that lie at hand: neither an answer nor a page of a mistake may tell what was sent. It gives how many of petitions' own forms were taken
// for a form, and not for a forged one.
func (c *leakWalk) walkPosts(stage string) (judged int) {
	c.t.Helper()
	words := slices.Concat(unpublished, c.checks)
	for _, at := range c.posts {
		method, path, _ := strings.Cut(at, " ")
		if slices.ContainsFunc(left, func(p string) bool { return strings.HasPrefix(path, p) }) {
			continue
		}
		acts := []string{"draft"}
		if strings.Contains(path, "{act}") && (strings.Contains(path, "phan-anh") || strings.Contains(path, "petition")) {
			acts = acts[:0]
			for i := range petition.Rules {
				acts = append(acts, string(petition.Rules[i].Act))
			}
		}
		for i, code := range c.codes {
			for _, act := range acts {
				to := gap.Replace(strings.NewReplacer("{code}", code, "{hash}", c.hashes[2*i], "{id}", string(c.ids[i]), "{act}", act, "{$}", "").Replace(path))
				for who := range c.tokens {
					form := url.Values{
						"key": {"leak-" + who}, "ma": {code}, "kiem-tra": {"0000000000"}, "code": {code}, "other": {code}, "petition": {code}, "dossier": {code}, "id": {string(c.ids[i])},
						"words": {"Tôi muốn biết thêm."}, "text": {"Tôi muốn biết thêm."}, "rating": {"satisfied"}, "opinion": {"like"}, "source": {"khong-co"}, "q": {code},
					}
					w := c.put(who, method, to, form)
					for _, s := range found(words, w, to) {
						c.t.Errorf("%s: %s reads %q in the answer of %s %s (%d)", stage, who, s, method, to, w.Code)
					}
					if strings.Contains(path, "/petitions/{id}/") && w.Code == http.StatusNotFound || strings.HasPrefix(path, "/phan-anh/theo-doi") && w.Code != http.StatusForbidden {
						judged++
					}
				}
			}
			if !strings.Contains(path, "{code}") && !strings.Contains(path, "{id}") {
				break
			}
		}
	}
	for who, token := range c.tokens { // nobody was signed out meanwhile, or the rest was asked as nobody
		if w := c.ask(who, http.MethodGet, "/api/v1/session", nil); token != "" && w.Code != http.StatusOK {
			c.t.Errorf("%s: %s is not signed in any more: %d", stage, who, w.Code)
		}
	}
	return judged
}

// put sends a form of a page, with the secret that pages have, or the same in JSON to an interface for programs.
func (c *leakWalk) put(who, method, at string, form url.Values) *httptest.ResponseRecorder {
	var r *http.Request
	token := c.tokens[who]
	if strings.HasPrefix(at, "/api/") {
		body := map[string]string{}
		for k := range form {
			body[k] = form.Get(k)
		}
		b, err := json.Marshal(body)
		noError(c.t, err)
		r = httptest.NewRequest(method, at, bytes.NewReader(b))
		r.Header.Set("Content-Type", "application/json")
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
	} else {
		page := c.ask(who, http.MethodGet, "/phan-anh/gui", nil)
		if m := secretOf.FindStringSubmatch(page.Body.String()); m != nil {
			form.Set("csrf", m[1])
		}
		r = httptest.NewRequest(method, at, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if token != "" {
			r.AddCookie(&http.Cookie{Name: "motcua", Value: token})
		}
		for _, k := range page.Result().Cookies() {
			r.AddCookie(k)
		}
	}
	w := httptest.NewRecorder()
	c.doors.ServeHTTP(w, r)
	c.answers++
	return w
}

var secretOf = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// gap fills what names nothing of a petition.
var gap = strings.NewReplacer("{case}", "chap-thuan", "{slug}", "ket-hon", "{name}", "khong-co", "{list}", "held", "{n}", "1", "{part}", "nguoi-xem", "{draft}", "khong-co", "{file}", "slip-1.pdf", "{token}", "1", "{username}", "khong-co", "{node}", "1", "{key}", "khong-co", "{source}", "khong-co", "{role}", "khong-co", "{unit}", "khong-co")

// answered brings a petition to its answer.
func (c *leakWalk) answered(i int) {
	c.act(c.writer, i, petition.ActClassify, petition.Input{Class: petition.Scene})
	c.act(c.writer, i, petition.ActDraft, petition.Input{Words: "Kính gửi qzxanswer Mật Danh Qzx: đèn đã được thay."})
	c.act(c.second, i, petition.ActApprove, petition.Input{})
	c.act(c.writer, i, petition.ActAnswer, petition.Input{})
}

func (c *leakWalk) masked(i int) {
	c.act(c.writer, i, petition.ActMask, petition.Input{Public: petition.Public{
		Title: "Đèn đường không sáng", Text: publicly + ", đồ súc sinh, s ú c s i n h.", Answer: "Đèn đã được thay.", Files: []string{c.hashes[2*i+1]},
	}})
}

// erased destroys what is personal in a petition that was published until then: nothing of it is left for anybody, nor what was written anew.
func (c *leakWalk) erased() {
	c.t.Helper()
	leader := c.writer
	leader.Role = "leader"
	c.act(c.second, 1, petition.ActPublish, petition.Input{})
	if n := c.walk("published before it is erased", false); n == 0 {
		c.t.Error("the other one is read nowhere before it is erased")
	}
	noError(c.t, c.office.ErasePetition(c.t.Context(), leader, office.Command{Key: "erase"}, c.ids[1], dossier.Erasure{Ground: "request", Decision: "12/QĐ", Words: "Theo yêu cầu của người gửi phản ánh."}))
	c.walk("erased", true)
	c.walkPosts("erased")
	code := c.codes[1]
	for _, at := range []string{"/phan-anh/" + code, "/phan-anh/" + code + "/anh/" + c.hashes[3], "/api/v1/petitions/published/" + code} {
		if w := c.ask("nobody", http.MethodGet, at, nil); w.Code != http.StatusNotFound {
			c.t.Errorf("erased, and %s answers %d", at, w.Code)
		}
	}
	for _, at := range []string{"/phan-anh", "/phan-anh/feed.xml", "/phan-anh/ban-do", "/api/v1/petitions", "/sitemap.xml"} {
		if w := c.ask("nobody", http.MethodGet, at, nil); strings.Contains(w.Body.String(), code) {
			c.t.Errorf("erased, and %s lists it", at)
		}
	}
	v, err := c.office.Read(c.t.Context(), c.writer).Petition(c.ids[1])
	noError(c.t, err)
	b, err := json.Marshal(v.Petition)
	noError(c.t, err)
	for _, s := range append(slices.Clone(unpublished), publicly) {
		if strings.Contains(vn.Fold(string(b)), vn.Fold(s)) {
			c.t.Errorf("erased, and who handles it reads %q: %s", s, b)
		}
	}
}

func TestNoDoorTellsAStrangerAWordOfWhatWasSent(t *testing.T) {
	t.Parallel()
	c := newLeakWalk(t)
	c.send("mot")
	c.send("hai")
	if n := c.walk("sent", true); n > 0 {
		t.Errorf("sent: the public text is read %d times", n)
	}
	if n := c.walkPosts("sent"); n < 3*len(petition.Rules) {
		t.Errorf("sent: only %d forms of petitions were judged by who sent them: the walk is taken for a forger", n)
	}
	c.answered(0)
	c.masked(0)
	if n := c.walk("masked and not published", false); n > 0 {
		t.Errorf("masked: the public text is read %d times before it is published", n)
	}
	c.act(c.second, 0, petition.ActPublish, petition.Input{})
	if n := c.walk("published", true); n < 30 { // pages, feeds, both programs' doors, by three people
		t.Errorf("published: the text for everybody is read only %d times: the walk looks at too little", n)
	}
	if w := c.ask("nobody", http.MethodGet, "/phan-anh/"+c.codes[0]+"/anh/"+c.hashes[1], nil); w.Code != http.StatusOK {
		t.Errorf("the bare picture: %d", w.Code)
	}
	c.answered(1)
	c.masked(1)
	c.act(c.second, 1, petition.ActPublish, petition.Input{})
	c.act(c.second, 1, petition.ActWithhold, petition.Input{Reason: "personal"})
	c.walk("the other one withheld", false)
	for _, at := range []string{"/phan-anh/" + c.codes[1], "/phan-anh/" + c.codes[1] + "/anh/" + c.hashes[3], "/api/v1/petitions/published/" + c.codes[1]} {
		if w := c.ask("nobody", http.MethodGet, at, nil); w.Code != http.StatusNotFound {
			t.Errorf("withheld, and %s answers %d", at, w.Code)
		}
	}
	noError(t, c.office.Petition(t.Context(), office.Who{Kind: access.Anyone}, office.Command{}, office.OnPetition{ID: c.ids[0], Check: c.checks[0]}, petition.ActReopen,
		petition.Input{Words: "Tôi bổ sung qzxreopen: đèn vẫn hỏng, đồ súc sinh."}))
	c.walk("reopened", false)
	c.writer.Person, c.second.Person = "leak-3", "leak-4"
	c.act(c.writer, 0, petition.ActMerge, petition.Input{Other: petition.ID(c.codes[1])})
	c.walk("merged", true)
	c.walkPosts("merged")
	c.erased()
	t.Logf("%d answers were read", c.answers)
	rep, err := c.office.Check(t.Context())
	noError(t, err)
	if len(rep.Damages) > 0 {
		t.Error(rep.Damages)
	}
}
