package office

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/procedure"
	"motcua/words/ledger"
)

// The file of an import waits a day for the one who looks at what it would change. Once it is published, its import is told for a
// while, so that who sends it again is answered with what became of it.
const (
	draftCatalogue = "catalogue-import"
	catalogueLife  = 24 * time.Hour
	stateCatalogue = "catalogue-state"
	stateLife      = 60 * 24 * time.Hour
	stateOwner     = "imports" // those who keep procedures read every state
	importStuck    = time.Minute
)

// A CatalogueFile is a file of procedures that somebody sent and has not decided on.
type CatalogueFile struct {
	Name string `json:"name"`
	Body []byte `json:"body"`
}

// An ImportState says how far the publication of a file has come: n of m.
type ImportState struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"` // of the file
	By      string       `json:"by"`
	Unit    string       `json:"unit"`
	Kind    access.Kind  `json:"kind"`
	Account string       `json:"account"`
	Of      int          `json:"of"`   // procedures that change; 0 until the file was read
	Done    int          `json:"done"` // of them published
	Refused int          `json:"refused"`
	Begun   time.Time    `json:"begun"`
	Moved   time.Time    `json:"moved"` // when the last piece went in
	Ended   time.Time    `json:"ended"` // zero: not yet
	Tries   int          `json:"tries"`
	Stopped *fault.Fault `json:"stopped,omitempty"` // why it waits for a person
}

// Open says whether a part of the file is not published yet.
func (s *ImportState) Open() bool { return s.Ended.IsZero() }

// Stuck says whether nothing happens any more by itself, or not soon: it was stopped, or whoever worked on it is gone.
func (s *ImportState) Stuck(now time.Time) bool {
	return s.Open() && (s.Stopped != nil || now.Sub(s.Moved) >= importStuck)
}

// MayImport says whether the reader may publish files of procedures.
func (r *Reader) MayImport() error { return access.May(r.who, "import", access.Object{}) }

// KeepCatalogueFile keeps a file under an id for the account that sent it, for a day.
func (o *Office) KeepCatalogueFile(ctx context.Context, who Who, id, name string, b []byte) error {
	if err := access.May(who, "import", access.Object{}); err != nil {
		return err
	}
	mine, err := owner(who)
	if err != nil {
		return err
	}
	body, err := json.Marshal(CatalogueFile{fileName(name), b})
	if err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.PutDraft(store.DraftRow{ID: id, Owner: mine, Kind: draftCatalogue, Body: body, Updated: tx.Now(), Expires: tx.Now().Add(catalogueLife)})
		return err
	})
}

// catalogueFile reads a file that waits; owner "" is anybody's.
func catalogueFile(ctx context.Context, r *store.Reader, id, mine string, now time.Time) (*CatalogueFile, error) {
	d, ok, err := r.Draft(ctx, id)
	if err != nil {
		return nil, err
	}
	if !ok || mine != "" && d.Owner != mine || d.Kind != draftCatalogue || d.Expires.Before(now) {
		return nil, fault.New(fault.Missing, "catalogue.gone")
	}
	f := new(CatalogueFile)
	return f, json.Unmarshal(d.Body, f)
}

// Import says how far the publication of a file has come.
func (r *Reader) Import(id string) (*ImportState, error) {
	if err := r.MayControl(); err != nil {
		return nil, err
	}
	s, err := importState(r.ctx, r.db, id)
	if err == nil && s == nil {
		err = fault.New(fault.Missing, "catalogue.gone")
	}
	return s, err
}

// Imports are the publications of files of the last weeks, the last begun first.
func (r *Reader) Imports() ([]ImportState, error) {
	if err := r.MayControl(); err != nil {
		return nil, err
	}
	rows, err := r.db.Drafts(r.ctx, stateOwner, stateCatalogue)
	if err != nil {
		return nil, err
	}
	out := make([]ImportState, len(rows))
	for i := range rows {
		if err := json.Unmarshal(rows[i].Body, &out[i]); err != nil {
			return nil, fmt.Errorf("import %s: %w", rows[i].ID, err)
		}
	}
	slices.SortStableFunc(out, func(a, b ImportState) int { return b.Begun.Compare(a.Begun) })
	return out, nil
}

// stateID is the name of an import's state beside its file.
func stateID(id string) string { return "state-" + id }

