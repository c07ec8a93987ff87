package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"motcua/office"
)

// Figures are the counts of a unit over a period, and what is open now.
type Figures struct {
	Received int `json:"received"`
	InTime   int `json:"in_time" doc:"Completed in time in the period."`
	LateDone int `json:"late_done" doc:"Completed late in the period."`
	Declined int `json:"declined"`
	Refused  int `json:"refused"`
	Stopped  int `json:"stopped" doc:"Stopped, or withdrawn by the applicant; those received before also count in in_time or late_done."`
	Open     int `json:"open" doc:"Open now."`
	OpenLate int `json:"open_late" doc:"Open now and past due."`
	DueToday int `json:"due_today"`
	Waiting  int `json:"waiting" doc:"Filed online and not received."`
	WaitLate int `json:"wait_late" doc:"Of these past the limit of reception."`
}

// An OverviewRow is a unit in the overview.
type OverviewRow struct {
	Unit  Unit   `json:"unit"`
	Own   bool   `json:"own,omitempty" doc:"The unit's own figures, without those below it."`
	Until string `json:"until,omitempty" format:"date" doc:"The last day of a unit that is no more."`
	Figures
}

// A DayFigures is one day.
type DayFigures struct {
	Day      string `json:"day" format:"date"`
	Received int    `json:"received"`
	Done     int    `json:"done"`
	Late     int    `json:"late"`
}

// An Overview is a unit with those below it.
type Overview struct {
	Unit    Unit          `json:"unit"`
	Parents []Unit        `json:"parents"`
	From    string        `json:"from" format:"date"`
	To      string        `json:"to" format:"date"`
	AsOf    time.Time     `json:"as_of"`
	By      string        `json:"by" enum:"reception,competent"`
	Total   Figures       `json:"total"`
	Rows    []OverviewRow `json:"rows"`
	Days    []DayFigures  `json:"days"`
}

type overviewQuery struct {
	Unit string `query:"unit" maxLength:"100" doc:"One's own when left out; for readers of the whole city the city."`
	By   string `query:"by" enum:"reception,competent" default:"reception" doc:"Whose dossiers: those received there, or those decided there."`
	From string `query:"from" format:"date" doc:"First day; 30 days ago when left out."`
	To   string `query:"to" format:"date" doc:"Last day; today when left out."`
}

type overviewAnswer struct{ Body Overview }

// City are figures that everyone may know.
type City struct {
	ReceivedToday int       `json:"received_today"`
	Done30        int       `json:"done_30_days"`
	InTime30      int       `json:"in_time_30_days"`
	Open          int       `json:"open"`
	OpenLate      int       `json:"open_late"`
	Procedures    int       `json:"procedures" doc:"In force."`
	Receivable    int       `json:"receivable" doc:"Of these received here."`
	Branches      int       `json:"branches"`
	Points        int       `json:"points"`
	AsOf          time.Time `json:"as_of"`
}

type cityAnswer struct{ Body City }

// figures are counts.
func (d *Door) figures() {
	c := op("Figures", "read-city", http.MethodGet, "/city", "The whole city", "What everyone may know of the whole city, from the kept tallies.", openToAll)
	huma.Register(d.api, c, func(ctx context.Context, _ *struct{}) (*cityAnswer, error) {
		h, err := d.reader(ctx).Home()
		h.AsOf = at(h.AsOf)
		return &cityAnswer{City(h)}, err
	})
	o := op("Figures", "read-overview", http.MethodGet, "/overview", "A unit with those below it", "The figures of a unit over a period and what is open now, unit by unit one level below, and day by day.", signedIn)
	o.Errors = append(o.Errors, http.StatusForbidden)
	huma.Register(d.api, o, d.overview)
}

// mostDays is the longest period of an overview.
// choice: two years and a leap day; a longer table is an export.
const mostDays = 732

func (d *Door) overview(ctx context.Context, in *overviewQuery) (*overviewAnswer, error) {
	r := d.reader(ctx)
	from, err := dayOf("from", in.From, false)
	if err != nil {
		return nil, err
	}
	to, err := dayOf("to", in.To, false)
	if err != nil {
		return nil, err
	}
	if to.IsZero() {
		to = r.Now()
	}
	if from.IsZero() {
		from = to.AddDate(0, 0, -30)
	}
	if to.Sub(from) > mostDays*24*time.Hour {
		return nil, inParameter("api.period", "from")
	}
	o, err := r.Overview(in.Unit, in.By, from, to)
	if err != nil {
		return nil, err
	}
	v := visitOf(ctx).voice
	out := Overview{
		From: o.From.In(office.Zone).Format(time.DateOnly), To: o.To.In(office.Zone).Format(time.DateOnly), AsOf: at(o.AsOf), By: o.By,
		Total: Figures(o.Total), Parents: []Unit{}, Rows: []OverviewRow{}, Days: []DayFigures{},
	}
	if u := unitOf(v, o.Unit); u != nil {
		out.Unit = *u
	}
	for _, p := range o.Parents {
		out.Parents = append(out.Parents, *unitOf(v, p))
	}
	for _, row := range o.Rows {
		x := OverviewRow{Unit: *unitOf(v, row.Unit), Own: row.Own, Figures: Figures(row.Figures)}
		if !row.Until.IsZero() {
			x.Until = row.Until.Add(-1).In(office.Zone).Format(time.DateOnly)
		}
		out.Rows = append(out.Rows, x)
	}
	for _, day := range o.Days {
		out.Days = append(out.Days, DayFigures(day))
	}
	return &overviewAnswer{out}, nil
}
