package text

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A piece of a text is either words or a gap.
type piece struct {
	words     string
	gap       string // the gap's name, "" for words
	one, many string // of a gap {n|one|many}, else both ""
}

var (
	keyForm = regexp.MustCompile(`^[a-z0-9]+([.-][a-z0-9]+)*$`)
	gapForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

// parse reads one file of words.
func parse(file, text string) (found []*entry, wrong []error) {
	var e *entry
	var lang Lang
	texts := map[Lang]string{}
	bad := func(line int, format string, args ...any) {
		wrong = append(wrong, fmt.Errorf("%s:%d: %s", file, line, fmt.Sprintf(format, args...)))
	}
	finish := func() {
		if e == nil {
			return
		}
		if err := e.take(texts); err != nil {
			bad(e.line, "%s: %v", e.key, err)
		} else {
			found = append(found, e)
		}
		e, lang, texts = nil, "", map[Lang]string{}
	}
	for i, line := range strings.Split(text, "\n") {
		n := i + 1
		line = strings.TrimRight(line, " \r")
		body := strings.TrimLeft(line, " ")
		indent := len(line) - len(body)
		switch {
		case body == "":
			finish()
		case strings.HasPrefix(line, "#"):
		case strings.Contains(line, "\t"):
			bad(n, "a tab: indent with spaces")
		case indent == 0 && !keyForm.MatchString(body):
			bad(n, "%q is not a key: write small letters, digits, dots and hyphens, and indent the texts", body)
		case indent == 0:
			finish()
			e = &entry{key: body, file: file, line: n}
		case e == nil:
			bad(n, "a text without a key above it")
		case indent > 2 && lang != "":
			texts[lang] += " " + body
		default:
			tag, rest, _ := strings.Cut(body, " ")
			lang = Lang(tag)
			if !lang.Known() || rest == "" {
				bad(n, "%s: a text begins with two spaces, then vi or en, then words; a longer one goes on indented by four", e.key)
				lang = ""
			} else if _, twice := texts[lang]; twice {
				bad(n, "%s has %s twice", e.key, tag)
			} else {
				texts[lang] = strings.TrimLeft(rest, " ")
			}
		}
	}
	finish()
	return found, wrong
}

// take cuts the texts of both languages at their gaps and compares them.
func (e *entry) take(texts map[Lang]string) error {
	e.by = map[Lang][]piece{}
	for _, l := range Langs {
		s, ok := texts[l]
		if !ok {
			return fmt.Errorf("no text in %s", l)
		}
		p, err := cut(s)
		if err != nil {
			return fmt.Errorf("%s: %w", l, err)
		}
		e.by[l] = p
	}
	if vi, en := gaps(e.by[VI]), gaps(e.by[EN]); !slices.Equal(vi, en) {
		return fmt.Errorf("the languages have different gaps: vi %v, en %v", vi, en)
	}
	return nil
}

// cut splits a text at its gaps.
func cut(s string) ([]piece, error) {
	var out []piece
	for s != "" {
		open := strings.IndexAny(s, "{}")
		if open < 0 {
			return append(out, piece{words: s}), nil
		}
		if s[open] == '}' {
			return nil, fmt.Errorf("a } without its {")
		}
		if open > 0 {
			out = append(out, piece{words: s[:open]})
		}
		end := strings.IndexByte(s, '}')
		if end < open {
			return nil, fmt.Errorf("a { without its }")
		}
		part := strings.Split(s[open+1:end], "|")
		if !gapForm.MatchString(part[0]) || len(part) == 2 || len(part) > 3 {
			return nil, fmt.Errorf("the gap {%s} is neither {name} nor {name|one|many}", s[open+1:end])
		}
		p := piece{gap: part[0]}
		if len(part) == 3 {
			p.one, p.many = part[1], part[2]
		}
		out = append(out, p)
		s = s[end+1:]
	}
	return out, nil
}

// gaps are the names of the gaps, in order, each once.
func gaps(ps []piece) []string {
	var out []string
	for _, p := range ps {
		if p.gap != "" {
			out = append(out, p.gap)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
