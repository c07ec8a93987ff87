// Package petition has the life of a petition (phản ánh, kiến nghị): a table of acts, the events that they leave, the fold, the
// clocks that run beside each other, and what may be said of it in public. An office answers; resolved is what the petitioner says.
package petition

import (
	"slices"
	"time"

	"motcua/words/ledger"
)

// An ID names a petition; the page or program that sends it makes it.
type ID string

// Stream gives the petition's stream in the ledger.
func Stream(id ID) ledger.StreamID { return ledger.StreamID("petition/" + string(id)) }

// A Channel (kênh tiếp nhận) is how a petition came. Each has clocks of its own.
type Channel string

// The channels.
const (
	Page      Channel = "page"      // trang của Thành phố
	API       Channel = "api"       // ứng dụng qua API
	Telephone Channel = "telephone" // điện thoại, cán bộ ghi lại trung thực
	Email     Channel = "email"     // thư điện tử
	Chat      Channel = "chat"      // trò chuyện
	Desk      Channel = "desk"      // trực tiếp tại quầy
	Open311   Channel = "open311"   // ứng dụng khác qua Open311
	CityApp   Channel = "city-app"  // ứng dụng của Thành phố
	Portal    Channel = "portal"    // Cổng Dịch vụ công quốc gia
)

// Channels are the channels in the order of a list.
var Channels = []Channel{Page, Telephone, Desk, Email, Chat, CityApp, Open311, API, Portal}

// Spoken are the channels by which an officer writes down what somebody said or sent.
var Spoken = []Channel{Telephone, Desk, Email, Chat}

// A Class (phân loại) is what a petition is.
type Class string

// The classes; "" is not classified yet. Complaint and Denunciation are no petitions: whoever sent one is guided.
const (
	Own          Class = "own"          // quy định, việc thuộc thẩm quyền
	Conduct      Class = "conduct"      // hành vi của cán bộ, công chức
	Other        Class = "other"        // thuộc thẩm quyền cơ quan khác
	Scene        Class = "scene"        // phản ánh hiện trường
	NotAccepted  Class = "not-accepted" // không tiếp nhận
	Complaint    Class = "complaint"    // khiếu nại: hướng dẫn theo Luật Khiếu nại
	Denunciation Class = "denunciation" // tố cáo: hướng dẫn theo Luật Tố cáo
)

// Classes are the classes in the order of a form.
var Classes = []Class{Own, Conduct, Other, Scene, NotAccepted, Complaint, Denunciation}

// A Level (mức độ) is how soon a petition has to be seen to.
type Level string

// The levels.
const (
	Normal  Level = "normal"  // bình thường
	Urgent  Level = "urgent"  // khẩn
	Complex Level = "complex" // phức tạp
)

// Levels are the levels in the order of a form.
var Levels = []Level{Normal, Urgent, Complex}

// A State (trạng thái) is how far a petition is.
type State string

// The states.
const (
	None      State = ""
	New       State = "new"       // mới tiếp nhận
	Handling  State = "handling"  // đang xử lý
	Waiting   State = "waiting"   // chờ người gửi bổ sung
	Drafted   State = "drafted"   // chờ duyệt trả lời
	Approved  State = "approved"  // đã duyệt, chờ trả lời
	Answered  State = "answered"  // cơ quan đã trả lời
	Resolved  State = "resolved"  // người gửi xác nhận đã giải quyết
	Refused   State = "refused"   // không tiếp nhận
	Guided    State = "guided"    // hướng dẫn gửi đúng nơi (khiếu nại, tố cáo)
	Passed    State = "passed"    // đã chuyển cơ quan khác ngoài Thành phố
	Returned  State = "returned"  // trả lại hệ thống đã gửi
	Merged    State = "merged"    // gộp vào phản ánh khác
	Withdrawn State = "withdrawn" // người gửi rút
)

