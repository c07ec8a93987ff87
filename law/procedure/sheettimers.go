package procedure

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/words/calendar"
)

var originFamily = family{"steps.from-", []string{string(FromReception), string(FromDue)}}

// delay gives how long a node waits as a value of its own, so that no other version changes with it.
func (n *Node) delay() *Delay {
	d := Delay{}
	if n.Timer != nil {
		d = *n.Timer
	}
	n.Timer = &d
	return n.Timer
}

func (n *Node) waiting() Delay {
	if n.Timer == nil {
		return Delay{}
	}
	return *n.Timer
}

// delayColumn is a column of what a timer waits for; its value is a text.
func delayColumn(c sheetColumn[string], show func(Delay) string, take func(d *Delay, s string)) sheetColumn[Node] {
	return sheetColumn[Node]{
		key: c.key, wide: c.wide, whole: c.whole,
		show: func(w *cellWords, n *Node) string { s := show(n.waiting()); return c.show(w, &s) },
		take: func(w *cellWords, n *Node, s string) error {
			was := show(n.waiting())
			if err := c.take(w, &was, s); err != nil {
				return err
			}
			take(n.delay(), was)
			return nil
		},
	}
}

func itself(s *string) *string { return s }

// timerColumns stand behind the code, the case and the timer.
var timerColumns = []sheetColumn[Node]{
	must(textColumn("timer-name", 40, func(n *Node) *string { return &n.Name.VI })),
	textColumn("timer-name-en", 30, func(n *Node) *string { return &n.Name.EN }),
	textColumn("timer-on", 14, func(n *Node) *string { return &n.On }),
	yesColumn("timer-beside", func(n *Node) *bool { return &n.Beside }),
	delayColumn(
		sheetColumn[string]{
			key: "wait", wide: 9, whole: true, show: func(_ *cellWords, s *string) string { return *s },
			take: func(_ *cellWords, x *string, s string) error {
				*x = s
				if s == "" {
					return nil
				}
				n, err := wholeCell(s)
				if err != nil {
					return err
				}
				*x = strconv.FormatInt(n, 10)
				return calendar.Limit{N: int(n), Unit: calendar.WorkingDay}.Check()
			},
		},
		func(d Delay) string {
			if d.Limit.N == 0 {
				return ""
			}
			return strconv.Itoa(d.Limit.N)
		},
		func(d *Delay, s string) {
			if d.Limit.N, _ = strconv.Atoi(s); s == "" {
				d.Limit = calendar.Limit{}
			}
		}),
	delayColumn(wordColumn("limit-unit", 16, unitFamily, itself),
		func(d Delay) string { return string(d.Limit.Unit) },
		func(d *Delay, s string) {
			if d.Limit.N != 0 {
				d.Limit.Unit = calendar.Unit(s)
			}
		}),
	delayColumn(wordColumn("wait-from", 22, originFamily, itself),
		func(d Delay) string { return string(d.From) },
		func(d *Delay, s string) { d.From = Origin(s) }),
	delayColumn(textColumn("basis", 30, itself),
		func(d Delay) string { return d.Basis },
		func(d *Delay, s string) { d.Basis = s }),
}

// callColumns say which procedure a step calls.
var callColumns = []sheetColumn[Node]{
	calledColumn("calls", 14, func(c *Called) *string { return (*string)(&c.Procedure) }),
	calledColumn("calls-case", 18, func(c *Called) *string { return &c.Case }),
}

func calledColumn(key string, wide float64, at func(*Called) *string) sheetColumn[Node] {
	return sheetColumn[Node]{
		key: key, wide: wide,
		show: func(_ *cellWords, n *Node) string {
			if n.Calls == nil {
				return ""
			}
			return *at(n.Calls)
		},
		take: func(_ *cellWords, n *Node, s string) error {
			if key == "calls" && s != "" {
				id, _, ok := sheetCode(s)
				if !ok {
					return fault.New(fault.Invalid, "sheet.code", "value", cut(s))
				}
				s = string(id)
			}
			c := Called{}
			if n.Calls != nil {
				c = *n.Calls
			}
			*at(&c) = s
			if n.Calls = &c; c == (Called{}) {
				n.Calls = nil
			}
			return nil
		},
	}
}

