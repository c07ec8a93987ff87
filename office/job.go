package office

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/notify"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/notice"
	"motcua/words/calendar"
	"motcua/words/org"
)

// The kinds of job. Their arguments are ids only.
const (
	jobNotice   = "notice"   // send a notice: its id
	jobDelivery = "delivery" // ask what became of it: its id
	jobDigest   = "digest"   // tell a unit's leaders what waits: the unit and the day
	jobAlarms   = "alarms"   // compute all alarms anew
	jobViews    = "views"    // bring all views up to a new column
	jobRedate   = "redate"   // count open promises again by a new calendar, where that was cut off
	jobReassign = "reassign" // take open dossiers to who carries on: the reorganisation
	jobTimer    = "timer"    // a timer of a dossier is over: the dossier and the token
	jobSweep    = "sweep"    // take away what has come to its end
	jobSeal     = "seal"     // seal what is not sealed yet
	jobErase    = "erase"    // take away the files of an erased dossier and list the erasure: its id
	jobErased   = "erased"   // take away a file of an erased dossier, if nothing else names it: its hash
	jobImport   = "import"   // publish a file of procedures: its id
	jobFile     = "file"     // take away a file, if nothing names it: its hash
	jobPhone    = "phone"    // send the code by which somebody shows that a telephone is theirs: the flow
	jobCheck    = "check"    // send the code by which somebody gets the check code of their petition back: the flow
)

const (
	jobsAtOnce = 10
	jobLease   = 10 * time.Minute // longer than any job takes; then its worker is thought dead
)

// pauses are how long a message waits after each failed attempt; after the last it is parked for a person to look at.
var pauses = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour}

// asks are how long after sending the next system is asked what became of a message.
var asks = []time.Duration{5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 24 * time.Hour}

// Work does the jobs that are due, once, and gives how many it took. A job that fails is tried again later or parked; the
// others go on. A job whose worker died comes back when its lease ends, and is done again under the same identity.
func (o *Office) Work(ctx context.Context) (int, error) {
	if err := o.renew(ctx); err != nil {
		return 0, err
	}
	if o.begun.CompareAndSwap(false, true) {
		if err := o.reassignCutOff(ctx); err != nil {
			o.begun.Store(false)
			return 0, err
		}
	}
	jobs, err := o.db.Claim(ctx, jobsAtOnce, jobLease)
	if err != nil {
		return 0, err
	}
	var errs []error
	var calls []store.JobRow
	for i := range jobs {
		if jobs[i].Kind == jobLane {
			calls = append(calls, jobs[i])
			continue
		}
		if err := o.do(ctx, jobs[i]); err != nil {
			errs = append(errs, fmt.Errorf("job %s: %w", jobs[i].Key, err))
		}
	}
	errs = append(errs, o.startLanes(ctx, calls))
	return len(jobs), errors.Join(errs...)
}

func (o *Office) do(ctx context.Context, j store.JobRow) error {
	switch j.Kind {
	case jobNotice:
		return o.send(ctx, j)
	case jobDelivery:
		return o.askDelivery(ctx, j)
	case jobReply:
		return o.sendReply(ctx, j)
	case jobCall:
		return o.callLeft(ctx, j)
	case jobTimer:
		if err := o.timer(ctx, j); err == nil || ctx.Err() != nil {
			return err
		} else {
			return errors.Join(err, o.db.Write(ctx, func(tx *store.Tx) error { return tx.Fail(j, err.Error(), tx.Now().Add(10*time.Minute)) }))
		}
	case jobDigest:
		return o.db.Write(ctx, func(tx *store.Tx) error {
			if ok, err := tx.Finish(j); err != nil || !ok {
				return err
			}
			return o.digest(tx, j.Args)
		})
	}
	err := o.plain(ctx, j)
	if stopped := ctx.Err(); stopped != nil && j.Kind == jobImport { // somebody looks on: whoever starts next goes on at once
		return errors.Join(stopped, o.db.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.Fail(j, "", tx.Now()) }))
	} else if stopped != nil {
		return stopped
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		if err != nil {
			return tx.Fail(j, err.Error(), tx.Now().Add(10*time.Minute))
		}
		_, err := tx.Finish(j)
		return err
	})
}

// plain does a job that is tried again as a whole when it fails.
func (o *Office) plain(ctx context.Context, j store.JobRow) error {
	switch j.Kind {
	case jobAlarms:
		return o.rebuildAlarms(ctx)
	case jobViews:
		return o.renewViews(ctx)
	case jobPetitions:
		return errors.Join(o.renewPetitions(ctx), o.alarmPetitions(ctx))
	case jobRedate:
		return o.redateLeft(ctx)
	case jobReassign:
		return o.reassignLeft(ctx, j.Args)
	case jobSweep:
		return o.sweep(ctx)
	case jobErase:
		return o.listErasure(ctx, dossier.ID(j.Args))
	case jobErased:
		return o.eraseFile(ctx, j.Args)
	case jobSeal:
		return o.seal(ctx)
	case jobImport:
		return o.runImport(ctx, j.Args)
	case jobFile:
		return o.dropFile(ctx, j.Args)
	case jobCheck:
		return o.sendCheck(ctx, j.Args)
	case jobPhone:
		return o.sendPhoneCode(ctx, j.Args)
	}
	return errors.New("no such kind of job here: another version of the program made it")
}

