package web

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/law/survey"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/form"
)

// How long the tablet shows things before it wipes itself, in seconds.
// choice: long enough for somebody who reads slowly; the next one must not find what was typed.
const (
	kioskIdle   = 300
	kioskThanks = 12
)

// kioskPage is the tablet at the desk (máy tính bảng đánh giá): the officer picks the dossier that was just handed over, and gives the
// tablet to its owner. It names nobody, and wipes itself.
type kioskPage struct {
	Base
	*Form
	Pick  []kioskPick
	Empty Empty
	ID    string
	Code  string
	Key   string
	Name  string
	Lang  string
	Sheet *rateSheet
}

// Template names the page's template.
func (*kioskPage) Template() string { return "desk/rate" }

// A kioskPick is a dossier whose owner may stand at the desk.
type kioskPick struct {
	Href, Entry, Code, Name string
	At                      time.Time
}

func (s *Site) kiosk(w http.ResponseWriter, r *http.Request) error {
	id := r.URL.Query().Get("dossier")
	if id != "" {
		p, err := s.kioskPage(r, id, nil)
		if err != nil {
			return err
		}
		wipe(w, kioskIdle)
		return s.Render(w, r, http.StatusOK, p)
	}
	v := s.voice(r)
	p := &kioskPage{Base: Base{TitleKey: "kiosk.title", Audience: Desk, Nav: "rate", Crumbs: []Crumb{{v.T("nav.hand-over"), "/desk/hand-over"}}}, Empty: Empty{Title: v.T("kiosk.none"), Words: v.T("kiosk.none-words")}}
	all, err := s.read(r).Rateables()
	if err != nil {
		return err
	}
	for i := range all {
		x := &all[i]
		pick := kioskPick{Href: "/desk/rate?dossier=" + string(x.ID), Code: x.Code, Name: x.Name.In(string(v.Lang)), At: x.At}
		if !x.Handled {
			pick.Entry = "/desk/rate/entry?dossier=" + string(x.ID)
		}
		p.Pick = append(p.Pick, pick)
	}
	return s.Render(w, r, http.StatusOK, p)
}

// kioskRest is the screen between two citizens.
const kioskRest = "/desk/rate/thanks?rest=1"

// wipe lets the browser leave what a citizen was asked by itself, without a script.
func wipe(w http.ResponseWriter, seconds int) {
	w.Header().Set("Refresh", fmt.Sprintf("%d; url=%s", seconds, kioskRest))
}

func (s *Site) kioskPage(r *http.Request, id string, failed error) (*kioskPage, error) {
	v := s.voice(r)
	view, key, err := s.deskBallot(r, id)
	if err != nil {
		return nil, err
	}
	p := &kioskPage{Base: Base{TitleKey: "rate.title", Kiosk: true}, Form: s.form(r, failed), ID: id, Code: view.Code, Key: key, Name: view.ProcName, Lang: "vi"}
	if v.Lang == "en" && view.ProcNameEN != "" {
		p.Name, p.Lang = view.ProcNameEN, "en"
	}
	p.Sheet = askSheet(v, p.Form, nil, "")
	return p, nil
}

// deskBallot is the question of a dossier that can be answered now, and the key of the form that will carry the answer.
func (s *Site) deskBallot(r *http.Request, id string) (*office.BallotView, string, error) {
	view, err := s.read(r).DeskBallot(dossier.ID(id))
	if err != nil {
		return nil, "", err
	}
	if err := answerable(view, s.o.Office.Now()); err != nil {
		return nil, "", err
	}
	key, err := s.formKey(r)
	return view, key, err
}

// askAtDesk is the address where the owner of a dossier is asked at the desk, "" when that is not open, and the one where what they wrote
// or said is entered, "" for whoever had a part in the dossier.
// choice: who hands the tablet out may learn that somebody has answered, or people would be asked twice; what was said stands nowhere here.
func (s *Site) askAtDesk(r *http.Request, d *office.DossierView) (ask, enter string) {
	if !d.State.Terminal() || d.Code == "" {
		return "", ""
	}
	view, err := s.read(r).DeskBallot(d.ID)
	if err != nil || answerable(view, s.o.Office.Now()) != nil {
		return "", ""
	}
	if !view.Handled {
		enter = "/desk/rate/entry?dossier=" + string(d.ID)
	}
	return "/desk/rate?dossier=" + string(d.ID), enter
}

// answerable says why nobody can answer any more, or not yet.
func answerable(view *office.BallotView, now time.Time) error {
	switch {
	case view.Matter.End == "":
		return fault.New(fault.Conflict, "rating.not-ended")
	case view.Rating != nil:
		return fault.New(fault.Conflict, "rating.given-already")
	case now.After(view.Until):
		return fault.New(fault.Conflict, "rating.window-over", "days", itoa(view.Rules.Window))
	}
	return nil
}

