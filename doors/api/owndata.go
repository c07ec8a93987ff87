package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"motcua/law/dossier"
	"motcua/law/privacy"
)

// A DataRequest (yêu cầu của chủ thể dữ liệu) is what somebody asked about their own data.
type DataRequest struct {
	ID      string     `json:"id"`
	Kind    string     `json:"kind" enum:"copy,correct,restrict,lift,erase"`
	Dossier string     `json:"dossier,omitempty" doc:"A dossier, or petition/… or contact/…; none: all data."`
	Words   string     `json:"words,omitempty"`
	Asked   time.Time  `json:"asked"`
	Due     *time.Time `json:"due,omitempty" doc:"When an answer is owed, on the city's calendar."`
	Ended   *time.Time `json:"ended,omitempty" doc:"None: it waits for its answer."`
	Late    bool       `json:"late"`
	Outcome string     `json:"outcome,omitempty"`
	Answer  string     `json:"answer,omitempty"`
}

type dataRequestList struct {
	Body struct {
		Total int           `json:"total"`
		Items []DataRequest `json:"items"`
	}
}

type askData struct {
	Once
	Body struct {
		Kind    string `json:"kind" enum:"copy,correct,restrict,lift,erase"`
		Dossier string `json:"dossier,omitempty" maxLength:"40" doc:"One of the account's own dossiers, petitions or conversations: the id of a dossier, or what /own-data calls about; none: all data."`
		Words   string `json:"words,omitempty" maxLength:"2000" doc:"What is wrong, or why. Only a copy needs no words."`
	}
}

type dataAsked struct {
	Body struct {
		ID string `json:"id"`
	}
}

type ownData struct {
	Body any // office.OwnData, whose parts have names of their own that others here have too
}

// ownDatas is what somebody may ask about their own data: a copy, a correction, a restriction, an erasure.
func (d *Door) ownDatas() {
	const group = "Own data"
	list := op(group, "list-data-requests", http.MethodGet, "/data-requests", "My requests about my data", "What the account that is signed in asked about its own data, the newest first, with the clock of the answer.", signedIn)
	list.Errors = append(list.Errors, http.StatusForbidden)
	huma.Register(d.api, list, func(ctx context.Context, _ *struct{}) (*dataRequestList, error) {
		all, err := d.reader(ctx).OwnRequests()
		if err != nil {
			return nil, err
		}
		out := &dataRequestList{}
		out.Body.Total, out.Body.Items = len(all), []DataRequest{}
		for i := range all {
			q := &all[i]
			out.Body.Items = append(out.Body.Items, DataRequest{
				ID: q.ID, Kind: string(q.Kind), Dossier: q.Dossier, Words: q.Words, Asked: at(q.Asked), Due: moment(q.Due), Ended: moment(q.Ended),
				Late: q.Late, Outcome: q.Outcome, Answer: q.Answer,
			})
		}
		return out, nil
	})
	ask := op(group, "ask-data", http.MethodPost, "/data-requests", "Ask about my data",
		"Asks for a correction, a restriction, its end, or an erasure; whoever answers for the unit is told and the clock of the answer begins. A copy is asked for in the same way and can be read at once.", signedIn)
	ask.DefaultStatus = http.StatusCreated
	ask.Errors = append(ask.Errors, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusServiceUnavailable)
	huma.Register(d.api, ask, func(ctx context.Context, in *askData) (*dataAsked, error) {
		cmd, _, err := in.command(ctx)
		if err != nil {
			return nil, err
		}
		out := &dataAsked{}
		out.Body.ID, err = d.o.Office.AskData(ctx, visitOf(ctx).who, cmd, privacy.Kind(in.Body.Kind), dossier.ID(in.Body.Dossier), in.Body.Words)
		return out, err
	})
	copied := op(group, "read-own-data", http.MethodGet, "/own-data", "A copy of my data", "Everything that the city keeps about the account that is signed in: what was told, what came of it, and who looked at it. The reading is logged like any other.", signedIn)
	copied.Errors = append(copied.Errors, http.StatusForbidden)
	huma.Register(d.api, copied, func(ctx context.Context, _ *struct{}) (*ownData, error) {
		data, err := d.reader(ctx).OwnData()
		return &ownData{Body: data}, err
	})
}
