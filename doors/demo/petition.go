package demo

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/org"
)

// spoken is something that people say to the city, with its answer.
type spoken struct {
	Class               petition.Class
	Title, Text, Answer string
}

// perPetition is how many dossiers there are to one petition.
const perPetition = 40

var (
	petitionClasses = []weighted[petition.Class]{
		{petition.Scene, 38}, {petition.Own, 34}, {petition.Conduct, 12}, {petition.Other, 7}, {petition.NotAccepted, 4}, {petition.Complaint, 3}, {petition.Denunciation, 2},
	}
	petitionChannels = []weighted[petition.Channel]{
		{petition.Page, 40}, {petition.Telephone, 22}, {petition.Desk, 12}, {petition.CityApp, 9}, {petition.Email, 6}, {petition.Chat, 5}, {petition.Open311, 4}, {petition.API, 1}, {petition.Portal, 1},
	}
)

// anyone is whoever has no account.
var anyone = office.Who{Kind: access.Anyone}

// A plea is one petition on its way.
type plea struct {
	y       *Year
	r       *rand.Rand
	n       int
	said    spoken
	channel petition.Channel
	place   place
	spot    string
	person  dossier.Party
	ticket  office.Ticket
	pace    float64
	unit    string // that is to answer
	drafter office.Who
}

// petitions puts what people say to the city into the queue: as many as the year's dossiers let expect, on its days.
func (y *Year) petitions(days []day) {
	if y.plan.Change != nil {
		y.nightPetitions()
		return
	}
	last := len(days) - 1
	weights := make([]float64, last)
	for i, d := range days[:last] {
		weights[i] = d.counter + d.online
	}
	for n := range y.plan.Dossiers / perPetition {
		r := chance(y.plan.Seed, 12, n)
		p := &plea{y: y, r: r, n: n, channel: pick(r, petitionChannels), place: pick(r, y.cases.communes), spot: one(r, voices.Places), pace: 1}
		class := pick(r, petitionClasses)
		var all []spoken
		for _, s := range voices.Petitions {
			if s.Class == class {
				all = append(all, s)
			}
		}
		p.said = one(r, all)
		if r.IntN(100) < 14 {
			p.pace = 7 + 6*r.Float64()
		}
		d := days[draw(r, weights)].date
		p.person = person(r, p.place, d.At(8, 0))
		y.queue.add(d.At(7, 0).Add(time.Duration(r.IntN(14*3600))*time.Second), p.send)
	}
}

// nightPetitions are what people say in the last days before a reorganisation: who carries on answers most of it.
func (y *Year) nightPetitions() {
	day := calendar.DateOf(y.plan.Change.Moment)
	var all []spoken
	for _, s := range voices.Petitions {
		if s.Class == petition.Scene || s.Class == petition.Own {
			all = append(all, s)
		}
	}
	for n := range max(6, y.plan.Dossiers/perPetition) {
		r := chance(y.plan.Seed, 12, n)
		p := &plea{y: y, r: r, n: n, channel: petition.Page, place: pick(r, y.cases.communes), spot: one(r, voices.Places), said: one(r, all), pace: 3 + 4*r.Float64()}
		at := (day - calendar.Date(1+r.IntN(6))).At(8, r.IntN(540))
		p.person = person(r, p.place, at)
		y.queue.add(at, p.send)
	}
}

// carried looks where the petition is now: its unit may have ended.
func (p *plea) carried(ctx context.Context) error {
	who, ok := p.sorter()
	if p.y.plan.Change == nil || !ok {
		return nil
	}
	v, err := p.y.office.Read(ctx, who).Petition(p.ticket.ID)
	if err != nil {
		return p.y.took(err)
	}
	p.unit = v.Petition.Unit
	return nil
}

