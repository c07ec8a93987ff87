package store

import (
	"context"
	"fmt"
	"sync/atomic"
	"syscall"
	"testing"

	"motcua/words/ledger"
)

// cpu gives the processor time of this process in microseconds.
func cpu() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return u.Utime.Sec*1e6 + u.Utime.Usec + u.Stime.Sec*1e6 + u.Stime.Usec
}

func benchStore(b *testing.B, c Config) *DB {
	b.Helper()
	c.Key = testKey
	if err := Create(context.Background(), c); err != nil {
		b.Fatal(err)
	}
	db, err := Open(context.Background(), c)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	return db
}

// BenchmarkIntake writes what a reception at a counter writes, from 32 clients at once.
func BenchmarkIntake(b *testing.B) {
	for _, clients := range []int{1, 8, 32} {
		b.Run(fmt.Sprint(clients), func(b *testing.B) {
			db := benchStore(b, Config{Dir: b.TempDir()})
			var next atomic.Int64
			b.SetParallelism(clients / 2)
			if clients == 1 {
				b.SetParallelism(1)
			}
			b.ResetTimer()
			before := cpu()
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					i := int(next.Add(1))
					if err := db.Write(context.Background(), func(tx *Tx) error { return intake(tx, i) }); err != nil {
						b.Error(err)
						return
					}
				}
			})
			b.ReportMetric(float64(cpu()-before)/1000/float64(b.N), "cpu-ms/op")
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "acts/s")
		})
	}
}

// BenchmarkRead asks a store of 100,000 dossiers.
func BenchmarkRead(b *testing.B) {
	ctx := context.Background()
	db := benchStore(b, Config{Dir: b.TempDir()})
	const dossiers = 100_000
	for from := 0; from < dossiers; from += 200 {
		err := db.Write(ctx, func(tx *Tx) error {
			for i := from; i < from+200; i++ {
				tx.series = ""
				if err := intake(tx, i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	r, now := db.Read(), db.Now()
	all, units := Scope{All: true}, Scope{Units: []string{"u7"}}
	sample, ok, err := r.Dossier(ctx, fmt.Sprintf("01JD%022d", 4321))
	if err != nil || !ok {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name string
		ask  func() error
	}{
		{"code", func() error { _, _, err := r.ByCode(ctx, sample.Code); return err }},
		{"case", func() error { _, err := r.Events(ctx, ledger.StreamID("dossier/"+sample.ID)); return err }},
		{"search/full-name", func() error { _, err := r.Search(ctx, all, "nguyen thi lan"); return err }},
		{"search/rare-name", func() error { _, err := r.Search(ctx, all, "ly bao yen"); return err }},
		{"search/nobody", func() error { _, err := r.Search(ctx, all, "ly bao yen zz"); return err }},
		{"search/prefix", func() error { _, err := r.Search(ctx, all, "nguyen thi t"); return err }},
		{"search/family", func() error { _, err := r.Search(ctx, all, "nguyen"); return err }},
		{"search/begin", func() error { _, err := r.Search(ctx, all, "n"); return err }},
		{"search/unit", func() error { _, err := r.Search(ctx, units, "nguyen thi lan"); return err }},
		{"list/newest", func() error { _, _, err := r.Dossiers(ctx, DossierFilter{Scope: units}); return err }},
		{"list/due", func() error { _, _, err := r.Dossiers(ctx, DossierFilter{Scope: units, Sort: ByDue}); return err }},
		{"list/all-newest", func() error { _, _, err := r.Dossiers(ctx, DossierFilter{Scope: all}); return err }},
		{"count/unit", func() error { _, err := r.Count(ctx, DossierFilter{Scope: units, Phase: PhaseOpen}); return err }},
		{"chips/unit", func() error { _, err := r.Counts(ctx, DossierFilter{Scope: units, Now: now}); return err }},
		{"chips/all", func() error { _, err := r.Counts(ctx, DossierFilter{Scope: all, Now: now}); return err }},
		{"worklist", func() error {
			_, _, err := r.Worklist(ctx, Scope{Units: []string{"u1"}}, []string{"officer"}, DossierFilter{})
			return err
		}},
		{"worklist/count", func() error {
			_, _, _, err := r.CountWork(ctx, Scope{Units: []string{"u1"}}, nil, DossierFilter{Now: now})
			return err
		}},
		{"person", func() error { _, _, err := r.PersonByNumber(ctx, "citizen", "000000000042"); return err }},
		{"people", func() error { _, err := r.PeopleByName(ctx, "nguyen thi l", 20); return err }},
	} {
		b.Run(c.name, func(b *testing.B) {
			before := cpu()
			for b.Loop() {
				if err := c.ask(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(cpu()-before)/1000/float64(b.N), "cpu-ms/op")
		})
	}
}
