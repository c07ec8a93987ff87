package store

import (
	stdbytes "bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"motcua/keep/vault"
	"motcua/words/ledger"
)

func ringOf(t *testing.T, ids ...vault.ID) *vault.Ring {
	t.Helper()
	keys := vault.Keys{}
	for _, id := range ids {
		keys[id] = stdbytes.Repeat([]byte{byte(id) + 1}, vault.KeySize)
	}
	r, err := vault.New(keys, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func withRing(r *vault.Ring) func(*Config) { return func(c *Config) { c.Ring = r } }

// secrets are values that must not be readable on the disk; each kind of row has one.
var secrets = []string{
	"PART-Nguyen", "DRAFT-Nguyen", "INBOX-Nguyen", "LETTER-Nguyen", "NOTICE-Nguyen", "UPLOAD-Nguyen", "FILE-Nguyen", "001085123456", "0912345678",
	"mot@example.vn", "12 phố Huế", "001090654321", "OPENING-Nguyen", "EXPORT-Nguyen", "WHY-Nguyen",
}

const sealedStream = ledger.StreamID("dossier/SEALED")

// writeSecrets writes one row of each kind that has something to seal.
func writeSecrets(t *testing.T, db *DB) {
	t.Helper()
	act(t, db, func(tx *Tx) error {
		if _, err := tx.Append(sealedStream, 0, []ledger.Fact{
			{Kind: "dossier.filed", Private: []byte(`{"name":"PART-Nguyen"}`)}, {Kind: "dossier.noted"}, {Kind: "dossier.noted", Private: []byte(`{"w":"PART-Nguyen"}`)},
		}); err != nil {
			return err
		}
		later := tx.now.Add(time.Hour)
		_, err := tx.PutDraft(DraftRow{ID: "d1", Owner: "o", Body: []byte(`{"n":"DRAFT-Nguyen"}`), Expires: later})
		_, err2 := tx.PutInbox(InboxRow{System: "portal", Message: "m1", Body: []byte("INBOX-Nguyen"), State: "new", Error: "WHY-Nguyen"})
		_, err3 := tx.PutNotice(NoticeRow{ID: "n1", Person: "p", Channel: "app", Facts: `{"n":"NOTICE-Nguyen"}`, State: NoticeSent})
		return errors.Join(err, err2, err3,
			tx.PutLetter(LetterRow{ID: "l1", Dossier: "SEALED", Data: []byte("LETTER-Nguyen"), DataHash: []byte("h")}),
			tx.PutUpload(UploadRow{ID: "u1", Draft: "d1", Blob: "b", Name: "UPLOAD-Nguyen.pdf", Expires: later}),
			tx.PutFiles("SEALED", []FileRow{{Paper: "1", Blob: "b", Name: "FILE-Nguyen.pdf"}}),
			tx.PutPerson(PersonRow{PersonKey: "pk", Kind: "citizen", Number: "001085123456", Name: "A", Folded: "a", Phone: "0912345678", Email: "mot@example.vn", Address: "12 phố Huế"}),
			tx.PutAccount(AccountRow{ID: "a1", Username: "a1", Kind: "citizen", Number: "001090654321"}),
			tx.PutOpening(OpeningRow{Account: "a1", Dossier: "SEALED", At: tx.now, Until: later, Reason: "OPENING-Nguyen"}))
	})
	if err := db.LogExport(t.Context(), ExportRow{ID: "x1", List: "l", Filter: "q=EXPORT-Nguyen"}); err != nil {
		t.Fatal(err)
	}
}

// checkSecrets reads every row back.
func checkSecrets(t *testing.T, db *DB, what string) {
	t.Helper()
	r, ctx := db.Read(), t.Context()
	var all strings.Builder
	events, err := r.Events(ctx, sealedStream)
	for _, e := range events {
		all.Write(e.Private)
	}
	d, _, err2 := r.Draft(ctx, "d1")
	m, _, err3 := r.Message(ctx, "portal", "m1")
	n, _, err4 := r.Notice(ctx, "n1")
	l, _, err5 := r.Letter(ctx, "l1")
	u, _, err6 := r.Upload(ctx, "u1")
	f, err7 := r.Files(ctx, "SEALED")
	p, _, err8 := r.Person(ctx, "pk")
	a, _, err9 := r.Account(ctx, "a1")
	o, err10 := r.Openings(ctx, "SEALED", 9)
	x, err11 := r.Exports(ctx, "x1", time.Time{}, 9)
	if err := errors.Join(err, err2, err3, err4, err5, err6, err7, err8, err9, err10, err11); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if same, err := r.AccountsNumbered(ctx, "citizen", "001090654321"); err != nil || len(same) != 1 || same[0].ID != "a1" {
		t.Errorf("%s: the account is not found by its number: %v, %v", what, same, err)
	}
	fmt.Fprint(&all, string(d.Body), string(m.Body), m.Error, n.Facts, string(l.Data), u.Name, f, p, a.Number, o, x)
	for _, s := range secrets {
		if !strings.Contains(all.String(), s) {
			t.Errorf("%s: %s does not come back", what, s)
		}
	}
}

// onDisk says which of the texts stand in the files of a SQLite store.
func onDisk(t *testing.T, dir string, texts ...string) (found []string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, liteFile+"*"))
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range texts {
			if stdbytes.Contains(b, []byte(s)) {
				found = append(found, filepath.Base(name)+": "+s)
			}
		}
	}
	return found
}

