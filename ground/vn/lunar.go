package vn

import "math"

// A Lunar is a day of the Vietnamese lunar calendar (âm lịch). Month 1 day 1 is Tết, month 3 day 10 the Hùng Kings' day.
type Lunar struct {
	Year  int  `json:"year"` // the solar year in which the lunar year's Tết lies
	Month int  `json:"month"`
	Day   int  `json:"day"`
	Leap  bool `json:"leap,omitempty"` // the second month of the same number (tháng nhuận)
}

// The algorithm is Hồ Ngọc Đức's ("Thuật toán tính âm lịch", after Jean Meeus, Astronomical Algorithms, 1998), reckoned
// at UTC+7 for every year. It is meant for 1950 to 2100. Before 1968 the north of the country used UTC+8; this
// calendar does not follow that.
const lunarZone = 7.0 / 24 // of a day

// LunarDate gives the lunar day of a solar (Gregorian) day.
func LunarDate(year, month, day int) Lunar {
	jd := julianDay(year, month, day)
	k := int(math.Floor((float64(jd) - 2415021.076998695) / synodic))
	// The mean month may be two away from the true one: on 7/5/2054 one step back is not enough.
	start := newMoonDay(k + 1)
	for ; start > jd; k-- {
		start = newMoonDay(k)
	}
	// a11 and b11 are the first days of the eleventh months (the ones with the winter solstice) before and after.
	a11, b11 := month11(year), 0
	l := Lunar{Day: jd - start + 1}
	if a11 >= start {
		b11, a11 = a11, month11(year-1)
		l.Year = year
	} else {
		b11 = month11(year + 1)
		l.Year = year + 1
	}
	months := (start - a11) / 29
	l.Month = months + 11
	if b11-a11 > 365 {
		leap := leapMonth(a11)
		if months >= leap {
			l.Month = months + 10
			l.Leap = months == leap
		}
	}
	if l.Month > 12 {
		l.Month -= 12
	}
	if l.Month >= 11 && months < 4 {
		l.Year--
	}
	return l
}

// SolarDate gives the solar day of a lunar day; ok is false when that lunar year has no such month or day.
func SolarDate(l Lunar) (year, month, day int, ok bool) {
	if l.Month < 1 || l.Month > 12 || l.Day < 1 || l.Day > 30 {
		return 0, 0, 0, false
	}
	a11, b11 := month11(l.Year-1), month11(l.Year)
	if l.Month >= 11 {
		a11, b11 = b11, month11(l.Year+1)
	}
	months := l.Month - 11
	if months < 0 {
		months += 12
	}
	if b11-a11 > 365 {
		leap := leapMonth(a11)
		number := leap - 2
		if number < 0 {
			number += 12
		}
		if number == 0 {
			number = 12
		}
		if l.Leap && l.Month != number {
			return 0, 0, 0, false
		}
		if l.Leap || months >= leap {
			months++
		}
	} else if l.Leap {
		return 0, 0, 0, false
	}
	k := int(math.Floor(0.5 + (float64(a11)-2415021.076998695)/synodic))
	jd := newMoonDay(k+months) + l.Day - 1
	year, month, day = gregorian(jd)
	return year, month, day, LunarDate(year, month, day) == l
}

// Tet gives the solar day of the first day of a lunar year (Tết Nguyên đán).
func Tet(year int) (month, day int) {
	_, month, day, _ = SolarDate(Lunar{Year: year, Month: 1, Day: 1})
	return month, day
}

// HungKings gives the solar day of the Hùng Kings' commemoration (Giỗ Tổ Hùng Vương), 10/3 lunar.
func HungKings(year int) (month, day int) {
	_, month, day, _ = SolarDate(Lunar{Year: year, Month: 3, Day: 10})
	return month, day
}

// synodic is the mean length of a lunar month in days.
const synodic = 29.530588853

// newMoonDay gives the local Julian day number of the k-th new moon after that of 1/1/1900.
func newMoonDay(k int) int { return int(math.Floor(newMoon(float64(k)) + 0.5 + lunarZone)) }

