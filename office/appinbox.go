package office

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/keep/notify"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/petition"
	"motcua/law/survey"
	"motcua/words/calendar"
)

// A Signed is a message of another system as it came, with what it was signed by: headers of Standard Webhooks 1.0.0.
type Signed struct {
	System    string
	ID        string // webhook-id
	Stamp     string // webhook-timestamp, seconds since 1970
	Signature string // webhook-signature
	Key       string // of ours: the key that it was signed with; "" tries all that are in force
	Body      []byte
}

const (
	// replayWindow is how far a message's timestamp may lie from now.
	// choice: five minutes, which is what the libraries of the specification use.
	replayWindow = 5 * time.Minute
	maxSigned    = 8 << 20 // bytes of a message, with its pictures
	mostRef      = 120
)

// What is counted beside an inbox, by system and day.
const (
	countUnsigned = "unsigned" // no signature, or a wrong one
	countStale    = "stale"    // too old or too new
	countRepeat   = "repeat"   // the same again, which is as it should be
	countConflict = "conflict" // another message under an id that was used
)

// nameless is what is counted under for a system that there is not, so that nobody fills a table with names.
const nameless = "-"

// admit judges a message's signature and time. What is not let in is counted, and the answer does not tell a system that there is not
// from a wrong signature.
func (o *Office) admit(ctx context.Context, s *Signed) (who Who, key store.SigningKey, err error) {
	bad := fault.New(fault.Refused, "inbox.signature").NoRight()
	if !validSystem(s.System) || !validMessage(s.ID) {
		return who, key, o.refuseSigned(ctx, s, countUnsigned, nil, bad)
	}
	keys, err := o.db.Read().SigningKeys(ctx, s.System)
	if err != nil {
		return who, key, err
	}
	now := o.Now()
	if len(keys) == 0 {
		return who, key, o.refuseSigned(ctx, s, countUnsigned, nil, bad)
	}
	i := slices.IndexFunc(keys, func(k store.SigningKey) bool {
		return k.Way == keyIn && inForce(k, now) && (s.Key == "" || s.Key == k.ID) && notify.Signed(k.Secret, s.ID, s.Stamp, s.Signature, s.Body)
	})
	if i < 0 {
		return who, key, o.refuseSigned(ctx, s, countUnsigned, keys, bad)
	}
	n, err := strconv.ParseInt(s.Stamp, 10, 64)
	if age := now.Sub(time.Unix(n, 0)); err != nil || age > replayWindow || age < -replayWindow {
		return who, key, o.refuseSigned(ctx, s, countStale, keys, fault.New(fault.Refused, "inbox.stale", "minutes", strconv.Itoa(int(replayWindow.Minutes()))).NoRight())
	}
	o.refused.letIn(s.System)
	return Who{Kind: access.Portal, Account: systemAccount(s.System), Name: s.System}, keys[i], nil
}

// validMessage: signs that can be seen, and no full stop, which parts the id from what follows where it is signed.
func validMessage(id string) bool {
	if id == "" || len(id) > 190 {
		return false
	}
	return !strings.ContainsFunc(id, func(c rune) bool { return c < 0x21 || c > 0x7e || c == '.' })
}

// The kinds of message that an application of the city sends.
const (
	saidSent      = "petition.sent"
	saidSupplied  = "petition.supplied"
	saidConfirmed = "petition.confirmed"
	saidReopened  = "petition.reopened"
	saidRated     = "petition.rated"
	saidWithdrawn = "petition.withdrawn"
	saidDossier   = "dossier.rated"
)

// Said are the kinds of message.
var Said = []string{saidSent, saidSupplied, saidConfirmed, saidReopened, saidRated, saidWithdrawn, saidDossier}

// saidActs are the acts on a petition behind the kinds of message.
var saidActs = map[string]petition.Act{
	saidSupplied: petition.ActSupply, saidConfirmed: petition.ActConfirm, saidReopened: petition.ActReopen, saidRated: petition.ActRate, saidWithdrawn: petition.ActWithdraw,
}

// verdicts are what a sender says of an answer: of two that cross on their way, the one that was said later stands.
var verdicts = []string{saidConfirmed, saidReopened}

// An envelope is the form of a message by Standard Webhooks.
type envelope struct {
	Type      string          `json:"type"`
	Timestamp time.Time       `json:"timestamp"`
	Data      json.RawMessage `json:"data"`
}

// An AppFile is a picture or paper inside a message.
type AppFile struct {
	Name    string `json:"name"`
	Content []byte `json:"content"` // base64
}

