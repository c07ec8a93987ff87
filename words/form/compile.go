package form

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/expr-lang/expr/types"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"motcua/ground/text"
)

// Compiled is a form made ready: names looked up, expressions compiled. It never changes; many goroutines may use it.
type Compiled struct {
	Form   *Form
	root   object
	exprs  bool           // there is an expression, so that values must be laid out for them
	blank  map[string]any // every top-level name with its zero value
	scope  Scope
	amount int                                // number of fields
	schema func() (*jsonschema.Schema, error) // compiled when a program first sends values
}

// object is the fields that stand beside each other: the form's own, or those of a group.
type object struct {
	fields []*field
	byID   map[string]int
	blank  map[string]any
}

// field is a Field with what was worked out about it.
type field struct {
	*Field
	place   string // in the form's JSON
	kind    *behaviour
	options map[string]int
	inner   object // of a group
	many    bool   // a group whose value is a list
	when    *Expr
	check   *Expr
}

// A Flaw is a mistake of the form itself, for its author.
type Flaw struct {
	Path   string // "child.name", or "sections.1" where no field has a name
	Place  string // where it stands in the JSON: "sections.0.fields.2.fields.0"
	Part   string // "when" or "check" where it is in an expression
	Reason text.Said
}

// Flaws are all mistakes of a form.
type Flaws []Flaw

// Error gives one line per flaw.
func (f Flaws) Error() string {
	lines := make([]string, len(f))
	for i, w := range f {
		lines[i] = w.Path + ": " + w.Reason.String()
	}
	return strings.Join(lines, "\n")
}

// Limits of a form. choice: far above the longest official form, low enough that no form is a burden.
const (
	mostFields  = 500
	mostDepth   = 3
	mostEntries = 200
	mostOptions = 1000
)

var fieldID = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// reserved are words of the language of expressions, and the names that forms add to it.
var reserved = []string{
	"this", "today", "years", "more", "less", "in", "not", "and", "or", "true", "false", "nil", "let", "if", "else", "matches",
	"contains", "len", "all", "any", "none", "one", "count", "filter", "map", "sum", "min", "max", "abs", "lower", "upper", "trim",
}

// Compile checks the form and makes it ready. Its error is Flaws.
func Compile(f *Form) (*Compiled, error) {
	c := &compiler{out: &Compiled{Form: f, schema: enforced(f)}}
	var fields []Field
	var places []string
	if f.ID == "" {
		c.flaw("id", "flaw.form-id")
	}
	if f.Version < 1 {
		c.flaw("version", "flaw.form-version")
	}
	sections := map[string]bool{}
	for i, s := range f.Sections {
		if s.ID == "" || sections[s.ID] {
			c.flaw(fmt.Sprintf("sections.%d", i), "flaw.section-id")
		}
		sections[s.ID] = true
		for k := range s.Fields {
			places = append(places, fmt.Sprintf("sections.%d.fields.%d", i, k))
		}
		fields = append(fields, s.Fields...)
	}
	c.out.root = c.object(fields, "", places, 1)
	if len(c.flaws) == 0 {
		c.expressions()
	}
	if len(c.flaws) > 0 {
		return nil, c.flaws
	}
	return c.out, nil
}

type compiler struct {
	out   *Compiled
	place string // of the field that is looked at
	flaws Flaws
}

func (c *compiler) flaw(path, key string, args ...any) {
	place := c.place
	if place == "" {
		place = path
	}
	c.flaws = append(c.flaws, Flaw{Path: path, Place: place, Reason: text.Say(key, args...)})
}

// object makes fields that stand beside each other ready.
func (c *compiler) object(fields []Field, at string, places []string, depth int) object {
	o := object{byID: make(map[string]int, len(fields)), blank: make(map[string]any, len(fields))}
	for i := range fields {
		f := &field{Field: &fields[i], place: places[i]}
		c.place = f.place
		path := join(at, f.ID)
		c.out.amount++
		switch {
		case !fieldID.MatchString(f.ID):
			c.flaw(join(at, fmt.Sprint(i)), "flaw.field-id", "id", f.ID)
			continue
		case slices.Contains(reserved, f.ID):
			c.flaw(path, "flaw.reserved", "id", f.ID)
			continue
		case c.out.amount > mostFields:
			if c.out.amount == mostFields+1 {
				c.flaw(path, "flaw.fields", "most", mostFields)
			}
			continue
		}
		if _, twice := o.byID[f.ID]; twice {
			c.flaw(path, "flaw.twice-id", "id", f.ID)
			continue
		}
		if f.kind = kinds[f.Kind]; f.kind == nil {
			c.flaw(path, "flaw.kind", "value", f.Kind, "near", NearestOr(string(f.Kind), kindNames()))
			continue
		}
		o.byID[f.ID] = len(o.fields)
		o.fields = append(o.fields, f)
		c.field(f, path, depth)
		o.blank[f.ID] = f.blank()
	}
	return o
}

// blank gives the field's value in expressions when it was left out.
func (f *field) blank() any {
	switch {
	case f.many:
		return []any{}
	case f.Grouped():
		return f.inner.blank
	}
	return f.kind.zero
}

func kindNames() []string {
	var out []string
	for k := range kinds {
		out = append(out, string(k))
	}
	slices.Sort(out)
	return out
}

