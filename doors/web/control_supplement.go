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

// supplementRows is a case's own rule of supplements (bổ sung hồ sơ): one row, or none where the general rule holds.
var supplementRows = rowsPart[procedure.Supplement]{
	tab: "supplement", most: 1, fields: supplementFields, read: readSupplement,
	rows: func(c *procedure.Case) []procedure.Supplement {
		if c.Supplement == nil {
			return nil
		}
		return []procedure.Supplement{*c.Supplement}
	},
	set: func(c *procedure.Case, rows []procedure.Supplement) {
		c.Supplement = nil
		if len(rows) > 0 {
			c.Supplement = &rows[0]
		}
	},
	places: func(_ *procedure.Case, i int) []string { return map[bool][]string{true: {"supplement"}}[i == 0] },
	title:  func(v text.Voice, _ int, _ *procedure.Supplement) string { return v.T("control.supplement.own") },
	fresh: func(text.Voice, *procedure.Case, []procedure.Supplement) procedure.Supplement {
		return procedure.GeneralSupplement()
	},
}

func supplementFields(v text.Voice, _ *procedure.Case, i int, x *procedure.Supplement) []Field {
	number := func(n *int) string {
		if n == nil {
			return ""
		}
		return strconv.Itoa(*n)
	}
	general := v.T("control.supplement.general")
	out := []Field{
		{Name: rowName(i, "basis"), Kind: form.Line, Label: v.T("control.law-basis"), Value: x.Basis, MaxLen: 500},
		{Name: rowName(i, "mode"), Kind: BoxSelect, Label: v.T("control.supplement.mode"), Value: x.Mode, Blank: general, Options: []Option{
			{Value: procedure.SupplementRestart, Label: v.T("control.supplement.restart")}, {Value: procedure.SupplementPause, Label: v.T("control.supplement.pause")},
		}},
		{Name: rowName(i, "reception"), Kind: form.Integer, Label: v.T("control.supplement.reception"), Help: v.T("control.supplement.count-help"), Value: number(x.AtReception), Short: true},
		{Name: rowName(i, "exam"), Kind: form.Integer, Label: v.T("control.supplement.exam"), Help: v.T("control.supplement.count-help"), Value: number(x.AfterExam), Short: true},
		{Name: rowName(i, "leader"), Kind: BoxCheck, Label: v.T("control.supplement.leader"), Value: tick(x.Approver == procedure.ApproverLeader)},
	}
	out = append(out, limitFields(v, i, "notice", v.T("control.supplement.notice"), general, x.NoticeWithin)...)
	return append(out, limitFields(v, i, "answer", v.T("control.supplement.answer"), v.T("control.supplement.no-end"), x.AnswerWithin)...)
}

// limitFields ask for a limit: how many, and of which unit; blank is what no number means.
func limitFields(v text.Voice, i int, name, label, blank string, l *calendar.Limit) []Field {
	n, unit := "", ""
	if l != nil {
		n, unit = strconv.Itoa(l.N), string(l.Unit)
	}
	return []Field{
		{Name: rowName(i, name), Kind: form.Integer, Label: label, Help: v.T("control.supplement.blank-help", "blank", text.Lower(blank)), Value: n, Short: true},
		{Name: rowName(i, name+"-unit"), Kind: BoxSelect, Label: v.T("control.unit-of", "what", text.Lower(label)), Value: unit, Options: unitsOfLimit(v)},
	}
}

func unitsOfLimit(v text.Voice) []Option {
	return keyedOptions(v, "control.unit.", limitUnits)
}

// readLimit reads what limitFields asked; nil where no number was typed.
func readLimit(r *http.Request, i int, name string) (*calendar.Limit, error) {
	n, err := wholeAt(r, rowName(i, name))
	unit := calendar.Unit(r.PostFormValue(rowName(i, name+"-unit")))
	switch {
	case err != nil:
		return nil, err
	case n == 0:
		return nil, nil
	case !slices.Contains(limitUnits, unit):
		return nil, fault.New(fault.Invalid, "form.required").At(rowName(i, name+"-unit"))
	}
	return &calendar.Limit{N: n, Unit: unit}, nil
}

func readSupplement(r *http.Request, _ *procedure.Case, i int, x *procedure.Supplement) error {
	get := func(name string) string { return strings.TrimSpace(r.PostFormValue(rowName(i, name))) }
	var wrong []error
	for name, into := range map[string]**int{"reception": &x.AtReception, "exam": &x.AfterExam} {
		if get(name) == "" {
			*into = nil
			continue
		}
		n, err := wholeAt(r, rowName(i, name))
		*into = &n
		wrong = append(wrong, err)
	}
	for name, into := range map[string]**calendar.Limit{"notice": &x.NoticeWithin, "answer": &x.AnswerWithin} {
		l, err := readLimit(r, i, name)
		*into = l
		wrong = append(wrong, err)
	}
	x.Mode, x.Basis, x.Approver = get("mode"), get("basis"), ""
	if get("leader") != "" {
		x.Approver = procedure.ApproverLeader
	}
	if x.Mode != "" && x.Mode != procedure.SupplementRestart && x.Mode != procedure.SupplementPause {
		wrong = append(wrong, fault.New(fault.Invalid, "form.required").At(rowName(i, "mode")))
	}
	return fault.Together(wrong...)
}
