package web

import (
	"net/http"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/office"
	"motcua/words/org"
)

// onestopPage is one desk of the register: what it is, what it has to do, what was decided about it, and every line that was entered.
type onestopPage struct {
	Base
	Name, Code string
	Ruling     Pill
	RulingNote string
	Facts      []Fact
	Load       []Figure
	LoadNote   string
	Heirs      []Link // who carries on, to the end of the chain
	HeirsEnd   string // the chain ends at a desk that was closed
	Heads      []Link // merged into this one
	History    []deskEntry
	Acts       bool
	ID         string
}

// Template names the page's template.
func (*onestopPage) Template() string { return "settings/desk" }

// A deskEntry is a line of the desk's history.
type deskEntry struct {
	N              int
	What           string
	From           string
	Says           []Fact
	Document       string
	By, At         string
	Why            string // it corrects another
	Corrected      string // another stands in its place
	CorrectAddress string
}

func (s *Site) settingDesk(w http.ResponseWriter, r *http.Request) error {
	v, q, rd := s.voice(r), r.URL.Query(), s.read(r)
	id := org.DeskID(r.PathValue("id"))
	history, err := rd.DeskHistory(id)
	if err != nil {
		return err
	}
	g, err := rd.DeskRegister(monthsAsked(q))
	if err != nil {
		return err
	}
	p := &onestopPage{Base: s.settingsBase(v, "desks"), Acts: rd.MayKeepDesks() == nil, ID: string(id)}
	p.Crumbs = append(p.Crumbs, Crumb{v.T("settings.desks.title"), "/settings/desks"})
	d := g.Find(id)
	if d == nil { // its first line holds from a day to come
		d = &office.DeskLine{Desk: *s.o.Office.World().Org.DeskAt(id, history[len(history)-1].From)}
		d.UnitName = s.unitNamed(string(d.Unit))
	}
	l := s.deskLine(v, g, d)
	p.Base.TitleKey, p.Base.Title = "", l.Name
	p.Name, p.Code, p.Ruling, p.RulingNote = l.Name, l.Code, l.Ruling, l.Note
	p.Facts = s.deskFacts(v, d)
	p.load(v, g, &l, d)
	s.deskChain(v, g, d, p)
	for i := range history {
		p.History = append(p.History, s.deskEntry(v, g, &history[i], p.Acts))
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) deskFacts(v text.Voice, d *office.DeskLine) []Fact {
	untold := v.T("settings.desks.untold")
	number := func(n *int) string {
		if n == nil {
			return untold
		}
		return v.Number(int64(*n))
	}
	column := func(name, words, href string) Fact {
		if words == "" {
			words, href = untold, ""
		}
		return Fact{Term: v.T("settings.desks.column." + name), Words: words, Href: href}
	}
	out := []Fact{column("unit", unitWords(v, d.UnitName), unitHref(d.Unit, ""))}
	if d.Point != "" {
		f := column("point", unitWords(v, s.unitNamed(string(d.Point))), unitHref(d.Point, ""))
		f.Sub = v.T("settings.desks.point-note")
		out = append(out, f)
	}
	own := column("own", number(d.Own), "")
	if d.Counted {
		own.Sub, own.Href = v.T("settings.desks.counted"), unitHref(d.Point, "")
	}
	out = append(out, column("address", d.Address, ""), own, column("seconded", number(d.Seconded), ""), column("counters", number(d.Counters), ""))
	opened := ""
	if !d.Opened.IsZero() {
		opened = v.Date(d.Opened)
	}
	out = append(out, column("opened", opened, ""))
	if d.Ruling.Number != "" {
		f := column("number", d.Ruling.Number, "")
		if !d.Ruling.Day.IsZero() {
			f.Sub = v.Date(d.Ruling.Day)
		}
		out = append(out, f)
	}
	if d.Note != "" {
		out = append(out, column("note", d.Note, ""))
	}
	return out
}

// load lays out how much the desk has to do.
func (p *onestopPage) load(v text.Voice, g *office.DeskRegister, l *deskLine, d *office.DeskLine) {
	switch {
	case d.Point == "":
		p.LoadNote = v.T("settings.desks.load.no-point")
		return
	case !d.Load.Counted:
		p.LoadNote = v.T("settings.desks.load.no-right")
		return
	}
	note := spanWords(v, g.From, g.To)
	p.Load = []Figure{
		{Value: l.Load.Received, Words: v.T("settings.desks.received"), Href: l.Load.Href, Note: note},
		{Value: l.Load.PerMonth, Words: v.T("settings.desks.per-month"), Href: l.Load.Href, Note: note},
	}
	if l.Load.PerHead != "" {
		p.Load = append(p.Load, Figure{Value: l.Load.PerHead, Words: v.T("settings.desks.per-head"), Href: l.Load.Href, Note: v.T("settings.desks.staff-n", "n", d.Load.Staff)})
	} else {
		p.LoadNote = v.T("settings.desks.load.no-staff")
	}
}

// deskChain tells who carries on for a desk, and for whom it does.
func (s *Site) deskChain(v text.Voice, g *office.DeskRegister, d *office.DeskLine, p *onestopPage) {
	link := func(id org.DeskID) Link {
		if x := g.Find(id); x != nil {
			return Link{s.deskName(v, &x.Desk), deskHref(id)}
		}
		return Link{string(id), deskHref(id)}
	}
	for _, id := range d.Heirs {
		p.Heirs = append(p.Heirs, link(id))
	}
	if n := len(d.Heirs); n > 0 {
		if last := g.Find(d.Heirs[n-1]); last != nil && !last.Here {
			p.HeirsEnd = v.T("settings.desks.chain-closed", "desk", s.deskName(v, &last.Desk))
		}
	}
	for _, id := range s.o.Office.World().Org.DeskHeads(d.ID, g.AsOf) {
		p.Heads = append(p.Heads, link(id))
	}
}

func (s *Site) deskEntry(v text.Voice, g *office.DeskRegister, e *office.DeskEntry, acts bool) deskEntry {
	kind := "entered"
	if e.Ruling != nil {
		kind = "decided"
	}
	out := deskEntry{
		N: e.N, What: v.T("settings.desks.line." + kind), From: v.Date(e.From), Document: e.Document, By: e.By.Name, At: v.DateTime(e.At),
	}
	if e.By.Name == "" {
		out.By = v.T("settings.desks.system")
	}
	if e.Corrects > 0 {
		out.Why = v.T("settings.desks.corrects", "n", e.Corrects, "why", e.Why)
	}
	if e.Corrected > 0 {
		out.Corrected = v.T("settings.desks.corrected-by", "n", e.Corrected)
	} else if acts {
		out.CorrectAddress = address(deskHref(e.Desk)+"/correct", nil, "of", strconv.Itoa(e.N))
	}
	out.Says = s.deskSays(v, g, &e.DeskFact)
	return out
}

// deskSays is what a line tells, cell by cell.
func (s *Site) deskSays(v text.Voice, g *office.DeskRegister, f *org.DeskFact) (out []Fact) {
	add := func(column, words string) {
		out = append(out, Fact{Term: v.T("settings.desks.column." + column), Words: orNone(v, words)})
	}
	for _, x := range []struct {
		column string
		told   *string
	}{{"code", f.Code}, {"name", f.Name}, {"address", f.Address}, {"note", f.Note}} {
		if x.told != nil {
			add(x.column, *x.told)
		}
	}
	for _, x := range []struct {
		column string
		told   *org.UnitID
	}{{"unit", f.Unit}, {"point", f.Point}} {
		if x.told != nil {
			add(x.column, s.unitList(v, []org.UnitID{*x.told}))
		}
	}
	for _, x := range []struct {
		column string
		told   *int
	}{{"own", f.Own}, {"seconded", f.Seconded}, {"counters", f.Counters}} {
		if x.told != nil {
			add(x.column, v.Number(int64(*x.told)))
		}
	}
	if f.Opened != nil {
		add("opened", v.Date(*f.Opened))
	}
	if rl := f.Ruling; rl != nil {
		words := []string{v.T(rulingKey(rl.What)), rl.Number}
		if !rl.Effective.IsZero() {
			words = append(words, v.T("settings.desks.from", "date", v.Date(rl.Effective)))
		}
		if x := g.Find(rl.Successor); x != nil {
			words = append(words, v.T("settings.desks.into", "desk", s.deskName(v, &x.Desk)))
		}
		add("ruling", strings.Join(words, " · "))
	}
	return out
}

// deskNow gives a desk of the path as it stands today, or a fault.
func (s *Site) deskNow(r *http.Request) (*org.Desk, error) {
	id := org.DeskID(r.PathValue("id"))
	o := s.o.Office.World().Org
	if !o.Desk(id) {
		return nil, fault.New(fault.Missing, "org.desk-unknown", "desk", cut(string(id), 60))
	}
	if d := o.DeskAt(id, s.o.Office.Now()); d != nil {
		return d, nil
	}
	return &org.Desk{ID: id}, nil
}
