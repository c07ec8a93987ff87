package web

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/law/privacy"
	"motcua/law/survey"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/form"
)

// dataPage is where somebody asks about their own data (dữ liệu của tôi): a copy at once, a correction, a restriction.
type dataPage struct {
	Base
	*Form
	Key      string
	Within   string // how soon an answer is owed
	Requests []dataLine
}

// Template names the page's template.
func (*dataPage) Template() string { return "citizen/data" }

// A dataLine is a request in a list.
type dataLine struct {
	ID, Kind, Code, Href string
	Asked, Ended         time.Time
	Words, Answer        string
	Name, Number         string // who asks; for officers
	Phone                string // that they showed to be theirs; for officers
	Unit, By, Person     string
	Counter              string // where it was taken, and by whom; for officers
	Pill                 Pill
}

// dataLines shows requests.
func dataLines(v text.Voice, all []office.DataRequest, at func(about string) string) []dataLine {
	var out []dataLine
	for i := range all {
		q := &all[i]
		l := dataLine{
			ID: q.ID, Kind: v.T("request.kind." + string(q.Kind)), Code: q.Code, Asked: q.Asked, Ended: q.Ended, Words: q.Words, Answer: q.Answer, Name: q.Name, Number: q.Number, Phone: q.Phone,
			Unit: unitWords(v, q.UnitN), By: unitWords(v, q.ByN), Person: q.Person.Name, Pill: requestPill(v, q),
		}
		if q.Unit == "" {
			l.Unit = v.T("request.city")
		}
		if q.Counter != "" {
			l.Counter = v.T("take-request.at", "unit", unitWords(v, q.At), "name", q.Taken.Name)
		}
		if q.Dossier != "" {
			l.Href = at(q.Dossier)
		}
		out = append(out, l)
	}
	return out
}

// deskOf is where a dossier, petition or conversation is handled, and ownAt where its citizen sees it: a conversation has no page of its
// own there.
func deskOf(about string) string {
	switch kind, id, _ := strings.Cut(about, "/"); kind {
	case "petition":
		return "/desk/petitions/" + id
	case "contact":
		return "/care/contacts/" + id
	}
	return "/desk/dossiers/" + about
}

func ownAt(about string) string {
	switch kind, _, _ := strings.Cut(about, "/"); kind {
	case "petition":
		return "/phan-anh/cua-toi"
	case "contact":
		return ""
	}
	return "/ho-so/" + about
}

// requestPill is where a request stands, against its clock.
func requestPill(v text.Voice, q *office.DataRequest) Pill {
	switch {
	case !q.Open() && (q.Outcome == privacy.Refused):
		return Pill{Ended, v.T("request.outcome." + q.Outcome)}
	case !q.Open():
		return Pill{OK, v.T("request.outcome." + q.Outcome)}
	case q.Late:
		return Pill{Late, v.Left(int(q.LeftMin))}
	case q.LeftMin < calendarDayMinutes:
		return Pill{Soon, v.Left(int(q.LeftMin))}
	}
	return Pill{Wait, v.Left(int(q.LeftMin))}
}

// calendarDayMinutes is a working day: what is due within one is due soon.
const calendarDayMinutes = 480

func (s *Site) ownData(w http.ResponseWriter, r *http.Request) error {
	p, err := s.dataPage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) dataPage(r *http.Request, failed error) (*dataPage, error) {
	v, rd := s.voice(r), s.read(r)
	asked, err := rd.OwnRequests()
	if err != nil {
		return nil, err
	}
	mine, err := rd.Mine(office.Filter{Limit: 100})
	if err != nil {
		return nil, err
	}
	key, err := s.formKey(r)
	if err != nil {
		return nil, err
	}
	p := &dataPage{
		Base: Base{TitleKey: "request.title", Nav: "dossiers", Crumbs: []Crumb{{v.T("nav.dossiers"), "/ho-so"}}},
		Form: s.form(r, failed), Key: key, Requests: dataLines(v, asked, ownAt),
	}
	if limit, err := calendar.ParseLimit(s.o.Office.World().AnswerWithin()); err == nil {
		p.Within = v.T("request.within", "limit", limitIn(v, limit))
	}
	others, err := rd.OwnMatters()
	if err != nil {
		return nil, err
	}
	var kinds, dossiers []Option
	for _, k := range privacy.Kinds {
		kinds = append(kinds, Option{Value: string(k), Label: v.T("request.kind." + string(k)), Help: v.T("request.kind." + string(k) + "-help")})
	}
	for i := range mine.Rows {
		x := &mine.Rows[i]
		label := x.Code
		if label == "" {
			label = x.External
		}
		dossiers = append(dossiers, Option{Value: x.ID, Label: label + " · " + procWords(v, *x)})
	}
	for _, x := range others {
		kind := v.T("request.about-petition")
		if strings.HasPrefix(string(x.About), "contact/") {
			kind = v.T("request.talk")
		}
		dossiers = append(dossiers, Option{Value: string(x.About), Label: x.Code + " · " + kind})
	}
	p.Add(Field{Name: "kind", Kind: BoxRadio, Label: v.T("request.field.kind"), Options: kinds, Required: true})
	p.Add(Field{Name: "dossier", Kind: BoxSelect, Label: v.T("request.field.dossier"), Help: v.T("request.field.dossier-help"), Options: dossiers, Blank: v.T("request.field.all"), Value: r.URL.Query().Get("ho-so")})
	p.Add(Field{Name: "words", Kind: form.LongText, Label: v.T("request.field.words"), Help: v.T("request.field.words-help"), Required: true, MaxLen: 2000})
	return p, nil
}

