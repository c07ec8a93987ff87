package office

import (
	"fmt"
	"time"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/words/form"
)

// mostCopied is how many dossiers one copy has.
// choice: far above what a person files in a life; a firm that files more gets them by the interface for programs.
const mostCopied = 2_000

// OwnData (bản sao dữ liệu cá nhân) is everything that the city keeps about who asks, in a shape that programs read.
type OwnData struct {
	Made     time.Time     `json:"made"`
	Person   dossier.Party `json:"person"`
	Wish     Wish          `json:"wishes"`
	Dossiers []OwnCopy     `json:"dossiers"`
	Requests []OwnRequest  `json:"requests"`

	Petitions []OwnPetition `json:"petitions"`
	Ratings   []OwnRating   `json:"ratings"`
	Surveys   []OwnSurvey   `json:"survey_answers"`
	Voices    []OwnVoice    `json:"voices"`
	Without   string        `json:"without"` // what no copy can have

	Conversations []OwnConversation `json:"conversations"`
}

// An OwnCopy is one dossier in the copy: what was told to the city, what came of it, and who looked at it.
type OwnCopy struct {
	ID        dossier.ID                `json:"id"`
	Code      string                    `json:"code,omitempty"`
	Procedure procedure.ID              `json:"procedure"`
	Name      string                    `json:"procedure_name"`
	State     string                    `json:"state"`
	Subject   string                    `json:"subject,omitempty"`
	Filed     time.Time                 `json:"filed,omitzero"`
	Received  time.Time                 `json:"received,omitzero"`
	Due       time.Time                 `json:"due,omitzero"`
	Ended     time.Time                 `json:"ended,omitzero"`
	Unit      string                    `json:"unit,omitempty"`
	Parties   dossier.Parties           `json:"parties"`
	Answers   form.Values               `json:"answers,omitempty"`
	Origins   map[string]dossier.Origin `json:"origins,omitempty"`
	Files     []OwnFile                 `json:"files,omitempty"`
	Result    string                    `json:"result_number,omitempty"`
	Looks     []OwnLook                 `json:"looks"`
	Erased    bool                      `json:"erased,omitempty"`
	View      *DossierView              `json:"-"`
}

// An OwnFile names a file of a dossier; its address gives it.
type OwnFile struct {
	Name    string `json:"name"`
	Address string `json:"address"`
}

// An OwnLook is a reading of a dossier by somebody in an office.
type OwnLook struct {
	At      time.Time `json:"at"`
	Role    string    `json:"role"`
	Unit    string    `json:"unit"`
	Purpose string    `json:"purpose,omitempty"`
	Reason  string    `json:"reason,omitempty"`
}

// An OwnRequest is what was asked about the data before.
type OwnRequest struct {
	Kind    string    `json:"kind"`
	Code    string    `json:"dossier,omitempty"`
	Asked   time.Time `json:"asked"`
	Due     time.Time `json:"due,omitzero"`
	Ended   time.Time `json:"ended,omitzero"`
	Outcome string    `json:"outcome,omitempty"`
	Words   string    `json:"words,omitempty"`
	Answer  string    `json:"answer,omitempty"`
}

// OwnData gives the copy of the reader's own data. Every dossier in it has its line in the read log before.
func (r *Reader) OwnData() (*OwnData, error) {
	if err := access.May(r.who, "ask-data", access.Object{At: r.now}); err != nil {
		return nil, err
	}
	out := &OwnData{Made: r.now, Dossiers: []OwnCopy{}, Requests: []OwnRequest{}, Ratings: []OwnRating{}, Without: r.say("request.without")}
	var err error
	if out.Wish, err = r.Wish(); err != nil {
		return nil, err
	}
	out.Person = dossier.Party{Name: r.who.Name, Number: r.who.Number}
	if p, ok, err := r.db.Person(r.ctx, r.who.Key); err != nil {
		return nil, err
	} else if ok {
		out.Person = personOf(p).Party
	}
	f := Filter{Limit: 100}
	for {
		list, err := r.Mine(f)
		if err != nil {
			return nil, err
		}
		if list.Total > mostCopied {
			return nil, fault.New(fault.Refused, "request.copy-large", "most", fmt.Sprint(mostCopied))
		}
		for i := range list.Rows {
			c, err := r.ownCopy(&list.Rows[i])
			if err != nil {
				return nil, err
			}
			out.Dossiers = append(out.Dossiers, *c)
			said, ok, err := r.ownRating(c)
			if err != nil {
				return nil, err
			}
			if ok {
				out.Ratings = append(out.Ratings, said)
			}
		}
		if f.After = list.Next; f.After == "" {
			break
		}
	}
	if out.Petitions, err = r.ownPetitions(); err != nil {
		return nil, err
	}
	if out.Conversations, err = r.ownConversations(); err != nil {
		return nil, err
	}
	if err := r.ownSaid(out); err != nil {
		return nil, err
	}
	asked, err := r.OwnRequests()
	for i := range asked {
		q := &asked[i]
		out.Requests = append(out.Requests, OwnRequest{string(q.Kind), q.Code, q.Asked, q.Due, q.Ended, q.Outcome, q.Words, q.Answer})
	}
	return out, err
}

func (r *Reader) ownCopy(row *Row) (*OwnCopy, error) {
	d, err := r.Dossier(dossier.ID(row.ID), "read.copy")
	if err != nil {
		return nil, err
	}
	c := &OwnCopy{
		ID: d.ID, Code: codeOf(d.Dossier), Procedure: d.Procedure, Name: row.ProcName, State: d.State.String(), Subject: d.Subject, Filed: row.Filed, Received: d.Received,
		Due: d.Promise.At, Ended: row.Ended, Unit: d.CompetentN.Name, Parties: d.Parties, Answers: d.Values, Origins: d.Origins, Result: d.Result.Number, Erased: d.Erased,
		Looks: []OwnLook{}, View: d,
	}
	for _, f := range d.Files {
		c.Files = append(c.Files, OwnFile{f.Name, r.o.cfg.Base + "/ho-so/" + row.ID + "/tep/" + f.Hash})
	}
	looks, err := r.Looks(d.ID)
	for _, l := range looks {
		purpose := ""
		if l.Purpose != "" {
			purpose = r.say(l.Purpose)
		}
		c.Looks = append(c.Looks, OwnLook{l.At, r.say("org.role." + l.Role), l.Unit.Name, purpose, l.Reason})
	}
	return c, err
}
