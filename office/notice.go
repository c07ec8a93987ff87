package office

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/notice"
	"motcua/law/procedure"
	"motcua/law/survey"
	"motcua/words/ledger"
)

// followNotices names the follower that tells applicants what happened.
const followNotices = "notices"

// What happened long ago is not told any more: a city that begins to use notices does not write to everybody of last year.
const (
	oldestListed = 30 * 24 * time.Hour // in the person's own list
	oldestSent   = 3 * 24 * time.Hour  // over channels that leave the house
)

// told is what a notice is filled with, as it is kept: names are looked up when it is shown.
type told struct {
	Code      string    `json:"code"`
	Due       time.Time `json:"due,omitzero"`
	Until     time.Time `json:"until,omitzero"`
	Procedure string    `json:"procedure,omitempty"`
	Version   int       `json:"version,omitempty"`
	Unit      string    `json:"unit,omitempty"`

	Invitation string `json:"invitation,omitempty"` // to a survey
	Once       string `json:"once,omitempty"`       // what a code that holds once is made from
	Applicant  bool   `json:"applicant,omitempty"`  // of a rating: it is the applicant's, so that the link to the question opens it
}

// announce makes the notices of a batch of events: rows and jobs, once, in the transaction that moves the cursor.
// law: nd224-2026/15.1g
func (o *Office) announce(tx *store.Tx, events []store.Placed) (err error) {
	w := o.world.Load()
	if w.Notices == nil {
		return nil // the city has no words for them
	}
	open := map[ledger.StreamID]*unfolding{}
	for i := range events {
		e := &events[i].Event
		age := tx.Now().Sub(e.RecordedAt)
		if e.Stream.Kind() == "petition" && age <= oldestListed {
			if err := o.announcePetition(tx, w, e, age <= oldestSent); err != nil {
				return err
			}
		}
		if e.Stream.Kind() == "rating" && age <= oldestListed {
			if err := o.announceRating(tx, w, e, age <= oldestSent); err != nil {
				return err
			}
		}
		if e.Stream.Kind() != "dossier" || age > oldestListed {
			continue
		}
		u := open[e.Stream]
		if u == nil {
			u = &unfolding{}
			if u.events, err = tx.Events(tx.Context(), e.Stream); err != nil {
				return err
			}
			open[e.Stream] = u
		}
		if int64(len(u.events)) < e.Version {
			return fmt.Errorf("%s has %d events, not %d", e.Stream, len(u.events), e.Version)
		}
		if broughtBy(u.events) >= e.Version || e.Kind == dossier.KindAnnulled {
			continue // choice: the older system told them at the time, and that a file was read in concerns nobody outside
		}
		d, err := u.before(e)
		if err != nil {
			return err
		}
		if err := o.tellUnit(tx, w, d, e); err != nil {
			return err
		}
		was, due := d.State, d.Promise.At
		if err := d.Apply(&u.events[e.Version-1]); err != nil {
			return fmt.Errorf("fold %s version %d: %w", e.Stream, e.Version, err)
		}
		if e.Kind == dossier.KindRedated && d.Promise.At.Equal(due) {
			continue // only the officers' steps moved
		}
		late := len(d.Apologies) > 0 && d.Apologies[len(d.Apologies)-1].Late
		for _, kind := range notice.Of(e.Kind, was, d.State, late) {
			if err := o.tellApplicant(tx, w, d, e, kind, age <= oldestSent); err != nil {
				return err
			}
		}
	}
	return nil
}

// An unfolding is a dossier of which a batch has several events: they are read once, and the dossier goes on from one to the next.
type unfolding struct {
	events []ledger.Event
	d      *dossier.Dossier // nil at first
}

// before gives the dossier as it stood before an event.
func (u *unfolding) before(e *ledger.Event) (_ *dossier.Dossier, err error) {
	if u.d == nil || u.d.Version >= e.Version {
		u.d, err = dossier.Fold(dossier.ID(e.Stream.ID()), u.events[:e.Version-1])
		return u.d, err
	}
	for i := u.d.Version; i < e.Version-1; i++ {
		if err := u.d.Apply(&u.events[i]); err != nil {
			return nil, fmt.Errorf("fold %s version %d: %w", e.Stream, i+1, err)
		}
	}
	return u.d, nil
}

