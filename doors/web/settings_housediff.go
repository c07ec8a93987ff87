package web

import (
	"strings"
	"time"

	"motcua/ground/text"
	"motcua/words/org"
)

// A houseDiffer gathers the lines of a comparison by what changed.
type houseDiffer struct {
	s        *Site
	v        text.Voice
	was, now time.Time
	out      []houseChange
}

// houseChanges tells a difference in groups: units first, then people, and who holds what.
func (s *Site) houseChanges(v text.Voice, o *org.Org, was, now time.Time) []houseChange {
	d := o.Between(was, now)
	h := &houseDiffer{s: s, v: v, was: was, now: now}
	h.units(&d)
	h.people(&d)
	h.powers(&d)
	return h.out
}

// group adds what changed in one way, unless nothing did.
func (h *houseDiffer) group(kind string, tone Tone, n int, line func(i int) houseLine) {
	if n == 0 {
		return
	}
	c := houseChange{Kind: h.v.T("settings.house.change." + kind), Tone: tone}
	for i := range n {
		c.Lines = append(c.Lines, line(i))
	}
	h.out = append(h.out, c)
}

// kinds says how many units of each kind are in the group that was added last.
func (h *houseDiffer) kinds(units []*org.Unit) {
	n := map[org.UnitKind]int{}
	for _, u := range units {
		n[u.Kind]++
	}
	var words []string
	for _, k := range org.UnitKinds {
		if n[k] > 0 {
			words = append(words, h.v.T("settings.house.of-kind", "kind", h.v.T("org.kind."+string(k)), "n", h.v.Number(int64(n[k]))))
		}
	}
	if len(units) > 0 {
		h.out[len(h.out)-1].Split = strings.Join(words, "; ")
	}
}

func (h *houseDiffer) from(t time.Time) string {
	return h.v.T("settings.house.from", "date", h.v.Date(t))
}

func (h *houseDiffer) until(to time.Time) string {
	return h.v.T("settings.house.until", "date", h.v.Date(to.Add(-1)))
}

// withDocument ends a note with the decision; where none is told it says so.
func (h *houseDiffer) withDocument(note, document string) string {
	if document == "" {
		document = h.v.T("settings.house.no-document")
	}
	return joinDots([]string{note, document})
}

func (h *houseDiffer) units(d *org.Difference) {
	v, day := h.v, h.v.Date(h.now)
	h.group("opened", OK, len(d.Opened), func(i int) houseLine {
		u := d.Opened[i]
		return houseLine{unitIn(v, u), unitHref(u.ID, day), h.from(u.From)}
	})
	h.kinds(d.Opened)
	h.group("ended", Ended, len(d.Ended), func(i int) houseLine {
		u := d.Ended[i]
		note := h.until(u.To)
		if len(u.Successors) > 0 {
			note += " · " + v.T("settings.units.successors", "units", h.s.unitList(v, u.Successors))
		}
		return houseLine{unitIn(v, u), unitHref(u.ID, v.Date(h.was)), note}
	})
	h.kinds(d.Ended)
	sorted := map[string][]org.Reworded{}
	for _, c := range d.Reworded {
		key := "reworded"
		switch {
		case c.Renamed():
			key = "renamed"
		case c.Moved():
			key = "moved"
		}
		sorted[key] = append(sorted[key], c)
	}
	for _, key := range []string{"renamed", "moved", "reworded"} {
		var units []*org.Unit
		h.group(key, Soon, len(sorted[key]), func(i int) houseLine {
			c := sorted[key][i]
			units = append(units, c.Now)
			return houseLine{unitIn(v, c.Now), unitHref(c.Now.ID, day), h.s.rewords(v, c)}
		})
		h.kinds(units)
	}
}

func (h *houseDiffer) people(d *org.Difference) {
	for _, x := range []struct {
		kind   string
		tone   Tone
		people []*org.Person
	}{{"came", OK, d.Came}, {"left", Ended, d.Left}} {
		h.group(x.kind, x.tone, len(x.people), func(i int) houseLine {
			return houseLine{Words: h.s.personNamed(string(x.people[i].ID)), Href: personHref(x.people[i].ID)}
		})
	}
	h.group("post", OK, len(d.Begun), func(i int) houseLine {
		p := d.Begun[i]
		return houseLine{h.s.postWords(h.v, p), personHref(p.Person), h.withDocument(h.from(p.From), p.Document)}
	})
	h.group("post-over", Ended, len(d.Over), func(i int) houseLine {
		p := d.Over[i]
		return houseLine{h.s.postWords(h.v, p), personHref(p.Person), h.withDocument(h.until(p.To), documents(h.v, p.Document, p.EndedBy))}
	})
}

func (h *houseDiffer) powers(d *org.Difference) {
	s, v := h.s, h.v
	h.group("acting", OK, len(d.Acting), func(i int) houseLine {
		a := d.Acting[i]
		return houseLine{s.actingWords(v, a), personHref(a.Person), h.withDocument(h.from(a.From), a.Document)}
	})
	h.group("acting-over", Ended, len(d.Stopped), func(i int) houseLine {
		a := d.Stopped[i]
		return houseLine{s.actingWords(v, a), personHref(a.Person), h.withDocument(h.until(a.To), documents(v, a.Document, a.EndedBy))}
	})
	power := func(g *org.Delegation, note string) houseLine {
		l := s.delegationLine(v, g, h.now)
		words := v.T("settings.delegations.line", "giver", l.Giver, "receiver", l.Receiver, "what", l.What)
		return houseLine{words, "/settings/delegations", h.withDocument(note, l.Document)}
	}
	h.group("delegation", OK, len(d.Given), func(i int) houseLine { return power(d.Given[i], h.from(d.Given[i].From)) })
	h.group("delegation-over", Ended, len(d.Lapsed), func(i int) houseLine { return power(d.Lapsed[i], h.until(d.Lapsed[i].To)) })
	decides := func(c *org.Competence, note string) houseLine {
		words := unitWords(v, s.unitNamed(string(c.Unit))) + ": " + strings.Join(c.Procedures, ", ")
		return houseLine{words, "/settings/competence", h.withDocument(note, documents(v, c.Document, c.EndedBy))}
	}
	h.group("competence", OK, len(d.Deciding), func(i int) houseLine { return decides(d.Deciding[i], h.from(d.Deciding[i].From)) })
	h.group("competence-over", Ended, len(d.Decided), func(i int) houseLine { return decides(d.Decided[i], h.until(d.Decided[i].To)) })
}