// newMoon gives the instant of the k-th new moon as a Julian date of universal time.
func newMoon(k float64) float64 {
	t := k / 1236.85 // Julian centuries since 1900 January 0.5
	t2, t3 := t*t, t*t*t
	const rad = math.Pi / 180
	jd := 2415020.75933 + 29.53058868*k + 0.0001178*t2 - 0.000000155*t3
	jd += 0.00033 * math.Sin((166.56+132.87*t-0.009173*t2)*rad)
	m := 359.2242 + 29.10535608*k - 0.0000333*t2 - 0.00000347*t3   // the sun's mean anomaly
	mp := 306.0253 + 385.81691806*k + 0.0107306*t2 + 0.00001236*t3 // the moon's mean anomaly
	f := 21.2964 + 390.67050646*k - 0.0016528*t2 - 0.00000239*t3   // the moon's argument of latitude
	c := (0.1734-0.000393*t)*math.Sin(m*rad) + 0.0021*math.Sin(2*m*rad)
	c += -0.4068*math.Sin(mp*rad) + 0.0161*math.Sin(2*mp*rad) - 0.0004*math.Sin(3*mp*rad)
	c += 0.0104*math.Sin(2*f*rad) - 0.0051*math.Sin((m+mp)*rad)
	c += -0.0074*math.Sin((m-mp)*rad) + 0.0004*math.Sin((2*f+m)*rad)
	c += -0.0004*math.Sin((2*f-m)*rad) - 0.0006*math.Sin((2*f+mp)*rad)
	c += 0.0010*math.Sin((2*f-mp)*rad) + 0.0005*math.Sin((2*mp+m)*rad)
	delta := -0.000278 + 0.000265*t + 0.000262*t2 // dynamical less universal time, in days
	if t < -11 {
		delta = 0.001 + 0.000839*t + 0.0002261*t2 - 0.00000845*t3 - 0.000000081*t*t3
	}
	return jd + c - delta
}

// sunSector gives in which twelfth of its way the sun stands at the local midnight that begins a Julian day: 0 from
// the spring equinox on, 9 from the winter solstice on.
func sunSector(jd int) int {
	t := (float64(jd) - 0.5 - lunarZone - 2451545.0) / 36525
	t2 := t * t
	const rad = math.Pi / 180
	m := 357.52910 + 35999.05030*t - 0.0001559*t2 - 0.00000048*t*t2
	l := 280.46645 + 36000.76983*t + 0.0003032*t2
	l += (1.914600-0.004817*t-0.000014*t2)*math.Sin(m*rad) + (0.019993-0.000101*t)*math.Sin(2*m*rad) + 0.000290*math.Sin(3*m*rad)
	l -= 360 * math.Floor(l/360)
	return int(l / 30)
}

// month11 gives the first day of the eleventh lunar month of a solar year, the month that has the winter solstice.
func month11(year int) int {
	off := julianDay(year, 12, 31) - 2415021
	k := int(math.Floor(float64(off) / synodic))
	start := newMoonDay(k)
	if sunSector(start) >= 9 {
		start = newMoonDay(k - 1)
	}
	return start
}

// leapMonth gives which month after the eleventh that begins at a11 is the leap month: the first without a change of
// the sun's sector.
func leapMonth(a11 int) int {
	k := int(math.Floor((float64(a11)-2415021.076998695)/synodic + 0.5))
	sector := sunSector(newMoonDay(k + 1))
	i := 1
	for last := -1; sector != last && i < 14; {
		last = sector
		i++
		sector = sunSector(newMoonDay(k + i))
	}
	return i - 1
}

// julianDay gives the Julian day number of a Gregorian day.
func julianDay(year, month, day int) int {
	a := (14 - month) / 12
	y, m := year+4800-a, month+12*a-3
	return day + (153*m+2)/5 + 365*y + y/4 - y/100 + y/400 - 32045
}

// gregorian is the inverse of julianDay.
func gregorian(jd int) (year, month, day int) {
	a := jd + 32044
	b := (4*a + 3) / 146097
	c := a - b*146097/4
	d := (4*c + 3) / 1461
	e := c - 1461*d/4
	m := (5*e + 2) / 153
	return b*100 + d - 4800 + m/10, m + 3 - 12*(m/10), e - (153*m+2)/5 + 1
}
