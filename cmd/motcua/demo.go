package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"time"

	"motcua/city"
	"motcua/doors/demo"
	"motcua/doors/web"
	"motcua/keep/login"
	"motcua/keep/store"
	"motcua/office"
)

// demoCmd builds a demonstration city, or opens the one that is there, and serves it.
type demoCmd struct {
	Data       string    `help:"Folder of the demonstration: new, or one that an earlier demo made." default:"demo-data" type:"path"`
	Dossiers   int       `help:"Dossiers of the year that is played. Default: 5000, with --reorganise 1000." optional:"" default:"-1"`
	Seed       uint64    `help:"The same seed and last moment give the same acts, times and codes." default:"1"`
	Until      time.Time `help:"Last moment of the year that is played, such as 2026-11-25T16:00:00+07:00. Default: now." optional:""`
	Fresh      bool      `help:"Build it anew. Only a folder that holds a demonstration is ever emptied."`
	Build      bool      `help:"Only build, serve nothing."`
	Reorganise bool      `help:"Begin in June 2025, in the city of 30 districts and 526 communes, and go through the night of 1/7/2025 to the last moment."`
	Still      bool      `help:"Nobody works on in the background while it is served."`
	Clock      string    `help:"File with the moment at which the demonstration's clock stands, such as 2026-11-25T08:00:00+07:00. It goes on from there; a later moment written into the file moves it. Default: the machine's clock." type:"path" optional:""`
	listening

	clock *demoClock // nil: the machine's
}

// demoMark is the file that says that a folder holds a demonstration, and whether it is whole.
const demoMark = "demonstration.json"

// A demoState is what the mark says.
type demoState struct {
	State    string    `json:"state"` // "building", "ready"
	Seed     uint64    `json:"seed"`
	Dossiers int       `json:"dossiers"`
	Until    time.Time `json:"until"`

	Reorganised *demoNight `json:"reorganised,omitempty"` // it went through the reorganisation of 2025
	Pack        string     `json:"pack,omitempty"`        // what it was built from: see packMark
}

// packMark changes with the pack and the accounts that a demonstration is built from.
func packMark() (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(city.Hanoi(), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(city.Hanoi(), path)
		fmt.Fprintf(sum, "%s %d\n", path, len(b))
		sum.Write(b)
		return err
	})
	for _, a := range demo.Accounts {
		fmt.Fprintln(sum, a.Username)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8]), err
}

// Run builds where there is nothing whole yet, then serves.
func (c *demoCmd) Run(ctx context.Context, out io.Writer) error {
	if err := loopbackOnly(c.Addr); err != nil {
		return err
	}
	if !c.Build {
		l, err := net.Listen("tcp", c.Addr) // known now, not after the building
		if err != nil {
			return fmt.Errorf("listen on %s: %w: give another --addr", c.Addr, err)
		}
		if err := l.Close(); err != nil {
			return err
		}
	}
	var err error
	if c.clock, err = newDemoClock(c.Clock); err != nil {
		return err
	}
	held, err := holdDemo(c.Data)
	if err != nil {
		return err
	}
	defer held.Close()
	state, err := c.prepare(out)
	if err != nil {
		return err
	}
	if state.State != "ready" {
		if err := c.build(ctx, out, state); err != nil {
			return err
		}
		if state, err = readDemo(c.Data); err != nil {
			return err
		}
	}
	if c.Build {
		return nil
	}
	return c.serve(ctx, out, state)
}

// loopbackOnly refuses an address that others can reach: everybody knows a demonstration's passwords.
func loopbackOnly(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("--addr %s: %w", addr, err)
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("a demonstration has passwords that everybody knows and is served on loopback only: give --addr 127.0.0.1:8080 instead of %s", addr)
}

