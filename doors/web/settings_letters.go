package web

import (
	"net/http"
	"time"
)

// settingLettersPage lists the templates of papers (mẫu giấy tờ), set by set, and says which nobody has compared with the official text.
type settingLettersPage struct {
	Base
	Sets []formSet
}

// A formSet is one set of forms with the days on which it holds.
type formSet struct {
	Basis, Valid string
	Rows         []formLine
}

// A formLine is one template.
type formLine struct {
	Number, Title, Version string
	Unread                 bool
}

// Template names the page's template.
func (*settingLettersPage) Template() string { return "settings/letters" }

func (s *Site) settingLetters(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	p := &settingLettersPage{Base: s.settingsBase(v, "letters")}
	day := func(s string) string {
		t, err := time.Parse(time.DateOnly, s)
		if err != nil {
			return s
		}
		return t.Format("02/01/2006")
	}
	set := ""
	for _, f := range s.o.Office.Forms() {
		if f.Set != set {
			set = f.Set
			x := formSet{Basis: f.Basis, Valid: v.T("settings.letters.from", "from", day(f.From))}
			if f.To != "" {
				x.Valid = v.T("settings.letters.until", "from", day(f.From), "to", day(f.To))
			}
			p.Sets = append(p.Sets, x)
		}
		number := v.T("settings.letters.outside")
		if f.Form != "" {
			number = f.Form
		}
		last := &p.Sets[len(p.Sets)-1]
		last.Rows = append(last.Rows, formLine{number, f.Title, f.Version, f.Unread})
	}
	return s.Render(w, r, http.StatusOK, p)
}

// unreadForms counts the templates that nobody has compared with the official text.
func (s *Site) unreadForms() (all, unread int) {
	for _, f := range s.o.Office.Forms() {
		all++
		if f.Unread {
			unread++
		}
	}
	return all, unread
}
