// Package org has the city's organisation in time: units (đơn vị), people (người), the posts they hold (vị trí công tác),
// the power that is handed on (ủy quyền) and the register of one-stop desks (bộ phận một cửa). Everything has a first day and perhaps a last one, and every question is
// asked of a moment: a dossier shows the unit's name as of then, and a right is judged at the moment of signing.
//
// An Org is folded from events and never changes after that; Apply gives another one. Acts are decided against an Org and
// give facts, or a fault for the person who asked. Nothing here asks the time or touches a disk.
package org

import (
	"slices"
	"time"

	"motcua/ground/vn"
)

// A UnitID is the internal key of a unit, such as "branch-7". It is never used again for another one.
type UnitID string

// A PersonID is the internal key of a person in the service, such as "p0001". It says nothing about the person.
type PersonID string

// A PostID is the internal key of a post.
type PostID string

// A DelegationID is the internal key of a delegation.
type DelegationID string

// A UnitKind (loại đơn vị) says what sort of unit it is. Levels are data: kinds come and go with the law.
type UnitKind string

// The kinds of unit.
const (
	City        UnitKind = "city"         // Ủy ban nhân dân thành phố
	Centre      UnitKind = "centre"       // trung tâm phục vụ hành chính công
	Division    UnitKind = "division"     // phòng
	ServiceUnit UnitKind = "service-unit" // đơn vị sự nghiệp
	Branch      UnitKind = "branch"       // chi nhánh
	Point       UnitKind = "point"        // điểm tiếp nhận
	Department  UnitKind = "department"   // sở, ban, ngành
	Commune     UnitKind = "commune"      // xã, phường, thị trấn: what the law calls the commune level at that time
	District    UnitKind = "district"     // quận, huyện, thị xã: until 30/6/2025
	LandOffice  UnitKind = "land-office"  // văn phòng đăng ký đất đai and its branches
	Police      UnitKind = "police"       // công an
	Tax         UnitKind = "tax"          // thuế
	Insurance   UnitKind = "insurance"    // bảo hiểm xã hội
)

// UnitKinds are all kinds, from the top down.
var UnitKinds = []UnitKind{City, Centre, Division, ServiceUnit, Branch, Point, Department, Commune, District, LandOffice, Police, Tax, Insurance}

// Known says whether k is one of the kinds.
func (k UnitKind) Known() bool { return slices.Contains(UnitKinds, k) }

// A Role (vai trò) is what a post lets its holder do; the table of law/dossier names roles by these words.
type Role string

// The roles.
const (
	Receiver      Role = "receiver"      // cán bộ tiếp nhận
	Cashier       Role = "cashier"       // thủ quỹ, thu phí
	Specialist    Role = "specialist"    // chuyên viên thụ lý
	Leader        Role = "leader"        // lãnh đạo phê duyệt
	Clerk         Role = "clerk"         // văn thư
	BranchHead    Role = "branch-head"   // phụ trách chi nhánh, điểm tiếp nhận
	Controller    Role = "controller"    // kiểm soát thủ tục hành chính
	Supervisor    Role = "supervisor"    // giám sát
	CareAgent     Role = "care-agent"    // chăm sóc khách hàng
	Editor        Role = "editor"        // biên tập danh mục
	Archivist     Role = "archivist"     // lưu trữ
	Administrator Role = "administrator" // quản trị hệ thống
)

// Roles are all roles.
var Roles = []Role{Receiver, Cashier, Specialist, Leader, Clerk, BranchHead, Controller, Supervisor, CareAgent, Editor, Archivist, Administrator}

// Known says whether r is one of the roles.
func (r Role) Known() bool { return slices.Contains(Roles, r) }

// Where a code comes from.
const (
	Published = "published" // stands in a source that was read; Note says which
	Example   = "example"   // made up here, within the grammar
)

