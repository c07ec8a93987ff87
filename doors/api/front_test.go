package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/ground/text"
)

// address fills the gaps of a documented path with things that are not there.
func address(path string) string {
	return strings.NewReplacer(
		"{id}", "KHONGCOHOSONAY1", "{token}", "1", "{code}", "0.000000", "{version}", "1", "{case}", "khong-co", "{hash}", strings.Repeat("0", 64),
		"{system}", "portal", "{name}", "khong-co",
	).Replace(path)
}

// needs says which token an operation asks for, "" for none.
func needs(op map[string]any) string {
	list, _ := op["security"].([]any)
	name := ""
	for _, s := range list {
		if len(s.(map[string]any)) == 0 {
			return ""
		}
		for n := range s.(map[string]any) {
			name = n
		}
	}
	return name
}

func TestEveryOperationIsDescribedAndSaysWhoMayAsk(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	if len(c.rules.routes) < 55 {
		t.Fatalf("the document has %d operations", len(c.rules.routes))
	}
	ids := map[string]bool{}
	for _, d := range c.rules.routes {
		name := d.method + " " + d.path
		id, _ := d.op["operationId"].(string)
		if id == "" || ids[id] {
			t.Errorf("%s: operationId %q is empty or stands twice", name, id)
		}
		ids[id] = true
		if d.op["description"] == "" || d.op["security"] == nil {
			t.Errorf("%s says nothing of itself or of who may ask", name)
		}
		responses := d.op["responses"].(map[string]any)
		for _, status := range []string{"400", "401", "429", "500"} {
			if responses[status] == nil {
				t.Errorf("%s does not say %s", name, status)
			}
		}
		parameters, _ := d.op["parameters"].([]any)
		for _, p := range parameters {
			if p.(map[string]any)["schema"] == nil {
				t.Errorf("%s: a parameter has no schema", name)
			}
		}
	}
}

func TestWithoutATokenOnlyWhatIsOpenAnswers(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	token, err := c.office.AddSystem(t.Context(), systemWho, "portal")
	must(t, err)
	c.tokens["portal"] = token
	closed := 0
	for _, d := range c.rules.routes {
		if needs(d.op) == "" {
			continue
		}
		closed++
		if w := c.ask("anyone", d.method, address(d.path), nil, ""); w.Code != http.StatusUnauthorized || w.Header().Get("WWW-Authenticate") == "" {
			t.Errorf("%s %s without a token: %d", d.method, d.path, w.Code)
		}
		if n := needs(d.op); n == "system" || n == "signature" {
			continue
		}
		if w := c.ask("portal", d.method, address(d.path), nil, ""); w.Code != http.StatusForbidden {
			t.Errorf("%s %s with a system's token: %d", d.method, d.path, w.Code)
		}
	}
	if closed < 40 {
		t.Errorf("only %d operations are closed", closed)
	}
	must(t, c.office.RevokeSystem(t.Context(), systemWho, "portal"))
	if w := c.ask("portal", "POST", "/api/v1/inbox/portal", nil, "{}"); w.Code != http.StatusUnauthorized {
		t.Errorf("a revoked token: %d", w.Code)
	}
}

// TestEveryActRefusesWhatItCannotRead sends each operation that takes a body what is broken, of a wrong type, empty, too large and
// unknown, and each act nothing to know it by.
func TestEveryActRefusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.officer("clerk", "chi-nhanh-7", "receiver")
	bodies := 0
	for _, d := range c.rules.routes {
		request, _ := d.op["requestBody"].(map[string]any)
		if request == nil || needs(d.op) != "session" || request["content"].(map[string]any)["application/json"] == nil {
			continue
		}
		bodies++
		at := address(d.path)
		headers := http.Header{"Idempotency-Key": {"k"}, "If-Match": {`"1"`}}
		for what, try := range map[string]struct {
			header http.Header
			body   string
			want   []int
		}{
			"broken":      {headers, `{"words":`, []int{400}},
			"a list":      {headers, `[]`, []int{422}},
			"a number":    {headers, `7`, []int{422}},
			"unknown":     {headers, `{"khong_co_truong_nay": 1}`, []int{422}},
			"not UTF-8":   {headers, "{\"words\": \"\xff\xfe\", \"khong_co\": 1}", []int{400, 422}},
			"too large":   {headers, `{"words": "` + strings.Repeat("x", 3<<20) + `"}`, []int{413}},
			"another":     {http.Header{"Idempotency-Key": {"k"}, "If-Match": {`"1"`}, "Content-Type": {"text/xml"}}, `<a/>`, []int{415}},
			"two objects": {headers, `{} {}`, []int{400, 422}},
		} {
			w := c.ask("clerk", d.method, at, try.header, try.body)
			if !slices.Contains(try.want, w.Code) {
				t.Errorf("%s %s, body %s: %d, want %v: %.300s", d.method, d.path, what, w.Code, try.want, w.Body)
			}
		}
	}
	if bodies < 30 {
		t.Errorf("only %d operations take a body", bodies)
	}
}

