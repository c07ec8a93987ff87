package web

import (
	"net/http"

	"motcua/keep/store"
	"motcua/law/notice"
	"motcua/office"
)

// settingNoticesPage says how messages leave the house, and what could not be sent (thông báo).
type settingNoticesPage struct {
	Base
	Demo   bool
	Facts  []Fact
	Parked []office.ParkedNotice
	Admin  bool
}

// Template names the page's template.
func (*settingNoticesPage) Template() string { return "settings/notices" }

func (s *Site) settingNotices(w http.ResponseWriter, r *http.Request) error {
	v, rd, world := s.voice(r), s.read(r), s.o.Office.World()
	p := &settingNoticesPage{Base: s.settingsBase(v, "notices"), Demo: s.o.Office.Demo(), Admin: who(r).Role == "administrator"}
	add := func(term, words string) { p.Facts = append(p.Facts, Fact{Term: term, Words: words}) }
	open := s.o.Office.Channels()
	for _, ch := range notice.Outside {
		words := v.T("settings.notices.shut")
		if open[ch] != "" {
			words = open[ch]
		}
		add(v.T("notice.channel."+string(ch)), words)
	}
	version := v.T("settings.notices.no-words")
	if world.Notices != nil {
		version = world.Notices.Version
	}
	add(v.T("settings.notices.version"), version)
	counts, err := rd.NoticeCounts(30)
	if err != nil {
		return err
	}
	for _, c := range counts {
		words := v.T("settings.notices.state."+c.State) + ": " + v.Number(int64(c.N))
		if c.State == store.NoticeSent && c.Channel != string(notice.App) {
			words += " · " + v.T("settings.notices.delivered", "n", c.Delivered)
		}
		add(v.T("settings.notices.last", "channel", v.T("notice.channel."+c.Channel)), words)
	}
	if p.Admin {
		if p.Parked, err = rd.ParkedNotices(); err != nil {
			return err
		}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// retryNotice sends a parked message again, dropNotice lets it go.
func (s *Site) retryNotice(w http.ResponseWriter, r *http.Request) error {
	if err := s.o.Office.RetryNotice(r.Context(), who(r), r.PathValue("id")); err != nil {
		return err
	}
	s.flash(w, "settings.notices.again")
	return redirect(w, r, "/settings/notices")
}

func (s *Site) dropNotice(w http.ResponseWriter, r *http.Request) error {
	if err := s.o.Office.DropNotice(r.Context(), who(r), r.PathValue("id")); err != nil {
		return err
	}
	s.flash(w, "settings.notices.dropped")
	return redirect(w, r, "/settings/notices")
}
