package web

import (
	"slices"
	"strings"

	"motcua/ground/text"
	"motcua/law/procedure"
)

// A DefectView is what the proof of a procedure found, in words: what is wrong, under which answers, and the way there.
type DefectView struct{ Says, Given, Way string }

// NewDefectView says a defect.
func NewDefectView(v text.Voice, d *procedure.Defect) DefectView {
	lang := string(v.Lang)
	key, args := d.Text(lang)
	x := DefectView{Says: v.T(key, args)}
	given := d.Given(lang)
	if ch := d.Shows.Given["channel"]; ch != "" {
		given = append([]string{v.T("proof.channel") + " = " + v.T("procedure.channel."+ch)}, given...)
	}
	if given != nil {
		x.Given = v.T("proof.given", "given", strings.Join(given, ", "))
	}
	var steps []string
	for _, p := range d.Shows.Path {
		outcome := p.Says.In(lang)
		switch {
		case p.Outcome == "":
			steps = append(steps, "“"+p.Name.In(lang)+"”")
			continue
		case outcome == "":
			outcome = v.T("proof.done")
		}
		steps = append(steps, v.T("proof.pace", "step", p.Name.In(lang), "outcome", outcome))
	}
	if steps != nil {
		x.Way = v.T("proof.path", "steps", strings.Join(steps, " → "))
	}
	return x
}

// defectTones are the tones of the pills of severities.
var defectTones = map[procedure.Severity]Tone{procedure.Wrong: Late, procedure.Unproved: Late, procedure.Warned: Soon, procedure.Noted: Plain}

// provedLines are the lines of a proof, those by which a dossier can fail first. What is said of several cases or channels in
// the same words is one line with all places.
func provedLines(v text.Voice, proof *procedure.Proof) []findingLine {
	var out []findingLine
	for _, s := range []procedure.Severity{procedure.Wrong, procedure.Unproved, procedure.Warned, procedure.Noted} {
		for i := range proof.Defects {
			d := &proof.Defects[i]
			if d.Severity != s {
				continue
			}
			x := NewDefectView(v, d)
			k := slices.IndexFunc(out, func(l findingLine) bool { return l.Says == x.Says && l.Way == x.Way })
			if k < 0 {
				out = append(out, findingLine{Tone: defectTones[s], Kind: text.Upper(v.T("proof.severity." + string(s))), Path: d.Place, DefectView: x})
				continue
			}
			out[k].Path += ", " + d.Place
			if out[k].Given != x.Given {
				out[k].Given = ""
			}
		}
	}
	return out
}
