package dossier

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/law/procedure"
	"motcua/words/calendar"
)

// What a procedure's case lays down for its dossiers (procedure.Conduct), as the acts obey it. A dossier keeps to the version
// that it was received under.

// fitsConduct refuses a filing that the case is not for: at a unit that does not receive it, or by somebody else than the owner.
func (f *Filing) fitsConduct(pc *procedure.Case, now time.Time) error {
	var fs []*fault.Fault
	if !pc.Conduct.ReceivedAt(f.Reception) {
		fs = append(fs, fault.New(fault.Refused, "dossier.received-elsewhere", "units", strings.Join(pc.Conduct.Receivers, ", "), "basis", basisOf(pc)).At("reception"))
	}
	if no := selfFiled(pc, &f.Parties, now); no != nil {
		fs = append(fs, no)
	}
	for _, p := range f.Papers {
		if pc.Conduct.Originals == procedure.OriginalsKept && p.Returned {
			fs = append(fs, fault.New(fault.Invalid, "dossier.originals-kept", "basis", basisOf(pc)).At("papers."+strconv.Itoa(p.Index)))
		}
	}
	return fault.Join(fs)
}

// selfFiled refuses whoever acts for the owner where the case is to be filed by the owner himself. A parent or guardian of
// a child is no delegate: the child cannot act alone.
// choice: a firm acts through whoever comes for it; of a household its head is the person.
func selfFiled(pc *procedure.Case, p *Parties, now time.Time) *fault.Fault {
	if pc == nil || !pc.Conduct.SelfFiled || p.Owner.child(now) {
		return nil
	}
	if p.Representative != nil {
		return fault.New(fault.Refused, "dossier.self-filed", "basis", basisOf(pc)).At("representative.name")
	}
	if p.Owner.Kind == Citizen && !p.Applicant.same(&p.Owner) {
		return fault.New(fault.Refused, "dossier.self-filed", "basis", basisOf(pc)).At("applicant.name")
	}
	return nil
}

// adult is the age from which somebody acts for himself.
const adult = 18

// child says whether a person is known to be under age.
func (p *Party) child(now time.Time) bool {
	born, err := time.ParseInLocation(time.DateOnly, p.Birth, calendar.Zone)
	return err == nil && p.Kind == Citizen && born.AddDate(adult, 0, 0).After(now)
}

// same says whether two parties are one person: by the number, or where one has none by the name.
func (p *Party) same(q *Party) bool {
	if p.Number != "" && q.Number != "" {
		return p.Number == q.Number
	}
	return strings.EqualFold(vn.Tidy(p.Name), vn.Tidy(q.Name))
}

// beforePay are the acts on a task that may be done before the fee is paid: finding who will do the work, and moving paper.
var beforePay = []Act{ActClaim, ActAssign, ActConfirm, ActSendBack, ActSend, ActRemind}

// Unpaid says whether the dossier may not be worked on because its fee is to be paid first.
func (d *Dossier) Unpaid() bool {
	k := d.charge(0)
	return d.Prepaid && k != nil && !k.Settled
}

// prepay refuses work on a dossier whose fee is to be paid first.
// choice: the clock runs on; who does not pay is asked to, and a leader may stop the dossier.
func (d *Dossier) prepay(a Act) error {
	if !d.Unpaid() || slices.Contains(beforePay, a) {
		return nil
	}
	return fault.New(fault.Refused, "dossier.prepay", "rest", vn.FormatVND(d.charge(0).Rest()))
}

// resultFile refuses a result without the file that the case wants of it.
func (c *Case) resultFile(file string) error {
	pc := c.Procedure.Case(c.Dossier.Case)
	if pc == nil || pc.Conduct.ResultFile == "" {
		return nil
	}
	if blank(file) {
		return fault.New(fault.Invalid, "dossier.result-file", "basis", basisOf(pc)).At("file")
	}
	if pc.Conduct.ResultFile != procedure.ResultSigned {
		return nil
	}
	signed, err := c.Signed(file)
	if err == nil && !signed {
		err = fault.New(fault.Invalid, "dossier.result-unsigned", "basis", basisOf(pc)).At("file")
	}
	return err
}

// originals refuses a hand-over that leaves originals where they do not belong.
func (c *Case) originals(back bool) error {
	pc := c.Procedure.Case(c.Dossier.Case)
	if back || pc == nil || pc.Conduct.Originals != procedure.OriginalsReturned || !c.Dossier.GiveBack(pc) {
		return nil
	}
	return fault.New(fault.Invalid, "dossier.originals-owed", "basis", basisOf(pc)).At("originals")
}

// GiveBack says whether originals go back with the result; pc is the dossier's case, nil where it is not known.
func (d *Dossier) GiveBack(pc *procedure.Case) bool {
	return slices.ContainsFunc(d.Papers, func(p PaperHanded) bool { return p.GoesBack(pc) })
}

// GoesBack says whether a paper goes back with the result: it was taken for comparison, or its case gives originals back.
func (p *PaperHanded) GoesBack(pc *procedure.Case) bool {
	return p.Returned || pc != nil && pc.Conduct.Originals == procedure.OriginalsReturned && p.Originals > 0
}

// basisOf is what the rules of a case rest on: the act that it names, else the record itself.
func basisOf(pc *procedure.Case) string { return cmp.Or(pc.Conduct.Basis, "@dossier.basis-record") }
