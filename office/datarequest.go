package office

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/privacy"
	"motcua/words/calendar"
	"motcua/words/ledger"
)

// answerWithin is the setting with the limit of an answer to a data subject.
const answerWithin = "privacy.answer-within"

// mostOpenRequests is how many requests of one person may wait at a time.
// choice: a person has few dossiers; more would hide those that matter from whoever answers.
const mostOpenRequests = 20

// AskData takes a request of somebody about their own data (yêu cầu của chủ thể dữ liệu): of one dossier, petition or conversation, or of all. The clock of
// the answer starts at once, and whoever answers for the unit is told.
func (o *Office) AskData(ctx context.Context, who Who, cmd Command, kind privacy.Kind, about dossier.ID, words string) (id string, err error) {
	hash, err := requestHash("ask-data", kind, about, words)
	if err != nil {
		return "", err
	}
	if err := access.May(who, "ask-data", access.Object{At: o.Now()}); err != nil {
		return "", err
	}
	if who.Number == "" {
		return "", fault.New(fault.Refused, "request.no-number").NoRight()
	}
	q := privacy.Request{Kind: kind, Dossier: string(about), Name: who.Name, Number: who.Number, Words: words}
	return o.enterRequest(ctx, who, cmd, hash, q, func(w *World, m *askedMatter, now time.Time) bool {
		return m.dossier == nil && m.names(o, who.Number) || m.dossier != nil && access.May(who, "read", o.objectAt(w, m.dossier, 0, now)) == nil
	})
}

// enterRequest enters a request; named says whether the matter is one that the person may ask about.
func (o *Office) enterRequest(
	ctx context.Context, who Who, cmd Command, hash [32]byte, q privacy.Request, named func(*World, *askedMatter, time.Time) bool,
) (id string, err error) {
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		id = o.keyed("request", who.Account+"/"+cmp.Or(cmd.Key, "once")) // the same command has the same request
		if cmd.Key == "" {
			if id, err = o.NewID(); err != nil {
				return err
			}
		}
		if done, err := o.once(tx, who, cmd, hash, []byte(id)); done || err != nil {
			return err
		}
		q := q
		q.ID = id
		if err := o.aboutOwn(tx, w, &q, named); err != nil {
			return err
		}
		if err := w.requestClock(&q, tx.Now()); err != nil {
			return err
		}
		facts, err := privacy.Ask(q, tx.Now())
		if err != nil {
			return err
		}
		evs, err := tx.Append(privacy.Stream(id), 0, facts)
		if err != nil {
			return err
		}
		if err := o.putRequest(tx, id, evs); err != nil {
			return err
		}
		if q.Kind == privacy.Copy {
			return nil
		}
		return o.tellOfRequest(tx, w, &q)
	})
	if err != nil {
		return "", fmt.Errorf("ask about own data: %w", err)
	}
	return id, nil
}

// aboutOwn wants the matter to be one of the asker's, and finds the unit that answers: that which decided it, else that which
// received it. Requests about all data are the supervision's, for no unit has all.
func (o *Office) aboutOwn(tx *store.Tx, w *World, q *privacy.Request, named func(*World, *askedMatter, time.Time) bool) error {
	waiting, err := tx.RequestsBy(tx.Context(), o.PersonKey(q.Number), mostOpenRequests+1)
	if err != nil {
		return err
	}
	open := 0
	for i := range waiting {
		x := &waiting[i]
		if !x.Ended.IsZero() {
			continue
		}
		if open++; x.Kind == string(q.Kind) && x.Dossier == q.Dossier {
			return fault.New(fault.Conflict, "request.waits")
		}
	}
	if open >= mostOpenRequests {
		return fault.New(fault.Refused, "request.too-many", "most", fmt.Sprint(mostOpenRequests))
	}
	if q.Dossier == "" {
		return nil
	}
	m, err := o.askedMatter(tx.Context(), tx, q.Dossier)
	if err != nil {
		return err
	}
	if m.erased {
		return fault.New(fault.Conflict, "erasure.was")
	}
	if !named(w, &m, tx.Now()) {
		return fault.New(fault.Missing, "dossier.missing")
	}
	q.Unit = m.unit
	return nil
}

// requestClock gives a request its due time, on the city's calendar.
func (w *World) requestClock(q *privacy.Request, now time.Time) error {
	s, text := w.Setting(answerWithin), w.AnswerWithin()
	limit, err := calendar.ParseLimit(text)
	if err != nil {
		return fmt.Errorf("setting %s: %w", answerWithin, err)
	}
	due, err := w.Calendar.Due(now, limit, calendar.Options{})
	if err != nil {
		return err
	}
	q.Due, q.Limit, q.Basis = due.At.UTC(), text, s.Basis
	return nil
}

