package web

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"motcua/ground/text"
	"motcua/law/petition"
	"motcua/office"
)

// petitionsPublicPage shows what was published with its answers, and how many were answered and resolved (phản ánh, kiến nghị).
type petitionsPublicPage struct {
	Base
	Year    string
	Counts  []Fact
	Search  Search
	Chips   []Chip
	Rows    []publicPetition
	Pages   Pages
	Empty   Empty
	HasMine bool
}

// Template names the page's template.
func (*petitionsPublicPage) Template() string { return "public/petitions" }

// A publicPetition is a published petition as it is shown.
type publicPetition struct {
	office.PublicPetition
	Href    string
	Kind    string
	Pill    Pill
	Unit    string
	Commune string
	Rated   string
	Images  []string
}

func (s *Site) publicPetition(v text.Voice, p office.PublicPetition) publicPetition {
	x := publicPetition{
		PublicPetition: p, Href: "/phan-anh/" + p.Code, Kind: classWords(v, p.Class), Pill: petitionPill(v, p.State, false), Unit: unitWords(v, p.UnitN), Commune: s.communeNamed(p.Commune),
	}
	if p.Rating != "" {
		x.Rated = v.T("petition.rating." + p.Rating)
	}
	for _, hash := range p.Files {
		x.Images = append(x.Images, x.Href+"/anh/"+hash)
	}
	return x
}

// communeNamed is a commune's name by its code.
func (s *Site) communeNamed(code string) string {
	for _, u := range s.o.Office.World().Org.Units(s.o.Office.Now()) {
		if code != "" && u.AdminCode == code {
			return u.Name
		}
	}
	return ""
}

// classWords are the words of a class; a petition that nobody sorted yet has some too.
func classWords(v text.Voice, c petition.Class) string {
	if c == "" {
		return v.T("petition.class.unsorted")
	}
	return v.T("petition.class." + string(c))
}

// petitionPill says how far a petition is. Answered is not resolved, and does not look like it.
func petitionPill(v text.Voice, s petition.State, late bool) Pill {
	words := upperFirst(v.T("petition.state." + string(s)))
	switch {
	case s == petition.Resolved:
		return Pill{OK, words}
	case late && s.Open():
		return Pill{Late, words}
	case s == petition.Waiting:
		return Pill{Wait, words}
	case s == petition.Answered:
		return Pill{Plain, words}
	case s.Open():
		return Pill{Soon, words}
	}
	return Pill{Ended, words}
}

