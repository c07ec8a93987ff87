package office_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/keep/notify"
	"motcua/keep/store"
	"motcua/law/petition"
	"motcua/office"
)

const app = "ihanoi"

// appKeys gives the application a key to sign with.
func (c *town) appKey(called bool, grace time.Duration) (id string, secret []byte) {
	c.t.Helper()
	k, err := c.AddSigningKey(c.ctx, system, app, called, grace)
	if err != nil {
		c.t.Fatal(err)
	}
	if secret, err = notify.ReadSecret(k.Secret); err != nil {
		c.t.Fatal(err)
	}
	return k.ID, secret
}

// signed makes a message as the application sends it.
func (c *town) signed(key []byte, id, body string) office.Signed {
	stamp := strconv.FormatInt(c.clock().Unix(), 10)
	return office.Signed{System: app, ID: id, Stamp: stamp, Signature: notify.Sign(key, id, stamp, []byte(body)), Body: []byte(body)}
}

func message(kind, at, data string) string {
	return fmt.Sprintf(`{"type":%q,"timestamp":%q,"data":%s}`, kind, at, data)
}

const noon = "2026-03-03T08:30:00+07:00"

func appSent(ref string) string {
	return message("petition.sent", noon, fmt.Sprintf(`{"petition":%q,"title":"Đèn đường không sáng","text":"Đèn đầu ngõ không sáng đã mười ngày.","name":%q,"phone":"0912 345 678"}`, ref, noMark))
}

// take takes a message that must be taken.
func (c *town) take(s office.Signed) office.Taken {
	c.t.Helper()
	t, err := c.TakeSigned(c.ctx, s)
	if err != nil {
		c.t.Fatalf("message %s: %v", s.ID, err)
	}
	return t
}

func TestAThousandRepeatedMessagesMakeOnePetition(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			var nodes []*town
			if engine == "sqlite" {
				nodes = []*town{newTown(t)}
			} else {
				cfg := store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true, Conns: 6}
				nodes = []*town{newTownOn(t, cfg)}
				nodes = append(nodes, nodes[0].another(cfg))
			}
			c := nodes[0]
			_, key := c.appKey(false, 0)
			const times = 1000
			first := make([]office.Taken, times)
			var wg sync.WaitGroup
			gate := make(chan struct{}, 50)
			for i := range times {
				wg.Go(func() {
					gate <- struct{}{}
					defer func() { <-gate }()
					body := appSent("APP-1")
					id := "msg_1"
					if i%10 == 9 { // the application lost its own id and made another
						id = fmt.Sprintf("msg_again%d", i)
					}
					var err error
					if first[i], err = nodes[i%len(nodes)].TakeSigned(c.ctx, c.signed(key, id, body)); err != nil {
						t.Errorf("%d: %v", i, err)
					}
				})
			}
			wg.Wait()
			for i := range first {
				if first[i].Ticket != first[0].Ticket || first[i].State != office.TakenDone {
					t.Fatalf("%d was answered %+v, the first %+v", i, first[i], first[0])
				}
			}
			if n, err := c.Store().Read().CountPetitions(c.ctx, store.PetitionFilter{}); err != nil || n != 1 {
				t.Errorf("%d petitions, %v", n, err)
			}
			row, _, err := c.Store().Read().Message(c.ctx, app, "msg_1")
			if err != nil || len(row.Body) != 0 || row.State != "done" {
				t.Errorf("what was carried out is still written there: %d bytes, %s, %v", len(row.Body), row.State, err)
			}
			c.check()
		})
	}
}

