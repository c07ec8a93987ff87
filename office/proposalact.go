package office

import (
	"context"
	"fmt"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/ledger"
	"motcua/words/org"
)

// ProposalLife is what was done with a proposal.
func (r *Reader) ProposalLife(id string) (*procedure.ProposalLife, error) {
	if err := r.MayControl(); err != nil {
		return nil, err
	}
	evs, err := r.db.Events(r.ctx, procedure.ProposalStream(id))
	if err != nil {
		return nil, err
	}
	return procedure.FoldProposal(evs)
}

// MayDo says why the reader may not do something with a proposal as it stands; nil: may. unit is the one that answers.
func (r *Reader) MayDo(p *Proposal, act procedure.ProposalAct, unit string) error {
	if !act.Fits(p.Stage) {
		return fault.New(fault.Refused, "proposal.wrong-stage", "act", "@proposal.act."+string(act), "stage", "@proposal.stage."+string(p.Stage))
	}
	return mayDo(r.who, p.Unit, act, unit)
}

// mayDo asks for the right of an act: a leader decides on what was begun in units of his own and may send it back, and a unit
// that was asked answers for itself.
func mayDo(who Who, begun string, act procedure.ProposalAct, unit string) error {
	switch right := procedure.RightOf(act); {
	case act == procedure.ActOpine:
		return access.May(who, right, access.Object{Unit: unit})
	case act == procedure.ActReturn && access.May(who, "decide-procedure", access.Object{Unit: begun}) == nil:
		return nil
	default:
		return access.May(who, right, access.Object{Unit: begun})
	}
}

// DoProposal does something with a proposal: submit, ask for and give opinions, check, approve, return, give up. seen is the
// version of its stream that the actor saw.
func (o *Office) DoProposal(ctx context.Context, who Who, cmd Command, id string, seen int64, d procedure.Deed) error {
	hash, err := requestHash("proposal", id, seen, d)
	if err != nil {
		return err
	}
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		if done, err := o.once(tx, who, cmd, hash, nil); done || err != nil {
			return err
		}
		p, l, err := o.proposalIn(ctx, tx, id, seen)
		if err != nil {
			return err
		}
		if d.Act == procedure.ActOpine {
			d.Unit = who.Unit
		}
		if err := mayDo(who, p.Unit, d.Act, d.Unit); err != nil {
			return err
		}
		if d.Act == procedure.ActApprove && l.By == who.Actor() {
			return fault.New(fault.Refused, "proposal.own") // choice: who has two posts does not decide on what he submitted himself
		}
		if d.Act == procedure.ActAsk && d.Unit != "" && w.Org.UnitAt(org.UnitID(d.Unit), tx.Now()) == nil {
			return fault.New(fault.Invalid, "org.unit-unknown", "unit", d.Unit).At("unit")
		}
		d.Rev = p.Rev
		if d.Hash, err = p.Record.Hash(); err != nil {
			return err
		}
		if versions := w.Procedures.Versions(p.Code); d.Act == procedure.ActSubmit || d.Act == procedure.ActCheck || d.Act == procedure.ActApprove {
			if err := procedure.Behind(versions, p.Base); err != nil {
				return err
			}
			d.Ends = procedure.EndsOf(versions)
		}
		fact, err := l.Do(d, calendar.DateOf(tx.Now()))
		if err != nil {
			return err
		}
		if d.Act == procedure.ActAsk {
			if err := o.tellOpinion(tx, w, opinionAsked, p, d.Unit, d.Until); err != nil {
				return err
			}
		}
		return appendStep(tx, who, p, l, fact)
	})
	if err != nil {
		return fmt.Errorf("%s proposal %s: %w", d.Act, id, err)
	}
	return nil
}

