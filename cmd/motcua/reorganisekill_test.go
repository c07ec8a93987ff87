package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"motcua/city"
	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/ledger"
	"motcua/words/org"
)

// killedOver is more than two pieces of the reorganisation's work.
const killedOver = 800

func TestAReorganisationThatIsKilledBetweenItsPiecesTakesEachDossierOverOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	binary := filepath.Join(dir, "motcua")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v %s", err, out)
	}
	h := &home{Data: filepath.Join(dir, "city")}
	today := time.Now().In(office.Zone).Format(time.DateOnly)
	want := enteredYesterday(t, h, today)
	moment, err := time.ParseInLocation(time.DateOnly, today, office.Zone)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := h.open(t.Context(), office.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	over := func() int {
		n, err := opened.db.Read().Count(t.Context(), store.DossierFilter{Scope: store.Scope{All: true}, Moved: moment})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	// serves until at least so many went over, then kills: nothing is tidied up.
	serve := func(until int) int {
		var said bytes.Buffer
		cmd := exec.Command(binary, "serve", "--data", h.Data, "--addr", "127.0.0.1:0")
		cmd.Stdout, cmd.Stderr = &said, &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(2 * time.Minute); over() < until; {
			if time.Now().After(deadline) {
				_ = cmd.Process.Kill()
				t.Fatalf("%d of %d went over: %s", over(), want, said.String())
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // it was killed
		return over()
	}
	if n := serve(1); n == 0 || n >= want {
		t.Fatalf("it was killed when %d of %d had gone over, not between two pieces", n, want)
	}
	if n := serve(want); n != want {
		t.Errorf("%d of %d went over", n, want)
	}
	once := 0
	err = opened.db.Read().EachEvent(t.Context(), "dossier", func(e ledger.Event) error {
		if e.Kind == dossier.KindReassigned {
			once++
		}
		return nil
	})
	if err != nil || once != want {
		t.Errorf("%d events of going over for %d dossiers, %v", once, want, err)
	}
	rep, err := opened.office.Check(t.Context())
	if err != nil || len(rep.Damages) > 0 {
		t.Errorf("damages %v, %v", rep.Damages, err)
	}
}

// enteredYesterday makes a city of before 2025 with open dossiers, into which the reorganisation was entered yesterday for today. It
// gives how many dossiers are to go over.
func enteredYesterday(t *testing.T, h *home, today string) int {
	t.Helper()
	before, file, err := city.BeforeDistrictsEnded(today)
	if err != nil {
		t.Fatal(err)
	}
	yesterday := func() time.Time { return time.Now().AddDate(0, 0, -1) }
	made, err := (&home{Data: h.Data, relaxed: true}).createWith(t.Context(), before, office.Config{Now: yesterday, Demo: true}, newKeys())
	if err != nil {
		t.Fatal(err)
	}
	b, err := newBench(t.Context(), made)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range made.office.World().Org.Units(yesterday(), org.Commune) {
		b.communes = append(b.communes, u.AdminCode)
	}
	if err := b.load(t.Context(), killedOver); err != nil {
		t.Fatal(err)
	}
	rep, err := made.office.Reorganise(t.Context(), system, office.Command{}, "file.json", file)
	if err != nil || rep.Moved > 0 {
		t.Fatalf("entered: %+v, %v", rep, err)
	}
	if err := made.Close(); err != nil {
		t.Fatal(err)
	}
	if rep.Moves < killedOver/2 {
		t.Fatalf("only %d of %d dossiers are to go over", rep.Moves, killedOver)
	}
	return rep.Moves
}
