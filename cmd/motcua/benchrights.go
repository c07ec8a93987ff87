package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/org"
)

// The names of the measurements of rights.
const (
	opDecide    = "decide"
	opDelegated = "delegated"
)

// How much the measurements of rights ask for.
const (
	benchDecisions = 1000 // at a time: a single one is shorter than looking at the clock twice
	benchHanded    = 30   // delegations that the officer has
	benchRows      = 200  // of the officer's worklist
)

// rights measures what rights cost an officer who has the power of many.
func (c *benchCmd) rights(ctx context.Context, out io.Writer, b *bench) error {
	if !strings.HasPrefix(opDecide, c.Only) && !strings.HasPrefix(opDelegated, c.Only) {
		return nil
	}
	if err := errors.Join(b.unfinished(ctx), b.handed(ctx)); err != nil {
		return err
	}
	if err := c.measure(ctx, out, b, opDecide, 1, benchDecisions, b.decide); err != nil {
		return err
	}
	return c.measure(ctx, out, b, opDelegated, 1, 1, b.delegated)
}

// handed gives an officer the power of thirty agencies and brings dossiers to the approvals that these are for. It does nothing in a
// city where that was done before.
func (b *bench) handed(ctx context.Context) error {
	if b.delegate.Person != "" {
		return nil
	}
	o, now := b.house.office, time.Now()
	units := o.World().Org.Units(now, org.Commune)
	led := func(u *org.Unit) int { return len(o.World().Org.Holders(u.ID, org.Leader, now)) }
	slices.SortStableFunc(units, func(a, b *org.Unit) int { return led(b) - led(a) })
	if len(units) <= benchHanded || led(units[0]) == 0 {
		return fmt.Errorf("%d communes, more than %d with a leader are wanted", len(units), benchHanded)
	}
	lead := o.World().Org.Holders(units[0].ID, org.Leader, now)[0]
	b.delegate, units = benchOfficer(string(lead.ID), string(units[0].ID), string(org.Leader)), units[1:]
	var procedures []string
	for _, c := range b.cases { // nobody hands on what they do not decide
		rec := o.World().Procedures.Current(c.procedure, now)
		if rec != nil && slices.ContainsFunc(rec.Competent, func(a procedure.Agency) bool { return a.Rule == "commune-of:owner" }) {
			procedures = append(procedures, string(c.procedure))
		}
	}
	have := len(access.GivenTo(b.delegate, o.World().Org, now))
	for i, u := range units[:benchHanded] {
		if i < have {
			continue
		}
		d := org.Delegation{
			Giver: u.ID, ReceiverPerson: lead.ID, Document: strconv.Itoa(i+1) + "/QĐ-UQ", From: now.Add(-time.Hour), To: now.AddDate(0, 3, 0), Procedures: procedures,
		}
		if err := o.Delegate(ctx, office.Who{Kind: access.System, Account: "bench"}, office.Command{}, d); err != nil {
			return err
		}
	}
	for range 60 * benchRows { // until there is enough to approve
		l, err := o.Read(ctx, b.delegate).Worklist(office.Filter{Limit: 1})
		if err != nil || l.Total >= benchRows {
			return err
		}
		if err := b.step(ctx, 0); err != nil && !errors.Is(err, errNoMore) {
			return err
		} else if err != nil {
			return fmt.Errorf("only %d rows to approve: give more --dossiers", l.Total)
		}
	}
	return errors.New("too little comes to approval")
}

// decide judges decisions under thirty delegations: of each thousand half rest on one of them, half are refused by the nearest.
func (b *bench) decide(ctx context.Context, _ int64) error {
	o, now := b.house.office, time.Now()
	given := access.GivenTo(b.delegate, o.World().Org, now)
	if len(given) < benchHanded {
		return fmt.Errorf("%s has %d delegations", b.delegate.Person, len(given))
	}
	task := dossier.Task{Opened: dossier.Opened{Token: 1, Work: procedure.Approve, Unit: given[benchHanded-1].Giver, Role: string(org.Leader)}}
	d := &dossier.Dossier{State: dossier.Processing, Received: now, Competent: task.Unit, Tasks: []dossier.Task{task}, Procedure: procedure.ID(given[0].Procedures[0])}
	other := *d
	other.Procedure = "9.999999"
	yes := access.Object{Dossier: d, Task: &task, Org: o.World().Org, At: now}
	no := yes
	no.Dossier = &other
	for i := range benchDecisions {
		obj := &yes
		if i%2 == 1 {
			obj = &no
		}
		if a := access.Judge(b.delegate, string(dossier.ActApprove), *obj); (a.Refusal == nil) != (obj == &yes) {
			return fmt.Errorf("decision %d: %v", i, a.Refusal)
		}
	}
	return nil
}

// delegated is a worklist of two hundred rows of the officer with thirty delegations.
func (b *bench) delegated(ctx context.Context, _ int64) error {
	l, err := b.house.office.Read(ctx, b.delegate).Worklist(office.Filter{Limit: benchRows})
	if err == nil && len(l.Rows) != benchRows {
		err = fmt.Errorf("%d rows", len(l.Rows))
	}
	return err
}

// unfinished gives the bench the open dossiers of the city, those of an earlier run too.
func (b *bench) unfinished(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.work) > 0 {
		return nil
	}
	return b.house.db.Read().EachDossier(ctx, func(d store.DossierRow) error {
		if d.EndedAt.IsZero() {
			b.work = append(b.work, dossier.ID(d.ID))
		}
		return nil
	})
}
