package store

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// A PetitionRow is a petition (phản ánh, kiến nghị) as lists know it. Nothing personal stands in it.
type PetitionRow struct {
	ID          string
	Code        string
	Channel     string
	System      string
	External    string
	Service     string // under which it is listed
	Class       string
	Level       string
	State       string
	Open        bool
	Unit        string
	Lead        string
	Person      string // key of who sent it, "" for nobody in particular
	Commune     string
	Dossier     string
	Into        string // of which it is a duplicate
	Sent        time.Time
	Clock       string    // that is due next
	Due         time.Time // zero: none runs
	Late        bool      // a clock that ended had run out
	Answered    time.Time
	Resolved    time.Time
	Published   time.Time
	Reopened    int
	Rating      string
	Public      string // JSON, what everybody may read; "" until published
	Search      string // folded words of what was written for everybody
	Version     int64
	Updated     time.Time
	Title       string    // as it was sent: stands sealed; "" once it was erased, and in a row of before lists were read from here
	Whom        string    // officer whom it is about
	Stands      string    // how it counts in figure 5.2 while no further time runs out
	StandsDue   time.Time // when it counts as late; zero: no counted clock runs
	Half        time.Time // when half and most of the time of the clock that is due next are used
	Near        time.Time
	Unexplained time.Time // since when it is owed why it was late
	Unheeded    time.Time // since when a bad rating waits
	Charged     string    // unit that it counts for in figures
	Answerer    string    // unit that gave the newest answer
	About       string    // unit of the official whom it is about

	Supports, Likes, Dislikes int64 // of people beside its sender, see voice.go
}

// PutPetition writes a petition's line and the units that have or had to do with it.
func (tx *Tx) PutPetition(p PetitionRow, reach []string) error {
	_, err := tx.exec(`
		INSERT INTO petitions (id, code, channel, system, external, service, class, level, state, open, unit, lead, person, commune, dossier, into_id,
			sent, clock, due, late, answered, resolved, published, reopened, rating, public, search, version, updated,
			title, whom, stands, stands_due, half, near, unexplained, unheeded, charged, answerer, about)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE
		SET service = excluded.service, class = excluded.class, level = excluded.level, state = excluded.state, open = excluded.open, unit = excluded.unit, lead = excluded.lead,
			person = excluded.person, dossier = excluded.dossier, into_id = excluded.into_id, clock = excluded.clock, due = excluded.due,
			late = excluded.late, answered = excluded.answered, resolved = excluded.resolved, published = excluded.published,
			reopened = excluded.reopened, rating = excluded.rating, public = excluded.public, search = excluded.search,
			version = excluded.version, updated = excluded.updated, title = excluded.title, whom = excluded.whom,
			stands = excluded.stands, stands_due = excluded.stands_due, half = excluded.half, near = excluded.near,
			unexplained = excluded.unexplained, unheeded = excluded.unheeded, charged = excluded.charged, answerer = excluded.answerer, about = excluded.about`,
		p.ID, p.Code, p.Channel, p.System, p.External, p.Service, p.Class, p.Level, p.State, bit(p.Open), p.Unit, p.Lead, p.Person, p.Commune, p.Dossier, p.Into,
		micro(p.Sent), p.Clock, micro(p.Due), bit(p.Late), micro(p.Answered), micro(p.Resolved), micro(p.Published), p.Reopened, p.Rating,
		p.Public, p.Search, p.Version, micro(p.Updated), tx.sealText("petitions", p.ID, p.Title), p.Whom,
		p.Stands, micro(p.StandsDue), micro(p.Half), micro(p.Near), micro(p.Unexplained), micro(p.Unheeded), p.Charged, p.Answerer, p.About)
	if err != nil {
		return fmt.Errorf("petition %s: %w", p.ID, err)
	}
	for _, u := range reach {
		if _, err := tx.exec(`
			INSERT INTO petition_reach (petition, unit)
			VALUES (?, ?)
			ON CONFLICT (petition, unit) DO NOTHING`, p.ID, u); err != nil {
			return fmt.Errorf("reach of petition %s: %w", p.ID, err)
		}
	}
	return nil
}

