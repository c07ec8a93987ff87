package web

import (
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/form"
)

// branch opens a sub-dossier at another agency.
func (f *forming) branch(a *actForm, t *office.TaskView) {
	a.Help = f.v.T("desk.help.branch")
	a.add(f, "unit", Field{Kind: BoxSelect, Required: true, Options: f.s.askable(f.v, t.Unit), Label: f.v.T("desk.field.sub-unit")})
	a.words(f, "desk.field.words-sub", true)
	a.add(f, "limit", Field{Kind: form.Integer, Required: true, Value: "3", Label: f.v.T("desk.field.sub-limit"), Help: f.v.T("desk.help.limit")})
}

// settle ends a sub-dossier.
func (f *forming) settle(a *actForm, t *office.TaskView) {
	x := Field{Kind: BoxRadio, Required: true}
	for _, o := range t.Can {
		x.Options = append(x.Options, Option{Value: o, Label: f.v.T("dossier.sub." + o)})
	}
	a.add(f, "outcome", x)
	a.add(f, "number", Field{Kind: "text", Optional: true, MaxLen: 100, Short: true})
	a.words(f, "desk.field.words-settle", false)
	if !f.first {
		a.First, a.Open, f.first = true, true, true
	}
}

// silentHelp says on which law silence counts now; "" while it does not.
func (f *forming) silentHelp(t *office.TaskView) string {
	at, ok := f.view.SilentFrom(&t.Task)
	switch {
	case !ok || !f.s.o.Office.Now().After(at):
		return ""
	case t.Silence != nil:
		return f.v.T("desk.help.deem", "law", basisWords(f.v, t.Silence.Basis))
	}
	return f.v.T("desk.help.presume", "law", t.Asked.Consent)
}

func (s *Site) doBranch(p *posted) error {
	n, err := strconv.Atoi(strings.TrimSpace(p.get("limit")))
	if err != nil || n < 1 || n > 250 {
		return fault.New(fault.Invalid, "desk.limit-wrong").At("limit")
	}
	return s.o.Office.Branch(p.r.Context(), who(p.r), p.cmd, p.on, dossier.Branching{
		Unit: p.get("unit"), Words: strings.TrimSpace(p.get("words")), Limit: calendar.Limit{N: n, Unit: calendar.WorkingDay},
	})
}

func (s *Site) doSettle(p *posted) error {
	return s.o.Office.Settle(p.r.Context(), who(p.r), p.cmd, p.on, p.get("outcome"), strings.TrimSpace(p.get("number")), strings.TrimSpace(p.get("words")))
}

// subs are the sub-dossiers: where each is, until when, and what came of it.
func (l *lifeShow) subs() []lifeBlock {
	var out []lifeBlock
	for _, t := range l.d.Subs() {
		b := lifeBlock{Title: unitWords(l.v, l.s.unitNamed(t.Unit)), When: l.v.DateTime(t.Since)}
		for _, st := range l.d.Steps {
			if st.Token != t.Token || !l.officer {
				continue
			}
			switch st.Kind {
			case dossier.KindBranched:
				b.Words, b.By = st.Words, l.by(st.Actor, st.Unit)
			case dossier.KindSettled:
				b.After = append(b.After, lifeBlock{Title: l.v.T("dossier.sub." + st.Outcome), When: l.v.DateTime(st.At), By: l.by(st.Actor, st.Unit), Words: st.Words})
			}
		}
		if l.officer {
			l.fact(&b, "sub-code", t.Asked.Sub)
		}
		l.fact(&b, "sub-by", l.v.DateTime(t.Due))
		l.fact(&b, "sub-number", t.Number)
		switch {
		case t.Open() && l.s.o.Office.Now().After(t.Due):
			b.Pill = &Pill{Tone: Late, Words: l.v.T("life.sub-late")}
		case t.Open():
			b.Pill = &Pill{Tone: Wait, Words: l.v.T("life.sub-open")}
		case t.Outcome == "cancelled":
			b.Pill = &Pill{Tone: Plain, Words: l.v.T("life.opinion-not-needed")}
		default:
			b.Pill = &Pill{Tone: OK, Words: l.v.T("life.sub-over")}
		}
		out = append(out, b)
	}
	return out
}
