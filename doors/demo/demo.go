// Package demo plays the made-up year of a demonstration: people who file, receive, examine, approve and hand over, each
// from a post that is held that day, under a simulated clock and through the same acts of the office as every other door.
//
// The year is one queue of appointments in the order of their times. An appointment does one act; what the dossier is
// after it decides which appointments it leads to. Everything that looks like chance comes from the seed, so that a seed
// and a last moment give the same acts, times and codes on every machine.
package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/calendar"
)

// A Plan says which year is to be played.
type Plan struct {
	Dossiers int       // that come before the last day; its own come on top. The scenes of the accounts are always there
	Seed     uint64    // what looks like chance follows from it
	Until    time.Time // the year ends here
	Samples  []byte    // the pack's filled-in forms (samples.json)
	Change   *Change   // a reorganisation that comes in between, or nil

	Progress func(done, all int) // nil, or told of the dossiers that have begun
}

// Begin is the moment at which the city of a demonstration is opened: a year before the morning of the last day, or a month
// before a reorganisation.
func (p Plan) Begin() time.Time {
	if p.Change != nil {
		return morning(p.Change.Moment).AddDate(0, -1, 0)
	}
	return morning(p.Until).AddDate(-1, 0, 0)
}

// A Year is being played. It is for one goroutine.
type Year struct {
	plan     Plan
	clock    *Clock
	random   *rand.ChaCha8 // what the office draws
	rng      *rand.Rand    // what belongs to no single dossier
	office   *office.Office
	cal      *calendar.Calendar
	cases    cases
	files    []dossier.Attached
	queue    queue
	lives    map[dossier.ID]*life
	told     []*dossier.Dossier              // by the office, since the last act
	standing map[dossier.ID]*dossier.Dossier // each dossier as it stands now
	issued   map[string]int                  // numbers of documents given by each unit
	scenes   []scene
	begun    int
	counts   Counts
}

// Counts says what happened while the year was played.
type Counts struct {
	Acts    int
	Refused int    // acts that the office refused; none is expected
	First   string // why the first was refused
	Night   Night
}

// NewYear makes the year; the office that is to play it is opened with Now, Random and Told.
func NewYear(p Plan) *Year {
	var seed [32]byte
	for i := range 8 {
		seed[i] = byte(p.Seed >> (8 * i))
	}
	copy(seed[8:], "motcua demonstration one")
	return &Year{
		plan: p, clock: &Clock{at: p.Begin()}, random: rand.NewChaCha8(seed), rng: rand.New(rand.NewPCG(p.Seed, 1)),
		lives: map[dossier.ID]*life{}, standing: map[dossier.ID]*dossier.Dossier{}, issued: map[string]int{}, scenes: slices.Concat(scenes, atDesks(), fetched),
	}
}

// Config completes what the office of the year is opened with: its clock, its chance, and who is told of dossiers.
func (y *Year) Config(c office.Config) office.Config {
	c.Now, c.Random, c.Demo = y.clock.Now, y.random, true
	c.Told = func(d *dossier.Dossier) { y.told = append(y.told, d) }
	c.Recall = func(id dossier.ID) *dossier.Dossier { return y.standing[id] }
	return c
}

// Play plays the year in an office that was opened with Config and has imported its pack. Tallies are left to the
// office's followers.
func (y *Year) Play(ctx context.Context, o *office.Office) (Counts, error) {
	y.office, y.cal = o, o.World().Calendar
	var err error
	if y.cases, err = readCases(o.World(), y.plan); err != nil {
		return y.counts, err
	}
	if y.files, err = scans(ctx, o); err != nil {
		return y.counts, err
	}
	y.arrivals()
	y.stages()
	y.changes()
	y.petitions(y.days())
	y.contacts(y.days())
	y.closes()
	y.surveys()
	for y.queue.Len() > 0 {
		a := y.queue.next()
		if a.at.After(y.plan.Until) {
			break // later ones stay open work
		}
		if err := ctx.Err(); err != nil {
			return y.counts, err
		}
		y.clock.set(a.at)
		y.told = y.told[:0]
		if err := a.do(ctx); err != nil {
			return y.counts, fmt.Errorf("play %s: %w", a.at.In(office.Zone).Format("2006-01-02 15:04:05"), err)
		}
		for _, d := range y.told {
			y.standing[d.ID] = d
			y.goOn(d)
			if d.State.Terminal() {
				delete(y.standing, d.ID)
				delete(y.lives, d.ID)
			}
		}
	}
	y.clock.set(y.plan.Until)
	y.ended()
	return y.counts, nil
}

// portal is the national portal as it hands dossiers in.
var portal = office.Who{Kind: access.Portal, Account: "portal"}

// morning is the first moment of t's day in the city.
func morning(t time.Time) time.Time {
	y, m, d := t.In(office.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, office.Zone).UTC()
}
