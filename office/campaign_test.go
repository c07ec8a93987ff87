package office_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/law/survey"
	"motcua/office"
	"motcua/words/form"
	"motcua/words/ledger"
)

// surveyed publishes the questionnaire of SIPAS and gives its identity.
func (c *town) surveyed(who office.Who) string {
	c.t.Helper()
	id, err := c.NewQuestionnaire(c.ctx, who, office.Command{}, survey.SIPASQuestionnaire())
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.PublishQuestionnaire(c.ctx, who, office.Command{}, id); keyOf(err) != "questionnaire.own-draft" {
		c.t.Errorf("who wrote it publishes it: %v", err)
	}
	if err := c.PublishQuestionnaire(c.ctx, c.publisher(who), office.Command{}, id); err != nil {
		c.t.Fatal(err)
	}
	return id
}

// endedOf is a dossier of one of several people that was received and handed over.
func (c *town) endedOf(id dossier.ID, person int) {
	c.t.Helper()
	c.endedFor(id, person, "0912345678", "")
}

// endedFor is one of a person who can be reached so.
func (c *town) endedFor(id dossier.ID, person int, phone, email string) {
	c.t.Helper()
	clerk := c.officer("chi-nhanh-7", "receiver")
	in := c.intake("1.001612", "ca-nhan", "chi-nhanh-7")
	in.Parties.Applicant.Number = fmt.Sprintf("00118501%04d", person)
	in.Parties.Applicant.Phone, in.Parties.Applicant.Email = phone, email
	in.Parties.Owner = in.Parties.Applicant
	if _, err := c.Receive(c.ctx, clerk, office.Command{Key: string(id)}, office.On{ID: id}, in); err != nil {
		c.t.Fatal(err)
	}
	c.finish(id)
	if err := c.HandOver(c.ctx, clerk, office.Command{}, office.On{ID: id}, dossier.HandOver{Manner: "desk", Receiver: in.Parties.Owner, Originals: true}); err != nil {
		c.t.Fatal(err)
	}
}

// Three people have two dossiers each: of every one of them one is asked about, in one survey at a time.
func TestNobodyHasTwoOpenInvitations(t *testing.T) {
	t.Parallel()
	once := func(t *testing.T, c *town) {
		c.at("2026-03-10 08:30")
		for i := range 6 {
			c.endedOf(dossier.ID(fmt.Sprintf("TWICE000000%d", i)), i%3)
		}
		c.at("2026-04-02 09:00")
		boss := c.whole()
		sheet := c.surveyed(boss)
		draws := func(title string) string {
			t.Helper()
			id, err := c.DrawCampaign(c.ctx, boss, office.Command{Key: title}, survey.Campaign{
				Title: title, Questionnaire: sheet, Edition: 1, Sampling: survey.Sampling{Size: 6, Seed: title}, Ends: c.clock().AddDate(0, 0, 20), Reminders: []int{7},
				Population: survey.Population{Of: survey.OfDossiers, From: c.clock().AddDate(0, -2, 0), To: c.clock().AddDate(0, 0, -1)},
			})
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		sends := func(id string, want office.CampaignCounts) (asked []store.InvitationRow) {
			t.Helper()
			before, err := c.Read(c.ctx, boss).Campaign(id)
			if f := before.Forecast; err != nil || f.N[office.ToldHere] != want.Here || f.N[office.ToldElsewhere] != want.Elsewhere || f.N[office.ToldAccount] != want.Asked {
				t.Errorf("before it is sent %+v, %v, want %+v", f, err, want)
			}
			if err := c.SendCampaign(c.ctx, boss, office.Command{}, id); err != nil {
				t.Fatal(err)
			}
			if got, err := c.Read(c.ctx, boss).Campaign(id); err != nil || got.CampaignCounts != want || len(got.Strata) != 1 || got.Strata[0].Apart != want.Here+want.Elsewhere {
				t.Errorf("it became %+v of %+v, %v, want %+v", got.CampaignCounts, got.Strata, err, want)
			}
			rows, err := c.Store().Read().Invitations(c.ctx, id)
			people := map[string]bool{}
			for _, q := range rows {
				if !q.Sent.IsZero() {
					if asked = append(asked, q); people[q.Person] {
						t.Errorf("%s is invited twice", q.Person)
					}
					people[q.Person] = true
				}
			}
			if err != nil || len(asked) != want.Asked {
				t.Errorf("%d are invited, %v", len(asked), err)
			}
			return asked
		}
		one, two := draws("đợt một"), draws("đợt hai")
		sends(one, office.CampaignCounts{Sampled: 6, Here: 3, Asked: 3})
		sends(two, office.CampaignCounts{Sampled: 6, Elsewhere: 6})
		left, err := c.Store().Read().Invitations(c.ctx, two)
		if err != nil {
			t.Fatal(err)
		}
		_, k, _ := strings.Cut(office.SurveyLink(c.Office, left[0].ID), "?k=")
		if err := c.Respond(c.ctx, nobody, office.Command{}, left[0].ID, k, form.Values{"q1": "5"}); !fault.Is(err, fault.Missing) {
			t.Errorf("who was not invited answers: %v", err)
		}
		if err := c.CloseCampaign(c.ctx, boss, office.Command{}, one); err != nil {
			t.Fatal(err)
		}
		sends(draws("đợt ba"), office.CampaignCounts{Sampled: 6, Here: 3, Asked: 3}) // the first is over, and in the second nobody is asked
		c.passes(8 * 24 * time.Hour)
		for range 2 {
			if err := c.Tick(c.ctx); err != nil {
				t.Fatal(err)
			}
		}
		if again, err := c.Read(c.ctx, boss).Campaign(two); err != nil || again.Reminded != 0 || again.Asked != 0 {
			t.Errorf("who was left out is told later: %+v, %v", again.CampaignCounts, err)
		}
		c.check()
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		once(t, newTown(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		once(t, newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true}))
	})
}

