package org

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"motcua/ground/vn"
)

// The fields of the pack's files. What is not listed is refused, so that a misspelt column is not lost silently.
var (
	unitFields = map[string]shape{
		"id": aText, "code": aText, "code_source": aText, "name": aText, "name_en": aText, "kind": aText, "parent": aText,
		"admin_code": aText, "serves": aList, "address": aText, "address_source": aText, "calendar": aText, "receives": aFlag,
		"example": aFlag, "from": aDay, "to": aDay, "successors": aList, "note": aText,
	}
	fileFields       = map[string]shape{"officers": aTree, "delegations": aTree, "acting": aTree}
	officerFields    = map[string]shape{"id": aText, "name": aText, "username": aText, "email": aText, "synthetic": aFlag, "posts": aTree}
	postFields       = map[string]shape{"id": aText, "unit": aText, "role": aText, "title": aText, "from": aDay, "to": aDay}
	delegationFields = map[string]shape{
		"id": aText, "giver": aText, "receiver_unit": aText, "receiver_person": aText, "procedures": aList, "cases": aList,
		"units": aList, "ceiling": aNumber, "document": aText, "from": aDay, "to": aDay,
	}
	actingFields = map[string]shape{"id": aText, "post": aText, "person": aText, "document": aText, "from": aDay, "to": aDay}
)

// readUnits reads one file of units, CSV or JSON by its name.
func (r *packReader) readUnits(name string, b []byte) {
	var recs []record
	if strings.HasSuffix(name, ".csv") {
		recs = r.csvRecords(name, b)
	} else if root, ok := r.json(name, b); ok {
		recs = r.records(name, root, "", unitFields)
	}
	for _, rec := range recs {
		u := Unit{
			ID: UnitID(rec.value["id"]), Code: vn.AgencyCode(rec.value["code"]), CodeSource: rec.value["code_source"],
			Name: rec.value["name"], NameEN: rec.value["name_en"], Kind: UnitKind(rec.value["kind"]),
			Parent: UnitID(rec.value["parent"]), AdminCode: rec.value["admin_code"], Serves: ids[UnitID](rec.value["serves"]),
			Address: rec.value["address"], AddressSource: rec.value["address_source"], Calendar: rec.value["calendar"],
			Receives: r.flag(rec, "receives"), Example: r.flag(rec, "example"), Note: rec.value["note"],
			From: r.day(rec, "from"), To: r.day(rec, "to"), Successors: ids[UnitID](rec.value["successors"]),
		}
		if r.note(StreamOf(u.ID), rec) {
			r.pack.Units = append(r.pack.Units, u)
		}
	}
}

// csvRecords reads rows under a header.
func (r *packReader) csvRecords(name string, b []byte) []record {
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff"))))
	in.FieldsPerRecord = -1
	var head []string
	var out []record
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			p := place{file: name}
			if bad := (*csv.ParseError)(nil); errors.As(err, &bad) {
				p.line, err = bad.Line, bad.Err
			}
			r.wrong(p, "", "put texts with quotes, commas or line ends between double quotes, inner quotes doubled", "cannot be read as CSV: %v", err)
			return nil
		}
		line, _ := in.FieldPos(0)
		rec := record{place: place{file: name, line: line, field: map[string]int{}}, value: map[string]string{}}
		if head == nil {
			head = row
			r.header(rec.place, head)
			continue
		}
		if len(row) != len(head) {
			r.wrong(rec.place, "", "write one value a column, empty where there is none", "%d values under %d columns", len(row), len(head))
			continue
		}
		for i, field := range head {
			rec.value[field] = strings.TrimSpace(row[i])
			rec.field[field], _ = in.FieldPos(i)
		}
		out = append(out, rec)
	}
}

// header refuses columns that nobody reads.
func (r *packReader) header(p place, head []string) {
	for i, field := range head {
		if _, ok := unitFields[field]; !ok {
			r.unknown(p, field, unitFields)
		} else if slices.Contains(head[:i], field) {
			r.wrong(p, field, "keep one of them", "the column stands twice")
		}
	}
	if !slices.Contains(head, "id") {
		r.wrong(p, "id", "begin the file with a row of column names", "no column id")
	}
}

func (r *packReader) unknown(p place, field string, known map[string]shape) {
	r.wrong(p, field, "did you mean "+nearest(field, slices.Sorted(maps.Keys(known)))+"?", "unknown field")
}

// readOfficers reads people with their posts, delegations, and who acts for whom.
func (r *packReader) readOfficers(name string, b []byte) {
	root, ok := r.json(name, b)
	if !ok {
		return
	}
	file, ok := r.record(name, root, "", fileFields)
	if !ok {
		return
	}
	for _, n := range file.trees["officers"] {
		if rec, ok := r.record(name, n, "officers", officerFields); ok {
			r.officer(name, rec)
		}
	}
	for _, n := range file.trees["delegations"] {
		rec, ok := r.record(name, n, "delegations", delegationFields)
		if !ok {
			continue
		}
		d := Delegation{
			ID: DelegationID(rec.value["id"]), Giver: UnitID(rec.value["giver"]), ReceiverUnit: UnitID(rec.value["receiver_unit"]),
			ReceiverPerson: PersonID(rec.value["receiver_person"]), Procedures: ids[string](rec.value["procedures"]),
			Cases: ids[string](rec.value["cases"]), Units: ids[UnitID](rec.value["units"]), Ceiling: r.number(rec, "ceiling"),
			Document: rec.value["document"], From: r.day(rec, "from"), To: r.day(rec, "to"),
		}
		if r.note("delegation/"+string(d.ID), rec) {
			r.pack.Delegations = append(r.pack.Delegations, d)
		}
	}
	for _, n := range file.trees["acting"] {
		rec, ok := r.record(name, n, "acting", actingFields)
		if !ok {
			continue
		}
		a := Acting{
			ID: ActingID(rec.value["id"]), Post: PostID(rec.value["post"]), Person: PersonID(rec.value["person"]),
			Document: rec.value["document"], From: r.day(rec, "from"), To: r.day(rec, "to"),
		}
		if r.note("acting/"+string(a.ID), rec) {
			r.pack.Acting = append(r.pack.Acting, a)
		}
	}
}

func (r *packReader) officer(name string, rec record) {
	o := Officer{Person: Person{
		ID: PersonID(rec.value["id"]), Name: rec.value["name"], Username: rec.value["username"], Email: rec.value["email"], Synthetic: r.flag(rec, "synthetic"),
	}}
	if !r.note(StreamOf(o.ID), rec) {
		return
	}
	for _, n := range rec.trees["posts"] {
		post, ok := r.record(name, n, "posts", postFields)
		if !ok {
			continue
		}
		p := Post{
			ID: PostID(post.value["id"]), Unit: UnitID(post.value["unit"]), Person: o.ID, Role: Role(post.value["role"]),
			Title: post.value["title"], From: r.day(post, "from"), To: r.day(post, "to"),
		}
		if r.note("post/"+string(p.ID), post) {
			o.Posts = append(o.Posts, p)
		}
	}
	r.pack.Officers = append(r.pack.Officers, o)
}

// nearest gives the known word that takes the fewest changes to reach.
func nearest(word string, known []string) string {
	best, least := "", 1<<30
	for _, k := range known {
		if d := changes(word, k); d < least {
			best, least = k, d
		}
	}
	return best
}

// changes counts the letters to put in, take out or replace between two words (Levenshtein).
func changes(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
