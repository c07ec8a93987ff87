package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
	"motcua/words/org"
)

// houseActPage is one act on the organisation with its form.
type houseActPage struct {
	Base
	*Form
	Words  string
	Action string
	Back   string
	Key    string
	Button string
}

// Template names the page's template.
func (*houseActPage) Template() string { return "settings/houseact" }

// A houseAct is an act on the organisation as a page knows it.
type houseAct struct {
	fields func(s *Site, r *http.Request, f *Form)
	do     func(s *Site, r *http.Request, in *houseTyped) error
	back   func(r *http.Request) string
	facts  func(s *Site, r *http.Request) []Fact // of a weighty one
}

// houseActs are the acts by the words that name them; their texts stand under "settings.act.<name>".
var houseActs = map[string]houseAct{
	"person":         {fields: (*Site).personFields, do: (*Site).addPerson, back: func(*http.Request) string { return "/settings/house" }},
	"post":           {fields: (*Site).postFields, do: (*Site).givePost, back: toPerson},
	"end-post":       {fields: (*Site).endFields, do: (*Site).endPost, back: toPerson},
	"acting":         {fields: (*Site).actingFields, do: (*Site).giveActing, back: toPerson},
	"end-acting":     {fields: (*Site).endFields, do: (*Site).endActing, back: toPerson},
	"leave":          {fields: (*Site).leaveFields, do: (*Site).sendOnLeave, back: toPerson},
	"email":          {fields: (*Site).emailFields, do: (*Site).reachPerson, back: toPerson},
	"competence":     {fields: (*Site).competenceFields, do: (*Site).giveCompetence, back: toCompetence},
	"end-competence": {fields: (*Site).endFields, do: (*Site).endCompetence, back: toCompetence},
	"delegation":     {fields: (*Site).delegationFields, do: (*Site).delegate, back: toDelegations, facts: (*Site).delegationAsked},
	"end-delegation": {fields: (*Site).endFields, do: (*Site).endDelegation, back: toDelegations},
	"unit":           {fields: (*Site).unitFields, do: (*Site).rewordUnit, back: func(r *http.Request) string { return unitHref(org.UnitID(r.FormValue("id")), "") }},
}

func toPerson(r *http.Request) string    { return personHref(org.PersonID(r.FormValue("id"))) }
func toDelegations(*http.Request) string { return "/settings/delegations" }

func (s *Site) houseAct(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("act")
	act, ok := houseActs[name]
	if !ok {
		return fault.New(fault.Missing, "web.no-page")
	}
	if err := s.read(r).MayAdminister(); err != nil {
		return err
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		p, err := s.houseActPage(r, name, act, nil)
		if err != nil {
			return err
		}
		return s.Render(w, r, http.StatusOK, p)
	}
	in := &houseTyped{r: r}
	err := act.do(s, r, in)
	if err == nil {
		s.flash(w, "settings.act."+name+".done")
		return redirect(w, r, act.back(r))
	}
	if act.facts != nil {
		if shown, e := s.askConfirm(w, r, err, act.facts(s, r), act.back(r)); shown {
			return e
		}
	}
	p, e := s.houseActPage(r, name, act, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}

func (s *Site) houseActPage(r *http.Request, name string, act houseAct, err error) (*houseActPage, error) {
	v := s.voice(r)
	key, e := s.o.Office.NewID()
	if e != nil {
		return nil, e
	}
	p := &houseActPage{
		Base: s.settingsBase(v, "house"), Form: s.form(r, err), Action: address("/settings/organisation/"+name, nil),
		Words: v.T("settings.act." + name + ".words"), Button: v.T("settings.act." + name + ".button"), Back: act.back(r), Key: key,
	}
	p.Wide = false
	p.TitleKey = "settings.act." + name + ".title"
	p.Crumbs = append(p.Crumbs, Crumb{v.T("settings.house.title"), "/settings/house"})
	for _, kept := range []string{"id", "of"} {
		if x := r.FormValue(kept); x != "" {
			p.Add(Field{Name: kept, Kind: BoxHidden, Value: cut(x, 100)})
		}
	}
	act.fields(s, r, p.Form)
	return p, nil
}

// houseTyped reads what was typed; days are whole days of the legal zone.
type houseTyped struct {
	r  *http.Request
	fs []*fault.Fault
}

func (in *houseTyped) get(name string) string { return strings.TrimSpace(in.r.PostFormValue(name)) }

// day reads the beginning of a day; of an empty box the zero time, which is a fault when the day has to be there.
func (in *houseTyped) day(name string, must bool) time.Time {
	typed := in.get(name)
	if typed == "" {
		if must {
			in.fs = append(in.fs, fault.New(fault.Invalid, "org.date-missing").At(name))
		}
		return time.Time{}
	}
	d, ok := ReadDate(typed)
	if !ok {
		in.fs = append(in.fs, fault.New(fault.Invalid, dateFault(typed)).At(name))
		return time.Time{}
	}
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, calendar.Zone)
}

