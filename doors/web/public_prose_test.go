package web

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestASourcesLinesAreSetInByTheirMarks(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"Nộp hồ sơ.": "0 [] Nộp hồ sơ.", "- Nộp": "1 [-] Nộp", "-Nộp": "1 [-] Nộp", "+ Nộp": "2 [+] Nộp", "++ Nộp": "2 [++] Nộp", "(i) Nộp": "2 [(i)] Nộp", "a) Nộp": "1 [a)] Nộp",
		"1. Nộp": "1 [1.] Nộp", "* Lưu ý:": "0 [*] Lưu ý:", "TP. Hà Nội": "0 [] TP. Hà Nội", "(Theo Điều 16)": "0 [] (Theo Điều 16)", "-": "1 [-] ",
	} {
		l := proseLines(line)[0]
		if got := fmt.Sprintf("%d [%s] %s", l.Deep, l.Mark, l.Words); got != want {
			t.Errorf("%q: %s, want %s", line, got, want)
		}
	}
}

// Whatever a source says, every word of it is on the page in its order.
func TestNoWordOfASourceIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("ab Đ1.-–+*()i)\n\t"))).Draw(t, "text")
		var shown strings.Builder
		for _, l := range proseLines(text) {
			shown.WriteString(l.Mark + l.Words)
		}
		bare := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if bare(shown.String()) != bare(text) {
			t.Fatalf("%q is shown as %q", text, shown.String())
		}
	})
}
