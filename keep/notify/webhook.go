package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Messages between systems are signed as the specification Standard Webhooks 1.0.0 says (github.com/standard-webhooks/standard-webhooks,
// spec/standard-webhooks.md): HMAC-SHA-256 over "id.timestamp.body", in base64 behind "v1,"; a header may carry several signatures
// while a key is changed.
const (
	signatureVersion = "v1,"
	secretMark       = "whsec_"
)

// Secret writes a key as it is handed over.
func Secret(key []byte) string { return secretMark + base64.StdEncoding.EncodeToString(key) }

// Sign gives the signature of a message; stamp are the seconds since 1970.
func Sign(key []byte, id, stamp string, body []byte) string {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(id + "." + stamp + "."))
	m.Write(body)
	return signatureVersion + base64.StdEncoding.EncodeToString(m.Sum(nil))
}

// mostSignatures is how many signatures of one header are looked at: as many as keys may overlap, and some more.
const mostSignatures = 8

// Signed says whether one of the signatures of a header is that of the key.
func Signed(key []byte, id, stamp, signatures string, body []byte) bool {
	want, ok := []byte(Sign(key, id, stamp, body)), false
	for i, s := range strings.Fields(signatures) {
		if i == mostSignatures {
			break
		}
		ok = hmac.Equal([]byte(s), want) || ok
	}
	return ok
}

// A Call is a message to a system that asked to be called.
type Call struct {
	Address string
	ID      string // stable: the same message has the same one, however often it is sent
	At      time.Time
	Body    []byte
	Keys    [][]byte // each signs: the system may know the newest or the one before
}

// A Later is the error of a system that says when it wants to be called again.
type Later struct {
	After time.Duration
	err   error
}

func (l *Later) Error() string { return l.err.Error() }

// callWait is how long a system may take for one call. choice: the specification advises 15 to 30 seconds.
const callWait = 20 * time.Second

// A Caller calls systems back. It is safe for concurrent use.
type Caller struct{ client *http.Client }

// NewCaller makes a caller, which follows no redirection: what is signed goes where was said.
func NewCaller() *Caller {
	return &Caller{&http.Client{Timeout: callWait, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// CheckAddress wants an address that calls may go to: https, or http on this machine.
func CheckAddress(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || len(address) > 500 {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

// Call hands a message over. An error that is not Permanent may also mean that only the answer was lost.
func (c *Caller) Call(ctx context.Context, m Call) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, m.Address, bytes.NewReader(m.Body))
	if err != nil {
		return &Permanent{"the address cannot be read"}
	}
	stamp := strconv.FormatInt(m.At.Unix(), 10)
	var signatures []string
	for _, k := range m.Keys {
		signatures = append(signatures, Sign(k, m.ID, stamp, m.Body))
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("webhook-id", m.ID)
	r.Header.Set("webhook-timestamp", stamp)
	r.Header.Set("webhook-signature", strings.Join(signatures, " "))
	answer, err := c.client.Do(r)
	if err != nil {
		var broken *url.Error
		if errors.As(err, &broken) {
			err = broken.Err // without the address, which may have a secret of the system's
		}
		return fmt.Errorf("the system does not answer: %s", clean(err.Error(), m.Address))
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10)) // so that the connection is used again
	switch code := answer.StatusCode; {
	case code >= 200 && code < 300:
		return nil
	case code == http.StatusRequestTimeout, code == http.StatusTooEarly, code == http.StatusTooManyRequests, code >= 500:
		err := fmt.Errorf("the system answers %d", code)
		if n, bad := strconv.ParseInt(answer.Header.Get("Retry-After"), 10, 32); bad == nil && n > 0 {
			return &Later{After: time.Duration(n) * time.Second, err: err}
		}
		return err
	default:
		return &Permanent{fmt.Sprintf("the system answers %d", code)}
	}
}

// ReadSecret reads a key as Secret wrote it.
func ReadSecret(s string) ([]byte, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(s), secretMark)
	key, err := base64.StdEncoding.DecodeString(rest)
	if !ok || err != nil || len(key) < 16 {
		return nil, fmt.Errorf("a secret is written %s and base64", secretMark)
	}
	return key, nil
}
