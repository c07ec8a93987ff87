package demo

import (
	"cmp"
	"context"
	"slices"
	"time"

	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/calendar"
)

// A scene is a dossier of somebody with an account, brought to a state and left there, so that whoever signs in finds
// one in each main state.
type scene struct {
	resident  int    // with an account; -1 is anybody of the commune
	commune   string // for anybody
	desk      string // "" = the one that serves the owner
	hour      int    // of a counter's scene, 0 = any
	taker     string // account of the officer who takes the task that the scene ends with
	procedure procedure.ID
	id        string // of the case
	channel   procedure.Channel
	days      int  // working days before the last one
	own       bool // filed at the city's own page, not through the portal
	until     func(*dossier.Dossier) bool
	pace      float64 // of its officers; 0 is the usual one
	decline   bool
	refuse    bool
	turn      string // what happens to it beside its steps, "" for nothing
	rated     int    // points that its owner gives the result, 0 for no word
}

func inState(s dossier.State) func(*dossier.Dossier) bool {
	return func(d *dossier.Dossier) bool { return d.State == s }
}

// waitsToPay: the tax office has told what is due.
func waitsToPay(d *dossier.Dossier) bool {
	for _, t := range d.Tasks {
		if t.Open() && t.Work == procedure.Pay && t.Role == "cashier" {
			return true
		}
	}
	return false
}

// atApproval: a leader has it on the table.
func atApproval(d *dossier.Dossier) bool {
	for _, t := range d.Tasks {
		if t.Open() && t.Work == procedure.Approve {
			return true
		}
	}
	return false
}

// waitsItself: nobody has anything to do, time goes by.
func waitsItself(d *dossier.Dossier) bool {
	return slices.ContainsFunc(d.Timers, func(t dossier.Timer) bool { return t.Of == 0 })
}

// answered: papers were asked for and brought, and nobody has confirmed them.
func answered(d *dossier.Dossier) bool { return d.Asked() != nil && !d.Asked().Supplied.IsZero() }

func never(*dossier.Dossier) bool { return false }

var scenes = []scene{
	{resident: 0, procedure: "1.004873", id: "de-ket-hon", channel: procedure.Online, days: 0, own: true, until: inState(dossier.Filed)},
	{resident: 0, procedure: "1.013831", id: "chuyen-nhuong", channel: procedure.Desk, days: 6, until: waitsToPay},
	{resident: 0, procedure: "1.001193", id: "co-giay-chung-sinh", channel: procedure.Online, days: 3, until: inState(dossier.Completed)},
	{resident: 0, procedure: "2.000635", id: "ca-nhan", channel: procedure.Online, days: 40, own: true, until: never},
	{resident: 0, procedure: "1.004194", id: "ca-nhan", channel: procedure.Online, days: 1, until: inState(dossier.Received)},
	{resident: 0, procedure: "3.000333", id: "phieu-so-1", channel: procedure.Online, days: 25, own: true, decline: true, until: never},
	{resident: 1, procedure: "1.013225", id: "nha-o", channel: procedure.Desk, days: 5, until: atApproval},
	{resident: 1, procedure: "1.001612", id: "ca-nhan", channel: procedure.Online, days: 9, until: inState(dossier.Processing)},
	{resident: 1, procedure: "2.000815", id: "ban-giay", channel: procedure.Desk, days: 60, until: never},
	{resident: 1, procedure: "9.000001", id: "thua-dat", channel: procedure.Online, days: 30, own: true, refuse: true, until: never},
	{resident: 1, procedure: "3.000333", id: "phieu-so-2", channel: procedure.Online, days: 0, until: inState(dossier.Filed)},
	{resident: 1, procedure: "1.012897", id: "truoc-06-6-2013", channel: procedure.Online, days: 16, until: waitsItself},
	{resident: 0, procedure: "1.012897", id: "truoc-06-6-2013", channel: procedure.Desk, days: 70, pace: 0.2, until: never},
	{resident: 2, procedure: "2.001827", id: "cap-moi", channel: procedure.Online, days: 8, own: true, until: inState(dossier.Processing)},
	{resident: 2, procedure: "1.009642", id: "chap-thuan", channel: procedure.Desk, days: 12, until: atApproval},
	{resident: 2, procedure: "9.000002", id: "am-thuc", channel: procedure.Online, days: 45, rated: 4, until: never},
	{resident: 0, procedure: "1.009642", id: "chap-thuan", channel: procedure.Online, days: 1, turn: turnAsk, until: inState(dossier.Supplement)},
	{resident: 1, procedure: "1.013225", id: "nha-o", channel: procedure.Desk, days: 2, turn: turnSupplied, until: answered},
	{resident: 2, procedure: "1.009642", id: "chap-thuan", channel: procedure.Desk, days: 1, turn: turnWithdraw, until: inState(dossier.Withdrawal)},
	{resident: 2, procedure: "9.000002", id: "su-kien", channel: procedure.Online, days: 0, own: true, until: inState(dossier.Filed)},
}

