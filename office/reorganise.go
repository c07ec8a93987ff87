package office

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/words/org"
)

// A Reorganisation (sắp xếp tổ chức) says what becomes of everything by a file; making one changes nothing.
type Reorganisation struct {
	ID         string          `json:"id"` // of the file's content
	Moment     time.Time       `json:"moment"`
	Basis      string          `json:"basis"`
	Units      []ReorgUnit     `json:"units"`
	Looked     int             `json:"looked"`    // open dossiers
	Moves      int             `json:"moves"`     // of these, those of which something goes to another unit
	Petitions  int             `json:"petitions"` // that go to another unit
	Contacts   int             `json:"contacts"`  // conversations of the care desk that do
	Fates      []org.Fate      `json:"fates"`
	Undecided  []org.Fate      `json:"undecided"`
	Procedures []ProcedureFate `json:"procedures"`
	Was        bool            `json:"was,omitempty"` // it was entered before
	Moved      int             `json:"moved"`         // dossiers that went over just now
	Said       int             `json:"said"`          // petitions that did
	Heard      int             `json:"heard"`         // conversations that did

	plan *org.Reorg
	file org.ReorgFile
}

// A ReorgUnit is what becomes of a unit.
type ReorgUnit struct {
	ID   org.UnitID   `json:"id"`
	Name string       `json:"name"` // the new one of a unit that begins or is renamed
	Act  string       `json:"act"`  // a word of the file
	To   []org.UnitID `json:"to,omitempty"`
	Work int          `json:"work"` // things of it that have a fate
}

// A ProcedureFate is a place in a procedure that names a unit which ends.
type ProcedureFate struct {
	Procedure procedure.ID `json:"procedure"`
	Version   int          `json:"version"`
	Where     string       `json:"where"` // "competent", "delegated", or a step
	Unit      org.UnitID   `json:"unit"`
	To        []org.UnitID `json:"to,omitempty"` // none: the procedure must be written anew
}

// PlanReorganisation reads a file, by the end of its name, and says what it would do; docs/reorganisation-format.md has its
// forms. Its error is an org.Mistakes that names each line, or a refusal. Nothing is written.
func (o *Office) PlanReorganisation(ctx context.Context, who Who, name string, b []byte) (*Reorganisation, error) {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return nil, err
	}
	if err := o.Refresh(ctx); err != nil {
		return nil, err
	}
	return o.planReorganisation(ctx, o.world.Load(), name, b)
}

func (o *Office) planReorganisation(ctx context.Context, w *World, name string, b []byte) (*Reorganisation, error) {
	file, err := org.ParseReorg(name, b)
	if err != nil {
		return nil, err
	}
	id, err := ActHash("reorganise", "", file) // the same lines are the same reorganisation, however they are written down
	if err != nil {
		return nil, err
	}
	id = id[:16]
	if was := w.reorganised(id); was != nil {
		return &Reorganisation{ID: id, Moment: was.Moment, Basis: was.Basis, Was: true, file: file}, nil
	}
	plan, err := w.Org.PlanReorg(name, file, nil, o.Now()) // a file that is wrong is refused before every dossier is read
	if err != nil {
		return nil, err
	}
	looked, err := o.takeOpen(ctx, w, plan)
	if err != nil {
		return nil, err
	}
	r := &Reorganisation{
		ID: id, Moment: plan.Moment, Basis: plan.Basis, Looked: looked, Fates: plan.Fates, Undecided: plan.Undecided,
		Procedures: w.proceduresOf(plan.Heirs, o.Now()), plan: plan, file: file,
	}
	r.count(w)
	return r, nil
}

// openDossiers are the states in which a dossier goes on under a successor: work waits, or its result lies at the desk.
var openDossiers = []int{
	int(dossier.Filed), int(dossier.Received), int(dossier.Processing), int(dossier.Supplement), int(dossier.Paying), int(dossier.Withdrawal), int(dossier.Completed),
}

