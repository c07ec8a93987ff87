package demo

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/org"
)

// A life is one dossier on its way through the city.
type life struct {
	y        *Year
	r        *rand.Rand // this dossier's own chance
	n        int
	id       dossier.ID
	pace     float64 // of the time that the process gives to a step; above one it comes late
	met      int     // tokens that have their appointments
	timed    int     // tokens of timers that have theirs
	filed    bool    // reception has its appointment
	ready    bool    // hand-over has its appointment
	beside   bool    // what happens beside the steps was drawn
	turned   bool    // what happens beside the steps by law was drawn
	proposed bool    // somebody proposed to refuse
	hold     func(*dossier.Dossier) bool
	scene    *scene // of somebody with an account, or nil
	seated   seat   // whether it is settled in one sitting
	took     bool   // the scene's officer has an appointment to take its last task
	sure     bool   // it was open in the night of a reorganisation: nobody lets it lie
}

// rests says whether nothing more is to be done on the dossier.
func (l *life) rests(d *dossier.Dossier) bool {
	return d == nil || d.State.Terminal() || l.hold != nil && l.hold(d)
}

// pace draws how quickly a dossier is worked on.
// choice: about one in twenty comes late by the agency's own doing; units that are slow come on top.
func pace(r *rand.Rand) float64 {
	if r.IntN(100) < 6 {
		return 1.35 + r.Float64()
	}
	return 0.22 + 0.5*r.Float64()
}

// slow units take longer than others all year.
var slow = map[string]float64{
	"van-phong-dang-ky-dat-dai-7": 1.25, "van-phong-dang-ky-dat-dai-3": 1.2, "so-xay-dung": 1.5, "so-quy-hoach-kien-truc": 1.5,
	"cap-xa-09955": 1.4, "thue-thanh-pho": 1.15,
}

// sleepy desks leave what came online lying.
var sleepy = map[string]bool{"diem-14": true, "chi-nhanh-7": true, "diem-22": true}

// unitID reads a unit's key.
func unitID(s string) org.UnitID { return org.UnitID(s) }

// asked says whether the office refused an act by a rule, and did not fail itself.
func asked(err error) bool { return fault.As(err) != nil }

// goOn makes the appointments that a dossier as it now is leads to.
func (y *Year) goOn(d *dossier.Dossier) {
	l := y.lives[d.ID]
	if l == nil {
		return
	}
	l.id = d.ID
	if l.rests(d) {
		if d.State.Terminal() {
			y.rates(l, d)
		}
		y.taken(l, d)
		return
	}
	switch {
	case d.State == dossier.Filed:
		if !l.filed {
			l.filed = true
			y.reception(l, d)
		}
	case d.State == dossier.Completed:
		if !l.ready {
			l.ready = true
			y.amends(l, d)
			y.pickUp(l, d)
		}
	case !d.State.Terminal():
		if !l.beside {
			l.beside = true
			y.besides(l, d)
		}
		if !l.turned {
			l.turned = true
			y.turns(l, d)
		}
		y.timers(l, d)
		if y.sits(l, d) {
			return
		}
		for i := range d.Tasks {
			if t := &d.Tasks[i]; t.Asked == nil && t.Open() && t.Token > l.met {
				y.task(l, d, t)
			}
		}
		for i := range d.Tasks {
			if t := &d.Tasks[i]; t.Asked == nil { // opinions have their own appointments
				l.met = max(l.met, t.Token)
			}
		}
	}
}

// later is a moment in office hours, so many working minutes after now.
func (y *Year) later(r *rand.Rand, minutes float64) time.Time {
	now := y.clock.Now()
	at, err := y.cal.AddMinutes(now, max(2, int64(minutes)))
	if err != nil {
		return now.AddDate(10, 0, 0) // beyond the calendar: after the year
	}
	return at.Add(-time.Duration(1+r.IntN(55)) * time.Second) // at the end of an interval it would be too late
}

// receiving is the first moment at which desks receive, at or after t.
func (y *Year) receiving(r *rand.Rand, t time.Time) time.Time {
	at, err := y.cal.NextReception(t)
	if err != nil {
		return t.AddDate(10, 0, 0)
	}
	if at.After(t) { // the doors open: not everybody is at the counter in the first second
		at = at.Add(time.Duration(r.IntN(2400)) * time.Second)
	}
	return at
}

