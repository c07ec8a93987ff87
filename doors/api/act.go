package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/office"
)

// Once is what makes an act happen once.
// choice: the key is required, so that no program that repeats after a lost answer files or decides twice.
type Once struct {
	Key  string `header:"Idempotency-Key" maxLength:"190" doc:"Required. Made by the client, a fresh one for each act: sent again with the same body, the act happens once and gives its first outcome." example:"9f1c2a70-5a0e-4f0e-9b69-0f6f0f3c9a11"`
	Code string `header:"Confirm-Code" maxLength:"500" doc:"Code of the officer's authenticator; of an applicant who signs in with one, the password. Approval, issue, the giving of a mandate and other weighty acts ask for it (409, confirm.needed) where the city's settings say so."`
}

// command is the office's command; replayed becomes true when the act was done before. Keys of programs are apart from those
// of pages.
func (o *Once) command(ctx context.Context) (office.Command, *bool, error) {
	if o.Key == "" {
		return office.Command{}, nil, fault.New(fault.Invalid, "api.key-missing").At("header.Idempotency-Key")
	}
	for _, c := range o.Key {
		if c < 0x21 || c > 0x7e {
			return office.Command{}, nil, fault.New(fault.Invalid, "api.key-malformed").At("header.Idempotency-Key")
		}
	}
	replayed := new(bool)
	return office.Command{Client: "api/" + visitOf(ctx).who.Account, Key: o.Key, Repeated: replayed, Proof: office.Proof{Code: o.Code}}, replayed, nil
}

// Seen names the version that the actor saw.
type Seen struct {
	IfMatch string `header:"If-Match" maxLength:"100" doc:"Entity tag of the dossier as it was seen; * takes any version." example:"\"3\""`
}

// seen reads the version; must refuses when there is none.
// choice: what decides on a dossier needs the version that the decision was made on, as the pages send it. A note, a code of another
// system and the taking of a task add to the dossier whatever stands there, so they need none; the last one is judged by itself.
func (m *Seen) seen(ctx context.Context, must bool) (int64, error) {
	switch header := strings.TrimSpace(m.IfMatch); {
	case header == "" && must:
		return 0, fault.New(fault.Invalid, "api.if-match-missing").At("header.If-Match")
	case header == "" || header == "*":
		return 0, nil
	default:
		quoted, isTag := strings.CutPrefix(header, `"`)
		n, err := strconv.ParseInt(strings.TrimSuffix(quoted, `"`), 10, 64)
		if err != nil || !isTag || !strings.HasSuffix(header, `"`) || n <= 0 {
			return 0, fault.New(fault.Invalid, "api.if-match").At("header.If-Match")
		}
		visitOf(ctx).seen = true
		return n, nil
	}
}

// A Done says what an act left.
type Done struct {
	ID      string `json:"id"`
	Code    string `json:"code,omitempty"`
	Version int64  `json:"version" doc:"The dossier's version now."`
	Phase
}

type doneAnswer struct {
	ETag     string `header:"ETag" doc:"The dossier's version now."`
	Replayed string `header:"Idempotency-Replayed" doc:"true when the act had been done before under this key."`
	Body     Done
}

// done answers an act with what stands now.
func (d *Door) done(ctx context.Context, id dossier.ID, replayed bool) (*doneAnswer, error) {
	m, _, err := d.reader(ctx).Mark(id, 1<<62)
	if err != nil {
		return nil, err
	}
	out := &doneAnswer{ETag: tag(m.Version), Body: Done{ID: string(m.ID), Code: m.Code, Version: m.Version, Phase: phase(visitOf(ctx).voice, m.State)}}
	if replayed {
		out.Replayed = "true"
	}
	return out, nil
}

// An actInput is the request of an act on a dossier that is there.
type actInput[B any] struct {
	DossierAt
	Once
	Seen
	Body B
}

// A deed does an act of the office.
type deed[B any] func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in B) error

// actOn registers an act on a dossier: parse, call, answer.
func actOn[B any](d *Door, act dossier.Act, must bool, summary, description string, do deed[B]) {
	o := op("Acts", string(act), http.MethodPost, "/dossiers/{id}/"+string(act), summary, description, signedIn)
	o.Errors = append(o.Errors, actErrors...)
	if must {
		o.Errors = append(o.Errors, http.StatusPreconditionRequired)
	}
	huma.Register(d.api, o, func(ctx context.Context, in *actInput[B]) (*doneAnswer, error) {
		cmd, replayed, err := in.command(ctx)
		if err != nil {
			return nil, err
		}
		on := office.On{ID: dossier.ID(in.ID)}
		if on.Seen, err = in.seen(ctx, must); err != nil {
			return nil, err
		}
		if err := do(ctx, visitOf(ctx).who, cmd, on, in.Body); err != nil {
			return nil, d.moved(ctx, on, err)
		}
		return d.done(ctx, on.ID, *replayed)
	})
}

