package office

import (
	"time"

	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
)

// What doors show. Units and people come with their names as of the moment they are shown for; sentences are made in the
// doors from text keys.

// A UnitName is a unit with its name as of a moment.
type UnitName struct {
	ID   string
	Name string
	EN   string
	Kind string
}

// A PersonName is an officer with the name that colleagues see.
type PersonName struct {
	ID   string
	Name string
}

// A Row is a dossier in a list.
type Row struct {
	ID          string
	Code        string // "" until received
	External    string // the portal's code, for dossiers not yet received
	Owner       string
	Applicant   string
	Subject     string
	Steps       string // names of the open steps
	Procedure   procedure.ID
	ProcName    string // short name
	ProcNameEN  string
	Channel     procedure.Channel
	State       dossier.State
	Finance     dossier.Finance
	Hand        dossier.Hand
	Exchange    dossier.Exchange
	Reception   UnitName
	Competent   UnitName
	Filed       time.Time
	AckBy       time.Time
	Received    time.Time
	Due         time.Time
	Ended       time.Time // the work was over: result, refusal or stop
	HandedAt    time.Time
	Late        bool
	LeftMinutes int64 // working minutes until due, negative when over; meaningful while open
	Version     int64
	Restricted  bool // only in lists that leave the house: names and subject were taken away, see ForExport
}

// A TaskRow is a piece of open work in a worklist, with its dossier.
type TaskRow struct {
	Row
	Token       int
	Node        form.Text
	Work        procedure.Work
	Unit        UnitName
	Role        string
	Holder      PersonName // zero until claimed
	Mine        bool
	Since       time.Time
	StepDue     time.Time
	StepLate    bool
	ShareUsed   int // percent of the limit's working time used, for the small bar; over 100 when late
	Acts        []dossier.Act
	CanClaim    bool
	OnWay       bool // its papers are to be confirmed
	SentBack    bool // its papers were not taken, and are to be handed over once more
	BatchSafe   bool // may be approved in a batch: an approve task held by nobody else
	LeftMinutes int64
}

// A Filter narrows a list. The zero value is everything in the reader's scope, newest first.
type Filter struct {
	Text      string
	States    []dossier.State
	Unit      string // with By: "reception", "competent", "" = any of the three places
	By        string
	Below     bool      // with Unit: the units below it too, by the same By
	Moved     time.Time // first moment of the reorganisation by which it went to another unit
	Stage     Stage     // what the figures of the overview count
	Procedure procedure.ID
	Sector    string
	Channel   procedure.Channel
	Finance   dossier.Finance
	Hand      dossier.Hand
	Exchange  dossier.Exchange
	From, To  time.Time // of reception: from (included) to (excluded)
	EndedFrom time.Time
	EndedTo   time.Time
	OpenAt    time.Time // had been received and was not over then
	DueFrom   time.Time
	DueTo     time.Time
	Chip      string // worklist: "", "mine", "unclaimed", "late", "today", "approve", "team"
	Late      *bool  // true: open past due or ended late; false: ended in time, with Open: open and not past due
	Open      *bool
	Holder    string // worklist of the team: what this person holds
	ByDue     bool   // open ones, the least time left first
	After     string // cursor
	Limit     int    // 0 = 20 in lists, at most 10,000 in an export
}

// A Stage is what a figure counts, so that its list has exactly as many rows.
type Stage string

// The stages; "" is all of them.
const (
	StageWaiting  Stage = Stage(store.StageWaiting)  // filed online and not yet received
	StageWorking  Stage = Stage(store.StageWorking)  // received, without result
	StageSettled  Stage = Stage(store.StageSettled)  // received and over: completed, refused, stopped or withdrawn
	StageRefused  Stage = Stage(store.StageRefused)  // refused after examination
	StageDeclined Stage = "declined"                 // not received
	StageStopped  Stage = Stage(store.StageStopped)  // stopped, or withdrawn by the applicant
	StageReplaced Stage = Stage(store.StageReplaced) // closed for another dossier
	StageAwaited  Stage = Stage(store.StageAwaited)  // papers are asked for, and no answer came
	StageSupplied Stage = Stage(store.StageSupplied) // an answer came that nobody has confirmed
	StageOwing    Stage = "owing"                    // late, and nobody has apologised: must be none
)

// Stages are all stages in the order of a dossier's way.
var Stages = []Stage{StageWaiting, StageWorking, StageSettled, StageRefused, StageDeclined, StageStopped, StageReplaced, StageAwaited, StageSupplied, StageOwing}

// A List is a page of rows with its whole count.
type List[T any] struct {
	Rows  []T
	Total int
	Next  string // cursor, "" at the end
}

// Counts are the figures on the worklist's chips.
type Counts struct {
	All, Mine, Unclaimed, Late, Today, Approve, Unreceived, HandOver int
	Team                                                             int // every open task of the unit and those below, for who assigns them
	Owing                                                            int // late dossiers of the unit and those below without an apology, for who answers for them
	Awaited, Supplied, Withdrawals                                   int // dossiers within reach that wait for their applicant, for a confirmation, for a decision
}