// reception makes the appointment at which a dossier that was filed online is received or declined.
func (y *Year) reception(l *life, d *dossier.Dossier) {
	minutes := 8 + 120*l.r.ExpFloat64()
	late := 5
	if sleepy[d.Reception] {
		late = 28
	}
	minutes = min(minutes, 450)
	if l.r.IntN(100) < late {
		minutes = 500 + 500*l.r.ExpFloat64()
	}
	decline := l.r.IntN(1000) < 32
	if l.scene != nil {
		minutes, decline = 30+60*l.r.Float64(), l.scene.decline
	}
	y.queue.add(y.later(l.r, minutes), func(ctx context.Context) error {
		d := cmp.Or(y.last(l), d) // it may have gone over in between
		who, ok := y.holder(l.r, d.Reception, "receiver")
		if !ok || d.State != dossier.Filed {
			return nil
		}
		on := office.On{ID: d.ID, Seen: d.Version}
		if decline {
			return y.took(y.office.Decline(ctx, who, y.command("decline", d), on, one(l.r, madeUp.Declines)))
		}
		in := office.Intake{Return: one(l.r, []string{"desk", "desk", "electronic", "electronic", "post"})}
		in.FeePaid = d.Fee > 0 && l.r.IntN(4) > 0
		_, err := y.office.Receive(ctx, who, y.command("receive", d), on, in)
		return y.took(err)
	})
}

// command names an act on a dossier for ever.
func (y *Year) command(act string, d *dossier.Dossier) office.Command {
	return office.Command{Client: "demo", Key: fmt.Sprintf("%s/%s/%d", act, d.ID, d.Version)}
}

// stepMinutes is how long a task takes its holder.
func (y *Year) stepMinutes(l *life, d *dossier.Dossier, t *dossier.Task) float64 {
	if t.Work == procedure.Pay && t.Role == "cashier" { // the citizen goes and pays
		if l.r.IntN(100) < 12 {
			return 1200 + 1500*l.r.ExpFloat64()
		}
		return 60 + 400*l.r.ExpFloat64()
	}
	given := 180.0
	if !t.Due.IsZero() {
		given = float64(y.cal.WorkingMinutes(t.Since, t.Due))
	}
	if d.Promise.SameDay { // the hours of the process fill a day; what is left of this one is shared out
		if left := float64(y.cal.WorkingMinutes(t.Since, d.Promise.At)); left > 0 {
			given = min(given, left*given/360)
		}
	}
	factor := slow[t.Unit]
	if factor == 0 {
		factor = 1
	}
	return given * l.pace * factor * (0.6 + 0.8*l.r.Float64())
}

// task makes the appointments of an open task: perhaps somebody takes it first, then it is finished.
func (y *Year) task(l *life, d *dossier.Dossier, t *dossier.Task) {
	if t.OnWay() {
		y.onWay(l, t.Token)
		return
	}
	minutes := y.stepMinutes(l, d, t)
	token, unit, role := t.Token, t.Unit, t.Role
	if minutes > 45 && l.r.IntN(100) < 45 {
		y.queue.add(y.later(l.r, minutes*(0.1+0.4*l.r.Float64())), func(ctx context.Context) error {
			return y.take(ctx, l, token, unit, role)
		})
	}
	y.queue.add(y.later(l.r, minutes), func(ctx context.Context) error { return y.finish(ctx, l, token) })
}

// take is an officer taking a task, or a leader giving it out.
func (y *Year) take(ctx context.Context, l *life, token int, unit, role string) error {
	d, t := y.open(l, token)
	if t == nil || t.Holder != "" || d.State == dossier.Withdrawal {
		return nil
	}
	who, ok := y.holder(l.r, unit, role)
	if !ok {
		return nil
	}
	on := office.On{ID: d.ID, Token: token}
	if leader, led := y.holder(l.r, unit, "leader"); led && role == "specialist" && l.r.IntN(4) == 0 {
		return y.took(y.office.Assign(ctx, leader, y.command("assign", d), on, who.Person, ""))
	}
	return y.took(y.office.Claim(ctx, who, y.command("claim", d), on))
}

