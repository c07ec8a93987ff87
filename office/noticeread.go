package office

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/notice"
	"motcua/law/petition"
)

// A NoticeLine is a notice in a person's own list.
type NoticeLine struct {
	Dossier     dossier.ID // "" for a notice about a petition
	Petition    string     // code of the petition that it is about
	Invitation  string     // to a survey, "" for none
	Kind        string
	Code        string // of the dossier
	Title, Body string
	At          time.Time
	Seen        bool
}

// person is under which key the reader's own notices stand.
func (r *Reader) person() (string, error) {
	switch {
	case access.May(r.who, "notices", access.Object{}) != nil:
	case r.who.Kind == access.Citizen && r.who.Key != "":
		return r.who.Key, nil
	case r.who.Kind == access.Officer && r.who.Person != "":
		return "officer:" + r.who.Person, nil
	}
	return "", fault.New(fault.Refused, "login.again").NoRight()
}

// Notices lists the reader's own notices of before an instant (the zero one: all), the newest first, in a language.
func (r *Reader) Notices(lang string, before time.Time, limit int) ([]NoticeLine, error) {
	person, err := r.person()
	if err != nil {
		return nil, err
	}
	rows, err := r.db.NoticesFor(r.ctx, person, before, wanted(limit))
	if err != nil {
		return nil, err
	}
	var out []NoticeLine
	for i := range rows {
		n := &rows[i]
		if r.w.Notices == nil {
			continue
		}
		f, err := r.o.factsOf(r.w, n, lang)
		if err != nil {
			return nil, err
		}
		m, ok := r.w.Notices.Write(notice.Kind(n.Kind), notice.App, lang, f)
		if !ok {
			continue
		}
		line := NoticeLine{Dossier: dossier.ID(n.Dossier), Invitation: f.Invitation, Kind: n.Kind, Code: f.Code, Title: m.Title, Body: m.Body, At: n.At, Seen: !n.SeenAt.IsZero()}
		if _, ok := petitionTold(n.Dossier); ok {
			line.Dossier, line.Petition = "", f.Code
		}
		out = append(out, line)
	}
	return out, nil
}

// A ToldLine is one message to the applicant of a dossier or the sender of a petition, and what became of it.
type ToldLine struct {
	Channel   notice.Channel
	Title     string
	State     string // store.NoticeReady …
	At        time.Time
	Sent      time.Time // the next system took it
	Delivered time.Time // it says that it arrived
	Seen      time.Time // in the person's own list
}

// mostTold is how many messages about one dossier are listed.
const mostTold = 100

// Told lists what the applicant of a dossier was told, the newest first, for officers who may read the dossier.
func (r *Reader) Told(id dossier.ID, lang string) ([]ToldLine, error) {
	d, err := r.o.fold(r.ctx, r.db, id)
	if err != nil {
		return nil, err
	}
	if r.who.Kind != access.Officer {
		return nil, fault.New(fault.Missing, "dossier.missing")
	}
	if err := r.mayRead(d); err != nil {
		return nil, err
	}
	return r.told(string(id), lang)
}

// told lists the messages about a dossier, or about the stream of a petition. The right was judged.
func (r *Reader) told(about, lang string) ([]ToldLine, error) {
	rows, err := r.db.NoticesOf(r.ctx, about, mostTold)
	if err != nil {
		return nil, err
	}
	var out []ToldLine
	for i := range rows {
		n := &rows[i]
		if r.w.Notices == nil || strings.HasPrefix(n.Person, "officer:") || notice.Kind(n.Kind).AboutRating() {
			continue // whoever handled the dossier does not learn who was dissatisfied
		}
		f, err := r.o.factsOf(r.w, n, lang)
		if err != nil {
			return nil, err
		}
		m, _ := r.w.Notices.Write(notice.Kind(n.Kind), notice.App, lang, f)
		out = append(out, ToldLine{notice.Channel(n.Channel), m.Title, n.State, n.At, n.SentAt, n.DeliveredAt, n.SeenAt})
	}
	return out, nil
}

