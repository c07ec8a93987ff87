package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// An Intake is what is handed in.
type Intake struct {
	Procedure   string        `json:"procedure" minLength:"1" maxLength:"60" example:"1.004873"`
	Case        string        `json:"case" minLength:"1" maxLength:"100" doc:"Id of the case." example:"chuan"`
	FormVersion int           `json:"form_version,omitempty" minimum:"0" doc:"The version of the procedure whose form was filled in; the one in force when left out."`
	Parties     Parties       `json:"parties"`
	Subject     string        `json:"subject,omitempty" maxLength:"2000" doc:"What it is about (trích yếu)."`
	Values      Values        `json:"values,omitempty"`
	Papers      []HandedPaper `json:"papers,omitempty" maxItems:"500"`
	Files       []File        `json:"files,omitempty" maxItems:"500"`
	Return      string        `json:"return,omitempty" enum:"desk,post,electronic" doc:"How the result is wanted."`
	Competent   string        `json:"competent,omitempty" maxLength:"100" doc:"Unit that decides; the procedure's rule finds it when left out."`
}

// fits refuses answers that do not fit the schema that was published for the form.
func (d *Door) fits(id string, version int, caseID string, values form.Values) error {
	now := d.o.Office.Now()
	catalogue := d.o.Office.World().Procedures
	if rec := catalogue.Current(procedure.ID(id), now); rec != nil && version == 0 {
		version = rec.Version
	}
	c, err := catalogue.Form(procedure.ID(id), version, caseID)
	if c == nil || err != nil {
		return nil // there is no such form: the office says which part of it is not there
	}
	if err := c.Fits(values, now); err != nil {
		return within(err)
	}
	_, err = c.Judge(values, now)
	return within(err)
}

// within puts what is wrong with answers where they stand in a body: a form may have a question that is called as a part of
// the body is.
func within(err error) error {
	f := fault.As(err)
	if f == nil {
		return err
	}
	out := *f
	out.More = nil
	for _, m := range f.More {
		one := *m
		one.Field = strings.TrimSuffix("values."+m.Field, ".")
		out.More = append(out.More, &one)
	}
	out.Field = strings.TrimSuffix("values."+f.Field, ".")
	if f.Key == "form.too-large" { // it is about no answer
		out.Field = ""
	}
	return &out
}

// judged reads an intake whose answers fit the form's schema.
func (d *Door) judged(in *Intake) (office.Intake, error) {
	out, err := in.inward()
	if err == nil {
		err = d.fits(in.Procedure, in.FormVersion, in.Case, out.Values)
	}
	return out, err
}

func papersIn(ps []HandedPaper) []dossier.PaperHanded {
	var out []dossier.PaperHanded
	for _, p := range ps {
		out = append(out, dossier.PaperHanded{Index: p.Index, Originals: p.Originals, Copies: p.Copies, Plain: p.Plain, Digital: p.Digital, Returned: p.ToReturn})
	}
	return out
}

func (in *Intake) inward() (office.Intake, error) {
	values, err := in.Values.read()
	out := office.Intake{
		Procedure: procedure.ID(in.Procedure), Case: in.Case, FormBy: in.FormVersion, Parties: in.Parties.inward(), Subject: in.Subject, Values: values,
		Papers: papersIn(in.Papers), Return: in.Return, Competent: in.Competent,
	}
	for _, f := range in.Files {
		out.Files = append(out.Files, f.inward())
	}
	return out, err
}

// A FileBody is an online filing.
type FileBody struct {
	Intake
	Reception string    `json:"reception" minLength:"1" maxLength:"100" doc:"Unit that is to receive it." example:"chi-nhanh-7"`
	Mandate   string    `json:"mandate,omitempty" maxLength:"40" doc:"Mandate by which the account files for its principal, who is the owner then."`
	Assisted  *Assisted `json:"assisted,omitempty" doc:"When an officer types for the applicant; an officer's filing needs it."`
}

// Assisted (hỗ trợ nộp hồ sơ) keeps who typed apart from who transacts.
type Assisted struct {
	How       string    `json:"how" enum:"signed-slip,spoken,otp" doc:"How the applicant confirmed what was read back."`
	Confirmed time.Time `json:"confirmed" doc:"When."`
}

// assistance is who typed, of an officer's filing alone.
func (in *FileBody) assistance(who office.Who) (*dossier.Assistance, error) {
	officer := who.Kind == access.Officer
	switch {
	case officer && in.Assisted == nil:
		return nil, fault.New(fault.Invalid, "api.required", "name", "assisted").At("body.assisted")
	case officer:
		return &dossier.Assistance{Officer: who.Person, Unit: who.Unit, Confirmed: in.Assisted.Confirmed.UTC(), How: in.Assisted.How}, nil
	case in.Assisted != nil:
		return nil, fault.New(fault.Invalid, "api.assisted").At("body.assisted")
	}
	return nil, nil
}

