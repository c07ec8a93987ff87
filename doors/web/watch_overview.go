package web

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"motcua/ground/text"
	"motcua/office"
	"motcua/words/form"
	"motcua/words/org"
)

// overviewPage has the figures of a unit with those below it (theo dõi): each opens the dossiers that it counts.
type overviewPage struct {
	Base
	*Form
	Unit, Kind string
	AsOf       time.Time
	Redating   string // a new calendar by which dossiers are still to be counted again, in words
	Period     string // its days in words
	Before     string
	Spans      []Chip
	Views      []Chip
	Keep       map[string]string
	Own        bool // the period is one of one's own: the form stands open

	Now   []momentFigure
	Lines []watchLine
	Share share
	Was   share
	Moved string
	Chart chart
	Head  []headCell
	Rows  []watchRow
	Total watchRow
	Empty Empty
	CSV   string
	Excel string
	Books []Link // the unit's registers
}

// Template names the page's template.
func (*overviewPage) Template() string { return "watch/overview" }

// A momentFigure is a figure of now.
type momentFigure struct {
	Words string
	tally
}

// A headCell is a column of the table of units; its link sorts by it.
type headCell struct {
	Words, Href string
	Sort        string // value of aria-sort
}

// deciders are the kinds of unit that decide rather than receive: their figures are first shown by competence.
var deciders = []string{string(org.Department), string(org.LandOffice), string(org.Police), string(org.Tax), string(org.Insurance), string(org.Commune)}

func (s *Site) overview(w http.ResponseWriter, r *http.Request) error {
	v, rd, q := s.voice(r), s.read(r), r.URL.Query()
	q.Del("lang")
	sp, wrong := spanOf(q, rd.Now())
	if wrong != nil {
		sp, _ = spanOf(url.Values{}, rd.Now()) // the usual period stands under the mistake
	}
	unit, by := q.Get("unit"), s.viewIn(q, who(r))
	o, err := rd.Overview(unit, by, sp.From, sp.To)
	if err != nil {
		return err
	}
	before, err := rd.Period(o.Unit.ID, by, sp.BeforeFrom, sp.BeforeTo)
	if err != nil {
		return err
	}
	sortRows(o.Rows, q.Get("order"), columns(o.AsOf))
	p := s.overviewPage(r, v, q, o, sp, wrong)
	if err := p.owing(v, rd, lookout{unit: o.Unit.ID, by: o.By}); err != nil {
		return err
	}
	p.compare(v, lookout{unit: o.Unit.ID, by: o.By}, sp, &o.Total, &before)
	if wrong != nil {
		return s.Again(w, r, p, wrong)
	}
	if as := exported(r); as != "" {
		return s.sendSheet(w, r, as, p.sheet(v))
	}
	return s.Render(w, r, http.StatusOK, p)
}

// viewIn reads the point of view, or takes the usual one of the unit: agencies look at what they decide.
func (s *Site) viewIn(q url.Values, w office.Who) string {
	if by := q.Get("by"); by == "reception" || by == "competent" {
		return by
	}
	unit := q.Get("unit")
	if unit == "" && !w.City {
		unit = w.Unit
	}
	if slices.Contains(deciders, s.unitNamed(unit).Kind) {
		return "competent"
	}
	return "reception"
}

// overviewPage lays an overview out.
func (s *Site) overviewPage(r *http.Request, v text.Voice, q url.Values, o *office.Overview, sp span, wrong error) *overviewPage {
	l := lookout{unit: o.Unit.ID, by: o.By}
	p := &overviewPage{
		Base: Base{Audience: Desk, Wide: true, Nav: "overview", Title: v.T("watch.title", "unit", unitWords(v, o.Unit))},
		Unit: unitWords(v, o.Unit), AsOf: o.AsOf, Period: spanWords(v, sp.From, sp.To), Before: spanWords(v, sp.BeforeFrom, sp.BeforeTo),
		Own: sp.ID == "days" || wrong != nil, Chart: newChart(v, l, o.Days), Keep: map[string]string{"period": "days"},
	}
	if o.Unit.Kind != "" {
		p.Kind = v.T("org.kind." + o.Unit.Kind)
	}
	for i := len(o.Parents) - 1; i >= 0; i-- {
		if u := o.Parents[i]; who(r).City || slices.Contains(who(r).Units, u.ID) {
			p.Crumbs = append(p.Crumbs, Crumb{unitWords(v, u), address("/watch", q, "unit", u.ID, "order", "")})
		}
	}
	for _, name := range []string{"unit", "by", "order"} {
		if x := q.Get(name); x != "" {
			p.Keep[name] = x
		}
	}
	for _, id := range spanIDs {
		p.Spans = append(p.Spans, Chip{Words: v.T("watch.span." + id), Count: -1, Href: address("/watch", q, "period", id, "from", "", "to", ""), Current: id == sp.ID})
	}
	for _, by := range []string{"reception", "competent"} {
		p.Views = append(p.Views, Chip{Words: v.T("watch.by." + by), Count: -1, Href: address("/watch", q, "by", by), Current: by == o.By})
	}
	for _, g := range momentGauges(o.AsOf) {
		p.Now = append(p.Now, momentFigure{v.T("watch.gauge." + g.key), l.count(g, &o.Total, sp.From, sp.To)})
	}
	p.CSV, p.Excel = address("/watch", q, "as", "csv"), address("/watch", q, "as", "xlsx")
	p.Books = registers(v, o.Unit, o.AsOf.In(office.Zone).Year())
	p.units(v, q, o, sp)
	p.Form = spanForm(v, q, sp, wrong)
	return p
}

