package web

import (
	"net/http"
	"strconv"
	"strings"

	"motcua/ground/text"
	"motcua/law/survey"
	"motcua/office"
)

// campaignPage is one survey: how it was drawn, how many answered, and once it is over what they said.
type campaignPage struct {
	Base
	ID        string
	Pill      Pill
	Facts     []Fact
	Method    []Fact
	Became    []becameLine
	Strata    []stratumLine
	Leaf      Leaf
	Questions []questionResult
	Bias      *Notice // few of those who were drawn answered
	Mixed     string  // why the units together here are more than those of a question
	Running   bool
	Waits     bool // it was drawn and not sent
	Forecast  []Fact
	NoContact string
	May       bool
	Key       string
	Least     int
	CSV       string
	Excel     string
}

// Template names the page's template.
func (*campaignPage) Template() string { return "watch/campaign" }

// strataLeaf is how many units the screen shows at a time.
const strataLeaf = 25

type stratumLine struct{ Unit, Population, Drawn, Apart, Answered, Rate string }

// A becameLine is how many of those who were drawn came to something; a sum is set apart from what it is the sum of.
type becameLine struct {
	Words, N, Sub, Href string
	Sum                 bool
}

type questionResult struct {
	N        int
	Label    string
	Answers  string
	Hidden   bool
	Facts    []Fact
	Pools    []poolLine
	Options  []optionLine
	Words    []string
	FewWrote bool // to whoever may read words: too few people wrote
	Inside   bool // words that the reader may not read
}

type poolLine struct{ Units, Answers, Mean, Interval, Share string }

type optionLine struct{ Label, Count, Share, Interval string }

func (s *Site) campaign(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	c, err := s.read(r).Campaign(r.PathValue("id"))
	if err != nil {
		return err
	}
	p := &campaignPage{
		Base: Base{
			Title: c.Title, Audience: Desk, Nav: "campaigns", Wide: true,
			Crumbs: []Crumb{{v.T("nav.overview"), "/watch"}, {v.T("campaign.title-page"), "/watch/campaigns"}},
		},
		ID: c.ID, Pill: campaignPill(v, c.State), Running: c.State != "closed", Waits: c.State == "drawn", May: c.MayRun, Least: c.Least,
		CSV: address("/watch/campaigns/"+c.ID, nil, "as", "csv"), Excel: address("/watch/campaigns/"+c.ID, nil, "as", "xlsx"),
	}
	if p.Key, err = s.formKey(r); err != nil {
		return err
	}
	p.facts(v, c)
	p.forecast(v, c)
	// choice: where fewer than half of those who were drawn answered.
	if !p.Running && c.Sampled > 0 && 2*c.Answered < c.Sampled {
		p.Bias = &Notice{Tone: Soon, Title: v.T("campaign.bias", "rate", ratioWords(v, c.Answered, c.Sampled)), Words: v.T("campaign.bias-words")}
	}
	for _, x := range c.Strata {
		l := stratumLine{v.T("campaign.mixed", "n", len(x.Units)), v.Number(int64(x.Population)), v.Number(int64(x.Drawn)), v.Number(int64(x.Apart)), v.Number(int64(x.Answered)), ratioWords(v, x.Answered, x.Drawn)}
		if len(x.Units) == 1 {
			l.Unit = unitWords(v, x.Units[0])
		} else {
			p.Mixed = v.T("campaign.mixed-words", "n", len(x.Units))
		}
		if x.Few {
			l.Answered, l.Rate = v.T("campaign.few"), "–"
		}
		p.Strata = append(p.Strata, l)
	}
	p.Leaf = leafOf(len(p.Strata), r.URL.Query().Get("page"), strataLeaf, v.T("settings.units.word"), func(n int) string {
		return address("/watch/campaigns/"+c.ID, nil, "page", strconv.Itoa(n)) + "#strata"
	})
	sh := campaignSheet(v, p, c)
	if as := exported(r); as != "" {
		return s.sendSheet(w, r, as, sh)
	}
	return s.Render(w, r, http.StatusOK, p)
}

// shareWords writes a share, "–" of nothing.
func ratioWords(v text.Voice, part, whole int) string {
	if whole == 0 {
		return "–"
	}
	return v.Percent(int64(part), int64(whole))
}

