package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"

	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/calendar"
)

// benchDues is how many due times one call counts: a single one is shorter than looking at the clock twice.
const benchDues = 1000

// benchLimits are limits of every unit, as procedures have them.
var benchLimits = []calendar.Limit{
	{N: 3, Unit: calendar.WorkingDay},
	{N: 8, Unit: calendar.Hour},
	{N: 10, Unit: calendar.WorkingDay},
	{N: 15, Unit: calendar.WorkingDay},
	{N: 30, Unit: calendar.CalendarDay},
	{N: 1, Unit: calendar.Month},
}

// due counts due times with the city's calendar, from receptions spread over the ten years from 2020 on.
func (b *bench) due(_ context.Context, n int64) error {
	cal := b.house.office.World().Calendar
	first := time.Date(2020, 1, 2, 7, 0, 0, 0, office.Zone)
	const minutes = 10*365*24*60 - 60*24*60 // the last limit ends within the ten years
	for i := range int64(benchDues) {
		k := n*benchDues + i
		at := first.Add(time.Duration(k*7919%minutes) * time.Minute)
		if _, err := cal.Due(at, benchLimits[k%int64(len(benchLimits))], calendar.Options{}); err != nil {
			return fmt.Errorf("due time from %s: %w", at, err)
		}
	}
	return nil
}

// letter prints form 01 of a dossier for the first time: its events are read, the PDF is made and kept on the disk.
func (b *bench) letter(ctx context.Context, n int64) error {
	i := b.lettered.Add(1) - 1
	if i >= int64(len(b.ids)) {
		return errNoMore
	}
	_, _, err := b.house.office.Read(ctx, b.leader).Slip(dossier.ID(b.ids[i]))
	return err
}

// redate measures a holiday that is announced late: every open promise is counted again, and those that move are written.
func (c *benchCmd) redate(ctx context.Context, out io.Writer, b *bench) error {
	if !strings.HasPrefix("redate", c.Only) {
		return nil
	}
	doc := b.house.office.World().Calendar.Document()
	day, err := b.house.office.World().Calendar.NextWorkingDay(calendar.DateOf(time.Now()))
	if err != nil {
		return err
	}
	added := false
	for i := range doc.Years {
		if doc.Years[i].Year == day.Time().Year() {
			doc.Years[i].Days = append(doc.Years[i].Days, calendar.Row{
				Date: day, Kind: calendar.Holiday, Name: calendar.Name{VI: "Ngày nghỉ thử nghiệm"}, Basis: "motcua bench",
			})
			added = true
		}
	}
	if !added {
		return fmt.Errorf("the calendar has no decided days for %d: add them to calendar.json", day.Time().Year())
	}
	doc.Version += "-" + b.run
	raw, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	runtime.GC()
	stop, err := c.profile("redate", 1)
	if err != nil {
		return err
	}
	before, start := cpuTime(), time.Now()
	rep, err := b.house.office.SetCalendar(ctx, system, raw, false)
	took, cpu := time.Since(start), cpuTime()-before
	stop()
	if err != nil {
		return err
	}
	f := figure{Op: "redate", Engine: b.house.db.Engine(), Clients: 1, Count: int64(rep.Moved), PeakMB: peakMB(), P50: ms(took), P99: ms(took)}
	if rep.Looked > 0 {
		f.PerSecond, f.CPU = float64(rep.Looked)/took.Seconds(), ms(cpu)/float64(rep.Looked)
	}
	return c.print(out, b, f)
}
