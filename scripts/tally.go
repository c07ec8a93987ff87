//go:build ignore

// Tally reads what `go test -json` writes and prints what a person wants to read: a line per package, everything that
// a failed test said, and at the end how many passed and failed. What was skipped goes into the file -left-out names,
// one line each. Its exit code is 1 when something failed.
//
//	go test -json ./... | go run scripts/tally.go -left-out FILE
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
)

// An event is a line of test2json.
type event struct {
	Action, Package, ImportPath, Test, Output, FailedBuild string
	Elapsed                                                float64
}

// A tally counts; said keeps each test's output until its outcome is known.
type tally struct {
	said                    map[string]*strings.Builder
	passed, failed, skipped int
	broken                  []string
	left                    map[string]int // package and reason, and how many tests
}

func main() {
	name := flag.String("left-out", "", "file that gets a line for each thing left out")
	flag.Parse()
	t := &tally{said: map[string]*strings.Builder{}, left: map[string]int{}}
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var e event
		if err := json.Unmarshal(in.Bytes(), &e); err != nil {
			fmt.Println(in.Text()) // the go command itself speaks
			continue
		}
		t.take(e)
	}
	if err := t.close(*name); err != nil || in.Err() != nil {
		fmt.Fprintln(os.Stderr, "tally:", err, in.Err())
		os.Exit(2)
	}
	if t.failed+len(t.broken) > 0 {
		os.Exit(1)
	}
}

// noise are lines that frame a test's output.
var noise = regexp.MustCompile(`^\s*(=== |--- (PASS|SKIP)|PASS$)`)

// take counts one event.
func (t *tally) take(e event) {
	key := e.Package + " " + e.Test
	if e.Action == "build-output" {
		key = e.ImportPath
	}
	if t.said[key] == nil {
		t.said[key] = &strings.Builder{}
	}
	said := t.said[key]
	switch e.Action {
	case "output", "build-output":
		if !noise.MatchString(e.Output) {
			said.WriteString(e.Output)
		}
		return
	case "pass", "fail", "skip":
	default:
		return
	}
	switch {
	case e.Test == "" && e.Action == "fail":
		t.broken = append(t.broken, e.Package)
		if b := t.said[e.FailedBuild]; b != nil {
			fmt.Print(b.String())
			b.Reset()
		}
		fmt.Print(said.String())
	case e.Test == "":
		for line := range strings.Lines(said.String()) {
			if strings.HasPrefix(line, "ok") {
				fmt.Print(line)
			}
		}
	case e.Action == "fail":
		t.failed++
		fmt.Print(said.String())
	case e.Action == "skip":
		t.skipped++
		t.left[strings.TrimPrefix(e.Package, "motcua/")+": "+reason(said.String())]++
	default:
		t.passed++
	}
	delete(t.said, key)
}

var where = regexp.MustCompile(`^\s*\S+\.go:\d+: `)

// reason gives what a skipped test said last.
func reason(said string) string {
	var last string
	for line := range strings.Lines(said) {
		if line = strings.TrimSpace(line); line != "" {
			last = line
		}
	}
	return strings.TrimPrefix(where.ReplaceAllString(last, ""), "LEFT OUT: ")
}

// close prints the end and writes the file.
func (t *tally) close(name string) error {
	fmt.Printf("%d passed, %d failed, %d skipped", t.passed, t.failed, t.skipped)
	if len(t.broken) > 0 {
		fmt.Printf("; failed: %s", strings.Join(t.broken, ", "))
	}
	fmt.Println()
	if name == "" || len(t.left) == 0 {
		return nil
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	for l, n := range t.left {
		fmt.Fprintf(f, "%s (%d tests)\n", l, n)
	}
	return f.Close()
}