func TestAnswersThatDoNotFitThePublishedSchemaAreRefusedAtTheirPlace(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.officer("clerk", "chi-nhanh-7", "receiver")
	body := "{" + c.sample("1.000656", "co-giay-bao-tu") + "}"
	wrong := strings.NewReplacer(`"died_on":"2025-11-10"`, `"died_on":"10/11/2025"`, `"copies":2`, `"copies":"2"`).Replace(body)
	w := c.ask("clerk", "POST", "/api/v1/dossiers/receive", http.Header{"Idempotency-Key": {"fit"}}, wrong)
	var p Problem
	must(t, json.Unmarshal(w.Body.Bytes(), &p))
	got := map[string]string{}
	for _, e := range p.Errors {
		got[e.Pointer] = e.Type + " " + e.Detail
	}
	for pointer, want := range map[string]string{"#/values/died_on": `"2025-11-10"`, "#/values/copies": "Hãy gửi 2."} {
		if !strings.HasPrefix(got[pointer], "/api/problems/form.schema ") || !strings.Contains(got[pointer], want) {
			t.Errorf("%s: %q", pointer, got[pointer])
		}
	}
	if w.Code != http.StatusUnprocessableEntity || len(got) != 2 {
		t.Errorf("%d %v", w.Code, got)
	}
	if w := c.ask("clerk", "POST", "/api/v1/dossiers/receive", http.Header{"Idempotency-Key": {"fit"}}, body); w.Code != http.StatusCreated {
		t.Errorf("as published: %d %s", w.Code, w.Body)
	}
}

func TestTheSameActAtOnceHappensOnce(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.officer("clerk", "chi-nhanh-7", "receiver")
	body := "{" + c.sample("1.000656", "co-giay-bao-tu") + "}"
	const clicks = 8
	codes, replays := map[string]int{}, 0
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range clicks {
		wg.Go(func() {
			w := c.ask("clerk", "POST", "/api/v1/dossiers/receive", http.Header{"Idempotency-Key": {"click"}}, body)
			var r Receipt
			_ = json.Unmarshal(w.Body.Bytes(), &r)
			mu.Lock()
			defer mu.Unlock()
			codes[r.Code]++
			if w.Header().Get("Idempotency-Replayed") == "true" {
				replays++
			}
		})
	}
	wg.Wait()
	if len(codes) != 1 || codes[""] != 0 || replays != clicks-1 {
		t.Errorf("%d clicks gave the codes %v, %d of them replayed", clicks, codes, replays)
	}
	c.prove()
}

func TestPagesOfAListFollowEachOther(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.officer("clerk", "chi-nhanh-7", "receiver")
	body := "{" + c.sample("1.000656", "co-giay-bao-tu") + "}"
	for i := range 5 {
		w := c.ask("clerk", "POST", "/api/v1/dossiers/receive", http.Header{"Idempotency-Key": {fmt.Sprint("n", i)}}, body)
		if w.Code != http.StatusCreated {
			t.Fatalf("receive: %d %s", w.Code, w.Body)
		}
	}
	at, seen := "/api/v1/dossiers?limit=2&q=vi+du", []string{}
	for at != "" {
		w := c.ask("clerk", "GET", at, nil, "")
		var list RowList
		must(t, json.Unmarshal(w.Body.Bytes(), &list))
		if list.Total != 5 || len(list.Items) > 2 {
			t.Fatalf("%s: total %d, %d items", at, list.Total, len(list.Items))
		}
		for _, r := range list.Items {
			seen = append(seen, r.Code)
		}
		if want := "<" + list.Next + `>; rel="next"`; list.Next != "" && w.Header().Get("Link") != want {
			t.Errorf("Link %q, want %q", w.Header().Get("Link"), want)
		}
		at = list.Next
		if len(seen) > 5 {
			t.Fatalf("the pages do not end: %v", seen)
		}
	}
	if slices.Sort(seen); len(slices.Compact(seen)) != 5 {
		t.Errorf("the pages show %v", seen)
	}
}

