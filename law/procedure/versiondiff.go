package procedure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/law/fee"
	"motcua/words/calendar"
	"motcua/words/form"
)

// A Change is one thing that differs between two versions of a procedure, in the words of the record. Line says it as an
// amendment does.
type Change struct {
	Kind     string    `json:"kind"` // "added", "removed", "changed"
	Part     string    `json:"part"` // "name", "case", "paper", "limit", "fee", "field", "step", "way", "result", "basis", …
	Case     string    `json:"case,omitempty"`
	Channels []Channel `json:"channels,omitempty"`
	What     string    `json:"what,omitempty"`   // the paper's name, the field's label, the name of the step
	Aspect   string    `json:"aspect,omitempty"` // what of it changed: "required", "hours", "label"; "" = it as a whole
	As       string    `json:"as,omitempty"`     // how Old and New are read: see the constants
	Old      string    `json:"old,omitempty"`
	New      string    `json:"new,omitempty"`
}

// How values of a change are read; "" is text.
const (
	AsFlag     = "flag"     // "true", "false"
	AsLimit    = "limit"    // "5wd", "same-day", "no-due"
	AsMoney    = "money"    // whole đồng
	AsFee      = "fee"      // "8000", "100 USD", "2000/trang"
	AsHours    = "hours"    // working hours
	AsNumber   = "number"   // digits
	AsDay      = "day"      // 2006-01-02, the first day that it holds or no longer holds
	AsSheets   = "sheets"   // "* 1+0": must be there, originals and copies
	AsPhrase   = "phrase"   // words of a text that others take the place of
	AsSentence = "sentence" // sentences of a text
)

// VersionDiff gives what differs between an older version a and a newer one b: everything that a record has but the number and
// the days of a version, in the order of the eight parts that the law knows (Points) and of the record. Changes that are the
// same on several channels are one.
func VersionDiff(a, b Record) []Change {
	d := &differ{}
	for i := range b.Cases {
		nc := &b.Cases[i]
		oc := a.Case(nc.ID)
		if oc == nil {
			d.add(Change{Kind: "added", Part: "case", Case: nc.ID, What: nc.Name.VI})
			continue
		}
		d.cases(oc, nc)
	}
	for i := range a.Cases {
		if oc := &a.Cases[i]; b.Case(oc.ID) == nil {
			d.add(Change{Kind: "removed", Part: "case", Case: oc.ID, What: oc.Name.VI})
		}
	}
	d.record(&a, &b)
	if d.out == nil && moved(a, b) {
		d.add(Change{Kind: "changed", Part: "order"})
	}
	slices.SortStableFunc(d.out, func(x, y Change) int { return slices.Index(Points, x.Point()) - slices.Index(Points, y.Point()) })
	return d.out
}

// moved says whether versions of which each says what the other says have it in another order.
func moved(a, b Record) bool {
	a.Version, a.From, a.To, b.Version, b.From, b.To = 0, time.Time{}, time.Time{}, 0, time.Time{}, time.Time{}
	x, errA := a.Encode()
	y, errB := b.Encode()
	return errA == nil && errB == nil && !bytes.Equal(x, y)
}

type differ struct{ out []Change }

// add notes a change, on a channel together with the same one on others.
func (d *differ) add(c Change) {
	if len(c.Channels) > 0 {
		for i := range d.out {
			o := d.out[i]
			o.Channels, c.Channels = c.Channels, o.Channels
			same := len(c.Channels) > 0 && reflect.DeepEqual(o, Change{c.Kind, c.Part, c.Case, o.Channels, c.What, c.Aspect, c.As, c.Old, c.New})
			o.Channels, c.Channels = c.Channels, o.Channels
			if same {
				d.out[i].Channels = append(slices.Clone(d.out[i].Channels), c.Channels...)
				return
			}
		}
	}
	d.out = append(d.out, c)
}

// value notes that a value is another one now; of long texts what of them changed.
func (d *differ) value(c Change, old, now string) {
	if old == now {
		return
	}
	c.Kind, c.Old, c.New = "changed", old, now
	if c.As != "" || old == "" || now == "" || !longText(old) && !longText(now) {
		d.add(c)
		return
	}
	for _, p := range textDiff(old, now) {
		x := c
		x.Kind, x.As, x.Old, x.New = p.kind, p.as, p.old, p.now
		d.add(x)
	}
}

