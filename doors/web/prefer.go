package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/text"
)

// A visit is what the frame knows of one request.
type visit struct {
	number  string // shown on error pages and written to the log
	lang    text.Lang
	size    string
	theme   string
	visitor Visitor
	token   string // the secret of forms, before masking
}

// Names of the cookies. Language, size and theme are no personal data and last a year.
const (
	langCookie  = "lang"
	sizeCookie  = "size"
	themeCookie = "theme"
	formCookie  = "form"
	flashCookie = "flash"
	year        = 365 * 24 * 3600 // seconds
)

// choices are the values that the address /hien-thi may set, the default first.
var choices = map[string][]string{
	sizeCookie:  {"m", "l", "xl"},
	themeCookie: {"auto", "light", "dark"},
}

// readPreferences finds language, text size and theme of a request. ?lang= wins and is remembered.
func (s *Site) readPreferences(w http.ResponseWriter, r *http.Request, v *visit) {
	asked := text.Lang(r.URL.Query().Get("lang"))
	switch {
	case asked.Known():
		v.lang = asked
		s.setCookie(w, langCookie, string(asked), year)
	case text.Lang(s.cookie(r, langCookie)).Known():
		v.lang = text.Lang(s.cookie(r, langCookie))
	default:
		v.lang = accepted(r.Header.Get("Accept-Language"))
	}
	v.size = chosen(sizeCookie, s.cookie(r, sizeCookie))
	v.theme = chosen(themeCookie, s.cookie(r, themeCookie))
}

// chosen gives a cookie's value, "" for the default or nonsense.
func chosen(name, value string) string {
	if i := slices.Index(choices[name], value); i > 0 {
		return value
	}
	return ""
}

// accepted reads Accept-Language: Vietnamese, unless English is what the browser wishes first and Vietnamese is not wished at all.
// choice: Vietnamese is the language of the office. A browser set to English that lists Vietnamese, as many telephones here are,
// gets Vietnamese; so does who reads neither. The link to the other language stands under every page and is remembered.
func accepted(header string) text.Lang {
	var first string
	best := 0.0
	for one := range strings.SplitSeq(strings.ToLower(header), ",") {
		tag, weight, _ := strings.Cut(one, ";")
		primary, _, _ := strings.Cut(strings.TrimSpace(tag), "-")
		q := 1.0
		if w, ok := strings.CutPrefix(strings.TrimSpace(weight), "q="); ok {
			q, _ = strconv.ParseFloat(w, 64)
		}
		if primary == string(text.VI) && q > 0 {
			return text.VI
		}
		if q > best {
			first, best = primary, q
		}
	}
	if first == string(text.EN) {
		return text.EN
	}
	return text.VI
}

// prefer sets text size or theme and goes back to the page. It needs no script.
func (s *Site) prefer(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	for name, values := range choices {
		if v := q.Get(name); slices.Contains(values, v) {
			s.setCookie(w, name, v, year)
		}
	}
	return redirect(w, r, local(q.Get("ve")))
}

// local gives back an address of this site, and the home for anything else: no redirect leads to strangers.
func local(to string) string {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return "/"
	}
	return to
}

// setCookie sets a cookie for this site alone; seconds 0 lasts until the browser closes, below 0 removes it.
func (s *Site) setCookie(w http.ResponseWriter, name, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cookieName(name), Value: value, Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: s.o.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// cookieName is what a cookie is called on the wire. Behind TLS it has the prefix that makes browsers refuse one that another host of
// the domain, or a page without TLS, set in its place. A browser takes the prefix over TLS only, so that plain http on
// loopback goes without.
func (s *Site) cookieName(name string) string {
	if s.o.Secure {
		return "__Host-" + name
	}
	return name
}

// cookie gives a cookie's value or "".
func (s *Site) cookie(r *http.Request, name string) string {
	c, err := r.Cookie(s.cookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}
