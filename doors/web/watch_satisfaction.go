package web

import (
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/law/survey"
	"motcua/office"
)

// satisfactionPage has what people say about results (mức độ hài lòng), with what the figure rests on: how many answered of how
// many, its interval, and whether the target is shown.
type satisfactionPage struct {
	Base
	*Form
	Period   string
	Chosen   string // which table this is, for whoever reads it on paper
	Views    []Chip
	By       []Chip
	Keep     map[string]string
	Total    satisfactionRow
	Faces    []shareFace
	Axis     shareEnds
	Lines    []satisfactionRow
	Column   string
	LineAxis shareEnds
	Shown    bool   // at least one line has figures
	Withheld string // how many lines have none
	Means    []Fact
	Ways     []Fact
	WaysNote string
	Spread   []Fact
	Lacks    []Fact
	Least    int
	Waits    bool
	Part     string // how many of the city's ratings the lines show
	More     Link   // where most lines are withheld: the table that shows the most instead
	Apart    string // what of the choice stands in the city's figure alone
	AsOf     time.Time
	Empty    Empty
	CSV      string
	Excel    string
	Cases    bool // the reader follows bad ratings up
	Public   bool
}

// Template names the page's template.
func (p *satisfactionPage) Template() string {
	if p.Public {
		return "public/satisfaction"
	}
	return "watch/satisfaction"
}

// A satisfactionRow is a figure in words.
type satisfactionRow struct {
	Words, Lang, Href string
	Asked             string
	AskedHref         string
	Answers           string
	Rate              string
	Share             string
	Interval          string
	Plot              *sharePlot
	Own               string // the share without what came through officers, or that it is withheld
	Pill              Pill
	Hidden            bool // fewer answers than are shown
}

func (s *Site) satisfaction(w http.ResponseWriter, r *http.Request) error {
	v, rd, q := s.voice(r), s.read(r), r.URL.Query()
	ask := office.SatisfactionQuery{Unit: q.Get("unit"), View: q.Get("view"), Procedure: q.Get("procedure"), Channel: q.Get("channel"), From: q.Get("from"), To: q.Get("to"), By: q.Get("by")}
	got, err := rd.Satisfaction(ask)
	wrong := err
	if f := fault.As(err); f != nil && f.Kind == fault.Invalid { // the usual months stand under the mistake
		ask.From, ask.To = "", ""
		got, err = rd.Satisfaction(ask)
	}
	if err != nil {
		return err
	}
	p := s.satisfactionPage(v, got, q)
	p.Base = Base{TitleKey: "satisfaction.title", Audience: Desk, Nav: "satisfaction", Wide: true, Crumbs: []Crumb{{v.T("nav.overview"), "/watch"}}}
	role := who(r).Role
	p.Cases = role != "controller"
	p.chooser(v, got, wrong, q)
	if err := p.thin(v, rd, got, q); err != nil {
		return err
	}
	if wrong != nil {
		return s.Again(w, r, p, wrong)
	}
	if as := exported(r); as != "" {
		return s.sendSheet(w, r, as, satisfactionSheet(v, p, got))
	}
	p.Chosen = chosenWords(v, got)
	p.CSV, p.Excel = address("/watch/satisfaction", q, "as", "csv"), address("/watch/satisfaction", q, "as", "xlsx")
	return s.Render(w, r, http.StatusOK, p)
}

// chosenWords name the choice: on paper there are neither chips nor boxes.
func chosenWords(v text.Voice, got *office.Satisfaction) string {
	q := &got.Query
	out := []string{v.T("watch.by." + q.View), v.T("satisfaction.by." + q.By)}
	if q.Unit != "" {
		out = append(out, unitWords(v, got.Unit))
	}
	for _, x := range got.Choices.Procedures {
		if x.Key == q.Procedure {
			out = append(out, inLang(v, x.Name, orElse(x.NameEN, x.Name)))
		}
	}
	if q.Channel != "" {
		out = append(out, surveyChannel(v, q.Channel))
	}
	return strings.Join(out, " · ")
}

