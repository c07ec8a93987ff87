package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/text"
	"motcua/law/petition"
	"motcua/office"
)

// petitionsPage is the worklist of petitions: what is open, the nearest limit first (phản ánh, kiến nghị cần xử lý). Its address is its
// filter: q, state, class, channel, late = 1, over = 1.
type petitionsPage struct {
	Base
	Chips    []Chip
	Query    string
	Picks    []filterPick
	Picked   bool // one of them is chosen
	Rows     []petitionRow
	Pages    Pages
	Empty    Empty
	MayEnter bool
	Unit, Of string // the unit that it is narrowed to, and its name
	Whole    string // where it is not
	Narrow   []petitionNarrow
}

// A petitionNarrow is what a figure or alarm narrowed the list to, and where it is not.
type petitionNarrow struct{ Words, Off string }

// narrow says what the list was narrowed to by the figure or alarm that opened it.
func (p *petitionsPage) narrow(v text.Voice, f *office.PetitionFilter, q url.Values) {
	add := func(words string, names ...string) {
		off := []string{"tu", ""}
		for _, n := range names {
			off = append(off, n, "")
		}
		p.Narrow = append(p.Narrow, petitionNarrow{words, address("/desk/petitions", q, off...)})
	}
	if slices.Contains(petition.AlarmKinds, f.Alarm) {
		add(v.T("alarm.kind."+string(f.Alarm)), "alarm")
	}
	if key := "petitions." + string(f.Stands); f.Stands != "" && f.Stands != petition.Aside && slices.Contains(petition.Standings, f.Stands) {
		add(v.T(key), "stands")
	}
	if !f.Quiet.IsZero() {
		add(v.T("retention.over")+": "+v.T("retention.until-day", "date", v.Date(f.Quiet.AddDate(0, 0, -1))), "quiet")
	}
	switch f.Fault {
	case "disliked", "repeated":
		add(v.T("petitions.narrow.fault", "what", v.T("petitions."+f.Fault)), "fault")
	case "any", "none":
		add(v.T("petitions.narrow.fault", "what", v.T("petitions.narrow."+f.Fault)), "fault")
	}
	if f.Late && f.Whole {
		add(v.T("petitions.narrow.any-late"), "late", "whole")
	}
	if f.Charged && f.Unit != "" {
		add(v.T("petitions.narrow.counts"), "counts")
	}
	if !f.From.IsZero() && !f.To.IsZero() {
		add(spanWords(v, f.From, f.To.AddDate(0, 0, -1)), "from", "to")
	}
}

// Template names the page's template.
func (*petitionsPage) Template() string { return "desk/petitions" }

// A petitionRow is a petition in the worklist.
type petitionRow struct {
	ID, Code, Title, Kind, Channel, Unit, Lead string
	Level                                      string // "" for a normal one
	Sent                                       time.Time
	Pill                                       Pill
	Time                                       *Pill  // against the clock that is due next
	Clock                                      string // that clock
}

func (s *Site) petitionRow(v text.Voice, l *office.PetitionLine) petitionRow {
	x := petitionRow{
		ID: string(l.ID), Code: l.Code, Title: cmp.Or(l.Title, l.Code), Kind: classWords(v, l.Class), Channel: upperFirst(v.T("petition.channel." + string(l.Channel))), Unit: unitWords(v, l.UnitN),
		Lead: l.LeadN.Name, Sent: l.Sent, Pill: petitionPill(v, l.State, l.Late),
	}
	if l.Veiled {
		x.Title = v.T("petition.restricted-title")
	}
	if l.Level != petition.Normal {
		x.Level = upperFirst(v.T("petition.level." + string(l.Level)))
	}
	if !l.Due.IsZero() {
		p := timePill(v, l.LeftMin)
		x.Time, x.Clock = &p, petitionClockWords(v, l.Clock)
	}
	return x
}

// timePill says how much working time is left.
func timePill(v text.Voice, left int64) Pill {
	switch {
	case left < 0:
		return Pill{Late, upperFirst(v.Left(int(left)))}
	case left < calendarDayMinutes:
		return Pill{Soon, upperFirst(v.Left(int(left)))}
	}
	return Pill{OK, upperFirst(v.Left(int(left)))}
}

