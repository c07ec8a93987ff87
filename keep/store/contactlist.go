package store

import (
	"context"
	"fmt"
	"time"
)

// A ContactFilter narrows a list of contacts. The zero value is all of them, the newest first.
type ContactFilter struct {
	Units    []string // that have or had them; nil: the whole city, empty: none
	Unit     string   // that has them now
	Agent    string
	NoAgent  bool
	Caller   string // whose call runs
	States   []string
	Channel  string
	Channels []string // any of them
	Tag      string
	Outcome  string
	Open     *bool
	Waits    bool      // the citizen waits for an answer
	Late     bool      // a unit that it was handed to is past its time at At
	LateFrom time.Time // with Late: its time passed from then on
	Owed     bool      // a call is owed that was promised
	Clock    bool      // the clock of a unit that it was handed to runs; in the order of what is due
	At       time.Time // for Late and Slow
	Slow     int64     // the first answer came after more seconds than this, or has not come and it waits longer; 0: any
	Quick    int64     // the first answer came within so many seconds; 0: any
	Answered bool      // there was a first answer
	Silent   bool      // it was closed and there was none
	Waited   bool      // and whoever it is with waited for it: they did not talk from the first second on
	Persons  []string  // keys of the account, or hashes of telephone and mail: any of them
	Dossier  string
	Petition string
	Codes    []string
	Begins   string    // of the code; the highest code first
	From     time.Time // began from then on; zero: always
	To       time.Time // began before; zero: always
	ShutFrom time.Time // closed from then on
	ShutTo   time.Time // closed before
	Words    []string  // keyed hashes, all of which must be there
	Waiting  bool      // in the order of a desk: who waits longest first
	ByID     bool      // by identity, those behind After
	After    string
	Offset   int
	Limit    int
}

// byWords says whether contacts are found through the index of words. What is open is few, and is looked through for them: of a word
// that most have, the index would read all that ever had it until a page of open ones is full.
func (f *ContactFilter) byWords() bool { return len(f.Words) > 0 && (f.Open == nil || !*f.Open) }

func (f *ContactFilter) where(e *engine) (from string, w *where) {
	w, from = &where{}, `contacts c`
	switch {
	case f.byWords():
		from = e.foundContacts
		w.add(e.matchContacts, e.phrase(f.Words, false))
	default:
		for _, word := range f.Words {
			w.add(e.amongContacts, word)
		}
	}
	eq := func(column, v string) {
		if v != "" {
			w.add(column+` = ?`, v)
		}
	}
	if f.Units != nil {
		if len(f.Units) == 0 {
			w.add(`1 = 0`)
		} else {
			w.add(`EXISTS (SELECT 1 FROM contact_reach r WHERE r.contact = c.id AND r.unit IN (`+marks(len(f.Units))+`))`, list(f.Units)...)
		}
	}
	eq(`c.unit`, f.Unit)
	eq(`c.agent`, f.Agent)
	if f.Caller != "" { // the index is of those in which a call runs
		w.add(`c.caller <> '' AND c.caller = ?`, f.Caller)
	}
	eq(`c.channel`, f.Channel)
	eq(`c.outcome`, f.Outcome)
	if f.NoAgent {
		w.add(`c.agent = ''`)
	}
	w.in(`c.state`, f.States)
	w.in(`c.channel`, f.Channels)
	f.named(w)
	if f.Open != nil {
		// A number that stands in the question itself: the index of what is open is of use only to whoever asks so.
		w.add(map[bool]string{true: `c.open = 1`, false: `c.open = 0`}[*f.Open])
	}
	if f.Tag != "" {
		w.add(`EXISTS (SELECT 1 FROM contact_tags t WHERE t.contact = c.id AND t.tag = ?)`, f.Tag)
	}
	if len(f.Persons) > 0 {
		w.add(`c.id IN (SELECT x.id FROM contacts x WHERE x.person <> '' AND x.person IN (`+marks(len(f.Persons))+`)
			UNION SELECT x.id FROM contacts x WHERE x.handle <> '' AND x.handle IN (`+marks(len(f.Persons))+`))`, append(list(f.Persons), list(f.Persons)...)...)
	}
	for kind, target := range map[string]string{"dossier": f.Dossier, "petition": f.Petition} {
		if target != "" {
			w.add(`EXISTS (SELECT 1 FROM contact_links l WHERE l.contact = c.id AND l.kind = ? AND l.target = ?)`, kind, target)
		}
	}
	f.times(w)
	return from, w
}

