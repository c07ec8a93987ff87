package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// A demoClock is a demonstration's clock that somebody moves: it goes on from the moment that a file names, and a later
// moment in the file moves it ahead, so that a deadline, a late dossier and its apology can be shown on one afternoon. It
// never goes back: what happened has happened.
type demoClock struct {
	file string

	mu    sync.Mutex
	named time.Time // guarded by mu: what the file said
	since time.Time // guarded by mu: when it was read, by the machine's clock
}

// newDemoClock reads the file; without one there is no such clock.
func newDemoClock(file string) (*demoClock, error) {
	if file == "" {
		return nil, nil
	}
	c := &demoClock{file: file}
	at, err := c.read()
	if err != nil {
		return nil, fmt.Errorf("--clock %s: %w: write a moment into it, such as 2026-11-25T08:00:00+07:00", file, err)
	}
	c.named, c.since = at, time.Now()
	return c, nil
}

func (c *demoClock) read() (time.Time, error) {
	b, err := os.ReadFile(c.file)
	if err != nil {
		return time.Time{}, err
	}
	return time.Parse(time.RFC3339, strings.TrimSpace(string(b)))
}

// now is the moment. A file that cannot be read just now, or is half written, changes nothing.
func (c *demoClock) now() time.Time {
	at, err := c.read()
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.named.Add(time.Since(c.since))
	if err == nil && at.After(now) {
		c.named, c.since, now = at, time.Now(), at
	}
	return now
}
