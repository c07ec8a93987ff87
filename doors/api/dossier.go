package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/form"
)

// A Party is a person or organisation in a dossier.
type Party struct {
	Kind    string  `json:"kind" enum:"citizen,business,household,organisation"`
	Name    string  `json:"name" minLength:"1" maxLength:"1200" example:"Nguyễn Thị Ví Dụ"`
	Number  string  `json:"number,omitempty" maxLength:"40" doc:"Personal number, tax code or registration number." example:"001185012345"`
	Birth   string  `json:"birth,omitempty" maxLength:"10" doc:"Day of birth." example:"1985-03-02"`
	Sex     string  `json:"sex,omitempty" enum:"male,female"`
	Phone   string  `json:"phone,omitempty" maxLength:"40" example:"0912345678"`
	Email   string  `json:"email,omitempty" maxLength:"254"`
	Address Address `json:"address,omitzero"`
}

// An Address is text and a place: in the city a commune's code with the version of the list that has it, elsewhere a
// province with the name of the commune, abroad a country.
type Address struct {
	Text    string `json:"text,omitempty" maxLength:"500" example:"Số 12 phố Ví Dụ"`
	Commune string `json:"commune,omitempty" maxLength:"10" example:"00004"`
	List    string `json:"list,omitempty" maxLength:"40" example:"2025-07-01"`

	Province string `json:"province,omitempty" maxLength:"2" doc:"Code of another province, such as 40."`
	Ward     string `json:"ward,omitempty" maxLength:"300" doc:"Name of the commune in that province."`
	Country  string `json:"country,omitempty" maxLength:"2" doc:"Two letters of a country abroad, such as FR."`
}

// Parties are the persons of a dossier.
type Parties struct {
	Applicant      Party  `json:"applicant" doc:"Who hands in (người nộp)."`
	Owner          Party  `json:"owner" doc:"Whose matter it is (chủ hồ sơ)."`
	Representative *Party `json:"representative,omitempty" doc:"Who acts with authority (người đại diện)."`
	Authority      string `json:"authority,omitempty" maxLength:"500" doc:"The paper that authorises the representative."`
}

func partyOf(p dossier.Party) Party {
	return Party{
		Kind: string(p.Kind), Name: p.Name, Number: p.Number, Birth: p.Birth, Sex: p.Sex, Phone: p.Phone, Email: p.Email,
		Address: Address(p.Address),
	}
}

func (p Party) inward() dossier.Party {
	return dossier.Party{
		Kind: dossier.PartyKind(p.Kind), Name: p.Name, Number: p.Number, Birth: p.Birth, Sex: p.Sex, Phone: p.Phone, Email: p.Email,
		Address: dossier.Address(p.Address),
	}
}

func partiesOf(p *dossier.Parties) Parties {
	out := Parties{Applicant: partyOf(p.Applicant), Owner: partyOf(p.Owner), Authority: p.Authority}
	if p.Representative != nil {
		r := partyOf(*p.Representative)
		out.Representative = &r
	}
	return out
}

func (p Parties) inward() dossier.Parties {
	out := dossier.Parties{Applicant: p.Applicant.inward(), Owner: p.Owner.inward(), Authority: p.Authority}
	if p.Representative != nil {
		r := p.Representative.inward()
		out.Representative = &r
	}
	out.Tidy()
	return out
}

// Values are the answers of a form, as they were sent: the form's own rules read them, numbers keep their digits.
type Values []byte

// Schema says that any object may come; the form's schema says more.
func (Values) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true, Description: "The answers of the case's form, by its JSON Schema."}
}

// MarshalJSON gives the answers as they are.
func (v Values) MarshalJSON() ([]byte, error) { return json.RawMessage(v).MarshalJSON() }

// UnmarshalJSON keeps the bytes.
func (v *Values) UnmarshalJSON(b []byte) error {
	*v = append((*v)[:0], b...)
	return nil
}

// read decodes the answers by the form's rules.
func (v Values) read() (form.Values, error) {
	if len(v) == 0 || string(v) == "null" {
		return nil, nil
	}
	return form.Decode(v)
}

