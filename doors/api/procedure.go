package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// A Procedure is a procedure (thủ tục hành chính) in a list.
type Procedure struct {
	Code      string   `json:"code" example:"1.004873"`
	Version   int      `json:"version" example:"1"`
	Name      string   `json:"name"`
	ShortName string   `json:"short_name,omitempty" doc:"As people say it."`
	Sector    string   `json:"sector"`
	Levels    []string `json:"levels,omitempty" doc:"Where it is performed."`
	Audiences []string `json:"audiences,omitempty" doc:"Whom it is for."`
	Service   string   `json:"service,omitempty" doc:"How far it goes online: full, partial, information."`
	Receives  bool     `json:"receives" doc:"Dossiers can be received for it here."`
	Note      string   `json:"note,omitempty" doc:"What a citizen does while the version is published, but its electronic process is not switched on yet."`
}

func procedureOf(v text.Voice, r *procedure.Record, receives bool) Procedure {
	p := Procedure{
		Code: string(r.Code), Version: r.Version, Name: r.Name, ShortName: r.ShortName, Sector: r.Sector, Levels: r.Levels, Audiences: r.Audiences,
		Service: r.Service, Receives: receives,
	}
	if v.Lang == text.EN && r.NameEN != "" {
		p.Name, p.ShortName = r.NameEN, ""
	}
	return p
}

// A Count is a value that a filter takes, with how many procedures have it.
type Count struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

func countsOf(fs []office.Facet) []Count {
	out := make([]Count, 0, len(fs))
	for _, f := range fs {
		out = append(out, Count{Value: f.Value, Count: f.N})
	}
	return out
}

// A WholeProcedure is one version of a procedure.
type WholeProcedure struct {
	Procedure
	Decision    string          `json:"decision,omitempty" doc:"The decision that publishes it."`
	Description string          `json:"description,omitempty"`
	Conditions  string          `json:"conditions,omitempty"`
	StepsText   string          `json:"steps_text,omitempty" doc:"The order of steps as published."`
	Competent   []string        `json:"competent,omitempty" doc:"Who decides, as the source names them."`
	Results     []string        `json:"results,omitempty" doc:"What it issues."`
	Bases       []Basis         `json:"bases,omitempty" doc:"The legal acts that it rests on."`
	Cases       []ProcedureCase `json:"cases" doc:"Choose the case first: papers, limit and fee depend on it."`
	From        time.Time       `json:"from,omitzero" doc:"In force from."`
	To          time.Time       `json:"to,omitzero" doc:"In force until, exclusive."`
	SourceURL   string          `json:"source_url,omitempty"`
	Example     []string        `json:"example,omitempty" doc:"Parts that were written for the demonstration."`
	Next        int             `json:"next_version,omitempty" doc:"A version that is decided and comes into force later."`
}

// A Basis is a legal act.
type Basis struct {
	Number  string `json:"number"`
	Name    string `json:"name,omitempty"`
	Issued  string `json:"issued,omitempty"`
	Article string `json:"article,omitempty"`
}

// A ProcedureCase is a case (trường hợp) of a procedure.
type ProcedureCase struct {
	ID       string        `json:"id" example:"chuan"`
	Name     string        `json:"name"`
	Papers   []Paper       `json:"papers" doc:"The papers; index is their place in this list, from 0."`
	Channels []ChannelRule `json:"channels"`
	Form     string        `json:"form,omitempty" format:"uri-reference" doc:"Address of the form's JSON Schema, when the case has a form."`
	Receives bool          `json:"receives" doc:"Dossiers can be received for this case here."`
	Off      bool          `json:"process_off,omitempty" doc:"The case is published, but its electronic process is not switched on yet: it is handed in on paper at the desks until then."`

	Immediate  bool     `json:"immediate,omitempty" doc:"Settled while the applicant waits."`
	SelfFiled  bool     `json:"self_filed,omitempty" doc:"The owner files in person: a filing with a representative or another applicant is refused."`
	Apart      bool     `json:"apart,omitempty" doc:"Whoever examined a dossier does not decide it."`
	Prepaid    bool     `json:"prepaid,omitempty" doc:"Nobody works on a dossier before its fee is paid."`
	Originals  string   `json:"originals,omitempty" enum:"kept,returned" doc:"What becomes of the originals; absent where nothing is said."`
	ResultFile string   `json:"result_file,omitempty" enum:"attached,signed" doc:"What file a result has to have; absent where none is needed."`
	Receivers  []string `json:"receivers,omitempty" doc:"The units that receive it; absent: wherever the procedure is received."`
	DataType   string   `json:"data_type,omitempty" doc:"The ministry's name of the kind of data that a dossier is to it."`
}

