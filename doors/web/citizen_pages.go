package web

import (
	"slices"
	"strings"

	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// A filingPage is one page of a filing (nộp hồ sơ): one idea, its boxes, and the way through.
type filingPage struct {
	Base
	*Form
	Name     string // the procedure
	CaseName string
	Lead     string
	Steps    []Step
	At       int // which step this is, from 1
	Draft    Draft
	Action   string
	Back     string
	Drop     string // address that forgets the draft
	Notices  []Notice
	Known    []Fact // what is known of who files
	Boxes    []Field
	Papers   []filingPaper
	Check    *filingCheck
	Uploads  bool
}

// Template names the page's template.
func (*filingPage) Template() string { return "citizen/draft" }

// A filingPaper is a paper of the case with the scans that came.
type filingPaper struct {
	Field
	Note   string
	VI     string // the official name where the reader's language is another
	Filled bool   // the e-form stands for it
	Files  []filingFile
}

// A filingFile is a scan that is kept.
type filingFile struct{ Name, Size, Key string }

// A filingCheck is the last page: everything that will be handed in.
type filingCheck struct {
	Blocks  []filingBlock
	Offer   []Fact
	Confirm Field
}

// A filingBlock is what one page of the draft says, with the way back to it.
type filingBlock struct {
	Title, Change string
	Facts         []Fact
	More          []answerBlock
}

// show draws a page of the filing; err holds what was wrong.
func (run *filingRun) show(page string, err error) (*filingPage, error) {
	v := run.v
	name := recordWords(v, run.rec)
	p := &filingPage{
		Base: Base{
			Title: v.T("filing.title", "page", run.pageTitle(page), "name", name), Nav: "dossiers",
			Crumbs: []Crumb{{v.T("nav.dossiers"), "/ho-so"}}, Scripts: []string{"eform.js"},
		},
		Form: NewForm(v, nil, err), Name: name, Steps: run.steps(page), Action: run.address(page), Drop: "/ho-so/nhap/" + run.id + "/xoa",
		Draft: Draft{URL: run.address(page), ID: run.id + "/" + page, Saved: run.updated},
	}
	if len(run.rec.Cases) > 1 {
		p.CaseName = run.pc.Name.In(string(v.Lang))
	}
	if pages := run.pages(); page != pages[0] {
		p.Back = run.address(pages[slices.Index(pages, page)-1])
	}
	p.At = slices.Index(run.pages(), page) + 1
	run.notices(p, page)
	switch page {
	case pageApplicant:
		run.showApplicant(p)
	case pageOwner:
		run.showOwner(p)
	case pagePapers:
		run.showPapers(p)
	case pageResult:
		run.showResult(p)
	case pageLast:
		return p, run.showCheck(p, err)
	default:
		return p, run.showSection(p, strings.TrimPrefix(page, pageForm), err)
	}
	return p, nil
}

// notices says what a reader has to know of the whole filing.
func (run *filingRun) notices(p *filingPage, page string) {
	v := run.v
	f := run.s.filing(v)
	switch {
	case !f.Open:
		p.Notices = append(p.Notices, Notice{Tone: Wait, Title: v.T("filing.closed"), Words: f.Words, Link: Link{v.T("filing.to-portal"), f.Portal}})
	case f.Demo && (page == pageApplicant || page == pageLast): // the band of the frame says it on every page
		p.Notices = append(p.Notices, Notice{Tone: Plain, Words: v.T("filing.demo")})
	}
	if run.d.Moved == 0 {
		return
	}
	var names []string
	for _, c := range run.changes(run.d.Moved) {
		if len(names) < 8 {
			names = append(names, "“"+c.Label.In(string(v.Lang))+"”")
		}
	}
	p.Notices = append(p.Notices, Notice{Tone: Soon, Title: v.T("filing.moved"), Words: v.T("filing.moved-words", "questions", strings.Join(names, ", "))})
}

// box puts what was typed on a page into a question.
func (run *filingRun) box(page string, x Field) Field {
	if q, ok := run.d.Pages[page]; ok {
		x.Value, x.Values = q.Get(x.Name), q[x.Name]
		x.Commune, x.Place, x.Ward = q.Get(x.Name+".commune"), q.Get(x.Name+".place"), q.Get(x.Name+".ward")
	}
	return x
}

func (run *filingRun) showApplicant(p *filingPage) {
	v := run.v
	a := run.account
	p.Lead = v.T("filing.applicant-lead")
	p.Known = nameFacts(v, a)
	phone := run.box(pageApplicant, Field{Name: "applicant.phone", Kind: form.Phone, Label: v.T("person.phone"), Help: v.T("filing.phone-help"), Value: a.Phone, Complete: "tel"})
	email := run.box(pageApplicant, Field{Name: "applicant.email", Kind: form.Email, Label: v.T("person.email"), Value: a.Email, Complete: "email"})
	p.Add(phone).Add(email).Add(run.addressBox(pageApplicant, "applicant", a.Address))
}

func (run *filingRun) addressBox(page, prefix string, known dossier.Address) Field {
	x := Field{
		Name: prefix + ".address", Kind: form.Address, Label: run.v.T("person.address"), Help: run.v.T("person.address-help"), Required: true,
		Complete: "street-address",
	}
	return run.box(page, run.lands().box(run.v, x, form.Anywhere, known))
}

// only makes a question depend on the answer of another.
func (run *filingRun) only(x Field, on, question, answer string, value ...string) Field {
	v := run.v
	x.When = v.T("eform.when", "terms", v.T("eform.term", "question", v.T(question), "answers", "“"+v.T(answer)+"”"))
	quoted := `"` + strings.Join(value, `","`) + `"`
	x.WhenRule = `{"any":false,"terms":[{"name":"` + on + `","not":false,"values":[` + quoted + `]}]}`
	x.Off = !slices.Contains(value, run.d.typed(pageOwner, on))
	return x
}

func (run *filingRun) showOwner(p *filingPage) {
	v := run.v
	p.Lead = v.T("filing.owner-lead")
	whose := []Option{{Value: "self", Label: v.T("filing.for-self"), Help: v.T("filing.for-self-help")}}
	for _, m := range run.mandates() {
		words := v.T("mandate.filing-for", "name", m.Principal.Name, "kind", "@mandate.kind."+string(m.Kind))
		whose = append(whose, Option{Value: forMandate + m.ID, Label: words, Help: v.T("mandate.filing-help")})
	}
	whose = append(whose, Option{Value: "other", Label: v.T("filing.for-other"), Help: v.T("filing.for-other-help")})
	p.Add(run.box(pageOwner, Field{Name: "for", Kind: BoxRadio, Label: v.T("filing.for"), Required: true, Options: whose}))
	owner := Field{Name: "owner", Kind: form.Group, Label: v.T("filing.owner"), Fields: run.person("owner", true)}
	p.Add(run.only(owner, "for", "filing.for", "filing.for-other", "other"))
	acts := run.box(pageOwner, Field{
		Name: "acts", Kind: BoxRadio, Label: v.T("filing.acts"), Required: true, Help: v.T("filing.acts-help"),
		Options: []Option{{Value: "none", Label: v.T("filing.acts-none")}, {Value: "me", Label: v.T("filing.acts-me")}, {Value: "third", Label: v.T("filing.acts-third")}},
	})
	p.Add(run.only(acts, "for", "filing.for", "filing.for-other", "other"))
	third := Field{Name: "representative", Kind: form.Group, Label: v.T("filing.representative"), Fields: run.person("representative", false)}
	p.Add(run.only(third, "acts", "filing.acts", "filing.acts-third", "third"))
	paper := run.box(pageOwner, Field{Name: "authority", Kind: form.Line, Label: v.T("filing.authority"), Help: v.T("filing.authority-help"), Required: true})
	paper = run.only(paper, "acts", "filing.acts", "filing.acts-me", "me", "third")
	paper.When = v.T("filing.authority-when")
	p.Add(paper)
}

// person asks for somebody who is not the one who files.
func (run *filingRun) person(prefix string, lives bool) []Field {
	v := run.v
	kinds := keyedOptions(v, "dossier.party-kind.", partyKinds)
	sexes := []Option{{Value: "male", Label: v.T("dossier.sex.male")}, {Value: "female", Label: v.T("dossier.sex.female")}}
	out := []Field{
		{Name: prefix + ".kind", Kind: BoxSelect, Label: v.T("person.kind"), Options: kinds, Value: string(dossier.Citizen), Required: true},
		{Name: prefix + ".name", Kind: form.Line, Label: v.T("person.name"), Required: true},
		{Name: prefix + ".number", Kind: BoxCode, Label: v.T("person.number"), Help: v.T("person.number-help"), Required: true, Short: true},
		{Name: prefix + ".birth", Kind: form.Date, Label: v.T("person.birth"), Help: v.T("person.birth-help")},
		{Name: prefix + ".sex", Kind: form.Choice, Label: v.T("person.sex"), Options: sexes},
		{Name: prefix + ".phone", Kind: form.Phone, Label: v.T("person.phone")},
	}
	if lives {
		out = append(out, run.addressBox(pageOwner, prefix, dossier.Address{}))
	}
	for i := range out {
		out[i] = run.box(pageOwner, out[i])
	}
	return out
}

func (run *filingRun) showSection(p *filingPage, id string, err error) error {
	e, wrong := run.s.eform(run.r, run.d.Procedure, run.d.Version, run.d.Case, run.d.Values, run.d.Files, err)
	if wrong != nil {
		return wrong
	}
	e.Sources = run.d.Sources
	sec, _ := e.Section(id)
	p.Lead, p.Boxes = sec.Help, sec.Fields
	e.Into(p.Form)
	p.Uploads = uploads(sec.Fields)
	return nil
}

// uploads says whether questions ask for a file, also within groups.
func uploads(fields []Field) bool {
	return slices.ContainsFunc(fields, func(f Field) bool {
		return f.Kind == form.File || uploads(f.Fields) || slices.ContainsFunc(f.Entries, func(e FieldEntry) bool { return uploads(e.Fields) })
	})
}

func (run *filingRun) showPapers(p *filingPage) {
	v := run.v
	p.Lead, p.Uploads = v.T("filing.papers-lead", "mb", maxFileMB), true
	asked := run.asked()
	for i := range run.pc.Papers {
		paper := &run.pc.Papers[i]
		if !asked(i) && !run.there(i) {
			continue // nothing that was answered asks for it
		}
		x := filingPaper{Note: paperNote(v, run.pc, i), Filled: run.filled(i)}
		x.Field = Field{
			Name: paperName(i), Kind: form.File, Label: paper.Name, Required: paper.Required && !x.Filled && run.pc.Choice(i) == nil, Accept: acceptedFiles, Multiple: true,
			Error: p.faults[paperName(i)],
		}
		if v.Lang == "en" && paper.NameEN != "" {
			x.Label, x.VI = paper.NameEN, paper.Name
		}
		p.at[x.Name] = -1
		for _, f := range run.d.Files {
			if f.Paper == i {
				x.Files = append(x.Files, filingFile{Name: f.Name, Size: sizeWords(v, f.Size), Key: fileKey(f)})
			}
		}
		p.Papers = append(p.Papers, x)
	}
}

// maxFileMB is the most of one file in megabytes, as the office takes it.
const maxFileMB = 20

func (run *filingRun) showResult(p *filingPage) {
	v := run.v
	p.Lead = v.T("filing.result-lead")
	where := Field{Name: "reception", Kind: BoxSelect, Label: v.T("filing.reception"), Help: v.T("filing.reception-help"), Required: true, Value: run.desk()}
	desks := run.s.read(run.r).DesksOf(run.pc)
	slices.SortStableFunc(desks, func(a, b office.Desk) int { return byTitle(a.Name, b.Name) })
	for _, d := range desks {
		where.Options = append(where.Options, Option{Value: d.ID, Label: joinComma(unitWords(v, d.UnitName), d.Address)})
	}
	how := Field{Name: "return", Kind: BoxRadio, Label: v.T("filing.return"), Required: true}
	for _, m := range manners {
		how.Options = append(how.Options, Option{Value: m, Label: v.T("dossier.return." + m), Help: v.T("filing.return-" + m)})
	}
	p.Add(run.box(pageResult, where)).Add(run.box(pageResult, how))
}

// showCheck lays out everything that will be handed in.
func (run *filingRun) showCheck(p *filingPage, err error) error {
	v := run.v
	p.Lead = v.T("filing.check-lead")
	p.Action = "/ho-so/nhap/" + run.id + "/nop"
	p.Draft = Draft{}
	in, wrong := run.intake()
	if wrong != nil && err == nil {
		return wrong
	}
	c := &filingCheck{}
	people := filingBlock{Title: run.pageTitle(pageApplicant), Change: run.address(pageApplicant), Facts: run.personFacts(in.Parties.Applicant)}
	owner := filingBlock{Title: run.pageTitle(pageOwner), Change: run.address(pageOwner), Facts: []Fact{{Term: v.T("filing.for"), Words: v.T("filing.for-self")}}}
	if run.d.typed(pageOwner, "for") != "self" {
		owner.Facts = run.personFacts(in.Parties.Owner)
		if r := in.Parties.Representative; r != nil {
			owner.Facts = append(owner.Facts, Fact{Term: v.T("filing.representative"), Words: joinComma(r.Name, r.Number)}, Fact{Term: v.T("filing.authority"), Words: in.Parties.Authority})
		}
	}
	c.Blocks = append(c.Blocks, people, owner)
	if run.pc.Form != nil {
		for i := range run.pc.Form.Sections {
			sec := &run.pc.Form.Sections[i]
			one := *run.pc.Form
			one.Sections = []form.Section{*sec}
			b := filingBlock{Title: sec.Title.In(string(v.Lang)), Change: run.address(pageForm + sec.ID)}
			for k, a := range run.s.answers(v, &one, in.Values, run.origins(), v.T("form.sign.on-filing"), func(string) string { return "" }) {
				if k == 0 && a.Title == b.Title {
					b.Facts = run.fileNames(a.Facts)
				} else {
					b.More = append(b.More, a)
				}
			}
			c.Blocks = append(c.Blocks, b)
		}
	}
	c.Blocks = append(c.Blocks, run.paperBlock(), run.resultBlock())
	c.Offer = run.offerFacts(in)
	c.Confirm = Field{Name: "confirm", Kind: BoxCheck, Label: v.T("filing.confirm"), Required: true, Error: p.faults["confirm"]}
	p.at["confirm"] = -1
	p.Check = c
	return nil
}

// fileNames gives the names of files where the answers have their hashes.
func (run *filingRun) fileNames(facts []Fact) []Fact {
	for i := range facts {
		if f := run.file(facts[i].Words); f != nil {
			facts[i].Words, facts[i].Href = f.Name, ""
		}
	}
	return facts
}

// nameFacts are name and number under the names that they have for such a party.
func nameFacts(v text.Voice, p dossier.Party) []Fact {
	name, number := v.T("person.name-of-citizen"), v.T("person.number-of-citizen")
	if p.Kind != dossier.Citizen && p.Kind != "" {
		name, number = v.T("person.name-of-organisation"), v.T("person.number-of-organisation")
	}
	return []Fact{{Term: name, Words: p.Name}, {Term: number, Words: p.Number, Code: true}}
}

// personFacts shows one person as it will be handed in.
func (run *filingRun) personFacts(p dossier.Party) []Fact {
	v := run.v
	out := nameFacts(v, p)
	for _, x := range [][2]string{{v.T("person.birth"), dateWords(v, p.Birth)}, {v.T("person.phone"), p.Phone}, {v.T("person.email"), p.Email}, {v.T("person.address"), run.s.addressWords(v, p.Address)}} {
		if x[1] != "" {
			out = append(out, Fact{Term: x[0], Words: x[1]})
		}
	}
	return out
}

func (run *filingRun) paperBlock() filingBlock {
	v := run.v
	b := filingBlock{Title: run.pageTitle(pagePapers), Change: run.address(pagePapers)}
	for i := range run.pc.Papers {
		var names []string
		for _, f := range run.d.Files {
			if f.Paper == i {
				names = append(names, f.Name)
			}
		}
		if run.filled(i) {
			names = append([]string{v.T("filing.by-form")}, names...)
		}
		if len(names) > 0 {
			b.Facts = append(b.Facts, Fact{Term: run.pc.Papers[i].Name, Words: strings.Join(names, "; ")})
		}
	}
	if len(b.Facts) == 0 {
		b.Facts = []Fact{{Term: v.T("filing.papers"), Words: v.T("filing.papers-none")}}
	}
	return b
}

func (run *filingRun) resultBlock() filingBlock {
	v := run.v
	b := filingBlock{Title: run.pageTitle(pageResult), Change: run.address(pageResult)}
	if d := run.d.typed(pageResult, "reception"); d != "" {
		b.Facts = append(b.Facts, Fact{Term: v.T("filing.reception"), Words: unitWords(v, run.s.unitNamed(d))})
	}
	if m := run.d.typed(pageResult, "return"); slices.Contains(manners, m) {
		b.Facts = append(b.Facts, Fact{Term: v.T("filing.return"), Words: v.T("dossier.return." + m)})
	}
	return b
}

// offerFacts are fee and time as of today, by the answers given.
func (run *filingRun) offerFacts(in office.Intake) []Fact {
	v := run.v
	o, err := run.s.read(run.r).CaseOffer(run.d.Procedure, run.d.Case, in.Reception, in.Parties.Owner.Address.Commune, in.Values)
	if err != nil {
		return nil
	}
	var out []Fact
	if o.Competent.ID != "" {
		out = append(out, Fact{Term: v.T("dossier.competent"), Words: unitWords(v, o.Competent)})
	}
	for _, ch := range o.Channels {
		if ch.Rule.Channel != procedure.Online {
			continue
		}
		words := v.Money(int64(ch.Bill.Total))
		switch {
		case len(ch.Bill.Lines) == 0 && ch.Rule.FeeText != "":
			words = ch.Rule.FeeText
		case len(ch.Bill.Lines) == 0:
			words = freeWords(v, &ch.Rule)
		case ch.Bill.AtLeast:
			words = v.T("fee.from", "amount", words)
		}
		out = append(out, Fact{Term: v.T("filing.fee"), Words: words})
		due := Fact{Term: v.T("filing.time"), Words: limitWords(v, &ch.Rule)}
		if !ch.Promise.At.IsZero() {
			due.Sub = v.T("filing.time-if", "time", v.DateTime(ch.Promise.At))
		}
		out = append(out, due)
	}
	return out
}
