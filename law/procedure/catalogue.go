package procedure

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"motcua/ground/fault"
	"motcua/words/form"
	"motcua/words/ledger"
)

// A Catalogue (danh mục thủ tục) is all versions of all procedures at one place in the ledger. It never changes; many
// goroutines may use it. The records it gives are shared and must not be changed.
type Catalogue struct {
	byID  map[ID]*history
	ids   []ID // sorted
	index func() *index
}

// history is one procedure.
type history struct {
	versions []*version // by number
	seen     int64      // version of the stream up to which events were applied
}

// version is one version of a procedure with what was worked out about it.
type version struct {
	rec      *Record
	compiled *compiledCases
	text     *folded
	standing Standing
	said     time.Time // when it was published here
	ended    time.Time // when its end was said here; zero: it was not
}

// compiledCases are filled when they are first asked for; copies of a version share them.
type compiledCases struct {
	mu    sync.Mutex
	cases map[string]*compiledCase // guarded by mu
}

type compiledCase struct {
	form    *form.Compiled
	machine *Machine
	formErr error
	procErr error
}

// A CatalogueBuilder folds the events of procedures into a Catalogue.
type CatalogueBuilder struct{ byID map[ID]*history }

// NewCatalogueBuilder begins with no procedures.
func NewCatalogueBuilder() *CatalogueBuilder { return &CatalogueBuilder{byID: map[ID]*history{}} }

// Builder begins with what c has: events that c has seen are passed over at no cost, so that a refresh reads only what is
// new.
func (c *Catalogue) Builder() *CatalogueBuilder {
	b := &CatalogueBuilder{byID: make(map[ID]*history, len(c.byID))}
	for id, h := range c.byID {
		b.byID[id] = &history{versions: slices.Clone(h.versions), seen: h.seen}
	}
	return b
}

// Apply takes one event: its kind, its body, its legal time and its version within the procedure's stream. Events of one
// stream come in order; one that was taken before changes nothing. Kinds that are not about procedures are passed over.
func (b *CatalogueBuilder) Apply(kind string, body []byte, at time.Time, streamVersion int64) error {
	return b.ApplyBy(kind, body, at, "", streamVersion)
}

// ApplyBy is Apply of an event whose actor is known.
func (b *CatalogueBuilder) ApplyBy(kind string, body []byte, at time.Time, by string, streamVersion int64) error {
	switch kind {
	case KindHeld, KindSwitched, KindDisclosed:
		return b.applyStanding(kind, body, at, by, streamVersion)
	case KindPublished:
		return b.published(body, at, streamVersion)
	case KindWithdrawn:
		return b.withdrawn(body, at, streamVersion)
	}
	return nil
}

// codeOf finds the code at the beginning of a body without reading the rest: both bodies begin with it.
func codeOf(body []byte) ID {
	const head = `{"code":"`
	if len(body) < len(head) || string(body[:len(head)]) != head {
		return ""
	}
	for i := len(head); i < len(body) && i < 40; i++ {
		if body[i] == '"' {
			return ID(body[len(head):i])
		}
	}
	return ""
}

func (b *CatalogueBuilder) published(body []byte, at time.Time, streamVersion int64) error {
	if h := b.byID[codeOf(body)]; h != nil && streamVersion > 0 && streamVersion <= h.seen {
		return nil
	}
	rec := new(Record)
	if err := decode(body, rec); err != nil {
		return fmt.Errorf("fold %s: %w", KindPublished, err)
	}
	if rec.From.IsZero() {
		rec.From = at.UTC()
	}
	h := b.byID[rec.Code]
	if h == nil {
		h = &history{}
		b.byID[rec.Code] = h
	}
	h.seen = max(h.seen, streamVersion)
	h.versions = append(h.versions, &version{rec: rec, compiled: &compiledCases{}, text: &folded{}, said: at.UTC()})
	slices.SortStableFunc(h.versions, func(a, b *version) int { return cmp.Compare(a.rec.Version, b.rec.Version) })
	return nil
}

func (b *CatalogueBuilder) withdrawn(body []byte, at time.Time, streamVersion int64) error {
	var w Withdrawal
	if err := decode(body, &w); err != nil {
		return fmt.Errorf("fold %s: %w", KindWithdrawn, err)
	}
	h := b.byID[w.Code]
	if h == nil || streamVersion > 0 && streamVersion <= h.seen {
		return nil
	}
	h.seen = max(h.seen, streamVersion)
	for i, v := range h.versions {
		if v.rec.To.IsZero() || v.rec.To.After(w.From) {
			rec := *v.rec
			rec.To = w.From
			h.versions[i] = &version{rec: &rec, compiled: v.compiled, text: v.text, standing: v.standing, said: v.said, ended: at.UTC()}
		}
	}
	return nil
}

