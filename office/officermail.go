package office

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"motcua/ground/text"
	"motcua/keep/notify"
	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/law/notice"
	"motcua/words/org"
)

// officerPrefix begins under which key an officer's own notices and wishes stand; the person's id follows.
const officerPrefix = "officer:"

// officerMail gives an officer's address, "" for none.
func (w *World) officerMail(person string) string {
	if p := w.Org.Person(org.PersonID(strings.TrimPrefix(person, officerPrefix))); p != nil {
		return p.Email
	}
	return ""
}

// tellOfficer puts a notice into an officer's own list, once, and sends it by mail too where they have an address and did
// not switch mail off. The mail has an identity of its own that follows from the notice's: it is one message, however often
// it is made or sent.
func (o *Office) tellOfficer(tx *store.Tx, w *World, row store.NoticeRow, person string) error {
	row.Person, row.Channel, row.At = officerPrefix+person, string(notice.App), tx.Now()
	row.State, row.SentAt = store.NoticeSent, tx.Now()
	fresh, err := tx.PutNotice(row)
	if err != nil || !fresh || !o.sends(notice.Mail) || w.officerMail(person) == "" {
		return err
	}
	wish, err := wishOf(tx.Context(), &tx.Reader, row.Person)
	if err != nil || !wish.Mail {
		return err
	}
	row.ID, row.Channel, row.State, row.SentAt = o.keyed("officer-mail", row.ID), string(notice.Mail), store.NoticeReady, time.Time{}
	if fresh, err = tx.PutNotice(row); err != nil || !fresh {
		return err
	}
	_, err = tx.PutJob(store.JobRow{Key: jobNotice + "/" + row.ID, Kind: jobNotice, Args: row.ID, RunAt: w.quiet().Until(notice.Mail, tx.Now())})
	return err
}

// officerMessage writes a notice to an officer out as mail; why says why it is not sent.
// choice: the words are the program's, for they are about its own alarms; nothing in them is about a citizen but the code.
func (o *Office) officerMessage(ctx context.Context, w *World, n *store.NoticeRow) (m notify.Message, why string, err error) {
	to := w.officerMail(n.Person)
	if to == "" {
		return m, "there is no address any more", nil
	}
	wish := usual
	if p, ok, err := o.db.Read().Preference(ctx, n.Person); err != nil {
		return m, "", err
	} else if ok {
		wish = Wish{Lang: p.Lang, Mail: p.Mail}
	}
	if !wish.Mail {
		return m, "the person does not wish it any more", nil
	}
	if id, yes := petitionTold(n.Dossier); yes { // since it was written, somebody may have said that it is about one of theirs
		row, known, err := o.db.Read().Petition(ctx, string(id))
		if err != nil {
			return m, "", err
		}
		if !known || w.untold(strings.TrimPrefix(n.Person, officerPrefix), &row, o.Now()) {
			return m, "it is about somebody of theirs", nil
		}
	}
	m = notify.Message{ID: n.ID, Channel: n.Channel, To: to, Lang: wish.Lang}
	v := o.words.In(text.Lang(wish.Lang))
	switch {
	case n.Kind == digestKind:
		m.Title, m.Body, err = o.digestMail(w, v, n)
	case strings.HasPrefix(n.Kind, opinionPrefix):
		m.Title, m.Body, err = o.opinionMail(w, v, n)
	case strings.HasPrefix(n.Kind, endingPrefix):
		m.Title, m.Body, err = o.endingMail(w, v, n)
	case n.Kind == signatureKind:
		m.Title, m.Body, err = o.signatureMail(v, n)
	case n.Kind == requestLate:
		m.Title, m.Body, err = o.lateRequestMail(w, v, n)
	default:
		m.Title, m.Body, err = o.alarmMail(w, v, n)
	}
	return m, "", err
}