// input is the petition as it is sent.
func (p *plea) input() petition.Input {
	in := petition.Input{Channel: p.channel, Title: p.said.Title, Text: p.said.Text, Place: p.spot, Commune: p.place.code}
	if p.said.Class == petition.Scene {
		in.Class = petition.Scene
		in.Point = &petition.Point{Lat: 20.95 + 0.12*p.r.Float64(), Long: 105.75 + 0.14*p.r.Float64()}
	}
	if p.said.Class != petition.Scene || p.r.IntN(2) == 0 {
		in.Person = petition.Person{Name: p.person.Name, Phone: p.person.Phone, Address: p.person.Address.Text}
	}
	return in
}

// asSender is who sends it: the petitioner, or an officer who writes down what was said.
func (p *plea) asSender() (office.Who, bool) {
	switch p.channel {
	case petition.Telephone, petition.Desk, petition.Email, petition.Chat:
		return p.agent()
	}
	return anyone, true
}

// agent is somebody who cares for petitioners.
func (p *plea) agent() (office.Who, bool) {
	posts := p.y.office.World().Org
	for _, u := range posts.Units(p.y.clock.Now()) {
		if who, ok := p.y.holder(p.r, string(u.ID), string(org.CareAgent)); ok {
			return who, true
		}
	}
	return office.Who{}, false
}

// commune is the unit of the ward or commune that it is said of.
func (p *plea) commune() string {
	for _, u := range p.y.office.World().Org.Units(p.y.clock.Now(), org.Commune) {
		if u.AdminCode == p.place.code {
			return string(u.ID)
		}
	}
	return ""
}

// sorter is who says what a petition is, and where it goes: a care agent, else somebody at the head of the Centre.
func (p *plea) sorter() (office.Who, bool) {
	if who, ok := p.agent(); ok {
		return who, true
	}
	now := p.y.clock.Now()
	for _, u := range p.y.office.World().Org.Units(now, org.Centre) {
		for _, role := range []org.Role{org.Leader, org.BranchHead, org.Supervisor} {
			if who, ok := p.y.holder(p.r, string(u.ID), string(role)); ok {
				return who, true
			}
		}
	}
	return office.Who{}, false
}

func (p *plea) command(what string) office.Command {
	return office.Command{Client: "demo", Key: fmt.Sprintf("petition/%d/%s", p.n, what)}
}

// next does something so many working minutes later.
func (p *plea) next(minutes float64, do func(context.Context) error) {
	p.y.queue.add(p.y.later(p.r, minutes*(0.6+0.8*p.r.Float64())), do)
}

// act does an act on it.
func (p *plea) act(ctx context.Context, who office.Who, a petition.Act, in petition.Input) error {
	on := office.OnPetition{ID: p.ticket.ID}
	if who.Kind == access.Anyone {
		on.Check = p.ticket.Check
	}
	return p.y.office.Petition(ctx, who, p.command(fmt.Sprint(a, p.y.clock.Now().Unix())), on, a, in)
}

func (p *plea) send(ctx context.Context) error {
	who, ok := p.asSender()
	if !ok {
		return nil
	}
	in, cmd := p.input(), p.command("send")
	var err error
	if p.said.Class == petition.Scene && p.n%6 == 0 {
		f, err := p.y.office.PetitionFile(ctx, who, cmd.Key, "hien-truong.png", bytes.NewReader(photo(p.n)))
		if err != nil {
			return err
		}
		in.Files = []petition.File{f}
	}
	if p.ticket, err = p.y.office.SendPetition(ctx, who, cmd, in); err != nil {
		return p.y.took(err)
	}
	p.next(110, p.sort)
	if p.said.Class == petition.Scene && p.r.IntN(6) == 0 {
		p.repeat()
	}
	return nil
}

