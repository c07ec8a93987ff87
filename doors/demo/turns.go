package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/calendar"
)

// What a scene's dossier goes through before it is left as it is.
const (
	turnAsk      = "ask"      // papers are asked for
	turnSupplied = "supplied" // and brought
	turnWithdraw = "withdraw" // it is asked back
)

// turns draws what happens to a dossier beside its steps in law: papers asked for, an opinion, a withdrawal, an apology.
// choice: shares as desks tell of them: about one in twenty is asked for papers.
func (y *Year) turns(l *life, d *dossier.Dossier) {
	r := chance(y.plan.Seed, 11, l.n)
	if l.scene != nil {
		switch l.scene.turn {
		case turnAsk, turnSupplied:
			y.asks(l, r, 12)
		case turnWithdraw:
			y.withdraws(l, r, 12)
		}
		return
	}
	y.apologies(l, d, r)
	switch n := r.IntN(1000); {
	case n < 60:
		y.asks(l, r, 10+150*r.Float64())
	case n < 72:
		y.withdraws(l, r, 20+200*r.Float64())
	case n < 100:
		y.consults(l, r, 15+90*r.Float64())
	}
}

// at makes an appointment with a dossier as it then is, while it is worked on.
func (y *Year) at(l *life, r *rand.Rand, minutes float64, do func(context.Context, *dossier.Dossier) error) {
	y.queue.add(y.later(r, minutes), func(ctx context.Context) error {
		d := y.last(l)
		if d == nil || d.State.Terminal() || d.State == dossier.Completed {
			return nil
		}
		return do(ctx, d)
	})
}

// examining is an open examination of a dossier that nobody waits for.
func examining(d *dossier.Dossier) *dossier.Task {
	if d.State != dossier.Received && d.State != dossier.Processing {
		return nil
	}
	for i := range d.Tasks {
		if t := &d.Tasks[i]; t.Open() && t.Work == procedure.Examine {
			return t
		}
	}
	return nil
}

// rule is the rule for papers that a dossier is under.
func (y *Year) rule(d *dossier.Dossier) procedure.Supplement {
	w := y.office.World()
	return d.SupplementRule(w.Procedures.Version(d.Procedure, d.ProcVersion).Case(d.Case), w.General)
}

// asks lets an examiner ask for papers once, soon enough by the rule; most applicants answer.
func (y *Year) asks(l *life, r *rand.Rand, minutes float64) {
	y.at(l, r, minutes, func(ctx context.Context, d *dossier.Dossier) error {
		t := examining(d)
		by, dated := d.AskBy(y.rule(d), y.cal)
		if t == nil || l.rests(d) || len(d.Asks) > 0 || dated && calendar.DateOf(y.clock.Now()) > by {
			return nil
		}
		who, ok := y.worker(r, t)
		if !ok {
			return nil
		}
		k := dossier.Asking{Reason: "incomplete", Words: one(r, madeUp.Asks), Items: []dossier.AskedItem{{Paper: 0, Words: one(r, madeUp.Missing)}}}
		if len(d.Papers) == 0 {
			k.Items[0].Paper = -1
		}
		if err := y.took(y.office.Ask(ctx, who, y.command("ask", d), office.On{ID: d.ID, Token: t.Token}, k)); err != nil {
			return err
		}
		if l.scene != nil && l.scene.turn == turnSupplied || l.scene == nil && r.IntN(100) < 85 {
			y.supplies(l, r, 25+900*r.Float64())
		}
		return nil
	})
}

// supplies lets the applicant bring to the counter what was asked for; somebody confirms it later, once in a while only
// after more was brought.
func (y *Year) supplies(l *life, r *rand.Rand, minutes float64) {
	if l.scene != nil {
		minutes = 30
	}
	y.at(l, r, minutes, func(ctx context.Context, d *dossier.Dossier) error {
		a := d.Asked()
		who, ok := y.holder(r, d.Reception, "receiver")
		if a == nil || !a.Supplied.IsZero() || d.State != dossier.Supplement || !ok {
			return nil
		}
		k := dossier.Supplying{Words: one(r, madeUp.Brought)}
		for _, n := range a.Papers {
			if n >= 0 {
				k.Papers = append(k.Papers, dossier.PaperHanded{Index: n, Originals: 1})
			}
		}
		if err := y.took(y.office.Supply(ctx, who, y.command("supply", d), office.On{ID: d.ID}, k)); err != nil || l.scene != nil {
			return err
		}
		lacks := r.IntN(100) < 12 && len(a.Answers) == 0
		y.at(l, r, 20+300*r.Float64(), func(ctx context.Context, d *dossier.Dossier) error {
			who, ok := y.holder(r, d.Reception, "receiver")
			if a := d.Asked(); a == nil || a.Supplied.IsZero() || d.State != dossier.Supplement || !ok {
				return nil
			}
			if lacks {
				y.supplies(l, r, 100+500*r.Float64())
				return y.took(y.office.Insist(ctx, who, y.command("insist", d), office.On{ID: d.ID}, one(r, madeUp.Missing)))
			}
			return y.took(y.office.Accept(ctx, who, y.command("accept", d), office.On{ID: d.ID}))
		})
		return nil
	})
}

// withdraws lets the applicant ask for the dossier back at the counter; most are granted.
func (y *Year) withdraws(l *life, r *rand.Rand, minutes float64) {
	y.at(l, r, minutes, func(ctx context.Context, d *dossier.Dossier) error {
		who, ok := y.holder(r, d.Reception, "receiver")
		if !ok || l.rests(d) || d.State != dossier.Received && d.State != dossier.Processing {
			return nil
		}
		if err := y.took(y.office.Withdraw(ctx, who, y.command("withdraw", d), office.On{ID: d.ID}, one(r, madeUp.Withdrawn))); err != nil || l.scene != nil {
			return err
		}
		y.grants(l, r)
		return nil
	})
}