// fetched are results that their owners have in their hands: one may be rated today, one was rated badly and the leader has answered. They
// stand behind all others, whose chance goes by their place.
var fetched = []scene{
	{resident: 0, procedure: "2.000815", id: "ban-giay", channel: procedure.Desk, days: 3, until: never},
	{resident: 0, procedure: "2.000635", id: "ca-nhan", channel: procedure.Desk, days: 14, rated: 2, until: never},
}

// inUnit: an officer of a role in a unit has to do something.
func inUnit(unit, role string) func(*dossier.Dossier) bool {
	return func(d *dossier.Dossier) bool {
		for _, t := range d.Tasks {
			if t.Open() && !t.OnWay() && t.Unit == unit && t.Role == role {
				return true
			}
		}
		return false
	}
}

// The desks of those with an account, where visitors work.
const (
	branch7  = "chi-nhanh-7"
	branch1  = "chi-nhanh-1"
	land7    = "van-phong-dang-ky-dat-dai-7"
	district = "09556" // Hà Đông's code: branch 7 and branch 7 of the land office serve it
	centre   = "00004" // Ba Đình's: branch 1 serves it
)

// atDesks are scenes of the desks: whoever signs in as an officer finds work in time, due today and late.
func atDesks() []scene {
	land := func(days int) scene {
		return scene{resident: -1, commune: district, desk: branch7, procedure: "1.013831", channel: procedure.Desk, days: days, until: inUnit(land7, "specialist")}
	}
	copies := func(hour int, until func(*dossier.Dossier) bool) scene {
		return scene{resident: -1, commune: district, desk: branch7, procedure: "2.000815", channel: procedure.Desk, hour: hour, until: until}
	}
	filed := func(p procedure.ID, commune, desk string, days int) scene {
		return scene{resident: -1, commune: commune, desk: desk, procedure: p, channel: procedure.Online, days: days, until: inState(dossier.Filed)}
	}
	left := func(p procedure.ID, commune, desk string, days int, until func(*dossier.Dossier) bool) scene {
		return scene{resident: -1, commune: commune, desk: desk, procedure: p, channel: procedure.Desk, days: days, until: until}
	}
	out := []scene{
		filed("1.001193", district, branch7, 0), filed("2.000635", district, branch7, 0), filed("1.004873", district, branch7, 1), filed("1.013831", district, branch7, 2),
		filed("1.001612", centre, branch1, 0), filed("1.000656", centre, branch1, 0), filed("3.000333", centre, branch1, 2),
	}
	for i, days := range []int{11, 9, 7, 7, 6, 5, 4, 3, 2, 1} {
		s := land(days)
		if i%2 == 0 {
			s.taker = "vanbinh.dd"
		}
		out = append(out, s)
	}
	out = append(out, left("2.000635", district, branch7, 0, inState(dossier.Received))) // to be settled in one sitting
	for range 5 {
		out = append(out, copies(15, atApproval))
	}
	out = append(out, copies(16, inState(dossier.Received)), copies(16, inState(dossier.Received)))
	for hour := range 3 { // signed within the hour after three o'clock, and due the next day
		s := copies(15, inUnit(branch7, "clerk"))
		s.pace = 0.06 + 0.02*float64(hour)
		out = append(out, s)
	}
	for _, days := range []int{9, 6, 4} {
		out = append(out, left("1.013831", district, branch7, days, waitsToPay))
	}
	for _, days := range []int{1, 0} {
		out = append(out, left("3.000333", district, branch7, days, inUnit(branch7, "receiver")), left("3.000333", centre, branch1, days, inUnit(branch1, "receiver")))
	}
	for _, days := range []int{12, 3, 1} {
		out = append(out, left("2.000635", district, branch7, days, inState(dossier.Completed)), left("1.000894", centre, branch1, days, inState(dossier.Completed)))
	}
	return out
}

