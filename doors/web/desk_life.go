package web

import (
	"slices"
	"strconv"
	"strings"

	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/form"
	"motcua/words/org"
)

// The forms of what happens beside the steps: papers asked for, opinions, visits, withdrawal, stop, apology, amended
// results. Which stand on the page the table of acts decides; what a form says of the law it reads from the dossier.

// aside are the acts of a task that do not end it, in the order in which they stand on the page.
var aside = []dossier.Act{
	dossier.ActAnswer, dossier.ActSettle, dossier.ActPresume, dossier.ActRemind, dossier.ActRecall, dossier.ActAsk, dossier.ActConsult, dossier.ActBranch, dossier.ActVerify,
	dossier.ActDraft, dossier.ActNumber,
}

// lifeActs are the acts on the dossier itself, beside its steps, in the order in which they stand on the page.
var lifeActs = []dossier.Act{
	dossier.ActAccept, dossier.ActInsist, dossier.ActSupply, dossier.ActGrant, dossier.ActRetain, dossier.ActAsk, dossier.ActApologise,
	dossier.ActPermit, dossier.ActAmend, dossier.ActReissue, dossier.ActReprint, dossier.ActWithdraw, dossier.ActStop,
}

// reasonOptions are the reasons of an act with their legal basis.
func reasonOptions(v text.Voice, rec *procedure.Record, a dossier.Act) []Option {
	var out []Option
	for _, x := range rec.ReasonsFor(string(a)) {
		words := strings.TrimSuffix(reasonWords(v, &x), ".")
		if basis := v.Article(x.Basis); basis != "" {
			words += " (" + basis + ")"
		}
		out = append(out, Option{Value: x.Code, Label: words})
	}
	return out
}

// reasonWords says a reason: its own name, or the house's words for its code.
func reasonWords(v text.Voice, x *procedure.Reason) string {
	if name := x.Name.In(string(v.Lang)); name != "" {
		return name
	}
	if key := "dossier.reason." + x.Code; v.Has(key) {
		return v.T(key)
	}
	return x.Code
}

// reasonNamed says the reason that stands on record.
func reasonNamed(v text.Voice, rec *procedure.Record, a dossier.Act, code string) string {
	if code == "" {
		return ""
	}
	if x := rec.Reason(string(a), code); x != nil {
		return reasonWords(v, x)
	}
	return reasonWords(v, &procedure.Reason{Code: code})
}

// basisOf is the legal basis that was typed, or that of the chosen reason.
func basisOf(rec *procedure.Record, a dossier.Act, code, typed string) string {
	if typed = strings.TrimSpace(typed); typed != "" {
		return typed
	}
	if x := rec.Reason(string(a), code); x != nil {
		return x.Basis
	}
	return ""
}

// basisWords says a legal basis: an article in full, other words as they were typed.
func basisWords(v text.Voice, rule string) string {
	if act, _, ok := strings.Cut(rule, "/"); ok && v.Has("act."+act) {
		return v.Article(rule)
	}
	return rule
}

// reason asks for a code, and where needed for the basis.
func (a *actForm) reason(f *forming, rule bool) {
	a.add(f, "reason", Field{Kind: BoxSelect, Required: true, Options: reasonOptions(f.v, f.view.Record, a.Act)})
	if rule {
		a.add(f, "rule", basisField(f.v, f.view.Record, a.Act))
	}
}

// basisField asks for the legal basis: it is needed with the reasons that have none of their own, and says with which.
// law: nd61-2018/19.8
func basisField(v text.Voice, rec *procedure.Record, a dossier.Act) Field {
	x := Field{Kind: "text", MaxLen: 300}
	all, bare := rec.ReasonsFor(string(a)), []string(nil)
	for i := range all {
		if all[i].Basis == "" {
			bare = append(bare, "“"+strings.TrimSuffix(reasonWords(v, &all[i]), ".")+"”")
		}
	}
	switch {
	case len(bare) == 0:
		x.Optional, x.Help = true, v.T("desk.help.rule-of-reason")
	case len(bare) == len(all):
		x.Required, x.Help = true, v.T("desk.help.rule-always")
	default:
		x.Help = v.T("desk.help.rule", "reasons", strings.Join(bare, ", "))
	}
	return x
}