// prepare looks at the folder: an unfinished demonstration is emptied, a whole one kept unless a fresh one is wanted,
// and whatever is no demonstration is never touched.
func (c *demoCmd) prepare(out io.Writer) (demoState, error) {
	names, err := os.ReadDir(c.Data)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return demoState{}, err
	}
	state, err := readDemo(c.Data)
	switch {
	case err != nil:
		return state, err
	case state.State == "" && len(names) > 0:
		return state, fmt.Errorf("%s holds something that is no demonstration and is left as it is: give another --data", c.Data)
	case state.State == "ready" && !c.Fresh && c.Reorganise && state.Reorganised == nil:
		return state, fmt.Errorf("%s holds a demonstration that did not go through the reorganisation: give another --data, or --fresh", c.Data)
	case state.State == "ready" && !c.Fresh:
		return state, nil
	case state.State == "building":
		fmt.Fprintf(out, "The demonstration in %s was not finished: it is built again.\n", c.Data)
	}
	if state.State != "" {
		if err := emptyDemo(c.Data); err != nil {
			return state, err
		}
	}
	until := c.Until
	if until.IsZero() {
		until = time.Now().Truncate(time.Second)
		if c.clock != nil {
			until = c.clock.now().Truncate(time.Second)
		}
	}
	s := demoState{State: "building", Seed: c.Seed, Dossiers: c.Dossiers, Until: until.UTC()}
	if s.Dossiers < 0 {
		s.Dossiers = 5000
		if c.Reorganise {
			s.Dossiers = 1000
		}
	}
	if c.Reorganise {
		s.Reorganised = &demoNight{}
		if until.Before(nightsEnd) {
			return s, fmt.Errorf("--until %s: what was open on 1/7/2025 is not finished before %s", until.Format(time.DateOnly), nightsEnd.Format(time.DateOnly))
		}
	}
	return s, nil
}

// readDemo reads the mark of a folder; a folder without one has the zero state.
func readDemo(dir string) (s demoState, err error) {
	b, err := os.ReadFile(filepath.Join(dir, demoMark))
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("read the mark of the demonstration: %w", err)
	}
	if json.Unmarshal(b, &s) != nil || s.State != "ready" {
		s.State = "building" // written half, or not finished
	}
	return s, nil
}

