package office

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/petition"
)

// A SharedPetition is what other applications are told of a petition: where it stands, and of one that was published what everybody
// may read. Nothing of it was typed by its sender.
type SharedPetition struct {
	PublicPetition
	Service string
	Updated time.Time
	Due     time.Time // of the answer; zero where no such clock runs
	Guarded bool      // nothing but its state is told
}

// A ShareFilter narrows the list for other applications.
type ShareFilter struct {
	Codes    []string // over all else
	Services []string
	Closed   *bool
	From, To time.Time // of sending
	Offset   int
	Limit    int // at most MostShared
}

// MostShared is the most petitions of one answer, as GeoReport v2 has it.
const MostShared = 1000

// sharedChannels are those whose reports other applications are told of before they are published: by their state alone.
var sharedChannels = []string{string(petition.Open311)}

// Closed says whether other applications are told that nothing is to come. What the office answered is closed when the sender says
// that it is resolved.
// choice: GeoReport v2 has two states only, and closed is "it has been resolved".
func (p *SharedPetition) Closed() bool { return !p.State.Open() && p.State != petition.Answered }

// SharedPetitions lists petitions for other applications, the last sent first.
func (r *Reader) SharedPetitions(f ShareFilter) ([]SharedPetition, error) {
	if err := access.May(r.who, "read-public", access.Object{At: r.now}); err != nil {
		return nil, err
	}
	q := store.PetitionFilter{Shared: sharedChannels, Service: f.Services, From: f.From, To: f.To, Offset: max(f.Offset, 0), Limit: MostShared}
	if f.Limit > 0 {
		q.Limit = min(f.Limit, MostShared)
	}
	for _, c := range petition.Guarded {
		q.Guarded = append(q.Guarded, string(c))
	}
	if f.Closed != nil {
		for _, s := range petition.States {
			if one := (SharedPetition{PublicPetition: PublicPetition{State: s}}); one.Closed() == *f.Closed {
				q.States = append(q.States, string(s))
			}
		}
	}
	if len(f.Codes) > 0 {
		q = store.PetitionFilter{Shared: q.Shared, Guarded: []string{"-"}, Limit: MostShared}
		for _, c := range f.Codes[:min(len(f.Codes), MostShared)] {
			q.Codes = append(q.Codes, strings.ToUpper(strings.TrimSpace(c)))
		}
	}
	var err error
	if q.Except, err = r.o.restrictedPetitions(r.ctx, r.db); err != nil {
		return nil, err
	}
	rows, err := r.db.Petitions(r.ctx, q)
	if err != nil {
		return nil, err
	}
	out, names := make([]SharedPetition, 0, len(rows)), map[string]UnitName{}
	for i := range rows {
		p, err := r.sharedPetition(&rows[i], names)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// sharedPetition shows a row; names are of the units that were looked up.
func (r *Reader) sharedPetition(row *store.PetitionRow, names map[string]UnitName) (SharedPetition, error) {
	open := !row.Published.IsZero()
	p := SharedPetition{Service: row.Service, Updated: row.Updated, Guarded: !open && slices.Contains(petition.Guarded, petition.Class(row.Class))}
	p.Code, p.State, p.Sent, p.Answered, p.Resolved = row.Code, petition.State(row.State), row.Sent, row.Answered, row.Resolved
	if strings.HasSuffix(row.Clock, "-answer") {
		p.Due = row.Due
	}
	if p.Closed() && !row.Resolved.IsZero() {
		p.Updated = row.Resolved
	}
	if p.Guarded {
		return p, nil
	}
	name, known := names[row.Unit]
	if !known {
		name = r.w.unit(row.Unit, r.now)
		names[row.Unit] = name
	}
	p.Class, p.UnitN = petition.Class(row.Class), name
	if !open {
		return p, nil
	}
	p.Commune, p.Published, p.Reopened, p.Rating = row.Commune, row.Published, row.Reopened, row.Rating
	if err := r.answerStands(&p.PublicPetition); err != nil {
		return p, err
	}
	return p, json.Unmarshal([]byte(row.Public), &p.Public)
}

// PetitionByToken gives the code of a petition whose identity a program has: it is given to whoever sent it and to nobody else.
func (r *Reader) PetitionByToken(id petition.ID) (string, error) {
	if err := access.May(r.who, "read-public", access.Object{At: r.now}); err != nil {
		return "", err
	}
	row, ok, err := r.db.Petition(r.ctx, string(id))
	if err != nil {
		return "", err
	}
	if !ok {
		return "", fault.New(fault.Missing, "petition.missing")
	}
	return row.Code, nil
}

// The settings of the door for other applications.
const (
	openKey          = "petition.open311-key"
	openJurisdiction = "petition.open311-name"
	keyRequests      = "petition.key-requests"
)

// KeyRequests is how many requests a minute the key of a connected system has.
// choice: ten a second for a city that says nothing, far above what an application that reports or reads lists needs.
func (w *World) KeyRequests() int {
	if n, ok := whole(w.Setting(keyRequests).Value); ok {
		return n
	}
	return 600
}

// OpenKeyNeeded says whether a program that sends petitions has to show the key of a connected system.
func (w *World) OpenKeyNeeded() bool {
	s, _ := w.Setting(openKey).Value.(string)
	return cmp.Or(s, "required") != "optional"
}

// OpenJurisdiction is how other applications name the city, "" for however they like.
func (w *World) OpenJurisdiction() string {
	s, _ := w.Setting(openJurisdiction).Value.(string)
	return s
}
