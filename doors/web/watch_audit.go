package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/form"
	"motcua/words/org"
)

// auditPage is the trail of what was done, read, sent out and tried (nhật ký kiểm tra), the last first.
type auditPage struct {
	Base
	*Form
	Chips      []Chip
	What       string
	Rows       []auditRow
	Older      string
	Newest     string // "" on the first page
	CSV, Excel string
	Empty      Empty
}

// Template names the page's template.
func (*auditPage) Template() string { return "watch/audit" }

// An auditRow is one line of the trail.
type auditRow struct {
	Recorded  time.Time
	At        time.Time // zero: it was written when it happened
	Who, Post string
	What      string
	Words     string
	Thing     string
	Code      bool
	Href      string // "" = there is no place to go to
	Detail    string
	LateWords string
}

// auditPageSize is how many lines a page has.
const auditPageSize = 50

func (s *Site) audit(w http.ResponseWriter, r *http.Request) error {
	v, q := s.voice(r), r.URL.Query()
	q.Del("lang")
	ask, err := s.auditAsked(q)
	as := exported(r)
	if as != "" {
		ask.After, ask.Limit = "", mostAuditPage
	}
	var lines []office.AuditLine
	var next string
	if err == nil {
		lines, next, err = s.read(r).Audit(ask)
	}
	if f := fault.As(err); err != nil && (f == nil || f.Right || f.Kind != fault.Invalid) {
		return err
	}
	if err == nil && as != "" {
		return s.auditFile(w, r, as, ask, lines, next)
	}
	p := s.auditPage(r, v, q, err)
	if len(p.Chips) == 0 { // whoever may not see the trail is told so, whatever was asked
		_, _, err := s.read(r).Audit(office.AuditQuery{})
		return err
	}
	for i := range lines {
		p.Rows = append(p.Rows, s.auditRow(v, &lines[i]))
	}
	if next != "" {
		p.Older = address("/watch/audit", q, "after", next)
	}
	if err != nil {
		return s.Again(w, r, p, err)
	}
	return s.Render(w, r, http.StatusOK, p)
}

// mostAuditPage is how many lines a file takes from the office at once.
const mostAuditPage = 500

// auditAsked reads the filters of an address.
func (s *Site) auditAsked(q url.Values) (office.AuditQuery, error) {
	get := func(name string) string { return strings.TrimSpace(cut(q.Get(name), 200)) }
	a := office.AuditQuery{What: get("what"), Username: get("who"), Unit: get("unit"), Code: get("code"), After: q.Get("after"), Limit: auditPageSize}
	var fs []*fault.Fault
	for _, x := range []struct {
		name string
		to   *time.Time
	}{{"from", &a.From}, {"to", &a.To}} {
		typed := get(x.name)
		if typed == "" {
			continue
		}
		d, ok := ReadDate(typed)
		if !ok {
			fs = append(fs, fault.New(fault.Invalid, dateFault(typed)).At(x.name))
			continue
		}
		*x.to = time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, calendar.Zone)
	}
	if !a.To.IsZero() {
		a.To = a.To.AddDate(0, 0, 1)
	}
	if !a.From.IsZero() && !a.To.IsZero() && !a.From.Before(a.To) {
		fs = append(fs, fault.New(fault.Invalid, "audit.period").At("from"))
	}
	return a, fault.Join(fs)
}

