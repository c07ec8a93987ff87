package dossier

import (
	"motcua/words/ledger"
)

// A Load is what somebody who is present holds already.
type Load struct {
	Person string
	Open   int // pieces of work
}

// HandOut decides that work which just opened goes to whoever of those present holds the least (phân công theo khối
// lượng); of equals the first, as they stand in the unit's list. Nothing is decided when nobody is present: the work
// waits for whoever takes it.
// choice: pieces are counted, whatever their size, over all of a person's posts: what anyone can count again.
func (c *Case) HandOut(token int, present []Load) ([]ledger.Fact, error) {
	_, t, err := c.Dossier.judge(ActAssign, token)
	if err != nil || t.Holder != "" || len(present) == 0 {
		return nil, err
	}
	least, _ := Least(present)
	h := taskHolder{Token: t.Token, Node: t.Node, Holder: least.Person, Of: len(present), Load: least.Open}
	f := c.fact(KindAssigned, h, nil)
	f.Actor, f.Unit = "system", ""
	return []ledger.Fact{f}, nil
}

// Least is whoever holds the least, of equals the first; ok is false where nobody is present.
func Least(present []Load) (least Load, ok bool) {
	for i, l := range present {
		if i == 0 || l.Open < least.Open {
			least = l
		}
	}
	return least, len(present) > 0
}
