package office

import (
	"io"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/keep/blob"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/petition"
	"motcua/words/ledger"
)

// A PetitionView is a petition as those see it who handle it.
type PetitionView struct {
	*petition.Petition
	UnitN  UnitName
	AboutN UnitName
	LeadN  PersonName
	UnitsN []UnitName
	Clocks []PetitionClock
	Late   bool

	Restricted bool // its sender had the use of its data restricted

	Acts    []petition.Act // that the reader may do now
	Main    *PetitionLine  // of which it is a duplicate
	Joined  []PetitionLine
	DCode   string            // of the dossier that it is about
	Linked  map[string]string // the codes of the dossiers that it was linked to
	Before  int64             // other petitions of the same sender
	Propose petition.Public
	Stops   *fault.Fault // why the reader, who publishes, cannot yet

	Talks []ContactLine // conversations about it that the reader may read, the newest first

	MayErase bool // the reader may decide that what is personal is destroyed
}

// A PetitionClock is a clock as it is shown, with the row that it follows.
type PetitionClock struct {
	petition.Clock
	Rule    petition.Limit
	Late    bool
	LeftMin int64
	Run     int  // which run of this clock, where it ran more than once; 0: it ran once
	Merged  bool // that the petition was joined to another ended it: what it measures was not done
	Moved   bool // that it went to another unit or back ended it, and not what it measures
}

// A PetitionLine is a petition in a list of those who handle them.
type PetitionLine struct {
	ID       petition.ID
	Code     string
	Channel  petition.Channel
	Class    petition.Class
	Level    petition.Level
	State    petition.State
	Title    string
	UnitN    UnitName
	LeadN    PersonName
	Sent     time.Time
	Clock    string
	Due      time.Time
	LeftMin  int64
	Late     bool
	Reopened int
	Veiled   bool // its data are restricted, and another unit has it: without its title
}

// A PetitionFilter narrows the list of petitions. The zero value is what is open, the nearest limit first.
type PetitionFilter struct {
	Over    bool // what is over instead, the newest first
	State   petition.State
	Class   petition.Class
	Channel petition.Channel
	Unit    string // that has it, or one below
	Late    bool   // open, or waited for, past a limit; with Over or Whole: a limit ran out
	Mine    bool
	Words   string
	From    time.Time          // sent from then on
	To      time.Time          // sent before
	Done    *bool              // not nil: answered, and in time or not
	All     bool               // answered, in time or not
	Alarm   petition.AlarmKind // that rings
	Stands  petition.Standing  // how it counts in figure 5.2
	Fault   string             // why it counts against figure 5.3: disliked, repeated, any; none: it counts for it
	Whole   bool               // open and over
	Exact   bool               // Unit itself, without those below it
	Quiet   time.Time          // nothing happened to them from then on, no clock runs, and what is personal is there still
	Charged bool               // Unit is that for which it counts in figures, and not that which has it
	Given   bool               // answered at least once, also what repeats another
	Offset  int
}

// PetitionsShown is how many petitions a page of a list has.
const PetitionsShown = 20

func (r *Reader) petitionFilter(f PetitionFilter) store.PetitionFilter {
	open := !f.Over
	q := store.PetitionFilter{
		State: string(f.State), Class: string(f.Class), Channel: string(f.Channel), Open: &open, Late: f.Late, At: r.now, Words: vn.Fold(f.Words),
		From: f.From, To: f.To, Answered: f.All || f.Done != nil, InTime: f.Done, Main: f.All || f.Done != nil, ByDue: open, Charged: f.Charged || f.All || f.Done != nil, Offset: max(f.Offset, 0), Limit: PetitionsShown,
	}
	if f.Late && !f.Over && !f.Whole && f.Alarm == "" { // one count with the alarm
		f.Alarm, q.Late = petition.AlarmLate, false
	}
	if f.Exact {
		q.Unit = f.Unit
	} else if f.Unit != "" {
		q.Holders = r.w.below(f.Unit, r.now)
	}
	if q.Answered = q.Answered || f.Given; !f.Quiet.IsZero() {
		q.Quiet, q.Settled = f.Quiet, true
	}
	q.Alarm, q.Stands, q.Fault = string(f.Alarm), string(f.Stands), f.Fault
	if f.Words != "" || f.State != "" || q.Answered || f.Whole || f.Alarm != "" || f.Stands != "" || f.Fault != "" {
		q.Open = nil // whoever looks for one does not mind whether it is over
	}
	if q.Units = r.who.Units; q.Units == nil {
		q.Units = []string{}
	}
	if r.who.City {
		q.Units = nil
	}
	if r.who.Kind == access.Officer { // choice: a count is what the list shows, so that neither whom one is about nor their unit learns of it by counting
		r.apart(&q)
	}
	return q
}

