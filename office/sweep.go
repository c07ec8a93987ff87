package office

import (
	"context"
	"errors"
	"time"

	"motcua/keep/blob"
	"motcua/keep/store"
	"motcua/words/calendar"
)

// What is kept for a time only. Events are kept for ever, and so is every file that one names.
const (
	// choice: a program or a page that did not hear the outcome asks again within days; three times a draft's life, for the key
	// of a filing may stand in its draft. A dossier is not begun twice later either: its identity follows from the key.
	commandLife = 3 * draftLife

	// choice: two years, while the pack does not say otherwise: somebody who complains or sues may look up what was told.
	noticeDays      = 730
	signInDays      = 730 // choice: as long as what people were told; the ledger keeps what was done with accounts for ever
	leastNoticeDays = 90

	senderLife = 48 * time.Hour // choice: a sender's mails are counted for the day; a clock may be wrong by one

	// choice: a day after a file was put, whoever sent it has said what for, or its sending broke off.
	unfinished = 24 * time.Hour

	// An act that read an upload's row just before it was swept has ended by then, and its view names the file.
	fileWait = time.Hour

	sweepPiece  = 500 // rows of each kind in one transaction
	sweepPieces = 400 // in one job; what is left goes with the next
)

// sweepDay is where stands up to which day the sweeping was asked for.
const sweepDay = "sweep.day"

var errMoreToSweep = errors.New("more is left than one sweep takes")

// sweepDaily asks for one sweep a day, whichever node looks first.
func (o *Office) sweepDaily(ctx context.Context) error {
	day := calendar.DateOf(o.Now()).String()
	if was, _, err := o.db.Read().Setting(ctx, sweepDay); err != nil || was >= day {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.PutJob(store.JobRow{Key: jobSweep, Kind: jobSweep}); err != nil {
			return err
		}
		return tx.PutSetting(sweepDay, day)
	})
}

// sweep takes away what has come to its end, piece by piece. Each piece is whole: rows and the jobs for their files go in one
// transaction, so that a crash leaves either the row or the job.
func (o *Office) sweep(ctx context.Context) error {
	now := o.Now()
	if _, err := o.cfg.Blobs.Sweep(now.Add(-unfinished)); err != nil {
		return err
	}
	w := o.world.Load()
	ends := store.Ends{
		Expired: now, Commands: now.Add(-commandLife), SignIns: now.AddDate(0, 0, -signInDays), Notices: now.AddDate(0, 0, -w.noticeDays()),
		Messages: now.AddDate(0, 0, -w.inboxDays()), Senders: now.Add(-senderLife), Counts: now.AddDate(0, 0, -signInDays),
	}
	for range sweepPieces {
		var gone int
		err := o.db.Write(ctx, func(tx *store.Tx) error {
			n, blobs, err := tx.Sweep(ends, sweepPiece)
			if err != nil {
				return err
			}
			gone = n
			for _, hash := range blobs {
				if _, err := tx.PutJob(store.JobRow{Key: jobFile + "/" + hash, Kind: jobFile, Args: hash, RunAt: tx.Now().Add(fileWait)}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if gone < sweepPiece {
			return o.eraseContacts(ctx)
		}
	}
	return errMoreToSweep
}

func (w *World) noticeDays() int {
	if n, ok := w.Setting("notice.kept-days").Value.(float64); ok {
		return int(n)
	}
	return noticeDays
}

// dropFile takes a file away that no dossier, upload, letter or process names. Whoever sends the same bytes at this moment keeps them.
func (o *Office) dropFile(ctx context.Context, hash string) error {
	if waits, err := o.viewsWait(ctx); err != nil {
		return err
	} else if waits {
		return errors.New("the views do not yet say which files events name")
	}
	if n, err := o.db.Read().BlobUses(ctx, hash); err != nil || n > 0 {
		return err
	}
	if drawn, err := o.drawn(ctx, hash); err != nil || drawn {
		return err
	}
	return o.cfg.Blobs.Retire(blob.Hash(hash), o.Now().Add(-unfinished))
}