// A Paper (thành phần hồ sơ) is a document that a case asks for.
type Paper struct {
	Index     int    `json:"index"`
	Name      string `json:"name"`
	Required  bool   `json:"required"`
	Originals int    `json:"originals"`
	Copies    int    `json:"copies"`
	Note      string `json:"note,omitempty"`

	When       string   `json:"when,omitempty" doc:"Asked for only if this condition over the answers in the form is true." example:"relation == 'guardian'"`
	OneOf      string   `json:"one_of,omitempty" doc:"Papers of the case with the same word stand in for one another: one of them is enough."`
	ReplacedBy []string `json:"replaced_by,omitempty" doc:"Codes of results that may stand in for it."`
}

// A ChannelRule is the limit and the fee on a channel, as published.
type ChannelRule struct {
	Channel string    `json:"channel" enum:"desk,online,post"`
	Limit   string    `json:"limit,omitempty" example:"5wd"`
	Text    string    `json:"limit_text,omitempty" doc:"The limit in the source's words."`
	Basis   string    `json:"basis,omitempty"`
	Fees    []FeeItem `json:"fees,omitempty"`
	FeeText string    `json:"fee_text,omitempty" doc:"The fee in the source's words."`
	Free    bool      `json:"free,omitempty"`
}

// A FeeItem is one fee.
type FeeItem struct {
	Name     string `json:"name"`
	Amount   int64  `json:"amount" doc:"Whole đồng, or of the currency."`
	Per      string `json:"per,omitempty"`
	Currency string `json:"currency,omitempty"`
	Basis    string `json:"basis,omitempty"`
}

func wholeProcedure(v text.Voice, r *procedure.Record, receives bool) WholeProcedure {
	out := WholeProcedure{
		Procedure: procedureOf(v, r, receives), Decision: r.Decision, Description: r.Description, Conditions: r.Conditions, StepsText: r.StepsText,
		From: at(r.From), To: at(r.To), SourceURL: r.SourceURL, Example: r.Example, Cases: []ProcedureCase{},
	}
	for _, a := range r.Competent {
		out.Competent = append(out.Competent, a.Name)
	}
	for _, x := range r.Results {
		out.Results = append(out.Results, x.Name)
	}
	for _, b := range r.Bases {
		out.Bases = append(out.Bases, Basis{Number: b.Number, Name: b.Name, Issued: b.Issued, Article: b.Article})
	}
	for i := range r.Cases {
		out.Cases = append(out.Cases, caseOf(v, r, &r.Cases[i]))
	}
	return out
}