// States are the states in the order of a life.
var States = []State{New, Handling, Waiting, Drafted, Approved, Answered, Resolved, Refused, Guided, Passed, Returned, Merged, Withdrawn}

// Open says whether the office still owes something.
func (s State) Open() bool { return slices.Contains(open, s) }

// A Person (người gửi) is who petitions, as they said it; all of it is personal.
type Person struct {
	Name    string `json:"name,omitempty"`
	Phone   string `json:"phone,omitempty"`
	Email   string `json:"email,omitempty"`
	Address string `json:"address,omitempty"`
	Number  string `json:"number,omitempty"`  // of the account that sent it
	Protect bool   `json:"protect,omitempty"` // asks that nobody but who must is told the name
}

// A File is a picture or paper that came with a petition. Hash is the file as it came; Clean is the copy without what a camera
// wrote into it, which alone may be published; "" for what is no picture.
type File struct {
	Hash  string `json:"hash"`
	Clean string `json:"clean,omitempty"`
	Name  string `json:"name"`
	Size  int64  `json:"size,omitempty"`
	Type  string `json:"type,omitempty"`
}

// A Point is a place on the map.
type Point struct {
	Lat  float64 `json:"lat"`
	Long float64 `json:"long"`
}

// A Public (nội dung công khai) is what may be read by everybody: what was written anew without personal data.
type Public struct {
	Title  string   `json:"title"`
	Text   string   `json:"text"`
	Answer string   `json:"answer,omitempty"`
	Place  string   `json:"place,omitempty"`
	Point  *Point   `json:"point,omitempty"` // of the scene, where an officer let it be shown
	Files  []string `json:"files,omitempty"` // hashes of clean copies
}

// A Step is one event as it is shown.
type Step struct {
	Version int64
	Act     Act
	At      time.Time
	Actor   string
	Unit    string
	State   State // after it
	Class   Class
	Level   Level
	To      string // a unit or an officer
	Holder  string // unit that has the petition after it
	Reason  string
	Words   string
	Files   []File
	Source  string // conversation in which the sender said it, where an officer wrote it down
	Sure    bool   // of a text for everybody: what may still tell of a person was looked at
	Down    bool   // what stood published was taken down by it
	Dossier string // that it was linked to or unlinked from
}

// A Petition (phản ánh, kiến nghị) is what its events make of it. Of one whose personal part was erased by law, words and
// people are empty.
type Petition struct {
	ID       ID
	Version  int64
	Code     string
	Channel  Channel
	System   string // that sent it, "" for none
	External string // its code there
	Service  string // under which an application sent it; "" for none
	Class    Class
	Level    Level
	State    State
	Sent     time.Time
	Spoke    string // officer who wrote down what was said; "" when the petitioner typed

	Unit    string   // that has it now
	Before  []string // units that had it before, the first first
	Lead    string   // officer
	Units   []string // that take part
	About   string   // unit of the official whom it is about
	Whom    string   // that official
	Finding string   // of the newest verification of a complaint about conduct: Upheld, Unfounded or ""
	Barred  []string // officers who may handle it no more: whom it is about, who had it before it was reopened

	Commune string
	Person  Person
	Title   string
	Text    string
	Place   string
	Point   *Point
	Files   []File

	Asked    string // what was asked for
	Draft    string
	Drafter  string
	Answer   string // as it was given; "" until answered
	Approver string
	Answerer string // unit that gave the newest answer
	Answered time.Time
	Resolved time.Time
	Ended    time.Time // without an answer
	Agency   string    // outside, that it was passed to
	Reason   string    // why it was refused, returned or withheld

	Public    Public
	Masked    time.Time
	Masker    string // officer who wrote it for everybody
	Published time.Time
	Withheld  time.Time
	Down      bool // what stood published was written anew: nobody reads it until it is published again

	Reopened int
	Tier     int // how many times it went to a level above
	Rating   string
	Dossier  string    // that it is about
	DStep    string    // and the step of its process
	Into     ID        // of which it is a duplicate
	Followed time.Time // since when the sender of this duplicate can read what became of the other
	Joined   []ID      // its duplicates

	Explained time.Time // when the unit last said why it was late
	Excuse    string    // what it said
	Excuser   string    // of which unit it was said

	Rules   []Limit // the clocks of its channel, as they stood when it came
	Clocks  []Clock
	History []Step

	parted []string // units that took part before and do no more
	Erased bool     // its personal part was erased by law

	undone State    // before it waited or was merged
	trail  []string // units that it may be given back to, the last first
}

