package office

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/survey"
	"motcua/words/ledger"
	"motcua/words/org"
)

// The notices about bad ratings to those who follow them up, when they come and when the citizen disputes what was done, and to the
// supervision when that is late.
const (
	ratingTold     = unitKind + "dossier.bad-rating"
	ratingDisputed = unitKind + "dossier.disputed-rating"
	ratingLate     = unitKind + "dossier.late-rating"
)

// The notices to those who answer for the others: to the leaders of the unit that answered, that the citizen was not content and what the
// supervision found at the end, and to whoever stands above the supervision, that a case of theirs is late.
// choice: a unit of which nobody says that its answer settled nothing would answer the next one so too. The notice names no citizen, and
// whoever signed the dossier is told nothing of it.
const (
	ratingUnsettled = unitKind + "dossier.unsettled-rating"
	ratingFound     = unitKind + "dossier.found-rating"
	ratingOverdue   = unitKind + "dossier.overdue-rating"
)

// ratingNotices are all of them.
var ratingNotices = []string{ratingTold, ratingDisputed, ratingLate, ratingUnsettled, ratingFound, ratingOverdue}

// besides says whether a notice is for somebody who does not follow the case up.
func besides(kind string) bool {
	return kind == ratingUnsettled || kind == ratingFound || kind == ratingOverdue
}

// ratingToldID is the identity of a notice to an officer about a turn of a rating.
func (o *Office) ratingToldID(id string, version int64, person string) string {
	return o.keyed("rating-told", fmt.Sprintf("%s/%d %s", id, version, person))
}

// tellTurn tells officers of a turn of a rating, each once.
func (o *Office) tellTurn(w *World, tx *store.Tx, r *survey.Rating, e *ledger.Event) error {
	now := tx.Now()
	unit := func() []string { return slices.DeleteFunc(w.leaders(r.Follow.Unit, now), r.Follow.Bars) }
	tell := func(kind string, people []string) error { return o.tellOfRating(w, tx, r, people, kind, e.Version) }
	switch {
	case e.Kind == survey.KindRaised:
		if err := tell(ratingLate, w.supervisors(now)); err != nil || !w.supervisionFollows(r.Follow, now) {
			return err
		}
		return tell(ratingOverdue, slices.DeleteFunc(w.overSupervision(now), r.Follow.Bars))
	case e.Kind == survey.KindOpened && r.Follow.Level > 1:
		if err := tell(ratingDisputed, w.followers(r.Follow, now)); err != nil {
			return err
		}
		return tell(ratingUnsettled, unit())
	case e.Kind == survey.KindOpened:
		return tell(ratingTold, w.followers(r.Follow, now))
	case e.Kind == survey.KindClosed && r.Follow.Level > 1:
		return tell(ratingFound, unit())
	}
	return nil
}

// overSupervision are those who answer for the supervision of the city: the leaders of its units, and those of the nearest unit above each
// that has some.
func (w *World) overSupervision(t time.Time) (people []string) {
	for _, u := range w.Org.Units(t) {
		people = append(people, w.overSupervised(string(u.ID), t)...)
	}
	return sorted(people)
}

// overSupervised are those who answer for a unit of the supervision; none for another one.
func (w *World) overSupervised(unit string, t time.Time) []string {
	if len(w.holders(unit, string(org.Supervisor), t)) == 0 {
		return nil
	}
	return w.over(unit, t)
}

// over are the leaders of a unit, and those of the nearest unit above it that has some.
func (w *World) over(unit string, t time.Time) []string {
	people := w.leaders(unit, t)
	for _, u := range w.Org.Ancestors(org.UnitID(unit), t) {
		if above := w.leaders(string(u.ID), t); string(u.ID) != unit && len(above) > 0 {
			return append(people, above...)
		}
	}
	return people
}

// tellOfRating names the unit that has the case, or none where the supervision has it; of one that is late there, the unit that is rated.
func (o *Office) tellOfRating(w *World, tx *store.Tx, r *survey.Rating, people []string, kind string, version int64) error {
	d, err := o.fold(tx.Context(), tx, dossier.ID(r.Matter.Dossier))
	if err != nil {
		return err
	}
	t := unitTold{Code: codeOf(d), Unit: r.Follow.Unit, Rating: r.ID}
	if kind == ratingFound {
		t.Finding = r.Follow.Finding
	}
	if kind != ratingOverdue && w.supervisionFollows(r.Follow, tx.Now()) {
		t.Unit = ""
	}
	row := store.NoticeRow{Kind: kind, Dossier: r.Matter.Dossier, At: tx.Now()}
	return tellHouse(tx, row, t, people, func(person string) string { return o.ratingToldID(r.ID, version, person) })
}

// ratingNoticed says whether a notice about a bad rating still has something to say to the reader, and gives the rating where its page is
// open to them. Notices of before name the dossier alone.
func (r *Reader) ratingNoticed(n *store.NoticeRow, rating string) (id string, shown bool, err error) {
	rows, err := r.db.RatingsOf(r.ctx, n.Dossier)
	if err != nil {
		return "", false, err
	}
	for i := range rows {
		q := &rows[i]
		if rating != "" && q.ID != rating || q.Opened.IsZero() || n.Kind != ratingFound && !q.Closed.IsZero() {
			continue
		}
		f := &survey.Follow{Unit: q.Followed, Level: q.Level, Barred: strings.Fields(q.Barred)}
		may := !f.Bars(r.who.Person)
		if reads := access.May(r.who, "follow-rating", access.Object{Unit: q.Followed, Org: r.w.Org, At: r.now}) == nil; may && reads {
			id = q.ID
		}
		switch n.Kind {
		case ratingOverdue: // who stands above the supervision need not be above the unit
			shown = may && !q.Raised.IsZero()
		case ratingFound, ratingUnsettled:
			shown = id != ""
		default:
			shown = mayFollow(r.who, r.w, &survey.Rating{Follow: f}, r.now) && (n.Kind != ratingLate || !q.Raised.IsZero())
			id = q.ID
		}
		if shown {
			return id, true, nil
		}
	}
	return "", false, nil
}
