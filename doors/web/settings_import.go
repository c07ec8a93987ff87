package web

import (
	"cmp"
	"encoding/base64"
	"maps"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/office"
	"motcua/words/form"
)

// How much of an import one page shows and takes; the command line takes more.
const (
	mostOldBytes   = 4 << 20 // choice: some five thousand dossiers, which come in while the page waits
	mostLinesShown = 200
	mostPartsShown = 20
)

// oldImportPage takes the file of an older system's dossiers (nhập hồ sơ cũ), shows what would come in, brings it in once somebody has seen
// that, and takes an import back.
type oldImportPage struct {
	Base
	*Form
	File      string // its name, once it was read
	System    string
	Body      string // in base 64: a browser changes the ends of lines
	Key       string
	Facts     []Fact
	Counts    []Fact
	Refused   []oldImportLine
	Different []oldImportLine
	More      string
	Mended    bool // nothing was refused
	Batches   []oldBatch
}

// Template names the page's template.
func (*oldImportPage) Template() string { return "settings/import" }

type oldImportLine struct{ Line, Code, Field, Words string }

// An oldBatch is an import that took place.
type oldBatch struct {
	*office.BringBatch
	Time, Counts, Who string
	Pill              *Pill
	Kept              string
	May               bool // it can be taken back
}

func (s *Site) oldImportPage(r *http.Request, wrong error) (*oldImportPage, error) {
	v := s.voice(r)
	p := &oldImportPage{Base: s.settingsBase(v, "import"), Form: s.form(r, wrong)}
	p.Form.Add(Field{Name: "system", Kind: form.Line, Label: v.T("settings.import.system"), Help: v.T("settings.import.system-help"), Required: true})
	p.Form.Add(Field{Name: "file", Kind: form.File, Label: v.T("settings.import.file"), Help: v.T("settings.import.file-help", "most", mostOldBytes>>20), Accept: ".jsonl,.json,.csv", Required: true})
	all, err := s.read(r).Batches()
	if err != nil {
		return nil, err
	}
	tones := map[string]Tone{"in": OK, "cut": Soon, "undoing": Soon, "undone": Ended}
	for _, b := range all {
		x := oldBatch{
			BringBatch: b, Time: v.DateTime(b.Signed), Who: b.Signer, Pill: &Pill{tones[b.State()], v.T("bring.batch." + b.State())},
			Counts: v.T("settings.import.counts", "in", v.Number(int64(b.In)), "open", v.Number(int64(b.Open)), "closed", v.Number(int64(b.Closed)),
				"differ", v.Number(int64(b.Differ)), "refused", v.Number(int64(b.Refused))),
			May: b.Undone.IsZero(),
		}
		if !b.Undone.IsZero() {
			x.Kept = v.T("settings.import.kept", "n", v.Number(int64(b.Annulled)), "kept", len(b.Kept), "reason", b.Reason)
		}
		p.Batches = append(p.Batches, x)
	}
	return p, nil
}

