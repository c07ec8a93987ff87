package office

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/care"
	"motcua/law/dossier"
	"motcua/law/notice"
	"motcua/law/privacy"
)

// Whoever asks about a conversation that knows nothing of them but a telephone shows that it is theirs: a code that holds once goes there.
// As with a lost check code, nothing on the way tells whether the care desk knows the telephone: a job looks, after the answer. A code holds
// as long, may be typed as often and goes out as often a day.

// flowPhone is the kind of flow of a telephone that somebody shows to be theirs.
const flowPhone = "data-phone"

// A phoneFlow is what such a flow keeps: who asks and the telephone, as keyed hashes.
type phoneFlow struct {
	Who   string `json:"who"`
	Phone string `json:"phone"`
	Tries int    `json:"tries,omitempty"` // wrong ones
	Shown bool   `json:"shown,omitempty"` // the code was typed
}

// ProvesPhones says whether a code to show that a telephone is one's own can go out.
func (o *Office) ProvesPhones() bool {
	w := o.world.Load()
	return w.Notices != nil && w.Notices.Has(notice.DataPhone) && o.Channels()[notice.SMS] != ""
}

// mayProvePhone wants somebody who is signed in and known by a number.
func (o *Office) mayProvePhone(who Who) error {
	if err := access.May(who, "ask-data", access.Object{At: o.Now()}); err != nil {
		return err
	}
	if who.Number == "" {
		return fault.New(fault.Refused, "request.no-number").NoRight()
	}
	return nil
}

// AskPhoneCode begins to show that a telephone is who's own, and gives the token of this try.
func (o *Office) AskPhoneCode(ctx context.Context, who Who, phone string) (token string, err error) {
	if err := o.mayProvePhone(who); err != nil {
		return "", err
	}
	if n := len(digitsOf(phone)); n < 8 || n > 15 || len(phone) > 60 {
		return "", fault.New(fault.Invalid, "request.phone.no-number").At("dien-thoai")
	}
	if !o.ProvesPhones() {
		return "", fault.New(fault.Refused, "request.phone.closed").At("dien-thoai")
	}
	if token, err = o.random(20); err != nil {
		return "", err
	}
	hash := o.keyed(flowPhone, token)
	err = o.db.Write(ctx, func(tx *store.Tx) error {
		if err := o.putPhoneFlow(tx, hash, phoneFlow{Who: who.Key, Phone: o.handleKey(phone)}); err != nil {
			return err
		}
		_, err := tx.PutJob(store.JobRow{Key: jobPhone + "/" + hash, Kind: jobPhone, Args: hash, RunAt: tx.Now()})
		return err
	})
	return token, err
}

func (o *Office) putPhoneFlow(tx *store.Tx, hash string, x phoneFlow) error {
	data, err := json.Marshal(x)
	if err != nil {
		return err
	}
	return tx.PutFlow(store.FlowRow{Token: []byte(hash), Kind: flowPhone, Data: string(data), Created: tx.Now(), Expires: tx.Now().Add(checkLife)})
}

// phoneFlow reads a try of who; ok is false for one that is over or another's.
func (o *Office) phoneFlow(ctx context.Context, r *store.Reader, hash string) (x phoneFlow, ok bool, err error) {
	f, ok, err := r.Flow(ctx, flowPhone, []byte(hash))
	if err != nil || !ok || o.Now().After(f.Expires) {
		return x, false, err
	}
	if err := json.Unmarshal([]byte(f.Data), &x); err != nil {
		return x, false, fmt.Errorf("flow of a telephone: %w", err)
	}
	return x, true, nil
}

// talksBy are the conversations that know nothing of whom they are with but a telephone, the newest first.
func (o *Office) talksBy(ctx context.Context, r *store.Reader, phone string) ([]store.ContactRow, error) {
	rows, err := r.Contacts(ctx, store.ContactFilter{Persons: []string{phone}, Limit: mostMatters})
	return slices.DeleteFunc(rows, func(x store.ContactRow) bool { return x.Person != "" || x.Handle != phone }), err
}

