package office

import (
	"context"

	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
)

// A Share is a piece of work that nobody holds, with whom it would go to.
type Share struct {
	TaskRow
	To   PersonName // nobody where nobody who holds the role is present
	Load int        // what they hold by then, over all of their posts, with what is given to them before this
	Of   int        // how many are present
}

// Deal proposes whom the work of a unit that nobody holds would go to (chia việc): each piece, the least time left first,
// to whoever of those present holds the least by then. Nothing is done by it.
// choice: pieces weigh alike, and a person's load is all that they hold in whatever unit: who has two posts is not given
// twice as much.
func (r *Reader) Deal(unit string) ([]Share, error) {
	if err := access.May(r.who, "lead", access.Object{Unit: unit}); err != nil {
		return nil, err
	}
	rows, _, err := r.db.Worklist(r.ctx, store.Scope{Units: []string{unit}}, nil, store.DossierFilter{Holder: "-", Now: r.now, Limit: maxBatch})
	if err != nil {
		return nil, err
	}
	given := map[string]int{}
	present := map[string][]dossier.Load{}
	out := make([]Share, 0, len(rows))
	for i := range rows {
		x := Share{TaskRow: r.taskRow(&rows[i])}
		if x.OnWay || x.SentBack {
			continue // its papers are not there yet
		}
		all, ok := present[x.Role]
		if !ok {
			if all, err = r.w.loads(r.ctx, r.db, unit, x.Role, r.now); err != nil {
				return nil, err
			}
			present[x.Role] = all
		}
		now := make([]dossier.Load, len(all))
		for k, l := range all {
			now[k] = dossier.Load{Person: l.Person, Open: l.Open + given[l.Person]}
		}
		if least, ok := dossier.Least(now); ok {
			x.To, x.Load, x.Of = r.w.person(least.Person), least.Open, len(now)
			given[least.Person]++
		}
		out = append(out, x)
	}
	return out, nil
}

// A Given is a piece of work with whom it is given to.
type Given struct {
	On     On
	Holder string
}

// AssignAll gives many pieces of work to those named, each by itself: a refusal of one stops none of the others. Whoever
// went on leave since they were proposed is refused.
func (o *Office) AssignAll(ctx context.Context, who Who, cmd Command, all []Given, words string) ([]BatchResult, error) {
	ons, to := make([]On, len(all)), map[On]string{}
	for i, g := range all {
		ons[i], to[g.On] = g.On, g.Holder
	}
	k := -1
	return each(cmd, ons, func(one Command, on On) error {
		k++
		return o.Assign(ctx, who, one, on, to[ons[k]], words)
	})
}
