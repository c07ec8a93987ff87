package office

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/care"
	"motcua/law/knowledge"
	"motcua/law/petition"
	"motcua/words/calendar"
	"motcua/words/org"
)

// A ContactTicket (giấy hẹn của lượt liên hệ) is what whoever wrote or called finds their conversation by.
type ContactTicket struct {
	ID    care.ID
	Code  string
	Check string
}

// mostContacts is how many conversations of one person may be open at a time.
// choice: whoever opens more at once is a program; a further word belongs into the conversation that is open.
const mostContacts = 10

// OpenContact begins a conversation (lượt liên hệ): of somebody who writes, with or without an account, of a system that brings a
// mail or message, or of an officer who is called or spoken to. The same command has the same contact, and so has the same identity
// in another system. Files were kept before by PetitionFile under the command's key.
func (o *Office) OpenContact(ctx context.Context, who Who, cmd Command, in care.Input) (t ContactTicket, err error) {
	hash, err := requestHash("open-contact", in)
	if err != nil {
		return ContactTicket{}, err
	}
	ask := "open-contact"
	if !slices.Contains(care.Public, in.Channel) || who.Kind == access.Officer {
		ask = "enter-contact"
	}
	if err := access.May(who, ask, access.Object{Org: o.world.Load().Org, At: o.Now()}); err != nil {
		return ContactTicket{}, err
	}
	if cmd.Key == "" {
		if cmd.Key, err = o.NewID(); err != nil {
			return ContactTicket{}, err
		}
	}
	in.Key = o.contactKey(in.System, in.External)
	in.ID = care.ID(o.keyed("contact-id", who.Account+"/"+cmd.Key))
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		t = ContactTicket{}
		if in.Key != "" {
			row, ok, err := tx.ContactOf(ctx, in.Key)
			if err != nil {
				return err
			}
			if ok {
				t = o.contactTicket(care.ID(row.ID), row.Code)
				return nil
			}
		}
		done, err := o.once(tx, who, cmd, hash, []byte(in.ID))
		if err != nil {
			return err
		}
		if done {
			c, err := o.foldContact(ctx, tx, in.ID)
			if err == nil {
				t = o.contactTicket(c.ID, c.Code)
			}
			return err
		}
		c, err := o.openContact(tx, w, who, cmd, in)
		if err == nil {
			t = o.contactTicket(c.ID, c.Code)
		}
		return err
	})
	if err != nil {
		return ContactTicket{}, fmt.Errorf("open contact: %w", err)
	}
	o.hub.wake(care.Stream(t.ID))
	return t, nil
}

// openContact decides and appends a new contact.
func (o *Office) openContact(tx *store.Tx, w *World, who Who, cmd Command, in care.Input) (*care.Contact, error) {
	var err error
	if in.Files, err = o.contactFiles(tx, cmd, in.Files); err != nil {
		return nil, err
	}
	if who.Kind == access.Citizen {
		in.Person, in.Name = who.Number, cmp.Or(strings.TrimSpace(in.Name), who.Name)
	} else if who.Kind != access.Officer {
		in.Person = "" // an account is shown by signing in, not by naming it
	}
	if who.Kind == access.Anyone || who.Kind == access.Citizen {
		in.Unit, in.Tags = "", nil
		open := true
		// Only of an account: with a telephone that nobody has shown to be theirs, anybody could shut its owner out. Pages count addresses.
		if keys := o.contactPersons(in.Person, ""); len(keys) > 0 {
			n, err := tx.CountContacts(tx.Context(), store.ContactFilter{Persons: keys, Open: &open})
			if err != nil {
				return nil, err
			}
			if n >= mostContacts {
				return nil, fault.New(fault.Refused, "care.too-many", "most", fmt.Sprint(mostContacts))
			}
		}
	}
	if in.Dossier != "" {
		if in.Dossier, err = o.linkedDossier(tx.Context(), tx, w, who, in.Dossier, tx.Now()); err != nil {
			return nil, err
		}
	}
	in.Unit = cmp.Or(in.Unit, w.careUnit(tx.Now()))
	if w.Org.UnitAt(org.UnitID(in.Unit), tx.Now()) == nil {
		return nil, fault.New(fault.Invalid, "care.no-unit").At("unit")
	}
	in.Code = "-" // the number is taken last
	c := o.contactCase(w, tx, who, nil)
	if _, err := c.Do(care.ActOpen, in); err != nil {
		return nil, err
	}
	day := calendar.DateOf(tx.Now())
	n, err := tx.Number("contact", fmt.Sprint(day.Year()))
	if err != nil {
		return nil, err
	}
	in.Code = fmt.Sprintf("LH%02d-%06d", day.Year()%100, n)
	facts, err := c.Do(care.ActOpen, in)
	if err != nil {
		return nil, err
	}
	evs, err := tx.Append(care.Stream(in.ID), 0, facts)
	if err != nil {
		return nil, err
	}
	k, err := care.Fold(in.ID, evs)
	if err != nil {
		return nil, err
	}
	return k, o.putContact(tx, k)
}

