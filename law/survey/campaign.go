package survey

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"motcua/ground/fault"
	"motcua/words/ledger"
)

// A Population (tổng thể) is about what people are asked.
type Population struct {
	Of        string    `json:"of"` // "dossiers" that ended, or "petitions" that were answered
	From      time.Time `json:"from"`
	To        time.Time `json:"to"`           // before
	By        string    `json:"by,omitempty"` // whose strata: ByCompetent or "", or ByReception
	Unit      string    `json:"unit,omitempty"`
	Procedure string    `json:"procedure,omitempty"`
	Channel   string    `json:"channel,omitempty"`
}

// The units that strata are made of: those that answer for the results, or those where people were received.
const (
	ByCompetent = "competent"
	ByReception = "reception"
)

// Views are all of them.
var Views = []string{ByCompetent, ByReception}

// The populations.
const (
	OfDossiers  = "dossiers"
	OfPetitions = "petitions"
)

// Populations are all of them.
var Populations = []string{OfDossiers, OfPetitions}

// A StratumCount is how many a stratum has, and how many of them were drawn.
type StratumCount struct {
	Name       string `json:"name"`
	Population int    `json:"n"`
	Drawn      int    `json:"drawn"`
}

// A Campaign (đợt khảo sát) asks people who were drawn, once each, until its closing day.
type Campaign struct {
	ID            string         `json:"-"`
	Version       int64          `json:"-"`
	Title         string         `json:"title"`
	Questionnaire string         `json:"questionnaire"`
	Edition       int            `json:"edition"` // version of the questionnaire
	Population    Population     `json:"population"`
	Sampling      Sampling       `json:"sampling"`
	Method        string         `json:"method"`
	Frame         string         `json:"frame"`             // digest of the members
	Members       int            `json:"members,omitempty"` // how many they are
	Seal          string         `json:"seal,omitempty"`    // of the members, before anybody was drawn
	Strata        []StratumCount `json:"strata"`
	Ends          time.Time      `json:"ends"`      // answers are taken before
	Reminders     []int          `json:"reminders"` // days after the invitation
	Synthetic     bool           `json:"synthetic,omitempty"`

	Framed time.Time `json:"-"`
	Drawn  time.Time `json:"-"`
	Actor  string    `json:"-"`
	Sent   time.Time `json:"-"` // invitations went out
	Closed time.Time `json:"-"`
}

// The events of a campaign, and of an invitation's answer.
const (
	KindFramed       = "campaign.framed"
	KindDrawn        = "campaign.drawn"
	KindSent         = "campaign.sent"
	KindCampaignOver = "campaign.closed"
	KindResponded    = "response.given"
)

// Why somebody who was drawn is not invited: an invitation of theirs is open.
const (
	ApartHere      = "here"      // about another matter of theirs that was drawn in the same survey
	ApartElsewhere = "elsewhere" // in another survey
)

// CampaignStream and ResponseStream give the streams of a campaign and of an answer to an invitation.
func CampaignStream(id string) ledger.StreamID { return ledger.StreamID("campaign/" + id) }

// ResponseStream gives the stream of what was answered to an invitation: there is one of each.
func ResponseStream(id string) ledger.StreamID { return ledger.StreamID("response/" + id) }

// State is "drawn", "running" or "closed".
func (c *Campaign) State(now time.Time) string {
	switch {
	case !c.Closed.IsZero() || !now.Before(c.Ends):
		return "closed"
	case c.Sent.IsZero():
		return "drawn"
	}
	return "running"
}

// LastMoment is the last minute in which answers are taken before an end: people are told a day, and not the midnight behind it.
func LastMoment(ends time.Time) time.Time { return ends.Add(-time.Minute) }

// The bounds of a campaign.
const (
	MostInvited   = 20_000
	mostReminders = 3
	leastDays     = 3
)

