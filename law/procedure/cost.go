package procedure

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"motcua/ground/vn"
	"motcua/law/fee"
	"motcua/words/form"
)

// The compliance cost (chi phí tuân thủ thủ tục hành chính) is what carrying out a procedure costs a citizen once: his time at
// the average income of an hour, and what he pays. It is counted task by task, as the forms for assessing a procedure's impact
// do: papers are prepared, the dossier is filed, fees are paid, the result is collected.
// choice: the tasks are those of Thông tư 07/2014/TT-BTP, whose text was not read here; being visited by the agency and paying
// an adviser, which it also has, stand in no record and are left out.

// A CostTask is one of the tasks that are counted.
type CostTask string

// The tasks, in their order.
const (
	CostPrepare CostTask = "prepare" // chuẩn bị hồ sơ: a line for each paper
	CostFile    CostTask = "file"    // nộp hồ sơ
	CostPay     CostTask = "pay"     // nộp phí, lệ phí
	CostCollect CostTask = "collect" // nhận kết quả
)

// A CostLine is one task, or one paper that is prepared.
type CostLine struct {
	Task    CostTask
	What    string // the paper or the fee as the record names it, "" for the task as such
	Minutes int64
	Trips   int
	Fee     fee.VND
	Other   fee.VND  // what is paid beside the fee
	Uses    []string // names of the assumptions that it rests on
}

// A Cost is what one dossier of a case on a channel costs.
type Cost struct {
	Case    string
	Channel Channel
	Lines   []CostLine
	Minutes int64 // of the citizen's own time
	Trips   int
	Papers  int     // those that must be there
	Fees    fee.VND // under the answers that make it dearest
	Spent   fee.VND // fees and all else that is paid
	Total   fee.VND // with the time
	Open    []string
}

// What a cost does not hold.
const (
	CostOpenFeeText  = "fee-text" // the record has the fee in words alone
	CostOpenFeeNone  = "fee-none" // the record says nothing of fees
	CostOpenPieces   = "pieces"   // a fee per piece is counted once
	CostOpenCurrency = "currency" // a fee in another currency is left out
	CostOpenAnswers  = "answers"  // too many answers to find the dearest
)

// CostOf counts a case on a channel; false where the case is not open on it.
func CostOf(r *Record, c *Case, ch Channel, a Assumptions, on time.Time) (Cost, bool) {
	rule := c.Rule(ch)
	if rule == nil {
		return Cost{}, false
	}
	x := Cost{Case: c.ID, Channel: ch}
	x.prepare(c, a)
	x.file(ch, a)
	x.pay(rule, a, on)
	x.collect(r, rule, a)
	for _, l := range x.Lines {
		x.Minutes, x.Trips, x.Fees, x.Spent = x.Minutes+l.Minutes, x.Trips+l.Trips, x.Fees+l.Fee, x.Spent+l.Fee+l.Other
	}
	x.Total = x.Spent + a.Time(x.Minutes)
	return x, true
}

// Time is what minutes of a citizen's time are counted as.
func (a Assumptions) Time(minutes int64) fee.VND {
	hours := a.Value("hours-year")
	if hours == 0 {
		return 0
	}
	return fee.VND((minutes*a.Value("income-year") + hours*30) / (hours * 60))
}

// Sum is what a line comes to, time and money.
func (l *CostLine) Sum(a Assumptions) fee.VND { return l.Fee + l.Other + a.Time(l.Minutes) }

