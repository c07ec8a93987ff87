package dossier

import (
	"encoding/json"
	"fmt"
	"time"

	"motcua/law/procedure"
	"motcua/words/form"
	"motcua/words/ledger"
)

// Stream gives the dossier's stream in the ledger.
func Stream(id ID) ledger.StreamID { return ledger.StreamID("dossier/" + string(id)) }

// The kinds of event: the act's verb in the past.
const (
	KindFiled      = "dossier.filed"
	KindReceived   = "dossier.received"
	KindDeclined   = "dossier.declined"
	KindClaimed    = "dossier.claimed"
	KindAssigned   = "dossier.assigned"
	KindFinished   = "dossier.finished"
	KindApproved   = "dossier.approved"
	KindReturned   = "dossier.returned"
	KindRefused    = "dossier.refused"
	KindIssued     = "dossier.issued"
	KindCompleted  = "dossier.completed"
	KindHandedOver = "dossier.handed-over"
	KindNoted      = "dossier.noted"
	KindCorrected  = "dossier.corrected"
	KindReplaced   = "dossier.replaced"
	KindLinked     = "dossier.linked"

	KindAsked      = "dossier.asked"
	KindPermitted  = "dossier.permitted"
	KindSupplied   = "dossier.supplied"
	KindAccepted   = "dossier.accepted"
	KindInsisted   = "dossier.insisted"
	KindConsulted  = "dossier.consulted"
	KindAnswered   = "dossier.answered"
	KindPresumed   = "dossier.presumed"
	KindVerified   = "dossier.verified"
	KindWithdrawn  = "dossier.withdrawn"
	KindGranted    = "dossier.granted"
	KindRetained   = "dossier.retained"
	KindStopped    = "dossier.stopped"
	KindApologised = "dossier.apologised"
	KindRedated    = "dossier.redated"
	KindReassigned = "dossier.reassigned"
	KindAmended    = "dossier.amended"
	KindReissued   = "dossier.reissued"
	KindReprinted  = "dossier.reprinted"

	KindBranched = "dossier.branched"
	KindSettled  = "dossier.settled"
	KindRecalled = "dossier.recalled"
	KindReminded = "dossier.reminded"
	KindDeemed   = "dossier.deemed"
	KindElapsed  = "dossier.elapsed"

	KindConfirmed = "dossier.confirmed"
	KindSentBack  = "dossier.sent-back"
	KindSent      = "dossier.sent"

	KindPaid      = "dossier.paid"
	KindExempted  = "dossier.exempted"
	KindDrafted   = "dossier.drafted"
	KindNumbered  = "dossier.numbered"
	KindPosted    = "dossier.posted"
	KindExchanged = "dossier.exchanged"

	KindImported = "dossier.imported"
	KindAnnulled = "dossier.annulled"
)

// Each event has a holder part (what whoever has the receipt may see; no personal data) and a private part.

type filedHolder struct {
	Rulebook  string            `json:"rulebook"`
	Procedure procedure.ID      `json:"procedure"`
	Version   int               `json:"version"` // the version that the form was judged by
	Case      string            `json:"case"`
	Channel   procedure.Channel `json:"channel"`
	Help      string            `json:"help,omitempty"`      // place of help
	Reception string            `json:"reception"`           // the unit that is to receive it
	Competent string            `json:"competent,omitempty"` // as far as known at filing
	Papers    []PaperHanded     `json:"papers,omitempty"`
	System    string            `json:"system,omitempty"` // where it was filed: "portal", "" = here
	External  string            `json:"external,omitempty"`
	Return    string            `json:"return,omitempty"` // how the result is wanted: "desk", "post", "electronic"
	Assisted  *Assistance       `json:"assisted,omitempty"`
	AckBy     time.Time         `json:"ack_by"` // reception is late after this
	Tally     Tally             `json:"tally"`
}