// finish is the end of a task by whoever has it.
func (y *Year) finish(ctx context.Context, l *life, token int) error {
	d, t := y.open(l, token)
	if t == nil {
		return nil
	}
	if d.State == dossier.Supplement || d.State == dossier.Withdrawal { // nothing is finished while somebody is waited for
		y.queue.add(y.later(l.r, 240), func(ctx context.Context) error { return y.finish(ctx, l, token) })
		return nil
	}
	who, ok := y.worker(l.r, t)
	if !ok {
		return y.handOn(ctx, l, d, t)
	}
	a, f := y.outcome(l, d, t)
	return y.took(y.office.Finish(ctx, who, y.command("finish", d), office.On{ID: d.ID, Token: token}, a, f))
}

// worker is the task's holder while they hold the post, or somebody who may take it.
func (y *Year) worker(r *rand.Rand, t *dossier.Task) (office.Who, bool) {
	if t.Holder == "" {
		return y.holder(r, t.Unit, t.Role)
	}
	posts := y.office.World().Org
	for _, p := range posts.PostsIn(unitID(t.Unit), y.clock.Now()) {
		if string(p.Person) == t.Holder && string(p.Role) == t.Role {
			return whoOf(posts, p), true
		}
	}
	return office.Who{}, false
}

// handOn gives the task of somebody who has left to a colleague, who finishes it a little later.
func (y *Year) handOn(ctx context.Context, l *life, d *dossier.Dossier, t *dossier.Task) error {
	leader, led := y.holder(l.r, t.Unit, "leader")
	next, ok := y.holder(l.r, t.Unit, t.Role)
	if !led || !ok {
		return nil
	}
	token := t.Token
	y.queue.add(y.later(l.r, 60+120*l.r.Float64()), func(ctx context.Context) error { return y.finish(ctx, l, token) })
	err := y.office.Assign(ctx, leader, y.command("assign", d), office.On{ID: d.ID, Token: token}, next.Person, madeUp.Left)
	return y.took(err)
}

// outcome decides how a task ends.
func (y *Year) outcome(l *life, d *dossier.Dossier, t *dossier.Task) (dossier.Act, dossier.Finishing) {
	f := dossier.Finishing{}
	switch t.Work {
	case procedure.Issue:
		y.issued[t.Unit]++
		f.Number = fmt.Sprintf("%d/KQ-TD", y.issued[t.Unit])
		return dossier.ActIssue, f
	case procedure.Approve:
		n := l.r.IntN(100)
		if l.scene != nil {
			n, l.proposed = 50, l.scene.refuse
		}
		may := func(a dossier.Act) bool { return slices.Contains(t.Can, string(a)) }
		switch {
		case l.proposed && n < 80 && may(dossier.ActRefuse):
			f.Refusal = one(l.r, madeUp.Refusals)
			return dossier.ActRefuse, f
		case (n < 4 || l.proposed) && may(dossier.ActReturn):
			l.proposed = false
			f.Words = one(l.r, madeUp.Returns)
			return dossier.ActReturn, f
		}
		return dossier.ActApprove, f
	}
	if len(t.Can) > 0 {
		f.Outcome = pick(l.r, outcomes(t.Can))
		if l.scene != nil {
			f.Outcome = t.Can[0]
		}
		switch f.Outcome {
		case "propose-refusal", "fail":
			l.proposed = true
		}
	}
	if t.Waits == procedure.WaitTax && f.Outcome != "none" {
		f.Sum = int64(200+l.r.IntN(8000)) * 1000
	}
	if t.Work == procedure.Consult && l.r.IntN(2) == 0 {
		f.Words = one(l.r, madeUp.Opinions)
	}
	return dossier.ActFinish, f
}

// outcomes weighs what a task may end with: the first is the usual way.
func outcomes(can []string) []weighted[string] {
	out := make([]weighted[string], 0, len(can))
	for i, c := range can {
		w := 100
		switch {
		case c == "propose-refusal" || c == "fail":
			w = 2
		case c == "object":
			w = 3
		case c == "none":
			w = 20
		case i > 0:
			w = 14
		}
		out = append(out, weighted[string]{c, w})
	}
	return out
}

// last is the dossier as it stands now, nil when it is over.
func (y *Year) last(l *life) *dossier.Dossier { return y.standing[l.id] }

// open gives a task that still waits; nil when it does not, or when nothing more is to be done on the dossier.
func (y *Year) open(l *life, token int) (*dossier.Dossier, *dossier.Task) {
	d := y.last(l)
	if l.rests(d) {
		return d, nil
	}
	if t := d.Task(token); t != nil && t.Open() {
		return d, t
	}
	return d, nil
}

