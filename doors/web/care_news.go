package web

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"motcua/law/care"
	"motcua/office"
)

// careNews gives what is new on a console that is open: the list, and what was said in the conversation beside it. A page that has it
// all is told so, at the cost of one count; what the page has shown before is no new look in the read log.
func (s *Site) careNews(w http.ResponseWriter, r *http.Request) error {
	v, rd, id := s.voice(r), s.read(r).Refreshing(), care.ID(r.URL.Query().Get("open"))
	mark, err := careMark(r, rd, id)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("ETag", mark)
	if r.Header.Get("If-None-Match") == mark {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	p, err := s.carePage(r, rd, id)
	if err != nil {
		return err
	}
	if id != "" {
		c, err := rd.Contact(id)
		if err != nil {
			return err
		}
		p.One = &careOne{ContactView: c, At: "/care/contacts/" + string(id)}
		p.One.Pill = carePill(v, rd.Now(), careLine(c))
		p.One.Back = address("/care", listQuery(r))
		s.careTalk(v, p.One)
	}
	body, err := s.fragment(r, "care-news", p)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return send(w, r, http.StatusOK, []byte(body))
}

// careMark is the entity tag of what a console shows of a filter, in a language.
func careMark(r *http.Request, rd *office.Reader, open care.ID) (string, error) {
	mark, err := rd.ContactsMark(open)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(mark + "\x00" + string(seen(r).lang) + "\x00" + string(open) + "\x00" + listQuery(r).Encode()))
	return `"` + hex.EncodeToString(sum[:12]) + `"`, nil
}
