package notice

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"motcua/ground/text"
	"motcua/words/calendar"
	"motcua/words/form"
)

// A Book has the city's words for every kind of notice.
type Book struct {
	Version   string     `json:"version"`
	Phone     string     `json:"phone"`              // where people ask; the setting notice.phone comes before it
	None      form.Text  `json:"none"`               // in place of a date that there is not
	NoneSMS   form.Text  `json:"none_sms"`           // the same on weak channels
	Footer    form.Text  `json:"footer"`             // under every mail about a dossier
	Petitions form.Text  `json:"petitions,omitzero"` // under every mail about a petition
	Templates []Template `json:"templates"`
}

// A Template is the words for one kind.
type Template struct {
	Kind  Kind      `json:"kind"`
	Title form.Text `json:"title"`         // heading in the list, subject of the mail
	Text  form.Text `json:"text"`          // in the list, and the mail above its footer
	SMS   form.Text `json:"sms"`           // at most 160 characters without marks
	Chat  form.Text `json:"chat,omitzero"` // none: the short message
	Mail  form.Text `json:"mail,omitzero"` // stands in the mail alone, under the text: what needs a link
	Rate  form.Text `json:"rate,omitzero"` // goes behind the short message and the chat: the link to the question
}

// Langs are the languages that notices are written in.
var Langs = []string{"vi", "en"}

// open and weak are the gaps that words may have; mail has the secret link to the question too, which no list shows.
var (
	weak = []string{"code", "due", "until", "phone"}
	open = append(slices.Clone(weak), "procedure", "unit", "link")
	mail = append(slices.Clone(open), "rate")
)

// mostRate is how long the words before the link to the question may be.
// choice: with the link the message goes in two parts; the first one is whole without the second.
const mostRate = 60

// Parse reads and judges a book. Its error is form.Mistakes.
func Parse(file string, b []byte) (*Book, error) {
	var k Book
	lines, err := form.ReadLines(file, b, &k)
	if err != nil {
		return nil, err
	}
	var out form.Mistakes
	bad := func(field, format string, args ...any) {
		out = append(out, form.Mistake{File: file, Line: lines.Of(field), Field: field, Reason: text.Said(fmt.Sprintf(format, args...))})
	}
	k.judge(bad)
	if out != nil {
		return nil, out
	}
	return &k, nil
}

// judge finds what is wrong with a book.
func (k *Book) judge(bad func(field, format string, args ...any)) {
	if k.Version == "" {
		bad("version", "a book has a version")
	}
	if k.Phone == "" || len(k.Phone) > Longest["phone"] || !plain(k.Phone) {
		bad("phone", "a telephone number has 1 to %d plain characters", Longest["phone"])
	}
	texts(bad, "none", k.None, nil)
	texts(bad, "footer", k.Footer, open)
	if slices.ContainsFunc(k.Templates, func(t Template) bool { return t.Kind.AboutPetition() }) {
		texts(bad, "petitions", k.Petitions, open)
	}
	texts(bad, "none_sms", k.NoneSMS, nil)
	for _, lang := range Langs {
		if s := k.NoneSMS.In(lang); len(s) > Longest["due"] || !plain(s) {
			bad("none_sms."+lang, "at most %d characters without marks", Longest["due"])
		}
	}
	for i, t := range k.Templates {
		at := fmt.Sprintf("templates.%d", i)
		if known := slices.Concat(Kinds, PetitionKinds, RatingKinds, []Kind{Invited, DataPhone}); !slices.Contains(known, t.Kind) {
			bad(at+".kind", "unknown kind %q: known are %v", t.Kind, known)
		}
		if slices.ContainsFunc(k.Templates[:i], func(u Template) bool { return u.Kind == t.Kind }) {
			bad(at+".kind", "the kind %q stands twice", t.Kind)
		}
		texts(bad, at+".title", t.Title, weak)
		open, weak := open, weak
		if t.Kind.Once() { // its title stands in lists of officers: the code does not
			open, weak = append(slices.Clone(open), "once"), append(slices.Clone(weak), "once")
			for field, words := range map[string]form.Text{".text": t.Text, ".sms": t.SMS} {
				if !strings.Contains(words.VI, "{once}") || !strings.Contains(words.EN, "{once}") {
					bad(at+field, "these words bring the code: {once}")
				}
			}
		}
		texts(bad, at+".text", t.Text, open)
		texts(bad, at+".sms", t.SMS, weak)
		short(bad, at+".sms", t.SMS, t.Kind != DataPhone) // that one is about no dossier
		if t.Chat != (form.Text{}) {
			texts(bad, at+".chat", t.Chat, weak)
		}
		if t.Mail != (form.Text{}) {
			texts(bad, at+".mail", t.Mail, mail)
		}
		if t.Rate != (form.Text{}) {
			texts(bad, at+".rate", t.Rate, []string{"rate"})
			for _, lang := range Langs {
				if s := t.Rate.In(lang); len(s) > mostRate || !plain(gap.ReplaceAllString(s, "")) {
					bad(at+".rate."+lang, "at most %d characters without marks", mostRate)
				}
			}
		}
	}
	for _, kind := range Kinds {
		if k.of(kind) == nil {
			bad("templates", "no words for %q", kind)
		}
	}
}

