package notify

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// mailWait is how long a mail server may take for one message.
const mailWait = 30 * time.Second

// mail reads the address of the mail server.
func (s *Sender) mail(c Config) error {
	u, err := url.Parse(c.SMTP)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return fmt.Errorf("--smtp: write it like smtp://mail.example.vn:587 or smtps://user:password@mail.example.vn:465")
	}
	_, domain, ok := strings.Cut(c.From, "@")
	if !ok || domain == "" || strings.ContainsAny(c.From, " <>\r\n") {
		return fmt.Errorf("--mail-from: mail needs the address that it comes from, such as khong-tra-loi@tthcc.example.vn")
	}
	s.from, s.domain, s.host = c.From, domain, u.Host
	s.options = []mail.Option{mail.WithTimeout(mailWait), mail.WithHELO(domain)}
	if p := u.Port(); p != "" {
		n, err := strconv.Atoi(p)
		if err != nil {
			return fmt.Errorf("--smtp: %s is no port", p)
		}
		s.options = append(s.options, mail.WithPort(n))
	}
	if err := s.trust(u.Hostname(), c.CA); err != nil {
		return err
	}
	policy := u.Query().Get("tls")
	switch {
	case u.Scheme == "smtps":
		s.options = append(s.options, mail.WithSSL())
	case policy == "required":
		s.options = append(s.options, mail.WithTLSPolicy(mail.TLSMandatory))
	case policy == "none":
		s.options = append(s.options, mail.WithTLSPolicy(mail.NoTLS))
	case policy == "":
		s.options = append(s.options, mail.WithTLSPolicy(mail.TLSOpportunistic))
	default:
		return fmt.Errorf("--smtp: tls=%s: write required, none, or nothing (used where the server offers it)", policy)
	}
	if u.User != nil {
		password, _ := u.User.Password()
		// The library refuses to send a password over a line that anyone can read.
		s.options = append(s.options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(u.User.Username()), mail.WithPassword(password))
	}
	s.host = u.Hostname()
	return nil
}

// trust lets the mail server's certificate rest on the city's own authority, too.
func (s *Sender) trust(host string, pem []byte) error {
	if len(pem) == 0 {
		return nil
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		return fmt.Errorf("--smtp-ca: the certificates of this machine: %w", err)
	}
	if !roots.AppendCertsFromPEM(pem) {
		return fmt.Errorf("--smtp-ca: there is no certificate in PEM in the file")
	}
	s.options = append(s.options, mail.WithTLSConfig(&tls.Config{ServerName: host, RootCAs: roots, MinVersion: tls.VersionTLS12}))
	return nil
}

// sendMail gives a mail to the server. The server's acceptance is not delivery: SMTP says no more.
func (s *Sender) sendMail(ctx context.Context, m Message) (State, error) {
	msg := mail.NewMsg()
	if err := errors.Join(msg.From(s.from), msg.To(m.To)); err != nil {
		return "", &Permanent{clean(err.Error(), m.To)}
	}
	msg.Subject(m.Title)
	msg.SetDate()
	msg.SetMessageIDWithValue(cmp.Or(m.Mark, m.ID) + "@" + s.domain)
	switch {
	case m.Robot:
		msg.SetGenHeader("Auto-Submitted", "auto-replied")
	case !m.Human:
		msg.SetGenHeader("Auto-Submitted", "auto-generated")
	}
	if m.ReplyTo != "" {
		if err := msg.ReplyTo(m.ReplyTo); err != nil {
			return "", &Permanent{clean(err.Error(), m.To)}
		}
	}
	if m.InReplyTo != "" && !strings.ContainsAny(m.InReplyTo, "<> \r\n") {
		msg.SetGenHeader(mail.HeaderInReplyTo, "<"+m.InReplyTo+">")
		msg.SetGenHeader(mail.HeaderReferences, "<"+m.InReplyTo+">")
	}
	msg.SetGenHeader(mail.HeaderContentLang, m.Lang)
	msg.SetBodyString(mail.TypeTextPlain, m.Body)
	client, err := mail.NewClient(s.host, s.options...)
	if err != nil {
		return "", fmt.Errorf("mail server %s: %w", s.host, err)
	}
	err = client.DialAndSendWithContext(ctx, msg)
	var refused *mail.SendError
	var line net.Error
	switch {
	case err == nil:
		return Accepted, nil
	case errors.As(err, &line):
	case errors.As(err, &refused) && refused.ErrorCode() >= 500:
		return "", &Permanent{clean(err.Error(), m.To)}
	}
	return "", errors.New(clean(err.Error(), m.To))
}
