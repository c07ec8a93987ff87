package office

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"motcua/evidence/measure"
	"motcua/keep/store"
)

// followTally names the follower that keeps the tallies.
const followTally = "tally"

// followBatch is how many events the followers take in one transaction, some of which fold the dossier of each.
const followBatch = 200

// Follow does what is due behind the acts, once: places fresh events in order and lets tallies, alarms, notices and calls back catch up. It gives
// how many events moved. Each follower's effects and its cursor move in one transaction, so each event counts once.
func (o *Office) Follow(ctx context.Context) (int, error) {
	moved, err := o.db.Sequence(ctx)
	if err != nil {
		return 0, fmt.Errorf("place fresh events: %w", err)
	}
	for {
		n, err := o.db.Follow(ctx, followBatch, store.Follower{Name: followTally, Do: o.tally},
			store.Follower{Name: followAlarms, Do: o.watch}, store.Follower{Name: followNotices, Do: o.announce}, store.Follower{Name: followCalls, Do: o.callBack}, store.Follower{Name: followReplies, Do: o.reply})
		if err != nil {
			return moved, fmt.Errorf("follow: %w", err)
		}
		moved += n
		if n < followBatch {
			return moved, nil
		}
	}
}

// tally moves the tallies by a batch of events.
func (o *Office) tally(tx *store.Tx, events []store.Placed) error {
	sums := map[tallyKey]int64{}
	for i := range events {
		ds, err := measure.Deltas(&events[i].Event)
		if err != nil {
			return err
		}
		for _, d := range ds {
			sums[tallyKey{d.Unit, d.Measure, d.Day}] += d.N
		}
	}
	keys := slices.SortedFunc(maps.Keys(sums), tallyKey.compare) // one order, so that two nodes wait only one way round
	for _, k := range keys {
		if sums[k] == 0 {
			continue
		}
		if err := tx.AddTally(k.unit, k.measure, k.day, sums[k]); err != nil {
			return err
		}
	}
	return nil
}

// A tallyKey names one tally.
type tallyKey struct{ unit, measure, day string }

func (k tallyKey) compare(o tallyKey) int {
	return cmp.Or(strings.Compare(k.measure, o.measure), strings.Compare(k.unit, o.unit), strings.Compare(k.day, o.day))
}

// Keep follows until ctx ends: at once after acts, and at least every second. What goes wrong is told to report and
// tried again.
func (o *Office) Keep(ctx context.Context, report func(error)) {
	for {
		n, err := o.Follow(ctx)
		if err != nil && !errors.Is(err, context.Canceled) {
			report(err)
		}
		wait := 300 * time.Millisecond
		switch {
		case err != nil:
			wait = 5 * time.Second
		case n > 0:
			wait = 50 * time.Millisecond
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}
