package office

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/law/procedure"
	"motcua/words/org"
)

// decided gives the dated decision by which somebody decides a procedure; unsure says that the owner's commune has to be known.
func (w *World) decided(rec *procedure.Record, p place, t time.Time) (c *org.Competence, unsure bool) {
	c, areas := w.Org.Decides(string(rec.Code), org.UnitID(w.commune(p.owner, t)), t)
	return c, areas && p.owner == ""
}

// deciders are the units that decide a procedure by power of their own: by decision, else as the catalogue says.
func (w *World) deciders(rec *procedure.Record, p place, t time.Time) []string {
	if c, _ := w.decided(rec, p, t); c != nil {
		return []string{string(c.Unit)}
	}
	return w.agencies(rec.Competent, p, t)
}

// ownPower says whether a unit decides a procedure by power of its own somewhere at t; told is false where neither a decision
// nor the catalogue says who does.
func (w *World) ownPower(unit org.UnitID, rec *procedure.Record, t time.Time) (own, told bool) {
	for _, c := range w.Org.Competences() {
		if slices.Contains(c.Procedures, string(rec.Code)) && c.OpenAt(t) {
			told = true
			own = own || c.Unit == unit
		}
	}
	u := w.Org.UnitAt(unit, t)
	for _, a := range rec.Competent {
		named, isNamed := strings.CutPrefix(cmp.Or(a.Rule, "unit:"+a.Unit), "unit:")
		told = told || !isNamed || named != ""
		switch {
		case u == nil:
		case isNamed:
			own = own || slices.Contains(w.Org.Successors(org.UnitID(named), t), unit)
		case a.Rule == "commune-of:owner":
			own = own || u.Kind == org.Commune
		case a.Rule == "reception":
			own = own || u.Receives
		default:
			own = own || u.Kind == interlinked[a.Rule]
		}
	}
	return own, told
}

// powerOf looks at where the giver has the power from that a delegation hands on: it is its own, or it rests on another
// delegation, which is noted. Nobody hands on what they do not have.
func (w *World) powerOf(d org.Delegation) (org.Delegation, error) {
	for _, code := range d.Procedures {
		rec := w.Procedures.Current(procedure.ID(code), d.From)
		if rec == nil {
			continue
		}
		own, told := w.ownPower(d.Giver, rec, d.From)
		if own || !told {
			continue
		}
		under := w.Org.DelegationsTo(d.Giver, "", code, d.From)
		i := slices.IndexFunc(under, func(x *org.Delegation) bool { return d.Under == "" || d.Under == x.ID })
		if i < 0 {
			return d, fault.New(fault.Refused, "org.delegation-no-power", "unit", w.Org.NameAt(d.Giver, d.From), "procedure", code).At("procedures")
		}
		d.Under = under[i].ID
	}
	return d, nil
}

// GiveCompetence says by a decision which unit decides procedures for an area (giao thẩm quyền giải quyết).
func (o *Office) GiveCompetence(ctx context.Context, who Who, cmd Command, c org.Competence) error {
	c.Document = vn.Tidy(c.Document)
	return o.ofHouse(ctx, who, cmd, asked{"competence", c}, func(w *World, now time.Time) ([]org.Fact, error) {
		for _, code := range c.Procedures {
			if w.Procedures.Current(procedure.ID(code), now) == nil {
				return nil, fault.New(fault.Invalid, "org.procedure-unknown", "procedure", code).At("procedures")
			}
		}
		c.ID = org.CompetenceID(free("tq-"+string(c.Unit), func(id string) bool { return w.Org.Competence(org.CompetenceID(id)) != nil }))
		return w.Org.GiveCompetence(c, now)
	})
}

// EndCompetence says by a document that such a decision ends sooner. It is refused while nobody else would decide then.
func (o *Office) EndCompetence(ctx context.Context, who Who, cmd Command, id org.CompetenceID, to time.Time, document string) error {
	return o.endHouse(ctx, who, cmd, asked{"end", id, to, document}, document, func(w *World, now time.Time) ([]org.Fact, error) {
		facts, err := w.Org.EndCompetence(id, to, document, now)
		if err != nil {
			return nil, err
		}
		next, err := w.Org.ApplyAll(facts...)
		if err != nil {
			return nil, err
		}
		return facts, w.newGap(&World{Org: next, Procedures: w.Procedures}, w.Org.Competence(id), to)
	})
}

