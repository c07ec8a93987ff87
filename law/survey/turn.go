package survey

import (
	"time"

	"motcua/words/ledger"
)

// A Turn is one thing that happened to a rating. A case that goes on to the supervision begins anew; its turns stay.
type Turn struct {
	Kind       string
	Version    int64
	At         time.Time // when it happened
	Recorded   time.Time // when it was written down, and whoever has to know was told
	Actor      string
	Unit       string
	Overall    int       // of an answer
	Way        Way       // of an answer: how it came
	Level      int       // of an opening: who has it
	Due        time.Time // of an opening: by when
	By, Result string    // of a contact
	Finding    string    // of a closing: Upheld, Unfounded, or nothing
	Words      string    // of whoever acted; "" once they were erased, but for what was mended
}

// turn adds an event to what happened.
func (r *Rating) turn(e *ledger.Event) error {
	var h struct {
		Answer Answer `json:"answer"`
		Way    Way    `json:"way"`
		openedHolder
		contactedHolder
		closedHolder
	}
	var p words
	if err := read(e, &h, &p); err != nil {
		return err
	}
	t := Turn{
		Kind: e.Kind, Version: e.Version, At: e.At, Recorded: e.RecordedAt, Actor: e.Actor, Unit: e.Unit, Overall: h.Answer.Overall, Way: h.Way,
		Level: h.Level, Due: h.Due, By: h.By, Result: h.Result, Finding: h.found(), Words: p.Words,
	}
	if e.Kind == KindClosed {
		t.Words = h.Mended
	}
	r.Turns = append(r.Turns, t)
	return nil
}
