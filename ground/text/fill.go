package text

import (
	"fmt"
	"reflect"
	"strings"
)

// fill writes a text with its gaps filled.
func (c *Catalog) fill(l Lang, ps []piece, args []any) string {
	var b strings.Builder
	for _, p := range ps {
		if p.gap == "" {
			b.WriteString(p.words)
			continue
		}
		v, ok := lookUp(p.gap, args)
		switch {
		case !ok:
			b.WriteString("{" + p.gap + "}")
		case p.one+p.many == "":
			b.WriteString(c.say(l, v))
		case fmt.Sprint(v) == "1":
			b.WriteString(p.one)
		default:
			b.WriteString(p.many)
		}
	}
	return b.String()
}

// lookUp finds the value of a gap in pairs or in a map with string keys and values.
func lookUp(gap string, args []any) (any, bool) {
	if len(args) == 1 {
		// fault.Args is such a map by another name; reflection spares a bond between two rooms of the ground.
		m := reflect.ValueOf(args[0])
		if m.Kind() != reflect.Map || m.Type().Key().Kind() != reflect.String {
			return nil, false
		}
		v := m.MapIndex(reflect.ValueOf(gap).Convert(m.Type().Key()))
		if !v.IsValid() {
			return nil, false
		}
		return v.Interface(), true
	}
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == gap {
			return args[i+1], true
		}
	}
	return nil, false
}

// say writes one value in a language.
func (c *Catalog) say(l Lang, v any) string {
	switch v := v.(type) {
	case string:
		said, ok := strings.CutPrefix(v, "@")
		parts := strings.Split(said, gapMark)
		if !ok || !c.Has(parts[0]) {
			return v
		}
		var args []any
		for _, x := range parts[1:] {
			args = append(args, strings.ReplaceAll(x, innerMark, gapMark))
		}
		return c.T(l, parts[0], args...)
	case Said:
		return c.say(l, string(v))
	case int:
		return c.In(l).Number(int64(v))
	case int64:
		return c.In(l).Number(v)
	}
	// Typed words such as dossier.Code are strings underneath, typed counts are integers.
	r := reflect.ValueOf(v)
	if r.CanInt() {
		return c.In(l).Number(r.Int())
	}
	return fmt.Sprint(v)
}
