package store

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// An engine is everything in which SQLite and PostgreSQL differ, beside the two folders of migrations. There
// is no other place that asks which engine it is.
type engine struct {
	name    string
	dialect goose.Dialect
	words   []string // what the words of common migrations stand for: word, meaning, word, meaning …

	rebind func(text string) string // ? to the engine's own marks
	share  string                   // appended to a SELECT to hold its rows until the commit
	skip   string                   // appended to a SELECT to hold its rows and pass over those that others hold
	found  string                   // the FROM of dossiers d that have the words, before the condition match
	match  string                   // condition that dossier d has the words, one ? for them
	newest string                   // the column of found that newer dossiers have more of

	// The same for contacts c.
	foundContacts, matchContacts, newestContacts string
	amongContacts                                string // condition that contact c, one of few, has one word

	// phrase makes the value for match of folded words, all of which must be there, the last, when begin is
	// set, at least as a beginning.
	phrase func(words []string, begin bool) string

	present   func(context.Context, Config) error // nil when a store is there
	absent    func(context.Context, Config) error // nil when none is there and all is laid for one
	openWrite func(Config) (*sql.DB, error)
	openRead  func(Config) (*sql.DB, error)

	// openFill and filled are for measurements: what rows are filled in through, and what is done after.
	openFill func(Config) (*sql.DB, error)
	filled   []string
	counted  []string // what the server does of itself some time after much was written
	start    func(context.Context, *DB) error
	snapshot func(ctx context.Context, db *DB, path string) error

	// checkWords says what is wrong with the index of words, "" when nothing is.
	checkWords func(context.Context, *DB) (damage string, err error)

	// settle takes what was overwritten or erased out of the engine's own logs, as far as it can.
	settle func(context.Context, *DB) error

	retryable func(error) bool // the same work may go through if it is run again

	// fatal: nothing more can be done in the transaction, whatever savepoint is rolled back.
	fatal func(error) bool

	// clock reads the database's own clock.
	clock func(context.Context, *DB) (time.Time, error)
}

func (c Config) engine() *engine {
	if c.DSN != "" {
		return postgres
	}
	return lite
}

// The file of the store inside the data folder.
const liteFile = "motcua.db"

var lite = &engine{
	name:    "sqlite",
	dialect: goose.DialectSQLite3,
	words: []string{
		"$ID", "TEXT", "$BYTES", "BLOB", "$ROWID", "INTEGER NOT NULL PRIMARY KEY", "$KEYED", " WITHOUT ROWID",
	},
	checkWords: liteWords,
	rebind:     func(text string) string { return text },
	found:      "dossier_words w JOIN dossiers d ON d.n = w.rowid", // read from the newest on, as far as asked for
	match:      "w.dossier_words MATCH ?",
	newest:     "w.rowid",

	foundContacts: "contact_words w JOIN contacts c ON c.n = w.rowid", matchContacts: "w.contact_words MATCH ?", newestContacts: "w.rowid",
	amongContacts: "INSTR(' ' || c.search || ' ', ' ' || ? || ' ') > 0",

	phrase:    litePhrase,
	present:   litePresent,
	absent:    liteAbsent,
	openWrite: liteWrite,
	openRead:  liteRead,
	openFill:  func(c Config) (*sql.DB, error) { return sql.Open("sqlite", liteName(c.Dir, "cache_size(-200000)")) },
	filled:    []string{`INSERT INTO contact_words (contact_words) VALUES ('rebuild')`, `INSERT INTO contact_words (contact_words) VALUES ('optimize')`},
	start:     liteStart,
	snapshot:  liteSnapshot,
	settle:    liteSettle,
	retryable: func(error) bool { return false },
	fatal:     liteFatal,
}

var postgres = &engine{
	name:    "postgres",
	dialect: goose.DialectPostgres,
	words: []string{
		"$ID", `TEXT COLLATE "C"`, "$BYTES", "BYTEA", "$ROWID", "BIGINT NOT NULL PRIMARY KEY", "$KEYED", "",
	},
	// The words are a column that the server generates.
	checkWords: func(context.Context, *DB) (string, error) { return "", nil },
	rebind:     dollars,
	share:      " FOR SHARE",
	skip:       " FOR UPDATE SKIP LOCKED",
	found:      "dossiers d",
	match:      "d.words @@ to_tsquery('simple', ?)",
	newest:     "d.n",

	foundContacts: "contacts c", matchContacts: "c.words @@ CAST(? AS TSQUERY)", newestContacts: "c.n",
	amongContacts: "STRPOS(' ' || c.search || ' ', ' ' || ? || ' ') > 0",

	phrase:    pgPhrase,
	present:   pgPresent,
	absent:    pgAbsent,
	openWrite: pgWrite,
	openRead:  pgRead,
	openFill:  pgWrite,
	counted:   []string{`ANALYZE events`, `ANALYZE particulars`, `ANALYZE openings`},
	filled:    []string{`VACUUM ANALYZE contacts`, `VACUUM ANALYZE contact_reach`, `VACUUM ANALYZE contact_tags`},
	start:     pgStart,
	snapshot: func(context.Context, *DB, string) error {
		return errors.New("a PostgreSQL store is copied with pg_dump or by archiving its WAL, not by motcua")
	},
	// The server's own vacuum and the life of its archive decide: docs/operations.md.
	settle:    func(context.Context, *DB) error { return nil },
	retryable: pgRetryable,
	fatal:     pgFatal,
	clock:     pgClock,
}

