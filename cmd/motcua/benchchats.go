package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"motcua/doors/web"
	"motcua/law/access"
	"motcua/law/care"
	"motcua/office"
	"motcua/words/org"
)

const (
	opChats     = "chats"
	benchChats  = 500 // conversations that are open at once
	benchRounds = 5   // messages of each side in each
)

// A chatFigure is what open conversations cost.
type chatFigure struct {
	Op       string  `json:"op"`
	Engine   string  `json:"engine"`
	Streams  int     `json:"streams"`
	Messages int     `json:"messages"`
	ResMB    float64 `json:"resident_growth_mb"` // from before the first stream to behind the last message, with the clients' own
	StreamMB float64 `json:"streams_mb"`         // of it, once the streams are open and before the first message
	PerSec   float64 `json:"per_second"`
	CPU      float64 `json:"cpu_ms"` // of the whole process, per message: writing it, placing it, delivering it, reading it
	P50      float64 `json:"p50_ms"`
	P99      float64 `json:"p99_ms"`
}

// chats measures conversations that are open over real connections on loopback, while both sides write. Messages go in by the forms of
// the pages, with the tokens that the pages gave; each is timed from before it is sent until a client has read it. Clients stand in the same
// process, so memory and processor have their part in it.
func (c *benchCmd) chats(ctx context.Context, out io.Writer, b *bench) error {
	if c.Only != opChats {
		return nil
	}
	agent, err := b.careAgent()
	if err != nil {
		return err
	}
	visitor := func(r *http.Request) (web.Visitor, error) {
		if _, err := r.Cookie(agentCookie); err != nil {
			return web.Visitor{}, nil
		}
		return web.Visitor{Name: "bench", Desk: true, Token: b.run, Session: &office.Session{Who: agent, CSRF: b.run, Kind: string(agent.Kind)}}, nil
	}
	s, err := newServer(b.house.office, listening{Addr: "127.0.0.1:0"}, web.Options{Visitor: visitor})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	at, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- s.run(ctx, func(addr string) { at <- addr }) }()
	var addr string
	select {
	case addr = <-at:
	case err := <-ended:
		cancel()
		return err
	}
	f, err := b.chats(ctx, addr, agent)
	cancel()
	if e := <-ended; err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(out).Encode(f)
	}
	_, err = fmt.Fprintf(out, "%-10s %8d streams, %d messages, %.0f a second, cpu %.3f ms each, delivered p50 %.1f ms, p99 %.1f ms; resident +%.0f MB (+%.0f MB before the first message)\n",
		f.Op, f.Streams, f.Messages, f.PerSec, f.CPU, f.P50, f.P99, f.ResMB, f.StreamMB)
	return err
}

// agentCookie makes a request that of the agent.
const agentCookie = "bench-agent"

// A talk is one open conversation of the bench.
type talk struct {
	ticket  office.ContactTicket
	conn    net.Conn
	visitor writer
	agent   writer
}

// A writer has the form of a page, and the cookies that its browser keeps.
type writer struct{ address, cookies, token string }

func (b *bench) chats(ctx context.Context, addr string, agent office.Who) (*chatFigure, error) {
	o := b.house.office
	visitor := office.Who{Kind: access.Anyone}
	talks, err := b.begin(ctx, agent, visitor)
	if err != nil {
		return nil, err
	}
	before, f := residentMB(), &chatFigure{Op: opChats, Engine: b.house.db.Engine(), Streams: benchChats}
	var got atomic.Int64
	var mu sync.Mutex
	var times []time.Duration
	heard := func(sent time.Time) {
		mu.Lock()
		times = append(times, time.Since(sent))
		mu.Unlock()
		got.Add(1)
	}
	for i := range talks {
		if talks[i].conn, err = openTalk(addr, i, &talks[i].ticket, heard); err != nil {
			return nil, err
		}
		defer talks[i].conn.Close()
		id := string(talks[i].ticket.ID)
		page := "http://" + addr + "/lien-he/chat/" + id
		if talks[i].visitor, err = openPage(ctx, page, page, "motcua-chat-"+id+"="+talks[i].ticket.Check); err != nil {
			return nil, err
		}
		page = "http://" + addr + "/care/contacts/" + id
		if talks[i].agent, err = openPage(ctx, page, page+"/say", agentCookie+"=1"); err != nil {
			return nil, err
		}
	}
	for o.Hub().Open() < benchChats && ctx.Err() == nil {
		time.Sleep(10 * time.Millisecond)
	}
	f.StreamMB = residentMB() - before
	cpu, start := cpuTime(), time.Now()
	for round := range benchRounds {
		for i := range talks {
			for side, w := range []writer{talks[i].agent, talks[i].visitor} {
				key := fmt.Sprintf("say-%s-%d-%d-%d", b.run, round, i, side)
				if err := w.say(ctx, key, fmt.Sprintf("at=%d.", time.Now().UnixNano())); err != nil {
					return nil, err
				}
			}
			f.Messages += 2
		}
	}
	for deadline := time.Now().Add(30 * time.Second); got.Load() < int64(f.Messages); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) || ctx.Err() != nil {
			return nil, fmt.Errorf("bench chats: %d of %d messages arrived", got.Load(), f.Messages)
		}
	}
	took := time.Since(start)
	f.PerSec, f.CPU = float64(f.Messages)/took.Seconds(), ms(cpuTime()-cpu)/float64(f.Messages)
	f.ResMB = residentMB() - before
	slices.Sort(times)
	f.P50, f.P99 = ms(times[len(times)/2]), ms(times[len(times)*99/100])
	return f, nil
}

