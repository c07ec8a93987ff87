package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browserPath finds the browser, or leaves the journey out. The headless shell is the same engine without the windows of a desktop, which
// take as much time of the processor again as the pages.
func browserPath(t *testing.T) string {
	t.Helper()
	names := []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"}
	if p := os.Getenv("MOTCUA_CHROMIUM"); p != "" {
		names = []string{p}
	}
	for _, name := range names {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	t.Skip("LEFT OUT: browser journeys: no chromium found; install it or name it in MOTCUA_CHROMIUM")
	return ""
}

// flags keep the browser on this machine and quiet.
var flags = []chromedp.ExecAllocatorOption{
	chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
	chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
	chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
	chromedp.Flag("disable-extensions", true), chromedp.Flag("disable-dev-shm-usage", true),
	chromedp.Flag("force-prefers-reduced-motion", true), // a page that is still scrolling moves under a click
	chromedp.Flag("hide-scrollbars", true), chromedp.Flag("force-color-profile", "srgb"),
	chromedp.Flag("disable-features", "Translate,MediaRouter,OptimizationHints"),
	chromedp.Flag("accept-lang", "en-US,en"), // the shell asks for no language by itself
}

var (
	browserOnce sync.Once
	browserCtx  context.Context // set by browserOnce
	errBrowser  error           // set by browserOnce
)

// browser starts the one browser.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := browserPath(t)
	browserOnce.Do(func() {
		all, endAll := chromedp.NewExecAllocator(context.Background(), append(flags, chromedp.ExecPath(path))...)
		ctx, end := chromedp.NewContext(all)
		atEnd(func() {
			chromedp.Cancel(ctx)
			end()
			endAll()
		})
		browserCtx, errBrowser = ctx, chromedp.Do(ctx)
	})
	if errBrowser != nil {
		t.Fatalf("start the browser %s: %v", path, errBrowser)
	}
	return browserCtx
}

// A tab is one window with cookies of its own. Its methods fail the test; they are called from the test's goroutine.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string

	mu    sync.Mutex
	wrong []string // guarded by mu: errors of console, scripts and policy
}

// A step is what a tab does without an answer.
type step = chromedp.Action[chromedp.Void]

// A wish changes a tab before its first page.
type wish step

// width makes the window so wide, in CSS pixels.
func width(px int64) wish { return wish(chromedp.EmulateViewport(px, 900)) }

// noScript switches the page's scripts off: every act has to work without.
var noScript = wish(tell(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))

// inFront lets a window paint and have the focus while others stand before it: each person has a machine of their own.
var inFront = wish(tell(emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}))

// dark asks for the dark colours.
var dark = wish(tell(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
	Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
}))

// tell is a command of the browser as a step.
func tell[P, R any](cmd cdp.Command[P, R], params P) step {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, cmd, params)
		return chromedp.Void{}, err
	}
}

// open gives a tab on the city at base, 1280 pixels wide unless a wish says otherwise. When the test ends, errors of the
// console that nobody took fail it.
func open(t *testing.T, base string, wishes ...wish) *tab {
	t.Helper()
	ctx, end := chromedp.NewContext(browser(t), chromedp.WithNewBrowserContext())
	ctx, late := context.WithTimeout(ctx, 5*time.Minute)
	p := &tab{t: t, ctx: ctx, base: base}
	t.Cleanup(func() {
		if t.Failed() {
			p.t.Logf("the page was %s", p.where())
		}
		late()
		end()
		for _, w := range p.console() {
			t.Errorf("console: %s", w)
		}
	})
	if err := chromedp.Listen(ctx, p.hear); err != nil {
		t.Fatalf("open a window: %v", err)
	}
	for _, w := range append([]wish{width(1280), inFront}, wishes...) {
		p.do("prepare the window", step(w))
	}
	return p
}

// hear keeps what the browser complains about.
func (p *tab) hear(event any) {
	var w string
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		w = e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			w += " " + x.Description
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type != runtime.ConsoleAPICalledTypeError && e.Type != runtime.ConsoleAPICalledTypeAssert {
			return
		}
		var words []string
		for _, a := range e.Args {
			words = append(words, strings.Trim(string(a.Value), `"`)+a.Description)
		}
		w = strings.Join(words, " ")
	case *log.EventEntryAdded:
		if e.Entry.Level != log.EntryLevelError {
			return
		}
		w = e.Entry.Text + " " + e.Entry.URL
	default:
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wrong = append(p.wrong, w)
}

// console takes the errors heard so far; a test that expects some calls it and judges them.
func (p *tab) console() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	w := p.wrong
	p.wrong = nil
	return w
}

// do takes steps or fails the test with what was being done and a picture of the page.
func (p *tab) do(what string, steps ...step) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatalf("%s on %s: %v%s", what, p.where(), err, p.picture("failed-"+strings.ReplaceAll(p.t.Name(), "/", "-")))
	}
}

// where gives the tab's address.
func (p *tab) where() string {
	at, err := chromedp.Run(p.ctx, chromedp.Location())
	if err != nil {
		return fmt.Sprintf("a page that does not answer (%v)", err)
	}
	return at
}

// picture saves what is seen into the folder that MOTCUA_SCREENSHOTS names, and says where.
func (p *tab) picture(name string) string {
	dir := os.Getenv("MOTCUA_SCREENSHOTS")
	if dir == "" {
		return ""
	}
	png, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return ", no picture: " + err.Error()
	}
	file := filepath.Join(dir, name+".png")
	if err := os.WriteFile(file, png, 0o644); err != nil {
		return ", no picture: " + err.Error()
	}
	return ", picture: " + file
}