// stages puts the scenes' first appointments into the queue.
func (y *Year) stages() {
	for i, s := range y.scenes {
		r := chance(y.plan.Seed, 7, i)
		d := calendar.DateOf(morning(y.plan.Until)) - 1
		for n := s.days; ; d-- {
			if y.cal.IsWorking(d) {
				if n--; n < 0 {
					break
				}
			}
		}
		at := y.counterTime(r, d)
		switch {
		case s.days == 0 && s.channel == procedure.Online:
			at = d.At(15, 30).Add(time.Duration(r.IntN(6*3600)) * time.Second)
		case s.hour > 0:
			at = d.At(s.hour, 5).Add(time.Duration(r.IntN(1800)) * time.Second)
		}
		l := &life{y: y, r: r, n: 900_000 + i, pace: cmp.Or(s.pace, 0.35), hold: s.until, beside: true, scene: &s}
		y.queue.add(at, func(ctx context.Context) error { return y.stage(ctx, l) })
	}
}

// stage begins a scene.
func (y *Year) stage(ctx context.Context, l *life) error {
	s := l.scene
	who, party := office.Who{}, dossier.Party{}
	if s.resident >= 0 {
		who, party = resident(y.office, s.resident)
	} else {
		party = y.owner(l.r, s.procedure, place{s.commune, office.CommuneList}, y.clock.Now())
	}
	c, err := y.coming(l.r, s.procedure, s.id, s.channel, &party, y.clock.Now())
	if err != nil {
		return err
	}
	c.parties.Applicant, c.back = party, "desk"
	signs(c.values, party)
	if s.desk != "" {
		c.desk = s.desk
	}
	y.began()
	switch {
	case s.channel == procedure.Desk:
		return y.receiveAtCounter(ctx, l, c)
	case s.own:
		id, err := y.newID()
		if err != nil {
			return err
		}
		y.lives[id] = l
		_, err = y.office.File(ctx, who, office.Command{Client: who.Account, Key: "file/" + string(id)}, id, c.intake())
		return y.took(err)
	}
	return y.deliver(ctx, l, c)
}

// taken lets the scene's officer take the task that the scene ends with.
func (y *Year) taken(l *life, d *dossier.Dossier) {
	if l.scene == nil || l.scene.taker == "" || l.took {
		return
	}
	l.took = true
	y.queue.add(y.later(l.r, 20+60*l.r.Float64()), func(ctx context.Context) error {
		posts := y.office.World().Org
		person := posts.ByUsername(l.scene.taker)
		for i := range d.Tasks {
			t := &d.Tasks[i]
			for _, p := range posts.PostsIn(unitID(t.Unit), y.clock.Now()) {
				if t.Open() && p.Person == person.ID && string(p.Role) == t.Role {
					return y.took(y.office.Claim(ctx, whoOf(posts, p), y.command("claim", d), office.On{ID: d.ID, Token: t.Token}))
				}
			}
		}
		return nil
	})
}
