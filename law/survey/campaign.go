package survey

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
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

// A Member (phần tử tổng thể) is one matter about which somebody may be asked: a dossier or a petition, in its stratum.
type Member struct{ ID, Stratum string }

// A Sampling (phương án chọn mẫu) says how many are drawn: of all together, or of each stratum.
type Sampling struct {
	Stratified bool           `json:"stratified,omitempty"`
	Size       int            `json:"size"` // of all, or of each stratum that Sizes does not name
	Sizes      map[string]int `json:"sizes,omitempty"`
	Seed       string         `json:"seed"`
}

// Method names how Draw draws; it stands with every campaign.
const Method = "sha256-order/1"

// Draw takes a simple random sample without replacement, of all or of each stratum: every member gets the number
// SHA-256(seed, 0, identity), and those with the smallest numbers are drawn. Whoever has the seed and the members draws the same ones,
// in whatever order the members are given.
//
// E. Ohlsson, "Coordination of samples using permanent random numbers", in Business Survey Methods (Wiley 1995) 153–169: with
// independent uniform numbers, the n smallest are a simple random sample.
func Draw(members []Member, s Sampling) []Member {
	type numbered struct {
		Member
		n [sha256.Size]byte
	}
	by := map[string][]numbered{}
	for _, m := range members {
		key := ""
		if s.Stratified {
			key = m.Stratum
		}
		by[key] = append(by[key], numbered{m, sha256.Sum256([]byte(s.Seed + "\x00" + m.ID))})
	}
	var out []Member
	for key, all := range by {
		slices.SortFunc(all, func(a, b numbered) int { return cmp.Or(bytes.Compare(a.n[:], b.n[:]), strings.Compare(a.ID, b.ID)) })
		size, own := s.Sizes[key]
		if !own || !s.Stratified {
			size = s.Size
		}
		for _, m := range all[:min(max(size, 0), len(all))] {
			out = append(out, m.Member)
		}
	}
	slices.SortFunc(out, func(a, b Member) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// FrameDigest is the hash of all members: it shows afterwards from whom a sample was drawn.
func FrameDigest(members []Member) string {
	all := slices.Clone(members)
	slices.SortFunc(all, func(a, b Member) int { return strings.Compare(a.ID, b.ID) })
	h := sha256.New()
	for _, m := range all {
		fmt.Fprintf(h, "%s\x00%s\n", m.ID, m.Stratum)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// A Population (tổng thể) is about what people are asked.
type Population struct {
	Of        string    `json:"of"` // "dossiers" that ended, or "petitions" that were answered
	From      time.Time `json:"from"`
	To        time.Time `json:"to"` // before
	Unit      string    `json:"unit,omitempty"`
	Procedure string    `json:"procedure,omitempty"`
	Channel   string    `json:"channel,omitempty"`
}

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
	Frame         string         `json:"frame"` // digest of the members
	Strata        []StratumCount `json:"strata"`
	Ends          time.Time      `json:"ends"`      // answers are taken before
	Reminders     []int          `json:"reminders"` // days after the invitation
	Synthetic     bool           `json:"synthetic,omitempty"`

	Drawn  time.Time `json:"-"`
	Actor  string    `json:"-"`
	Sent   time.Time `json:"-"` // invitations went out
	Closed time.Time `json:"-"`
}

// The events of a campaign, and of an invitation's answer.
const (
	KindDrawn        = "campaign.drawn"
	KindSent         = "campaign.sent"
	KindCampaignOver = "campaign.closed"
	KindResponded    = "response.given"
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

// The bounds of a campaign.
const (
	MostInvited   = 20_000
	mostReminders = 3
	leastDays     = 3
)

// DrawnOnce decides a campaign: whom it asks follows from its members, its plan and its seed, and is not drawn again.
func (c *Campaign) DrawnOnce(members []Member, now time.Time, actor, unit string) ([]ledger.Fact, []Member, error) {
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
	if !c.Population.From.Before(c.Population.To) || c.Population.To.After(now) {
		bad("from", "campaign.period")
	}
	if c.Ends.Before(now.AddDate(0, 0, leastDays)) || c.Ends.After(now.AddDate(0, 0, 180)) {
		bad("ends", "campaign.ends", "least", strconv.Itoa(leastDays))
	}
	if len(c.Reminders) > mostReminders || slices.ContainsFunc(c.Reminders, func(d int) bool { return d < 1 || d > 60 }) {
		bad("reminders", "campaign.reminders", "most", strconv.Itoa(mostReminders))
	}
	if len(fs) == 0 && len(members) == 0 {
		bad("from", "campaign.nobody")
	}
	if err := fault.Join(fs); err != nil {
		return nil, nil, err
	}
	slices.Sort(c.Reminders)
	drawn := Draw(members, c.Sampling)
	if len(drawn) > MostInvited {
		return nil, nil, fault.New(fault.Invalid, "campaign.size", "most", strconv.Itoa(MostInvited)).At("size")
	}
	c.Method, c.Frame, c.Strata = Method, FrameDigest(members), strataOf(members, drawn)
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
