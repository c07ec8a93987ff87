//go:build soak

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/doors/demo"
	"motcua/keep/blob"
	"motcua/law/dossier"
	"motcua/office"
)

// A demoSoak is a demonstration that is served, lives on, is loaded through its interface for programs, and is killed.
// A request that was not answered before the kill is sent again under its key after it.
type demoSoak struct {
	t       *testing.T
	dir     string
	binary  string
	address string
	client  *http.Client
	tokens  map[string]string // of accounts and of the portal; sessions outlive the kills
	run     string            // part of every key

	mu      sync.Mutex
	next    int
	open    []demoRequest     // sent and not answered
	codes   map[string]string // id to the code that was acknowledged, "" while filed
	files   map[string]bool   // hashes of acknowledged uploads
	answers map[string]int    // acknowledged, by what was asked
	enough  func()
}

// A demoRequest is one act.
type demoRequest struct {
	what, who, method, path, key, etag string
	body                               []byte
	loses                              bool // somebody may have been quicker
}

func TestSoakDemonstrationKilledUnderLoad(t *testing.T) {
	dir := t.TempDir()
	s := &demoSoak{
		t: t, dir: filepath.Join(dir, "demo"), binary: filepath.Join(dir, "motcua"), client: &http.Client{Timeout: time.Minute},
		tokens: map[string]string{}, run: fmt.Sprintf("%08x", rand.Uint32()), codes: map[string]string{}, files: map[string]bool{}, answers: map[string]int{},
	}
	if out, err := exec.Command("go", "build", "-o", s.binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v %s", err, out)
	}
	s.command("demo", "--build", "--data", s.dir, "--dossiers", "500")
	token := regexp.MustCompile(`Token \(shown once\): (\S+)`).FindStringSubmatch(s.command("system", "add", "--data", s.dir, "portal"))
	if token == nil {
		t.Fatal("the portal got no token")
	}
	s.tokens["portal"] = token[1]
	for i := range kills {
		s.round(i + 1)
		s.prove()
		if t.Failed() {
			return
		}
	}
	for _, what := range slices.Sorted(maps.Keys(s.answers)) {
		t.Logf("%-24s %6d acknowledged", what, s.answers[what])
	}
}

