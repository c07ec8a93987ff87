package office

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/words/ledger"
	"motcua/words/org"
)

// An On names the dossier that is acted on, and the version that the actor saw: 0 does not care.
type On struct {
	ID    dossier.ID
	Seen  int64
	Token int  // of the task, 0 for acts on the dossier itself
	Loose bool // what was seen may be older, where nothing that matters to the act has happened since
}

// act is the one pipeline of every act on a dossier that is there already: read, decide, append.
func (o *Office) act(ctx context.Context, who Who, cmd Command, on On, a dossier.Act, input any, decide func(*dossier.Case) ([]ledger.Fact, error)) error {
	return o.actWith(ctx, who, cmd, on, a, input, nil, decide)
}

// actWith is act with a look at the files that it names, after the rights and before the decision.
func (o *Office) actWith(ctx context.Context, who Who, cmd Command, on On, a dossier.Act, input any, look func(*shelf) error,
	decide func(*dossier.Case) ([]ledger.Fact, error),
) error {
	hash, err := requestHash(a, on, input)
	if err != nil {
		return err
	}
	var mark *dossier.Confirmed
	if !cmd.Proof.empty() || cmd.confirmed != nil {
		if mark, err = o.Confirmed(ctx, who, cmd, string(a), hex.EncodeToString(hash[:])); err != nil {
			return err
		}
	}
	var acted *dossier.Dossier
	act := func(w *World, tx *store.Tx, late bool) error {
		acted = nil
		if done, err := o.once(tx, who, cmd, hash, []byte(on.ID)); done || err != nil {
			return err
		}
		c, err := o.allowed(ctx, w, tx, who, on, a)
		if err != nil {
			return err
		}
		d := c.Dossier
		if look != nil {
			if err := look(o.shelf(ctx, tx, who, d)); err != nil {
				return err
			}
		}
		c.Confirmed = mark
		facts, err := before(c, late, decide)
		if err != nil {
			return err
		}
		if mark == nil && o.mustConfirm(who, string(a)) { // asked for once everything else is right
			return unconfirmed(string(a), hex.EncodeToString(hash[:]))
		}
		acted = d
		return o.append(tx, d, facts)
	}
	err = o.timely(ctx, on.ID, func(late bool) error {
		return o.write(ctx, func(w *World, tx *store.Tx) error { return act(w, tx, late) })
	})
	o.done.count(a, err)
	if err != nil {
		return fmt.Errorf("%s dossier %s: %w", a, on.ID, err)
	}
	o.tell(acted)
	return nil
}

// allowed reads the dossier and gives the case for an act that who may do on it, as it was seen.
func (o *Office) allowed(ctx context.Context, w *World, tx *store.Tx, who Who, on On, a dossier.Act) (*dossier.Case, error) {
	d, err := o.recall(ctx, tx, on.ID)
	if err != nil {
		return nil, err
	}
	seen := d.Version
	if _, err := o.goOver(w, tx, d); err != nil { // its unit has ended and it has not gone over yet
		return nil, err
	}
	if on.Token != 0 && d.Task(on.Token) == nil {
		return nil, o.hide(who, d, fault.New(fault.Conflict, "dossier.task-gone"))
	}
	if who, err = asNow(ctx, tx, who); err != nil {
		return nil, err
	}
	ans := access.Judge(who, string(a), o.objectAt(w, d, on.Token, tx.Now()))
	if ans.Refusal != nil {
		return nil, o.hide(who, d, ans.Refusal)
	}
	if on.Seen != 0 && on.Seen != seen && (!on.Loose || d.Overtaken(on.Seen, a, on.Token)) {
		return nil, fault.New(fault.Conflict, "dossier.moved")
	}
	c, err := o.caseOf(w, d, who, tx)
	if err != nil {
		return nil, err
	}
	if c.Under = ans.Under; access.Deciding(a) {
		w.rely(tx, who, ans.Under)
	}
	return c, nil
}

// write runs fn in a transaction over the world as it is; if what an act relied on has moved, the world is read again
// and the act is judged once more.
func (o *Office) write(ctx context.Context, fn func(*World, *store.Tx) error) error {
	err := o.db.Write(ctx, func(tx *store.Tx) error { return fn(o.world.Load(), tx) })
	if f := fault.As(err); f != nil && f.Key == "store.changed" {
		if err := o.Refresh(ctx); err != nil {
			return err
		}
		return o.db.Write(ctx, func(tx *store.Tx) error { return fn(o.world.Load(), tx) })
	}
	return err
}

// once writes the command down; done says that it was carried out before.
func (o *Office) once(tx *store.Tx, who Who, cmd Command, hash [32]byte, outcome []byte) (done bool, err error) {
	if cmd.Key == "" {
		if cmd.Key, err = o.NewID(); err != nil {
			return false, err
		}
	}
	if len(cmd.Key) > 200 {
		return false, fault.New(fault.Invalid, "command.key-long").At("key")
	}
	if cmd.Client == "" {
		cmd.Client = string(who.Kind) + ":" + who.Account
	}
	_, done, err = tx.Command(cmd.Client, cmd.Key, hash, outcome)
	if cmd.Repeated != nil {
		*cmd.Repeated = done
	}
	return done, err
}