func TestNothingPersonalIsReadableOnTheDisk(t *testing.T) {
	t.Parallel()
	s := created(t, Config{Dir: t.TempDir(), Key: testKey})
	db := s.open(withRing(ringOf(t, 1)))
	writeSecrets(t, db)
	checkSecrets(t, db, "written")
	whole(t, db)
	if found := onDisk(t, s.Dir, secrets...); len(found) > 0 {
		t.Errorf("readable: %v", found)
	}
}

// unsealAll makes of a store one of before there were keys.
func unsealAll(t *testing.T, db *DB) {
	t.Helper()
	act(t, db, func(tx *Tx) error {
		return tx.gated(func() error {
			events, err := tx.Events(tx.ctx, sealedStream)
			if err != nil {
				return err
			}
			for _, e := range events {
				if e.Private != nil {
					if _, err := tx.exec(`UPDATE particulars SET bytes = ? WHERE stream = ? AND version = ?`, e.Private, string(e.Stream), e.Version); err != nil {
						return err
					}
				}
			}
			for i := range sealedColumns {
				s := &sealedColumns[i]
				cells, err := s.cells(tx.ctx, &tx.Reader, nil, 100)
				if err != nil {
					return err
				}
				for _, c := range cells {
					var plain any
					if s.text {
						plain, err = db.cfg.Ring.OpenText(place(s.table, c.key()), string(c.value))
					} else {
						plain, err = db.cfg.Ring.Open(place(s.table, c.key()), c.value)
					}
					if err != nil {
						return err
					}
					if s.bare {
						continue
					}
					if _, err := tx.exec(`UPDATE `+s.table+` SET `+s.column+` = ? WHERE (`+strings.Join(s.keys, ", ")+`) = (`+marks(len(s.keys))+`)`,
						append([]any{plain}, list(c.keys)...)...); err != nil {
						return err
					}
				}
			}
			_, err = tx.exec(`
				UPDATE people
				SET number = '001085123456', phone = '0912345678', email = 'mot@example.vn', address = '12 phố Huế', sealed = NULL`)
			if err != nil {
				return err
			}
			if _, err = tx.exec(`UPDATE accounts SET number_key = ''`); err != nil {
				return err
			}
			_, err = tx.exec(`DELETE FROM settings WHERE key = ?`, sealedSetting)
			return err
		})
	})
}

func TestAStoreOfBeforeThereWereKeysIsSealed(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open(withRing(ringOf(t, 1)))
		writeSecrets(t, db)
		unsealAll(t, db)
		checkSecrets(t, db, "as it was")
		whole(t, db)
		for _, want := range []int{14, 0} { // twelve columns and two parts; the second time there is nothing to do
			if n, err := db.Reseal(t.Context(), nil); err != nil || n != want {
				t.Errorf("Reseal changed %d, %v, want %d", n, err, want)
			}
			checkSecrets(t, db, "sealed")
			whole(t, db)
		}
		if under, plain, err := db.Sealed(t.Context()); err != nil || plain != 0 || under[1] != 12 {
			t.Errorf("Sealed = %v, %d, %v", under, plain, err)
		}
		if s.Dir != "" {
			if found := onDisk(t, s.Dir, secrets...); len(found) > 0 {
				t.Errorf("still readable: %v", found)
			}
		}
		unsealed(t, db)
	})
}

