package web

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/office"
	"motcua/words/calendar"
)

// careCallbacksPage lists calls that were promised (hẹn gọi lại). Its address is its filter: show (late, kept, broken, mine, all), from, to.
type careCallbacksPage struct {
	Base
	Chips []Chip
	Rows  []careCallback
	Pages Pages
	Empty Empty
}

// Template names the page's template.
func (*careCallbacksPage) Template() string { return "care/callbacks" }

// A careCallback is a promised call in the list.
type careCallback struct {
	Href, Code, Name, Handle, By, Words string
	Tried                               string
	Due                                 time.Time
	Pill                                Pill
}

var yes, no = true, false

// callbackShows are the chips of the list of promised calls.
var callbackShows = []struct {
	id   string
	tone Tone
	f    office.CallbackFilter
}{
	{"", "", office.CallbackFilter{Open: &yes}},
	{"overdue", Late, office.CallbackFilter{Open: &yes, Late: &yes}},
	{"mine", "", office.CallbackFilter{Open: &yes, Mine: true}},
	{"kept", OK, office.CallbackFilter{Open: &no, Late: &no}},
	{"late", Late, office.CallbackFilter{Late: &yes}},
	{"all", "", office.CallbackFilter{}},
}

func (s *Site) careCallbacks(w http.ResponseWriter, r *http.Request) error {
	v, rd, q := s.voice(r), s.read(r), r.URL.Query()
	f := office.CallbackFilter{Open: &yes}
	p := &careCallbacksPage{
		Base:  Base{TitleKey: "care.callbacks.title", Audience: Desk, Nav: "care", Wide: true, Crumbs: []Crumb{{v.T("care.title"), "/care"}}},
		Empty: Empty{Title: v.T("care.callbacks.none"), Words: v.T("care.callbacks.none-words")},
	}
	from, to := careDays(q)
	for _, x := range callbackShows {
		x.f.From, x.f.To = from, to
		n, err := rd.CountCallbacks(x.f)
		if err != nil {
			return err
		}
		if x.id == q.Get("show") {
			f = x.f
		}
		word := x.id
		if word == "" {
			word = "open"
		}
		p.Chips = append(p.Chips, Chip{Words: v.T("care.callbacks." + word), Count: n, Tone: x.tone, Current: x.id == q.Get("show"), Href: address("/care/callbacks", nil, "show", x.id, "from", q.Get("from"), "to", q.Get("to"))})
	}
	f.Offset, _ = strconv.Atoi(q.Get("at"))
	rows, total, err := rd.Callbacks(f)
	if err != nil {
		return err
	}
	for i := range rows {
		p.Rows = append(p.Rows, s.careCallback(v, &rows[i]))
	}
	p.Pages = pagesAt("/care/callbacks", q, "at", v.T("care.callbacks.word"), f.Offset, len(rows), office.ContactsShown, total)
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) careCallback(v text.Voice, l *office.Callback) careCallback {
	x := careCallback{Href: "/care/contacts/" + string(l.ID), Code: l.Code, Name: l.Name, Handle: l.Handle, By: l.ByN.Name, Words: l.Subject, Due: l.Promise.Due}
	for i := range l.Contact.Promises {
		if p := &l.Contact.Promises[i]; p.Version == l.Promise.Version {
			x.Tried, x.Pill = careTries(v, l.Contact, p), promisePill(v, p, s.o.Office.Now())
		}
	}
	return x
}

// careDays reads from and to of an address; to is included.
func careDays(q url.Values) (from, to time.Time) {
	if t, ok := ReadDate(q.Get("from")); ok {
		from = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, office.Zone)
	}
	if t, ok := ReadDate(q.Get("to")); ok {
		to = time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, office.Zone)
	}
	return from, to
}

// careBoardPage is the board of the shift (bảng ca trực): who is there, what each has, what waits, and the figures of the last days.
type careBoardPage struct {
	Base
	Board   *office.CareBoard
	NextKey string
	Held    int64 // how many the reader has
	Unit    string
	Rows    []careAgent
	Waiting string
	Oldest  string
	Free    string // where what waits is listed
	Figures []Figure
	Since   string
	Found   []Figure // of what was found in samples: the desk's, or the reader's own
	Samples string   // title over them
	Median  string   // half of the first answers came within
}

// Template names the page's template.
func (*careBoardPage) Template() string { return "care/board" }

// A careAgent is an agent on the board.
type careAgent struct {
	ID, Name, Href    string
	Pill              Pill
	Since             time.Time
	Open, Waits, Done int64
	On                bool
}

// careFigureDays is over how many days the figures of the board go.
const careFigureDays = 30

func (s *Site) careBoard(w http.ResponseWriter, r *http.Request) error {
	p, err := s.careBoardPage(r)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) careBoardPage(r *http.Request) (*careBoardPage, error) {
	v, rd := s.voice(r), s.read(r)
	today := calendar.DateOf(rd.Now())
	b, err := rd.CareBoard()
	if err != nil {
		return nil, err
	}
	p := &careBoardPage{
		Base:  Base{TitleKey: "care.board.title", Audience: Desk, Nav: "care", Wide: true, Crumbs: []Crumb{{v.T("care.title"), "/care"}}},
		Board: b, Unit: unitWords(v, b.UnitN), Waiting: v.Number(b.Waiting), Free: address("/care", nil, "show", "waiting"),
	}
	if p.Held, err = rd.HeldContacts(); err != nil {
		return nil, err
	}
	if p.NextKey, err = s.o.Office.NewID(); err != nil {
		return nil, err
	}
	if !b.Oldest.IsZero() {
		p.Oldest = careTime(v, rd.Now().Sub(b.Oldest))
	}
	for _, a := range b.Agents {
		x := careAgent{ID: a.Person.ID, Name: a.Person.Name, Href: address("/care", nil, "agent", a.Person.ID), Since: a.Since, Open: a.Open, Waits: a.Waits, Done: a.Done, On: a.On, Pill: Pill{Plain, v.T("care.board.off")}}
		if a.On {
			x.Pill = Pill{OK, v.T("care.board.on")}
		}
		p.Rows = append(p.Rows, x)
	}
	if b.MayRead {
		if err := s.careFigures(v, rd, p, today); err != nil {
			return nil, err
		}
	}
	mine := !rd.MayReview()
	if mine && !b.MaySign {
		return p, nil
	}
	if p.Samples = v.T("care.findings.desk"); mine {
		p.Samples = v.T("care.findings.mine")
	}
	from := (today - careFigureDays + 1).Time()
	p.Found, err = s.foundFigures(v, rd, from, (today + 1).Time(), "from", shortDay(from), "to", shortDay(today.Time()))
	return p, err
}

