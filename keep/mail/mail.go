// Package mail reads a letter of electronic mail (thư điện tử) as it came, by RFC 5322 and MIME: who wrote, what the text says, what is
// attached, and whether a program wrote it. Nothing of it is believed: whoever reads on decides what it is worth.
package mail

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/unicode/norm"
)

// Limits of a mail. A mail that goes beyond them is read as far as they reach.
const (
	mostDepth = 8
	mostParts = 100
	mostText  = 1 << 20 // bytes of text that are looked at
	mostLine  = 1000    // bytes of a decoded header
	mostRefs  = 50
)

// A File is something attached.
type File struct {
	Name    string
	Content []byte
}

// A Mail is one letter.
type Mail struct {
	ID         string // Message-ID without its brackets, "" for none
	From       string // address, small letters
	Name       string
	To         []string // addresses of To, Cc, Delivered-To and X-Original-To
	Date       time.Time
	Subject    string
	References []string // In-Reply-To and References, without brackets
	Text       string
	Files      []File
	Broken     bool // some part could not be read, or was beyond a limit

	// Automatic says why nobody is to be answered by a program: "" is a letter that somebody wrote. It is one of the reasons of RFC 3834
	// and of those before it: auto-submitted, precedence, bounce, list, suppress, loop.
	Automatic string
}

// ErrUnreadable is a mail without a head that can be read, or without a sender.
var ErrUnreadable = errors.New("the mail has no head that can be read")

// words decodes encoded words of headers, in whichever letters.
var words = mime.WordDecoder{CharsetReader: func(charset string, r io.Reader) (io.Reader, error) {
	b, err := io.ReadAll(io.LimitReader(r, mostLine))
	return strings.NewReader(letters(b, charset)), err
}}

// Read reads a mail.
func Read(raw []byte) (*Mail, error) {
	m, err := mail.ReadMessage(bytes.NewReader(unixFrom(raw)))
	if err != nil {
		return nil, errors.Join(ErrUnreadable, err)
	}
	h := textproto.MIMEHeader(m.Header)
	out := &Mail{Subject: header(h.Get("Subject")), ID: ids(h.Get("Message-Id")).first()}
	from, err := address(h.Get("From"))
	if err != nil {
		if from, err = address(h.Get("Sender")); err != nil {
			return nil, ErrUnreadable
		}
	}
	out.From, out.Name = strings.ToLower(from.Address), oneLine(from.Name)
	for _, name := range []string{"To", "Cc", "Delivered-To", "X-Original-To"} {
		for _, line := range h[name] {
			all, _ := parser.ParseList(line) // one that cannot be read names nobody
			for _, a := range all {
				out.To = append(out.To, strings.ToLower(a.Address))
			}
		}
	}
	if out.Date, err = mail.ParseDate(h.Get("Date")); err != nil {
		out.Date = time.Time{}
	}
	out.References = append(ids(h.Get("In-Reply-To")), ids(h.Get("References"))...)
	out.Automatic = automatic(h)
	p := &parts{mail: out}
	p.read(h, m.Body, 0)
	out.Text = strings.TrimSpace(p.text())
	return out, nil
}

// parser reads addresses with names in whichever letters.
var parser = mail.AddressParser{WordDecoder: &words}

func address(line string) (*mail.Address, error) {
	all, err := parser.ParseList(line)
	if err != nil || len(all) == 0 || !utf8.ValidString(all[0].Address) || strings.ContainsAny(all[0].Address, " \t\r\n<>,;\"") || len(all[0].Address) > 190 {
		return nil, ErrUnreadable
	}
	return all[0], nil
}

// unixFrom drops the line "From …" that some programs write before a mail, and gives bare line feeds their carriage returns back.
func unixFrom(raw []byte) []byte {
	if bytes.HasPrefix(raw, []byte("From ")) {
		if i := bytes.IndexByte(raw, '\n'); i >= 0 {
			return raw[i+1:]
		}
	}
	return raw
}

// header decodes a header that people read.
func header(s string) string {
	if out, err := words.DecodeHeader(s); err == nil {
		s = out
	}
	if !utf8.ValidString(s) {
		s = letters([]byte(s), "")
	}
	return oneLine(s)
}

// oneLine: an encoded word may have line ends in it, which would be headers of their own where it is sent on.
func oneLine(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(c rune) bool { return c < ' ' || c == 0x7f || c == '\u2028' || c == '\u2029' }), " ")
	if len(s) > mostLine {
		s = strings.ToValidUTF8(s[:mostLine], "")
	}
	return norm.NFC.String(strings.TrimSpace(s))
}

// idList are identities of mails.
type idList []string

func (l idList) first() string {
	if len(l) == 0 {
		return ""
	}
	return l[0]
}

// ids reads identities between brackets.
func ids(s string) (out idList) {
	for len(out) < mostRefs {
		_, rest, ok := strings.Cut(s, "<")
		if !ok {
			break
		}
		id, after, ok := strings.Cut(rest, ">")
		if !ok {
			break
		}
		if s = after; id != "" && len(id) <= 250 && !strings.ContainsFunc(id, func(c rune) bool { return c <= ' ' || c >= 0x7f || c == '<' }) {
			out = append(out, id)
		}
	}
	return out
}

