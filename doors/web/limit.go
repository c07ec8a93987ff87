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
	rate float64 // tokens a second, 0 = no limit
	most float64 // tokens of a full bucket
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
	return &limiter{rate: float64(rate), most: float64(rate) * 10, now: now, buckets: map[string]bucket{}}
}

// newGuessLimiter is for codes that are typed without signing in: twenty wrong ones at once from one address, then one
// every ten seconds. A whole office behind one address can still mistype; trying codes out is hopeless.
// choice: no act says how many; the check code has 50 bits, so that the limit is there against load and listing.
func newGuessLimiter(now func() time.Time) *limiter {
	return &limiter{rate: 0.1, most: 20, now: now, buckets: map[string]bucket{}}
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
	now := l.now()
	l.sweep(now)
	b, ok := l.buckets[client]
	if !ok {
		b = bucket{left: l.most, at: now}
	}
	b.left = min(l.most, b.left+now.Sub(b.at).Seconds()*l.rate)
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

// giveBack returns what take spent: the guess was none.
func (l *limiter) giveBack(client string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if b, ok := l.buckets[client]; ok {
		b.left = min(l.most, b.left+1)
		l.buckets[client] = b
	}
}

// sweep forgets clients whose bucket is full again, once a minute.
func (l *limiter) sweep(now time.Time) {
	if now.Sub(l.swept) < time.Minute {
		return
	}
	l.swept = now
	for k, b := range l.buckets {
		if now.Sub(b.at).Seconds()*l.rate >= l.most {
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
