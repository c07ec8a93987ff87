package web

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"motcua/ground/text"
	"motcua/law/petition"
	"motcua/office"
)

// petitionReportPage has figures 5.1, 5.2 and 5.3 of petitions (phản ánh, kiến nghị) of a period: what was handled in time, and what people say;
// each number opens the petitions that it counts.
type petitionReportPage struct {
	Base
	*Form
	Period    string
	Spans     []Chip
	Own       bool
	Keep      map[string]string
	AsOf      time.Time
	Figures   []Figure
	Of, Whole string // the unit that it is narrowed to, and where it is not
	Tables    []petitionFigures
	Empty     Empty
	Hidden    string // how many of them have restricted data, "" for none
	CSV       string
	Excel     string
}

// Template names the page's template.
func (*petitionReportPage) Template() string { return "watch/petitions" }

// petitionFigures is a table of figures.
type petitionFigures struct {
	ID, Title, Head string
	Shares          bool // figure 5.1 stands in it
	Rows            []petitionFigureRow
	Leaf            Leaf
}

// A petitionFigureRow is a line of figures in words.
type petitionFigureRow struct {
	Words, Href, Share string
	Cells              []petitionCell
	OnTime, Content    string
	figures            petition.Figures
	share              float64
}

// A petitionCell is a count that opens its petitions; "" where it opens none.
type petitionCell struct {
	Words, Head, Href string
}

// petitionColumns are the counts of a line, and what narrows the list to each.
var petitionColumns = []struct {
	key   string
	of    func(*petition.Figures) int64
	name  string
	value string
}{
	{"petitions.all", func(f *petition.Figures) int64 { return f.All }, "whole", "1"},
	{"petitions.in-time", func(f *petition.Figures) int64 { return f.InTime }, "stands", string(petition.InTime)},
	{"petitions.late", func(f *petition.Figures) int64 { return f.Late }, "stands", string(petition.Overdue)},
	{"petitions.runs", func(f *petition.Figures) int64 { return f.Running }, "stands", string(petition.Runs)},
	{"petitions.disliked", func(f *petition.Figures) int64 { return f.Disliked }, "fault", "disliked"},
	{"petitions.repeated", func(f *petition.Figures) int64 { return f.Repeated }, "fault", "repeated"},
}

func (s *Site) petitionReport(w http.ResponseWriter, r *http.Request) error {
	v, rd, q := s.voice(r), s.read(r), r.URL.Query()
	q.Del("lang")
	sp, wrong := spanOf(q, rd.Now())
	if wrong != nil {
		sp, _ = spanOf(url.Values{}, rd.Now()) // the usual period stands under the mistake
	}
	got, err := rd.PetitionReport(cut(q.Get("unit"), 100), sp.From, sp.To.AddDate(0, 0, 1))
	if err != nil {
		return err
	}
	p := &petitionReportPage{
		Base:   Base{TitleKey: "petitions.title", Audience: Desk, Wide: true, Nav: "petition-figures", Crumbs: []Crumb{{v.T("nav.overview"), "/watch"}}},
		Period: spanWords(v, sp.From, sp.To), AsOf: rd.Now(), Own: sp.ID == "days" || wrong != nil, Keep: map[string]string{"period": "days"},
		Empty: Empty{Title: v.T("petitions.none"), Words: v.T("petitions.none-words"), Link: Link{v.T("petition.desk.title"), "/desk/petitions"}},
	}
	p.Form = spanForm(v, q, sp, wrong)
	for _, id := range spanIDs {
		p.Spans = append(p.Spans, Chip{Words: v.T("watch.span." + id), Count: -1, Href: address("/watch/petitions", q, "period", id, "from", "", "to", ""), Current: id == sp.ID})
	}
	if unit := q.Get("unit"); unit != "" && got.Unit.Kind != "" {
		p.Keep["unit"] = unit
		p.Of, p.Whole = unitWords(v, got.Unit), address("/watch/petitions", q, "unit", "")
	}
	if got.Total.All > 0 {
		p.tables(s, v, q, got, sp)
	}
	p.CSV, p.Excel = address("/watch/petitions", q, "as", "csv"), address("/watch/petitions", q, "as", "xlsx")
	if wrong != nil {
		return s.Again(w, r, p, wrong)
	}
	if as := exported(r); as != "" {
		return s.sendSheet(w, r, as, p.sheet(v))
	}
	return s.Render(w, r, http.StatusOK, p)
}

// figureLeaf is how many lines of a table the screen shows at a time.
const figureLeaf = 10

