package office

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/ground/text"
	"motcua/keep/store"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/org"
)

// The things of the house that end.
const (
	EndsPost       = "post"
	EndsActing     = "acting"
	EndsDelegation = "delegation"
	EndsCompetence = "competence"
)

// An Ending is one of them, with its last instant.
type Ending struct {
	Kind       string
	ID         string
	Unit       UnitName   // where it is missed: the post's unit, the giver's, the unit that decides
	Person     PersonName // who holds the post, acts, or was handed the power
	To         UnitName   // that was handed the power
	Role       string
	Procedures []string
	Document   string
	At         time.Time // the first instant without it
}

// What is missing once something has ended.
const (
	BreakHolder  = "holder"    // a role that nobody holds in the unit any more
	BreakSigner  = "signer"    // one person alone may sign
	BreakUnsaid  = "no-signer" // nobody may sign
	BreakStep    = "step"      // a step that nobody competent can do
	BreakDecider = "decider"   // a procedure that nobody decides for some communes
)

// A Break is what does not work any more from a day on.
type Break struct {
	Kind   string
	Unit   UnitName
	Role   string
	Record *procedure.Record // of a step
	Defect *procedure.Defect // of a step
	Gap    *Gap              // of a decider
}

// An EndingDay is what ends at one moment, and what that breaks.
type EndingDay struct {
	At      time.Time
	Endings []Ending
	Breaks  []Break
}

// A Signing is a unit with one signer, or none, and from whom it could get another.
type Signing struct {
	Unit, Above         UnitName
	Signers, Away, Next []PersonName
}

// Endings are what ends soon in the units that the reader answers for, and the units that one person alone signs for.
type Endings struct {
	From, Until time.Time
	Days        []EndingDay
	Few         []Signing
	City        bool // of the whole city
}

// endingDays says how many days ahead endings are shown and told. choice: a month is what a new decision takes to be drafted,
// signed and made known.
func (w *World) endingDays() int {
	if n, ok := w.Setting("warning.house-ends").Value.(float64); ok && n > 0 {
		return int(n)
	}
	return 30
}

// EndsSoon is from how long before its end on something of the house is shown as ending.
func (w *World) EndsSoon() time.Duration { return time.Duration(w.endingDays()) * 24 * time.Hour }

// Endings gives them as seen on a day: of the whole city to whoever keeps or supervises it, else of the own units.
func (r *Reader) Endings(t time.Time) (Endings, error) {
	e := Endings{From: t, Until: t.Add(r.w.EndsSoon())}
	if err := r.MaySettings(); err != nil {
		return e, err
	}
	e.City = r.who.City || r.MayAdminister() == nil
	mine := r.w.below(r.who.Unit, t)
	in := func(unit string) bool { return e.City || slices.Contains(mine, unit) }
	for _, d := range r.w.endings(t, e.Until) {
		d.Endings = slices.DeleteFunc(d.Endings, func(x Ending) bool { return !in(x.Unit.ID) })
		d.Breaks = slices.DeleteFunc(d.Breaks, func(b Break) bool { return b.Unit.ID == "" && !e.City || b.Unit.ID != "" && !in(b.Unit.ID) })
		if len(d.Endings) > 0 || len(d.Breaks) > 0 {
			e.Days = append(e.Days, d)
		}
	}
	for _, s := range r.w.Org.FewSigners(t) {
		if in(string(s.Unit)) {
			e.Few = append(e.Few, r.signing(&s, t))
		}
	}
	return e, nil
}

func (r *Reader) signing(s *org.Substitution, t time.Time) Signing {
	people := func(ids []org.PersonID) []PersonName {
		var out []PersonName
		for _, id := range ids {
			out = append(out, r.w.person(string(id)))
		}
		return out
	}
	return Signing{Unit: r.w.unit(string(s.Unit), t), Above: r.w.unit(string(s.Above), t), Signers: people(s.Signers), Away: people(s.Away), Next: people(s.Next)}
}

