package web

import (
	"cmp"
	"errors"
	"net/http"
	"path"
	"slices"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/office"
	"motcua/words/form"
	"motcua/words/org"
)

// How much of a reorganisation one page shows and takes. Everything is counted.
const (
	mostFatesShown = 200
	mostReorgBytes = 4 << 20 // choice: twenty times the file of the change of 2025
)

// reorganisePage takes the file of a reorganisation (sắp xếp tổ chức), shows what becomes of everything, and enters it once somebody has
// seen that.
type reorganisePage struct {
	Base
	*Form
	File      string // its name, once it was read
	Body      string
	Key       string
	Facts     []Fact
	Units     []reorgUnitLine
	Groups    []fateGroup
	Undecided *fateGroup
	Mistakes  []reorgMistake
	Before    []Fact // what was entered
}

// Template names the page's template.
func (*reorganisePage) Template() string { return "settings/reorganise" }

// A reorgMistake is one mistake of the file: where it stands, what is wrong, and the mend.
type reorgMistake struct{ Where, Words, Mend string }

type reorgUnitLine struct{ Act, Unit, To, Work string }

// A fateGroup is things that have one fate for one reason.
type fateGroup struct {
	Title string
	N     int
	Lines []string
	More  string
}

func (s *Site) reorganisePage(r *http.Request, wrong error) (*reorganisePage, error) {
	v := s.voice(r)
	p := &reorganisePage{Base: s.settingsBase(v, "reorganise"), Form: s.form(r, wrong)}
	p.Crumbs = append(p.Crumbs, Crumb{v.T("settings.house.title"), "/settings/house"})
	p.Form.Add(Field{Name: "file", Kind: form.File, Label: v.T("settings.reorganise.file"), Help: v.T("settings.reorganise.file-help"), Accept: ".csv,.json", Required: true})
	all, err := s.read(r).Reorganisations()
	if err != nil {
		return nil, err
	}
	for _, re := range slices.Backward(all) {
		p.Before = append(p.Before, Fact{Term: v.DateTime(re.Moment), Words: re.Basis, Sub: v.T("settings.reorganise.entered", "time", v.DateTime(re.Entered))})
	}
	return p, nil
}

