package office

import (
	"cmp"
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/survey"
	"motcua/words/calendar"
	"motcua/words/form"
	"motcua/words/ledger"
)

// The settings of the question.
const (
	surveyWindow  = "survey.window-days"
	surveyCorrect = "survey.correct-days"
	surveyBad     = "survey.bad-at"
	surveyLeast   = "survey.least-answers"
	surveyWithin  = "survey.follow-up-within"
)

// SurveyRules are the city's rules for the question; what it does not say is usual.
func (w *World) SurveyRules() survey.Rules {
	r := survey.Usual
	for name, p := range map[string]*int{surveyWindow: &r.Window, surveyCorrect: &r.Correct, surveyBad: &r.BadAt, surveyLeast: &r.Least} {
		if n, ok := whole(w.Setting(name).Value); ok {
			*p = n
		}
	}
	return r
}

// followDue is when a bad rating has to be followed up.
func (w *World) followDue(now time.Time) (time.Time, error) {
	text, _ := w.Setting(surveyWithin).Value.(string)
	limit, err := calendar.ParseLimit(cmp.Or(text, "3wd")) // choice: three working days, for a city that says nothing
	if err != nil {
		return time.Time{}, fmt.Errorf("setting %s: %w", surveyWithin, err)
	}
	due, err := w.Calendar.Due(now, limit, calendar.Options{})
	return due.At.UTC(), err
}

// A Ballot says about which dossier somebody answers, and by what right: the secret of the link, the check code of form 01, or
// being its party.
type Ballot struct {
	Code  string
	ID    dossier.ID // instead of the code, for whoever is signed in
	Link  string
	Check string
}

// linkKey is the secret of the link that goes with the notice of a dossier's end. It opens nothing but the question, and
// counts once.
func (o *Office) linkKey(id dossier.ID) string { return o.keyed("rating-link", string(id))[:20] }

// rateLink is the address that a notice leads to; "" for a dossier without a code, which was never received.
func (o *Office) rateLink(id dossier.ID, code string) string {
	if code == "" {
		return ""
	}
	return o.at("/danh-gia/" + url.PathEscape(code) + "?k=" + o.linkKey(id))
}

// ratingID is the identity of what a person says about a dossier: there is one of each.
func (o *Office) ratingID(id dossier.ID, person string) string {
	return o.keyed("rating", string(id)+"/"+cmp.Or(person, "holder"))
}

// matterOf is what is asked about a dossier; its End is "" while there is nothing to ask.
func matterOf(d *dossier.Dossier) survey.Matter {
	m := survey.Matter{
		Dossier: string(d.ID), Ended: d.Ended, Unit: cmp.Or(d.Competent, d.Reception), Reception: d.Reception, Procedure: string(d.Procedure), Channel: strconv.Itoa(int(d.Channel)),
	}
	switch d.State {
	case dossier.HandedOver:
		m.End = survey.HandedOver
	case dossier.Declined:
		m.End = survey.Refused
	case dossier.Stopped:
		if d.ReplacedBy != "" || d.ReplacedByID != "" { // another dossier goes on, and is asked about
			return m
		}
		m.End = survey.Stopped
		for _, s := range d.History {
			switch s.Kind {
			case dossier.KindRefused:
				m.End = survey.Refused
			case dossier.KindGranted:
				m.End = survey.Withdrew
			}
		}
	}
	return m
}

// voter finds the dossier of a ballot and whose answer it is. A wrong secret gets the answer of a wrong code.
func (o *Office) voter(ctx context.Context, r events, rd *store.Reader, w *World, who Who, b Ballot) (d *dossier.Dossier, person string, way survey.Way, err error) {
	id, lost := b.ID, fault.New(fault.Missing, "lookup.missing", "code", b.Code).At("check")
	if id == "" {
		found, ok, err := rd.ByCode(ctx, strings.ToUpper(strings.TrimSpace(b.Code)))
		if err != nil {
			return nil, "", "", err
		}
		if !ok {
			return nil, "", "", lost
		}
		id = dossier.ID(found)
	}
	if d, err = o.fold(ctx, r, id); err != nil {
		return nil, "", "", err
	}
	check := strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(b.Check))
	applicant := o.PersonKey(d.Parties.Applicant.Number)
	switch {
	case d.Erased:
	case b.Link != "" && hmac.Equal([]byte(b.Link), []byte(o.linkKey(id))):
		return d, applicant, survey.Link, nil
	case len(check) == 10 && d.Check != "" && !o.void(d, check) && o.checkHash(check) == o.checkHash(d.Check):
		return d, applicant, survey.Page, nil
	case who.Kind == access.Citizen && access.May(who, "rate", o.objectAt(w, d, 0, o.Now())) == nil:
		return d, who.Key, survey.Page, nil
	}
	return nil, "", "", lost
}

