package office

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/knowledge"
	"motcua/law/procedure"
	"motcua/words/ledger"
)

// An OnKnowledge names the item that is acted on, none for a new one, and the version that the actor saw (0 does not care).
type OnKnowledge struct {
	ID   knowledge.ID
	Seen int64
}

// A KnowledgeInput is what somebody gives with an act on an item.
type KnowledgeInput struct {
	Kind       knowledge.Kind
	Text       knowledge.Text
	Procedures []string // codes that the text speaks of; which version is the office's to know
	Reason     string
}

// Knowledge does an act on an item of the knowledge base: read, decide, append. It gives the item's identity.
func (o *Office) Knowledge(ctx context.Context, who Who, cmd Command, on OnKnowledge, a knowledge.Act, in KnowledgeInput) (id knowledge.ID, err error) {
	rule := knowledge.RuleOf(a)
	if rule == nil {
		return "", fault.New(fault.Invalid, "knowledge.no-such-act", "act", string(a))
	}
	if err := mayKnowledge(who, rule, access.Object{Org: o.world.Load().Org, At: o.Now()}); err != nil {
		return "", err
	}
	hash, err := requestHash("knowledge", on, a, in)
	if err != nil {
		return "", err
	}
	if cmd.Key == "" {
		if cmd.Key, err = o.NewID(); err != nil {
			return "", err
		}
	}
	if id = on.ID; id == "" {
		id = knowledge.ID(o.keyed("knowledge", who.Account+"/"+cmd.Key)[:26])
	}
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		if done, err := o.once(tx, who, cmd, hash, []byte(id)); done || err != nil {
			return err
		}
		evs, err := tx.Events(ctx, knowledge.Stream(id))
		if err != nil {
			return err
		}
		var it *knowledge.Item
		if on.ID != "" {
			if it, err = knowledge.Fold(id, evs); err != nil {
				return err
			}
			if on.Seen != 0 && on.Seen != it.Version {
				return fault.New(fault.Conflict, "knowledge.moved")
			}
		}
		c := &knowledge.Case{Item: it, Now: tx.Now(), Actor: who.Actor(), Unit: who.Unit, Known: w.knownGap}
		return o.doKnowledge(tx, w, c, id, evs, a, in)
	})
	if err != nil {
		return "", fmt.Errorf("%s item %s of the knowledge base: %w", a, id, err)
	}
	return id, nil
}

// mayKnowledge judges the right to an act by either of its rights.
func mayKnowledge(who Who, rule *knowledge.Rule, at access.Object) error {
	err := access.May(who, rule.Asks, at)
	if err != nil && rule.Or != "" && access.May(who, rule.Or, at) == nil {
		return nil
	}
	return err
}

// doKnowledge decides and appends.
func (o *Office) doKnowledge(tx *store.Tx, w *World, c *knowledge.Case, id knowledge.ID, before []ledger.Event, a knowledge.Act, in KnowledgeInput) error {
	ask := knowledge.Input{Kind: in.Kind, Text: in.Text, Reason: in.Reason}
	inForce := func(code string) int { return w.inForce(code, c.Now) }
	var unknown []error
	switch {
	case a == knowledge.ActWrite:
		for _, code := range in.Procedures {
			n := inForce(code)
			if n == 0 {
				unknown = append(unknown, fault.New(fault.Invalid, "knowledge.no-procedure", "code", code).At("links"))
			}
			if !slices.ContainsFunc(ask.Text.Links, func(l knowledge.Link) bool { return l.Code == code }) {
				ask.Text.Links = append(ask.Text.Links, knowledge.Link{Code: code, Version: n})
			}
		}
		if c.Item == nil {
			var err error
			if ask.Slug, err = freeSlug(tx, cmp.Or(in.Text.VI.Title, "muc")); err != nil {
				return err
			}
		}
	case a == knowledge.ActConfirm && c.Item.Live != nil:
		for _, l := range c.Item.Live.Links {
			if n := inForce(l.Code); n > 0 {
				ask.Links = append(ask.Links, knowledge.Link{Code: l.Code, Version: n})
			}
		}
	}
	facts, err := c.Do(a, ask)
	if err := fault.Together(append(unknown, err)...); err != nil {
		return err
	}
	return o.appendKnowledge(tx, id, before, facts)
}

