package office_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/office"
)

// newerWard takes the place of the second new ward on 13/4/2026.
const newerWard = `act,unit,to,default,name,parent,kind,code,admin_code,effective,basis
open,moi-3,,,Phường Mới Ba,ubnd-thanh-pho,commune,H26.301.99003,99003,2026-04-13,10/NQ
merge,moi-2,moi-3,,,,,,,,
`

func TestAFigureOfAPeriodOpensExactlyItsDossiersAcrossReorganisations(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); figuresOpenTheirLists(t, newTown(t)) })
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		figuresOpenTheirLists(t, newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true, Conns: 4}))
	})
}

func figuresOpenTheirLists(t *testing.T, c *town) {
	dice := rand.New(rand.NewPCG(2026, 4))
	var ids []dossier.ID
	var open []dossier.ID
	for day := time.Date(2026, 3, 23, 9, 0, 0, 0, office.Zone); day.Before(time.Date(2026, 4, 22, 0, 0, 0, 0, office.Zone)); day = day.AddDate(0, 0, 1) {
		c.at(day.Format("2006-01-02 15:04"))
		switch day.Format("01-02") {
		case "03-30":
			c.entered(dividedWards)
		case "04-08":
			c.entered(newerWard)
		case "04-01", "04-13":
			c.work()
		}
		if !c.World().Calendar.Receiving(c.clock()) {
			continue
		}
		for range 1 + dice.IntN(2) {
			id := dossier.ID(fmt.Sprintf("WENT%08d", len(ids)))
			commune := []string{"00004", "00070"}[dice.IntN(2)]
			if day.Month() == time.April {
				commune = []string{"99001", c.second()}[dice.IntN(2)]
			}
			c.married(id, commune)
			ids, open = append(ids, id), append(open, id)
		}
		for len(open) > 3 && dice.IntN(3) > 0 {
			i := dice.IntN(len(open))
			c.finish(open[i])
			open = append(open[:i], open[i+1:]...)
		}
	}
	c.check()
	moved := 0
	var all []*office.DossierView
	for _, id := range ids {
		d := c.dossier(id)
		all, moved = append(all, d), moved+len(d.Went)
	}
	if moved < 5 {
		t.Fatalf("only %d changes of units", moved)
	}
	r := c.Read(c.ctx, system)
	seen := 0
	for range 40 {
		from := time.Date(2026, 3, 20+dice.IntN(34), 0, 0, 0, 0, office.Zone)
		to := from.AddDate(0, 0, dice.IntN(14))
		for _, unit := range []string{"cap-xa-00004", "cap-xa-00070", "moi-1", "moi-2", "moi-3", "chi-nhanh-7"} {
			for _, by := range []string{"competent", "reception"} {
				seen += c.sameInList(r, all, unit, by, from, to)
			}
		}
	}
	if seen < 150 {
		t.Errorf("the figures counted only %d dossiers", seen)
	}
	c.rowsAddUp(r)
	for _, moment := range []time.Time{time.Date(2026, 4, 1, 0, 0, 0, 0, office.Zone), time.Date(2026, 4, 13, 0, 0, 0, 0, office.Zone), time.Date(2026, 4, 2, 0, 0, 0, 0, office.Zone)} {
		want := 0
		for _, d := range all {
			for _, w := range d.Went {
				if w.Moment.Equal(moment) {
					want++
				}
			}
		}
		if list, err := r.Dossiers(office.Filter{Moved: moment}); err != nil || list.Total != want {
			t.Errorf("%d went over on %s, the list has %d, %v", want, moment, list.Total, err)
		}
	}
}

// rowsAddUp wants the rows of the city's overview to sum up to its total, with the units that are no more.
func (c *town) rowsAddUp(r *office.Reader) {
	c.t.Helper()
	o, err := r.Overview("ubnd-thanh-pho", "competent", time.Date(2026, 3, 1, 0, 0, 0, 0, office.Zone), c.clock())
	if err != nil {
		c.t.Fatal(err)
	}
	sum, ended := 0, map[string]string{}
	for _, row := range o.Rows {
		sum += row.Received
		if !row.Until.IsZero() {
			ended[row.Unit.ID] = row.Until.In(office.Zone).Format("02/01")
		}
	}
	if sum != o.Total.Received || ended["cap-xa-00004"] != "01/04" || ended["moi-2"] != "13/04" {
		c.t.Errorf("the rows have %d received, the city %d; ended %v", sum, o.Total.Received, ended)
	}
}

// entered enters a reorganisation.
func (c *town) entered(file string) {
	c.t.Helper()
	if _, err := c.Reorganise(c.ctx, system, office.Command{}, "x.csv", []byte(file)); err != nil {
		c.t.Fatal(err)
	}
}

// second is the code of what the second new ward is called now.
func (c *town) second() string {
	if c.World().Org.UnitAt("moi-3", c.clock()) != nil {
		return "99003"
	}
	return "99002"
}

// sameInList compares the figures of a unit and a period with their lists, and both with what each dossier says of itself.
func (c *town) sameInList(r *office.Reader, all []*office.DossierView, unit, by string, from, to time.Time) (seen int) {
	c.t.Helper()
	f, err := r.Period(unit, by, from, to)
	if err != nil {
		c.t.Fatal(err)
	}
	end := to.AddDate(0, 0, 1)
	in := func(at time.Time) bool { return !at.IsZero() && !at.Before(from) && at.Before(end) }
	at := func(d *office.DossierView, t time.Time) string {
		x := dossier.Waited{Reception: d.Reception, Competent: d.Competent}
		for i := len(d.Went) - 1; i >= 0 && d.Went[i].At.After(t); i-- {
			x = d.Went[i].From
		}
		return map[string]string{"competent": x.Competent, "reception": x.Reception}[by]
	}
	var received, inTime, late int
	for _, d := range all {
		if in(d.Received) && at(d, d.Received) == unit {
			received++
		}
		switch {
		case !in(d.Completed) || at(d, d.Completed) != unit:
		case d.Completed.After(d.Promise.At):
			late++
		default:
			inTime++
		}
	}
	yes, no := true, false
	for _, x := range []struct {
		what        string
		want, count int
		f           office.Filter
	}{
		{"received", received, f.Received, office.Filter{From: from, To: end}},
		{"in time", inTime, f.InTime, office.Filter{EndedFrom: from, EndedTo: end, Stage: office.StageSettled, Late: &no}},
		{"late", late, f.LateDone, office.Filter{EndedFrom: from, EndedTo: end, Stage: office.StageSettled, Late: &yes}},
	} {
		x.f.Unit, x.f.By, x.f.Below = unit, by, true
		list, err := r.Dossiers(x.f)
		if err != nil {
			c.t.Fatal(err)
		}
		if x.count != x.want || list.Total != x.want {
			c.t.Errorf("%s of %s by %s, %s to %s: the figure is %d, its list has %d, the dossiers say %d", x.what, unit, by, from.Format("02/01"), to.Format("02/01"), x.count, list.Total, x.want)
		}
		seen += x.want
	}
	return seen
}
