package office_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/keep/notify"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/notice"
	"motcua/office"
)

// A gateway takes short messages like the city's own and keeps what came, in order.
type gateway struct {
	*httptest.Server
	mu     sync.Mutex
	came   []outgoing                               // guarded by mu
	answer func(http.ResponseWriter, *http.Request) // guarded by mu; nil: accepted
	state  string                                   // guarded by mu: what it says of every message when asked
}

type outgoing struct{ ID, Channel, To, Lang, Text string }

func (g *gateway) serve(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	g.mu.Lock()
	answer := g.answer
	if r.Method == http.MethodPost {
		var m outgoing
		_ = json.Unmarshal(b, &m)
		g.came = append(g.came, m)
	} else {
		state := g.state
		answer = func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"state":"`+state+`"}`) }
	}
	g.mu.Unlock()
	if answer != nil {
		answer(w, r)
	}
}

func (g *gateway) messages() []outgoing {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.came)
}

func (g *gateway) answers(f func(http.ResponseWriter, *http.Request)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.answer = f
}

// telling is a real city, no demonstration, whose short messages go to a gateway.
func telling(t *testing.T) (*town, *gateway) {
	t.Helper()
	g := &gateway{}
	g.Server = httptest.NewServer(http.HandlerFunc(g.serve))
	t.Cleanup(g.Close)
	c := newTown(t)
	sender, err := notify.New(notify.Config{SMS: g.URL, Key: []byte("0123456789abcdef")})
	if err != nil {
		t.Fatal(err)
	}
	c.Office, err = office.Open(c.ctx, office.Config{
		DB: c.Store(), Secret: []byte(strings.Repeat("s", 32)), Now: c.clock, Notify: sender, Base: "https://tthcc.example.vn",
	})
	if err != nil {
		t.Fatal(err)
	}
	return c, g
}

// work lets followers and jobs catch up.
func (c *town) work() {
	c.t.Helper()
	if _, err := c.Follow(c.ctx); err != nil {
		c.t.Fatal(err)
	}
	for {
		n, err := c.Work(c.ctx)
		if err != nil {
			c.t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

func (c *town) passes(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

var admin = office.Who{Kind: access.Officer, Account: "admin", Role: "administrator", Post: "p"}

func TestEachChangeOfStateIsToldAtOnceAndOnce(t *testing.T) {
	t.Parallel()
	c, g := telling(t)
	v, clerk := c.received("NOTICE0000001")
	task := v.Open[0]
	examiner := c.officer(task.Unit, task.Role)
	c.at("2026-03-04 09:00")
	k := dossier.Asking{Reason: "not-valid", Items: []dossier.AskedItem{{Paper: 0, Words: "Ký lại đơn"}}}
	if err := c.Ask(c.ctx, examiner, office.Command{}, office.On{ID: v.ID, Token: task.Token}, k); err != nil {
		t.Fatal(err)
	}
	owner := office.Who{Kind: access.Citizen, Account: "c1", Key: c.PersonKey(v.Parties.Owner.Number)}
	if err := c.Supply(c.ctx, owner, office.Command{}, office.On{ID: v.ID}, dossier.Supplying{Papers: []dossier.PaperHanded{{Index: 0, Originals: 1}}}); err != nil {
		t.Fatal(err)
	}
	if err := c.Accept(c.ctx, clerk, office.Command{}, office.On{ID: v.ID}); err != nil {
		t.Fatal(err)
	}
	c.finish(v.ID)
	if err := c.HandOver(c.ctx, clerk, office.Command{}, office.On{ID: v.ID}, dossier.HandOver{Manner: "desk", Receiver: v.Parties.Owner}); err != nil {
		t.Fatal(err)
	}
	c.work()
	c.work()
	c.check()
	v = c.dossier(v.ID)
	changes, was := 0, dossier.None
	for _, s := range v.History {
		if s.State != was {
			changes++
		}
		was = s.State
	}
	list, err := c.Read(c.ctx, owner).Notices("vi", time.Time{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	unseen, err := c.Read(c.ctx, owner).UnseenNotices()
	if err != nil || unseen != len(list) {
		t.Errorf("%d unseen of %d, %v", unseen, len(list), err)
	}
	sent := g.messages()
	if len(list) < changes || len(sent) != len(list) {
		t.Errorf("%d changes of state, %d in the list, %d short messages", changes, len(list), len(sent))
	}
	ids, asked := map[string]bool{}, 0
	for _, m := range sent {
		most := notice.SMSMost
		if strings.Contains(m.Text, "/danh-gia/") {
			most, asked = notice.SMSAsked, asked+1
		}
		if ids[m.ID] || m.To != "0912345678" || m.Channel != "sms" || len(m.Text) > most || !strings.Contains(m.Text, v.Code) {
			t.Errorf("message %+v", m)
		}
		ids[m.ID] = true
		for _, never := range []string{"Ví Dụ", "Vi Du", "001185012345", "1985"} {
			if strings.Contains(m.Text, never) {
				t.Errorf("a short message says %q: %s", never, m.Text)
			}
		}
	}
	if asked != 1 {
		t.Errorf("how it went is asked %d times", asked)
	}
	for _, n := range list {
		if n.Title == "" || n.Body == "" || strings.Contains(n.Title+n.Body, "001185012345") {
			t.Errorf("notice %+v", n)
		}
	}
	if err := c.SeeNotices(c.ctx, owner); err != nil {
		t.Fatal(err)
	}
	if n, err := c.Read(c.ctx, owner).UnseenNotices(); err != nil || n != 0 {
		t.Errorf("%d unseen after they were seen, %v", n, err)
	}
	stranger := office.Who{Kind: access.Citizen, Account: "c2", Key: c.PersonKey("001099999999")}
	if list, err := c.Read(c.ctx, stranger).Notices("vi", time.Time{}, 100); err != nil || len(list) != 0 {
		t.Errorf("a stranger reads %d notices, %v", len(list), err)
	}
}

func TestAMessageWhoseAnswerWasLostGoesAgainUnderTheSameIdentity(t *testing.T) {
	t.Parallel()
	c, g := telling(t)
	c.received("NOTICE0000002")
	if _, err := c.Follow(c.ctx); err != nil {
		t.Fatal(err)
	}
	// The gateway takes the message; before it answers the program is ended.
	ctx, kill := context.WithCancel(c.ctx)
	g.answers(func(_ http.ResponseWriter, r *http.Request) {
		kill()
		<-r.Context().Done()
	})
	if _, err := c.Work(ctx); err == nil {
		t.Fatal("the work was not broken off")
	}
	g.answers(nil)
	first := g.messages()
	if len(first) != 1 {
		t.Fatalf("%d messages before the end", len(first))
	}
	c.work()
	if n := len(g.messages()); n != 1 {
		t.Errorf("%d messages while the lease runs", n)
	}
	c.passes(11 * time.Minute)
	c.work()
	c.passes(24 * time.Hour)
	c.work()
	all := g.messages()
	if len(all) != 2 || all[1] != all[0] {
		t.Errorf("messages %+v, want the same one twice", all)
	}
	n, ok, err := c.Store().Read().Notice(c.ctx, all[0].ID)
	if err != nil || !ok || n.State != store.NoticeSent || n.SentAt.IsZero() || n.Attempts != 1 || !n.DeliveredAt.IsZero() {
		t.Errorf("notice %+v, %v, %v", n, ok, err)
	}
}

func TestSentIsNotDelivered(t *testing.T) {
	t.Parallel()
	c, g := telling(t)
	c.received("NOTICE0000003")
	c.work()
	id := g.messages()[0].ID
	notice := func() store.NoticeRow {
		t.Helper()
		n, _, err := c.Store().Read().Notice(c.ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := notice(); n.State != store.NoticeSent || !n.DeliveredAt.IsZero() {
		t.Errorf("after sending: %+v", n)
	}
	g.mu.Lock()
	g.state = "delivered"
	g.mu.Unlock()
	c.passes(6 * time.Minute)
	c.work()
	if n := notice(); n.DeliveredAt.IsZero() {
		t.Errorf("after the gateway said so: %+v", n)
	}
	if len(g.messages()) != 1 {
		t.Errorf("%d messages", len(g.messages()))
	}
}

func TestAFailingMessageIsTriedAgainWithGrowingPausesAndThenParked(t *testing.T) {
	t.Parallel()
	c, g := telling(t)
	g.answers(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "down", http.StatusBadGateway) })
	c.received("NOTICE0000004")
	c.work()
	var gaps []time.Duration
	last := c.clock()
	for len(g.messages()) < 8 {
		had := len(g.messages())
		for len(g.messages()) == had {
			c.passes(time.Minute)
			c.work()
			if c.clock().Sub(last) > 48*time.Hour {
				t.Fatalf("given up after %d attempts", had)
			}
		}
		gaps = append(gaps, c.clock().Sub(last))
		last = c.clock()
	}
	if !slices.IsSorted(gaps) || gaps[0] > 2*time.Minute || gaps[len(gaps)-1] < time.Hour {
		t.Errorf("pauses %v", gaps)
	}
	c.passes(72 * time.Hour)
	c.work()
	all := g.messages()
	if len(all) != 8 || slices.ContainsFunc(all, func(m outgoing) bool { return m != all[0] }) {
		t.Errorf("%d attempts, want 8 of one message", len(all))
	}
	if _, err := c.Read(c.ctx, c.officer("chi-nhanh-7", "receiver")).ParkedNotices(); fault.As(err) == nil {
		t.Errorf("a clerk reads the parked list: %v", err)
	}
	parked, err := c.Read(c.ctx, admin).ParkedNotices()
	if err != nil || len(parked) != 1 || !strings.Contains(parked[0].Error, "502") || strings.Contains(parked[0].Error, "0912345678") {
		t.Fatalf("parked %+v, %v", parked, err)
	}
	if err := c.RetryNotice(c.ctx, c.officer("chi-nhanh-7", "receiver"), parked[0].ID); fault.As(err) == nil {
		t.Errorf("a clerk sends it again: %v", err)
	}
	g.answers(nil)
	if err := c.RetryNotice(c.ctx, admin, parked[0].ID); err != nil {
		t.Fatal(err)
	}
	c.work()
	if parked, err = c.Read(c.ctx, admin).ParkedNotices(); err != nil || len(parked) != 0 || len(g.messages()) != 9 {
		t.Errorf("after a person sent it again: %d parked, %d attempts, %v", len(parked), len(g.messages()), err)
	}
	if err := c.RetryNotice(c.ctx, admin, all[0].ID); fault.As(err) == nil || fault.As(err).Kind != fault.Conflict {
		t.Errorf("sent again though it went: %v", err)
	}
}

func TestQuietHoursHoldBackShortMessagesAndWishesAreKept(t *testing.T) {
	t.Parallel()
	c, g := telling(t)
	c.at("2026-03-03 22:10")
	v, _ := c.received("NOTICE0000005")
	c.work()
	owner := office.Who{Kind: access.Citizen, Account: "c1", Key: c.PersonKey(v.Parties.Owner.Number)}
	if n, err := c.Read(c.ctx, owner).UnseenNotices(); err != nil || n == 0 || len(g.messages()) != 0 {
		t.Errorf("at night: %d in the list, %d messages, %v", n, len(g.messages()), err)
	}
	c.at("2026-03-04 07:00")
	c.work()
	if len(g.messages()) != 1 {
		t.Errorf("in the morning: %d messages", len(g.messages()))
	}
	wish, err := c.Read(c.ctx, owner).Wish()
	if err != nil || !wish.SMS || wish.Chat {
		t.Errorf("the usual wish: %+v, %v", wish, err)
	}
	wish = office.Wish{Lang: "en", Chat: true}
	if err := c.SetWish(c.ctx, owner, wish); err != nil {
		t.Fatal(err)
	}
	if got, err := c.Read(c.ctx, owner).Wish(); err != nil || got != wish {
		t.Errorf("wish %+v, %v, want %+v", got, err, wish)
	}
	if err := c.SetWish(c.ctx, owner, office.Wish{Lang: "fr"}); fault.As(err) == nil || fault.As(err).Kind != fault.Invalid {
		t.Errorf("French: %v", err)
	}
	if err := c.Withdraw(c.ctx, owner, office.Command{}, office.On{ID: v.ID}, "Tôi đổi ý"); err != nil {
		t.Fatal(err)
	}
	c.work()
	all := g.messages()
	if len(all) != 2 || all[1].Channel != "chat" || all[1].Lang != "en" || !strings.Contains(all[1].Text, "withdraw") {
		t.Errorf("messages %+v", all)
	}
}

func TestADemonstrationSendsNothingAndOldEventsAreNotTold(t *testing.T) {
	t.Parallel()
	c, g := telling(t)
	sender, err := notify.New(notify.Config{SMS: g.URL, Key: []byte("0123456789abcdef")})
	if err != nil {
		t.Fatal(err)
	}
	real := c.Office
	c.Office, err = office.Open(c.ctx, office.Config{
		DB: c.Store(), Secret: []byte(strings.Repeat("s", 32)), Now: c.clock, Notify: sender, Demo: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	v, _ := c.received("NOTICE0000006")
	c.work()
	owner := office.Who{Kind: access.Citizen, Account: "c1", Key: c.PersonKey(v.Parties.Owner.Number)}
	if n, err := c.Read(c.ctx, owner).UnseenNotices(); err != nil || n != 1 || len(g.messages()) != 0 {
		t.Errorf("demonstration: %d in the list, %d messages, %v", n, len(g.messages()), err)
	}
	c.Office = real
	c.received("NOTICE0000007")
	c.passes(80 * time.Hour) // the followers stood for more than three days
	c.work()
	if n, err := c.Read(c.ctx, owner).UnseenNotices(); err != nil || n != 2 || len(g.messages()) != 0 {
		t.Errorf("after three days: %d in the list, %d messages, %v", n, len(g.messages()), err)
	}
}
