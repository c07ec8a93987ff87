package web

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"net/url"

	"motcua/ground/text"
	"motcua/law/access"
	"motcua/office"
)

// An Audience decides the density of a page and which menu stands on it.
type Audience string

// The audiences: everyone and citizens read large and calm, the desk (also administrators) dense.
const (
	Public Audience = "public"
	Desk   Audience = "desk"
)

// A Visitor is who is behind a request, as far as a page shows it.
type Visitor struct {
	Name  string // "" = nobody signed in
	Place string // unit or role under the name: "Chi nhánh số 7, quầy 4"
	Desk  bool   // an officer: the header offers the desk
	Admin bool   // an administrator: the header offers the settings
	Token string // the session's secret against forged forms; "" = the frame keeps one in a cookie

	Posts   []PostPick      // of an officer: the posts to choose among
	Session *office.Session // nil = nobody signed in, or a test's visitor
}

// Base is what every page has. A handler sets the fields of the first block, Render fills the others.
type Base struct {
	TitleKey string   // text key of the title
	Title    string   // title in words, instead of TitleKey
	Audience Audience // "" = Public
	Nav      string   // which entry of the menu is current, see nav.go
	Crumbs   []Crumb  // the way to this page, without the page itself
	Problem  *Problem // what was wrong with what was sent; shown above the page with links to the fields
	Wide     bool     // use the whole width
	Bare     bool     // the page lays out its own bands (hero) and brings its own wrap
	Kiosk    bool     // it stands open before a stranger: no menu, no name of whoever signed in

	Lang    text.Lang
	Visitor Visitor
	Flash   *Flash // said once after an act
	Token   string // for the hidden field of forms: {{template "csrf" $}}
	Size    string // "", "l", "xl"
	Theme   string // "", "light", "dark"
	Here    string // address of this page with its query
	City    string
	Demo    bool
	Number  string // number of this request, for the error page
	Menu    []NavLink
	SignIn  string
	Ask     string // words of the way to the care desk, "" where there is none
	Body    template.HTML
	Scripts []string            // of this page, beside those of the frame
	Call    *office.RunningCall // of the reader, on pages of the care desk
}

// frame gives the part that all pages share.
func (b *Base) frame() *Base { return b }

// A Page is a struct that embeds Base and names its template, such as "public/home".
type Page interface {
	frame() *Base
	Template() string
}

// Render writes a page. It is made whole before the first byte is sent, so that an error while rendering still becomes
// the error page. The error is always of our own making.
func (s *Site) Render(w http.ResponseWriter, r *http.Request, status int, p Page) error {
	v := seen(r)
	b := p.frame()
	s.fill(w, r, v, b)
	if err := s.fillCall(r, b); err != nil {
		return err
	}
	set := s.pages[v.lang]
	var buf bytes.Buffer
	if err := set.ExecuteTemplate(&buf, p.Template(), p); err != nil {
		return fmt.Errorf("render %s: %w", p.Template(), err)
	}
	b.Body = template.HTML(buf.String()) //nolint:gosec // made by html/template one line above
	buf.Reset()
	if err := set.ExecuteTemplate(&buf, "layout", b); err != nil {
		return fmt.Errorf("render the frame of %s: %w", p.Template(), err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(v.lang))
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	return send(w, r, status, buf.Bytes())
}

// fill sets what every page has.
func (s *Site) fill(w http.ResponseWriter, r *http.Request, v *visit, b *Base) {
	voice := s.voice(r)
	if b.Title == "" {
		b.Title = voice.T(b.TitleKey)
	}
	if b.Audience == "" {
		b.Audience = Public
	}
	if b.Flash == nil {
		b.Flash = s.takeFlash(w, r)
	}
	b.Lang, b.Size, b.Theme, b.Number = v.lang, v.size, v.theme, v.number
	b.Visitor, b.Token = v.visitor, maskToken(v.token)
	b.City, b.Demo = s.city(v.lang), s.o.Demo
	b.Here, b.SignIn = here(r), s.o.SignIn
	b.Menu = s.menu(voice, b)
	if s.known["/lien-he"] && !b.Dense() && !b.Kiosk && b.Nav != "contact" {
		b.Ask = voice.T("chat.title")
		if s.present(r) {
			b.Ask = voice.T("chat.ask")
		}
	}
	b.Scripts = append([]string{"frame.js"}, b.Scripts...)
	if b.Audience == Desk {
		b.Scripts = append(b.Scripts, "desk.js")
	}
}

// fillCall shows whoever is in a call that it runs, on each page of the care desk but the call's own.
func (s *Site) fillCall(r *http.Request, b *Base) (err error) {
	if b.Nav != "care" && b.Nav != "knowledge" && b.Nav != "handed" || who(r).Kind != access.Officer {
		return nil
	}
	if b.Call, err = s.read(r).RunningCall(); b.Call != nil && r.URL.Path == "/care/contacts/"+string(b.Call.ID) {
		b.Call = nil
	}
	return err
}

// city is the line under the institution's name.
func (s *Site) city(l text.Lang) string {
	if c := s.o.City[l]; c != "" {
		return c
	}
	if s.o.Office != nil {
		return settingWords(s.o.Office.World(), l, "letter.city")
	}
	return s.o.City[text.VI]
}

// voice gives the words in the language of the request.
func (s *Site) voice(r *http.Request) text.Voice { return s.words.In(seen(r).lang) }

// here is the address of this page without the choice of a language in it.
func here(r *http.Request) string {
	q := r.URL.Query()
	q.Del("lang")
	u := url.URL{Path: r.URL.Path, RawQuery: q.Encode()}
	return u.RequestURI()
}

// LangLink is the address of the same page in the other language.
func (b *Base) LangLink() string {
	u, err := url.Parse(b.Here)
	if err != nil {
		return "/"
	}
	q := u.Query()
	q.Set("lang", string(b.otherLang()))
	u.RawQuery = q.Encode()
	return u.RequestURI()
}

func (b *Base) otherLang() text.Lang {
	if b.Lang == text.EN {
		return text.VI
	}
	return text.EN
}

// OtherLang is the language that the language link leads to.
func (b *Base) OtherLang() text.Lang { return b.otherLang() }

// A Pick is one choice of how pages look: a plain link, no script.
type Pick struct {
	Name, Value, Words string // Words is a text key
	Href               string
	Current            bool
}

// Pick makes the choice of one value: name is "size" or "theme".
func (b *Base) Pick(name, value, words string) Pick {
	now := b.Size
	if name == themeCookie {
		now = b.Theme
	}
	q := url.Values{name: {value}, "ve": {b.Here}}
	return Pick{Name: name, Value: value, Words: words, Href: "/hien-thi?" + q.Encode(), Current: chosen(name, value) == now}
}

// Dense says whether the page is one of the desk.
func (b *Base) Dense() bool { return b.Audience == Desk }

// redirect leads to another page of this site after an act.
func redirect(w http.ResponseWriter, r *http.Request, to string) error {
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
