package form

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
)

// Two kinds are made of questions that every form asks in the same way: a person and a signature. Their value is an object
// like that of a group, so that conditions, pages, the schema and the prefill treat them as one.

// usualParts are what is asked of a person where the field names no parts.
// choice: the particulars that identify a person on every form of civil status.
var usualParts = []string{"name", "personal_id", "birth", "sex", "nationality"}

// maybe stands behind the name of a part that may be left out.
const maybe = "?"

// personParts are what can be asked of a person, in the order of official forms; each gives its question.
var personParts = []struct {
	name string
	ask  Field
}{
	{"name", Field{Kind: Line, MaxLen: 200}},
	{"other_name", Field{Kind: Line, MaxLen: 200}},
	{"birth", Field{Kind: Date, Past: true}},
	{"birth_year", Field{Kind: Integer, Min: number(firstYear), Max: number(lastYear)}}, // of those who know no more
	{"sex", Field{Kind: Choice}},
	{"personal_id", Field{Kind: PersonalID}},
	{"paper", Field{Kind: Line, MaxLen: 200}}, // of those without a personal ID: kind and number of their paper
	{"ethnicity", Field{Kind: Line, MaxLen: 100}},
	{"nationality", Field{Kind: Country}},
	{"address", Field{Kind: Address}},
	{"phone", Field{Kind: Phone}},
	{"email", Field{Kind: Email}},
}

func number(n int64) *int64 { return &n }

// PersonParts are the names of what can be asked of a person.
func PersonParts() []string {
	out := make([]string, len(personParts))
	for i, p := range personParts {
		out[i] = p.name
	}
	return out
}

// Grouped says whether the value is made of fields of its own: a group, a person, a signature.
func (f *Field) Grouped() bool { return f.Kind == Group || f.Kind == Person || f.Kind == Signature }

// Inner are the fields that the value is made of.
func (f *Field) Inner() []Field {
	switch f.Kind {
	case Group:
		return f.Fields
	case Person:
		return f.person()
	case Signature:
		return []Field{
			{ID: "name", Kind: Line, MaxLen: 200, Required: true, Label: partLabel("form.sign.name"), Help: partHelp("form.sign.name-help")},
			{ID: "file", Kind: File, Label: partLabel("form.sign.file"), Help: partHelp("form.sign.file-help")},
		}
	}
	return nil
}

// person gives the questions about a person.
func (f *Field) person() []Field {
	asked := f.Parts
	if len(asked) == 0 {
		asked = usualParts
	}
	out := make([]Field, 0, len(asked))
	for _, p := range personParts {
		loose := slices.Contains(asked, p.name+maybe)
		if !loose && !slices.Contains(asked, p.name) {
			continue
		}
		x := p.ask
		x.ID, x.Required, x.Label = p.name, !loose, partLabel("form.person."+strings.ReplaceAll(p.name, "_", "-"))
		switch p.name {
		case "sex":
			x.Options = []Option{{"male", partLabel("dossier.sex.male")}, {"female", partLabel("dossier.sex.female")}}
		case "address":
			x.Area = f.Area
		}
		switch {
		case f.Prefill == "":
		case p.name == "nationality":
			x.Prefill = usual
		case slices.Contains(knownOf, p.name):
			x.Prefill = f.Prefill + "." + p.name
		}
		if f.From != "" {
			x.From = f.From + "." + p.name
		}
		out = append(out, x)
	}
	return out
}

// Unsigned gives a fault for each signature that nobody gave: one without a copy signed by hand whose name is not the
// name of whoever files. v may be typed or clean.
// choice: signing is a statement under one's own sign-in, whose moment and account the filing itself records; somebody else
// cannot sign there, so their signature comes as a picture of the paper that they signed.
func (c *Compiled) Unsigned(v Values, filer string) []*fault.Fault {
	return unsigned(&c.root, v, "", filer, nil)
}

