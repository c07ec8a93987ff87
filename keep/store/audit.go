package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The trail (nhật ký kiểm tra) is what was done, read, sent out and tried, read together: events of the ledger, the read log,
// openings, exports and sign-ins. It is no table: each page takes what it needs from each of them by an index of theirs.

// The sources of the trail.
const (
	TrailEvent  = "event"
	TrailRead   = "read"
	TrailGlass  = "glass"
	TrailExport = "export"
	TrailSignIn = "sign-in"
)

// trailRanks orders what was written in the same microsecond.
var trailRanks = []string{TrailEvent, TrailRead, TrailGlass, TrailExport, TrailSignIn}

// A TrailRow is one line of the trail.
type TrailRow struct {
	Source   string
	Key      string    // names the line within its source and instant
	Recorded time.Time // when it was written
	At       time.Time // when it happened, as far as that is told
	Class    string    // of an event
	Kind     string    // of an event; the purpose of a reading, the list of an export, the outcome of a sign-in
	Stream   string    // of an event
	Dossier  string
	Account  string // "" of an event
	Person   string // the actor of an event, the person of a sign-in
	Post     string
	Unit     string
	Detail   string // format of an export, method of a sign-in; "urgent" of an opening without a right
	Total    int    // rows of an export
}

// A TrailFilter chooses lines of the trail. Empty fields choose all.
type TrailFilter struct {
	Sources []string
	Kinds   []string // kinds of stream of the events, such as "dossier"
	Besides bool     // not these kinds, but all others
	Account string
	Person  string
	Units   []string // of the actor
	Posts   []string // of these units, by which readings are found
	Dossier string   // or the stream of what is none, such as "petition/…"
	From    time.Time
	To      time.Time // exclusive
	After   string    // cursor of the page before
	Limit   int
}

// Trail gives a page of the trail, the last written first, and the cursor of the next one, "" after the last.
func (r *Reader) Trail(ctx context.Context, f TrailFilter) (page []TrailRow, next string, err error) {
	c, err := readTrailCursor(f.After)
	if err != nil {
		return nil, "", err
	}
	limit := min(max(f.Limit, 1), 500)
	for rank, source := range trailRanks {
		if !slices.Contains(f.Sources, source) {
			continue
		}
		for _, q := range f.queries(source) {
			rows, err := r.trail(ctx, source, q, c.bound(rank), limit+1)
			if err != nil {
				return nil, "", fmt.Errorf("trail of %ss: %w", source, err)
			}
			page = append(page, rows...)
		}
	}
	slices.SortStableFunc(page, func(a, b TrailRow) int {
		switch {
		case !a.Recorded.Equal(b.Recorded):
			return b.Recorded.Compare(a.Recorded)
		case a.Source != b.Source:
			return slices.Index(trailRanks, a.Source) - slices.Index(trailRanks, b.Source)
		}
		return compareKeys(b, a)
	})
	if len(page) > limit {
		page = page[:limit]
		last := &page[limit-1]
		next = strconv.FormatInt(micro(last.Recorded), 36) + "." + strconv.Itoa(slices.Index(trailRanks, last.Source)) + "." + last.Key
	}
	return page, next, nil
}

// compareKeys orders the keys of one source: those of events are numbers.
func compareKeys(a, b TrailRow) int {
	if a.Source == TrailEvent && len(a.Key) != len(b.Key) {
		return len(a.Key) - len(b.Key)
	}
	return strings.Compare(a.Key, b.Key)
}

// A trailCursor is the last line of the page before.
type trailCursor struct {
	at   int64 // never: there is none
	rank int
	key  string
}

func readTrailCursor(s string) (trailCursor, error) {
	if s == "" {
		return trailCursor{at: never}, nil
	}
	at, rest, _ := strings.Cut(s, ".")
	rank, key, ok := strings.Cut(rest, ".")
	c := trailCursor{key: key}
	var err, err2 error
	c.at, err = strconv.ParseInt(at, 36, 64)
	c.rank, err2 = strconv.Atoi(rank)
	if err != nil || err2 != nil || !ok || len(key) > 300 || c.rank < 0 || c.rank >= len(trailRanks) {
		return c, badCursor()
	}
	if _, err := strconv.ParseInt(key, 10, 64); c.rank == 0 && err != nil {
		return c, badCursor()
	}
	return c, nil
}

