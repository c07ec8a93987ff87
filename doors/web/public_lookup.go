package web

import (
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/law/dossier"
	"motcua/office"
)

// lookupPage follows a dossier (tra cứu hồ sơ) without signing in: the code alone shows state and degree, with the check
// code of form 01 the dated history without names.
// law: tt01-2018/16.2d
type lookupPage struct {
	Base
	*Form
	Trouble  *Notice // nothing was found
	Found    *lookupFound
	History  *historyView
	Fragment bool // the page may have been opened by a QR code
}

// Template names the page's template.
func (*lookupPage) Template() string { return "public/lookup" }

// lookupFound is what the code alone shows.
type lookupFound struct {
	Code     string
	Pill     Pill
	Progress Progress
	Rate     *lookupRate
}

// lookupRate leads from a dossier that is over to the question how it went.
type lookupRate struct {
	Code, Check, Words, Button string
	Done                       bool // it was rated
}

// historyView is what code and check code show.
type historyView struct {
	Code      string
	Procedure string
	Lang      string
	Pill      Pill
	Due       string
	Way       Way
	Why       Why
	Counted   []CountedDay
	Knots     []Knot
	Facts     []Fact
	Waits     []Fact
	Notices   []Notice
	Rate      *lookupRate
}

// lookupForm makes the form of the page.
func (s *Site) lookupPage(r *http.Request, code, check string) *lookupPage {
	v := s.voice(r)
	p := &lookupPage{Base: Base{TitleKey: "lookup.title", Nav: "lookup", Crumbs: []Crumb{{v.T("nav.home"), "/"}}, Scripts: []string{"lookup.js"}}, Form: NewForm(v, nil, nil)}
	p.Form.Add(Field{Name: "ma", Kind: BoxCode, Label: v.T("lookup.code"), Help: v.T("lookup.code-help"), Value: code, Required: true, MaxLen: 120})
	p.Form.Add(Field{Name: "kiem-tra", Kind: BoxCode, Label: v.T("lookup.check"), Help: v.T("lookup.check-help"), Value: check, Short: true, Optional: true, MaxLen: 14})
	return p
}

// lookup shows the form, or by ?ma= what the code alone shows.
func (s *Site) lookup(w http.ResponseWriter, r *http.Request) error {
	code := strings.TrimSpace(r.URL.Query().Get("ma"))
	p := s.lookupPage(r, cut(code, 120), "")
	if code == "" {
		p.Fragment = true
		return s.Render(w, r, http.StatusOK, p)
	}
	if slow := s.guessed(w, r, guessDossier); slow != nil {
		return s.slowDown(w, r, p, slow)
	}
	found, err := s.read(r).Lookup(code)
	if err != nil {
		return s.notFound(w, r, p, code, err)
	}
	s.rightGuess(r, guessDossier)
	v := s.voice(r)
	p.Found = &lookupFound{
		Code: found.Code, Pill: standing{State: found.State}.pill(v),
		Progress: Progress{Words: v.T("lookup.degree", "n", found.Degree), Done: int64(found.Degree), Of: 100},
		Rate:     rateFrom(v, found.Code, "", found.Rate, time.Time{}),
	}
	return s.Render(w, r, http.StatusOK, p)
}

// follow takes the form: with a check code it shows the history; the check code never stands in an address.
func (s *Site) follow(w http.ResponseWriter, r *http.Request) error {
	code, check := strings.TrimSpace(r.PostFormValue("ma")), strings.TrimSpace(r.PostFormValue("kiem-tra"))
	if check == "" {
		return redirect(w, r, address("/tra-cuu", nil, "ma", cut(code, 120)))
	}
	if slow := s.guessed(w, r, guessDossier); slow != nil {
		return s.slowDown(w, r, s.lookupPage(r, cut(code, 120), cut(check, 14)), slow)
	}
	p := s.lookupPage(r, cut(code, 120), "")
	h, err := s.read(r).History(code, check)
	if err != nil {
		return s.notFound(w, r, p, code, err)
	}
	s.rightGuess(r, guessDossier)
	v := s.voice(r)
	p.History = s.historyView(v, h)
	p.History.Rate = rateFrom(v, h.Code, check, h.Rate, h.Rated)
	return s.Render(w, r, http.StatusOK, p)
}

