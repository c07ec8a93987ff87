package office_test

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/keep/notify"
	"motcua/keep/store"
	"motcua/office"
)

// keyOf gives a system a key, by its name.
func (c *town) keyOf(name string, called bool) []byte {
	c.t.Helper()
	k, err := c.AddSigningKey(c.ctx, system, name, called, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	secret, err := notify.ReadSecret(k.Secret)
	if err != nil {
		c.t.Fatal(err)
	}
	return secret
}

func TestASystemThatDoesNotAnswerHoldsUpNobodyElse(t *testing.T) {
	t.Parallel()
	c, _ := telling(t)
	release := make(chan struct{})
	hangs := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	var mu sync.Mutex
	var got []string // guarded by mu
	takes := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		got = append(got, string(b))
	}))
	defer takes.Close()
	defer hangs.Close()
	ctx, stop := context.WithCancel(c.ctx)
	defer c.WaitCalls()
	defer stop()
	defer close(release)
	for name, at := range map[string]string{"app-dead": hangs.URL, "app-well": takes.URL} {
		key := c.keyOf(name, false)
		c.keyOf(name, true)
		if err := c.SetHook(c.ctx, system, name, at); err != nil {
			t.Fatal(err)
		}
		for i := range 5 {
			s := c.signed(key, fmt.Sprintf("msg_%d", i), appSent(fmt.Sprintf("APP-%d", i)))
			s.System = name
			c.take(s)
			c.passes(time.Second)
		}
	}
	if _, err := c.Follow(c.ctx); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	for {
		n, err := c.Work(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			break
		}
	}
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("others waited %v for a system that hangs", took)
	}
	if len(got) != 5 {
		t.Fatalf("%d calls arrived", len(got))
	}
	for i, body := range got {
		if !strings.Contains(body, fmt.Sprintf(`"petition":"APP-%d"`, i)) {
			t.Errorf("call %d is %s", i, body)
		}
	}
}

func TestCallsToASystemKeepTheirOrderWhileItIsAwayForAShortTime(t *testing.T) {
	t.Parallel()
	c, _ := telling(t)
	var mu sync.Mutex
	away, tries := true, 0
	var got []string // guarded by mu
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		if tries++; away {
			w.Header().Set("Retry-After", "120")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		got = append(got, string(b))
	}))
	defer server.Close()
	_, key := c.appKey(false, 0)
	c.appKey(true, 0)
	if err := c.SetHook(c.ctx, system, app, server.URL); err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		c.take(c.signed(key, fmt.Sprintf("msg_%d", i), appSent(fmt.Sprintf("APP-%02d", i))))
		c.passes(time.Second)
	}
	c.work()
	c.passes(time.Minute) // it asked for two
	c.work()
	if tries != 1 {
		t.Fatalf("it was called %d times while it is away", tries)
	}
	mu.Lock()
	away = false
	mu.Unlock()
	c.passes(2 * time.Minute)
	c.work()
	if len(got) != 20 {
		t.Fatalf("%d of 20 arrived", len(got))
	}
	for i, body := range got {
		if !strings.Contains(body, fmt.Sprintf(`"petition":"APP-%02d"`, i)) {
			t.Errorf("call %d is %s", i, body)
		}
	}
}

func TestACallThatIsNeverTakenIsPassedByOthersAndParkedInTheEnd(t *testing.T) {
	t.Parallel()
	c, _ := telling(t)
	var mu sync.Mutex
	tries := map[string]int{} // guarded by mu
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		if strings.Contains(string(b), "APP-0") {
			tries["bad"]++
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		tries["good"]++
	}))
	defer server.Close()
	_, key := c.appKey(false, 0)
	c.appKey(true, 0)
	if err := c.SetHook(c.ctx, system, app, server.URL); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		c.take(c.signed(key, fmt.Sprintf("msg_%d", i), appSent(fmt.Sprintf("APP-%d", i))))
		c.passes(time.Second)
	}
	for range 4 * 90 { // ninety hours
		c.work()
		c.passes(15 * time.Minute)
	}
	parked, err := c.ParkedCalls(c.ctx, system, app)
	if err != nil || len(parked) != 1 || parked[0].Attempts != 10 {
		t.Fatalf("parked %+v, %v", parked, err)
	}
	if tries["good"] != 2 || tries["bad"] != 10 {
		t.Errorf("tries: %v", tries)
	}
	if n, err := c.SettleCalls(c.ctx, system, app, false); n != 1 || err != nil {
		t.Errorf("let go: %d, %v", n, err)
	}
	if _, err := c.SettleCalls(c.ctx, system, app, true); fault.As(err) == nil || fault.As(err).Kind != fault.Conflict {
		t.Errorf("nothing is parked: %v", err)
	}
}

