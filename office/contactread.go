package office

import (
	"io"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/keep/blob"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/care"
	"motcua/law/petition"
	"motcua/words/ledger"
)

// A ContactView is a contact as those see it who answer.
type ContactView struct {
	*care.Contact
	UnitN   UnitName
	AgentN  PersonName
	Acts    []care.Act     // that the reader may do now
	Mine    bool           // the reader has it
	Here    bool           // the reader works in the unit that has it
	Back    bool           // the reader's unit handed it over, and may take it back
	Lead    bool           // the reader hands out its unit's work
	Late    bool           // the unit that it was handed to is past its time
	Found   []care.Finding // what was found when it was read for a sample, for those who may know
	Erasing bool           // the reader may decide that what is personal is destroyed
	LinksD  []ContactLink
	LinksP  []ContactLink
	Turns   []ContactTurn         // of its petitions
	People  map[string]PersonName // officers of its history
	HandsTo map[string]UnitName   // units of its hand-overs
}

// A ContactLine is a contact in a list of those who answer.
type ContactLine struct {
	ID       care.ID
	Version  int64
	Code     string
	Channel  care.Channel
	State    care.State
	Name     string
	Handle   string // where to call or write
	Subject  string
	Last     string // the last words that were said, in or out
	Tags     []string
	UnitN    UnitName
	AgentN   PersonName
	Mine     bool
	Began    time.Time
	Waits    time.Time
	Answered time.Time
	Closed   time.Time
	Due      time.Time
	Promised time.Time
	Late     bool
	Phase    care.Phase
	Talk     int64 // seconds of calls
	Outcome  string
	FromN    UnitName // of one that was handed over: who handed it
	Why      string
	Found    *care.Finding // what holds of a sample, for those who may know; nil for none
	Took     bool          // the reader had a part in it

	whole *care.Contact
}

// A ContactFilter narrows the list of contacts. The zero value is what is open, who waits longest first.
type ContactFilter struct {
	Over     bool // what is closed instead, the newest first
	State    care.State
	Channel  care.Channel
	Tag      string
	Unit     string
	Agent    string
	Mine     bool
	Nobody   bool // that nobody has taken
	Waits    bool // whose citizen waits for an answer
	Late     bool // a unit that it was handed to is past its time
	Owed     bool // a call is owed
	Dossier  string
	Petition string
	Words    string // as somebody types: code, name, telephone, mail, subject, tag, code of a dossier or petition
	From, To time.Time
	Any      bool          // open and closed, as figures count
	Written  bool          // over channels on which somebody writes and waits
	Spoken   bool          // over the others: calls, calls back, and people at a desk
	Silent   bool          // closed without an answer
	Slow     time.Duration // the first answer took longer, or has not come yet and it waits longer
	Quick    time.Duration // the first answer came within
	Offset   int
	Limit    int
}

// ContactsShown is how many contacts a page of a list has.
const ContactsShown = 50

func (r *Reader) contactFilter(f ContactFilter) store.ContactFilter {
	open := !f.Over
	q := store.ContactFilter{
		Channel: string(f.Channel), Tag: f.Tag, Unit: f.Unit, Agent: f.Agent, NoAgent: f.Nobody, Waits: f.Waits, Late: f.Late, Owed: f.Owed, At: r.now, Dossier: f.Dossier, Petition: f.Petition,
		From: f.From, To: f.To, Slow: int64(f.Slow / time.Second), Quick: int64(f.Quick / time.Second), Waiting: open && f.Words == "" && !f.Any, Offset: max(f.Offset, 0), Limit: f.Limit,
	}
	if q.Limit <= 0 || q.Limit > ContactsShown {
		q.Limit = ContactsShown
	}
	if f.Mine {
		q.Agent = r.who.Person
	}
	q.Silent, q.Channels = f.Silent, f.channels()
	if f.State != "" {
		q.States, open = []string{string(f.State)}, f.State != care.Closed
	}
	if f.Words != "" {
		if q.Begins = typedCode(f.Words); q.Begins == "" {
			if q.Words = r.o.askedWords(f.Words); len(q.Words) == 0 {
				q.Codes = []string{"-"} // one letter alone begins everything
			}
		}
	}
	switch {
	case f.Words == "" && (f.State != "" || !f.Any): // whoever looks for one does not mind whether it is over
		q.Open = &open
	case f.State != "" && open, f.Late, f.Owed, f.Waits: // but these are open alone
		open = true
		q.Open = &open
	}
	if f.Tag != "" {
		q.Words = append(q.Words, r.o.tagWords(f.Tag)...) // by them the index finds a seldom tag, and most of what is open is passed over
	}
	if q.Units = r.who.Units; q.Units == nil {
		q.Units = []string{}
	}
	if r.who.City {
		q.Units = nil
	}
	return q
}

