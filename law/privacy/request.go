// Package privacy has what people may ask of those who keep their data (quyền của chủ thể dữ liệu), and how long what is over
// is kept (thời hạn lưu).
package privacy

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"motcua/ground/fault"
	"motcua/words/ledger"
)

// A Kind is what a data subject asks for.
type Kind string

// The kinds of request.
// choice: the rights that exchange.md names under Law 91/2025/QH15 and Decree 356/2025, whose articles were not read here.
const (
	Copy     Kind = "copy"     // bản sao dữ liệu
	Correct  Kind = "correct"  // chỉnh sửa
	Restrict Kind = "restrict" // hạn chế xử lý
	Lift     Kind = "lift"     // thôi hạn chế
	Erase    Kind = "erase"    // xoá
)

// Kinds are the kinds in the order of a form. A copy is given at once and needs no form.
var Kinds = []Kind{Correct, Restrict, Lift, Erase}

// The outcomes of a request.
const (
	Accepted = "accepted" // what was asked for is done
	Partly   = "partly"   // done in part
	Refused  = "refused"
	Given    = "given" // a copy was given at once
	Gone     = "gone"  // the data were erased by a decision before it was answered
)

// Outcomes are what an officer may answer.
var Outcomes = []string{Accepted, Partly, Refused}

// leastWords and mostWords bound what is asked and what is answered, in letters.
// choice: fewer than a few words say neither what is wrong nor why.
const leastWords, mostWords = 10, 2000

// The events of a request.
const (
	KindAsked    = "request.asked"
	KindAnswered = "request.answered"
)

// Stream gives the stream of a request.
func Stream(id string) ledger.StreamID { return ledger.StreamID("request/" + id) }

// A Request (yêu cầu của chủ thể dữ liệu) is what somebody asked about their own data, and what was answered.
type Request struct {
	ID      string
	Version int64
	Kind    Kind
	Dossier string // "" for all data of the person
	Unit    string // that answers; "" for whoever supervises the city
	Asked   time.Time
	Due     time.Time // by the limit that was in force when it was asked
	Limit   string
	Basis   string
	Ended   time.Time
	Outcome string
	Actor   string // who answered
	By      string // the unit of whoever answered
	Taker   string // who took it at a counter; "" when it was asked by account
	Counter string // the unit of that counter

	Name, Number string // who asks; "" once erased
	Phone        string // by which alone the matter knows them, and which they showed to be theirs, at a counter or by a code that was sent there; "" once erased
	Words        string
	Answer       string // the reason that was given
}

// Open says whether it waits for an answer.
func (q *Request) Open() bool { return q.Ended.IsZero() }

// applicant is the actor of what somebody asks by their own account.
const applicant = "applicant"

type askedHolder struct {
	Kind    Kind      `json:"kind"`
	Dossier string    `json:"dossier,omitempty"`
	Due     time.Time `json:"due,omitzero"`
	Limit   string    `json:"limit,omitempty"`
	Basis   string    `json:"basis,omitempty"`
	Counter string    `json:"counter,omitempty"`
	Phoned  bool      `json:"phoned,omitempty"` // they showed that a telephone is theirs
}

type askedPrivate struct {
	Name   string `json:"name"`
	Number string `json:"number"`
	Phone  string `json:"phone,omitempty"`
	Words  string `json:"words,omitempty"`
}

type answeredHolder struct {
	Outcome string `json:"outcome"`
}

type answeredPrivate struct {
	Answer string `json:"answer,omitempty"`
}

// Ask decides a request. A copy has no words and is answered in the same act.
func Ask(q Request, now time.Time) ([]ledger.Fact, error) {
	q.Words = strings.TrimSpace(q.Words)
	asked := ledger.Fact{
		Kind: KindAsked, Class: ledger.Ordinary, At: now, Actor: cmp.Or(q.Taker, applicant), Unit: q.Unit,
		Holder:  encode(askedHolder{q.Kind, q.Dossier, q.Due, q.Limit, q.Basis, q.Counter, q.Phone != ""}),
		Private: encode(askedPrivate{q.Name, q.Number, q.Phone, q.Words}),
	}
	if q.Kind == Copy {
		return []ledger.Fact{asked, {
			Kind: KindAnswered, Class: ledger.Ordinary, At: now, Actor: applicant, Unit: q.Unit, Holder: encode(answeredHolder{Given}),
		}}, nil
	}
	var fs []*fault.Fault
	if !slices.Contains(Kinds, q.Kind) {
		fs = append(fs, fault.New(fault.Invalid, "request.kind").At("kind"))
	}
	if (q.Kind == Correct || q.Kind == Erase) && q.Dossier == "" {
		fs = append(fs, fault.New(fault.Invalid, "request.dossier").At("dossier"))
	}
	// choice: nothing in the house would follow from restricting one conversation, so it is not offered as if something did.
	if (q.Kind == Restrict || q.Kind == Lift) && strings.HasPrefix(q.Dossier, "contact/") {
		fs = append(fs, fault.New(fault.Invalid, "request.no-restriction").At("kind"))
	}
	if n := utf8.RuneCountInString(q.Words); n < leastWords || n > mostWords {
		fs = append(fs, fault.New(fault.Invalid, "request.words", "least", strconv.Itoa(leastWords), "most", strconv.Itoa(mostWords)).At("words"))
	}
	return []ledger.Fact{asked}, fault.Join(fs)
}

