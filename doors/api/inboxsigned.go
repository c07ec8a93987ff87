package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"motcua/ground/fault"
	"motcua/office"
)

// signed is the security of operations whose messages bear a signature instead of a token.
var signed = []map[string][]string{{"signature": {}}}

// A Signature is what a message is signed by: the headers of Standard Webhooks 1.0.0.
type Signature struct {
	System    string `path:"system" maxLength:"40" doc:"Name of the system." example:"ihanoi"`
	ID        string `header:"Webhook-Id" maxLength:"190" doc:"The message's identity: the same one when it is sent again." example:"msg_2KWPBgLlAfxdpx2AI54pPJ85f4W"`
	Stamp     string `header:"Webhook-Timestamp" maxLength:"20" doc:"When it is sent, in seconds since 1970; at most five minutes from now." example:"1772500000"`
	Signature string `header:"Webhook-Signature" maxLength:"1000" doc:"v1, and the HMAC-SHA-256 over id.timestamp.body in base64; several, with spaces between, while a key is changed."`
	Key       string `header:"Webhook-Key" maxLength:"40" doc:"Which of the system's keys it is signed with; left out, each that is in force is tried." example:"7k2m9x1q"`
}

func (s *Signature) of(body []byte) office.Signed {
	return office.Signed{System: s.System, ID: s.ID, Stamp: s.Stamp, Signature: s.Signature, Key: s.Key, Body: body}
}

type signedInput struct{ Signature }

// A SignedMessage is the form of a message.
type SignedMessage struct {
	Type      string         `json:"type" enum:"petition.sent,petition.supplied,petition.confirmed,petition.reopened,petition.rated,petition.withdrawn,dossier.rated"`
	Timestamp string         `json:"timestamp" format:"date-time" doc:"When it happened at the sender."`
	Data      map[string]any `json:"data" doc:"By the type, see docs/city-app.md."`
}

// A TakenMessage says what became of a message.
type TakenMessage struct {
	State    string         `json:"state" enum:"done,early,overtaken,automatic" doc:"early: about a petition that has not come yet, kept until it does. overtaken: something that was said later was carried out before. automatic: a program's answer, kept and answered by nobody."`
	Repeated bool           `json:"repeated" doc:"The same message had come before."`
	Petition *TakenPetition `json:"petition,omitempty" doc:"What it is about, as it stands now."`
}

// A TakenPetition is a petition as its application follows it.
type TakenPetition struct {
	ID    string `json:"id" doc:"As the sender calls it."`
	Code  string `json:"code" example:"PA26-000123"`
	Check string `json:"check" doc:"The check code: with it GET /api/v1/petitions/{code} shows the answer."`
	State string `json:"state" example:"new"`
}

type takenAnswer struct{ Body TakenMessage }

// The most of a signed message, its pictures in it, and of a mail.
const (
	mostSignedBytes = 8 << 20
	mostMailBytes   = 16 << 20
)

// signedInbox takes signed messages.
func (d *Door) signedInbox() {
	d.signedOp("take-event", "/inbox/{system}/events", "Send a signed message", "Takes what people sent, added, confirmed, reopened or rated in an application of the city. The message is signed by Standard Webhooks 1.0.0; "+
		"sent again under its id it gives the same answer, and it may come late or in another order. docs/city-app.md has an example.",
		map[string]*huma.MediaType{"application/json": {Schema: d.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[SignedMessage](), true, "SignedMessage")}}, d.o.Office.TakeSigned)
}

// signedLetters takes mails and messages of chat applications.
func (d *Door) signedLetters() {
	d.signedOp("take-mail", "/inbox/{system}/mail", "Hand over a mail", "Takes a mail as it came, by RFC 5322, signed by the mail server that hands it over. It goes on in the conversation that it answers, or begins one at the care desk. "+
		"A mail that a program wrote is kept and answered by nobody (RFC 3834). docs/mail.md has more.",
		map[string]*huma.MediaType{"message/rfc822": {Schema: &huma.Schema{Type: "string", Format: "binary"}}}, d.o.Office.TakeSignedMail)
	d.signedOp("take-message", "/inbox/{system}/messages", "Hand over a chat message", "Takes what somebody wrote in a chat application. It begins a conversation at the care desk or goes on in one; answers leave by the adapter for chat. docs/mail.md has more.",
		map[string]*huma.MediaType{"application/json": {Schema: d.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[ChatMessage](), true, "ChatMessage")}}, d.o.Office.TakeSignedMessage)
}

// A ChatMessage is what somebody wrote in a chat application.
type ChatMessage struct {
	Type      string `json:"type" enum:"message.received"`
	Timestamp string `json:"timestamp" format:"date-time"`
	Data      struct {
		Conversation string `json:"conversation" maxLength:"120" doc:"Its identity at the application." example:"zalo-8842"`
		From         string `json:"from" maxLength:"120" doc:"Whom answers go to, as the adapter for chat knows them."`
		Name         string `json:"name,omitempty"`
		Text         string `json:"text,omitempty" maxLength:"10000"`
		Files        []struct {
			Name    string `json:"name"`
			Content string `json:"content" doc:"base64"`
		} `json:"files,omitempty"`
	} `json:"data"`
}

// signedOp registers an operation that takes signed messages. The body is read here, byte by byte as it was signed.
func (d *Door) signedOp(id, path, summary, description string, content map[string]*huma.MediaType, take func(context.Context, office.Signed) (office.Taken, error)) {
	o := op("Inbox", id, http.MethodPost, path, summary, description, signed)
	o.Errors = append(o.Errors, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity, http.StatusServiceUnavailable)
	huma.Register(d.api, o, func(ctx context.Context, in *signedInput) (*takenAnswer, error) {
		most := int64(mostSignedBytes)
		if content["message/rfc822"] != nil {
			most = mostMailBytes
		}
		body, err := io.ReadAll(http.MaxBytesReader(nil, visitOf(ctx).request.Body, most))
		if err != nil {
			var large *http.MaxBytesError
			if errors.As(err, &large) {
				return nil, d.o.Office.TooLarge(ctx, in.System, most)
			}
			return nil, fault.New(fault.Invalid, "api.body-unreadable") // the sender went away in the middle
		}
		t, err := take(ctx, in.of(body))
		if err != nil {
			return nil, err
		}
		out := &takenAnswer{TakenMessage{State: t.State, Repeated: t.Repeated}}
		if t.Ticket.Code != "" {
			out.Body.Petition = &TakenPetition{ID: t.Petition, Code: t.Ticket.Code, Check: t.Ticket.Check, State: string(t.Stands)}
		}
		return out, nil
	})
	d.api.OpenAPI().Paths[o.Path].Post.RequestBody = &huma.RequestBody{Required: true, Content: content} // said after: huma would read it
}
