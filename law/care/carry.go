package care

import (
	"time"

	"motcua/ground/fault"
	"motcua/words/ledger"
)

// A Reassignment takes a contact from a unit that ended to who carries on (chuyển giao khi sắp xếp đơn vị). Neither its code nor a
// promise nor the clock of a hand-over changes.
type Reassignment struct {
	Plan   string    `json:"plan"`   // key of the reorganisation
	Moment time.Time `json:"moment"` // first instant of the new structure
	Basis  string    `json:"basis"`
	From   string    `json:"from"`
	To     string    `json:"to"`
	Why    string    `json:"why"`
	Free   bool      `json:"free,omitempty"` // whoever had it has no post there
}

// Reassign decides that a contact goes over; none where it is not with the unit that ended.
func (c *Case) Reassign(x Reassignment) ([]ledger.Fact, error) {
	k := c.Contact
	if x.To == "" || k.Unit != x.From {
		return nil, nil
	}
	if c.Now.Before(x.Moment) {
		return nil, fault.New(fault.Refused, "dossier.reassign-early").At("moment")
	}
	h := holder{Over: &x, State: k.State}
	// choice: what nobody has any more waits to be taken, so that whoever hands out the work meets it.
	if x.Free && k.State == Open {
		h.State = Waiting
	}
	return c.fact(ActReassign, h, private{}), nil
}

// goOver takes a contact to who carries on.
func (c *Contact) goOver(x *Reassignment) {
	c.Before, c.Unit = add(c.Before, c.Unit), x.To
	if r := c.Hand(); r != nil {
		r.Over = x.To
	}
	if x.Free {
		c.Agent = ""
	}
}
