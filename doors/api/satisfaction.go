package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/law/survey"
	"motcua/office"
)

// A Share is a part of answers, from 0 to 1, with where it lies for all people with 95 % confidence.
type Share struct {
	Share float64 `json:"share" minimum:"0" maximum:"1"`
	Low   float64 `json:"low" minimum:"0" maximum:"1" doc:"Lower bound of Wilson's interval."`
	High  float64 `json:"high" minimum:"0" maximum:"1"`
}

func shareOf(share float64, i survey.Interval) *Share { return &Share{share, i.Low, i.High} }

// A SatisfactionFigure is what people said; what fewer than the least said is not there.
type SatisfactionFigure struct {
	Asked     int        `json:"asked" doc:"Dossiers that came to their end."`
	Answers   int        `json:"answers" doc:"0 while they are too few to be shown."`
	Satisfied *Share     `json:"satisfied,omitempty" doc:"Of those who answered."`
	Target    string     `json:"target" enum:"none,reached,not-shown,missed" doc:"Against the target: reached when the lower bound says so."`
	Own       *OwnFigure `json:"own,omitempty" doc:"Without what came through officers: tablet, paper, telephone. Not there while it is of too few."`
	Ways      []WayLine  `json:"ways" doc:"How ratings came, of those ways with enough. Each way has groups of its own, so that these need not add up to the answers."`
	Means     []MeanLine `json:"means" doc:"Of the points from 1 to 5: overall, and of the factors that enough people answered. Each has groups of answers of its own, so that its number of answers may be smaller."`
}

// An OwnFigure is the share of satisfied people without what came through officers.
type OwnFigure struct {
	Answers int    `json:"answers"`
	Target  string `json:"target" enum:"reached,not-shown,missed"`
	Share
}

// A WayLine is how many ratings came one way.
type WayLine struct {
	Way     string `json:"way" enum:"page,link,code,tablet,paper,phone" doc:"page: the own account; link: the link that was sent to the applicant; code: the check code of the slip, in no share; tablet, paper, phone: through an officer."`
	Answers int    `json:"answers"`
}

// A MeanLine is the mean of one factor.
type MeanLine struct {
	Factor  string  `json:"factor" doc:"overall, or a factor of SIPAS."`
	Mean    float64 `json:"mean"`
	Answers int     `json:"answers"`
}

// A SatisfactionRow is a figure of one unit, procedure, channel or month.
type SatisfactionRow struct {
	Unit      *Unit  `json:"unit,omitempty"`
	Procedure string `json:"procedure,omitempty"`
	Channel   string `json:"channel,omitempty"`
	Month     string `json:"month,omitempty" example:"2026-03"`
	SatisfactionFigure
}

// Satisfaction is what people say about results.
type Satisfaction struct {
	AsOf     time.Time          `json:"as_of"`
	From     string             `json:"from" example:"2026-01"`
	To       string             `json:"to" example:"2026-06"`
	View     string             `json:"view" enum:"competent,reception"`
	By       string             `json:"by" enum:"unit,procedure,channel,month"`
	Least    int                `json:"least" doc:"Answers that are never shown apart."`
	Waiting  bool               `json:"waiting" doc:"Some answers are too few to be shown yet."`
	Total    SatisfactionFigure `json:"total"`
	Weighted *Share             `json:"weighted,omitempty" doc:"For all who were asked: units and channels weighed by their dossiers."`
	Rows     []SatisfactionRow  `json:"rows"`
}

type satisfactionQuery struct {
	Unit      string `query:"unit" maxLength:"100" doc:"With those below it; all that the post answers for when left out."`
	View      string `query:"view" enum:"competent,reception" doc:"Whose figures: units that answer for results, or where people were received."`
	Procedure string `query:"procedure" maxLength:"60"`
	Channel   string `query:"channel" enum:"desk,online,post"`
	From      string `query:"from" maxLength:"7" doc:"First month; the last twelve when left out." example:"2026-01"`
	To        string `query:"to" maxLength:"7" doc:"Last month." example:"2026-06"`
	By        string `query:"by" enum:"unit,procedure,channel,month" default:"unit"`
}

type satisfactionAnswer struct{ Body Satisfaction }

