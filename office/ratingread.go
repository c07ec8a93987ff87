package office

import (
	"cmp"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/law/survey"
	"motcua/words/calendar"
	"motcua/words/form"
)

// A BallotView is what a page asks, and what was said before.
type BallotView struct {
	ID         dossier.ID
	Code       string
	ProcName   string
	ProcNameEN string
	Matter     survey.Matter
	Reception  UnitName
	Unit       UnitName
	Until      time.Time
	State      dossier.State
	Due        time.Time // of one that is not over; zero while nobody can tell
	Next       string    // the code of the dossier that took its place
	Way        survey.Way
	Entered    bool // what is there came through an officer or by the check code: the reader's own word takes its place
	Handled    bool // of the desk: the reader did a step of the dossier, and enters no rating of it
	Bare       bool // the reader has the check code alone: there is an answer, and nothing more is shown
	Rules      survey.Rules
	Rating     *survey.Rating // nil: nobody answered yet
	Owner      UnitName       // who follows it up
}

// Ballot shows the question about a dossier to whoever may answer it.
func (r *Reader) Ballot(b Ballot) (*BallotView, error) {
	d, by, err := r.o.voter(r.ctx, r.db, r.db, r.w, r.who, b)
	if err != nil {
		return nil, err
	}
	v, err := r.ballot(d, by.person, by.way)
	if err != nil {
		return nil, err
	}
	if v.Rating == nil {
		return v, nil
	}
	if v.Entered = !v.Rating.Way.Own(); by.way != survey.Code {
		return v, nil
	}
	if v.Rating.Way.Staffed() { // as if nobody had rated; it is not shown
		v.Rating, v.Owner = nil, UnitName{}
	} else { // that there is one is all that the check code tells
		v.Bare, v.Rating, v.Owner = true, &survey.Rating{Recorded: v.Rating.Recorded}, UnitName{}
	}
	return v, nil
}

// DeskBallot shows the question to the desk, which may ask it or enter an answer.
func (r *Reader) DeskBallot(id dossier.ID) (*BallotView, error) {
	d, err := r.o.fold(r.ctx, r.db, id)
	if err != nil {
		return nil, err
	}
	if no := access.Judge(r.who, "rate-desk", r.o.objectAt(r.w, d, 0, r.now)).Refusal; no != nil {
		return nil, r.o.hide(r.who, d, no)
	}
	v, err := r.ballot(d, r.o.PersonKey(d.Parties.Applicant.Number), survey.Tablet)
	if err != nil {
		return nil, err
	}
	if v.Rating != nil { // that there is one is all that the desk may know
		v.Rating = &survey.Rating{Recorded: v.Rating.Recorded}
	}
	v.Handled = slices.Contains(handsOf(d), r.who.Actor())
	return v, nil
}

func (r *Reader) ballot(d *dossier.Dossier, person string, way survey.Way) (*BallotView, error) {
	v := &BallotView{ID: d.ID, Code: codeOf(d), Matter: matterOf(d), Way: way, Rules: r.w.SurveyRules(), ProcName: string(d.Procedure)}
	if rec := r.w.Procedures.Version(d.Procedure, d.ProcVersion); rec != nil {
		v.ProcName, v.ProcNameEN = cmp.Or(rec.ShortName, rec.Name), rec.NameEN
	}
	v.Until, v.State, v.Next = v.Matter.Until(v.Rules), d.State, d.ReplacedBy
	if d.State.Open() {
		v.Due = dueOf(d)
	}
	v.Reception, v.Unit = r.w.unit(d.Reception, r.now), r.w.unit(v.Matter.Unit, r.now)
	id := r.o.ratingID(d.ID, person)
	evs, err := r.db.Events(r.ctx, survey.Stream(id))
	if err != nil || len(evs) == 0 {
		return v, err
	}
	if v.Rating, err = survey.Fold(id, evs); err == nil && v.Rating.Follow != nil {
		v.Owner = r.w.unit(v.Rating.Follow.Unit, r.now)
	}
	return v, err
}

// A Rateable is a dossier that has just ended at the desk and that nobody has rated.
type Rateable struct {
	ID      dossier.ID
	Code    string
	Name    form.Text // of the procedure
	At      time.Time
	Handled bool // the reader had a part in it, and enters no rating of it
}

// How long the end of a dossier is offered at the desk, and of how many.
const (
	recentEnds    = 2 * time.Hour
	mostRateables = 100
)

