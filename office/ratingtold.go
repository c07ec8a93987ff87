package office

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/law/notice"
	"motcua/law/survey"
	"motcua/words/calendar"
	"motcua/words/ledger"
)

// announceRating tells whoever rated a dossier what came of it: that they were answered, and that the case was closed, so that they
// say whether it is settled. Whoever handled the dossier is told nothing.
func (o *Office) announceRating(tx *store.Tx, w *World, e *ledger.Event, outside bool) error {
	kind := notice.OfRating(e.Kind)
	if kind == "" || !w.Notices.Has(kind) {
		return nil
	}
	q, ok, err := tx.Rating(tx.Context(), e.Stream.ID())
	if err != nil || !ok {
		return err
	}
	d, err := o.fold(tx.Context(), tx, dossier.ID(q.Dossier))
	if err != nil || d.Erased {
		return err
	}
	for _, p := range d.Parties.All() {
		if key := o.PersonKey(p.Number); o.ratingID(d.ID, key) == q.ID {
			t := toldOf(d)
			t.Applicant = p.Number == d.Parties.Applicant.Number
			facts, err := json.Marshal(t)
			if err != nil {
				return fmt.Errorf("facts of %s: %w", d.ID, err)
			}
			row := store.NoticeRow{Person: key, Kind: string(kind), Dossier: string(d.ID), Version: e.Version, Facts: string(facts), At: e.RecordedAt}
			return o.inform(tx, w, string(e.Stream), row, &p, outside)
		}
	}
	return nil
}

// A RatedTurn is a turn of a bad rating, with who was told of it and when.
type RatedTurn struct {
	survey.Turn
	Person PersonName   // who acted, where it was an officer
	Place  UnitName     // where they sat, or who got it
	Told   []PersonName // officers who follow it up
	Beside []PersonName // others who were told
	ToldAt time.Time
	Sent   []ToldLine // to whoever gave the rating
}

// turns lays out what happened to a rating. Notices that were swept meanwhile are not there any more.
func (r *Reader) turns(q *survey.Rating) ([]RatedTurn, error) {
	rows, err := r.db.NoticesOf(r.ctx, q.Matter.Dossier, mostRatedTold)
	if err != nil {
		return nil, err
	}
	byID := map[string]*store.NoticeRow{}
	for i := range rows {
		byID[rows[i].ID] = &rows[i]
	}
	out := make([]RatedTurn, len(q.Turns))
	for i, t := range q.Turns {
		x := RatedTurn{Turn: t, Place: r.w.unit(t.Unit, t.Recorded)}
		if x.Place.Name == "" { // a unit that began later than what was brought in from before
			x.Place = r.w.unit(t.Unit, r.now)
		}
		if t.Actor != "applicant" && t.Actor != "system" {
			x.Person = r.w.person(t.Actor)
		}
		for j := len(rows) - 1; j >= 0; j-- {
			n := &rows[j]
			if person, ok := strings.CutPrefix(n.Person, officerPrefix); ok && n.ID == r.o.ratingToldID(q.ID, t.Version, person) {
				to := &x.Told
				if besides(n.Kind) {
					to = &x.Beside
				}
				*to, x.ToldAt = append(*to, r.w.person(person)), n.At
			}
		}
		if kind := notice.OfRating(t.Kind); kind != "" {
			for _, ch := range append([]notice.Channel{notice.App}, notice.Outside...) {
				if n := byID[r.o.noticeID(string(survey.Stream(q.ID)), t.Version, kind, ch)]; n != nil {
					x.Sent = append(x.Sent, ToldLine{Channel: ch, State: n.State, At: n.At, Sent: n.SentAt, Delivered: n.DeliveredAt, Seen: n.SeenAt})
				}
			}
		}
		out[i] = x
	}
	return out, nil
}

// mostRatedTold is how many messages about a dossier are looked through for those about its ratings.
const mostRatedTold = 500

// followClock counts the time of a case again, to say why it is so; nil where the city counts otherwise by now.
func (w *World) followClock(f *survey.Follow) (*calendar.Due, error) {
	limit, err := w.followLimit()
	if err != nil {
		return nil, err
	}
	due, err := w.Calendar.Due(f.Counted, limit, calendar.Options{})
	if err != nil || !due.At.Equal(f.Due) {
		return nil, err
	}
	return &due, nil
}
