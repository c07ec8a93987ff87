// Package web is the door for people: the pages of the public, of citizens, of the desk and of administrators.
//
// A page is a typed struct that embeds Base, a template and a stylesheet under the same stem as its Go file
// (public_home.go, public/home.html, public/home.css), and a line in the route table. Handlers return errors; one place
// turns a fault into a page. README.md in this folder tells how to write a page and which parts there are.
package web

import (
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"motcua/ground/text"
	"motcua/office"
)

// Options are what the house gives to the door. The zero value serves, with nobody signed in.
type Options struct {
	Office *office.Office // nil: only the frame serves (tests of the frame)

	// DemoAccounts are offered at the sign-in page; only a demonstration gives them.
	DemoAccounts []DemoAccount
	// Identity is the sample identity provider of a demonstration, nil elsewhere.
	Identity *Identity

	Log     *slog.Logger // nil: nothing is logged
	City    map[text.Lang]string
	Version string // of the program, for the settings page
	Demo    bool   // a note on every page says that people and dossiers are made up

	// RateLimit is how many requests a second one client address may make, with bursts of ten times as many; 0 = no limit.
	RateLimit int
	// Proxies are the addresses of proxies in front, whose X-Forwarded-For says who the client is; nobody else's is believed.
	Proxies []netip.Prefix
	// Secure marks cookies for https only and asks browsers to stay on https.
	Secure bool
	// Now tells the time for limits, logs and expiry of cookies; nil: the clock of the machine.
	Now func() time.Time

	// Visitor tells who is behind a request; nil: the session's cookie, or nobody without an office. An error becomes the
	// error page.
	Visitor func(*http.Request) (Visitor, error)
	// SignIn is the address that a visitor who must sign in is led to, with ?tiep= the page asked for; "" is
	// /dang-nhap with an office and shows 403 without.
	SignIn string
}

// A Site is the whole door, parsed and ready. It is an http.Handler; many goroutines may use it.
type Site struct {
	o Options
	*face
	mux    *http.ServeMux
	known  map[string]bool // addresses that GET answers: a menu never leads nowhere
	limit  *limiter
	keys   *limiter // requests by the key of a connected system
	guess  *limiter // wrong codes at the public lookup
	floods *limiter // petitions from one address
	tries  *limiter // forms with petitions and messages from one address, taken or not
	wrong  *limiter // wrong names and passwords
	chats  *limiter // messages of one conversation
	gate   gate     // streams that are open
	desk   presence // whether somebody is at the care desk
	front  http.Handler
}

// New parses every template and stylesheet and builds the route table. An error names the file.
func New(o Options) (*Site, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	f, err := ownFace()
	if err != nil {
		return nil, err
	}
	s := &Site{o: o, face: f, mux: http.NewServeMux(), known: map[string]bool{}}
	if o.Office != nil && o.Visitor == nil {
		s.o.Visitor = s.sessionVisitor
	}
	if o.Office != nil && o.SignIn == "" {
		s.o.SignIn = "/dang-nhap"
	}
	s.limit, s.keys = newLimiter(o.RateLimit, o.Now), newLimiter(0, o.Now)
	s.guess, s.wrong, s.floods = newGuessLimiter(o.Now), newWrongLimiter(o.Now), newFloodLimiter(o.Now)
	s.tries = newTryLimiter(o.Now)
	s.chats, s.gate.open = newChatLimiter(o.Now), map[string]int{}
	for _, r := range s.routes() {
		s.handle(r)
	}
	s.mux.Handle("GET /static/", s.assets)
	s.front = s.guard(s.mux)
	return s, nil
}

// ServeHTTP answers a request.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.front.ServeHTTP(w, r) }
