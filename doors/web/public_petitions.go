package web

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/keep/store"
	"motcua/law/petition"
	"motcua/office"
	"motcua/words/form"
)

// petitionsPublicPage shows what was published with its answers, and how many were answered and resolved (phản ánh, kiến nghị).
type petitionsPublicPage struct {
	Base
	*Form
	Year    string
	Counts  []Fact
	Keep    map[string]string // filters that the form does not ask for
	States  []Chip
	Chips   []Chip
	Rows    []publicPetition
	Total   int64
	Newest  string // the first page, from a later one
	Next    string
	Map     string
	Feed    string
	Where   string // the ward that is chosen
	Chosen  bool   // some filter is
	Open    bool   // the filters are shown
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
	Unit    string // that has it now
	Answers string // that gave the answer
	Again   bool   // it was opened again, and the answer is of before
	Commune string
	Rated   string
	Images  []string
	Old     string // that the sender called the answer unsettled; "" where they did not
	Joined  string // that it was joined to another; "" where it was not
	Goes    string // where that one is, "" where it is not published
}

func (s *Site) publicPetition(v text.Voice, p office.PublicPetition) publicPetition {
	x := publicPetition{
		PublicPetition: p, Href: "/phan-anh/" + p.Code, Kind: classWords(v, p.Class), Pill: petitionPill(v, p.State, false), Unit: unitWords(v, p.UnitN), Commune: communeWords(v, s.communeNamed(p.Commune)),
		Answers: unitWords(v, p.AnswerN), Again: p.Reopened > 0 && p.State.Open(),
	}
	x.Old = unsettledWords(v, p.Unsettled, p.Answered)
	if p.Rating != "" {
		x.Rated = v.T("petition.rating." + p.Rating)
	}
	if p.State == petition.Merged {
		x.Joined = v.T("petition.page.joined")
		if p.Into != "" {
			x.Joined, x.Goes = v.T("petition.page.joined-to", "code", p.Into), "/phan-anh/"+p.Into
		}
	}
	for _, hash := range p.Files {
		x.Images = append(x.Images, x.Href+"/anh/"+hash)
	}
	return x
}

