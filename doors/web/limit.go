package web

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
)

// A limiter is a token bucket per client address.
type limiter struct {
	rate float64 // tokens a second, 0 = no limit; of the keys guarded by mu
	most float64 // tokens of a full bucket; the same
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

// newWrongLimiter is for wrong names and passwords: sixty at once from one address, then one every five seconds. An account
// waits by itself; this holds whoever tries one password on many accounts.
// choice: the desks of a branch share one address, and all of them may mistype on a Monday morning.
func newWrongLimiter(now func() time.Time) *limiter {
	return &limiter{rate: 0.2, most: 60, now: now, buckets: map[string]bucket{}}
}

// newFloodLimiter is for petitions: thirty at once of one account, or from one address without one, then one a minute.
// choice: a residents' meeting behind one address may all send one; a program that floods the care desk may not.
func newFloodLimiter(now func() time.Time) *limiter {
	return &limiter{rate: 1.0 / 60, most: 30, now: now, buckets: map[string]bucket{}}
}

// newTryLimiter is for forms with petitions and messages, whether they are taken or have a mistake in them: three hundred at once from one
// address, then one every six seconds.
// choice: ten mistakes for each that may be sent; the files of a form are looked at before its words, so that there has to be an end.
func newTryLimiter(now func() time.Time) *limiter {
	return &limiter{rate: 1.0 / 6, most: 300, now: now, buckets: map[string]bucket{}}
}

// newChatLimiter is for messages in one conversation: twenty at once, then one every three seconds.
// choice: somebody who types in short lines is not held up; a program that fills a conversation is.
func newChatLimiter(now func() time.Time) *limiter {
	return &limiter{rate: 1.0 / 3, most: 20, now: now, buckets: map[string]bucket{}}
}

// Take spends one request of a client's allowance and gives 0, or how long to wait: other doors of the house share it.
func (s *Site) Take(r *http.Request) time.Duration { return s.limit.take(s.client(r)) }

// TakeKey spends one request of the allowance that the key of a connected system has, however many addresses it is used from. The city
// says how many there are a minute.
func (s *Site) TakeKey(system string) time.Duration {
	if s.limit.rate <= 0 { // no limit at all: a load test
		return 0
	}
	s.keys.mu.Lock()
	s.keys.most = float64(s.o.Office.World().KeyRequests())
	s.keys.rate = s.keys.most / 60
	s.keys.mu.Unlock()
	return s.keys.take(system)
}

// take spends one request of a client. It gives 0, or how long to wait.
func (l *limiter) take(client string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.rate <= 0 {
		return 0
	}
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

// client names the client of a request for the limit: its address, for IPv6 its network of 64 bits, which is one household.
// Behind a proxy that the house names, it is the last address in X-Forwarded-For that is no proxy of the house: what stands
// before it was written by the client and may be anything.
func (s *Site) client(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.ours(a); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		a = next
	}
	if a = a.Unmap().WithZone(""); a.Is4() {
		return a.String()
	}
	p, err := a.Prefix(64)
	if err != nil {
		return a.String()
	}
	return p.String()
}

// ours says whether an address is a proxy of the house.
func (s *Site) ours(a netip.Addr) bool {
	return slices.ContainsFunc(s.o.Proxies, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) })
}

// A Meter is an allowance of tries of each client, which the doors of the house share.
type Meter struct {
	site  *Site
	limit *limiter
}

// Take spends one try of the request's client and gives 0, or how long to wait.
func (m Meter) Take(r *http.Request) time.Duration { return m.limit.take(m.site.client(r)) }

// GiveBack returns what Take spent: the try was right.
func (m Meter) GiveBack(r *http.Request) { m.limit.giveBack(m.site.client(r)) }

// TakeOf spends one try of an account, the one that its forms spend, and gives 0, or how long to wait.
func (m Meter) TakeOf(account string) time.Duration { return m.limit.take(ofAccount(account)) }

// Floods is the allowance for petitions: of an account, else of an address.
func (s *Site) Floods() Meter { return Meter{s, s.floods} }

// Guesses is the allowance for codes at the public lookup.
func (s *Site) Guesses() Meter { return Meter{s, s.guess} }

// SignIns is the allowance for sign-ins.
func (s *Site) SignIns() Meter { return Meter{s, s.wrong} }
