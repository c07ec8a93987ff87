package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/care"
	"motcua/office"
	"motcua/words/form"
)

// A handedLine says on the worklist what was handed to the unit.
type handedLine struct {
	Words string
	Pill  Pill
}

func (s *Site) handedLine(v text.Voice, rd *office.Reader) (*handedLine, error) {
	c, err := rd.HandedCounts()
	if err != nil || c.N == 0 {
		return nil, err
	}
	l := &handedLine{Words: v.T("handed.line", "n", v.Number(c.N)), Pill: handedPill(v, c.Due, rd.Now())}
	if c.Late > 0 {
		l.Pill = Pill{Late, v.T("handed.line-late", "n", v.Number(c.Late))}
	}
	return l, nil
}

// handedPill is the clock of one that was handed over.
func handedPill(v text.Voice, due, now time.Time) Pill {
	switch {
	case now.After(due):
		return Pill{Late, v.T("handed.late", "time", careTime(v, now.Sub(due)))}
	case due.Sub(now) < handedSoon:
		return Pill{Soon, v.T("handed.until", "time", v.DateTime(due))}
	}
	return Pill{Wait, v.T("handed.until", "time", v.DateTime(due))}
}

// handedSoon is from how little time left on it is shown as due soon.
const handedSoon = 2 * time.Hour

// handedPage lists conversations that were handed to the unit of the reader (lượt liên hệ được chuyển đến), what is due first before the
// others. Its address is its filter: show (late), at.
type handedPage struct {
	Base
	Lead  string
	Chips []Chip
	Rows  []handedRow
	Pages Pages
	Empty Empty
	Told  []toldLine // of an officer who has no page of alarms
}

// Template names the page's template.
func (*handedPage) Template() string { return "care/handed" }

// A handedRow is one of them.
type handedRow struct {
	Href, Code, Name, About, From, Why, Agent string
	Pill                                      Pill
}

