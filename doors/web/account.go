package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/access"
	"motcua/office"
)

// signedInOnly lets those in who are signed in, whoever they are.
func signedInOnly(do Handler) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if seen(r).visitor.Session == nil {
			return fault.New(fault.Refused, "sign-in.needed").NoRight()
		}
		return do(w, r)
	}
}

// token is the token of the request's session.
func (s *Site) token(r *http.Request) string { return seen(r).visitor.Session.Token }

// accountPage is how one signs in, and where one is signed in (tài khoản và bảo mật).
type accountPage struct {
	Base
	Sessions []sessionLine
	Others   bool // there are sessions beside this one
	Officer  bool
	Factors  []factorLine
	Codes    int // recovery codes that are left
	Needed   bool
}

// Template names the page's template.
func (*accountPage) Template() string { return "public/account" }

// A sessionLine is one session.
type sessionLine struct {
	Handle, Device, Method string
	Name                   string // whose, in lists of several accounts
	Account                string
	Since, Seen            time.Time
	Current, Unfinished    bool
}

// A factorLine is one second factor.
type factorLine struct {
	ID, Name, Kind string
	Since, Used    time.Time
}

// methodWords says how a session was signed in.
func methodWords(v text.Voice, method string) string {
	var out []string
	for part := range strings.SplitSeq(method, "+") {
		if key := "account.method." + part; v.Has(key) {
			out = append(out, v.T(key))
		} else {
			out = append(out, v.T("account.method.provider"))
		}
	}
	return strings.Join(out, " + ")
}

func sessionLines(v text.Voice, all []office.SessionLine) []sessionLine {
	var out []sessionLine
	for _, x := range all {
		out = append(out, sessionLine{
			Handle: x.Handle, Device: deviceWords(v, x.Agent), Method: methodWords(v, x.Method), Name: x.Name, Account: x.Account,
			Since: x.Created, Seen: x.Seen, Current: x.Current, Unfinished: x.Stage != "",
		})
	}
	return out
}

// accountBase is what the pages of the own account share.
func (s *Site) accountBase(r *http.Request, key string) Base {
	b := Base{TitleKey: key}
	if who(r).Kind == access.Officer {
		b.Audience = Desk
	}
	if key != "account.title" {
		b.Crumbs = []Crumb{{s.voice(r).T("account.title"), "/tai-khoan"}}
	}
	return b
}

func (s *Site) account(w http.ResponseWriter, r *http.Request) error {
	v, token := s.voice(r), s.token(r)
	p := &accountPage{Base: s.accountBase(r, "account.title"), Officer: who(r).Kind == access.Officer}
	all, err := s.o.Office.Sessions(r.Context(), token)
	if err != nil {
		return err
	}
	p.Sessions, p.Others = sessionLines(v, all), len(all) > 1
	if p.Officer {
		factors, codes, err := s.o.Office.Factors(r.Context(), token)
		if err != nil {
			return err
		}
		p.Codes, p.Needed = codes, s.o.Office.NeedsFactor()
		for _, f := range factors {
			p.Factors = append(p.Factors, factorLine{ID: f.ID, Name: f.Name, Kind: v.T("account.factor." + f.Kind), Since: f.Created, Used: f.Used})
		}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// endSession ends one of the own sessions, or all others.
func (s *Site) endSession(w http.ResponseWriter, r *http.Request) error {
	if err := s.o.Office.EndSession(r.Context(), s.token(r), r.PostFormValue("phien")); err != nil {
		return err
	}
	s.flash(w, "account.session-ended")
	return redirect(w, r, "/tai-khoan")
}

// accountForm is a page of the own account with one form: a new password, a new factor, what is asked before one goes.
type accountForm struct {
	Base
	*Form
	Kind   string // "password", "factor", "drop", "codes"
	Action string
	Name   string // of the factor that goes
	Enrol  enrolling
}

// Template names the page's template.
func (*accountForm) Template() string { return "public/accountform" }

func (s *Site) accountForm(r *http.Request, kind string, err error) *accountForm {
	f := s.form(r, err)
	return &accountForm{Base: s.accountBase(r, "account."+kind+".title"), Form: f, Kind: kind, Action: r.URL.Path}
}

// askAgain asks for what one shows once more before the account is changed.
func (s *Site) askAgain(r *http.Request, f *Form) {
	v := s.voice(r)
	if seen(r).visitor.Session.Passwordless {
		factors, _, err := s.o.Office.Factors(r.Context(), s.token(r))
		if err == nil && slices.ContainsFunc(factors, func(x office.Factor) bool { return x.Kind == "totp" }) {
			f.Add(codeField(v, "code-now", v.T("account.again-code-help")))
		}
		return // else a session of the last minutes will do
	}
	f.Add(Field{Name: "now", Kind: BoxPassword, Label: v.T("account.password.now"), Help: v.T("account.again-help"), Required: true, Complete: "current-password", MaxLen: 500})
	f.forget("now")
}

// shownAgain is what was shown once more.
func shownAgain(r *http.Request) office.Again {
	return office.Again{Password: r.PostFormValue("now"), Code: r.PostFormValue("code-now")}
}

func (s *Site) passwordPage(r *http.Request, err error) *accountForm {
	p := s.accountForm(r, "password", err)
	v := s.voice(r)
	p.Add(Field{Name: "now", Kind: BoxPassword, Label: v.T("account.password.now"), Required: true, Complete: "current-password", Focus: true, MaxLen: 500})
	addNewPassword(p.Form, v, false)
	for _, name := range []string{"now", "password", "password-again"} {
		p.forget(name)
	}
	return p
}

func (s *Site) passwordForm(w http.ResponseWriter, r *http.Request) error {
	return s.Render(w, r, http.StatusOK, s.passwordPage(r, nil))
}

func (s *Site) changePassword(w http.ResponseWriter, r *http.Request) error {
	password, err := typedPassword(r)
	var on *office.Session
	if err == nil {
		on, err = s.o.Office.ChangePassword(r.Context(), s.token(r), r.PostFormValue("now"), password)
	}
	if err != nil {
		return s.Again(w, r, s.passwordPage(r, err), err)
	}
	s.flash(w, "account.password.changed")
	return s.enter(w, r, on, "/tai-khoan", "")
}

// factorPage asks for an authenticator ("factor") or a passkey ("key").
func (s *Site) factorPage(r *http.Request, kind string, err error) (*accountForm, error) {
	v := s.voice(r)
	p := s.accountForm(r, kind, err)
	p.Scripts = []string{"key.js"}
	p.Add(Field{Name: "name", Kind: "text", Label: v.T("account.factor.name"), Help: v.T("account.factor.name-help"), Optional: true, MaxLen: 80})
	s.askAgain(r, p.Form)
	if kind == "factor" {
		p.Add(codeField(v, "code", v.T("stage.enrol.code-help")))
		p.forget("code")
	}
	var e error
	p.Enrol, e = s.enrolling(r, s.token(r))
	return p, e
}

// factorForm shows the page for a new factor of a kind.
func (s *Site) factorForm(kind string) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		p, err := s.factorPage(r, kind, nil)
		if err != nil {
			return err
		}
		return s.Render(w, r, http.StatusOK, p)
	}
}

