package letter

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"
	"time"
)

//go:embed tt01-2018.json tt03-2025.json
var setFiles embed.FS

// A set is a set of forms with the days on which it held: a dossier keeps the set in force at its reception.
type set struct {
	Set       string          `json:"set"`
	Basis     string          `json:"basis"`
	ValidFrom string          `json:"valid_from"` // day, included
	ValidTo   string          `json:"valid_to"`   // day, excluded; "" when it holds still
	Language  string          `json:"language"`
	Unread    bool            `json:"unread,omitempty"` // the text of the act was not read: the list of its forms is from elsewhere
	Forms     map[string]form `json:"forms"`
}

// A form is one letter of a set: its number, its words and its fields in their order.
type form struct {
	Form     string   `json:"form"` // number in the set; "" for a slip outside it
	Version  string   `json:"version"`
	Number   string   `json:"number,omitempty"` // how the letter's own number is written
	Title    string   `json:"title"`
	Code     string   `json:"code,omitempty"` // the words above the bar code, where it is not the dossier's
	Subtitle string   `json:"subtitle,omitempty"`
	Fields   []field  `json:"fields"`
	Intro    []string `json:"intro,omitempty"`
	Columns  []head   `json:"columns,omitempty"` // of the table; the first is the running number
	None     string   `json:"none,omitempty"`    // stands for a table without rows
	Boxes    []boxed  `json:"boxes,omitempty"`
	After    []field  `json:"after,omitempty"`
	Closing  []string `json:"closing,omitempty"`
	Signs    []signer `json:"signs,omitempty"`
	Book     bool     `json:"book,omitempty"`   // the register: A4 on its side, without bar code
	Pad      bool     `json:"pad,omitempty"`    // running numbers have two digits: 01
	Unread   bool     `json:"unread,omitempty"` // its official text was not read: the words are ours
}

// A FormInfo says which form there is, for those who look after the words.
type FormInfo struct {
	Set, Basis string
	From, To   string // days; To is excluded, "" while it holds
	Name       string // in its set
	Form       string // number; "" outside the set
	Title      string
	Version    string // of the template
	Unread     bool   // nobody has compared it with the official text
}

// Forms lists the forms of all sets, the newest set first, in the order of their numbers; those outside a set come last.
func (r *Renderer) Forms() []FormInfo {
	var out []FormInfo
	for _, s := range slices.Backward(r.sets) {
		in := []FormInfo{{s.Set, s.Basis, s.ValidFrom, s.ValidTo, "slip", r.template.Form, r.template.Words.Title, TemplateVersion, s.Unread}}
		for name, f := range s.Forms {
			in = append(in, FormInfo{s.Set, s.Basis, s.ValidFrom, s.ValidTo, name, f.Form, f.Title, f.Version, f.Unread || s.Unread && f.Form != ""})
		}
		slices.SortFunc(in, func(a, b FormInfo) int {
			return cmp.Or(strings.Compare(cmp.Or(a.Form, "~"), cmp.Or(b.Form, "~")), strings.Compare(a.Name, b.Name))
		})
		out = append(out, in...)
	}
	return out
}

// A field is a label and where its value comes from; Beside is a second short one on the same line.
type field struct {
	Key    string `json:"key"`
	Label  string `json:"label"`
	Lines  int    `json:"lines,omitempty"` // at most, before the rest goes to a continuation sheet
	Strong bool   `json:"strong,omitempty"`
	Beside *field `json:"beside,omitempty"`
}

// A head is a column of a form's table.
type head struct {
	Head  string  `json:"head"`
	Width float64 `json:"width"` // mm; 0 takes what is left
	Align string  `json:"align,omitempty"`
	Lines int     `json:"lines,omitempty"`
}

func (h head) align() byte {
	if h.Align == "" {
		return 'L'
	}
	return h.Align[0]
}

// lines is how many lines a cell takes at most.
func (h head) lines() int {
	if h.Lines == 0 {
		return 6
	}
	return h.Lines
}

// A boxed field is one of the framed row.
type boxed struct {
	Key   string  `json:"key"`
	Label string  `json:"label"`
	Width float64 `json:"width,omitempty"`
	Main  bool    `json:"main,omitempty"`
}

// A signer is who signs, and the words above the signature.
type signer struct {
	Who  string `json:"who"`
	Head string `json:"head"`
}

// readSets reads the sets of forms, the oldest first. An unknown key is an error.
func readSets() ([]*set, error) {
	files, err := setFiles.ReadDir(".")
	if err != nil {
		return nil, err
	}
	var out []*set
	for _, f := range files {
		b, err := setFiles.ReadFile(f.Name())
		if err != nil {
			return nil, err
		}
		s := &set{}
		d := json.NewDecoder(bytes.NewReader(b))
		d.DisallowUnknownFields()
		if err := d.Decode(s); err != nil {
			return nil, fmt.Errorf("read the forms of %s: %w", f.Name(), err)
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b *set) int { return strings.Compare(a.ValidFrom, b.ValidFrom) })
	return out, nil
}

// SetAt names the set of forms in force on the day of t, where the city lives: what a dossier received then keeps.
func (r *Renderer) SetAt(t time.Time) string {
	day := t.In(zone).Format(time.DateOnly)
	name := r.sets[0].Set
	for _, s := range r.sets {
		if s.ValidFrom <= day {
			name = s.Set
		}
	}
	return name
}

func (r *Renderer) set(name string) *set {
	for _, s := range r.sets {
		if s.Set == name {
			return s
		}
	}
	return nil
}

var gap = regexp.MustCompile(`\{([a-z_]+)\}`)

// gaps are the names of a text's gaps.
func gaps(text string) []string {
	var out []string
	for _, m := range gap.FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return out
}

// lines are the lines of a text, without their ends.
func lines(text string) iter.Seq[string] { return strings.SplitSeq(text, "\n") }