// pickUp makes the appointment at which the result is handed over. Some are never fetched.
func (y *Year) pickUp(l *life, d *dossier.Dossier) {
	if l.r.IntN(1000) < 12 && d.Return == "desk" && !l.sure && l.scene == nil {
		return
	}
	var at time.Time
	switch d.Return {
	case "electronic":
		at = y.receiving(l.r, y.later(l.r, 5+30*l.r.Float64()))
	case "post":
		at = y.receiving(l.r, y.later(l.r, 60+300*l.r.Float64()))
	default:
		if l.scene != nil { // those with an account come the same day or the next
			at = y.receiving(l.r, y.later(l.r, 60+300*l.r.Float64()))
			break
		}
		at = y.receiving(l.r, y.clock.Now().Add(time.Duration(float64(20*time.Hour)*l.r.ExpFloat64())+10*time.Minute))
	}
	y.queue.add(at, func(ctx context.Context) error { return y.handOver(ctx, l) })
}

// handOver is the result reaching its owner.
func (y *Year) handOver(ctx context.Context, l *life) error {
	d := y.last(l)
	if l.rests(d) || d.State != dossier.Completed {
		return nil
	}
	who, ok := y.holder(l.r, d.Reception, "receiver")
	if !ok {
		return nil
	}
	if d.Return == "post" && d.Hand == dossier.HandAtDesk {
		return y.post(ctx, l, d, who)
	}
	h := dossier.HandOver{Manner: d.Return, Receiver: d.Parties.Applicant}
	switch d.Return {
	case "post", "electronic":
	default:
		h.Manner = "desk"
		h.Originals = slices.ContainsFunc(d.Papers, func(p dossier.PaperHanded) bool { return p.Returned })
		if l.r.IntN(100) < 9 {
			h.Receiver = relative(l.r, d.Parties.Owner, y.clock.Now())
			h.Proxy, h.Authority = true, fmt.Sprintf(madeUp.Authority, 1+l.r.IntN(90), y.clock.Now().In(office.Zone).Format("02/01/2006"))
		}
	}
	if len(d.Owed()) > 0 && d.Return == "desk" {
		if err := y.settleMoney(ctx, l, d, who); err != nil {
			return err
		}
	}
	return y.took(y.office.HandOver(ctx, who, y.command("hand-over", d), office.On{ID: d.ID}, h))
}

// post gives the result to the carrier; days later it is delivered.
func (y *Year) post(ctx context.Context, l *life, d *dossier.Dossier, who office.Who) error {
	at := y.receiving(l.r, y.clock.Now().Add(time.Duration((30+60*l.r.Float64())*float64(time.Hour))))
	y.queue.add(at, func(ctx context.Context) error { return y.handOver(ctx, l) })
	p := dossier.Posting{Carrier: madeUp.Carrier, Waybill: fmt.Sprintf("VD%09dVN", l.r.IntN(1_000_000_000)), Day: y.clock.Now()}
	return y.took(y.office.Post(ctx, who, y.command("post", d), office.On{ID: d.ID, Seen: d.Version}, p))
}

// settleMoney is what is still owed when somebody comes for the result: most pay it, some a part, some are exempt.
func (y *Year) settleMoney(ctx context.Context, l *life, d *dossier.Dossier, who office.Who) error {
	k := d.Owed()[0]
	if k.Sum == 0 {
		return nil
	}
	if l.r.IntN(100) < 12 {
		x := dossier.Exemption{Token: k.Token, Group: "poor-household", Rule: madeUp.Exempt, Proof: fmt.Sprintf(madeUp.Poor, 1+l.r.IntN(900))}
		return y.took(y.office.Exempt(ctx, who, y.command("exempt", d), office.On{ID: d.ID}, x))
	}
	p := dossier.Payment{Token: k.Token, Sum: k.Rest(), Way: one(l.r, dossier.Ways), Receipt: fmt.Sprintf("BL-%06d", l.r.IntN(1_000_000))}
	if l.r.IntN(100) < 12 && p.Sum > 1000 {
		p.Sum = p.Sum / 2000 * 1000
	}
	return y.took(y.office.Pay(ctx, who, y.command("pay", d), office.On{ID: d.ID}, p))
}