// askData takes a request.
func (s *Site) askData(w http.ResponseWriter, r *http.Request) error {
	cmd := office.Command{Key: r.PostFormValue("key")}
	_, err := s.o.Office.AskData(r.Context(), who(r), cmd, privacy.Kind(r.PostFormValue("kind")), dossier.ID(r.PostFormValue("dossier")), r.PostFormValue("words"))
	if err == nil {
		s.flash(w, "request.taken")
		return redirect(w, r, "/ho-so/du-lieu#yeu-cau")
	}
	if f := fault.As(err); f == nil || f.Kind == fault.Internal || f.Right {
		return err
	}
	p, e := s.dataPage(r, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}

// copyPage is everything that the city keeps about somebody, to be read and printed.
type copyPage struct {
	Base
	Made     time.Time
	Person   []Fact
	Dossiers []copiedDossier
	Requests []dataLine

	Petitions []copiedPetition
	Ratings   []Fact
	Talks     []copiedTalk
	Surveys   []copiedSurvey
	Voices    []Fact
	Without   string

	Open bool   // every part is unfolded
	Fold string // the page with the parts the other way; "" where there are few
}

// fewParts is how many dossiers, petitions, conversations and surveys a copy shows unfolded.
const fewParts = 3

// fold unfolds the parts of a short copy, and those of a long one on demand.
func (p *copyPage) fold(all bool) {
	at := "/ho-so/du-lieu/ban-sao"
	many := len(p.Dossiers)+len(p.Petitions)+len(p.Talks)+len(p.Surveys) > fewParts
	if p.Open = all || !many; many && all {
		p.Fold = at
	} else if many {
		p.Fold = address(at, nil, "het", "1")
	}
}

// A copiedSurvey is what somebody answered to a survey, in the copy.
type copiedSurvey struct {
	Title, Code string
	Facts       []Fact
	Gone        bool // own words were erased
}

// A copiedTalk is a conversation with the care desk in the copy.
type copiedTalk struct {
	Title, Code        string
	Facts, Said, Looks []Fact
}

// A copiedPetition is a petition in the copy.
type copiedPetition struct {
	Title, Code, Text, Answer string
	Old                       string // that the answer was called unsettled
	Facts, Looks              []Fact
}

// Template names the page's template.
func (*copyPage) Template() string { return "citizen/copy" }

type copiedDossier struct {
	Name, Lang, Code string
	Facts            []Fact
	Answers          []answerBlock
	Files            []Link
	Looks            []Fact
}

// copyAsked writes the request for a copy down, and leads to the copy: to be read, or as a file.
func (s *Site) copyAsked(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.o.Office.AskData(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, privacy.Copy, "", ""); err != nil {
		return err
	}
	if r.PostFormValue("as") == "json" {
		return redirect(w, r, "/ho-so/du-lieu/ban-sao.json")
	}
	return redirect(w, r, "/ho-so/du-lieu/ban-sao")
}

// ownCopy shows the copy.
func (s *Site) ownCopy(w http.ResponseWriter, r *http.Request) error {
	v, rd := s.voice(r), s.read(r)
	data, err := rd.OwnData()
	if err != nil {
		return err
	}
	asked, err := rd.OwnRequests()
	if err != nil {
		return err
	}
	p := &copyPage{
		Base: Base{TitleKey: "request.copy", Nav: "dossiers", Crumbs: []Crumb{{v.T("nav.dossiers"), "/ho-so"}, {v.T("request.title"), "/ho-so/du-lieu"}}},
		Made: data.Made, Requests: dataLines(v, asked, ownAt),
	}
	add := func(list *[]Fact, term, words string) {
		if words != "" {
			*list = append(*list, Fact{Term: v.T(term), Words: words})
		}
	}
	add(&p.Person, "person.name", data.Person.Name)
	add(&p.Person, "person.number", data.Person.Number)
	add(&p.Person, "person.phone", data.Person.Phone)
	add(&p.Person, "person.email", data.Person.Email)
	add(&p.Person, "person.address", s.addressWords(v, data.Person.Address))
	for i := range data.Dossiers {
		c := &data.Dossiers[i]
		x := copiedDossier{Code: c.Code}
		x.Name, x.Lang = ownName(v, c.View)
		x.Facts = append(x.Facts, Fact{Term: v.T("request.state"), Words: stateWords(v, c.View.State)})
		add(&x.Facts, "own.applicant", partyLine(c.Parties.Applicant))
		add(&x.Facts, "own.owner", partyLine(c.Parties.Owner))
		add(&x.Facts, "request.subject", c.Subject)
		add(&x.Facts, "dossier.competent", unitWords(v, c.View.CompetentN))
		for _, t := range []struct {
			term string
			at   time.Time
		}{{"request.filed", c.Filed}, {"request.received", c.Received}, {"request.due", c.Due}, {"request.ended", c.Ended}} {
			if !t.at.IsZero() {
				add(&x.Facts, t.term, v.DateTime(t.at))
			}
		}
		add(&x.Facts, "own.result-number", c.Result)
		x.Answers = s.answers(v, c.View.Form, c.Answers, c.Origins, signedWords(v, c.View.Dossier), func(hash string) string { return fileAddress(c.ID, hash) })
		for _, f := range c.View.Files {
			x.Files = append(x.Files, Link{f.Name, fileAddress(c.ID, f.Hash)})
		}
		for _, l := range c.Looks {
			x.Looks = append(x.Looks, Fact{Term: v.DateTime(l.At), Words: joinComma(l.Role, l.Unit), Sub: joinWords(l.Purpose, l.Reason)})
		}
		p.Dossiers = append(p.Dossiers, x)
	}
	s.copiedMore(v, p, data)
	p.fold(r.URL.Query().Get("het") == "1")
	return s.Render(w, r, http.StatusOK, p)
}

// copiedMore adds petitions and ratings to the copy.
func (s *Site) copiedMore(v text.Voice, p *copyPage, data *office.OwnData) {
	for i := range data.Petitions {
		c := &data.Petitions[i]
		x := copiedPetition{Title: cmp.Or(c.Title, c.Code), Code: c.Code, Text: c.Text, Answer: c.Answer, Facts: s.followedFacts(v, c.View)}
		x.Facts = slices.Insert(x.Facts, 0, Fact{Term: v.T("request.state"), Words: upperFirst(v.T("petition.state." + string(c.State)))})
		x.Old = unsettledWords(v, c.Unsettled, c.Answered)
		for _, f := range []struct{ term, words string }{
			{"petition.field.name", c.Person.Name},
			{"petition.field.phone", c.Person.Phone},
			{"petition.field.email", c.Person.Email},
			{"petition.field.address", c.Person.Address},
			{"petition.field.place", c.Place},
			{"petition.field.files", strings.Join(c.Files, "; ")},
		} {
			if f.words != "" {
				x.Facts = append(x.Facts, Fact{Term: v.T(f.term), Words: f.words})
			}
		}
		for _, l := range c.Looks {
			x.Looks = append(x.Looks, Fact{Term: v.DateTime(l.At), Words: joinComma(l.Role, l.Unit)})
		}
		p.Petitions = append(p.Petitions, x)
	}
	s.copiedTalks(v, p, data)
	copiedSaid(v, p, data)
	for i := range data.Ratings {
		q := &data.Ratings[i]
		p.Ratings = append(p.Ratings, Fact{Term: q.Code, Words: v.T("request.rated", "points", v.Number(int64(q.Answer.Overall)), "most", v.Number(int64(survey.Highest))), Sub: joinWords(v.DateTime(q.Given), q.Comment)})
	}
}

// ownCopyFile gives the copy as a file that programs read.
func (s *Site) ownCopyFile(w http.ResponseWriter, r *http.Request) error {
	data, err := s.read(r).OwnData()
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(data, "", "  ")
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="du-lieu-cua-toi-`+data.Made.In(office.Zone).Format("2006-01-02")+`.json"`)
	h.Set("Cache-Control", "private, no-store")
	return send(w, r, http.StatusOK, b)
}
