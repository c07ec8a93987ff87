package web

import (
	"net/http"

	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
)

// settingsOnly lets those in who may open the settings.
func (s *Site) settingsOnly(do Handler) Handler {
	return officerOnly(func(w http.ResponseWriter, r *http.Request) error {
		if err := s.read(r).MaySettings(); err != nil {
			return err
		}
		return do(w, r)
	})
}

// settingsBase is what the pages of the settings share. key names the page: "settings.<key>.title".
func (s *Site) settingsBase(v text.Voice, key string) Base {
	b := Base{TitleKey: "settings." + key + ".title", Audience: Desk, Nav: "settings", Wide: true}
	if key != "home" {
		b.Crumbs = []Crumb{{v.T("settings.home.title"), "/settings"}}
	}
	return b
}

// settingsPage leads to all that the city decides by (thiết lập).
type settingsPage struct {
	Base
	Unconfirmed Notice
	Groups      []cardGroup
}

// A cardGroup is what belongs together on the first page of the settings.
type cardGroup struct {
	Title string
	Cards []Card
}

// Template names the page's template.
func (*settingsPage) Template() string { return "settings/home" }

func (s *Site) settings(w http.ResponseWriter, r *http.Request) error {
	v, world := s.voice(r), s.o.Office.World()
	facts, err := s.read(r).System()
	if err != nil {
		return err
	}
	p := &settingsPage{Base: s.settingsBase(v, "home")}
	open := unconfirmedRules(world)
	if open > 0 {
		p.Unconfirmed = Notice{
			Tone: Soon, Title: v.T("settings.unconfirmed", "n", open), Words: v.T("settings.unconfirmed-words"),
			Link: Link{v.T("settings.unconfirmed-link"), "/settings/rules?unconfirmed=1"},
		}
	}
	groups := []struct {
		name  string
		cards []Card
	}{{"law", s.lawCards(v, open)}, {"house", s.houseCards(v, facts)}, {"watch", s.watchCards(v, r)}, {"run", s.runCards(v, r, facts)}}
	for _, g := range groups {
		if len(g.cards) > 0 {
			p.Groups = append(p.Groups, cardGroup{v.T("settings.home." + g.name), g.cards})
		}
	}
	return s.Render(w, r, http.StatusOK, p)
}

func settingCard(v text.Voice, key, note string) Card {
	return Card{Title: v.T("settings." + key + ".title"), Words: v.T("settings." + key + ".words"), Href: "/settings/" + key, Note: note}
}

// lawCards lead to what is decided by: rules, days, procedures, clocks.
func (s *Site) lawCards(v text.Voice, open int) []Card {
	world, now := s.o.Office.World(), s.o.Office.Now()
	days := 0
	if world.Calendar != nil {
		days = len(world.Calendar.Unconfirmed())
	}
	all, worked := world.Procedures.All(now), 0
	for _, rec := range all {
		if rec.Open() {
			worked++
		}
	}
	return []Card{
		settingCard(v, "rules", v.T("settings.rules.count", "n", len(world.Settings), "open", open)),
		settingCard(v, "calendar", v.T("settings.calendar.count", "open", days)),
		settingCard(v, "procedures", v.T("settings.procedures.count", "n", len(all), "open", worked)),
		settingCard(v, "rulebooks", v.T("settings.rulebooks.count", "n", len(dossier.Rulebooks))),
		settingCard(v, "petitions", v.T("settings.petitions.count", "n", len(world.PetitionLimits()))),
	}
}

// houseCards lead to who does the work: units, desks, powers.
func (s *Site) houseCards(v text.Voice, facts office.SystemFacts) []Card {
	world, now := s.o.Office.World(), s.o.Office.Now()
	given, ending := delegationsGiven(world, now)
	return []Card{
		settingCard(v, "units", v.T("settings.units.count", "n", facts.Units, "people", facts.People)),
		settingCard(v, "house", ""),
		settingCard(v, "desks", v.T("settings.desks.count", "n", len(world.Org.Desks(now)), "points", len(world.PointsWithoutDesk(now)))),
		settingCard(v, "competence", ""),
		settingCard(v, "delegations", v.T("settings.delegations.count", "n", given, "ending", ending)),
		settingCard(v, "endings", ""),
	}
}

