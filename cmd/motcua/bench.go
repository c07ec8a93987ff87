package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"motcua/keep/store"
	"motcua/office"
)

// benchCmd measures the work that users do, each a whole lawful command with durability on.
type benchCmd struct {
	Data     string        `help:"Folder for the city that is measured: new, or one that an earlier bench left. Default: a temporary one." type:"path"`
	DB       string        `help:"PostgreSQL address of an empty database, or of one that an earlier bench left." env:"MOTCUA_DB"`
	JSON     bool          `help:"Print JSON lines."`
	Dossiers int           `help:"Dossiers in the city while lookups, searches and overviews are measured." default:"20000"`
	Contacts int           `help:"Conversations of the care desk while --only care measures searches among them." default:"1000000"`
	Slow     time.Duration `help:"Name each search among conversations that takes longer."`
	Seconds  float64       `help:"Length of each measurement." default:"4"`
	Clients  []int         `help:"Clients at once." default:"1,8,32"`
	Only     string        `help:"Only operations whose name begins so; reorganise, chats, care and scores are measured only by this."`
	Records  string        `help:"File of national records that the catalogue is measured with, beside made-up ones." type:"existingfile"`
	Profile  string        `help:"Folder for a processor and a heap profile of each measurement." type:"path"`
}

// A figure is one line of the result.
type figure struct {
	Op        string  `json:"op"`
	Engine    string  `json:"engine"`
	Clients   int     `json:"clients"`
	Dossiers  int     `json:"dossiers"` // in the city when it was measured
	Count     int64   `json:"count"`
	PerSecond float64 `json:"per_second"`
	CPU       float64 `json:"cpu_ms"` // of the whole process, per operation
	P50       float64 `json:"p50_ms"`
	P99       float64 `json:"p99_ms"`
	PeakMB    float64 `json:"peak_mb"`
}

// Run measures and prints a table, or JSON lines.
func (c *benchCmd) Run(ctx context.Context, out io.Writer) (err error) {
	if c.Data == "" {
		if c.Data, err = os.MkdirTemp("", "motcua-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(c.Data)
	}
	b, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer b.house.Close()
	if !c.JSON {
		fmt.Fprintf(out, "engine %s, %d cores, commits synchronous, %d units\n", b.house.db.Engine(), runtime.NumCPU(), len(b.desks))
		fmt.Fprintf(out, "%-10s %8s %9s %11s %9s %9s %9s %8s\n", "op", "clients", "dossiers", "per second", "cpu ms", "p50 ms", "p99 ms", "peak MB")
	}
	if c.Only == opReorganise {
		return c.reorganise(ctx, out, b)
	}
	if err := c.chats(ctx, out, b); err != nil || c.Only == opChats {
		return err
	}
	if c.Only == opScores {
		return c.scores(ctx, out, b)
	}
	if strings.HasPrefix(c.Only, opCare) {
		return c.care(ctx, out, b)
	}
	if err := c.measure(ctx, out, b, "due", 1, benchDues, b.due); err != nil {
		return err
	}
	if err := c.measure(ctx, out, b, "prove", 1, 1, b.prove); err != nil || c.Only == "prove" {
		return err
	}
	if err := c.catalogue(ctx, out, b); err != nil || c.Only == "catalogue" || c.Only == "typing" {
		return err
	}
	if err := c.each(ctx, out, b, []benchOp{{"intake", b.intake}, {"step", b.step}}); err != nil {
		return err
	}
	if err := b.load(ctx, c.Dossiers); err != nil {
		return err
	}
	reads := []benchOp{{"lookup", b.lookup}, {"search", b.search}, {"overview", b.overview}, {"worklist", b.worklist}, {"letter", b.letter}}
	if err := c.each(ctx, out, b, reads); err != nil {
		return err
	}
	if err := c.rights(ctx, out, b); err != nil {
		return err
	}
	if err := c.reports(ctx, out, b); err != nil {
		return err
	}
	if err := c.redate(ctx, out, b); err != nil {
		return err
	}
	return c.imports(ctx, out, b)
}

// A benchOp is one thing that users do, by its name in the table.
type benchOp struct {
	name string
	do   func(context.Context, int64) error
}

// each measures things under each number of clients.
func (c *benchCmd) each(ctx context.Context, out io.Writer, b *bench, ops []benchOp) error {
	for _, op := range ops {
		for _, clients := range c.Clients {
			if err := c.measure(ctx, out, b, op.name, clients, 1, op.do); err != nil {
				return err
			}
		}
	}
	return nil
}

// open makes the bench's city, or opens the one that an earlier bench left.
func (c *benchCmd) open(ctx context.Context) (*bench, error) {
	h := &home{Data: c.Data, DB: c.DB}
	mark := h.Data + "/bench"
	cfg := office.Config{}
	opened, err := h.open(ctx, cfg)
	if _, statErr := os.Stat(mark); err == nil && statErr != nil {
		return nil, errors.Join(fmt.Errorf("%s holds a city that is no bench's: measuring would file dossiers in it; give another --data", h.Data), opened.Close())
	}
	if err != nil {
		if _, statErr := os.Stat(h.keyFile()); statErr == nil {
			return nil, err
		}
		folder, err := c.folder()
		if err != nil {
			return nil, err
		}
		if opened, err = h.create(ctx, folder, cfg); err != nil {
			return nil, err
		}
		if err := os.WriteFile(mark, []byte("dossiers here come from motcua bench\n"), 0o600); err != nil {
			return nil, errors.Join(err, opened.Close())
		}
	}
	b, err := newBench(ctx, opened)
	if err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	return b, nil
}

// measure runs do, which does each things at a time, with so many clients for so long and prints the line.
func (c *benchCmd) measure(ctx context.Context, out io.Writer, b *bench, op string, clients, each int, do func(context.Context, int64) error) error {
	if !strings.HasPrefix(op, c.Only) {
		return nil
	}
	runtime.GC()
	ctx, cancel := context.WithTimeout(ctx, time.Duration(c.Seconds*float64(time.Second)))
	defer cancel()
	var next, count atomic.Int64
	var failure atomic.Pointer[error]
	times := make([][]time.Duration, clients)
	stop, err := c.profile(op, clients)
	if err != nil {
		return err
	}
	defer stop()
	before, start := cpuTime(), time.Now()
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() {
			for ctx.Err() == nil && failure.Load() == nil {
				t := time.Now()
				err := do(context.WithoutCancel(ctx), next.Add(1))
				if errors.Is(err, errNoMore) {
					return
				}
				if err != nil {
					failure.Store(&err)
					return
				}
				times[i] = append(times[i], time.Since(t)/time.Duration(each))
				count.Add(int64(each))
			}
		})
	}
	wg.Wait()
	took, cpu := time.Since(start), cpuTime()-before
	if err := failure.Load(); err != nil {
		return fmt.Errorf("bench %s: %w", op, *err)
	}
	all := slices.Sorted(slices.Values(slices.Concat(times...)))
	f := figure{Op: op, Engine: b.house.db.Engine(), Clients: clients, Count: count.Load(), PeakMB: peakMB()}
	if f.Count > 0 {
		f.PerSecond = float64(f.Count) / took.Seconds()
		f.CPU = ms(cpu) / float64(f.Count)
		f.P50, f.P99 = ms(all[len(all)/2]), ms(all[len(all)*99/100])
	}
	return c.print(out, b, f)
}

