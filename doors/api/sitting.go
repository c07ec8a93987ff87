package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/office"
)

// sitting names the operations on a dossier that is settled while its applicant waits.
const sitting = "sitting"

// A SittingStep is one step that is left, with whether the caller may do it at this moment.
type SittingStep struct {
	Act      string   `json:"act" enum:"finish,approve,number,issue,hand-over"`
	Token    int      `json:"token,omitempty" doc:"Of the task; none for the hand-over."`
	Name     string   `json:"name,omitempty" doc:"Of the step in its process."`
	May      bool     `json:"may" doc:"The caller may do it, after those before it."`
	Refusal  string   `json:"refusal,omitempty" doc:"Why not; the type of a problem." example:"/api/problems/access.delegation.over"`
	Who      []string `json:"who,omitempty" doc:"Who may then."`
	Outcomes []string `json:"outcomes,omitempty" doc:"How the step may end, the way to the result first."`
	Number   string   `json:"number,omitempty" doc:"What the unit's book of results gives next; another may take it first."`
	Document string   `json:"document,omitempty" doc:"The decision that it would rest on: of the delegation or the order."`
}

// A Sitting is a dossier's steps up to the hand-over.
type Sitting struct {
	ID    string        `json:"id"`
	Code  string        `json:"code"`
	Mine  int           `json:"mine" doc:"How many of the steps, from the first on, the caller may do."`
	Steps []SittingStep `json:"steps"`
}

type sittingAnswer struct {
	ETag string `header:"ETag" doc:"The dossier's version now."`
	Body Sitting
}

// A SitStep is one step with what it asks for.
type SitStep struct {
	Act      string        `json:"act" enum:"finish,approve,number,issue,hand-over"`
	Token    int           `json:"token,omitempty" minimum:"0" maximum:"100000" doc:"Of the task; none for the hand-over."`
	Outcome  string        `json:"outcome,omitempty" maxLength:"100" doc:"One of the step's outcomes; may be left out where there is one."`
	Words    string        `json:"words,omitempty" maxLength:"4000" doc:"For colleagues."`
	Number   string        `json:"number,omitempty" maxLength:"100" doc:"Number of the document; left out, the unit's book gives its next." example:"12/2026"`
	Result   string        `json:"result,omitempty" maxLength:"100" doc:"Code of the kind of result."`
	File     string        `json:"file,omitempty" maxLength:"64" doc:"Hash of the uploaded document."`
	HandOver *HandOverBody `json:"hand_over,omitempty" doc:"Of the hand-over."`
}

// A SitBody is what is done in one sitting.
type SitBody struct {
	Steps []SitStep `json:"steps" minItems:"1" maxItems:"12" doc:"As reading the sitting gave them, in that order; fewer leave the rest for later."`
}

// sittings are the operations on a dossier that is settled in one sitting.
func (d *Door) sittings() {
	o := op("Acts", "read-"+sitting, http.MethodGet, "/dossiers/{id}/"+sitting, "The steps left until the result",
		"Of a dossier that is settled where it was received, while the applicant waits (giải quyết ngay): each step, whether the caller may do it, and who may where not.", signedIn)
	o.Errors = append(o.Errors, http.StatusForbidden, http.StatusNotFound, http.StatusConflict)
	huma.Register(d.api, o, d.sitting)
	actOn(d, sitting, true, "Do several steps in one sitting",
		"Does steps one after the other, all or none: each is an event of its own under its own right, looked at in its moment. A delegation that is over or exceeded refuses the whole, and the problem points at the step.",
		func(ctx context.Context, who office.Who, cmd office.Command, on office.On, in SitBody) error {
			steps := make([]office.SitStep, len(in.Steps))
			for i := range in.Steps {
				steps[i] = in.Steps[i].inward()
			}
			return d.o.Office.Sit(ctx, who, cmd, on, steps)
		})
}

func (s *SitStep) inward() office.SitStep {
	out := office.SitStep{Act: dossier.Act(s.Act), Token: s.Token}
	if h := s.HandOver; h != nil {
		out.HandOver = h.inward()
	}
	out.Finish = dossier.Finishing{Outcome: s.Outcome, Words: s.Words, Number: s.Number, Result: s.Result, File: s.File}
	return out
}

func (d *Door) sitting(ctx context.Context, in *DossierAt) (*sittingAnswer, error) {
	s, err := d.reader(ctx).Sitting(dossier.ID(in.ID))
	if err != nil {
		return nil, err
	}
	v := visitOf(ctx).voice
	out := Sitting{ID: string(s.ID), Code: s.Code, Mine: s.Mine, Steps: []SittingStep{}}
	for i := range s.Steps {
		x := &s.Steps[i]
		step := SittingStep{Act: string(x.Act), Token: x.Token, Name: words(v, x.Name), May: x.Refusal == nil, Number: x.Number}
		if f := fault.As(x.Refusal); f != nil {
			step.Refusal = problemPath + f.Key
		}
		for _, w := range x.Who {
			step.Who = append(step.Who, w.Name)
		}
		for _, k := range x.Outcomes {
			step.Outcomes = append(step.Outcomes, k.Value)
		}
		if x.Under != nil {
			step.Document = x.Under.Document
		}
		out.Steps = append(out.Steps, step)
	}
	return &sittingAnswer{ETag: tag(s.Version), Body: out}, nil
}
