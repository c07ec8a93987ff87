package office

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/keep/blob"
	"motcua/keep/mail"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/petition"
)

// What came under a signature and was not carried out is held for a person to look at: refused, of a program's making, or too early.
// It may hold what somebody wrote, so that whoever reads it is written down, and it goes after its days.

// inboxKept is the setting with how many days such a message is kept.
const inboxKept = "care.held-days"

// choice: three months, for a sender to mend and send again, or somebody to ask where their letter is; no law was read that sets it.
const (
	inboxDays      = 90
	leastInboxDays = 7
	mostInboxDays  = 730
)

func (w *World) inboxDays() int {
	if n, ok := whole(w.Setting(inboxKept).Value); ok {
		return n
	}
	return inboxDays
}

// HeldStates are the states of messages that are held.
var HeldStates = []string{takenRefused, TakenAutomatic, TakenEarly, TakenOvertaken, takenNew}

// A Reason is why a message was not carried out: a text key with its gaps.
type Reason struct {
	Key   string            `json:"key"`
	Args  map[string]string `json:"args,omitempty"`
	Field string            `json:"field,omitempty"`
}

// refusalOf writes down why, for people; what is nobody's fault but ours is a line for whoever runs the system.
func refusalOf(err error) string {
	f := fault.As(err)
	if f == nil {
		return err.Error()
	}
	var all []Reason
	for _, x := range append([]*fault.Fault{f}, f.More...) {
		all = append(all, Reason{x.Key, x.Args, x.Field})
	}
	b, bad := json.Marshal(all)
	if bad != nil {
		return err.Error()
	}
	return string(b)
}

// reasons reads what refusalOf wrote; a line of before then is nothing that people read.
func reasons(s string) (all []Reason) {
	if json.Unmarshal([]byte(s), &all) != nil {
		return nil
	}
	return all
}

// A HeldMessage is a message that is held.
type HeldMessage struct {
	System, ID string
	Kind       string // "mail", "petition.sent" …
	State      string
	Ref        string      // as the sender calls what it is about
	Petition   petition.ID // what it is about, where it came after something that was said later; "" for none
	At, Said   time.Time
	Size       int64
	Why        []Reason
	Program    string // of a mail: why it is taken for a program's, "" for one that was one too many
	Until      time.Time
	MayRead    bool
	MayTake    bool // it can be taken after all

	Mail  *HeldMail // what it says, when it was asked for
	Text  string
	Files []HeldFile // of a message of another system
}

// A HeldFile is a picture or paper inside a held message: it is in no petition and no conversation, and opens from here.
type HeldFile struct {
	Name string
	Size int64
}

// A HeldMail is what a held mail says.
type HeldMail struct {
	From, Name, Subject, Text string
	To, Files                 []string
	Cut                       bool
}

// HeldShown is how many are listed at once.
const HeldShown = 50

// HeldMessages lists what is held, the newest first, of a system and in a state ("" is every one), before an instant; it tells nothing of what
// they say.
func (r *Reader) HeldMessages(system, state string, before time.Time) ([]HeldMessage, error) {
	if err := access.May(r.who, "list-held", access.Object{}); err != nil {
		return nil, err
	}
	f := store.HeldFilter{System: system, States: HeldStates, Before: before, Limit: HeldShown}
	if slices.Contains(HeldStates, state) {
		f.States = []string{state}
	}
	rows, err := r.db.HeldMessages(r.ctx, f)
	if err != nil {
		return nil, err
	}
	out := make([]HeldMessage, 0, len(rows))
	for i := range rows {
		m := r.held(&rows[i].InboxRow)
		m.Size = rows[i].Size
		out = append(out, m)
	}
	return out, nil
}

// saidOfSender are the reasons that repeat what was sent.
var saidOfSender = []string{"inbox.data", "inbox.unknown", "inbox.twice", "inbox.other-petition"}