// Fixed decides a campaign and from whom it is drawn. Its event seals the members before anybody is drawn.
func (c *Campaign) Fixed(f *Frame, now time.Time, actor, unit string) ([]ledger.Fact, error) {
	if err := c.check(len(f.Members), now); err != nil {
		return nil, err
	}
	slices.Sort(c.Reminders)
	c.Method, c.Frame, c.Members, c.Strata, c.Seal = Method, f.Digest, len(f.Members), strataOf(f.Members, nil), ""
	return []ledger.Fact{{Kind: KindFramed, Class: ledger.Ordinary, At: now, Actor: actor, Unit: unit, Holder: encode(c)}}, nil
}

// Judge says everything that is wrong with a plan, whoever there is to be asked.
func (c *Campaign) Judge(now time.Time) error { return c.check(1, now) }

func (c *Campaign) check(members int, now time.Time) error {
	var fs []*fault.Fault
	bad := func(field, key string, pairs ...string) {
		fs = append(fs, fault.New(fault.Invalid, key, pairs...).At(field))
	}
	c.Title = strings.TrimSpace(c.Title)
	if n := utf8.RuneCountInString(c.Title); n < 3 || n > 200 {
		bad("title", "campaign.title")
	}
	if n := len(strings.TrimSpace(c.Sampling.Seed)); n < 1 || n > 100 {
		bad("seed", "campaign.seed")
	}
	if c.Sampling.Size < 1 || c.Sampling.Size > MostInvited {
		bad("size", "campaign.size", "most", strconv.Itoa(MostInvited))
	}
	if p := &c.Population; p.By != "" && !slices.Contains(Views, p.By) {
		bad("by", "campaign.by")
	}
	if !c.Population.From.Before(c.Population.To) || c.Population.To.After(now) {
		bad("from", "campaign.period")
	}
	if c.Ends.Before(now.AddDate(0, 0, leastDays)) || c.Ends.After(now.AddDate(0, 0, 180)) {
		bad("ends", "campaign.ends", "least", strconv.Itoa(leastDays))
	}
	if len(c.Reminders) > mostReminders || slices.ContainsFunc(c.Reminders, func(d int) bool { return d < 1 || d > 60 }) {
		bad("reminders", "campaign.reminders", "most", strconv.Itoa(mostReminders))
	}
	if len(fs) == 0 && members == 0 {
		bad("from", "campaign.nobody")
	}
	return fault.Join(fs)
}

// DrawnOnce decides whom a campaign asks: it follows from its members, its plan, its seed and the seal of the members, and is not
// drawn again.
func (c *Campaign) DrawnOnce(members []Member, seal string, now time.Time, actor, unit string) ([]ledger.Fact, []Member, error) {
	c.Seal = seal
	drawn := Draw(members, c.Plan())
	if len(drawn) > MostInvited {
		return nil, nil, fault.New(fault.Invalid, "campaign.size", "most", strconv.Itoa(MostInvited)).At("size")
	}
	c.Strata = strataOf(members, drawn)
	return []ledger.Fact{{Kind: KindDrawn, Class: ledger.Ordinary, At: now, Actor: actor, Unit: unit, Holder: encode(c)}}, drawn, nil
}

