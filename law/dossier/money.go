package dossier

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/law/procedure"
	"motcua/words/ledger"
)

// A Charge (khoản phải nộp) is what is owed for one reason: the fee, or what the notice of a step fixed. Money never
// moves the business state: a charge is paid, or part of it, or somebody is exempt from it, and the rest stays due.
type Charge struct {
	Token   int   // the step that waits for it; 0 is the fee
	Sum     int64 // đồng; 0: the notice's sum is not known here
	Paid    int64
	Exempt  int64
	Settled bool // nothing is owed any more
}

// Rest is what is still owed, 0 where it is not known.
func (k *Charge) Rest() int64 {
	if k.Settled {
		return 0
	}
	return max(0, k.Sum-k.Paid-k.Exempt)
}

// book takes money, or an exemption, into the charge.
func (k *Charge) book(paid, exempt int64) {
	k.Paid, k.Exempt = k.Paid+paid, k.Exempt+exempt
	k.Settled = k.Settled || k.Sum > 0 && k.Paid+k.Exempt >= k.Sum
}

// charge gives the charge of a step, nil when there is none.
func (d *Dossier) charge(token int) *Charge {
	for i := range d.Charges {
		if d.Charges[i].Token == token {
			return &d.Charges[i]
		}
	}
	return nil
}

// Owed are the charges of which something is still due.
func (d *Dossier) Owed() []Charge {
	var out []Charge
	for _, k := range d.Charges {
		if !k.Settled {
			out = append(out, k)
		}
	}
	return out
}

// Paid is what was paid in all.
func (d *Dossier) Paid() (sum int64) {
	for _, k := range d.Charges {
		sum += k.Paid
	}
	return sum
}

// Rest is what is known to be still due in all.
func (d *Dossier) Rest() (sum int64) {
	for i := range d.Charges {
		sum += d.Charges[i].Rest()
	}
	return sum
}

// finance says where the money stands, from the charges alone.
func (d *Dossier) finance() Finance {
	var paid, exempt, open, part bool
	for _, k := range d.Charges {
		paid, exempt = paid || k.Settled && (k.Paid > 0 || k.Exempt == 0), exempt || k.Settled && k.Exempt > 0
		open, part = open || !k.Settled, part || !k.Settled && k.Paid > 0
	}
	switch {
	case d.Refund > 0:
		return FinanceRefunded
	case part:
		return FinancePartly
	case open:
		return FinanceNotified
	case paid:
		return FinancePaid
	case exempt:
		return FinanceExempt
	}
	return FinanceNone
}

// A Payment is money that came in (thu tiền): of one charge, all of what is due or a part.
type Payment struct {
	Token   int    // of the step whose notice is paid; 0 is the fee
	Sum     int64  // đồng
	Way     string // "cash", "transfer", "card", "online"
	Receipt string // number of the receipt or of the bank's message
}

// Ways are the ways in which money comes.
var Ways = []string{"cash", "transfer", "card", "online"}

type paidHolder struct {
	Token   int    `json:"token,omitempty"`
	Sum     int64  `json:"sum"`
	Way     string `json:"way"`
	Receipt string `json:"receipt"`
	Rest    int64  `json:"rest,omitempty"` // what stays due of the charge
}

// owing gives the charge that money or an exemption is for.
func (d *Dossier) owing(token int) (*Charge, error) {
	k := d.charge(token)
	if k == nil {
		return nil, fault.New(fault.Refused, "dossier.charge-none").At("charge")
	}
	if k.Settled {
		return nil, fault.New(fault.Conflict, "dossier.charge-settled").At("charge")
	}
	return k, nil
}

// mostSum is more than any charge of a dossier: what was typed beyond it is a slip, and sums of sums stay numbers.
// choice: a hundred thousand billion đồng; the city's dearest pieces of land cost a tenth of it.
const mostSum = 100_000_000_000_000

// within refuses a sum that is none, or more than is due, or more than can be.
func (k *Charge) within(sum int64) *fault.Fault {
	switch {
	case sum <= 0:
		return fault.New(fault.Invalid, "dossier.sum-missing").At("sum")
	case k.Sum > 0 && sum > k.Rest():
		return fault.New(fault.Invalid, "dossier.sum-too-much", "rest", vn.FormatVND(k.Rest())).At("sum")
	case sum > mostSum || k.Paid+sum > mostSum:
		return fault.New(fault.Invalid, "dossier.sum-huge", "most", vn.FormatVND(mostSum)).At("sum")
	}
	return nil
}

// Pay decides that money came in. Less than what is due is booked as well, and the rest stays due.
// choice: money is taken until the dossier ends and after the hand-over too, for it never holds back a result; a step
// that waits for money is finished by whoever holds it, once its charge is whole.
func (c *Case) Pay(p Payment) ([]ledger.Fact, error) {
	d := c.Dossier
	if _, _, err := d.judge(ActPay, 0); err != nil {
		return nil, err
	}
	k, err := d.owing(p.Token)
	if err != nil {
		return nil, err
	}
	p.Receipt = strings.TrimSpace(p.Receipt)
	var fs []*fault.Fault
	if f := k.within(p.Sum); f != nil {
		fs = append(fs, f)
	}
	if !slices.Contains(Ways, p.Way) {
		fs = append(fs, fault.New(fault.Invalid, "dossier.pay-way").At("way"))
	}
	if blank(p.Receipt) {
		fs = append(fs, fault.New(fault.Invalid, "dossier.receipt-missing").At("receipt"))
	}
	if err := fault.Together(fault.Join(fs), sized(typed{"receipt", p.Receipt, mostCode})); err != nil {
		return nil, err
	}
	h := paidHolder{Token: p.Token, Sum: p.Sum, Way: p.Way, Receipt: p.Receipt, Rest: max(0, k.Rest()-p.Sum)}
	return []ledger.Fact{c.fact(KindPaid, h, nil)}, nil
}