func (o *Office) contactCase(w *World, tx *store.Tx, who Who, c *care.Contact) *care.Case {
	return &care.Case{
		Contact: c, Calendar: w.Calendar, Answer: w.CareAnswer(), Attempts: w.CareAttempts(), Apart: w.CareApart(), Early: w.CareEarly(), Hours: w.ChatOpen, Tags: w.CareTags(), Now: tx.Now(), Actor: who.Actor(), Unit: who.Unit, Officer: who.Kind == access.Officer,
	}
}

// An OnContact names the contact that is acted on, the version that the actor saw (0 does not care), and the check code by which
// somebody without an account shows that it is theirs.
type OnContact struct {
	ID      care.ID
	Version int64
	Check   string
}

// Contact does an act on a contact: read, decide, append. Rights are the table's of law/care: whoever the contact is with may add to
// what they said and nothing else.
func (o *Office) Contact(ctx context.Context, who Who, cmd Command, on OnContact, a care.Act, in care.Input) error {
	hash, err := requestHash("contact", on, a, in)
	if err != nil {
		return err
	}
	rule := care.RuleOf(a)
	if rule == nil || rule.By.Place == care.AtHouse || a == care.ActOpen {
		return fault.New(fault.Invalid, "care.no-such-act", "act", string(a))
	}
	if err := o.Read(ctx, who).inDraw(on.ID, a, in.Draw); err != nil {
		return fmt.Errorf("contact %s: %w", on.ID, err)
	}
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		if done, err := o.once(tx, who, cmd, hash, []byte(on.ID)); done || err != nil {
			return err
		}
		evs, err := tx.Events(ctx, care.Stream(on.ID))
		if err != nil {
			return err
		}
		c, err := care.Fold(on.ID, evs)
		if err != nil {
			return err
		}
		seen := c.Version
		if c, evs, _, err = o.goOverContact(w, tx, c, evs); err != nil {
			return err
		}
		if err := o.mayContact(w, who, c, rule, on.Check, tx.Now()); err != nil {
			return err
		}
		if gone, err := tx.Erased(ctx, care.Stream(on.ID)); err != nil || gone {
			return cmp.Or(err, error(fault.New(fault.Refused, "care.erased")))
		}
		if on.Version != 0 && on.Version != seen {
			return movedContact(w, who, c)
		}
		in := in
		if in.Files, err = o.contactFiles(tx, cmd, in.Files); err != nil {
			return err
		}
		if in.Key = o.contactKey(cmp.Or(in.System, c.System), in.External); a == care.ActHear && in.Key != "" && slices.Contains(c.Keys, in.Key) {
			return nil // the same message once more
		}
		if err := o.lookContact(tx, w, who, c, a, &in); err != nil {
			return err
		}
		facts, err := o.contactCase(w, tx, who, c).Do(a, in)
		if err != nil {
			return err
		}
		_, _, err = o.appendContact(tx, c, evs, facts)
		return err
	})
	if err != nil {
		return fmt.Errorf("%s contact %s: %w", a, on.ID, err)
	}
	o.hub.wake(care.Stream(on.ID))
	return nil
}

// movedContact says that somebody acted on a contact first, and to an officer who has it since when, if that is somebody else. Whoever comes
// here may read the contact, and an officer who may reads there who has it.
func movedContact(w *World, who Who, c *care.Contact) error {
	if who.Kind != access.Officer || c.Agent == "" || c.Agent == who.Person {
		return fault.New(fault.Conflict, "care.moved")
	}
	return fault.New(fault.Conflict, "care.moved-to", "name", w.person(c.Agent).Name, "time", c.Since.In(calendar.Zone).Format("15:04 02/01/2006"))
}

