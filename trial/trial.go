// Package trial gives tests a city of their own. The pack is brought in once for a process and its files are written out for each test: to
// bring it in anew was a third of the time of the rooms that need a city.
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

var (
	mu     sync.Mutex
	cities = map[kind]func() (fstest.MapFS, error){} // guarded by mu
)

// City gives a store on SQLite, in a folder of the test's own, in which the pack of Hà Nội was brought in at the moment that the clock
// shows. With demo it is a demonstration.
func City(t testing.TB, clock func() time.Time, demo bool) store.Config {
	t.Helper()
	now := clock()
	k := kind{now.UnixMicro(), demo}
	mu.Lock()
	if cities[k] == nil {
		cities[k] = sync.OnceValues(func() (fstest.MapFS, error) { return build(now, demo) })
	}
	built := cities[k]
	mu.Unlock()
	files, err := built()
	if err != nil {
		t.Fatal(err)
	}
	cfg := config(t.TempDir(), clock)
	if err := os.CopyFS(cfg.Dir, files); err != nil {
		t.Fatal(err)
	}
	return cfg
}

func config(dir string, clock func() time.Time) store.Config {
	return store.Config{Dir: dir, Key: Key, Now: clock, Simulated: true}
}

// build brings the pack into a new store and gives the store's files.
func build(now time.Time, demo bool) (files fstest.MapFS, err error) {
	dir, err := os.MkdirTemp("", "trial")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := enter(dir, now, demo); err != nil {
		return nil, err
	}
	files = fstest.MapFS{}
	from := os.DirFS(dir)
	return files, fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(from, name)
		files[name] = &fstest.MapFile{Data: b, Mode: 0o600}
		return err
	})
}

// enter makes the store and brings the pack in.
func enter(dir string, now time.Time, demo bool) (err error) {
	ctx, clock := context.Background(), func() time.Time { return now }
	cfg := config(dir, clock)
	if err := store.Create(ctx, cfg); err != nil {
		return err
	}
	db, err := store.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	blobs, err := blob.Open(dir+"/blobs", nil)
	if err != nil {
		return err
	}
	letters, err := letter.NewRenderer()
	if err != nil {
		return err
	}
	o, err := office.Open(ctx, office.Config{DB: db, Blobs: blobs, Letters: letters, Secret: Secret, Now: clock, Demo: demo})
	if err != nil {
		return err
	}
	_, err = o.ImportPack(ctx, office.Who{Kind: access.System, Account: "test"}, city.Hanoi(), false)
	return err
}
