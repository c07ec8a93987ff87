package org

import (
	"slices"
	"time"

	"motcua/ground/vn"
)

// check compares the parts of the pack with each other. Together with the reading it asks for everything that OpenUnit,
// AddPerson, GivePost and GiveDelegation ask for, so that an import cannot stop half-way.
func (r *packReader) check() {
	units := map[UnitID]*Unit{}
	for i := range r.pack.Units {
		units[r.pack.Units[i].ID] = &r.pack.Units[i]
	}
	codes, places := map[string][]*Unit{}, map[string][]*Unit{}
	for i := range r.pack.Units {
		u := &r.pack.Units[i]
		p := r.lines[StreamOf(u.ID)]
		r.checkWords(p, u)
		r.checkCode(p, "code", string(u.Code), u, codes)
		r.checkCode(p, "admin_code", u.AdminCode, u, places)
		r.checkLinks(p, u, units)
	}
	r.checkCircles(units)
	r.checkOfficers(units)
	r.checkDelegations(units)
	r.checkActing()
}

// checkWords looks at a unit alone.
func (r *packReader) checkWords(p place, u *Unit) {
	if u.Name == "" && !r.said(p, "name") {
		r.wrong(p, "name", "write the unit's name in Vietnamese", "empty")
	}
	if !u.Kind.Known() {
		r.wrong(p, "kind", "did you mean "+nearest(string(u.Kind), spell(UnitKinds))+"?", "%q is not a kind of unit", u.Kind)
	}
	if u.CodeSource != Published && u.CodeSource != Example {
		r.wrong(p, "code_source", "write published when the note names the source, else example", "%q is no source of a code", u.CodeSource)
	}
	if _, err := vn.ParseAgencyCode(string(u.Code)); err != nil {
		r.wrong(p, "code", "write it like H26.103.25.7: a letter A to Y, two digits, then groups of capitals and digits after dots", "%q is not an agency code", u.Code)
	}
	if u.AdminCode != "" && !adminForm.MatchString(u.AdminCode) {
		r.wrong(p, "admin_code", "write 5 digits for a commune, 3 for a district", "%q is not a code of a place", u.AdminCode)
	}
	r.checkPeriod(p, u.From, u.To)
}

func (r *packReader) checkPeriod(p place, from, to time.Time) {
	switch {
	case from.IsZero() && !r.said(p, "from"):
		r.wrong(p, "from", "write the first day, such as 2025-07-01", "no first day")
	case !from.IsZero() && !to.IsZero() && !to.After(from):
		r.wrong(p, "to", "write the first day after the end, or leave it empty while there is no end", "ends on or before its first day")
	}
}

// said tells whether a mistake was noted already for the field.
func (r *packReader) said(p place, field string) bool {
	return slices.ContainsFunc(r.found, func(m Mistake) bool {
		return m.File == p.file && m.Line == p.at(field) && m.Field == field
	})
}

// checkCode: a code means one unit at every moment.
func (r *packReader) checkCode(p place, field, code string, u *Unit, seen map[string][]*Unit) {
	if code == "" {
		return
	}
	for _, other := range seen[code] {
		if overlap(other.From, other.To, u.From, u.To) {
			q := r.lines[StreamOf(other.ID)]
			r.wrong(p, field, "give one of them another code, or dates that do not meet", "%s is also the code of %s in %s:%d at the same time", code, other.ID, q.file, q.line)
			break
		}
	}
	seen[code] = append(seen[code], u)
}