// mayContact judges the right to an act. Whoever may not even read it is told that there is none.
func (o *Office) mayContact(w *World, who Who, c *care.Contact, rule *care.Rule, check string, at time.Time) error {
	if rule.Act == care.ActHear && (who.Kind == access.System || o.isOwnContact(who, c, check)) {
		return access.May(who, "open-contact", access.Object{Org: w.Org, At: at})
	}
	if err := mayReadContact(w, who, c, at); err != nil {
		return err
	}
	for _, u := range c.Reach() {
		if access.May(who, "contact-"+rule.By.Name, access.Object{Unit: u, Org: w.Org, At: at}) == nil {
			return nil
		}
	}
	return fault.New(fault.Refused, "care.may-not", "act", "@care.act."+string(rule.Act)).By(rule.Law).NoRight()
}

// mayReadContact lets those read it whose units have or had it.
func mayReadContact(w *World, who Who, c *care.Contact, at time.Time) error {
	if who.Kind == access.Officer {
		for _, u := range c.Reach() {
			if access.May(who, "read-contact", access.Object{Unit: u, Org: w.Org, At: at}) == nil {
				return nil
			}
		}
	}
	return fault.New(fault.Missing, "care.missing")
}

// isOwnContact says whether the contact is with who: by their account, or by its check code.
func (o *Office) isOwnContact(who Who, c *care.Contact, check string) bool {
	if who.Kind == access.Citizen && who.Number != "" && c.Person == who.Number {
		return true
	}
	check = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(check))
	return len(check) == checkLetters && o.keyed("compare", check) == o.keyed("compare", o.contactCheck(c.ID))
}

// lookContact looks up what an act names: units, officers, a dossier, a petition.
func (o *Office) lookContact(tx *store.Tx, w *World, who Who, c *care.Contact, a care.Act, in *care.Input) (err error) {
	now := tx.Now()
	var fs []error
	switch a {
	case care.ActHandOver:
		if in.To != "" && w.Org.UnitAt(org.UnitID(in.To), now) == nil {
			fs = append(fs, fault.New(fault.Invalid, "care.no-unit").At("to"))
		}
		own, err := o.ownOfHand(tx, w, who, c, in.To)
		if err != nil {
			return err
		}
		if own {
			fs = append(fs, fault.New(fault.Refused, "care.hand-own").At("to"))
		}
	case care.ActTake:
		if !w.worksIn(cmp.Or(in.Officer, who.Person), c.Unit, now) {
			fs = append(fs, fault.New(fault.Invalid, "care.no-officer").At("officer"))
		}
		// choice: whoever has a conversation gives it to a colleague; whoever answers for the desk gives anybody's to anybody.
		if in.Officer != "" && in.Officer != who.Person && c.Agent != who.Person {
			fs = append(fs, access.May(who, "lead-care", access.Object{Unit: c.Unit, Org: w.Org, At: now}))
		}
	case care.ActSay:
		for _, g := range knowledge.Gaps(in.Text) {
			if g.Of == "" && slices.Contains(knowledge.Filled, g.Name) {
				fs = append(fs, fault.New(fault.Invalid, "care.gap", "gap", g.Raw).At("text"))
				break
			}
		}
	case care.ActLink:
		if in.Dossier != "" {
			in.Dossier, err = o.linkedDossier(tx.Context(), tx, w, who, in.Dossier, now)
			fs = append(fs, err)
		}
		if in.Petition != "" {
			in.Petition, err = o.petitionOf(tx, w, who, in.Petition)
			fs = append(fs, err)
		}
	}
	return fault.Together(fs...)
}

// petitionOf finds a petition by its code or identity, among those that who may read.
func (o *Office) petitionOf(tx *store.Tx, w *World, who Who, code string) (string, error) {
	row, ok, err := tx.PetitionByCode(tx.Context(), petition.ReadCode(code))
	if err != nil {
		return "", err
	}
	id := petition.ID(code)
	if ok {
		id = petition.ID(row.ID)
	}
	p, err := o.foldPetition(tx.Context(), tx, id)
	if err == nil {
		err = mayReadPetition(w, who, p, tx.Now())
	}
	if f := fault.As(err); f != nil && f.Kind != fault.Internal {
		return "", fault.New(fault.Invalid, "care.no-petition", "code", code).At("petition")
	}
	return string(id), err
}

