package demo

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/words/form"
)

// subject says what the dossier is about, as an applicant would.
func subject(r *rand.Rand, rec *procedure.Record, owner dossier.Party, v form.Values) string {
	text := func(key string) string { s, _ := v[key].(string); return s }
	switch rec.Code {
	case "1.001193":
		if child := text("child_name"); child != "" {
			return fmt.Sprintf(madeUp.Child, child)
		}
	case "1.000656":
		_, dead := deceased(v)
		return fmt.Sprintf(madeUp.Deceased, dead)
	case "1.013831":
		return fmt.Sprintf(madeUp.Plot, 1+r.IntN(400), 1+r.IntN(60))
	case "2.000815":
		papers, _ := v["documents"].([]any)
		for _, paper := range papers {
			first, _ := paper.(map[string]any)
			for _, c := range madeUp.Copies {
				if copied(c) == first["name"] {
					return c
				}
			}
		}
		return one(r, madeUp.Copies)
	case "1.001612":
		return one(r, madeUp.Shops) + " " + owner.Name
	}
	name := rec.ShortName
	if name == "" {
		name = rec.Name
	}
	return name + " – " + owner.Name
}

// sorted gives the keys of a map in one order.
func sorted(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }
