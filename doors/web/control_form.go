package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// designPage is the e-form of a case of a proposal while it is written: its outline, the piece that is being written, and
// beside it the form as a citizen will have it.
type designPage struct {
	Base
	*Form
	Head     proposalHead
	Case     string
	Action   string
	Place    string // of the piece that is being written, "" is the form itself
	Piece    string // "form", "section", "field"
	ID       string // of the field
	At       string // of the field in the preview: what the script leads to
	Outline  []outlineSection
	Boxes    []Field
	NewKind  Field
	NewLabel Field
	Preview  []EFormSection
	Phone    bool
	Tried    bool
	Fits     bool   // what was typed into the preview would be taken
	NoForm   bool   // the case has none yet
	Broken   bool   // nothing can be shown of the form as it stands
	Flaws    []Link // mistakes of the form, each with the piece that has it
	Findings []findingLine
}

// Template names the page's template.
func (*designPage) Template() string { return "control/form" }

// An outlineSection is a section in the outline of a form.
type outlineSection struct {
	outlineField
	Fields []outlineField
}

// An outlineField is a line of the outline.
type outlineField struct {
	Place, Words, Kind, Href string
	Depth                    int
	Current, Wrong           bool
}

// A designRun is one request about a form that is being written.
type designRun struct {
	s      *Site
	r      *http.Request
	v      text.Voice
	p      *office.Proposal
	rec    procedure.Record // the text that the page was made from
	pc     *procedure.Case
	design *form.Design
	place  string
	rev    int // of that text: what is saved next goes upon it
}

// designRun reads what the request is about. A posted page is about the revision that it was made from.
func (s *Site) designRun(r *http.Request) (*designRun, error) {
	p, _, err := s.proposalCase(r)
	if err != nil {
		return nil, err
	}
	run := &designRun{s: s, r: r, v: s.voice(r), p: p, place: r.FormValue("o"), rev: p.Rev}
	return run, run.from(p.Record)
}

// from begins with a text of the proposal.
func (run *designRun) from(rec procedure.Record) error {
	b, err := rec.Encode()
	if err == nil {
		run.rec, err = procedure.DecodeText(b) // a copy: what is written here is not what stands there
	}
	if err != nil {
		return err
	}
	if run.pc = run.rec.Case(run.r.PathValue("case")); run.pc == nil {
		return fault.New(fault.Missing, "proposal.case-missing")
	}
	run.design = form.NewDesign(run.pc.Form, run.used()...)
	return nil
}

// used are the forms of all versions of the procedure so far.
func (run *designRun) used() []*form.Form {
	var out []*form.Form
	versions := run.s.o.Office.World().Procedures.Versions(run.p.Code)
	for i := range versions {
		for k := range versions[i].Cases {
			out = append(out, versions[i].Cases[k].Form)
		}
	}
	return out
}

// designForm shows the form of a case.
func (s *Site) designForm(w http.ResponseWriter, r *http.Request) error {
	run, err := s.designRun(r)
	if err != nil {
		return err
	}
	page, err := run.page(nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, page)
}

// designPost takes what was written and does what the button says. Nothing is saved that cannot be read.
func (s *Site) designPost(w http.ResponseWriter, r *http.Request) error {
	run, err := s.designRun(r)
	if err != nil {
		return err
	}
	if seen, err := strconv.Atoi(r.PostFormValue("seen")); err == nil && seen != run.p.Rev {
		old, err := s.read(r).ProposalText(run.p.ID, seen)
		if err != nil {
			return err
		}
		if old != nil {
			if run.rev = seen; run.from(*old) != nil {
				return fault.New(fault.Missing, "proposal.case-missing")
			}
		}
	}
	do, at, _ := strings.Cut(r.PostForm.Get("do"), ":")
	wrong := run.write()
	switch {
	case wrong != nil && do != "live" && do != "remove":
		return run.again(w, wrong)
	case do == "try" || do == "live" || r.PostForm.Get(eformAdd)+r.PostForm.Get(eformRemove) != "":
		page, err := run.page(wrong)
		if err != nil {
			return err
		}
		return s.Render(w, r, http.StatusOK, page)
	}
	if at == "" && do != "open" {
		at = run.place
	}
	run.act(do, at)
	run.versioned()
	run.pc.Form = &run.design.Form
	if _, err := s.saveProposal(r, run.p, run.rec); err != nil {
		return run.again(w, err)
	}
	if do != "open" {
		s.flash(w, "control.saved")
	}
	return redirect(w, r, run.address(run.place))
}

