package office

import (
	"context"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/petition"
	"motcua/law/survey"
	"motcua/words/ledger"
)

// DrawCampaign draws whom a survey asks, once for all, and gives the campaign's identity. Nobody is told before it is sent.
//
// The members are read before the write: they are those of one moment, whatever happens while they are written down, and a large
// population keeps nobody waiting.
func (o *Office) DrawCampaign(ctx context.Context, who Who, cmd Command, c survey.Campaign) (id string, err error) {
	if err := access.May(who, "run-campaigns", access.Object{Org: o.world.Load().Org, At: o.Now()}); err != nil {
		return "", err
	}
	hash, err := requestHash("draw-campaign", c)
	if err != nil {
		return "", err
	}
	if cmd.Key == "" {
		if cmd.Key, err = o.NewID(); err != nil {
			return "", err
		}
	}
	id = o.keyed("campaign", who.Account+"/"+cmd.Key)[:12]
	f, err := o.frame(ctx, o.world.Load(), id, &c.Population)
	if err != nil {
		return "", fmt.Errorf("from whom to draw a survey: %w", err)
	}
	f.Frame = survey.FrameOf(f.Members)
	err = o.write(ctx, func(_ *World, tx *store.Tx) error {
		if done, err := o.once(tx, who, cmd, hash, []byte(id)); done || err != nil {
			return err
		}
		s, err := foldSheet(ctx, tx, c.Questionnaire)
		if err != nil {
			return err
		}
		if _, ok := s.Released(c.Edition); !ok {
			return fault.New(fault.Invalid, "campaign.questionnaire").At("questionnaire")
		}
		c := c
		c.Synthetic = o.cfg.Demo
		return o.draw(tx, who, id, &c, f)
	})
	if err != nil {
		return "", fmt.Errorf("draw a survey: %w", err)
	}
	return id, nil
}

// draw seals the members first, and then draws by a seed that the seal is part of.
func (o *Office) draw(tx *store.Tx, who Who, id string, c *survey.Campaign, f *frame) error {
	facts, err := c.Fixed(&f.Frame, tx.Now(), who.Actor(), who.Unit)
	if err != nil {
		return err
	}
	sealed, err := tx.Append(survey.CampaignStream(id), 0, facts)
	if err != nil {
		return err
	}
	if err := tx.PutFrame(id, f.Lines); err != nil {
		return err
	}
	facts, drawn, err := c.DrawnOnce(f.Members, hex.EncodeToString(sealed[0].Head[:]), tx.Now(), who.Actor(), who.Unit)
	if err != nil {
		return err
	}
	if _, err := tx.Append(survey.CampaignStream(id), 1, facts); err != nil {
		return err
	}
	rows := make([]store.InvitationRow, len(drawn))
	for i, m := range drawn {
		q := f.matters[m.ID]
		rows[i] = store.InvitationRow{ID: o.keyed("invitation", id+"/"+q.id), Campaign: id, Stratum: m.Stratum, Matter: q.id, Person: q.person}
	}
	return tx.PutInvitations(rows)
}

// A frame is everything about which a campaign may ask: under marks, and what the marks stand for.
type frame struct {
	survey.Frame
	matters map[string]matter
}

type matter struct{ id, person string }

// memberMark is what a matter is called in the list of a campaign that everybody may draw from again.
// choice: a keyed hash, another in each campaign: the list tells nobody whose dossiers are in it, and no two lists can be joined.
func (o *Office) memberMark(campaign, matter string) string {
	return o.keyed("survey-member", campaign+"/"+matter)[:20]
}

