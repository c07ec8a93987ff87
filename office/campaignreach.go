package office

import (
	"maps"
	"slices"

	"motcua/keep/store"
	"motcua/law/notice"
	"motcua/law/survey"
)

// Reached is how far the invitations of a survey went. Somebody may be told in more than one way.
type Reached struct {
	Listed  int // stand among the notices of the person's own account
	Outside []ReachedBy
	Nobody  int // were told in no way: no account, and no channel that is open leads to them
}

// ReachedBy is how far they went over a channel.
type ReachedBy struct {
	Channel                          notice.Channel
	Waiting, Sent, Delivered, Failed int // Sent: the next system took it; Delivered: it says that it arrived
}

// reached looks up what became of the first message to everybody who was invited.
func (r *Reader) reached(rows []store.InvitationRow) (out Reached, err error) {
	channels := append([]notice.Channel{notice.App}, notice.Outside...)
	of := map[string]int{} // invitation by message
	var ids []string
	for i := range rows {
		if rows[i].Sent.IsZero() {
			continue
		}
		for _, ch := range channels {
			id := r.o.noticeID("invitation/"+rows[i].ID, 1, notice.Invited, ch)
			of[id], ids = i, append(ids, id)
		}
	}
	all, err := r.db.NoticeStates(r.ctx, ids)
	if err != nil {
		return out, err
	}
	by, told := map[notice.Channel]*ReachedBy{}, map[int]bool{}
	for i := range all {
		n := &all[i]
		if told[of[n.ID]] = true; n.Channel == string(notice.App) {
			out.Listed++
			continue
		}
		x := by[notice.Channel(n.Channel)]
		if x == nil {
			x = &ReachedBy{Channel: notice.Channel(n.Channel)}
			by[x.Channel] = x
		}
		switch {
		case !n.DeliveredAt.IsZero():
			x.Delivered++
		case n.State == store.NoticeSent:
			x.Sent++
		case n.State == store.NoticeReady:
			x.Waiting++
		default:
			x.Failed++
		}
	}
	for _, ch := range notice.Outside {
		if by[ch] != nil {
			out.Outside = append(out.Outside, *by[ch])
		}
	}
	out.Nobody = len(ids)/len(channels) - len(told)
	return out, nil
}

// ownSizes are the sizes of units that have one of their own.
func (r *Reader) ownSizes(c *survey.Campaign) (out []OwnSize) {
	for _, unit := range slices.Sorted(maps.Keys(c.Sampling.Sizes)) {
		out = append(out, OwnSize{r.w.unit(unit, r.now), c.Sampling.Sizes[unit]})
	}
	return out
}

// strataResults are how many answered of those who were drawn, in each unit; units of few answers stand together in the last line.
func (r *Reader) strataResults(c *survey.Campaign, by map[string]became, least int) []StratumResult {
	counts := map[string]int{}
	for _, x := range c.Strata {
		counts[x.Name] = by[x.Name].answered
	}
	pools := survey.Pools(counts, least)
	pool := map[string]int{}
	out := make([]StratumResult, len(pools))
	for i, p := range pools {
		for _, name := range p.Strata {
			pool[name] = i + 1
		}
	}
	var rest StratumResult
	for _, x := range c.Strata {
		l := &rest
		if i := pool[x.Name]; i > 0 {
			l = &out[i-1]
		}
		l.Units = append(l.Units, r.w.unit(x.Name, r.now))
		l.Population, l.Drawn, l.Answered = l.Population+x.Population, l.Drawn+x.Drawn, l.Answered+by[x.Name].answered
		l.Apart += by[x.Name].apart
	}
	if rest.Units != nil {
		rest.Few = true
		out = append(out, rest)
	}
	return out
}
