package fee

import (
	"math"
	"slices"
	"strconv"
	"time"

	"motcua/ground/fault"
)

// A Bill (bảng tính phí, lệ phí) is what a dossier costs.
type Bill struct {
	Lines []Line
	Total VND // of the lines in đồng
	// AtLeast: a line is per piece and the number of pieces is not known; it is counted once.
	AtLeast bool
	// Asks names the inputs that a line depends on and that have no answer yet, sorted.
	Asks []string
}

// A Line is one fee that applies.
type Line struct {
	Item   Item
	Times  int64  // pieces, 1 for a fee per dossier
	Sum    VND    // Amount × Times, 0 for the exempt; of other currencies it is not in the total
	Exempt string // the group that pays nothing, "" = it is to be paid
	Other  bool   // in another currency: shown as it is, never summed
}

// Due gives the fees that apply to the inputs on a day: items whose days hold it and whose every match selects the
// answer given. An input that was not answered selects nothing. groups are those that the payer belongs to; a fee that
// exempts one of them is shown with nothing to pay.
//
// It is Invalid when an amount is negative or the sum is beyond 64 bits.
func Due(items []Item, inputs map[string]string, on time.Time, groups []string) (Bill, error) {
	var b Bill
	for _, it := range items {
		if !it.valid(on) {
			continue
		}
		if !it.selects(inputs) {
			for _, m := range it.When {
				if inputs[m.Input] == "" && !slices.Contains(b.Asks, m.Input) {
					b.Asks = append(b.Asks, m.Input)
				}
			}
			continue
		}
		l, err := it.line(inputs, groups)
		if err != nil {
			return Bill{}, err
		}
		b.AtLeast = b.AtLeast || it.Per != "" && l.Exempt == "" && (it.Count == "" || inputs[it.Count] == "")
		if !l.Other {
			if l.Sum > math.MaxInt64-b.Total {
				return Bill{}, fault.New(fault.Invalid, "fee.overflow")
			}
			b.Total += l.Sum
		}
		b.Lines = append(b.Lines, l)
	}
	slices.Sort(b.Asks)
	return b, nil
}

// valid says whether the item is in force: From is its first moment, To the first after it.
func (it *Item) valid(on time.Time) bool {
	return !on.Before(it.From) && (it.To.IsZero() || on.Before(it.To))
}

func (it *Item) selects(inputs map[string]string) bool {
	for _, m := range it.When {
		if !slices.Contains(m.In, inputs[m.Input]) {
			return false
		}
	}
	return true
}

// dong says whether the item is in đồng.
func (it *Item) dong() bool { return it.Currency == "" || it.Currency == "VND" }

func (it *Item) line(inputs map[string]string, groups []string) (Line, error) {
	l := Line{Item: *it, Times: 1, Other: !it.dong()}
	if it.Amount < 0 {
		return l, fault.New(fault.Invalid, "fee.negative", "name", it.Name)
	}
	if it.Per != "" && it.Count != "" && inputs[it.Count] != "" {
		n, err := strconv.ParseInt(inputs[it.Count], 10, 64)
		if err != nil || n < 0 {
			return l, fault.New(fault.Invalid, "fee.count", "input", it.Count).At(it.Count)
		}
		l.Times = n
	}
	for _, g := range it.Exempt {
		if slices.Contains(groups, g) {
			l.Exempt = g
			return l, nil
		}
	}
	if l.Times > 0 && int64(it.Amount) > math.MaxInt64/l.Times {
		return l, fault.New(fault.Invalid, "fee.overflow")
	}
	l.Sum = it.Amount * VND(l.Times)
	return l, nil
}

// Dearest gives the bill under the answers that make it dearest on a day, every number of pieces being one. ok is false when
// there are too many answers to try: the bill then has the fees that always apply.
func Dearest(items []Item, on time.Time) (b Bill, ok bool) {
	var live []Item
	for i := range items {
		if items[i].valid(on) && items[i].Amount >= 0 {
			live = append(live, items[i])
		}
	}
	inputs := inputsOf(live)
	possible, total := make([][]string, len(inputs)), 1
	for i, name := range inputs {
		possible[i] = append(named(live, name), "")
		if total *= len(possible[i]); total > mostAnswers {
			b, err := Due(live, nil, on, nil)
			return b, err == nil && len(inputs) == 0
		}
	}
	for n := range total {
		in := make(map[string]string, len(inputs))
		for i, name := range inputs {
			in[name] = possible[i][n%len(possible[i])]
			n /= len(possible[i])
		}
		if x, err := Due(live, in, on, nil); err == nil && (!ok || x.Total > b.Total) {
			b, ok = x, true
		}
	}
	return b, ok
}
