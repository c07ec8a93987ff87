package office

import (
	"context"
	"strconv"

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

// Batch does one act on many dossiers, each by itself: a refusal of one stops none of the others. Act is claim, approve,
// confirm or assign; holder is for assign alone.
func (o *Office) Batch(ctx context.Context, who Who, cmd Command, act dossier.Act, ons []On, holder, words string) ([]BatchResult, error) {
	if o.mustConfirm(who, string(act)) { // one confirmation over the whole list
		hash, err := ActHash("batch/"+string(act), ons, []string{holder, words})
		if err != nil {
			return nil, err
		}
		if cmd.confirmed, err = o.Confirmed(ctx, who, cmd, string(act), hash); err != nil {
			return nil, err
		}
	}
	return each(cmd, ons, func(one Command, on On) error {
		switch act {
		case dossier.ActClaim:
			return o.Claim(ctx, who, one, on)
		case dossier.ActApprove:
			return o.Finish(ctx, who, one, on, act, dossier.Finishing{Words: words})
		case dossier.ActConfirm:
			return o.Confirm(ctx, who, one, on, words)
		case dossier.ActAssign:
			return o.Assign(ctx, who, one, on, holder, words)
		default:
			return fault.New(fault.Invalid, "batch.act", "act", string(act))
		}
	})
}

// HandOverAll hands several results over to the same person, each dossier by itself (trả nhiều kết quả một lần).
func (o *Office) HandOverAll(ctx context.Context, who Who, cmd Command, ons []On, h dossier.HandOver) ([]BatchResult, error) {
	return each(cmd, ons, func(one Command, on On) error { return o.HandOver(ctx, who, one, on, h) })
}

// each does one act on each of many dossiers under a command of its own.
func each(cmd Command, ons []On, do func(Command, On) error) ([]BatchResult, error) {
	if len(ons) == 0 || len(ons) > maxBatch {
		return nil, fault.New(fault.Invalid, "batch.size", "most", strconv.Itoa(maxBatch))
	}
	out := make([]BatchResult, 0, len(ons))
	moved := map[dossier.ID]bool{}
	for _, on := range ons {
		one, as := cmd, on
		if one.Key != "" {
			one.Key += "/" + string(on.ID) + "." + strconv.Itoa(on.Token)
		}
		if moved[on.ID] {
			as.Seen = 0 // the version that the reader saw was moved on by this very batch; the task's own state still judges
		}
		err := do(one, as)
		if err != nil && fault.As(err) == nil {
			return out, err // our own mistake, not the dossier's
		}
		moved[on.ID] = moved[on.ID] || err == nil
		out = append(out, BatchResult{On: on, Err: err})
	}
	return out, nil
}
