package office

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/care"
	"motcua/law/dossier"
)

// A ContactBeside is what the city knows of whoever a contact is with, as far as the reader's rights go.
type ContactBeside struct {
	Known     bool            // there is an account, a telephone or a mail by which the person is known
	Dossiers  []BesideDossier // those under way first, by when they are due
	Of        int             // how many dossiers there are
	Petitions []PetitionLine
	Contacts  []ContactLine // others of the same person, the newest first
}

// besideShown is how many of each kind stand beside a conversation.
const besideShown = 5

// ContactBeside gives the person's dossiers, petitions and other contacts. Whatever is shown is a look, and is logged with its purpose.
func (r *Reader) ContactBeside(id care.ID) (*ContactBeside, error) {
	c, err := r.readContact(id, "read.contact")
	if err != nil {
		return nil, err
	}
	b := &ContactBeside{}
	keys := r.o.contactPersons(c.Person, c.Handle)
	if b.Known = len(keys) > 0; !b.Known {
		return b, nil
	}
	var looks []store.ReadRow
	if b.Dossiers, err = r.besideDossiers(c); err != nil {
		return nil, err
	}
	slices.SortStableFunc(b.Dossiers, func(x, y BesideDossier) int { return besideDue(x.Row).Compare(besideDue(y.Row)) })
	b.Of = len(b.Dossiers)
	b.Dossiers = b.Dossiers[:min(b.Of, besideShown)]
	lines := make([]*Row, len(b.Dossiers))
	for i := range b.Dossiers {
		lines[i] = &b.Dossiers[i].Row
		looks = append(looks, r.look(lines[i].ID, "read.beside"))
	}
	if err := r.addCodes(lines); err != nil {
		return nil, err
	}
	f := r.petitionFilter(PetitionFilter{})
	f.Open, f.Limit = nil, besideShown
	for _, f.Person = range keys {
		rows, err := r.db.Petitions(r.ctx, f)
		if err != nil {
			return nil, err
		}
		lines, err := r.petitionLines(rows)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			b.Petitions = append(b.Petitions, l)
			looks = append(looks, r.look("petition/"+string(l.ID), "read.beside"))
		}
	}
	q := r.contactFilter(ContactFilter{Any: true, Limit: besideShown + 1})
	q.Persons = keys
	rows, err := r.db.Contacts(r.ctx, q)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(x store.ContactRow) bool { return x.ID == string(id) })
	if b.Contacts, err = r.contactLines(rows[:min(len(rows), besideShown)]); err != nil {
		return nil, err
	}
	return b, r.o.db.LogRead(r.ctx, looks...)
}

// besideDue is when something of a dossier under way is due; of those that ended it is after all others.
func besideDue(d Row) time.Time {
	switch {
	case !d.State.Open():
		return time.Time{}.AddDate(9999, 0, 0)
	case d.State == dossier.Filed:
		return d.AckBy
	}
	return d.Due
}

// A CallbackFilter narrows the list of calls that were promised. The zero value is all of them, the earliest first.
type CallbackFilter struct {
	Open     *bool
	Late     *bool // past its time: not made yet, made later, or never
	Mine     bool
	From, To time.Time // when they were due
	Offset   int
}

// A Callback is a call that was promised, with the contact that it is for.
type Callback struct {
	ContactLine
	Promise store.ContactPromise
	ByN     PersonName
	Contact *care.Contact
}

func (r *Reader) callbackFilter(f CallbackFilter) store.PromiseFilter {
	q := store.PromiseFilter{Open: f.Open, Late: f.Late, At: r.now.Truncate(time.Minute), From: f.From, To: f.To, Offset: max(f.Offset, 0), Limit: ContactsShown, Units: r.contactFilter(ContactFilter{}).Units}
	if f.Mine {
		q.Officer = r.who.Person
	}
	return q
}

// Callbacks lists calls that were promised in contacts of the reader's units, and counts them.
func (r *Reader) Callbacks(f CallbackFilter) ([]Callback, int64, error) {
	total, err := r.CountCallbacks(f)
	if err != nil {
		return nil, 0, err
	}
	rows, err := r.db.ContactPromises(r.ctx, r.callbackFilter(f))
	if err != nil {
		return nil, 0, err
	}
	var of []store.ContactRow
	var out []Callback
	for _, p := range rows {
		row, ok, err := r.db.Contact(r.ctx, p.Contact)
		if err != nil {
			return nil, 0, err
		}
		if ok {
			of = append(of, row)
			out = append(out, Callback{Promise: p, ByN: r.w.person(p.Officer)})
		}
	}
	lines, err := r.contactLines(of)
	if err != nil {
		return nil, 0, err
	}
	for i := range out {
		out[i].ContactLine, out[i].Contact = lines[i], lines[i].whole
	}
	return out, total, nil
}

// CountCallbacks counts them alone.
func (r *Reader) CountCallbacks(f CallbackFilter) (int64, error) {
	if err := access.May(r.who, "read-contacts", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return 0, err
	}
	return r.db.CountContactPromises(r.ctx, r.callbackFilter(f))
}

// mostSample is how many contacts are drawn at once.
const mostSample = 50

// CareSample draws contacts that were closed in a time, for whoever answers for the desk to read (chấm mẫu chất lượng). The seed is
// stated with the sample: whoever draws again with it gets the same. Each is logged as read for that.
func (r *Reader) CareSample(seed string, n int, from, to time.Time) ([]ContactLine, int64, error) {
	unit := r.w.careUnitOf(r.who, r.now)
	if err := access.May(r.who, "lead-care", access.Object{Unit: unit, Org: r.w.Org, At: r.now}); err != nil {
		return nil, 0, err
	}
	if seed == "" || len(seed) > mostSeed || n < 1 || n > mostSample {
		return nil, 0, fault.New(fault.Invalid, "care.sample", "most", fmt.Sprint(mostSample)).At("n")
	}
	q := r.contactFilter(ContactFilter{Any: true, Unit: unit})
	q.ShutFrom, q.ShutTo = from, to
	total, err := r.db.CountContacts(r.ctx, q)
	if err != nil {
		return nil, 0, err
	}
	type drawn struct {
		row  store.ContactRow
		hash string
	}
	var least []drawn
	q.Limit = 1000
	for q.Offset = 0; int64(q.Offset) < total; q.Offset += q.Limit {
		rows, err := r.db.Contacts(r.ctx, q)
		if err != nil {
			return nil, 0, err
		}
		for _, row := range rows {
			least = append(least, drawn{row, drawHash(seed, row.ID)})
		}
		slices.SortFunc(least, func(a, b drawn) int { return strings.Compare(a.hash, b.hash) })
		least = least[:min(len(least), n)]
	}
	rows := make([]store.ContactRow, 0, len(least))
	looks := make([]store.ReadRow, 0, len(least))
	for _, d := range least {
		rows = append(rows, d.row)
		looks = append(looks, r.look("contact/"+d.row.ID, "read.sample"))
	}
	out, err := r.contactLines(rows)
	if err != nil {
		return nil, 0, err
	}
	return out, total, r.o.db.LogRead(r.ctx, looks...)
}

// MayEnterContact says whether the reader records contacts of people who call or come.
func (r *Reader) MayEnterContact() error {
	return access.May(r.who, "enter-contact", access.Object{Org: r.w.Org, At: r.now})
}