// publisher is somebody else who supervises the city, or controls procedures.
func (c *town) publisher(who office.Who) office.Who {
	c.t.Helper()
	for _, u := range c.World().Org.Known() {
		for _, role := range []string{"supervisor", "controller"} {
			for _, p := range c.World().Org.Holders(u.ID, orgRole(role), c.clock()) {
				if string(p.ID) != who.Person {
					other := c.from(string(p.ID), string(u.ID), role)
					other.City = true
					return other
				}
			}
		}
	}
	c.t.Fatal("nobody else may publish")
	return who
}

func TestASurveyIsDrawnOnceAskedOnceAndShownWhenItIsOver(t *testing.T) {
	t.Parallel()
	asks := func(t *testing.T, c *town) {
		c.at("2026-03-10 08:30")
		for i := range 6 {
			c.endedOf(dossier.ID(fmt.Sprintf("SURVEY00000%d", i)), i)
		}
		c.at("2026-04-02 09:00")
		boss, leader := c.whole(), c.officer("chi-nhanh-7", "branch-head")
		sheet := c.surveyed(boss)
		plan := survey.Campaign{
			Title: "Quý 1/2026", Questionnaire: sheet, Edition: 1, Sampling: survey.Sampling{Size: 5, Seed: "2026-Q1"}, Ends: c.clock().AddDate(0, 0, 20), Reminders: []int{7},
			Population: survey.Population{Of: survey.OfDossiers, From: c.clock().AddDate(0, -2, 0), To: c.clock().AddDate(0, 0, -1)},
		}
		if _, err := c.DrawCampaign(c.ctx, leader, office.Command{}, plan); !fault.Is(err, fault.Refused) {
			t.Errorf("a branch draws: %v", err)
		}
		cmd := office.Command{Client: "t", Key: "draw"}
		id, err := c.DrawCampaign(c.ctx, boss, cmd, plan)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := c.DrawCampaign(c.ctx, boss, cmd, plan); err != nil || again != id {
			t.Errorf("the same form draws %s, %v", again, err)
		}
		rows, err := c.Store().Read().Invitations(c.ctx, id)
		if err != nil || len(rows) != 5 {
			t.Fatalf("%d invitations, %v", len(rows), err)
		}
		good := form.Values{"q1": "5"}
		link := func(i int) string {
			_, k, _ := strings.Cut(office.SurveyLink(c.Office, rows[i].ID), "?k=")
			return k
		}
		if err := c.Respond(c.ctx, nobody, office.Command{}, rows[0].ID, link(0), good); !fault.Is(err, fault.Missing) {
			t.Errorf("it is answered before it was sent: %v", err)
		}
		if err := c.SendCampaign(c.ctx, boss, office.Command{}, id); err != nil {
			t.Fatal(err)
		}
		if err := c.SendCampaign(c.ctx, boss, office.Command{}, id); keyOf(err) != "campaign.sent-already" {
			t.Errorf("it is sent again: %v", err)
		}
		if err := c.Respond(c.ctx, nobody, office.Command{}, rows[0].ID, link(1), good); !fault.Is(err, fault.Missing) {
			t.Errorf("another's link: %v", err)
		}
		if err := c.Respond(c.ctx, nobody, office.Command{}, rows[0].ID, link(0), form.Values{"q2": "4"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("what has to be answered is left out: %v", err)
		}
		for i := range 5 {
			values := form.Values{"q1": fmt.Sprint(3 + i%3)}
			if i == 0 {
				values["q"+fmt.Sprint(len(survey.SIPASQuestionnaire().Asks))] = "Ghế chờ quá ít."
			}
			if err := c.Respond(c.ctx, nobody, office.Command{}, rows[i].ID, link(i), values); err != nil {
				t.Fatal(err)
			}
			got, err := c.Read(c.ctx, boss).Campaign(id)
			if err != nil || len(got.Strata) == 0 || got.Strata[0].Few != (i < 4) {
				t.Errorf("after %d answers the units have %+v, %v", i+1, got.Strata, err)
			}
		}
		if err := c.Respond(c.ctx, nobody, office.Command{}, rows[0].ID, link(0), good); keyOf(err) != "campaign.answered-already" {
			t.Errorf("it is answered twice: %v", err)
		}
		c.surveyShown(id, boss, leader)
		c.check()
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		asks(t, newTown(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		asks(t, newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true}))
	})
}