type receivedHolder struct {
	Rulebook  string            `json:"rulebook"`
	Code      string            `json:"code"`
	Procedure procedure.ID      `json:"procedure"`
	Version   int               `json:"version"` // pinned here
	FormBy    int               `json:"form_by"` // the version that the form was judged by
	Case      string            `json:"case"`
	Channel   procedure.Channel `json:"channel"`
	Help      string            `json:"help,omitempty"`
	Reception string            `json:"reception"`
	Competent string            `json:"competent"`
	Papers    []PaperHanded     `json:"papers,omitempty"`
	Sets      int               `json:"sets,omitempty"`
	Fee       int64             `json:"fee"`
	FeePaid   bool              `json:"fee_paid,omitempty"`
	Prepaid   bool              `json:"prepaid,omitempty"` // nobody works on it before the fee is paid
	Return    string            `json:"return,omitempty"`  // how the result is wanted: "desk", "post", "electronic"
	Promise   Promise           `json:"promise"`
	Steps     int               `json:"steps"` // tasks of the process, for the degree of completion
	Opened    []Opened          `json:"opened"`
	Timers    []Timer           `json:"timers,omitempty"`
	Marking   procedure.Marking `json:"marking"`
	Assisted  *Assistance       `json:"assisted,omitempty"`
	Replaces  string            `json:"replaces,omitempty"` // code of the dossier that was closed for this one
	Tally     Tally             `json:"tally"`
	Demo      bool              `json:"demo,omitempty"`

	General *procedure.Supplement `json:"general,omitempty"` // the city's general rule for papers; none: the decree's
}

// privateFiling is the personal part of filed and received.
type privateFiling struct {
	Parties Parties     `json:"parties"`
	Subject string      `json:"subject,omitempty"` // trích yếu: what it is about, in the applicant's words
	Values  form.Values `json:"values,omitempty"`
	Files   []Attached  `json:"files,omitempty"`
	Check   string      `json:"check,omitempty"` // the ten characters of form 01

	Origins map[string]Origin `json:"origins,omitempty"` // of answers that were not typed, by path
}

type taskHolder struct {
	Token   int               `json:"token"`
	Node    string            `json:"node"`
	Outcome string            `json:"outcome,omitempty"`
	Holder  string            `json:"holder,omitempty"`
	From    string            `json:"from,omitempty"`
	Of      int               `json:"of,omitempty"`     // assigned by the unit's rule, among so many who were present
	Load    int               `json:"load,omitempty"`   // what the holder held then
	Reason  string            `json:"reason,omitempty"` // reason code
	Rule    string            `json:"rule,omitempty"`   // legal basis of a refusal
	Number  string            `json:"number,omitempty"` // of the issued document
	Result  string            `json:"result,omitempty"` // code of the kind of result
	File    string            `json:"file,omitempty"`   // hash of the issued file
	Sum     int64             `json:"sum,omitempty"`    // đồng that a notice fixed, for the step that waits for them
	Ends    int               `json:"ends,omitempty"`   // the task that a timer cut off
	Opened  []Opened          `json:"opened,omitempty"`
	Timers  []Timer           `json:"timers,omitempty"`
	Marking procedure.Marking `json:"marking,omitzero"`
	Tally   *Tally            `json:"tally,omitempty"` // when the dossier ends with it
	Moved   *Moved            `json:"moved,omitempty"` // when it moves the clock
	Under   *Authority        `json:"under,omitempty"`

	Confirmed *Confirmed `json:"confirmed,omitempty"` // of an act that asks for it
}

// Moved is a promise after an event that moved its clock; Was is the due time before.
type Moved struct {
	Was     time.Time `json:"was,omitzero"`
	Promise Promise   `json:"promise"`
	Tally   Tally     `json:"tally"`

	Steps []StepMoved `json:"steps,omitempty"` // open steps whose own time moved with it
}

type completedHolder struct {
	Tally Tally `json:"tally"`
}

type handedHolder struct {
	Manner    string `json:"manner"` // "desk", "post", "electronic"
	Proxy     bool   `json:"proxy,omitempty"`
	Originals bool   `json:"originals,omitempty"` // originals taken for comparison went back
	Proof     string `json:"proof,omitempty"`     // waybill or file
}

type privateWords struct {
	Words    string   `json:"words,omitempty"`
	Receiver *Party   `json:"receiver,omitempty"`
	Parties  *Parties `json:"parties,omitempty"`
	Audience string   `json:"audience,omitempty"`

	Items   []string   `json:"items,omitempty"`
	Files   []Attached `json:"files,omitempty"`
	Place   string     `json:"place,omitempty"`
	Members string     `json:"members,omitempty"`
	Check   string     `json:"check,omitempty"`

	Group string `json:"group,omitempty"` // of an exemption
	Rule  string `json:"rule,omitempty"`
	Proof string `json:"proof,omitempty"`
}

type correctedHolder struct {
	Reason string `json:"reason"`
	What   string `json:"what"` // "applicant", "owner", "both"
}

