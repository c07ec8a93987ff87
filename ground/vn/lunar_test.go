package vn

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// shared gives the path of a file of the test data, or skips the test.
func shared(t *testing.T, name string) string {
	t.Helper()
	root := os.Getenv("SHARED")
	if root == "" {
		root = "../../../shared/data"
	}
	path := filepath.Join(root, name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("LEFT OUT: %s is not there: set SHARED to the folder of the test data", name)
	}
	return path
}

// rows reads a CSV file of the test data without its heading.
func rows(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(shared(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[1:]
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestLunarDatesAgreeWithSamples(t *testing.T) {
	t.Parallel()
	for _, r := range rows(t, "calendar/lunar_vn_samples.csv") {
		y, m, d := number(t, r[0][:4]), number(t, r[0][5:7]), number(t, r[0][8:])
		want := Lunar{Year: number(t, r[1]), Month: number(t, r[2]), Day: number(t, r[3]), Leap: r[4] == "1"}
		if got := LunarDate(y, m, d); got != want {
			t.Errorf("LunarDate(%s) = %+v, want %+v", r[0], got, want)
		}
	}
}

// The first four are years in which Việt Nam's Tết is not China's (20/2/1985, 18/2/2007, 3/2/2030) or which were
// argued about; the others are the table of the working-time reference.
func TestTetAndHungKingsOfKnownYears(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ year, tetM, tetD, hungM, hungD int }{
		{1985, 1, 21, 0, 0},
		{2007, 2, 17, 4, 26},
		{1968, 1, 29, 0, 0},
		{2025, 1, 29, 4, 7},
		{2026, 2, 17, 4, 26},
		{2027, 2, 6, 4, 16},
		{2028, 1, 26, 4, 4},
		{2029, 2, 13, 4, 23},
		{2030, 2, 2, 4, 12},
		{2031, 1, 23, 4, 1},
	} {
		if m, d := Tet(c.year); m != c.tetM || d != c.tetD {
			t.Errorf("Tết %d = %d/%d, want %d/%d", c.year, d, m, c.tetD, c.tetM)
		}
		if m, d := HungKings(c.year); c.hungM != 0 && (m != c.hungM || d != c.hungD) {
			t.Errorf("Hùng Kings %d = %d/%d, want %d/%d", c.year, d, m, c.hungD, c.hungM)
		}
	}
}

func TestEverySolarDayHasOneLunarDay(t *testing.T) {
	t.Parallel()
	last := Lunar{}
	for jd := julianDay(1950, 1, 1); jd <= julianDay(2100, 12, 31); jd++ {
		y, m, d := gregorian(jd)
		if julianDay(y, m, d) != jd {
			t.Fatalf("Julian day %d came back as %d", jd, julianDay(y, m, d))
		}
		l := LunarDate(y, m, d)
		if y2, m2, d2, ok := SolarDate(l); !ok || y2 != y || m2 != m || d2 != d {
			t.Fatalf("%04d-%02d-%02d is %+v, which is %04d-%02d-%02d %v", y, m, d, l, y2, m2, d2, ok)
		}
		next := l.Day == last.Day+1 && l.Month == last.Month && l.Year == last.Year && l.Leap == last.Leap
		first := l.Day == 1 && (last.Day == 29 || last.Day == 30)
		if last.Year != 0 && !next && !first {
			t.Fatalf("after %+v comes %+v", last, l)
		}
		last = l
	}
}

func TestNoSuchLunarDay(t *testing.T) {
	t.Parallel()
	for _, l := range []Lunar{
		{Year: 2026, Month: 3, Day: 10, Leap: true}, // 2026 has no leap month
		{Year: 2025, Month: 5, Day: 1, Leap: true},  // its leap month is the sixth
		{Year: 2026, Month: 13, Day: 1},
		{Year: 2026, Month: 1, Day: 31},
		{Year: 2026, Month: 0, Day: 1},
	} {
		if y, m, d, ok := SolarDate(l); ok {
			t.Errorf("%+v became %d-%d-%d", l, y, m, d)
		}
	}
}

// TestNewMoonsAgreeWithTheFullTheory computes the days of all new moons a second way, with the later and longer series of
// Meeus (Astronomical Algorithms, 2nd edition, chapter 49) and today's estimate of ΔT. Where the moment lies within
// five minutes of midnight the two may differ: such days are named here and nowhere else.
func TestNewMoonsAgreeWithTheFullTheory(t *testing.T) {
	t.Parallel()
	near := 0
	for k := 619; k <= 2487; k++ { // 1950 to 2100
		full := fullNewMoon(float64(k - 1237))
		day := full + 0.5 + lunarZone
		want := int(math.Floor(day))
		if got := newMoonDay(k); got != want {
			fraction := day - math.Floor(day)
			if min(fraction, 1-fraction)*24*60 > 5 {
				t.Errorf("new moon %d: Julian day %d, the full theory says %.5f", k, got, day)
			}
			near++
			y, m, d := gregorian(got)
			t.Logf("new moon %d at the edge of a day: %04d-%02d-%02d, the full theory says %.5f of Julian day %d", k, y, m, d, fraction, want)
		}
	}
	if near > 5 {
		t.Errorf("%d new moons differ, want at most 5 at the edge of a day", near)
	}
}

// fullNewMoon gives the k-th new moon after 6/1/2000 as a Julian date of universal time.
func fullNewMoon(k float64) float64 {
	t := k / 1236.85
	t2, t3, t4 := t*t, t*t*t, t*t*t*t
	const rad = math.Pi / 180
	sin := func(deg float64) float64 { return math.Sin(deg * rad) }
	e := 1 - 0.002516*t - 0.0000074*t2
	m := 2.5534 + 29.10535670*k - 0.0000014*t2 - 0.00000011*t3
	p := 201.5643 + 385.81693528*k + 0.0107582*t2 + 0.00001238*t3 - 0.000000058*t4
	f := 160.7108 + 390.67050284*k - 0.0016118*t2 - 0.00000227*t3 + 0.000000011*t4
	o := 124.7746 - 1.56375588*k + 0.0020672*t2 + 0.00000215*t3
	jde := 2451550.09766 + 29.530588861*k + 0.00015437*t2 - 0.000000150*t3 + 0.00000000073*t4
	jde += -0.40720*sin(p) + 0.17241*e*sin(m) + 0.01608*sin(2*p) + 0.01039*sin(2*f) + 0.00739*e*sin(p-m) -
		0.00514*e*sin(p+m) + 0.00208*e*e*sin(2*m) - 0.00111*sin(p-2*f) - 0.00057*sin(p+2*f) + 0.00056*e*sin(2*p+m) -
		0.00042*sin(3*p) + 0.00042*e*sin(m+2*f) + 0.00038*e*sin(m-2*f) - 0.00024*e*sin(2*p-m) - 0.00017*sin(o) -
		0.00007*sin(p+2*m) + 0.00004*sin(2*p-2*f) + 0.00004*sin(3*m) + 0.00003*sin(p+m-2*f) + 0.00003*sin(2*p+2*f) -
		0.00003*sin(p+m+2*f) + 0.00003*sin(p-m+2*f) - 0.00002*sin(p-m-2*f) - 0.00002*sin(3*p+m) + 0.00002*sin(4*p)
	for _, a := range [][3]float64{
		{299.77 - 0.009173*t2, 0.107408, 325},
		{251.88, 0.016321, 165},
		{251.83, 26.651886, 164},
		{349.42, 36.412478, 126},
		{84.66, 18.206239, 110},
		{141.74, 53.303771, 62},
		{207.14, 2.453732, 60},
		{154.84, 7.306860, 56},
		{34.52, 27.261239, 47},
		{207.19, 0.121824, 42},
		{291.34, 1.844379, 40},
		{161.72, 24.198154, 37},
		{239.56, 25.513099, 35},
		{331.55, 3.592518, 23},
	} {
		jde += a[2] * 1e-6 * sin(a[0]+a[1]*k)
	}
	return jde - deltaT(2000+t*100)/86400
}

// deltaT gives dynamical less universal time in seconds: a straight line through the observed values (29 s in 1950,
// 64 s in 2000, 69 s in 2025), then the long-term estimate of Espenak and Meeus damped to about 100 s in 2100.
func deltaT(year float64) float64 {
	switch {
	case year < 2000:
		return 29 + (year-1950)*0.7
	case year < 2025:
		return 64 + (year-2000)*0.2
	}
	return 69 + (year-2025)*0.4
}
