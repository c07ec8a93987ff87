package office

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/procedure"
	"motcua/law/survey"
	"motcua/words/form"
)

// Scores are the scores of a period, as far as the reader may see them.
type Scores struct {
	Period   string // 2026-Q3, or a year
	Quarters []ScoreQuarter
	Years    []string
	Units    []UnitScore
	Officers []OfficerScore
	Rules    survey.Scoring // of the newest quarter in it
	AsOf     time.Time
	Boards   []BoardLine
	Own      bool // the reader sees nobody but themselves
	MayClose bool
}

// A ScoreQuarter is a quarter, and when its scores were closed.
type ScoreQuarter struct {
	Period  string
	Over    bool
	Closed  time.Time // zero: not yet
	By      PersonName
	Formula string
	Digest  string
	In      bool // it is part of what is shown
	Late    []LateComplaint
}

// A UnitScore is a unit's score, with the raw counts that it rests on.
type UnitScore struct {
	Unit    UnitName
	Points  [survey.Indicators + 1]float64 // survey.Unknown where nobody can tell
	Total   float64
	Class   string // "" while something is missing
	Missing []int
	Score   survey.Score
	Count   survey.UnitCount
}

// An OfficerScore is an officer's score in a unit.
type OfficerScore struct {
	Person  PersonName
	Unit    UnitName
	Total   float64
	Class   string
	Missing []int
	Score   survey.Score
}

// mostQuarters is how far back scores may be chosen.
const mostQuarters = 12

// scoreReach is whose scores the reader sees: units (nil: of the whole city), and with officers or without.
func (r *Reader) scoreReach() (units []string, officers, closes bool, err error) {
	at := func(unit string) access.Object { return access.Object{Unit: unit, Org: r.w.Org, At: r.now} }
	closes = access.May(r.who, "close-scores", at("")) == nil
	if closes {
		return nil, false, true, nil
	}
	if access.May(r.who, "read-scoring", at(r.who.Unit)) == nil {
		return r.who.Units, true, false, nil
	}
	return []string{}, false, false, access.May(r.who, "read-own-scoring", at(""))
}

// Scores gives the scores of a quarter or a year: to a unit's head those of the units and officers below, to whoever closes a
// quarter those of all units without their officers, to everybody else their own; of a unit with those below it, or of all ("").
func (r *Reader) Scores(period, unit string) (*Scores, error) {
	units, officers, closes, err := r.scoreReach()
	if err != nil {
		return nil, err
	}
	below := map[string]bool{}
	if unit != "" {
		if !closes && !slices.Contains(units, unit) && unit != r.who.Unit {
			return nil, fault.New(fault.Missing, "rating.no-unit")
		}
		for _, u := range r.w.below(unit, r.now) {
			below[u] = true
		}
	}
	s := &Scores{Period: cmp.Or(period, quarterOf(r.now)), AsOf: r.now, Own: !officers && !closes, MayClose: closes}
	parts := quartersOf(s.Period)
	if parts == nil {
		return nil, fault.New(fault.Invalid, "scores.period").At("period")
	}
	sees := func(k survey.Subject) bool { return r.seesScore(k, units, officers, closes) }
	if err := r.quarters(s, parts, sees); err != nil {
		return nil, err
	}
	if !s.Own {
		if s.Boards, err = r.boards(parts); err != nil {
			return nil, err
		}
	}
	all := map[survey.Subject]*scored{}
	for _, q := range parts {
		sheet, err := r.scoreSheet(q, units)
		if err != nil {
			return nil, err
		}
		if sheet == nil {
			continue
		}
		s.Rules = sheet.Rules
		for i := range sheet.Scored {
			x := sheet.Scored[i]
			k := survey.Subject{Unit: x.Unit, Person: x.Person}
			if unit != "" && !below[k.Unit] || !sees(k) {
				continue
			}
			if all[k] == nil {
				all[k] = &scored{Unit: x.Unit, Person: x.Person, Count: &survey.UnitCount{Posted: 1}}
			}
			all[k].Score.Merge(&x.Score)
			if x.Count != nil {
				all[k].Count.Merge(x.Count)
			}
		}
	}
	if err := r.dropKept(all); err != nil {
		return nil, err
	}
	r.nameScores(s, all)
	return s, nil
}

