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

	ActAsk       Act = "ask"       // yêu cầu bổ sung
	ActPermit    Act = "permit"    // cho phép yêu cầu bổ sung thêm theo luật riêng
	ActSupply    Act = "supply"    // bổ sung
	ActAccept    Act = "accept"    // xác nhận đã đủ
	ActInsist    Act = "insist"    // phần bổ sung chưa đủ, vẫn yêu cầu như cũ
	ActConsult   Act = "consult"   // lấy ý kiến
	ActAnswer    Act = "answer"    // trả lời ý kiến
	ActPresume   Act = "presume"   // coi im lặng là đồng ý
	ActVerify    Act = "verify"    // kiểm tra, xác minh thực tế
	ActWithdraw  Act = "withdraw"  // xin rút
	ActGrant     Act = "grant"     // cho rút
	ActRetain    Act = "retain"    // không cho rút
	ActStop      Act = "stop"      // dừng giải quyết
	ActApologise Act = "apologise" // xin lỗi và hẹn lại
	ActElapse    Act = "elapse"    // hết thời gian chờ
	ActRedate    Act = "redate"    // tính lại hạn theo lịch mới
	ActReassign  Act = "reassign"  // chuyển giao khi sắp xếp đơn vị
	ActAmend     Act = "amend"     // đính chính kết quả
	ActReissue   Act = "reissue"   // cấp lại kết quả
	ActReprint   Act = "reprint"   // in lại giấy tiếp nhận

	ActBranch Act = "branch" // mở hồ sơ con liên thông
	ActSettle Act = "settle" // trả kết quả hồ sơ con
	ActRecall Act = "recall" // rút yêu cầu lấy ý kiến, rút hồ sơ con
	ActRemind Act = "remind" // cơ quan chủ trì đôn đốc cơ quan phối hợp

	ActConfirm  Act = "confirm"   // xác nhận đã nhận hồ sơ giấy
	ActSendBack Act = "send-back" // không nhận bàn giao
	ActSend     Act = "send"      // bàn giao lại

	ActPay      Act = "pay"      // ghi nhận tiền nộp
	ActExempt   Act = "exempt"   // miễn, giảm
	ActDraft    Act = "draft"    // dự thảo kết quả
	ActNumber   Act = "number"   // vào sổ, cấp số kết quả
	ActPost     Act = "post"     // gửi kết quả qua bưu chính
	ActExchange Act = "exchange" // hệ thống khác trả lời
)

// A Place says which unit the actor has to sit in.
type Place string

