package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"sync"
	"time"

	"motcua/doors/api"
	"motcua/doors/web"
	"motcua/ground/text"
	"motcua/office"
)

// serveCmd serves a city.
type serveCmd struct {
	home
	listening
	Base   string         `help:"Public address that QR codes lead to, such as https://tthcc.example.vn." default:""`
	Proxy  []netip.Prefix `help:"Address or network of a proxy in front, such as 127.0.0.1/32; its X-Forwarded-For says who the client is. May be given several times." env:"MOTCUA_PROXY"`
	Secure bool           `help:"The public side speaks https: cookies are marked so."`
}

// listening is where and how a server listens.
type listening struct {
	Addr      string `help:"Address to listen on." default:"127.0.0.1:8080" env:"MOTCUA_ADDR"`
	RateLimit int    `help:"Requests a second from one client address; 0 = no limit, for load tests on loopback." default:"50" name:"rate-limit"`
	Metrics   string `help:"Token that opens /metrics (as Bearer). Without it only this machine may read them, and not through a proxy." env:"MOTCUA_METRICS_TOKEN" name:"metrics-token"`
}

// Run opens the city and serves it until it is told to stop.
func (c *serveCmd) Run(ctx context.Context, out io.Writer) error {
	h, err := c.open(ctx, office.Config{Base: c.Base})
	if err != nil {
		return err
	}
	defer h.Close()
	if h.office.Demo() {
		if err := loopbackOnly(c.Addr); err != nil {
			return err
		}
	}
	s, err := newServer(h.office, c.listening, web.Options{Secure: c.Secure, Proxies: c.Proxy})
	if err != nil {
		return err
	}
	return s.run(ctx, func(addr string) { fmt.Fprintf(out, "motcua serves on http://%s\n", addr) })
}

// A server is the doors in front of one office.
type server struct {
	office *office.Office
	log    *slog.Logger
	addr   string
	http   *http.Server
	beside []func(context.Context) // what runs while it serves
}

// newServer puts the doors together.
func newServer(o *office.Office, l listening, opts web.Options) (*server, error) {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	words, err := text.Load()
	if err != nil {
		return nil, err
	}
	opts.Words, opts.Log, opts.Office, opts.RateLimit, opts.Demo, opts.Now, opts.Version = words, log, o, l.RateLimit, o.Demo(), o.Now, version
	site, err := web.New(opts)
	if err != nil {
		return nil, err
	}
	door, err := api.New(api.Options{Office: o, Words: words, Log: log, Take: site.Take, Guesses: site.Guesses(), SignIns: site.SignIns(), Secure: opts.Secure, Metrics: l.Metrics})
	if err != nil {
		return nil, err
	}
	return &server{office: o, log: log, addr: l.Addr, http: &http.Server{
		Handler: door.Before(site), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 5 * time.Minute, WriteTimeout: 5 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}}, nil
}

// run listens, tells where, and serves until ctx ends; then it lets open requests finish.
func (s *server) run(ctx context.Context, ready func(addr string)) error {
	l, err := net.Listen("tcp", s.addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w: give another --addr", s.addr, err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var beside sync.WaitGroup
	for _, f := range append(s.beside, func(ctx context.Context) {
		s.office.Keep(ctx, func(err error) { s.log.Error("followers", "err", err) })
	}) {
		beside.Go(func() { f(ctx) })
	}
	failed := make(chan error, 1)
	go func() { failed <- s.http.Serve(l) }()
	ready(l.Addr().String())
	select {
	case err = <-failed:
	case <-ctx.Done():
		stop, done := context.WithTimeout(context.Background(), 20*time.Second)
		err = s.http.Shutdown(stop)
		done()
	}
	cancel()
	beside.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