func caseOf(v text.Voice, r *procedure.Record, c *procedure.Case) ProcedureCase {
	out := ProcedureCase{
		ID: c.ID, Name: words(v, c.Name), Receives: r.Receives(c), Off: c.Process != nil && !r.Receives(c), Immediate: c.Conduct.Immediate, SelfFiled: c.Conduct.SelfFiled, Apart: c.Conduct.Apart,
		Prepaid: c.Conduct.Prepaid, Originals: c.Conduct.Originals, ResultFile: c.Conduct.ResultFile, Receivers: c.Conduct.Receivers, DataType: c.Conduct.DataType, Papers: []Paper{}, Channels: []ChannelRule{},
	}
	if c.Form != nil {
		out.Form = fmt.Sprintf("/api/v1/procedures/%s/versions/%d/cases/%s/form", url.PathEscape(string(r.Code)), r.Version, url.PathEscape(c.ID))
	}
	for i, p := range c.Papers {
		name := p.Name
		if v.Lang == text.EN && p.NameEN != "" {
			name = p.NameEN
		}
		out.Papers = append(out.Papers, Paper{Index: i, Name: name, Required: p.Required, Originals: p.Originals, Copies: p.Copies, Note: p.Note, When: p.When, OneOf: p.OneOf, ReplacedBy: p.ReplacedBy})
	}
	for _, rule := range c.Channels {
		x := ChannelRule{Channel: channels[rule.Channel], Text: rule.LimitText, Basis: rule.Basis, FeeText: rule.FeeText, Free: rule.Free}
		if rule.Limit != nil {
			x.Limit = rule.Limit.String()
		}
		for _, f := range rule.Fees {
			x.Fees = append(x.Fees, FeeItem{Name: f.Name, Amount: int64(f.Amount), Per: f.Per, Currency: f.Currency, Basis: f.Basis})
		}
		out.Channels = append(out.Channels, x)
	}
	return out
}

type procedureQuery struct {
	Page
	Text      string `query:"q" maxLength:"200" doc:"Words of the name or a code, with or without marks." example:"khai tu"`
	Sector    string `query:"sector" maxLength:"300"`
	Agency    string `query:"agency" maxLength:"300"`
	Audience  string `query:"audience" maxLength:"300"`
	LifeEvent string `query:"life_event" maxLength:"100" doc:"Slug of an event of life." example:"sinh-con"`
}

type procedureList struct {
	Link string `header:"Link" doc:"The next page, rel=\"next\"."`
	Body struct {
		Total int         `json:"total"`
		Items []Procedure `json:"items"`
		Next  string      `json:"next,omitempty" format:"uri-reference" doc:"Address of the next page."`
	}
}

type filterAnswer struct {
	Body struct {
		Sectors   []Count `json:"sectors" doc:"What the filter sector takes."`
		Agencies  []Count `json:"agencies" doc:"What the filter agency takes."`
		Audiences []Count `json:"audiences" doc:"What the filter audience takes."`
	}
}

// ProcedureAt names a procedure.
type ProcedureAt struct {
	Code string `path:"code" maxLength:"60" doc:"The national part of the code." example:"1.004873"`
}

// VersionAt names a version of a procedure.
type VersionAt struct {
	ProcedureAt
	Version int `path:"version" minimum:"1" maximum:"100000"`
}

// CaseAt names a case of the version in force.
type CaseAt struct {
	ProcedureAt
	Case string `path:"case" maxLength:"100" example:"chuan"`
}

type versionCaseAt struct {
	VersionAt
	Case string `path:"case" maxLength:"100" example:"chuan"`
}

type procedureAnswer struct{ Body WholeProcedure }