// Petitions lists petitions that the reader's units have or had to do with, and counts them.
func (r *Reader) Petitions(f PetitionFilter) ([]PetitionLine, int64, error) {
	if err := access.May(r.who, "read-petitions", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return nil, 0, err
	}
	q := r.petitionFilter(f)
	total, err := r.db.CountPetitions(r.ctx, q)
	if err != nil {
		return nil, 0, err
	}
	rows, err := r.db.Petitions(r.ctx, q)
	if err != nil {
		return nil, 0, err
	}
	out, err := r.petitionLines(rows)
	if err != nil {
		return nil, 0, err
	}
	return out, total, r.veil(rows, out)
}

// petitionLines shows rows as the view has them, without a further query. What is about the reader is not shown.
func (r *Reader) petitionLines(rows []store.PetitionRow) ([]PetitionLine, error) {
	out, names := make([]PetitionLine, 0, len(rows)), map[string]UnitName{}
	for i := range rows {
		q := &rows[i]
		if q.Title == "" { // a line of before lists were read from here, or an erased one
			p, err := r.o.foldPetition(r.ctx, r.db, petition.ID(q.ID))
			if err != nil {
				return nil, err
			}
			q.Title, q.Whom = p.Title, p.Whom
		}
		if r.who.Kind == access.Officer && q.Whom != "" && q.Whom == r.who.Person {
			continue
		}
		if _, known := names[q.Unit]; !known {
			names[q.Unit] = r.w.unit(q.Unit, r.now)
		}
		l := PetitionLine{
			ID: petition.ID(q.ID), Code: q.Code, Channel: petition.Channel(q.Channel), Class: petition.Class(q.Class), Level: petition.Level(q.Level), State: petition.State(q.State),
			Title: q.Title, UnitN: names[q.Unit], LeadN: r.w.person(q.Lead), Sent: q.Sent, Late: q.Late && !q.Open || !q.Due.IsZero() && r.now.After(q.Due), Reopened: q.Reopened,
		}
		if !q.Due.IsZero() {
			l.Clock, l.Due, l.LeftMin = q.Clock, q.Due, r.left(q.Due)
		}
		out = append(out, l)
	}
	return out, nil
}

// Petition shows one to those who handle it.
func (r *Reader) Petition(id petition.ID) (*PetitionView, error) {
	p, err := r.readPetition(id)
	if err != nil {
		return nil, err
	}
	v := &PetitionView{Petition: p, UnitN: r.w.unit(p.Unit, r.now), AboutN: r.w.unit(p.About, r.now), LeadN: r.w.person(p.Lead), Late: p.Late(r.now)}
	for _, u := range p.Units {
		v.UnitsN = append(v.UnitsN, r.w.unit(u, r.now))
	}
	v.Clocks = r.petitionClocks(p)
	v.MayErase = !p.Erased && !p.Owes() && access.May(r.who, "erase", access.Object{Unit: p.Unit, Org: r.w.Org, At: r.now}) == nil
	next := p.Next()
	if !slices.Contains(next, petition.ActExplain) && !p.Erased && p.OwesWhy(r.now) {
		next = append(next, petition.ActExplain)
	}
	as := r.petitionCase(p)
	for _, a := range next {
		if as.Refuses(a) != nil {
			continue
		}
		if slices.Contains(petition.Verdicts, a) && p.HadPart(r.who.Actor()) {
			continue // whom the answer is from does not write down what is said of it
		}
		if r.o.mayPetition(r.w, r.who, p, petition.RuleOf(a), "", r.now) == nil {
			v.Acts = append(v.Acts, a)
		}
	}
	hidden, err := r.o.restrictedPetitions(r.ctx, r.db)
	if err != nil {
		return nil, err
	}
	if v.Restricted = slices.Contains(hidden, string(p.ID)); v.Restricted {
		v.Acts = slices.DeleteFunc(v.Acts, func(a petition.Act) bool { return a == petition.ActPublish })
	}
	v.Stops, v.Propose = r.publishStops(v), r.proposed(p)
	return v, r.petitionCompany(v)
}