// watchCards lead to who has access, and to what they did with it, as far as the reader may see that.
func (s *Site) watchCards(v text.Voice, r *http.Request) []Card {
	var out []Card
	role := who(r).Role
	if role == "administrator" {
		out = append(out, settingCard(v, "accounts", ""))
	}
	if role == "administrator" || role == "supervisor" {
		out = append(out, settingCard(v, "access", ""))
	}
	if len(s.read(r).AuditAsks()) > 0 {
		out = append(out, Card{Title: v.T("audit.title"), Words: v.T("audit.lead"), Href: "/watch/audit"})
	}
	return out
}

// runCards lead to the words and papers of the product, and to how it runs.
func (s *Site) runCards(v text.Voice, r *http.Request, facts office.SystemFacts) []Card {
	forms, unread := s.unreadForms()
	out := []Card{
		settingCard(v, "letters", v.T("settings.letters.count", "n", forms, "open", unread)),
		settingCard(v, "notices", ""),
		settingCard(v, "texts", v.T("settings.texts.count", "n", len(s.words.Keys()))),
	}
	if s.read(r).MayRunCampaigns() {
		out = append(out, settingCard(v, "questionnaires", ""))
	}
	if who(r).Role == "administrator" {
		out = append(out, settingCard(v, "inboxes", s.inboxesNote(v, r)), settingCard(v, "import", ""))
	}
	return append(out, settingCard(v, "system", v.T("settings.system.count", "behind", int(facts.Events-facts.Counted))))
}

// inboxesNote says how many messages that were not let in the reader was told of and has not seen.
func (s *Site) inboxesNote(v text.Voice, r *http.Request) string {
	told, err := s.read(r).SignatureNotices(mostTold)
	n := 0
	for _, x := range told {
		if !x.Seen {
			n++
		}
	}
	if err != nil || n == 0 {
		return ""
	}
	return v.T("inboxes.unseen", "n", n)
}

// unconfirmedRules counts the settings whose legal basis nobody has confirmed.
func unconfirmedRules(w *office.World) int {
	n := 0
	for _, x := range w.Settings {
		if x.Unconfirmed {
			n++
		}
	}
	return n
}

// systemPage says what runs (hệ thống).
type systemPage struct {
	Base
	Facts []Fact
}

// Template names the page's template.
func (*systemPage) Template() string { return "settings/system" }

func (s *Site) settingSystem(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	f, err := s.read(r).System()
	if err != nil {
		return err
	}
	p := &systemPage{Base: s.settingsBase(v, "system")}
	add := func(key, words string, pill *Pill) {
		p.Facts = append(p.Facts, Fact{Term: v.T("settings.system." + key), Words: words, Pill: pill})
	}
	number := func(n int) string { return v.Number(int64(n)) }
	wrong := func(n int) *Pill {
		if n == 0 {
			return &Pill{OK, v.T("settings.system.none")}
		}
		return &Pill{Late, number(n)}
	}
	program := s.o.Version
	if program == "" {
		program = v.T("settings.system.unknown")
	}
	add("version", program, nil)
	add("engine", v.T("settings.system.engine."+f.Engine), nil)
	add("events", v.Number(f.Events), nil)
	behind := f.Events - f.Counted
	lag := &Pill{OK, v.T("settings.system.up-to-date")}
	if behind > 0 {
		lag = &Pill{Soon, v.T("settings.system.behind", "n", int(behind))}
	}
	add("figures", "", lag)
	add("parked", "", wrong(f.Parked))
	add("jobs", "", wrong(f.Failed))
	add("inbox", "", wrong(f.Refused))
	add("letters", f.Letters, nil)
	if cal := s.o.Office.World().Calendar; cal != nil {
		add("calendar", cal.ID()+" "+cal.Version(), nil)
	}
	add("base", f.Base, nil)
	demo := v.T("settings.system.real")
	if f.Demo {
		demo = v.T("settings.system.demo")
	}
	add("kind", demo, nil)
	add("now", v.DateTime(s.o.Office.Now()), nil)
	return s.Render(w, r, http.StatusOK, p)
}

// findings counts what the check of a record found.
func findings(rec *procedure.Record) (wrong, warned int) {
	for _, f := range procedure.Check(*rec) {
		if f.Error {
			wrong++
		} else {
			warned++
		}
	}
	return wrong, warned
}
