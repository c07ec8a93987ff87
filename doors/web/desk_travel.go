package web

import (
	"strings"

	"motcua/law/dossier"
	"motcua/office"
)

// The forms of the paper dossier on its way from unit to unit.

// travelActs are the acts that move papers, in the order in which they stand on the page.
var travelActs = []dossier.Act{dossier.ActConfirm, dossier.ActSendBack, dossier.ActSend}

// travel makes the forms of a task whose papers are on their way.
func (f *forming) travel(t *office.TaskView) []actForm {
	var out []actForm
	for _, act := range travelActs {
		has := false
		for _, may := range t.Acts {
			has = has || may == act
		}
		if !has {
			continue
		}
		a := f.begin(act, t.Token)
		switch act {
		case dossier.ActSendBack:
			a.Help = f.v.T("desk.help.send-back")
			a.reason(f, false)
			a.words(f, "desk.field.words-lacks", true)
		case dossier.ActConfirm, dossier.ActSend:
			a.Help = f.v.T("desk.help."+string(act), "n", t.Papers.Sheets)
			a.words(f, "desk.field.words", false)
			if !f.first {
				a.First, a.Open, f.first = true, true, true
			}
		}
		out = append(out, a)
	}
	return out
}

// travelFacts say where the papers of a task are.
func (f *forming) travelFacts(t *office.TaskView) []Fact {
	if !t.OnWay() {
		return nil
	}
	from := unitWords(f.v, f.s.unitNamed(t.Papers.From))
	out := []Fact{{Term: f.v.T("desk.papers.where"), Words: f.v.T("desk.papers.on-way", "unit", from)}}
	if t.Giver() {
		out[0].Words = f.v.T("desk.papers.back", "unit", from, "time", f.v.Short(t.SentBack))
		if why := lastWords(f.view, dossier.KindSentBack, t.Token); why != "" {
			out = append(out, Fact{Term: f.v.T("desk.papers.why"), Words: why})
		}
	}
	return append(out,
		Fact{Term: f.v.T("desk.papers.sheets"), Words: f.v.Number(int64(t.Papers.Sheets))},
		Fact{Term: f.v.T("desk.papers.by"), Words: f.v.DateTime(t.Papers.By)})
}

// lastWords are the words of the last event of a kind on a task.
func lastWords(view *office.DossierView, kind string, token int) string {
	words := ""
	for _, st := range view.Steps {
		if st.Kind == kind && st.Token == token {
			words = st.Words
		}
	}
	return words
}

func (s *Site) doConfirm(p *posted) error {
	return s.o.Office.Confirm(p.r.Context(), who(p.r), p.cmd, p.on, strings.TrimSpace(p.get("words")))
}

func (s *Site) doSendBack(p *posted) error {
	return s.o.Office.SendBack(p.r.Context(), who(p.r), p.cmd, p.on, p.get("reason"), strings.TrimSpace(p.get("words")))
}

func (s *Site) doSend(p *posted) error {
	return s.o.Office.Send(p.r.Context(), who(p.r), p.cmd, p.on, strings.TrimSpace(p.get("words")))
}
