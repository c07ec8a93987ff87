package office_test

import (
	"encoding/pem"
	"io"
	"mime/quotedprintable"
	"net"
	"net/http/httptest"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"motcua/ground/fault"
	"motcua/keep/blob"
	"motcua/keep/notify"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/office"
)

// A mailbox is a real mail server on loopback that wants STARTTLS, and keeps what came.
type mailbox struct {
	mu    sync.Mutex
	came  []*mail.Message // guarded by mu
	texts []string        // guarded by mu: their bodies
	plain int             // guarded by mu: how many came over a line that anyone can read
	hung  int             // guarded by mu: how many of the next are taken and not acknowledged
	busy  int             // guarded by mu: how many of the next are put off
}

func (b *mailbox) NewSession(c *smtp.Conn) (smtp.Session, error) { return &delivery{b, c}, nil }

type delivery struct {
	b    *mailbox
	conn *smtp.Conn
}

func (*delivery) Reset()                               {}
func (*delivery) Logout() error                        { return nil }
func (*delivery) Mail(string, *smtp.MailOptions) error { return nil }
func (*delivery) Rcpt(string, *smtp.RcptOptions) error { return nil }

func (d *delivery) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		return err
	}
	d.b.mu.Lock()
	defer d.b.mu.Unlock()
	if d.b.busy > 0 {
		d.b.busy--
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "later"}
	}
	d.b.came, d.b.texts = append(d.b.came, m), append(d.b.texts, string(text))
	if _, safe := d.conn.TLSConnectionState(); !safe {
		d.b.plain++
	}
	if d.b.hung > 0 {
		d.b.hung--
		return d.conn.Conn().Close() // the mail is there, its acknowledgement is lost
	}
	return nil
}

func (b *mailbox) ids() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []string
	for _, m := range b.came {
		out = append(out, m.Header.Get("Message-Id"))
	}
	return out
}

// mailing is a real city whose mail goes to a mailbox over STARTTLS, and its short messages to a gateway.
func mailing(t *testing.T) (*town, *mailbox, *gateway) {
	t.Helper()
	c, g := telling(t)
	certified := httptest.NewTLSServer(nil) // for its certificate, which is good for 127.0.0.1
	t.Cleanup(certified.Close)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &mailbox{}
	server := smtp.NewServer(b)
	server.Domain, server.TLSConfig = "127.0.0.1", certified.TLS.Clone()
	go server.Serve(l) //nolint:errcheck // it ends with the test
	t.Cleanup(func() { server.Close() })
	config := notify.Config{
		SMTP: "smtp://" + l.Addr().String() + "?tls=required", From: "khong-tra-loi@tthcc.example.vn", SMS: g.URL, Key: []byte("0123456789abcdef"),
	}
	stranger, err := notify.New(config)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stranger.Send(t.Context(), notify.Message{ID: "x", Channel: "mail", To: "a@example.vn", Title: "t", Body: "b"}); err == nil || len(b.ids()) != 0 {
		t.Fatalf("a server whose certificate nobody vouches for got mail: %v", err)
	}
	config.CA = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certified.Certificate().Raw})
	sender, err := notify.New(config)
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(c.files, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.Office, err = office.Open(c.ctx, office.Config{
		DB: c.Store(), Blobs: blobs, Secret: []byte(strings.Repeat("s", 32)), Now: c.clock, Notify: sender, Base: "https://tthcc.example.vn",
	})
	if err != nil {
		t.Fatal(err)
	}
	return c, b, g
}