// repeat lets somebody else say the same; the two are joined.
func (p *plea) repeat() {
	q := *p
	q.n, q.channel, q.r = p.n+1_000_000, petition.Page, chance(p.y.plan.Seed, 13, p.n)
	q.person = person(q.r, p.place, p.y.clock.Now())
	p.next(200, func(ctx context.Context) error {
		var err error
		in := q.input()
		in.Person = petition.Person{Name: q.person.Name, Phone: q.person.Phone, Address: q.person.Address.Text}
		if q.ticket, err = p.y.office.SendPetition(ctx, anyone, q.command("send"), in); err != nil {
			return p.y.took(err)
		}
		q.next(60, func(ctx context.Context) error {
			who, ok := q.agent()
			if !ok {
				return nil
			}
			return p.y.took(q.act(ctx, who, petition.ActMerge, petition.Input{Other: petition.ID(p.ticket.Code), Words: voices.Merged}))
		})
		return nil
	})
}

// sort is the care agent saying what it is, and where it goes.
func (p *plea) sort(ctx context.Context) error {
	who, ok := p.sorter()
	if !ok {
		return nil
	}
	switch p.said.Class {
	case petition.Other:
		if err := p.act(ctx, who, petition.ActClassify, petition.Input{Class: petition.Other}); err != nil {
			return p.y.took(err)
		}
		return p.y.took(p.act(ctx, who, petition.ActTransfer, petition.Input{Agency: voices.Agency, Reason: "competence", Words: voices.Passed}))
	case petition.NotAccepted:
		return p.y.took(p.act(ctx, who, petition.ActClassify, petition.Input{Class: petition.NotAccepted, Reason: "unclear", Words: voices.Refused}))
	case petition.Complaint, petition.Denunciation:
		return p.y.took(p.act(ctx, who, petition.ActClassify, petition.Input{Class: p.said.Class}))
	case petition.Conduct:
		about := one(p.r, p.y.cases.desks)
		if err := p.act(ctx, who, petition.ActClassify, petition.Input{Class: petition.Conduct, About: about}); err != nil {
			return p.y.took(err)
		}
		for _, u := range p.y.office.World().Org.Ancestors(unitID(about), p.y.clock.Now()) {
			p.unit = string(u.ID)
			break
		}
		p.next(300*p.pace, p.draft)
		return nil
	}
	p.unit = p.commune()
	if _, ok := p.y.holder(p.r, p.unit, "leader"); !ok {
		return nil
	}
	if err := p.act(ctx, who, petition.ActTransfer, petition.Input{To: p.unit, Reason: "competence", Words: voices.Moved}); err != nil {
		return p.y.took(err)
	}
	p.next(120*p.pace, p.classify)
	return nil
}

// classify is the unit's leader taking it up, and giving it to an officer.
func (p *plea) classify(ctx context.Context) error {
	if err := p.carried(ctx); err != nil {
		return err
	}
	who, ok := p.y.holder(p.r, p.unit, "leader")
	if !ok {
		return nil
	}
	level := petition.Normal
	if p.said.Class == petition.Scene && p.r.IntN(4) == 0 {
		level = petition.Urgent
	}
	if err := p.act(ctx, who, petition.ActClassify, petition.Input{Class: p.said.Class, Level: level}); err != nil {
		return p.y.took(err)
	}
	worker, ok := p.worker()
	if !ok {
		return nil
	}
	if err := p.act(ctx, who, petition.ActAssign, petition.Input{Officer: worker.Person}); err != nil {
		return p.y.took(err)
	}
	p.next(420*p.pace, p.draft)
	return nil
}

// worker is somebody of the unit who can write an answer.
func (p *plea) worker() (office.Who, bool) {
	for _, role := range []org.Role{org.Specialist, org.Receiver, org.Supervisor, org.Leader} {
		if who, ok := p.y.holder(p.r, p.unit, string(role)); ok {
			return who, true
		}
	}
	return office.Who{}, false
}

