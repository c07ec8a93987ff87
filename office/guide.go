package office

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/letter"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/words/org"
)

// Guide writes down what somebody at a counter was told that the dossier still lacks (hướng dẫn hoàn thiện hồ sơ). Nothing is
// received: the draft waits, and the paper is form 02 with a number of its own. It gives the version of the event, which
// names the paper.
func (o *Office) Guide(ctx context.Context, who Who, cmd Command, id dossier.ID, in Intake, words string) (nth int64, err error) {
	if !validID(id) {
		return 0, fault.New(fault.Invalid, "dossier.id-malformed").At("id")
	}
	hash, err := requestHash("guide", id, in, words)
	if err != nil {
		return 0, err
	}
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		nth = 0
		if done, err := o.once(tx, who, cmd, hash, []byte(id)); done || err != nil {
			return err
		}
		if err := mayGuide(who, who.Unit); err != nil {
			return err
		}
		rec := w.Procedures.Current(in.Procedure, tx.Now())
		pc := rec.Case(in.Case)
		if pc == nil {
			return fault.New(fault.Invalid, "dossier.procedure-unknown", "procedure", string(in.Procedure)).At("procedure")
		}
		g := dossier.Guidance{
			Reception: who.Unit, Procedure: in.Procedure, Version: rec.Version, Case: in.Case, Parties: in.Parties, Words: words,
		}
		f, err := w.Procedures.Form(rec.Code, rec.Version, pc.ID)
		if err != nil {
			return err
		}
		g.Missing = dossier.Missing(pc, pc.AskedBy(f, in.Values), in.Papers)
		version, _, err := tx.Head(ctx, dossier.GuidanceStream(id))
		if err != nil {
			return err
		}
		tx.Rely(w.Procedures.Stream(rec.Code))
		if g.Code, err = o.guidanceNumber(w, tx, who.Unit); err != nil {
			return err
		}
		facts, err := dossier.Guide(g, tx.Now(), who.Actor())
		if err != nil {
			return err
		}
		evs, err := tx.Append(dossier.GuidanceStream(id), version, facts)
		if err == nil {
			nth = evs[0].Version
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("guide draft %s: %w", id, err)
	}
	if nth == 0 { // done before: the newest is the one
		nth, _, err = o.db.Read().Head(ctx, dossier.GuidanceStream(id))
	}
	return nth, err
}

// mayGuide: whoever receives at a unit guides there, and reads what was given out there.
func mayGuide(who Who, unit string) error {
	if err := access.May(who, string(dossier.ActReceive), access.Object{Unit: unit}); err != nil {
		return err
	}
	if unit == "" || unit != who.Unit {
		return fault.New(fault.Missing, "letter.missing")
	}
	return nil
}

// guidanceNumber is the next number of a unit's guidances on its legal day: told apart from a dossier's code by its letters.
func (o *Office) guidanceNumber(w *World, tx *store.Tx, unit string) (string, error) {
	u := w.Org.UnitAt(org.UnitID(unit), tx.Now())
	if u == nil {
		return "", fault.New(fault.Refused, "org.unit-unknown", "unit", unit)
	}
	day := tx.Now().In(Zone)
	n, err := tx.Number("guidance/"+unit, day.Format(time.DateOnly))
	if err != nil {
		return "", fmt.Errorf("number of a guidance of unit %s: %w", unit, err)
	}
	return fmt.Sprintf("%s-%s-HD%03d", u.Code, day.Format("060102"), n), nil
}

// Guidances lists the guidances that a draft had, or the dossier that it became, the oldest first, to those who receive where
// they were given.
func (r *Reader) Guidances(id dossier.ID) ([]Letter, error) {
	all, err := r.guidances(id)
	return slices.DeleteFunc(all, func(l Letter) bool { return mayGuide(r.who, l.guided.Reception) != nil }), err
}

func (r *Reader) guidances(id dossier.ID) ([]Letter, error) {
	if r.o.cfg.Letters == nil {
		return nil, nil
	}
	evs, err := r.db.Events(r.ctx, dossier.GuidanceStream(id))
	if err != nil {
		return nil, err
	}
	all, err := dossier.Guided(evs)
	if err != nil {
		return nil, err
	}
	out := make([]Letter, len(all))
	for i := range all {
		g := &all[i]
		out[i] = Letter{Kind: LetterGuidance, Version: g.Nth, At: g.At, Nth: i + 1, form: LetterGuidance, guided: g}
		out[i].Form, out[i].Title = r.o.cfg.Letters.NoticeForm(r.o.cfg.Letters.SetAt(g.At), LetterGuidance)
	}
	return out, nil
}

// Guidance gives a guidance of a draft as PDF to those who receive where it was given: the same bytes each time. Once the draft
// is a dossier, Letter gives it too.
func (r *Reader) Guidance(id dossier.ID, nth int64) (pdf []byte, name string, err error) {
	all, err := r.Guidances(id) // what is not the reader's is not there
	if err != nil {
		return nil, "", err
	}
	for _, l := range all {
		if l.Version != nth {
			continue
		}
		return r.letter(&file{id: id}, l)
	}
	return nil, "", fault.New(fault.Missing, "letter.missing")
}

// guidance is what form 02 says before a reception.
func (r *Reader) guidance(g *dossier.Guidance) letter.Notice {
	v := &DossierView{Dossier: &dossier.Dossier{Procedure: g.Procedure, ProcVersion: g.Version, Parties: g.Parties}}
	v.Record, v.ReceptionN = r.w.Procedures.Version(g.Procedure, g.Version), r.w.unit(g.Reception, g.At)
	v.CaseDef = v.Record.Case(g.Case)
	n := letter.Notice{
		Letterhead: r.letterhead(v, g.At), Set: r.o.cfg.Letters.SetAt(g.At), Form: LetterGuidance, Code: g.Code, Facts: map[string]string{},
		Times: map[string]time.Time{}, Signers: map[string]letter.Signature{}, Lookup: letter.Lookup{URL: strings.TrimSuffix(r.lookupURL("", ""), "#.")},
	}
	_, n.Number, _ = strings.Cut(g.Code, "-")
	r.whose(&n, v, g.At)
	n.Facts["stage"], n.Facts["words"], n.Facts["basis"] = r.say("letter.stage.reception"), g.Words, r.cited("nd61-2018/15.3")
	for _, i := range g.Missing {
		if v.CaseDef == nil || i >= len(v.CaseDef.Papers) {
			continue
		}
		p := v.CaseDef.Papers[i]
		need := r.needed(p.Originals, p.Copies)
		if p.Note != "" {
			need = strings.TrimPrefix(need+"\n"+p.Note, "\n")
		}
		names := strings.Join(v.CaseDef.Names(i, nil), " "+r.say("letter.or")+" ")
		n.Rows = append(n.Rows, []string{names, need})
	}
	n.Signers["officer"] = r.signer(g.Actor, g.Reception, g.At)
	n.Facts["officer"] = n.Signers["officer"].Name
	return n
}

// needed says how many of a paper are to be brought.
func (r *Reader) needed(originals, copies int) string {
	words := ""
	for _, x := range []struct {
		n   int
		key string
	}{{originals, "letter.need.originals"}, {copies, "letter.need.copies"}} {
		if x.n > 0 {
			words += ", " + r.sayArgs(x.key, fault.Args{"n": fmt.Sprint(x.n)})
		}
	}
	if words == "" {
		return r.say("letter.need.one")
	}
	return r.sayArgs("letter.need", fault.Args{"what": strings.TrimPrefix(words, ", ")})
}
