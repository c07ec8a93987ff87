package text

import (
	"fmt"
	"strings"
)

// A Said is a sentence that is not in a language yet: the key of a text, with what stands in its gaps. As a value of a gap it
// is said in the language of the sentence around it.
type Said string

// gapMark parts the values of a Said, innerMark those of a Said that is one of its values.
const gapMark, innerMark = "\x1f", "\x1e"

// Say makes a Said of a key and the pairs of its gaps. A value may be a Said, whose values are none with gaps.
func Say(key string, pairs ...any) Said {
	var b strings.Builder
	b.WriteString("@" + key)
	for _, p := range pairs {
		b.WriteString(gapMark + strings.ReplaceAll(written(p), gapMark, innerMark))
	}
	return Said(b.String())
}

func written(v any) string {
	if s, ok := v.(Said); ok {
		return string(s)
	}
	return fmt.Sprint(v)
}

// Key is the key of the text.
func (s Said) Key() string {
	key, _, _ := strings.Cut(strings.TrimPrefix(string(s), "@"), gapMark)
	return key
}

// In says it in a language.
func (s Said) In(v Voice) string { return v.words.say(v.Lang, string(s)) }

// String says it in English, for the log and the command line.
func (s Said) String() string {
	words, err := Load()
	if err != nil {
		return string(s)
	}
	return s.In(words.In(EN))
}

// MarshalText gives the sentence in English.
func (s Said) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