// ended lists what ends after from and up to until, the first one first.
func (w *World) ended(from, until time.Time) []Ending {
	var out []Ending
	add := func(x Ending, unit org.UnitID) {
		if x.At.After(from) && !x.At.After(until) {
			x.Unit = w.unit(string(unit), from)
			out = append(out, x)
		}
	}
	for _, p := range w.Org.Posts() {
		if p.OpenAt(from) {
			add(Ending{Kind: EndsPost, ID: string(p.ID), Person: w.person(string(p.Person)), Role: string(p.Role), Document: cmp.Or(p.EndedBy, p.Document), At: p.To}, p.Unit)
		}
	}
	for _, a := range w.Org.Actings(from) {
		if p := w.Org.Post(a.Post); p != nil && a.OpenAt(from) {
			add(Ending{Kind: EndsActing, ID: string(a.ID), Person: w.person(string(a.Person)), Role: string(p.Role), Document: cmp.Or(a.EndedBy, a.Document), At: a.To}, p.Unit)
		}
	}
	for _, d := range w.Org.Delegations() {
		if d.OpenAt(from) {
			x := Ending{Kind: EndsDelegation, ID: string(d.ID), Person: w.person(string(d.ReceiverPerson)), To: w.unit(string(d.ReceiverUnit), from), Procedures: d.Procedures, Document: cmp.Or(d.EndedBy, d.Document), At: d.To}
			add(x, d.Giver)
		}
	}
	for _, c := range w.Org.Competences() {
		if c.OpenAt(from) {
			add(Ending{Kind: EndsCompetence, ID: string(c.ID), Procedures: c.Procedures, Document: cmp.Or(c.EndedBy, c.Document), At: c.To}, c.Unit)
		}
	}
	slices.SortStableFunc(out, func(a, b Ending) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Unit.Name, b.Unit.Name)) })
	return out
}

// endings groups what ends by its moment, with what breaks then.
func (w *World) endings(from, until time.Time) []EndingDay {
	var out []EndingDay
	for _, x := range w.ended(from, until) {
		if n := len(out); n == 0 || !out[n-1].At.Equal(x.At) {
			out = append(out, EndingDay{At: x.At})
		}
		d := &out[len(out)-1]
		d.Endings = append(d.Endings, x)
	}
	for i := range out {
		w.breakUnits(&out[i])
	}
	if len(out) > 0 {
		w.breakSteps(out, from)
		gaps := w.gaps(from, until)
		for i := range gaps {
			if g := &gaps[i]; g.From.After(from) {
				if d := dayOf(out, g.From); d != nil {
					d.Breaks = append(d.Breaks, Break{Kind: BreakDecider, Gap: g})
				}
			}
		}
	}
	return out
}

// dayOf gives the last of the days that is not after t; nil for none.
func dayOf(days []EndingDay, t time.Time) (d *EndingDay) {
	for i := range days {
		if !days[i].At.After(t) {
			d = &days[i]
		}
	}
	return d
}

// breakUnits finds roles that nobody holds any more, and units that fewer than two may sign for.
func (w *World) breakUnits(d *EndingDay) {
	before := d.At.Add(-time.Microsecond)
	seen := map[Break]bool{}
	add := func(b Break) {
		if !seen[b] {
			seen[b] = true
			d.Breaks = append(d.Breaks, b)
		}
	}
	for i := range d.Endings {
		x := &d.Endings[i]
		unit := org.UnitID(x.Unit.ID)
		if w.Org.UnitAt(unit, d.At) == nil {
			continue // who carries on is shown where units are reorganised
		}
		if x.Kind == EndsPost && len(w.Org.Holders(unit, org.Role(x.Role), d.At)) == 0 {
			add(Break{Kind: BreakHolder, Unit: x.Unit, Role: x.Role})
		}
		was, now := len(w.Org.Signing(unit, before).Signers), len(w.Org.Signing(unit, d.At).Signers)
		switch {
		case now >= was:
		case now == 0:
			add(Break{Kind: BreakUnsaid, Unit: x.Unit})
		case now == 1:
			add(Break{Kind: BreakSigner, Unit: x.Unit})
		}
	}
}

// breakSteps finds steps of procedures that nobody competent can do from one of the days on.
func (w *World) breakSteps(days []EndingDay, from time.Time) {
	ctx := &procedure.Context{Org: w.Org, Calendar: w.Calendar, From: from, Months: 1 + w.endingDays()/28}
	seen := map[string]bool{}
	for _, rec := range w.Procedures.All(from) {
		if !rec.Open() {
			continue
		}
		for _, x := range procedure.Staffing(*rec, ctx) {
			if x.Severity != procedure.Wrong || x.Shows.Day == nil || !x.Shows.Day.Time().After(from) {
				continue
			}
			// A step is missed on the first working day after what ended.
			d := dayOf(days, x.Shows.Day.Time().Add(24*time.Hour-1))
			key := fmt.Sprint(rec.Code, x.Code, x.Shows.Facts, x.Shows.Day)
			if d == nil || seen[key] {
				continue
			}
			seen[key] = true
			d.Breaks = append(d.Breaks, Break{Kind: BreakStep, Unit: w.unit(x.Shows.Facts["unit"], d.At), Record: rec, Defect: &x})
		}
	}
}

