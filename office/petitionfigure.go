package office

import (
	"cmp"
	"slices"
	"time"

	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/petition"
)

// A PetitionFigure is a line of the figures of petitions: of a unit, a class or a channel.
type PetitionFigure struct {
	Key   string
	UnitN UnitName // with figures by unit
	petition.Figures
}

// PetitionReport has figures 5.1, 5.2 and 5.3 of the petitions that were sent in a time to the reader's units.
type PetitionReport struct {
	Total                    petition.Figures
	AnyLate                  int64 // of which any clock ran out, counted in 5.2 or not
	Restricted               int64 // whose data are restricted, among those that are counted
	Units, Classes, Channels []PetitionFigure
	From, To                 time.Time
	Unit                     UnitName
}

// PetitionReport counts the petitions that were sent from one moment up to another and that count for a unit, or one below it; "" is all that
// the reader's units have or had to do with. Each figure is a count of the same list that opens behind it.
func (r *Reader) PetitionReport(unit string, from, to time.Time) (*PetitionReport, error) {
	if err := r.mayWatch(); err != nil {
		return nil, err
	}
	if err := access.May(r.who, "read-petitions", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return nil, err
	}
	f := r.petitionFilter(PetitionFilter{Unit: unit, From: from, To: to, Charged: true})
	f.Open = nil
	late := f
	late.Late = true
	any, err := r.db.CountPetitions(r.ctx, late)
	if err != nil {
		return nil, err
	}
	cells, err := r.db.PetitionCells(r.ctx, f)
	if err != nil {
		return nil, err
	}
	out := &PetitionReport{From: from, To: to, Unit: r.w.unit(unit, r.now), AnyLate: any}
	if out.Restricted, err = r.restrictedAmong(f); err != nil {
		return nil, err
	}
	units, classes, channels := map[string]petition.Figures{}, map[string]petition.Figures{}, map[string]petition.Figures{}
	for i := range cells {
		c := &cells[i]
		g := petition.Figures{
			All: c.All, InTime: c.InTime, Late: c.Late, Running: c.Runs, Left: c.Aside, Answered: c.Answered, Resolved: c.Resolved,
			Judged: c.Judged, Faulty: c.Faulty, Disliked: c.Disliked, Repeated: c.Repeated,
		}
		out.Total.Add(g)
		for _, x := range []struct {
			all map[string]petition.Figures
			key string
		}{{units, c.Unit}, {classes, c.Class}, {channels, c.Channel}} {
			sum := x.all[x.key]
			sum.Add(g)
			x.all[x.key] = sum
		}
	}
	for key, g := range units {
		out.Units = append(out.Units, PetitionFigure{Key: key, UnitN: r.w.unit(key, r.now), Figures: g})
	}
	slices.SortFunc(out.Units, func(a, b PetitionFigure) int { return cmp.Or(cmp.Compare(b.All, a.All), cmp.Compare(a.Key, b.Key)) })
	for _, c := range append([]petition.Class{""}, petition.Classes...) {
		if g, ok := classes[string(c)]; ok {
			out.Classes = append(out.Classes, PetitionFigure{Key: string(c), Figures: g})
		}
	}
	for _, c := range petition.Channels {
		if g, ok := channels[string(c)]; ok {
			out.Channels = append(out.Channels, PetitionFigure{Key: string(c), Figures: g})
		}
	}
	return out, nil
}

// restrictedAmong says how many of what a filter finds have restricted data.
// choice: QĐ 766 counts every petition that came, and a count names nobody, so that these are counted like all others; how many they
// are is said beside the figures.
func (r *Reader) restrictedAmong(f store.PetitionFilter) (int64, error) {
	hidden, err := r.o.restrictedPetitions(r.ctx, r.db)
	if err != nil || len(hidden) == 0 {
		return 0, err
	}
	all, err := r.db.CountPetitions(r.ctx, f)
	if err != nil {
		return 0, err
	}
	f.Except = append(f.Except[:len(f.Except):len(f.Except)], hidden...)
	rest, err := r.db.CountPetitions(r.ctx, f)
	return all - rest, err
}
