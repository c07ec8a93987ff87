package office

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/keep/mail"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/care"
	"motcua/law/petition"
	"motcua/words/calendar"
)

const (
	maxMail     = 16 << 20  // bytes of a mail. choice: what most mail servers let through, as base64 makes of ten megabytes of files
	mailKept    = 256 << 10 // bytes that are kept of one that was not carried out
	mailFiles   = 10
	mostAnswers = 3  // choice: a person needs the code of a conversation once; a program that answers is stopped early
	mostOfOne   = 50 // choice: mails of one sender a day; what is more waits in the inbox for a person to look at
)

// What is counted of mails, beside countRepeat and the states.
const (
	countBroken = "unreadable"
	countLarge  = "too-large"
)

// TakenAutomatic is the state of a mail that a program wrote: kept, answered by nobody.
const TakenAutomatic = "automatic"

// saidMail is the kind of a mail in the inbox.
const saidMail = "mail"

// careMail is the setting with the address by which people write to the care desk.
const careMail = "care.mail-address"

// CareMail is the address by which people write to the care desk, "" for none.
func (w *World) CareMail() string {
	s, _ := w.Setting(careMail).Value.(string)
	return strings.ToLower(strings.TrimSpace(s))
}

func checkMailAddress(v any) string {
	s, isText := v.(string)
	if a, err := netmail.ParseAddress(s); isText && (s == "" || err == nil && a.Address == s && len(s) <= 100 && !strings.Contains(s, "+")) {
		return ""
	}
	return "an address such as hotro@tthcc.example.vn without a plus sign, or \"\" for none"
}

// TakeSignedMail takes a mail as it came, by RFC 5322, from a mail server that signs it.
func (o *Office) TakeSignedMail(ctx context.Context, s Signed) (Taken, error) {
	who, key, err := o.admit(ctx, &s)
	if err != nil {
		return Taken{}, err
	}
	return o.takeMail(ctx, who, s.System, s.Body, key)
}

// TakeMail takes a mail from the mail server of this machine, in the name of a system.
func (o *Office) TakeMail(ctx context.Context, system string, raw []byte) (Taken, error) {
	who := Who{Kind: access.Portal, Account: systemAccount(system), Name: system}
	if err := access.May(who, "deliver", access.Object{}); err != nil {
		return Taken{}, err
	}
	if _, there, err := o.db.Read().Account(ctx, who.Account); err != nil || !there {
		return Taken{}, errorOr(err, fault.New(fault.Missing, "system.missing", "name", system))
	}
	return o.takeMail(ctx, who, system, raw, store.SigningKey{})
}

func (o *Office) takeMail(ctx context.Context, who Who, system string, raw []byte, key store.SigningKey) (Taken, error) {
	if len(raw) > maxMail {
		return Taken{}, o.TooLarge(ctx, system, maxMail)
	}
	m, err := mail.Read(raw)
	if err != nil {
		return Taken{}, errors.Join(fault.New(fault.Invalid, "inbox.mail-unreadable").At("body"), o.countInbox(ctx, system, countBroken))
	}
	row := store.InboxRow{System: system, Message: mailIdentity(m), Kind: saidMail, Body: raw[:min(len(raw), mailKept)], State: takenNew, Said: m.Date.UTC()}
	row.Hash = row.Message
	if row.Said.Year() < 1990 || row.Said.Year() > 9999 {
		row.Said = time.Time{} // a clock that was never set
	}
	repeated, err := o.keepSigned(ctx, &row, key)
	if err != nil {
		return Taken{}, err
	}
	if row.State == takenNew || row.State == takenRefused {
		if err := o.settleSigned(ctx, &row, o.deliverMail(ctx, who, &row, m)); err != nil {
			return Taken{}, err
		}
	}
	return Taken{State: row.State, Repeated: repeated}, nil
}

// mailIdentity names a mail by what its writer wrote: a server that hands it over again may have put other lines on top.
func mailIdentity(m *mail.Mail) string {
	h := sha256.New()
	for _, s := range []string{m.ID, m.From, m.Date.UTC().String(), m.Subject, m.Text} {
		fmt.Fprintf(h, "%d %s\n", len(s), s)
	}
	for _, f := range m.Files {
		fmt.Fprintf(h, "%s %x\n", f.Name, sha256.Sum256(f.Content))
	}
	return "mail-" + hex.EncodeToString(h.Sum(nil)[:20])
}

