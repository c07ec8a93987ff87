// Package e2e plays journeys in a real browser against the whole binary: it builds motcua once, lets it build a small
// demonstration (200 dossiers of a year) on a free port of loopback, and shares city and browser between the tests. Each
// test has cookies of its own, so that many can be signed in with one account. Without a browser the journeys are left
// out.
//
// Journeys run at the same time in one city and do not disturb each other as long as each acts on data of its own: a
// journey files or receives the dossiers that it acts on, with a subject from its own name (unique), finds them by
// their code or by that subject, and counts nothing that others add to. The demonstration's own dossiers are there to be
// read. Nobody works on in the background.
package e2e

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	code := m.Run()
	for _, end := range slices.Backward(endings) {
		end()
	}
	os.Exit(code)
}

// atEnd runs end after the last test; what was begun last ends first.
func atEnd(end func()) {
	endingMu.Lock()
	defer endingMu.Unlock()
	endings = append(endings, end)
}

var (
	endingMu sync.Mutex
	endings  []func() // guarded by endingMu
)

// The accounts of the demonstration (README.md has who they are), all with one password.
const (
	citizenMai  = "mai"          // has a dossier in each main state
	citizenDung = "dung"         // has another set of them
	business    = "songhong"     // a company
	clerk7      = "thuha.cn7"    // receives at branch 7
	clerk1      = "minhanh.cn1"  // receives at branch 1
	specialist  = "vanbinh.dd"   // land registration office, branch 7
	specialist7 = "minhdung.cn7" // branch 7
	leader7     = "lanhdao.cn7"  // branch 7
	registry7   = "lanngan.cn7"  // branch 7, issues
	controller  = "manhkhoa2.tt" // procedure control
	director    = "manhthang.tt" // of the Centre
	admin       = "admin"

	password = "motcua"
)

// as opens a tab of the demonstration in which an account is signed in.
func as(t *testing.T, account string, wishes ...wish) *tab {
	t.Helper()
	p := open(t, city(t), wishes...)
	p.signIn(account, password)
	return p
}

// unique is a subject or name that only this test uses.
func unique(t *testing.T) string {
	t.Helper()
	return fmt.Sprintf("%s %d", t.Name(), uniqueCount.Add(1))
}

var uniqueCount atomic.Int64

// city gives the address of the demonstration city, which is built and started by the first test that asks.
func city(t *testing.T) string {
	t.Helper()
	browserPath(t) // without a browser there is no journey, and nothing is built
	base, err := startCity()
	if err != nil {
		t.Fatalf("start the demonstration city: %v", err)
	}
	return base
}

// program builds motcua once and gives the folder of these tests and the binary in it.
var program = sync.OnceValues(func() (bin string, err error) {
	dir, err := os.MkdirTemp("", "motcua-e2e-")
	if err != nil {
		return "", err
	}
	atEnd(func() { os.RemoveAll(dir) })
	bin = filepath.Join(dir, "motcua")
	build := exec.Command("go", "build", "-o", bin, "./cmd/motcua")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return bin, nil
})

var startCity = sync.OnceValues(func() (string, error) {
	bin, err := program()
	if err != nil {
		return "", err
	}
	base, end, err := serve(demonstration(bin, filepath.Join(filepath.Dir(bin), "city"), "--dossiers", "200"))
	atEnd(end)
	return base, err
})

// demonstration is the command that builds a city in a folder and serves it.
func demonstration(bin, dir string, more ...string) *exec.Cmd {
	run := exec.Command(bin, append([]string{"demo", "--data", dir, "--addr", "127.0.0.1:0", "--rate-limit", "0", "--still"}, more...)...)
	run.Dir = filepath.Dir(bin)
	return run
}

// A clocked is a city of one test alone, whose clock the test moves.
type clocked struct {
	t    *testing.T
	base string
	file string
}

// ownCity starts a small city whose clock stands at a moment, such as "2026-03-02T08:30", in Hà Nội's time.
func ownCity(t *testing.T, moment string) *clocked {
	t.Helper()
	browserPath(t)
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	c := &clocked{t: t, file: filepath.Join(dir, "clock")}
	c.at(moment)
	base, end, err := serve(demonstration(bin, filepath.Join(dir, "city"), "--dossiers", "1", "--clock", c.file))
	t.Cleanup(end)
	if err != nil {
		t.Fatalf("start a city of its own: %v", err)
	}
	c.base = base
	return c
}

// at moves the clock ahead.
func (c *clocked) at(moment string) {
	c.t.Helper()
	if err := os.WriteFile(c.file+".new", []byte(moment+":00+07:00\n"), 0o600); err != nil {
		c.t.Fatal(err)
	}
	if err := os.Rename(c.file+".new", c.file); err != nil {
		c.t.Fatal(err)
	}
}

// officer signs somebody of the desk in, in Vietnamese; over night everybody is signed out.
func (c *clocked) officer(account string, wishes ...wish) *tab {
	c.t.Helper()
	p := open(c.t, c.base, wishes...)
	p.signIn(account, password)
	p.visit("/desk?lang=vi")
	return p
}

// citizen signs a citizen in, in Vietnamese.
func (c *clocked) citizen(account string, wishes ...wish) *tab {
	c.t.Helper()
	p := open(c.t, c.base, wishes...)
	p.signIn(account, password)
	p.inVietnamese()
	return p
}

// address is how the city says where it is served.
var address = regexp.MustCompile(`http://127\.0\.0\.1:[1-9]\d*`)

// serve starts a city and waits until it names its address and answers there; end stops it.
func serve(run *exec.Cmd) (base string, end func(), err error) {
	end = func() {}
	out, err := run.StdoutPipe()
	if err != nil {
		return "", end, err
	}
	var said transcript
	run.Stderr = &said
	if err := run.Start(); err != nil {
		return "", end, err
	}
	ended := make(chan error, 1)
	found := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(io.TeeReader(out, &said))
		for lines.Scan() {
			if a := address.FindString(lines.Text()); a != "" {
				select {
				case found <- a:
				default: // said again
				}
			}
		}
		ended <- run.Wait()
	}()
	end = func() {
		run.Process.Signal(syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			run.Process.Kill()
		}
	}
	select {
	case base := <-found:
		return base, end, answers(base)
	case err := <-ended:
		ended <- err
		return "", end, fmt.Errorf("it ended before it named its address: %w\n%s", err, &said)
	case <-time.After(2 * time.Minute):
		return "", end, fmt.Errorf("it named no address within two minutes\n%s", &said)
	}
}

// answers asks once; a city that names its address is to answer there.
func answers(base string) error {
	r, err := http.Get(base + "/")
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusOK {
		return errors.New(base + "/ answers " + r.Status)
	}
	return nil
}

// A transcript is a buffer that may be read while the city writes.
type transcript struct {
	mu sync.Mutex
	b  bytes.Buffer // guarded by mu
}

// Write keeps what was said.
func (s *transcript) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

// String gives what was said so far.
func (s *transcript) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
