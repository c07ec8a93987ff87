package web

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// A citizen's dossier before it is filed: a draft that goes over pages, each with one idea.

// Pages of a filing beside those of its e-form.
const (
	pageApplicant = "nguoi-nop"
	pageOwner     = "chu-ho-so"
	pagePapers    = "giay-to"
	pageResult    = "ket-qua"
	pageLast      = "kiem-tra"
	pageForm      = "to-khai-" // and the section's ID
)

// filingBody is the most bytes of one page with its scans.
const filingBody = 64 << 20

// A filingDraft is what a citizen typed, as the office keeps it.
type filingDraft struct {
	Procedure procedure.ID          `json:"procedure"`
	Case      string                `json:"case"`
	Version   int                   `json:"version"`         // whose form is filled in
	Moved     int                   `json:"moved,omitempty"` // the version that it was begun under, when another came into force since
	Pages     map[string]url.Values `json:"pages,omitempty"` // what was typed on pages that are not of the form, exactly
	Values    form.Values           `json:"values,omitempty"`
	Files     []dossier.Attached    `json:"files,omitempty"`
	Seen      []string              `json:"seen,omitempty"` // pages that were gone through
	Sources   map[string]heldSource `json:"sources,omitempty"`
}

// draftKind is the kind under which drafts of a case are kept.
func draftKind(id procedure.ID, caseID string) string { return "file:" + string(id) + "/" + caseID }

// typed gives what stands in a box of a page.
func (d *filingDraft) typed(page, name string) string { return d.Pages[page].Get(name) }

// A filingRun is a draft on one request, with what it is about.
type filingRun struct {
	s       *Site
	r       *http.Request
	v       text.Voice
	id      string
	updated time.Time
	d       *filingDraft
	rec     *procedure.Record
	pc      *procedure.Case
	e       *EForm // nil when the case has no form
	account dossier.Party
}

// citizenOnly lets citizens and businesses in and leads others to the sign-in page.
func citizenOnly(do Handler) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := mustBe(r, access.Citizen); err != nil {
			return err
		}
		return do(w, r)
	}
}