// dropKept leaves complaints of which the reader reads nothing out of the petitions that are named as dragging on.
func (r *Reader) dropKept(all map[survey.Subject]*scored) (err error) {
	for _, x := range all {
		x.Count.Dragging = slices.DeleteFunc(slices.Clone(x.Count.Dragging), func(code string) bool {
			row, ok, bad := r.db.PetitionByCode(r.ctx, code)
			err = cmp.Or(err, bad)
			return ok && r.w.keptRow(r.who, &row, r.now)
		})
	}
	return err
}

// seesScore says whether the reader sees a subject.
func (r *Reader) seesScore(k survey.Subject, units []string, officers, closes bool) bool {
	switch {
	case k.Person != "" && k.Person == r.who.Person:
		return true
	case k.Person != "":
		return officers && slices.Contains(units, k.Unit)
	}
	return closes || officers && slices.Contains(units, k.Unit)
}

// scoreSheet gives a quarter's raw counts: those that were frozen, or as they are now; nil for one that has not begun.
func (r *Reader) scoreSheet(period string, units []string) (*scoreSheet, error) {
	if sheet, _, err := r.o.closedSheet(r.ctx, r.db, period); sheet != nil || err != nil {
		return sheet, err
	}
	if from, _, _ := quarter(period); r.now.Before(from) {
		return nil, nil
	}
	if len(units) == 0 && units != nil { // of oneself
		units = append(units, r.who.Units...)
	}
	sheet, _, err := r.o.scoreCounter(r.ctx, r.w, r.db, r.now).count(period, units)
	return sheet, err
}

// quarters lists the quarters that may be chosen, the newest first.
func (r *Reader) quarters(s *Scores, parts []string, sees func(survey.Subject) bool) error {
	from, _, _ := quarter(quarterOf(r.now))
	for range mostQuarters {
		q := ScoreQuarter{Period: quarterOf(from)}
		_, to, _ := quarter(q.Period)
		q.Over, q.In = !r.now.Before(to), slices.Contains(parts, q.Period)
		sheet, e, err := r.o.closedSheet(r.ctx, r.db, q.Period)
		if err != nil {
			return err
		}
		if sheet != nil {
			q.Closed, q.By, q.Formula, q.Digest = e.At, r.w.person(strings.TrimPrefix(e.Actor, officerPrefix)), sheet.Formula, sheet.Digest
			if q.In {
				if q.Late, err = r.lateComplaints(q.Period, sheet, sees); err != nil {
					return err
				}
			}
		}
		s.Quarters = append(s.Quarters, q)
		if y := q.Period[:4]; !slices.Contains(s.Years, y) {
			s.Years = append(s.Years, y)
		}
		from = from.AddDate(0, -3, 0)
	}
	return nil
}

// nameScores lays scores out: units by their total, officers by unit and total, the best first.
func (r *Reader) nameScores(s *Scores, all map[survey.Subject]*scored) {
	for k, x := range all {
		if k.Person != "" {
			o := OfficerScore{Person: r.w.person(k.Person), Unit: r.w.unit(k.Unit, r.now), Score: x.Score}
			o.Total, o.Class, o.Missing = x.Score.Officer()
			s.Officers = append(s.Officers, o)
			continue
		}
		u := UnitScore{Unit: r.w.unit(k.Unit, r.now), Score: x.Score, Count: *x.Count}
		u.Points, u.Total, u.Class, u.Missing = x.Score.Unit(x.Count, &s.Rules)
		s.Units = append(s.Units, u)
	}
	slices.SortFunc(s.Units, func(a, b UnitScore) int {
		return cmp.Or(cmp.Compare(b.Total, a.Total), strings.Compare(a.Unit.ID, b.Unit.ID))
	})
	slices.SortFunc(s.Officers, func(a, b OfficerScore) int {
		return cmp.Or(strings.Compare(a.Unit.ID, b.Unit.ID), cmp.Compare(b.Total, a.Total), strings.Compare(a.Person.ID, b.Person.ID))
	})
}

// PeriodDays are the first and the last day of a quarter or a year.
func PeriodDays(period string) (from, to time.Time) {
	for _, q := range quartersOf(period) {
		first, after, _ := quarter(q)
		if from.IsZero() {
			from = first
		}
		to = after.AddDate(0, 0, -1)
	}
	return from, to
}

// A ScoredDossier is what one dossier counted.
type ScoredDossier struct {
	ID     string
	Code   string
	Name   string // of its procedure
	NameEN string
	Ended  time.Time
	Points [survey.Indicators + 1]int
	Steps  []ScoredStep // that indicator 2 looks at, when it is asked for
}

// A ScoredStep is a finished step of whoever is scored, against its own time.
type ScoredStep struct {
	Name      form.Text
	Due, Done time.Time
}

