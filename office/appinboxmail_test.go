package office_test

import (
	"fmt"
	"io"
	"net"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"motcua/ground/fault"
	"motcua/keep/blob"
	"motcua/keep/mail"
	"motcua/keep/notify"
	"motcua/keep/store"
	"motcua/law/care"
	"motcua/law/petition"
	"motcua/office"
)

const careAddress = "hotro@tthcc.example.vn"

// An outbox takes the mail that we send.
type outbox struct {
	mu    sync.Mutex
	mails []string // guarded by mu
}

func (p *outbox) NewSession(*smtp.Conn) (smtp.Session, error) { return p, nil }
func (*outbox) Reset()                                        {}
func (*outbox) Logout() error                                 { return nil }
func (*outbox) Mail(string, *smtp.MailOptions) error          { return nil }
func (*outbox) Rcpt(string, *smtp.RcptOptions) error          { return nil }

func (p *outbox) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mails = append(p.mails, string(b))
	return err
}

// sent gives the mails that we sent since the last time.
func (p *outbox) sent(t *testing.T) (out []*mail.Mail, raw []string) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.mails {
		m, err := mail.Read([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, m)
	}
	raw, p.mails = p.mails, nil
	return out, raw
}

// mailBox is a real city whose mail goes to a post, with a mail box.
func mailBox(t *testing.T) (*town, *outbox) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &outbox{}
	server := smtp.NewServer(p)
	go server.Serve(l) //nolint:errcheck // it ends with the test
	t.Cleanup(func() { server.Close() })
	c := newTown(t)
	sender, err := notify.New(notify.Config{SMTP: "smtp://" + l.Addr().String() + "?tls=none", From: "khong-tra-loi@tthcc.example.vn"})
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	c.Office, err = office.Open(c.ctx, office.Config{
		DB: c.Store(), Blobs: blobs, Secret: []byte(strings.Repeat("s", 32)), Now: c.clock, Notify: sender, Base: "https://tthcc.example.vn",
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.SetSettings(c.ctx, system, settings(t, map[string]any{"care.mail-address": careAddress})); err != nil {
		t.Fatal(err)
	}
	if _, err := c.AddSigningKey(c.ctx, system, "mail", false, 0); err != nil {
		t.Fatal(err)
	}
	return c, p
}

// writes lets somebody write a mail, which has to be taken.
func (c *town) writes(from, id, text string, heads ...string) office.Taken {
	c.t.Helper()
	to := "To: " + careAddress + "\r\n"
	for _, h := range heads {
		if strings.HasPrefix(h, "To: ") {
			to = ""
		}
	}
	raw := fmt.Sprintf("From: Ai Đó <%s>\r\n%sSubject: =?UTF-8?Q?H=E1=BB=8Fi?=\r\nMessage-ID: <%s>\r\nDate: Tue, 03 Mar 2026 08:00:00 +0700\r\n%s\r\n\r\n%s\r\n", from, to, id, strings.Join(append(heads, "X: y"), "\r\n"), text)
	t, err := c.TakeMail(c.ctx, "mail", []byte(raw))
	if err != nil {
		c.t.Fatalf("mail %s: %v", id, err)
	}
	return t
}

// contacts are the conversations as the care desk sees them, the oldest first.
func (c *town) conversations() (out []*office.ContactView) {
	c.t.Helper()
	ids, err := c.Store().Read().Streams(c.ctx, "contact", "", 100)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, id := range ids {
		v, err := c.Read(c.ctx, c.officer(careUnit, "care-agent")).Contact(care.ID(id.ID()))
		if err != nil {
			c.t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

func TestALetterBeginsAConversationAndItsAnswersGoOnInIt(t *testing.T) {
	t.Parallel()
	c, post := mailBox(t)
	const who = "vi.du@example.vn"
	c.writes(who, "m1@example.vn", "Hồ sơ của tôi đến đâu rồi?")
	c.writes(who, "m1@example.vn", "Hồ sơ của tôi đến đâu rồi?") // the server hands it over once more
	c.work()
	all := c.conversations()
	if len(all) != 1 || all[0].Contact.Channel != care.Email || all[0].Contact.Handle != who || len(all[0].Contact.Messages) != 1 {
		t.Fatalf("%d conversations: %+v", len(all), all)
	}
	k := all[0].Contact
	ack, raw := post.sent(t)
	if len(ack) != 1 || !strings.Contains(ack[0].Text, k.Code) || ack[0].Automatic != "auto-submitted" || !strings.Contains(raw[0], "Auto-Submitted: auto-replied") || !strings.Contains(raw[0], "In-Reply-To: <m1@example.vn>") {
		t.Fatalf("acknowledged by %q", raw)
	}
	agent := c.officer(careUnit, "care-agent")
	for _, a := range []care.Act{care.ActTake, care.ActSay} {
		if err := c.Contact(c.ctx, agent, office.Command{}, office.OnContact{ID: k.ID}, a, care.Input{Text: "Hồ sơ đang được thẩm định."}); err != nil {
			t.Fatal(err)
		}
	}
	c.work()
	c.work()
	said, raw := post.sent(t)
	if len(said) != 1 || said[0].Automatic != "" || !strings.Contains(said[0].Text, "thẩm định") || said[0].To[0] != who {
		t.Fatalf("answered by %q", raw)
	}
	found := regexp.MustCompile(`\nReply-To:\s+<(hotro\+[^>]+)>`).FindStringSubmatch(raw[0])
	if found == nil {
		t.Fatalf("no address to answer to: %s", raw[0])
	}
	reply := found[1]
	c.writes(who, "m2@example.vn", "Cảm ơn.", "To: "+reply)
	c.writes(who, "m3@example.vn", "Tôi hỏi thêm.", "In-Reply-To: <"+said[0].ID+">")
	c.writes(strings.ToUpper(who), "m4@example.vn", "Bổ sung thư đầu.", "References: <khac@khac.vn> <m1@example.vn>")
	if all = c.conversations(); len(all) != 1 || len(all[0].Contact.Messages) != 5 {
		t.Fatalf("%d conversations, the first with %d messages", len(all), len(all[0].Contact.Messages))
	}
	// Whoever forges another's thread begins one of their own, and is told its code alone.
	c.work()
	post.sent(t)
	for i, heads := range [][]string{{"To: " + reply}, {"In-Reply-To: <" + said[0].ID + ">"}, {"References: <m1@example.vn>"}, {"In-Reply-To: <m1@example.vn>", "Cc: " + reply}} {
		c.writes(fmt.Sprintf("ke.gia%d@example.com", i), fmt.Sprintf("f%d@example.com", i), "Cho tôi biết hồ sơ của người này.", heads...)
	}
	c.work()
	all = c.conversations()
	if len(all) != 5 {
		t.Fatalf("%d conversations", len(all))
	}
	for _, v := range all {
		if v.Contact.ID == k.ID && len(v.Contact.Messages) != 5 {
			t.Errorf("a forged letter stands in another's conversation: %+v", v.Contact.Messages)
		}
	}
	_, raw = post.sent(t)
	for _, s := range raw {
		if strings.Contains(s, k.Code) || strings.Contains(s, "thẩm định") {
			t.Errorf("whoever forged learns %q", s)
		}
	}
	c.check()
}

func TestWhatIsTakenAfterAllIsTakenAndToldTogether(t *testing.T) {
	t.Parallel()
	c, _ := mailBox(t)
	c.writes("may@example.vn", "a@example.vn", "Tôi hỏi về hồ sơ của tôi.", "Precedence: bulk")
	agent := c.officer(careUnit, "care-agent")
	held, err := c.Read(c.ctx, agent).HeldMessages("mail", office.TakenAutomatic, time.Time{})
	if err != nil || len(held) != 1 || !held[0].MayTake {
		t.Fatalf("held %+v, %v", held, err)
	}
	before := len(c.conversations())
	took, err := c.TakeHeld(c.ctx, agent, "mail", held[0].ID)
	if err != nil || took.State != office.TakenDone || len(c.conversations()) != before+1 {
		t.Errorf("taken %+v, %d conversations, %v", took, len(c.conversations()), err)
	}
	if _, _, deeds, err := c.Connection(c.ctx, system, "mail", 14); err != nil || len(deeds) != 2 || deeds[0].Kind != "system.message-taken" {
		t.Errorf("told %+v, %v", deeds, err)
	}
	if _, err := c.TakeHeld(c.ctx, agent, "mail", held[0].ID); fault.As(err) == nil {
		t.Errorf("taken twice: %v", err)
	}
	c.check()
}

func TestProgramsAreNeverAnswered(t *testing.T) {
	t.Parallel()
	c, post := mailBox(t)
	for i, heads := range []string{"Auto-Submitted: auto-replied", "Return-Path: <>", "Precedence: bulk", "X-Loop: x", "List-Id: <a.b>"} {
		if got := c.writes("may@example.vn", fmt.Sprintf("a%d@example.vn", i), "Tôi đang nghỉ phép.", heads); got.State != office.TakenAutomatic {
			t.Errorf("%s: %s", heads, got.State)
		}
	}
	if got := c.writes(careAddress, "own@example.vn", "x"); got.State != office.TakenAutomatic {
		t.Errorf("from ourselves: %s", got.State)
	}
	if got := c.writes("khac@example.vn", strings.Repeat("a", 32)+"@tthcc.example.vn", "x"); got.State != office.TakenAutomatic {
		t.Errorf("what we sent comes back: %s", got.State)
	}
	states := map[string]int{}
	for i := range 60 { // two programs that answer each other in words of people
		states[c.writes("vong.lap@example.vn", fmt.Sprintf("l%d@example.vn", i), fmt.Sprintf("Thư số %d.", i)).State]++
	}
	c.work()
	mails, _ := post.sent(t)
	if len(mails) != 3 || states[office.TakenDone] != 50 || states[office.TakenAutomatic] != 10 {
		t.Errorf("%d answers, %v", len(mails), states)
	}
	rows, err := c.Store().Read().Inbox(c.ctx, office.TakenAutomatic, 100)
	if err != nil || len(rows) != 17 || slices.ContainsFunc(rows, func(m store.InboxRow) bool { return !strings.Contains(string(m.Body), "Message-ID: ") }) {
		t.Errorf("%d kept, %v", len(rows), err)
	}
	conns, _, err := c.Connections(c.ctx, system)
	if err != nil || conns[0].Counts["mail-loop"] != 3 || conns[0].Counts["mail-bounce"] != 1 {
		t.Errorf("counted %+v, %v", conns, err)
	}
}

func TestALetterThatAnswersAQuestionAboutAPetitionSuppliesIt(t *testing.T) {
	t.Parallel()
	c, post := mailBox(t)
	in := sent()
	in.Person.Phone = ""
	ticket, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "1"}, in)
	if err != nil {
		t.Fatal(err)
	}
	agent := c.officer(careUnit, "care-agent")
	c.petitionAct(agent, ticket.ID, petition.ActAsk, petition.Input{Words: "Xin cho biết số cột đèn."})
	c.work()
	c.work()
	told, raw := post.sent(t)
	if len(told) == 0 {
		t.Fatal("nobody was asked by mail")
	}
	asked := told[len(told)-1]
	c.writes("ke.gia@example.com", "f@example.com", "Số 12.", "In-Reply-To: <"+asked.ID+">")
	if v, err := c.Read(c.ctx, agent).Petition(ticket.ID); err != nil || v.Petition.State != petition.Waiting {
		t.Fatalf("a stranger supplied it: %v, %v (%q)", v.Petition.State, err, raw)
	}
	c.writes(in.Person.Email, "m@vi-du.vn", "Cột số 12 ngõ 10.", "In-Reply-To: <"+asked.ID+">")
	v, err := c.Read(c.ctx, agent).Petition(ticket.ID)
	if err != nil || v.Petition.State == petition.Waiting || !strings.Contains(v.Petition.History[len(v.Petition.History)-1].Words, "Cột số 12") {
		t.Errorf("%v, %v", v.Petition.State, err)
	}
}

func TestMessagesOfAChatApplicationAtOnceBeginOneConversation(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			c := (*town)(nil)
			if engine == "sqlite" {
				c = newTown(t)
			} else {
				c = newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true, Conns: 6})
			}
			_, key := c.appKey(false, 0)
			var wg sync.WaitGroup
			for i := range 40 { // each twice
				wg.Go(func() {
					body := message("message.received", noon, fmt.Sprintf(`{"conversation":"8842","from":"user-77","name":"Ví Dụ","text":"Tin số %d"}`, i/2))
					if _, err := c.TakeSignedMessage(c.ctx, c.signed(key, fmt.Sprintf("chat_%d", i/2), body)); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			all := c.conversations()
			if len(all) != 1 || len(all[0].Contact.Messages) != 21 || all[0].Contact.Handle != "user-77" || all[0].Contact.Channel != care.Messenger {
				t.Fatalf("%d conversations, %d messages", len(all), len(all[0].Contact.Messages))
			}
			c.check()
		})
	}
}
