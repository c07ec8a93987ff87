package office

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"motcua/ground/text"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/notice"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
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
	Knowledge  int      `json:"knowledge"`
	Stay       PackKept `json:"stay"`           // how many of each kind are there already and stay as they are: the database wins
	Kept       []string `json:"kept,omitempty"` // of these, documents and versions of procedures by name
}

// PackKept counts what a pack has and the city has already.
type PackKept struct {
	Units      int `json:"units"`
	People     int `json:"people"`
	Posts      int `json:"posts"`
	Procedures int `json:"procedures"`
	Documents  int `json:"documents"`
	Knowledge  int `json:"knowledge"`
}

// pack is a city's folder, read and checked whole before anything is written.
type pack struct {
	org        org.Pack
	procedures []procedure.Record
	documents  map[ledger.StreamID][]byte
	knowledge  []packItem
}

// documentFiles are the documents that the whole city shares; each is a stream of its own, its newest event counts.
var documentFiles = []struct {
	name   string
	stream ledger.StreamID
	check  func([]byte) error
}{
	{"calendar.json", streamCalendar, func(b []byte) error {
		if _, err := calendar.Parse(b); err != nil {
			return fmt.Errorf("calendar.json: %w", err)
		}
		return nil
	}},
	{"settings.json", streamSettings, checkSettings},
	{"notices.json", streamNotices, func(b []byte) error {
		_, err := notice.Parse("notices.json", b)
		return err
	}},
	{"lifeevents.json", streamLifeEvents, func(b []byte) error { return form.Read("lifeevents.json", b, new([]LifeEvent)) }},
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
	if p.knowledge, err = readKnowledge(fsys); err != nil {
		errs = append(errs, err)
	}
	for _, f := range documentFiles {
		b, err := fs.ReadFile(fsys, f.name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("read the pack's %s: %w", f.name, err))
			continue
		}
		if err := f.check(b); err != nil {
			errs = append(errs, err)
			continue
		}
		p.documents[f.stream] = b
	}
	return p, errors.Join(errs...)
}

// unknownProcedures finds procedures of life events that neither the pack nor the city has.
func (p *pack) unknownProcedures(w *World) error {
	b := p.documents[streamLifeEvents]
	if b == nil {
		return nil
	}
	known := map[procedure.ID]bool{}
	for i := range p.procedures {
		known[p.procedures[i].Code] = true
	}
	var events []LifeEvent
	lines, err := form.ReadLines("lifeevents.json", b, &events)
	if err != nil {
		return err
	}
	var out form.Mistakes
	for i, e := range events {
		for j, id := range e.Procedures {
			if known[id] || w != nil && len(w.Procedures.Versions(id)) > 0 {
				continue
			}
			field := fmt.Sprintf("%d.procedures.%d", i, j)
			out = append(out, form.Mistake{File: "lifeevents.json", Line: lines.Of(field), Field: field, Reason: text.Said(fmt.Sprintf("neither the pack nor the city has a procedure %s", id))})
		}
	}
	if out == nil {
		return nil
	}
	return out
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
	if err := p.unknownProcedures(w); err != nil {
		return PackReport{}, err
	}
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
	rep.Stay = PackKept{Units: len(p.org.Units) - rep.Units, People: len(p.org.Officers) - rep.People, Posts: -rep.Posts}
	for _, officer := range p.org.Officers {
		rep.Stay.Posts += len(officer.Posts)
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
			rep.Stay.Documents++
		case ok:
			all = append(all, entry{f.stream, ledger.Fact{Kind: "city.document-set", Holder: b}})
			rep.Documents++
		}
	}
	if !dry {
		if err := o.enter(ctx, who, all); err != nil {
			return rep, err
		}
		if err := o.Refresh(ctx); err != nil {
			return rep, err
		}
	}
	rep.Knowledge, rep.Stay.Knowledge, err = o.bringKnowledge(ctx, who, p.knowledge, dry)
	return rep, err
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
			rep.Stay.Procedures++
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

// enter appends facts piece by piece, each piece one command; the facts of one stream stay in order.
func (o *Office) enter(ctx context.Context, who Who, all []entry) error {
	key, err := o.NewID()
	if err != nil {
		return err
	}
	for n := 1; len(all) > 0; n++ {
		piece := all[:min(len(all), enterPiece)]
		all = all[len(piece):]
		cmd := Command{Key: fmt.Sprintf("enter-%s-%d", key, n)}
		err := o.db.Write(ctx, func(tx *store.Tx) error {
			if done, err := o.once(tx, who, cmd, [32]byte{}, nil); done || err != nil {
				return err
			}
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
	p, err := readPack(fsys)
	if err != nil {
		return err
	}
	return p.unknownProcedures(nil)
}