// A CounterBody is a dossier that was handed in at a counter or came by post.
type CounterBody struct {
	Intake
	Channel string `json:"channel,omitempty" enum:"desk,post" default:"desk"`
	FeePaid bool   `json:"fee_paid,omitempty" doc:"The fee was paid at the counter."`
	Sets    int    `json:"sets,omitempty" minimum:"0" maximum:"100" doc:"Sets of papers."`
}

// A ReceiveBody is what the officer adds to a filed dossier.
type ReceiveBody struct {
	Papers    []HandedPaper `json:"papers,omitempty" maxItems:"500" doc:"As they were checked; those of the filing when left out."`
	Competent string        `json:"competent,omitempty" maxLength:"100"`
	Return    string        `json:"return,omitempty" enum:"desk,post,electronic"`
	FeePaid   bool          `json:"fee_paid,omitempty"`
	Sets      int           `json:"sets,omitempty" minimum:"0" maximum:"100"`
}

// A ReplaceBody is the right procedure for a dossier that was received under the wrong one.
type ReplaceBody struct {
	Procedure string        `json:"procedure" minLength:"1" maxLength:"60"`
	Case      string        `json:"case" minLength:"1" maxLength:"100"`
	Subject   string        `json:"subject,omitempty" maxLength:"2000" doc:"That of the old dossier when left out."`
	Values    Values        `json:"values,omitempty"`
	Papers    []HandedPaper `json:"papers,omitempty" maxItems:"500" doc:"Those of the old dossier that the right procedure asks for too, when left out."`
	Kept      bool          `json:"kept,omitempty" doc:"The papers were complete for the right procedure: the moment of reception is kept. Refused while a required paper is missing."`
	Reason    string        `json:"reason" minLength:"1" maxLength:"100" example:"wrong-procedure"`
	Words     string        `json:"words" minLength:"1" maxLength:"4000"`
}

// A Receipt is the answer to what starts or receives a dossier.
type Receipt struct {
	ID        string    `json:"id"`
	Code      string    `json:"code,omitempty" doc:"The code that people read; absent until received."`
	Check     string    `json:"check,omitempty" doc:"The ten characters of form 01."`
	Due       time.Time `json:"due,omitzero"`
	ReceiveBy time.Time `json:"receive_by,omitzero" doc:"Until when it has to be received."`
}

type receiptAnswer struct {
	Location string `header:"Location" doc:"Address of the dossier."`
	Replayed string `header:"Idempotency-Replayed" doc:"true when the act had been done before under this key."`
	Body     Receipt
}

func receiptOf(r office.Receipt, replayed bool) *receiptAnswer {
	out := &receiptAnswer{Location: "/api/v1/dossiers/" + url.PathEscape(string(r.ID)), Body: Receipt{
		ID: string(r.ID), Code: r.Code, Check: r.Check, Due: at(r.Due), ReceiveBy: at(r.AckBy),
	}}
	if replayed {
		out.Replayed = "true"
	}
	return out
}

// newID gives the identity of the dossier that a command starts: the same command always starts the same one.
func newID(cmd office.Command) dossier.ID {
	sum := sha256.Sum256([]byte("dossier\x00" + cmd.Client + "\x00" + cmd.Key))
	return dossier.ID(hex.EncodeToString(sum[:16]))
}

type fileInput struct {
	Once
	Body FileBody
}

type counterInput struct {
	Once
	Body CounterBody
}

type receiveInput struct {
	DossierAt
	Once
	Seen
	Body *ReceiveBody
}

type replaceInput struct {
	DossierAt
	Once
	Seen
	Body ReplaceBody
}

// intakes are filing and receiving.
func (d *Door) intakes() {
	starting := []int{
		http.StatusForbidden, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusServiceUnavailable,
	}
	file := op("Intake", "file", http.MethodPost, "/dossiers/file", "File a dossier online",
		"Files a dossier (nộp trực tuyến) for the person that is signed in, or assisted by an officer. The values are judged by the case's form. The clock of reception starts; no due time is promised yet.", signedIn)
	file.Errors, file.DefaultStatus, file.MaxBodyBytes = append(file.Errors, starting...), http.StatusCreated, 2<<20
	huma.Register(d.api, file, d.file)
	counter := op("Intake", "receive-at-counter", http.MethodPost, "/dossiers/receive", "Receive at the counter",
		"Receives a dossier that was handed in (tiếp nhận): it is numbered, the due time is promised, the first steps open. An incomplete dossier is not received.", signedIn)
	counter.Errors, counter.DefaultStatus, counter.MaxBodyBytes = append(counter.Errors, starting...), http.StatusCreated, 2<<20
	huma.Register(d.api, counter, d.receiveAtCounter)
	receive := op("Intake", "receive", http.MethodPost, "/dossiers/{id}/receive", "Receive a filed dossier",
		"Receives a dossier that was filed online, at the desk that it is addressed to.", signedIn)
	receive.Errors = append(append(receive.Errors, actErrors...), http.StatusPreconditionRequired)
	huma.Register(d.api, receive, d.receive)
	replace := op("Acts", "replace", http.MethodPost, "/dossiers/{id}/replace", "Change the procedure",
		"Closes a dossier that was received under the wrong procedure and opens the right one, linked, in one act. Persons and channel come from the old one.", signedIn)
	replace.Errors, replace.DefaultStatus = append(append(replace.Errors, actErrors...), http.StatusPreconditionRequired), http.StatusCreated
	huma.Register(d.api, replace, d.replace)
}