// addFactor keeps a new factor of a kind; with the account's first one it shows the recovery codes.
func (s *Site) addFactor(kind string) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		on, codes, err := s.enrol(r, s.token(r), shownAgain(r))
		if err != nil {
			p, e := s.factorPage(r, kind, err)
			if e != nil {
				return e
			}
			return s.Again(w, r, p, err)
		}
		if len(codes) > 0 && on != nil {
			s.setCookie(w, sessionCookie, on.Token, 0)
			seen(r).token = on.CSRF
			return s.Render(w, r, http.StatusOK, &codesPage{Base: s.accountBase(r, "account.codes.title"), Codes: codes, Next: "/tai-khoan"})
		}
		s.flash(w, "account.factor.added")
		return s.enter(w, r, on, "/tai-khoan", "")
	}
}

func (s *Site) dropFactorPage(r *http.Request, err error) (*accountForm, error) {
	factors, _, e := s.o.Office.Factors(r.Context(), s.token(r))
	if e != nil {
		return nil, e
	}
	for _, f := range factors {
		if f.ID == r.PathValue("id") {
			p := s.accountForm(r, "drop", err)
			p.Name = f.Name
			s.askAgain(r, p.Form)
			return p, nil
		}
	}
	return nil, fault.New(fault.Missing, "login.factor-gone")
}

func (s *Site) dropFactorForm(w http.ResponseWriter, r *http.Request) error {
	p, err := s.dropFactorPage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) dropFactor(w http.ResponseWriter, r *http.Request) error {
	if err := s.o.Office.DropFactor(r.Context(), s.token(r), r.PathValue("id"), shownAgain(r)); err != nil {
		p, e := s.dropFactorPage(r, err)
		if e != nil {
			return e
		}
		return s.Again(w, r, p, err)
	}
	s.flash(w, "account.factor.dropped")
	return redirect(w, r, "/tai-khoan")
}

func (s *Site) recoveriesPage(r *http.Request, err error) *accountForm {
	p := s.accountForm(r, "codes", err)
	s.askAgain(r, p.Form)
	return p
}

func (s *Site) recoveriesForm(w http.ResponseWriter, r *http.Request) error {
	return s.Render(w, r, http.StatusOK, s.recoveriesPage(r, nil))
}

func (s *Site) newRecoveries(w http.ResponseWriter, r *http.Request) error {
	codes, err := s.o.Office.NewRecoveries(r.Context(), s.token(r), shownAgain(r))
	if err != nil {
		return s.Again(w, r, s.recoveriesPage(r, err), err)
	}
	return s.Render(w, r, http.StatusOK, &codesPage{Base: s.accountBase(r, "account.codes.title"), Codes: codes, Next: "/tai-khoan"})
}
