package web

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/law/bpmn"
	"motcua/law/procedure"
	"motcua/words/org"
)

// drawnLimit is the most bytes of a form with a drawn process: the file and what is around it.
const drawnLimit = bpmn.MostBytes + 1<<20

// mostFlawLines is how many reasons why a file is not taken are said at once.
const mostFlawLines = 20

// proposalBPMN sends the process of a proposal's case as a file.
func (s *Site) proposalBPMN(w http.ResponseWriter, r *http.Request) error {
	p, c, err := s.proposalCase(r)
	if err != nil {
		return err
	}
	missing := fault.New(fault.Missing, "steps.none")
	if c.Process == nil {
		return missing
	}
	v := s.voice(r)
	b, err := bpmn.Write(c.Process, s.processWords(v, proposalName(v, p)))
	if err != nil {
		return missing
	}
	return sendBPMN(w, r, fmt.Sprintf("%s-%s.bpmn", p.Code, c.ID), b)
}

// proposalDrawn sends the file that the process was read from, as it was uploaded.
func (s *Site) proposalDrawn(w http.ResponseWriter, r *http.Request) error {
	_, c, err := s.proposalCase(r)
	if err != nil {
		return err
	}
	return s.sendDrawn(w, r, c.Process)
}

// settingProcessDrawn is the same of a published version.
func (s *Site) settingProcessDrawn(w http.ResponseWriter, r *http.Request) error {
	_, c, err := s.versionCase(r)
	if err != nil {
		return err
	}
	return s.sendDrawn(w, r, c.Process)
}

func (s *Site) sendDrawn(w http.ResponseWriter, r *http.Request, p *procedure.Process) error {
	f, _, err := s.read(r).Drawn(p)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	b, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	name := strings.Map(func(c rune) rune {
		if c < ' ' || c > '~' || strings.ContainsRune(`"\/`, c) {
			return '_'
		}
		return c
	}, vn.Fold(p.Drawn.Name))
	return sendBPMN(w, r, name, b)
}

// takeBPMN reads an uploaded file into the process of a case. Nothing is saved unless all of it is taken.
func (s *Site) takeBPMN(w http.ResponseWriter, r *http.Request) error {
	p, c, err := s.proposalCase(r)
	if err != nil {
		return err
	}
	again := func(err error) error {
		page, fail := s.stepsPage(r, p, c, nil, err)
		if fail != nil {
			return fail
		}
		return s.Again(w, r, page, err)
	}
	b, name, err := uploadedBPMN(r)
	if err != nil {
		return again(err)
	}
	v := s.voice(r)
	file, err := bpmn.Read(b, LaneHolders(v, s.stepPlaces(v)))
	if err != nil {
		return again(refusedBPMN(err))
	}
	drawn, err := s.o.Office.KeepDrawn(r.Context(), who(r), name, bytes.NewReader(b))
	if err != nil {
		return again(err)
	}
	file.Process.Drawn = drawn
	rec := p.Record
	for i := range rec.Cases {
		if rec.Cases[i].ID == c.ID {
			rec.Cases[i].Process = file.Process
		}
	}
	if _, err := s.saveProposal(r, p, rec); err != nil {
		return again(err)
	}
	if len(file.Notes) == 0 {
		s.flash(w, "steps.imported", "n", strconv.Itoa(file.Process.Tasks()))
		return redirect(w, r, stepsAddress(p, c))
	}
	if p, c, err = s.proposalCase(r); err != nil {
		return err
	}
	page, err := s.stepsPage(r, p, c, nil, nil)
	if err != nil {
		return err
	}
	page.Head.Rev = p.Rev
	for _, n := range file.Notes {
		key, args := n.Text()
		page.Notes = append(page.Notes, v.T(key, args))
	}
	return s.Render(w, r, http.StatusOK, page)
}

// uploadedBPMN gives the bytes of the uploaded file.
func uploadedBPMN(r *http.Request) ([]byte, string, error) {
	name, b, err := sentFile(r, "steps.file-missing", bpmn.MostBytes+1)
	return b, name, err
}

// refusedBPMN are the reasons why a file is not taken, as one fault.
func refusedBPMN(err error) error {
	rs, ok := err.(bpmn.Refusals) //nolint:errorlint // Read gives nothing else
	if !ok {
		return err
	}
	var fs []*fault.Fault
	for _, x := range rs[:min(len(rs), mostFlawLines)] {
		key, args := x.Text()
		fs = append(fs, (&fault.Fault{Kind: fault.Invalid, Key: key, Args: args}).At("file"))
	}
	return fault.Join(fs)
}

// LaneHolders finds who a lane stands for by its name: "role – place" as our drawings say it, a role alone, or a place.
func LaneHolders(v text.Voice, places []Option) bpmn.Lanes {
	roles := map[string]string{}
	for _, r := range org.Roles {
		roles[vn.Fold(v.T("org.role."+string(r)))] = string(r)
	}
	return func(name string) (role, where string, ok bool) {
		first, second, both := strings.Cut(name, " – ")
		role = roles[vn.Fold(strings.TrimSpace(first))]
		switch {
		case role != "" && !both:
			return role, "", true
		case role != "":
			where, ok = placeOf(places, second)
			return role, where, ok
		}
		where, ok = placeOf(places, name)
		return "", where, ok && where != ""
	}
}
