package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/law/procedure"
)

// A paperLine is a paper of a case on a form of the desk: ticked when it was handed in, with how many of each kind.
type paperLine struct {
	Index                     int
	Group                     string // set on the first of each group
	Name                      string
	Need                      string // "1 bản chính, 1 bản sao"
	Required                  bool
	Note                      string
	Have                      bool
	Originals, Copies, Plain  string
	Returned                  bool // an original was taken for comparison and goes back
	Files                     []dossier.Attached
	Error                     string
	ID                        string // of the tick box; the problem's summary leads there
	Upload                    bool   // scans may be added
	OriginalsN, CopiesN, NoOf string // what the catalogue asks for, for the boxes that are empty
}

// Value is what a kept file is carried on as.
func (p paperLine) Value(f dossier.Attached) string { return fileValue(f) }

// fileValue writes a kept file as a hidden field; the office looks it up by its hash again.
func fileValue(f dossier.Attached) string {
	return strings.Join([]string{strconv.Itoa(f.Paper), f.Hash, strconv.FormatInt(f.Size, 10), f.Type, f.Name}, "|")
}

// paperLines draws the papers of a case with what was typed; err holds the faults at papers.N.
func paperLines(v text.Voice, c *procedure.Case, q url.Values, files []dossier.Attached, faults map[string]string) []paperLine {
	if c == nil {
		return nil
	}
	var out []paperLine
	group := ""
	for i, p := range c.Papers {
		at := "papers." + strconv.Itoa(i)
		l := paperLine{
			Index: i, Name: p.Name, Required: p.Required && c.Choice(i) == nil && p.When == "", Note: paperNote(v, c, i), Error: faults[at], ID: fieldID(at),
			Have: q.Get(at) == "1", Originals: q.Get(at + ".originals"), Copies: q.Get(at + ".copies"), Plain: q.Get(at + ".plain"),
			Returned: q.Get(at+".returned") == "1", OriginalsN: strconv.Itoa(p.Originals), CopiesN: strconv.Itoa(p.Copies),
		}
		if v.Lang == text.EN && p.NameEN != "" {
			l.Name = p.NameEN
		}
		if p.Group != group {
			l.Group, group = p.Group, p.Group
		}
		l.Need = needWords(v, p.Originals, p.Copies, 0)
		for _, f := range files {
			if f.Paper == i {
				l.Files = append(l.Files, f)
			}
		}
		out = append(out, l)
	}
	return out
}

// needWords says counts of a paper: "1 bản chính, 2 bản sao chứng thực".
func needWords(v text.Voice, originals, copies, plain int) string {
	words := ""
	for _, x := range []struct {
		n   int
		key string
	}{{originals, "desk.paper.originals-n"}, {copies, "desk.paper.copies-n"}, {plain, "desk.paper.plain-n"}} {
		if x.n > 0 {
			words = joinComma(words, v.T(x.key, "n", x.n))
		}
	}
	return words
}

// readPapers reads what lay on the counter: a ticked paper without counts is there as often as the catalogue asks for.
func readPapers(c *procedure.Case, q url.Values, files []dossier.Attached) []dossier.PaperHanded {
	var out []dossier.PaperHanded
	if c == nil {
		return out
	}
	for i, p := range c.Papers {
		at := "papers." + strconv.Itoa(i)
		h := dossier.PaperHanded{Index: i, Returned: q.Get(at+".returned") == "1"}
		h.Digital = slices.ContainsFunc(files, func(f dossier.Attached) bool { return f.Paper == i })
		h.Originals, h.Copies, h.Plain = count(q.Get(at+".originals")), count(q.Get(at+".copies")), count(q.Get(at+".plain"))
		have := q.Get(at) == "1"
		if have && h.Originals+h.Copies+h.Plain == 0 {
			h.Originals, h.Copies = p.Originals, p.Copies
			if h.Originals+h.Copies == 0 {
				h.Originals = 1
			}
		}
		if !have {
			h.Originals, h.Copies, h.Plain, h.Returned = 0, 0, 0, false
		}
		if have || h.Digital {
			out = append(out, h)
		}
	}
	return out
}

// count reads a small number of sheets; nonsense is refused as a number that no desk takes.
func count(s string) int {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 1000 // more than any dossier may have: the law names the paper
	}
	return n
}