func TestMailGoesOverAnEncryptedLineAndAgainWhenItsAcknowledgementWasLost(t *testing.T) {
	t.Parallel()
	c, b, _ := mailing(t)
	b.hung = 1
	clerk := c.officer("chi-nhanh-7", "receiver")
	in := c.intake("1.001193", "co-giay-chung-sinh", "chi-nhanh-7")
	in.Parties.Applicant.Email = "vi.du@example.vn"
	got, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: "MAIL00000001"}, in)
	if err != nil {
		t.Fatal(err)
	}
	c.work()
	if n := len(b.ids()); n != 1 {
		t.Fatalf("%d mails at once", n)
	}
	c.passes(2 * time.Minute)
	c.work()
	c.passes(48 * time.Hour)
	c.work()
	ids := b.ids()
	if len(ids) != 2 || ids[0] != ids[1] || !strings.HasSuffix(ids[0], "@tthcc.example.vn>") {
		t.Fatalf("identities %q, want the same one twice", ids)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.plain != 0 {
		t.Errorf("%d mails over a line that anyone can read", b.plain)
	}
	m, text := b.came[1], b.texts[1]
	if m.Header.Get("To") != "<vi.du@example.vn>" || !strings.Contains(text, got.Code) || !strings.Contains(text, "https://tthcc.example.vn/ho-so/MAIL00000001") || !strings.Contains(text, "1022") {
		t.Errorf("the mail to %s says %q", m.Header.Get("To"), text)
	}
	if strings.Contains(text, in.Parties.Applicant.Number) {
		t.Error("the mail has the applicant's number")
	}
	id := strings.TrimPrefix(strings.TrimSuffix(ids[0], "@tthcc.example.vn>"), "<")
	n, ok, err := c.Store().Read().Notice(c.ctx, id)
	if err != nil || !ok || n.State != store.NoticeSent || n.SentAt.IsZero() || n.Channel != "mail" {
		t.Errorf("recorded is %+v, %v, %v", n, ok, err)
	}
	told, err := c.Read(c.ctx, clerk).Told("MAIL00000001", "vi")
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]office.ToldLine{}
	for _, x := range told {
		by[string(x.Channel)] = x
	}
	if len(told) != 3 || by["mail"].State != store.NoticeSent || by["mail"].Sent.IsZero() || !by["mail"].Delivered.IsZero() || !strings.Contains(by["app"].Title, got.Code) {
		t.Errorf("officers read %+v", told)
	}
	for name, who := range map[string]office.Who{
		"another branch": c.officer("chi-nhanh-3", "receiver"), "the owner": {Kind: access.Citizen, Account: "c1", Key: c.PersonKey(in.Parties.Owner.Number)},
	} {
		if _, err := c.Read(c.ctx, who).Told("MAIL00000001", "vi"); fault.As(err) == nil || fault.As(err).Kind != fault.Missing {
			t.Errorf("%s reads what was told: %v", name, err)
		}
	}
}

func TestAtNightMailGoesShortMessagesWaitAndWishesAreKept(t *testing.T) {
	t.Parallel()
	c, b, g := mailing(t)
	c.at("2026-03-03 22:10")
	clerk := c.officer("chi-nhanh-7", "receiver")
	in := c.intake("1.001193", "co-giay-chung-sinh", "chi-nhanh-7")
	in.Parties.Applicant.Email = "vi.du@example.vn"
	receive := func(id string) {
		t.Helper()
		if _, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: dossier.ID(id)}, in); err != nil {
			t.Fatal(err)
		}
		c.work()
	}
	receive("MAIL00000002")
	if mails, rings := len(b.ids()), len(g.messages()); mails != 1 || rings != 0 {
		t.Errorf("at night: %d mails, %d short messages", mails, rings)
	}
	c.at("2026-03-04 07:00")
	c.work()
	if mails, rings := len(b.ids()), len(g.messages()); mails != 1 || rings != 1 {
		t.Errorf("in the morning: %d mails, %d short messages", mails, rings)
	}
	owner := office.Who{Kind: access.Citizen, Account: "c1", Key: c.PersonKey(in.Parties.Applicant.Number)}
	if err := c.SetWish(c.ctx, owner, office.Wish{Lang: "vi", SMS: true}); err != nil {
		t.Fatal(err)
	}
	receive("MAIL00000003")
	if mails, rings := len(b.ids()), len(g.messages()); mails != 1 || rings != 2 {
		t.Errorf("who wants no mail: %d mails, %d short messages", mails, rings)
	}
	if ids := b.ids(); slices.Contains(ids, "") {
		t.Errorf("identities %q", ids)
	}
}
