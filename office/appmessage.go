package office

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/care"
)

// saidMessage is the kind of a message of a chat application.
const saidMessage = "message.received"

// An AppMessage is what message.received says.
type AppMessage struct {
	Conversation string    `json:"conversation"` // its identity at the application
	From         string    `json:"from"`         // whom an answer goes to, as the adapter for answers knows them
	Name         string    `json:"name,omitempty"`
	Text         string    `json:"text,omitempty"`
	Files        []AppFile `json:"files,omitempty"`
}

// TakeSignedMessage takes a message of a chat application, which begins a conversation at the care desk or goes on with it. Answers go
// out by the adapter for chat.
func (o *Office) TakeSignedMessage(ctx context.Context, s Signed) (Taken, error) {
	who, key, err := o.admit(ctx, &s)
	if err != nil {
		return Taken{}, err
	}
	if len(s.Body) > maxSigned {
		return Taken{}, o.TooLarge(ctx, s.System, maxSigned)
	}
	row := store.InboxRow{System: s.System, Message: s.ID, Body: s.Body, State: takenNew}
	m, at, bad := o.readMessage(s.Body, &row)
	row.Said = at
	repeated, err := o.keepSigned(ctx, &row, key)
	if err != nil {
		return Taken{}, err
	}
	if row.State == takenNew || row.State == takenRefused {
		if err = bad; err == nil {
			err = o.hearMessage(ctx, who, &row, m)
		}
		if err := o.settleSigned(ctx, &row, err); err != nil {
			return Taken{}, err
		}
	}
	return Taken{State: row.State, Repeated: repeated}, nil
}

// readMessage reads a message of a chat application.
func (o *Office) readMessage(body []byte, row *store.InboxRow) (m AppMessage, at time.Time, err error) {
	var e envelope
	row.Hash, row.Kind = hashOf(body), "unreadable"
	if err := exact(body, &e, inBody); err != nil {
		return m, at, err
	}
	if e.Type != saidMessage {
		return m, at, fault.New(fault.Invalid, "inbox.kind", "kind", shortly(e.Type), "kinds", saidMessage).At("body.type")
	}
	row.Kind = saidMessage
	if err := o.moment(e.Timestamp); err != nil {
		return m, at, err
	}
	if err := readData(e.Data, &m); err != nil {
		return m, at, err
	}
	var about struct {
		From string `json:"from"`
	}
	if json.Unmarshal(e.Data, &about) != nil || m.Conversation == "" || len(m.Conversation) > mostRef || about.From == "" || len(about.From) > mostRef || strings.ContainsFunc(m.Conversation+m.From, unseen) {
		return m, at, fault.New(fault.Invalid, "inbox.conversation", "most", strconv.Itoa(mostRef)).At("body.data.conversation")
	}
	return m, e.Timestamp.UTC(), nil
}

// hearMessage takes what somebody wrote into their conversation.
func (o *Office) hearMessage(ctx context.Context, who Who, row *store.InboxRow, m AppMessage) error {
	carrier := Who{Kind: access.System, Account: who.Account, Name: who.Name}
	cmd := Command{Client: "inbox/" + row.System, Key: "message/" + row.System + "/" + m.Conversation}
	files, err := o.appFiles(ctx, who, row.Message, m.Files)
	if err != nil {
		return err
	}
	external, words := "conversation "+m.Conversation, strings.TrimSpace(strings.ReplaceAll(vn.Legible(m.Text), "\r", ""))
	if words == "" && len(files) == 0 { // such as a sticker: it is in the inbox, and no conversation begins with it
		return fault.New(fault.Invalid, "care.nothing-said").At("body.data.text")
	}
	there, ok, err := o.db.Read().ContactOf(ctx, o.contactKey(row.System, external))
	if err != nil {
		return err
	}
	id := care.ID(there.ID)
	begin := func() error {
		// The conversation is begun empty of files and of what makes one message another, so that two that come at once begin one.
		t, err := o.OpenContact(ctx, carrier, cmd, care.Input{
			Channel: care.Messenger, System: row.System, External: external, Handle: m.From, Name: clipped(vn.Legible(m.Name), 200), Text: o.words.In("vi").T("inbox.message.began", "system", row.System),
		})
		id = t.ID
		return err
	}
	hear := func() error {
		in := care.Input{System: row.System, External: "message " + row.Message, Text: clipped(words, care.MostText), Files: careFiles(files)}
		return untilFirst(func() error {
			return o.Contact(ctx, carrier, Command{Client: cmd.Client, Key: row.Message}, OnContact{ID: id}, care.ActHear, in)
		})
	}
	if !ok {
		if err := begin(); err != nil {
			return inData(err)
		}
	}
	err = hear()
	if f := fault.As(err); f != nil && f.Key == "care.erased" { // that conversation is over for good
		cmd.Key += "/" + row.Message
		if err = begin(); err == nil {
			err = hear()
		}
	}
	if err != nil {
		return inData(err)
	}
	row.Dossier, row.State = string(care.Stream(id)), TakenDone
	return nil
}
