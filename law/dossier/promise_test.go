package dossier

import (
	"os"
	"testing"
	"time"

	"motcua/law/procedure"
	"motcua/words/calendar"
)

// A day off that is announced late and taken back leaves the later promise, whatever happens to the clock after it.
func TestATakenBackHolidayNeverBringsAPromiseForward(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../city/hanoi/calendar.json")
	if err != nil {
		t.Fatal(err)
	}
	city, err := calendar.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	storm, err := city.Announce("storm", calendar.Row{
		Date: calendar.NewDate(2026, 3, 5), Kind: calendar.Holiday, Name: calendar.Name{VI: "Nghỉ bão"}, Basis: "thử",
	})
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour int) time.Time { return calendar.NewDate(2026, 3, day).At(hour, 0).UTC() }
	p, err := NewPromise(storm, procedure.ChannelRule{Limit: &calendar.Limit{N: 5, Unit: calendar.WorkingDay}}, at(3, 9))
	if err != nil || !p.At.Equal(at(11, 9)) {
		t.Fatalf("promised for %s %v", p.At, err)
	}
	want := func(what string, got Promise, err error, day, hour int) Promise {
		t.Helper()
		if err != nil || !got.At.Equal(at(day, hour)) {
			t.Errorf("%s: %s %v, want %s", what, got.At, err, at(day, hour))
		}
		return got
	}
	p, err = p.pause(city, at(4, 9), calendar.Citizen) // by the calendar of today the due time is 10/3 at 09:00
	p = want("pause", p, err, 11, 9)
	on, err := p.resume(city, at(4, 11))
	on = want("two hours waited", on, err, 11, 11)
	if last := on.Turns[len(on.Turns)-1]; !last.Was.Equal(at(11, 9)) || !last.Now.Equal(on.At) {
		t.Errorf("on record is %s to %s", last.Was, last.Now)
	}
	again, err := on.pause(city, at(4, 14), calendar.Citizen)
	again = want("second pause", again, err, 11, 11)
	again, err = again.resume(city, at(4, 15))
	want("an hour more", again, err, 11, 12)
	anew, err := p.restart(city, at(4, 9))
	want("restart at once", anew, err, 11, 9)
	anew, err = p.restart(city, at(5, 9))
	want("restart a day later", anew, err, 12, 9)
}