// writeDemo writes the mark so that it is there whole or not at all.
func writeDemo(dir string, s demoState) error {
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	name := filepath.Join(dir, demoMark)
	if err := os.WriteFile(name+".new", append(b, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}

// demoFiles are what a demonstration's folder has; nothing else is ever removed.
var demoFiles = []string{"motcua.db", "motcua.db-wal", "motcua.db-shm", "files", "keys", erasuresFile, demoMark + ".new"}

// emptyDemo removes a demonstration. The mark goes last: until then the folder is known for one.
func emptyDemo(dir string) error {
	for _, name := range append(slices.Clone(demoFiles), demoMark) {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("empty the old demonstration: %w", err)
		}
	}
	return nil
}

// buildingGC lets the heap grow to five times what is in use while a year is played: a tenth less work for some 60 MB more.
const buildingGC = 400

// build makes the city and plays its year.
func (c *demoCmd) build(ctx context.Context, out io.Writer, s demoState) error {
	started := time.Now()
	defer debug.SetGCPercent(debug.SetGCPercent(buildingGC)) // as it was when the year is played
	if err := writeDemo(c.Data, s); err != nil {
		return err
	}
	samples, err := fs.ReadFile(city.Hanoi(), "samples.json")
	if err != nil {
		return err
	}
	bar := newProgress(out, "Building the demonstration", s.Dossiers)
	plan := demo.Plan{Dossiers: s.Dossiers, Seed: s.Seed, Until: s.Until, Samples: samples, Progress: bar.set}
	pack := city.Hanoi()
	if s.Reorganised != nil {
		plan.Change = &demo.Change{Moment: nightOf2025}
		if pack, plan.Change.File, err = city.BeforeDistrictsEnded(nightOf2025.Format(time.DateOnly)); err != nil {
			return err
		}
	}
	y := demo.NewYear(plan)
	h := &home{Data: c.Data, relaxed: true}
	opened, err := h.createWith(ctx, pack, y.Config(office.Config{}), demoKeys(s.Seed))
	if err != nil {
		return err
	}
	counts, err := c.fill(ctx, opened, y)
	bar.end()
	if err == nil && s.Reorganised != nil {
		s.Reorganised = &demoNight{Open: len(counts.Night.Open), Reassigned: counts.Night.Reassigned, Left: len(counts.Night.Left), Said: counts.Night.Said}
		err = s.Reorganised.tell(ctx, out, opened, c.Addr)
	}
	if err = errors.Join(err, opened.Close()); err != nil {
		return err
	}
	s.State = "ready"
	if s.Pack, err = packMark(); err != nil {
		return err
	}
	if err := writeDemo(c.Data, s); err != nil {
		return err
	}
	fmt.Fprintf(out, "Built in %s: %d acts of one year.\n", time.Since(started).Round(100*time.Millisecond), counts.Acts)
	if counts.Refused > 0 {
		fmt.Fprintf(out, "Played people tried %d more that the law refused, as people do; nothing was written for them.\n", counts.Refused)
	}
	return nil
}

// fill marks the city for what it is, adds the accounts, plays the year and lets the figures catch up.
func (c *demoCmd) fill(ctx context.Context, h *house, y *demo.Year) (demo.Counts, error) {
	if err := h.db.Write(ctx, func(tx *store.Tx) error { return tx.PutSetting(demoSetting, "yes") }); err != nil {
		return demo.Counts{}, err
	}
	if err := demo.AddAccounts(ctx, h.office); err != nil {
		return demo.Counts{}, err
	}
	counts, err := y.Play(ctx, h.office)
	if err != nil {
		return counts, err
	}
	_, err = h.office.Follow(ctx)
	return counts, err
}

// demoKeys follow from the seed, so that identities do too; a demonstration has nothing to hide.
func demoKeys(seed uint64) keys {
	l, s := sha256.Sum256(fmt.Append(nil, "motcua demonstration ledger ", seed)), sha256.Sum256(fmt.Append(nil, "motcua demonstration secret ", seed))
	return keys{Ledger: l[:], Secret: s[:]}
}

// config is how its office is opened: the QR codes of its papers lead to where it is served.
func (c *demoCmd) config() office.Config {
	cfg := office.Config{Base: "http://" + c.Addr}
	if c.clock != nil {
		cfg.Now, cfg.Demo = c.clock.now, true // Demo: the store does not hold this clock against the database's
	}
	return cfg
}

// serve serves the demonstration that is there, with its accounts on the sign-in page.
func (c *demoCmd) serve(ctx context.Context, out io.Writer, state demoState) error {
	h := &home{Data: c.Data}
	cfg := c.config()
	now := time.Now
	if cfg.Now != nil {
		now = cfg.Now
	}
	identity, err := demo.NewIdentity(now)
	if err != nil {
		return err
	}
	cfg.Providers = []*login.Provider{identity.Provider()}
	opened, err := h.open(ctx, cfg)
	if errors.Is(err, store.ErrOlder) {
		return fmt.Errorf("an earlier motcua built the demonstration in %s (%w --data %s, or build it anew: motcua demo --fresh --data %s)", c.Data, err, c.Data, c.Data)
	}
	if err != nil {
		return err
	}
	defer opened.Close()
	if mark, err := packMark(); err != nil {
		return err
	} else if mark != state.Pack {
		fmt.Fprintf(out, "The demonstration in %s was built from another city pack than this motcua has: it is served as it is.\n"+
			"Build it anew for what is new: motcua demo --fresh --data %s\n", c.Data, c.Data)
	}
	s, err := newServer(opened.office, c.listening, demoOptions(identity))
	if err != nil {
		return err
	}
	if !c.Still {
		samples, err := fs.ReadFile(city.Hanoi(), "samples.json")
		if err != nil {
			return err
		}
		player, err := demo.NewPlayer(ctx, opened.office, samples)
		if err != nil {
			return err
		}
		s.beside = append(s.beside, func(ctx context.Context) {
			player.Run(ctx, func(err error) { s.log.Error("demonstration", "err", err) })
		})
	}
	return s.run(ctx, func(addr string) { c.greet(out, addr) })
}

// demoOptions are what the pages of a demonstration offer beside those of a city: its accounts and its identity provider.
func demoOptions(identity *demo.Identity) web.Options {
	opts := web.Options{Identity: &web.Identity{Answer: identity.Answer}}
	for _, a := range demo.Accounts {
		x := web.DemoAccount{Username: a.Username, Password: demo.Password, Label: a.Label}
		if a.Username == demo.Guarded {
			x.Secret = demo.Secret
		}
		opts.DemoAccounts = append(opts.DemoAccounts, x)
	}
	for _, p := range identity.People() {
		opts.Identity.People = append(opts.Identity.People, web.IdentityPerson{ID: p.ID, Name: p.Name, Label: p.Label})
	}
	return opts
}