// SQLite

// liteName gives the data source of the file with pragmas. The path is escaped: a folder may have blanks or
// question marks in its name.
func liteName(dir string, pragmas ...string) string {
	q := url.Values{"_pragma": append(pragmas, "busy_timeout(10000)", "foreign_keys(0)"), "_txlock": {"immediate"}}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(filepath.Join(dir, liteFile))}).EscapedPath()}
	u.RawQuery = q.Encode()
	return u.String()
}

func litePresent(_ context.Context, c Config) error {
	if _, err := os.Stat(filepath.Join(c.Dir, liteFile)); err != nil {
		return fmt.Errorf("%w (%w)", ErrNone, err)
	}
	return nil
}

func liteAbsent(_ context.Context, c Config) error {
	_, err := os.Stat(filepath.Join(c.Dir, liteFile))
	if err == nil {
		return fmt.Errorf("%s: %w", filepath.Join(c.Dir, liteFile), ErrExists)
	}
	if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.MkdirAll(c.Dir, 0o700)
}

// liteMode is who may look into the database: its owner alone. SQLite gives -wal and -shm the mode of the database, so the
// file is there, empty, before SQLite opens it; one that an earlier version made is mended.
const liteMode = 0o600

func liteOwned(dir string) error {
	f, err := os.OpenFile(filepath.Join(dir, liteFile), os.O_RDWR|os.O_CREATE, liteMode)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		name := filepath.Join(dir, liteFile+end)
		if info, err := os.Stat(name); err == nil && info.Mode().Perm() != liteMode {
			if err := os.Chmod(name, liteMode); err != nil {
				return fmt.Errorf("keep others out of the database: %w", err)
			}
		}
	}
	return nil
}

// liteWrite opens the one connection that writes. A commit is on the disk when it returns
// (synchronous=FULL in WAL mode), erased bytes are overwritten (secure_delete), and the trigger that forbids
// DELETE also answers REPLACE (recursive_triggers).
func liteWrite(c Config) (*sql.DB, error) {
	if err := liteOwned(c.Dir); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", liteName(c.Dir,
		"journal_mode(WAL)", "synchronous(FULL)", "secure_delete(1)", "recursive_triggers(1)",
		"cache_size(-32768)", "temp_store(MEMORY)", "wal_autocheckpoint(4000)", "journal_size_limit(67108864)"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

func liteRead(c Config) (*sql.DB, error) {
	n := c.Conns
	if n == 0 {
		n = 4
	}
	db, err := sql.Open("sqlite", liteName(c.Dir, "query_only(1)", "cache_size(-8192)", "temp_store(MEMORY)"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db, nil
}

func liteStart(ctx context.Context, db *DB) error {
	var version string
	if err := db.read.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&version); err != nil {
		return err
	}
	if err := liteVersion(version); err != nil {
		return err
	}
	return db.startCommitter(ctx)
}

// liteVersion refuses the engines whose WAL may lose a commit when a checkpoint meets a reset of the log:
// 3.7.0 to 3.51.2.
func liteVersion(version string) error {
	parts := strings.SplitN(version, ".", 3)
	n := 0
	for i := range 3 {
		p := 0
		if i < len(parts) {
			var err error
			if p, err = strconv.Atoi(parts[i]); err != nil {
				return fmt.Errorf("SQLite engine %q has no readable version: %w", version, err)
			}
		}
		n = n*1000 + p
	}
	if n >= 3_007_000 && n <= 3_051_002 {
		return fmt.Errorf("SQLite engine %s can lose a commit (its WAL-reset bug): build with 3.51.3 or newer", version)
	}
	return nil
}

func litePhrase(words []string, begin bool) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteString(" AND ")
		}
		b.WriteString(`"` + w + `"`)
	}
	if begin {
		b.WriteByte('*')
	}
	return b.String()
}

// liteSnapshot writes one consistent state of the store into a new file while others write on.
func liteSnapshot(ctx context.Context, db *DB, path string) error {
	if _, err := os.Stat(path); err == nil {
		return fmt.Errorf("%s: %w", path, os.ErrExist)
	}
	empty, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, liteMode)
	if err != nil {
		return err
	}
	if err := empty.Close(); err != nil {
		return err
	}
	// The connections for reading are query_only, which forbids VACUUM INTO as well.
	c, err := sql.Open("sqlite", liteName(db.cfg.Dir))
	if err != nil {
		return err
	}
	_, err = c.ExecContext(ctx, `VACUUM INTO ?`, path)
	if err := errors.Join(err, c.Close()); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// liteSettle brings all pages of the log into the file and empties the log.