// proposalIn reads a proposal and its life inside an act.
func (o *Office) proposalIn(ctx context.Context, tx *store.Tx, id string, seen int64) (*Proposal, *procedure.ProposalLife, error) {
	row, ok, err := tx.Proposal(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	if !ok {
		return nil, nil, fault.New(fault.Missing, "proposal.missing")
	}
	p, err := proposalOf(&row)
	if err != nil {
		return nil, nil, err
	}
	evs, err := tx.Events(ctx, procedure.ProposalStream(id))
	if err != nil {
		return nil, nil, err
	}
	l, err := procedure.FoldProposal(evs)
	if err == nil && seen != l.Version {
		err = fault.New(fault.Conflict, "proposal.moved")
	}
	return p, l, err
}

// appendStep writes a fact of a proposal and says in its row where it stands now.
func appendStep(tx *store.Tx, who Who, p *Proposal, l *procedure.ProposalLife, f ledger.Fact) error {
	f.Class, f.At, f.Actor, f.Unit = ledger.Ordinary, tx.Now(), who.Actor(), who.Unit
	evs, err := tx.Append(procedure.ProposalStream(p.ID), l.Version, []ledger.Fact{f})
	if err != nil {
		return err
	}
	after, err := procedure.FoldProposal(evs)
	if err != nil {
		return err
	}
	stage := after.Stage
	if f.Kind == procedure.KindOpinionAsked || f.Kind == procedure.KindOpinionGiven {
		stage = p.Stage
	}
	return tx.SetProposalStage(p.ID, string(stage), tx.Now())
}

// PublishProposal publishes an approved proposal as the next version of its procedure, in force from a day. Dossiers that
// were received before keep their version. Its process is off until SwitchOn. It gives the number of the version.
func (o *Office) PublishProposal(ctx context.Context, who Who, cmd Command, id string, seen int64, from calendar.Date) (version int, err error) {
	hash, err := requestHash("publish-proposal", id, seen, from)
	if err != nil {
		return 0, err
	}
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		if done, err := o.once(tx, who, cmd, hash, nil); done || err != nil {
			return err
		}
		p, l, err := o.proposalIn(ctx, tx, id, seen)
		if err != nil {
			return err
		}
		if err := mayDo(who, p.Unit, procedure.ActPublish, ""); err != nil {
			return err
		}
		stream, at := w.Procedures.Stream(p.Code)
		tx.Rely(stream, at)
		if err := procedure.Behind(w.Procedures.Versions(p.Code), p.Base); err != nil {
			return err
		}
		facts, own, err := l.PutOut(id, w.Procedures.Versions(p.Code), p.Record, from, tx.Now())
		if err != nil {
			return err
		}
		if err := appendProcedure(tx, who, p.Code, at, facts); err != nil {
			return err
		}
		return appendStep(tx, who, p, l, own)
	})
	if err != nil {
		return 0, fmt.Errorf("publish proposal %s: %w", id, err)
	}
	if err := o.Refresh(ctx); err != nil {
		return 0, err
	}
	l, err := o.Read(ctx, who).ProposalLife(id)
	if err != nil {
		return 0, err
	}
	return l.Out, nil
}

func appendProcedure(tx *store.Tx, who Who, code procedure.ID, at int64, facts []procedure.Fact) error {
	out := make([]ledger.Fact, 0, len(facts))
	for _, f := range facts {
		out = append(out, ledger.Fact{Kind: f.Kind, Class: ledger.Ordinary, At: tx.Now(), Actor: who.Actor(), Unit: who.Unit, Holder: f.Body})
	}
	_, err := tx.Append(procedure.Stream(code), at, out)
	return err
}

// actOnVersion does something with a published version: decide gives the fact from the version as it stands.
func (o *Office) actOnVersion(ctx context.Context, who Who, cmd Command, what string, code procedure.ID, version int, input any,
	decide func(w *World, rec *procedure.Record, now time.Time) ([]procedure.Fact, error),
) error {
	hash, err := requestHash(what, code, version, input)
	if err != nil {
		return err
	}
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		if done, err := o.once(tx, who, cmd, hash, nil); done || err != nil {
			return err
		}
		rec := w.Procedures.Version(code, version)
		if rec == nil {
			return fault.New(fault.Missing, "procedure.missing", "code", cutCode(code))
		}
		stream, at := w.Procedures.Stream(code)
		tx.Rely(stream, at)
		facts, err := decide(w, rec, tx.Now())
		if err != nil {
			return err
		}
		return appendProcedure(tx, who, code, at, facts)
	})
	if err != nil {
		return fmt.Errorf("%s procedure %s version %d: %w", what, code, version, err)
	}
	return o.Refresh(ctx)
}