// command runs the program to its end.
func (s *demoSoak) command(args ...string) string {
	s.t.Helper()
	out, err := exec.Command(s.binary, args...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("motcua %s: %v %s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// round serves the demonstration, loads it for a while and kills it.
func (s *demoSoak) round(i int) {
	t := s.t
	t.Helper()
	serve := exec.Command(s.binary, "demo", "--data", s.dir, "--addr", "127.0.0.1:0", "--rate-limit", "0")
	said, err := serve.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaints bytes.Buffer
	serve.Stderr = &complaints
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if f := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(lines.Text()); f != "" {
			s.address = f
			break
		}
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
	for _, a := range demo.Accounts {
		s.signIn(a.Username)
	}
	enough, before := make(chan struct{}), s.acknowledged()
	left := 60 + rand.IntN(200)
	s.enough = sync.OnceFunc(func() { close(enough) })
	ctx, stop := context.WithCancel(t.Context())
	var clients sync.WaitGroup
	again := s.open
	s.open = nil
	for n := range 8 {
		clients.Go(func() {
			for i := n; i < len(again); i += 8 {
				s.do(ctx, again[i])
			}
			for ctx.Err() == nil {
				s.work(ctx, n)
				if s.acknowledged()-before >= left {
					s.enough()
				}
			}
		})
	}
	select {
	case <-enough:
	case <-time.After(2 * time.Minute):
		t.Errorf("round %d: too slow: %d of %d acts in two minutes", i, s.acknowledged()-before, left)
	}
	if err := serve.Process.Kill(); err != nil { // while eight requests are under way
		t.Error(err)
	}
	serve.Wait() // killed
	stop()
	clients.Wait()
	s.client.CloseIdleConnections()
	t.Logf("round %d: %d acts acknowledged, %d cut off by the kill", i, s.acknowledged()-before, len(s.open))
	if complaints.Len() > 0 {
		t.Errorf("round %d: the program complained: %.2000s", i, complaints.String())
	}
}

func (s *demoSoak) acknowledged() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range s.answers {
		n += k
	}
	return n
}

// signIn takes a session once; the next rounds use it again.
func (s *demoSoak) signIn(account string) {
	s.t.Helper()
	if s.tokens[account] != "" {
		return
	}
	r, err := s.client.Post(s.address+"/api/v1/session", "application/json", strings.NewReader(`{"username":"`+account+`","password":"`+demo.Password+`"}`))
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Body.Close()
	var session struct{ Token string }
	if err := json.NewDecoder(r.Body).Decode(&session); err != nil || session.Token == "" {
		s.t.Fatalf("sign %s in: %s %v", account, r.Status, err)
	}
	s.tokens[account] = session.Token
}

// work is one thing that one of eight people does: two citizens file, the portal delivers, two desks receive what was filed and
// what is handed in, three officers work off their lists.
func (s *demoSoak) work(ctx context.Context, n int) {
	switch n {
	case 0, 1:
		who := []string{"mai", "dung"}[n]
		more := map[string]any{"reception": "chi-nhanh-7"}
		if hash := s.upload(ctx, who); hash != "" {
			more["files"] = []map[string]any{{"hash": hash, "name": "giay-bao-tu.pdf", "paper": 0, "size": 1, "type": "application/pdf"}}
		}
		s.start(ctx, "file", who, "/api/v1/dossiers/file", "1.000656", "co-giay-bao-tu", more)
	case 2:
		s.start(ctx, "deliver", "portal", "/api/v1/inbox/portal", "1.000656", "co-giay-bao-tu", map[string]any{"reception": "chi-nhanh-1"})
	case 3:
		s.start(ctx, "receive at a counter", "thuha.cn7", "/api/v1/dossiers/receive", "2.000815", "ban-giay", nil)
	case 4, 5:
		s.receive(ctx, []string{"thuha.cn7", "minhanh.cn1"}[n-4])
	default:
		for _, who := range [][]string{{"minhdung.cn7", "lanngan.cn7"}, {"lanhdao.cn7", "thuha.cn7"}}[n-6] {
			s.step(ctx, who)
		}
	}
}

// start begins a dossier.
func (s *demoSoak) start(ctx context.Context, what, who, path, code, caseID string, more map[string]any) {
	s.mu.Lock()
	s.next++
	n := s.next
	s.mu.Unlock()
	var me struct{ Party map[string]any }
	if who == "mai" || who == "dung" {
		if _, ok := s.get(ctx, who, "/api/v1/session", &me); !ok {
			return
		}
	} else {
		me.Party = map[string]any{"kind": "citizen", "name": "Nguyễn Văn Bền", "number": fmt.Sprintf("0010%02d990%03d", 60+n%40, n%1000), "phone": "0900000000"}
	}
	me.Party["address"] = map[string]any{"text": "Số 1 phố Ví Dụ", "commune": "00004", "list": office.CommuneList}
	in := map[string]any{
		"procedure": code, "case": caseID, "return": "desk", "values": soakSamples()[code+"/"+caseID], "parties": map[string]any{"applicant": me.Party, "owner": me.Party},
		"papers": []map[string]any{{"index": 0, "originals": 1, "digital": what != "receive at a counter"}, {"index": 1, "originals": 1}},
	}
	maps.Copy(in, more)
	key := fmt.Sprintf("%s-%d", s.run, n)
	if who == "portal" {
		in["code"] = "G09.20-" + key
	}
	body, err := json.Marshal(in)
	if err != nil {
		panic(err)
	}
	s.do(ctx, demoRequest{what: what, who: who, method: http.MethodPost, path: path, key: key, body: body})
}

var soakSamples = sync.OnceValue(func() map[string]json.RawMessage {
	b, err := os.ReadFile("../../city/hanoi/samples.json")
	if err != nil {
		panic(err)
	}
	var all []struct {
		Procedure, Case string
		Values          json.RawMessage
	}
	if err := json.Unmarshal(b, &all); err != nil {
		panic(err)
	}
	out := map[string]json.RawMessage{}
	for _, x := range all {
		out[x.Procedure+"/"+x.Case] = x.Values
	}
	return out
})

// upload sends a file that nobody sent before, and gives its hash.
func (s *demoSoak) upload(ctx context.Context, who string) string {
	body := fmt.Appendf(nil, "%%PDF-1.4\n%% %s %x\n%%%%EOF\n", s.run, rand.Uint64())
	return s.do(ctx, demoRequest{what: "upload", who: who, method: http.MethodPost, path: "/api/v1/files?name=to.pdf", body: body})
}

// receive takes in what waits longest at a desk.
func (s *demoSoak) receive(ctx context.Context, who string) {
	var list struct{ Items []struct{ ID string } }
	if _, ok := s.get(ctx, who, "/api/v1/unreceived?limit=5", &list); !ok || len(list.Items) == 0 {
		return
	}
	id := list.Items[rand.IntN(len(list.Items))].ID
	if tag, ok := s.get(ctx, who, "/api/v1/dossiers/"+id, nil); ok {
		s.do(ctx, demoRequest{
			what: "receive", who: who, method: http.MethodPost, path: "/api/v1/dossiers/" + id + "/receive", key: fmt.Sprintf("%s-receive-%s-%x", s.run, id, rand.Uint32()),
			etag: tag, body: []byte(`{"fee_paid":true}`), loses: true,
		})
	}
}

// step does the next task on somebody's list in the first of the ways that are open.
func (s *demoSoak) step(ctx context.Context, who string) {
	var list struct {
		Items []struct {
			ID    string
			Token int
			Work  string
		}
	}
	if _, ok := s.get(ctx, who, "/api/v1/worklist?limit=10", &list); !ok || len(list.Items) == 0 {
		return
	}
	t := list.Items[rand.IntN(len(list.Items))]
	var d struct {
		Tasks []struct {
			Token    int
			Acts     []string
			Outcomes []struct{ Value string }
		}
	}
	tag, ok := s.get(ctx, who, "/api/v1/dossiers/"+t.ID, &d)
	if !ok {
		return
	}
	for _, task := range d.Tasks {
		if task.Token != t.Token {
			continue
		}
		for _, act := range []string{"finish", "approve", "issue"} {
			if !slices.Contains(task.Acts, act) {
				continue
			}
			body := map[string]any{}
			if act == "issue" {
				body["number"] = fmt.Sprintf("%d/KQ-BEN", rand.IntN(1e6))
			}
			if act == "finish" && len(task.Outcomes) > 0 {
				body["outcome"] = task.Outcomes[0].Value
			}
			b, _ := json.Marshal(body) // texts and numbers
			s.do(ctx, demoRequest{
				what: act, who: who, method: http.MethodPost, path: fmt.Sprintf("/api/v1/dossiers/%s/tasks/%d/%s", t.ID, t.Token, act),
				key: fmt.Sprintf("%s-%s-%d-%x", s.run, t.ID, t.Token, rand.Uint32()), etag: tag, body: b, loses: true,
			})
			return
		}
	}
}

// get reads; ok is false when the program was killed meanwhile.
func (s *demoSoak) get(ctx context.Context, who, path string, into any) (etag string, ok bool) {
	r, err := s.send(ctx, demoRequest{who: who, method: http.MethodGet, path: path})
	if err != nil {
		return "", false
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return "", false
	}
	if r.StatusCode != http.StatusOK {
		s.t.Errorf("%s GET %s: %s %.300s", who, path, r.Status, b)
		return "", false
	}
	if into != nil {
		if err := json.Unmarshal(b, into); err != nil {
			s.t.Errorf("%s GET %s: %v", who, path, err)
		}
	}
	return r.Header.Get("ETag"), true
}

func (s *demoSoak) send(ctx context.Context, q demoRequest) (*http.Response, error) {
	r, err := http.NewRequestWithContext(context.WithoutCancel(ctx), q.method, s.address+q.path, bytes.NewReader(q.body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+s.tokens[q.who])
	r.Header.Set("Accept-Language", "en")
	if q.method != http.MethodGet {
		r.Header.Set("Content-Type", map[bool]string{true: "application/octet-stream", false: "application/json"}[q.what == "upload"])
	}
	if q.key != "" {
		r.Header.Set("Idempotency-Key", q.key)
	}
	if q.etag != "" {
		r.Header.Set("If-Match", q.etag)
	}
	return s.client.Do(r)
}

// do sends an act; without a whole answer it is one of those to be sent again. It gives the hash of what was uploaded.
func (s *demoSoak) do(ctx context.Context, q demoRequest) (hash string) {
	r, err := s.send(ctx, q)
	var b []byte
	if err == nil {
		b, err = io.ReadAll(r.Body)
		r.Body.Close()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil || r.StatusCode == http.StatusServiceUnavailable {
		s.open = append(s.open, q)
		return ""
	}
	lost := q.loses && slices.Contains([]int{http.StatusConflict, http.StatusPreconditionFailed, http.StatusNotFound, http.StatusForbidden}, r.StatusCode)
	if r.StatusCode >= 300 {
		if !lost {
			s.t.Errorf("%s %s: %s %.500s", q.who, q.path, r.Status, b)
		}
		return ""
	}
	s.answers[q.what]++
	var said struct{ ID, Code, Hash string }
	if err := json.Unmarshal(b, &said); err != nil {
		s.t.Errorf("%s %s: %v", q.who, q.path, err)
	}
	switch {
	case q.what == "upload":
		s.files[said.Hash] = true
	case said.ID != "" && (said.Code != "" || s.codes[said.ID] == ""):
		if was := s.codes[said.ID]; was != "" && was != said.Code {
			s.t.Errorf("%s was acknowledged as %s and as %s", said.ID, was, said.Code)
		}
		s.codes[said.ID] = said.Code
	}
	return said.Hash
}

// prove checks the city whole, as an operator would, and looks for all that was acknowledged.
func (s *demoSoak) prove() {
	t := s.t
	t.Helper()
	out, err := exec.Command(s.binary, "fsck", "--data", s.dir).CombinedOutput()
	if err != nil {
		t.Errorf("fsck: %v\n%s", err, out)
	}
	t.Logf("fsck: %s", bytes.TrimSpace(out))
	h, err := (&home{Data: s.dir}).open(t.Context(), office.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	for id, code := range s.codes {
		row, ok, err := h.db.Read().Dossier(t.Context(), id)
		if err != nil || !ok || code != "" && row.Code != code {
			t.Errorf("%s was acknowledged as %q, the view says %q: %v", id, code, row.Code, err)
		}
		if v, _, err := h.db.Read().Head(t.Context(), dossier.Stream(dossier.ID(id))); err != nil || v == 0 {
			t.Errorf("%s was acknowledged and has no event: %v", id, err)
		}
	}
	files, err := blob.Open(filepath.Join(s.dir, "files"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for hash := range s.files {
		if err := files.Verify(blob.Hash(hash)); err != nil {
			t.Errorf("a file that was acknowledged: %v", err)
		}
	}
	noGaps(t, h)
}