// An AppPetition is what petition.sent says; its names are those of the API.
type AppPetition struct {
	Petition string          `json:"petition"` // its code at the sender
	Class    petition.Class  `json:"class,omitempty"`
	Service  string          `json:"service,omitempty"`
	Title    string          `json:"title"`
	Text     string          `json:"text"`
	Place    string          `json:"place,omitempty"`
	Commune  string          `json:"commune,omitempty"`
	Point    *petition.Point `json:"point,omitempty"`
	Name     string          `json:"name,omitempty"`
	Phone    string          `json:"phone,omitempty"`
	Email    string          `json:"email,omitempty"`
	Address  string          `json:"address,omitempty"`
	Protect  bool            `json:"protect,omitempty"`
	Files    []AppFile       `json:"files,omitempty"`
}

// An AppAct is what the other messages about a petition say.
type AppAct struct {
	Petition string    `json:"petition"`
	Text     string    `json:"text,omitempty"`
	Rating   string    `json:"rating,omitempty"`
	Files    []AppFile `json:"files,omitempty"`
}

// An AppRating is what dossier.rated says.
type AppRating struct {
	Dossier string         `json:"dossier"`
	Check   string         `json:"check"`
	Overall int            `json:"overall"`
	Factors map[string]int `json:"factors,omitempty"`
	Lacks   []string       `json:"lacks,omitempty"`
	Comment string         `json:"comment,omitempty"`
}

// What became of a signed message.
const (
	TakenDone      = "done"
	TakenEarly     = "early"     // about a petition that has not come yet: carried out when it comes
	TakenOvertaken = "overtaken" // another that was said later was carried out before
	takenRefused   = "refused"
	takenNew       = "new"
)

// A Taken says what became of a message.
type Taken struct {
	State    string
	Repeated bool
	Petition string // as the sender calls it
	Ticket   Ticket
	Stands   petition.State
}

// TakeSigned takes a message of an application. It is kept as it came until it is carried out; the same message again has the same
// answer, another one under its id is refused.
func (o *Office) TakeSigned(ctx context.Context, s Signed) (Taken, error) {
	who, key, err := o.admit(ctx, &s)
	if err != nil {
		return Taken{}, err
	}
	if len(s.Body) > maxSigned {
		return Taken{}, o.TooLarge(ctx, s.System, maxSigned)
	}
	row := store.InboxRow{System: s.System, Message: s.ID, Body: s.Body, State: takenNew}
	e, bad := o.readEnvelope(s.Body, &row)
	repeated, err := o.keepSigned(ctx, &row, key)
	if err != nil {
		return Taken{}, err
	}
	if row.State == takenNew || row.State == takenRefused {
		if err = bad; err == nil {
			err = o.carryOut(ctx, who, &row, e)
		}
		if err := o.settleSigned(ctx, &row, err); err != nil {
			return Taken{}, err
		}
	}
	t, err := o.taken(ctx, who, &row)
	t.Repeated = repeated
	return t, err
}

// readEnvelope reads what a message says of itself.
func (o *Office) readEnvelope(body []byte, row *store.InboxRow) (e envelope, err error) {
	row.Hash, row.Kind = hashOf(body), "unreadable"
	if err := exact(body, &e, inBody); err != nil {
		return e, err
	}
	if !slices.Contains(Said, e.Type) {
		return e, fault.New(fault.Invalid, "inbox.kind", "kind", shortly(e.Type), "kinds", strings.Join(Said, ", ")).At("body.type")
	}
	row.Kind, row.Said = e.Type, e.Timestamp.UTC()
	if err := o.moment(e.Timestamp); err != nil {
		row.Said = time.Time{}
		return e, err
	}
	if e.Type == saidDossier {
		return e, nil
	}
	var about struct {
		Petition string `json:"petition"`
	}
	if json.Unmarshal(e.Data, &about) != nil || about.Petition == "" || len(about.Petition) > mostRef || about.Petition != vn.Legible(about.Petition) || strings.ContainsFunc(about.Petition, unseen) {
		return e, fault.New(fault.Invalid, "inbox.ref", "most", strconv.Itoa(mostRef)).At("body.data.petition")
	}
	row.Ref = about.Petition
	return e, nil
}

