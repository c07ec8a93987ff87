package vn

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"

	"pgregory.net/rapid"
)

// key gives the text key of an error, "" for none.
func key(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid {
		t.Fatalf("%v is no fault of kind Invalid", err)
	}
	return f.Key
}

func TestPersonalID(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in, key string
		want    PersonalID
	}{
		{"001085012345", "", PersonalID{Number: "001085012345", Province: "001", Year: 1985, Male: true}},
		{"001185012345", "", PersonalID{Number: "001185012345", Province: "001", Year: 1985}},
		{"079204000123", "", PersonalID{Number: "079204000123", Province: "079", Year: 2004, Male: true}},
		{" 079 204 000 123", "", PersonalID{Number: "079204000123", Province: "079", Year: 2004, Male: true}},
		{"999204000123", "", PersonalID{Number: "999204000123", Province: "999", Year: 2004, Male: true}},
		{"012345678", "", PersonalID{Number: "012345678", Old: true}},
		{"00108501234", "vn.personal-id.length", PersonalID{}},
		{"0010850123456", "vn.personal-id.length", PersonalID{}},
		{"00I085012345", "vn.personal-id.letter", PersonalID{}},
		{"00１085012345", "vn.personal-id.letter", PersonalID{}},
		{"001909000001", "vn.personal-id.century", PersonalID{}},
		{"", "vn.personal-id.empty", PersonalID{}},
	} {
		got, err := ParsePersonalID(c.in)
		if k := key(t, err); k != c.key || got != c.want {
			t.Errorf("ParsePersonalID(%q) = %+v, %q; want %+v, %q", c.in, got, k, c.want, c.key)
		}
	}
}

func TestPersonalIDOfTheTestData(t *testing.T) {
	t.Parallel()
	for _, r := range rows(t, "people/cccd_vectors.csv") {
		p, err := ParsePersonalID(r[0])
		if r[4] == "0" && len(r[0]) == 12 && notDigit(r[0]) < 0 && r[0][3] <= '3' {
			// The list refuses a place it does not know; a place is never a reason here.
			if err != nil || p.Place() != "" {
				t.Errorf("%s: %v, place %q; want an unknown place accepted", r[0], err, p.Place())
			}
			continue
		}
		if (err == nil) != (r[4] == "1") {
			t.Errorf("%s: %v, want valid %s", r[0], err, r[4])
		}
		if err == nil && (p.Year != number(t, r[1]) || p.Male != (r[2] == "nam") || !strings.Contains(p.Place(), r[3])) {
			t.Errorf("%s = %+v %s, want %v", r[0], p, p.Place(), r[1:4])
		}
	}
	known := rows(t, "people/cccd_province_codes.csv")
	for _, r := range known {
		if places[r[0]] != r[1] {
			t.Errorf("place %s is %q, want %q", r[0], places[r[0]], r[1])
		}
	}
	if len(places) != len(known) {
		t.Errorf("%d places, want %d", len(places), len(known))
	}
}

func TestPersonalIDThatDoesNotMatchIsToldInFull(t *testing.T) {
	t.Parallel()
	p, err := ParsePersonalID("001085012345")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Matches(1985, true); err != nil {
		t.Errorf("the right person: %v", err)
	}
	if k := key(t, p.Matches(1986, true)); k != "vn.personal-id.birth-year" {
		t.Errorf("another year: %q", k)
	}
	if k := key(t, p.Matches(1985, false)); k != "vn.personal-id.sex" {
		t.Errorf("another sex: %q", k)
	}
	if f := fault.As(p.Matches(1986, false)); f == nil || len(f.More) != 1 {
		t.Errorf("both: %v, want two faults", f)
	}
	old, _ := ParsePersonalID("012345678")
	if err := old.Matches(1986, false); err != nil {
		t.Errorf("the old form says nothing: %v", err)
	}
}

func TestTaxCode(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"0100233488", ""},
		{"0100233480", "vn.tax-code.check-digit"},
		{"0314409058-002", ""},
		{"0106869738", ""},
		{"0101243150", ""},
		{"0100686209", ""},
		{"0300588569", ""},
		{"0100109106", ""},
		{"0314409058-000", "vn.tax-code.branch"},
		{"0100000000", "vn.tax-code.serial"},
		{"0100000050", "vn.tax-code.never-issued"},
		{"0100233488-1", "vn.tax-code.length"},
		{"0100233488-", "vn.tax-code.length"},
		{"12345", "vn.tax-code.length"},
		{"0314409058002", "vn.tax-code.length"},
		{"01OO233488", "vn.tax-code.letter"},
		{"0314409058-002-1", "vn.tax-code.letter"},
		{"", "vn.tax-code.empty"},
		{"001085012345", ""},
	} {
		got, err := ParseTaxCode(c[0])
		if k := key(t, err); k != c[1] {
			t.Errorf("ParseTaxCode(%q): %q, want %q", c[0], k, c[1])
		}
		if err == nil && got.String() != c[0] {
			t.Errorf("%q came back as %q", c[0], got)
		}
	}
	f := fault.As(func() error { _, err := ParseTaxCode("0100233480"); return err }())
	if f.Args["want"] != "8" || f.Args["got"] != "0" {
		t.Errorf("the fault says %v, want 8 for 0", f.Args)
	}
}