// ContactOfReply finds the conversation that a mail or message of another system belongs to: by its own identity there, or by that
// of the one that it answers.
func (o *Office) ContactOfReply(ctx context.Context, who Who, system, external string) (care.ID, bool, error) {
	if err := access.May(who, "read-contacts", access.Object{Org: o.world.Load().Org, At: o.Now()}); err != nil {
		return "", false, err
	}
	key := o.contactKey(system, external)
	if key == "" {
		return "", false, nil
	}
	row, ok, err := o.db.Read().ContactOf(ctx, key)
	return care.ID(row.ID), ok, err
}

// contactFiles looks at files that a form names, as takeFiles does.
func (o *Office) contactFiles(tx *store.Tx, cmd Command, files []care.File) (out []care.File, err error) {
	var all []petition.File
	for _, f := range files {
		all = append(all, petition.File(f))
	}
	if all, err = o.takeFiles(tx, cmd, all); err != nil {
		return nil, err
	}
	for _, f := range all {
		out = append(out, care.File(f))
	}
	return out, nil
}

// careAnswerLimit holds where the city says nothing.
// choice: no limit for what the care desk hands on was read anywhere; this is the one for taking in reports of the city's application.
const careAnswerLimit = "8h"

// The settings of the care desk.
const (
	careAnswer = "care.answer-within"
	careTags   = "care.tags"
	careTries  = "care.call-attempts"
	careApart  = "care.call-apart-minutes"
	careEarly  = "care.call-early-minutes"
)

// careAttempts holds where the city says nothing.
// choice: three calls at three times are what people expect of somebody who promised to call; no text was found that sets a number.
const careAttempts = 3

// CareAttempts is after how many recorded calls that met nobody a promise to call is kept.
func (w *World) CareAttempts() int {
	n, _ := w.Setting(careTries).Value.(float64)
	return cmp.Or(int(n), careAttempts)
}

// Where the city says nothing, in minutes.
// choice: whoever does not answer may answer ten minutes later and not ten seconds later; half an hour before the time that was said is
// about that time.
const (
	careApartMinutes = 10
	careEarlyMinutes = 30
)

// CareApart is how far calls that met nobody have to lie from each other to count for a promise.
func (w *World) CareApart() time.Duration { return w.minutes(careApart, careApartMinutes) }

// CareEarly is from how long before its time on a call is the one that was promised.
func (w *World) CareEarly() time.Duration { return w.minutes(careEarly, careEarlyMinutes) }

func (w *World) minutes(name string, otherwise int) time.Duration {
	n, _ := w.Setting(name).Value.(float64)
	return time.Duration(cmp.Or(int(n), otherwise)) * time.Minute
}

// CareAnswer is by when a unit answers what the care desk handed to it.
func (w *World) CareAnswer() calendar.Limit {
	text, _ := w.Setting(careAnswer).Value.(string)
	l, err := calendar.ParseLimit(cmp.Or(text, careAnswerLimit))
	if err != nil { // judged when it was entered
		l, _ = calendar.ParseLimit(careAnswerLimit)
	}
	return l
}

// CareTags are the tags that contacts may have. A line of the setting is a tag, or a tag and its English name: "lệ phí | fees".
func (w *World) CareTags() (out []string) {
	for _, line := range settingLines(w.Setting(careTags).Value) {
		if t, _, _ := strings.Cut(line, "|"); strings.TrimSpace(t) != "" {
			out = append(out, strings.TrimSpace(t))
		}
	}
	return out
}

// CareTagName is a tag's name in a language: the tag itself where the city gives no other.
func (w *World) CareTagName(tag, lang string) string {
	for _, line := range settingLines(w.Setting(careTags).Value) {
		if t, en, _ := strings.Cut(line, "|"); lang == "en" && strings.TrimSpace(t) == tag {
			return cmp.Or(strings.TrimSpace(en), tag)
		}
	}
	return tag
}

// checkTags wants tags as they stand in addresses and in the ledger.
func checkTags(v any) string {
	lines := settingLines(v)
	for _, t := range lines {
		t, en, both := strings.Cut(t, "|")
		if t, en = strings.TrimSpace(t), strings.TrimSpace(en); t == "" || both && en == "" || len(t) > 60 || len(en) > 60 || strings.ContainsAny(t+en, ",;&?#|") {
			return "one tag a line, such as \"phi | fees\": each name of at most 60 letters and without , ; & ? #"
		}
	}
	if len(lines) > 60 {
		return "at most 60 tags"
	}
	return ""
}
