package demo

import (
	"context"
	"slices"

	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
)

// A seat says whether a dossier is settled in one sitting (giải quyết ngay).
type seat int

const (
	seatOpen  seat = iota // nobody has thought of it
	seatTaken             // the head of the desk has an appointment
	seatNever             // it goes its steps
)

// sits lets the head of a desk that holds the power settle what somebody waits for at the counter, in one go.
// choice: three in five; for the others the head is busy and the desk goes the usual steps.
func (y *Year) sits(l *life, d *dossier.Dossier) bool {
	if l.seated != seatOpen {
		return l.seated == seatTaken
	}
	l.seated = seatNever
	rec := y.office.World().Procedures.Version(d.Procedure, d.ProcVersion)
	if l.scene != nil || d.Channel != procedure.Desk || d.Competent != d.Reception || rec == nil || len(rec.Delegated) == 0 || l.r.IntN(5) > 2 {
		return false
	}
	l.seated = seatTaken
	y.queue.add(y.later(l.r, 3+12*l.r.Float64()), func(ctx context.Context) error { return y.sit(ctx, l) })
	return true
}

// sit does all steps up to the hand-over; where one is another's, the dossier goes its steps.
func (y *Year) sit(ctx context.Context, l *life) error {
	head, ok := y.holder(l.r, y.last(l).Reception, "branch-head")
	if ok {
		s, err := y.office.Read(ctx, head).Sitting(l.id)
		if err == nil && s.Mine > 0 && s.Mine == len(s.Steps) && !slices.ContainsFunc(s.Asks, func(a dossier.Ask) bool { return a.Supplied.IsZero() }) {
			err = y.office.Sit(ctx, head, y.command("sit", s.Dossier), office.On{ID: l.id, Seen: s.Version}, seatedSteps(s))
			if failed := y.took(err); err == nil || failed != nil {
				return failed
			}
		}
		if err != nil && !asked(err) {
			return err
		}
	}
	l.seated = seatNever
	y.goOn(y.last(l))
	return nil
}

// seatedSteps fill in what a sitting's steps ask for.
func seatedSteps(s *office.Sitting) []office.SitStep {
	var out []office.SitStep
	for _, x := range s.Steps {
		step := office.SitStep{Act: x.Act, Token: x.Token}
		if x.Act == dossier.ActHandOver {
			step.HandOver = dossier.HandOver{Manner: "desk", Receiver: s.Parties.Applicant, Originals: true}
		}
		out = append(out, step)
	}
	return out
}
