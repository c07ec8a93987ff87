package web

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"strconv"

	"motcua/ground/fault"
	"motcua/law/bpmn"
	"motcua/law/procedure"
)

// settingProcessPage shows the process of one case of a version: its drawing, the table of its steps, and the file.
type settingProcessPage struct {
	Base
	Name, Case string
	Drawn      Link // the uploaded file, where there is one
	processView
}

// Template names the page's template.
func (*settingProcessPage) Template() string { return "settings/process" }

// versionCase finds the version that the address asks for, the one in force without a number, and its case.
func (s *Site) versionCase(r *http.Request) (*procedure.Record, *procedure.Case, error) {
	world, id := s.o.Office.World(), procedure.ID(r.PathValue("code"))
	missing := fault.New(fault.Missing, "procedure.missing", "code", string(id))
	var rec *procedure.Record
	if n := r.URL.Query().Get("version"); n != "" {
		number, _ := strconv.Atoi(n)
		rec = world.Procedures.Version(id, number)
	} else if rec = world.Procedures.Current(id, s.o.Office.Now()); rec == nil {
		if all := world.Procedures.Versions(id); len(all) > 0 {
			rec = &all[len(all)-1]
		}
	}
	if rec == nil {
		return nil, nil, missing
	}
	c := rec.Case(r.PathValue("case"))
	if c == nil || c.Process == nil {
		return nil, nil, missing
	}
	return rec, c, nil
}

func (s *Site) settingProcess(w http.ResponseWriter, r *http.Request) error {
	rec, c, err := s.versionCase(r)
	if err != nil {
		return err
	}
	v := s.voice(r)
	p := &settingProcessPage{Base: s.settingsBase(v, "procedures"), Name: recordWords(v, rec), Case: c.Name.In(string(v.Lang))}
	p.Title = v.T("process.title", "name", p.Name)
	p.Scripts = []string{"bpmn.js"}
	p.Crumbs = append(p.Crumbs, Crumb{v.T("settings.procedures.title"), "/settings/procedures"}, Crumb{p.Name, "/settings/procedures/" + string(rec.Code)})
	file := fmt.Sprintf("/settings/procedures/%s/process/%s/bpmn?version=%d", rec.Code, c.ID, rec.Version)
	p.processView = s.processView(v, c.Process, cmp.Or(rec.ShortName, p.Case), file)
	if d := c.Process.Drawn; d != nil {
		p.Drawn = Link{d.Name, fmt.Sprintf("/settings/procedures/%s/process/%s/drawn?version=%d", rec.Code, c.ID, rec.Version)}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// settingProcessFile sends the process as a BPMN file.
func (s *Site) settingProcessFile(w http.ResponseWriter, r *http.Request) error {
	rec, c, err := s.versionCase(r)
	if err != nil {
		return err
	}
	b, err := bpmn.Write(c.Process, s.processWords(s.voice(r), cmp.Or(rec.ShortName, rec.Name)))
	if err != nil {
		return fault.New(fault.Missing, "procedure.missing", "code", string(rec.Code))
	}
	return sendBPMN(w, r, fmt.Sprintf("%s-v%d-%s.bpmn", rec.Code, rec.Version, c.ID), b)
}

// sendBPMN sends a BPMN file to be kept.
func sendBPMN(w http.ResponseWriter, r *http.Request, name string, b []byte) error {
	attach(w, "application/bpmn+xml; charset=utf-8", name)
	return send(w, r, http.StatusOK, bytes.Clone(b))
}