// facts say what is asked of whom, and how they were drawn.
func (p *campaignPage) facts(v text.Voice, c *office.CampaignResults) {
	of := v.T("campaign.of."+c.Population.Of) + ", " + populationPeriod(v, &c.Population)
	for _, x := range []string{unitWords(v, c.Unit), c.Population.Procedure} {
		if x != "" {
			of += ", " + x
		}
	}
	if c.Population.Channel != "" {
		of += ", " + surveyChannel(v, c.Population.Channel)
	}
	p.Facts = []Fact{
		{Term: v.T("campaign.questionnaire-label"), Words: editionWords(v, &c.Sheet)},
		{Term: v.T("campaign.population"), Words: of},
		{Term: v.T("campaign.reach"), Words: reachWords(v, c), Sub: remindedWords(v, c.Reminded)},
		{Term: v.T("campaign.ends-label"), Words: v.DateTime(lastMoment(&c.Campaign))},
	}
	p.Became = becameLines(v, c)
	plan := planFact(v, c)
	days := make([]string, len(c.Reminders))
	for i, d := range c.Reminders {
		days[i] = strconv.Itoa(d)
	}
	p.Method = []Fact{plan}
	if c.Sampling.Stratified {
		p.Method = append(p.Method, Fact{Term: v.T("campaign.by-label"), Words: v.T("campaign.by." + orElse(c.Population.By, survey.ByCompetent))})
	}
	p.Method = append(p.Method, []Fact{
		{Term: v.T("campaign.seed-label"), Words: c.Sampling.Seed},
		{Term: v.T("campaign.method"), Words: c.Method, Code: true, Sub: v.T("campaign.method-words")},
		{Term: v.T("campaign.frame"), Words: cut(c.Frame, 16), Code: true, Sub: v.T("campaign.frame-words")},
		{Term: v.T("campaign.drawn-at"), Words: v.DateTime(c.Drawn), Sub: c.By.Name},
	}...)
	if len(days) > 0 {
		p.Method = append(p.Method, Fact{Term: v.T("campaign.reminders-label"), Words: strings.Join(days, ", ")})
	}
}

// forecast says before sending how many would be told in which way; each number opens its list.
func (p *campaignPage) forecast(v text.Voice, c *office.CampaignResults) {
	if c.Forecast == nil {
		return
	}
	for _, told := range office.Tolds {
		n := c.Forecast.N[told]
		f := Fact{Term: v.T("campaign.told." + string(told)), Words: v.Number(int64(n))}
		if n > 0 && c.Redrawable() {
			f.Href = address("/watch/campaigns/"+c.ID+"/draw", nil, "told", string(told))
		}
		p.Forecast = append(p.Forecast, f)
	}
	if n := c.Forecast.NoContact; n > 0 {
		p.NoContact = v.T("campaign.no-contact", "n", v.Number(int64(n)))
	}
}

// planFact says how many are drawn: of all, or of each unit, with those that have a size of their own.
func planFact(v text.Voice, c *office.CampaignResults) Fact {
	if !c.Sampling.Stratified {
		return Fact{Term: v.T("campaign.plan"), Words: v.T("campaign.plan.simple"), Sub: v.T("campaign.plan-all", "n", v.Number(int64(c.Sampling.Size)))}
	}
	sub := v.T("campaign.plan-each", "n", v.Number(int64(c.Sampling.Size)))
	if len(c.Sampling.Sizes) > 0 {
		var own []string
		for _, x := range c.OwnSizes {
			own = append(own, v.T("campaign.plan-own", "unit", unitWords(v, x.Unit), "n", v.Number(int64(x.Size))))
		}
		sub += " " + strings.Join(own, "; ") + "."
	}
	return Fact{Term: v.T("campaign.plan"), Words: v.T("campaign.plan.strata"), Sub: sub}
}

func remindedWords(v text.Voice, n int) string {
	if n == 0 {
		return ""
	}
	return v.T("campaign.reminded", "n", v.Number(int64(n)))
}

// becameLines follow those who were drawn to their answers, and say why somebody was not asked.
//
// The American Association for Public Opinion Research, Standard Definitions, 10th ed. (2023): whoever was drawn and not reached stays
// in the response rate (RR1); the cooperation rate is of those who were reached (COOP1).
func becameLines(v text.Voice, c *office.CampaignResults) []becameLine {
	line := func(key string, n int) becameLine {
		return becameLine{Words: v.T("campaign.became." + key), N: v.Number(int64(n))}
	}
	sampled := line("drawn", c.Sampled)
	sampled.Sum, sampled.Href = true, address("/watch/campaigns/"+c.ID+"/draw", nil, "only", "drawn")
	out := []becameLine{sampled, line("here", c.Here), line("elsewhere", c.Elsewhere)}
	if n := c.Sampled - c.Here - c.Elsewhere - c.Asked; n > 0 {
		out = append(out, line("left", n))
	}
	sent, answered := line("sent", c.Asked), line("answered", c.Answered)
	sent.Sum, answered.Sum = true, true
	answered.Sub = v.T("campaign.rate-words", "rate", ratioWords(v, c.Answered, c.Sampled), "asked", ratioWords(v, c.Answered, c.Asked))
	return append(out, sent, line("silent", c.Asked-c.Answered), answered)
}