// prepare counts the papers that must be there: a form is filled in, an original looked out, a copy made and certified.
func (x *Cost) prepare(c *Case, a Assumptions) {
	asked := int64(0) // the e-form is one of the papers: its fields are counted once
	if c.Form != nil {
		for i := range c.Form.Sections {
			asked += fieldsAsked(c.Form.Sections[i].Fields)
		}
	}
	filled := false
	for i := range c.Papers {
		p := &c.Papers[i]
		if !p.Required || slices.ContainsFunc(c.Choice(i), func(k int) bool { return k < i && c.Papers[k].Required }) {
			continue // choice: of papers that stand in for one another the first is counted
		}
		x.Papers++
		l := CostLine{Task: CostPrepare, What: p.Name}
		switch {
		case p.IsForm() && asked > 0 && !filled:
			filled = true
			l.Minutes, l.Uses = asked*a.Value("field-minutes"), []string{"field-minutes"}
		case p.IsForm():
			l.Minutes, l.Uses = a.Value("form-minutes"), []string{"form-minutes"}
		default:
			if p.Originals > 0 || p.Copies == 0 {
				l.Minutes, l.Uses = a.Value("paper-minutes"), []string{"paper-minutes"}
			}
			if n := int64(p.Copies); n > 0 {
				l.Minutes += n * a.Value("copy-minutes")
				l.Other = fee.VND(n * a.Value("copy-money"))
				l.Uses = append(l.Uses, "copy-minutes", "copy-money")
			}
		}
		x.Lines = append(x.Lines, l)
	}
	if asked > 0 && !filled {
		x.Lines = append(x.Lines, CostLine{Task: CostPrepare, What: c.Form.Title.VI, Minutes: asked * a.Value("field-minutes"), Uses: []string{"field-minutes"}})
	}
}

// fieldsAsked counts the fields that must be filled in.
func fieldsAsked(fields []form.Field) (n int64) {
	for i := range fields {
		switch f := &fields[i]; {
		case f.Kind == form.Group && (f.Required || f.Repeat <= 1):
			n += fieldsAsked(f.Fields)
		case f.Kind != form.Group && f.Required:
			n++
		}
	}
	return n
}

// formNames are how papers begin that the applicant fills in himself.
var formNames = []string{"to khai", "don ", "phieu ", "giay de nghi", "van ban de nghi", "ban khai", "mau "}

// IsForm says whether the applicant fills the paper in himself.
func (p *Paper) IsForm() bool {
	if p.FormFile != "" {
		return true
	}
	name := strings.TrimLeft(vn.Fold(p.Name), "-+• ")
	return slices.ContainsFunc(formNames, func(s string) bool { return strings.HasPrefix(name, s) })
}

// file counts how the dossier gets to the Centre.
func (x *Cost) file(ch Channel, a Assumptions) {
	switch ch {
	case Desk:
		x.Lines = append(x.Lines, visit(CostFile, a))
	case Online:
		x.Lines = append(x.Lines, CostLine{Task: CostFile, Minutes: a.Value("online-minutes"), Uses: []string{"online-minutes"}})
	default:
		x.Lines = append(x.Lines, CostLine{
			Task: CostFile, Minutes: a.Value("post-minutes"), Other: fee.VND(a.Value("post-money")), Uses: []string{"post-minutes", "post-money"},
		})
	}
}

func visit(task CostTask, a Assumptions) CostLine {
	return CostLine{
		Task: task, Trips: 1, Minutes: a.Value("trip-minutes") + a.Value("wait-minutes"), Other: fee.VND(a.Value("trip-kilometres") * a.Value("kilometre-money")),
		Uses: []string{"trip-minutes", "wait-minutes", "trip-kilometres", "kilometre-money"},
	}
}

// pay counts the fees under the answers that make them dearest.
func (x *Cost) pay(rule *ChannelRule, a Assumptions, on time.Time) {
	bill, ok := fee.Dearest(rule.Fees, on)
	if !ok {
		x.Open = append(x.Open, CostOpenAnswers)
	}
	for _, l := range bill.Lines {
		if l.Other {
			x.Open = append(x.Open, CostOpenCurrency)
			continue
		}
		x.Lines = append(x.Lines, CostLine{Task: CostPay, What: l.Item.Name, Fee: l.Sum})
	}
	switch {
	case bill.AtLeast:
		x.Open = append(x.Open, CostOpenPieces)
	case len(rule.Fees) == 0 && rule.FeeText != "" && !rule.Free:
		x.Open = append(x.Open, CostOpenFeeText)
	case len(rule.Fees) == 0 && !rule.Free:
		x.Open = append(x.Open, CostOpenFeeNone)
	}
	if bill.Total > 0 {
		x.Lines = append(x.Lines, CostLine{Task: CostPay, Minutes: a.Value("pay-minutes"), Uses: []string{"pay-minutes"}})
	}
}

