package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/form"
)

// A controlForm is an act of procedure control as a form of its own on a page.
type controlForm struct {
	*Form
	Act, Action, Key string
	Seen             int64
	Title, Help      string
	Button           string
	Main             bool // the one that leads on
	Grave            bool
}

// controlFields are the questions of each act, named by the act so that several forms stand on one page.
func (s *Site) controlFields(v text.Voice, act procedure.ProposalAct, f *Form) {
	name := func(x string) string { return string(act) + "." + x }
	words := func(label string, must bool) {
		f.Add(Field{Name: name("words"), Kind: form.LongText, Label: v.T(label), Required: must, Optional: !must, MaxLen: 4000})
	}
	day := func(x, label string, value string) {
		f.Add(Field{Name: name(x), Kind: form.Date, Label: v.T(label), Required: true, Short: true, Value: value})
	}
	today := v.Date(s.o.Office.Now())
	switch act {
	case procedure.ActAsk:
		f.Add(Field{Name: name("unit"), Kind: BoxSelect, Label: v.T("control.field.unit"), Required: true, Options: s.consulted(v)})
		day("until", "control.field.until", "")
		words("control.field.question", true)
	case procedure.ActOpine:
		f.Add(Field{Name: name("agrees"), Kind: BoxRadio, Label: v.T("control.field.agrees"), Required: true, Options: []Option{
			{Value: "yes", Label: v.T("control.agrees")}, {Value: "no", Label: v.T("control.agrees-not")},
		}})
		words("control.field.opinion", false)
	case procedure.ActApprove:
		f.Add(Field{Name: name("number"), Kind: form.Line, Label: v.T("control.field.number"), Required: true, MaxLen: 100, Short: true})
		day("on", "control.field.decided", today)
		f.Add(Field{Name: name("signer"), Kind: form.Line, Label: v.T("control.field.signer"), Help: v.T("control.field.signer-help"), Required: true, MaxLen: 100})
	case procedure.ActPublish:
		day("from", "control.field.from", today)
		f.Add(Field{Name: name("on"), Kind: BoxCheck, Label: v.T("control.field.switch"), Help: v.T("control.field.switch-help")})
	case procedure.ActReturn, procedure.ActGiveUp:
		words("control.field.reason", true)
	case procedure.ActSubmit, procedure.ActCheck:
		words("control.field.note", false)
	}
}

// consulted are the units that are asked for opinions: those with a leader today.
func (s *Site) consulted(v text.Voice) []Option {
	w, now := s.o.Office.World(), s.o.Office.Now()
	var out []Option
	for _, u := range w.Org.Units(now) {
		if len(w.Org.Holders(u.ID, "leader", now)) > 0 {
			out = append(out, Option{Value: string(u.ID), Label: unitWords(v, w.Unit(string(u.ID), now)), Group: v.T("org.kind." + string(u.Kind))})
		}
	}
	slices.SortStableFunc(out, func(a, b Option) int { return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Label, b.Label)) })
	return out
}

// controlForms are the forms of what the reader may do with a proposal now, the one that leads on first.
func (s *Site) controlForms(r *http.Request, p *office.Proposal, life *procedure.ProposalLife, key string, failed error) []controlForm {
	v, rd := s.voice(r), s.read(r)
	var out []controlForm
	for _, row := range procedure.ProposalActs {
		a := row.Act
		behind := procedure.Behind(s.o.Office.World().Procedures.Versions(p.Code), p.Base) != nil
		if rd.MayDo(p, a, who(r).Unit) != nil || a == procedure.ActOpine && !asked(life, who(r).Unit) || a == procedure.ActCatchUp && !behind {
			continue
		}
		f := controlForm{
			Form: NewForm(v, nil, nil), Act: string(a), Action: "/control/proposals/" + p.ID + "/" + string(a), Key: key + "-" + string(a), Seen: life.Version,
			Title: text.Upper(v.T("proposal.act." + string(a))), Help: v.T("control.act." + string(a)), Button: text.Upper(v.T("proposal.act." + string(a))),
			Grave: a == procedure.ActGiveUp,
		}
		if failed != nil && r.PathValue("act") == string(a) {
			f.Form = s.form(r, under(string(a), failed))
		}
		f.Main = len(out) == 0
		s.controlFields(v, a, f.Form)
		out = append(out, f)
	}
	return out
}

// asked says whether a unit has an open question about the proposal.
func asked(l *procedure.ProposalLife, unit string) bool {
	return slices.ContainsFunc(l.Opinions, func(o procedure.Opinion) bool { return o.Unit == unit && o.Given.IsZero() })
}