// act does what a button of the page says with a piece; the piece that is written afterwards is the one it leads to.
func (run *designRun) act(do, at string) {
	d, label := run.design, form.Text{VI: strings.TrimSpace(run.r.PostForm.Get("new.label"))}
	if label.VI == "" {
		label.VI = run.v.T("design.unnamed")
	}
	switch do {
	case "open":
		run.place = at
	case "section":
		run.place = d.AddSection(label)
	case "add":
		if len(d.Form.Sections) == 0 {
			at = d.AddSection(form.Text{VI: run.v.T("design.first-section")})
		}
		if at == "" {
			at = "sections." + strconv.Itoa(len(d.Form.Sections)-1)
		}
		f := form.Field{Kind: form.Kind(run.r.PostForm.Get("new.kind")), Label: label}
		if !f.Kind.Known() {
			f.Kind = form.Line
		}
		run.begin(&f)
		run.place = d.Add(at, f)
	case "copy":
		run.place = d.Copy(at)
	case "up":
		run.place = d.Move(at, -1)
	case "down":
		run.place = d.Move(at, 1)
	case "remove":
		run.place = d.Remove(at)
	}
}

// begin gives a new field what its kind cannot be without.
func (run *designRun) begin(f *form.Field) {
	one := form.Text{VI: run.v.T("design.first-option")}
	switch f.Kind {
	case form.Choice, form.Choices:
		f.Options = []form.Option{{Value: "1", Label: one}}
	case form.Group:
		f.Fields = []form.Field{{ID: "noi_dung", Kind: form.Line, Label: form.Text{VI: run.v.T("design.unnamed")}}}
	}
}

// versioned gives the form its identity: the one in force with the next number when it was changed.
func (run *designRun) versioned() {
	f := &run.design.Form
	var base *form.Form
	if old := run.s.o.Office.World().Procedures.Version(run.p.Code, run.p.Base); old != nil {
		if c := old.Case(run.pc.ID); c != nil {
			base = c.Form
		}
	}
	switch {
	case base == nil:
		if f.ID == "" {
			f.ID = "to-khai-" + run.pc.ID
		}
		f.Version = max(f.Version, 1)
	case len(form.Diff(base, f)) > 0 || base.Title != f.Title || base.Basis != f.Basis || outlineOf(base) != outlineOf(f):
		f.ID, f.Version = base.ID, base.Version+1
	default:
		f.ID, f.Version = base.ID, base.Version
	}
	if f.Title.VI == "" {
		f.Title = form.Text{VI: run.v.T("design.title")}
	}
}

// outlineOf is where everything stands in a form, with what sections say: what a comparison of fields does not see.
func outlineOf(f *form.Form) string {
	var b strings.Builder
	for _, s := range f.Sections {
		b.WriteString("\n" + s.ID + "\t" + s.Title.VI + "\t" + s.Title.EN)
		if s.Help != nil {
			b.WriteString("\t" + s.Help.VI + "\t" + s.Help.EN)
		}
		for i := range s.Fields {
			b.WriteString("\n " + s.Fields[i].ID)
		}
	}
	return b.String()
}

func (run *designRun) address(place string) string {
	return address("/control/proposals/"+run.p.ID+"/form/"+url.PathEscape(run.pc.ID), nil, "o", place)
}

