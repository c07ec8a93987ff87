package web

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"motcua/law/survey"
)

var (
	figureCell = regexp.MustCompile(`(?s)<td( class="n[^"]*"[^>]*)>(.*?)</td>`)
	listLink   = regexp.MustCompile(`href="(/desk/dossiers\?[^"]*)">([\d.]+)</a>`)
	listTotal  = regexp.MustCompile(`trong ([\d.]+) hồ sơ`)
)

// Every figure of these pages opens into what it was counted from, or is marked as one that opens into nothing, and the page says why.
func TestEveryFigureOfSurveysAndScoresOpensOrSaysWhyNot(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	id := c.surveyOf(9, survey.Sampling{Size: 4, Seed: "48213"})
	b := c.holderOf("phong-kiem-tra-giam-sat", "supervisor")
	pages := []string{"/watch/scores", "/watch/campaigns/" + id, "/watch/campaigns/" + id + "/draw"}
	for _, by := range []string{"unit", "procedure", "channel", "month", "month&view=reception", "unit&view=reception"} {
		pages = append(pages, "/watch/satisfaction?by="+by)
	}
	cells, lists := 0, map[string]string{}
	for _, at := range pages {
		b.get(at)
		b.want(200)
		for _, m := range figureCell.FindAllStringSubmatch(b.body, -1) {
			cells++
			if shut := strings.Contains(m[1], "data-shut"); shut == strings.Contains(m[2], "<a ") {
				t.Errorf("%s: the figure %s opens into nothing and is not marked, or both", at, m[0])
			} else if shut && !strings.Contains(b.body, `id="shut"`) {
				t.Errorf("%s does not say why its figures do not open", at)
			}
		}
		for _, m := range listLink.FindAllStringSubmatch(b.body, -1) {
			lists[html.UnescapeString(m[1])] = m[2]
		}
	}
	if cells < 30 || len(lists) < 5 {
		t.Fatalf("%d figures and %d lists prove little", cells, len(lists))
	}
	for at, n := range lists {
		b.get(at)
		if m := listTotal.FindStringSubmatch(b.body); m == nil || m[1] != n {
			t.Errorf("%s has %q, the figure was %s", at, m, n)
		}
	}
}
