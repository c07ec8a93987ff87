package web

import (
	"errors"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// scanLimit is the most bytes that one sending of the intake brings: several scans of the largest size.
const scanLimit = 120 << 20

// pageOnly are names of the intake's form that are no part of what was typed.
var pageOnly = []string{"csrf", "do", "version", "find.applicant", "find.owner", "find.representative"}

// take puts what the page sent into the draft. What the page does not show is never kept.
func (d *intakeDraft) take(post url.Values) {
	d.Fields = url.Values{}
	for k, v := range post {
		if !slices.Contains(pageOnly, k) && !strings.HasPrefix(k, eformPrefix) && !strings.HasPrefix(k, "_") && len(k) < 100 {
			d.Fields[k] = v
		}
	}
}

// intakePost answers the intake's form: it keeps what was typed, and does what the pressed button says.
func (s *Site) intakePost(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("draft")
	d, err := s.draftOf(r, id)
	if err != nil {
		return err
	}
	if d == nil {
		return redirect(w, r, "/desk/receive/"+id+"/receipt") // it was received before: a second press of the button
	}
	d.take(r.PostForm)
	ef, err := s.eform(r, d.Procedure, d.Version, d.Case, d.Values, d.Files, nil)
	if err != nil {
		return err
	}
	if ef != nil {
		ef.Take(r.PostForm)
		d.Values = ef.Values
	}
	if r.Header.Get("X-Draft") == "1" {
		if err := s.keepDraft(r, d); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	wrong := s.takeScans(r, d, ef)
	if f := fault.As(wrong); wrong != nil && f == nil {
		return wrong
	}
	edited := ef != nil && ef.Edited(r.PostForm)
	moved, err := s.keepUp(r, d)
	if err != nil {
		return err
	}
	if moved != nil && wrong == nil {
		wrong = fault.New(fault.Conflict, "receive.moved")
	}
	look, err := s.pressed(r, d)
	if err != nil {
		return err
	}
	if err := s.keepDraft(r, d); err != nil {
		return err
	}
	switch {
	case wrong != nil || look != nil:
		return s.intakeAgain(w, r, d, wrong, moved, look)
	case edited:
		return redirect(w, r, "/desk/receive/"+id)
	}
	return s.intakeDo(w, r, d)
}

// draftOf gives the draft that a form was sent for; nil when it became a dossier. One that is gone or too old is begun
// again from what was sent, so that nothing typed is lost.
func (s *Site) draftOf(r *http.Request, id string) (*intakeDraft, error) {
	d, err := s.openDraft(r, id)
	if err == nil {
		if n, e := strconv.Atoi(r.PostForm.Get("version")); e == nil && n > 0 {
			d.Version = n // of the boxes that were sent
		}
		return d, nil
	}
	if !fault.Is(err, fault.Missing) {
		return nil, err
	}
	if s.wasReceived(r, id) {
		return nil, nil //nolint:nilnil // no draft is no mistake: it was received
	}
	code, caseID, ok := strings.Cut(r.PostForm.Get("of"), "/")
	n, e := strconv.Atoi(r.PostForm.Get("version"))
	if !ok || e != nil || r.Header.Get("X-Draft") == "1" {
		return nil, err
	}
	return &intakeDraft{ID: id, Procedure: procedure.ID(code), Case: caseID, Version: n, Fields: url.Values{}}, nil
}

// takeScans keeps the scans that came, each with its paper. A scan that cannot be taken is a fault at its paper; the
// others are kept all the same.
func (s *Site) takeScans(r *http.Request, d *intakeDraft, ef *EForm) error {
	if r.MultipartForm == nil {
		return nil
	}
	var wrong []error
	if ef != nil {
		files, err := s.takeEFormFiles(r, ef)
		for _, f := range files {
			d.addFile(f)
		}
		d.Values = ef.Values
		wrong = append(wrong, err)
	}
	for name, heads := range r.MultipartForm.File {
		n, err := strconv.Atoi(strings.TrimPrefix(name, "scan."))
		if !strings.HasPrefix(name, "scan.") || err != nil || n < 0 || n > loosePaper {
			continue
		}
		for _, h := range heads {
			f, err := s.takeScan(r, h, n)
			if err != nil {
				wrong = append(wrong, err)
				continue
			}
			d.addFile(f)
			d.Fields.Set("papers."+itoa(n), "1")
		}
	}
	return fault.Together(wrong...)
}

func (s *Site) takeScan(r *http.Request, h *multipart.FileHeader, paper int) (dossier.Attached, error) {
	if len(h.Filename) == 0 {
		return dossier.Attached{}, nil
	}
	f, err := s.takeFile(r, h, "papers."+itoa(paper))
	f.Paper = paper
	return f, err
}

// mostFiles is the most scans of one dossier.
const mostFiles = 200

// addFile puts a kept file into the draft, once.
func (d *intakeDraft) addFile(f dossier.Attached) {
	known := slices.ContainsFunc(d.Files, func(x dossier.Attached) bool { return x.Hash == f.Hash && x.Paper == f.Paper })
	if f.Hash != "" && !known && len(d.Files) < mostFiles {
		d.Files = append(d.Files, f)
	}
}

// pressed carries out the small buttons of the page, and the search boxes when Enter was pressed in one.
func (s *Site) pressed(r *http.Request, d *intakeDraft) (*lookedUp, error) {
	verb, what, _ := strings.Cut(r.PostForm.Get("do"), ":")
	switch verb {
	case "drop":
		d.Files = slices.DeleteFunc(d.Files, func(f dossier.Attached) bool { return fileID(f) == what })
	case "take":
		role, number, _ := strings.Cut(what, "=")
		return s.lookUp(r, d, role, number)
	case "fill":
		if err := d.fill(s, r); err != nil {
			return nil, err
		}
	}
	for _, role := range personRoles {
		if text := vn.Tidy(r.PostForm.Get("find." + role)); text != "" {
			return s.lookUp(r, d, role, text)
		}
	}
	return nil, nil
}

// fileID names a file of a draft on its page.
func fileID(f dossier.Attached) string { return itoa(f.Paper) + "." + f.Hash }

// lookUp puts the one person who was found into the boxes; several, or nobody, are shown.
func (s *Site) lookUp(r *http.Request, d *intakeDraft, role, text string) (*lookedUp, error) {
	if !slices.Contains(personRoles, role) {
		return nil, nil
	}
	list, err := s.findPeople(r, text)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		typedID(d.Fields, role, text)
	}
	if len(list) != 1 {
		return &lookedUp{role: role, text: text, people: list}, nil
	}
	setParty(d.Fields, role, list[0].Party)
	switch role {
	case "owner":
		d.Fields.Del("same")
	case "representative":
		d.Fields.Set("represented", "1")
	}
	return nil, d.fill(s, r)
}

// typedID takes a number that was looked for and belongs to nobody known into the boxes: a personal one is a citizen's, a
// tax code a firm's. A name says nothing about who somebody is.
// choice: a household's tax code is its owner's personal number by now; a clerk who has an older one in hand chooses anew.
func typedID(q url.Values, role, text string) {
	if q.Get(role+".number") != "" {
		return
	}
	number, kind := "", dossier.Citizen
	if id, err := vn.ParsePersonalID(text); err == nil {
		number = id.String()
	} else if code, err := vn.ParseTaxCode(text); err == nil {
		number, kind = code.String(), dossier.Business
	} else {
		return
	}
	q.Set(role+".number", number)
	if q.Get(role+".kind") == "" {
		q.Set(role+".kind", string(kind))
	}
}

// fill puts what is known of the persons into questions that nobody has answered.
func (d *intakeDraft) fill(s *Site, r *http.Request) error {
	c, err := s.o.Office.World().Procedures.Form(d.Procedure, d.Version, d.Case)
	if err != nil || c == nil {
		return nil // a case without a form has nothing to fill
	}
	var p dossier.Parties
	p.Applicant, _ = s.here().readParty(d.Fields, "applicant")
	p.Owner = p.Applicant
	if d.Fields.Get("same") != "1" {
		p.Owner, _ = s.here().readParty(d.Fields, "owner")
	}
	if d.Values == nil {
		d.Values = map[string]any{}
	}
	if d.Sources, err = s.heldAnswers(r, c, p.Owner, d.Values); err != nil {
		return err
	}
	form.FillEmpty(d.Values, office.Known(c.Form, p))
	return nil
}

// intakeAgain shows the page again with what was wrong or found.
func (s *Site) intakeAgain(w http.ResponseWriter, r *http.Request, d *intakeDraft, wrong error, moved []string, look *lookedUp) error {
	p, err := s.intakePage(r, d, wrong, moved, look)
	if err != nil {
		return err
	}
	if wrong == nil {
		return s.Render(w, r, http.StatusOK, p)
	}
	return s.Again(w, r, p, p.labelled(wrong))
}

// intakeDo does what the large buttons say, once everything is kept.
func (s *Site) intakeDo(w http.ResponseWriter, r *http.Request, d *intakeDraft) error {
	here := "/desk/receive/" + d.ID
	switch r.PostForm.Get("do") {
	case "read":
		return redirect(w, r, here+"/read-back")
	case "guide":
		return redirect(w, r, here+"/guidance")
	case "receive":
		return s.receiveDraft(w, r, d)
	case "save":
		s.flash(w, "receive.saved")
	}
	return redirect(w, r, here)
}

// receiveDraft receives what stands in the draft. All flaws are shown at once; the one command of the draft makes a
// second press, a lost answer and a crash between come to one dossier.
func (s *Site) receiveDraft(w http.ResponseWriter, r *http.Request, d *intakeDraft) error {
	in, bad := s.intakeOf(r, d)
	view, err := s.read(r).Preview(in)
	if err != nil {
		return err
	}
	if wrong := flaws(s.voice(r), d, in, view, bad); wrong != nil {
		return s.intakeAgain(w, r, d, wrong, nil, nil)
	}
	cmd := office.Command{Key: "receive-" + d.ID}
	if _, err := s.o.Office.Receive(r.Context(), who(r), cmd, office.On{ID: dossier.ID(d.ID)}, in); err != nil {
		var f *fault.Fault
		if errors.As(err, &f) && s.wasReceived(r, d.ID) { // somebody pressed twice with something changed between
			return redirect(w, r, "/desk/receive/"+d.ID+"/receipt")
		}
		return s.intakeAgain(w, r, d, err, nil, nil)
	}
	if err := s.o.Office.DropDraft(r.Context(), who(r), d.ID); err != nil {
		return err
	}
	q := url.Values{}
	for _, id := range d.With {
		q.Add("with", string(id))
	}
	to := "/desk/receive/" + d.ID + "/receipt"
	if len(q) > 0 {
		to += "?" + q.Encode()
	}
	return redirect(w, r, to)
}

// dropDraft deletes a draft.
func (s *Site) dropDraft(w http.ResponseWriter, r *http.Request) error {
	if err := s.o.Office.DropDraft(r.Context(), who(r), r.PathValue("draft")); err != nil {
		return err
	}
	s.flash(w, "receive.dropped")
	return redirect(w, r, "/desk/receive")
}

// draftScan shows a scan that waits with a draft.
func (s *Site) draftScan(w http.ResponseWriter, r *http.Request) error {
	f, ref, err := s.read(r).DraftFile(r.PathValue("draft"), r.PathValue("hash"))
	if err != nil {
		return err
	}
	defer f.Close()
	return sendFile(w, r, f, ref, "scan-"+string(ref.Hash)[:8])
}
