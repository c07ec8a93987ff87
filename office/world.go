package office

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/law/notice"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/ledger"
	"motcua/words/org"
)

// A World is what the office looks at while it acts: the organisation, the procedures, the calendar and the settings,
// folded from their events. It never changes; Refresh makes a new one.
type World struct {
	Org        *org.Org
	Procedures *procedure.Catalogue
	Calendar   *calendar.Calendar
	Settings   []Setting
	General    procedure.Supplement // the general rule for papers asked for, from the settings
	LifeEvents []LifeEvent
	Notices    *notice.Book // nil: the city has no words for notices

	Reorganisations []*Reorganised // that were entered, oldest first

	people map[ledger.StreamID]int64 // version of each unit's and person's stream
	heads  map[ledger.StreamID]int64 // version of each document that the whole city shares
	events map[procedure.ID][]string // slugs of the life events that list a procedure
	proofs sync.Map                  // code, version and day → procedure.Proof
}

// A Setting (thiết lập) is a named value with its legal basis; Unconfirmed ones are marked on the settings page.
type Setting struct {
	Name        string `json:"name"`
	Group       string `json:"group"`
	Label       Words  `json:"label"`
	Value       any    `json:"value"`
	Basis       string `json:"basis,omitempty"`
	Note        Words  `json:"note,omitzero"`
	Unconfirmed bool   `json:"unconfirmed,omitempty"`
	From        string `json:"from,omitempty"` // day, when the rule has one
	To          string `json:"to,omitempty"`
}

// Words are a sentence of the pack in both languages.
type Words struct {
	VI string `json:"vi"`
	EN string `json:"en"`
}

// A LifeEvent (việc trong đời) groups procedures as people meet them.
type LifeEvent struct {
	Slug        string         `json:"slug"`
	Title       Words          `json:"title"`
	Description Words          `json:"description"`
	Procedures  []procedure.ID `json:"procedures"`
	Questions   []LifeQuestion `json:"questions,omitempty"`
}

// A LifeQuestion is one of the few questions whose answers say which procedures somebody needs.
type LifeQuestion struct {
	ID      string       `json:"id"`
	Text    Words        `json:"text"`
	Options []LifeOption `json:"options"`
}

// A LifeOption is one answer: the procedures that it leads to, in their order, with the case where it chooses one.
type LifeOption struct {
	Value      string                  `json:"value"`
	Label      Words                   `json:"label"`
	Procedures []procedure.ID          `json:"procedures"`
	Cases      map[procedure.ID]string `json:"cases,omitempty"`
}

// The streams of the documents that the whole city shares.
const (
	streamCalendar   = ledger.StreamID("city/calendar")
	streamSettings   = ledger.StreamID("city/settings")
	streamLifeEvents = ledger.StreamID("city/life-events")
	streamNotices    = ledger.StreamID("city/notices")
)

// houseKinds are the kinds of stream that the organisation is folded from: a post stands in a unit and a desk may be one, so units
// come first.
var houseKinds = []string{"unit", "person", "onestop"}

// Refresh folds the world anew. Acts that change it call it; other nodes are told by "store.changed".
func (o *Office) Refresh(ctx context.Context) error {
	w := &World{General: procedure.GeneralSupplement(), heads: map[ledger.StreamID]int64{}, people: map[ledger.StreamID]int64{}}
	cat := procedure.NewCatalogueBuilder()
	r := o.db.Read()
	var facts []org.Fact
	for _, kind := range houseKinds {
		err := r.EachEvent(ctx, kind, func(e ledger.Event) error {
			w.people[e.Stream] = e.Version
			facts = append(facts, org.Fact{Kind: e.Kind, Stream: string(e.Stream), At: e.At, Body: e.Holder, Private: e.Private})
			return nil
		})
		if err != nil {
			return fmt.Errorf("read the organisation: %w", err)
		}
	}
	if err := r.EachEvent(ctx, "procedure", func(e ledger.Event) error { return cat.ApplyBy(e.Kind, e.Holder, e.At, e.Actor, e.Version) }); err != nil {
		return fmt.Errorf("fold the procedures: %w", err)
	}
	if err := r.EachEvent(ctx, "city", w.applyDocument); err != nil {
		return fmt.Errorf("fold the city's documents: %w", err)
	}
	var err error
	if w.Org, err = org.New().ApplyAll(facts...); err != nil {
		return fmt.Errorf("fold the organisation: %w", err)
	}
	if err := w.foldReorganised(); err != nil {
		return fmt.Errorf("fold the reorganisations: %w", err)
	}
	w.fromCalendar()
	w.Procedures = cat.Catalogue()
	o.world.Store(w)
	return nil
}

