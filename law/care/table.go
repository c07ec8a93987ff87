package care

import (
	"slices"

	"motcua/ground/fault"
)

// An Act is a verb of the office. The same word names the event, the address and the text key.
type Act string

// The acts on a contact.
const (
	ActOpen     Act = "open"      // mở lượt liên hệ
	ActHear     Act = "hear"      // ghi lời người dân
	ActSay      Act = "say"       // trả lời
	ActNote     Act = "note"      // ghi chú nội bộ
	ActTake     Act = "take"      // nhận
	ActRelease  Act = "release"   // trả về hàng chờ
	ActHandOver Act = "hand-over" // chuyển đơn vị
	ActTag      Act = "tag"       // gắn nhãn
	ActLink     Act = "link"      // gắn hồ sơ, phản ánh
	ActIdentify Act = "identify"  // xác định người liên hệ
	ActCall     Act = "call"      // bắt đầu cuộc gọi
	ActHangUp   Act = "hang-up"   // kết thúc cuộc gọi
	ActPromise  Act = "promise"   // hẹn gọi lại
	ActKeep     Act = "keep"      // thực hiện lời hẹn
	ActClose    Act = "close"     // đóng
	ActReopen   Act = "reopen"    // mở lại
	ActReview   Act = "review"    // chấm mẫu chất lượng
	ActReassign Act = "reassign"  // chuyển giao khi sắp xếp đơn vị
)

// A Place says who has to stand where to do an act.
type Place string

// The places.
const (
	AtCitizen Place = "citizen" // whoever the contact is with, or an officer who writes down what they say
	AtReach   Place = "reach"   // a unit that has or had it
	AtHouse   Place = "house"   // the house itself
)

// A Group is who may do some acts, and where they stand. The table of rights has a row for each.
type Group struct {
	Name  string
	Place Place
	Roles []string
}

// The groups. Whoever talked with somebody before goes on doing so after a hand-over: people call the number that they know.
var (
	byCitizen = &Group{"hear", AtCitizen, workers}
	byWorker  = &Group{"work", AtReach, workers}
	byLead    = &Group{"review", AtReach, []string{"leader", "branch-head", "supervisor"}}
	byHouse   = &Group{"house", AtHouse, nil}
	workers   = []string{"care-agent", "specialist", "receiver", "leader", "branch-head", "supervisor"}
)

// Groups are the groups that people are in.
var Groups = []*Group{byCitizen, byWorker, byLead}

// A Rule is one row of the table.
type Rule struct {
	Act  Act
	From []State
	To   State // "": as the fold says
	By   *Group
	Law  string
}

var (
	live  = []State{Waiting, Open, Asked, Handed}
	every = States
)

// Rules is the table: who may do what, in which states.
var Rules = []Rule{
	{Act: ActOpen, From: []State{None}, By: byCitizen},
	// choice: whoever writes once more after it was closed is heard in the same conversation, which opens again.
	{Act: ActHear, From: every, By: byCitizen},
	// choice: a word to the citizen is what ends their waiting; of one that was handed over, a word of the unit that has it.
	{Act: ActSay, From: live, By: byWorker},
	{Act: ActNote, From: every, By: byWorker},
	{Act: ActTake, From: live, By: byWorker},
	// choice: whoever goes off shift leaves nothing with themselves that somebody waits for.
	{Act: ActRelease, From: []State{Open, Asked, Handed}, By: byWorker},
	// choice: what the desk cannot answer goes to the unit that can, with a reason and a clock.
	// choice: a unit that is not the right one gives it back with a reason; the desk has it to answer or to hand on, and no clock runs twice.
	{Act: ActHandOver, From: live, By: byWorker},
	{Act: ActTag, From: every, By: byWorker},
	{Act: ActLink, From: every, By: byWorker},
	{Act: ActIdentify, From: every, By: byWorker},
	{Act: ActCall, From: live, By: byWorker},
	{Act: ActHangUp, From: every, By: byWorker},
	{Act: ActPromise, From: live, By: byWorker},
	{Act: ActKeep, From: live, By: byWorker},
	{Act: ActClose, From: live, To: Closed, By: byWorker},
	{Act: ActReopen, From: []State{Closed}, To: Open, By: byWorker},
	// choice: what is over is judged, by whoever answers for the desk and had no part in it; nothing of its life changes by that.
	{Act: ActReview, From: []State{Closed}, By: byLead},
	{Act: ActReassign, From: every, By: byHouse},
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

// The outcomes of calls and of promises.
const (
	Reached  = "reached"   // gặp được
	NoAnswer = "no-answer" // không nghe máy
	Busy     = "busy"      // máy bận
	Dropped  = "dropped"   // người gọi ngắt máy

	Kept      = "kept"      // đã gọi, gặp được
	Unreached = "unreached" // đã gọi đủ số lần, không gặp được
	Tried     = "tried"     // đã gọi, chưa gặp
	Missed    = "missed"    // không gọi, thôi hẹn
)

// The results of a finding.
const (
	Good    = "good"    // tốt
	Improve = "improve" // cần cải thiện
)

// toPetition is the outcome of a contact that became a petition.
const toPetition = "petition"

// came are the outcomes of a call that came in.
// choice: whoever called is there: that nobody answers, or a line is busy, is what a call of the desk meets.
var came = []string{Reached, Dropped}

// Ends are the outcomes that an act takes now, in the order of a form: those of a call go by who called whom.
func (c *Contact) Ends(a Act) []string {
	if r := c.Running(); a == ActHangUp && r != nil && r.In {
		return came
	}
	return Outcomes[a]
}

// Outcomes are the codes that an act takes, in the order of a form.
var Outcomes = map[Act][]string{
	ActHangUp: {Reached, NoAnswer, Busy},
	ActKeep:   {Kept, Unreached, Tried, Missed},
	ActClose:  {"solved", "informed", toPetition, "dossier", "no-reply", "abuse"},
	ActReview: {Good, Improve},
}

// Next lists the acts that the table leaves open now, whoever asks.
func (c *Contact) Next() []Act {
	var out []Act
	for i := range Rules {
		if r := &Rules[i]; r.By.Place != AtHouse && slices.Contains(r.From, c.State) && c.shut(r.Act) == nil {
			out = append(out, r.Act)
		}
	}
	return out
}

// Shut says why an act that the state leaves open is not to be done now, nil when nothing speaks against it.
func (c *Contact) Shut(a Act) error {
	if f := c.shut(a); f != nil {
		return f
	}
	return nil
}

// shut says why an act that the state leaves open is not to be done.
func (c *Contact) shut(a Act) *fault.Fault {
	switch a {
	case ActCall:
		if c.Running() != nil {
			return fault.New(fault.Conflict, "care.call-runs")
		}
	case ActHangUp:
		if c.Running() == nil {
			return fault.New(fault.Conflict, "care.no-call")
		}
	case ActRelease:
		switch {
		case c.Agent == "":
			return fault.New(fault.Conflict, "care.nobody-has")
		case c.Running() != nil:
			return fault.New(fault.Refused, "care.hang-up-first")
		}
	case ActKeep:
		if len(c.Owed()) == 0 {
			return fault.New(fault.Conflict, "care.no-promise")
		}
	case ActClose:
		switch {
		case c.Running() != nil:
			return fault.New(fault.Refused, "care.hang-up-first")
		case len(c.Owed()) > 0:
			return fault.New(fault.Refused, "care.keep-first")
		}
	}
	return nil
}
