package web

import (
	"net/http"
	"net/url"
	"strconv"

	"motcua/law/care"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/form"
)

// careSamplePage draws conversations to read, for whoever answers for the desk (chấm mẫu chất lượng).
type careSamplePage struct {
	Base
	*Form
	Rows   []careSampled
	Drawn  string
	Period string // of closing
}

// A careSampled is a conversation that was drawn.
type careSampled struct {
	careRow
	Review string // where what was found is written down; "" when the reader had a part in it, or it is open again
	Own    bool   // the reader had a part in it
	Found  *careFound
}

// Template names the page's template.
func (*careSamplePage) Template() string { return "care/sample" }

// drawn says by what a sample was drawn, as an address has it: whoever opens it draws the same.
func drawn(q url.Values) string {
	d := office.SampleDraw{Seed: cut(q.Get("seed"), 60)}
	n, _ := strconv.Atoi(q.Get("n"))
	d.N = min(max(n, 1), 50)
	d.From, d.To = careDays(q)
	return d.String()
}

// sampleAt is where a sample is drawn again, "" for one that was not drawn.
func sampleAt(draw string) string {
	q, err := url.ParseQuery(draw)
	if err != nil || q.Get("seed") == "" {
		return ""
	}
	return "/care/sample?" + drawn(q)
}

func (s *Site) careSample(w http.ResponseWriter, r *http.Request) error {
	v, rd, q := s.voice(r), s.read(r), r.URL.Query()
	today := calendar.DateOf(rd.Now())
	if q.Get("seed") == "" {
		q.Set("seed", today.String())
		q.Set("n", "10")
		q.Set("from", (today - 6).Time().In(office.Zone).Format("02/01/2006"))
		q.Set("to", today.Time().In(office.Zone).Format("02/01/2006"))
	}
	from, to := careDays(q)
	n, _ := strconv.Atoi(q.Get("n"))
	rows, total, err := rd.CareSample(cut(q.Get("seed"), 60), min(max(n, 1), 50), from, to)
	if err != nil {
		return err
	}
	p := &careSamplePage{
		Base: Base{TitleKey: "care.sample.title", Audience: Desk, Nav: "care", Crumbs: []Crumb{{v.T("care.title"), "/care"}, {v.T("care.board.title"), "/care/board"}}},
		Form: NewForm(v, q, nil), Drawn: v.T("care.sample.drawn", "n", v.Number(int64(len(rows))), "total", v.Number(total), "seed", q.Get("seed")),
	}
	if !from.IsZero() && !to.IsZero() {
		p.Period = v.T("care.sample.period", "from", v.Date(from), "to", v.Date(to.AddDate(0, 0, -1)))
	}
	p.Add(Field{Name: "from", Kind: form.Date, Label: v.T("care.sample.from"), Short: true})
	p.Add(Field{Name: "to", Kind: form.Date, Label: v.T("care.sample.to"), Short: true})
	p.Add(Field{Name: "n", Kind: form.Line, Label: v.T("care.sample.n"), Short: true})
	p.Add(Field{Name: "seed", Kind: form.Line, Label: v.T("care.sample.seed"), Help: v.T("care.sample.seed-help"), Short: true, MaxLen: 60, Complete: "off"})
	for i := range rows {
		l := &rows[i]
		x := careSampled{careRow: s.careRow(v, rd.Now(), l), Own: l.Took, Found: s.careFound(v, l.Found)}
		if x.Href = "/care/contacts/" + string(l.ID); !l.Took && l.State == care.Closed {
			x.Review = x.Href + "/review?" + drawn(q)
		}
		p.Rows = append(p.Rows, x)
	}
	return s.Render(w, r, http.StatusOK, p)
}