func strataOf(members, drawn []Member) []StratumCount {
	by := map[string]*StratumCount{}
	for _, m := range members {
		if by[m.Stratum] == nil {
			by[m.Stratum] = &StratumCount{Name: m.Stratum}
		}
		by[m.Stratum].Population++
	}
	for _, m := range drawn {
		by[m.Stratum].Drawn++
	}
	out := make([]StratumCount, 0, len(by))
	for _, s := range by {
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b StratumCount) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Turn decides that the invitations go out, or that a campaign is over before its day.
func (c *Campaign) Turn(kind string, now time.Time, actor, unit string) ([]ledger.Fact, error) {
	switch state := c.State(now); {
	case kind == KindSent && state != "drawn":
		return nil, fault.New(fault.Conflict, "campaign.sent-already")
	case kind == KindCampaignOver && state == "closed":
		return nil, fault.New(fault.Conflict, "campaign.closed-already")
	}
	return []ledger.Fact{{Kind: kind, Class: ledger.Ordinary, At: now, Actor: actor, Unit: unit, Holder: encode(struct{}{})}}, nil
}

// FoldCampaign reads a campaign back.
func FoldCampaign(id string, events []ledger.Event) (*Campaign, error) {
	if len(events) == 0 {
		return nil, fault.New(fault.Missing, "campaign.missing")
	}
	c := &Campaign{}
	for i := range events {
		e := &events[i]
		switch e.Kind {
		case KindFramed:
			c.Framed = e.At
		case KindDrawn:
			if err := json.Unmarshal(e.Holder, c); err != nil {
				return nil, fmt.Errorf("read %s version %d: %w", e.Stream, e.Version, err)
			}
			c.Drawn, c.Actor = e.At, e.Actor
		case KindSent:
			c.Sent = e.At
		case KindCampaignOver:
			c.Closed = e.At
		}
		c.Version = e.Version
	}
	c.ID = id
	return c, nil
}

// A Response is an answer without people's own words: values by question.
type Response struct {
	Stratum string
	Values  map[string][]string
}

// A Pool is strata whose answers to one question are always shown together.
type Pool struct {
	Strata  []string
	Mixed   bool // of those that are too few alone
	Answers int
}

// Pools puts the strata of one question together so that each pool has at least least answers: those that have enough stand alone,
// all others are one pool, which takes the smallest of the first ones too while it is too small itself. Each answer belongs to one
// pool, so that no sum and no difference of figures shows fewer than least of them. It is empty when all together are too few.
func Pools(answers map[string]int, least int) []Pool {
	least = max(least, 1)
	var alone []Pool
	rest := Pool{Mixed: true}
	for name, n := range answers {
		switch {
		case n >= least:
			alone = append(alone, Pool{Strata: []string{name}, Answers: n})
		default:
			rest.Strata, rest.Answers = append(rest.Strata, name), rest.Answers+n
		}
	}
	slices.SortFunc(alone, func(a, b Pool) int { return cmp.Or(b.Answers-a.Answers, strings.Compare(a.Strata[0], b.Strata[0])) })
	for rest.Answers > 0 && rest.Answers < least && len(alone) > 0 {
		last := alone[len(alone)-1]
		rest.Strata, rest.Answers, alone = append(rest.Strata, last.Strata...), rest.Answers+last.Answers, alone[:len(alone)-1]
	}
	if rest.Answers >= least {
		slices.Sort(rest.Strata)
		alone = append(alone, rest)
	}
	return alone
}

// A PoolCell is what a weighted mean needs of a pool: how many there are in the population, and the answers.
type PoolCell struct {
	Population int
	Values     []float64
}

// A Mean is an estimate with its interval.
type Mean struct {
	Mean      float64
	Low, High float64
	Variance  float64
}

// Within is a mean of points whose interval does not go beyond their scale, as no mean does.
func (m Mean) Within(low, high float64) Mean {
	m.Low, m.High = max(m.Low, low), min(m.High, high)
	return m
}

// PostStratified weighs the answers of each cell by its share of the population: mean = Σ W·ȳ, variance = Σ W²(1 − n/N)s²/n,
// interval mean ± z·√variance. It takes those who did not answer for people like those of their cell who did.
//
// W. G. Cochran, Sampling Techniques, 3rd ed. (1977), (5.1), (5.7) and §5A.9.
func PostStratified(cells []PoolCell) Mean {
	total := 0
	for _, c := range cells {
		if len(c.Values) > 0 {
			total += c.Population
		}
	}
	var m Mean
	for _, c := range cells {
		n := float64(len(c.Values))
		if n == 0 || total == 0 {
			continue
		}
		w, mean, s2 := float64(c.Population)/float64(total), 0.0, 0.0
		for _, v := range c.Values {
			mean += v / n
		}
		for _, v := range c.Values {
			s2 += (v - mean) * (v - mean)
		}
		if n > 1 {
			s2 /= n - 1
		}
		m.Mean += w * mean
		m.Variance += w * w * max(0, 1-n/float64(c.Population)) * s2 / n
	}
	half := z * math.Sqrt(m.Variance)
	m.Low, m.High = m.Mean-half, m.Mean+half
	return m
}
