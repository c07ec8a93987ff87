package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/petition"
	"motcua/office"
	"motcua/words/form"
)

// petitionFollowPage follows a petition by its code and check code, or by the account that sent it (theo dõi phản ánh).
type petitionFollowPage struct {
	Base
	*Form
	Trouble *Notice
	Done    *Notice
	One     *followedPetition
	Check   string // as it was typed, for the buttons of the page
}

// Template names the page's template.
func (*petitionFollowPage) Template() string { return "public/petitionfollow" }

// A followedPetition is what its sender sees.
type followedPetition struct {
	*office.FollowedPetition
	Pill  Pill
	Kind  string
	Facts []Fact
	Told  *Notice // what is asked for, or why it ended
	Knots []Knot
	Mine  []ownAct
	Old   string // that the answer is of before the reopening; "" where it is not
	Asks  bool   // it was answered: whether it is resolved is the sender's to say

	Answers, Excuser string // units that answered, and that said why it was late
}

// An ownAct is a button that leads to the form of an act of the sender.
type ownAct struct {
	Act   petition.Act
	Words string
	First bool // what most people come for
}

// Last says that it ends the petition, and is offered quietly behind all else.
func (a ownAct) Last() bool { return a.Act == petition.ActWithdraw }

func (s *Site) petitionFollow(w http.ResponseWriter, r *http.Request) error {
	code := cut(strings.TrimSpace(r.URL.Query().Get("ma")), 40)
	p := s.petitionFollowPage(r, code)
	if code != "" && who(r).Number != "" { // the account is the right
		f, err := s.read(r).FollowPetition(code, "")
		if err == nil {
			s.show(r, p, f, "")
		} else {
			return s.noPetition(w, r, p, err)
		}
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) petitionFollowPage(r *http.Request, code string) *petitionFollowPage {
	v := s.voice(r)
	p := &petitionFollowPage{
		Base: Base{TitleKey: "petition.follow.title", Nav: "petitions", Crumbs: []Crumb{{v.T("nav.home"), "/"}, {v.T("petition.page.title"), "/phan-anh"}}},
		Form: NewForm(v, nil, nil),
	}
	p.ask(v, code)
	return p
}

// ask adds the boxes of the two codes.
func (p *petitionFollowPage) ask(v text.Voice, code string) {
	p.Add(Field{Name: "ma", Kind: BoxCode, Label: v.T("petition.follow.code"), Help: v.T("petition.follow.code-help"), Value: code, Required: true, MaxLen: 40})
	p.Add(Field{Name: "kiem-tra", Kind: BoxCode, Label: v.T("petition.follow.check"), Required: true, Short: true, MaxLen: 14})
}

// followPetition takes code and check code; the check code never stands in an address.
func (s *Site) followPetition(w http.ResponseWriter, r *http.Request) error {
	code, check := cut(strings.TrimSpace(r.PostFormValue("ma")), 40), strings.TrimSpace(r.PostFormValue("kiem-tra"))
	p := s.petitionFollowPage(r, code)
	if check == "" && who(r).Number == "" {
		err := fault.New(fault.Invalid, "petition.check-missing").At("kiem-tra")
		p.Form = NewForm(s.voice(r), r.PostForm, err)
		p.ask(s.voice(r), code)
		return s.Again(w, r, p, err)
	}
	if slow := s.guessed(w, r, guessPetition); slow != nil {
		return s.slowPetition(w, r, p, slow)
	}
	f, err := s.read(r).FollowPetition(code, check)
	if err != nil {
		return s.noPetition(w, r, p, err)
	}
	s.rightGuess(r, guessPetition)
	s.show(r, p, f, check)
	return s.Render(w, r, http.StatusOK, p)
}

// show puts a petition on the page, above an empty form for another.
func (s *Site) show(r *http.Request, p *petitionFollowPage, f *office.FollowedPetition, check string) {
	p.One, p.Check = s.followed(r, f), check
	p.Form = NewForm(s.voice(r), nil, nil)
	p.ask(s.voice(r), "")
}

// slowPetition keeps what was typed and says how long to wait.
func (s *Site) slowPetition(w http.ResponseWriter, r *http.Request, p *petitionFollowPage, slow *Notice) error {
	p.Form, p.Trouble = s.form(r, nil), slow
	p.ask(s.voice(r), "")
	return s.Render(w, r, http.StatusTooManyRequests, p)
}

// noPetition says that nothing was found; whether the code or the check code was wrong is not said.
func (s *Site) noPetition(w http.ResponseWriter, r *http.Request, p *petitionFollowPage, err error) error {
	if !fault.Is(err, fault.Missing) {
		return err
	}
	v := s.voice(r)
	p.Trouble = &Notice{Tone: Soon, Title: v.T("petition.missing"), Words: v.T("petition.missing.mend")}
	return s.Render(w, r, http.StatusNotFound, p)
}

// senderActs are the acts of a sender in the order of the page.
var senderActs = []petition.Act{petition.ActSupply, petition.ActConfirm, petition.ActReopen, petition.ActRate, petition.ActWithdraw}

// followed lays out a petition for its sender.
func (s *Site) followed(r *http.Request, f *office.FollowedPetition) *followedPetition {
	v := s.voice(r)
	x := &followedPetition{FollowedPetition: f, Pill: petitionPill(v, f.State, f.Late), Kind: classWords(v, f.Class), Facts: s.followedFacts(v, f)}
	x.Told, x.Answers, x.Excuser = toldOf(v, f), unitWords(v, f.AnswerN), unitWords(v, f.ExcuserN)
	x.Old = unsettledWords(v, f.Unsettled, f.Answered)
	for i, st := range f.Steps {
		k := Knot{At: st.At, Words: v.T("petition.told." + string(st.Act)), By: unitWords(v, st.UnitN), State: "done", Note: st.Words}
		if to := unitWords(v, st.ToN); to != "" {
			k.Words = v.T("petition.told."+string(st.Act)+"-to", "unit", to)
		}
		if i == len(f.Steps)-1 {
			k.State = "now"
		}
		x.Knots = append(x.Knots, k)
	}
	x.Asks = slices.Contains(f.Acts, petition.ActConfirm)
	for _, a := range senderActs {
		if slices.Contains(f.Acts, a) {
			x.Mine = append(x.Mine, ownAct{a, v.T("petition.mine." + string(a)), len(x.Mine) == 0 && a != petition.ActWithdraw})
		}
	}
	return x
}

// followedFacts are the facts of a petition for its sender.
func (s *Site) followedFacts(v text.Voice, f *office.FollowedPetition) (out []Fact) {
	add := func(term, words string) {
		if words != "" {
			out = append(out, Fact{Term: v.T(term), Words: words})
		}
	}
	add("petition.page.sent-at", v.DateTime(f.Sent))
	add("petition.page.kind", classWords(v, f.Class))
	add("petition.page.unit", unitWords(v, f.UnitN))
	if f.State.Open() && !f.Due.IsZero() {
		add("petition.follow.due", v.DateTime(f.Due))
	}
	add("petition.follow.main", f.Main)
	add("petition.field.place", f.Place)
	add("petition.field.commune", communeWords(v, s.communeNamed(f.Commune)))
	if f.Point != nil {
		add("petition.field.point", strconv.FormatFloat(f.Point.Lat, 'f', -1, 64)+", "+strconv.FormatFloat(f.Point.Long, 'f', -1, 64))
	}
	add("petition.follow.files", strings.Join(f.Files, ", "))
	add("petition.field.dossier", f.Dossier)
	if f.Protect {
		add("petition.follow.name", v.T("petition.follow.name-kept"))
	}
	if f.Reopened > 0 {
		add("petition.page.reopened-times", v.Number(int64(f.Reopened)))
	}
	if f.Rating != "" {
		add("petition.follow.rated", v.T("petition.rating."+f.Rating))
	}
	return out
}

// toldOf says what the sender has to know at once.
func toldOf(v text.Voice, f *office.FollowedPetition) *Notice {
	switch f.State {
	case petition.Waiting:
		return &Notice{Tone: Wait, Title: v.T("petition.follow.asked"), Words: f.Asked}
	case petition.Refused:
		return &Notice{Tone: Ended, Title: joinComma(v.T("petition.follow.refused"), v.T("petition.reason."+f.Reason)), Words: f.Words}
	case petition.Guided:
		return &Notice{Tone: Ended, Title: v.T("petition.follow.guided"), Words: v.T("petition.guide." + string(f.Class))}
	case petition.Passed:
		return &Notice{Tone: Ended, Title: v.T("petition.follow.passed", "agency", f.Agency), Words: f.Words}
	}
	return nil
}

// ownActPage is the form of one act of a petition's sender.
type ownActPage struct {
	Base
	*Form
	Act   petition.Act
	Code  string
	Check string
	Key   string
	Help  string
	Files bool
	Kept  []keptFile
	Back  string
}

// Template names the page's template.
func (*ownActPage) Template() string { return "public/petitionown" }

func (s *Site) ownActPage(r *http.Request, f *office.FollowedPetition, a petition.Act, check string, failed error, kept []petition.File) (*ownActPage, error) {
	v := s.voice(r)
	p := &ownActPage{
		Base: Base{TitleKey: "petition.mine." + string(a), Nav: "petitions", Crumbs: []Crumb{{v.T("nav.home"), "/"}, {v.T("petition.page.title"), "/phan-anh"}}},
		Act:  a, Code: f.Code, Check: check, Help: v.T("petition.mine." + string(a) + "-help"), Files: a == petition.ActSupply, Key: r.PostFormValue("key"),
	}
	p.Form = NewForm(v, nil, nil)
	if p.Key != "" {
		p.Form = s.form(r, failed)
	} else {
		var err error
		if p.Key, err = s.o.Office.NewID(); err != nil {
			return nil, err
		}
	}
	for _, x := range kept {
		p.Kept = append(p.Kept, keptFile{x.Hash, x.Name})
	}
	if a == petition.ActRate {
		p.Add(Field{Name: "rating", Kind: BoxRadio, Label: v.T("petition.field.rating"), Options: ratingOptions(v), Required: true})
	}
	must := a == petition.ActReopen || a == petition.ActSupply
	p.Add(Field{Name: "words", Kind: form.LongText, Label: v.T("petition.mine." + string(a) + "-words"), Required: must, Optional: !must, Rows: 4})
	if p.Files {
		p.Add(Field{Name: "files", Kind: form.File, Label: v.T("petition.field.files"), Help: v.T("petition.field.files-help"), Accept: petitionKinds, Multiple: true, Optional: true})
	}
	return p, nil
}

func ratingOptions(v text.Voice) []Option {
	return keyedOptions(v, "petition.rating.", petition.Ratings)
}

// actOnOwnPetition does an act of the sender, who shows the check code with it or has the account, and shows how it stands then.
func (s *Site) actOnOwnPetition(w http.ResponseWriter, r *http.Request) error {
	a := petition.Act(r.PathValue("act"))
	code, check := cut(strings.TrimSpace(r.PostFormValue("ma")), 40), strings.TrimSpace(r.PostFormValue("kiem-tra"))
	p := s.petitionFollowPage(r, code)
	if !slices.Contains(senderActs, a) {
		return fault.New(fault.Missing, "web.no-page")
	}
	if slow := s.guessed(w, r, guessPetition); slow != nil {
		return s.slowPetition(w, r, p, slow)
	}
	f, err := s.read(r).FollowPetition(code, check)
	if err != nil {
		return s.noPetition(w, r, p, err)
	}
	s.rightGuess(r, guessPetition)
	key := r.PostFormValue("key")
	if key == "" { // the button of the page: the form comes first
		page, err := s.ownActPage(r, f, a, check, nil, nil)
		if err != nil {
			return err
		}
		return s.Render(w, r, http.StatusOK, page)
	}
	files, err := s.petitionFiles(r, key)
	if err == nil {
		in := petition.Input{Words: r.PostFormValue("words"), Rating: r.PostFormValue("rating"), Files: files}
		err = s.o.Office.Petition(r.Context(), who(r), office.Command{Key: key}, office.OnPetition{ID: f.ID, Check: check}, a, in)
	}
	if err != nil {
		page, e := s.ownActPage(r, f, a, check, err, files)
		if e != nil {
			return e
		}
		return s.Again(w, r, page, err)
	}
	if f, err = s.read(r).FollowPetition(code, check); err != nil {
		return err
	}
	v := s.voice(r)
	s.show(r, p, f, check)
	p.Done = &Notice{Tone: OK, Title: v.T("petition.mine." + string(a) + "-done"), Words: v.T("petition.follow.at", "time", v.DateTime(s.o.Office.Now()))}
	return s.Render(w, r, http.StatusOK, p)
}

// ownPetitionsPage lists what the account sent.
type ownPetitionsPage struct {
	Base
	Rows  []ownPetition
	Empty Empty
}

// Template names the page's template.
func (*ownPetitionsPage) Template() string { return "public/petitionsown" }

type ownPetition struct {
	Code, Title, Href string
	Sent              time.Time
	Pill              Pill
}

func (s *Site) ownPetitions(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	all, err := s.read(r).OwnPetitions()
	if err != nil {
		return err
	}
	p := &ownPetitionsPage{
		Base:  Base{TitleKey: "petition.own.title", Nav: "petitions", Crumbs: []Crumb{{v.T("nav.home"), "/"}, {v.T("petition.page.title"), "/phan-anh"}}},
		Empty: Empty{Title: v.T("petition.own.none"), Words: v.T("petition.own.none-words"), Link: Link{v.T("petition.page.send"), "/phan-anh/gui"}},
	}
	for i := range all {
		f := &all[i]
		p.Rows = append(p.Rows, ownPetition{Code: f.Code, Title: cmp.Or(f.Title, f.Code), Href: address("/phan-anh/theo-doi", nil, "ma", f.Code), Sent: f.Sent, Pill: petitionPill(v, f.State, f.Late)})
	}
	return s.Render(w, r, http.StatusOK, p)
}
