package web

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/words/form"
)

// eformPrefix stands before the names of an e-form's fields, so that they never meet the page's own.
const eformPrefix = "e."

// Buttons of an e-form that change how many entries a repeated group has. Each carries the path of what it changes.
const (
	eformAdd    = "_add"
	eformRemove = "_remove"
)

// An EForm is an e-form (tờ khai điện tử) on a page: its questions with what is in them and what is wrong. The same
// serves the pages of a citizen, section by section, and the one screen of a clerk.
//
// A page makes it with NewEForm, draws {{range .EForm.Sections}} … {{template "fields" .Fields}} with "eform.js" among
// its Scripts and {{template "eform-go"}} as the first thing in its <form>, and on POST calls Take, then Edited, then Judge.
type EForm struct {
	Of       *form.Form
	Values   form.Values           // as typed, or clean
	Filer    string                // who files under their own sign-in, and so can sign; "" = nobody
	Sources  map[string]heldSource // papers that answers were taken from, by path
	v        text.Voice
	compiled *form.Compiled
	today    time.Time
	lands    lands
	files    map[string]dossier.Attached // by hash
	faults   map[string]string           // by path, without the prefix
	hidden   map[string]bool             // paths that are not asked as things stand
	page     string                      // the section that is drawn alone; "" = all of them
	listed   bool                        // a box has brought the list of countries
	cited    map[string]bool             // papers that were named in full on the page
	names    map[string]string           // names of the fields with their labels, filled while drawing
}

// An EFormSection is a page of the form for a citizen, a block of it for a clerk.
type EFormSection struct {
	ID, Title, Help string
	Fields          []Field
}

// NewEForm makes the e-form of a page. values are typed, kept or clean; l is what addresses offer; files
// are those that came so far, so that a file field can name what it has; err may hold the faults that Judge gave.
func NewEForm(v text.Voice, c *form.Compiled, values form.Values, today time.Time, l lands, files []dossier.Attached, err error) *EForm {
	e := &EForm{
		Of: c.Form, Values: values, v: v, compiled: c, today: today, lands: l, cited: map[string]bool{},
		files: map[string]dossier.Attached{}, faults: map[string]string{}, names: map[string]string{},
	}
	if e.Values == nil {
		e.Values = form.Values{}
	}
	for _, f := range files {
		e.files[f.Hash] = f
	}
	if fl := fault.As(err); fl != nil {
		for _, one := range append([]*fault.Fault{fl}, fl.More...) {
			if path, ours := strings.CutPrefix(one.Field, eformPrefix); ours && e.faults[path] == "" {
				e.faults[path] = faultWords(v, one)
			}
		}
	}
	e.hidden = c.Hidden(e.Values, today)
	return e
}

// Take puts what a page posted into the form. Sections that the page did not show keep what they had: only says which
// sections it showed, nil = all.
func (e *EForm) Take(post url.Values, only ...string) {
	mine := map[string][]string{}
	for name, vals := range post {
		if path, ok := strings.CutPrefix(name, eformPrefix); ok {
			mine[path] = vals
		}
	}
	e.lands.addressParts(mine)
	got := form.FromPost(mine)
	for _, s := range e.Of.Sections {
		if len(only) > 0 && !slices.Contains(only, s.ID) {
			continue
		}
		for _, f := range s.Fields {
			if v, ok := got[f.ID]; ok {
				e.Values[f.ID] = v
			} else if !e.hidden[f.ID] || len(only) == 0 { // what another page hides keeps its answer until that page asks for it again
				delete(e.Values, f.ID)
			}
		}
	}
	e.hidden = e.compiled.Hidden(e.Values, e.today)
}

// addressParts gives what the boxes of an address hold the names of its parts.
func (l lands) addressParts(post map[string][]string) {
	for _, name := range slices.Sorted(maps.Keys(post)) {
		at, ok := strings.CutSuffix(name, ".commune")
		if !ok || post[at] == nil {
			continue
		}
		a := l.read(post, at)
		a.Text = url.Values(post).Get(at) // as it was typed
		for box := range addressBoxes(a) {
			delete(post, at+box)
		}
		post[at+".text"] = []string{a.Text}
		for part, value := range a.Values() {
			post[at+"."+part] = []string{typedText(value)}
		}
	}
}

