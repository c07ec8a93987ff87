package store

import (
	"context"
	"fmt"
	"slices"
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
	For    []For
	Given  []Given
}

// A For is what a mandate lets its holder see: dossiers of which the person is a party. Empty procedures narrow nothing.
type For struct {
	Person     string
	Procedures []string
}

// A Given is what a delegation lets its receiver see beside the own units: dossiers that the giver decides, or has to approve
// in a step. Empty lists narrow nothing.
type Given struct {
	Giver      string
	Procedures []string
	Cases      []string
	Receptions []string
}

// handed are the conditions of what was handed over, on dossier d: tie says how the givers are tied to it. Givers whose power is
// narrowed alike stand in one condition: an officer with thirty delegations has few different ones.
func handed(gs []Given, tie func(w *where, givers []string)) (parts []string, args []any) {
	same := func(a, b Given) bool {
		return slices.Equal(a.Procedures, b.Procedures) && slices.Equal(a.Cases, b.Cases) && slices.Equal(a.Receptions, b.Receptions)
	}
	for i, g := range gs {
		if slices.ContainsFunc(gs[:i], func(x Given) bool { return same(x, g) }) {
			continue
		}
		var givers []string
		for _, x := range gs[i:] {
			if same(x, g) && !slices.Contains(givers, x.Giver) {
				givers = append(givers, x.Giver)
			}
		}
		w := &where{}
		tie(w, givers)
		w.in(`d.procedure`, g.Procedures)
		w.in(`d.case_id`, g.Cases)
		w.in(`d.reception_unit`, g.Receptions)
		parts = append(parts, `(`+strings.Join(w.parts, ` AND `)+`)`)
		args = append(args, w.args...)
	}
	return parts, args
}

// decide ties givers to a dossier.
func decide(w *where, givers []string) {
	m := marks(len(givers))
	w.add(`(d.competent_unit IN (`+m+`) OR EXISTS (
			SELECT 1 FROM tasks g WHERE g.dossier = d.n AND g.unit IN (`+m+`) AND g.work = 'approve'))`, slices.Concat(list(givers), list(givers))...)
}

// A Phase parts dossiers that are being worked on from those that ended.
type Phase string

// The phases; "" is both.
const (
	PhaseOpen   Phase = "open"
	PhaseClosed Phase = "closed"
)

// A Stage parts what was received by what became of it; "" is everything.
type Stage string

