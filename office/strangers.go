package office

import (
	"sync"
	"time"

	"motcua/keep/login"
)

// strangers counts sign-ins under names that no account has, so that such a name waits as long as a real one: else the
// wait would tell which names there are. It is in memory alone, because it protects nothing but that secret.
type strangers struct {
	mu  sync.Mutex
	who map[string]tries // guarded by mu; by the keyed hash of the name
}

type tries struct {
	n    int
	last time.Time
}

// mostStrangers is how many names are remembered.
// choice: some megabytes; whoever tries more of them forgets the oldest tries, which only shortens the wait of made-up names.
const mostStrangers = 20_000

// try counts one more sign-in under a name, or gives how long it still has to wait.
func (s *strangers) try(name string, now time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.who[name]
	if wait := login.Throttle(t.n, t.last, now); wait > 0 {
		return wait
	}
	if s.who == nil {
		s.who = map[string]tries{}
	}
	for old := range s.who {
		if len(s.who) < mostStrangers {
			break
		}
		delete(s.who, old)
	}
	s.who[name] = tries{t.n + 1, now}
	return 0
}

// forget takes the count of a name back, after a right try.
func (s *strangers) forget(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.who, name)
}
