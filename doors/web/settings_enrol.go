package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"path"
	"slices"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/keep/workbook"
	"motcua/office"
	"motcua/words/form"
	"motcua/words/org"
)

// enrolPage takes a list of officers, shows what it would do, and enters it once somebody has seen that (nhập danh sách cán bộ).
type enrolPage struct {
	Base
	*Form
	File     string // its name, once it was read
	Roll     string // what was read, as it is sent back
	Document string
	Key      string
	News     int
	Counts   []Fact
	Groups   []enrolGroup
	Wrong    []string
	More     string // how many mistakes are not shown
	Before   []Fact
}

// Template names the page's template.
func (*enrolPage) Template() string { return "settings/enrol" }

// An enrolGroup is the rows that are new, or changed, on one sheet.
type enrolGroup struct {
	Title string
	N     int
	Lines []string
	More  string
}

// How much of a plan one page shows; all of it is counted and goes in.
const (
	mostEnrolShown = 200
	mostEnrolSent  = 3 * office.MostRollBytes // choice: what was read is larger than the packed file, and comes back with the page
)

func (s *Site) enrolPage(r *http.Request, wrong error) (*enrolPage, error) {
	v := s.voice(r)
	p := &enrolPage{Base: s.settingsBase(v, "enrol"), Form: s.form(r, wrong)}
	p.Crumbs = append(p.Crumbs, Crumb{v.T("settings.house.title"), "/settings/house"})
	p.Add(Field{Name: "document", Kind: form.Line, Label: v.T("settings.enrol.document"), Help: v.T("settings.enrol.document-help"), MaxLen: 200})
	p.Add(Field{Name: "file", Kind: form.File, Label: v.T("settings.enrol.file"), Help: v.T("settings.enrol.file-help"), Accept: ".xlsx,.csv", Required: true})
	all, err := s.read(r).Enrolments()
	for _, x := range all[:min(len(all), 20)] {
		p.Before = append(p.Before, Fact{Term: v.DateTime(x.At), Words: x.Document, Sub: v.T("settings.enrol.counts", "new", x.Count[org.RollNew], "changed", x.Count[org.RollChanged], "same", x.Count[org.RollSame], "person", s.personNamed(x.Actor))})
	}
	return p, err
}

