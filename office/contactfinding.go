package office

import (
	"cmp"
	"time"

	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/care"
)

// foundIn are the findings of a contact that the reader may know of.
// choice: what was found in somebody's work is for whoever answers for the desk and for the one whose work it is; colleagues do not read
// each other's.
func (r *Reader) foundIn(c *care.Contact) (out []care.Finding) {
	if len(c.Findings) == 0 {
		return nil
	}
	lead := false
	for _, u := range c.Reach() {
		lead = lead || access.May(r.who, "contact-review", access.Object{Unit: u, Org: r.w.Org, At: r.now}) == nil
	}
	for _, f := range c.Findings {
		if lead || f.Of != "" && f.Of == r.who.Person {
			out = append(out, f)
		}
	}
	return out
}

// FindingFilter narrows the list of findings. The zero value is all that the reader may know of.
type FindingFilter struct {
	Result   string // good, improve; "": both
	Officer  string // whose work was read; "": anybody's
	From, To time.Time
	Offset   int
}

// MayReview says whether the reader answers for the quality of the care desk: they see everybody's findings, others their own.
func (r *Reader) MayReview() bool {
	return access.May(r.who, "contact-review", access.Object{Unit: r.w.careUnitOf(r.who, r.now), Org: r.w.Org, At: r.now}) == nil
}

func (r *Reader) findingFilter(f FindingFilter) store.FindingFilter {
	q := store.FindingFilter{Result: f.Result, Officer: f.Officer, From: f.From, To: f.To, Offset: max(f.Offset, 0), Limit: ContactsShown, Units: r.contactFilter(ContactFilter{}).Units}
	if !r.MayReview() {
		q.Officer = cmp.Or(r.who.Person, "-")
	}
	return q
}

// Findings lists contacts that were read for a sample, with what was found, and counts them.
func (r *Reader) Findings(f FindingFilter) ([]ContactLine, int64, error) {
	total, err := r.CountFindings(f)
	if err != nil {
		return nil, 0, err
	}
	found, err := r.db.ContactFindings(r.ctx, r.findingFilter(f))
	if err != nil {
		return nil, 0, err
	}
	var rows []store.ContactRow
	for _, x := range found {
		row, ok, err := r.db.Contact(r.ctx, x.Contact)
		if err != nil {
			return nil, 0, err
		}
		if ok {
			rows = append(rows, row)
		}
	}
	out, err := r.contactLines(rows)
	return out, total, err
}

// CountFindings counts them alone.
func (r *Reader) CountFindings(f FindingFilter) (int64, error) {
	if err := access.May(r.who, "read-contacts", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return 0, err
	}
	return r.db.CountContactFindings(r.ctx, r.findingFilter(f))
}
