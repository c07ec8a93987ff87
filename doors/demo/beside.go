package demo

import (
	"context"
	"fmt"

	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
)

// besides draws what happens beside the steps of a dossier that was just received: notes, codes of other systems,
// corrections, and now and then the wrong procedure.
func (y *Year) besides(l *life, d *dossier.Dossier) {
	r := l.r
	if r.IntN(100) < 6 {
		words := one(r, madeUp.Notes)
		y.beside(l, 5+200*r.Float64(), "note", func(ctx context.Context, who office.Who, cmd office.Command, on office.On, _ *dossier.Dossier) error {
			return y.office.Note(ctx, who, cmd, on, words)
		})
	}
	if d.Procedure == "1.013831" && r.IntN(100) < 40 {
		y.beside(l, 20+300*r.Float64(), "link", func(ctx context.Context, who office.Who, cmd office.Command, on office.On, _ *dossier.Dossier) error {
			return y.office.Link(ctx, who, cmd, on, "land", fmt.Sprintf("DD-%08d", r.IntN(100_000_000)))
		})
	}
	switch n := r.IntN(1000); {
	case n < 12:
		y.beside(l, 3+120*r.Float64(), "correct", func(ctx context.Context, who office.Who, cmd office.Command, on office.On, d *dossier.Dossier) error {
			p := d.Parties
			p.Applicant.Phone = fmt.Sprintf("0900000%03d", r.IntN(1000))
			p.Applicant.Address = address(r, placeOf(p.Applicant.Address))
			return y.office.Correct(ctx, who, cmd, on, office.Correction{
				Parties: p, What: "applicant", Reason: "typing", Words: madeUp.Mistyped,
			})
		})
	case n < 17 && right[d.Procedure] != "" && d.Channel == procedure.Desk:
		y.beside(l, 4+20*r.Float64(), "replace", func(ctx context.Context, who office.Who, cmd office.Command, on office.On, d *dossier.Dossier) error {
			return y.replace(ctx, l, who, cmd, on, d)
		})
	}
}

// right is the procedure that was meant when another one was chosen.
var right = map[procedure.ID]procedure.ID{"2.000815": "2.000635", "2.000635": "2.000908", "1.004873": "2.000635"}

// beside makes an appointment of the receiving desk with a dossier, as it then is and while it is not over.
func (y *Year) beside(l *life, minutes float64, act string, do func(context.Context, office.Who, office.Command, office.On, *dossier.Dossier) error) {
	y.queue.add(y.later(l.r, minutes), func(ctx context.Context) error {
		d := y.last(l)
		if d == nil {
			return nil
		}
		who, ok := y.holder(l.r, d.Reception, "receiver")
		open := d.State == dossier.Received || d.State == dossier.Processing || d.State == dossier.Completed && act != "replace"
		if !ok || !open {
			return nil
		}
		return y.took(do(ctx, who, y.command(act, d), office.On{ID: d.ID, Seen: d.Version}, d))
	})
}

// replace closes a dossier that was received under the wrong procedure for one under the right one.
func (y *Year) replace(ctx context.Context, l *life, who office.Who, cmd office.Command, on office.On, d *dossier.Dossier) error {
	c, err := y.coming(l.r, right[d.Procedure], "", d.Channel, &d.Parties.Owner, y.clock.Now())
	if err != nil {
		return err
	}
	id, err := y.newID()
	if err != nil {
		return err
	}
	y.lives[id] = &life{y: y, r: l.r, n: l.n, pace: l.pace}
	_, err = y.office.Replace(ctx, who, cmd, on, office.Replacement{
		NewID: id, Kept: true, Reason: "wrong-procedure", Words: madeUp.Mistaken,
		Intake: office.Intake{Procedure: c.procedure, Case: c.id, Values: c.values, FormBy: c.version, Papers: c.papers, Subject: c.subject},
	})
	return err
}
