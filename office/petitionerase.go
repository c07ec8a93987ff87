package office

import (
	"context"
	"errors"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/care"
	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/words/ledger"
)

// erasedPetition names a petition where dossiers are named too: in the list of erasures, in jobs and beside files.
func erasedPetition(id petition.ID) dossier.ID { return dossier.ID(petition.Stream(id)) }

// erasedStream is the stream whose personal parts an erasure destroys.
func erasedStream(id dossier.ID) ledger.StreamID {
	if about, ok := petitionTold(string(id)); ok {
		return petition.Stream(about)
	}
	if about, ok := contactTold(string(id)); ok {
		return care.Stream(about)
	}
	return dossier.Stream(id)
}

// ErasePetition destroys the personal parts of a petition that is over, by a decision: who sent it, what was sent, what officers wrote,
// and what was written anew for everybody, so that it is published no longer. That it came, when, what was done and by whom stays.
func (o *Office) ErasePetition(ctx context.Context, who Who, cmd Command, id petition.ID, x dossier.Erasure) error {
	p, err := o.foldPetition(ctx, o.db.Read(), id)
	if err != nil {
		return err
	}
	w := o.world.Load()
	if err := mayReadPetition(w, who, p, o.Now()); err != nil {
		return err
	}
	if err := access.May(who, "erase", access.Object{Unit: p.Unit, Org: w.Org, At: o.Now()}); err != nil {
		return err
	}
	return o.eraseBy(ctx, who, cmd, "erase-petition", erasedPetition(id), x, func(_ *World, tx *store.Tx, x dossier.Erasure) ([]string, error) {
		return o.erasePetition(tx, id, x)
	})
}

// erasePetition carries an erasure out inside an act. It gives the hashes of the files that the petition had.
func (o *Office) erasePetition(tx *store.Tx, id petition.ID, x dossier.Erasure) (files []string, err error) {
	about, stream := erasedPetition(id), petition.Stream(id)
	p, err := o.foldPetition(tx.Context(), tx, id)
	if err != nil {
		return nil, err
	}
	switch {
	case p.Erased:
		return nil, fault.New(fault.Conflict, "petition.erased")
	case p.Owes():
		return nil, fault.New(fault.Refused, "petition.erase-open")
	}
	x.Code = p.Code
	facts, err := dossier.ErasureFacts(x)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Append(dossier.ErasureStream(about), 0, facts); err != nil {
		return nil, err
	}
	for _, f := range petitionFiles(p) {
		files = append(files, f.Blob)
	}
	if err := tx.Erase(stream); err != nil {
		return nil, err
	}
	if p, err = o.foldPetition(tx.Context(), tx, id); err != nil {
		return nil, err
	}
	row, err := o.petitionRow(p)
	if err != nil {
		return nil, err
	}
	if err := tx.PutPetition(row, p.Reach()); err != nil {
		return nil, err
	}
	if err := errors.Join(o.eraseResponses(tx, about), o.eraseContactsOf(tx, about), o.eraseRequests(tx, about, x)); err != nil {
		return nil, err
	}
	if err := tx.PutFiles(string(stream), nil); err != nil {
		return nil, err
	}
	if err := tx.EraseCopies(store.Eraser{Dossier: string(about), Files: files, Until: tx.Now()}); err != nil {
		return nil, err
	}
	return files, putErasing(tx, about, files)
}

// PetitionToErase shows the petition to whoever may decide its erasure.
func (r *Reader) PetitionToErase(id petition.ID) (*PetitionView, error) {
	v, err := r.Petition(id)
	if err != nil {
		return nil, err
	}
	if v.Erased {
		return nil, fault.New(fault.Conflict, "petition.erased")
	}
	return v, access.May(r.who, "erase", access.Object{Unit: v.Unit, Org: r.w.Org, At: r.now})
}