func (s *Site) handedContacts(w http.ResponseWriter, r *http.Request) error {
	v, rd, q := s.voice(r), s.read(r), r.URL.Query()
	late := q.Get("show") == "late"
	from, _ := strconv.Atoi(q.Get("at"))
	rows, total, err := rd.HandedContacts(late, from)
	if err != nil {
		return err
	}
	counts, err := rd.HandedCounts()
	if err != nil {
		return err
	}
	p := &handedPage{
		Base:  Base{TitleKey: "handed.title", Audience: Desk, Nav: "handed", Wide: true, Crumbs: []Crumb{{v.T("desk.title"), "/desk"}}},
		Lead:  v.T("handed.lead", "limit", termWords(v, s.o.Office.World().CareAnswer().String())),
		Empty: Empty{Title: v.T("handed.none"), Words: v.T("handed.none-words"), Link: Link{v.T("desk.title"), "/desk"}},
		Chips: []Chip{
			{Words: v.T("handed.all"), Count: counts.N, Href: "/desk/handed", Current: !late}, {Words: v.T("handed.chip-late"), Count: counts.Late, Tone: Late, Href: "/desk/handed?show=late", Current: late},
		},
	}
	for i := range rows {
		l := &rows[i]
		x := s.careRow(v, rd.Now(), l)
		p.Rows = append(p.Rows, handedRow{
			Href: "/desk/handed/" + string(l.ID), Code: l.Code, Name: x.Name, About: x.Subject, From: unitWords(v, l.FromN), Why: l.Why, Agent: l.AgentN.Name, Pill: handedPill(v, l.Due, rd.Now()),
		})
	}
	p.Pages = pagesAt("/desk/handed", q, "at", v.T("care.word"), from, len(rows), office.ContactsShown, total)
	if !slices.Contains(watchers, who(r).Role) {
		if p.Told, err = toldLines(v, rd); err != nil {
			return err
		}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// handedOnePage is one conversation, for the unit that it was handed to: what was said, a word to the citizen, the way back.
type handedOnePage struct {
	Base
	*Form
	One   *careOne
	Facts []Fact
	Key   string
	Here  bool // the unit has it
	Say   bool
	Told  bool // nothing is sent: a recorded call ends the unit's clock
	Take  bool
	Back  bool // it can be given back
	Full  string
	Close string
}

// Template names the page's template.
func (*handedOnePage) Template() string { return "care/handedone" }

func (s *Site) handedOne(w http.ResponseWriter, r *http.Request) error {
	p, err := s.handedOnePage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) handedOnePage(r *http.Request, failed error) (*handedOnePage, error) {
	v, rd := s.voice(r), s.read(r)
	c, err := rd.Contact(care.ID(r.PathValue("id")))
	if err != nil {
		return nil, err
	}
	key, err := s.formKey(r)
	if err != nil {
		return nil, err
	}
	full := "/care/contacts/" + string(c.Contact.ID)
	p := &handedOnePage{
		Base: Base{TitleKey: "handed.one", Audience: Desk, Nav: "handed", Crumbs: []Crumb{{v.T("desk.title"), "/desk"}, {v.T("handed.title"), "/desk/handed"}}},
		Form: s.form(r, failed), Key: key, Full: full, One: &careOne{ContactView: c, At: full}, Here: c.Unit == who(r).Unit && c.State != care.Closed,
	}
	s.careTalk(v, p.One)
	may := func(a care.Act) bool { return p.Here && slices.Contains(c.Acts, a) }
	hand := c.Contact.Hand()
	p.Say, p.Take, p.Back = may(care.ActSay), may(care.ActTake) && c.Agent == "", may(care.ActHandOver) && hand != nil
	if may(care.ActClose) && (hand == nil || slices.Contains(care.Mouth, c.Channel)) {
		p.Close = full + "/close"
	}
	for _, f := range []Fact{
		{Term: v.T("care.field.code"), Words: c.Code, Code: true},
		{Term: v.T("care.field.name"), Words: c.Name},
		{Term: v.T("care.field.handle"), Words: c.Handle},
		{Term: v.T("care.field.channel"), Words: v.T("care.channel." + string(c.Channel))},
		{Term: v.T("care.field.subject"), Words: c.Subject},
		{Term: v.T("care.field.agent"), Words: c.AgentN.Name},
	} {
		if f.Words != "" {
			p.Facts = append(p.Facts, f)
		}
	}
	p.Facts = append(p.Facts, careLinks(v, c)...)
	p.Told = slices.Contains(care.Mouth, c.Channel)
	if hand != nil {
		p.One.Pill = handedPill(v, hand.Due, rd.Now())
		p.Facts = append(p.Facts, Fact{Term: v.T("handed.from"), Words: unitWords(v, c.HandsTo[hand.From])}, Fact{Term: v.T("care.field.reason"), Words: hand.Reason})
	} else {
		p.One.Pill = carePill(v, rd.Now(), careLine(c))
	}
	label, help := "handed.answer", "handed.answer-help"
	if p.Told {
		label, help = "care.told", "handed.told-help"
	}
	p.Add(Field{Name: "text", Kind: form.LongText, Label: v.T(label), Help: v.T(help), Required: true, Rows: 5, MaxLen: care.MostText})
	p.Add(Field{Name: "reason", Kind: form.LongText, Label: v.T("handed.back-reason"), Help: v.T("handed.back-help"), Required: true, Rows: 3})
	return p, nil
}

// doHanded answers, notes, takes or gives back.
func (s *Site) doHanded(w http.ResponseWriter, r *http.Request) error {
	id, q := care.ID(r.PathValue("id")), r.PostForm
	a, in := care.Act(r.PathValue("act")), care.Input{Text: q.Get("text")}
	switch a {
	case care.ActSay, care.ActNote, care.ActTake:
	case "back":
		c, err := s.read(r).Contact(id)
		if err != nil {
			return err
		}
		if a, in = care.ActHandOver, (care.Input{Reason: q.Get("reason")}); c.Contact.Hand() == nil {
			return fault.New(fault.Conflict, "care.not-now", "code", c.Code)
		}
		in.To = c.Contact.Hand().From
	default:
		return fault.New(fault.Missing, "web.no-page")
	}
	err := s.o.Office.Contact(r.Context(), who(r), office.Command{Key: q.Get("key") + "/" + r.PathValue("act")}, office.OnContact{ID: id}, a, in)
	if err == nil {
		done := "handed.done-" + r.PathValue("act")
		if a == care.ActSay && r.PostFormValue("told") != "" {
			done = "handed.done-note"
		}
		s.flash(w, done)
		if a == care.ActHandOver {
			return redirect(w, r, "/desk/handed")
		}
		return redirect(w, r, "/desk/handed/"+string(id))
	}
	if f := fault.As(err); f == nil || f.Kind == fault.Internal || f.Kind == fault.Missing || f.Right {
		return err
	}
	p, e := s.handedOnePage(r, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}
