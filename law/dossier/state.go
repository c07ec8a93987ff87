// Package dossier has the life of a dossier (hồ sơ): what happened to it (events), what it is now (the fold), what may be
// done next (one table, shared by judgement and pages) and the decisions themselves. Everything here is pure: time,
// identities, numbers and seeds are given.
package dossier

// ID names a dossier for ever; the page that starts it makes it. It is not the code that people read.
type ID string

// A State (trạng thái) is one of the ten national codes (TrangThaiHoSo).
type State int

// The ten national states. Refusal after examination has none of its own and maps to Stopped.
// choice: the mapping of a refusal to 8 follows domain/lifecycle.md §1 until the portal confirms it.
const (
	None       State = 0  // nothing filed yet
	Filed      State = 1  // Mới đăng ký
	Received   State = 2  // Được tiếp nhận
	Declined   State = 3  // Không được tiếp nhận
	Processing State = 4  // Đang xử lý
	Supplement State = 5  // Yêu cầu bổ sung giấy tờ
	Paying     State = 6  // Yêu cầu thực hiện nghĩa vụ tài chính
	Withdrawal State = 7  // Công dân yêu cầu rút hồ sơ
	Stopped    State = 8  // Dừng xử lý
	Completed  State = 9  // Đã xử lý xong
	HandedOver State = 10 // Đã trả kết quả
)

// Terminal says whether nothing but notes may follow.
func (s State) Terminal() bool { return s == Declined || s == Stopped || s == HandedOver }

// Alarming says whether something may still be overdue: not before there is a dossier, and not once its work is over.
func (s State) Alarming() bool { return s != None && s != Completed && !s.Terminal() }

// Open says whether the dossier still waits for its result or its hand-over.
func (s State) Open() bool { return s != None && !s.Terminal() }

// String gives the name used in text keys: "dossier.state.received".
func (s State) String() string {
	names := [...]string{"none", "filed", "received", "declined", "processing", "supplement", "paying", "withdrawal", "stopped", "completed", "handed-over"}
	if s < 0 || int(s) >= len(names) {
		return "unknown"
	}
	return names[s]
}

// Finance is the money axis: it never blocks the business state by itself.
type Finance string

// The finance axis. It follows from the charges, see money.go.
const (
	FinanceNone     Finance = "none"
	FinanceNotified Finance = "notified"
	FinancePartly   Finance = "partly"
	FinancePaid     Finance = "paid"
	FinanceRefunded Finance = "refunded"
	FinanceExempt   Finance = "exempt"
)

// Finances are the values of the axis, as lists offer them.
var Finances = []Finance{FinanceNone, FinanceNotified, FinancePartly, FinancePaid, FinanceExempt, FinanceRefunded}

// Hand is the axis of the result's hand-over: a draft is not signed, signed is not issued, posted is not delivered.
type Hand string

// The hand-over axis.
const (
	HandNone      Hand = "none"
	HandDrafted   Hand = "drafted"  // dự thảo: a document is there
	HandSigned    Hand = "signed"   // đã ký
	HandNumbered  Hand = "numbered" // đã vào sổ, cấp số
	HandIssued    Hand = "issued"   // đã ban hành
	HandAtDesk    Hand = "at-desk"
	HandPosted    Hand = "posted" // đã gửi bưu chính; the national code stays Completed
	HandDelivered Hand = "delivered"
)

// Hands are the values of the axis, as lists offer them.
var Hands = []Hand{HandNone, HandDrafted, HandSigned, HandNumbered, HandIssued, HandAtDesk, HandPosted, HandDelivered}

// Exchange is the axis of synchronisation with the system that filed the dossier; "" where there is none to tell.
type Exchange string

// The exchange axis. Pending is ours; the other system moves the rest: it takes what changed, and says what it made of it.
const (
	ExchangePending   Exchange = "pending"   // something changed here that was not taken yet
	ExchangeSent      Exchange = "sent"      // it was taken
	ExchangeConfirmed Exchange = "confirmed" // and stands there too
	ExchangeRejected  Exchange = "rejected"  // it was not accepted there
	ExchangeConflict  Exchange = "conflict"  // something else stands there
)

// Exchanges are the values of the axis, as lists offer them.
var Exchanges = []Exchange{ExchangePending, ExchangeSent, ExchangeConfirmed, ExchangeRejected, ExchangeConflict}
