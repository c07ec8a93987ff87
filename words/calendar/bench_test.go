package calendar

import (
	"os"
	"testing"
	"time"
)

func BenchmarkDue(b *testing.B) {
	start := NewDate(2026, 2, 12).At(10, 0)
	for _, c := range []struct {
		name string
		l    Limit
	}{{"hours", Limit{4, Hour}}, {"working days", Limit{10, WorkingDay}}, {"days", Limit{30, CalendarDay}}, {"months", Limit{1, Month}}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				i = (i + 7) % 100_000
				if _, err := city.Due(start.Add(time.Duration(i)*time.Minute), c.l, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkWorkingMinutes(b *testing.B) {
	from, to := NewDate(2026, 2, 12).At(10, 0), NewDate(2026, 4, 12).At(15, 0)
	for b.Loop() {
		city.WorkingMinutes(from, to)
	}
}

func BenchmarkReasons(b *testing.B) {
	d, err := city.Due(NewDate(2026, 2, 12).At(10, 0), Limit{5, WorkingDay}, Options{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		d.Reasons("vi")
	}
}

func BenchmarkClockPauseResumeRedate(b *testing.B) {
	start := NewDate(2026, 5, 11).At(9, 0)
	for b.Loop() {
		k, err := city.Start(start, Limit{10, WorkingDay}, Options{})
		if err != nil {
			b.Fatal(err)
		}
		k, _ = k.Pause(start.Add(50*time.Hour), Citizen)
		k, _ = k.Resume(start.Add(150 * time.Hour))
		if _, err = k.Redate(start.Add(160*time.Hour), city); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	file, err := os.ReadFile("../../city/hanoi/calendar.json")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Parse(file); err != nil {
			b.Fatal(err)
		}
	}
}