// endingPrefix begins the kind of a notice about something that ends; its kind follows.
const endingPrefix = "ending-"

// endingsDay is where stands on which day it was last looked for them.
const endingsDay = "notice.endings-day"

// An endingTold is what such a notice keeps: who it is about is looked up in the house.
type endingTold struct {
	ID   string    `json:"id"`
	Unit string    `json:"unit"`
	At   time.Time `json:"at"`
}

// tellEndings tells the leaders of a unit, once a day, of what ends there soon: of each ending once, and again only where its
// last day was moved.
func (o *Office) tellEndings(ctx context.Context) error {
	w, now := o.world.Load(), o.Now()
	today := calendar.DateOf(now).String()
	if was, _, err := o.db.Read().Setting(ctx, endingsDay); err != nil || was >= today {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		for _, x := range w.ended(now, now.Add(w.EndsSoon())) {
			facts, err := json.Marshal(endingTold{x.ID, x.Unit.ID, x.At})
			if err != nil {
				return fmt.Errorf("facts of the end of %s: %w", x.ID, err)
			}
			people := w.leaders(x.Unit.ID, now)
			slices.Sort(people)
			for _, person := range slices.Compact(people) {
				row := store.NoticeRow{ID: o.keyed("ending", fmt.Sprintf("%s/%s/%d %s", x.Kind, x.ID, x.At.Unix(), person)), Kind: endingPrefix + x.Kind, Facts: string(facts)}
				if err := o.tellOfficer(tx, w, row, person); err != nil {
					return err
				}
			}
		}
		return tx.PutSetting(endingsDay, today)
	})
}

// endingMail says what ends, where and when.
func (o *Office) endingMail(w *World, v text.Voice, n *store.NoticeRow) (title, body string, err error) {
	var x endingTold
	if err := json.Unmarshal([]byte(n.Facts), &x); err != nil {
		return "", "", fmt.Errorf("facts of notice %s: %w", n.ID, err)
	}
	kind := v.T("ending.kind." + strings.TrimPrefix(n.Kind, endingPrefix))
	last := v.Date(x.At.Add(-time.Second))
	return v.T("ending.mail.title", "kind", kind, "date", last), o.mailBody(v,
		v.T("ending.mail.words", "kind", kind, "date", last), v.T("alarm.mail.unit", "unit", unitIn(w, v, x.Unit, n.At)),
		v.T("ending.mail.next"), v.T("alarm.mail.open", "link", o.at("/settings/endings"))), nil
}

// An EndingNotice is an ending that the reader was told of.
type EndingNotice struct {
	Kind string
	Unit UnitName
	Ends time.Time // the first instant without it
	At   time.Time
	Seen bool
}

// EndingNotices lists what the reader was told of, the newest first.
func (r *Reader) EndingNotices(limit int) ([]EndingNotice, error) {
	person, err := r.person()
	if err != nil {
		return nil, err
	}
	rows, err := r.db.NoticesLike(r.ctx, person, endingPrefix+"%", wanted(limit))
	if err != nil {
		return nil, err
	}
	var out []EndingNotice
	for i := range rows {
		var x endingTold
		if err := json.Unmarshal([]byte(rows[i].Facts), &x); err != nil {
			return nil, fmt.Errorf("facts of notice %s: %w", rows[i].ID, err)
		}
		out = append(out, EndingNotice{strings.TrimPrefix(rows[i].Kind, endingPrefix), r.w.unit(x.Unit, r.now), x.At, rows[i].At, !rows[i].SeenAt.IsZero()})
	}
	return out, nil
}

// SeeEndingNotices marks what the reader was told of endings as seen.
func (o *Office) SeeEndingNotices(ctx context.Context, who Who) error {
	person, err := o.Read(ctx, who).person()
	if err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error { return tx.SeeNoticesLike(person, endingPrefix+"%", tx.Now()) })
}
