package web

import (
	"slices"

	"motcua/ground/text"
)

// A NavLink is one entry of the menu.
type NavLink struct {
	Words   string
	Href    string
	Key     string // the keyboard's shortcut, shown at the desk
	Current bool
	Under   []NavLink // of an entry that only opens these
}

// A navEntry is one entry of a menu as the house knows it. An entry without a page is not shown.
type navEntry struct {
	id, words, href, key string
	signedIn             bool     // only for people who are signed in
	roles                []string // only for these posts; nil = all
	under                []navEntry
}

// Whoever answers for a unit, for the city, or for the rules.
var (
	heads    = []string{"leader", "branch-head"}
	watchers = []string{"leader", "branch-head", "supervisor", "controller"}
)

var publicNav = []navEntry{
	{id: "procedures", words: "nav.procedures", href: "/thu-tuc"},
	{id: "lookup", words: "nav.lookup", href: "/tra-cuu"},
	{id: "dossiers", words: "nav.dossiers", href: "/ho-so", signedIn: true},
	{id: "petitions", words: "nav.petitions", href: "/phan-anh"},
	{id: "branches", words: "nav.branches", href: "/noi-tiep-nhan"},
	{id: "help", words: "nav.help", href: "/tro-giup"},
}

var deskNav = []navEntry{
	{id: "desk", words: "nav.desk", href: "/desk", signedIn: true},
	{id: "receive", words: "nav.receive", href: "/desk/receive", key: "N", signedIn: true, roles: []string{"receiver", "branch-head"}},
	{id: "inbox", words: "nav.inbox", href: "/desk/inbox", signedIn: true, roles: []string{"receiver", "branch-head"}},
	{id: "hand-over", words: "nav.hand-over", href: "/desk/hand-over", signedIn: true, roles: []string{"receiver", "branch-head"}},
	{id: "rate", words: "nav.rate", href: "/desk/rate", signedIn: true, roles: []string{"receiver", "branch-head"}},
	{id: "search", words: "nav.search", href: "/desk/dossiers", key: "/", signedIn: true},
	{id: "petition-desk", words: "nav.petition-desk", href: "/desk/petitions", signedIn: true, roles: []string{"care-agent", "receiver", "specialist", "leader", "branch-head", "supervisor"}},
	{id: "handed", words: "nav.handed", href: "/desk/handed", signedIn: true, roles: []string{"specialist", "receiver", "leader", "branch-head"}},
	{id: "care", words: "nav.care", href: "/care", signedIn: true, roles: []string{"care-agent"}},
	{id: "knowledge", words: "knowledge.title", href: "/care/knowledge", signedIn: true, roles: []string{"care-agent"}},
	{id: "watch", words: "nav.watch", under: []navEntry{
		{id: "overview", words: "nav.overview", href: "/watch", signedIn: true, roles: watchers},
		{id: "team", words: "nav.team", href: "/desk/team", signedIn: true, roles: heads},
		{id: "care", words: "nav.care", href: "/care", signedIn: true, roles: []string{"leader", "branch-head", "supervisor"}},
		{id: "alarms", words: "nav.alarms", href: "/watch/alarms", signedIn: true, roles: watchers},
		{id: "satisfaction", words: "satisfaction.title", href: "/watch/satisfaction", signedIn: true, roles: watchers},
		{id: "petition-figures", words: "petitions.title", href: "/watch/petitions", signedIn: true, roles: []string{"leader", "branch-head", "supervisor"}},
		{id: "scores", words: "nav.scores", href: "/watch/scores", signedIn: true},
		{id: "campaigns", words: "campaign.title-page", href: "/watch/campaigns", signedIn: true, roles: watchers},
		{id: "ratings", words: "cases.title", href: "/watch/ratings", signedIn: true, roles: []string{"leader", "branch-head", "supervisor"}},
		{id: "requests", words: "requests.title", href: "/watch/requests", signedIn: true, roles: []string{"leader", "branch-head", "supervisor"}},
		{id: "retention", words: "retention.title", href: "/watch/retention", signedIn: true, roles: []string{"leader", "branch-head", "supervisor"}},
		{id: "erasures", words: "erasures.title", href: "/watch/erasures", signedIn: true, roles: []string{"leader", "supervisor"}},
		{id: "openings", words: "openings.title", href: "/watch/openings", signedIn: true, roles: []string{"supervisor"}},
		{id: "exports", words: "exports.title", href: "/watch/exports", signedIn: true, roles: []string{"supervisor"}},
		{id: "audit", words: "audit.title", href: "/watch/audit", signedIn: true, roles: []string{"supervisor", "controller"}},
	}},
	{id: "control", words: "nav.control", href: "/control", signedIn: true, roles: []string{"controller", "editor", "leader", "supervisor"}},
	{id: "settings", words: "nav.settings", href: "/settings", signedIn: true, roles: []string{"administrator", "controller", "supervisor", "leader", "branch-head"}},
}

// menu gives the menu of a page: only entries whose page exists and that the visitor may use.
func (s *Site) menu(v text.Voice, b *Base) []NavLink {
	if b.Dense() {
		return s.links(v, b, deskNav)
	}
	return s.links(v, b, publicNav)
}

// links gives those of the entries that the visitor sees. A group is current with any of its own, and a group of one is that one.
func (s *Site) links(v text.Voice, b *Base, entries []navEntry) []NavLink {
	var out []NavLink
	for _, e := range entries {
		if e.under != nil {
			under := s.links(v, b, e.under)
			switch len(under) {
			case 0:
			case 1:
				out = append(out, under[0])
			default:
				out = append(out, NavLink{Words: v.T(e.words), Under: under, Current: slices.ContainsFunc(under, func(l NavLink) bool { return l.Current })})
			}
			continue
		}
		if !s.known[e.href] || e.signedIn && b.Visitor.Name == "" || !b.Visitor.holds(e.roles) {
			continue
		}
		out = append(out, NavLink{Words: v.T(e.words), Href: e.href, Key: e.key, Current: e.id == b.Nav})
	}
	return out
}

// holds says whether the visitor acts from one of the posts.
func (v Visitor) holds(roles []string) bool {
	return roles == nil || v.Session != nil && slices.Contains(roles, v.Session.Who.Role) || v.Session == nil && v.Admin
}
