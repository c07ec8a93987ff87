package form

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/vn"
)

// A Design is a form that is being written. Places are as flaws have them: "sections.0", "sections.0.fields.2.fields.0".
// What is changed is a copy; the form that it began with stays as it is.
type Design struct {
	Form Form
	gone map[string]bool // IDs that forms in force have or had: a new field never takes one
}

// NewDesign begins with a form, nil for an empty one. used are the forms of all versions of the procedure so far: values of
// old dossiers lie under the IDs of their fields.
func NewDesign(f *Form, used ...*Form) *Design {
	d := &Design{gone: map[string]bool{}}
	if f != nil {
		d.Form = copied(*f)
	}
	for _, u := range append(used, f) {
		if u == nil {
			continue
		}
		for _, s := range u.Sections {
			d.gone[s.ID] = true
			d.took(s.Fields)
		}
	}
	return d
}

// copied is a form that shares nothing with f.
func copied(f Form) (out Form) {
	b, err := json.Marshal(f)
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if err != nil {
		return f // a form always encodes
	}
	return out
}

func (d *Design) took(fields []Field) {
	for i := range fields {
		d.gone[fields[i].ID] = true
		d.took(fields[i].Fields)
	}
}

// newID makes an ID of a label that no field has or had: "Họ và tên" becomes "ho_va_ten", then "ho_va_ten_2".
func (d *Design) newID(label, otherwise string) string {
	var b strings.Builder
	for _, r := range vn.Fold(label) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9' && b.Len() > 0:
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
		if b.Len() >= 32 {
			break
		}
	}
	base := strings.Trim(b.String(), "_")
	if base == "" || slices.Contains(reserved, base) {
		base = otherwise
	}
	id := base
	for n := 2; d.gone[id]; n++ {
		id = base + "_" + strconv.Itoa(n)
	}
	d.gone[id] = true
	return id
}

// Section gives the section of a place, also of a place within it.
func (d *Design) Section(place string) *Section {
	parts := strings.Split(place, ".")
	if len(parts) < 2 || parts[0] != "sections" {
		return nil
	}
	i, err := strconv.Atoi(parts[1])
	if err != nil || i < 0 || i >= len(d.Form.Sections) {
		return nil
	}
	return &d.Form.Sections[i]
}

// list gives the list that a place's field stands in, and where.
func (d *Design) list(place string) (fields *[]Field, at int) {
	s := d.Section(place)
	parts := strings.Split(place, ".")
	if s == nil || len(parts) < 4 || len(parts)%2 != 0 {
		return nil, 0
	}
	fields = &s.Fields
	for k := 2; k < len(parts); k += 2 {
		i, err := strconv.Atoi(parts[k+1])
		if parts[k] != "fields" || err != nil || i < 0 || i >= len(*fields) {
			return nil, 0
		}
		if at = i; k+2 < len(parts) {
			fields = &(*fields)[i].Fields
		}
	}
	return fields, at
}

// Field gives the field of a place, nil when there is none.
func (d *Design) Field(place string) *Field {
	fields, at := d.list(place)
	if fields == nil {
		return nil
	}
	return &(*fields)[at]
}

// Old says whether an earlier version has the ID: what it means must not change under old dossiers.
func (d *Design) Old(id string) bool { return d.gone[id] }

// AddSection puts a section at the end and gives its place.
func (d *Design) AddSection(title Text) string {
	d.Form.Sections = append(d.Form.Sections, Section{ID: d.newID(title.VI, "phan"), Title: title, Fields: []Field{}})
	return "sections." + strconv.Itoa(len(d.Form.Sections)-1)
}

// Add puts a field behind the place's: behind the last of a section, within a group, or behind a field. It gives the
// place of the new one, "" where there is no such place.
func (d *Design) Add(place string, f Field) string {
	f.ID = d.newID(f.Label.VI, "truong")
	if s := d.Section(place); s != nil && strings.Count(place, ".") == 1 {
		s.Fields = append(s.Fields, f)
		return place + ".fields." + strconv.Itoa(len(s.Fields)-1)
	}
	x := d.Field(place)
	if x == nil {
		return ""
	}
	if x.Kind == Group {
		x.Fields = append(x.Fields, f)
		return place + ".fields." + strconv.Itoa(len(x.Fields)-1)
	}
	fields, at := d.list(place)
	*fields = slices.Insert(*fields, at+1, f)
	return sibling(place, at+1)
}

// Copy puts a copy behind a field, under IDs of its own, and gives its place.
func (d *Design) Copy(place string) string {
	fields, at := d.list(place)
	if fields == nil {
		return ""
	}
	f := copied(Form{Sections: []Section{{Fields: []Field{(*fields)[at]}}}}).Sections[0].Fields[0]
	d.renew(&f)
	*fields = slices.Insert(*fields, at+1, f)
	return sibling(place, at+1)
}

func (d *Design) renew(f *Field) {
	f.ID = d.newID(f.ID, "truong")
	for i := range f.Fields {
		d.renew(&f.Fields[i])
	}
}

// Move moves a section or a field by one among those beside it; a field at the edge of its section goes into the next. It
// gives the new place.
func (d *Design) Move(place string, by int) string {
	if s := d.Section(place); s != nil && strings.Count(place, ".") == 1 {
		at, _ := strconv.Atoi(strings.TrimPrefix(place, "sections."))
		if to := at + by; to >= 0 && to < len(d.Form.Sections) {
			d.Form.Sections[at], d.Form.Sections[to] = d.Form.Sections[to], d.Form.Sections[at]
			return sibling(place, to)
		}
		return place
	}
	fields, at := d.list(place)
	if fields == nil {
		return place
	}
	to := at + by
	if to >= 0 && to < len(*fields) {
		(*fields)[at], (*fields)[to] = (*fields)[to], (*fields)[at]
		return sibling(place, to)
	}
	if strings.Count(place, ".") != 3 {
		return place // within a group
	}
	n, _ := strconv.Atoi(strings.Split(place, ".")[1])
	if n+by < 0 || n+by >= len(d.Form.Sections) {
		return place
	}
	f := (*fields)[at]
	*fields = slices.Delete(*fields, at, at+1)
	next := &d.Form.Sections[n+by]
	at = 0
	if by < 0 {
		at = len(next.Fields)
	}
	next.Fields = slices.Insert(next.Fields, at, f)
	return "sections." + strconv.Itoa(n+by) + ".fields." + strconv.Itoa(at)
}

// Remove takes a section or a field away and gives the place beside it.
func (d *Design) Remove(place string) string {
	if s := d.Section(place); s != nil && strings.Count(place, ".") == 1 {
		at, _ := strconv.Atoi(strings.TrimPrefix(place, "sections."))
		d.Form.Sections = slices.Delete(d.Form.Sections, at, at+1)
		if len(d.Form.Sections) == 0 {
			return ""
		}
		return sibling(place, max(0, at-1))
	}
	fields, at := d.list(place)
	if fields == nil {
		return place
	}
	*fields = slices.Delete(*fields, at, at+1)
	if len(*fields) > 0 {
		return sibling(place, max(0, at-1))
	}
	return place[:strings.LastIndex(place, ".fields.")]
}

// sibling is the place of the n-th beside a place.
func sibling(place string, n int) string {
	return place[:strings.LastIndexByte(place, '.')+1] + strconv.Itoa(n)
}
