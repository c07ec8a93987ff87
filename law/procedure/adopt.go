package procedure

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// keyAdopted is where Record.Source notes that all of its other fields are the national record as it came.
const keyAdopted = "motcua:adopted"

// Adopt gives the next version of a procedure when a record of the national database comes in: what the city adds stays,
// what the national database says is taken. now is the newest version, nil when there is none.
//
// For a procedure that dossiers are received for here, cases (with their forms and processes), agencies (with the way to
// find the unit), results, legal bases and fees stay the city's: the national record has them without the parts that
// the desk needs, and a difference is the business of procedure control. The national record itself is kept whole in
// Source, and EncodeNational gives it back.
//
// Adopting the same record again changes nothing, and neither does one that says what the city itself writes in that form.
func Adopt(now *Record, in Record) (Record, error) {
	if now == nil {
		return in, nil
	}
	write := EncodeNational
	message := in.Source[keyMessage] == true
	if message {
		write = EncodeMessage
	}
	b, err := write(in)
	if err != nil {
		return Record{}, err
	}
	if ours, err := write(*now); err == nil && bytes.Equal(ours, b) {
		return *now, nil
	}
	out := in
	out.Suffix = cmp.Or(in.Suffix, now.Suffix)
	out.NameEN, out.ShortName = now.NameEN, now.ShortName
	out.LifeEvents, out.Description = now.LifeEvents, cmp.Or(in.Description, now.Description)
	if len(in.Keywords) == 0 {
		out.Keywords = now.Keywords
	}
	out.Publisher, out.SectorCode = cmp.Or(in.Publisher, now.Publisher), cmp.Or(in.SectorCode, now.SectorCode)
	out.Route, out.BoundaryFree = now.Route, now.BoundaryFree
	out.Service, out.PartialWhy = now.Service, now.PartialWhy
	out.Example, out.PublishedBy = now.Example, now.PublishedBy
	if !now.Open() {
		out.Cases = slices.Clone(out.Cases)
		for i := range out.Cases {
			if c := now.Case(out.Cases[i].ID); c != nil { // what no national record says
				out.Cases[i].Conduct = c.Conduct
			}
		}
		return out, nil
	}
	var source map[string]any
	if err := decode(b, &source); err != nil {
		return Record{}, fmt.Errorf("adopt procedure %s: %w", in.Code, err)
	}
	out.Cases = now.Cases
	out.Performing, out.Competent, out.Delegated, out.Coordinating = now.Performing, now.Competent, now.Delegated, now.Coordinating
	out.Results, out.Bases, out.Related, out.Interlinked = now.Results, now.Bases, now.Related, now.Interlinked
	out.Address = cmp.Or(in.Address, now.Address)
	out.Conditions = cmp.Or(in.Conditions, now.Conditions)
	out.Raw = nil // it stands in the source
	out.Source = source
	out.Source[keyAdopted] = true
	if message {
		out.Source[keyMessage] = true
	}
	return out, nil
}

// adopted gives the national record that was adopted, nil when there is none.
func (r *Record) adopted() map[string]any {
	if r.Source[keyAdopted] != true {
		return nil
	}
	out := maps.Clone(r.Source)
	delete(out, keyAdopted)
	return out
}
