package store

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"
)

// An InvitationRow is somebody who was drawn for a survey (lời mời khảo sát).
type InvitationRow struct {
	ID       string
	Campaign string
	Stratum  string
	Matter   string // dossier, or stream of a petition
	Person   string // key, "" for somebody without a number
	Sent     time.Time
	Reminded int
	Answered time.Time
	Answers  string // JSON, without people's own words
	Apart    string // why nobody is told: "" for whoever is invited
}

// PutInvitations writes those who were drawn.
func (tx *Tx) PutInvitations(all []InvitationRow) error {
	const piece = 100
	for len(all) > 0 {
		n := min(piece, len(all))
		var args []any
		for _, q := range all[:n] {
			args = append(args, q.ID, q.Campaign, q.Stratum, q.Matter, q.Person, micro(q.Sent), q.Reminded, micro(q.Answered), q.Answers, q.Apart)
		}
		const row = `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
		if _, err := tx.exec(`
			INSERT INTO invitations (id, campaign, stratum, matter, person, sent, reminded, answered, answers, apart)
			VALUES `+strings.Repeat(row+", ", n-1)+row, args...); err != nil {
			return fmt.Errorf("invitations of %s: %w", all[0].Campaign, err)
		}
		all = all[n:]
	}
	return nil
}

// UpdateInvitation writes what became of an invitation.
func (tx *Tx) UpdateInvitation(q InvitationRow) error {
	_, err := tx.exec(`
		UPDATE invitations
		SET sent = ?, reminded = ?, answered = ?, answers = ?, apart = ?
		WHERE id = ?`, micro(q.Sent), q.Reminded, micro(q.Answered), q.Answers, q.Apart, q.ID)
	if err != nil {
		return fmt.Errorf("invitation %s: %w", q.ID, err)
	}
	return nil
}

// Invitation gives one.
func (r *Reader) Invitation(ctx context.Context, id string) (q InvitationRow, ok bool, err error) {
	all, err := r.invitations(ctx, `
		WHERE id = ?`, id)
	if err != nil || len(all) == 0 {
		return q, false, err
	}
	return all[0], true, nil
}

// Invitations gives all of a campaign.
func (r *Reader) Invitations(ctx context.Context, campaign string) ([]InvitationRow, error) {
	return r.invitations(ctx, `
		WHERE campaign = ?
		ORDER BY id`, campaign)
}

// Unsent gives invitations of a campaign that were not sent yet, and are to be.
func (r *Reader) Unsent(ctx context.Context, campaign string, limit int) ([]InvitationRow, error) {
	return r.invitations(ctx, `
		WHERE campaign = ? AND sent = 0 AND apart = ''
		ORDER BY id
		LIMIT ?`, campaign, limit)
}

// Unanswered gives invitations that were sent before a moment, have no answer, and were reminded of fewer times than so often.
func (r *Reader) Unanswered(ctx context.Context, campaign string, before time.Time, reminded, limit int) ([]InvitationRow, error) {
	return r.invitations(ctx, `
		WHERE campaign = ? AND sent > 0 AND sent <= ? AND answered = 0 AND reminded < ?
		ORDER BY id
		LIMIT ?`, campaign, micro(before), reminded, limit)
}

// InvitationsOf gives the invitations about a matter.
func (r *Reader) InvitationsOf(ctx context.Context, matter string) ([]InvitationRow, error) {
	return r.invitations(ctx, `
		WHERE matter = ?
		ORDER BY id`, matter)
}

// InvitedInto gives the campaigns for which somebody was invited.
func (r *Reader) InvitedInto(ctx context.Context, person string) ([]string, error) {
	var campaign string
	var all []string
	rs, err := r.query(ctx, `
		SELECT DISTINCT campaign
		FROM invitations
		WHERE person = ? AND sent > 0
		ORDER BY campaign`, person)
	if err = each(rs, err, []any{&campaign}, func() error { all = append(all, campaign); return nil }); err != nil {
		return nil, fmt.Errorf("surveys to which somebody was invited: %w", err)
	}
	return all, nil
}

// InvitationsTo gives the invitations that somebody answered, in the order of their answers.
func (r *Reader) InvitationsTo(ctx context.Context, person string) ([]InvitationRow, error) {
	return r.invitations(ctx, `
		WHERE person = ? AND person <> '' AND answered > 0
		ORDER BY answered, id`, person)
}

func (r *Reader) invitations(ctx context.Context, tail string, args ...any) ([]InvitationRow, error) {
	var q InvitationRow
	var sent, reminded, answered int64
	var all []InvitationRow
	rs, err := r.query(ctx, `
		SELECT id, campaign, stratum, matter, person, sent, reminded, answered, answers, apart
		FROM invitations`+tail, args...)
	err = each(rs, err, []any{&q.ID, &q.Campaign, &q.Stratum, &q.Matter, &q.Person, &sent, &reminded, &answered, &q.Answers, &q.Apart}, func() error {
		q.Sent, q.Reminded, q.Answered = instant(sent), int(reminded), instant(answered)
		all = append(all, q)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("invitations: %w", err)
	}
	return all, nil
}

// framePiece is how many members of a population one row has.
const framePiece = 1000

// PutFrame keeps the members of a population from which is drawn, each as it was written down, in their order.
// choice: a thousand a row, so that a large population holds nobody up while it is written.
func (tx *Tx) PutFrame(campaign string, members []string) error {
	for piece := 0; piece*framePiece < len(members); piece++ {
		part := members[piece*framePiece : min((piece+1)*framePiece, len(members))]
		if _, err := tx.exec(`
			INSERT INTO campaign_frames (campaign, piece, members)
			VALUES (?, ?, ?)`, campaign, piece, strings.Join(part, "")); err != nil {
			return fmt.Errorf("population of survey %s: %w", campaign, err)
		}
	}
	return nil
}

// FrameMembers gives what PutFrame kept: the whole rows in which the members from one place on stand, at most so many members (0: all),
// and how many members stand before them.
func (r *Reader) FrameMembers(ctx context.Context, campaign string, from, most int) (members string, before int, err error) {
	first, last := from/framePiece, math.MaxInt32
	if most > 0 {
		last = (from + most - 1) / framePiece
	}
	var piece string
	var b strings.Builder
	rs, err := r.query(ctx, `
		SELECT members
		FROM campaign_frames
		WHERE campaign = ? AND piece BETWEEN ? AND ?
		ORDER BY piece`, campaign, first, last)
	if err = each(rs, err, []any{&piece}, func() error { b.WriteString(piece); return nil }); err != nil {
		return "", 0, fmt.Errorf("population of survey %s: %w", campaign, err)
	}
	return b.String(), first * framePiece, nil
}

// A FrameRow is a dossier about which somebody may be asked.
type FrameRow struct{ ID, Unit, Person string }

// Frame gives the dossiers that ended in a period, each with the unit that answers for it, or the one that received it, and the key of
// who handed it in. Empty parts of the filter choose all.
func (r *Reader) Frame(ctx context.Context, from, to time.Time, states []int, received bool, units []string, procedure, channel string) ([]FrameRow, error) {
	unit := `COALESCE(NULLIF(d.competent_unit, ''), d.reception_unit)`
	if received {
		unit = `d.reception_unit`
	}
	w := &where{}
	w.until(`d.ended_at`, from, to)
	w.add(`d.code <> ''`)
	var args []any
	for _, s := range states {
		args = append(args, s)
	}
	w.add(`d.state IN (`+marks(len(states))+`)`, args...)
	if len(units) > 0 {
		w.add(unit+` IN (`+marks(len(units))+`)`, list(units)...)
	}
	w.is(`d.procedure`, procedure)
	w.is(`d.channel`, channel)
	var q FrameRow
	var all []FrameRow
	rs, err := r.query(ctx, `
		SELECT d.id, `+unit+`, COALESCE(MIN(p.person_key), '')
		FROM dossiers d
		LEFT JOIN parties p ON p.dossier = d.n AND p.role = 'applicant'`+w.String()+`
		GROUP BY d.id, d.competent_unit, d.reception_unit
		ORDER BY d.id`, w.args...)
	err = each(rs, err, []any{&q.ID, &q.Unit, &q.Person}, func() error { all = append(all, q); return nil })
	if err != nil {
		return nil, fmt.Errorf("frame of a survey: %w", err)
	}
	return all, nil
}
