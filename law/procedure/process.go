package procedure

import (
	"motcua/words/calendar"
	"motcua/words/form"
)

// A Process (quy trình điện tử) is a graph run by tokens. The words are BPMN 2.0's: tasks, exclusive and parallel
// gateways, one start, one or more ends. There is never a single "current step": a dossier stands where its tokens stand.
type Process struct {
	ID      string `json:"id"`
	Basis   string `json:"basis,omitempty"`   // the decision that approves it
	Example bool   `json:"example,omitempty"` // written here because no internal process was published
	Nodes   []Node `json:"nodes"`
	Flows   []Flow `json:"flows"`
	Drawn   *Drawn `json:"drawn,omitempty"` // the file that it was read from, as it was uploaded
}

// Drawn is an uploaded file that is kept unchanged beside the process that was read from it.
type Drawn struct {
	Hash string `json:"hash"` // of its bytes
	Name string `json:"name"`
	Size int64  `json:"size"`
}

// NodeKind is a BPMN element.
type NodeKind string

// The kinds of node.
const (
	Start     NodeKind = "start"     // one, no flow in, one out
	Task      NodeKind = "task"      // one or more in, one out; a user task
	Exclusive NodeKind = "exclusive" // choice: takes the first flow whose When is true, else the default
	Parallel  NodeKind = "parallel"  // splits to all flows out; as a join waits for a token on every flow in
	Timer     NodeKind = "timer"     // a token waits here, or hanging on a step time is taken beside it
	End       NodeKind = "end"
)

// Work is what a task asks of its holder; it decides which act finishes it.
type Work string

// The kinds of work.
const (
	Examine Work = "examine" // thẩm định: finish
	Consult Work = "consult" // lấy ý kiến: finish
	Approve Work = "approve" // phê duyệt: approve, return, refuse
	Issue   Work = "issue"   // ban hành, vào sổ, đóng dấu: issue
	Pay     Work = "pay"     // nghĩa vụ tài chính: finish with the notice or the proof
	Carry   Work = "carry"   // chuyển hồ sơ, chuyển kết quả: finish
	Sub     Work = "sub"     // hồ sơ con ở cơ quan khác, a step of the process or beside it: settle
)

// A Node is one element of the process.
type Node struct {
	ID       string    `json:"id"`
	Kind     NodeKind  `json:"kind"`
	Name     form.Text `json:"name"`
	Work     Work      `json:"work,omitempty"`     // tasks only
	Role     string    `json:"role,omitempty"`     // org.Role of the post that may hold the task
	Where    string    `json:"where,omitempty"`    // unit: "reception", "competent", "unit:<id>", "commune-of:owner", "land-office", "tax", "police", "insurance"
	Hours    int       `json:"hours,omitempty"`    // working hours of the step; never replaces the legal limit
	Waits    Wait      `json:"waits,omitempty"`    // tasks only: the legal clock stands while nothing but such tasks is open
	Papers   bool      `json:"papers,omitempty"`   // tasks only: what was handed in on paper goes to the task's unit, and somebody there confirms it
	Silence  *Silence  `json:"silence,omitempty"`  // tasks only: what it means that nothing was done in time, where a law says so
	Lead     bool      `json:"lead,omitempty"`     // tasks only: among the branches of a parallel split its agency leads (chủ trì), the others coordinate
	Timer    *Delay    `json:"timer,omitempty"`    // timers only: how long
	On       string    `json:"on,omitempty"`       // timers only: the step that it hangs on; when it is over the token leaves the step
	Beside   bool      `json:"beside,omitempty"`   // timers on a step only: the step stays, and a second token goes on
	Calls    *Called   `json:"calls,omitempty"`    // sub-procedures only: the procedure of the catalogue
	Group    string    `json:"group,omitempty"`    // the part of the process (quy trình con) that it belongs to; a name for people
	Outcomes []Outcome `json:"outcomes,omitempty"` // what the holder may choose; none = just "done"
	Aside    bool      `json:"aside,omitempty"`    // ends: this branch alone is over; what leads nowhere else goes when the process has its result
	Result   bool      `json:"result,omitempty"`   // ends: a result is ready to hand over (else the dossier ends refused)
}

// A Wait says for whom an open task waits. Each has an accumulator of its own.
type Wait string

// The waits.
const (
	WaitTax     Wait = "tax"     // the tax office fixes the amount
	WaitPayment Wait = "payment" // the citizen pays
)

// A Silence (im lặng) is what a law makes of an agency that does nothing until the hours of its step are over, or, where the
// step has none, until the dossier is due; where the law has a term of its own it runs from when the agency was asked.
type Silence struct {
	Outcome string         `json:"outcome"`        // one of the task's, never a refusal
	Basis   string         `json:"basis"`          // the law
	Limit   calendar.Limit `json:"limit,omitzero"` // the law's own term, never shorter than the step's hours
}

// An Outcome is a choice of a task's holder, readable by the gateway behind it as `outcome`.
type Outcome struct {
	Value string    `json:"value"` // "done", "approve", "return", "refuse", or the process's own word
	Name  form.Text `json:"name"`
}

// A Flow leads from one node to another. When stands on flows out of an exclusive node: an expression over `outcome` (of
// the task finished last on this token's path), `form` (the form's values), `case` and `channel`.
type Flow struct {
	From    string `json:"from"`
	To      string `json:"to"`
	When    string `json:"when,omitempty"`
	Default bool   `json:"default,omitempty"`
}

// Tasks counts the tasks of the process.
func (p *Process) Tasks() int {
	n := 0
	for i := range p.Nodes {
		if p.Nodes[i].Kind == Task {
			n++
		}
	}
	return n
}
