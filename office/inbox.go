package office

import (
	"context"
	"encoding/json"
	"strconv"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/words/form"
)

// A Message is what another system sent. System and ID together name it for ever: the same message sent twice makes one
// dossier.
type Message struct {
	System string
	ID     string
	Body   []byte // JSON of a PortalFiling

	// Repeated, when it is not nil, is told whether the message had been filed before.
	Repeated *bool
}

// A PortalFiling is a dossier that was filed at the national portal, in our own words; the connector translates.
type PortalFiling struct {
	Code      string                `json:"code"` // the portal's code of the dossier
	Procedure procedure.ID          `json:"procedure"`
	Case      string                `json:"case"`
	FormBy    int                   `json:"form_version,omitempty"`
	Reception string                `json:"reception"` // unit that is to receive it
	Parties   dossier.Parties       `json:"parties"`
	Subject   string                `json:"subject,omitempty"`
	Values    form.Values           `json:"values,omitempty"`
	Papers    []dossier.PaperHanded `json:"papers,omitempty"`
	Files     []dossier.Attached    `json:"files,omitempty"`
	Return    string                `json:"return,omitempty"`
}

const maxMessage = 2 << 20 // bytes

// Deliver takes a message of the national portal: it is kept as it came, then filed. A message that cannot be filed
// stays in the inbox with what was wrong; one that comes again gets the first answer.
func (o *Office) Deliver(ctx context.Context, who Who, m Message) (Receipt, error) {
	if err := access.May(who, "deliver", access.Object{}); err != nil {
		return Receipt{}, err
	}
	if m.System == "" || m.ID == "" || len(m.ID) > 200 {
		return Receipt{}, fault.New(fault.Invalid, "inbox.id-missing").At("id")
	}
	if len(m.Body) > maxMessage {
		return Receipt{}, fault.New(fault.Invalid, "inbox.too-large", "mb", strconv.Itoa(maxMessage>>20)).At("body")
	}
	id := dossier.ID(o.keyed("inbox/"+m.System, m.ID)) // the same message is the same dossier
	err := o.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.PutInbox(store.InboxRow{System: m.System, Message: m.ID, Body: m.Body, ReceivedAt: tx.Now(), State: "new"})
		return err
	})
	if err != nil {
		return Receipt{}, err
	}
	receipt, err := o.fileMessage(ctx, who, id, m)
	if f := fault.As(err); f != nil && f.Key == "command.reused" {
		return receipt, err // another message under a name that was used: what became of the first one stands
	}
	state, failure := "done", ""
	if err != nil {
		state, failure = "refused", err.Error()
		if ours(err) {
			state = "new" // it is tried again
		}
	}
	set := o.db.Write(ctx, func(tx *store.Tx) error { return tx.SetInbox(m.System, m.ID, state, string(id), failure) })
	if err == nil {
		err = set
	}
	return receipt, err
}

// ours says whether an error is our own mistake and not the sender's.
func ours(err error) bool {
	f := fault.As(err)
	return f == nil || f.Kind == fault.Internal
}

func (o *Office) fileMessage(ctx context.Context, who Who, id dossier.ID, m Message) (Receipt, error) {
	var p PortalFiling
	if err := exact(m.Body, &p, inBody); err != nil {
		return Receipt{}, err
	}
	values, err := form.Decode(mustObject(p.Values))
	if err != nil {
		return Receipt{}, err
	}
	p.Parties.Tidy()
	if err := o.collides(ctx, who, m, p.Code, id); err != nil {
		return Receipt{}, err
	}
	return o.File(ctx, who, Command{Client: m.System, Key: m.ID, Repeated: m.Repeated}, id, Intake{
		Procedure: p.Procedure, Case: p.Case, Channel: procedure.Online, Reception: p.Reception, Parties: p.Parties, Subject: p.Subject,
		Values: values, FormBy: p.FormBy, Papers: p.Papers, Files: p.Files, Return: p.Return, System: m.System, External: p.Code,
	})
}

// mustObject gives the values as JSON again, so that numbers are read by the form's own rules.
func mustObject(v form.Values) []byte {
	if v == nil {
		return []byte("{}")
	}
	b, err := json.Marshal(v)
	if err != nil {
		return []byte("{}")
	}
	return b
}
