package web

import (
	"encoding/json"
	"slices"
	"strconv"

	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/words/form"
)

// An answerBlock is a part of a filled-in form: its title and what was answered.
type answerBlock struct {
	Title string
	Facts []Fact
}

// answers lays out what was filled in by the form that it was filled in with. Questions without an answer are left out.
// file makes the address of a file by its hash; signed says how a signature was given that has no file of its own; from says
// where answers come from that were not typed, by path.
func (s *Site) answers(v text.Voice, f *form.Form, values form.Values, from map[string]dossier.Origin, signed string, file func(hash string) string) []answerBlock {
	if f == nil {
		return nil
	}
	a := &answering{s: s, v: v, from: from, signed: signed, file: file}
	return a.blocks(f, values)
}

// answering walks through a form and its values.
type answering struct {
	s      *Site
	v      text.Voice
	from   map[string]dossier.Origin
	cited  []string // numbers of papers that were named in full
	signed string
	file   func(string) string
	paper  bool // signatures have a place of their own, files are named as attached
	out    []answerBlock
}

func (a *answering) blocks(f *form.Form, values form.Values) []answerBlock {
	for _, sec := range f.Sections {
		a.block(sec.Title.In(string(a.v.Lang)), sec.Fields, values, "")
	}
	return a.out
}

// signedWords says how and when the signatures of a dossier's form were given: under the account that filed it, at the
// moment of filing, or by hand on paper.
func signedWords(v text.Voice, d *dossier.Dossier) string {
	if d.Filed.IsZero() {
		return v.T("form.sign.by-hand")
	}
	return v.T("form.sign.at", "time", v.DateTime(d.Filed))
}

// signature is who signed, how, and where the copy signed by hand is.
func (a *answering) signature(label string, x any) []Fact {
	m, _ := x.(map[string]any)
	name, hash := typedText(m["name"]), typedText(m["file"])
	switch {
	case name == "":
		return nil
	case hash == "":
		return []Fact{{Term: label, Words: joinComma(name, a.signed)}}
	}
	return []Fact{{Term: label, Words: joinComma(name, a.v.T("form.sign.attached")), Href: a.file(hash)}}
}

// block adds the answers of fields that stand together; groups become blocks of their own behind it, apart from one that is
// called as the block itself.
func (a *answering) block(title string, fields []form.Field, values map[string]any, path string) {
	at := len(a.out)
	a.out = append(a.out, answerBlock{Title: title})
	a.facts(at, fields, values, path)
	if len(a.out[at].Facts) == 0 {
		a.out = append(a.out[:at], a.out[at+1:]...)
	}
}

// facts adds answers to the block at a place.
func (a *answering) facts(at int, fields []form.Field, values map[string]any, path string) {
	for i := range fields {
		f := &fields[i]
		x, ok := values[f.ID]
		if !ok || x == nil {
			continue
		}
		label := f.Label.In(string(a.v.Lang))
		inner, single := x.(map[string]any)
		switch {
		case f.Kind == form.Signature && a.paper:
		case f.Kind == form.Signature:
			a.out[at].Facts = append(a.out[at].Facts, a.signature(label, x)...)
		case f.Grouped() && single && label == a.out[at].Title:
			a.facts(at, f.Inner(), inner, path+f.ID+".")
		case f.Grouped():
			a.group(label, f, x, path+f.ID+".")
		default:
			if fact := a.fact(label, f, x, path+f.ID); fact.Words != "" {
				a.out[at].Facts = append(a.out[at].Facts, fact)
			}
		}
	}
}

// fact is one answer.
func (a *answering) fact(label string, f *form.Field, x any, path string) Fact {
	fact := Fact{Term: label, Words: a.say(f, x)}
	if f.Kind == form.File && a.paper {
		fact.Words = a.v.T("form.file-attached")
	} else if f.Kind == form.File {
		fact.Words, fact.Href = a.v.T("desk.open-file"), a.file(fact.Words)
	}
	fact.Code = f.Kind == form.PersonalID || f.Kind == form.TaxCode
	if o, ok := a.from[path]; ok {
		fact.Sub = a.origin(f, &o)
	}
	return fact
}

func (a *answering) group(label string, f *form.Field, x any, path string) {
	switch x := x.(type) {
	case map[string]any:
		a.block(label, f.Inner(), x, path)
	case form.Values:
		a.block(label, f.Inner(), x, path)
	case []any:
		for i, e := range x {
			if m, ok := e.(map[string]any); ok {
				a.block(label+" "+strconv.Itoa(i+1), f.Inner(), m, path+strconv.Itoa(i)+".")
			}
		}
	}
}

// origin says where an answer was taken from, and what stood there where it was changed.
func (a *answering) origin(f *form.Field, o *dossier.Origin) string {
	key := "form.origin." + o.From
	switch {
	case o.Changed():
		key += "-changed"
	case o.Proved() && slices.Contains(a.cited, o.Number):
		key += "-again"
	case o.Proved():
		a.cited = append(a.cited, o.Number)
	}
	return a.v.T(key, "name", o.Name, "number", o.Number, "unit", unitWords(a.v, a.s.unitNamed(o.Unit)), "date", a.v.Date(o.At), "said", a.say(f, o.Said))
}

// say writes one answer.
func (a *answering) say(f *form.Field, x any) string {
	switch f.Kind {
	case form.YesNo:
		if b, ok := x.(bool); ok && b {
			return a.v.T("form.yes")
		}
		return a.v.T("form.no")
	case form.Date:
		s, _ := x.(string)
		return dateWords(a.v, s)
	case form.Decimal:
		s, _ := x.(string)
		return a.v.Digits(s)
	case form.Integer:
		return a.v.Number(wholeOf(x))
	case form.Money:
		return a.v.Money(wholeOf(x))
	case form.Choice:
		s, _ := x.(string)
		return optionWords(a.v, f, s)
	case form.Choices:
		words := ""
		for _, one := range listOf(x) {
			words = joinComma(words, optionWords(a.v, f, one))
		}
		return words
	case form.Address:
		return a.s.addressWords(a.v, addressOfValue(x))
	case form.Country:
		s, _ := x.(string)
		return countryWords(a.v, s)
	}
	s, _ := x.(string)
	return s
}

func optionWords(v text.Voice, f *form.Field, value string) string {
	for _, o := range f.Options {
		if o.Value == value {
			return o.Label.In(string(v.Lang))
		}
	}
	return value
}

// listOf gives the texts of a list, however it was stored.
func listOf(x any) []string {
	switch x := x.(type) {
	case []string:
		return x
	case []any:
		var out []string
		for _, e := range x {
			if s, ok := e.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

// wholeOf gives a whole number, however it was stored.
func wholeOf(x any) int64 {
	switch x := x.(type) {
	case int64:
		return x
	case int:
		return int64(x)
	case float64:
		return int64(x)
	case json.Number:
		n, _ := x.Int64() // judged when it was stored
		return n
	}
	return 0
}