// Catalogue gives what was folded so far. The builder may go on; what it gave stays as it is.
func (b *CatalogueBuilder) Catalogue() *Catalogue {
	c := &Catalogue{byID: make(map[ID]*history, len(b.byID)), ids: slices.Sorted(maps.Keys(b.byID))}
	for id, h := range b.byID {
		c.byID[id] = &history{versions: slices.Clone(h.versions), seen: h.seen}
	}
	c.index = sync.OnceValue(func() *index { return newIndex(c) })
	return c
}

// Current gives the version in force at t, nil when there is none: of those whose days hold t, the newest.
func (c *Catalogue) Current(id ID, t time.Time) *Record {
	if h := c.byID[id]; h != nil {
		if v := h.at(t); v != nil {
			return v.rec
		}
	}
	return nil
}

func (h *history) at(t time.Time) *version {
	for _, v := range slices.Backward(h.versions) {
		if !t.Before(v.rec.From) && (v.rec.To.IsZero() || t.Before(v.rec.To)) {
			return v
		}
	}
	return nil
}

// Version gives one version of a procedure, nil when there is none.
func (c *Catalogue) Version(id ID, n int) *Record {
	if v := c.version(id, n); v != nil {
		return v.rec
	}
	return nil
}

func (c *Catalogue) version(id ID, n int) *version {
	if h := c.byID[id]; h != nil {
		for _, v := range h.versions {
			if v.rec.Version == n {
				return v
			}
		}
	}
	return nil
}

// Versions gives all versions of a procedure, the first one first.
func (c *Catalogue) Versions(id ID) []Record {
	h := c.byID[id]
	if h == nil {
		return nil
	}
	out := make([]Record, len(h.versions))
	for i, v := range h.versions {
		out[i] = *v.rec
	}
	return out
}

// IDs are all procedures that there are or were, by code.
func (c *Catalogue) IDs() []ID { return slices.Clone(c.ids) }

// All gives the versions in force at t, by code.
func (c *Catalogue) All(t time.Time) []*Record {
	out := make([]*Record, 0, len(c.ids))
	for _, id := range c.ids {
		if v := c.byID[id].at(t); v != nil {
			out = append(out, v.rec)
		}
	}
	return out
}

// Said is when a version was published here, and when its end was said: with its publication where that names the last day.
func (c *Catalogue) Said(id ID, n int) (published, ended time.Time) {
	v := c.version(id, n)
	if v == nil {
		return published, ended
	}
	if ended = v.ended; ended.IsZero() && !v.rec.To.IsZero() {
		ended = v.said
	}
	return v.said, ended
}

// Changed is the last moment up to t at which a version came into force or went out of it; zero when there was none.
func (c *Catalogue) Changed(t time.Time) (last time.Time) {
	for _, h := range c.byID {
		for _, v := range h.versions {
			for _, x := range []time.Time{v.rec.From, v.rec.To} {
				if !x.After(t) && x.After(last) {
					last = x
				}
			}
		}
	}
	return last
}

// Public is the record without its processes.
// choice: who does which step inside the city is no part of the catalogue that is given away; everything else is.
func (r *Record) Public() *Record {
	out := *r
	out.Cases = slices.Clone(r.Cases)
	for i := range out.Cases {
		out.Cases[i].Process = nil
	}
	return &out
}

// Names says whether any version names a file by its hash: what a process was read from, or the form of a paper.
func (c *Catalogue) Names(hash string) bool {
	for _, id := range c.ids {
		for _, rec := range c.Versions(id) {
			for i := range rec.Cases {
				if p := rec.Cases[i].Process; p != nil && p.Drawn != nil && p.Drawn.Hash == hash {
					return true
				}
				if slices.ContainsFunc(rec.Cases[i].Papers, func(p Paper) bool { return p.Blank != nil && p.Blank.Hash == hash }) {
					return true
				}
			}
		}
	}
	return false
}

// Newest gives the newest version of every procedure, in force or not, by code.
func (c *Catalogue) Newest() []*Record {
	out := make([]*Record, 0, len(c.ids))
	for _, id := range c.ids {
		all := c.byID[id].versions
		out = append(out, all[len(all)-1].rec)
	}
	return out
}