// draft looks into it and writes an answer.
func (p *plea) draft(ctx context.Context) error {
	if err := p.carried(ctx); err != nil {
		return err
	}
	who, ok := p.worker()
	if !ok {
		return nil
	}
	in := petition.Input{Words: voices.Verified}
	if p.said.Class == petition.Conduct {
		in.Finding = one(p.r, petition.Findings)
	}
	if err := p.act(ctx, who, petition.ActVerify, in); err != nil {
		return p.y.took(err)
	}
	if err := p.act(ctx, who, petition.ActDraft, petition.Input{Words: p.said.Answer}); err != nil {
		return p.y.took(err)
	}
	p.drafter = who
	p.next(120*p.pace, p.answer)
	return nil
}

// answer is a second person approving it, and the answer going out.
func (p *plea) answer(ctx context.Context) error {
	if err := p.carried(ctx); err != nil {
		return err
	}
	var lead office.Who
	for range 8 {
		who, ok := p.y.holder(p.r, p.unit, "leader")
		if ok && who.Person != p.drafter.Person {
			lead = who
			break
		}
	}
	if lead.Person == "" {
		return nil
	}
	public := petition.Public{Title: p.said.Title, Text: p.said.Text, Answer: p.said.Answer, Place: p.spot}
	steps := []struct {
		who office.Who
		act petition.Act
		in  petition.Input
	}{
		{lead, petition.ActApprove, petition.Input{}},
		{p.drafter, petition.ActAnswer, petition.Input{}},
		{p.drafter, petition.ActMask, petition.Input{Public: public}},
		{lead, petition.ActPublish, petition.Input{}},
	}
	if p.said.Class == petition.Conduct { // its answer is for the petitioner alone
		steps = append(steps[:2], struct {
			who office.Who
			act petition.Act
			in  petition.Input
		}{lead, petition.ActWithhold, petition.Input{Reason: "personal"}})
	}
	for _, s := range steps {
		if err := p.act(ctx, s.who, s.act, s.in); err != nil {
			return p.y.took(err)
		}
	}
	p.next(900, p.hears)
	return nil
}

// hears is what the petitioner says to the answer.
func (p *plea) hears(ctx context.Context) error {
	n := p.r.IntN(100)
	rating := pick(p.r, []weighted[string]{{petition.Satisfied, 74}, {petition.Neutral, 15}, {petition.Dissatisfied, 11}})
	if p.pace > 1 {
		rating = pick(p.r, []weighted[string]{{petition.Satisfied, 25}, {petition.Neutral, 35}, {petition.Dissatisfied, 40}})
	}
	if n < 62 {
		if err := p.act(ctx, anyone, petition.ActRate, petition.Input{Rating: rating}); err != nil {
			return p.y.took(err)
		}
	}
	switch {
	case n < 55 && rating != petition.Dissatisfied:
		return p.y.took(p.act(ctx, anyone, petition.ActConfirm, petition.Input{}))
	case n < 70 && rating == petition.Dissatisfied:
		return p.y.took(p.act(ctx, anyone, petition.ActReopen, petition.Input{Words: voices.Reopened}))
	}
	return nil
}

// closes lets the supervision close the scores of each quarter of the year that is over, some days after its end.
func (y *Year) closes() {
	for t := y.plan.Begin(); t.Before(y.plan.Until); t = t.AddDate(0, 1, 0) {
		yr, m, _ := t.In(office.Zone).Date()
		r := chance(y.plan.Seed, 14, int(m))
		if m%3 != 1 {
			continue
		}
		end := time.Date(yr, m, 1, 0, 0, 0, 0, office.Zone)
		before := end.AddDate(0, -1, 0)
		period := fmt.Sprintf("%d-Q%d", before.Year(), (int(before.Month())+2)/3)
		at := y.receiving(r, calendar.DateOf(end.AddDate(0, 0, 9)).At(9, 0))
		y.queue.add(at, func(ctx context.Context) error {
			who, ok := y.supervisor(r)
			if !ok {
				return nil
			}
			if err := y.visitsBoards(ctx, r, who, before, period); err != nil {
				return err
			}
			return y.took(y.office.CloseScores(ctx, who, office.Command{Client: "demo", Key: "scores/" + period}, period))
		})
	}
}
