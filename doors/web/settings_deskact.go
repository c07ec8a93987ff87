package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/words/form"
	"motcua/words/org"
)

// A onestopAct is an act on the register as a page knows it; its texts stand under "settings.desks.act.<name>".
type onestopAct struct {
	fields func(s *Site, r *http.Request, f *Form, d *org.Desk)
	line   func(s *Site, r *http.Request, in *houseTyped, d *org.Desk) org.DeskFact
}

var onestopActs = map[string]onestopAct{
	"new":     {(*Site).deskFields, (*Site).deskTyped},
	"enter":   {(*Site).deskFields, (*Site).deskTyped},
	"decide":  {(*Site).rulingFields, (*Site).rulingTyped},
	"correct": {(*Site).correctFields, (*Site).correctTyped},
}

// newDesk enters a desk that the register does not have.
func (s *Site) newDesk(w http.ResponseWriter, r *http.Request) error {
	return s.onestopAct(w, r, "new", &org.Desk{})
}

// actOnDesk does one of the acts on a desk that is there.
func (s *Site) actOnDesk(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("act")
	if _, ok := onestopActs[name]; !ok || name == "new" {
		return fault.New(fault.Missing, "web.no-page")
	}
	d, err := s.deskNow(r)
	if err != nil {
		return err
	}
	if name == "correct" {
		if _, err := s.deskLineOf(r, d); err != nil {
			return err
		}
	}
	return s.onestopAct(w, r, name, d)
}

