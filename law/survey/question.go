package survey

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"

	"motcua/words/form"
)

//go:embed sipas.json
var sipasData []byte

// A Question is what is asked about a result: how satisfied people are overall, and with the five factors of SIPAS.
type Question struct {
	Source      string   `json:"source"`
	Unconfirmed string   `json:"unconfirmed"`
	Factors     []Factor `json:"factors"`

	Title, Lead, Overall, Lacks, Words form.Text // of the questionnaire of a campaign
}

// A Factor (yếu tố) is one side of the service, with the items that belong to it.
type Factor struct {
	ID    string `json:"id"`
	VI    string `json:"vi"`
	EN    string `json:"en"`
	Items []Item `json:"items"`
}

// An Item (tiêu chí) is what may have been lacking.
type Item struct {
	ID string `json:"id"`
	VI string `json:"vi"`
	EN string `json:"en"`
}

// SIPAS is the question that stands in sipas.json.
var SIPAS = func() Question {
	var q Question
	if err := json.Unmarshal(sipasData, &q); err != nil {
		panic(fmt.Sprintf("survey: sipas.json: %v", err)) // a bug: the file is part of the program
	}
	return q
}()

// Factor gives a factor by its id, nil for none.
func (q *Question) Factor(id string) *Factor {
	if i := slices.IndexFunc(q.Factors, func(f Factor) bool { return f.ID == id }); i >= 0 {
		return &q.Factors[i]
	}
	return nil
}

// item says whether an item belongs to the question.
func (q *Question) item(id string) bool {
	return slices.ContainsFunc(q.Factors, func(f Factor) bool { return slices.ContainsFunc(f.Items, func(x Item) bool { return x.ID == id }) })
}

// The five points (mức độ hài lòng), from very dissatisfied to very satisfied.
const (
	Lowest  = 1 // rất không hài lòng
	Highest = 5 // rất hài lòng
)

// satisfiedFrom is the lowest point that counts as satisfied: "hài lòng" and "rất hài lòng", as SIPAS counts them.
const satisfiedFrom = 4

// Satisfied says whether a point counts as satisfied.
func Satisfied(point int) bool { return point >= satisfiedFrom }
