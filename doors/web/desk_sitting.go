package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/form"
	"motcua/words/org"
)

// sittingPage leads through the steps by which a dossier is settled while its applicant waits (giải quyết ngay): what each step
// asks for, whose it is, and one button for all that the reader may do.
type sittingPage struct {
	Base
	*Form
	ID, Key  string
	Code     string
	Owner    string
	Seen     int64
	Facts    []Fact
	Power    []Fact // the delegation that the decision rests on
	Unpaid   *Notice
	Done     []Knot
	Steps    []sittingStep
	Mine     int
	Whole    bool // the reader's steps end with the hand-over
	Next     *sittingStep
	Finished bool
	Letters  []letterLine
	Slip     string
}

// Template names the page's template.
func (*sittingPage) Template() string { return "desk/sitting" }

// A sittingStep is one step that is left.
type sittingStep struct {
	N      int
	Mark   string // act and token, as the form sends it back
	Title  string
	Sub    string
	Mine   bool
	Later  bool // after a step of somebody else
	Fields []Field
	Said   string // what happens by itself
	Why    string // why the reader may not
	Rule   string
	Who    string
}

func (s *Site) sitting(w http.ResponseWriter, r *http.Request) error {
	p, err := s.sittingPage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

// sat does the reader's steps together.
func (s *Site) sat(w http.ResponseWriter, r *http.Request) error {
	id := dossier.ID(r.PathValue("id"))
	on := office.On{ID: id, Seen: seenOf(r), Loose: true}
	steps, err := s.sittingSteps(r)
	if err == nil {
		err = carried(r)
	}
	if err == nil {
		err = s.o.Office.Sit(r.Context(), who(r), office.Command{Key: r.PostFormValue("key"), Proof: proofOf(r)}, on, steps)
	}
	if err == nil {
		key := "desk.done.sitting-part"
		if slices.ContainsFunc(steps, func(x office.SitStep) bool { return x.Act == dossier.ActHandOver }) {
			key = "desk.done.sitting"
		}
		s.flash(w, key)
		return redirect(w, r, "/desk/dossiers/"+string(id)+"/sitting")
	}
	f := fault.As(err)
	if f == nil || f.Kind == fault.Internal || f.Kind == fault.Missing {
		return err
	}
	if _, _, needed := office.UnconfirmedAct(err); needed || strings.HasPrefix(f.Field, "confirm.") {
		facts, e := s.sittingFacts(r, steps)
		if e != nil {
			return e
		}
		if shown, e := s.askConfirm(w, r, err, facts, "/desk/dossiers/"+string(id)+"/sitting"); shown {
			return e
		}
	}
	err = shownHere(atFields(steps, err))
	p, e := s.sittingPage(r, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}

// sittingSteps reads the steps that the form sends: those that its page showed as the reader's.
func (s *Site) sittingSteps(r *http.Request) ([]office.SitStep, error) {
	var out []office.SitStep
	for _, mark := range r.PostForm["step"] {
		act, n, _ := strings.Cut(mark, ".")
		token, _ := strconv.Atoi(n) // 0 for the hand-over; what is no task is refused
		x := office.SitStep{Act: dossier.Act(act), Token: token}
		get := func(name string) string { return r.PostForm.Get(actName(x.Act, token) + "." + name) }
		if x.Act == dossier.ActHandOver {
			if r.PostForm.Get("do") == "sign" {
				continue // the result is printed first
			}
			x.HandOver = handOverOf(get)
		} else {
			x.Finish = dossier.Finishing{Outcome: get("outcome"), Words: strings.TrimSpace(get("words")), Number: strings.TrimSpace(get("number")), Result: get("result")}
		}
		if x.Act == dossier.ActIssue {
			file, err := s.uploadOne(r, actName(x.Act, token)+".file")
			if err != nil {
				return nil, at(err, actName(x.Act, token)+".file")
			}
			kept := actName(x.Act, token) + ".file-kept"
			if file.Hash != "" {
				r.PostForm.Set(kept, file.Hash) // goes through a confirmation; whose file it is is judged there again
			}
			x.Finish.File = r.PostForm.Get(kept)
		}
		out = append(out, x)
	}
	return out, nil
}

// atFields gives a fault the fields of the page: "steps.2.number" of the office is "number3.number" there.
func atFields(steps []office.SitStep, err error) error {
	return rename(err, func(field string) string {
		rest, ok := strings.CutPrefix(field, "steps.")
		if !ok {
			return field
		}
		n, name, _ := strings.Cut(rest, ".")
		i, e := strconv.Atoi(n)
		if e != nil || i < 0 || i >= len(steps) || name == "" {
			return ""
		}
		return actName(steps[i].Act, steps[i].Token) + "." + name
	})
}

// shownHere lets a right that is missing be told on the page: the steps that are left say who may.
func shownHere(err error) error {
	f := fault.As(err)
	if f == nil || !f.Right {
		return err
	}
	out := *f
	out.Right = false
	return &out
}

// sittingFacts say what is about to be done, step by step.
func (s *Site) sittingFacts(r *http.Request, steps []office.SitStep) ([]Fact, error) {
	v := s.voice(r)
	sit, err := s.read(r).Sitting(dossier.ID(r.PathValue("id")))
	if err != nil {
		return nil, err
	}
	facts := []Fact{{Term: v.T("confirm.dossier"), Words: sit.Code, Code: true}, {Term: v.T("confirm.owner"), Words: sit.Parties.Owner.Name}}
	if sit.Record != nil {
		facts = append(facts, Fact{Term: v.T("desk.fact.procedure"), Words: recordWords(v, sit.Record)})
	}
	for i, x := range steps {
		said := v.T("dossier.act." + string(x.Act))
		switch {
		case x.Act == dossier.ActNumber && x.Finish.Number == "":
			said += ": " + v.T("sitting.number-next")
		case x.Act == dossier.ActNumber:
			said += ": " + x.Finish.Number
		case x.Act == dossier.ActHandOver:
			said += ": " + x.HandOver.Receiver.Name
		case x.Finish.Words != "":
			said += ": " + x.Finish.Words
		}
		facts = append(facts, Fact{Term: v.T("sitting.step", "n", i+1), Words: said})
	}
	for _, x := range sit.Steps {
		if x.Under != nil {
			return append(facts, s.powerFacts(v, x.Under)...), nil
		}
	}
	return facts, nil
}

// sittingPage makes the page; err is what was just refused.
func (s *Site) sittingPage(r *http.Request, err error) (*sittingPage, error) {
	v := s.voice(r)
	sit, e := s.read(r).Sitting(dossier.ID(r.PathValue("id")))
	if e != nil {
		return nil, e
	}
	key, e := s.formKey(r)
	if e != nil {
		return nil, e
	}
	p := &sittingPage{
		Base: Base{
			TitleKey: "sitting.title", Audience: Desk, Nav: "receive",
			Crumbs: []Crumb{{v.T("desk.title"), "/desk"}, {v.T("desk.dossiers.title"), "/desk/dossiers"}, {sit.Code, "/desk/dossiers/" + string(sit.ID)}},
		},
		Form: s.form(r, err), ID: string(sit.ID), Key: key, Code: sit.Code, Owner: sit.Parties.Owner.Name, Seen: sit.Version, Mine: sit.Mine,
		Slip: "/desk/dossiers/" + string(sit.ID) + "/slip.pdf", Finished: sit.State == dossier.HandedOver,
	}
	if err != nil && fault.Is(err, fault.Conflict) {
		p.Key, e = s.o.Office.NewID() // the steps are others now
		if e != nil {
			return nil, e
		}
	}
	if sit.Unpaid() {
		p.Unpaid = &Notice{Tone: Wait, Title: v.T("conduct.unpaid"), Words: v.T("conduct.unpaid-words", "rest", v.Money(sit.Rest()))}
	}
	s.sittingHead(v, p, sit)
	for i := range sit.Steps {
		p.Steps = append(p.Steps, p.step(v, s, sit, i))
	}
	if p.Mine < len(p.Steps) {
		p.Next = &p.Steps[p.Mine]
	}
	p.Whole = p.Mine > 0 && p.Mine == len(sit.Steps) && sit.Steps[p.Mine-1].Act == dossier.ActHandOver
	all := lineage(v, sit.DossierView.Steps, nil, sit.Promise.HandOver, s.isTax, false)
	for i, st := range sit.DossierView.Steps {
		if !slices.Contains([]string{dossier.KindClaimed, dossier.KindNoted, dossier.KindCompleted}, st.Kind) {
			p.Done = append(p.Done, all[i])
		}
	}
	lines, e := s.letterLines(r, v, sit.ID, "/desk/dossiers/"+p.ID+"/letters/")
	slices.Reverse(lines) // the result before the receipt
	for _, l := range lines {
		if strings.HasPrefix(l.Href, "/desk/dossiers/"+p.ID+"/letters/"+office.LetterResult) || strings.HasPrefix(l.Href, "/desk/dossiers/"+p.ID+"/letters/"+office.LetterReceipt) {
			p.Letters = append(p.Letters, l)
		}
	}
	return p, e
}

// sittingHead says what the dossier is, when its result would be due, what it costs and on whose power it is decided.
func (s *Site) sittingHead(v text.Voice, p *sittingPage, sit *office.Sitting) {
	if sit.Record != nil {
		p.Facts = append(p.Facts, Fact{Term: v.T("desk.fact.procedure"), Words: recordWords(v, sit.Record)})
	}
	if !sit.Promise.At.IsZero() {
		p.Facts = append(p.Facts, Fact{Term: v.T("receive.due"), Words: v.DateTime(sit.Promise.At)})
	}
	if sit.Fee > 0 {
		fee := Fact{Term: v.T("receive.fee"), Words: v.Money(sit.Fee), Sub: v.T("dossier.finance." + string(sit.Finance))}
		if sit.Rest() > 0 {
			fee.Href = "/desk/dossiers/" + p.ID + "#pay"
		}
		p.Facts = append(p.Facts, fee)
	}
	if n := sit.Result.Number; n != "" {
		p.Facts = append(p.Facts, Fact{Term: v.T("desk.fact.result"), Words: n})
	}
	by := sit.Signed
	for i := range sit.Steps {
		if by == nil {
			by = sit.Steps[i].Under
		}
	}
	p.Power = s.powerFacts(v, by)
}

// powerFacts name a delegation: its document, who gave it, from when until when, how much it covers.
func (s *Site) powerFacts(v text.Voice, by *dossier.Authority) []Fact {
	if by == nil {
		return nil
	}
	out := []Fact{{Term: v.T("sitting.power"), Words: underWords(v, by)}}
	d := s.o.Office.World().Org.Delegation(org.DelegationID(by.ID))
	if by.Kind != dossier.ByDelegation || d == nil {
		return out
	}
	line := s.delegationLine(v, d, s.o.Office.Now())
	return append(out, Fact{Term: v.T("settings.delegations.giver"), Words: line.Giver}, Fact{Term: v.T("settings.delegations.period"), Words: line.Period})
}

// step lays one step out.
func (p *sittingPage) step(v text.Voice, s *Site, sit *office.Sitting, i int) sittingStep {
	x := &sit.Steps[i]
	name := actName(x.Act, x.Token)
	out := sittingStep{N: i + 1, Mark: string(x.Act) + "." + strconv.Itoa(x.Token), Title: v.T("dossier.act." + string(x.Act)), Mine: i < sit.Mine, Later: i > sit.Mine}
	if n := x.Name.In(string(v.Lang)); n != "" {
		out.Sub = n
	}
	if x.Act == dossier.ActFinish && out.Sub != "" { // what is examined says more than that it is finished
		out.Title, out.Sub = out.Sub, out.Title
	}
	if i == sit.Mine {
		if f := fault.As(x.Refusal); f != nil {
			out.Why, out.Rule = faultWords(v, s.speakable(v, f)), v.Article(f.Rule)
		}
		var names []string
		for _, w := range x.Who {
			names = append(names, w.Name)
		}
		out.Who = strings.Join(names, ", ")
	}
	if !out.Mine {
		return out
	}
	from := len(p.fields)
	add := func(field string, f Field) {
		f.Name = name + "." + field
		if f.Label == "" {
			f.Label = v.T("desk.field." + field)
		}
		p.Add(f)
	}
	switch x.Act {
	case dossier.ActFinish:
		if len(x.Outcomes) > 1 {
			f := Field{Kind: BoxRadio, Required: true, Value: x.Outcomes[0].Value}
			for _, o := range x.Outcomes {
				f.Options = append(f.Options, Option{Value: o.Value, Label: o.Name.In(string(v.Lang))})
			}
			add("outcome", f)
		}
		add("words", Field{Kind: form.LongText, Label: v.T("sitting.examined"), Optional: true, Rows: 2, MaxLen: 4000})
	case dossier.ActApprove:
		out.Said = v.T("sitting.approves")
	case dossier.ActNumber:
		add("number", Field{Kind: "text", Optional: true, Short: true, MaxLen: 100, Help: v.T("sitting.number-help", "number", x.Number)})
	case dossier.ActIssue:
		if kinds := resultOptions(sit.Record); len(kinds) > 1 {
			add("result", Field{Kind: BoxSelect, Options: kinds})
		}
		f := Field{Kind: form.File, Optional: true, Accept: "application/pdf,image/*"}
		if pc := sit.CaseDef; pc != nil && pc.Conduct.ResultFile != "" {
			f.Optional, f.Required, f.Help = false, true, v.T("desk.help.result-"+pc.Conduct.ResultFile)
		}
		add("file", f)
	case dossier.ActHandOver:
		addHandOver(v, p.Form, sit.Parties.Applicant, "desk", false, sit.GiveBack(sit.CaseDef))
	}
	out.Fields = p.fields[from:]
	return out
}