// proposed is what the form of the text for everybody begins with: what was written before, with the answer that is newer than it.
func (r *Reader) proposed(p *petition.Petition) petition.Public {
	x, known := p.Public, r.w.officersKnown(p, r.now)
	switch {
	case p.Masked.IsZero():
		x = petition.Public{Title: p.Propose(p.Title, known...), Text: p.Propose(p.Text, known...), Answer: p.Propose(p.Answer, known...), Place: p.Propose(p.Place)}
	case p.Stale():
		x.Answer = p.Propose(p.Answer, known...)
	}
	return x
}

// stops are the faults for which whoever publishes waits for a text, or for another reader of it.
var stops = []string{"petition.mask-first", "petition.mask-again", "petition.mask-again-apart", "petition.mask-two-people"}

// publishStops says why an answer is not to be published yet by a reader who publishes; nil where it is, or where nobody has to.
func (r *Reader) publishStops(v *PetitionView) *fault.Fault {
	p, rule := v.Petition, petition.RuleOf(petition.ActPublish)
	if v.Restricted || p.Undisclosed() || !slices.Contains(rule.From, p.State) || r.o.mayPetition(r.w, r.who, p, rule, "", r.now) != nil {
		return nil
	}
	if f := r.petitionCase(p).Refuses(petition.ActPublish); f != nil && slices.Contains(stops, f.Key) {
		return f
	}
	return nil
}

// TalkNamed is the code of the conversation in which something was said; "" for one that the reader may not read.
func (v *PetitionView) TalkNamed(id string) string {
	for i := range v.Talks {
		if string(v.Talks[i].ID) == id {
			return v.Talks[i].Code
		}
	}
	return ""
}

// petitionCase is what the reader's acts on a petition are judged by, where no fact is made of it.
func (r *Reader) petitionCase(p *petition.Petition) *petition.Case {
	return &petition.Case{Petition: p, Now: r.now, Actor: r.who.Actor(), Unit: r.who.Unit, Own: r.w.ownUnits(p, r.now)}
}

// PetitionActClosed says why an act on a petition is not open to the reader: the right that is missing, the rule, or the act that comes first.
func (r *Reader) PetitionActClosed(id petition.ID, a petition.Act) error {
	p, err := r.o.foldPetition(r.ctx, r.db, id)
	if err != nil {
		return err
	}
	rule := petition.RuleOf(a)
	if rule == nil || rule.By.Place == petition.AtHouse || a == petition.ActRegister {
		return fault.New(fault.Missing, "petition.no-such-act", "act", string(a))
	}
	if err := r.o.mayPetition(r.w, r.who, p, rule, "", r.now); err != nil {
		return err
	}
	as := r.petitionCase(p)
	if f := as.Refuses(a); f != nil {
		return f
	}
	return as.Speaks(a)
}

// moves are the acts by which a petition goes to another unit or back. What a clock measures is the first of its ends.
var moves = []petition.Act{petition.ActTransfer, petition.ActReturn}

// petitionClocks are the clocks of a petition, those that run first.
func (r *Reader) petitionClocks(p *petition.Petition) []PetitionClock {
	var out []PetitionClock
	runs, seen := map[string]int{}, map[string]int{}
	for i := range p.Clocks {
		runs[p.Clocks[i].Name]++
	}
	for _, c := range p.Clocks {
		x := PetitionClock{Clock: c, Late: c.LateAt(r.now), LeftMin: r.left(c.Due)}
		ended := func(acts ...petition.Act) bool {
			return !c.Open() && slices.ContainsFunc(p.History, func(s petition.Step) bool { return slices.Contains(acts, s.Act) && s.At.Equal(c.Ended) })
		}
		x.Merged = ended(petition.ActMerge)
		if seen[c.Name]++; runs[c.Name] > 1 {
			x.Run = seen[c.Name]
		}
		if i := slices.IndexFunc(p.Rules, func(l petition.Limit) bool { return l.Name == c.Name }); i >= 0 {
			x.Rule = p.Rules[i]
			x.Moved = ended(moves...) && !slices.Contains(moves, x.Rule.Ends[0])
		}
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(a, b PetitionClock) int {
		switch {
		case a.Open() != b.Open() && a.Open():
			return -1
		case a.Open() != b.Open():
			return 1
		}
		return a.Due.Compare(b.Due)
	})
	return out
}

