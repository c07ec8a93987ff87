package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"motcua/law/dossier"
	"motcua/office"
)

// TaskAt names a task of a dossier.
type TaskAt struct {
	Token int `path:"token" minimum:"1" maximum:"100000" doc:"Token of the task."`
}

// A taskInput is the request of an act on a task.
type taskInput[B any] struct {
	DossierAt
	TaskAt
	Once
	Seen
	Body B
}

// onTask registers an act on a task: parse, call, answer.
func onTask[B any](d *Door, act dossier.Act, must bool, summary, description string, do deed[B]) {
	o := op("Work", string(act)+"-task", http.MethodPost, "/dossiers/{id}/tasks/{token}/"+string(act), summary, description, signedIn)
	o.Errors = append(o.Errors, actErrors...)
	if must {
		o.Errors = append(o.Errors, http.StatusPreconditionRequired)
	}
	huma.Register(d.api, o, func(ctx context.Context, in *taskInput[B]) (*doneAnswer, error) {
		cmd, replayed, err := in.command(ctx)
		if err != nil {
			return nil, err
		}
		on := office.On{ID: dossier.ID(in.ID), Token: in.Token}
		if on.Seen, err = in.seen(ctx, must); err != nil {
			return nil, err
		}
		if err := do(ctx, visitOf(ctx).who, cmd, on, in.Body); err != nil {
			return nil, d.moved(ctx, on, err)
		}
		return d.done(ctx, on.ID, *replayed)
	})
}

// Nothing is the body of an act that needs no words; it may be left out.
type Nothing struct{}

// An AssignBody says who gets a task.
type AssignBody struct {
	Holder string `json:"holder" minLength:"1" maxLength:"100" doc:"Id of the officer, one of the task's colleagues."`
	Words  string `json:"words,omitempty" maxLength:"4000"`
}

// A FinishBody is how a step ends.
type FinishBody struct {
	Outcome string `json:"outcome,omitempty" maxLength:"100" doc:"One of the task's outcomes; may be left out where there is one."`
	Words   string `json:"words,omitempty" maxLength:"4000" doc:"For colleagues."`
	Sum     int64  `json:"sum,omitempty" minimum:"0" doc:"Whole đồng that a notice fixed, at the step that leads to its payment."`
}

// A WordsBody is an act with words.
type WordsBody struct {
	Words string `json:"words,omitempty" maxLength:"4000" doc:"For colleagues."`
}

// A ReturnBody sends a task back.
type ReturnBody struct {
	Words string `json:"words" minLength:"1" maxLength:"4000" doc:"What is to be done again."`
}

// An IssueBody is the document that is issued.
type IssueBody struct {
	Number string `json:"number,omitempty" maxLength:"100" doc:"Number of the document; may be left out where it was given before." example:"12/QĐ-UBND"`
	Result string `json:"result,omitempty" maxLength:"100" doc:"Code of the kind of result."`
	File   string `json:"file,omitempty" maxLength:"64" doc:"Hash of the uploaded document."`
	Words  string `json:"words,omitempty" maxLength:"4000"`
}

// tasks are worklists and the acts on steps.
func (d *Door) tasks() {
	o := d.o.Office
	onTask(d, dossier.ActClaim, false, "Take a task", "Takes a task that nobody holds (nhận việc). Taking is the hand-over of responsibility.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, _ *Nothing) error {
			return o.Claim(ctx, who, cmd, on)
		})
	onTask(d, dossier.ActAssign, true, "Give a task to a colleague", "Gives a task to another officer who holds the right post today (phân công).",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in AssignBody) error {
			return o.Assign(ctx, who, cmd, on, in.Holder, in.Words)
		})
	finish := func(a dossier.Act, f dossier.Finishing) func(context.Context, office.Who, office.Command, office.On) error {
		return func(ctx context.Context, who office.Who, cmd office.Command, on office.On) error {
			return o.Finish(ctx, who, cmd, on, a, f)
		}
	}
	onTask(d, dossier.ActFinish, true, "Finish a step", "Ends a step of examination, consultation, payment or transport with one of its outcomes.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in *FinishBody) error {
			if in == nil {
				in = &FinishBody{}
			}
			return finish(dossier.ActFinish, dossier.Finishing{Outcome: in.Outcome, Words: in.Words, Sum: in.Sum})(ctx, who, cmd, on)
		})
	onTask(d, dossier.ActApprove, true, "Approve", "Approves what was prepared (phê duyệt).",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in *WordsBody) error {
			if in == nil {
				in = &WordsBody{}
			}
			return finish(dossier.ActApprove, dossier.Finishing{Words: in.Words})(ctx, who, cmd, on)
		})
	onTask(d, dossier.ActReturn, true, "Send back", "Sends the work back to the step before, with what is to be done again.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in ReturnBody) error {
			return finish(dossier.ActReturn, dossier.Finishing{Words: in.Words})(ctx, who, cmd, on)
		})
	onTask(d, dossier.ActRefuse, true, "Refuse", "Refuses what was applied for (từ chối giải quyết), with reason, legal basis and words for the applicant.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in Refusal) error {
			return finish(dossier.ActRefuse, dossier.Finishing{Refusal: in.inward()})(ctx, who, cmd, on)
		})
	onTask(d, dossier.ActIssue, true, "Issue the result", "Issues the result with its number (ban hành).",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in IssueBody) error {
			f := dossier.Finishing{Number: in.Number, Result: in.Result, File: in.File, Words: in.Words}
			return finish(dossier.ActIssue, f)(ctx, who, cmd, on)
		})
	w := op("Work", "read-worklist", http.MethodGet, "/worklist", "The worklist", "Open tasks that the reader's post may hold, the least time left first.", signedIn)
	w.Errors = append(w.Errors, http.StatusForbidden)
	huma.Register(d.api, w, d.worklist)
	c := op("Work", "count-work", http.MethodGet, "/worklist/counts", "Counts of the worklist", "How many tasks the worklist has by each of its chips, and what waits at the desk.", signedIn)
	c.Errors = append(c.Errors, http.StatusForbidden)
	huma.Register(d.api, c, d.counts)
}

