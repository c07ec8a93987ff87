package web

import (
	"slices"
	"strings"
	"time"

	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/calendar"
)

// What happened beside the steps, in full: requests for papers with their answers, opinions, visits, apologies, results
// that were amended. Officers see persons and words; the owner sees what was written for them.

// A lifeGroup is one matter, such as all requests for papers.
type lifeGroup struct {
	ID, Title string
	Blocks    []lifeBlock
}

// A lifeBlock is one of them.
type lifeBlock struct {
	Title string
	When  string
	By    string
	Pill  *Pill
	Words string
	Items []string
	Facts []Fact
	Files []Link
	After []lifeBlock // answers
}

// lifeShow lays one dossier out for one reader.
type lifeShow struct {
	s       *Site
	v       text.Voice
	d       *office.DossierView
	file    func(hash string) string
	officer bool
}

// groups are all matters that there are.
func (l *lifeShow) groups() []lifeGroup {
	var out []lifeGroup
	add := func(id string, blocks []lifeBlock) {
		if len(blocks) > 0 {
			out = append(out, lifeGroup{ID: id, Title: l.v.T("life." + id), Blocks: blocks})
		}
	}
	var asks, visits, apologies []lifeBlock
	for i := range l.d.Asks {
		asks = append(asks, l.ask(i))
	}
	for _, x := range l.d.Visits {
		visits = append(visits, l.visit(x))
	}
	for _, x := range l.d.Apologies {
		apologies = append(apologies, l.apology(x))
	}
	add("asks", asks)
	add("opinions", l.opinions())
	add("subs", l.subs())
	add("visits", visits)
	add("apologies", apologies)
	add("earlier", l.earlier())
	add("imported", l.imported())
	return out
}

// by says who did something where; the owner sees the unit only.
func (l *lifeShow) by(actor, unit string) string {
	words := ""
	if unit != "" {
		words = unitWords(l.v, l.s.unitNamed(unit))
	}
	if actor == "applicant" {
		return joinComma(l.v.T("life.applicant"), words)
	}
	if l.officer && actor != "" {
		return joinComma(l.s.personNamed(actor), words)
	}
	return words
}

// fact is a line that is left out when it says nothing.
func (l *lifeShow) fact(b *lifeBlock, key, words string) {
	if words != "" {
		b.Facts = append(b.Facts, Fact{Term: l.v.T("life." + key), Words: words})
	}
}

// ask shows a request with all of its answers.
func (l *lifeShow) ask(i int) lifeBlock {
	a := &l.d.Asks[i]
	b := lifeBlock{
		Title: l.v.T("life.ask-n", "n", i+1, "stage", "@life.stage."+a.Stage), When: l.v.DateTime(a.At), By: l.by(a.Actor, a.Unit), Words: a.Words,
	}
	for k, item := range a.Items {
		paper := l.v.T("life.other")
		if k < len(a.Papers) {
			paper = askedPaper(l.v, l.d.CaseDef, a.Papers[k])
		}
		b.Items = append(b.Items, l.v.T("life.item", "paper", paper, "words", item))
	}
	l.fact(&b, "reason", reasonNamed(l.v, l.d.Record, dossier.ActAsk, a.Reason))
	l.fact(&b, "basis", basisWords(l.v, a.Rule))
	l.fact(&b, "permit", a.Permit)
	if !a.Until.IsZero() {
		l.fact(&b, "until", l.v.DateTime(a.Until))
	}
	switch {
	case !a.Done.IsZero():
		b.Pill = &Pill{Tone: OK, Words: l.v.T("life.complete", "time", l.v.Short(a.Done))}
	case !a.Supplied.IsZero():
		b.Pill = &Pill{Tone: Soon, Words: l.v.T("life.to-confirm")}
	default:
		b.Pill = &Pill{Tone: Wait, Words: l.v.T("life.awaited")}
	}
	for k := range a.Answers {
		b.After = append(b.After, l.answer(&a.Answers[k]))
	}
	return b
}

