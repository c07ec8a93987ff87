package web

import (
	"net/http"
	"net/url"
	"time"

	"motcua/ground/text"
	"motcua/law/notice"
	"motcua/office"
)

// noticesPage has what the city told a person (thông báo), and by what else they wish to be told.
type noticesPage struct {
	Base
	Rows    []noticeRow
	Unseen  int
	Wish    office.Wish
	Mail    bool // the channel is open in this city
	SMS     bool
	Demo    bool
	Outside bool
	Empty   Empty
}

// Template names the page's template.
func (*noticesPage) Template() string { return "citizen/notices" }

// A noticeRow is one notice of the list.
type noticeRow struct {
	Href, Title, Words string
	At                 time.Time
	New                bool
}

func (s *Site) notices(w http.ResponseWriter, r *http.Request) error {
	v, rd := s.voice(r), s.read(r)
	lines, err := rd.Notices(string(v.Lang), time.Time{}, 100)
	if err != nil {
		return err
	}
	p := &noticesPage{
		Base: Base{TitleKey: "notice.title", Nav: "dossiers", Crumbs: []Crumb{{v.T("nav.home"), "/"}, {v.T("mine.title"), "/ho-so"}}}, Demo: s.o.Office.Demo(),
		Empty: Empty{Title: v.T("notice.none"), Words: v.T("notice.none-words"), Link: Link{v.T("mine.title"), "/ho-so"}},
	}
	if p.Unseen, err = rd.UnseenNotices(); err != nil {
		return err
	}
	if p.Wish, err = rd.Wish(); err != nil {
		return err
	}
	open := s.o.Office.Channels()
	p.Mail, p.SMS = open[notice.Mail] != "", open[notice.SMS] != ""
	p.Outside = p.Mail || p.SMS
	for _, n := range lines {
		href := "/ho-so/" + string(n.Dossier)
		if k := notice.Kind(n.Kind); k.AboutRating() && n.Code != "" {
			href = "/danh-gia/" + url.PathEscape(n.Code) + "#" + map[bool]string{true: settledMark, false: doneMark}[k == notice.RatingClosed]
		} else if n.Invitation != "" {
			href = "/khao-sat/" + n.Invitation
		} else if n.Kind == string(notice.DataAnswered) {
			href = "/ho-so/du-lieu"
		} else if n.Petition != "" {
			href = address("/phan-anh/theo-doi", nil, "ma", n.Petition)
		}
		p.Rows = append(p.Rows, noticeRow{Href: href, Title: n.Title, Words: n.Body, At: n.At, New: !n.Seen})
	}
	return s.Render(w, r, http.StatusOK, p)
}

// seeNotices marks the list as read.
func (s *Site) seeNotices(w http.ResponseWriter, r *http.Request) error {
	if err := s.o.Office.SeeNotices(r.Context(), who(r)); err != nil {
		return err
	}
	return redirect(w, r, "/ho-so/thong-bao")
}

// wish keeps what the person wishes to be told by.
func (s *Site) wish(w http.ResponseWriter, r *http.Request) error {
	ticked := func(name string) bool { return r.PostFormValue(name) == "1" }
	x := office.Wish{Lang: r.PostFormValue("lang"), Mail: ticked("mail"), SMS: ticked("sms"), Chat: ticked("chat")}
	if err := s.o.Office.SetWish(r.Context(), who(r), x); err != nil {
		return err
	}
	s.flash(w, "notice.kept")
	return redirect(w, r, "/ho-so/thong-bao")
}

// unseenWords leads from the list of dossiers to what was not read yet.
func unseenWords(v text.Voice, n int) string { return v.T("notice.unseen", "n", n) }
