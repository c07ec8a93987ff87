package org

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"io"
	"strings"
	"time"

	"motcua/ground/vn"
)

// What a line of a reorganisation does.
const (
	ReorgOpen   = "open"   // a new unit begins
	ReorgMerge  = "merge"  // the unit ends and one carries on
	ReorgSplit  = "split"  // the unit ends and several carry on
	ReorgRename = "rename" // the unit goes on under another name
	ReorgMove   = "move"   // the unit goes on below another one
	ReorgEnd    = "end"    // the unit ends and nobody carries on
	ReorgChoose = "choose" // one dossier or post of a split unit goes to one successor
)

// A ReorgFile is a reorganisation as somebody wrote it; docs/reorganisation-format.md has its two forms.
type ReorgFile struct {
	Effective string      `json:"effective"` // first day on which the new structure holds, 2025-07-01
	Basis     string      `json:"basis"`     // number and date of the decision
	Acts      []ReorgLine `json:"acts"`
}

// A ReorgLine is one line of it. Which fields it needs follows from Act.
type ReorgLine struct {
	Act       string        `json:"act"`
	Unit      UnitID        `json:"unit"`
	To        []UnitID      `json:"to,omitempty"`      // successors
	Default   UnitID        `json:"default,omitempty"` // who takes what neither address nor choice decides, of a split
	Item      string        `json:"item,omitempty"`    // code or key of a dossier, or key of a post
	Name      string        `json:"name,omitempty"`
	NameEN    string        `json:"name_en,omitempty"`
	Parent    UnitID        `json:"parent,omitempty"`
	Kind      UnitKind      `json:"kind,omitempty"`
	Code      vn.AgencyCode `json:"code,omitempty"`
	AdminCode string        `json:"admin_code,omitempty"`
	Serves    []UnitID      `json:"serves,omitempty"`   // communes that a unit which begins is there for
	Receives  bool          `json:"receives,omitempty"` // it has a desk that takes dossiers in
	Address   string        `json:"address,omitempty"`
	Calendar  string        `json:"calendar,omitempty"` // "": its parent's

	line int
}

// reorgColumns are the columns of the CSV form.
var reorgColumns = []string{
	"act", "unit", "to", "default", "item", "name", "name_en", "parent", "kind", "code", "admin_code", "serves", "receives", "address", "calendar",
	"effective", "basis",
}

// ParseReorg reads a file by the end of its name, .json or .csv. Its error is a Mistakes.
func ParseReorg(name string, b []byte) (ReorgFile, error) {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if strings.HasSuffix(name, ".csv") {
		return reorgCSV(name, b)
	}
	var f ReorgFile
	in := json.NewDecoder(bytes.NewReader(b))
	in.DisallowUnknownFields()
	if err := in.Decode(&f); err != nil {
		return ReorgFile{}, Mistakes{mistake(name, 1+bytes.Count(b[:min(in.InputOffset(), int64(len(b)))], []byte("\n")), "", "json", "error", err)}
	}
	if in.More() {
		return ReorgFile{}, Mistakes{mistake(name, 1+bytes.Count(b[:in.InputOffset()], []byte("\n")), "", "more")}
	}
	f.number(b)
	return f, nil
}

// number gives each act the line of the file on which it begins.
func (f *ReorgFile) number(b []byte) {
	in := json.NewDecoder(bytes.NewReader(b))
	for key := ""; in.InputOffset() < int64(len(b)); {
		t, err := in.Token()
		if err != nil {
			return
		}
		if s, ok := t.(string); ok && key == "" {
			key = s
			continue
		}
		if d, ok := t.(json.Delim); ok && d == '[' && key == "acts" {
			for i := 0; in.More() && i < len(f.Acts); i++ {
				var act json.RawMessage
				if in.Decode(&act) != nil {
					return
				}
				f.Acts[i].line = 1 + bytes.Count(b[:in.InputOffset()-int64(len(act))], []byte("\n"))
			}
			return
		}
		key = ""
	}
}

// reorgCSV reads rows under a header; the day and the decision stand in any row, the same in all that name them.
func reorgCSV(name string, b []byte) (ReorgFile, error) {
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil || len(rows) == 0 {
		return ReorgFile{}, Mistakes{mistake(name, 0, "", "csv", "error", cmp.Or(err, io.EOF))}
	}
	var f ReorgFile
	var found Mistakes
	known := map[string]bool{}
	for _, c := range reorgColumns {
		known[c] = true
	}
	for _, c := range rows[0] {
		if !known[c] {
			found = append(found, mistake(name, 1, c, "column", "near", nearest(c, reorgColumns)))
		}
		known[c] = false
	}
	for i, row := range rows[1:] {
		v := map[string]string{}
		for j, c := range rows[0] {
			v[c] = strings.TrimSpace(row[j])
		}
		for field, to := range map[string]*string{"effective": &f.Effective, "basis": &f.Basis} {
			if v[field] != "" && *to != "" && v[field] != *to {
				found = append(found, mistake(name, i+2, field, "differs"))
			}
			if *to == "" {
				*to = v[field]
			}
		}
		if r := v["receives"]; r != "" && r != "true" && r != "false" {
			found = append(found, mistake(name, i+2, "receives", "receives", "value", r))
		}
		f.Acts = append(f.Acts, ReorgLine{
			Act: v["act"], Unit: UnitID(v["unit"]), To: ids[UnitID](v["to"]), Default: UnitID(v["default"]), Item: v["item"],
			Name: v["name"], NameEN: v["name_en"], Parent: UnitID(v["parent"]), Kind: UnitKind(v["kind"]),
			Code: vn.AgencyCode(v["code"]), AdminCode: v["admin_code"], Serves: ids[UnitID](v["serves"]), Receives: v["receives"] == "true",
			Address: v["address"], Calendar: v["calendar"], line: i + 2,
		})
	}
	if len(found) > 0 {
		return ReorgFile{}, found
	}
	return f, nil
}

// moment gives the first instant of the new structure.
func (f ReorgFile) moment() (time.Time, error) {
	t, err := time.ParseInLocation(time.DateOnly, f.Effective, zone)
	return t.UTC(), err
}
