package store

import (
	"context"
	"fmt"
	"slices"
)

// A VoiceRow is what one person, who did not send it, says of a published petition.
type VoiceRow struct {
	ID       string // keyed hash of petition and person
	Petition string
	Support  bool
	Opinion  string
	Version  int64
}

// counts are what a voice adds to the petition's line.
func (v *VoiceRow) counts() (supports, likes, dislikes int64) {
	return bit(v.Support), bit(v.Opinion == "like"), bit(v.Opinion == "dislike")
}

// PutVoice writes a voice and moves the counts of its petition.
func (tx *Tx) PutVoice(v VoiceRow) error {
	old, _, err := tx.Voice(tx.Context(), v.ID)
	if err != nil {
		return err
	}
	if _, err := tx.exec(`
		INSERT INTO petition_voices (id, petition, support, opinion, version)
		VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE
		SET support = excluded.support, opinion = excluded.opinion, version = excluded.version`,
		v.ID, v.Petition, bit(v.Support), v.Opinion, v.Version); err != nil {
		return fmt.Errorf("voice %s: %w", v.ID, err)
	}
	s, l, d := v.counts()
	s0, l0, d0 := old.counts()
	if _, err := tx.exec(`
		UPDATE petitions
		SET supports = supports + ?, likes = likes + ?, dislikes = dislikes + ?
		WHERE id = ?`, s-s0, l-l0, d-d0, v.Petition); err != nil {
		return fmt.Errorf("count voice %s: %w", v.ID, err)
	}
	return nil
}

// Voice gives one.
func (r *Reader) Voice(ctx context.Context, id string) (v VoiceRow, ok bool, err error) {
	var support int64
	rs, err := r.query(ctx, `
	SELECT id, petition, support, opinion, version
	FROM petition_voices
	WHERE id = ?`, id)
	if ok, err = one(rs, err, &v.ID, &v.Petition, &support, &v.Opinion, &v.Version); err != nil {
		return v, false, fmt.Errorf("voice %s: %w", id, err)
	}
	v.Support = support == 1
	return v, ok, nil
}

// SpokenOf gives the petitions of which anybody beside the sender said something.
func (r *Reader) SpokenOf(ctx context.Context) (all []string, err error) {
	var petition string
	rs, err := r.query(ctx, `
	SELECT DISTINCT petition
	FROM petition_voices
	ORDER BY petition`)
	if err = each(rs, err, []any{&petition}, func() error { all = append(all, petition); return nil }); err != nil {
		return nil, fmt.Errorf("petitions that were spoken of: %w", err)
	}
	return all, nil
}

// Voices gives those of some identities that were said, in the order of the identities.
func (r *Reader) Voices(ctx context.Context, ids []string) (all []VoiceRow, err error) {
	const piece = 500 // of the places in one statement
	for part := range slices.Chunk(ids, piece) {
		w := &where{}
		w.in(`id`, part)
		var v VoiceRow
		var support int64
		rs, err := r.query(ctx, `
		SELECT id, petition, support, opinion, version
		FROM petition_voices`+w.String()+`
		ORDER BY id`, w.args...)
		err = each(rs, err, []any{&v.ID, &v.Petition, &support, &v.Opinion, &v.Version}, func() error {
			v.Support = support == 1
			all = append(all, v)
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("voices: %w", err)
		}
	}
	return all, nil
}

// VoiceSums counts the voices of a petition from their rows: what its line has to say.
func (r *Reader) VoiceSums(ctx context.Context, petition string) (supports, likes, dislikes int64, err error) {
	rs, err := r.query(ctx, `
	SELECT COALESCE(SUM(support), 0), COALESCE(SUM(CASE WHEN opinion = 'like' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN opinion = 'dislike' THEN 1 ELSE 0 END), 0)
	FROM petition_voices
	WHERE petition = ?`, petition)
	if _, err = one(rs, err, &supports, &likes, &dislikes); err != nil {
		return 0, 0, 0, fmt.Errorf("voices of %s: %w", petition, err)
	}
	return supports, likes, dislikes, nil
}
