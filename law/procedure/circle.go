package procedure

import (
	"slices"
	"strings"

	"motcua/ground/text"
)

// wayBack gives a way from a procedure over those that next names back to itself, nil when there is none. A procedure from which
// there is no way back is looked at once, however many ways lead to it.
func wayBack(first ID, next func(ID) []ID) []ID {
	seen := map[ID]bool{}
	var from func(path []ID) []ID
	from = func(path []ID) []ID {
		for _, id := range next(path[len(path)-1]) {
			if id == first {
				return append(slices.Clone(path), id)
			}
			if seen[id] {
				continue
			}
			seen[id] = true
			if found := from(append(slices.Clone(path), id)); found != nil {
				return found
			}
		}
		return nil
	}
	return from([]ID{first})
}

// CallCircle gives a circle of procedures that a record would close by what its processes call: nobody of them would ever come to
// its end. with are the records that come along, cat has the others; nil when there is none.
func CallCircle(rec *Record, with []Record, cat *Catalogue) []ID {
	if len(rec.CallsOf()) == 0 {
		return nil
	}
	newest := map[ID]*Record{}
	for i := range with {
		if have := newest[with[i].Code]; have == nil || have.Version <= with[i].Version {
			newest[with[i].Code] = &with[i]
		}
	}
	newest[rec.Code] = rec
	return wayBack(rec.Code, func(id ID) []ID {
		if r := newest[id]; r != nil {
			return r.CallsOf()
		}
		if all := cat.Versions(id); len(all) > 0 {
			return all[len(all)-1].CallsOf()
		}
		return nil
	})
}

// circleText shows a circle: "1.000001 → 1.000002 → 1.000001".
func circleText(path []ID) string {
	names := make([]string, len(path))
	for i, id := range path {
		names[i] = string(id)
	}
	return strings.Join(names, " → ")
}

// circles refuses the records that were read whose processes call one another in a circle.
func (p *packReader) circles(cat *Catalogue) {
	for i := range p.found {
		r := &p.found[i]
		newest := !slices.ContainsFunc(p.found, func(o Record) bool { return o.Code == r.Code && o.Version > r.Version })
		if path := CallCircle(r, p.found, cat); newest && path != nil {
			m := p.place[i]
			m.Field, m.Reason = m.Field+"cases", text.Say("file.call-circle", "codes", circleText(path))
			p.wrong = append(p.wrong, m)
		}
	}
}