// named narrows by code and identity.
func (f *ContactFilter) named(w *where) {
	w.in(`c.code`, f.Codes)
	if f.Begins != "" { // codes are of signs below the last of ASCII
		w.add(`c.code >= ? AND c.code < ?`, f.Begins, f.Begins+"\x7f")
	}
	if f.After != "" {
		w.add(`c.id > ?`, f.After)
	}
}

// times narrows by what happened when.
func (f *ContactFilter) times(w *where) {
	if f.Waits {
		w.add(`c.waits > 0`)
	}
	if f.Late {
		w.add(`c.due > 0 AND c.due < ?`, micro(f.At))
	}
	if !f.LateFrom.IsZero() {
		w.add(`c.due >= ?`, micro(f.LateFrom))
	}
	if f.Clock {
		w.add(`c.due > 0`)
	}
	if f.Owed {
		w.add(`c.promised > 0`)
	}
	const second = 1_000_000
	if f.Slow > 0 {
		w.add(`(c.answered > 0 AND c.answered - c.began > ? OR c.answered = 0 AND c.open = 1 AND c.began < ?)`, f.Slow*second, micro(f.At)-f.Slow*second)
	}
	if f.Quick > 0 {
		w.add(`c.answered > 0 AND c.answered - c.began <= ?`, f.Quick*second)
	}
	if f.Answered {
		w.add(`c.answered > 0`)
	}
	if f.Silent {
		w.add(`c.answered = 0 AND c.closed > 0`)
	}
	if f.Waited {
		w.add(`c.answered > c.began`)
	}
	for _, x := range []struct {
		cond string
		t    time.Time
	}{{`c.began >= ?`, f.From}, {`c.began < ?`, f.To}, {`c.closed >= ?`, f.ShutFrom}, {`c.closed > 0 AND c.closed < ?`, f.ShutTo}} {
		if !x.t.IsZero() {
			w.add(x.cond, micro(x.t))
		}
	}
}

