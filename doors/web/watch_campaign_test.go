package web

import (
	"regexp"
	"strings"
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
	question := regexp.MustCompile(`<legend>(1\. [^<]+\?)<`).FindStringSubmatch(b.body)
	if question == nil {
		t.Fatalf("the first question has no number: %s", b.body)
	}
	b.post(at[1], "key", b.key()) // nothing was chosen: the summary names the question and leads to it, where the same stands
	b.want(422, `<a href="#f-e.q1">1. Nhìn chung, bạn hài lòng đến mức nào về việc giải quyết…: Mục này bắt buộc, hãy trả lời.</a>`,
		`<fieldset class="field wrong" aria-describedby="f-e.q1-error"><legend>`+question[1], `<p class="error" id="f-e.q1-error">`, `id="f-e.q1" type="radio"`)
	b.post(at[1], "key", b.key(), q[1], "5", "e.q12", strings.Repeat("dài ", 2000))
	b.want(422, `<a href="#f-e.q12">12. `, `id="f-e.q12-error"`)
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

// The examples of Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3 (Wilson), in per cent: 81 of 263 25.53 to 36.62, 15 of
// 148 6.24 to 16.05, 0 of 20 0 to 16.11, 1 of 29 0.61 to 17.18, 29 of 29 88.30 to 100. Each is rounded outwards to one decimal. 88.30 is
// 88.3026 before Newcombe rounds it, and 6.24 is 6.2413.
func TestBothBoundsOfAnIntervalAreRoundedOutwards(t *testing.T) {
	t.Parallel()
	v := newTown(t, true).site.words.In(text.VI)
	for _, c := range []struct {
		good, all int
		want      string
	}{
		{81, 263, "25,5% đến 36,7%"}, {15, 148, "6,2% đến 16,1%"}, {0, 20, "0,0% đến 16,2%"}, {1, 29, "0,6% đến 17,2%"}, {29, 29, "88,3% đến 100,0%"},
	} {
		if got := shareBounds(v, survey.Count{Answers: c.all, Good: c.good}.Interval()); got != c.want {
			t.Errorf("%d of %d: %s, want %s", c.good, c.all, got, c.want)
		}
	}
	if got := meanBounds(v, &survey.Mean{Low: 3.147697, High: 4.402303}); got != "3,14 đến 4,41" {
		t.Errorf("a mean: %s", got)
	}
	if got := meanBounds(v, &survey.Mean{Low: 3.15, High: 4.4}); got != "3,15 đến 4,40" { // what is exact stays
		t.Errorf("an exact mean: %s", got)
	}
}

func TestAChangeAgainstLittleSaysFromWhatToWhat(t *testing.T) {
	t.Parallel()
	v := newTown(t, true).site.words.In(text.VI)
	for _, c := range []struct {
		now, before int
		want        string
	}{
		{12930, 10, "+12.920 (10 → 12.930)"},
		{25, 19, "+6 (19 → 25)"},
		{25, 20, "+5 (+25,0%)"},
		{300, 30, "+270 (+900,0%)"},
		{301, 30, "+271 (30 → 301)"},
		{5, 0, "+5"},
		{0, 0, "0"},
		{10, 40, "−30 (−75,0%)"},
	} {
		if got := change(v, c.now, c.before); got != c.want {
			t.Errorf("%d after %d: %q, want %q", c.now, c.before, got, c.want)
		}
	}
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

// Ten of ten are satisfied, and 217 further ratings are in no figure: by Wilson 10 of 10 is 72.2467 to 100 per cent, so the large figure
// is "72,2% đến 100,0%", and never 100% alone. Of a whole the share itself stands large.
func TestTheShareOfAPartStandsNowhereInLargeLetters(t *testing.T) {
	t.Parallel()
	v := newTown(t, true).site.words.In(text.VI)
	got := &office.Satisfaction{Least: 5}
	got.Total.Figures.Count = survey.Count{Answers: 10, Good: 10}
	got.Total.Remnant = true
	var p satisfactionPage
	p.faces(v, got)
	if f := p.Faces[0]; f.Share != "72,2% đến 100,0%" || f.Pill.Words != v.T("satisfaction.verdict.part") || !strings.Contains(f.Rests, "100,0%") || !strings.Contains(f.Rests, "10 đánh giá") {
		t.Errorf("of a part: %+v", f)
	}
	got.Total.Remnant = false
	p = satisfactionPage{}
	p.faces(v, got)
	if f := p.Faces[0]; f.Share != "100,0%" || f.Pill.Words == v.T("satisfaction.verdict.part") || !strings.Contains(f.Rests, "72,2% đến 100,0%") {
		t.Errorf("of all: %+v", f)
	}
}