// channels are the channels of those that wait in writing, or of the others; nil for all.
func (f *ContactFilter) channels() (out []string) {
	for _, c := range care.Channels {
		if wait := slices.Contains(care.Written, c); wait && f.Written || !wait && f.Spoken {
			out = append(out, string(c))
		}
	}
	return out
}

// Contacts lists contacts that the reader's units have or had, and counts them. A search and a list of what is over are not counted:
// -1.
func (r *Reader) Contacts(f ContactFilter) ([]ContactLine, int64, error) {
	if err := access.May(r.who, "read-contacts", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return nil, 0, err
	}
	f, err := r.typedPetition(f)
	if err != nil {
		return nil, 0, err
	}
	q := r.contactFilter(f)
	rows, err := r.db.Contacts(r.ctx, q)
	if err != nil {
		return nil, 0, err
	}
	total := int64(-1)
	if f.Words == "" && (q.Open != nil && *q.Open || q.Open == nil && len(q.Words) == 0) {
		if total, err = r.db.CountContacts(r.ctx, q); err != nil {
			return nil, 0, err
		}
	}
	out, err := r.contactLines(rows)
	return out, total, err
}

// ContactIDs gives their identities alone.
func (r *Reader) ContactIDs(f ContactFilter) ([]care.ID, error) {
	if err := access.May(r.who, "read-contacts", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return nil, err
	}
	rows, err := r.db.Contacts(r.ctx, r.contactFilter(f))
	ids := make([]care.ID, len(rows))
	for i := range rows {
		ids[i] = care.ID(rows[i].ID)
	}
	return ids, err
}

// CountContacts counts them alone.
func (r *Reader) CountContacts(f ContactFilter) (int64, error) {
	if err := access.May(r.who, "read-contacts", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return 0, err
	}
	return r.db.CountContacts(r.ctx, r.contactFilter(f))
}

// contactLines shows rows with names and subjects, which stand sealed in the events: each is a look, and is logged.
func (r *Reader) contactLines(rows []store.ContactRow) ([]ContactLine, error) {
	out := make([]ContactLine, 0, len(rows))
	looks := make([]store.ReadRow, 0, len(rows))
	streams := make([]ledger.StreamID, len(rows))
	for i := range rows {
		streams[i] = care.Stream(care.ID(rows[i].ID))
	}
	evs, err := r.db.EventsOf(r.ctx, streams)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		c, err := care.Fold(care.ID(rows[i].ID), evs[streams[i]])
		if err != nil {
			return nil, err
		}
		l := ContactLine{
			ID: c.ID, Version: c.Version, Code: c.Code, Channel: c.Channel, State: c.State, Name: c.Name, Handle: c.Handle, Subject: c.Subject, Tags: c.Tags, UnitN: r.w.unit(c.Unit, r.now), AgentN: r.w.person(c.Agent),
			Mine: c.Agent != "" && c.Agent == r.who.Person, Began: c.Began, Waits: c.Waits, Answered: c.Answered, Closed: c.Closed, Due: rows[i].Due, Promised: rows[i].Promised, Talk: rows[i].Talk, Outcome: c.Outcome, Phase: c.Phase(), whole: c,
		}
		if h := c.Hand(); h != nil {
			l.Late, l.FromN, l.Why = h.Late(r.now), r.w.unit(h.From, r.now), h.Reason
		}
		l.Took = c.TookPart(r.who.Person)
		if all := r.foundIn(c); len(all) > 0 {
			l.Found = &all[len(all)-1]
		}
		for k := len(c.Messages) - 1; k >= 0 && l.Last == ""; k-- {
			if c.Messages[k].Side != care.Note {
				l.Last = c.Messages[k].Text
			}
		}
		out = append(out, l)
		looks = append(looks, r.look(string(care.Stream(c.ID)), "read.contacts"))
	}
	return out, r.logLooks(looks)
}

