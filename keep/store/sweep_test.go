package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"motcua/words/ledger"
)

func TestASweepTakesWhatHasEndedPieceByPieceAndNothingElse(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		noon := time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)
		now := noon
		db := s.open(func(c *Config) { c.Now, c.Simulated = func() time.Time { return now }, true })
		old, young := noon.Add(-time.Hour), noon.Add(time.Hour)
		act(t, db, func(tx *Tx) error {
			for i := range 7 {
				end := old
				if i >= 5 {
					end = young
				}
				id := fmt.Sprint("row-", i)
				if _, err := tx.PutDraft(DraftRow{ID: id, Owner: "a", Kind: "file", Body: []byte("{}"), Updated: old, Expires: end}); err != nil {
					return err
				}
				if err := tx.PutSession(SessionRow{Token: []byte(id), Account: "a", CSRF: "c", Created: old, Seen: old, Expires: end}); err != nil {
					return err
				}
				if err := tx.PutUpload(UploadRow{ID: id, Owner: "a", Blob: id, Name: "x", Type: "t", At: old, Expires: end}); err != nil {
					return err
				}
			}
			return nil
		})
		now = old
		notices := []NoticeRow{
			{ID: "sent", State: NoticeSent},
			{ID: "dropped", State: NoticeDropped},
			{ID: "failed", State: NoticeFailed},
			{ID: "ready", State: NoticeReady},
			{ID: "of an open dossier", State: NoticeSent, Dossier: "D1"},
			{ID: "young", State: NoticeSent, At: young},
		}
		act(t, db, func(tx *Tx) error {
			if _, _, err := tx.Command("c", "old", [32]byte{}, nil); err != nil {
				return err
			}
			if _, err := tx.Append("dossier/D1", 0, []ledger.Fact{{Kind: "dossier.received", Class: ledger.Ordinary, At: tx.Now(), Actor: "p"}}); err != nil {
				return err
			}
			for _, n := range notices {
				if n.At.IsZero() {
					n.At = old
				}
				n.Person, n.Channel = "p", "app"
				if _, err := tx.PutNotice(n); err != nil {
					return err
				}
			}
			return tx.PutDossier(DossierRow{ID: "D1", State: 4}, nil, nil, nil)
		})
		now = young
		act(t, db, func(tx *Tx) error {
			_, _, err := tx.Command("c", "young", [32]byte{}, nil)
			return err
		})
		var pieces []int
		var blobs []string
		for range 5 {
			act(t, db, func(tx *Tx) error {
				n, b, err := tx.Sweep(Ends{Expired: noon, Commands: noon, Notices: noon}, 2)
				pieces, blobs = append(pieces, n), append(blobs, b...)
				return err
			})
		}
		slices.Sort(blobs)
		if !slices.Equal(pieces, []int{2, 2, 1, 0, 0}) || !slices.Equal(blobs, []string{"row-0", "row-1", "row-2", "row-3", "row-4"}) {
			t.Errorf("pieces %v, blobs %v", pieces, blobs)
		}
		r, ctx := db.Read(), t.Context()
		drafts, err := r.Drafts(ctx, "a", "")
		if err != nil || len(drafts) != 2 {
			t.Errorf("%d drafts are left, %v", len(drafts), err)
		}
		for i := range 7 {
			id := fmt.Sprint("row-", i)
			_, session, err1 := r.Session(ctx, []byte(id))
			_, upload, err2 := r.Upload(ctx, id)
			if session != (i >= 5) || upload != (i >= 5) || err1 != nil || err2 != nil {
				t.Errorf("%s: session %v, upload %v, %v %v", id, session, upload, err1, err2)
			}
		}
		var left []string
		for _, n := range notices {
			if _, ok, err := r.Notice(ctx, n.ID); err != nil {
				t.Fatal(err)
			} else if ok {
				left = append(left, n.ID)
			}
		}
		if want := []string{"failed", "ready", "of an open dossier", "young"}; !slices.Equal(left, want) {
			t.Errorf("notices left: %q, want %q", left, want)
		}
		act(t, db, func(tx *Tx) error {
			for key, want := range map[string]bool{"old": false, "young": true} {
				if _, done, err := tx.Command("c", key, [32]byte{}, nil); done != want || err != nil {
					t.Errorf("the command %s is known: %v, %v", key, done, err)
				}
			}
			_, _, err := tx.Sweep(Ends{}, 10) // no ends: nothing goes
			return err
		})
		if drafts, err = r.Drafts(ctx, "a", ""); err != nil || len(drafts) != 2 {
			t.Errorf("a sweep without ends left %d drafts, %v", len(drafts), err)
		}
		whole(t, db)
	})
}

func TestABlobIsUsedByDossiersUploadsAndLetters(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		uses := func(want int) {
			t.Helper()
			if n, err := db.Read().BlobUses(t.Context(), "b1"); n != want || err != nil {
				t.Errorf("used %d times, %v, want %d", n, err, want)
			}
		}
		uses(0)
		act(t, db, func(tx *Tx) error {
			return tx.PutUpload(UploadRow{ID: "u", Owner: "a", Blob: "b1", Name: "x", Type: "t", At: tx.Now(), Expires: tx.Now()})
		})
		uses(1)
		act(t, db, func(tx *Tx) error {
			return tx.PutFiles("D1", []FileRow{{Paper: "0", Blob: "b1", Name: "x"}, {Paper: "result", Blob: "b1"}, {Paper: "1", Blob: "b2"}})
		})
		uses(3)
		act(t, db, func(tx *Tx) error { return tx.PutFiles("D1", []FileRow{{Paper: "0", Blob: "b1"}}) })
		uses(2)
		if files, err := db.Read().Files(t.Context(), "D1"); err != nil || len(files) != 1 || files[0].Name != "x" {
			t.Errorf("files %+v, %v", files, err)
		}
		act(t, db, func(tx *Tx) error {
			if err := tx.PutLetter(LetterRow{ID: "L", Dossier: "D1", Kind: "form01", DataHash: []byte{1}, At: tx.Now()}); err != nil {
				return err
			}
			_, err := tx.SetPDF("L", []byte("b1"))
			return err
		})
		uses(3)
	})
}
