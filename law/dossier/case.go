package dossier

import (
	"time"

	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/ledger"
)

// A Case is everything an act is decided on: the folded dossier, the procedure version it lives under, the calendar, who
// acts from which unit, and the one instant. Deciding reads nothing else.
type Case struct {
	Dossier   *Dossier
	Procedure *procedure.Record    // pinned version; for file and receive the version in force
	Machine   *procedure.Machine   // of the dossier's case
	Calendar  *calendar.Calendar   // of the competent unit
	General   procedure.Supplement // the city's general rule for papers asked for; the zero value is the decree's
	Now       time.Time            // legal time of the act, UTC
	Class     ledger.Class         // "" = ordinary
	Actor     string               // person, "system" or "portal"
	Unit      string               // the unit whose post the actor uses, "" for applicants
	Confirmed *Confirmed           // by what the actor confirmed this very act; nil: it was not asked for

	Under *Authority // the decision that the act rests on, nil where the post itself has the right

	// Locate finds the unit that a node's Where means for this dossier: "reception", "competent", "tax" …
	Locate func(where string) (unit string, err error)
	// Signed says whether a file bears a digital signature. Whose it is and whether it holds is not looked at.
	Signed func(file string) (bool, error)
}

// Confirmed says by what somebody confirmed a weighty act (xác nhận việc hệ trọng), and over which act.
type Confirmed struct {
	By   string `json:"by"`   // "totp", "passkey"
	Hash string `json:"hash"` // of the act, the dossier, the version that was seen and the values, in hexadecimal
}

// fact puts a decision into the form that the ledger takes.
func (c *Case) fact(kind string, holder, private any) ledger.Fact {
	class := c.Class
	if class == "" {
		class = ledger.Ordinary
	}
	f := ledger.Fact{Kind: kind, Class: class, At: c.Now, Actor: c.Actor, Unit: c.Unit, Holder: encode(holder)}
	f.Meant.Holder = holder
	if private != nil {
		f.Private, f.Meant.Private = encode(private), private
	}
	return f
}

// wordsOf gives the private part that holds words, or nil for none, so that no empty part is kept.
func wordsOf(w string) any {
	if w == "" {
		return nil
	}
	return privateWords{Words: w}
}
