package demo

import (
	"math/rand/v2"
	"strings"
	"time"
	"unicode"

	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// agree makes the answers of a form say the same of its people as the dossier does: who is father or mother, whose sex and
// birth belong to a name, and that nobody registers their own death.
func agree(r *rand.Rand, code procedure.ID, v form.Values, p dossier.Parties, now time.Time) {
	signs(v, p.Applicant)
	switch code {
	case "1.001193":
		birthOf(r, v, p, now)
	case "1.000656":
		deathOf(r, v, p, now)
	case "2.000815":
		documents, _ := v["documents"].([]any)
		for i, paper := range documents {
			if paper, ok := paper.(map[string]any); ok {
				put(paper, "name", copied(madeUp.Copies[(i+r.IntN(len(madeUp.Copies)))%len(madeUp.Copies)]))
			}
		}
	case "2.000635":
		if v["person_name"] == p.Owner.Name {
			put(v, "person_sex", p.Owner.Sex)
			put(v, "person_birth", p.Owner.Birth)
			if birth, err := time.Parse(time.DateOnly, p.Owner.Birth); err == nil {
				put(v, "registered_on", birth.AddDate(0, 0, 9+r.IntN(30)).Format(time.DateOnly))
			}
		}
	}
}

// copied is the document that is copied, by what the copying of it is called: "Sao y học bạ" is of a "Học bạ".
func copied(subject string) string {
	words := []rune(strings.TrimPrefix(subject, madeUp.Copying+" "))
	return string(unicode.ToUpper(words[0])) + string(words[1:])
}

// signs puts the name of whoever files under a form that asks for a signature.
func signs(v form.Values, applicant dossier.Party) {
	if sign, ok := v["sign"].(map[string]any); ok {
		sign["name"] = applicant.Name
	}
}

// deceased are the answers about somebody who died: a person since the second form, before it questions one by one.
func deceased(v form.Values) (person map[string]any, name string) {
	if m, ok := v["deceased"].(map[string]any); ok {
		name, _ = m["name"].(string)
		return m, name
	}
	name, _ = v["deceased_name"].(string)
	return nil, name
}

// put sets an answer that the form asks for.
func put(v map[string]any, key, value string) {
	if _, asked := v[key]; asked && value != "" {
		v[key] = value
	}
}

// birthOf is the registration of a child whose father or mother is the owner.
func birthOf(r *rand.Rand, v form.Values, p dossier.Parties, now time.Time) {
	father, hasFather := v["father"].(map[string]any)
	mother, hasMother := v["mother"].(map[string]any)
	if !hasFather || !hasMother {
		return
	}
	other := "female"
	self, spouse, relation := father, mother, "father"
	if p.Owner.Sex == "female" {
		other, self, spouse, relation = "male", mother, father, "mother"
	}
	birth := now.In(office.Zone).AddDate(-22-r.IntN(16), 0, -r.IntN(365))
	put(self, "name", p.Owner.Name)
	put(self, "birth", p.Owner.Birth)
	put(self, "personal_id", p.Owner.Number)
	put(spouse, "name", name(r, other))
	put(spouse, "birth", birth.Format(time.DateOnly))
	put(spouse, "personal_id", personalID(r, birth, other))
	for _, parent := range []map[string]any{self, spouse} {
		if a, ok := parent["address"].(map[string]any); ok {
			put(a, "text", p.Owner.Address.Text)
		}
	}
	if p.Applicant.Number != p.Owner.Number {
		relation = "relative"
	}
	put(v, "relation", relation)
	sex := one(r, []string{"male", "female"})
	put(v, "child_sex", sex)
	if full, ok := father["name"].(string); ok {
		family, _, _ := strings.Cut(full, " ")
		put(v, "child_name", family+" "+given(r, sex))
	}
}

// deathOf is the registration of a parent's death by the owner.
func deathOf(r *rand.Rand, v form.Values, p dossier.Parties, now time.Time) {
	sex := one(r, []string{"male", "female"})
	family, _, _ := strings.Cut(p.Owner.Name, " ")
	dead := family + " " + given(r, sex)
	if sex == "female" { // a mother has her own family's name
		dead = name(r, sex)
	}
	for dead == p.Owner.Name {
		dead = name(r, sex)
	}
	birth := now.In(office.Zone).AddDate(-82-r.IntN(12), 0, -r.IntN(365))
	put(v, "deceased_name", dead)
	put(v, "deceased_sex", sex)
	put(v, "deceased_birth", birth.Format(time.DateOnly))
	number := personalID(r, birth, sex)
	put(v, "deceased_id", number)
	if m, _ := deceased(v); m != nil {
		put(m, "name", dead)
		put(m, "sex", sex)
		put(m, "birth", birth.Format(time.DateOnly))
		put(m, "personal_id", number)
		if a, ok := m["address"].(map[string]any); ok {
			put(a, "text", p.Owner.Address.Text)
		}
	}
	relation := "child"
	if p.Applicant.Number != p.Owner.Number {
		relation = "relative"
	}
	put(v, "relation", relation)
	if a, ok := v["deceased_address"].(map[string]any); ok {
		put(a, "text", p.Owner.Address.Text)
	}
}

// given are middle and given name of a sex.
func given(r *rand.Rand, sex string) string {
	if sex == "female" {
		return one(r, madeUp.Female)
	}
	return one(r, madeUp.Male)
}
