package office

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/ledger"
	"motcua/words/org"
)

// A PackReport says what a pack brings, or would bring.
type PackReport struct {
	Units      int      `json:"units"`
	People     int      `json:"people"`
	Posts      int      `json:"posts"`
	Procedures int      `json:"procedures"`
	Documents  int      `json:"documents"`
	Kept       []string `json:"kept,omitempty"` // what is there already and stays as it is: the database wins
}

// pack is a city's folder, read and checked whole before anything is written.
type pack struct {
	org        org.Pack
	procedures []procedure.Record
	documents  map[ledger.StreamID][]byte
}

// documentFiles are the documents that the whole city shares; each is a stream of its own, its newest event counts.
var documentFiles = []struct {
	name   string
	stream ledger.StreamID
	check  func([]byte) error
}{
	{"calendar.json", streamCalendar, func(b []byte) error { _, err := calendar.Parse(b); return err }},
	{"settings.json", streamSettings, func(b []byte) error { return strict(b, new([]Setting)) }},
	{"lifeevents.json", streamLifeEvents, func(b []byte) error { return strict(b, new([]LifeEvent)) }},
}

// strict reads JSON and refuses fields that it does not know.
func strict(b []byte, into any) error {
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// readPack reads a city's folder; the error names every mistake with file, line and field.
func readPack(fsys fs.FS) (*pack, error) {
	p := &pack{documents: map[ledger.StreamID][]byte{}}
	var errs []error
	var err error
	if p.org, err = org.ParsePack(fsys); err != nil {
		errs = append(errs, err)
	}
	if p.procedures, err = procedure.ParsePack(fsys, "."); err != nil {
		errs = append(errs, err)
	}
	for _, f := range documentFiles {
		b, err := fs.ReadFile(fsys, f.name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = f.check(b)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", f.name, err))
			continue
		}
		p.documents[f.stream] = b
	}
	return p, errors.Join(errs...)
}

// ImportPack enters a city's folder as events, once: what is there already stays as it is. With dry nothing is written.
// A pack with a mistake changes nothing.
func (o *Office) ImportPack(ctx context.Context, who Who, fsys fs.FS, dry bool) (PackReport, error) {
	if err := access.May(who, "import", access.Object{}); err != nil {
		return PackReport{}, err
	}
	p, err := readPack(fsys)
	if err != nil {
		return PackReport{}, err
	}
	w := o.world.Load()
	var rep PackReport
	var all []entry
	facts, err := p.org.Diff(w.Org, o.Now())
	if err != nil {
		return PackReport{}, err
	}
	for _, f := range facts {
		all = append(all, entry{ledger.StreamID(f.Stream), ledger.Fact{Kind: f.Kind, At: f.At, Holder: f.Body, Private: f.Private}})
		rep.count(f.Kind)
	}
	published, err := o.publishing(w, p.procedures, &rep)
	if err != nil {
		return PackReport{}, err
	}
	all = append(all, published...)
	for _, f := range documentFiles {
		b, ok := p.documents[f.stream]
		_, there, err := o.db.Read().Head(ctx, f.stream)
		if err != nil {
			return PackReport{}, err
		}
		switch {
		case ok && there:
			rep.Kept = append(rep.Kept, f.name)
		case ok:
			all = append(all, entry{f.stream, ledger.Fact{Kind: "city.document-set", Holder: b}})
			rep.Documents++
		}
	}
	if dry {
		return rep, nil
	}
	if err := o.enter(ctx, who, all); err != nil {
		return rep, err
	}
	return rep, o.Refresh(ctx)
}

// publishing gives the facts that bring the versions which the catalogue has not.
func (o *Office) publishing(w *World, recs []procedure.Record, rep *PackReport) ([]entry, error) {
	var all []entry
	have := map[procedure.ID][]procedure.Record{}
	for _, rec := range recs {
		known, seen := have[rec.Code]
		if !seen {
			known = w.Procedures.Versions(rec.Code)
		}
		if rec.Version == 0 && len(known) > 0 || slices.ContainsFunc(known, func(k procedure.Record) bool { return k.Version == rec.Version }) {
			rep.Kept = append(rep.Kept, fmt.Sprintf("procedure %s version %d", rec.Code, rec.Version))
			have[rec.Code] = known
			continue
		}
		facts, err := procedure.Publish(known, rec, o.Now())
		if err != nil {
			return nil, fmt.Errorf("publish procedure %s: %w", rec.Code, err)
		}
		for _, f := range facts {
			all = append(all, entry{procedure.Stream(rec.Code), ledger.Fact{Kind: f.Kind, Holder: f.Body}})
			rep.Procedures++
		}
		have[rec.Code] = append(known, rec)
	}
	return all, nil
}

func (r *PackReport) count(kind string) {
	switch kind {
	case org.KindUnitOpened:
		r.Units++
	case org.KindPersonAdded:
		r.People++
	case org.KindPostGiven:
		r.Posts++
	}
}

// An entry is a fact on its way into a stream.
type entry struct {
	stream ledger.StreamID
	fact   ledger.Fact
}

// enterPiece is how many facts one transaction takes, so that none runs longer than two seconds.
const enterPiece = 200

// enter appends facts piece by piece; the facts of one stream stay in order.
func (o *Office) enter(ctx context.Context, who Who, all []entry) error {
	for len(all) > 0 {
		piece := all[:min(len(all), enterPiece)]
		all = all[len(piece):]
		err := o.db.Write(ctx, func(tx *store.Tx) error {
			for _, e := range piece {
				version, _, err := tx.Head(ctx, e.stream)
				if err != nil {
					return err
				}
				f := e.fact
				f.Class, f.Actor, f.Unit = ledger.Ordinary, who.Actor(), who.Unit
				f.At = tx.Now() // the days of validity stand in the payload
				if _, err := tx.Append(e.stream, version, []ledger.Fact{f}); err != nil {
					return fmt.Errorf("enter %s: %w", e.stream, err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// CheckPack reads a city's folder and says everything that is wrong with it; nothing is written.
func CheckPack(fsys fs.FS) error {
	_, err := readPack(fsys)
	return err
}
