package survey

// Withheld says which counts of options are not shown: those of fewer than least people, and as many more, the
// smallest first, as it takes that what is withheld is not told by the rest. One says that each answer chose one option, so that all counts together are the
// answers; else each answer may have chosen several, and those who did not choose an option are counted like those who did.
func Withheld(counts []int, answers, least int, one bool) []bool {
	out := make([]bool, len(counts))
	few, sum := 0, 0
	hide := func(i int) { out[i], few, sum = true, few+1, sum+counts[i] }
	for i, n := range counts {
		if n > 0 && n < least || !one && n < answers && answers-n < least {
			hide(i)
		}
	}
	for one && few > 0 && few < len(counts) && (few < 2 || sum < few*(least-1)+least) {
		next := -1
		for i, n := range counts {
			if !out[i] && (next < 0 || n < next) {
				next = n
			}
		}
		for i, n := range counts { // all that are as many, since their order would tell something
			if !out[i] && n == next {
				hide(i)
			}
		}
	}
	return out
}
