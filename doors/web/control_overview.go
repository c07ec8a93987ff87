package web

import "net/http"

// proposalPage is a proposal as a whole (dự thảo): what it changes, what its proof found, and what may be done next.
type proposalPage struct {
	Base
	Head     proposalHead
	Facts    []Fact
	Changes  []amendPart
	Saved    []savedView // what its cases cost otherwise
	New      bool        // of a procedure that the city has not
	Sound    bool
	Listed   bool // no case has a process
	Findings []findingLine
}

// Template names the page's template.
func (*proposalPage) Template() string { return "control/proposal" }

func (s *Site) proposalOverview(w http.ResponseWriter, r *http.Request) error {
	p, err := s.proposal(r)
	if err != nil {
		return err
	}
	v, rd := s.voice(r), s.read(r)
	page := &proposalPage{Base: s.controlBase(v, "control.proposal")}
	if page.Head, err = s.proposalHead(r, p, "overview"); err != nil {
		return err
	}
	page.Title = page.Head.Name
	page.Facts = recordFacts(v, &p.Record)
	proof, err := rd.ProposalProof(p)
	if err != nil {
		return err
	}
	page.Sound, page.Listed, page.Findings = proof.Sound(), !p.Record.Worked(), proposalFindings(v, &proof, "")
	if old := s.o.Office.World().Procedures.Version(p.Code, p.Base); old != nil {
		page.Changes, page.Saved = amendments(v, old, &p.Record), s.costSaved(v, old, &p.Record)
	} else {
		page.New = true
	}
	return s.Render(w, r, http.StatusOK, page)
}