// unsealed wants the check to find a value that lies open where all were sealed.
func unsealed(t *testing.T, db *DB) {
	t.Helper()
	act(t, db, func(tx *Tx) error {
		_, err := tx.exec(`UPDATE drafts SET body = ? WHERE id = 'd1'`, []byte(`{}`))
		return err
	})
	found, err := db.CheckChain(t.Context(), nil)
	if err != nil || len(found) != 1 || !strings.Contains(found[0].What, "body of drafts d1 is not sealed") {
		t.Errorf("CheckChain = %v, %v", found, err)
	}
}

func TestAKeyIsReplacedWithoutLosingAnything(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db, err := Open(t.Context(), with(s.Config, ringOf(t, 1)))
		if err != nil {
			t.Fatal(err)
		}
		writeSecrets(t, db)
		ring := ringOf(t, 1, 2)
		db.cfg.Ring = ring
		if err := db.NoteKey(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := db.ForgetKey(t.Context(), 1); err == nil || !strings.Contains(err.Error(), "still sealed") {
			t.Errorf("a key that is needed is forgotten: %v", err)
		}
		if n, err := db.Reseal(t.Context(), nil); err != nil || n != 12 {
			t.Errorf("Reseal changed %d, %v", n, err)
		}
		checkSecrets(t, db, "under the new key")
		whole(t, db)
		if err := db.ForgetKey(t.Context(), 2); err == nil {
			t.Error("the newest key is forgotten")
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		// The old key may still be needed, as far as the store knows: without it it does not open.
		if _, err := Open(t.Context(), with(s.Config, ringOf(t, 2))); !errors.Is(err, vault.ErrKey) {
			t.Errorf("without key 1: %v", err)
		}
		db = s.open(withRing(ring))
		if err := db.ForgetKey(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		alone := s.open(withRing(ringOf(t, 2)))
		checkSecrets(t, alone, "with the new key alone")
		whole(t, alone)
		act(t, alone, func(tx *Tx) error {
			_, err := tx.Append(sealedStream, 3, []ledger.Fact{{Kind: "dossier.noted", Private: []byte(`{}`)}})
			return err
		})
		whole(t, alone)
		other, err := vault.New(vault.Keys{2: stdbytes.Repeat([]byte{9}, vault.KeySize)}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), with(s.Config, other)); !errors.Is(err, vault.ErrKey) {
			t.Errorf("with another city's key 2: %v", err)
		}
		checkSecrets(t, alone, "after the refusals")
	})
}

func with(c Config, r *vault.Ring) Config {
	c.Ring = r
	return c
}

func TestChangedSealsAreFound(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open(withRing(ringOf(t, 1)))
		writeSecrets(t, db)
		act(t, db, func(tx *Tx) error {
			_, err := tx.Append("dossier/OTHER", 0, []ledger.Fact{{Kind: "dossier.filed", Private: []byte(`{}`)}})
			return err
		})
		act(t, db, func(tx *Tx) error {
			return tx.gated(func() error {
				// A part put in the place of another, and a letter's data.
				_, err := tx.exec(`UPDATE particulars SET bytes = (SELECT bytes FROM particulars WHERE stream = 'dossier/SEALED' AND version = 1)
					WHERE stream = 'dossier/SEALED' AND version = 3`)
				if err != nil {
					return err
				}
				_, err = tx.exec(`UPDATE letters SET data = ? WHERE id = 'l1'`, db.cfg.Ring.Seal("elsewhere", []byte("x")))
				if err != nil {
					return err
				}
				_, err = tx.exec(`UPDATE openings SET seeds = ? WHERE stream = 'dossier/OTHER'`, db.cfg.Ring.Seal("elsewhere", make([]byte, seedBytes)))
				return err
			})
		})
		if _, err := db.Sequence(t.Context()); err != nil {
			t.Fatal(err)
		}
		found, err := db.CheckChain(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprint(found)
		for _, want := range []string{"dossier/SEALED version 3", "data of letters l1", "dossier/OTHER"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s is not found: %s", want, text)
			}
		}
		if len(found) != 3 {
			t.Errorf("found %d: %s", len(found), text)
		}
		if _, err := db.Read().Events(t.Context(), sealedStream); !errors.Is(err, vault.ErrDamaged) {
			t.Errorf("whoever reads the stream is told: %v", err)
		}
		n := 0
		if err := db.Read().EachPlaced(t.Context(), 1, func(Placed) error { n++; return nil }); err != nil || n != 4 {
			t.Errorf("followers see %d events, %v", n, err)
		}
	})
}
