package dossier

import (
	"time"

	"motcua/law/procedure"
	"motcua/words/calendar"
)

// A Promise (ngày hẹn trả) is the due time with what it was computed from, so that it can be computed again before the
// reader's eyes. All times are UTC.
type Promise struct {
	At          time.Time `json:"at,omitzero"`       // zero when the procedure has no due time
	Original    time.Time `json:"original,omitzero"` // as first promised
	Start       time.Time `json:"start"`             // the reception moment
	Effective   time.Time `json:"effective"`         // where the count starts (after lunch, next opening …)
	HandOver    time.Time `json:"hand_over"`         // when the dossier must be with the competent unit
	Limit       string    `json:"limit,omitempty"`   // "5wd"
	SameDay     bool      `json:"same_day,omitempty"`
	Calendar    string    `json:"calendar"` // version of the calendar it was counted by
	Provisional bool      `json:"provisional,omitempty"`
	NoDue       bool      `json:"no_due,omitempty"`
}

// NewPromise counts the due time of a dossier received at start under rule.
// law: nd61-2018/18
func NewPromise(cal *calendar.Calendar, rule procedure.ChannelRule, start time.Time) (Promise, error) {
	p := Promise{Start: start, Effective: start, HandOver: start, Calendar: cal.Version(), NoDue: true}
	if rule.NoDue || (rule.Limit == nil && !rule.SameDay) {
		return p, nil
	}
	limit := calendar.Limit{N: 1, Unit: calendar.WorkingDay}
	if rule.Limit != nil {
		limit = *rule.Limit
	}
	due, err := cal.Due(start, limit, calendar.Options{SameDay: rule.SameDay})
	if err != nil {
		return Promise{}, err
	}
	p.NoDue = false
	p.At, p.Original = due.At.UTC(), due.At.UTC()
	p.Effective, p.HandOver = due.Effective.UTC(), due.HandOver.UTC()
	p.Limit, p.SameDay, p.Provisional = limit.String(), rule.SameDay, due.Provisional
	return p, nil
}

// Recount counts the promise's due time again from what it says of itself, for the page that shows why.
func (p Promise) Recount(cal *calendar.Calendar) (calendar.Due, error) {
	limit, err := calendar.ParseLimit(p.Limit)
	if err != nil {
		return calendar.Due{}, err
	}
	return cal.Due(p.Start, limit, calendar.Options{SameDay: p.SameDay})
}
