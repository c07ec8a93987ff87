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
	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/law/procedure"
	"motcua/law/survey"
	"motcua/words/ledger"
	"motcua/words/org"
)

// The settings of scores.
const (
	scoringOpenness = "scoring.openness-of"
	scoringPosted   = "scoring.posted"
	scoringExcused  = "scoring.applicant-reasons"
)

// Scoring are the city's rules for scores.
func (w *World) Scoring() survey.Scoring {
	of, _ := w.Setting(scoringOpenness).Value.(string)
	return survey.Scoring{PerDossier: of == "dossier", Posted: settingLines(w.Setting(scoringPosted).Value), Excused: settingLines(w.Setting(scoringExcused).Value)}
}

// kindScoresClosed is the event by which a quarter's scores are frozen.
const kindScoresClosed = "scores.closed"

func scoreStream(period string) ledger.StreamID { return ledger.StreamID("scores/" + period) }

// A scoreSheet is a quarter's raw counts. That of a closed quarter stands in its event, with the rules and the formula by which
// it was counted, and never changes.
type scoreSheet struct {
	Formula string         `json:"formula"`
	Rules   survey.Scoring `json:"rules"`
	AsOf    time.Time      `json:"asOf"`
	Scored  []scored       `json:"scored"`
	Digest  string         `json:"digest"`          // of the lines
	Lines   string         `json:"lines,omitempty"` // the name that the lines are kept under, "" for the period's
}

// scored is the raw count of an officer of a unit, or with no person of a unit.
type scored struct {
	Unit   string            `json:"unit"`
	Person string            `json:"person,omitempty"`
	Score  survey.Score      `json:"score"`
	Count  *survey.UnitCount `json:"count,omitempty"`
}

// quarter reads a quarter such as 2026-Q3.
func quarter(s string) (from, to time.Time, ok bool) {
	y, q, found := strings.Cut(s, "-Q")
	year, err := strconv.Atoi(y)
	n, err2 := strconv.Atoi(q)
	if !found || err != nil || err2 != nil || n < 1 || n > 4 || year < 2000 || year > 9000 || fmt.Sprintf("%04d-Q%d", year, n) != s {
		return from, to, false
	}
	from = time.Date(year, time.Month(3*n-2), 1, 0, 0, 0, 0, Zone)
	return from, from.AddDate(0, 3, 0), true
}

// quarterOf is the quarter that a moment falls into in the city.
func quarterOf(t time.Time) string {
	y, m, _ := t.In(Zone).Date()
	return fmt.Sprintf("%04d-Q%d", y, (int(m)+2)/3)
}

// quartersOf are the quarters of a period, which is one or a year.
func quartersOf(period string) []string {
	if _, _, ok := quarter(period); ok {
		return []string{period}
	}
	if y, err := strconv.Atoi(period); err != nil || len(period) != 4 || y < 2000 {
		return nil
	}
	var out []string
	for n := 1; n <= 4; n++ {
		out = append(out, period+"-Q"+strconv.Itoa(n))
	}
	return out
}

// A scoreCounter reads what scores are counted from.
type scoreCounter struct {
	ctx   context.Context
	o     *Office
	w     *World
	r     *store.Reader
	rules survey.Scoring
	now   time.Time
	tops  map[string][]string
	units map[string]*survey.UnitCount
}

func (o *Office) scoreCounter(ctx context.Context, w *World, r *store.Reader, now time.Time) *scoreCounter {
	return &scoreCounter{ctx: ctx, o: o, w: w, r: r, rules: w.Scoring(), now: now, tops: map[string][]string{}, units: map[string]*survey.UnitCount{}}
}

// above are the units above one as of now, the nearest first.
func (c *scoreCounter) above(unit string) []string {
	tops, known := c.tops[unit]
	if !known {
		for _, u := range c.w.Org.Ancestors(org.UnitID(unit), c.now) {
			tops = append(tops, string(u.ID))
		}
		c.tops[unit] = tops
	}
	return tops
}

// count counts a quarter: of the whole city, or of some units alone (nil: all).
func (c *scoreCounter) count(period string, units []string) (*scoreSheet, []survey.Line, error) {
	from, to, ok := quarter(period)
	if !ok {
		return nil, nil, fault.New(fault.Invalid, "scores.period").At("period")
	}
	boards, err := boardChecks(c.ctx, c.r, period)
	if err != nil {
		return nil, nil, err
	}
	c.rules.Take(boards)
	works, err := c.works(from, to, units)
	if err != nil {
		return nil, nil, err
	}
	var lines []survey.Line
	for i := range works {
		own := works[i].Lines(&c.rules, c.above)
		lines = append(lines, own...)
		for _, l := range own {
			if l.Person == "" {
				c.unit(l.Unit).Add(&works[i])
			}
		}
	}
	if err := c.beside(from, to); err != nil {
		return nil, nil, err
	}
	survey.SortLines(lines)
	return c.sheet(lines), lines, nil
}

