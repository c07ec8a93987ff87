// Package notify carries messages out of the house: mail through SMTP, short messages and chat through an HTTP adapter of
// the city's gateway. It decides nothing: who is told what, and when it is tried again, is said above it. What is sent
// twice under one identity is one message for who receives it.
package notify

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/wneessen/go-mail"
)

// Config says where messages go; an empty address closes its channels.
type Config struct {
	SMTP string // "smtp://user:password@host:port", "smtps://…"; ?tls=required, ?tls=none
	From string // address that mail comes from
	CA   []byte // certificates in PEM that the mail server's may rest on, beside those of the machine
	SMS  string // address of the HTTP adapter
	Key  []byte // signs what the adapter gets
}

// A Sender is safe for concurrent use.
type Sender struct {
	from, domain string
	host         string
	options      []mail.Option

	sms    string
	key    []byte
	client *http.Client
}

// A Message is one message on its way out.
type Message struct {
	ID      string // stable: the same message has the same one, however often it is sent
	Channel string // "mail", "sms" or "chat"
	To      string
	Lang    string
	Title   string // of mail
	Body    string

	Mark      string // of mail: its identity before the @, where it is not ID
	ReplyTo   string
	InReplyTo string // identity of the mail that it answers
	Human     bool   // somebody wrote it: it is not marked as a program's
	Robot     bool   // a program answers somebody, see RFC 3834
}

// A State is what the next system says of a message.
type State string

// The states of a message outside.
const (
	Accepted  State = "accepted"
	Delivered State = "delivered"
	Failed    State = "failed"
)

// A Permanent error will not go away by itself: the address does not exist, the message is refused.
type Permanent struct{ Reason string }

func (p *Permanent) Error() string { return p.Reason }

// IsPermanent says whether sending again is of no use.
func IsPermanent(err error) bool {
	var p *Permanent
	return errors.As(err, &p)
}

// New reads the addresses. Its error names the flag that is wrong and how to write it.
func New(c Config) (*Sender, error) {
	s := &Sender{}
	if c.SMTP != "" {
		if err := s.mail(c); err != nil {
			return nil, err
		}
	}
	if c.SMS != "" {
		if err := s.adapter(c); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Can says whether a channel is open.
func (s *Sender) Can(channel string) bool {
	switch channel {
	case "mail":
		return s != nil && s.host != ""
	case "sms", "chat":
		return s != nil && s.sms != ""
	}
	return false
}

// From is the address that mail comes from, in small letters; "" when there is no way out.
func (s *Sender) From() string {
	if s == nil {
		return ""
	}
	return strings.ToLower(s.from)
}

// Where names the next system of a channel, without passwords, for people to look at.
func (s *Sender) Where(channel string) string {
	switch {
	case !s.Can(channel):
		return ""
	case channel == "mail":
		return s.host
	}
	u, err := url.Parse(s.sms)
	if err != nil {
		return ""
	}
	return u.Host
}

// Send hands a message to the next system. When it returns nil that system has it; an error that is not Permanent may
// also mean that only the answer was lost, so the same message is sent again under the same identity.
func (s *Sender) Send(ctx context.Context, m Message) (State, error) {
	if !s.Can(m.Channel) {
		return "", fmt.Errorf("the channel %s is closed", m.Channel)
	}
	if m.Channel == "mail" {
		return s.sendMail(ctx, m)
	}
	return s.post(ctx, m)
}

// clean takes an address out of what the other side answered: errors are kept and shown.
func clean(text, to string) string {
	if to != "" {
		text = strings.ReplaceAll(text, to, "…")
	}
	if len(text) > 300 {
		text = strings.ToValidUTF8(text[:300], "") + "…"
	}
	return text
}
