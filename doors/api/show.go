package api

import (
	"strconv"
	"time"

	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/form"
)

// What programs are shown. These types are the interface's own: a change inside the house changes nothing here.

// A Unit is a unit with its name in the reader's language.
type Unit struct {
	ID   string `json:"id" example:"chi-nhanh-7"`
	Name string `json:"name" example:"Chi nhánh số 7"`
	Kind string `json:"kind,omitempty" doc:"Kind of unit." example:"branch"`
}

// An Official is an officer with the name that colleagues see.
type Official struct {
	ID   string `json:"id" example:"nv-0107"`
	Name string `json:"name" example:"Nguyễn Thị Ví Dụ"`
}

// A Phase of a dossier's life.
type Phase struct {
	State     string `json:"state" enum:"filed,received,declined,processing,supplement,paying,withdrawal,stopped,completed,handed-over" doc:"The state." example:"processing"`
	StateCode int    `json:"state_code" minimum:"1" maximum:"10" doc:"The national code of the state (TrangThaiHoSo)." example:"4"`
	StateText string `json:"state_text" doc:"The state in the reader's language." example:"Đang xử lý"`
}

func phase(v text.Voice, s dossier.State) Phase {
	return Phase{State: s.String(), StateCode: int(s), StateText: v.T("dossier.state." + s.String())}
}

// A Channel's name by its national number.
var channels = map[procedure.Channel]string{procedure.Desk: "desk", procedure.Online: "online", procedure.Post: "post"}

func channelOf(name string) procedure.Channel {
	for c, n := range channels {
		if n == name {
			return c
		}
	}
	return 0
}

// at shows a moment with the city's offset.
func at(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(office.Zone)
}

func unitName(v text.Voice, u office.UnitName) string {
	if v.Lang == text.EN && u.EN != "" {
		return u.EN
	}
	return u.Name
}

func unitOf(v text.Voice, u office.UnitName) *Unit {
	if u.ID == "" {
		return nil
	}
	return &Unit{ID: u.ID, Name: unitName(v, u), Kind: u.Kind}
}

func official(p office.PersonName) *Official {
	if p.ID == "" {
		return nil
	}
	return &Official{ID: p.ID, Name: p.Name}
}

func words(v text.Voice, t form.Text) string { return t.In(string(v.Lang)) }

// A Row is a dossier in a list.
type Row struct {
	ID   string `json:"id,omitempty" doc:"Absent where the reader may not open it."`
	Code string `json:"code,omitempty" doc:"The code that people read; absent until received." example:"H26.103.25.7-260303-0001"`
	Phase
	Owner         string    `json:"owner,omitempty" doc:"Name of the owner (chủ hồ sơ)."`
	Applicant     string    `json:"applicant,omitempty" doc:"Name of the applicant (người nộp)."`
	Subject       string    `json:"subject,omitempty" doc:"What it is about (trích yếu)."`
	Restricted    bool      `json:"restricted,omitempty" doc:"At the wish of one whom it names, names and subject stay out of lists."`
	Procedure     string    `json:"procedure" example:"1.004873"`
	ProcedureName string    `json:"procedure_name"`
	Channel       string    `json:"channel" enum:"desk,online,post"`
	Steps         string    `json:"steps,omitempty" doc:"Names of the steps that are open."`
	Reception     *Unit     `json:"reception,omitempty" doc:"Where it is received."`
	Competent     *Unit     `json:"competent,omitempty" doc:"Who decides it."`
	Filed         time.Time `json:"filed,omitzero" doc:"When it was filed online."`
	ReceiveBy     time.Time `json:"receive_by,omitzero" doc:"Until when a filed dossier has to be received."`
	Received      time.Time `json:"received,omitzero"`
	Due           time.Time `json:"due,omitzero" doc:"When the result is promised (hẹn trả)."`
	Ended         time.Time `json:"ended,omitzero" doc:"When the work was over."`
	HandedOver    time.Time `json:"handed_over,omitzero"`
	Finance       string    `json:"finance,omitempty" doc:"Where the money stands: none, notified, partly, paid, exempt, refunded."`
	Hand          string    `json:"hand,omitempty" doc:"Where the result is: none, drafted, signed, numbered, issued, at-desk, posted, delivered."`
	Exchange      string    `json:"exchange,omitempty" doc:"What another system made of the state: pending, sent, confirmed, rejected, conflict."`
	Late          bool      `json:"late" doc:"Past the promise, or ended after it."`
	MinutesLeft   int64     `json:"minutes_left,omitempty" doc:"Working minutes until due, below zero when over; of open dossiers."`
	Version       int64     `json:"version" doc:"What If-Match compares." example:"3"`
}