func (c *scoreCounter) sheet(lines []survey.Line) *scoreSheet {
	s := &scoreSheet{Formula: survey.Formula, Rules: c.rules, AsOf: c.now, Digest: survey.Digest(lines)}
	sums := survey.Sum(lines)
	for k, score := range sums {
		x := scored{Unit: k.Unit, Person: k.Person, Score: *score}
		if k.Person == "" {
			x.Count = c.unit(k.Unit)
		}
		s.Scored = append(s.Scored, x)
	}
	for id := range c.units { // petitions alone
		if sums[survey.Subject{Unit: id}] == nil {
			s.Scored = append(s.Scored, scored{Unit: id, Count: c.unit(id)})
		}
	}
	slices.SortFunc(s.Scored, func(a, b scored) int {
		return cmp.Or(strings.Compare(a.Unit, b.Unit), strings.Compare(a.Person, b.Person))
	})
	return s
}

func (c *scoreCounter) unit(id string) *survey.UnitCount {
	u := c.units[id]
	if u == nil {
		u = &survey.UnitCount{}
		if x := c.w.Org.Unit(org.UnitID(id)); x != nil && x.Kind == org.Commune {
			u.Commune = true
		}
		u.Posted = c.rules.Boards(append([]string{id}, c.above(id)...)...)
		c.units[id] = u
	}
	return u
}

// works are the dossiers of a period with what is known of them.
func (c *scoreCounter) works(from, to time.Time, units []string) ([]survey.Work, error) {
	rows, err := c.r.Ended(c.ctx, from, to, units)
	if err != nil {
		return nil, err
	}
	complaints, err := c.complaints(from, to)
	if err != nil {
		return nil, err
	}
	offered, oneStop := map[string]bool{}, map[string]bool{}
	var out []survey.Work
	for i := range rows {
		q := &rows[i]
		if len(out) == 0 || out[len(out)-1].Dossier != q.Dossier {
			if _, known := offered[q.Procedure]; !known {
				offered[q.Procedure] = c.offered(q.Procedure)
			}
			if _, known := oneStop[q.Reception]; !known {
				oneStop[q.Reception] = c.oneStop(q.Reception)
			}
			ended, err := c.over(q)
			if err != nil {
				return nil, err
			}
			out = append(out, survey.Work{
				Dossier: q.Dossier, Procedure: q.Procedure, Online: q.Channel == strconv.Itoa(int(procedure.Online)), Offered: offered[q.Procedure],
				Listed: c.w.Procedures.Current(procedure.ID(q.Procedure), c.now) != nil, OneStop: oneStop[q.Reception], Reception: q.Reception,
				Competent: cmp.Or(q.Competent, q.Reception), Ended: ended, Due: q.Due, Asked: strings.Fields(q.Asks), Complaints: complaints[q.Dossier],
			})
		}
		if q.Unit != "" {
			d := &out[len(out)-1]
			d.Steps = append(d.Steps, survey.Step{Unit: q.Unit, Person: q.Person, Span: survey.Span{Done: q.Done, Due: q.StepDue}})
		}
	}
	return out, nil
}

// over is when a dossier ended by its own clock: one that was stopped while the clock stood ended when it began to stand.
// law: qd766-2022/2.1
func (c *scoreCounter) over(q *store.EndedRow) (time.Time, error) {
	if q.Late || !q.Ended.After(q.Due) { // the few that are left are read whole
		return q.Ended, nil
	}
	d, err := c.o.fold(c.ctx, c.r, dossier.ID(q.Dossier))
	if err != nil {
		return time.Time{}, err
	}
	return d.Judged(q.Ended), nil
}

// offered says whether people may file a procedure online.
func (c *scoreCounter) offered(id string) bool {
	rec := c.w.Procedures.Current(procedure.ID(id), c.now)
	return rec != nil && slices.ContainsFunc(rec.Cases, func(k procedure.Case) bool {
		return slices.ContainsFunc(k.Channels, func(r procedure.ChannelRule) bool { return r.Channel == procedure.Online })
	})
}

// oneStop says whether a unit receives people for the whole city or its commune.
func (c *scoreCounter) oneStop(unit string) bool {
	u := c.w.Org.Unit(org.UnitID(unit))
	return u != nil && slices.Contains([]org.UnitKind{org.Branch, org.Point, org.Centre, org.Commune}, u.Kind)
}