// beside makes the forms of a task that do not end it.
func (f *forming) beside(t *office.TaskView) []actForm {
	var out []actForm
	for _, act := range aside {
		if !slices.Contains(t.Acts, act) {
			continue
		}
		a := f.begin(act, t.Token)
		switch act {
		case dossier.ActAsk:
			f.ask(&a, dossier.StageExam)
		case dossier.ActConsult:
			f.consult(&a, t)
		case dossier.ActAnswer:
			f.answer(&a, t)
		case dossier.ActPresume:
			if a.Help = f.silentHelp(t); a.Help == "" {
				continue // no law, or the unit still has time
			}
		case dossier.ActBranch:
			f.branch(&a, t)
		case dossier.ActSettle:
			f.settle(&a, t)
		case dossier.ActVerify:
			f.verify(&a)
		case dossier.ActDraft:
			f.draft(&a)
		case dossier.ActNumber:
			a.Help = f.v.T("desk.help.number")
			a.add(f, "number", Field{Kind: "text", Required: true, MaxLen: 100, Short: true})
		case dossier.ActRemind:
			a.Help = f.v.T("desk.help.remind")
			a.words(f, "desk.field.words-remind", false)
		case dossier.ActRecall:
			a.Help = f.v.T("desk.help.recall")
			a.words(f, "desk.field.words-recall", true)
		}
		out = append(out, a)
	}
	return out
}

// rule is the rule for papers that the dossier is under.
func (f *forming) rule() procedure.Supplement {
	return f.view.SupplementRule(f.view.CaseDef, f.s.o.Office.World().General)
}

// permit lets a leader agree to a request or allow one more; use says whether there is one to allow.
func (f *forming) permit(a *actForm) (use bool) {
	agrees := f.view.WantsAgreement(f.rule())
	if a.Help = f.v.T("desk.help.permit"); agrees {
		a.Help = f.v.T("desk.help.agree")
	}
	a.add(f, "law", Field{Kind: "text", Required: !agrees, Optional: agrees, MaxLen: 500})
	a.words(f, "desk.field.words", false)
	return agrees || len(f.view.Asks) > 0 || f.askPast()
}

// ask asks for papers: every paper has a box; what is written in it is what is to be completed.
func (f *forming) ask(a *actForm, stage string) {
	rule := f.rule()
	var papers []procedure.Paper
	if f.view.CaseDef != nil {
		papers = f.view.CaseDef.Papers
	}
	most, made := dossier.MostAsks(rule, stage), f.view.AsksAt(stage)
	a.Facts = append(a.Facts, Fact{Term: f.v.T("desk.ask.made"), Words: f.v.T("desk.ask.made-of", "n", made, "most", most)})
	by, dated := f.view.AskBy(rule, f.s.o.Office.World().Calendar)
	past := false
	if stage == dossier.StageExam && dated {
		past = calendar.DateOf(f.s.o.Office.Now()) > by
		a.Facts = append(a.Facts, Fact{Term: f.v.T("desk.ask.by"), Words: f.v.Day(by.Time())})
	}
	if f.view.Permit != "" {
		a.Facts = append(a.Facts, Fact{Term: f.v.T("desk.ask.permit"), Words: f.view.Permit})
	}
	if rule.AnswerWithin != nil {
		a.Facts = append(a.Facts, Fact{Term: f.v.T("desk.ask.answer-within"), Words: limitIn(f.v, *rule.AnswerWithin)})
	}
	switch {
	case f.view.Permit != "":
	case made >= most:
		a.Blocked = f.v.T("desk.ask.enough", "n", most, "basis", f.v.Article(rule.Basis))
		a.Form = NewForm(f.v, nil, nil) // what was typed stands above, to be copied
		return
	case past:
		a.Blocked = f.v.T("desk.ask.past", "date", f.v.Day(by.Time()), "basis", f.v.Article(rule.Basis))
		a.Form = NewForm(f.v, nil, nil)
		return
	case stage == dossier.StageExam && f.view.WantsAgreement(rule):
		a.Blocked = f.v.T("desk.ask.unagreed", "basis", f.v.Article(rule.Basis))
		a.Form = NewForm(f.v, nil, nil)
		return
	}
	a.Help = f.v.T("desk.help.ask")
	items := Field{Kind: form.Group, Name: a.Anchor() + ".items", Label: f.v.T("desk.ask.items")}
	one := func(index int, label string) {
		items.Fields = append(items.Fields, Field{Name: a.Anchor() + ".item." + strconv.Itoa(index), Kind: "text", Label: label, MaxLen: 4000})
	}
	for i := range papers {
		one(i, paperWords(f.v, &papers[i]))
	}
	one(-1, f.v.T("desk.ask.other"))
	a.Add(items)
	a.reason(f, true)
	a.words(f, "desk.field.words-applicant", false)
	if len(f.view.Asks) > 0 {
		a.add(f, "warned", Field{Kind: BoxCheck, Required: true, Help: f.v.T("desk.help.warned", "n", len(f.view.Asks)+1)})
	}
}