// petitionCompany adds what stands beside a petition: the one it repeats, its duplicates, the dossier, the sender's others.
func (r *Reader) petitionCompany(v *PetitionView) error {
	if v.Petition.Into != "" {
		row, ok, err := r.db.Petition(r.ctx, string(v.Petition.Into))
		if err != nil {
			return err
		}
		if ok {
			lines, err := r.companyLines([]store.PetitionRow{row})
			if err != nil {
				return err
			}
			if len(lines) > 0 {
				v.Main = &lines[0]
			}
		}
	}
	var err error
	if access.May(r.who, "read-contacts", access.Object{Org: r.w.Org, At: r.now}) == nil {
		if v.Talks, _, err = r.Contacts(ContactFilter{Petition: string(v.Petition.ID), Any: true}); err != nil {
			return err
		}
	}
	rows, err := r.db.Petitions(r.ctx, store.PetitionFilter{Into: string(v.Petition.ID)})
	if err != nil {
		return err
	}
	if v.Joined, err = r.companyLines(rows); err != nil {
		return err
	}
	v.Linked = map[string]string{}
	for i := range v.History {
		if v.History[i].Dossier != "" {
			v.Linked[v.History[i].Dossier] = ""
		}
	}
	for id := range v.Linked {
		row, _, err := r.db.Dossier(r.ctx, id)
		if err != nil {
			return err
		}
		v.Linked[id] = row.Code
	}
	v.DCode = v.Linked[v.Dossier]
	if key := r.o.petitionerKey(&v.Person); key != "" {
		f := store.PetitionFilter{Person: key}
		r.apart(&f)
		n, err := r.db.CountPetitions(r.ctx, f)
		if err != nil {
			return err
		}
		v.Before = n - 1
	}
	return nil
}

// companyLines shows those of some rows that the reader may read.
func (r *Reader) companyLines(rows []store.PetitionRow) ([]PetitionLine, error) {
	var may []store.PetitionRow
	for i := range rows {
		p, err := r.o.foldPetition(r.ctx, r.db, petition.ID(rows[i].ID))
		if err != nil {
			return nil, err
		}
		if mayReadPetition(r.w, r.who, p, r.now) == nil {
			may = append(may, rows[i])
		}
	}
	return r.petitionLines(may)
}

// PetitionFileOf gives a file of a petition, or a picture's bare copy, to those who may read the petition. The page shows the copies by
// itself: whoever opened it does not look anew by them.
func (r *Reader) PetitionFileOf(id petition.ID, hash string) (io.ReadSeekCloser, blob.Ref, string, error) {
	p, err := r.mayReadFolded(id)
	if err != nil {
		return nil, blob.Ref{}, "", err
	}
	for i := range p.History {
		for _, f := range p.History[i].Files {
			if hash != "" && (f.Hash == hash || f.Clean == hash) {
				return r.fileShown(petition.Stream(id), "read.petition", hash, f.Name, f.Clean == hash)
			}
		}
	}
	return nil, blob.Ref{}, "", fault.New(fault.Missing, "petition.missing")
}

// fileShown opens a file that somebody sent, once the look is logged; of a bare copy only if nobody's page showed it in this shift.
func (r *Reader) fileShown(of ledger.StreamID, purpose, hash, name string, bare bool) (io.ReadSeekCloser, blob.Ref, string, error) {
	reader := r
	if bare {
		reader = r.Refreshing()
	}
	if err := reader.logLooks([]store.ReadRow{r.look(string(of), purpose)}); err != nil {
		return nil, blob.Ref{}, "", err
	}
	body, ref, err := r.o.cfg.Blobs.Get(blob.Hash(hash))
	return body, ref, name, err
}

// readPetition folds a petition for an officer who may read it. What it says somebody wrote, so there is a line in the read log before.
func (r *Reader) readPetition(id petition.ID) (*petition.Petition, error) {
	p, err := r.mayReadFolded(id)
	if err != nil {
		return nil, err
	}
	return p, r.logLooks([]store.ReadRow{r.look(string(petition.Stream(id)), "read.petition")})
}

// mayReadFolded folds a petition for an officer who may read it, and logs nothing.
func (r *Reader) mayReadFolded(id petition.ID) (*petition.Petition, error) {
	p, err := r.o.foldPetition(r.ctx, r.db, id)
	if err != nil {
		return nil, err
	}
	return p, mayReadPetition(r.w, r.who, p, r.now)
}

// MayEnterPetition says whether the reader writes down petitions of people who call, come or write.
func (r *Reader) MayEnterPetition() error {
	return access.May(r.who, "enter-petition", access.Object{Org: r.w.Org, At: r.now})
}
