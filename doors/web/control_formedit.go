package web

import (
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/words/form"
)

// The boxes in which one piece of a form is written, and what is read from them.

// designKinds are the kinds of field in the order in which people look for them.
var designKinds = []form.Kind{
	form.Line, form.LongText, form.Person, form.PersonalID, form.TaxCode, form.Date, form.Address, form.Country, form.Phone, form.Email, form.Integer, form.Decimal,
	form.Money, form.Choice, form.Choices, form.YesNo, form.File, form.Group, form.Signature,
}

// boxes draws the boxes of the piece that is written, with the mistakes of the form at the box that has each.
func (run *designRun) boxes(p *designPage, flaws form.Flaws) {
	v := run.v
	p.NewLabel = Field{Name: "new.label", Kind: form.Line, Label: v.T("design.new-label"), MaxLen: 500}
	p.NewKind = Field{Name: "new.kind", Kind: BoxSelect, Label: v.T("design.new-kind"), Blank: v.T("design.kind.text"), Options: kindOptions(v)}
	at := map[string]string{}
	for _, f := range flaws {
		if name := flawBox(f); f.Place == run.place && at[name] == "" {
			at[name] = flawWords(v, f)
		}
	}
	add := func(x Field) {
		if x.Error == "" {
			x.Error = at[x.Name]
		}
		p.Add(x)
	}
	f := run.design.Field(run.place)
	s := run.design.Section(run.place)
	switch {
	case f != nil:
		p.Piece, p.ID = "field", f.ID
		run.fieldBoxes(f, add)
	case s != nil:
		p.Piece, p.ID = "section", s.ID
		both(v, add, "s.title", "design.section-title", form.Line, s.Title)
		both(v, add, "s.help", "design.help", form.LongText, orEmpty(s.Help))
	default:
		p.Piece, p.Place, run.place = "form", "", ""
		both(v, add, "t.title", "design.form-title", form.Line, run.design.Form.Title)
		add(Field{Name: "t.basis", Kind: form.Line, Label: v.T("design.basis"), Value: run.design.Form.Basis, MaxLen: 500})
	}
	p.Boxes = p.Fields()
}

func orEmpty(t *form.Text) form.Text {
	if t == nil {
		return form.Text{}
	}
	return *t
}

// both adds a text in both languages.
func both(v text.Voice, add func(Field), name, key string, kind form.Kind, t form.Text) {
	add(Field{Name: name + ".vi", Kind: kind, Label: v.T(key) + " (" + v.T("design.in-vi") + ")", Value: t.VI, Rows: 2, MaxLen: 2000})
	add(Field{Name: name + ".en", Kind: kind, Label: v.T(key) + " (" + v.T("design.in-en") + ")", Value: t.EN, Rows: 2, MaxLen: 2000})
}

func kindOptions(v text.Voice) []Option {
	return keyedOptions(v, "design.kind.", designKinds)
}

