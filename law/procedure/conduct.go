package procedure

import (
	"slices"
	"strconv"
)

// A Conduct (cách giải quyết) is what the city lays down for a case beside the national record, and the acts obey. The zero
// value lays down nothing.
type Conduct struct {
	Immediate  bool     `json:"immediate,omitempty"`   // trả ngay: settled while the applicant waits
	SelfFiled  bool     `json:"self_filed,omitempty"`  // the owner files himself: no filing by delegation
	Apart      bool     `json:"apart,omitempty"`       // who examined does not decide
	Prepaid    bool     `json:"prepaid,omitempty"`     // nobody works on it before the fee is paid
	Originals  string   `json:"originals,omitempty"`   // what becomes of the originals: see the constants; "" = nothing is said
	ResultFile string   `json:"result_file,omitempty"` // what file the result has: see the constants; "" = none is needed
	Receivers  []string `json:"receivers,omitempty"`   // units that receive it, by ID; none: wherever the procedure is received
	DataType   string   `json:"data_type,omitempty"`   // the ministry's name of the kind of data that a dossier is to it
	Basis      string   `json:"basis,omitempty"`       // the act that lays it down
}

// What becomes of the originals that were handed in.
const (
	OriginalsKept     = "kept"     // they stay with the agency
	OriginalsReturned = "returned" // they go back with the result
)

// What file a result has.
const (
	ResultAttached = "attached" // some file
	ResultSigned   = "signed"   // a file that bears a digital signature
)

// The levels whose decision publishes a procedure (cấp công bố); their limits differ.
const (
	ByCity     = "city"
	ByMinistry = "ministry"
)

var (
	originals   = []string{"", OriginalsKept, OriginalsReturned}
	resultFiles = []string{"", ResultAttached, ResultSigned}
	publishers  = []string{"", ByCity, ByMinistry}
)

// ReceivedAt says whether a unit receives dossiers of the case, as far as the case itself says so.
func (c *Conduct) ReceivedAt(unit string) bool {
	return len(c.Receivers) == 0 || slices.Contains(c.Receivers, unit)
}

// Shifts says whether the due day of a rule moves to the next working day when a dossier comes after the hour at which the
// day's hand-over ends: only what is due on the day of reception does.
// law: nd61-2018/18
func (x *ChannelRule) Shifts() bool { return x.SameDay }

// OnlineGaps are what keeps a case from being settled online from end to end (đủ điều kiện toàn trình), as words of
// "procedure.online-gap.": nobody need come, and nothing on paper need be sent.
// choice: a copy that the desk compares is a file online, so the number of originals keeps nobody away; only originals that
// the agency keeps do.
func (c *Case) OnlineGaps() []string {
	var out []string
	if c.Rule(Online) == nil {
		out = append(out, "channel")
	}
	if c.Form == nil {
		out = append(out, "form")
	}
	if c.Conduct.Originals == OriginalsKept && slices.ContainsFunc(c.Papers, func(p Paper) bool { return p.Required && p.Originals > 0 && len(p.ReplacedBy) == 0 }) {
		out = append(out, "originals")
	}
	return out
}

// conduct checks what the city lays down for a case.
func (c *checker) conduct(pc *Case, at string) {
	k := &pc.Conduct
	if !slices.Contains(originals, k.Originals) {
		c.fail(at+".originals", "unknown", "value", k.Originals)
	}
	if !slices.Contains(resultFiles, k.ResultFile) {
		c.fail(at+".result_file", "unknown", "value", k.ResultFile)
	}
	if rule := pc.Rule(Desk); k.Immediate && (rule == nil || !rule.SameDay) {
		c.fail(at+".immediate", "immediate-day")
	}
	for i, u := range k.Receivers {
		if u == "" || slices.Contains(k.Receivers[:i], u) {
			c.fail(at+".receivers", "twice-unit", "value", u)
		}
	}
	if k.Prepaid && pc.Process != nil && !slices.ContainsFunc(pc.Channels, func(x ChannelRule) bool { return len(x.Fees) > 0 }) {
		c.warn(at+".prepaid", "prepaid-free")
	}
}

// service warns where what is said of the online service is not what the cases allow.
// law: nd224-2026/15
func (c *checker) service() {
	r := c.r
	if r.Service != "full" && r.Service != "partial" || !r.Worked() {
		return
	}
	whole := true
	for i := range r.Cases {
		gaps := r.Cases[i].OnlineGaps()
		whole = whole && len(gaps) == 0
		for _, g := range gaps {
			if r.Service == "full" && r.Cases[i].Process != nil {
				c.warn("cases."+strconv.Itoa(i), "service-gap", "gap", "@procedure.online-gap."+g)
			}
		}
	}
	if whole && r.Service == "partial" {
		c.warn("service", "service-whole")
	}
}
