package text

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// zone is the legal time of the whole country, UTC+7 without summer time.
// choice: a fixed zone, so that no machine's zone table can move a promised hour.
var zone = time.FixedZone("+07", 7*3600)

// Date gives the day in figures: "08/12/2026", "8 December 2026".
func (v Voice) Date(t time.Time) string {
	t = t.In(zone)
	if v.Lang == EN {
		return fmt.Sprintf("%d %s %d", t.Day(), v.month(t), t.Year())
	}
	return t.Format("02/01/2006")
}

// Day gives the day with its weekday: "thứ Ba 08/12/2026", "Tuesday 8 December 2026".
func (v Voice) Day(t time.Time) string { return v.weekday(t) + " " + v.Date(t) }

// Time gives the clock time, 24 hours: "17:02".
func (v Voice) Time(t time.Time) string { return t.In(zone).Format("15:04") }

// DateTime gives the moment as people say it: "17:02 thứ Ba 08/12/2026", "17:02 Tuesday 8 December 2026".
func (v Voice) DateTime(t time.Time) string { return v.Time(t) + " " + v.Day(t) }

// Short gives the moment for narrow places: "08/12/2026 17:02", "8 Dec 2026 17:02".
func (v Voice) Short(t time.Time) string {
	t = t.In(zone)
	if v.Lang == EN {
		return t.Format("2 Jan 2006 15:04")
	}
	return t.Format("02/01/2006 15:04")
}

// DayMonth gives the day without its year: "08/12", "8 December".
func (v Voice) DayMonth(t time.Time) string {
	t = t.In(zone)
	if v.Lang == EN {
		return fmt.Sprintf("%d %s", t.Day(), v.month(t))
	}
	return t.Format("02/01")
}

// weekdays are the keys of the weekdays, Sunday first as in package time.
var weekdays = [...]string{"time.sunday", "time.monday", "time.tuesday", "time.wednesday", "time.thursday", "time.friday", "time.saturday"}

func (v Voice) weekday(t time.Time) string { return v.T(weekdays[t.In(zone).Weekday()]) }

func (v Voice) month(t time.Time) string { return t.In(zone).Month().String() }

// dayMinutes is one working day in working minutes.
// choice: eight hours, what the city's reception hours add up to; a term is never counted with it, only said.
const dayMinutes = 8 * 60

// Left says how much working time is left: "còn 5,6 ngày", "còn 4 giờ", "trễ 3 giờ". minutes are working minutes,
// below zero when the date has passed. What is left is rounded down and what is late up, never to our advantage.
func (v Voice) Left(minutes int) string {
	if minutes < 0 {
		return v.T("time.late", "time", v.span(-minutes, math.Ceil))
	}
	if minutes == 0 {
		return v.T("time.left-none")
	}
	return v.T("time.left", "time", v.span(minutes, math.Floor))
}

// Ago says how long ago something was in working time: "5,6 ngày trước", "25 phút trước".
func (v Voice) Ago(minutes int) string {
	if minutes < 1 {
		return v.T("time.now")
	}
	return v.T("time.ago", "time", v.span(minutes, math.Floor))
}

// Work gives an exact amount of working time: "65 giờ 22 phút", "25 phút".
func (v Voice) Work(minutes int) string {
	h, m := minutes/60, minutes%60
	switch {
	case h == 0:
		return v.T("time.minutes", "n", m)
	case m == 0:
		return v.T("time.hours", "n", h)
	}
	return v.T("time.hours-minutes", "h", h, "m", m)
}

// span gives an amount of working time in its largest useful unit; round decides the one decimal of days.
func (v Voice) span(minutes int, round func(float64) float64) string {
	if minutes < dayMinutes {
		return v.Work(minutes)
	}
	tenths := int(round(float64(minutes) * 10 / dayMinutes))
	if tenths%10 == 0 {
		return v.T("time.days", "n", tenths/10)
	}
	return v.T("time.days", "n", v.Decimal(float64(tenths)/10, 1))
}

// Number writes a whole number with its thousands: "3.914", "3,914".
func (v Voice) Number(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "−", s[1:]
	}
	mark := "."
	if v.Lang == EN {
		mark = ","
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + mark + s[i:]
	}
	return sign + s
}

// Decimal writes x with exactly n decimals: "98,7", "98.7".
func (v Voice) Decimal(x float64, n int) string {
	whole, part, _ := strings.Cut(strconv.FormatFloat(math.Abs(x), 'f', n, 64), ".")
	i, _ := strconv.ParseInt(whole, 10, 64) // digits only, from the line above
	out := v.Number(i)
	if part != "" && v.Lang == EN {
		out += "." + part
	} else if part != "" {
		out += "," + part
	}
	if x < 0 && strings.Trim(out, "0.,") != "" {
		out = "−" + out
	}
	return out
}

// Digits writes a number that is kept as text with a point, "1234.5", with every digit that it has: "1.234,5". What is no
// such number stays as it is.
func (v Voice) Digits(s string) string {
	whole, part, dotted := strings.Cut(s, ".")
	i, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || dotted && (part == "" || strings.Trim(part, "0123456789") != "") {
		return s
	}
	out := v.Number(i)
	if i == 0 && strings.HasPrefix(whole, "-") {
		out = "−0"
	}
	switch {
	case dotted && v.Lang == EN:
		out += "." + part
	case dotted:
		out += "," + part
	}
	return out
}

// Percent writes part of whole in per cent with one decimal: "98,7%", and "–" where there is nothing to divide by.
// choice: "100%" and "0%" are said only when they are exact; 4,999 of 5,000 is 99.9%.
func (v Voice) Percent(part, whole int64) string {
	if whole == 0 {
		return "–"
	}
	if part == whole || part == 0 {
		return v.Number(part/whole*100) + perCent
	}
	x := math.Round(float64(part)*1000/float64(whole)) / 10
	if part > 0 && part < whole {
		x = min(max(x, 0.1), 99.9)
	}
	return v.Decimal(x, 1) + perCent
}

// Share writes a share from 0 to 1 in per cent with one decimal, rounded and no further: "98,7%"; "" for none. A bound may be 100% and is not
// reached.
func (v Voice) Share(x float64) string {
	if math.IsNaN(x) {
		return ""
	}
	return v.Decimal(math.Round(x*1000)/10, 1) + perCent
}

// perCent stands at its number in both languages.
// Source: CLDR, percentFormat of vi and en: "#,##0%".
const perCent = "%"

// Money writes an amount of đồng: "150.000 đ", "VND 150,000", with a space that does not break.
func (v Voice) Money(dong int64) string {
	if v.Lang == EN {
		return "VND\u00a0" + v.Number(dong)
	}
	return v.Number(dong) + "\u00a0đ"
}

// Upper gives s with a capital first letter, for words that begin a line.
func Upper(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// Lower writes the first letter small, for words that go on within a sentence.
func Lower(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}
