package office

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/law/survey"
	"motcua/words/form"
)

// An OwnSurvey is what somebody answered to a survey for which they were drawn.
// choice: an invitation of whom the city has a number is a person's; one that went to a telephone or a mail alone, and an answer that
// nobody was invited to, lead to nobody, and looking for them would be the identifying that they were promised not to meet.
type OwnSurvey struct {
	Survey   string      `json:"survey"`
	About    dossier.ID  `json:"about"` // the dossier or petition
	Asked    time.Time   `json:"asked"`
	Answered time.Time   `json:"answered"`
	Answers  []OwnAnswer `json:"answers"`
	Code     string      `json:"code,omitempty"`
	Erased   bool        `json:"words_erased,omitempty"` // own words went with what they were about
}

// An OwnAnswer is a question with what was answered.
type OwnAnswer struct {
	Question form.Text   `json:"question"`
	Chosen   []form.Text `json:"chosen,omitempty"`
	Words    string      `json:"words,omitempty"`
}

// An OwnVoice is what somebody says of another's published petition.
type OwnVoice struct {
	Petition string           `json:"petition"`
	Support  bool             `json:"support"` // they met with the same
	Opinion  petition.Opinion `json:"opinion,omitempty"`
	Said     time.Time        `json:"said"` // what holds
}

// ownSaid adds to the copy what the reader answered and said.
func (r *Reader) ownSaid(out *OwnData) (err error) {
	if out.Surveys, err = r.ownSurveys(); err == nil {
		out.Voices, err = r.ownVoices()
	}
	return err
}

// ownSurveys are the reader's answers to surveys, the oldest first.
func (r *Reader) ownSurveys() ([]OwnSurvey, error) {
	out := []OwnSurvey{}
	rows, err := r.db.InvitationsTo(r.ctx, r.who.Key)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		q, c, sheet, err := r.o.invited(r.ctx, r.db, r.who, rows[i].ID, "")
		if err != nil {
			return nil, err
		}
		evs, err := r.db.Events(r.ctx, survey.ResponseStream(q.ID))
		if err != nil {
			return nil, err
		}
		x := OwnSurvey{Survey: c.Title, About: dossier.ID(q.Matter), Asked: q.Sent, Answered: q.Answered, Answers: []OwnAnswer{}}
		words := map[string]string{}
		for j := range evs {
			x.Erased = x.Erased || evs[j].Erased
			if len(evs[j].Private) > 0 {
				if err := json.Unmarshal(evs[j].Private, &words); err != nil {
					return nil, fmt.Errorf("words of %s: %w", evs[j].Stream, err)
				}
			}
		}
		chosen := map[string][]string{}
		if err := json.Unmarshal([]byte(q.Answers), &chosen); err != nil {
			return nil, fmt.Errorf("answers of invitation %s: %w", q.ID, err)
		}
		for _, a := range sheet.Asks {
			if said := (OwnAnswer{a.Label, chosenLabels(a, chosen[a.ID]), words[a.ID]}); said.Chosen != nil || said.Words != "" {
				x.Answers = append(x.Answers, said)
			}
		}
		m, err := r.o.askedMatter(r.ctx, r.db, q.Matter)
		if err != nil {
			return nil, err
		}
		x.Code = m.code
		out = append(out, x)
	}
	return out, nil
}

// chosenLabels are the labels of what was chosen.
func chosenLabels(a survey.Ask, values []string) (out []form.Text) {
	for _, v := range values {
		label := form.Text{VI: v, EN: v}
		for _, o := range a.Choices() {
			if o.Value == v {
				label = o.Label
			}
		}
		out = append(out, label)
	}
	return out
}

// ownVoices are what the reader says of others' petitions. Nothing in the city's data has whose a voice is: for each petition that was
// spoken of, the reader's own identity is reckoned and looked for, so that one's own voices are found and nobody else's.
func (r *Reader) ownVoices() ([]OwnVoice, error) {
	out := []OwnVoice{}
	if r.who.Key == "" {
		return out, nil
	}
	spoken, err := r.db.SpokenOf(r.ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(spoken))
	for i, id := range spoken {
		ids[i] = r.o.voiceID(petition.ID(id), r.who)
	}
	rows, err := r.db.Voices(r.ctx, ids)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		v := &rows[i]
		p, _, err := r.db.Petition(r.ctx, v.Petition)
		if err != nil {
			return nil, err
		}
		evs, err := r.db.Events(r.ctx, petition.VoiceStream(v.ID))
		if err != nil {
			return nil, err
		}
		out = append(out, OwnVoice{Petition: p.Code, Support: v.Support, Opinion: petition.Opinion(v.Opinion), Said: evs[len(evs)-1].At})
	}
	slices.SortFunc(out, func(a, b OwnVoice) int { return a.Said.Compare(b.Said) })
	return out, nil
}