// unsettledWords say of an answer of before a reopening that its sender called it unsettled; "" where they did not.
func unsettledWords(v text.Voice, unsettled bool, answered time.Time) string {
	if !unsettled {
		return ""
	}
	return v.T("petition.unsettled", "date", v.Date(answered))
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

// communeWords is a commune's name with its kind, in the reader's language.
func communeWords(v text.Voice, name string) string {
	if v.Lang == text.EN {
		if bare, ok := strings.CutPrefix(name, "Phường "); ok {
			return bare + " Ward"
		}
		if bare, ok := strings.CutPrefix(name, "Xã "); ok {
			return bare + " Commune"
		}
	}
	return name
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

// The filters of published petitions as addresses name them.
const (
	filterSaid    = "q"
	filterClass   = "loai"
	filterCommune = "phuong-xa"
	filterOutcome = "ket-qua"
	filterFrom    = "tu-ngay"
	filterTo      = "den-ngay"
	filterAfter   = "sau"
)

// publicAsked reads the filters of an address. A day that is none is told at its box and filters nothing.
func publicAsked(q url.Values) (f office.PublicFilter, err error) {
	get := func(name string) string { return strings.TrimSpace(cut(q.Get(name), 120)) }
	f = office.PublicFilter{Words: get(filterSaid), Class: petition.Class(get(filterClass)), Commune: get(filterCommune), State: office.PublicState(get(filterOutcome)), After: get(filterAfter)}
	var fs []*fault.Fault
	for _, x := range []struct {
		name string
		to   *time.Time
	}{{filterFrom, &f.From}, {filterTo, &f.To}} {
		if typed := get(x.name); typed != "" {
			d, ok := ReadDate(typed)
			if !ok {
				fs = append(fs, fault.New(fault.Invalid, dateFault(typed)).At(x.name))
				continue
			}
			*x.to = time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, office.Zone)
		}
	}
	if !f.From.IsZero() && !f.To.IsZero() && f.To.Before(f.From) {
		fs = append(fs, fault.New(fault.Invalid, "petition.period").At(filterFrom))
	}
	if !f.To.IsZero() {
		f.To = f.To.AddDate(0, 0, 1)
	}
	return f, fault.Join(fs)
}

// publicShown is how many published petitions a page has.
// choice: each stands with its answer, and a telephone shows one or two at a time.
const publicShown = 15

func (s *Site) petitionsPublic(w http.ResponseWriter, r *http.Request) error {
	v, rd, q := s.voice(r), s.read(r), r.URL.Query()
	f, wrong := publicAsked(q)
	f.Limit = publicShown
	p := &petitionsPublicPage{
		Base: Base{TitleKey: "petition.page.title", Nav: "petitions", Crumbs: []Crumb{{v.T("nav.home"), "/"}}}, HasMine: seen(r).visitor.Session != nil && !seen(r).visitor.Desk,
		Keep: map[string]string{filterClass: string(f.Class), filterOutcome: string(f.State)}, Map: address("/phan-anh/ban-do", nil, filterFrom, q.Get(filterFrom), filterTo, q.Get(filterTo)),
		Where: communeWords(v, s.communeNamed(f.Commune)), Feed: petitionFeedAddress(v, f.Commune), Chosen: f != office.PublicFilter{After: f.After, Limit: f.Limit}, Open: wrong != nil || f != office.PublicFilter{After: f.After, Limit: f.Limit},
		Empty: Empty{Title: v.T("petition.page.none"), Words: v.T("petition.page.none-words")},
	}
	if p.Chosen {
		p.Empty = Empty{Title: v.T("petition.page.none-found"), Words: v.T("petition.page.none-found-words"), Link: Link{v.T("petition.page.every"), "/phan-anh"}}
	}
	p.filters(v, rd, q, wrong)
	if err := p.figures(s, v, rd); err != nil {
		return err
	}
	if wrong == nil {
		page, err := rd.PublicPetitions(f)
		if fl := fault.As(err); fl != nil && fl.Kind == fault.Invalid {
			wrong = err
		} else if err != nil {
			return err
		}
		for i := range page.Rows {
			p.Rows = append(p.Rows, s.publicPetition(v, page.Rows[i]))
		}
		p.Total = page.Total
		if page.Next != "" {
			p.Next = address("/phan-anh", q, filterAfter, page.Next)
		}
		if f.After != "" {
			p.Newest = address("/phan-anh", q, filterAfter, "")
		}
	}
	if wrong != nil {
		return s.Again(w, r, p, wrong)
	}
	return p.counted(s, w, r, v, rd, q, f)
}

// counted adds what became of the petitions that the other filters find, and shows the page.
func (p *petitionsPublicPage) counted(s *Site, w http.ResponseWriter, r *http.Request, v text.Voice, rd *office.Reader, q url.Values, f office.PublicFilter) error {
	chosen := f.State
	f.State = office.AnyPublic
	sums, err := rd.PublicByCommune(f)
	if err != nil {
		return err
	}
	all := map[office.PublicState]int64{}
	for i := range sums {
		for state, n := range publicCounts(&sums[i]) {
			all[state] += n
		}
	}
	for _, state := range append([]office.PublicState{office.AnyPublic}, office.PublicStates...) {
		p.States = append(p.States, Chip{
			Words: publicStateWords(v, state), Count: all[state], Href: address("/phan-anh", q, filterOutcome, string(state), filterAfter, ""), Current: state == chosen,
		})
	}
	return s.Render(w, r, http.StatusOK, p)
}

// publicCounts are the counts of a ward by the filter that finds what they count.
func publicCounts(c *store.CommuneSum) map[office.PublicState]int64 {
	return map[office.PublicState]int64{office.AnyPublic: c.Published, office.Settled: c.Resolved, office.Unconfirmed: c.Unconfirmed, office.Reopened: c.Reopened, office.Disliked: c.Disliked}
}

// publicStateWords names what a filter finds; all that was published was answered.
func publicStateWords(v text.Voice, state office.PublicState) string {
	if state == office.AnyPublic {
		return v.T("petition.public.answered")
	}
	return v.T("petition.public." + string(state))
}

// filters lays out the form and the chips of the classes.
func (p *petitionsPublicPage) filters(v text.Voice, rd *office.Reader, q url.Values, wrong error) {
	p.Form = NewForm(v, q, wrong)
	p.Add(Field{Name: filterSaid, Kind: form.Line, Label: v.T("petition.page.search"), Complete: "off", MaxLen: 120})
	communes := []Option{}
	for _, c := range rd.Communes() {
		communes = append(communes, Option{Value: c.Code, Label: communeWords(v, c.Name)})
	}
	p.Add(Field{Name: filterCommune, Kind: BoxSelect, Label: v.T("petition.field.commune"), Options: communes, Blank: v.T("petition.page.every-commune")})
	p.Add(Field{Name: filterFrom, Kind: form.Date, Label: v.T("petition.page.from"), Short: true})
	p.Add(Field{Name: filterTo, Kind: form.Date, Label: v.T("petition.page.to"), Short: true})
	class := petition.Class(q.Get(filterClass))
	for _, c := range []petition.Class{"", petition.Own, petition.Scene, petition.Conduct} {
		chip := Chip{Words: v.T("petition.page.all"), Count: -1, Href: address("/phan-anh", q, filterClass, string(c), filterAfter, ""), Current: c == class}
		if c != "" {
			chip.Words = classWords(v, c)
		}
		p.Chips = append(p.Chips, chip)
	}
}

// figures are those of all petitions of the year, also of those that nobody published.
func (p *petitionsPublicPage) figures(s *Site, v text.Voice, rd *office.Reader) error {
	year := s.o.Office.Now().In(office.Zone).Year()
	sums, err := rd.PetitionFigures(year)
	if err != nil {
		return err
	}
	p.Year = strconv.Itoa(year)
	p.Counts = []Fact{
		{Term: v.T("petition.page.sent"), Words: v.Number(sums.All)},
		{Term: v.T("petition.page.answered"), Words: shareWords(v, sums.Answered, sums.All), Sub: v.T("petition.page.answered-note")},
		{Term: v.T("petition.page.resolved"), Words: shareWords(v, sums.Resolved, sums.All), Sub: v.T("petition.page.resolved-note")},
		{Term: v.T("petition.page.reopened"), Words: shareWords(v, sums.Reopened, sums.All)},
		{Term: v.T("petition.page.late"), Words: shareWords(v, sums.Late, sums.All), Sub: v.T("petition.page.late-note")},
	}
	return nil
}

// shareWords is a count with its share.
func shareWords(v text.Voice, n, of int64) string {
	if of == 0 {
		return v.Number(n)
	}
	return v.T("petition.page.share", "n", v.Number(n), "share", v.Percent(n, of))
}

// petitionPublicPage is one published petition with its answer.
type petitionPublicPage struct {
	Base
	One    publicPetition
	Facts  []Fact
	Voices petitionVoices
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
	if one.Point != nil {
		add("petition.page.point", fmt.Sprintf("%.5f, %.5f", one.Point.Lat, one.Point.Long))
	}
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
	if p.Voices, err = s.petitionVoices(r, &one); err != nil {
		return err
	}
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
