package office

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/survey"
	"motcua/words/ledger"
)

// A CampaignLine is a campaign in a list.
type CampaignLine struct {
	survey.Campaign
	CampaignCounts
}

// CampaignCounts say what became of those who were drawn.
type CampaignCounts struct {
	Sampled   int // were drawn
	Here      int // of these, not invited: the same person was invited about another matter
	Elsewhere int // of these, not invited: the same person had an invitation of another survey
	Asked     int // were invited
	Answered  int
	Reminded  int
}

// Campaigns lists the surveys, the newest first: from one place on, at most so many (0: all), with how many there are.
func (r *Reader) Campaigns(from, most int) (out []CampaignLine, total int, err error) {
	if err := r.mayReadCampaigns(); err != nil {
		return nil, 0, err
	}
	var all []CampaignLine
	err = eachStream(r.ctx, r.db, "campaign", func(id ledger.StreamID) error {
		c, err := foldCampaign(r.ctx, r.db, id.ID())
		if err == nil {
			all = append(all, CampaignLine{Campaign: *c})
		}
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	slices.SortFunc(all, func(a, b CampaignLine) int { return cmp.Or(b.Drawn.Compare(a.Drawn), strings.Compare(a.ID, b.ID)) })
	out = all[min(max(from, 0), len(all)):]
	out = out[:least(most, len(out))]
	for i := range out {
		rows, err := r.db.Invitations(r.ctx, out[i].ID)
		if err != nil {
			return nil, 0, err
		}
		out[i].tally(rows)
	}
	return out, len(all), nil
}

func (r *Reader) mayReadCampaigns() error {
	return access.May(r.who, "read-satisfaction", access.Object{Org: r.w.Org, At: r.now})
}

// MayRunCampaigns says whether the reader draws, sends and closes surveys.
func (r *Reader) MayRunCampaigns() bool {
	return access.May(r.who, "run-campaigns", access.Object{Org: r.w.Org, At: r.now}) == nil
}

// A StratumResult is how many were drawn and answered: of a unit, or of several of which each has few answers. Few says that all of
// these together are too few to be told.
type StratumResult struct {
	Units                       []UnitName
	Population, Drawn, Answered int
	Apart                       int // drawn and not invited, since another invitation of theirs was open
	Few                         bool
}

// An OwnSize is how many are drawn of a unit that has a size of its own.
type OwnSize struct {
	Unit UnitName
	Size int
}

// An EstimateLine is the answers to a question on a scale in one pool.
type EstimateLine struct {
	Units   []UnitName
	Mixed   bool
	Answers int
	Mean    survey.Mean
	Good    survey.Count
}

// An OptionResult is how many chose an option, for all of the population.
type OptionResult struct {
	Label    string
	LabelEN  string
	Count    int
	Weighted survey.Weighted
	Few      bool // withheld, with its share: it is about few people, or would tell those of another option
}

// A QuestionResult is what was answered to a question; Hidden where too few answered it.
type QuestionResult struct {
	survey.Ask
	Answers int
	Hidden  bool
	Mean    survey.Mean     // on a scale: weighted
	Share   survey.Weighted // on a scale: of those who are satisfied, weighted
	Plain   survey.Count    // on a scale: as they are
	Pools   []EstimateLine
	Options []OptionResult
	Words   []string // to whoever runs the survey, in no order that tells who wrote them
}

// CampaignResults is a campaign with what came of it. Answers are shown once it is over, so that nobody sees a figure move with an
// answer.
type CampaignResults struct {
	survey.Campaign
	CampaignCounts
	State     string
	Sheet     survey.Released
	By        PersonName
	Unit      UnitName // of the population, zero for the city
	Reach     Reached
	Forecast  *Forecast // before it is sent, for whoever may send it
	OwnSizes  []OwnSize
	Strata    []StratumResult
	Questions []QuestionResult // empty while it runs
	Least     int
	AsOf      time.Time
	MayRun    bool
}

// Campaign shows a campaign, and once it is over what was answered.
func (r *Reader) Campaign(id string) (*CampaignResults, error) {
	if err := r.mayReadCampaigns(); err != nil {
		return nil, err
	}
	c, err := foldCampaign(r.ctx, r.db, id)
	if err != nil {
		return nil, err
	}
	s, err := foldSheet(r.ctx, r.db, c.Questionnaire)
	if err != nil {
		return nil, err
	}
	out := &CampaignResults{Campaign: *c, State: c.State(r.now), Least: r.w.SurveyRules().Least, AsOf: r.now, MayRun: r.MayRunCampaigns()}
	out.By, out.Unit = r.w.person(c.Actor), r.w.unit(c.Population.Unit, r.now)
	out.Sheet, _ = s.Released(c.Edition)
	rows, err := r.db.Invitations(r.ctx, id)
	if err != nil {
		return nil, err
	}
	out.OwnSizes, out.Strata = r.ownSizes(c), r.strataResults(c, out.tally(rows), out.Least)
	all, given, err := responses(rows)
	if err != nil {
		return nil, err
	}
	if out.Reach, err = r.reached(rows); err != nil {
		return nil, err
	}
	if out.Forecast, _, err = r.forecastOf(c, rows); err != nil {
		return nil, err
	}
	if out.State != "closed" {
		return out, nil
	}
	for _, a := range out.Sheet.Asks {
		q := r.questionResult(a, out, all)
		if a.Kind == survey.InWords && out.MayRun {
			if q.Words, err = r.responseWords(a.ID, given); err != nil {
				return nil, err
			}
		}
		out.Questions = append(out.Questions, q)
	}
	return out, nil
}

// A became is what became of those who were drawn of a unit.
type became struct{ answered, apart int }

// tally counts what became of those who were drawn, all together, and by their units.
func (c *CampaignCounts) tally(rows []store.InvitationRow) map[string]became {
	by := map[string]became{}
	for i := range rows {
		q := &rows[i]
		x := by[q.Stratum]
		c.Sampled++
		switch q.Apart {
		case survey.ApartHere:
			c.Here++
			x.apart++
		case survey.ApartElsewhere:
			c.Elsewhere++
			x.apart++
		}
		if !q.Sent.IsZero() {
			c.Asked++
		}
		if q.Reminded > 0 {
			c.Reminded++
		}
		if !q.Answered.IsZero() {
			c.Answered++
			x.answered++
		}
		by[q.Stratum] = x
	}
	return by
}

// responses are what was answered, with the invitations that it was answered to.
func responses(rows []store.InvitationRow) (all []survey.Response, given []string, err error) {
	for i := range rows {
		q := &rows[i]
		if q.Answered.IsZero() {
			continue
		}
		x := survey.Response{Stratum: q.Stratum}
		if err := json.Unmarshal([]byte(q.Answers), &x.Values); err != nil {
			return nil, nil, fmt.Errorf("answer to invitation %s: %w", q.ID, err)
		}
		all, given = append(all, x), append(given, q.ID)
	}
	return all, given, nil
}

// questionResult estimates one question.
func (r *Reader) questionResult(a survey.Ask, c *CampaignResults, all []survey.Response) QuestionResult {
	q := QuestionResult{Ask: a}
	counts, values := map[string]int{}, map[string][][]string{}
	for _, x := range all {
		if v := x.Values[a.ID]; len(v) > 0 {
			counts[x.Stratum]++
			values[x.Stratum] = append(values[x.Stratum], v)
			q.Answers++
		}
	}
	population := map[string]int{}
	for _, s := range c.Campaign.Strata {
		population[s.Name] = s.Population
	}
	pools := survey.Pools(counts, c.Least)
	if q.Hidden = len(pools) == 0; q.Hidden {
		return q
	}
	var cells []survey.PoolCell
	chosen := map[string][]survey.Stratum{} // by option, of each pool
	for i, p := range pools {
		l, cell, picked := EstimateLine{Mixed: p.Mixed, Answers: p.Answers}, survey.PoolCell{}, map[string]int{}
		for _, s := range p.Strata {
			cell.Population += population[s]
			l.Units = append(l.Units, r.w.unit(s, r.now))
			for _, v := range values[s] {
				l.take(&cell, picked, v, a.Kind)
			}
		}
		stratum := survey.Stratum{Unit: strconv.Itoa(i), Asked: cell.Population, Count: survey.Count{Answers: p.Answers}}
		for _, o := range a.Options {
			stratum.Good = picked[o.Value]
			chosen[o.Value] = append(chosen[o.Value], stratum)
		}
		stratum.Good = l.Good.Good
		chosen[""] = append(chosen[""], stratum)
		l.Mean = survey.PostStratified([]survey.PoolCell{cell}).Within(survey.Lowest, survey.Highest)
		q.Plain.Answers, q.Plain.Good = q.Plain.Answers+l.Good.Answers, q.Plain.Good+l.Good.Good
		cells, q.Pools = append(cells, cell), append(q.Pools, l)
	}
	if a.Kind == survey.OnScale {
		q.Mean, q.Share = survey.PostStratified(cells).Within(survey.Lowest, survey.Highest), survey.Weigh(chosen[""])
		return q
	}
	q.Pools = nil
	for _, o := range a.Options {
		x := OptionResult{Label: o.Label.VI, LabelEN: o.Label.EN, Weighted: survey.Weigh(chosen[o.Value])}
		for _, s := range chosen[o.Value] {
			x.Count += s.Good
		}
		q.Options = append(q.Options, x)
	}
	q.withhold(c.Least)
	return q
}

// withhold takes the counts and the shares of few people away.
func (q *QuestionResult) withhold(least int) {
	counts := make([]int, len(q.Options))
	for i := range q.Options {
		counts[i] = q.Options[i].Count
	}
	for i, few := range survey.Withheld(counts, q.Answers, least, q.Kind == survey.OneOf) {
		if few {
			q.Options[i].Few, q.Options[i].Count, q.Options[i].Weighted = true, 0, survey.Weighted{Interval: survey.Interval{Low: 0, High: 1}}
		}
	}
}

// take counts one answer.
func (l *EstimateLine) take(cell *survey.PoolCell, picked map[string]int, v []string, kind string) {
	for _, x := range v {
		picked[x]++
	}
	if n, err := strconv.Atoi(v[0]); kind == survey.OnScale && err == nil {
		cell.Values = append(cell.Values, float64(n))
		if l.Good.Answers++; survey.Satisfied(n) {
			l.Good.Good++
		}
	}
}

// responseWords are what people wrote to a question, as it may be shown.
func (r *Reader) responseWords(ask string, given []string) (out []string, err error) {
	for _, id := range given {
		evs, err := r.db.Events(r.ctx, survey.ResponseStream(id))
		if err != nil {
			return nil, err
		}
		for i := range evs {
			words := map[string]string{}
			if len(evs[i].Private) == 0 {
				continue
			}
			if err := json.Unmarshal(evs[i].Private, &words); err != nil {
				return nil, err
			}
			if s := strings.TrimSpace(words[ask]); s != "" {
				out = append(out, s)
			}
		}
	}
	return survey.ShownWords(out, r.w.SurveyRules().Least), nil
}

// An InvitationView is what whoever was drawn is asked.
type InvitationView struct {
	ID       string
	Title    string
	Sheet    survey.Released
	Ends     time.Time
	Answered time.Time
	Over     bool
}

// Invitation opens the questionnaire to whoever has its link, or was drawn and is signed in.
func (r *Reader) Invitation(id, key string) (*InvitationView, error) {
	q, c, sheet, err := r.o.invited(r.ctx, r.db, r.who, id, key)
	if err != nil {
		return nil, err
	}
	return &InvitationView{ID: q.ID, Title: c.Title, Sheet: sheet, Ends: c.Ends, Answered: q.Answered, Over: c.State(r.now) != "running"}, nil
}