// automatic says why a mail is not answered by a program.
// The reasons are those of RFC 3834, sections 2 and 5, and what programs wrote before it.
func automatic(h textproto.MIMEHeader) string {
	value := func(name string) string { return strings.ToLower(strings.TrimSpace(h.Get(name))) }
	token, _, _ := strings.Cut(value("Auto-Submitted"), ";")
	token = strings.TrimSpace(token)
	_, bounced := h["Return-Path"]
	media, _, _ := mime.ParseMediaType(value("Content-Type"))
	switch {
	case token != "" && token != "no":
		return "auto-submitted"
	case bounced && value("Return-Path") == "<>", media == "multipart/report", strings.HasPrefix(value("From"), "mailer-daemon@"), strings.Contains(value("From"), "<mailer-daemon@"):
		return "bounce"
	case h.Get("List-Id") != "", h.Get("List-Unsubscribe") != "":
		return "list"
	case value("Precedence") == "bulk", value("Precedence") == "list", value("Precedence") == "junk":
		return "precedence"
	case value("X-Auto-Response-Suppress") != "" && value("X-Auto-Response-Suppress") != "none", h.Get("X-Autoreply") != "", h.Get("X-Autorespond") != "":
		return "suppress"
	case h.Get("X-Loop") != "":
		return "loop"
	}
	return ""
}

// parts gathers the parts of a mail.
type parts struct {
	mail  *Mail
	n     int
	plain strings.Builder
	html  strings.Builder
}

func (p *parts) text() string {
	if strings.TrimSpace(p.plain.String()) != "" {
		return tidy(p.plain.String())
	}
	return tidy(ofHTML(p.html.String()))
}

// read reads one part, and what is in it.
func (p *parts) read(h textproto.MIMEHeader, body io.Reader, depth int) {
	if p.n++; depth > mostDepth || p.n > mostParts {
		p.mail.Broken = true
		return
	}
	media, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil && media == "" {
		media, params = "text/plain", nil
	}
	if strings.HasPrefix(media, "multipart/") && params["boundary"] != "" {
		r := multipart.NewReader(body, params["boundary"])
		for {
			part, err := r.NextRawPart()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil || p.n > mostParts {
				p.mail.Broken = true
				return
			}
			p.read(part.Header, part, depth+1)
		}
	}
	b, err := io.ReadAll(decoded(h.Get("Content-Transfer-Encoding"), body))
	p.mail.Broken = p.mail.Broken || err != nil
	way, named, _ := mime.ParseMediaType(h.Get("Content-Disposition"))
	name := header(named["filename"])
	if name == "" {
		name = header(params["name"])
	}
	switch {
	case way != "attachment" && name == "" && media == "text/plain":
		p.add(&p.plain, b, params["charset"])
	case way != "attachment" && name == "" && media == "text/html":
		p.add(&p.html, b, params["charset"])
	case len(b) > 0:
		if name == "" {
			name = "tep-" + strings.ReplaceAll(media, "/", ".")
		}
		p.mail.Files = append(p.mail.Files, File{name, b})
	}
}

func (p *parts) add(to *strings.Builder, b []byte, charset string) {
	if to.Len()+len(b) > mostText {
		p.mail.Broken = true
		b = b[:max(0, mostText-to.Len())]
	}
	if to.Len() > 0 {
		to.WriteString("\n\n")
	}
	to.WriteString(letters(b, charset))
}

// decoded undoes the way in which a part was carried. What is wrong in it is left out.
func decoded(way string, r io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(way)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, &letterOnly{r})
	case "quoted-printable":
		return quotedprintable.NewReader(r)
	}
	return r
}

// letterOnly lets the letters of base64 through.
type letterOnly struct{ r io.Reader }

// Read reads the next letters.
func (l *letterOnly) Read(b []byte) (int, error) {
	for {
		n, err := l.r.Read(b)
		kept := 0
		for _, c := range b[:n] {
			if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '=' {
				b[kept] = c
				kept++
			}
		}
		if kept > 0 || err != nil {
			return kept, err
		}
	}
}

// letters reads bytes in a charset; what is no letter in it is marked. Vietnamese of windows-1258 writes marks behind their letters, so
// that what comes out is put together again.
func letters(b []byte, charset string) string {
	charset = strings.ToLower(strings.Trim(strings.TrimSpace(charset), `"'`))
	if charset != "" && charset != "utf-8" && charset != "utf8" && charset != "us-ascii" {
		if enc, err := htmlindex.Get(charset); err == nil {
			if out, err := enc.NewDecoder().Bytes(b); err == nil {
				return norm.NFC.String(string(out))
			}
		}
	}
	if utf8.Valid(b) {
		return norm.NFC.String(string(b))
	}
	if charset == "" || charset == "us-ascii" { // says nothing and is not UTF-8: programs of old Windows here
		if enc, err := htmlindex.Get("windows-1258"); err == nil {
			if out, err := enc.NewDecoder().Bytes(b); err == nil {
				return norm.NFC.String(string(out))
			}
		}
	}
	return norm.NFC.String(strings.ToValidUTF8(string(b), "\ufffd"))
}
