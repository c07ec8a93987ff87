package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/office"
)

// controlOnly lets those in who may read proposals.
func (s *Site) controlOnly(do Handler) Handler {
	return officerOnly(func(w http.ResponseWriter, r *http.Request) error {
		if err := s.read(r).MayControl(); err != nil {
			return err
		}
		return do(w, r)
	})
}

// controlBase is what the pages of procedure control share.
func (s *Site) controlBase(v text.Voice, titleKey string) Base {
	b := Base{TitleKey: titleKey, Audience: Desk, Nav: "control", Wide: true}
	if titleKey != "control.title" {
		b.Crumbs = []Crumb{{v.T("control.title"), "/control"}}
	}
	return b
}

// A proposalHead is what stands above every page of a proposal, and what its forms carry.
type proposalHead struct {
	ID, Name, Code string
	Rev            int
	Key            string // of the next act of this page
	Editable       bool
	Stage          Pill
	Saved          string // who saved last, and when
	Tabs           []tab
	Case           string // which case the pages below are of, "" where there is one
	CaseTabs       []tab  // its pages
	Cases          []tab  // all cases, none where there is one
}

// A tab is one page of a proposal.
type tab struct {
	Words, Href string
	Current     bool
}

// proposal gives the proposal of the address.
func (s *Site) proposal(r *http.Request) (*office.Proposal, error) {
	return s.read(r).Proposal(r.PathValue("id"))
}

// proposalCase gives a proposal and the case of the address.
func (s *Site) proposalCase(r *http.Request) (*office.Proposal, *procedure.Case, error) {
	p, err := s.proposal(r)
	if err != nil {
		return nil, nil, err
	}
	c := p.Record.Case(r.PathValue("case"))
	if c == nil {
		return nil, nil, fault.New(fault.Missing, "proposal.case-missing")
	}
	return p, c, nil
}

// proposalTabs are the pages of a proposal in their order; those with a case stand once for each.
var proposalTabs = []struct {
	id      string
	perCase bool
}{{"record", false}, {"cases", false}, {"papers", true}, {"channels", true}, {"fees", true}, {"supplement", true}, {"form", true}, {"steps", true}}

// proposalHead makes the head of a page; current is "overview", "record", "papers/<case>" …
func (s *Site) proposalHead(r *http.Request, p *office.Proposal, current string) (proposalHead, error) {
	v, rd := s.voice(r), s.read(r)
	key, err := s.o.Office.NewID()
	if err != nil {
		return proposalHead{}, err
	}
	h := proposalHead{
		ID: p.ID, Name: proposalName(v, p), Code: string(p.Code), Rev: p.Rev, Key: key, Editable: p.Editable() && rd.MayPropose() == nil,
		Stage: stagePill(v, p.Stage), Saved: v.T("control.saved-by", "by", rd.PersonName(p.By), "at", v.DateTime(p.Updated), "rev", p.Rev),
	}
	base := "/control/proposals/" + p.ID
	h.Tabs = append(h.Tabs, tab{Words: v.T("control.tab.overview"), Href: base, Current: current == "overview"})
	for _, t := range proposalTabs {
		if !t.perCase && s.known[tabRoute(t.id)] {
			h.Tabs = append(h.Tabs, tab{Words: v.T("control.tab." + t.id), Href: base + "/" + t.id, Current: current == t.id})
		}
	}
	s.caseTabs(v, &h, p, current)
	return h, nil
}

// caseTabs are the pages of one case: the current one, elsewhere the first. The others are chosen from a list, which keeps to
// the page where the reader is.
func (s *Site) caseTabs(v text.Voice, h *proposalHead, p *office.Proposal, current string) {
	page, id, _ := strings.Cut(current, "/")
	cases := slices.DeleteFunc(slices.Clone(p.Record.Cases), func(c procedure.Case) bool { return !pathSafe(c.ID) })
	if len(cases) == 0 {
		return
	}
	n := max(0, slices.IndexFunc(cases, func(c procedure.Case) bool { return c.ID == id }))
	if id == "" {
		page = "papers"
	}
	for i := range cases {
		c := &cases[i]
		address := func(tab string) string { return "/control/proposals/" + p.ID + "/" + tab + "/" + c.ID }
		if len(cases) > 1 {
			h.Cases = append(h.Cases, tab{Words: cmp.Or(c.Name.In(string(v.Lang)), c.ID), Href: address(page), Current: id != "" && i == n})
		}
		if i != n {
			continue
		}
		if len(cases) > 1 {
			h.Case = v.T("control.case-of", "n", n+1, "of", len(cases), "name", cmp.Or(c.Name.In(string(v.Lang)), c.ID))
		}
		for _, t := range proposalTabs {
			if t.perCase && s.known[tabRoute(t.id)+"/{case}"] {
				h.CaseTabs = append(h.CaseTabs, tab{Words: v.T("control.tab." + t.id), Href: address(t.id), Current: current == t.id+"/"+c.ID})
			}
		}
	}
}

// tabRoute is the address of a proposal's page as the table of routes has it.
func tabRoute(id string) string { return "/control/proposals/{id}/" + id }

// pathSafe says whether a case's ID can stand in an address as it is.
func pathSafe(id string) bool { return id != "" && !strings.ContainsAny(id, "/?#% ") }

// proposalName is how a proposal is called: by its own words, else by its code.
func proposalName(v text.Voice, p *office.Proposal) string {
	if p.Record.Name == "" && p.Record.ShortName == "" {
		return v.T("control.unnamed", "code", string(p.Code))
	}
	return recordWords(v, &p.Record)
}

// stageTones are the tones of the stages of proposals.
var stageTones = map[procedure.Stage]Tone{
	procedure.StageDraft: Plain, procedure.StageReturned: Soon, procedure.StageSubmitted: Wait, procedure.StageChecked: Wait,
	procedure.StageApproved: Soon, procedure.StagePublished: OK, procedure.StageGivenUp: Ended,
}

func stagePill(v text.Voice, stage procedure.Stage) Pill {
	return Pill{stageTones[stage], text.Upper(v.T("proposal.stage." + string(stage)))}
}

// saveProposal saves a record as the posted form of one of the proposal's pages made it.
func (s *Site) saveProposal(r *http.Request, p *office.Proposal, rec procedure.Record) (*office.Proposal, error) {
	seen, err := strconv.Atoi(r.PostFormValue("seen"))
	if err != nil {
		seen = 0 // what the form was made from is not known, so that nobody else's words can be told from it: refused
	}
	return s.o.Office.SaveProposal(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, p.ID, seen, rec)
}

// proposalFindings are the lines of a proof about one part of a record: those whose place begins with prefix, "" is all.
func proposalFindings(v text.Voice, proof *procedure.Proof, prefix string) []findingLine {
	some := procedure.Proof{States: proof.States}
	for i := range proof.Defects {
		if d := proof.Defects[i]; prefix == "" || d.Place == prefix || strings.HasPrefix(d.Place, prefix+".") {
			some.Defects = append(some.Defects, d)
		}
	}
	return provedLines(v, &some)
}

// casePlace is where a case stands in the places of a proof: "cases.0".
func casePlace(rec *procedure.Record, id string) string {
	for i := range rec.Cases {
		if rec.Cases[i].ID == id {
			return "cases." + strconv.Itoa(i)
		}
	}
	return ""
}