// settingEnrol shows the form; ?as=template sends the empty workbook, ?as=xlsx the present list.
func (s *Site) settingEnrol(w http.ResponseWriter, r *http.Request) error {
	if as := r.URL.Query().Get("as"); as == "template" || as == "xlsx" {
		var b bytes.Buffer
		if err := s.read(r).WriteRoll(&b, s.voice(r).Lang, as == "xlsx"); err != nil {
			return err
		}
		name := map[string]string{"template": "mau-danh-sach-can-bo", "xlsx": "danh-sach-can-bo"}[as]
		attach(w, workbook.MediaType, name+".xlsx")
		return send(w, r, http.StatusOK, b.Bytes())
	}
	p, err := s.enrolPage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

// planEnrol shows what the file that was sent would do.
func (s *Site) planEnrol(w http.ResponseWriter, r *http.Request) error {
	if err := s.read(r).MayAdminister(); err != nil {
		return err
	}
	name, b, err := sentWithin(r, office.MostRollBytes)
	if err != nil {
		return s.enrolRefused(w, r, err)
	}
	name = path.Base(name)
	document := cut(r.PostFormValue("document"), 200)
	roll, plan, err := s.o.Office.ReadRoll(r.Context(), who(r), name, b, document)
	if err != nil {
		return s.enrolRefused(w, r, err)
	}
	p, err := s.enrolPage(r, nil)
	if err != nil {
		return err
	}
	p.File, p.Document = name, document
	return s.enrolLaidOut(w, r, p, roll, plan)
}

func (s *Site) enrolLaidOut(w http.ResponseWriter, r *http.Request, p *enrolPage, roll org.Roll, plan *org.RollPlan) error {
	v := s.voice(r)
	for _, what := range []string{org.RollNew, org.RollChanged, org.RollSame, org.RollRefused} {
		p.Counts = append(p.Counts, Fact{Term: v.T("settings.enrol.what." + what), Words: v.Number(int64(plan.Count[what]))})
	}
	for i := range plan.Lines {
		p.addLine(v, &plan.Lines[i])
	}
	if refused := plan.Faults(); len(refused) > 0 {
		p.says(v, refused)
		return s.Render(w, r, http.StatusUnprocessableEntity, p)
	}
	if p.News = plan.Count[org.RollNew] + plan.Count[org.RollChanged]; p.News > 0 {
		body, err := json.Marshal(roll)
		if err != nil {
			return err
		}
		p.Roll = string(body)
		if p.Key, err = s.o.Office.NewID(); err != nil {
			return err
		}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// says tells each mistake at its cell.
func (p *enrolPage) says(v text.Voice, all []*fault.Fault) {
	for _, f := range all[:min(len(all), mostEnrolShown)] {
		says := v.T(f.Key, f.Args)
		if f.Field != "" && f.Field != "file" {
			says = v.T("import.at", "place", f.Field, "says", says)
		}
		p.Wrong = append(p.Wrong, says)
	}
	if n := len(all) - mostEnrolShown; n > 0 {
		p.More = v.T("settings.enrol.more", "n", n)
	}
}

// addLine puts a row that does something into its group.
func (p *enrolPage) addLine(v text.Voice, l *org.RollLine) {
	if l.What != org.RollNew && l.What != org.RollChanged {
		return
	}
	title := v.T("roll.sheet."+l.Row.Sheet) + " · " + v.T("settings.enrol.what."+l.What)
	i := slices.IndexFunc(p.Groups, func(g enrolGroup) bool { return g.Title == title })
	if i < 0 {
		p.Groups, i = append(p.Groups, enrolGroup{Title: title}), len(p.Groups)
	}
	g := &p.Groups[i]
	if g.N++; g.N > mostEnrolShown {
		g.More = v.T("settings.enrol.more", "n", g.N-mostEnrolShown)
		return
	}
	var words []string
	for _, c := range org.RollColumns[l.Row.Sheet] {
		value := l.Row.Value[c.Key]
		switch {
		case c.Key == "role":
			value = v.T("org.role." + string(l.Row.Role))
		case c.Key == "from":
			value = v.T("settings.rules.from", "from", v.Date(l.Row.From))
		case c.Key == "to" && !l.Row.To.IsZero():
			value = v.T("settings.house.until", "date", v.Date(l.Row.To.Add(-1)))
		}
		if value != "" {
			words = append(words, value)
		}
	}
	line := joinDots(words)
	if l.What == org.RollChanged {
		line += " · " + v.T("settings.enrol.from-to", "from", orNone(v, l.From), "to", orNone(v, l.To))
	}
	g.Lines = append(g.Lines, line)
}

// enrol enters the list that was looked at.
func (s *Site) enrolList(w http.ResponseWriter, r *http.Request) error {
	if err := s.read(r).MayAdminister(); err != nil {
		return err
	}
	var roll org.Roll
	if err := json.Unmarshal([]byte(r.PostFormValue("roll")), &roll); err != nil {
		return s.enrolRefused(w, r, fault.New(fault.Invalid, "import.file-missing").At("file"))
	}
	document := cut(r.PostFormValue("document"), 200)
	err := s.o.Office.Enrol(r.Context(), who(r), settingsCommand(r), roll, document)
	if err == nil {
		s.flash(w, "settings.enrol.done")
		return redirect(w, r, "/settings/people")
	}
	v := s.voice(r)
	facts := []Fact{{Term: v.T("settings.enrol.file"), Words: cut(r.PostFormValue("name"), 200)}, {Term: v.T("settings.enrol.document"), Words: orNone(v, document)}}
	if shown, e := s.askConfirm(w, r, err, facts, "/settings/people"); shown {
		return e
	}
	return s.enrolRefused(w, r, err)
}

// enrolRefused shows what is wrong with a file, each mistake at its cell.
func (s *Site) enrolRefused(w http.ResponseWriter, r *http.Request, err error) error {
	f := fault.As(err)
	if f == nil || f.Kind == fault.Internal {
		return err
	}
	one := err
	all := append([]*fault.Fault{f}, f.More...)
	if len(all) > 1 || f.Field != "file" && f.Field != "" {
		one = fault.New(fault.Invalid, "import.refused", "file", path.Base(sentName(r)), "n", s.voice(r).Number(int64(len(all)))).At("file")
	} else {
		all = nil
	}
	p, e := s.enrolPage(r, one)
	if e != nil {
		return e
	}
	p.says(s.voice(r), all)
	return s.Again(w, r, p, one)
}

// sentName is the name of the file that came with the form.
func sentName(r *http.Request) string {
	if r.MultipartForm != nil && len(r.MultipartForm.File["file"]) > 0 {
		return r.MultipartForm.File["file"][0].Filename
	}
	return r.PostFormValue("name")
}
