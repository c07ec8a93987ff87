package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/office"
)

// A Charge is what is owed for one reason.
type Charge struct {
	Token   int   `json:"token,omitempty" doc:"The step that waits for it; absent for the fee."`
	Sum     int64 `json:"sum,omitempty" doc:"Whole đồng; absent where the notice's sum is not known here."`
	Paid    int64 `json:"paid,omitempty"`
	Exempt  int64 `json:"exempt,omitempty"`
	Rest    int64 `json:"rest,omitempty" doc:"What is still due."`
	Settled bool  `json:"settled,omitempty" doc:"Nothing is owed any more."`
}

// A Posting is a result on its way by post.
type Posting struct {
	Carrier string    `json:"carrier"`
	Waybill string    `json:"waybill"`
	Day     time.Time `json:"day"`
}

// A PayBody is money that came in.
type PayBody struct {
	Token   int    `json:"token,omitempty" minimum:"0" doc:"The step whose notice is paid; the fee when left out."`
	Sum     int64  `json:"sum" minimum:"1" doc:"Whole đồng; less than what is due leaves the rest due."`
	Way     string `json:"way" enum:"cash,transfer,card,online"`
	Receipt string `json:"receipt" minLength:"1" maxLength:"60" doc:"Number of the receipt or of the bank's message."`
}

// An ExemptBody says why somebody pays nothing, or less.
type ExemptBody struct {
	Token int    `json:"token,omitempty" minimum:"0" doc:"The step whose notice it is about; the fee when left out."`
	Sum   int64  `json:"sum,omitempty" minimum:"0" doc:"Whole đồng; all of the rest when left out."`
	Group string `json:"group" minLength:"1" maxLength:"60" example:"poor-household"`
	Rule  string `json:"rule" minLength:"1" maxLength:"300" doc:"The legal basis."`
	Proof string `json:"proof" minLength:"1" maxLength:"300" doc:"The paper that shows it."`
}

// A DraftBody is the document that is to become the result.
type DraftBody struct {
	File   string `json:"file" minLength:"1" maxLength:"64" doc:"Hash of the uploaded document."`
	Result string `json:"result,omitempty" maxLength:"100" doc:"Code of the kind of result."`
	Words  string `json:"words,omitempty" maxLength:"4000" doc:"For those who decide."`
}

// A NumberBody is the result's number in the register of documents.
type NumberBody struct {
	Number string `json:"number" minLength:"1" maxLength:"100" example:"12/QĐ-UBND"`
}

// A PostBody says which carrier has the result.
type PostBody struct {
	Carrier string `json:"carrier" minLength:"1" maxLength:"300"`
	Waybill string `json:"waybill" minLength:"1" maxLength:"60"`
	Day     string `json:"day" format:"date" doc:"When it was given to the carrier."`
}

// axes are the acts on money and on the way of the result.
func (d *Door) axes() {
	o := d.o.Office
	actOn(d, dossier.ActPay, true, "Write down money that came in", "Writes down a payment (thu tiền). Less than what is due is booked, and the rest stays due.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in PayBody) error {
			return o.Pay(ctx, who, cmd, on, dossier.Payment{Token: in.Token, Sum: in.Sum, Way: in.Way, Receipt: in.Receipt})
		})
	actOn(d, dossier.ActExempt, true, "Exempt from a payment", "Writes down that somebody pays nothing, or less (miễn, giảm): the group, the law and the paper that shows it.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in ExemptBody) error {
			return o.Exempt(ctx, who, cmd, on, dossier.Exemption{Token: in.Token, Sum: in.Sum, Group: in.Group, Rule: in.Rule, Proof: in.Proof})
		})
	actOn(d, dossier.ActPost, true, "Send the result by post", "Writes down that the result is on its way by post. It is delivered only with the hand-over.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in PostBody) error {
			day, err := dayOf("day", in.Day, false)
			if err != nil {
				return err
			}
			return o.Post(ctx, who, cmd, on, dossier.Posting{Carrier: in.Carrier, Waybill: in.Waybill, Day: day})
		})
	onTask(d, dossier.ActDraft, true, "Lay a draft before those who decide", "Attaches the document that is to become the result (dự thảo kết quả).",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in DraftBody) error {
			return o.Draft(ctx, who, cmd, on, dossier.Drafting{File: in.File, Result: in.Result, Words: in.Words})
		})
	onTask(d, dossier.ActNumber, true, "Give the result its number", "Gives the result its number in the register of documents before it is issued (vào sổ, cấp số).",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in NumberBody) error {
			return o.Register(ctx, who, cmd, on, in.Number)
		})
}