func importState(ctx context.Context, r *store.Reader, id string) (*ImportState, error) {
	d, ok, err := r.Draft(ctx, stateID(id))
	if err != nil || !ok || d.Kind != stateCatalogue {
		return nil, err
	}
	s := new(ImportState)
	return s, json.Unmarshal(d.Body, s)
}

func putImportState(tx *store.Tx, s *ImportState) error {
	body, err := json.Marshal(s)
	if err != nil {
		return err
	}
	_, err = tx.PutDraft(store.DraftRow{ID: stateID(s.ID), Owner: stateOwner, Kind: stateCatalogue, Body: body, Updated: tx.Now(), Expires: tx.Now().Add(stateLife)})
	return err
}

// StartImport has a file published whose plan was seen. It is done piece by piece by a job, and Import tells how far it is. The same
// id again repeats nothing: it goes on where an import stopped, and changes nothing where it is at its end.
func (o *Office) StartImport(ctx context.Context, who Who, id string) error {
	if err := access.May(who, "import", access.Object{}); err != nil {
		return err
	}
	mine, err := owner(who)
	if err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		s, err := importState(ctx, &tx.Reader, id)
		switch {
		case err != nil:
			return err
		case s != nil && !s.Stuck(tx.Now()):
			return nil
		case s == nil:
			f, err := catalogueFile(ctx, &tx.Reader, id, mine, tx.Now())
			if err != nil {
				return err
			}
			if err := keepLonger(ctx, tx, id); err != nil {
				return err
			}
			s = &ImportState{ID: id, Name: f.Name, By: who.Actor(), Unit: who.Unit, Kind: who.Kind, Account: who.Account, Begun: tx.Now()}
		}
		s.Moved, s.Stopped = tx.Now(), nil
		s.Tries++
		if err := putImportState(tx, s); err != nil {
			return err
		}
		_, err = tx.PutJob(store.JobRow{Key: fmt.Sprintf("%s/%s/%d", jobImport, id, s.Tries), Kind: jobImport, Args: id})
		return err
	})
}

// keepLonger lets a file stay as long as its import may need it.
func keepLonger(ctx context.Context, tx *store.Tx, id string) error {
	d, _, err := tx.Draft(ctx, id)
	if err != nil {
		return err
	}
	d.Expires = tx.Now().Add(stateLife)
	_, err = tx.PutDraft(d)
	return err
}

