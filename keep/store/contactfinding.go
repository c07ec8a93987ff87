package store

import (
	"context"
	"fmt"
	"time"
)

// A FindingFilter narrows the list of what was found in sampled contacts. The zero value is all of them, the newest first.
type FindingFilter struct {
	Units   []string // that have or had the contact; nil: the whole city
	Officer string   // whose work was read
	Result  string
	From    time.Time // found from then on
	To      time.Time // found before
	Offset  int
	Limit   int
}

func (f *FindingFilter) where() *where {
	w := &where{}
	if f.Units != nil {
		if len(f.Units) == 0 {
			w.add(`1 = 0`)
		} else {
			w.add(`EXISTS (SELECT 1 FROM contact_reach r WHERE r.contact = f.contact AND r.unit IN (`+marks(len(f.Units))+`))`, list(f.Units)...)
		}
	}
	if f.Officer != "" {
		w.add(`f.officer = ?`, f.Officer)
	}
	if f.Result != "" {
		w.add(`f.result = ?`, f.Result)
	}
	if !f.From.IsZero() {
		w.add(`f.at >= ?`, micro(f.From))
	}
	if !f.To.IsZero() {
		w.add(`f.at < ?`, micro(f.To))
	}
	return w
}

// ContactFindings gives findings of a filter, the newest first.
func (r *Reader) ContactFindings(ctx context.Context, f FindingFilter) ([]ContactFinding, error) {
	w := f.where()
	if f.Limit <= 0 {
		f.Limit = 50
	}
	return r.contactFindings(ctx, w.String()+`
	ORDER BY f.at DESC, f.contact
	LIMIT ? OFFSET ?`, append(w.args, f.Limit, f.Offset)...)
}

// CountContactFindings counts them.
func (r *Reader) CountContactFindings(ctx context.Context, f FindingFilter) (n int64, err error) {
	w := f.where()
	rs, err := r.query(ctx, `
	SELECT COUNT(*)
	FROM contact_findings f`+w.String(), w.args...)
	if _, err = one(rs, err, &n); err != nil {
		return 0, fmt.Errorf("count findings: %w", err)
	}
	return n, nil
}

func (r *Reader) contactFindings(ctx context.Context, tail string, args ...any) ([]ContactFinding, error) {
	var f ContactFinding
	var at int64
	var all []ContactFinding
	rs, err := r.query(ctx, `
	SELECT f.contact, f.version, f.officer, f.reader, f.result, f.at
	FROM contact_findings f`+tail, args...)
	err = each(rs, err, []any{&f.Contact, &f.Version, &f.Officer, &f.Reader, &f.Result, &at}, func() error {
		f.At = instant(at)
		all = append(all, f)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("findings: %w", err)
	}
	return all, nil
}