func TestTaxCodesOfTheTestData(t *testing.T) {
	t.Parallel()
	for _, r := range rows(t, "people/tax_code_vectors.csv") {
		if _, err := ParseTaxCode(r[0]); (err == nil) != (r[1] == "1") {
			t.Errorf("%s: %v, want valid %s (%s)", r[0], err, r[1], r[2])
		}
	}
}

func TestDossierCode(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"000.00.06.H56-231027-0361", ""},
		{"000.00.53.H48-220921-0099", ""},
		{"H26.103.25.7-250908-0112", ""},
		{"G09.20-20260609-0092637", ""},
		{"H26-250908-0001", ""},
		{"H26.103.25.7-251308-0112", "vn.dossier.date"},
		{"H26.103.25.7-250229-0112", "vn.dossier.date"},
		{"h26.103-250908-0112", "vn.agency.top"},
		{"H26..25-250908-0112", "vn.agency.group"},
		{"H26.103.25.7-250908-112", "vn.dossier.serial"},
		{"H26.103.25.7-250908-01122222", "vn.dossier.serial"},
		{"000.00.6.H56-231027-0361", "vn.agency.top"},
		{"Z01.2-250908-0112", "vn.agency.other"},
		{"H26-2509081-0112", "vn.dossier.date-form"},
		{"H26-250908", "vn.dossier.parts"},
		{"H26-250908-0112-1", "vn.dossier.parts"},
		{"", "vn.dossier.empty"},
		{"H26." + strings.Repeat("A", 32) + "-250908-0112", "vn.agency.length"},
	} {
		got, err := ParseDossierCode(c[0])
		if k := key(t, err); k != c[1] {
			t.Errorf("ParseDossierCode(%q): %q, want %q", c[0], k, c[1])
		}
		if err == nil && got.String() != c[0] {
			t.Errorf("%q came back as %q", c[0], got)
		}
	}
	got, _ := ParseDossierCode("000.00.06.H56-231027-0361")
	want := DossierCode{Agency: "000.00.06.H56", Old: true, Year: 2023, Month: time.October, Day: 27, Serial: 361, Width: 4}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// dossierForm is the pattern of the identifier reference, a second way of judging.
var dossierForm = regexp.MustCompile(`^(?:\d{3}\.\d{2}\.\d{2}\.[A-Y]\d{2}|[A-Y]\d{2}(?:\.[0-9A-Z]+)*)-(\d{6}|\d{8})-(\d{4,7})$`)

func TestDossierCodeAgreesWithThePattern(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		agency := rapid.StringMatching(`([A-Za]\d{2}(\.[0-9A-Z]{0,3}){0,4}|\d{3}\.\d{2}\.\d{1,2}\.[A-Z]\d{2})`).Draw(t, "agency")
		date := rapid.StringMatching(`(20)?2[0-9][01][0-9][0-3][0-9]x?`).Draw(t, "date")
		s := agency + "-" + date + "-" + rapid.StringMatching(`\d{3,8}`).Draw(t, "serial")
		m := dossierForm.FindStringSubmatch(s)
		want := m != nil
		if want {
			day := m[1]
			if len(day) == 6 {
				day = "20" + day
			}
			_, err := time.Parse("20060102", day)
			want = err == nil
		}
		c, err := ParseDossierCode(s)
		if (err == nil) != want {
			t.Fatalf("ParseDossierCode(%q): %v, the pattern says %v", s, err, want)
		}
		if err == nil && c.String() != s {
			t.Fatalf("%q came back as %q", s, c)
		}
	})
}

func TestNewDossierCodeGrowsPast9999(t *testing.T) {
	t.Parallel()
	if got := NewDossierCode("H26.103.25.7", 2025, time.September, 8, 112).String(); got != "H26.103.25.7-250908-0112" {
		t.Error(got)
	}
	if got := NewDossierCode("H26", 2026, time.January, 2, 10000).String(); got != "H26-260102-10000" {
		t.Error(got)
	}
}

