package office

import (
	"strings"
	"time"

	"motcua/ground/vn"
	"motcua/law/dossier"
	"motcua/words/org"
)

// Province is the province that this city is: the one whose name stands in the name of the city's own unit.
func (w *World) Province() vn.Land {
	for _, u := range w.Org.Known() {
		if u.Kind == org.City {
			for _, p := range vn.Provinces() {
				if strings.HasSuffix(vn.Fold(u.Name), vn.Fold(p.VI)) {
					return p
				}
			}
		}
	}
	return vn.Land{}
}

// Address is an address in one line in lang: the commune of the city by its name of that day, or the commune, province
// or country outside it. A name that the text says already is not said twice.
func (w *World) Address(a dossier.Address, at time.Time, lang string) string {
	out := a.Text
	add := func(name string) {
		if name != "" && !strings.Contains(out, name) {
			out = strings.TrimPrefix(out+", "+name, ", ")
		}
	}
	add(w.CommuneName(a.Commune, at))
	add(a.Ward)
	if p, ok := vn.Province(a.Province); ok {
		add(p.In(lang))
	}
	if c, ok := vn.Country(a.Country); ok {
		add(c.In(lang))
	}
	return out
}

// CommuneName is the name of a commune by its code, of that day or of before the reorganisation; the code itself when the
// city never had it.
func (w *World) CommuneName(code string, at time.Time) string {
	if code == "" {
		return ""
	}
	if u := w.Org.ByAdminCode(code, at); u != nil {
		return u.Name
	}
	for _, u := range w.Org.Known() {
		if u.AdminCode == code {
			return u.Name
		}
	}
	return code
}
