package office

import (
	"context"
	"fmt"
	"slices"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/words/ledger"
	"motcua/words/org"
)

// Claim takes an unheld task (nhận việc).
func (o *Office) Claim(ctx context.Context, who Who, cmd Command, on On) error {
	return o.act(ctx, who, cmd, on, dossier.ActClaim, nil, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Claim(on.Token) })
}

// Assign gives a task to another officer who holds the right post today (phân công).
func (o *Office) Assign(ctx context.Context, who Who, cmd Command, on On, holder, words string) error {
	return o.act(ctx, who, cmd, on, dossier.ActAssign, []string{holder, words}, func(c *dossier.Case) ([]ledger.Fact, error) {
		t := c.Dossier.Task(on.Token)
		if t != nil && !slices.Contains(o.world.Load().holders(t.Unit, t.Role, c.Now), holder) {
			return nil, fault.New(fault.Invalid, "dossier.holder-unfit", "holder", holder).At("holder")
		}
		if l, away := o.world.Load().Org.AwayAt(org.PersonID(holder), c.Now); away {
			return nil, fault.New(fault.Refused, "dossier.holder-away", "holder", holder, "date", lastDayOf(l)).At("holder")
		}
		return c.Assign(on.Token, holder, words)
	})
}

// Finish ends a task by act: finish, approve, return, refuse or issue.
func (o *Office) Finish(ctx context.Context, who Who, cmd Command, on On, a dossier.Act, f dossier.Finishing) error {
	f.Token = on.Token
	return o.actWith(ctx, who, cmd, on, a, f, func(s *shelf) error { return s.one(f.File, "file") }, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Finish(a, f) })
}

// HandOver hands the result over (trả kết quả).
func (o *Office) HandOver(ctx context.Context, who Who, cmd Command, on On, h dossier.HandOver) error {
	return o.act(ctx, who, cmd, on, dossier.ActHandOver, h, func(c *dossier.Case) ([]ledger.Fact, error) { return c.HandOver(h) })
}

// Note writes an internal note (ghi chú nội bộ).
func (o *Office) Note(ctx context.Context, who Who, cmd Command, on On, words string) error {
	return o.act(ctx, who, cmd, on, dossier.ActNote, words, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Note(words) })
}

// A Correction says which persons are right, and why they were wrong.
type Correction struct {
	Parties dossier.Parties
	What    string // "applicant", "owner", "both"
	Reason  string // reason code
	Words   string
}

// Correct mends the persons of a dossier (sửa thông tin người).
func (o *Office) Correct(ctx context.Context, who Who, cmd Command, on On, k Correction) error {
	return o.act(ctx, who, cmd, on, dossier.ActCorrect, k, func(c *dossier.Case) ([]ledger.Fact, error) {
		return c.Correct(k.Parties, k.What, k.Reason, k.Words)
	})
}

// Link writes down the dossier's code in another system.
func (o *Office) Link(ctx context.Context, who Who, cmd Command, on On, system, code string) error {
	return o.act(ctx, who, cmd, on, dossier.ActLink, []string{system, code}, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Link(system, code) })
}

// replacing is what the new dossier takes over from the one that is closed for it.
type replacing struct {
	dossier       *dossier.Dossier
	code, newCode string
	kept          bool
	promise       dossier.Promise
}

// A Replacement is the right procedure for a dossier that was received under the wrong one.
type Replacement struct {
	NewID  dossier.ID
	Intake Intake // procedure, case, papers, values; persons and channel come from the old dossier, and so do papers when none are named
	Kept   bool   // the papers were complete for the right procedure: the reception moment is kept; refused while one is missing
	Reason string
	Words  string
}

// Replace closes a dossier that was received under the wrong procedure and opens the right one, linked, in one act.
func (o *Office) Replace(ctx context.Context, who Who, cmd Command, on On, r Replacement) (Receipt, error) {
	if !validID(r.NewID) {
		return Receipt{}, fault.New(fault.Invalid, "dossier.id-malformed").At("id")
	}
	hash, err := requestHash(dossier.ActReplace, on, r)
	if err != nil {
		return Receipt{}, err
	}
	var closed, opened *dossier.Dossier
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		closed, opened = nil, nil
		if done, err := o.once(tx, who, cmd, hash, []byte(r.NewID)); done || err != nil {
			return err
		}
		d, err := o.fold(ctx, tx, on.ID)
		if err != nil {
			return err
		}
		if err := access.May(who, string(dossier.ActReplace), o.object(d, 0)); err != nil {
			return o.hide(who, d, err)
		}
		if on.Seen != 0 && on.Seen != d.Version {
			return fault.New(fault.Conflict, "dossier.moved")
		}
		c, err := o.caseOf(w, d, who, tx)
		if err != nil {
			return err
		}
		// Judged before anything is written: a refusal leaves nothing behind.
		if _, err := c.Replace(r.NewID, "-", r.Intake.Procedure, r.Kept, r.Reason, r.Words); err != nil {
			return err
		}
		in := r.Intake
		in.Parties, in.Channel, in.Reception, in.Return = d.Parties, d.Channel, d.Reception, d.Return
		if in.Subject == "" {
			in.Subject = d.Subject
		}
		if in.Papers == nil { // a list that is given counts as it stands
			if rec := w.Procedures.Current(in.Procedure, tx.Now()); rec != nil {
				in.Papers = dossier.Carried(c.Procedure.Case(d.Case), rec.Case(in.Case), d.Papers)
			}
		}
		old := &replacing{dossier: d, code: d.Code, kept: r.Kept, promise: d.Promise}
		if opened, err = o.receive(ctx, w, tx, who, On{ID: r.NewID}, in, old); err != nil {
			return err
		}
		closed = d
		facts, err := c.Replace(r.NewID, old.newCode, in.Procedure, r.Kept, r.Reason, r.Words)
		if err != nil {
			return err
		}
		return o.append(tx, d, facts)
	})
	o.done.count(dossier.ActReplace, err)
	if err != nil {
		return Receipt{}, fmt.Errorf("replace dossier %s: %w", on.ID, err)
	}
	o.tell(closed, opened)
	return o.receipt(ctx, r.NewID, nil)
}
