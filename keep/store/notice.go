package store

import (
	"context"
	"fmt"
	"time"
)

// A NoticeRow is one message (thông báo) to one person over one channel. Facts are what its template is filled with; no
// address of a person and no number of a person stand in it.
type NoticeRow struct {
	ID          string // stable: made from what is told, so that it is told once
	Person      string // person key of an applicant, "officer:" and the id of an officer
	Channel     string // "app", "mail", "sms" or "chat"
	Kind        string // of the template
	Dossier     string // the dossier's id, "" for none
	Version     int64  // of the dossier's event that is told
	Facts       string // JSON
	At          time.Time
	SeenAt      time.Time // in-app: when the person opened the list
	State       string    // NoticeReady, NoticeSent, NoticeFailed, NoticeDropped
	Attempts    int
	SentAt      time.Time // the next system took it
	DeliveredAt time.Time // it says that it arrived
	Template    string    // version of the text that was sent
	Error       string    // of the last attempt, without addresses
}

// The states of a notice. An in-app notice is sent when it stands there.
const (
	NoticeReady   = "ready"
	NoticeSent    = "sent"
	NoticeFailed  = "failed"  // given up, waits for a person
	NoticeDropped = "dropped" // a person decided that it is not sent any more, or nobody can be reached
)

// PutNotice adds a notice; fresh is false when it was told already.
func (tx *Tx) PutNotice(n NoticeRow) (fresh bool, err error) {
	added, err := tx.exec(`
		INSERT INTO notices (id, person, channel, kind, dossier, version, facts, at, seen_at, state, attempts, sent_at,
			delivered_at, template, error)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 0, ?, 0, ?, '')
		ON CONFLICT (id) DO NOTHING`,
		n.ID, n.Person, n.Channel, n.Kind, n.Dossier, n.Version, tx.sealText("notices", n.ID, n.Facts), micro(n.At), n.State, micro(n.SentAt), n.Template)
	if err != nil {
		return false, fmt.Errorf("notice %s: %w", n.ID, err)
	}
	return added == 1, nil
}

// SetNotice writes down what became of a notice.
func (tx *Tx) SetNotice(n NoticeRow) error {
	_, err := tx.exec(`
		UPDATE notices
		SET state = ?, attempts = ?, sent_at = ?, delivered_at = ?, template = ?, error = ?
		WHERE id = ?`, n.State, n.Attempts, micro(n.SentAt), micro(n.DeliveredAt), n.Template, n.Error, n.ID)
	if err != nil {
		return fmt.Errorf("notice %s: %w", n.ID, err)
	}
	return nil
}

// SeeNotices marks a person's in-app notices up to an instant as seen.
func (tx *Tx) SeeNotices(person string, until time.Time) error {
	return tx.SeeNoticesLike(person, "%", until)
}

// SeeNoticesLike marks those of the kinds of a pattern.
func (tx *Tx) SeeNoticesLike(person, kind string, until time.Time) error {
	_, err := tx.exec(`
		UPDATE notices
		SET seen_at = ?
		WHERE person = ? AND channel = 'app' AND kind LIKE ? AND seen_at = 0 AND at <= ?`, micro(tx.now), person, kind, micro(until))
	if err != nil {
		return fmt.Errorf("notices of %s: %w", person, err)
	}
	return nil
}

// SeeNoticesAbout marks those of some kinds about one dossier or petition: the person did what they ask for.
func (tx *Tx) SeeNoticesAbout(person, about string, kinds ...string) error {
	w := &where{}
	w.add(`person = ?`, person)
	w.add(`dossier = ?`, about)
	w.add(`channel = 'app'`)
	w.add(`seen_at = 0`)
	w.in(`kind`, kinds)
	_, err := tx.exec(`
		UPDATE notices
		SET seen_at = ?`+w.String(), append([]any{micro(tx.now)}, w.args...)...)
	if err != nil {
		return fmt.Errorf("notices about %s: %w", about, err)
	}
	return nil
}

const selectNotice = `
	SELECT id, person, channel, kind, dossier, version, facts, at, seen_at, state, attempts, sent_at, delivered_at, template, error
	FROM notices`