// shortDay is a day as addresses of the desk have it.
func shortDay(t time.Time) string { return t.In(office.Zone).Format("02/01/2006") }

// careFigures lays out the figures of the last days; each is a list.
func (s *Site) careFigures(v text.Voice, rd *office.Reader, p *careBoardPage, today calendar.Date) error {
	from := (today - careFigureDays + 1).Time()
	f, err := rd.CareFigures(from, (today + 1).Time())
	if err != nil {
		return err
	}
	since, until := shortDay(from), shortDay(today.Time())
	p.Since = v.T("care.figures.since", "from", since, "to", until)
	list := func(pairs ...string) string {
		return address("/care", nil, append([]string{"from", since, "to", until}, pairs...)...)
	}
	calls := func(show string) string {
		return address("/care/callbacks", nil, "show", show, "from", since, "to", until)
	}
	for _, x := range []struct {
		words, href string
		n           int64
		tone        Tone
	}{
		{"all", list(), f.All, ""},
		{"spoken", list("by", "spoken"), f.Spoken, ""},
		{"written", list("by", "written"), f.Written, ""},
		{"quick", list("first", "quick"), f.InTime, OK},
		{"slow", list("first", "slow"), f.Slow, Late},
		{"silent", list("first", "none"), f.Silent, Soon},
		{"kept", calls("kept"), f.Kept, OK},
		{"late", calls("late"), f.LateCalls, Late},
		{"owed", "/care/callbacks", f.Owed, ""},
	} {
		fig := Figure{Value: v.Number(x.n), Words: v.T("care.figures." + x.words), Href: x.href}
		if key := "care.figures." + x.words + "-how"; v.Has(key) {
			fig.Note = v.T(key)
		}
		if x.n > 0 {
			fig.Tone = x.tone
		}
		p.Figures = append(p.Figures, fig)
	}
	if f.Waited > 0 {
		p.Median = v.T("care.figures.median", "time", careTime(v, f.Median), "n", v.Number(f.Waited))
	}
	return nil
}

// signOffPage asks what becomes of conversations that somebody has who signs off.
type signOffPage struct {
	Base
	*Form
	Officer string // "" for the reader
	Lead    string
	Key     string
}

// Template names the page's template.
func (*signOffPage) Template() string { return "care/signoff" }

func (s *Site) signOffPage(r *http.Request, held *fault.Fault) (*signOffPage, error) {
	v := s.voice(r)
	key, err := s.formKey(r)
	if err != nil {
		return nil, err
	}
	p := &signOffPage{
		Base: Base{TitleKey: "care.board.sign-off", Audience: Desk, Nav: "care", Crumbs: []Crumb{{v.T("care.title"), "/care"}, {v.T("care.board.title"), "/care/board"}}},
		Form: s.form(r, nil), Officer: r.PostFormValue("officer"), Key: key,
	}
	name := p.Officer
	if name == "" {
		name = who(r).Person
	}
	p.Lead = v.T("care.shift-holds-lead", "name", s.personNamed(name), "n", held.Args["n"])
	p.Add(heldField(v))
	return p, nil
}

// heldField asks what becomes of conversations that somebody has.
func heldField(v text.Voice) Field {
	return Field{Name: "held", Kind: BoxRadio, Label: v.T("care.shift-held"), Required: true, Options: []Option{
		{Value: office.HeldRelease, Label: v.T("care.shift-release"), Help: v.T("care.shift-release-help")}, {Value: office.HeldKeep, Label: v.T("care.shift-keep"), Help: v.T("care.shift-keep-help")},
	}}
}

// doCareBoard signs somebody on or off, or hands out what waits.
func (s *Site) doCareBoard(w http.ResponseWriter, r *http.Request) error {
	var err error
	switch act := r.PathValue("act"); act {
	case "on", "off":
		if err = s.o.Office.SignShift(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, r.PostFormValue("officer"), act == "on", r.PostFormValue("held")); err == nil {
			s.desk.forget()
			s.flash(w, "care.board.signed-"+act)
		}
	case "hand-out":
		n := 0
		if n, err = s.o.Office.HandOut(r.Context(), who(r)); err == nil {
			s.flash(w, "care.board.handed-out", "n", strconv.Itoa(n))
		}
	default:
		return fault.New(fault.Missing, "web.no-page")
	}
	switch f := fault.As(err); {
	case err == nil:
		return redirect(w, r, "/care/board")
	case f == nil || f.Kind == fault.Internal || f.Kind == fault.Missing || f.Right:
		return err
	case f.Key == "care.shift-holds":
		p, e := s.signOffPage(r, f)
		if e != nil {
			return e
		}
		return s.Render(w, r, http.StatusOK, p)
	}
	p, e := s.careBoardPage(r)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}