func TestAgencyCode(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"H26", ""},
		{"H26.103.25.7", ""},
		{"H26." + strings.Repeat("1", 31), ""},
		{"H26." + strings.Repeat("1", 32), "vn.agency.length"},
		{"Z26", "vn.agency.other"},
		{"H2", "vn.agency.top"},
		{"H26.", "vn.agency.group"},
		{"H26.10-3", "vn.agency.group"},
		{"H26.a", "vn.agency.group"},
		{"", "vn.agency.empty"},
	} {
		if _, err := ParseAgencyCode(c[0]); key(t, err) != c[1] {
			t.Errorf("ParseAgencyCode(%q): %v, want %q", c[0], err, c[1])
		}
	}
	c := AgencyCode("H26.103.25")
	if c.Level() != 3 || c.Top() != "H26" || c.Parent() != "H26.103" || AgencyCode("H26").Parent() != "" {
		t.Errorf("%s: level %d, top %s, parent %s", c, c.Level(), c.Top(), c.Parent())
	}
	if !c.Within("H26") || !c.Within(c) || c.Within("H2") || AgencyCode("H26.10").Within("H26.1") {
		t.Error("Within takes a prefix for an agency")
	}
	for in, want := range map[string]string{"Z26": "", "Z01.AB": "", "Z00": "vn.other.top", "H26": "vn.other.top", "Z01.": "vn.agency.group"} {
		if _, err := ParseOtherCode(in); key(t, err) != want {
			t.Errorf("ParseOtherCode(%q): %v, want %q", in, err, want)
		}
	}
}

func TestProcedureCode(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"2.000884.000.00.00.H55", ""},
		{"1.001612.000.00.00.H48", ""},
		{"1.000494.000.00.00.H29", ""},
		{"2.000884", ""},
		{"3.000181", ""},
		{"0.000884", "vn.procedure.national"},
		{"2.00884", "vn.procedure.national"},
		{"2.000884.H55", "vn.procedure.suffix"},
		{"2.000884.000.00.00.Z55", "vn.procedure.suffix"},
		{"1.0014944", "vn.procedure.suffix"},
		{"", "vn.procedure.empty"},
	} {
		if _, err := ParseProcedureCode(c[0]); key(t, err) != c[1] {
			t.Errorf("ParseProcedureCode(%q): %v, want %q", c[0], err, c[1])
		}
	}
	a, b := ProcedureCode("2.000884.000.00.00.H55"), ProcedureCode("2.000884")
	if !a.Same(b) || a.National() != b || a.Province() != "H55" || b.Province() != "" || a.Same("2.000885") {
		t.Error("procedures are compared on their national part")
	}
}

func TestCheckReports(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind, value string
		valid       bool
		parts       string // one of them, as name=value
	}{
		{"person", "001085012345", true, "birth_year=1985"},
		{"person", "001185012345", true, "sex=female"},
		{"person", "012345678", true, "form=9"},
		{"tax", "0314409058-002", true, "branch=002"},
		{"tax", "0100233480", false, ""},
		{"dossier", "G09.20-20260609-0092637", true, "date=2026-06-09"},
		{"dossier", "000.00.06.H56-231027-0361", true, "agency=000.00.06.H56"},
		{"dossier", "H26.103.25.7-251308-0112", false, ""},
		{"agency", "H26.103.25.7", true, "level=4"},
		{"procedure", "2.000884.000.00.00.H55", true, "national=2.000884"},
		{"other", "Z26", true, ""},
		{"car", "29A-12345", false, ""},
	} {
		r := Check(c.kind, c.value)
		name, want, _ := strings.Cut(c.parts, "=")
		if r.Valid != c.valid || r.Parts[name] != want || (r.Reason == "") != c.valid || (r.Normal != "") != c.valid {
			t.Errorf("Check(%s, %s) = %+v", c.kind, c.value, r)
		}
	}
}

// TestEveryKeyHasItsWords reads the keys out of the source: a fault without a sentence would be shown as its key.
func TestEveryKeyHasItsWords(t *testing.T) {
	t.Parallel()
	words, err := os.ReadFile("../text/words/vn.txt")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	form := regexp.MustCompile(`"(vn\.[a-z-]+\.[a-z-]+)"`)
	found := map[string]bool{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range form.FindAllSubmatch(b, -1) {
			found[string(m[1])] = true
		}
	}
	if len(found) < 25 {
		t.Fatalf("only %d keys found in the source", len(found))
	}
	for k := range found {
		if !strings.Contains(string(words), "\n"+k+"\n") {
			t.Errorf("%s is not in vn.txt", k)
		}
	}
}

func FuzzIdentifiers(f *testing.F) {
	for _, s := range []string{"001085012345", "0314409058-002", "H26.103.25.7-250908-0112", "2.000884", "Z01.2", "\xff\x00-–", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, kind := range Kinds {
			r := Check(kind, s)
			if r.Valid == (r.Reason != "") {
				t.Errorf("Check(%s, %q) = %+v", kind, s, r)
			}
			if r.Valid && !Check(kind, r.Normal).Valid {
				t.Errorf("the normal form %q of %s %q is not valid", r.Normal, kind, s)
			}
		}
	})
}
