package office

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"motcua/keep/store"
	"motcua/law/procedure"
)

// settingCost begins the names of the settings that are a city's own assumptions of the compliance cost.
const settingCost = "cost."

// CostAssumptions are what the compliance cost rests on: the city's own settings where it has some, else the general ones.
func (w *World) CostAssumptions() procedure.Assumptions {
	a := procedure.GeneralAssumptions()
	for _, s := range w.Settings {
		name, ok := strings.CutPrefix(s.Name, settingCost)
		if n, whole := wholeNumber(s.Value); ok && whole {
			a = a.With(name, n, s.Basis, s.Unconfirmed)
		}
	}
	return a
}

// wholeNumber reads a setting's value; ok is false for what is no whole number.
func wholeNumber(v any) (n int64, ok bool) {
	switch v := v.(type) {
	case float64:
		return int64(v), v == math.Trunc(v) && math.Abs(v) < 1<<53
	case json.Number:
		n, err := v.Int64()
		return n, err == nil
	}
	return 0, false
}

// YearCounts counts the dossiers received in the 365 days before now, by procedure, for those that are received for here. It is for
// those who keep procedures; no dossier is shown.
func (r *Reader) YearCounts() (map[procedure.ID]int, error) {
	if err := r.MayControl(); err != nil {
		return nil, err
	}
	out := map[procedure.ID]int{}
	for _, rec := range r.w.Procedures.All(r.now) {
		if !rec.Open() {
			continue
		}
		n, err := r.db.Count(r.ctx, store.DossierFilter{
			Scope: store.Scope{All: true}, Procedures: []string{string(rec.Code)}, ReceivedFrom: r.now.AddDate(0, 0, -365), ReceivedTo: r.now,
		})
		if err != nil {
			return nil, fmt.Errorf("count a year of procedure %s: %w", rec.Code, err)
		}
		out[rec.Code] = n
	}
	return out, nil
}