func (s *Site) kioskRate(w http.ResponseWriter, r *http.Request) error {
	id := r.PostFormValue("dossier")
	err := s.o.Office.RateAtDesk(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, dossier.ID(id), survey.Tablet, time.Time{}, answerOf(r), r.PostFormValue("comment"))
	if err == nil {
		return redirect(w, r, "/desk/rate/thanks")
	}
	if f := fault.As(err); f == nil || f.Kind != fault.Invalid {
		return err
	}
	p, e := s.kioskPage(r, id, err)
	if e != nil {
		return e
	}
	wipe(w, kioskIdle)
	return s.Again(w, r, p, err)
}

func (s *Site) kioskThanks(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	if r.URL.Query().Has("rest") { // the citizen still holds it: neither the officer's menu nor another dossier is on it
		return s.Render(w, r, http.StatusOK, &thanksPage{Base: Base{TitleKey: "kiosk.rest", Kiosk: true}, Lines: []string{v.T("kiosk.rest-words")}, Home: Link{v.T("kiosk.officer"), "/desk/rate"}})
	}
	p := &thanksPage{Base: Base{TitleKey: "rate.thanks", Kiosk: true}, Lines: []string{v.T("rate.thanks-counted"), v.T("kiosk.follow"), v.T("kiosk.give-back")}, Home: Link{v.T("kiosk.done"), kioskRest}}
	wipe(w, kioskThanks)
	return s.Render(w, r, http.StatusOK, p)
}

// rateEntryPage is where an officer enters what somebody wrote on paper or said on the telephone.
type rateEntryPage struct {
	Base
	*Form
	ID    string
	Key   string
	Facts []Fact
	Way   []Field
	Sheet *rateSheet
}

// Template names the page's template.
func (*rateEntryPage) Template() string { return "desk/rateentry" }

func (s *Site) rateEntry(w http.ResponseWriter, r *http.Request) error {
	p, err := s.rateEntryPage(r, r.URL.Query().Get("dossier"), nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) rateEntryPage(r *http.Request, id string, failed error) (*rateEntryPage, error) {
	v := s.voice(r)
	view, key, err := s.deskBallot(r, id)
	if err == nil && view.Handled {
		err = fault.New(fault.Refused, "rating.own-hands")
	}
	if err != nil {
		return nil, err
	}
	p := &rateEntryPage{
		Base: Base{TitleKey: "entry.title", Audience: Desk, Nav: "rate", Crumbs: []Crumb{{view.Code, "/desk/dossiers/" + id}}}, Form: s.form(r, failed), ID: id, Key: key,
		Facts: []Fact{
			{Term: v.T("dossier.one"), Words: view.Code, Code: true},
			{Term: v.T("rate.end"), Words: v.T("rate.end." + view.Matter.End), Sub: v.DateTime(view.Matter.Ended)},
			{Term: v.T("entry.until"), Words: v.Date(view.Until)},
		},
	}
	ways := keyedOptions(v, "rate.way.", survey.Entered)
	p.Add(Field{Name: "way", Kind: BoxRadio, Label: v.T("entry.way"), Options: ways, Required: true})
	p.Add(Field{Name: "day", Kind: form.Date, Label: v.T("entry.day"), Help: v.T("entry.day-help"), Short: true})
	p.Way = slices.Clone(p.fields)
	p.Sheet = askSheet(v, p.Form, nil, "")
	return p, nil
}

func (s *Site) enterRating(w http.ResponseWriter, r *http.Request) error {
	id, way := r.PostFormValue("dossier"), survey.Way(r.PostFormValue("way"))
	day, err := entryDay(r.PostFormValue("day"))
	if err == nil {
		if way == survey.Tablet { // it is not said by the person's own hand here
			way = ""
		}
		err = s.o.Office.RateAtDesk(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, dossier.ID(id), way, day, answerOf(r), r.PostFormValue("comment"))
	}
	if err == nil {
		s.flash(w, "entry.done")
		return redirect(w, r, "/desk/dossiers/"+id)
	}
	if f := fault.As(err); f == nil || f.Kind != fault.Invalid {
		return err
	}
	p, e := s.rateEntryPage(r, id, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}

// entryDay reads the day on a paper, at its noon; none is now.
func entryDay(typed string) (time.Time, error) {
	if typed == "" {
		return time.Time{}, nil
	}
	t, ok := ReadDate(typed)
	if !ok {
		return time.Time{}, fault.New(fault.Invalid, "watch.day").At("day")
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, calendar.Zone).UTC(), nil
}
