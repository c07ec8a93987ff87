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
	"motcua/doors/job"
	"motcua/doors/open311"
	"motcua/doors/web"
	"motcua/ground/text"
	"motcua/keep/login"
	"motcua/keep/notify"
	"motcua/office"
)

// serveCmd serves a city.
type serveCmd struct {
	home
	listening
	sending
	Base     string         `help:"Public address that QR codes lead to, such as https://tthcc.example.vn." default:""`
	Proxy    []netip.Prefix `help:"Address or network of a proxy in front, such as 127.0.0.1/32; its X-Forwarded-For says who the client is. May be given several times." env:"MOTCUA_PROXY"`
	Identity string         `help:"File with the providers at which people sign in by OpenID Connect: see docs/operations.md." env:"MOTCUA_IDENTITY" type:"path" placeholder:"FILE"`
	Secure   bool           `help:"The public side speaks https: cookies are marked so."`
}

// sending is where messages to applicants go; without it they stay in people's own lists.
type sending struct {
	SMTP     string `help:"Mail server for notices: smtp://user:password@host:587 (TLS where offered; ?tls=required, ?tls=none) or smtps://host:465. Without it no mail is sent." env:"MOTCUA_SMTP" name:"smtp" placeholder:"URL"`
	SMTPCA   string `help:"File with certificates in PEM that the mail server's may rest on, beside those of this machine." env:"MOTCUA_SMTP_CA" name:"smtp-ca" type:"path" placeholder:"FILE"`
	MailFrom string `help:"Address that mail comes from." env:"MOTCUA_MAIL_FROM" name:"mail-from" placeholder:"ADDRESS"`
	SMSURL   string `help:"HTTP adapter for short messages and chat, such as https://sms.example.vn/messages. Without it none are sent." env:"MOTCUA_SMS_URL" name:"sms-url" placeholder:"URL"`
	SMSKey   string `help:"Key that signs what the adapter gets, at least 16 characters." env:"MOTCUA_SMS_KEY" name:"sms-key"`
}

// sender opens the ways out; nil when there is none.
func (c *sending) sender() (*notify.Sender, error) {
	if c.SMTP == "" && c.SMSURL == "" {
		return nil, nil
	}
	cfg := notify.Config{SMTP: c.SMTP, From: c.MailFrom, SMS: c.SMSURL, Key: []byte(c.SMSKey)}
	if c.SMTPCA != "" {
		var err error
		if cfg.CA, err = os.ReadFile(c.SMTPCA); err != nil {
			return nil, fmt.Errorf("--smtp-ca: %w", err)
		}
	}
	return notify.New(cfg)
}

// listening is where and how a server listens.
type listening struct {
	Addr      string `help:"Address to listen on." default:"127.0.0.1:8080" env:"MOTCUA_ADDR"`
	RateLimit int    `help:"Requests a second from one client address; 0 = no limit, for load tests on loopback." default:"50" name:"rate-limit"`
	Metrics   string `help:"Token that opens /metrics (as Bearer). Without it only this machine may read them, and not through a proxy." env:"MOTCUA_METRICS_TOKEN" name:"metrics-token"`
}

// Run opens the city and serves it until it is told to stop.
func (c *serveCmd) Run(ctx context.Context, out io.Writer) error {
	sender, err := c.sender()
	if err != nil {
		return err
	}
	providers, err := c.providers()
	if err != nil {
		return err
	}
	h, err := c.open(ctx, office.Config{Base: c.Base, Notify: sender, Providers: providers})
	if err != nil {
		return err
	}
	defer h.Close()
	if h.office.Demo() {
		if err := loopbackOnly(c.Addr); err != nil {
			return err
		}
	}
	if _, err := c.replayErasures(ctx, h); err != nil {
		return err
	}
	s, err := newServer(h.office, c.listening, web.Options{Secure: c.Secure, Proxies: c.Proxy})
	if err != nil {
		return err
	}
	s.beside = append(s.beside, h.watchKeys)
	return s.run(ctx, func(addr string) { fmt.Fprintf(out, "motcua serves on http://%s\n", addr) })
}

// providers reads the sites at which people sign in. Nothing is asked of them before somebody does.
func (c *serveCmd) providers() ([]*login.Provider, error) {
	if c.Identity == "" {
		return nil, nil
	}
	b, err := os.ReadFile(c.Identity)
	if err != nil {
		return nil, fmt.Errorf("--identity: %w", err)
	}
	all, err := login.ReadProviders(b)
	if err != nil {
		return nil, fmt.Errorf("--identity %s: %w", c.Identity, err)
	}
	if c.Base == "" {
		return nil, errors.New("--identity needs --base: providers send people back to the public address")
	}
	var out []*login.Provider
	for _, p := range all {
		out = append(out, login.NewProvider(p, time.Now))
	}
	return out, nil
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
	opts.Log, opts.Office, opts.RateLimit, opts.Demo, opts.Now, opts.Version = log, o, l.RateLimit, o.Demo(), o.Now, version
	site, err := web.New(opts)
	if err != nil {
		return nil, err
	}
	door, err := api.New(api.Options{Office: o, Words: words, Log: log, Take: site.Take, TakeKey: site.TakeKey, Guesses: site.Guesses(), SignIns: site.SignIns(), Floods: site.Floods(), Secure: opts.Secure, Metrics: l.Metrics})
	if err != nil {
		return nil, err
	}
	reports, err := open311.New(open311.Options{Office: o, Words: words, Log: log, Take: site.Take, Floods: site.Floods().Take, TakeKey: site.TakeKey, Secure: opts.Secure})
	if err != nil {
		return nil, err
	}
	return &server{office: o, log: log, addr: l.Addr, http: &http.Server{
		Handler: door.Before(reports.Before(site)), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 5 * time.Minute, WriteTimeout: 5 * time.Minute, IdleTimeout: 2 * time.Minute,
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
	}, func(ctx context.Context) {
		s.office.Relay(ctx, func(err error) { s.log.Error("hub", "err", err) })
	}, func(ctx context.Context) {
		job.Run(ctx, s.office, func(err error) { s.log.Error("jobs", "err", err) })
	}) {
		beside.Go(func() { f(ctx) })
	}
	s.http.RegisterOnShutdown(s.office.Hub().Close) // open streams would hold the shutdown up
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
