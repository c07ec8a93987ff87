//go:build soak

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/ledger"
)

// kills is how often everything is killed under load.
const kills = 20

// TestMain is the test, or, called again by it, the program that loads a city with acts until it is killed.
func TestMain(m *testing.M) {
	if os.Getenv("MOTCUA_SOAK_LOAD") == "" {
		os.Exit(m.Run())
	}
	if err := soakLoad(context.Background(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// soakLoad receives dossiers and ends their first task from eight clients, for ever. Before an act it writes "try ID",
// after it was acknowledged "received ID CODE". It first repeats the acts whose numbers
// stand in its input: those that were tried and not acknowledged before the last kill.
func soakLoad(ctx context.Context, in io.Reader, out io.Writer) error {
	h, err := (&home{Data: os.Getenv("MOTCUA_SOAK_LOAD"), DB: os.Getenv("MOTCUA_SOAK_DB")}).open(ctx, office.Config{})
	if err != nil {
		return err
	}
	b, err := newBench(ctx, h)
	if err != nil {
		return err
	}
	b.run = "SOAK0000"
	var todo []int64
	for s := bufio.NewScanner(in); s.Scan(); {
		n, err := strconv.ParseInt(s.Text(), 10, 64)
		if err != nil {
			return err
		}
		todo = append(todo, n)
	}
	next := todo[len(todo)-1] // the last line is where new ones begin
	todo = todo[:len(todo)-1]
	var mu sync.Mutex // guards out, todo and next
	say := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(out, format+"\n", args...)
	}
	failed := make(chan error)
	for range 8 {
		go func() {
			for {
				mu.Lock()
				n := next
				if len(todo) > 0 {
					n, todo = todo[0], todo[1:]
				} else {
					next++
				}
				mu.Unlock()
				if err := soakOne(ctx, b, n, say); err != nil {
					failed <- fmt.Errorf("dossier %d: %w", n, err)
				}
			}
		}()
	}
	return <-failed
}

func soakOne(ctx context.Context, b *bench, n int64, say func(string, ...any)) error {
	who, id, in := b.intakeOf(n)
	say("try %d %s", n, id)
	r, err := b.house.office.Receive(ctx, who, office.Command{Client: "soak", Key: string(id)}, office.On{ID: id}, in)
	if err != nil {
		return err
	}
	say("received %s %s", id, r.Code)
	b.mu.Lock()
	b.work = append(b.work, id)
	b.mu.Unlock()
	if err := b.step(ctx, 0); err != nil {
		return err
	}
	return nil
}

// A soak is a city that is loaded and killed, and what it acknowledged.
type soak struct {
	t       *testing.T
	dir, db string
	binary  string
	mu      sync.Mutex
	tried   map[string]int64  // id to number
	codes   map[string]string // id to the code that was acknowledged
	last    int64
}

// round serves and loads the city for a while and kills both..
func (s *soak) round(i int, kill func()) {
	t := s.t
	t.Helper()
	serve := exec.Command(s.binary, "serve", "--data", s.dir, "--addr", "127.0.0.1:0", "--rate-limit", "0")
	serve.Env = append(os.Environ(), "MOTCUA_DB="+s.db)
	said, err := serve.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaints bytes.Buffer
	serve.Stderr = &complaints
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		t.Fatalf("round %d: serve said nothing: %v %s", i, err, complaints.String())
	}
	address := line[strings.Index(line, "http://") : len(line)-1]
	load := exec.Command(os.Args[0])
	load.Env = append(os.Environ(), "MOTCUA_SOAK_LOAD="+s.dir, "MOTCUA_SOAK_DB="+s.db)
	load.Stdin = strings.NewReader(s.pending())
	load.Stderr = os.Stderr
	journal, err := load.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := load.Start(); err != nil {
		t.Fatal(err)
	}
	enough := make(chan struct{})
	read := make(chan int)
	go func() { read <- s.read(journal, 100+rand.IntN(300), enough) }()
	select {
	case <-enough:
	case n := <-read:
		t.Fatalf("round %d: the load ended by itself after %d acts", i, n)
	case <-time.After(3 * time.Minute):
		t.Errorf("round %d: too slow", i)
	}
	s.visit(address)
	if kill != nil {
		kill()
	}
	for _, c := range []*exec.Cmd{load, serve} {
		if err := c.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Error(err)
		}
	}
	n := <-read
	load.Wait()  // killed
	serve.Wait() // killed
	t.Logf("round %d: %d acts acknowledged before the kill", i, n)
}

