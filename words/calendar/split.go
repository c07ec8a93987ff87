package calendar

import (
	"slices"
	"strconv"
	"time"

	"motcua/ground/fault"
)

// A Holder is in whose hands a time lies, or for whom is waited.
type Holder string

// The holders that waiting is told of in words; others are possible.
const (
	Citizen      Holder = "citizen"      // người nộp: papers to be supplied
	Tax          Holder = "tax"          // cơ quan thuế: the amount to be fixed
	Payment      Holder = "payment"      // người nộp: money to be paid
	Agency       Holder = "agency"       // cơ quan phối hợp: an opinion
	Verification Holder = "verification" // kiểm tra thực địa
)

// A Segment is a stretch of time in one holder's hands.
type Segment struct {
	From, To time.Time
	Holder   Holder
}

// A Share is the working time of one holder.
type Share struct {
	Holder  Holder `json:"holder"`
	Minutes int64  `json:"minutes"` // working minutes
}

// Split gives the working minutes of each holder, in the order in which they first held the time; who held none stands
// there with 0. Segments that are out of order, overlap or end before they begin are a fault of kind Invalid.
func (c *Calendar) Split(segments []Segment) ([]Share, error) {
	var out []Share
	for i, s := range segments {
		if s.To.Before(s.From) || i > 0 && s.From.Before(segments[i-1].To) {
			return nil, fault.New(fault.Invalid, "calendar.split.order", "n", strconv.Itoa(i+1))
		}
		k := slices.IndexFunc(out, func(h Share) bool { return h.Holder == s.Holder })
		if k < 0 {
			k = len(out)
			out = append(out, Share{Holder: s.Holder})
		}
		out[k].Minutes += c.WorkingMinutes(s.From, s.To)
	}
	return out, nil
}