// Rate takes what somebody says about the end of their dossier, or puts it right.
func (o *Office) Rate(ctx context.Context, who Who, cmd Command, b Ballot, a survey.Answer, comment string) error {
	err := o.write(ctx, func(w *World, tx *store.Tx) error {
		d, person, way, err := o.voter(ctx, tx, &tx.Reader, w, who, b)
		if err != nil {
			return err
		}
		return o.rate(w, tx, who, cmd, d, person, a, comment, way, time.Time{})
	})
	if err != nil {
		return fmt.Errorf("rate: %w", err)
	}
	return nil
}

// RateAtDesk takes what somebody says at the desk's tablet, or what an officer enters for them from paper or the telephone.
func (o *Office) RateAtDesk(ctx context.Context, who Who, cmd Command, id dossier.ID, way survey.Way, day time.Time, a survey.Answer, comment string) error {
	if way != survey.Tablet && !slices.Contains(survey.Entered, way) {
		return fault.New(fault.Invalid, "rating.way").At("way")
	}
	err := o.write(ctx, func(w *World, tx *store.Tx) error {
		d, err := o.fold(ctx, tx, id)
		if err != nil {
			return err
		}
		if no := access.Judge(who, "rate-desk", o.objectAt(w, d, 0, tx.Now())).Refusal; no != nil {
			return o.hide(who, d, no)
		}
		if d.Erased {
			return fault.New(fault.Conflict, "erasure.was")
		}
		return o.rate(w, tx, who, cmd, d, o.PersonKey(d.Parties.Applicant.Number), a, comment, way, day)
	})
	if err != nil {
		return fmt.Errorf("rate dossier %s at the desk: %w", id, err)
	}
	return nil
}

// rate appends an answer to the stream of the person and the dossier.
func (o *Office) rate(w *World, tx *store.Tx, who Who, cmd Command, d *dossier.Dossier, person string, a survey.Answer, comment string, way survey.Way, day time.Time) error {
	id := o.ratingID(d.ID, person)
	hash, err := requestHash("rate", d.ID, way, a, comment, day)
	if err != nil {
		return err
	}
	if done, err := o.once(tx, who, cmd, hash, []byte(id)); done || err != nil {
		return err
	}
	evs, err := tx.Events(tx.Context(), survey.Stream(id))
	if err != nil {
		return err
	}
	m := matterOf(d)
	c := &survey.Case{Rules: w.SurveyRules(), Actor: "applicant", Unit: who.Unit, Owner: ownerOf(&m, &a), Now: tx.Now(), Synthetic: o.cfg.Demo || d.Demo}
	if way == survey.Paper || way == survey.Phone {
		c.Actor = who.Actor()
	}
	if c.Due, err = w.followDue(tx.Now()); err != nil {
		return err
	}
	if len(evs) > 0 {
		if c.Rating, err = survey.Fold(id, evs); err != nil {
			return err
		}
	}
	facts, err := c.Give(m, a, comment, way, day)
	if err != nil {
		return err
	}
	return o.appendRating(w, tx, id, evs, facts)
}

// ownerOf is the unit whose leader follows a bad rating up: where people were received when that was what displeased them, else
// the unit that answers for the result.
func ownerOf(m *survey.Matter, a *survey.Answer) string {
	low := func(id string) bool { n := a.Factors[id]; return n > 0 && !survey.Satisfied(n) }
	if (low("access") || low("officials")) && !low("procedure") && !low("result") {
		return cmp.Or(m.Reception, m.Unit)
	}
	return m.Unit
}

