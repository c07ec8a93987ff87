package web

import (
	"strconv"
	"strings"
	"testing"

	"motcua/law/survey"
)

// Whatever is drawn stays within the picture and in its order, and the target keeps one place on the axis.
func TestSharesAreDrawnInTheirOrderOnOneAxis(t *testing.T) {
	at := func(s string) float64 {
		x, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	var drawn []survey.Interval
	for all := 1; all <= 40; all++ {
		for good := 0; good <= all; good++ {
			drawn = append(drawn, survey.Wilson(float64(good), float64(all)))
		}
	}
	for n := range drawn {
		axis := axisOf(drawn[n:]...)
		target := axis.plot(1, survey.Interval{Low: 1, High: 1}).Target
		for all, i := 1, 0; all <= 40; all++ {
			for good := 0; good <= all; good++ {
				if i >= n {
					p := axis.plot(float64(good)/float64(all), drawn[i])
					low, point, high := at(p.Low), at(p.Point), at(p.Low)+at(p.Width)
					if low < -.01 || point < low-.01 || high < point-.01 || high > 100.02 || p.Target != target {
						t.Fatalf("%d of %d from %v is drawn at %+v", good, all, axis.from, p)
					}
				}
				i++
			}
		}
		if n > 60 {
			break
		}
	}
	if got := axisOf(survey.Interval{Low: .93, High: .97}).from; got != .8 { // with room before the target, on a whole ten
		t.Errorf("an axis of high shares begins at %v", got)
	}
	if got := axisOf(survey.Interval{Low: .375, High: .97}, survey.Interval{Low: .52, High: .6}).from; got != .3 {
		t.Errorf("an axis begins at %v, above an interval", got)
	}
}
