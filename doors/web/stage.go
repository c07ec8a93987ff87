package web

import (
	"net/http"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/keep/letter"
	"motcua/keep/login"
	"motcua/office"
)

// deviceOf says what a session is opened on, as far as it stays the same while a browser is used: its family and its system.
func deviceOf(r *http.Request) office.Device {
	agent := r.UserAgent()
	return office.Device{Agent: firstIn(agent, browsers) + "/" + firstIn(agent, systems)}
}

// The names by which browsers call themselves, those first that others also call themselves by.
var (
	browsers = []string{"Edg", "OPR", "Firefox", "Chrome", "Safari"}
	systems  = []string{"Android", "iPhone", "iPad", "Windows", "Macintosh", "CrOS", "Linux"}
)

func firstIn(s string, names []string) string {
	for _, n := range names {
		if strings.Contains(s, n) {
			return strings.ToLower(n)
		}
	}
	return "other"
}

// deviceWords says a device as people call it.
func deviceWords(v text.Voice, agent string) string {
	browser, system, ok := strings.Cut(agent, "/")
	if !ok || browser == "other" && system == "other" {
		return v.T("account.device-unknown")
	}
	return v.T("account.device", "browser", "@account.browser."+browser, "system", "@account.system."+system)
}

// originOf is the site as the browser has it in its address bar.
func (s *Site) originOf(r *http.Request) string {
	if s.o.Secure {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// stagePage is what a sign-in still needs after the password: the second factor, a password of one's own, or a second factor to
// be set up (đăng nhập hai bước).
type stagePage struct {
	Base
	*Form
	Stage   string
	Name    string // who is signing in
	Next    string
	Carried string
	Enrol   enrolling
	Key     keyAsk
}

// Template names the page's template.
func (*stagePage) Template() string { return "public/stage" }

// A keyAsk is a passkey that the page asks for by script; without Options it asks for none.
type keyAsk struct {
	Options string // for the browser
	Flow    string // comes back with its answer
}

// An enrolling is an authenticator or a passkey on its way.
type enrolling struct {
	Secret string // in groups of four, to be typed
	QR     []byte
	Sealed string
	Key    keyAsk
}

// enrolling makes a new secret, or shows the one again that was on its way.
func (s *Site) enrolling(r *http.Request, token string) (enrolling, error) {
	o := s.o.Office
	e := enrolling{Sealed: r.PostFormValue("sealed")}
	var a office.Authenticator
	var err error
	if e.Sealed != "" {
		a, err = o.PendingCode(r.Context(), token, e.Sealed)
	}
	if e.Sealed == "" || fault.As(err) != nil {
		a, e.Sealed, err = o.BeginCode(r.Context(), token)
	}
	if err != nil {
		return e, err
	}
	for i := 0; i < len(a.Secret); i += 4 {
		e.Secret += a.Secret[i:min(i+4, len(a.Secret))] + " "
	}
	e.Secret = strings.TrimSpace(e.Secret)
	if e.QR, err = letter.QR(a.Address); err != nil {
		return e, err
	}
	e.Key.Options, e.Key.Flow, err = o.BeginKey(r.Context(), token, s.originOf(r))
	return e, err
}

// stagePage shows the stage of a session that was begun.
func (s *Site) stagePage(r *http.Request, session *office.Session, next, typed string, err error) (*stagePage, error) {
	v := s.voice(r)
	f := NewForm(v, nil, err)
	p := &stagePage{
		Base: Base{TitleKey: "stage." + session.Stage + ".title", Scripts: []string{"key.js"}}, Form: f,
		Stage: session.Stage, Name: session.Who.Name, Next: next, Carried: typed,
	}
	var e error
	switch session.Stage {
	case office.StageCode:
		f.Add(codeField(v, "code", v.T("stage.code.help")))
		p.Key.Options, p.Key.Flow, e = s.o.Office.AskSignInKey(r.Context(), session.Token, s.originOf(r))
	case office.StageEnrol:
		f.Add(codeField(v, "code", v.T("stage.enrol.code-help")))
		p.Enrol, e = s.enrolling(r, session.Token)
	case office.StagePassword:
		addNewPassword(f, v, true)
	}
	return p, e
}

// codeField is the box for a code of an authenticator.
func codeField(v text.Voice, name, help string) Field {
	return Field{Name: name, Kind: BoxCode, Label: v.T("stage.code.label"), Help: help, Required: true, Complete: "one-time-code", MaxLen: 40, Short: true, Focus: true}
}

// addNewPassword asks for a new password, twice.
func addNewPassword(f *Form, v text.Voice, first bool) {
	f.Add(Field{
		Name: "password", Kind: BoxPassword, Label: v.T("account.password.new"), Help: v.T("account.password.help", "n", login.Least),
		Required: true, Complete: "new-password", Focus: first, MaxLen: 500,
	})
	f.Add(Field{Name: "password-again", Kind: BoxPassword, Label: v.T("account.password.again"), Required: true, Complete: "new-password", MaxLen: 500})
}

// typedPassword gives the new password, which was typed twice.
func typedPassword(r *http.Request) (string, error) {
	p := r.PostFormValue("password")
	if p != r.PostFormValue("password-again") {
		return "", fault.New(fault.Invalid, "account.password.differ").At("password-again")
	}
	return p, nil
}

// pending gives the session whose stage a form passes, or leads back to the sign-in.
func (s *Site) pending(r *http.Request) (*office.Session, error) {
	p, err := s.o.Office.Pending(r.Context(), s.cookie(r, sessionCookie))
	if err == nil && p == nil {
		err = fault.New(fault.Refused, "login.again").NoRight()
	}
	return p, err
}

// pass passes a stage by do; a refusal shows the stage again.
func (s *Site) pass(w http.ResponseWriter, r *http.Request, do func(*office.Session) (*office.Session, error)) error {
	session, err := s.pending(r)
	if err != nil {
		return err
	}
	next, typed := afterSignIn(r), r.PostFormValue(carriedField)
	var on *office.Session
	if wait := s.SignIns().Take(r); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
		err = login.TooSoon(wait)
	} else if on, err = do(session); err == nil {
		s.SignIns().GiveBack(r)
		return s.enter(w, r, on, next, typed)
	}
	if f := fault.As(err); f == nil || f.Right {
		return err
	}
	p, e := s.stagePage(r, session, next, typed, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}

// passCode takes a code, a recovery code or a passkey's answer.
func (s *Site) passCode(w http.ResponseWriter, r *http.Request) error {
	return s.pass(w, r, func(session *office.Session) (*office.Session, error) {
		if key := r.PostFormValue("passkey"); key != "" {
			return s.o.Office.ProveKey(r.Context(), session.Token, r.PostFormValue("flow"), key)
		}
		return s.o.Office.ProveCode(r.Context(), session.Token, r.PostFormValue("code"))
	})
}

// passPassword takes a password of the owner's own.
func (s *Site) passPassword(w http.ResponseWriter, r *http.Request) error {
	return s.pass(w, r, func(session *office.Session) (*office.Session, error) {
		password, err := typedPassword(r)
		if err != nil {
			return nil, err
		}
		return s.o.Office.ChangePassword(r.Context(), session.Token, "", password)
	})
}

// passEnrol takes the first second factor, and shows the recovery codes before it goes on.
func (s *Site) passEnrol(w http.ResponseWriter, r *http.Request) error {
	session, err := s.pending(r)
	if err != nil {
		return err
	}
	next, typed := afterSignIn(r), r.PostFormValue(carriedField)
	on, codes, err := s.enrol(r, session.Token, office.Again{})
	if f := fault.As(err); err != nil && (f == nil || f.Right) {
		return err
	}
	if err != nil {
		p, e := s.stagePage(r, session, next, typed, err)
		if e != nil {
			return e
		}
		return s.Again(w, r, p, err)
	}
	if on == nil || on.Stage != "" || len(codes) == 0 {
		return s.enter(w, r, on, next, typed)
	}
	s.setCookie(w, sessionCookie, on.Token, 0)
	if next == "" {
		next = homeOf(on)
	}
	return s.Render(w, r, http.StatusOK, &codesPage{Base: Base{TitleKey: "account.codes.title"}, Codes: codes, Next: next})
}

// enrol keeps an authenticator or a passkey, whichever was sent.
func (s *Site) enrol(r *http.Request, token string, re office.Again) (*office.Session, []string, error) {
	v, name := s.voice(r), r.PostFormValue("name")
	if key := r.PostFormValue("passkey"); key != "" {
		if name == "" {
			name = deviceWords(v, deviceOf(r).Agent)
		}
		return s.o.Office.AddKey(r.Context(), token, r.PostFormValue("flow"), name, key, re)
	}
	if name == "" {
		name = v.T("account.factor.totp")
	}
	return s.o.Office.AddCode(r.Context(), token, r.PostFormValue("sealed"), name, r.PostFormValue("code"), re)
}

// codesPage shows recovery codes, this once (mã dự phòng).
type codesPage struct {
	Base
	Codes []string
	Next  string
}

// Template names the page's template.
func (*codesPage) Template() string { return "public/codes" }

// recoverPage sets a new password by a code that the administrator gave in person (khôi phục tài khoản).
type recoverPage struct {
	Base
	*Form
}

// Template names the page's template.
func (*recoverPage) Template() string { return "public/recover" }

func (s *Site) recoverPage(r *http.Request, err error) *recoverPage {
	v := s.voice(r)
	f := s.form(r, err)
	f.Add(Field{Name: "username", Kind: "text", Label: v.T("sign-in.username"), Required: true, Complete: "username", MaxLen: 200, Value: r.URL.Query().Get("ten"), Focus: true})
	f.Add(Field{Name: "code", Kind: BoxCode, Label: v.T("recover.code"), Help: v.T("recover.code-help"), Required: true, Complete: "off", MaxLen: 40})
	addNewPassword(f, v, false)
	f.forget("password")
	f.forget("password-again")
	return &recoverPage{Base: Base{TitleKey: "recover.title"}, Form: f}
}

func (s *Site) recoverForm(w http.ResponseWriter, r *http.Request) error {
	return s.Render(w, r, http.StatusOK, s.recoverPage(r, nil))
}

func (s *Site) recover(w http.ResponseWriter, r *http.Request) error {
	if wait := s.SignIns().Take(r); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
		return s.Again(w, r, s.recoverPage(r, login.TooSoon(wait)), tooMany)
	}
	password, err := typedPassword(r)
	if err == nil {
		err = s.o.Office.UseRecovery(r.Context(), r.PostFormValue("username"), r.PostFormValue("code"), password)
	}
	if err != nil {
		return s.Again(w, r, s.recoverPage(r, err), err)
	}
	s.SignIns().GiveBack(r)
	s.flash(w, "recover.done")
	return redirect(w, r, "/dang-nhap")
}
