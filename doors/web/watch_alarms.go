package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/law/notice"
	"motcua/law/petition"
	"motcua/office"
)

// alarmsPage lists what rings in the units of a leader (cảnh báo), one kind at a time, under the figure that must be 0.
type alarmsPage struct {
	Base
	Owing     Figure
	Asked     *Figure // requests of data subjects past their limit
	Rated     *Figure // bad ratings that nobody followed up in time
	Handed    *Figure // conversations that a unit did not answer in time
	Petitions []Chip
	Kinds     []Chip
	Kind      string // its sentence
	Rows      []alarmRow
	Total     int
	More      string
	Empty     Empty
	Digests   []digestLine
	Told      []toldLine // alarms that the reader was told of
	Unread    bool
	Mail      office.MailTo
	Closed    string // why no mail leaves the house, "" when it does
}

// A toldLine is an alarm that a leader was told of.
type toldLine struct {
	Href, Code, Words, Unit, Due string
	At                           time.Time
	New                          bool
	Pill                         Pill
}

// mostTold is how many of them the page shows.
const mostTold = 20

// Template names the page's template.
func (*alarmsPage) Template() string { return "watch/alarms" }

// An alarmRow is one alarm of the list.
type alarmRow struct {
	Href, Code, Owner, Procedure string
	Unit, Step                   string
	Due                          string
	Pill                         Pill
	Draft                        string // address of the prepared apology, "" where none is due
}

// A digestLine is one daily digest.
type digestLine struct{ When, Words string }

// mostAlarms is how many alarms one page shows.
const mostAlarms = 50

// lateRequests is the figure of requests of data subjects past their limit, nil for none.
func lateRequests(v text.Voice, n int) *Figure {
	if n == 0 {
		return nil
	}
	return &Figure{Value: v.Number(int64(n)), Words: v.T("requests.late"), Href: "/watch/requests", Note: v.T("requests.late-note"), Tone: Late}
}

// lateHanded is the figure of conversations that a unit did not answer in time, nil for none.
func lateHanded(v text.Voice, n int) *Figure {
	if n == 0 {
		return nil
	}
	return &Figure{Value: v.Number(int64(n)), Words: v.T("handed.late-figure"), Href: "/care?show=late", Note: v.T("handed.late-note"), Tone: Late}
}

func (s *Site) alarms(w http.ResponseWriter, r *http.Request) error {
	v, rd, q := s.voice(r), s.read(r), r.URL.Query()
	counts, err := rd.AlarmCounts()
	if err != nil {
		return err
	}
	kind := dossier.AlarmKind(q.Get("kind"))
	if !slices.Contains(dossier.AlarmKinds, kind) {
		kind = dossier.AlarmLate
		for _, k := range dossier.AlarmKinds {
			if counts.Kinds[k] > 0 {
				kind = k
				break
			}
		}
	}
	skip, _ := strconv.Atoi(q.Get("skip")) // a typed one that is no number is the beginning
	lines, err := rd.Alarms(kind, skip, mostAlarms)
	if err != nil {
		return err
	}
	l := lookout{unit: who(r).Unit, by: office.Answerable}
	if who(r).City {
		l = lookout{}
	}
	p := &alarmsPage{
		Base: Base{TitleKey: "alarm.title", Audience: Desk, Wide: true, Nav: "alarms"}, Kind: v.T("alarm.words." + string(kind)), Total: counts.Kinds[kind],
		Owing: Figure{Value: v.Number(int64(counts.Owing)), Words: v.T("watch.gauge.owing"), Href: l.list("stage", "owing"), Note: v.T("alarm.owing-note"), Tone: OK}, Asked: lateRequests(v, counts.Requests), Handed: lateHanded(v, counts.Handed),
		Empty: Empty{Title: v.T("alarm.none"), Words: v.T("alarm.none-words"), Link: Link{v.T("nav.overview"), "/watch"}},
	}
	if counts.Owing > 0 {
		p.Owing.Tone = Late
	}
	for _, k := range dossier.AlarmKinds {
		c := Chip{Words: v.T("alarm.kind." + string(k)), Count: int64(counts.Kinds[k]), Href: address("/watch/alarms", nil, "kind", string(k)), Current: k == kind}
		p.Kinds = append(p.Kinds, c)
	}
	for i := range lines {
		p.Rows = append(p.Rows, s.alarmRow(v, rd, &lines[i]))
	}
	if skip+len(lines) < p.Total && len(lines) > 0 {
		p.More = address("/watch/alarms", nil, "kind", string(kind), "skip", strconv.Itoa(skip+len(lines)))
	}
	p.petitionAlarms(v, &counts)
	if err := p.tellAgain(v, rd); err != nil {
		return err
	}
	if err := p.byMail(s, v, rd); err != nil {
		return err
	}
	digests, err := rd.Digests(5)
	if err != nil {
		return err
	}
	for _, g := range digests {
		p.Digests = append(p.Digests, digestLine{v.DateTime(g.At), digestWords(v, &g)})
	}
	return s.Render(w, r, http.StatusOK, p)
}

// byMail says whether and where the reader gets mail.
func (p *alarmsPage) byMail(s *Site, v text.Voice, rd *office.Reader) (err error) {
	switch {
	case s.o.Office.Demo():
		p.Closed = v.T("notice.demo")
	case s.o.Office.Channels()[notice.Mail] == "":
		p.Closed = v.T("alarm.mail.closed")
	}
	p.Mail, err = rd.MailTo()
	return err
}

// tellAgain lists what the reader was told of, and whether it still rings.
func (p *alarmsPage) tellAgain(v text.Voice, rd *office.Reader) error {
	told, err := toldLines(v, rd)
	p.Told, p.Unread = told, slices.ContainsFunc(told, func(l toldLine) bool { return l.New })
	return err
}

