package web

import (
	"net/http"
	"slices"

	"motcua/ground/text"
	"motcua/law/access"
	"motcua/office"
)

// workPage is the worklist (việc của tôi): what waits for the post in use, the least time left first.
type workPage struct {
	Base
	Today    string
	Drafts   int // intakes begun and not finished
	Told     []toldFromUnit
	Asked    []askedOpinion
	Handed   *handedLine // conversations that were handed to the unit; nil for none
	Petits   *handedLine // petitions that the unit has to handle; nil for none
	PetitsAt string
	Chips    []Chip
	Filter   deskFilter
	Rows     []deskRow
	Pages    Pages
	Empty    Empty
	Lens     map[string]string // the filters, carried by the batch
	Acts     []string          // what may be done with marked rows: claim, approve, assign
	CSV      string
	Excel    string
	Receive  bool
}

// Template names the page's template.
func (*workPage) Template() string { return "desk/work" }

// A deskFilter is the form above a list.
type deskFilter struct {
	Token      string // the form is sent by POST: see desk_find.go
	Action     string
	Keep       map[string]string
	Text       string
	Procedures []Option
	Procedure  string
	Units      []Option
	Unit       string
	Clear      string // address without filters, "" when there are none
}

func (s *Site) work(w http.ResponseWriter, r *http.Request) error {
	if err := mustBe(r, access.Officer); err != nil {
		return err
	}
	v, rd, l := s.voice(r), s.read(r), s.lensOf(r, "/desk")
	f := l.filter()
	f.Chip = l.get("chip")
	if as := exported(r); as != "" {
		f.After, f.Limit = "", mostExported
		list, err := rd.Worklist(f)
		if err == nil {
			err = rd.WorkForExport(list.Rows)
		}
		if err != nil {
			return err
		}
		return s.sendSheet(w, r, as, workSheet(v, list.Rows))
	}
	list, err := rd.Worklist(f)
	if err != nil {
		return err
	}
	counts, err := rd.Counts()
	if err != nil {
		return err
	}
	p := &workPage{
		Base:  Base{TitleKey: "desk.title", Audience: Desk, Nav: "desk"},
		Today: s.today(v), Chips: workChips(v, l, counts, who(r)), Filter: s.deskFilter(r, v, l),
		Pages: l.pages(v, len(list.Rows), list.Total, list.Next), Lens: l.keep(), CSV: l.with("as", "csv"), Excel: l.with("as", "xlsx"),
		Receive: receives(who(r)),
	}
	for _, k := range []string{"after", "back"} { // the confirmation of a batch reads this very page again
		if x := l.get(k); x != "" {
			p.Lens[k] = x
		}
	}
	for _, t := range list.Rows {
		p.Rows = append(p.Rows, s.taskRowOf(v, t))
	}
	p.Acts = batchActs(who(r), list.Rows)
	if len(p.Rows) == 0 {
		p.Empty = workEmpty(v, l)
	}
	if err = s.workBeside(v, rd, p); err != nil {
		return err
	}
	if p.Receive {
		drafts, err := rd.Drafts()
		if err != nil {
			return err
		}
		p.Drafts = len(slices.DeleteFunc(drafts, func(d office.Draft) bool { return d.Kind != draftReceive }))
	}
	return s.Render(w, r, http.StatusOK, p)
}

// workBeside lays out what stands above the list: what the unit was told, was handed and is asked.
func (s *Site) workBeside(v text.Voice, rd *office.Reader, p *workPage) (err error) {
	if p.Told, err = s.unitNotices(v, rd); err != nil {
		return err
	}
	if p.Handed, err = s.handedLine(v, rd); err != nil {
		return err
	}
	if p.Petits, err = petitionLine(v, rd); err != nil {
		return err
	}
	p.PetitsAt = address("/desk/petitions", nil, "unit", rd.Unit(), "exact", "1")
	p.Asked, err = askedOpinions(v, rd)
	return err
}

// workEmpty says what to do where nothing waits.
func workEmpty(v text.Voice, l lens) Empty {
	if len(l.keep("chip")) > 0 {
		return Empty{Title: v.T("desk.empty-filter"), Words: v.T("desk.empty-filter-words"), Link: Link{v.T("desk.clear"), "/desk"}}
	}
	if l.get("chip") != "" {
		return Empty{Title: v.T("desk.empty-chip"), Words: v.T("desk.empty-chip-words"), Link: Link{v.T("desk.show-all"), "/desk"}}
	}
	return Empty{Title: v.T("desk.empty"), Words: v.T("desk.empty-words"), Link: Link{v.T("desk.to-dossiers"), "/desk/dossiers"}}
}

