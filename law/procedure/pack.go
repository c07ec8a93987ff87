package procedure

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"motcua/ground/text"
	"motcua/words/form"
)

// ParsePack reads the procedures of a city's folder: one whole record a file under procedures/, and records of the
// catalogue alone in catalogue.json (a list) or catalogue.jsonl (one a line). Reading is strict: an unknown key, a wrong
// type, a version that stands twice and whatever Check calls an error are mistakes. All of them are found at once; the
// error is form.Mistakes, each with file, line and field.
//
// The records come by code and version.
func ParsePack(fsys fs.FS, dir string) ([]Record, error) {
	p := &packReader{fsys: fsys, at: map[string]string{}}
	names, err := fs.Glob(fsys, path.Join(dir, "procedures", "*.json"))
	if err != nil {
		return nil, fmt.Errorf("list the procedures of %s: %w", dir, err)
	}
	for _, name := range names {
		p.whole(name)
	}
	p.list(path.Join(dir, "catalogue.json"))
	p.lines(path.Join(dir, "catalogue.jsonl"))
	p.circles(new(CatalogueBuilder).Catalogue())
	if len(p.wrong) > 0 {
		return nil, p.wrong
	}
	slices.SortFunc(p.found, func(a, b Record) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Version, b.Version))
	})
	return p.found, nil
}

type packReader struct {
	fsys  fs.FS
	found []Record
	wrong form.Mistakes
	at    map[string]string // code and version → file
	place []form.Mistake    // where each of found stands
}

// read gives a file's bytes, false when there is none.
func (p *packReader) read(name string) ([]byte, bool) {
	b, err := fs.ReadFile(p.fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false
	}
	if err != nil {
		p.wrong = append(p.wrong, form.Mistake{File: name, Reason: text.Said(err.Error())})
		return nil, false
	}
	return b, true
}

// mistakes takes the mistakes of reading, with the lines moved by what stands before.
func (p *packReader) mistakes(err error, before int) {
	var ms form.Mistakes
	if !errors.As(err, &ms) {
		p.wrong = append(p.wrong, form.Mistake{Reason: text.Said(err.Error())})
		return
	}
	for _, m := range ms {
		m.Line += before
		p.wrong = append(p.wrong, m)
	}
}

// whole reads one record from a file of its own, whose name begins with the code.
func (p *packReader) whole(name string) {
	b, ok := p.read(name)
	if !ok {
		return
	}
	var r Record
	lines, err := form.ReadLines(name, b, &r)
	if err != nil {
		p.mistakes(err, 0)
		return
	}
	if !strings.HasPrefix(path.Base(name), string(r.Code)) {
		p.wrong = append(p.wrong, form.Mistake{File: name, Line: lines.Of("code"), Field: "code", Reason: text.Said(fmt.Sprintf("the file's name does not begin with %s", r.Code))})
	}
	p.take(name, r, lines.Of, "")
}

// list reads a file that is a list of records.
func (p *packReader) list(name string) {
	if b, ok := p.read(name); ok {
		p.listed(name, b)
	}
}

func (p *packReader) listed(name string, b []byte) {
	var rs []Record
	lines, err := form.ReadLines(name, b, &rs)
	if err != nil {
		p.mistakes(err, 0)
		return
	}
	for i, r := range rs {
		at := fmt.Sprintf("%d.", i)
		p.take(name, r, func(path string) int { return lines.Of(at + path) }, at)
	}
}

// lines reads a file with one record a line.
func (p *packReader) lines(name string) {
	if b, ok := p.read(name); ok {
		p.lined(name, b)
	}
}

func (p *packReader) lined(name string, b []byte) {
	n := 0
	for line := range bytes.Lines(b) {
		n++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var r Record
		if err := form.Read(name, line, &r); err != nil {
			p.mistakes(err, n-1)
			continue
		}
		p.take(name, r, func(string) int { return n }, "")
	}
}

// take checks a record that was read.
func (p *packReader) take(name string, r Record, line func(string) int, at string) {
	for _, f := range Errors(Check(r)) {
		p.wrong = append(p.wrong, form.Mistake{File: name, Line: line(f.Path), Field: at + f.Path, Reason: f.Said()})
	}
	key := fmt.Sprintf("%s version %d", r.Code, r.Version)
	if first, twice := p.at[key]; twice {
		p.wrong = append(p.wrong, form.Mistake{File: name, Line: line("code"), Field: at + "code", Reason: text.Say("file.version-twice", "code", r.Code, "version", r.Version, "file", first)})
		return
	}
	p.at[key] = name
	p.found = append(p.found, r)
	p.place = append(p.place, form.Mistake{File: name, Line: line("cases"), Field: at})
}

// What a record of a pack would do.
const (
	PackNew     = "new"     // the procedure is not in the catalogue
	PackVersion = "version" // a further version of one that is
	PackSame    = "same"    // nothing: this version says the same
	PackKept    = "kept"    // nothing: the catalogue has this version with other content, and the database wins
)

// A PackChange is what one record of a pack would do to the catalogue.
type PackChange struct {
	Code    ID       `json:"code"`
	Version int      `json:"version"` // that it is or would be
	Name    string   `json:"name"`
	What    string   `json:"what"`
	Changes []Change `json:"changes,omitempty"` // against the version before it, or the one that is kept
	Record  Record   `json:"-"`
}

// DiffPack says what publishing the records of a pack would change, in their order. A record that names a version which
// the catalogue has is compared with that; one that names none, with the newest.
func DiffPack(cat *Catalogue, recs []Record) []PackChange {
	have := map[ID][]Record{}
	var out []PackChange
	for _, r := range recs {
		known, ok := have[r.Code]
		if !ok {
			known = cat.Versions(r.Code)
		}
		c := PackChange{Code: r.Code, Name: r.Name, Record: r}
		var last *Record
		next := 1
		for i := range known {
			if known[i].Version >= next {
				next, last = known[i].Version+1, &known[i]
			}
		}
		i := slices.IndexFunc(known, func(k Record) bool { return r.Version != 0 && k.Version == r.Version })
		switch {
		case i >= 0 && same(known[i], r), i < 0 && r.Version == 0 && last != nil && same(*last, r):
			c.What, c.Version = PackSame, cmp.Or(r.Version, next-1)
		case i >= 0:
			c.What, c.Version, c.Changes = PackKept, r.Version, VersionDiff(known[i], r)
		case last == nil:
			c.What, c.Version = PackNew, next
		default:
			c.What, c.Version, c.Changes = PackVersion, next, VersionDiff(*last, r)
		}
		if c.What == PackNew || c.What == PackVersion {
			r.Version = c.Version
			known = append(slices.Clone(known), r)
		}
		have[r.Code] = known
		out = append(out, c)
	}
	return out
}