// The places.
const (
	AtAnyDesk   Place = "any-desk"  // any unit of the Centre that receives, whatever the boundary
	AtReception Place = "reception" // the unit that received the dossier, or is to receive it
	AtTask      Place = "task"      // the unit that has the task
	AtReach     Place = "reach"     // any unit that has or had to do with the dossier
	AtLead      Place = "lead"      // the competent unit or one above it; before reception the one that is to receive
	AtApplicant Place = "applicant" // no unit: the applicant, the portal for them, or a desk where they stand
	AtGiver     Place = "giver"     // the unit that hands the task's papers over
	AtOther     Place = "other"     // another system, by its own token
	AtLeading   Place = "leading"   // the unit that leads beside the task's, one above it, or the competent agency
	AtAsker     Place = "asker"     // the unit that asked for the task beside the process, one above it, or who leads the competent agency
	AtNobody    Place = "nobody"    // the house itself: timers and the command line
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

var (
	unfinished = []State{Received, Processing, Supplement, Paying}
	running    = []State{Received, Processing, Paying} // nobody is asked for papers
)

// Rulebooks, oldest first.
var Rulebooks = []Rulebook{
	// Of dossiers of before the decree of 2025; a city that begins with open dossiers, or is shown in its past, has some.
	{ID: "2018-06-21", From: time.Date(2018, 6, 20, 17, 0, 0, 0, time.UTC), Basis: "nd61-2018", Rules: rules},
	{ID: "2025-07-01", From: time.Date(2025, 6, 30, 17, 0, 0, 0, time.UTC), Basis: "nd118-2025", Rules: rules},
}

// rules are those of both decrees. Rules that the full text of 2025 has to confirm rest on its predecessor and are listed on the
// settings page as unconfirmed.
var rules = []Rule{
	{Act: ActFile, From: []State{None}, To: Filed, Place: AtApplicant},
	// law: nd61-2018/17
	{Act: ActReceive, From: []State{None, Filed}, To: Received, Place: AtAnyDesk, Roles: []string{"receiver", "branch-head"}, Law: "nd61-2018/17"},
	// law: nd61-2018/17
	{Act: ActDecline, From: []State{Filed}, To: Declined, Place: AtReception, Roles: []string{"receiver", "branch-head"}, Law: "nd61-2018/17"},
	// choice: whoever holds the task's role in the task's unit may take it; a claimed task is taken over by assign only.
	{Act: ActClaim, From: unfinished, To: Processing, Works: anyWork, Place: AtTask, Roles: []string{"task"}},
	{Act: ActAssign, From: unfinished, Works: anyWork, Place: AtTask, Roles: []string{"leader", "branch-head"}},
	{Act: ActFinish, From: running, Works: []procedure.Work{procedure.Examine, procedure.Consult, procedure.Pay, procedure.Carry}, Place: AtTask, Roles: []string{"task"}},
	// law: nd61-2018/19
	{Act: ActApprove, From: running, Works: []procedure.Work{procedure.Approve}, Place: AtTask, Roles: []string{"task"}, Law: "nd61-2018/19"},
	{Act: ActReturn, From: running, Works: []procedure.Work{procedure.Approve}, Place: AtTask, Roles: []string{"task"}},
	// law: nd61-2018/19.8
	{Act: ActRefuse, From: running, Works: []procedure.Work{procedure.Approve}, Place: AtTask, Roles: []string{"task"}, Law: "nd61-2018/19.8"},
	{Act: ActIssue, From: running, Works: []procedure.Work{procedure.Issue}, Place: AtTask, Roles: []string{"task"}},
	// law: nd61-2018/20
	{Act: ActHandOver, From: []State{Completed, HandedOver}, To: HandedOver, Place: AtReception, Roles: []string{"receiver", "branch-head"}, Law: "nd61-2018/20"},
	{Act: ActNote, From: everyState, Place: AtReach, Roles: []string{"receiver", "cashier", "specialist", "leader", "clerk", "branch-head", "controller", "supervisor"}},
	// law: nd61-2018/21
	{Act: ActCorrect, From: []State{Filed, Received, Processing, Supplement, Paying, Completed}, Place: AtReception, Roles: []string{"receiver", "branch-head"}, Law: "nd61-2018/21"},
	{Act: ActReplace, From: []State{Received, Processing}, To: Stopped, Place: AtReception, Roles: []string{"receiver", "branch-head"}},
	{Act: ActLink, From: everyState, Place: AtReception, Roles: []string{"receiver", "branch-head", "administrator"}},

	// law: nd61-2018/15.3
	{Act: ActAsk, From: []State{Filed}, To: Supplement, Place: AtReception, Roles: desk, Law: "nd61-2018/15.3"},
	// law: nd61-2018/19.4
	{Act: ActAsk, From: running, To: Supplement, Works: []procedure.Work{procedure.Examine}, Place: AtTask, Roles: []string{"task"}, Law: "nd61-2018/19.4"},
	// choice: who may permit a further request is the leader who answers for it; the special law is named.
	{Act: ActPermit, From: append([]State{Filed}, running...), Place: AtReach, Roles: lead},
	{Act: ActSupply, From: []State{Supplement}, Place: AtApplicant},
	{Act: ActAccept, From: []State{Supplement}, Place: AtReach, Roles: []string{"receiver", "branch-head", "specialist"}, Law: "nd61-2018/19.4"},
	{Act: ActInsist, From: []State{Supplement}, Place: AtReach, Roles: []string{"receiver", "branch-head", "specialist"}},
	// law: nd61-2018/19.5
	{Act: ActConsult, From: running, Works: []procedure.Work{procedure.Examine}, Place: AtTask, Roles: []string{"task"}, Law: "nd61-2018/19.5"},
	{Act: ActAnswer, From: unfinished, Works: []procedure.Work{procedure.Consult}, Place: AtTask, Roles: []string{"task"}, Law: "nd61-2018/19.5"},
	{Act: ActPresume, From: unfinished, Works: []procedure.Work{procedure.Consult, procedure.Examine, procedure.Approve}, Place: AtReach, Roles: []string{"specialist", "leader", "branch-head"}},
	// law: nd61-2018/19.3
	{Act: ActVerify, From: running, Works: []procedure.Work{procedure.Examine}, Place: AtTask, Roles: []string{"task"}, Law: "nd61-2018/19.3"},
	{Act: ActWithdraw, From: append([]State{Filed}, unfinished...), To: Withdrawal, Place: AtApplicant},
	{Act: ActGrant, From: []State{Withdrawal}, To: Stopped, Place: AtReach, Roles: append([]string{"receiver"}, lead...)},
	{Act: ActRetain, From: []State{Withdrawal}, Place: AtReach, Roles: lead},
	{Act: ActStop, From: append([]State{Filed}, unfinished...), To: Stopped, Place: AtLead, Roles: lead},
	// law: nd61-2018/19.9
	{Act: ActApologise, From: unfinished, Place: AtLead, Roles: lead, Law: "nd61-2018/19.9"},
	// choice: a notice is posted for its days and an answer is awaited for its time whatever papers are asked for meanwhile; only
	// a withdrawal that was not answered yet holds the time back, for the dossier may end by it.
	{Act: ActElapse, From: unfinished, Place: AtNobody},
	{Act: ActRedate, From: append([]State{Withdrawal}, unfinished...), Place: AtNobody},
	// choice: a result that still waits for its owner goes over too: somebody must hand it over.
	{Act: ActReassign, From: append([]State{Filed, Withdrawal, Completed}, unfinished...), Place: AtNobody},
	// law: nd61-2018/21
	{Act: ActAmend, From: []State{Completed, HandedOver}, Place: AtLead, Roles: lead, Law: "nd61-2018/21"},
	{Act: ActReissue, From: []State{HandedOver}, Place: AtLead, Roles: append([]string{"clerk"}, lead...)},
	{Act: ActReprint, From: unfinished, Place: AtReception, Roles: desk},
	// law: nd61-2018/19.6
	{Act: ActBranch, From: running, Works: []procedure.Work{procedure.Examine, procedure.Carry}, Place: AtTask, Roles: []string{"task"}, Law: "nd61-2018/19.6"},
	{Act: ActSettle, From: unfinished, Works: []procedure.Work{procedure.Sub}, Place: AtTask, Roles: []string{"task"}, Law: "nd61-2018/19.6"},
	// choice: who asked another unit may say that the question is off (the wrong unit was asked, or nobody there can answer
	// any more): nothing may wait for ever for what is not needed. "task" is the work that asked.
	{Act: ActRecall, From: unfinished, Works: []procedure.Work{procedure.Consult, procedure.Sub}, Place: AtAsker, Roles: []string{"task", "leader", "branch-head"}},
	// law: nd61-2018/19.7
	{Act: ActRemind, From: unfinished, Works: anyWork, Place: AtLeading, Roles: []string{"task", "specialist", "leader", "branch-head"}, Law: "nd61-2018/19.7"},
	// law: nd61-2018/19.6
	{Act: ActConfirm, From: unfinished, Works: anyWork, Place: AtTask, Roles: takers, Law: "nd61-2018/19.6"},
	{Act: ActSendBack, From: unfinished, Works: anyWork, Place: AtTask, Roles: takers},
	{Act: ActSend, From: unfinished, Works: anyWork, Place: AtGiver, Roles: []string{"receiver", "specialist", "clerk", "leader", "branch-head"}},

	// choice: money is taken where the dossier is known, until it ends without a result; nobody but those who keep a till takes it.
	{Act: ActPay, From: owing, Place: AtReach, Roles: till},
	// choice: who is exempt is judged where the papers are shown; the group, the law and the paper are written down.
	{Act: ActExempt, From: owing, Place: AtReach, Roles: append([]string{"specialist", "leader"}, till...)},
	{Act: ActDraft, From: running, Works: []procedure.Work{procedure.Examine, procedure.Approve}, Place: AtTask, Roles: []string{"task"}},
	// choice: a number may be given before the document is stamped and issued; issuing gives it where nobody did.
	{Act: ActNumber, From: running, Works: []procedure.Work{procedure.Issue}, Place: AtTask, Roles: []string{"task"}},
	// law: nd61-2018/20
	{Act: ActPost, From: []State{Completed, HandedOver}, Place: AtReception, Roles: desk, Law: "nd61-2018/20"},
	{Act: ActExchange, From: everyState, Place: AtOther},
}

// takers are who may take papers in at a unit: who will work on them, and whoever keeps its post.
var takers = []string{"task", "receiver", "clerk", "leader", "branch-head"}

// till are those who take money.
var till = []string{"receiver", "cashier", "branch-head"}

// owing are the states in which something may still be due: money holds back no result, so it comes after the hand-over too.
var owing = []State{Received, Processing, Supplement, Paying, Withdrawal, Completed, HandedOver}

// desk and lead are the posts of a one-stop desk and of those who answer for a unit.
var (
	desk = []string{"receiver", "branch-head"}
	lead = []string{"leader", "branch-head"}
)

var (
	anyWork    = []procedure.Work{procedure.Examine, procedure.Consult, procedure.Approve, procedure.Issue, procedure.Pay, procedure.Carry, procedure.Sub}
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

// Rule gives the row of act in a state. Where the act is not open in that state it is the row of the phase that the
// dossier is in, so that its right and its law are told: the last one after reception, the first before; every act has one.
func (b *Rulebook) Rule(a Act, s State, received bool) *Rule {
	var phase *Rule
	for i := range b.Rules {
		r := &b.Rules[i]
		if r.Act != a {
			continue
		}
		if slices.Contains(r.From, s) {
			return r
		}
		if phase == nil || received {
			phase = r
		}
	}
	return phase
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
	if b == nil || d.Annulled != nil {
		return nil
	}
	var out []Choice
	for i := range b.Rules {
		r := &b.Rules[i]
		if !slices.Contains(r.From, d.State) || d.closed(r.Act) {
			continue
		}
		if r.Works == nil {
			out = append(out, Choice{Act: r.Act, Rule: r})
			continue
		}
		for _, t := range d.Tasks {
			if t.Open() && slices.Contains(r.Works, t.Work) && t.offers(r.Act) && d.prepay(r.Act) == nil && (r.Act != ActRemind || d.remindable(&t)) {
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
	if d.Annulled != nil {
		return nil, nil, fault.New(fault.Refused, "dossier.annulled", "batch", d.Annulled.Batch)
	}
	r := b.Rule(a, d.State, !d.Received.IsZero())
	if r == nil || !slices.Contains(r.From, d.State) {
		return nil, nil, fault.New(fault.Refused, "dossier.wrong-state", "act", string(a), "state", d.State.String()).By(lawOf(r))
	}
	if d.closed(a) {
		return nil, nil, fault.New(fault.Refused, "dossier.act-closed."+string(a)).By(r.Law)
	}
	if r.Works == nil {
		return r, nil, nil
	}
	t := d.Task(token)
	if t == nil || !t.Open() {
		return nil, nil, fault.New(fault.Conflict, "dossier.task-gone")
	}
	if slices.Contains(r.Works, t.Work) && t.OnWay() && !ofTravel(a) && a != ActAssign {
		return nil, nil, fault.New(fault.Refused, "dossier.papers-on-way").By("nd61-2018/19.6")
	}
	if slices.Contains(r.Works, t.Work) {
		if err := d.prepay(a); err != nil {
			return nil, nil, err
		}
	}
	if a == ActPresume && t.Asked == nil && t.Silence == nil {
		return nil, nil, fault.New(fault.Refused, "dossier.silence-no-rule").By("nd61-2018/19.5")
	}
	if a == ActRemind && !d.remindable(t) {
		return nil, nil, fault.New(fault.Refused, "dossier.nobody-leads").By(r.Law)
	}
	if !slices.Contains(r.Works, t.Work) || !t.offers(a) {
		return nil, nil, fault.New(fault.Refused, "dossier.wrong-work", "act", string(a), "work", string(t.Work))
	}
	return r, t, nil
}

func lawOf(r *Rule) string {
	if r == nil {
		return ""
	}
	return r.Law
}

// closed says whether something beside the state closes an act: a hand-over needs a result at the desk, a grant a
// request, a permission a request that would be one too many.
func (d *Dossier) closed(a Act) bool {
	switch a {
	case ActHandOver:
		return d.State == HandedOver && d.Hand != HandAtDesk && d.Hand != HandPosted
	case ActPost:
		return d.Hand != HandAtDesk && d.Hand != HandPosted
	case ActNumber:
		return d.Number != ""
	case ActPay, ActExempt:
		return len(d.Owed()) == 0
	case ActExchange:
		return d.Exchange == ""
	case ActAccept, ActInsist:
		a := d.asked()
		return a == nil || a.Supplied.IsZero()
	case ActPermit:
		return d.Permit != ""
	}
	return false
}