// deliverMail keeps what a program wrote, and what is too much of one sender, and brings any other mail to where it belongs.
func (o *Office) deliverMail(ctx context.Context, who Who, row *store.InboxRow, m *mail.Mail) error {
	why := o.programOf(m)
	today, err := o.countMail(ctx, row.System, m.From, why)
	if err != nil {
		return err
	}
	if why == "" && today <= mostOfOne {
		return o.placeMail(ctx, who, row, m, today)
	}
	row.State = TakenAutomatic
	id, known, err := o.threadOf(ctx, row.System, m)
	if known {
		row.Dossier = string(care.Stream(id))
	}
	return err
}

// programOf says why a mail is a program's, or our own come back; "" is one that somebody wrote.
func (o *Office) programOf(m *mail.Mail) string {
	if m.Automatic == "" && (m.From == o.world.Load().CareMail() || m.From == o.cfg.Notify.From() || o.ourMail(m.ID)) {
		return "loop"
	}
	return m.Automatic
}

// placeMail brings a mail to a petition whose sender was asked for more, to the conversation that it answers, or to a new one at the care
// desk. It is the today-th of its sender.
func (o *Office) placeMail(ctx context.Context, who Who, row *store.InboxRow, m *mail.Mail, today int64) error {
	id, known, err := o.threadOf(ctx, row.System, m)
	if err != nil {
		return err
	}
	cmd := Command{Client: "inbox/" + row.System, Key: row.Message}
	words, files, err := o.mailContent(ctx, who, cmd.Key, m)
	if err != nil {
		return err
	}
	carrier := Who{Kind: access.System, Account: who.Account, Name: who.Name}
	external := mailExternal(m.From, m.ID)
	switch about, err := o.petitionOfMail(ctx, m); {
	case err != nil:
		return err
	case about != "":
		in := petition.Input{Words: words, Files: files}
		on := OnPetition{ID: about, Check: o.petitionCheck(about)}
		if err := untilFirst(func() error { return o.Petition(ctx, who, cmd, on, petition.ActSupply, in) }); err != nil {
			return err
		}
		row.Dossier = string(petition.Stream(about))
	case known:
		in := care.Input{System: row.System, External: external, Text: words, Files: careFiles(files)}
		if err := untilFirst(func() error { return o.Contact(ctx, carrier, cmd, OnContact{ID: id}, care.ActHear, in) }); err != nil {
			return err
		}
		row.Dossier = string(care.Stream(id))
	default:
		t, err := o.OpenContact(ctx, carrier, cmd, care.Input{
			Channel: care.Email, System: row.System, External: external, Handle: m.From, Name: clipped(vn.Visible(m.Name), 200), Subject: clipped(vn.Visible(m.Subject), care.MostSubject), Text: words, Files: careFiles(files),
		})
		if err != nil {
			return err
		}
		row.Dossier = string(care.Stream(t.ID))
		if err := o.acknowledge(ctx, o.world.Load(), t.ID, today); err != nil {
			return err
		}
	}
	row.State = TakenDone
	return nil
}

// countMail counts a mail under why a program wrote it, or under its sender, and gives how many that makes on the day.
func (o *Office) countMail(ctx context.Context, system, from, why string) (n int64, err error) {
	what := senderMark + o.handleKey(from)
	if why != "" {
		what = "mail-" + why
	}
	err = o.db.Write(ctx, func(tx *store.Tx) (err error) {
		n, err = tx.CountInbox(system, calendar.DateOf(tx.Now()).String(), what, 1)
		return err
	})
	return n, err
}

// senderMark begins what the mails of one sender are counted under: a keyed hash that names nobody.
const senderMark = "from:"