// fieldBoxes adds the boxes of a field: those that its kind has use for.
func (run *designRun) fieldBoxes(f *form.Field, add func(Field)) {
	v := run.v
	both(v, add, "f.label", "design.label", form.Line, f.Label)
	both(v, add, "f.help", "design.help", form.LongText, orEmpty(f.Help))
	kind := Field{Name: "f.kind", Kind: BoxSelect, Label: v.T("design.kind"), Value: string(f.Kind), Options: kindOptions(v), Blank: v.T("design.kind." + string(f.Kind))}
	if run.published(f.ID) {
		kind.Help, kind.Options = v.T("design.kind-fixed"), []Option{{Value: string(f.Kind), Label: v.T("design.kind." + string(f.Kind))}}
	}
	add(kind)
	add(Field{Name: "f.required", Kind: BoxCheck, Label: v.T("design.required"), Value: tick(f.Required)})
	number := func(name, value string) {
		add(Field{Name: "f." + name, Kind: form.Integer, Label: v.T("design." + name), Value: value, Short: true})
	}
	switch f.Kind {
	case form.Choice, form.Choices:
		add(Field{Name: "f.options", Kind: form.LongText, Label: v.T("design.options"), Help: v.T("design.options-help"), Value: optionLines(f.Options), Rows: 6})
	case form.Person:
		add(Field{Name: "f.parts", Kind: form.LongText, Label: v.T("design.parts"), Help: v.T("design.parts-help", "parts", strings.Join(form.PersonParts(), ", ")), Value: strings.Join(f.Parts, ", "), Rows: 2})
	case form.Line, form.LongText:
		number("min-length", orBlank(int64(f.MinLen)))
		number("max-length", orBlank(int64(f.MaxLen)))
	case form.Integer, form.Decimal, form.Money:
		number("min", pointed(f.Min))
		number("max", pointed(f.Max))
	case form.Date:
		add(Field{Name: "f.past", Kind: BoxCheck, Label: v.T("design.past"), Value: tick(f.Past)})
	}
	if f.Kind == form.Address || f.Kind == form.Person && slices.ContainsFunc(f.Parts, func(s string) bool { return strings.HasPrefix(s, "address") }) {
		add(Field{Name: "f.area", Kind: BoxSelect, Label: v.T("design.area"), Value: string(f.Area), Blank: v.T("form.area.city"), Options: []Option{
			{Value: string(form.InCountry), Label: v.T("form.area.country")}, {Value: string(form.Anywhere), Label: v.T("form.area.anywhere")},
		}})
	}
	if f.Kind == form.Group || f.Kind == form.Person {
		number("repeat", orBlank(int64(f.Repeat)))
	}
	add(Field{Name: "f.when", Kind: BoxCode, Label: v.T("design.when"), Help: v.T("design.when-help", "names", run.namesFor(f)), Value: f.When, MaxLen: 1000})
	add(Field{Name: "f.check", Kind: BoxCode, Label: v.T("design.check"), Help: v.T("design.check-help"), Value: f.Check, MaxLen: 1000})
	both(v, add, "f.msg", "design.check-message", form.Line, orEmpty(f.CheckMsg))
	if known := form.Prefills(f.Kind); len(known) > 0 {
		x := Field{Name: "f.prefill", Kind: BoxSelect, Label: v.T("design.prefill"), Value: f.Prefill, Blank: v.T("design.prefill-none")}
		for _, k := range known {
			x.Options = append(x.Options, Option{Value: k, Label: prefillWords(v, k)})
		}
		add(x)
	}
	if f.Kind != form.Group && f.Kind != form.Signature && f.Kind != form.File {
		add(Field{Name: "f.from", Kind: BoxCode, Label: v.T("design.from"), Help: v.T("design.from-help"), Value: f.From, MaxLen: 200})
	}
}

// prefillWords says whose particular a prefill is.
func prefillWords(v text.Voice, name string) string {
	whose, of, ok := strings.Cut(name, ".")
	if !ok {
		return v.T("design.prefill." + whose)
	}
	return v.T("form.person."+prefillPart(of)) + ": " + v.T("design.prefill."+whose)
}

func prefillPart(of string) string {
	if of == "tax_code" {
		return "tax-code"
	}
	return strings.ReplaceAll(of, "_", "-")
}

// namesFor lists the names that a condition of a field may speak of.
func (run *designRun) namesFor(of *form.Field) string {
	var out []string
	run.walk(func(_ string, f *form.Field, depth int) {
		if f.ID != of.ID && depth == 0 && len(out) < 60 {
			out = append(out, f.ID)
		}
	})
	return strings.Join(out, ", ")
}

// published says whether a version of the procedure has the field: its kind is fixed by the values of old dossiers.
func (run *designRun) published(id string) bool { return form.NewDesign(nil, run.used()...).Old(id) }

func tick(yes bool) string {
	if yes {
		return "1"
	}
	return ""
}

