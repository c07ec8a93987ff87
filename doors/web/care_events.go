package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/text"
	"motcua/law/access"
	"motcua/law/care"
)

// careTalk lays out what was said, and what happened around it.
func (s *Site) careTalk(v text.Voice, o *careOne) {
	for _, m := range o.Contact.Messages {
		x := careMessage{Side: string(m.Side), By: s.careBy(v, o, m.Actor), Text: m.Text, At: m.At}
		if m.Spoke != "" {
			x.By = v.T("care.written-by", "name", s.personNamed(m.Spoke))
		}
		if m.Gone && x.Text == "" {
			x.Text = v.T("care.gone")
		}
		for _, f := range m.Files {
			x.Files = append(x.Files, shownFileOf(o.At, f.Name, f.Hash, f.Clean))
		}
		o.Messages = append(o.Messages, x)
	}
	for _, f := range slices.Backward(o.Found) {
		o.Findings = append(o.Findings, *s.careFound(v, &f))
	}
	s.careCalls(v, o)
	for i := range o.Hands {
		h := &o.Hands[i]
		e := careEvent{At: h.At, By: unitWords(v, o.HandsTo[h.From]), Words: joinWords(v.T("care.handed", "unit", unitWords(v, o.HandsTo[h.To]), "time", v.DateTime(h.Due)), h.Reason)}
		if h.Late(s.o.Office.Now()) {
			e.Pill = &Pill{Late, v.T("care.hand-late")}
		}
		o.Notes = append(o.Notes, e)
		if h.Back {
			words := v.T("care.handed-back", "unit", unitWords(v, o.HandsTo[h.To]))
			if h.BackOwn {
				words = v.T("care.taken-back", "unit", unitWords(v, o.HandsTo[h.From]))
			}
			o.Notes = append(o.Notes, careEvent{At: h.BackAt, By: s.personNamed(h.BackBy), Words: joinWords(words, h.BackWhy)})
		}
	}
	for _, x := range o.Endings {
		by := s.personNamed(x.By)
		if x.By == string(access.System) { // a chat stood idle
			by = v.T("care.house")
		}
		o.Notes = append(o.Notes, careEvent{At: x.At, By: by, Words: joinWords(v.T("care.ended"), x.Words), Pill: &Pill{Ended, v.T("care.outcome." + x.Outcome)}})
		if !x.Again.IsZero() {
			o.Notes = append(o.Notes, careEvent{At: x.Again, By: s.careBy(v, o, x.AgainBy), Words: joinWords(v.T("care.opened-again"), x.Why)})
		}
	}
	for _, t := range slices.Backward(o.Turns) {
		by := cmp.Or(joinComma(t.By.Name, unitWords(v, t.UnitN)), v.T("care.citizen"))
		o.Notes = append(o.Notes, careEvent{At: t.At, By: by, Words: v.T("care.turn", "code", t.Code, "act", v.T("petition.act."+string(t.Act)))})
	}
	slices.SortStableFunc(o.Notes, func(a, b careEvent) int { return b.At.Compare(a.At) })
}

// careBy names whoever did something in a conversation.
func (s *Site) careBy(v text.Voice, o *careOne, actor string) string {
	switch actor {
	case "applicant", "anyone", "portal", "system":
		return cmp.Or(o.Name, v.T("care.citizen"))
	}
	return s.personNamed(actor)
}

// careCalls lays out the calls and what was promised.
func (s *Site) careCalls(v text.Voice, o *careOne) {
	for i := range o.Calls {
		c := &o.Calls[i]
		e := careEvent{At: c.Began, By: s.personNamed(c.Actor), Words: v.T("care.call-running")}
		if !c.Ended.IsZero() {
			took := "care.call-took"
			if c.In {
				took = "care.call-came"
			}
			e.Words = joinWords(v.T(took, "time", careClock(c.Seconds()), "outcome", callOutcome(v, c, c.Outcome)), c.Words)
		}
		o.Notes = append(o.Notes, e)
	}
	for i := range o.Promises {
		p := &o.Promises[i]
		pill := promisePill(v, p, s.o.Office.Now())
		o.Notes = append(o.Notes, careEvent{At: p.At, By: s.personNamed(p.By), Words: joinWords(v.T("care.promised", "time", v.DateTime(p.Due)), p.Words, careTries(v, o.Contact, p), p.Note), Pill: &pill})
	}
}

// careTries says when calls for a promise met nobody, "" for none.
func careTries(v text.Voice, c *care.Contact, p *care.Promise) string {
	var at []string
	for _, x := range c.CallsFor(p) {
		if x.Outcome != care.Reached && (p.Open() || !x.Began.After(p.Ended)) {
			at = append(at, v.DateTime(x.Began))
		}
	}
	if at == nil {
		return ""
	}
	return v.T("care.callbacks.tried", "n", v.Number(int64(len(at))), "times", strings.Join(at, ", "))
}

// promisePill says how a promised call stands. What was not kept in time stays so, whatever came later.
func promisePill(v text.Voice, p *care.Promise, now time.Time) Pill {
	switch late := p.Late(now); {
	case p.Open() && late && now.Before(p.Due): // put off after its hour had passed
		return Pill{Late, v.T("care.promise-missed")}
	case p.Open() && late:
		return Pill{Late, v.T("care.promise-late")}
	case p.Open():
		return Pill{Soon, v.T("care.promise-open")}
	case p.Outcome == care.Missed:
		return Pill{Late, v.T("care.outcome.missed")}
	case late:
		return Pill{Late, v.T("care.callbacks.kept-late")}
	case p.Outcome == care.Unreached:
		return Pill{OK, v.T("care.outcome.unreached")}
	}
	return Pill{OK, v.T("care.callbacks.kept")}
}

// promiseOptions are the calls that are owed, for whoever says which one was made.
func promiseOptions(v text.Voice, c *care.Contact) (out []Option) {
	for _, p := range c.Owed() {
		out = append(out, Option{Value: strconv.FormatInt(p.Version, 10), Label: joinWords(v.T("care.promised", "time", v.DateTime(p.Due)), p.Words), Help: careTries(v, c, &p)})
	}
	return out
}

// tagNamed names a tag in the reader's language.
func (s *Site) tagNamed(v text.Voice, tag string) string {
	return s.o.Office.World().CareTagName(tag, string(v.Lang))
}

func (s *Site) tagsNamed(v text.Voice, tags []string) string {
	var out []string
	for _, t := range tags {
		out = append(out, s.tagNamed(v, t))
	}
	return strings.Join(out, ", ")
}
