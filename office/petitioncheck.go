package office

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/notice"
	"motcua/law/petition"
)

// Whoever lost the check code of a petition gets it back over the telephone or mail that was given when it was sent: a code that holds
// once goes there. What is answered on the way is the same for a petition that there is and for one that there is not, for the right
// telephone and for a wrong one: what is looked up is looked up by a job, after the answer.

// checkLife is how long such a code holds, checkTries how often it may be typed, checksADay how many go out for one petition.
// choice: six digits, five tries and three codes a day leave whoever guesses fifteen chances in a million a day.
const (
	checkLife  = 15 * time.Minute
	checkTries = 5
	checksADay = 3
)

// flowCheck is the kind of flow of a check code that is being got back.
const flowCheck = "petition-check"

// A checkFlow is what such a flow keeps.
type checkFlow struct {
	Code  string `json:"code"`            // as it was typed
	To    string `json:"to"`              // keyed hash of the telephone or mail that was typed
	Tries int    `json:"tries,omitempty"` // wrong ones
}

// awaited says whether a notice is the answer to what somebody asks at this moment: no quiet hours and no wishes hold it back.
func awaited(n *store.NoticeRow) bool { return notice.Kind(n.Kind).Once() }

// CheckWays are the channels over which a lost check code comes back; none where no channel leaves the house.
func (o *Office) CheckWays() []notice.Channel {
	w := o.world.Load()
	if w.Notices == nil || !w.Notices.Has(notice.PetitionCheck) {
		return nil
	}
	open := o.Channels()
	return slices.DeleteFunc([]notice.Channel{notice.SMS, notice.Mail}, func(ch notice.Channel) bool {
		_, ok := open[ch]
		return !ok
	})
}

// checkWay is over which channel a typed telephone or mail is reached, and its keyed hash as that of whoever sent a petition.
func (o *Office) checkWay(typed string) (ch notice.Channel, key string, err error) {
	typed = strings.TrimSpace(typed)
	wrong := fault.New(fault.Invalid, "petition.recover.no-way").At("lien-he")
	var p petition.Person
	switch n := len(digitsOf(typed)); {
	case len(typed) > 200:
		return "", "", wrong
	case strings.Contains(typed, "@"):
		ch, p.Email = notice.Mail, typed
	case n >= 8 && n <= 15:
		ch, p.Phone = notice.SMS, typed
	default:
		return "", "", wrong
	}
	if !slices.Contains(o.CheckWays(), ch) {
		return "", "", fault.New(fault.Invalid, "petition.recover.way-closed").At("lien-he")
	}
	return ch, o.petitionerKey(&p), nil
}

// AskPetitionCheck begins to get a lost check code back, and gives the token of this try. Whether there is such a petition, and whether
// the way to its sender is right, nothing tells.
func (o *Office) AskPetitionCheck(ctx context.Context, who Who, code, way string) (token string, err error) {
	if err := access.May(who, "send-petition", access.Object{At: o.Now()}); err != nil {
		return "", err
	}
	code = petition.ReadCode(code)
	if code == "" || len(code) > 40 {
		return "", fault.New(fault.Invalid, "petition.recover.no-code").At("ma")
	}
	_, key, err := o.checkWay(way)
	if err != nil {
		return "", err
	}
	if token, err = o.random(20); err != nil {
		return "", err
	}
	data, err := json.Marshal(checkFlow{Code: code, To: key})
	if err != nil {
		return "", err
	}
	hash := o.keyed(flowCheck, token)
	err = o.db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.PutFlow(store.FlowRow{Token: []byte(hash), Kind: flowCheck, Data: string(data), Created: tx.Now(), Expires: tx.Now().Add(checkLife)}); err != nil {
			return err
		}
		_, err := tx.PutJob(store.JobRow{Key: jobCheck + "/" + hash, Kind: jobCheck, Args: hash, RunAt: tx.Now()})
		return err
	})
	return token, err
}

// sendCheck sends the code of a try, if there is such a petition and who asks is reached as its sender is.
func (o *Office) sendCheck(ctx context.Context, hash string) error {
	f, ok, err := o.db.Read().Flow(ctx, flowCheck, []byte(hash))
	if err != nil || !ok || o.Now().After(f.Expires) {
		return err
	}
	var x checkFlow
	if err := json.Unmarshal([]byte(f.Data), &x); err != nil {
		return fmt.Errorf("flow of a check code: %w", err)
	}
	row, ok, err := o.db.Read().PetitionByCode(ctx, x.Code)
	if err != nil || !ok {
		return err
	}
	p, err := o.foldPetition(ctx, o.db.Read(), petition.ID(row.ID))
	if err != nil {
		return err
	}
	var ch notice.Channel
	switch person := p.Person; {
	case person.Phone != "" && o.petitionerKey(&petition.Person{Phone: person.Phone}) == x.To:
		ch = notice.SMS
	case person.Email != "" && o.petitionerKey(&petition.Person{Email: person.Email}) == x.To:
		ch = notice.Mail
	default:
		return nil
	}
	about := string(petition.Stream(p.ID))
	return o.sendOnce(ctx, store.NoticeRow{Channel: string(ch), Kind: string(notice.PetitionCheck), Dossier: about, Version: p.Version}, told{Code: p.Code, Unit: p.Unit, Once: hash})
}

