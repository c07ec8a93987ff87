package office

import (
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/words/org"
)

// A RightQuery asks whether somebody may do something on a day.
type RightQuery struct {
	Username string
	Ask      string // an act on a dossier, or one of access.Asks
	Code     string // of a dossier, "" for none
	Unit     string
	At       time.Time
}

// A RightAnswer is the answer for one post of the person: yes or no, by which row, on which decision. It shows nothing of
// the dossier, so that whoever runs the system may ask.
type RightAnswer struct {
	Post   PostChoice
	Answer access.Answer
	Closed bool // the right is there, and the dossier's state does not leave the act open today
}

// RightAsks are all that can be asked about: the acts on a dossier, then the questions of the house.
func RightAsks() (acts, asks []string) {
	for _, b := range dossier.Rulebooks {
		for _, r := range b.Rules {
			if !slices.Contains(acts, string(r.Act)) {
				acts = append(acts, string(r.Act))
			}
		}
	}
	return acts, access.Asks()
}

// Rights answers "may X do Y here today, and why", for each post that X holds or acts from on the day.
func (r *Reader) Rights(q RightQuery) ([]RightAnswer, error) {
	if err := access.May(r.who, "ask-access", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return nil, err
	}
	p := r.w.Org.ByUsername(q.Username)
	if p == nil {
		return nil, fault.New(fault.Invalid, "access.ask.nobody", "username", q.Username).At("username")
	}
	if q.Unit != "" && r.w.Org.Unit(org.UnitID(q.Unit)) == nil {
		return nil, fault.New(fault.Invalid, "org.unit-unknown", "unit", q.Unit).At("unit")
	}
	var d *dossier.Dossier
	if q.Code != "" {
		id, err := r.byCode(q.Code)
		if err != nil {
			return nil, fault.New(fault.Invalid, "lookup.missing", "code", q.Code).At("code")
		}
		if d, err = r.o.fold(r.ctx, r.db, id); err != nil {
			return nil, err
		}
	}
	var out []RightAnswer
	for _, post := range r.w.postsOf(string(p.ID), q.At) {
		who := r.w.officer("", string(p.ID), p.Name, post, q.At)
		out = append(out, r.right(who, q, d, RightAnswer{Post: post}))
	}
	return out, nil
}

// right answers for one post. Of a dossier's open tasks the one counts on which the act is allowed.
func (r *Reader) right(who Who, q RightQuery, d *dossier.Dossier, a RightAnswer) RightAnswer {
	if d == nil {
		a.Answer = access.Judge(who, q.Ask, access.Object{Unit: q.Unit, Org: r.w.Org, At: q.At})
		return a
	}
	tokens := []int{0}
	for i := range d.Tasks {
		if d.Tasks[i].Open() {
			tokens = append(tokens, d.Tasks[i].Token)
		}
	}
	open := func(token int) bool {
		return slices.ContainsFunc(d.Next(), func(c dossier.Choice) bool { return string(c.Act) == q.Ask && c.Token == token })
	}
	slices.SortStableFunc(tokens, func(x, y int) int { return b2i(open(y)) - b2i(open(x)) }) // what is open first
	for i, token := range tokens {
		o := r.o.objectAt(r.w, d, token, q.At)
		o.Unit = q.Unit
		got := access.Judge(who, q.Ask, o)
		if i == 0 || got.Refusal == nil && a.Answer.Refusal != nil {
			a.Answer, a.Closed = got, got.Rule != nil && !open(token)
		}
	}
	return a
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
