package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/office"
)

func TestAnErasureIsCarriedOutAgainOnAnOlderBackup(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	city, copied, restored := filepath.Join(dir, "city"), filepath.Join(dir, "backup"), filepath.Join(dir, "restored")
	must(t, "demo", "--build", "--dossiers", "60", "--data", city)
	must(t, "backup", "--data", city, copied)
	h := &home{Data: city}
	opened, err := h.open(t.Context(), office.Config{})
	if err != nil {
		t.Fatal(err)
	}
	rows, _, err := opened.db.Read().Dossiers(t.Context(), store.DossierFilter{Scope: store.Scope{All: true}, States: []int{int(dossier.HandedOver)}, Limit: 1})
	if err != nil || len(rows) == 0 {
		t.Fatalf("no dossier is handed over: %v", err)
	}
	id, name := rows[0].ID, rows[0].OwnerName
	x := dossier.Erasure{Ground: dossier.ErasedByOrder, Decision: "01/QĐ", Words: "Tòa án quyết định xóa dữ liệu này"}
	if err := opened.office.Erase(t.Context(), office.Who{Kind: access.System, Account: "test"}, office.Command{}, dossier.ID(id), x); err != nil {
		t.Fatal(err)
	}
	if err := opened.Close(); err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadFile(filepath.Join(city, "erasures"))
	if err != nil || strings.Count(string(list), "\n") != 1 || !strings.Contains(string(list), id) || strings.Contains(string(list), name) {
		t.Fatalf("the list is %q, %v", list, err)
	}
	must(t, "fsck", "--data", city)

	out := must(t, "restore", "--data", restored, "--erasures", filepath.Join(city, "erasures"), copied)
	if !strings.Contains(out, "Erased again, as was decided after the backup: 1 dossiers.") {
		t.Errorf("restore says %q", out)
	}
	must(t, "fsck", "--data", restored)
	if out := must(t, "erasures", "replay", "--data", restored, filepath.Join(city, "erasures")); !strings.Contains(out, "1 erasures in the list, 0 carried out again") {
		t.Errorf("replay says %q", out)
	}
	if now, err := os.ReadFile(filepath.Join(restored, "erasures")); err != nil || string(now) != string(list) {
		t.Errorf("the restored city's own list is %q, %v, want %q", now, err, list)
	}
	back, err := (&home{Data: restored}).open(t.Context(), office.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close()
	if row, _, err := back.db.Read().Dossier(t.Context(), id); err != nil || row.OwnerName != "" || row.Code != rows[0].Code {
		t.Errorf("the restored dossier is %q of %q, %v", row.Code, row.OwnerName, err)
	}
}