func (r *Reader) held(x *store.InboxRow) HeldMessage {
	m := HeldMessage{
		System: x.System, ID: x.Message, Kind: x.Kind, State: x.State, At: x.ReceivedAt, Said: x.Said, Size: int64(len(x.Body)), Why: reasons(x.Error),
		Until: x.ReceivedAt.AddDate(0, 0, r.w.inboxDays()), MayRead: access.May(r.who, "read-held", access.Object{}) == nil,
	}
	m.MayTake = m.MayRead && (x.State == TakenAutomatic || x.State == takenRefused && x.Kind != unreadable)
	if m.MayRead {
		m.Ref = x.Ref
		m.Petition, _ = petitionTold(x.Dossier)
		return m
	}
	for i := range m.Why { // what was typed is for those who may read it
		if strings.HasPrefix(m.Why[i].Key, "inbox.") && !slices.Contains(saidOfSender, m.Why[i].Key) {
			continue
		}
		args := map[string]string{}
		for k, v := range m.Why[i].Args {
			if strings.Trim(v, "0123456789") != "" {
				v = "…"
			}
			args[k] = v
		}
		m.Why[i].Args = args
	}
	return m
}

// unreadable is the kind of a message that says nothing that can be read.
const unreadable = "unreadable"

// HeldMessage opens one. That somebody read it is written down before anything is shown.
func (r *Reader) HeldMessage(system, id string) (HeldMessage, error) {
	if err := access.May(r.who, "list-held", access.Object{}); err != nil {
		return HeldMessage{}, err
	}
	x, err := r.o.heldRow(r.ctx, r.db, system, id)
	if err != nil {
		return HeldMessage{}, err
	}
	m := r.held(&x)
	if x.Kind == saidMail && x.State == TakenAutomatic {
		if letter, err := mail.Read(x.Body); err == nil {
			m.Program = r.o.programOf(letter)
		}
	}
	if !m.MayRead {
		return m, nil
	}
	line := store.ReadRow{At: r.now, Account: r.who.Account, Post: r.who.Post, Dossier: "inbox/" + x.System + "/" + x.Message, Purpose: "read.held"}
	if err := r.o.db.LogRead(r.ctx, line); err != nil {
		return HeldMessage{}, err
	}
	m.say(&x)
	return m, nil
}

// say lays out what a message says.
func (m *HeldMessage) say(x *store.InboxRow) {
	if x.Kind != saidMail {
		m.Text = readable(x.Body)
		for _, f := range filesInside(x.Body) {
			m.Files = append(m.Files, HeldFile{Name: fileName(vn.Visible(f.Name)), Size: int64(len(f.Content))})
		}
		return
	}
	letter, err := mail.Read(x.Body)
	if err != nil {
		m.Text = readable(x.Body)
		return
	}
	m.Mail = &HeldMail{From: vn.Visible(letter.From), Name: vn.Visible(letter.Name), Subject: vn.Visible(letter.Subject), Text: clipped(vn.Visible(letter.Text), mostHeldShown), Cut: letter.Broken || len(x.Body) == mailKept}
	for _, a := range letter.To[:min(len(letter.To), 20)] {
		m.Mail.To = append(m.Mail.To, vn.Visible(a))
	}
	for _, f := range letter.Files[:min(len(letter.Files), 50)] {
		m.Mail.Files = append(m.Mail.Files, fileName(vn.Visible(f.Name)))
	}
}

// filesInside are the files of a message, as far as it can be read.
func filesInside(body []byte) []AppFile {
	var e struct {
		Data struct {
			Files []AppFile `json:"files"`
		} `json:"data"`
	}
	if json.Unmarshal(body, &e) != nil {
		return nil // its words stand there as they came
	}
	return e.Data.Files[:min(len(e.Data.Files), 50)]
}