func (s *Site) auditPage(r *http.Request, v text.Voice, q url.Values, wrong error) *auditPage {
	asks := s.read(r).AuditAsks()
	p := &auditPage{
		Base: Base{TitleKey: "audit.title", Audience: Desk, Nav: "audit", Wide: true, Crumbs: []Crumb{{v.T("nav.overview"), "/watch"}}},
		What: q.Get("what"), CSV: address("/watch/audit", q, "as", "csv", "after", ""), Excel: address("/watch/audit", q, "as", "xlsx", "after", ""),
		Empty: Empty{Title: v.T("audit.none"), Words: v.T("audit.none-words"), Link: Link{v.T("settings.all"), "/watch/audit"}},
	}
	if who(r).Role == string(org.Administrator) { // has no overview
		p.Nav, p.Crumbs = "settings", []Crumb{{v.T("settings.home.title"), "/settings"}}
	}
	if q.Get("after") != "" {
		p.Newest = address("/watch/audit", q, "after", "")
	}
	if len(asks) > 0 {
		for _, what := range append([]string{""}, asks...) {
			p.Chips = append(p.Chips, Chip{Words: v.T("audit.what." + cmp.Or(what, "all")), Count: -1, Href: address("/watch/audit", q, "what", what, "after", ""), Current: q.Get("what") == what})
		}
	}
	p.Form = NewForm(v, q, wrong)
	p.Form.Add(Field{Name: "who", Kind: form.Line, Label: v.T("audit.who"), Help: v.T("audit.who-help"), Suggest: s.accountsSuggested(), List: "accounts", Complete: "off", MaxLen: 60, Short: true})
	p.Form.Add(Field{Name: "unit", Kind: BoxSelect, Label: v.T("audit.unit"), Options: s.auditUnits(v, who(r)), Blank: v.T("audit.any-unit")})
	if len(asks) == len(office.AuditKinds) {
		p.Form.Add(Field{Name: "code", Kind: BoxCode, Label: v.T("audit.code"), MaxLen: 60, Short: true, Complete: "off"})
	}
	p.Form.Add(Field{Name: "from", Kind: form.Date, Label: v.T("audit.from"), Short: true})
	p.Form.Add(Field{Name: "to", Kind: form.Date, Label: v.T("audit.to"), Short: true})
	return p
}

// auditUnits are the units that a reader may ask about.
func (s *Site) auditUnits(v text.Voice, w office.Who) []Option {
	out := s.unitChoice(v)
	if w.City || w.Role == string(org.Administrator) {
		return out
	}
	return slices.DeleteFunc(out, func(o Option) bool { return !slices.Contains(w.Units, o.Value) })
}

func (s *Site) auditRow(v text.Voice, l *office.AuditLine) auditRow {
	row := auditRow{Recorded: l.Recorded, Who: l.Person.Name, What: v.T("audit.what." + l.What), Words: auditWords(v, l), Detail: auditDetail(v, l)}
	if key := "show.actor." + l.Person.ID; l.Person.ID != "" && v.Has(key) {
		row.Who = v.T(key)
	}
	if l.Kind == "unknown-name" {
		row.Who = v.T("audit.stranger")
	}
	if row.Who == "" {
		row.Who = v.T("show.actor.system")
	}
	post := []string{}
	if l.Role != "" {
		post = append(post, v.T("org.role."+l.Role))
	}
	if name := unitWords(v, l.Unit); name != "" {
		post = append(post, name)
	}
	row.Post = strings.Join(post, ", ")
	if l.Late {
		row.At, row.LateWords = l.At, v.T("audit.late", "time", v.DateTime(l.At))
	}
	row.Thing, row.Href, row.Code = s.auditThing(v, l)
	return row
}

// auditWords say what happened.
func auditWords(v text.Voice, l *office.AuditLine) string {
	for _, key := range []string{"audit.kind." + l.Kind, "looks.why." + l.Kind, "exports.list." + strings.TrimPrefix(l.Kind, "api-"), "audit.sign-in." + l.Kind} {
		if l.Kind != "" && v.Has(key) {
			return v.T(key)
		}
	}
	of, rest, _ := strings.Cut(l.Kind, ".")
	if of == "contact" { // the room has the wider name
		of = "care"
	}
	for _, key := range []string{"show.step." + rest, of + ".act." + rest} {
		if of != "dossier" == strings.Contains(key, ".act.") && v.Has(key) {
			return upperFirst(v.T(key))
		}
	}
	if l.What == office.AuditReads {
		return v.T("audit.kind.read")
	}
	if l.What == office.AuditGlass {
		return v.T("audit.kind.glass-" + cmp.Or(l.Detail, "reason"))
	}
	return v.T("audit.kind.other", "kind", l.Kind)
}

