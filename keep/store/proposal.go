package store

import (
	"context"
	"fmt"
	"time"
)

// A ProposalRow is a version of a procedure that somebody writes (dự thảo). Its text stands in rows of their own, one for
// each revision.
type ProposalRow struct {
	ID      string
	Code    string // of the procedure
	Base    int    // the version that it changes, 0 for none
	Unit    string // where it was begun
	Stage   string
	Rev     int    // of the newest text
	Changer string // who wrote it
	Updated time.Time
	Body    []byte // the newest text, JSON
}

// keptTexts is how many revisions of a proposal's text are kept: enough to merge what two people write in one hour.
const keptTexts = 100

// AddProposal adds a proposal with its first text; ok is false when there is one of that ID.
func (tx *Tx) AddProposal(p ProposalRow) (ok bool, err error) {
	n, err := tx.exec(`
		INSERT INTO proposals (id, code, base, unit, stage, rev, changer, updated)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO NOTHING`,
		p.ID, p.Code, p.Base, p.Unit, p.Stage, p.Rev, p.Changer, micro(p.Updated))
	if err != nil {
		return false, fmt.Errorf("add proposal %s: %w", p.ID, err)
	}
	if n == 0 {
		return false, nil
	}
	return true, tx.addText(p)
}

// SaveProposal writes the next text of a proposal; ok is false when its revision is no longer seen.
func (tx *Tx) SaveProposal(p ProposalRow, seen int) (ok bool, err error) {
	n, err := tx.exec(`
		UPDATE proposals
		SET base = ?, rev = ?, changer = ?, updated = ?
		WHERE id = ? AND rev = ?`,
		p.Base, p.Rev, p.Changer, micro(p.Updated), p.ID, seen)
	if err != nil {
		return false, fmt.Errorf("save proposal %s: %w", p.ID, err)
	}
	if n == 0 {
		return false, nil
	}
	if err := tx.addText(p); err != nil {
		return false, err
	}
	_, err = tx.exec(`
		DELETE FROM proposal_texts
		WHERE proposal = ? AND rev <= ?`, p.ID, p.Rev-keptTexts)
	if err != nil {
		return false, fmt.Errorf("drop old texts of proposal %s: %w", p.ID, err)
	}
	return true, nil
}

func (tx *Tx) addText(p ProposalRow) error {
	_, err := tx.exec(`
		INSERT INTO proposal_texts (proposal, rev, changer, at, body)
		VALUES (?, ?, ?, ?, ?)`, p.ID, p.Rev, p.Changer, micro(p.Updated), p.Body)
	if err != nil {
		return fmt.Errorf("text %d of proposal %s: %w", p.Rev, p.ID, err)
	}
	return nil
}

// SetProposalStage says where a proposal stands, as its events do.
func (tx *Tx) SetProposalStage(id, stage string, at time.Time) error {
	_, err := tx.exec(`
		UPDATE proposals
		SET stage = ?, updated = ?
		WHERE id = ?`, stage, micro(at), id)
	if err != nil {
		return fmt.Errorf("stage of proposal %s: %w", id, err)
	}
	return nil
}

const selectProposal = `
	SELECT p.id, p.code, p.base, p.unit, p.stage, p.rev, p.changer, p.updated, t.body
	FROM proposals p
	JOIN proposal_texts t ON t.proposal = p.id AND t.rev = p.rev`

// Proposal gives a proposal with its newest text.
func (r *Reader) Proposal(ctx context.Context, id string) (p ProposalRow, ok bool, err error) {
	all, err := r.proposals(ctx, selectProposal+`
		WHERE p.id = ?`, id)
	if err != nil || len(all) == 0 {
		return ProposalRow{}, false, err
	}
	return all[0], true, nil
}

// Proposals gives proposals, those that are still worked on before those that are over, the last changed first: however many
// are over, none that waits falls off the end of a list. Code and stage "" are all of them.
func (r *Reader) Proposals(ctx context.Context, code, stage string, limit int) ([]ProposalRow, error) {
	return r.proposals(ctx, selectProposal+`
		WHERE (p.code = ? OR ? = '') AND (p.stage = ? OR ? = '')
		ORDER BY CASE WHEN p.stage IN ('published', 'given-up') THEN 1 ELSE 0 END, p.updated DESC, p.id
		LIMIT ?`, code, code, stage, stage, limit)
}

// ProposalCounts counts the proposals at each stage.
func (r *Reader) ProposalCounts(ctx context.Context) (map[string]int64, error) {
	var stage string
	var n int64
	out := map[string]int64{}
	rs, err := r.query(ctx, `
		SELECT stage, COUNT(*)
		FROM proposals
		GROUP BY stage`)
	err = each(rs, err, []any{&stage, &n}, func() error { out[stage] = n; return nil })
	if err != nil {
		return nil, fmt.Errorf("count proposals: %w", err)
	}
	return out, nil
}

func (r *Reader) proposals(ctx context.Context, text string, args ...any) ([]ProposalRow, error) {
	var p ProposalRow
	var updated int64
	var all []ProposalRow
	rs, err := r.query(ctx, text, args...)
	err = each(rs, err, []any{&p.ID, &p.Code, &p.Base, &p.Unit, &p.Stage, &p.Rev, &p.Changer, &updated, &p.Body}, func() error {
		p.Updated = instant(updated)
		all = append(all, p)
		p.Body = nil
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("proposals: %w", err)
	}
	return all, nil
}

// ProposalText gives one revision of a proposal's text; ok is false when it is not kept.
func (r *Reader) ProposalText(ctx context.Context, id string, rev int) (body []byte, ok bool, err error) {
	rs, err := r.query(ctx, `
		SELECT body
		FROM proposal_texts
		WHERE proposal = ? AND rev = ?`, id, rev)
	ok, err = one(rs, err, &body)
	if err != nil {
		return nil, false, fmt.Errorf("text %d of proposal %s: %w", rev, id, err)
	}
	return body, ok, nil
}
