package web

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// An actForm is an act on a dossier as a form: the table of acts decides which stand on the page.
type actForm struct {
	*Form
	Act     dossier.Act
	Token   int
	Action  string
	Key     string
	Title   string
	Help    string
	Grave   bool // it ends something
	Bare    bool // nothing to fill in: a button
	Open    bool // unfolded
	First   bool // the one button of the page that stands out
	Upload  bool
	Main    bool // on the dossier itself: it moves it on
	Facts   []Fact
	Blocked string // the rule that stands against it now; it has no fields then
}

// Anchor is the id of the form on its page.
func (a actForm) Anchor() string { return actName(a.Act, a.Token) }

// actName is the prefix of an act's fields, so that several forms stand on one page.
func actName(a dossier.Act, token int) string {
	if token == 0 {
		return string(a)
	}
	return string(a) + strconv.Itoa(token)
}

// under gives an error whose fields are those of the act's form.
func under(prefix string, err error) error {
	f := fault.As(err)
	if f == nil {
		return err
	}
	out := *f
	if out.Field != "" {
		out.Field = prefix + "." + out.Field
	}
	out.More = nil
	for _, m := range f.More {
		x := *m
		if x.Field != "" {
			x.Field = prefix + "." + x.Field
		}
		out.More = append(out.More, &x)
	}
	return &out
}

// finishing are the acts that end a task, in the order in which they stand on the page.
var finishing = []dossier.Act{dossier.ActFinish, dossier.ActApprove, dossier.ActIssue, dossier.ActReturn, dossier.ActRefuse}

// forming makes the forms of one page.
type forming struct {
	s      *Site
	r      *http.Request
	v      text.Voice
	view   *office.DossierView
	failed *failedAct
	key    string
	first  bool // the page has its one button already
}

// actsOf fills in what the reader may do now: on open tasks, and on the dossier itself.
func (s *Site) actsOf(r *http.Request, p *dossierPage, view *office.DossierView, failed *failedAct) error {
	key, err := s.o.Office.NewID()
	if err != nil {
		return err
	}
	f := &forming{s: s, r: r, v: s.voice(r), view: view, failed: failed, key: key}
	for i := range view.Open {
		p.Tasks = append(p.Tasks, f.task(&view.Open[i]))
	}
	open := func(a dossier.Act) bool {
		return slices.ContainsFunc(view.Acts, func(c dossier.Choice) bool { return c.Act == a })
	}
	if view.State == dossier.Filed && open(dossier.ActReceive) {
		p.Receive = s.address("/desk/dossiers/{id}/receive", p.ID)
	}
	away := []dossier.Act{dossier.ActHandOver, dossier.ActPost}
	if view.Return == "post" && view.Hand == dossier.HandAtDesk { // it is sent first
		slices.Reverse(away)
	}
	for _, a := range []dossier.Act{dossier.ActDecline, away[0], away[1], dossier.ActPay, dossier.ActExempt, dossier.ActNote, dossier.ActCorrect, dossier.ActLink} {
		if open(a) {
			p.Acts = append(p.Acts, f.onDossier(a))
		}
	}
	for _, a := range lifeActs {
		if !open(a) {
			continue
		}
		if x, use := f.life(a); use {
			p.Acts = append(p.Acts, x)
		}
	}
	if open(dossier.ActReplace) {
		p.Replace = s.address("/desk/dossiers/{id}/replace", p.ID)
	}
	f.vanished(p)
	return nil
}

// vanished shows what was typed for an act that is no longer open, so that it can be copied.
func (f *forming) vanished(p *dossierPage) {
	if f.failed == nil {
		return
	}
	for _, x := range p.forms() {
		if x != nil && x.typed != nil {
			return
		}
	}
	prefix := actName(f.failed.act, f.failed.token) + "."
	for _, name := range slices.Sorted(maps.Keys(f.r.PostForm)) {
		rest, ok := strings.CutPrefix(name, prefix)
		value := f.r.PostForm.Get(name)
		if !ok || value == "" {
			continue
		}
		term := rest
		if n, isItem := strings.CutPrefix(rest, "item."); isItem {
			index, _ := strconv.Atoi(n) // what is no number is none of the papers
			term = askedPaper(f.v, f.view.CaseDef, index)
		} else if key := "desk.field." + rest; f.v.Has(key) {
			term = f.v.T(key)
		}
		p.Typed = append(p.Typed, Fact{Term: term, Words: value})
	}
}