// checkLinks follows what a unit names.
func (r *packReader) checkLinks(p place, u *Unit, units map[UnitID]*Unit) {
	if u.Parent != "" {
		r.checkPresent(p, "parent", u.Parent, u.From, u.To, units)
	}
	for _, c := range u.Serves {
		switch s := units[c]; {
		case s == nil:
			r.noUnit(p, "serves", c)
		case s.Kind != Commune || !s.OpenAt(u.From):
			r.wrong(p, "serves", "name communes that are there on the unit's first day", "%s is not a commune of that day", c)
		}
	}
	if len(u.Successors) > 0 && u.To.IsZero() && !r.said(p, "to") {
		r.wrong(p, "successors", "write the end into the column to, or take the successors out", "a unit without an end has successors")
		return
	}
	for _, id := range u.Successors {
		switch s := units[id]; {
		case s == nil:
			r.noUnit(p, "successors", id)
		case id == u.ID:
			r.wrong(p, "successors", "name the units that carry on", "the unit succeeds itself")
		case !s.OpenAt(u.To):
			r.wrong(p, "successors", "name units that are there when this one ends", "%s is not there then", id)
		}
	}
}

func (r *packReader) noUnit(p place, field string, id UnitID) {
	r.wrong(p, field, "write the id of a unit of the units files", "no unit %q", id)
}

// checkPresent: the unit named is there for the whole period.
func (r *packReader) checkPresent(p place, field string, id UnitID, from, to time.Time, units map[UnitID]*Unit) {
	switch u := units[id]; {
	case u == nil:
		r.noUnit(p, field, id)
	case from.IsZero() || u.From.IsZero(): // noted where the day is missing
	case from.Before(u.From):
		r.wrong(p, field, "begin on "+u.From.In(zone).Format(time.DateOnly)+" or later", "%s is not there yet on the first day", id)
	case !u.To.IsZero() && (to.IsZero() || to.After(u.To)):
		r.wrong(p, field, "end on "+u.To.In(zone).Format(time.DateOnly)+" or sooner", "%s ends sooner", id)
	}
}

// checkCircles: no unit stands above, serves or succeeds itself through others, or nothing could be opened first.
func (r *packReader) checkCircles(units map[UnitID]*Unit) {
	const (
		open = 1
		done = 2
	)
	state := map[UnitID]int{}
	var visit func(u *Unit)
	visit = func(u *Unit) {
		state[u.ID] = open
		for _, l := range links(u) {
			next := units[l.to]
			if next == nil || l.field == "successors" && l.to == u.ID {
				continue
			}
			switch state[l.to] {
			case open:
				r.wrong(r.lines[StreamOf(u.ID)], l.field, "name another unit there", "the way by %s leads back to %s: a circle", l.to, u.ID)
			case 0:
				visit(next)
			}
		}
		state[u.ID] = done
	}
	for i := range r.pack.Units {
		if u := &r.pack.Units[i]; state[u.ID] == 0 {
			visit(u)
		}
	}
}

// A link is a unit that must be opened before another.
type link struct {
	field string
	to    UnitID
}

func links(u *Unit) []link {
	var out []link
	if u.Parent != "" {
		out = append(out, link{"parent", u.Parent})
	}
	for _, id := range u.Serves {
		out = append(out, link{"serves", id})
	}
	for _, id := range u.Successors {
		out = append(out, link{"successors", id})
	}
	return out
}

func (r *packReader) checkOfficers(units map[UnitID]*Unit) {
	accounts := map[string]PersonID{}
	for _, o := range r.pack.Officers {
		p := r.lines[StreamOf(o.ID)]
		if o.Name == "" && !r.said(p, "name") {
			r.wrong(p, "name", "write the officer's name", "empty")
		}
		switch other, taken := accounts[o.Username]; {
		case r.said(p, "username"):
		case len(o.Username) > maxID || !usernameForm.MatchString(o.Username):
			r.wrong(p, "username", "write small letters and digits with dots between, such as thuha.cn7", "%q is not an account's name", o.Username)
		case taken:
			r.wrong(p, "username", "give every officer an account", "%q is the account of %s", o.Username, other)
		default:
			accounts[o.Username] = o.ID
		}
		if o.Email != "" && !emailOK(o.Email) {
			r.wrong(p, "email", "write one address such as thuha@example.vn, or leave the field out", "%q is not an e-mail address", o.Email)
		}
		for i, post := range o.Posts {
			q := r.lines["post/"+string(post.ID)]
			if !post.Role.Known() {
				r.wrong(q, "role", "did you mean "+nearest(string(post.Role), spell(Roles))+"?", "%q is not a role", post.Role)
			}
			r.checkPeriod(q, post.From, post.To)
			r.checkPresent(q, "unit", post.Unit, post.From, post.To, units)
			for _, e := range o.Posts[:i] {
				if e.Unit == post.Unit && e.Role == post.Role && overlap(e.From, e.To, post.From, post.To) {
					r.wrong(q, "role", "join the two posts or part their dates", "the same post is held twice, see %s", e.ID)
				}
			}
		}
	}
}

