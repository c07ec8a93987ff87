package api

import (
	"context"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/calendar"
)

// A BranchBody opens a sub-dossier.
type BranchBody struct {
	Unit  string `json:"unit" minLength:"1" maxLength:"100" doc:"The agency that does the part."`
	Role  string `json:"role,omitempty" maxLength:"60" doc:"Who does it there; a specialist when left out."`
	Words string `json:"words" minLength:"1" maxLength:"4000" doc:"What is to be done."`
	Limit string `json:"limit" minLength:"2" maxLength:"10" doc:"The agency's own limit, inside the dossier's: h hours, wd working days, d days, m months." example:"3wd"`
}

// A SettleBody is how a sub-dossier ended.
type SettleBody struct {
	Outcome string `json:"outcome" enum:"done,failed"`
	Number  string `json:"number,omitempty" maxLength:"100" doc:"Number of the document that came of it."`
	Words   string `json:"words,omitempty" maxLength:"4000" doc:"Needed where it failed."`
}

// subs are the acts on sub-dossiers.
func (d *Door) subs() {
	o := d.o.Office
	onTask(d, dossier.ActBranch, true, "Open a sub-dossier",
		"Gives a part of the work to another agency (mở hồ sơ con liên thông), with a code and a limit of its own inside the dossier's. It is no dossier of its own in any figure.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in BranchBody) error {
			limit, err := calendar.ParseLimit(in.Limit)
			if err != nil {
				return fault.New(fault.Invalid, "api.limit").At("body.limit")
			}
			return o.Branch(ctx, who, cmd, on, dossier.Branching{Unit: in.Unit, Role: in.Role, Words: in.Words, Limit: limit})
		})
	onTask(d, dossier.ActSettle, true, "Settle a sub-dossier", "Ends a sub-dossier at its agency (trả kết quả hồ sơ con).",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in SettleBody) error {
			return o.Settle(ctx, who, cmd, on, in.Outcome, in.Number, in.Words)
		})
}