// fields compares two values of one type field by field, by the names that they have in the record's file, but those named
// in but, which are compared elsewhere or say which thing it is.
func (d *differ) fields(c Change, old, now any, but ...string) {
	o, n := reflect.Indirect(reflect.ValueOf(old)), reflect.Indirect(reflect.ValueOf(now))
	for i := range o.NumField() {
		if !o.Type().Field(i).IsExported() {
			continue // no part of the record: what was worked out about it
		}
		name, _, _ := strings.Cut(o.Type().Field(i).Tag.Get("json"), ",")
		if slices.Contains(but, name) {
			continue
		}
		x := c
		x.Aspect = strings.ReplaceAll(name, "_", "-")
		d.field(x, o.Field(i), n.Field(i))
	}
}

func (d *differ) field(c Change, o, n reflect.Value) {
	was, as := valueText(o)
	is, _ := valueText(n)
	c.As = as
	if was != is {
		d.value(c, was, is)
		return
	}
	if ot, nt := english(o), english(n); ot != nt {
		c.Aspect += "-en"
		d.value(c, ot, nt)
	}
}

// english is the English half of a text in two languages.
func english(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case form.Text:
		return x.EN
	case *form.Text:
		if x != nil {
			return x.EN
		}
	}
	return ""
}

// valueText writes a value of a record, and says how it is read.
func valueText(v reflect.Value) (s, as string) {
	switch x := v.Interface().(type) {
	case form.Text:
		return x.VI, ""
	case *form.Text:
		if x == nil {
			return "", ""
		}
		return x.VI, ""
	case *calendar.Limit:
		if x == nil {
			return "", AsLimit
		}
		return x.String(), AsLimit
	case fee.VND:
		return strconv.FormatInt(int64(x), 10), AsMoney
	case time.Time:
		if x.IsZero() {
			return "", AsDay
		}
		return x.In(zone).Format(time.DateOnly), AsDay
	case []string:
		return strings.Join(x, "; "), ""
	}
	switch {
	case v.Kind() == reflect.Bool:
		return strconv.FormatBool(v.Bool()), AsFlag
	case v.CanInt() && v.Int() == 0:
		return "", AsNumber
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10), AsNumber
	case v.Kind() == reflect.String:
		return v.String(), ""
	case v.Kind() == reflect.Pointer && !v.IsNil() && v.Elem().CanInt():
		return strconv.FormatInt(v.Elem().Int(), 10), AsNumber
	case v.IsZero(), v.Kind() == reflect.Slice && v.Len() == 0, v.Kind() == reflect.Map && v.Len() == 0:
		return "", ""
	}
	if v.Kind() == reflect.Pointer && v.Elem().Kind() == reflect.Struct { // a few values that belong together
		var parts []string
		for i := range v.Elem().NumField() {
			if x, _ := valueText(v.Elem().Field(i)); x != "" {
				parts = append(parts, x)
			}
		}
		return strings.Join(parts, "; "), ""
	}
	b, err := json.Marshal(v.Interface())
	if err != nil {
		return fmt.Sprint(v.Interface()), ""
	}
	return string(b), ""
}

// pairs gives the things that both lists have by their keys; what only one of them has is added or removed. The second of two
// things with one key is the second of the other list.
func pairs[T any](older, newer []T, key func(*T) string, both func(o, n *T), added, removed func(*T)) {
	number := func(list []T) map[string]*T {
		m, seen := make(map[string]*T, len(list)), map[string]int{}
		for i := range list {
			k := key(&list[i])
			seen[k]++
			m[fmt.Sprint(k, "\x00", seen[k])] = &list[i]
		}
		return m
	}
	was, is := number(older), number(newer)
	seen := map[string]int{}
	for i := range newer {
		k := key(&newer[i])
		seen[k]++
		if o := was[fmt.Sprint(k, "\x00", seen[k])]; o != nil {
			both(o, &newer[i])
		} else {
			added(&newer[i])
		}
	}
	seen = map[string]int{}
	for i := range older {
		k := key(&older[i])
		seen[k]++
		if is[fmt.Sprint(k, "\x00", seen[k])] == nil {
			removed(&older[i])
		}
	}
}

// things compares two lists of things that have a name and some fields.
func things[T any](d *differ, c Change, older, newer []T, key, name, detail func(*T) string, identity ...string) {
	pairs(older, newer, key,
		func(o, n *T) {
			x := c
			x.What = name(n)
			d.fields(x, o, n, identity...)
		},
		func(n *T) {
			x := c
			x.Kind, x.What, x.New = "added", name(n), detail(n)
			d.add(x)
		},
		func(o *T) {
			x := c
			x.Kind, x.What, x.Old = "removed", name(o), detail(o)
			d.add(x)
		})
}

// none is the detail of things whose name says enough.
func none[T any](*T) string { return "" }
