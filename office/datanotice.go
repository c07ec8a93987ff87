package office

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"motcua/ground/text"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/notice"
	"motcua/law/privacy"
)

// tellAnswered tells whoever asked about their data that there is an answer; the answer itself stands behind sign-in.
func (o *Office) tellAnswered(tx *store.Tx, w *World, q *privacy.Request, unit string) error {
	if w.Notices == nil || q.Number == "" {
		return nil // no words for it, or the personal part is erased and nobody can be told
	}
	t := told{Unit: unit}
	if q.Dossier != "" {
		m, err := o.askedMatter(tx.Context(), tx, q.Dossier)
		if err != nil {
			return err
		}
		t.Code = m.code
	}
	p, err := o.partyOf(tx.Context(), tx, o.PersonKey(q.Number), dossier.ID(q.Dossier))
	if err != nil {
		return err
	}
	if p.Name, p.Number = q.Name, q.Number; t.Code == "" {
		p.Phone = "" // a short message names the dossier that it is about
	}
	facts, err := json.Marshal(t)
	if err != nil {
		return err
	}
	row := store.NoticeRow{
		Person: o.PersonKey(q.Number), Kind: string(notice.DataAnswered), Dossier: q.Dossier, Version: q.Version + 1, Facts: string(facts), At: tx.Now(),
	}
	return o.inform(tx, w, "request/"+q.ID, row, &p, true)
}

// partyOf is how a person is reached: as they stand in what it is about, else as the desk knows them.
func (o *Office) partyOf(ctx context.Context, r interface {
	events
	Person(ctx context.Context, key string) (store.PersonRow, bool, error)
}, person string, id dossier.ID,
) (dossier.Party, error) {
	if id != "" {
		m, err := o.askedMatter(ctx, r, string(id))
		if err != nil {
			return dossier.Party{}, err
		}
		for _, p := range m.parties {
			if o.PersonKey(p.Number) == person && (p.Email != "" || p.Phone != "") {
				return p, nil
			}
		}
	}
	p, ok, err := r.Person(ctx, person)
	if err != nil || !ok {
		return dossier.Party{}, err
	}
	return personOf(p).Party, nil
}

// requestLate is the alarm about a request whose limit is over.
const requestLate = requestTold + "-late"

// tellLateRequests tells those who answer and those who supervise of requests whose limit is over, each of them once.
func (o *Office) tellLateRequests(ctx context.Context) error {
	w, now := o.world.Load(), o.Now()
	rows, err := o.db.Read().Requests(ctx, true, nil, mostRequests)
	if err != nil {
		return err
	}
	for i := range rows {
		q := &rows[i]
		if !now.After(q.Due) {
			break // the nearest limit stands first
		}
		if now.Sub(q.Due) > oldestSent {
			continue
		}
		people := append(w.leaders(q.Unit, now), w.supervisors(now)...)
		slices.Sort(people)
		for _, person := range slices.Compact(people) {
			id := o.keyed("request-late", q.ID+" "+person)
			if _, was, err := o.db.Read().Notice(ctx, id); err != nil {
				return err
			} else if was {
				continue
			}
			if err := o.db.Write(ctx, func(tx *store.Tx) error { return o.tellLateRequest(tx, w, id, q, person) }); err != nil {
				return fmt.Errorf("alarm of request %s: %w", q.ID, err)
			}
		}
	}
	return nil
}

func (o *Office) tellLateRequest(tx *store.Tx, w *World, id string, q *store.RequestRow, person string) error {
	t := told{Unit: q.Unit, Due: q.Due}
	if q.Dossier != "" {
		m, err := o.askedMatter(tx.Context(), tx, q.Dossier)
		if err != nil {
			return err
		}
		t.Code = m.code
	}
	facts, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return o.tellOfficer(tx, w, store.NoticeRow{ID: id, Kind: requestLate, Dossier: q.Dossier, Facts: string(facts)}, person)
}

// lateRequestMail says which request is late, and where it is answered.
func (o *Office) lateRequestMail(w *World, v text.Voice, n *store.NoticeRow) (title, body string, err error) {
	var t told
	if err := json.Unmarshal([]byte(n.Facts), &t); err != nil {
		return "", "", fmt.Errorf("facts of notice %s: %w", n.ID, err)
	}
	lines := []string{v.T("requests.mail.due", "due", v.DateTime(t.Due))}
	if t.Code != "" {
		lines = append(lines, v.T("alarm.mail.code", "code", t.Code))
	}
	if t.Unit != "" {
		lines = append(lines, v.T("alarm.mail.unit", "unit", unitIn(w, v, t.Unit, n.At)))
	}
	return v.T("requests.mail.late"), o.mailBody(v, append(lines, v.T("alarm.mail.open", "link", o.at("/watch/requests")))...), nil
}

// lateRequests counts those that wait past their limit and that the reader answers.
func (r *Reader) lateRequests() (n int, err error) {
	if access.May(r.who, "read-requests", access.Object{Org: r.w.Org, At: r.now}) != nil {
		return 0, nil
	}
	rows, err := r.db.Requests(r.ctx, true, r.answers(), mostRequests)
	for i := range rows {
		if r.now.After(rows[i].Due) {
			n++
		}
	}
	return n, err
}

// answers are the units for which the reader answers requests; nil is the whole city.
func (r *Reader) answers() []string {
	if r.who.City {
		return nil
	}
	return append([]string{}, r.who.Units...)
}
