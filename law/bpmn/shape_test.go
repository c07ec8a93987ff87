package bpmn

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestAWordOfAMegabyteIsCutAtOnce(t *testing.T) {
	t.Parallel()
	begin := time.Now()
	for _, width := range []int{0, 1, 100} {
		lines := wrap(strings.Repeat("ậ", 1<<20), width, 3)
		if len(lines) != 3 || !strings.HasSuffix(lines[2], "…") || utf8.RuneCountInString(lines[0]) > max(2, width/charWidth) {
			t.Errorf("width %d: %d lines, the last is %q", width, len(lines), lines[len(lines)-1])
		}
	}
	if d := time.Since(begin); d > 5*time.Second {
		t.Errorf("it took %v", d)
	}
}
