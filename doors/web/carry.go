package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"motcua/ground/fault"
)

// A session may end while somebody types. What was sent then is not thrown away: it goes along through the sign-in page
// and is kept as a draft as soon as its owner is there again. Nothing of it is stored for somebody who is not signed in.

// carriedField is the hidden field of the sign-in form that carries what was typed.
const carriedField = "giu"

// carriedHeader marks the request by which a form comes back that was sent without a session: nothing is done, its page is
// shown with what was typed.
const carriedHeader = "X-Carried"

// deskActs is where the acts on a dossier are sent. They have no draft, so they come back onto their page.
const deskActs = "/desk/dossiers/"

// deskForms are the other forms of the desk without a draft: acts on several dossiers, and what is looked for.
var deskForms = []string{"/desk/batch", "/desk/hand-over", "/desk/receive", "/desk/search"}

// carriers are the pages whose POST with X-Draft only keeps a draft.
var carriers = []string{"/ho-so/nhap/", "/desk/receive/"}

// carry gives the page that a refused form belongs to and what was typed into it; ok is false when there is nothing to save.
func carry(r *http.Request) (next, typed string, ok bool) {
	if r.Method != http.MethodPost || r.Header.Get("X-Draft") != "" {
		return "", "", false
	}
	if next, ok = carrier(r.URL.RequestURI()); !ok {
		if next, ok = carriedAct(r.URL.RequestURI()); !ok {
			return "", "", false
		}
	}
	kept := url.Values{}
	for name, values := range r.PostForm {
		if name != tokenField && !strings.HasPrefix(name, "_") {
			kept[name] = values
		}
	}
	return next, kept.Encode(), true
}

// carrier gives the page of a draft that an address of this site belongs to.
func carrier(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || local(address) != address {
		return "", false
	}
	for _, at := range carriers {
		rest, ours := strings.CutPrefix(u.Path, at)
		if !ours || rest == "" {
			continue
		}
		if id, _, deeper := strings.Cut(rest, "/"); deeper {
			return at + url.PathEscape(id), true // the address of an act: its page stands above it
		}
		return u.RequestURI(), true
	}
	return "", false
}

// carriedAct gives the address of a form that comes back onto its page, when it is one.
func carriedAct(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || local(address) != address {
		return "", false
	}
	if slices.Contains(deskForms, u.Path) {
		return u.Path, true
	}
	rest, ours := strings.CutPrefix(u.Path, deskActs)
	id, act, deeper := strings.Cut(rest, "/")
	if !ours || id == "" || !deeper || act == "" || strings.Contains(act, "/") {
		return "", false
	}
	return deskActs + url.PathEscape(id) + "/" + url.PathEscape(act), true
}

// carried is what stands over a form that came back after signing in again; nil for one that was just sent.
func carried(r *http.Request) error {
	if r.Header.Get(carriedHeader) == "" {
		return nil
	}
	return fault.New(fault.Conflict, "sign-in.carried")
}

// bringBack shows the form of an act as it was typed, to whoever has just signed in; done says that it did. Whether the
// dossier is theirs to see is judged there.
func (s *Site) bringBack(w http.ResponseWriter, r *http.Request, session, token, next, typed string) (done bool) {
	at, ok := carriedAct(next)
	if !ok || at != next || typed == "" {
		return false
	}
	again, err := s.carryOn(r, session, token, next, typed)
	if err != nil {
		return false // the address was read a moment ago
	}
	again.Header.Set(carriedHeader, "1")
	again.Header["Accept-Language"] = r.Header["Accept-Language"]
	for _, c := range r.Cookies() {
		if c.Name != s.cookieName(sessionCookie) {
			again.AddCookie(c)
		}
	}
	s.front.ServeHTTP(w, again)
	return true
}

// carryOn makes the request that sends what was typed on in the new session.
func (s *Site) carryOn(r *http.Request, session, token, next, typed string) (*http.Request, error) {
	again, err := http.NewRequestWithContext(r.Context(), http.MethodPost, next, strings.NewReader(typed))
	if err != nil {
		return nil, err
	}
	again.RemoteAddr, again.RequestURI, again.Host = r.RemoteAddr, next, r.Host
	again.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	again.Header.Set(tokenHeader, maskToken(token))
	again.AddCookie(&http.Cookie{Name: s.cookieName(sessionCookie), Value: session})
	return again, nil
}

// signInAgain asks for the sign-in in place of the page that was refused.
func (s *Site) signInAgain(w http.ResponseWriter, r *http.Request, next, typed string) error {
	p := s.signInPage(r, nil)
	p.Next, p.Carried = next, typed
	return s.Render(w, r, http.StatusForbidden, p)
}

// keepCarried hands what was typed to the page that it belongs to, as its own autosave would. A draft that is not theirs
// is refused there.
func (s *Site) keepCarried(r *http.Request, session, token, next, typed string) {
	page, ok := carrier(next)
	if !ok || page != next || typed == "" {
		return
	}
	again, err := s.carryOn(r, session, token, next, typed)
	if err != nil {
		return // the address was read a moment ago
	}
	again.Header.Set("X-Draft", "1")
	s.front.ServeHTTP(&nobody{header: http.Header{}}, again)
}

// nobody reads an answer that nobody waits for.
type nobody struct{ header http.Header }

func (n *nobody) Header() http.Header         { return n.header }
func (n *nobody) Write(b []byte) (int, error) { return len(b), nil }
func (n *nobody) WriteHeader(int)             {}
