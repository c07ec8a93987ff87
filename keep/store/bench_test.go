package store

import (
	"context"
	"fmt"
	"sync/atomic"
	"syscall"
	"testing"
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
