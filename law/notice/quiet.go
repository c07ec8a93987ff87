package notice

import (
	"fmt"
	"strings"
	"time"

	"motcua/words/calendar"
)

// Quiet (giờ yên tĩnh) are the hours in which nothing rings, by the clock of the city. From may lie behind To: over night.
type Quiet struct{ From, To time.Duration }

// ParseQuiet reads "21:00-07:00"; "" is no quiet hours.
func ParseQuiet(s string) (Quiet, error) {
	if s == "" {
		return Quiet{}, nil
	}
	from, to, ok := strings.Cut(s, "-")
	a, errA := time.Parse("15:04", from)
	b, errB := time.Parse("15:04", to)
	if !ok || errA != nil || errB != nil {
		return Quiet{}, fmt.Errorf("quiet hours %q: write them like 21:00-07:00", s)
	}
	clock := func(t time.Time) time.Duration {
		return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	}
	return Quiet{clock(a), clock(b)}, nil
}

// Until gives when a message over ch may go that is ready at t: t itself outside the quiet hours.
func (q Quiet) Until(ch Channel, t time.Time) time.Time {
	if q.From == q.To || !ch.Disturbs() {
		return t
	}
	l := t.In(calendar.Zone)
	midnight := time.Date(l.Year(), l.Month(), l.Day(), 0, 0, 0, 0, calendar.Zone)
	clock := l.Sub(midnight)
	in := q.From <= clock && clock < q.To
	if q.From > q.To {
		in = clock >= q.From || clock < q.To
	}
	switch {
	case !in:
		return t
	case clock < q.To:
		return midnight.Add(q.To).UTC()
	}
	return midnight.AddDate(0, 0, 1).Add(q.To).UTC()
}