// procedures are the reads of the catalogue.
func (d *Door) procedures() {
	huma.Register(d.api, op("Procedures", "list-procedures", http.MethodGet, "/procedures", "Search procedures",
		"The procedures in force, best match first, with or without marks.", openToAll), d.listProcedures)
	huma.Register(d.api, op("Procedures", "read-filters", http.MethodGet, "/procedures/filters", "What the filters take",
		"The values that the filters of procedures can take, the commonest first, with how many procedures in force have each.", openToAll),
		func(ctx context.Context, _ *struct{}) (*filterAnswer, error) {
			list, out := d.reader(ctx).Procedures(office.ProcedureQuery{Limit: 1}), &filterAnswer{}
			out.Body.Sectors, out.Body.Agencies, out.Body.Audiences = countsOf(list.Sectors), countsOf(list.Agencies), countsOf(list.Audiences)
			return out, nil
		})
	one := op("Procedures", "read-procedure", http.MethodGet, "/procedures/{code}", "One procedure", "The version in force today, or the newest when none is.", openToAll)
	one.Errors = append(one.Errors, http.StatusNotFound)
	huma.Register(d.api, one, d.readProcedure)
	vs := op("Procedures", "list-versions", http.MethodGet, "/procedures/{code}/versions", "Versions of a procedure", "Every version with its days, the oldest first.", openToAll)
	vs.Errors = append(vs.Errors, http.StatusNotFound)
	huma.Register(d.api, vs, d.listVersions)
	v := op("Procedures", "read-version", http.MethodGet, "/procedures/{code}/versions/{version}", "One version",
		"A version as it was: a dossier finishes under the version that it was received under.", openToAll)
	v.Errors = append(v.Errors, http.StatusNotFound)
	huma.Register(d.api, v, d.readVersion)
	f := op("Procedures", "read-form", http.MethodGet, "/procedures/{code}/versions/{version}/cases/{case}/form", "The form of a case",
		"JSON Schema 2020-12 of the values of a filing; values that do not fit it are refused, each by its place. What no schema can say stands beside it and is judged too: x-when is the condition under which a field is asked, x-check what must be true, "+
			"x-past says that a day may not lie after the day of filing, x-minimum and x-maximum bound a decimal, x-area says how far away an address may lie, x-from names the result that the answer is prefilled from.", openToAll)
	f.Errors = append(f.Errors, http.StatusNotFound)
	f.Responses = map[string]*huma.Response{"200": {
		Description: "The form's schema.",
		Content:     map[string]*huma.MediaType{"application/schema+json": {Schema: &huma.Schema{Type: "object", AdditionalProperties: true}}},
	}}
	huma.Register(d.api, f, d.readForm)
	p := op("Procedures", "read-prefill", http.MethodGet, "/procedures/{code}/versions/{version}/cases/{case}/form/prefill", "What the form can begin with",
		"The answers that are known of the citizen or business that is signed in and asks for themself, by the form's schema, and where each comes from: their account (account), or a paper that the city issued to them (result). "+
			"Each look into a dossier stands in its read log. What a filing says otherwise is kept with what stood here.", signedIn)
	p.Errors = append(p.Errors, http.StatusForbidden, http.StatusNotFound)
	huma.Register(d.api, p, d.readPrefill)
	o := op("Procedures", "read-offer", http.MethodGet, "/procedures/{code}/cases/{case}/offer", "What a case costs and promises",
		"The fee and the due time per channel, if the dossier were received now.", openToAll)
	o.Errors = append(o.Errors, http.StatusNotFound)
	huma.Register(d.api, o, d.readOffer)
}

func (d *Door) listProcedures(ctx context.Context, in *procedureQuery) (*procedureList, error) {
	skip := 0
	if in.Cursor != "" {
		n, err := strconv.Atoi(in.Cursor)
		if err != nil || n < 0 || n > 1_000_000 {
			return nil, fault.New(fault.Invalid, "api.cursor").At("query.cursor")
		}
		skip = n
	}
	v := visitOf(ctx)
	list := d.reader(ctx).Procedures(office.ProcedureQuery{
		Text: in.Text, Sector: in.Sector, Agency: in.Agency, Audience: in.Audience, LifeEvent: in.LifeEvent, Skip: skip, Limit: in.Limit,
	})
	out := &procedureList{}
	out.Body.Total, out.Body.Items = list.Total, []Procedure{}
	for _, h := range list.Hits {
		out.Body.Items = append(out.Body.Items, procedureOf(v.voice, h.Record, h.Receives))
	}
	if end := skip + len(list.Hits); end < list.Total && len(list.Hits) > 0 {
		out.Body.Next, out.Link = next(ctx, strconv.Itoa(end))
	}
	return out, nil
}

// next is the address of the next page, and the Link header that says it (RFC 8288).
func next(ctx context.Context, cursor string) (address, link string) {
	if cursor == "" {
		return "", ""
	}
	u := *visitOf(ctx).request.URL
	q := u.Query()
	q.Set("cursor", cursor)
	u.RawQuery = q.Encode()
	address = u.RequestURI()
	return address, "<" + address + `>; rel="next"`
}