// appendKnowledge writes the facts and moves the view.
func (o *Office) appendKnowledge(tx *store.Tx, id knowledge.ID, before []ledger.Event, facts []ledger.Fact) error {
	evs, err := tx.Append(knowledge.Stream(id), int64(len(before)), facts)
	if err != nil {
		return err
	}
	it, err := knowledge.Fold(id, append(before[:len(before):len(before)], evs...))
	if err != nil {
		return err
	}
	row, err := knowledgeRow(it)
	if err != nil {
		return err
	}
	return tx.PutKnowledge(row)
}

func knowledgeRow(it *knowledge.Item) (store.KnowledgeRow, error) {
	b, err := json.Marshal(it)
	return store.KnowledgeRow{ID: string(it.ID), Slug: it.Slug, Version: it.Version, Updated: it.Updated, Body: string(b)}, err
}

// inForce is the version of a procedure that holds at a moment, 0 for none.
func (w *World) inForce(code string, at time.Time) int {
	if rec := w.Procedures.Current(procedure.ID(code), at); rec != nil {
		return rec.Version
	}
	return 0
}

// mostSlug is how long a name in an address may be.
const mostSlug = 80

// freeSlug makes a name for addresses out of a title, and numbers it when there is one like it.
func freeSlug(tx *store.Tx, title string) (string, error) {
	var parts []string
	n := 0
	for _, w := range vn.Words(title) {
		w = strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, w)
		if n += len(w) + 1; w != "" && n <= mostSlug {
			parts = append(parts, w)
		}
	}
	base := cmp.Or(strings.Join(parts, "-"), "muc")
	for i := 1; ; i++ {
		slug := base
		if i > 1 {
			slug += "-" + strconv.Itoa(i)
		}
		if _, taken, err := tx.KnowledgeBySlug(tx.Context(), slug); err != nil || !taken {
			return slug, err
		}
	}
}

// KnowledgeSettings are the settings that a text may speak of.
var KnowledgeSettings = []string{
	"intake.acknowledge-within", "supplement.notice-within", "supplement.at-reception", "supplement.after-examination", "notice.phone", "filing.portal-address", answerWithin, surveyWindow,
	surveyWithin,
}

// knownGap says whether what a text wants to be filled with is there: a procedure with its case and channel, a setting.
func (w *World) knownGap(g knowledge.Gap) bool {
	if g.Name == "setting" {
		return slices.Contains(KnowledgeSettings, g.Of) && len(g.Part) == 0
	}
	all := w.Procedures.Versions(procedure.ID(g.Of))
	if len(all) == 0 {
		return false
	}
	if g.Name == "procedure" {
		return len(g.Part) == 0
	}
	_, rule := GapRule(&all[len(all)-1], g)
	return rule != nil
}

// GapRule finds the case and channel of a record that a gap speaks of: those that it names, else the first.
func GapRule(rec *procedure.Record, g knowledge.Gap) (*procedure.Case, *procedure.ChannelRule) {
	if len(rec.Cases) == 0 {
		return nil, nil
	}
	c := &rec.Cases[0]
	if len(g.Part) > 0 {
		c = rec.Case(g.Part[0])
	}
	if c == nil || len(c.Channels) == 0 {
		return nil, nil
	}
	if len(g.Part) < 2 {
		return c, &c.Channels[0]
	}
	for i := range c.Channels {
		if int(c.Channels[i].Channel) == gapChannels[g.Part[1]] {
			return c, &c.Channels[i]
		}
	}
	return nil, nil
}

// checkKnowledge compares the lines of the knowledge base with their events.
func (o *Office) checkKnowledge(ctx context.Context, rep *CheckReport) error {
	r := o.db.Read()
	return checkRows(ctx, r, "knowledge", rep, folded(ctx, r, func(id string, evs []ledger.Event) (store.KnowledgeRow, error) {
		it, err := knowledge.Fold(knowledge.ID(id), evs)
		if err != nil {
			return store.KnowledgeRow{}, err
		}
		return knowledgeRow(it)
	}), r.Knowledge)
}

// gapChannels are the channels as texts name them.
var gapChannels = map[string]int{"desk": int(procedure.Desk), "online": int(procedure.Online), "post": int(procedure.Post)}