// surveyShown holds what a survey shows while it runs, and when it is over.
func (c *town) surveyShown(id string, boss, leader office.Who) {
	c.t.Helper()
	got, err := c.Read(c.ctx, boss).Campaign(id)
	if err != nil || got.Reach.Listed+got.Reach.Nobody != got.Asked || got.Reach.Listed == 0 || len(got.Reach.Outside) != 0 {
		c.t.Errorf("without a channel the invitations went %+v, %v", got.Reach, err)
	}
	if err != nil || got.Answered != 5 || len(got.Questions) != 0 {
		c.t.Fatalf("while it runs %+v, %v", got, err)
	}
	c.at("2026-04-25 09:00")
	got, err = c.Read(c.ctx, boss).Campaign(id)
	if err != nil || got.State != "closed" || len(got.Questions) == 0 {
		c.t.Fatalf("when it is over %+v, %v", got, err)
	}
	q, last := got.Questions[0], got.Questions[len(got.Questions)-1]
	if q.Hidden || q.Answers != 5 || q.Mean.Mean != 3.8 || q.Plain != (survey.Count{Answers: 5, Good: 3}) {
		c.t.Errorf("the first question has %+v", q)
	}
	if !got.Questions[1].Hidden || len(last.Words) != 0 { // one person alone wrote
		c.t.Errorf("a question that nobody answered: %+v, the words %q", got.Questions[1], last.Words)
	}
	if theirs, err := c.Read(c.ctx, leader).Campaign(id); err != nil || len(theirs.Questions[len(theirs.Questions)-1].Words) != 0 {
		c.t.Errorf("a leader reads people's words: %v", err)
	}
}