func rowOf(v text.Voice, r *office.Row) Row {
	row := Row{
		ID: r.ID, Code: r.Code, Phase: phase(v, r.State), Owner: r.Owner, Applicant: r.Applicant, Subject: r.Subject, Restricted: r.Restricted,
		Procedure: string(r.Procedure), ProcedureName: r.ProcName, Channel: channels[r.Channel], Steps: r.Steps,
		Reception: unitOf(v, r.Reception), Competent: unitOf(v, r.Competent), Filed: at(r.Filed), ReceiveBy: at(r.AckBy), Received: at(r.Received),
		Due: at(r.Due), Ended: at(r.Ended), HandedOver: at(r.HandedAt), Late: r.Late, MinutesLeft: r.LeftMinutes, Version: r.Version,
		Finance: string(r.Finance), Hand: string(r.Hand), Exchange: string(r.Exchange),
	}
	if v.Lang == text.EN && r.ProcNameEN != "" {
		row.ProcedureName = r.ProcNameEN
	}
	return row
}

func rowsOf(v text.Voice, rows []office.Row) []Row {
	out := make([]Row, 0, len(rows))
	for i := range rows {
		out = append(out, rowOf(v, &rows[i]))
	}
	return out
}

// A Promise is a due time with why it is what it is.
type Promise struct {
	Due         time.Time `json:"due,omitzero" doc:"Absent when the procedure promises none."`
	Start       time.Time `json:"start,omitzero" doc:"When the count began to be owed."`
	Effective   time.Time `json:"effective,omitzero" doc:"Where the count begins: after lunch, at the next opening."`
	Limit       string    `json:"limit,omitempty" doc:"The limit: h hours, wd working days, d days, m months." example:"5wd"`
	SameDay     bool      `json:"same_day,omitempty"`
	Provisional bool      `json:"provisional,omitempty" doc:"Counted by a calendar that is not decided yet."`
	Why         []string  `json:"why,omitempty" doc:"The count in sentences."`
}

func promiseOf(v text.Voice, p dossier.Promise, counted *calendar.Clock) Promise {
	out := Promise{
		Due: at(p.At), Start: at(p.Start), Effective: at(p.Effective), Limit: p.Limit, SameDay: p.SameDay, Provisional: p.Provisional,
	}
	if counted != nil {
		for _, r := range counted.Reasons(string(v.Lang)) {
			out.Why = append(out.Why, v.T(r.Key, r.Args))
		}
	}
	return out
}

// A Span is a stretch of working time in one holder's hands.
type Span struct {
	Holder  string `json:"holder" enum:"desk,agency,tax,citizen,left,over" doc:"Whose hands; left and over are what remains."`
	Unit    *Unit  `json:"unit,omitempty"`
	Minutes int64  `json:"minutes" doc:"Working minutes."`
}

func spansOf(v text.Voice, bar []office.BarSpan) []Span {
	out := make([]Span, 0, len(bar))
	for _, b := range bar {
		out = append(out, Span{Holder: string(b.Holder), Unit: unitOf(v, b.UnitName), Minutes: b.Minutes})
	}
	return out
}

// A Step is a line of a dossier's history.
type Step struct {
	Event   string    `json:"event" doc:"What happened." example:"dossier.received"`
	At      time.Time `json:"at" doc:"The legal moment."`
	Late    bool      `json:"entered_late,omitempty" doc:"Written down later than it happened."`
	Unit    *Unit     `json:"unit,omitempty"`
	Step    string    `json:"step,omitempty" doc:"Name of the step of the process."`
	Outcome string    `json:"outcome,omitempty"`
	By      *Official `json:"by,omitempty" doc:"For officers."`
	Holder  *Official `json:"holder,omitempty" doc:"For officers: who was given the task."`
	Reason  string    `json:"reason,omitempty"`
	Words   string    `json:"words,omitempty"`
	Phase
}

func stepsOf(v text.Voice, steps []office.StepView) []Step {
	out := make([]Step, 0, len(steps))
	for i := range steps {
		s := &steps[i]
		out = append(out, Step{
			Event: s.Kind, At: at(s.At), Late: s.Late, Unit: unitOf(v, s.UnitName), Step: words(v, s.NodeName), Outcome: s.Outcome,
			By: official(s.Person), Holder: official(s.HolderN), Reason: s.Reason, Words: s.Words, Phase: phase(v, s.State),
		})
	}
	return out
}

// tag is the entity tag of a dossier's version.
func tag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// A Page is how a list is cut.
type Page struct {
	Cursor string `query:"cursor" maxLength:"300" doc:"Where to go on; taken from the next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"20" doc:"Most rows of the page."`
}
