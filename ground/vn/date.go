package vn

import (
	"fmt"
	"time"
)

var weekdays = [7]string{"Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"}

// Weekday gives the name of a weekday inside a sentence: "thứ Hai", "Chủ nhật".
func Weekday(d time.Weekday) string { return weekdays[d] }

// LetterDate gives a day as letters have it: "ngày 08 tháng 12 năm 2026". Days below 10 and the months 1 and 2 take a
// zero before them. Source: NĐ 30/2020/NĐ-CP, annex I.
func LetterDate(year int, month time.Month, day int) string {
	if month > 2 {
		return fmt.Sprintf("ngày %02d tháng %d năm %d", day, month, year)
	}
	return fmt.Sprintf("ngày %02d tháng %02d năm %d", day, month, year)
}

// When gives a moment as people say it: "17:02 thứ Ba 08/12/2026". The zone is t's own.
func When(t time.Time) string {
	return t.Format("15:04 ") + Weekday(t.Weekday()) + t.Format(" 02/01/2006")
}
