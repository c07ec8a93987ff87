package office

import (
	"context"
	"crypto/hmac"
	"io"

	"motcua/ground/fault"
	"motcua/keep/blob"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/procedure"
)

// maxBlank is the most bytes of a form to fill in.
// choice: the longest forms of the ministries have some 20 pages and 2 MB.
const maxBlank = 10 << 20

// KeepBlank keeps a form that citizens are to download, for the proposal that is to name it.
func (o *Office) KeepBlank(ctx context.Context, who Who, name string, body io.Reader) (*procedure.BlankForm, error) {
	if err := access.May(who, "propose", access.Object{}); err != nil {
		return nil, err
	}
	mine, err := sender(who)
	if err != nil {
		return nil, err
	}
	ref, err := o.cfg.Blobs.Put(body, maxBlank)
	if err != nil {
		return nil, blob.Named(err, name)
	}
	b := &procedure.BlankForm{Hash: string(ref.Hash), Name: fileName(name), Type: ref.Type, Size: ref.Size, Mark: o.keyed("blank", string(ref.Hash))}
	return b, o.db.Write(ctx, func(tx *store.Tx) error {
		return tx.PutUpload(store.UploadRow{
			ID: o.uploadID(mine, b.Hash), Owner: mine, Blob: b.Hash, Name: b.Name, Size: b.Size, Type: b.Type, At: tx.Now(), Expires: tx.Now().Add(uploadLife),
		})
	})
}

// Blank opens the form of a paper, for everybody who may read the record. A record that came from elsewhere may name any file:
// only one that was kept here as a form is given out, so that no scan of a citizen is.
func (r *Reader) Blank(p *procedure.Paper) (io.ReadSeekCloser, blob.Ref, error) {
	if !r.o.KeepsBlank(p) {
		return nil, blob.Ref{}, fault.New(fault.Missing, "paper.no-blank")
	}
	return r.o.cfg.Blobs.Get(blob.Hash(p.Blank.Hash))
}

// KeepsBlank says whether Blank opens something.
func (o *Office) KeepsBlank(p *procedure.Paper) bool {
	if p == nil || p.Blank == nil || !hmac.Equal([]byte(p.Blank.Mark), []byte(o.keyed("blank", p.Blank.Hash))) {
		return false
	}
	ok, err := o.cfg.Blobs.Has(blob.Hash(p.Blank.Hash))
	return ok && err == nil
}
