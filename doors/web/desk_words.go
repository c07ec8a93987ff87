package web

import (
	"net/http"
	"slices"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/law/access"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/org"
)

// recordWords is a procedure as people call it, in the reader's language.
func recordWords(v text.Voice, r *procedure.Record) string {
	switch {
	case v.Lang == text.EN && r.NameEN != "":
		return r.NameEN
	case r.ShortName != "":
		return r.ShortName
	}
	return r.Name
}

// compareWords orders words as a list shows them: without marks first.
func compareWords(a, b string) int {
	if c := strings.Compare(vn.Fold(a), vn.Fold(b)); c != 0 {
		return c
	}
	return strings.Compare(a, b)
}

// unitOptions are the units among whose dossiers a reader may choose: those of the post, for city-wide posts all that
// receive or decide.
func (s *Site) unitOptions(v text.Voice, w office.Who) []Option {
	var out []Option
	if w.City {
		now := s.o.Office.Now()
		for _, u := range s.o.Office.World().Org.Units(now, org.Branch, org.Point, org.Department, org.Commune, org.LandOffice, org.Tax, org.Police, org.Insurance) {
			out = append(out, Option{Value: string(u.ID), Label: unitWords(v, s.unitNamed(string(u.ID))), Group: v.T("org.kind." + string(u.Kind))})
		}
		slices.SortStableFunc(out, func(a, b Option) int {
			if c := strings.Compare(a.Group, b.Group); c != 0 {
				return c
			}
			return compareWords(a.Label, b.Label)
		})
		return out
	}
	if len(w.Units) < 2 {
		return nil // nothing to choose among
	}
	for _, id := range w.Units {
		out = append(out, Option{Value: id, Label: unitWords(v, s.unitNamed(id))})
	}
	return out
}

// personNamed is an officer's name; an unknown one keeps the identity.
func (s *Site) personNamed(id string) string {
	if p := s.o.Office.World().Org.Person(org.PersonID(id)); p != nil {
		return p.Name
	}
	return id
}

// plainArgs are the gaps of faults that the law fills with codes, and the texts that say them.
var plainArgs = map[string]string{
	"act": "dossier.act.", "state": "dossier.state.", "work": "dossier.work.", "manner": "dossier.return.", "channel": "dossier.channel.",
}

// speakable gives a fault whose codes are words: acts and states as text keys, officers and units by their names.
func (s *Site) speakable(v text.Voice, f *fault.Fault) *fault.Fault {
	if f == nil || len(f.Args) == 0 && len(f.More) == 0 {
		return f
	}
	out := *f
	out.Args = fault.Args{}
	for name, value := range f.Args {
		if key := plainArgs[name] + value; plainArgs[name] != "" && v.Has(key) {
			value = "@" + key
		}
		if s.o.Office != nil && name == "holder" {
			value = s.personNamed(value)
		}
		if s.o.Office != nil && name == "unit" {
			value = unitWords(v, s.unitNamed(value))
		}
		if s.o.Office != nil && name == "units" {
			value = s.unitsNamed(v, strings.Split(value, ", "))
		}
		out.Args[name] = value
	}
	out.More = nil
	for _, m := range f.More {
		out.More = append(out.More, s.speakable(v, m))
	}
	return &out
}

// unitsNamed names units one after the other.
func (s *Site) unitsNamed(v text.Voice, ids []string) string {
	var names []string
	for _, id := range ids {
		names = append(names, unitWords(v, s.unitNamed(id)))
	}
	return strings.Join(names, "; ")
}

// officerOnly lets officers in and leads others to the sign-in page.
func officerOnly(do Handler) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := mustBe(r, access.Officer); err != nil {
			return err
		}
		return do(w, r)
	}
}