// UnseenNotices counts the reader's own notices that they have not seen.
func (r *Reader) UnseenNotices() (int, error) {
	person, err := r.person()
	if err != nil {
		return 0, err
	}
	n, err := r.db.Unseen(r.ctx, person)
	if err != nil || n == 0 || r.who.Kind != access.Officer {
		return n, err
	}
	about, err := r.db.UnseenAbout(r.ctx, person, string(petition.Stream("")))
	if err != nil {
		return 0, err
	}
	for stream, m := range about { // choice: a number that its list does not show would tell them of a complaint
		id, _ := petitionTold(stream)
		row, known, err := r.db.Petition(r.ctx, string(id))
		if err != nil {
			return 0, err
		}
		if !known || r.w.keptRow(r.who, &row, r.now) {
			n -= m
		}
	}
	return n, nil
}

// Digests gives the reader's own daily digests, the newest first.
func (r *Reader) Digests(limit int) ([]Digest, error) {
	person, err := r.person()
	if err != nil {
		return nil, err
	}
	rows, err := r.db.NoticesLike(r.ctx, person, digestKind, wanted(limit))
	if err != nil {
		return nil, err
	}
	var out []Digest
	for i := range rows {
		g := Digest{At: rows[i].At}
		if err := json.Unmarshal([]byte(rows[i].Facts), &g); err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, nil
}

// SeeNotices marks all of who's own notices as seen.
func (o *Office) SeeNotices(ctx context.Context, who Who) error {
	person, err := o.Read(ctx, who).person()
	if err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error { return tx.SeeNotices(person, tx.Now()) })
}

// Wish gives what the reader wishes to be told by.
func (r *Reader) Wish() (Wish, error) {
	person, err := r.person()
	if err != nil {
		return Wish{}, err
	}
	p, ok, err := r.db.Preference(r.ctx, person)
	if err != nil || !ok {
		return usual, err
	}
	return Wish{Lang: p.Lang, Mail: p.Mail, SMS: p.SMS, Chat: p.Chat}, nil
}

// SetWish keeps what a person wishes to be told by. It is no event: it may change every day, and nothing rests on it.
func (o *Office) SetWish(ctx context.Context, who Who, x Wish) error {
	person, err := o.Read(ctx, who).person()
	if err != nil {
		return err
	}
	if x.Lang != "vi" && x.Lang != "en" {
		return fault.New(fault.Invalid, "notice.lang").At("lang")
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		return tx.PutPreference(store.PreferenceRow{Person: person, Lang: x.Lang, Mail: x.Mail, SMS: x.SMS, Chat: x.Chat})
	})
}

// Channels says which channels leave the house, and where to; all are closed in a demonstration.
func (o *Office) Channels() map[notice.Channel]string {
	out := map[notice.Channel]string{}
	for _, ch := range notice.Outside {
		if !o.cfg.Demo && o.cfg.Notify.Can(string(ch)) {
			out[ch] = o.cfg.Notify.Where(string(ch))
		}
	}
	return out
}

// A ParkedNotice is a message that was given up: an administrator sends it again or lets it go.
type ParkedNotice struct {
	ID       string
	Channel  notice.Channel
	Kind     string
	Code     string // of the dossier
	At       time.Time
	Attempts int
	Error    string
}

// ParkedNotices lists what was given up, the newest first.
func (r *Reader) ParkedNotices() ([]ParkedNotice, error) {
	if err := access.May(r.who, "administer", access.Object{}); err != nil {
		return nil, err
	}
	rows, err := r.db.FailedNotices(r.ctx, 200)
	if err != nil {
		return nil, err
	}
	var out []ParkedNotice
	for _, n := range rows {
		var t told
		if err := json.Unmarshal([]byte(n.Facts), &t); err != nil {
			return nil, err
		}
		out = append(out, ParkedNotice{
			ID: n.ID, Channel: notice.Channel(n.Channel), Kind: n.Kind, Code: t.Code, At: n.At, Attempts: n.Attempts, Error: n.Error,
		})
	}
	return out, nil
}

// NoticeCounts counts the notices of the last days by channel and state, for who may open the settings.
func (r *Reader) NoticeCounts(days int) ([]store.NoticeCount, error) {
	if err := r.MaySettings(); err != nil {
		return nil, err
	}
	return r.db.CountNotices(r.ctx, r.now.AddDate(0, 0, -days))
}