// renewViews writes every dossier's view anew.
func (o *Office) renewViews(ctx context.Context) error {
	f := store.DossierFilter{Scope: store.Scope{All: true}, Now: o.Now(), Limit: redatePiece}
	for {
		rows, next, err := o.db.Read().Dossiers(ctx, f)
		if err != nil {
			return err
		}
		err = o.db.Write(ctx, func(tx *store.Tx) error {
			for i := range rows {
				d, err := o.fold(ctx, tx, dossier.ID(rows[i].ID))
				if err != nil {
					return err
				}
				if err := errors.Join(o.put(tx, d), tx.PutFiles(string(d.ID), filesOf(d))); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || next == "" {
			return err
		}
		f.After = next
	}
}

// send sends one notice. Between the sending and its record the power may go: then it is sent again under the same id, and
// who receives it sees one message.
func (o *Office) send(ctx context.Context, j store.JobRow) error {
	n, ok, err := o.db.Read().Notice(ctx, j.Args)
	if err != nil {
		return err
	}
	drop := func(why string) error {
		n.State, n.Error = store.NoticeDropped, why
		return o.settle(ctx, j, &n, time.Time{})
	}
	switch {
	case !ok || n.State != store.NoticeReady:
		return o.finish(ctx, j)
	case !o.sends(notice.Channel(n.Channel)):
		n.Error = "the channel is closed"
		return o.settle(ctx, j, &n, o.Now().Add(time.Hour))
	}
	w, ch := o.world.Load(), notice.Channel(n.Channel)
	if at := w.quiet().Until(ch, o.Now()); at.After(o.Now()) && !awaited(&n) {
		return o.settle(ctx, j, &n, at)
	}
	m, why, err := o.message(ctx, w, &n)
	if err != nil {
		return err
	}
	if why != "" {
		return drop(why)
	}
	state, err := o.cfg.Notify.Send(ctx, m)
	if ctx.Err() != nil {
		return ctx.Err() // told to stop: whether it went is unknown, and the lease brings it back
	}
	n.Attempts++
	switch {
	case err == nil:
		n.State, n.SentAt, n.Error = store.NoticeSent, o.Now(), ""
		if w.Notices != nil {
			n.Template = w.Notices.Version
		}
		if state == notify.Delivered {
			n.DeliveredAt = n.SentAt
		}
		return o.settle(ctx, j, &n, time.Time{})
	case notify.IsPermanent(err) || n.Attempts > len(pauses):
		n.State, n.Error = store.NoticeFailed, err.Error()
		return o.settle(ctx, j, &n, time.Time{})
	}
	n.Error = err.Error()
	return o.settle(ctx, j, &n, o.Now().Add(pauses[n.Attempts-1]))
}

// message writes a notice out; why says why nobody can be reached.
func (o *Office) message(ctx context.Context, w *World, n *store.NoticeRow) (m notify.Message, why string, err error) {
	if strings.HasPrefix(n.Person, officerPrefix) {
		return o.officerMessage(ctx, w, n)
	}
	party, person, err := o.toldParty(ctx, n)
	if err != nil {
		return m, "", err
	}
	ch := notice.Channel(n.Channel)
	to := reach(ch, &party)
	if to == "" {
		return m, "there is no address any more", nil
	}
	if awaited(n) && o.Now().Sub(n.At) > checkLife {
		return m, "the code holds no longer", nil
	}
	wish := usual
	if p, ok, err := o.db.Read().Preference(ctx, person); err != nil {
		return m, "", err
	} else if ok {
		wish = Wish{Lang: p.Lang, Mail: p.Mail, SMS: p.SMS, Chat: p.Chat}
	}
	if !wish.wants(ch) && !awaited(n) {
		return m, "the person does not wish it any more", nil
	}
	f, err := o.factsOf(w, n, wish.Lang)
	if err != nil {
		return m, "", err
	}
	words, ok := w.Notices.Write(notice.Kind(n.Kind), ch, wish.Lang, f)
	if !ok {
		return m, "the city has no words that fit", nil
	}
	m = notify.Message{ID: n.ID, Channel: n.Channel, To: to, Lang: wish.Lang, Title: words.Title, Body: words.Body}
	return m, "", nil
}

// toldParty is whom a notice is for, and under which key their wishes stand: who is told about the dossier now, or whoever sent the
// petition.
func (o *Office) toldParty(ctx context.Context, n *store.NoticeRow) (party dossier.Party, person string, err error) {
	if id, ok := petitionTold(n.Dossier); ok {
		p, err := o.foldPetition(ctx, o.db.Read(), id)
		if err != nil {
			return dossier.Party{}, "", err
		}
		return petitioner(p), n.Person, nil
	}
	if n.Kind == string(notice.DataPhone) {
		m, err := o.askedMatter(ctx, o.db.Read(), n.Dossier)
		if err != nil || len(m.parties) == 0 {
			return dossier.Party{}, "", err
		}
		return m.parties[0], n.Person, nil
	}
	if n.Kind == string(notice.DataAnswered) || notice.Kind(n.Kind).AboutRating() {
		party, err = o.partyOf(ctx, o.db.Read(), n.Person, dossier.ID(n.Dossier))
		return party, n.Person, err
	}
	d, err := o.fold(ctx, o.db.Read(), dossier.ID(n.Dossier))
	if err != nil {
		return dossier.Party{}, "", err
	}
	party, err = whoIsTold(ctx, o.db.Read(), d, o.Now())
	if d.Parties.Mandate != "" { // by the wishes of whoever it goes to now
		return party, o.PersonKey(party.Number), err
	}
	return party, n.Person, err
}

// settle writes down what became of a notice and its job: again at an instant, or, for the zero one, no more.
func (o *Office) settle(ctx context.Context, j store.JobRow, n *store.NoticeRow, again time.Time) error {
	return o.db.Write(ctx, func(tx *store.Tx) error {
		switch {
		case !again.IsZero() || n.State == store.NoticeFailed:
			if err := tx.Fail(j, n.Error, again); err != nil {
				return err
			}
		default:
			if ok, err := tx.Finish(j); err != nil || !ok {
				return err
			}
		}
		if n.State == store.NoticeSent && n.DeliveredAt.IsZero() && notice.Channel(n.Channel).Weak() {
			ask := store.JobRow{Key: jobDelivery + "/" + n.ID, Kind: jobDelivery, Args: n.ID, RunAt: tx.Now().Add(asks[0])}
			if _, err := tx.PutJob(ask); err != nil {
				return err
			}
		}
		return tx.SetNotice(*n)
	})
}

func (o *Office) finish(ctx context.Context, j store.JobRow) error {
	return o.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Finish(j)
		return err
	})
}

// askDelivery asks the gateway what became of a message: taken by it is not yet delivered.
func (o *Office) askDelivery(ctx context.Context, j store.JobRow) error {
	n, ok, err := o.db.Read().Notice(ctx, j.Args)
	if err != nil {
		return err
	}
	if !ok || n.State != store.NoticeSent || !n.DeliveredAt.IsZero() || o.cfg.Notify == nil || !o.cfg.Notify.Can(n.Channel) {
		return o.finish(ctx, j)
	}
	state, err := o.cfg.Notify.State(ctx, n.ID)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		switch {
		case err == nil && state == notify.Delivered:
			n.DeliveredAt = tx.Now()
		case err == nil && state == notify.Failed:
			n.State, n.Error = store.NoticeFailed, "the gateway says that it did not arrive"
		case j.Attempts < len(asks):
			return tx.Fail(j, "", tx.Now().Add(asks[j.Attempts]))
		}
		if ok, err := tx.Finish(j); err != nil || !ok {
			return err
		}
		return tx.SetNotice(n)
	})
}

