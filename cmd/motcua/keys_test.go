package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"motcua/keep/store"
	"motcua/office"
)

func TestADataKeyIsReplacedAndAWrongOneRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	city, copied, restored := filepath.Join(dir, "city"), filepath.Join(dir, "backup"), filepath.Join(dir, "restored")
	must(t, "init", "--data", city)
	h := &home{Data: city}
	opened, err := h.open(t.Context(), office.Config{})
	if err != nil {
		t.Fatal(err)
	}
	ref, err := opened.blobs.Put(strings.NewReader("%PDF-1.7 căn cước"), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	later := opened.db.Now().Add(time.Hour)
	if err := opened.db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.PutDraft(store.DraftRow{ID: "d", Owner: "o", Body: []byte("bản nháp"), Expires: later})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	must(t, "backup", "--data", city, copied)
	first, err := os.ReadFile(h.keyFile())
	if err != nil {
		t.Fatal(err)
	}
	if out := must(t, "keys", "rotate", "--data", city); !strings.Contains(out, "Data key 2 is drawn") {
		t.Errorf("rotate says %q", out)
	}
	// The city that is open has only key 1 in hand, and reads what is sealed anew.
	if d, _, err := opened.db.Read().Draft(t.Context(), "d"); err != nil || string(d.Body) != "bản nháp" {
		t.Errorf("the draft is %q, %v", d.Body, err)
	}
	if err := opened.blobs.Verify(ref.Hash); err != nil {
		t.Error(err)
	}
	if err := opened.Close(); err != nil {
		t.Fatal(err)
	}
	if out := must(t, "keys", "list", "--data", city); !strings.Contains(out, "data key 1: 0 values, 0 files\n") || !strings.Contains(out, "1 files, seals what is new") {
		t.Errorf("list says %q", out)
	}
	refused(t, 1, "again later", "keys", "retire", "--data", city, "1")
	hour := time.Now().Add(-time.Hour)
	if err := os.Chtimes(h.keyFile(), hour, hour); err != nil {
		t.Fatal(err)
	}
	refused(t, 1, "seals what is new", "keys", "retire", "--data", city, "2")
	refused(t, 1, "no line data.7", "keys", "retire", "--data", city, "7")

	// The old key file alone is refused, and nothing is lost by the attempt.
	both, err := os.ReadFile(h.keyFile())
	if err != nil {
		t.Fatal(err)
	}
	put := func(b []byte) {
		t.Helper()
		if err := os.WriteFile(h.keyFile(), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put(first)
	refused(t, 1, "data key 2 is not in the key file", "fsck", "--data", city)
	refused(t, 1, "data key 2 is not in the key file", "keys", "rotate", "--data", city)
	if now, _ := os.ReadFile(h.keyFile()); !bytes.Equal(now, first) {
		t.Error("a refused rotation changed the key file")
	}
	put(both)
	if err := os.Chtimes(h.keyFile(), hour, hour); err != nil {
		t.Fatal(err)
	}
	must(t, "keys", "retire", "--data", city, "1")
	if now, _ := os.ReadFile(h.keyFile()); strings.Contains(string(now), "data.1 ") || !strings.Contains(string(now), "data.2 ") {
		t.Errorf("the key file is %q", now)
	}
	must(t, "fsck", "--data", city)
	must(t, "restore", "--data", restored, copied) // with the key file of its day
}
