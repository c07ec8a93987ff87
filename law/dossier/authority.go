package dossier

// An Authority (căn cứ ký thay, ký thừa ủy quyền) is the decision that an act rests on when it is no right of the actor's
// own post: it is found in the moment of the act, and stands in the event.
type Authority struct {
	Kind     string `json:"kind"` // ByDelegation or ByOrder
	ID       string `json:"id"`
	Document string `json:"document"`        // number and day of the decision
	Giver    string `json:"giver,omitempty"` // the unit in whose place is decided, or of the post that is acted from
	For      string `json:"for,omitempty"`   // the person whose post it is
	Order    string `json:"order,omitempty"` // the order by which the post is used, beside a delegation
}

// The kinds of authority.
const (
	ByDelegation = "delegation" // thừa ủy quyền (TUQ.)
	ByOrder      = "order"      // ký thay, giao phụ trách (KT.)
)
