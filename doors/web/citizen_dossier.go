package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
)

// ownDossierPage is a dossier as its owner sees it (hồ sơ của tôi): where the time was, why the date is this date, what
// happened, and what there is to do. What officers write to each other is not on it.
type ownDossierPage struct {
	Base
	Name, Lang string
	Code       string
	Filing     string // its number until it is received
	Pill       Pill
	Due        string
	Just       *Notice // it was filed a moment ago
	Next       []string
	Notices    []Notice
	Way        Way
	Why        Why
	Counted    []CountedDay
	Knots      []Knot
	Ask        *ownAsk
	Life       []lifeGroup
	Waits      []Fact
	Withdraw   string // address where it is asked back, "" when that is not open
	Todo       Todo
	Facts      []Fact
	Persons    []Fact
	Result     []Fact
	Answers    []answerBlock
	Declared   string // address of the declaration as a paper
	Sourced    bool   // some answers were not typed
	Papers     []ownPaper
	Reads      string
	Looks      string // address of who looked at it
	Slip       string // address of form 01
	Letters    []letterLine
	Check      string // the ten characters that let family follow it
}

// Template names the page's template.
func (*ownDossierPage) Template() string { return "citizen/dossier" }

// A Todo is what the owner has to do now.
type Todo struct {
	Words string
	Link  Link
	You   bool // something waits for the owner
}

// An ownPaper is a paper of the dossier with its files.
type ownPaper struct {
	Name, Note string
	Files      []Link
}

