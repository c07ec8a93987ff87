package web

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/words/form"
)

// A Form has the fields of one form of a page with what was typed and what was wrong with it. A page that embeds a *Form
// can be shown Again after a fault.
type Form struct {
	v      text.Voice
	typed  url.Values        // what was sent, nil when nothing was
	faults map[string]string // by field
	fields []Field
	at     map[string]int
	labels map[string]string // of fields whose faults are told with their names
}

// NewForm makes the form of a page. typed is r.PostForm after a POST, a kept draft, or nil; err may hold a fault, whose
// lines stand beside their fields.
func NewForm(v text.Voice, typed url.Values, err error) *Form {
	f := &Form{v: v, typed: typed, faults: map[string]string{}, at: map[string]int{}}
	if fl := fault.As(err); fl != nil {
		for _, one := range append([]*fault.Fault{fl}, fl.More...) {
			if _, ok := f.faults[one.Field]; !ok && one.Field != "" {
				f.faults[one.Field] = faultWords(v, one)
			}
		}
	}
	return f
}

// formKey is the command's key of a form: the one that was sent, so that the same form again is the same act, else a new one.
func (s *Site) formKey(r *http.Request) (string, error) {
	if key := r.PostFormValue("key"); key != "" {
		return key, nil
	}
	return s.o.Office.NewID()
}

// form makes the form of a page from a request: what was sent when it is a POST, else nothing.
func (s *Site) form(r *http.Request, err error) *Form {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return NewForm(s.voice(r), nil, err)
	}
	return NewForm(s.voice(r), r.PostForm, err)
}

// forms lets Again find the form of a page that embeds it.
func (f *Form) forms() []*Form {
	if f == nil {
		return nil
	}
	return []*Form{f}
}

// Failed says whether something was wrong with what was sent.
func (f *Form) Failed() bool { return len(f.faults) > 0 }

// Add puts a question into the form. What was typed wins over the field's own value.
func (f *Form) Add(x Field) *Form {
	f.at[x.Name] = len(f.fields)
	f.fields = append(f.fields, f.ready(x))
	return f
}

// ready fills a field, and those inside it, with what was typed and what was wrong.
func (f *Form) ready(x Field) Field {
	if x.Error == "" {
		x.Error = f.faults[x.Name]
	}
	if f.typed != nil {
		x.Value = f.typed.Get(x.Name)
		x.Values = f.typed[x.Name]
		x.Commune, x.Place, x.Ward = f.typed.Get(x.Name+".commune"), f.typed.Get(x.Name+".place"), f.typed.Get(x.Name+".ward")
	}
	if x.Kind == form.YesNo && len(x.Options) == 0 {
		x.Options = []Option{{Value: "yes", Label: f.v.T("form.yes")}, {Value: "no", Label: f.v.T("form.no")}}
	}
	if x.Kind == form.Date && x.Help == "" {
		x.Help = f.v.T("form.date-help")
	}
	for i := range x.Fields {
		x.Fields[i] = f.ready(x.Fields[i])
		f.at[x.Fields[i].Name] = -1 // known, but drawn with its group
	}
	return x
}

// drawn makes a question known that the page draws by itself behind those that were added before; last stands behind
// all such.
func (f *Form) drawn(name string, last bool) {
	n := 0
	for i := range f.fields {
		n += 1 + len(f.fields[i].Fields)
	}
	if n *= 2; last {
		n++
	}
	f.at[name] = -1 - n
}

// target is the field that a link of the summary leads to: the parts of an address have one box to begin with.
func (f *Form) target(name string) string {
	if f.labels[name] != "" {
		return addressField(name)
	}
	return name
}

// Has says whether the form asks for a field of this name.
func (f *Form) Has(name string) bool {
	if f == nil || name == "" {
		return false
	}
	_, ok := f.at[name]
	return ok
}

// place is how far down the page a field is, 2 for each before it and itself; that of the field before it, or 0, when the page draws it by itself.
func (f *Form) place(name string) int {
	if i := f.at[name]; i < -1 {
		return -1 - i
	}
	n := 0
	var find func([]Field) bool
	find = func(list []Field) bool {
		for i := range list {
			n++
			if list[i].Name == name || find(list[i].Fields) {
				return true
			}
		}
		return false
	}
	if name = f.target(name); find(f.fields) {
		return 2 * n
	}
	return 0
}

// FaultAt says what was wrong with a question that a page draws by itself, "" when nothing was.
func (f *Form) FaultAt(name string) string { return f.faults[name] }

// Field gives one question, for {{template "field" (.Form.Field "owner.name")}}.
func (f *Form) Field(name string) (Field, error) {
	i, ok := f.at[name]
	if !ok || i < 0 {
		return Field{}, fmt.Errorf("the form has no field %s", name)
	}
	return f.fields[i], nil
}

// Fields are all questions in order, for a form that is drawn from top to bottom.
func (f *Form) Fields() []Field { return f.fields }

// Typed gives what stands in a field now.
func (f *Form) Typed(name string) string {
	if f.typed != nil {
		return f.typed.Get(name)
	}
	if i, ok := f.at[name]; ok && i >= 0 {
		return f.fields[i].Value
	}
	return ""
}

// ReadDate reads a day as people type it: "8/12/2026", "08-12-2026", "08122026", also "2026-12-08".
func ReadDate(s string) (time.Time, bool) {
	s = strings.NewReplacer(".", "/", "-", "/", " ", "").Replace(strings.TrimSpace(s))
	for _, layout := range []string{"2/1/2006", "02012006", "2006/1/2"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1800 {
			return t, true
		}
	}
	return time.Time{}, false
}

// dateFault is the key of what is wrong with a date that ReadDate refused: 31/02 is written well, and no day.
func dateFault(s string) string {
	if wellWritten.MatchString(strings.TrimSpace(s)) {
		return "form.no-such-day"
	}
	return "form.bad.date"
}

var wellWritten = regexp.MustCompile(`^\d{1,2}[/.-]\d{1,2}[/.-]\d{4}$`)

// ReadMoney reads whole đồng as people type them: "150.000", "150,000 đ", "150000".
func ReadMoney(s string) (int64, bool) {
	s = strings.NewReplacer(".", "", ",", "", " ", "", "\u00a0", "", "đ", "", "Đ", "", "₫", "").Replace(s)
	if s == "" || len(s) > 15 {
		return 0, false
	}
	var n int64
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}