// renew reads the world again if a document that the whole city shares was set anew, by whichever process or node.
func (o *Office) renew(ctx context.Context) error {
	w := o.world.Load()
	for _, f := range documentFiles {
		version, _, err := o.db.Read().Head(ctx, f.stream)
		if err != nil {
			return fmt.Errorf("look for a new %s: %w", f.name, err)
		}
		if version != w.heads[f.stream] {
			return o.Refresh(ctx)
		}
	}
	if version, _, err := o.db.Read().Head(ctx, streamReorganised); err != nil || version != w.heads[streamReorganised] {
		return errors.Join(err, o.Refresh(ctx))
	}
	return nil
}

// applyDocument takes the newest version of a shared document.
func (w *World) applyDocument(e ledger.Event) (err error) {
	w.heads[e.Stream] = e.Version
	switch e.Stream {
	case streamCalendar:
		w.Calendar, err = calendar.Parse(e.Holder)
	case streamReorganised:
		err = w.applyReorganised(&e)
	case streamNotices:
		w.Notices, err = notice.Parse("notices.json", e.Holder)
	case streamSettings:
		w.Settings = nil
		if err = json.Unmarshal(e.Holder, &w.Settings); err == nil {
			w.General, err = generalSupplement(w.Settings)
		}
	case streamLifeEvents:
		w.LifeEvents = nil
		err = json.Unmarshal(e.Holder, &w.LifeEvents)
		w.events = map[procedure.ID][]string{}
		for _, event := range w.LifeEvents {
			for _, id := range event.Procedures {
				w.events[id] = append(w.events[id], event.Slug)
			}
		}
	}
	return err
}

// World is what doors show of procedures, units and settings; all of it is public.
func (o *Office) World() *World { return o.world.Load() }

// Setting gives the setting of a name, or one without a value.
func (w *World) Setting(name string) Setting {
	for _, s := range w.Settings {
		if s.Name == name {
			return s
		}
	}
	return Setting{Name: name}
}

// FilingOpen says whether citizens may file at the city's own page.
// choice: since 1/7/2025 the national portal is the only online entrance; the pack has it closed.
func (w *World) FilingOpen() bool { return w.Setting("filing.own-page").Value == "open" }

// A place is what units are found from: where a dossier was received, who decides it, where its owner lives.
type place struct{ reception, competent, owner string }

// interlinked are the agencies outside the Centre that a process names by kind.
var interlinked = map[string]org.UnitKind{"land-office": org.LandOffice, "tax": org.Tax, "police": org.Police, "insurance": org.Insurance}

// locate finds the unit that a step's Where means.
func (w *World) locate(where string, p place, t time.Time) (string, error) {
	switch {
	case where == "" || where == "competent":
		return p.competent, nil
	case where == "reception":
		return p.reception, nil
	case strings.HasPrefix(where, "unit:"):
		named := strings.TrimPrefix(where, "unit:")
		id := w.carried(named, p, t)
		if id == "" {
			return "", fault.New(fault.Refused, "org.unit-unknown", "unit", named)
		}
		return id, nil
	case where == "commune-of:owner":
		if u := w.commune(p.owner, t); u != "" {
			return u, nil
		}
		return p.competent, nil
	case interlinked[where] != "":
		return w.serving(interlinked[where], p, t)
	}
	return "", fmt.Errorf("a step names the place %q: known are reception, competent, unit:<id>, commune-of:owner, land-office, tax, police, insurance", where)
}

// carried is the unit that does today what a procedure lays upon a unit by name: its successor when it ended, of several
// the owner's commune; "" when there is nobody.
func (w *World) carried(unit string, p place, t time.Time) string {
	return string(w.Org.CarriedOn(org.UnitID(unit), []org.UnitID{org.UnitID(w.commune(p.owner, t))}, t))
}

// commune finds the commune's own unit by its administrative code; a code of before a reorganisation leads to who carries
// on. It is "" when there is none today, and for a commune that was divided: the address has to be read anew.
func (w *World) commune(code string, t time.Time) string {
	if code == "" {
		return ""
	}
	ids := w.Org.PlaceCarriers(code, time.Time{}, t)
	if len(ids) != 1 {
		return ""
	}
	if u := w.Org.UnitAt(ids[0], t); u == nil || u.Kind != org.Commune {
		return ""
	}
	return string(ids[0])
}

// serving finds the agency of a kind that serves the owner's commune, else the commune of the place of reception, else
// the first one that is open.
func (w *World) serving(kind org.UnitKind, p place, t time.Time) (string, error) {
	if c := w.commune(p.owner, t); c != "" {
		if us := w.Org.Serving(org.UnitID(c), kind, t); len(us) > 0 {
			return string(us[0].ID), nil
		}
	}
	if u := w.Org.UnitAt(org.UnitID(p.reception), t); u != nil {
		for _, c := range u.Serves {
			if us := w.Org.Serving(c, kind, t); len(us) > 0 {
				return string(us[0].ID), nil
			}
		}
	}
	if us := w.Org.Units(t, kind); len(us) > 0 {
		return string(us[0].ID), nil
	}
	return "", fault.New(fault.Refused, "org.no-unit-of-kind", "kind", string(kind))
}

