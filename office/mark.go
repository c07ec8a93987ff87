package office

import (
	"time"

	"motcua/law/access"
	"motcua/law/dossier"
)

// A Mark says how far a dossier has come, without anything personal: what a program compares before it acts.
type Mark struct {
	ID      dossier.ID
	Version int64
	Code    string
	State   dossier.State
}

// A Move is an event that moved a dossier, without words.
type Move struct {
	Version int64 // of the dossier after it
	Kind    string
	At      time.Time
	Person  PersonName
	Unit    UnitName
	State   dossier.State // after it
}

// Mark gives the mark of a dossier to those who may read it, and what moved it since a version that they saw. It shows
// no content, so it leaves no line in the read log.
func (r *Reader) Mark(id dossier.ID, seen int64) (Mark, []Move, error) {
	d, err := r.o.fold(r.ctx, r.db, id)
	if err != nil {
		return Mark{}, nil, err
	}
	if err := r.mayKnow(d); err != nil {
		return Mark{}, nil, err
	}
	m := Mark{ID: d.ID, Version: d.Version, Code: d.Code, State: d.State}
	var moves []Move
	for i, s := range d.History { // one line for each event, so that the line's place is the version
		if int64(i) < seen || r.who.Kind != access.Officer {
			continue
		}
		moves = append(moves, Move{
			Version: int64(i) + 1, Kind: s.Kind, At: s.At, Person: r.w.person(s.Actor), Unit: r.w.unit(s.Unit, s.At), State: s.State,
		})
	}
	return m, moves, nil
}
