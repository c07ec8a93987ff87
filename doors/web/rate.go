package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/survey"
	"motcua/office"
	"motcua/words/form"
)

// ratePage asks somebody how their dossier went (đánh giá mức độ hài lòng), shows what they said, and what was done about it.
type ratePage struct {
	Base
	*Form
	Trouble *Notice
	Code    string
	Key     string
	Link    string // the secret of the notice's link, sent back
	Check   string // the check code, sent back
	Prove   []Field
	Sheet   *rateSheet
	Name    string
	Lang    string
	Facts   []Fact
	Open    bool
	Limit   string // until when it may be put right
	Again   bool   // there is an answer, which may be put right
	Closed  *Notice
	Said    []Fact
	Done    []Fact // what followed
	Ask     bool   // the case is closed, and the citizen has not said whether it is settled
	Why     []Field
}

// The places on the page of a rating that notices lead to: what was done, and the question whether that settled it.
const doneMark, settledMark = "da-lam", "on-thoa"

// Template names the page's template.
func (*ratePage) Template() string { return "public/rate" }

// A rateSheet is the question, laid out: the one that counts first, all else for those who want to say more.
type rateSheet struct {
	Overall []Field
	Factors []Field
	Lacks   []Field
	Times   []Field
	Comment []Field
	More    bool // something was said or is wrong there
	Lacking bool // what was not good stands in sight
}

// pointWords are the names of the five points, from the best.
func pointOptions(v text.Voice) []Option {
	var out []Option
	for n := survey.Highest; n >= survey.Lowest; n-- {
		out = append(out, Option{Value: strconv.Itoa(n), Label: v.T("rate.point." + strconv.Itoa(n))})
	}
	return out
}

// askSheet adds the question to a form; a is what was said before, nil for nothing.
func askSheet(v text.Voice, f *Form, a *survey.Answer, comment string) *rateSheet {
	if a == nil {
		a = &survey.Answer{}
	}
	word := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	add := func(x Field) Field {
		f.Add(x)
		return f.fields[len(f.fields)-1]
	}
	s := &rateSheet{More: len(a.Factors) > 0 || len(a.Lacks) > 0, Lacking: len(a.Lacks) > 0}
	s.Overall = []Field{add(Field{Name: "overall", Kind: BoxRadio, Label: v.T("rate.overall"), Options: pointOptions(v), Value: word(a.Overall), Required: true})}
	for _, x := range survey.SIPAS.Factors {
		s.Factors = append(s.Factors, add(Field{
			Name: "factor." + x.ID, Kind: BoxSelect, Label: inLang(v, x.VI, x.EN), Blank: v.T("rate.no-opinion"), Options: pointOptions(v), Value: word(a.Factors[x.ID]),
		}))
		var items []Option
		for _, i := range x.Items {
			items = append(items, Option{Value: i.ID, Label: inLang(v, i.VI, i.EN)})
		}
		s.Lacks = append(s.Lacks, add(Field{Name: "lacks." + x.ID, Kind: form.Choices, Label: inLang(v, x.VI, x.EN), Options: items, Values: a.Lacks}))
	}
	times := keyedOptions(v, "rate.times.", survey.Times)
	s.Times = []Field{
		add(Field{Name: "contacts", Kind: BoxSelect, Label: v.T("rate.contacts"), Blank: v.T("rate.no-opinion"), Options: times, Value: a.Contacts}),
		add(Field{Name: "agencies", Kind: BoxSelect, Label: v.T("rate.agencies"), Blank: v.T("rate.no-opinion"), Options: times, Value: a.Agencies}),
	}
	s.Comment = []Field{add(Field{Name: "comment", Kind: form.LongText, Label: v.T("rate.comment"), Help: v.T("rate.comment-help"), MaxLen: 2000, Rows: 3, Value: comment})}
	s.More = s.More || f.typed != nil && moreTyped(f.typed)
	return s
}

// moreTyped says whether something was typed behind the first question.
func moreTyped(typed url.Values) bool {
	for name, all := range typed {
		if (strings.HasPrefix(name, "lacks.") || strings.HasPrefix(name, "factor.") || name == "contacts" || name == "agencies") &&
			slices.ContainsFunc(all, func(s string) bool { return s != "" }) {
			return true
		}
	}
	return false
}

func inLang(v text.Voice, vi, en string) string {
	if v.Lang == text.EN {
		return en
	}
	return vi
}

