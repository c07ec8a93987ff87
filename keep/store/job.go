package store

import (
	"context"
	"fmt"
	"time"
)

// A JobRow is work to be done outside an act: a message to send, a PDF to make. Key is unique: work that is
// asked for twice stands once, until it is finished. Args are ids only.
type JobRow struct {
	Key         string
	Kind        string
	Args        string
	RunAt       time.Time
	Attempts    int // how often it was claimed
	LeasedUntil time.Time
	State       string // JobReady, JobLeased or JobFailed
	LastError   string
	Created     time.Time
}

// The states of a job. A finished job's row is gone.
const (
	JobReady  = "ready"
	JobLeased = "leased"
	JobFailed = "failed" // given up, waits for a person
)

// PutJob adds a job; fresh is false when one with its key stands already.
func (tx *Tx) PutJob(j JobRow) (fresh bool, err error) {
	if j.RunAt.IsZero() {
		j.RunAt = tx.now
	}
	n, err := tx.exec(`
		INSERT INTO jobs (key, kind, args, run_at, attempts, leased_until, state, last_error, created)
		VALUES (?, ?, ?, ?, 0, 0, 'ready', '', ?)
		ON CONFLICT (key) DO NOTHING`, j.Key, j.Kind, j.Args, micro(j.RunAt), micro(tx.now))
	if err != nil {
		return false, fmt.Errorf("job %s: %w", j.Key, err)
	}
	return n == 1, nil
}

const jobColumns = `key, kind, args, run_at, attempts, leased_until, state, last_error, created`

// Claim takes up to limit jobs that are due, the longest waiting first, for the length of a lease. A job whose
// lease ran out is due again: its worker is thought dead, so the work must bear being done twice.
func (db *DB) Claim(ctx context.Context, limit int, lease time.Duration) (jobs []JobRow, err error) {
	err = db.Write(ctx, func(tx *Tx) error {
		now := micro(tx.now)
		var err error
		jobs, err = tx.jobs(`
			UPDATE jobs
			SET state = 'leased', leased_until = ?, attempts = attempts + 1
			WHERE key IN (
				SELECT key FROM jobs WHERE state = 'ready' AND run_at <= ? ORDER BY run_at, key LIMIT ?`+tx.db.eng.skip+`)
			RETURNING `+jobColumns, micro(tx.now.Add(lease)), now, limit)
		if err != nil || len(jobs) == limit {
			return err
		}
		again, err := tx.jobs(`
			UPDATE jobs
			SET leased_until = ?, attempts = attempts + 1
			WHERE key IN (
				SELECT key FROM jobs WHERE state = 'leased' AND leased_until < ? ORDER BY leased_until, key LIMIT ?`+tx.db.eng.skip+`)
			RETURNING `+jobColumns, micro(tx.now.Add(lease)), now, limit-len(jobs))
		jobs = append(jobs, again...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("claim jobs: %w", err)
	}
	return jobs, nil
}

func (tx *Tx) jobs(text string, args ...any) ([]JobRow, error) {
	r, err := tx.ask(text, args...)
	return scanJobs(r, err)
}

func scanJobs(r rows, err error) ([]JobRow, error) {
	var j JobRow
	var run, leased, created int64
	var all []JobRow
	err = each(r, err, []any{
		&j.Key, &j.Kind, &j.Args, &run, &j.Attempts, &leased, &j.State, &j.LastError, &created,
	}, func() error {
		j.RunAt, j.LeasedUntil, j.Created = instant(run), instant(leased), instant(created)
		all = append(all, j)
		return nil
	})
	return all, err
}

// Finish takes a job away, in the act that has its effect. ok is false when the lease was lost to another
// worker: then the effect must not happen again.
func (tx *Tx) Finish(j JobRow) (ok bool, err error) {
	n, err := tx.exec(`
		DELETE FROM jobs
		WHERE key = ? AND state = 'leased' AND attempts = ?`, j.Key, j.Attempts)
	if err != nil {
		return false, fmt.Errorf("finish job %s: %w", j.Key, err)
	}
	return n == 1, nil
}

// Fail gives a job back after an error: to be run again at an instant, or, for the zero instant, given up for
// a person to look at.
func (tx *Tx) Fail(j JobRow, cause string, again time.Time) error {
	state := JobReady
	if again.IsZero() {
		state, again = JobFailed, j.RunAt
	}
	_, err := tx.exec(`
		UPDATE jobs
		SET state = ?, run_at = ?, leased_until = 0, last_error = ?
		WHERE key = ? AND state = 'leased' AND attempts = ?`, state, micro(again), cause, j.Key, j.Attempts)
	if err != nil {
		return fmt.Errorf("fail job %s: %w", j.Key, err)
	}
	return nil
}

// RetryJob makes a job that was given up due again, now; ok is false when there is no such job.
func (tx *Tx) RetryJob(key string) (ok bool, err error) {
	n, err := tx.exec(`
		UPDATE jobs
		SET state = 'ready', run_at = ?, attempts = 0
		WHERE key = ? AND state = 'failed'`, micro(tx.now), key)
	if err != nil {
		return false, fmt.Errorf("retry job %s: %w", key, err)
	}
	return n == 1, nil
}

// WakeJob has a job with a key stand: one that stands is kept until this act has ended, so that whoever works it off sees what the
// act adds. One that waits is due at once.
func (tx *Tx) WakeJob(j JobRow) error {
	for range 2 { // the one that stood may have been finished meanwhile
		fresh, err := tx.PutJob(j)
		if err != nil || fresh {
			return err
		}
		n, err := tx.exec(`
			UPDATE jobs
			SET run_at = CASE WHEN state = 'ready' AND run_at > ? THEN ? ELSE run_at END
			WHERE key = ?`, micro(tx.now), micro(tx.now), j.Key)
		if err != nil {
			return fmt.Errorf("wake job %s: %w", j.Key, err)
		}
		if n > 0 {
			return nil
		}
	}
	_, err := tx.PutJob(j)
	return err
}

// Jobs gives jobs in a state, the earliest first.
func (r *Reader) Jobs(ctx context.Context, state string, limit int) ([]JobRow, error) {
	rs, err := r.query(ctx, `
		SELECT `+jobColumns+`
		FROM jobs
		WHERE state = ?
		ORDER BY run_at, key
		LIMIT ?`, state, limit)
	jobs, err := scanJobs(rs, err)
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	return jobs, nil
}

// JobsOf says whether a job of a kind stands, in whichever state.
func (r *Reader) JobsOf(ctx context.Context, kind string) (bool, error) {
	var n int
	rs, err := r.query(ctx, `
		SELECT COUNT(*)
		FROM jobs
		WHERE kind = ?`, kind)
	if _, err := one(rs, err, &n); err != nil {
		return false, fmt.Errorf("jobs of kind %s: %w", kind, err)
	}
	return n > 0, nil
}

// NextJob gives when the next job is due, the zero time when none waits.
func (r *Reader) NextJob(ctx context.Context) (time.Time, error) {
	var at int64
	rs, err := r.query(ctx, `
		SELECT COALESCE(MIN(run_at), 0)
		FROM jobs
		WHERE state = 'ready'`)
	_, err = one(rs, err, &at)
	return instant(at), err
}
