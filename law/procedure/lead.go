package procedure

// A Part (vai trò) is what an agency does where several work on a dossier at the same time.
type Part string

// The parts.
const (
	Leads       Part = "lead"       // chủ trì
	Coordinates Part = "coordinate" // phối hợp
)

// Part says what a task's agency does among those that work at the same time; "" where nobody leads.
// law: nd61-2018/19.7
func (m *Machine) Part(node string) Part { return m.parts[node] }

// split are the tasks of each branch of a parallel split, until the branches come together again.
func split(p *place) []map[*place]bool {
	on := func(q *place) []*place { return others(q.out, func(w *way) *place { return w.to }) }
	var branches []map[*place]bool
	for _, w := range p.out {
		branches = append(branches, walk([]*place{w.to}, on))
	}
	common := func(q *place) bool {
		for _, b := range branches {
			if !b[q] {
				return false
			}
		}
		return true
	}
	out := make([]map[*place]bool, len(branches))
	for i, b := range branches {
		out[i] = map[*place]bool{}
		for q := range b {
			if q.Kind == Task && !common(q) {
				out[i][q] = true
			}
		}
	}
	return out
}

// lead finds who leads and who coordinates.
func (m *Machine) lead() {
	m.parts = map[string]Part{}
	for _, p := range m.order() {
		if p.Kind != Parallel || len(p.out) < 2 {
			continue
		}
		branches, leads := split(p), map[string]bool{}
		for _, b := range branches {
			for q := range b {
				if q.Lead {
					leads[q.Where] = true
				}
			}
		}
		for _, b := range branches {
			for q := range b {
				switch {
				case len(leads) == 0 || q.Waits == WaitPayment: // there the citizen is waited for
				case leads[q.Where]: // another step of the agency that leads
					m.parts[q.ID] = Leads
				case m.parts[q.ID] == "":
					m.parts[q.ID] = Coordinates
				}
			}
		}
	}
}

// leads gives the tasks that are marked to lead in vain, beside no other branch, and those that lead beside another one.
func (m *Machine) leads() (alone, twice []string) {
	beside := map[string]bool{}
	for _, p := range m.order() {
		if p.Kind != Parallel || len(p.out) < 2 {
			continue
		}
		first := -1
		for i, b := range split(p) {
			for q := range b {
				if !q.Lead {
					continue
				}
				beside[q.ID] = true
				if first >= 0 && first != i {
					twice = append(twice, q.ID)
				}
			}
			for q := range b {
				if q.Lead && first < 0 {
					first = i
				}
			}
		}
	}
	for _, p := range m.order() {
		if p.Lead && !beside[p.ID] {
			alone = append(alone, p.ID)
		}
	}
	return alone, twice
}
