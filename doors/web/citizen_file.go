package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// What a draft hands in: persons, papers, where the result is wanted, and the filing itself.

// applicant is the account's person with the ways to reach them that were typed.
func (run *filingRun) applicant() (dossier.Party, error) {
	q := run.d.Pages[pageApplicant]
	p := run.account
	p.Phone, p.Email = vn.Tidy(q.Get("applicant.phone")), vn.Tidy(q.Get("applicant.email"))
	p.Address = run.lands().read(q, "applicant.address")
	var faults []*fault.Fault
	if p.Phone == "" && p.Email == "" {
		faults = append(faults, fault.New(fault.Invalid, "filing.reach-missing").At("applicant.phone"))
	}
	if f := run.lands().addressFault(p.Address, "applicant.address"); f != nil {
		faults = append(faults, f)
	}
	return p, fault.Join(append(faults, reachFaults(p, "applicant")...))
}

// lands are what the boxes of addresses offer.
func (run *filingRun) lands() lands { return run.s.lands(run.s.read(run.r)) }

// parties are the three persons of the dossier, kept apart.
func (run *filingRun) parties() (dossier.Parties, error) {
	applicant, err := run.applicant()
	if err != nil {
		return dossier.Parties{}, err
	}
	q := run.d.Pages[pageOwner]
	out := dossier.Parties{Applicant: applicant, Owner: applicant}
	var faults []*fault.Fault
	switch q.Get("for") {
	case "self":
		return out, run.place(out.Owner)
	case "other":
	default:
		if m := run.mandate(); m != nil {
			return run.byMandate(out, m)
		}
		return out, fault.New(fault.Invalid, "filing.for-missing").At("for")
	}
	owner, wrong := takePerson(run.lands(), q, "owner")
	faults = append(faults, wrong...)
	if f := run.lands().addressFault(owner.Address, "owner.address"); f != nil {
		faults = append(faults, f)
	}
	out.Owner = owner
	switch q.Get("acts") {
	case "none":
	case "me":
		out.Representative = &applicant
	case "third":
		third, wrong := takePerson(run.lands(), q, "representative")
		faults = append(faults, wrong...)
		out.Representative = &third
	default:
		faults = append(faults, fault.New(fault.Invalid, "filing.acts-missing").At("acts"))
	}
	if out.Representative != nil {
		if out.Authority = vn.Tidy(q.Get("authority")); out.Authority == "" {
			faults = append(faults, fault.New(fault.Invalid, "filing.authority-missing").At("authority"))
		}
	}
	if err := fault.Join(faults); err != nil {
		return out, err
	}
	return out, run.place(owner)
}

// forMandate is what the answer to "for whom" begins with when it names a mandate.
const forMandate = "mandate:"

// mandates are those that the filer holds for this procedure now.
func (run *filingRun) mandates() []access.Mandate {
	var out []access.Mandate
	for _, m := range who(run.r).For {
		if m.Holds(string(run.d.Procedure), run.s.o.Office.Now()) {
			out = append(out, m)
		}
	}
	return out
}

// mandate is the one that the filer chose, nil for none, or when it holds no longer.
func (run *filingRun) mandate() *access.Mandate {
	id, ok := strings.CutPrefix(run.d.typed(pageOwner, "for"), forMandate)
	if !ok {
		return nil
	}
	for _, m := range run.mandates() {
		if m.ID == id {
			return &m
		}
	}
	return nil
}

// byMandate are the parties of a filing by a mandate; the office sets them once more from the mandate itself.
// choice: where the owner lives is taken to be where the filer does: a child lives with its parents, and a company is asked for its seat in the form.
func (run *filingRun) byMandate(p dossier.Parties, m *access.Mandate) (dossier.Parties, error) {
	p.Owner = dossier.Party{Kind: dossier.Citizen, Name: m.Principal.Name, Number: m.Principal.Number, Birth: m.Principal.Birth, Address: p.Applicant.Address}
	if m.Kind == access.Staff {
		p.Owner.Kind = dossier.Business
	}
	p.Representative, p.Authority = &p.Applicant, run.v.T("mandate.kind."+string(m.Kind))
	return p, run.place(p.Owner)
}