// A PetitionFilter narrows a list of petitions. The zero value is all of them, the newest first.
type PetitionFilter struct {
	Units    []string  // that have or had to do with them; nil: the whole city, empty: none
	Unit     string    // that has them now
	Holders  []string  // one of which has them now
	Answered bool      // answered at least once
	InTime   *bool     // with Answered: not late in figure 5.2 at At, or late
	Charged  bool      // Unit and Holders are those for which it counts in figures
	Main     bool      // without those that repeat another
	Moved    time.Time // open, or something happened to them from then on; zero: all
	State    string
	Class    string
	Channel  string
	Person   string
	Dossier  string
	Into     string
	NotAbout string   // an officer: without those about them
	NotOf    []string // units: without complaints about somebody of theirs
	NotHeads []string // officers: without complaints about them
	Open     *bool
	Late     bool      // past due at At, or over with a clock that had run out
	At       time.Time // for Late
	Words    string    // folded
	Public   bool      // published ones alone, the last published first
	Shared   []string  // published ones, and what came over these channels
	Guarded  []string  // with Shared: classes of which only published ones are wanted
	Codes    []string
	Service  []string
	States   []string
	Commune  string
	From     time.Time // sent from then on; zero: always
	To       time.Time // sent before; zero: always
	Again    bool      // reopened at least once
	Disliked bool      // more people call the answer bad than good
	Behind   Mark      // with Public: those that come after it; the zero value begins
	ID       string
	Except   []string  // without these
	Quiet    time.Time // nothing happened to them from then on, and what is personal is there still; zero: all
	Settled  bool      // no clock runs
	Alarm    string    // an alarm of this kind rings at At
	Since    time.Time // with Alarm: it began after that
	Stands   string    // how it counts in figure 5.2 at At
	Fault    string    // why it counts against figure 5.3 at At: disliked, repeated, any; none: it counts for it
	Running  bool      // open, or with a clock that runs
	ByDue    bool      // the nearest limit first
	ByID     bool      // by identity, those behind After
	After    string
	Offset   int
	Limit    int
}

// A Mark is a place in the list of what was published, which does not move when others come.
type Mark struct {
	At   time.Time
	Code string
}

func (f *PetitionFilter) where() *where {
	w := &where{}
	eq := func(column, v string) {
		if v != "" {
			w.add(column+` = ?`, v)
		}
	}
	if f.Units != nil {
		if len(f.Units) == 0 {
			w.add(`1 = 0`)
		} else {
			w.add(`EXISTS (SELECT 1 FROM petition_reach r WHERE r.petition = p.id AND r.unit IN (`+marks(len(f.Units))+`))`, list(f.Units)...)
		}
	}
	eq(`p.id`, f.ID)
	eq(f.unit(), f.Unit)
	eq(`p.state`, f.State)
	if f.Class == "unsorted" {
		w.add(`p.class = ''`)
	} else {
		eq(`p.class`, f.Class)
	}
	eq(`p.channel`, f.Channel)
	eq(`p.person`, f.Person)
	eq(`p.dossier`, f.Dossier)
	f.apart(w)
	eq(`p.into_id`, f.Into)
	if f.Open != nil {
		w.add(`p.open = ?`, bit(*f.Open))
	}
	if f.Running {
		w.add(`(p.open = 1 OR p.due > 0)`)
	}
	if f.After != "" {
		w.add(`p.id > ?`, f.After)
	}
	if f.Late {
		w.add(`(p.late = 1 AND p.open = 0 OR p.due > 0 AND p.due < ?)`, micro(f.At))
	}
	for _, word := range words(f.Words) {
		w.add(`p.search LIKE ?`, "%"+word+"%")
	}
	f.told(w)
	f.counted(w)
	f.judged(w)
	f.shared(w)
	return w
}

// apart leaves out what is about some officers and units.
func (f *PetitionFilter) apart(w *where) {
	if f.NotAbout != "" {
		w.add(`p.whom <> ?`, f.NotAbout)
	}
	for _, x := range []struct {
		column string
		not    []string
	}{{`p.about`, f.NotOf}, {`p.whom`, f.NotHeads}} {
		if len(x.not) > 0 {
			w.add(`(p.class <> 'conduct' OR `+x.column+` NOT IN (`+marks(len(x.not))+`))`, list(x.not)...)
		}
	}
}