// readDays reads the days of a form; what is no day is a fault at its field.
func readDays(r *http.Request, names ...string) ([]calendar.Date, error) {
	out := make([]calendar.Date, len(names))
	var wrong []error
	for i, name := range names {
		typed := r.PostFormValue(name)
		t, ok := ReadDate(typed)
		if !ok {
			wrong = append(wrong, fault.New(fault.Invalid, dateFault(typed)).At(fieldOf(name)))
			continue
		}
		d, err := calendar.ParseDate(t.Format("2006-01-02"))
		if err != nil {
			return nil, err
		}
		out[i] = d
	}
	return out, fault.Together(wrong...)
}

// fieldOf is a field's name without the act before it.
func fieldOf(name string) string {
	for i := range name {
		if name[i] == '.' {
			return name[i+1:]
		}
	}
	return name
}

// proposalAct does what a form of a proposal's page asks for, and shows the page again where it is refused.
func (s *Site) proposalAct(w http.ResponseWriter, r *http.Request) error {
	act := procedure.ProposalAct(r.PathValue("act"))
	if procedure.RightOf(act) == "" {
		return fault.New(fault.Missing, "web.no-page")
	}
	p, err := s.proposal(r)
	if err != nil {
		return err
	}
	done := "control.done." + string(act)
	to := "/control/proposals/" + p.ID
	if act == procedure.ActPublish {
		var version int
		if version, err = s.publishProposal(r, p); err == nil {
			to = versionAddress(p.Code, version)
			if r.PostFormValue("publish.on") != "" {
				key, args, e := s.switchEach(r, p.Code, version)
				if e != nil {
					return e
				}
				s.flash(w, key, args...)
				return redirect(w, r, to)
			}
		}
	} else {
		err = s.deed(r, p, act)
	}
	if err != nil {
		page, e := s.proposalPage(r, err)
		if e != nil {
			return e
		}
		return s.Again(w, r, page, under(string(act), err))
	}
	s.flash(w, done)
	return redirect(w, r, to)
}

// switchEach switches the processes of a version on, each case by itself: one that is not proved keeps no other one off. It says
// which are on now and which are not, and why.
func (s *Site) switchEach(r *http.Request, code procedure.ID, version int) (key string, args []string, err error) {
	v, rec := s.voice(r), s.o.Office.World().Procedures.Version(code, version)
	var on, off []string
	for _, id := range rec.HeldCases() {
		name := caseNames(v, rec, []string{id})
		err := s.o.Office.SwitchOn(r.Context(), who(r), office.Command{Key: r.PostFormValue("key") + "-on-" + id}, code, version, []string{id}, "")
		switch f := fault.As(err); {
		case err == nil:
			on = append(on, name)
		case f != nil && (f.Kind == fault.Refused || f.Field == "reason"): // without a reason nobody overrides a proof
			off = append(off, v.T("control.switch-off", "case", name, "why", faultWords(v, f)))
		default:
			return "", nil, err
		}
	}
	switch {
	case len(off) == 0:
		return "control.done.publish-on", nil, nil
	case len(on) == 0:
		return "control.done.publish-off", []string{"off", cut(strings.Join(off, " "), 600)}, nil
	}
	return "control.done.publish-some", []string{"on", cut(strings.Join(on, "; "), 300), "off", cut(strings.Join(off, " "), 600)}, nil
}

// deed reads a form of a proposal and does what it says.
func (s *Site) deed(r *http.Request, p *office.Proposal, act procedure.ProposalAct) error {
	get := func(x string) string { return r.PostFormValue(string(act) + "." + x) }
	d := procedure.Deed{Act: act, Unit: get("unit"), Agrees: get("agrees") == "yes", Number: get("number"), Signer: get("signer"), Words: get("words")}
	var err error
	var days []calendar.Date
	switch act {
	case procedure.ActAsk:
		if days, err = readDays(r, string(act)+".until"); err == nil {
			d.Until = days[0]
		}
	case procedure.ActApprove:
		if days, err = readDays(r, string(act)+".on"); err == nil {
			d.On = days[0]
		}
	case procedure.ActOpine:
		if get("agrees") == "" {
			err = fault.New(fault.Invalid, "form.required").At("agrees")
		}
	}
	if err != nil {
		return err
	}
	if act == procedure.ActCatchUp {
		return s.o.Office.CatchUp(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, p.ID, seenOf(r))
	}
	return s.o.Office.DoProposal(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, p.ID, seenOf(r), d)
}

func (s *Site) publishProposal(r *http.Request, p *office.Proposal) (int, error) {
	days, err := readDays(r, "publish.from")
	if err != nil {
		return 0, err
	}
	return s.o.Office.PublishProposal(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, p.ID, seenOf(r), days[0])
}

// versionAddress is the page of procedure control about a version.
func versionAddress(code procedure.ID, n int) string {
	return "/control/versions/" + string(code) + "/" + strconv.Itoa(n)
}
