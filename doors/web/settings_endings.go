package web

import (
	"net/http"
	"strings"
	"time"

	"motcua/ground/text"
	"motcua/office"
	"motcua/words/org"
)

// endingsPage lists what of the organisation ends soon, what that breaks, and who alone may sign (sắp hết hạn).
type endingsPage struct {
	Base
	Day, Wrong string
	Lead, Own  string
	Days       []endingDay
	Few        []signerGroup
	Told       []endingTold
	Unread     bool
	Acts       bool
}

// Template names the page's template.
func (*endingsPage) Template() string { return "settings/endings" }

// An endingDay is what ends with one day.
type endingDay struct {
	Title  string
	Lines  []endingLine
	Breaks []endingLine
}

// An endingLine is one thing that ends or breaks.
type endingLine struct {
	Kind              Pill
	Words, Href, Note string
}

// A signerGroup is the units of one kind with too few signers.
type signerGroup struct {
	Title string
	N     int
	Rows  []signerRow
}

type signerRow struct {
	Unit, Href, Signers, Away, Chain string
	Pill                             *Pill
}

// An endingTold is what the reader was told of.
type endingTold struct {
	Words string
	At    time.Time
	New   bool
}

func (s *Site) settingEndings(w http.ResponseWriter, r *http.Request) error {
	v, rd := s.voice(r), s.read(r)
	p := &endingsPage{Base: s.settingsBase(v, "endings"), Day: strings.TrimSpace(r.URL.Query().Get("day")), Acts: who(r).Role == string(org.Administrator)}
	at, ok := s.dayAsked(p.Day)
	status := http.StatusOK
	if !ok {
		p.Wrong, status = v.T("settings.house.no-day"), http.StatusUnprocessableEntity
	}
	e, err := rd.Endings(at)
	if err != nil {
		return err
	}
	p.Lead = v.T("settings.endings.lead", "until", v.Date(e.Until), "from", v.Date(e.From), "n", int(e.Until.Sub(e.From).Hours()/24))
	if !e.City {
		p.Own = v.T("settings.endings.own")
	}
	for i := range e.Days {
		p.Days = append(p.Days, s.endingDay(v, &e.Days[i]))
	}
	p.Few = s.signerGroups(v, e.Few)
	told, err := rd.EndingNotices(mostTold)
	if err != nil {
		return err
	}
	for _, n := range told {
		words := v.T("settings.endings.told-line", "kind", v.T("ending.kind."+n.Kind), "unit", unitWords(v, n.Unit), "date", v.Date(n.Ends.Add(-1)))
		p.Told = append(p.Told, endingTold{words, n.At, !n.Seen})
		p.Unread = p.Unread || !n.Seen
	}
	return s.Render(w, r, status, p)
}

// seeEndings marks what the reader was told of as seen.
func (s *Site) seeEndings(w http.ResponseWriter, r *http.Request) error {
	if err := s.o.Office.SeeEndingNotices(r.Context(), who(r)); err != nil {
		return err
	}
	return redirect(w, r, "/settings/endings")
}

func (s *Site) endingDay(v text.Voice, d *office.EndingDay) endingDay {
	out := endingDay{Title: v.T("settings.endings.last", "date", v.Date(d.At.Add(-1)))}
	for i := range d.Endings {
		x := &d.Endings[i]
		l := endingLine{Kind: Pill{Soon, v.T("ending.kind." + x.Kind)}, Note: x.Document}
		switch x.Kind {
		case office.EndsPost, office.EndsActing:
			l.Href = personHref(org.PersonID(x.Person.ID))
			l.Words = v.T("settings.house.post", "person", x.Person.Name, "role", v.T("org.role."+x.Role), "unit", unitWords(v, x.Unit))
		case office.EndsDelegation:
			to := unitWords(v, x.To)
			if x.Person.ID != "" {
				to = x.Person.Name
			}
			l.Href = "/settings/delegations"
			l.Words = v.T("settings.delegations.line", "giver", unitWords(v, x.Unit), "receiver", to, "what", s.proceduresIn(v, x.Procedures))
		case office.EndsCompetence:
			l.Href = "/settings/competence"
			l.Words = unitWords(v, x.Unit) + ": " + s.proceduresIn(v, x.Procedures)
		}
		out.Lines = append(out.Lines, l)
	}
	for i := range d.Breaks {
		out.Breaks = append(out.Breaks, s.breakLine(v, &d.Breaks[i]))
	}
	return out
}

// proceduresIn names procedures by their codes; none are all of them.
func (s *Site) proceduresIn(v text.Voice, codes []string) string {
	if len(codes) == 0 {
		return v.T("settings.delegations.all")
	}
	return strings.Join(codes, ", ")
}

func (s *Site) breakLine(v text.Voice, b *office.Break) endingLine {
	switch b.Kind {
	case office.BreakStep:
		return endingLine{Words: NewDefectView(v, b.Defect).Says, Href: "/settings/procedures/" + string(b.Record.Code), Note: recordWords(v, b.Record)}
	case office.BreakDecider:
		return endingLine{Words: v.T("settings.endings.break.decider", "n", len(b.Gap.Procedures), "m", len(b.Gap.Communes)), Href: "/settings/competence"}
	case office.BreakHolder:
		return endingLine{Words: v.T("settings.endings.break.holder", "unit", unitWords(v, b.Unit), "role", v.T("org.role."+b.Role)), Href: unitHref(org.UnitID(b.Unit.ID), "")}
	}
	return endingLine{Words: v.T("settings.endings.break."+b.Kind, "unit", unitWords(v, b.Unit)), Href: unitHref(org.UnitID(b.Unit.ID), "")}
}

// signerGroups gathers units with too few signers by kind.
func (s *Site) signerGroups(v text.Voice, few []office.Signing) []signerGroup {
	var out []signerGroup
	at := map[string]int{}
	for _, x := range few {
		i, ok := at[x.Unit.Kind]
		if !ok {
			i = len(out)
			at[x.Unit.Kind] = i
			out = append(out, signerGroup{Title: v.T("org.kind." + x.Unit.Kind)})
		}
		row := signerRow{Unit: unitWords(v, x.Unit), Href: unitHref(org.UnitID(x.Unit.ID), ""), Signers: peopleIn(x.Signers), Chain: v.T("settings.endings.no-chain")}
		if len(x.Signers) == 0 {
			row.Pill = &Pill{Late, v.T("settings.endings.nobody")}
		}
		if len(x.Away) > 0 {
			row.Away = v.T("settings.endings.away", "people", peopleIn(x.Away))
		}
		if len(x.Next) > 0 {
			row.Chain = v.T("settings.endings.chain", "people", peopleIn(x.Next), "unit", unitWords(v, x.Above))
		}
		out[i].Rows = append(out[i].Rows, row)
		out[i].N++
	}
	return out
}

func peopleIn(people []office.PersonName) string {
	var out []string
	for _, p := range people {
		out = append(out, p.Name)
	}
	return strings.Join(out, ", ")
}