func (r *packReader) checkDelegations(units map[UnitID]*Unit) {
	posts := &Org{posts: map[PostID]*Post{}, held: map[PersonID][]PostID{}}
	for _, o := range r.pack.Officers {
		for i := range o.Posts {
			posts.posts[o.Posts[i].ID] = &o.Posts[i]
			posts.held[o.ID] = append(posts.held[o.ID], o.Posts[i].ID)
		}
	}
	for _, d := range r.pack.Delegations {
		p := r.lines["delegation/"+string(d.ID)]
		if d.Document == "" {
			r.wrong(p, "document", "write number and day of the act", "empty")
		}
		r.checkPeriod(p, d.From, d.To)
		r.checkPresent(p, "giver", d.Giver, d.From, d.To, units)
		switch {
		case (d.ReceiverUnit == "") == (d.ReceiverPerson == "") || d.ReceiverUnit == d.Giver:
			r.wrong(p, "receiver_unit", "name one other unit, or one person in receiver_person", "a delegation goes to one receiver")
		case d.ReceiverUnit != "":
			r.checkPresent(p, "receiver_unit", d.ReceiverUnit, d.From, d.To, units)
		default:
			if _, ok := r.lines[StreamOf(d.ReceiverPerson)]; !ok {
				r.wrong(p, "receiver_person", "write the id of an officer of this file", "no officer %q", d.ReceiverPerson)
			} else if left := posts.leftAt(d.ReceiverPerson, d.From); !d.From.IsZero() && outlasts(d.To, left) {
				r.wrong(p, "to", "end it while they are in service", "%s holds no post from %s on", d.ReceiverPerson, left.In(zone).Format(time.DateOnly))
			}
		}
	}
}

func (r *packReader) checkActing() {
	posts := map[PostID]*Post{}
	for _, o := range r.pack.Officers {
		for i := range o.Posts {
			posts[o.Posts[i].ID] = &o.Posts[i]
		}
	}
	for i, a := range r.pack.Acting {
		p, post := r.lines["acting/"+string(a.ID)], posts[a.Post]
		if a.Document == "" {
			r.wrong(p, "document", "write number and day of the order", "empty")
		}
		r.checkPeriod(p, a.From, a.To)
		if _, ok := r.lines[StreamOf(a.Person)]; !ok {
			r.wrong(p, "person", "write the id of an officer of this file", "no officer %q", a.Person)
		}
		switch {
		case post == nil:
			r.wrong(p, "post", "write the id of a post of this file", "no post %q", a.Post)
		case post.Person == a.Person:
			r.wrong(p, "person", "name somebody else", "nobody acts for themselves")
		case a.From.Before(post.From) || !post.To.IsZero() && (a.To.IsZero() || a.To.After(post.To)):
			r.wrong(p, "from", "write a time within the post's", "the post is not there all that time")
		}
		for _, b := range r.pack.Acting[:i] {
			if b.Post == a.Post && overlap(a.From, a.To, b.From, b.To) {
				r.wrong(p, "from", "part the dates", "somebody else acts from this post then, see %s", b.ID)
			}
		}
	}
}

func spell[T ~string](ts []T) []string {
	out := make([]string, len(ts))
	for i, t := range ts {
		out[i] = string(t)
	}
	return out
}
