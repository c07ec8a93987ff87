package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
)

// A Scope is what one reader may see. It stands in every query and every count; the zero Scope sees nothing.
// A dossier is in scope when one of the units is of help, of reception or competent for it or has or had a
// task of it, or when the person is a party of it.
type Scope struct {
	All    bool
	Units  []string
	Person string // person key
}

// A Phase parts dossiers that are being worked on from those that ended.
type Phase string

// The phases; "" is both.
const (
	PhaseOpen   Phase = "open"
	PhaseClosed Phase = "closed"
)

// The orders of lists. Newest first is by N.
const (
	Newest = "newest"
	ByDue  = "due" // the least time left first
)

// A DossierFilter chooses dossiers. Empty fields choose all; a range takes its first and leaves its last.
type DossierFilter struct {
	Scope        Scope
	Now          time.Time // what "late" is measured by; needed with Late and Soon
	States       []int
	Units        []string // competent, of reception or of help
	Reception    string   // unit of reception
	Receptions   []string // one of these units of reception
	Competent    string   // competent unit
	Procedures   []string
	Channel      string
	Phase        Phase
	Works        []string  // worklists only: kinds of work
	Late         bool      // open and past due, or ended late
	InTime       bool      // ended no later than due
	Soon         time.Time // open and due before this, but not yet late
	DueFrom      time.Time
	DueTo        time.Time
	ReceivedFrom time.Time
	ReceivedTo   time.Time
	EndedFrom    time.Time
	EndedTo      time.Time
	Holder       string // holds an open task
	Text         string // folded words, see Search
	Sort         string // Newest (the zero value) or ByDue, which shows open ones only
	After        string // cursor of the page before, "" for the first page
	Limit        int    // 0 is 20, at most 500
}

// where gathers conditions joined by AND, with their values.
type where struct {
	parts []string
	args  []any
}

func (w *where) add(condition string, args ...any) {
	w.parts = append(w.parts, condition)
	w.args = append(w.args, args...)
}

func (w *where) String() string {
	if len(w.parts) == 0 {
		return ""
	}
	return "\n\tWHERE " + strings.Join(w.parts, "\n\t\tAND ")
}

func (w *where) text(e *engine, words []string) {
	if len(words) > 0 {
		w.add(e.match, e.phrase(words))
	}
}

func (w *where) scope(s Scope) {
	if s.All {
		return
	}
	var parts []string
	var args []any
	if len(s.Units) > 0 {
		parts = append(parts, `d.n IN (SELECT r.dossier FROM reach r WHERE r.unit IN (`+marks(len(s.Units))+`))`)
		args = append(args, list(s.Units)...)
	}
	if s.Person != "" {
		parts = append(parts, `d.n IN (SELECT y.dossier FROM parties y WHERE y.person_key = ?)`)
		args = append(args, s.Person)
	}
	if len(parts) == 0 {
		w.add(`1 = 0`)
		return
	}
	w.add(`(`+strings.Join(parts, ` OR `)+`)`, args...)
}

// until adds from <= column < to where they are set.
func (w *where) until(column string, from, to time.Time) {
	if !from.IsZero() {
		w.add(column+` >= ?`, micro(from))
	}
	if !to.IsZero() {
		w.add(column+` < ?`, micro(to))
		if from.IsZero() {
			w.add(column + ` > 0`)
		}
	}
}

// one of several texts
func (w *where) in(column string, values []string) {
	if len(values) > 0 {
		w.add(column+` IN (`+marks(len(values))+`)`, list(values)...)
	}
}

func (w *where) is(column, value string) {
	if value != "" {
		w.add(column+` = ?`, value)
	}
}

// where makes the conditions of a filter, without the cursor.
func (f *DossierFilter) where(e *engine) *where {
	w := &where{}
	w.text(e, words(f.Text))
	w.scope(f.Scope)
	if len(f.States) > 0 {
		var args []any
		for _, s := range f.States {
			args = append(args, s)
		}
		w.add(`d.state IN (`+marks(len(args))+`)`, args...)
	}
	if len(f.Units) > 0 {
		m, us := marks(len(f.Units)), list(f.Units)
		w.add(`(d.competent_unit IN (`+m+`) OR d.reception_unit IN (`+m+`) OR d.help_unit IN (`+m+`))`,
			append(append(append([]any{}, us...), us...), us...)...)
	}
	w.is(`d.reception_unit`, f.Reception)
	w.in(`d.reception_unit`, f.Receptions)
	w.is(`d.competent_unit`, f.Competent)
	w.in(`d.procedure`, f.Procedures)
	w.is(`d.channel`, f.Channel)
	switch f.Phase {
	case PhaseOpen:
		w.add(`d.ended_at = 0`)
	case PhaseClosed:
		w.add(`d.ended_at > 0`)
	}
	if f.Late {
		w.add(`((d.ended_at = 0 AND d.due_at < ?) OR d.late = 1)`, micro(f.Now))
	}
	if f.InTime {
		w.add(`d.ended_at > 0 AND d.late = 0`)
	}
	if !f.Soon.IsZero() {
		w.add(`d.ended_at = 0 AND d.due_at >= ? AND d.due_at < ?`, micro(f.Now), micro(f.Soon))
	}
	w.until(`d.due_at`, f.DueFrom, f.DueTo)
	w.until(`d.received_at`, f.ReceivedFrom, f.ReceivedTo)
	w.until(`d.ended_at`, f.EndedFrom, f.EndedTo)
	if f.Holder != "" {
		w.add(`EXISTS (SELECT 1 FROM tasks t WHERE t.dossier = d.n AND t.holder = ? AND t.done_at = 0)`, f.Holder)
	}
	return w
}

