package office

import (
	"context"
	"reflect"
	"strings"

	"motcua/ground/vn"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/words/form"
)

// heldFor looks up what papers of the city say for the form of an intake, before the act begins: what was issued does not
// change under it, and the look has its line in the read log whatever becomes of the act.
func (o *Office) heldFor(ctx context.Context, who Who, in *Intake) error {
	rd := o.Read(ctx, who)
	version := in.FormBy
	if rec := rd.w.Procedures.Current(in.Procedure, rd.now); rec != nil && version == 0 {
		version = rec.Version
	}
	c, err := rd.w.Procedures.Form(in.Procedure, version, in.Case)
	if c == nil || err != nil {
		return nil // there is no such form: judging the intake says so
	}
	in.held, err = rd.Held(c, in.Parties.Owner)
	return err
}

// origins says where the clean answers of an intake come from, for those that were not simply typed: the office looks
// itself, whatever the page said.
func (in *Intake) origins(c *form.Compiled, clean form.Values, who Who) map[string]dossier.Origin {
	out := map[string]dossier.Origin{}
	for _, p := range c.Prefilled() {
		if said := in.account(p.Name, who); said != nil {
			note(out, clean, p.Path, said, dossier.Origin{From: dossier.FromAccount})
		}
	}
	for i := range in.held {
		h := &in.held[i]
		note(out, clean, h.Path, h.Value, dossier.Origin{
			From: dossier.FromResult, Name: h.Name.VI, Number: h.Number, At: h.At, Unit: h.Unit.ID, Dossier: h.Code,
		})
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// note keeps the origin of an answer, with what stood there where the answer says otherwise.
func note(out map[string]dossier.Origin, clean form.Values, path string, said any, o dossier.Origin) {
	answer := form.At(clean, path)
	if answer == nil {
		return
	}
	if !reflect.DeepEqual(answer, said) {
		o.Said = said
	}
	out[path] = o
}

// account is what a signed-in account says of a person: the name and the number that it was opened with, nothing that its
// owner writes there.
func (in *Intake) account(prefill string, who Who) any {
	if who.Kind != access.Citizen {
		return nil
	}
	role, part, _ := strings.Cut(prefill, ".")
	p := in.Parties.Applicant
	if role == "owner" {
		p = in.Parties.Owner
	}
	personal := p.Kind == dossier.Citizen || p.Kind == ""
	switch {
	case role == "representative" || p.Number != who.Number:
	case part == "name" && who.Name != "":
		return who.Name
	case part == "personal_id" && personal, part == "tax_code" && !personal:
		return who.Number
	}
	return nil
}

// Known gives what is known beforehand for a form: of the persons of the dossier, and what nearly everybody answers.
func Known(f *form.Form, parties dossier.Parties) form.Values {
	known := map[string]string{"country": vn.HomeCountry}
	add := func(role string, p dossier.Party) {
		for name, value := range map[string]string{
			"name": p.Name, "birth": p.Birth, "sex": p.Sex, "phone": p.Phone, "email": p.Email,
		} {
			known[role+"."+name] = value
		}
		known[role+".address"] = p.Address.Text
		for part, value := range p.Address.Values() {
			known[role+".address."+part] = value.(string)
		}
		if p.Kind == dossier.Citizen || p.Kind == "" {
			known[role+".personal_id"] = p.Number
		} else {
			known[role+".tax_code"] = p.Number
		}
	}
	add("applicant", parties.Applicant)
	add("owner", parties.Owner)
	if r := parties.Representative; r != nil {
		add("representative", *r)
	}
	return form.Prefill(f, known)
}

// Prefill gives the answers that a form can begin with for whoever is signed in and asks for themself, and where they come
// from: their account, and papers that the city issued to them. Whoever had all of their data restricted begins without what the account says.
func (r *Reader) Prefill(c *form.Compiled, me dossier.Party) (form.Values, map[string]dossier.Origin, error) {
	held, err := r.Held(c, me) // looks itself which papers are restricted
	if err != nil {
		return nil, nil, err
	}
	if yes, err := r.restrictedPerson(r.who.Key); err != nil {
		return nil, nil, err
	} else if yes {
		me = dossier.Party{Kind: me.Kind}
	}
	in := &Intake{Parties: dossier.Parties{Applicant: me, Owner: me}, held: held}
	values := form.Values{}
	for _, h := range in.held {
		form.Put(values, h.Path, h.Value)
	}
	form.FillEmpty(values, Known(c.Form, in.Parties))
	return values, in.origins(c, values, r.who), nil
}
