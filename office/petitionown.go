package office

import (
	"time"

	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/law/survey"
	"motcua/words/ledger"
	"motcua/words/org"
)

// An OwnPetition is one petition in the copy of somebody's own data: what they sent, what was answered, and who looked at it.
type OwnPetition struct {
	About     dossier.ID        `json:"about"` // as a request about it names it
	Code      string            `json:"code"`
	Channel   petition.Channel  `json:"channel"`
	Class     petition.Class    `json:"class,omitempty"`
	State     petition.State    `json:"state"`
	Sent      time.Time         `json:"sent"`
	Title     string            `json:"title,omitempty"`
	Text      string            `json:"text,omitempty"`
	Place     string            `json:"place,omitempty"`
	Point     *petition.Point   `json:"point,omitempty"`
	Person    petition.Person   `json:"person"`
	Files     []string          `json:"files,omitempty"` // names of what came with it
	Unit      string            `json:"unit,omitempty"`
	Answer    string            `json:"answer,omitempty"`
	Answered  time.Time         `json:"answered,omitzero"`
	Rating    string            `json:"rating,omitempty"`
	Unsettled bool              `json:"unsettled,omitempty"` // the sender called the answer unsettled
	Looks     []OwnLook         `json:"looks"`
	Erased    bool              `json:"erased,omitempty"`
	View      *FollowedPetition `json:"-"`
}

// An OwnRating is what somebody said about how a dossier ended.
type OwnRating struct {
	Code      string        `json:"dossier"`
	Given     time.Time     `json:"given"`
	Corrected time.Time     `json:"corrected,omitzero"`
	Answer    survey.Answer `json:"answer"`
	Comment   string        `json:"comment,omitempty"`
}

// ownPetitions are all petitions of the reader's account.
func (r *Reader) ownPetitions() ([]OwnPetition, error) {
	out := []OwnPetition{}
	if r.who.Key == "" {
		return out, nil
	}
	rows, err := r.db.Petitions(r.ctx, store.PetitionFilter{Person: r.who.Key, Limit: mostCopied})
	if err != nil {
		return nil, err
	}
	for i := range rows {
		p, err := r.o.foldPetition(r.ctx, r.db, petition.ID(rows[i].ID))
		if err != nil {
			return nil, err
		}
		c := OwnPetition{
			About: erasedPetition(p.ID),
			Code:  p.Code, Channel: p.Channel, Class: p.Class, State: p.State, Sent: p.Sent, Title: p.Title, Text: p.Text, Place: p.Place, Point: p.Point, Person: p.Person,
			Unit: r.w.unit(p.Unit, r.now).Name, Answer: p.Answer, Answered: p.Answered, Rating: p.Rating, Unsettled: p.Unsettled(), Erased: p.Erased,
		}
		for _, f := range p.Files {
			c.Files = append(c.Files, f.Name)
		}
		if c.Looks, err = r.ownLooks(petition.Stream(p.ID)); err != nil {
			return nil, err
		}
		if c.View, err = r.followed(p); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// ownLooks are the officers' looks at a petition or a conversation, without their names.
func (r *Reader) ownLooks(at ledger.StreamID) ([]OwnLook, error) {
	out := []OwnLook{}
	looks, err := r.db.Reads(r.ctx, string(at), mostReadings)
	for _, l := range looks {
		if post := r.w.Org.Post(org.PostID(l.Post)); post != nil {
			out = append(out, OwnLook{At: l.At, Role: r.say("org.role." + string(post.Role)), Unit: r.w.unit(string(post.Unit), l.At).Name})
		}
	}
	return out, err
}

// ownRating is what the reader said about one of their dossiers; ok is false for nothing.
func (r *Reader) ownRating(c *OwnCopy) (out OwnRating, ok bool, err error) {
	id := r.o.ratingID(c.ID, r.who.Key)
	evs, err := r.db.Events(r.ctx, survey.Stream(id))
	if err != nil || len(evs) == 0 {
		return out, false, err
	}
	q, err := survey.Fold(id, evs)
	if err != nil {
		return out, false, err
	}
	return OwnRating{Code: c.Code, Given: q.Given, Corrected: q.Corrected, Answer: q.Answer, Comment: q.Comment}, true, nil
}