// HeldFile opens the n-th file of a held message, with what its bytes say that it is. That somebody read it is written down before.
func (r *Reader) HeldFile(system, id string, n int) (name, kind string, content []byte, err error) {
	if err := access.May(r.who, "read-held", access.Object{}); err != nil {
		return "", "", nil, err
	}
	x, err := r.o.heldRow(r.ctx, r.db, system, id)
	if err != nil {
		return "", "", nil, err
	}
	files := filesInside(x.Body)
	if x.Kind == saidMail || n < 0 || n >= len(files) {
		return "", "", nil, fault.New(fault.Missing, "inbox.not-held")
	}
	if err := r.logLooks([]store.ReadRow{r.look("inbox/"+x.System+"/"+x.Message, "read.held")}); err != nil {
		return "", "", nil, err
	}
	return fileName(vn.Visible(files[n].Name)), blob.Kind(files[n].Content), files[n].Content, nil
}

// mostHeldShown is how many letters of a message are shown.
const mostHeldShown = 20000

// encoded are files inside a message, which nobody reads as letters.
var encoded = regexp.MustCompile(`"[A-Za-z0-9+/=\\]{400,}"`)

// readable lays out a message as it came.
func readable(body []byte) string {
	var b bytes.Buffer
	if json.Indent(&b, body, "", "  ") != nil {
		b.Reset()
		b.Write(body)
	}
	return clipped(vn.Visible(encoded.ReplaceAllString(b.String(), `"…"`)), mostHeldShown)
}

func (o *Office) heldRow(ctx context.Context, r interface {
	Message(ctx context.Context, system, message string) (store.InboxRow, bool, error)
}, system, id string,
) (store.InboxRow, error) {
	x, ok, err := r.Message(ctx, system, id)
	if err != nil {
		return x, err
	}
	if !ok || x.Kind == "" || !slices.Contains(HeldStates, x.State) {
		return x, fault.New(fault.Missing, "inbox.not-held")
	}
	return x, nil
}

// TakeHeld takes a message after all: a mail that was wrongly taken for a program's or was one too many, or one that was refused and may
// fit now. Nobody is answered by it.
func (o *Office) TakeHeld(ctx context.Context, who Who, system, id string) (Taken, error) {
	if err := access.May(who, "take-held", access.Object{}); err != nil {
		return Taken{}, err
	}
	x, err := o.heldRow(ctx, o.db.Read(), system, id)
	if err != nil {
		return Taken{}, err
	}
	if m := o.Read(ctx, who).held(&x); !m.MayTake {
		return Taken{}, fault.New(fault.Conflict, "inbox.not-takeable")
	}
	carrier := Who{Kind: access.Portal, Account: systemAccount(system), Name: system}
	err = o.settleAnd(ctx, &x, o.carryHeld(ctx, carrier, &x), func(tx *store.Tx) error {
		return tellSystem(ctx, tx, who, system, systemMessageTaken, systemSaid{Hash: hashOf([]byte(id))[:16]})
	})
	return Taken{State: x.State}, err
}

func (o *Office) carryHeld(ctx context.Context, carrier Who, x *store.InboxRow) error {
	x.State = takenNew
	switch x.Kind {
	case saidMail:
		m, err := mail.Read(x.Body)
		if err != nil {
			return errors.Join(fault.New(fault.Invalid, "inbox.mail-unreadable").At("body"), err)
		}
		m.Broken = m.Broken || len(x.Body) == mailKept
		return o.placeMail(ctx, carrier, x, m, mostAnswers+1)
	case saidMessage:
		m, _, err := o.readMessage(x.Body, &store.InboxRow{})
		if err != nil {
			return err
		}
		return o.hearMessage(ctx, carrier, x, m)
	}
	e, err := o.readEnvelope(x.Body, &store.InboxRow{})
	if err != nil {
		return fmt.Errorf("message %s of %s: %w", x.Message, x.System, err)
	}
	return o.carryOut(ctx, carrier, x, e)
}