func TestWhoeverWasInvitedWithoutBeingDrawnIsFound(t *testing.T) {
	t.Parallel()
	finds := func(t *testing.T, c *town) {
		c.at("2026-03-10 08:30")
		for i := range 6 {
			c.ended(dossier.ID(fmt.Sprintf("DRAWN000000%d", i)))
		}
		c.at("2026-04-02 09:00")
		boss := c.whole()
		plan := survey.Campaign{
			Title: "Rút lại", Questionnaire: c.surveyed(boss), Edition: 1, Sampling: survey.Sampling{Stratified: true, Size: 3, Seed: "xổ số 12345"}, Ends: c.clock().AddDate(0, 0, 20),
			Population: survey.Population{Of: survey.OfDossiers, By: survey.ByReception, From: c.clock().AddDate(0, -2, 0), To: c.clock().AddDate(0, 0, -1)},
		}
		id, err := c.DrawCampaign(c.ctx, boss, office.Command{}, plan)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Read(c.ctx, boss).CampaignDraw(id, false, 0, 0)
		if err != nil || got.Total != 6 || got.Sampled != 3 || got.Members[0].Unit.ID != "chi-nhanh-7" || got.Seed != "xổ số 12345."+got.Seal || len(got.Seal) != 64 {
			t.Fatalf("drawn as %+v, %v", got, err)
		}
		if some, err := c.Read(c.ctx, boss).CampaignDraw(id, true, 1, 1); err != nil || len(some.Members) != 1 || !some.Members[0].Drawn || some.Total != 3 {
			t.Errorf("a page of the sample is %+v, %v", some, err)
		}
		r := c.Store().Read()
		rows, err := r.Invitations(c.ctx, id)
		if err != nil || len(rows) != 3 {
			t.Fatalf("%+v, %v", rows, err)
		}
		members, err := office.KeptFrame(c.ctx, r, id)
		if err != nil {
			t.Fatal(err)
		}
		if amiss := office.InvitedAmiss(c.Office, &got.Campaign, members, rows); amiss != nil {
			t.Errorf("what was drawn: %q", amiss)
		}
		if amiss := office.InvitedAmiss(c.Office, &got.Campaign, members, rows[1:]); len(amiss) != 1 {
			t.Errorf("one is missing: %q", amiss)
		}
		if amiss := office.InvitedAmiss(c.Office, &got.Campaign, members[1:], rows); len(amiss) != 1 {
			t.Errorf("a member is missing: %q", amiss)
		}
		c.check()
		extra := rows[0]
		extra.ID, extra.Matter = "0123", "DRAWN9999999"
		if err := c.Store().Write(c.ctx, func(tx *store.Tx) error { return tx.PutInvitations([]store.InvitationRow{extra}) }); err != nil {
			t.Fatal(err)
		}
		rep, err := c.Check(c.ctx)
		if err != nil || len(rep.Damages) != 1 || !strings.Contains(rep.Damages[0], "campaign/"+id) {
			t.Errorf("one was added: %q, %v", rep.Damages, err)
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		finds(t, newTown(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		finds(t, newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true}))
	})
}

