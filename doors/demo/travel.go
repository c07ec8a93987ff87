package demo

import (
	"context"

	"motcua/law/dossier"
	"motcua/office"
)

// onWay makes the appointment at which the papers of a task are confirmed; the work follows.
func (y *Year) onWay(l *life, token int) {
	y.queue.add(y.later(l.r, 30+150*l.r.Float64()), func(ctx context.Context) error { return y.bring(ctx, l, token) })
}

// bring is the receiving unit with the papers in hand: now and then something is missing, and the giver has to mend it.
func (y *Year) bring(ctx context.Context, l *life, token int) error {
	d, t := y.open(l, token)
	if t == nil || !t.OnWay() {
		return nil
	}
	unit, role := t.Unit, t.Role
	if t.Giver() {
		unit, role = t.Papers.From, t.Papers.Role
	}
	who, ok := y.holder(l.r, unit, role)
	if !ok || d.State == dossier.Withdrawal {
		y.onWay(l, token)
		return nil
	}
	on := office.On{ID: d.ID, Token: token}
	var err error
	switch {
	case t.Giver():
		err = y.office.Send(ctx, who, y.command("send", d), on, "")
	case l.scene == nil && l.r.IntN(100) < 4:
		err = y.office.SendBack(ctx, who, y.command("send-back", d), on, "papers-missing", madeUp.Short)
	default:
		err = y.office.Confirm(ctx, who, y.command("confirm", d), on, "")
	}
	if err != nil {
		return y.took(err)
	}
	y.counts.Acts++
	if _, t = y.open(l, token); t != nil {
		y.task(l, y.last(l), t) // the work, or the papers once more
	}
	return nil
}