func (d *Door) file(ctx context.Context, in *fileInput) (*receiptAnswer, error) {
	cmd, replayed, err := in.command(ctx)
	if err != nil {
		return nil, err
	}
	intake, err := d.judged(&in.Body.Intake)
	if err != nil {
		return nil, err
	}
	who := visitOf(ctx).who
	if intake.Assisted, err = in.Body.assistance(who); err != nil {
		return nil, err
	}
	if intake.Assisted != nil {
		intake.Help = who.Unit
	}
	intake.Channel, intake.Reception, intake.Mandate = procedure.Online, in.Body.Reception, in.Body.Mandate
	r, err := d.o.Office.File(ctx, who, cmd, newID(cmd), intake)
	if err != nil {
		return nil, err
	}
	return receiptOf(r, *replayed), nil
}

func (d *Door) receiveAtCounter(ctx context.Context, in *counterInput) (*receiptAnswer, error) {
	cmd, replayed, err := in.command(ctx)
	if err != nil {
		return nil, err
	}
	intake, err := d.judged(&in.Body.Intake)
	if err != nil {
		return nil, err
	}
	intake.Channel, intake.FeePaid, intake.Sets = channelOf(in.Body.Channel), in.Body.FeePaid, in.Body.Sets
	r, err := d.o.Office.Receive(ctx, visitOf(ctx).who, cmd, office.On{ID: newID(cmd)}, intake)
	if err != nil {
		return nil, err
	}
	return receiptOf(r, *replayed), nil
}

// named reads what a request that goes on with a dossier names: the command, the dossier and the version that was seen.
func named(ctx context.Context, at DossierAt, once *Once, seen *Seen) (cmd office.Command, on office.On, replayed *bool, err error) {
	on.ID = dossier.ID(at.ID)
	if cmd, replayed, err = once.command(ctx); err == nil {
		on.Seen, err = seen.seen(ctx, true)
	}
	return cmd, on, replayed, err
}

func (d *Door) receive(ctx context.Context, in *receiveInput) (*receiptAnswer, error) {
	cmd, on, replayed, err := named(ctx, in.DossierAt, &in.Once, &in.Seen)
	if err != nil {
		return nil, err
	}
	if _, _, err := d.reader(ctx).Mark(on.ID, 1<<62); err != nil {
		return nil, err // a filed dossier, or none: receiving at a counter has an address of its own
	}
	b := in.Body
	if b == nil {
		b = &ReceiveBody{}
	}
	r, err := d.o.Office.Receive(ctx, visitOf(ctx).who, cmd, on, office.Intake{
		Papers: papersIn(b.Papers), Competent: b.Competent, Return: b.Return, FeePaid: b.FeePaid, Sets: b.Sets,
	})
	if err != nil {
		return nil, d.moved(ctx, on, err)
	}
	return receiptOf(r, *replayed), nil
}

func (d *Door) replace(ctx context.Context, in *replaceInput) (*receiptAnswer, error) {
	cmd, on, replayed, err := named(ctx, in.DossierAt, &in.Once, &in.Seen)
	if err != nil {
		return nil, err
	}
	values, err := in.Body.Values.read()
	if err != nil {
		return nil, err
	}
	b := &in.Body
	if err := d.fits(b.Procedure, 0, b.Case, values); err != nil {
		return nil, err
	}
	r, err := d.o.Office.Replace(ctx, visitOf(ctx).who, cmd, on, office.Replacement{
		NewID: newID(cmd), Kept: b.Kept, Reason: b.Reason, Words: b.Words,
		Intake: office.Intake{Procedure: procedure.ID(b.Procedure), Case: b.Case, Subject: b.Subject, Values: values, Papers: papersIn(b.Papers)},
	})
	if err != nil {
		return nil, d.moved(ctx, on, err)
	}
	return receiptOf(r, *replayed), nil
}
