package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// adapter reads the address of the HTTP adapter.
func (s *Sender) adapter(c Config) error {
	u, err := url.Parse(c.SMS)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return fmt.Errorf("--sms-url: write it like https://sms.example.vn/messages")
	}
	if len(c.Key) < 16 {
		return fmt.Errorf("--sms-key: messages to %s are signed: give a key of at least 16 characters that the adapter knows too", u.Host)
	}
	s.sms, s.key = strings.TrimSuffix(c.SMS, "/"), c.Key
	s.client = &http.Client{
		Timeout:       20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // telephone numbers go where was said
	}
	return nil
}

// outgoing is what the adapter gets; docs/operations.md describes it.
type outgoing struct {
	ID      string `json:"id"`
	Channel string `json:"channel"`
	To      string `json:"to"`
	Lang    string `json:"lang"`
	Text    string `json:"text"`
}

// sign is what the adapter checks: it knows the key too.
func (s *Sender) sign(b []byte) string {
	m := hmac.New(sha256.New, s.key)
	m.Write(b)
	return "sha256=" + hex.EncodeToString(m.Sum(nil))
}

// post gives a message to the adapter.
func (s *Sender) post(ctx context.Context, m Message) (State, error) {
	b, err := json.Marshal(outgoing{m.ID, m.Channel, m.To, m.Lang, m.Body})
	if err != nil {
		return "", fmt.Errorf("message %s: %w", m.ID, err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.sms, bytes.NewReader(b))
	if err != nil {
		return "", fmt.Errorf("message %s: %w", m.ID, err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", m.ID)
	r.Header.Set("X-Signature", s.sign(b))
	return s.ask(r, m.To)
}

// State asks the adapter what became of a message; SMTP cannot be asked.
func (s *Sender) State(ctx context.Context, id string) (State, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.sms+"/"+url.PathEscape(id), nil)
	if err != nil {
		return "", fmt.Errorf("message %s: %w", id, err)
	}
	r.Header.Set("X-Signature", s.sign([]byte(id)))
	return s.ask(r, "")
}

// ask sends a request and reads the state out of the answer.
func (s *Sender) ask(r *http.Request, to string) (State, error) {
	answer, err := s.client.Do(r)
	if err != nil {
		return "", fmt.Errorf("the adapter does not answer: %s", clean(err.Error(), to))
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(io.LimitReader(answer.Body, 64<<10))
	if err != nil {
		return "", fmt.Errorf("the adapter's answer broke off: %s", clean(err.Error(), to))
	}
	switch code := answer.StatusCode; {
	case code == http.StatusConflict && r.Method == http.MethodPost:
		return Accepted, nil // it has the message already: only the answer was lost
	case code == http.StatusRequestTimeout, code == http.StatusTooEarly, code == http.StatusTooManyRequests, code >= 500:
		return "", fmt.Errorf("the adapter answers %d: %s", code, clean(string(b), to))
	case code >= 300:
		return "", &Permanent{fmt.Sprintf("the adapter answers %d: %s", code, clean(string(b), to))}
	}
	var said struct {
		State State `json:"state"`
	}
	if json.Unmarshal(b, &said) == nil && (said.State == Delivered || said.State == Failed) {
		return said.State, nil
	}
	return Accepted, nil
}