// appendRating appends facts, makes the line anew, and tells those who have to know.
func (o *Office) appendRating(w *World, tx *store.Tx, id string, before []ledger.Event, facts []ledger.Fact) error {
	if len(facts) == 0 {
		return nil
	}
	more, err := tx.Append(survey.Stream(id), int64(len(before)), facts)
	if err != nil {
		return err
	}
	r, err := survey.Fold(id, append(before[:len(before):len(before)], more...))
	if err != nil {
		return err
	}
	if err := tx.PutRating(ratingRow(r)); err != nil {
		return err
	}
	for i := range more {
		kind := map[string]string{survey.KindOpened: ratingTold, survey.KindRaised: ratingLate}[more[i].Kind]
		if kind == "" {
			continue
		}
		people := w.leaders(r.Follow.Unit, tx.Now())
		if r.Follow.Level > 1 || kind == ratingLate || len(people) == 0 {
			people = w.supervisors(tx.Now())
		}
		if err := o.tellOfRating(tx, r, people, kind, more[i].Version); err != nil {
			return err
		}
	}
	return nil
}

// The notices about bad ratings to those who follow them up, and to the supervision when that is late.
const (
	ratingTold = unitKind + "dossier.bad-rating"
	ratingLate = unitKind + "dossier.late-rating"
)

func (o *Office) tellOfRating(tx *store.Tx, r *survey.Rating, people []string, kind string, version int64) error {
	d, err := o.fold(tx.Context(), tx, dossier.ID(r.Matter.Dossier))
	if err != nil {
		return err
	}
	facts := fmt.Sprintf(`{"code":%q,"unit":%q}`, codeOf(d), r.Follow.Unit)
	for _, person := range people {
		row := store.NoticeRow{
			ID: o.keyed("rating-told", fmt.Sprintf("%s/%d %s", r.ID, version, person)), Person: officerPrefix + person, Channel: "app", Kind: kind, Dossier: r.Matter.Dossier,
			Facts: facts, At: tx.Now(), State: store.NoticeSent, SentAt: tx.Now(),
		}
		if _, err := tx.PutNotice(row); err != nil {
			return err
		}
	}
	return nil
}

// ratingRow is a rating's line in the view.
func ratingRow(r *survey.Rating) store.RatingRow {
	points := []byte{'0' + byte(r.Answer.Overall)}
	for _, f := range survey.SIPAS.Factors {
		points = append(points, '0'+byte(r.Answer.Factors[f.ID]))
	}
	m := &r.Matter
	q := store.RatingRow{
		ID: r.ID, Dossier: m.Dossier, Unit: m.Unit, Reception: m.Reception, Procedure: m.Procedure, Channel: m.Channel, End: m.End, Way: string(r.Way),
		Given: r.Given, Recorded: r.Recorded, Points: string(points), Lacks: strings.Join(r.Answer.Lacks, " "), Synthetic: r.Synthetic,
	}
	if f := r.Follow; f != nil {
		q.Followed, q.Stage, q.Level, q.Opened, q.Due, q.Closed, q.Raised = f.Unit, f.State(), f.Level, f.Opened, f.Due, f.Closed, f.Raised
	}
	return q
}

// A FollowStep is what a leader does about a bad rating.
type FollowStep struct {
	Act        string // "contact", "answer", "close"
	By, Result string // of a contact
	Words      string
	Upheld     bool // the citizen was right about an official's conduct
}

// FollowUp does a step of following a bad rating up.
func (o *Office) FollowUp(ctx context.Context, who Who, cmd Command, id string, step FollowStep) error {
	if err := access.May(who, "read-cases", access.Object{Org: o.world.Load().Org, At: o.Now()}); err != nil {
		return err // before it is looked whether there is such a rating
	}
	hash, err := requestHash("follow-up", id, step)
	if err != nil {
		return err
	}
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		evs, err := tx.Events(ctx, survey.Stream(id))
		if err != nil {
			return err
		}
		r, err := survey.Fold(id, evs)
		if err != nil {
			return err
		}
		if !mayFollow(who, w, r, tx.Now()) {
			return fault.New(fault.Missing, "rating.missing")
		}
		if done, err := o.once(tx, who, cmd, hash, []byte(id)); done || err != nil {
			return err
		}
		c := &survey.Case{Rating: r, Rules: w.SurveyRules(), Actor: who.Actor(), Unit: who.Unit, Now: tx.Now()}
		var facts []ledger.Fact
		switch step.Act {
		case "contact":
			facts, err = c.Contact(step.By, step.Result, step.Words)
		case "answer":
			facts, err = c.Respond(step.Words)
		case "close":
			facts, err = c.Close(step.Words, step.Upheld)
		default:
			err = fault.New(fault.Missing, "web.no-page")
		}
		if err != nil {
			return err
		}
		return o.appendRating(w, tx, id, evs, facts)
	})
	if err != nil {
		return fmt.Errorf("follow rating %s up: %w", id, err)
	}
	return nil
}

