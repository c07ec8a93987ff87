package api

import (
	"context"
	"time"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/calendar"
)

// An AskBody is a request for papers.
type AskBody struct {
	Items  []AskItem `json:"items" minItems:"1" maxItems:"100" doc:"All that is lacking, at once."`
	Reason string    `json:"reason" minLength:"1" maxLength:"100" doc:"Code of the reason."`
	Rule   string    `json:"rule,omitempty" maxLength:"300" doc:"The legal basis."`
	Words  string    `json:"words,omitempty" maxLength:"4000" doc:"For the applicant."`
	Warned bool      `json:"warned,omitempty" doc:"The officer knows that a second request counts the dossier as late."`
}

// An AskItem is one thing to complete.
type AskItem struct {
	Paper int    `json:"paper" minimum:"-1" maximum:"500" doc:"Index of the case's paper; -1 for something else."`
	Words string `json:"words" minLength:"1" maxLength:"4000" doc:"What is to be completed."`
}

func (b AskBody) inward() dossier.Asking {
	k := dossier.Asking{Reason: b.Reason, Rule: b.Rule, Words: b.Words, Warned: b.Warned}
	for _, i := range b.Items {
		k.Items = append(k.Items, dossier.AskedItem{Paper: i.Paper, Words: i.Words})
	}
	return k
}

// A PermitBody names the special law that permits one more request for papers; none where a leader only agrees.
type PermitBody struct {
	Law   string `json:"law,omitempty" maxLength:"300"`
	Words string `json:"words,omitempty" maxLength:"4000"`
}

// A SupplyBody is an answer to the open request.
type SupplyBody struct {
	Papers []HandedPaper `json:"papers,omitempty" maxItems:"500"`
	Files  []File        `json:"files,omitempty" maxItems:"500"`
	Words  string        `json:"words,omitempty" maxLength:"4000"`
}

// A StopBody is why a dossier ends without a result.
type StopBody struct {
	Reason string `json:"reason" minLength:"1" maxLength:"100" doc:"Code of the reason."`
	Rule   string `json:"rule,omitempty" maxLength:"300" doc:"The legal basis."`
	Words  string `json:"words" minLength:"1" maxLength:"4000" doc:"For the applicant."`
	Refund int64  `json:"refund,omitempty" minimum:"0" doc:"Đồng that go back."`
	Papers bool   `json:"papers_returned,omitempty" doc:"The papers were given back."`
}

func (b StopBody) inward() dossier.Stopping {
	return dossier.Stopping{Reason: b.Reason, Rule: b.Rule, Words: b.Words, Refund: b.Refund, Papers: b.Papers}
}

// An ApologyBody apologises for a late result.
type ApologyBody struct {
	To     time.Time `json:"to,omitzero" doc:"The new date; none when it is late already."`
	Reason string    `json:"reason" minLength:"1" maxLength:"100" doc:"Code of the reason."`
	Fault  string    `json:"fault,omitempty" maxLength:"100" doc:"The unit that is late."`
	Words  string    `json:"words" minLength:"1" maxLength:"4000" doc:"For the applicant."`
}

// An AmendBody is the right result in the place of a wrong one.
type AmendBody struct {
	Number string `json:"number" minLength:"1" maxLength:"100"`
	Result string `json:"result,omitempty" maxLength:"100" doc:"Code of the kind of result; as before when left out."`
	File   string `json:"file,omitempty" maxLength:"64" doc:"Hash of the document."`
	Reason string `json:"reason" minLength:"1" maxLength:"100" doc:"Code of the reason."`
	Words  string `json:"words,omitempty" maxLength:"4000"`
}

// An AgainBody is why a result or a slip is given out once more.
type AgainBody struct {
	Reason string `json:"reason" minLength:"1" maxLength:"100" doc:"Code of the reason."`
	Words  string `json:"words,omitempty" maxLength:"4000"`
}

