package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/petition"
)

// clocksCmd counts the clocks of a petition: motcua clocks --channel=portal register=2026-04-24T16:10.
type clocksCmd struct {
	dated
	Channel string   `required:"" help:"How the petition came: page, telephone, desk, email, chat, city-app, open311, api or portal."`
	Rows    string   `help:"File of rows that replace those of the same name and stand beside the others, in the form of the setting petition.clocks." type:"existingfile"`
	At      string   `help:"Moment at which open clocks are judged; without it that of the last event."`
	Events  []string `arg:"" help:"What happened, in order, each at a moment of Hà Nội's time: register=2026-04-24T16:10, classify=2026-04-24T16:30,scene,urgent (class and level), answer=…; the acts of a petition." name:"event"`
}

// A clockAnswer is one clock as the command says it. Times are RFC 3339 at +07:00.
type clockAnswer struct {
	Name     string `json:"name"`
	Limit    string `json:"limit"`
	Basis    string `json:"basis"`
	Standing string `json:"standing"` // "read" or "unconfirmed"
	From     string `json:"from"`
	Due      string `json:"due"`
	Waits    string `json:"waits,omitempty"` // since when it stands
	Ended    string `json:"ended,omitempty"`
	Late     bool   `json:"late"`
}

// Run counts and prints.
func (c *clocksCmd) Run(out io.Writer) error {
	words, err := text.Load()
	if err != nil {
		return err
	}
	v := words.In(text.Lang(c.Lang))
	list, err := c.count()
	if err != nil {
		return errors.New(sentence(v, err))
	}
	if c.JSON {
		return printJSON(out, list)
	}
	for _, a := range list {
		fmt.Fprintf(out, "%s: %s\n  %s %s · %s %s\n", v.T("petition.clock."+a.Name), v.T(a.state(), "at", v.DateTime(stamped(a.Ended)), "since", v.DateTime(stamped(a.Waits))),
			v.T("clocks.from"), v.DateTime(stamped(a.From)), v.T("due.due"), v.DateTime(stamped(a.Due)))
		fmt.Fprintf(out, "  %s, %s", a.Limit, a.Basis)
		if a.Standing == "unconfirmed" {
			fmt.Fprint(out, " ", v.T("due.unconfirmed"))
		}
		fmt.Fprintln(out)
	}
	if len(list) == 0 {
		fmt.Fprintln(out, v.T("clocks.none"))
	}
	return nil
}

// state is the key of how a clock stands.
func (a *clockAnswer) state() string {
	switch {
	case a.Ended != "" && a.Late:
		return "clocks.ended-late"
	case a.Ended != "":
		return "clocks.ended"
	case a.Late:
		return "clocks.late"
	case a.Waits != "":
		return "clocks.waits"
	}
	return "clocks.runs"
}

// count plays the events over the rows.
func (c *clocksCmd) count() ([]clockAnswer, error) {
	cal, err := c.open()
	if err != nil {
		return nil, err
	}
	if !slices.Contains(petition.Channels, petition.Channel(c.Channel)) {
		return nil, fault.New(fault.Invalid, "clocks.channel", "channel", c.Channel, "known", known(petition.Channels)).At("channel")
	}
	rows := petition.Limits
	if c.Rows != "" {
		b, err := os.ReadFile(c.Rows)
		if err != nil {
			return nil, err
		}
		if rows, err = petition.LimitsWith(strings.Split(string(bytes.TrimPrefix(b, []byte("\ufeff"))), "\n")); err != nil {
			return nil, fmt.Errorf("%s: %w", c.Rows, err)
		}
	}
	rows = petition.LimitsOf(rows, petition.Channel(c.Channel))
	history, err := c.history()
	if err != nil {
		return nil, err
	}
	at := history[len(history)-1].At
	if c.At != "" {
		if at, err = readMoment("--at", c.At); err != nil {
			return nil, err
		}
	}
	clocks, err := petition.Clocks(rows, history, cal, petition.Shares{})
	if err != nil {
		return nil, err
	}
	list := []clockAnswer{}
	for i := range clocks {
		k := &clocks[i]
		l := rows[slices.IndexFunc(rows, func(l petition.Limit) bool { return l.Name == k.Name })]
		list = append(list, clockAnswer{
			Name: k.Name, Limit: l.Term, Basis: l.Basis, Standing: l.Standing, From: stamp(k.From), Due: stamp(k.Due),
			Waits: stampIf(k.Waits), Ended: stampIf(k.Ended), Late: k.LateAt(at),
		})
	}
	return list, nil
}

// history reads the events; class and level stay as they were until an event says others.
func (c *clocksCmd) history() ([]petition.Step, error) {
	var acts []petition.Act
	for i := range petition.Rules {
		acts = append(acts, petition.Rules[i].Act)
	}
	var out []petition.Step
	now := petition.Step{Level: petition.Normal}
	for _, e := range c.Events {
		act, rest, ok := strings.Cut(e, "=")
		if !ok {
			return nil, fault.New(fault.Invalid, "clocks.event-form", "event", e)
		}
		if now.Act = petition.Act(act); !slices.Contains(acts, now.Act) {
			return nil, fault.New(fault.Invalid, "clocks.act", "act", act, "known", known(acts))
		}
		cells := strings.Split(rest, ",")
		at, err := readMoment(act, cells[0])
		if err != nil {
			return nil, err
		}
		if at.Before(now.At) {
			return nil, fault.New(fault.Invalid, "clocks.backward", "event", e)
		}
		now.At = at
		if len(cells) > 3 {
			return nil, fault.New(fault.Invalid, "clocks.event-form", "event", e)
		}
		if len(cells) > 1 {
			if now.Class = petition.Class(cells[1]); !slices.Contains(petition.Classes, now.Class) {
				return nil, fault.New(fault.Invalid, "clocks.class", "class", cells[1], "known", known(petition.Classes))
			}
		}
		if len(cells) > 2 {
			if now.Level = petition.Level(cells[2]); !slices.Contains(petition.Levels, now.Level) {
				return nil, fault.New(fault.Invalid, "clocks.level", "level", cells[2], "known", known(petition.Levels))
			}
		}
		out = append(out, now)
	}
	return out, nil
}

func known[T ~string](list []T) string {
	var out []string
	for _, x := range list {
		out = append(out, string(x))
	}
	return strings.Join(out, ", ")
}

func stampIf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return stamp(t)
}
