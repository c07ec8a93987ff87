package web

import (
	"errors"
	"net/http"
	"net/url"

	"motcua/ground/fault"
)

// identityPath is where the page of the sample identity provider stands.
const identityPath = "/trinh-dien/dinh-danh"

// An Identity is the sample identity provider of a demonstration, as its page needs it.
type Identity struct {
	People []IdentityPerson
	// Answer gives the address to go back to as somebody; nobody is a refusal. asked is the query that the browser came with, back
	// the only address that answers may go to.
	Answer func(asked url.Values, back, person string) (to string, err error)
}

// An IdentityPerson is somebody whom one may be there.
type IdentityPerson struct {
	ID, Name string
	Label    string // text key: who this is
}

// identityPage asks as whom one signs in (cổng định danh mẫu).
type identityPage struct {
	Base
	Asked  string // the query that the browser came with
	People []identityLine
}

// Template names the page's template.
func (*identityPage) Template() string { return "public/identity" }

// An identityLine is one of the people.
type identityLine struct{ ID, Name, Label string }

// asked looks at what a browser came with: only this city's own sign-ins are answered.
func (s *Site) asked(r *http.Request, query string) (url.Values, error) {
	if s.o.Identity == nil {
		return nil, fault.New(fault.Missing, "web.no-page")
	}
	q, err := url.ParseQuery(query)
	if err == nil {
		_, err = s.o.Identity.Answer(q, s.baseOf(r)+"/dang-nhap/ve", "")
	}
	if err != nil {
		f := fault.New(fault.Invalid, "login.identity-asked")
		f.Cause = errors.Join(err)
		return nil, f
	}
	return q, nil
}

func (s *Site) identity(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.asked(r, r.URL.RawQuery); err != nil {
		return err
	}
	v := s.voice(r)
	p := &identityPage{Base: Base{TitleKey: "identity.title"}, Asked: r.URL.RawQuery}
	for _, x := range s.o.Identity.People {
		p.People = append(p.People, identityLine{x.ID, x.Name, v.T(x.Label)})
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) identified(w http.ResponseWriter, r *http.Request) error {
	q, err := s.asked(r, r.PostFormValue("asked"))
	if err != nil {
		return err
	}
	to, err := s.o.Identity.Answer(q, s.baseOf(r)+"/dang-nhap/ve", r.PostFormValue("person"))
	if err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
