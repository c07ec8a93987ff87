package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/form"
)

// The forms of money, of the way of the result, and what stands of the four axes on the dossier's page.

// axesOf are the four states, apart: drafted is not signed, signed is not issued, posted is not delivered. What nobody
// outside asks for has no line.
func axesOf(v text.Voice, view *office.DossierView) []Fact {
	out := []Fact{
		{Term: v.T("desk.axis.business"), Words: stateWords(v, view.State)},
		{Term: v.T("desk.axis.finance"), Words: v.T("dossier.finance." + string(view.Finance)), Sub: moneySub(v, view.Dossier)},
	}
	hand := Fact{Term: v.T("desk.axis.hand"), Words: v.T("dossier.hand." + string(view.Hand))}
	switch {
	case view.Hand == dossier.HandPosted:
		hand.Sub = postedWords(v, view.Dossier)
	case view.Hand == dossier.HandNumbered:
		hand.Sub = view.Number
	}
	out = append(out, hand)
	if view.Exchange != "" {
		x := Fact{Term: v.T("desk.axis.exchange"), Words: v.T("dossier.exchange." + string(view.Exchange))}
		if a := view.Answered; a.Outcome == view.Exchange {
			x.Sub = joinWords(a.Reason, v.Short(a.At))
		}
		out = append(out, x)
	}
	return out
}

// moneySub says the sums: what is due, what of it was paid or is exempt, what is left.
func moneySub(v text.Voice, d *dossier.Dossier) string {
	words := ""
	var due, exempt int64
	for _, k := range d.Charges {
		due, exempt = due+k.Sum, exempt+k.Exempt
	}
	for _, x := range []struct {
		key string
		sum int64
	}{{"due", due}, {"paid", d.Paid()}, {"exempt", exempt}, {"rest", d.Rest()}, {"back", d.Refund}} {
		if x.sum > 0 {
			words = joinComma(words, v.T("desk.money."+x.key, "sum", v.Money(x.sum)))
		}
	}
	return words
}

// postedWords says which carrier has the result since when, under which number.
func postedWords(v text.Voice, d *dossier.Dossier) string {
	if len(d.Postings) == 0 {
		return ""
	}
	p := d.Postings[len(d.Postings)-1]
	return v.T("desk.posted", "carrier", p.Carrier, "waybill", p.Waybill, "date", v.Date(p.Day))
}

// charge asks for which charge, where there are several.
func (a *actForm) charge(f *forming) {
	owed := f.view.Owed()
	if len(owed) < 2 {
		return
	}
	x := Field{Kind: BoxSelect, Required: true}
	for _, k := range owed {
		x.Options = append(x.Options, Option{Value: strconv.Itoa(k.Token), Label: chargeWords(f.v, f.view.Dossier, &k)})
	}
	a.add(f, "charge", x)
}

// chargeWords names a charge with what is due of it.
func chargeWords(v text.Voice, d *dossier.Dossier, k *dossier.Charge) string {
	name := v.T("receive.fee")
	if t := d.Task(k.Token); t != nil {
		name = t.Name.In(string(v.Lang))
	}
	if rest := k.Rest(); rest > 0 {
		name += ": " + v.Money(rest)
	}
	return name
}

// rest is what is due of the one charge, for a box that has it already.
func (f *forming) rest() string {
	if owed := f.view.Owed(); len(owed) == 1 && owed[0].Rest() > 0 {
		return f.v.Number(owed[0].Rest())
	}
	return ""
}

// pay asks for what came in.
func (f *forming) pay(a *actForm) {
	a.Help = f.v.T("desk.help.pay")
	a.charge(f)
	a.add(f, "sum", Field{Kind: form.Money, Required: true, Suffix: "đ", Value: f.rest()})
	x := Field{Kind: BoxRadio, Required: true, Value: "cash"}
	for _, way := range dossier.Ways {
		x.Options = append(x.Options, Option{Value: way, Label: f.v.T("dossier.pay." + way)})
	}
	a.add(f, "way", x)
	a.add(f, "receipt", Field{Kind: BoxCode, Required: true, MaxLen: 60})
}

// exempt asks for the group, the law and the paper; the groups that the procedure's fee names come first.
func (f *forming) exempt(a *actForm) {
	a.Help = f.v.T("desk.help.exempt")
	a.charge(f)
	x := Field{Kind: BoxSelect, Required: true}
	for _, g := range groupsOf(f.view) {
		label := g
		if f.v.Has("fee.group." + g) {
			label = text.Upper(f.v.T("fee.group." + g))
		}
		x.Options = append(x.Options, Option{Value: g, Label: label})
	}
	a.add(f, "group", x)
	a.add(f, "sum", Field{Kind: form.Money, Optional: true, Suffix: "đ", Label: f.v.T("desk.field.sum-exempt"), Help: f.v.T("desk.help.sum-exempt")})
	a.add(f, "rule", Field{Kind: "text", Required: true, MaxLen: 300})
	a.add(f, "proof", Field{Kind: "text", Required: true, MaxLen: 300, Label: f.v.T("desk.field.proof-exempt"), Help: f.v.T("desk.help.proof-exempt")})
}