// rateFrom leads to the question, or says that it was answered; nil where neither can be. Whether a dossier was rated only the check code
// tells, and it does not open what was said.
func rateFrom(v text.Voice, code, check string, until, rated time.Time) *lookupRate {
	p := &lookupRate{Code: code, Check: check, Button: v.T("rate.open")}
	switch {
	case !rated.IsZero():
		p.Words, p.Button, p.Done = v.T("rate.was", "time", v.DateTime(rated))+" "+v.T("rate.was-see"), "", true
	case until.IsZero():
		return nil
	case check == "":
		p.Words = v.T("rate.open-words", "date", v.Date(until)) + " " + v.T("rate.open-check")
	default:
		p.Words = v.T("rate.open-words", "date", v.Date(until))
	}
	return p
}

// What codes are of: wrong ones of one kind do not use up the tries of another.
const (
	guessDossier  = "lookup"
	guessPetition = "petition"
	guessPhone    = "request.phone"
	guessChat     = "chat"
	guessRating   = "rate"
	guessSurvey   = "survey"
)

// guessed counts a try against the address that it comes from; whoever tried too many is told how long to wait, also with the right
// codes: else the answer would tell which ones are right. It gives nil where there is no need to wait.
func (s *Site) guessed(w http.ResponseWriter, r *http.Request, kind string) *Notice {
	wait := s.guess.take(kind + " " + s.client(r))
	if wait <= 0 {
		return nil
	}
	seconds := strconv.Itoa(int(math.Ceil(wait.Seconds())))
	w.Header().Set("Retry-After", seconds)
	v := s.voice(r)
	return &Notice{Tone: Soon, Title: v.T("lookup.too-many"), Words: v.T("lookup.too-many-wait", "seconds", seconds) + " " + v.T(kind+".too-many-words")}
}

// secret looks up what an address or a cookie has the code of. A wrong one is a guess; whoever guessed too often waits, also with the right.
func (s *Site) secret(w http.ResponseWriter, r *http.Request, kind string, look func() error) error {
	client := kind + " " + s.client(r)
	if wait := s.guess.take(client); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
		return tooMany
	}
	err := look()
	if !fault.Is(err, fault.Missing) {
		s.guess.giveBack(client)
	}
	return err
}

// rightGuess gives back what guessed took: the code was right.
func (s *Site) rightGuess(r *http.Request, kind string) { s.guess.giveBack(kind + " " + s.client(r)) }

// slowDown shows the form again, as it was typed, with how to go on after too many wrong codes.
func (s *Site) slowDown(w http.ResponseWriter, r *http.Request, p *lookupPage, slow *Notice) error {
	p.Trouble = slow
	return s.Render(w, r, http.StatusTooManyRequests, p)
}

// notFound shows the form again with what may be wrong about the code. Whether the code or the check code was wrong is
// not said.
func (s *Site) notFound(w http.ResponseWriter, r *http.Request, p *lookupPage, code string, err error) error {
	f := fault.As(err)
	if f != nil && f.Key == "lookup.void" {
		v := s.voice(r)
		p.Trouble = &Notice{Tone: Ended, Title: v.T("lookup.void"), Words: v.T("lookup.void.mend")}
		return s.Render(w, r, http.StatusConflict, p)
	}
	if f == nil || f.Kind != fault.Missing && f.Kind != fault.Invalid {
		return err
	}
	v := s.voice(r)
	n := &Notice{Tone: Soon, Title: v.T("lookup.nothing"), Words: v.T("lookup.nothing-words")}
	if _, e := vn.ParseDossierCode(strings.ToUpper(code)); e != nil {
		if shape := fault.As(e); shape != nil {
			n.Words = v.T(shape.Key, shape.Args) + " " + v.T("lookup.shape")
		}
	}
	p.Trouble = n
	return s.Render(w, r, http.StatusNotFound, p)
}