func (d *Door) readProcedure(ctx context.Context, in *ProcedureAt) (*procedureAnswer, error) {
	p, err := d.reader(ctx).Procedure(procedure.ID(in.Code))
	if err != nil {
		return nil, err
	}
	out := wholeProcedure(visitOf(ctx).voice, p.Record, p.Receives)
	if v := visitOf(ctx).voice; p.Held {
		out.Note = v.T("procedure.held-words", "date", v.Date(p.Record.From))
	}
	if p.Next != nil {
		out.Next = p.Next.Version
	}
	return &procedureAnswer{out}, nil
}

// A VersionLine is a version in the list of a procedure's.
type VersionLine struct {
	Version int       `json:"version"`
	Name    string    `json:"name"`
	From    time.Time `json:"from,omitzero"`
	To      time.Time `json:"to,omitzero"`
}

type versionList struct {
	Body struct {
		Total int           `json:"total"`
		Items []VersionLine `json:"items"`
	}
}

func (d *Door) listVersions(ctx context.Context, in *ProcedureAt) (*versionList, error) {
	p, err := d.reader(ctx).Procedure(procedure.ID(in.Code))
	if err != nil {
		return nil, err
	}
	out := &versionList{}
	out.Body.Total, out.Body.Items = len(p.Versions), []VersionLine{}
	for _, r := range p.Versions {
		out.Body.Items = append(out.Body.Items, VersionLine{Version: r.Version, Name: r.Name, From: at(r.From), To: at(r.To)})
	}
	return out, nil
}

// version finds a version of a procedure.
func (d *Door) version(ctx context.Context, in *VersionAt) (*procedure.Record, error) {
	p, err := d.reader(ctx).Procedure(procedure.ID(in.Code))
	if err != nil {
		return nil, err
	}
	for i := range p.Versions {
		if p.Versions[i].Version == in.Version {
			return &p.Versions[i], nil
		}
	}
	return nil, fault.New(fault.Missing, "procedure.missing", "code", in.Code+" / "+strconv.Itoa(in.Version))
}

func (d *Door) readVersion(ctx context.Context, in *VersionAt) (*procedureAnswer, error) {
	r, err := d.version(ctx, in)
	if err != nil {
		return nil, err
	}
	return &procedureAnswer{wholeProcedure(visitOf(ctx).voice, r, r.Open())}, nil
}

type formAnswer struct {
	ContentType string `header:"Content-Type"`
	Body        map[string]any
}

func (d *Door) readForm(ctx context.Context, in *versionCaseAt) (*formAnswer, error) {
	r, err := d.version(ctx, &in.VersionAt)
	if err != nil {
		return nil, err
	}
	c := r.Case(in.Case)
	if c == nil || c.Form == nil {
		return nil, fault.New(fault.Missing, "api.form-missing", "case", short(in.Case))
	}
	return &formAnswer{"application/schema+json", form.Schema(c.Form)}, nil
}

// An Origin says where an answer was taken from; one without was typed.
type Origin struct {
	From    string    `json:"from" enum:"account,result" doc:"The account that the applicant signed in with, or a paper that the city issued."`
	Paper   string    `json:"paper,omitempty" doc:"Name of the kind of paper."`
	Number  string    `json:"number,omitempty" doc:"Of the paper."`
	Issued  time.Time `json:"issued,omitzero"`
	Unit    string    `json:"unit,omitempty" doc:"Id of the unit that issued it."`
	Dossier string    `json:"dossier,omitempty" doc:"Code of the dossier that led to it."`
	Proved  bool      `json:"proved" doc:"A paper of the city says the same: none has to be brought for it."`
	Said    any       `json:"said,omitempty" doc:"What stood there, where the answer was changed."`
}

func originsOf(all map[string]dossier.Origin) map[string]Origin {
	if len(all) == 0 {
		return nil
	}
	out := make(map[string]Origin, len(all))
	for path, o := range all {
		out[path] = Origin{o.From, o.Name, o.Number, at(o.At), o.Unit, o.Dossier, o.Proved(), o.Said}
	}
	return out
}