// consult asks another unit for its opinion.
func (f *forming) consult(a *actForm, t *office.TaskView) {
	a.Help = f.v.T("desk.help.consult")
	units := f.s.askable(f.v, t.Unit)
	a.add(f, "unit", Field{Kind: BoxSelect, Required: true, Options: units})
	a.words(f, "desk.field.words-question", true)
	a.add(f, "limit", Field{Kind: form.Integer, Required: true, Value: "3", Help: f.v.T("desk.help.limit")})
	a.add(f, "compulsory", Field{Kind: BoxCheck, Help: f.v.T("desk.help.compulsory")})
	a.add(f, "lead", Field{Kind: BoxCheck, Help: f.v.T("desk.help.lead")})
	a.add(f, "consent", Field{Kind: "text", Optional: true, MaxLen: 300, Help: f.v.T("desk.help.consent")})
}

// askable are the units that an opinion may be asked of: all that decide or receive, but the one that asks.
func (s *Site) askable(v text.Voice, but string) []Option {
	var out []Option
	w, now := s.o.Office.World(), s.o.Office.Now()
	for _, u := range w.Org.Units(now, org.Department, org.Commune, org.LandOffice, org.Tax, org.Police, org.Insurance, org.Branch) {
		if string(u.ID) != but && w.Askable(string(u.ID), now) {
			out = append(out, Option{Value: string(u.ID), Label: unitWords(v, s.unitNamed(string(u.ID))), Group: v.T("org.kind." + string(u.Kind))})
		}
	}
	slices.SortStableFunc(out, func(a, b Option) int {
		if c := strings.Compare(a.Group, b.Group); c != 0 {
			return c
		}
		return compareWords(a.Label, b.Label)
	})
	return out
}

// answer gives the opinion that was asked for.
func (f *forming) answer(a *actForm, t *office.TaskView) {
	x := Field{Kind: BoxRadio, Required: true, Label: f.v.T("desk.field.opinion")}
	for _, o := range t.Can {
		x.Options = append(x.Options, Option{Value: o, Label: f.v.T("dossier.opinion." + o)})
	}
	a.add(f, "outcome", x)
	a.words(f, "desk.field.words-opinion", false)
	if !f.first {
		a.First, a.Open, f.first = true, true, true
	}
}

// verify writes down a visit on site.
func (f *forming) verify(a *actForm) {
	a.Upload, a.Help = true, f.v.T("desk.help.verify")
	a.add(f, "day", Field{Kind: form.Date, Required: true})
	a.add(f, "from", Field{Kind: "text", Required: true, Short: true, MaxLen: 5, Help: f.v.T("desk.help.clock")})
	a.add(f, "to", Field{Kind: "text", Required: true, Short: true, MaxLen: 5, Label: f.v.T("desk.field.until")})
	a.add(f, "place", Field{Kind: "text", Required: true, MaxLen: 500})
	a.add(f, "members", Field{Kind: form.LongText, Required: true, Rows: 2, MaxLen: 2000, Help: f.v.T("desk.help.members")})
	a.add(f, "content", Field{Kind: form.LongText, Required: true, Rows: 4, MaxLen: 4000})
	a.add(f, "files", Field{Kind: form.File, Optional: true, Multiple: true, Accept: "application/pdf,image/*"})
}

