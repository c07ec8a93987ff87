package office

import (
	"slices"
	"time"

	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/care"
)

// A KnownAs is the name under which whoever called or wrote from a number or address was last written down (tên ghi lần gần nhất).
type KnownAs struct {
	Name string
	ID   care.ID
	Code string
	At   time.Time
}

// The most names of a number that are offered, and in how many of its last contacts they are looked for.
const (
	mostKnown = 3
	knownBack = 20
)

// KnownAs gives the names under which a telephone number or mail was last written down in contacts of the reader's units, the newest
// first.
//
// choice: a number is no proof of who calls. The name is offered to whoever asks for it, as what it was last time, and is asked of the
// caller; each contact that it is taken from is a look, and is logged.
func (r *Reader) KnownAs(handle string) (out []KnownAs, err error) {
	if err := access.May(r.who, "enter-contact", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return nil, err
	}
	key := r.o.handleKey(handle)
	if key == "" {
		return nil, nil
	}
	f := r.contactFilter(ContactFilter{Any: true, Limit: knownBack})
	f.Persons = []string{key}
	rows, err := r.db.Contacts(r.ctx, f)
	if err != nil {
		return nil, err
	}
	var looks []store.ReadRow
	for i := range rows {
		if len(out) == mostKnown {
			break
		}
		c, err := r.o.foldContact(r.ctx, r.db, care.ID(rows[i].ID))
		if err != nil {
			return nil, err
		}
		if c.Name == "" || slices.ContainsFunc(out, func(k KnownAs) bool { return sameWords(k.Name, c.Name) }) {
			continue
		}
		out = append(out, KnownAs{Name: c.Name, ID: c.ID, Code: c.Code, At: c.Began})
		looks = append(looks, r.look(string(care.Stream(c.ID)), "read.known"))
	}
	return out, r.logLooks(looks)
}