// owing puts the figure that must be 0 first: what is late and nobody has apologised for; and says where a re-dating is not done.
func (p *overviewPage) owing(v text.Voice, rd *office.Reader, l lookout) error {
	version, open, err := rd.Redating()
	if err != nil {
		return err
	}
	if version != "" {
		p.Redating = v.T("watch.redating", "n", open, "version", version)
	}
	l.by = office.Answerable // as the alarms have it: the same words are the same count
	n, err := rd.Owing(l.unit, l.by)
	if err != nil {
		return err
	}
	f := momentFigure{v.T("watch.gauge.owing"), tally{N: n, Href: l.list("stage", "owing"), Tone: Late}}
	if n == 0 {
		f.Tone = OK
	}
	p.Now = append([]momentFigure{f}, p.Now...)
	return nil
}

// spanForm asks for a period of one's own.
func spanForm(v text.Voice, q url.Values, sp span, wrong error) *Form {
	var typed url.Values
	if wrong != nil {
		typed = q
	}
	f := NewForm(v, typed, wrong)
	f.Add(Field{Name: "from", Kind: form.Date, Label: v.T("watch.from"), Value: sp.From.Format("02/01/2006")})
	f.Add(Field{Name: "to", Kind: form.Date, Label: v.T("watch.to"), Value: sp.To.Format("02/01/2006")})
	return f
}

// compare fills the figures of the period beside those of the period before.
func (p *overviewPage) compare(v text.Voice, l lookout, sp span, now, before *office.Figures) {
	for _, g := range periodGauges {
		p.Lines = append(p.Lines, watchLine{
			Words: v.T("watch.gauge." + g.key), Now: l.count(g, now, sp.From, sp.To), Before: l.count(g, before, sp.BeforeFrom, sp.BeforeTo),
			Change: change(v, g.read(now), g.read(before)),
		})
	}
	p.Share, p.Was = l.inTimeShare(v, now, sp.From, sp.To), l.inTimeShare(v, before, sp.BeforeFrom, sp.BeforeTo)
	p.Moved = points(v, now, before)
}

// units fills the table of the units below.
func (p *overviewPage) units(v text.Voice, q url.Values, o *office.Overview, sp span) {
	cols := columns(o.AsOf)
	row := func(l lookout, f *office.Figures) watchRow {
		x := watchRow{Share: l.inTimeShare(v, f, sp.From, sp.To), ShareLabel: v.T("watch.column.share")}
		for _, g := range cols {
			x.Cells = append(x.Cells, watchCell{v.T("watch.column." + g.key), l.count(g, f, sp.From, sp.To)})
		}
		return x
	}
	for _, u := range o.Rows {
		x := row(lookout{unit: u.Unit.ID, by: o.By, alone: u.Own || !u.Until.IsZero()}, &u.Figures)
		x.Words, x.Href = unitWords(v, u.Unit), address("/watch", q, "unit", u.Unit.ID, "order", "")
		if u.Own {
			x.Words, x.Href = v.T("watch.own", "unit", x.Words), ""
		}
		if !u.Until.IsZero() {
			x.Words = v.T("watch.until", "unit", x.Words, "day", v.Date(u.Until.Add(-1)))
		}
		p.Rows = append(p.Rows, x)
	}
	p.Total = row(lookout{unit: o.Unit.ID, by: o.By}, &o.Total)
	p.Total.Words = v.T("watch.total")
	head := func(key string) headCell {
		h := headCell{Words: v.T("watch.column." + key), Href: address("/watch", q, "order", key), Sort: "none"}
		if q.Get("order") == key {
			h.Sort = "descending"
			if key == "unit" || key == "share" {
				h.Sort = "ascending"
			}
		}
		return h
	}
	p.Head = append(p.Head, head("unit"), head("share"))
	for _, g := range cols {
		p.Head = append(p.Head, head(g.key))
	}
	if len(p.Rows) == 0 {
		p.Empty = Empty{Title: v.T("watch.empty"), Words: v.T("watch.empty-words"), Link: Link{v.T("watch.empty-year"), address("/watch", q, "period", "year", "from", "", "to", "")}}
	}
}

// sheet is the table of units as a file: the same figures in the same order, with what they were counted over.
func (p *overviewPage) sheet(v text.Voice) sheet {
	out := sheet{Name: "so-lieu", Counts: true, Head: []string{v.T("watch.column.unit"), v.T("watch.sheet.period"), v.T("watch.sheet.by"), v.T("watch.sheet.as-of"), v.T("watch.gauge.settled")}}
	for _, c := range p.Total.Cells {
		out.Head = append(out.Head, c.Label)
	}
	by := ""
	for _, c := range p.Views {
		if c.Current {
			by = c.Words
		}
	}
	for _, x := range append(slices.Clone(p.Rows), p.Total) {
		row := []any{x.Words, p.Period, by, p.AsOf, x.Share.All.N}
		for _, c := range x.Cells {
			row = append(row, c.N)
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}