func TestWhatIsNotSignedRightIsCountedAndMakesNothing(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	old, key := c.appKey(false, 0)
	_, out := c.appKey(true, 0)
	good := c.signed(key, "msg_1", appSent("APP-1"))
	for name, spoil := range map[string]func(*office.Signed){
		"body":         func(s *office.Signed) { s.Body = append(s.Body, ' ') },
		"id":           func(s *office.Signed) { s.ID = "msg_2" },
		"time":         func(s *office.Signed) { s.Stamp = strconv.FormatInt(c.clock().Unix()+1, 10) },
		"system":       func(s *office.Signed) { s.System = "khac" },
		"none":         func(s *office.Signed) { s.Signature = "" },
		"plain":        func(s *office.Signed) { s.Signature = strings.TrimPrefix(s.Signature, "v1,") },
		"key named":    func(s *office.Signed) { s.Key = "khongco1" },
		"other way":    func(s *office.Signed) { s.Signature = notify.Sign(out, s.ID, s.Stamp, s.Body) },
		"id with stop": func(s *office.Signed) { s.ID = "a.b" },
		"many": func(s *office.Signed) {
			s.Signature = strings.Repeat("v1,AAAA ", 20) + s.Signature
		},
	} {
		s := good
		s.Body = append([]byte(nil), good.Body...)
		spoil(&s)
		if _, err := c.TakeSigned(c.ctx, s); fault.As(err) == nil || fault.As(err).Key != "inbox.signature" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, by := range []time.Duration{-6 * time.Minute, 6 * time.Minute} {
		s := good
		s.Stamp = strconv.FormatInt(c.clock().Add(by).Unix(), 10)
		s.Signature = notify.Sign(key, s.ID, s.Stamp, s.Body)
		if _, err := c.TakeSigned(c.ctx, s); fault.As(err) == nil || fault.As(err).Key != "inbox.stale" {
			t.Errorf("%s away: %v", by, err)
		}
	}
	all, strangers, err := c.Connections(c.ctx, system)
	if err != nil || len(all) != 1 || all[0].Counts["unsigned"] != 8 || all[0].Counts["stale"] != 2 || strangers != 2 {
		t.Errorf("counted: %+v, %d of nobody, %v", all, strangers, err)
	}
	if n, err := c.Store().Read().CountPetitions(c.ctx, store.PetitionFilter{}); err != nil || n != 0 {
		t.Errorf("%d petitions, %v", n, err)
	}
	c.take(good)
	if err := c.EndSigningKey(c.ctx, system, app, old); err != nil {
		t.Fatal(err)
	}
	if _, err := c.TakeSigned(c.ctx, c.signed(key, "msg_3", appSent("APP-3"))); !fault.Is(err, fault.Refused) {
		t.Errorf("an ended key: %v", err)
	}
}

func TestAKeyIsChangedWithoutLosingAMessage(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	_, before := c.appKey(false, 0)
	_, after := c.appKey(false, time.Hour)
	c.take(c.signed(before, "msg_1", appSent("APP-1")))
	c.take(c.signed(after, "msg_2", appSent("APP-2")))
	both := c.signed(before, "msg_3", appSent("APP-3"))
	both.Signature = notify.Sign([]byte("another secret of nobody"), "msg_3", both.Stamp, both.Body) + " " + both.Signature
	c.take(both)
	c.passes(2 * time.Hour)
	if _, err := c.TakeSigned(c.ctx, c.signed(before, "msg_4", appSent("APP-4"))); !fault.Is(err, fault.Refused) {
		t.Errorf("the old key still counts: %v", err)
	}
	c.take(c.signed(after, "msg_5", appSent("APP-5")))
}

func TestAMessageUnderAnIdThatWasUsedIsRefused(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	_, key := c.appKey(false, 0)
	c.take(c.signed(key, "msg_1", appSent("APP-1")))
	if _, err := c.TakeSigned(c.ctx, c.signed(key, "msg_1", appSent("APP-2"))); fault.As(err) == nil || fault.As(err).Key != "inbox.other-message" {
		t.Errorf("another message under the same id: %v", err)
	}
	other := strings.Replace(appSent("APP-1"), "mười ngày", "mười một ngày", 1)
	if _, err := c.TakeSigned(c.ctx, c.signed(key, "msg_2", other)); err == nil {
		t.Error("another text under the code of a petition that came")
	}
	for name, body := range map[string]string{
		"no JSON": "{", "unknown": message("petition.deleted", noon, `{"petition":"A"}`), "no code": message("petition.sent", noon, `{"title":"a"}`),
		"misnamed": message("petition.sent", noon, `{"petition":"A","titel":"b"}`), "short": message("petition.sent", noon, `{"petition":"A","title":"b","text":"c"}`), "no moment": `{"type":"petition.sent","data":{"petition":"A"}}`,
	} {
		if _, err := c.TakeSigned(c.ctx, c.signed(key, "bad_"+strings.ReplaceAll(name, " ", "_"), body)); fault.As(err) == nil || fault.As(err).Kind == fault.Internal {
			t.Errorf("%s: %v", name, err)
		}
	}
	all, _, err := c.Connections(c.ctx, system)
	if err != nil || all[0].Counts["conflict"] != 1 || all[0].Counts["refused"] != 7 {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestMessagesComeLateAndInAnotherOrder(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	_, key := c.appKey(false, 0)
	early := c.signed(key, "msg_0", message("petition.withdrawn", "2026-03-03T08:31:00+07:00", `{"petition":"APP-9","text":"Đèn đã sáng lại."}`))
	if got := c.take(early); got.State != office.TakenEarly || got.Ticket.Code != "" {
		t.Fatalf("%+v", got)
	}
	got := c.take(c.signed(key, "msg_1", appSent("APP-9")))
	if got.Stands != petition.Withdrawn || got.Ticket.Code == "" {
		t.Errorf("what was said before was not carried out: %+v", got)
	}
	if again := c.take(early); again.State != office.TakenDone || !again.Repeated || again.Ticket != got.Ticket {
		t.Errorf("again: %+v", again)
	}
	id := c.take(c.signed(key, "msg_2", appSent("APP-10"))).Ticket.ID
	c.answered(id)
	said := func(n int, kind, at string) office.Taken {
		return c.take(c.signed(key, fmt.Sprintf("said_%d", n), message(kind, at, `{"petition":"APP-10","text":"Đèn vẫn không sáng."}`)))
	}
	ago := func(d time.Duration) string { return c.clock().Add(-d).Format(time.RFC3339) }
	if got := said(1, "petition.reopened", ago(time.Minute)); got.State != office.TakenDone || got.Stands != petition.Handling {
		t.Errorf("reopened: %+v", got)
	}
	if got := said(2, "petition.confirmed", ago(time.Hour)); got.State != office.TakenOvertaken || got.Stands != petition.Handling {
		t.Errorf("a word from before: %+v", got)
	}
	c.check()
}

// answered brings a petition to its answer.
func (c *town) answered(id petition.ID) {
	c.t.Helper()
	agent, ward := c.officer(careUnit, "care-agent"), c.anOffice("leader", "specialist")
	leader, worker := c.officer(ward, "leader"), c.officer(ward, "specialist")
	c.petitionAct(agent, id, petition.ActTransfer, petition.Input{To: ward, Reason: "competence"})
	c.petitionAct(leader, id, petition.ActClassify, petition.Input{Class: petition.Own, Level: petition.Normal})
	c.petitionAct(leader, id, petition.ActAssign, petition.Input{Officer: worker.Person})
	c.petitionAct(worker, id, petition.ActDraft, petition.Input{})
	c.petitionAct(leader, id, petition.ActApprove, petition.Input{})
	c.petitionAct(worker, id, petition.ActAnswer, petition.Input{})
}

func TestASystemIsCalledBackSignedAgainAndAgainUntilItAnswers(t *testing.T) {
	t.Parallel()
	c, _ := telling(t)
	_, key := c.appKey(false, 0)
	_, out := c.appKey(true, 0)
	var mu sync.Mutex
	var got []string // guarded by mu
	ids := map[string]int{}
	answers := []int{503, 200}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		id := r.Header.Get("webhook-id")
		if !notify.Signed(out, id, r.Header.Get("webhook-timestamp"), r.Header.Get("webhook-signature"), b) {
			t.Errorf("call %s is not signed", id)
		}
		got = append(got, string(b))
		ids[id]++
		code := 410
		if len(answers) > 0 {
			code, answers = answers[0], answers[1:]
		}
		w.WriteHeader(code)
	}))
	defer server.Close()
	if err := c.SetHook(c.ctx, system, app, server.URL+"/goi-lai"); err != nil {
		t.Fatal(err)
	}
	ticket := c.take(c.signed(key, "msg_1", appSent("APP-1"))).Ticket
	c.work()
	c.passes(2 * time.Minute)
	c.work()
	if len(got) != 2 || got[0] != got[1] || len(ids) != 1 {
		t.Fatalf("calls: %q, %v", got, ids)
	}
	if strings.Contains(got[0], "Bí Mật") || strings.Contains(got[0], "0912") || !strings.Contains(got[0], `"petition":"APP-1"`) || !strings.Contains(got[0], ticket.Code) {
		t.Errorf("the call says %s", got[0])
	}
	c.petitionAct(c.officer(careUnit, "care-agent"), ticket.ID, petition.ActNote, petition.Input{})
	c.petitionAct(c.officer(careUnit, "care-agent"), ticket.ID, petition.ActClassify, petition.Input{Class: petition.Own, Level: petition.Normal})
	c.work()
	parked, err := c.ParkedCalls(c.ctx, system, app)
	if err != nil || len(parked) != 1 || len(got) != 3 || !strings.Contains(parked[0].Error, "410") {
		t.Fatalf("parked %+v, %d calls, %v", parked, len(got), err)
	}
	answers = []int{204}
	if err := c.SettleCall(c.ctx, system, parked[0].ID, true); err != nil {
		t.Fatal(err)
	}
	c.work()
	if parked, err = c.ParkedCalls(c.ctx, system, app); err != nil || len(parked) != 0 || len(got) != 4 {
		t.Errorf("still parked: %+v, %d calls, %v", parked, len(got), err)
	}
}
