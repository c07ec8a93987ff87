package vn

import (
	"strings"
	"testing"
)

func TestProvincesAreThe34SinceJuly2025(t *testing.T) {
	t.Parallel()
	cities := 0
	for _, p := range Provinces() {
		if len(p.Code) != 2 || p.VI == "" || p.EN == "" || p.Basis == "" {
			t.Errorf("province %+v lacks something", p)
		}
		if got, ok := Province(p.Code); !ok || got.VI != p.VI {
			t.Errorf("province %s is found as %q", p.Code, got.VI)
		}
		if strings.HasPrefix(p.VI, "Thành phố ") {
			cities++
		}
	}
	if len(Provinces()) != 34 || cities != 7 {
		t.Errorf("%d provinces, %d of them cities: want 34 and 7", len(Provinces()), cities)
	}
	if _, ok := Province("02"); ok {
		t.Error("Hà Giang is no province since 1/7/2025")
	}
}

func TestCountriesAreReadByAnyName(t *testing.T) {
	t.Parallel()
	if n := len(Countries()); n != 249 {
		t.Errorf("%d countries, ISO 3166-1 has 249", n)
	}
	codes := map[string]bool{}
	for _, c := range Countries() {
		for _, name := range append([]string{c.Code, c.VI, c.EN}, c.Also...) {
			if got, ok := ReadCountry(name); !ok || got != c.Code {
				t.Errorf("%q is read as %q, want %s", name, got, c.Code)
			}
		}
		codes[c.Code] = true
	}
	if len(codes) != len(Countries()) {
		t.Error("a code stands twice")
	}
	for name, want := range map[string]string{"viet nam": "VN", "VIỆT NAM": "VN", " Việt  Nam ": "VN", "han quoc": "KR", "Mỹ": "US", "uc": "AU", "Lao": "LA"} {
		if got, _ := ReadCountry(name); got != want {
			t.Errorf("%q is read as %q, want %s", name, got, want)
		}
	}
	for _, name := range []string{"", "Sao Hỏa", "V", "VNN"} {
		if got, ok := ReadCountry(name); ok {
			t.Errorf("%q is read as %s", name, got)
		}
	}
}
