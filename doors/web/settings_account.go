package web

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/office"
)

// officerAccountPage is an officer's account for administrators: who, where it is signed in, how it is opened and recovered, and
// what was done with it (tài khoản của một cán bộ).
type officerAccountPage struct {
	Base
	Href     string
	Name     string
	Facts    []Fact
	Open     bool
	Own      bool
	Factors  bool
	Sessions []sessionLine
	Deeds    []deedLine
	Code     string // shown this once
	Until    time.Time
}

// Template names the page's template.
func (*officerAccountPage) Template() string { return "settings/account" }

// A deedLine is what was done with an account.
type deedLine struct {
	At        time.Time
	Words, By string
}

// accountHref leads to the account of an officer.
func accountHref(username string) string { return "/settings/accounts/" + url.PathEscape(username) }

func (s *Site) officerAccountPage(r *http.Request) (*officerAccountPage, error) {
	v := s.voice(r)
	a, err := s.read(r).Account(r.PathValue("username"))
	if err != nil {
		return nil, err
	}
	p := &officerAccountPage{Base: s.settingsBase(v, "accounts"), Href: accountHref(a.Username), Name: a.Name, Open: a.Open, Own: a.Own, Factors: a.Factors > 0}
	p.TitleKey, p.Title = "", v.T("settings.account.title", "name", a.Name)
	p.Crumbs = append(p.Crumbs, Crumb{v.T("settings.accounts.title"), "/settings/accounts"})
	posts := make([]string, 0, len(a.Posts))
	for _, post := range a.Posts {
		posts = append(posts, postWords(v, post))
	}
	p.Facts = []Fact{
		{Term: v.T("settings.accounts.username"), Words: a.Username, Code: true},
		{Term: v.T("settings.account.person"), Words: a.Name, Href: personHref(a.Person)},
		{Term: v.T("settings.accounts.posts"), Words: orNone(v, strings.Join(posts, "; "))},
	}
	if !a.Open {
		p.Facts = append(p.Facts, Fact{Term: v.T("settings.account.state"), Pill: &Pill{Wait, v.T("settings.account.not-open")}})
		return p, nil
	}
	p.Facts = append(p.Facts,
		Fact{Term: v.T("settings.account.state"), Pill: &Pill{OK, v.T("settings.account.since", "date", v.Date(a.Created))}},
		Fact{Term: v.T("settings.account.factors"), Words: v.Number(int64(a.Factors))},
		Fact{Term: v.T("settings.accounts.failures"), Words: v.Number(int64(a.Failures))})
	p.Sessions = sessionLines(v, a.Sessions)
	for _, d := range a.Deeds {
		p.Deeds = append(p.Deeds, deedLine{At: d.At, Words: deedWords(v, d), By: firstWord(d.By.Name, v.T("settings.account.by-machine"))})
	}
	return p, nil
}

// firstWord gives the first of two texts that says something.
func firstWord(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func deedWords(v text.Voice, d office.AccountDeed) string {
	key := "settings.account.deed." + strings.TrimPrefix(d.Kind, "account.")
	switch {
	case d.Factors:
		key += "-factors"
	case d.All:
		key += "-all"
	}
	return v.T(key)
}

func (s *Site) officerAccount(w http.ResponseWriter, r *http.Request) error {
	p, err := s.officerAccountPage(r)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

// officerAccountAct opens or recovers an account, or ends sessions of it.
func (s *Site) officerAccountAct(w http.ResponseWriter, r *http.Request) error {
	a, err := s.read(r).Account(r.PathValue("username"))
	if err != nil {
		return err
	}
	o, ctx := s.o.Office, r.Context()
	switch r.PathValue("act") {
	case "open":
		if err := o.OpenAccount(ctx, who(r), a.Username); err != nil {
			return err
		}
		return s.showRecovery(w, r, a.Username, false)
	case "recover":
		return s.showRecovery(w, r, a.Username, r.PostFormValue("factors") == "1")
	case "end":
		if err := o.EndSessionOf(ctx, who(r), "officer:"+string(a.Person), r.PostFormValue("session")); err != nil {
			return err
		}
		s.flash(w, "settings.account.ended")
		return redirect(w, r, accountHref(a.Username))
	}
	return fault.New(fault.Missing, "web.no-page")
}

// showRecovery makes a code and shows it on the page, this once.
func (s *Site) showRecovery(w http.ResponseWriter, r *http.Request, username string, factors bool) error {
	code, err := s.o.Office.Recover(r.Context(), who(r), username, factors)
	if err != nil {
		return err
	}
	p, err := s.officerAccountPage(r)
	if err != nil {
		return err
	}
	p.Code, p.Until = code, s.o.Office.Now().Add(office.RecoverLife)
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, p)
}

// officerSessionsPage lists where officers are signed in (phiên đăng nhập của cán bộ).
type officerSessionsPage struct {
	Base
	Rows  []officerSession
	Empty Empty
}

// Template names the page's template.
func (*officerSessionsPage) Template() string { return "settings/sessions" }

// An officerSession is a session with the page of its account.
type officerSession struct {
	sessionLine
	Href string
}

func (s *Site) officerSessions(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	all, err := s.o.Office.OfficerSessions(r.Context(), who(r))
	if err != nil {
		return err
	}
	p := &officerSessionsPage{Base: s.settingsBase(v, "sessions"), Empty: Empty{Title: v.T("settings.sessions.none"), Words: v.T("settings.sessions.none-words")}}
	p.Crumbs = append(p.Crumbs, Crumb{v.T("settings.accounts.title"), "/settings/accounts"})
	lines := sessionLines(v, all)
	for i := range lines {
		p.Rows = append(p.Rows, officerSession{lines[i], accountHref(all[i].Username)})
	}
	return s.Render(w, r, http.StatusOK, p)
}