// visit asks the served city for an acknowledged dossier, while it is loaded.
func (s *soak) visit(address string) {
	s.mu.Lock()
	var code string
	for _, code = range s.codes {
		break
	}
	s.mu.Unlock()
	client := http.Client{Timeout: 30 * time.Second}
	r, err := client.Get(address + "/tra-cuu?ma=" + code)
	if err != nil {
		s.t.Errorf("lookup while loaded: %v", err)
		return
	}
	defer r.Body.Close()
	if b, err := io.ReadAll(r.Body); err != nil || r.StatusCode != http.StatusOK {
		s.t.Errorf("lookup of %s while loaded: %s, %v: %.200s", code, r.Status, err, b)
	}
}

// pending gives the numbers to repeat and, last, the number of the next new dossier.
func (s *soak) pending() string {
	var b strings.Builder
	for id, n := range s.tried {
		if s.codes[id] == "" {
			fmt.Fprintln(&b, n)
		}
	}
	fmt.Fprintln(&b, s.last+1)
	return b.String()
}

// read takes the journal up to its end and closes enough after so many acknowledgements.
func (s *soak) read(journal io.Reader, most int, enough chan struct{}) (acknowledged int) {
	lines := bufio.NewScanner(journal)
	for lines.Scan() {
		f := strings.Fields(lines.Text())
		s.mu.Lock()
		switch {
		case len(f) == 3 && f[0] == "try":
			n, err := strconv.ParseInt(f[1], 10, 64)
			if err != nil {
				s.t.Error(err)
			}
			s.tried[f[2]], s.last = n, max(s.last, n)
		case len(f) == 3 && f[0] == "received":
			if was := s.codes[f[1]]; was != "" && was != f[2] {
				s.t.Errorf("%s was acknowledged as %s and as %s", f[1], was, f[2])
			}
			s.codes[f[1]] = f[2]
			if acknowledged++; acknowledged == most {
				close(enough)
			}
		}
		s.mu.Unlock()
	}
	return acknowledged
}

