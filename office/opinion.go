package office

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"motcua/ground/text"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/procedure"
	"motcua/words/calendar"
)

// The kinds of notice to a unit that was asked for its opinion on a proposal.
const (
	opinionPrefix = "opinion-"
	opinionAsked  = opinionPrefix + "asked"
	opinionLast   = opinionPrefix + "last-day" // its last day has come
	opinionLate   = opinionPrefix + "late"     // its last day is over
)

// opinionsDay is where stands on which day it was last looked for opinions that are due.
const opinionsDay = "notice.opinions-day"

// An opinionTold is what such a notice keeps.
type opinionTold struct {
	Proposal string        `json:"proposal"`
	Code     string        `json:"code"`
	Name     string        `json:"name"`
	Unit     string        `json:"unit"`
	Until    calendar.Date `json:"until"`
}

// tellOpinion tells the leaders of a unit that its opinion is asked for, or is due. Each is told once of each question and kind.
func (o *Office) tellOpinion(tx *store.Tx, w *World, kind string, p *Proposal, unit string, until calendar.Date) error {
	facts, err := json.Marshal(opinionTold{Proposal: p.ID, Code: string(p.Code), Name: p.Record.Name, Unit: unit, Until: until})
	if err != nil {
		return fmt.Errorf("facts of an opinion on %s: %w", p.ID, err)
	}
	for _, person := range w.leaders(unit, tx.Now()) {
		row := store.NoticeRow{ID: o.keyed("opinion", fmt.Sprintf("%s/%s/%s/%s/%s", p.ID, kind, unit, until, person)), Kind: kind, Facts: string(facts)}
		if err := o.tellOfficer(tx, w, row, person); err != nil {
			return err
		}
	}
	return nil
}

// remindOpinions reminds units, once a day, of opinions whose last day has come or is over.
func (o *Office) remindOpinions(ctx context.Context) error {
	w, today := o.world.Load(), calendar.DateOf(o.Now())
	if was, _, err := o.db.Read().Setting(ctx, opinionsDay); err != nil || was >= today.String() {
		return err
	}
	r := o.Read(ctx, Who{Kind: access.System})
	all, err := r.Proposals(ProposalQuery{Stage: procedure.StageSubmitted, Limit: allProposals})
	if err != nil {
		return err
	}
	lives := make([]*procedure.ProposalLife, len(all))
	for i := range all {
		if lives[i], err = r.ProposalLife(all[i].ID); err != nil {
			return err
		}
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		for i := range all {
			for _, x := range lives[i].Opinions {
				kind := opinionLate
				if today == x.Until {
					kind = opinionLast
				}
				if !x.Given.IsZero() || today < x.Until {
					continue
				}
				if err := o.tellOpinion(tx, w, kind, &all[i], x.Unit, x.Until); err != nil {
					return err
				}
			}
		}
		return tx.PutSetting(opinionsDay, today.String())
	})
}

// opinionMail says what is asked, of whom and until when.
func (o *Office) opinionMail(w *World, v text.Voice, n *store.NoticeRow) (title, body string, err error) {
	var x opinionTold
	if err := json.Unmarshal([]byte(n.Facts), &x); err != nil {
		return "", "", fmt.Errorf("facts of notice %s: %w", n.ID, err)
	}
	return v.T("opinion.mail."+strings.TrimPrefix(n.Kind, opinionPrefix), "code", x.Code), o.mailBody(v,
		v.T("opinion.mail.name", "name", x.Name, "code", x.Code), v.T("alarm.mail.unit", "unit", unitIn(w, v, x.Unit, n.At)),
		v.T("opinion.mail.until", "date", v.Date(x.Until.Time())), v.T("alarm.mail.open", "link", o.at("/control/proposals/"+x.Proposal))), nil
}

// An OpinionAsked is a question to the reader's unit that waits for its answer.
type OpinionAsked struct {
	Proposal *Proposal
	Question string
	Until    calendar.Date
	Late     bool
}

// OpinionsAsked lists what the reader's unit is asked about proposals and has not answered, the first due first; of those who
// do not answer for a unit it lists nothing.
func (r *Reader) OpinionsAsked() ([]OpinionAsked, error) {
	if access.May(r.who, "give-opinion", access.Object{Unit: r.who.Unit}) != nil || r.MayControl() != nil {
		return nil, nil
	}
	all, err := r.Proposals(ProposalQuery{Stage: procedure.StageSubmitted, Limit: allProposals})
	if err != nil {
		return nil, err
	}
	var out []OpinionAsked
	for i := range all {
		life, err := r.ProposalLife(all[i].ID)
		if err != nil {
			return nil, err
		}
		for _, x := range life.Opinions {
			if x.Unit == r.who.Unit && x.Given.IsZero() {
				out = append(out, OpinionAsked{Proposal: &all[i], Question: x.Question, Until: x.Until, Late: calendar.DateOf(r.now) > x.Until})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b OpinionAsked) int { return cmp.Compare(a.Until, b.Until) })
	return out, nil
}