// reachWords say how far the invitations went: what stands in people's own lists, what each channel did, and who was told in no way.
func reachWords(v text.Voice, c *office.CampaignResults) string {
	if c.Asked == 0 {
		return v.T("campaign.reach.unsent")
	}
	out := []string{v.T("campaign.reach.listed", "n", v.Number(int64(c.Reach.Listed)))}
	for _, x := range c.Reach.Outside {
		ch := v.T("notice.channel." + string(x.Channel))
		for _, s := range []struct {
			key string
			n   int
		}{{"waiting", x.Waiting}, {"sent", x.Sent}, {"delivered", x.Delivered}, {"failed", x.Failed}} {
			if s.n > 0 {
				out = append(out, v.T("campaign.reach."+s.key, "channel", ch, "n", v.Number(int64(s.n))))
			}
		}
	}
	if len(c.Reach.Outside) == 0 {
		out = append(out, v.T("campaign.reach.no-channel"))
	}
	if c.Reach.Nobody > 0 {
		out = append(out, v.T("campaign.reach.nobody", "n", v.Number(int64(c.Reach.Nobody))))
	}
	return strings.Join(out, " ")
}

// meanBounds write an interval of a mean, to two decimals.
func meanBounds(v text.Voice, m *survey.Mean) string {
	low, high := outward(m.Low, m.High, 100)
	return interval(v, v.Decimal(low, 2), v.Decimal(high, 2))
}

func interval(v text.Voice, low, high string) string {
	return v.T("satisfaction.interval", "low", low, "high", high)
}

// campaignSheet lays the results out, for the page and for a file.
func campaignSheet(v text.Voice, p *campaignPage, c *office.CampaignResults) sheet {
	sh := sheet{Name: "khao-sat", Counts: true, Head: []string{v.T("campaign.question"), v.T("campaign.group"), v.T("campaign.answered"), v.T("campaign.mean"), v.T("campaign.low"), v.T("campaign.high"), v.T("satisfaction.share")}}
	for i := range c.Questions {
		q := &c.Questions[i]
		x := questionResult{N: i + 1, Label: inLang(v, q.Label.VI, q.Label.EN), Answers: v.Number(int64(q.Answers)), Hidden: q.Hidden && q.Kind != survey.InWords, Words: q.Words}
		x.Inside = q.Kind == survey.InWords && !c.MayRun
		x.FewWrote = q.Kind == survey.InWords && c.MayRun && len(q.Words) == 0
		add := func(group string, n any, mean, low, high, share any) {
			sh.Rows = append(sh.Rows, []any{strconv.Itoa(x.N) + ". " + x.Label, group, n, mean, low, high, share})
		}
		if q.Kind == survey.OnScale && !q.Hidden {
			m, pill := q.Mean, verdictPill(v, q.Share.Interval.Against(survey.Target))
			x.Facts = []Fact{
				{Term: v.T("campaign.mean"), Words: v.Decimal(m.Mean, 2), Sub: meanBounds(v, &m)},
				{Term: v.T("campaign.satisfied"), Words: v.Share(q.Share.Share), Sub: shareBounds(v, q.Share.Interval)},
				{Term: v.T("satisfaction.target"), Pill: &pill},
				{Term: v.T("satisfaction.rate"), Words: ratioWords(v, c.Answered, c.Sampled), Sub: v.T("campaign.rate-of", "n", v.Number(int64(c.Answered)), "sampled", v.Number(int64(c.Sampled)))},
				{Term: v.T("campaign.plain"), Words: v.Share(q.Plain.Share()), Sub: v.T("satisfaction.answers-n", "n", q.Plain.Answers)},
			}
			add(v.T("campaign.all"), q.Answers, m.Mean, m.Low, m.High, q.Share.Share)
			for _, l := range q.Pools {
				units := v.T("campaign.mixed", "n", len(l.Units))
				if !l.Mixed {
					units = unitWords(v, l.Units[0])
				}
				x.Pools = append(x.Pools, poolLine{units, v.Number(int64(l.Answers)), v.Decimal(l.Mean.Mean, 2), meanBounds(v, &l.Mean), v.Share(l.Good.Share())})
				add(units, l.Answers, l.Mean.Mean, l.Mean.Low, l.Mean.High, l.Good.Share())
			}
		}
		for _, o := range q.Options {
			label := inLang(v, o.Label, orElse(o.LabelEN, o.Label))
			if o.Few {
				x.Options = append(x.Options, optionLine{label, "–", "–", v.T("campaign.few")})
				add(label, "", "", "", "", "")
				continue
			}
			x.Options = append(x.Options, optionLine{label, v.Number(int64(o.Count)), v.Share(o.Weighted.Share), shareBounds(v, o.Weighted.Interval)})
			add(label, o.Count, "", o.Weighted.Interval.Low, o.Weighted.Interval.High, o.Weighted.Share)
		}
		p.Questions = append(p.Questions, x)
	}
	return sh
}
