package web

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/office"
)

// procedurePage shows a procedure whole (thủ tục hành chính): the eight parts that the law asks for, and what the city adds.
// law: nd63-2010/8.2
type procedurePage struct {
	Base
	Rec       *procedure.Record
	Official  string      // the official name in Vietnamese, "" when it is the title
	Lang      string      // of the title
	Prepare   string      // where the guidance begins, "" where there is no case
	Closed    *Notice     // why no dossiers are received for it here
	Held      bool        // because its process is not switched on yet
	Changes   *Notice     // another version comes into force
	NextDiff  []amendPart // what will change then
	Examples  []string
	Cases     []caseChoice
	Case      caseView // the chosen one
	Glance    []Fact   // how long and what it costs, at the first look
	HandIn    handIn
	Steps     []proseLine
	Audiences []string
	Agencies  []Fact
	Results   []procedure.Result
	Bases     []baseView
	Facts     []Fact
	Related   []hit
	FAQ       []answerLine // questions that people ask about it
	Raw       []Fact
	Versions  []versionView
	Parts     []Link // the table of contents
}

// longTitle is from how many letters a title is set smaller: official names run to several lines.
const longTitle = 70

// Long says whether the title is one of the long ones.
func (p *procedurePage) Long() bool { return utf8.RuneCountInString(p.Title) > longTitle }

// A caseChoice is a case that the reader can choose.
type caseChoice struct {
	ID, Words, Href string
	Current         bool
}

// handIn is where the chosen case is handed in.
type handIn struct {
	Filing filing
	Held   string // the chosen case waits for its process: what a citizen does until then
	Online bool   // the chosen case can be filed online
	File   string // address of the own page, "" when filing is not open here
	Today  Notice // whether desks receive now
}

// A versionView is one version and what it changed.
type versionView struct {
	Title, Range string
	Current      bool
	Diff         []amendPart
}

// Template names the page's template.
func (*procedurePage) Template() string { return "public/procedure" }

// A baseView is a legal act that the procedure rests on.
type baseView struct{ Number, Name, Sub string }

func (s *Site) procedure(w http.ResponseWriter, r *http.Request) error {
	view, err := s.procedureOf(r)
	if err != nil {
		return err
	}
	v, rec, world, now := s.voice(r), view.Record, s.o.Office.World(), s.o.Office.Now()
	h := newHit(v, rec)
	p := &procedurePage{
		Base: Base{Title: h.Title, Nav: "procedures", Crumbs: []Crumb{{v.T("nav.home"), "/"}, {v.T("nav.procedures"), "/thu-tuc"}}},
		Rec:  rec, Official: h.Sub, Lang: h.Lang, Results: rec.Results, Steps: proseLines(rec.StepsText),
	}
	p.notices(v, view, now)
	if c := chosenCase(rec, r.URL.Query().Get("truong-hop")); c != nil {
		p.Case = s.caseView(v, rec, c)
		p.HandIn = s.handIn(v, view, c)
		p.Glance = glance(v, c, view.Receives)
	}
	for i := range rec.Cases {
		c := &rec.Cases[i]
		p.Cases = append(p.Cases, caseChoice{
			ID: c.ID, Words: c.Name.In(string(v.Lang)), Current: c.ID == p.Case.ID,
			Href: address("/thu-tuc/"+string(rec.Code), nil, "truong-hop", c.ID) + "#case",
		})
	}
	if len(rec.Cases) > 0 {
		p.Prepare = "/thu-tuc/" + string(rec.Code) + "/huong-dan"
	}
	p.words(v, rec)
	p.agencies(v, view)
	for _, id := range append(slices.Clone(rec.Related), rec.Interlinked...) {
		if other := world.Procedures.Current(procedure.ID(id), now); other != nil {
			p.Related = append(p.Related, newHit(v, other))
		}
	}
	p.facts(v, view)
	p.versions(v, view, now)
	if p.FAQ, err = s.faq(r, rec.Code); err != nil {
		return err
	}
	for _, part := range []string{"case", "steps", "who", "agencies", "results", "conditions", "bases", "more", "versions", "faq"} {
		if part == "faq" && len(p.FAQ) == 0 {
			continue
		}
		p.Parts = append(p.Parts, Link{v.T("procedure.section." + part), "#" + part})
	}
	return s.Render(w, r, http.StatusOK, p)
}

// chosenCase is the case that the address names, else the first; nil when the record has none.
func chosenCase(rec *procedure.Record, id string) *procedure.Case {
	if c := rec.Case(id); c != nil {
		return c
	}
	if len(rec.Cases) == 0 {
		return nil
	}
	return &rec.Cases[0]
}

