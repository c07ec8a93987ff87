package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
)

// channelRows are the limits and fees of a case, channel by channel.
var channelRows = rowsPart[procedure.ChannelRule]{
	tab: "channels", rows: func(c *procedure.Case) []procedure.ChannelRule { return c.Channels }, fields: channelFields, read: readChannel,
	set:   func(c *procedure.Case, rows []procedure.ChannelRule) { c.Channels = rows },
	title: func(v text.Voice, _ int, x *procedure.ChannelRule) string { return channelWords(v, x.Channel) },
	fresh: func(_ text.Voice, _ *procedure.Case, rules []procedure.ChannelRule) procedure.ChannelRule {
		return procedure.ChannelRule{Channel: freeChannel(rules)}
	},
}

var limitUnits = []calendar.Unit{calendar.Hour, calendar.WorkingDay, calendar.CalendarDay, calendar.Month}

func channelFields(v text.Voice, _ *procedure.Case, i int, x *procedure.ChannelRule) []Field {
	var channels []Option
	for _, ch := range []procedure.Channel{procedure.Desk, procedure.Online, procedure.Post} {
		channels = append(channels, Option{Value: strconv.Itoa(int(ch)), Label: channelWords(v, ch)})
	}
	n, unit := "", ""
	if x.Limit != nil {
		n, unit = strconv.Itoa(x.Limit.N), string(x.Limit.Unit)
	}
	return []Field{
		{Name: rowName(i, "channel"), Kind: BoxSelect, Label: v.T("control.channel.channel"), Value: strconv.Itoa(int(x.Channel)), Options: channels, Required: true},
		{Name: rowName(i, "limit"), Kind: form.Integer, Label: v.T("control.channel.limit"), Value: n, Short: true},
		{Name: rowName(i, "unit"), Kind: BoxSelect, Label: v.T("control.channel.unit"), Value: unit, Options: unitsOfLimit(v)},
		{Name: rowName(i, "same-day"), Kind: BoxCheck, Label: v.T("control.channel.same-day"), Value: tick(x.SameDay)},
		{Name: rowName(i, "no-due"), Kind: BoxCheck, Label: v.T("control.channel.no-due"), Value: tick(x.NoDue)},
		{Name: rowName(i, "limit-text"), Kind: form.LongText, Rows: 2, Label: v.T("control.channel.limit-text"), Value: x.LimitText, MaxLen: 4000},
		{Name: rowName(i, "basis"), Kind: form.Line, Label: v.T("control.channel.basis"), Value: x.Basis, MaxLen: 500},
		{Name: rowName(i, "free"), Kind: BoxCheck, Label: v.T("control.channel.free"), Value: tick(x.Free)},
		{Name: rowName(i, "fee-text"), Kind: form.LongText, Rows: 2, Label: v.T("control.channel.fee-text"), Value: x.FeeText, MaxLen: 4000},
	}
}

// readChannel reads a row of channels. What the page does not ask stays as the rule had it.
func readChannel(r *http.Request, _ *procedure.Case, i int, x *procedure.ChannelRule) error {
	get := func(name string) string { return strings.TrimSpace(r.PostFormValue(rowName(i, name))) }
	var wrong []error
	ch, err := strconv.Atoi(get("channel"))
	if err != nil || ch < int(procedure.Desk) || ch > int(procedure.Post) {
		wrong = append(wrong, fault.New(fault.Invalid, "form.required").At(rowName(i, "channel")))
	}
	x.Channel, x.SameDay, x.NoDue, x.Free = procedure.Channel(ch), get("same-day") != "", get("no-due") != "", get("free") != ""
	x.LimitText, x.Basis, x.FeeText = kept(x.LimitText, r.PostFormValue(rowName(i, "limit-text"))), get("basis"), kept(x.FeeText, r.PostFormValue(rowName(i, "fee-text")))
	n, err := wholeAt(r, rowName(i, "limit"))
	unit := calendar.Unit(get("unit"))
	switch {
	case err != nil:
		wrong = append(wrong, err)
	case n == 0:
		x.Limit = nil
	case !slices.Contains(limitUnits, unit):
		wrong = append(wrong, fault.New(fault.Invalid, "form.required").At(rowName(i, "unit")))
	default:
		x.Limit = &calendar.Limit{N: n, Unit: unit}
	}
	return fault.Together(wrong...)
}

// kept is what was typed, or the old text to the letter where a browser only wrote its lines' ends otherwise.
func kept(old, typed string) string {
	plain := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	if plain(old) == plain(typed) {
		return old
	}
	return plain(typed)
}

// freeChannel is the first channel on which a case is not open yet.
func freeChannel(rules []procedure.ChannelRule) procedure.Channel {
	for _, ch := range []procedure.Channel{procedure.Desk, procedure.Online, procedure.Post} {
		if !slices.ContainsFunc(rules, func(x procedure.ChannelRule) bool { return x.Channel == ch }) {
			return ch
		}
	}
	return procedure.Desk
}
