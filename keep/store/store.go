// Package store is motcua's memory: the ledger of events and the views made of them, in SQLite inside the
// binary or in PostgreSQL. It has the only SQL of the house. README.md beside this file shows its use.
//
// Who may do what: methods of DB may be called from many goroutines; a Tx lives only inside the closure that
// DB.Write runs; reads take a context first, writes of a Tx take none, for they belong to the group's commit.
package store

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"motcua/keep/vault"
)

// A Config says where the memory is and what it leans on. Either Dir or DSN is set.
type Config struct {
	Dir string // SQLite: folder of motcua.db; used when DSN is ""
	DSN string // PostgreSQL, as a URL or as key=value pairs

	// Key is the 32 bytes that seal events and make person keys. It is kept outside the database by the
	// caller; a store opens only with the key it was created with.
	Key []byte

	// Ring has the keys that personal parts, drafts and the like are sealed with; nil makes one key of Key. A store opens only with
	// every key that something in it is sealed with.
	Ring *vault.Ring

	Now    func() time.Time // the clock; nil is time.Now
	Client string           // name of this node in logs of the database, "" is "motcua"

	// Simulated says that Now is a clock of its own: its distance to the database's clock is not judged.
	// Time still never runs back within a stream.
	Simulated bool

	// Relaxed answers an act before it is on the disk and commits many together; whoever reads sees what was answered. When the
	// process dies, the last acts that were answered are gone. It is for a store that is built in one go and built again
	// when that was interrupted: docs/adr/0007. PostgreSQL does not know it.
	Relaxed bool

	Conns int       // connections for reading; 0 is 4 for SQLite, 16 for PostgreSQL (and as many for writing)
	Rand  io.Reader // where the seeds of salts come from; nil is crypto/rand
}

// DB is an open store. Close it once; after that every call gives ErrClosed.
type DB struct {
	cfg   Config
	eng   *engine
	write *sql.DB    // SQLite: one connection, held by com; PostgreSQL: a pool
	read  *sql.DB    // read-only connections
	texts statements // the read pool's

	com    *committer // SQLite: the one writer
	direct bool       // PostgreSQL: each act has a connection of its own
	blocks blocks     // PostgreSQL: numbers of events, taken in advance
	skew   skew       // PostgreSQL: when the clocks were last compared

	writes, commits atomic.Int64 // since Open, see Stats
	queries         atomic.Int64 // since Open, see Queries
}

var (
	// ErrUnknown is given when a commit broke off: the act may or may not have happened. Repeat it with
	// the same command key; it will not happen twice.
	ErrUnknown = errors.New("the outcome of the commit is unknown: repeat with the same command key")

	// ErrClosed is given by a store that was closed.
	ErrClosed = errors.New("the store is closed")

	// ErrExists is wrapped by Create where a store is already.
	ErrExists = errors.New("a store is already there")

	// ErrOlder is wrapped by Open where the store was made by an earlier version.
	ErrOlder = errors.New("run motcua migrate")

	// ErrNone is wrapped by Open where no store has been created.
	ErrNone = errors.New("no store there: run motcua init")
)

// check completes the zero values and refuses what cannot work.
func (c Config) check() (Config, error) {
	if c.Now == nil {
		c.Now = wall
	}
	if c.Rand == nil {
		c.Rand = rand.Reader
	}
	if c.Client == "" {
		c.Client = "motcua"
	}
	if len(c.Key) != 32 {
		return c, fmt.Errorf("the key of the store has %d bytes, it needs 32", len(c.Key))
	}
	if c.Ring == nil {
		var err error
		if c.Ring, err = vault.New(vault.Keys{0: vault.Derive(c.Key)}, nil); err != nil {
			return c, err
		}
	}
	if c.Dir == "" && c.DSN == "" {
		return c, errors.New("no store named: give a data folder or a database address")
	}
	return c, nil
}

// Create makes an empty store and its schema. It refuses where one exists already (ErrExists).
func Create(ctx context.Context, c Config) error {
	c, err := c.check()
	if err != nil {
		return err
	}
	e := c.engine()
	if err := e.absent(ctx, c); err != nil {
		return fmt.Errorf("create store: %w", err)
	}
	if err := migrate(ctx, e, c); err != nil {
		return fmt.Errorf("create store: %w", err)
	}
	return nil
}

