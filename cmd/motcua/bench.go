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
	Data     string  `help:"Folder for the city that is measured: new, or one that an earlier bench left. Default: a temporary one." type:"path"`
	DB       string  `help:"PostgreSQL address of an empty database, or of one that an earlier bench left." env:"MOTCUA_DB"`
	JSON     bool    `help:"Print JSON lines."`
	Dossiers int     `help:"Dossiers in the city while lookups, searches and overviews are measured." default:"20000"`
	Seconds  float64 `help:"Length of each measurement." default:"4"`
	Clients  []int   `help:"Clients at once." default:"1,8,32"`
	Only     string  `help:"Only operations whose name begins so; reorganise is measured only by this, in a city of its own."`
	Records  string  `help:"File of national records that the catalogue is measured with, beside made-up ones." type:"existingfile"`
	Profile  string  `help:"Folder for a processor and a heap profile of each measurement." type:"path"`
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
	if err := c.measure(ctx, out, b, "due", 1, benchDues, b.due); err != nil {
		return err
	}
	if err := c.measure(ctx, out, b, "prove", 1, 1, b.prove); err != nil || c.Only == "prove" {
		return err
	}
	if err := c.catalogue(ctx, out, b); err != nil || c.Only == "catalogue" || c.Only == "typing" {
		return err
	}
	for _, clients := range c.Clients {
		if err := c.measure(ctx, out, b, "intake", clients, 1, b.intake); err != nil {
			return err
		}
	}
	for _, clients := range c.Clients {
		if err := c.measure(ctx, out, b, "step", clients, 1, b.step); err != nil {
			return err
		}
	}
	if err := b.load(ctx, c.Dossiers); err != nil {
		return err
	}
	for _, op := range []struct {
		name string
		do   func(context.Context, int64) error
	}{{"lookup", b.lookup}, {"search", b.search}, {"overview", b.overview}, {"worklist", b.worklist}, {"letter", b.letter}} {
		for _, clients := range c.Clients {
			if err := c.measure(ctx, out, b, op.name, clients, 1, op.do); err != nil {
				return err
			}
		}
	}
	if err := c.rights(ctx, out, b); err != nil {
		return err
	}
	if err := c.redate(ctx, out, b); err != nil {
		return err
	}
	return c.imports(ctx, out, b)
