package vn

import "testing"

func TestVisibleDropsWhatIsNotSeen(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Nguyễn Thị Ví Dụ\nSố 12\t":   "Nguyễn Thị Ví Dụ\nSố 12\t",
		"\u202a0912 345 678\u202c":    "0912 345 678",
		"an\u202eb\x00\x1b[31m\ufeff": "anb[31m",
		"bad\xff\xfe":                 "bad",
		"":                            "",
	} {
		if got := Visible(in); got != want {
			t.Errorf("Visible(%q) = %q, want %q", in, got, want)
		}
	}
}