// ownDossier shows one of the visitor's own dossiers. Any other is missing, like one that is not there.
func (s *Site) ownDossier(w http.ResponseWriter, r *http.Request) error {
	p, err := s.ownPage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

// ownPage makes the page; failed is what an act on it was refused for, nil for nothing.
func (s *Site) ownPage(r *http.Request, failed error) (*ownDossierPage, error) {
	d, err := s.read(r).Dossier(dossier.ID(r.PathValue("id")), "read.own")
	if err != nil {
		return nil, err
	}
	v := s.voice(r)
	p := &ownDossierPage{Base: Base{Nav: "dossiers", Crumbs: []Crumb{{v.T("nav.dossiers"), "/ho-so"}}}, Code: d.Code}
	p.Name, p.Lang = ownName(v, d)
	p.Title = v.T("own.title", "name", p.Name)
	p.Pill = standing{State: d.State, Late: d.Late, Left: d.LeftMin, Due: d.Promise.At}.pill(v)
	s.ownTime(p, v, d)
	s.ownWay(p, v, d)
	s.ownFacts(p, v, d)
	s.ownPapers(p, v, d)
	s.ownLife(p, v, d)
	if err := s.ownRating(r, p, v, d); err != nil {
		return nil, err
	}
	if p.Ask, err = s.ownAsk(r, d, failed); err != nil {
		return nil, err
	}
	if p.Letters, err = s.letterLines(r, v, d.ID, "/ho-so/"+string(d.ID)+"/giay/"); err != nil {
		return nil, err
	}
	if r.URL.Query().Get("moi") == "1" && d.State == dossier.Filed {
		p.Just = &Notice{Tone: OK, Title: v.T("own.filed", "number", p.Filing), Words: v.T("own.filed-words", "time", v.DateTime(d.AckBy), "unit", unitWords(v, d.ReceptionN))}
	}
	return p, nil
}

// ownName is the procedure as people call it, and the language of that name.
func ownName(v text.Voice, d *office.DossierView) (name, lang string) {
	switch {
	case d.Record == nil:
		return string(d.Procedure), "vi"
	case v.Lang == text.EN && d.Record.NameEN != "":
		return d.Record.NameEN, "en"
	}
	return cmp.Or(d.Record.ShortName, d.Record.Name), "vi"
}

// forms lets Again find the form that answers a request.
func (p *ownDossierPage) forms() []*Form {
	if p.Ask == nil {
		return nil
	}
	return p.Ask.forms()
}

// ownTime says when the dossier is due, and why then.
func (s *Site) ownTime(p *ownDossierPage, v text.Voice, d *office.DossierView) {
	if d.Code == "" {
		for _, c := range d.Codes {
			p.Filing = c.Code
		}
	}
	if d.State == dossier.Filed {
		key := "own.ack"
		if s.o.Office.Now().After(d.AckBy) {
			key = "own.ack-late"
		}
		p.Due = v.T(key, "time", v.DateTime(d.AckBy), "unit", unitWords(v, d.ReceptionN))
		p.Next = []string{v.T("own.next-receive"), v.T("own.next-number"), v.T("own.next-work", "unit", unitWords(v, d.CompetentN))}
		return
	}
	if d.Promise.At.IsZero() {
		return
	}
	p.Due = v.T("own.due", "time", v.DateTime(d.Promise.At), "unit", unitWords(v, d.ReceptionN))
	if !d.Expected.IsZero() {
		p.Due = v.T("show.due-if", "time", v.DateTime(d.Expected), "unit", unitWords(v, d.ReceptionN))
	}
	basis := ""
	if d.CaseDef != nil {
		if rule := d.CaseDef.Rule(d.Channel); rule != nil {
			basis = rule.Basis
		}
	}
	cal := s.o.Office.World().Calendar
	p.Counted = countDays(v, cal, d.Promise)
	again := Link{}
	if len(p.Counted) > 0 {
		again = Link{v.T("own.recount"), "#tinh-lai"}
	}
	p.Why = showWhy(v, cal, d.LastPromise(), basis, again).whileWaiting(v, d.Promise.At, d.Expected)
	p.Way = showWay(v, v.T("dossier.way"), d.Bar, true)
}

// ownWay is what happened, what is going on, and what the owner has to do.
func (s *Site) ownWay(p *ownDossierPage, v text.Voice, d *office.DossierView) {
	tax := func(unit string) bool { return s.unitNamed(unit).Kind == "tax" }
	p.Knots = lineage(v, told(d.Steps), d.Open, d.Promise.HandOver, tax, true)
	for i := range p.Knots {
		if p.Knots[i].State == "you" {
			p.Todo = Todo{Words: v.T("own.todo-pay", "step", p.Knots[i].Words, "unit", unitWords(v, d.ReceptionN)), You: true}
		}
	}
	switch {
	case p.Todo.You:
	case d.State == dossier.Filed && s.o.Office.Now().After(d.AckBy):
		p.Todo = Todo{Words: v.T("own.todo-filed-late", "unit", unitWords(v, d.ReceptionN)), Link: Link{v.T("filing.desks"), "/noi-tiep-nhan"}}
	case d.State == dossier.Filed:
		p.Todo.Words = v.T("own.todo-filed")
	case d.State == dossier.Declined:
		p.Todo = Todo{Words: v.T("own.todo-declined"), Link: Link{v.T("own.file-again"), "/thu-tuc/" + string(d.Procedure)}, You: true}
	case d.ReplacedBy != "":
		p.Todo.Words = v.T("own.todo-replaced", "code", d.ReplacedBy)
		if d.ReplacedByID != "" {
			p.Todo.Link = Link{d.ReplacedBy, "/ho-so/" + string(d.ReplacedByID)}
		}
	case d.State == dossier.Supplement && d.Asked() != nil && !d.Asked().Supplied.IsZero():
		p.Todo.Words = v.T("own.todo-supplied", "unit", unitWords(v, d.ReceptionN))
	case d.State == dossier.Supplement:
		p.Todo = Todo{Words: v.T("own.todo-supplement", "unit", unitWords(v, d.ReceptionN)), Link: Link{v.T("own.ask-here"), "#bo-sung"}, You: true}
	case d.State == dossier.Withdrawal:
		p.Todo.Words = v.T("own.todo-withdrawal")
	case d.State == dossier.Completed && d.Return == "desk":
		p.Todo = Todo{Words: v.T("own.todo-collect", "unit", unitWords(v, d.ReceptionN)), Link: Link{v.T("filing.desks"), "/noi-tiep-nhan"}, You: true}
	case d.State == dossier.Completed:
		p.Todo.Words = v.T("own.todo-sent")
	case d.State.Open():
		p.Todo.Words = v.T("own.todo-none")
	default:
		p.Todo.Words = v.T("own.todo-over")
	}
	if d.State.Open() && d.State != dossier.Filed && d.State != dossier.Completed && !d.Promise.At.IsZero() {
		p.Knots = append(p.Knots, Knot{When: v.Short(d.Promise.At), Words: v.T("own.knot-due"), By: unitWords(v, d.ReceptionN), State: "next"})
	}
}

// ownFacts are the facts beside the way.
func (s *Site) ownFacts(p *ownDossierPage, v text.Voice, d *office.DossierView) {
	add := func(list *[]Fact, term, words string) {
		if words != "" {
			*list = append(*list, Fact{Term: term, Words: words})
		}
	}
	add(&p.Persons, v.T("own.applicant"), partyLine(d.Parties.Applicant))
	add(&p.Persons, v.T("own.owner"), partyLine(d.Parties.Owner))
	if rep := d.Parties.Representative; rep != nil {
		add(&p.Persons, v.T("filing.representative"), partyLine(*rep))
		add(&p.Persons, v.T("filing.authority"), d.Parties.Authority)
	}
	add(&p.Facts, v.T("dossier.reception"), unitWords(v, d.ReceptionN))
	if d.Help != "" && d.Help != d.Reception {
		add(&p.Facts, v.T("own.help"), unitWords(v, d.HelpN))
	}
	add(&p.Facts, v.T("dossier.competent"), unitWords(v, d.CompetentN))
	if d.Return != "" {
		add(&p.Facts, v.T("dossier.return"), v.T("dossier.return."+d.Return))
	}
	if d.Code != "" {
		p.Facts = append(p.Facts, s.feeFact(v, d))
	}
	if d.Record != nil {
		p.Facts = append(p.Facts, Fact{Term: v.T("own.version"), Words: v.T("own.version-words", "n", d.Record.Version, "date", v.Date(d.Record.From)), Href: "/thu-tuc/" + string(d.Procedure)})
	}
	for _, c := range d.Codes {
		f := Fact{Term: v.T("own.code-elsewhere"), Words: c.Code, Code: true}
		switch c.System {
		case office.OwnPage:
			f.Term = v.T("own.filing-number")
		case "portal":
			f.Term = v.T("own.code-portal")
		default:
			f.Sub = c.System
		}
		p.Facts = append(p.Facts, f)
	}
	s.ownResult(p, v, d)
	p.Looks = "/ho-so/" + string(d.ID) + "/nguoi-xem"
	if d.Reads == 0 {
		p.Reads = v.T("own.reads-none")
	} else {
		p.Reads = v.T("own.reads", "n", d.Reads, "time", v.Short(d.LastRead), "unit", unitWords(v, d.LastReadBy))
	}
	if d.Code != "" {
		p.Slip, p.Check = "/ho-so/"+string(d.ID)+"/phieu.pdf", d.Check
	}
}

// feeFact says what the dossier costs and whether it was paid.
func (s *Site) feeFact(v text.Voice, d *office.DossierView) Fact {
	f := Fact{Term: v.T("filing.fee"), Words: v.Money(d.Fee)}
	switch {
	case d.Fee == 0:
		f.Words = v.T("fee.free")
	case d.Finance == dossier.FinancePaid:
		f.Sub = v.T("own.fee-paid")
	case d.Finance == dossier.FinanceNotified && d.Rest() == d.Fee:
		f.Sub = v.T("own.fee-due")
	default:
		f.Sub = joinWords(v.T("dossier.finance."+string(d.Finance))+".", moneySub(v, d.Dossier))
	}
	return f
}

// ownResult says what came out and how it reached its owner.
func (s *Site) ownResult(p *ownDossierPage, v text.Voice, d *office.DossierView) {
	if d.Result.Number != "" {
		p.Result = append(p.Result, Fact{Term: v.T("own.result-number"), Words: d.Result.Number, Code: true})
	}
	if !d.Result.At.IsZero() {
		p.Result = append(p.Result, Fact{Term: v.T("own.result-at"), Words: v.Date(d.Result.At)})
	}
	if d.Result.Under != nil {
		power := s.powerFacts(v, d.Result.Under)
		power[0].Term = v.T("own.result-under")
		p.Result = append(p.Result, power...)
	}
	if d.Result.File != "" {
		p.Result = append(p.Result, Fact{Term: v.T("own.result-file"), Words: v.T("own.result-open"), Href: fileAddress(d.ID, d.Result.File)})
	}
	if d.Hand == dossier.HandPosted {
		p.Result = append(p.Result, Fact{Term: v.T("dossier.hand.posted"), Words: postedWords(v, d.Dossier)})
	}
	for _, st := range d.Steps {
		if st.Kind == dossier.KindHandedOver {
			p.Result = append(p.Result, Fact{Term: v.T("own.handed"), Words: v.DateTime(st.At), Sub: v.T("dossier.return." + st.Outcome)})
		}
	}
	for _, st := range d.Steps {
		if slices.Contains([]string{dossier.KindDeclined, dossier.KindRefused, dossier.KindStopped, dossier.KindGranted, dossier.KindRetained}, st.Kind) {
			words := st.Words
			if st.Reason != "" && v.Has("dossier.reason."+st.Reason) {
				words = v.T("dossier.reason."+st.Reason) + " " + words
			}
			p.Notices = append(p.Notices, Notice{Tone: Ended, Title: stateWords(v, st.State), Words: words})
		}
	}
}

func fileAddress(id dossier.ID, hash string) string { return "/ho-so/" + string(id) + "/tep/" + hash }

// partyLine is a person in one line.
func partyLine(p dossier.Party) string { return joinComma(p.Name, p.Number) }

// ownPapers lays out the form and the papers that were handed in.
func (s *Site) ownPapers(p *ownDossierPage, v text.Voice, d *office.DossierView) {
	p.Answers = s.answers(v, d.Form, d.Values, d.Origins, signedWords(v, d.Dossier), func(hash string) string { return fileAddress(d.ID, hash) })
	p.Sourced, p.Declared = len(d.Origins) > 0, "/ho-so/"+string(d.ID)+"/to-khai"
	if d.CaseDef == nil {
		return
	}
	files := func(i int) []Link {
		var out []Link
		for _, f := range d.Files {
			if f.Paper == i {
				out = append(out, Link{f.Name + " (" + sizeWords(v, f.Size) + ")", fileAddress(d.ID, f.Hash)})
			}
		}
		return out
	}
	for _, h := range d.Papers {
		if h.Index < 0 || h.Index >= len(d.CaseDef.Papers) {
			continue
		}
		paper := d.CaseDef.Papers[h.Index]
		x := ownPaper{Name: paperWords(v, &paper), Note: handedWords(v, h), Files: files(h.Index)}
		if x.Note == "" && len(x.Files) == 0 && h.Digital {
			x.Note = v.T("filing.by-form")
		}
		p.Papers = append(p.Papers, x)
	}
	if own := files(ofForm); len(own) > 0 {
		p.Papers = append(p.Papers, ownPaper{Name: v.T("own.form-files"), Files: own})
	}
}

// paperWords names a paper in the reader's language.
func paperWords(v text.Voice, p *procedure.Paper) string {
	if v.Lang == text.EN && p.NameEN != "" {
		return p.NameEN
	}
	return p.Name
}

// handedWords says in which shape a paper was handed in.
func handedWords(v text.Voice, h dossier.PaperHanded) string {
	words := ""
	for _, x := range []struct {
		n   int
		say string
	}{{h.Originals, v.T("own.originals", "n", strconv.Itoa(h.Originals))}, {h.Copies, v.T("own.copies", "n", strconv.Itoa(h.Copies))}, {h.Plain, v.T("own.plain", "n", strconv.Itoa(h.Plain))}} {
		if x.n > 0 {
			words = joinComma(words, x.say)
		}
	}
	return words
}

// ownPart gives what belongs to an own dossier: form 01 and its files. Addresses of drafts stand beside it in one place, so
// that the part decides here.
func (s *Site) ownPart(w http.ResponseWriter, r *http.Request) error {
	part, rest := r.PathValue("part"), r.PathValue("hash")
	switch {
	case part == "phieu.pdf" && rest == "":
		return s.ownSlip(w, r)
	case part == "nguoi-xem" && rest == "":
		return s.ownLooks(w, r)
	case part == "to-khai" && rest == "":
		return s.ownDeclaration(w, r)
	case part == "rut" && rest == "":
		return s.ownWithdrawForm(w, r)
	case part == "bo-sung" && rest == "":
		return redirect(w, r, "/ho-so/"+url.PathEscape(r.PathValue("id"))) // a refused page that is loaded again
	case part == "giay" && rest != "":
		return s.letter(w, r, dossier.ID(r.PathValue("id")), rest)
	case part == "tep" && rest != "":
		return s.ownFile(w, r)
	case r.PathValue("id") == "nhap" && (rest == "nop" || rest == "xoa"):
		return redirect(w, r, "/ho-so/nhap/"+url.PathEscape(part)) // a refused page that is loaded again
	}
	return fault.New(fault.Missing, "web.no-page")
}

// ownFile opens a file of an own dossier.
func (s *Site) ownFile(w http.ResponseWriter, r *http.Request) error {
	f, ref, name, err := s.read(r).File(dossier.ID(r.PathValue("id")), r.PathValue("hash"))
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	return sendFile(w, r, f, ref, name)
}

// ownSlip gives form 01 (giấy tiếp nhận hồ sơ và hẹn trả kết quả) as PDF.
func (s *Site) ownSlip(w http.ResponseWriter, r *http.Request) error {
	pdf, name, err := s.read(r).Slip(dossier.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	attach(w, "application/pdf", name)
	return send(w, r, http.StatusOK, pdf)
}
