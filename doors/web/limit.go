package web

import (
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// A limiter is a token bucket per client address.
type limiter struct {
	rate float64 // requests a second, 0 = no limit
	now  func() time.Time

	mu      sync.Mutex
	buckets map[string]bucket // guarded by mu
	swept   time.Time         // guarded by mu
}

// A bucket has what a client may still spend, as of at.
type bucket struct {
	left float64
	at   time.Time
}

func newLimiter(rate int, now func() time.Time) *limiter {
	return &limiter{rate: float64(rate), now: now, buckets: map[string]bucket{}}
}

// Take spends one request of a client's allowance and gives 0, or how long to wait: other doors of the house share it.
func (s *Site) Take(r *http.Request) time.Duration { return s.limit.take(clientAddr(r)) }

// take spends one request of a client. It gives 0, or how long to wait.
func (l *limiter) take(client string) time.Duration {
	if l.rate <= 0 {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now, most := l.now(), l.rate*10
	l.sweep(now)
	b, ok := l.buckets[client]
	if !ok {
		b = bucket{left: most, at: now}
	}
	b.left = min(most, b.left+now.Sub(b.at).Seconds()*l.rate)
	b.at = now
	wait := time.Duration(0)
	if b.left < 1 {
		wait = time.Duration((1 - b.left) / l.rate * float64(time.Second))
	} else {
		b.left--
	}
	l.buckets[client] = b
	return wait
}

// sweep forgets clients whose bucket is full again, once a minute.
func (l *limiter) sweep(now time.Time) {
	if now.Sub(l.swept) < time.Minute {
		return
	}
	l.swept = now
	for k, b := range l.buckets {
		if now.Sub(b.at) > 10*time.Second {
			delete(l.buckets, k)
		}
	}
}

// clientAddr names the client for the limit: its address, for IPv6 its network of 64 bits, which is one household.
func clientAddr(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	a, err := netip.ParseAddr(host)
	if err != nil || a.Unmap().Is4() {
		return host
	}
	p, err := a.Prefix(64)
	if err != nil {
		return host
	}
	return p.String()
}