// Edited carries out the button that adds or removes an entry of a repeated group, and says whether one was pressed:
// the page is then shown again as it stands, without looking for faults.
func (e *EForm) Edited(post url.Values) bool {
	add, remove := post.Get(eformAdd), post.Get(eformRemove)
	switch {
	case add != "":
		e.edit(strings.TrimPrefix(add, eformPrefix), -1)
	case remove != "":
		path := strings.TrimPrefix(remove, eformPrefix)
		i := strings.LastIndexByte(path, '.')
		n, err := strconv.Atoi(path[i+1:])
		if i < 0 || err != nil || n < 0 {
			return true
		}
		e.edit(path[:i], n)
	default:
		return false
	}
	e.hidden = e.compiled.Hidden(e.Values, e.today)
	return true
}

// edit adds an empty entry to the list at path, or removes the n-th.
func (e *EForm) edit(path string, n int) {
	parts := strings.Split(path, ".")
	fields := e.top()
	at := map[string]any(e.Values)
	for i, p := range parts {
		k := slices.IndexFunc(fields, func(f form.Field) bool { return f.ID == p })
		if k < 0 || !fields[k].Grouped() {
			return
		}
		if i < len(parts)-1 {
			inner, ok := at[p].(map[string]any)
			if !ok || fields[k].Repeat > 1 {
				return // groups in repeated groups are not repeated themselves
			}
			at, fields = inner, fields[k].Inner()
			continue
		}
		if fields[k].Repeat < 2 {
			return
		}
		list, _ := at[p].([]any)
		if len(list) == 0 {
			list = []any{map[string]any{}} // the empty entry that the page shows
		}
		if n < 0 && len(list) < fields[k].Repeat {
			list = append(list, map[string]any{})
		} else if n >= 0 && n < len(list) {
			list = slices.Delete(slices.Clone(list), n, n+1)
		}
		at[p] = list
	}
}

func (e *EForm) top() []form.Field {
	var out []form.Field
	for _, s := range e.Of.Sections {
		out = append(out, s.Fields...)
	}
	return out
}

// Judge gives the clean values, or the faults of all fields at the names that the page has.
func (e *EForm) Judge() (form.Values, error) {
	clean, err := e.judge()
	return clean, atPage(err)
}

// judge judges the values, and the signatures that whoever files gives on this page.
func (e *EForm) judge() (form.Values, error) {
	clean, err := e.compiled.Judge(e.Values, e.today)
	if e.Filer == "" {
		return clean, err
	}
	wrong := []error{err}
	for _, f := range e.compiled.Unsigned(e.Values, e.Filer) {
		if !e.hidden[strings.TrimSuffix(f.Field, ".name")] {
			wrong = append(wrong, f)
		}
	}
	return clean, fault.Together(wrong...)
}

// JudgeSection gives the faults of one section alone, for a form that goes over several pages.
func (e *EForm) JudgeSection(id string) error {
	_, err := e.judge()
	f := fault.As(err)
	if f == nil {
		return err
	}
	var mine []*fault.Fault
	for _, one := range flat(f) {
		head, _, _ := strings.Cut(one.Field, ".")
		if s := e.sectionOf(head); s == id || s == "" && one.Field != "" {
			mine = append(mine, one)
		}
	}
	return atPage(fault.Join(mine))
}

// sectionOf gives the section that a top-level field stands in, "" for none.
func (e *EForm) sectionOf(field string) string {
	for _, s := range e.Of.Sections {
		for i := range s.Fields {
			if s.Fields[i].ID == field {
				return s.ID
			}
		}
	}
	return ""
}

// flat lists a fault and those that came with it, each alone.
func flat(f *fault.Fault) []*fault.Fault {
	var out []*fault.Fault
	for _, one := range append([]*fault.Fault{f}, f.More...) {
		alone := *one
		alone.More = nil
		out = append(out, &alone)
	}
	return out
}

// atPage gives the faults of a form the names that its fields have on the page.
func atPage(err error) error {
	f := fault.As(err)
	if f == nil {
		return err
	}
	fs := flat(f)
	for _, one := range fs {
		if one.Field != "" {
			one.Field = eformPrefix + one.Field
		}
	}
	return fault.Join(fs)
}

// Sections draws the whole form.
func (e *EForm) Sections() []EFormSection {
	out := make([]EFormSection, 0, len(e.Of.Sections))
	e.begin("")
	for i := range e.Of.Sections {
		out = append(out, e.section(&e.Of.Sections[i]))
	}
	return out
}

// Gone says whether nothing of a section is asked as things stand: other pages decided so.
func (e *EForm) Gone(id string) bool {
	for i := range e.Of.Sections {
		if s := &e.Of.Sections[i]; s.ID == id {
			return !slices.ContainsFunc(s.Fields, func(f form.Field) bool { return !e.hidden[f.ID] })
		}
	}
	return true
}

