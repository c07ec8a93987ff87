package office

import (
	"cmp"
	"context"
	"crypto/hmac"
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
	"motcua/words/ledger"
	"motcua/words/org"
)

// The settings of the question.
const (
	surveyWindow  = "survey.window-days"
	surveyCorrect = "survey.correct-days"
	surveyBad     = "survey.bad-at"
	surveyLeast   = "survey.least-answers"
	surveyWithin  = "survey.follow-up-within"
	surveyTries   = "survey.follow-up-days"
)

// SurveyRules are the city's rules for the question; what it does not say is usual.
func (w *World) SurveyRules() survey.Rules {
	r := survey.Usual
	for name, p := range map[string]*int{surveyWindow: &r.Window, surveyCorrect: &r.Correct, surveyBad: &r.BadAt, surveyLeast: &r.Least, surveyTries: &r.Attempts} {
		if n, ok := whole(w.Setting(name).Value); ok {
			*p = n
		}
	}
	return r
}

// followDue is when a bad rating has to be followed up.
func (w *World) followDue(now time.Time) (time.Time, error) {
	limit, err := w.followLimit()
	if err != nil {
		return time.Time{}, err
	}
	due, err := w.Calendar.Due(now, limit, calendar.Options{})
	return due.At.UTC(), err
}

// followLimit is within which time a bad rating is followed up.
func (w *World) followLimit() (calendar.Limit, error) {
	text, _ := w.Setting(surveyWithin).Value.(string)
	limit, err := calendar.ParseLimit(cmp.Or(text, "3wd")) // choice: three working days, for a city that says nothing
	if err != nil {
		return limit, fmt.Errorf("setting %s: %w", surveyWithin, err)
	}
	return limit, nil
}

// A Ballot says about which dossier somebody answers, and by what right: the secret of the link, the check code of form 01, or
// being its party.
type Ballot struct {
	Code  string
	ID    dossier.ID // instead of the code, for whoever is signed in
	Link  string
	Check string
}

// linkKey is the secret of the link that goes with the notice of a dossier's end. It opens nothing but the question, what was answered to
// it and what followed.
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

// A voter is whose answer a ballot carries, and how it comes. By the check code alone, which others may have read off a slip, it
// answers once, and neither sees nor changes what was said.
type voter struct {
	person string
	way    survey.Way
}

// voter finds the dossier of a ballot and whose answer it is. A wrong secret gets the answer of a wrong code.
func (o *Office) voter(ctx context.Context, r events, rd *store.Reader, w *World, who Who, b Ballot) (*dossier.Dossier, voter, error) {
	id, lost := b.ID, fault.New(fault.Missing, "lookup.missing", "code", b.Code).At("check")
	if id == "" {
		found, ok, err := rd.ByCode(ctx, strings.ToUpper(strings.TrimSpace(b.Code)))
		if err != nil {
			return nil, voter{}, err
		}
		if !ok {
			return nil, voter{}, lost
		}
		id = dossier.ID(found)
	}
	d, err := o.fold(ctx, r, id)
	if err != nil {
		return nil, voter{}, err
	}
	check := strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(b.Check))
	applicant := o.PersonKey(d.Parties.Applicant.Number)
	switch {
	case d.Erased:
	case b.Link != "" && hmac.Equal([]byte(b.Link), []byte(o.linkKey(id))):
		return d, voter{person: applicant, way: survey.Link}, nil
	case who.Kind == access.Citizen && access.May(who, "rate", o.objectAt(w, d, 0, o.Now())) == nil:
		return d, voter{person: who.Key, way: survey.Page}, nil
	case len(check) == 10 && d.Check != "" && !o.void(d, check) && o.checkHash(check) == o.checkHash(d.Check):
		// choice: whoever is signed in as an officer knows check codes from the slips; they enter ratings under their own name.
		if who.Kind == access.Officer {
			return nil, voter{}, fault.New(fault.Refused, "rating.officer-code")
		}
		return d, voter{person: applicant, way: survey.Code}, nil
	}
	return nil, voter{}, lost
}