// A trailBound is what a source may still give: before an instant, or in it with a key that is less.
type trailBound struct {
	at    int64
	key   string // "" with open: none at the instant
	whole bool   // all of the instant
}

func (c trailCursor) bound(rank int) trailBound {
	switch {
	case c.at == never || rank > c.rank:
		return trailBound{at: c.at, whole: true}
	case rank < c.rank:
		return trailBound{at: c.at}
	}
	return trailBound{at: c.at, key: c.key}
}

// a trailQuery is one way into a source: a list of units or posts is asked one by one, so that each has its order from the index.
type trailQuery struct {
	where where
}

// queries are the ways into a source.
func (f *TrailFilter) queries(source string) []trailQuery {
	one := func(column string, values []string) []trailQuery {
		if len(values) == 0 {
			return []trailQuery{{}}
		}
		var out []trailQuery
		for _, v := range values {
			q := trailQuery{}
			q.where.is(column, v)
			out = append(out, q)
		}
		return out
	}
	var out []trailQuery
	switch source {
	case TrailEvent:
		out = one(`unit`, f.Units)
	case TrailRead:
		out = one(`post`, f.Posts)
		if len(f.Units) > 0 && len(f.Posts) == 0 {
			return nil
		}
	default:
		out = one(`unit`, f.Units)
	}
	for i := range out {
		f.narrow(source, &out[i].where)
	}
	return out
}

// narrow adds the conditions of one source.
func (f *TrailFilter) narrow(source string, w *where) {
	column := `at`
	switch source {
	case TrailEvent:
		column = `recorded_at`
		w.is(`actor`, f.Person)
		if f.Dossier != "" {
			of := "dossier/" + f.Dossier
			if strings.Contains(f.Dossier, "/") {
				of = f.Dossier
			}
			w.add(`stream IN (?, ?)`, of, "erasure/"+f.Dossier)
		}
		f.kinds(w)
	case TrailRead:
		w.is(`account`, f.Account)
		w.is(`dossier`, f.Dossier)
		w.add(`post <> ''`) // citizens who read their own are nobody's to oversee
	case TrailGlass:
		w.is(`account`, f.Account)
		w.is(`dossier`, f.Dossier)
	case TrailExport, TrailSignIn:
		w.is(`account`, f.Account)
	}
	if !f.From.IsZero() {
		w.add(column+` >= ?`, micro(f.From))
	}
	if !f.To.IsZero() {
		w.add(column+` < ?`, micro(f.To))
	}
}

// kinds narrows events by the kinds of their streams. Few kinds are found by the streams' own index, for they are few among a
// city's dossiers; all but a few are left out while the newest are read.
func (f *TrailFilter) kinds(w *where) {
	if len(f.Kinds) == 0 || f.Dossier != "" {
		return
	}
	var parts []string
	var args []any
	for _, k := range f.Kinds {
		from, to := between(k)
		if f.Besides {
			w.add(`NOT (stream > ? AND stream < ?)`, from, to)
			continue
		}
		parts = append(parts, `SELECT seq FROM events WHERE stream > ? AND stream < ?`)
		args = append(args, from, to)
	}
	if len(parts) > 0 {
		w.add(`seq IN (`+strings.Join(parts, ` UNION ALL `)+`)`, args...)
	}
}

