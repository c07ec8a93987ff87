package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"motcua/ground/text"
	"motcua/keep/letter"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// preparedPage is what somebody's answers come to (danh mục chuẩn bị hồ sơ): his own list of papers, the fee with how it was
// reckoned, the time, and where to go. It prints on one sheet, with boxes to tick and the way back to the page.
type preparedPage struct {
	Base
	Name, Lang, Code, About string
	Given                   []givenView
	Again                   string // begins anew
	Case                    caseView
	Reuse                   []reuseView // what need not be brought
	SignIn                  string      // where signing in shows what the city issued already, "" when signed in
	Channel                 string
	Limit, Start, Due       string
	Why                     Why
	Bill                    []billView
	Total                   string
	FeeWords                string
	Exempt                  string
	Places                  []deskView
	PlaceWords              string
	Form                    string   // title of the e-form
	Asked                   []string // what the form asks for that one looks up before
	File                    string   // where filing begins, with the answers
	Filing                  filing
	QR                      []byte
	Day                     string
	Closed                  *Notice
}

// Template names the page's template.
func (*preparedPage) Template() string { return "public/prepared" }

// A reuseView is a paper that the city issued to the reader himself.
type reuseView struct{ Name, Lang, Words, Href string }

// A billView is one line of the fee.
type billView struct{ Name, How, Sum string }

func (s *Site) guideResult(w http.ResponseWriter, r *http.Request, view *office.ProcedureView, g procedure.Guided, base Base, given []givenView, here string, commune office.Commune) error {
	v, rec, rd := s.voice(r), view.Record, s.read(r)
	h := newHit(v, rec)
	p := &preparedPage{
		Base: base, Name: h.Title, Lang: h.Lang, Code: string(rec.Code), About: h.Href, Given: given, Again: "/thu-tuc/" + string(rec.Code) + "/huong-dan",
		Filing: s.filing(v), Day: v.Date(s.o.Office.Now()),
	}
	p.Title = v.T("guide.result", "name", h.Title)
	if !view.Receives {
		p.Closed = &Notice{Tone: Wait, Title: v.T("procedure.closed"), Words: v.T("guide.closed-words"), Link: Link{v.T("guide.about"), h.Href}}
		if view.Held {
			p.Closed.Title, p.Closed.Words = v.T("procedure.held"), v.T("procedure.held-words", "date", v.Date(rec.From))
		}
	}
	if err := s.preparedPapers(p, v, r, rec, g, here); err != nil {
		return err
	}
	if g.Rule != nil {
		if err := p.terms(s, v, rd, rec, g); err != nil {
			return err
		}
	}
	p.places(s, v, rd, view, g, commune)
	p.start(s, v, view, g)
	if full := s.o.Office.Base() + here; len(full) < mostInQR {
		qr, err := letter.QR(full)
		if err != nil {
			return err
		}
		p.QR = qr
	}
	return s.Render(w, r, http.StatusOK, p)
}

// mostInQR is how long an address may be for its squares to be read from paper by any telephone.
const mostInQR = 400

// preparedPapers lists the papers to bring, apart from those that the city issued to the reader.
func (s *Site) preparedPapers(p *preparedPage, v text.Voice, r *http.Request, rec *procedure.Record, g procedure.Guided, here string) error {
	own, err := s.ownResults(r)
	if err != nil {
		return err
	}
	mine := *g.Case
	mine.Papers = nil
	for _, i := range g.Papers {
		paper := g.Case.Papers[i]
		paper.Required = true // who needs it needs it
		mine.Papers = append(mine.Papers, paper)
	}
	mine.Papers, p.Reuse = toBring(v, own, mine.Papers)
	p.Case = s.caseView(v, rec, &mine)
	if who(r).Kind != access.Citizen && slices.ContainsFunc(mine.Papers, func(x procedure.Paper) bool { return len(x.ReplacedBy) > 0 }) && s.o.SignIn != "" {
		p.SignIn = address(s.o.SignIn, nil, "tiep", here)
	}
	return nil
}

// ownResults are what the city issued to the reader, none for whoever is not signed in as a citizen.
func (s *Site) ownResults(r *http.Request) ([]office.OwnResult, error) {
	if who(r).Kind != access.Citizen {
		return nil, nil
	}
	return s.read(r).OwnResults()
}

// toBring parts papers into those to bring and those that the city issued to the reader. Of papers that stand in for one another
// none is to be brought when the city has one.
// law: nd224-2026/15.1d
func toBring(v text.Voice, own []office.OwnResult, papers []procedure.Paper) (bring []procedure.Paper, reuse []reuseView) {
	had := map[string]bool{}
	for i := range papers {
		if papers[i].OneOf != "" && issuedPaper(own, &papers[i]) != nil {
			had[papers[i].OneOf] = true
		}
	}
	for i := range papers {
		p := &papers[i]
		x := issuedPaper(own, p)
		switch {
		case x != nil:
			name, lang := namedPaper(v, p)
			reuse = append(reuse, reuseView{
				Name: name, Lang: lang, Href: "/ho-so/" + string(x.Dossier),
				Words: v.T("guide.reuse", "result", x.Name, "number", cmp.Or(x.Number, x.Code), "date", v.Date(x.At)),
			})
		case !had[p.OneOf]:
			bring = append(bring, *p)
		}
	}
	return bring, reuse
}