// texts wants both languages and no gap that is not allowed here.
func texts(bad func(string, string, ...any), field string, t form.Text, allowed []string) {
	for lang, s := range map[string]string{"vi": t.VI, "en": t.EN} {
		if strings.TrimSpace(s) == "" {
			bad(field+"."+lang, "there are no words")
		}
		for _, g := range gap.FindAllStringSubmatch(s, -1) {
			if !slices.Contains(allowed, g[1]) {
				bad(field+"."+lang, "{%s} does not belong here: allowed are %v", g[1], allowed)
			}
		}
		if rest := gap.ReplaceAllString(s, ""); strings.ContainsAny(rest, "{}") {
			bad(field+"."+lang, "a brace that is no gap")
		}
	}
}

// short wants a message that fits with the longest values, in the characters that every telephone shows.
func short(bad func(string, string, ...any), field string, t form.Text, coded bool) {
	for lang, s := range map[string]string{"vi": t.VI, "en": t.EN} {
		filled := gap.ReplaceAllStringFunc(s, func(g string) string { return strings.Repeat("0", Longest[g[1:len(g)-1]]) })
		if !plain(filled) {
			bad(field+"."+lang, "only letters without marks, digits and plain signs go into a short message")
		}
		if len(filled) > SMSMost {
			bad(field+"."+lang, "%d characters with the longest values, more than %d", len(filled), SMSMost)
		}
		if coded && !strings.Contains(s, "{code}") || !strings.Contains(s, "{phone}") {
			bad(field+"."+lang, "a short message names the dossier and a telephone number: {code}, {phone}")
		}
	}
}

var gap = regexp.MustCompile(`\{([a-z]+)\}`)

// plain says whether a text has only signs that take one place in a short message.
func plain(s string) bool {
	for _, c := range s {
		if c < ' ' || c > '~' || strings.ContainsRune("^{}\\[]~|`", c) {
			return false
		}
	}
	return true
}

func (k *Book) of(kind Kind) *Template {
	i := slices.IndexFunc(k.Templates, func(t Template) bool { return t.Kind == kind })
	if i < 0 {
		return nil
	}
	return &k.Templates[i]
}

// A Message is what goes over a channel.
type Message struct{ Title, Body string }

// Write fills the words of a kind for a channel. ok is false when the book has none, or a value is longer than a short
// message was judged with: nothing is cut off in silence.
func (k *Book) Write(kind Kind, ch Channel, lang string, f Facts) (m Message, ok bool) {
	t := k.of(kind)
	if t == nil || ch.Weak() && !f.fits() {
		return Message{}, false
	}
	if f.Phone == "" {
		f.Phone = k.Phone
	}
	fill := func(t form.Text) string {
		return gap.ReplaceAllStringFunc(t.In(lang), func(g string) string { return k.value(g[1:len(g)-1], ch, lang, f) })
	}
	m.Title = fill(t.Title)
	defer func() {
		if ok && ch.Weak() && t.Rate != (form.Text{}) && f.Rate != "" {
			m.Body += ". " + fill(t.Rate)
		}
	}()
	switch {
	case ch == SMS, ch == Chat && t.Chat == (form.Text{}):
		m.Body = fill(t.SMS)
	case ch == Chat:
		m.Body = fill(t.Chat)
	case ch == Mail:
		m.Body = fill(t.Text) + "\n\n"
		if t.Mail != (form.Text{}) && f.Rate != "" {
			m.Body += fill(t.Mail) + "\n\n"
		}
		m.Body += fill(k.footer(kind)) + "\n"
	default:
		m.Body = fill(t.Text)
	}
	return m, true
}

func (k *Book) footer(kind Kind) form.Text {
	if kind.AboutPetition() {
		return k.Petitions
	}
	return k.Footer
}

// Length is how long words for a short message are with the longest values, in characters.
func (k *Book) Length(words string) int {
	return len([]rune(gap.ReplaceAllStringFunc(words, func(g string) string { return strings.Repeat("0", Longest[g[1:len(g)-1]]) })))
}

// value gives what stands in a gap.
func (k *Book) value(name string, ch Channel, lang string, f Facts) string {
	date := func(t time.Time) string {
		if t.IsZero() && ch.Weak() {
			return k.NoneSMS.In(lang)
		}
		if t.IsZero() {
			return k.None.In(lang)
		}
		return t.In(calendar.Zone).Format("15:04 02/01/2006")
	}
	switch name {
	case "code":
		return f.Code
	case "due":
		return date(f.Due)
	case "until":
		return date(f.Until)
	case "phone":
		return f.Phone
	case "procedure":
		return f.Procedure
	case "unit":
		return f.Unit
	case "rate":
		return f.Rate
	case "once":
		return f.Once
	}
	return f.Link
}
