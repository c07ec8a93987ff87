package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/org"
)

// mondays and the like: how much comes on a weekday, Sunday first.
var (
	counterDays = [7]float64{0, 1.35, 1.1, 1, 0.95, 0.9, 0.3}
	onlineDays  = [7]float64{0.3, 1.3, 1.1, 1, 0.95, 0.9, 0.4}
)

// A day of the year with how much comes at its counters and online.
type day struct {
	date            calendar.Date
	counter, online float64
}

// days weighs each day of the year: the first working days after a holiday and the weeks after Tết bring more, those
// before Tết and the end of the year less.
func (y *Year) days() []day {
	from, to := calendar.DateOf(y.plan.Begin()), calendar.DateOf(y.plan.Until)
	var out []day
	closed := 0
	for d := from; d <= to; d++ {
		t := noon(d)
		season := y.season(d, t)
		day := day{date: d, online: onlineDays[t.Weekday()] * season}
		hours := y.cal.ReceptionHours(d)
		switch {
		case len(hours) == 0:
			closed++
			if kind := y.cal.Day(d).Kind; kind != calendar.WeeklyRest {
				day.online = 0.12
			}
		default:
			day.counter = counterDays[t.Weekday()] * season
			if t.Weekday() == time.Sunday || day.counter == 0 { // a make-up day
				day.counter = 0.7 * season
			}
			if closed > 2 {
				day.counter, day.online = day.counter*1.45, day.online*1.3
			}
			closed = 0
		}
		out = append(out, day)
	}
	return out
}

func (y *Year) season(d calendar.Date, t time.Time) float64 {
	s := 1.0
	for _, year := range []int{t.Year(), t.Year() + 1} {
		if info, err := y.cal.Year(year); err == nil {
			switch n := int(d - info.Tet); {
			case n >= 0 && n <= 28:
				s *= 1.35
			case n < 0 && n >= -10:
				s *= 0.65
			}
		}
	}
	switch {
	case t.Month() == time.December && t.Day() > 10:
		s *= 0.8
	case t.Month() >= time.June && t.Month() <= time.August:
		s *= 1.1 // schools enrol
	}
	return s
}

// noon of a day in the city; weekday and month are read from it.
func noon(d calendar.Date) time.Time {
	return d.At(12, 0).In(office.Zone)
}

// arrivals puts every dossier's first appointment into the queue. Each has a chance of its own, drawn from the seed and
// its number, so that what one does changes no other.
func (y *Year) arrivals() {
	days := y.days()
	last := len(days) - 1
	split := y.split(days)
	counter, online := make([]float64, last), make([]float64, last)
	for i, d := range days[:last] {
		counter[i], online[i] = d.counter, d.online
	}
	for n := range max(0, y.plan.Dossiers-len(y.scenes)) {
		from, to := split(n)
		y.arrival(n, days[from:to], counter[from:to], online[from:to])
	}
	// The last day's own come on top, so that the year before it does not depend on the hour at which it is played.
	all := 0.0
	for _, d := range days {
		all += d.counter + d.online
	}
	today := days[last:]
	for n := range int(float64(y.plan.Dossiers)*(today[0].counter+today[0].online)/all + 0.5) {
		y.arrival(y.plan.Dossiers+n, today, []float64{today[0].counter}, []float64{today[0].online})
	}
}

// split says on which of the days the n-th dossier comes, from and to: on any before the last one, but half of them before a
// reorganisation where one comes.
func (y *Year) split(days []day) func(n int) (from, to int) {
	last := len(days) - 1
	if y.plan.Change == nil {
		return func(int) (int, int) { return 0, last }
	}
	const eve = 16 // days: what comes earlier is over by the night
	night := slices.IndexFunc(days, func(d day) bool { return d.date >= calendar.DateOf(y.plan.Change.Moment) })
	return func(n int) (int, int) {
		if n < y.plan.Dossiers/2 {
			return max(0, night-eve), night
		}
		return night, last
	}
}

