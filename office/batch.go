package office

import (
	"context"

	"motcua/ground/fault"
	"motcua/law/dossier"
)

// A BatchResult is what became of one dossier of a batch.
type BatchResult struct {
	On  On
	Err error // nil = done
}

// maxBatch is the most dossiers that one batch may act on.
// choice: a page of the worklist; each is an act of its own with its own event.
const maxBatch = 200

// Batch does one act on many dossiers, each by itself: a refusal of one stops none of the others. Act is claim, approve
// or assign; holder is for assign alone.
func (o *Office) Batch(ctx context.Context, who Who, cmd Command, act dossier.Act, ons []On, holder, words string) ([]BatchResult, error) {
	if len(ons) == 0 || len(ons) > maxBatch {
		return nil, fault.New(fault.Invalid, "batch.size", "most", "200")
	}
	out := make([]BatchResult, 0, len(ons))
	for _, on := range ons {
		one := cmd
		if one.Key != "" {
			one.Key += "/" + string(on.ID)
		}
		var err error
		switch act {
		case dossier.ActClaim:
			err = o.Claim(ctx, who, one, on)
		case dossier.ActApprove:
			err = o.Finish(ctx, who, one, on, act, dossier.Finishing{Words: words})
		case dossier.ActAssign:
			err = o.Assign(ctx, who, one, on, holder, words)
		default:
			return nil, fault.New(fault.Invalid, "batch.act", "act", string(act))
		}
		if err != nil && fault.As(err) == nil {
			return out, err // our own mistake, not the dossier's
		}
		out = append(out, BatchResult{On: on, Err: err})
	}
	return out, nil
}