// Contacts gives contacts of a filter.
func (r *Reader) Contacts(ctx context.Context, f ContactFilter) ([]ContactRow, error) {
	from, w := f.where(r.db.eng)
	order := `c.n DESC`
	switch {
	case f.ByID:
		order = `c.id`
	case f.Clock:
		order = `c.due, c.n`
	case f.Begins != "":
		order = `c.code DESC`
	case f.byWords():
		order = r.db.eng.newestContacts + ` DESC`
	case f.Waiting:
		order = `CASE WHEN c.waits > 0 THEN 0 ELSE 1 END, c.waits, c.updated DESC, c.n`
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	return r.contacts(ctx, from, w.String()+`
	ORDER BY `+order+`
	LIMIT ? OFFSET ?`, append(w.args, f.Limit, f.Offset)...)
}

// CountContacts counts them.
func (r *Reader) CountContacts(ctx context.Context, f ContactFilter) (n int64, err error) {
	from, w := f.where(r.db.eng)
	rs, err := r.query(ctx, `
	SELECT COUNT(*)
	FROM `+from+w.String(), w.args...)
	if _, err = one(rs, err, &n); err != nil {
		return 0, fmt.Errorf("count contacts: %w", err)
	}
	return n, nil
}

// MedianAnswer gives within how long half of the first answers of a filter's contacts came that somebody waited for; zero for none.
func (r *Reader) MedianAnswer(ctx context.Context, f ContactFilter) (time.Duration, error) {
	f.Waited = true
	n, err := r.CountContacts(ctx, f)
	if err != nil || n == 0 {
		return 0, err
	}
	from, w := f.where(r.db.eng)
	var took int64
	rs, err := r.query(ctx, `
	SELECT c.answered - c.began
	FROM `+from+w.String()+`
	ORDER BY c.answered - c.began
	LIMIT 1 OFFSET ?`, append(w.args, (n-1)/2)...)
	if _, err = one(rs, err, &took); err != nil {
		return 0, fmt.Errorf("median of first answers: %w", err)
	}
	return time.Duration(took) * time.Microsecond, nil
}

// A PromiseFilter narrows the list of calls that were promised. The zero value is all of them, the earliest first.
type PromiseFilter struct {
	Units   []string // that have or had the contact; nil: the whole city
	Officer string
	Open    *bool
	Late    *bool // nobody called in time, or nobody has called yet and At is past it
	At      time.Time
	Outcome string
	From    time.Time // due from then on
	To      time.Time // due before
	Offset  int
	Limit   int
}

func (f *PromiseFilter) where() *where {
	w := &where{}
	if f.Units != nil {
		if len(f.Units) == 0 {
			w.add(`1 = 0`)
		} else {
			w.add(`EXISTS (SELECT 1 FROM contact_reach r WHERE r.contact = p.contact AND r.unit IN (`+marks(len(f.Units))+`))`, list(f.Units)...)
		}
	}
	if f.Officer != "" {
		w.add(`p.officer = ?`, f.Officer)
	}
	if f.Outcome != "" {
		w.add(`p.outcome = ?`, f.Outcome)
	}
	if f.Open != nil {
		w.add(map[bool]string{true: `p.ended = 0`, false: `p.ended > 0`}[*f.Open])
	}
	if f.Late != nil {
		late := `(p.broken = 1 OR p.ended = 0 AND p.due < ?)`
		if !*f.Late {
			late = `NOT ` + late
		}
		w.add(late, micro(f.At))
	}
	if !f.From.IsZero() {
		w.add(`p.due >= ?`, micro(f.From))
	}
	if !f.To.IsZero() {
		w.add(`p.due < ?`, micro(f.To))
	}
	return w
}

// ContactPromises gives promised calls of a filter, those that are owed earliest first.
func (r *Reader) ContactPromises(ctx context.Context, f PromiseFilter) ([]ContactPromise, error) {
	w := f.where()
	if f.Limit <= 0 {
		f.Limit = 50
	}
	return r.contactPromises(ctx, w.String()+`
	ORDER BY p.due, p.contact, p.version
	LIMIT ? OFFSET ?`, append(w.args, f.Limit, f.Offset)...)
}

// CountContactPromises counts them.
func (r *Reader) CountContactPromises(ctx context.Context, f PromiseFilter) (n int64, err error) {
	w := f.where()
	rs, err := r.query(ctx, `
	SELECT COUNT(*)
	FROM contact_promises p`+w.String(), w.args...)
	if _, err = one(rs, err, &n); err != nil {
		return 0, fmt.Errorf("count calls promised: %w", err)
	}
	return n, nil
}

// DossiersOfPerson gives the newest dossiers in scope of which a person is a party.
func (r *Reader) DossiersOfPerson(ctx context.Context, scope Scope, person string, limit int) ([]DossierRow, error) {
	var w where
	w.add(`d.n IN (SELECT y.dossier FROM parties y WHERE y.person_key = ?)`, person)
	w.within(scope)
	return r.dossiers(ctx, selectDossier+w.String()+`
	ORDER BY d.n DESC
	LIMIT ?`, append(w.args, limit)...)
}

// ContactsToErase gives contacts that were closed before a moment and have their personal parts still.
func (r *Reader) ContactsToErase(ctx context.Context, before time.Time, limit int) (ids []string, err error) {
	var id string
	rs, err := r.query(ctx, `
	SELECT c.id
	FROM contacts c
	WHERE c.closed > 0 AND c.closed < ? AND NOT EXISTS (SELECT 1 FROM erasures e WHERE e.stream = 'contact/' || c.id)
	ORDER BY c.closed
	LIMIT ?`, micro(before), limit)
	if err = each(rs, err, []any{&id}, func() error { ids = append(ids, id); return nil }); err != nil {
		return nil, fmt.Errorf("contacts to erase: %w", err)
	}
	return ids, nil
}

// ContactsOfErased gives contacts behind one that are closed, have their personal parts still and are about a dossier or petition that was erased.
func (r *Reader) ContactsOfErased(ctx context.Context, after string, limit int) (ids []string, err error) {
	var id string
	rs, err := r.query(ctx, `
	SELECT c.id
	FROM contacts c
	WHERE c.closed > 0 AND c.id > ? AND NOT EXISTS (SELECT 1 FROM erasures e WHERE e.stream = 'contact/' || c.id) AND c.id IN (
		SELECT l.contact FROM erasures g JOIN contact_links l ON l.kind = 'dossier' AND l.target = SUBSTR(g.stream, 9) WHERE g.stream LIKE 'dossier/%'
		UNION SELECT l.contact FROM erasures g JOIN contact_links l ON l.kind = 'petition' AND l.target = SUBSTR(g.stream, 10) WHERE g.stream LIKE 'petition/%')
	ORDER BY c.id
	LIMIT ?`, after, limit)
	if err = each(rs, err, []any{&id}, func() error { ids = append(ids, id); return nil }); err != nil {
		return nil, fmt.Errorf("contacts of erased dossiers: %w", err)
	}
	return ids, nil
}