func TestHealthSaysWhenTheDatabaseIsGone(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	w := c.ask("anyone", "GET", "/healthz", nil, "")
	var h Health
	if err := json.Unmarshal(w.Body.Bytes(), &h); err != nil || w.Code != http.StatusOK || !h.OK || h.Database != "sqlite" || h.Waiting == 0 {
		t.Errorf("%d %+v %v: the pack's acts wait for their places", w.Code, h, err)
	}
	if _, err := c.office.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	other, err := New(Options{Office: c.office})
	must(t, err)
	must(t, c.db.Close())
	w = httptest.NewRecorder()
	other.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/healthz", nil))
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "unreachable") {
		t.Errorf("with the store closed: %d %s", w.Code, w.Body)
	}
	w = httptest.NewRecorder()
	other.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/api/v1/lookup/H26.000-000000-0000", nil))
	if p := problemOf(t, w); w.Code != http.StatusInternalServerError || p.Number == "" || strings.Contains(w.Body.String(), "closed") {
		t.Errorf("our own mistake: %d %+v", w.Code, p)
	}
}

func TestMetricsAreForThoseWhoMay(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.ask("anyone", "GET", "/api/v1/city", nil, "")
	ask := func(d *Door, from string, header http.Header) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil)
		r.RemoteAddr = from
		for k, v := range header {
			r.Header[k] = v
		}
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		return w
	}
	w := ask(c.door, "127.0.0.1:5000", nil)
	for _, want := range []string{
		`motcua_http_requests_total{method="GET",route="/api/v1/city",status="200"} 1`, "motcua_database_up 1", "motcua_store_commits_total", "motcua_follower_lag_events",
		"motcua_dossiers_open 0", "motcua_dossiers_late 0",
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	guarded, err := New(Options{Office: c.office, Metrics: "secret-of-the-watch"})
	must(t, err)
	for what, try := range map[string]struct {
		door   *Door
		from   string
		header http.Header
		want   int
	}{
		"from elsewhere":     {c.door, "203.0.113.9:5000", nil, 404},
		"through a proxy":    {c.door, "127.0.0.1:5000", http.Header{"X-Forwarded-For": {"203.0.113.9"}}, 404},
		"without the token":  {guarded, "127.0.0.1:5000", nil, 404},
		"with another token": {guarded, "127.0.0.1:5000", http.Header{"Authorization": {"Bearer wrong"}}, 404},
		"with the token":     {guarded, "203.0.113.9:5000", http.Header{"Authorization": {"Bearer secret-of-the-watch"}}, 200},
		"IPv6 of this":       {c.door, "[::1]:5000", nil, 200},
	} {
		if w := ask(try.door, try.from, try.header); w.Code != try.want {
			t.Errorf("%s: %d, want %d", what, w.Code, try.want)
		}
	}
}

func TestTheSitesLimitHoldsForPrograms(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	left := 2
	limited, err := New(Options{Office: c.office, Take: func(*http.Request) time.Duration {
		if left--; left < 0 {
			return 3 * time.Second
		}
		return 0
	}})
	must(t, err)
	c.door = limited
	for _, want := range []int{200, 200, 429} {
		w := c.ask("anyone", "GET", "/api/v1/city", nil, "")
		if w.Code != want {
			t.Errorf("%d, want %d", w.Code, want)
		}
		if want == 429 && (w.Header().Get("Retry-After") != "4" || problemOf(t, w).Type != "/api/problems/api.too-many") {
			t.Errorf("429 with %v %s", w.Header(), w.Body)
		}
	}
	if w := c.ask("anyone", "GET", "/healthz", nil, ""); w.Code != http.StatusOK {
		t.Errorf("who watches is not limited: %d", w.Code)
	}
}

func TestTheKeyOfASystemHasAnAllowanceOfItsOwn(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	token, err := c.office.AddSystem(t.Context(), systemWho, "khac")
	must(t, err)
	c.tokens["system"] = token
	left := 1
	limited, err := New(Options{Office: c.office, TakeKey: func(system string) time.Duration {
		if left--; left < 0 || system != "khac" {
			return 3 * time.Second
		}
		return 0
	}})
	must(t, err)
	c.door = limited
	for _, want := range []int{200, 429} {
		w := c.ask("system", "GET", "/api/v1/city", nil, "")
		if w.Code != want {
			t.Errorf("%d, want %d", w.Code, want)
		}
		if want == 429 && (w.Header().Get("Retry-After") != "4" || !strings.Contains(problemOf(t, w).Mend, "Retry-After")) {
			t.Errorf("429 with %v %s", w.Header(), w.Body)
		}
	}
	if w := c.ask("anyone", "GET", "/api/v1/city", nil, ""); w.Code != http.StatusOK {
		t.Errorf("without a key %d", w.Code)
	}
}