// AnswerWithin is how soon a data subject has to be answered.
func (w *World) AnswerWithin() string {
	if s, _ := w.Setting(answerWithin).Value.(string); s != "" {
		return s
	}
	return "2wd" // choice: what the law says, for a city that says nothing
}

// checkLimit wants a limit that the calendar can count.
func checkLimit(v any) string {
	s, _ := v.(string)
	if _, err := calendar.ParseLimit(s); err != nil {
		return "write a limit like 2wd or 16h"
	}
	return ""
}

// putRequest makes the line of a request from its events.
func (o *Office) putRequest(tx *store.Tx, id string, evs []ledger.Event) error {
	q, err := privacy.Fold(id, evs)
	if err != nil {
		return err
	}
	return tx.PutRequest(o.requestRow(q))
}

func (o *Office) requestRow(q *privacy.Request) store.RequestRow {
	return store.RequestRow{
		ID: q.ID, Person: o.PersonKey(q.Number), Kind: string(q.Kind), Dossier: q.Dossier, Unit: q.Unit, Asked: q.Asked, Due: q.Due, Ended: q.Ended, Outcome: q.Outcome,
	}
}

// requestTold is the notice to those who answer.
const requestTold = unitKind + "dossier.data-request"

// tellOfRequest tells those who lead the unit, or who supervise the city.
func (o *Office) tellOfRequest(tx *store.Tx, w *World, q *privacy.Request) error {
	people := w.leaders(q.Unit, tx.Now())
	if q.Unit == "" || len(people) == 0 {
		people = w.supervisors(tx.Now())
	}
	code := ""
	if q.Dossier != "" {
		m, err := o.askedMatter(tx.Context(), tx, q.Dossier)
		if err != nil {
			return err
		}
		code = m.code
	}
	row := store.NoticeRow{Kind: requestTold, Dossier: q.Dossier, At: tx.Now()}
	return tellHouse(tx, row, unitTold{Code: code, Unit: q.Unit}, people, func(person string) string { return o.keyed("request", q.ID+" "+person) })
}

// AnswerData answers a request, with the reason. What was granted is carried out by the acts that there are for it: a correction, an
// erasure; a restriction holds from now on and is shown to whoever reads.
func (o *Office) AnswerData(ctx context.Context, who Who, cmd Command, id, outcome, words string) error {
	hash, err := requestHash("answer-request", id, outcome, words)
	if err != nil {
		return err
	}
	if err := access.May(who, "read-requests", access.Object{Org: o.world.Load().Org, At: o.Now()}); err != nil {
		return err // before it is looked whether there is such a request
	}
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		evs, err := tx.Events(tx.Context(), privacy.Stream(id))
		if err != nil {
			return err
		}
		q, err := privacy.Fold(id, evs)
		if err != nil {
			return err
		}
		apart, err := o.askedApart(tx.Context(), &tx.Reader, w, who, string(q.Dossier), tx.Now())
		if err != nil {
			return err
		}
		if apart || access.May(who, "answer-request", access.Object{Unit: q.Unit, Org: w.Org, At: tx.Now()}) != nil {
			return fault.New(fault.Missing, "request.missing")
		}
		if done, err := o.once(tx, who, cmd, hash, []byte(id)); done || err != nil {
			return err
		}
		facts, err := privacy.Answer(q, outcome, words, who.Actor(), who.Unit, tx.Now())
		if err != nil {
			return err
		}
		more, err := tx.Append(privacy.Stream(id), q.Version, facts)
		if err != nil {
			return err
		}
		return errors.Join(o.putRequest(tx, id, append(evs, more...)), o.tellAnswered(tx, w, q, who.Unit))
	})
	if err != nil {
		return fmt.Errorf("answer request %s: %w", id, err)
	}
	return nil
}

// A DataRequest is a request as pages show it.
type DataRequest struct {
	privacy.Request
	Code    string // of what it is about
	Late    bool   // unanswered, or answered, after its limit
	LeftMin int64  // working minutes until it is due, negative when over
	UnitN   UnitName
	ByN     UnitName
	Person  PersonName // who answered; for officers
	Taken   PersonName // who took it at a counter; for officers
	At      UnitName   // that counter
}

// mostRequests is how many requests are listed at once.
const mostRequests = 200

// OwnRequests lists what the reader asked about their data, the newest first.
func (r *Reader) OwnRequests() ([]DataRequest, error) {
	if err := access.May(r.who, "ask-data", access.Object{At: r.now}); err != nil {
		return nil, err
	}
	rows, err := r.db.RequestsBy(r.ctx, r.who.Key, mostRequests)
	if err != nil {
		return nil, err
	}
	return r.requests(rows)
}

