package web

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/care"
	"motcua/law/knowledge"
	"motcua/office"
)

// carePage is the console of the care desk (bàn chăm sóc khách hàng): conversations on the left, the one that is open in the middle,
// what is known of the person on the right. Its address is its filter: q, show (waiting, mine, open, handed, late, owed, closed),
// channel, tag, from, to, first (quick, slow, none), by (written, spoken).
type carePage struct {
	Base
	Query    string
	Keep     url.Values // the filter, for links to conversations
	Chips    []Chip
	Channels []Chip
	Tags     []Chip
	Rows     []careRow
	Pages    Pages
	Empty    Empty
	MayEnter bool
	One      *careOne // nil: none is open
	NextKey  string
	Held     int64  // how many the reader has, for the button that takes one more
	MayNext  bool   // the reader takes what waits
	MayLead  bool   // the reader draws samples
	Mark     string // of what the page shows
	News     string // where it asks for what is new
}

// Template names the page's template.
func (*carePage) Template() string { return "care/console" }

// A careRow is a conversation in the list.
type careRow struct {
	Href, Code, Name, Subject, Last, Channel, Agent string
	Pill                                            Pill
	At                                              time.Time
	Current, Mine                                   bool
	Ended                                           string // of one that is closed: how and when; of one that was handed over: who answers
}

// careShows are the chips of the list.
var careShows = []struct {
	id   string
	tone Tone
	f    office.ContactFilter
	n    func(*office.ContactCounts) int64
}{
	{"waiting", Soon, office.ContactFilter{State: care.Waiting}, func(c *office.ContactCounts) int64 { return c.Waiting }},
	{"mine", "", office.ContactFilter{Mine: true}, func(c *office.ContactCounts) int64 { return c.Mine }},
	{"", "", office.ContactFilter{}, func(c *office.ContactCounts) int64 { return c.Open }},
	{"handed", Wait, office.ContactFilter{State: care.Handed}, func(c *office.ContactCounts) int64 { return c.Handed }},
	{"late", Late, office.ContactFilter{Late: true}, func(c *office.ContactCounts) int64 { return c.Late }},
	{"owed", "", office.ContactFilter{Owed: true}, func(c *office.ContactCounts) int64 { return c.Owed }},
	{"closed", "", office.ContactFilter{Over: true}, nil},
}

// careFilter reads the filter of an address.
func careFilter(q url.Values) office.ContactFilter {
	f := office.ContactFilter{}
	for _, x := range careShows {
		if q.Get("show") == x.id {
			f = x.f
		}
	}
	f.Words, f.Channel, f.Tag, f.Agent = cut(strings.TrimSpace(q.Get("q")), 120), care.Channel(q.Get("channel")), q.Get("tag"), q.Get("agent")
	f.Offset, _ = strconv.Atoi(q.Get("at"))
	day := func(name string, more int) time.Time {
		t, ok := ReadDate(q.Get(name))
		if !ok {
			return time.Time{}
		}
		return time.Date(t.Year(), t.Month(), t.Day()+more, 0, 0, 0, 0, office.Zone)
	}
	if f.From, f.To = day("from", 0), day("to", 1); !f.From.IsZero() || !f.To.IsZero() {
		f.Any = !f.Over
	}
	switch q.Get("first") {
	case "quick":
		f.Quick, f.Written, f.Any = office.CareQuick, true, true
	case "slow":
		f.Slow, f.Written, f.Any = office.CareQuick, true, true
	case "none":
		f.Silent, f.Written, f.Any = true, true, true
	}
	switch q.Get("by") {
	case "written":
		f.Written = true
	case "spoken":
		f.Spoken = true
	}
	return f
}

