package form

import "reflect"

// A Change is one field that differs between two versions of a form.
type Change struct {
	Kind  string   `json:"kind"` // "added", "removed", "changed"
	Path  string   `json:"path"`
	Label Text     `json:"label"`           // of the new field, of the old one if it was removed
	Parts []string `json:"parts,omitempty"` // what changed: JSON names of the field's parts, such as "required", "options"
}

// Diff gives what differs between two versions of a form, in the order of the new one with the removed fields at the
// end. Fields are the same when their paths are, since IDs are stable across versions.
func Diff(older, newer *Form) []Change {
	return diffFields(fieldsOf(older), fieldsOf(newer), "")
}

func fieldsOf(f *Form) []Field {
	if f == nil {
		return nil
	}
	var out []Field
	for _, s := range f.Sections {
		out = append(out, s.Fields...)
	}
	return out
}

func diffFields(older, newer []Field, at string) []Change {
	var out []Change
	was := map[string]*Field{}
	for i := range older {
		was[older[i].ID] = &older[i]
	}
	is := map[string]bool{}
	for i := range newer {
		f := &newer[i]
		is[f.ID] = true
		path := join(at, f.ID)
		o := was[f.ID]
		if o == nil {
			out = append(out, Change{Kind: "added", Path: path, Label: f.Label})
			continue
		}
		if parts := diffParts(o, f); len(parts) > 0 {
			out = append(out, Change{Kind: "changed", Path: path, Label: f.Label, Parts: parts})
		}
		if o.Grouped() && o.Kind == f.Kind {
			out = append(out, diffFields(o.Inner(), f.Inner(), path)...)
		}
	}
	for i := range older {
		if f := &older[i]; !is[f.ID] {
			out = append(out, Change{Kind: "removed", Path: join(at, f.ID), Label: f.Label})
		}
	}
	return out
}

func diffParts(o, n *Field) []string {
	var out []string
	for _, p := range []struct {
		name string
		same bool
	}{
		{"kind", o.Kind == n.Kind},
		{"label", o.Label == n.Label},
		{"help", reflect.DeepEqual(o.Help, n.Help)},
		{"required", o.Required == n.Required},
		{"when", o.When == n.When},
		{"check", o.Check == n.Check && reflect.DeepEqual(o.CheckMsg, n.CheckMsg)},
		{"options", len(o.Options) == 0 && len(n.Options) == 0 || reflect.DeepEqual(o.Options, n.Options)},
		{"length", o.MinLen == n.MinLen && o.MaxLen == n.MaxLen},
		{"bounds", reflect.DeepEqual(o.Min, n.Min) && reflect.DeepEqual(o.Max, n.Max)},
		{"past", o.Past == n.Past},
		{"area", o.Area == n.Area},
		{"prefill", o.Prefill == n.Prefill},
		{"from", o.From == n.From},
		{"repeat", max(o.Repeat, 1) == max(n.Repeat, 1)},
	} {
		if !p.same {
			out = append(out, p.name)
		}
	}
	return out
}
