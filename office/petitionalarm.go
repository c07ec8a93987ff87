package office

import (
	"context"
	"slices"
	"strings"
	"time"

	"motcua/keep/store"
	"motcua/law/petition"
)

// petitionTells are the alarms of petitions of which somebody is told at once, with who: the officer who leads, the leaders of the unit,
// the supervision of the city.
// choice: at half of the time whoever works on it is reminded; what is late goes up to those who answer for the whole, and what is late
// with these to whoever stands above them.
var petitionTells = map[petition.AlarmKind]struct{ lead, leaders, supervision bool }{
	petition.AlarmHalf:     {true, false, false},
	petition.AlarmNear:     {true, true, false},
	petition.AlarmLate:     {true, true, true},
	petition.AlarmUnheeded: {false, true, false},
}

// tellPetitionAlarms tells of the alarms of petitions that began to ring in a time, each once to each of them.
func (o *Office) tellPetitionAlarms(ctx context.Context, w *World, from, now time.Time) error {
	for _, kind := range petition.AlarmKinds {
		to, tells := petitionTells[kind]
		if !tells {
			continue
		}
		f := store.PetitionFilter{Alarm: string(kind), At: now, Since: from, ByID: true, Limit: alarmPage}
		for {
			rows, err := o.db.Read().Petitions(ctx, f)
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				break // nothing is written for a kind of which nothing began
			}
			err = o.db.Write(ctx, func(tx *store.Tx) error {
				for i := range rows {
					x := &rows[i]
					var people []string
					if to.lead && x.Lead != "" {
						people = append(people, x.Lead)
					}
					if to.leaders {
						people = append(people, w.leaders(x.Unit, now)...)
					}
					if to.supervision {
						people = append(people, w.supervisors(now)...)
						people = append(people, w.overSupervised(x.Unit, now)...)
					}
					if err := o.tellPetitionAlarm(tx, w, kind, x, people); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
			f.After = rows[len(rows)-1].ID
		}
	}
	return nil
}

// tellPetitionAlarm tells people of an alarm, but the official whom the petition is about and, of a complaint, those of their unit.
func (o *Office) tellPetitionAlarm(tx *store.Tx, w *World, kind petition.AlarmKind, x *store.PetitionRow, people []string) error {
	due := x.Due
	if kind == petition.AlarmUnheeded {
		due = x.Unheeded
	}
	people = slices.DeleteFunc(people, func(person string) bool { return w.untold(person, x, tx.Now()) })
	return o.tellEach(tx, w, string(petition.Stream(petition.ID(x.ID))), string(kind), string(kind), told{Code: x.Code, Due: due, Unit: x.Unit}, people)
}

// petitionRings says whether an alarm of a petition that somebody was told of still rings.
func (r *Reader) petitionRings(id petition.ID, kind string, due time.Time) (bool, error) {
	rows, err := r.db.Petitions(r.ctx, store.PetitionFilter{Alarm: kind, At: r.now, ID: string(id), Limit: 1})
	if err != nil || len(rows) == 0 {
		return false, err
	}
	if strings.HasSuffix(kind, "unheeded") {
		return rows[0].Unheeded.Equal(due), nil
	}
	return rows[0].Due.Equal(due), nil
}

// petitionAlarms counts the alarms of petitions that ring in the reader's units.
func (r *Reader) petitionAlarms() (map[petition.AlarmKind]int, error) {
	f := r.petitionFilter(PetitionFilter{})
	f.Open = nil
	found, err := r.db.PetitionAlarms(r.ctx, f, r.now)
	all := map[petition.AlarmKind]int{}
	for k, n := range found {
		all[petition.AlarmKind(k)] = n
	}
	return all, err
}

// lateRatings counts the bad ratings of results whose follow-up is past its time and that the reader answers for.
func (r *Reader) lateRatings() (int, error) {
	if r.MayReadCases() != nil {
		return 0, nil
	}
	f := r.caseFilter(true)
	f.Over = r.now
	n, err := r.db.CountRatedCases(r.ctx, f)
	return int(n), err
}