// A HandedPaper is a paper as it lay on the counter or came online.
type HandedPaper struct {
	Index     int  `json:"index" minimum:"0" maximum:"500" doc:"Place in the case's list of papers, from 0."`
	Originals int  `json:"originals,omitempty" minimum:"0" maximum:"1000"`
	Copies    int  `json:"copies,omitempty" minimum:"0" maximum:"1000" doc:"Certified copies."`
	Plain     int  `json:"plain,omitempty" minimum:"0" maximum:"1000" doc:"Photocopies."`
	Digital   bool `json:"digital,omitempty" doc:"A file came with it."`
	ToReturn  bool `json:"to_return,omitempty" doc:"An original that was taken for comparison and goes back."`
}

// A File belongs to a paper.
type File struct {
	Paper int    `json:"paper" minimum:"0" maximum:"500" doc:"Index of the paper."`
	Hash  string `json:"hash" pattern:"^[0-9a-f]{64}$" doc:"SHA-256 of the content, as the upload gave it."`
	Name  string `json:"name" minLength:"1" maxLength:"200"`
	Size  int64  `json:"size" minimum:"0"`
	Type  string `json:"type" maxLength:"100"`
}

func (f File) inward() dossier.Attached {
	return dossier.Attached{Paper: f.Paper, Hash: f.Hash, Name: f.Name, Size: f.Size, Type: f.Type}
}

// A Task is an open step of a dossier.
type Task struct {
	Token      int        `json:"token" doc:"Names the task in the addresses of acts."`
	Step       string     `json:"step"`
	Node       string     `json:"node" doc:"Id of the step in the process."`
	Work       string     `json:"work" doc:"Kind of work: examine, consult, approve, issue, pay, carry, sub."`
	Unit       *Unit      `json:"unit,omitempty"`
	Role       string     `json:"role" doc:"Role of the posts that may hold it."`
	Holder     *Official  `json:"holder,omitempty" doc:"Absent until somebody takes it."`
	Since      time.Time  `json:"since"`
	Due        time.Time  `json:"step_due,omitzero" doc:"When the step should be over; it never replaces the legal limit."`
	Acts       []string   `json:"acts" doc:"What this reader may do on it now."`
	Outcomes   []Choice   `json:"outcomes,omitempty" doc:"What it may end with."`
	Colleagues []Official `json:"colleagues,omitempty" doc:"Whom it may be assigned to."`
	Sub        string     `json:"sub,omitempty" doc:"The task is a sub-dossier of this code."`
	Papers     *Papers    `json:"papers,omitempty" doc:"Papers on their way: nothing is done on the task before they are confirmed."`
}

// A Choice is an outcome of a task.
type Choice struct {
	Value string `json:"value"`
	Name  string `json:"name"`
}

// A Link is the dossier's code in another system.
type Link struct {
	System string    `json:"system"`
	Code   string    `json:"code"`
	Since  time.Time `json:"since"`
}

// A Note is an internal note, for officers.
type Note struct {
	At    time.Time `json:"at"`
	By    string    `json:"by,omitempty" doc:"Id of the officer."`
	Words string    `json:"words"`
}

// An Asked is a request for papers.
type Asked struct {
	At       time.Time `json:"at"`
	Stage    string    `json:"stage" enum:"reception,exam" doc:"Before reception, or after examination."`
	Items    []string  `json:"items" doc:"What is to be completed."`
	Words    string    `json:"words,omitempty" doc:"For the applicant."`
	Until    time.Time `json:"until,omitzero" doc:"Until when the answer is due."`
	Supplied time.Time `json:"supplied,omitzero" doc:"The newest answer."`
	Done     time.Time `json:"done,omitzero" doc:"When the answer was complete; absent while the request is open."`
}

// A Result is the document that settled the dossier.
type Result struct {
	Number string    `json:"number,omitempty"`
	Code   string    `json:"code,omitempty"`
	File   string    `json:"file,omitempty" doc:"Hash of the file."`
	At     time.Time `json:"at"`
}

