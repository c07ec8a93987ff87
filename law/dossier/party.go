package dossier

import (
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
)

// A Party is a person or organisation in a dossier. It is personal data: it stands only in private parts.
type Party struct {
	Kind    PartyKind `json:"kind"`
	Name    string    `json:"name"`
	Number  string    `json:"number,omitempty"` // personal ID, tax code, or registration number
	Birth   string    `json:"birth,omitempty"`  // 2006-01-02
	Sex     string    `json:"sex,omitempty"`    // "male", "female"
	Phone   string    `json:"phone,omitempty"`
	Email   string    `json:"email,omitempty"`
	Address Address   `json:"address,omitzero"`
}

// PartyKind is what sort of subject a party is. Connectors map it to their own numbers (identifiers.md §7).
type PartyKind string

// The kinds of party.
const (
	Citizen      PartyKind = "citizen"
	Business     PartyKind = "business"
	Household    PartyKind = "household"
	Organisation PartyKind = "organisation"
)

// An Address is text plus a place: in the city a commune's code and the version of the code list, so that it survives
// reorganisations; elsewhere a province with the name of the commune; abroad a country.
type Address struct {
	Text     string `json:"text,omitempty"`
	Commune  string `json:"commune,omitempty"`  // code of the list named in List, "" when outside the city or unknown
	List     string `json:"list,omitempty"`     // version of the code list, such as "2025-07-01"
	Province string `json:"province,omitempty"` // code of a province, for an address outside the city
	Ward     string `json:"ward,omitempty"`     // name of the commune in that province
	Country  string `json:"country,omitempty"`  // two letters, for an address abroad
}

// Values are the parts of the address as a form has them.
func (a Address) Values() map[string]any {
	out := map[string]any{}
	for name, part := range map[string]string{
		"text": a.Text, "commune": a.Commune, "list": a.List, "province": a.Province, "ward": a.Ward, "country": a.Country,
	} {
		if part != "" {
			out[name] = part
		}
	}
	return out
}

// check says what is wrong with the place of an address outside the city. Which communes the city has is known further
// up, and an address without any place is for the desk to accept.
func (a Address) check() *fault.Fault {
	one := func(key, value, part string) *fault.Fault {
		return fault.New(fault.Invalid, key, "value", value).At(part)
	}
	_, province := vn.Province(a.Province)
	_, country := vn.Country(a.Country)
	switch {
	case a.Province != "" && !province:
		return one("form.bad.province", a.Province, "province")
	case a.Country != "" && (!country || a.Country == vn.HomeCountry):
		return one("form.bad.country", a.Country, "country")
	case a.Province != "" && a.Country != "", a.Commune != "" && a.Province+a.Country != "":
		return one("form.address.places", "", "commune")
	case a.Ward != "" && a.Province == "":
		return one("form.missing.province", "", "province")
	case a.Province != "" && a.Ward == "":
		return one("form.missing.ward", "", "ward")
	}
	return nil
}

// Parties are the three persons of a dossier, kept apart.
type Parties struct {
	Applicant      Party  `json:"applicant"`                // người nộp: hands in
	Owner          Party  `json:"owner"`                    // chủ hồ sơ: whose matter it is
	Representative *Party `json:"representative,omitempty"` // người đại diện: acts with authority
	Authority      string `json:"authority,omitempty"`      // the paper that authorises the representative

	// Mandate is the mandate by which the applicant filed for the owner: the dossier is the owner's alone, and the applicant sees it
	// while the mandate holds.
	Mandate string `json:"mandate,omitempty"`
}

// Ties are those whose dossier it is: all parties, but for an applicant who filed by a mandate.
func (p *Parties) Ties() []Party {
	all := p.All()
	if p.Mandate == "" {
		return all
	}
	out := []Party{p.Owner}
	for _, q := range all {
		if q.Number != p.Applicant.Number && q.Number != p.Owner.Number {
			out = append(out, q)
		}
	}
	return out
}

const maxName = 1200 // characters; a real organisation's name has 1,094

// check says what is wrong with the parties; field names start with "applicant." or "owner.".
func (p Parties) check() []*fault.Fault {
	var fs []*fault.Fault
	one := func(who string, q Party) {
		if blank(q.Name) {
			fs = append(fs, fault.New(fault.Invalid, "dossier.party.name-missing").At(who+".name"))
		}
		if len([]rune(q.Name)) > maxName {
			fs = append(fs, fault.New(fault.Invalid, "dossier.party.name-long").At(who+".name"))
		}
		for _, x := range q.lines() {
			if f := x.line(); f != nil {
				fs = append(fs, f.At(who+"."+x.field))
			}
		}
		if !birthDay(q.Birth) {
			fs = append(fs, fault.New(fault.Invalid, "dossier.party.birth").At(who+".birth"))
		}
		switch q.Kind {
		case Citizen, Business, Household, Organisation:
		default:
			fs = append(fs, fault.New(fault.Invalid, "dossier.party.kind", "kind", string(q.Kind)).At(who+".kind"))
		}
		if f := q.Address.check(); f != nil {
			fs = append(fs, f.At(who+".address."+f.Field))
		}
	}
	one("applicant", p.Applicant)
	one("owner", p.Owner)
	if p.Representative != nil {
		one("representative", *p.Representative)
	}
	return fs
}

// lines are what is written on one line of every paper; the name has a length of its own.
func (p *Party) lines() []typed {
	return []typed{
		{"name", p.Name, maxName},
		{"number", p.Number, mostCode},
		{"phone", p.Phone, mostCode},
		{"email", p.Email, mostLine},
		{"address.text", p.Address.Text, mostAddress},
		{"address.ward", p.Address.Ward, mostLine},
	}
}

// birthDay says whether s is a day "2006-01-02", or the year or month of which alone old papers know; "" is nobody's fault.
func birthDay(s string) bool {
	if s == "" {
		return true
	}
	for _, layout := range []string{time.DateOnly, "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Year() >= 1800
		}
	}
	return false
}

// Tidy puts what stands on one line on one line, with single spaces and in one spelling of marks.
func (p *Parties) Tidy() {
	all := []*Party{&p.Applicant, &p.Owner}
	if p.Representative != nil {
		all = append(all, p.Representative)
	}
	for _, q := range all {
		for _, s := range []*string{&q.Name, &q.Number, &q.Birth, &q.Phone, &q.Email, &q.Address.Text, &q.Address.Ward} {
			*s = vn.Tidy(*s)
		}
	}
	p.Authority = vn.Tidy(p.Authority)
}

// All lists the parties that are there.
func (p *Parties) All() []Party {
	all := []Party{p.Applicant, p.Owner}
	if p.Representative != nil {
		all = append(all, *p.Representative)
	}
	return all
}
