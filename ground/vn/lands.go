package vn

import (
	_ "embed"
	"strings"
	"sync"
)

// provincesTSV are the provinces (tỉnh, thành phố trực thuộc trung ương) of the country since 1/7/2025, with the resolution
// of the National Assembly that gave each its name. Source: NQ 202/2025/QH15, and NQ 30/2026/QH16 for Đồng Nai; the codes
// are those of the General Statistics Office.
//
//go:embed provinces.tsv
var provincesTSV string

// countriesTSV are the countries and areas of ISO 3166-1 with their Vietnamese and English names. Source: Unicode CLDR,
// with the names that Vietnamese papers use.
//
//go:embed countries.tsv
var countriesTSV string

// A Land is a province by its code, "40", or a country by its letters, "FR", with its name in both languages.
type Land struct {
	Code, VI, EN string
	Basis        string   // of a province: what gave it its name
	Also         []string // of a country: other names that people write
}

// In gives the name in lang, "vi" or "en".
func (l Land) In(lang string) string {
	if lang == "en" {
		return l.EN
	}
	return l.VI
}

// HomeCountry is the country that this is a city of.
const HomeCountry = "VN"

type lands struct {
	all    []Land
	byCode map[string]int
	byName map[string]string // folded name → code
}

func readLands(tsv string, province bool) lands {
	l := lands{byCode: map[string]int{}, byName: map[string]string{}}
	for line := range strings.Lines(tsv) {
		cells := append(strings.Split(strings.TrimRight(line, "\n"), "\t"), "")
		if strings.HasPrefix(line, "#") || len(cells) < 4 {
			continue
		}
		one := Land{Code: cells[0], VI: cells[1], EN: cells[2]}
		if province {
			one.Basis = cells[3]
		} else if cells[3] != "" {
			one.Also = strings.Split(cells[3], ";")
		}
		l.byCode[one.Code] = len(l.all)
		l.all = append(l.all, one)
		for _, name := range append([]string{one.VI, one.EN}, one.Also...) {
			if key := Fold(Tidy(name)); l.byName[key] == "" {
				l.byName[key] = one.Code
			}
		}
	}
	return l
}

func (l lands) of(code string) (Land, bool) {
	i, ok := l.byCode[code]
	if !ok {
		return Land{}, false
	}
	return l.all[i], true
}

var (
	provinces = sync.OnceValue(func() lands { return readLands(provincesTSV, true) })
	countries = sync.OnceValue(func() lands { return readLands(countriesTSV, false) })
)

// Provinces are the provinces of the country by code. The list is not the caller's to change.
func Provinces() []Land { return provinces().all }

// Countries are the countries by their Vietnamese names, this one among them. The list is not the caller's to change.
func Countries() []Land { return countries().all }

// Province finds a province by its code of two digits.
func Province(code string) (Land, bool) { return provinces().of(code) }

// Country finds a country by its two letters.
func Country(code string) (Land, bool) { return countries().of(code) }

// ReadCountry gives the code of a country that somebody wrote by its code or by a name, with or without marks.
func ReadCountry(s string) (code string, ok bool) {
	if _, ok := Country(s); ok {
		return s, true
	}
	code, ok = countries().byName[Fold(Tidy(s))]
	return code, ok
}

// The People's Committee (Ủy ban nhân dân) as it stands before the name of its place.
const (
	Committee   = "Ủy ban nhân dân "
	CommitteeEN = "People's Committee of "
)
