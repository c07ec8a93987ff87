package web

import (
	"net/http"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/keep/login"
	"motcua/law/access"
	"motcua/office"
)

// sessionCookie holds the token of a session (phiên làm việc). It lasts until the browser closes; the office ends it
// sooner when it is not used.
const sessionCookie = "motcua"

// A DemoAccount is an account that the sign-in page of a demonstration offers.
type DemoAccount struct {
	Username string
	Password string
	Label    string // text key: who this is
	Secret   string // of its authenticator, "" for none
}

// who is the actor behind a request.
func who(r *http.Request) office.Who {
	if s := seen(r).visitor.Session; s != nil {
		return s.Who
	}
	return office.Who{Kind: access.Anyone}
}

// read gives the reader of the request's actor.
func (s *Site) read(r *http.Request) *office.Reader { return s.o.Office.Read(r.Context(), who(r)) }

// mustBe refuses whoever is not of the kind: the frame leads somebody who is not signed in to the sign-in page.
func mustBe(r *http.Request, kind access.Kind) error {
	if who(r).Kind == kind {
		return nil
	}
	if seen(r).visitor.Session == nil {
		return fault.New(fault.Refused, "sign-in.needed").NoRight()
	}
	return fault.New(fault.Refused, "sign-in.other-kind."+string(kind)).NoRight()
}

// sessionVisitor is the Options.Visitor of a site with an office: who the session's cookie names.
func (s *Site) sessionVisitor(r *http.Request) (Visitor, error) {
	session, err := s.o.Office.Session(r.Context(), s.cookie(r, sessionCookie))
	if err != nil || session == nil {
		return Visitor{}, err
	}
	if session.Agent != "" && session.Agent != deviceOf(r).Agent { // a token that turns up in another browser was stolen
		return Visitor{}, s.o.Office.SignOut(r.Context(), session.Token)
	}
	v := s.voice(r)
	out := Visitor{Name: session.Who.Name, Token: session.CSRF, Session: session}
	if session.Kind == "officer" {
		out.Desk, out.Admin = true, session.Who.Role == "administrator"
		for _, p := range session.Posts {
			pick := PostPick{ID: p.ID, Words: postWords(v, p), Current: p.ID == session.Who.Post}
			if pick.Current {
				out.Place = pick.Words
			}
			out.Posts = append(out.Posts, pick)
		}
	}
	return out, nil
}

// postWords says a post: "Cán bộ tiếp nhận, Chi nhánh số 7", "Chủ tịch Ủy ban nhân dân phường Hà Đông".
func postWords(v text.Voice, p office.PostChoice) string {
	unit, title := unitWords(v, p.Unit), titleWords(v, p)
	if title == "" || title == unit {
		return unit
	}
	for i := range title { // a title that ends with the beginning of the unit's name goes on with it
		if strings.HasPrefix(unit, title[i:]+" ") {
			return title[:i] + unit
		}
	}
	return title + ", " + unit
}

// titleWords is the title of a post in the reader's language: as papers have it in Vietnamese, in English by the title
// where that is known, else by what the post does.
func titleWords(v text.Voice, p office.PostChoice) string {
	if v.Lang != text.EN || p.Title == "" {
		return p.Title
	}
	if key := "org.title." + strings.Join(vn.Words(p.Title), "-"); v.Has(key) {
		return v.T(key)
	}
	return v.T("org.role." + p.Role)
}

// unitWords is the name of a unit in the reader's language.
func unitWords(v text.Voice, u office.UnitName) string {
	if v.Lang == text.EN && u.EN != "" {
		return u.EN
	}
	return u.Name
}

// PostPick is a post that the menu under the visitor's name offers.
type PostPick struct {
	ID, Words string
	Current   bool
}

// PostPicks are the posts of somebody who has several.
func (b *Base) PostPicks() []PostPick {
	if len(b.Visitor.Posts) < 2 {
		return nil
	}
	return b.Visitor.Posts
}

// signInPage is the one door for citizens, businesses and officers (đăng nhập).
type signInPage struct {
	Base
	*Form
	Next     string // the page that was asked for
	Carried  string // what was typed there when the session was over
	Accounts []signInAccount

	Ways, OfficerWays []signInWay // providers for applicants, and for officers
}