func liteSettle(ctx context.Context, db *DB) error {
	c, err := sql.Open("sqlite", liteName(db.cfg.Dir))
	if err != nil {
		return err
	}
	var busy, pages, moved int64
	err = c.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &moved)
	return errors.Join(err, c.Close())
}

// liteFatal: a full disk, a broken file or too little memory, after which SQLite may have rolled back all.
func liteFatal(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_BUSY,
		sqlite3.SQLITE_INTERRUPT:
		return true
	}
	return false
}

// PostgreSQL

func pgConfig(c Config) (*pgx.ConnConfig, error) {
	p, err := pgx.ParseConfig(c.DSN)
	if err != nil {
		return nil, fmt.Errorf("address of the database: %w", err)
	}
	if p.RuntimeParams["application_name"] == "" {
		p.RuntimeParams["application_name"] = c.Client
	}
	return p, nil
}

func pgOpen(c Config, params map[string]string) (*sql.DB, error) {
	p, err := pgConfig(c)
	if err != nil {
		return nil, err
	}
	for k, v := range params {
		p.RuntimeParams[k] = v
	}
	p.RuntimeParams[pageCost] = cmp.Or(p.RuntimeParams[pageCost], "1.1")
	p.OnNotice = countWarnings
	db := stdlib.OpenDB(*p)
	n := c.Conns
	if n == 0 {
		n = 16
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db, nil
}

// pageCost is what the server reckons for a page out of turn. Its own 4 is of disks that turn: by it the server walks through the newest
// contacts for a word of one in three hundred, where the index of words takes a third of the time.
// choice: the disks are solid; an address that names another cost keeps it.
const pageCost = "random_page_cost"

// pgWrite opens connections without a statement timeout: one that strikes during COMMIT would leave the
// outcome unknown. A commit returns when it is on the disk, whatever the server's own setting.
func pgWrite(c Config) (*sql.DB, error) {
	return pgOpen(c, map[string]string{
		"statement_timeout": "0", "synchronous_commit": "on", "default_transaction_isolation": "read committed",
	})
}

// pgRead opens connections that plan each question for its values: by a plan for any word the server walks through all rows for one
// that few have (measured: 5 s instead of 0.3 ms among a million contacts, from the sixth question of a connection on).
func pgRead(c Config) (*sql.DB, error) {
	return pgOpen(c, map[string]string{"default_transaction_read_only": "on", "plan_cache_mode": "force_custom_plan"})
}

func pgPresent(ctx context.Context, c Config) error {
	ok, err := pgHasStore(ctx, c)
	if err == nil && !ok {
		err = ErrNone
	}
	return err
}

// pgAbsent looks for a store, and makes the schema that the address names by search_path where there is none.
func pgAbsent(ctx context.Context, c Config) error {
	ok, err := pgHasStore(ctx, c)
	if err != nil || ok {
		return cmp.Or(err, ErrExists)
	}
	return pgSchema(ctx, c)
}

func pgSchema(ctx context.Context, c Config) (err error) {
	p, err := pgConfig(c)
	if err != nil {
		return err
	}
	name := strings.Trim(p.RuntimeParams["search_path"], ` "`)
	if name == "" || strings.Contains(name, ",") {
		return nil // the server's default, or a path that whoever wrote it has laid
	}
	db, err := pgOpen(c, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var there bool
	if err := db.QueryRowContext(ctx, `SELECT to_regnamespace($1) IS NOT NULL`, pgx.Identifier{name}.Sanitize()).Scan(&there); err != nil || there {
		return err
	}
	_, err = db.ExecContext(ctx, `CREATE SCHEMA `+pgx.Identifier{name}.Sanitize())
	return err
}

func pgHasStore(ctx context.Context, c Config) (_ bool, err error) {
	db, err := pgRead(c)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var ok bool
	err = db.QueryRowContext(ctx, `SELECT to_regclass('goose_db_version') IS NOT NULL`).Scan(&ok)
	return ok, err
}

func pgStart(ctx context.Context, db *DB) error {
	db.direct = true
	return db.checkClock(ctx)
}

func pgPhrase(words []string, begin bool) string {
	p := "'" + strings.Join(words, "' & '") + "'"
	if begin {
		p += ":*"
	}
	return p
}

// pgRetryable: a serialization failure, a deadlock that this act lost, a lock that was not to be had.
func pgRetryable(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01" || e.Code == "55P03")
}

func pgClock(ctx context.Context, db *DB) (time.Time, error) {
	var t int64
	err := db.write.QueryRowContext(ctx,
		`SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)`).Scan(&t)
	return instant(t), err
}

// pgFatal: the connection is gone, or the server closes it.
func pgFatal(err error) bool {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Severity != "ERROR" || strings.HasPrefix(e.Code, "53") // a full disk and the like
	}
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF)
}
