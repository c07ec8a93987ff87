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
	ActFollow   Act = "follow"   // kết quả của phản ánh chính được báo cho người gửi phản ánh trùng
	ActLink     Act = "link"     // gắn hồ sơ
	ActUnlink   Act = "unlink"   // bỏ gắn hồ sơ
	ActRate     Act = "rate"     // đánh giá trả lời
	ActWithdraw Act = "withdraw" // rút
	ActExplain  Act = "explain"  // giải trình vì sao quá hạn
	ActReassign Act = "reassign" // chuyển giao khi sắp xếp đơn vị
	ActRedate   Act = "redate"   // tính lại thời hạn theo lịch mới
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
	Act  Act
	From []State
	To   State // "": as it was, or as the decision says
	By   *Group
	Law  string

	Apart Act     // whoever did this last does not do that one too
	Of    []Class // Apart holds for these; nil: for every one
}

// A Group is who may do some acts, and where they stand. The table of rights has a row for each.
type Group struct {
	Name  string
	Place Place
	Roles []string
}

// The groups. Who speaks with people writes down what the sender of a petition says.
var (
	bySender = &Group{"sender", AtSender, []string{"care-agent", "receiver", "branch-head"}}
	bySorter = &Group{"sort", AtOwner, []string{"care-agent", "leader", "branch-head", "supervisor"}}
	byWorker = &Group{"work", AtOwner, workers}
	byReach  = &Group{"part", AtReach, workers}
	byLead   = &Group{"lead", AtOwner, []string{"leader", "branch-head", "supervisor"}}
	byHouse  = &Group{"house", AtHouse, nil}
	workers  = []string{"care-agent", "specialist", "receiver", "leader", "branch-head", "supervisor"}
)

// Groups are the groups that people are in.
var Groups = []*Group{bySender, bySorter, byWorker, byReach, byLead}

var (
	open     = []State{New, Handling, Waiting, Drafted, Approved}
	working  = []State{New, Handling}
	answered = []State{Answered, Resolved}
	every    = States
)

// Rules is the table: who may do what, in which states, with what outcome.
var Rules = []Rule{
	{Act: ActRegister, From: []State{None}, To: New, By: bySender},
	// law: nd20-2008/9
	{Act: ActClassify, From: working, To: Handling, By: bySorter, Law: "nd20-2008/9"},
	// law: nd20-2008/9
	{Act: ActTransfer, From: working, To: New, By: bySorter, Law: "nd20-2008/9"},
	{Act: ActReturn, From: working, To: New, By: bySorter},
	{Act: ActAsk, From: working, To: Waiting, By: byWorker},
	{Act: ActSupply, From: []State{Waiting}, By: bySender},
	{Act: ActAssign, From: []State{New, Handling, Drafted}, By: byLead},
	{Act: ActNote, From: every, By: byReach},
	{Act: ActVerify, From: []State{Handling, Drafted}, By: byReach},
	{Act: ActDraft, From: []State{Handling, Drafted}, To: Drafted, By: byWorker},
	{Act: ActRevise, From: []State{Drafted}, To: Handling, By: byLead},
	// choice: an answer goes out in the office's name, so one writes it and another answers for it.
	{Act: ActApprove, From: []State{Drafted}, To: Approved, By: byLead, Apart: ActDraft},
	{Act: ActAnswer, From: []State{Approved}, To: Answered, By: byWorker},
	// choice: nothing is published but what an officer wrote anew for it; the petition as it was sent stays as it is, sealed.
	{Act: ActMask, From: append([]State{Refused}, append(slices.Clone(open), answered...)...), By: byWorker},
	// choice: what everybody reads of a complaint about somebody has been read by two people.
	{Act: ActPublish, From: answered, By: bySorter, Apart: ActMask, Of: []Class{Conduct}},
	{Act: ActWithhold, From: answered, By: bySorter},
	// choice: answered is the office's word, resolved the petitioner's, and nobody else's.
	{Act: ActConfirm, From: []State{Answered}, To: Resolved, By: bySender},
	{Act: ActReopen, From: answered, To: Handling, By: bySender},
	{Act: ActMerge, From: working, To: Merged, By: bySorter},
	{Act: ActUnmerge, From: []State{Merged}, By: bySorter},
	{Act: ActJoin, From: append(slices.Clone(open), answered...), By: byHouse},
	{Act: ActPart, From: every, By: byHouse},
	{Act: ActFollow, From: []State{Merged}, By: byHouse},
	{Act: ActLink, From: every, By: byReach},
	// choice: what was linked by mistake is unlinked with a reason, by whoever may link; which dossier it was stays in the history.
	{Act: ActUnlink, From: every, By: byReach},
	{Act: ActRate, From: append([]State{Refused}, answered...), By: bySender},
	{Act: ActWithdraw, From: open, To: Withdrawn, By: bySender},
	// choice: a limit that ran out stays so; what the unit can add is why, and whoever sent it reads that too.
	{Act: ActExplain, From: every, By: byLead},
	{Act: ActReassign, From: append([]State{Merged}, append(slices.Clone(open), answered...)...), By: byHouse},
	{Act: ActRedate, From: append([]State{Merged}, append(slices.Clone(open), answered...)...), By: byHouse},
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
		if r.By.Place == AtHouse || !slices.Contains(r.From, p.State) || p.closed(r.Act) != nil {
			continue
		}
		out = append(out, r.Act)
	}
	return out
}

