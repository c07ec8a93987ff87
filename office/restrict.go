package office

import (
	"context"
	"slices"
	"time"

	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/law/privacy"
)

// A restriction (hạn chế xử lý) that was granted holds until it is lifted: the data are used for the dossier that they were given
// for and for nothing else. They fill in no other form, and lists that leave the house have the dossier's line without them.

// restricted says since when the data of a dossier are restricted at the wish of one whom it names; zero when they are not.
func (r *Reader) restricted(d *dossier.Dossier) (time.Time, error) {
	rows, err := r.db.RequestsOf(r.ctx, string(d.ID))
	if err != nil {
		return time.Time{}, err
	}
	by := map[string][]privacy.Request{}
	put := func(rows []store.RequestRow) {
		for _, x := range rows {
			by[x.Person] = append(by[x.Person], privacy.Request{Kind: privacy.Kind(x.Kind), Outcome: x.Outcome, Ended: x.Ended})
		}
	}
	put(rows)
	for _, key := range r.o.keysOf(d) {
		rows, err := r.db.RequestsBy(r.ctx, key, mostRequests)
		if err != nil {
			return time.Time{}, err
		}
		put(slices.DeleteFunc(rows, func(x store.RequestRow) bool { return x.Dossier != "" }))
	}
	for _, all := range by {
		if since, yes := privacy.Restricted(all); yes {
			return since, nil
		}
	}
	return time.Time{}, nil
}

// restrictedPerson says whether all data of a person are restricted.
func (r *Reader) restrictedPerson(key string) (bool, error) {
	rows, err := r.db.RequestsBy(r.ctx, key, mostRequests)
	if err != nil {
		return false, err
	}
	_, yes := privacy.Restricted(wishes(slices.DeleteFunc(rows, func(x store.RequestRow) bool { return x.Dossier != "" })))
	return yes, nil
}

// wishes are lines of requests as the law reads them.
func wishes(rows []store.RequestRow) []privacy.Request {
	out := make([]privacy.Request, 0, len(rows))
	for _, x := range rows {
		out = append(out, privacy.Request{Kind: privacy.Kind(x.Kind), Dossier: x.Dossier, Outcome: x.Outcome, Ended: x.Ended})
	}
	return out
}

// restrictedDossiers gives the dossiers whose data are restricted, with few questions however many there are.
func (o *Office) restrictedDossiers(ctx context.Context, r *store.Reader) (map[string]bool, error) {
	rows, err := r.Restricting(ctx)
	if err != nil {
		return nil, err
	}
	by := map[string][]store.RequestRow{}
	for _, x := range rows {
		by[x.Person] = append(by[x.Person], x)
	}
	out := map[string]bool{}
	judge := func(person, dossier string) {
		of := slices.DeleteFunc(slices.Clone(by[person]), func(x store.RequestRow) bool { return x.Dossier != "" && x.Dossier != dossier })
		if _, yes := privacy.Restricted(wishes(of)); yes {
			out[dossier] = true
		}
	}
	var whole []string // people who asked about all of their data
	for person, all := range by {
		for i := range all {
			if all[i].Dossier != "" {
				judge(person, all[i].Dossier)
			} else if !slices.Contains(whole, person) {
				whole = append(whole, person)
			}
		}
	}
	pairs, err := r.NamedIn(ctx, slices.DeleteFunc(whole, func(key string) bool { return key == "" }))
	for _, x := range pairs {
		judge(x[1], x[0])
	}
	return out, err
}

// ForExport makes a list ready to leave the house: of restricted dossiers the line stays, and nothing that is personal.
func (r *Reader) ForExport(rows []Row) error {
	return r.forExport(len(rows), func(i int) *Row { return &rows[i] })
}

// WorkForExport does the same to a worklist.
func (r *Reader) WorkForExport(rows []TaskRow) error {
	return r.forExport(len(rows), func(i int) *Row { return &rows[i].Row })
}

func (r *Reader) forExport(n int, row func(int) *Row) error {
	if n == 0 {
		return nil
	}
	hidden, err := r.o.restrictedDossiers(r.ctx, r.db)
	for i := range n {
		if x := row(i); hidden[x.ID] {
			x.Restricted, x.Owner, x.Applicant, x.Subject = true, "", "", ""
		}
	}
	return err
}
