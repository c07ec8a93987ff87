// Package trial gives tests a city of their own. The pack is brought in once for a process and its files are written out for each test: to
// bring it in anew was a third of the time of the rooms that need a city. To read its organisation and procedures anew from their events
// was a third of the rest: the offices of a process look at one world, which never changes, until an act makes them another.
package trial

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"motcua/city"
	"motcua/keep/blob"
	"motcua/keep/letter"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/office"
)

// Key seals the stores, Secret is that of the offices.
var (
	Key    = []byte(strings.Repeat("k", 32))
	Secret = []byte(strings.Repeat("s", 32))
)

// A kind of city is made once.
type kind struct {
	at   int64 // in microseconds, as stores keep time
	demo bool
}

// A made is a city as it is given to tests.
type made struct {
	files fstest.MapFS
	world *office.World
}

var (
	mu     sync.Mutex
	cities = map[kind]func() (made, error){} // guarded by mu
)

// City gives a store on SQLite, in a folder of the test's own, in which the pack of Hà Nội was brought in at the moment that the clock
// shows, and what an office sees in it. With demo it is a demonstration.
func City(t testing.TB, clock func() time.Time, demo bool) (store.Config, *office.World) {
	t.Helper()
	cfg := config(t.TempDir(), clock)
	return cfg, CityIn(t, cfg.Dir, clock, demo)
}

// CityIn is City in an empty folder of the test's choice.
func CityIn(t testing.TB, dir string, clock func() time.Time, demo bool) *office.World {
	t.Helper()
	now := clock()
	k := kind{now.UnixMicro(), demo}
	mu.Lock()
	if cities[k] == nil {
		cities[k] = sync.OnceValues(func() (made, error) { return build(now, demo) })
	}
	built := cities[k]
	mu.Unlock()
	c, err := built()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, c.files); err != nil {
		t.Fatal(err)
	}
	return c.world
}

func config(dir string, clock func() time.Time) store.Config {
	return store.Config{Dir: dir, Key: Key, Now: clock, Simulated: true}
}

// build brings the pack into a new store and gives the store's files.
func build(now time.Time, demo bool) (c made, err error) {
	dir, err := os.MkdirTemp("", "trial")
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if c.world, err = enter(dir, now, demo); err != nil {
		return c, err
	}
	c.files = fstest.MapFS{}
	from := os.DirFS(dir)
	return c, fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(from, name)
		c.files[name] = &fstest.MapFile{Data: b, Mode: 0o600}
		return err
	})
}

// enter makes the store and brings the pack in.
func enter(dir string, now time.Time, demo bool) (w *office.World, err error) {
	ctx, clock := context.Background(), func() time.Time { return now }
	cfg := config(dir, clock)
	if err := store.Create(ctx, cfg); err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	blobs, err := blob.Open(dir+"/blobs", nil)
	if err != nil {
		return nil, err
	}
	letters, err := letter.NewRenderer()
	if err != nil {
		return nil, err
	}
	o, err := office.Open(ctx, office.Config{DB: db, Blobs: blobs, Letters: letters, Secret: Secret, Now: clock, Demo: demo})
	if err != nil {
		return nil, err
	}
	_, err = o.ImportPack(ctx, office.Who{Kind: access.System, Account: "test"}, city.Hanoi(), false)
	return o.World(), err
}
