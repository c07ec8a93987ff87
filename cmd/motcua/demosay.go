package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"motcua/doors/demo"
	"motcua/ground/text"
)

// greet tells where the demonstration is and who can sign in.
func (c *demoCmd) greet(out io.Writer, addr string) {
	fmt.Fprintf(out, "\nThe demonstration is served on http://%s  (people and dossiers are made up)\n\n", addr)
	fmt.Fprintf(out, "  for everybody    http://%s/\n  sign in          http://%s/dang-nhap\n  desk             http://%s/desk\n\n", addr, addr, addr)
	fmt.Fprintf(out, "Accounts, all with the password %s:\n", demo.Password)
	words, err := text.Load()
	for _, a := range demo.Accounts {
		label := ""
		if err == nil {
			label = words.T(text.EN, a.Label)
		}
		fmt.Fprintf(out, "  %-12s %s\n", a.Username, label)
	}
	fmt.Fprintf(out, "\nStop it with Ctrl+C. The next run opens it again from %s; --fresh builds it anew.\n", c.Data)
}

// A progress shows how far long work has come: a bar on a terminal, else a line now and then.
type progress struct {
	out  io.Writer
	name string
	all  int
	bar  *mpb.Bar
	bars *mpb.Progress
	told time.Time
}

func newProgress(out io.Writer, name string, all int) *progress {
	p := &progress{out: out, name: name, all: max(all, 1)}
	f, ok := out.(*os.File)
	if !ok {
		return p
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return p
	}
	p.bars = mpb.New(mpb.WithOutput(out), mpb.WithWidth(48))
	p.bar = p.bars.AddBar(int64(p.all), mpb.PrependDecorators(decor.Name(name+" ")), mpb.AppendDecorators(decor.CountersNoUnit("%d / %d dossiers")))
	return p
}

// set says that so many are done.
func (p *progress) set(done, _ int) {
	done = min(done, p.all)
	if p.bar != nil {
		p.bar.SetCurrent(int64(done))
		return
	}
	if now := time.Now(); now.Sub(p.told) >= 3*time.Second {
		p.told = now
		fmt.Fprintf(p.out, "%s: %d of %d dossiers\n", p.name, done, p.all)
	}
}

// end leaves the terminal as it was.
func (p *progress) end() {
	if p.bar == nil {
		return
	}
	p.bar.SetCurrent(int64(p.all))
	p.bar.Abort(false)
	p.bars.Wait()
}