// life makes the form of an act on the dossier itself, beside its steps; false when it has no use now.
func (f *forming) life(act dossier.Act) (actForm, bool) {
	a, d := f.begin(act, 0), f.view.Dossier
	use := true
	switch act {
	case dossier.ActAsk:
		a.Main = true
		f.ask(&a, dossier.StageReception)
	case dossier.ActSupply:
		a.Main = true
		f.supply(&a)
	case dossier.ActAccept:
		a.Main, a.Open, a.First, a.Help = true, true, !f.first, f.v.T("desk.help.accept")
		f.first = true
	case dossier.ActInsist:
		a.Main, a.Help = true, f.v.T("desk.help.insist")
		a.words(f, "desk.field.words-lacks", true)
	case dossier.ActGrant:
		a.Main, a.Help = true, f.v.T("desk.help.grant")
		a.words(f, "desk.field.words-applicant", false)
		f.ending(&a)
	case dossier.ActRetain:
		a.Main = true
		a.words(f, "desk.field.words-applicant", true)
	case dossier.ActStop:
		a.Grave, a.Help = true, f.v.T("desk.help.stop")
		a.reason(f, true)
		a.words(f, "desk.field.words-applicant", true)
		f.ending(&a)
	case dossier.ActPermit:
		use = f.permit(&a)
	case dossier.ActApologise:
		use = f.apologise(&a)
	case dossier.ActAmend:
		a.Upload, a.Help = true, f.v.T("desk.help.amend", "number", d.Result.Number)
		a.add(f, "number", Field{Kind: "text", Required: true, MaxLen: 100, Short: true, Label: f.v.T("desk.field.new-number")})
		if kinds := resultOptions(f.view.Record); len(kinds) > 1 {
			a.add(f, "result", Field{Kind: BoxSelect, Options: kinds, Value: d.Result.Code})
		}
		a.add(f, "file", Field{Kind: form.File, Optional: true, Accept: "application/pdf,image/*"})
		a.reason(f, false)
		a.words(f, "desk.field.words-applicant", true)
	case dossier.ActReissue:
		a.Help = f.v.T("desk.help.reissue", "number", d.Result.Number)
		a.reason(f, false)
		a.words(f, "desk.field.words-applicant", true)
	case dossier.ActReprint:
		a.Help = f.v.T("desk.help.reprint")
		a.reason(f, false)
		a.words(f, "desk.field.words-correct", false)
	case dossier.ActWithdraw:
		a.Help = f.v.T("desk.help.withdraw")
		a.words(f, "desk.field.words-withdraw", false)
	}
	return a, use
}

// ending asks what becomes of money and papers.
func (f *forming) ending(a *actForm) {
	if paid := f.view.Paid(); paid > 0 {
		a.add(f, "refund", Field{Kind: form.Money, Optional: true, Suffix: "đ", Help: f.v.T("desk.help.refund", "paid", f.v.Money(paid))})
	}
	a.add(f, "papers", Field{Kind: BoxCheck, Label: f.v.T("desk.field.papers-back")})
}

// askPast says whether the time to ask for papers after examination is over.
func (f *forming) askPast() bool {
	if f.view.CaseDef == nil {
		return false
	}
	by, ok := f.view.AskBy(f.rule(), f.s.o.Office.World().Calendar)
	return ok && calendar.DateOf(f.s.o.Office.Now()) > by
}

// apologise asks for a new date while one may be given, and says so when it is too late for one.
func (f *forming) apologise(a *actForm) bool {
	d, now := f.view.Dossier, f.s.o.Office.Now()
	by, ok := d.ApologyBy(f.s.o.Office.World().Calendar)
	if !ok {
		return false
	}
	late := calendar.DateOf(now) > by
	said := slices.ContainsFunc(d.Apologies, func(x dossier.Apology) bool { return x.Late })
	if late && said || !late && d.Promise.Extended() {
		return false
	}
	draft, err := f.s.read(f.r).ApologyFor(f.view)
	if err != nil {
		draft = &office.ApologyDraft{DossierView: f.view, To: d.Promise.At, TooLate: late} // beyond the calendar: the leader finds the date
	}
	a.Facts = []Fact{
		{Term: f.v.T("desk.apology.due"), Words: f.v.DateTime(d.Promise.At)},
		{Term: f.v.T("desk.apology.by"), Words: f.v.Day(by.Time())},
	}
	if late {
		a.Help = f.v.T("desk.help.apologise-late")
	} else {
		a.Help = f.v.T("desk.help.apologise")
		a.add(f, "to", Field{Kind: form.Date, Required: true, Label: f.v.T("desk.field.new-date"), Value: f.v.Date(draft.To)})
		a.add(f, "hour", Field{Kind: "text", Short: true, MaxLen: 5, Value: f.v.Time(draft.To), Help: f.v.T("desk.help.clock")})
	}
	a.Help += " " + f.v.T("desk.help.apology-draft")
	a.add(f, "reason", Field{Kind: BoxSelect, Required: true, Value: draft.Reason, Options: reasonOptions(f.v, f.view.Record, dossier.ActApologise)})
	x := Field{Kind: BoxSelect, Value: draft.Fault.ID}
	for _, u := range unitsOf(d) {
		x.Options = append(x.Options, Option{Value: u, Label: unitWords(f.v, f.s.unitNamed(u))})
	}
	a.add(f, "fault", x)
	a.add(f, "words", Field{Kind: form.LongText, Label: f.v.T("desk.field.words-applicant"), Required: true, Rows: 5, MaxLen: 4000, Value: f.s.apologyWords(draft)})
	a.Main = d.OwesApology(now) || calendar.DateOf(now) == by
	return true
}

