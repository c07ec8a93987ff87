package web

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestColoursCanBeRead computes the contrast of WCAG 2.2 (1.4.3: 4.5 to 1 for text, 1.4.11: 3 to 1 for edges of boxes) for
// every pair of tokens that stands on another, in the light, the dark and the chosen dark look.
func TestColoursCanBeRead(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("frame/1-tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile(`(?s):root[^{]*\{(.*?)\}`).FindAllStringSubmatch(string(b), -1)
	if len(blocks) != 3 {
		t.Fatalf("%d blocks of tokens, want light, dark by the device, dark by choice", len(blocks))
	}
	token := regexp.MustCompile(`--([a-z-]+):(#[0-9a-f]{3,6})`)
	colours := func(s string) map[string]string {
		m := map[string]string{}
		for _, x := range token.FindAllStringSubmatch(s, -1) {
			m[x[1]] = x[2]
		}
		return m
	}
	light, device, chosen := colours(blocks[0][1]), colours(blocks[1][1]), colours(blocks[2][1])
	for k, v := range device {
		if chosen[k] != v {
			t.Errorf("--%s is %s by the device and %s by choice", k, v, chosen[k])
		}
	}
	pairs := map[string]string{ // what stands on what
		"ink": "paper card wash jade-wash bronze-wash soon-wash late-wash wait-wash", "soft": "paper card wash bronze-wash jade-wash",
		"jade": "paper card wash jade-wash", "late": "paper card late-wash", "soon": "paper card soon-wash", "wait": "paper card wait-wash",
		"bronze": "bronze-wash", "on-jade": "jade", "on-seal": "seal",
		"#ffffff": "jade-deep h-desk h-agency h-other h-tax h-citizen h-late", "#d5e4dd": "jade-deep", "#e3eee9": "jade-deep",
	}
	for look, m := range map[string]map[string]string{"light": light, "dark": device} {
		for over, unders := range pairs {
			for under := range strings.FieldsSeq(unders) {
				if c := contrast(t, m, over, under); c < 4.5 {
					t.Errorf("%s: %s on %s has %.2f to 1, want 4.5", look, over, under, c)
				}
			}
		}
		for _, under := range []string{"card", "paper"} {
			if c := contrast(t, m, "edge", under); c < 3 {
				t.Errorf("%s: the edge of boxes on %s has %.2f to 1, want 3", look, under, c)
			}
		}
	}
}

// contrast is the ratio of two colours, each a token or a value.
func contrast(t *testing.T, m map[string]string, a, b string) float64 {
	t.Helper()
	x, y := light(t, m, a), light(t, m, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// light is the relative luminance of a colour as WCAG defines it.
func light(t *testing.T, m map[string]string, name string) float64 {
	t.Helper()
	v := name
	if !strings.HasPrefix(v, "#") {
		v = m[name]
	}
	v = strings.TrimPrefix(v, "#")
	if len(v) == 3 {
		v = string([]byte{v[0], v[0], v[1], v[1], v[2], v[2]})
	}
	n, err := strconv.ParseUint(v, 16, 32)
	if err != nil || len(v) != 6 {
		t.Fatalf("the colour of %s is %q", name, v)
	}
	var sum float64
	for i, weight := range []float64{0.0722, 0.7152, 0.2126} {
		c := float64(n>>(8*i)&255) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
