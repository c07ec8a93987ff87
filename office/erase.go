package office

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/blob"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/words/ledger"
)

// Erase destroys the personal parts of a dossier that is over (xoá dữ liệu cá nhân), by a decision: the parts of its events with the
// seed of their commitments, and every copy in views, search, letters, notices, messages, drafts and files that no other dossier
// names. Events, times, units and steps stay, and so does the chain. What was destroyed cannot be brought back; an erasure is
// carried out again on a backup from before it.
func (o *Office) Erase(ctx context.Context, who Who, cmd Command, id dossier.ID, x dossier.Erasure) error {
	if err := o.mayErase(ctx, who, id); err != nil {
		return err
	}
	return o.eraseBy(ctx, who, cmd, "erase", id, x, func(w *World, tx *store.Tx, x dossier.Erasure) ([]string, error) {
		return o.erase(tx, w, id, x)
	})
}

// eraseBy carries an erasure by decision out in one act, once its doer has confirmed it. act names the command, about what is erased, as
// the list of erasures does; do takes it away and gives the hashes of its files. The right was judged before.
func (o *Office) eraseBy(ctx context.Context, who Who, cmd Command, act string, about dossier.ID, x dossier.Erasure, do func(*World, *store.Tx, dossier.Erasure) ([]string, error)) error {
	_, id, _ := strings.Cut(string(erasedStream(about)), "/") // its own, without the kind
	hash, err := requestHash(act, id, x.Ground, x.Decision, x.Words)
	if err != nil {
		return err
	}
	confirmed, err := ActHash("erase", id, x)
	if err != nil {
		return err
	}
	if _, err := o.Confirmed(ctx, who, cmd, "erase", confirmed); err != nil {
		return err
	}
	x.At, x.Actor, x.Unit = time.Time{}, who.Actor(), who.Unit
	var files []string
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		if done, err := o.once(tx, who, cmd, hash, []byte(id)); done || err != nil {
			return err
		}
		files, err = do(w, tx, x)
		return err
	})
	if err != nil {
		return fmt.Errorf("erase %s: %w", erasedStream(about), err)
	}
	o.eraseNow(ctx, about, files)
	return nil
}

// mayErase refuses whoever may not; a stranger learns nothing.
func (o *Office) mayErase(ctx context.Context, who Who, id dossier.ID) error {
	r := o.Read(ctx, who)
	d, err := o.fold(ctx, r.db, id)
	if err != nil {
		return err
	}
	if err := r.mayRead(d); err != nil {
		return err
	}
	return access.May(who, "erase", r.o.erasable(r.w, d, r.now))
}

// erasable is what the right to erase is asked about: the unit that decided the dossier, else that which received it.
func (o *Office) erasable(w *World, d *dossier.Dossier, now time.Time) access.Object {
	unit := d.Competent
	if unit == "" {
		unit = d.Reception
	}
	return access.Object{Unit: unit, Org: w.Org, At: now}
}

// erase carries an erasure out inside an act. It gives the hashes of the files that the dossier had.
func (o *Office) erase(tx *store.Tx, w *World, id dossier.ID, x dossier.Erasure) (files []string, err error) {
	d, err := o.fold(tx.Context(), tx, id)
	if err != nil {
		return nil, err
	}
	x.Code = codeOf(d)
	facts, err := dossier.Erase(d, x)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Append(dossier.ErasureStream(id), 0, facts); err != nil {
		return nil, err
	}
	if files, err = o.filesToErase(tx, d); err != nil {
		return nil, err
	}
	for _, s := range []ledger.StreamID{dossier.Stream(id), dossier.GuidanceStream(id)} {
		if _, there, err := tx.Head(tx.Context(), s); err != nil {
			return nil, err
		} else if there {
			if err := tx.Erase(s); err != nil {
				return nil, err
			}
		}
	}
	if err := o.eraseResponses(tx, id); err != nil {
		return nil, err
	}
	if err := o.eraseContactsOf(tx, id); err != nil {
		return nil, err
	}
	if err := o.eraseRatings(tx, id); err != nil {
		return nil, err
	}
	if err := o.eraseRequests(tx, id, x); err != nil {
		return nil, err
	}
	proofs, err := o.eraseMandates(tx, d)
	if err != nil {
		return nil, err
	}
	files = slices.Compact(slices.Sorted(slices.Values(append(files, proofs...))))
	e := store.Eraser{Dossier: string(id), People: o.keysOf(d), Files: files, Until: d.History[len(d.History)-1].Record}
	if e.Until.IsZero() {
		e.Until = d.History[len(d.History)-1].At
	}
	for _, p := range d.Parties.All() {
		e.Numbers = append(e.Numbers, p.Number)
	}
	if err := o.eraseViews(tx, w, id, e); err != nil {
		return nil, err
	}
	return files, putErasing(tx, id, files)
}

