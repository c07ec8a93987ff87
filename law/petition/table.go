package petition

import (
	"slices"

	"motcua/ground/fault"
)

// An Act is a verb of the office. The same word names the event, the address, the template and the text key.
type Act string

// The acts on a petition.
const (
	ActRegister Act = "register" // tiếp nhận, ghi nhận
	ActClassify Act = "classify" // phân loại
	ActTransfer Act = "transfer" // chuyển
	ActReturn   Act = "return"   // trả lại nơi chuyển
	ActAsk      Act = "ask"      // yêu cầu bổ sung thông tin
	ActSupply   Act = "supply"   // bổ sung thông tin
	ActAssign   Act = "assign"   // phân công người chủ trì, đơn vị phối hợp
	ActNote     Act = "note"     // ghi chú nội bộ
	ActVerify   Act = "verify"   // xác minh
	ActDraft    Act = "draft"    // dự thảo trả lời
	ActRevise   Act = "revise"   // yêu cầu sửa dự thảo
	ActApprove  Act = "approve"  // duyệt trả lời
	ActAnswer   Act = "answer"   // trả lời
	ActMask     Act = "mask"     // che dữ liệu cá nhân
	ActPublish  Act = "publish"  // công khai
	ActWithhold Act = "withhold" // không công khai
	ActConfirm  Act = "confirm"  // xác nhận đã giải quyết
	ActReopen   Act = "reopen"   // mở lại
	ActMerge    Act = "merge"    // gộp vào phản ánh khác
	ActUnmerge  Act = "unmerge"  // tách ra
	ActJoin     Act = "join"     // nhận phản ánh trùng
	ActPart     Act = "part"     // phản ánh trùng được tách ra
	ActLink     Act = "link"     // gắn hồ sơ
	ActRate     Act = "rate"     // đánh giá trả lời
	ActWithdraw Act = "withdraw" // rút
)

// A Place says who has to stand where to do an act.
type Place string

// The places.
const (
	AtSender Place = "sender" // the petitioner, by account or by code and check, or an officer who writes down what they say
	AtOwner  Place = "owner"  // the unit that has it, or one above
	AtReach  Place = "reach"  // any unit that has or had to do with it
	AtHouse  Place = "house"  // the house itself, with the act on another petition
)

// A Rule is one row of the table.
type Rule struct {
	Act   Act
	From  []State
	To    State // "": as it was, or as the decision says
	Place Place
	Roles []string
	Law   string
}

var (
	open     = []State{New, Handling, Waiting, Drafted, Approved}
	working  = []State{New, Handling}
	answered = []State{Answered, Resolved}
	every    = States

	entry   = []string{"care-agent", "receiver", "branch-head"}                                       // who speak with people
	sorters = []string{"care-agent", "leader", "branch-head", "supervisor"}                           // who say where it goes
	work    = []string{"care-agent", "specialist", "receiver", "leader", "branch-head", "supervisor"} // who handle it
	lead    = []string{"leader", "branch-head", "supervisor"}                                         // who answer for a unit
)

// Rules is the table: who may do what, in which states, with what outcome.
var Rules = []Rule{
	{Act: ActRegister, From: []State{None}, To: New, Place: AtSender, Roles: entry},
	// law: nd20-2008/9
	{Act: ActClassify, From: working, To: Handling, Place: AtOwner, Roles: sorters, Law: "nd20-2008/9"},
	// law: nd20-2008/9
	{Act: ActTransfer, From: working, To: New, Place: AtOwner, Roles: sorters, Law: "nd20-2008/9"},
	{Act: ActReturn, From: working, To: New, Place: AtOwner, Roles: sorters},
	{Act: ActAsk, From: working, To: Waiting, Place: AtOwner, Roles: work},
	{Act: ActSupply, From: []State{Waiting}, Place: AtSender, Roles: entry},
	{Act: ActAssign, From: []State{New, Handling, Drafted}, Place: AtOwner, Roles: lead},
	{Act: ActNote, From: every, Place: AtReach, Roles: work},
	{Act: ActVerify, From: []State{Handling, Drafted}, Place: AtReach, Roles: work},
	{Act: ActDraft, From: []State{Handling, Drafted}, To: Drafted, Place: AtOwner, Roles: work},
	{Act: ActRevise, From: []State{Drafted}, To: Handling, Place: AtOwner, Roles: lead},
	{Act: ActApprove, From: []State{Drafted}, To: Approved, Place: AtOwner, Roles: lead},
	{Act: ActAnswer, From: []State{Approved}, To: Answered, Place: AtOwner, Roles: work},
	// choice: nothing is published but what an officer wrote anew for it; the petition as it was sent stays as it is, sealed.
	{Act: ActMask, From: append([]State{Refused}, append(slices.Clone(open), answered...)...), Place: AtOwner, Roles: work},
	{Act: ActPublish, From: answered, Place: AtOwner, Roles: sorters},
	{Act: ActWithhold, From: answered, Place: AtOwner, Roles: sorters},
	// choice: answered is the office's word, resolved the petitioner's, and nobody else's.
	{Act: ActConfirm, From: []State{Answered}, To: Resolved, Place: AtSender, Roles: entry},
	{Act: ActReopen, From: answered, To: Handling, Place: AtSender, Roles: entry},
	{Act: ActMerge, From: working, To: Merged, Place: AtOwner, Roles: sorters},
	{Act: ActUnmerge, From: []State{Merged}, Place: AtOwner, Roles: sorters},
	{Act: ActJoin, From: append(slices.Clone(open), answered...), Place: AtHouse},
	{Act: ActPart, From: every, Place: AtHouse},
	{Act: ActLink, From: every, Place: AtReach, Roles: work},
	{Act: ActRate, From: append([]State{Refused}, answered...), Place: AtSender, Roles: entry},
	{Act: ActWithdraw, From: open, To: Withdrawn, Place: AtSender, Roles: entry},
}