// answerOf reads what was said.
func answerOf(r *http.Request) survey.Answer {
	a := survey.Answer{Contacts: r.PostFormValue("contacts"), Agencies: r.PostFormValue("agencies")}
	a.Overall, _ = strconv.Atoi(r.PostFormValue("overall")) // what is no number is 0, which the law refuses
	for _, x := range survey.SIPAS.Factors {
		if s := r.PostFormValue("factor." + x.ID); s != "" {
			if a.Factors == nil {
				a.Factors = map[string]int{}
			}
			a.Factors[x.ID], _ = strconv.Atoi(s)
		}
		a.Lacks = append(a.Lacks, r.PostForm["lacks."+x.ID]...)
	}
	return a
}

// ballotOf is by what right a request answers.
func ballotOf(r *http.Request) office.Ballot {
	b := office.Ballot{Code: r.PathValue("code"), Check: r.PostFormValue("kiem-tra")}
	if b.Link = r.PostFormValue("k"); r.Method == http.MethodGet || r.Method == http.MethodHead {
		b.Link = r.URL.Query().Get("k")
	}
	return b
}

// ratingPage asks, or first asks for the check code. It says nothing about whether there is such a dossier.
func (s *Site) ratingPage(w http.ResponseWriter, r *http.Request) error {
	b := ballotOf(r)
	if b.Link == "" && who(r).Kind != access.Citizen {
		return s.Render(w, r, http.StatusOK, s.provePage(r, nil))
	}
	return s.showRating(w, r, b)
}

// showRating shows the question, or the form for the check code to whoever has no right to it.
func (s *Site) showRating(w http.ResponseWriter, r *http.Request, b office.Ballot) error {
	secret := b.Link != "" || b.Check != ""
	if secret {
		if slow := s.guessed(w, r, guessRating); slow != nil {
			return s.Render(w, r, http.StatusTooManyRequests, s.provePage(r, slow))
		}
	}
	p, err := s.ratePage(r, b, nil)
	if f := fault.As(err); f != nil && f.Key == "lookup.missing" {
		v := s.voice(r)
		if !secret && r.Method == http.MethodPost {
			return s.Render(w, r, http.StatusUnprocessableEntity, s.provePage(r, &Notice{Tone: Soon, Title: v.T("rate.check-needed"), Words: v.T("rate.check-needed-words")}))
		}
		if !secret {
			return s.Render(w, r, http.StatusOK, s.provePage(r, nil))
		}
		return s.Render(w, r, http.StatusNotFound, s.provePage(r, &Notice{Tone: Soon, Title: v.T("rate.nothing"), Words: v.T("rate.nothing-words")}))
	}
	if err != nil {
		return err
	}
	if secret {
		s.rightGuess(r, guessRating)
	}
	return s.Render(w, r, http.StatusOK, p)
}

// provePage asks for the check code of form 01.
func (s *Site) provePage(r *http.Request, trouble *Notice) *ratePage {
	v := s.voice(r)
	p := &ratePage{Base: Base{TitleKey: "rate.title", Nav: "", Crumbs: []Crumb{{v.T("nav.home"), "/"}}}, Form: s.form(r, nil), Code: cut(r.PathValue("code"), 120), Trouble: trouble}
	p.Add(Field{Name: "kiem-tra", Kind: BoxCode, Label: v.T("lookup.check"), Help: v.T("rate.check-help"), Required: true, Short: true, MaxLen: 14})
	p.Prove = p.fields
	return p
}

