package web

import (
	"net/http"

	"motcua/ground/text"
	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/law/notice"
	"motcua/office"
)

// settingNoticesPage says how messages leave the house, and what could not be sent (thông báo).
type settingNoticesPage struct {
	Base
	Demo   bool
	Facts  []Fact
	Words  []noticeWords
	Parked []office.ParkedNotice
	Admin  bool
}

// noticeWords are the city's words for one thing that is told, with their gaps as ‹name›.
type noticeWords struct{ Kind, Title, Text, SMS, Length string }

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
	if world.Notices != nil {
		p.Words = wordsOfNotices(v, world.Notices)
	}
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

// wordsOfNotices lays the words out in the reader's language; a short message is counted with the longest values.
func wordsOfNotices(v text.Voice, k *notice.Book) []noticeWords {
	lang := string(v.Lang)
	var out []noticeWords
	for i := range k.Templates {
		t := &k.Templates[i]
		out = append(out, noticeWords{
			Kind: string(t.Kind), Title: gapMarks.Replace(t.Title.In(lang)), Text: gapMarks.Replace(t.Text.In(lang)), SMS: gapMarks.Replace(t.SMS.In(lang)),
			Length: v.T("settings.notices.length", "n", k.Length(t.SMS.In(lang)), "most", notice.SMSMost),
		})
	}
	return out
}

// toldLines are what the applicant of a dossier was told, the newest first.
func (s *Site) toldLines(r *http.Request, v text.Voice, id dossier.ID) ([]Fact, error) {
	all, err := s.read(r).Told(id, string(v.Lang))
	if err != nil {
		return nil, err
	}
	return toldFacts(v, all), nil
}

// toldFacts lays out what somebody was told, over which channel, and what became of it.
func toldFacts(v text.Voice, all []office.ToldLine) []Fact {
	var out []Fact
	for _, x := range all {
		f := Fact{Term: x.Title, Words: v.T("notice.channel."+string(x.Channel)) + ": " + v.T("settings.notices.state."+x.State), Sub: v.DateTime(x.At)}
		switch {
		case !x.Delivered.IsZero():
			f.Sub = v.T("told.delivered", "time", v.DateTime(x.Delivered))
		case !x.Seen.IsZero():
			f.Sub = v.T("told.seen", "time", v.DateTime(x.Seen))
		case !x.Sent.IsZero():
			f.Sub = v.DateTime(x.Sent)
		}
		out = append(out, f)
	}
	return out
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
