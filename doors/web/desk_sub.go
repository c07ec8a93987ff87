package web

import (
	"strconv"
	"strings"

	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/form"
)

// branch opens a sub-dossier at another agency.
func (f *forming) branch(a *actForm, t *office.TaskView) {
	a.Help = f.v.T("desk.help.branch")
	a.add(f, "unit", Field{Kind: BoxSelect, Required: true, Options: f.s.askable(f.v, t.Unit), Label: f.v.T("desk.field.sub-unit")})
	a.words(f, "desk.field.words-sub", true)
	x := Field{Kind: form.Integer, Required: true, Label: f.v.T("desk.field.sub-limit"), Help: f.v.T("desk.help.limit")}
	by, bound := f.view.SubBy()
	days := f.view.SubDays(f.s.o.Office.World().Calendar, f.s.o.Office.Now(), 3)
	switch {
	case days == 0: // nothing that he could type would do
		x.Help = f.v.T("desk.help.sub-none", "time", f.v.DateTime(by))
	case bound:
		x.Help = f.v.T("desk.help.sub-by", "time", f.v.DateTime(by))
	}
	if days > 0 {
		x.Value = strconv.Itoa(days)
	}
	a.add(f, "limit", x)
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
	limit, err := p.workingDays("limit")
	if err != nil {
		return err
	}
	return s.o.Office.Branch(p.r.Context(), who(p.r), p.cmd, p.on, dossier.Branching{
		Unit: p.get("unit"), Words: strings.TrimSpace(p.get("words")), Limit: limit,
	})
}

func (s *Site) doSettle(p *posted) error {
	return s.o.Office.Settle(p.r.Context(), who(p.r), p.cmd, p.on, p.get("outcome"), strings.TrimSpace(p.get("number")), strings.TrimSpace(p.get("words")))
}

// subs are the sub-dossiers: where each is, until when, and what came of it.
func (l *lifeShow) subs() []lifeBlock {
	var out []lifeBlock
	for _, t := range l.d.Subs() {
		b := l.beside(t, dossier.KindBranched, dossier.KindSettled, "dossier.sub.")
		if l.officer {
			l.fact(&b, "sub-code", t.Asked.Sub)
		}
		l.fact(&b, "sub-by", l.v.DateTime(t.Due))
		l.fact(&b, "sub-number", t.Number)
		b.Pill = l.besidePill(t, "life.sub-late", "life.sub-open", "life.sub-over")
		out = append(out, b)
	}
	return out
}
