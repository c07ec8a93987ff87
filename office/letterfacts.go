package office

import (
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/keep/letter"
	"motcua/law/dossier"
	"motcua/words/org"
)

// notice is the data of any letter but form 01: what all have, then what its kind has.
func (r *Reader) notice(f *file, v *DossierView, l Letter) letter.Notice {
	n := letter.Notice{
		Letterhead: r.letterhead(v, l.At), Set: f.set, Form: l.form, Code: codeOf(v.Dossier), Facts: map[string]string{}, Times: map[string]time.Time{},
		Signers: map[string]letter.Signature{}, Lookup: letter.Lookup{URL: strings.TrimSuffix(r.lookupURL("", ""), "#.")},
	}
	_, n.Number, _ = strings.Cut(v.Code, "-")
	if n.Number == "" {
		n.Number = codeOf(v.Dossier)
	}
	if l.Nth > 1 {
		n.Number += "." + strconv.Itoa(l.Nth)
	}
	r.whose(&n, v, l.At)
	set := map[string]func(*letter.Notice, *DossierView, Letter){
		LetterSupplement: r.supplementFacts, LetterRefusal: r.refusalFacts, LetterApology: r.apologyFacts, LetterStop: r.stopFacts,
		LetterControl: r.controlFacts, LetterReceipt: r.receiptFacts, LetterResult: r.resultFacts, LetterTransfer: r.transferFacts,
	}
	set[l.Kind](&n, v, l)
	return n
}

// whose is whose dossier it is and what it asks for.
func (r *Reader) whose(n *letter.Notice, v *DossierView, at time.Time) {
	owner, applicant := v.Parties.Owner, v.Parties.Applicant
	facts := map[string]string{
		"owner": owner.Name, "owner_id": owner.Number, "owner_phone": owner.Phone, "owner_email": owner.Email, "owner_address": r.address(owner.Address, at),
		"to": owner.Name, "procedure": string(v.Procedure), "unit": v.ReceptionN.Name, "place": v.ReceptionN.Name, "lead": v.CompetentN.Name,
	}
	if applicant.Name != owner.Name || applicant.Number != owner.Number {
		facts["applicant"] = applicant.Name
	}
	if v.Record != nil {
		facts["procedure"] = v.Record.Name
		facts["about"] = r.sayArgs("letter.about", fault.Args{"code": string(v.Procedure)})
		if v.CaseDef != nil && len(v.Record.Cases) > 1 {
			facts["about"] = r.sayArgs("letter.about-case", fault.Args{"code": string(v.Procedure), "case": v.CaseDef.Name.VI})
		}
	}
	for k, s := range facts {
		if s != "" {
			n.Facts[k] = s
		}
	}
	n.Moment("received", v.Received)
	if v.Received.IsZero() {
		n.Moment("filed", v.Filed)
	}
}

// because is why, on which legal basis, and in which words.
func (r *Reader) because(n *letter.Notice, v *DossierView, act dossier.Act, s dossier.Said) {
	basis := s.Rule
	n.Facts["reason"] = s.Reason
	if key := "dossier.reason." + s.Reason; s.Reason != "" && r.o.words.Has(key) {
		n.Facts["reason"] = r.say(key)
	}
	if known := v.Record.Reason(string(act), s.Reason); known != nil {
		if known.Name.VI != "" {
			n.Facts["reason"] = known.Name.VI
		}
		if basis == "" {
			basis = known.Basis
		}
	}
	n.Facts["basis"] = r.cited(basis)
	n.Facts["words"] = s.Words
}

// cited says a rule such as "nd61-2018/19.4" as people cite it; a basis in words stays as it is.
func (r *Reader) cited(rule string) string {
	act, place, cut := strings.Cut(rule, "/")
	if !r.o.words.Has("act." + act) {
		return rule
	}
	name := r.say("act." + act)
	parts := strings.SplitN(place, ".", 3)
	switch {
	case !cut || place == "":
		return name
	case len(parts) == 1:
		return r.sayArgs("rule.article", fault.Args{"article": parts[0], "act": name})
	case len(parts) == 2:
		return r.sayArgs("rule.clause", fault.Args{"article": parts[0], "clause": parts[1], "act": name})
	}
	return r.sayArgs("rule.point", fault.Args{"article": parts[0], "clause": parts[1], "point": parts[2], "act": name})
}

