package demo

import (
	"context"

	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/calendar"
)

// A scene is a dossier of somebody with an account, brought to a state and left there, so that whoever signs in finds
// one in each main state.
type scene struct {
	resident  int
	procedure procedure.ID
	id        string // of the case
	channel   procedure.Channel
	days      int  // working days before the last one
	own       bool // filed at the city's own page, not through the portal
	until     func(*dossier.Dossier) bool
	decline   bool
	refuse    bool
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
	{resident: 2, procedure: "2.001827", id: "cap-moi", channel: procedure.Online, days: 8, own: true, until: inState(dossier.Processing)},
	{resident: 2, procedure: "1.009642", id: "chap-thuan", channel: procedure.Desk, days: 12, until: atApproval},
	{resident: 2, procedure: "9.000002", id: "am-thuc", channel: procedure.Online, days: 45, until: never},
	{resident: 2, procedure: "9.000002", id: "su-kien", channel: procedure.Online, days: 0, own: true, until: inState(dossier.Filed)},
}

// scenes puts the scenes' first appointments into the queue.
func (y *Year) scenes() {
	for i, s := range scenes {
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
		if s.days == 0 {
			at = onlineTime(r, d)
		}
		l := &life{y: y, r: r, n: 900_000 + i, pace: 0.35, hold: s.until, beside: true, scene: &scenes[i]}
		y.queue.add(at, func(ctx context.Context) error {
			who, party := resident(y.office, s.resident)
			c, err := y.coming(r, s.procedure, s.id, s.channel, &party, y.clock.Now())
			if err != nil {
				return err
			}
			c.parties.Applicant, c.back = party, "desk"
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
		})
	}
}
