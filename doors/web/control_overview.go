package web

import (
	"net/http"

	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/calendar"
)

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
	Opinions []opinionLine
	History  []Knot
	Acts     []controlForm
	Out      string // page of the version that it was published as
}

// Template names the page's template.
func (*proposalPage) Template() string { return "control/proposal" }

// forms are those of the page's acts.
func (p *proposalPage) forms() []*Form {
	var out []*Form
	for i := range p.Acts {
		out = append(out, p.Acts[i].Form)
	}
	return out
}

// An opinionLine is what a unit was asked and what it said.
type opinionLine struct {
	Unit, Question, Answer, Until string
	State                         Pill
}

func (s *Site) proposalOverview(w http.ResponseWriter, r *http.Request) error {
	page, err := s.proposalPage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, page)
}

// proposalPage makes the page; failed is what an act of it was refused with.
func (s *Site) proposalPage(r *http.Request, failed error) (*proposalPage, error) {
	p, err := s.proposal(r)
	if err != nil {
		return nil, err
	}
	v, rd := s.voice(r), s.read(r)
	page := &proposalPage{Base: s.controlBase(v, "control.proposal")}
	if page.Head, err = s.proposalHead(r, p, "overview"); err != nil {
		return nil, err
	}
	page.Title = page.Head.Name
	life, err := rd.ProposalLife(p.ID)
	if err != nil {
		return nil, err
	}
	page.Facts = append(recordFacts(v, &p.Record), s.limitFacts(v, p, life)...)
	proof, err := rd.ProposalProof(p)
	if err != nil {
		return nil, err
	}
	page.Sound, page.Listed, page.Findings = proof.Sound(), !p.Record.Worked(), proposalFindings(v, &proof, "")
	if old := s.o.Office.World().Procedures.Version(p.Code, p.Base); old != nil {
		page.Changes, page.Saved = amendments(v, old, &p.Record), s.costSaved(v, old, &p.Record)
	} else {
		page.New = true
	}
	page.Acts = s.controlForms(r, p, life, page.Head.Key, failed)
	page.tell(s, v, rd, life)
	if life.Out > 0 {
		page.Out = versionAddress(p.Code, life.Out)
	}
	return page, nil
}

// tell lays out the opinions and the history.
func (p *proposalPage) tell(s *Site, v text.Voice, rd *office.Reader, life *procedure.ProposalLife) {
	world, today := s.o.Office.World(), calendar.DateOf(rd.Now())
	for _, o := range life.Opinions {
		l := opinionLine{Unit: unitWords(v, world.Unit(o.Unit, o.Asked)), Question: o.Question, Answer: o.Words, Until: v.Date(o.Until.Time())}
		switch {
		case o.Given.IsZero() && today > o.Until:
			l.State = Pill{Late, v.T("control.opinion.late")}
		case o.Given.IsZero():
			l.State = Pill{Wait, v.T("control.opinion.waits")}
		case o.Agrees:
			l.State = Pill{OK, v.T("control.agrees")}
		default:
			l.State = Pill{Soon, v.T("control.agrees-not")}
		}
		p.Opinions = append(p.Opinions, l)
	}
	for _, m := range life.History {
		k := Knot{At: m.At, Words: v.T("control.history." + m.Kind[len("proposal."):]), By: rd.PersonName(m.By), Note: m.Words, State: "done"}
		switch m.Kind {
		case procedure.KindOpinionAsked, procedure.KindOpinionGiven:
			k.By = unitWords(v, world.Unit(m.Unit, m.At))
		case procedure.KindApproved:
			k.Note = v.T("control.decided", "number", m.Number, "on", v.Date(m.On.Time()), "signer", m.Signer)
		}
		p.History = append(p.History, k)
	}
}

// limitFacts are the legal limits that run on a proposal, each with what it counts from.
func (s *Site) limitFacts(v text.Voice, p *office.Proposal, life *procedure.ProposalLife) []Fact {
	cal, today := s.o.Office.World().Calendar, calendar.DateOf(s.o.Office.Now())
	var out []Fact
	act, on, ok := p.Record.EffectiveOf()
	if by, good := procedure.DecideBy(&p.Record, cal); ok && good {
		limit := p.Record.Limits().Decide
		f := Fact{
			Term: v.T("control.decide-by"), Words: v.Date(by.Time()),
			Sub: v.T("control.decide-by-why", "act", act.Number, "on", v.Date(on.Time()), "days", limit.Days, "law", v.Article(limit.Basis)),
		}
		if until := max(life.Decided, 0); until > by || until == 0 && today > by {
			f.Pill = &Pill{Late, v.T("control.late-from", "date", v.Date(by.Time()))}
		}
		out = append(out, f)
	}
	out = append(out, levelFact(v, cal, &p.Record))
	if life.Decided > 0 {
		out = append(out, disclosureFact(v, cal, &p.Record, life.Decided, s.o.Office.World().Procedures.Standing(p.Code, life.Out).Disclosed, today))
	}
	return out
}

// levelFact says what the limits are where the other level publishes: a city writes its decision after a ministry's, which has limits of
// its own.
func levelFact(v text.Voice, cal *calendar.Calendar, rec *procedure.Record) Fact {
	own := rec.Limits()
	var f Fact
	for _, l := range procedure.Publishing {
		if l == own {
			continue
		}
		f.Term = v.T("control.level." + l.By)
		f.Words = v.T("control.level-days", "decide", l.Decide.Days, "disclose", l.Disclose.Days)
		if by, ok := l.DecideBy(rec, cal); ok {
			f.Words = v.T("control.level-by", "date", v.Date(by.Time()), "disclose", l.Disclose.Days)
		}
		f.Sub = v.T("control.level-why", "own", v.T("control.publisher."+own.By), "days", own.Decide.Days, "disclose", own.Disclose.Days, "law", v.Article(l.Decide.Basis))
	}
	return f
}

// disclosureFact says until when a decided version is to be disclosed, and whether it was.
func disclosureFact(v text.Voice, cal *calendar.Calendar, rec *procedure.Record, decided calendar.Date, done *procedure.Disclosure, today calendar.Date) Fact {
	f := Fact{Term: v.T("control.disclose-by")}
	by, ok := procedure.DiscloseBy(rec, decided, cal)
	if !ok {
		f.Words = v.T("control.no-calendar")
		return f
	}
	f.Words = v.Date(by.Time())
	limit := rec.Limits().Disclose
	f.Sub = v.T("control.disclose-by-why", "on", v.Date(decided.Time()), "days", limit.Days, "law", v.Article(limit.Basis))
	switch {
	case done != nil && done.On > by:
		f.Pill = &Pill{Late, v.T("control.disclosed-late", "date", v.Date(done.On.Time()))}
	case done != nil:
		f.Pill = &Pill{OK, v.T("control.disclosed", "date", v.Date(done.On.Time()))}
	case today > by:
		f.Pill = &Pill{Late, v.T("control.late-from", "date", v.Date(by.Time()))}
	}
	return f
}