// told keeps those that the public reads, and what became of them.
func (f *PetitionFilter) told(w *where) {
	if f.Public {
		w.add(`p.published > 0`)
	}
	if f.Again {
		w.add(`p.reopened > 0`)
	}
	if f.Disliked {
		w.add(`p.dislikes > p.likes`)
	}
	if !f.Behind.At.IsZero() {
		w.add(`(p.published < ? OR p.published = ? AND p.code < ?)`, micro(f.Behind.At), micro(f.Behind.At), f.Behind.Code)
	}
}

// unit is the column of the unit that the filter means.
func (f *PetitionFilter) unit() string {
	if f.Charged {
		return `p.charged`
	}
	return `p.unit`
}

// counted narrows to what figures count.
func (f *PetitionFilter) counted(w *where) {
	if f.Answered {
		w.add(`p.answered > 0`)
	}
	if f.InTime != nil {
		not := ``
		if *f.InTime {
			not = `NOT `
		}
		w.add(not+standsLate, micro(f.At))
	}
	if f.Main {
		w.add(`p.into_id = ''`)
	}
	if !f.Quiet.IsZero() {
		w.add(`p.updated < ?`, micro(f.Quiet))
		w.add(`p.title <> ''`)
	}
	if f.Settled {
		w.add(`p.due = 0`)
	}
	if !f.Moved.IsZero() {
		w.add(`(p.open = 1 OR p.updated >= ?)`, micro(f.Moved))
	}
}

// shared narrows to what other applications are told of.
func (f *PetitionFilter) shared(w *where) {
	in := func(column string, all []string) {
		if len(all) > 0 {
			w.add(column+` IN (`+marks(len(all))+`)`, list(all)...)
		}
	}
	in(f.unit(), f.Holders)
	in(`p.code`, f.Codes)
	in(`p.service`, f.Service)
	in(`p.state`, f.States)
	if len(f.Except) > 0 {
		w.add(`p.id NOT IN (`+marks(len(f.Except))+`)`, list(f.Except)...)
	}
	if f.Commune != "" {
		w.add(`p.commune = ?`, f.Commune)
	}
	if !f.From.IsZero() {
		w.add(`p.sent >= ?`, micro(f.From))
	}
	if !f.To.IsZero() {
		w.add(`p.sent < ?`, micro(f.To))
	}
	if len(f.Shared) > 0 && len(f.Guarded) > 0 {
		w.add(`(p.published > 0 OR p.channel IN (`+marks(len(f.Shared))+`) AND p.class NOT IN (`+marks(len(f.Guarded))+`))`, append(list(f.Shared), list(f.Guarded)...)...)
	}
}