// putErasing puts down what is left to do when an erasure stands: to take its files and notices away.
func putErasing(tx *store.Tx, about dossier.ID, files []string) error {
	for _, hash := range files {
		if _, err := tx.PutJob(store.JobRow{Key: jobErased + "/" + hash, Kind: jobErased, Args: hash}); err != nil {
			return err
		}
	}
	_, err := tx.PutJob(store.JobRow{Key: jobErase + "/" + string(about), Kind: jobErase, Args: string(about)})
	return err
}

// eraseViews makes the views of what the events still say, and takes the copies away.
func (o *Office) eraseViews(tx *store.Tx, w *World, id dossier.ID, e store.Eraser) error {
	d, err := o.fold(tx.Context(), tx, id)
	if err != nil {
		return err
	}
	rows := o.rowsOf(w, d)
	return errors.Join(tx.PutDossier(rows.dossier, rows.tasks, rows.codes, rows.parties), tx.PutFiles(string(id), nil), tx.EraseCopies(e))
}

// filesToErase takes the letters' data away and gives the hashes of all files that the dossier had.
func (o *Office) filesToErase(tx *store.Tx, d *dossier.Dossier) ([]string, error) {
	var all []string
	for _, f := range filesOf(d) {
		all = append(all, f.Blob)
	}
	pdfs, err := tx.EraseLetters(string(d.ID))
	for _, h := range pdfs {
		all = append(all, string(h))
	}
	slices.Sort(all)
	return slices.Compact(all), err
}

// eraseNow does at once what the jobs of an erasure do soon. What fails here fails there too, and is tried again there.
func (o *Office) eraseNow(ctx context.Context, id dossier.ID, files []string) {
	if d, err := o.fold(ctx, o.db.Read(), id); err == nil {
		o.tell(d) // whoever keeps dossiers in memory has this one without its persons from now on
	}
	for _, hash := range files {
		_ = o.eraseFile(ctx, hash)
	}
	_ = o.listErasure(ctx, id)
}

// eraseFile destroys a file of an erased dossier, unless somebody else's dossier, upload or process has the same.
func (o *Office) eraseFile(ctx context.Context, hash string) error {
	if n, err := o.db.Read().BlobUses(ctx, hash); err != nil || n > 0 || o.cfg.Blobs == nil {
		return err
	}
	if drawn, err := o.drawn(ctx, hash); err != nil || drawn {
		return err
	}
	if err := o.cfg.Blobs.Retire(blob.Hash(hash), o.Now().Add(-unfinished)); err != nil {
		return err
	}
	if there, err := o.cfg.Blobs.Has(blob.Hash(hash)); err != nil || !there {
		return err
	}
	return errors.New("the file was put less than a day ago, maybe for another dossier: it is looked at again")
}

// An erasedLine is what the list of erasures says of one. It names nobody.
type erasedLine struct {
	Dossier  dossier.ID `json:"dossier"`
	At       time.Time  `json:"at"`
	Ground   string     `json:"ground"`
	Decision string     `json:"decision"`
	Words    string     `json:"words"`
	Actor    string     `json:"actor"`
	Unit     string     `json:"unit"`
}

// listErasure writes an erasure into the list outside the database, and takes what was erased out of the database's log.
func (o *Office) listErasure(ctx context.Context, id dossier.ID) error {
	x, ok, err := o.erasure(ctx, o.db.Read(), id)
	if err != nil || !ok {
		return err
	}
	if o.cfg.Erased != nil {
		line, err := json.Marshal(erasedLine{id, x.At, x.Ground, x.Decision, x.Words, x.Actor, x.Unit})
		if err != nil {
			return err
		}
		if err := o.cfg.Erased(line); err != nil {
			return fmt.Errorf("list the erasure of %s: %w", id, err)
		}
	}
	return o.db.Settle(ctx)
}