// A Unit (đơn vị) as it is from one day on. From is its first instant, To the first instant at which it is no more
// (zero: open); both UTC.
type Unit struct {
	ID            UnitID        `json:"id"`
	Code          vn.AgencyCode `json:"code"` // mã định danh điện tử
	CodeSource    string        `json:"code_source"`
	Name          string        `json:"name"`
	NameEN        string        `json:"name_en,omitempty"`
	Kind          UnitKind      `json:"kind"`
	Parent        UnitID        `json:"parent,omitempty"`     // "" for the top
	AdminCode     string        `json:"admin_code,omitempty"` // of the General Statistics Office's list, 5 digits for communes, 3 for districts
	Serves        []UnitID      `json:"serves,omitempty"`     // communes whose people it is there for first; reception is boundary-free all the same
	Address       string        `json:"address,omitempty"`
	AddressSource string        `json:"address_source,omitempty"` // "example" or the source's name
	Calendar      string        `json:"calendar,omitempty"`       // "" = the parent's, see CalendarAt
	Receives      bool          `json:"receives,omitempty"`       // has a desk that takes dossiers in
	Assign        string        `json:"assign,omitempty"`         // how its work finds a holder: AssignNone or AssignLeast
	Example       bool          `json:"example,omitempty"`        // the unit, its place or its area is made up
	Note          string        `json:"note,omitempty"`           // source of the facts, and what is unconfirmed
	From          time.Time     `json:"from"`
	To            time.Time     `json:"to,omitzero"`
	Successors    []UnitID      `json:"successors,omitempty"` // who carries on after To
}

// OpenAt says whether the unit is there at t.
func (u *Unit) OpenAt(t time.Time) bool { return within(u.From, u.To, t) }

// A Person (người trong bộ máy) holds posts. Name, Username and Email are personal data: they may be erased, and are ""
// then.
type Person struct {
	ID        PersonID
	Name      string
	Username  string // of the account; unique
	Email     string // at work, "" for none: then notices stand in the service alone
	Synthetic bool   // made up for the demonstration
}

// A Post (vị trí công tác) binds a person to a unit and a role from one moment to another (To zero: open).
type Post struct {
	ID     PostID   `json:"id"`
	Unit   UnitID   `json:"unit"`
	Person PersonID `json:"person"`
	Role   Role     `json:"role"`
	Title  string   `json:"title,omitempty"` // chức danh, as it stands on papers
	// Document is the number and date of the decision that gives the post; "" where a pack does not tell it.
	Document string    `json:"document,omitempty"`
	From     time.Time `json:"from"`
	To       time.Time `json:"to,omitzero"`
	EndedBy  string    `json:"-"` // the document that ended it sooner
}

// OpenAt says whether the post is held at t.
func (p *Post) OpenAt(t time.Time) bool { return within(p.From, p.To, t) }

// A Delegation (ủy quyền) lets a unit or one person decide in the giver's place. It is judged at the moment of signing.
type Delegation struct {
	ID             DelegationID `json:"id"`
	Giver          UnitID       `json:"giver"`
	ReceiverUnit   UnitID       `json:"receiver_unit,omitempty"`   // one of the two
	ReceiverPerson PersonID     `json:"receiver_person,omitempty"` // one of the two
	Procedures     []string     `json:"procedures,omitempty"`      // national parts of the codes; none = all that the giver decides
	Cases          []string     `json:"cases,omitempty"`           // of those procedures; none = all
	Units          []UnitID     `json:"units,omitempty"`           // dossiers received there; none = wherever
	Ceiling        int64        `json:"ceiling,omitempty"`         // đồng: the most that a dossier it decides may be about; 0 = no ceiling
	By             PostID       `json:"by,omitempty"`              // the leader's post from which it is given; "" where that is not told
	Under          DelegationID `json:"under,omitempty"`           // the delegation by which the giver has the power itself; "" for its own
	Document       string       `json:"document"`                  // number and date of the act
	Confirmed      string       `json:"confirmed,omitempty"`       // by what the act was confirmed, and the hash that it was confirmed by
	From           time.Time    `json:"from"`
	To             time.Time    `json:"to,omitzero"`
	EndedBy        string       `json:"-"` // the document that ended it sooner
}

// OpenAt says whether the delegation holds at t.
func (d *Delegation) OpenAt(t time.Time) bool { return within(d.From, d.To, t) }

// Covers says whether the delegation is for a procedure, named by the national part of its code.
func (d *Delegation) Covers(procedure string) bool {
	return len(d.Procedures) == 0 || slices.Contains(d.Procedures, procedure)
}

// within says whether t is in [from, to); a zero to is open.
func within(from, to, t time.Time) bool {
	return !t.Before(from) && (to.IsZero() || t.Before(to))
}

// overlap says whether two half-open periods share an instant.
func overlap(from1, to1, from2, to2 time.Time) bool {
	return (to2.IsZero() || from1.Before(to2)) && (to1.IsZero() || from2.Before(to1))
}
