package procedure

import "motcua/words/calendar"

// dayHours is a working day in hours.
// choice: eight, what the reception hours of the city add up to.
const dayHours = 8

// workingHours gives about how many working hours a limit holds at the least: a calendar day is 5/7 of a working day, a
// month has 28 days. It judges a process at its desk, a due date is never counted with it.
func workingHours(l calendar.Limit) int {
	switch l.Unit {
	case calendar.Hour:
		return l.N
	case calendar.WorkingDay:
		return l.N * dayHours
	case calendar.Month:
		return l.N * 28 * 5 * dayHours / 7
	}
	return l.N * 5 * dayHours / 7
}

// slowest gives the hours of the slowest way from the start to an end on which no flow leads back: branches beside each
// other count as the longest of them, loops as if nothing was sent back.
func (m *Machine) slowest() int {
	const walking = -1
	best := map[*place]int{}
	var from func(*place) int
	from = func(p *place) int {
		if h, ok := best[p]; ok {
			return h
		}
		best[p] = walking
		longest := 0
		for _, w := range p.out {
			if best[w.to] != walking || !contains(best, w.to) {
				longest = max(longest, from(w.to))
			}
		}
		best[p] = p.Hours + longest
		return best[p]
	}
	return from(m.start)
}

func contains(m map[*place]int, p *place) bool {
	_, ok := m[p]
	return ok
}