func (s *Site) onestopAct(w http.ResponseWriter, r *http.Request, name string, d *org.Desk) error {
	if err := s.read(r).MayKeepDesks(); err != nil {
		return err
	}
	act := onestopActs[name]
	back := "/settings/desks"
	if d.ID != "" {
		back = deskHref(d.ID)
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		p, err := s.onestopActPage(r, name, back, act.fields, d, nil)
		if err != nil {
			return err
		}
		return s.Render(w, r, http.StatusOK, p)
	}
	in := &houseTyped{r: r}
	line := act.line(s, r, in, d)
	line.Desk = d.ID
	err := in.err()
	if err == nil && d.ID != "" && line.Corrects == 0 && line.Ruling == nil && line.DeskChange == (org.DeskChange{}) {
		err = fault.New(fault.Invalid, "settings.desks.nothing-new").At("own")
	}
	if err == nil {
		err = s.o.Office.EnterDesks(r.Context(), who(r), settingsCommand(r), []org.DeskFact{line})
	}
	if err == nil {
		s.flash(w, "settings.desks.act."+name+".done")
		return redirect(w, r, back)
	}
	p, e := s.onestopActPage(r, name, back, act.fields, d, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}

func (s *Site) onestopActPage(r *http.Request, name, back string, fields func(*Site, *http.Request, *Form, *org.Desk), d *org.Desk, err error) (*houseActPage, error) {
	v := s.voice(r)
	key, e := s.formKey(r)
	if e != nil {
		return nil, e
	}
	p := &houseActPage{
		Base: s.settingsBase(v, "desks"), Form: s.form(r, err), Action: r.URL.Path, Words: v.T("settings.desks.act." + name + ".words"),
		Button: v.T("settings.desks.act." + name + ".button"), Back: back, Key: key,
	}
	p.Wide = false
	p.TitleKey = "settings.desks.act." + name
	p.Crumbs = append(p.Crumbs, Crumb{v.T("settings.desks.title"), "/settings/desks"})
	if d.ID != "" {
		p.Crumbs = append(p.Crumbs, Crumb{s.deskName(v, d), back})
	}
	if of := r.FormValue("of"); of != "" {
		p.Add(Field{Name: "of", Kind: BoxHidden, Value: cut(of, 10)})
	}
	fields(s, r, p.Form, d)
	return p, nil
}

// deskFields ask for what a desk is, with what the register has already.
func (s *Site) deskFields(r *http.Request, f *Form, d *org.Desk) {
	v := s.voice(r)
	s.deskBoxes(v, f, d)
	f.Add(Field{Name: "from", Kind: form.Date, Label: v.T("settings.desks.column.from"), Help: v.T("settings.desks.from-help"), Required: true, Short: true, Value: v.Date(s.o.Office.Now())})
	f.Add(Field{Name: "document", Kind: form.Line, Label: v.T("settings.desks.column.document"), Help: v.T("settings.desks.document-help"), Required: true, MaxLen: 200})
}

func (s *Site) deskBoxes(v text.Voice, f *Form, d *org.Desk) {
	label := func(column string) string { return v.T("settings.desks.column." + column) }
	line := func(column, value, help string, required bool) {
		f.Add(Field{Name: column, Kind: form.Line, Label: label(column), Help: help, Value: value, MaxLen: 300, Required: required, Complete: "off"})
	}
	line("code", d.Code, v.T("settings.desks.code-help"), true)
	f.Add(Field{Name: "point", Kind: BoxSelect, Label: label("point"), Help: v.T("settings.desks.point-help"), Options: s.pointChoice(v), Blank: v.T("settings.desks.no-point"), Value: string(d.Point)})
	line("name", d.Name, v.T("settings.desks.name-help"), false)
	f.Add(Field{Name: "unit", Kind: BoxSelect, Label: label("unit"), Options: s.unitChoice(v), Blank: v.T("settings.desks.no-unit-chosen"), Value: string(d.Unit)})
	line("address", d.Address, "", false)
	own := d.Own
	if d.Counted {
		own = nil
	}
	for _, x := range []struct {
		column string
		n      *int
	}{{"own", own}, {"seconded", d.Seconded}, {"counters", d.Counters}} {
		b := Field{Name: x.column, Kind: form.Integer, Label: label(x.column), Short: true, MaxLen: 5}
		if x.n != nil {
			b.Value = strconv.Itoa(*x.n)
		}
		if x.column == "own" && d.Counted {
			b.Help = v.T("settings.desks.counted-n", "n", *d.Own)
		}
		f.Add(b)
	}
	opened := ""
	if !d.Opened.IsZero() {
		opened = v.Date(d.Opened)
	}
	f.Add(Field{Name: "opened", Kind: form.Date, Label: label("opened"), Short: true, Value: opened})
	f.Add(Field{Name: "note", Kind: form.LongText, Label: label("note"), Value: d.Note, MaxLen: 1000, Rows: 2})
}

// pointChoice are the units that receive dossiers today.
func (s *Site) pointChoice(v text.Voice) []Option {
	o, now := s.o.Office.World().Org, s.o.Office.Now()
	return slices.DeleteFunc(s.unitChoice(v), func(x Option) bool {
		u := o.UnitAt(org.UnitID(x.Value), now)
		return u == nil || !u.Receives
	})
}

// deskTyped reads what is another way than the register has it.
func (s *Site) deskTyped(_ *http.Request, in *houseTyped, d *org.Desk) org.DeskFact {
	line := org.DeskFact{From: in.day("from", true), Document: in.get("document")}
	s.deskCells(in, d, &line)
	return line
}

func (s *Site) deskCells(in *houseTyped, d *org.Desk, line *org.DeskFact) {
	unit := func(name string, was org.UnitID, to **org.UnitID) {
		if now := org.UnitID(in.get(name)); now != was {
			*to = &now
		}
	}
	unit("point", d.Point, &line.Point)
	told := *d
	if line.Point != nil && *line.Point == "" { // they are the desk's own from now on
		told.Name, told.Address, told.Unit = "", "", ""
	}
	for _, x := range []struct {
		name, was string
		to        **string
	}{{"code", told.Code, &line.Code}, {"name", told.Name, &line.Name}, {"address", told.Address, &line.Address}, {"note", told.Note, &line.Note}} {
		if now := in.get(x.name); now != x.was {
			*x.to = &now
		}
	}
	unit("unit", told.Unit, &line.Unit)
	own := d.Own
	if d.Counted {
		own = nil
	}
	for _, x := range []struct {
		name string
		was  *int
		to   **int
	}{{"own", own, &line.Own}, {"seconded", d.Seconded, &line.Seconded}, {"counters", d.Counters, &line.Counters}} {
		typed := in.get(x.name)
		if typed == "" {
			continue
		}
		now, err := strconv.Atoi(strings.ReplaceAll(typed, ".", ""))
		if err != nil {
			in.fs = append(in.fs, fault.New(fault.Invalid, "settings.desks.cell-number", "typed", cut(typed, 40)).At(x.name))
			continue
		}
		if x.was == nil || *x.was != now {
			*x.to = &now
		}
	}
	if day := in.day("opened", false); !day.IsZero() && !day.Equal(d.Opened) {
		line.Opened = &day
	}
}

// rulingFields ask what was decided about a desk.
func (s *Site) rulingFields(r *http.Request, f *Form, d *org.Desk) {
	v := s.voice(r)
	s.rulingBoxes(v, f, d, &d.Ruling)
}

func (s *Site) rulingBoxes(v text.Voice, f *Form, d *org.Desk, was *org.Ruling) {
	what := Field{Name: "what", Kind: BoxRadio, Label: v.T("settings.desks.column.ruling"), Required: true, Value: cmp.Or(was.What, "undecided")}
	for _, x := range []string{org.Keep, org.Merge, org.Close, org.Undecided} {
		what.Options = append(what.Options, Option{Value: cmp.Or(x, "undecided"), Label: v.T(rulingKey(x)), Help: v.T("settings.desks.ruling-help." + cmp.Or(x, "undecided"))})
	}
	f.Add(what)
	successor := Field{Name: "successor", Kind: BoxSelect, Label: v.T("settings.desks.column.successor"), Help: v.T("settings.desks.successor-help"), Blank: v.T("settings.desks.no-successor"), Value: string(was.Successor)}
	now := s.o.Office.Now()
	for _, x := range s.o.Office.World().Org.Desks(now) {
		if x.ID != d.ID && !x.Ruling.Ends(now) {
			successor.Options = append(successor.Options, Option{Value: string(x.ID), Label: s.deskName(v, x) + " (" + x.Code + ")"})
		}
	}
	slices.SortStableFunc(successor.Options, func(a, b Option) int { return byTitle(a.Label, b.Label) })
	f.Add(successor)
	f.Add(Field{Name: "number", Kind: form.Line, Label: v.T("settings.desks.column.number"), Help: v.T("settings.house.document-help"), Required: true, MaxLen: 200, Value: was.Number})
	date := func(name string, t time.Time, required bool) {
		b := Field{Name: name, Kind: form.Date, Label: v.T("settings.desks.column." + name), Required: required, Short: true}
		if !t.IsZero() {
			b.Value = v.Date(t)
		}
		f.Add(b)
	}
	date("day", was.Day, true)
	date("effective", was.Effective, true)
}

func (s *Site) rulingTyped(_ *http.Request, in *houseTyped, _ *org.Desk) org.DeskFact {
	r := org.Ruling{What: in.get("what"), Number: in.get("number"), Day: in.day("day", true), Effective: in.day("effective", true), Successor: org.DeskID(in.get("successor"))}
	if r.What == "undecided" {
		r.What = org.Undecided
	}
	return org.DeskFact{From: r.Day, Ruling: &r}
}

// deskLineOf gives the line that the request wants corrected.
func (s *Site) deskLineOf(r *http.Request, d *org.Desk) (*org.DeskFact, error) {
	all := s.o.Office.World().Org.DeskFacts(d.ID)
	n, err := strconv.Atoi(r.FormValue("of"))
	if err != nil || n < 1 || n > len(all) {
		return nil, fault.New(fault.Missing, "org.desk-line", "n", cut(r.FormValue("of"), 10))
	}
	return all[n-1], nil
}

// asDesk lays a line out as a desk of which nothing else is known.
func asDesk(f *org.DeskFact) *org.Desk {
	d := &org.Desk{ID: f.Desk, Own: f.Own, Seconded: f.Seconded, Counters: f.Counters}
	for _, x := range []struct{ to, from *string }{{&d.Code, f.Code}, {&d.Name, f.Name}, {&d.Address, f.Address}, {&d.Note, f.Note}} {
		if x.from != nil {
			*x.to = *x.from
		}
	}
	if f.Unit != nil {
		d.Unit = *f.Unit
	}
	if f.Point != nil {
		d.Point = *f.Point
	}
	if f.Opened != nil {
		d.Opened = *f.Opened
	}
	return d
}

// correctFields ask for a line anew, as it should have been.
func (s *Site) correctFields(r *http.Request, f *Form, d *org.Desk) {
	v := s.voice(r)
	was, err := s.deskLineOf(r, d)
	if err != nil {
		return // actOnDesk has looked
	}
	if was.Ruling != nil {
		s.rulingBoxes(v, f, d, was.Ruling)
	} else {
		s.deskBoxes(v, f, asDesk(was))
		f.Add(Field{Name: "from", Kind: form.Date, Label: v.T("settings.desks.column.from"), Required: true, Short: true, Value: v.Date(was.From)})
		f.Add(Field{Name: "document", Kind: form.Line, Label: v.T("settings.desks.column.document"), Help: v.T("settings.desks.document-help"), Required: true, MaxLen: 200, Value: was.Document})
	}
	f.Add(Field{Name: "why", Kind: form.Line, Label: v.T("settings.desks.why"), Required: true, MaxLen: 300})
}

// correctTyped reads the line that stands in the place of the wrong one: what is empty it does not tell.
func (s *Site) correctTyped(r *http.Request, in *houseTyped, d *org.Desk) org.DeskFact {
	was, err := s.deskLineOf(r, d)
	if err != nil {
		in.fs = append(in.fs, fault.As(err))
		return org.DeskFact{}
	}
	var line org.DeskFact
	if was.Ruling != nil {
		line = s.rulingTyped(r, in, d)
	} else {
		line = s.deskTyped(r, in, &org.Desk{})
	}
	line.Corrects, _ = strconv.Atoi(r.FormValue("of"))
	line.Why = in.get("why")
	return line
}

// adoptPoints enters every reception point that is no desk yet, once somebody has seen which they are.
func (s *Site) adoptPoints(w http.ResponseWriter, r *http.Request) error {
	rd := s.read(r)
	if err := rd.MayKeepDesks(); err != nil {
		return err
	}
	points, err := rd.PointsWithoutDesk()
	if err != nil {
		return err
	}
	v := s.voice(r)
	fields := func(_ *Site, _ *http.Request, f *Form, _ *org.Desk) {
		f.Add(Field{Name: "document", Kind: form.Line, Label: v.T("settings.desks.column.document"), Help: v.T("settings.desks.document-help"), Required: true, MaxLen: 200, Focus: true})
	}
	page := func(wrong error) (*houseActPage, error) {
		p, err := s.onestopActPage(r, "points", "/settings/desks", fields, &org.Desk{}, wrong)
		if err != nil {
			return nil, err
		}
		var names []string
		for _, u := range points {
			names = append(names, unitWords(v, u))
		}
		slices.SortFunc(names, byTitle)
		p.Words = v.T("settings.desks.act.points.words", "n", len(names), "names", strings.Join(names, "; "))
		return p, nil
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		p, err := page(nil)
		if err != nil {
			return err
		}
		return s.Render(w, r, http.StatusOK, p)
	}
	in := &houseTyped{r: r}
	n, err := s.o.Office.AdoptPoints(r.Context(), who(r), settingsCommand(r), in.get("document"))
	if err == nil {
		s.flash(w, "settings.desks.act.points.done", "n", strconv.Itoa(n))
		return redirect(w, r, "/settings/desks")
	}
	p, e := page(err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}