// competent finds who decides a procedure by its rule: the delegated agency while a delegation to it holds, else the
// competent one. The delegation is looked at again when something is signed.
func (w *World) competent(rec *procedure.Record, p place, t time.Time) (string, error) {
	givers := w.deciders(rec, p, t)
	for _, id := range w.agencies(rec.Delegated, p, t) {
		if slices.Contains(givers, id) || len(givers) == 0 || w.handedBy(id, givers, string(rec.Code), t) != nil {
			return id, nil
		}
	}
	switch c, unsure := w.decided(rec, p, t); {
	case unsure:
		return "", fault.New(fault.Invalid, "dossier.owner-commune").At("owner.address.commune")
	case c != nil:
		return string(c.Unit), nil
	}
	for _, a := range rec.Competent {
		switch {
		case a.Rule != "":
			id, err := w.locate(a.Rule, p, t)
			if err != nil {
				return "", err
			}
			if id != "" {
				return id, nil
			}
			return "", fault.New(fault.Invalid, "dossier.owner-commune").At("owner.address.commune")
		case a.Unit != "":
			if id := w.carried(a.Unit, p, t); id != "" {
				return id, nil
			}
			return "", fault.New(fault.Refused, "org.unit-unknown", "unit", a.Unit)
		}
	}
	return "", fault.New(fault.Refused, "dossier.no-competent", "procedure", string(rec.Code))
}

// agencies are the units that a record's agencies mean for a dossier; those that cannot be found are left out.
func (w *World) agencies(as []procedure.Agency, p place, t time.Time) []string {
	var out []string
	for _, a := range as {
		id := w.carried(a.Unit, p, t)
		if a.Rule != "" {
			id, _ = w.locate(a.Rule, p, t) // nobody there: the next one
		}
		if id != "" {
			out = append(out, id)
		}
	}
	return out
}

// handedBy gives by what one of the givers handed its power for a procedure to a unit, or to somebody who holds a post there; nil
// when none did.
func (w *World) handedBy(unit string, givers []string, code string, t time.Time) *org.Delegation {
	all := w.Org.DelegationsTo(org.UnitID(unit), "", code, t)
	for _, q := range w.Org.PostsIn(org.UnitID(unit), t) {
		all = append(all, w.Org.DelegationsTo("", q.Person, code, t)...)
	}
	for _, d := range all {
		if slices.Contains(givers, string(d.Giver)) {
			return d
		}
	}
	return nil
}

// givers says whether a dossier is decided by an agency that the power was handed to, and who handed it over.
func (w *World) givers(rec *procedure.Record, d *dossier.Dossier, t time.Time) (delegated bool, givers []string) {
	if len(rec.Delegated) == 0 || d.Competent == "" {
		return false, nil
	}
	p := place{reception: d.Reception, competent: d.Competent, owner: d.Parties.Owner.Address.Commune}
	if !slices.Contains(w.agencies(rec.Delegated, p, t), d.Competent) {
		return false, nil
	}
	givers = w.deciders(rec, p, t)
	return !slices.Contains(givers, d.Competent), givers
}

// holders are the people who hold a role in a unit at t.
func (w *World) holders(unit, role string, t time.Time) []string {
	var out []string
	for _, p := range w.Org.Holders(org.UnitID(unit), org.Role(role), t) {
		out = append(out, string(p.ID))
	}
	return out
}

// Askable says whether a unit is there at t and has somebody who would take what is asked of it.
func (w *World) Askable(unit string, t time.Time) bool { return w.askable(unit, "", t) == nil }

// askable says why something cannot be asked of a role in a unit, and so would wait for ever; that a unit is named at all is
// for the law to want.
func (w *World) askable(unit, role string, t time.Time) error {
	switch {
	case unit == "":
		return nil
	case w.Org.UnitAt(org.UnitID(unit), t) == nil:
		return fault.New(fault.Invalid, "org.unit-unknown", "unit", unit).At("unit")
	case len(w.holders(unit, cmp.Or(role, dossier.AskedRole), t)) == 0:
		return fault.New(fault.Invalid, "dossier.asked-nobody").At("unit")
	}
	return nil
}

// postsOf are the posts that a person holds at t, and those from which the person acts by an order.
func (w *World) postsOf(person string, t time.Time) []PostChoice {
	var out []PostChoice
	for _, p := range w.Org.PostsOf(org.PersonID(person), t) {
		out = append(out, PostChoice{ID: string(p.ID), Title: p.Title, Unit: w.unit(string(p.Unit), t), Role: string(p.Role)})
	}
	for _, a := range w.Org.ActingBy(org.PersonID(person), t) {
		p := w.Org.Post(a.Post)
		out = append(out, PostChoice{
			ID: string(p.ID), Title: p.Title, Unit: w.unit(string(p.Unit), t), Role: string(p.Role), For: w.person(string(p.Person)), Order: a.Document,
		})
	}
	return out
}