func (r *Reader) notices(ctx context.Context, text string, args ...any) ([]NoticeRow, error) {
	var n NoticeRow
	var at, seen, sent, delivered int64
	var all []NoticeRow
	rs, err := r.query(ctx, selectNotice+text, args...)
	err = each(rs, err, []any{
		&n.ID, &n.Person, &n.Channel, &n.Kind, &n.Dossier, &n.Version, &n.Facts, &at, &seen, &n.State, &n.Attempts, &sent, &delivered,
		&n.Template, &n.Error,
	}, func() error {
		n.At, n.SeenAt, n.SentAt, n.DeliveredAt = instant(at), instant(seen), instant(sent), instant(delivered)
		err := r.openText("notices", n.ID, &n.Facts)
		all = append(all, n)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("notices: %w", err)
	}
	return all, nil
}

// Notice gives a notice; ok is false when there is none.
func (r *Reader) Notice(ctx context.Context, id string) (NoticeRow, bool, error) {
	all, err := r.notices(ctx, `
	WHERE id = ?`, id)
	if err != nil || len(all) == 0 {
		return NoticeRow{}, false, err
	}
	return all[0], true, nil
}

// NoticeStates gives what became of notices, by their identities; those that were never written are left out.
func (r *Reader) NoticeStates(ctx context.Context, ids []string) ([]NoticeRow, error) {
	const piece = 500
	var out []NoticeRow
	for len(ids) > 0 {
		n := min(piece, len(ids))
		all, err := r.notices(ctx, `
	WHERE id IN (`+marks(n)+`)`, list(ids[:n])...)
		if err != nil {
			return nil, err
		}
		out, ids = append(out, all...), ids[n:]
	}
	return out, nil
}

// NoticesFor gives a person's in-app notices, the newest first, of before an instant (the zero one: all).
func (r *Reader) NoticesFor(ctx context.Context, person string, before time.Time, limit int) ([]NoticeRow, error) {
	return r.notices(ctx, `
	WHERE person = ? AND channel = 'app' AND at < ?
	ORDER BY at DESC, id
	LIMIT ?`, person, dueMicro(before), limit)
}

// NoticesLike gives a person's in-app notices of the kinds of a pattern, the newest first.
func (r *Reader) NoticesLike(ctx context.Context, person, kind string, limit int) ([]NoticeRow, error) {
	return r.notices(ctx, `
	WHERE person = ? AND channel = 'app' AND kind LIKE ?
	ORDER BY at DESC, id
	LIMIT ?`, person, kind, limit)
}

// NoticesOf gives all notices about a dossier, over every channel, the newest first.
func (r *Reader) NoticesOf(ctx context.Context, dossier string, limit int) ([]NoticeRow, error) {
	return r.notices(ctx, `
	WHERE dossier = ?
	ORDER BY at DESC, id
	LIMIT ?`, dossier, limit)
}

// FailedNotices gives what was given up, the newest first.
func (r *Reader) FailedNotices(ctx context.Context, limit int) ([]NoticeRow, error) {
	return r.notices(ctx, `
	WHERE state = 'failed'
	ORDER BY at DESC, id
	LIMIT ?`, limit)
}

// Unseen counts a person's in-app notices that they have not seen.
func (r *Reader) Unseen(ctx context.Context, person string) (n int, err error) {
	rs, err := r.query(ctx, `
	SELECT COUNT(*)
	FROM notices
	WHERE person = ? AND channel = 'app' AND seen_at = 0`, person)
	if _, err = one(rs, err, &n); err != nil {
		return 0, fmt.Errorf("count notices: %w", err)
	}
	return n, nil
}

// UnseenAbout counts them by the stream that they are about, for streams that begin with something.
func (r *Reader) UnseenAbout(ctx context.Context, person, begins string) (map[string]int, error) {
	var about string
	var n int
	all := map[string]int{}
	rs, err := r.query(ctx, `
	SELECT dossier, COUNT(*)
	FROM notices
	WHERE person = ? AND channel = 'app' AND seen_at = 0 AND dossier LIKE ?
	GROUP BY dossier`, person, begins+"%")
	if err = each(rs, err, []any{&about, &n}, func() error { all[about] = n; return nil }); err != nil {
		return nil, fmt.Errorf("count notices: %w", err)
	}
	return all, nil
}

// A NoticeCount is how many notices of a channel are in a state.
type NoticeCount struct {
	Channel, State string
	N, Delivered   int
}

// CountNotices counts notices since an instant by channel and state.
func (r *Reader) CountNotices(ctx context.Context, since time.Time) ([]NoticeCount, error) {
	var c NoticeCount
	var all []NoticeCount
	rs, err := r.query(ctx, `
	SELECT channel, state, COUNT(*), SUM(CASE WHEN delivered_at > 0 THEN 1 ELSE 0 END)
	FROM notices
	WHERE at >= ?
	GROUP BY channel, state
	ORDER BY channel, state`, micro(since))
	err = each(rs, err, []any{&c.Channel, &c.State, &c.N, &c.Delivered}, func() error {
		all = append(all, c)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count notices: %w", err)
	}
	return all, nil
}

// A PreferenceRow is what a person wishes to be told, and how.
type PreferenceRow struct {
	Person          string
	Lang            string
	Mail, SMS, Chat bool
}

// PutPreference keeps a person's wishes.
func (tx *Tx) PutPreference(p PreferenceRow) error {
	_, err := tx.exec(`
		INSERT INTO preferences (person, lang, mail, sms, chat, updated)
		VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (person) DO UPDATE
		SET lang = excluded.lang, mail = excluded.mail, sms = excluded.sms, chat = excluded.chat, updated = excluded.updated`,
		p.Person, p.Lang, bit(p.Mail), bit(p.SMS), bit(p.Chat), micro(tx.now))
	if err != nil {
		return fmt.Errorf("preferences of %s: %w", p.Person, err)
	}
	return nil
}

// Preference gives a person's wishes; ok is false when they never said any.
func (r *Reader) Preference(ctx context.Context, person string) (p PreferenceRow, ok bool, err error) {
	var mail, sms, chat int64
	rs, err := r.query(ctx, `
	SELECT person, lang, mail, sms, chat
	FROM preferences
	WHERE person = ?`, person)
	if ok, err = one(rs, err, &p.Person, &p.Lang, &mail, &sms, &chat); err != nil {
		return PreferenceRow{}, false, fmt.Errorf("preferences of %s: %w", person, err)
	}
	p.Mail, p.SMS, p.Chat = mail != 0, sms != 0, chat != 0
	return p, ok, nil
}
