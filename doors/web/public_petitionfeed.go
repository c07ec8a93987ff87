package web

import (
	"net/http"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/petition"
	"motcua/office"
)

// petitionFeedAddress is where the feed of published petitions stands: of a ward, of the whole city for "".
func petitionFeedAddress(v text.Voice, commune string) string {
	return feedAt(v, "/phan-anh/feed.xml", filterCommune, commune)
}

// petitionsFeed gives the newest published petitions with their answers (RFC 4287).
func (s *Site) petitionsFeed(w http.ResponseWriter, r *http.Request) error {
	commune := r.URL.Query().Get(filterCommune)
	if commune != "" && s.communeNamed(commune) == "" {
		return fault.New(fault.Missing, "petition.no-commune")
	}
	page, err := s.read(r).PublicPetitions(office.PublicFilter{Commune: commune, Limit: mostInFeed})
	if err != nil {
		return err
	}
	f, at := s.petitionFeed(s.feedVoice(r), commune, page.Rows)
	return sendFeed(w, r, f, at, 300)
}

// petitionFeed makes the feed and says when it changed last; without an entry it is as old as its day.
func (s *Site) petitionFeed(v text.Voice, commune string, rows []office.PublicPetition) (*atomFeed, time.Time) {
	base := s.o.Office.Base()
	f := &atomFeed{
		Lang: string(v.Lang), ID: base + petitionFeedAddress(v, commune), Title: v.T("petition.page.title"), Subtitle: v.T("petition.page.lead"), Author: s.city(v.Lang),
		Links: []atomLink{
			{Rel: "self", Type: "application/atom+xml", Href: base + petitionFeedAddress(v, commune)},
			{Rel: "alternate", Type: "text/html", Lang: string(v.Lang), Href: base + address("/phan-anh", nil, filterCommune, commune)},
		},
	}
	if commune != "" {
		f.Title = v.T("petition.page.title-of", "commune", communeWords(v, s.communeNamed(commune)))
	}
	var last time.Time
	for i := range rows {
		e, changed := s.petitionEntryOf(v, base, &rows[i])
		if changed.After(last) {
			last = changed
		}
		f.Entries = append(f.Entries, e)
	}
	if last.IsZero() {
		last = s.o.Office.Now().In(office.Zone).Truncate(24 * time.Hour)
	}
	return f, last
}

// petitionEntryOf is one petition with its answer and pictures: nothing that its sender typed. It changes when it is published anew and
// when its sender calls it resolved.
func (s *Site) petitionEntryOf(v text.Voice, base string, p *office.PublicPetition) (atomEntry, time.Time) {
	x := s.publicPetition(v, *p)
	changed := p.Published
	if p.State == petition.Resolved && p.Resolved.After(changed) {
		changed = p.Resolved
	}
	e := atomEntry{
		ID: base + x.Href, Title: p.Title, Updated: changed.UTC().Format(time.RFC3339), Published: p.Published.UTC().Format(time.RFC3339),
		Links:      []atomLink{{Rel: "alternate", Type: "text/html", Lang: string(v.Lang), Href: base + x.Href}},
		Categories: []atomCategory{{Term: string(p.State), Scheme: base + "/phan-anh#trang-thai", Label: x.Pill.Words}},
		Summary:    p.Text + "\n\n" + joinWords(v.T("petition.page.answer-of", "unit", x.Answers), x.Old) + ": " + p.Answer,
	}
	if p.Class != "" {
		e.Categories = append(e.Categories, atomCategory{Term: string(p.Class), Scheme: base + "/phan-anh#loai", Label: x.Kind})
	}
	if p.Commune != "" {
		e.Categories = append(e.Categories, atomCategory{Term: p.Commune, Scheme: base + "/phan-anh#phuong-xa", Label: x.Commune})
	}
	for _, image := range x.Images {
		e.Links = append(e.Links, atomLink{Rel: "enclosure", Href: base + image})
	}
	return e, changed
}