// Rateables are the dossiers of the reader's desk whose owner may still stand there and has not said how it went.
func (r *Reader) Rateables() ([]Rateable, error) {
	if err := access.May(r.who, "rate-desk", access.Object{Dossier: &dossier.Dossier{Reception: r.who.Unit}, Org: r.w.Org, At: r.now}); err != nil {
		return nil, err
	}
	ends := []int{int(dossier.HandedOver), int(dossier.Declined), int(dossier.Stopped)}
	rows, err := r.db.Unrated(r.ctx, r.who.Unit, r.who.Actor(), ends, r.now.Add(-recentEnds), mostRateables)
	if err != nil {
		return nil, err
	}
	out := make([]Rateable, len(rows))
	for i := range rows {
		q := &rows[i]
		out[i] = Rateable{ID: dossier.ID(q.ID), Code: q.Code, Name: form.Text{VI: q.Title, EN: q.Title}, At: q.At, Handled: q.Handled}
		if rec := r.w.Procedures.Version(procedure.ID(q.Procedure), int(q.ProcVersion)); rec != nil && rec.NameEN != "" {
			out[i].Name.EN = rec.NameEN
		}
	}
	return out, nil
}

// PlayedBallot is the link of a dossier's notice, in a demonstration alone: there people who do not exist answer by it.
func (o *Office) PlayedBallot(id dossier.ID, code string) Ballot {
	if !o.cfg.Demo {
		return Ballot{Code: code}
	}
	return Ballot{Code: code, Link: o.linkKey(id)}
}

// Open says whether it may be answered now, for the first time or anew.
func (v *BallotView) Open(now time.Time) bool {
	if v.Matter.End == "" || now.After(v.Until) {
		return false
	}
	if v.Rating == nil {
		return true
	}
	return !v.Bare && v.Way.Own() && !v.Rating.Follow.Spoken() && (v.Entered || !now.After(v.Rating.Recorded.AddDate(0, 0, v.Rules.Correct)))
}

// A RatedCase is a bad rating as those who follow it up see it.
type RatedCase struct {
	survey.Rating
	Code     string
	Name     form.Text
	Owner    UnitName
	Late     bool
	LeftMin  int64
	Party    dossier.Party // whom to reach; only on the page of the one case
	Person   PersonName    // who closed it
	EnteredN PersonName    // who entered it, or opened the tablet for it, when it was not the citizen
	May      bool
	Have     []PersonName // who has it now
	Reach    survey.Reach // whether it may be closed once it was answered
	Clock    *calendar.Due
	Turns    []RatedTurn
}

// mostCases is how many are listed at once.
const mostCases = 200

// A RatedLine is a bad rating in a list: it says nothing that the citizen wrote.
type RatedLine struct {
	ID      string
	Code    string
	Name    form.Text // of the procedure
	Owner   UnitName
	Point   int
	Given   time.Time
	State   string
	Level   int       // 2: the supervision of the city has it
	Closed  time.Time // zero: it is open
	Late    bool
	LeftMin int64
}

// RatedCases lists the bad ratings that the reader follows up, of the own units or of the whole city, but for those whose
// dossier the reader signed; with how many there are.
func (r *Reader) RatedCases(open bool) ([]RatedLine, int64, error) {
	out, n, _, err := r.RatedCasesFrom(open, 0, mostCases)
	return out, n, err
}

// MayReadCases says whether the reader follows bad ratings up.
func (r *Reader) MayReadCases() error {
	return access.May(r.who, "read-cases", access.Object{Org: r.w.Org, At: r.now})
}

// caseFilter chooses the bad ratings that the reader follows up.
func (r *Reader) caseFilter(open bool) store.CaseFilter {
	f := store.CaseFilter{Open: open, Units: r.who.Units, Not: r.who.Person, Limit: mostCases}
	if r.who.City {
		f.Units = nil
	} else if f.Units == nil {
		f.Units = []string{}
	}
	return f
}