func (o *Office) erasure(ctx context.Context, r events, id dossier.ID) (x dossier.Erasure, ok bool, err error) {
	evs, err := r.Events(ctx, dossier.ErasureStream(id))
	if err != nil || len(evs) == 0 {
		return x, false, err
	}
	x, err = dossier.ReadErasure(&evs[0])
	return x, true, err
}

// ListErasures writes every erasure into the list outside the database, such as after the list was lost.
func (o *Office) ListErasures(ctx context.Context) error {
	return o.eachErasure(ctx, func(id dossier.ID) error { return o.listErasure(ctx, id) })
}

func (o *Office) eachErasure(ctx context.Context, fn func(dossier.ID) error) error {
	for after := ledger.StreamID(""); ; {
		ids, err := o.db.Read().Streams(ctx, "erasure", after, mostErasures)
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			after = id
			if err := fn(dossier.ID(id.ID())); err != nil {
				return err
			}
		}
	}
}

// ReplayErasures carries erasures out again from the list's lines, after a backup from before them was restored. What is erased
// already and what the backup does not know are left alone. It gives how many it carried out.
func (o *Office) ReplayErasures(ctx context.Context, lines [][]byte) (n int, err error) {
	for _, b := range lines {
		var l erasedLine
		if err := json.Unmarshal(b, &l); err != nil {
			return n, fmt.Errorf("list of erasures: %q: %w", b, err)
		}
		did := false
		var files []string
		err := o.write(ctx, func(w *World, tx *store.Tx) error {
			did = false
			if gone, err := tx.Erased(ctx, erasedStream(l.Dossier)); err != nil || gone {
				return err
			}
			if _, there, err := tx.Head(ctx, erasedStream(l.Dossier)); err != nil || !there {
				return err
			}
			did = true
			var err error
			x := dossier.Erasure{Ground: l.Ground, Decision: l.Decision, Words: l.Words, Actor: l.Actor, Unit: l.Unit, At: l.At}
			if about, ok := petitionTold(string(l.Dossier)); ok {
				files, err = o.erasePetition(tx, about, x)
				return err
			}
			if about, ok := contactTold(string(l.Dossier)); ok {
				files, err = o.eraseTalk(tx, about, x)
				return err
			}
			files, err = o.erase(tx, w, l.Dossier, x)
			return err
		})
		if err != nil {
			return n, fmt.Errorf("erase dossier %s again: %w", l.Dossier, err)
		}
		if did {
			n++
			o.eraseNow(ctx, l.Dossier, files)
		}
	}
	return n, nil
}

// An ErasureRow is an erasure in the list.
type ErasureRow struct {
	dossier.Erasure
	Dossier  dossier.ID
	Person   PersonName
	UnitName UnitName
}

// mostErasures is how many erasures are listed at once.
const mostErasures = 500

// Erasures lists what was erased, the last first: leaders see those of their units, supervision all.
func (r *Reader) Erasures() ([]ErasureRow, error) {
	if err := access.May(r.who, "read-erasures", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return nil, err
	}
	var out []ErasureRow
	err := r.o.eachErasure(r.ctx, func(id dossier.ID) error {
		x, ok, err := r.o.erasure(r.ctx, r.db, id)
		if ok && (r.who.City || slices.Contains(r.who.Units, x.Unit)) {
			out = append(out, ErasureRow{x, id, r.w.person(x.Actor), r.w.unit(x.Unit, x.At)})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(out, func(a, b ErasureRow) int { return b.At.Compare(a.At) })
	return out[:min(len(out), mostErasures)], nil
}

// mayErase says whether the reader may decide that this dossier is erased.
func (r *Reader) mayErase(d *dossier.Dossier) bool {
	return !d.Erased && d.State != dossier.None && !d.State.Open() && access.May(r.who, "erase", r.o.erasable(r.w, d, r.now)) == nil
}

// ToErase shows the dossier to whoever may decide its erasure.
func (r *Reader) ToErase(id dossier.ID) (*DossierView, error) {
	v, err := r.Dossier(id, "read.erase")
	if err != nil {
		return nil, err
	}
	if v.Erased {
		return nil, fault.New(fault.Conflict, "erasure.was")
	}
	return v, access.May(r.who, "erase", r.o.erasable(r.w, v.Dossier, r.now))
}