// signer is an officer who did something, with the title of the post that was used; nobody for other actors.
func (r *Reader) signer(actor, unit string, at time.Time) letter.Signature {
	if r.w.Org.Person(org.PersonID(actor)) == nil {
		return letter.Signature{}
	}
	sig := letter.Signature{Name: r.w.person(actor).Name, At: at}
	for _, p := range r.w.Org.PostsOf(org.PersonID(actor), at) {
		if string(p.Unit) == unit {
			sig.Title = p.Title
		}
	}
	return sig
}

// signerUnder is the signer of a letter that perhaps rests on a decision: above the signature stands in whose place it is
// given (KT., TUQ.), below it the decision.
func (r *Reader) signerUnder(actor, unit string, at time.Time, by *dossier.Authority) letter.Signature {
	sig := r.signer(actor, unit, at)
	if by == nil || sig.Name == "" {
		return sig
	}
	switch by.Kind {
	case dossier.ByOrder:
		sig.Over = r.sayArgs("letter.in-place", fault.Args{"title": strings.ToUpper(r.titleIn(by.Giver, by.For, at))})
		sig.Under = r.sayArgs("letter.by-order", fault.Args{"document": by.Document})
	case dossier.ByDelegation:
		sig.Over = r.sayArgs("letter.by-power", fault.Args{"title": strings.ToUpper(r.titleIn(by.Giver, "", at))})
		sig.Under = r.sayArgs("letter.by-delegation", fault.Args{"document": by.Document})
		if by.Order != "" {
			sig.Under += "; " + r.sayArgs("letter.by-order", fault.Args{"document": by.Order})
		}
	}
	return sig
}

// titleIn is the title of a person's post in a unit, or of whoever leads it; the unit's name where no title is known.
func (r *Reader) titleIn(unit, person string, at time.Time) string {
	for _, p := range r.w.Org.PostsIn(org.UnitID(unit), at) {
		if p.Title != "" && (string(p.Person) == person || person == "" && p.Role == org.Leader) {
			return p.Title
		}
	}
	return r.w.unit(unit, at).Name
}

func (r *Reader) supplementFacts(n *letter.Notice, v *DossierView, l Letter) {
	s := l.said
	r.because(n, v, dossier.ActAsk, s)
	n.Facts["stage"] = r.say("letter.stage." + s.Stage)
	n.Moment("until", s.Until)
	for i, item := range s.Items {
		paper := r.say("letter.other-paper")
		if i < len(s.Papers) && v.CaseDef != nil && s.Papers[i] >= 0 && s.Papers[i] < len(v.CaseDef.Papers) {
			paper = v.CaseDef.Papers[s.Papers[i]].Name
		}
		n.Rows = append(n.Rows, []string{paper, item})
	}
	n.Signers["officer"] = r.signer(s.Actor, s.Unit, s.At)
	n.Facts["officer"] = n.Signers["officer"].Name
}

func (r *Reader) refusalFacts(n *letter.Notice, v *DossierView, l Letter) {
	s := l.said
	n.Signers["applicant"] = letter.Signature{Name: v.Parties.Applicant.Name}
	n.Facts["stage"] = r.say("letter.stage." + s.Stage)
	if s.Stage == dossier.StageReception {
		r.because(n, v, dossier.ActDecline, s)
		n.Signers["officer"] = r.signer(s.Actor, s.Unit, s.At)
		return
	}
	r.because(n, v, dossier.ActRefuse, s)
	n.Signers["officer"] = letter.Signature{Name: r.receiver(v).Name}
	n.Signers["leader"] = r.signerUnder(s.Actor, s.Unit, s.At, s.Under)
}

func (r *Reader) apologyFacts(n *letter.Notice, v *DossierView, l Letter) {
	s := l.said
	r.because(n, v, dossier.ActApologise, s)
	n.Moment("was", s.Was)
	n.Moment("new_due", s.To)
	if s.Fault != "" {
		n.Facts["lead"] = r.w.unit(s.Fault, s.At).Name
	}
	n.Signers["leader"] = r.signerUnder(s.Actor, s.Unit, s.At, s.Under)
}

