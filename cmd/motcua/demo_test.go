package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// motcua runs a command line and gives its exit code and what it said.
func motcua(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var said bytes.Buffer
	code := run(t.Context(), args, &said, &said)
	return code, said.String()
}

// demoMade builds a tiny demonstration in a new folder.
func demoMade(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "city")
	if code, said := motcua(t, "demo", "--build", "--dossiers", "1", "--data", dir); code != 0 {
		t.Fatalf("demo: exit %d: %s", code, said)
	}
	return dir
}

func TestDemoIsBuiltOnceAndIsClean(t *testing.T) {
	t.Parallel()
	dir := demoMade(t)
	if code, said := motcua(t, "fsck", "--data", dir); code != 0 || !strings.Contains(said, "clean") {
		t.Errorf("fsck: exit %d: %s", code, said)
	}
	if code, said := motcua(t, "demo", "--build", "--data", dir); code != 0 || strings.Contains(said, "Built") {
		t.Errorf("a second run built again: exit %d: %s", code, said)
	}
	if code, said := motcua(t, "demo", "--build", "--dossiers", "1", "--fresh", "--data", dir); code != 0 || !strings.Contains(said, "Built") {
		t.Errorf("a fresh run did not build: exit %d: %s", code, said)
	}
}

func TestDemoThatGoesThroughTheReorganisationSaysWhatBecameOfTheNight(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "city")
	code, said := motcua(t, "demo", "--reorganise", "--build", "--dossiers", "200", "--until", "2025-12-03T10:00:00+07:00", "--data", dir)
	if code != 0 {
		t.Fatalf("demo: exit %d: %s", code, said)
	}
	state, err := readDemo(dir)
	if err != nil || state.Reorganised == nil || state.Reorganised.Open == 0 || state.Reorganised.Reassigned == 0 || state.Reorganised.Left > 0 || state.Reorganised.Said == 0 {
		t.Errorf("the night: %+v, %v", state.Reorganised, err)
	}
	for _, want := range []string{
		"of these went over to another unit\n          http://127.0.0.1:8080/desk/dossiers?moved=2025-07-01", "     0  of these are still open", "     0  open dossiers are with a unit that is no more",
		"     0  petitions that are still answered for are with a unit that is no more",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in %s", want, said)
		}
	}
	if code, said := motcua(t, "fsck", "--data", dir); code != 0 || !strings.Contains(said, "clean") {
		t.Errorf("fsck: exit %d: %s", code, said)
	}
	if code, said := motcua(t, "demo", "--reorganise", "--build", "--data", demoMade(t)); code != 1 || !strings.Contains(said, "did not go through") {
		t.Errorf("a demonstration that began later: exit %d: %s", code, said)
	}
	if code, said := motcua(t, "demo", "--reorganise", "--build", "--until", "2025-08-01T10:00:00+07:00", "--data", dir+"2"); code != 1 || !strings.Contains(said, "is not finished before") {
		t.Errorf("too early an end: exit %d: %s", code, said)
	}
}

func TestDemoThatWasInterruptedIsBuiltAgain(t *testing.T) {
	t.Parallel()
	dir := demoMade(t)
	if err := writeDemo(dir, demoState{State: "building"}); err != nil {
		t.Fatal(err)
	}
	code, said := motcua(t, "demo", "--build", "--dossiers", "1", "--data", dir)
	if code != 0 || !strings.Contains(said, "not finished") || !strings.Contains(said, "Built") {
		t.Errorf("exit %d: %s", code, said)
	}
	if err := os.WriteFile(filepath.Join(dir, demoMark), []byte(`{"state":"rea`), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := readDemo(dir); err != nil || s.State != "building" {
		t.Errorf("a mark that was half written: %q, %v", s.State, err)
	}
}

func TestDemoThatIsOpenIsNotOpenedOrBuiltAgain(t *testing.T) {
	t.Parallel()
	dir := demoMade(t)
	held, err := holdDemo(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{}, {"--fresh"}} {
		code, said := motcua(t, append([]string{"demo", "--build", "--dossiers", "1", "--data", dir}, args...)...)
		if code != 1 || !strings.Contains(said, "another motcua demo has "+dir+" open") {
			t.Errorf("demo %v: exit %d: %s", args, code, said)
		}
	}
	if code, said := motcua(t, "fsck", "--data", dir); code != 0 {
		t.Errorf("the demonstration was hurt: %s", said)
	}
	if err := held.Close(); err != nil {
		t.Fatal(err)
	}
	if code, said := motcua(t, "demo", "--build", "--data", dir); code != 0 {
		t.Errorf("after the first has ended: exit %d: %s", code, said)
	}
}

func TestDemoLeavesARealCityAlone(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "city")
	if code, said := motcua(t, "init", "--data", dir); code != 0 {
		t.Fatalf("init: exit %d: %s", code, said)
	}
	for _, args := range [][]string{{}, {"--fresh"}} {
		code, said := motcua(t, append([]string{"demo", "--build", "--data", dir}, args...)...)
		if code != 1 || !strings.Contains(said, "no demonstration") {
			t.Errorf("demo %v: exit %d: %s", args, code, said)
		}
	}
	if code, said := motcua(t, "fsck", "--data", dir); code != 0 {
		t.Errorf("the city was hurt: %s", said)
	}
}