// apologyWords are the words of a prepared apology. A letter is in Vietnamese, whatever the leader reads.
func (s *Site) apologyWords(a *office.ApologyDraft) string {
	v := s.words.In(text.VI)
	words := ""
	if a.Over > 0 {
		words = v.T("alarm.draft.words-step", "step", a.Step.VI, "unit", a.Fault.Name, "over", v.Work(int(a.Over))) + " "
	}
	if a.TooLate {
		return words + v.T("alarm.draft.words-late", "code", a.Code, "due", v.DateTime(a.Promise.At))
	}
	return words + v.T("alarm.draft.words", "code", a.Code, "due", v.DateTime(a.Promise.At), "to", v.DateTime(a.To))
}

// unitsOf are the units that had to do with a dossier.
func unitsOf(d *dossier.Dossier) []string {
	var out []string
	add := func(u string) {
		if u != "" && !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	add(d.Competent)
	add(d.Reception)
	for i := range d.Tasks {
		add(d.Tasks[i].Unit)
	}
	return out
}

// supply takes what the applicant brings to the counter: for each thing asked for its sheets and its scans.
func (f *forming) supply(a *actForm) {
	a.Upload, a.Help = true, f.v.T("desk.help.supply")
	ask := f.view.Asked()
	if ask == nil {
		return
	}
	addSupplied(f.v, a.Form, a.Anchor(), ask, f.view.CaseDef, true)
	a.words(f, "desk.field.words-supply", false)
}

// addSupplied adds a group for each thing that was asked for. At the counter sheets are counted, too.
func addSupplied(v text.Voice, to *Form, prefix string, ask *dossier.Ask, pc *procedure.Case, counter bool) {
	done := map[int]bool{}
	for i, index := range ask.Papers {
		if done[index] {
			continue
		}
		done[index] = true
		at := prefix + ".paper." + strconv.Itoa(index)
		g := Field{Kind: form.Group, Name: at, Label: askedPaper(v, pc, index), Help: itemsFor(ask, index, i)}
		if counter && index >= 0 {
			g.Fields = append(g.Fields, Field{Name: at + ".came", Kind: BoxCheck, Label: v.T("receive.came-paper"), Help: v.T("receive.came-paper-help")})
			for _, x := range []string{"originals", "copies", "plain"} {
				g.Fields = append(g.Fields, Field{Name: at + "." + x, Kind: form.Integer, Label: v.T("receive." + x)})
			}
		}
		g.Fields = append(g.Fields, Field{Name: at + ".file", Kind: form.File, Label: v.T("life.file"), Multiple: true, Accept: "application/pdf,image/*"})
		to.Add(g)
	}
}

// itemsFor joins what was asked of one paper.
func itemsFor(ask *dossier.Ask, index, from int) string {
	words := ""
	for i := from; i < len(ask.Papers) && i < len(ask.Items); i++ {
		if ask.Papers[i] == index {
			words = joinWords(words, ask.Items[i])
		}
	}
	return words
}

// askedPaper names what a request is about.
func askedPaper(v text.Voice, pc *procedure.Case, index int) string {
	if pc == nil || index < 0 || index >= len(pc.Papers) {
		return v.T("life.other")
	}
	return paperWords(v, &pc.Papers[index])
}