// begin opens the conversations, each with the agent.
func (b *bench) begin(ctx context.Context, agent, visitor office.Who) (talks []talk, err error) {
	o := b.house.office
	talks = make([]talk, benchChats)
	for i := range talks {
		key := "chat-" + b.run + "-" + strconv.Itoa(i)
		if talks[i].ticket, err = o.OpenContact(ctx, visitor, office.Command{Key: key}, care.Input{Channel: care.Chat, Text: "Tôi hỏi về giấy hẹn"}); err != nil {
			return nil, err
		}
		if err := o.Contact(ctx, agent, office.Command{}, office.OnContact{ID: talks[i].ticket.ID}, care.ActTake, care.Input{}); err != nil {
			return nil, err
		}
	}
	return talks, nil
}

var tokenOfPage = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// openPage opens a page as a browser does, and keeps what its form needs.
func openPage(ctx context.Context, page, address, cookies string) (writer, error) {
	w := writer{address: address, cookies: cookies}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, page, nil)
	if err != nil {
		return w, err
	}
	r.Header.Set("Cookie", cookies)
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return w, err
	}
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	if err != nil {
		return w, err
	}
	for _, c := range a.Cookies() {
		w.cookies += "; " + c.Name + "=" + c.Value
	}
	token := tokenOfPage.FindSubmatch(body)
	if a.StatusCode != http.StatusOK || token == nil {
		return w, fmt.Errorf("bench chats: %s answers %s without a form", page, a.Status)
	}
	w.token = string(token[1])
	return w, nil
}

// say sends the form with a message in it.
func (w *writer) say(ctx context.Context, key, words string) error {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	err := errors.Join(form.WriteField("csrf", w.token), form.WriteField("key", key), form.WriteField("text", words), form.Close())
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.address, &b)
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Cookie", w.cookies)
	r.Header.Set("X-Chat", "1")
	a, err := http.DefaultTransport.RoundTrip(r) // a redirection is the answer
	if err != nil {
		return err
	}
	defer a.Body.Close()
	if _, err := io.Copy(io.Discard, a.Body); err != nil {
		return err
	}
	if a.StatusCode != http.StatusNoContent && a.StatusCode != http.StatusSeeOther {
		return fmt.Errorf("bench chats: %s answers %s", w.address, a.Status)
	}
	return nil
}

// openTalk opens the stream of a conversation and reads it. Clients come from fifty addresses of loopback: one may not hold so many.
func openTalk(addr string, n int, t *office.ContactTicket, heard func(time.Time)) (net.Conn, error) {
	from := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(n%50+1))}, Timeout: 10 * time.Second}
	conn, err := from.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(conn, "GET /lien-he/chat/%s/moi HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\nCookie: motcua-chat-%s=%s\r\n\r\n", t.ID, addr, t.ID, t.Check)
	if err != nil {
		conn.Close()
		return nil, err
	}
	go func() {
		for r := bufio.NewReaderSize(conn, 2048); ; {
			line, err := r.ReadString('\n')
			if err != nil {
				return
			}
			if _, rest, ok := strings.Cut(line, "at="); ok && strings.HasPrefix(line, "data: ") {
				digits, _, _ := strings.Cut(rest, ".")
				if at, err := strconv.ParseInt(digits, 10, 64); err == nil {
					heard(time.Unix(0, at))
				}
			}
		}
	}()
	return conn, nil
}

// careAgent is somebody of the care desk.
func (b *bench) careAgent() (office.Who, error) {
	w, now := b.house.office.World(), time.Now()
	for _, u := range w.Org.Units(now) {
		for _, p := range w.Org.Holders(u.ID, org.CareAgent, now) {
			return benchOfficer(string(p.ID), string(u.ID), string(org.CareAgent)), nil
		}
	}
	return office.Who{}, fmt.Errorf("the city has no care agent")
}

// residentMB is the memory that the process holds now, after what is free was given back.
func residentMB() float64 {
	debug.FreeOSMemory()
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(b))
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseFloat(fields[1], 64)
	return pages * float64(os.Getpagesize()) / (1 << 20)
}