// Before names the act of the office that comes first on the way to where an act may be done; "" where no act leads there.
func (s State) Before(a Act) Act {
	type way struct {
		at    State
		first Act
	}
	want, seen := RuleOf(a).From, []State{s}
	for ways := []way{{at: s}}; len(ways) > 0; ways = ways[1:] {
		for i := range Rules {
			r, to := &Rules[i], Rules[i].To
			if to == None || r.By.Place != AtOwner || r.Act == ActTransfer || r.Act == ActReturn || !slices.Contains(r.From, ways[0].at) || slices.Contains(seen, to) {
				continue
			}
			first := ways[0].first
			if first == "" {
				first = r.Act
			}
			if slices.Contains(want, to) {
				return first
			}
			seen, ways = append(seen, to), append(ways, way{to, first})
		}
	}
	return ""
}

// apartWords are the faults of acts that whoever did another does not do.
var apartWords = map[Act]string{ActApprove: "petition.two-people", ActPublish: "petition.mask-two-people"}

// Refuses says why an act is not open to whoever acts, as the table, the state and what was done before have it; nil where it is.
func (c *Case) Refuses(a Act) *fault.Fault {
	r, p := RuleOf(a), c.Petition
	state := None
	if p != nil {
		state = p.State
	}
	if !slices.Contains(r.From, state) {
		key, args := "petition.wrong-state", []string{"act", "@petition.act." + string(a), "state", "@petition.state." + stateWord(state)}
		if first := state.Before(a); first != "" {
			key, args = "petition.comes-first", append(args, "first", "@petition.act."+string(first))
		}
		return fault.New(fault.Refused, key, args...).By(r.Law)
	}
	if p == nil {
		return nil
	}
	if f := p.closed(a); f != nil && !(a == ActExplain && !p.Erased && p.RanOut(c.Now)) {
		return f
	}
	// choice: whom it is about, and who answered before it was reopened, have no part in how it is handled; to say why it was late is none.
	if r.By.Place == AtOwner && a != ActExplain && p.Bars(c.Actor) {
		return fault.New(fault.Refused, "petition.barred").NoRight()
	}
	if f := c.bystands(a); f != nil {
		return f
	}
	if by := map[Act]string{ActDraft: p.Drafter, ActMask: p.Masker}[r.Apart]; by != "" && by == c.Actor && (r.Of == nil || slices.Contains(r.Of, p.Class) || a == ActPublish && p.Down) {
		return fault.New(fault.Refused, apartWords[a]).NoRight()
	}
	return nil
}

// closed says why an act that the state leaves open is not to be done.
func (p *Petition) closed(a Act) *fault.Fault {
	if p.Erased && RuleOf(a).By.Place != AtHouse { // nothing personal can be written beside it any more
		return fault.New(fault.Conflict, "petition.erased")
	}
	switch a {
	case ActExplain: // of what runs, the hour says whether it ran out
		if slices.ContainsFunc(p.Clocks, func(c Clock) bool { return c.Late && !p.Explained.After(c.Due) }) {
			return nil
		}
		return fault.New(fault.Refused, "petition.not-late")
	case ActReturn:
		if len(p.trail) == 0 && p.System == "" {
			return fault.New(fault.Refused, "petition.return-nowhere")
		}
	case ActPublish:
		switch {
		case !p.Published.IsZero() && !p.Published.Before(p.Answered):
			return fault.New(fault.Conflict, "petition.published-already")
		case p.Masked.IsZero():
			return fault.New(fault.Refused, "petition.mask-first")
		case p.Stale() && (p.Class == Conduct || p.Down || !p.Published.IsZero()):
			return fault.New(fault.Refused, "petition.mask-again-apart")
		case p.Stale():
			return fault.New(fault.Refused, "petition.mask-again")
		}
	case ActWithhold:
		if p.Undisclosed() {
			return fault.New(fault.Conflict, "petition.withheld-already")
		}
	case ActRate:
		if p.Rating != "" {
			return fault.New(fault.Conflict, "petition.rated-already")
		}
	case ActUnlink:
		if p.Dossier == "" {
			return fault.New(fault.Refused, "petition.unlinked")
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