// begin makes the empty form of an act, or the one that was just refused with what was typed.
func (f *forming) begin(a dossier.Act, token int) actForm {
	name := actName(a, token)
	out := actForm{
		Act: a, Token: token, Action: "/desk/dossiers/" + string(f.view.ID) + "/" + string(a), Key: f.key + "-" + name,
		Title: f.v.T("dossier.act." + string(a)), Form: NewForm(f.v, nil, nil),
	}
	if f.failed != nil && f.failed.act == a && f.failed.token == token {
		out.Form = NewForm(f.v, f.r.PostForm, under(name, f.failed.err))
		out.Open = true
	}
	return out
}

// add asks for one thing of an act.
func (a *actForm) add(f *forming, name string, x Field) {
	x.Name = actName(a.Act, a.Token) + "." + name
	if x.Label == "" {
		x.Label = f.v.T("desk.field." + name)
	}
	a.Add(x)
}

// words asks for some sentences.
func (a *actForm) words(f *forming, label string, required bool) {
	a.add(f, "words", Field{Kind: form.LongText, Label: f.v.T(label), Required: required, Optional: !required, Rows: 3, MaxLen: 4000})
}

// task makes the card of an open task.
func (f *forming) task(t *office.TaskView) taskCard {
	c := taskCard{
		Name: t.Name.In(string(f.v.Lang)), Unit: unitWords(f.v, t.UnitName), Work: f.v.T("dossier.work." + string(t.Work)), Role: f.v.T("org.role." + t.Role),
		Holder: t.HolderName.Name, Mine: t.Mine, Since: t.Since, Due: t.Due, Stands: t.Stands,
	}
	if t.Part != "" {
		c.AskedFacts = append(c.AskedFacts, Fact{Term: f.v.T("dossier.part"), Words: partWords(f.v, t.Part)})
	}
	c.Late = f.view.StepLate(&t.Task, f.s.o.Office.Now())
	if t.Asked != nil {
		c.Asked = tokenWords(f.view, dossier.KindConsulted, t.Token) + tokenWords(f.view, dossier.KindBranched, t.Token)
		if t.Asked.Sub != "" {
			c.AskedFacts = append(c.AskedFacts, Fact{Term: f.v.T("life.sub-code"), Words: t.Asked.Sub, Code: true})
		}
		if t.Asked.Compulsory {
			c.AskedFacts = append(c.AskedFacts, Fact{Term: f.v.T("life.compulsory"), Words: f.v.T("life.compulsory-words")})
		}
		if t.Asked.Consent != "" {
			c.AskedFacts = append(c.AskedFacts, Fact{Term: f.v.T("life.consent"), Words: t.Asked.Consent})
		}
	}
	c.AskedFacts = append(c.AskedFacts, f.travelFacts(t)...)
	c.Acts = append(c.Acts, f.travel(t)...)
	if slices.Contains(t.Acts, dossier.ActClaim) {
		a := f.begin(dossier.ActClaim, t.Token)
		a.Bare = true
		if a.First = !f.first && t.Work != procedure.Approve && t.Asked == nil; a.First { // who approves or answers need not take it first: deciding takes it
			f.first = true
		}
		c.Acts = append(c.Acts, a)
	}
	for _, act := range finishing {
		if slices.Contains(t.Acts, act) {
			c.Acts = append(c.Acts, f.finish(act, t))
		}
	}
	c.Acts = append(c.Acts, f.beside(t)...)
	if slices.Contains(t.Acts, dossier.ActAssign) {
		c.Acts = append(c.Acts, f.assign(t))
	}
	if len(c.Acts) == 0 {
		c.Waits = f.v.T("desk.waits-unit", "role", text.Lower(c.Role), "unit", c.Unit)
		if c.Holder != "" {
			c.Waits = f.v.T("desk.waits-holder", "name", c.Holder)
		}
	}
	return c
}

