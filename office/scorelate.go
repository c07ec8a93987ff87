package office

import (
	"maps"
	"slices"
	"strings"

	"motcua/law/dossier"
	"motcua/law/survey"
)

// attitude is the indicator that a complaint about conduct counts in.
const attitude = 7 // law: tt01-2018/13

// A LateComplaint is one about conduct that was found to be right once the scores of its dossier's quarter were closed: it changes nothing in
// them, and is told beside them.
type LateComplaint struct {
	Dossier dossier.ID
	Code    string
	Unit    UnitName
}

// lateComplaints are those of a quarter that was closed, by dossiers whose unit counted as if nobody had complained; of subjects that the
// reader sees.
func (r *Reader) lateComplaints(period string, sheet *scoreSheet, sees func(survey.Subject) bool) ([]LateComplaint, error) {
	from, to, _ := quarter(period)
	found, err := r.o.scoreCounter(r.ctx, r.w, r.db, r.now).complaints(from, to)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	rows, err := r.db.DossiersOf(r.ctx, slices.Sorted(maps.Keys(found)))
	if err != nil {
		return nil, err
	}
	clean := map[string]map[string]bool{} // by unit, its dossiers that lost nothing by a complaint
	var out []LateComplaint
	for i := range rows {
		d := &rows[i]
		if d.EndedAt.Before(from) || !d.EndedAt.Before(to) {
			continue
		}
		for _, x := range found[d.ID] {
			if !sees(survey.Subject{Unit: x.Unit}) {
				continue
			}
			if clean[x.Unit] == nil {
				nobody := ""
				lines, err := scoreLines(r.ctx, r.db, sheet.kept(period), &x.Unit, &nobody)
				if err != nil {
					return nil, err
				}
				clean[x.Unit] = map[string]bool{}
				for _, l := range lines {
					clean[x.Unit][l.Dossier] = l.Points[attitude] > 0
				}
			}
			if clean[x.Unit][d.ID] {
				out = append(out, LateComplaint{dossier.ID(d.ID), d.Code, r.w.unit(x.Unit, r.now)})
			}
		}
	}
	slices.SortFunc(out, func(a, b LateComplaint) int { return strings.Compare(a.Code+a.Unit.ID, b.Code+b.Unit.ID) })
	return slices.Compact(out), nil
}
