package web

import (
	"slices"
	"strings"

	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/words/form"
)

// What hangs on what among the papers of a case, in words.

// whenWords says on which answers of the form a paper hangs, "" when it is asked for always.
func whenWords(v text.Voice, c *procedure.Case, p *procedure.Paper) string {
	if p.When == "" {
		return ""
	}
	plain, ok := form.ReadPlain(p.When)
	if !ok || c.Form == nil {
		return v.T("paper.when-other")
	}
	e := &EForm{Of: c.Form, v: v}
	var words []string
	for _, t := range plain.Terms {
		words = append(words, e.termWords(t, t.Name))
	}
	join := v.T("eform.when-all")
	if plain.Any {
		join = v.T("eform.when-any")
	}
	return v.T("paper.when", "terms", strings.Join(words, " "+join+" "))
}

// instead names the papers that stand in for a paper, "" when none does.
func instead(v text.Voice, c *procedure.Case, i int) string {
	var names []string
	for _, k := range c.Choice(i) {
		if k != i {
			name, _ := namedPaper(v, &c.Papers[k])
			names = append(names, "“"+name+"”")
		}
	}
	if names == nil {
		return ""
	}
	return v.T("paper.or", "papers", strings.Join(names, ", "))
}

// paperNote is what stands beside a paper where it is handed in: its note, what it hangs on, and what may come instead.
func paperNote(v text.Voice, c *procedure.Case, i int) string {
	p := &c.Papers[i]
	said := slices.DeleteFunc([]string{p.Note, whenWords(v, c, p), instead(v, c, i)}, func(s string) bool { return s == "" })
	for k := range said[:max(0, len(said)-1)] {
		if last := said[k][len(said[k])-1]; last != '.' && last != '!' && last != '?' {
			said[k] += "."
		}
	}
	return strings.Join(said, " ")
}