// glance is what most readers came for: how long it takes and what it costs, at a desk and online where that differs.
func glance(v text.Voice, c *procedure.Case, receives bool) []Fact {
	rule := firstRule(c)
	if rule == nil || !receives {
		return nil
	}
	fee := feeShort(v, rule)
	if online := c.Rule(procedure.Online); online != nil && fee != "" {
		if there := feeShort(v, online); there != "" && there != fee {
			fee = v.T("procedure.glance-fees", "desk", fee, "online", text.Lower(there))
		}
	}
	var out []Fact
	for _, x := range []Fact{{Term: v.T("procedures.limit"), Words: limitWords(v, rule)}, {Term: v.T("procedures.fee"), Words: fee}} {
		if x.Words != "" {
			out = append(out, x)
		}
	}
	return out
}

// handIn says where a case is handed in: at the desks, and online where that is open.
func (s *Site) handIn(v text.Voice, view *office.ProcedureView, c *procedure.Case) handIn {
	h := handIn{Filing: s.filing(v), Today: todayNotice(v, s.o.Office.World().Calendar, s.o.Office.Now())}
	h.Online = view.Receives && view.Record.Receives(c) && c.Rule(procedure.Online) != nil
	if view.Receives && c.Process != nil && !view.Record.Receives(c) {
		h.Held = v.T("procedure.held-words", "date", v.Date(view.Record.From))
	}
	if h.Online && h.Filing.Open && s.known["/thu-tuc/{code}/nop"] {
		h.File = address("/thu-tuc/"+string(view.Record.Code)+"/nop", nil, "truong-hop", c.ID)
	}
	return h
}

// procedureOf finds the procedure of the address; a code with the province's part is understood too.
func (s *Site) procedureOf(r *http.Request) (*office.ProcedureView, error) {
	code := strings.TrimSpace(r.PathValue("code"))
	if len(code) > 8 && code[1] == '.' {
		code = code[:8]
	}
	if len(code) > 40 {
		return nil, fault.New(fault.Missing, "procedure.missing", "code", cut(code, 20)+"…")
	}
	return s.read(r).Procedure(procedure.ID(code))
}

// notices says what a reader must know before reading on.
func (p *procedurePage) notices(v text.Voice, view *office.ProcedureView, now time.Time) {
	rec := view.Record
	switch {
	case view.Held:
		p.Held = true
		p.Closed = &Notice{Tone: Wait, Title: v.T("procedure.held"), Words: v.T("procedure.held-words", "date", v.Date(rec.From)), Link: Link{v.T("filing.desks"), "/noi-tiep-nhan"}}
	case !view.Receives:
		key := "procedure.closed." + string(rec.Route)
		if rec.Route == procedure.RouteCity || !v.Has(key) {
			key = "procedure.closed.catalogue"
		}
		if !rec.To.IsZero() && !now.Before(rec.To) {
			key = "procedure.closed.ended"
		}
		p.Closed = &Notice{Tone: Wait, Title: v.T("procedure.closed"), Words: v.T(key)}
	}
	if n := view.Next; n != nil {
		p.Changes = &Notice{Tone: Soon, Title: v.T("procedure.next", "date", v.Date(n.From)), Words: v.T("procedure.next-words", "version", n.Version)}
		p.NextDiff = amendments(v, rec, n)
	}
	for _, e := range rec.Example {
		words := e
		if v.Has("procedure.example." + e) {
			words = v.T("procedure.example." + e)
		}
		p.Examples = append(p.Examples, words)
	}
}

// words fills who applies and the legal bases.
func (p *procedurePage) words(v text.Voice, rec *procedure.Record) {
	for _, a := range rec.Audiences {
		p.Audiences = append(p.Audiences, audienceWords(v, a))
	}
	for _, b := range rec.Bases {
		x := baseView{Number: b.Number, Name: b.Name}
		var sub []string
		for _, part := range []struct{ key, value string }{{"agency", b.Agency}, {"article", b.Article}, {"issued", b.Issued}, {"from", b.From}} {
			if part.value != "" {
				sub = append(sub, v.T("procedure.basis."+part.key, "value", part.value))
			}
		}
		x.Sub = strings.Join(sub, "; ")
		p.Bases = append(p.Bases, x)
	}
}