// Stream gives the stream of a procedure and the version of it that this catalogue has seen: what an act relies on.
func (c *Catalogue) Stream(id ID) (ledger.StreamID, int64) {
	var seen int64
	if h := c.byID[id]; h != nil {
		seen = h.seen
	}
	return Stream(id), seen
}

// Form gives the form of a case, compiled; nil when the case has none. It is a fault when there is no such version or
// case, and an error when the form is wrong.
func (c *Catalogue) Form(id ID, n int, caseID string) (*form.Compiled, error) {
	cc, _, err := c.compiled(id, n, caseID)
	if err != nil {
		return nil, err
	}
	return cc.form, cc.formErr
}

// Machine gives the process of a case, compiled. It is a fault when there is no such version or case, and Refused when
// the case is in the catalogue only.
func (c *Catalogue) Machine(id ID, n int, caseID string) (*Machine, error) {
	cc, pc, err := c.compiled(id, n, caseID)
	switch {
	case err != nil:
		return nil, err
	case pc.Process == nil:
		return nil, fault.New(fault.Refused, "procedure.catalogue-only", "code", string(id))
	case c.version(id, n).rec.held[caseID]:
		return nil, fault.New(fault.Refused, "procedure.off", "code", string(id), "version", strconv.Itoa(n))
	}
	return cc.machine, cc.procErr
}

func (c *Catalogue) compiled(id ID, n int, caseID string) (*compiledCase, *Case, error) {
	v := c.version(id, n)
	if v == nil {
		return nil, nil, fault.New(fault.Missing, "procedure.missing", "code", string(id))
	}
	pc := v.rec.Case(caseID)
	if pc == nil {
		return nil, nil, fault.New(fault.Invalid, "procedure.case", "code", string(id), "case", caseID).At("case")
	}
	return v.compiled.get(v.rec, pc), pc, nil
}

// get compiles a case when it is first asked for.
func (cs *compiledCases) get(r *Record, pc *Case) *compiledCase {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cc := cs.cases[pc.ID]; cc != nil {
		return cc
	}
	cc := &compiledCase{}
	if pc.Form != nil {
		if cc.form, cc.formErr = form.Compile(pc.Form); cc.formErr != nil {
			cc.formErr = fmt.Errorf("the form of procedure %s version %d: %w", r.Code, r.Version, cc.formErr)
		}
	}
	if pc.Process != nil {
		if cc.machine, cc.procErr = CompileFor(pc.Process, cc.form); cc.procErr != nil {
			cc.procErr = fmt.Errorf("the process of procedure %s version %d: %w", r.Code, r.Version, cc.procErr)
		}
	}
	if cs.cases == nil {
		cs.cases = map[string]*compiledCase{}
	}
	cs.cases[pc.ID] = cc
	return cc
}

// Case gives the case of that ID, nil when there is none or no record.
func (r *Record) Case(id string) *Case {
	if r == nil {
		return nil
	}
	for i := range r.Cases {
		if r.Cases[i].ID == id {
			return &r.Cases[i]
		}
	}
	return nil
}

// Node gives the step of that ID, nil when there is none, no process or no case.
func (c *Case) Node(id string) *Node {
	if c == nil || c.Process == nil {
		return nil
	}
	for i := range c.Process.Nodes {
		if n := &c.Process.Nodes[i]; n.ID == id {
			return n
		}
	}
	return nil
}

// Rule gives the first limit and fee of the case on a channel, nil when the case is not open there.
func (c *Case) Rule(ch Channel) *ChannelRule {
	for i := range c.Channels {
		if c.Channels[i].Channel == ch {
			return &c.Channels[i]
		}
	}
	return nil
}

// Open says whether dossiers can be received for the procedure here: a case of it has a process, and it is switched on.
func (r *Record) Open() bool {
	return slices.ContainsFunc(r.Cases, func(c Case) bool { return r.Receives(&c) })
}

// Receives says whether dossiers can be received for a case here: it has a process, and it is switched on.
func (r *Record) Receives(c *Case) bool { return c != nil && c.Process != nil && !r.held[c.ID] }

// Held says whether the version has a process that was not switched on yet.
func (r *Record) Held() bool { return len(r.HeldCases()) > 0 }

// HeldCases are the cases whose process was not switched on yet, in their order.
func (r *Record) HeldCases() []string {
	var out []string
	for i := range r.Cases {
		if c := &r.Cases[i]; c.Process != nil && r.held[c.ID] {
			out = append(out, c.ID)
		}
	}
	return out
}

// Worked says whether a case of the procedure has a process.
func (r *Record) Worked() bool {
	return slices.ContainsFunc(r.Cases, func(c Case) bool { return c.Process != nil })
}