// print is one line of the result.
func (c *benchCmd) print(out io.Writer, b *bench, f figure) (err error) {
	f.Dossiers, err = b.house.db.Read().Count(context.Background(), store.DossierFilter{Scope: store.Scope{All: true}})
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(out).Encode(f)
	}
	_, err = fmt.Fprintf(out, "%-10s %8d %9d %11.0f %9.4f %9.4f %9.4f %8.0f\n", f.Op, f.Clients, f.Dossiers, f.PerSecond, f.CPU, f.P50, f.P99, f.PeakMB)
	return err
}

// once measures what is done once, and writes its figure. do says how many pieces it counts, and by how many its time is divided.
func (c *benchCmd) once(out io.Writer, b *bench, op string, do func() (count, pieces int64, err error)) error {
	runtime.GC()
	stop, err := c.profile(op, 1)
	if err != nil {
		return err
	}
	before, start := cpuTime(), time.Now()
	count, pieces, err := do()
	took, cpu := time.Since(start), cpuTime()-before
	stop()
	if err != nil {
		return err
	}
	f := figure{Op: op, Engine: b.house.db.Engine(), Clients: 1, Count: count, PeakMB: peakMB(), P50: ms(took), P99: ms(took)}
	if pieces > 0 {
		f.PerSecond, f.CPU = float64(pieces)/took.Seconds(), ms(cpu)/float64(pieces)
	}
	return c.print(out, b, f)
}

// profile begins a processor profile of a measurement, if profiles are wanted, and gives what ends it.
func (c *benchCmd) profile(op string, clients int) (stop func(), err error) {
	if c.Profile == "" {
		return func() {}, nil
	}
	if err := os.MkdirAll(c.Profile, 0o700); err != nil {
		return nil, err
	}
	f, err := os.Create(filepath.Join(c.Profile, fmt.Sprintf("%s-%d.cpu", op, clients)))
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() {
		pprof.StopCPUProfile()
		f.Close()
		if h, err := os.Create(filepath.Join(c.Profile, fmt.Sprintf("%s-%d.heap", op, clients))); err == nil {
			pprof.Lookup("heap").WriteTo(h, 0)
			h.Close()
		}
	}, nil
}

func ms(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }

// cpuTime is what the process has used on all cores, in user and system mode.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peakMB is the most memory that the process has had, in megabytes.
func peakMB() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Maxrss) / 1024
}
