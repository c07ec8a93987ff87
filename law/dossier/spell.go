package dossier

import (
	"slices"
	"time"

	"motcua/words/form"
)

// A Spell (quãng chờ theo quy trình) is the time in which a timer ran, kept when it is over: what was waited for, and in whose
// hands the dossier was meanwhile.
type Spell struct {
	Token int
	Of    int // the task that the timer hung on; 0: the process itself waited
	Name  form.Text
	Unit  string // whose step led to the wait
	Since time.Time
	Done  time.Time // zero while it runs
}

// Spell gives the spell of a timer's token, or nil.
func (d *Dossier) Spell(token int) *Spell {
	for i := range d.Spells {
		if d.Spells[i].Token == token {
			return &d.Spells[i]
		}
	}
	return nil
}

// spell takes down which timers began and which are over, now that the tokens stand as the marking says.
// choice: a wait is the time of the unit whose step led to it, which announced what is waited for and goes on afterwards, and before
// any step that of the competent agency; the place of reception passed the dossier on and can do nothing about it.
func (d *Dossier) spell(began []Timer, unit string, at time.Time) {
	for i := range d.Spells {
		if s := &d.Spells[i]; s.Done.IsZero() && !standsIn(d.Marking, s.Token) {
			s.Done = at
		}
	}
	for i := range began {
		if t := &began[i]; standsIn(d.Marking, t.Token) {
			d.Spells = append(slices.Clip(d.Spells), Spell{Token: t.Token, Of: t.Of, Name: t.Name, Unit: unit, Since: at})
		}
	}
}

// ledTo is the unit in whose hands the dossier was while a timer ran: of its step, or of the one that led to the wait.
func (d *Dossier) ledTo(token int) string {
	s := d.Spell(token)
	if s == nil {
		return d.Competent
	}
	if t := d.Task(s.Of); t != nil {
		return t.Unit
	}
	return s.Unit
}

// respell lets the waits that run go over with the dossier to those who carry on for units that ended.
func (d *Dossier) respell(x Reassignment) {
	for i := range d.Spells {
		switch s := &d.Spells[i]; {
		case !s.Done.IsZero():
		case s.Unit == d.Competent && x.Competent != "":
			s.Unit = x.Competent
		case s.Unit == d.Reception && x.Reception != "":
			s.Unit = x.Reception
		}
	}
}