func (r *Reader) stopFacts(n *letter.Notice, v *DossierView, l Letter) {
	s := l.said
	act := dossier.ActStop
	n.Facts["proposed"] = r.w.unit(s.Unit, s.At).Name
	if s.Kind == dossier.KindGranted {
		act, n.Facts["proposed"] = dossier.ActGrant, v.Parties.Applicant.Name
	}
	r.because(n, v, act, s)
	if h := v.History; len(h) > 1 { // the state before the stop
		n.Facts["stage"] = r.say("dossier.state." + h[len(h)-2].State.String())
	}
	switch {
	case s.Refund > 0 && v.Paid() > s.Refund:
		n.Facts["money"] = r.sayArgs("letter.money.back-part", fault.Args{"sum": vn.FormatVND(s.Refund), "kept": vn.FormatVND(v.Paid() - s.Refund)})
	case s.Refund > 0:
		n.Facts["money"] = r.sayArgs("letter.money.back", fault.Args{"sum": vn.FormatVND(s.Refund)})
	case v.Paid() > 0:
		n.Facts["money"] = r.sayArgs("letter.money.kept", fault.Args{"sum": vn.FormatVND(v.Paid())})
	case len(v.Owed()) == 0:
		n.Facts["money"] = r.say("letter.money.none")
	default:
		n.Facts["money"] = r.say("letter.money.unpaid")
	}
	n.Facts["papers"] = r.say("letter.papers.kept")
	if s.Back {
		n.Facts["papers"] = r.say("letter.papers.back")
	}
	n.Signers["leader"] = r.signerUnder(s.Actor, s.Unit, s.At, s.Under)
}

// resultFacts say what was decided, and on whose power: its document, who gave it, for how long.
// law: nd61-2018/17.5
func (r *Reader) resultFacts(n *letter.Notice, v *DossierView, l Letter) {
	n.Facts["result"] = r.resultName(v)
	n.Moment("result_at", v.Result.At)
	by := v.Signed
	if by == nil {
		return
	}
	n.Facts["power"], n.Facts["power_by"] = by.Document, r.w.unit(by.Giver, l.At).Name
	if d := r.w.Org.Delegation(org.DelegationID(by.ID)); d != nil {
		n.Facts["power_for"] = r.sayArgs("letter.power-open", fault.Args{"from": d.From.In(Zone).Format("02/01/2006")})
		if !d.To.IsZero() {
			n.Facts["power_for"] = r.sayArgs("letter.power-period", fault.Args{"from": d.From.In(Zone).Format("02/01/2006"), "to": d.To.In(Zone).Add(-time.Second).Format("02/01/2006")})
		}
	}
	for _, s := range v.History {
		if s.Kind == dossier.KindApproved {
			n.Signers["leader"] = r.signerUnder(s.Actor, s.Unit, s.At, by)
		}
	}
}

// resultName is what was issued, with its number.
func (r *Reader) resultName(v *DossierView) string {
	kind := r.say("letter.result-kind")
	if v.Record != nil {
		for _, x := range v.Record.Results {
			if x.Code == v.Result.Code && x.Code != "" || v.Result.Code == "" && len(v.Record.Results) == 1 {
				kind = x.Name
			}
		}
	}
	if v.Result.Number != "" {
		return r.sayArgs("letter.result-number", fault.Args{"kind": kind, "number": v.Result.Number})
	}
	return kind
}

func (r *Reader) receiptFacts(n *letter.Notice, v *DossierView, l Letter) {
	s := l.said
	n.Facts["result"] = r.resultName(v)
	n.Moment("result_at", v.Result.At)
	n.Moment("due", v.Promise.At)
	n.Moment("handed", s.At)
	n.Facts["manner"] = r.say("dossier.return." + s.Manner)
	n.Facts["proof"], n.Facts["authority"] = s.Proof, s.Authority
	n.Facts["receiver"], n.Facts["receiver_id"] = s.Receiver.Name, s.Receiver.Number
	if s.Back {
		n.Facts["originals"] = r.say("letter.originals-back")
	}
	n.Signers["receiver"] = letter.Signature{Name: s.Receiver.Name}
	n.Signers["officer"] = r.signer(s.Actor, s.Unit, s.At)
	n.Facts["giver"] = n.Signers["officer"].Name
}
