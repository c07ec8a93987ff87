package notify

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// A sink takes mail like a real server and keeps it.
type sink struct {
	mu    sync.Mutex
	mails []string // guarded by mu
	fails []error  // guarded by mu: answers to the next recipients
}

func (s *sink) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{s}, nil }

type session struct{ s *sink }

func (*session) Reset()                               {}
func (*session) Logout() error                        { return nil }
func (*session) Mail(string, *smtp.MailOptions) error { return nil }
func (x *session) Rcpt(string, *smtp.RcptOptions) error {
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	if len(x.s.fails) == 0 {
		return nil
	}
	err := x.s.fails[0]
	x.s.fails = x.s.fails[1:]
	return err
}

func (x *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	x.s.mails = append(x.s.mails, string(b))
	return err
}

func startSink(t *testing.T) (*sink, string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &sink{}
	server := smtp.NewServer(s)
	server.Domain = "sink"
	go server.Serve(l) //nolint:errcheck // it ends with the test
	t.Cleanup(func() { server.Close() })
	return s, l.Addr().String()
}

func TestAMailGoesWithItsStableIdentity(t *testing.T) {
	t.Parallel()
	s, addr := startSink(t)
	out, err := New(Config{SMTP: "smtp://" + addr, From: "khong-tra-loi@tthcc.example.vn"})
	if err != nil {
		t.Fatal(err)
	}
	m := Message{ID: "abc123", Channel: "mail", To: "nguoi@example.vn", Lang: "vi", Title: "Hồ sơ đã được tiếp nhận", Body: "Hẹn trả: 09:30 10/03/2026.\n"}
	for range 2 { // the acknowledgement was lost: the same mail again
		if state, err := out.Send(t.Context(), m); err != nil || state != Accepted {
			t.Fatalf("%s, %v", state, err)
		}
	}
	for _, raw := range s.mails {
		got, err := mail.ReadMessage(strings.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if id := got.Header.Get("Message-Id"); id != "<abc123@tthcc.example.vn>" {
			t.Errorf("identity %s", id)
		}
		if got.Header.Get("Auto-Submitted") != "auto-generated" || !strings.Contains(got.Header.Get("To"), m.To) {
			t.Errorf("head %v", got.Header)
		}
	}
	if len(s.mails) != 2 {
		t.Errorf("%d mails", len(s.mails))
	}
}

func TestAMailThatIsRefusedForGoodIsToldApartFromOneThatIsNot(t *testing.T) {
	t.Parallel()
	s, addr := startSink(t)
	out, err := New(Config{SMTP: "smtp://" + addr + "?tls=none", From: "a@b.vn"})
	if err != nil {
		t.Fatal(err)
	}
	m := Message{ID: "x", Channel: "mail", To: "nguoi@example.vn", Title: "t", Body: "b"}
	for _, c := range []struct {
		answer    error
		permanent bool
	}{
		{&smtp.SMTPError{Code: 550, Message: "no such user nguoi@example.vn"}, true},
		{&smtp.SMTPError{Code: 451, Message: "later, nguoi@example.vn"}, false},
	} {
		s.mu.Lock()
		s.fails = []error{c.answer}
		s.mu.Unlock()
		_, err := out.Send(t.Context(), m)
		if err == nil || IsPermanent(err) != c.permanent || strings.Contains(err.Error(), m.To) {
			t.Errorf("%v gives %v, permanent %v", c.answer, err, IsPermanent(err))
		}
	}
	if _, err := out.Send(t.Context(), Message{ID: "y", Channel: "mail", To: "no address", Title: "t", Body: "b"}); !IsPermanent(err) {
		t.Errorf("a bad address: %v", err)
	}
	closed, err := New(Config{SMTP: "smtp://127.0.0.1:1", From: "a@b.vn"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := closed.Send(t.Context(), m); err == nil || IsPermanent(err) {
		t.Errorf("nobody listens: %v", err)
	}
	required, err := New(Config{SMTP: "smtp://" + addr + "?tls=required", From: "a@b.vn"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := required.Send(t.Context(), m); err == nil {
		t.Error("a line that anyone can read was used though TLS is required")
	}
}

func TestTheAdapterGetsASignedMessageAndSaysWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	key := []byte("0123456789abcdef")
	answers := map[string]func(http.ResponseWriter){
		"plain":     func(w http.ResponseWriter) { w.WriteHeader(http.StatusAccepted) },
		"delivered": func(w http.ResponseWriter) { w.Write([]byte(`{"state":"delivered"}`)) },
		"had":       func(w http.ResponseWriter) { w.WriteHeader(http.StatusConflict) },
		"wrong":     func(w http.ResponseWriter) { http.Error(w, "0912345678 is no number", http.StatusBadRequest) },
		"busy":      func(w http.ResponseWriter) { http.Error(w, "0912345678 waits", http.StatusServiceUnavailable) },
		"moved": func(w http.ResponseWriter) {
			w.Header().Set("Location", "http://elsewhere.example")
			w.WriteHeader(http.StatusFound)
		},
	}
	var s *Sender
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		id := strings.TrimPrefix(r.URL.Path, "/messages/")
		if r.Method == http.MethodPost {
			var m map[string]string
			if err := json.Unmarshal(b, &m); err != nil || m["to"] != "0912345678" || m["channel"] != "sms" || m["text"] != "Ho so" || m["lang"] != "vi" {
				t.Errorf("body %s, %v", b, err)
			}
			id = m["id"]
			if r.Header.Get("Idempotency-Key") != id {
				t.Errorf("key %q of %q", r.Header.Get("Idempotency-Key"), id)
			}
		} else {
			b = []byte(id)
		}
		if r.Header.Get("X-Signature") != s.sign(b) {
			t.Errorf("%s: signature %q", id, r.Header.Get("X-Signature"))
		}
		answers[id](w)
	}))
	defer server.Close()
	s, err := New(Config{SMS: server.URL + "/messages", Key: key})
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]struct {
		state            State
		permanent, fails bool
	}{
		"plain": {state: Accepted}, "delivered": {state: Delivered}, "had": {state: Accepted},
		"wrong": {fails: true, permanent: true}, "busy": {fails: true}, "moved": {fails: true, permanent: true},
	} {
		state, err := s.Send(t.Context(), Message{ID: id, Channel: "sms", To: "0912345678", Lang: "vi", Body: "Ho so"})
		if state != want.state || (err != nil) != want.fails || IsPermanent(err) != want.permanent {
			t.Errorf("%s: %q, %v", id, state, err)
		}
		if err != nil && strings.Contains(err.Error(), "0912345678") {
			t.Errorf("%s: the number is in the error: %v", id, err)
		}
	}
	if state, err := s.State(t.Context(), "delivered"); state != Delivered || err != nil {
		t.Errorf("asked later: %q, %v", state, err)
	}
	server.Close()
	if _, err := s.Send(t.Context(), Message{ID: "plain", Channel: "chat", To: "0912345678"}); err == nil || IsPermanent(err) || errors.Is(err, context.Canceled) {
		t.Errorf("nobody listens: %v", err)
	}
}

func TestAddressesThatCannotWorkAreRefusedWithTheirFlag(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cfg  Config
		want string
	}{
		{Config{SMTP: "mail.example.vn:25", From: "a@b.vn"}, "--smtp"},
		{Config{SMTP: "http://mail.example.vn", From: "a@b.vn"}, "--smtp"},
		{Config{SMTP: "smtp://mail.example.vn?tls=maybe", From: "a@b.vn"}, "tls=maybe"},
		{Config{SMTP: "smtp://mail.example.vn"}, "--mail-from"},
		{Config{SMTP: "smtp://mail.example.vn", From: "a@b.vn\r\nBcc: c@d.vn"}, "--mail-from"},
		{Config{SMS: "sms.example.vn"}, "--sms-url"},
		{Config{SMS: "https://sms.example.vn", Key: []byte("short")}, "--sms-key"},
	} {
		if _, err := New(c.cfg); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %s", c.cfg, err, c.want)
		}
	}
	var none *Sender
	if none.Can("mail") || none.Can("sms") {
		t.Error("no sender can send")
	}
}
