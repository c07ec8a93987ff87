package web

import (
	"net/url"
	"strings"
	"testing"
)

// TestEveryAnswerOfALifeEventLeadsToAProcedureAndACaseThatExist walks each answer of each event of the pack.
func TestEveryAnswerOfALifeEventLeadsToAProcedureAndACaseThatExist(t *testing.T) {
	t.Parallel()
	town := newTown(t, true)
	w := town.World()
	if len(w.LifeEvents) == 0 {
		t.Fatal("the pack has no life events")
	}
	for i := range w.LifeEvents {
		e := &w.LifeEvents[i]
		if len(e.Questions) == 0 {
			t.Errorf("%s asks nothing", e.Slug)
		}
		seen := map[string]bool{}
		for _, x := range e.Questions {
			if seen[x.ID] || x.Text.VI == "" || x.Text.EN == "" || len(x.Options) < 2 {
				t.Errorf("%s asks %+v", e.Slug, x)
			}
			seen[x.ID] = true
			values := map[string]bool{}
			for _, o := range x.Options {
				if values[o.Value] || o.Label.VI == "" || o.Label.EN == "" {
					t.Errorf("%s/%s has the answer %+v", e.Slug, x.ID, o)
				}
				values[o.Value] = true
				needs := lifeNeeds(e, url.Values{guideField + x.ID: {o.Value}})
				if len(needs) != len(o.Procedures) {
					t.Errorf("%s/%s=%s leads to %v", e.Slug, x.ID, o.Value, needs)
				}
				for _, n := range needs {
					rec := w.Procedures.Current(n.id, town.Now())
					if rec == nil || n.caseID != "" && rec.Case(n.caseID) == nil {
						t.Errorf("%s/%s=%s leads to %s, case %q, which is not there", e.Slug, x.ID, o.Value, n.id, n.caseID)
						continue
					}
					if g := guided(rec, url.Values{guideCase: {n.caseID}}); n.caseID != "" && (g.Case == nil || g.Case.ID != n.caseID) {
						t.Errorf("%s/%s=%s: the guidance of %s does not take the case %s", e.Slug, x.ID, o.Value, n.id, n.caseID)
					}
				}
			}
		}
		wantPage(t, town.site, "/viec-trong-doi/"+e.Slug, 200)
		wantPage(t, town.site, "/viec-trong-doi/"+e.Slug+"/huong-dan", 200)
	}
	body := wantPage(t, town.site, "/viec-trong-doi/co-con-nho/huong-dan?tl.khai-sinh=co-chung-sinh&tl.bao-hiem=rieng", 200)
	if !strings.Contains(body, "/thu-tuc/1.001193/huong-dan?truong-hop=co-giay-chung-sinh") || !strings.Contains(body, "/thu-tuc/1.001939/huong-dan") {
		t.Error("the answers do not lead into the guidance of the procedures")
	}
	wantPage(t, town.site, "/viec-trong-doi/co-con-nho/huong-dan?tl.khai-sinh=sai", 200)
	wantPage(t, town.site, "/viec-trong-doi/khong-co/huong-dan", 404)
}
