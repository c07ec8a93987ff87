package web

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
)

// A Flash is said once, on the page after an act: "Đã tiếp nhận hồ sơ …".
type Flash struct {
	Key  string            `json:"k"`
	Args map[string]string `json:"a,omitempty"`
	Href string            `json:"h,omitempty"` // a place to go on from here
	Link string            `json:"l,omitempty"` // text key of that link's words
}

// flash keeps a sentence for the next page. pairs are name, value, … of the text's gaps. Only keys and public values
// such as dossier codes belong in it: it travels in a cookie.
func (s *Site) flash(w http.ResponseWriter, key string, pairs ...string) {
	f := Flash{Key: key}
	for i := 0; i+1 < len(pairs); i += 2 {
		if f.Args == nil {
			f.Args = map[string]string{}
		}
		f.Args[pairs[i]] = pairs[i+1]
	}
	s.setFlash(w, f)
}

// setFlash keeps a sentence with a link for the next page.
func (s *Site) setFlash(w http.ResponseWriter, f Flash) {
	b, err := json.Marshal(f)
	if err != nil {
		return // strings always marshal
	}
	s.setCookie(w, flashCookie, base64.RawURLEncoding.EncodeToString(b), 300)
}

// takeFlash gives the sentence that the last act left, and forgets it. A cookie with an unknown key says nothing.
func (s *Site) takeFlash(w http.ResponseWriter, r *http.Request) *Flash {
	c := s.cookie(r, flashCookie)
	if c == "" {
		return nil
	}
	s.setCookie(w, flashCookie, "", -1)
	b, err := base64.RawURLEncoding.DecodeString(c)
	if err != nil {
		return nil
	}
	var f Flash
	if json.Unmarshal(b, &f) != nil || !s.words.Has(f.Key) || f.Href != "" && local(f.Href) != f.Href {
		return nil
	}
	return &f
}
