package web

import (
	"regexp"
	"testing"

	"motcua/ground/text"
	"motcua/law/survey"
	"motcua/office"
)

func TestAnInvitedCitizenIsLedFromTheNoticeToTheSurvey(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	id := c.surveyOf(6, survey.Sampling{Size: 6, Seed: "48213"})
	p := c.fold("SURVEYED000000").Parties.Applicant
	b := c.citizen("nguoi-duoc-moi", p.Name, p.Number)
	ends := c.clock().AddDate(0, 0, 20).In(office.Zone)
	if err := c.SendCampaign(c.t.Context(), everywhere(c.Office), office.Command{Key: "s"}, id); err != nil {
		t.Fatal(err)
	}
	b.get("/ho-so/thong-bao")
	b.want(200, "Mời bạn trả lời khảo sát", "nhận trả lời đến "+survey.LastMoment(ends).Format("15:04 02/01/2006"))
	at := regexp.MustCompile(`href="(/khao-sat/[^"]+)"`).FindStringSubmatch(b.body)
	if at == nil {
		t.Fatalf("no notice leads to a survey: %s", b.body)
	}
	b.get(at[1])
	b.want(200, "Gửi trả lời")
	q := regexp.MustCompile(`name="([^"]*q1)"`).FindStringSubmatch(b.body)
	b.post(at[1], "key", b.key(), q[1], "5")
	b.want(200, "câu trả lời đã được ghi nhận")
}

func TestAPlanIsToldEverythingThatIsWrongWithItAtOnce(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	c.surveyOf(1, survey.Sampling{Size: 1, Seed: "48213"})
	b := c.holderOf("phong-kiem-tra-giam-sat", "supervisor")
	b.get("/watch/campaigns")
	b.want(200, "phiên bản 1, công bố ")
	b.post("/watch/campaigns", "key", b.key(), "of", "dossiers", "plan", "simple", "size", "0", "to", "abc")
	b.want(422, "Ngày", "Tên đợt khảo sát có từ 3 đến 200 ký tự", "Cỡ mẫu từ 1", "Ghi hạt giống ngẫu nhiên")
}

func TestNoVerdictRestsOnAFewShownOfManyRatings(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	v := c.site.words.In(text.VI)
	l := &office.SatisfactionLine{Asked: 136, Figures: survey.Group{Count: survey.Count{Answers: 5, Good: 0}}}
	if got := satisfactionLine(v, l, 5).Pill.Words; got != v.T("satisfaction.verdict.missed") {
		t.Errorf("all that there are: %s", got)
	}
	l.Remnant = true
	if got := satisfactionLine(v, l, 5).Pill.Words; got != v.T("satisfaction.verdict.part") {
		t.Errorf("five of twenty: %s", got)
	}
}