// takePerson reads somebody who is not the one who files.
func takePerson(l lands, q url.Values, prefix string) (dossier.Party, []*fault.Fault) {
	p, wrong := l.readParty(q, prefix)
	var faults []*fault.Fault
	if wrong != nil {
		faults = append(faults, wrong)
	}
	if p.Name == "" {
		faults = append(faults, fault.New(fault.Invalid, "dossier.party.name-missing").At(prefix+".name"))
	}
	if len([]rune(p.Name)) > longestName {
		faults = append(faults, fault.New(fault.Invalid, "dossier.party.name-long").At(prefix+".name"))
	}
	if !slices.Contains(partyKinds, p.Kind) {
		faults = append(faults, fault.New(fault.Invalid, "dossier.party.kind", "kind", cut(string(p.Kind), 20)).At(prefix+".kind"))
	}
	switch {
	case p.Number == "":
		faults = append(faults, fault.New(fault.Invalid, "filing.number-missing").At(prefix+".number"))
	case p.Kind == dossier.Citizen:
		if _, err := vn.ParsePersonalID(p.Number); err != nil {
			faults = append(faults, fault.As(err).At(prefix+".number"))
		}
	case len(p.Number) > 40:
		faults = append(faults, fault.New(fault.Invalid, "filing.number-missing").At(prefix+".number"))
	}
	return p, append(faults, reachFaults(p, prefix)...)
}

// longestName is in characters; a real organisation's name has 1,094.
const longestName = 1200

// reach is a form of the two ways to reach somebody, so that they are judged as everywhere.
var reach = func() *form.Compiled {
	c, err := form.Compile(&form.Form{ID: "reach", Version: 1, Sections: []form.Section{{ID: "reach", Fields: []form.Field{
		{ID: "phone", Kind: form.Phone, Label: form.Text{VI: "phone"}}, {ID: "email", Kind: form.Email, Label: form.Text{VI: "email"}},
	}}}})
	if err != nil {
		panic(err) // written three lines above
	}
	return c
}()

// reachFault judges a telephone number or a mail address, which may be empty.
func reachFault(name, value, prefix string) *fault.Fault {
	_, err := reach.Judge(form.Values{name: value}, time.Time{})
	if f := fault.As(err); f != nil {
		return f.At(prefix + "." + name)
	}
	return nil
}

// reachFaults looks at telephone and mail, which may be empty.
func reachFaults(p dossier.Party, prefix string) []*fault.Fault {
	var out []*fault.Fault
	for name, value := range map[string]string{"phone": p.Phone, "email": p.Email} {
		if f := reachFault(name, value, prefix); f != nil {
			out = append(out, f)
		}
	}
	return out
}

// place wants an agency that decides for an owner who lives there.
func (run *filingRun) place(owner dossier.Party) error {
	o, err := run.s.read(run.r).CaseOffer(run.d.Procedure, run.d.Case, run.desk(), owner.Address.Commune, nil)
	if err != nil {
		return err
	}
	if o.Competent.ID == "" {
		return fault.New(fault.Invalid, "dossier.owner-commune").At("for")
	}
	return nil
}

// desk is the place that is to receive: the chosen one, else the one that serves where the owner lives, else the first.
func (run *filingRun) desk() string {
	if d := run.d.typed(pageResult, "reception"); d != "" {
		return d
	}
	desks := run.s.read(run.r).DesksOf(run.pc)
	home := run.d.typed(pageOwner, "owner.address.commune")
	if run.d.typed(pageOwner, "for") != "other" {
		home = run.d.typed(pageApplicant, "applicant.address.commune")
	}
	name := run.s.o.Office.World().CommuneName(home, run.s.o.Office.Now())
	for _, d := range desks {
		if slices.Contains(d.Serves, name) {
			return d.ID
		}
	}
	if len(desks) > 0 {
		return desks[0].ID
	}
	return ""
}

// manners are the ways to get a result.
var manners = []string{"desk", "post", "electronic"}

func (run *filingRun) resultFault() error {
	var faults []*fault.Fault
	desk := run.d.typed(pageResult, "reception")
	if !slices.ContainsFunc(run.s.read(run.r).DesksOf(run.pc), func(d office.Desk) bool { return d.ID == desk }) {
		faults = append(faults, fault.New(fault.Invalid, "filing.reception-missing").At("reception"))
	}
	if !slices.Contains(manners, run.d.typed(pageResult, "return")) {
		faults = append(faults, fault.New(fault.Invalid, "filing.return-missing").At("return"))
	}
	return fault.Join(faults)
}

// filled says whether a paper is the declaration that the e-form stands for.
func (run *filingRun) filled(i int) bool { return formPaper(run.pc) == i }

func firstWords(s string) string {
	f := strings.Fields(vn.Fold(s))
	return strings.Join(f[:min(2, len(f))], " ")
}

