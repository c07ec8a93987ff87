package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"motcua/law/access"
	"motcua/law/survey"
	"motcua/office"
	"motcua/words/org"
)

// opScores measures, alone, what the supervision does about a whole quarter: drawing a survey, a page of the draw, closing the scores.
const opScores = "scores"

// scores brings in dossiers of an older system that ended in the last whole quarter, and measures what is done about all of them at once.
func (c *benchCmd) scores(ctx context.Context, out io.Writer, b *bench) error {
	o, now := b.house.office, time.Now().In(office.Zone)
	from := time.Date(now.Year(), (now.Month()-1)/3*3+1, 1, 0, 0, 0, 0, office.Zone).AddDate(0, -3, 0)
	who, other, err := b.overseers(now)
	if err != nil {
		return err
	}
	for done := 0; done < c.Dossiers; done += mostBroughtIn {
		body, err := b.endedLines(done, min(mostBroughtIn, c.Dossiers-done), from)
		if err != nil {
			return err
		}
		src := office.OldSource{Name: "bench.jsonl", System: fmt.Sprintf("scores-%d-%d", now.Unix(), done), Body: body}
		if _, err := o.ImportDossiers(ctx, system, office.Command{}, src, office.SignOff{Name: "bench"}); err != nil {
			return err
		}
	}
	sheet, err := o.NewQuestionnaire(ctx, who, office.Command{}, survey.SIPASQuestionnaire())
	if err == nil {
		err = o.PublishQuestionnaire(ctx, other, office.Command{}, sheet)
	}
	if err != nil {
		return err
	}
	id, to := "", from.AddDate(0, 3, 0)
	page := func(sample bool) error {
		d, err := o.Read(ctx, who).CampaignDraw(id, sample, c.Dossiers/2, 100)
		if err == nil && d.Campaign.Members < c.Dossiers {
			err = fmt.Errorf("the draw is from %d of %d dossiers", d.Campaign.Members, c.Dossiers)
		}
		return err
	}
	for _, step := range []struct {
		op string
		do func() error
	}{
		{"draw", func() (err error) {
			id, err = o.DrawCampaign(ctx, who, office.Command{}, survey.Campaign{
				Title: "Bench " + b.run, Questionnaire: sheet, Edition: 1, Sampling: survey.Sampling{Stratified: true, Size: 20, Seed: b.run}, Ends: now.AddDate(0, 0, 20),
				Population: survey.Population{Of: survey.OfDossiers, By: survey.ByReception, From: from, To: to},
			})
			return err
		}},
		{"draw-first", func() error { return page(false) }},
		{"draw-page", func() error { return page(false) }},
		{"close", func() error {
			return o.CloseScores(ctx, who, office.Command{}, fmt.Sprintf("%d-Q%d", from.Year(), (from.Month()+2)/3))
		}},
	} {
		if err := c.once(out, b, step.op, func() (int64, int64, error) { return 1, 1, step.do() }); err != nil {
			return fmt.Errorf("bench %s: %w", step.op, err)
		}
	}
	return nil
}

// overseers are two people of the city's supervision: one draws and closes, the other publishes what the first wrote.
func (b *bench) overseers(now time.Time) (one, other office.Who, err error) {
	posts := b.house.office.World().Org
	for role, who := range map[org.Role]*office.Who{org.Supervisor: &one, org.Controller: &other} {
		for _, u := range posts.Units(now) {
			for _, p := range posts.Holders(u.ID, role, now) {
				*who = office.Who{Kind: access.Officer, Account: "bench-" + string(p.ID), Person: string(p.ID), Unit: string(u.ID), Role: string(role), City: true}
			}
		}
		if who.Person == "" {
			return one, other, fmt.Errorf("nobody is %s: give the pack more officers", role)
		}
	}
	return one, other, nil
}

// endedLines are dossiers that an older system handed over in the quarter that begins then, at the desks of the city in turn.
func (b *bench) endedLines(first, n int, from time.Time) ([]byte, error) {
	var lines bytes.Buffer
	enc := json.NewEncoder(&lines)
	for i := first; i < first+n; i++ {
		at := func(day int) string {
			return from.AddDate(0, 0, day+i%60).Add(9 * time.Hour).Format("2006-01-02 15:04")
		}
		d := oldOne(fmt.Sprintf("SCORES-%s-%06d", b.run, i), b.desks[i%len(b.desks)].Unit, i)
		d.Received, d.Due, d.State, d.Completed, d.HandedOver = at(1), at(6), "handed-over", at(4), at(5)
		d.Result = &office.OldResult{Number: fmt.Sprintf("%d/KQ", i), Day: at(4)}
		if err := enc.Encode(d); err != nil {
			return nil, err
		}
	}
	return lines.Bytes(), nil
}