// DataRequests lists the requests that the reader answers: of the own units, or of the whole city.
func (r *Reader) DataRequests(open bool) ([]DataRequest, error) {
	if err := access.May(r.who, "read-requests", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return nil, err
	}
	rows, err := r.db.Requests(r.ctx, open, r.answers(), mostRequests)
	if err != nil {
		return nil, err
	}
	return r.requests(rows)
}

// DataRequest shows one request to whoever answers it. It says what a person wrote about their data, so there is a line in the
// read log before.
func (r *Reader) DataRequest(id string) (*DataRequest, error) {
	if err := access.May(r.who, "read-requests", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return nil, err
	}
	row, ok, err := r.db.Request(r.ctx, id)
	if err != nil {
		return nil, err
	}
	apart, err := r.o.askedApart(r.ctx, r.db, r.w, r.who, row.Dossier, r.now)
	if err != nil {
		return nil, err
	}
	if apart || !ok || access.May(r.who, "answer-request", access.Object{Unit: row.Unit, Org: r.w.Org, At: r.now}) != nil {
		return nil, fault.New(fault.Missing, "request.missing")
	}
	line := store.ReadRow{At: r.now, Account: r.who.Account, Post: r.who.Post, Dossier: cmp.Or(row.Dossier, "request/"+id), Purpose: "read.request"}
	if err := r.o.db.LogRead(r.ctx, line); err != nil {
		return nil, err
	}
	all, err := r.requests([]store.RequestRow{row})
	if err != nil {
		return nil, err
	}
	return &all[0], nil
}

func (r *Reader) requests(rows []store.RequestRow) ([]DataRequest, error) {
	out := make([]DataRequest, 0, len(rows))
	for i := range rows {
		apart, err := r.o.askedApart(r.ctx, r.db, r.w, r.who, rows[i].Dossier, r.now)
		if err != nil {
			return nil, err
		}
		if apart {
			continue
		}
		evs, err := r.db.Events(r.ctx, privacy.Stream(rows[i].ID))
		if err != nil {
			return nil, err
		}
		q, err := privacy.Fold(rows[i].ID, evs)
		if err != nil {
			return nil, err
		}
		x := DataRequest{Request: *q, UnitN: r.w.unit(q.Unit, q.Asked), ByN: r.w.unit(q.By, q.Ended), LeftMin: r.left(q.Due), At: r.w.unit(q.Counter, q.Asked)}
		x.Late = q.Open() && r.now.After(q.Due) || !q.Open() && q.Ended.After(q.Due)
		if r.who.Kind == access.Officer {
			x.Person = r.w.person(q.Actor)
			x.Taken = r.w.person(q.Taker)
		}
		if x.Code, err = r.askedCode(q.Dossier); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// askedCode is the code of what a request is about; "" for all data of a person.
func (r *Reader) askedCode(about string) (string, error) {
	if about == "" {
		return "", nil
	}
	if id, ok := petitionTold(about); ok { // its line has it
		row, _, err := r.db.Petition(r.ctx, string(id))
		return row.Code, err
	}
	m, err := r.o.askedMatter(r.ctx, r.db, about)
	return m.code, err
}

// eraseRequests destroys what was asked about a dossier, petition or conversation, with it. What waited for an answer ends.
func (o *Office) eraseRequests(tx *store.Tx, id dossier.ID, x dossier.Erasure) error {
	rows, err := tx.RequestsOf(tx.Context(), string(id))
	if err != nil {
		return err
	}
	for _, q := range rows {
		s := privacy.Stream(q.ID)
		if q.Ended.IsZero() {
			version, _, err := tx.Head(tx.Context(), s)
			if err != nil {
				return err
			}
			if _, err := tx.Append(s, version, privacy.Close(x.Actor, x.Unit, tx.Now())); err != nil {
				return err
			}
		}
		if err := tx.Erase(s); err != nil {
			return err
		}
		evs, err := tx.Events(tx.Context(), s)
		if err != nil {
			return err
		}
		if err := o.putRequest(tx, q.ID, evs); err != nil {
			return err
		}
	}
	return nil
}

// checkRequests compares the lines of requests with their events.
func (o *Office) checkRequests(ctx context.Context, rep *CheckReport) error {
	r := o.db.Read()
	return checkRows(ctx, r, "request", rep, folded(ctx, r, func(id string, evs []ledger.Event) (store.RequestRow, error) {
		q, err := privacy.Fold(id, evs)
		if err != nil {
			return store.RequestRow{}, err
		}
		return o.requestRow(q), nil
	}), r.Request)
}
