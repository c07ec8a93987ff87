package org

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
)

// What a row of a roll would do.
const (
	RollNew     = "new"
	RollChanged = "changed"
	RollSame    = "same"
	RollRefused = "refused"
)

// A RollLine is what becomes of one row.
type RollLine struct {
	Row   RollRow
	What  string
	Wrong []*fault.Fault // of a refused one, each at its cell
	From  string         // of a changed one: what is there; To: what it says
	To    string
}

// A RollPlan says what a roll would do. Its facts are entered together or not at all.
type RollPlan struct {
	Lines []RollLine
	Facts []Fact
	Count map[string]int // lines by What
}

// A rollPlanner makes one, against a copy of the organisation to which each row is applied in turn.
type rollPlanner struct {
	next     *Org
	document string
	known    func(procedure string) bool
	at       time.Time
	seen     map[string]string // place of the row that said the same before
}

// PlanRoll says what the rows would do: what is new, changed, the same, or refused and why. document stands for the decision of
// rows that name none; known says whether a procedure is in the catalogue. The organisation stays as it is.
func (o *Org) PlanRoll(roll Roll, document string, known func(procedure string) bool, at time.Time) *RollPlan {
	p := &rollPlanner{next: o.clone(), document: vn.Tidy(document), known: known, at: at, seen: map[string]string{}}
	plan := &RollPlan{Count: map[string]int{}}
	for _, row := range roll.Rows {
		l := RollLine{Row: row}
		var facts []Fact
		var err error
		key := fmt.Sprint(row.Sheet, row.Value["username"], "|", row.Value["unit"], "|", row.Role, "|", row.Value["procedures"], "|", row.Value["areas"], "|", row.From)
		switch first := p.seen[key]; {
		case first != "":
			err = fault.New(fault.Conflict, "roll.twice", "place", first)
		case row.Sheet == RollPeople:
			facts, err = p.person(&l)
		case row.Sheet == RollPosts:
			facts, err = p.post(&l)
		case row.Sheet == RollCompetence:
			facts, err = p.competence(&l)
		default:
			err = fault.New(fault.Invalid, "roll.sheet-unknown", "sheet", row.Sheet)
		}
		p.seen[key] = cmp.Or(p.seen[key], row.Place)
		for _, f := range facts {
			if err == nil {
				err = p.next.apply(f)
			}
		}
		if err != nil {
			l.What = RollRefused
			for _, f := range faults(err) {
				placed := *f
				placed.Field, placed.More = cmp.Or(row.At[rollCell[f.Field]], row.At[f.Field], row.Place), nil
				l.Wrong = append(l.Wrong, &placed)
			}
		} else {
			plan.Facts = append(plan.Facts, facts...)
		}
		plan.Lines = append(plan.Lines, l)
		plan.Count[l.What]++
	}
	return plan
}

// rollCell is the column that holds what an act calls otherwise.
var rollCell = map[string]string{"person": "username"}

// Faults are all that a plan refuses.
func (p *RollPlan) Faults() []*fault.Fault {
	var out []*fault.Fault
	for _, l := range p.Lines {
		out = append(out, l.Wrong...)
	}
	return out
}

func (p *rollPlanner) person(l *RollLine) ([]Fact, error) {
	v := l.Row.Value
	was := p.next.ByUsername(v["username"])
	if was == nil {
		l.What = RollNew
		for n := len(p.next.roll) + 1; ; n++ {
			if id := PersonID(fmt.Sprintf("p%04d", n)); p.next.people[id] == nil {
				return p.next.AddPerson(Person{ID: id, Name: v["name"], Username: v["username"], Email: v["email"]}, p.at)
			}
		}
	}
	switch {
	case was.Name != v["name"]: // choice: an account that means another person would hand over that person's posts
		return nil, fault.New(fault.Conflict, "roll.name", "username", v["username"], "name", was.Name).At("name")
	case v["email"] == "" || v["email"] == was.Email:
		l.What = RollSame
		return nil, nil
	}
	l.What, l.From, l.To = RollChanged, was.Email, v["email"]
	return p.next.ReachPerson(was.ID, v["email"], p.at)
}

// unit finds a unit by its key, its code or its name, as of a day.
func (p *rollPlanner) unit(s, column string, t time.Time) (UnitID, error) {
	if u := p.next.Unit(UnitID(s)); u != nil {
		return u.ID, nil
	}
	if u := p.next.ByCode(vn.AgencyCode(s), t); u != nil {
		return u.ID, nil
	}
	var found []*Unit
	for _, u := range p.next.Units(t) {
		if vn.Fold(u.Name) == vn.Fold(s) || u.NameEN != "" && vn.Fold(u.NameEN) == vn.Fold(s) {
			found = append(found, u)
		}
	}
	switch len(found) {
	case 0:
		return "", fault.New(fault.Missing, "roll.unit", "unit", rollCut(s), "date", day(t)).At(column)
	case 1:
		return found[0].ID, nil
	}
	return "", fault.New(fault.Invalid, "roll.unit-many", "unit", rollCut(s), "codes", string(found[0].Code)+", "+string(found[1].Code)).At(column)
}