// clipped cuts a text to a number of letters.
func clipped(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

func careFiles(files []petition.File) (out []care.File) {
	for _, f := range files {
		out = append(out, care.File(f))
	}
	return out
}

// mailContent is what a mail says, as it is kept, with its files. What was not taken is named, so that whoever reads it can ask for it.
func (o *Office) mailContent(ctx context.Context, who Who, key string, m *mail.Mail) (words string, files []petition.File, err error) {
	var left []string
	for i := range m.Files {
		if len(files) == mailFiles {
			left = append(left, fileName(m.Files[i].Name))
			continue
		}
		f, err := o.PetitionFile(ctx, who, key, m.Files[i].Name, bytes.NewReader(m.Files[i].Content))
		switch {
		case fault.Is(err, fault.Invalid):
			left = append(left, fileName(m.Files[i].Name))
		case err != nil:
			return "", nil, err
		default:
			files = append(files, f)
		}
	}
	v := o.words.In(text.VI)
	words = strings.TrimSpace(vn.Visible(strings.NewReplacer("\r", "\n", "\ufffd", "?", "\b", "", "\f", "\n").Replace(m.Text)))
	if words == "" && len(files) == 0 {
		words = v.T("inbox.mail.empty")
	}
	tail := ""
	if m.Broken || len([]rune(words)) > mailWords {
		words = clipped(words, mailWords)
		tail += "\n\n" + v.T("inbox.mail.cut")
	}
	if len(left) > 0 {
		tail += "\n\n" + v.T("inbox.mail.left", "files", clipped(strings.Join(left, ", "), 500))
	}
	return words + tail, files, nil
}

// mailWords is how much of a mail's text is kept: less than a conversation's message may have, for what is said of it.
const mailWords = care.MostText - 1000

// mailExternal is the identity of a mail for its thread. The sender is part of it: whoever names another's mail finds nothing.
func mailExternal(from, id string) string {
	if id == "" {
		return ""
	}
	return from + " " + id
}

// threadOf finds the conversation that a mail answers: by the address that our answer gave, by an answer of ours that it names, or by a
// mail that the same sender wrote before. Each needs what only the two of them have seen, and the sender that the conversation is with.
func (o *Office) threadOf(ctx context.Context, system string, m *mail.Mail) (care.ID, bool, error) {
	var named []string
	for _, a := range m.To {
		local, _, _ := strings.Cut(a, "@")
		if _, token, ok := strings.Cut(local, "+"); ok {
			named = append(named, token)
		}
	}
	for _, ref := range m.References {
		local, _, _ := strings.Cut(ref, "@")
		named = append(named, local)
	}
	r := o.db.Read()
	for _, token := range named {
		id, ok := o.replyToken(token)
		if !ok {
			continue
		}
		c, err := o.foldContact(ctx, r, id)
		if fault.Is(err, fault.Missing) {
			continue
		}
		if err != nil {
			return "", false, err
		}
		if c.Channel == care.Email && strings.EqualFold(c.Handle, m.From) {
			return id, true, nil
		}
	}
	for _, ref := range m.References {
		row, ok, err := r.ContactOf(ctx, o.contactKey(system, mailExternal(m.From, ref)))
		if err != nil {
			return "", false, err
		}
		if ok {
			return care.ID(row.ID), true, nil
		}
	}
	return "", false, nil
}

// replyMark is what an answer's address and identity bear: the conversation, and a proof that we named it.
func (o *Office) replyMark(id care.ID) string {
	return string(id) + "." + o.keyed("contact-reply", string(id))[:16]
}

// replyToken reads what replyMark wrote; more may stand behind it.
func (o *Office) replyToken(s string) (care.ID, bool) {
	id, rest, ok := strings.Cut(strings.ToLower(s), ".")
	proof, _, _ := strings.Cut(rest, ".")
	if !ok || len(id) > 40 || len(proof) != 16 {
		return "", false
	}
	return care.ID(id), o.keyed("compare", proof) == o.keyed("compare", o.keyed("contact-reply", id)[:16])
}

// ourMail says whether an identity is that of a mail which we sent.
func (o *Office) ourMail(id string) bool {
	local, domain, _ := strings.Cut(id, "@")
	_, from, _ := strings.Cut(o.cfg.Notify.From(), "@")
	_, ours := o.replyToken(local)
	return ours || from != "" && strings.EqualFold(domain, from) && len(local) == 32
}

// petitionOfMail is the petition whose sender was asked for more by a mail that this one answers, "" for none.
func (o *Office) petitionOfMail(ctx context.Context, m *mail.Mail) (petition.ID, error) {
	for _, ref := range m.References {
		local, _, _ := strings.Cut(ref, "@")
		if len(local) != 32 {
			continue
		}
		n, ok, err := o.db.Read().Notice(ctx, local)
		if err != nil {
			return "", err
		}
		id, about := petitionTold(n.Dossier)
		if !ok || !about {
			continue
		}
		p, err := o.foldPetition(ctx, o.db.Read(), id)
		if err != nil {
			return "", err
		}
		if p.State == petition.Waiting && m.From != "" && strings.EqualFold(strings.TrimSpace(p.Person.Email), m.From) {
			return id, nil
		}
	}
	return "", nil
}

// acknowledge tells whoever wrote first today under which code their letter is found, by RFC 3834: never a program, and not often.
func (o *Office) acknowledge(ctx context.Context, w *World, id care.ID, today int64) error {
	if today > mostAnswers || w.CareMail() == "" || o.cfg.Demo || !o.cfg.Notify.Can("mail") {
		return nil
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.PutJob(store.JobRow{Key: jobReply + "/" + string(id) + "/0", Kind: jobReply, Args: string(id) + " 0"})
		return err
	})
}