// Section draws one section; ok is false when the form has none of that ID.
func (e *EForm) Section(id string) (out EFormSection, ok bool) {
	for i := range e.Of.Sections {
		if e.Of.Sections[i].ID == id {
			e.begin(id)
			return e.section(&e.Of.Sections[i]), true
		}
	}
	return EFormSection{}, false
}

// begin begins to draw a page: one section, or all with "".
func (e *EForm) begin(id string) { e.listed, e.page, e.cited = false, id, map[string]bool{} }

func (e *EForm) section(s *form.Section) EFormSection {
	out := EFormSection{ID: s.ID, Title: e.say(s.Title), Fields: e.draw(s.Fields, e.Values, "")}
	if s.Help != nil {
		out.Help = e.say(*s.Help)
	}
	return out
}

// Into makes the form's fields known to the page's own form, so that the summary of faults can lead to them. It is
// called after the sections were drawn.
func (e *EForm) Into(f *Form) {
	for name := range e.names {
		f.drawn(name, true)
	}
	f.labels = e.names
}

// draw draws fields that stand beside each other; at is their path with a dot behind, "" at the top.
func (e *EForm) draw(fields []form.Field, in map[string]any, at string) []Field {
	out := make([]Field, 0, len(fields))
	for i := range fields {
		if x := e.field(&fields[i], in[fields[i].ID], at); !x.Gone {
			out = append(out, x)
		}
	}
	return out
}

func (e *EForm) field(f *form.Field, v any, at string) Field {
	path := at + f.ID
	x := Field{
		Name: eformPrefix + path, Kind: f.Kind, Label: e.say(f.Label), Required: f.Required,
		Error: e.faults[path],
	}
	if f.Help != nil {
		x.Help = e.say(*f.Help)
	}
	x.Source = e.sourceWords(path, v)
	e.names[x.Name] = x.Label
	if f.Kind == form.Address {
		for _, part := range []string{"text", "commune", "list", "province", "ward", "country"} {
			e.names[x.Name+"."+part] = x.Label
			x.Error = cmp.Or(x.Error, e.faults[path+"."+part])
		}
	}
	e.condition(&x, f, at, path)
	for _, o := range f.Options {
		x.Options = append(x.Options, Option{Value: o.Value, Label: e.say(o.Label)})
	}
	switch f.Kind {
	case form.Group, form.Person, form.Signature:
		e.group(&x, f, v, path)
	case form.Address:
		x = e.lands.box(e.v, x, f.Area, addressOfValue(v))
	case form.Choices:
		x.Values = typedList(v)
	case form.File:
		x.Kept = typedText(v)
		x.Value, x.Accept = cmp.Or(e.files[x.Kept].Name, x.Kept), acceptedFiles
	case form.YesNo:
		x.Options = []Option{{Value: "yes", Label: e.v.T("form.yes")}, {Value: "no", Label: e.v.T("form.no")}}
		x.Value = yesNo(v)
	default:
		x.Value = e.boxText(f, v)
	}
	if f.Kind == form.Date && x.Help == "" {
		x.Help = e.v.T("form.date-help")
	}
	if f.Kind == form.Money {
		x.Suffix = "đ"
	}
	if f.Kind == form.Country {
		x.List = countriesList
		if !e.listed {
			x.Suggest, e.listed = countryOptions(e.v), true
		}
	}
	return x
}

// group draws the questions of a group, once or entry by entry.
func (e *EForm) group(x *Field, f *form.Field, v any, path string) {
	if f.Repeat < 2 {
		m, _ := v.(map[string]any)
		if x.Fields = e.draw(f.Inner(), m, path+"."); !f.Required && nothing(m) {
			x.Fields = free(x.Fields)
			x.Help = cmp.Or(x.Help, e.v.T("eform.may-stay-empty"))
		}
		return
	}
	list, _ := v.([]any)
	if len(list) == 0 {
		list = []any{map[string]any{}}
	}
	for i, one := range list {
		m, _ := one.(map[string]any)
		at := path + "." + strconv.Itoa(i)
		fields := e.draw(f.Inner(), m, at+".")
		if nothing(m) && (i > 0 || !f.Required) {
			fields = free(fields)
			x.Help = cmp.Or(x.Help, e.v.T("eform.may-stay-empty"))
		}
		x.Entries = append(x.Entries, FieldEntry{
			Title: e.v.T("eform.entry", "name", x.Label, "n", i+1), Fields: fields, Remove: eformPrefix + at,
		})
	}
	if len(list) < f.Repeat {
		x.Add = eformPrefix + path
	}
	if len(list) == 1 {
		x.Entries[0].Remove = ""
	}
}

