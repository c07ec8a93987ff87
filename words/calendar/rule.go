package calendar

import (
	"cmp"
	"slices"
	"time"

	"motcua/ground/vn"
)

// calculate gives the days off of a year that nothing is decided for, in order: holidays by solar or lunar date, and
// the days in lieu of those that fall on a weekly rest day.
// law: blld-2019/112
func (doc *Document) calculate(year int) []Day {
	var days []Day
	taken, noLieu := map[Date]bool{}, map[Date]bool{}
	for _, r := range doc.Rules {
		if year < r.From || r.To != 0 && year > r.To {
			continue
		}
		for _, d := range doc.place(r, year) {
			if !taken[d] {
				taken[d], noLieu[d] = true, r.NoLieu
				days = append(days, Day{Date: d, Kind: Holiday, Name: r.Name, Basis: r.Basis})
			}
		}
	}
	byDate := func(a, b Day) int { return cmp.Compare(a.Date, b.Date) }
	slices.SortFunc(days, byDate)
	for _, h := range slices.Clone(days) {
		// law: blld-2019/111.3
		if noLieu[h.Date] || len(doc.weekdayHours(h.Date)) > 0 {
			continue
		}
		d := doc.lieu(h.Date, taken)
		taken[d] = true
		days = append(days, Day{Date: d, Kind: InLieu, Name: h.Name, Basis: cmp.Or(doc.LieuBasis, h.Basis)})
	}
	slices.SortFunc(days, byDate)
	return days
}

// farthest keeps a search for a working day from leaving the years that have hours.
const farthest = 40

// lieu gives the next working day after a holiday that is not off already.
func (doc *Document) lieu(d Date, taken map[Date]bool) Date {
	d++
	for range farthest {
		if !taken[d] && len(doc.weekdayHours(d)) > 0 {
			break
		}
		d++
	}
	return d
}

// place gives the days of a rule in a year. Of several possible beginnings the one is taken that gives the longest
// unbroken time off, the first of equals.
// choice: with the rules of the city's file this gives what was decided for 2020 to 2026, swaps apart.
func (doc *Document) place(r Rule, year int) []Date {
	anchor, ok := r.anchor(year)
	if !ok {
		return nil
	}
	best, length := anchor, 0
	for _, s := range r.Starts {
		if n := doc.breakLength(anchor+Date(s), max(r.Days, 1)); n > length {
			best, length = anchor+Date(s), n
		}
	}
	days := make([]Date, max(r.Days, 1))
	for i := range days {
		days[i] = best + Date(i)
	}
	return days
}

// anchor gives the day that a rule names.
func (r Rule) anchor(year int) (Date, bool) {
	if r.Solar != "" {
		m, d, _ := monthDay(r.Solar) // judged before
		date := NewDate(year, time.Month(m), d)
		_, month, _ := date.Civil()
		return date, int(month) == m
	}
	m, d, _ := monthDay(r.Lunar)                      // judged before
	for _, lunarYear := range []int{year, year - 1} { // the end of a lunar year lies in the next solar one
		y, month, day, ok := vn.SolarDate(vn.Lunar{Year: lunarYear, Month: m, Day: d})
		if ok && y == year {
			return NewDate(y, time.Month(month), day), true
		}
	}
	return 0, false
}

// breakLength counts how many days nobody works in a row if n days from d on are off, with weekly rest and days in lieu.
func (doc *Document) breakLength(d Date, n int) int {
	off := map[Date]bool{}
	for i := range Date(n) {
		off[d+i] = true
	}
	for i := range Date(n) {
		if len(doc.weekdayHours(d+i)) == 0 {
			off[doc.lieu(d+i, off)] = true
		}
	}
	rests := func(d Date) bool { return off[d] || len(doc.weekdayHours(d)) == 0 }
	from, to := d, d
	for int(to-from) < farthest && rests(from-1) {
		from--
	}
	for int(to-from) < farthest && rests(to+1) {
		to++
	}
	return int(to-from) + 1
}