// auditDetail is what else a line says.
func auditDetail(v text.Voice, l *office.AuditLine) string {
	switch {
	case l.What == office.AuditExports:
		return v.T("audit.rows", "n", l.Rows, "format", strings.ToUpper(l.Detail))
	case l.Thing == "account" && l.Detail != "":
		return methodWords(v, l.Detail)
	}
	return ""
}

// auditThing names what a line is about, and where that is shown.
func (s *Site) auditThing(v text.Voice, l *office.AuditLine) (words, href string, code bool) {
	id := url.PathEscape(l.ID)
	o := s.o.Office.World().Org
	switch l.Thing {
	case "dossier", "guidance":
		return cmp.Or(l.Code, v.T("desk.no-code")), "/desk/dossiers/" + id, l.Code != ""
	case "petition":
		return l.Code, "/desk/petitions/" + id, true
	case "inbox":
		return v.T("kept.title"), "/care/held", false
	case "rating", "voice", "scores":
		return v.T("audit.thing." + l.Thing), map[string]string{"rating": "/watch/ratings", "scores": "/watch/scores"}[l.Thing], false
	case "knowledge":
		return v.T("audit.thing.knowledge"), "/care/knowledge/" + id, false
	case "erasure":
		return l.Code, "/watch/erasures", true
	case "unit":
		return unitWords(v, s.unitNamed(l.ID)), unitHref(org.UnitID(l.ID), ""), false
	case "person":
		return s.personNamed(l.ID), personHref(org.PersonID(l.ID)), false
	case "onestop":
		if d := o.DeskAt(org.DeskID(l.ID), s.o.Office.Now()); d != nil {
			return s.deskName(v, d), deskHref(d.ID), false
		}
		return l.ID, deskHref(org.DeskID(l.ID)), true
	case "procedure":
		return l.ID, "/settings/procedures/" + id, true
	case "proposal":
		return l.ID, "/control/proposals/" + id, true
	case "request":
		return l.ID, "/watch/requests/" + id, true
	case "account":
		if p := o.Person(org.PersonID(strings.TrimPrefix(l.ID, "officer:"))); p != nil {
			return p.Username, accountHref(p.Username), true
		}
		if name, ok := strings.CutPrefix(l.ID, "system:"); ok {
			return name, systemHref(name), true
		}
		return "", "", false
	case "city":
		return v.T("audit.city"), map[string]string{"calendar": "/settings/calendar", "settings": "/settings/rules", "notices": "/settings/notices", "reorganised": "/settings/reorganise"}[l.ID], false
	}
	if l.Mark != "" {
		return l.Mark, address("/watch/exports", nil, "mark", l.Mark), true
	}
	return "", "", false
}

// auditFile sends the lines as a file, as far as a file goes.
func (s *Site) auditFile(w http.ResponseWriter, r *http.Request, as string, ask office.AuditQuery, lines []office.AuditLine, next string) error {
	v := s.voice(r)
	for next != "" && len(lines) < mostExported {
		var more []office.AuditLine
		var err error
		ask.After = next
		if more, next, err = s.read(r).Audit(ask); err != nil {
			return err
		}
		lines = append(lines, more...)
	}
	sh := sheet{Name: "nhat-ky-kiem-tra", Head: []string{
		v.T("audit.recorded"), v.T("audit.at"), v.T("audit.who"), v.T("audit.post"), v.T("audit.what"), v.T("audit.words"), v.T("audit.thing"), v.T("audit.detail"),
	}}
	for i := range lines[:min(len(lines), mostExported)] {
		row := s.auditRow(v, &lines[i])
		sh.Rows = append(sh.Rows, []any{row.Recorded, row.At, row.Who, row.Post, row.What, row.Words, row.Thing, row.Detail})
	}
	return s.sendSheet(w, r, as, sh)
}