// moment judges when something happened at the sender.
// choice: a clock may be as far ahead as that of the signature; further ahead it would shut out what is said later, however true.
func (o *Office) moment(t time.Time) error {
	switch {
	case t.Year() < 2000 || t.Year() > 9999:
		return fault.New(fault.Invalid, "inbox.moment").At("body.timestamp")
	case t.After(o.Now().Add(replayWindow)):
		return fault.New(fault.Invalid, "inbox.future", "minutes", strconv.Itoa(int(replayWindow.Minutes()))).At("body.timestamp")
	}
	return nil
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func unseen(c rune) bool { return c < ' ' || c == 0x7f }

func shortly(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// keepSigned keeps a message, or finds it kept: then row is how it stands.
func (o *Office) keepSigned(ctx context.Context, row *store.InboxRow, key store.SigningKey) (repeated bool, err error) {
	conflict := false
	came := *row
	err = o.db.Write(ctx, func(tx *store.Tx) error {
		*row, repeated, conflict = came, false, false
		row.ReceivedAt = tx.Now()
		fresh, err := tx.PutInbox(*row)
		if err != nil {
			return err
		}
		if key.ID != "" && tx.Now().Sub(key.Used) > time.Minute {
			if err := tx.UsedSigningKey(key.ID, tx.Now()); err != nil {
				return err
			}
		}
		if fresh {
			return nil
		}
		was, _, err := tx.Message(ctx, row.System, row.Message)
		if err != nil {
			return err
		}
		what := countRepeat
		if conflict = was.Hash != row.Hash; conflict {
			what = countConflict
		}
		was.Body = row.Body // that of one which was carried out is not kept
		*row, repeated = was, true
		_, err = tx.CountInbox(row.System, calendar.DateOf(tx.Now()).String(), what, 1)
		return err
	})
	if err == nil && conflict {
		err = fault.New(fault.Conflict, "inbox.other-message", "id", row.Message)
	}
	return repeated, err
}

// settleSigned writes down what became of a message. Whoever wrote it is named in what was carried out, and in the inbox no more.
func (o *Office) settleSigned(ctx context.Context, row *store.InboxRow, why error) error {
	return o.settleAnd(ctx, row, why, nil)
}

// settleAnd is settleSigned, and something more in the same act where the message was carried out.
func (o *Office) settleAnd(ctx context.Context, row *store.InboxRow, why error, more func(*store.Tx) error) error {
	failure := ""
	if why != nil {
		row.State, failure = takenRefused, refusalOf(why)
		if ours(why) {
			row.State = takenNew // it is tried again
		}
	}
	keep := row.State != TakenDone
	err := o.db.Write(ctx, func(tx *store.Tx) error {
		if more != nil && why == nil {
			if err := more(tx); err != nil {
				return err
			}
		}
		if was, _, err := tx.Message(ctx, row.System, row.Message); err != nil || was.State == TakenDone {
			return err // another node carried it out meanwhile
		}
		if err := tx.SetInbox(row.System, row.Message, row.State, row.Dossier, failure); err != nil || keep {
			return err
		}
		return tx.EmptyInbox(row.System, row.Message)
	})
	if why != nil {
		return why
	}
	return err
}

// appKey is the key of the command that makes a petition of an application: one for each code there.
func appKey(system, ref string) string { return "app/" + system + "/" + ref }

// appPetition is the identity of an application's petition: what it is called there has one here.
func (o *Office) appPetition(who Who, system, ref string) petition.ID {
	return petition.ID(o.keyed("petition", who.Account+"/"+appKey(system, ref)))
}

// carryOut does what a message says, and says in row what became of it.
func (o *Office) carryOut(ctx context.Context, who Who, row *store.InboxRow, e envelope) error {
	cmd := Command{Client: "inbox/" + row.System, Key: row.Message}
	switch {
	case row.Kind == saidSent:
		return o.carrySent(ctx, who, row, e)
	case row.Kind == saidDossier:
		var r AppRating
		if err := readData(e.Data, &r); err != nil {
			return err
		}
		a := survey.Answer{Overall: r.Overall, Factors: r.Factors, Lacks: r.Lacks}
		if err := o.Rate(ctx, who, cmd, Ballot{Code: r.Dossier, Check: r.Check}, a, vn.Legible(r.Comment)); err != nil {
			return inData(err)
		}
		row.State = TakenDone
		return nil
	}
	id := o.appPetition(who, row.System, row.Ref)
	if there, err := o.havePetition(ctx, id); err != nil {
		return err
	} else if !there {
		early := *row
		early.State = TakenEarly
		if err := o.settleSigned(ctx, &early, nil); err != nil {
			return err
		}
		if there, err = o.havePetition(ctx, id); err != nil || !there { // else it came just now, and may not have seen this one
			row.State = TakenEarly
			return err
		}
	}
	return o.carryAct(ctx, who, row, e, id, cmd)
}

func (o *Office) havePetition(ctx context.Context, id petition.ID) (bool, error) {
	_, ok, err := o.db.Read().Petition(ctx, string(id))
	return ok, err
}

// carryAct does an act on a petition that is there.
func (o *Office) carryAct(ctx context.Context, who Who, row *store.InboxRow, e envelope, id petition.ID, cmd Command) error {
	var a AppAct
	if err := readData(e.Data, &a); err != nil {
		return err
	}
	if slices.Contains(verdicts, row.Kind) {
		if last, err := o.db.Read().LastSaid(ctx, row.System, row.Ref, verdicts...); err != nil {
			return err
		} else if last.After(row.Said) {
			row.State, row.Dossier = TakenOvertaken, string(petition.Stream(id))
			return nil
		}
	}
	files, err := o.appFiles(ctx, who, cmd.Key, a.Files)
	if err != nil {
		return err
	}
	in := petition.Input{Words: vn.Legible(a.Text), Rating: a.Rating, Files: files}
	on := OnPetition{ID: id, Check: o.petitionCheck(id)}
	if err := untilFirst(func() error { return o.Petition(ctx, who, cmd, on, saidActs[row.Kind], in) }); err != nil {
		return inData(err)
	}
	row.State, row.Dossier = TakenDone, string(petition.Stream(id))
	return nil
}

// mostTries is how often an act is judged again that somebody else was before on another node.
const mostTries = 50

// untilFirst does an act of a message, which is about no version, until nobody comes between.
func untilFirst(act func() error) error {
	var err error
	for range mostTries {
		if err = act(); fault.As(err) == nil || fault.As(err).Key != "store.conflict" {
			break
		}
	}
	return err
}

// carrySent makes a petition, and does what was said of it before it came.
func (o *Office) carrySent(ctx context.Context, who Who, row *store.InboxRow, e envelope) error {
	var p AppPetition
	if err := readData(e.Data, &p); err != nil {
		return err
	}
	p.tidy()
	cmd := Command{Client: "inbox/" + row.System, Key: appKey(row.System, row.Ref)}
	files, err := o.appFiles(ctx, who, cmd.Key, p.Files)
	if err != nil {
		return err
	}
	t, err := o.SendPetition(ctx, who, cmd, petition.Input{
		Channel: petition.CityApp, System: row.System, External: row.Ref, Class: p.Class, Service: p.Service, Title: p.Title, Text: p.Text, Place: p.Place, Commune: p.Commune, Point: p.Point,
		Person: petition.Person{Name: p.Name, Phone: p.Phone, Email: p.Email, Address: p.Address, Protect: p.Protect}, Files: files,
	})
	if f := fault.As(err); f != nil && f.Key == "command.reused" {
		return fault.New(fault.Invalid, "inbox.other-petition", "ref", row.Ref).At("body.data.petition")
	}
	if err != nil {
		return inData(err)
	}
	row.State, row.Dossier = TakenDone, string(petition.Stream(t.ID))
	early, err := o.db.Read().Early(ctx, row.System, row.Ref)
	if err != nil {
		return err
	}
	for i := range early {
		m := &early[i]
		x, err := o.readEnvelope(m.Body, &store.InboxRow{})
		if err == nil {
			err = o.carryAct(ctx, who, m, x, t.ID, Command{Client: "inbox/" + m.System, Key: m.Message})
		}
		if err = o.settleSigned(ctx, m, err); ours(err) && err != nil {
			return err
		}
	}
	return nil
}

// readData reads what a message is about, and refuses fields that it does not know: a wrong name would lose what somebody said.
func readData(b json.RawMessage, into any) error {
	return exact(b, into, inBody+".data")
}

// appFiles keeps the files of a message.
func (o *Office) appFiles(ctx context.Context, who Who, key string, files []AppFile) (out []petition.File, err error) {
	for i := range files {
		f, err := o.PetitionFile(ctx, who, key, vn.Legible(files[i].Name), bytes.NewReader(files[i].Content))
		if bad := fault.As(err); bad != nil && bad.Kind != fault.Internal {
			one := *bad
			return nil, one.At("body.data.files." + strconv.Itoa(i))
		}
		if err != nil {
			return nil, fmt.Errorf("file %d: %w", i, err)
		}
		out = append(out, f)
	}
	return out, nil
}

// taken is the answer to a message as things stand.
func (o *Office) taken(ctx context.Context, who Who, row *store.InboxRow) (Taken, error) {
	t := Taken{State: row.State, Petition: row.Ref}
	if row.Ref == "" || row.State == TakenEarly {
		return t, nil
	}
	id := o.appPetition(who, row.System, row.Ref)
	p, ok, err := o.db.Read().Petition(ctx, string(id))
	if err != nil || !ok {
		return t, err
	}
	t.Ticket, t.Stands = Ticket{ID: id, Code: p.Code, Check: o.petitionCheck(id)}, petition.State(p.State)
	return t, nil
}