// mayFollow says whether somebody follows a rating up: the unit's leader, and whoever supervises the city; at the second level the
// supervision alone.
func mayFollow(who Who, w *World, r *survey.Rating, now time.Time) bool {
	if r.Follow == nil {
		return false
	}
	unit := r.Follow.Unit
	if r.Follow.Level > 1 {
		unit = ""
	}
	return access.May(who, "follow-rating", access.Object{Unit: unit, Org: w.Org, At: now}) == nil
}

// SayOfFollowUp takes the citizen's word on a closed case: it is settled, or it is not and why.
func (o *Office) SayOfFollowUp(ctx context.Context, who Who, cmd Command, b Ballot, settled bool, why string) error {
	err := o.write(ctx, func(w *World, tx *store.Tx) error {
		d, person, way, err := o.voter(ctx, tx, &tx.Reader, w, who, b)
		if err != nil {
			return err
		}
		if way == survey.Link { // it counts once, for the answer
			return fault.New(fault.Conflict, "rating.link-used")
		}
		id := o.ratingID(d.ID, person)
		hash, err := requestHash("say", id, settled, why)
		if err != nil {
			return err
		}
		if done, err := o.once(tx, who, cmd, hash, []byte(id)); done || err != nil {
			return err
		}
		evs, err := tx.Events(ctx, survey.Stream(id))
		if err != nil {
			return err
		}
		c := &survey.Case{Rules: w.SurveyRules(), Actor: "applicant", Now: tx.Now()}
		if c.Rating, err = survey.Fold(id, evs); err != nil {
			return err
		}
		if c.Due, err = w.followDue(tx.Now()); err != nil {
			return err
		}
		decide := c.Confirm
		if !settled {
			decide = func() ([]ledger.Fact, error) { return c.Dispute(why) }
		}
		facts, err := decide()
		if err != nil {
			return err
		}
		return o.appendRating(w, tx, id, evs, facts)
	})
	if err != nil {
		return fmt.Errorf("say of a rating: %w", err)
	}
	return nil
}

// raiseRatings tells the supervision of bad ratings that nobody followed up in time.
func (o *Office) raiseRatings(ctx context.Context) error {
	rows, err := o.db.Read().Cases(ctx, store.CaseFilter{Open: true, Late: o.Now(), Limit: 200})
	if err != nil || len(rows) == 0 {
		return err
	}
	for i := range rows {
		err := o.write(ctx, func(w *World, tx *store.Tx) error {
			evs, err := tx.Events(ctx, survey.Stream(rows[i].ID))
			if err != nil {
				return err
			}
			r, err := survey.Fold(rows[i].ID, evs)
			if err != nil {
				return err
			}
			c := &survey.Case{Rating: r, Rules: w.SurveyRules(), Actor: "system", Unit: r.Follow.Unit, Now: tx.Now()}
			facts, err := c.Raise()
			if f := fault.As(err); f != nil && f.Kind == fault.Conflict { // closed meanwhile
				return nil
			}
			return errors.Join(err, o.appendRating(w, tx, r.ID, evs, facts))
		})
		if err != nil {
			return fmt.Errorf("raise rating %s: %w", rows[i].ID, err)
		}
	}
	return nil
}

// eraseRatings destroys people's own words about a dossier, with it. The points stay: they name nobody.
func (o *Office) eraseRatings(tx *store.Tx, id dossier.ID) error {
	rows, err := tx.RatingsOf(tx.Context(), string(id))
	if err != nil {
		return err
	}
	for i := range rows {
		if err := tx.Erase(survey.Stream(rows[i].ID)); err != nil {
			return err
		}
	}
	return nil
}