// prove opens the city, checks it whole and looks for every acknowledged dossier.
func (s *soak) prove() {
	t := s.t
	t.Helper()
	h, err := (&home{Data: s.dir, DB: s.db}).open(t.Context(), office.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	rep, err := h.office.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range rep.Damages {
		t.Errorf("damage: %s", d)
	}
	for id, code := range s.codes {
		events, err := h.db.Read().Events(t.Context(), dossier.Stream(dossier.ID(id)))
		if err != nil || len(events) == 0 {
			t.Errorf("%s was acknowledged as %s and is lost: %v", id, code, err)
			continue
		}
		if row, ok, err := h.db.Read().Dossier(t.Context(), id); err != nil || !ok || row.Code != code {
			t.Errorf("%s was acknowledged as %s, the view says %q, %v", id, code, row.Code, err)
		}
	}
	err = h.db.Read().EachDossier(t.Context(), func(d store.DossierRow) error {
		if _, ok := s.tried[d.ID]; !ok {
			return fmt.Errorf("dossier %s was never asked for", d.ID)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	noGaps(t, h)
	var streams []ledger.StreamID
	if streams, err = h.db.Read().Streams(t.Context(), "dossier", "", 1<<20); err != nil {
		t.Error(err)
	}
	t.Logf("%d dossiers tried, %d acknowledged, %d there; %d events proved", len(s.tried), len(s.codes), len(streams), rep.Events)
}

// noGaps wants the numbers of each unit and day to be 1, 2, 3 … without a gap.
func noGaps(t *testing.T, h *house) {
	t.Helper()
	numbers := map[string][]int{} // unit and day to the serials
	err := h.db.Read().EachDossier(t.Context(), func(d store.DossierRow) error {
		if d.Code == "" {
			return nil // filed and not received
		}
		i := strings.LastIndexByte(d.Code, '-')
		n, err := strconv.Atoi(d.Code[i+1:])
		numbers[d.Code[:i]] = append(numbers[d.Code[:i]], n)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	for of, all := range numbers {
		slices.Sort(all)
		for i, n := range all {
			if n != i+1 {
				t.Errorf("%s: number %d where %d belongs", of, n, i+1)
				break
			}
		}
	}
}

func newSoak(t *testing.T, db string) *soak {
	t.Helper()
	dir := t.TempDir()
	s := &soak{t: t, dir: filepath.Join(dir, "city"), db: db, binary: filepath.Join(dir, "motcua"), tried: map[string]int64{}, codes: map[string]string{}}
	if out, err := exec.Command("go", "build", "-o", s.binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v %s", err, out)
	}
	init := exec.Command(s.binary, "init", "--data", s.dir)
	init.Env = append(os.Environ(), "MOTCUA_DB="+db)
	if out, err := init.CombinedOutput(); err != nil {
		t.Fatalf("init: %v %s", err, out)
	}
	return s
}

func TestSoakKilledUnderLoadOnSQLite(t *testing.T) {
	s := newSoak(t, "")
	for i := range kills {
		s.round(i+1, nil)
		s.prove()
		if t.Failed() {
			return
		}
	}
}

func TestSoakKilledUnderLoadOnPostgreSQL(t *testing.T) {
	pg := newPostgres(t)
	s := newSoak(t, pg.dsn)
	for i := range kills {
		kill := func() {}
		if i%2 == 1 { // the server too, every second time
			kill = pg.crash
		}
		s.round(i+1, kill)
		if i%2 == 1 {
			pg.again()
		}
		s.prove()
		if t.Failed() {
			return
		}
	}
}

// A postgresServer is one of the test's own, for it is killed.
type postgresServer struct {
	t        *testing.T
	dir, pid string
	dsn      string
}

// script runs functions of scripts/postgres.sh.
func (p *postgresServer) script(text string) (string, error) {
	c := exec.Command("bash", "-c", "set -euo pipefail; . ../../scripts/postgres.sh; PG_PID="+p.pid+"; "+text)
	var complaints bytes.Buffer
	c.Stderr = &complaints
	out, err := c.Output()
	if err != nil {
		err = errors.Join(err, errors.New(complaints.String()+string(out)))
	}
	return strings.TrimSpace(string(out)), err
}

func newPostgres(t *testing.T) *postgresServer {
	t.Helper()
	p := &postgresServer{t: t, dir: t.TempDir()}
	if bin, err := p.script("pg_bin"); err != nil || bin == "" {
		t.Skip("LEFT OUT: PostgreSQL is not installed")
	}
	for d := p.dir; len(d) > len(os.TempDir()); d = filepath.Dir(d) { // its user has to get there
		if err := os.Chmod(d, 0o711); err != nil {
			t.Fatal(err)
		}
	}
	out, err := p.script(`pg_start ` + p.dir + ` on; echo "$PG_PID $PG_DSN"`)
	if err != nil {
		t.Fatal(err)
	}
	p.pid, p.dsn, _ = strings.Cut(out, " ")
	t.Cleanup(func() {
		if _, err := p.script("pg_stop"); err != nil {
			t.Error(err)
		}
	})
	return p
}

func (p *postgresServer) crash() {
	p.t.Helper()
	if _, err := p.script("pg_crash"); err != nil {
		p.t.Error(err)
	}
}

func (p *postgresServer) again() {
	p.t.Helper()
	out, err := p.script(`pg_again ` + p.dir + `; echo "$PG_PID"`)
	if err != nil {
		p.t.Fatal(err)
	}
	p.pid = out
}