// A Dossier (hồ sơ) is the whole of it, for those who may read it.
type Dossier struct {
	ID   string `json:"id"`
	Code string `json:"code,omitempty"`
	Phase
	Version          int64         `json:"version" doc:"What If-Match compares; also the ETag."`
	Procedure        string        `json:"procedure"`
	ProcedureVersion int           `json:"procedure_version" doc:"Pinned at reception."`
	ProcedureName    string        `json:"procedure_name,omitempty"`
	Case             string        `json:"case"`
	CaseName         string        `json:"case_name,omitempty"`
	DataType         string        `json:"data_type,omitempty" doc:"The ministry's name of the kind of data that it is, for systems that pass it on."`
	Prepay           bool          `json:"prepay,omitempty" doc:"The fee is to be paid before anybody works on it."`
	Channel          string        `json:"channel" enum:"desk,online,post"`
	Reception        *Unit         `json:"reception,omitempty"`
	Competent        *Unit         `json:"competent,omitempty"`
	Help             *Unit         `json:"help,omitempty" doc:"Where somebody assisted."`
	Parties          Parties       `json:"parties"`
	Subject          string        `json:"subject,omitempty"`
	Values           Values        `json:"values,omitempty"`
	FormVersion      int           `json:"form_version" doc:"The version whose form the values were judged by."`
	Papers           []HandedPaper `json:"papers"`
	Files            []File        `json:"files"`
	Sets             int           `json:"sets,omitempty" doc:"Sets of papers."`
	Filed            time.Time     `json:"filed,omitzero"`
	ReceiveBy        time.Time     `json:"receive_by,omitzero"`
	Received         time.Time     `json:"received,omitzero"`
	Promise          Promise       `json:"promise"`
	Completed        time.Time     `json:"completed,omitzero"`
	Ended            time.Time     `json:"ended,omitzero"`
	Late             bool          `json:"late"`
	MinutesLeft      int64         `json:"minutes_left,omitempty"`
	Return           string        `json:"return,omitempty" doc:"How the result is wanted: desk, post, electronic."`
	Fee              int64         `json:"fee" doc:"Whole đồng."`
	Finance          string        `json:"finance" enum:"none,notified,partly,paid,exempt,refunded" doc:"Where the money stands."`
	Charges          []Charge      `json:"charges,omitempty" doc:"What is owed: the fee, and what notices fixed."`
	Hand             string        `json:"hand" enum:"none,drafted,signed,numbered,issued,at-desk,posted,delivered" doc:"Where the result is."`
	Postings         []Posting     `json:"postings,omitempty" doc:"How the result was sent by post, the oldest first."`
	Exchange         string        `json:"exchange,omitempty" enum:"pending,sent,confirmed,rejected,conflict" doc:"What the other system made of the state; absent where nobody outside asks."`
	Links            []Link        `json:"links" doc:"Codes in other systems."`
	Result           *Result       `json:"result,omitempty"`
	Reason           string        `json:"reason,omitempty" doc:"Code of the reason of a refusal, a decline, a replacement."`
	Replaces         string        `json:"replaces,omitempty" doc:"Code of the dossier that was closed for this one."`
	ReplacedBy       string        `json:"replaced_by,omitempty" doc:"Code of the dossier that took its place."`
	Asks             []Asked       `json:"asks,omitempty" doc:"Requests for papers, the oldest first."`
	Tasks            []Task        `json:"tasks" doc:"The open steps."`
	Acts             []string      `json:"acts" doc:"What this reader may do on the dossier itself now."`
	Notes            []Note        `json:"notes,omitempty"`
	Bar              []Span        `json:"bar"`
	Steps            []Step        `json:"steps"`
	Duplicates       []Row         `json:"duplicates,omitempty" doc:"Open dossiers of the same owner under the same procedure."`
	Slip             string        `json:"slip,omitempty" format:"uri-reference" doc:"Address of form 01, once received."`
	Check            string        `json:"check,omitempty" doc:"The ten characters of form 01, for the applicant alone."`
	Reads            int           `json:"reads" doc:"How often it was opened."`
	Erased           bool          `json:"erased,omitempty" doc:"A personal part was erased by law."`
	Demo             bool          `json:"demo,omitempty" doc:"A dossier of a demonstration."`

	Origins map[string]Origin `json:"origins,omitempty" doc:"Where answers come from that were not typed, by path."`
}

