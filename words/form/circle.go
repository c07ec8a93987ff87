package form

import (
	"strings"

	"motcua/ground/text"
)

// circles finds fields that are asked for only if they were answered already: the condition of one speaks of a second
// whose condition, at once or over others, speaks of the first. No page could ask for any of them first.
func (c *compiler) circles(o *object, at string) {
	state := map[string]int{} // 1 being followed, 2 done
	var follow func(id string, way []string)
	follow = func(id string, way []string) {
		i, ok := o.byID[id]
		if !ok || state[id] == 2 {
			return
		}
		way = append(way, id)
		if state[id] == 1 {
			c.place = o.fields[i].place
			c.flaws = append(c.flaws, Flaw{Path: join(at, id), Place: c.place, Part: "when", Reason: text.Say(circle, "way", strings.Join(way, " → "))})
			return
		}
		state[id] = 1
		if f := o.fields[i]; f.when != nil {
			for _, u := range f.when.uses {
				name, inner := strings.CutPrefix(u, "this.")
				if inner || at == "" && u != "this" {
					follow(name, way)
				}
			}
		}
		state[id] = 2
	}
	for _, f := range o.fields {
		follow(f.ID, nil)
		if f.Grouped() {
			c.circles(&f.inner, join(at, f.ID))
		}
	}
}

const circle = "flaw.circle"

// Circle says whether the flaw is a circle of conditions.
func (f Flaw) Circle() bool { return f.Reason.Key() == circle }
