// Package procedure has the procedure record (thủ tục hành chính) in the national structure, its versions with dates of
// effect, its cases with papers, limits and fees per channel, and the internal process that a dossier is run through.
// All of it is data with a legal basis; this package reads, checks and runs it, purely.
package procedure

import (
	"cmp"
	"reflect"
	"time"

	"motcua/law/fee"
	"motcua/words/calendar"
	"motcua/words/form"
)

// ID is the national part of the procedure's code, such as "1.001193".
type ID string

// A Channel (kênh thực hiện) is how a dossier reaches the Centre; the numbers are the national ones.
type Channel int

// The three channels.
const (
	Desk   Channel = 1
	Online Channel = 2
	Post   Channel = 3
)

// A Route (nơi xử lý) says whose system processes the dossiers of a procedure version.
// law: nd224-2026/15.1i
type Route string

// The routes.
const (
	RouteCity        Route = "city"
	RouteMinistry    Route = "ministry"
	RouteInterlinked Route = "interlinked"
	RoutePortal      Route = "portal"
)

// A Record is one version of a procedure: the national record's fields, then what the city adds. Text fields keep the
// source's text as it is. Empty means that the source says nothing.
type Record struct {
	Code        ID     `json:"code"`             // national part
	Suffix      string `json:"suffix,omitempty"` // ".000.00.00.H26" when the source has one
	Version     int    `json:"version"`          // 1, 2 … given by the ledger, 0 before publication
	Name        string `json:"name"`
	NameEN      string `json:"name_en,omitempty"`
	ShortName   string `json:"short_name,omitempty"`   // as people say it, for lists
	Kind        string `json:"kind,omitempty"`         // LOAITTHC
	Decision    string `json:"decision,omitempty"`     // QUYETDINH that publishes it
	Publisher   string `json:"publisher,omitempty"`    // MACOQUANCONGBO
	PublishedBy string `json:"published_by,omitempty"` // whose decision publishes it: ByMinistry, else the city's
	Ministry    string `json:"ministry,omitempty"`
	SourceURL   string `json:"source_url,omitempty"`
	Sector      string `json:"sector"`
	SectorCode  string `json:"sector_code,omitempty"`

	Levels      []string `json:"levels,omitempty"`    // CAPTHUCHIEN: "province", "commune", … or the source's own word
	Audiences   []string `json:"audiences,omitempty"` // DOITUONGTHUCHIEN
	LifeEvents  []string `json:"life_events,omitempty"`
	Keywords    []string `json:"keywords,omitempty"`
	Description string   `json:"description,omitempty"`
	Conditions  string   `json:"conditions,omitempty"` // YEUCAU
	Address     string   `json:"address,omitempty"`    // DIACHITIEPNHAN
	StepsText   string   `json:"steps_text,omitempty"` // TRINHTUTHUCHIEN as published

	Performing   []Agency `json:"performing,omitempty"`   // COQUANTHUCHIEN
	Competent    []Agency `json:"competent,omitempty"`    // COQUANCOTHAMQUYEN
	Delegated    []Agency `json:"delegated,omitempty"`    // COQUANDUOCUYQUYEN
	Coordinating []Agency `json:"coordinating,omitempty"` // COQUANPHOIHOP

	Results     []Result          `json:"results,omitempty"`
	Bases       []Basis           `json:"bases,omitempty"`
	Related     []string          `json:"related,omitempty"`
	Interlinked []string          `json:"interlinked,omitempty"`
	Raw         map[string]string `json:"raw,omitempty"`    // the source's own text of parts that it also gave parsed
	Source      map[string]any    `json:"source,omitempty"` // fields of the source that have no place above, as they were

	Reasons      []Reason  `json:"reasons,omitempty"` // own reason codes with their basis; empty: the general list
	Cases        []Case    `json:"cases"`
	Route        Route     `json:"route"`
	BoundaryFree bool      `json:"boundary_free"`
	Service      string    `json:"service,omitempty"` // "full", "partial", "information"
	PartialWhy   string    `json:"partial_why,omitempty"`
	From         time.Time `json:"from,omitzero"`     // in force from (inclusive), UTC
	To           time.Time `json:"to,omitzero"`       // in force until (exclusive); zero = open
	Example      []string  `json:"example,omitempty"` // parts written for the demonstration, such as "process", "form"

	held map[string]bool // of a published version: the cases whose process was not switched on yet; see Standing
}

// An Agency is named as the source names it; Unit is set when the city knows which unit that is. Rule is the way to find
// the unit from the dossier: "unit:<UnitID>", "commune-of:owner" (the commune where the owner lives), "reception".
type Agency struct {
	Code string `json:"code,omitempty"`
	Name string `json:"name"`
	Unit string `json:"unit,omitempty"`
	Rule string `json:"rule,omitempty"`
}

// A Result (kết quả) is a document that the procedure issues. Its code is the once-only key.
type Result struct {
	Code string `json:"code,omitempty"`
	Name string `json:"name"`
	File string `json:"file,omitempty"`
	URL  string `json:"url,omitempty"`

	Fields []string `json:"fields,omitempty"` // fields of the form that the document takes over, by path
}

// A Basis (căn cứ pháp lý) is a legal act the procedure rests on.
type Basis struct {
	Number  string `json:"number"`
	Name    string `json:"name,omitempty"`
	Issued  string `json:"issued,omitempty"`
	From    string `json:"from,omitempty"`
	Agency  string `json:"agency,omitempty"`
	Article string `json:"article,omitempty"`
}

