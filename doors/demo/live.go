package demo

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/org"
)

// How often something happens while a demonstration is served.
// choice: a few acts a minute, so that a visitor sees lists move and can still read them.
const (
	beat      = 14 * time.Second // at least, and up to twice as long
	beatAhead = 6 * time.Second  // while work is overdue, as after days in which nobody served the city
)

// A Player lets a served demonstration live on at real time: people file through the portal at all hours, officers work
// in the hours of their desks. It knows nothing but what the office shows, so that it carries on where any run stopped;
// what was not done while nobody served the city is caught up step by step, and nothing is made up for those days.
//
// It leaves visitors alone: the desks of the accounts on the sign-in page are theirs, and so is every dossier whose
// people it did not make up itself.
type Player struct {
	y    *Year
	r    *rand.Rand
	own  map[string]bool // numbers of those with an account: their dossiers move by visitors' hands
	desk map[string]bool // units of the accounts' officers
}

// NewPlayer makes the player of an office that serves a demonstration.
func NewPlayer(ctx context.Context, o *office.Office, samples []byte) (*Player, error) {
	y := NewYear(Plan{Seed: rand.Uint64(), Until: o.Now(), Samples: samples})
	y.office, y.cal = o, o.World().Calendar
	var err error
	if y.cases, err = readCases(o.World(), y.plan); err != nil {
		return nil, err
	}
	if y.files, err = scans(ctx, o); err != nil {
		return nil, err
	}
	p := &Player{y: y, r: y.rng, own: map[string]bool{}, desk: map[string]bool{}}
	for _, r := range residents {
		p.own[r.party.Number] = true
	}
	for _, a := range Accounts {
		if person := o.World().Org.ByUsername(a.Username); person != nil {
			for _, post := range o.World().Org.PostsOf(person.ID, o.Now()) {
				p.desk[string(post.Unit)] = true
			}
		}
	}
	return p, nil
}