func TestRemindersGoToWhoHasNotAnswered(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-10 08:30")
	for i := range 2 {
		c.endedOf(dossier.ID(fmt.Sprintf("REMIND00000%d", i)), i)
	}
	c.at("2026-04-02 09:00")
	boss := c.whole()
	id, err := c.DrawCampaign(c.ctx, boss, office.Command{}, survey.Campaign{
		Title: "Nhắc", Questionnaire: c.surveyed(boss), Edition: 1, Sampling: survey.Sampling{Size: 9, Seed: "1"}, Ends: c.clock().AddDate(0, 0, 20), Reminders: []int{7},
		Population: survey.Population{Of: survey.OfDossiers, From: c.clock().AddDate(0, -2, 0), To: c.clock().AddDate(0, 0, -1)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.SendCampaign(c.ctx, boss, office.Command{}, id); err != nil {
		t.Fatal(err)
	}
	rows, err := c.Store().Read().Invitations(c.ctx, id)
	if err != nil || len(rows) != 2 {
		t.Fatalf("%+v, %v", rows, err)
	}
	_, k, _ := strings.Cut(office.SurveyLink(c.Office, rows[0].ID), "?k=")
	if err := c.Respond(c.ctx, nobody, office.Command{}, rows[0].ID, k, form.Values{"q1": "5"}); err != nil {
		t.Fatal(err)
	}
	c.passes(8 * 24 * time.Hour)
	for range 2 {
		if err := c.Tick(c.ctx); err != nil {
			t.Fatal(err)
		}
	}
	if rows, err = c.Store().Read().Invitations(c.ctx, id); err != nil || rows[0].Reminded != 0 || rows[1].Reminded != 1 {
		t.Errorf("reminded: %+v, %v", rows, err)
	}
}

func TestTheCheckLooksAtAllSurveysHoweverManyThereAre(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	const all = 510
	err := c.Store().Write(c.ctx, func(tx *store.Tx) error {
		for i := range all {
			facts := []ledger.Fact{{Kind: "campaign.nothing", Class: ledger.Ordinary, At: tx.Now(), Actor: "a", Holder: []byte("{}")}}
			if _, err := tx.Append(survey.CampaignStream(fmt.Sprintf("c%03d", i)), 0, facts); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	rep, err := c.Check(c.ctx)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, d := range rep.Damages {
		if strings.HasPrefix(fmt.Sprint(d), "campaign/") {
			found++
		}
	}
	if found != all {
		t.Errorf("%d of %d were looked at: %.300v", found, all, rep.Damages)
	}
}

// However many questionnaires there are, each stands on one page of the list.
func TestListsOfQuestionnairesArePagedAndStopNowhere(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	boss := c.whole()
	want := map[string]bool{}
	for i := range 23 {
		q := survey.SIPASQuestionnaire()
		q.Title.VI = fmt.Sprintf("Phiếu %02d", 22-i)
		id, err := c.NewQuestionnaire(c.ctx, boss, office.Command{}, q)
		if err != nil {
			t.Fatal(err)
		}
		want[id] = true
	}
	last := ""
	for from := 0; from < 30; from += 10 {
		page, total, err := c.Read(c.ctx, boss).Questionnaires(from, 10)
		if err != nil || total != 23 || len(page) != min(10, 23-from) {
			t.Fatalf("from %d: %d of %d, %v", from, len(page), total, err)
		}
		for _, s := range page {
			if !want[s.ID] || s.Title().VI <= last {
				t.Errorf("%s stands twice, or out of order", s.Title().VI)
			}
			last = s.Title().VI
			delete(want, s.ID)
		}
	}
	if len(want) != 0 {
		t.Errorf("%d are on no page", len(want))
	}
	if rows, total, err := c.Read(c.ctx, boss).Campaigns(0, 10); err != nil || len(rows) != 0 || total != 0 {
		t.Errorf("surveys: %d of %d, %v", len(rows), total, err)
	}
}

// Short messages alone can be sent. Somebody with a telephone has two dossiers, somebody has a mail address, and somebody neither: one
// is told outside, two by their account alone, one of them without any address, and the second dossier of the first is left out.
func TestBeforeASurveyIsSentItSaysWhoCannotBeTold(t *testing.T) {
	t.Parallel()
	c, _ := telling(t)
	c.at("2026-03-10 08:30")
	c.endedFor("FORECAST0001", 1, "0912345678", "")
	c.endedFor("FORECAST0002", 1, "0912345678", "")
	c.endedFor("FORECAST0003", 2, "", "b@example.vn")
	c.endedFor("FORECAST0004", 3, "", "")
	c.at("2026-04-02 09:00")
	boss, leader := c.whole(), c.officer("chi-nhanh-7", "leader")
	id, err := c.DrawCampaign(c.ctx, boss, office.Command{}, survey.Campaign{
		Title: "Ai được mời", Questionnaire: c.surveyed(boss), Edition: 1, Sampling: survey.Sampling{Size: 4, Seed: "xổ số 12345"}, Ends: c.clock().AddDate(0, 0, 20),
		Population: survey.Population{Of: survey.OfDossiers, From: c.clock().AddDate(0, -2, 0), To: c.clock().AddDate(0, 0, -1)},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[office.Told]int{office.ToldOutside: 1, office.ToldAccount: 2, office.ToldHere: 1}
	got, err := c.Read(c.ctx, boss).Campaign(id)
	if err != nil || got.Forecast == nil || !maps.Equal(got.Forecast.N, want) || got.Forecast.NoContact != 1 {
		t.Fatalf("before it is sent %+v, %v, want %v", got.Forecast, err, want)
	}
	seen := map[string]bool{}
	for _, told := range office.Tolds { // every number opens as many, and nobody stands in two lists
		list, err := c.Read(c.ctx, boss).CampaignTold(id, told, false, 0, 0)
		if err != nil || list.Total != want[told] || len(list.Members) != want[told] {
			t.Errorf("%s opens %+v, %v, want %d", told, list.Members, err, want[told])
		}
		for _, m := range list.Members {
			if seen[m.Mark] || !m.Drawn {
				t.Errorf("%s in the list of %s: %+v", m.Mark, told, m)
			}
			seen[m.Mark] = true
		}
	}
	if theirs, err := c.Read(c.ctx, leader).Campaign(id); err != nil || theirs.Forecast != nil {
		t.Errorf("whoever does not run it reads %+v, %v", theirs.Forecast, err)
	}
	if err := c.SendCampaign(c.ctx, boss, office.Command{}, id); err != nil {
		t.Fatal(err)
	}
	got, err = c.Read(c.ctx, boss).Campaign(id)
	if err != nil || got.Forecast != nil || got.Asked != 3 || got.Here != 1 || got.Reach.Listed != 3 || len(got.Reach.Outside) != 1 || got.Reach.Outside[0].Waiting != 1 {
		t.Errorf("when it was sent %+v, %+v, %v", got.CampaignCounts, got.Reach, err)
	}
}