// petitionClockWords names a clock; one of a city's own keeps its name.
func petitionClockWords(v text.Voice, name string) string {
	if key := "petition.clock." + name; v.Has(key) {
		return v.T(key)
	}
	return name
}

func (s *Site) petitions(w http.ResponseWriter, r *http.Request) error {
	v, rd, q := s.voice(r), s.read(r), r.URL.Query()
	from, _ := strconv.Atoi(q.Get("tu"))
	f := office.PetitionFilter{
		Over: q.Get("over") == "1", State: petition.State(q.Get("state")), Class: petition.Class(q.Get("class")), Channel: petition.Channel(q.Get("channel")), Late: q.Get("late") == "1",
		Words: cut(strings.TrimSpace(q.Get("q")), 120), Unit: cut(q.Get("unit"), 100), Offset: from,
	}
	f.From, f.To = careDays(q)
	f.Alarm, f.Stands, f.Fault = petition.AlarmKind(cut(q.Get("alarm"), 40)), petition.Standing(cut(q.Get("stands"), 20)), cut(q.Get("fault"), 20)
	f.Whole, f.Exact, f.Given, f.Charged = q.Get("whole") == "1", q.Get("exact") == "1", q.Get("given") == "1", q.Get("counts") == "1"
	if t, ok := ReadDate(q.Get("quiet")); ok {
		f.Quiet = time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, office.Zone)
	}
	switch q.Get("answered") {
	case "1":
		f.All = true
	case "in-time":
		f.Done = &yes
	}
	rows, total, err := rd.Petitions(f)
	if err != nil {
		return err
	}
	p := &petitionsPage{
		Base:  Base{TitleKey: "petition.desk.title", Audience: Desk, Nav: "petition-desk", Wide: true, Crumbs: []Crumb{{v.T("desk.title"), "/desk"}}},
		Query: f.Words, Empty: Empty{Title: v.T("petition.desk.none"), Words: v.T("petition.desk.none-words")}, MayEnter: rd.MayEnterPetition() == nil,
	}
	for _, c := range []struct {
		words, over, late string
		tone              Tone
	}{{"petition.desk.open", "", "", ""}, {"petition.desk.late", "", "1", Late}, {"petition.desk.over", "1", "", ""}} {
		_, n, err := rd.Petitions(office.PetitionFilter{Over: c.over == "1", Late: c.late == "1", Unit: f.Unit})
		if err != nil {
			return err
		}
		p.Chips = append(p.Chips, Chip{
			Words: v.T(c.words), Count: n, Tone: c.tone, Href: address("/desk/petitions", nil, "over", c.over, "late", c.late, "unit", f.Unit),
			Current: f.Over == (c.over == "1") && f.Late == (c.late == "1") && f.State == "" && f.Words == "" && q.Get("answered") == "",
		})
	}
	p.Picks = petitionPicks(v, f)
	p.Picked = f.State != "" || f.Class != "" || f.Channel != ""
	p.narrow(v, &f, q)
	if f.Unit != "" {
		p.Unit, p.Of, p.Whole = f.Unit, unitWords(v, s.unitNamed(f.Unit)), address("/desk/petitions", q, "unit", "", "tu", "")
	}
	for i := range rows {
		p.Rows = append(p.Rows, s.petitionRow(v, &rows[i]))
	}
	p.Pages = pagesAt("/desk/petitions", q, "tu", v.T("petition.page.word"), from, len(rows), office.PetitionsShown, total)
	return s.Render(w, r, http.StatusOK, p)
}