// field checks one field and makes it ready.
func (c *compiler) field(f *field, path string, depth int) {
	if f.Label.VI == "" {
		c.flaw(path, "flaw.label")
	}
	c.limits(f, path)
	if f.kind.listed {
		c.options(f, path)
	} else if len(f.Options) > 0 {
		c.flaw(path, "flaw.options-kind", "kind", f.Kind)
	}
	c.parts(f, path)
	if f.Kind != Group && len(f.Fields) > 0 {
		c.flaw(path, "flaw.group-kind", "kind", f.Kind)
	}
	if f.Kind != Group && f.Kind != Person && f.Repeat != 0 {
		c.flaw(path, "flaw.repeat-kind", "kind", f.Kind)
	}
	if !f.Grouped() {
		return
	}
	f.many = f.Repeat > 1
	inner := f.Inner()
	switch {
	case len(inner) == 0:
		c.flaw(path, "flaw.group-empty")
	case depth >= mostDepth && f.Kind == Group:
		c.flaw(path, "flaw.group-deep", "most", mostDepth-1)
	case f.Repeat < 0 || f.Repeat > mostEntries:
		c.flaw(path, "flaw.repeat", "most", mostEntries)
	default:
		places := make([]string, len(inner))
		for i := range places {
			if places[i] = f.place; f.Kind == Group {
				places[i] = fmt.Sprintf("%s.fields.%d", f.place, i)
			}
		}
		f.inner = c.object(inner, path, places, depth+1)
	}
}

func (c *compiler) limits(f *field, path string) {
	most := mostChars[f.Kind]
	switch {
	case !f.kind.sized && (f.MinLen != 0 || f.MaxLen != 0):
		c.flaw(path, "flaw.length-kind", "kind", f.Kind)
	case f.MinLen < 0 || f.MaxLen < 0 || f.MaxLen > 4*most || f.MinLen > 0 && f.MinLen > f.longest():
		c.flaw(path, "flaw.length", "most", 4*most)
	}
	if !f.kind.bounded && (f.Min != nil || f.Max != nil) {
		c.flaw(path, "flaw.bounds-kind", "kind", f.Kind)
	} else if f.kind.bounded {
		if least, top := f.Bounds(); least > top {
			c.flaw(path, "flaw.bounds")
		}
	}
	if f.Past && f.Kind != Date {
		c.flaw(path, "flaw.past-kind", "kind", f.Kind)
	}
	switch f.Area {
	case InCity:
	case InCountry, Anywhere:
		if f.Kind != Address && f.Kind != Person {
			c.flaw(path, "flaw.area-kind", "kind", f.Kind)
		}
	default:
		c.flaw(path, "flaw.area", "value", f.Area, "country", InCountry, "anywhere", Anywhere)
	}
	if f.Check == "" && f.CheckMsg != nil {
		c.flaw(path, "flaw.check-message")
	}
	c.known(f, path)
}

func (c *compiler) options(f *field, path string) {
	if len(f.Options) == 0 || len(f.Options) > mostOptions {
		c.flaw(path, "flaw.options", "kind", f.Kind, "most", mostOptions)
		return
	}
	f.options = make(map[string]int, len(f.Options))
	for i, o := range f.Options {
		if _, twice := f.options[o.Value]; twice || o.Value == "" || o.Label.VI == "" {
			c.flaw(path, "flaw.option", "n", i)
		}
		f.options[o.Value] = i
	}
}

// expressions compiles every condition and check; ids and kinds are known to be right.
func (c *compiler) expressions() {
	names := scopeOf(c.out.root)
	c.out.scope = Scope{names: names}
	c.out.blank = c.out.root.blank
	all := types.Map{"today": types.String}
	for k, t := range names {
		all[k] = t
	}
	c.conditions(c.out.root, all, "")
	c.circles(&c.out.root, "")
}

func (c *compiler) conditions(o object, names types.Map, at string) {
	local := types.Map{}
	for k, t := range names {
		local[k] = t
	}
	local["this"] = scopeOf(o)
	for _, f := range o.fields {
		path := join(at, f.ID)
		c.place = f.place
		f.when = c.condition(f.When, local, path, "when")
		f.check = c.condition(f.Check, local, path, "check")
		if f.Grouped() {
			c.conditions(f.inner, names, path)
		}
	}
}

func (c *compiler) condition(src string, names types.Map, path, which string) *Expr {
	if src == "" {
		return nil
	}
	c.out.exprs = true
	e, err := CompileExpr(src, Scope{names: names})
	var no *ExprError
	if errors.As(err, &no) {
		c.flaws = append(c.flaws, Flaw{Path: path, Place: c.place, Part: which, Reason: no.Says})
	}
	return e
}

// scopeOf gives the names and types of an object.
func scopeOf(o object) types.Map {
	m := make(types.Map, len(o.fields))
	for _, f := range o.fields {
		switch {
		case f.many:
			m[f.ID] = types.Array(scopeOf(f.inner))
		case f.Grouped():
			m[f.ID] = scopeOf(f.inner)
		default:
			m[f.ID] = f.kind.typ
		}
	}
	return m
}

// Scope gives the names of the form's values with their types, for conditions outside the form.
func (c *Compiled) Scope() Scope { return c.scope }

// Fields gives the number of fields, groups and their fields counted.
func (c *Compiled) Fields() int { return c.amount }

func join(at, id string) string {
	if at == "" {
		return id
	}
	return at + "." + id
}
