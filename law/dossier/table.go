package dossier

import (
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/law/procedure"
)

// An Act is a verb of the office. The same word names the event, the URL, the template and the text key.
type Act string

// The acts on a dossier.
const (
	ActFile     Act = "file"      // nộp trực tuyến
	ActReceive  Act = "receive"   // tiếp nhận
	ActDecline  Act = "decline"   // từ chối tiếp nhận
	ActClaim    Act = "claim"     // nhận việc
	ActAssign   Act = "assign"    // phân công, chuyển người giữ việc
	ActFinish   Act = "finish"    // hoàn thành bước
	ActApprove  Act = "approve"   // phê duyệt
	ActReturn   Act = "return"    // trả lại bước trước
	ActRefuse   Act = "refuse"    // từ chối giải quyết
	ActIssue    Act = "issue"     // ban hành kết quả
	ActHandOver Act = "hand-over" // trả kết quả
	ActNote     Act = "note"      // ghi chú nội bộ
	ActCorrect  Act = "correct"   // sửa người trong hồ sơ
	ActReplace  Act = "replace"   // đổi thủ tục: đóng hồ sơ này, mở hồ sơ liên kết
	ActLink     Act = "link"      // ghi mã hồ sơ của hệ thống khác
)

// A Place says which unit the actor has to sit in.
type Place string

// The places.
const (
	AtAnyDesk   Place = "any-desk"  // any unit of the Centre that receives, whatever the boundary
	AtReception Place = "reception" // the unit that received the dossier, or is to receive it
	AtTask      Place = "task"      // the unit that has the task
	AtReach     Place = "reach"     // any unit that has or had to do with the dossier
	AtApplicant Place = "applicant" // no unit: the applicant, or the portal for them
)

// A Rule is one row of the table: who may do what, in which states, with what outcome.
type Rule struct {
	Act   Act
	From  []State
	To    State            // 0: the state follows from the process
	Works []procedure.Work // the act is done on an open task of one of these works; nil = on the dossier itself
	Place Place
	Roles []string // org roles; "task" = the role that the task names
	Law   string   // the article, "" for a choice
}

// A Rulebook is a table with its first day. A dossier finishes under the rulebook of its filing or reception.
type Rulebook struct {
	ID    string
	From  time.Time
	Basis string
	Rules []Rule
}

var unfinished = []State{Received, Processing, Supplement, Paying}

// Rulebooks, oldest first. Rules that the 2025 decree's full text has to confirm rest on its predecessor here and are
// listed on the settings page as unconfirmed.
var Rulebooks = []Rulebook{{
	ID:    "2025-07-01",
	From:  time.Date(2025, 6, 30, 17, 0, 0, 0, time.UTC), // midnight of 1/7/2025 in Hà Nội
	Basis: "nd118-2025",
	Rules: []Rule{
		{Act: ActFile, From: []State{None}, To: Filed, Place: AtApplicant},
		// law: nd61-2018/17
		{Act: ActReceive, From: []State{None, Filed}, To: Received, Place: AtAnyDesk, Roles: []string{"receiver", "branch-head"}, Law: "nd61-2018/17"},
		// law: nd61-2018/17
		{Act: ActDecline, From: []State{Filed}, To: Declined, Place: AtReception, Roles: []string{"receiver", "branch-head"}, Law: "nd61-2018/17"},
		// choice: whoever holds the task's role in the task's unit may take it; a claimed task is taken over by assign only.
		{Act: ActClaim, From: unfinished, To: Processing, Works: anyWork, Place: AtTask, Roles: []string{"task"}},
		{Act: ActAssign, From: unfinished, Works: anyWork, Place: AtTask, Roles: []string{"leader", "branch-head"}},
		{Act: ActFinish, From: unfinished, Works: []procedure.Work{procedure.Examine, procedure.Consult, procedure.Pay, procedure.Carry}, Place: AtTask, Roles: []string{"task"}},
		// law: nd61-2018/19
		{Act: ActApprove, From: unfinished, Works: []procedure.Work{procedure.Approve}, Place: AtTask, Roles: []string{"task"}, Law: "nd61-2018/19"},
		{Act: ActReturn, From: unfinished, Works: []procedure.Work{procedure.Approve}, Place: AtTask, Roles: []string{"task"}},
		// law: nd61-2018/19.8
		{Act: ActRefuse, From: unfinished, Works: []procedure.Work{procedure.Approve}, Place: AtTask, Roles: []string{"task"}, Law: "nd61-2018/19.8"},
		{Act: ActIssue, From: unfinished, Works: []procedure.Work{procedure.Issue}, Place: AtTask, Roles: []string{"task"}},
		// law: nd61-2018/20
		{Act: ActHandOver, From: []State{Completed}, To: HandedOver, Place: AtReception, Roles: []string{"receiver", "branch-head"}, Law: "nd61-2018/20"},
		{Act: ActNote, From: everyState, Place: AtReach, Roles: []string{"receiver", "cashier", "specialist", "leader", "clerk", "branch-head", "controller", "supervisor"}},
		// law: nd61-2018/21
		{Act: ActCorrect, From: []State{Filed, Received, Processing, Supplement, Paying, Completed}, Place: AtReception, Roles: []string{"receiver", "branch-head"}, Law: "nd61-2018/21"},
		{Act: ActReplace, From: []State{Received, Processing}, To: Stopped, Place: AtReception, Roles: []string{"receiver", "branch-head"}},
		{Act: ActLink, From: everyState, Place: AtReception, Roles: []string{"receiver", "branch-head", "administrator"}},
	},
}}