// arrival is the n-th dossier on its way.
func (y *Year) arrival(n int, days []day, counter, online []float64) {
	r := rand.New(rand.NewPCG(y.plan.Seed, uint64(n)+100))
	code := pick(r, y.cases.procedures)
	ch := procedure.Desk
	switch s := r.IntN(1000); {
	case s < 10*shares[code].online:
		ch = procedure.Online
	case s > 990 && code != "2.000815" && code != "1.004194":
		ch = procedure.Post
	}
	var at time.Time
	if ch == procedure.Online {
		at = onlineTime(r, days[draw(r, online)].date)
	} else {
		i := draw(r, counter)
		if counter[i] == 0 {
			return // a day without reception
		}
		at = y.counterTime(r, days[i].date)
	}
	l := &life{y: y, r: r, n: n, pace: pace(r)}
	y.queue.add(at, func(ctx context.Context) error {
		c, err := y.coming(r, code, "", ch, nil, y.clock.Now())
		if err != nil {
			return err
		}
		y.began()
		return y.arrive(ctx, l, c)
	})
}

// began counts a dossier that has come.
func (y *Year) began() {
	y.begun++
	if y.plan.Progress != nil {
		y.plan.Progress(y.begun, y.plan.Dossiers)
	}
}

// draw gives a place by its weight.
func draw(r *rand.Rand, weights []float64) int {
	all := 0.0
	for _, w := range weights {
		all += w
	}
	x := r.Float64() * all
	for i, w := range weights {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// onlineHours says how much comes in each hour: people file from work, dip at lunch and again after dinner.
var onlineHours = []float64{2, 1, 1, 1, 1, 2, 6, 18, 60, 95, 100, 70, 30, 50, 90, 95, 80, 50, 25, 30, 45, 48, 30, 10}

func onlineTime(r *rand.Rand, d calendar.Date) time.Time {
	return d.At(draw(r, onlineHours), r.IntN(60)).Add(time.Duration(r.IntN(60)) * time.Second)
}

// counterTime lies in the hours of reception, most of it in the middle of the morning.
func (y *Year) counterTime(r *rand.Rand, d calendar.Date) time.Time {
	hours := y.cal.ReceptionHours(d)
	weights := make([]float64, len(hours))
	for i, h := range hours {
		weights[i] = float64(h.To-h.From) * []float64{1.25, 1}[min(i, 1)]
	}
	h := hours[draw(r, weights)]
	// The sum of two draws has its peak in the middle; the first and last minutes are quiet.
	share := (r.Float64() + r.Float64()) / 2
	minute := int(h.From) + int(share*float64(h.To-h.From-1))
	return d.At(0, minute).Add(time.Duration(r.IntN(60)) * time.Second)
}

// arrive hands a dossier in by its channel.
func (y *Year) arrive(ctx context.Context, l *life, c coming) error {
	if c.channel != procedure.Online {
		return y.receiveAtCounter(ctx, l, c)
	}
	switch n := l.r.IntN(100); {
	case n < 5:
		return y.assist(ctx, l, c)
	default:
		return y.deliver(ctx, l, c)
	}
}

// receiveAtCounter is a reception at a desk, or of a letter.
func (y *Year) receiveAtCounter(ctx context.Context, l *life, c coming) error {
	who, ok := y.holder(l.r, c.desk, "receiver")
	if !ok {
		return nil // nobody sits there today
	}
	id, err := y.newID()
	if err != nil {
		return err
	}
	in := c.intake()
	in.FeePaid = l.r.IntN(100) < 85
	if in.FeePaid {
		in.FeePaid = y.costs(c)
	}
	y.lives[id] = l
	_, err = y.office.Receive(ctx, who, office.Command{Client: "demo", Key: "receive/" + string(id)}, office.On{ID: id}, in)
	return y.took(err)
}

// costs says whether the case has a fee on its channel: nobody pays nothing.
func (y *Year) costs(c coming) bool {
	rec := y.office.World().Procedures.Version(c.procedure, c.version)
	bill, err := rec.Case(c.id).Bill(c.channel, c.values, y.clock.Now(), nil)
	return err == nil && bill.Total > 0
}

// assist is an online filing that an officer types for somebody at the counter.
func (y *Year) assist(ctx context.Context, l *life, c coming) error {
	now := y.clock.Now()
	if !y.cal.Receiving(now) {
		at, err := y.cal.NextReception(now)
		if err != nil {
			return err
		}
		y.queue.add(at.Add(time.Duration(l.r.IntN(7200))*time.Second), func(ctx context.Context) error { return y.assist(ctx, l, c) })
		return nil
	}
	help := one(l.r, y.cases.desks)
	who, ok := y.holder(l.r, help, "receiver")
	if !ok {
		return y.deliver(ctx, l, c)
	}
	id, err := y.newID()
	if err != nil {
		return err
	}
	in := c.intake()
	in.Help = help
	in.Assisted = &dossier.Assistance{Officer: who.Person, Unit: help, Confirmed: now, How: one(l.r, []string{"signed-slip", "spoken", "otp"})}
	y.lives[id] = l
	_, err = y.office.File(ctx, who, office.Command{Client: "demo", Key: "file/" + string(id)}, id, in)
	return y.took(err)
}

// deliver is the national portal handing a dossier over; some messages come twice.
func (y *Year) deliver(ctx context.Context, l *life, c coming) error {
	m, err := message(c, fmt.Sprintf("G%02d.%s-%07d", y.plan.Until.Year()%100, y.clock.Now().In(office.Zone).Format("060102"), l.n))
	if err != nil {
		return err
	}
	again := l.r.IntN(100) < 3
	rec, err := y.office.Deliver(ctx, portal, m)
	if err != nil {
		return y.took(err)
	}
	y.lives[rec.ID] = l
	if again { // the acknowledgement was lost on its way
		y.queue.add(y.clock.Now().Add(time.Duration(20+l.r.IntN(400))*time.Second), func(ctx context.Context) error {
			_, err := y.office.Deliver(ctx, portal, m)
			y.told = y.told[:0]
			return y.took(err)
		})
	}
	return y.took(nil)
}

// message is a dossier in the portal's envelope.
func message(c coming, code string) (office.Message, error) {
	body, err := json.Marshal(office.PortalFiling{
		Code: code, Procedure: c.procedure, Case: c.id, FormBy: c.version, Reception: c.desk, Parties: c.parties, Subject: c.subject,
		Values: c.values, Papers: c.papers, Files: c.files, Return: c.back,
	})
	if err != nil {
		return office.Message{}, fmt.Errorf("write the portal's message: %w", err)
	}
	return office.Message{System: "portal", ID: code, Body: body}, nil
}

// took counts an act.
func (y *Year) took(err error) error {
	y.counts.Acts++
	if err == nil {
		return nil
	}
	y.told = y.told[:0]
	y.counts.Refused++
	if y.counts.First == "" {
		y.counts.First = y.clock.Now().In(office.Zone).Format("2006-01-02 15:04 ") + err.Error()
	}
	if asked(err) {
		return nil
	}
	return err
}

func (y *Year) newID() (dossier.ID, error) {
	id, err := y.office.NewID()
	return dossier.ID(id), err
}

// holder gives an officer who holds the role in the unit at this moment; the first ones do most of the work.
func (y *Year) holder(r *rand.Rand, unit, role string) (office.Who, bool) {
	return holderOf(y.office, r, unit, role, y.clock.Now())
}

func holderOf(o *office.Office, r *rand.Rand, unit, role string, now time.Time) (office.Who, bool) {
	posts := o.World().Org
	var whos []weighted[office.Who]
	for _, p := range posts.PostsIn(unitID(unit), now) {
		if string(p.Role) != role {
			continue
		}
		who := whoOf(posts, p)
		whos = append(whos, weighted[office.Who]{who, max(1, 5-len(whos))})
	}
	if len(whos) == 0 {
		return office.Who{}, false
	}
	slices.SortStableFunc(whos, func(a, b weighted[office.Who]) int { return b.share - a.share })
	return pick(r, whos), true
}

// whoOf is an officer acting from a post.
func whoOf(o *org.Org, p *org.Post) office.Who {
	who := office.Who{
		Kind: access.Officer, Account: "officer:" + string(p.Person), Person: string(p.Person), Post: string(p.ID),
		Unit: string(p.Unit), Role: string(p.Role), Units: []string{string(p.Unit)},
	}
	if person := o.Person(p.Person); person != nil {
		who.Name = person.Name
	}
	return who
}
