package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/office"
)

// handOverPage lists the results that wait at the reader's desk for their owners (trả kết quả).
type handOverPage struct {
	Base
	Filter deskFilter
	Rows   []deskRow
	Hand   bool // the post in use hands over, so rows can be marked
	Pages  Pages
	Empty  Empty
	CSV    string
	Excel  string
}

// Template names the page's template.
func (*handOverPage) Template() string { return "desk/handover" }

// scanned takes the code out of what a scanner read: the QR of form 01 is an address whose fragment is CODE.CHECK.
func scanned(q string) string {
	_, secret, ok := strings.Cut(q, "/tra-cuu#")
	if !ok {
		return q
	}
	if s, err := url.PathUnescape(secret); err == nil {
		secret = s
	}
	if i := strings.LastIndex(secret, "."); i > 0 {
		return secret[:i]
	}
	return secret
}

// waiting narrows a list to the results at the reader's desk.
func waiting(f office.Filter, w office.Who) office.Filter {
	f.States = []dossier.State{dossier.Completed}
	if f.Unit == "" && !w.City {
		f.Unit, f.By = w.Unit, "reception"
	}
	return f
}

func (s *Site) handOverList(w http.ResponseWriter, r *http.Request) error {
	v, l, rd := s.voice(r), s.lensOf(r, "/desk/hand-over"), s.read(r)
	if code := l.get("q"); looksLikeCode(code) {
		if id := exactly(rd, code); id != "" {
			return redirect(w, r, "/desk/dossiers/"+id+"#hand-over")
		}
	}
	f := waiting(l.filter(), who(r))
	as := exported(r)
	if as != "" {
		f.After, f.Limit = "", mostExported
	}
	list, err := rd.Dossiers(f)
	if err != nil {
		return err
	}
	if as != "" {
		if err := rd.ForExport(list.Rows); err != nil {
			return err
		}
		return s.sendSheet(w, r, as, dossierSheet(v, "cho-tra", list.Rows))
	}
	p := &handOverPage{
		Base:   Base{TitleKey: "desk.hand-over.title", Audience: Desk, Nav: "hand-over", Crumbs: []Crumb{{v.T("desk.title"), "/desk"}}},
		Filter: s.deskFilter(r, v, l), Pages: l.pages(v, len(list.Rows), list.Total, list.Next), CSV: l.with("as", "csv"), Excel: l.with("as", "xlsx"),
		Hand: receives(who(r)),
	}
	for _, row := range list.Rows {
		p.Rows = append(p.Rows, s.resultRow(v, row))
	}
	if len(p.Rows) == 0 {
		p.Empty = Empty{Title: v.T("desk.hand-over.empty"), Words: v.T("desk.hand-over.empty-words"), Link: Link{v.T("desk.to-dossiers"), "/desk/dossiers"}}
		if l.get("q")+l.get("procedure")+l.get("unit") != "" {
			p.Empty = Empty{Title: v.T("desk.empty-filter"), Words: v.T("desk.empty-filter-words"), Link: Link{v.T("desk.clear"), "/desk/hand-over"}}
		}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// exactly gives the identity of the one dossier that has this very code, in the reader's scope.
func exactly(rd *office.Reader, code string) string {
	rows, err := rd.Search(code)
	if err != nil {
		return ""
	}
	for _, row := range rows {
		if strings.EqualFold(row.Code, code) || strings.EqualFold(row.External, code) {
			return row.ID
		}
	}
	return ""
}

// resultRow shows a dossier whose result waits.
func (s *Site) resultRow(v text.Voice, row office.Row) deskRow {
	d := s.rowOf(v, row)
	d.When, d.Mark = row.Ended, row.ID+".0."+strconv.FormatInt(row.Version, 10)
	if row.Finance == dossier.FinanceNotified || row.Finance == dossier.FinancePartly {
		d.Sub = joinWords(d.Sub, v.T("desk.hand-over.owes", "finance", "@dossier.finance."+string(row.Finance)))
	}
	d.Time = Pill{Tone: OK, Words: v.T("desk.hand-over.waits")}
	switch {
	case row.Hand == dossier.HandPosted:
		d.Time = Pill{Tone: Wait, Words: v.T("dossier.hand.posted")}
	case row.Late:
		d.Time = Pill{Tone: Late, Words: v.T("desk.hand-over.was-late")}
	}
	return d
}

// handAllPage hands several results over to the same person.
type handAllPage struct {
	Base
	*Form
	Key  string
	Rows []batchRow
	Kept []string // what becomes of originals: codes of dossiers that have some to give back
	Done bool
	Made int
	Bad  int
}

// Template names the page's template.
func (*handAllPage) Template() string { return "desk/handall" }

// handAll asks to whom the marked results go; with "confirm" it hands them over.
func (s *Site) handAll(w http.ResponseWriter, r *http.Request) error {
	if len(r.PostForm["row"]) == 0 {
		s.flash(w, "desk.hand-over.none-marked")
		return redirect(w, r, "/desk/hand-over")
	}
	var ons []office.On
	for _, mark := range r.PostForm["row"] {
		if on, ok := readMark(mark); ok && !slices.ContainsFunc(ons, func(x office.On) bool { return x.ID == on.ID }) {
			ons = append(ons, on)
		}
	}
	if len(ons) > mostTogether {
		return fault.New(fault.Invalid, "batch.size", "most", strconv.Itoa(mostTogether)).At("row")
	}
	if r.PostFormValue("confirm") != "1" {
		p, err := s.handAllPage(r, ons, nil)
		if err != nil {
			return err
		}
		return s.Render(w, r, http.StatusOK, p)
	}
	h := handOverOf(func(name string) string { return r.PostForm.Get("hand-over." + name) })
	err := carried(r)
	if err == nil {
		err = under("hand-over", h.Check()) // the same question for all of them is asked once
	}
	if err != nil {
		p, e := s.handAllPage(r, ons, err)
		if e != nil {
			return e
		}
		return s.Again(w, r, p, err)
	}
	done, err := s.o.Office.HandOverAll(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, ons, h)
	if err != nil {
		return err
	}
	return s.handedAll(w, r, done)
}

// mostTogether is how many results one person takes at once.
// choice: as many as one slip lists, with room for a household's whole business.
const mostTogether = 50

// handOverOf reads the form of a hand-over.
func handOverOf(get func(string) string) dossier.HandOver {
	return dossier.HandOver{
		Manner: get("manner"), Proxy: get("proxy") == "1", Authority: strings.TrimSpace(get("authority")), Originals: get("originals") == "1",
		Proof:    strings.TrimSpace(get("proof")),
		Receiver: dossier.Party{Kind: dossier.Citizen, Name: strings.TrimSpace(get("receiver")), Number: strings.ReplaceAll(get("receiver-number"), " ", "")},
	}
}

// handAllPage lists the marked results and asks who takes them. Each dossier is opened, so each reading is written down.
func (s *Site) handAllPage(r *http.Request, ons []office.On, err error) (*handAllPage, error) {
	v, rd := s.voice(r), s.read(r)
	key, e := s.o.Office.NewID()
	if e != nil {
		return nil, e
	}
	p := &handAllPage{
		Base: Base{
			TitleKey: "desk.hand-over.all", Audience: Desk, Nav: "hand-over",
			Crumbs: []Crumb{{v.T("desk.title"), "/desk"}, {v.T("desk.hand-over.title"), "/desk/hand-over"}},
		},
		Form: NewForm(v, nil, nil), Key: key,
	}
	if err != nil {
		p.Form = s.form(r, err)
	}
	var one dossier.Party
	same, originals, posted := true, false, false
	for i, on := range ons {
		view, err := rd.Dossier(on.ID, "read.hand-over")
		if err != nil {
			return nil, err
		}
		row := batchRow{deskRow: deskRow{
			Mark: string(on.ID) + ".0." + strconv.FormatInt(on.Seen, 10), Href: "/desk/dossiers/" + string(on.ID), Code: view.Code,
			Owner: view.Parties.Owner.Name, Procedure: recordWords(v, view.Record), When: view.Completed,
		}}
		if row.Ready = view.State == dossier.Completed; !row.Ready {
			row.Why = v.T("dossier.wrong-state", "act", "@dossier.act.hand-over", "state", "@dossier.state."+view.State.String())
		}
		if view.GiveBack(view.CaseDef) {
			originals, p.Kept = true, append(p.Kept, view.Code)
		}
		if i == 0 {
			one = view.Parties.Applicant
		}
		posted = posted || view.Hand == dossier.HandPosted
		same = same && view.Parties.Applicant.Name == one.Name && view.Parties.Applicant.Number == one.Number
		p.Rows = append(p.Rows, row)
		if row.Ready {
			p.Made++
		}
	}
	if !same {
		one = dossier.Party{}
	}
	manner := "desk"
	if posted {
		manner = "post"
	}
	addHandOver(v, p.Form, one, manner, posted, originals)
	return p, nil
}

// handedAll tells what became of each.
func (s *Site) handedAll(w http.ResponseWriter, r *http.Request, done []office.BatchResult) error {
	v, rd := s.voice(r), s.read(r)
	p := &handAllPage{
		Base: Base{
			TitleKey: "desk.hand-over.all-done", Audience: Desk, Nav: "hand-over",
			Crumbs: []Crumb{{v.T("desk.title"), "/desk"}, {v.T("desk.hand-over.title"), "/desk/hand-over"}},
		},
		Done: true,
	}
	for _, one := range done {
		row := batchRow{OK: one.Err == nil, deskRow: deskRow{Code: v.T("desk.batch.open"), Href: "/desk/dossiers/" + string(one.On.ID)}}
		if view, err := rd.Dossier(one.On.ID, "read.hand-over"); err == nil {
			row.Code, row.Owner, row.Procedure = view.Code, view.Parties.Owner.Name, recordWords(v, view.Record)
		}
		if f := s.speakable(v, fault.As(one.Err)); f != nil {
			row.Why, row.Rule = v.T(f.Key, f.Args), v.Article(f.Rule)
			p.Bad++
		} else {
			p.Made++
		}
		p.Rows = append(p.Rows, row)
	}
	return s.Render(w, r, http.StatusOK, p)
}