// Answer decides the answer to a request: always with its reason.
func Answer(q *Request, outcome, words, actor, unit string, now time.Time) ([]ledger.Fact, error) {
	if !q.Open() {
		return nil, fault.New(fault.Conflict, "request.answered-already")
	}
	words = strings.TrimSpace(words)
	var fs []*fault.Fault
	if !slices.Contains(Outcomes, outcome) {
		fs = append(fs, fault.New(fault.Invalid, "request.outcome").At("outcome"))
	}
	if n := utf8.RuneCountInString(words); n < leastWords || n > mostWords {
		fs = append(fs, fault.New(fault.Invalid, "request.answer-words", "least", strconv.Itoa(leastWords), "most", strconv.Itoa(mostWords)).At("answer"))
	}
	return []ledger.Fact{{
		Kind: KindAnswered, Class: ledger.Ordinary, At: now, Actor: actor, Unit: unit,
		Holder: encode(answeredHolder{outcome}), Private: encode(answeredPrivate{words}),
	}}, fault.Join(fs)
}

// Close ends a request whose data were erased meanwhile: there is nobody left to answer.
func Close(actor, unit string, now time.Time) []ledger.Fact {
	return []ledger.Fact{{Kind: KindAnswered, Class: ledger.Ordinary, At: now, Actor: actor, Unit: unit, Holder: encode(answeredHolder{Gone})}}
}

// Fold reads a request back; of one whose personal part was erased by law, names and words are empty.
func Fold(id string, events []ledger.Event) (*Request, error) {
	if len(events) == 0 {
		return nil, fault.New(fault.Missing, "request.missing")
	}
	q := &Request{ID: id}
	for i := range events {
		e := &events[i]
		q.Version = e.Version
		var err error
		switch e.Kind {
		case KindAsked:
			var h askedHolder
			var p askedPrivate
			err = read(e, &h, &p)
			q.Kind, q.Dossier, q.Due, q.Limit, q.Basis = h.Kind, h.Dossier, h.Due, h.Limit, h.Basis
			if q.Counter = h.Counter; e.Actor != applicant {
				q.Taker = e.Actor
			}
			q.Unit, q.Asked, q.Name, q.Number, q.Phone, q.Words = e.Unit, e.At, p.Name, p.Number, p.Phone, p.Words
		case KindAnswered:
			var h answeredHolder
			var p answeredPrivate
			err = read(e, &h, &p)
			q.Ended, q.Outcome, q.Actor, q.By, q.Answer = e.At, h.Outcome, e.Actor, e.Unit, p.Answer
		}
		if err != nil {
			return nil, fmt.Errorf("read %s version %d: %w", e.Stream, e.Version, err)
		}
	}
	return q, nil
}

// read decodes the two parts of an event; nil bytes (none, or erased) leave the zero value.
func read(e *ledger.Event, holder, private any) error {
	if err := json.Unmarshal(e.Holder, holder); err != nil || len(e.Private) == 0 {
		return err
	}
	return json.Unmarshal(e.Private, private)
}

func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("privacy: encode %T: %v", v, err)) // a bug: an own type that JSON cannot hold
	}
	return b
}

// Restricted says whether the requests of one person about one matter, in any order, leave its data restricted: the last
// restriction or lifting that was granted holds.
func Restricted(all []Request) (since time.Time, yes bool) {
	var last *Request
	for i := range all {
		q := &all[i]
		if (q.Kind == Restrict || q.Kind == Lift) && (q.Outcome == Accepted || q.Outcome == Partly) && (last == nil || q.Ended.After(last.Ended)) {
			last = q
		}
	}
	if last == nil || last.Kind == Lift {
		return time.Time{}, false
	}
	return last.Ended, true
}