// A Change is a state that a system did not have yet.
type Change struct {
	External string `json:"external" doc:"The dossier's code in the asking system."`
	Code     string `json:"code,omitempty" doc:"Its code here; absent until it is received."`
	Version  int64  `json:"version" doc:"What the answer names."`
	Phase
	Due time.Time `json:"due,omitzero" doc:"When the result is promised."`
}

// ChangeList are states that a system takes.
type ChangeList struct {
	Items []Change `json:"items"`
}

type changesAnswer struct{ Body ChangeList }

type systemAt struct {
	System string `path:"system" maxLength:"40" doc:"Name of the system: that of the token." example:"portal"`
}

// An AnswerOf says what a system made of a state that it took.
type AnswerOf struct {
	Code    string `json:"code" minLength:"1" maxLength:"120" doc:"The dossier's code in the system."`
	Version int64  `json:"version" minimum:"1" doc:"The version that was taken."`
	Outcome string `json:"outcome" enum:"confirmed,rejected,conflict" doc:"It stands there too; it was not accepted; something else stands there."`
	Reason  string `json:"reason,omitempty" maxLength:"300" doc:"Needed for rejected."`
}

type answerInput struct {
	System string `path:"system" maxLength:"40" doc:"Name of the system: that of the token." example:"portal"`
	Once
	Body AnswerOf
}

// exchange lets a connected system take what changed here, and say what it made of it. Nothing is sent out by itself: the
// connector of the system asks.
func (d *Door) exchange() {
	own := func(ctx context.Context, system string) error {
		if v := visitOf(ctx); system != v.system {
			return fault.New(fault.Refused, "api.other-system", "system", short(system)).NoRight()
		}
		return nil
	}
	c := op("Inbox", "take-changes", http.MethodPost, "/inbox/{system}/changes", "Take what changed",
		"Gives the states of the system's dossiers that it has not taken yet, at most 100. Each counts as sent from then on, until the system answers what it made of it.", systems)
	c.Errors = append(c.Errors, http.StatusForbidden, http.StatusServiceUnavailable)
	huma.Register(d.api, c, func(ctx context.Context, in *systemAt) (*changesAnswer, error) {
		if err := own(ctx, in.System); err != nil {
			return nil, err
		}
		v := visitOf(ctx)
		told, err := d.o.Office.Changes(ctx, v.who, in.System)
		if err != nil {
			return nil, err
		}
		out := &changesAnswer{ChangeList{Items: []Change{}}}
		for _, t := range told {
			out.Body.Items = append(out.Body.Items, Change{External: t.External, Code: t.Code, Version: t.Version, Phase: phase(v.voice, t.State), Due: at(t.Due)})
		}
		return out, nil
	})
	a := op("Inbox", "answer-change", http.MethodPost, "/inbox/{system}/answers", "Answer a change",
		"Says what the system made of a state that it took: it stands there too, it was not accepted, or something else stands there. An answer to what is not the newest state any more is refused.", systems)
	a.Errors = append(a.Errors, actErrors...)
	a.DefaultStatus = http.StatusNoContent
	huma.Register(d.api, a, func(ctx context.Context, in *answerInput) (*struct{}, error) {
		if err := own(ctx, in.System); err != nil {
			return nil, err
		}
		cmd, _, err := in.command(ctx)
		if err != nil {
			return nil, err
		}
		answer := dossier.ExchangeAnswer{System: in.System, Outcome: dossier.Exchange(in.Body.Outcome), Seen: in.Body.Version, Reason: in.Body.Reason}
		return nil, d.o.Office.Exchanged(ctx, visitOf(ctx).who, cmd, in.Body.Code, answer)
	})
}