// complaints are those about conduct that were found to be right, by dossier: by whoever followed a bad rating up, of the unit that it is
// about and not of one above that looked into it, and by whoever verified a petition. One that was found to be wrong counts for nobody.
func (c *scoreCounter) complaints(from, to time.Time) (map[string][]survey.Complaint, error) {
	out := map[string][]survey.Complaint{}
	rated, err := c.r.RatedClosed(c.ctx, from, to)
	if err != nil {
		return nil, err
	}
	for i := range rated {
		evs, err := c.r.Events(c.ctx, survey.Stream(rated[i].ID))
		if err != nil {
			return nil, err
		}
		q, err := survey.Fold(rated[i].ID, evs)
		if err != nil {
			return nil, err
		}
		if q.Follow != nil && q.Follow.Finding == survey.Upheld {
			out[q.Matter.Dossier] = append(out[q.Matter.Dossier], survey.Complaint{Unit: ownerOf(&q.Matter, &q.Answer)})
		}
	}
	since := from.AddDate(-1, 0, 0) // choice: whoever waits that long for an end is not overlooked
	err = c.petitions(store.PetitionFilter{Class: string(petition.Conduct), From: since}, func(row *store.PetitionRow) error {
		if row.Dossier == "" {
			return nil
		}
		p, err := c.o.foldPetition(c.ctx, c.r, petition.ID(row.ID))
		if err == nil && p.Finding == petition.Upheld && p.Decided() {
			out[p.Dossier] = append(out[p.Dossier], survey.Complaint{Unit: p.About, Person: p.Whom})
		}
		return err
	})
	return out, err
}

// petitions calls fn for all of a filter, piece by piece.
func (c *scoreCounter) petitions(f store.PetitionFilter, fn func(*store.PetitionRow) error) error {
	for f.Limit = 500; ; f.Offset += f.Limit {
		rows, err := c.r.Petitions(c.ctx, f)
		if err != nil {
			return err
		}
		for i := range rows {
			if err := fn(&rows[i]); err != nil {
				return err
			}
		}
		if len(rows) < f.Limit {
			return nil
		}
	}
}

// each calls add for a unit and those above it, but not for those not to be told of something.
func (c *scoreCounter) each(unit string, not []string, add func(*survey.UnitCount)) {
	if unit == "" {
		return
	}
	for _, u := range append([]string{unit}, c.above(unit)...) {
		if !slices.Contains(not, u) {
			add(c.unit(u))
		}
	}
}

// untold are the units in whose figures a petition does not stand yet: those that a complaint about somebody concerns, until it is published.
// choice: a unit may have had it before somebody said whom it is about; a number that its list does not open would tell it of the complaint.
func (c *scoreCounter) untold(p *store.PetitionRow) []string {
	if !p.Published.IsZero() {
		return nil
	}
	return c.w.ownOf(petition.Class(p.Class), p.About, p.Whom, c.now)
}

// beside counts what stands beside the dossiers that ended: petitions, and what is overdue.
func (c *scoreCounter) beside(from, to time.Time) error {
	err := c.petitions(store.PetitionFilter{From: from, To: to, Main: true, Answered: true}, func(p *store.PetitionRow) error {
		late := p.Stands == string(petition.Overdue) || !p.StandsDue.IsZero() && c.now.After(p.StandsDue)
		c.each(p.Charged, c.untold(p), func(u *survey.UnitCount) {
			u.Petitions++
			if !late {
				u.InTime++
			}
		})
		return nil
	})
	if err == nil {
		err = c.dragging(to)
	}
	if err != nil {
		return err
	}
	late, err := c.r.Overdue(c.ctx, strconv.Itoa(int(procedure.Online)), from, to, c.now)
	for unit, n := range late {
		c.each(unit, nil, func(u *survey.UnitCount) { u.OnlineLate += n })
	}
	return err
}

// dragging counts the petitions that were open and overdue at the end of a period, or are so now while it runs.
// law: tt01-2018/13
func (c *scoreCounter) dragging(to time.Time) error {
	end := to
	if c.now.Before(end) {
		end = c.now
	}
	return c.petitions(store.PetitionFilter{To: to, Main: true, Moved: end}, func(row *store.PetitionRow) error {
		p, err := c.o.foldPetition(c.ctx, c.r, petition.ID(row.ID))
		if err != nil {
			return err
		}
		if unit, drags := p.DragsAt(end); drags {
			c.each(unit, c.untold(row), func(u *survey.UnitCount) { u.Dragging = append(u.Dragging, row.Code) })
		}
		return nil
	})
}

// closedSheet gives a quarter that was closed, nil for one that was not.
func (o *Office) closedSheet(ctx context.Context, r events, period string) (*scoreSheet, *ledger.Event, error) {
	evs, err := r.Events(ctx, scoreStream(period))
	if err != nil || len(evs) == 0 {
		return nil, nil, err
	}
	s := &scoreSheet{}
	if err := json.Unmarshal(evs[0].Holder, s); err != nil {
		return nil, nil, fmt.Errorf("scores of %s: %w", period, err)
	}
	return s, &evs[0], nil
}