// finish makes the form by which a task ends.
func (f *forming) finish(act dossier.Act, t *office.TaskView) actForm {
	a := f.begin(act, t.Token)
	switch act {
	case dossier.ActFinish:
		f.outcomes(&a, t)
		f.fixes(&a, t)
		a.words(f, "desk.field.words-next", false)
	case dossier.ActApprove:
		a.words(f, "desk.field.words-next", false)
	case dossier.ActReturn:
		a.words(f, "desk.field.words-return", true)
	case dossier.ActRefuse:
		a.Grave, a.Help = true, f.v.T("desk.help.refuse")
		f.refusal(&a, dossier.ActRefuse)
	case dossier.ActIssue:
		a.Upload = true
		a.add(f, "number", Field{Kind: "text", Required: true, MaxLen: 100, Short: true, Value: f.view.Number})
		if kinds := resultOptions(f.view.Record); len(kinds) > 1 {
			a.add(f, "result", Field{Kind: BoxSelect, Options: kinds})
		}
		file := Field{Kind: form.File, Optional: true, Accept: "application/pdf,image/*"}
		if pc := f.view.CaseDef; pc != nil && pc.Conduct.ResultFile != "" {
			file.Optional, file.Required, file.Help = false, true, f.v.T("desk.help.result-"+pc.Conduct.ResultFile)
		}
		a.add(f, "file", file)
		a.words(f, "desk.field.words-next", false)
	}
	if (t.Mine || act == dossier.ActApprove) && !f.first && (act == dossier.ActFinish || act == dossier.ActApprove || act == dossier.ActIssue) {
		a.First, a.Open, f.first = true, true, true
	}
	return a
}

// outcomes asks how the step ends, where the process leaves a choice.
func (f *forming) outcomes(a *actForm, t *office.TaskView) {
	if len(t.Outcomes) < 2 {
		return
	}
	x := Field{Kind: BoxRadio, Required: true}
	for _, o := range t.Outcomes {
		x.Options = append(x.Options, Option{Value: o.Value, Label: o.Name.In(string(f.v.Lang))})
	}
	a.add(f, "outcome", x)
}

// resultOptions are the kinds of document that the procedure issues.
func resultOptions(rec *procedure.Record) []Option {
	var out []Option
	if rec == nil {
		return nil
	}
	for _, r := range rec.Results {
		if r.Code != "" {
			out = append(out, Option{Value: r.Code, Label: r.Name})
		}
	}
	return out
}

// refusal asks for reason, basis and words.
func (f *forming) refusal(a *actForm, act dossier.Act) {
	a.add(f, "reason", Field{Kind: BoxSelect, Required: true, Options: reasonOptions(f.v, f.view.Record, act)})
	a.add(f, "rule", basisField(f.v, f.view.Record, act))
	a.words(f, "desk.field.words-applicant", true)
}

// assign makes the form that gives a task to a colleague.
func (f *forming) assign(t *office.TaskView) actForm {
	a := f.begin(dossier.ActAssign, t.Token)
	x := Field{Kind: BoxSelect, Required: true}
	for _, m := range t.Company {
		if m.ID != t.Holder {
			x.Options = append(x.Options, Option{Value: m.ID, Label: memberWords(f.v, m)})
		}
	}
	a.add(f, "holder", x)
	a.words(f, "desk.field.words-assign", false)
	return a
}

