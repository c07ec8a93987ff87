package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/fee"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
)

// A feeRow is a fee of a case with the channel on which it is paid.
type feeRow struct {
	procedure.Channel
	fee.Item
}

// feeRows are the fees of a case over all channels: the rows of its decision table. What its answers leave open or decide twice,
// the proof says beside it.
var feeRows = rowsPart[feeRow]{
	tab: "fees", rows: feesOf, set: setFees, fields: feeFields, read: readFee, places: feePlaces,
	title: func(v text.Voice, i int, x *feeRow) string {
		name := v.T("control.fees.nth", "n", i+1)
		if x.Name != "" {
			name += ": " + x.Name
		}
		return name + " · " + channelWords(v, x.Channel)
	},
	fresh: func(_ text.Voice, c *procedure.Case, rows []feeRow) feeRow {
		if n := len(rows); n > 0 { // the next row of the table asks about the same answers
			x := rows[n-1]
			x.When, x.Amount = slices.Clone(x.When), 0
			return x
		}
		if len(c.Channels) == 0 {
			return feeRow{}
		}
		return feeRow{Channel: c.Channels[0].Channel}
	},
}

func feesOf(c *procedure.Case) []feeRow {
	var out []feeRow
	for i := range c.Channels {
		for _, x := range c.Channels[i].Fees {
			out = append(out, feeRow{c.Channels[i].Channel, x})
		}
	}
	return out
}

func setFees(c *procedure.Case, rows []feeRow) {
	c.Channels = slices.Clone(c.Channels)
	for i := range c.Channels {
		rule := &c.Channels[i]
		rule.Fees = nil
		if slices.IndexFunc(c.Channels, func(o procedure.ChannelRule) bool { return o.Channel == rule.Channel }) != i {
			continue // the channel stands twice, which the proof says: its fees stand at the first
		}
		for _, x := range rows {
			if x.Channel == rule.Channel {
				rule.Fees = append(rule.Fees, x.Item)
			}
		}
	}
}

// feePlaces are where a row stands in the record, and where findings about a whole table do.
func feePlaces(c *procedure.Case, i int) []string {
	var out []string
	for k := range c.Channels {
		at := "channels." + strconv.Itoa(k) + ".fees"
		switch n := len(c.Channels[k].Fees); {
		case i < 0:
			out = append(out, at)
		case i < n:
			return []string{at + "." + strconv.Itoa(i)}
		default:
			i -= n
		}
	}
	return out
}

// feeInputs are the questions that the fees of a case depend on, each with the answers that it can have.
func feeInputs(c *procedure.Case) (names []string, answers map[string][]string) {
	answers = map[string][]string{}
	for _, x := range feesOf(c) {
		for _, m := range x.When {
			if !slices.Contains(names, m.Input) {
				names = append(names, m.Input)
			}
			for _, a := range m.In {
				if !slices.Contains(answers[m.Input], a) {
					answers[m.Input] = append(answers[m.Input], a)
				}
			}
		}
	}
	for _, q := range choicesOf(c.Form) {
		var own []string
		for _, o := range q.Options {
			own = append(own, o.Value)
		}
		for _, a := range answers[q.ID] { // an answer that the form has not any more stays in sight until it is unticked
			if !slices.Contains(own, a) {
				own = append(own, a)
			}
		}
		answers[q.ID] = own
	}
	return names, answers
}

// choicesOf are the questions of a form with a fixed list of answers.
func choicesOf(f *form.Form) []form.Field {
	var out []form.Field
	if f == nil {
		return nil
	}
	for i := range f.Sections {
		for _, q := range f.Sections[i].Fields {
			if len(q.Options) > 0 {
				out = append(out, q)
			}
		}
	}
	return out
}