// MayOverride says whether the reader may switch a version's process on in spite of its proof.
func (r *Reader) MayOverride(code procedure.ID, version int) bool {
	unit, err := r.o.begunIn(r.ctx, r.w, code, version)
	return err == nil && access.May(r.who, "decide-procedure", access.Object{Unit: unit}) == nil
}

// begunIn is the unit in which the proposal of a version was begun.
func (o *Office) begunIn(ctx context.Context, w *World, code procedure.ID, version int) (string, error) {
	s := w.Procedures.Standing(code, version)
	if s.Holding == nil {
		return "", nil
	}
	row, ok, err := o.db.Read().Proposal(ctx, s.Holding.Proposal)
	if centres := w.Org.Units(o.Now(), org.Centre); !ok && len(centres) > 0 {
		return string(centres[0].ID), err // it was imported: the Centre answers for it
	}
	return row.Unit, err
}

// SwitchOn switches processes of a version on, so that dossiers are received under it: those of the cases named, of all where
// none is. Their proof has to be sound, or a leader gives his reason.
func (o *Office) SwitchOn(ctx context.Context, who Who, cmd Command, code procedure.ID, version int, cases []string, reason string) error {
	unit, err := o.begunIn(ctx, o.world.Load(), code, version)
	if err != nil {
		return err
	}
	leads := access.May(who, "decide-procedure", access.Object{Unit: unit}) == nil
	if err := access.May(who, "propose", access.Object{}); err != nil && !leads {
		return err
	}
	reason = strings.TrimSpace(reason)
	return o.actOnVersion(ctx, who, cmd, "switch-on", code, version, []any{cases, reason}, func(w *World, rec *procedure.Record, now time.Time) ([]procedure.Fact, error) {
		if n := len(procedure.Errors(procedure.Check(*rec))); n > 0 {
			return nil, fault.New(fault.Refused, "procedure.unrunnable", "n", fmt.Sprint(n))
		}
		proof := w.Prove(rec, now)
		f, err := procedure.SwitchOn(rec, cases, &proof, leads, reason)
		return []procedure.Fact{f}, err
	})
}

// Disclose says when and where a version was made public.
func (o *Office) Disclose(ctx context.Context, who Who, cmd Command, code procedure.ID, version int, on calendar.Date, where string) error {
	if err := access.May(who, "propose", access.Object{}); err != nil {
		return err
	}
	where = strings.TrimSpace(where)
	if len([]rune(where)) > 500 {
		return fault.New(fault.Invalid, "proposal.words-long").At("where")
	}
	return o.actOnVersion(ctx, who, cmd, "disclose", code, version, []any{on, where}, func(w *World, rec *procedure.Record, now time.Time) ([]procedure.Fact, error) {
		f, err := procedure.Disclose(rec, w.Procedures.Standing(code, version), on, calendar.DateOf(now), where)
		return []procedure.Fact{f}, err
	})
}

// WithdrawProcedure ends a procedure by a decision from a day on (bãi bỏ): nothing is received any more, what was received goes on.
func (o *Office) WithdrawProcedure(ctx context.Context, who Who, cmd Command, code procedure.ID, from calendar.Date, decision string) error {
	if err := access.May(who, "publish", access.Object{}); err != nil {
		return err
	}
	decision = strings.TrimSpace(decision)
	versions := o.world.Load().Procedures.Versions(code)
	last := 0
	if len(versions) > 0 {
		last = versions[len(versions)-1].Version
	}
	return o.actOnVersion(ctx, who, cmd, "withdraw", code, last, []any{from, decision}, func(w *World, _ *procedure.Record, now time.Time) ([]procedure.Fact, error) {
		switch {
		case decision == "" || len([]rune(decision)) > 100:
			return nil, fault.New(fault.Invalid, "proposal.number").At("number")
		case from < calendar.DateOf(now):
			return nil, fault.New(fault.Invalid, "proposal.from-past").At("from")
		}
		return procedure.Withdraw(w.Procedures.Versions(code), code, from.Time(), decision)
	})
}