// Migrate brings the schema of an existing store up to this binary's.
func Migrate(ctx context.Context, c Config) error {
	c, err := c.check()
	if err != nil {
		return err
	}
	e := c.engine()
	if err := e.present(ctx, c); err != nil {
		return fmt.Errorf("migrate store: %w", err)
	}
	if err := migrate(ctx, e, c); err != nil {
		return fmt.Errorf("migrate store: %w", err)
	}
	return nil
}

// Open opens an existing store. It refuses a schema that is missing, older (run motcua migrate) or newer than
// this binary, a key that is not the store's, and a SQLite engine with the WAL-reset bug.
func Open(ctx context.Context, c Config) (*DB, error) {
	c, err := c.check()
	if err != nil {
		return nil, err
	}
	db := &DB{cfg: c, eng: c.engine()}
	if err := db.open(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("open store: %w", err)
	}
	return db, nil
}

func (db *DB) open(ctx context.Context) error {
	if err := db.eng.present(ctx, db.cfg); err != nil {
		return err
	}
	var err error
	if db.write, err = db.eng.openWrite(db.cfg); err != nil {
		return err
	}
	if db.read, err = db.eng.openRead(db.cfg); err != nil {
		return err
	}
	db.texts.db, db.texts.rebind = db.read, db.eng.rebind
	if err := db.checkSchema(ctx); err != nil {
		return err
	}
	if err := db.checkKey(ctx); err != nil {
		return err
	}
	if err := db.eng.start(ctx, db); err != nil {
		return err
	}
	return db.NoteKey(ctx)
}

// Close ends the committer after the closures that it already has, and closes every connection.
func (db *DB) Close() error {
	var errs []error
	if db.com != nil {
		errs = append(errs, db.com.stop())
	}
	db.texts.close()
	for _, p := range []*sql.DB{db.read, db.write} {
		if p != nil {
			errs = append(errs, p.Close())
		}
	}
	return errors.Join(errs...)
}

// Stats gives how many acts were written since the store was opened, and in how many commits: on SQLite acts that come at
// the same time share one.
func (db *DB) Stats() (writes, commits int64) { return db.writes.Load(), db.commits.Load() }

// Queries gives how many questions readers put to the database since the store was opened: a list puts as many for two rows as for two
// hundred, and a test can tell.
func (db *DB) Queries() int64 { return db.queries.Load() }

// Engine names the engine: "sqlite" or "postgres".
func (db *DB) Engine() string { return db.eng.name }

// Now is the store's clock: UTC, whole microseconds.
func (db *DB) Now() time.Time { return db.cfg.Now().UTC().Truncate(time.Microsecond) }

// PersonKey gives the keyed hash under which a person of a kind ("citizen", "business", …) with a number is
// known in parties and people. Without the store's key nobody can find the number again by trying.
func (db *DB) PersonKey(kind, number string) string {
	m := hmac.New(sha256.New, db.cfg.Key)
	m.Write([]byte("motcua person 1\x00" + kind + "\x00" + number))
	return hex.EncodeToString(m.Sum(nil)[:16])
}

// keyMark tells whether a key is the one of the store, without giving it away.
func keyMark(key []byte) string {
	m := hmac.New(sha256.New, key)
	m.Write([]byte("motcua store 1\x00"))
	return hex.EncodeToString(m.Sum(nil)[:8])
}

const keySetting = "store.key-mark"

func (db *DB) checkKey(ctx context.Context) error {
	mark, ok, err := db.Read().Setting(ctx, keySetting)
	if err != nil {
		return err
	}
	if !ok || mark != keyMark(db.cfg.Key) {
		return errors.New("the key is not the one this store was created with: restore its key file")
	}
	return db.checkRing(ctx)
}

// Snapshot copies the store, as it is at one moment, into a new file at path, while others read and write. When
// it returns nil the copy is on the disk. PostgreSQL has its own tools for that.
func (db *DB) Snapshot(ctx context.Context, path string) error {
	if err := db.eng.snapshot(ctx, db, path); err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	return nil
}
