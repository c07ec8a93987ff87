package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"motcua/words/ledger"
)

var testKey = []byte("0123456789abcdef0123456789abcdef")

// A setup is an empty store on one engine, created but not open.
type setup struct {
	Config
	t *testing.T
}

// both runs a test on SQLite and on PostgreSQL, each with a store of its own.
func both(t *testing.T, fn func(t *testing.T, s *setup)) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, created(t, Config{Dir: t.TempDir(), Key: testKey}))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		fn(t, created(t, Config{DSN: schemaFor(t), Key: testKey, Conns: 12}))
	})
}

func created(t *testing.T, c Config) *setup {
	t.Helper()
	if err := Create(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	return &setup{c, t}
}

// open opens the store, changed as the test wants it.
func (s *setup) open(change ...func(*Config)) *DB {
	s.t.Helper()
	c := s.Config
	for _, f := range change {
		f(&c)
	}
	db, err := Open(s.t.Context(), c)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		if err := db.Close(); err != nil {
			s.t.Error(err)
		}
	})
	return db
}

var schemas atomic.Int64

// schemaFor gives the address of a schema in the database that MOTCUA_TEST_PG names; Create makes it.
func schemaFor(t *testing.T) string {
	t.Helper()
	dsn := os.Getenv("MOTCUA_TEST_PG")
	if dsn == "" {
		t.Skip("LEFT OUT: PostgreSQL: MOTCUA_TEST_PG names no database")
	}
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("store_%d_%d", os.Getpid(), schemas.Add(1))
	t.Cleanup(func() {
		// The test's own context has ended by now.
		if _, err := db.ExecContext(context.Background(), `DROP SCHEMA IF EXISTS `+name+` CASCADE`); err != nil {
			t.Error(err)
		}
		db.Close()
	})
	if strings.Contains(dsn, "://") {
		if strings.Contains(dsn, "?") {
			return dsn + "&search_path=" + name
		}
		return dsn + "?search_path=" + name
	}
	return dsn + " search_path=" + name
}

// act runs fn in an act that must go.
func act(t *testing.T, db *DB, fn func(*Tx) error) {
	t.Helper()
	if err := db.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// whole fails the test where the ledger is not as it was written.
func whole(t *testing.T, db *DB) {
	t.Helper()
	if _, err := db.Sequence(t.Context()); err != nil {
		t.Fatal(err)
	}
	found, err := db.CheckChain(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range found {
		t.Errorf("damage: %+v", d)
	}
}

// intake is an act as the office makes them: about what a reception at a counter writes.
func intake(tx *Tx, i int) error {
	id := fmt.Sprintf("01JD%022d", i)
	_, done, err := tx.Command("desk", id, sha256.Sum256([]byte(id)), []byte(id))
	if err != nil || done {
		return err
	}
	unit := fmt.Sprintf("u%d", i%20)
	n, err := tx.Number(unit, "2026-11-24")
	if err != nil {
		return err
	}
	private := make([]byte, 1500)
	for j := range private {
		private[j] = byte(i + j)
	}
	events, err := tx.Append(ledger.StreamID("dossier/"+id), 0, []ledger.Fact{{
		Kind: "dossier.receive", Actor: "officer-1", Unit: unit, Holder: []byte(`{"n":1}`), Private: private,
	}})
	if err != nil {
		return err
	}
	code := fmt.Sprintf("H26.%s-261124-%04d", unit, n)
	now := tx.Now()
	key := tx.db.PersonKey("citizen", fmt.Sprintf("%012d", i))
	name := synthetic(i)
	row := DossierRow{
		ID: id, Code: code, Procedure: "1.004194", ProcVersion: 1, CaseID: "a", Channel: "counter", State: 2,
		Finance: "none", HandOver: "none", Exchange: "none", ReceptionUnit: unit, CompetentUnit: fmt.Sprintf("u%d", i%7),
		FiledAt: now, ReceivedAt: now, DueAt: now.Add(72 * time.Hour), OriginalDueAt: now.Add(72 * time.Hour),
		OwnerName: name, ApplicantName: name, Subject: "dang ky khai sinh", Title: "Đăng ký khai sinh", StepNames: "Thẩm định",
		Version: events[0].Version, UpdatedAt: now, CheckHash: make([]byte, 32),
		Search: SearchText(name, code, "dang ky khai sinh"),
	}
	err = tx.PutDossier(row,
		[]TaskRow{{Token: "1", Node: "check", Name: "Thẩm định", Work: "check", Unit: fmt.Sprintf("u%d", i%7), Role: "officer", Since: now, Due: now.Add(72 * time.Hour)}},
		[]CodeRow{{System: "H26", Code: code, Since: now}},
		[]PartyRow{{"owner", key}, {"applicant", key}})
	if err != nil {
		return err
	}
	if err := tx.PutPerson(PersonRow{PersonKey: key, Kind: "citizen", Number: fmt.Sprintf("%012d", i), Name: name, Folded: name, Address: "{}", Updated: now}); err != nil {
		return err
	}
	_, err = tx.PutJob(JobRow{Key: "notify/" + id, Kind: "notify", Args: id})
	return err
}

// synthetic gives the folded name of an invented person: four in ten are Nguyễn, most middle names are few.
func synthetic(i int) string {
	r := rand.New(rand.NewPCG(uint64(i), 7))
	family := "nguyen"
	if r.IntN(10) >= 4 {
		family = families[r.IntN(len(families))]
	}
	middle := middles[min(r.IntN(len(middles)), r.IntN(len(middles)))]
	return family + " " + middle + " " + given[r.IntN(len(given))]
}

var (
	families = strings.Fields("tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly")
	middles  = strings.Fields("thi van huu duc minh ngoc thanh quang xuan hong kim thu dinh cong gia bao")
	given    = strings.Fields("an anh binh chau cuong diep dung duy giang ha hai hanh hieu hoa hoai hue hung huong " +
		"khanh khoa lam lan linh loan long mai minh my nam nga ngan nhung oanh phong phuc phuong quan quyen son tam " +
		"thang thao thuy tien toan trang trinh trung tuan tuyet uyen van viet vinh yen")
)

func TestPostgreSQLPlansEachQuestionOfAReaderForItsValues(t *testing.T) {
	t.Parallel()
	db := created(t, Config{DSN: schemaFor(t), Key: testKey}).open()
	var mode string
	rs, err := db.Read().query(t.Context(), `SELECT current_setting('plan_cache_mode')`)
	if _, err := one(rs, err, &mode); err != nil || mode != "force_custom_plan" {
		t.Errorf("readers plan by %q, %v", mode, err)
	}
	cost := func(dsn string) (v string) {
		t.Helper()
		rs, err := created(t, Config{DSN: dsn, Key: testKey}).open().Read().query(t.Context(), `SELECT current_setting('random_page_cost')`)
		if _, err := one(rs, err, &v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	if plain, said := cost(schemaFor(t)), cost(schemaFor(t)+"&random_page_cost=3"); plain != "1.1" || said != "3" {
		t.Errorf("a page out of turn costs %q, and %q for an address that says 3", plain, said)
	}
}
