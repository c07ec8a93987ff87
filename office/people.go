package office

import (
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/keep/store"
	"motcua/law/access"
)

// mostLooks is how often an account may look people up in an hour.
// choice: a counter serves some twenty people an hour, each looked up a few times; whoever wants the whole register is
// held to far less than it has, and every look stands in the read log.
const mostLooks = 200

// purposePeople is the purpose of a look into the register of people, in the read log.
const purposePeople = "read.people"

// FindPeople finds people known to the desk by number, or by the beginning of the name. The line in the read log is
// durable before anybody is shown; it has the keyed hash of what was asked for, never a number or a name.
func (r *Reader) FindPeople(q string) ([]Person, error) {
	if err := access.May(r.who, "find-people", access.Object{}); err != nil {
		return nil, err
	}
	q = strings.TrimSpace(q)
	if len(q) < 3 {
		return nil, nil
	}
	if n, err := r.db.ReadsFor(r.ctx, r.who.Account, purposePeople, r.now.Add(-time.Hour)); err != nil {
		return nil, err
	} else if n >= mostLooks {
		return nil, fault.New(fault.Refused, "people.too-many", "most", strconv.Itoa(mostLooks))
	}
	line := store.ReadRow{At: r.now, Account: r.who.Account, Post: r.who.Post, Dossier: "people/" + r.o.PersonKey(q), Purpose: purposePeople}
	if err := r.o.db.LogRead(r.ctx, line); err != nil {
		return nil, err
	}
	var rows []store.PersonRow
	p, ok, err := r.db.Person(r.ctx, r.o.PersonKey(q))
	if rows = append(rows, p); err == nil && !ok {
		rows, err = r.db.PeopleByName(r.ctx, vn.Fold(q), 10)
	}
	if err != nil {
		return nil, err
	}
	out := make([]Person, 0, len(rows))
	for _, p := range rows {
		if hidden, err := r.restrictedPerson(p.PersonKey); err != nil {
			return nil, err
		} else if !hidden { // else they say it anew: it is not carried over from other dossiers
			out = append(out, personOf(p))
		}
	}
	return out, nil
}
