package demo

import (
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strconv"
	"time"

	"motcua/law/survey"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/form"
	"motcua/words/org"
)

// supervisor is somebody who supervises the city.
func (y *Year) supervisor(r *rand.Rand) (office.Who, bool) {
	for _, u := range y.office.World().Org.Units(y.clock.Now()) {
		if who, ok := y.holder(r, string(u.ID), string(org.Supervisor)); ok {
			who.City = true
			return who, true
		}
	}
	return office.Who{}, false
}

// anotherSupervisor is somebody else who may publish what one wrote: of the supervision, or of procedure control.
func (y *Year) anotherSupervisor(not office.Who) (office.Who, bool) {
	for _, u := range y.office.World().Org.Units(y.clock.Now()) {
		for _, p := range y.office.World().Org.PostsIn(u.ID, y.clock.Now()) {
			if (p.Role == org.Supervisor || p.Role == org.Controller) && string(p.Person) != not.Person {
				who := whoOf(y.office.World().Org, p)
				who.City = true
				return who, true
			}
		}
	}
	return office.Who{}, false
}

// boardKinds are the units at which people look for what is posted.
var boardKinds = map[org.UnitKind]bool{org.Centre: true, org.Branch: true, org.Point: true, org.Commune: true, org.Department: true}

// visitsBoards writes down what was found at the notice boards in a quarter: at most units all is posted.
func (y *Year) visitsBoards(ctx context.Context, r *rand.Rand, who office.Who, in time.Time, period string) error {
	found := map[bool][]string{}
	for _, u := range y.office.World().Org.Units(y.clock.Now()) {
		if boardKinds[u.Kind] {
			all := r.IntN(12) > 0
			found[all] = append(found[all], string(u.ID))
		}
	}
	day := calendar.DateOf(in).At(9, 0)
	for i, all := range []bool{true, false} {
		b := survey.BoardCheck{Units: found[all], Day: day, Posted: all, Proof: fmt.Sprintf(voices.Boards[i], 10+r.IntN(80))}
		if len(b.Units) == 0 {
			continue
		}
		if err := y.took(y.office.CheckBoards(ctx, who, office.Command{Client: "demo", Key: "boards/" + period + "/" + strconv.Itoa(i)}, period, b)); err != nil {
			return err
		}
	}
	return nil
}

// A campaign is a survey of the year.
type campaign struct {
	title         string
	drawn, closes int // days before, and after, the last day
	sampling      survey.Sampling
	by            string
	reminders     []int
}

// surveys makes the appointments of the year's surveys: one that is over, and one that runs.
func (y *Year) surveys() {
	for i, c := range []campaign{
		{voices.Surveys[0], 70, -40, survey.Sampling{Stratified: true, Size: 8, Seed: voices.Seeds[0]}, survey.ByReception, nil},
		{voices.Surveys[1], 6, 24, survey.Sampling{Size: 120, Seed: voices.Seeds[1]}, survey.ByCompetent, []int{7, 14}},
	} {
		if y.plan.Change != nil {
			return
		}
		r := chance(y.plan.Seed, 21, i)
		last := calendar.DateOf(morning(y.plan.Until))
		at := y.receiving(r, (last-calendar.Date(c.drawn)).At(9, 0))
		y.queue.add(at, func(ctx context.Context) error { return y.survey(ctx, r, i, c) })
	}
}

// survey draws a survey of the ninety days before, sends it and lets people answer, some of them.
func (y *Year) survey(ctx context.Context, r *rand.Rand, i int, c campaign) error {
	who, ok := y.supervisor(r)
	if !ok {
		return nil
	}
	key := func(s string) office.Command {
		return office.Command{Client: "demo", Key: "survey/" + strconv.Itoa(i) + "/" + s}
	}
	sheet, err := y.office.NewQuestionnaire(ctx, who, key("sheet"), survey.SIPASQuestionnaire())
	if err == nil {
		other, ok := y.anotherSupervisor(who)
		if !ok {
			return nil // who wrote it does not publish it
		}
		err = y.office.PublishQuestionnaire(ctx, other, key("publish"), sheet)
	}
	if err != nil {
		return y.took(err)
	}
	today := morning(y.clock.Now())
	id, err := y.office.DrawCampaign(ctx, who, key("draw"), survey.Campaign{
		Title: c.title, Questionnaire: sheet, Edition: 1, Sampling: c.sampling, Reminders: c.reminders, Ends: morning(y.plan.Until).AddDate(0, 0, c.closes+1),
		Population: survey.Population{Of: survey.OfDossiers, By: c.by, From: today.AddDate(0, 0, -90), To: today},
	})
	if err == nil {
		err = y.office.SendCampaign(ctx, who, key("send"), id)
	}
	if err != nil {
		return y.took(err)
	}
	invited, err := y.office.PlayedInvitations(ctx, who, id)
	if err != nil {
		return err
	}
	asks := survey.SIPASQuestionnaire().Asks
	for _, q := range invited {
		if r.IntN(100) >= willing(q.Stratum) {
			continue
		}
		values, at := answers(r, asks, q.Stratum), y.clock.Now().Add(time.Duration(1+r.IntN(24*24))*time.Hour)
		y.queue.add(at, func(ctx context.Context) error {
			return y.took(y.office.Respond(ctx, office.Who{}, office.Command{Client: "demo", Key: "respond/" + q.ID}, q.ID, q.Key, values))
		})
	}
	return nil
}

// willing is how many of a hundred answer in a unit: units differ, so that weighing them matters.
func willing(unit string) int {
	h := fnv.New32a()
	h.Write([]byte(unit))
	return 30 + int(h.Sum32()%40)
}

// answers fills a questionnaire in: units where fewer answer are the less content ones.
func answers(r *rand.Rand, asks []survey.Ask, unit string) form.Values {
	points := contentPoints
	if willing(unit) < 45 && r.IntN(3) == 0 {
		points = sorePoints
	}
	overall, out := pick(r, points), form.Values{}
	for _, a := range asks {
		switch {
		case a.Required:
			out[a.ID] = strconv.Itoa(overall)
		case a.Kind == survey.OnScale && r.IntN(10) < 8:
			out[a.ID] = strconv.Itoa(min(survey.Highest, max(survey.Lowest, overall+r.IntN(3)-1)))
		case a.Kind == survey.Several && overall < 4 && r.IntN(2) == 0:
			out[a.ID] = []string{one(r, a.Options).Value}
		case a.Kind == survey.InWords && r.IntN(8) == 0:
			out[a.ID] = one(r, [][]string{voices.Bad, voices.Bad, voices.Middling, voices.Good, voices.Good}[overall-1])
		}
	}
	return out
}