// satisfactionSheet is the page as a file: the lines, and all together below them.
func satisfactionSheet(v text.Voice, p *satisfactionPage, got *office.Satisfaction) sheet {
	sh := sheet{Name: "hai-long", Counts: true, Head: []string{
		p.Column, v.T("satisfaction.asked"), v.T("satisfaction.answers"), v.T("satisfaction.rate"), v.T("satisfaction.share"),
		v.T("campaign.low"), v.T("campaign.high"), v.T("satisfaction.target"), v.T("satisfaction.own-answers"), v.T("satisfaction.own"),
	}}
	for i := range survey.SIPAS.Factors {
		sh.Head = append(sh.Head, inLang(v, survey.SIPAS.Factors[i].VI, survey.SIPAS.Factors[i].EN))
	}
	add := func(words string, l *office.SatisfactionLine, pill Pill) {
		g := &l.Figures
		row := []any{words, l.Asked, "", "", "", "", "", pill.Words, "", ""}
		if g.Own.Answers > 0 {
			row[8], row[9] = g.Own.Answers, g.Own.Share()
		}
		if g.Answers > 0 {
			in := g.Interval()
			row[2], row[4], row[5], row[6] = g.Answers, g.Share(), in.Low, in.High
			if l.Whole { // else some ratings are counted elsewhere, and a rate would be too low
				row[3] = l.Rate()
			}
		}
		for i := range survey.SIPAS.Factors {
			row = append(row, cellOf(g.Mean(i+1, got.Least)))
		}
		sh.Rows = append(sh.Rows, row)
	}
	for i := range got.Lines {
		add(p.Lines[i].Words, &got.Lines[i], p.Lines[i].Pill)
	}
	if len(got.Lines) > 0 {
		add(p.Total.Words, &got.Total, p.Total.Pill)
	}
	return sh
}

// satisfactionPage lays figures out.
func (s *Site) satisfactionPage(v text.Voice, got *office.Satisfaction, q url.Values) *satisfactionPage {
	p := &satisfactionPage{Least: got.Least, Waits: got.Waits, AsOf: got.AsOf, Period: v.T("satisfaction.period", "from", monthWords(got.Query.From), "to", monthWords(got.Query.To))}
	p.Total = satisfactionLine(v, &got.Total, got.Least)
	p.scope(v, got)
	p.Total.Words = v.T("satisfaction.all")
	p.Total.AskedHref = askedHref(&got.Query, &got.Total, got.Below, true)
	p.Column = v.T("satisfaction.by." + got.Query.By)
	for i := range got.Lines {
		l := &got.Lines[i]
		row := satisfactionLine(v, l, got.Least)
		list, unit := got.Query, got.Below // the choice of this line
		switch got.Query.By {
		case "procedure":
			row.Words = inLang(v, l.Name, orElse(l.NameEN, l.Name))
			row.Href = address("/watch/satisfaction", q, "procedure", l.Key, "by", "unit")
			list.Procedure = l.Key
		case "channel":
			row.Words, row.Href = surveyChannel(v, l.Key), address("/watch/satisfaction", q, "channel", l.Key, "by", "unit")
			list.Channel = l.Key
		case "month":
			row.Words, row.Href = monthWords(l.Key), address("/watch/satisfaction", q, "from", l.Key, "to", l.Key, "by", "unit")
			list.From, list.To = l.Key, l.Key
		default:
			row.Words, row.Href = unitWords(v, l.Unit), address("/watch/satisfaction", q, "unit", l.Key, "by", "month")
			unit = l.Key
		}
		row.AskedHref = askedHref(&list, l, unit, got.Query.By != "unit")
		p.Lines = append(p.Lines, row)
	}
	p.faces(v, got)
	p.plots(v, got)
	p.details(v, got)
	p.Empty = Empty{Title: v.T("satisfaction.none"), Words: v.T("satisfaction.none-words")}
	return p
}

// scope says of how many ratings the figures are, and where the others are.
func (p *satisfactionPage) scope(v text.Voice, got *office.Satisfaction) {
	shown, all := got.Total.Figures.Answers, got.Counted
	n, of := v.Number(int64(shown)), v.Number(int64(all))
	switch held := all - shown; {
	case shown == 0:
	case held > 0:
		p.Total.Answers = v.T("satisfaction.shown-of", "n", n, "all", of)
		p.Total.Rate = v.Share(min(1, float64(all)/float64(max(got.Total.Asked, 1))))
		if p.Apart = v.T("satisfaction.apart", "n", n, "all", of); shown == got.City { // all that the city shows is here
			p.Apart, p.Waits = v.T("satisfaction.held", "n", v.Number(int64(held)), "all", of, "least", got.Least), false
		}
	case !got.Total.Whole: // how many there are is not told
		p.Total.Rate = v.T("satisfaction.rate-least", "rate", v.Share(got.Total.Rate()))
		p.Apart = v.T("satisfaction.apart-some")
	}
	if got.InLines < shown && len(got.Lines) > 0 {
		p.Part = v.T("satisfaction.part", "n", v.Number(int64(got.InLines)), "all", n)
	}
}