// Bars says whether an officer is barred from the petition.
func (p *Petition) Bars(officer string) bool {
	return officer != "" && slices.Contains(p.Barred, officer)
}

// Tells says whether those who sent a duplicate can read an answer: what is for everybody, as the sender's own may name them.
// choice: of a complaint about somebody that is what stands published, which a second person looked at; whom it is about may have sent a duplicate.
func (p *Petition) Tells() bool {
	return !p.Answered.IsZero() && !p.Masked.Before(p.Answered) && p.Public.Answer != "" && !p.Quietly()
}

// Quietly says whether it is a complaint about somebody of which nothing stands published.
func (p *Petition) Quietly() bool { return p.Class == Conduct && p.Published.IsZero() }

// Stale says whether what was written for everybody is older than the answer.
func (p *Petition) Stale() bool { return !p.Masked.IsZero() && p.Masked.Before(p.Answered) }

// Mends says whether what stood published of it was taken down to be written anew, and may stand there again.
func (p *Petition) Mends() bool {
	return p.Down && p.Withheld.IsZero() && !p.Erased && (p.State.Open() || p.State.Stands())
}

// Undisclosed says whether it was decided, since the answer that stands, not to publish it.
func (p *Petition) Undisclosed() bool {
	return !p.Withheld.IsZero() && !p.Withheld.Before(p.Answered)
}

// Decided says whether a complaint about somebody that was answered is also over for everybody else: published, or withheld for good.
// choice: until then no figure moves by it, for whoever sees the figure fall knows that somebody complained, and often who. What is
// withheld counts too: a complaint that was right would otherwise count for nobody.
func (p *Petition) Decided() bool {
	return !p.Answered.IsZero() && (!p.Published.IsZero() || p.Undisclosed())
}

// Stands says whether an answer stands, whatever its sender has said of it.
func (s State) Stands() bool { return slices.Contains(answered, s) }

// Unsettles says of a petition that was answered, and stands so now, whether its sender called the newest answer unsettled (chưa giải
// quyết): it was reopened, and no other was given since.
func (s State) Unsettles(reopened int) bool { return reopened > 0 && !s.Stands() }

// Unsettled says whether its sender called the newest answer unsettled.
func (p *Petition) Unsettled() bool { return !p.Answered.IsZero() && p.State.Unsettles(p.Reopened) }

// Over says whether it ended without an answer, by the office's word.
func (p *Petition) Over() bool {
	return slices.Contains([]State{Refused, Guided, Passed, Returned}, p.State)
}

// Owes says whether its sender is still to be answered: also whoever sent a duplicate, while the time of its answer runs.
func (p *Petition) Owes() bool {
	return p.State.Open() || p.State == Merged && p.Nearest() != nil
}

// HadPart says whether an officer had a part in its answer: led, looked into it, wrote, sent back, approved or sent it.
func (p *Petition) HadPart(officer string) bool {
	return officer != "" && (p.Lead == officer || p.Bars(officer) || slices.ContainsFunc(p.History, func(s Step) bool {
		return s.Actor == officer && slices.Contains([]Act{ActVerify, ActDraft, ActRevise, ActApprove, ActAnswer}, s.Act)
	}))
}

// Reach are the units that have or had to do with it.
func (p *Petition) Reach() []string {
	all := append([]string{p.Unit}, p.Before...)
	all = append(append(all, p.Units...), p.parted...)
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(u string) bool { return u == "" })
}
