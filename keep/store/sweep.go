package store

import (
	"fmt"
	"time"
)

// Ends say what has come to its end. A zero instant leaves its kind alone.
type Ends struct {
	Expired  time.Time // drafts, sessions, flows and pending uploads whose own end lies before this
	Commands time.Time // keys of commands from before this, and calls back that are settled: what is sent again later is judged anew
	Messages time.Time // messages to inboxes from before this that were not carried out
	Senders  time.Time // how much single senders of mail wrote, of before this
	Counts   time.Time // what was counted beside inboxes before this
	SignIns  time.Time // lines of sign-ins from before this
	Notices  time.Time // notices from before this that are settled and whose dossier is over
}

// Sweep takes away at most limit rows of each kind that have come to their end, and says how many went. It gives the blobs of
// the uploads that went, whose files may now be unused: see BlobUses. When fewer than limit went, nothing is left.
func (tx *Tx) Sweep(e Ends, limit int) (gone int, blobs []string, err error) {
	var blob string
	r, err := tx.ask(`
		DELETE FROM uploads
		WHERE id IN (SELECT id FROM uploads WHERE expires < ? ORDER BY expires LIMIT ?)
		RETURNING blob`, micro(e.Expired), limit)
	err = each(r, err, []any{&blob}, func() error {
		blobs = append(blobs, blob)
		return nil
	})
	if err != nil {
		return 0, nil, fmt.Errorf("sweep uploads: %w", err)
	}
	gone = len(blobs)
	for _, kind := range e.kinds() {
		n, err := tx.exec(kind.text, micro(kind.end), limit)
		if err != nil {
			return 0, nil, fmt.Errorf("sweep %s: %w", kind.what, err)
		}
		gone = max(gone, int(n))
	}
	return gone, blobs, nil
}

// A swept is one kind of row that comes to its end: which go before an instant, at most so many.
type swept struct {
	what, text string
	end        time.Time
}

func (e *Ends) kinds() []swept {
	return []swept{
		{"drafts", `
			DELETE FROM drafts
			WHERE id IN (SELECT id FROM drafts WHERE expires < ? ORDER BY expires LIMIT ?)`, e.Expired},
		{"sessions", `
			DELETE FROM sessions
			WHERE token IN (SELECT token FROM sessions WHERE expires < ? ORDER BY expires LIMIT ?)`, e.Expired},
		{"flows", `
			DELETE FROM flows
			WHERE token IN (SELECT token FROM flows WHERE expires < ? ORDER BY expires LIMIT ?)`, e.Expired},
		{"commands", `
			DELETE FROM commands
			WHERE (client, key) IN (SELECT client, key FROM commands WHERE at < ? ORDER BY at LIMIT ?)`, e.Commands},
		{"messages", `
			DELETE FROM inbox
			WHERE (system, message) IN (SELECT system, message FROM inbox WHERE received_at < ? AND kind <> '' AND state <> 'done' ORDER BY received_at LIMIT ?)`, e.Messages},
		{"senders of mail", `
			DELETE FROM inbox_counts
			WHERE (system, day, what) IN (SELECT system, day, what FROM inbox_counts WHERE last_at < ? AND what >= 'from:' AND what < 'from;' LIMIT ?)`, e.Senders},
		{"counts of inboxes", `
			DELETE FROM inbox_counts
			WHERE (system, day, what) IN (SELECT system, day, what FROM inbox_counts WHERE last_at < ? LIMIT ?)`, e.Counts},
		{"calls", `
			DELETE FROM callbacks
			WHERE id IN (SELECT id FROM callbacks WHERE at < ? AND state IN ('sent', 'dropped') ORDER BY at LIMIT ?)`, e.Commands},
		{"sign-ins", `
			DELETE FROM sign_ins
			WHERE id IN (SELECT id FROM sign_ins WHERE at < ? ORDER BY at LIMIT ?)`, e.SignIns},
		{"notices", `
			DELETE FROM notices
			WHERE id IN (
				SELECT n.id
				FROM notices n
				WHERE n.at < ? AND n.state IN ('sent', 'dropped')
					AND NOT EXISTS (SELECT 1 FROM dossiers d WHERE d.id = n.dossier AND d.ended_at = 0)
				ORDER BY n.at
				LIMIT ?)`, e.Notices},
	}
}