// answer shows what came.
func (l *lifeShow) answer(a *dossier.Supplied) lifeBlock {
	b := lifeBlock{Title: l.v.T("life.answer"), When: l.v.DateTime(a.At), By: l.by(a.Actor, a.Unit), Words: a.Words}
	for _, p := range a.Papers {
		words := askedPaper(l.v, l.d.CaseDef, p.Index)
		if n := needWords(l.v, p.Originals, p.Copies, p.Plain); n != "" {
			words += ": " + n
		}
		b.Items = append(b.Items, words)
	}
	b.Files = l.files(a.Files)
	l.fact(&b, "lacks", a.Lacks)
	return b
}

func (l *lifeShow) files(all []dossier.Attached) []Link {
	var out []Link
	for _, f := range all {
		out = append(out, Link{Words: f.Name + " (" + sizeWords(l.v, f.Size) + ")", Href: l.file(f.Hash)})
	}
	return out
}

// opinions are what other units were asked, and what they said.
func (l *lifeShow) opinions() []lifeBlock {
	var out []lifeBlock
	for i := range l.d.Tasks {
		t := &l.d.Tasks[i]
		if t.Asked == nil || t.Asked.Sub != "" {
			continue
		}
		b := l.beside(t, dossier.KindConsulted, dossier.KindAnswered, "dossier.opinion.")
		l.fact(&b, "part", partWords(l.v, l.d.Part(t)))
		l.fact(&b, "answer-by", l.v.DateTime(t.Due))
		if t.Asked.Compulsory {
			l.fact(&b, "compulsory", l.v.T("life.compulsory-words"))
		}
		l.fact(&b, "consent", t.Asked.Consent)
		b.Pill = l.besidePill(t, "life.opinion-late", "life.opinion-open", "life.opinion-given")
		out = append(out, b)
	}
	return out
}

// beside is work that another unit was asked for beside the process: with the words of the events that began and ended
// it, which officers alone read. outcome begins the texts of its outcomes.
func (l *lifeShow) beside(t *dossier.Task, began, ended, outcome string) lifeBlock {
	b := lifeBlock{Title: unitWords(l.v, l.s.unitNamed(t.Unit)), When: l.v.DateTime(t.Since)}
	for _, st := range l.d.Steps {
		if st.Token != t.Token || !l.officer {
			continue
		}
		switch st.Kind {
		case began:
			b.Words, b.By = st.Words, l.by(st.Actor, st.Unit)
		case ended, dossier.KindRecalled:
			if st.Kind == dossier.KindRecalled {
				outcome = "life.beside-"
			}
			b.After = append(b.After, lifeBlock{Title: l.v.T(outcome + st.Outcome), When: l.v.DateTime(st.At), By: l.by(st.Actor, st.Unit), Words: st.Words})
		}
	}
	return b
}

// besidePill says where such work stands, in the words for late, open and done.
func (l *lifeShow) besidePill(t *dossier.Task, late, open, done string) *Pill {
	switch {
	case t.Open() && l.s.o.Office.Now().After(t.Due):
		return &Pill{Tone: Late, Words: l.v.T(late)}
	case t.Open():
		return &Pill{Tone: Wait, Words: l.v.T(open)}
	case t.Outcome == dossier.Recalled:
		return &Pill{Tone: Plain, Words: l.v.T("life.beside-recalled")}
	case t.Outcome == "cancelled":
		return &Pill{Tone: Plain, Words: l.v.T("life.opinion-not-needed")}
	}
	return &Pill{Tone: OK, Words: l.v.T(done)}
}

// visit shows a visit on site.
func (l *lifeShow) visit(x dossier.Visit) lifeBlock {
	b := lifeBlock{Title: x.Place, When: l.v.T("life.from-to", "from", l.v.DateTime(x.From), "to", l.v.Time(x.To)), By: l.by(x.Actor, x.Unit)}
	if l.officer {
		b.Words, b.Files = x.Content, l.files(x.Files)
		l.fact(&b, "members", x.Members)
	}
	return b
}