// alarmMail says which dossier rings, why, and what is to be done next.
func (o *Office) alarmMail(w *World, v text.Voice, n *store.NoticeRow) (title, body string, err error) {
	var t told
	if err := json.Unmarshal([]byte(n.Facts), &t); err != nil {
		return "", "", fmt.Errorf("facts of notice %s: %w", n.ID, err)
	}
	kind, code := strings.TrimPrefix(n.Kind, alarmPrefix), cmp.Or(t.Code, v.T("alarm.no-code"))
	title = v.T("alarm.mail.title", "alarm", v.T("alarm.kind."+kind), "code", code)
	return title, o.mailBody(v,
		v.T("alarm.words."+kind), v.T("alarm.mail.code", "code", code), v.T("alarm.mail.due", "due", v.DateTime(t.Due)),
		v.T("alarm.mail.unit", "unit", unitIn(w, v, t.Unit, n.At)), v.T("alarm.mail.next", "next", v.T("alarm.next."+kind)),
		v.T("alarm.mail.open", "link", o.at(deskOf(n.Dossier)))), nil
}

// deskOf is where a dossier, a petition or a conversation that was handed over is handled.
func deskOf(about string) string {
	if id, yes := petitionTold(about); yes {
		return "/desk/petitions/" + string(id)
	}
	if id, yes := contactTold(about); yes {
		return "/desk/handed/" + string(id)
	}
	return "/desk/dossiers/" + about
}

// digestMail says what waits in a unit, in figures.
func (o *Office) digestMail(w *World, v text.Voice, n *store.NoticeRow) (title, body string, err error) {
	var g Digest
	if err := json.Unmarshal([]byte(n.Facts), &g); err != nil {
		return "", "", fmt.Errorf("facts of notice %s: %w", n.ID, err)
	}
	lines := []string{v.T("alarm.mail.unit", "unit", unitIn(w, v, g.Unit, n.At)), v.T("alarm.digest-owing", "n", g.Owing)}
	for _, k := range dossier.AlarmKinds {
		if g.Kinds[k] > 0 {
			lines = append(lines, v.T("alarm.kind."+string(k))+": "+v.Number(int64(g.Kinds[k])))
		}
	}
	lines = append(lines, v.T("alarm.mail.open", "link", o.at("/watch/alarms")))
	return v.T("alarm.mail.digest", "day", v.Date(n.At)), o.mailBody(v, lines...), nil
}

// mailBody ends the lines of a mail with where it can be switched off.
func (o *Office) mailBody(v text.Voice, lines ...string) string {
	return strings.Join(lines, "\n") + "\n\n" + v.T("alarm.mail.footer", "link", o.at("/watch/alarms")+"#mail") + "\n"
}

// at gives a full address of the service.
func (o *Office) at(path string) string { return strings.TrimSuffix(o.cfg.Base, "/") + path }

func unitIn(w *World, v text.Voice, unit string, t time.Time) string {
	u := w.unit(unit, t)
	if v.Lang == text.EN {
		return cmp.Or(u.EN, u.Name)
	}
	return u.Name
}

// MailTo is how an officer is told by mail: the address that the city has, and whether they want it used.
type MailTo struct {
	Address string
	Made    bool // made up, as the officer is
	On      bool
}

// MailTo gives it for the reader.
func (r *Reader) MailTo() (MailTo, error) {
	wish, err := r.Wish()
	if err != nil {
		return MailTo{}, err
	}
	x := MailTo{On: wish.Mail}
	if p := r.w.Org.Person(org.PersonID(r.who.Person)); p != nil {
		x.Address, x.Made = p.Email, p.Synthetic
	}
	return x, nil
}

// SetMail switches an officer's mail on or off; what stands in the service stays.
func (o *Office) SetMail(ctx context.Context, who Who, lang string, on bool) error {
	wish, err := o.Read(ctx, who).Wish()
	if err != nil {
		return err
	}
	wish.Mail, wish.Lang = on, lang
	return o.SetWish(ctx, who, wish)
}
