package office

import (
	"strings"
	"time"

	"motcua/law/access"
	"motcua/law/notice"
	"motcua/law/petition"
	"motcua/words/org"
)

// PetitionTold lists what whoever sent a petition was told, the newest first, for those who handle it.
func (r *Reader) PetitionTold(id petition.ID, lang string) ([]ToldLine, error) {
	p, err := r.o.foldPetition(r.ctx, r.db, id)
	if err != nil {
		return nil, err
	}
	if err := mayReadPetition(r.w, r.who, p, r.now); err != nil {
		return nil, err
	}
	return r.told(string(petition.Stream(id)), lang)
}

// Why nothing that happens to a petition reaches whoever sent it.
const (
	UnheardNoWay  = "no-way"  // they left nothing by which they could be told
	UnheardNoLine = "no-line" // they left a telephone or mail, and the city sends over neither
)

// Unheard says why nothing reaches the sender of a petition; "" when something does.
func (r *Reader) Unheard(p *petition.Petition) string {
	party, left := petitioner(p), false
	if party.Number != "" {
		return ""
	}
	for _, ch := range notice.Outside {
		if reach(ch, &party) == "" {
			continue
		}
		if left = true; r.o.sends(ch) {
			return ""
		}
	}
	if left {
		return UnheardNoLine
	}
	return UnheardNoWay
}

// A PetitionLook is one time that somebody opened a petition.
type PetitionLook struct {
	At      time.Time
	Person  PersonName
	Role    string
	Unit    UnitName
	Purpose string // a text key
}

// mostPetitionLooks is how many looks at a petition are listed.
const mostPetitionLooks = 200

// PetitionLooks lists who opened a petition, the last first, for those who answer for how it is handled. Whether the reader is one
// of them ok says.
func (r *Reader) PetitionLooks(id petition.ID) (looks []PetitionLook, ok bool, err error) {
	p, err := r.o.foldPetition(r.ctx, r.db, id)
	if err != nil {
		return nil, false, err
	}
	if err := mayReadPetition(r.w, r.who, p, r.now); err != nil {
		return nil, false, err
	}
	if access.May(r.who, "read-petition-looks", access.Object{Unit: p.Unit, Org: r.w.Org, At: r.now}) != nil {
		return nil, false, nil
	}
	rows, err := r.db.Reads(r.ctx, string(petition.Stream(id)), mostPetitionLooks)
	if err != nil {
		return nil, false, err
	}
	for _, row := range rows {
		l := PetitionLook{At: row.At, Purpose: row.Purpose, Person: r.w.person(strings.TrimPrefix(row.Account, officerPrefix))}
		if post := r.w.Org.Post(org.PostID(row.Post)); post != nil {
			l.Role, l.Unit = string(post.Role), r.w.unit(string(post.Unit), row.At)
		}
		looks = append(looks, l)
	}
	return looks, true, nil
}

// petitionNamed finds a petition by its code; ok is false for one that the reader may not read.
func (r *Reader) petitionNamed(code string) (id petition.ID, ok bool, err error) {
	row, ok, err := r.db.PetitionByCode(r.ctx, code)
	if err != nil || !ok {
		return "", false, err
	}
	p, err := r.o.foldPetition(r.ctx, r.db, petition.ID(row.ID))
	if err != nil {
		return "", false, err
	}
	return p.ID, mayReadPetition(r.w, r.who, p, r.now) == nil, nil
}
