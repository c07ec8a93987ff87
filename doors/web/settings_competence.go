package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
	"motcua/words/org"
)

// competencePage says who decides which procedure for which area, by which decision, and where nobody does (thẩm quyền giải quyết).
type competencePage struct {
	Base
	Ask     *Form
	Answer  *decidedBy
	Looked  string
	Unruled string
	Gaps    []gapLine
	Rows    []competenceLine
	Empty   Empty
	Acts    bool
}

// Template names the page's template.
func (*competencePage) Template() string { return "settings/competence" }

// A decidedBy is the answer to who decides.
type decidedBy struct {
	Notice    Notice
	Procedure string
	Href      string
}

// A gapLine is procedures that nobody decides for some communes in some time.
type gapLine struct {
	Title, Period, Why   string
	Procedures, Communes []string
}

// A competenceLine is one decision.
type competenceLine struct {
	Unit, Href, Procedures, Areas, Document, Period, ID string
	State                                               Pill
}

func (s *Site) settingCompetence(w http.ResponseWriter, r *http.Request) error {
	v, o, now := s.voice(r), s.o.Office.World().Org, s.o.Office.Now()
	p := &competencePage{Base: s.settingsBase(v, "competence"), Acts: who(r).Role == string(org.Administrator)}
	status, err := s.askCompetence(r, p)
	if err != nil {
		return err
	}
	gaps, err := s.read(r).Gaps()
	if err != nil {
		return err
	}
	p.Looked = v.T("settings.competence.gaps-looked", "n", gaps.Procedures, "m", gaps.Communes)
	if gaps.Unruled > 0 {
		p.Unruled = v.T("settings.competence.unruled", "n", gaps.Unruled)
	}
	for i := range gaps.Gaps {
		p.Gaps = append(p.Gaps, s.gapLine(v, &gaps.Gaps[i], gaps.Communes))
	}
	for _, c := range o.Competences() {
		l := competenceLine{
			Unit: unitWords(v, s.unitNamed(string(c.Unit))), Href: unitHref(c.Unit, ""), Procedures: strings.Join(c.Procedures, ", "), Areas: s.unitList(v, c.Areas),
			Document: documents(v, c.Document, c.EndedBy), Period: s.period(v, c.From, c.To), State: s.lasting(v, c.From, c.To, now),
		}
		if l.Areas == "" {
			l.Areas = v.T("settings.competence.whole-city")
		}
		if c.To.IsZero() || c.To.After(now) {
			l.ID = string(c.ID)
		}
		p.Rows = append(p.Rows, l)
	}
	p.Empty = Empty{Title: v.T("settings.competence.none"), Words: v.T("settings.competence.none-words")}
	return s.Render(w, r, status, p)
}

// askCompetence answers who decides, when it was asked.
func (s *Site) askCompetence(r *http.Request, p *competencePage) (status int, _ error) {
	v, q := s.voice(r), r.URL.Query()
	asked := strings.TrimSpace(q.Get("procedure"))
	at, ok := s.dayAsked(strings.TrimSpace(q.Get("day")))
	var err error
	var d office.Decider
	switch {
	case !ok:
		err = fault.New(fault.Invalid, "settings.house.no-day").At("day")
	case asked != "":
		d, err = s.read(r).Decider(procedure.ID(cut(asked, 60)), org.UnitID(q.Get("commune")), at)
	}
	p.Ask = NewForm(v, q, err)
	p.Ask.Add(Field{Name: "procedure", Kind: form.Line, Label: v.T("settings.competence.procedure"), Required: true, MaxLen: 60, Short: true, Complete: "off"})
	communes := Field{Name: "commune", Kind: BoxSelect, Label: v.T("settings.competence.commune"), Blank: v.T("settings.competence.any-commune")}
	for _, u := range unitsInOrder(v, s.o.Office.World().Org.Units(at, org.Commune)) {
		communes.Options = append(communes.Options, Option{Value: string(u.ID), Label: unitIn(v, u)})
	}
	p.Ask.Add(communes)
	p.Ask.Add(Field{Name: "day", Kind: form.Date, Label: v.T("settings.competence.day"), Short: true})
	f := fault.As(err)
	switch {
	case err != nil && (f == nil || f.Kind == fault.Internal || f.Field == "" && d.Record == nil):
		return 0, err
	case err != nil && f.Field != "":
		return http.StatusUnprocessableEntity, nil
	case asked == "":
		return http.StatusOK, nil
	}
	p.Answer = &decidedBy{Procedure: recordWords(v, d.Record), Href: "/settings/procedures/" + string(d.Record.Code)}
	if err != nil {
		p.Answer.Notice = Notice{Tone: Late, Title: v.T("settings.competence.nobody"), Words: v.T(f.Key, f.Args)}
		return http.StatusOK, nil
	}
	p.Answer.Notice = Notice{
		Tone: OK, Title: v.T("settings.competence.answer", "unit", unitWords(v, d.Unit)), Words: s.decidedWhy(v, &d),
		Link: Link{unitWords(v, d.Unit), unitHref(org.UnitID(d.Unit.ID), q.Get("day"))},
	}
	return http.StatusOK, nil
}