// settingReorganise shows the form and what was entered before.
func (s *Site) settingReorganise(w http.ResponseWriter, r *http.Request) error {
	p, err := s.reorganisePage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

// planReorganise shows what the file that was sent would do.
func (s *Site) planReorganise(w http.ResponseWriter, r *http.Request) error {
	name, b, err := sentWithin(r, mostReorgBytes)
	name = path.Base(name)
	var plan *office.Reorganisation
	if err == nil {
		plan, err = s.o.Office.PlanReorganisation(r.Context(), who(r), name, b)
	}
	if err != nil {
		return s.reorganiseRefused(w, r, err)
	}
	p, err := s.reorganisePage(r, nil)
	if err != nil {
		return err
	}
	if p.Key, err = s.o.Office.NewID(); err != nil {
		return err
	}
	p.File, p.Body = name, string(b)
	s.laidOut(r, p, plan)
	return s.Render(w, r, http.StatusOK, p)
}

// enterReorganise enters the file that was looked at.
func (s *Site) enterReorganise(w http.ResponseWriter, r *http.Request) error {
	name, b := path.Base(r.PostFormValue("name")), []byte(r.PostFormValue("body"))
	rep, err := s.o.Office.Reorganise(r.Context(), who(r), settingsCommand(r), name, b)
	if err == nil {
		s.flash(w, "settings.reorganise.done")
		return redirect(w, r, "/settings/reorganise")
	}
	if rep != nil {
		v := s.voice(r)
		facts := []Fact{{Term: v.T("settings.reorganise.moment"), Words: v.DateTime(rep.Moment)}, {Term: v.T("settings.reorganise.basis"), Words: rep.Basis}}
		if shown, e := s.askConfirm(w, r, err, facts, "/settings/reorganise"); shown {
			return e
		}
	}
	return s.reorganiseRefused(w, r, err)
}

// reorganiseRefused shows what is wrong with a file, each mistake with its line.
func (s *Site) reorganiseRefused(w http.ResponseWriter, r *http.Request, err error) error {
	v := s.voice(r)
	var ms org.Mistakes
	one := err
	if errors.As(err, &ms) {
		one = fault.New(fault.Invalid, "settings.reorganise.wrong", "n", v.Number(int64(len(ms)))).At("file")
	} else if f := fault.As(err); f == nil || f.Kind == fault.Internal {
		return err
	}
	p, e := s.reorganisePage(r, one)
	if e != nil {
		return e
	}
	for _, m := range ms[:min(len(ms), mostFatesShown)] {
		x := reorgMistake{Words: m.Problem.In(v), Mend: m.Mend.In(v)}
		if m.Line > 0 {
			x.Where = v.T("settings.reorganise.line", "n", m.Line)
		}
		for _, part := range []string{m.Field, string(m.Unit)} {
			if part != "" {
				x.Where = strings.TrimPrefix(x.Where+" · "+part, " · ")
			}
		}
		p.Mistakes = append(p.Mistakes, x)
	}
	return s.Again(w, r, p, one)
}

// laidOut lays the plan out: what it does to units, then to everything that they have, by reason.
func (s *Site) laidOut(r *http.Request, p *reorganisePage, plan *office.Reorganisation) {
	v, w := s.voice(r), s.o.Office.World()
	p.Facts = []Fact{
		{Term: v.T("settings.reorganise.moment"), Words: v.DateTime(plan.Moment)},
		{Term: v.T("settings.reorganise.basis"), Words: plan.Basis},
		{Term: v.T("settings.reorganise.looked"), Words: v.Number(int64(plan.Looked))},
		{Term: v.T("settings.reorganise.moves"), Words: v.Number(int64(plan.Moves))},
		{Term: v.T("settings.reorganise.petitions"), Words: v.Number(int64(plan.Petitions))},
		{Term: v.T("settings.reorganise.contacts"), Words: v.Number(int64(plan.Contacts))},
	}
	if plan.Was {
		p.Facts, p.Key = p.Facts[:2], ""
		return
	}
	named := map[org.UnitID]string{}
	for _, u := range plan.Units {
		named[u.ID] = u.Name
	}
	unit := func(id org.UnitID) string {
		if id == "" {
			return v.T("settings.reorganise.nobody")
		}
		return cmp.Or(named[id], unitWords(v, w.Unit(string(id), plan.Moment)))
	}
	units := func(ids []org.UnitID) string {
		var out []string
		for _, id := range ids {
			out = append(out, unit(id))
		}
		return strings.Join(out, ", ")
	}
	for _, u := range plan.Units {
		p.Units = append(p.Units, reorgUnitLine{v.T("settings.reorganise.act." + u.Act), unit(u.ID), units(u.To), v.Number(int64(u.Work))})
	}
	p.Groups = fateGroups(v, plan.Fates, unit)
	for _, x := range plan.Procedures {
		title := v.T("settings.reorganise.thing.procedure")
		if n := len(p.Groups); n == 0 || p.Groups[n-1].Title != title {
			p.Groups = append(p.Groups, fateGroup{Title: title})
		}
		p.Groups[len(p.Groups)-1].add(v, string(x.Procedure)+" · "+unit(x.Unit)+" → "+cmp.Or(units(x.To), unit("")))
	}
	if len(plan.Undecided) > 0 {
		p.Undecided, p.Key = &fateGroup{}, ""
		for _, f := range plan.Undecided {
			p.Undecided.add(v, v.T("settings.reorganise.thing."+f.Thing)+": "+cmp.Or(f.Code, f.ID)+" · "+unit(f.From))
		}
	}
}

// fateGroups gathers fates by thing and reason, in the order in which they first come.
func fateGroups(v text.Voice, fates []org.Fate, unit func(org.UnitID) string) []fateGroup {
	var out []fateGroup
	for _, f := range fates {
		title := v.T("settings.reorganise.thing."+f.Thing) + " · " + v.T("settings.reorganise.why."+f.Why)
		i := slices.IndexFunc(out, func(g fateGroup) bool { return g.Title == title })
		if i < 0 {
			out, i = append(out, fateGroup{Title: title}), len(out)
		}
		out[i].add(v, cmp.Or(f.Code, f.ID)+" · "+unit(f.From)+" → "+unit(f.To))
	}
	return out
}

func (g *fateGroup) add(v text.Voice, line string) {
	if g.N++; g.N <= mostFatesShown {
		g.Lines = append(g.Lines, line)
	} else {
		g.More = v.T("settings.reorganise.more", "n", v.Number(int64(g.N-mostFatesShown)))
	}
}
