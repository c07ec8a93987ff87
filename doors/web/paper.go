package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/words/form"
)

// What hangs on what among the papers of a case, in words.

// whenTerms says a condition: “Quan hệ” là “Con” và ….
func whenTerms(e *EForm, plain form.Plain) string {
	var words []string
	for _, t := range plain.Terms {
		words = append(words, e.termWords(t, t.Name))
	}
	join := e.v.T("eform.when-all")
	if plain.Any {
		join = e.v.T("eform.when-any")
	}
	return strings.Join(words, " "+join+" ")
}

// whenWords says on which answers of the form a paper hangs, "" when it is asked for always.
func whenWords(v text.Voice, c *procedure.Case, p *procedure.Paper) string {
	if p.When == "" {
		return ""
	}
	plain, ok := form.ReadPlain(p.When)
	if !ok || c.Form == nil {
		return v.T("paper.when-other")
	}
	return v.T("paper.when", "terms", whenTerms(&EForm{Of: c.Form, v: v}, plain))
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

// blanks are where the form of a paper is, to fill in by hand: the file that was given to it, and our own sheet for the paper
// that the e-form stands for.
func (s *Site) blanks(v text.Voice, rec *procedure.Record, c *procedure.Case, p *procedure.Paper) []blankLink {
	var out []blankLink
	whole := rec.Case(c.ID) // c may have the papers of one applicant alone
	if whole == nil {
		return nil
	}
	i := slices.IndexFunc(whole.Papers, func(x procedure.Paper) bool { return x.Name == p.Name && x.Group == p.Group })
	if i < 0 {
		return nil
	}
	at := "/thu-tuc/" + url.PathEscape(string(rec.Code))
	if p.Blank != nil && s.o.Office.KeepsBlank(p) {
		out = append(out, blankLink{v.T("paper.blank", "name", p.Blank.Name, "size", sizeWords(v, p.Blank.Size)), at + "/mau/" + url.PathEscape(c.ID) + "/" + strconv.Itoa(i+1)})
	}
	if formPaper(whole) == i {
		out = append(out, blankLink{v.T("paper.blank-own"), at + "/to-khai/" + url.PathEscape(c.ID)})
	}
	return out
}

// formPaper is the place of the paper that the e-form of a case stands for, -1 for none.
// choice: records do not say which paper the e-form replaces; it is the first one that begins with the form's own first
// two words, such as "Tờ khai" or "Đơn đề nghị".
func formPaper(c *procedure.Case) int {
	if c.Form == nil {
		return -1
	}
	head := firstWords(c.Form.Title.VI)
	return slices.IndexFunc(c.Papers, func(p procedure.Paper) bool { return firstWords(p.Name) == head })
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
