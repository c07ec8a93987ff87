package procedure

import (
	"math"
	"strconv"
	"time"

	"motcua/ground/fault"
	"motcua/law/fee"
	"motcua/words/form"
)

// Bill gives what a dossier of the case costs on a channel, by the clean values of its form: see fee.Due. It is Refused
// when the case is not open on the channel.
func (c *Case) Bill(ch Channel, v form.Values, on time.Time, groups []string) (fee.Bill, error) {
	rule := c.Rule(ch)
	if rule == nil {
		return fee.Bill{}, fault.New(fault.Refused, "procedure.channel-closed", "channel", "@procedure.channel."+strconv.Itoa(int(ch))).At("channel")
	}
	return fee.Due(rule.Fees, Inputs(v), on, groups)
}

// Inputs gives the values of a form as a table of fees asks for them: by path, "kind" or "house.kind"; whole numbers in
// digits, yes and no as true and false. Lists are no inputs.
func Inputs(v form.Values) map[string]string {
	out := map[string]string{}
	inputs(v, "", out)
	return out
}

func inputs(v map[string]any, at string, out map[string]string) {
	for k, x := range v {
		switch x := x.(type) {
		case string:
			out[at+k] = x
		case int64:
			out[at+k] = strconv.FormatInt(x, 10)
		case float64: // as a store gives whole numbers back
			if x == math.Trunc(x) && math.Abs(x) < 1<<53 {
				out[at+k] = strconv.FormatInt(int64(x), 10)
			}
		case bool:
			out[at+k] = strconv.FormatBool(x)
		case map[string]any:
			inputs(x, at+k+".", out)
		}
	}
}

// Reckon gives how many pieces a fee is for by the rows of a form; ok is false where a row does not say it.
func Reckon(p *fee.Pieces, v form.Values) (n int64, ok bool) {
	if p == nil {
		return 0, false
	}
	rows, _ := v[p.List].([]any)
	for _, row := range rows {
		r, _ := row.(map[string]any)
		in := Inputs(r)
		pages, err := strconv.ParseInt(in[p.Each], 10, 64)
		if err != nil || pages < 0 {
			return 0, false
		}
		times := int64(1)
		if p.Times != "" {
			if times, err = strconv.ParseInt(in[p.Times], 10, 64); err != nil || times < 0 {
				return 0, false
			}
		}
		last := pages
		if p.To > 0 {
			last = min(pages, p.To)
		}
		n += times * max(0, last-max(1, p.From)+1)
	}
	return n, len(rows) > 0
}
