package office

import (
	"cmp"
	"context"
	"crypto/hmac"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/notice"
	"motcua/law/survey"
	"motcua/words/form"
	"motcua/words/ledger"
)

// SendCampaign lets the invitations of a campaign go out.
func (o *Office) SendCampaign(ctx context.Context, who Who, cmd Command, id string) error {
	if err := o.turnCampaign(ctx, who, cmd, id, survey.KindSent); err != nil {
		return err
	}
	return o.invite(ctx, id)
}

// CloseCampaign ends a campaign before its day.
func (o *Office) CloseCampaign(ctx context.Context, who Who, cmd Command, id string) error {
	return o.turnCampaign(ctx, who, cmd, id, survey.KindCampaignOver)
}

func (o *Office) turnCampaign(ctx context.Context, who Who, cmd Command, id, kind string) error {
	if err := access.May(who, "run-campaigns", access.Object{Org: o.world.Load().Org, At: o.Now()}); err != nil {
		return err
	}
	hash, err := requestHash("campaign", id, kind)
	if err != nil {
		return err
	}
	err = o.write(ctx, func(_ *World, tx *store.Tx) error {
		if done, err := o.once(tx, who, cmd, hash, []byte(id)); done || err != nil {
			return err
		}
		c, err := foldCampaign(ctx, tx, id)
		if err != nil {
			return err
		}
		facts, err := c.Turn(kind, tx.Now(), who.Actor(), who.Unit)
		if err != nil {
			return err
		}
		_, err = tx.Append(survey.CampaignStream(id), c.Version, facts)
		return err
	})
	if err != nil {
		return fmt.Errorf("%s %s: %w", kind, id, err)
	}
	return nil
}

func foldCampaign(ctx context.Context, r events, id string) (*survey.Campaign, error) {
	evs, err := r.Events(ctx, survey.CampaignStream(id))
	if err != nil {
		return nil, err
	}
	return survey.FoldCampaign(id, evs)
}

// invitePiece is how many invitations one transaction takes.
const invitePiece = 100

