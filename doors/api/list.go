package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
)

// Narrow are the filters of lists of dossiers, the same as those of the pages.
type Narrow struct {
	Page
	Text         string   `query:"q" maxLength:"200" doc:"Words of names, subjects or codes, with or without marks."`
	States       []string `query:"state" enum:"filed,received,declined,processing,supplement,paying,withdrawal,stopped,completed,handed-over" doc:"Only these states, with commas between."`
	Unit         string   `query:"unit" maxLength:"100" doc:"Dossiers of this unit."`
	By           string   `query:"by" enum:"reception,competent" doc:"With unit: which of its parts in the dossier counts; absent means any."`
	Below        bool     `query:"below" doc:"With unit: the units below it too."`
	Procedure    string   `query:"procedure" maxLength:"60"`
	Sector       string   `query:"sector" maxLength:"300"`
	Channel      string   `query:"channel" enum:"desk,online,post"`
	Finance      string   `query:"finance" enum:"none,notified,partly,paid,exempt,refunded" doc:"Where the money stands."`
	Hand         string   `query:"hand" enum:"none,drafted,signed,numbered,issued,at-desk,posted,delivered" doc:"Where the result is."`
	Exchange     string   `query:"exchange" enum:"pending,sent,confirmed,rejected,conflict" doc:"What another system made of the state."`
	ReceivedFrom string   `query:"received_from" format:"date" doc:"First day of reception." example:"2026-03-01"`
	ReceivedTo   string   `query:"received_to" format:"date" doc:"Last day of reception."`
	EndedFrom    string   `query:"ended_from" format:"date" doc:"First day of the end of the work."`
	EndedTo      string   `query:"ended_to" format:"date" doc:"Last day of the end of the work."`
	DueFrom      string   `query:"due_from" format:"date" doc:"First day of the promise."`
	DueTo        string   `query:"due_to" format:"date" doc:"Last day of the promise."`
	Moved        string   `query:"moved" format:"date" doc:"Went to another unit by the reorganisation of this day."`
	Late         string   `query:"late" enum:"true,false" doc:"Late, or ended in time."`
	Open         string   `query:"open" enum:"true,false" doc:"Being worked on, or ended."`
	Sort         string   `query:"sort" enum:"newest,due" doc:"Newest first, or the least time left first (open ones only)."`
}

// filter is the office's filter of the parameters.
func (n *Narrow) filter() (office.Filter, error) {
	f := office.Filter{
		Text: n.Text, Unit: n.Unit, By: n.By, Below: n.Below, Procedure: procedure.ID(n.Procedure), Sector: n.Sector, Channel: channelOf(n.Channel),
		Finance: dossier.Finance(n.Finance), Hand: dossier.Hand(n.Hand), Exchange: dossier.Exchange(n.Exchange),
		Late: truth(n.Late), Open: truth(n.Open), ByDue: n.Sort == "due", After: n.Cursor, Limit: n.Limit,
	}
	for _, s := range n.States {
		for state := dossier.Filed; state <= dossier.HandedOver; state++ {
			if state.String() == s {
				f.States = append(f.States, state)
			}
		}
	}
	for _, day := range []struct {
		name, value string
		to          *time.Time
		last        bool
	}{
		{"received_from", n.ReceivedFrom, &f.From, false},
		{"received_to", n.ReceivedTo, &f.To, true},
		{"ended_from", n.EndedFrom, &f.EndedFrom, false},
		{"ended_to", n.EndedTo, &f.EndedTo, true},
		{"moved", n.Moved, &f.Moved, false},
		{"due_from", n.DueFrom, &f.DueFrom, false},
		{"due_to", n.DueTo, &f.DueTo, true},
	} {
		var err error
		if *day.to, err = dayOf(day.name, day.value, day.last); err != nil {
			return f, err
		}
	}
	return f, nil
}

// dayOf reads a day of the city; the last day of a period is taken whole.
func dayOf(name, value string, last bool) (time.Time, error) {
	if value == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation("2006-01-02", value, office.Zone)
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		return time.Time{}, inParameter("api.date", name)
	}
	if last {
		t = t.AddDate(0, 0, 1)
	}
	return t, nil
}

// inParameter is one wrong parameter.
func inParameter(key, name string) error {
	f := fault.New(fault.Invalid, "api.parameters")
	f.More = []*fault.Fault{fault.New(fault.Invalid, key).At("query." + name)}
	return f
}

func truth(s string) *bool {
	if s == "" {
		return nil
	}
	b := s == "true"
	return &b
}

// A RowList is a page of dossiers.
type RowList struct {
	Total int    `json:"total" doc:"How many there are in all."`
	Items []Row  `json:"items"`
	Next  string `json:"next,omitempty" format:"uri-reference" doc:"Address of the next page."`
}

