package office

import (
	"time"

	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/care"
)

// HandedCounts say how many conversations were handed to the reader's own unit and are not answered (lượt liên hệ được chuyển đến).
type HandedCounts struct {
	N, Late int64
	Due     time.Time // when the first of them is due; zero for none
}

// handedFilter is what was handed to the reader's own unit and waits for its word.
func (r *Reader) handedFilter() store.ContactFilter {
	f := r.contactFilter(ContactFilter{State: care.Handed})
	f.Unit, f.Clock = r.who.Unit, true
	return f
}

// HandedCounts counts them.
func (r *Reader) HandedCounts() (c HandedCounts, err error) {
	if r.who.Unit == "" || access.May(r.who, "read-contacts", access.Object{Org: r.w.Org, At: r.now}) != nil {
		return c, nil
	}
	f := r.handedFilter()
	if c.N, err = r.db.CountContacts(r.ctx, f); err != nil || c.N == 0 {
		return c, err
	}
	f.Limit = 1
	first, err := r.db.Contacts(r.ctx, f)
	if err != nil {
		return c, err
	}
	if len(first) > 0 {
		c.Due = first[0].Due
	}
	f.Late = true
	c.Late, err = r.db.CountContacts(r.ctx, f)
	return c, err
}

// HandedContacts lists them, what is due first before the others, and counts them.
func (r *Reader) HandedContacts(late bool, offset int) ([]ContactLine, int64, error) {
	if err := access.May(r.who, "read-contacts", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return nil, 0, err
	}
	f := r.handedFilter()
	f.Late, f.Offset, f.Limit = late, max(offset, 0), ContactsShown
	total, err := r.db.CountContacts(r.ctx, f)
	if err != nil {
		return nil, 0, err
	}
	rows, err := r.db.Contacts(r.ctx, f)
	if err != nil {
		return nil, 0, err
	}
	out, err := r.contactLines(rows)
	return out, total, err
}

// lateHanded counts conversations of which the clock of a unit of the reader's has run out.
func (r *Reader) lateHanded() (int, error) {
	if access.May(r.who, "read-contacts", access.Object{Org: r.w.Org, At: r.now}) != nil {
		return 0, nil
	}
	n, err := r.db.CountContacts(r.ctx, r.contactFilter(ContactFilter{Late: true}))
	return int(n), err
}
