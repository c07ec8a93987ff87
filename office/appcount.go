package office

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/keep/store"
	"motcua/words/calendar"
	"motcua/words/org"
)

// What is refused before it is read costs no commit: it is counted in memory and written down at intervals. At most what one interval
// brought is lost when the power goes, and it was nothing that anybody wrote.
const (
	countEvery = 10 * time.Second
	// badInARow is from how many messages on, none of them let in, those who run the system are told.
	// choice: one or two come from a key that was just changed; a person has to look when it goes on.
	badInARow = 5
)

// A counted is what is counted together.
type counted struct{ system, day, what string }

// refusals are what a node refused and has not written down yet.
type refusals struct {
	mu      sync.Mutex
	left    map[counted]int64
	written time.Time
	row     map[string]int    // messages of a system that were not let in since one was
	told    map[string]string // by system and key: the hour in which administrators were told
}

// countInbox counts what was not taken.
func (o *Office) countInbox(ctx context.Context, system, what string) error {
	now := o.Now()
	c := &o.refused
	c.mu.Lock()
	if c.left == nil {
		c.left = map[counted]int64{}
	}
	c.left[counted{system, calendar.DateOf(now).String(), what}]++
	due := now.Sub(c.written) >= countEvery || now.Before(c.written)
	if due {
		c.written = now
	}
	c.mu.Unlock()
	if !due {
		return nil
	}
	return o.WriteCounts(ctx)
}

// WriteCounts writes down what was only counted in memory.
func (o *Office) WriteCounts(ctx context.Context) error {
	c := &o.refused
	c.mu.Lock()
	left := c.left
	c.left = nil
	c.mu.Unlock()
	if len(left) == 0 {
		return nil
	}
	err := o.db.Write(ctx, func(tx *store.Tx) error {
		for k, n := range left {
			if _, err := tx.CountInbox(k.system, k.day, k.what, n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil { // they are written with the next ones
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.left == nil {
			c.left = map[counted]int64{}
		}
		for k, n := range left {
			c.left[k] += n
		}
	}
	return err
}

// letIn forgets what was refused of a system before.
func (c *refusals) letIn(system string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.row, system)
}

// refuse counts one in a row and says how many that makes.
func (c *refusals) refuse(system string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.row == nil {
		c.row = map[string]int{}
	}
	c.row[system]++
	return c.row[system]
}

// first says whether this is the first time in an hour that it is told of a key.
func (c *refusals) first(key, hour string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.told == nil {
		c.told = map[string]string{}
	}
	if c.told[key] == hour {
		return false
	}
	c.told[key] = hour
	return true
}

// again lets a key be told of once more in its hour: it was not told after all.
func (c *refusals) again(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.told, key)
}

// signatureKind is the kind of the notice to administrators about messages that are not let in.
const signatureKind = "signature"

// signatureTold is what such a notice keeps.
type signatureTold struct {
	System string `json:"system"`
	Key    string `json:"key,omitempty"`
	N      int    `json:"n"`
	Stale  bool   `json:"stale,omitempty"` // rightly signed, by a clock that is wrong
}

// tellSignatures tells administrators that messages of a system are not let in, once for each key and hour, on however many nodes.
func (o *Office) tellSignatures(ctx context.Context, s *Signed, keys []store.SigningKey, stale bool) error {
	n := o.refused.refuse(s.System)
	if n < badInARow {
		return nil
	}
	x := signatureTold{System: s.System, N: n, Stale: stale}
	for _, k := range keys { // the newest first
		if k.Way == keyIn && inForce(k, o.Now()) && (x.Key == "" || s.Key == k.ID) {
			x.Key = k.ID
		}
	}
	hour := o.Now().Format("2006-01-02T15")
	if !o.refused.first(s.System+"/"+x.Key, hour) {
		return nil
	}
	facts, err := json.Marshal(x)
	if err != nil {
		return err
	}
	w := o.world.Load()
	err = o.db.Write(ctx, func(tx *store.Tx) error {
		for _, person := range w.administrators(tx.Now()) {
			row := store.NoticeRow{ID: o.keyed(signatureKind, s.System+"/"+x.Key+"/"+hour+" "+person), Kind: signatureKind, Facts: string(facts)}
			if err := o.tellOfficer(tx, w, row, person); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		o.refused.again(s.System + "/" + x.Key)
	}
	return err
}

// administrators are those who run the system, in whichever unit.
func (w *World) administrators(t time.Time) []string {
	var out []string
	for _, u := range w.Org.Units(t) {
		out = append(out, w.holders(string(u.ID), string(org.Administrator), t)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// signatureMail says of which system messages are not let in.
func (o *Office) signatureMail(v text.Voice, n *store.NoticeRow) (title, body string, err error) {
	x, err := readSignature(n)
	if err != nil {
		return "", "", err
	}
	why := v.T("inboxes.told-signature", "system", x.System, "n", x.N)
	if x.Stale {
		why = v.T("inboxes.told-stale", "system", x.System, "n", x.N)
	}
	return v.T("inboxes.mail.title", "system", x.System), o.mailBody(v, why, v.T("inboxes.mail.next"), v.T("alarm.mail.open", "link", o.at("/settings/inboxes/"+x.System))), nil
}

func readSignature(n *store.NoticeRow) (x signatureTold, err error) {
	if err := json.Unmarshal([]byte(n.Facts), &x); err != nil {
		return x, fmt.Errorf("facts of notice %s: %w", n.ID, err)
	}
	return x, nil
}

// A SignatureNotice is what an administrator was told of messages that were not let in.
type SignatureNotice struct {
	System, Key string
	N           int
	Stale       bool
	At          time.Time
	Seen        bool
}

// SignatureNotices lists what the reader was told, the newest first.
func (r *Reader) SignatureNotices(limit int) ([]SignatureNotice, error) {
	person, err := r.person()
	if err != nil {
		return nil, err
	}
	rows, err := r.db.NoticesLike(r.ctx, person, signatureKind, wanted(limit))
	if err != nil {
		return nil, err
	}
	var out []SignatureNotice
	for i := range rows {
		x, err := readSignature(&rows[i])
		if err != nil {
			return nil, err
		}
		out = append(out, SignatureNotice{x.System, x.Key, x.N, x.Stale, rows[i].At, !rows[i].SeenAt.IsZero()})
	}
	return out, nil
}

// SeeSignatureNotices marks them as seen.
func (o *Office) SeeSignatureNotices(ctx context.Context, who Who) error {
	person, err := o.Read(ctx, who).person()
	if err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error { return tx.SeeNoticesLike(person, signatureKind, tx.Now()) })
}

// TooLarge counts a message that is larger than most bytes, and gives the fault that says what is allowed. What a system that there is not
// sends is counted as nobody's.
func (o *Office) TooLarge(ctx context.Context, system string, most int64) error {
	f := fault.New(fault.Invalid, "inbox.too-large", "mb", strconv.FormatInt(most>>20, 10)).At(inBody)
	of := nameless
	if validSystem(system) {
		_, there, err := o.db.Read().Account(ctx, systemAccount(system))
		if err != nil {
			return err
		}
		if there {
			of = system
		}
	}
	return errors.Join(f, o.countInbox(ctx, of, countLarge))
}

// refuseSigned counts what was not let in, and gives the fault.
func (o *Office) refuseSigned(ctx context.Context, s *Signed, what string, keys []store.SigningKey, f error) error {
	if keys == nil {
		return errors.Join(f, o.countInbox(ctx, nameless, what))
	}
	return errors.Join(f, o.countInbox(ctx, s.System, what), o.tellSignatures(ctx, s, keys, what == countStale))
}
