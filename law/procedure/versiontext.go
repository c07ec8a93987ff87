package procedure

import (
	"strings"
	"unicode/utf8"
)

// Long texts are compared sentence by sentence, and a sentence that only got some other words by those.

// longestShown is how many letters a text may have to be shown whole where it changed.
const longestShown = 160

func longText(s string) bool {
	return utf8.RuneCountInString(s) > longestShown || strings.Contains(s, "\n")
}

// A textChange is what changed in a text.
type textChange struct{ kind, as, old, now string }

// mostSentences bounds the work on a text, and mostly on a sentence by its words: longer ones are said to have changed as a whole.
const mostSentences = 400

// textDiff gives what changed from one text to another.
func textDiff(old, now string) []textChange {
	a, b := sentences(old), sentences(now)
	if len(a) > mostSentences || len(b) > mostSentences {
		return []textChange{{"changed", "", old, now}}
	}
	var out []textChange
	for _, run := range diffRuns(a, b) {
		was, is := run.old, run.now
		for len(was) > 0 && len(is) > 0 {
			out = append(out, sentenceChange(was[0], is[0])...)
			was, is = was[1:], is[1:]
		}
		for _, s := range was {
			out = append(out, textChange{"removed", AsSentence, s, ""})
		}
		for _, s := range is {
			out = append(out, textChange{"added", AsSentence, "", s})
		}
	}
	if out == nil { // only spaces or line ends differ
		out = []textChange{{"changed", AsSentence, "", ""}}
	}
	return out
}

// sentenceChange says which words of a sentence became others; where most of it did, the sentence as a whole.
func sentenceChange(old, now string) []textChange {
	a, b := strings.Fields(old), strings.Fields(now)
	if len(a) > mostSentences || len(b) > mostSentences {
		return []textChange{{"changed", AsSentence, old, now}}
	}
	runs := diffRuns(a, b)
	changed := 0
	for _, r := range runs {
		changed += len(r.old) + len(r.now)
	}
	if len(runs) > 3 || changed*2 > len(a)+len(b) {
		return []textChange{{"changed", AsSentence, old, now}}
	}
	var out []textChange
	for _, r := range runs {
		c := textChange{"changed", AsPhrase, strings.Join(r.old, " "), strings.Join(r.now, " ")}
		switch {
		case c.old == "" && r.before != "": // words that are put in are said with the word before them
			c.old, c.now = r.before, r.before+" "+c.now
		case c.old == "" && r.after != "":
			c.old, c.now = r.after, c.now+" "+r.after
		case c.now == "":
			c.kind = "removed"
		case len(r.old) == 1 && len(r.now) == 1 && r.after != "": // one word alone, such as a number, says little
			c.old, c.now = c.old+" "+r.after, c.now+" "+r.after
		}
		out = append(out, c)
	}
	return out
}

// sentences cuts a text at line ends and behind full stops, semicolons and the like.
func sentences(s string) []string {
	var out []string
	for line := range strings.Lines(s) {
		start := 0
		for i := 0; i < len(line); i++ {
			if strings.IndexByte(".;?!", line[i]) >= 0 && i+1 < len(line) && line[i+1] == ' ' && i > start+3 {
				out = append(out, strings.TrimSpace(line[start:i+1]))
				start = i + 1
			}
		}
		out = append(out, strings.TrimSpace(line[start:]))
	}
	kept := out[:0]
	for _, x := range out {
		if x != "" {
			kept = append(kept, x)
		}
	}
	return kept
}

// A stretch is what differs, with what stands beside it.
type stretch struct {
	old, now      []string
	before, after string
}

// diffRuns gives the stretches in which two lists differ, by their longest common subsequence.
func diffRuns(a, b []string) []stretch {
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for k := len(b) - 1; k >= 0; k-- {
			if a[i] == b[k] {
				common[i][k] = common[i+1][k+1] + 1
			} else {
				common[i][k] = max(common[i+1][k], common[i][k+1])
			}
		}
	}
	var out []stretch
	open, before := stretch{}, ""
	flush := func(after string) {
		if open.old != nil || open.now != nil {
			open.before, open.after = before, after
			out = append(out, open)
		}
		open, before = stretch{}, after
	}
	i, k := 0, 0
	for i < len(a) || k < len(b) {
		switch {
		case i < len(a) && k < len(b) && a[i] == b[k]:
			flush(a[i])
			i, k = i+1, k+1
		case k == len(b) || i < len(a) && common[i+1][k] >= common[i][k+1]:
			open.old = append(open.old, a[i])
			i++
		default:
			open.now = append(open.now, b[k])
			k++
		}
	}
	flush("")
	return out
}