func feeFields(v text.Voice, c *procedure.Case, i int, x *feeRow) []Field {
	var channels []Option
	for _, rule := range c.Channels {
		channels = append(channels, Option{Value: strconv.Itoa(int(rule.Channel)), Label: channelWords(v, rule.Channel)})
	}
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return v.Date(t)
	}
	out := []Field{
		{Name: rowName(i, "name"), Kind: form.Line, Label: v.T("control.fee.name"), Value: x.Name, Required: true, MaxLen: 500},
		{Name: rowName(i, "channel"), Kind: BoxSelect, Label: v.T("control.channel.channel"), Value: strconv.Itoa(int(x.Channel)), Options: channels, Required: true},
		{Name: rowName(i, "amount"), Kind: form.Money, Label: v.T("control.fee.amount"), Value: v.Number(int64(x.Amount)), Required: true, Short: true},
		{Name: rowName(i, "per"), Kind: form.Line, Label: v.T("control.fee.per"), Help: v.T("control.fee.per-help"), Value: x.Per, MaxLen: 60, Short: true},
		{Name: rowName(i, "count"), Kind: BoxCode, Label: v.T("control.fee.count"), Help: v.T("control.fee.count-help"), Value: x.Count, MaxLen: 80, Short: true},
		{Name: rowName(i, "basis"), Kind: form.Line, Label: v.T("control.law-basis"), Value: x.Basis, MaxLen: 500},
		{Name: rowName(i, "exempt"), Kind: form.Line, Label: v.T("control.fee.exempt"), Help: v.T("control.fee.exempt-help"), Value: strings.Join(x.Exempt, ", "), MaxLen: 500},
		{Name: rowName(i, "from"), Kind: form.Date, Label: v.T("control.fee.from"), Value: day(x.From), Short: true},
		{Name: rowName(i, "to"), Kind: form.Date, Label: v.T("control.fee.to"), Value: day(x.To), Short: true},
	}
	names, answers := feeInputs(c)
	questions := choicesOf(c.Form)
	for _, input := range names {
		f := Field{Name: rowName(i, "when."+input), Kind: form.Choices, Label: input, Help: v.T("control.fee.when-help")}
		q := slices.IndexFunc(questions, func(q form.Field) bool { return q.ID == input })
		if q >= 0 {
			f.Label = questions[q].Label.In(string(v.Lang))
		}
		for _, a := range answers[input] {
			o := Option{Value: a, Label: a}
			if q >= 0 {
				if k := slices.IndexFunc(questions[q].Options, func(o form.Option) bool { return o.Value == a }); k >= 0 {
					o.Label = questions[q].Options[k].Label.In(string(v.Lang))
				}
			}
			f.Options = append(f.Options, o)
		}
		for _, m := range x.When {
			if m.Input == input {
				f.Values = m.In
			}
		}
		out = append(out, f)
	}
	more := Field{Name: rowName(i, "input"), Kind: BoxSelect, Label: v.T("control.fee.input"), Blank: v.T("control.fee.input-none")}
	for _, q := range questions {
		if !slices.Contains(names, q.ID) {
			more.Options = append(more.Options, Option{Value: q.ID, Label: q.Label.In(string(v.Lang))})
		}
	}
	if len(more.Options) > 0 {
		out = append(out, more)
	}
	return append(out, Field{Name: rowName(i, "inputs"), Kind: BoxHidden, Value: strings.Join(names, " ")})
}

// readFee reads a row of the table. What the page does not ask stays as the fee had it.
func readFee(r *http.Request, c *procedure.Case, i int, x *feeRow) error {
	get := func(name string) string { return strings.TrimSpace(r.PostFormValue(rowName(i, name))) }
	var wrong []error
	ch, err := strconv.Atoi(get("channel"))
	if err != nil || c.Rule(procedure.Channel(ch)) == nil {
		wrong = append(wrong, fault.New(fault.Invalid, "form.required").At(rowName(i, "channel")))
	}
	amount, ok := ReadMoney(get("amount"))
	if !ok {
		wrong = append(wrong, fault.New(fault.Invalid, "control.amount").At(rowName(i, "amount")))
	}
	x.Channel, x.Amount = procedure.Channel(ch), fee.VND(amount)
	x.Name, x.Per, x.Count, x.Basis = get("name"), get("per"), get("count"), get("basis")
	if x.Name == "" {
		wrong = append(wrong, fault.New(fault.Invalid, "form.required").At(rowName(i, "name")))
	}
	if x.Exempt == nil || strings.Join(x.Exempt, ", ") != get("exempt") {
		x.Exempt = codesOf(get("exempt"))
	}
	for name, into := range map[string]*time.Time{"from": &x.From, "to": &x.To} {
		wrong = append(wrong, readDayInto(get(name), into, rowName(i, name)))
	}
	if !x.From.IsZero() && !x.To.IsZero() && !x.From.Before(x.To) {
		wrong = append(wrong, fault.New(fault.Invalid, "control.fee-days").At(rowName(i, "to")))
	}
	x.When = feeWhen(r, c, i, x.When)
	return fault.Together(wrong...)
}

// readDayInto reads a day that may be left out; the same day as before stays what it was.
func readDayInto(typed string, t *time.Time, field string) error {
	if typed == "" {
		*t = time.Time{}
		return nil
	}
	day, ok := ReadDate(typed)
	if !ok {
		return fault.New(fault.Invalid, dateFault(typed)).At(field)
	}
	if t.IsZero() || calendar.DateOf(*t) != calendar.DateOf(day) {
		*t = day
	}
	return nil
}

// feeWhen are the answers under which a fee is due as they were ticked: none of a question means all of them.
func feeWhen(r *http.Request, c *procedure.Case, i int, old []fee.Match) []fee.Match {
	_, answers := feeInputs(c)
	out := slices.Clone(old)
	for _, input := range strings.Fields(r.PostFormValue(rowName(i, "inputs"))) {
		ticked := r.PostForm[rowName(i, "when."+input)]
		k := slices.IndexFunc(out, func(m fee.Match) bool { return m.Input == input })
		var in []string
		if k >= 0 {
			in = slices.DeleteFunc(slices.Clone(out[k].In), func(a string) bool { return !slices.Contains(ticked, a) })
		}
		for _, a := range answers[input] {
			if slices.Contains(ticked, a) && !slices.Contains(in, a) {
				in = append(in, a)
			}
		}
		switch {
		case k >= 0 && len(in) == 0:
			out = slices.Delete(out, k, k+1)
		case k >= 0:
			out[k].In = in
		case len(in) > 0 && len(in) < len(answers[input]):
			out = append(out, fee.Match{Input: input, In: in})
		}
	}
	if input := r.PostFormValue(rowName(i, "input")); len(answers[input]) > 0 && !slices.ContainsFunc(out, func(m fee.Match) bool { return m.Input == input }) {
		out = append(out, fee.Match{Input: input, In: answers[input]}) // all of them, until some are unticked
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