// agencies lists who performs, decides, is delegated and coordinates.
func (p *procedurePage) agencies(v text.Voice, view *office.ProcedureView) {
	rec := view.Record
	for _, group := range []struct {
		key  string
		list []procedure.Agency
	}{{"performing", rec.Performing}, {"competent", rec.Competent}, {"delegated", rec.Delegated}, {"coordinating", rec.Coordinating}} {
		var names []string
		for _, a := range group.list {
			names = append(names, a.Name)
		}
		words := strings.Join(names, "; ")
		if words == "" && (group.key == "performing" || group.key == "competent") {
			words = v.T("procedure.not-said")
		}
		if words != "" {
			p.Agencies = append(p.Agencies, Fact{Term: v.T("procedure." + group.key), Words: words})
		}
	}
}

// versions lists all versions, the newest first, with what each changed.
func (p *procedurePage) versions(v text.Voice, view *office.ProcedureView, now time.Time) {
	for i := range slices.Backward(view.Versions) {
		one := &view.Versions[i]
		x := versionView{Title: v.T("procedure.version", "n", one.Version), Current: one.Version == view.Record.Version && !now.Before(one.From)}
		switch {
		case one.From.IsZero():
			x.Range = v.T("procedure.version-undated")
		case one.To.IsZero():
			x.Range = v.T("procedure.version-from", "date", v.Date(one.From))
		default:
			x.Range = v.T("procedure.version-range", "from", v.Date(one.From), "to", v.Date(one.To.Add(-time.Second)))
		}
		if i > 0 {
			x.Diff = amendments(v, &view.Versions[i-1], one)
		}
		p.Versions = append(p.Versions, x)
	}
}

// facts lists the rest of the record: nothing that the source said is left out.
func (p *procedurePage) facts(v text.Voice, view *office.ProcedureView) {
	rec := view.Record
	add := func(key, words string) {
		if words != "" {
			p.Facts = append(p.Facts, Fact{Term: v.T("procedure.fact." + key), Words: words})
		}
	}
	p.Facts = append(p.Facts, Fact{Term: v.T("procedure.fact.code"), Words: string(rec.Code) + rec.Suffix, Code: true})
	add("kind", rec.Kind)
	add("decision", rec.Decision)
	if coded := rec.Ministry != "" && rec.Publisher != "" && !strings.Contains(rec.Publisher, " "); coded {
		add("ministry", rec.Ministry+" ("+rec.Publisher+")") // the publisher is the ministry's code alone
	} else {
		add("publisher", rec.Publisher)
		add("ministry", rec.Ministry)
	}
	sector := rec.Sector
	if rec.SectorCode != "" {
		sector += " (" + rec.SectorCode + ")"
	}
	add("sector", sector)
	var levels []string
	for _, l := range rec.Levels {
		levels = append(levels, known(v, "level.", l))
	}
	add("levels", strings.Join(levels, ", "))
	if rec.Service != "" {
		add("service", known(v, "procedure.service.", rec.Service))
	}
	add("partial", rec.PartialWhy)
	if rec.Route != "" {
		add("route", known(v, "procedure.route.", string(rec.Route)))
	}
	add("address", rec.Address)
	if rec.SourceURL != "" {
		p.Facts = append(p.Facts, Fact{Term: v.T("procedure.fact.source"), Words: v.T("procedure.fact.source-link"), Href: rec.SourceURL})
	}
	p.raw(v, rec)
}

// raw are the parts that the source gave in words of its own, and fields that have no place of their own here.
func (p *procedurePage) raw(v text.Voice, rec *procedure.Record) {
	for _, k := range sortedKeys(rec.Raw) {
		p.Raw = append(p.Raw, Fact{Term: sourceField(v, k), Words: rec.Raw[k]})
	}
	for _, k := range sortedKeys(rec.Source) {
		p.Raw = append(p.Raw, Fact{Term: sourceField(v, k), Words: anyWords(rec.Source[k])})
	}
}

// sourceField names a field of the source.
func sourceField(v text.Voice, field string) string {
	if key := "procedure.raw." + strings.ReplaceAll(field, "_", "-"); v.Has(key) {
		return v.T(key)
	}
	return field
}

// known gives the text of prefix + value, else the value as it stands.
func known(v text.Voice, prefix, value string) string {
	if v.Has(prefix + value) {
		return v.T(prefix + value)
	}
	return value
}

// anyWords writes a value of a source that has no place of its own.
func anyWords(x any) string {
	switch x := x.(type) {
	case string:
		return x
	case bool:
		return strconv.FormatBool(x)
	}
	b, err := json.Marshal(x)
	if err != nil {
		return ""
	}
	return string(b)
}

// sortedKeys are the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