// again shows the page with what was wrong; where somebody else was first, upon the text that stands now, with what was
// typed in the boxes.
func (run *designRun) again(w http.ResponseWriter, err error) error {
	if fault.Is(err, fault.Conflict) {
		id := run.r.PostForm.Get("id")
		if e := run.from(run.p.Record); e != nil {
			return e
		}
		run.rev, run.place = run.p.Rev, run.find(id)
	}
	page, e := run.page(err)
	if e != nil {
		return e
	}
	return run.s.Again(w, run.r, page, err)
}

// find gives the place of a field by its ID, "" when there is none any more.
func (run *designRun) find(id string) (found string) {
	run.walk(func(place string, f *form.Field, _ int) {
		if f.ID == id && found == "" {
			found = place
		}
	})
	return found
}

// shown is the id of the piece's box in the preview, of its first entry where it repeats.
func (run *designRun) shown() string {
	parts := strings.Split(run.place, ".")
	if len(parts) < 4 || run.design.Field(run.place) == nil {
		return ""
	}
	var path []string
	for n := 4; n <= len(parts); n += 2 {
		f := run.design.Field(strings.Join(parts[:n], "."))
		if path = append(path, f.ID); f.Repeat > 1 && n < len(parts) {
			path = append(path, "0")
		}
	}
	return fieldID(eformPrefix + strings.Join(path, "."))
}

// walk goes over all fields that are written, groups before what stands in them.
func (run *designRun) walk(do func(place string, f *form.Field, depth int)) {
	var fields func(at string, fs []form.Field, depth int)
	fields = func(at string, fs []form.Field, depth int) {
		for i := range fs {
			place := at + ".fields." + strconv.Itoa(i)
			do(place, &fs[i], depth)
			fields(place, fs[i].Fields, depth+1)
		}
	}
	for i := range run.design.Form.Sections {
		fields("sections."+strconv.Itoa(i), run.design.Form.Sections[i].Fields, 0)
	}
}

// page draws the page; err holds what was wrong with what was typed.
func (run *designRun) page(err error) (*designPage, error) {
	v := run.v
	p := &designPage{
		Base: run.s.controlBase(v, "design.page"), Form: run.s.form(run.r, err), Case: run.pc.Name.In(string(v.Lang)), Place: run.place,
		Action: run.address(""), Phone: run.r.PostForm.Get("w") == "phone", NoForm: len(run.design.Form.Sections) == 0, Tried: run.r.PostForm.Get("do") == "try" || run.r.PostForm.Get("tried") == "1",
	}
	p.Scripts = []string{"eform.js", "design.js"}
	var e error
	if p.Head, e = run.s.proposalHead(run.r, run.p, "form/"+run.pc.ID); e != nil {
		return nil, e
	}
	p.Head.Rev = run.rev
	p.Title = v.T("design.of", "name", p.Head.Name)
	compiled, flaws := run.compiled()
	wrong := map[string]bool{}
	for _, f := range flaws {
		wrong[f.Place] = true
		p.Flaws = append(p.Flaws, Link{v.T("design.flaw", "where", f.Path, "reason", flawWords(v, f)), run.address(piece(f.Place))})
	}
	run.outline(p, wrong)
	p.At = run.shown()
	run.boxes(p, flaws)
	run.preview(p, compiled)
	proof, e := run.s.read(run.r).ProposalProof(run.p)
	if e != nil {
		return nil, e
	}
	p.Findings = run.findings(&proof)
	return p, nil
}

// piece is the field or section that a flaw's place belongs to.
func piece(place string) string {
	if strings.HasPrefix(place, "sections.") {
		return place
	}
	return ""
}

