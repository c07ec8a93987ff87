package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/office"
)

// controlPage is the worklist of procedure control (kiểm soát thủ tục hành chính).
type controlPage struct {
	Base
	*Form
	Key     string
	Stages  []Chip
	Rows    []proposalLine
	More    string // that not all are shown
	Empty   Empty
	May     bool         // the reader writes proposals
	Import  bool         // the reader publishes files
	Figures []Figure     // the lists, each with what it counts
	Indices []Figure     // of disclosure
	Imports []importLine // that are under way: the lists count what of them is published
	Undated int          // versions that these do not count
}

// Template names the page's template.
func (*controlPage) Template() string { return "control/home" }

// A proposalLine is a proposal in a list.
type proposalLine struct {
	Href, Name, Code, From, Saved string
	Stage                         Pill
}

func (s *Site) control(w http.ResponseWriter, r *http.Request) error {
	p, err := s.controlPage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) controlPage(r *http.Request, fault error) (*controlPage, error) {
	v, rd := s.voice(r), s.read(r)
	work, err := rd.ControlWork()
	if err != nil {
		return nil, err
	}
	stage := r.URL.Query().Get("stage")
	if !slices.Contains(procedure.Stages[:], procedure.Stage(stage)) {
		stage = ""
	}
	all, err := rd.Proposals(office.ProposalQuery{Stage: procedure.Stage(stage)})
	if err != nil {
		return nil, err
	}
	counts, err := rd.ProposalCounts()
	if err != nil {
		return nil, err
	}
	key, err := s.o.Office.NewID()
	if err != nil {
		return nil, err
	}
	p := &controlPage{Base: s.controlBase(v, "control.title"), Form: s.form(r, fault), Key: key, May: rd.MayPropose() == nil, Import: rd.MayImport() == nil}
	p.Form.Add(Field{Name: "code", Kind: BoxCode, Label: v.T("control.start.code"), Help: v.T("control.start.code-help"), Required: true, MaxLen: 30, Short: true, Value: r.URL.Query().Get("code")})
	p.Figures, p.Indices = controlFigures(v, work)
	p.Undated = len(work.Lists[office.UndatedList])
	if p.Imports, err = s.importsOpen(r); err != nil {
		return nil, err
	}
	for i := range all {
		if open := all[i].Stage != procedure.StagePublished && all[i].Stage != procedure.StageGivenUp; stage == "" && open || stage == string(all[i].Stage) {
			p.Rows = append(p.Rows, newProposalLine(v, rd, &all[i]))
		}
	}
	var open int64
	for _, st := range procedure.Stages[:5] {
		open += counts[st]
	}
	of := open
	if stage != "" {
		of = counts[procedure.Stage(stage)]
	}
	if shown := int64(len(p.Rows)); shown < of {
		p.More = v.T("control.shown-of", "shown", v.Number(shown), "of", v.Number(of))
	}
	p.Stages = append(p.Stages, Chip{Words: v.T("control.stage.open"), Count: open, Href: "/control", Current: stage == ""})
	for _, st := range procedure.Stages {
		p.Stages = append(p.Stages, Chip{
			Words: text.Upper(v.T("proposal.stage." + string(st))), Count: counts[st], Href: address("/control", nil, "stage", string(st)), Current: stage == string(st),
		})
	}
	p.Empty = Empty{Title: v.T("control.none"), Words: v.T("control.none-words"), Link: Link{v.T("settings.procedures.title"), "/settings/procedures"}}
	return p, nil
}

func newProposalLine(v text.Voice, rd *office.Reader, p *office.Proposal) proposalLine {
	l := proposalLine{
		Href: "/control/proposals/" + p.ID, Name: proposalName(v, p), Code: string(p.Code), Stage: stagePill(v, p.Stage), From: v.T("control.new"),
		Saved: v.T("control.saved-by", "by", rd.PersonName(p.By), "at", v.DateTime(p.Updated), "rev", p.Rev),
	}
	if p.Base > 0 {
		l.From = v.T("control.changes-version", "n", p.Base)
	}
	return l
}

// startProposal begins a proposal: of the version in force, or of the one that the form names, or of a new code.
func (s *Site) startProposal(w http.ResponseWriter, r *http.Request) error {
	code := procedure.ID(strings.TrimSpace(r.PostFormValue("code")))
	base := 0
	if versions := s.o.Office.World().Procedures.Versions(code); len(versions) > 0 {
		base = versions[len(versions)-1].Version
	}
	if n, err := strconv.Atoi(r.PostFormValue("base")); err == nil {
		base = n
	}
	key := r.PostFormValue("key")
	p, err := s.o.Office.StartProposal(r.Context(), who(r), office.Command{Key: "start-" + key}, key, code, base)
	if err != nil {
		page, e := s.controlPage(r, err)
		if e != nil {
			return e
		}
		return s.Again(w, r, page, err)
	}
	return redirect(w, r, "/control/proposals/"+p.ID)
}