// The stages.
const (
	StageWaiting  Stage = "waiting"  // not received, and the desk has to answer by a time
	StageWorking  Stage = "working"  // received, the work is not over
	StageSettled  Stage = "settled"  // the work is over, and not because another dossier took its place
	StageRefused  Stage = "refused"  // refused after examination
	StageStopped  Stage = "stopped"  // stopped or withdrawn
	StageReplaced Stage = "replaced" // closed for another dossier
	StageAwaited  Stage = "awaited"  // papers are asked for, and no answer came
	StageSupplied Stage = "supplied" // an answer came that nobody has confirmed
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
	Units        []string  // competent, of reception or of help
	Reception    string    // unit of reception
	Receptions   []string  // one of these units of reception
	Competent    string    // competent unit
	Competents   []string  // one of these competent units
	Reorganised  bool      // with Receptions, Competents and a period: the units that the dossier had then, see WentRow
	Moved        time.Time // went to other units by the reorganisation of this moment
	Stage        Stage
	Unreceived   bool // never received
	Procedures   []string
	Channel      string
	Phase        Phase
	Works        []string  // worklists only: kinds of work
	Late         bool      // open and past due, or ended late
	InTime       bool      // ended no later than due; with PhaseOpen: not yet past due
	Owing        bool      // late, and nobody has apologised for that; needs Now
	Soon         time.Time // open and due before this, but not yet late
	DueFrom      time.Time
	DueTo        time.Time
	ReceivedFrom time.Time
	ReceivedTo   time.Time
	OpenAt       time.Time // had been received and was not over then
	EndedFrom    time.Time
	EndedTo      time.Time
	Holder       string // holds an open task
	Finance      string // where the money stands
	HandOver     string // where the result is
	Exchange     string // what another system made of the state
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

// scope keeps what a reader may see, by first gathering it: right where few dossiers are.
func (w *where) scope(s Scope) {
	w.either(s, `d.n IN (SELECT r.dossier FROM reach r WHERE r.unit IN (%s))`,
		`d.n IN (SELECT y.dossier FROM parties y WHERE y.person_key = ?)`)
}

// within keeps what a reader may see, by asking for each dossier: right where they come in an order and few are
// wanted.
func (w *where) within(s Scope) {
	w.either(s, `EXISTS (SELECT 1 FROM reach r WHERE r.unit IN (%s) AND r.dossier = d.n)`,
		`EXISTS (SELECT 1 FROM parties y WHERE y.person_key = ? AND y.dossier = d.n)`)
}

func (w *where) either(s Scope, units, person string) {
	if s.All {
		return
	}
	var parts []string
	var args []any
	if len(s.Units) > 0 {
		parts = append(parts, fmt.Sprintf(units, marks(len(s.Units))))
		args = append(args, list(s.Units)...)
	}
	if s.Person != "" {
		parts = append(parts, person)
		args = append(args, s.Person)
	}
	for _, f := range s.For {
		one := &where{}
		one.add(person, f.Person)
		one.in(`d.procedure`, f.Procedures)
		parts, args = append(parts, `(`+strings.Join(one.parts, ` AND `)+`)`), append(args, one.args...)
	}
	also, more := handed(s.Given, decide)
	parts, args = append(parts, also...), append(args, more...)
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

// from gives the tables of a filter, its conditions without those of the cursor, and the column by which newer
// dossiers come first. Which table is read first is decided here and not left to the engines, which do not know
// that a unit has few of a city's dossiers and that few dossiers are open.
func (f *DossierFilter) from(e *engine) (tables string, w *where, newest string) {
	w = &where{}
	tables, newest = `dossiers d`, `d.n`
	ws := words(f.Text)
	switch {
	case len(ws) > 0:
		tables, newest = e.found, e.newest
		w.add(e.match, e.phrase(ws, true))
		w.within(f.Scope)
	case f.Sort == ByDue, f.Owing, len(f.States) == 1 && indexed[f.States[0]]:
		w.within(f.Scope)
	case !f.Scope.All && len(f.Scope.Units) == 1 && f.Scope.Person == "" && len(f.Scope.For) == 0 && len(f.Scope.Given) == 0:
		tables, newest = `reach r JOIN dossiers d ON d.n = r.dossier`, `r.dossier`
		w.add(`r.unit = ?`, f.Scope.Units[0])
	default:
		w.scope(f.Scope)
	}
	f.narrow(w)
	return tables, w, newest
}

// indexed are the national states that have an index of their own, for what waits at the desks.
var indexed = map[int]bool{1: true, 9: true}

// narrow adds the conditions of the filter's own fields.
func (f *DossierFilter) narrow(w *where) {
	switch len(f.States) {
	case 0:
		w.add(`d.state <> 0`) // of no list: its import was undone
	case 1:
		// The number itself stands there, so that an index of one state can serve.
		w.add(`d.state = ` + strconv.Itoa(f.States[0]))
	default:
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
	f.places(w)
	f.stage(w)
	w.in(`d.procedure`, f.Procedures)
	w.is(`d.channel`, f.Channel)
	w.is(`d.finance`, f.Finance)
	w.is(`d.hand_over`, f.HandOver)
	w.is(`d.exchange`, f.Exchange)
	switch f.Phase {
	case PhaseOpen:
		w.add(`d.ended_at = 0`)
	case PhaseClosed:
		w.add(`d.ended_at > 0`)
	}
	if f.Late {
		w.add(`((d.ended_at = 0 AND d.due_at < ?) OR d.late = 1)`, micro(f.Now))
	}
	if f.Unreceived {
		w.add(`d.received_at = 0`)
	}
	if f.Owing {
		w.add(`d.owes_from < ? AND d.owes_from < 4611686018427387904`, micro(f.Now)) // as the index has it
	}
	switch {
	case f.InTime && f.Phase == PhaseOpen:
		w.add(`d.due_at >= ?`, micro(f.Now))
	case f.InTime:
		w.add(`d.ended_at > 0 AND d.late = 0`)
	}
	if !f.Soon.IsZero() {
		w.add(`d.ended_at = 0 AND d.due_at >= ? AND d.due_at < ?`, micro(f.Now), micro(f.Soon))
	}
	w.until(`d.due_at`, f.DueFrom, f.DueTo)
	w.until(`d.received_at`, f.ReceivedFrom, f.ReceivedTo)
	w.until(`d.ended_at`, f.EndedFrom, f.EndedTo)
	if !f.OpenAt.IsZero() {
		w.add(`d.received_at > 0 AND d.received_at < ? AND (d.ended_at = 0 OR d.ended_at >= ?)`, micro(f.OpenAt), micro(f.OpenAt))
	}
	if f.Holder != "" {
		w.add(`EXISTS (SELECT 1 FROM tasks t WHERE t.dossier = d.n AND t.holder = ? AND t.done_at = 0)`, f.Holder)
	}
}

// stopped is the condition that a dossier was stopped by one of some kinds of event. A view does not keep why (state 8); its events
// do, and few dossiers are stopped.
func stopped(kinds string) string {
	return `d.state = 8 AND EXISTS (
			SELECT 1 FROM events e WHERE e.stream = 'dossier/' || d.id AND e.kind IN (` + kinds + `))`
}

const replaced = `'dossier.replaced'`

// settled is the condition that a dossier is settled (đã giải quyết), for figures, lists and scores alike: it was received, and it came
// to a result or a refusal, or was stopped or withdrawn; whichever dossier took its place counts instead of a replaced one.
// law: qd766-2022/2.1
func settled() string {
	return `d.received_at > 0 AND d.ended_at > 0 AND NOT (` + stopped(replaced) + `)`
}

// stage adds the condition of a stage.
func (f *DossierFilter) stage(w *where) {
	// Few dossiers are in state 5 at a time; whether the newest request was answered their events say.
	const answered = `EXISTS (
			SELECT 1 FROM events e WHERE e.stream = 'dossier/' || d.id AND e.kind = 'dossier.supplied' AND NOT EXISTS (
				SELECT 1 FROM events x WHERE x.stream = e.stream AND x.version > e.version AND x.kind IN ('dossier.asked', 'dossier.insisted')))`
	const ended = `'dossier.stopped', 'dossier.granted'`
	switch f.Stage {
	case StageWaiting:
		w.add(`d.received_at = 0 AND d.ended_at = 0 AND d.due_at < ?`, int64(never))
	case StageWorking:
		w.add(`d.received_at > 0 AND d.ended_at = 0`)
	case StageSettled:
		w.add(settled())
	case StageRefused:
		w.add(`d.state = 8 AND NOT (` + stopped(replaced+`, `+ended) + `)`)
	case StageStopped:
		w.add(stopped(ended))
	case StageAwaited:
		w.add(`d.state = 5 AND NOT ` + answered)
	case StageSupplied:
		w.add(`d.state = 5 AND ` + answered)
	case StageReplaced:
		w.add(stopped(replaced))
	}
}

// Dossiers gives a page of dossiers and the cursor of the next page, "" after the last.
func (r *Reader) Dossiers(ctx context.Context, f DossierFilter) (page []DossierRow, next string, err error) {
	tables, w, newest := f.from(r.db.eng)
	limit := pageLimit(f.Limit)
	order := newest + ` DESC`
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
			w.add(newest+` < ?`, n)
		}
	}
	page, err = r.dossiers(ctx, `
	SELECT `+dossierOutputs+`
	FROM `+tables+w.String()+`
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
	if f.Sort == ByDue {
		f.Sort, f.Phase = Newest, PhaseOpen // an order is of no use here
	}
	tables, w, _ := f.from(r.db.eng)
	if len(w.parts) == 1 && strings.HasPrefix(tables, "reach ") {
		tables = `reach r` // the unit is all that is asked for
	}
	rs, err := r.query(ctx, `
	SELECT COUNT(*)
	FROM `+tables+w.String(), w.args...)
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
	f.Sort, f.Phase, f.Late, f.Soon, f.States = Newest, "", false, time.Time{}, nil
	tables, w, _ := f.from(r.db.eng)
	var state, all, open, late, near int
	rs, err := r.query(ctx, `
	SELECT d.state, COUNT(*),
		SUM(CASE WHEN d.ended_at = 0 THEN 1 ELSE 0 END),
		SUM(CASE WHEN d.ended_at = 0 AND d.due_at < ? THEN 1 ELSE 0 END),
		SUM(CASE WHEN d.ended_at = 0 AND d.due_at >= ? AND d.due_at < ? THEN 1 ELSE 0 END)
	FROM `+tables+w.String()+`
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
		return 0, 0, badCursor()
	}
	return due, n, nil
}

// badCursor is the answer to an address that no page of ours made.
func badCursor() error { return fault.New(fault.Invalid, "store.cursor") }