// broughtBy is the version of the event by which a dossier of an older system came in, 0 for one that began here.
func broughtBy(evs []ledger.Event) int64 {
	for i := range evs {
		if evs[i].Kind == dossier.KindImported {
			return evs[i].Version
		}
	}
	return 0
}

// whoIsTold is the applicant, or whose matter it is once the applicant acts for them no longer. It is asked again when a notice that
// waited is sent, so that nothing goes to whom the power was taken from meanwhile.
func whoIsTold(ctx context.Context, r interface {
	Mandate(ctx context.Context, id string) (store.MandateRow, bool, error)
}, d *dossier.Dossier, now time.Time,
) (dossier.Party, error) {
	if d.Parties.Mandate == "" {
		return d.Parties.Applicant, nil
	}
	m, ok, err := r.Mandate(ctx, d.Parties.Mandate)
	if err != nil || ok && m.State == string(access.MandateGiven) && (m.To.IsZero() || m.To.After(now)) {
		return d.Parties.Applicant, err
	}
	return d.Parties.Owner, nil
}

// tellApplicant makes the notices of one kind over the channels that are open and wished for.
func (o *Office) tellApplicant(tx *store.Tx, w *World, d *dossier.Dossier, e *ledger.Event, kind notice.Kind, outside bool) error {
	p, err := whoIsTold(tx.Context(), tx, d, tx.Now())
	if err != nil {
		return err
	}
	facts, err := json.Marshal(toldOf(d))
	if err != nil {
		return fmt.Errorf("facts of %s: %w", d.ID, err)
	}
	row := store.NoticeRow{
		Person: o.PersonKey(p.Number), Kind: string(kind), Dossier: string(d.ID), Version: e.Version, Facts: string(facts), At: e.RecordedAt,
	}
	return o.inform(tx, w, row.Dossier, row, &p, outside)
}

// inform puts a notice into the person's own list and, where outside channels are open and wished for, on its way over each. What it
// is from, with the version, gives it the identity by which it is told once.
func (o *Office) inform(tx *store.Tx, w *World, from string, row store.NoticeRow, p *dossier.Party, outside bool) error {
	put := func(ch notice.Channel, state string, sent time.Time) (fresh bool, err error) {
		row.ID = o.noticeID(from, row.Version, notice.Kind(row.Kind), ch)
		row.Channel, row.State, row.SentAt = string(ch), state, sent
		return tx.PutNotice(row)
	}
	if row.Person != "" {
		row.Template = w.Notices.Version
		if _, err := put(notice.App, store.NoticeSent, tx.Now()); err != nil {
			return err
		}
		row.Template = ""
	}
	if !outside || !slices.ContainsFunc(notice.Outside, o.sends) {
		return nil
	}
	wish, err := wishOf(tx.Context(), &tx.Reader, row.Person)
	if err != nil {
		return err
	}
	for _, ch := range notice.Outside {
		if !o.leads(ch, wish, p) {
			continue
		}
		fresh, err := put(ch, store.NoticeReady, time.Time{})
		if err != nil {
			return err
		}
		if !fresh {
			continue
		}
		job := store.JobRow{Key: jobNotice + "/" + row.ID, Kind: jobNotice, Args: row.ID, RunAt: w.quiet().Until(ch, tx.Now())}
		if _, err := tx.PutJob(job); err != nil {
			return err
		}
	}
	return nil
}

// sends says whether messages leave the house over a channel.
func (o *Office) sends(ch notice.Channel) bool {
	return !o.cfg.Demo && o.cfg.Notify != nil && o.cfg.Notify.Can(string(ch))
}

// leads says whether a channel outside is open, wished for, and has an address of the person.
func (o *Office) leads(ch notice.Channel, wish Wish, p *dossier.Party) bool {
	return o.sends(ch) && wish.wants(ch) && reach(ch, p) != ""
}

// noticeID is the stable identity of a message: the same event told over the same channel has the same one, on every node
// and after every crash.
func (o *Office) noticeID(id string, version int64, kind notice.Kind, ch notice.Channel) string {
	return o.keyed("notice", fmt.Sprintf("%s/%d/%s/%s", id, version, kind, ch))
}