// satisfactions are what people said, how officers and units scored, and what surveys found.
func (d *Door) satisfactions() {
	add := func(id, path, summary, description string) huma.Operation {
		o := op("Figures", id, http.MethodGet, path, summary, description, signedIn)
		o.Errors = append(o.Errors, http.StatusForbidden, http.StatusNotFound)
		return o
	}
	huma.Register(d.api, add("read-satisfaction", "/satisfaction", "What people say about results",
		"Answers of the units that the post answers for, month by month at the finest. Every figure is a sum of groups of answers that are never split, so that no figure and no difference of two shows one person."), d.satisfaction)
	huma.Register(d.api, add("read-scores", "/scores", "Scores of officers and units",
		"The nine indicators of a quarter or a year: to a unit's head those below, to supervision those of all units without their officers, to everybody else their own."), d.scores)
	huma.Register(d.api, add("list-campaigns", "/campaigns", "Surveys", "Surveys, the newest first."), d.campaigns)
	huma.Register(d.api, add("read-campaign-results", "/campaigns/{id}/results", "Results of a survey",
		"How a survey was drawn and how many answered; once it is over, what they said. Answers are not shown while it runs."), d.campaignResults)
}

// channelKey is the national number of a channel, as answers have it.
func channelKey(name string) string {
	if name == "" {
		return ""
	}
	return strconv.Itoa(int(channelOf(name)))
}

func channelNamed(number string) string {
	n, err := strconv.Atoi(number)
	if err != nil {
		return number
	}
	return channels[procedure.Channel(n)]
}

func (d *Door) satisfaction(ctx context.Context, in *satisfactionQuery) (*satisfactionAnswer, error) {
	got, err := d.reader(ctx).Satisfaction(office.SatisfactionQuery{
		Unit: in.Unit, View: in.View, Procedure: in.Procedure, Channel: channelKey(in.Channel), From: in.From, To: in.To, By: in.By,
	})
	if err != nil {
		return nil, ofQuery(err)
	}
	v, q := visitOf(ctx).voice, &got.Query
	out := Satisfaction{
		AsOf: at(got.AsOf), From: q.From, To: q.To, View: q.View, By: q.By, Least: got.Least, Waiting: got.Waits,
		Total: figureOf(&got.Total, got.Least), Rows: []SatisfactionRow{},
	}
	if got.Weighted.Covered > 0 {
		out.Weighted = shareOf(got.Weighted.Share, got.Weighted.Interval)
	}
	for i := range got.Lines {
		l := &got.Lines[i]
		row := SatisfactionRow{SatisfactionFigure: figureOf(l, got.Least)}
		switch q.By {
		case "unit":
			row.Unit = unitOf(v, l.Unit)
		case "procedure":
			row.Procedure = l.Key
		case "channel":
			row.Channel = channelNamed(l.Key)
		case "month":
			row.Month = l.Key
		}
		out.Rows = append(out.Rows, row)
	}
	return &satisfactionAnswer{out}, nil
}

// ofQuery places what is wrong with an input at its parameter.
func ofQuery(err error) error {
	if f := fault.As(err); f != nil && f.Kind == fault.Invalid && f.Field != "" {
		all := fault.New(fault.Invalid, "api.parameters")
		one := *f
		one.Field = "query." + f.Field
		all.More = []*fault.Fault{&one}
		return all
	}
	return err
}

func figureOf(l *office.SatisfactionLine, least int) SatisfactionFigure {
	g := &l.Figures
	out := SatisfactionFigure{Asked: l.Asked, Answers: g.Answers, Target: "none", Means: []MeanLine{}, Ways: []WayLine{}}
	for _, w := range survey.Ways {
		if n := g.Ways[w]; n > 0 {
			out.Ways = append(out.Ways, WayLine{string(w), n})
		}
	}
	if g.Own.Answers > 0 {
		i := g.Own.Interval()
		out.Own = &OwnFigure{g.Own.Answers, string(i.Against(survey.Target)), *shareOf(g.Own.Share(), i)}
	}
	if g.Answers == 0 {
		return out
	}
	i := g.Interval()
	out.Satisfied, out.Target = shareOf(g.Share(), i), string(i.Against(survey.Target))
	for n := range len(survey.SIPAS.Factors) + 1 {
		name := "overall"
		if n > 0 {
			name = survey.SIPAS.Factors[n-1].ID
		}
		if m, ok := g.Mean(n, least); ok {
			out.Means = append(out.Means, MeanLine{name, m, g.N[n]})
		}
	}
	return out
}

