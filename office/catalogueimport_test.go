package office_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/procedure"
	"motcua/office"
)

// cityOfProcedures are lines of the national database for n made-up procedures.
func (c *town) cityOfProcedures(n int) []byte {
	c.t.Helper()
	all := c.World().Procedures.Newest()
	var lines bytes.Buffer
	for i := range n {
		rec := *all[i%len(all)]
		rec.Code, rec.Version, rec.From, rec.To, rec.Name = procedure.ID(fmt.Sprintf("3.%06d", 700_000+i)), 0, time.Time{}, time.Time{}, fmt.Sprintf("%s, mẫu %d", rec.Name, i)
		line, err := procedure.EncodeNational(rec)
		if err != nil {
			c.t.Fatal(err)
		}
		lines.Write(append(line, '\n'))
	}
	return lines.Bytes()
}

// versionsOf counts the published versions of the made-up procedures.
func (c *town) versionsOf(n int) (sum int) {
	for i := range n {
		sum += len(c.World().Procedures.Versions(procedure.ID(fmt.Sprintf("3.%06d", 700_000+i))))
	}
	return sum
}

// whenLooked has something done at each look at the clock; nil: nothing.
func (c *town) whenLooked(do func()) {
	c.mu.Lock()
	c.cut = do
	c.mu.Unlock()
}

// onEachStore runs a test on SQLite and on PostgreSQL.
func onEachStore(t *testing.T, do func(*testing.T, store.Config)) {
	t.Helper()
	key := []byte(strings.Repeat("k", 32))
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		do(t, store.Config{Dir: t.TempDir(), Key: key, Simulated: true})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		do(t, store.Config{DSN: onPostgreSQL(t), Key: key, Simulated: true})
	})
}

// An import of a city's catalogue is cut off twice. What it says of itself is what is there, nothing is published twice, and no piece
// keeps others waiting for two seconds.
func TestAnImportOfACityGoesInByPiecesAndGoesOnWhereItWasCutOff(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, cfg store.Config) {
		const n = 2100
		c := newTownOn(t, cfg)
		c.at("2026-11-24 08:30")
		file := c.cityOfProcedures(n)
		officer := c.named("manhkhoa2.tt")
		const id = "IMPORT0001"
		if err := c.KeepCatalogueFile(c.ctx, officer, id, "thanh-pho.jsonl", file); err != nil {
			t.Fatal(err)
		}
		if err := c.StartImport(c.ctx, officer, id); err != nil {
			t.Fatal(err)
		}
		state := func() *office.ImportState {
			s, err := c.Read(c.ctx, officer).Import(id)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		if s := state(); s.Done != 0 || !s.Open() || s.Name != "thanh-pho.jsonl" {
			t.Fatalf("it begins as %+v", s)
		}
		before := 0
		for _, after := range []int{7, 5} {
			ctx, stop := context.WithCancel(c.ctx)
			looks := 0
			c.whenLooked(func() {
				if looks++; looks == after { // claimed, planned, and some pieces are in
					stop()
				}
			})
			_, err := c.Work(ctx)
			c.whenLooked(nil)
			if stop(); !errors.Is(err, context.Canceled) {
				t.Fatalf("cut off: %v", err)
			}
			if err := c.Refresh(c.ctx); err != nil {
				t.Fatal(err)
			}
			s := state()
			if !s.Open() || s.Done <= before || s.Done >= n || s.Of != n || s.Done != c.versionsOf(n) {
				t.Fatalf("cut off behind %d it says %d of %d, %d are there", before, s.Done, s.Of, c.versionsOf(n))
			}
			before = s.Done
		}
		if _, err := c.Work(c.ctx); err != nil {
			t.Fatal(err)
		}
		if s := state(); s.Open() || s.Done != n || s.Of != n || c.versionsOf(n) != n {
			t.Fatalf("at its end it says %+v, %d are there", s, c.versionsOf(n))
		}
		if err := c.StartImport(c.ctx, officer, id); err != nil { // the same id again
			t.Fatal(err)
		}
		if took, err := c.Work(c.ctx); err != nil || took > 0 || c.versionsOf(n) != n {
			t.Errorf("sent again it makes %d jobs, %d versions, %v", took, c.versionsOf(n), err)
		}
	})
}

func TestWhatSomebodyElsePublishesDuringAnImportIsNotOverwritten(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-11-24 08:30")
	other := c.cityOfProcedures(1)
	done := 0
	_, err := c.ImportCatalogue(c.ctx, system, c.cityOfProcedures(120), func(n, _ int) {
		if done == 0 { // behind the first piece: one that is still to come is published by somebody else, in the same words
			if _, err := c.ImportCatalogue(c.ctx, system, bytes.ReplaceAll(other, []byte("3.700000"), []byte("3.700119"))); err != nil {
				t.Error(err)
			}
		}
		done = n
	})
	if err != nil || c.versionsOf(119) != 119 || done < 119 {
		t.Errorf("%d told, %d there, %v", done, c.versionsOf(119), err)
	}
	versions := c.World().Procedures.Versions("3.700119")
	if len(versions) != 2 || versions[1].Name == versions[0].Name {
		t.Errorf("the one in between has %d versions", len(versions))
	}
}

func TestAnImportIsStartedByWhoKeepsTheFile(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-11-24 08:30")
	officer, director := c.named("manhkhoa2.tt"), c.named("manhthang.tt")
	if err := c.KeepCatalogueFile(c.ctx, officer, "IMPORT0002", "x.jsonl", c.cityOfProcedures(3)); err != nil {
		t.Fatal(err)
	}
	if err := c.StartImport(c.ctx, director, "IMPORT0002"); err == nil {
		t.Error("somebody else starts it")
	}
	if err := c.StartImport(c.ctx, officer, "IMPORT0003"); !fault.Is(err, fault.Missing) {
		t.Errorf("a file that nobody sent: %v", err)
	}
	clerk := c.officer("chi-nhanh-7", "receiver")
	if err := c.StartImport(c.ctx, clerk, "IMPORT0002"); !fault.Is(err, fault.Refused) {
		t.Errorf("a receiver starts it: %v", err)
	}
	if c.versionsOf(3) != 0 {
		t.Error("something was published")
	}
}