// frame reads from whom a campaign is drawn, each in the stratum of the unit that answers for it or that received it.
// choice: what is restricted is in no draw: nobody is asked by means of data whose use ends with the matter that they were given for.
func (o *Office) frame(ctx context.Context, w *World, id string, p *survey.Population) (*frame, error) {
	var units []string
	r, now := o.db.Read(), o.Now()
	if p.Unit != "" {
		units = w.below(p.Unit, now)
	}
	f := &frame{matters: map[string]matter{}}
	add := func(of, unit, person string) {
		mark := o.memberMark(id, of)
		if _, twice := f.matters[mark]; !twice {
			f.Members, f.matters[mark] = append(f.Members, survey.Member{ID: mark, Stratum: unit}), matter{of, person}
		}
	}
	if p.Of == survey.OfDossiers {
		rows, err := r.Frame(ctx, p.From, p.To, endStates, p.By == survey.ByReception, units, p.Procedure, p.Channel)
		if err != nil {
			return nil, err
		}
		hidden, err := o.restrictedDossiers(ctx, r)
		for _, q := range rows {
			if !hidden[q.ID] {
				add(q.ID, q.Unit, q.Person)
			}
		}
		return f, err
	}
	if p.Of != survey.OfPetitions {
		return nil, fault.New(fault.Invalid, "campaign.of").At("of")
	}
	hidden, err := o.restrictedPetitions(ctx, r)
	if err != nil {
		return nil, err
	}
	q := store.PetitionFilter{To: p.To, Channel: p.Channel, ByID: true, Limit: 500, Except: hidden}
	for {
		rows, err := r.Petitions(ctx, q)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			x := &rows[i]
			if !x.Answered.Before(p.From) && x.Answered.Before(p.To) && x.Into == "" && (units == nil || slices.Contains(units, x.Unit)) {
				add(string(petition.Stream(petition.ID(x.ID))), x.Unit, x.Person)
			}
		}
		if len(rows) < q.Limit {
			return f, nil
		}
		q.After = rows[len(rows)-1].ID
	}
}

// keptFrame reads back from whom a campaign was drawn.
func keptFrame(ctx context.Context, r *store.Reader, id string) ([]survey.Member, error) {
	s, _, err := r.FrameMembers(ctx, id, 0, 0)
	if err != nil {
		return nil, err
	}
	return survey.ReadFrame(s)
}

// A DrawnMember is one from whom was drawn: by a mark, with its number.
type DrawnMember struct {
	Mark   string
	Unit   UnitName
	Number string
	Drawn  bool
}

// A CampaignDraw is a draw as anybody can do it again: all members and those who were drawn, with what the numbers are made of.
type CampaignDraw struct {
	survey.Campaign
	Seed    string // of the numbers: what was typed, and the seal
	Kept    bool   // the members were kept; of campaigns of before they were not
	Sampled int
	Members []DrawnMember // from From on, at most a page
	Total   int           // of what was chosen
	Units   []UnitName    // of the strata
	From    int
}

// CampaignDraw shows how a campaign was drawn: its members in the order of their marks, or those alone who were drawn; from one place
// on, at most so many (0: all).
func (r *Reader) CampaignDraw(id string, sample bool, from, most int) (*CampaignDraw, error) {
	return r.CampaignTold(id, "", sample, from, most)
}

// CampaignTold is CampaignDraw with those alone who would be told in one way if the survey were sent now; "" for all.
func (r *Reader) CampaignTold(id string, told Told, sample bool, from, most int) (*CampaignDraw, error) {
	if err := r.mayReadCampaigns(); err != nil {
		return nil, err
	}
	c, err := foldCampaign(r.ctx, r.db, id)
	if err != nil {
		return nil, err
	}
	plan := c.Plan()
	out := &CampaignDraw{Campaign: *c, Seed: plan.Seed, Kept: c.Redrawable(), From: max(from, 0)}
	drawn, err := r.o.drawnOf(r.ctx, r.db, c)
	if err != nil {
		return nil, err
	}
	chosen := map[string]bool{}
	for _, m := range drawn {
		chosen[m.ID] = true
	}
	out.Sampled, out.Total = len(drawn), c.Members
	members := drawn
	if told != "" {
		marks, err := r.toldMarks(c, told)
		if err != nil {
			return nil, err
		}
		members = slices.DeleteFunc(slices.Clone(drawn), func(m survey.Member) bool { return !marks[m.ID] })
		drawn, sample = members, true
	}
	if sample {
		out.Total = len(drawn)
		members = members[min(out.From, out.Total):]
		members = members[:least(most, len(members))]
	} else if members, err = r.frameFrom(c, out.From, most); err != nil {
		return nil, err
	}
	for _, x := range c.Strata {
		out.Units = append(out.Units, r.w.unit(x.Name, r.now))
	}
	names := map[string]UnitName{}
	for _, m := range members {
		u, known := names[m.Stratum]
		if !known {
			u = r.w.unit(m.Stratum, r.now)
			names[m.Stratum] = u
		}
		n := plan.Number(m.ID)
		out.Members = append(out.Members, DrawnMember{Mark: m.ID, Unit: u, Number: hex.EncodeToString(n[:]), Drawn: chosen[m.ID]})
	}
	return out, nil
}

// least is the smaller of two numbers, where 0 is no bound.
func least(most, n int) int {
	if most <= 0 {
		return n
	}
	return min(most, n)
}