// newGap refuses that from an instant on nobody decides what a competence was about, where somebody did.
func (w *World) newGap(next *World, c *org.Competence, at time.Time) error {
	for _, code := range c.Procedures {
		rec := w.Procedures.Current(procedure.ID(code), at)
		if rec == nil {
			continue
		}
		var without []string
		for _, u := range next.Org.Units(at, org.Commune) {
			p := next.living(u, at)
			if _, err := next.competent(rec, p, at); err == nil {
				continue
			}
			if _, err := w.competent(rec, p, at); err == nil {
				without = append(without, u.Name)
			}
		}
		if len(without) > 0 {
			return fault.New(fault.Refused, "org.competence-gap", "procedure", code, "date", at.In(Zone).Format("02/01/2006"),
				"n", strconv.Itoa(len(without)), "commune", without[0]).At("to")
		}
	}
	return nil
}

// A Decider is who decides a procedure for a commune on a day, and why.
type Decider struct {
	Unit       UnitName
	Why        string          // "decision", "rule", "named" or "delegation"
	Rule       string          // of the catalogue
	Decision   *org.Competence // by which it has the power itself
	Delegation *org.Delegation // by which it was handed the power
	Giver      UnitName
	Record     *procedure.Record
}

// Decider says it; the fault says why nobody does. An empty commune asks without one.
func (r *Reader) Decider(code procedure.ID, commune org.UnitID, t time.Time) (Decider, error) {
	if err := r.MaySettings(); err != nil {
		return Decider{}, err
	}
	rec := r.w.Procedures.Current(code, t)
	if rec == nil {
		return Decider{}, fault.New(fault.Invalid, "org.procedure-unknown", "procedure", string(code)).At("procedure")
	}
	x := Decider{Record: rec}
	var p place
	if commune != "" {
		u := r.w.Org.UnitAt(commune, t)
		if u == nil {
			return x, fault.New(fault.Invalid, "org.unit-unknown", "unit", string(commune)).At("commune")
		}
		p = r.w.living(u, t)
	}
	unit, err := r.w.competent(rec, p, t)
	if err != nil {
		if f := fault.As(err); f != nil && f.Field == "owner.address.commune" {
			err = fault.New(fault.Invalid, "org.competence-commune").At("commune")
		}
		return x, err
	}
	x.Unit = r.w.unit(unit, t)
	givers := r.w.deciders(rec, p, t)
	x.Decision, _ = r.w.decided(rec, p, t)
	if !slices.Contains(givers, unit) {
		x.Why, x.Delegation = "delegation", r.w.handedBy(unit, givers, string(code), t)
		if len(givers) > 0 {
			x.Giver = r.w.unit(givers[0], t)
		}
		return x, nil
	}
	x.Why = "named"
	if x.Decision != nil {
		x.Why = "decision"
		return x, nil
	}
	for _, a := range rec.Competent {
		if slices.Contains(r.w.agencies([]procedure.Agency{a}, p, t), unit) {
			if a.Rule != "" && !strings.HasPrefix(a.Rule, "unit:") {
				x.Why, x.Rule = "rule", a.Rule
			}
			break
		}
	}
	return x, nil
}

// living is the place of an owner who lives in a commune and comes to the desk that is there for it, else to the first desk.
func (w *World) living(commune *org.Unit, t time.Time) place {
	p := place{owner: commune.AdminCode}
	for _, kind := range []org.UnitKind{org.Point, org.Branch} {
		if us := w.Org.Serving(commune.ID, kind, t); p.reception == "" && len(us) > 0 {
			p.reception = string(us[0].ID)
		}
	}
	if p.reception == "" {
		if i := slices.IndexFunc(w.Org.Units(t), func(u *org.Unit) bool { return u.Receives }); i >= 0 {
			p.reception = string(w.Org.Units(t)[i].ID)
		}
	}
	return p
}

// A Gap is that for some time nobody decides procedures for communes.
type Gap struct {
	Why         string // the key of the fault that says so
	Named       string // the unit or the kind that it is about
	From, Until time.Time
	Procedures  []procedure.ID
	Communes    []UnitName
}

// Gaps is what is missing in the next twelve months among procedures that are worked on here.
type Gaps struct {
	Gaps       []Gap
	Procedures int // that were looked at
	Communes   int // of today
	Unruled    int // procedures of the catalogue that are not worked on here and do not say who decides
}

// gapYear is how far ahead is looked.
const gapYear = 12

// Gaps looks for them; those of one reason, time and set of communes are one.
func (r *Reader) Gaps() (Gaps, error) {
	var out Gaps
	if err := r.MaySettings(); err != nil {
		return out, err
	}
	all := r.w.Procedures.All(r.now)
	for _, rec := range all {
		switch {
		case rec.Open():
			out.Procedures++
		case !slices.ContainsFunc(rec.Competent, func(a procedure.Agency) bool { return a.Rule != "" || a.Unit != "" }):
			out.Unruled++
		}
	}
	out.Communes = len(r.w.Org.Units(r.now, org.Commune))
	out.Gaps = r.w.gaps(r.now, r.now.AddDate(0, gapYear, 0))
	return out, nil
}