// onDossier makes the form of an act on the dossier itself.
func (f *forming) onDossier(act dossier.Act) actForm {
	a := f.begin(act, 0)
	switch act {
	case dossier.ActDecline:
		a.Main, a.Grave, a.Help = true, true, f.v.T("desk.help.decline")
		f.refusal(&a, act)
	case dossier.ActHandOver:
		a.Main = true
		f.handOver(&a)
	case dossier.ActPost:
		f.post(&a)
	case dossier.ActPay:
		f.pay(&a)
	case dossier.ActExempt:
		f.exempt(&a)
	case dossier.ActNote:
		a.Help = f.v.T("desk.help.note")
		a.words(f, "desk.field.words-note", true)
	case dossier.ActCorrect:
		f.correct(&a)
	case dossier.ActLink:
		x := Field{Kind: BoxSelect, Required: true}
		for _, sys := range []string{"portal", "land", "civil-status", "business", "criminal-record", "police", "other"} {
			x.Options = append(x.Options, Option{Value: sys, Label: f.v.T("dossier.system." + sys)})
		}
		a.add(f, "system", x)
		a.add(f, "code", Field{Kind: BoxCode, Required: true, MaxLen: 120})
	}
	return a
}

// handOver asks how the result reaches its owner; what was wished at reception is chosen already.
func (f *forming) handOver(a *actForm) {
	d := f.view.Dossier
	posted := d.Hand == dossier.HandPosted
	manner := cmp.Or(d.Return, "desk")
	if manner == "post" && !posted {
		manner = "desk" // nothing is delivered by post that was not sent
	}
	addHandOver(f.v, a.Form, d.Parties.Applicant, manner, posted, d.GiveBack(f.view.CaseDef))
	if sub := moneySub(f.v, d); len(d.Owed()) > 0 { // it holds nothing back, and is said while the owner stands there
		a.Facts = append(a.Facts, Fact{Term: f.v.T("dossier.finance." + string(d.Finance)), Words: sub})
	}
	if a.First = !f.first; a.First {
		a.Open, f.first = true, true
	}
}

// addHandOver asks who takes a result, in which manner, and by what right.
// Post is among the manners where something is on its way.
func addHandOver(v text.Voice, form *Form, to dossier.Party, manner string, posted, originals bool) {
	add := func(name string, x Field) {
		x.Name, x.Label = string(dossier.ActHandOver)+"."+name, v.T("desk.field."+name)
		form.Add(x)
	}
	m := Field{Kind: BoxRadio, Required: true, Value: manner}
	for _, x := range []string{"desk", "post", "electronic"} {
		if x == "post" && !posted {
			continue
		}
		m.Options = append(m.Options, Option{Value: x, Label: v.T("dossier.handed." + x)})
	}
	add("manner", m)
	add("receiver", Field{Kind: "text", Value: to.Name, MaxLen: 1200, Help: v.T("desk.help.receiver")})
	add("receiver-number", Field{Kind: BoxCode, Value: to.Number, Short: true, MaxLen: 20, Optional: true})
	add("proxy", Field{Kind: BoxCheck, Help: v.T("desk.help.proxy")})
	add("authority", Field{Kind: "text", Optional: true, MaxLen: 300})
	if posted {
		add("proof", Field{Kind: BoxCode, Optional: true, MaxLen: 100, Help: v.T("desk.help.proof")})
	}
	if originals {
		add("originals", Field{Kind: BoxCheck, Help: v.T("desk.help.originals")})
	}
}

// correct asks for the right persons, as they stand in the dossier now.
func (f *forming) correct(a *actForm) {
	a.Help = f.v.T("desk.help.correct")
	l := f.s.lands(f.s.read(f.r))
	p := f.view.Parties
	same := ""
	if p.Owner == p.Applicant {
		same = "1"
	}
	addParty(f.v, a.Form, "correct.applicant", p.Applicant, l)
	a.add(f, "same", Field{Kind: BoxCheck, Value: same, Label: f.v.T("desk.party.same")})
	addParty(f.v, a.Form, "correct.owner", p.Owner, l)
	a.add(f, "reason", Field{Kind: BoxSelect, Required: true, Options: reasonOptions(f.v, f.view.Record, dossier.ActCorrect)})
	a.words(f, "desk.field.words-correct", true)
}
