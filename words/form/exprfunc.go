package form

import (
	"fmt"
	"math/big"
	"time"
)

// years(from, to) gives the full years between two dates of the form 2006-01-02, so that a person born on 29 February
// is a year older on 1 March of a common year.
// choice: an empty or broken date gives -1 and no error, so that an age that is not known is never enough; the broken
// date is reported by its own field.
func years(params ...any) (any, error) {
	from, _ := params[0].(string)
	to, _ := params[1].(string)
	a, err := time.Parse(time.DateOnly, from)
	if err != nil {
		return -1, nil
	}
	b, err := time.Parse(time.DateOnly, to)
	if err != nil {
		return -1, nil
	}
	n := b.Year() - a.Year()
	if b.Month() < a.Month() || b.Month() == a.Month() && b.Day() < a.Day() {
		n--
	}
	return n, nil
}

// more(a, b) says whether a is greater than b; both are whole numbers or decimal texts, and an empty text is less than
// every number.
func more(params ...any) (any, error) {
	c, err := compare(params[0], params[1])
	return c > 0, err
}

// less(a, b) says whether a is smaller than b, see more.
func less(params ...any) (any, error) {
	c, err := compare(params[0], params[1])
	return c < 0, err
}

func compare(a, b any) (int, error) {
	x, err := exact(a)
	if err != nil {
		return 0, err
	}
	y, err := exact(b)
	if err != nil {
		return 0, err
	}
	switch {
	case x == nil && y == nil:
		return 0, nil
	case x == nil:
		return -1, nil
	case y == nil:
		return 1, nil
	}
	return x.Cmp(y), nil
}

// exact gives a number without rounding, nil for an empty text.
func exact(v any) (*big.Rat, error) {
	switch v := v.(type) {
	case int:
		return new(big.Rat).SetInt64(int64(v)), nil
	case int64:
		return new(big.Rat).SetInt64(v), nil
	case string:
		if v == "" {
			return nil, nil
		}
		if d, ok := tidyDecimal(v); ok {
			r, _ := new(big.Rat).SetString(d)
			return r, nil
		}
	}
	return nil, fmt.Errorf("%v is not a number", v)
}