type prefillAnswer struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Values  Values            `json:"values"`
		Origins map[string]Origin `json:"origins,omitempty" doc:"By path, such as mother.name."`
	}
}

func (d *Door) readPrefill(ctx context.Context, in *versionCaseAt) (*prefillAnswer, error) {
	v := visitOf(ctx)
	if v.who.Kind != access.Citizen {
		return nil, fault.New(fault.Refused, "api.citizen-only").NoRight()
	}
	c, err := d.o.Office.World().Procedures.Form(procedure.ID(in.Code), in.Version, in.Case)
	if c == nil || err != nil {
		return nil, fault.New(fault.Missing, "api.form-missing", "case", short(in.Case))
	}
	values, origins, err := d.reader(ctx).Prefill(c, v.session.Party)
	if err != nil {
		return nil, err
	}
	out := &prefillAnswer{CacheControl: "no-store"}
	out.Body.Origins = originsOf(origins)
	out.Body.Values, err = json.Marshal(values)
	return out, err
}

type offerQuery struct {
	CaseAt
	Reception string   `query:"reception" maxLength:"100" doc:"Unit that would receive it."`
	Commune   string   `query:"commune" maxLength:"10" doc:"Code of the owner's commune."`
	Answers   []string `query:"answer,explode" maxItems:"50" doc:"Answers of the form that the fee depends on, as field=value; may come several times." example:"copies=2"`
}

// An Offer is what a case asks for and promises today.
type Offer struct {
	Procedure string         `json:"procedure"`
	Version   int            `json:"version" doc:"The version whose form a filing names as form_version."`
	Case      string         `json:"case"`
	Competent *Unit          `json:"competent,omitempty" doc:"Who would decide; absent while the owner's commune is not known and decides."`
	Channels  []ChannelOffer `json:"channels"`
}

// A ChannelOffer is the price and the promise on one channel.
type ChannelOffer struct {
	Channel string    `json:"channel" enum:"desk,online,post"`
	Fee     int64     `json:"fee" doc:"Whole đồng."`
	AtLeast bool      `json:"at_least,omitempty" doc:"A fee per piece is counted once, the number is not known."`
	Asks    []string  `json:"asks,omitempty" doc:"Answers that the fee depends on and that were not given."`
	Lines   []FeeItem `json:"lines,omitempty"`
	Promise Promise   `json:"promise"`
}

type offerAnswer struct{ Body Offer }

func (d *Door) readOffer(ctx context.Context, in *offerQuery) (*offerAnswer, error) {
	posted := map[string][]string{}
	for _, a := range in.Answers {
		name, value, ok := strings.Cut(a, "=")
		if !ok {
			return nil, fault.New(fault.Invalid, "api.answer", "answer", short(a)).At("query.answer")
		}
		posted[name] = append(posted[name], value)
	}
	answers := form.FromPost(posted)
	o, err := d.reader(ctx).CaseOffer(procedure.ID(in.Code), in.Case, in.Reception, in.Commune, answers)
	if fault.Is(err, fault.Invalid) && fault.As(err).Field == "case" {
		return nil, fault.New(fault.Missing, "dossier.case-unknown", "case", short(in.Case))
	}
	if err != nil {
		return nil, err
	}
	v := visitOf(ctx).voice
	out := Offer{Procedure: in.Code, Version: o.FormBy, Case: in.Case, Competent: unitOf(v, o.Competent), Channels: []ChannelOffer{}}
	for _, c := range o.Channels {
		x := ChannelOffer{Channel: channels[c.Rule.Channel], Fee: int64(c.Bill.Total), AtLeast: c.Bill.AtLeast, Asks: c.Bill.Asks, Promise: promiseOf(v, c.Promise, nil)}
		for _, l := range c.Bill.Lines {
			x.Lines = append(x.Lines, FeeItem{Name: l.Item.Name, Amount: int64(l.Item.Amount), Per: l.Item.Per, Currency: l.Item.Currency, Basis: l.Item.Basis})
		}
		out.Channels = append(out.Channels, x)
	}
	return &offerAnswer{out}, nil
}
