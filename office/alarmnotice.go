package office

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/keep/store"
	"motcua/law/care"
	"motcua/law/dossier"
	"motcua/law/petition"
)

// alarmPrefix begins the kind of a notice about an alarm; the alarm's own kind follows.
const alarmPrefix = "alarm-"

// alarmsTold is where stands up to which moment leaders were told of alarms that began to ring.
const alarmsTold = "notice.alarms-until"

// alarmPage is how many alarms are told in one transaction.
const alarmPage = 200

// alarmsToTell are the kinds of alarm of which each one is told to leaders at once; the others wait for the daily digest.
// choice: what can still be turned, what is owed and what is late; a notice for each half-used limit would hide them.
var alarmsToTell = []dossier.AlarmKind{dossier.AlarmLate, dossier.AlarmApology, dossier.AlarmHours, dossier.AlarmUnreceived, dossier.AlarmStepLate, dossier.AlarmConsult}

// tells says whether leaders are told of each alarm of a kind, by the city's settings.
func (w *World) tells(kind dossier.AlarmKind) bool {
	list, ok := w.Setting("warning.tell").Value.([]any)
	if !ok {
		return slices.Contains(alarmsToTell, kind)
	}
	return slices.Contains(list, any(string(kind)))
}

// checkTold wants kinds of alarm.
func checkTold(value any) string {
	list, ok := value.([]any)
	for _, x := range list {
		kind, isText := x.(string)
		if ok = ok && isText && slices.Contains(dossier.AlarmKinds, dossier.AlarmKind(kind)); !ok {
			break
		}
	}
	if !ok {
		return fmt.Sprintf("a list of kinds of alarm: %v", dossier.AlarmKinds)
	}
	return ""
}

// tellAlarms tells leaders of the alarms that began to ring since it was looked last. Each alarm is told once to each of
// them, however often and on however many nodes it is looked.
func (o *Office) tellAlarms(ctx context.Context) error {
	w, now := o.world.Load(), o.Now()
	was, ok, err := o.db.Read().Setting(ctx, alarmsTold)
	if err != nil {
		return err
	}
	from, bad := time.Parse(time.RFC3339Nano, was)
	if !ok || bad != nil || now.Sub(from) > oldestSent {
		from = now // a city that begins with this does not tell everything of last year
	}
	for _, kind := range dossier.AlarmKinds {
		if !w.tells(kind) {
			continue
		}
		for skip := 0; ; skip += alarmPage {
			rows, err := o.db.Read().Began(ctx, string(kind), from, now, skip, alarmPage)
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				break // nothing is written for a kind of which nothing began
			}
			ids := make([]string, len(rows))
			for i := range rows {
				ids[i] = rows[i].Dossier.ID
			}
			filed, err := o.db.Read().ExternalCodes(ctx, ids)
			if err != nil {
				return err
			}
			err = o.db.Write(ctx, func(tx *store.Tx) error {
				for i := range rows {
					x := &rows[i]
					t := told{Code: cmp.Or(x.Dossier.Code, filed[x.Dossier.ID]), Due: x.Due, Unit: x.Unit}
					if err := o.tellAlarm(tx, w, x.Dossier.ID, &x.AlarmRow, t); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
			if len(rows) < alarmPage {
				break
			}
		}
	}
	if err := o.tellPetitionAlarms(ctx, w, from, now); err != nil {
		return err
	}
	if err := o.tellContactAlarms(ctx, w, from, now); err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error { return tx.PutSetting(alarmsTold, now.Format(time.RFC3339Nano)) })
}

// tellAlarm tells the leaders of the unit that is to do something.
func (o *Office) tellAlarm(tx *store.Tx, w *World, id string, a *store.AlarmRow, t told) error {
	return o.tellEach(tx, w, id, a.Kind+"/"+a.Token, a.Kind, t, w.leaders(a.Unit, tx.Now()))
}

// tellEach tells people of an alarm about a stream, each once.
func (o *Office) tellEach(tx *store.Tx, w *World, about, alarm, kind string, t told, people []string) error {
	facts, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("facts of an alarm of %s: %w", about, err)
	}
	slices.Sort(people)
	for _, person := range slices.Compact(people) {
		row := store.NoticeRow{
			ID:   o.keyed("alarm", fmt.Sprintf("%s/%s/%d %s", about, alarm, t.Due.UnixMicro(), person)),
			Kind: alarmPrefix + kind, Dossier: about, Facts: string(facts),
		}
		if err := o.tellOfficer(tx, w, row, person); err != nil {
			return err
		}
	}
	return nil
}

