package procedure

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"

	"motcua/law/fee"
	"motcua/words/form"
)

// An Assumption (giả định) is a number that the compliance cost rests on and that no record says.
type Assumption struct {
	Name        string    `json:"name"`
	Label       form.Text `json:"label"`
	Value       int64     `json:"value"`
	Unit        string    `json:"unit"` // "dong", "minute", "hour", "kilometre"
	Basis       string    `json:"basis,omitempty"`
	Unconfirmed bool      `json:"unconfirmed,omitempty"` // nobody has confirmed that it holds for this city
	City        bool      `json:"-"`                     // the city's own
}

// Assumptions are all that a cost rests on.
type Assumptions []Assumption

//go:embed costs.json
var costsJSON []byte

var generalAssumptions = sync.OnceValue(func() Assumptions {
	var a Assumptions
	if err := json.Unmarshal(costsJSON, &a); err != nil {
		panic(fmt.Sprintf("costs.json: %v", err)) // it is part of the binary, and a test reads it
	}
	return a
})

// GeneralAssumptions are those where a city has none of its own.
// choice: the published method asks for measured times of each paper and trip; nobody has measured them here yet, so that each
// is named, can be replaced by the city's own, and is marked as not confirmed.
func GeneralAssumptions() Assumptions { return append(Assumptions(nil), generalAssumptions()...) }

// With gives the assumptions with one replaced by the city's own; a name that nothing rests on changes nothing.
func (a Assumptions) With(name string, value int64, basis string, unconfirmed bool) Assumptions {
	out := append(Assumptions(nil), a...)
	for i := range out {
		if x := &out[i]; x.Name == name && value >= 0 {
			x.Value, x.Basis, x.Unconfirmed, x.City = value, basis, unconfirmed, true
		}
	}
	return out
}

// Value gives an assumption's number, 0 where there is none of the name.
func (a Assumptions) Value(name string) int64 {
	for i := range a {
		if a[i].Name == name {
			return a[i].Value
		}
	}
	return 0
}

// Hour is what an hour of a citizen's time is counted as, in whole đồng.
func (a Assumptions) Hour() fee.VND {
	hours := a.Value("hours-year")
	if hours == 0 {
		return 0
	}
	return fee.VND(a.Value("income-year") / hours)
}