// petitionPicks are the lists to choose from.
func petitionPicks(v text.Voice, f office.PetitionFilter) []filterPick {
	states := filterPick{Name: "state", Label: v.T("petition.desk.state"), Value: string(f.State), Any: v.T("desk.any")}
	for _, x := range petition.States {
		states.Options = append(states.Options, Option{Value: string(x), Label: upperFirst(v.T("petition.state." + string(x)))})
	}
	classes := filterPick{Name: "class", Label: v.T("petition.field.class"), Value: string(f.Class), Any: v.T("desk.any")}
	for _, x := range petition.Classes {
		classes.Options = append(classes.Options, Option{Value: string(x), Label: classWords(v, x)})
	}
	channels := filterPick{Name: "channel", Label: v.T("petition.field.channel"), Value: string(f.Channel), Any: v.T("desk.any")}
	for _, x := range petition.Channels {
		channels.Options = append(channels.Options, Option{Value: string(x), Label: upperFirst(v.T("petition.channel." + string(x)))})
	}
	return []filterPick{states, classes, channels}
}

// petitionPage is one petition with what may be done now.
type petitionPage struct {
	Base
	One      *office.PetitionView
	Pill     Pill
	Facts    []Fact
	Person   []Fact
	Clocks   []petitionClock
	Acts     []petitionLink // the office's own that come next
	Others   []petitionLink // its others
	Sender   []petitionLink // what the sender says, written down by an officer
	OwnDraft bool           // it waits for the approval of somebody else than the reader
	Files    []shownFile
	Knots    []Knot
	Blocks   []petitionBlock
	Out      []petitionBlock // what was written for everybody
	Main     *petitionRow
	Joined   []petitionRow
	Told     []Fact // messages to the sender
	Owed     bool   // it was late, and nobody has said why
	Unheard  string // why nothing reaches the sender; "" when something does
	Looks    []petitionLook
	MayLooks bool
}

// A petitionLook is one time that somebody opened the petition.
type petitionLook struct {
	At        time.Time
	Who, Post string
	Why       string // where it was not opened for itself
}

// Template names the page's template.
func (*petitionPage) Template() string { return "desk/petition" }

// A petitionLink leads to the form of an act.
type petitionLink struct {
	Link
	Main bool // what comes next
}

// petitionNext is what comes next in a state; where the reader may not do it, no act stands out.
var petitionNext = map[petition.State][]petition.Act{
	petition.New: {petition.ActClassify}, petition.Handling: {petition.ActDraft, petition.ActClassify}, petition.Drafted: {petition.ActApprove},
	petition.Approved: {petition.ActAnswer}, petition.Answered: {petition.ActPublish, petition.ActMask}, petition.Resolved: {petition.ActPublish, petition.ActMask},
}

// petitionBeside is what stands beside it: the other way that the state may be left.
var petitionBeside = map[petition.State][]petition.Act{
	petition.New: {petition.ActReturn, petition.ActAsk}, petition.Handling: {petition.ActAsk, petition.ActVerify}, petition.Waiting: {petition.ActDraft}, petition.Drafted: {petition.ActRevise},
	petition.Approved: {petition.ActMask}, petition.Answered: {petition.ActWithhold},
}

// petitionActs lays out what the reader may do.
func petitionActs(v text.Voice, p *petitionPage, at string) {
	one := p.One
	next := petition.Act("")
	for _, a := range petitionNext[one.State] {
		if next == "" && slices.Contains(one.Acts, a) && (a != petition.ActMask || one.Published.Before(one.Answered)) && !one.Undisclosed() {
			next = a
		}
	}
	room := shownActs
	if next != "" {
		room--
	}
	for _, a := range one.Acts {
		l := petitionLink{Link{upperFirst(v.T("petition.act." + string(a))), at + "/" + string(a)}, a == next}
		switch {
		case petition.RuleOf(a).By.Place == petition.AtSender:
			p.Sender = append(p.Sender, l)
		case l.Main:
			p.Acts = slices.Insert(p.Acts, 0, l)
		case a == petition.ActExplain:
			p.Acts = append(p.Acts, l)
		case room > 0 && slices.Contains(petitionBeside[one.State], a):
			p.Acts, room = append(p.Acts, l), room-1
		default:
			p.Others = append(p.Others, l)
		}
	}
	if len(p.Others) == 1 || len(p.Acts) == 0 && len(p.Others) <= shownActs { // few enough to stand as they are
		p.Acts, p.Others = append(p.Acts, p.Others...), nil
	}
}