// last reads the last day of a period, which it includes.
func (in *houseTyped) last(name string, must bool) time.Time {
	if t := in.day(name, must); !t.IsZero() {
		return t.AddDate(0, 0, 1)
	}
	return time.Time{}
}

func (in *houseTyped) err() error { return fault.Join(in.fs) }

// list reads codes with commas or spaces between.
func (in *houseTyped) list(name string) []string {
	return strings.FieldsFunc(in.get(name), func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' })
}

// person reads somebody named by account or identity.
func (s *Site) personTyped(in *houseTyped, name string, must bool) org.PersonID {
	typed := in.get(name)
	if typed == "" && !must {
		return ""
	}
	o := s.o.Office.World().Org
	if p := o.ByUsername(strings.ToLower(typed)); p != nil {
		return p.ID
	}
	if p := o.Person(org.PersonID(typed)); p != nil {
		return p.ID
	}
	in.fs = append(in.fs, fault.New(fault.Invalid, "settings.act.nobody", "typed", cut(typed, 60)).At(name))
	return ""
}

// unitChoice are the units that there are today, by kind.
func (s *Site) unitChoice(v text.Voice) []Option {
	var out []Option
	for _, u := range unitsInOrder(v, s.o.Office.World().Org.Units(s.o.Office.Now())) {
		out = append(out, Option{Value: string(u.ID), Label: unitIn(v, u), Group: v.T("org.kind." + string(u.Kind))})
	}
	return out
}

func (s *Site) document(v text.Voice) Field {
	return Field{Name: "document", Kind: form.Line, Label: v.T("settings.house.document"), Help: v.T("settings.house.document-help"), Required: true, MaxLen: 200}
}

func day(v text.Voice, name string, required bool) Field {
	return Field{Name: name, Kind: form.Date, Label: v.T("settings.act." + name), Required: required, Short: true}
}

// accountsSuggested are the accounts that a box suggests.
func (s *Site) accountsSuggested() []Option {
	var out []Option
	for _, p := range s.o.Office.World().Org.People() {
		if p.Username != "" {
			out = append(out, Option{Value: p.Username, Label: p.Name})
		}
	}
	return out
}

func (s *Site) personFields(r *http.Request, f *Form) {
	v := s.voice(r)
	f.Add(Field{Name: "name", Kind: form.Line, Label: v.T("settings.accounts.name"), Required: true, MaxLen: 200, Focus: true})
	f.Add(Field{Name: "username", Kind: form.Line, Label: v.T("settings.accounts.username"), Help: v.T("settings.act.username-help"), Required: true, MaxLen: 60, Complete: "off"})
	f.Add(Field{Name: "email", Kind: form.Line, Label: v.T("settings.person.email"), MaxLen: 254, Complete: "off"})
}

func (s *Site) addPerson(r *http.Request, in *houseTyped) error {
	_, err := s.o.Office.AddPerson(r.Context(), who(r), settingsCommand(r), org.Person{Name: in.get("name"), Username: strings.ToLower(in.get("username")), Email: in.get("email")})
	return err
}

func (s *Site) emailFields(r *http.Request, f *Form) {
	f.Add(Field{Name: "email", Kind: form.Line, Label: s.voice(r).T("settings.person.email"), Required: true, MaxLen: 254, Complete: "off", Focus: true})
}

func (s *Site) reachPerson(r *http.Request, in *houseTyped) error {
	return s.o.Office.ReachPerson(r.Context(), who(r), settingsCommand(r), org.PersonID(in.get("id")), in.get("email"))
}

func (s *Site) postFields(r *http.Request, f *Form) {
	v := s.voice(r)
	f.Add(Field{Name: "unit", Kind: BoxSelect, Label: v.T("settings.units.name"), Required: true, Options: s.unitChoice(v)})
	f.Add(Field{Name: "role", Kind: BoxSelect, Label: v.T("settings.unit.role"), Required: true, Options: keyedOptions(v, "org.role.", org.Roles)})
	f.Add(Field{Name: "title", Kind: form.Line, Label: v.T("settings.unit.post-title"), Help: v.T("settings.act.title-help"), MaxLen: 200})
	f.Add(day(v, "from", true))
	f.Add(day(v, "to", false))
	f.Add(s.document(v))
}

func (s *Site) givePost(r *http.Request, in *houseTyped) error {
	p := org.Post{Person: org.PersonID(in.get("id")), Unit: org.UnitID(in.get("unit")), Role: org.Role(in.get("role")), Title: in.get("title"), Document: in.get("document"), From: in.day("from", true), To: in.last("to", false)}
	if err := in.err(); err != nil {
		return err
	}
	return s.o.Office.Appoint(r.Context(), who(r), settingsCommand(r), p)
}

func (s *Site) endFields(r *http.Request, f *Form) {
	v := s.voice(r)
	f.Add(day(v, "to", true))
	f.Add(s.document(v))
}

func (s *Site) endPost(r *http.Request, in *houseTyped) error {
	to := in.last("to", true)
	if err := in.err(); err != nil {
		return err
	}
	return s.o.Office.EndPost(r.Context(), who(r), settingsCommand(r), org.PostID(in.get("of")), to, in.get("document"))
}

func (s *Site) actingFields(r *http.Request, f *Form) {
	v, o, now := s.voice(r), s.o.Office.World().Org, s.o.Office.Now()
	x := Field{Name: "post", Kind: BoxSelect, Label: v.T("settings.act.post-of"), Required: true}
	for _, p := range o.Posts() {
		if p.OpenAt(now) && string(p.Person) != r.FormValue("id") && slices.Contains([]org.Role{org.Leader, org.BranchHead, org.Supervisor, org.Controller}, p.Role) {
			x.Options = append(x.Options, Option{Value: string(p.ID), Label: s.postWords(v, p), Group: v.T("org.role." + string(p.Role))})
		}
	}
	slices.SortStableFunc(x.Options, func(a, b Option) int { return compareWords(a.Group+a.Label, b.Group+b.Label) })
	f.Add(x)
	f.Add(day(v, "from", true))
	f.Add(day(v, "to", true))
	f.Add(s.document(v))
}

func (s *Site) giveActing(r *http.Request, in *houseTyped) error {
	a := org.Acting{Person: org.PersonID(in.get("id")), Post: org.PostID(in.get("post")), Document: in.get("document"), From: in.day("from", true), To: in.last("to", true)}
	if err := in.err(); err != nil {
		return err
	}
	return s.o.Office.GiveActing(r.Context(), who(r), settingsCommand(r), a)
}

func (s *Site) endActing(r *http.Request, in *houseTyped) error {
	to := in.last("to", true)
	if err := in.err(); err != nil {
		return err
	}
	return s.o.Office.EndActing(r.Context(), who(r), settingsCommand(r), org.ActingID(in.get("of")), to, in.get("document"))
}

func (s *Site) leaveFields(r *http.Request, f *Form) {
	v := s.voice(r)
	f.Add(day(v, "from", true))
	f.Add(day(v, "to", true))
}

func (s *Site) sendOnLeave(r *http.Request, in *houseTyped) error {
	l := org.Leave{Person: org.PersonID(in.get("id")), From: in.day("from", true), To: in.last("to", true)}
	if err := in.err(); err != nil {
		return err
	}
	return s.o.Office.SendOnLeave(r.Context(), who(r), settingsCommand(r), l)
}

func (s *Site) delegationFields(r *http.Request, f *Form) {
	v := s.voice(r)
	units := s.unitChoice(v)
	f.Add(Field{Name: "giver", Kind: BoxSelect, Label: v.T("settings.delegations.giver"), Required: true, Options: units})
	f.Add(Field{Name: "by", Kind: form.Line, Label: v.T("settings.act.signer"), Help: v.T("settings.act.signer-help"), Suggest: s.accountsSuggested(), List: "accounts", Complete: "off", MaxLen: 60})
	f.Add(Field{Name: "unit", Kind: BoxSelect, Label: v.T("settings.delegations.to-unit"), Help: v.T("settings.delegations.one-of"), Options: units, Blank: v.T("settings.delegations.no-unit")})
	f.Add(Field{Name: "person", Kind: form.Line, Label: v.T("settings.delegations.to-person"), Help: v.T("settings.act.account-help"), List: "accounts", Complete: "off", MaxLen: 60})
	f.Add(Field{Name: "procedures", Kind: form.Line, Label: v.T("settings.delegations.procedures"), Help: v.T("settings.delegations.procedures-help"), MaxLen: 500})
	f.Add(Field{Name: "ceiling", Kind: form.Money, Label: v.T("settings.delegations.most"), Help: v.T("settings.delegations.most-help"), Suffix: "đ", Short: true})
	f.Add(day(v, "from", true))
	f.Add(day(v, "to", true))
	f.Add(s.document(v))
}

// delegationTyped reads the form of a delegation. A delegation of a page always ends.
// choice: a power that nobody has to renew is a power that nobody remembers; a pack may still tell of one without an end.
func (s *Site) delegationTyped(in *houseTyped) org.Delegation {
	d := org.Delegation{
		Giver: org.UnitID(in.get("giver")), ReceiverUnit: org.UnitID(in.get("unit")), ReceiverPerson: s.personTyped(in, "person", false),
		Document: in.get("document"), From: in.day("from", true), To: in.last("to", true), Procedures: in.list("procedures"),
	}
	d.By = s.signerTyped(in, d.Giver, d.From)
	if typed := in.get("ceiling"); typed != "" {
		n, ok := ReadMoney(typed)
		if !ok || n < 0 {
			in.fs = append(in.fs, fault.New(fault.Invalid, "org.delegation-ceiling").At("ceiling"))
		}
		d.Ceiling = n
	}
	for _, code := range d.Procedures {
		if s.o.Office.World().Procedures.Current(procedure.ID(code), s.o.Office.Now()) == nil {
			in.fs = append(in.fs, fault.New(fault.Invalid, "settings.act.no-procedure", "code", cut(code, 40)).At("procedures"))
		}
	}
	return d
}

func (s *Site) delegate(r *http.Request, in *houseTyped) error {
	d := s.delegationTyped(in)
	if err := in.err(); err != nil {
		return err
	}
	return s.o.Office.Delegate(r.Context(), who(r), settingsCommand(r), d)
}

func (s *Site) delegationAsked(r *http.Request) []Fact {
	return s.delegationFacts(s.voice(r), s.delegationTyped(&houseTyped{r: r}))
}

func (s *Site) endDelegation(r *http.Request, in *houseTyped) error {
	to := in.last("to", true)
	if err := in.err(); err != nil {
		return err
	}
	return s.o.Office.EndDelegation(r.Context(), who(r), settingsCommand(r), org.DelegationID(in.get("of")), to, in.get("document"))
}

func (s *Site) unitFields(r *http.Request, f *Form) {
	v := s.voice(r)
	u := s.o.Office.World().Org.UnitAt(org.UnitID(r.FormValue("id")), s.o.Office.Now())
	if u == nil {
		u = &org.Unit{}
	}
	f.Add(Field{Name: "name", Kind: form.Line, Label: v.T("settings.units.name"), Required: true, Value: u.Name, MaxLen: 300})
	f.Add(Field{Name: "name_en", Kind: form.Line, Label: v.T("settings.unit.name-en"), Value: u.NameEN, MaxLen: 300})
	f.Add(Field{Name: "address", Kind: form.Line, Label: v.T("settings.unit.address"), Value: u.Address, MaxLen: 300})
	f.Add(day(v, "from", true))
}

func (s *Site) rewordUnit(r *http.Request, in *houseTyped) error {
	name, english, at, from := in.get("name"), in.get("name_en"), in.get("address"), in.day("from", true)
	if err := in.err(); err != nil {
		return err
	}
	c := org.Change{Name: &name, NameEN: &english, Address: &at}
	return s.o.Office.Reword(r.Context(), who(r), settingsCommand(r), org.UnitID(in.get("id")), c, from)
}
