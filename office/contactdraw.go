package office

import (
	"crypto/sha256"
	"net/url"
	"strconv"
	"time"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/care"
)

// A SampleDraw is by what a quality sample was drawn: whoever draws by it draws the same.
type SampleDraw struct {
	Seed     string
	N        int
	From, To time.Time // closed from then on, and before; zero: always
}

// drawDay is how a day stands in the words of a draw.
const drawDay = "02/01/2006"

// String is the draw as an address and a finding have it; the last day is named as people do, and is in it.
func (d SampleDraw) String() string {
	q := url.Values{"seed": {d.Seed}, "n": {strconv.Itoa(d.N)}, "from": {""}, "to": {""}}
	if !d.From.IsZero() {
		q.Set("from", d.From.In(Zone).Format(drawDay))
	}
	if !d.To.IsZero() {
		q.Set("to", d.To.In(Zone).AddDate(0, 0, -1).Format(drawDay))
	}
	return q.Encode()
}

// ReadDraw reads what String wrote; false: these are words of something else.
func ReadDraw(s string) (d SampleDraw, ok bool) {
	q, err := url.ParseQuery(s)
	if err != nil {
		return d, false
	}
	d.Seed = q.Get("seed")
	if d.N, err = strconv.Atoi(q.Get("n")); err != nil || d.Seed == "" || len(d.Seed) > mostSeed || d.N < 1 || d.N > mostSample {
		return d, false
	}
	for name, at := range map[string]*time.Time{"from": &d.From, "to": &d.To} {
		if q.Get(name) == "" {
			continue
		}
		if *at, err = time.ParseInLocation(drawDay, q.Get(name), Zone); err != nil {
			return d, false
		}
	}
	if !d.To.IsZero() {
		d.To = d.To.AddDate(0, 0, 1)
	}
	return d, true
}

// mostSeed is how long a seed may be, in bytes.
const mostSeed = 60

// drawHash gives a contact its place in a draw: nobody chooses whom to read.
func drawHash(seed, id string) string {
	sum := sha256.Sum256([]byte(seed + "\x00" + id))
	return string(sum[:])
}

// inDraw says whether a contact was in the sample that a finding names, at the latest when it was closed itself: what was closed after it
// may have taken its place since, and does not unsay that it was drawn. Whoever draws no samples is refused by the act, and told nothing here.
func (r *Reader) inDraw(id care.ID, a care.Act, words string) error {
	if a != care.ActReview || words == "" {
		return nil
	}
	unit := r.w.careUnitOf(r.who, r.now)
	if access.May(r.who, "lead-care", access.Object{Unit: unit, Org: r.w.Org, At: r.now}) != nil {
		return nil
	}
	d, ok := ReadDraw(words)
	row, there, err := r.db.Contact(r.ctx, string(id))
	if err != nil || !there {
		return err // that it is missing says the act
	}
	out := fault.New(fault.Invalid, "care.not-drawn").At("draw")
	if !ok || row.Closed.IsZero() || row.Closed.Before(d.From) || !d.To.IsZero() && !row.Closed.Before(d.To) {
		return out
	}
	q := r.contactFilter(ContactFilter{Any: true, Unit: unit})
	q.ShutFrom, q.ShutTo, q.ByID, q.Limit = d.From, row.Closed.Add(time.Microsecond), true, 1000
	own, before, mine := drawHash(d.Seed, row.ID), 0, false
	for {
		rows, err := r.db.Contacts(r.ctx, q)
		if err != nil {
			return err
		}
		for i := range rows {
			q.After, mine = rows[i].ID, mine || rows[i].ID == row.ID
			if drawHash(d.Seed, rows[i].ID) < own {
				before++
			}
		}
		if before >= d.N || len(rows) < q.Limit {
			break
		}
	}
	if !mine || before >= d.N {
		return out
	}
	return nil
}