func dossierOf(v text.Voice, x *office.DossierView) Dossier {
	d := x.Dossier
	out := Dossier{
		ID: string(d.ID), Code: d.Code, Phase: phase(v, d.State), Version: d.Version, Procedure: string(d.Procedure), ProcedureVersion: d.ProcVersion,
		Case: d.Case, Prepay: d.Unpaid(), Channel: channels[d.Channel], Reception: unitOf(v, x.ReceptionN), Competent: unitOf(v, x.CompetentN), Help: unitOf(v, x.HelpN),
		Parties: partiesOf(&d.Parties), Subject: d.Subject, FormVersion: d.FormVersion, Papers: []HandedPaper{}, Files: []File{}, Sets: d.Sets,
		Filed: at(d.Filed), ReceiveBy: at(d.AckBy), Received: at(d.Received), Promise: promiseOf(v, d.Promise, x.Counted), Completed: at(d.Completed), Ended: at(d.Ended),
		Late: x.Late, MinutesLeft: x.LeftMin, Return: d.Return, Fee: d.Fee, Finance: string(d.Finance), Hand: string(d.Hand), Exchange: string(d.Exchange),
		Links: []Link{}, Reason: d.Reason, Replaces: d.Replaces, ReplacedBy: d.ReplacedBy, Tasks: []Task{}, Acts: []string{},
		Bar: spansOf(v, x.Bar), Steps: stepsOf(v, x.Steps), Duplicates: rowsOf(v, x.Duplicates), Reads: x.Reads, Erased: d.Erased, Demo: d.Demo,
	}
	if !x.Officer { // who works on a dossier reads its slip, where the post gives slips out
		out.Check = d.Check
	}
	if x.Record != nil {
		out.ProcedureName = procedureOf(v, x.Record, false).Name
	}
	if x.CaseDef != nil {
		out.CaseName, out.DataType = words(v, x.CaseDef.Name), x.CaseDef.Conduct.DataType
	}
	out.Origins = originsOf(d.Origins)
	if d.Values != nil {
		out.Values, _ = json.Marshal(d.Values) // it came from JSON
	}
	if d.Code != "" {
		out.Slip = "/api/v1/dossiers/" + string(d.ID) + "/slip"
	}
	if !d.Result.At.IsZero() {
		out.Result = &Result{Number: d.Result.Number, Code: d.Result.Code, File: d.Result.File, At: at(d.Result.At)}
	}
	out.take(v, x)
	return out
}

// take adds the lists.
func (out *Dossier) take(v text.Voice, x *office.DossierView) {
	for _, p := range x.Papers {
		out.Papers = append(out.Papers, HandedPaper{p.Index, p.Originals, p.Copies, p.Plain, p.Digital, p.Returned})
	}
	for _, f := range x.Files {
		out.Files = append(out.Files, File{f.Paper, f.Hash, f.Name, f.Size, f.Type})
	}
	for i := range x.Asks {
		a := &x.Asks[i]
		out.Asks = append(out.Asks, Asked{
			At: at(a.At), Stage: a.Stage, Items: append([]string{}, a.Items...), Words: a.Words, Until: at(a.Until), Supplied: at(a.Supplied), Done: at(a.Done),
		})
	}
	for _, k := range x.Charges {
		out.Charges = append(out.Charges, Charge{k.Token, k.Sum, k.Paid, k.Exempt, k.Rest(), k.Settled})
	}
	for _, p := range x.Postings {
		out.Postings = append(out.Postings, Posting{p.Carrier, p.Waybill, at(p.Day)})
	}
	for _, c := range x.Codes {
		out.Links = append(out.Links, Link{c.System, c.Code, at(c.Since)})
	}
	for _, c := range x.Acts {
		out.Acts = append(out.Acts, string(c.Act))
	}
	if x.Officer {
		for _, n := range x.Notes {
			out.Notes = append(out.Notes, Note{at(n.At), n.Actor, n.Words})
		}
	}
	for i := range x.Open {
		out.Tasks = append(out.Tasks, taskOf(v, &x.Open[i], x.Officer))
	}
}

// taskOf shows an open task; whose hands it is in is for officers.
func taskOf(v text.Voice, x *office.TaskView, officer bool) Task {
	t := Task{
		Token: x.Token, Step: words(v, x.Name), Node: x.Node, Work: string(x.Work), Unit: unitOf(v, x.UnitName), Role: x.Role, Since: at(x.Since), Due: at(x.Due),
		Acts: []string{},
	}
	if x.Stands {
		t.Due = time.Time{} // it is due at no time
	}
	if !officer {
		return t
	}
	t.Holder = official(x.HolderName)
	if x.Asked != nil {
		t.Sub = x.Asked.Sub
	}
	if x.OnWay() {
		t.Papers = &Papers{From: x.Papers.From, Sheets: x.Papers.Sheets, By: at(x.Papers.By), SentBack: at(x.SentBack)}
	}
	for _, a := range x.Acts {
		t.Acts = append(t.Acts, string(a))
	}
	for _, o := range x.Outcomes {
		t.Outcomes = append(t.Outcomes, Choice{o.Value, words(v, o.Name)})
	}
	for _, m := range x.Company {
		t.Colleagues = append(t.Colleagues, Official(m.PersonName))
	}
	return t
}