func orBlank(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func pointed(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

// optionLines writes options, one a line: value | Vietnamese | English.
func optionLines(options []form.Option) string {
	var b strings.Builder
	for _, o := range options {
		b.WriteString(o.Value + " | " + o.Label.VI)
		if o.Label.EN != "" {
			b.WriteString(" | " + o.Label.EN)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// write puts what stands in the boxes into the piece that is written.
func (run *designRun) write() error {
	w := &designWriter{run: run}
	f, s := run.design.Field(run.place), run.design.Section(run.place)
	switch {
	case f != nil && w.has("f.label.vi"):
		w.field(f)
	case f == nil && s != nil && w.has("s.title.vi"):
		s.Title, s.Help = w.both("s.title"), w.maybe("s.help")
	case f == nil && s == nil && w.has("t.title.vi"):
		run.design.Form.Title, run.design.Form.Basis = w.both("t.title"), w.get("t.basis")
	}
	return fault.Join(w.wrong)
}

// designWriter reads boxes.
type designWriter struct {
	run   *designRun
	wrong []*fault.Fault
}

func (w *designWriter) has(name string) bool { return w.run.r.PostForm.Has(name) }

func (w *designWriter) get(name string) string { return vn.Tidy(w.run.r.PostForm.Get(name)) }

func (w *designWriter) both(name string) form.Text {
	return form.Text{VI: w.get(name + ".vi"), EN: w.get(name + ".en")}
}

func (w *designWriter) maybe(name string) *form.Text {
	if t := w.both(name); t.VI != "" {
		return &t
	}
	return nil
}

// field reads the boxes of a field. Boxes that were not drawn for its kind leave what the field had; those that belong to
// another kind are forgotten when the kind is changed.
func (w *designWriter) field(f *form.Field) {
	f.Label, f.Help = w.both("f.label"), w.maybe("f.help")
	f.Required, f.When, f.Check = w.get("f.required") == "1", w.get("f.when"), w.get("f.check")
	if f.CheckMsg = w.maybe("f.msg"); f.Check == "" {
		f.CheckMsg = nil
	}
	f.Prefill, f.From = w.get("f.prefill"), w.get("f.from")
	f.Past = f.Kind == form.Date && w.get("f.past") == "1"
	if w.has("f.options") {
		f.Options = w.options()
	}
	if w.has("f.parts") {
		f.Parts = strings.FieldsFunc(w.run.r.PostForm.Get("f.parts"), func(r rune) bool { return strings.ContainsRune(" ,;\t\r\n", r) })
	}
	if w.has("f.area") {
		f.Area = form.Area(w.get("f.area"))
	}
	f.MinLen, f.MaxLen, f.Repeat = int(w.number("f.min-length", int64(f.MinLen))), int(w.number("f.max-length", int64(f.MaxLen))), int(w.number("f.repeat", int64(f.Repeat)))
	f.Min, f.Max = w.bound("f.min", f.Min), w.bound("f.max", f.Max)
	kind := form.Kind(w.get("f.kind"))
	if kind == f.Kind || !kind.Known() {
		return
	}
	if w.run.published(f.ID) {
		w.wrong = append(w.wrong, fault.New(fault.Invalid, "design.kind-fixed").At("f.kind"))
		return
	}
	id, label, help, required, when := f.ID, f.Label, f.Help, f.Required, f.When
	*f = form.Field{ID: id, Kind: kind, Label: label, Help: help, Required: required, When: when}
	w.run.begin(f)
}

// options reads one option a line.
func (w *designWriter) options() []form.Option {
	var out []form.Option
	for line := range strings.Lines(w.run.r.PostForm.Get("f.options")) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		parts := strings.Split(line, "|")
		for i := range parts {
			parts[i] = vn.Tidy(parts[i])
		}
		o := form.Option{Value: parts[0]}
		switch len(parts) {
		case 1:
			o.Label.VI = parts[0]
		case 2:
			o.Label.VI = parts[1]
		case 3:
			o.Label.VI, o.Label.EN = parts[1], parts[2]
		default:
			w.wrong = append(w.wrong, fault.New(fault.Invalid, "design.option-line", "line", cut(line, 60)).At("f.options"))
		}
		out = append(out, o)
	}
	return out
}

// number reads a whole number that may be left out; had is what stood there when the box was not drawn.
func (w *designWriter) number(name string, had int64) int64 {
	if !w.has(name) {
		return had
	}
	s := strings.NewReplacer(".", "", " ", "").Replace(w.get(name))
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n > 1<<53 || n < -1<<53 {
		w.wrong = append(w.wrong, fault.New(fault.Invalid, "form.bad.integer").At(name))
		return had
	}
	return n
}

func (w *designWriter) bound(name string, had *int64) *int64 {
	if !w.has(name) {
		return had
	}
	if w.get(name) == "" {
		return nil
	}
	n := w.number(name, 0)
	return &n
}

// flawBoxes are the boxes that mistakes of a form belong to, by the beginning of their texts; all others are of the label.
var flawBoxes = []struct{ key, box string }{
	{"flaw.check-message", "f.msg.vi"},
	{"flaw.option", "f.options"},
	{"flaw.prefill", "f.prefill"},
	{"flaw.no-prefill", "f.prefill"},
	{"flaw.from", "f.from"},
	{"flaw.part", "f.parts"},
	{"flaw.length", "f.min-length"},
	{"flaw.bounds", "f.min"},
	{"flaw.area", "f.area"},
	{"flaw.repeat", "f.repeat"},
	{"flaw.kind", "f.kind"},
}

func flawBox(f form.Flaw) string {
	if f.Part != "" {
		return "f." + f.Part
	}
	for _, b := range flawBoxes {
		if strings.HasPrefix(f.Reason.Key(), b.key) {
			return b.box
		}
	}
	return "f.label.vi"
}

// flawWords says a mistake of a form.
func flawWords(v text.Voice, f form.Flaw) string {
	if f.Part != "" {
		return v.T("design.flaw-of."+f.Part, "reason", f.Reason)
	}
	return text.Upper(f.Reason.In(v))
}
