package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/keep/login"
)

// tripCookie ties a sign-in at a provider to the browser that began it.
const tripCookie = "cong"

// A signInWay is a provider on the sign-in page.
type signInWay struct{ Href, Words string }

// ways are the providers for applicants or for officers.
func (s *Site) ways(v text.Voice, kind, next string) []signInWay {
	var out []signInWay
	for _, p := range s.o.Office.Providers() {
		if p.For != kind {
			continue
		}
		words := p.Label[string(v.Lang)]
		if p.Made {
			words = v.T("identity.button")
		}
		out = append(out, signInWay{Href: address("/dang-nhap/cong/"+p.Name, nil, "tiep", next), Words: words})
	}
	return out
}

// baseOf is where the answer of a provider comes to: the public address of the city; in a demonstration the address by which it
// was opened, since 127.0.0.1 and localhost have cookies apart.
func (s *Site) baseOf(r *http.Request) string {
	if base := strings.TrimSuffix(s.o.Office.Base(), "/"); base != "" && !s.o.Demo {
		return base
	}
	return s.originOf(r)
}

// beginTrip leads to a provider.
func (s *Site) beginTrip(w http.ResponseWriter, r *http.Request) error {
	if wait := s.SignIns().Take(r); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
		return s.Again(w, r, s.signInPage(r, login.TooSoon(wait)), tooMany)
	}
	at, bound, err := s.o.Office.BeginTrip(r.Context(), r.PathValue("name"), s.baseOf(r)+"/dang-nhap/ve", afterSignIn(r))
	if err != nil {
		s.logCause(r, err)
		return s.Again(w, r, s.signInPage(r, err), err)
	}
	s.setCookie(w, tripCookie, bound, 900)
	if u, err := url.Parse(at); s.o.Identity != nil && err == nil && u.Path == identityPath {
		at = u.Path + "?" + u.RawQuery // the page of the sample provider, at the address by which this site was opened
	}
	http.Redirect(w, r, at, http.StatusSeeOther)
	return nil
}

// endTrip takes a provider's answer.
func (s *Site) endTrip(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	bound := s.cookie(r, tripCookie)
	s.setCookie(w, tripCookie, "", -1)
	session, next, err := s.o.Office.FinishTrip(r.Context(), q.Get("state"), bound, q.Get("code"), q.Get("error"), deviceOf(r))
	if err != nil {
		s.logCause(r, err)
		p := s.signInPage(r, err)
		p.Next = next
		return s.Again(w, r, p, err)
	}
	s.SignIns().GiveBack(r)
	if old := s.cookie(r, sessionCookie); old != "" {
		if err := s.o.Office.SignOut(r.Context(), old); err != nil {
			return err
		}
	}
	return s.enter(w, r, session, next, "")
}

// logCause writes down why a provider's answer did not hold: its owner is told only that it did not.
func (s *Site) logCause(r *http.Request, err error) {
	if f := fault.As(err); f != nil && f.Cause != nil {
		s.o.Log.WarnContext(r.Context(), "sign-in at a provider", "number", seen(r).number, "fault", f.Key, "cause", f.Cause)
	}
}
