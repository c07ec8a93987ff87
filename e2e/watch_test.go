package e2e

import (
	"strings"
	"testing"
)

func TestPagesOfTheOverviewAreSound(t *testing.T) {
	t.Parallel()
	each(t, []string{"/watch", "/watch?period=year&by=competent", "/watch?period=quarter&order=open-late&lang=en"}, func(t *testing.T, path string) {
		as(t, leader7).wantSound(path)
	})
}

func TestPagesOfTheSettingsAreSound(t *testing.T) {
	t.Parallel()
	each(t, []string{
		"/settings", "/settings/rules?unconfirmed=1", "/settings/calendar?year=2026", "/settings/procedures", "/settings/procedures/1.001193",
		"/settings/rulebooks", "/settings/texts?room=watch", "/settings/units?kind=branch&lang=en", "/settings/accounts", "/settings/system", "/settings/letters", "/settings/notices",
	}, func(t *testing.T, path string) {
		as(t, admin, dark).wantSound(path)
	})
}

// TestALeaderOpensWhatIsLateAndReturns follows a figure to its dossiers: the list has just as many.
func TestALeaderOpensWhatIsLateAndReturns(t *testing.T) {
	t.Parallel()
	p := as(t, leader7)
	p.visit("/desk")
	p.mark(".more summary")
	p.press(`.menu a[href="/watch"]`)
	const late = `.watch-now a[href*="stage=working"][href*="late=1"]`
	n := p.text(late + " b")
	if n == "0" {
		t.Fatal("nothing is late at branch 7: the journey shows nothing")
	}
	p.press(late)
	if at := p.where(); !strings.Contains(at, "/desk/dossiers?") {
		t.Fatalf("the figure leads to %s", at)
	}
	p.wantText(".pages p", n)
	p.wantOpenToAll()
	p.mark(".more summary")
	p.press(`.menu a[href="/watch"]`)
	p.wantText(late+" b", n)
}

// TestTheAdministratorFindsTheUnconfirmedRules begins at the menu and ends at a rule with its mark.
func TestTheAdministratorFindsTheUnconfirmedRules(t *testing.T) {
	t.Parallel()
	p := as(t, admin)
	p.visit("/desk")
	p.press(`.menu a[href="/settings"]`)
	p.press(`main a[href="/settings/rules?unconfirmed=1"]`)
	p.wantText("main", "intake.acknowledge-within")
	if p.text(".list .pill") == "" {
		t.Error("the rule has no mark")
	}
	marks := eval[int](p, "count the marks", `document.querySelectorAll('.list .pill.soon').length`)
	rules := eval[int](p, "count the rules", `document.querySelectorAll('.list tbody tr').length`)
	if rules == 0 || marks != rules {
		t.Errorf("%d rules, %d of them marked", rules, marks)
	}
}

// TestSomebodyWhoAnswersForNothingIsToldTheRule: a receiving officer asks for figures.
func TestSomebodyWhoAnswersForNothingIsToldTheRule(t *testing.T) {
	t.Parallel()
	p := as(t, clerk7)
	p.visitFor("/watch?lang=vi", 403)
	p.wantText("main", "đơn vị của mình")
	p.wantOpenToAll()
}
