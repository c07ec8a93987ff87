package api

import (
	"context"
	"time"

	"motcua/ground/text"
	"motcua/law/survey"
	"motcua/office"
)

// A Campaign is a survey (đợt khảo sát).
type Campaign struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	State    string    `json:"state" enum:"drawn,running,closed"`
	Of       string    `json:"of" enum:"dossiers,petitions" doc:"What people are asked about."`
	From     string    `json:"from" format:"date"`
	To       string    `json:"to" format:"date" doc:"Last day of the period that is asked about."`
	Drawn    time.Time `json:"drawn"`
	Ends     time.Time `json:"ends" doc:"Answers are taken before."`
	Sampled  int       `json:"sampled" doc:"How many were drawn."`
	Invited  int       `json:"invited" doc:"How many invitations went out: nobody has two that are open."`
	Answered int       `json:"answered"`
}

type campaignsAnswer struct {
	Body struct {
		Items []Campaign `json:"items"`
	}
}

func (d *Door) campaigns(ctx context.Context, _ *struct{}) (*campaignsAnswer, error) {
	rd := d.reader(ctx)
	all, _, err := rd.Campaigns(0, 0)
	if err != nil {
		return nil, err
	}
	out := &campaignsAnswer{}
	out.Body.Items = []Campaign{}
	for i := range all {
		out.Body.Items = append(out.Body.Items, campaignOf(&all[i].Campaign, all[i].State(rd.Now()), all[i].CampaignCounts))
	}
	return out, nil
}

func campaignOf(c *survey.Campaign, state string, n office.CampaignCounts) Campaign {
	p := &c.Population
	return Campaign{
		ID: c.ID, Title: c.Title, State: state, Of: p.Of, From: p.From.In(office.Zone).Format(time.DateOnly), To: p.To.Add(-1).In(office.Zone).Format(time.DateOnly),
		Drawn: at(c.Drawn), Ends: at(c.Ends), Sampled: n.Sampled, Invited: n.Asked, Answered: n.Answered,
	}
}

// CampaignResults are a survey with what came of it.
type CampaignResults struct {
	Campaign
	AsOf          time.Time        `json:"as_of"`
	Sent          int              `json:"sent"`
	Reminded      int              `json:"reminded"`
	Least         int              `json:"least" doc:"Answers that are never shown apart."`
	Questionnaire string           `json:"questionnaire"`
	Edition       int              `json:"edition"`
	Method        string           `json:"method" example:"sha256-order/2"`
	Seed          string           `json:"seed" doc:"Of the draw: what was typed, a dot, and the seal of all from whom was drawn."`
	Stratified    bool             `json:"stratified"`
	Frame         string           `json:"frame" doc:"SHA-256 of all from whom was drawn."`
	Strata        []Stratum        `json:"strata"`
	Questions     []QuestionResult `json:"questions" doc:"Empty until the survey is over."`
}

// A Stratum is how many were drawn and answered: of a unit, or of several of few answers.
type Stratum struct {
	Units      []Unit `json:"units"`
	Population int    `json:"population"`
	Drawn      int    `json:"drawn"`
	Apart      int    `json:"apart" doc:"Drawn and not invited: another invitation of the person was open."`
	Answered   int    `json:"answered" doc:"0 where it is withheld."`
	Few        bool   `json:"few" doc:"How many answered is withheld: they are few even together."`
}

// A QuestionResult is what was answered to a question.
type QuestionResult struct {
	ID        string         `json:"id"`
	Kind      string         `json:"kind"`
	Label     string         `json:"label"`
	Answers   int            `json:"answers"`
	Hidden    bool           `json:"hidden" doc:"Too few answered it."`
	Mean      *MeanEstimate  `json:"mean,omitempty" doc:"Weighed by units."`
	Satisfied *Share         `json:"satisfied,omitempty" doc:"Weighed by units."`
	Plain     *Share         `json:"plain,omitempty" doc:"As the answers are."`
	Pools     []PoolResult   `json:"pools" doc:"Units, those of too few answers together."`
	Options   []OptionResult `json:"options"`
}