// sendPhoneCode sends the code of a try, if the care desk knows the telephone.
func (o *Office) sendPhoneCode(ctx context.Context, hash string) error {
	x, ok, err := o.phoneFlow(ctx, o.db.Read(), hash)
	if err != nil || !ok {
		return err
	}
	talks, err := o.talksBy(ctx, o.db.Read(), x.Phone)
	if err != nil || len(talks) == 0 {
		return err
	}
	first := talks[len(talks)-1] // the same one each time: by it the codes of a day are counted
	about := string(care.Stream(care.ID(first.ID)))
	return o.sendOnce(ctx, store.NoticeRow{Channel: string(notice.SMS), Kind: string(notice.DataPhone), Dossier: about}, told{Unit: first.Unit, Once: hash})
}

// ShowPhone takes the code that was sent. A try ends after some wrong ones; with the right one the telephone is who's own for as long again.
func (o *Office) ShowPhone(ctx context.Context, who Who, token, once string) error {
	if err := o.mayProvePhone(who); err != nil {
		return err
	}
	hash, right, known := o.keyed(flowPhone, token), false, false
	err := o.db.Write(ctx, func(tx *store.Tx) error {
		right, known = false, false
		x, ok, err := o.phoneFlow(ctx, &tx.Reader, hash)
		if err != nil || !ok || x.Who != who.Key {
			return err
		}
		if _, ok, err := tx.TakeFlow(flowPhone, []byte(hash)); err != nil || !ok {
			return err
		}
		right = o.isOnce(hash, once)
		switch {
		case right:
			x.Shown = true
		default:
			if x.Tries++; x.Tries >= checkTries {
				return nil
			}
		}
		known = true
		return o.putPhoneFlow(tx, hash, x)
	})
	switch {
	case err != nil:
		return err
	case !known:
		return fault.New(fault.Invalid, "petition.recover.over").At("ma-mot-lan")
	case !right:
		return fault.New(fault.Invalid, "petition.recover.wrong").At("ma-mot-lan")
	}
	return nil
}

// shownPhone says whether who showed by a try that a telephone is theirs.
func (o *Office) shownPhone(ctx context.Context, who Who, token, phone string) error {
	x, ok, err := o.phoneFlow(ctx, o.db.Read(), o.keyed(flowPhone, token))
	if err != nil {
		return err
	}
	if !ok || !x.Shown || x.Who != who.Key || x.Phone != o.handleKey(phone) {
		return fault.New(fault.Invalid, "request.phone.over").At("dien-thoai")
	}
	return nil
}

// PhoneMatters are the conversations of a telephone that the reader showed to be theirs.
func (r *Reader) PhoneMatters(token, phone string) (out []OwnMatter, err error) {
	if err := r.o.mayProvePhone(r.who); err != nil {
		return nil, err
	}
	if err := r.o.shownPhone(r.ctx, r.who, token, phone); err != nil {
		return nil, err
	}
	talks, err := r.o.talksBy(r.ctx, r.db, r.o.handleKey(phone))
	for i := range talks {
		out = append(out, OwnMatter{About: erasedContact(care.ID(talks[i].ID)), Code: talks[i].Code})
	}
	return out, err
}

// AskDataByPhone takes a request about a conversation that knows a telephone alone, from whoever showed that it is theirs.
func (o *Office) AskDataByPhone(ctx context.Context, who Who, cmd Command, token, phone string, kind privacy.Kind, about dossier.ID, words string) (id string, err error) {
	if err := o.mayProvePhone(who); err != nil {
		return "", err
	}
	if err := o.shownPhone(ctx, who, token, phone); err != nil {
		return "", err
	}
	hash, err := requestHash("ask-data-by-phone", kind, about, words, digitsOf(phone))
	if err != nil {
		return "", err
	}
	if kind == privacy.Copy {
		kind = "" // choice: a copy has everything about somebody, and a telephone says nothing of the rest
	}
	q := privacy.Request{Kind: kind, Dossier: string(about), Name: who.Name, Number: who.Number, Words: words, Phone: digitsOf(phone)}
	if _, err := privacy.Ask(q, o.Now()); err != nil {
		return "", err // before it is looked at what it is about
	}
	return o.enterRequest(ctx, who, cmd, hash, q, func(_ *World, m *askedMatter, _ time.Time) bool { return m.asks(o, &q) })
}