// groupsOf are the groups that may be exempt: those of the procedure's fees, then the usual ones.
func groupsOf(view *office.DossierView) []string {
	var out []string
	if view.CaseDef != nil {
		for _, c := range view.CaseDef.Channels {
			for _, item := range c.Fees {
				for _, g := range item.Exempt {
					if !slices.Contains(out, g) {
						out = append(out, g)
					}
				}
			}
		}
	}
	for _, g := range []string{"children", "elderly", "disabled", "poor-household", "merit"} {
		if !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out
}

// draft takes the document that is laid before those who decide.
func (f *forming) draft(a *actForm) {
	a.Upload, a.Help = true, f.v.T("desk.help.draft")
	if f.view.Draft.File != "" {
		a.Help += " " + f.v.T("desk.help.draft-again", "time", f.v.Short(f.view.Draft.At))
	}
	a.add(f, "file", Field{Kind: form.File, Required: true, Accept: "application/pdf,image/*", Label: f.v.T("desk.field.draft-file")})
	if kinds := resultOptions(f.view.Record); len(kinds) > 1 {
		a.add(f, "result", Field{Kind: BoxSelect, Options: kinds})
	}
	a.words(f, "desk.field.words-next", false)
}

// post asks which carrier has the result.
func (f *forming) post(a *actForm) {
	a.Help = f.v.T("desk.help.post")
	if f.view.Hand == dossier.HandPosted {
		a.Help = f.v.T("desk.help.post-again") + " " + postedWords(f.v, f.view.Dossier)
	} else if f.view.Return == "post" && !f.first {
		a.First, a.Open, f.first = true, true, true
	}
	a.Main = true
	a.add(f, "carrier", Field{Kind: "text", Required: true, MaxLen: 300, Value: f.v.T("desk.carrier")})
	a.add(f, "waybill", Field{Kind: BoxCode, Required: true, MaxLen: 60})
	a.add(f, "day", Field{Kind: form.Date, Required: true, Label: f.v.T("desk.field.posted-day"), Value: f.v.Date(f.s.o.Office.Now())})
}

// chargeOf is the charge that a form is about: the chosen one, or the only one that is owed.
func (s *Site) chargeOf(p *posted) (int, error) {
	if typed := p.get("charge"); typed != "" {
		token, err := strconv.Atoi(typed)
		if err != nil {
			return 0, fault.New(fault.Refused, "dossier.charge-none").At("charge")
		}
		return token, nil
	}
	view, err := s.record(p)
	if err != nil {
		return 0, err
	}
	owed := view.Owed()
	switch len(owed) {
	case 0:
		return 0, nil // the law says that nothing is owed any more
	case 1:
		return owed[0].Token, nil
	}
	return 0, fault.New(fault.Invalid, "dossier.charge-missing").At("charge")
}

// sum reads money of a form; what was not typed is 0.
func (p *posted) sum(name string) (int64, error) {
	typed := strings.TrimSpace(p.get(name))
	if typed == "" {
		return 0, nil
	}
	money, ok := ReadMoney(typed)
	if !ok {
		return 0, fault.New(fault.Invalid, "dossier.sum-missing").At(name)
	}
	return money, nil
}

func (s *Site) doPay(p *posted) error {
	token, err := s.chargeOf(p)
	if err != nil {
		return err
	}
	sum, err := p.sum("sum")
	if err != nil {
		return err
	}
	return s.o.Office.Pay(p.r.Context(), who(p.r), p.cmd, p.on, dossier.Payment{Token: token, Sum: sum, Way: p.get("way"), Receipt: p.get("receipt")})
}

func (s *Site) doExempt(p *posted) error {
	token, err := s.chargeOf(p)
	if err != nil {
		return err
	}
	sum, err := p.sum("sum")
	if err != nil {
		return err
	}
	return s.o.Office.Exempt(p.r.Context(), who(p.r), p.cmd, p.on, dossier.Exemption{
		Token: token, Sum: sum, Group: p.get("group"), Rule: strings.TrimSpace(p.get("rule")), Proof: strings.TrimSpace(p.get("proof")),
	})
}

func (s *Site) doDraft(p *posted) error {
	file, err := s.uploadOne(p.r, actName(p.act, p.on.Token)+".file")
	if err != nil {
		return at(err, "file")
	}
	return s.o.Office.Draft(p.r.Context(), who(p.r), p.cmd, p.on, dossier.Drafting{File: file.Hash, Result: p.get("result"), Words: strings.TrimSpace(p.get("words"))})
}

func (s *Site) doNumber(p *posted) error {
	return s.o.Office.Register(p.r.Context(), who(p.r), p.cmd, p.on, p.get("number"))
}

func (s *Site) doPost(p *posted) error {
	day, ok := ReadDate(p.get("day"))
	if !ok {
		return fault.New(fault.Invalid, "desk.day-wrong").At("day")
	}
	k := dossier.Posting{Carrier: p.get("carrier"), Waybill: p.get("waybill"), Day: time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, calendar.Zone)}
	return s.o.Office.Post(p.r.Context(), who(p.r), p.cmd, p.on, k)
}

// fixes asks for the sum of a notice, at the step that waits for it.
func (f *forming) fixes(a *actForm, t *office.TaskView) {
	if t.Waits == procedure.WaitTax {
		a.add(f, "sum", Field{Kind: form.Money, Optional: true, Suffix: "đ", Label: f.v.T("desk.field.sum-notice"), Help: f.v.T("desk.help.sum-notice")})
	}
}