// RatedCasesFrom lists at most most of them from a place in the list on, and counts all, and those that somebody else follows up because
// the reader signed the dossier.
func (r *Reader) RatedCasesFrom(open bool, from, most int) (out []RatedLine, n, signed int64, err error) {
	if err := r.MayReadCases(); err != nil {
		return nil, 0, 0, err
	}
	f := r.caseFilter(open)
	f.Offset, f.Limit = max(from, 0), max(most, 0)
	n, err = r.db.CountRatedCases(r.ctx, f)
	if err != nil {
		return nil, 0, 0, err
	}
	whole := f
	whole.Not = ""
	if signed, err = r.db.CountRatedCases(r.ctx, whole); err != nil {
		return nil, 0, 0, err
	}
	signed -= n
	rows, err := r.db.Cases(r.ctx, f)
	if err != nil {
		return nil, 0, 0, err
	}
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].Dossier
	}
	dossiers, err := r.db.DossiersOf(r.ctx, ids)
	if err != nil {
		return nil, 0, 0, err
	}
	codes := map[string]string{}
	for i := range dossiers {
		codes[dossiers[i].ID] = dossiers[i].Code
	}
	out = make([]RatedLine, len(rows))
	for i := range rows {
		q := &rows[i]
		l := RatedLine{ID: q.ID, Code: codes[q.Dossier], Owner: r.w.unit(q.Followed, r.now), Given: q.Given, State: q.Stage, Level: q.Level, Closed: q.Closed, LeftMin: r.left(q.Due)}
		l.Late = q.Closed.IsZero() && r.now.After(q.Due) || q.Closed.After(q.Due)
		if q.Points != "" {
			l.Point = int(q.Points[0] - '0')
		}
		p := r.procedureLine(q.Procedure)
		l.Name = form.Text{VI: p.Name, EN: cmp.Or(p.NameEN, p.Name)}
		out[i] = l
	}
	return out, n, signed, nil
}

func (r *Reader) ratedCase(id string) (*RatedCase, *dossier.Dossier, error) {
	evs, err := r.db.Events(r.ctx, survey.Stream(id))
	if err != nil {
		return nil, nil, err
	}
	q, err := survey.Fold(id, evs)
	if err != nil {
		return nil, nil, err
	}
	if q.Follow == nil {
		return nil, nil, fault.New(fault.Missing, "rating.missing")
	}
	d, err := r.o.fold(r.ctx, r.db, dossier.ID(q.Matter.Dossier))
	if err != nil {
		return nil, nil, err
	}
	c := &RatedCase{Rating: *q, Code: codeOf(d), Owner: r.w.unit(q.Follow.Unit, r.now), Late: q.Follow.Late(r.now), LeftMin: r.left(q.Follow.Due), Person: r.w.person(q.Follow.Actor)}
	c.Name = form.Text{VI: q.Matter.Procedure, EN: q.Matter.Procedure}
	if rec := r.w.Procedures.Version(d.Procedure, d.ProcVersion); rec != nil {
		c.Name = form.Text{VI: cmp.Or(rec.ShortName, rec.Name), EN: cmp.Or(rec.NameEN, rec.ShortName, rec.Name)}
	}
	c.May = mayFollow(r.who, r.w, q, r.now)
	of := survey.Case{Rating: q, Rules: r.w.SurveyRules(), Workday: r.w.workday}
	c.Reach = of.Reaches()
	return c, d, nil
}

// RatedCase shows one bad rating to whoever follows it up. It says what a citizen wrote and how to reach them, so there is a line
// in the read log before.
func (r *Reader) RatedCase(id string) (*RatedCase, error) {
	if err := access.May(r.who, "read-cases", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return nil, err
	}
	c, d, err := r.ratedCase(id)
	if err != nil {
		return nil, err
	}
	if c.Follow.Bars(r.who.Person) {
		return nil, fault.New(fault.Refused, "rating.signed").NoRight()
	}
	if !mayFollow(r.who, r.w, &c.Rating, r.now) && access.May(r.who, "follow-rating", access.Object{Unit: c.Follow.Unit, Org: r.w.Org, At: r.now}) != nil {
		return nil, fault.New(fault.Missing, "rating.missing")
	}
	line := store.ReadRow{At: r.now, Account: r.who.Account, Post: r.who.Post, Dossier: c.Matter.Dossier, Purpose: "read.rating"}
	if err := r.o.db.LogRead(r.ctx, line); err != nil {
		return nil, err
	}
	for _, person := range r.w.followers(c.Follow, r.now) {
		c.Have = append(c.Have, r.w.person(person))
	}
	if c.Clock, err = r.w.followClock(c.Follow); err != nil {
		return nil, err
	}
	if c.Turns, err = r.turns(&c.Rating); err != nil {
		return nil, err
	}
	c.Party = d.Parties.Applicant
	if c.By != "applicant" {
		c.EnteredN = r.w.person(c.By)
	}
	return c, nil
}
