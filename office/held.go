package office

import (
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/words/form"
)

// A Held is what a paper says that the city itself issued to a person: the value for one field of a form, with its source.
type Held struct {
	Path   string // of the field in the form
	Value  any    // as the form keeps it
	Code   string // of the dossier that led to the paper
	Number string // of the paper
	At     time.Time
	Name   form.Text // of the kind of paper
	Unit   UnitName  // that issued it
}

// purposeHeld is the purpose of a look into papers held already, in the read log.
const purposeHeld = "read.once-only"

// mostHeld is how many dossiers of a person are looked through for one form.
// choice: far more than anybody has of the kinds that one form names.
const mostHeld = 50

// Held gives what papers say that the city issued to a person, for the fields of a form that name such papers: nobody is
// asked again for what the city wrote itself. A citizen is told of their own papers alone, an officer of those whom the
// counter serves. Each dossier that is opened has its line in the read log before anything of it is given.
// law: nd224-2026/15.1d
func (r *Reader) Held(c *form.Compiled, owner dossier.Party) ([]Held, error) {
	wanted := c.Sources()
	key := r.o.PersonKey(owner.Number)
	if len(wanted) == 0 || key == "" {
		return nil, nil
	}
	if r.who.Kind == access.Citizen && key != r.who.Key {
		return nil, nil // choice: whoever files for another knows what that other gave them, not what the city knows
	}
	if r.who.Kind != access.Citizen && access.May(r.who, "find-people", access.Object{}) != nil {
		return nil, nil // an act of the counter: others type no dossiers
	}
	papers, err := r.papersHeld(key, wanted)
	if err != nil {
		return nil, err
	}
	var out []Held
	logged := map[dossier.ID]bool{}
	for i := range wanted {
		s := &wanted[i]
		for _, p := range papers {
			v := p.says(s)
			if v == nil {
				continue
			}
			if !logged[p.d.ID] {
				line := store.ReadRow{At: r.now, Account: r.who.Account, Post: r.who.Post, Dossier: string(p.d.ID), Purpose: purposeHeld}
				if err := r.o.db.LogRead(r.ctx, line); err != nil {
					return nil, err
				}
				logged[p.d.ID] = true
			}
			out = append(out, Held{
				Path: s.Path, Value: v, Code: p.d.Code, Number: p.d.Result.Number, At: p.d.Result.At, Name: form.Text{VI: p.result.Name}, Unit: r.w.unit(p.d.Competent, p.d.Result.At),
			})
			break
		}
	}
	return out, nil
}

// heldPaper is a dossier whose result a person holds.
type heldPaper struct {
	d      *dossier.Dossier
	result *procedure.Result
}

// papersHeld finds a person's papers of the kinds that are wanted, the newest first.
func (r *Reader) papersHeld(key string, wanted []form.Source) ([]heldPaper, error) {
	var from []string
	for _, rec := range r.w.Procedures.All(r.now) {
		if slices.ContainsFunc(rec.Results, func(x procedure.Result) bool {
			return slices.ContainsFunc(wanted, func(s form.Source) bool { return s.Result == x.Code })
		}) {
			from = append(from, string(rec.Code))
		}
	}
	if len(from) == 0 {
		return nil, nil
	}
	rows, _, err := r.db.Dossiers(r.ctx, store.DossierFilter{Scope: store.Scope{Person: key}, Now: r.now, Procedures: from, Limit: mostHeld})
	if err != nil {
		return nil, err
	}
	var out []heldPaper
	for i := range rows {
		d, err := r.o.fold(r.ctx, r.db, dossier.ID(rows[i].ID))
		if fault.Is(err, fault.Missing) {
			continue
		}
		if err != nil {
			return nil, err
		}
		// choice: nothing is taken from a paper that was corrected, because the form that led to it said otherwise.
		if d.Result.Number == "" || len(d.Earlier) > 0 || d.Erased || r.o.PersonKey(d.Parties.Owner.Number) != key {
			continue
		}
		if since, err := r.restricted(d); err != nil {
			return nil, err
		} else if !since.IsZero() {
			continue // the person wanted these data used for that dossier alone
		}
		if x := r.resultOf(d); x != nil {
			out = append(out, heldPaper{d, x})
		}
	}
	slices.SortStableFunc(out, func(a, b heldPaper) int { return b.d.Result.At.Compare(a.d.Result.At) })
	return out, nil
}

// resultOf is the kind of a dossier's result: the one that was named when it was issued, or the only one that there is.
func (r *Reader) resultOf(d *dossier.Dossier) *procedure.Result {
	rec := r.w.Procedures.Version(d.Procedure, d.ProcVersion)
	if rec == nil {
		return nil
	}
	for i := range rec.Results {
		if x := &rec.Results[i]; x.Code != "" && x.Code == d.Result.Code || d.Result.Code == "" && len(rec.Results) == 1 {
			return x
		}
	}
	return nil
}

// says gives what the paper says for a field, nil when it is of another kind or does not say it.
func (p *heldPaper) says(s *form.Source) any {
	if p.result.Code != s.Result {
		return nil
	}
	// A record that lists what the paper takes over from the form says no more than that.
	within := func(field string) bool { return field == s.From || strings.HasPrefix(s.From, field+".") }
	if len(p.result.Fields) > 0 && !slices.ContainsFunc(p.result.Fields, within) {
		return nil
	}
	return s.Take(p.d.Values)
}