// collect counts how the result gets to the citizen.
// choice: what is done on the day of reception is waited for; a full online service ends without a way, what is sent by post
// comes by post.
func (x *Cost) collect(r *Record, rule *ChannelRule, a Assumptions) {
	switch {
	case rule.Channel == Post:
		x.Lines = append(x.Lines, CostLine{Task: CostCollect, Other: fee.VND(a.Value("post-money")), Uses: []string{"post-money"}})
	case rule.Channel == Online && r.Service == "full", rule.Channel == Desk && rule.SameDay:
	default:
		x.Lines = append(x.Lines, visit(CostCollect, a))
	}
}

// Costs counts every case on every channel of a record, the dearest first.
func Costs(r *Record, a Assumptions, on time.Time) []Cost {
	var out []Cost
	for i := range r.Cases {
		for _, ch := range []Channel{Desk, Online, Post} {
			if x, ok := CostOf(r, &r.Cases[i], ch, a, on); ok {
				out = append(out, x)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Cost) int {
		return cmp.Or(cmp.Compare(b.Total, a.Total), cmp.Compare(b.Minutes, a.Minutes))
	})
	return out
}

// A CostChange is what one case costs on one channel in two versions; Old or Now is nil where only one of them has it.
type CostChange struct {
	Case     string
	Name     form.Text
	Channel  Channel
	Old, Now *Cost
}

// A Saving is what a version spares the citizen against the one before it; below zero it costs more.
type Saving struct {
	Minutes     int64
	Trips       int
	Papers      int
	Fees, Total fee.VND
}

// Saved compares the two; nothing where one of them does not have the case.
func (c CostChange) Saved() Saving {
	if c.Old == nil || c.Now == nil {
		return Saving{}
	}
	o, n := c.Old, c.Now
	return Saving{Minutes: o.Minutes - n.Minutes, Trips: o.Trips - n.Trips, Papers: o.Papers - n.Papers, Fees: o.Fees - n.Fees, Total: o.Total - n.Total}
}

// CostChanges are the cases and channels that cost otherwise in a newer version, in its order, those that ended last. Both are
// counted on one day, so that a fee that ends by itself is no saving.
func CostChanges(old, now *Record, a Assumptions, on time.Time) []CostChange {
	var out []CostChange
	each := func(r *Record, do func(*Case, Channel)) {
		for i := range r.Cases {
			for _, ch := range []Channel{Desk, Online, Post} {
				do(&r.Cases[i], ch)
			}
		}
	}
	cost := func(r *Record, id string, ch Channel) *Cost {
		if c := r.Case(id); c != nil {
			if x, ok := CostOf(r, c, ch, a, on); ok {
				return &x
			}
		}
		return nil
	}
	each(now, func(c *Case, ch Channel) {
		x := CostChange{Case: c.ID, Name: c.Name, Channel: ch, Old: cost(old, c.ID, ch), Now: cost(now, c.ID, ch)}
		if x.Now != nil && (x.Old == nil || x.Saved() != (Saving{})) {
			out = append(out, x)
		}
	})
	each(old, func(c *Case, ch Channel) {
		if x := cost(old, c.ID, ch); x != nil && cost(now, c.ID, ch) == nil {
			out = append(out, CostChange{Case: c.ID, Name: c.Name, Channel: ch, Old: x})
		}
	})
	return out
}
