package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"motcua/law/access"
)

// A Mandate (đại diện, ủy quyền) lets its holder act for its principal.
type Mandate struct {
	ID         string     `json:"id"`
	Kind       string     `json:"kind" enum:"guardian,proxy,staff"`
	State      string     `json:"state" enum:"waits,given,declined,ended"`
	Open       bool       `json:"open" doc:"It lets its holder act now."`
	Mine       bool       `json:"mine" doc:"The account that asks holds it; else it gave it."`
	Principal  string     `json:"principal" doc:"Name of whom it is for."`
	Holder     string     `json:"holder" doc:"Name of who acts."`
	Procedures []string   `json:"procedures,omitempty" doc:"None: every procedure."`
	From       time.Time  `json:"from"`
	To         *time.Time `json:"to,omitempty" doc:"None: it has no end."`
}

type mandateList struct {
	Body struct {
		Total int       `json:"total"`
		Items []Mandate `json:"items"`
	}
}

type giveMandate struct {
	Once
	Body struct {
		Name       string     `json:"name" minLength:"1" maxLength:"1200" doc:"Name of who is to act."`
		Number     string     `json:"number" minLength:"1" maxLength:"20" doc:"Their personal number."`
		Procedures []string   `json:"procedures,omitempty" maxItems:"200" doc:"None: every procedure."`
		From       time.Time  `json:"from"`
		To         *time.Time `json:"to,omitempty"`
	}
}

// MandateAt names a mandate.
type MandateAt struct {
	ID string `path:"id" minLength:"10" maxLength:"40" pattern:"^[0-9A-Za-z-]+$"`
}

type mandateGiven struct {
	Body struct {
		ID string `json:"id"`
	}
}

// mandates are who acts for whom.
func (d *Door) mandates() {
	list := op("Mandates", "list-mandates", http.MethodGet, "/mandates", "My mandates", "Those that the account that is signed in gave or holds, the last changed first.", signedIn)
	list.Errors = append(list.Errors, http.StatusForbidden)
	huma.Register(d.api, list, func(ctx context.Context, _ *struct{}) (*mandateList, error) {
		all, err := d.reader(ctx).Mandates()
		if err != nil {
			return nil, err
		}
		out := &mandateList{}
		out.Body.Total, out.Body.Items = len(all), []Mandate{}
		for i := range all {
			m := &all[i]
			x := Mandate{
				ID: m.ID, Kind: string(m.Kind), State: string(m.State), Open: m.Open, Mine: m.Mine, Principal: m.Principal.Name, Holder: m.Holder.Name,
				Procedures: m.Procedures, From: at(m.From),
			}
			if !m.To.IsZero() {
				to := at(m.To)
				x.To = &to
			}
			out.Body.Items = append(out.Body.Items, x)
		}
		return out, nil
	})
	give := op("Mandates", "give-mandate", http.MethodPost, "/mandates", "Give a mandate",
		"Lets somebody act for the account that is signed in, from a moment on: an employee for a company, a proxy for a person.", signedIn)
	give.DefaultStatus = http.StatusCreated
	give.Errors = append(give.Errors, http.StatusForbidden, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusServiceUnavailable)
	huma.Register(d.api, give, func(ctx context.Context, in *giveMandate) (*mandateGiven, error) {
		cmd, _, err := in.command(ctx)
		if err != nil {
			return nil, err
		}
		m := access.Mandate{Holder: access.Represented{Name: in.Body.Name, Number: in.Body.Number}, Procedures: in.Body.Procedures, From: in.Body.From}
		if in.Body.To != nil {
			m.To = *in.Body.To
		}
		out := &mandateGiven{}
		out.Body.ID, err = d.o.Office.GiveMandate(ctx, visitOf(ctx).who, cmd, m)
		return out, err
	})
	end := op("Mandates", "end-mandate", http.MethodPost, "/mandates/{id}/end", "End a mandate", "Ends a mandate that the account gave or holds, at once.", signedIn)
	end.Errors = append(end.Errors, http.StatusForbidden, http.StatusNotFound, http.StatusConflict)
	huma.Register(d.api, end, func(ctx context.Context, in *MandateAt) (*struct{}, error) {
		return nil, d.o.Office.EndMandate(ctx, visitOf(ctx).who, in.ID)
	})
}