// ratePage makes the page of somebody who may answer.
func (s *Site) ratePage(r *http.Request, b office.Ballot, failed error) (*ratePage, error) {
	v, rd := s.voice(r), s.read(r)
	view, err := rd.Ballot(b)
	if err != nil {
		return nil, err
	}
	key, err := s.formKey(r)
	if err != nil {
		return nil, err
	}
	f := NewForm(v, nil, nil)
	if failed != nil {
		f = s.form(r, failed)
	}
	p := &ratePage{
		Base: Base{TitleKey: "rate.title", Nav: "", Crumbs: []Crumb{{v.T("nav.home"), "/"}}}, Form: f, Code: view.Code, Key: key, Link: b.Link, Check: b.Check,
		Name: view.ProcName, Lang: "vi", Open: view.Open(rd.Now()), Again: view.Rating != nil,
	}
	if v.Lang == text.EN && view.ProcNameEN != "" {
		p.Name, p.Lang = view.ProcNameEN, "en"
	}
	if view.Matter.End != "" {
		p.Facts = []Fact{
			{Term: v.T("rate.end"), Words: v.T("rate.end." + view.Matter.End), Sub: v.DateTime(view.Matter.Ended)},
			{Term: v.T("dossier.reception"), Words: unitWords(v, view.Reception)},
			{Term: v.T("dossier.competent"), Words: unitWords(v, view.Unit)},
		}
	}
	switch {
	case view.Matter.End == "":
		p.Closed = notYet(v, view)
	case view.Rating == nil && !p.Open:
		p.Closed = &Notice{Tone: Ended, Title: v.T("rating.window-over", "days", view.Rules.Window), Words: v.T("rating.window-over.mend")}
	}
	if view.Entered && p.Open {
		p.Closed = enteredNotice(v, view)
	}
	if view.Bare { // the check code neither shows nor changes what was said
		p.Closed = &Notice{Tone: OK, Title: v.T("rate.was-on", "date", v.Date(view.Rating.Recorded)), Words: v.T("rating.code-used.mend"), Link: Link{v.T("nav.dossiers"), "/ho-so"}}
		return p, nil
	}
	s.saidBefore(p, v, view)
	var was *survey.Answer
	comment := ""
	if view.Rating != nil {
		was, comment = &view.Rating.Answer, view.Rating.Comment
	}
	if p.Open {
		p.Sheet = askSheet(v, p.Form, was, comment)
		if p.Again { // whoever puts it right looks for what they said was not good
			p.Sheet.More, p.Sheet.Lacking = true, true
			p.Limit = v.T("rate.again-until", "date", v.Date(correctUntil(view)))
		}
	}
	if p.Ask {
		p.askWhy(v, view.Rating.Follow)
	}
	return p, nil
}

// askWhy asks what is not settled, and says who takes that on; once the supervision had the case, nobody does.
func (p *ratePage) askWhy(v text.Voice, f *survey.Follow) {
	help := v.T("rate.why-help")
	if f.Level > 1 {
		help = v.T("rate.why-last")
	}
	p.Add(Field{Name: "why", Kind: form.LongText, Label: v.T("rate.why"), Help: help, MaxLen: 2000, Rows: 3})
	p.Why = p.fields[len(p.fields)-1:]
}

// correctUntil is the last day on which an answer may be put right: some days after it was given, or, in place of one that is not proved to
// be the reader's own, as long as people may rate.
func correctUntil(b *office.BallotView) time.Time {
	if b.Entered {
		return b.Until
	}
	if t := b.Rating.Recorded.AddDate(0, 0, b.Rules.Correct); t.Before(b.Until) {
		return t
	}
	return b.Until
}

// notYet says why a dossier cannot be rated now, and when it can be.
func notYet(v text.Voice, b *office.BallotView) *Notice {
	days := v.T("rate.opens-for", "days", b.Rules.Window)
	switch {
	case b.State == dossier.Completed:
		return &Notice{Tone: Wait, Title: v.T("rate.not-handed"), Words: v.T("rate.not-handed-words") + " " + days}
	case b.State == dossier.Stopped:
		n := &Notice{Tone: Ended, Title: v.T("rate.replaced"), Words: v.T("rate.replaced-words")}
		if b.Next != "" {
			n.Link = Link{v.T("rate.replaced-by", "code", b.Next), "/danh-gia/" + url.PathEscape(b.Next)}
		}
		return n
	case !b.Due.IsZero():
		return &Notice{Tone: Wait, Title: v.T("rate.not-settled"), Words: v.T("rate.not-settled-due", "time", v.DateTime(b.Due)) + " " + days}
	}
	return &Notice{Tone: Wait, Title: v.T("rate.not-settled"), Words: v.T("rate.not-settled-words") + " " + days}
}

// enteredNotice says that something is there that is not proved to be the reader's own word.
func enteredNotice(v text.Voice, view *office.BallotView) *Notice {
	key := "rate.entered"
	if view.Rating != nil && view.Rating.Way == survey.Code {
		key = "rate.by-code"
	}
	return &Notice{Tone: Soon, Title: v.T(key), Words: v.T(key + "-words")}
}

