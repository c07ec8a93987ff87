package web

import (
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// conductNotes say what the city lays down for a case, a sentence each, the same on every page.
func (s *Site) conductNotes(v text.Voice, c *procedure.Case) []string {
	if c == nil {
		return nil
	}
	k := &c.Conduct
	var out []string
	add := func(on bool, key string, args ...any) {
		if on {
			out = append(out, v.T("conduct.note."+key, args...))
		}
	}
	add(k.Immediate, "immediate")
	if rule, cal := c.Rule(procedure.Desk), s.o.Office.World().Calendar; rule != nil && cal != nil {
		add(rule.Shifts(), "cutoff", "time", cal.Cutoff())
	}
	add(k.SelfFiled, "self-filed")
	add(k.Apart, "apart")
	add(k.Prepaid, "prepaid")
	add(k.Originals != "", "originals-"+k.Originals)
	add(k.ResultFile != "", "result-"+k.ResultFile)
	add(len(k.Receivers) > 0, "receivers", "units", s.unitsNamed(v, k.Receivers))
	add(len(out) > 0 && k.Basis != "", "basis", "basis", k.Basis)
	return out
}

// A conductField is one question about what the city lays down for a case.
type conductField struct {
	name string // also of its words: "control.case." + name
	kind form.Kind
	get  func(*procedure.Conduct) string
	set  func(*procedure.Conduct, string)
	of   []string // the words of a choice, under the key that follows
	key  string
}

func conductFlag(name string, of func(*procedure.Conduct) *bool) conductField {
	return conductField{
		name: name, kind: BoxCheck, get: func(k *procedure.Conduct) string { return tick(*of(k)) },
		set: func(k *procedure.Conduct, s string) { *of(k) = s != "" },
	}
}

func conductText(name string, of func(*procedure.Conduct) *string) conductField {
	return conductField{
		name: name, kind: form.Line, get: func(k *procedure.Conduct) string { return *of(k) },
		set: func(k *procedure.Conduct, s string) { *of(k) = s },
	}
}

func conductChoice(name, key string, of func(*procedure.Conduct) *string, words ...string) conductField {
	f := conductText(name, of)
	f.kind, f.key, f.of = BoxSelect, key, words
	return f
}

var conductFields = []conductField{
	conductFlag("immediate", func(k *procedure.Conduct) *bool { return &k.Immediate }),
	conductFlag("self-filed", func(k *procedure.Conduct) *bool { return &k.SelfFiled }),
	conductFlag("apart", func(k *procedure.Conduct) *bool { return &k.Apart }),
	conductFlag("prepaid", func(k *procedure.Conduct) *bool { return &k.Prepaid }),
	conductChoice("originals", "procedure.conduct.originals.", func(k *procedure.Conduct) *string { return &k.Originals }, procedure.OriginalsKept, procedure.OriginalsReturned),
	conductChoice("result-file", "procedure.conduct.file.", func(k *procedure.Conduct) *string { return &k.ResultFile }, procedure.ResultAttached, procedure.ResultSigned),
	{
		name: "receivers", kind: form.LongText, get: func(k *procedure.Conduct) string { return strings.Join(k.Receivers, "\n") },
		set: func(k *procedure.Conduct, s string) { k.Receivers = codesOf(s) },
	},
	conductText("data-type", func(k *procedure.Conduct) *string { return &k.DataType }),
	conductText("basis", func(k *procedure.Conduct) *string { return &k.Basis }),
}

// field is the question as it stands in a row.
func (f conductField) field(v text.Voice, i int, k *procedure.Conduct) Field {
	out := Field{Name: rowName(i, f.name), Kind: f.kind, Label: v.T("control.case." + f.name), Value: f.get(k), MaxLen: 500}
	if key := "control.case." + f.name + "-help"; v.Has(key) {
		out.Help = v.T(key)
	}
	if f.kind == form.LongText {
		out.Rows, out.MaxLen = 2, 4000
	}
	if f.of != nil {
		out.Options = []Option{{Label: v.T("control.case.unsaid")}}
	}
	for _, x := range f.of {
		out.Options = append(out.Options, Option{Value: x, Label: v.T(f.key + x)})
	}
	return out
}

// receiversKnown refuses units that receive nothing: nobody could hand in then.
func (s *Site) receiversKnown(rd *office.Reader, k *procedure.Conduct, field string) error {
	for _, u := range k.Receivers {
		known := false
		for _, d := range rd.Desks() {
			known = known || d.ID == u
		}
		if !known {
			return fault.New(fault.Invalid, "dossier.reception-unknown", "unit", u).At(field)
		}
	}
	return nil
}