// drawnOf are those who were drawn, in the order of their marks. A draw never changes: it is done again once for a process, not for each
// page of it.
func (o *Office) drawnOf(ctx context.Context, rd *store.Reader, c *survey.Campaign) ([]survey.Member, error) {
	if !c.Redrawable() {
		return nil, nil
	}
	if v, ok := o.draws.Load(c.ID); ok {
		return v.([]survey.Member), nil
	}
	members, err := keptFrame(ctx, rd, c.ID)
	if err != nil {
		return nil, err
	}
	drawn := survey.Draw(members, c.Plan())
	o.draws.Store(c.ID, drawn)
	return drawn, nil
}

// frameFrom reads members in the order of their marks from one place on, at most so many (0: all).
func (r *Reader) frameFrom(c *survey.Campaign, from, most int) ([]survey.Member, error) {
	if !c.Redrawable() {
		return nil, nil
	}
	s, skipped, err := r.db.FrameMembers(r.ctx, c.ID, from, most)
	if err != nil {
		return nil, err
	}
	members, err := survey.ReadFrame(s)
	members = members[min(from-skipped, len(members)):]
	return members[:least(most, len(members))], err
}

// checkCampaigns draws every campaign again from the members that were kept, and compares those who were invited with it.
func (o *Office) checkCampaigns(ctx context.Context, rep *CheckReport) error {
	r := o.db.Read()
	return eachStream(ctx, r, "campaign", func(id ledger.StreamID) error { return o.checkCampaign(ctx, r, id.ID(), rep) })
}

func (o *Office) checkCampaign(ctx context.Context, r *store.Reader, id string, rep *CheckReport) error {
	c, err := foldCampaign(ctx, r, id)
	if err != nil {
		rep.damage("campaign/%s: %v", id, err)
		return nil
	}
	rows, err := r.Invitations(ctx, id)
	if err != nil {
		return err
	}
	members, err := keptFrame(ctx, r, id)
	if err != nil {
		return err
	}
	for _, what := range o.invitedAmiss(c, members, rows) {
		rep.damage("campaign/%s: %s", id, what)
	}
	return nil
}

// invitedAmiss says in what those who were invited are not those who were drawn, and whether the members are those that were sealed.
func (o *Office) invitedAmiss(c *survey.Campaign, members []survey.Member, rows []store.InvitationRow) (out []string) {
	drawn, invited := map[string]int{}, map[string]int{}
	if !c.Redrawable() {
		for i := range rows {
			invited[rows[i].Stratum]++
		}
		for _, s := range c.Strata {
			drawn[s.Name] = s.Drawn
		}
	} else {
		if len(members) != c.Members || survey.FrameDigest(members) != c.Frame {
			return []string{"the members are not those that were sealed"}
		}
		for _, m := range survey.Draw(members, c.Plan()) {
			drawn[m.ID+" of "+m.Stratum]++
		}
		for i := range rows {
			invited[o.memberMark(c.ID, rows[i].Matter)+" of "+rows[i].Stratum]++
		}
	}
	for name := range invited {
		drawn[name] += 0
	}
	for _, name := range slices.Sorted(maps.Keys(drawn)) {
		if invited[name] != drawn[name] {
			out = append(out, fmt.Sprintf("%d invitations for %s, %d drawn", invited[name], name, drawn[name]))
		}
	}
	return out
}

// A PlayedInvitation is an invitation of a survey that a demonstration plays.
type PlayedInvitation struct{ ID, Key, Stratum string }

// PlayedInvitations gives the links of a survey's invitations, in a demonstration alone: there people who do not exist answer them.
func (o *Office) PlayedInvitations(ctx context.Context, who Who, id string) ([]PlayedInvitation, error) {
	if err := access.May(who, "run-campaigns", access.Object{Org: o.world.Load().Org, At: o.Now()}); err != nil {
		return nil, err
	}
	c, err := foldCampaign(ctx, o.db.Read(), id)
	if err != nil {
		return nil, err
	}
	if !o.cfg.Demo || !c.Synthetic {
		return nil, fault.New(fault.Missing, "campaign.no-invitation")
	}
	rows, err := o.db.Read().Invitations(ctx, id)
	var out []PlayedInvitation
	for _, q := range rows {
		if !q.Sent.IsZero() {
			out = append(out, PlayedInvitation{q.ID, o.surveyKey(q.ID), q.Stratum})
		}
	}
	return out, err
}
