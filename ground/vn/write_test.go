package vn

import (
	"math"
	"testing"
	"time"
)

func TestFormatVND(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{
		0:             "0\u00a0đ",
		500:           "500\u00a0đ",
		12500000:      "12.500.000\u00a0đ",
		-1000:         "-1.000\u00a0đ",
		math.MinInt64: "-9.223.372.036.854.775.808\u00a0đ",
	} {
		if got := FormatVND(n); got != want {
			t.Errorf("FormatVND(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestSpellVND(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{
		0:                   "không đồng",
		5:                   "năm đồng",
		15:                  "mười lăm đồng",
		21:                  "hai mươi mốt đồng",
		101:                 "một trăm linh một đồng",
		1000:                "một nghìn đồng",
		1050000:             "một triệu không trăm năm mươi nghìn đồng",
		12500000:            "mười hai triệu năm trăm nghìn đồng",
		2000000015:          "hai tỷ không trăm mười lăm đồng",
		3000000000000000000: "ba tỷ tỷ đồng",
		-70005:              "âm bảy mươi nghìn không trăm linh năm đồng",
	} {
		if got := SpellVND(n); got != want {
			t.Errorf("SpellVND(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestDatesInWords(t *testing.T) {
	t.Parallel()
	if got := LetterDate(2026, time.February, 8); got != "ngày 08 tháng 02 năm 2026" {
		t.Error(got)
	}
	if got := LetterDate(2026, time.December, 8); got != "ngày 08 tháng 12 năm 2026" {
		t.Error(got)
	}
	if got := When(time.Date(2026, 12, 8, 17, 2, 0, 0, time.FixedZone("+07", 7*3600))); got != "17:02 thứ Ba 08/12/2026" {
		t.Error(got)
	}
}