func (s *Site) decidedWhy(v text.Voice, d *office.Decider) string {
	switch {
	case d.Why == "decision":
		return v.T("settings.competence.why.decision", "document", d.Decision.Document)
	case d.Why == "rule":
		return v.T("settings.competence.why.rule", "rule", v.T("settings.competence.rule."+strings.ReplaceAll(d.Rule, ":", "-")))
	case d.Why == "delegation" && d.Delegation != nil:
		return v.T("settings.competence.why.delegation", "giver", unitWords(v, d.Giver), "document", d.Delegation.Document)
	case d.Why == "delegation":
		return v.T("settings.competence.why.delegated")
	}
	return v.T("settings.competence.why.named")
}

func (s *Site) gapLine(v text.Voice, g *office.Gap, all int) gapLine {
	l := gapLine{
		Title: v.T("settings.competence.gap", "n", len(g.Procedures), "m", len(g.Communes)), Period: v.T("settings.competence.gap-from", "from", v.Date(g.From)),
		Why: v.T(g.Why, "unit", unitWords(v, s.unitNamed(g.Named)), "kind", g.Named, "procedure", joinDots(procedureCodes(g.Procedures))),
	}
	if !g.Until.IsZero() {
		l.Period = v.T("settings.competence.gap-from-to", "from", v.Date(g.From), "to", v.Date(g.Until.Add(-time.Second)))
	}
	for _, id := range g.Procedures {
		name := string(id)
		if rec := s.o.Office.World().Procedures.Current(id, g.From); rec != nil {
			name += " " + recordWords(v, rec)
		}
		l.Procedures = append(l.Procedures, name)
	}
	if len(g.Communes) == all {
		l.Communes = []string{v.T("settings.competence.all-communes")}
		return l
	}
	for _, u := range g.Communes {
		l.Communes = append(l.Communes, unitWords(v, u))
	}
	return l
}

func procedureCodes(ids []procedure.ID) []string {
	var out []string
	for _, id := range ids {
		out = append(out, string(id))
	}
	return out
}

// joinDots puts facts into one line.
func joinDots(words []string) string { return strings.Join(words, " · ") }

func toCompetence(*http.Request) string { return "/settings/competence" }

func (s *Site) competenceFields(r *http.Request, f *Form) {
	v := s.voice(r)
	f.Add(Field{Name: "unit", Kind: BoxSelect, Label: v.T("settings.units.name"), Required: true, Options: s.unitChoice(v)})
	f.Add(Field{Name: "procedures", Kind: form.Line, Label: v.T("settings.delegations.procedures"), Help: v.T("settings.delegations.procedures-help"), Required: true, MaxLen: 500})
	f.Add(Field{Name: "areas", Kind: form.Line, Label: v.T("settings.act.areas"), Help: v.T("settings.act.areas-help"), MaxLen: 3000})
	f.Add(day(v, "from", true))
	f.Add(day(v, "to", false))
	f.Add(s.document(v))
}

func (s *Site) giveCompetence(r *http.Request, in *houseTyped) error {
	c := org.Competence{
		Unit: org.UnitID(in.get("unit")), Procedures: in.list("procedures"), Document: in.get("document"), From: in.day("from", true), To: in.last("to", false),
	}
	communes := s.o.Office.World().Org.Units(c.From, org.Commune)
	for _, typed := range strings.FieldsFunc(in.get("areas"), func(x rune) bool { return strings.ContainsRune(",;\n", x) }) {
		typed = strings.TrimSpace(typed)
		i := slices.IndexFunc(communes, func(u *org.Unit) bool {
			return typed != "" && (strings.EqualFold(u.Name, typed) || strings.EqualFold(u.NameEN, typed) || typed == string(u.Code) || typed == u.AdminCode || typed == string(u.ID))
		})
		if i < 0 {
			in.fs = append(in.fs, fault.New(fault.Invalid, "settings.act.no-area", "typed", cut(typed, 60)).At("areas"))
			continue
		}
		c.Areas = append(c.Areas, communes[i].ID)
	}
	if err := in.err(); err != nil {
		return err
	}
	return s.o.Office.GiveCompetence(r.Context(), who(r), settingsCommand(r), c)
}

func (s *Site) endCompetence(r *http.Request, in *houseTyped) error {
	to := in.last("to", true)
	if err := in.err(); err != nil {
		return err
	}
	return s.o.Office.EndCompetence(r.Context(), who(r), settingsCommand(r), org.CompetenceID(in.get("of")), to, in.get("document"))
}

// signerTyped reads who signs a delegation: a leader of the unit that gives it, in the post that they hold on its first day.
func (s *Site) signerTyped(in *houseTyped, giver org.UnitID, from time.Time) org.PostID {
	id := s.personTyped(in, "by", false)
	if id == "" {
		return ""
	}
	var post *org.Post
	for _, p := range s.o.Office.World().Org.PostsEver(id) {
		if p.Unit == giver && p.Role == org.Leader && (post == nil || p.OpenAt(from)) {
			post = p
		}
	}
	if post == nil {
		in.fs = append(in.fs, fault.New(fault.Invalid, "org.delegation-by").At("by"))
		return ""
	}
	return post.ID
}
