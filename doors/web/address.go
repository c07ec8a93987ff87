package web

import (
	"net/url"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/form"
)

// An address on a page is up to four boxes: what is typed stands under the field's own name, the choices under the name
// with .place (a province by its code, or a country by its letters), .commune (of this city) and .ward (a name, elsewhere).
// Only the boxes of the place that was chosen count; what stands in the others was typed before the choice was changed.

// lands are what the boxes of addresses offer.
type lands struct {
	communes []Option
	list     string // the version of the list that the communes are from
	home     string // code of the province that this city is
}

// here is what reading an address needs to know.
func (s *Site) here() lands {
	w := s.o.Office.World()
	return lands{home: w.Province().Code, list: w.CommuneListAt(s.o.Office.Now())}
}

func (s *Site) lands(rd *office.Reader) lands {
	l := s.here()
	for _, c := range rd.Communes() {
		l.communes = append(l.communes, Option{Value: c.Code, Label: c.Name})
	}
	return l
}

// box fills the boxes of an address that may lie in the area.
func (l lands) box(v text.Voice, x Field, area form.Area, a dossier.Address) Field {
	x.Kind, x.Options, x.Area = form.Address, l.communes, area
	x.Value, x.Commune, x.Ward = a.Text, a.Commune, a.Ward
	if area == form.InCity {
		return x
	}
	x.Home, x.Places = l.home, l.places(v, area)
	if p, ok := vn.Province(l.home); ok {
		x.HomeName = p.In(string(v.Lang))
	}
	if x.Place = a.Country; x.Place == "" {
		x.Place = a.Province
	}
	return x
}

// places are the provinces, this city first, and the other countries for an address that may lie anywhere.
func (l lands) places(v text.Voice, area form.Area) []Option {
	lang := string(v.Lang)
	var out []Option
	add := func(group string, one vn.Land) {
		o := Option{Value: one.Code, Label: one.In(lang), Group: group}
		if one.Code == l.home {
			out = append([]Option{o}, out...)
		} else {
			out = append(out, o)
		}
	}
	for _, p := range vn.Provinces() {
		add(v.T("form.in-country"), p)
	}
	if area == form.Anywhere {
		for _, c := range vn.Countries() {
			if c.Code != vn.HomeCountry {
				add(v.T("form.abroad"), c)
			}
		}
	}
	return out
}

// placed sorts what the boxes hold into the parts of an address.
func (l lands) placed(line, place, commune, ward string) dossier.Address {
	a := dossier.Address{Text: vn.Tidy(line)}
	place, commune, ward = strings.TrimSpace(place), strings.TrimSpace(commune), vn.Tidy(ward)
	switch {
	case place == "" || place == l.home:
		if a.Commune = commune; commune != "" {
			a.List = l.list
		}
		if place == "" && commune == "" {
			a.Ward = ward
		}
	case place[0] >= '0' && place[0] <= '9':
		a.Province, a.Ward = place, ward
	default:
		a.Country = place
	}
	return a
}

// read reads the address of a form.
func (l lands) read(q url.Values, name string) dossier.Address {
	return l.placed(q.Get(name), q.Get(name+".place"), q.Get(name+".commune"), q.Get(name+".ward"))
}

// addressBoxes are what stands in the boxes of an address, by the ends of their names.
func addressBoxes(a dossier.Address) map[string]string {
	return map[string]string{"": a.Text, ".commune": a.Commune, ".place": a.Province + a.Country, ".ward": a.Ward}
}

// addressField is the name of the first box of an address whose part has the name; other names stay as they are.
func addressField(name string) string {
	i := strings.LastIndexByte(name, '.')
	if i > 0 {
		switch name[i+1:] {
		case "text", "commune", "list", "province", "ward", "country", "place":
			return name[:i]
		}
	}
	return name
}

// wholeAddress judges an address that has to be there, as e-forms do.
var wholeAddress = func() *form.Compiled {
	c, err := form.Compile(&form.Form{ID: "address", Version: 1, Sections: []form.Section{{ID: "address", Fields: []form.Field{
		{ID: "address", Kind: form.Address, Label: form.Text{VI: "address"}, Required: true, Area: form.Anywhere},
	}}}})
	if err != nil {
		panic(err) // written three lines above
	}
	return c
}()

// addressFault wants an address with all of its place; a commune is one of today's list.
func (l lands) addressFault(a dossier.Address, name string) *fault.Fault {
	_, err := wholeAddress.Judge(form.Values{"address": a.Values()}, time.Time{})
	f := fault.As(err)
	switch {
	case f != nil && f.Field == "address" && f.Key == "form.missing":
		return fault.New(fault.Invalid, "filing.address-missing").At(name)
	case f != nil:
		return f.At(name)
	}
	for _, c := range l.communes {
		if c.Value == a.Commune {
			return nil
		}
	}
	if a.Commune != "" {
		return fault.New(fault.Invalid, "form.bad.commune").At(name)
	}
	return nil
}

// addressWords is an address in one line, in the reader's language.
func (s *Site) addressWords(v text.Voice, a dossier.Address) string {
	return s.o.Office.World().Address(a, s.o.Office.Now(), string(v.Lang))
}

// addressOfValue reads an address of an e-form's values.
func addressOfValue(v any) dossier.Address {
	m, _ := v.(map[string]any)
	a := dossier.Address{
		Text: typedText(m["text"]), Commune: typedText(m["commune"]), List: typedText(m["list"]),
		Province: typedText(m["province"]), Ward: typedText(m["ward"]), Country: typedText(m["country"]),
	}
	if s, ok := v.(string); ok {
		a.Text = s
	}
	return a
}
