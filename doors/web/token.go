package web

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"net/http"

	"motcua/ground/fault"
)

// tokenField is the hidden field of every form that changes something, tokenHeader its twin for scripts.
const (
	tokenField  = "csrf"
	tokenHeader = "X-CSRF"
)

// sameOrigin judges Sec-Fetch-Site and Origin, which browsers set and pages cannot.
var sameOrigin = http.NewCrossOriginProtection()

// keepToken gives the visit the secret of its forms: the session's, else one that lives in a cookie.
func (s *Site) keepToken(w http.ResponseWriter, r *http.Request, v *visit) {
	v.token = v.visitor.Token
	if v.token == "" {
		v.token = s.cookie(r, formCookie)
	}
	if v.token == "" {
		v.token = rand.Text()
		s.setCookie(w, formCookie, v.token, 0)
	}
}

// checkToken refuses a form that did not come from a page of this site.
func checkToken(r *http.Request, token string) error {
	if err := sameOrigin.Check(r); err != nil {
		f := fault.New(fault.Refused, "web.foreign-form").NoRight()
		f.Cause = err
		return f
	}
	sent := r.PostFormValue(tokenField)
	if sent == "" {
		sent = r.Header.Get(tokenHeader)
	}
	if subtle.ConstantTimeCompare([]byte(unmaskToken(sent)), []byte(token)) != 1 || token == "" {
		return fault.New(fault.Refused, "web.old-form").NoRight()
	}
	return nil
}

// maskToken hides the secret behind fresh random bytes, so that its bytes never repeat in compressed pages.
func maskToken(token string) string {
	b := make([]byte, 2*len(token))
	pad := b[:len(token)]
	rand.Read(pad) //nolint:errcheck // never fails, it stops the program instead
	subtle.XORBytes(b[len(token):], pad, []byte(token))
	return base64.RawURLEncoding.EncodeToString(b)
}

// unmaskToken gives the secret back, "" for anything else.
func unmaskToken(s string) string {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b)%2 != 0 {
		return ""
	}
	half := len(b) / 2
	out := make([]byte, half)
	subtle.XORBytes(out, b[:half], b[half:])
	return string(out)
}
