package dossier

import (
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"motcua/ground/fault"
	"motcua/words/ledger"
)

// ErasureStream gives the stream of the erasure of a dossier's personal data. It is apart from the dossier's own, which takes no
// personal part any more.
func ErasureStream(id ID) ledger.StreamID { return ledger.StreamID("erasure/" + string(id)) }

// KindErased is the event of an erasure.
const KindErased = "erasure.done"

// The grounds of an erasure. What the ground is follows from the decision that is named.
const (
	ErasedOnRequest = "request" // the person asked for it and was found right
	ErasedExpired   = "expired" // its time is over, and no archive keeps it
	ErasedByOrder   = "order"   // a court or an authority ordered it
)

// ErasureGrounds are the grounds in the order of a form.
var ErasureGrounds = []string{ErasedOnRequest, ErasedExpired, ErasedByOrder}

// leastErasureWords and mostErasureWords bound the reason in letters.
// choice: fewer than a sentence say nothing that anybody can judge later, when the data are gone.
const leastErasureWords, mostErasureWords = 20, 1000

// An Erasure (xoá dữ liệu cá nhân) destroys the personal parts of a dossier for ever. That the dossier was there, when it was
// received, what was promised and who worked on it stays.
type Erasure struct {
	Code     string
	Ground   string
	Decision string // number and day of the decision
	Words    string // the reason; it names nobody

	At    time.Time
	Actor string
	Unit  string
}

type erasedHolder struct {
	Code     string `json:"code"`
	Ground   string `json:"ground"`
	Decision string `json:"decision"`
	Words    string `json:"words"`
}

// Erase decides an erasure.
// choice: only of a dossier that is over: before that the centre owes its applicant an answer and needs to know whom.
func Erase(d *Dossier, x Erasure) ([]ledger.Fact, error) {
	if d.Erased {
		return nil, fault.New(fault.Conflict, "erasure.was")
	}
	if d.State == None || d.State.Open() {
		return nil, fault.New(fault.Refused, "erasure.not-over")
	}
	return ErasureFacts(x)
}

// ErasureFacts is the event of an erasure, of a dossier or of what else the centre keeps; whether it may be erased was judged.
func ErasureFacts(x Erasure) ([]ledger.Fact, error) {
	var fs []*fault.Fault
	if !slices.Contains(ErasureGrounds, x.Ground) {
		fs = append(fs, fault.New(fault.Invalid, "erasure.ground").At("ground"))
	}
	if blank(x.Decision) || utf8.RuneCountInString(x.Decision) > 200 {
		fs = append(fs, fault.New(fault.Invalid, "erasure.decision").At("decision"))
	}
	if n := utf8.RuneCountInString(x.Words); blank(x.Words) || n < leastErasureWords || n > mostErasureWords {
		fs = append(fs, fault.New(fault.Invalid, "erasure.words", "least", strconv.Itoa(leastErasureWords), "most", strconv.Itoa(mostErasureWords)).At("words"))
	}
	if err := fault.Join(fs); err != nil {
		return nil, err
	}
	f := ledger.Fact{Kind: KindErased, Actor: x.Actor, Unit: x.Unit, Holder: encode(erasedHolder{Code: x.Code, Ground: x.Ground, Decision: x.Decision, Words: x.Words})}
	if !x.At.IsZero() { // entered again, after a restore
		f.Class, f.At = ledger.LateEntry, x.At
	}
	return []ledger.Fact{f}, nil
}

// ReadErasure reads the event.
func ReadErasure(e *ledger.Event) (Erasure, error) {
	h, err := holder[erasedHolder](&e.Fact)
	return Erasure{Code: h.Code, Ground: h.Ground, Decision: h.Decision, Words: h.Words, At: e.At, Actor: e.Actor, Unit: e.Unit}, err
}