// receives says whether the post in use works at a counter.
func receives(w office.Who) bool { return w.Role == "receiver" || w.Role == "branch-head" }

// oversees says whether the post in use may assign work of its unit.
func oversees(w office.Who) bool { return w.Role == "leader" || w.Role == "branch-head" }

// workChips are the ways to narrow the worklist, each with its count.
func workChips(v text.Voice, l lens, c office.Counts, w office.Who) []Chip {
	chip := func(id string, n int, tone Tone) Chip {
		return Chip{Words: v.T("desk.chip." + chipKey(id)), Count: int64(n), Href: l.with("chip", id), Current: l.get("chip") == id, Tone: tone}
	}
	out := []Chip{chip("", c.All, ""), chip("mine", c.Mine, ""), chip("unclaimed", c.Unclaimed, ""), chip("late", c.Late, Late), chip("today", c.Today, Soon)}
	if c.Approve > 0 || w.Role == "leader" {
		out = append(out, chip("approve", c.Approve, ""))
	}
	if oversees(w) {
		out = append(out, chip("team", c.Team, ""))
		out = append(out, Chip{Words: v.T("desk.chip.owing"), Count: int64(c.Owing), Href: lookout{unit: w.Unit, by: office.Answerable}.list("stage", "owing"), Tone: Late})
	}
	for _, x := range []struct {
		id, href string
		n        int
		tone     Tone
	}{
		{"supplied", "/desk/dossiers?stage=supplied", c.Supplied, Soon},
		{"withdrawal", "/desk/dossiers?state=7", c.Withdrawals, Soon},
		{"awaited", "/desk/dossiers?stage=awaited", c.Awaited, Wait},
	} {
		if x.n > 0 {
			out = append(out, Chip{Words: v.T("desk.chip." + x.id), Count: int64(x.n), Href: x.href, Tone: x.tone})
		}
	}
	if receives(w) {
		out = append(out,
			Chip{Words: v.T("desk.chip.unreceived"), Count: int64(c.Unreceived), Href: "/desk/inbox", Tone: Wait},
			Chip{Words: v.T("desk.chip.hand-over"), Count: int64(c.HandOver), Href: "/desk/hand-over"})
	}
	return out
}

func chipKey(id string) string {
	if id == "" {
		return "all"
	}
	return id
}

// deskFilter makes the form above a list.
func (s *Site) deskFilter(r *http.Request, v text.Voice, l lens) deskFilter {
	f := deskFilter{Token: maskToken(seen(r).token), Action: l.path, Keep: l.keep("q", soughtParam, "unit", "procedure"), Text: l.get("q"), Procedure: l.get("procedure"), Unit: l.get("unit")}
	for _, rec := range s.o.Office.World().Procedures.All(s.o.Office.Now()) {
		if rec.Open() {
			f.Procedures = append(f.Procedures, Option{Value: string(rec.Code), Label: recordWords(v, rec)})
		}
	}
	slices.SortFunc(f.Procedures, func(a, b Option) int { return compareWords(a.Label, b.Label) })
	f.Units = s.unitOptions(v, who(r))
	if f.Text != "" || f.Procedure != "" || f.Unit != "" {
		f.Clear = l.with("q", "", soughtParam, "", "procedure", "", "unit", "")
	}
	return f
}

// batchActs are what may be done with several rows of this page at once.
func batchActs(w office.Who, rows []office.TaskRow) []string {
	var out []string
	if slices.ContainsFunc(rows, func(t office.TaskRow) bool { return t.CanClaim }) {
		out = append(out, "claim")
	}
	if slices.ContainsFunc(rows, func(t office.TaskRow) bool { return t.BatchSafe }) {
		out = append(out, "approve")
	}
	if slices.ContainsFunc(rows, func(t office.TaskRow) bool { return t.OnWay }) {
		out = append(out, "confirm")
	}
	if oversees(w) && len(rows) > 0 {
		out = append(out, "assign")
	}
	return out
}

// UnitGroups are the units by kind, for the list that opens.
func (f deskFilter) UnitGroups() []OptionGroup { return Field{Options: f.Units}.Groups() }