var (
	anyWork    = []procedure.Work{procedure.Examine, procedure.Consult, procedure.Approve, procedure.Issue, procedure.Pay, procedure.Carry}
	everyState = []State{Filed, Received, Declined, Processing, Supplement, Paying, Withdrawal, Stopped, Completed, HandedOver}
)

// RulebookAt gives the rulebook in force at t.
func RulebookAt(t time.Time) (*Rulebook, error) {
	for i := len(Rulebooks) - 1; i >= 0; i-- {
		if !t.Before(Rulebooks[i].From) {
			return &Rulebooks[i], nil
		}
	}
	return nil, fault.New(fault.Refused, "dossier.no-rulebook", "date", t.Format("2006-01-02"))
}

// rulebook gives the one named id.
func rulebook(id string) *Rulebook {
	for i := range Rulebooks {
		if Rulebooks[i].ID == id {
			return &Rulebooks[i]
		}
	}
	return nil
}

// Rule gives the row of act; every act has one.
func (b *Rulebook) Rule(a Act) *Rule {
	for i := range b.Rules {
		if b.Rules[i].Act == a {
			return &b.Rules[i]
		}
	}
	return nil
}

// A Choice is an act that the dossier's state leaves open, on one task or on the dossier itself (Token 0).
type Choice struct {
	Act   Act
	Token int
	Rule  *Rule
}

// Next lists what the table leaves open now, whoever asks; access.May says who may.
func (d *Dossier) Next() []Choice {
	b := rulebook(d.Rulebook)
	if b == nil {
		return nil
	}
	var out []Choice
	for i := range b.Rules {
		r := &b.Rules[i]
		if !slices.Contains(r.From, d.State) {
			continue
		}
		if r.Works == nil {
			out = append(out, Choice{Act: r.Act, Rule: r})
			continue
		}
		for _, t := range d.Tasks {
			if t.Open() && slices.Contains(r.Works, t.Work) && t.offers(r.Act) {
				out = append(out, Choice{Act: r.Act, Token: t.Token, Rule: r})
			}
		}
	}
	return out
}

// judge refuses an act that the table does not leave open. Token is 0 for acts on the dossier itself.
func (d *Dossier) judge(a Act, token int) (*Rule, *Task, error) {
	b := rulebook(d.Rulebook)
	if b == nil {
		return nil, nil, fault.New(fault.Refused, "dossier.no-rulebook", "date", d.Rulebook)
	}
	r := b.Rule(a)
	if !slices.Contains(r.From, d.State) {
		return nil, nil, fault.New(fault.Refused, "dossier.wrong-state", "act", string(a), "state", d.State.String()).By(r.Law)
	}
	if r.Works == nil {
		return r, nil, nil
	}
	t := d.Task(token)
	if t == nil || !t.Open() {
		return nil, nil, fault.New(fault.Conflict, "dossier.task-gone")
	}
	if !slices.Contains(r.Works, t.Work) || !t.offers(a) {
		return nil, nil, fault.New(fault.Refused, "dossier.wrong-work", "act", string(a), "work", string(t.Work))
	}
	return r, t, nil
}
