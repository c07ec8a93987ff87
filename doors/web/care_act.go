package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/law/care"
	"motcua/office"
	"motcua/words/form"
	"motcua/words/org"
)

// careActPage is the form of one act on a conversation.
type careActPage struct {
	Base
	*Form
	One    *office.ContactView
	Action string
	Back   string
	Key    string
	Seen   int64
	Lead   string
	To     string        // the unit that is proposed
	Said   []careMessage // the last words, beside the form
	Whole  bool          // everything that was said stands there
	Draw   string        // by what the sample was drawn that it is read for
}

// Template names the page's template.
func (*careActPage) Template() string { return "care/act" }

// outcomeOptions are the outcomes that an act takes now.
func outcomeOptions(v text.Voice, c *care.Contact, a care.Act) (out []Option) {
	called := c.Running()
	for _, x := range c.Ends(a) {
		out = append(out, Option{Value: x, Label: callOutcome(v, called, x)})
	}
	return out
}

// callOutcome says how a call ended, or how another act did: whoever called was not "reached".
func callOutcome(v text.Voice, call *care.Call, outcome string) string {
	if call != nil && call.In && outcome == care.Reached {
		return v.T("care.outcome.spoke")
	}
	return v.T("care.outcome." + outcome)
}

func (s *Site) careAct(w http.ResponseWriter, r *http.Request) error {
	var wrong error
	if code := r.URL.Query().Get("dossier"); code != "" && r.PathValue("act") == string(care.ActLink) { // typed when the contact was opened
		if wrong = s.read(r).NamesDossier(code); wrong != nil && (fault.As(wrong) == nil || fault.As(wrong).Kind != fault.Invalid) {
			return wrong
		}
	}
	p, err := s.careActPage(r, wrong)
	if err != nil {
		return err
	}
	if wrong != nil {
		return s.Again(w, r, p, wrong)
	}
	return s.Render(w, r, http.StatusOK, p)
}

// careActPage lays out the form of an act that the reader may do now, or has just tried.
func (s *Site) careActPage(r *http.Request, failed error) (*careActPage, error) {
	v, a := s.voice(r), care.Act(r.PathValue("act"))
	one, err := s.read(r).Contact(care.ID(r.PathValue("id")))
	if err != nil {
		return nil, err
	}
	if err := one.Contact.Shut(a); failed == nil && err != nil {
		return nil, err // a call runs, a promise is owed: what is to be done first
	}
	if failed == nil && !slices.Contains(one.Acts, a) {
		return nil, fault.New(fault.Conflict, "care.not-now", "code", one.Code)
	}
	key, err := s.formKey(r)
	if err != nil {
		return nil, err
	}
	at := "/care/contacts/" + string(one.Contact.ID)
	p := &careActPage{
		Base: Base{Title: upperFirst(v.T("care.act." + string(a))), Audience: Desk, Nav: "care", Crumbs: []Crumb{{v.T("care.title"), "/care"}, {one.Code, at}}},
		Form: s.form(r, failed), One: one, Action: at + "/" + string(a), Back: at, Key: key, Seen: one.Version,
	}
	if key := "care.lead." + string(a); v.Has(key) {
		world := s.o.Office.World()
		p.Lead = v.T(key, "limit", termWords(v, world.CareAnswer().String()), "most", v.Number(int64(world.CareAttempts())),
			"early", v.Number(int64(world.CareEarly().Minutes())), "apart", v.Number(int64(world.CareApart().Minutes())))
	}
	if a == care.ActHandOver && one.Back && r.URL.Query().Get("back") != "" {
		p.Title, p.Lead, p.To = v.T("care.take-back"), v.T("care.take-back-lead"), s.unitNamed(one.BackTo()).Name
	}
	if a == care.ActHandOver {
		p.Lead = joinWords(p.Lead, handReads(v, one))
	}
	if a == care.ActClose && !one.Waits.IsZero() {
		p.Lead = v.T("care.close-waits", "time", v.DateTime(one.Waits))
	}
	o := &careOne{ContactView: one, At: at}
	s.careTalk(v, o)
	p.Said = o.Messages[max(0, len(o.Messages)-4):]
	if a == care.ActReview {
		if p.Whole, p.Said, p.Draw = true, o.Messages, r.PostFormValue("draw"); p.Draw == "" && r.URL.Query().Get("seed") != "" {
			p.Draw = drawn(r.URL.Query())
		}
	}
	s.careFields(v, p, a, r.URL.Query().Get("dossier"))
	return p, nil
}

