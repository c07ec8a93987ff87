package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/keep/store"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/form"
)

// inboxRoutes are the addresses of connected systems, and of what they sent that waits for a person.
func (s *Site) inboxRoutes() []route {
	if s.o.Office == nil {
		return nil
	}
	return []route{
		{at: "GET /settings/inboxes", do: s.settingsOnly(s.settingInboxes)},
		{at: "POST /settings/inboxes", do: s.settingsOnly(s.addInbox)},
		{at: "GET /settings/inboxes/{system}", do: s.settingsOnly(s.settingInbox)},
		{at: "POST /settings/inboxes/{system}/{act}", do: s.settingsOnly(s.systemInboxAct)},
		{at: "GET /care/held", do: officerOnly(s.keptMessages)},
		{at: "GET /care/held/{system}/{id}", do: officerOnly(s.keptMessage)},
		{at: "GET /care/held/{system}/{id}/files/{n}", do: officerOnly(s.keptFile)},
		{at: "POST /care/held/{system}/{id}/take", do: officerOnly(s.takeKept)},
	}
}

// systemsPage lists the systems that send signed messages and are called back, with what came of each (hệ thống kết nối).
type systemsPage struct {
	Base
	*Form
	Rows   []systemRow
	Told   []inboxTold
	Unread bool
	Facts  []Fact
	Empty  Empty
}

// Template names the page's template.
func (*systemsPage) Template() string { return "settings/inboxes" }

// A systemRow is one system with its figures of 30 days.
type systemRow struct {
	Name, Href, Way      string
	Taken, Held, Refused string
	Parked               string
	Pill                 *Pill
}

// An inboxTold is what an administrator was told.
type inboxTold struct {
	Words, Href string
	At          time.Time
	New         bool
}

func systemHref(system string) string { return "/settings/inboxes/" + url.PathEscape(system) }

// What of the counts is taken, is held for a person, and was not let in.
var (
	inboxTaken   = []string{"done", "repeat", "overtaken"}
	inboxHeld    = []string{"refused", "automatic", "early", "new"}
	inboxRefused = []string{"unsigned", "stale", "conflict", "too-large", "unreadable"}
)

func sumOf(counts map[string]int64, of []string) (n int64) {
	for _, k := range of {
		n += counts[k]
	}
	return n
}

func (s *Site) settingInboxes(w http.ResponseWriter, r *http.Request) error {
	p, err := s.systemsPage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) systemsPage(r *http.Request, failed error) (*systemsPage, error) {
	v := s.voice(r)
	all, strangers, err := s.o.Office.Connections(r.Context(), who(r))
	if err != nil {
		return nil, err
	}
	p := &systemsPage{Base: s.settingsBase(v, "inboxes"), Form: s.form(r, failed), Empty: Empty{Title: v.T("inboxes.none"), Words: v.T("inboxes.none-words")}}
	p.Add(Field{Name: "name", Kind: form.Line, Label: v.T("inboxes.name"), Help: v.T("inboxes.name-help"), Required: true, MaxLen: 40})
	for i := range all {
		p.Rows = append(p.Rows, systemRowOf(v, &all[i]))
	}
	p.Facts = []Fact{
		{Term: v.T("inboxes.strangers"), Words: v.Number(strangers), Sub: v.T("inboxes.strangers-words")},
		{Term: v.T("kept.title"), Words: v.T("kept.open"), Href: "/care/held"},
	}
	told, err := s.read(r).SignatureNotices(mostTold)
	if err != nil {
		return nil, err
	}
	for _, n := range told {
		key := "inboxes.told-signature"
		if n.Stale {
			key = "inboxes.told-stale"
		}
		p.Told = append(p.Told, inboxTold{v.T(key, "system", n.System, "n", n.N), systemHref(n.System), n.At, !n.Seen})
		p.Unread = p.Unread || !n.Seen
	}
	return p, nil
}

func systemRowOf(v text.Voice, c *office.Connection) systemRow {
	signs := slices.ContainsFunc(c.Keys, func(k office.SystemKey) bool { return !k.Called && !k.Over })
	x := systemRow{
		Name: c.Name, Href: systemHref(c.Name), Taken: v.Number(sumOf(c.Counts, inboxTaken)), Held: v.Number(sumOf(c.Counts, inboxHeld)), Refused: v.Number(sumOf(c.Counts, inboxRefused)),
		Parked: v.Number(c.Calls[store.NoticeFailed]), Way: v.T("inboxes.way.none"),
	}
	switch {
	case signs:
		x.Way = v.T("inboxes.way.signs")
	case !c.Revoked:
		x.Way = v.T("inboxes.way.token")
	}
	if c.Calls[store.NoticeFailed] > 0 {
		x.Pill = &Pill{Late, v.T("inboxes.parked-pill")}
	}
	return x
}