// nothing says whether no box of a group holds anything: such a group or entry is not judged, see Compiled.Judge.
func nothing(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return strings.TrimSpace(v) == ""
	case map[string]any:
		for _, x := range v {
			if !nothing(x) {
				return false
			}
		}
		return true
	case []any:
		return !slices.ContainsFunc(v, func(x any) bool { return !nothing(x) })
	}
	return false
}

// free draws fields without the mark of those that have to be filled in.
func free(fields []Field) []Field {
	for i := range fields {
		fields[i].Required = false
		free(fields[i].Fields)
	}
	return fields
}

// condition says when a question is asked: in words for everybody, and for the script as data.
func (e *EForm) condition(x *Field, f *form.Field, at, path string) {
	if f.When == "" {
		return
	}
	x.Off = e.hidden[path]
	p, ok := form.ReadPlain(f.When)
	if !ok {
		x.When = e.v.T("eform.when-other")
		return
	}
	rule := whenRule{Any: p.Any}
	var words []string
	for _, t := range p.Terms {
		name, local := strings.CutPrefix(t.Name, "this.")
		if local {
			name = at + name
		}
		if e.elsewhere(name) {
			if e.holds(t, name) == p.Any {
				x.Gone = !p.Any
				return // it is decided by what was answered on another page
			}
			continue
		}
		term := whenTerm{Name: eformPrefix + name, Not: t.Not, Values: t.Values}
		words = append(words, e.termWords(t, name))
		rule.Terms = append(rule.Terms, term.boxed())
	}
	if len(rule.Terms) == 0 {
		x.Gone = p.Any
		return
	}
	join := e.v.T("eform.when-all")
	if p.Any {
		join = e.v.T("eform.when-any")
	}
	x.When = e.v.T("eform.when", "terms", strings.Join(words, " "+join+" "))
	if b, err := json.Marshal(rule); err == nil {
		x.WhenRule = string(b)
	}
}

// elsewhere says whether a question stands on another page than the one that is drawn.
func (e *EForm) elsewhere(path string) bool {
	head, _, _ := strings.Cut(path, ".")
	return e.page != "" && e.sectionOf(head) != e.page
}

// holds says whether a comparison is true by the answers so far.
func (e *EForm) holds(t form.Term, path string) bool {
	answer := form.At(e.Values, path)
	said := append(typedList(answer), typedText(answer))
	if f := e.fieldAt(path); f != nil && f.Kind == form.YesNo {
		said = []string{strconv.FormatBool(yesNo(answer) == "yes")}
	}
	return t.Not != slices.ContainsFunc(said, func(s string) bool { return slices.Contains(t.Values, s) })
}

// A whenRule is a condition as the script asks it: names of boxes and the values that they send.
type whenRule struct {
	Any   bool       `json:"any"`
	Terms []whenTerm `json:"terms"`
}

type whenTerm struct {
	Name   string   `json:"name"`
	Not    bool     `json:"not"`
	Values []string `json:"values"`
}

// boxed turns the values of yes-no questions into what their boxes send; a question without an answer counts as no.
func (t whenTerm) boxed() whenTerm {
	if len(t.Values) == 1 && (t.Values[0] == "true" || t.Values[0] == "false") {
		t.Not = t.Not != (t.Values[0] == "false")
		t.Values = []string{"yes"}
	}
	return t
}

// termWords says one comparison: “Việc khai cha” là “Có”.
func (e *EForm) termWords(t form.Term, path string) string {
	label, options := path, []form.Option(nil)
	if f := e.fieldAt(path); f != nil {
		label, options = e.say(f.Label), f.Options
	}
	var said []string
	for _, value := range t.Values {
		words := value
		switch value {
		case "true":
			words = e.v.T("form.yes")
		case "false":
			words = e.v.T("form.no")
		}
		for _, o := range options {
			if o.Value == value {
				words = e.say(o.Label)
			}
		}
		said = append(said, "“"+words+"”")
	}
	answers := strings.Join(said, " "+e.v.T("eform.when-any")+" ")
	if t.Not {
		return e.v.T("eform.term-not", "question", label, "answers", answers)
	}
	return e.v.T("eform.term", "question", label, "answers", answers)
}

// fieldAt finds a question by its path; numbers of entries are passed over.
func (e *EForm) fieldAt(path string) *form.Field {
	fields := e.top()
	var found *form.Field
	for p := range strings.SplitSeq(path, ".") {
		if _, err := strconv.Atoi(p); err == nil {
			continue
		}
		i := slices.IndexFunc(fields, func(f form.Field) bool { return f.ID == p })
		if i < 0 {
			return nil
		}
		found = &fields[i]
		fields = found.Inner()
	}
	return found
}

func (e *EForm) say(t form.Text) string { return t.In(string(e.v.Lang)) }
