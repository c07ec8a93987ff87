package web

import (
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"motcua/doors/front"
	"motcua/ground/fault"
	"motcua/ground/vn"
)

// bodyLimit is the most bytes of a form without files: long texts of a dossier fit many times over.
const bodyLimit = 1 << 20

// policy is the content security policy of every page: nothing inline, nothing from elsewhere.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'self'"

// guard stands before all routes: number, log, panic, headers, limit of requests, who is there.
func (s *Site) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{number: front.Number()}
		r = withVisit(r, v)
		front.Front{Log: s.o.Log, Now: s.o.Now}.Serve(w, r, v.number,
			func(a *front.Answer) { s.admitted(a, r, v, next) }, func(a *front.Answer, err error) { s.fail(a, r, err) })
	})
}

// admitted answers a request, or says why not.
func (s *Site) admitted(a *front.Answer, r *http.Request, v *visit, next http.Handler) {
	s.headers(a.Header())
	s.readPreferences(a, r, v)
	if strings.HasPrefix(r.URL.Path, "/static/") {
		next.ServeHTTP(a, r)
		return
	}
	if !readable(r) {
		s.fail(a, r, fault.New(fault.Missing, "web.no-page"))
		return
	}
	if wait := s.limit.take(s.client(r)); wait > 0 {
		a.Header().Set("Retry-After", fmt.Sprint(int(wait.Seconds())+1))
		s.fail(a, r, tooMany)
		return
	}
	if s.o.Visitor != nil {
		who, err := s.o.Visitor(r)
		if err != nil {
			s.fail(a, r, err)
			return
		}
		v.visitor = who
	}
	s.keepToken(a, r, v)
	next.ServeHTTP(a, r)
}

// headers sets what every answer carries.
func (s *Site) headers(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=(), payment=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if s.o.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// admit reads the body of a request within its limit and refuses a form that another site made. Where it is short, each text is cut to
// what no act takes any more.
func (s *Site) admit(w http.ResponseWriter, r *http.Request, limit int64, short bool) error {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return nil
	}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	var err error
	switch files := strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data"); {
	case files && short:
		err = parseShortened(r)
	case files:
		err = r.ParseMultipartForm(bodyLimit)
	default:
		if err = r.ParseForm(); short {
			cutTyped(r.PostForm)
			cutTyped(r.Form)
		}
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large), errors.Is(err, multipart.ErrMessageTooLarge):
		return tooLarge
	case err != nil:
		f := fault.New(fault.Invalid, "web.unreadable")
		f.Cause = err
		return f
	}
	visible(r.PostForm)
	visible(r.Form)
	if r.MultipartForm != nil {
		visible(r.MultipartForm.Value)
	}
	return checkToken(r, seen(r).token)
}

// visible drops hidden signs from what was typed. Passwords are left as they are.
func visible(typed map[string][]string) {
	for name, values := range typed {
		if strings.HasPrefix(name, "password") {
			continue
		}
		for i := range values {
			values[i] = vn.Visible(values[i])
		}
	}
}

// readable drops from the query of an address what no page of ours writes, before it reaches a database that does not take
// it; ok is false when the path itself has such bytes: there is no such page.
func readable(r *http.Request) (ok bool) {
	query, bad := r.URL.Query(), false
	for _, values := range query {
		bad = bad || slices.ContainsFunc(values, func(v string) bool { return !front.Clean(v) })
	}
	if bad {
		visible(query)
		r.URL.RawQuery = query.Encode()
	}
	return front.Clean(r.URL.Path)
}

// dropUploads removes what a large form left on the disk.
func dropUploads(r *http.Request) {
	if r.MultipartForm != nil {
		_ = r.MultipartForm.RemoveAll() // only scratch files; the system clears them too
	}
}