// lifecycle are the acts on the dossier beside its steps.
func (d *Door) lifecycle() {
	o := d.o.Office
	actOn(d, dossier.ActAsk, true, "Ask for papers at reception", "Asks the applicant of a filed dossier for papers (yêu cầu bổ sung), all that is lacking at once.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in AskBody) error {
			return o.Ask(ctx, who, cmd, on, in.inward())
		})
	actOn(d, dossier.ActPermit, true, "Permit one more request", "Lets one more request for papers be made, by a special law that is named; without one, agrees to the next request where the procedure makes a leader its approver.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in PermitBody) error {
			return o.Permit(ctx, who, cmd, on, in.Law, in.Words)
		})
	actOn(d, dossier.ActSupply, true, "Bring what was asked for", "Brings an answer to the open request (bổ sung), from the applicant or from a desk where they stand.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in SupplyBody) error {
			k := dossier.Supplying{Papers: papersIn(in.Papers), Words: in.Words}
			for _, f := range in.Files {
				k.Files = append(k.Files, f.inward())
			}
			return o.Supply(ctx, who, cmd, on, k)
		})
	actOn(d, dossier.ActAccept, true, "Confirm the answer", "Confirms that the answer is complete; the clock goes on or begins again.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, _ *Nothing) error {
			return o.Accept(ctx, who, cmd, on)
		})
	actOn(d, dossier.ActInsist, true, "Say what still lacks", "Says what the answer still lacks; the same request stays open.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in ReturnBody) error {
			return o.Insist(ctx, who, cmd, on, in.Words)
		})
	actOn(d, dossier.ActWithdraw, true, "Ask for the dossier back", "Asks for the dossier back (xin rút). The clock runs on until the desk answers.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in *WordsBody) error {
			if in == nil {
				in = &WordsBody{}
			}
			return o.Withdraw(ctx, who, cmd, on, in.Words)
		})
	actOn(d, dossier.ActGrant, true, "Grant a withdrawal", "Grants a withdrawal; the dossier stops.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in StopBody) error {
			return o.Grant(ctx, who, cmd, on, in.inward())
		})
	actOn(d, dossier.ActRetain, true, "Decline a withdrawal", "Declines a withdrawal with a reason; the dossier goes on where it was.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in ReturnBody) error {
			return o.Retain(ctx, who, cmd, on, in.Words)
		})
	actOn(d, dossier.ActStop, true, "Stop the dossier", "Ends the dossier without a result (dừng giải quyết).",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in StopBody) error {
			return o.Stop(ctx, who, cmd, on, in.inward())
		})
	actOn(d, dossier.ActApologise, true, "Apologise for a late result", "Apologises and, in time, gives one new date (xin lỗi và hẹn lại).",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in ApologyBody) error {
			return o.Apologise(ctx, who, cmd, on, dossier.Apologising{To: in.To, Reason: in.Reason, Fault: in.Fault, Words: in.Words})
		})
	d.results()
	d.axes()
	d.opinions()
	d.travel()
	d.subs()
}

// results are the acts on a result that is there, and on the slip.
func (d *Door) results() {
	o := d.o.Office
	actOn(d, dossier.ActAmend, true, "Amend the result", "Puts a right result in the place of a wrong one (đính chính).",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in AmendBody) error {
			return o.Amend(ctx, who, cmd, on, dossier.Amending{Number: in.Number, Result: in.Result, File: in.File, Reason: in.Reason, Words: in.Words})
		})
	actOn(d, dossier.ActReissue, true, "Give the result out again", "Gives the same result out once more (cấp lại).",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in AgainBody) error {
			return o.Reissue(ctx, who, cmd, on, in.Reason, in.Words)
		})
	actOn(d, dossier.ActReprint, true, "Make form 01 anew", "Makes form 01 anew after a slip of the pen; the old slip is void.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in AgainBody) error {
			return o.Reprint(ctx, who, cmd, on, in.Reason, in.Words)
		})
}

