package web

import (
	"slices"

	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// An amendPart is what changed in one of the law's eight parts (điểm), or in the bases, the process and the rest.
type amendPart struct {
	Title  string // "d) Thành phần, số lượng hồ sơ"
	Groups []amendGroup
}

// An amendGroup is what changed in one case, or in the procedure as a whole.
type amendGroup struct {
	Case  string // "" for the whole, and where the procedure has one case
	Lines []string
}

// amendments says what a newer version changes, as the text of an amendment does: part by part in the law's order.
func amendments(v text.Voice, old, now *procedure.Record) []amendPart {
	var out []amendPart
	for _, a := range procedure.Amendments(procedure.VersionDiff(*old, *now)) {
		p := amendPart{Title: v.T("procedure.point." + a.Point)}
		at := map[string]int{}
		for _, c := range a.Changes {
			name := caseName(v, c, old, now)
			i, ok := at[name]
			if !ok {
				i, at[name] = len(p.Groups), len(p.Groups)
				p.Groups = append(p.Groups, amendGroup{Case: name})
			}
			p.Groups[i].Lines = append(p.Groups[i].Lines, cut(amendLine(v, c, old, now), longestLine))
		}
		p.Groups = mergedGroups(p.Groups)
		out = append(out, p)
	}
	return out
}

// amendLine says a change; a condition in words, by the questions of the version that it stands in.
func amendLine(v text.Voice, c procedure.Change, old, now *procedure.Record) string {
	if c.Aspect == "when" || c.Aspect == "check" {
		was, is := c.Old, c.New
		if c.Old, c.New = conditionWords(v, old, c.Case, was), conditionWords(v, now, c.Case, is); c.Old == c.New { // more than words tell
			c.Old, c.New = "", ""
		}
	}
	return c.Line(v)
}

// conditionWords puts a condition of a case into words; "" for none.
func conditionWords(v text.Voice, r *procedure.Record, in, condition string) string {
	if condition == "" {
		return ""
	}
	plain, ok := form.ReadPlain(condition)
	var of *procedure.Case
	if r != nil {
		of = r.Case(in)
	}
	if ok && of != nil && of.Form != nil {
		return whenTerms(&EForm{Of: of.Form, v: v}, plain)
	}
	return v.T("procedure.amend.some-answers")
}

// changedLines says what has changed since the version that the form of a dossier was filled in by.
func (s *Site) changedLines(v text.Voice, view *office.DossierView) (out []string) {
	all := s.o.Office.World().Procedures
	old, now := all.Version(view.Dossier.Procedure, view.Dossier.FormVersion), all.Current(view.Dossier.Procedure, s.o.Office.Now())
	for _, c := range view.Changed {
		out = append(out, amendLine(v, c, old, now))
	}
	return out
}

// mergedGroups puts cases in which the same changes into one.
func mergedGroups(groups []amendGroup) []amendGroup {
	var out []amendGroup
	for _, g := range groups {
		i := slices.IndexFunc(out, func(o amendGroup) bool { return o.Case != "" && g.Case != "" && slices.Equal(o.Lines, g.Lines) })
		if i < 0 {
			out = append(out, g)
		} else {
			out[i].Case += "; " + g.Case
		}
	}
	return out
}

// longestLine is how many letters of one change are shown: a text of a whole decree stands in the record itself.
const longestLine = 2000

// caseName names the case that a change is in, where the procedure has several.
func caseName(v text.Voice, c procedure.Change, old, now *procedure.Record) string {
	if c.Case == "" || c.Part == "case" || len(old.Cases) < 2 && len(now.Cases) < 2 {
		return ""
	}
	for _, r := range []*procedure.Record{now, old} {
		if pc := r.Case(c.Case); pc != nil {
			return pc.Name.In(string(v.Lang))
		}
	}
	return ""
}