// settingOldImport shows the form and the imports that took place.
func (s *Site) settingOldImport(w http.ResponseWriter, r *http.Request) error {
	p, err := s.oldImportPage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

// planOldImport shows what the file that was sent would bring.
func (s *Site) planOldImport(w http.ResponseWriter, r *http.Request) error {
	name, b, err := sentWithin(r, mostOldBytes)
	if err == nil {
		return s.oldImportPlanned(w, r, office.OldSource{Name: path.Base(name), System: r.PostFormValue("system"), Body: b})
	}
	return s.oldImportRefused(w, r, err)
}

func (s *Site) oldImportPlanned(w http.ResponseWriter, r *http.Request, src office.OldSource) error {
	plan, err := s.o.Office.PlanDossiers(r.Context(), who(r), src)
	if err != nil {
		return s.oldImportRefused(w, r, err)
	}
	p, err := s.oldImportPage(r, nil)
	if err != nil {
		return err
	}
	p.File, p.System, p.Body = src.Name, src.System, base64.StdEncoding.EncodeToString(src.Body)
	s.oldImportLaidOut(r, p, plan)
	if plan.New > 0 {
		if p.Key, err = s.o.Office.NewID(); err != nil {
			return err
		}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// enterOldImport brings in the file that was looked at, signed by whoever is signed in.
func (s *Site) enterOldImport(w http.ResponseWriter, r *http.Request) error {
	b, err := base64.StdEncoding.DecodeString(r.PostFormValue("body"))
	if err != nil {
		return s.oldImportRefused(w, r, fault.New(fault.Invalid, "import.file-missing").At("file"))
	}
	src := office.OldSource{Name: path.Base(r.PostFormValue("name")), System: r.PostFormValue("system"), Body: b}
	sign := office.SignOff{Name: who(r).Name, Accept: r.PostFormValue("accept") != ""}
	plan, err := s.o.Office.ImportDossiers(r.Context(), who(r), settingsCommand(r), src, sign)
	v := s.voice(r)
	if err == nil {
		s.flash(w, "settings.import.done", "n", v.Number(int64(plan.New)), "id", plan.ID)
		return redirect(w, r, "/settings/import")
	}
	if plan != nil {
		facts := []Fact{
			{Term: v.T("settings.import.file"), Words: plan.Name},
			{Term: v.T("settings.import.new"), Words: v.Number(int64(plan.New))},
			{Term: v.T("settings.import.refused"), Words: v.Number(int64(plan.RefusedLines()))},
		}
		if shown, e := s.askConfirm(w, r, err, facts, "/settings/import"); shown {
			return e
		}
	}
	return s.oldImportRefused(w, r, err)
}

// undoOldImport takes an import back.
func (s *Site) undoOldImport(w http.ResponseWriter, r *http.Request) error {
	id := r.PostFormValue("id")
	b, err := s.o.Office.UndoImport(r.Context(), who(r), settingsCommand(r), id, r.PostFormValue("reason"))
	v := s.voice(r)
	if err == nil {
		s.flash(w, "settings.import.undone", "n", v.Number(int64(b.Annulled)), "kept", strconv.Itoa(len(b.Kept)), "id", id)
		return redirect(w, r, "/settings/import")
	}
	facts := []Fact{{Term: v.T("settings.import.batch"), Words: id, Code: true}, {Term: v.T("settings.import.reason"), Words: r.PostFormValue("reason")}}
	if shown, e := s.askConfirm(w, r, err, facts, "/settings/import"); shown {
		return e
	}
	return s.oldImportRefused(w, r, err)
}

// oldImportRefused shows the page again with what is wrong.
func (s *Site) oldImportRefused(w http.ResponseWriter, r *http.Request, err error) error {
	if f := fault.As(err); f == nil || f.Kind == fault.Internal {
		return err
	}
	p, e := s.oldImportPage(r, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}

// oldImportLaidOut lays the plan out: how much comes in, then each line that does not.
func (s *Site) oldImportLaidOut(r *http.Request, p *oldImportPage, plan *office.BringPlan) {
	v, world := s.voice(r), s.o.Office.World()
	number := func(key string, n int) {
		p.Facts = append(p.Facts, Fact{Term: v.T("settings.import." + key), Words: v.Number(int64(n))})
	}
	number("new", plan.New)
	number("open", plan.Open)
	number("closed", plan.Closed)
	number("same", plan.Same)
	number("differ", len(plan.Different))
	number("refused", plan.RefusedLines())
	p.Mended = len(plan.Refused) == 0
	for _, by := range []struct {
		key  string
		n    map[string]int
		name func(string) string
	}{
		{"procedures", plan.Procedures, nil},
		{"units", plan.Units, func(id string) string { return unitWords(v, world.Unit(id, s.o.Office.Now())) }},
		{"states", plan.States, func(k string) string { return v.T("settings.import.state." + k) }},
		{"years", plan.Years, nil},
	} {
		if words := countWords(v, by.n, by.name); words != "" {
			p.Counts = append(p.Counts, Fact{Term: v.T("bring.cli." + by.key), Words: words})
		}
	}
	for _, f := range plan.Refused[:min(len(plan.Refused), mostLinesShown)] {
		p.Refused = append(p.Refused, oldImportLine{strconv.Itoa(f.Line), f.Code, f.Field, refusedWords(v, f.Fault)})
	}
	for _, d := range plan.Different[:min(len(plan.Different), mostLinesShown)] {
		for _, f := range d.Fields {
			p.Different = append(p.Different, oldImportLine{strconv.Itoa(d.Line), d.Code, f.Field, v.T("settings.import.differs", "file", f.File, "here", f.Here)})
		}
		if len(d.Fields) == 0 {
			p.Different = append(p.Different, oldImportLine{strconv.Itoa(d.Line), d.Code, "", v.T("settings.import.differs-erased")})
		}
	}
	if n := len(plan.Refused) - mostLinesShown; n > 0 {
		p.More = v.T("settings.reorganise.more", "n", v.Number(int64(n)))
	}
}

// refusedWords say why a line cannot come in, and what mends it where that is not plain.
func refusedWords(v text.Voice, f *fault.Fault) string {
	out := faultWords(v, f)
	if v.Has(f.Key + ".mend") {
		out += " " + v.T(f.Key+".mend", f.Args)
	}
	return out
}

// countWords are the parts of a count, the largest first; name names one, nil as it is.
func countWords(v text.Voice, n map[string]int, name func(string) string) string {
	keys := slices.SortedFunc(maps.Keys(n), func(a, b string) int { return cmp.Or(n[b]-n[a], cmp.Compare(a, b)) })
	var out []string
	for _, k := range keys[:min(len(keys), mostPartsShown)] {
		words := k
		if name != nil {
			words = name(k)
		}
		out = append(out, words+": "+v.Number(int64(n[k])))
	}
	if more := len(keys) - mostPartsShown; more > 0 {
		out = append(out, v.T("settings.reorganise.more", "n", v.Number(int64(more))))
	}
	return strings.Join(out, "; ")
}
