package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"motcua/ground/fault"
	"motcua/ground/text"
)

// A Meaning says what a problem's type means.
type Meaning struct {
	Type   string            `json:"type" format:"uri-reference"`
	Detail map[string]string `json:"detail" doc:"The sentence by language; gaps stand in braces."`
	Mend   map[string]string `json:"mend,omitempty" doc:"What to do about it, by language."`
}

type meaningAt struct {
	Name string `path:"name" maxLength:"100" pattern:"^[a-z0-9.-]+$" doc:"The last part of a problem's type." example:"dossier.wrong-state"`
}

type meaningAnswer struct{ Body Meaning }

// problems explains the types of problems at their own addresses.
func (d *Door) problems() {
	o := op("Problems", "read-problem", http.MethodGet, "", "What a problem means", "The sentence behind a problem's type, in both languages. The type of a problem is this address.", openToAll)
	o.Path = problemPath + "{name}"
	o.Errors = append(o.Errors, http.StatusNotFound)
	huma.Register(d.api, o, d.explain)
}

func (d *Door) explain(_ context.Context, in *meaningAt) (*meaningAnswer, error) {
	if !d.o.Words.Has(in.Name) {
		return nil, fault.New(fault.Missing, "api.problem-missing", "name", in.Name)
	}
	out := Meaning{Type: problemPath + in.Name, Detail: map[string]string{}}
	for _, l := range text.Langs {
		out.Detail[string(l)] = d.o.Words.T(l, in.Name)
		if d.o.Words.Has(in.Name + ".mend") {
			if out.Mend == nil {
				out.Mend = map[string]string{}
			}
			out.Mend[string(l)] = d.o.Words.T(l, in.Name+".mend")
		}
	}
	return &meaningAnswer{out}, nil
}
