package api

import (
	"context"
	"time"

	"motcua/law/dossier"
	"motcua/office"
)

// Papers are the paper dossier on its way to a task's unit.
type Papers struct {
	From     string    `json:"from" doc:"Id of the unit that hands them over."`
	Sheets   int       `json:"sheets" doc:"Originals and copies together."`
	By       time.Time `json:"by" doc:"They are to be confirmed by then."`
	SentBack time.Time `json:"sent_back,omitzero" doc:"They were not taken and are with the giver."`
}

// A SendBackBody is why papers are not taken.
type SendBackBody struct {
	Reason string `json:"reason" minLength:"1" maxLength:"100" doc:"Code of the reason."`
	Words  string `json:"words" minLength:"1" maxLength:"4000" doc:"For the giver."`
}

// travel are the acts on papers between units.
func (d *Door) travel() {
	o := d.o.Office
	onTask(d, dossier.ActConfirm, true, "Confirm the papers",
		"Confirms that the paper dossier has come to the task's unit (xác nhận đã nhận hồ sơ giấy). The hand-over counts, and the hours of the step begin.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in *WordsBody) error {
			if in == nil {
				in = &WordsBody{}
			}
			return o.Confirm(ctx, who, cmd, on, in.Words)
		})
	onTask(d, dossier.ActSendBack, true, "Do not take the papers", "Says that the papers did not come or are not what the list says (không nhận bàn giao). They are the giver's again.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in SendBackBody) error {
			return o.SendBack(ctx, who, cmd, on, in.Reason, in.Words)
		})
	onTask(d, dossier.ActSend, true, "Hand the papers over again", "Hands papers over once more that were not taken (bàn giao lại).",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in *WordsBody) error {
			if in == nil {
				in = &WordsBody{}
			}
			return o.Send(ctx, who, cmd, on, in.Words)
		})
}