// lookHolds is how long a look is one look, for a page that reads by itself what is new.
// choice: a shift. The page was opened, which is a line of the log; that it goes on showing the same person is none.
const lookHolds = 12 * time.Hour

// Refreshing gives the same reader for a page that looks by itself whether something is new. What the page has shown already in this
// shift is no new look; whoever comes into the list is one.
func (r *Reader) Refreshing() *Reader {
	c := *r
	c.again = true
	return &c
}

// logLooks writes looks for one purpose into the read log. They are durable before anything is shown.
func (r *Reader) logLooks(looks []store.ReadRow) error {
	if r.again && len(looks) > 0 {
		things := make([]string, len(looks))
		for i := range looks {
			things[i] = looks[i].Dossier
		}
		seen, err := r.db.LookedAt(r.ctx, looks[0], r.now.Add(-lookHolds), things)
		if err != nil {
			return err
		}
		looks = slices.DeleteFunc(looks, func(l store.ReadRow) bool { return seen[l.Dossier] })
	}
	if len(looks) == 0 {
		return nil
	}
	return r.o.db.LogRead(r.ctx, looks...)
}

// look is a line of the read log.
func (r *Reader) look(what, purpose string) store.ReadRow {
	return store.ReadRow{At: r.now, Account: r.who.Account, Post: r.who.Post, Dossier: what, Purpose: purpose}
}

// Contact shows one to those who answer.
func (r *Reader) Contact(id care.ID) (*ContactView, error) {
	c, err := r.readContact(id, "read.contact")
	if err != nil {
		return nil, err
	}
	v := &ContactView{
		Contact: c, UnitN: r.w.unit(c.Unit, r.now), AgentN: r.w.person(c.Agent), Mine: c.Agent != "" && c.Agent == r.who.Person, People: map[string]PersonName{}, HandsTo: map[string]UnitName{},
		Lead: access.May(r.who, "lead-care", access.Object{Unit: c.Unit, Org: r.w.Org, At: r.now}) == nil,
	}
	for _, s := range c.History {
		if s.Actor != "applicant" && s.Actor != string(access.Anyone) && s.Actor != string(access.System) {
			v.People[s.Actor] = r.w.person(s.Actor)
		}
	}
	for i := range c.Hands {
		v.HandsTo[c.Hands[i].To], v.HandsTo[c.Hands[i].From] = r.w.unit(c.Hands[i].To, r.now), r.w.unit(c.Hands[i].From, r.now)
		v.Late = v.Late || c.Hands[i].Ended.IsZero() && c.Hands[i].Late(r.now)
	}
	v.Here = r.worksHere(c)
	v.Back = c.BackTo() != "" && c.BackTo() == r.who.Unit
	for _, a := range c.Next() {
		if a == care.ActTake && !v.Here && !v.Lead || a == care.ActReview && c.TookPart(r.who.Person) {
			continue
		}
		if r.o.mayContact(r.w, r.who, c, care.RuleOf(a), "", r.now) == nil {
			v.Acts = append(v.Acts, a)
		}
	}
	if v.LinksD, v.LinksP, err = r.contactLinks(c); err != nil {
		return nil, err
	}
	v.Found = r.foundIn(c)
	if v.Erasing, err = r.mayEraseContact(c); err != nil {
		return nil, err
	}
	v.Turns, err = r.contactTurns(c)
	return v, err
}

// NamesDossier says what is wrong with the code of a dossier that somebody writes down for a contact.
func (r *Reader) NamesDossier(code string) error {
	if err := access.May(r.who, "enter-contact", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return err
	}
	_, err := r.o.linkedDossier(r.ctx, r.db, r.w, r.who, code, r.now)
	return err
}

// readContact folds a contact for an officer who may read it; the line in the read log is durable before.
func (r *Reader) readContact(id care.ID, purpose string) (*care.Contact, error) {
	c, err := r.mayReadTalk(id)
	if err != nil {
		return nil, err
	}
	return c, r.logLooks([]store.ReadRow{r.look(string(care.Stream(id)), purpose)})
}

// mayReadTalk folds a contact for an officer who may read it, and logs nothing.
func (r *Reader) mayReadTalk(id care.ID) (*care.Contact, error) {
	c, err := r.o.foldContact(r.ctx, r.db, id)
	if err != nil {
		return nil, err
	}
	return c, mayReadContact(r.w, r.who, c, r.now)
}