type replacedHolder struct {
	By     string `json:"by"`      // code of the new dossier
	ByID   ID     `json:"by_id"`   // its identity
	Reason string `json:"reason"`  // reason code
	Kept   bool   `json:"kept"`    // the reception moment was kept because the papers were complete
	Proc   string `json:"to_proc"` // the right procedure
	Tally  Tally  `json:"tally"`
}

type linkedHolder struct {
	System string `json:"system"`
	Code   string `json:"code"`
}

type declinedHolder struct {
	Reason string `json:"reason"`
	Rule   string `json:"rule,omitempty"`
	Tally  Tally  `json:"tally"`
}

// A Tally is what the figures need to know of a dossier, so that each can be counted from single events.
type Tally struct {
	Reception string    `json:"reception"`
	Competent string    `json:"competent,omitempty"`
	AckBy     time.Time `json:"ack_by,omitzero"`   // it was filed and waited for reception until then at most
	Received  time.Time `json:"received,omitzero"` // it had been received
	Due       time.Time `json:"due,omitzero"`
	Stood     time.Time `json:"stood,omitzero"`   // the clock stands since then: it is due on no day
	Waited    *Waited   `json:"waited,omitempty"` // where it waited for reception, when that is not where it went
}

// Waited are the units that a filed dossier was counted under until it was received.
type Waited struct {
	Reception string `json:"reception"`
	Competent string `json:"competent,omitempty"`
}

// An Opened task is one that a token just reached.
type Opened struct {
	Token int            `json:"token"`
	Node  string         `json:"node"`
	Name  form.Text      `json:"name"`
	Work  procedure.Work `json:"work"`
	Unit  string         `json:"unit"`
	Role  string         `json:"role"`
	Due   time.Time      `json:"due,omitzero"` // of the step; never replaces the legal limit
	Can   []string       `json:"can,omitempty"`
	Waits procedure.Wait `json:"waits,omitempty"`
	Asked *Consultation  `json:"asked,omitempty"` // an opinion that was asked for beside the process

	Silence *procedure.Silence `json:"silence,omitempty"` // what silence on it means by law
	Silent  time.Time          `json:"silent,omitzero"`   // until the law's own term is over, where it has one
	Part    procedure.Part     `json:"part,omitempty"`    // among those who work at the same time

	Papers *Travel `json:"papers,omitempty"` // the paper dossier has to come from another unit first
}

// A PaperHanded is a paper as it lay on the counter or came online.
type PaperHanded struct {
	Index     int    `json:"index"` // of the case's papers
	Originals int    `json:"originals,omitempty"`
	Copies    int    `json:"copies,omitempty"`
	Plain     int    `json:"plain,omitempty"`      // photocopies
	Digital   bool   `json:"digital,omitempty"`    // a file came with it
	ReusedBy  string `json:"reused_by,omitempty"`  // result code that stood in for it
	Returned  bool   `json:"to_return,omitempty"`  // original taken for comparison
	Source    string `json:"source_own,omitempty"` // where a reused paper came from
}

// Attached is a file that belongs to a paper. Its name may be personal.
type Attached struct {
	Paper int    `json:"paper"`
	Hash  string `json:"hash"`
	Name  string `json:"name"`
	Size  int64  `json:"size"`
	Type  string `json:"type"`
}

// Assistance (hỗ trợ nộp hồ sơ) keeps who typed apart from who transacts: the officer types, the citizen hears it read
// back and confirms.
type Assistance struct {
	Officer   string    `json:"officer"`
	Unit      string    `json:"unit"`
	Confirmed time.Time `json:"confirmed"`
	How       string    `json:"how"` // "signed-slip", "spoken", "otp"
}

// encode makes a part's stored bytes; the types above cannot fail to encode.
func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("dossier: encode %T: %v", v, err)) // a bug: an own type that JSON cannot hold
	}
	return b
}

// holder gives the holder part of a fact, and private the private one.
func holder[T any](f *ledger.Fact) (T, error)  { return part[T](f.Meant.Holder, f.Holder) }
func private[T any](f *ledger.Fact) (T, error) { return part[T](f.Meant.Private, f.Private) }

// part takes what was meant, in the act that decided it, and decodes what was stored everywhere else; nil bytes (none,
// or erased) leave the zero value.
func part[T any](meant any, stored []byte) (T, error) {
	v, ok := meant.(T)
	if ok || len(stored) == 0 {
		return v, nil
	}
	err := json.Unmarshal(stored, &v)
	return v, err
}
