package e2e

import (
	"regexp"
	"testing"
)

// TestOnPaperStandsNothingToPressAndNoTableIsCut prints pages of petitions, ratings and scores: no form or button and nothing folded, and
// nothing wider than a sheet of A4 at the usual 96 dots an inch.
func TestOnPaperStandsNothingToPressAndNoTableIsCut(t *testing.T) {
	t.Parallel()
	const sheet = 718 // 190 mm between margins of 10
	public := open(t, city(t), width(sheet))
	public.visit("/phan-anh?lang=vi")
	petition := eval[string](public, "find a published petition", `document.querySelector('main a[href^="/phan-anh/PA"]').pathname`)
	onPaper(public, petition, "/phan-anh", "/hai-long", "/phan-anh/ban-do")
	owner := as(t, citizenMai, width(sheet))
	owner.visit("/ho-so/thong-bao?lang=vi")
	rated := eval[string](owner, "find a rating", `document.querySelector('main a[href^="/danh-gia/"]').pathname`)
	onPaper(owner, rated)
	agent := officer(t, careAgent, width(sheet))
	agent.visit("/desk/petitions")
	handled := eval[string](agent, "find a petition", `document.querySelector('main a[href^="/desk/petitions/"]:not([href$="/new"])').pathname`)
	writer := open(t, city(t), noScript)
	writer.visit("/lien-he")
	writer.fill("text", unique(t))
	writer.send(`main form.card`)
	talk := regexp.MustCompile(`^/lien-he/chat/([^#?]+)`).FindStringSubmatch(writer.page())
	if talk == nil {
		t.Fatalf("no conversation: %s", writer.page())
	}
	onPaper(agent, handled, "/care/contacts/"+talk[1])
	onPaper(officer(t, leader7, width(sheet)), "/watch/ratings", "/watch/scores", "/watch/satisfaction", "/watch/petitions")
}

// onPaper looks at pages as the printer gets them.
func onPaper(p *tab, pages ...string) {
	p.t.Helper()
	for _, at := range pages {
		p.visit(at)
		p.do("print", printed)
		if seen := eval[[]string](p, "see what is printed", `[...document.querySelectorAll('.menu, .foot, main button, main input:not([type=hidden]), main select, main textarea, main form.card, main summary')]
			.filter(e => e.checkVisibility() && !(e.matches('summary') && (e.parentElement.open || e.parentElement.matches('.printed')))).map(e => e.outerHTML.slice(0, 90))`); len(seen) > 0 {
			p.t.Errorf("%s has on paper %q", at, seen)
		}
		if wide := eval[[]string](p, "see what is cut", `[...document.querySelectorAll('main table, main dl, main svg, main pre')].filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 90))`); len(wide) > 0 {
			p.t.Errorf("%s is cut on paper: %q", at, wide)
		}
		if p.text("main h1") == "" {
			p.t.Errorf("%s has no heading on paper", at)
		}
	}
}