// papersMissing names required papers that no scan came for.
func (run *filingRun) papersMissing() error {
	var faults []*fault.Fault
	asked := run.asked()
	for _, i := range run.pc.Lacking(asked, run.there) {
		f := fault.New(fault.Invalid, "filing.paper-missing", "paper", run.pc.Papers[i].Name)
		if names := run.pc.Names(i, asked); len(names) > 1 {
			f = fault.New(fault.Invalid, "filing.paper-missing-one", "papers", strings.Join(names, "; "))
		}
		faults = append(faults, f.At(paperName(i)))
	}
	return fault.Join(faults)
}

// asked are the papers that the answers of the draft ask for.
func (run *filingRun) asked() procedure.Asked {
	if run.e == nil {
		return run.pc.AskedBy(nil, nil)
	}
	return run.pc.AskedBy(run.e.compiled, run.d.Values)
}

// there says whether a paper is handed in with the draft.
func (run *filingRun) there(i int) bool {
	return run.filled(i) || slices.ContainsFunc(run.d.Files, func(f dossier.Attached) bool { return f.Paper == i })
}

func paperName(i int) string { return "papers." + strconv.Itoa(i) }

// fileKey names a file of a paper in a button: the same scan may stand for two papers.
func fileKey(f dossier.Attached) string { return strconv.Itoa(f.Paper) + "." + f.Hash }

// mostScans is the most scans of one draft.
// choice: ten papers with ten pages photographed one by one.
const mostScans = 100

// takeFiles keeps the scans that came with a page. What could be taken is kept although another could not.
func (run *filingRun) takeFiles(page string) error {
	if run.r.MultipartForm == nil {
		return nil
	}
	if strings.HasPrefix(page, pageForm) && run.e != nil {
		kept, err := run.s.takeEFormFiles(run.r, run.e)
		run.d.Files = append(run.d.Files, kept...)
		return err
	}
	var faults []*fault.Fault
	for i := range run.pc.Papers {
		for _, head := range run.r.MultipartForm.File[paperName(i)] {
			if head.Size == 0 && head.Filename == "" {
				continue
			}
			if len(run.d.Files) >= mostScans {
				return fault.New(fault.Invalid, "filing.too-many-files", "most", strconv.Itoa(mostScans)).At(paperName(i))
			}
			a, err := run.s.takeFile(run.r, head, paperName(i))
			if f := fault.As(err); f != nil {
				faults = append(faults, f)
				continue
			} else if err != nil {
				return err
			}
			a.Paper = i
			if !slices.Contains(run.d.Files, a) {
				run.d.Files = append(run.d.Files, a)
			}
		}
	}
	return fault.Join(faults)
}

// intake is what the draft hands in.
func (run *filingRun) intake() (office.Intake, error) {
	in := office.Intake{
		Procedure: run.d.Procedure, Case: run.d.Case, Channel: procedure.Online, FormBy: run.d.Version,
		Reception: run.d.typed(pageResult, "reception"), Return: run.d.typed(pageResult, "return"),
	}
	if m := run.mandate(); m != nil {
		in.Mandate = m.ID
	}
	var err error
	if in.Parties, err = run.parties(); err != nil {
		return in, err
	}
	if run.e != nil {
		clean, err := run.e.Judge()
		if err != nil {
			return in, err
		}
		in.Values = clean
	}
	for i := range run.pc.Papers {
		if run.there(i) {
			in.Papers = append(in.Papers, dossier.PaperHanded{Index: i, Digital: true})
		}
	}
	in.Files = run.d.Files
	return in, nil
}

// file files the draft. The draft's identity is the dossier's and the command's key, so that a second click finds the
// first one's dossier.
func (s *Site) file(w http.ResponseWriter, r *http.Request) error {
	run, err := s.filingRun(r)
	if err != nil {
		return s.maybeFiled(w, r, err)
	}
	if to := run.firstWrong(); to != "" {
		s.flash(w, "filing.not-yet")
		return redirect(w, r, run.address(to)+"&loi=1")
	}
	again := func(err error) error {
		p, e := run.show(pageLast, err)
		if e != nil {
			return e
		}
		return s.Again(w, r, p, err)
	}
	if err := run.judge(pageLast); err != nil {
		return again(err)
	}
	in, err := run.intake()
	if err != nil {
		return again(err)
	}
	if _, err = s.o.Office.File(r.Context(), who(r), office.Command{Key: "file/" + run.id}, dossier.ID(run.id), in); err != nil {
		if f := fault.As(err); f != nil && f.Kind == fault.Conflict {
			return s.maybeFiled(w, r, fault.New(fault.Missing, "draft.missing"))
		}
		return again(err)
	}
	if err := s.o.Office.DropDraft(r.Context(), who(r), run.id); err != nil {
		return err
	}
	return redirect(w, r, "/ho-so/"+run.id+"?moi=1")
}