// A Lookup is what anyone sees by the code alone: state and degree of completion.
type Lookup struct {
	Code   string
	State  dossier.State
	Degree int       // percent
	Rate   time.Time // until when it may be rated, zero for not now
}

// A PublicHistory is what code plus check code show: dated, without persons and words.
type PublicHistory struct {
	Lookup
	Procedure  procedure.ID
	ProcName   string
	ProcNameEN string
	Reception  UnitName
	Competent  UnitName
	Received   time.Time
	Promise    dossier.Promise
	Expected   time.Time       // while somebody is waited for: the due time if that came now
	Counted    *calendar.Clock // why the due time is what it is: Counted.Reasons(lang); nil when there is none
	Bar        []BarSpan
	Late       bool
	Steps      []StepView
	Open       []TaskView // what is being worked on, without who does it
	Return     string
	Waits      []calendar.Wait   // for how long who was waited for
	Waiting    calendar.Holder   // who is waited for now, "" for nobody
	Since      time.Time         // since when
	Rated      time.Time         // by the applicant, zero for not yet
	Asked      bool              // papers are asked for, and none came yet
	Until      time.Time         // the answer is due; zero: no end
	Apologies  []dossier.Apology // without words
	Earlier    int               // results that are void
}

// A BarSpan is a segment of the bar of holders.
type BarSpan struct {
	dossier.Span
	UnitName UnitName
}

// A StepView is a line of the history.
type StepView struct {
	dossier.Step
	UnitName UnitName
	Person   PersonName // zero for readers who may not see persons
	NodeName form.Text
	HolderN  PersonName
	Asked    UnitName  // whose opinion was asked for
	ReasonN  form.Text // the procedure's own words for the reason
}

// A DossierView is the whole dossier for those who may read it.
type DossierView struct {
	*dossier.Dossier
	Record     *procedure.Record // pinned version (in force version until received)
	CaseDef    *procedure.Case
	Form       *form.Form // of the version that the values were judged by
	ReceptionN UnitName
	CompetentN UnitName
	HelpN      UnitName
	Expected   time.Time       // while somebody is waited for: the due time if that came now
	Counted    *calendar.Clock // why the due time is what it is: Counted.Reasons(lang); nil when there is none
	Bar        []BarSpan
	Steps      []StepView
	Open       []TaskView
	Keep       *Keeping // how long it is kept; for officers
	Late       bool
	LeftMin    int64
	Acts       []dossier.Choice // what this reader may do now
	Changed    []procedure.Change
	LetterKey  string // address part of form 01, "" until received
	Officer    bool
	MayErase   bool
	Restricted time.Time // since when the processing of its data is restricted at the wish of one whom it names; zero: it is not
	Reads      int       // how often officers opened it, of the last 500 readings
	LastRead   time.Time
	LastReadBy UnitName
	Duplicates []Row // open dossiers of the same owner under the same procedure
}

// A TaskView is an open task of the shown dossier.
type TaskView struct {
	dossier.Task
	UnitName   UnitName
	HolderName PersonName
	Mine       bool
	Stands     bool          // its own hours stand: somebody is waited for
	Acts       []dossier.Act // what this reader may do on it
	Outcomes   []procedure.Outcome
	Company    []Member // whom it may be assigned to, with what each holds, for those who may assign
}

// A ProcedureHit is a procedure in a list.
type ProcedureHit struct {
	Record   *procedure.Record
	Receives bool // dossiers can be received for it here
}

// Figures are the counts of a unit (with those below it) over a period, from the kept tallies, and what is open now.
type Figures struct {
	Received int
	InTime   int // completed in time in the period
	LateDone int // completed late in the period
	Declined int
	Refused  int
	Stopped  int // stopped or withdrawn; received ones also count in InTime or LateDone
	Open     int
	OpenLate int
	DueToday int
	Waiting  int // filed online, not yet received
	WaitLate int // of these past their acknowledgement time
}

// An OverviewRow is a unit in the overview.
type OverviewRow struct {
	Unit  UnitName
	Own   bool      // the unit's own figures, without those below it
	Until time.Time // it ended then, zero while it is there
	Figures
}

// An Overview is the whole page.
type Overview struct {
	Unit     UnitName
	Parents  []UnitName
	From, To time.Time
	AsOf     time.Time // the figures' moment
	By       string    // "reception" or "competent"
	Total    Figures
	Rows     []OverviewRow
	Days     []DayFigures
}

// DayFigures are one day's counts, for the small chart.
type DayFigures struct {
	Day      string // 2006-01-02
	Received int
	Done     int
	Late     int
}

// Person is somebody known to the desk from earlier dossiers.
type Person struct {
	dossier.Party
	Key      string
	LastSeen time.Time
}
