package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/access"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// mandatesAt is where people see for whom they act, and who acts for them.
const mandatesAt = "/tai-khoan/dai-dien"

// mandateRoutes are the addresses of acting for others: of people, and of the counters that look at proofs.
func (s *Site) mandateRoutes() []route {
	if s.o.Office == nil {
		return nil
	}
	return []route{
		{at: "GET " + mandatesAt, do: citizenOnly(s.mandates)},
		{at: "GET " + mandatesAt + "/giao", do: citizenOnly(s.giveForm)},
		{at: "POST " + mandatesAt + "/giao", do: citizenOnly(s.giveMandate)},
		{at: "GET " + mandatesAt + "/de-nghi", do: citizenOnly(s.claimForm)},
		{at: "POST " + mandatesAt + "/de-nghi", do: citizenOnly(s.claimMandate), body: filingBody},
		{at: "POST " + mandatesAt + "/{id}/cham-dut", do: citizenOnly(s.endMandate)},
		{at: "GET /desk/mandates", do: officerOnly(s.deskMandates)},
		{at: "GET /desk/mandates/{id}", do: officerOnly(s.deskMandate)},
		{at: "GET /desk/mandates/{id}/file", do: officerOnly(s.deskMandateFile)},
		{at: "POST /desk/mandates/{id}/{act}", do: officerOnly(s.settleMandate)},
	}
}

// mandatesPage lists the mandates of somebody: those that they hold and those that they gave (đại diện và ủy quyền).
type mandatesPage struct {
	Base
	Company     bool
	Held, Given []mandateLine
}

// Template names the page's template.
func (*mandatesPage) Template() string { return "public/mandates" }

// A mandateLine is one mandate.
type mandateLine struct {
	ID, Name, Number   string
	Kind, What, Period string
	Proof, Said        string
	State              Pill
	Href, End          string // where it is ended; "" when it cannot be
}

func (s *Site) company(r *http.Request) bool { return seen(r).visitor.Session.Kind == "business" }

