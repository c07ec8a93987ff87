package web

import (
	"strings"
	"testing"

	"motcua/law/survey"
	"motcua/office"
)

// Of 227 ratings of 752 dossiers 10 are shown, and the city shows 1,350: what is said is of the choice and not of the city.
func TestTheScopeOfAFigureIsThatOfItsChoice(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	v := c.voice()
	figure := func(shown, counted, city, lines int, whole bool) *office.Satisfaction {
		return &office.Satisfaction{
			Total: office.SatisfactionLine{Asked: 752, Figures: survey.Group{Count: survey.Count{Answers: shown, Good: shown}}, Whole: whole},
			Lines: make([]office.SatisfactionLine, 2), Least: 5, Waits: true, City: city, InLines: lines, Counted: counted,
		}
	}
	const kept = "chỉ có trong số liệu của phạm vi rộng hơn"
	for name, x := range map[string]struct {
		of            *office.Satisfaction
		answers, rate string
		apart, part   string
		waits         bool
	}{
		"a part is shown":            {figure(10, 227, 1350, 10, false), "10 trên 227 được hiển thị", "30,2", "10 trên 227 đánh giá của phạm vi đã chọn", "", true},
		"how many is not told":       {figure(10, 0, 1350, 10, false), "10", "Ít nhất 1,3", "một phần đánh giá của phạm vi đã chọn", "", true},
		"all is shown, some in rows": {figure(227, 227, 1350, 200, true), "227", "30,2", "", "200 trên 227 đánh giá được hiển thị", true},
		"the rest is in no figure":   {figure(220, 227, 220, 220, false), "220 trên 227 được hiển thị", "30,2", "7 trên 227 đánh giá chưa có trong số liệu nào", "", false},
		"nothing is shown":           {figure(0, 227, 1350, 0, false), "Chưa công bố", "", "", "", true},
	} {
		p := &satisfactionPage{Total: satisfactionLine(v, &x.of.Total, 5), Waits: x.of.Waits}
		p.scope(v, x.of)
		for what, got := range map[string][2]string{"ratings": {p.Total.Answers, x.answers}, "rate": {p.Total.Rate, x.rate}, "apart": {p.Apart, x.apart}, "part": {p.Part, x.part}} {
			if (got[1] == "") != (got[0] == "") || !strings.Contains(got[0], got[1]) {
				t.Errorf("%s: %s is %q, want %q", name, what, got[0], got[1])
			}
		}
		if p.Waits != x.waits {
			t.Errorf("%s: says that some wait: %v", name, p.Waits)
		}
		if held := x.apart != "" && x.of.City != x.of.Total.Figures.Answers; held != strings.Contains(p.Apart, kept) {
			t.Errorf("%s: where the others are: %q", name, p.Apart)
		}
	}
}

func TestWhatIsWithheldByWayIsCounted(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	v := c.voice()
	for came, want := range map[int]string{227: "217 trên 227 đánh giá không được nêu theo cách", 10: ""} {
		p := &satisfactionPage{}
		p.details(v, &office.Satisfaction{Came: came, Least: 5, Total: office.SatisfactionLine{Figures: survey.Group{Count: survey.Count{Answers: 10}, Ways: map[survey.Way]int{survey.Page: 10}}}})
		if held := strings.Contains(p.WaysNote, "không được nêu"); held != (want != "") || !strings.HasPrefix(p.WaysNote, want) {
			t.Errorf("of %d: %q", came, p.WaysNote)
		}
	}
}