// thin leads, where most lines are withheld, to the table of the same choice in which the most ratings are shown.
func (p *satisfactionPage) thin(v text.Voice, rd *office.Reader, got *office.Satisfaction, q url.Values) error {
	hidden := 0
	for i := range p.Lines {
		if p.Lines[i].Hidden {
			hidden++
		}
	}
	if 2*hidden <= len(p.Lines) {
		return nil
	}
	most := got.InLines
	try := func(ask office.SatisfactionQuery, words, name, value string) error {
		other, err := rd.Satisfaction(ask)
		if err == nil && other.InLines > most {
			most = other.InLines
			p.More = Link{v.T("satisfaction.thin-more", "by", words, "n", v.Number(int64(most)), "all", v.Number(int64(other.Total.Figures.Answers))), address("/watch/satisfaction", q, name, value)}
		}
		return err
	}
	for _, by := range office.SatisfactionBy {
		ask := got.Query
		if ask.By = by; by == got.Query.By {
			continue
		}
		if err := try(ask, v.T("satisfaction.by."+by), "by", by); err != nil {
			return err
		}
	}
	for _, view := range []string{office.ViewCompetent, office.ViewReception} {
		ask := got.Query
		if ask.View = view; view == got.Query.View {
			continue
		}
		if err := try(ask, v.T("watch.by."+view), "view", view); err != nil {
			return err
		}
	}
	return nil
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// askedHref is the list of the dossiers that people were asked about: of a unit, alone or with those below it. Where some have no
// unit that answers for the result no list has just those that were counted, and there is no address.
func askedHref(q *office.SatisfactionQuery, l *office.SatisfactionLine, unit string, below bool) string {
	if unit == "" || l.Loose > 0 {
		return ""
	}
	a, errA := time.ParseInLocation("2006-01", q.From, office.Zone)
	b, errB := time.ParseInLocation("2006-01", q.To, office.Zone)
	if errA != nil || errB != nil {
		return ""
	}
	return address("/desk/dossiers", nil, "unit", unit, "by", q.View, "below", map[bool]string{true: "1"}[below], "state", office.EndedStates(), "procedure", q.Procedure, "channel", q.Channel, "ended-from", isoDay(a), "ended-to", isoDay(b.AddDate(0, 1, -1)))
}

// monthWords writes a month as people do: 03/2026.
func monthWords(m string) string {
	t, err := time.Parse("2006-01", m)
	if err != nil {
		return m
	}
	return t.Format("01/2006")
}

// surveyChannel names a channel by its national number.
func surveyChannel(v text.Voice, number string) string {
	n, err := strconv.Atoi(number)
	if err != nil {
		return number
	}
	return channelWords(v, procedure.Channel(n))
}

// satisfactionLine puts a figure into words.
func satisfactionLine(v text.Voice, l *office.SatisfactionLine, least int) satisfactionRow {
	g := &l.Figures
	row := satisfactionRow{Lang: string(v.Lang), Asked: v.Number(int64(l.Asked)), Hidden: g.Answers == 0, Own: v.T("satisfaction.own-withheld")}
	if g.Own.Answers > 0 {
		row.Own = v.Share(g.Own.Share())
	}
	if row.Hidden {
		row.Answers, row.Pill = v.T("satisfaction.withheld", "least", least), Pill{Plain, v.T("satisfaction.verdict.none")}
		return row
	}
	i := g.Interval()
	row.Answers, row.Rate, row.Share = v.Number(int64(g.Answers)), "–", v.Share(g.Share())
	if l.Whole {
		row.Rate = v.Share(l.Rate())
	}
	row.Interval = shareBounds(v, i)
	if row.Pill = verdictPill(v, i.Against(survey.Target)); l.Remnant {
		row.Pill = Pill{Plain, v.T("satisfaction.verdict.part")}
	}
	return row
}

// faces are the figure of all who rated, beside it the one without what came through officers, so that nobody has to believe what
// clerks entered, and the one for all who were asked; each with its own interval and verdict, on one axis.
func (p *satisfactionPage) faces(v text.Voice, got *office.Satisfaction) {
	all, own, weighed := &got.Total.Figures, &got.Total.Figures.Own, &got.Weighted
	if all.Answers == 0 {
		return
	}
	drawn := []survey.Interval{all.Interval()}
	if own.Answers > 0 {
		drawn = append(drawn, own.Interval())
	}
	if weighed.Speaks() {
		drawn = append(drawn, weighed.Interval)
	}
	axis := axisOf(drawn...)
	// choice: the share of a part stands nowhere in large letters, for it would be read as that of all; how far it may be off does.
	face := func(term string, share float64, i survey.Interval, rests string, part bool) shareFace {
		f := shareFace{Term: term, Share: v.Share(share), Rests: joinComma(v.T("satisfaction.rests", "interval", shareBounds(v, i)), rests), Pill: verdictPill(v, i.Against(survey.Target)), Plot: axis.plot(share, i)}
		if part {
			f.Pill, f.Share = Pill{Plain, v.T("satisfaction.verdict.part")}, shareBounds(v, i)
			f.Rests = joinComma(v.T("satisfaction.part-share", "share", v.Share(share)), rests)
		}
		return f
	}
	p.Faces = append(p.Faces, face(v.T("satisfaction.satisfied"), all.Share(), all.Interval(), v.T("satisfaction.answers-n", "n", all.Answers), got.Total.Remnant))
	if own.Answers > 0 {
		p.Faces = append(p.Faces, face(v.T("satisfaction.own-long"), own.Share(), own.Interval(), v.T("satisfaction.answers-n", "n", own.Answers), got.Total.OwnPart))
	} else {
		p.Faces = append(p.Faces, shareFace{Term: v.T("satisfaction.own-long"), Apart: v.T("satisfaction.withheld", "least", got.Least)})
	}
	if weighed.Speaks() {
		p.Faces = append(p.Faces, face(v.T("satisfaction.weighted"), weighed.Share, weighed.Interval, v.T("satisfaction.covered-words", "n", weighed.Strata, "covered", v.Number(int64(weighed.Covered)), "asked", v.Number(int64(weighed.Asked))), false))
	}
	p.Axis = axis.ends(v)
}

// shareBounds write an interval of a share, to one decimal of per cent.
func shareBounds(v text.Voice, i survey.Interval) string {
	low, high := outward(i.Low, i.High, 1000)
	return interval(v, v.Share(low), v.Share(high))
}

// outward rounds an interval to parts of one: its lower bound down and its upper one up, so that what is shown holds all of it, and no
// page says 95,0% where it is 94,96%.
// choice: of both bounds alike; a billionth of a part is the arithmetic's and not the interval's.
func outward(low, high, parts float64) (float64, float64) {
	const hair = 1e-9
	return math.Floor(low*parts+hair) / parts, math.Ceil(high*parts-hair) / parts
}

func verdictPill(v text.Voice, x survey.Verdict) Pill {
	tone := map[survey.Verdict]Tone{survey.Reached: OK, survey.NotShown: Soon, survey.Missed: Late}[x]
	return Pill{tone, v.T("satisfaction.verdict." + string(x))}
}

// plots draw the lines on one axis.
func (p *satisfactionPage) plots(v text.Voice, got *office.Satisfaction) {
	var drawn []survey.Interval
	for i := range got.Lines {
		if g := &got.Lines[i].Figures; g.Answers > 0 {
			drawn = append(drawn, g.Interval())
		}
	}
	axis := axisOf(drawn...)
	for i := range got.Lines {
		if g := &got.Lines[i].Figures; g.Answers > 0 {
			p.Lines[i].Plot = axis.plot(g.Share(), g.Interval())
		}
	}
	if p.Shown = len(drawn) > 0; p.Shown {
		p.LineAxis = axis.ends(v)
	}
	if few := len(got.Lines) - len(drawn); few > 0 {
		p.Withheld = v.T("satisfaction.withheld-lines", "n", few, "all", len(got.Lines), "least", got.Least)
	}
}

// details are the factors, the spread of the points, and what was lacking.
func (p *satisfactionPage) details(v text.Voice, got *office.Satisfaction) {
	g := &got.Total.Figures
	for i, x := range survey.SIPAS.Factors {
		words, sub := v.T("satisfaction.withheld", "least", got.Least), ""
		if m, ok := g.Mean(i+1, got.Least); ok {
			words, sub = v.T("satisfaction.mean", "mean", v.Decimal(m, 2)), v.T("satisfaction.answers-n", "n", g.N[i+1])
		}
		p.Means = append(p.Means, Fact{Term: inLang(v, x.VI, x.EN), Words: words, Sub: sub})
	}
	if g.Answers == 0 {
		return
	}
	shown := 0
	for _, w := range survey.Ways {
		shown += g.Ways[w]
		f := Fact{Term: v.T("rate.way." + string(w)), Words: v.T("satisfaction.way-none", "least", got.Least)}
		if n := g.Ways[w]; n > 0 {
			f.Words = v.Number(int64(n))
		}
		p.Ways = append(p.Ways, f)
	}
	if p.WaysNote = v.T("satisfaction.ways-words"); got.Came > shown {
		p.WaysNote = v.T("satisfaction.ways-held", "n", v.Number(int64(got.Came-shown)), "all", v.Number(int64(got.Came)), "least", got.Least) + " " + p.WaysNote
	}
	levels := g.Levels(got.Least)
	for n := survey.Highest; n >= survey.Lowest; n-- {
		f := Fact{Term: v.T("rate.point." + strconv.Itoa(n))}
		switch l := levels[n]; {
		case l.Few:
			f.Words = v.T("satisfaction.few", "least", got.Least)
		case l.Withheld:
			f.Words = v.T("satisfaction.level-withheld")
		default:
			f.Words, f.Sub = v.Number(int64(l.N)), v.Percent(int64(l.N), int64(g.Answers))
		}
		p.Spread = append(p.Spread, f)
	}
	type lack struct {
		words string
		n     int
	}
	var lacks []lack
	for _, x := range survey.SIPAS.Factors {
		for _, i := range x.Items {
			if n := g.Lacks[i.ID]; n > 0 {
				lacks = append(lacks, lack{inLang(v, i.VI, i.EN), n})
			}
		}
	}
	slices.SortStableFunc(lacks, func(a, b lack) int { return b.n - a.n })
	for _, l := range lacks {
		p.Lacks = append(p.Lacks, Fact{Term: l.words, Words: v.Number(int64(l.n))})
	}
}

// chooser is the form and the chips by which figures are chosen.
func (p *satisfactionPage) chooser(v text.Voice, got *office.Satisfaction, wrong error, q url.Values) {
	for _, x := range []string{office.ViewCompetent, office.ViewReception} {
		p.Views = append(p.Views, Chip{Words: v.T("watch.by." + x), Count: -1, Href: address("/watch/satisfaction", q, "view", x, "unit", ""), Current: x == got.Query.View})
	}
	for _, x := range office.SatisfactionBy {
		p.By = append(p.By, Chip{Words: v.T("satisfaction.by." + x), Count: -1, Href: address("/watch/satisfaction", q, "by", x), Current: x == got.Query.By})
	}
	p.Keep = map[string]string{"by": got.Query.By, "view": got.Query.View}
	var typed url.Values
	if wrong != nil {
		typed = q
	}
	f := NewForm(v, typed, wrong)
	var units, procedures, channels []Option
	for _, u := range got.Choices.Units {
		units = append(units, Option{Value: u.ID, Label: unitWords(v, u)})
	}
	for _, x := range got.Choices.Procedures {
		procedures = append(procedures, Option{Value: x.Key, Label: inLang(v, x.Name, orElse(x.NameEN, x.Name))})
	}
	for _, x := range got.Choices.Channels {
		channels = append(channels, Option{Value: x, Label: surveyChannel(v, x)})
	}
	all := v.T("satisfaction.any")
	f.Add(Field{Name: "unit", Kind: BoxSelect, Label: v.T("satisfaction.by.unit"), Blank: all, Options: units, Value: got.Query.Unit})
	f.Add(Field{Name: "procedure", Kind: BoxSelect, Label: v.T("satisfaction.by.procedure"), Blank: all, Options: procedures, Value: got.Query.Procedure})
	f.Add(Field{Name: "channel", Kind: BoxSelect, Label: v.T("satisfaction.by.channel"), Blank: all, Options: channels, Value: got.Query.Channel})
	for _, x := range []struct{ name, value string }{{"from", got.Query.From}, {"to", got.Query.To}} {
		f.Add(Field{Name: x.name, Kind: BoxSelect, Label: v.T("satisfaction." + x.name), Options: monthOptions(got.AsOf, x.value), Value: x.value})
	}
	p.Form = f
}

// monthOptions are the months that may be chosen, the newest first.
func monthOptions(now time.Time, chosen string) []Option {
	y, m, _ := now.In(office.Zone).Date()
	first := time.Date(y, m, 1, 0, 0, 0, 0, office.Zone)
	var out []Option
	for i := range 24 {
		x := first.AddDate(0, -i, 0).Format("2006-01")
		out = append(out, Option{Value: x, Label: monthWords(x)})
	}
	if !slices.ContainsFunc(out, func(o Option) bool { return o.Value == chosen }) {
		out = append(out, Option{Value: chosen, Label: monthWords(chosen)})
	}
	return out
}

// publicSatisfaction shows everybody the Centre's figure, with what it rests on.
func (s *Site) publicSatisfaction(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	got, err := s.read(r).CitySatisfaction()
	if err != nil {
		return err
	}
	p := s.satisfactionPage(v, got, url.Values{})
	p.Base, p.Public = Base{TitleKey: "satisfaction.public", Crumbs: []Crumb{{v.T("nav.home"), "/"}}}, true
	return s.Render(w, r, http.StatusOK, p)
}