// actErrors are what an act may be answered beside success.
var actErrors = []int{
	http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusPreconditionFailed,
	http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusServiceUnavailable,
}

// A Refusal gives the reason, its legal basis and words for the applicant.
type Refusal struct {
	Reason string `json:"reason" minLength:"1" maxLength:"100" doc:"Code of the reason." example:"ineligible"`
	Rule   string `json:"rule,omitempty" maxLength:"300" doc:"The legal basis."`
	Words  string `json:"words" minLength:"1" maxLength:"4000" doc:"For the applicant, who reads them."`
}

func (r Refusal) inward() dossier.Refusal {
	return dossier.Refusal{Reason: r.Reason, Rule: r.Rule, Words: r.Words}
}

// A NoteBody is an internal note.
type NoteBody struct {
	Words string `json:"words" minLength:"1" maxLength:"4000" doc:"For officers alone."`
}

// A LinkBody is the dossier's code in another system.
type LinkBody struct {
	System string `json:"system" minLength:"1" maxLength:"60" example:"portal"`
	Code   string `json:"code" minLength:"1" maxLength:"120"`
}

// A HandOverBody is how the result reached its owner.
type HandOverBody struct {
	Manner    string `json:"manner" enum:"desk,post,electronic"`
	Receiver  *Party `json:"receiver,omitempty" doc:"Who took it; needed at the desk."`
	Proxy     bool   `json:"proxy,omitempty" doc:"Neither the applicant nor the owner: an authorisation was shown."`
	Authority string `json:"authority,omitempty" maxLength:"500" doc:"The paper that authorises the proxy."`
	Originals bool   `json:"originals,omitempty" doc:"Originals taken for comparison went back."`
	Proof     string `json:"proof,omitempty" maxLength:"200" doc:"What the carrier says of the delivery; the waybill when left out."`
}

func (b *HandOverBody) inward() dossier.HandOver {
	h := dossier.HandOver{Manner: b.Manner, Proxy: b.Proxy, Authority: b.Authority, Originals: b.Originals, Proof: b.Proof}
	if b.Receiver != nil {
		h.Receiver = b.Receiver.inward()
	}
	return h
}

// A CorrectBody says which persons are right, and why they were wrong.
type CorrectBody struct {
	Parties Parties `json:"parties"`
	What    string  `json:"what" enum:"applicant,owner,both"`
	Reason  string  `json:"reason" minLength:"1" maxLength:"100" example:"mistyped"`
	Words   string  `json:"words" minLength:"1" maxLength:"4000"`
}

// acts are the acts on the dossier itself.
func (d *Door) acts() {
	o := d.o.Office
	actOn(d, dossier.ActDecline, true, "Decline at reception", "Refuses a filed dossier at reception (không tiếp nhận). It is final.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in Refusal) error {
			return o.Decline(ctx, who, cmd, on, in.inward())
		})
	actOn(d, dossier.ActHandOver, true, "Hand the result over", "Hands the result over (trả kết quả): at the desk to a person, by post once what was sent has come, or electronically. The state is final.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in HandOverBody) error {
			return o.HandOver(ctx, who, cmd, on, in.inward())
		})
	actOn(d, dossier.ActNote, false, "Write an internal note", "Writes a note that officers alone read (ghi chú nội bộ).",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in NoteBody) error {
			return o.Note(ctx, who, cmd, on, in.Words)
		})
	actOn(d, dossier.ActLink, false, "Record another system's code", "Writes down the dossier's code in another system; it is found by that code from then on.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in LinkBody) error {
			return o.Link(ctx, who, cmd, on, in.System, in.Code)
		})
	actOn(d, dossier.ActCorrect, true, "Correct the persons", "Mends persons that were written down wrongly (sửa thông tin người). The history keeps that it happened, when and why.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in CorrectBody) error {
			return o.Correct(ctx, who, cmd, on, office.Correction{Parties: in.Parties.inward(), What: in.What, Reason: in.Reason, Words: in.Words})
		})
}