// An IndicatorScore is the score of one indicator; what nobody can tell is not there.
type IndicatorScore struct {
	Indicator int     `json:"indicator" minimum:"1" maximum:"9"`
	Points    float64 `json:"points" minimum:"0" maximum:"2"`
}

// A ScoreRow is one who is scored.
type ScoreRow struct {
	Unit     *Unit            `json:"unit"`
	Officer  *Official        `json:"officer,omitempty" doc:"None: the unit's own score."`
	Dossiers int              `json:"dossiers"`
	Points   []IndicatorScore `json:"points"`
	Total    float64          `json:"total"`
	Class    string           `json:"class,omitempty" doc:"Of a unit excellent, good, fair, average or weak; of an officer full, most or less. None while an indicator is missing."`
	Missing  []int            `json:"missing" doc:"Indicators that nobody can tell."`
}

// A ScoreQuarter is a quarter of the period, closed or as it stands.
type ScoreQuarter struct {
	Period  string     `json:"period" example:"2026-Q3"`
	Closed  *time.Time `json:"closed,omitempty"`
	Formula string     `json:"formula,omitempty"`
	Digest  string     `json:"digest,omitempty" doc:"SHA-256 of the lines that were counted."`
}

// Scores are the scores of a period.
type Scores struct {
	AsOf     time.Time      `json:"as_of"`
	Period   string         `json:"period" example:"2026-Q3"`
	Quarters []ScoreQuarter `json:"quarters"`
	Units    []ScoreRow     `json:"units"`
	Officers []ScoreRow     `json:"officers"`
}

type scoresQuery struct {
	Period string `query:"period" maxLength:"10" doc:"A quarter or a year; the present quarter when left out." example:"2026-Q3"`
	Unit   string `query:"unit" maxLength:"100" doc:"Only this unit and those below it."`
}

type scoresAnswer struct{ Body Scores }

func (d *Door) scores(ctx context.Context, in *scoresQuery) (*scoresAnswer, error) {
	got, err := d.reader(ctx).Scores(in.Period, in.Unit)
	if err != nil {
		return nil, ofQuery(err)
	}
	if err := d.taken(ctx, "cham-diem", len(got.Units)+len(got.Officers), func(*office.Reader) error { return nil }); err != nil {
		return nil, err
	}
	out := Scores{AsOf: at(got.AsOf), Period: got.Period, Quarters: []ScoreQuarter{}, Units: []ScoreRow{}, Officers: []ScoreRow{}}
	for i := range got.Quarters {
		q := &got.Quarters[i]
		if q.In {
			out.Quarters = append(out.Quarters, ScoreQuarter{q.Period, moment(q.Closed), q.Formula, q.Digest})
		}
	}
	v := visitOf(ctx).voice
	for i := range got.Units {
		u := &got.Units[i]
		row := scoreRow(v, u.Unit, u.Score.Dossiers, u.Total, u.Class, u.Missing)
		for n := 1; n <= survey.Indicators; n++ {
			row.take(n, u.Points[n], u.Points[n] != survey.Unknown)
		}
		out.Units = append(out.Units, row)
	}
	for i := range got.Officers {
		o := &got.Officers[i]
		row := scoreRow(v, o.Unit, o.Score.Dossiers, o.Total, o.Class, o.Missing)
		row.Officer = official(o.Person)
		for _, n := range survey.OfDossier {
			points, ok := o.Score.Of(n)
			row.take(n, points, ok)
		}
		out.Officers = append(out.Officers, row)
	}
	return &scoresAnswer{out}, nil
}

func scoreRow(v text.Voice, u office.UnitName, dossiers int, total float64, class string, missing []int) ScoreRow {
	if missing == nil {
		missing = []int{}
	}
	return ScoreRow{Unit: unitOf(v, u), Dossiers: dossiers, Points: []IndicatorScore{}, Total: total, Class: class, Missing: missing}
}

func (r *ScoreRow) take(n int, points float64, ok bool) {
	if ok {
		r.Points = append(r.Points, IndicatorScore{n, points})
	}
}