// sendOnce sends a code about something, unless so many went out within a day.
func (o *Office) sendOnce(ctx context.Context, n store.NoticeRow, t told) error {
	kind := notice.Kind(n.Kind)
	n.ID = o.noticeID(n.Dossier+" "+t.Once, 0, kind, notice.Channel(n.Channel))
	return o.db.Write(ctx, func(tx *store.Tx) error {
		today, err := onceToday(tx, n.Dossier, kind)
		if err != nil || today >= checksADay {
			return err
		}
		facts, err := json.Marshal(t)
		if err != nil {
			return err
		}
		n.Facts, n.At, n.State = string(facts), tx.Now(), store.NoticeReady
		if fresh, err := tx.PutNotice(n); err != nil || !fresh {
			return err
		}
		_, err = tx.PutJob(store.JobRow{Key: jobNotice + "/" + n.ID, Kind: jobNotice, Args: n.ID, RunAt: tx.Now()})
		return err
	})
}

// onceToday counts the codes of a kind about something that went out within a day.
func onceToday(tx *store.Tx, about string, kind notice.Kind) (n int, err error) {
	sent, err := tx.NoticesOf(tx.Context(), about, mostTold)
	for i := range sent {
		if sent[i].Kind == string(kind) && tx.Now().Sub(sent[i].At) < 24*time.Hour {
			n++
		}
	}
	return n, err
}

// isOnce says whether what was typed is the code of a try.
func (o *Office) isOnce(hash, typed string) bool {
	return o.keyed("compare", strings.TrimSpace(typed)) == o.keyed("compare", o.onceCode(hash))
}

// onceCode is the code of a try: it follows from the try and the city's secret, so that it is kept nowhere.
func (o *Office) onceCode(hash string) string {
	n, err := strconv.ParseUint(o.keyed("petition-once", hash)[:15], 16, 64)
	if err != nil {
		panic(err) // keyed writes hexadecimal digits
	}
	return fmt.Sprintf("%06d", n%1_000_000)
}

// GetPetitionCheck gives the check code to whoever got the code of a try. A try ends with the right code, and after some wrong ones.
func (o *Office) GetPetitionCheck(ctx context.Context, who Who, token, once string) (t Ticket, err error) {
	if err := access.May(who, "send-petition", access.Object{At: o.Now()}); err != nil {
		return Ticket{}, err
	}
	hash := o.keyed(flowCheck, token)
	wrong := fault.New(fault.Invalid, "petition.recover.wrong").At("ma-mot-lan")
	over := fault.New(fault.Invalid, "petition.recover.over").At("ma-mot-lan")
	var x checkFlow
	err = o.db.Write(ctx, func(tx *store.Tx) error {
		x = checkFlow{}
		f, ok, err := tx.TakeFlow(flowCheck, []byte(hash))
		if err != nil || !ok || tx.Now().After(f.Expires) {
			return err
		}
		if err := json.Unmarshal([]byte(f.Data), &x); err != nil {
			return fmt.Errorf("flow of a check code: %w", err)
		}
		if o.isOnce(hash, once) {
			return nil
		}
		if x.Tries++; x.Tries >= checkTries {
			return nil
		}
		data, err := json.Marshal(x)
		if err != nil {
			return err
		}
		f.Data = string(data)
		return tx.PutFlow(f)
	})
	switch {
	case err != nil:
		return Ticket{}, err
	case x.Code == "" || x.Tries >= checkTries:
		return Ticket{}, over
	case !o.isOnce(hash, once):
		return Ticket{}, wrong
	}
	row, ok, err := o.db.Read().PetitionByCode(ctx, x.Code)
	if err != nil {
		return Ticket{}, err
	}
	if !ok { // whoever guessed the code of a try that nobody was told
		return Ticket{}, over
	}
	p, err := o.foldPetition(ctx, o.db.Read(), petition.ID(row.ID))
	if err != nil {
		return Ticket{}, err
	}
	return o.ticket(p), nil
}
