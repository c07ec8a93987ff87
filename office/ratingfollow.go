package office

import (
	"context"
	"errors"
	"fmt"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/notice"
	"motcua/law/survey"
	"motcua/words/calendar"
	"motcua/words/ledger"
)

// A FollowStep is what a leader does about a bad rating.
type FollowStep struct {
	Act        string // "contact", "answer", "close"
	By, Result string // of a contact
	Words      string
	Finding    string // of a closing: one of survey.Findings
}

// FollowUp does a step of following a bad rating up.
func (o *Office) FollowUp(ctx context.Context, who Who, cmd Command, id string, step FollowStep) error {
	if err := access.May(who, "read-cases", access.Object{Org: o.world.Load().Org, At: o.Now()}); err != nil {
		return err // before it is looked whether there is such a rating
	}
	hash, err := requestHash("follow-up", id, step)
	if err != nil {
		return err
	}
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		evs, err := tx.Events(ctx, survey.Stream(id))
		if err != nil {
			return err
		}
		r, err := survey.Fold(id, evs)
		if err != nil {
			return err
		}
		if !mayFollow(who, w, r, tx.Now()) {
			return fault.New(fault.Missing, "rating.missing")
		}
		if done, err := o.once(tx, who, cmd, hash, []byte(id)); done || err != nil {
			return err
		}
		c := &survey.Case{Rating: r, Rules: w.SurveyRules(), Actor: who.Actor(), Unit: who.Unit, Now: tx.Now(), Workday: w.workday}
		var facts []ledger.Fact
		switch step.Act {
		case "contact":
			facts, err = c.Contact(step.By, step.Result, step.Words)
		case "answer":
			facts, err = c.Respond(step.Words)
		case "close":
			facts, err = c.Close(step.Words, step.Finding)
		default:
			err = fault.New(fault.Missing, "web.no-page")
		}
		if err != nil {
			return err
		}
		return o.appendRating(w, tx, id, evs, facts)
	})
	if err != nil {
		return fmt.Errorf("follow rating %s up: %w", id, err)
	}
	return nil
}

// workday says whether a day is one on which the city works.
func (w *World) workday(d calendar.Date) bool {
	_, ok := w.Calendar.Opening(d)
	return ok
}

// mayFollow says whether somebody follows a rating up: the unit's leader, and whoever supervises the city; at the second level the
// supervision alone.
func mayFollow(who Who, w *World, r *survey.Rating, now time.Time) bool {
	if r.Follow == nil || r.Follow.Bars(who.Person) {
		return false
	}
	unit := r.Follow.Unit
	if r.Follow.Level > 1 {
		unit = ""
	}
	return access.May(who, "follow-rating", access.Object{Unit: unit, Org: w.Org, At: now}) == nil
}

// SayOfFollowUp takes the citizen's word on a closed case: it is settled, or it is not and why.
func (o *Office) SayOfFollowUp(ctx context.Context, who Who, cmd Command, b Ballot, settled bool, why string) error {
	err := o.write(ctx, func(w *World, tx *store.Tx) error {
		d, by, err := o.voter(ctx, tx, &tx.Reader, w, who, b)
		if err != nil {
			return err
		}
		if by.way == survey.Code {
			return fault.New(fault.Conflict, "rating.code-used")
		}
		id := o.ratingID(d.ID, by.person)
		hash, err := requestHash("say", id, settled, why)
		if err != nil {
			return err
		}
		if done, err := o.once(tx, who, cmd, hash, []byte(id)); done || err != nil {
			return err
		}
		evs, err := tx.Events(ctx, survey.Stream(id))
		if err != nil {
			return err
		}
		c := &survey.Case{Rules: w.SurveyRules(), Actor: "applicant", Now: tx.Now()}
		if c.Rating, err = survey.Fold(id, evs); err != nil {
			return err
		}
		if c.Due, err = w.followDue(tx.Now()); err != nil {
			return err
		}
		decide := c.Confirm
		if !settled {
			decide = func() ([]ledger.Fact, error) { return c.Dispute(why) }
		}
		facts, err := decide()
		if err != nil {
			return err
		}
		if err := tx.SeeNoticesAbout(by.person, string(d.ID), string(notice.RatingAnswered), string(notice.RatingClosed)); err != nil {
			return err
		}
		return o.appendRating(w, tx, id, evs, facts)
	})
	if err != nil {
		return fmt.Errorf("say of a rating: %w", err)
	}
	return nil
}

// raiseRatings tells the supervision of bad ratings that nobody followed up in time.
func (o *Office) raiseRatings(ctx context.Context) error {
	rows, err := o.db.Read().Cases(ctx, store.CaseFilter{Open: true, Late: o.Now(), Limit: 200})
	if err != nil || len(rows) == 0 {
		return err
	}
	for i := range rows {
		err := o.write(ctx, func(w *World, tx *store.Tx) error {
			evs, err := tx.Events(ctx, survey.Stream(rows[i].ID))
			if err != nil {
				return err
			}
			r, err := survey.Fold(rows[i].ID, evs)
			if err != nil {
				return err
			}
			c := &survey.Case{Rating: r, Rules: w.SurveyRules(), Actor: "system", Unit: r.Follow.Unit, Now: tx.Now()}
			facts, err := c.Raise()
			if f := fault.As(err); f != nil && f.Kind == fault.Conflict { // closed meanwhile
				return nil
			}
			return errors.Join(err, o.appendRating(w, tx, r.ID, evs, facts))
		})
		if err != nil {
			return fmt.Errorf("raise rating %s: %w", rows[i].ID, err)
		}
	}
	return nil
}
