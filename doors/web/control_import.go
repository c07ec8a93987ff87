package web

import (
	"bytes"
	"io"
	"net/http"
	"strconv"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/keep/workbook"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// importPage takes a file of procedures, shows what it would change, and publishes it once somebody has seen that.
type importPage struct {
	Base
	*Form
	File     string // its name, once it was read
	ID       string // under which it waits
	Counts   []Fact
	Changes  []importChange
	More     string // how many changes are not shown
	Refusals []string
	News     int
	Imports  []importLine // of the last weeks
}

// Template names the page's template.
func (*importPage) Template() string { return "control/import" }

// An importChange is what would become of one procedure.
type importChange struct {
	Name, Code string
	What       Pill
	Changes    []amendPart
}

// How much of a plan one page shows; all of it is counted and goes in.
const (
	mostImportShown    = 200
	mostImportRefusals = 100
	mostImportBytes    = 48 << 20 // choice: twice what a city's 2,100 procedures have as JSON lines
)

// importOnly lets those in who may publish files of procedures.
func (s *Site) importOnly(do Handler) Handler {
	return officerOnly(func(w http.ResponseWriter, r *http.Request) error {
		if err := s.read(r).MayImport(); err != nil {
			return err
		}
		return do(w, r)
	})
}

func (s *Site) importPage(r *http.Request, wrong error) *importPage {
	v := s.voice(r)
	p := &importPage{Base: s.controlBase(v, "import.title"), Form: s.form(r, wrong)}
	p.Form.Add(Field{Name: "file", Kind: form.File, Label: v.T("import.file"), Help: v.T("import.file-help"), Accept: ".xlsx,.json,.jsonl,.ndjson", Required: true})
	return p
}

// shownImport is the page before a file is sent: with what became of earlier ones.
func (s *Site) shownImport(w http.ResponseWriter, r *http.Request) error {
	p := s.importPage(r, nil)
	all, err := s.read(r).Imports()
	if err != nil {
		return err
	}
	for i := range all {
		p.Imports = append(p.Imports, s.importLine(r, &all[i]))
	}
	return s.Render(w, r, http.StatusOK, p)
}

// catalogueImport shows the form; ?as=xlsx sends the catalogue as a workbook, ?as=template an empty one.
func (s *Site) catalogueImport(w http.ResponseWriter, r *http.Request) error {
	var recs []*procedure.Record
	name := "mau-thu-tuc"
	switch r.URL.Query().Get("as") {
	case "xlsx":
		recs, name = s.o.Office.World().Procedures.Newest(), "thu-tuc"
	case "template":
	default:
		return s.shownImport(w, r)
	}
	var b bytes.Buffer
	if err := office.WriteWorkbook(&b, recs, s.voice(r).Lang); err != nil {
		return err
	}
	attach(w, workbook.MediaType, name+".xlsx")
	return send(w, r, http.StatusOK, b.Bytes())
}

// planImport reads the file that was sent and shows what it would change.
func (s *Site) planImport(w http.ResponseWriter, r *http.Request) error {
	name, b, err := sentWithin(r, mostImportBytes)
	if err != nil {
		return s.Again(w, r, s.importPage(r, err), err)
	}
	plan, err := s.o.Office.World().PlanCatalogue(b, s.o.Office.Now())
	if err == nil && len(plan.Changes) == 0 && len(plan.Refusals) == 0 {
		err = fault.New(fault.Invalid, "catalogue.empty").At("file")
	}
	if err != nil {
		f := fault.As(err)
		if f == nil || f.Kind == fault.Internal {
			return err
		}
		return s.importRefused(w, r, name, f)
	}
	id, err := s.o.Office.NewID()
	if err != nil {
		return err
	}
	if err := s.o.Office.KeepCatalogueFile(r.Context(), who(r), id, name, b); err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, s.planned(r, id, name, plan))
}

// sentWithin gives the file of the request, which has at most so many bytes.
func sentWithin(r *http.Request, most int) (string, []byte, error) {
	name, b, err := sentFile(r, "import.file-missing", int64(most)+1)
	if err == nil && len(b) > most {
		err = fault.New(fault.Invalid, "sheet.too-large", "most", strconv.Itoa(most>>20)).At("file")
	}
	return name, b, err
}

// sentFile gives name and bytes of the one file of a form, most bytes of it; missing is the fault where none was sent.
func sentFile(r *http.Request, missing string, most int64) (string, []byte, error) {
	if r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 {
		return "", nil, fault.New(fault.Invalid, missing).At("file")
	}
	head := r.MultipartForm.File["file"][0]
	f, err := head.Open()
	if err != nil {
		return "", nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	b, err := io.ReadAll(io.LimitReader(f, most))
	return head.Filename, b, err
}

// importRefused shows the mistakes of a workbook, each at its cell.
func (s *Site) importRefused(w http.ResponseWriter, r *http.Request, name string, bad *fault.Fault) error {
	v := s.voice(r)
	all := append([]*fault.Fault{bad}, bad.More...)
	one := fault.New(fault.Invalid, "import.refused", "file", name, "n", v.Number(int64(len(all)))).At("file")
	p := s.importPage(r, one)
	for _, f := range all[:min(len(all), mostImportRefusals)] {
		says := v.T(f.Key, f.Args)
		if f.Field != "" && f.Field != "file" {
			says = v.T("import.at", "place", f.Field, "says", says)
		}
		p.Refusals = append(p.Refusals, says)
	}
	return s.Again(w, r, p, one)
}

func (s *Site) planned(r *http.Request, id, name string, plan *office.CataloguePlan) *importPage {
	v, world := s.voice(r), s.o.Office.World()
	p := s.importPage(r, nil)
	p.File, p.ID, p.News = name, id, plan.News()
	counts := map[string]int64{}
	for _, c := range plan.Changes {
		counts[c.What]++
		if c.What == procedure.PackSame {
			continue
		}
		if len(p.Changes) == mostImportShown {
			p.More = v.T("import.more", "n", v.Number(int64(p.News-mostImportShown)))
			continue
		}
		x := importChange{Name: c.Name, Code: string(c.Code), What: Pill{Soon, v.T("import.what." + c.What)}}
		if all := world.Procedures.Versions(c.Code); c.What == procedure.PackVersion && len(all) > 0 {
			x.Changes = amendments(v, &all[len(all)-1], &c.Record)
		}
		p.Changes = append(p.Changes, x)
	}
	for _, what := range []string{procedure.PackNew, procedure.PackVersion, procedure.PackSame} {
		p.Counts = append(p.Counts, Fact{Term: text.Upper(v.T("import.what." + what)), Words: v.Number(counts[what])})
	}
	p.Counts = append(p.Counts, Fact{Term: v.T("import.refused-lines"), Words: v.Number(int64(len(plan.Refusals)))})
	for _, x := range plan.Refusals[:min(len(plan.Refusals), mostImportRefusals)] {
		p.Refusals = append(p.Refusals, v.T("import.line", "n", x.Line, "field", x.Field, "reason", string(x.Reason)))
	}
	return p
}