// handReads says what of a conversation's dossiers and petitions the unit reads that it is handed to, "" for one without any.
func handReads(v text.Voice, c *office.ContactView) string {
	var codes []string
	for _, l := range slices.Concat(c.LinksD, c.LinksP) {
		codes = append(codes, l.Code)
	}
	if len(codes) == 0 {
		return ""
	}
	return v.T("care.hand-reads", "codes", strings.Join(codes, ", "))
}

// careFields asks what the act needs; typed is the code of a dossier that was written before.
func (s *Site) careFields(v text.Voice, p *careActPage, a care.Act, typed string) {
	words := func(label string, must bool) {
		p.Add(Field{Name: "text", Kind: form.LongText, Label: v.T(label), Required: must, Optional: !must, Rows: 4})
	}
	line := func(name, value string, must bool) {
		p.Add(Field{Name: name, Kind: form.Line, Label: v.T("care.field." + name), Value: value, Optional: !must, Required: must, MaxLen: 200, Complete: "off"})
	}
	switch a {
	case care.ActHandOver:
		p.Add(Field{Name: "to", Value: p.To, Kind: form.Line, Label: v.T("care.field.to"), Suggest: s.unitsSuggested(v), List: "units", Complete: "off", Required: true, MaxLen: 300})
		p.Add(Field{Name: "reason", Kind: form.LongText, Label: v.T("care.field.reason"), Help: v.T("care.field.reason-help"), Required: true, Rows: 4})
	case care.ActTake:
		p.Add(Field{Name: "officer", Kind: BoxSelect, Label: v.T("care.field.officer"), Options: s.careOfficers(p.One.Contact.Unit), Required: true})
	case care.ActTag:
		var tags []Option
		for _, t := range s.o.Office.World().CareTags() {
			tags = append(tags, Option{Value: t, Label: s.tagNamed(v, t)})
		}
		p.Add(Field{Name: "tags", Kind: form.Choices, Label: v.T("care.field.tags"), Options: tags, Values: p.One.Tags, Optional: true})
	case care.ActLink:
		p.Add(Field{Name: "dossier", Kind: BoxCode, Label: v.T("care.field.dossier"), Value: typed, Optional: true, MaxLen: 60})
		p.Add(Field{Name: "petition", Kind: BoxCode, Label: v.T("care.field.petition"), Optional: true, MaxLen: 60})
	case care.ActIdentify:
		line("name", p.One.Name, false)
		line("handle", p.One.Handle, false)
		line("subject", p.One.Subject, false)
		p.Add(Field{Name: "person", Kind: form.Line, Label: v.T("care.field.person"), Help: v.T("care.field.person-help"), Value: p.One.Person, Optional: true, MaxLen: 20, Complete: "off", Short: true})
	case care.ActPromise:
		p.when(v, true)
		words("care.field.promise-words", false)
	case care.ActKeep:
		if owed := promiseOptions(v, p.One.Contact); len(owed) > 1 {
			p.Add(Field{Name: "promise", Kind: BoxRadio, Label: v.T("care.field.promise"), Options: owed, Required: true, Value: owed[0].Value})
		} else if len(owed) == 1 {
			p.Lead = joinWords(owed[0].Label+".", owed[0].Help, p.Lead)
		}
		p.Add(Field{Name: "outcome", Kind: BoxRadio, Label: v.T("care.field.outcome"), Options: outcomeOptions(v, p.One.Contact, a), Required: true})
		p.when(v, false)
		words("care.field.note", false)
	case care.ActClose, care.ActHangUp:
		p.Add(Field{Name: "outcome", Kind: BoxRadio, Label: v.T("care.field.outcome"), Options: outcomeOptions(v, p.One.Contact, a), Required: true})
		words("care.field.note", false)
	case care.ActReview:
		p.Add(Field{Name: "outcome", Kind: BoxRadio, Label: v.T("care.review.result"), Options: outcomeOptions(v, p.One.Contact, a), Required: true})
		p.Add(Field{Name: "text", Kind: form.LongText, Label: v.T("care.review.words"), Help: v.T("care.review.words-help"), Optional: true, Rows: 4})
	case care.ActCall, care.ActReopen:
	default:
		words("care.field.text", true)
	}
}