func TestACallWaitsForNoneThatWasPassed(t *testing.T) {
	t.Parallel()
	c, _ := telling(t)
	var mu sync.Mutex
	bad, good := 0, 0 // guarded by mu
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		if strings.Contains(string(b), "APP-0") {
			bad++
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		good++
	}))
	defer server.Close()
	_, key := c.appKey(false, 0)
	c.appKey(true, 0)
	if err := c.SetHook(c.ctx, system, app, server.URL); err != nil {
		t.Fatal(err)
	}
	c.take(c.signed(key, "msg_0", appSent("APP-0")))
	for range 50 {
		c.work()
		c.passes(time.Minute)
	}
	if bad != 4 {
		t.Fatalf("it was tried %d times in fifty minutes", bad)
	}
	c.take(c.signed(key, "msg_1", appSent("APP-1")))
	c.work()
	if bad != 4 || good != 1 {
		t.Errorf("tries: %d, and %d of what is fresh", bad, good)
	}
}

func TestASystemThatTakesCallsSlowlyIsCalledOnceAboutEachInOrder(t *testing.T) {
	t.Parallel()
	c, _ := telling(t)
	var mu sync.Mutex
	var got []string // guarded by mu
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		mu.Lock()
		got = append(got, string(b))
		mu.Unlock()
		c.passes(40 * time.Second)
		if _, err := c.Work(c.ctx); err != nil { // somebody else who works off what is due
			t.Error(err)
		}
	}))
	defer server.Close()
	_, key := c.appKey(false, 0)
	c.appKey(true, 0)
	if err := c.SetHook(c.ctx, system, app, server.URL); err != nil {
		t.Fatal(err)
	}
	const all = 20
	for i := range all {
		c.take(c.signed(key, fmt.Sprintf("msg_%d", i), appSent(fmt.Sprintf("APP-%02d", i))))
		c.passes(time.Second)
	}
	c.work()
	c.WaitCalls()
	c.work()
	c.WaitCalls()
	c.work()
	c.WaitCalls()
	mu.Lock()
	defer mu.Unlock()
	if len(got) != all {
		t.Fatalf("%d calls about %d turns", len(got), all)
	}
	for i, body := range got {
		if !strings.Contains(body, fmt.Sprintf(`"petition":"APP-%02d"`, i)) {
			t.Errorf("call %d is %s", i, body)
		}
	}
}