// grants lets the desk give the papers back, or now and then a leader keep the dossier.
func (y *Year) grants(l *life, r *rand.Rand) {
	y.at(l, r, 60+500*r.Float64(), func(ctx context.Context, d *dossier.Dossier) error {
		if d.State != dossier.Withdrawal {
			return nil
		}
		if leader, led := y.holder(r, d.Competent, "leader"); led && r.IntN(4) == 0 {
			return y.took(y.office.Retain(ctx, leader, y.command("retain", d), office.On{ID: d.ID}, madeUp.Retained))
		}
		who, ok := y.holder(r, d.Reception, "receiver")
		if !ok {
			return nil
		}
		return y.took(y.office.Grant(ctx, who, y.command("grant", d), office.On{ID: d.ID}, dossier.Stopping{Reason: "withdrawn", Papers: true}))
	})
}

// consulted is whom an agency of the city asks for its opinion.
const consulted, consultedRole = "so-xay-dung", "specialist"

// consults lets an examiner ask another unit, which answers in its time or a little later.
func (y *Year) consults(l *life, r *rand.Rand, minutes float64) {
	y.at(l, r, minutes, func(ctx context.Context, d *dossier.Dossier) error {
		t := examining(d)
		if t == nil || l.rests(d) || t.Unit == consulted {
			return nil
		}
		who, ok := y.worker(r, t)
		if !ok {
			return nil
		}
		k := dossier.Consulting{Unit: consulted, Role: consultedRole, Question: one(r, madeUp.Questions), Limit: calendar.Limit{N: 2, Unit: calendar.WorkingDay}}
		if err := y.took(y.office.Consult(ctx, who, y.command("consult", d), office.On{ID: d.ID, Token: t.Token}, k)); err != nil {
			return err
		}
		y.answers(l, r)
		return nil
	})
}

// answers lets the unit that was asked give its opinion.
func (y *Year) answers(l *life, r *rand.Rand) {
	y.at(l, r, 100+1000*r.Float64(), func(ctx context.Context, d *dossier.Dossier) error {
		i := slices.IndexFunc(d.Tasks, func(t dossier.Task) bool { return t.Asked != nil && t.Open() })
		if i < 0 || d.State == dossier.Withdrawal {
			return nil
		}
		who, ok := y.worker(r, &d.Tasks[i])
		if !ok {
			return nil
		}
		return y.took(y.office.Answer(ctx, who, y.command("answer", d), office.On{ID: d.ID, Token: d.Tasks[i].Token}, "agree", one(r, madeUp.Opinions)))
	})
}

// apologies lets leaders apologise: for a dossier that will be late in time and with a new date, for one that is late
// already some days after.
func (y *Year) apologies(l *life, d *dossier.Dossier, r *rand.Rand) {
	if d.Promise.At.IsZero() || d.Promise.SameDay {
		return
	}
	left := float64(y.cal.WorkingMinutes(y.clock.Now(), d.Promise.At))
	if l.pace > 1.1 && r.IntN(3) > 0 {
		y.at(l, r, left*0.6, func(ctx context.Context, d *dossier.Dossier) error {
			by, ok := d.ApologyBy(y.cal)
			if !ok || calendar.DateOf(y.clock.Now()) > by || d.Promise.Extended() || !running(d) {
				return nil
			}
			day, err := y.cal.AddMinutes(d.Promise.At, 5*8*60)
			if err != nil {
				return nil //nolint:nilerr // beyond the calendar: nothing is promised there
			}
			return y.apologise(ctx, r, d, day)
		})
	}
	late := r.IntN(100) < 80
	y.at(l, r, left+480+900*r.Float64(), func(ctx context.Context, d *dossier.Dossier) error {
		if !late || !d.OwesApology(y.clock.Now()) || !running(d) {
			return nil
		}
		return y.apologise(ctx, r, d, time.Time{})
	})
}

// running says whether a leader may apologise as the dossier stands.
func running(d *dossier.Dossier) bool {
	return d.State == dossier.Received || d.State == dossier.Processing || d.State == dossier.Paying
}

func (y *Year) apologise(ctx context.Context, r *rand.Rand, d *dossier.Dossier, to time.Time) error {
	leader, ok := y.holder(r, d.Competent, "leader")
	if !ok {
		return nil
	}
	k := dossier.Apologising{To: to, Reason: one(r, []string{"overload", "opinion-late", "system-down"}), Fault: d.Competent, Words: one(r, madeUp.Apologies)}
	return y.took(y.office.Apologise(ctx, leader, y.command("apologise", d), office.On{ID: d.ID}, k))
}

// amends lets a leader put a right result in the place of a wrong one before it is fetched, now and then.
func (y *Year) amends(l *life, d *dossier.Dossier) {
	r := chance(y.plan.Seed, 12, l.n)
	if l.scene != nil || r.IntN(1000) >= 12 || d.Result.Number == "" {
		return
	}
	y.queue.add(y.later(r, 2+10*r.Float64()), func(ctx context.Context) error {
		d := y.last(l)
		if d == nil || d.State != dossier.Completed {
			return nil
		}
		leader, ok := y.holder(r, d.Competent, "leader")
		if !ok {
			return nil
		}
		y.issued[d.Competent]++
		k := dossier.Amending{Number: fmt.Sprintf("%d/DC-TD", y.issued[d.Competent]), Reason: "result-wrong", Words: madeUp.Amended}
		return y.took(y.office.Amend(ctx, leader, y.command("amend", d), office.On{ID: d.ID}, k))
	})
}