// A missed is that nobody decides the procedures of one signature for one commune.
type missed struct {
	Gap
	sig     string
	commune org.UnitID
}

// gaps asks for every open procedure and every commune at each moment at which the answer may become another one; procedures
// that find their agency by the same words are asked for once.
func (w *World) gaps(from, until time.Time) []Gap {
	running := map[string]*missed{}
	ids := map[string][]procedure.ID{} // by signature
	var over []*missed
	for _, t := range append([]time.Time{from}, w.competenceMoments(from, until)...) {
		sigs := map[string]*procedure.Record{}
		for _, rec := range w.Procedures.All(t) {
			if !rec.Open() {
				continue
			}
			sig := w.signature(rec)
			sigs[sig] = rec
			if !slices.Contains(ids[sig], rec.Code) {
				ids[sig] = append(ids[sig], rec.Code)
			}
		}
		seen := w.missedAt(sigs, running, t)
		for key, g := range running {
			if !seen[key] {
				g.Until = t
				over = append(over, g)
				delete(running, key)
			}
		}
	}
	for _, g := range running {
		over = append(over, g)
	}
	return w.gapsOf(over, ids)
}

// missedAt adds to running what is missed at t and was not before, and says what is.
func (w *World) missedAt(sigs map[string]*procedure.Record, running map[string]*missed, t time.Time) map[string]bool {
	seen := map[string]bool{}
	for sig, rec := range sigs {
		for _, u := range w.Org.Units(t, org.Commune) {
			_, err := w.competent(rec, w.living(u, t), t)
			f := fault.As(err)
			if err == nil || f == nil {
				continue
			}
			key := fmt.Sprint(sig, " ", u.ID, " ", f.Key, f.Args)
			seen[key] = true
			if running[key] == nil {
				running[key] = &missed{Gap: Gap{Why: f.Key, Named: cmp.Or(f.Args["unit"], f.Args["kind"]), From: t}, sig: sig, commune: u.ID}
			}
		}
	}
	return seen
}

// gapsOf puts together what has one reason and one time.
func (w *World) gapsOf(over []*missed, ids map[string][]procedure.ID) []Gap {
	slices.SortFunc(over, func(a, b *missed) int {
		return cmp.Or(a.From.Compare(b.From), a.Until.Compare(b.Until), cmp.Compare(a.Why+a.Named, b.Why+b.Named), cmp.Compare(a.sig, b.sig), cmp.Compare(a.commune, b.commune))
	})
	one := func(a, b *Gap) bool {
		return a.Why+a.Named == b.Why+b.Named && a.From.Equal(b.From) && a.Until.Equal(b.Until)
	}
	var out []Gap
	for i := 0; i < len(over); {
		g, j := over[i].Gap, i
		for ; j < len(over) && over[j].sig == over[i].sig && one(&over[j].Gap, &g); j++ {
			g.Communes = append(g.Communes, w.unit(string(over[j].commune), g.From))
		}
		g.Procedures = slices.Clone(ids[over[i].sig])
		if k := slices.IndexFunc(out, func(x Gap) bool { return one(&x, &g) && slices.Equal(x.Communes, g.Communes) }); k >= 0 {
			out[k].Procedures = append(out[k].Procedures, g.Procedures...)
		} else {
			out = append(out, g)
		}
		i = j
	}
	return out
}

// signature is by what words and decisions a procedure finds who decides it.
func (w *World) signature(rec *procedure.Record) string {
	var b strings.Builder
	for _, a := range slices.Concat(rec.Delegated, []procedure.Agency{{Unit: "|"}}, rec.Competent) {
		b.WriteString(a.Unit + "/" + a.Rule + " ")
	}
	if w.Org.Decided(string(rec.Code)) {
		b.WriteString(string(rec.Code))
	}
	return b.String()
}

// competenceMoments are when units or decisions on competence begin, end or change, and new versions of procedures begin.
func (w *World) competenceMoments(from, until time.Time) []time.Time {
	out := w.Org.UnitChanges(from, until)
	for _, id := range w.Procedures.IDs() {
		for _, rec := range w.Procedures.Versions(id) {
			for _, t := range []time.Time{rec.From, rec.To} {
				if t.After(from) && !t.After(until) {
					out = append(out, t)
				}
			}
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.CompactFunc(out, time.Time.Equal)
}