// Template names the page's template.
func (*signInPage) Template() string { return "public/session" }

// signInAccount is a line of the demonstration's box.
type signInAccount struct{ Username, Password, Label, Secret string }

func (s *Site) signInPage(r *http.Request, err error) *signInPage {
	v := s.voice(r)
	f := s.form(r, err)
	f.Add(Field{Name: "username", Kind: "text", Label: v.T("sign-in.username"), Required: true, Complete: "username", Focus: len(s.o.Office.Providers()) == 0, MaxLen: 200})
	f.Add(Field{Name: "password", Kind: BoxPassword, Label: v.T("sign-in.password"), Required: true, Complete: "current-password", MaxLen: 500})
	f.forget("password")
	p := &signInPage{Base: Base{TitleKey: "sign-in.title"}, Form: f, Next: afterSignIn(r), Carried: r.PostFormValue(carriedField)}
	p.Ways, p.OfficerWays = s.ways(v, "applicants", p.Next), s.ways(v, "officers", p.Next)
	for _, a := range s.o.DemoAccounts {
		p.Accounts = append(p.Accounts, signInAccount{a.Username, a.Password, v.T(a.Label), a.Secret})
	}
	return p
}

// forget empties a field whose value must not travel back to the browser.
func (f *Form) forget(name string) {
	if i, ok := f.at[name]; ok && i >= 0 {
		f.fields[i].Value, f.fields[i].Values = "", nil
	}
}

// afterSignIn is the page of this site that was asked for before signing in, "" when there was none.
func afterSignIn(r *http.Request) string {
	next := r.FormValue("tiep")
	if next == "" || local(next) != next || strings.HasPrefix(next, "/dang-nhap") {
		return ""
	}
	return next
}

// home of a kind of account, after signing in.
func homeOf(session *office.Session) string {
	switch {
	case session.Kind != "officer":
		return "/ho-so"
	case session.Who.Role == "controller" || session.Who.Role == "editor":
		return "/control"
	case session.Who.Role == "supervisor":
		return "/watch" // nothing waits for them at a desk
	}
	return "/desk"
}

func (s *Site) signInForm(w http.ResponseWriter, r *http.Request) error {
	if session := seen(r).visitor.Session; session != nil {
		next := afterSignIn(r)
		if next == "" {
			next = homeOf(session)
		}
		return redirect(w, r, next)
	}
	if pending, err := s.o.Office.Pending(r.Context(), s.cookie(r, sessionCookie)); err != nil || pending != nil {
		if err != nil {
			return err
		}
		p, err := s.stagePage(r, pending, afterSignIn(r), "", nil)
		if err != nil {
			return err
		}
		return s.Render(w, r, http.StatusOK, p)
	}
	return s.Render(w, r, http.StatusOK, s.signInPage(r, nil))
}

func (s *Site) signIn(w http.ResponseWriter, r *http.Request) error {
	name, password := strings.TrimSpace(r.PostFormValue("username")), r.PostFormValue("password")
	if wait := s.SignIns().Take(r); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
		return s.Again(w, r, s.signInPage(r, login.TooSoon(wait)), tooMany)
	}
	session, err := s.o.Office.SignIn(r.Context(), name, password, deviceOf(r))
	if err != nil {
		return s.Again(w, r, s.signInPage(r, err), err)
	}
	s.SignIns().GiveBack(r)
	if old := s.cookie(r, sessionCookie); old != "" {
		if err := s.o.Office.SignOut(r.Context(), old); err != nil {
			return err
		}
	}
	return s.enter(w, r, session, afterSignIn(r), r.PostFormValue(carriedField))
}

