package web

import "motcua/ground/text"

// A NavLink is one entry of the menu.
type NavLink struct {
	Words   string
	Href    string
	Key     string // the keyboard's shortcut, shown at the desk
	Current bool
}

// A navEntry is one entry of a menu as the house knows it. An entry without a page is not shown.
type navEntry struct {
	id, words, href, key string
	signedIn             bool // only for people who are signed in
	admin                bool // only for administrators
}

var publicNav = []navEntry{
	{id: "procedures", words: "nav.procedures", href: "/thu-tuc"},
	{id: "lookup", words: "nav.lookup", href: "/tra-cuu"},
	{id: "dossiers", words: "nav.dossiers", href: "/ho-so", signedIn: true},
	{id: "branches", words: "nav.branches", href: "/chi-nhanh"},
}

var deskNav = []navEntry{
	{id: "desk", words: "nav.desk", href: "/desk", signedIn: true},
	{id: "receive", words: "nav.receive", href: "/desk/receive", key: "N", signedIn: true},
	{id: "hand-over", words: "nav.hand-over", href: "/desk/hand-over", signedIn: true},
	{id: "approve", words: "nav.approve", href: "/desk/approve", signedIn: true},
	{id: "search", words: "nav.search", href: "/desk/search", key: "/", signedIn: true},
	{id: "overview", words: "nav.overview", href: "/desk/overview", signedIn: true},
	{id: "settings", words: "nav.settings", href: "/admin", signedIn: true, admin: true},
}

// menu gives the menu of a page: only entries whose page exists and that the visitor may use.
func (s *Site) menu(v text.Voice, b *Base) []NavLink {
	entries := publicNav
	if b.Dense() {
		entries = deskNav
	}
	var out []NavLink
	for _, e := range entries {
		if !s.known[e.href] || e.signedIn && b.Visitor.Name == "" || e.admin && !b.Visitor.Admin {
			continue
		}
		out = append(out, NavLink{Words: v.T(e.words), Href: e.href, Key: e.key, Current: e.id == b.Nav})
	}
	return out
}