// historyView shows the public history: when what happened where, without persons and words.
func (s *Site) historyView(v text.Voice, h office.PublicHistory) *historyView {
	cal := s.o.Office.World().Calendar
	left := int64(0)
	if now := s.o.Office.Now(); !h.Promise.At.IsZero() && cal != nil {
		if left = cal.WorkingMinutes(now, h.Promise.At); now.After(h.Promise.At) {
			left = -cal.WorkingMinutes(h.Promise.At, now)
		}
	}
	out := &historyView{
		Code: h.Code, Procedure: h.ProcName, Lang: "vi",
		Pill: standing{State: h.State, Late: h.Late, Left: left, Due: h.Promise.At}.pill(v),
		Way:  showWay(v, v.T("dossier.way"), h.Bar, false),
		Why:  showWhy(v, cal, h.Promise, "", Link{}).whileWaiting(v, h.Promise.At, h.Expected), Counted: countDays(v, cal, h.Promise),
	}
	if v.Lang == text.EN && h.ProcNameEN != "" {
		out.Procedure, out.Lang = h.ProcNameEN, "en"
	}
	due, promised := h.Promise.At, "lookup.promised"
	switch {
	case !h.Expected.IsZero():
		due, promised = h.Expected, "lookup.expected"
		out.Due = v.T("show.due-if", "time", v.DateTime(due), "unit", unitWords(v, h.Reception))
	case !due.IsZero():
		out.Due = v.T("dossier.due-at", "time", v.DateTime(due), "unit", unitWords(v, h.Reception))
	}
	steps := slices.DeleteFunc(slices.Clone(h.Steps), func(st office.StepView) bool { return st.Kind == dossier.KindClaimed })
	out.Knots = lineage(v, told(steps), h.Open, h.Promise.HandOver, s.isTax, false)
	if h.State.Open() && !due.IsZero() {
		out.Knots = append(out.Knots, Knot{State: "next", When: v.Short(due), Words: v.T(promised), By: unitWords(v, h.Reception)})
	}
	out.Facts = []Fact{
		{Term: v.T("dossier.reception"), Words: unitWords(v, h.Reception)},
		{Term: v.T("dossier.competent"), Words: unitWords(v, h.Competent)},
	}
	if !h.Received.IsZero() {
		out.Waits = waitedFor(v, h.Waits, h.Waiting, h.Since)
	}
	out.Notices = publicNotices(v, h)
	if h.Return != "" {
		out.Facts = append(out.Facts, Fact{Term: v.T("dossier.return"), Words: v.T("dossier.return." + h.Return)})
	}
	return out
}

// publicNotices say what family who follow a dossier have to know at once: papers asked for, apologies, void results.
func publicNotices(v text.Voice, h office.PublicHistory) []Notice {
	var out []Notice
	if h.Asked {
		n := Notice{Tone: Wait, Title: v.T("lookup.asked"), Words: v.T("lookup.asked-words", "unit", unitWords(v, h.Reception)), Link: Link{v.T("nav.dossiers"), "/ho-so"}}
		if !h.Until.IsZero() {
			n.Words += " " + v.T("own.ask-until", "time", v.DateTime(h.Until)) + "."
		}
		out = append(out, n)
	}
	if n := len(h.Apologies); n > 0 {
		if x := h.Apologies[n-1]; x.Late {
			out = append(out, Notice{Tone: Late, Title: v.T("lookup.apology-late"), Words: v.T("lookup.apology-at", "time", v.DateTime(x.At))})
		} else {
			out = append(out, Notice{Tone: Soon, Title: v.T("life.new-date", "time", v.DateTime(x.To)), Words: v.T("lookup.apology-at", "time", v.DateTime(x.At))})
		}
	}
	if h.Earlier > 0 {
		out = append(out, Notice{Tone: Soon, Title: v.T("lookup.amended"), Words: v.T("own.amended-words")})
	}
	return out
}