// enter goes on with a session that was just opened or stepped up: to the stage that it still needs, else to the page that was
// asked for, with what was typed there.
func (s *Site) enter(w http.ResponseWriter, r *http.Request, session *office.Session, next, typed string) error {
	if session == nil {
		return fault.New(fault.Refused, "login.no-post").NoRight()
	}
	s.setCookie(w, sessionCookie, session.Token, 0)
	if session.Stage != "" {
		p, err := s.stagePage(r, session, next, typed, nil)
		if err != nil {
			return err
		}
		return s.Render(w, r, http.StatusOK, p)
	}
	if next == "" {
		next = homeOf(session)
	}
	if s.bringBack(w, r, session.Token, session.CSRF, next, typed) {
		return nil
	}
	s.keepCarried(r, session.Token, session.CSRF, next, typed)
	return redirect(w, r, next)
}

// signOut ends the session and tells the browser to forget the drafts that it keeps for bad connections.
func (s *Site) signOut(w http.ResponseWriter, r *http.Request) error {
	if asked, err := s.leavesDesk(w, r); asked || err != nil {
		return err
	}
	if token := s.cookie(r, sessionCookie); token != "" {
		if err := s.o.Office.SignOut(r.Context(), token); err != nil {
			return err
		}
	}
	s.setCookie(w, sessionCookie, "", -1)
	w.Header().Set("Clear-Site-Data", `"storage"`)
	if next := afterSignIn(r); next != "" { // another goes on with the same page
		return redirect(w, r, address("/dang-nhap", nil, "tiep", next))
	}
	s.flash(w, "sign-in.out")
	return redirect(w, r, "/")
}

// choosePost makes another of the officer's posts the one in use.
func (s *Site) choosePost(w http.ResponseWriter, r *http.Request) error {
	if err := mustBe(r, access.Officer); err != nil {
		return err
	}
	if err := s.o.Office.ChoosePost(r.Context(), seen(r).visitor.Session.Token, r.PostFormValue("post")); err != nil {
		return err
	}
	s.flash(w, "sign-in.post-chosen")
	return redirect(w, r, "/desk")
}

// sessionRoutes are the addresses of signing in and out.
func (s *Site) sessionRoutes() []route {
	if s.o.Office == nil {
		return nil
	}
	return []route{
		{at: "GET /dang-nhap", do: s.signInForm},
		{at: "POST /dang-nhap", do: s.signIn},
		{at: "POST /dang-nhap/xac-minh", do: s.passCode},
		{at: "POST /dang-nhap/thiet-lap", do: s.passEnrol},
		{at: "POST /dang-nhap/mat-khau", do: s.passPassword},
		{at: "GET /dang-nhap/cong/{name}", do: s.beginTrip},
		{at: "GET /dang-nhap/ve", do: s.endTrip},
		{at: "GET " + identityPath, do: s.identity},
		{at: "POST " + identityPath, do: s.identified},
		{at: "GET /dang-nhap/khoi-phuc", do: s.recoverForm},
		{at: "POST /dang-nhap/khoi-phuc", do: s.recover},
		{at: "POST /dang-xuat", do: s.signOut},
		{at: "POST /vai-tro", do: s.choosePost},
		{at: "GET /tai-khoan", do: signedInOnly(s.account)},
		{at: "POST /tai-khoan/phien", do: signedInOnly(s.endSession)},
		{at: "GET /tai-khoan/mat-khau", do: signedInOnly(s.passwordForm)},
		{at: "POST /tai-khoan/mat-khau", do: signedInOnly(s.changePassword)},
		{at: "GET /tai-khoan/yeu-to", do: officerOnly(s.factorForm("factor"))},
		{at: "POST /tai-khoan/yeu-to", do: officerOnly(s.addFactor("factor"))},
		{at: "GET /tai-khoan/khoa", do: officerOnly(s.factorForm("key"))},
		{at: "POST /tai-khoan/khoa", do: officerOnly(s.addFactor("key"))},
		{at: "GET /tai-khoan/yeu-to/{id}/bo", do: officerOnly(s.dropFactorForm)},
		{at: "POST /tai-khoan/yeu-to/{id}/bo", do: officerOnly(s.dropFactor)},
		{at: "GET /tai-khoan/ma-du-phong", do: officerOnly(s.recoveriesForm)},
		{at: "POST /tai-khoan/ma-du-phong", do: officerOnly(s.newRecoveries)},
	}
}
