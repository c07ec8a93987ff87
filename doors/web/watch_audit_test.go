package web

import (
	"strings"
	"testing"

	"motcua/law/care"
	"motcua/law/dossier"
	"motcua/law/knowledge"
	"motcua/law/petition"
	"motcua/law/survey"
	"motcua/office"
)

func TestTheTrailIsShownFilteredAndTakenOutByOverseersAlone(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t, 6)
	super := supervisorOf(c)
	site := siteFor(t, c, super)
	for _, path := range []string{
		"/watch/audit", "/watch/audit?what=act", "/watch/audit?what=read", "/watch/audit?what=break-glass", "/watch/audit?what=export", "/watch/audit?what=sign-in",
		"/watch/audit?what=house&unit=trung-tam", "/watch/audit?what=erase", "/watch/audit?from=01/01/2020&to=02/01/2020",
	} {
		wantPage(t, site, path, 200)
	}
	for _, path := range []string{
		"/watch/audit?who=khong-co-ai", "/watch/audit?from=31/02/2026", "/watch/audit?from=02/01/2026&to=01/01/2026", "/watch/audit?code=H26-KHONG-CO", "/watch/audit?after=zzz", "/watch/audit?unit=khong-co",
	} {
		wantPage(t, site, path, 422)
	}
	acts := wantPage(t, site, "/watch/audit?what=act", 200)
	if !strings.Contains(acts, "/desk/dossiers/") {
		t.Error("no act leads to its dossier")
	}
	list, err := c.Read(t.Context(), super).Dossiers(office.Filter{Limit: 1})
	if err != nil || len(list.Rows) == 0 {
		t.Fatal("no dossier", err)
	}
	of := wantPage(t, site, "/watch/audit?code="+list.Rows[0].Code, 200)
	if !strings.Contains(of, list.Rows[0].ID) || strings.Count(of, "<tr>") < 2 {
		t.Errorf("the trail of %s is empty", list.Rows[0].Code)
	}
	if strings.Contains(acts+of, list.Rows[0].Owner) {
		t.Error("the trail names the owner of a dossier")
	}
	status, file := get(t, site, "/watch/audit?what=house&as=csv", "vi")
	exports, _, err := c.Read(t.Context(), super).Exports("", c.clock().AddDate(1, 0, 0))
	if err != nil || status != 200 || len(exports) != 1 || exports[0].List != "nhat-ky-kiem-tra" || !strings.Contains(file, exports[0].Mark) {
		t.Errorf("the file: %d, %+v, %v", status, exports, err)
	}
	if got := wantPage(t, site, "/watch/audit?what=export", 200); !strings.Contains(got, exports[0].Mark) {
		t.Error("the export is not in the trail")
	}
	admin := siteFor(t, c, headOf(c, "trung-tam", "administrator"))
	if got := wantPage(t, admin, "/watch/audit", 200); strings.Contains(got, "/desk/dossiers/") || strings.Contains(got, `name="code"`) {
		t.Error("the administrator is led to dossiers")
	}
	wantPage(t, admin, "/watch/audit?what=act", 403)
	wantPage(t, siteFor(t, c, c.holder("chi-nhanh-7", "receiver")), "/watch/audit", 403)
	wantPage(t, siteFor(t, c, headOf(c, "so-tu-phap", "leader")), "/watch/audit", 403)
}

func TestTheTrailHasWordsForWhateverHappensToPetitionsAndRatings(t *testing.T) {
	t.Parallel()
	v := vietnamese(t)
	kinds := []string{
		survey.KindGiven, survey.KindCorrected, survey.KindOpened, survey.KindRaised, survey.KindContacted, survey.KindAnswered, survey.KindClosed, survey.KindConfirmed, survey.KindDisputed,
		"shift.sign-on", "shift.sign-off", "read.contact", "read.contacts", "read.beside", "read.known", "read.sample", "voice.said", "scores.closed", survey.KindBoards, survey.KindFramed, survey.KindDrawn, survey.KindSent, survey.KindCampaignOver, survey.KindResponded, "read.petition", "read.rating", dossier.KindFiled,
	}
	for i := range petition.Rules {
		kinds = append(kinds, petition.Rules[i].Act.Kind())
	}
	for i := range care.Rules {
		kinds = append(kinds, care.Rules[i].Act.Kind())
	}
	for i := range knowledge.Rules {
		kinds = append(kinds, "knowledge."+string(knowledge.Rules[i].Act))
	}
	seen := map[string]string{}
	for _, kind := range kinds {
		what := office.AuditActs
		if strings.HasPrefix(kind, "read.") {
			what = office.AuditReads
		}
		words := auditWords(v, &office.AuditLine{What: what, Kind: kind})
		if words == "" || words == v.T("audit.kind.other", "kind", kind) || words == v.T("audit.kind.read") {
			t.Errorf("the trail has no words for %s", kind)
		}
		of, _, _ := strings.Cut(kind, ".")
		if other := seen[of+words]; other != "" {
			t.Errorf("%s and %s are both %q", kind, other, words)
		}
		seen[of+words] = kind
	}
}
