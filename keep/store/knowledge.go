package store

import (
	"context"
	"fmt"
	"time"
)

// A KnowledgeRow is an item of the knowledge base: what its events say, as JSON.
type KnowledgeRow struct {
	ID      string
	Slug    string
	Version int64
	Updated time.Time
	Body    string
}

// PutKnowledge writes an item's line.
func (tx *Tx) PutKnowledge(k KnowledgeRow) error {
	_, err := tx.exec(`
		INSERT INTO knowledge (id, slug, version, updated, body)
		VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE
		SET slug = excluded.slug, version = excluded.version, updated = excluded.updated, body = excluded.body`,
		k.ID, k.Slug, k.Version, micro(k.Updated), k.Body)
	if err != nil {
		return fmt.Errorf("item %s of the knowledge base: %w", k.ID, err)
	}
	return nil
}

// KnowledgeSum is the sum of the versions of all items. Events are only added, so it is another after every change, on whichever
// node it was made.
func (r *Reader) KnowledgeSum(ctx context.Context) (sum int64, err error) {
	rs, err := r.query(ctx, `
		SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT)
		FROM knowledge`)
	if _, err = one(rs, err, &sum); err != nil {
		return 0, fmt.Errorf("look for changes of the knowledge base: %w", err)
	}
	return sum, nil
}

// KnowledgeSince gives the items that were changed at a moment or later.
func (r *Reader) KnowledgeSince(ctx context.Context, from time.Time) (all []KnowledgeRow, err error) {
	return r.knowledge(ctx, `
		WHERE updated >= ?
		ORDER BY updated, id`, micro(from))
}

// Knowledge gives one item by its identity.
func (r *Reader) Knowledge(ctx context.Context, id string) (k KnowledgeRow, ok bool, err error) {
	return r.oneKnowledge(ctx, `WHERE id = ?`, id)
}

// KnowledgeBySlug gives one by its name in public addresses.
func (r *Reader) KnowledgeBySlug(ctx context.Context, slug string) (k KnowledgeRow, ok bool, err error) {
	return r.oneKnowledge(ctx, `WHERE slug = ?`, slug)
}

func (r *Reader) oneKnowledge(ctx context.Context, cond string, args ...any) (KnowledgeRow, bool, error) {
	all, err := r.knowledge(ctx, cond, args...)
	if err != nil || len(all) == 0 {
		return KnowledgeRow{}, false, err
	}
	return all[0], true, nil
}

func (r *Reader) knowledge(ctx context.Context, tail string, args ...any) (all []KnowledgeRow, err error) {
	var k KnowledgeRow
	var updated int64
	rs, err := r.query(ctx, `
		SELECT id, slug, version, updated, body
		FROM knowledge
		`+tail, args...)
	err = each(rs, err, []any{&k.ID, &k.Slug, &k.Version, &updated, &k.Body}, func() error {
		k.Updated = instant(updated)
		all = append(all, k)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("knowledge base: %w", err)
	}
	return all, nil
}

// Vote writes whether a text helped somebody; the last answer of a voter counts.
func (tx *Tx) Vote(item string, rev int, voter string, helped bool, at time.Time) error {
	_, err := tx.exec(`
		INSERT INTO knowledge_votes (item, rev, voter, helped, at)
		VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (item, rev, voter) DO UPDATE
		SET helped = excluded.helped, at = excluded.at`, item, rev, voter, bit(helped), micro(at))
	if err != nil {
		return fmt.Errorf("answer about item %s: %w", item, err)
	}
	return nil
}

// Votes are how many said that a text helped, and how many that it did not.
type Votes struct{ Yes, No int64 }

// Votes counts the answers about each text of an item.
func (r *Reader) Votes(ctx context.Context, item string) (map[int]Votes, error) {
	var rev, yes, n int64
	out := map[int]Votes{}
	rs, err := r.query(ctx, `
		SELECT rev, CAST(SUM(helped) AS BIGINT), COUNT(*)
		FROM knowledge_votes
		WHERE item = ?
		GROUP BY rev`, item)
	err = each(rs, err, []any{&rev, &yes, &n}, func() error { out[int(rev)] = Votes{yes, n - yes}; return nil })
	if err != nil {
		return nil, fmt.Errorf("answers about item %s: %w", item, err)
	}
	return out, nil
}