// apology shows an apology, and the new date where it gave one.
func (l *lifeShow) apology(x dossier.Apology) lifeBlock {
	b := lifeBlock{Title: l.v.T("life.apology"), When: l.v.DateTime(x.At), Words: x.Words}
	if l.officer {
		b.By = l.by(x.Actor, "")
	}
	l.fact(&b, "was", l.v.DateTime(x.Was))
	if x.Late {
		b.Pill = &Pill{Tone: Late, Words: l.v.T("life.apology-late")}
	} else {
		b.Pill = &Pill{Tone: OK, Words: l.v.T("life.new-date", "time", l.v.DateTime(x.To))}
	}
	l.fact(&b, "reason", reasonNamed(l.v, l.d.Record, dossier.ActApologise, x.Reason))
	if x.Fault != "" {
		l.fact(&b, "fault", unitWords(l.v, l.s.unitNamed(x.Fault)))
	}
	return b
}

// earlier are results that a right one took the place of.
func (l *lifeShow) earlier() []lifeBlock {
	var out []lifeBlock
	for _, x := range l.d.Earlier {
		b := lifeBlock{Title: x.Number, When: l.v.DateTime(x.At), Pill: &Pill{Tone: Ended, Words: l.v.T("life.void")}}
		if x.File != "" {
			b.Files = []Link{{l.v.T("life.void-file"), l.file(x.File)}}
		}
		out = append(out, b)
	}
	return out
}

// imported is what an older system had written down, in its own words; persons of then are shown to officers.
func (l *lifeShow) imported() []lifeBlock {
	x := l.d.Imported
	if x == nil {
		return nil
	}
	b := lifeBlock{Title: l.v.T("life.imported-from", "system", x.System, "code", x.Code), When: l.v.DateTime(x.At)}
	for _, o := range x.History {
		by := []string{o.Who, o.Unit}
		if !l.officer {
			by = by[1:]
		}
		by = slices.DeleteFunc(by, func(s string) bool { return s == "" })
		b.After = append(b.After, lifeBlock{Title: o.What, When: l.v.DateTime(o.At), By: strings.Join(by, ", ")})
	}
	if l.officer {
		l.fact(&b, "signer", x.Signer)
	}
	return []lifeBlock{b}
}

// waitFacts say for how long each of the three was waited for; they never count against the office.
func (s *Site) waitFacts(v text.Voice, d *dossier.Dossier) []Fact {
	cal := s.o.Office.World().Calendar
	if cal == nil || d.Received.IsZero() {
		return nil
	}
	now, waiting := d.Promise.Waiting()
	if !waiting || !d.State.Open() {
		now = calendar.Turn{}
	}
	return append(timerFacts(v, cal, d), waitedFor(v, d.Waits(cal, s.o.Office.Now()), now.Holder, now.At)...)
}

// timerFacts say until when the process itself waits; timers that hang on a step are its holder's matter.
func timerFacts(v text.Voice, cal *calendar.Calendar, d *dossier.Dossier) []Fact {
	var out []Fact
	for i := range d.Timers {
		t := &d.Timers[i]
		at, err := d.Over(cal, t)
		switch name := t.Name.In(string(v.Lang)); {
		case t.Of > 0 || err != nil:
		case at.IsZero():
			out = append(out, Fact{Term: v.T("wait.timer"), Words: v.T("wait.timer-stands", "name", name)})
		default:
			out = append(out, Fact{Term: v.T("wait.timer"), Words: v.T("wait.timer-until", "name", name, "time", v.DateTime(at)), Sub: t.Basis})
		}
	}
	return out
}