// DossierAt names a dossier.
type DossierAt struct {
	ID string `path:"id" minLength:"10" maxLength:"40" pattern:"^[0-9A-Za-z-]+$" doc:"Identity of the dossier, not its code." example:"7K2QM9XD4R0000000000000000"`
}

type dossierQuery struct {
	DossierAt
	IfNoneMatch string `header:"If-None-Match" maxLength:"500" doc:"Entity tags that the client has: 304 when the dossier is still that version."`
}

type reasonInput struct {
	DossierAt
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why it is read." example:"Kiểm tra theo phản ánh số 15"`
	}
}

type dossierAnswer struct {
	Status int
	ETag   string `header:"ETag" doc:"The dossier's version."`
	Body   *Dossier
}

type pdfAnswer struct {
	ContentType        string `header:"Content-Type"`
	ContentDisposition string `header:"Content-Disposition"`
	Body               []byte
}

// dossiers are the reads of one dossier.
func (d *Door) dossiers() {
	one := op("Dossiers", "read-dossier", http.MethodGet, "/dossiers/{id}", "One dossier",
		"The whole dossier for those who may read it; for others there is none. Opening it is written into the read log, which its owner sees. "+
			"The entity tag is the version: what follows from the time of asking alone (late, minutes_left) does not change it.", signedIn)
	one.Errors = append(one.Errors, http.StatusForbidden, http.StatusNotFound, http.StatusConflict)
	one.Responses = map[string]*huma.Response{"304": {Description: "The dossier is still the version that the client has."}}
	huma.Register(d.api, one, d.readDossier)
	reason := op("Dossiers", "give-reason", http.MethodPost, "/dossiers/{id}/reason", "Say why a dossier of another unit is read",
		"Supervision and procedure control may read every unit's dossiers and say why (access.reason-needed). The reason holds for this dossier and an hour; "+
			"supervision lists it and the owner reads it. Whoever is asked for none gives none.", signedIn)
	reason.Errors = append(reason.Errors, http.StatusForbidden, http.StatusNotFound, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	huma.Register(d.api, reason, func(ctx context.Context, in *reasonInput) (*struct{}, error) {
		return nil, d.o.Office.GiveReason(ctx, visitOf(ctx).who, dossier.ID(in.ID), in.Body.Reason)
	})
	slip := op("Dossiers", "read-slip", http.MethodGet, "/dossiers/{id}/slip", "Form 01 as PDF",
		"The receipt and appointment slip (giấy tiếp nhận hồ sơ và hẹn trả kết quả), the same bytes each time.", signedIn)
	slip.Errors = append(slip.Errors, http.StatusForbidden, http.StatusNotFound, http.StatusConflict)
	slip.Responses = map[string]*huma.Response{"200": {
		Description: "The slip.", Content: map[string]*huma.MediaType{"application/pdf": {Schema: &huma.Schema{Type: "string", Format: "binary"}}},
	}}
	huma.Register(d.api, slip, func(ctx context.Context, in *DossierAt) (*pdfAnswer, error) {
		pdf, name, err := d.reader(ctx).Slip(dossier.ID(in.ID))
		if err != nil {
			return nil, err
		}
		return &pdfAnswer{"application/pdf", `inline; filename="` + name + `"`, pdf}, nil
	})
}

func (d *Door) readDossier(ctx context.Context, in *dossierQuery) (*dossierAnswer, error) {
	x, err := d.reader(ctx).Dossier(dossier.ID(in.ID), "read.api")
	if err != nil {
		return nil, err
	}
	out := &dossierAnswer{Status: http.StatusOK, ETag: tag(x.Version)}
	if matches(in.IfNoneMatch, out.ETag) {
		out.Status = http.StatusNotModified
		return out, nil
	}
	body := dossierOf(visitOf(ctx).voice, x)
	out.Body = &body
	return out, nil
}

// matches compares entity tags weakly, as If-None-Match asks for.
func matches(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == tag {
			return true
		}
	}
	return false
}
