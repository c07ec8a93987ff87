package web

import (
	"net/http"
	"sync"
	"time"
)

// presenceKept is how long what was found is said again: each page of the public asks, and nobody comes or goes within a blink.
const presenceKept = 20 * time.Second

// A presence is whether somebody was at the care desk when it was last looked.
type presence struct {
	mu    sync.Mutex
	at    time.Time // guarded by mu
	there bool      // guarded by mu
}

// forget has it looked anew: somebody has just come or gone.
func (p *presence) forget() {
	p.mu.Lock()
	p.at = time.Time{}
	p.mu.Unlock()
}

// present says whether somebody answers in the chat now: within its hours, on shift, and seen a short time ago, as the contact page says
// it. A page is shown even where that cannot be read.
func (s *Site) present(r *http.Request) bool {
	now := s.o.Office.Now()
	if open, _ := s.o.Office.World().ChatOpen(now); !open {
		return false
	}
	s.desk.mu.Lock()
	at, there := s.desk.at, s.desk.there
	s.desk.mu.Unlock()
	if age := now.Sub(at); age >= 0 && age < presenceKept {
		return there
	}
	there, err := s.read(r).ChatThere() // not under the lock: others are shown their pages meanwhile
	if err != nil {
		return false
	}
	s.desk.mu.Lock()
	s.desk.at, s.desk.there = now, there
	s.desk.mu.Unlock()
	return there
}