// toldOf gathers what a notice about a dossier says.
func toldOf(d *dossier.Dossier) told {
	t := told{Code: d.Code, Due: d.Promise.At, Procedure: string(d.Procedure), Version: d.ProcVersion, Unit: d.Competent}
	if t.Code == "" && len(d.Codes) > 0 {
		t.Code = d.Codes[0].Code
	}
	if a := d.Asked(); a != nil {
		t.Until = a.Until
	}
	if d.State == dossier.Filed {
		t.Until, t.Unit = d.AckBy, d.Reception
	}
	if t.Unit == "" {
		t.Unit = d.Reception
	}
	return t
}

// A Wish is what a person wants to be told by, and in which language; the in-app list always has everything.
type Wish struct {
	Lang            string
	Mail, SMS, Chat bool
}

// usual is the wish of who never said one.
// choice: the law wants applicants told at once; a chat program has to be wished for, for its firm reads along.
var usual = Wish{Lang: "vi", Mail: true, SMS: true}

func (x Wish) wants(ch notice.Channel) bool {
	switch ch {
	case notice.Mail:
		return x.Mail
	case notice.SMS:
		return x.SMS
	case notice.Chat:
		return x.Chat
	}
	return true
}

func wishOf(ctx context.Context, r *store.Reader, person string) (Wish, error) {
	if person == "" {
		return usual, nil
	}
	p, ok, err := r.Preference(ctx, person)
	if err != nil || !ok {
		return usual, err
	}
	return Wish{Lang: p.Lang, Mail: p.Mail, SMS: p.SMS, Chat: p.Chat}, nil
}

// reach gives the address of a party on a channel, "" for none.
func reach(ch notice.Channel, p *dossier.Party) string {
	if ch == notice.Mail {
		return strings.TrimSpace(p.Email)
	}
	digits := strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || c == '+' {
			return c
		}
		return -1
	}, p.Phone)
	if len(digits) < 9 {
		return ""
	}
	return digits
}

// quiet are the hours in which nothing rings; a setting that cannot be read was refused when it was brought in.
func (w *World) quiet() notice.Quiet {
	s, _ := w.Setting("notice.quiet-hours").Value.(string)
	q, err := notice.ParseQuiet(s)
	if err != nil {
		return notice.Quiet{}
	}
	return q
}

// factsOf looks up the names that a notice is filled with.
func (o *Office) factsOf(w *World, n *store.NoticeRow, lang string) (notice.Facts, error) {
	var t told
	if err := json.Unmarshal([]byte(n.Facts), &t); err != nil {
		return notice.Facts{}, fmt.Errorf("facts of notice %s: %w", n.ID, err)
	}
	f := notice.Facts{Code: t.Code, Due: t.Due, Until: t.Until, Procedure: t.Procedure}
	f.Phone, _ = w.Setting("notice.phone").Value.(string)
	if t.Once != "" {
		f.Once = o.onceCode(t.Once)
	}
	if rec := w.Procedures.Version(procedure.ID(t.Procedure), t.Version); rec != nil {
		f.Procedure = rec.Name
		if lang == "en" && rec.NameEN != "" {
			f.Procedure = rec.NameEN
		}
	}
	u := w.unit(t.Unit, n.At)
	f.Unit = u.Name
	if lang == "en" && u.EN != "" {
		f.Unit = u.EN
	}
	switch _, ok := petitionTold(n.Dossier); {
	case ok:
		f.Link = strings.TrimSuffix(o.cfg.Base, "/") + "/phan-anh/theo-doi?ma=" + t.Code
	case n.Dossier != "":
		f.Link = strings.TrimSuffix(o.cfg.Base, "/") + "/ho-so/" + n.Dossier
		f.Rate = o.rateLink(dossier.ID(n.Dossier), t.Code)
	}
	if n.Kind == string(notice.DataAnswered) || n.Kind == string(notice.DataPhone) {
		f.Link, f.Rate = o.at("/ho-so/du-lieu"), ""
	}
	if notice.Kind(n.Kind).AboutRating() {
		f.Link = o.at("/danh-gia/" + url.PathEscape(t.Code))
		if !t.Applicant { // the secret of the link answers for the applicant alone; anybody else who rated has an account
			f.Rate = f.Link
		}
	}
	if t.Invitation != "" {
		f.Invitation, f.Until = t.Invitation, survey.LastMoment(t.Until)
		f.Link, f.Rate = o.at("/khao-sat/"+t.Invitation), o.surveyLink(t.Invitation)
	}
	return f, nil
}
