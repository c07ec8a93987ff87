package dossier_test

import (
	"slices"

	"motcua/law/dossier"
)

// holdAxes says what no sequence of acts may break beside the business state: money, the way of the result, the exchange.
func (l *life) holdAxes(before *dossier.Dossier) {
	d := l.s.d
	last := l.s.lastKind()
	for i, k := range d.Charges {
		if k.Paid < 0 || k.Exempt < 0 || k.Sum > 0 && k.Paid+k.Exempt > k.Sum {
			l.r.Fatalf("of %d đồng %d were paid and %d are exempt", k.Sum, k.Paid, k.Exempt)
		}
		if i < len(before.Charges) && (k.Paid < before.Charges[i].Paid || before.Charges[i].Settled && !k.Settled) {
			l.r.Fatalf("what was paid is owed again: %+v after %s, %+v before", k, last, before.Charges[i])
		}
		if k.Settled && k.Rest() != 0 || !k.Settled && k.Sum > 0 && k.Rest() == 0 {
			l.r.Fatalf("the rest of %+v is %d", k, k.Rest())
		}
	}
	owed := len(d.Owed()) > 0
	switch d.Finance {
	case dossier.FinanceNone:
		if len(d.Charges) > 0 {
			l.r.Fatalf("nothing is to be paid of %+v", d.Charges)
		}
	case dossier.FinanceNotified, dossier.FinancePartly:
		part := slices.ContainsFunc(d.Owed(), func(k dossier.Charge) bool { return k.Paid > 0 })
		if !owed || part != (d.Finance == dossier.FinancePartly) {
			l.r.Fatalf("%s with %+v", d.Finance, d.Charges)
		}
	case dossier.FinancePaid, dossier.FinanceExempt:
		if owed || d.Finance == dossier.FinanceExempt && d.Paid() > 0 {
			l.r.Fatalf("%s with %+v", d.Finance, d.Charges)
		}
	case dossier.FinanceRefunded:
		if d.State != dossier.Stopped || d.Refund > d.Paid() {
			l.r.Fatalf("%d of %d went back while %s", d.Refund, d.Paid(), d.State)
		}
	}
	if d.Finance == dossier.FinanceExempt && !slices.ContainsFunc(d.History, func(s dossier.Step) bool { return s.Kind == dossier.KindExempted }) {
		l.r.Fatalf("exempt without an exemption")
	}
	l.holdHand(before, last)
	if d.Exchange != "" && d.State != before.State && d.Exchange != dossier.ExchangePending {
		l.r.Fatalf("%s became %s, and the other system is %s", before.State, d.State, d.Exchange)
	}
	if len(d.Codes) == 0 && d.Exchange != "" {
		l.r.Fatalf("nobody files or asks for it, and it is %s", d.Exchange)
	}
}

// moves are the events that may bring the result to a place on its way.
var moves = map[dossier.Hand][]string{
	dossier.HandDrafted:   {dossier.KindDrafted, dossier.KindReturned},
	dossier.HandSigned:    {dossier.KindApproved},
	dossier.HandNumbered:  {dossier.KindNumbered},
	dossier.HandIssued:    {dossier.KindIssued},
	dossier.HandAtDesk:    {dossier.KindCompleted, dossier.KindAmended, dossier.KindReissued},
	dossier.HandPosted:    {dossier.KindPosted},
	dossier.HandDelivered: {dossier.KindHandedOver},
}

// holdHand: the result moves only by what happened to it, and lies where the business state says.
func (l *life) holdHand(before *dossier.Dossier, last string) {
	d := l.s.d
	if d.Hand != before.Hand && d.Hand != dossier.HandNone && !slices.Contains(moves[d.Hand], last) {
		l.r.Fatalf("the result came from %s to %s by %s", before.Hand, d.Hand, last)
	}
	out := d.Hand == dossier.HandAtDesk || d.Hand == dossier.HandPosted || d.Hand == dossier.HandDelivered
	if done := d.State == dossier.Completed || d.State == dossier.HandedOver; done != out {
		l.r.Fatalf("the result is %s while the dossier is %s", d.Hand, d.State)
	}
	if d.Number != "" && d.Result.Number != "" && len(d.Earlier) == 0 && d.Result.Number != d.Number {
		l.r.Fatalf("numbered %s, issued as %s", d.Number, d.Result.Number)
	}
}

func (s *stage) lastKind() string {
	if len(s.events) == 0 {
		return ""
	}
	return s.events[len(s.events)-1].Kind
}
