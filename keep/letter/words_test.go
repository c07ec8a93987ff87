package letter

import (
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestTheTemplateIsWholeAndPrintable(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	v := reflect.ValueOf(r.template.Words)
	check := func(name, s string) {
		if s == "" {
			t.Errorf("slip.json lacks the word %s", name)
		}
		if !norm.NFC.IsNormalString(s) {
			t.Errorf("the word %s is not composed", name)
		}
		for st, f := range r.faces {
			if f.clean(s) != s || strings.ContainsRune(f.clean(s), utf8.RuneError) {
				t.Errorf("typeface %q cannot print the word %s: %q", st, name, s)
			}
		}
	}
	for i := range v.NumField() {
		if s, ok := v.Field(i).Interface().(string); ok {
			check(v.Type().Field(i).Name, s)
		}
	}
	for _, day := range r.template.Words.Weekdays {
		check("weekdays", day)
	}
	if _, err := time.Parse(time.DateOnly, r.template.ValidFrom); err != nil || r.template.Form != "01" || r.template.Set == "" {
		t.Errorf("the template does not say what it is: %q %q %q", r.template.Set, r.template.Form, r.template.ValidFrom)
	}
	for _, bad := range []string{`{"version": "slip-01/0"}`, `{"version": "` + TemplateVersion + `", "words": {"titel": "x"}}`, `{`} {
		if _, err := readTemplate([]byte(bad)); err == nil {
			t.Errorf("the template %s is taken", bad)
		}
	}
}

func TestEveryVietnameseLetterIsInTheTypeface(t *testing.T) {
	t.Parallel()
	// The alphabet with its twelve vowels and five tones, built here from its parts.
	letters := "abcdefghijklmnopqrstuvwxyzđ"
	for _, vowel := range []string{"a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y"} {
		letters += vowel
		for _, tone := range []string{"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"} {
			letters += norm.NFC.String(vowel + tone)
		}
	}
	letters += strings.ToUpper(letters) + "0123456789.,;:!?()/-–“”…₫€"
	for st, f := range renderer(t).faces {
		for _, r := range letters {
			if f.widths[r] == 0 {
				t.Errorf("typeface %q has no %q", st, r)
			}
		}
	}
}

func TestMomentsAndDatesAreSaidInHanoiTime(t *testing.T) {
	t.Parallel()
	w := &renderer(t).template.Words
	for _, c := range []struct {
		at           time.Time
		moment, date string
	}{
		{time.Date(2026, 11, 24, 2, 10, 0, 0, time.UTC), "09:10 thứ Ba 24/11/2026", "Hà Nội, ngày 24 tháng 11 năm 2026"},
		{time.Date(2026, 12, 31, 17, 0, 0, 0, time.UTC), "00:00 thứ Sáu 01/01/2027", "Hà Nội, ngày 01 tháng 01 năm 2027"},
		{time.Date(2027, 2, 7, 10, 2, 0, 0, time.UTC), "17:02 Chủ nhật 07/02/2027", "Hà Nội, ngày 07 tháng 02 năm 2027"},
		{time.Date(2027, 3, 9, 10, 2, 0, 0, time.UTC), "17:02 thứ Ba 09/03/2027", "Hà Nội, ngày 09 tháng 3 năm 2027"},
	} {
		if got := w.moment(c.at); got != c.moment {
			t.Errorf("moment = %q, want %q", got, c.moment)
		}
		if got := w.placeDate("Hà Nội", c.at); got != c.date {
			t.Errorf("placeDate = %q, want %q", got, c.date)
		}
	}
}

func TestLinesKeepTheirWordsAndTheirWidth(t *testing.T) {
	t.Parallel()
	f := renderer(t).faces[regular]
	rapid.Check(t, func(t *rapid.T) {
		s := f.clean(rapid.StringOf(rapid.RuneFrom([]rune("aế W.-  "))).Draw(t, "text"))
		wide := rapid.Float64Range(4, 60).Draw(t, "width")
		most := rapid.IntRange(1, 5).Draw(t, "most")
		lines := f.wrap(s, 3, wide)
		for _, l := range lines {
			if f.width(l, 3) > wide || l == "" || l != strings.TrimSpace(l) {
				t.Fatalf("line %q is %.2f wide of %.2f", l, f.width(l, 3), wide)
			}
		}
		if strings.ReplaceAll(strings.Join(lines, ""), " ", "") != strings.ReplaceAll(s, " ", "") {
			t.Fatalf("%q became %q", s, lines)
		}
		short, cut := f.clamp(s, 3, wide, most, "…")
		if len(short) > most || cut != (len(lines) > most) {
			t.Fatalf("clamp to %d gave %d of %d lines, cut %v", most, len(short), len(lines), cut)
		}
		for _, l := range short {
			if f.width(l, 3) > wide {
				t.Fatalf("clamped line %q is too wide", l)
			}
		}
		for _, l := range f.balance(s, 3, wide, most) {
			if f.width(l, 3) > wide {
				t.Fatalf("balanced line %q is too wide", l)
			}
		}
	})
}

func FuzzNamesNeverStopALetter(f *testing.F) {
	f.Add("Nguyễn Thị Thử Nghiệm")
	f.Add("\xff\x00\u202e(\\)\r")
	f.Add(strings.Repeat("W", 2000))
	f.Add("\u200b\u00ad")
	r := renderer(f)
	f.Fuzz(func(t *testing.T, name string) {
		s := sample()
		s.Applicant.Name, s.Agency, s.Limit, s.Papers[0].Name, s.ByOfficer.Name = name, name, name, name, name
		s.Procedure, s.Number, s.Place, s.ResultPlace, s.Lookup.CheckCode = name, name, name, name, name
		if name == "" {
			return // refused: letter.incomplete
		}
		pdf, err := r.Slip(s)
		if err != nil || !strings.HasPrefix(string(pdf), "%PDF-") || !strings.HasSuffix(strings.TrimSpace(string(pdf)), "%%EOF") {
			t.Errorf("%q: %v", name, err)
		}
	})
}
