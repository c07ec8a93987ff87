package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"motcua/ground/text"
	"motcua/office"
)

// A Found is what anyone may know by the code alone.
type Found struct {
	Code   string `json:"code" doc:"The official code."`
	Degree int    `json:"degree" minimum:"0" maximum:"100" doc:"How far it is, in percent."`
	Phase
}

// A History is what the holder of the receipt sees: dated, without persons and words.
type History struct {
	Found
	Procedure     string    `json:"procedure"`
	ProcedureName string    `json:"procedure_name"`
	Reception     *Unit     `json:"reception,omitempty"`
	Competent     *Unit     `json:"competent,omitempty"`
	Received      time.Time `json:"received,omitzero"`
	Promise       Promise   `json:"promise"`
	Late          bool      `json:"late"`
	Return        string    `json:"return,omitempty" doc:"How the result is wanted."`
	Bar           []Span    `json:"bar" doc:"In whose hands the time was."`
	Steps         []Step    `json:"steps"`
}

// CodeAt names a dossier by its code.
type CodeAt struct {
	Code string `path:"code" maxLength:"120" doc:"The dossier's code, or its code in another system." example:"H26.103.25.7-260303-0001"`
}

type checkAt struct {
	CodeAt
	Check string `header:"Check-Code" required:"true" maxLength:"40" doc:"The ten characters of form 01; in a header, so that no log of addresses has them." example:"7K2QM-9XD4R"`
}

type foundAnswer struct{ Body Found }

type historyAnswer struct{ Body History }

// lookups are the reads for anyone.
func (d *Door) lookups() {
	l := op("Lookup", "look-up", http.MethodGet, "/lookup/{code}", "State by code",
		"The state and how far the dossier is, for anyone who has its code. Nothing tells whose it is.", openToAll)
	l.Errors = append(l.Errors, http.StatusNotFound)
	huma.Register(d.api, l, func(ctx context.Context, in *CodeAt) (*foundAnswer, error) {
		f, err := tried(ctx, d.o.Guesses, func() (office.Lookup, error) { return d.reader(ctx).Lookup(in.Code) })
		if err != nil {
			return nil, err
		}
		return &foundAnswer{Found{Code: f.Code, Degree: f.Degree, Phase: phase(visitOf(ctx).voice, f.State)}}, nil
	})
	h := op("Lookup", "read-history", http.MethodGet, "/lookup/{code}/history", "Dated history by code and check code",
		"What happened when at which unit, for the holder of form 01. A wrong check code gets the answer of a wrong code.", openToAll)
	h.Errors = append(h.Errors, http.StatusNotFound)
	huma.Register(d.api, h, d.history)
}

func (d *Door) history(ctx context.Context, in *checkAt) (*historyAnswer, error) {
	h, err := tried(ctx, d.o.Guesses, func() (office.PublicHistory, error) { return d.reader(ctx).History(in.Code, in.Check) })
	if err != nil {
		return nil, err
	}
	v := visitOf(ctx).voice
	out := History{
		Found:     Found{Code: h.Code, Degree: h.Degree, Phase: phase(v, h.State)},
		Procedure: string(h.Procedure), ProcedureName: h.ProcName, Reception: unitOf(v, h.Reception), Competent: unitOf(v, h.Competent),
		Received: at(h.Received), Promise: promiseOf(v, h.Promise, h.Counted), Late: h.Late, Return: h.Return, Bar: spansOf(v, h.Bar), Steps: stepsOf(v, h.Steps),
	}
	if v.Lang == text.EN && h.ProcNameEN != "" {
		out.ProcedureName = h.ProcNameEN
	}
	return &historyAnswer{out}, nil
}