// addInbox gives a system its first key, or another one, and shows it.
func (s *Site) addInbox(w http.ResponseWriter, r *http.Request) error {
	if _, _, err := s.o.Office.Connections(r.Context(), who(r)); err != nil {
		return err
	}
	if r.PostFormValue("seen") == "1" {
		if err := s.o.Office.SeeSignatureNotices(r.Context(), who(r)); err != nil {
			return err
		}
		return redirect(w, r, "/settings/inboxes")
	}
	name := r.PostFormValue("name")
	k, err := s.o.Office.AddSigningKey(r.Context(), who(r), name, false, inboxGrace)
	if err == nil {
		return s.showKey(w, r, name, k)
	}
	if f := fault.As(err); f == nil || f.Kind != fault.Invalid {
		return err
	}
	p, e := s.systemsPage(r, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}

// inboxGrace is how long the keys before a new one count on, unless something else is chosen.
const inboxGrace = 24 * time.Hour

// systemInboxPage is one system: its keys, what came, the calls back, and who did what with it.
type systemInboxPage struct {
	Base
	*Form
	Name, Href string
	Facts      []Fact
	Keys       []inboxKey
	Days       []systemInboxDay
	Parked     []inboxCall
	Deeds      []deedLine
	Calls      []Fact
	Hook       Field
	NewKey     []Field
	Shown      *office.NewKey // this once
	More       bool           // more days are there to see
	Live       bool           // there is something to revoke
}

// Template names the page's template.
func (*systemInboxPage) Template() string { return "settings/inbox" }

type inboxKey struct {
	ID, Way string
	Pill    Pill
	Made    time.Time
	Used    time.Time
	Over    bool
}

type systemInboxDay struct {
	Day                              time.Time
	Taken, Repeated, Refused, Mailed string
	Out                              string
}

type inboxCall struct {
	ID, Error, Tries string
	At               time.Time
}

// The days that are shown at first, and all for which counts are kept on the page.
const (
	inboxDaysFew  = 14
	inboxDaysMost = 90
)

func (s *Site) settingInbox(w http.ResponseWriter, r *http.Request) error {
	p, err := s.systemInboxPage(r, r.PathValue("system"), nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) systemInboxPage(r *http.Request, name string, failed error) (*systemInboxPage, error) {
	v, days := s.voice(r), inboxDaysFew
	if r.URL.Query().Get("days") == "all" {
		days = inboxDaysMost
	}
	c, came, deeds, err := s.o.Office.Connection(r.Context(), who(r), name, days)
	if err != nil {
		return nil, err
	}
	p := &systemInboxPage{Base: s.settingsBase(v, "inboxes"), Form: s.form(r, failed), Name: c.Name, Href: systemHref(c.Name), More: days == inboxDaysFew, Live: !c.Revoked || c.Hook != ""}
	p.TitleKey, p.Title = "", v.T("inboxes.one", "name", c.Name)
	p.Crumbs = append(p.Crumbs, Crumb{v.T("settings.inboxes.title"), "/settings/inboxes"})
	p.Facts = []Fact{
		{Term: v.T("inboxes.address"), Words: "/api/v1/inbox/" + c.Name + "/events", Code: true},
		{Term: v.T("inboxes.hook"), Words: orNone(v, c.Hook)},
		{Term: v.T("inboxes.token"), Words: v.T("inboxes.token." + map[bool]string{true: "none", false: "has"}[c.Revoked])},
	}
	p.keys(v, c.Keys)
	for i := range came {
		p.Days = append(p.Days, inboxDayOf(v, &came[i]))
	}
	for _, state := range []string{store.NoticeSent, store.NoticeReady, store.NoticeFailed, store.NoticeDropped} {
		p.Calls = append(p.Calls, Fact{Term: v.T("inboxes.call." + state), Words: v.Number(c.Calls[state])})
	}
	parked, err := s.o.Office.ParkedCalls(r.Context(), who(r), c.Name)
	if err != nil {
		return nil, err
	}
	for _, x := range parked {
		p.Parked = append(p.Parked, inboxCall{x.ID, x.Error, v.T("settings.notices.tries", "n", x.Attempts), x.At})
	}
	for _, d := range deeds {
		p.Deeds = append(p.Deeds, deedLine{At: d.At, Words: systemDeedWords(v, &d), By: firstWord(d.By.Name, v.T("settings.account.by-machine"))})
	}
	return p, nil
}

// keys lays out the keys, and the forms for a new one and for the address of calls.
func (p *systemInboxPage) keys(v text.Voice, keys []office.SystemKey) {
	for _, k := range keys {
		x := inboxKey{ID: k.ID, Way: v.T("inboxes.key.in"), Made: k.Created, Used: k.Used, Over: k.Over, Pill: Pill{OK, v.T("inboxes.key.counts")}}
		if k.Called {
			x.Way = v.T("inboxes.key.out")
		}
		switch {
		case k.Over:
			x.Pill = Pill{Ended, v.T("inboxes.key.ended", "time", v.DateTime(k.Ends))}
		case !k.Ends.IsZero():
			x.Pill = Pill{Soon, v.T("inboxes.key.ends", "time", v.DateTime(k.Ends))}
		}
		p.Live = p.Live || !k.Over
		p.Keys = append(p.Keys, x)
	}
	p.Add(Field{Name: "way", Kind: BoxRadio, Label: v.T("inboxes.key.way"), Value: "in", Options: []Option{{Value: "in", Label: v.T("inboxes.key.in")}, {Value: "out", Label: v.T("inboxes.key.out")}}})
	var graces []Option
	for _, h := range []int{0, 24, 168, 720} {
		graces = append(graces, Option{Value: strconv.Itoa(h), Label: v.T("inboxes.grace." + strconv.Itoa(h))})
	}
	p.Add(Field{Name: "grace", Kind: BoxSelect, Label: v.T("inboxes.grace"), Help: v.T("inboxes.grace-help"), Value: "24", Options: graces})
	p.Add(Field{Name: "address", Kind: form.Line, Label: v.T("inboxes.hook"), Help: v.T("inboxes.hook-help"), MaxLen: 500})
	p.NewKey, p.Hook = p.Fields()[:2], p.Fields()[2]
}

func inboxDayOf(v text.Voice, d *office.ConnectionDay) systemInboxDay {
	n := func(of ...string) string { return v.Number(sumOf(d.Counts, of)) }
	x := systemInboxDay{Taken: n("done", "overtaken"), Repeated: n("repeat"), Mailed: n("automatic"), Refused: n("refused", "conflict", "too-large", "unreadable"), Out: n("unsigned", "stale")}
	if day, err := calendar.ParseDate(d.Day); err == nil {
		x.Day = day.Time()
	}
	return x
}

func systemDeedWords(v text.Voice, d *office.SystemDeed) string {
	words := v.T("audit.kind." + d.Kind)
	switch {
	case d.Key != "" && d.Called:
		return v.T("inboxes.deed-called", "deed", words, "key", d.Key)
	case d.Key != "":
		return v.T("inboxes.deed-key", "deed", words, "key", d.Key)
	case d.N > 0:
		return v.T("inboxes.deed-n", "deed", words, "n", d.N)
	}
	return words
}

// showKey shows a key on the page of its system, this once.
func (s *Site) showKey(w http.ResponseWriter, r *http.Request, system string, k office.NewKey) error {
	r.PostForm = url.Values{}
	p, err := s.systemInboxPage(r, system, nil)
	if err != nil {
		return err
	}
	p.Shown = &k
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, p)
}

// systemInboxAct does what an administrator does with a system.
func (s *Site) systemInboxAct(w http.ResponseWriter, r *http.Request) error {
	o, ctx, by, name := s.o.Office, r.Context(), who(r), r.PathValue("system")
	if _, _, _, err := o.Connection(ctx, by, name, 1); err != nil {
		return err
	}
	var err error
	said, n := "", 0
	switch act := r.PathValue("act"); act {
	case "key":
		hours, bad := strconv.Atoi(r.PostFormValue("grace"))
		if bad != nil {
			hours = -1
		}
		k, bad := o.AddSigningKey(ctx, by, name, r.PostFormValue("way") == "out", time.Duration(hours)*time.Hour)
		if bad == nil {
			return s.showKey(w, r, name, k)
		}
		err = bad
	case "end-key":
		said, err = "inboxes.said.end-key", o.EndSigningKey(ctx, by, name, r.PostFormValue("key"))
	case "call":
		said, err = "inboxes.said.call", o.SetHook(ctx, by, name, r.PostFormValue("address"))
	case "again", "drop":
		said = "inboxes.said." + act
		if id := r.PostFormValue("call"); id != "" {
			n, err = 1, o.SettleCall(ctx, by, id, act == "again")
		} else {
			n, err = o.SettleCalls(ctx, by, name, act == "again")
		}
	case "revoke":
		said, err = "inboxes.said.revoke", o.RevokeSystem(ctx, by, name)
	default:
		return fault.New(fault.Missing, "web.no-page")
	}
	if fault.Is(err, fault.Invalid) {
		p, bad := s.systemInboxPage(r, name, err)
		if bad != nil {
			return bad
		}
		return s.Again(w, r, p, err)
	}
	if err != nil {
		return err
	}
	s.flash(w, said, "n", strconv.Itoa(n))
	return redirect(w, r, systemHref(name))
}