// Rate takes what somebody says about the end of their dossier, or puts it right.
func (o *Office) Rate(ctx context.Context, who Who, cmd Command, b Ballot, a survey.Answer, comment string) error {
	err := o.write(ctx, func(w *World, tx *store.Tx) error {
		d, by, err := o.voter(ctx, tx, &tx.Reader, w, who, b)
		if err != nil {
			return err
		}
		return o.rate(w, tx, who, cmd, d, by, a, comment, time.Time{})
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
		return o.rate(w, tx, who, cmd, d, voter{person: o.PersonKey(d.Parties.Applicant.Number), way: way}, a, comment, day)
	})
	if err != nil {
		return fmt.Errorf("rate dossier %s at the desk: %w", id, err)
	}
	return nil
}

// rate appends an answer to the stream of the person and the dossier.
func (o *Office) rate(w *World, tx *store.Tx, who Who, cmd Command, d *dossier.Dossier, by voter, a survey.Answer, comment string, day time.Time) error {
	way, id := by.way, o.ratingID(d.ID, by.person)
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
	c := &survey.Case{
		Rules: w.SurveyRules(), Actor: "applicant", Owner: w.apartFrom(signersOf(d), ownerOf(&m, &a), tx.Now()),
		Signers: signersOf(d), Hands: handsOf(d), Now: tx.Now(), Synthetic: o.cfg.Demo || d.Demo,
	}
	if way.Staffed() { // of the tablet: who opened it, and at which desk; whose finger it was nobody can tell
		c.Actor, c.Unit = who.Actor(), who.Unit
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

// signersOf are the officers who signed a dossier: who approved its result, or refused it.
func signersOf(d *dossier.Dossier) (all []string) {
	for _, s := range d.History {
		if (s.Kind == dossier.KindApproved || s.Kind == dossier.KindRefused) && !slices.Contains(all, s.Actor) {
			all = append(all, s.Actor)
		}
	}
	return all
}

// handsOf are all who did a step of a dossier.
func handsOf(d *dossier.Dossier) (all []string) {
	for _, s := range d.History {
		if !slices.Contains(all, s.Actor) {
			all = append(all, s.Actor)
		}
	}
	return all
}

// apartFrom is who follows a bad rating up: the unit while it has a leader who did not sign the dossier, such as a deputy, else the
// nearest unit above that has one; the unit itself where there is none, since then the supervision has it.
func (w *World) apartFrom(signers []string, unit string, t time.Time) string {
	free := func(u string) bool {
		leaders := w.leaders(u, t)
		return slices.ContainsFunc(leaders, func(p string) bool { return !slices.Contains(signers, p) })
	}
	if len(signers) == 0 || free(unit) || len(w.leaders(unit, t)) == 0 {
		return unit
	}
	for _, u := range w.Org.Ancestors(org.UnitID(unit), t) {
		if free(string(u.ID)) {
			return string(u.ID)
		}
	}
	return unit
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
		if err := o.tellTurn(w, tx, r, &more[i]); err != nil {
			return err
		}
	}
	return nil
}

// followers are the officers who have a case: the unit's leaders but for those who signed the dossier; at the second level, or where
// there is none, the supervision of the city.
func (w *World) followers(f *survey.Follow, now time.Time) []string {
	if w.supervisionFollows(f, now) {
		return slices.DeleteFunc(w.supervisors(now), f.Bars)
	}
	return slices.DeleteFunc(w.leaders(f.Unit, now), f.Bars)
}

// supervisionFollows says whether the supervision of the city has a case, and not the unit.
func (w *World) supervisionFollows(f *survey.Follow, now time.Time) bool {
	return f.Level > 1 || !slices.ContainsFunc(w.leaders(f.Unit, now), func(p string) bool { return !f.Bars(p) })
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
		q.Barred = strings.Join(f.Barred, " ")
	}
	return q
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
	return checkRows(ctx, r, "rating", rep, folded(ctx, r, func(id string, evs []ledger.Event) (store.RatingRow, error) {
		q, err := survey.Fold(id, evs)
		if err != nil {
			return store.RatingRow{}, err
		}
		return ratingRow(q), nil
	}), r.Rating)
}
