package survey_test

import (
	"fmt"
	"testing"

	"motcua/law/survey"
)

// Whoever knows the rule, the number of answers and all that is shown still finds more than one number for each that is withheld.
func TestWithheldOptionsCannotBeToldFromTheOthers(t *testing.T) {
	t.Parallel()
	const least = 4
	for answers := least; answers <= 18; answers++ {
		shown := map[string][]map[int]bool{} // what somebody sees, and each option's possible numbers
		var all func(counts []int, left int)
		all = func(counts []int, left int) {
			if len(counts) == 3 {
				counts = append(counts, left)
				hidden, key := survey.Withheld(counts, answers, least, true), ""
				for i, n := range counts {
					if hidden[i] {
						key += "?,"
					} else {
						key += fmt.Sprint(n, ",")
					}
					if n > 0 && n < least && !hidden[i] {
						t.Fatalf("%v of %d: %d is shown", counts, answers, n)
					}
				}
				if shown[key] == nil {
					shown[key] = make([]map[int]bool, len(counts))
				}
				for i, n := range counts {
					if shown[key][i] == nil {
						shown[key][i] = map[int]bool{}
					}
					shown[key][i][n] = true
				}
				return
			}
			for n := range left + 1 {
				all(append(counts[:len(counts):len(counts)], n), left-n)
			}
		}
		all(nil, answers)
		for key, options := range shown {
			few := 0
			for i, possible := range options {
				if len(possible) == 1 {
					for n := range possible {
						if n > 0 && n < least {
							t.Errorf("%d answers, shown %s: option %d can only be %d", answers, key, i, n)
						}
					}
				} else {
					few++
				}
			}
			if few == 1 {
				t.Errorf("%d answers, shown %s: one alone is open, and the sum tells it", answers, key)
			}
		}
	}
	for _, c := range []struct {
		counts  []int
		answers int
		want    string
	}{
		{[]int{9, 8, 0}, 20, "[false false false]"},
		{[]int{9, 2, 0}, 20, "[false true false]"},
		{[]int{18, 8, 20}, 20, "[true false false]"}, // two did not choose the first
	} {
		if got := fmt.Sprint(survey.Withheld(c.counts, c.answers, least, false)); got != c.want {
			t.Errorf("several of %v: %s, want %s", c.counts, got, c.want)
		}
	}
}
