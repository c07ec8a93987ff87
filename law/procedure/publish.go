package procedure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"motcua/ground/fault"
	"motcua/words/ledger"
)

// The kinds of event in the life of a procedure. Its stream is "procedure/<code>".
const (
	KindPublished = "procedure.published" // công bố: the body is the Record
	KindWithdrawn = "procedure.withdrawn" // bãi bỏ: the body is a Withdrawal
)

// Stream gives the stream of a procedure's events.
func Stream(id ID) ledger.StreamID { return ledger.StreamID("procedure/" + string(id)) }

// A Fact is what was decided about a procedure, before the office gives it an envelope.
type Fact struct {
	Kind string
	Body []byte // canonical JSON: keys in a fixed order, no space, no personal data
}

// A Withdrawal (bãi bỏ) ends a procedure: no dossier is received from a day on, those that were received go on.
type Withdrawal struct {
	Code     ID        `json:"code"`
	From     time.Time `json:"from"`
	Decision string    `json:"decision,omitempty"`
}

// Encode gives a record as canonical JSON.
func (r Record) Encode() ([]byte, error) {
	b, err := canonical(r)
	if err != nil {
		return nil, fmt.Errorf("encode procedure %s: %w", r.Code, err)
	}
	return b, nil
}

func canonical(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// decode reads a record that Encode wrote; numbers of the source keep their digits.
func decode(b []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	return dec.Decode(into)
}

// Publish decides that rec becomes the next version of its procedure at the moment at. It gives no facts when the newest
// version says the same already. A record without a first day is in force from at on.
//
// existing are all versions there are, see Catalogue.Versions. Refused are a record with errors (see Check), a version
// that is not the next one, and one that would come into force before the version before it.
func Publish(existing []Record, rec Record, at time.Time) ([]Fact, error) {
	return publish(existing, rec, at, Errors)
}

// publish is Publish where grave picks the findings that keep a record out.
func publish(existing []Record, rec Record, at time.Time, grave func(Findings) Findings) ([]Fact, error) {
	next := 1
	var last *Record
	for i := range existing {
		if existing[i].Version >= next {
			next, last = existing[i].Version+1, &existing[i]
		}
	}
	if last != nil && same(*last, rec) {
		return nil, nil
	}
	if rec.Version != 0 && rec.Version != next {
		return nil, fault.New(fault.Conflict, "procedure.version-next", "code", string(rec.Code), "next", strconv.Itoa(next), "version", strconv.Itoa(rec.Version))
	}
	rec.Version = next
	if rec.From.IsZero() {
		rec.From = at
	}
	rec.From, rec.To = rec.From.UTC(), rec.To.UTC()
	if last != nil && rec.From.Before(last.From) {
		return nil, fault.New(fault.Refused, "procedure.version-order",
			"code", string(rec.Code), "version", strconv.Itoa(next), "date", last.From.In(zone).Format("02/01/2006"))
	}
	if errs := grave(Check(rec)); len(errs) > 0 {
		return nil, &fault.Fault{
			Kind: fault.Invalid, Key: "procedure.unsound", Field: errs[0].Path, Cause: errs,
			Args: fault.Args{"code": string(rec.Code), "n": strconv.Itoa(len(errs)), "place": errs[0].Path},
		}
	}
	b, err := rec.Encode()
	if err != nil {
		return nil, err
	}
	return []Fact{{Kind: KindPublished, Body: b}}, nil
}

// zone is the legal time of the country.
var zone = time.FixedZone("+07", 7*3600)

// Withdraw decides that a procedure ends from the day from on.
func Withdraw(existing []Record, id ID, from time.Time, decision string) ([]Fact, error) {
	if len(existing) == 0 {
		return nil, fault.New(fault.Missing, "procedure.missing", "code", string(id))
	}
	open := false
	for _, r := range existing {
		open = open || r.To.IsZero() || r.To.After(from)
	}
	if !open {
		return nil, fault.New(fault.Refused, "procedure.withdrawn", "code", string(id))
	}
	b, err := canonical(Withdrawal{Code: id, From: from.UTC(), Decision: decision})
	if err != nil {
		return nil, fmt.Errorf("withdraw procedure %s: %w", id, err)
	}
	return []Fact{{Kind: KindWithdrawn, Body: b}}, nil
}

// same says whether rec adds nothing to a published version: number and days are compared only where rec names them.
func same(published, rec Record) bool {
	if rec.Version != 0 && rec.Version != published.Version {
		return false
	}
	rec.Version = published.Version
	if rec.From.IsZero() {
		rec.From = published.From
	}
	if rec.To.IsZero() {
		rec.To = published.To
	}
	rec.From, rec.To = rec.From.UTC(), rec.To.UTC()
	published.From, published.To = published.From.UTC(), published.To.UTC()
	a, errA := published.Encode()
	b, errB := rec.Encode()
	return errA == nil && errB == nil && bytes.Equal(a, b)
}
