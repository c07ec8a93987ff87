package city

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"
)

// BeforeDistrictsEnded gives Hà Nội as it would stand without the reorganisation of 1/7/2025, and that reorganisation as a file:
// the city of 30 districts and 526 communes, then the 126 communes that take their place from a day on ("2025-07-01"). The Centre
// and its branches are there all the time, the procedures are in force, and whoever works in a commune works before in those that it comes from. A divided
// commune goes to the successors that it had; what no address decides goes to the first of them.
func BeforeDistrictsEnded(effective string) (before fs.FS, reorganisation []byte, err error) {
	b := beforeMaker{out: without{FS: Hanoi(), changed: map[string][]byte{}}}
	for _, step := range []func() error{b.readCommunes, b.readEnded, b.units, b.officers, b.procedures} {
		if err := step(); err != nil {
			return nil, nil, fmt.Errorf("the city before its districts ended: %w", err)
		}
	}
	reorganisation, err = json.Marshal(map[string]any{
		"effective": effective, "basis": "1656/NQ-UBTVQH15", "acts": append(b.opens, b.ends...),
	})
	return b.out, reorganisation, err
}

// firstDay is when everything of the city before is there.
const firstDay = "2025-01-01"

type beforeMaker struct {
	out   without
	opens []map[string]any
	ends  []map[string]any
	from  map[string][]string // the communes that ended, by their first successor
	part  map[string]string   // one that ended, by each of its other successors
}

// table reads a table of units, row by row, and writes what change makes of them.
func (b *beforeMaker) table(name string, change func(row map[string]string)) error {
	in, err := fs.ReadFile(b.out.FS, name)
	if err != nil {
		return err
	}
	rows, err := csv.NewReader(bytes.NewReader(in)).ReadAll()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for _, row := range rows[1:] {
		cells := map[string]string{}
		for i, column := range rows[0] {
			cells[column] = row[i]
		}
		change(cells)
		for i, column := range rows[0] {
			row[i] = cells[column]
		}
	}
	var out bytes.Buffer
	err = csv.NewWriter(&out).WriteAll(rows)
	b.out.changed[name] = out.Bytes()
	return err
}

// readCommunes takes the communes of today out: the reorganisation opens them.
func (b *beforeMaker) readCommunes() error {
	const name = "units-communes.csv"
	err := b.table(name, func(u map[string]string) {
		b.opens = append(b.opens, map[string]any{
			"act": "open", "unit": u["id"], "kind": u["kind"], "parent": u["parent"], "name": u["name"], "name_en": u["name_en"], "code": u["code"], "admin_code": u["admin_code"],
		})
	})
	b.out.changed[name] = nil
	return err
}

// readEnded lets the ended units go on: the reorganisation ends them.
func (b *beforeMaker) readEnded() error {
	b.from, b.part = map[string][]string{}, map[string]string{}
	return b.table("units-ended.csv", func(u map[string]string) {
		to := strings.Fields(u["successors"])
		end := map[string]any{"act": "merge", "unit": u["id"], "to": to}
		if len(to) > 1 {
			end["act"], end["default"] = "split", to[0]
		}
		b.ends = append(b.ends, end)
		if u["kind"] == "commune" {
			b.from[to[0]] = append(b.from[to[0]], u["id"])
			for _, also := range to[1:] {
				b.part[also] = u["id"]
			}
		}
		u["to"], u["successors"] = "", ""
	})
}

// units lets the city's other units serve the communes of before.
func (b *beforeMaker) units() error {
	return b.table("units.csv", func(u map[string]string) {
		u["from"] = min(u["from"], firstDay)
		var serves []string
		for _, c := range strings.Fields(u["serves"]) {
			serves = append(serves, b.wereOf(c)...)
		}
		slices.Sort(serves)
		u["serves"] = strings.Join(slices.Compact(serves), " ")
	})
}

// wereOf are the communes that one of today comes from: those of which it takes the first part, else one of which it takes another.
func (b *beforeMaker) wereOf(unit string) []string {
	if were := b.from[unit]; were != nil {
		return were
	}
	if was := b.part[unit]; was != "" {
		return []string{was}
	}
	return nil
}

// officers gives whoever works in a commune the same post in each of those that it comes from.
func (b *beforeMaker) officers() error {
	in, err := fs.ReadFile(b.out.FS, "officers.json")
	if err != nil {
		return err
	}
	var file struct {
		Officers    []map[string]any `json:"officers"`
		Delegations []map[string]any `json:"delegations"`
	}
	if err := json.Unmarshal(in, &file); err != nil {
		return fmt.Errorf("officers.json: %w", err)
	}
	for _, o := range file.Officers {
		posts, _ := o["posts"].([]any)
		var out []any
		for _, p := range posts {
			post, _ := p.(map[string]any)
			unit, _ := post["unit"].(string)
			if from, _ := post["from"].(string); from == "2025-07-01" {
				post["from"] = firstDay
			}
			were := b.wereOf(unit)
			if were == nil {
				out = append(out, post)
				continue
			}
			for i, id := range were {
				one := maps.Clone(post)
				one["id"], one["unit"] = fmt.Sprintf("%s-%d", post["id"], i+1), id
				out = append(out, one)
				if b.from[unit] == nil { // the commune's people come out of a part that is not its own alone
					b.ends = append(b.ends, map[string]any{"act": "choose", "unit": id, "item": one["id"], "to": []string{unit}})
				}
			}
		}
		o["posts"] = out
	}
	file.Delegations = slices.DeleteFunc(file.Delegations, func(d map[string]any) bool { // of a commune that is not there yet
		giver, _ := d["giver"].(string)
		return b.wereOf(giver) != nil
	})
	b.out.changed["officers.json"], err = json.Marshal(file)
	return err
}

// procedures lets those in force today be in force then: what was decided how before the reorganisation no pack tells.
func (b *beforeMaker) procedures() error {
	names, err := fs.Glob(b.out.FS, "procedures/*.json")
	if err != nil {
		return err
	}
	for _, name := range names {
		in, err := fs.ReadFile(b.out.FS, name)
		if err != nil {
			return err
		}
		out := bytes.Replace(in, []byte(`"from": "2025-07-01T`), []byte(`"from": "`+firstDay+`T`), 1)
		if !bytes.Equal(in, out) {
			b.out.changed[name] = out
		}
	}
	return nil
}

// without is a folder of which some files are others; those without content are not there.
type without struct {
	fs.FS
	changed map[string][]byte
}

func (w without) Open(name string) (fs.File, error) {
	b, ok := w.changed[name]
	switch {
	case !ok:
		return w.FS.Open(name)
	case b == nil:
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &changedFile{Reader: bytes.NewReader(b), name: name}, nil
}

func (w without) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(w.FS, name)
	return slices.DeleteFunc(all, func(e fs.DirEntry) bool {
		b, ok := w.changed[e.Name()]
		return name == "." && ok && b == nil
	}), err
}

// A changedFile is a file in memory, and what is known of it.
type changedFile struct {
	*bytes.Reader
	name string
}

func (f *changedFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *changedFile) Close() error               { return nil }
func (f *changedFile) Name() string               { return f.name }
func (f *changedFile) Mode() fs.FileMode          { return 0o444 }
func (f *changedFile) ModTime() time.Time         { return time.Time{} }
func (f *changedFile) IsDir() bool                { return false }
func (f *changedFile) Sys() any                   { return nil }
