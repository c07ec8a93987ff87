package web

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"motcua/law/care"
	"motcua/office"
)

// How streams are kept.
// choice: a proxy closes what is silent for a minute; who does not take a few kilobytes within ten seconds has gone, and comes back by
// itself with the number of the last thing that it saw.
const (
	heartbeat   = 20 * time.Second
	writeWithin = 10 * time.Second
	// mostStreams is how many streams one address may hold open, mostOfOne how many one conversation or officer: a few tabs.
	// A stream ends after a while by itself: the browser asks again, and whoever signed out meanwhile is told nothing more.
	streamLife  = 10 * time.Minute
	mostStreams = 60
	mostOfOne   = 6
)

// A gate counts what is open, by name.
type gate struct {
	mu   sync.Mutex
	open map[string]int // guarded by mu
}

// enter takes a place under each name, or says that one is full. leave gives them back.
func (g *gate) enter(most map[string]int) (leave func(), ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for name, n := range most {
		if g.open[name] >= n {
			return nil, false
		}
	}
	for name := range most {
		g.open[name]++
	}
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		for name := range most {
			if g.open[name]--; g.open[name] <= 0 {
				delete(g.open, name)
			}
		}
	}, true
}

// A stream writes server-sent events. Nothing is kept for somebody who does not read.
type stream struct {
	w  http.ResponseWriter
	rc *http.ResponseController
}

func newStream(w http.ResponseWriter) *stream {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	return &stream{w, http.NewResponseController(w)}
}

// send writes one event; id 0 leaves the reader's place as it is.
func (s *stream) send(event string, id int64, data string) error {
	var b strings.Builder
	if id > 0 {
		fmt.Fprintf(&b, "id: %d\n", id)
	}
	if event != "" {
		fmt.Fprintf(&b, "event: %s\n", event)
		for line := range strings.SplitSeq(data, "\n") {
			fmt.Fprintf(&b, "data: %s\n", line)
		}
	} else {
		b.WriteString(": \n")
	}
	b.WriteString("\n")
	_ = s.rc.SetWriteDeadline(time.Now().Add(writeWithin)) // a recorder in a test has none
	if _, err := s.w.Write([]byte(b.String())); err != nil {
		return err
	}
	return s.rc.Flush()
}

// follow calls tell at once and whenever the ear is woken, no more often than every pause, until somebody leaves or the house shuts.
func (s *stream) follow(r *http.Request, hub *office.Hub, ear *office.Ear, pause time.Duration, tell func() error) {
	beat, end := time.NewTicker(heartbeat), time.NewTimer(streamLife)
	defer beat.Stop()
	defer end.Stop()
	for {
		if tell() != nil {
			return
		}
		if pause > 0 {
			select {
			case <-time.After(pause):
			case <-r.Context().Done():
				return
			}
		}
		for waits := true; waits; {
			select {
			case <-ear.C:
				waits = false
			case <-beat.C:
				if s.send("", 0, "") != nil {
					return
				}
			case <-r.Context().Done():
				return
			case <-hub.Done():
				return
			case <-end.C:
				return
			}
		}
	}
}

// errStreams is answered to whoever holds too many streams open; the page goes on by form and reload.
func errStreams(w http.ResponseWriter) error {
	w.Header().Set("Retry-After", "30")
	w.WriteHeader(http.StatusTooManyRequests)
	return nil
}

// errShut is answered while the house shuts: the browser comes back to another node.
func errShut(w http.ResponseWriter) error {
	w.Header().Set("Retry-After", "30")
	w.WriteHeader(http.StatusServiceUnavailable)
	return nil
}

// wantsStream says whether the asker reads events as they come; whoever opens the address in a window would wait for ever.
func wantsStream(w http.ResponseWriter, r *http.Request) bool {
	if strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
		return true
	}
	w.WriteHeader(http.StatusNotAcceptable)
	return false
}

// chatStream sends what is new in a conversation: each message once, under its number, and how the conversation stands. A browser that
// lost its connection names the last number that it saw.
func (s *Site) chatStream(w http.ResponseWriter, r *http.Request) error {
	id, check := care.ID(r.PathValue("id")), checkOf(r, r.PathValue("id"))
	var ear *office.Ear
	err := s.secret(w, r, guessChat, func() (err error) {
		ear, err = s.read(r).Heard(id, check)
		return err
	})
	if err != nil {
		return err
	}
	hub := s.o.Office.Hub()
	if ear == nil {
		return errShut(w)
	}
	defer ear.Close()
	if !wantsStream(w, r) {
		return nil
	}
	leave, ok := s.gate.enter(map[string]int{"address " + s.client(r): mostStreams, "contact " + string(id): mostOfOne})
	if !ok {
		return errStreams(w)
	}
	defer leave()
	last := lastSeen(r)
	st, said := newStream(w), ""
	st.follow(r, hub, ear, 0, func() error {
		c, err := s.read(r).OwnContact(id, check)
		if err != nil {
			return err
		}
		v := s.voice(r)
		for i := range c.Messages {
			m := &c.Messages[i]
			if m.Version <= last {
				continue
			}
			html, err := s.fragment(r, "public/chatmessage", s.chatMessage(v, m))
			if err != nil {
				return err
			}
			if err := st.send("message", m.Version, html); err != nil {
				return err
			}
			last = m.Version
		}
		html, err := s.fragment(r, "public/chatstate", s.chatState(r, c))
		if err != nil || html == said {
			return err
		}
		said = html
		return st.send("state", 0, html)
	})
	return nil
}

// lastSeen is the number of the last message that the reader has.
func lastSeen(r *http.Request) int64 {
	n, err := strconv.ParseInt(r.Header.Get("Last-Event-ID"), 10, 64)
	if err != nil {
		n, _ = strconv.ParseInt(r.URL.Query().Get("sau"), 10, 64)
	}
	return n
}

// fragment renders a part of a page in the reader's language.
func (s *Site) fragment(r *http.Request, name string, of any) (string, error) {
	var b bytes.Buffer
	if err := s.pages[seen(r).lang].ExecuteTemplate(&b, name, of); err != nil {
		return "", fmt.Errorf("render %s: %w", name, err)
	}
	return strings.TrimSpace(b.String()), nil
}

// careLive tells an officer's page that something is new in a conversation, and nothing of it: the page reads what its reader may see.
func (s *Site) careLive(w http.ResponseWriter, r *http.Request) error {
	ear, err := s.read(r).HearAll()
	if err != nil {
		return err
	}
	if ear == nil {
		return errShut(w)
	}
	defer ear.Close()
	if !wantsStream(w, r) {
		return nil
	}
	leave, ok := s.gate.enter(map[string]int{"officer " + who(r).Account: mostOfOne})
	if !ok {
		return errStreams(w)
	}
	defer leave()
	st, n := newStream(w), int64(0)
	st.follow(r, s.o.Office.Hub(), ear, time.Second, func() error {
		if n++; n == 1 {
			return st.send("", 0, "") // the headers go out at once
		}
		return st.send("changed", n, "1")
	})
	return nil
}
