package office

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/text"
	"motcua/keep/notify"
	"motcua/keep/store"
	"motcua/law/care"
	"motcua/law/notice"
)

// followReplies names the follower that sends out what the care desk answers.
const followReplies = "replies"

// jobReply sends an answer of the care desk: the conversation and the event; version 0 is the acknowledgement.
const jobReply = "reply"

// reply puts what an officer says in a conversation by mail or by another application on its way there.
func (o *Office) reply(tx *store.Tx, events []store.Placed) error {
	if o.cfg.Demo || o.cfg.Notify == nil {
		return nil
	}
	for i := range events {
		e := &events[i].Event
		if e.Kind != care.ActSay.Kind() || tx.Now().Sub(e.RecordedAt) > oldestSent {
			continue
		}
		c, err := o.foldContact(tx.Context(), tx, care.ID(e.Stream.ID()))
		if err != nil {
			return err
		}
		if outside(c) == "" {
			continue
		}
		job := store.JobRow{Key: fmt.Sprintf("%s/%s/%d", jobReply, c.ID, e.Version), Kind: jobReply, Args: fmt.Sprintf("%s %d", c.ID, e.Version)}
		if _, err := tx.PutJob(job); err != nil {
			return err
		}
	}
	return nil
}

// outside is the channel by which a conversation's answers leave the house, "" for one that goes on inside it.
func outside(c *care.Contact) notice.Channel {
	switch {
	case c.Handle == "":
	case c.Channel == care.Email:
		return notice.Mail
	case c.Channel == care.Messenger:
		return notice.Chat
	}
	return ""
}

// sendReply sends an answer, once; it is sent again under the same identity while nobody takes it.
func (o *Office) sendReply(ctx context.Context, j store.JobRow) error {
	id, version, _ := strings.Cut(j.Args, " ")
	n, _ := strconv.ParseInt(version, 10, 64)
	c, err := o.foldContact(ctx, o.db.Read(), care.ID(id))
	if err != nil {
		return err
	}
	m, ok := o.replyMessage(o.world.Load(), c, n)
	if !ok { // erased meanwhile
		return o.finish(ctx, j)
	}
	if !o.cfg.Notify.Can(m.Channel) {
		return o.failReply(ctx, j, "the channel is closed", o.Now().Add(time.Hour))
	}
	_, err = o.cfg.Notify.Send(ctx, m)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err == nil:
		return o.finish(ctx, j)
	case notify.IsPermanent(err) || j.Attempts > len(pauses):
		return o.failReply(ctx, j, err.Error(), time.Time{})
	}
	return o.failReply(ctx, j, err.Error(), o.Now().Add(pauses[max(0, min(j.Attempts, len(pauses))-1)]))
}

func (o *Office) failReply(ctx context.Context, j store.JobRow, why string, again time.Time) error {
	return o.db.Write(ctx, func(tx *store.Tx) error { return tx.Fail(j, why, again) })
}

// replyMessage writes an answer out.
func (o *Office) replyMessage(w *World, c *care.Contact, version int64) (m notify.Message, ok bool) {
	ch := outside(c)
	m = notify.Message{ID: o.keyed("reply", fmt.Sprintf("%s/%d", c.ID, version)), Channel: string(ch), To: c.Handle, Lang: string(text.VI)}
	v := o.words.In(text.VI)
	phone, _ := w.Setting("notice.phone").Value.(string)
	if version == 0 {
		m.Robot = true
		m.Body = v.T("inbox.mail.acknowledge", "code", c.Code, "phone", phone) + "\n\n" + o.words.In(text.EN).T("inbox.mail.acknowledge", "code", c.Code, "phone", phone) + "\n"
	} else {
		i := slices.IndexFunc(c.Messages, func(x care.Message) bool { return x.Version == version && x.Side == care.Out })
		if i < 0 || c.Messages[i].Text == "" {
			return m, false
		}
		m.Body = c.Messages[i].Text
	}
	if ch == notice.Mail {
		m.Title = "Re: " + clipped(strings.TrimSpace(strings.TrimPrefix(c.Subject, "Re:")), 150) + " [" + c.Code + "]"
		mark := o.replyMark(c.ID)
		m.Mark = mark + "." + strconv.FormatInt(version, 10)
		if local, domain, isMail := strings.Cut(w.CareMail(), "@"); isMail {
			m.ReplyTo = local + "+" + mark + "@" + domain
		}
		_, m.InReplyTo, _ = strings.Cut(c.External, " ")
		m.Human = !m.Robot
		if m.Human {
			m.Body += "\n\n-- \n" + v.T("inbox.mail.foot", "code", c.Code, "phone", phone) + "\n"
		}
	}
	return m, ch != "" && m.To != ""
}