// Run plays until ctx ends. What goes wrong is told to report; a conflict with a visitor who was quicker is nothing wrong.
func (p *Player) Run(ctx context.Context, report func(error)) {
	for {
		overdue, err := p.Act(ctx)
		if err != nil && ctx.Err() == nil && fault.As(err) == nil {
			report(fmt.Errorf("the demonstration's player: %w", err))
		}
		wait := beat + time.Duration(p.r.Int64N(int64(beat)))
		if overdue {
			wait = beatAhead
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// Act does the next thing that somebody in the city would do now, perhaps nothing: at night and on days off only the
// portal hands something in. It says whether what was done was overdue.
func (p *Player) Act(ctx context.Context) (overdue bool, err error) {
	now := p.y.office.Now()
	p.y.clock.set(now)
	if p.r.IntN(100) < onlineRate(now) {
		return false, p.file(ctx, now)
	}
	if !p.y.cal.Receiving(now) {
		return false, nil
	}
	if p.r.IntN(12) == 0 {
		return false, p.visit(ctx, now)
	}
	if !p.y.cal.IsWorking(calendar.DateOf(now)) { // Saturday morning: desks receive, agencies rest
		return p.byRole(ctx, now, org.Receiver)
	}
	return p.byRole(ctx, now, org.Receiver, org.Specialist, org.Leader, org.Clerk, org.Cashier)
}

// onlineRate is how likely the next thing is a filing, of a hundred: most by day, few at night.
func onlineRate(now time.Time) int {
	return 1 + int(onlineHours[now.In(office.Zone).Hour()]/8)
}

// file is the national portal handing in a new dossier.
func (p *Player) file(ctx context.Context, now time.Time) error {
	c, err := p.coming(procedure.Online, now)
	if err != nil {
		return err
	}
	m, err := message(c, fmt.Sprintf("G%02d.%s-%08d", now.Year()%100, now.In(office.Zone).Format("060102"), p.r.IntN(100_000_000)))
	if err != nil {
		return err
	}
	_, err = p.y.office.Deliver(ctx, portal, m)
	return err
}

// visit is somebody at a counter.
func (p *Player) visit(ctx context.Context, now time.Time) error {
	c, err := p.coming(procedure.Desk, now)
	if err != nil {
		return err
	}
	who, ok := p.y.holder(p.r, c.desk, "receiver")
	if !ok || p.desk[c.desk] {
		return nil
	}
	id, err := p.y.office.NewID()
	if err != nil {
		return err
	}
	in := c.intake()
	in.FeePaid = p.y.costs(c)
	_, err = p.y.office.Receive(ctx, who, office.Command{}, office.On{ID: dossier.ID(id)}, in)
	return err
}

// coming is a dossier of a procedure that is open on the channel.
func (p *Player) coming(ch procedure.Channel, now time.Time) (coming, error) {
	for {
		code := pick(p.r, p.y.cases.procedures)
		if ch == procedure.Online && shares[code].online == 0 {
			continue
		}
		return p.y.coming(p.r, code, "", ch, nil, now)
	}
}

// byRole lets officers look at their desks until one of them finds something to do.
func (p *Player) byRole(ctx context.Context, now time.Time, roles ...org.Role) (overdue bool, err error) {
	var posts []*org.Post
	o := p.y.office.World().Org
	for _, u := range o.Units(now) {
		for _, post := range o.PostsIn(u.ID, now) {
			for _, role := range roles {
				if post.Role == role && !p.desk[string(u.ID)] {
					posts = append(posts, post)
				}
			}
		}
	}
	p.r.Shuffle(len(posts), func(i, j int) { posts[i], posts[j] = posts[j], posts[i] })
	for _, post := range posts[:min(40, len(posts))] {
		who := whoOf(o, post)
		done, overdue, err := p.work(ctx, who)
		if done || err != nil {
			return overdue, err
		}
	}
	return false, nil
}

// work is one officer at their desk: first what waits to be received, then tasks, then results to hand over.
func (p *Player) work(ctx context.Context, who office.Who) (done, overdue bool, err error) {
	read := p.y.office.Read(ctx, who)
	if who.Role == string(org.Receiver) {
		if done, overdue, err = p.desks(ctx, read, who); done || err != nil {
			return done, overdue, err
		}
	}
	tasks, err := read.Worklist(office.Filter{Limit: 5})
	if err != nil {
		return false, false, err
	}
	for i := range tasks.Rows {
		t := &tasks.Rows[i]
		if t.Holder.ID != "" && !t.Mine || left(t.ID) {
			continue
		}
		v, err := p.look(read, t.ID)
		if v == nil || err != nil {
			return false, false, err
		}
		return true, t.Late, p.step(ctx, who, v, t)
	}
	return false, false, nil
}

// desks is what a receiving officer finds beside tasks.
func (p *Player) desks(ctx context.Context, read *office.Reader, who office.Who) (done, overdue bool, err error) {
	waiting, err := read.Unreceived(office.Filter{Limit: 5})
	if err != nil {
		return false, false, err
	}
	ready, err := read.Dossiers(office.Filter{States: []dossier.State{dossier.Completed}, Unit: who.Unit, By: "reception", Limit: 5})
	if err != nil {
		return false, false, err
	}
	for _, row := range append(waiting.Rows, ready.Rows...) {
		if left(row.ID) || row.State == dossier.Completed && p.r.IntN(3) > 0 {
			continue // not everybody comes at once
		}
		v, err := p.look(read, row.ID)
		if v == nil || err != nil {
			continue
		}
		on := office.On{ID: v.ID, Seen: v.Version}
		switch {
		case row.State == dossier.Completed:
			if v.Return == "post" && v.Hand == dossier.HandAtDesk {
				k := dossier.Posting{Carrier: madeUp.Carrier, Waybill: fmt.Sprintf("VD%09dVN", p.r.IntN(1_000_000_000)), Day: p.y.office.Now()}
				return true, false, p.y.office.Post(ctx, who, office.Command{}, on, k)
			}
			h := dossier.HandOver{Manner: v.Return, Receiver: v.Parties.Applicant}
			return true, false, p.y.office.HandOver(ctx, who, office.Command{}, on, h)
		case p.r.IntN(30) == 0:
			return true, row.Late, p.y.office.Decline(ctx, who, office.Command{}, on, one(p.r, madeUp.Declines))
		default:
			_, err := p.y.office.Receive(ctx, who, office.Command{}, on, office.Intake{Return: one(p.r, []string{"desk", "electronic"})})
			return true, row.Late, err
		}
	}
	return false, false, nil
}

// left says that a dossier is one of those that stay lying, so that a served city always has some that are late.
func left(id string) bool {
	h := fnv.New32a()
	h.Write([]byte(id))
	return h.Sum32()%9 == 0
}

// look opens a dossier; nil when its people are not of the demonstration's making, or have an account.
func (p *Player) look(read *office.Reader, id string) (*office.DossierView, error) {
	v, err := read.Dossier(dossier.ID(id), "read.desk")
	if err != nil {
		if errors.Is(err, context.Canceled) || fault.As(err) == nil {
			return nil, err
		}
		return nil, nil
	}
	for _, q := range v.Parties.All() {
		serial := len(q.Number) == 12 && q.Number[6:8] == "99" || len(q.Number) == 10 && strings.HasPrefix(q.Number, "99")
		if !serial || p.own[q.Number] {
			return nil, nil
		}
	}
	return v, nil
}

// step ends a task.
func (p *Player) step(ctx context.Context, who office.Who, v *office.DossierView, t *office.TaskRow) error {
	task := v.Task(t.Token)
	if task == nil || !task.Open() {
		return nil
	}
	on := office.On{ID: v.ID, Seen: v.Version, Token: t.Token}
	switch {
	case task.Giver():
		return p.y.office.Send(ctx, who, office.Command{}, on, "")
	case task.OnWay(): // first the papers, then the work
		return p.y.office.Confirm(ctx, who, office.Command{}, on, "")
	}
	l := &life{y: p.y, r: p.r}
	for _, s := range v.History {
		l.proposed = l.proposed || s.Outcome == "propose-refusal"
	}
	a, f := p.y.outcome(l, v.Dossier, task)
	if a == dossier.ActIssue {
		f.Number = fmt.Sprintf("%d/KQ-TD", 1000+p.r.IntN(9000))
	}
	return p.y.office.Finish(ctx, who, office.Command{}, on, a, f)
}