func (s *Site) care(w http.ResponseWriter, r *http.Request) error {
	p, err := s.carePage(r, s.read(r), "")
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

// listQuery is what a console's address says of its list alone, without what is open beside it.
func listQuery(r *http.Request) url.Values {
	q := r.URL.Query()
	for _, name := range []string{"reply", "words", "script", "open"} {
		q.Del(name)
	}
	return q
}

// carePage lays out the list; the one that is open is marked in it.
func (s *Site) carePage(r *http.Request, rd *office.Reader, open care.ID) (*carePage, error) {
	v, q := s.voice(r), listQuery(r)
	f := careFilter(q)
	mark, err := careMark(r, rd, open) // before the list is read: what comes in between is new
	if err != nil {
		return nil, err
	}
	rows, total, err := rd.Contacts(f)
	if err != nil {
		return nil, err
	}
	p := &carePage{
		Base:  Base{TitleKey: "care.title", Audience: Desk, Nav: "care", Wide: true, Scripts: []string{"care.js", "script.js"}},
		Query: f.Words, Keep: q, MayEnter: rd.MayEnterContact() == nil, Mark: mark, News: address("/care/news", q, "open", string(open)),
		Empty: Empty{Title: v.T("care.none"), Words: v.T("care.none-words")},
	}
	if f.Words != "" {
		p.Empty = Empty{Title: v.T("care.found-none"), Words: v.T("care.found-none-words")}
	}
	if p.Held, err = rd.HeldContacts(); err != nil {
		return nil, err
	}
	p.MayNext = rd.MayTakeNext()
	if p.NextKey, err = s.o.Office.NewID(); err != nil {
		return nil, err
	}
	n, err := rd.ContactCounts()
	if err != nil {
		return nil, err
	}
	p.Chips = careChips(v, &n, q)
	for _, c := range care.Channels {
		p.Channels = addCareChip(p.Channels, q, "channel", string(c), v.T("care.channel."+string(c)), n.Channels[string(c)])
	}
	tags := s.o.Office.World().CareTags()
	if f.Tag != "" && !slices.Contains(tags, f.Tag) {
		tags = append(tags, f.Tag)
	}
	for _, t := range tags {
		p.Tags = addCareChip(p.Tags, q, "tag", t, s.tagNamed(v, t), n.Tags[t])
	}
	for i := range rows {
		x := s.careRow(v, rd.Now(), &rows[i])
		x.Href, x.Current = address("/care/contacts/"+string(rows[i].ID), q), rows[i].ID == open
		p.Rows = append(p.Rows, x)
	}
	p.Pages = pagesAt("/care", q, "at", v.T("care.word"), f.Offset, len(rows), office.ContactsShown, total)
	return p, nil
}

// addCareChip adds a chip of what is open, if anything is; the one that narrows the list takes its filter away.
func addCareChip(chips []Chip, q url.Values, name, value, words string, n int64) []Chip {
	on := q.Get(name) == value
	if n == 0 && !on {
		return chips
	}
	if on {
		value = ""
	}
	return append(chips, Chip{Words: words, Count: n, Current: on, Href: address("/care", q, name, value, "at", "")})
}

func careChips(v text.Voice, counts *office.ContactCounts, q url.Values) (out []Chip) {
	for _, x := range careShows {
		n := int64(-1) // what is over is past counting
		if x.n != nil {
			n = x.n(counts)
		}
		word := x.id
		if word == "" {
			word = "open"
		}
		out = append(out, Chip{
			Words: v.T("care.show." + word), Count: n, Tone: x.tone, Href: address("/care", nil, "show", x.id, "channel", q.Get("channel"), "tag", q.Get("tag")),
			Current: q.Get("show") == x.id && q.Get("q") == "" && q.Get("from") == "" && q.Get("first") == "" && q.Get("by") == "",
		})
	}
	return out
}

func (s *Site) careRow(v text.Voice, now time.Time, l *office.ContactLine) careRow {
	x := careRow{Code: l.Code, Name: l.Name, Subject: l.Subject, Last: l.Last, Channel: v.T("care.channel." + string(l.Channel)), Agent: l.AgentN.Name, Mine: l.Mine, At: l.Began}
	if x.Name == "" {
		x.Name = v.T("care.nameless")
	}
	if x.Subject == "" {
		x.Subject = l.Last
	}
	if x.Pill = carePill(v, now, l); l.State == care.Closed {
		x.Ended = joinComma(v.T("care.outcome."+l.Outcome), v.DateTime(l.Closed))
	}
	if l.State == care.Handed {
		if x.Ended = unitWords(v, l.UnitN); !l.Due.IsZero() {
			x.Ended = joinComma(x.Ended, v.T("handed.until", "time", v.DateTime(l.Due)))
		}
	}
	return x
}

// careLine is a conversation that is open on a page, as the list has it.
func careLine(c *office.ContactView) *office.ContactLine {
	l := &office.ContactLine{State: c.State, Waits: c.Waits, Late: c.Late, Phase: c.Phase()}
	if owed := c.Owed(); len(owed) > 0 {
		l.Promised = owed[0].Due
	}
	return l
}

// carePill says what a conversation waits for, and how long.
func carePill(v text.Voice, now time.Time, l *office.ContactLine) Pill {
	switch {
	case l.State == care.Closed:
		return Pill{Ended, v.T("care.state.closed")}
	case l.Late:
		return Pill{Late, v.T("care.hand-late")}
	case l.Phase == care.OnCall:
		return Pill{OK, v.T("care.phase.on-call")}
	case !l.Waits.IsZero():
		tone := Soon
		if now.Sub(l.Waits) > office.CareQuick {
			tone = Late
		}
		return Pill{tone, v.T("care.waits", "time", careTime(v, now.Sub(l.Waits)))}
	case l.Phase == care.Owing && l.Promised.Before(now):
		return Pill{Late, v.T("care.promise-late")}
	case l.Phase != "":
		return Pill{Soon, v.T("care.phase." + string(l.Phase))}
	case l.State == care.Handed, l.State == care.Asked:
		return Pill{Wait, v.T("care.state." + string(l.State))}
	}
	return Pill{OK, v.T("care.state." + string(l.State))}
}

// careTime says how long something took: in minutes, hours or days of the clock, for citizens wait by the clock.
func careTime(v text.Voice, d time.Duration) string {
	switch {
	case d < time.Minute:
		return v.T("care.seconds", "n", v.Number(int64(d/time.Second)))
	case d < time.Hour:
		return v.T("care.minutes", "n", v.Number(int64(d/time.Minute)))
	case d < 48*time.Hour:
		return v.T("care.hours", "n", v.Number(int64(d/time.Hour)))
	}
	return v.T("care.days", "n", v.Number(int64(d/(24*time.Hour))))
}

// A careOne is the conversation that is open.
type careOne struct {
	*office.ContactView
	At       string // its address
	Back     string // to the list alone
	Heading  string
	Pill     Pill
	Facts    []Fact
	Messages []careMessage
	Notes    []careEvent // calls, promises and hand-overs, the newest first
	Next     []Link      // acts with a form of their own that come next
	Acts     []Link      // the others
	Take     bool        // buttons that need no words
	CallNow  bool
	Reopen   bool
	Told     bool      // nothing is sent over its channel: what is written is what was told by mouth
	Shut     string    // why it cannot be closed now
	Running  time.Time // since when a call runs
	HangUps  []Option
	MaySay   bool
	Hears    bool // an officer writes down here what somebody says
	Key      string
	Draft    string // under which name a browser keeps what is typed: another account's is another
	Text     string // what was typed so far, with the saved reply that was chosen
	Words    string // by which saved replies were looked for
	Replies  []careReply
	Find     string       // where saved replies are looked for and chosen
	Chooses  bool         // the reader is about to
	Fits     *careScripts // scripts for whoever talks by mouth, nil for none
	About    string       // by what they are found, unless others are looked for
	Petition string       // where it is made a petition
	Guide    string       // where the procedures are
	Dossiers []careBeside
	Of       string // how many of the person's dossiers these are
	Petits   []careBeside
	Past     []careBeside
	Known    bool
	Findings []careFound // when it was read for a sample, the newest first
}

// A careMessage is something that was said.
type careMessage struct {
	Side, By, Text string
	At             time.Time
	Files          []shownFile
}

// A careEvent is something that happened around what was said.
type careEvent struct {
	At    time.Time
	Words string
	By    string
	Pill  *Pill
}

// A careReply is a saved reply.
type careReply struct{ ID, Title, Text string }

func (s *Site) careContact(w http.ResponseWriter, r *http.Request) error {
	id := care.ID(r.PathValue("id"))
	one, err := s.careOne(r, id)
	if err != nil {
		return err
	}
	p, err := s.carePage(r, s.read(r), id)
	if err != nil {
		return err
	}
	p.Title, p.TitleKey, p.One, p.MayLead = one.Heading, "", one, s.read(r).MayReview()
	p.Crumbs = []Crumb{{s.voice(r).T("care.title"), "/care"}}
	return s.Render(w, r, http.StatusOK, p)
}

// careOne reads a conversation with what stands beside it.
func (s *Site) careOne(r *http.Request, id care.ID) (*careOne, error) {
	v, rd := s.voice(r), s.read(r)
	c, err := rd.Contact(id)
	if err != nil {
		return nil, err
	}
	key, err := s.formKey(r)
	if err != nil {
		return nil, err
	}
	q := r.URL.Query()
	at := "/care/contacts/" + string(id)
	o := &careOne{
		ContactView: c, At: at, Key: key, Back: address("/care", q, "reply", "", "words", "", "script", ""), Guide: address("/thu-tuc", nil, "q", c.Subject),
		Find: address(at+"/replies", q, "reply", "", "words", "", "script", ""), Words: cut(r.FormValue("words"), 80), Text: r.PostFormValue("text"), Chooses: r.Method == http.MethodPost,
	}
	o.Draft = careDraft(who(r).Account, id)
	o.Heading = c.Name
	if o.Heading == "" {
		o.Heading = c.Code
	}
	o.Told = slices.Contains(care.Mouth, c.Channel)
	if f := fault.As(c.Contact.Shut(care.ActClose)); f != nil && c.State != care.Closed {
		o.Shut = v.T("care.shut", "why", v.T(f.Key))
	}
	if c.Back {
		o.Next = append(o.Next, Link{v.T("care.take-back"), at + "/hand-over?back=1"})
	}
	o.Pill = carePill(v, rd.Now(), careLine(c))
	careButtons(v, o)
	if rd.MayEnterPetition() == nil && len(c.Acts) > 0 {
		o.Petition = at + "/petition"
	}
	s.careTalk(v, o)
	s.careFacts(v, o)
	if err := s.careReplies(v, rd, o, r.FormValue("reply")); err != nil {
		return nil, err
	}
	if o.MaySay && o.Told {
		o.About = careAbout(c.Contact)
		if o.Fits, err = s.careScripts(r, r.FormValue("script"), o.About); err != nil {
			return nil, err
		}
	}
	return o, s.careBeside(v, rd, o)
}

// careNext is what comes next in a conversation, the first of them first: a promise is kept, and a conversation ends or goes to the
// unit that can answer.
var careNext = []care.Act{care.ActKeep, care.ActClose, care.ActHandOver}

// careButtons sorts the acts that are open: into buttons, into what the page has a place for, and into links to a form of their own,
// of which those that come next stand beside each other and the others fold.
func careButtons(v text.Voice, o *careOne) {
	link := func(a care.Act) Link {
		return Link{upperFirst(v.T("care.act." + string(a))), o.At + "/" + string(a)}
	}
	var next []care.Act
	for _, a := range careNext {
		if slices.Contains(o.ContactView.Acts, a) && len(o.Next) < shownActs {
			next, o.Next = append(next, a), append(o.Next, link(a))
		}
	}
	for _, a := range o.ContactView.Acts {
		switch a {
		case care.ActTake:
			o.Take = !o.Mine && o.Here
		case care.ActCall:
			o.CallNow = true
		case care.ActReopen:
			o.Reopen = true
		case care.ActSay:
			o.MaySay = true
		case care.ActHear:
			o.Hears = true
		case care.ActHangUp:
			o.Running = o.Contact.Running().Began
			o.HangUps = outcomeOptions(v, o.Contact, a)
		case care.ActNote:
		default:
			if !slices.Contains(next, a) {
				o.Acts = append(o.Acts, link(a))
			}
		}
	}
}

// careDraft names what somebody types in a conversation, in the browser's store: the account's part says nothing of who it is.
func careDraft(account string, id care.ID) string {
	sum := sha256.Sum256([]byte("care-draft " + account))
	return hex.EncodeToString(sum[:8]) + ":" + string(id)
}

// careAbout is what a conversation is about, in a few words: its subject, and else what was said first.
func careAbout(c *care.Contact) string {
	if c.Subject != "" {
		return c.Subject
	}
	for i := range c.Messages {
		if m := &c.Messages[i]; m.Side == care.In && m.Text != "" {
			return cut(m.Text, 200)
		}
	}
	return ""
}

// careClock writes seconds as minutes and seconds.
func careClock(n int64) string {
	two := func(x int64) string { return strconv.FormatInt(x/10, 10) + strconv.FormatInt(x%10, 10) }
	if n >= 3600 {
		return strconv.FormatInt(n/3600, 10) + ":" + two(n/60%60) + ":" + two(n%60)
	}
	return two(n/60) + ":" + two(n%60)
}

// careFacts are the facts of the conversation.
func (s *Site) careFacts(v text.Voice, o *careOne) {
	add := func(term, words string) {
		if words != "" {
			o.Facts = append(o.Facts, Fact{Term: v.T(term), Words: words})
		}
	}
	o.Facts = append(o.Facts, Fact{Term: v.T("care.field.code"), Words: o.Code, Code: true})
	add("care.field.channel", v.T("care.channel."+string(o.Channel)))
	add("care.field.handle", o.Handle)
	add("care.field.subject", o.Subject)
	add("care.field.tags", s.tagsNamed(v, o.Tags))
	add("care.field.agent", o.AgentN.Name)
	add("care.field.unit", unitWords(v, o.UnitN))
	add("care.field.began", v.DateTime(o.Began))
	if o.Answered.After(o.Began) {
		add("care.field.first", careTime(v, o.Answered.Sub(o.Began)))
	}
	if !o.Closed.IsZero() {
		add("care.field.outcome", joinComma(v.T("care.outcome."+o.Outcome), v.DateTime(o.Closed)))
	}
	o.Facts = append(o.Facts, careLinks(v, o.ContactView)...)
}

// careLinks are the dossiers and petitions of a conversation; what the reader may not open is no link.
func careLinks(v text.Voice, c *office.ContactView) (out []Fact) {
	add := func(term, at string, links []office.ContactLink) {
		for _, d := range links {
			f := Fact{Term: v.T(term), Words: d.Code, Code: true}
			if f.Sub = v.T("care.link-shut"); d.Opens {
				f.Href, f.Sub = at+d.ID, ""
			}
			out = append(out, f)
		}
	}
	add("care.field.dossier", "/desk/dossiers/", c.LinksD)
	add("care.field.petition", "/desk/petitions/", c.LinksP)
	return out
}

// repliesShown is how many saved replies stand under the box.
const repliesShown = 8

// careReplies offers saved replies, and puts the one that was chosen into the box.
func (s *Site) careReplies(v text.Voice, rd *office.Reader, o *careOne, chosen string) error {
	if !o.MaySay {
		return nil
	}
	found, err := rd.Replies(o.Words)
	if err != nil {
		return err
	}
	for i := range found {
		if len(o.Replies) == repliesShown && chosen == "" {
			break
		}
		words := found[i].Shown().In(string(v.Lang))
		x := careReply{ID: string(found[i].ID), Title: s.plainWords(v, words.Title, nil), Text: careFill(v, s.plainWords(v, words.Body, nil), o.ContactView)}
		if chosen == x.ID {
			o.Text = strings.TrimSpace(o.Text + "\n" + x.Text)
		}
		if len(o.Replies) < repliesShown {
			o.Replies = append(o.Replies, x)
		}
	}
	return nil
}

// careFill puts what is known into a saved reply: of the conversation, the person, and the dossier and petition that it is about. Of no
// dossier, or of several, the marks stay, for the agent to say which; a reply in which marks are left is not sent.
func careFill(v text.Voice, words string, c *office.ContactView) string {
	known := map[string]string{"name": c.Name, "contact": c.Code}
	if len(c.LinksD) == 1 {
		d := &c.LinksD[0]
		known["code"], known["unit"] = d.Code, unitWords(v, d.UnitN)
		if !d.Due.IsZero() {
			known["due"] = v.DateTime(d.Due)
		}
		if d.Ready {
			known["ready"] = d.Code
		}
		if d.Ended {
			known["ended"] = d.Code
		}
	}
	if len(c.LinksP) == 1 {
		known["petition"] = c.LinksP[0].Code
		if c.LinksP[0].Said {
			known["answered"] = c.LinksP[0].Code
		}
	}
	return knowledge.Fill(words, func(g knowledge.Gap) (string, bool) { return known[g.Name], g.Of == "" && known[g.Name] != "" })
}

// careFile opens a file of a conversation.
func (s *Site) careFile(w http.ResponseWriter, r *http.Request) error {
	f, ref, name, err := s.read(r).ContactFile(care.ID(r.PathValue("id")), r.PathValue("hash"))
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	return sendFile(w, r, f, ref, name)
}

// careNext gives the reader whoever waits longest: one for one button, though it is pressed twice or stands on two pages.
func (s *Site) careNext(w http.ResponseWriter, r *http.Request) error {
	had, err := strconv.ParseInt(r.PostFormValue("had"), 10, 64)
	if err != nil {
		had = -1
	}
	id, err := s.o.Office.TakeNext(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, had)
	if f := fault.As(err); f != nil && f.Key == "care.none-waits" { // nothing went wrong: there is nothing to do
		s.flash(w, f.Key)
		return redirect(w, r, "/care")
	}
	if err != nil {
		return err
	}
	return redirect(w, r, "/care/contacts/"+string(id))
}
