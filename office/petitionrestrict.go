package office

import (
	"context"
	"slices"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/petition"
	"motcua/law/privacy"
)

// restrictedPetitions gives the petitions whose data are restricted at the wish of whoever sent them: of one petition, or of all their data.
// Such a one is published no more and not published anew; its title is for the unit that has it alone; what the law demands goes on.
func (o *Office) restrictedPetitions(ctx context.Context, r *store.Reader) (out []string, err error) {
	rows, err := r.Restricting(ctx)
	if err != nil {
		return nil, err
	}
	by := map[string][]store.RequestRow{}
	for _, x := range rows {
		by[x.Person] = append(by[x.Person], x)
	}
	ids, whole := map[string][]petition.ID{}, []string{} // by who asked; who asked about all of their data
	for i := range rows {
		x := &rows[i]
		if id, ok := petitionTold(x.Dossier); ok {
			ids[x.Person] = append(ids[x.Person], id)
		}
		if x.Dossier == "" && x.Person != "" && !slices.Contains(whole, x.Person) {
			whole = append(whole, x.Person)
		}
	}
	sent, err := r.SentBy(ctx, whole)
	if err != nil {
		return nil, err
	}
	for _, x := range sent {
		ids[x[1]] = append(ids[x[1]], petition.ID(x[0]))
	}
	for person, all := range by {
		for _, id := range ids[person] {
			of := slices.DeleteFunc(slices.Clone(all), func(x store.RequestRow) bool { return x.Dossier != "" && x.Dossier != string(petition.Stream(id)) })
			if _, yes := privacy.Restricted(wishes(of)); yes && !slices.Contains(out, string(id)) {
				out = append(out, string(id))
			}
		}
	}
	return out, nil
}

// mayBePublished refuses what is restricted.
func (o *Office) mayBePublished(tx *store.Tx, p *petition.Petition) error {
	hidden, err := o.restrictedPetitions(tx.Context(), &tx.Reader)
	if err == nil && slices.Contains(hidden, string(p.ID)) {
		return fault.New(fault.Refused, "petition.restricted")
	}
	return err
}

// veil takes the titles of restricted petitions out of a list where another unit has them.
func (r *Reader) veil(rows []store.PetitionRow, lines []PetitionLine) error {
	hidden, err := r.o.restrictedPetitions(r.ctx, r.db)
	for i := range lines {
		j := slices.IndexFunc(rows, func(x store.PetitionRow) bool { return x.ID == string(lines[i].ID) })
		if slices.Contains(hidden, rows[j].ID) && r.who.Unit != rows[j].Unit && (r.who.City || !slices.Contains(r.who.Units, rows[j].Unit)) {
			lines[i].Title, lines[i].Veiled = "", true
		}
	}
	return err
}