// waitedFor says three times: papers, the tax office, payment.
func waitedFor(v text.Voice, waits []calendar.Wait, now calendar.Holder, since time.Time) []Fact {
	var out []Fact
	for _, h := range []calendar.Holder{calendar.Citizen, calendar.Tax, calendar.Payment} {
		f := Fact{Term: v.T("wait." + string(h)), Words: v.T("wait.none")}
		if i := slices.IndexFunc(waits, func(w calendar.Wait) bool { return w.Holder == h }); i >= 0 {
			f.Words = v.Work(int(waits[i].Minutes))
		}
		if now == h {
			f.Sub = v.T("wait.since", "time", v.Short(since))
		}
		out = append(out, f)
	}
	return out
}

// underWords says on which decision an act rests, when it is no right of the actor's own post.
func underWords(v text.Voice, by *dossier.Authority) string {
	out := v.T("access.under."+by.Kind, "document", by.Document)
	if by.Order != "" {
		out += "; " + v.T("access.under.order", "document", by.Order)
	}
	return out
}

// lifeNote says what a line of the history tells beside its words.
func lifeNote(v text.Voice, s *office.StepView, k *Knot) {
	if c := s.Confirmed; c != nil && s.Person.ID != "" { // for those who see persons
		k.Note = joinWords(v.T("confirm.by."+c.By), k.Note)
	}
	if s.Under != nil {
		k.Note = joinWords(underWords(v, s.Under), k.Note)
	}
	switch s.Kind {
	case dossier.KindConsulted:
		k.Words = v.T("show.consulted-unit", "unit", unitWords(v, s.Asked))
	case dossier.KindBranched:
		k.Words = v.T("show.branched-unit", "unit", unitWords(v, s.Asked))
	case dossier.KindReminded:
		k.Words = v.T("show.reminded-unit", "unit", unitWords(v, s.Asked))
	case dossier.KindReassigned:
		k.Words, k.Note = v.T("show.reassigned-unit", "unit", unitWords(v, s.Asked)), joinWords(s.Reason+".", k.Note)
	case dossier.KindImported:
		k.Note = joinWords(s.Outcome, k.Note)
	case dossier.KindAnnulled:
		k.Note = joinWords(s.Reason, k.Note)
	case dossier.KindRecalled:
		k.Words = v.T("show.recalled-unit", "unit", unitWords(v, s.Asked))
	case dossier.KindSettled:
		k.Words += ": " + v.T("dossier.sub."+s.Outcome)
	case dossier.KindDeemed:
		k.Note = joinWords(basisWords(v, s.Reason), k.Note)
	case dossier.KindAnswered:
		if key := "dossier.opinion." + s.Outcome; v.Has(key) {
			k.Words += ": " + v.T(key)
		}
	case dossier.KindApologised:
		if s.Outcome == "late" {
			k.Words = v.T("show.apologised-late")
		}
	case dossier.KindAssigned:
		if s.Of > 0 {
			k.Note = joinWords(v.T("show.step.dealt", "n", s.Load, "of", s.Of), k.Note)
		}
	case dossier.KindAmended, dossier.KindReissued, dossier.KindNumbered:
		k.Words += " " + s.Outcome
	case dossier.KindPosted:
		k.Words += ": " + s.Outcome
	case dossier.KindPaid:
		k.Words += ": " + v.Money(s.Sum)
		k.Note = joinWords(s.Outcome, k.Note)
	case dossier.KindExempted:
		k.Words += ": " + v.Money(s.Sum)
		if v.Has("fee.group." + s.Reason) {
			k.Note = joinWords(text.Upper(v.T("fee.group."+s.Reason))+".", k.Note)
		}
	case dossier.KindExchanged:
		k.Words = v.T("dossier.exchange." + s.Outcome)
	case dossier.KindPermitted:
		k.Note = joinWords(s.Reason, k.Note)
	case dossier.KindAsked:
		if s.Outcome != "" {
			k.Words += ", " + v.T("life.stage."+s.Outcome)
		}
	}
}

// tokenWords are the words with which a step of a task began.
func tokenWords(d *office.DossierView, kind string, token int) string {
	for _, st := range d.Steps {
		if st.Kind == kind && st.Token == token {
			return st.Words
		}
	}
	return ""
}