// filingRun reads the draft of the address. A draft of another is missing, like one that is not there.
func (s *Site) filingRun(r *http.Request) (*filingRun, error) {
	kept, err := s.read(r).Draft(r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	d, err := readFilingDraft(kept)
	if err != nil {
		return nil, err
	}
	run := &filingRun{s: s, r: r, v: s.voice(r), id: kept.ID, updated: kept.Updated, d: d, account: seen(r).visitor.Session.Party}
	return run, run.find()
}

// readFilingDraft reads what the office kept; a draft of another page is none of ours.
func readFilingDraft(kept office.Draft) (*filingDraft, error) {
	missing := fault.New(fault.Missing, "draft.missing")
	if !strings.HasPrefix(kept.Kind, "file:") {
		return nil, missing
	}
	d := &filingDraft{}
	dec := json.NewDecoder(strings.NewReader(string(kept.Body)))
	dec.UseNumber()
	if err := dec.Decode(d); err != nil {
		missing.Cause = err
		return nil, missing
	}
	if d.Pages == nil {
		d.Pages = map[string]url.Values{}
	}
	if d.Values == nil {
		d.Values = form.Values{}
	}
	return d, nil
}

// find looks up what the draft is about. A version that came into force since takes over: what fits is kept.
func (run *filingRun) find() error {
	w, now := run.s.o.Office.World(), run.s.o.Office.Now()
	run.rec = w.Procedures.Current(run.d.Procedure, now)
	if run.rec != nil {
		run.pc = run.rec.Case(run.d.Case)
	}
	if !run.rec.Receives(run.pc) {
		return fault.New(fault.Refused, "dossier.procedure-ended", "procedure", string(run.d.Procedure))
	}
	if run.rec.Version != run.d.Version {
		if len(run.changes(run.d.Version)) > 0 {
			run.d.Moved = run.d.Version
		}
		run.d.Version = run.rec.Version
		run.drop()
	}
	var err error
	run.e, err = run.s.eform(run.r, run.d.Procedure, run.d.Version, run.d.Case, run.d.Values, run.d.Files, nil)
	if run.e != nil {
		run.e.Filer = run.account.Name
	}
	return err
}

// changes says how the form in force differs from that of an older version.
func (run *filingRun) changes(older int) []form.Change {
	old := run.s.o.Office.World().Procedures.Version(run.d.Procedure, older)
	if old == nil {
		return nil
	}
	var was *form.Form
	if c := old.Case(run.d.Case); c != nil {
		was = c.Form
	}
	return form.Diff(was, run.pc.Form)
}

// drop forgets values whose question is gone, so that nothing unknown is handed in.
func (run *filingRun) drop() {
	known := map[string]bool{}
	if run.pc.Form != nil {
		for _, s := range run.pc.Form.Sections {
			for _, f := range s.Fields {
				known[f.ID] = true
			}
		}
	}
	for id := range run.d.Values {
		if !known[id] {
			delete(run.d.Values, id)
		}
	}
}

// pages are the pages of this filing in order.
func (run *filingRun) pages() []string {
	out := []string{pageApplicant, pageOwner}
	if run.pc.Form != nil {
		for _, s := range run.pc.Form.Sections {
			if run.e == nil || !run.e.Gone(s.ID) {
				out = append(out, pageForm+s.ID)
			}
		}
	}
	if len(run.pc.Papers) > 0 {
		out = append(out, pagePapers)
	}
	return append(out, pageResult, pageLast)
}

// page is the page that was asked for, else the first that was not gone through.
func (run *filingRun) page() string {
	pages := run.pages()
	if p := run.r.URL.Query().Get("trang"); slices.Contains(pages, p) {
		return p
	}
	for _, p := range pages {
		if !slices.Contains(run.d.Seen, p) {
			return p
		}
	}
	return pageLast
}

func (run *filingRun) address(page string) string {
	return address("/ho-so/nhap/"+run.id, nil, "trang", page)
}

// next is the page behind one.
func (run *filingRun) next(page string) string {
	pages := run.pages()
	i := slices.Index(pages, page)
	return pages[min(i+1, len(pages)-1)]
}

// pageTitle names a page.
func (run *filingRun) pageTitle(page string) string {
	if id, ok := strings.CutPrefix(page, pageForm); ok && run.pc.Form != nil {
		for _, s := range run.pc.Form.Sections {
			if s.ID == id {
				return s.Title.In(string(run.v.Lang))
			}
		}
	}
	return run.v.T("filing.page." + page)
}

// steps shows how far the filing has come.
func (run *filingRun) steps(now string) []Step {
	var out []Step
	for _, p := range run.pages() {
		st := Step{Words: run.pageTitle(p), State: "next"}
		if slices.Contains(run.d.Seen, p) {
			st.State, st.Href = "done", run.address(p)
		}
		if p == now {
			st.State, st.Href = "now", ""
		}
		out = append(out, st)
	}
	return out
}

// save keeps the draft as it stands.
func (run *filingRun) save() error {
	b, err := json.Marshal(run.d)
	if err != nil {
		return err
	}
	run.updated = run.s.o.Office.Now()
	return run.s.o.Office.SaveDraft(run.r.Context(), who(run.r), office.Draft{ID: run.id, Kind: draftKind(run.d.Procedure, run.d.Case), Body: b})
}

// take puts what a page sent into the draft, without judging it.
func (run *filingRun) take(page string) {
	post := run.r.PostForm
	if id, ok := strings.CutPrefix(page, pageForm); ok {
		if run.e != nil {
			run.e.Take(post, id)
			run.ownFiles()
		}
		return
	}
	kept := url.Values{}
	for name, vals := range post {
		if name != tokenField && !strings.HasPrefix(name, "_") && len(name) < 100 {
			kept[name] = vals
		}
	}
	run.d.Pages[page] = kept
}

// ownFiles leaves only hashes of files that came with this draft: another's hash must not open another's file.
func (run *filingRun) ownFiles() {
	var walk func(fields []form.Field, in map[string]any)
	walk = func(fields []form.Field, in map[string]any) {
		for i := range fields {
			f := &fields[i]
			switch x := in[f.ID].(type) {
			case string:
				if f.Kind == form.File && run.file(x) == nil {
					delete(in, f.ID)
				}
			case map[string]any:
				walk(f.Inner(), x)
			case []any:
				for _, one := range x {
					if m, ok := one.(map[string]any); ok {
						walk(f.Inner(), m)
					}
				}
			}
		}
	}
	walk(run.e.top(), run.d.Values)
}

// file gives a file that came with this draft.
func (run *filingRun) file(hash string) *dossier.Attached {
	for i := range run.d.Files {
		if run.d.Files[i].Hash == hash {
			return &run.d.Files[i]
		}
	}
	return nil
}

// judge says what is wrong with a page; faults stand at the names that the page has.
func (run *filingRun) judge(page string) error {
	switch page {
	case pageApplicant:
		_, err := run.applicant()
		return err
	case pageOwner:
		_, err := run.parties()
		return err
	case pagePapers:
		return run.papersMissing()
	case pageResult:
		return run.resultFault()
	case pageLast:
		if run.r.PostFormValue("confirm") != "1" {
			return fault.New(fault.Invalid, "filing.confirm-missing").At("confirm")
		}
		return nil
	}
	return run.e.JudgeSection(strings.TrimPrefix(page, pageForm))
}

// draftPage shows a page of the filing.
func (s *Site) draftPage(w http.ResponseWriter, r *http.Request) error {
	run, err := s.filingRun(r)
	if err != nil {
		return s.maybeFiled(w, r, err)
	}
	page := run.page()
	if page == pageLast {
		if to := run.firstWrong(); to != "" {
			s.flash(w, "filing.not-yet")
			return redirect(w, r, run.address(to)+"&loi=1")
		}
	}
	err = nil
	if r.URL.Query().Get("loi") == "1" {
		err = run.judge(page)
	}
	p, e := run.show(page, err)
	if e != nil {
		return e
	}
	if err != nil {
		return s.Again(w, r, p, err)
	}
	return s.Render(w, r, http.StatusOK, p)
}

// firstWrong is the first page before the last that is not in order, "" when all are.
func (run *filingRun) firstWrong() string {
	pages := run.pages()
	for _, p := range pages[:len(pages)-1] {
		if run.judge(p) != nil {
			return p
		}
	}
	return ""
}

// maybeFiled leads from a draft that was filed already to its dossier: the second click, the browser's arrow.
func (s *Site) maybeFiled(w http.ResponseWriter, r *http.Request, err error) error {
	if !fault.Is(err, fault.Missing) {
		return err
	}
	if _, e := s.read(r).Dossier(dossier.ID(r.PathValue("id")), "read.own"); e != nil {
		return err
	}
	return redirect(w, r, "/ho-so/"+url.PathEscape(r.PathValue("id")))
}

// draftSave keeps what a page sent and goes on when it is in order. With the header X-Draft it only keeps.
func (s *Site) draftSave(w http.ResponseWriter, r *http.Request) error {
	run, err := s.filingRun(r)
	if err != nil {
		return s.maybeFiled(w, r, err)
	}
	page := run.page()
	run.take(page)
	if r.Header.Get("X-Draft") != "" {
		if err := run.save(); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	uploads := run.takeFiles(page)
	if f := fault.As(uploads); uploads != nil && f == nil {
		return uploads
	}
	stay := run.edited(page)
	if stay && uploads == nil {
		if err := run.save(); err != nil {
			return err
		}
		return redirect(w, r, run.address(page))
	}
	wrong := cmp.Or(uploads, run.judge(page))
	if wrong == nil {
		if err := run.passed(page); err != nil {
			return err
		}
	}
	if err := run.save(); err != nil {
		return err
	}
	if wrong != nil {
		p, err := run.show(page, wrong)
		if err != nil {
			return err
		}
		return s.Again(w, r, p, wrong)
	}
	return redirect(w, r, run.address(run.after(page)))
}

// passed notes that a page was gone through, and fills what it makes known into the form's empty questions.
func (run *filingRun) passed(page string) error {
	run.d.Moved = 0
	if !slices.Contains(run.d.Seen, page) {
		run.d.Seen = append(run.d.Seen, page)
	}
	if page == pageOwner && run.pc.Form != nil {
		if parties, err := run.parties(); err == nil {
			if run.d.Sources, err = run.s.heldAnswers(run.r, run.e.compiled, parties.Owner, run.d.Values); err != nil {
				return err
			}
			form.FillEmpty(run.d.Values, office.Known(run.pc.Form, parties))
		}
	}
	return nil
}

// after is where to go from a page: on, or back to the last page for somebody who came from there to change something.
func (run *filingRun) after(page string) string {
	pages := run.pages()
	for _, p := range pages[:len(pages)-1] {
		if !slices.Contains(run.d.Seen, p) {
			return run.next(page)
		}
	}
	return pageLast
}

// edited carries out the buttons of a page that change it and stay on it.
func (run *filingRun) edited(page string) bool {
	post := run.r.PostForm
	if hash := post.Get("_drop"); hash != "" {
		run.d.Files = slices.DeleteFunc(run.d.Files, func(f dossier.Attached) bool { return fileKey(f) == hash })
		return true
	}
	if post.Get("_keep") != "" {
		return true
	}
	return strings.HasPrefix(page, pageForm) && run.e != nil && run.e.Edited(post)
}

// draftDrop forgets a draft.
func (s *Site) draftDrop(w http.ResponseWriter, r *http.Request) error {
	if err := s.o.Office.DropDraft(r.Context(), who(r), r.PathValue("id")); err != nil {
		return err
	}
	s.flash(w, "filing.dropped")
	return redirect(w, r, "/ho-so")
}