func toldLines(v text.Voice, rd *office.Reader) (out []toldLine, err error) {
	told, err := rd.AlarmNotices(mostTold)
	for i := range told {
		n := &told[i]
		l := toldLine{
			Href: alarmedAt(n), Code: n.Code, Words: v.T("alarm.kind." + string(n.Kind)), Unit: unitWords(v, n.Unit),
			Due: v.DateTime(n.Due), At: n.At, New: !n.Seen, Pill: Pill{Late, v.T("alarm.told-rings")},
		}
		if l.Code == "" {
			l.Code = v.T("alarm.no-code")
		}
		if n.Answered {
			l.Pill = Pill{Ended, v.T("alarm.told-over")}
		}
		out = append(out, l)
	}
	return out, err
}

// alarmedAt is where what rings is handled.
func alarmedAt(n *office.AlarmNotice) string {
	switch {
	case n.Petition != "":
		return "/desk/petitions/" + string(n.Petition)
	case n.Contact != "":
		return "/desk/handed/" + string(n.Contact)
	}
	return "/desk/dossiers/" + string(n.Dossier)
}

// petitionAlarms are the alarms of petitions, each opening its list, and the bad ratings that nobody followed up.
func (p *alarmsPage) petitionAlarms(v text.Voice, c *office.AlarmCounts) {
	for _, k := range petition.AlarmKinds {
		chip := Chip{Words: v.T("alarm.kind." + string(k)), Count: int64(c.Petitions[k]), Href: address("/desk/petitions", nil, "alarm", string(k))}
		if k == petition.AlarmLate && c.Petitions[k] > 0 {
			chip.Tone = Late
		}
		p.Petitions = append(p.Petitions, chip)
	}
	if c.Ratings > 0 {
		p.Rated = &Figure{Value: v.Number(int64(c.Ratings)), Words: v.T("alarm.ratings"), Href: "/watch/ratings", Note: v.T("alarm.ratings-note"), Tone: Late}
	}
}

// seeAlarms marks what the reader was told of as read.
func (s *Site) seeAlarms(w http.ResponseWriter, r *http.Request) error {
	if err := s.o.Office.SeeNotices(r.Context(), who(r)); err != nil {
		return err
	}
	return redirect(w, r, "/watch/alarms")
}

// alarmMail keeps whether the reader wants mail besides what stands here.
func (s *Site) alarmMail(w http.ResponseWriter, r *http.Request) error {
	if err := s.o.Office.SetMail(r.Context(), who(r), string(s.voice(r).Lang), r.PostFormValue("mail") == "1"); err != nil {
		return err
	}
	s.flash(w, "notice.kept")
	return redirect(w, r, "/watch/alarms#mail")
}

// digestWords says what stood in a digest.
func digestWords(v text.Voice, g *office.Digest) string {
	words := v.T("alarm.digest-owing", "n", g.Owing)
	for _, k := range dossier.AlarmKinds {
		if n := g.Kinds[k]; n > 0 {
			words += "; " + v.T("alarm.kind."+string(k)) + ": " + v.Number(int64(n))
		}
	}
	return words
}

func (s *Site) alarmRow(v text.Voice, rd *office.Reader, a *office.AlarmLine) alarmRow {
	row := alarmRow{
		Href: "/desk/dossiers/" + a.ID, Code: a.Code, Owner: a.Owner, Procedure: a.ProcName, Unit: unitWords(v, a.Unit), Due: v.DateTime(a.Until),
		Step: a.Node.In(string(v.Lang)),
	}
	if v.Lang == text.EN && a.ProcNameEN != "" {
		row.Procedure = a.ProcNameEN
	}
	if row.Code == "" {
		row.Code = v.T("alarm.no-code")
	}
	left := rd.Left(a.Until)
	row.Pill = Pill{Soon, v.Left(int(left))}
	if left < 0 {
		row.Pill.Tone = Late
	}
	if a.Signs && (a.Kind == dossier.AlarmApology || a.Kind == dossier.AlarmLate) {
		row.Draft = "/watch/alarms/" + a.ID + "/apology"
	}
	return row
}

// An apologyPage is a prepared apology: what is known stands there, and who may sign it signs it in the dossier.
type apologyPage struct {
	Base
	Code  string
	Facts []Fact
	Late  bool
	Words string
	Href  string
}

// Template names the page's template.
func (*apologyPage) Template() string { return "watch/apology" }

func (s *Site) apologyDraft(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	a, err := s.read(r).ApologyDraft(dossier.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	p := &apologyPage{
		Base: Base{TitleKey: "alarm.draft", Audience: Desk, Nav: "alarms", Crumbs: []Crumb{{v.T("alarm.title"), "/watch/alarms"}}},
		Code: a.Code, Late: a.TooLate, Href: "/desk/dossiers/" + string(a.ID) + "#" + string(dossier.ActApologise), Words: s.apologyWords(a),
	}
	add := func(key, words string) {
		p.Facts = append(p.Facts, Fact{Term: v.T("alarm.draft." + key), Words: words})
	}
	add("due", v.DateTime(a.Promise.At))
	if !a.By.IsZero() {
		add("by", v.Date(a.By))
	}
	if a.Over > 0 {
		add("step", v.T("alarm.draft.step-over", "step", a.Step.In(string(v.Lang)), "over", v.Work(int(a.Over))))
	}
	add("unit", unitWords(v, a.Fault))
	if reason := reasonNamed(v, a.Record, dossier.ActApologise, a.Reason); reason != "" {
		add("reason", reason)
	}
	if !a.TooLate {
		add("to", v.DateTime(a.To))
	}
	return s.Render(w, r, http.StatusOK, p)
}