type workQuery struct {
	Narrow
	Chip string `query:"chip" enum:"mine,unclaimed,late,today,approve,team" doc:"Only these: one's own, those that nobody holds, late ones, due today, to approve, of the whole team (leaders)."`
}

// A WorkRow is an open task with its dossier.
type WorkRow struct {
	Row
	Token     int       `json:"token"`
	Step      string    `json:"step"`
	Work      string    `json:"work"`
	Unit      *Unit     `json:"unit,omitempty"`
	Role      string    `json:"role"`
	Holder    *Official `json:"holder,omitempty"`
	Mine      bool      `json:"mine"`
	CanClaim  bool      `json:"can_claim"`
	Since     time.Time `json:"since"`
	StepDue   time.Time `json:"step_due,omitzero"`
	StepLate  bool      `json:"step_late,omitempty"`
	ShareUsed int       `json:"share_used" doc:"Percent of the limit's working time that is used; over 100 when late."`
}

type workAnswer struct {
	Link string `header:"Link" doc:"The next page, rel=\"next\"."`
	Body struct {
		Total int       `json:"total"`
		Items []WorkRow `json:"items"`
		Next  string    `json:"next,omitempty" format:"uri-reference"`
	}
}

func (d *Door) worklist(ctx context.Context, in *workQuery) (*workAnswer, error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	f.Chip = in.Chip
	list, err := d.reader(ctx).Worklist(f)
	if err == nil {
		err = d.taken(ctx, "worklist", len(list.Rows), func(rd *office.Reader) error { return rd.WorkForExport(list.Rows) })
	}
	if err != nil {
		return nil, err
	}
	v, out := visitOf(ctx).voice, &workAnswer{}
	out.Body.Total, out.Body.Items = list.Total, []WorkRow{}
	for i := range list.Rows {
		t := &list.Rows[i]
		out.Body.Items = append(out.Body.Items, WorkRow{
			Row: rowOf(v, &t.Row), Token: t.Token, Step: words(v, t.Node), Work: string(t.Work), Unit: unitOf(v, t.Unit), Role: t.Role,
			Holder: official(t.Holder), Mine: t.Mine, CanClaim: t.CanClaim, Since: at(t.Since), StepDue: at(t.StepDue), StepLate: t.StepLate, ShareUsed: t.ShareUsed,
		})
	}
	out.Body.Next, out.Link = next(ctx, list.Next)
	return out, nil
}

// WorkCounts are the figures of the worklist's chips.
type WorkCounts struct {
	All         int `json:"all"`
	Mine        int `json:"mine"`
	Unclaimed   int `json:"unclaimed"`
	Late        int `json:"late"`
	Today       int `json:"today"`
	Approve     int `json:"approve"`
	Unreceived  int `json:"unreceived" doc:"Filed online and not received."`
	HandOver    int `json:"hand_over" doc:"Results that wait at the desk."`
	Team        int `json:"team" doc:"Every open task of the unit and those below, for who assigns them."`
	Owing       int `json:"owing" doc:"Late dossiers of the unit and those below without an apology, for who answers for them: must be 0."`
	Awaited     int `json:"awaited" doc:"Within reach: papers are asked for, and no answer came."`
	Supplied    int `json:"supplied" doc:"Within reach: an answer came that nobody has confirmed."`
	Withdrawals int `json:"withdrawals" doc:"Within reach: the applicant asks for the dossier back."`
}

type countAnswer struct{ Body WorkCounts }

func (d *Door) counts(ctx context.Context, _ *struct{}) (*countAnswer, error) {
	c, err := d.reader(ctx).Counts()
	if err != nil {
		return nil, err
	}
	return &countAnswer{WorkCounts(c)}, nil
}
