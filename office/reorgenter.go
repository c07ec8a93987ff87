package office

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/words/ledger"
	"motcua/words/org"
)

// A reorganisation is one act (see ADR 0017). Its facts are dated, so they are entered together and nobody sees them before their
// moment. Open dossiers go over from that moment on: piece by piece, and each at once when somebody acts on it.

// streamReorganised has one event for each reorganisation: the file that was entered.
const streamReorganised = ledger.StreamID("city/reorganised")

// A Reorganised is a reorganisation that was entered.
type Reorganised struct {
	ID      string
	Basis   string
	Moment  time.Time // first instant of the new structure
	Entered time.Time
	Actor   string

	file  org.ReorgFile
	heirs *org.Heirs
}

// actReorganise is the weighty act of changing the city's units.
const actReorganise = "reorganise"

type reorganisedBody struct {
	ID   string        `json:"id"`
	File org.ReorgFile `json:"file"`

	Confirmed *dossier.Confirmed `json:"confirmed,omitempty"` // by what somebody confirmed it
}

// Reorganise enters a reorganisation: all its facts, dated, in one transaction. Open dossiers go over when its moment comes, at
// once where it has come. It is refused while anything is undecided. The same file again goes on where it was cut off.
func (o *Office) Reorganise(ctx context.Context, who Who, cmd Command, name string, b []byte) (*Reorganisation, error) {
	rep, err := o.PlanReorganisation(ctx, who, name, b)
	if err != nil {
		return nil, err
	}
	if !rep.Was {
		if n := len(rep.Undecided); n > 0 {
			return rep, fault.New(fault.Refused, "reorganise.undecided", "n", strconv.Itoa(n))
		}
		hash, err := ActHash(actReorganise, rep.ID, rep.file)
		if err != nil {
			return rep, err
		}
		mark, err := o.Confirmed(ctx, who, cmd, actReorganise, hash)
		if err != nil {
			return rep, err
		}
		if err := o.enterReorganisation(ctx, who, cmd, rep, mark); err != nil {
			return rep, fmt.Errorf("enter the reorganisation: %w", err)
		}
	}
	re := o.world.Load().reorganised(rep.ID)
	if re == nil || re.Moment.After(o.Now()) {
		return rep, nil // the job does it at its moment
	}
	return rep, o.reassignAll(ctx, re, rep)
}

func (o *Office) enterReorganisation(ctx context.Context, who Who, cmd Command, rep *Reorganisation, mark *dossier.Confirmed) error {
	w := o.world.Load()
	body, err := json.Marshal(reorganisedBody{rep.ID, rep.file, mark})
	if err != nil {
		return err
	}
	err = o.db.Write(ctx, func(tx *store.Tx) error {
		if done, err := o.once(tx, who, cmd, [32]byte{}, []byte(rep.ID)); done || err != nil {
			return err
		}
		if err := enterHouse(tx, w, who, rep.plan.Facts); err != nil {
			return err
		}
		e := ledger.Fact{Kind: "city.reorganised", Holder: body, Class: ledger.Ordinary, Actor: who.Actor(), Unit: who.Unit, At: tx.Now()}
		if _, err := tx.Append(streamReorganised, w.heads[streamReorganised], []ledger.Fact{e}); err != nil {
			return err
		}
		_, err := tx.PutJob(store.JobRow{Key: jobReassign + "/" + rep.ID, Kind: jobReassign, Args: rep.ID, RunAt: rep.Moment})
		return err
	})
	if err != nil {
		return err
	}
	return o.Refresh(ctx)
}

// applyReorganised takes one entered reorganisation.
func (w *World) applyReorganised(e *ledger.Event) error {
	var b reorganisedBody
	if err := json.Unmarshal(e.Holder, &b); err != nil {
		return err
	}
	w.Reorganisations = append(w.Reorganisations, &Reorganised{ID: b.ID, Basis: b.File.Basis, Entered: e.At, Actor: e.Actor, file: b.File})
	return nil
}

// foldReorganised reads who carries on, after the organisation is folded.
func (w *World) foldReorganised() error {
	for _, re := range w.Reorganisations {
		h, err := re.file.Heirs(w.Org, re.Entered)
		if err != nil {
			return err
		}
		re.heirs, re.Moment = h, h.Moment()
	}
	return nil
}

// reorganisedBy says whether any reorganisation has come by t.
func (w *World) reorganisedBy(t time.Time) bool {
	return slices.ContainsFunc(w.Reorganisations, func(re *Reorganised) bool { return !re.Moment.After(t) })
}

func (w *World) reorganised(id string) *Reorganised {
	for _, re := range w.Reorganisations {
		if re.ID == id {
			return re
		}
	}
	return nil
}

// before are the units that ended for a unit by a reorganisation: who carries on reads what they closed, and what has not gone
// over yet.
func (w *World) before(unit string, t time.Time) []string {
	var out []string
	for _, re := range w.Reorganisations {
		if re.Moment.After(t) {
			continue
		}
		for _, u := range re.heirs.Before(org.UnitID(unit)) {
			out = append(append(out, string(u)), w.before(string(u), re.Moment.Add(-1))...)
		}
	}
	return out
}

// Reorganisations lists what was entered, oldest first.
func (r *Reader) Reorganisations() ([]*Reorganised, error) {
	return r.w.Reorganisations, access.May(r.who, "administer", access.Object{})
}