// compiled makes the form ready as far as it can be: with mistakes in its expressions it is shown without them.
func (run *designRun) compiled() (*form.Compiled, form.Flaws) {
	f := run.design.Form
	f.ID, f.Version = "preview", 1
	c, err := form.Compile(&f)
	var flaws form.Flaws
	errors.As(err, &flaws)
	if err == nil || len(f.Sections) == 0 {
		return c, nil
	}
	bare := form.NewDesign(&f).Form
	var clear func(fs []form.Field)
	clear = func(fs []form.Field) {
		for i := range fs {
			fs[i].When, fs[i].Check, fs[i].CheckMsg, fs[i].Prefill, fs[i].From = "", "", nil, "", ""
			clear(fs[i].Fields)
		}
	}
	for i := range bare.Sections {
		clear(bare.Sections[i].Fields)
	}
	if c, err = form.Compile(&bare); err != nil {
		return nil, flaws
	}
	return c, flaws
}

// preview draws the form as a citizen will have it, with what was typed into it, judged when that was asked for.
func (run *designRun) preview(p *designPage, c *form.Compiled) {
	if c == nil {
		p.Broken = !p.NoForm
		return
	}
	now := run.s.o.Office.Now()
	e := NewEForm(run.v, c, nil, now, run.s.lands(run.s.read(run.r)), nil, nil)
	e.Take(run.r.PostForm)
	run.shamFiles(e)
	edited := e.Edited(run.r.PostForm)
	var err error
	if p.Tried && !edited {
		_, err = e.Judge()
		p.Fits = err == nil
	}
	e = NewEForm(run.v, c, e.Values, now, e.lands, cameOf(e), err)
	p.Preview = e.Sections()
}

// shamFiles takes a file that was chosen in the preview for one that came: nothing of a preview is kept.
func (run *designRun) shamFiles(e *EForm) {
	for name, vals := range run.r.PostForm {
		path, ours := strings.CutPrefix(name, eformPrefix)
		if f := e.fieldAt(path); ours && f != nil && f.Kind == form.File && len(vals) > 0 && vals[len(vals)-1] != "" {
			hash := strings.Repeat("0", 64)
			e.files[hash] = dossier.Attached{Hash: hash, Name: cut(vals[len(vals)-1], 100)}
			setAt(e.Values, strings.Split(path, "."), hash)
		}
	}
}

func cameOf(e *EForm) (out []dossier.Attached) {
	for _, f := range e.files {
		out = append(out, f)
	}
	return out
}

// findings are what the proof of the saved text says about this form: of the form itself, and that fees or results want
// fields which it does not have.
func (run *designRun) findings(proof *procedure.Proof) []findingLine {
	at := casePlace(&run.p.Record, run.pc.ID)
	some := procedure.Proof{States: proof.States}
	for i := range proof.Defects {
		d := proof.Defects[i]
		mine := d.Place == at+".form" || strings.HasPrefix(d.Place, at+".form.")
		if mine || slices.Contains([]string{"fee-input", "result-field"}, d.Code) && (strings.HasPrefix(d.Place, at+".") || strings.HasPrefix(d.Place, "results.")) {
			some.Defects = append(some.Defects, d)
		}
	}
	return provedLines(run.v, &some)
}

// outline lists the pieces of the form.
func (run *designRun) outline(p *designPage, wrong map[string]bool) {
	href := run.address
	if p.Head.Editable { // buttons lead on, so that what was typed is kept
		href = func(string) string { return "" }
	}
	for i := range run.design.Form.Sections {
		s := &run.design.Form.Sections[i]
		at := "sections." + strconv.Itoa(i)
		p.Outline = append(p.Outline, outlineSection{outlineField: outlineField{
			Place: at, Words: s.Title.In(string(run.v.Lang)), Href: href(at), Current: at == run.place, Wrong: wrong[at],
		}})
	}
	run.walk(func(place string, f *form.Field, depth int) {
		i, _ := strconv.Atoi(strings.Split(place, ".")[1]) // walk made it
		p.Outline[i].Fields = append(p.Outline[i].Fields, outlineField{
			Place: place, Words: f.Label.In(string(run.v.Lang)), Kind: run.v.T("design.kind." + string(f.Kind)), Href: href(place),
			Depth: depth, Current: place == run.place, Wrong: wrong[place],
		})
	})
}
