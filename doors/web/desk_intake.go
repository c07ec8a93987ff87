package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
	"motcua/words/org"
)

// intakePage is a whole intake on one screen: persons, subject, answers, papers with their scans, fee, and beside them
// what would be promised if it were received now, and what is still left to do.
type intakePage struct {
	Base
	*Form
	ID       string
	Name     string
	Code     string
	Case     string
	CaseID   string
	Version  int
	Moved    []string // what another version of the procedure changed under the draft
	Draft    Draft
	Persons  []personBlock
	Sections []EFormSection
	Papers   []paperLine
	Loose    []dossier.Attached // scans that belong to no paper of the list
	Aside    intakeAside
	Notes    []string // what the city lays down for the case
	With     int      // how many dossiers of the same person were received just before
}

// Template names the page's template.
func (*intakePage) Template() string { return "desk/intake" }

// A personBlock is one of the three persons of a dossier.
type personBlock struct {
	Prefix string
	Title  string
	Fields []Field
	Doubts []string
	People []personLine // several people of the name that was looked for
	Nobody string       // what was looked for and not found
	Find   string
	Focus  bool
}

// An intakeAside is what the counter shows beside what is typed.
type intakeAside struct {
	Due       string
	Why       Why
	HandOver  string
	Fees      []Fact
	Total     string
	Competent string
	Units     []OptionGroup
	Unit      string // chosen
	Same      []sameOpen
	Left      []ProblemLine // what stands in the way
	Missing   int           // required papers that are not there
	Read      string        // when the answers were confirmed
	Stale     bool          // confirmed, and changed since
}

// A sameOpen is an open dossier of the same owner under the same procedure.
type sameOpen struct{ Code, Href, Where, State string }

// personRoles are the three persons, in the order in which they are asked for.
var personRoles = []string{"applicant", "owner", "representative"}