// ContactFile gives a file of a contact, or a picture's bare copy, to those who may read it, as PetitionFileOf does.
func (r *Reader) ContactFile(id care.ID, hash string) (io.ReadSeekCloser, blob.Ref, string, error) {
	c, err := r.mayReadTalk(id)
	if err != nil {
		return nil, blob.Ref{}, "", err
	}
	for i := range c.Messages {
		for _, f := range c.Messages[i].Files {
			if hash != "" && (f.Hash == hash || f.Clean == hash) {
				return r.fileShown(care.Stream(id), "read.contact", hash, f.Name, f.Clean == hash)
			}
		}
	}
	return nil, blob.Ref{}, "", fault.New(fault.Missing, "care.missing")
}

// An OwnContact is a conversation as the citizen sees it: what they said and what they were told, and nothing that officers wrote to
// each other.
type OwnContact struct {
	ID       care.ID
	Version  int64
	Code     string
	Channel  care.Channel
	State    care.State
	Subject  string
	Began    time.Time
	Waits    time.Time
	Closed   time.Time
	Taken    bool      // somebody has it
	HandedN  UnitName  // the unit that it was handed to, while that one has it; empty where it is not named
	Due      time.Time // until when that unit answers; zero once it did
	Messages []OwnMessage
	Promised time.Time // the next call that they were promised
	MayHear  bool      // they may add something
}

// An OwnMessage is something that the citizen said or was told.
type OwnMessage struct {
	Version int64
	Side    care.Side // in or out
	At      time.Time
	Text    string
	Files   []care.File
	Article string
	Gone    bool     // erased by law
	UnitN   UnitName // that answered
	Spoken  bool     // an officer of UnitN wrote down what the citizen said
}

// OwnContact shows a conversation to whoever it is with: by their account, or by its check code. A wrong check code gets the answer
// of a wrong identity.
func (r *Reader) OwnContact(id care.ID, check string) (*OwnContact, error) {
	c, err := r.o.foldContact(r.ctx, r.db, id)
	if err != nil {
		return nil, err
	}
	if !r.o.isOwnContact(r.who, c, check) {
		return nil, fault.New(fault.Missing, "care.missing")
	}
	own := &OwnContact{
		ID: c.ID, Version: c.Version, Code: c.Code, Channel: c.Channel, State: c.State, Subject: c.Subject, Began: c.Began, Waits: c.Waits, Closed: c.Closed, Taken: c.Agent != "",
		MayHear: slices.Contains(care.RuleOf(care.ActHear).From, c.State),
	}
	if owed := c.Owed(); len(owed) > 0 {
		own.Promised = owed[0].Due
	}
	if err := r.ownHanded(c, own); err != nil {
		return nil, err
	}
	for _, m := range c.Messages {
		if m.Side == care.Note {
			continue
		}
		own.Messages = append(own.Messages, OwnMessage{Version: m.Version, Side: m.Side, At: m.At, Text: m.Text, Files: m.Files, Article: m.Article, Gone: m.Gone, UnitN: r.w.unit(m.Unit, m.At), Spoken: m.Spoke != ""})
	}
	return own, nil
}

// ownHanded says which unit has a conversation that was handed over, and until when it answers.
// choice: of a complaint about somebody it is not named: whoever reads over the sender's shoulder learns of no unit that is complained of.
func (r *Reader) ownHanded(c *care.Contact, own *OwnContact) error {
	if c.State != care.Handed {
		return nil
	}
	if h := c.Hand(); h != nil {
		own.Due = h.Due
	}
	for _, id := range c.Petitions {
		p, err := r.o.foldPetition(r.ctx, r.db, petition.ID(id))
		if err != nil {
			return err
		}
		if p.Quietly() {
			return nil
		}
	}
	own.HandedN = r.w.unit(c.Unit, r.now)
	return nil
}

// FindOwnContact gives the identity of a contact to whoever has its code and check code.
func (r *Reader) FindOwnContact(code, check string) (care.ID, error) {
	row, ok, err := r.db.ContactByCode(r.ctx, code)
	if err != nil {
		return "", err
	}
	if ok {
		c, err := r.o.foldContact(r.ctx, r.db, care.ID(row.ID))
		if err != nil {
			return "", err
		}
		if r.o.isOwnContact(r.who, c, check) {
			return c.ID, nil
		}
	}
	return "", fault.New(fault.Missing, "care.missing")
}