// checkRatings compares the lines of ratings with their events.
func (o *Office) checkRatings(ctx context.Context, rep *CheckReport) error {
	r := o.db.Read()
	for after := ledger.StreamID(""); ; {
		ids, err := r.Streams(ctx, "rating", after, 500)
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			after = id
			evs, err := r.Events(ctx, id)
			if err != nil {
				return err
			}
			q, err := survey.Fold(id.ID(), evs)
			if err != nil {
				rep.damage("%s: %v", id, err)
				continue
			}
			if got, _, err := r.Rating(ctx, q.ID); err != nil {
				return err
			} else if want := ratingRow(q); got != want {
				rep.damage("%s: the view has %+v, the fold %+v", id, got, want)
			}
		}
	}
}

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
	Way        survey.Way
	Rules      survey.Rules
	Rating     *survey.Rating // nil: nobody answered yet
	Owner      UnitName       // who follows it up
}

// Ballot shows the question about a dossier to whoever may answer it.
func (r *Reader) Ballot(b Ballot) (*BallotView, error) {
	d, person, way, err := r.o.voter(r.ctx, r.db, r.db, r.w, r.who, b)
	if err != nil {
		return nil, err
	}
	return r.ballot(d, person, way)
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
	if err == nil && v.Rating != nil { // that there is one is all that the desk may know
		v.Rating = &survey.Rating{Recorded: v.Rating.Recorded}
	}
	return v, err
}

func (r *Reader) ballot(d *dossier.Dossier, person string, way survey.Way) (*BallotView, error) {
	v := &BallotView{ID: d.ID, Code: codeOf(d), Matter: matterOf(d), Way: way, Rules: r.w.SurveyRules(), ProcName: string(d.Procedure)}
	if rec := r.w.Procedures.Version(d.Procedure, d.ProcVersion); rec != nil {
		v.ProcName, v.ProcNameEN = cmp.Or(rec.ShortName, rec.Name), rec.NameEN
	}
	v.Until = v.Matter.Until(v.Rules)
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

// Open says whether it may be answered now, for the first time or anew.
func (v *BallotView) Open(now time.Time) bool {
	if v.Matter.End == "" || now.After(v.Until) {
		return false
	}
	return v.Rating == nil || v.Way == survey.Page && !now.After(v.Rating.Recorded.AddDate(0, 0, v.Rules.Correct))
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
	EnteredN PersonName    // who entered it, when it was not the citizen
	May      bool
}

// mostCases is how many are listed at once.
const mostCases = 200

// RatedCases lists the bad ratings that the reader follows up: of the own units, or of the whole city.
func (r *Reader) RatedCases(open bool) ([]RatedCase, error) {
	if err := access.May(r.who, "read-cases", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return nil, err
	}
	units := r.who.Units
	if r.who.City {
		units = nil
	} else if units == nil {
		units = []string{}
	}
	rows, err := r.db.Cases(r.ctx, store.CaseFilter{Open: open, Units: units, Limit: mostCases})
	if err != nil {
		return nil, err
	}
	out := make([]RatedCase, 0, len(rows))
	for i := range rows {
		c, _, err := r.ratedCase(rows[i].ID)
		if err != nil {
			return nil, err
		}
		c.Comment, c.Follow.Answer, c.Follow.Why = "", "", "" // a list is no reading
		out = append(out, *c)
	}
	return out, nil
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
	if !mayFollow(r.who, r.w, &c.Rating, r.now) && access.May(r.who, "follow-rating", access.Object{Unit: c.Follow.Unit, Org: r.w.Org, At: r.now}) != nil {
		return nil, fault.New(fault.Missing, "rating.missing")
	}
	line := store.ReadRow{At: r.now, Account: r.who.Account, Post: r.who.Post, Dossier: c.Matter.Dossier, Purpose: "read.rating"}
	if err := r.o.db.LogRead(r.ctx, line); err != nil {
		return nil, err
	}
	c.Party = d.Parties.Applicant
	if slices.Contains(survey.Entered, c.Way) {
		c.EnteredN = r.w.person(c.By)
	}
	return c, nil
}
