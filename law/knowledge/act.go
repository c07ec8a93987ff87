package knowledge

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"motcua/ground/fault"
	"motcua/words/ledger"
)

// An Act is a verb of the office. The same word names the event, the address and the text key.
type Act string

// The acts on an item.
const (
	ActWrite    Act = "write"    // soạn, sửa
	ActPublish  Act = "publish"  // duyệt, đưa vào sử dụng
	ActReturn   Act = "return"   // trả lại để sửa
	ActConfirm  Act = "confirm"  // xác nhận vẫn đúng
	ActWithdraw Act = "withdraw" // ngừng sử dụng
)

// A Rule is one row of the table: from which states an act is done. The right that it asks for is named after it.
type Rule struct {
	Act  Act
	From []State // "" is an item that is not there yet
	Asks string  // of law/access
	Or   string  // another right that is enough
}

// Rules is the table of acts.
// choice: no text speaks for the city to people before a second person has read it; two people are fewer than an approval by a leader
// for each comma, and more than none.
var Rules = []Rule{
	{ActWrite, []State{"", Waiting, Live, Changed, Returned, Withdrawn}, "write-knowledge", ""},
	{ActPublish, []State{Waiting, Changed}, "publish-knowledge", ""},
	{ActReturn, []State{Waiting, Changed}, "publish-knowledge", ""},
	{ActConfirm, []State{Live, Changed, Returned}, "write-knowledge", "publish-knowledge"},
	{ActWithdraw, []State{Waiting, Live, Changed, Returned}, "write-knowledge", ""},
}

// RuleOf gives the row of an act, nil when there is none.
func RuleOf(a Act) *Rule {
	i := slices.IndexFunc(Rules, func(r Rule) bool { return r.Act == a })
	if i < 0 {
		return nil
	}
	return &Rules[i]
}

// The bounds of what is typed, in letters.
const (
	MostTitle = 300
	MostBody  = 10_000
	MostKeys  = 500
	MostBasis = 500
	MostWhy   = 1000
	mostLinks = 20
)

// An Input is what somebody gives with an act.
type Input struct {
	Kind   Kind
	Slug   string // chosen by whoever knows which are taken
	Text   Text   // its Links are in force now
	Reason string
	Links  []Link // of a confirmation: the versions in force now
}

// A Case is an item with what an act on it is judged by.
type Case struct {
	Item  *Item // nil before it is written
	Now   time.Time
	Actor string
	Unit  string
	House bool // the house itself brings it, with a city's data
	Known func(Gap) bool
}

// Do decides an act.
func (c *Case) Do(a Act, in Input) ([]ledger.Fact, error) {
	rule, state := RuleOf(a), State("")
	if c.Item != nil {
		state = c.Item.State
	}
	if rule == nil || !slices.Contains(rule.From, state) {
		return nil, fault.New(fault.Conflict, "knowledge.not-now", "act", "@knowledge.act."+string(a))
	}
	var h holder
	var err error
	switch a {
	case ActWrite:
		h, err = c.write(in)
	case ActPublish:
		h, err = c.publish()
	case ActReturn, ActWithdraw:
		h.Reason, err = why(in.Reason)
	case ActConfirm:
		h, err = c.confirm(in)
	}
	if err != nil {
		return nil, err
	}
	return []ledger.Fact{{Kind: kindPrefix + string(a), Class: ledger.Ordinary, At: c.Now, Actor: c.Actor, Unit: c.Unit, Holder: encode(h)}}, nil
}

// write judges a text.
func (c *Case) write(in Input) (holder, error) {
	t := in.Text
	t.Rev, t.By, t.At = 1, "", time.Time{}
	h := holder{Kind: in.Kind, Slug: in.Slug, Text: &t}
	if c.Item != nil {
		h.Kind, h.Slug, t.Rev = c.Item.Kind, c.Item.Slug, c.Item.New.Rev+1
	}
	var fs []error
	add := func(key, field string, args ...string) {
		fs = append(fs, fault.New(fault.Invalid, key, args...).At(field))
	}
	if !slices.Contains(Kinds, h.Kind) {
		add("knowledge.no-kind", "kind")
	}
	if t.Audience != Public && t.Audience != Inside || t.Audience == Public && h.Kind != Article {
		add("knowledge.wrong-audience", "audience")
	}
	for _, x := range []struct {
		field string
		value *string
		most  int
		must  bool
	}{
		{"vi.title", &t.VI.Title, MostTitle, true},
		{"vi.body", &t.VI.Body, MostBody, true},
		{"en.title", &t.EN.Title, MostTitle, true},
		{"en.body", &t.EN.Body, MostBody, true},
		{"keys", &t.Keys, MostKeys, false},
		{"basis", &t.Basis, MostBasis, false},
	} {
		*x.value = strings.TrimSpace(strings.ReplaceAll(*x.value, "\r\n", "\n"))
		switch n := utf8.RuneCountInString(*x.value); {
		case n > x.most:
			add("knowledge.long", x.field, "most", strconv.Itoa(x.most), "n", strconv.Itoa(n))
		case n == 0 && x.must:
			add("knowledge.empty", x.field)
		}
		for _, g := range Gaps(*x.value) {
			if !g.fits(h.Kind) || c.Known != nil && g.Of != "" && !c.Known(g) {
				add("knowledge.gap", x.field, "gap", g.Raw)
			}
		}
	}
	if len(t.Links) > mostLinks {
		add("knowledge.links", "links", "most", strconv.Itoa(mostLinks))
	}
	return h, fault.Together(fs...)
}

// publish lets a text into use.
func (c *Case) publish() (holder, error) {
	t := &c.Item.New
	if c.Item.ForPeople(t) && t.By == c.Actor && !c.House {
		return holder{}, fault.New(fault.Refused, "knowledge.second-person")
	}
	return holder{Rev: t.Rev}, nil
}

// confirm says that the text in use is still right, under the versions that are in force now.
//
// choice: what reaches people comes back when two persons have found so, so that at least one of them is not its last editor; a script
// that only officers read needs one.
func (c *Case) confirm(in Input) (holder, error) {
	live := c.Item.Live
	if live == nil {
		return holder{}, fault.New(fault.Conflict, "knowledge.not-live")
	}
	h := holder{}
	for _, l := range live.Links {
		i := slices.IndexFunc(in.Links, func(n Link) bool { return n.Code == l.Code })
		if i < 0 { // nothing is in force that it could be right about
			return holder{}, fault.New(fault.Refused, "knowledge.ended", "code", l.Code)
		}
		l.Version = max(l.Version, in.Links[i].Version)
		h.Links = append(h.Links, l)
	}
	if v := c.Item.Vouched; c.Item.ForPeople(live) && !c.House {
		if v == nil || !slices.Equal(v.Links, h.Links) { // of nobody, or of a version that has gone on meanwhile
			h.Half = true
			return h, nil
		}
		if v.By == c.Actor {
			return holder{}, fault.New(fault.Refused, "knowledge.second-look")
		}
	}
	return h, nil
}

func why(s string) (string, error) {
	s = strings.TrimSpace(s)
	switch n := utf8.RuneCountInString(s); {
	case n == 0:
		return "", fault.New(fault.Invalid, "knowledge.empty").At("reason")
	case n > MostWhy:
		return "", fault.New(fault.Invalid, "knowledge.long", "most", strconv.Itoa(MostWhy), "n", strconv.Itoa(n)).At("reason")
	}
	return s, nil
}
