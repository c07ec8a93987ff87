package care

import (
	"strconv"

	"motcua/ground/fault"
)

// mostDraw is how much may be said of how a sample was drawn.
const mostDraw = 200

// review takes what was found in a conversation that is over.
//
// choice: four eyes. Whoever had a part in a conversation does not judge it; what is to be improved is said in words, for a mark alone
// teaches nobody.
func (c *Case) review(in Input) (holder, private, error) {
	if c.Contact.TookPart(c.Actor) {
		return holder{}, private{}, fault.New(fault.Refused, "care.review-own")
	}
	fs := []error{outcome(Outcomes[ActReview], in.Outcome), text(in.Text)}
	if in.Outcome == Improve && in.Text == "" {
		fs = append(fs, fault.New(fault.Invalid, "care.review-words").At("text"))
	}
	if len(in.Draw) > mostDraw {
		fs = append(fs, fault.New(fault.Invalid, "care.line", "most", strconv.Itoa(mostDraw)).At("draw"))
	}
	return holder{Outcome: in.Outcome, Of: c.Contact.answerer(), Draw: in.Draw}, private{Text: in.Text}, fault.Together(fs...)
}