// A MeanEstimate is a mean for the whole population.
type MeanEstimate struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// A PoolResult is the answers of units that are shown together.
type PoolResult struct {
	Units     []Unit       `json:"units"`
	Answers   int          `json:"answers"`
	Mean      MeanEstimate `json:"mean"`
	Satisfied Share        `json:"satisfied"`
}

// An OptionResult is how many chose an option.
type OptionResult struct {
	Label  string `json:"label"`
	Count  int    `json:"count" doc:"0 where it is withheld."`
	Few    bool   `json:"few" doc:"Withheld, with its share: it is about few people, or would tell those of another option."`
	Chosen *Share `json:"chosen,omitempty" doc:"Weighed by units; left out where it is withheld."`
}

type campaignAt struct {
	ID string `path:"id" maxLength:"40"`
}

type campaignResultsAnswer struct{ Body CampaignResults }

func (d *Door) campaignResults(ctx context.Context, in *campaignAt) (*campaignResultsAnswer, error) {
	c, err := d.reader(ctx).Campaign(in.ID)
	if err != nil {
		return nil, err
	}
	v := visitOf(ctx).voice
	out := CampaignResults{
		Campaign: campaignOf(&c.Campaign, c.State, c.CampaignCounts), AsOf: at(c.AsOf), Sent: c.Asked, Reminded: c.Reminded, Least: c.Least,
		Questionnaire: c.Sheet.Title.In(string(v.Lang)), Edition: c.Edition, Method: c.Method, Seed: c.Plan().Seed, Stratified: c.Sampling.Stratified, Frame: c.Frame,
		Strata: []Stratum{}, Questions: []QuestionResult{},
	}
	for _, x := range c.Strata {
		l := Stratum{Units: []Unit{}, Population: x.Population, Drawn: x.Drawn, Apart: x.Apart, Few: x.Few}
		if !x.Few {
			l.Answered = x.Answered
		}
		for _, u := range x.Units {
			l.Units = append(l.Units, *unitOf(v, u))
		}
		out.Strata = append(out.Strata, l)
	}
	for i := range c.Questions {
		out.Questions = append(out.Questions, questionResult(v, &c.Questions[i]))
	}
	return &campaignResultsAnswer{out}, nil
}

func questionResult(v text.Voice, q *office.QuestionResult) QuestionResult {
	out := QuestionResult{ID: q.ID, Kind: q.Kind, Label: q.Label.In(string(v.Lang)), Answers: q.Answers, Hidden: q.Hidden, Pools: []PoolResult{}, Options: []OptionResult{}}
	if q.Hidden { // of a few not even how many
		out.Answers = 0
		return out
	}
	if q.Kind == survey.OnScale {
		out.Mean, out.Satisfied, out.Plain = &MeanEstimate{q.Mean.Mean, q.Mean.Low, q.Mean.High}, shareOf(q.Share.Share, q.Share.Interval), shareOf(q.Plain.Share(), q.Plain.Interval())
	}
	for _, l := range q.Pools {
		p := PoolResult{Answers: l.Answers, Mean: MeanEstimate{l.Mean.Mean, l.Mean.Low, l.Mean.High}, Satisfied: *shareOf(l.Good.Share(), l.Good.Interval())}
		for _, u := range l.Units {
			p.Units = append(p.Units, *unitOf(v, u))
		}
		out.Pools = append(out.Pools, p)
	}
	for _, o := range q.Options {
		label := o.Label
		if v.Lang == "en" && o.LabelEN != "" {
			label = o.LabelEN
		}
		x := OptionResult{Label: label, Count: o.Count, Few: o.Few}
		if !o.Few {
			x.Chosen = shareOf(o.Weighted.Share, o.Weighted.Interval)
		}
		out.Options = append(out.Options, x)
	}
	return out
}