// takeOpen lets a plan say what becomes of the open dossiers that ended units have to do with, and counts all that are open.
func (o *Office) takeOpen(ctx context.Context, w *World, plan *org.Reorg) (open int, err error) {
	all := store.DossierFilter{Scope: store.Scope{All: true}, Now: o.Now(), States: openDossiers}
	if open, err = o.db.Read().Count(ctx, all); err != nil {
		return 0, err
	}
	if err := o.takePetitions(ctx, plan); err != nil {
		return 0, err
	}
	if err := o.takeContacts(ctx, w, plan); err != nil {
		return 0, err
	}
	return open, o.eachHeld(ctx, plan.Heirs, func(rows []store.DossierRow) error {
		work, err := o.workIn(ctx, w, rows)
		for i := range work {
			plan.Take(&work[i])
		}
		return err
	})
}

// workIn folds a page of dossiers, as many at once as there are processors: folding is most of a plan's time.
func (o *Office) workIn(ctx context.Context, w *World, rows []store.DossierRow) ([]org.Work, error) {
	out, errs := make([]org.Work, len(rows)), make([]error, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for n := range errs {
		wg.Go(func() {
			for i := n; i < len(rows) && errs[n] == nil; i += len(errs) {
				d, err := o.fold(ctx, o.db.Read(), dossier.ID(rows[i].ID))
				if errs[n] = err; err == nil {
					out[i] = workOf(w, d)
				}
			}
		})
	}
	wg.Wait()
	return out, errors.Join(errs...)
}

// workOf is what a plan must know of a dossier.
func workOf(w *World, d *dossier.Dossier) org.Work {
	x := org.Work{
		ID: string(d.ID), Code: codeOf(d), Competent: org.UnitID(d.Competent), Reception: org.UnitID(d.Reception), Papers: org.UnitID(d.PapersAt),
		Place: d.Parties.Owner.Address.Commune,
	}
	if t, err := time.ParseInLocation(time.DateOnly, d.Parties.Owner.Address.List, Zone); err == nil {
		x.Listed = t.UTC()
	}
	for i := range d.Tasks {
		if d.Tasks[i].Open() {
			x.Tasks = append(x.Tasks, org.UnitID(d.Tasks[i].Unit))
		}
	}
	return x
}

// count says what becomes of each unit, and how much it has that goes elsewhere.
func (r *Reorganisation) count(w *World) {
	work, moved, said, heard := map[org.UnitID]int{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, f := range slices.Concat(r.Fates, r.Undecided) {
		switch work[f.From]++; {
		case f.Thing == org.FatePetition:
			said[f.ID] = true
		case f.Thing == org.FateContact:
			heard[f.ID] = true
		case f.Code != "":
			moved[f.ID] = true
		}
	}
	r.Moves, r.Petitions, r.Contacts = len(moved), len(said), len(heard)
	r.Units = []ReorgUnit{}
	for _, l := range r.file.Acts {
		if l.Act == org.ReorgChoose {
			continue
		}
		u := ReorgUnit{ID: l.Unit, Name: l.Name, Act: l.Act, To: l.To, Work: work[l.Unit]}
		if u.Name == "" {
			u.Name = w.Org.NameAt(l.Unit, r.Moment)
		}
		r.Units = append(r.Units, u)
	}
}

// proceduresOf finds the places in procedures, in force or still to come, that name a unit which ends.
// choice: a procedure that names a unit goes on under who carries on without being written anew; who answers for the
// catalogue sees here which texts still have the old name.
func (w *World) proceduresOf(h *org.Heirs, now time.Time) []ProcedureFate {
	out := []ProcedureFate{}
	named := func(rec *procedure.Record, where, unit string) {
		if id := org.UnitID(unit); h.Ends(id) {
			out = append(out, ProcedureFate{rec.Code, rec.Version, where, id, h.Successors(id)})
		}
	}
	for _, id := range w.Procedures.IDs() {
		for _, rec := range w.Procedures.Versions(id) {
			if !rec.To.IsZero() && !rec.To.After(now) {
				continue
			}
			for where, agencies := range map[string][]procedure.Agency{"competent": rec.Competent, "delegated": rec.Delegated} {
				for _, a := range agencies {
					named(&rec, where, a.Unit)
					named(&rec, where, strings.TrimPrefix(a.Rule, "unit:"))
				}
			}
			for i := range rec.Cases {
				if p := rec.Cases[i].Process; p != nil {
					for _, n := range p.Nodes {
						named(&rec, rec.Cases[i].ID+"/"+n.ID, strings.TrimPrefix(n.Where, "unit:"))
					}
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b ProcedureFate) int {
		return strings.Compare(string(a.Procedure)+a.Where, string(b.Procedure)+b.Where)
	})
	return out
}
