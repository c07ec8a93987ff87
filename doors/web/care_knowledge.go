package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/knowledge"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/org"
)

// knowledgePage lists what those who answer people go by (kho tri thức). Its address is its filter: q, kind, state, pending = 1,
// stale = 1, code.
type knowledgePage struct {
	Base
	Query    string
	Picks    []filterPick
	Chips    []Chip
	Rows     []knowledgeRow
	Pages    Pages
	Empty    Empty
	MayWrite bool
}

// Template names the page's template.
func (*knowledgePage) Template() string { return "care/knowledge" }

// A knowledgeRow is an item in the list.
type knowledgeRow struct {
	ID, Title, Kind, Audience string
	Pill                      Pill
	Pending                   bool
	Links                     []Link
	Changed                   time.Time
	By                        string
}

func (s *Site) knowledgeRow(v text.Voice, l *office.KnowledgeLine) knowledgeRow {
	t := l.Shown()
	x := knowledgeRow{
		ID: string(l.ID), Title: s.plainWords(v, t.In(string(v.Lang)).Title, nil), Kind: v.T("knowledge.kind." + string(l.Kind)), Audience: v.T("knowledge.audience." + string(t.Audience)),
		Pill: knowledgePill(v, l), Pending: l.Pending() && l.Live != nil, Changed: l.Updated, By: s.writerNamed(v, t.By),
	}
	for _, k := range t.Links {
		x.Links = append(x.Links, s.procedureLink(v, k.Code))
	}
	return x
}

// procedureLink names a procedure by its title.
func (s *Site) procedureLink(v text.Voice, code string) Link {
	if rec := s.o.Office.World().Procedures.Current(procedure.ID(code), s.o.Office.Now()); rec != nil {
		return Link{newHit(v, rec).Title, "/thu-tuc/" + code}
	}
	return Link{code, "/thu-tuc/" + code}
}

// writerNamed names who wrote or let pass a text: an officer, or the city whose data brought it.
func (s *Site) writerNamed(v text.Voice, actor string) string {
	if s.o.Office.World().Org.Person(org.PersonID(actor)) == nil {
		return v.T("knowledge.by-city")
	}
	return s.personNamed(actor)
}

func (s *Site) knowledge(w http.ResponseWriter, r *http.Request) error {
	v, rd, q := s.voice(r), s.read(r), r.URL.Query()
	from, _ := strconv.Atoi(q.Get("tu"))
	f := office.KnowledgeFilter{
		Words: cut(strings.TrimSpace(q.Get("q")), 120), Kind: knowledge.Kind(q.Get("kind")), State: knowledge.State(q.Get("state")), Pending: q.Get("pending") == "1",
		Stale: q.Get("stale") == "1", Code: q.Get("code"), Offset: from,
	}
	rows, total, err := rd.KnowledgeList(f)
	if err != nil {
		return err
	}
	counts, err := rd.KnowledgeCounts()
	if err != nil {
		return err
	}
	p := &knowledgePage{
		Base:  Base{TitleKey: "knowledge.title", Audience: Desk, Nav: "knowledge", Wide: true, Crumbs: []Crumb{{v.T("desk.title"), "/desk"}}},
		Query: f.Words, Empty: Empty{Title: v.T("knowledge.none"), Words: v.T("knowledge.none-words")}, MayWrite: rd.MayWriteKnowledge() == nil,
	}
	for _, c := range []struct {
		words, name, value string
		n                  int64
		tone               Tone
		on                 bool
	}{
		{"knowledge.live", "", "", counts.Live, "", !f.Stale && !f.Pending && f.State == ""},
		{"knowledge.stale", "stale", "1", counts.Stale, Late, f.Stale},
		{"knowledge.pending", "pending", "1", counts.Pending, Soon, f.Pending},
		{"knowledge.state.withdrawn", "state", "withdrawn", counts.Withdrawn, "", f.State == knowledge.Withdrawn},
	} {
		p.Chips = append(p.Chips, Chip{Words: v.T(c.words), Count: c.n, Tone: c.tone, Current: c.on, Href: address("/care/knowledge", nil, c.name, c.value, "kind", string(f.Kind), "q", f.Words)})
	}
	kinds := filterPick{Name: "kind", Label: v.T("knowledge.kind"), Value: string(f.Kind), Any: v.T("desk.any"), Options: keyedOptions(v, "knowledge.kind.", knowledge.Kinds)}
	p.Picks = []filterPick{kinds}
	for i := range rows {
		p.Rows = append(p.Rows, s.knowledgeRow(v, &rows[i]))
	}
	p.Pages = pagesAt("/care/knowledge", q, "tu", v.T("knowledge.word"), from, len(rows), office.KnowledgeShown, total)
	return s.Render(w, r, http.StatusOK, p)
}

// knowledgeItemPage is one item with its texts, what it speaks of, and what may be done now.
type knowledgeItemPage struct {
	Base
	*Form
	One       *office.KnowledgeView
	Kind      string
	Pill      Pill
	Stale     []staleMark
	VI, EN    knowledgeText
	New       []knowledgeText // the text that waits, where another is in use
	Facts     []Fact
	Helped    []Fact
	History   []Knot
	Key       string
	Publish   bool
	Confirm   bool
	Edit      bool
	Return    bool
	Withdraw  bool
	OwnText   bool   // it waits for somebody else than the reader
	Vouched   string // who found it still right, while a second one is to agree
	Twice     bool   // two persons have to find so
	PublicURL string
}

// A knowledgeText is an item in one language.
type knowledgeText struct {
	Lang, Title string
	Body        prose
}

// Template names the page's template.
func (*knowledgeItemPage) Template() string { return "care/knowledgeitem" }