func (d *Dossier) foldPaid(e *ledger.Event, s *Step) error {
	h, err := holder[paidHolder](&e.Fact)
	if err != nil {
		return err
	}
	k := d.charge(h.Token)
	if k == nil {
		return fmt.Errorf("no charge of step %d", h.Token)
	}
	k.book(h.Sum, 0)
	s.Token, s.Sum, s.Outcome = h.Token, h.Sum, h.Receipt
	return nil
}

// An Exemption (miễn, giảm) is why less has to be paid: the group that the payer belongs to, the law, and the paper that
// shows it. Nobody is exempt silently.
type Exemption struct {
	Token int
	Sum   int64  // đồng; 0: the whole rest
	Group string // code of the group, such as "poor-household"
	Rule  string // legal basis
	Proof string // the paper that shows it, with its number
}

type exemptedHolder struct {
	Token int   `json:"token,omitempty"`
	Sum   int64 `json:"sum"`
	Rest  int64 `json:"rest,omitempty"`
}

// Exempt decides that somebody pays nothing, or less. What group somebody belongs to is personal: it stands in the part
// that can be erased, the sum in the other.
func (c *Case) Exempt(x Exemption) ([]ledger.Fact, error) {
	d := c.Dossier
	if _, _, err := d.judge(ActExempt, 0); err != nil {
		return nil, err
	}
	k, err := d.owing(x.Token)
	if err != nil {
		return nil, err
	}
	var fs []*fault.Fault
	if k.Sum == 0 {
		fs = append(fs, fault.New(fault.Invalid, "dossier.exempt-unknown").At("sum"))
	} else if f := k.within(cmp.Or(x.Sum, k.Rest())); f != nil {
		fs = append(fs, f)
	}
	for _, f := range [][2]string{{"group", x.Group}, {"rule", x.Rule}, {"proof", x.Proof}} {
		if blank(f[1]) {
			fs = append(fs, fault.New(fault.Invalid, "dossier.exempt-"+f[0]).At(f[0]))
		}
	}
	long := sized(typed{"group", x.Group, mostCode}, typed{"rule", x.Rule, mostLine}, typed{"proof", x.Proof, mostLine})
	if err := fault.Together(fault.Join(fs), long); err != nil {
		return nil, err
	}
	sum := cmp.Or(x.Sum, k.Rest())
	h := exemptedHolder{Token: x.Token, Sum: sum, Rest: k.Rest() - sum}
	return []ledger.Fact{c.fact(KindExempted, h, privateWords{Group: x.Group, Rule: x.Rule, Proof: x.Proof})}, nil
}

func (d *Dossier) foldExempted(e *ledger.Event, s *Step) error {
	h, err := holder[exemptedHolder](&e.Fact)
	if err != nil {
		return err
	}
	p, err := private[privateWords](&e.Fact)
	if err != nil {
		return err
	}
	k := d.charge(h.Token)
	if k == nil {
		return fmt.Errorf("no charge of step %d", h.Token)
	}
	k.book(0, h.Sum)
	s.Token, s.Sum, s.Reason, s.Words = h.Token, h.Sum, p.Group, strings.Trim(p.Rule+"; "+p.Proof, "; ")
	return nil
}

// charged opens a charge for each step that waits for a payment; sum is what the notice said, 0 when it is not known.
func (d *Dossier) charged(opened []Opened, sum int64) {
	for _, o := range opened {
		if o.Waits == procedure.WaitPayment {
			d.Charges = append(slices.Clip(d.Charges), Charge{Token: o.Token, Sum: sum})
		}
	}
}

// proven settles the charge of a step that was finished: the proof is in.
func (d *Dossier) proven(t *Task) {
	if k := d.charge(t.Token); k != nil && t.Waits == procedure.WaitPayment {
		k.Paid, k.Settled = max(k.Paid, k.Sum-k.Exempt), true
	}
}

// whole refuses to finish a step whose charge was paid in part only.
func (d *Dossier) whole(t *Task) error {
	k := d.charge(t.Token)
	if k == nil || k.Settled || k.Paid+k.Exempt == 0 || k.Sum == 0 {
		return nil
	}
	return fault.New(fault.Refused, "dossier.charge-rest", "rest", vn.FormatVND(k.Rest()))
}

// fixes refuses a sum where no step begins that waits for its payment.
func (c *Case) fixes(opened []Opened, sum int64) error {
	waits := slices.ContainsFunc(opened, func(o Opened) bool { return o.Waits == procedure.WaitPayment })
	if sum < 0 || sum > 0 && !waits {
		return fault.New(fault.Invalid, "dossier.sum-no-notice").At("sum")
	}
	if sum > mostSum {
		return fault.New(fault.Invalid, "dossier.sum-huge", "most", vn.FormatVND(mostSum)).At("sum")
	}
	return nil
}
