package procedure

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"motcua/ground/vn"
)

// A paper that the city holds (giấy tờ cơ quan nhà nước đang có) is a result that a known procedure issues: whoever asks a citizen
// for it asks twice.
// law: nd224-2026/15.1d

// How a paper was found to be a result.
const (
	ByCode    = "code"    // a result's code stands at the paper, or is its own
	ByName    = "name"    // it is called as the result, up to whose it is or how
	BySynonym = "synonym" // people call the result so
)

// A HeldMatch is a result that a paper is.
type HeldMatch struct {
	By     ID     // the procedure that issues it
	Code   string // of the result, "" where it has none
	Result string // its name
	How    string
}

// A HeldPaper is a paper that a case asks for although the city holds it.
type HeldPaper struct {
	Code     ID
	Case     string
	Index    int // its place in the case's papers
	Paper    Paper
	Match    HeldMatch
	Declared bool // the record says that the result may stand in for it
}

// Results finds results by their codes and names.
type Results struct {
	byCode map[string][]HeldMatch
	byName map[string][]HeldMatch
	group  map[string]int // by folded name: the place of its synonyms
	groups [][]string
}

//go:embed synonyms.json
var synonymsJSON []byte

// synonyms are names under which the same document goes, folded.
var synonyms = sync.OnceValue(func() [][]string {
	var out [][]string
	if err := json.Unmarshal(synonymsJSON, &out); err != nil {
		panic(fmt.Sprintf("synonyms.json: %v", err)) // it is part of the binary, and a test reads it
	}
	for _, names := range out {
		for i := range names {
			names[i] = vn.Fold(names[i])
		}
	}
	return out
})

// NewResults knows the results of the records.
func NewResults(records []*Record) *Results {
	x := &Results{byCode: map[string][]HeldMatch{}, byName: map[string][]HeldMatch{}, group: map[string]int{}, groups: synonyms()}
	for i, names := range x.groups {
		for _, n := range names {
			x.group[n] = i
		}
	}
	for _, r := range records {
		for _, res := range r.Results {
			m := HeldMatch{By: r.Code, Code: res.Code, Result: res.Name}
			if res.Code != "" {
				x.byCode[res.Code] = append(x.byCode[res.Code], m)
			}
			if name := vn.Fold(res.Name); len(strings.Fields(name)) > 1 {
				x.byName[name] = append(x.byName[name], m)
			}
		}
	}
	return x
}

// Of finds the result that a paper is, of another procedure than but: by code first, then by name, then by a synonym. What is
// called like several results is the first of them.
func (x *Results) Of(p *Paper, but ID) (HeldMatch, bool) {
	for _, code := range append([]string{p.Code}, p.ReplacedBy...) {
		if m, ok := other(x.byCode[code], but); ok {
			m.How = ByCode
			return m, true
		}
	}
	if p.IsForm() {
		return HeldMatch{}, false
	}
	name := strings.TrimLeft(vn.Fold(p.Name), "-+• ")
	for end := len(name); end > 0; end = cutAt(name[:end]) {
		short := strings.TrimRight(name[:end], " ,(")
		if m, ok := other(x.byName[short], but); ok {
			m.How = ByName
			return m, true
		}
		i, ok := x.group[short]
		if !ok {
			continue
		}
		for _, same := range x.groups[i] {
			if m, ok := other(x.byName[same], but); ok {
				m.How = BySynonym
				return m, true
			}
		}
	}
	return HeldMatch{}, false
}

func other(list []HeldMatch, but ID) (HeldMatch, bool) {
	if i := slices.IndexFunc(list, func(m HeldMatch) bool { return m.By != but }); i >= 0 {
		return list[i], true
	}
	return HeldMatch{}, false
}

// Held lists the papers that the cases of the records ask for although a known procedure issues them, in the order of the
// records.
func Held(records []*Record) []HeldPaper {
	x := NewResults(records)
	var out []HeldPaper
	for _, r := range records {
		for i := range r.Cases {
			c := &r.Cases[i]
			for k := range c.Papers {
				p := &c.Papers[k]
				if m, ok := x.Of(p, r.Code); ok {
					out = append(out, HeldPaper{
						Code: r.Code, Case: c.ID, Index: k, Paper: *p, Match: m,
						Declared: m.Code != "" && slices.Contains(p.ReplacedBy, m.Code),
					})
				}
			}
		}
	}
	return out
}