// tables lays the figures out: all together, and by class, unit and channel.
func (p *petitionReportPage) tables(s *Site, v text.Voice, q url.Values, got *office.PetitionReport, sp span) {
	unit, counts := q.Get("unit"), ""
	if unit != "" {
		counts = "1"
	}
	list := func(pairs ...string) string {
		return address("/desk/petitions", nil, append([]string{"unit", unit, "counts", counts, "from", sp.From.Format("02/01/2006"), "to", sp.To.Format("02/01/2006")}, pairs...)...)
	}
	row := func(words string, f petition.Figures, pairs ...string) petitionFigureRow {
		x := petitionFigureRow{Words: words, figures: f, share: float64(f.All) / float64(got.Total.All), OnTime: judgedShare(v, f.OnTime), Content: judgedShare(v, f.Content)}
		x.Share = v.Share(x.share)
		for _, c := range petitionColumns {
			cell := petitionCell{Words: v.Number(c.of(&f)), Head: v.T(c.key)}
			if c.of(&f) > 0 {
				cell.Href = list(append(pairs, c.name, c.value)...)
			}
			x.Cells = append(x.Cells, cell)
		}
		return x
	}
	t := &got.Total
	p.Figures = []Figure{
		{Value: judgedShare(v, t.OnTime), Words: v.T("petitions.figure52"), Href: list("stands", string(petition.InTime)), Note: v.T("petitions.of", "n", v.Number(t.InTime), "all", v.Number(t.InTime+t.Late))},
		{Value: judgedShare(v, t.Content), Words: v.T("petitions.figure53"), Href: list("fault", "none"), Note: v.T("petitions.of", "n", v.Number(t.Judged-t.Faulty), "all", v.Number(t.Judged))},
		{Value: v.Number(t.Late), Words: v.T("petitions.late"), Href: list("stands", string(petition.Overdue)), Note: v.T("petitions.late-note"), Tone: lateTone(t.Late)},
		{Value: v.Number(t.Faulty), Words: v.T("petitions.faulty"), Href: list("fault", "any"), Note: v.T("petitions.faulty-note")},
		{Value: v.Number(got.AnyLate), Words: v.T("petitions.any-late"), Href: list("late", "1", "whole", "1"), Note: v.T("petitions.any-late-note")},
		{Value: v.Number(t.Answered), Words: v.T("petitions.answered"), Href: list("given", "1"), Note: v.T("petitions.answered-note")},
		{Value: v.Number(t.Resolved), Words: v.T("petitions.resolved"), Href: list("state", string(petition.Resolved)), Note: v.T("petitions.resolved-note")},
	}
	if got.Restricted > 0 {
		p.Hidden = v.T("petitions.restricted", "n", v.Number(got.Restricted))
	}
	classes := petitionFigures{ID: "classes", Title: v.T("petitions.by-class"), Head: v.T("petition.field.class"), Shares: true}
	for _, f := range got.Classes {
		class := f.Key
		if class == "" {
			class = "unsorted"
		}
		classes.Rows = append(classes.Rows, row(classWords(v, petition.Class(f.Key)), f.Figures, "class", class))
	}
	units := petitionFigures{ID: "units", Title: v.T("petitions.by-unit"), Head: v.T("petition.page.unit")}
	for _, f := range got.Units {
		x := row(unitWords(v, f.UnitN), f.Figures, "unit", f.Key, "exact", "1", "counts", "1")
		x.Href = address("/watch/petitions", q, "unit", f.Key)
		units.Rows = append(units.Rows, x)
	}
	channels := petitionFigures{ID: "channels", Title: v.T("petitions.by-channel"), Head: v.T("petition.field.channel")}
	for _, f := range got.Channels {
		channels.Rows = append(channels.Rows, row(upperFirst(v.T("petition.channel."+f.Key)), f.Figures, "channel", f.Key))
	}
	p.Tables = []petitionFigures{classes, units, channels}
	for i := range p.Tables {
		x := &p.Tables[i]
		x.Leaf = leafOf(len(x.Rows), q.Get("page-"+x.ID), figureLeaf, v.T("pages.lines"), func(n int) string {
			return address("/watch/petitions", q, "page-"+x.ID, strconv.Itoa(n)) + "#" + x.ID
		})
		x.Rows = append(x.Rows, row(v.T("petitions.total"), got.Total))
	}
}

// lateTone is that of a figure that should be none.
func lateTone(n int64) Tone {
	if n > 0 {
		return Late
	}
	return ""
}

// judgedShare is a share in words; a dash where nothing can be judged yet.
func judgedShare(v text.Voice, share func() (float64, bool)) string {
	if x, ok := share(); ok {
		return v.Share(x)
	}
	return "–"
}

// sheet is the page as a file: the three tables below each other.
func (p *petitionReportPage) sheet(v text.Voice) sheet {
	sh := sheet{Name: "phan-anh", Counts: true, Head: []string{v.T("petitions.table"), v.T("petitions.line")}}
	for _, c := range petitionColumns {
		sh.Head = append(sh.Head, v.T(c.key))
	}
	for _, key := range []string{"petitions.left", "petitions.answered", "petitions.resolved", "petitions.share", "petitions.figure52", "petitions.figure53"} {
		sh.Head = append(sh.Head, v.T(key))
	}
	for i := range p.Tables {
		for j := range p.Tables[i].Rows {
			x := &p.Tables[i].Rows[j]
			cells := []any{p.Tables[i].Title, x.Words}
			for _, c := range petitionColumns {
				cells = append(cells, c.of(&x.figures))
			}
			sh.Rows = append(sh.Rows, append(cells, x.figures.Left, x.figures.Answered, x.figures.Resolved, x.share, cellOf(x.figures.OnTime()), cellOf(x.figures.Content())))
		}
	}
	return sh
}