// upperFirst begins a text with a capital.
func upperFirst(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

func (s *Site) petitionsPublic(w http.ResponseWriter, r *http.Request) error {
	v, rd, q := s.voice(r), s.read(r), r.URL.Query()
	year := s.o.Office.Now().In(office.Zone).Year()
	sums, err := rd.PetitionFigures(year)
	if err != nil {
		return err
	}
	class, words := petition.Class(q.Get("loai")), cut(strings.TrimSpace(q.Get("q")), 120)
	from, _ := strconv.Atoi(q.Get("tu"))
	rows, total, err := rd.PublicPetitions(words, class, from)
	if err != nil {
		return err
	}
	p := &petitionsPublicPage{
		Base: Base{TitleKey: "petition.page.title", Nav: "petitions", Crumbs: []Crumb{{v.T("nav.home"), "/"}}}, Year: strconv.Itoa(year), HasMine: seen(r).visitor.Session != nil && !seen(r).visitor.Desk,
		Search: Search{Action: "/phan-anh", Name: "q", Label: v.T("petition.page.search"), Value: words, Button: v.T("petition.page.search-button"), Keep: map[string]string{}},
		Empty:  Empty{Title: v.T("petition.page.none"), Words: v.T("petition.page.none-words")},
	}
	p.Counts = []Fact{
		{Term: v.T("petition.page.sent"), Words: v.Number(sums.All)},
		{Term: v.T("petition.page.answered"), Words: shareWords(v, sums.Answered, sums.All), Sub: v.T("petition.page.answered-note")},
		{Term: v.T("petition.page.resolved"), Words: shareWords(v, sums.Resolved, sums.All), Sub: v.T("petition.page.resolved-note")},
		{Term: v.T("petition.page.reopened"), Words: shareWords(v, sums.Reopened, sums.All)},
		{Term: v.T("petition.page.late"), Words: shareWords(v, sums.Late, sums.All)},
	}
	for _, c := range []petition.Class{"", petition.Own, petition.Scene, petition.Conduct} {
		chip := Chip{Words: v.T("petition.page.all"), Count: -1, Href: address("/phan-anh", nil, "q", words, "loai", string(c)), Current: c == class}
		if c != "" {
			chip.Words = classWords(v, c)
		}
		p.Chips = append(p.Chips, chip)
	}
	for _, x := range rows {
		p.Rows = append(p.Rows, s.publicPetition(v, x))
	}
	p.Pages = offsetPages(v, "/phan-anh", q.Get("loai"), words, from, len(rows), total)
	return s.Render(w, r, http.StatusOK, p)
}

// shareWords is a count with its share.
func shareWords(v text.Voice, n, of int64) string {
	if of == 0 {
		return v.Number(n)
	}
	return v.T("petition.page.share", "n", v.Number(n), "share", v.Percent(n, of))
}

// offsetPages is the way through a list of petitions.
func offsetPages(v text.Voice, at, class, words string, from, n int, total int64) Pages {
	p := Pages{From: int64(from) + 1, To: int64(from + n), Total: total, Word: v.T("petition.page.word")}
	link := func(to int) string { return address(at, nil, "loai", class, "q", words, "tu", strconv.Itoa(to)) }
	if from > 0 {
		p.Prev = link(max(from-office.PetitionsShown, 0))
	}
	if int64(from+n) < total {
		p.Next = link(from + n)
	}
	return p
}

// petitionPublicPage is one published petition with its answer.
type petitionPublicPage struct {
	Base
	One   publicPetition
	Facts []Fact
}

// Template names the page's template.
func (*petitionPublicPage) Template() string { return "public/petition" }

func (s *Site) petitionPublic(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	one, err := s.read(r).PublicPetition(r.PathValue("code"))
	if err != nil {
		return err
	}
	p := &petitionPublicPage{
		Base: Base{Title: one.Title, Nav: "petitions", Crumbs: []Crumb{{v.T("nav.home"), "/"}, {v.T("petition.page.title"), "/phan-anh"}}}, One: s.publicPetition(v, one),
	}
	add := func(term, words string) {
		if words != "" {
			p.Facts = append(p.Facts, Fact{Term: v.T(term), Words: words})
		}
	}
	add("petition.page.code", one.Code)
	add("petition.page.kind", p.One.Kind)
	add("petition.page.where", joinComma(one.Place, p.One.Commune))
	add("petition.page.unit", p.One.Unit)
	add("petition.page.sent-at", v.DateTime(one.Sent))
	add("petition.page.answered-at", v.DateTime(one.Answered))
	if !one.Resolved.IsZero() && one.State == petition.Resolved {
		add("petition.page.resolved-at", v.DateTime(one.Resolved))
	}
	if one.Reopened > 0 {
		add("petition.page.reopened-times", v.Number(int64(one.Reopened)))
	}
	add("petition.page.rated", p.One.Rated)
	return s.Render(w, r, http.StatusOK, p)
}

// petitionPicture gives a picture that was published.
func (s *Site) petitionPicture(w http.ResponseWriter, r *http.Request) error {
	body, kind, err := s.read(r).PublicPicture(r.PathValue("code"), r.PathValue("hash"))
	if err != nil {
		return err
	}
	defer body.Close()
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=86400")
	_, _ = io.Copy(w, body) // a reader who left needs no error page
	return nil
}
