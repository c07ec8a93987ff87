package web

import (
	"net/url"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/form"
)

// Persons on pages of the desk: asked for, read back, shown, and looked at with a clerk's doubts.

// partyKinds are the kinds of party in the order in which they are offered.
var partyKinds = []dossier.PartyKind{dossier.Citizen, dossier.Business, dossier.Household, dossier.Organisation}

// addParty asks for one person under the names prefix.name, prefix.number …
func addParty(v text.Voice, f *Form, prefix string, p dossier.Party, l lands) {
	kind := p.Kind
	if kind == "" {
		kind = dossier.Citizen
	}
	field := func(name string, k form.Kind, label, value string) Field {
		return Field{Name: prefix + "." + name, Kind: k, Label: v.T("desk.party." + label), Value: value}
	}
	kinds := field("kind", BoxSelect, "kind", string(kind))
	kinds.Options = keyedOptions(v, "dossier.party-kind.", partyKinds)
	number := field("number", "text", "number", p.Number)
	number.Kind, number.Short = BoxCode, true
	name := field("name", "text", "name", p.Name)
	name.Required, name.MaxLen = true, 1200
	sex := field("sex", BoxSelect, "sex", p.Sex)
	sex.Options = []Option{{Value: "male", Label: v.T("dossier.sex.male")}, {Value: "female", Label: v.T("dossier.sex.female")}}
	birth := field("birth", form.Date, "birth", dayWords(p.Birth))
	address := l.box(v, field("address", form.Address, "address", ""), form.Anywhere, p.Address)
	f.Add(kinds).Add(number).Add(name).Add(birth).Add(sex)
	f.Add(field("phone", form.Phone, "phone", p.Phone)).Add(field("email", form.Email, "email", p.Email)).Add(address)
}

// PartyFields are the fields of one person, in order.
func (f *Form) PartyFields(prefix string) ([]Field, error) {
	var out []Field
	for _, name := range []string{"kind", "number", "name", "birth", "sex", "phone", "email", "address"} {
		x, err := f.Field(prefix + "." + name)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// dateWords says a stored day in the reader's language; other text as it is.
func dateWords(v text.Voice, s string) string {
	if t, err := time.ParseInLocation(time.DateOnly, s, office.Zone); err == nil {
		return v.Date(t)
	}
	return s
}

// dayWords is a stored day "2006-01-02" as it is typed into a box, in both languages; other text as it is.
func dayWords(s string) string {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t.Format("02/01/2006")
	}
	return s
}

// readParty reads one person from a form. A day that is none is a fault at its field.
func (l lands) readParty(q url.Values, prefix string) (dossier.Party, *fault.Fault) {
	get := func(name string) string { return vn.Tidy(q.Get(prefix + "." + name)) }
	p := dossier.Party{
		Kind: dossier.PartyKind(get("kind")), Name: get("name"), Number: strings.ReplaceAll(get("number"), " ", ""), Sex: get("sex"),
		Phone: get("phone"), Email: get("email"),
	}
	if p.Kind == "" {
		p.Kind = dossier.Citizen
	}
	if p.Sex != "male" && p.Sex != "female" {
		p.Sex = ""
	}
	p.Address = l.read(q, prefix+".address")
	if s := get("birth"); s != "" {
		t, ok := ReadDate(s)
		if !ok {
			return p, fault.New(fault.Invalid, dateFault(s)).At(prefix + ".birth")
		}
		p.Birth = t.Format(time.DateOnly)
	}
	return p, nil
}

// doubts are what looks wrong about a person and blocks nothing: papers of people may be odd, and the desk decides.
func doubts(v text.Voice, p dossier.Party) []string {
	if p.Number == "" {
		return nil
	}
	var out []string
	say := func(err error) {
		if f := fault.As(err); f != nil {
			out = append(out, v.T(f.Key, f.Args))
		}
	}
	switch p.Kind {
	case dossier.Citizen, dossier.Household:
		if p.Kind == dossier.Household && len(p.Number) != 12 {
			_, err := vn.ParseTaxCode(p.Number)
			say(err)
			break
		}
		id, err := vn.ParsePersonalID(p.Number)
		say(err)
		if t, e := time.Parse(time.DateOnly, p.Birth); e == nil && err == nil && p.Sex != "" {
			say(id.Matches(t.Year(), p.Sex == "male"))
		}
	default:
		_, err := vn.ParseTaxCode(p.Number)
		say(err)
	}
	return out
}

// partyFacts shows one person.
func (s *Site) partyFacts(v text.Voice, p dossier.Party) []Fact {
	var out []Fact
	say := func(label, words string) {
		if words != "" {
			out = append(out, Fact{Term: v.T("desk.party." + label), Words: words})
		}
	}
	say("name", p.Name)
	if p.Kind != dossier.Citizen && p.Kind != "" {
		say("kind", v.T("dossier.party-kind."+string(p.Kind)))
	}
	if p.Number != "" {
		out = append(out, Fact{Term: v.T("desk.party.number"), Words: p.Number, Code: true})
	}
	if p.Birth != "" {
		say("birth", dateWords(v, p.Birth))
	}
	if p.Sex != "" {
		say("sex", v.T("dossier.sex."+p.Sex))
	}
	say("phone", p.Phone)
	say("email", p.Email)
	say("address", s.addressWords(v, p.Address))
	return out
}
