package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"motcua/ground/fault"
	"motcua/office"
)

// A Message is a dossier that was filed at another system, in our own words; the connector translates.
type Message struct {
	Code        string        `json:"code" minLength:"1" maxLength:"120" doc:"The dossier's code in the sending system." example:"G09.20-20260303-0000001"`
	Procedure   string        `json:"procedure" minLength:"1" maxLength:"60" example:"1.004873"`
	Case        string        `json:"case" minLength:"1" maxLength:"100"`
	FormVersion int           `json:"form_version,omitempty" minimum:"0"`
	Reception   string        `json:"reception" minLength:"1" maxLength:"100" doc:"Unit that is to receive it."`
	Parties     Parties       `json:"parties"`
	Subject     string        `json:"subject,omitempty" maxLength:"2000"`
	Values      Values        `json:"values,omitempty"`
	Papers      []HandedPaper `json:"papers,omitempty" maxItems:"500"`
	Files       []File        `json:"files,omitempty" maxItems:"500"`
	Return      string        `json:"return,omitempty" enum:"desk,post,electronic"`
}

type inboxInput struct {
	System string `path:"system" maxLength:"40" doc:"Name of the system: that of the token." example:"portal"`
	Once
	RawBody []byte
	Body    Message
}

// inbox takes messages.
func (d *Door) inbox() {
	o := op("Inbox", "deliver", http.MethodPost, "/inbox/{system}", "Deliver a dossier",
		"Takes a dossier that was filed at another system, such as the national portal. The Idempotency-Key is the message's identity there: the same message sent again makes no "+
			"second dossier and gets the first answer. A message that cannot be filed stays in the inbox with what was wrong.", systems)
	o.Errors = append(o.Errors, http.StatusForbidden, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusServiceUnavailable)
	o.DefaultStatus, o.MaxBodyBytes = http.StatusCreated, 2<<20
	huma.Register(d.api, o, d.deliver)
	d.exchange()
}

func (d *Door) deliver(ctx context.Context, in *inboxInput) (*receiptAnswer, error) {
	v := visitOf(ctx)
	if in.System != v.system {
		return nil, fault.New(fault.Refused, "api.other-system", "system", short(in.System)).NoRight()
	}
	cmd, _, err := in.command(ctx)
	if err != nil {
		return nil, err
	}
	replayed := new(bool)
	r, err := d.o.Office.Deliver(ctx, v.who, office.Message{System: v.system, ID: cmd.Key, Body: append([]byte(nil), in.RawBody...), Repeated: replayed})
	if err != nil {
		return nil, err
	}
	return receiptOf(r, *replayed), nil
}
