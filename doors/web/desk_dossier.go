package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/org"
)

// dossierPage is a dossier at the desk (hồ sơ): what it is, what may be done now, and its whole history.
type dossierPage struct {
	Base
	ID         string
	Code       string // "" until received
	Procedure  string
	Case       string
	Owner      string
	State      Pill
	Due        string
	Promised   bool    // Due is a promised date
	Unpaid     *Notice // the fee is to be paid before anybody works on it
	Immediate  string
	Settle     string   // address where its steps are done together, "" when that is not for the reader
	Rules      []string // what its case lays down
	Seen       int64
	Tasks      []taskCard
	Acts       []actForm // on the dossier itself
	Receive    string    // address where a dossier filed online is received, "" when that is not open
	Replace    string    // address where the procedure is changed, "" when that is not open
	Way        Way
	Why        Why
	Count      []CountedDay
	Knots      []Knot
	Life       []lifeGroup
	Waits      []Fact
	Answered   *lifeBlock // an answer to a request that waits to be confirmed
	Since      []Knot     // what happened after the reader opened the page
	Typed      []Fact     // what was typed for an act that is no longer open
	Notes      []Knot
	Papers     []handedPaper
	OtherFile  []Link
	Answers    []answerBlock
	Sourced    bool // some answers were not typed
	FormNote   string
	Persons    []personCard
	Facts      []Fact
	Axes       []Fact
	Changed    []string // what differs between the version at filing and the one in force
	Duplicate  []deskRow
	Slip       string
	MayCheck   bool         // the reader gives the slip out, and may ask for its check code
	Check      string       // the check code, where it was asked for
	Letters    []letterLine // papers that were made
	Told       []Fact       // what the applicant was told, over which channel
	Reads      int          // how often it was opened
	LastRead   time.Time
	Rate       string // address where the owner is asked how it went, "" when that is not open
	RateEntry  string // where what they wrote or said is entered, "" for whoever had a part in the dossier
	MayErase   bool
	Restricted *Notice // its data are restricted at a person's wish
}

// An actOn is an act's form with the page on which it stands.
type actOn struct {
	Act  actForm
	Page *dossierPage
}

// On puts an act's form on this page.
func (p *dossierPage) On(a actForm) actOn { return actOn{a, p} }

// MainActs says whether there is something to do on the dossier itself that moves it on.
func (p *dossierPage) MainActs() bool {
	return slices.ContainsFunc(p.Acts, func(a actForm) bool { return a.Main })
}

// More says whether there are acts beside the way of the dossier: notes, corrections.
func (p *dossierPage) More() bool {
	return p.Replace != "" || slices.ContainsFunc(p.Acts, func(a actForm) bool { return !a.Main })
}

// Template names the page's template.
func (*dossierPage) Template() string { return "desk/dossier" }

// forms lets Again find the fields of every act.
func (p *dossierPage) forms() []*Form {
	var out []*Form
	for _, t := range p.Tasks {
		for _, a := range t.Acts {
			out = append(out, a.Form)
		}
	}
	for _, a := range p.Acts {
		out = append(out, a.Form)
	}
	return out
}

// A taskCard is an open piece of work with what the reader may do on it.
type taskCard struct {
	Name, Unit, Work, Role string
	Holder                 string // "" while nobody holds it
	Mine                   bool
	Since, Due             time.Time
	Stands                 bool // due at no time while somebody is waited for
	Late                   bool
	Acts                   []actForm
	Asked                  string // what an opinion is asked on
	AskedFacts             []Fact
	Waits                  string // who can act, where the reader cannot
}

// A personCard is one person of the dossier.
type personCard struct {
	Title  string
	Facts  []Fact
	Doubts []string
}

// A handedPaper is a paper as it lay on the counter, with its files.
type handedPaper struct {
	Name, Counts string
	Files        []Link
	Missing      bool
	Back         bool // an original goes back with the result
}

