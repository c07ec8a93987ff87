package office

import (
	"slices"

	"motcua/keep/store"
	"motcua/law/notice"
	"motcua/law/survey"
)

// A Told is how somebody who was drawn would be told of the survey if it were sent now.
type Told string

// The ways, each of those who were drawn in one.
const (
	ToldOutside   Told = "outside"   // in their account's list, and by mail or message
	ToldAccount   Told = "account"   // in their account's list alone
	ToldNobody    Told = "nobody"    // in no way: no number of a person, and no channel that is open leads to them
	ToldHere      Told = "here"      // not invited: they are invited about another matter
	ToldElsewhere Told = "elsewhere" // not invited: an invitation of another survey is open
)

// Tolds are all ways, in the order of a page.
var Tolds = []Told{ToldOutside, ToldAccount, ToldNobody, ToldHere, ToldElsewhere}

// A Forecast is what sending a survey would do, counted before it is sent.
type Forecast struct {
	N         map[Told]int
	NoContact int // of ToldAccount: neither a mail address nor a telephone number is known
}

// forecast says of everybody who was drawn how they would be told: in the order and by the rules of the sending itself.
// The rows are in the order of the sending. It reads addresses of people and gives none of them away.
func (r *Reader) forecast(c *survey.Campaign, rows []store.InvitationRow) (f Forecast, by map[string]Told, err error) {
	f.N, by = map[Told]int{}, map[string]Told{}
	invited := map[string]bool{}
	for _, q := range rows {
		told, bare, err := r.wouldBeTold(c, q, invited)
		if err != nil {
			return f, nil, err
		}
		f.N[told]++
		by[q.Matter] = told
		if bare && told == ToldAccount {
			f.NoContact++
		}
	}
	return f, by, nil
}

// wouldBeTold says it of one; bare: no address of theirs is known.
func (r *Reader) wouldBeTold(c *survey.Campaign, q store.InvitationRow, invited map[string]bool) (told Told, bare bool, err error) {
	if invited[q.Person] && q.Person != "" {
		return ToldHere, false, nil
	}
	why, err := r.o.apart(r.ctx, r.db, c, q.Person, r.now)
	switch {
	case err != nil:
		return "", false, err
	case why == survey.ApartElsewhere:
		return ToldElsewhere, false, nil
	}
	invited[q.Person] = true
	_, party, err := r.o.invitee(r.ctx, r.db, q, r.now)
	if err != nil || party == nil {
		return ToldNobody, true, err
	}
	bare = !slices.ContainsFunc(notice.Outside, func(ch notice.Channel) bool { return reach(ch, party) != "" })
	wish, err := wishOf(r.ctx, r.db, q.Person)
	switch {
	case err != nil:
		return "", bare, err
	case slices.ContainsFunc(notice.Outside, func(ch notice.Channel) bool { return r.o.leads(ch, wish, party) }):
		return ToldOutside, bare, nil
	case q.Person != "":
		return ToldAccount, bare, nil
	}
	return ToldNobody, bare, nil
}

// forecastOf reads how those who were drawn would be told; nil once the survey was sent, and for whoever does not run surveys.
func (r *Reader) forecastOf(c *survey.Campaign, rows []store.InvitationRow) (*Forecast, map[string]Told, error) {
	if c.State(r.now) != "drawn" || !r.MayRunCampaigns() {
		return nil, nil, nil
	}
	f, by, err := r.forecast(c, rows)
	return &f, by, err
}

// toldMarks are the marks of those who would be told in one way.
func (r *Reader) toldMarks(c *survey.Campaign, told Told) (map[string]bool, error) {
	rows, err := r.db.Invitations(r.ctx, c.ID)
	if err != nil {
		return nil, err
	}
	_, by, err := r.forecastOf(c, rows)
	out := map[string]bool{}
	for matter, t := range by {
		if t == told {
			out[r.o.memberMark(c.ID, matter)] = true
		}
	}
	return out, err
}
