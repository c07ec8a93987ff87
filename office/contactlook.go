package office

import (
	"fmt"
	"time"

	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/care"
)

// ContactCounts are how many contacts are open, and what they wait for.
type ContactCounts = store.ContactSums

// ContactCounts counts what is open in the reader's units, all at once.
func (r *Reader) ContactCounts() (ContactCounts, error) {
	if err := access.May(r.who, "read-contacts", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return ContactCounts{}, err
	}
	return r.db.ContactSums(r.ctx, r.contactFilter(ContactFilter{}).Units, string(care.Waiting), string(care.Handed), r.who.Person, r.now)
}

// consoleSlice is how long a console may stand without anything new, with the times that it shows.
// choice: waiting times are told in minutes and seen as soon or late; five minutes more or less change nobody's mind.
const consoleSlice = 5 * time.Minute

// ContactsMark is a short text that is another one when the console has something new to show: of what is open in the reader's units,
// and of the conversation that is open beside it ("": none). It costs one count over what is open and folds nothing.
func (r *Reader) ContactsMark(open care.ID) (string, error) {
	if err := access.May(r.who, "read-contacts", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return "", err
	}
	mark, err := r.db.ContactMark(r.ctx, r.contactFilter(ContactFilter{}).Units)
	if err != nil {
		return "", err
	}
	var version int64
	if open != "" {
		if version, _, err = r.db.Head(r.ctx, care.Stream(open)); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%s%d.%d.%s", mark, version, r.now.Unix()/int64(consoleSlice/time.Second), r.who.Post), nil
}
