package org

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/text"
)

// A Pack is the organisation part of a city's folder: its units, and sample officers with their posts.
type Pack struct {
	Units       []Unit
	Officers    []Officer
	Delegations []Delegation
	Acting      []Acting
}

// An Officer (cán bộ, công chức) is a person of the pack with the posts of the person.
type Officer struct {
	Person
	Posts []Post
}

// A Mistake is one thing that is wrong in a pack: where, what, and what to do about it.
type Mistake struct {
	File    string
	Line    int
	Field   string // column or key, "" when it is the whole line
	Unit    UnitID // that it is about, of a reorganisation
	Problem text.Said
	Mend    text.Said
}

// Error gives the mistake as one English line for the command line.
func (m Mistake) Error() string {
	var b strings.Builder
	b.WriteString(m.File)
	if m.Line > 0 {
		fmt.Fprintf(&b, ":%d", m.Line)
	}
	if m.Field != "" {
		b.WriteString(": " + m.Field)
	}
	if m.Unit != "" {
		b.WriteString(": " + string(m.Unit))
	}
	b.WriteString(": " + m.Problem.String())
	if m.Mend != "" {
		b.WriteString("; " + m.Mend.String())
	}
	return b.String()
}

// Mistakes are all that is wrong in a pack, file by file.
type Mistakes []Mistake

// Error gives one line a mistake.
func (ms Mistakes) Error() string {
	lines := make([]string, len(ms))
	for i, m := range ms {
		lines[i] = m.Error()
	}
	return strings.Join(lines, "\n")
}

// ParsePack reads units*.csv, units*.json and officers.json of a city's folder. Its error is a Mistakes with everything
// that is wrong, or the error of reading a file. A pack that parses can be imported into an empty house.
func ParsePack(fsys fs.FS) (Pack, error) {
	r := &packReader{lines: map[string]place{}}
	for _, pattern := range []string{"units*.csv", "units*.json"} {
		names, err := fs.Glob(fsys, pattern)
		if err != nil {
			return Pack{}, fmt.Errorf("list %s of the pack: %w", pattern, err)
		}
		slices.SortFunc(names, func(a, b string) int { return cmp.Compare(stem(a), stem(b)) }) // units before units-communes
		for _, name := range names {
			b, err := fs.ReadFile(fsys, name)
			if err != nil {
				return Pack{}, fmt.Errorf("read the pack's %s: %w", name, err)
			}
			r.readUnits(name, b)
		}
	}
	if len(r.pack.Units) == 0 && len(r.found) == 0 {
		r.found = append(r.found, Mistake{File: "units.csv", Problem: "the pack has no units", Mend: "write units.csv with the city in its first row"})
	}
	b, err := fs.ReadFile(fsys, "officers.json")
	switch {
	case err == nil:
		r.readOfficers("officers.json", b)
	case !errors.Is(err, fs.ErrNotExist):
		return Pack{}, fmt.Errorf("read the pack's officers.json: %w", err)
	}
	r.check()
	if len(r.found) > 0 {
		return Pack{}, r.found
	}
	return r.pack, nil
}

func stem(name string) string { return strings.TrimSuffix(name, path.Ext(name)) }

// A packReader collects units, officers and mistakes.
type packReader struct {
	pack  Pack
	found Mistakes
	lines map[string]place // where "unit/branch-7", "person/p0001", "post/…", "delegation/…" stand
}

// A place is a row or an object of a file with the lines of its fields.
type place struct {
	file  string
	line  int
	field map[string]int
}

// at gives the line of a field, of the whole row when the field is not written there.
func (p place) at(field string) int {
	if l := p.field[field]; l > 0 {
		return l
	}
	return p.line
}

func (r *packReader) wrong(p place, field, mend, problem string, args ...any) {
	r.found = append(r.found, Mistake{File: p.file, Line: p.at(field), Field: field, Problem: text.Said(fmt.Sprintf(problem, args...)), Mend: text.Said(mend)})
}

// note remembers where the thing stands and says whether its key is new and well formed.
func (r *packReader) note(key string, rec record) bool {
	id := key[strings.IndexByte(key, '/')+1:]
	if !validID(id) {
		r.wrong(rec.place, "id", "write small letters and digits with hyphens between, at most 60", "%q is not a key", id)
		return false
	}
	if first, ok := r.lines[key]; ok {
		r.wrong(rec.place, "id", "give every one a key of its own", "%q stands already in %s:%d", id, first.file, first.line)
		return false
	}
	r.lines[key] = rec.place
	return true
}

// A shape is how a field of the pack is written.
type shape int

const (
	aText   shape = iota
	aList         // in CSV parted by spaces
	aFlag         // true or false
	aDay          // 2025-07-01
	aTree         // objects, JSON only
	aNumber       // a whole number, JSON only
)

// A record is a row or an object with its fields as texts, lists joined by spaces.
type record struct {
	place
	value map[string]string
	trees map[string][]node
}

func (r *packReader) day(rec record, field string) time.Time {
	s := rec.value[field]
	if s == "" {
		return time.Time{}
	}
	t, err := time.ParseInLocation("2006-01-02", s, zone)
	if err != nil {
		r.wrong(rec.place, field, "write the day as 2025-07-01", "%q is not a day", s)
		return time.Time{}
	}
	return t.UTC()
}

func (r *packReader) flag(rec record, field string) bool {
	switch s := rec.value[field]; s {
	case "true":
		return true
	case "", "false":
		return false
	default:
		r.wrong(rec.place, field, "write true or false", "%q is neither true nor false", s)
		return false
	}
}

func (r *packReader) number(rec record, field string) int64 {
	s := rec.value[field]
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		r.wrong(rec.place, field, "write a whole number that is not negative", "%q is no such number", s)
	}
	return n
}

func ids[T ~string](s string) []T {
	var out []T
	for _, f := range strings.Fields(s) {
		out = append(out, T(f))
	}
	return out
}
