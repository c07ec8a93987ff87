package form

import (
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"strings"

	"motcua/ground/fault"
)

func readInteger(f *field, v any) (any, *fault.Fault) {
	if s, ok := v.(string); ok {
		if s = strings.TrimSpace(s); s == "" {
			return nil, nil
		}
		v = json.Number(s)
	}
	return bounded(f, v)
}

// readMoney takes whole đồng, also written as people do: "1.500.000", "1 500 000 đ", "1,500,000 VND".
func readMoney(f *field, v any) (any, *fault.Fault) {
	s, ok := v.(string)
	if !ok {
		return bounded(f, v)
	}
	s = strings.TrimSpace(strings.ReplaceAll(s, "\u00a0", " "))
	for _, unit := range []string{"đồng", "đ", "₫", "VND", "VNĐ"} {
		s = strings.TrimSpace(strings.TrimSuffix(s, unit))
	}
	if s == "" {
		return nil, nil
	}
	for _, mark := range []string{".", ",", " "} {
		if strings.Contains(s, mark) {
			parts := strings.Split(s, mark)
			for i, p := range parts {
				if len(p) != 3 && (i > 0 || len(p) > 3 || p == "") {
					return nil, bad(f)
				}
			}
			s = strings.Join(parts, "")
			break
		}
	}
	if !onlyDigits(strings.TrimPrefix(s, "-")) {
		return nil, bad(f)
	}
	return bounded(f, json.Number(s))
}

// bounded makes v a whole number within the field's bounds.
func bounded(f *field, v any) (any, *fault.Fault) {
	n, fits, ok := whole(v)
	if !ok {
		return nil, bad(f)
	}
	least, most := f.Bounds()
	if !fits && n > 0 || fits && n > most {
		return nil, fault.New(fault.Invalid, "form.max", "max", strconv.FormatInt(most, 10))
	}
	if !fits || n < least {
		return nil, fault.New(fault.Invalid, "form.min", "min", strconv.FormatInt(least, 10))
	}
	return n, nil
}

// whole gives v as a whole number. fits is false when it is whole but too large, n then has its sign.
func whole(v any) (n int64, fits, ok bool) {
	switch v := v.(type) {
	case int64:
		return v, true, true
	case int:
		return int64(v), true, true
	case float64:
		switch {
		case v != math.Trunc(v) || math.IsInf(v, 0):
			return 0, false, false
		case math.Abs(v) > mostInteger:
			return int64(math.Copysign(1, v)), false, true
		}
		return int64(v), true, true
	case json.Number:
		s := string(v)
		if n, err := strconv.ParseInt(s, 10, 64); err == nil && s[0] != '+' {
			return n, true, true
		}
		d, ok := tidyDecimal(s)
		if !ok || strings.Contains(d, ".") {
			return 0, false, false
		}
		if n, err := strconv.ParseInt(d, 10, 64); err == nil {
			return n, true, true
		}
		if d[0] == '-' {
			return -1, false, true
		}
		return 1, false, true
	}
	return 0, false, false
}

// longestNumber is in bytes, so that no number can cost more than its place in the form.
const longestNumber = 40

// tidyDecimal gives a number as it is kept: no +, no needless zero, a dot. A comma is taken for the dot; an exponent,
// as JSON allows it, is worked out.
func tidyDecimal(s string) (string, bool) {
	if len(s) > longestNumber {
		return "", false
	}
	body := s
	neg := false
	if body != "" && (body[0] == '-' || body[0] == '+') {
		neg, body = body[0] == '-', body[1:]
	}
	if i := strings.IndexAny(body, "eE"); i >= 0 {
		return exponent(s, body[i+1:])
	}
	if strings.Count(body, ",") == 1 && !strings.Contains(body, ".") {
		body = strings.Replace(body, ",", ".", 1)
	}
	whole, part, dotted := strings.Cut(body, ".")
	if !onlyDigits(whole) || !onlyDigits(part) || whole == "" || dotted && part == "" {
		return "", false
	}
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if part = strings.TrimRight(part, "0"); part != "" {
		whole += "." + part
	}
	if neg && whole != "0" {
		whole = "-" + whole
	}
	return whole, true
}

// exponent works out a number like 1.5e3; the exponent is small or the number is refused.
func exponent(s, exp string) (string, bool) {
	n, err := strconv.Atoi(exp)
	if err != nil || n > 30 || n < -30 {
		return "", false
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return "", false
	}
	places, exact := r.FloatPrec()
	if !exact {
		return "", false
	}
	return tidyDecimal(r.FloatString(places))
}

func readDecimal(f *field, v any) (any, *fault.Fault) {
	var s string
	switch v := v.(type) {
	case string:
		if s = strings.TrimSpace(v); s == "" {
			return nil, nil
		}
	case json.Number:
		s = string(v)
	case float64:
		s = strconv.FormatFloat(v, 'f', -1, 64)
	case int64:
		s = strconv.FormatInt(v, 10)
	case int:
		s = strconv.Itoa(v)
	}
	d, ok := tidyDecimal(s)
	if !ok {
		return nil, bad(f)
	}
	if f.Min == nil && f.Max == nil && len(d) < 16 {
		return same(v, d), nil
	}
	r, _ := new(big.Rat).SetString(d)
	least, most := f.Bounds()
	if r.Cmp(new(big.Rat).SetInt64(least)) < 0 {
		return nil, fault.New(fault.Invalid, "form.min", "min", strconv.FormatInt(least, 10))
	}
	if r.Cmp(new(big.Rat).SetInt64(most)) > 0 {
		return nil, fault.New(fault.Invalid, "form.max", "max", strconv.FormatInt(most, 10))
	}
	return same(v, d), nil
}

func readChoice(f *field, v any) (any, *fault.Fault) {
	s, ft := asText(f, v)
	if ft != nil {
		return nil, ft
	}
	if s == "" {
		return nil, nil
	}
	if _, ok := f.options[s]; !ok {
		return nil, fault.New(fault.Invalid, "form.option", "value", short(s))
	}
	return v, nil
}

// readChoices gives the chosen values in the form's order, each once.
func readChoices(f *field, v any) (any, *fault.Fault) {
	var got []any
	switch v := v.(type) {
	case string:
		got = []any{v}
	case []any:
		got = v
	case []string:
		for _, s := range v {
			got = append(got, s)
		}
	default:
		return nil, bad(f)
	}
	// More values than twice the options are not what a page sends.
	if len(got) > 2*len(f.options)+2 {
		return nil, bad(f)
	}
	chosen := make([]bool, len(f.Options))
	n := 0
	for _, g := range got {
		s, ok := g.(string)
		if !ok {
			return nil, bad(f)
		}
		if s == "" {
			continue
		}
		i, ok := f.options[s]
		if !ok {
			return nil, fault.New(fault.Invalid, "form.option", "value", short(s))
		}
		if !chosen[i] {
			chosen[i] = true
			n++
		}
	}
	if n == 0 {
		return nil, nil
	}
	out := make([]string, 0, n)
	for i, yes := range chosen {
		if yes {
			out = append(out, f.Options[i].Value)
		}
	}
	return out, nil
}

// short gives the beginning of what somebody sent, for a message.
func short(s string) string {
	n := 0
	for i := range s {
		if n == 40 {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

func readYesNo(f *field, v any) (any, *fault.Fault) {
	switch v := v.(type) {
	case bool:
		return v, nil
	case string:
		switch v {
		case "":
			return nil, nil
		case "true", "yes", "on", "1":
			return true, nil
		case "false", "no", "off", "0":
			return false, nil
		}
	}
	return nil, bad(f)
}