// shownActs is how many acts stand as buttons beside each other; the others fold.
const shownActs = 2

// A petitionBlock is a text of the petition under its heading.
type petitionBlock struct {
	Title, Words string
	Old          string   // of an answer: that its sender called it unsettled
	Doubts       []string // what of it may still tell of a person
	Files        []Link
}

// A petitionClock is a clock as the desk sees it.
type petitionClock struct {
	Name, Term, Basis string
	Due               time.Time
	Pill              Pill
	Doubt             bool
}

func (s *Site) petition(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	one, err := s.read(r).Petition(petition.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	p := &petitionPage{
		Base: Base{Title: one.Title, Audience: Desk, Nav: "petition-desk", Crumbs: []Crumb{{v.T("desk.title"), "/desk"}, {v.T("petition.desk.title"), "/desk/petitions"}}},
		One:  one, Pill: petitionPill(v, one.State, one.Late),
	}
	if p.Title == "" {
		p.Title = one.Code
	}
	at := "/desk/petitions/" + string(one.Petition.ID)
	petitionActs(v, p, at)
	p.Owed = one.OwesWhy(s.read(r).Now())
	p.OwnDraft = one.State == petition.Drafted && one.Drafter == who(r).Actor()
	for _, st := range one.History {
		for _, f := range st.Files {
			p.Files = append(p.Files, shownFileOf(at, f.Name, f.Hash, f.Clean))
		}
	}
	s.petitionFacts(v, p)
	for _, c := range one.Clocks {
		p.Clocks = append(p.Clocks, petitionClockOf(v, &c))
	}
	for _, st := range slices.Backward(one.History) {
		p.Knots = append(p.Knots, s.petitionKnotOf(v, one, &st))
	}
	for _, b := range []petitionBlock{
		{Title: "petition.page.text", Words: one.Text},
		{Title: "petition.desk.asked", Words: askedNow(one)},
		{Title: draftTitle(one), Words: draftNow(one)},
		{Title: "petition.follow.answer", Words: one.Answer, Old: oldAnswer(v, one)},
		{Title: "petition.late.title", Words: one.Excuse},
	} {
		if b.Words != "" {
			p.Blocks = append(p.Blocks, petitionBlock{Title: v.T(b.Title, "unit", unitWords(v, s.unitNamed(one.Excuser))), Words: b.Words, Old: b.Old})
		}
	}
	if !one.Masked.IsZero() && !one.Erased {
		p.Out = goesOut(v, one)
	}
	if one.Main != nil {
		row := s.petitionRow(v, one.Main)
		p.Main = &row
	}
	for i := range one.Joined {
		p.Joined = append(p.Joined, s.petitionRow(v, &one.Joined[i]))
	}
	if err := s.petitionTrail(r, v, p); err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

// petitionTrail adds what the sender was told, and who opened the petition.
func (s *Site) petitionTrail(r *http.Request, v text.Voice, p *petitionPage) error {
	rd, id := s.read(r), p.One.Petition.ID
	told, err := rd.PetitionTold(id, string(v.Lang))
	if err != nil {
		return err
	}
	p.Told, p.Unheard = toldFacts(v, told), rd.Unheard(p.One.Petition)
	looks, may, err := rd.PetitionLooks(id)
	for _, l := range looks {
		row := petitionLook{At: l.At, Who: l.Person.Name}
		if l.Role != "" {
			row.Post = joinComma(v.T("org.role."+l.Role), unitWords(v, l.Unit))
		}
		if l.Purpose != "read.petition" && v.Has(l.Purpose) {
			row.Why = v.T(l.Purpose)
		}
		p.Looks = append(p.Looks, row)
	}
	p.MayLooks = may
	return err
}

func oldAnswer(v text.Voice, p *office.PetitionView) string {
	return unsettledWords(v, p.Unsettled(), p.Answered)
}

func askedNow(p *office.PetitionView) string {
	if p.State == petition.Waiting {
		return p.Asked
	}
	return ""
}

// draftNow is an answer that was not sent.
func draftNow(p *office.PetitionView) string {
	if p.Answer == p.Draft {
		return ""
	}
	return p.Draft
}

// petitionFacts are the facts of the petition and of whoever sent it.
func (s *Site) petitionFacts(v text.Voice, p *petitionPage) {
	one := p.One
	add := func(list *[]Fact, term, words string) {
		if words != "" {
			*list = append(*list, Fact{Term: v.T(term), Words: words})
		}
	}
	add(&p.Facts, "petition.page.code", one.Code)
	add(&p.Facts, "petition.field.channel", joinComma(upperFirst(v.T("petition.channel."+string(one.Channel))), one.External))
	if one.Spoke != "" {
		add(&p.Facts, "petition.desk.spoke", s.personNamed(one.Spoke))
		if len(s.o.Office.CheckWays()) > 0 && one.Person.Phone+one.Person.Email != "" { // it was read out once, and is shown to nobody again
			p.Facts = append(p.Facts, Fact{Term: v.T("petition.desk.check"), Words: v.T("petition.desk.check-anew"), Href: address("/phan-anh/ma-kiem-tra", nil, "ma", one.Code)})
		}
	}
	add(&p.Facts, "petition.field.class", classWords(v, one.Class))
	add(&p.Facts, "petition.field.level", upperFirst(v.T("petition.level."+string(one.Level))))
	add(&p.Facts, "petition.page.unit", unitWords(v, one.UnitN))
	add(&p.Facts, "petition.field.officer", one.LeadN.Name)
	var units []string
	for _, u := range one.UnitsN {
		units = append(units, unitWords(v, u))
	}
	add(&p.Facts, "petition.field.units", strings.Join(units, "; "))
	if one.About != "" {
		add(&p.Facts, "petition.field.about", joinComma(s.personOrNone(one.Whom), unitWords(v, one.AboutN)))
	}
	add(&p.Facts, "petition.page.sent-at", v.DateTime(one.Sent))
	add(&p.Facts, "petition.page.where", joinComma(one.Place, s.communeNamed(one.Commune)))
	if one.Point != nil {
		add(&p.Facts, "petition.field.point", v.Decimal(one.Point.Lat, 5)+"; "+v.Decimal(one.Point.Long, 5))
	}
	add(&p.Facts, "petition.desk.agency", one.Agency)
	if one.Reopened > 0 {
		add(&p.Facts, "petition.page.reopened-times", v.Number(int64(one.Reopened)))
	}
	if one.Rating != "" {
		add(&p.Facts, "petition.page.rated", v.T("petition.rating."+one.Rating))
	}
	if one.Dossier != "" {
		p.Facts = append(p.Facts, Fact{Term: v.T("desk.head.dossier"), Words: joinComma(one.DCode, one.DStep), Href: "/desk/dossiers/" + one.Dossier, Code: true})
	}
	switch {
	case !one.Published.IsZero():
		p.Facts = append(p.Facts, Fact{Term: v.T("petition.desk.published"), Words: v.DateTime(one.Published), Href: "/phan-anh/" + one.Code})
	case one.Undisclosed():
		add(&p.Facts, "petition.desk.undisclosed", v.DateTime(one.Withheld))
	}
	who := &one.Person
	add(&p.Person, "petition.field.name", who.Name)
	add(&p.Person, "petition.field.phone", who.Phone)
	add(&p.Person, "petition.field.email", who.Email)
	add(&p.Person, "petition.field.address", who.Address)
	if who.Protect {
		add(&p.Person, "petition.desk.protect", v.T("petition.desk.protect-words"))
	}
	if one.Before > 0 {
		add(&p.Person, "petition.desk.before", v.Number(one.Before))
	}
}

func (s *Site) personOrNone(id string) string {
	if id == "" {
		return ""
	}
	return s.personNamed(id)
}

func petitionClockOf(v text.Voice, c *office.PetitionClock) petitionClock {
	x := petitionClock{Name: petitionClockWords(v, c.Name), Term: termWords(v, c.Rule.Term), Basis: restsOn(v, c.Rule.Basis), Due: c.Due, Doubt: c.Rule.Standing == "unconfirmed"}
	if c.Run > 0 {
		x.Name = v.T("petition.desk.run", "clock", x.Name, "n", c.Run)
	}
	switch {
	case c.Merged && c.Late:
		x.Pill = Pill{Late, v.T("petition.desk.ended-merged-late")}
	case c.Merged:
		x.Pill = Pill{Ended, v.T("petition.desk.ended-merged")}
	case c.Moved && c.Late:
		x.Pill = Pill{Late, v.T("petition.desk.ended-moved-late")}
	case c.Moved:
		x.Pill = Pill{Ended, v.T("petition.desk.ended-moved")}
	case !c.Open() && c.Late:
		x.Pill = Pill{Late, v.T("petition.desk.ended-late")}
	case !c.Open():
		x.Pill = Pill{OK, v.T("petition.desk.ended-in-time")}
	case !c.Waits.IsZero():
		x.Pill = Pill{Wait, v.T("petition.desk.waits")}
	default:
		x.Pill = timePill(v, c.LeftMin)
	}
	return x
}

// petitionKnot is one moment of a petition's way, for those who handle it.
func (s *Site) petitionKnot(v text.Voice, st *petition.Step) Knot {
	k := Knot{At: st.At, Words: upperFirst(v.T("petition.act." + string(st.Act))), State: "done", By: joinComma(s.actorNamed(v, st.Actor), unitWords(v, s.unitNamed(st.Unit))), Note: st.Words}
	if st.Act == petition.ActRedate && st.Reason != "" {
		k.Words = v.T("petition.redate." + st.Reason)
		return k
	}
	if st.Reason != "" {
		k.Note = joinWords(v.T("petition.reason."+st.Reason), k.Note)
		k.Note = strings.TrimSuffix(k.Note, "; ")
	}
	if st.Sure {
		k.Note = joinWords(v.T("petition.desk.sure"), k.Note)
	}
	if st.Down {
		k.Note = joinWords(v.T("petition.desk.taken-down"), k.Note)
	}
	return k
}

// petitionKnotOf adds in which conversation something was said, and which dossier was linked.
func (s *Site) petitionKnotOf(v text.Voice, one *office.PetitionView, st *petition.Step) Knot {
	k := s.petitionKnot(v, st)
	if code := one.TalkNamed(st.Source); code != "" {
		k.Note = joinWords(v.T("petition.desk.said-in", "code", code), k.Note)
	}
	if st.Act == petition.ActLink || st.Act == petition.ActUnlink {
		k.Note = joinWords(one.Linked[st.Dossier], k.Note)
	}
	return k
}

// actorNamed names who did an act: an officer, or whoever sent the petition.
func (s *Site) actorNamed(v text.Voice, actor string) string {
	switch actor {
	case "applicant", "anyone", "portal":
		return v.T("petition.actor." + actor)
	}
	return s.personNamed(actor)
}

// petitionFile opens a file of a petition as it came.
func (s *Site) petitionFile(w http.ResponseWriter, r *http.Request) error {
	f, ref, name, err := s.read(r).PetitionFileOf(petition.ID(r.PathValue("id")), r.PathValue("hash"))
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	return sendFile(w, r, f, ref, name)
}

// petitionLine says on the worklist which petitions the unit has to handle, with the clock of the first.
func petitionLine(v text.Voice, rd *office.Reader) (*handedLine, error) {
	c, err := rd.PetitionsWaiting()
	if err != nil || c.N == 0 {
		return nil, err
	}
	l := &handedLine{Words: v.T("petition.waiting", "n", v.Number(c.N))}
	switch {
	case c.Late > 0:
		l.Pill = Pill{Late, v.T("petition.waiting-late", "n", v.Number(c.Late))}
	case c.Due.IsZero():
		l.Pill = Pill{Wait, v.T("petition.desk.no-clock")}
	default:
		l.Pill = timePill(v, rd.Left(c.Due))
	}
	return l, nil
}
