package office

import "context"

// seal seals what stands in the database and on the disk from before there were data keys, and what was sealed under an older
// one. It may be broken off: the job comes back, and what is done stays done.
func (o *Office) seal(ctx context.Context) error {
	if _, err := o.db.Reseal(ctx, nil); err != nil || o.cfg.Blobs == nil {
		return err
	}
	_, err := o.cfg.Blobs.Reseal(ctx)
	return err
}