func unsigned(o *object, in map[string]any, at, filer string, out []*fault.Fault) []*fault.Fault {
	for _, f := range o.fields {
		path := join(at, f.ID)
		switch x := in[f.ID].(type) {
		case map[string]any:
			name, _ := x["name"].(string)
			file, _ := x["file"].(string)
			switch {
			case f.Kind != Signature:
				out = unsigned(&f.inner, x, path, filer, out)
			case file == "" && vn.Fold(name) != "" && vn.Fold(name) != vn.Fold(filer):
				out = append(out, fault.New(fault.Invalid, "form.sign.other", "name", short(name), "applicant", short(filer)).At(join(path, "name")))
			}
		case []any:
			for i, e := range x {
				if m, ok := asObject(e); ok {
					out = unsigned(&f.inner, m, join(path, strconv.Itoa(i)), filer, out)
				}
			}
		}
	}
	return out
}

// partLabel gives a text of ours in both languages. The catalog is the one that the binary carries; it is read once.
func partLabel(key string) Text {
	c, err := text.Load()
	if err != nil {
		return Text{VI: key, EN: key} // the program does not start with a broken catalog
	}
	return Text{VI: c.T(text.VI, key), EN: c.T(text.EN, key)}
}

func partHelp(key string) *Text {
	t := partLabel(key)
	return &t
}

// Whose particulars are known beforehand, and which.
var (
	knownWhose = []string{"applicant", "owner", "representative"}
	knownOf    = []string{"name", "personal_id", "tax_code", "birth", "sex", "phone", "email", "address"}
)

// Prefills are the names of everything that can be known beforehand, for a field of kind k.
func Prefills(k Kind) []string {
	switch k {
	case Person:
		return knownWhose
	case Country:
		return []string{usual}
	case Group, Signature, File:
		return nil
	}
	var out []string
	for _, whose := range knownWhose {
		for _, of := range knownOf {
			if (of == "address") == (k == Address) {
				out = append(out, whose+"."+of)
			}
		}
	}
	return out
}

// fromResult is how a field says which paper it is prefilled from: "result:", the code of a kind of result, a dot, and the
// path of a field of the form that led to it. A code has no small letter behind a dot, so the path begins at the first.
var fromResult = regexp.MustCompile(`^result:([^\s.]+(?:\.[^\sa-z.][^\s.]*)*)\.([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)$`)

// ReadFrom takes apart where a field is prefilled from.
func ReadFrom(from string) (result, path string, ok bool) {
	m := fromResult.FindStringSubmatch(from)
	if m == nil {
		return "", "", false
	}
	return m[1], m[2], true
}

// known checks what a field says of where its value is known from.
func (c *compiler) known(f *field, path string) {
	if f.Prefill != "" && !slices.Contains(Prefills(f.Kind), f.Prefill) {
		switch all := Prefills(f.Kind); len(all) {
		case 0:
			c.flaw(path, "flaw.no-prefill", "kind", f.Kind)
		default:
			c.flaw(path, "flaw.prefill", "value", f.Prefill, "near", NearestOr(f.Prefill, all))
		}
	}
	if f.From == "" {
		return
	}
	switch _, _, ok := ReadFrom(f.From); {
	case f.Kind == Group || f.Kind == Signature || f.Kind == File:
		c.flaw(path, "flaw.no-prefill", "kind", f.Kind)
	case !ok:
		c.flaw(path, "flaw.from", "value", f.From)
	}
}

// parts checks which parts of a person are asked.
func (c *compiler) parts(f *field, path string) {
	if f.Kind != Person {
		if len(f.Parts) > 0 {
			c.flaw(path, "flaw.parts-kind", "kind", f.Kind)
		}
		return
	}
	seen := map[string]bool{}
	for _, p := range f.Parts {
		name := strings.TrimSuffix(p, maybe)
		switch {
		case !slices.Contains(PersonParts(), name):
			c.flaw(path, "flaw.part", "value", p, "near", NearestOr(name, PersonParts()))
		case seen[name]:
			c.flaw(path, "flaw.part-twice", "value", name)
		}
		seen[name] = true
	}
	if len(f.Parts) > 0 && !slices.Contains(f.Parts, "name") {
		c.flaw(path, "flaw.part-name")
	}
}

// NearestOr is Nearest that always names one, the first where none is like it.
func NearestOr(name string, known []string) string {
	if near := Nearest(name, slices.Clone(known)); near != "" {
		return near
	}
	return known[0]
}