// A Case (trường hợp) has its own papers, time, fee and process: choose the case first, then show its papers.
type Case struct {
	ID       string        `json:"id"`
	Name     form.Text     `json:"name"`
	Papers   []Paper       `json:"papers,omitempty"`
	Channels []ChannelRule `json:"channels,omitempty"`
	Form     *form.Form    `json:"form,omitempty"`
	Process  *Process      `json:"process,omitempty"` // nil: catalogue only, no dossiers are received for it here
	Sets     int           `json:"sets,omitempty"`    // number of sets of papers, 0 = 1

	Supplement *Supplement `json:"supplement,omitempty"` // nil: the general rule
	Conduct    Conduct     `json:"conduct,omitzero"`
}

// A Supplement (bổ sung hồ sơ) says how often papers may be asked for and what that does to the clock. What is not given is
// the general rule's; a law that forbids requests gives 0.
type Supplement struct {
	Mode         string          `json:"mode,omitempty"`          // "restart" or "pause"
	AtReception  *int            `json:"at_reception,omitempty"`  // requests before reception
	AfterExam    *int            `json:"after_exam,omitempty"`    // requests after examination
	Approver     string          `json:"approver,omitempty"`      // "leader": each request after examination needs a leader's agreement; "" = the examiner's own
	NoticeWithin *calendar.Limit `json:"notice_within,omitempty"` // of reception: until when examination may ask
	AnswerWithin *calendar.Limit `json:"answer_within,omitempty"` // of the request; nil: no end
	Basis        string          `json:"basis,omitempty"`
}

// The ways in which a supplement moves the clock.
const (
	SupplementRestart = "restart" // the whole limit again from completion
	SupplementPause   = "pause"   // the rest of the limit from completion
)

// ApproverLeader is the approver of requests that a rule may name.
const ApproverLeader = "leader"

// GeneralSupplement is the decree's own rule, where neither the city nor the procedure has another: one complete request at
// reception, one after examination within three working days of reception, and the limit begins again.
// law: nd61-2018/19.4
func GeneralSupplement() Supplement {
	once := 1
	return Supplement{
		Mode: SupplementRestart, AtReception: &once, AfterExam: &once,
		NoticeWithin: &calendar.Limit{N: 3, Unit: calendar.WorkingDay}, Basis: "nd61-2018/19.4",
	}
}

// Over is the rule with another's values where it says nothing itself. Who approves and until when an answer is due are
// said by each rule alone.
func (s Supplement) Over(general Supplement) Supplement {
	r := general
	r.Mode = cmp.Or(s.Mode, r.Mode)
	r.AtReception = cmp.Or(s.AtReception, r.AtReception)
	r.AfterExam = cmp.Or(s.AfterExam, r.AfterExam)
	r.NoticeWithin = cmp.Or(s.NoticeWithin, r.NoticeWithin)
	r.AnswerWithin, r.Approver = s.AnswerWithin, s.Approver
	r.Basis = cmp.Or(s.Basis, r.Basis)
	return r
}

// Same says whether two rules are one.
func (s Supplement) Same(t Supplement) bool { return reflect.DeepEqual(s, t) }

// SupplementRule is the case's rule with the general one's values where it says nothing; of no case the general one.
func (c *Case) SupplementRule(general Supplement) Supplement {
	if c == nil || c.Supplement == nil {
		return general
	}
	return c.Supplement.Over(general)
}

// A Paper (thành phần hồ sơ) is a document that a case asks for.
type Paper struct {
	Code       string     `json:"code,omitempty"`
	Group      string     `json:"group,omitempty"`
	Name       string     `json:"name"`
	NameEN     string     `json:"name_en,omitempty"`
	Originals  int        `json:"originals"`
	Copies     int        `json:"copies"` // certified copies or copies, as the source says
	FormFile   string     `json:"form_file,omitempty"`
	Blank      *BlankForm `json:"blank,omitempty"` // the form itself, to fill in by hand
	Required   bool       `json:"required"`
	When       string     `json:"when,omitempty"`        // a condition over the answers in the form: asked for only if it is true
	OneOf      string     `json:"one_of,omitempty"`      // papers of the case with the same word here stand in for one another
	ReplacedBy []string   `json:"replaced_by,omitempty"` // MA_KQ_THAYTHE: result codes that may stand in for it
	Basis      string     `json:"basis,omitempty"`       // the act that asks for it
	UsedBy     []string   `json:"used_by,omitempty"`     // IDs of the steps that look at it
	Note       string     `json:"note,omitempty"`
	Line       int        `json:"line,omitempty"` // place in the list of the national record, from 1; a paper of several cases has one
}

// A BlankForm (mẫu đơn, tờ khai) is the file of a form that somebody downloads, fills in and hands in. The city that keeps it has
// marked it: what a record of another city names is no file of this one.
type BlankForm struct {
	Hash string `json:"hash"` // SHA-256
	Name string `json:"name"`
	Type string `json:"type"`
	Size int64  `json:"size"`
	Mark string `json:"mark"`
}

// A ChannelRule is the limit and the fee of a case on one channel.
type ChannelRule struct {
	Channel    Channel         `json:"channel"`
	Limit      *calendar.Limit `json:"limit,omitempty"` // nil: none published, or not a number
	LimitText  string          `json:"limit_text,omitempty"`
	SameDay    bool            `json:"same_day,omitempty"`
	NoDue      bool            `json:"no_due,omitempty"`
	Basis      string          `json:"basis,omitempty"`
	Fees       []fee.Item      `json:"fees,omitempty"`
	FeeText    string          `json:"fee_text,omitempty"` // the source's words, such as "100 USD/thẻ"
	Free       bool            `json:"free,omitempty"`
	Note       string          `json:"note,omitempty"`
	SourceWord string          `json:"source_word,omitempty"` // the channel as the source named it
}