func (s *Site) knowledgeItem(w http.ResponseWriter, r *http.Request) error {
	p, err := s.knowledgeItemPage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) knowledgeItemPage(r *http.Request, failed error) (*knowledgeItemPage, error) {
	v := s.voice(r)
	one, err := s.read(r).KnowledgeItem(knowledge.ID(r.PathValue("id")))
	if err != nil {
		return nil, err
	}
	key, err := s.formKey(r)
	if err != nil {
		return nil, err
	}
	t := one.Shown()
	p := &knowledgeItemPage{
		Base: Base{Title: s.plainWords(v, t.In(string(v.Lang)).Title, nil), Audience: Desk, Nav: "knowledge", Crumbs: []Crumb{{v.T("desk.title"), "/desk"}, {v.T("knowledge.title"), "/care/knowledge"}}},
		Form: s.form(r, failed), One: one, Kind: v.T("knowledge.kind." + string(one.Kind)), Pill: knowledgePill(v, &one.KnowledgeLine), Key: key,
	}
	vi, en := s.words.In(text.VI), s.words.In(text.EN)
	both := func(t *knowledge.Text) []knowledgeText {
		return []knowledgeText{
			{"vi", s.plainWords(vi, t.VI.Title, nil), s.proseOf(vi, one.Kind, t.VI.Body)}, {"en", s.plainWords(en, t.EN.Title, nil), s.proseOf(en, one.Kind, t.EN.Body)},
		}
	}
	texts := both(t)
	p.VI, p.EN = texts[0], texts[1]
	if one.Live != nil && one.New.Rev != one.Live.Rev {
		p.New = both(&one.New)
	}
	if one.Live != nil {
		p.Stale = s.staleMarks(v, one.Stale)
	}
	for _, a := range one.Acts {
		switch a {
		case knowledge.ActWrite:
			p.Edit = true
		case knowledge.ActPublish:
			p.Publish = true
		case knowledge.ActReturn:
			p.Return = true
		case knowledge.ActConfirm:
			p.Confirm = true
		case knowledge.ActWithdraw:
			p.Withdraw = true
		}
	}
	p.Twice = one.Live != nil && one.ForPeople(one.Live)
	if one.Vouched {
		x := one.Item.Vouched
		p.Vouched = v.T("knowledge.by-at", "who", s.writerNamed(v, x.By), "date", v.DateTime(x.At))
	}
	p.OwnText = one.Pending() && !p.Publish
	if one.Live != nil && one.Live.Audience == knowledge.Public {
		p.PublicURL = "/tro-giup/" + one.Slug
	}
	s.knowledgeFacts(v, p)
	return p, nil
}

// knowledgeFacts fills what is known about an item beside its text.
func (s *Site) knowledgeFacts(v text.Voice, p *knowledgeItemPage) {
	one, t := p.One, p.One.Shown()
	p.Facts = []Fact{
		{Term: v.T("knowledge.audience"), Words: v.T("knowledge.audience." + string(t.Audience))},
		{Term: v.T("knowledge.written"), Words: v.T("knowledge.by-at", "who", s.writerNamed(v, t.By), "date", v.DateTime(t.At))},
	}
	add := func(key, words string) { p.Facts = append(p.Facts, Fact{Term: v.T(key), Words: words}) }
	if one.Live != nil {
		add("knowledge.published", v.T("knowledge.by-at", "who", s.writerNamed(v, one.By), "date", v.DateTime(one.Since)))
	}
	if !one.Checked.IsZero() {
		add("knowledge.checked", v.T("knowledge.by-at", "who", s.writerNamed(v, one.Checker), "date", v.DateTime(one.Checked)))
	}
	if t.Basis != "" {
		add("knowledge.basis", t.Basis)
	}
	if t.Keys != "" {
		add("knowledge.keys", t.Keys)
	}
	for _, l := range t.Links {
		link := s.procedureLink(v, l.Code)
		p.Facts = append(p.Facts, Fact{Term: v.T("knowledge.about"), Words: link.Words, Href: link.Href, Sub: v.T("knowledge.at-version", "code", l.Code, "n", l.Version)})
	}
	for rev := one.New.Rev; rev > 0; rev-- {
		if n, ok := one.Votes[rev]; ok {
			p.Helped = append(p.Helped, Fact{Term: v.T("knowledge.rev", "n", rev), Words: v.T("knowledge.votes", "yes", v.Number(n.Yes), "no", v.Number(n.No))})
		}
	}
	for _, h := range one.History {
		k := Knot{At: h.At, Words: upperFirst(v.T("knowledge.act." + string(h.Act))), By: s.writerNamed(v, h.By), Note: h.Reason, State: "done"}
		if h.Rev > 0 {
			k.By = joinComma(k.By, text.Lower(v.T("knowledge.rev", "n", h.Rev)))
		}
		p.History = append(p.History, k)
	}
}

// actOnKnowledge takes one of the short acts on an item.
func (s *Site) actOnKnowledge(w http.ResponseWriter, r *http.Request) error {
	a := knowledge.Act(r.PathValue("act"))
	if a == knowledge.ActWrite {
		return fault.New(fault.Missing, "web.no-page")
	}
	on := office.OnKnowledge{ID: knowledge.ID(r.PathValue("id")), Seen: seenOf(r)}
	_, err := s.o.Office.Knowledge(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, on, a, office.KnowledgeInput{Reason: r.PostFormValue("reason")})
	if err == nil {
		s.flash(w, "knowledge.done", "act", s.voice(r).T("knowledge.act."+string(a)))
		return redirect(w, r, "/care/knowledge/"+r.PathValue("id"))
	}
	if f := fault.As(err); f == nil || f.Kind == fault.Internal || f.Kind == fault.Missing || f.Right {
		return err
	}
	p, e := s.knowledgeItemPage(r, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}