func (s *Site) dossier(w http.ResponseWriter, r *http.Request) error {
	p, err := s.dossierPage(r, nil)
	if office.NeedsReason(err) {
		return s.Render(w, r, http.StatusOK, s.reasonPage(r, nil))
	}
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

// checkCode shows the page with the check code of form 01, for the applicant who stands at the desk. That it was asked for is logged.
func (s *Site) checkCode(w http.ResponseWriter, r *http.Request) error {
	check, err := s.read(r).CheckCode(dossier.ID(r.PathValue("id")))
	if office.NeedsReason(err) {
		return s.Render(w, r, http.StatusOK, s.reasonPage(r, nil))
	}
	if err != nil {
		return err
	}
	p, err := s.dossierPage(r, nil)
	if err != nil {
		return err
	}
	p.Check = grouped(check)
	return s.Render(w, r, http.StatusOK, p)
}

// A failedAct is an act that was just refused: its form comes back as it was typed.
type failedAct struct {
	act   dossier.Act
	token int
	err   error
	seen  int64 // the version that its page showed
}

// dossierPage reads the dossier and makes its page. failed may be nil.
func (s *Site) dossierPage(r *http.Request, failed *failedAct) (*dossierPage, error) {
	v := s.voice(r)
	view, err := s.read(r).Dossier(dossier.ID(r.PathValue("id")), "read.desk")
	if err != nil {
		return nil, err
	}
	p := &dossierPage{
		Base: Base{Title: view.Code, Audience: Desk, Nav: "search", Crumbs: []Crumb{{v.T("desk.title"), "/desk"}, {v.T("desk.dossiers.title"), "/desk/dossiers"}}},
		ID:   string(view.ID), Code: view.Code, Seen: view.Version, Owner: view.Parties.Owner.Name,
		State: standing{State: view.State, Late: view.Late, Left: view.LeftMin, Due: view.Promise.At}.pill(v),
		Way:   showWay(v, v.T("desk.dossier.way"), view.Bar, false), Reads: view.Reads, LastRead: view.LastRead, MayErase: view.MayErase,
		Restricted: restrictedNotice(v, view),
	}
	if p.Title == "" {
		p.Title = v.T("desk.dossier.not-received")
	}
	if view.Record != nil {
		p.Procedure = recordWords(v, view.Record)
	}
	if view.CaseDef != nil {
		p.Case, p.Rules = view.CaseDef.Name.In(string(v.Lang)), s.conductNotes(v, view.CaseDef)
		if view.CaseDef.Conduct.Immediate && view.Completed.IsZero() && view.Code != "" {
			p.Immediate = v.T("conduct.immediate")
		}
	}
	if s.read(r).SitsHere(view) && !view.State.Terminal() {
		p.Settle = "/desk/dossiers/" + p.ID + "/sitting"
	}
	if view.Unpaid() {
		p.Unpaid = &Notice{Tone: Wait, Title: v.T("conduct.unpaid"), Words: v.T("conduct.unpaid-words", "rest", v.Money(view.Rest()))}
	}
	if view.Code != "" && !view.Erased && s.read(r).MayReadCheck(view.Dossier) {
		p.MayCheck = true
		p.Slip = s.address("/desk/dossiers/{id}/slip.pdf", p.ID)
	}
	s.timeOf(v, r, p, view)
	if err := s.actsOf(r, p, view, failed); err != nil {
		return nil, err
	}
	s.historyOf(v, p, view, failed)
	show := &lifeShow{s: s, v: v, d: view, file: func(hash string) string { return "/desk/dossiers/" + p.ID + "/files/" + hash }, officer: true}
	p.Life, p.Waits = show.groups(), s.waitFacts(v, view.Dossier)
	if a := view.Asked(); a != nil && !a.Supplied.IsZero() && len(a.Answers) > 0 {
		b := show.answer(&a.Answers[len(a.Answers)-1])
		p.Answered = &b
	}
	s.contentOf(v, p, view)
	s.factsOf(v, p, view)
	if p.Letters, err = s.letterLines(r, v, view.ID, "/desk/dossiers/"+p.ID+"/letters/"); err != nil {
		return nil, err
	}
	p.Rate, p.RateEntry = s.askAtDesk(r, view)
	p.Told, err = s.toldLines(r, v, view.ID)
	return p, err
}

// timeOf says when the result is due, and why then.
func (s *Site) timeOf(v text.Voice, r *http.Request, p *dossierPage, view *office.DossierView) {
	cal := s.o.Office.World().Calendar
	switch {
	case !view.Expected.IsZero():
		p.Due = v.T("show.due-if", "time", v.DateTime(view.Expected), "unit", unitWords(v, view.ReceptionN))
	case !view.Promise.At.IsZero():
		p.Due, p.Promised = v.DateTime(view.Promise.At), true
	case view.State == dossier.Filed:
		p.Due = v.T("desk.dossier.receive-by", "time", v.DateTime(view.AckBy))
	case view.Promise.NoDue && view.Code != "":
		p.Due = v.T("desk.no-due")
	}
	basis := ""
	if view.CaseDef != nil {
		if rule := view.CaseDef.Rule(view.Channel); rule != nil {
			basis = rule.Basis
		}
	}
	p.Why = whyTo(v, cal, view.LastPromise(), basis, Link{v.T("desk.dossier.count"), "/desk/dossiers/" + p.ID + "?count=1#count"}, deskHolders).whileWaiting(v, view.Promise.At, view.Expected)
	if r.URL.Query().Get("count") == "1" {
		p.Count = countDays(v, cal, view.Promise)
	}
}

// isTax says whether a unit is a tax office.
func (s *Site) isTax(unit string) bool {
	u := s.o.Office.World().Org.Unit(org.UnitID(unit))
	return u != nil && u.Kind == org.Tax
}

// historyOf lays out what happened, and apart from it what happened since the reader opened the page.
func (s *Site) historyOf(v text.Voice, p *dossierPage, view *office.DossierView, failed *failedAct) {
	all := lineage(v, view.Steps, view.Open, view.Promise.HandOver, s.isTax, false)
	for i, st := range view.Steps {
		k := &all[i]
		if st.HolderN.Name != "" && st.Kind == dossier.KindAssigned {
			k.Words += ": " + st.HolderN.Name
		}
		if st.Kind == dossier.KindHandedOver && v.Has("dossier.handed."+st.Outcome) {
			k.Words = v.T("dossier.handed." + st.Outcome)
		}
		if st.Kind == dossier.KindNoted {
			p.Notes = append(p.Notes, *k)
		} else {
			p.Knots = append(p.Knots, *k)
		}
	}
	p.Knots = append(p.Knots, all[len(view.Steps):]...)
	slices.Reverse(p.Notes) // the newest is read first
	if failed == nil || !fault.Is(failed.err, fault.Conflict) {
		return
	}
	// Each event is one step of the history, so what came after the version that was seen is its tail.
	if failed.seen > 0 && failed.seen < int64(len(view.Steps)) {
		p.Since = slices.Clone(all[failed.seen:len(view.Steps)])
	}
}

// contentOf lays out papers, files, answers and persons.
func (s *Site) contentOf(v text.Voice, p *dossierPage, view *office.DossierView) {
	file := func(hash string) string { return "/desk/dossiers/" + p.ID + "/files/" + hash }
	p.Answers = s.answers(v, view.Form, view.Values, view.Origins, signedWords(v, view.Dossier), file)
	p.Sourced = len(view.Origins) > 0
	if view.Form != nil && view.FormVersion != view.ProcVersion {
		p.FormNote = v.T("desk.dossier.form-version", "form", view.FormVersion, "now", view.ProcVersion)
	}
	p.Papers, p.OtherFile = s.handed(v, view, file)
	if view.Draft.File != "" {
		p.OtherFile = append(p.OtherFile, Link{v.T("desk.dossier.draft-file", "time", v.Short(view.Draft.At)), file(view.Draft.File)})
	}
	if view.Result.File != "" {
		p.OtherFile = append(p.OtherFile, Link{v.T("desk.dossier.result-file", "number", view.Result.Number), file(view.Result.File)})
	}
	one := func(role string, x dossier.Party) {
		p.Persons = append(p.Persons, personCard{v.T("dossier.role." + role), s.partyFacts(v, x), doubts(v, x)})
	}
	switch {
	case view.Erased && view.Parties.Owner.Name == "":
		p.Persons = append(p.Persons, personCard{Title: v.T("desk.dossier.erased")})
	case view.Parties.Owner == view.Parties.Applicant:
		p.Persons = append(p.Persons, personCard{v.T("desk.dossier.owner-and-applicant"), s.partyFacts(v, view.Parties.Owner), doubts(v, view.Parties.Owner)})
	default:
		one("owner", view.Parties.Owner)
		one("applicant", view.Parties.Applicant)
	}
	if x := view.Parties.Representative; x != nil {
		one("representative", *x)
		if view.Parties.Authority != "" {
			last := &p.Persons[len(p.Persons)-1]
			last.Facts = append(last.Facts, Fact{Term: v.T("desk.party.authority"), Words: view.Parties.Authority})
		}
	}
}

// handed lists the papers of the case with what was handed in for each, then files that belong to none.
func (s *Site) handed(v text.Voice, view *office.DossierView, file func(string) string) (papers []handedPaper, other []Link) {
	var all []procedure.Paper
	if view.CaseDef != nil {
		all = view.CaseDef.Papers
	}
	link := func(f dossier.Attached) Link {
		return Link{Words: f.Name + " (" + sizeWords(v, f.Size) + ")", Href: file(f.Hash)}
	}
	needed := s.lacking(view)
	for i, pp := range all {
		h := handedPaper{Name: pp.Name}
		if v.Lang == text.EN && pp.NameEN != "" {
			h.Name = pp.NameEN
		}
		at := slices.IndexFunc(view.Papers, func(x dossier.PaperHanded) bool { return x.Index == i })
		if at < 0 {
			if slices.Contains(needed, i) {
				h.Missing, h.Name = true, strings.Join(view.CaseDef.Names(i, nil), " / ")
				papers = append(papers, h)
			}
			continue
		}
		x := view.Papers[at]
		h.Counts, h.Back = needWords(v, x.Originals, x.Copies, x.Plain), x.GoesBack(view.CaseDef)
		if x.Digital {
			h.Counts = joinComma(h.Counts, v.T("desk.paper.digital"))
		}
		for _, f := range view.Files {
			if f.Paper == i {
				h.Files = append(h.Files, link(f))
			}
		}
		papers = append(papers, h)
	}
	for _, f := range view.Files {
		if f.Paper < 0 || f.Paper >= len(all) {
			other = append(other, link(f))
		}
	}
	return papers, other
}

// sizeWords says a size in kB or MB.
func sizeWords(v text.Voice, n int64) string {
	if n < 1<<20 {
		return v.Number(max(1, n>>10)) + " kB"
	}
	return v.Decimal(float64(n)/(1<<20), 1) + " MB"
}

// factsOf gathers the short facts beside the content.
func (s *Site) factsOf(v text.Voice, p *dossierPage, view *office.DossierView) {
	add := func(key, words string) {
		if words != "" {
			p.Facts = append(p.Facts, Fact{Term: v.T("desk.fact." + key), Words: words})
		}
	}
	if view.Record != nil {
		p.Facts = append(p.Facts, Fact{Term: v.T("desk.fact.procedure"), Words: p.Procedure, Href: "/thu-tuc/" + string(view.Procedure), Sub: p.Case})
	}
	add("subject", view.Subject)
	if !view.Filed.IsZero() {
		add("filed", v.DateTime(view.Filed))
	}
	if !view.Received.IsZero() {
		add("received", v.DateTime(view.Received))
	}
	add("channel", v.T("dossier.channel."+strconv.Itoa(int(view.Channel))))
	add("reception", unitWords(v, view.ReceptionN))
	if view.Help != "" {
		add("help", unitWords(v, view.HelpN))
	}
	add("competent", unitWords(v, view.CompetentN))
	if a := view.Assisted; a != nil {
		add("assisted", v.T("desk.fact.assisted-by", "name", s.personNamed(a.Officer), "how", "@dossier.assisted."+a.How, "time", v.Short(a.Confirmed)))
	}
	if view.Return != "" {
		add("return", v.T("dossier.return."+view.Return))
	}
	if view.Result.Number != "" {
		add("result", view.Result.Number)
		if by := view.Result.Under; by != nil {
			power := s.powerFacts(v, by)
			power[0].Term = v.T("desk.fact.result-under")
			p.Facts = append(p.Facts, power...)
		}
	}
	if view.Replaces != "" {
		p.Facts = append(p.Facts, Fact{Term: v.T("desk.fact.replaces"), Words: view.Replaces, Href: "/desk/dossiers?q=" + view.Replaces, Code: true})
	}
	if view.ReplacedByID != "" {
		p.Facts = append(p.Facts, Fact{Term: v.T("desk.fact.replaced-by"), Words: view.ReplacedBy, Href: "/desk/dossiers/" + string(view.ReplacedByID), Code: true})
	}
	if k := view.Keep; k != nil {
		p.Facts = append(p.Facts, keepFact(v, k))
	}
	for _, c := range view.Codes {
		p.Facts = append(p.Facts, Fact{Term: systemWords(v, c.System), Words: c.Code, Code: true})
	}
	p.Axes = axesOf(v, view)
	p.Changed = s.changedLines(v, view)
	for _, d := range view.Duplicates {
		p.Duplicate = append(p.Duplicate, s.rowOf(v, d))
	}
}

// systemWords names another system; one that the house does not know keeps its code.
func systemWords(v text.Voice, system string) string {
	if key := "dossier.system." + system; v.Has(key) {
		return v.T(key)
	}
	return system
}

// lacking are the papers that the dossier needs and that were not handed in.
func (s *Site) lacking(view *office.DossierView) []int {
	if view.CaseDef == nil {
		return nil
	}
	return dossier.Missing(view.CaseDef, s.askedOf(view, view.CaseDef), view.Papers)
}

// askedOf are the papers of a case that the dossier's answers ask for.
func (s *Site) askedOf(view *office.DossierView, pc *procedure.Case) procedure.Asked {
	f, err := s.o.Office.World().Procedures.Form(view.Procedure, view.FormVersion, view.Dossier.Case)
	if err != nil { // whoever reads the dossier sees it without the form then
		f = nil
	}
	return pc.AskedBy(f, view.Values)
}

// restrictedNotice says that a person asked for the processing of the data to be restricted, and was granted it.
func restrictedNotice(v text.Voice, view *office.DossierView) *Notice {
	if view.Restricted.IsZero() {
		return nil
	}
	return &Notice{Tone: Soon, Title: v.T("request.restricted"), Words: v.T("request.restricted-words", "date", v.Date(view.Restricted))}
}