// RetryNotice sends a parked notice again, now. One that had been taken and did not arrive goes as a new message, under an
// id of its own: the gateway would take the old one for a repetition.
func (o *Office) RetryNotice(ctx context.Context, who Who, id string) error {
	return o.parked(ctx, who, id, func(tx *store.Tx, n *store.NoticeRow) error {
		if !n.SentAt.IsZero() {
			anew := *n
			anew.ID, anew.State, anew.SentAt, anew.At = o.keyed("notice-again", n.ID), store.NoticeReady, time.Time{}, tx.Now()
			n.State = store.NoticeDropped
			if _, err := tx.PutNotice(anew); err != nil {
				return err
			}
			_, err := tx.PutJob(store.JobRow{Key: jobNotice + "/" + anew.ID, Kind: jobNotice, Args: anew.ID})
			return err
		}
		n.State, n.Error, n.Attempts = store.NoticeReady, "", 0
		key := jobNotice + "/" + n.ID
		fresh, err := tx.PutJob(store.JobRow{Key: key, Kind: jobNotice, Args: n.ID})
		if err == nil && !fresh {
			_, err = tx.RetryJob(key)
		}
		return err
	})
}

// DropNotice takes a parked notice off the list: it is not sent any more.
func (o *Office) DropNotice(ctx context.Context, who Who, id string) error {
	return o.parked(ctx, who, id, func(tx *store.Tx, n *store.NoticeRow) error {
		n.State = store.NoticeDropped
		key := jobNotice + "/" + n.ID
		if _, err := tx.RetryJob(key); err != nil {
			return err // its worker finds that nothing is to be sent, and finishes
		}
		return nil
	})
}