// ScoredDossiers are the dossiers behind a score.
type ScoredDossiers struct {
	Period   string
	Unit     UnitName
	Person   PersonName
	Rows     []ScoredDossier
	Matching int // by the points that are asked for
	All      int
	Frozen   bool // of a quarter that was closed
}

// mostScored is how many dossiers are listed at once.
const mostScored = 500

// ScoredDossiers lists what each dossier counted for a unit, or for an officer of it; with an indicator only those that can tell it,
// and with points (not Unknown) those that have just these.
func (r *Reader) ScoredDossiers(period, unit, person string, indicator, points int) (*ScoredDossiers, error) {
	units, officers, closes, err := r.scoreReach()
	if err != nil {
		return nil, err
	}
	if unit == "" || !r.seesScore(survey.Subject{Unit: unit, Person: person}, units, officers, closes) {
		return nil, fault.New(fault.Missing, "scores.nobody")
	}
	out := &ScoredDossiers{Period: period, Unit: r.w.unit(unit, r.now), Person: r.w.person(person)}
	lines, err := r.subjectLines(out, unit, person)
	if err != nil {
		return nil, err
	}
	var ids []string
	kept := map[string]survey.Line{}
	for _, l := range lines {
		if indicator > 0 && (l.Points[indicator] == survey.Unknown || points != survey.Unknown && l.Points[indicator] != points) {
			continue
		}
		out.Matching++
		if len(ids) < mostScored {
			ids = append(ids, l.Dossier)
			kept[l.Dossier] = l
		}
	}
	out.All = len(lines)
	rows, err := r.db.DossiersOf(r.ctx, ids)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		q := &rows[i]
		d := ScoredDossier{ID: q.ID, Code: q.Code, Name: q.Procedure, Ended: q.EndedAt, Points: kept[q.ID].Points}
		if rec := r.w.Procedures.Version(procedure.ID(q.Procedure), int(q.ProcVersion)); rec != nil {
			d.Name, d.NameEN = cmp.Or(rec.ShortName, rec.Name), rec.NameEN
		}
		if indicator == 2 {
			if d.Steps, err = r.scoredSteps(q, unit, person); err != nil {
				return nil, err
			}
		}
		out.Rows = append(out.Rows, d)
	}
	slices.SortFunc(out.Rows, func(a, b ScoredDossier) int { return cmp.Or(b.Ended.Compare(a.Ended), strings.Compare(a.ID, b.ID)) })
	return out, nil
}

// scoredSteps are the finished steps of a dossier that an officer did in a unit, or that a unit and those below it did.
func (r *Reader) scoredSteps(q *store.DossierRow, unit, person string) ([]ScoredStep, error) {
	tasks, err := r.db.Tasks(r.ctx, q.ID)
	if err != nil {
		return nil, err
	}
	units := []string{unit}
	if person == "" {
		units = r.w.below(unit, r.now)
	}
	var out []ScoredStep
	for i := range tasks {
		t := &tasks[i]
		if t.DoneAt.IsZero() || t.Step.IsZero() || t.Work == "papers" || t.Work == "papers-back" || person != "" && t.Holder != person || !slices.Contains(units, t.Unit) {
			continue
		}
		out = append(out, ScoredStep{nodeText(r.node(q, t.Node), t.Name), t.Step, t.DoneAt})
	}
	return out, nil
}

// subjectLines are the lines of one subject over a period.
func (r *Reader) subjectLines(out *ScoredDossiers, unit, person string) (lines []survey.Line, err error) {
	parts := quartersOf(out.Period)
	if parts == nil {
		return nil, fault.New(fault.Invalid, "scores.period").At("period")
	}
	for _, q := range parts {
		sheet, _, err := r.o.closedSheet(r.ctx, r.db, q)
		if err != nil {
			return nil, err
		}
		if sheet != nil {
			out.Frozen = true
			more, err := scoreLines(r.ctx, r.db, sheet.kept(q), &unit, &person)
			if err != nil {
				return nil, err
			}
			lines = append(lines, more...)
			continue
		}
		if from, _, _ := quarter(q); r.now.Before(from) {
			continue
		}
		_, all, err := r.o.scoreCounter(r.ctx, r.w, r.db, r.now).count(q, r.w.below(unit, r.now))
		if err != nil {
			return nil, err
		}
		for _, l := range all {
			if l.Unit == unit && l.Person == person {
				lines = append(lines, l)
			}
		}
	}
	return lines, nil
}