// trailTables are how each source is read: its columns in the order of trailScan, its table, instant and key.
var trailTables = map[string]struct{ columns, table, at, key string }{
	TrailEvent:  {`recorded_at, CAST(seq AS TEXT), at, class, kind, stream, '', '', actor, '', unit, '', 0`, `events`, `recorded_at`, `events.seq`}, // seq alone is the text of the output on PostgreSQL
	TrailRead:   {`at, dossier || '/' || account || '/' || post, at, '', purpose, '', dossier, account, '', post, '', '', 0`, `reads`, `at`, `(dossier || '/' || account || '/' || post)`},
	TrailGlass:  {`at, id, at, '', '', '', dossier, account, '', post, unit, CASE WHEN urgent = 1 THEN 'urgent' ELSE '' END, 0`, `glass`, `at`, `id`},
	TrailExport: {`at, id, at, '', list, '', '', account, '', post, unit, format, total`, `exports`, `at`, `id`},
	TrailSignIn: {`at, id, at, '', outcome, '', '', account, person, post, unit, method, 0`, `sign_ins`, `at`, `id`},
}

// trail reads one source.
func (r *Reader) trail(ctx context.Context, source string, q trailQuery, b trailBound, limit int) ([]TrailRow, error) {
	t, w := trailTables[source], q.where
	var key any = b.key
	if source == TrailEvent && b.key != "" {
		n, err := strconv.ParseInt(b.key, 10, 64)
		if err != nil {
			return nil, badCursor()
		}
		key = n
	}
	switch {
	case b.at == never:
	case b.whole:
		w.add(t.at+` <= ?`, b.at)
	case b.key == "":
		w.add(t.at+` < ?`, b.at)
	default:
		w.add(t.at+` <= ?`, b.at)
		w.add(`(`+t.at+` < ? OR `+t.key+` < ?)`, b.at, key)
	}
	var x TrailRow
	var recorded, at int64
	var all []TrailRow
	rs, err := r.query(ctx, `
	SELECT `+t.columns+`
	FROM `+t.table+w.String()+`
	ORDER BY `+t.at+` DESC, `+t.key+` DESC
	LIMIT ?`, append(w.args, limit)...)
	err = each(rs, err, []any{
		&recorded, &x.Key, &at, &x.Class, &x.Kind, &x.Stream, &x.Dossier, &x.Account, &x.Person, &x.Post, &x.Unit, &x.Detail, &x.Total,
	}, func() error {
		x.Source, x.Recorded, x.At = source, instant(recorded), instant(at)
		all = append(all, x)
		return nil
	})
	return all, err
}

// A SignInRow is a sign-in of an officer, or a try (nhật ký đăng nhập).
type SignInRow struct {
	ID      string
	At      time.Time // the zero time is filled in with the store's now
	Account string    // "" for a name that nobody has
	Person  string
	Post    string
	Unit    string
	Outcome string
	Method  string
}

// PutSignIn writes a sign-in down.
func (tx *Tx) PutSignIn(s SignInRow) error {
	if s.At.IsZero() {
		s.At = tx.now
	}
	_, err := tx.exec(`
		INSERT INTO sign_ins (id, at, account, person, post, unit, outcome, method)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, s.ID, micro(s.At), s.Account, s.Person, s.Post, s.Unit, s.Outcome, s.Method)
	if err != nil {
		return fmt.Errorf("sign-in of %s: %w", s.Account, err)
	}
	return nil
}

// DossierCodes gives the codes of dossiers by their identity; those without one are left out.
func (r *Reader) DossierCodes(ctx context.Context, ids []string) (map[string]string, error) {
	return r.codes(ctx, `dossiers`, ids)
}

// PetitionCodes gives the codes of petitions by their identity.
func (r *Reader) PetitionCodes(ctx context.Context, ids []string) (map[string]string, error) {
	return r.codes(ctx, `petitions`, ids)
}

func (r *Reader) codes(ctx context.Context, table string, ids []string) (map[string]string, error) {
	out := map[string]string{}
	if len(ids) == 0 {
		return out, nil
	}
	var id, code string
	rs, err := r.query(ctx, `
		SELECT id, code
		FROM `+table+`
		WHERE id IN (`+marks(len(ids))+`)`, list(ids)...)
	err = each(rs, err, []any{&id, &code}, func() error {
		out[id] = code
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("codes of %d %s: %w", len(ids), table, err)
	}
	return out, nil
}