func (o *Office) parked(ctx context.Context, who Who, id string, fn func(*store.Tx, *store.NoticeRow) error) error {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		n, ok, err := tx.Notice(ctx, id)
		if err != nil {
			return err
		}
		if !ok || n.State != store.NoticeFailed {
			return fault.New(fault.Conflict, "notice.not-parked")
		}
		if err := fn(tx, &n); err != nil {
			return err
		}
		return tx.SetNotice(n)
	})
}

// digestDay is where stands up to which day the digests were asked for.
const digestDay = "notice.digest-day"

// digestKind is the kind of the daily notice to leaders.
const digestKind = "digest"

// Tick does what time brings: each day a sweep; leaders are told of alarms that begin to ring and of opinions that are due; on a working day, from the
// hour that is set, one digest for each unit with leaders.
func (o *Office) Tick(ctx context.Context) error {
	if err := o.WriteCounts(ctx); err != nil {
		return err
	}
	if err := o.sweepDaily(ctx); err != nil {
		return err
	}
	w, now := o.world.Load(), o.Now()
	if w.Calendar == nil {
		return nil
	}
	// One that cannot go on does not hold up the others.
	told := errors.Join(o.tellAlarms(ctx), o.remindOpinions(ctx), o.tellLateRequests(ctx), o.raiseRatings(ctx), o.tendCampaigns(ctx), o.tellEndings(ctx), o.endIdleChats(ctx))
	if ctx.Err() != nil {
		return told
	}
	return errors.Join(told, o.setDigests(ctx, w, now))
}

// setDigests makes the day's digests, once, when their hour has come.
func (o *Office) setDigests(ctx context.Context, w *World, now time.Time) error {
	day := calendar.DateOf(now)
	at, _ := w.Setting("notice.digest-at").Value.(string)
	if at == "" {
		at = "07:30"
	}
	if !w.Calendar.IsWorking(day) || now.In(Zone).Format("15:04") < at {
		return nil
	}
	if was, _, err := o.db.Read().Setting(ctx, digestDay); err != nil || was >= day.String() {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		if was, _, err := tx.Setting(ctx, digestDay); err != nil || was >= day.String() {
			return err
		}
		for _, u := range w.Org.Units(now) {
			if len(w.leaders(string(u.ID), now)) == 0 {
				continue
			}
			args := string(u.ID) + " " + day.String()
			if _, err := tx.PutJob(store.JobRow{Key: jobDigest + "/" + args, Kind: jobDigest, Args: args}); err != nil {
				return err
			}
		}
		return tx.PutSetting(digestDay, day.String())
	})
}

// leaders are those who answer for a unit.
func (w *World) leaders(unit string, t time.Time) []string {
	return append(w.holders(unit, string(org.Leader), t), w.holders(unit, string(org.BranchHead), t)...)
}

// A Digest (bản tin hằng ngày) is what waits in a unit and those below it at the beginning of a day.
type Digest struct {
	Unit  string                    `json:"unit"`
	Day   string                    `json:"day"`
	Kinds map[dossier.AlarmKind]int `json:"kinds"`
	Owing int                       `json:"owing"`
	At    time.Time                 `json:"-"`
}

// digest makes the daily notice to the leaders of a unit: each gets it once.
func (o *Office) digest(tx *store.Tx, args string) error {
	unit, day, _ := strings.Cut(args, " ")
	w, now := o.world.Load(), tx.Now()
	scope := store.Scope{Units: w.below(unit, now)}
	if unit == w.top(now) {
		scope = store.Scope{All: true}
	}
	g := Digest{Unit: unit, Day: day, Kinds: map[dossier.AlarmKind]int{}}
	counts, err := tx.CountRinging(tx.Context(), scope, now)
	if err != nil {
		return err
	}
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		g.Kinds[dossier.AlarmKind(k)] = counts[k]
	}
	if g.Owing, err = tx.Count(tx.Context(), store.DossierFilter{Scope: scope, Competents: scope.Units, Owing: true, Now: now}); err != nil {
		return err
	}
	facts, err := json.Marshal(g)
	if err != nil {
		return fmt.Errorf("digest of %s: %w", unit, err)
	}
	for _, person := range w.leaders(unit, now) {
		row := store.NoticeRow{ID: o.keyed("digest", args+" "+person), Kind: digestKind, Facts: string(facts)}
		if err := o.tellOfficer(tx, w, row, person); err != nil {
			return err
		}
	}
	return nil
}