func (s *Site) mandates(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	all, err := s.read(r).Mandates()
	if err != nil {
		return err
	}
	p := &mandatesPage{Base: s.mandateBase(r, "mandate.title"), Company: s.company(r)}
	for i := range all {
		m := &all[i]
		l := s.mandateLine(v, m)
		if l.Name, l.Number = m.Holder.Name, m.Holder.Number; m.Mine {
			l.Name, l.Number = m.Principal.Name, m.Principal.Number
		}
		if m.Endable {
			l.End = mandatesAt + "/" + m.ID + "/cham-dut"
		}
		if m.Mine {
			p.Held = append(p.Held, l)
		} else {
			p.Given = append(p.Given, l)
		}
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) mandateBase(r *http.Request, key string) Base {
	v := s.voice(r)
	b := Base{TitleKey: key, Nav: "dossiers", Crumbs: []Crumb{{v.T("account.title"), "/tai-khoan"}}}
	if key != "mandate.title" {
		b.Crumbs = append(b.Crumbs, Crumb{v.T("mandate.title"), mandatesAt})
	}
	return b
}

// mandateLine says one mandate; whose name stands on it is the list's to choose.
func (s *Site) mandateLine(v text.Voice, m *office.Mandate) mandateLine {
	now := s.o.Office.Now()
	l := mandateLine{ID: m.ID, Kind: v.T("mandate.kind." + string(m.Kind)), What: v.T("mandate.all"), Proof: m.Proof.Words, Said: m.Words}
	var names []string
	for _, code := range m.Procedures {
		name := code
		if rec := s.o.Office.World().Procedures.Current(procedure.ID(code), now); rec != nil {
			name = recordWords(v, rec)
		}
		names = append(names, name)
	}
	if names != nil {
		l.What = strings.Join(names, "; ")
	}
	if l.Period = v.T("mandate.from", "from", v.Date(m.From)); !m.To.IsZero() {
		l.Period = v.T("mandate.from-to", "from", v.Date(m.From), "to", v.Date(m.To.Add(-time.Microsecond)))
	}
	switch {
	case m.State != access.MandateGiven:
		tone := map[access.MandateState]Tone{access.MandateWaits: Wait, access.MandateDeclined: Late, access.MandateEnded: Ended}[m.State]
		l.State = Pill{tone, v.T("mandate.state." + string(m.State))}
	case m.Open:
		l.State = Pill{OK, v.T("mandate.state.given")}
	case now.Before(m.From):
		l.State = Pill{Soon, v.T("mandate.state.later")}
	default:
		l.State = Pill{Ended, v.T("mandate.state.over")}
	}
	return l
}

// mandateForm is a page by which a mandate is given or asked for.
type mandateForm struct {
	Base
	*Form
	Words, Action, Button string
	Key                   string
	Upload                bool
}

// Template names the page's template.
func (*mandateForm) Template() string { return "public/mandateform" }

func (s *Site) mandateForm(r *http.Request, key string, err error) (*mandateForm, error) {
	v := s.voice(r)
	once := r.PostFormValue("key")
	if once == "" {
		var e error
		if once, e = s.o.Office.NewID(); e != nil {
			return nil, e
		}
	}
	return &mandateForm{Base: s.mandateBase(r, key), Form: s.form(r, err), Words: v.T(key + "-words"), Action: r.URL.Path, Button: v.T(key), Key: once}, nil
}

// givePage asks to whom a mandate is given.
func (s *Site) givePage(r *http.Request, err error) (*mandateForm, error) {
	p, e := s.mandateForm(r, "mandate.give", err)
	if e != nil {
		return nil, e
	}
	v := s.voice(r)
	p.Add(Field{Name: "holder.name", Kind: form.Line, Label: v.T("mandate.holder-name"), Required: true, MaxLen: 200, Complete: "off"})
	p.Add(Field{Name: "holder.number", Kind: BoxCode, Label: v.T("mandate.holder-number"), Required: true, Short: true, MaxLen: 20, Complete: "off"})
	s.mandateBounds(v, p.Form, true)
	return p, nil
}

// mandateBounds asks for procedures and days.
func (s *Site) mandateBounds(v text.Voice, f *Form, from bool) {
	f.Add(Field{Name: "procedures", Kind: form.Line, Label: v.T("mandate.procedures-typed"), Help: v.T("mandate.procedures-help"), Optional: true, MaxLen: 1000, Complete: "off"})
	if from {
		f.Add(Field{Name: "from", Kind: form.Date, Label: v.T("mandate.from-typed"), Required: true, Short: true, Value: s.o.Office.Now().In(office.Zone).Format("02/01/2006")})
	}
	f.Add(Field{Name: "to", Kind: form.Date, Label: v.T("mandate.to-typed"), Help: v.T("mandate.to-help"), Optional: true, Short: true})
}

// typedMandate reads what both forms share. Days that are none are told with what else is wrong.
func typedMandate(r *http.Request) (m access.Mandate, wrong error) {
	in := &houseTyped{r: r}
	for _, code := range strings.FieldsFunc(in.get("procedures"), func(c rune) bool { return c == ',' || c == ';' || c == ' ' }) {
		if !slices.Contains(m.Procedures, code) {
			m.Procedures = append(m.Procedures, code)
		}
	}
	slices.Sort(m.Procedures)
	m.From, m.To = in.day("from", false), in.last("to", false)
	return m, fault.Join(in.fs)
}

func (s *Site) giveForm(w http.ResponseWriter, r *http.Request) error {
	p, err := s.givePage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) giveMandate(w http.ResponseWriter, r *http.Request) error {
	m, err := typedMandate(r)
	m.Holder = access.Represented{Name: r.PostFormValue("holder.name"), Number: r.PostFormValue("holder.number")}
	if err == nil {
		_, err = s.o.Office.GiveMandate(r.Context(), who(r), office.Command{Key: "mandate/" + r.PostFormValue("key"), Proof: proofOf(r)}, m)
		if shown, e := s.askConfirm(w, r, err, s.mandateFacts(r, m), mandatesAt); shown {
			return e
		}
	}
	if err != nil {
		p, e := s.givePage(r, err)
		if e != nil {
			return e
		}
		return s.Again(w, r, p, err)
	}
	s.flash(w, "mandate.give-done")
	return redirect(w, r, mandatesAt)
}

// mandateFacts say what a mandate is about to open, to whom.
func (s *Site) mandateFacts(r *http.Request, m access.Mandate) []Fact {
	v := s.voice(r)
	l := s.mandateLine(v, &office.Mandate{Mandate: m})
	return []Fact{
		{Term: v.T("mandate.holder-name"), Words: m.Holder.Name},
		{Term: v.T("mandate.holder-number"), Words: m.Holder.Number, Code: true},
		{Term: v.T("mandate.for-what"), Words: l.What},
		{Term: v.T("mandate.period"), Words: l.Period},
	}
}

// claimPage asks for whom somebody acts, with the proof.
func (s *Site) claimPage(r *http.Request, kept string, err error) (*mandateForm, error) {
	p, e := s.mandateForm(r, "mandate.claim", err)
	if e != nil {
		return nil, e
	}
	v := s.voice(r)
	p.Button, p.Upload = v.T("mandate.claim-go"), true
	p.Add(Field{Name: "kind", Kind: BoxRadio, Label: v.T("mandate.claim-kind"), Required: true, Options: []Option{
		{Value: string(access.Guardian), Label: v.T("mandate.claim-guardian")}, {Value: string(access.Proxy), Label: v.T("mandate.claim-proxy")},
	}})
	p.Add(Field{Name: "principal.name", Kind: form.Line, Label: v.T("mandate.principal-name"), Required: true, MaxLen: 200, Complete: "off"})
	p.Add(Field{Name: "principal.number", Kind: BoxCode, Label: v.T("mandate.principal-number"), Required: true, Short: true, MaxLen: 20, Complete: "off"})
	p.Add(Field{Name: "birth", Kind: form.Date, Label: v.T("mandate.birth-typed"), Help: v.T("mandate.birth-help"), Optional: true, Short: true})
	p.Add(Field{Name: "proof", Kind: form.Line, Label: v.T("mandate.proof-typed"), Help: v.T("mandate.proof-help"), Required: true, MaxLen: 500})
	p.Add(Field{Name: "file", Kind: form.File, Label: v.T("mandate.file-typed"), Required: true, Accept: acceptedFiles, Kept: kept, Value: r.PostFormValue("file.name")})
	unit := Field{Name: "unit", Kind: BoxSelect, Label: v.T("mandate.unit-typed"), Required: true}
	for _, d := range s.read(r).Desks() {
		unit.Options = append(unit.Options, Option{Value: d.ID, Label: joinComma(unitWords(v, d.UnitName), d.Address)})
	}
	slices.SortStableFunc(unit.Options, func(a, b Option) int { return byTitle(a.Label, b.Label) })
	p.Add(unit)
	s.mandateBounds(v, p.Form, false)
	return p, nil
}

func (s *Site) claimForm(w http.ResponseWriter, r *http.Request) error {
	p, err := s.claimPage(r, "", nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) claimMandate(w http.ResponseWriter, r *http.Request) error {
	m, err := typedMandate(r)
	m.Kind, m.Unit = access.MandateKind(r.PostFormValue("kind")), r.PostFormValue("unit")
	m.Principal = access.Represented{Name: r.PostFormValue("principal.name"), Number: r.PostFormValue("principal.number")}
	if typed := strings.TrimSpace(r.PostFormValue("birth")); typed != "" {
		if day, ok := ReadDate(typed); ok {
			m.Principal.Birth = day.Format(time.DateOnly)
		} else {
			err = fault.Together(err, fault.New(fault.Invalid, dateFault(typed)).At("birth"))
		}
	}
	m.Proof = access.Proof{Words: r.PostFormValue("proof"), File: r.PostFormValue("file")}
	if r.MultipartForm != nil {
		for _, head := range r.MultipartForm.File["file"] {
			if head.Size == 0 && head.Filename == "" {
				continue
			}
			a, e := s.takeFile(r, head, "file")
			if e != nil && fault.As(e) == nil {
				return e
			}
			err = fault.Together(err, e)
			m.Proof.File, m.Proof.Name = a.Hash, a.Name
		}
	}
	if err == nil {
		_, err = s.o.Office.ClaimMandate(r.Context(), who(r), office.Command{Key: "mandate/" + r.PostFormValue("key")}, m)
	}
	if err != nil {
		p, e := s.claimPage(r, m.Proof.File, err)
		if e != nil {
			return e
		}
		return s.Again(w, r, p, err)
	}
	s.flash(w, "mandate.claim-done")
	return redirect(w, r, mandatesAt)
}

func (s *Site) endMandate(w http.ResponseWriter, r *http.Request) error {
	if err := s.o.Office.EndMandate(r.Context(), who(r), r.PathValue("id")); err != nil {
		return err
	}
	s.flash(w, "mandate.ended-done")
	if who(r).Kind == access.Officer {
		return redirect(w, r, "/desk/mandates/"+url.PathEscape(r.PathValue("id")))
	}
	return redirect(w, r, mandatesAt)
}
