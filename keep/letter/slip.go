// Package letter makes the papers of the centre as PDF: form 01, the slip that confirms a reception and promises a date
// (giấy tiếp nhận hồ sơ và hẹn trả kết quả), for one dossier and for several of one person, and the notices, sheets and
// the register of the sets of forms.
//
// The fixed words of a letter stand in its template file: slip.json for form 01 and for what all letters share, one file
// for each set of forms (tt03-2025.json, tt01-2018.json) with the fields of each form in their order. The place of each on
// the paper stands in Go.
package letter

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
)

// A Letterhead (phần đầu văn bản) is who issues a letter, its number, its place and its date.
type Letterhead struct {
	Superior string    `json:"superior"` // cơ quan chủ quản; "" when there is none
	Agency   string    `json:"agency"`   // cơ quan ban hành; a line feed in it or in Superior says where to break
	Desk     string    `json:"desk"`     // the branch or point where the dossier was received; "" when the agency has but one
	Phone    string    `json:"phone"`    // whom to ask; "" for nobody
	Number   string    `json:"number"`   // as printed, without "Số:"
	Place    string    `json:"place"`    // địa danh
	Date     time.Time `json:"date"`     // when it was issued; also the PDF's date of creation
	Demo     bool      `json:"demo"`     // prints on every page that the letter is an example
}

// A Person (cá nhân, tổ chức) is an applicant or an owner as the letter names them. Empty fields are left out.
type Person struct {
	Name    string `json:"name"`
	ID      string `json:"id"`
	Address string `json:"address"`
	Phone   string `json:"phone"`
	Email   string `json:"email"`
}

// A Paper (giấy tờ) is one line of what was handed in, and in how many pieces.
type Paper struct {
	Name       string `json:"name"`
	Originals  int    `json:"originals"`  // bản chính
	Certified  int    `json:"certified"`  // bản sao chứng thực
	Copies     int    `json:"copies"`     // bản chụp
	Electronic bool   `json:"electronic"` // bản điện tử
}

// A Signature (chữ ký) is who signs. With a time in At the line under the title says that it was confirmed electronically,
// otherwise there is room for a pen.
type Signature struct {
	Name  string    `json:"name"`
	Title string    `json:"title"`
	At    time.Time `json:"at"`
	Over  string    `json:"over,omitempty"`  // above it, in whose place is signed: "TUQ. CHỦ TỊCH …", "KT. GIÁM ĐỐC"
	Under string    `json:"under,omitempty"` // below it, by which decision
}

// A Lookup is what leads from the paper back to the dossier: the address in the QR code (short, without personal data)
// and the check code (mã kiểm tra, ten characters) that a visitor without an account types.
type Lookup struct {
	URL       string `json:"url"`
	CheckCode string `json:"check_code"`
}

// A Slip is the data of form 01 for one dossier. Everything in it comes from the dossier and its events.
type Slip struct {
	Letterhead
	Code          string    `json:"code"` // mã hồ sơ, ASCII, at most 80 characters
	Book          string    `json:"book"` // of the register (sổ theo dõi hồ sơ); "" where it has no volumes
	Serial        string    `json:"serial"`
	Applicant     Person    `json:"applicant"`
	Owner         Person    `json:"owner"` // without a name: the applicant is the owner
	Procedure     string    `json:"procedure"`
	ProcedureCode string    `json:"procedure_code"`
	Case          string    `json:"case"`    // trường hợp; "" when the procedure has but one
	FeeWay        string    `json:"fee_way"` // how the fee is paid, and how much
	Papers        []Paper   `json:"papers"`
	Sets          int       `json:"sets"`  // số bộ hồ sơ
	Limit         string    `json:"limit"` // in words: "5 ngày làm việc"
	Received      time.Time `json:"received"`
	Due           time.Time `json:"due"`        // zero when no date can be promised
	Why           string    `json:"why"`        // why the due date is this one; "" leaves the line out
	ResultWay     string    `json:"result_way"` // how the result is received
	ResultPlace   string    `json:"result_place"`
	Reminder      string    `json:"reminder"` // further words for the applicant, after the fixed ones
	ByApplicant   Signature `json:"by_applicant"`
	ByOfficer     Signature `json:"by_officer"`
	Lookup        Lookup    `json:"lookup"`
	Again         int       `json:"again,omitempty"` // how often it was made anew; the slip before is void
}

// A SlipMany is one form 01 for several dossiers that one person handed in together.
type SlipMany struct {
	Letterhead
	Code        string    `json:"code"` // of this slip, ASCII, at most 80 characters
	Applicant   Person    `json:"applicant"`
	Dossiers    []Item    `json:"dossiers"`
	FeeWay      string    `json:"fee_way"`
	Received    time.Time `json:"received"`
	ResultWay   string    `json:"result_way"`
	ResultPlace string    `json:"result_place"`
	Reminder    string    `json:"reminder"`
	ByApplicant Signature `json:"by_applicant"`
	ByOfficer   Signature `json:"by_officer"`
	Lookup      Lookup    `json:"lookup"`
}

// An Item is one dossier on a SlipMany.
type Item struct {
	Code      string    `json:"code"`
	Procedure string    `json:"procedure"`
	Case      string    `json:"case"`
	Owner     string    `json:"owner"` // "" when it is the applicant
	CheckCode string    `json:"check_code"`
	Limit     string    `json:"limit"`
	Due       time.Time `json:"due"`
}

// check refuses a slip that would be a false promise on paper: without code, name, request or time.
func (s *Slip) check() error {
	return incomplete(s.Code, map[string]bool{
		"agency": s.Agency != "", "date": good(s.Date), "code": s.Code != "", "applicant": s.Applicant.Name != "",
		"procedure": s.Procedure != "", "received": good(s.Received), "due": s.Due.IsZero() || good(s.Due),
		"lookup": s.Lookup.URL != "", "sets": s.Sets >= 0,
	})
}

func (s *SlipMany) check() error {
	full := map[string]bool{
		"agency": s.Agency != "", "date": good(s.Date), "code": s.Code != "", "applicant": s.Applicant.Name != "",
		"dossiers": len(s.Dossiers) > 0, "received": good(s.Received), "lookup": s.Lookup.URL != "",
	}
	for i, d := range s.Dossiers {
		full[fmt.Sprintf("dossiers.%d", i+1)] = d.Code != "" && d.Procedure != "" && (d.Due.IsZero() || good(d.Due))
	}
	return incomplete(s.Code, full)
}

// incomplete gives the Invalid fault letter.incomplete {code} {fields} for the fields that are not full.
func incomplete(code string, full map[string]bool) error {
	var missing []string
	for field, ok := range full {
		if !ok {
			missing = append(missing, field)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	slices.Sort(missing)
	return fault.New(fault.Invalid, "letter.incomplete", "code", code, "fields", strings.Join(missing, ", "))
}

// good says whether t can be printed and encoded.
func good(t time.Time) bool { return t.Year() >= 1900 && t.Year() <= 9998 }