// RuleOf gives the row of an act.
func RuleOf(a Act) *Rule {
	for i := range Rules {
		if Rules[i].Act == a {
			return &Rules[i]
		}
	}
	return nil
}

// A Route says where a petition of a class is handled.
type Route string

// The routes.
const (
	RouteUnit  Route = "unit"  // the unit that has it
	RouteAbove Route = "above" // the unit above that of the official whom it is about, never only that official's own
	RouteAway  Route = "away"  // another agency, by a transfer
	RouteEnd   Route = "end"   // nowhere: it ends with a word to the petitioner
)

// A Road is one row of the table of routes.
type Road struct {
	Class Class
	Route Route
	To    State
	Law   string
}

// Roads says where each class goes.
var Roads = []Road{
	{Own, RouteUnit, Handling, ""},
	{Scene, RouteUnit, Handling, ""},
	// choice: whoever is complained about, and who works beside them, does not judge the complaint alone.
	{Conduct, RouteAbove, Handling, ""},
	// law: nd20-2008/9
	{Other, RouteAway, New, "nd20-2008/9"},
	{NotAccepted, RouteEnd, Refused, ""},
	// choice: complaints and denunciations have laws of their own; whoever sent one is told which, and where it goes.
	{Complaint, RouteEnd, Guided, "lkn-2011"},
	{Denunciation, RouteEnd, Guided, "ltc-2018"},
}

// RoadOf gives the row of a class.
func RoadOf(c Class) *Road {
	for i := range Roads {
		if Roads[i].Class == c {
			return &Roads[i]
		}
	}
	return nil
}

// Reasons are the codes of a list of reasons: for whoever refuses, returns, transfers, withholds or merges.
var Reasons = map[Act][]string{
	ActClassify: {"no-contact", "unclear", "not-vietnamese", "no-content", "abusive", "answered-before"},
	ActTransfer: {"competence", "field", "above", "boundary"},
	ActReturn:   {"wrong-unit", "wrong-class", "no-content"},
	ActWithhold: {"personal", "sender-asks", "secret", "unproven"},
}

// Next lists the acts that the table leaves open now, whoever asks.
func (p *Petition) Next() []Act {
	var out []Act
	for i := range Rules {
		r := &Rules[i]
		if r.Place == AtHouse || !slices.Contains(r.From, p.State) || p.closed(r.Act) != nil {
			continue
		}
		out = append(out, r.Act)
	}
	return out
}

// closed says why an act that the state leaves open is not to be done.
func (p *Petition) closed(a Act) *fault.Fault {
	switch a {
	case ActReturn:
		if len(p.trail) == 0 && p.System == "" {
			return fault.New(fault.Refused, "petition.return-nowhere")
		}
	case ActPublish:
		switch {
		case !p.Published.IsZero() && !p.Published.Before(p.Answered):
			return fault.New(fault.Conflict, "petition.published-already")
		case p.Masked.IsZero() || p.Masked.Before(p.Answered):
			return fault.New(fault.Refused, "petition.mask-first")
		}
	case ActWithhold:
		if !p.Withheld.IsZero() && !p.Withheld.Before(p.Answered) {
			return fault.New(fault.Conflict, "petition.withheld-already")
		}
	case ActRate:
		if p.Rating != "" {
			return fault.New(fault.Conflict, "petition.rated-already")
		}
	case ActMerge:
		if len(p.Joined) > 0 {
			return fault.New(fault.Refused, "petition.has-duplicates")
		}
	case ActAssign, ActDraft:
		if p.Class == "" || p.Class == Other {
			return fault.New(fault.Refused, "petition.classify-first").By("nd20-2008/9")
		}
	}
	return nil
}
