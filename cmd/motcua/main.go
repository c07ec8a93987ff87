// Command motcua runs a city's one-stop Public Administrative Service Centre.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"motcua/ground/fault"
	"motcua/ground/text"
)

// version is set by the release build.
var version = "dev"

// cli is the whole command line; kong makes the help of it.
type cli struct {
	Version kong.VersionFlag `help:"Print the version."`

	Init       initCmd       `cmd:"" help:"Create a city: database, keys, the city pack, an administrator."`
	Serve      serveCmd      `cmd:"" help:"Serve the city."`
	Demo       demoCmd       `cmd:"" help:"Build a demonstration city with a made-up year, and serve it."`
	Migrate    migrateCmd    `cmd:"" help:"Bring the database's schema up to this motcua."`
	Backup     backupCmd     `cmd:"" help:"Back up a running SQLite city into a new folder."`
	Restore    restoreCmd    `cmd:"" help:"Restore a backup into a new data folder."`
	Fsck       fsckCmd       `cmd:"" help:"Prove that views equal folds and that chain and seals hold."`
	Erasures   erasuresCmd   `cmd:"" help:"Carry erasures out again that a restored backup does not have."`
	Keys       keysCmd       `cmd:"" help:"Data keys: what is sealed with them, new ones, old ones out."`
	Pack       packCmd       `cmd:"" help:"City packs."`
	Procedure  procedureCmd  `cmd:"" help:"Procedures."`
	Admin      adminCmd      `cmd:"" help:"Officers' accounts: the first one, and recovery."`
	System     systemCmd     `cmd:"" help:"Systems that deliver dossiers, such as the portal's connector."`
	Mail       mailCmd       `cmd:"" help:"Mail that comes in."`
	Law        LawCmd        `cmd:"" help:"The articles that the code rests on."`
	Bench      benchCmd      `cmd:"" help:"Measure the city's work on this machine."`
	Export     exportCmd     `cmd:"" help:"Export the ledger."`
	Due        dueCmd        `cmd:"" help:"Count a due time and say why it is this date."`
	Clocks     clocksCmd     `cmd:"" help:"Count the clocks of a petition that run side by side."`
	Settings   settingsCmd   `cmd:"" help:"Enter the city's settings anew; dossiers that were received keep their rules."`
	Redate     redateCmd     `cmd:"" help:"Enter a new calendar and count every open promise again by it."`
	Import     importCmd     `cmd:"" help:"What an older system has: dossiers that come in, and imports that are taken back."`
	Reorganise reorganiseCmd `cmd:"" help:"Say what a reorganisation would do to units, people and open dossiers, and carry it out."`
	Calendar   calendarCmd   `cmd:"" help:"Lunar dates, days off and make-up days of a year."`
	ID         idCmd         `cmd:"" name:"id" help:"Read identifiers: person, tax, dossier, agency, procedure."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// An exitError ends the program with a code of its own; what had to be said has been printed.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// run is main with its world given, so that tests can call it. It gives the exit code: 0, 1 for an error, 2 for a wrong
// command line.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	code := -1
	parser, err := kong.New(&cli{}, kong.Name("motcua"),
		kong.Description("A city's one-stop Public Administrative Service Centre (Trung tâm Phục vụ hành chính công)."),
		kong.Vars{"version": version}, kong.Writers(out, errs),
		kong.Exit(func(c int) { code = c }), kong.BindTo(ctx, (*context.Context)(nil)), kong.BindTo(out, (*io.Writer)(nil)))
	if err != nil {
		fmt.Fprintln(errs, "motcua:", err)
		return 2
	}
	c, err := parser.Parse(signed(args))
	if code >= 0 { // --help and --version have answered
		return code
	}
	if err != nil {
		fmt.Fprintf(errs, "motcua: %v\nSee: %s --help\n", err, understood(err))
		return 2
	}
	err = c.Run()
	var exit exitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return int(exit)
	default:
		fmt.Fprintln(errs, "motcua:", spoken(err))
		return 1
	}
}

// signed ties a value that begins with a minus and a digit to its flag: -3d is a wrong limit and not a flag of its own, and
// the rule for limits says so better.
func signed(args []string) []string {
	var out []string
	for _, a := range args {
		if n := len(out) - 1; n >= 0 && len(a) > 1 && a[0] == '-' && a[1] >= '0' && a[1] <= '9' && strings.HasPrefix(out[n], "--") && len(out[n]) > 2 && !strings.Contains(out[n], "=") {
			out[n] += "=" + a
			continue
		}
		out = append(out, a)
	}
	return out
}

// understood is as much of a wrong command line as names a command: its help is the nearest.
func understood(err error) string {
	path := "motcua"
	if p := (*kong.ParseError)(nil); errors.As(err, &p) {
		for _, step := range p.Context.Path {
			if step.Command != nil {
				path += " " + step.Command.Name
			}
		}
	}
	return path
}

// spoken is an error on the command line: faults in English sentences.
func spoken(err error) string {
	words, e := text.Load()
	if e != nil {
		return err.Error()
	}
	return sentence(words.In(text.EN), err)
}

// sentence makes of a fault its sentence, with its article and its mend, as a page would; other errors speak for themselves.
func sentence(v text.Voice, err error) string {
	f := fault.As(err)
	if f == nil || !v.Has(f.Key) {
		return err.Error()
	}
	out := v.T(f.Key, f.Args)
	if f.Rule != "" {
		out += " (" + v.T("fault.rule", "rule", f.Rule) + ")"
	}
	if mend := f.Key + ".mend"; v.Has(mend) {
		out += " " + v.T(mend, f.Args)
	}
	return out
}