// Petitions gives petitions of a filter. Rows of what everybody may read are without what they need not have: who sent it, the title as
// it was sent, officers, folded words.
func (r *Reader) Petitions(ctx context.Context, f PetitionFilter) ([]PetitionRow, error) {
	w := f.where()
	order := `p.sent DESC, p.id`
	switch {
	case f.ByID:
		order = `p.id`
	case f.Public:
		order = `p.published DESC, p.code DESC`
	case f.ByDue:
		order = `CASE WHEN p.due > 0 THEN 0 ELSE 1 END, p.due, p.sent, p.id`
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	tail := w.String() + `
	ORDER BY ` + order + `
	LIMIT ? OFFSET ?`
	w.args = append(w.args, f.Limit, f.Offset)
	switch { // choice: what everybody may read is made of rows that have nothing else in them
	case len(f.Shared) > 0:
		return r.sharedPetitions(ctx, tail, w.args...)
	case f.Public:
		return r.petitions(ctx, publicColumns, tail, w.args...)
	}
	return r.petitions(ctx, petitionColumns, tail, w.args...)
}

// CountPetitions counts them.
func (r *Reader) CountPetitions(ctx context.Context, f PetitionFilter) (n int64, err error) {
	w := f.where()
	rs, err := r.query(ctx, `
	SELECT COUNT(*)
	FROM petitions p`+w.String(), w.args...)
	if _, err = one(rs, err, &n); err != nil {
		return 0, fmt.Errorf("count petitions: %w", err)
	}
	return n, nil
}

// Petition gives one by its identity.
func (r *Reader) Petition(ctx context.Context, id string) (p PetitionRow, ok bool, err error) {
	return r.petition(ctx, `p.id = ?`, id)
}

// PetitionByCode gives one by its code.
func (r *Reader) PetitionByCode(ctx context.Context, code string) (p PetitionRow, ok bool, err error) {
	return r.petition(ctx, `p.code = ?`, code)
}

// PetitionOf gives one by its code in another system.
func (r *Reader) PetitionOf(ctx context.Context, system, external string) (p PetitionRow, ok bool, err error) {
	return r.petition(ctx, `p.system = ? AND p.external = ? AND p.external <> ''`, system, external)
}

func (r *Reader) petition(ctx context.Context, cond string, args ...any) (PetitionRow, bool, error) {
	all, err := r.petitions(ctx, petitionColumns, `
	WHERE `+cond+`
	LIMIT 1`, args...)
	if err != nil || len(all) == 0 {
		return PetitionRow{}, false, err
	}
	return all[0], true, nil
}

// PetitionReach gives the units that have or had to do with a petition.
func (r *Reader) PetitionReach(ctx context.Context, id string) (all []string, err error) {
	var unit string
	rs, err := r.query(ctx, `
	SELECT unit
	FROM petition_reach
	WHERE petition = ?
	ORDER BY unit`, id)
	if err = each(rs, err, []any{&unit}, func() error { all = append(all, unit); return nil }); err != nil {
		return nil, fmt.Errorf("reach of petition %s: %w", id, err)
	}
	return all, nil
}

// PetitionSums are counts over all petitions that were sent in a time.
type PetitionSums struct {
	All, Open, Answered, Resolved, Late, Reopened, Published, Satisfied, Dissatisfied int64
}

// PetitionSums counts the petitions that were sent from one moment up to another; duplicates are counted with the one they repeat.
func (r *Reader) PetitionSums(ctx context.Context, from, to, now time.Time) (s PetitionSums, err error) {
	count := func(cond string) string { return `COALESCE(SUM(CASE WHEN ` + cond + ` THEN 1 ELSE 0 END), 0)` }
	cells := strings.Join([]string{
		`COUNT(*)`, count(`open = 1`), count(`answered > 0`), count(`resolved > 0 AND state = 'resolved'`), count(`late = 1 AND open = 0 OR due > 0 AND due < ?`),
		count(`reopened > 0`), count(`published > 0`), count(`rating = 'satisfied'`), count(`rating = 'dissatisfied'`),
	}, ", ")
	rs, err := r.query(ctx, `
	SELECT `+cells+`
	FROM petitions
	WHERE sent >= ? AND sent < ? AND into_id = ''`, micro(now), micro(from), micro(to))
	_, err = one(rs, err, &s.All, &s.Open, &s.Answered, &s.Resolved, &s.Late, &s.Reopened, &s.Published, &s.Satisfied, &s.Dissatisfied)
	if err != nil {
		return s, fmt.Errorf("figures of petitions: %w", err)
	}
	return s, nil
}

// A CommuneSum counts the published petitions of a ward or commune; "" is of none.
type CommuneSum struct {
	Commune                                              string
	Published, Resolved, Unconfirmed, Reopened, Disliked int64
}

// PublishedByCommune counts what a filter of published petitions finds, ward by ward; each count is that of the filter with one
// thing more.
func (r *Reader) PublishedByCommune(ctx context.Context, f PetitionFilter) (all []CommuneSum, err error) {
	count := func(cond string) string { return `SUM(CASE WHEN ` + cond + ` THEN 1 ELSE 0 END)` }
	f.Public, f.Behind = true, Mark{}
	w := f.where()
	var s CommuneSum
	rs, err := r.query(ctx, `
	SELECT p.commune, COUNT(*), `+count(`p.state = 'resolved'`)+`, `+count(`p.state = 'answered'`)+`, `+count(`p.reopened > 0`)+`, `+count(`p.dislikes > p.likes`)+`
	FROM petitions p`+w.String()+`
	GROUP BY p.commune
	ORDER BY p.commune`, w.args...)
	err = each(rs, err, []any{&s.Commune, &s.Published, &s.Resolved, &s.Unconfirmed, &s.Reopened, &s.Disliked}, func() error { all = append(all, s); return nil })
	if err != nil {
		return nil, fmt.Errorf("published petitions by commune: %w", err)
	}
	return all, nil
}

// The columns of a row, in the order of its fields.
const (
	petitionColumns = `p.id, p.code, p.channel, p.system, p.external, p.service, p.class, p.level, p.state, p.open, p.unit, p.lead, p.person, p.commune, p.dossier, p.into_id,
		p.sent, p.clock, p.due, p.late, p.answered, p.resolved, p.published, p.reopened, p.rating, p.public, p.search, p.version, p.updated,
		p.title, p.whom, p.supports, p.likes, p.dislikes, p.stands, p.stands_due, p.half, p.near, p.unexplained, p.unheeded, p.charged, p.answerer, p.about`
	publicColumns = `p.id, p.code, '', '', '', p.service, p.class, '', p.state, p.open, p.unit, '', '', p.commune, '', p.into_id,
		p.sent, p.clock, p.due, 0, p.answered, p.resolved, p.published, p.reopened, p.rating, p.public, '', p.version, p.updated,
		'', '', p.supports, p.likes, p.dislikes, '', 0, 0, 0, 0, 0, '', p.answerer, ''`
)

func (r *Reader) petitions(ctx context.Context, columns, tail string, args ...any) ([]PetitionRow, error) {
	var p PetitionRow
	var open, sent, due, late, answered, resolved, published, reopened, updated, standsDue, half, near, unexplained, unheeded int64
	var all []PetitionRow
	rs, err := r.query(ctx, `
	SELECT `+columns+`
	FROM petitions p`+tail, args...)
	err = each(rs, err, []any{
		&p.ID, &p.Code, &p.Channel, &p.System, &p.External, &p.Service, &p.Class, &p.Level, &p.State, &open, &p.Unit, &p.Lead, &p.Person, &p.Commune, &p.Dossier, &p.Into,
		&sent, &p.Clock, &due, &late, &answered, &resolved, &published, &reopened, &p.Rating, &p.Public, &p.Search, &p.Version, &updated,
		&p.Title, &p.Whom, &p.Supports, &p.Likes, &p.Dislikes, &p.Stands, &standsDue, &half, &near, &unexplained, &unheeded, &p.Charged, &p.Answerer, &p.About,
	}, func() error {
		if err := r.openText("petitions", p.ID, &p.Title); err != nil {
			return err
		}
		p.Open, p.Late, p.Reopened = open == 1, late == 1, int(reopened)
		p.Sent, p.Due, p.Answered, p.Resolved, p.Published, p.Updated = instant(sent), instant(due), instant(answered), instant(resolved), instant(published), instant(updated)
		p.StandsDue, p.Half, p.Near, p.Unexplained, p.Unheeded = instant(standsDue), instant(half), instant(near), instant(unexplained), instant(unheeded)
		all = append(all, p)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("petitions: %w", err)
	}
	return all, nil
}

// sharedPetitions gives of each row what other applications are told, and nothing else: a thousand are asked for at once, and each column
// costs as much as the finding of its row.
func (r *Reader) sharedPetitions(ctx context.Context, tail string, args ...any) ([]PetitionRow, error) {
	var p PetitionRow
	var sent, due, answered, resolved, published, reopened, updated int64
	var all []PetitionRow
	rs, err := r.query(ctx, `
	SELECT p.code, p.service, p.class, p.state, p.unit, p.commune, p.sent, p.clock, p.due, p.answered, p.resolved, p.published, p.reopened, p.rating, p.public, p.updated
	FROM petitions p`+tail, args...)
	err = each(rs, err, []any{
		&p.Code, &p.Service, &p.Class, &p.State, &p.Unit, &p.Commune, &sent, &p.Clock, &due, &answered, &resolved, &published, &reopened, &p.Rating, &p.Public, &updated,
	}, func() error {
		p.Sent, p.Due, p.Answered, p.Resolved, p.Published, p.Updated = instant(sent), instant(due), instant(answered), instant(resolved), instant(published), instant(updated)
		p.Reopened = int(reopened)
		all = append(all, p)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("petitions for other applications: %w", err)
	}
	return all, nil
}
