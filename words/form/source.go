package form

import "strings"

// A Source is a field that is prefilled from a paper that the city issued.
type Source struct {
	Path   string // of the field: "child_name", "mother.birth"
	Result string // code of the kind of result
	From   string // field of the form that led to it
	Place  string // of the field in the form's JSON
	f      *field
}

// Sources are the fields that name a paper, in the order of the form, those of repeated groups left out.
func (c *Compiled) Sources() []Source { return sources(&c.root, "", nil) }

func sources(o *object, at string, out []Source) []Source {
	for _, f := range o.fields {
		path := join(at, f.ID)
		if f.Grouped() {
			if !f.many {
				out = sources(&f.inner, path, out)
			}
			continue
		}
		if result, from, ok := ReadFrom(f.From); ok {
			out = append(out, Source{path, result, from, f.place, f})
		}
	}
	return out
}

// A Known is a field that is prefilled from what is known of a person.
type Known struct {
	Path string // of the field
	Name string // what it is filled with: "applicant.name"
}

// Prefilled are the fields that name something known of a person, in the order of the form, those of repeated groups left out.
func (c *Compiled) Prefilled() []Known { return prefilled(&c.root, "", nil) }

func prefilled(o *object, at string, out []Known) []Known {
	for _, f := range o.fields {
		switch path := join(at, f.ID); {
		case f.Grouped() && !f.many:
			out = prefilled(&f.inner, path, out)
		case !f.Grouped() && f.Prefill != "":
			out = append(out, Known{path, f.Prefill})
		}
	}
	return out
}

// Take gives what the paper says as a value of the field, nil when it does not fit. in are the values of the form that led
// to the paper.
func (s *Source) Take(in Values) any {
	return s.Clean(At(in, s.From))
}

// Clean gives v as a value of the field, nil when it does not fit.
func (s *Source) Clean(v any) any {
	if v == nil {
		return nil
	}
	clean, ft := s.f.kind.read(s.f, v)
	if ft != nil {
		return nil
	}
	return clean
}

// At gives the value at a path outside repeated groups, nil when there is none.
func At(v map[string]any, path string) any {
	var at any = v
	for head, rest := cutPath(path); ; head, rest = cutPath(rest) {
		m, ok := asObject(at)
		if !ok {
			return nil
		}
		if at = m[head]; rest == "" {
			return at
		}
	}
}

// Put puts a value at a path outside repeated groups and makes the groups on the way.
func Put(v map[string]any, path string, value any) {
	for head, rest := cutPath(path); ; head, rest = cutPath(rest) {
		if rest == "" {
			v[head] = value
			return
		}
		inner, ok := asObject(v[head])
		if !ok {
			inner = map[string]any{}
			v[head] = inner
		}
		v = inner
	}
}

// FillEmpty puts what is known into the questions that nobody has answered yet.
func FillEmpty(values Values, known map[string]any) {
	for k, v := range known {
		have := values[k]
		inner, group := v.(map[string]any)
		m, was := have.(map[string]any)
		switch {
		case have == nil || have == "":
			values[k] = v
		case group && was:
			FillEmpty(m, inner)
		}
	}
}

func cutPath(path string) (head, rest string) {
	head, rest, _ = strings.Cut(path, partDivider)
	return head, rest
}
