package web

import (
	"net/http"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/form"
)

// controlVersionPage is a published version as procedure control sees it: whether its process is on, in spite of what, when it was
// disclosed, and how the procedure ends.
type controlVersionPage struct {
	Base
	Name, Code       string
	State            Pill
	Facts            []Fact
	Sound, Listed    bool
	Findings         []findingLine
	Overrides        []overrideView
	Acts             []controlForm
	Public, Settings string
	Proposal         string
}

// Template names the page's template.
func (*controlVersionPage) Template() string { return "control/version" }

func (p *controlVersionPage) forms() []*Form {
	var out []*Form
	for i := range p.Acts {
		out = append(out, p.Acts[i].Form)
	}
	return out
}

// version gives the version of the address.
func (s *Site) version(r *http.Request) (*procedure.Record, error) {
	n, err := strconv.Atoi(r.PathValue("n"))
	rec := s.o.Office.World().Procedures.Version(procedure.ID(r.PathValue("code")), n)
	if err != nil || rec == nil {
		return nil, fault.New(fault.Missing, "procedure.missing", "code", r.PathValue("code"))
	}
	return rec, nil
}

func (s *Site) controlVersion(w http.ResponseWriter, r *http.Request) error {
	page, err := s.controlVersionPage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, page)
}

func (s *Site) controlVersionPage(r *http.Request, failed error) (*controlVersionPage, error) {
	rec, err := s.version(r)
	if err != nil {
		return nil, err
	}
	v, rd, world := s.voice(r), s.read(r), s.o.Office.World()
	st := world.Procedures.Standing(rec.Code, rec.Version)
	p := &controlVersionPage{
		Base: s.controlBase(v, "control.version"), Name: recordWords(v, rec), Code: string(rec.Code), State: switchPill(v, rec, st),
		Public: "/thu-tuc/" + string(rec.Code), Settings: "/settings/procedures/" + string(rec.Code),
	}
	p.Title = v.T("control.version-of", "n", rec.Version, "name", p.Name)
	p.Facts = recordFacts(v, rec)
	p.Facts = append(p.Facts, Fact{Term: v.T("control.valid"), Words: newEditionView(v, rec).Valid})
	if st.Holding != nil {
		if st.Holding.Decided > 0 {
			p.Facts = append(p.Facts, disclosureFact(v, world.Calendar, rec, st.Holding.Decided, st.Disclosed, calendar.DateOf(rd.Now())))
		}
		p.Facts = append(p.Facts, levelFact(v, world.Calendar, rec))
		if st.Holding.Proposal != "" {
			p.Proposal = "/control/proposals/" + st.Holding.Proposal
		}
	}
	proof := world.Prove(rec, rd.Now())
	p.Sound, p.Listed, p.Findings = proof.Sound(), !rec.Worked(), proposalFindings(v, &proof, "")
	for _, x := range st.Overrides() {
		p.Overrides = append(p.Overrides, overrideView{
			Cases: caseNames(v, rec, x.Cases), Why: x.Reason, Hash: x.Hash,
			By: v.T("control.override-by", "by", rd.PersonName(x.By), "at", v.DateTime(x.At), "n", x.Findings),
		})
	}
	if held := rec.HeldCases(); len(held) > 0 {
		p.Facts = append(p.Facts, Fact{Term: v.T("control.held-cases"), Words: caseNames(v, rec, held)})
	}
	key, err := s.o.Office.NewID()
	if err != nil {
		return nil, err
	}
	p.Acts = s.versionForms(r, rec, st, &proof, key, failed)
	return p, nil
}

// switchPill says whether a version's process is on.
func switchPill(v text.Voice, rec *procedure.Record, st procedure.Standing) Pill {
	switch {
	case !rec.Worked():
		return Pill{Plain, v.T("control.state.listed")}
	case rec.Held() && rec.Open():
		return Pill{Soon, v.T("control.state.partly")}
	case rec.Held():
		return Pill{Soon, v.T("control.state.off")}
	case len(st.Overrides()) > 0:
		return Pill{Late, v.T("control.state.overridden")}
	}
	return Pill{OK, v.T("control.state.on")}
}

// An overrideView is a process that is on in spite of findings: why, and who answers for it.
type overrideView struct{ Cases, Why, By, Hash string }

// caseNames names cases of a record.
func caseNames(v text.Voice, rec *procedure.Record, ids []string) string {
	var out []string
	for _, id := range ids {
		if c := rec.Case(id); c != nil {
			out = append(out, c.Name.In(string(v.Lang)))
		}
	}
	return strings.Join(out, "; ")
}