// saidBefore shows what was said, and what the unit did about it.
func (s *Site) saidBefore(p *ratePage, v text.Voice, view *office.BallotView) {
	q := view.Rating
	if q == nil {
		return
	}
	p.Said = answerFacts(v, &q.Answer, q.Comment)
	p.Said = append(p.Said, Fact{Term: v.T("rate.given"), Words: v.DateTime(q.Given), Sub: v.T("rate.way." + string(q.Way))})
	if !q.Corrected.IsZero() {
		p.Said = append(p.Said, Fact{Term: v.T("rate.corrected"), Words: v.DateTime(q.Corrected)})
	}
	f := q.Follow
	if f == nil {
		return
	}
	p.Done = []Fact{{Term: v.T("cases.stands"), Words: caseState(v, f.State(), f.Level), Sub: unitWords(v, view.Owner)}}
	if f.Level > 1 {
		p.Done[0].Sub = v.T("cases.supervision")
	}
	if f.Open() {
		p.Done = append(p.Done, Fact{Term: v.T("cases.due"), Words: v.DateTime(f.Due)})
	}
	p.Done = append(p.Done, followedFacts(v, q.Turns)...)
	p.Ask = !f.Open() && f.Said == ""
}

// followedFacts tell whoever rated what was done, in its order, with their own words among it. Of several answers before a closing the
// last one stands; what officers noted of a contact is theirs.
func followedFacts(v text.Voice, turns []survey.Turn) []Fact {
	var out []Fact
	for i := range turns {
		t := &turns[i]
		f := Fact{Words: t.Words, Sub: v.DateTime(t.Recorded)}
		switch t.Kind {
		case survey.KindContacted:
			f.Term, f.Words = v.T("rate.contacted"), v.T("cases.by."+t.By)+": "+v.T("cases.result."+t.Result)
		case survey.KindAnswered:
			if f.Term = v.T("rate.answer"); slices.ContainsFunc(untilClosed(turns[i+1:]), func(x survey.Turn) bool { return x.Kind == survey.KindAnswered }) {
				continue
			}
		case survey.KindClosed:
			f.Term = v.T("rate.mended")
		case survey.KindConfirmed:
			f.Term, f.Words = v.T("rate.you-said"), v.T("rate.confirm")
		case survey.KindDisputed:
			f.Term, f.Words = v.T("rate.you-said"), v.T("rate.disputed", "why", t.Words)
		default:
			continue
		}
		out = append(out, f)
	}
	return out
}

// untilClosed are the turns up to the next closing.
func untilClosed(turns []survey.Turn) []survey.Turn {
	if i := slices.IndexFunc(turns, func(t survey.Turn) bool { return t.Kind == survey.KindClosed }); i >= 0 {
		return turns[:i]
	}
	return turns
}

// answerFacts lay an answer out.
func answerFacts(v text.Voice, a *survey.Answer, comment string) []Fact {
	out := []Fact{{Term: v.T("rate.overall-short"), Words: v.T("rate.point." + strconv.Itoa(a.Overall)), Sub: v.T("rate.of-five", "n", a.Overall)}}
	for _, x := range survey.SIPAS.Factors {
		if n := a.Factors[x.ID]; n > 0 {
			out = append(out, Fact{Term: inLang(v, x.VI, x.EN), Words: v.T("rate.point." + strconv.Itoa(n))})
		}
	}
	var lacks []string
	for _, x := range survey.SIPAS.Factors {
		for _, i := range x.Items {
			if slices.Contains(a.Lacks, i.ID) {
				lacks = append(lacks, inLang(v, i.VI, i.EN))
			}
		}
	}
	for _, x := range []struct{ term, value string }{{"rate.contacts-short", a.Contacts}, {"rate.agencies-short", a.Agencies}} {
		if x.value != "" {
			out = append(out, Fact{Term: v.T(x.term), Words: v.T("rate.times." + x.value)})
		}
	}
	if lacks != nil {
		out = append(out, Fact{Term: v.T("rate.lacks"), Words: strings.Join(lacks, "; ")})
	}
	if comment != "" {
		out = append(out, Fact{Term: v.T("rate.comment-short"), Words: comment})
	}
	return out
}