// intakeForm shows a draft.
func (s *Site) intakeForm(w http.ResponseWriter, r *http.Request) error {
	d, err := s.openDraft(r, r.PathValue("draft"))
	if err != nil {
		if s.wasReceived(r, r.PathValue("draft")) {
			return redirect(w, r, "/desk/receive/"+r.PathValue("draft")+"/receipt")
		}
		return err
	}
	moved, err := s.keepUp(r, d)
	if err != nil {
		return err
	}
	p, err := s.intakePage(r, d, nil, moved, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

// wasReceived says whether the draft became a dossier.
func (s *Site) wasReceived(r *http.Request, id string) bool {
	_, err := s.read(r).Dossier(dossier.ID(id), "read.desk")
	return err == nil
}

// keepUp brings a draft to the procedure version in force: papers are found again by their names, answers by their
// questions. It gives what changed, nil when nothing did.
func (s *Site) keepUp(r *http.Request, d *intakeDraft) ([]string, error) {
	w, now := s.o.Office.World(), s.o.Office.Now()
	rec := w.Procedures.Current(d.Procedure, now)
	if rec == nil || !rec.Open() {
		return nil, fault.New(fault.Refused, "dossier.procedure-ended", "procedure", string(d.Procedure))
	}
	if rec.Version == d.Version {
		return nil, nil
	}
	pc := rec.Case(d.Case)
	if !rec.Receives(pc) {
		return nil, fault.New(fault.Refused, "dossier.procedure-ended", "procedure", string(d.Procedure))
	}
	words := []string{s.voice(r).T("receive.moved-words")}
	if old := w.Procedures.Version(d.Procedure, d.Version); old != nil {
		v := s.voice(r)
		words = nil
		for _, c := range procedure.VersionDiff(*old, *rec) {
			if c.Case != "" && c.Case != d.Case {
				continue
			}
			words = append(words, amendLine(v, c, old, rec))
		}
		d.renumber(old.Case(d.Case), pc)
	}
	d.Version = rec.Version
	return words, nil
}

// renumber finds the ticked papers of an older version again in the newer one.
func (d *intakeDraft) renumber(old, now *procedure.Case) {
	if old == nil {
		return
	}
	fields := url.Values{}
	to := paperMap(old, now)
	for k, v := range d.Fields {
		rest, ok := strings.CutPrefix(k, "papers.")
		if !ok {
			fields[k] = v
			continue
		}
		n, tail, _ := strings.Cut(rest, ".")
		if i, known := to[count(n)]; known {
			fields[strings.TrimSuffix("papers."+itoa(i)+"."+tail, ".")] = v
		}
	}
	d.Fields = fields
	for i := range d.Files {
		if n, ok := to[d.Files[i].Paper]; ok {
			d.Files[i].Paper = n
		} else if d.Files[i].Paper >= 0 {
			d.Files[i].Paper = loosePaper
		}
	}
}

// loosePaper is the number of scans whose paper a newer version no longer asks for.
const loosePaper = 999

// A lookedUp is a search for a person on the intake page that did not end with one.
type lookedUp struct {
	role, text string
	people     []found
}

// intakePage draws a draft. err are faults of what was sent; moved what another version changed.
func (s *Site) intakePage(r *http.Request, d *intakeDraft, err error, moved []string, look *lookedUp) (*intakePage, error) {
	v, rd := s.voice(r), s.read(r)
	in, bad := s.intakeOf(r, d)
	view, e := rd.Preview(in)
	if e != nil {
		return nil, e
	}
	p := &intakePage{
		Base: Base{
			Title: recordWords(v, view.Record), Audience: Desk, Nav: "receive", Scripts: []string{"eform.js", "intake.js"},
			Crumbs: []Crumb{{v.T("receive.title"), "/desk/receive"}},
		},
		Form: NewForm(v, d.Fields, err), ID: d.ID, Name: recordWords(v, view.Record), Code: string(view.Record.Code),
		Case: view.Case.Name.In(string(v.Lang)), CaseID: view.Case.ID,
		Version: d.Version, Moved: moved, With: len(d.With), Notes: s.conductNotes(v, view.Case),
		Draft: Draft{URL: "/desk/receive/" + d.ID, ID: d.ID, Saved: d.Saved},
	}
	p.persons(s, rd, d, in, look)
	p.papers(v, d, view.Case)
	ef, e := s.eform(r, d.Procedure, d.Version, d.Case, d.Values, d.Files, err)
	if e != nil {
		return nil, e
	}
	if ef != nil {
		ef.Sources = d.Sources
		p.Sections = ef.Sections()
		ef.Into(p.Form)
	}
	p.questions(v, d, view)
	return p, p.aside(s, r, d, in, view, bad)
}

// persons asks for the three persons, with what looks odd about each.
func (p *intakePage) persons(s *Site, rd *office.Reader, d *intakeDraft, in office.Intake, look *lookedUp) {
	l := s.lands(rd)
	for i, role := range personRoles {
		addParty(p.v, p.Form, role, dossier.Party{}, l)
		b := personBlock{Prefix: role, Title: p.v.T("receive." + role), Focus: i == 0 && d.Fields.Get("applicant.name") == "" && d.Fields.Get("applicant.number") == ""}
		b.Fields, _ = p.PartyFields(role) // added one line above
		switch role {
		case "applicant":
			b.Doubts = doubts(p.v, in.Parties.Applicant)
		case "owner":
			if d.Fields.Get("same") != "1" {
				b.Doubts = doubts(p.v, in.Parties.Owner)
			}
		case "representative":
			if in.Parties.Representative != nil {
				b.Doubts = doubts(p.v, *in.Parties.Representative)
			}
		}
		if look != nil && look.role == role {
			b.Find = look.text
			for k, f := range look.people {
				b.People = append(b.People, personLine{
					Value: role + "=" + f.Party.Number, Name: f.Party.Name, Chosen: k == 0,
					Sub: joinComma(joinComma(f.Party.Number, dateWords(p.v, f.Party.Birth)), s.addressWords(p.v, f.Party.Address)),
				})
			}
			if len(look.people) == 0 {
				b.Nobody = look.text
			}
		}
		p.Persons = append(p.Persons, b)
	}
	p.Add(Field{Name: "same", Kind: BoxCheck, Label: p.v.T("receive.owner-same")})
	p.Add(Field{Name: "represented", Kind: BoxCheck, Label: p.v.T("receive.represented")})
	p.Add(Field{Name: "authority", Kind: "text", Label: p.v.T("receive.authority"), Help: p.v.T("receive.authority-help")})
}

// questions asks for what every intake has beside persons, answers and papers.
func (p *intakePage) questions(v text.Voice, d *intakeDraft, view *office.Preview) {
	p.Add(Field{Name: "subject", Kind: form.LongText, Label: v.T("receive.subject"), Help: v.T("receive.subject-help"), Rows: 2})
	channel := Field{Name: "channel", Kind: BoxRadio, Label: v.T("receive.channel")}
	for _, c := range view.Case.Channels {
		if c.Channel != procedure.Online {
			channel.Options = append(channel.Options, Option{Value: itoa(int(c.Channel)), Label: v.T("dossier.channel." + itoa(int(c.Channel)))})
		}
	}
	p.Add(channel)
	p.Add(Field{Name: "return", Kind: BoxRadio, Label: v.T("receive.return"), Options: keyedOptions(v, "dossier.return.", []string{"desk", "post", "electronic"})})
	if d.Fields.Get("sets") == "" {
		d.Fields.Set("sets", itoa(max(view.Case.Sets, 1)))
	}
	p.Add(Field{Name: "sets", Kind: form.Integer, Label: v.T("receive.sets"), Short: true})
	p.Add(Field{Name: "paid", Kind: BoxCheck, Label: v.T("receive.paid")})
	p.Add(Field{Name: "assisted", Kind: BoxCheck, Label: v.T("receive.assisted"), Help: v.T("receive.assisted-help")})
	p.Add(Field{Name: "competent", Kind: BoxSelect, Label: v.T("receive.competent")})
}

// papers lists the papers of the case; the summary of faults leads to their boxes.
func (p *intakePage) papers(v text.Voice, d *intakeDraft, pc *procedure.Case) {
	p.Papers = paperLines(v, pc, d.Fields, d.Files, p.faults)
	for i := range p.Papers {
		p.Papers[i].Upload = true
		p.drawn("papers."+itoa(i), false)
	}
	for _, f := range d.Files {
		if f.Paper >= len(p.Papers) {
			p.Loose = append(p.Loose, f)
		}
	}
}

// aside fills what hangs on what was typed: the date, the fee, the agency, doubles, and what is left to do.
func (p *intakePage) aside(s *Site, r *http.Request, d *intakeDraft, in office.Intake, view *office.Preview, bad error) error {
	v, rd := s.voice(r), s.read(r)
	a := &p.Aside
	if pr := view.Promise; !pr.At.IsZero() {
		a.Due = v.DateTime(pr.At)
		a.Why = showWhy(v, s.o.Office.World().Calendar, pr, "", Link{})
		if pr.HandOver.After(rd.Now()) {
			a.HandOver = v.T("receive.hand-over", "time", v.DateTime(pr.HandOver))
		}
	}
	for _, l := range view.Bill.Lines {
		words := v.Money(int64(l.Sum))
		if l.Other {
			words = v.Number(int64(l.Item.Amount)) + " " + l.Item.Currency
		}
		a.Fees = append(a.Fees, Fact{Term: l.Item.Name, Words: words})
	}
	a.Total = v.T("receive.free")
	if view.Bill.Total > 0 {
		a.Total = v.Money(int64(view.Bill.Total))
		if view.Bill.AtLeast || len(view.Bill.Asks) > 0 {
			a.Total = v.T("receive.at-least", "sum", a.Total)
		}
	}
	a.Unit = in.Competent
	a.Competent = v.T("receive.competent-unknown")
	if view.Competent.ID != "" && in.Competent == "" {
		a.Competent = v.T("receive.competent-rule", "unit", unitWords(v, view.Competent))
	}
	a.Units = s.agencyGroups(v)
	a.Missing = len(view.Missing)
	if f := fault.As(p.labelled(flaws(v, d, in, view, bad))); f != nil {
		left := problem(v, f)
		left.link(p.forms())
		a.Left = left.Lines
	}
	if d.Read != nil {
		a.Read = v.DateTime(d.Read.At)
		a.Stale = d.Read.Digest != digestOf(d, in)
	}
	rows, err := rd.Duplicates(d.Procedure, in.Parties.Owner.Number, "")
	for _, row := range rows {
		o := sameOpen{Code: row.Code, Where: unitWords(v, row.Reception), State: stateWords(v, row.State)}
		if row.ID != "" {
			o.Href = "/desk/dossiers/" + row.ID
		}
		if o.Code == "" {
			o.Code = v.T("receive.no-code")
		}
		a.Same = append(a.Same, o)
	}
	return err
}

// flaws are all that stands in the way of receiving a draft, at the names of the page's fields.
func flaws(v text.Voice, d *intakeDraft, in office.Intake, view *office.Preview, bad error) error {
	err := fault.Together(bad, view.Flaws, unread(d, in))
	f := fault.As(err)
	if f == nil {
		return err
	}
	same := d.Fields.Get("same") == "1"
	var out []*fault.Fault
	for _, one := range flat(f) {
		one.Field = addressField(one.Field)
		if path, ours := strings.CutPrefix(one.Field, "values."); ours {
			one.Field = eformPrefix + path
		}
		if n, e := strconv.Atoi(strings.TrimPrefix(one.Field, "papers.")); e == nil && one.Key == "dossier.paper-missing" && n < len(view.Case.Papers) {
			one.Args = fault.Args{"paper": paperWords(v, &view.Case.Papers[n])}
		}
		if rest, owner := strings.CutPrefix(one.Field, "owner."); owner && same {
			if rest != "address" {
				continue // the applicant's own line says it
			}
			one.Field = "applicant.address"
		}
		out = append(out, one)
	}
	return fault.Join(out)
}

// labelled gives faults of a person's box its label in front, for lists that stand apart from the boxes; those of the
// e-form get theirs when they are linked.
func (p *intakePage) labelled(err error) error {
	f := fault.As(err)
	if f == nil {
		return err
	}
	labels := map[string]string{}
	for _, b := range p.Persons {
		for _, x := range b.Fields {
			labels[x.Name] = b.Title + ", " + x.Label
		}
	}
	out := flat(f)
	for i, one := range out {
		if label := labels[one.Field]; label != "" {
			said := fault.New(one.Kind, "receive.in-field", "label", label, "what", faultWords(p.v, one)).At(one.Field).By(one.Rule)
			out[i] = said
		}
	}
	return fault.Join(out)
}

// agencyGroups are the agencies that may be chosen instead of the one that the rule finds.
func (s *Site) agencyGroups(v text.Voice) []OptionGroup {
	w, now := s.o.Office.World(), s.o.Office.Now()
	var out []OptionGroup
	for _, kind := range []org.UnitKind{org.Department, org.Commune, org.LandOffice, org.Tax, org.Police, org.Insurance} {
		g := OptionGroup{Name: v.T("org.kind." + string(kind))}
		for _, u := range w.Org.Units(now, kind) {
			g.Options = append(g.Options, Option{Value: string(u.ID), Label: unitWords(v, s.unitNamed(string(u.ID)))})
		}
		sortOptions(g.Options)
		if len(g.Options) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// sortOptions puts answers in the order of their words; each is folded once.
func sortOptions(list []Option) {
	keys := make(map[string]string, len(list))
	for _, o := range list {
		keys[o.Label] = vn.TitleKey(o.Label)
	}
	slices.SortStableFunc(list, func(a, b Option) int { return strings.Compare(keys[a.Label], keys[b.Label]) })
}

// readAt is the moment that a confirmation was made, for a draft without one the zero time.
func (d *intakeDraft) readAt() time.Time {
	if d.Read == nil {
		return time.Time{}
	}
	return d.Read.At
}
