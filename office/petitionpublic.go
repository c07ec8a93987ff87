package office

import (
	"cmp"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/keep/blob"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/petition"
)

// A PublicPetition is what everybody may read of a petition: nothing that its sender typed.
type PublicPetition struct {
	Code      string
	Class     petition.Class
	State     petition.State
	Commune   string
	UnitN     UnitName // that has it now
	AnswerN   UnitName // that gave the answer which stands there
	Sent      time.Time
	Answered  time.Time
	Resolved  time.Time
	Published time.Time
	Reopened  int
	Unsettled bool // the sender called the answer that stands there unsettled
	Rating    string
	Supports  int64 // of people who met with the same
	Likes     int64 // of people beside the sender who call the answer good
	Dislikes  int64
	Into      string // code of the one that it was joined to and that goes on, where that is published too
	petition.Public
}

// publicPetition shows a row; hidden are the petitions whose data are restricted.
func (r *Reader) publicPetition(row *store.PetitionRow, hidden []string) (PublicPetition, error) {
	p := PublicPetition{
		Code: row.Code, Class: petition.Class(row.Class), State: petition.State(row.State), Commune: row.Commune, UnitN: r.w.unit(row.Unit, r.now), AnswerN: r.w.unit(row.Answerer, row.Answered), Sent: row.Sent,
		Answered: row.Answered, Resolved: row.Resolved, Published: row.Published, Reopened: row.Reopened, Rating: row.Rating,
		Supports: row.Supports, Likes: row.Likes, Dislikes: row.Dislikes,
	}
	if row.Into != "" {
		main, ok, err := r.db.Petition(r.ctx, row.Into)
		if err != nil {
			return p, err
		}
		if ok && !main.Published.IsZero() && !slices.Contains(hidden, main.ID) {
			p.Into = main.Code
		}
	}
	if err := r.answerStands(&p); err != nil {
		return p, err
	}
	return p, json.Unmarshal([]byte(row.Public), &p.Public)
}

// answerStands says of the answer that everybody reads whether its sender called it unsettled. Until the next one is written for everybody and
// published, it is that of before, with its own day and unit.
func (r *Reader) answerStands(p *PublicPetition) error {
	if p.Unsettled = p.State.Unsettles(p.Reopened); p.Reopened == 0 || !p.Published.Before(p.Answered) {
		return nil
	}
	row, ok, err := r.db.PetitionByCode(r.ctx, p.Code)
	if err != nil || !ok {
		return err
	}
	whole, err := r.o.foldPetition(r.ctx, r.db, petition.ID(row.ID))
	if err != nil {
		return err
	}
	for i := range whole.History {
		if s := &whole.History[i]; s.Act == petition.ActAnswer && s.At.Before(p.Published) {
			p.Answered, p.AnswerN, p.Unsettled = s.At, r.w.unit(s.Holder, s.At), true
		}
	}
	return nil
}

// A PublicState narrows the list of published petitions by what became of them.
type PublicState string

// The states of the public list. Each petition in it was answered.
const (
	AnyPublic   PublicState = ""
	Unconfirmed PublicState = "unconfirmed" // answered; the sender has not said yet whether it is resolved
	Settled     PublicState = "resolved"    // resolved, says the sender
	Reopened    PublicState = "reopened"    // the sender had it opened again
	Disliked    PublicState = "disliked"    // more people call the answer bad than good
)

// PublicStates are the states in the order of a form.
var PublicStates = []PublicState{Unconfirmed, Settled, Reopened, Disliked}

// A PublicFilter narrows the list of what was published.
type PublicFilter struct {
	Words    string // looked for in what was written for everybody
	Class    petition.Class
	Commune  string // code of a ward or commune
	State    PublicState
	From, To time.Time // of sending, from one moment up to another; zero: always
	After    string    // the place that the page before gave
	Limit    int       // 0: PetitionsShown
}

// A PublicPage is a page of published petitions, the last published first. Next leads to the one after it, "" for none: it names a place in the
// list, so that what is published meanwhile moves nothing.
type PublicPage struct {
	Rows  []PublicPetition
	Total int64
	Next  string
}