// called says at its cell where a step and the procedure that it calls do not fit each other.
func (r *sheetReader) called(g *sheetGrid, row int, n *Node) {
	switch place := r.at(g.name, row, g.column("calls")); {
	case n.Work == Sub && (n.Calls == nil || n.Calls.Procedure == ""):
		r.mistake(place, "sheet.calls-missing", "step", n.ID, "work", r.words.show(workFamily, string(Sub)))
	case n.Work != Sub && n.Calls != nil:
		r.mistake(place, "sheet.calls-work", "step", n.ID, "work", r.words.show(workFamily, string(Sub)))
	}
}

// column gives the place of a column, -1 when the sheet does not have it.
func (g *sheetGrid) column(key string) int {
	if j, ok := g.cols[key]; ok {
		return j
	}
	return -1
}

// timers reads what the timers of processes wait for and on which steps they hang. They are added and taken away on the page of the
// process, where their ways are.
func (r *sheetReader) timers(g *sheetGrid) {
	named := map[*Case]map[string]Node{}
	first := map[*Case]int{}
	var order []*Case
	g.each(func(row int) {
		_, c := r.caseOf(g, row)
		if c == nil {
			return
		}
		if named[c] == nil {
			named[c], first[c], order = map[string]Node{}, row, append(order, c)
		}
		id := g.text(row, "timer")
		n, known := c.Process.timer(id)
		switch _, twice := named[c][id]; {
		case !known:
			r.mistake(r.at(g.name, row, g.cols["timer"]), "sheet.timer-unknown", "timer", cut(id), "case", c.ID)
			return
		case twice:
			r.mistake(r.at(g.name, row, g.cols["timer"]), "sheet.timer-twice", "timer", id)
			return
		}
		take(r, g, row, timerColumns, &n, false)
		r.waits(g, row, c.Process, &n)
		named[c][id] = n
	})
	for _, c := range order {
		var missing []string
		if c.Process != nil {
			for i := range c.Process.Nodes {
				n := &c.Process.Nodes[i]
				if _, ok := named[c][n.ID]; n.Kind == Timer && !ok {
					missing = append(missing, n.ID)
				}
			}
		}
		if len(missing) > 0 {
			r.mistake(r.at(g.name, first[c], -1), "sheet.timers", "case", c.ID, "timers", strings.Join(missing, ", "))
			continue
		}
		c.Process = c.Process.withNodes(slices.Collect(maps.Values(named[c])))
	}
}

// timer finds a timer of the process; there is none in no process.
func (p *Process) timer(id string) (Node, bool) {
	if p == nil || p.At(id) < 0 {
		return Node{}, false
	}
	n := p.Nodes[p.At(id)]
	return n, n.Kind == Timer
}

// waits judges a timer at its cells.
func (r *sheetReader) waits(g *sheetGrid, row int, p *Process, n *Node) {
	if i := p.At(n.On); n.On != "" && (i < 0 || p.Nodes[i].Kind != Task) {
		r.mistake(r.at(g.name, row, g.column("timer-on")), "sheet.timer-on", "step", cut(n.On), "sheet", r.words.say("sheet.name.steps"))
	}
	if n.Beside && n.On == "" {
		r.mistake(r.at(g.name, row, g.column("timer-beside")), "sheet.timer-beside", "timer", n.ID)
	}
	switch l := n.waiting().Limit; {
	case l.N == 0 && n.waiting().From != FromDue:
		r.mistake(r.at(g.name, row, g.column("wait")), "sheet.timer-wait", "timer", n.ID, "due", r.words.show(originFamily, string(FromDue)))
	case l.N != 0 && l.Unit == "":
		r.mistake(r.at(g.name, row, g.column("limit-unit")), "sheet.unit-missing")
	}
}

// withNodes gives the process with nodes changed in their places.
func (p *Process) withNodes(nodes []Node) *Process {
	q := new(Process)
	*q = *p
	q.Nodes = slices.Clone(p.Nodes)
	for i := range q.Nodes {
		if j := slices.IndexFunc(nodes, func(n Node) bool { return n.ID == q.Nodes[i].ID }); j >= 0 {
			q.Nodes[i] = nodes[j]
		}
	}
	return q
}
