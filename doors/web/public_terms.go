package web

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"motcua/ground/text"
	"motcua/law/fee"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
)

// Limits and fees in words, the same on the pages of procedures, of filing and of the desk.

// limitWords says the limit of a case on a channel: "5 ngày làm việc", "trong ngày", or the source's own words.
func limitWords(v text.Voice, r *procedure.ChannelRule) string {
	switch {
	case r.SameDay:
		return v.T("limit.same-day")
	case r.Limit != nil:
		return limitIn(v, *r.Limit)
	case r.NoDue:
		return v.T("limit.no-due")
	case strings.ContainsFunc(r.LimitText, unicode.IsLetter):
		return r.LimitText
	case r.LimitText != "": // a bare number, and nobody says of what
		return v.T("limit.source", "text", r.LimitText)
	}
	return v.T("limit.none")
}

func limitIn(v text.Voice, l calendar.Limit) string { return v.T("limit."+string(l.Unit), "n", l.N) }

// channelWords names a channel.
func channelWords(v text.Voice, c procedure.Channel) string {
	return v.T("dossier.channel." + strconv.Itoa(int(c)))
}

// amountWords writes a fee: "8.000 đ mỗi bản", "100 USD".
func amountWords(v text.Voice, it *fee.Item) string {
	words := v.Money(int64(it.Amount))
	if it.Currency != "" && it.Currency != "VND" {
		words = v.Number(int64(it.Amount)) + " " + it.Currency
	}
	if it.Per != "" {
		words = v.T("fee.per", "amount", words, "unit", it.Per)
	}
	return words
}

// feeShort says the fee of a case on a channel in a word or two.
func feeShort(v text.Voice, r *procedure.ChannelRule) string {
	switch {
	case len(r.Fees) == 1 && len(r.Fees[0].When) == 0:
		return amountWords(v, &r.Fees[0])
	case len(r.Fees) > 0:
		least := &r.Fees[0]
		for i := range r.Fees {
			if r.Fees[i].Amount < least.Amount {
				least = &r.Fees[i]
			}
		}
		return v.T("fee.from", "amount", amountWords(v, least))
	case r.Free:
		return v.T("fee.free")
	case r.FeeText != "":
		return cut(r.FeeText, 80)
	}
	return ""
}

// A FeeLine is one fee of a table.
type FeeLine struct {
	Name, Amount string
	When         string // in which case it applies, "" = always
	Exempt       string // who pays nothing
	Note, Basis  string
	Until        string // when it ends, "" = open
}

// feeLines are the fees of a rule that hold at t or later. f gives the words of the questions that fees depend on.
func feeLines(v text.Voice, r *procedure.ChannelRule, f *form.Form, t time.Time) []FeeLine {
	var out []FeeLine
	for i := range r.Fees {
		it := &r.Fees[i]
		if !it.To.IsZero() && !t.Before(it.To) {
			continue
		}
		l := FeeLine{Name: it.Name, Amount: amountWords(v, it), Note: it.Note, Basis: it.Basis}
		var when, exempt []string
		for _, m := range it.When {
			when = append(when, matchWords(v, f, m))
		}
		for _, g := range it.Exempt {
			if v.Has("fee.group." + g) {
				g = v.T("fee.group." + g)
			}
			exempt = append(exempt, g)
		}
		l.When, l.Exempt = strings.Join(when, "; "), strings.Join(exempt, ", ")
		if !it.To.IsZero() {
			l.Until = v.T("fee.until", "date", v.Date(it.To.Add(-time.Second)))
		}
		out = append(out, l)
	}
	return out
}

// matchWords says when a fee applies, in the words of the question that decides it.
func matchWords(v text.Voice, f *form.Form, m fee.Match) string {
	label, answers := m.Input, m.In
	if q := question(f, m.Input); q != nil {
		label = q.Label.In(string(v.Lang))
		answers = nil
		for _, value := range m.In {
			answers = append(answers, answerWords(v, q, value))
		}
	}
	return v.T("fee.when", "question", label, "answers", strings.Join(answers, ", "))
}

// question finds a field of a form outside groups.
func question(f *form.Form, id string) *form.Field {
	if f == nil {
		return nil
	}
	for i := range f.Sections {
		for k := range f.Sections[i].Fields {
			if f.Sections[i].Fields[k].ID == id {
				return &f.Sections[i].Fields[k]
			}
		}
	}
	return nil
}

// answerWords is an answer of a choice in words.
func answerWords(v text.Voice, q *form.Field, value string) string {
	for _, o := range q.Options {
		if o.Value == value {
			return o.Label.In(string(v.Lang))
		}
	}
	switch {
	case q.Kind == form.YesNo && value == "true":
		return v.T("form.yes")
	case q.Kind == form.YesNo && value == "false":
		return v.T("form.no")
	}
	return value
}
