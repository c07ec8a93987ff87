package web

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

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
	Name, EN  string // the official name; EN is "" in Vietnamese
	Short     string
	Closed    *Notice // why no dossiers are received for it here
	Changes   *Notice // another version comes into force
	Examples  []string
	Filing    filing
	FileHref  string
	Online    bool // a case can be filed online
	Cases     []caseView
	Levels    string
	Audiences []string
	Agencies  []Fact
	Results   []procedure.Result
	Bases     []baseView
	Facts     []Fact
	Related   []hit
	Raw       []Fact
	Versions  []Fact
	Parts     []Link // the table of contents
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
	v, rec := s.voice(r), view.Record
	p := &procedurePage{
		Base:   Base{Title: cmp.Or(rec.ShortName, rec.Name), Nav: "procedures", Crumbs: []Crumb{{v.T("nav.home"), "/"}, {v.T("nav.procedures"), "/thu-tuc"}}},
		Rec:    rec,
		Name:   rec.Name,
		Filing: s.filing(v), FileHref: "/thu-tuc/" + string(rec.Code) + "/nop",
		Results: rec.Results,
	}
	if v.Lang == text.EN && rec.NameEN != "" {
		p.Title, p.EN = rec.NameEN, rec.NameEN
	}
	if rec.ShortName != rec.Name {
		p.Short = rec.ShortName
	}
	p.notices(v, view, s.o.Office.Now())
	for i := range rec.Cases {
		c := s.caseView(v, rec, &rec.Cases[i])
		p.Online = p.Online || view.Receives && rec.Cases[i].Process != nil && rec.Cases[i].Rule(procedure.Online) != nil
		p.Cases = append(p.Cases, c)
	}
	p.words(v, rec)
	p.agencies(v, rec)
	for _, id := range append(slices.Clone(rec.Related), rec.Interlinked...) {
		if other := s.o.Office.World().Procedures.Current(procedure.ID(id), s.o.Office.Now()); other != nil {
			p.Related = append(p.Related, newHit(v, other))
		}
	}
	p.facts(v, view)
	for _, part := range []string{"steps", "ways", "papers", "who", "agencies", "results", "conditions", "bases", "more"} {
		p.Parts = append(p.Parts, Link{v.T("procedure.section." + part), "#" + part})
	}
	return s.Render(w, r, http.StatusOK, p)
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
	if !view.Receives {
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
	}
	for _, e := range rec.Example {
		words := e
		if v.Has("procedure.example." + e) {
			words = v.T("procedure.example." + e)
		}
		p.Examples = append(p.Examples, words)
	}
}

// words fills who applies, at which level, and the legal bases.
func (p *procedurePage) words(v text.Voice, rec *procedure.Record) {
	var levels []string
	for _, l := range rec.Levels {
		if v.Has("level." + l) {
			l = v.T("level." + l)
		}
		levels = append(levels, l)
	}
	p.Levels = strings.Join(levels, ", ")
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
func (p *procedurePage) agencies(v text.Voice, rec *procedure.Record) {
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
	add("publisher", rec.Publisher)
	add("ministry", rec.Ministry)
	sector := rec.Sector
	if rec.SectorCode != "" {
		sector += " (" + rec.SectorCode + ")"
	}
	add("sector", sector)
	add("levels", p.Levels)
	if rec.Service != "" {
		add("service", known(v, "procedure.service.", rec.Service))
	}
	add("partial", rec.PartialWhy)
	if rec.Route != "" {
		add("route", known(v, "procedure.route.", string(rec.Route)))
	}
	add("keywords", strings.Join(rec.Keywords, ", "))
	add("address", rec.Address)
	if rec.SourceURL != "" {
		p.Facts = append(p.Facts, Fact{Term: v.T("procedure.fact.source"), Words: v.T("procedure.fact.source-link"), Href: rec.SourceURL})
	}
	for _, other := range slices.Backward(view.Versions) {
		words := v.T("procedure.version-from", "date", v.Date(other.From))
		if !other.To.IsZero() {
			words = v.T("procedure.version-range", "from", v.Date(other.From), "to", v.Date(other.To.Add(-time.Second)))
		}
		f := Fact{Term: v.T("procedure.version", "n", other.Version), Words: words}
		if other.Version == rec.Version {
			f.Sub = v.T("procedure.version-now")
		}
		p.Versions = append(p.Versions, f)
	}
	p.raw(rec)
}

// raw are the parts that the source gave in words of its own, and fields that have no place of their own here.
func (p *procedurePage) raw(rec *procedure.Record) {
	for _, k := range sortedKeys(rec.Raw) {
		p.Raw = append(p.Raw, Fact{Term: k, Words: rec.Raw[k]})
	}
	for _, k := range sortedKeys(rec.Source) {
		p.Raw = append(p.Raw, Fact{Term: k, Words: anyWords(rec.Source[k])})
	}
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