func TestWrongPasswordsHaveToWait(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.citizen("owner", "001185012345")
	var last *httptest.ResponseRecorder
	for range 12 {
		last = c.ask("anyone", "POST", "/api/v1/session", nil, `{"username":"001185012345","password":"đoán mò"}`)
	}
	if last.Code != http.StatusTooManyRequests || last.Header().Get("Retry-After") == "" {
		t.Errorf("twelve wrong passwords: %d %v %s", last.Code, last.Header(), last.Body)
	}
}

func TestTheLanguageIsTheOneAskedFor(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]text.Lang{
		"": text.VI, "en": text.EN, "en-US,en;q=0.9,vi;q=0.8": text.EN, "vi,en;q=0.9": text.VI, "fr": text.VI, "fr, en;q=0.1": text.EN, "en;q=0": text.VI,
		"en;q=x": text.VI, "*": text.VI, ",,;": text.VI,
	} {
		if got := text.Accepted(header); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

func TestWordsOfProblemsAreWholeInBothLanguages(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.officer("clerk", "chi-nhanh-7", "receiver")
	for _, lang := range []string{"vi", "en"} {
		for _, at := range []string{"/api/v1/khong-co", "/api/v1/dossiers?limit=999&sort=x&unit_=1&late=2", "/api/v1/dossiers/KHONGCOHOSONAY1", "/api/v1/lookup/abc"} {
			w := c.ask("clerk", "GET", at, http.Header{"Accept-Language": {lang}}, "")
			if w.Header().Get("Content-Language") != lang || strings.ContainsAny(w.Body.String(), "⟦⟧") || strings.Contains(w.Body.String(), "{") && strings.Contains(w.Body.String(), "{name}") {
				t.Errorf("%s in %s: %s", at, lang, w.Body)
			}
			p := problemOf(t, w)
			if p.Detail == "" || p.Title == "" || p.Status != w.Code {
				t.Errorf("%s in %s: %+v", at, lang, p)
			}
		}
	}
	if missed := c.door.o.Words.Missed(); len(missed) > 0 {
		t.Errorf("texts that do not exist: %v", missed)
	}
}

func TestEveryOperationSaysWhatItDoes(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	if len(c.rules.routes) < 50 {
		t.Fatalf("the document has %d operations", len(c.rules.routes))
	}
	for _, o := range c.rules.routes {
		if o.op["summary"] == nil || o.op["description"] == nil {
			t.Errorf("%s %s has no summary or no description", o.method, o.path)
		}
	}
}

// FuzzBodies sends any bytes to an act that reads much: the answer is never our own mistake, and always in the document.
func FuzzBodies(f *testing.F) {
	c := newTown(f)
	c.officer("clerk", "chi-nhanh-7", "receiver")
	good := "{" + c.sample("1.000656", "co-giay-bao-tu") + "}"
	for _, seed := range []string{
		good, `{`, `{"values":{"a":1e999}}`, `{"parties":null}`, `{"papers":[{"index":0,"originals":-1}]}`, `[]`, "null", strings.Repeat("[", 2000), "\xff",
		strings.Replace(good, `"values":{`, `"values":{"copies":12345678901234567890,`, 1), strings.Replace(good, `"papers":[`, `"papers":[null,`, 1),
	} {
		f.Add("/api/v1/dossiers/receive", seed)
		f.Add("/api/v1/dossiers/file", seed)
	}
	f.Fuzz(func(t *testing.T, path, body string) {
		if path != "/api/v1/dossiers/receive" && path != "/api/v1/dossiers/file" {
			return
		}
		w := (&town{t: t, door: c.door, rules: c.rules, tokens: c.tokens}).ask("clerk", "POST", path, http.Header{"Idempotency-Key": {fmt.Sprintf("fuzz-%x", len(body))}}, body)
		if w.Code >= 500 {
			t.Errorf("%d for %q: %s", w.Code, body, w.Body)
		}
	})
}
