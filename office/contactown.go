package office

import (
	"time"

	"motcua/keep/store"
	"motcua/law/care"
	"motcua/law/dossier"
)

// An OwnConversation is one conversation with the care desk in the copy of somebody's own data: what they said and were told, calls and
// promises, and who looked at it. What officers wrote to each other is theirs.
type OwnConversation struct {
	About    dossier.ID   `json:"about"` // as a request about it names it
	Code     string       `json:"code"`
	Channel  care.Channel `json:"channel"`
	State    care.State   `json:"state"`
	Began    time.Time    `json:"began"`
	Closed   time.Time    `json:"closed,omitzero"`
	Outcome  string       `json:"outcome,omitempty"`
	Name     string       `json:"name,omitempty"`
	Handle   string       `json:"handle,omitempty"`
	Subject  string       `json:"subject,omitempty"`
	Unit     string       `json:"unit,omitempty"`
	Messages []OwnWord    `json:"messages"`
	Calls    []OwnCall    `json:"calls,omitempty"`
	Promises []OwnPromise `json:"promised_calls,omitempty"`
	Looks    []OwnLook    `json:"looks"`
	Erased   bool         `json:"erased,omitempty"`
}

// An OwnWord is a message in it. One that an officer wrote down for the citizen names the unit that did.
type OwnWord struct {
	At        time.Time `json:"at"`
	Side      care.Side `json:"side"` // in: of the citizen, out: to the citizen
	Unit      string    `json:"unit,omitempty"`
	WrittenBy string    `json:"written_down_by,omitempty"`
	Text      string    `json:"text,omitempty"`
	Files     []string  `json:"files,omitempty"`
}

// An OwnCall is a call in it.
type OwnCall struct {
	Began   time.Time `json:"began"`
	Seconds int64     `json:"seconds"`
	Outcome string    `json:"outcome,omitempty"`
}

// An OwnPromise is a call that the person was promised.
type OwnPromise struct {
	Made    time.Time `json:"made"`
	Due     time.Time `json:"due"`
	Outcome string    `json:"outcome,omitempty"` // "": still owed
	Late    bool      `json:"late,omitempty"`
}

// ownConversations are all conversations of the reader's account.
func (r *Reader) ownConversations() ([]OwnConversation, error) {
	out := []OwnConversation{}
	if r.who.Key == "" {
		return out, nil
	}
	for f := (store.ContactFilter{Persons: []string{r.who.Key}, Limit: ContactsShown}); ; f.Offset += f.Limit {
		rows, err := r.db.Contacts(r.ctx, f)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			c, err := r.o.foldContact(r.ctx, r.db, care.ID(rows[i].ID))
			if err != nil {
				return nil, err
			}
			own, err := r.ownConversation(c)
			if err != nil {
				return nil, err
			}
			out = append(out, own)
		}
		if len(rows) < f.Limit || len(out) >= mostCopied {
			return out, nil
		}
	}
}

func (r *Reader) ownConversation(c *care.Contact) (OwnConversation, error) {
	own := OwnConversation{
		About: erasedContact(c.ID),
		Code:  c.Code, Channel: c.Channel, State: c.State, Began: c.Began, Closed: c.Closed, Outcome: c.Outcome, Name: c.Name, Handle: c.Handle, Subject: c.Subject,
		Unit: r.w.unit(c.Unit, r.now).Name, Messages: []OwnWord{},
	}
	for _, m := range c.Messages {
		if m.Side == care.Note {
			continue
		}
		w := OwnWord{At: m.At, Side: m.Side, Text: m.Text}
		own.Erased = own.Erased || m.Gone
		switch unit := r.w.unit(m.Unit, m.At).Name; {
		case m.Spoke != "":
			w.WrittenBy = unit
		case m.Side == care.Out:
			w.Unit = unit
		}
		for _, f := range m.Files {
			w.Files = append(w.Files, f.Name)
		}
		own.Messages = append(own.Messages, w)
	}
	for i := range c.Calls {
		own.Calls = append(own.Calls, OwnCall{Began: c.Calls[i].Began, Seconds: c.Calls[i].Seconds(), Outcome: c.Calls[i].Outcome})
	}
	for i := range c.Promises {
		p := &c.Promises[i]
		x := OwnPromise{Made: p.At, Due: p.Due, Late: p.Late(r.now)}
		if !p.Open() {
			x.Outcome = p.Outcome
		}
		own.Promises = append(own.Promises, x)
	}
	var err error
	own.Looks, err = r.ownLooks(care.Stream(c.ID))
	return own, err
}