// giveRating takes the form: an answer, the citizen's word about what followed, or the check code alone.
func (s *Site) giveRating(w http.ResponseWriter, r *http.Request) error {
	b, o := ballotOf(r), s.o.Office
	act := r.PostFormValue("act")
	if act == "" { // the check code alone
		return s.showRating(w, r, b)
	}
	if b.Link != "" || b.Check != "" {
		if slow := s.guessed(w, r, guessRating); slow != nil {
			return s.Render(w, r, http.StatusTooManyRequests, s.provePage(r, slow))
		}
	}
	cmd := office.Command{Key: r.PostFormValue("key")}
	to, a := "/danh-gia/cam-on", answerOf(r)
	var err error
	switch act {
	case "rate":
		if err = o.Rate(r.Context(), who(r), cmd, b, a, r.PostFormValue("comment")); a.Overall <= o.World().SurveyRules().BadAt {
			to += "?lien-he=1"
		}
	case "confirm", "dispute":
		err = o.SayOfFollowUp(r.Context(), who(r), cmd, b, act == "confirm", r.PostFormValue("why"))
		to += "?viec=" + act
		if err == nil && act == "dispute" {
			if view, no := s.read(r).Ballot(b); no == nil && view.Rating != nil && !view.Rating.Follow.Open() { // the supervision had it already
				to += "-last"
			}
		}
	default:
		return fault.New(fault.Invalid, "web.unreadable")
	}
	if err == nil {
		s.rightGuess(r, guessRating)
		return redirect(w, r, to)
	}
	f := fault.As(err)
	if f != nil && f.Key == "lookup.missing" {
		v := s.voice(r)
		return s.Render(w, r, http.StatusNotFound, s.provePage(r, &Notice{Tone: Soon, Title: v.T("rate.nothing"), Words: v.T("rate.nothing-words")}))
	}
	if f == nil || f.Kind == fault.Internal || f.Right {
		return err
	}
	s.rightGuess(r, guessRating)
	p, e := s.ratePage(r, b, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}

// thanksPage says that it was taken, and what happens now.
type thanksPage struct {
	Base
	Lines []string
	Home  Link
}

// Template names the page's template.
func (*thanksPage) Template() string { return "public/thanks" }

func (s *Site) thanks(w http.ResponseWriter, r *http.Request) error {
	v, w2 := s.voice(r), s.o.Office.World()
	p := &thanksPage{Base: Base{TitleKey: "rate.thanks", Nav: ""}, Home: Link{v.T("nav.home"), "/"}}
	if who(r).Kind == access.Citizen {
		p.Home = Link{v.T("nav.dossiers"), "/ho-so"}
	}
	switch q := r.URL.Query(); {
	case q.Get("viec") == "confirm":
		p.Lines = []string{v.T("rate.thanks-settled")}
	case q.Get("viec") == "dispute":
		p.Lines = []string{v.T("rate.thanks-dispute")}
	case q.Get("viec") == "dispute-last":
		p.Lines = []string{v.T("rate.thanks-last"), v.T("rate.why-last")}
	default:
		if q.Get("lien-he") != "" {
			p.Lines = append(p.Lines, v.T("rate.thanks-bad"))
		}
		p.Lines = append(p.Lines, v.T("rate.thanks-counted"), v.T("rate.thanks-correct", "days", w2.SurveyRules().Correct))
	}
	return s.Render(w, r, http.StatusOK, p)
}

// ownRating asks the owner, on the page of the dossier, how it went, or whether what followed has settled it.
func (s *Site) ownRating(r *http.Request, p *ownDossierPage, v text.Voice, d *office.DossierView) error {
	if !d.State.Terminal() || d.Erased || d.Code == "" {
		return nil
	}
	b, err := s.read(r).Ballot(office.Ballot{ID: d.ID})
	if f := fault.As(err); f != nil && f.Kind == fault.Missing { // whoever acts for somebody else's matter is not asked
		return nil
	}
	if err != nil {
		return err
	}
	to := "/danh-gia/" + url.PathEscape(d.Code)
	switch q := b.Rating; {
	case q == nil && b.Open(s.o.Office.Now()):
		p.Notices = append(p.Notices, Notice{Tone: Plain, Title: v.T("rate.open"), Words: v.T("rate.open-words", "date", v.Date(b.Until)), Link: Link{v.T("rate.open"), to}})
	case q != nil && q.Follow != nil && !q.Follow.Open() && q.Follow.Said == "":
		ask := Notice{Tone: Soon, Title: v.T("rate.settled"), Words: v.T("rate.see-words"), Link: Link{v.T("rate.say"), to + "#" + settledMark}}
		p.Notices = slices.Insert(p.Notices, 0, ask) // it waits for them: before what is only to be read
	case q != nil && q.Follow.Open() && !q.Follow.Answered.IsZero():
		p.Notices = append(p.Notices, Notice{Tone: Plain, Title: v.T("rate.see"), Words: v.T("rate.see-answer"), Link: Link{v.T("rate.see"), to + "#" + doneMark}})
	case q != nil && b.Entered && b.Open(s.o.Office.Now()):
		n := enteredNotice(v, b)
		n.Link = Link{v.T("rate.open"), to}
		p.Notices = append(p.Notices, *n)
	case q != nil:
		p.Facts = append(p.Facts, Fact{Term: v.T("rate.said"), Words: v.T("rate.point." + strconv.Itoa(q.Answer.Overall)), Href: to})
	}
	return nil
}