// A ConsultBody asks another unit.
type ConsultBody struct {
	Unit       string `json:"unit" minLength:"1" maxLength:"100" doc:"The unit that is asked."`
	Role       string `json:"role,omitempty" maxLength:"60" doc:"Who answers there; a specialist when left out."`
	Words      string `json:"words" minLength:"1" maxLength:"4000" doc:"The question."`
	Limit      string `json:"limit" minLength:"2" maxLength:"10" doc:"The unit's own deadline: h hours, wd working days, d days, m months." example:"3wd"`
	Compulsory bool   `json:"compulsory,omitempty" doc:"A law asks for the opinion."`
	Consent    string `json:"consent,omitempty" maxLength:"300" doc:"The law by which silence is consent."`
	Lead       bool   `json:"lead,omitempty" doc:"Of the units that are asked, this one leads."`
}

// An AnswerBody is an opinion.
type AnswerBody struct {
	Outcome string `json:"outcome" enum:"agree,disagree,comment"`
	Words   string `json:"words,omitempty" maxLength:"4000"`
}

// A VerifyBody is a visit on site.
type VerifyBody struct {
	From    time.Time `json:"from"`
	To      time.Time `json:"to"`
	Place   string    `json:"place" minLength:"1" maxLength:"500"`
	Members string    `json:"members" minLength:"1" maxLength:"2000" doc:"Who took part."`
	Content string    `json:"content" minLength:"1" maxLength:"4000" doc:"What was found."`
	Files   []File    `json:"files,omitempty" maxItems:"100" doc:"Minutes and photographs."`
}

// opinions are what an examination asks for while it runs.
func (d *Door) opinions() {
	o := d.o.Office
	onTask(d, dossier.ActAsk, true, "Ask for papers after examination", "Asks the applicant for papers from an examination (yêu cầu bổ sung). The clock stands until they are there.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in AskBody) error {
			return o.Ask(ctx, who, cmd, on, in.inward())
		})
	onTask(d, dossier.ActConsult, true, "Ask another unit", "Asks another unit for its opinion (lấy ý kiến), with a deadline of its own. The legal clock runs on.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in ConsultBody) error {
			limit, err := calendar.ParseLimit(in.Limit)
			if err != nil {
				return fault.New(fault.Invalid, "api.limit").At("body.limit")
			}
			return o.Consult(ctx, who, cmd, on, dossier.Consulting{
				Unit: in.Unit, Role: in.Role, Question: in.Words, Limit: limit, Compulsory: in.Compulsory, Consent: in.Consent, Lead: in.Lead,
			})
		})
	onTask(d, dossier.ActAnswer, true, "Give the opinion", "Gives the opinion that was asked for.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in AnswerBody) error {
			return o.Answer(ctx, who, cmd, on, in.Outcome, in.Words)
		})
	onTask(d, dossier.ActRecall, true, "Recall what another unit was asked",
		"Takes back an opinion or a sub-dossier that has not been answered (rút yêu cầu), with the reason. The unit is told, and the dossier waits for it no longer.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in ReturnBody) error {
			return o.Recall(ctx, who, cmd, on, in.Words)
		})
	onTask(d, dossier.ActRemind, true, "Remind a unit that coordinates",
		"Who leads beside other units (cơ quan chủ trì) reminds one of them of its open work (đôn đốc). It is on record, and the unit is told.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in *WordsBody) error {
			if in == nil {
				in = &WordsBody{}
			}
			return o.Remind(ctx, who, cmd, on, in.Words)
		})
	onTask(d, dossier.ActPresume, true, "Take silence as consent", "Takes a unit's silence beyond its deadline as consent, where a law says so.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, _ *Nothing) error {
			return o.Presume(ctx, who, cmd, on)
		})
	onTask(d, dossier.ActVerify, true, "Write down a visit", "Writes down a visit on site (kiểm tra, xác minh thực tế).",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in VerifyBody) error {
			visit := dossier.Visit{From: in.From, To: in.To, Place: in.Place, Members: in.Members, Content: in.Content}
			for _, f := range in.Files {
				visit.Files = append(visit.Files, f.inward())
			}
			return o.Verify(ctx, who, cmd, on, visit)
		})
}