func (p *rollPlanner) post(l *RollLine) ([]Fact, error) {
	v, row := l.Row.Value, &l.Row
	person := p.next.ByUsername(v["username"])
	if person == nil {
		return nil, fault.New(fault.Missing, "roll.person", "username", v["username"]).At("username")
	}
	unit, err := p.unit(v["unit"], "unit", row.From)
	if err != nil {
		return nil, err
	}
	document := cmp.Or(v["document"], p.document)
	for _, id := range p.next.held[person.ID] {
		q := p.next.posts[id]
		if q.Unit != unit || q.Role != row.Role || !q.From.Equal(row.From) {
			continue
		}
		switch {
		case v["document"] != "" && q.Document != "" && v["document"] != q.Document:
			return nil, fault.New(fault.Conflict, "roll.document-other", "document", q.Document).At("document")
		case v["title"] != "" && v["title"] != q.Title:
			return nil, fault.New(fault.Conflict, "roll.title-other", "title", q.Title).At("title")
		case q.To.Equal(row.To):
			l.What = RollSame
			return nil, nil
		case outlasts(row.To, q.To):
			return nil, fault.New(fault.Refused, "roll.ended", "date", lastDay(q.To)).At("to")
		case document == "":
			return nil, fault.New(fault.Invalid, "roll.document").At("document")
		}
		l.What, l.From, l.To = RollChanged, lastOr(q.To), lastDay(row.To)
		return p.next.EndPost(id, row.To, document, p.at)
	}
	if document == "" {
		return nil, fault.New(fault.Invalid, "roll.document").At("document")
	}
	l.What = RollNew
	id := freeKey(string(person.ID), func(id string) bool { return p.next.posts[PostID(id)] != nil })
	return p.next.GivePost(Post{ID: PostID(id), Unit: unit, Person: person.ID, Role: row.Role, Title: v["title"], Document: document, From: row.From, To: row.To}, p.at)
}

// lastOr is the last day of a period, "" when it has none.
func lastOr(to time.Time) string {
	if to.IsZero() {
		return ""
	}
	return lastDay(to)
}

// freeKey makes an internal key that nothing has yet: stem-1, stem-2 …
func freeKey(stem string, taken func(string) bool) string {
	for n := 1; ; n++ {
		if id := fmt.Sprintf("%s-%d", stem, n); !taken(id) {
			return id
		}
	}
}

func (p *rollPlanner) competence(l *RollLine) ([]Fact, error) {
	v, row := l.Row.Value, &l.Row
	unit, err := p.unit(v["unit"], "unit", row.From)
	if err != nil {
		return nil, err
	}
	c := Competence{Unit: unit, Document: cmp.Or(v["document"], p.document), From: row.From, To: row.To}
	c.Procedures = strings.FieldsFunc(v["procedures"], func(r rune) bool { return strings.ContainsRune(",; \n", r) })
	for _, code := range c.Procedures {
		if !p.known(code) {
			return nil, fault.New(fault.Invalid, "org.procedure-unknown", "procedure", rollCut(code)).At("procedures")
		}
	}
	for _, s := range strings.FieldsFunc(v["areas"], func(r rune) bool { return strings.ContainsRune(",;\n", r) }) {
		id, err := p.unit(strings.TrimSpace(s), "areas", row.From)
		if err != nil {
			return nil, err
		}
		c.Areas = append(c.Areas, id)
	}
	for _, q := range p.next.Competences() {
		if q.Unit != unit || !q.From.Equal(c.From) || !slices.Equal(q.Procedures, c.Procedures) || !slices.Equal(q.Areas, c.Areas) {
			continue
		}
		if !q.To.Equal(c.To) {
			return nil, fault.New(fault.Refused, "roll.competence-end", "to", cmp.Or(lastOr(q.To), "—")).At("to")
		}
		l.What = RollSame
		return nil, nil
	}
	if c.Document == "" {
		return nil, fault.New(fault.Invalid, "roll.document").At("document")
	}
	l.What = RollNew
	c.ID = CompetenceID(freeKey("tq-"+string(unit), func(id string) bool { return p.next.competences[CompetenceID(id)] != nil }))
	return p.next.GiveCompetence(c, p.at)
}
