package web

import (
	"net/http"
	"strings"

	"motcua/ground/text"
	"motcua/law/petition"
	"motcua/words/calendar"
)

// petitionClocksPage shows the table of clocks by which petitions are handled, each with what it rests on (thời hạn phản ánh, kiến nghị).
type petitionClocksPage struct {
	Base
	Rows  []clockRow
	Roads []Fact
	Own   string // by which setting the city has rows of its own
}

// Template names the page's template.
func (*petitionClocksPage) Template() string { return "settings/petitions" }

// A clockRow is one row of the table.
type clockRow struct {
	Name, Words, Term, Basis                      string
	Channels, Classes, Levels, Begins, Ends, Wait string
	Doubt                                         bool
}

func (s *Site) settingPetitions(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	p := &petitionClocksPage{Base: s.settingsBase(v, "petitions")}
	if name := wordsIn(v, s.o.Office.World().PetitionLimitsNamed()); name != "" {
		p.Own = v.T("petition.clocks.own", "setting", name)
	}
	for _, l := range s.o.Office.World().PetitionLimits() {
		row := clockRow{
			Name: l.Name, Words: petitionClockWords(v, l.Name), Term: termWords(v, l.Term), Basis: restsOn(v, l.Basis), Doubt: l.Standing == "unconfirmed",
			Channels: v.T("petition.clocks.channels", "which", listed(v, "petition.channel.", l.Channels)), Classes: v.T("petition.clocks.classes", "which", listed(v, "petition.class.", l.Classes)),
			Levels: v.T("petition.clocks.levels", "which", listed(v, "petition.level.", l.Levels)),
			Begins: listed(v, "petition.act.", l.Begins), Ends: listed(v, "petition.act.", l.Ends),
		}
		if l.Waits != "" {
			row.Wait = v.T("petition.clocks.waits", "from", v.T("petition.act."+string(l.Waits)), "to", v.T("petition.act."+string(l.GoesOn)))
		}
		p.Rows = append(p.Rows, row)
	}
	for _, x := range petition.Roads {
		f := Fact{Term: classWords(v, x.Class), Words: v.T("petition.route." + string(x.Route))}
		if x.Law != "" {
			f.Sub = restsOn(v, x.Law)
		}
		p.Roads = append(p.Roads, f)
	}
	return s.Render(w, r, http.StatusOK, p)
}

// listed says a list of codes in words; none is every one.
func listed[T ~string](v text.Voice, prefix string, list []T) string {
	if list == nil {
		return v.T("petition.clocks.every")
	}
	var out []string
	for _, x := range list {
		out = append(out, v.T(prefix+string(x)))
	}
	return strings.Join(out, "; ")
}

// termWords says a limit: "15 ngày làm việc".
func termWords(v text.Voice, term string) string {
	l, err := calendar.ParseLimit(term)
	if err != nil {
		return term
	}
	return limitIn(v, l)
}

// restsOn says what a row rests on: an article, a document, or the city's own choice.
func restsOn(v text.Voice, basis string) string {
	if key := "petition.basis." + basis; v.Has(key) {
		return v.T(key)
	}
	if strings.Contains(basis, "/") {
		return v.Article(basis)
	}
	return basis
}