// when asks for a day and an hour.
func (p *careActPage) when(v text.Voice, must bool) {
	p.Add(Field{Name: "due", Kind: form.Date, Label: v.T("care.field.due"), Required: must, Optional: !must, Short: true})
	p.Add(Field{Name: "due-hour", Kind: form.Line, Label: v.T("care.field.due-hour"), Help: v.T("care.field.due-help"), Required: must, Optional: !must, Short: true, MaxLen: 8, Complete: "off"})
}

// careOfficers are those who may have a conversation of a unit.
func (s *Site) careOfficers(unit string) (out []Option) {
	for _, p := range s.o.Office.World().Org.PostsIn(org.UnitID(unit), s.o.Office.Now()) {
		id := string(p.Person)
		if !slices.ContainsFunc(out, func(o Option) bool { return o.Value == id }) {
			out = append(out, Option{Value: id, Label: joinComma(s.personNamed(id), p.Title)})
		}
	}
	return out
}

// doCareAct takes the form of an act, or a button.
func (s *Site) doCareAct(w http.ResponseWriter, r *http.Request) error {
	q, a, id := r.PostForm, care.Act(r.PathValue("act")), care.ID(r.PathValue("id"))
	promise, _ := strconv.ParseInt(q.Get("promise"), 10, 64) // none: the one that is due first
	in := care.Input{
		Name: q.Get("name"), Handle: q.Get("handle"), Subject: q.Get("subject"), Person: vn.Tidy(q.Get("person")), Text: q.Get("text"), Tags: q["tags"], Outcome: q.Get("outcome"),
		Promise: promise, To: s.unitTyped(q.Get("to")), Officer: q.Get("officer"), Reason: q.Get("reason"), Dossier: vn.Tidy(q.Get("dossier")), Petition: vn.Tidy(q.Get("petition")), Draw: q.Get("draw"),
	}
	var err error
	if in.Due, err = readDue(q.Get("due"), q.Get("due-hour")); err == nil {
		err = s.o.Office.Contact(r.Context(), who(r), office.Command{Key: q.Get("key")}, office.OnContact{ID: id, Version: seenOf(r)}, a, in)
	}
	if err == nil {
		v := s.voice(r)
		s.flash(w, "care.done", "act", upperFirst(v.T("care.act."+string(a))))
		if _, e := s.read(r).Contact(id); e != nil {
			return redirect(w, r, "/care") // it went where the officer's post does not reach
		}
		if at := sampleAt(in.Draw); a == care.ActReview && at != "" {
			return redirect(w, r, at)
		}
		return redirect(w, r, "/care/contacts/"+string(id))
	}
	if f := fault.As(err); f == nil || f.Kind == fault.Internal || f.Kind == fault.Missing || f.Right {
		return err
	}
	p, e := s.careActPage(r, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}

// readDue reads a day and an hour; two empty boxes are no time.
func readDue(day, hour string) (time.Time, error) {
	if strings.TrimSpace(day) == "" && strings.TrimSpace(hour) == "" {
		return time.Time{}, nil
	}
	d, ok := ReadDate(day)
	if !ok {
		return time.Time{}, fault.New(fault.Invalid, dateFault(day)).At("due")
	}
	t, ok := readClock(d, hour)
	if !ok {
		return time.Time{}, fault.New(fault.Invalid, "care.hour").At("due-hour")
	}
	return t, nil
}
