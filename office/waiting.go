package office

import (
	"bytes"
	"io"
	"time"

	"motcua/ground/fault"
	"motcua/keep/blob"
)

// DraftFile opens a file that waits in one of the reader's own drafts and that the reader sent: what a draft says is typed,
// so that a hash in it proves nothing.
func (r *Reader) DraftFile(draft, hash string) (io.ReadSeekCloser, blob.Ref, error) {
	d, err := r.Draft(draft)
	if err != nil {
		return nil, blob.Ref{}, err
	}
	if len(hash) < 32 || !bytes.Contains(d.Body, []byte(`"`+hash+`"`)) {
		return nil, blob.Ref{}, fault.New(fault.Missing, "blob.missing")
	}
	if _, ok, err := r.db.Upload(r.ctx, r.o.uploadID(r.who.Account, hash)); err != nil {
		return nil, blob.Ref{}, err
	} else if !ok {
		return nil, blob.Ref{}, fault.New(fault.Missing, "blob.missing")
	}
	return r.o.cfg.Blobs.Get(blob.Hash(hash))
}

// Left is the working time until t as of the reader's moment, in minutes, negative when it is past.
func (r *Reader) Left(t time.Time) int64 { return r.left(t) }