// issuedPaper finds what the city issued that stands in for a paper: by the result's code, or under the same name.
func issuedPaper(own []office.OwnResult, paper *procedure.Paper) *office.OwnResult {
	for i := range own {
		x := &own[i]
		known := procedure.NewResults([]*procedure.Record{{Code: x.By, Results: []procedure.Result{{Code: x.Result, Name: x.Name}}}})
		if _, ok := known.Of(paper, ""); ok {
			return x
		}
	}
	return nil
}

// terms says the time and the fee as a counter reckons them at this moment.
func (p *preparedPage) terms(s *Site, v text.Voice, rd *office.Reader, rec *procedure.Record, g procedure.Guided) error {
	p.Channel, p.Limit = text.Upper(channelWords(v, g.Rule.Channel)), limitWords(v, g.Rule)
	bill, err := g.Case.Bill(g.Rule.Channel, g.Values, rd.Now(), nil)
	if err != nil {
		return err
	}
	exempt := map[string]bool{}
	for _, l := range bill.Lines {
		x := billView{Name: l.Item.Name, Sum: v.Money(int64(l.Sum))}
		x.How = amountWords(v, &l.Item)
		if l.Item.Per != "" && l.Item.Count != "" {
			x.How = v.T("guide.times", "amount", v.Money(int64(l.Item.Amount)), "n", l.Times, "unit", l.Item.Per)
		}
		if l.Other {
			x.Sum = x.How
		}
		p.Bill = append(p.Bill, x)
		for _, name := range l.Item.Exempt {
			exempt[known(v, "fee.group.", name)] = true
		}
	}
	p.Total = v.Money(int64(bill.Total))
	if bill.AtLeast {
		p.Total = v.T("fee.from", "amount", p.Total)
	}
	if len(bill.Lines) == 0 {
		p.Total, p.FeeWords = "", cmp.Or(g.Rule.FeeText, freeWords(v, g.Rule))
	} else {
		p.FeeWords = g.Rule.FeeText
	}
	p.Exempt = strings.Join(sortedKeys(exempt), ", ")
	cal, start := s.o.Office.World().Calendar, rd.Now()
	if g.Case.Process == nil || cal == nil {
		return nil
	}
	if !cal.Receiving(start) {
		if start, err = cal.NextReception(start); err != nil {
			return nil // the calendar ends before: nothing is promised
		}
	}
	if due, err := dossier.NewPromise(cal, *g.Rule, start); err == nil && !due.At.IsZero() {
		p.Start, p.Due = v.DateTime(start), v.DateTime(due.At)
		p.Why = showWhy(v, cal, due, g.Rule.Basis, Link{})
	}
	return nil
}

// places names where to go: those that are there for the commune first. The house knows which communes a place serves, not how
// far it is.
func (p *preparedPage) places(s *Site, v text.Voice, rd *office.Reader, view *office.ProcedureView, g procedure.Guided, commune office.Commune) {
	if g.Rule == nil || g.Rule.Channel == procedure.Online || !view.Receives {
		return
	}
	desks := rd.DesksOf(g.Case)
	slices.SortStableFunc(desks, func(a, b office.Desk) int { return byTitle(a.Name, b.Name) })
	for _, d := range desks {
		if commune.Name != "" && slices.Contains(d.Serves, commune.Name) {
			p.Places = append(p.Places, deskView{ID: d.ID, Name: unitWords(v, d.UnitName), Address: d.Address, Example: d.Example})
		}
	}
	switch {
	case len(p.Places) > 0:
		p.PlaceWords = v.T("guide.places-serve", "commune", commune.Name)
	case commune.Name != "":
		p.PlaceWords = v.T("guide.places-none", "commune", commune.Name)
	default:
		p.PlaceWords = v.T("guide.places-all")
	}
}

// start leads into the form with the answers, and says what it asks for that one has to look up.
func (p *preparedPage) start(s *Site, v text.Voice, view *office.ProcedureView, g procedure.Guided) {
	if h := s.handIn(v, view, g.Case); h.File != "" {
		var pairs []string
		values := procedure.Inputs(g.Values)
		for _, k := range sortedKeys(values) {
			pairs = append(pairs, guideField+k, values[k])
		}
		p.File = address("/thu-tuc/"+string(view.Record.Code)+"/nop", nil, append([]string{"truong-hop", g.Case.ID}, pairs...)...)
	}
	if g.Case.Form == nil {
		return
	}
	p.Form = g.Case.Form.Title.In(string(v.Lang))
	for i := range g.Case.Form.Sections {
		for _, f := range g.Case.Form.Sections[i].Fields {
			if _, given := g.Values[f.ID]; f.Required && f.When == "" && f.Prefill == "" && !given && f.Kind != form.YesNo && f.Kind != form.Group {
				p.Asked = append(p.Asked, f.Label.In(string(v.Lang)))
			}
		}
	}
}
