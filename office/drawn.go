package office

import (
	"bytes"
	"context"
	"errors"
	"io"

	"motcua/ground/fault"
	"motcua/keep/blob"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/procedure"
)

// maxDrawn is the most bytes of a drawn process.
const maxDrawn = 10 << 20

// KeepDrawn keeps the file of a drawn process unchanged, for the proposal that is to name it.
func (o *Office) KeepDrawn(ctx context.Context, who Who, name string, body io.Reader) (*procedure.Drawn, error) {
	if err := access.May(who, "propose", access.Object{}); err != nil {
		return nil, err
	}
	mine := who.Account // of the command line too
	if who.Kind != access.System {
		var err error
		if mine, err = sender(who); err != nil {
			return nil, err
		}
	}
	ref, err := o.cfg.Blobs.PutXML(body, maxDrawn)
	if err != nil {
		return nil, blob.Named(err, name)
	}
	d := &procedure.Drawn{Hash: string(ref.Hash), Name: fileName(name), Size: ref.Size}
	return d, o.db.Write(ctx, func(tx *store.Tx) error {
		return tx.PutUpload(store.UploadRow{
			ID: o.uploadID(mine, d.Hash), Owner: mine, Blob: d.Hash, Name: d.Name, Size: d.Size, Type: ref.Type, At: tx.Now(), Expires: tx.Now().Add(uploadLife),
		})
	})
}

// Drawn opens the file that a process was read from. The caller has read the record that names it.
func (r *Reader) Drawn(p *procedure.Process) (io.ReadSeekCloser, blob.Ref, error) {
	if r.MayControl() != nil {
		if err := r.MaySettings(); err != nil {
			return nil, blob.Ref{}, err
		}
	}
	missing := fault.New(fault.Missing, "blob.missing")
	if p == nil || p.Drawn == nil {
		return nil, blob.Ref{}, missing
	}
	if ok, err := r.o.cfg.Blobs.Has(blob.Hash(p.Drawn.Hash)); err != nil || !ok {
		return nil, blob.Ref{}, missing
	}
	f, ref, err := r.o.cfg.Blobs.Get(blob.Hash(p.Drawn.Hash))
	if err == nil && !blob.XML(ref.Type) { // a record that came in a pack may name anything: no paper of a citizen is XML
		return nil, blob.Ref{}, errors.Join(missing, f.Close())
	}
	return f, ref, err
}

// drawn says whether the catalogue or a proposal names a file: what a process was read from, or the form of a paper.
func (o *Office) drawn(ctx context.Context, hash string) (bool, error) {
	if o.world.Load().Procedures.Names(hash) {
		return true, nil
	}
	rows, err := o.db.Read().Proposals(ctx, "", "", allProposals)
	for i := range rows {
		if bytes.Contains(rows[i].Body, []byte(`"`+hash+`"`)) {
			return true, nil
		}
	}
	return false, err
}

// allProposals is more than there are.
const allProposals = 100_000