// runImport is the job that publishes a file. What is there already changes nothing, so that it goes on where it was broken off.
func (o *Office) runImport(ctx context.Context, id string) error {
	s, err := importState(ctx, o.db.Read(), id)
	if err != nil || s == nil || !s.Open() {
		return err
	}
	f, err := catalogueFile(ctx, o.db.Read(), id, "", o.Now())
	if err == nil {
		who := Who{Kind: s.Kind, Account: s.Account, Person: s.By, Unit: s.Unit}
		before := s.Done
		var plan *CataloguePlan
		plan, err = o.publishFile(ctx, who, id, f.Body, func(tx *store.Tx, done, left, refused int) error {
			s.Done, s.Of, s.Refused, s.Moved = before+done, before+done+left, refused, tx.Now()
			return putImportState(tx, s)
		}, func(int, int) {})
		if plan != nil {
			s.Refused = len(plan.Refusals)
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if bad := fault.As(err); bad != nil && bad.Kind != fault.Internal {
		s.Stopped, err = bad, nil // the catalogue changed under it, or the file is gone: a person has to look
	}
	if err != nil {
		return fmt.Errorf("publish the file %s: %w", id, err)
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		s.Moved = tx.Now()
		if s.Stopped == nil {
			s.Ended = tx.Now()
			if err := tx.DropDraft(id); err != nil {
				return err
			}
		}
		return putImportState(tx, s)
	})
}

// ImportCatalogue publishes what PlanCatalogue says of a file, in pieces; what is there already changes nothing, so that the
// same file again goes on where it was broken off. told hears after each piece how many procedures of how many are published.
func (o *Office) ImportCatalogue(ctx context.Context, who Who, b []byte, told ...func(done, of int)) (*CataloguePlan, error) {
	if err := access.May(who, "import", access.Object{}); err != nil {
		return nil, err
	}
	id, err := o.NewID()
	if err != nil {
		return nil, err
	}
	return o.publishFile(ctx, who, id, b, func(*store.Tx, int, int, int) error { return nil }, func(done, of int) {
		for _, tell := range told {
			tell(done, of)
		}
	})
}

// How much one transaction takes. The first piece is small; the next ones grow and shrink so that, whatever the machine, each is well
// below two seconds, for which others may have to wait.
const (
	pieceFirst = 50
	pieceMost  = 400
	pieceBytes = 4 << 20
	pieceQuick = 250 * time.Millisecond
	pieceSlow  = time.Second
	planTries  = 5 // how often the catalogue may change under an import before it stops
)

// A pieceNote is written in the transaction of a piece: how many procedures are published by it and by those before, how many are left,
// and how many lines of the file were refused.
type pieceNote func(tx *store.Tx, done, left, refused int) error

// publishFile plans a file and publishes it piece by piece. told is called after each. When somebody publishes one of the procedures
// meanwhile, what is left is planned anew.
func (o *Office) publishFile(ctx context.Context, who Who, id string, b []byte, note pieceNote, told func(done, of int)) (*CataloguePlan, error) {
	var first *CataloguePlan
	done := 0
	for try := 1; ; try++ {
		plan, err := o.world.Load().PlanCatalogue(b, o.Now())
		if err != nil {
			return nil, err
		}
		first = cmp.Or(first, plan)
		n, err := o.publishPlan(ctx, who, id, plan, func(tx *store.Tx, n, left, refused int) error { return note(tx, done+n, left, refused) },
			func(n, of int) { told(done+n, done+of) })
		done += n
		if e := o.Refresh(context.WithoutCancel(ctx)); e != nil { // what went in is shown, even where the rest did not
			return nil, errors.Join(err, e)
		}
		if f := fault.As(err); f == nil || f.Key != "store.conflict" || try == planTries {
			return first, err
		}
	}
}

// publishPlan publishes what a plan has, piece by piece, and gives how many procedures went in.
func (o *Office) publishPlan(ctx context.Context, who Who, id string, plan *CataloguePlan, note pieceNote, told func(done, of int)) (int, error) {
	done, size := 0, pieceFirst
	for done < len(plan.news) {
		if err := ctx.Err(); err != nil { // between two pieces: one that is begun is brought to its end, so that it is known what is in
			return done, err
		}
		piece := nextPiece(plan.news[done:], size)
		begun := time.Now()
		err := o.publishPiece(ctx, who, id, piece, func(tx *store.Tx) error {
			n := done + len(piece)
			return note(tx, n, len(plan.news)-n, len(plan.Refusals))
		})
		if err != nil {
			return done, err
		}
		done, size = done+len(piece), pieceAfter(size, time.Since(begun))
		told(done, len(plan.news))
	}
	return done, nil
}

// nextPiece takes from the front: so many procedures, less where they are long.
func nextPiece(news []publication, size int) []publication {
	n, bytes := 0, 0
	for n < len(news) && n < size && (n == 0 || bytes+news[n].bytes <= pieceBytes) {
		bytes += news[n].bytes
		n++
	}
	return news[:n]
}

// pieceAfter gives the size of the next piece from how long the last one took.
func pieceAfter(size int, took time.Duration) int {
	switch {
	case took > pieceSlow:
		return max(1, size/4)
	case took < pieceQuick:
		return min(pieceMost, size*2)
	}
	return size
}

// publishPiece publishes some procedures in one transaction, each onto the version that its plan was made from.
func (o *Office) publishPiece(ctx context.Context, who Who, id string, piece []publication, note func(*store.Tx) error) error {
	names := make([]string, len(piece))
	for i, p := range piece {
		names[i] = fmt.Sprintf("%s@%d", p.code, p.at)
	}
	hash, err := requestHash("import", id, names)
	if err != nil {
		return err
	}
	cmd := Command{Key: fmt.Sprintf("import-%s-%x", id, hash[:12])}
	return o.db.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		if done, err := o.once(tx, who, cmd, hash, nil); done || err != nil {
			return err
		}
		for _, p := range piece {
			facts := slices.Clone(p.facts)
			for i := range facts {
				f := &facts[i]
				f.Class, f.At, f.Actor, f.Unit = ledger.Ordinary, tx.Now(), who.Actor(), who.Unit // the days of validity stand in the payload
			}
			if _, err := tx.Append(procedure.Stream(p.code), p.at, facts); err != nil {
				return fmt.Errorf("publish procedure %s: %w", p.code, err)
			}
		}
		return note(tx)
	})
}