func TestCallsOfOneSystemAreFoundBehindManyOfAnother(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	err := c.Store().Write(c.ctx, func(tx *store.Tx) error {
		for i := range 201 {
			row := store.CallbackRow{ID: fmt.Sprintf("c%03d", i), System: "app-other", Stream: "petition/X", At: tx.Now().Add(-time.Hour), State: store.NoticeFailed}
			if i == 200 {
				row.System, row.At = app, tx.Now()
			}
			if _, err := tx.PutCallback(row); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if parked, err := c.ParkedCalls(c.ctx, system, app); err != nil || len(parked) != 1 {
		t.Errorf("%d are parked, %v", len(parked), err)
	}
	if n, err := c.SettleCalls(c.ctx, system, app, false); err != nil || n != 1 {
		t.Errorf("let go: %d, %v", n, err)
	}
}

func TestAFloodOfUnsignedMessagesCostsAFewCommitsAndAllAreCounted(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	_, key := c.appKey(false, 0)
	before, _ := c.Store().Stats()
	bad := c.signed([]byte("another key of thirty-two bytes!"), "msg_1", appSent("APP-1"))
	nowhere := bad
	nowhere.System = "khong-co"
	var wg sync.WaitGroup
	gate := make(chan struct{}, 20)
	for i := range 1000 {
		wg.Go(func() {
			gate <- struct{}{}
			defer func() { <-gate }()
			s := bad
			if i%2 == 1 {
				s = nowhere
			}
			if _, err := c.TakeSigned(c.ctx, s); fault.As(err) == nil || fault.As(err).Key != "inbox.signature" {
				t.Errorf("%d: %v", i, err)
			}
		})
	}
	wg.Wait()
	if now, _ := c.Store().Stats(); now-before > 5 {
		t.Errorf("1000 unsigned messages made %d acts", now-before)
	}
	all, strangers, err := c.Connections(c.ctx, system)
	if err != nil || all[0].Counts["unsigned"] != 500 || strangers != 500 {
		t.Errorf("counted %v and %d, %v", all[0].Counts, strangers, err)
	}
	admins := c.officer("trung-tam", "administrator")
	told, err := c.Read(c.ctx, admins).SignatureNotices(10)
	if err != nil || len(told) != 1 || told[0].System != app || told[0].Seen {
		t.Fatalf("told %+v, %v", told, err)
	}
	c.passes(time.Hour)
	for range 6 {
		if _, err := c.TakeSigned(c.ctx, bad); err == nil {
			t.Fatal("taken")
		}
	}
	if told, err = c.Read(c.ctx, admins).SignatureNotices(10); err != nil || len(told) != 2 {
		t.Errorf("an hour later: %+v, %v", told, err)
	}
	c.take(c.signed(key, "msg_2", appSent("APP-2")))
	c.passes(time.Hour)
	for range 4 {
		if _, err := c.TakeSigned(c.ctx, bad); err == nil {
			t.Fatal("taken")
		}
	}
	if told, err = c.Read(c.ctx, admins).SignatureNotices(10); err != nil || len(told) != 2 {
		t.Errorf("four after a good one: %+v, %v", told, err)
	}
	if err := c.SeeSignatureNotices(c.ctx, admins); err != nil {
		t.Fatal(err)
	}
	if told, err = c.Read(c.ctx, admins).SignatureNotices(10); err != nil || !told[0].Seen {
		t.Errorf("seen: %+v, %v", told, err)
	}
}

func TestWhatIsHeldGoesAfterItsDaysAndWithItTheCountsOfSenders(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	_, key := c.appKey(false, 0)
	if _, err := c.TakeSigned(c.ctx, c.signed(key, "msg_1", "{")); err == nil {
		t.Fatal("taken")
	}
	agent := c.officer(careUnit, "care-agent")
	m, err := c.Read(c.ctx, agent).HeldMessage(app, "msg_1")
	if err != nil || m.Text != "{" || len(m.Why) != 1 || m.Why[0].Key != "inbox.unreadable" || m.MayTake {
		t.Fatalf("%+v, %v", m, err)
	}
	reads, err := c.Store().Read().ReadsBy(c.ctx, agent.Account, 10)
	if err != nil || len(reads) == 0 || reads[0].Dossier != "inbox/"+app+"/msg_1" || reads[0].Purpose != "read.held" {
		t.Errorf("the read log says %+v, %v", reads, err)
	}
	if _, err := c.Read(c.ctx, c.officer("chi-nhanh-7", "receiver")).HeldMessages("", "", time.Time{}); fault.As(err) == nil || !fault.As(err).Right {
		t.Errorf("a clerk lists them: %v", err)
	}
	err = c.Store().Write(c.ctx, func(tx *store.Tx) error {
		_, err := tx.CountInbox(app, "2026-03-03", "from:0123", 3)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	counted := func() (n int64) {
		err := c.Store().Write(c.ctx, func(tx *store.Tx) (err error) {
			n, err = tx.CountInbox(app, "2026-03-03", "from:0123", 0)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	c.age(89, 0)
	c.dayBegins()
	if n := counted(); n != 0 {
		t.Errorf("a sender of 89 days ago is counted still: %d", n)
	}
	if _, err := c.Read(c.ctx, agent).HeldMessage(app, "msg_1"); err != nil {
		t.Errorf("after 89 days: %v", err)
	}
	c.age(2, 0)
	c.dayBegins()
	if _, err := c.Read(c.ctx, agent).HeldMessage(app, "msg_1"); !fault.Is(err, fault.Missing) {
		t.Errorf("after 91 days: %v", err)
	}
	c.check()
}

func TestWhatWasDoneWithASystemIsTold(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	who := c.officer("trung-tam", "administrator")
	k, err := c.AddSigningKey(c.ctx, who, app, true, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		c.SetHook(c.ctx, who, app, "https://app.example.vn/x"), c.EndSigningKey(c.ctx, who, app, k.ID), c.RevokeSystem(c.ctx, system, app),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	_, _, deeds, err := c.Connection(c.ctx, who, app, 14)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range deeds {
		got = append(got, d.Kind+" "+d.By.Name)
	}
	if len(deeds) != 4 || deeds[0].Kind != "system.revoked" || deeds[0].By.Name != "" || deeds[3].Kind != "system.key-made" || deeds[3].Key != k.ID || !deeds[3].Called || deeds[3].By.Name == "" {
		t.Errorf("deeds: %v", got)
	}
	c.check()
}

func TestAnInboxIsReadAndItsCallsAreWorkedOffOnBothEngines(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			var c *town
			if engine == "sqlite" {
				c = newTown(t)
			} else {
				c = newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true, Conns: 6})
			}
			_, key := c.appKey(false, 0)
			if err := c.SetHook(c.ctx, system, app, "https://app.example.vn/goi-lai"); err != nil {
				t.Fatal(err)
			}
			c.take(c.signed(key, "msg_1", appSent("APP-1")))
			c.take(c.signed(key, "msg_1", appSent("APP-1")))
			for _, s := range []office.Signed{c.signed(key, "msg_2", "{"), c.signed(key, "msg_1", appSent("APP-2")), c.signed([]byte("no key"), "msg_3", "{}")} {
				if _, err := c.TakeSigned(c.ctx, s); err == nil {
					t.Fatal("taken")
				}
			}
			_, came, _, err := c.Connection(c.ctx, system, app, 14)
			want := map[string]int64{"done": 1, "refused": 1, "repeat": 1, "conflict": 1, "unsigned": 1}
			if err != nil || len(came) != 1 || came[0].Day != "2026-03-03" || !maps.Equal(came[0].Counts, want) {
				t.Errorf("days %+v, %v", came, err)
			}
			held, err := c.Read(c.ctx, c.officer(careUnit, "care-agent")).HeldMessages(app, "refused", time.Time{})
			if err != nil || len(held) != 1 || held[0].ID != "msg_2" || held[0].Size == 0 {
				t.Errorf("held %+v, %v", held, err)
			}
			c.work()
			if of, _, _, err := c.Connection(c.ctx, system, app, 14); err != nil || of.Calls["dropped"] != 1 || len(of.Calls) != 1 { // a demonstration calls nobody
				t.Errorf("calls %v, %v", of.Calls, err)
			}
		})
	}
}