// Dossiers gives a page of dossiers and the cursor of the next page, "" after the last.
func (r *Reader) Dossiers(ctx context.Context, f DossierFilter) (page []DossierRow, next string, err error) {
	w := f.where(r.db.eng)
	limit := pageLimit(f.Limit)
	order := `d.n DESC`
	if f.Sort == ByDue {
		order = `d.due_at, d.n`
		w.add(`d.ended_at = 0`)
	}
	if f.After != "" {
		due, n, err := readCursor(f.After)
		if err != nil {
			return nil, "", err
		}
		if f.Sort == ByDue {
			w.add(`(d.due_at, d.n) > (?, ?)`, due, n)
		} else {
			w.add(`d.n < ?`, n)
		}
	}
	page, err = r.dossiers(ctx, selectDossier+w.String()+`
	ORDER BY `+order+`
	LIMIT ?`, append(w.args, limit+1)...)
	if err != nil {
		return nil, "", fmt.Errorf("dossiers: %w", err)
	}
	if len(page) > limit {
		page = page[:limit]
		last := &page[limit-1]
		next = writeCursor(dueMicro(last.DueAt), last.N)
	}
	return page, next, nil
}

// Count gives how many dossiers a filter chooses in all, whatever its cursor and limit.
func (r *Reader) Count(ctx context.Context, f DossierFilter) (n int, err error) {
	w := f.where(r.db.eng)
	if f.Sort == ByDue {
		w.add(`d.ended_at = 0`)
	}
	rs, err := r.query(ctx, `
	SELECT COUNT(*)
	FROM dossiers d`+w.String(), w.args...)
	if _, err = one(rs, err, &n); err != nil {
		return 0, fmt.Errorf("count dossiers: %w", err)
	}
	return n, nil
}

// Chips are the figures on the chips above a list: how many of the filter's dossiers are in each group.
type Chips struct {
	All   int
	Open  int
	Late  int // open and past due
	Soon  int // open, not late, due before the filter's Soon
	Ended int
	State [11]int // by national state; 0 is unused
}

// Counts gives the chips of a filter in one query. The filter's own Phase, Late, Soon and States do not narrow
// it, for they are what the chips choose.
func (r *Reader) Counts(ctx context.Context, f DossierFilter) (c Chips, err error) {
	soon := f.Soon
	f.Phase, f.Late, f.Soon, f.States = "", false, time.Time{}, nil
	w := f.where(r.db.eng)
	var state, all, open, late, near int
	rs, err := r.query(ctx, `
	SELECT d.state, COUNT(*),
		SUM(CASE WHEN d.ended_at = 0 THEN 1 ELSE 0 END),
		SUM(CASE WHEN d.ended_at = 0 AND d.due_at < ? THEN 1 ELSE 0 END),
		SUM(CASE WHEN d.ended_at = 0 AND d.due_at >= ? AND d.due_at < ? THEN 1 ELSE 0 END)
	FROM dossiers d`+w.String()+`
	GROUP BY d.state`, append([]any{micro(f.Now), micro(f.Now), micro(soon)}, w.args...)...)
	err = each(rs, err, []any{&state, &all, &open, &late, &near}, func() error {
		c.All, c.Open, c.Late, c.Soon = c.All+all, c.Open+open, c.Late+late, c.Soon+near
		if state >= 0 && state < len(c.State) {
			c.State[state] += all
		}
		return nil
	})
	c.Ended = c.All - c.Open
	if err != nil {
		return Chips{}, fmt.Errorf("count dossiers: %w", err)
	}
	return c, nil
}

func pageLimit(n int) int {
	if n <= 0 {
		return 20
	}
	return min(n, 500)
}

// A cursor is the sort keys of the last row of a page.
func writeCursor(due, n int64) string {
	return strconv.FormatInt(due, 36) + "-" + strconv.FormatInt(n, 36)
}

func readCursor(s string) (due, n int64, err error) {
	a, b, _ := strings.Cut(s, "-")
	due, err = strconv.ParseInt(a, 36, 64)
	if err == nil {
		n, err = strconv.ParseInt(b, 36, 64)
	}
	if err != nil {
		return 0, 0, fault.New(fault.Invalid, "store.cursor")
	}
	return due, n, nil
}

// A DueCount is how many open dossiers of a pair of units fall due in a span.
type DueCount struct {
	Reception string
	Competent string
	Filed     bool // filed and not received: what is due is the acknowledgement
	N         int
}

// OpenDue counts the open dossiers that are due from … to, the last left out, by their units.
func (r *Reader) OpenDue(ctx context.Context, from, to time.Time) ([]DueCount, error) {
	var c DueCount
	var all []DueCount
	var filed int
	rs, err := r.query(ctx, `
	SELECT reception_unit, competent_unit, CASE WHEN state = 1 THEN 1 ELSE 0 END, COUNT(*)
	FROM dossiers
	WHERE ended_at = 0 AND due_at >= ? AND due_at < ?
	GROUP BY reception_unit, competent_unit, CASE WHEN state = 1 THEN 1 ELSE 0 END`, micro(from), micro(to))
	err = each(rs, err, []any{&c.Reception, &c.Competent, &filed, &c.N}, func() error {
		c.Filed = filed == 1
		all = append(all, c)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count what is due: %w", err)
	}
	return all, nil
}