type rowAnswer struct {
	Link string `header:"Link" doc:"The next page, rel=\"next\"."`
	Body RowList
}

// lists are lists of dossiers and of work.
func (d *Door) lists() {
	reading := func(tag, id, name, path, summary, description string, list func(*office.Reader, office.Filter) (office.List[office.Row], error)) {
		o := op(tag, id, http.MethodGet, path, summary, description, signedIn)
		o.Errors = append(o.Errors, http.StatusForbidden)
		huma.Register(d.api, o, func(ctx context.Context, in *Narrow) (*rowAnswer, error) {
			f, err := in.filter()
			if err != nil {
				return nil, err
			}
			rows, err := list(d.reader(ctx), f)
			if err != nil {
				return nil, err
			}
			if err := d.taken(ctx, name, len(rows.Rows), func(rd *office.Reader) error { return rd.ForExport(rows.Rows) }); err != nil {
				return nil, err
			}
			out := &rowAnswer{Body: RowList{Total: rows.Total, Items: rowsOf(visitOf(ctx).voice, rows.Rows)}}
			out.Body.Next, out.Link = next(ctx, rows.Next)
			return out, nil
		})
	}
	reading("Dossiers", "list-dossiers", "dossiers", "/dossiers", "Dossiers in scope", "Dossiers that the reader may see, newest first: those of the post's units, or one's own.", (*office.Reader).Dossiers)
	reading("Dossiers", "list-mine", "mine", "/my/dossiers", "My dossiers", "Dossiers of which the citizen or business that is signed in is applicant, owner or representative.", (*office.Reader).Mine)
	reading("Intake", "list-unreceived", "unreceived", "/unreceived", "Filed and not received", "What was filed online for the reader's desks and waits for reception, the nearest limit first.", (*office.Reader).Unreceived)
	s := op("Dossiers", "search", http.MethodGet, "/search", "Search by words", "Dossiers in scope by words of names, codes or subjects, with or without marks: the newest twenty.", signedIn)
	s.Errors = append(s.Errors, http.StatusForbidden)
	huma.Register(d.api, s, d.search)
	p := op("Intake", "find-people", http.MethodGet, "/people", "People known to the desk",
		"People of earlier dossiers by number, or by the beginning of the name, so that nothing is typed twice. At most ten.", signedIn)
	p.Errors = append(p.Errors, http.StatusForbidden)
	huma.Register(d.api, p, d.findPeople)
}

// filterOf is how a list was narrowed, as its address has it.
func filterOf(v *visit) string {
	if v.request == nil {
		return ""
	}
	return v.request.URL.RawQuery
}

// taken writes down that a page of a list left the house to a program: an officer's page of the interface is a file like
// those that pages export, and has the same line in the register of exports. What is restricted stays out of it, as out of
// those. People read their own dossiers without one.
func (d *Door) taken(ctx context.Context, list string, rows int, ready func(*office.Reader) error) error {
	if visitOf(ctx).who.Kind != access.Officer || rows == 0 {
		return nil
	}
	rd := d.reader(ctx)
	if err := ready(rd); err != nil {
		return err
	}
	_, err := rd.LogExport(office.Export{List: "api-" + list, Format: "json", Filter: filterOf(visitOf(ctx)), Rows: rows})
	return err
}

type wordsQuery struct {
	Text string `query:"q" required:"true" minLength:"1" maxLength:"200" doc:"What to look for." example:"nguyen thi vi du"`
}

func (d *Door) search(ctx context.Context, in *wordsQuery) (*rowAnswer, error) {
	rows, err := d.reader(ctx).Search(in.Text)
	if err == nil {
		err = d.taken(ctx, "search", len(rows), func(rd *office.Reader) error { return rd.ForExport(rows) })
	}
	if err != nil {
		return nil, err
	}
	return &rowAnswer{Body: RowList{Total: len(rows), Items: rowsOf(visitOf(ctx).voice, rows)}}, nil
}

// A Known is somebody known from earlier dossiers.
type Known struct {
	Party
	LastSeen time.Time `json:"last_seen"`
}

type peopleAnswer struct {
	Body struct {
		Total int     `json:"total"`
		Items []Known `json:"items"`
	}
}

func (d *Door) findPeople(ctx context.Context, in *wordsQuery) (*peopleAnswer, error) {
	found, err := d.reader(ctx).FindPeople(in.Text)
	if err != nil {
		return nil, err
	}
	out := &peopleAnswer{}
	out.Body.Total, out.Body.Items = len(found), []Known{}
	for _, p := range found {
		out.Body.Items = append(out.Body.Items, Known{Party: partyOf(p.Party), LastSeen: at(p.LastSeen)})
	}
	return out, nil
}