// recall gives the dossier as it stands: from memory where the office has one that is up to date, else from its events.
func (o *Office) recall(ctx context.Context, tx *store.Tx, id dossier.ID) (*dossier.Dossier, error) {
	if o.cfg.Recall != nil {
		if d := o.cfg.Recall(id); d != nil {
			version, _, err := tx.Head(ctx, dossier.Stream(id))
			if err != nil || version == d.Version {
				return d, err
			}
		}
	}
	return o.fold(ctx, tx, id)
}

// fold reads the dossier's events and folds them.
func (o *Office) fold(ctx context.Context, r events, id dossier.ID) (*dossier.Dossier, error) {
	evs, err := r.Events(ctx, dossier.Stream(id))
	if err != nil {
		return nil, err
	}
	if len(evs) == 0 {
		return nil, fault.New(fault.Missing, "dossier.missing")
	}
	return dossier.Fold(id, evs)
}

// events is what a Tx and a Reader of the store have in common here.
type events interface {
	Events(ctx context.Context, stream ledger.StreamID) ([]ledger.Event, error)
}

// rely lists what a decision's right was read from: the post of who decides, and the delegation that it rests on. Either may
// end on another node just now, and then the act is judged once more.
func (w *World) rely(tx *store.Tx, who Who, under *dossier.Authority) {
	streams := []string{org.StreamOf(org.PersonID(who.Person))}
	if under != nil && under.Kind == dossier.ByDelegation {
		streams = append(streams, org.StreamOf(org.UnitID(under.Giver)))
	}
	for _, s := range streams {
		if version, known := w.people[ledger.StreamID(s)]; known {
			tx.Rely(ledger.StreamID(s), version)
		}
	}
}

// object is the dossier as access sees it now.
func (o *Office) object(d *dossier.Dossier, token int) access.Object {
	return o.objectAt(o.world.Load(), d, token, o.Now())
}

// objectAt is the dossier as access sees it at a moment, with all that the answer depends on.
func (o *Office) objectAt(w *World, d *dossier.Dossier, token int, at time.Time) access.Object {
	obj := access.Object{Dossier: d, Keys: o.keysOf(d), Org: w.Org, At: at}
	if rec := w.Procedures.Version(d.Procedure, d.ProcVersion); rec != nil {
		if c := rec.Case(d.Case); c != nil {
			obj.Apart = c.Conduct.Apart
		}
		obj.Delegated, obj.Givers = w.givers(rec, d, at)
	}
	if token != 0 {
		obj.Task = d.Task(token)
	}
	return obj
}

// keysOf are the keys of those who may see the dossier as theirs.
func (o *Office) keysOf(d *dossier.Dossier) []string {
	var keys []string
	for _, p := range d.Parties.Ties() {
		if k := o.PersonKey(p.Number); k != "" {
			keys = append(keys, k)
		}
	}
	return keys
}

// hide turns a refusal into "no such thing" for somebody who may not even know that the dossier exists.
func (o *Office) hide(who Who, d *dossier.Dossier, refusal error) error {
	if f := fault.As(refusal); f != nil && f.Key == "access.delegation.over" {
		return refusal // it was theirs to decide until then, and they are told by which decision no more
	}
	if err := access.May(who, "read", o.object(d, 0)); err != nil {
		return fault.New(fault.Missing, "dossier.missing")
	}
	return refusal
}

// caseOf puts together what the law decides on. The streams that it relies on are checked when the events are appended.
func (o *Office) caseOf(w *World, d *dossier.Dossier, who Who, tx *store.Tx) (*dossier.Case, error) {
	rec := w.Procedures.Version(d.Procedure, d.ProcVersion)
	if rec == nil {
		return nil, fmt.Errorf("procedure %s version %d is not in the catalogue: run `motcua fsck`", d.Procedure, d.ProcVersion)
	}
	machine, err := w.Procedures.Machine(d.Procedure, d.ProcVersion, d.Case)
	if err != nil {
		return nil, err
	}
	return &dossier.Case{
		Dossier: d, Procedure: rec, Machine: machine, Calendar: w.Calendar, General: w.General, Now: tx.Now(),
		Actor: who.Actor(), Unit: who.Unit,
		Locate: func(where string) (string, error) {
			return w.locate(where, place{reception: d.Reception, competent: d.Competent, owner: d.Parties.Owner.Address.Commune}, tx.Now())
		},
		Signed: o.signed,
	}, nil
}

// append writes the facts and brings the views to where the fold now is.
func (o *Office) append(tx *store.Tx, d *dossier.Dossier, facts []ledger.Fact) error {
	before := len(d.Tasks)
	if err := o.apply(tx, d, facts); err != nil {
		return err
	}
	if len(d.Tasks) > before {
		if err := o.handOut(tx, d, before); err != nil {
			return err
		}
	}
	return o.put(tx, d)
}

// apply appends facts and folds them in.
func (o *Office) apply(tx *store.Tx, d *dossier.Dossier, facts []ledger.Fact) error {
	evs, err := tx.Append(dossier.Stream(d.ID), d.Version, facts)
	if err != nil {
		return err
	}
	had := filesOf(d)
	for i := range evs {
		if err := d.Apply(&evs[i]); err != nil {
			return fmt.Errorf("fold what was just decided: %w", err)
		}
	}
	if files := filesOf(d); !slices.Equal(files, had) {
		if err := tx.PutFiles(string(d.ID), files); err != nil {
			return err
		}
	}
	return nil
}
