package vn

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"Đăng ký khai sinh", "dang ky khai sinh"},
		{"  NGUYỄN   Thị\tÁnh\n", "nguyen thi anh"},
		{"hoà", "hoa"},
		{"hòa", "hoa"},
		{norm.NFD.String("Thừa Thiên Huế"), "thua thien hue"},
		{"Anh Ðức", "anh duc"}, // the Icelandic letter, as some lists of names have it
		{"đđĐ", "ddd"},
		{"dang ky", "dang ky"},
		{"a  b", "a b"},
		{"H26.103-250908", "h26.103-250908"},
		{"", ""},
		{" \u00a0 ", ""},
		{"ợ ữ ẵ ệ", "o u a e"},
		{"各 한", "各 " + norm.NFD.String("한")},
	} {
		if got := Fold(c[0]); got != c[1] {
			t.Errorf("Fold(%q) = %q, want %q", c[0], got, c[1])
		}
	}
}

// foldPlainly is Fold as its doc says it, without tables or short ways.
func foldPlainly(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		switch {
		case strings.ContainsRune("ĐđÐðƉɖ", r):
			b.WriteRune('d')
		case unicode.IsSpace(r):
			b.WriteRune(' ')
		case !unicode.Is(unicode.Mn, r):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestFoldAgreesWithItsDefinition(t *testing.T) {
	t.Parallel()
	letters := []rune("aAăằẴâđĐơƯỹỴ đÐ\t \u0301\u0323\u00a0ßİçœ各한Ω0.-")
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.RuneFrom(letters), 0, 30, -1)).Draw(t, "s")
		got := Fold(s)
		if want := foldPlainly(s); got != want {
			t.Fatalf("Fold(%q) = %q, want %q", s, got, want)
		}
		if again := Fold(got); again != got {
			t.Fatalf("folding %q twice gives %q", s, again)
		}
	})
}

func TestWords(t *testing.T) {
	t.Parallel()
	want := []string{"nguyen", "van", "a", "sn", "1985"}
	if got := Words(" Nguyễn Văn A (sn 1985)"); !slices.Equal(got, want) {
		t.Errorf("Words = %q, want %q", got, want)
	}
}

func TestTidyKeepsMarksAndMendsLookAlikes(t *testing.T) {
	t.Parallel()
	if got, want := Tidy("  "+norm.NFD.String("Ðỗ  Thị")+" Hòa "), "Đỗ Thị Hòa"; got != want {
		t.Errorf("Tidy = %q, want %q", got, want)
	}
}

func TestNamesSortByGivenNameThenFamilyName(t *testing.T) {
	t.Parallel()
	// Correct order by the rules in SortKey's doc, written by hand.
	want := []string{
		"Trần Văn An", "Lê Thị Ân", "Bùi Bình", "Đỗ Bình", "Nguyễn Cúc", "Lê Dũng", "Lê Đào", "Phạm Hoa", "Lê Hòa",
		"Nguyễn Hòa", "Lê Hoà An Hóa", "Lê Khoa", "Lê Ở", "Lê Ơn", "Lê Thu", "Lê Thủ", "Lê Thư",
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return strings.Compare(SortKey(a), SortKey(b)) })
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestTitlesSortFromTheFirstWordAndNumbersByValue(t *testing.T) {
	t.Parallel()
	want := []string{"An Khánh", "Ba Đình", "Ba Vì", "Bát Tràng", "Cầu Giấy", "Chi nhánh số 2", "Chi nhánh số 10", "Dương Nội", "Đại Mỗ", "Đông Anh", "Yên Bài"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return strings.Compare(TitleKey(a), TitleKey(b)) })
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func BenchmarkFoldName(b *testing.B) {
	for b.Loop() {
		Fold("Nguyễn Thị Ánh Tuyết")
	}
}

func BenchmarkFoldCode(b *testing.B) {
	for b.Loop() {
		Fold("h26.103.25.7-250908-0112")
	}
}