func (f *PublicFilter) store() (store.PetitionFilter, error) {
	q := store.PetitionFilter{Public: true, Words: vn.Fold(f.Words), Class: string(f.Class), Commune: f.Commune, From: f.From, To: f.To, Limit: cmp.Or(f.Limit, PetitionsShown)}
	switch f.State {
	case AnyPublic:
	case Unconfirmed:
		q.State = string(petition.Answered)
	case Settled:
		q.State = string(petition.Resolved)
	case Reopened:
		q.Again = true
	case Disliked:
		q.Disliked = true
	default:
		return q, fault.New(fault.Invalid, "petition.public-state").At("state")
	}
	if f.After != "" {
		at, code, ok := strings.Cut(f.After, "-")
		n, err := strconv.ParseInt(at, 10, 64)
		if !ok || err != nil || n <= 0 || len(code) > 40 {
			return q, fault.New(fault.Invalid, "petition.public-place").At("after")
		}
		q.Behind = store.Mark{At: time.UnixMicro(n), Code: code}
	}
	return q, nil
}

// PublicPetitions gives a page of what was published, and counts all of it.
func (r *Reader) PublicPetitions(f PublicFilter) (page PublicPage, err error) {
	if err := access.May(r.who, "read-public", access.Object{At: r.now}); err != nil {
		return page, err
	}
	q, err := f.store()
	if err != nil {
		return page, err
	}
	if q.Except, err = r.o.restrictedPetitions(r.ctx, r.db); err != nil {
		return page, err
	}
	all := q
	all.Behind = store.Mark{}
	if page.Total, err = r.db.CountPetitions(r.ctx, all); err != nil {
		return page, err
	}
	q.Limit++
	rows, err := r.db.Petitions(r.ctx, q)
	if err != nil {
		return page, err
	}
	if len(rows) == q.Limit {
		rows = rows[:q.Limit-1]
		last := &rows[len(rows)-1]
		page.Next = strconv.FormatInt(last.Published.UnixMicro(), 10) + "-" + last.Code
	}
	page.Rows = make([]PublicPetition, 0, len(rows))
	for i := range rows {
		p, err := r.publicPetition(&rows[i], q.Except)
		if err != nil {
			return page, err
		}
		page.Rows = append(page.Rows, p)
	}
	return page, nil
}

// PublicByCommune counts what a filter finds ward by ward: how much was published (answered, all of it), and what became of it.
func (r *Reader) PublicByCommune(f PublicFilter) ([]store.CommuneSum, error) {
	if err := access.May(r.who, "read-public", access.Object{At: r.now}); err != nil {
		return nil, err
	}
	q, err := f.store()
	if err != nil {
		return nil, err
	}
	if q.Except, err = r.o.restrictedPetitions(r.ctx, r.db); err != nil {
		return nil, err
	}
	return r.db.PublishedByCommune(r.ctx, q)
}

// PublicPetition gives one that was published.
func (r *Reader) PublicPetition(code string) (PublicPetition, error) {
	if err := access.May(r.who, "read-public", access.Object{At: r.now}); err != nil {
		return PublicPetition{}, err
	}
	row, ok, err := r.db.PetitionByCode(r.ctx, petition.ReadCode(code))
	if err != nil {
		return PublicPetition{}, err
	}
	hidden, err := r.o.restrictedPetitions(r.ctx, r.db)
	if err != nil {
		return PublicPetition{}, err
	}
	if !ok || slices.Contains(hidden, row.ID) {
		return PublicPetition{}, fault.New(fault.Missing, "petition.missing")
	}
	if row.Published.IsZero() {
		return PublicPetition{}, r.notPublic(petition.ID(row.ID))
	}
	return r.publicPetition(&row, hidden)
}

// notPublic says that one does not stand there: of one that did, and was taken down to be mended, that it was.
func (r *Reader) notPublic(id petition.ID) error {
	p, err := r.o.foldPetition(r.ctx, r.db, id)
	switch {
	case err != nil:
		return err
	case p.Mends():
		return fault.New(fault.Missing, "petition.taken-down")
	}
	return fault.New(fault.Missing, "petition.missing")
}

// PublicPicture gives a picture that was published with a petition: always the copy that was drawn anew.
func (r *Reader) PublicPicture(code, hash string) (io.ReadSeekCloser, string, error) {
	p, err := r.PublicPetition(code)
	if err != nil {
		return nil, "", err
	}
	if !slices.Contains(p.Files, hash) {
		return nil, "", fault.New(fault.Missing, "petition.missing")
	}
	body, ref, err := r.o.cfg.Blobs.Get(blob.Hash(hash))
	return body, ref.Type, err
}

// PetitionFigures are the figures of a year that everybody may read: what was answered, and what the senders call resolved.
func (r *Reader) PetitionFigures(year int) (store.PetitionSums, error) {
	if err := access.May(r.who, "read-public", access.Object{At: r.now}); err != nil {
		return store.PetitionSums{}, err
	}
	from := time.Date(year, 1, 1, 0, 0, 0, 0, Zone)
	return r.db.PetitionSums(r.ctx, from, from.AddDate(1, 0, 0), r.now)
}