// switchable are the held cases that the reader may switch on, each with what the proof says of it; against is how many of
// them have findings, which only who may override is offered.
func switchable(v text.Voice, rec *procedure.Record, proof *procedure.Proof, overrides bool) (out []Option, against int) {
	for _, id := range rec.HeldCases() {
		o := Option{Value: id, Label: caseNames(v, rec, []string{id}), Help: v.T("proof.sound")}
		if n := len(proof.AgainstCases(rec, []string{id})); n > 0 {
			if !overrides {
				continue
			}
			against++
			o.Help = v.T("control.findings", "n", n)
		}
		out = append(out, o)
	}
	return out, against
}

// versionForms are what the reader may do with a version.
func (s *Site) versionForms(r *http.Request, rec *procedure.Record, st procedure.Standing, proof *procedure.Proof, key string, failed error) []controlForm {
	v, rd := s.voice(r), s.read(r)
	var out []controlForm
	add := func(act string, fields func(*Form)) {
		f := controlForm{
			Form: NewForm(v, nil, nil), Act: act, Action: versionAddress(rec.Code, rec.Version) + "/" + act, Key: key + "-" + act, Title: v.T("control.do." + act),
			Help: v.T("control.help." + act), Button: v.T("control.do." + act), Main: len(out) == 0, Grave: act == "withdraw",
		}
		if failed != nil && r.PathValue("act") == act {
			f.Form = s.form(r, under(act, failed))
		}
		fields(f.Form)
		out = append(out, f)
	}
	may := rd.MayPropose() == nil
	if held := rec.HeldCases(); len(held) > 0 {
		overrides := rd.MayOverride(rec.Code, rec.Version)
		if cases, against := switchable(v, rec, proof, overrides); len(cases) > 0 && (overrides || may) {
			add("switch-on", func(f *Form) {
				if len(held) > 1 {
					f.Add(Field{Name: "switch-on.cases", Kind: form.Choices, Label: v.T("control.field.cases"), Help: v.T("control.field.cases-help"), Required: true, Options: cases, Values: r.PostForm["switch-on.cases"]})
				}
				if against > 0 {
					all := against == len(cases)
					f.Add(Field{Name: "switch-on.reason", Kind: form.LongText, Label: v.T("control.field.override"), Required: all, Optional: !all, MaxLen: 4000})
				}
			})
		}
	}
	today := v.Date(rd.Now())
	if may && st.Holding != nil && st.Disclosed == nil {
		add("disclose", func(f *Form) {
			f.Add(Field{Name: "disclose.on", Kind: form.Date, Label: v.T("control.field.disclosed"), Required: true, Short: true, Value: today})
			f.Add(Field{Name: "disclose.where", Kind: form.Line, Label: v.T("control.field.where"), Optional: true, MaxLen: 500})
		})
	}
	if may && who(r).Role == "controller" && rec.To.IsZero() {
		add("withdraw", func(f *Form) {
			f.Add(Field{Name: "withdraw.number", Kind: form.Line, Label: v.T("control.field.number"), Required: true, Short: true, MaxLen: 100})
			f.Add(Field{Name: "withdraw.from", Kind: form.Date, Label: v.T("control.field.withdrawn"), Required: true, Short: true})
		})
	}
	return out
}

// versionAct does what a form of a version's page asks for.
func (s *Site) versionAct(w http.ResponseWriter, r *http.Request) error {
	rec, err := s.version(r)
	if err != nil {
		return err
	}
	act := r.PathValue("act")
	cmd := office.Command{Key: r.PostFormValue("key")}
	switch act {
	case "switch-on":
		cases := r.PostForm["switch-on.cases"]
		if held := rec.HeldCases(); len(cases) == 0 && len(held) > 1 {
			err = fault.New(fault.Invalid, "form.required").At("cases")
			break
		}
		err = s.o.Office.SwitchOn(r.Context(), who(r), cmd, rec.Code, rec.Version, cases, r.PostFormValue("switch-on.reason"))
	case "disclose":
		var days []calendar.Date
		if days, err = readDays(r, "disclose.on"); err == nil {
			err = s.o.Office.Disclose(r.Context(), who(r), cmd, rec.Code, rec.Version, days[0], r.PostFormValue("disclose.where"))
		}
	case "withdraw":
		var days []calendar.Date
		if days, err = readDays(r, "withdraw.from"); err == nil {
			err = s.o.Office.WithdrawProcedure(r.Context(), who(r), cmd, rec.Code, days[0], r.PostFormValue("withdraw.number"))
		}
	default:
		return fault.New(fault.Missing, "web.no-page")
	}
	if err != nil {
		page, e := s.controlVersionPage(r, err)
		if e != nil {
			return e
		}
		return s.Again(w, r, page, under(act, err))
	}
	s.flash(w, "control.done."+act)
	return redirect(w, r, versionAddress(rec.Code, rec.Version))
}
