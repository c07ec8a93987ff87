package office

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

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

// YearCounts counts the dossiers received in the 365 days before now by procedure, case and channel, for the procedures that are
// received for here. It is for those who keep procedures; no dossier is shown.
func (r *Reader) YearCounts() (map[procedure.ID][]procedure.YearCount, error) {
	if err := r.MayControl(); err != nil {
		return nil, err
	}
	all, err := r.db.CountCases(r.ctx, r.now.AddDate(0, 0, -365), r.now)
	if err != nil {
		return nil, err
	}
	out := map[procedure.ID][]procedure.YearCount{}
	for _, rec := range r.w.Procedures.All(r.now) {
		if rec.Open() {
			out[rec.Code] = []procedure.YearCount{}
		}
	}
	for _, c := range all {
		code := procedure.ID(c.Procedure)
		if _, here := out[code]; !here {
			continue
		}
		ch, err := strconv.Atoi(c.Channel)
		if err != nil {
			return nil, fmt.Errorf("channel %q of procedure %s: %w", c.Channel, code, err)
		}
		out[code] = append(out[code], procedure.YearCount{Case: c.Case, Channel: procedure.Channel(ch), N: c.N})
	}
	return out, nil
}
