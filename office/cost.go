package office

import (
	"encoding/json"
	"math"
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