// tellRinging tells of alarms that rang already when they came to be: after a late entry, or by a new calendar.
func (o *Office) tellRinging(tx *store.Tx, w *World, d *dossier.Dossier, rows []store.AlarmRow) error {
	now := tx.Now()
	for i := range rows {
		a := &rows[i]
		rings := dossier.Alarm{Rings: a.Rings, Ends: a.Ends}
		if !w.tells(dossier.AlarmKind(a.Kind)) || !rings.Ringing(now) || now.Sub(a.Rings) > oldestSent {
			continue
		}
		t := toldOf(d)
		t.Due, t.Unit = a.Due, a.Unit
		if err := o.tellAlarm(tx, w, string(d.ID), a, t); err != nil {
			return err
		}
	}
	return nil
}

// An AlarmNotice is an alarm that a leader was told of.
type AlarmNotice struct {
	Kind     dossier.AlarmKind
	Dossier  dossier.ID
	Petition petition.ID // where it is about one
	Contact  care.ID     // where it is about a conversation
	Code     string
	Unit     UnitName
	Due, At  time.Time
	Seen     bool
	Answered bool // it rings no more: somebody has acted, or a graver one has begun
}

// AlarmNotices lists the alarms that the reader was told of, the newest first.
func (r *Reader) AlarmNotices(limit int) ([]AlarmNotice, error) {
	person, err := r.person()
	if err != nil {
		return nil, err
	}
	rows, err := r.db.NoticesLike(r.ctx, person, alarmPrefix+"%", wanted(limit))
	if err != nil {
		return nil, err
	}
	out := make([]AlarmNotice, 0, len(rows))
	for i := range rows {
		x, ok, err := r.alarmNotice(&rows[i])
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, x)
		}
	}
	return out, nil
}

// alarmNotice reads one; ok is false for one that is kept from the reader by now.
func (r *Reader) alarmNotice(n *store.NoticeRow) (x AlarmNotice, ok bool, err error) {
	var t told
	if err := json.Unmarshal([]byte(n.Facts), &t); err != nil {
		return x, false, fmt.Errorf("facts of notice %s: %w", n.ID, err)
	}
	x = AlarmNotice{
		Kind: dossier.AlarmKind(strings.TrimPrefix(n.Kind, alarmPrefix)), Dossier: dossier.ID(n.Dossier), Code: t.Code, Unit: r.w.unit(t.Unit, r.now),
		Due: t.Due, At: n.At, Seen: !n.SeenAt.IsZero(), Answered: true,
	}
	if id, yes := petitionTold(n.Dossier); yes {
		row, known, err := r.db.Petition(r.ctx, string(id))
		if err != nil || !known || r.w.keptRow(r.who, &row, r.now) {
			return x, false, err // since they were told, somebody said that it is about one of theirs
		}
		x.Petition = id
		rings, err := r.petitionRings(id, string(x.Kind), x.Due)
		x.Answered = !rings
		return x, true, err
	}
	if id, yes := contactTold(n.Dossier); yes {
		rings, may, err := r.contactRings(id, x.Due)
		x.Contact, x.Answered = id, !rings
		return x, may, err
	}
	now, err := r.db.Alarms(r.ctx, n.Dossier)
	for j := range now {
		a := &now[j]
		rings := dossier.Alarm{Rings: a.Rings, Ends: a.Ends}
		if a.Kind == string(x.Kind) && a.Due.Equal(x.Due) && rings.Ringing(r.now) {
			x.Answered = false
		}
	}
	return x, true, err
}