func TestKnownPasswordsAreServedOnLoopbackOnly(t *testing.T) {
	t.Parallel()
	dir := demoMade(t)
	for _, command := range []string{"demo", "serve"} {
		for _, addr := range []string{"0.0.0.0:18999", ":18999", "192.0.2.1:18999", "example.vn:18999"} {
			if code, said := motcua(t, command, "--data", dir, "--addr", addr); code != 1 || !strings.Contains(said, "loopback only") {
				t.Errorf("%s on %s: exit %d: %s", command, addr, code, said)
			}
		}
	}
	copied := filepath.Join(t.TempDir(), "backup")
	if code, said := motcua(t, "backup", "--data", dir, copied); code != 0 {
		t.Fatalf("backup: exit %d: %s", code, said)
	}
	if code, said := motcua(t, "serve", "--data", copied, "--addr", "0.0.0.0:18999"); code != 1 || !strings.Contains(said, "loopback only") {
		t.Errorf("a copy of a demonstration on every address: exit %d: %s", code, said)
	}
}

func TestPapersOfADemonstrationLeadToWhereItIsServed(t *testing.T) {
	t.Parallel()
	c := demoCmd{listening: listening{Addr: "127.0.0.1:18998"}}
	if got := c.config().Base; got != "http://127.0.0.1:18998" {
		t.Errorf("they lead to %q", got)
	}
}

func TestDemoThatIsToldToStopStops(t *testing.T) {
	t.Parallel()
	dir := demoMade(t)
	ctx, stop := context.WithCancel(t.Context())
	said := &stopper{stop: stop}
	if code := run(ctx, []string{"demo", "--data", dir, "--addr", "127.0.0.1:0"}, said, said); code != 0 {
		t.Errorf("exit %d: %s", code, said.b.String())
	}
	if !strings.Contains(said.b.String(), "http://127.0.0.1:") || !strings.Contains(said.b.String(), "thuha.cn7") {
		t.Errorf("it did not say where it is and who can sign in: %s", said.b.String())
	}
	if strings.Contains(said.b.String(), "--fresh --data") {
		t.Errorf("it calls a new demonstration old: %s", said.b.String())
	}
}

func TestDemoOfAnEarlierPackSaysHowToGetANewOne(t *testing.T) {
	t.Parallel()
	dir := demoMade(t)
	state, err := readDemo(dir)
	if err != nil {
		t.Fatal(err)
	}
	state.Pack = "" // as earlier versions wrote it
	if err := writeDemo(dir, state); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	said := &stopper{stop: stop}
	if code := run(ctx, []string{"demo", "--data", dir, "--addr", "127.0.0.1:0"}, said, said); code != 0 || !strings.Contains(said.b.String(), "motcua demo --fresh --data "+dir) {
		t.Errorf("exit %d: %s", code, said.b.String())
	}
}

// A stopper stops the city once it has said how that is done.
type stopper struct {
	b    bytes.Buffer
	stop func()
}

// Write keeps what was said.
func (s *stopper) Write(p []byte) (int, error) {
	s.b.Write(p)
	if strings.Contains(s.b.String(), "Ctrl+C") {
		s.stop()
	}
	return len(p), nil
}

func TestTheClockOfADemonstrationIsMovedByAFileAndNeverGoesBack(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "clock")
	write := func(s string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, bad := range []string{"", "tomorrow", "2026-03-02"} {
		write(bad)
		if _, err := newDemoClock(file); err == nil || !strings.Contains(err.Error(), "2026-11-25T08:00:00+07:00") {
			t.Errorf("a clock that says %q: %v", bad, err)
		}
	}
	if c, err := newDemoClock(""); c != nil || err != nil {
		t.Errorf("no file: %v, %v", c, err)
	}
	monday, friday := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC), time.Date(2026, 3, 6, 1, 0, 0, 0, time.UTC)
	write(monday.Format(time.RFC3339) + "\n")
	c, err := newDemoClock(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		said string
		want time.Time
	}{{monday.Format(time.RFC3339), monday}, {friday.Format(time.RFC3339), friday}, {monday.Format(time.RFC3339), friday}, {"half a mom", friday}} {
		write(x.said)
		if got := c.now(); got.Before(x.want) || got.Sub(x.want) > time.Minute {
			t.Errorf("the file says %q: it is %s, want %s", x.said, got, x.want)
		}
	}
}
