package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/law/procedure"
)

// settingProceduresPage lists the catalogue as those who keep it see it.
type settingProceduresPage struct {
	Base
	Search  Search
	Chips   []Chip
	Rows    []procedureLine
	Pages   Pages
	Found   string
	Empty   Empty
	Imports []importLine // that are under way: a part of their procedures is not here yet
}

// Template names the page's template.
func (*settingProceduresPage) Template() string { return "settings/procedures" }

// A procedureLine is a procedure with what its check found.
type procedureLine struct {
	Code, Href, Name, Sector string
	Version, Versions        int
	From                     string
	Worked                   bool // dossiers are received for it here
	Made                     bool // parts of it were written for the demonstration
	Wrong, Warned            int
}

func (s *Site) settingProcedures(w http.ResponseWriter, r *http.Request) error {
	v, q, world, now := s.voice(r), r.URL.Query(), s.o.Office.World(), s.o.Office.Now()
	q.Del("lang")
	show, find := q.Get("show"), vn.Fold(cut(strings.TrimSpace(q.Get("q")), 200))
	p := &settingProceduresPage{Base: s.settingsBase(v, "procedures")}
	p.Search = Search{Action: "/settings/procedures", Name: "q", Label: v.T("settings.procedures.search"), Value: q.Get("q"), Button: v.T("settings.find"), Keep: map[string]string{}}
	if show != "" {
		p.Search.Keep["show"] = show
	}
	fits := map[string]func(procedureLine) bool{
		"": func(procedureLine) bool { return true }, "worked": func(l procedureLine) bool { return l.Worked }, "listed": func(l procedureLine) bool { return !l.Worked },
		"wrong": func(l procedureLine) bool { return l.Wrong > 0 }, "warned": func(l procedureLine) bool { return l.Warned > 0 },
		"changed": func(l procedureLine) bool { return l.Versions > 1 },
	}
	if fits[show] == nil {
		show = ""
	}
	counts := map[string]int64{}
	for _, rec := range world.Procedures.All(now) {
		l := procedureLine{
			Code: string(rec.Code), Href: "/settings/procedures/" + string(rec.Code), Name: recordWords(v, rec), Sector: rec.Sector, Version: rec.Version,
			Versions: len(world.Procedures.Versions(rec.Code)), Worked: rec.Open(), Made: len(rec.Example) > 0,
		}
		if !rec.From.IsZero() {
			l.From = v.Date(rec.From)
		}
		if find != "" && !strings.Contains(vn.Fold(l.Code+" "+rec.Name+" "+rec.ShortName+" "+rec.NameEN+" "+rec.Sector), find) {
			continue
		}
		l.Wrong, l.Warned = findings(rec)
		for key, fit := range fits {
			if fit(l) {
				counts[key]++
			}
		}
		if fits[show](l) {
			p.Rows = append(p.Rows, l)
		}
	}
	for _, key := range []string{"", "worked", "listed", "changed", "wrong", "warned"} {
		words := v.T("settings.procedures.show.all")
		if key != "" {
			words = v.T("settings.procedures.show." + key)
		}
		p.Chips = append(p.Chips, Chip{Words: words, Count: counts[key], Href: address("/settings/procedures", q, "show", key, "page", ""), Current: key == show})
	}
	p.Found = v.T("settings.procedures.found", "n", len(p.Rows))
	p.Rows, p.Pages = slice(v, p.Rows, q.Get("page"), v.T("cost.word"), func(n int) string { return address("/settings/procedures", q, "page", strconv.Itoa(n)) })
	if len(p.Rows) == 0 {
		p.Empty = Empty{Title: v.T("settings.none"), Words: v.T("settings.none-words"), Link: Link{v.T("settings.all"), "/settings/procedures"}}
	}
	if s.read(r).MayControl() == nil {
		var err error
		if p.Imports, err = s.importsOpen(r); err != nil {
			return err
		}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// settingProcedurePage shows a procedure's versions, what its check found, and what changed from one to the next.
type settingProcedurePage struct {
	Base
	Name, Code, Public string
	Facts              []Fact
	Versions           []editionView
}

// Template names the page's template.
func (*settingProcedurePage) Template() string { return "settings/procedure" }

// An editionView is one version.
type editionView struct {
	N        int
	Valid    string
	Current  bool
	Decision string
	Cases    []caseLine
	Findings []findingLine
	Proved   bool // the findings are those of the proof; of older versions those of the check
	Sound    bool
	Listed   bool        // in the catalogue only: there is no process to be proved
	Changes  []amendPart // against the version before; none and First unset: nothing that the record says differs
	First    bool
}

// A caseLine is a case of a version in short.
type caseLine struct {
	Name, Limits   string
	Papers, Fields int
	Steps          int
	Worked         bool
	Process        string // address of its process, "" without one
}

// A findingLine is one thing that the check or the proof found.
type findingLine struct {
	DefectView
	Tone       Tone
	Kind, Path string
}

func (s *Site) settingProcedure(w http.ResponseWriter, r *http.Request) error {
	v, world, now := s.voice(r), s.o.Office.World(), s.o.Office.Now()
	id := procedure.ID(r.PathValue("code"))
	versions := world.Procedures.Versions(id)
	if len(versions) == 0 {
		return fault.New(fault.Missing, "procedure.missing", "code", string(id))
	}
	last := &versions[len(versions)-1]
	current := world.Procedures.Current(id, now)
	if current != nil {
		last = current
	}
	p := &settingProcedurePage{Base: s.settingsBase(v, "procedures"), Name: recordWords(v, last), Code: string(id), Public: "/thu-tuc/" + string(id)}
	p.Title = p.Name
	p.Crumbs = append(p.Crumbs, Crumb{v.T("settings.procedures.title"), "/settings/procedures"})
	p.Facts = recordFacts(v, last)
	for i := len(versions) - 1; i >= 0; i-- {
		rec := &versions[i]
		x := newEditionView(v, rec)
		if x.Current = current != nil && current.Version == rec.Version; x.Current || i == len(versions)-1 {
			proof := world.Prove(rec, now)
			x.Proved, x.Sound, x.Listed, x.Findings = true, proof.Sound(), !rec.Worked(), provedLines(v, &proof)
		}
		if x.First = i == 0; !x.First {
			x.Changes = amendments(v, &versions[i-1], rec)
		}
		p.Versions = append(p.Versions, x)
	}
	return s.Render(w, r, http.StatusOK, p)
}

// recordFacts are what the catalogue says of a procedure as a whole.
func recordFacts(v text.Voice, rec *procedure.Record) []Fact {
	out := []Fact{
		{Term: v.T("settings.procedures.code"), Words: string(rec.Code) + rec.Suffix, Code: true},
		{Term: text.Upper(v.T("procedure.part.sector")), Words: rec.Sector},
		{Term: text.Upper(v.T("procedure.part.route")), Words: v.T("procedure.route." + string(rec.Route))},
	}
	if rec.Decision != "" {
		out = append(out, Fact{Term: text.Upper(v.T("procedure.part.decision")), Words: rec.Decision})
	}
	var parts []string
	for _, x := range rec.Example {
		parts = append(parts, v.T("settings.made."+x))
	}
	if len(parts) > 0 {
		out = append(out, Fact{Term: v.T("settings.procedures.made"), Words: v.T("settings.procedures.made-words", "parts", strings.Join(parts, ", "))})
	}
	return out
}

func newEditionView(v text.Voice, rec *procedure.Record) editionView {
	x := editionView{N: rec.Version, Decision: rec.Decision}
	switch {
	case !rec.From.IsZero() && !rec.To.IsZero():
		x.Valid = v.T("settings.rules.from-to", "from", v.Date(rec.From), "to", v.Date(rec.To.Add(-1)))
	case !rec.From.IsZero():
		x.Valid = v.T("settings.rules.from", "from", v.Date(rec.From))
	}
	for i := range rec.Cases {
		c := &rec.Cases[i]
		line := caseLine{Name: c.Name.In(string(v.Lang)), Papers: len(c.Papers), Worked: c.Process != nil}
		var limits []string
		for j := range c.Channels {
			limits = append(limits, channelWords(v, c.Channels[j].Channel)+": "+limitWords(v, &c.Channels[j]))
		}
		line.Limits = strings.Join(limits, "; ")
		if c.Form != nil {
			for _, part := range c.Form.Sections {
				line.Fields += len(part.Fields)
			}
		}
		if c.Process != nil {
			line.Steps = c.Process.Tasks()
			line.Process = fmt.Sprintf("/settings/procedures/%s/process/%s?version=%d", rec.Code, c.ID, rec.Version)
		}
		x.Cases = append(x.Cases, line)
	}
	for _, f := range procedure.Check(*rec) {
		key, args := f.Text()
		line := findingLine{Tone: Soon, Kind: v.T("settings.procedures.warned-one"), Path: f.Path, DefectView: DefectView{Says: v.T(key, args)}}
		if f.Error {
			line.Tone, line.Kind = Late, v.T("settings.procedures.wrong-one")
		}
		x.Findings = append(x.Findings, line)
	}
	return x
}