// invite sends what was not sent yet of a campaign that runs, and the reminders that are due.
func (o *Office) invite(ctx context.Context, id string) error {
	c, err := foldCampaign(ctx, o.db.Read(), id)
	if err != nil || c.State(o.Now()) != "running" {
		return err
	}
	again := 0
	for _, days := range c.Reminders {
		if !o.Now().Before(c.Sent.AddDate(0, 0, days)) {
			again++
		}
	}
	for {
		rows, err := o.db.Read().Unsent(ctx, id, invitePiece)
		if err != nil {
			return err
		}
		if len(rows) == 0 && again > 0 {
			rows, err = o.db.Read().Unanswered(ctx, id, c.Sent.AddDate(0, 0, c.Reminders[again-1]), again, invitePiece)
			if err != nil {
				return err
			}
		}
		if len(rows) == 0 {
			return nil
		}
		err = o.write(ctx, func(w *World, tx *store.Tx) error {
			for i := range rows {
				if err := o.inviteOne(tx, w, c, rows[i], again); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("invite for %s: %w", id, err)
		}
	}
}

// inviteOne tells one person, for the first time or again.
func (o *Office) inviteOne(tx *store.Tx, w *World, c *survey.Campaign, q store.InvitationRow, again int) error {
	if now, ok, err := tx.Invitation(tx.Context(), q.ID); err != nil || !ok || !now.Answered.IsZero() || !now.Sent.Equal(q.Sent) || now.Reminded != q.Reminded {
		return err // somebody else was here
	}
	version := int64(1)
	if q.Sent.IsZero() {
		var err error
		if q.Apart, err = o.apart(tx.Context(), &tx.Reader, c, q.Person, tx.Now()); err != nil {
			return err
		}
		if q.Apart != "" {
			return tx.UpdateInvitation(q)
		}
		q.Sent = tx.Now()
	} else {
		q.Reminded, version = again, int64(1+again)
	}
	if err := tx.UpdateInvitation(q); err != nil {
		return err
	}
	if w.Notices == nil || !w.Notices.Has(notice.Invited) {
		return nil
	}
	t, party, err := o.invitee(tx.Context(), &tx.Reader, q, tx.Now())
	if err != nil || party == nil {
		return err
	}
	t.Until = c.Ends
	facts, err := json.Marshal(t)
	if err != nil {
		return err
	}
	row := store.NoticeRow{Person: q.Person, Kind: string(notice.Invited), Dossier: q.Matter, Version: version, Facts: string(facts), At: tx.Now()}
	return o.inform(tx, w, "invitation/"+q.ID, row, party, true)
}

// invitee is whom an invitation goes to, with what it says of their matter; nil where that was erased.
func (o *Office) invitee(ctx context.Context, r *store.Reader, q store.InvitationRow, now time.Time) (t told, party *dossier.Party, err error) {
	if id, ok := petitionTold(q.Matter); ok {
		p, err := o.foldPetition(ctx, r, id)
		if err != nil {
			return t, nil, err
		}
		sender := petitioner(p)
		return told{Code: p.Code, Unit: p.Unit, Invitation: q.ID}, &sender, nil
	}
	d, err := o.fold(ctx, r, dossier.ID(q.Matter))
	if err != nil || d.Erased {
		return t, nil, err
	}
	who, err := whoIsTold(ctx, r, d, now)
	of := toldOf(d)
	return told{Code: of.Code, Procedure: of.Procedure, Version: of.Version, Unit: of.Unit, Invitation: q.ID}, &who, err
}

// apart says why somebody who was drawn is not invited: an invitation of theirs is open, in this survey or in another; "" for whoever is
// told. Of somebody without a number nobody knows whether they are one person.
// choice: one person is asked once at a time, however many dossiers they have; who is left out stays in the sample as one who was not
// reached, and nobody is drawn in their place.
func (o *Office) apart(ctx context.Context, r *store.Reader, c *survey.Campaign, person string, now time.Time) (string, error) {
	if person == "" {
		return "", nil
	}
	into, err := r.InvitedInto(ctx, person)
	if err != nil {
		return "", err
	}
	if slices.Contains(into, c.ID) {
		return survey.ApartHere, nil
	}
	for _, id := range into {
		other, err := foldCampaign(ctx, r, id)
		if err != nil {
			return "", err
		}
		if other.State(now) == "running" {
			return survey.ApartElsewhere, nil
		}
	}
	return "", nil
}

// tendCampaigns sends what is left of the invitations and reminders of all campaigns that run.
func (o *Office) tendCampaigns(ctx context.Context) error {
	var failed error
	err := eachStream(ctx, o.db.Read(), "campaign", func(id ledger.StreamID) error {
		failed = errors.Join(failed, o.invite(ctx, id.ID()))
		return nil
	})
	return errors.Join(err, failed)
}

// surveyKey is the secret of an invitation's link: it opens the questionnaire alone, and counts once.
func (o *Office) surveyKey(id string) string { return o.keyed("survey-link", id)[:20] }

// surveyLink is the address of an invitation.
func (o *Office) surveyLink(id string) string {
	return o.at("/khao-sat/" + id + "?k=" + o.surveyKey(id))
}

// invited finds the invitation that a link or an account opens, with its campaign and questionnaire.
func (o *Office) invited(ctx context.Context, r *store.Reader, who Who, id, key string) (q store.InvitationRow, c *survey.Campaign, sheet survey.Released, err error) {
	lost := fault.New(fault.Missing, "campaign.no-invitation")
	q, ok, err := r.Invitation(ctx, id)
	if err != nil {
		return q, nil, sheet, err
	}
	mine := who.Kind == access.Citizen && who.Key != "" && who.Key == q.Person
	if !ok || !mine && !hmac.Equal([]byte(key), []byte(o.surveyKey(id))) {
		return q, nil, sheet, lost
	}
	if c, err = foldCampaign(ctx, r, q.Campaign); err != nil {
		return q, nil, sheet, err
	}
	if c.Sent.IsZero() || q.Sent.IsZero() {
		return q, nil, sheet, lost
	}
	s, err := foldSheet(ctx, r, c.Questionnaire)
	if err != nil {
		return q, nil, sheet, err
	}
	sheet, _ = s.Released(c.Edition)
	return q, c, sheet, nil
}

// responseHolder is an answer without people's own words.
type responseHolder struct {
	Campaign string              `json:"campaign"`
	Stratum  string              `json:"stratum"`
	Values   map[string][]string `json:"values"`
}

// Respond takes what somebody answers to an invitation: once, and before the closing day.
func (o *Office) Respond(ctx context.Context, who Who, cmd Command, id, key string, values form.Values) error {
	hash, err := requestHash("respond", id, values)
	if err != nil {
		return err
	}
	err = o.write(ctx, func(_ *World, tx *store.Tx) error {
		q, c, sheet, err := o.invited(ctx, &tx.Reader, who, id, key)
		if err != nil {
			return err
		}
		if done, err := o.once(tx, who, cmd, hash, []byte(id)); done || err != nil {
			return err
		}
		switch {
		case !q.Answered.IsZero():
			return fault.New(fault.Conflict, "campaign.answered-already")
		case c.State(tx.Now()) != "running":
			return fault.New(fault.Conflict, "campaign.over")
		}
		f, err := compiled(&sheet.Questionnaire)
		if err != nil {
			return err
		}
		clean, err := f.Judge(values, tx.Now())
		if err != nil {
			return err
		}
		h, private := responseOf(&sheet.Questionnaire, clean)
		h.Campaign, h.Stratum = c.ID, q.Stratum
		if len(h.Values)+len(private) == 0 {
			return fault.New(fault.Invalid, "campaign.nothing")
		}
		b, err := json.Marshal(h)
		if err != nil {
			return err
		}
		fact := ledger.Fact{Kind: survey.KindResponded, Class: ledger.Ordinary, At: tx.Now(), Actor: "applicant", Holder: b}
		if len(private) > 0 {
			if fact.Private, err = json.Marshal(private); err != nil {
				return err
			}
		}
		if _, err := tx.Append(survey.ResponseStream(id), 0, []ledger.Fact{fact}); err != nil {
			return err
		}
		if b, err = json.Marshal(h.Values); err != nil {
			return err
		}
		q.Answered, q.Answers = tx.Now(), string(b)
		if err := tx.UpdateInvitation(q); err != nil {
			return err
		}
		return tx.SeeNoticesAbout(q.Person, q.Matter, string(notice.Invited))
	})
	if err != nil {
		return fmt.Errorf("answer invitation %s: %w", cmp.Or(id, "-"), err)
	}
	return nil
}

// responseOf parts what was chosen from what was written.
func responseOf(q *survey.Questionnaire, clean form.Values) (h responseHolder, private map[string]string) {
	h.Values, private = map[string][]string{}, map[string]string{}
	for _, a := range q.Asks {
		switch v := clean[a.ID].(type) {
		case string:
			if v != "" && a.Kind == survey.InWords {
				private[a.ID] = v
			} else if v != "" {
				h.Values[a.ID] = []string{v}
			}
		case []string:
			if len(v) > 0 {
				h.Values[a.ID] = v
			}
		case []any:
			for _, x := range v {
				h.Values[a.ID] = append(h.Values[a.ID], fmt.Sprint(x))
			}
		}
	}
	return h, private
}

// eraseResponses destroys people's own words about a dossier, with it. What was chosen stays: it names nobody.
func (o *Office) eraseResponses(tx *store.Tx, id dossier.ID) error {
	rows, err := tx.InvitationsOf(tx.Context(), string(id))
	for i := range rows {
		if !rows[i].Answered.IsZero() {
			err = errors.Join(err, tx.Erase(survey.ResponseStream(rows[i].ID)))
		}
	}
	return err
}
