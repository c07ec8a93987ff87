package petition

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"motcua/ground/fault"
	"motcua/ground/vn"
)

//go:embed abuse.txt
var abuseFile string

// abusive are words that are not shown in public, in small letters with their marks: without marks many are everyday words. spared are
// everyday words that begin with one of them or hold one.
var abusive, spared = func() (out, not map[string]bool) {
	out, not = map[string]bool{}, map[string]bool{}
	for line := range strings.Lines(abuseFile) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		if word, ok := strings.CutPrefix(line, "+"); ok {
			not[word] = true
		} else {
			out[line] = true
		}
	}
	return out, not
}()

// mostAbusive is how many words the longest entry has.
const mostAbusive = 3

// hidden stands for what is not shown.
const hiddenSign = "***"

// Clean hides abusive words: the first letter stays, so that a reader sees that there was one. What is written with signs that are not
// seen, with letters drawn out, spelled one by one or with figures for letters is found too.
func Clean(s string) string {
	var b strings.Builder
	rest := s
	for rest != "" {
		n := strings.IndexFunc(rest, func(r rune) bool { return wordly(r) || r == '$' || r == '@' })
		if n < 0 {
			break
		}
		b.WriteString(rest[:n])
		rest = rest[n:]
		if size := phraseAt(rest, func(s string) bool { return spared[s] }); size > 0 {
			b.WriteString(rest[:size])
			rest = rest[size:]
			continue
		}
		if size := max(phraseAt(rest, isAbuse), spelledAt(rest), figuredAt(rest)); size > 0 {
			r, _ := utf8.DecodeRuneInString(vn.Tidy(rest[:size]))
			b.WriteRune(r)
			b.WriteString(hiddenSign)
			rest = rest[size:]
			continue
		}
		end := max(wordEnd(rest), 1)
		b.WriteString(rest[:end])
		rest = rest[end:]
	}
	b.WriteString(rest)
	return b.String()
}

func wordly(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || unicode.Is(unicode.Cf, r) // the last are not seen
}

func wordEnd(s string) int {
	if n := strings.IndexFunc(s, func(r rune) bool { return !wordly(r) }); n >= 0 {
		return n
	}
	return len(s)
}

// looksLatin are small letters of other scripts that look like Latin ones.
// Source: Unicode TR 39, confusables.txt; those alone that are alike in common typefaces.
var looksLatin = map[rune]rune{
	'а': 'a', 'с': 'c', 'ԁ': 'd', 'е': 'e', 'һ': 'h', 'і': 'i', 'ј': 'j', 'ӏ': 'l', 'о': 'o', 'р': 'p', 'ѕ': 's', 'у': 'y', 'х': 'x', 'ο': 'o', 'ν': 'v', 'ι': 'i',
}

// plain gives words as the list has them: composed small Latin letters, one space between, nothing that is not seen.
func plain(s string) string {
	return strings.ToLower(vn.Tidy(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		r = vn.Plain(r)
		if latin, ok := looksLatin[unicode.ToLower(r)]; ok {
			return latin
		}
		return r
	}, s)))
}

// drawn makes letters that are drawn out one: "địttt" is "địt".
func drawn(s string) string {
	var b strings.Builder
	last := rune(-1)
	for _, r := range s {
		if r != last {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

// leastSpelled is how many letters an entry has that is looked for letter by letter: "đ/m" is a price for a metre.
const leastSpelled = 3

// drawnAbuse and spelledAbuse are the list as drawn and without spaces; syllables are not written together in Vietnamese, so an entry
// without its spaces is no other word.
var drawnAbuse, spelledAbuse = func() (map[string]bool, map[string]bool) {
	d, s := map[string]bool{}, map[string]bool{}
	for w := range abusive {
		d[drawn(w)] = true
		if joined := strings.ReplaceAll(w, " ", ""); utf8.RuneCountInString(joined) >= leastSpelled {
			s[joined] = true
		}
	}
	return d, s
}()

// isAbuse looks words up, as they are, and where three letters or more of one kind follow each other, with one of them.
func isAbuse(s string) bool {
	s = plain(s)
	if abusive[s] || spelledAbuse[s] {
		return true
	}
	short := drawn(s)
	return utf8.RuneCountInString(s)-utf8.RuneCountInString(short) >= 2 && drawnAbuse[short]
}

// phraseAt says how many bytes of an entry s begins with, the longest first; 0 for none.
func phraseAt(s string, is func(string) bool) int {
	best, at, words := 0, 0, ""
	for range mostAbusive {
		end := at + wordEnd(s[at:])
		if words = strings.TrimSpace(words + " " + plain(s[at:end])); is(words) {
			best = end
		}
		gap := gapAt(s[end:])
		if gap == 0 || end+gap >= len(s) {
			break
		}
		at = end + gap
	}
	return best
}

// gapAt says how many bytes stand between two words that may be one entry: blanks of any kind, a dash with or without them, or one sign
// that joins. A full stop with a blank ends a sentence, and what is behind it is none of the entry.
func gapAt(s string) int {
	n := strings.IndexFunc(s, wordly)
	if n <= 0 {
		return 0
	}
	blank := func(r rune) bool { return unicode.IsSpace(r) || vn.Unseen(r) }
	inner := strings.TrimFunc(s[:n], blank)
	switch {
	case inner == "", utf8.RuneCountInString(inner) == 1 && strings.Contains("-–—_~", inner), inner == s[:n] && len(inner) == 1 && strings.Contains("./*+|", inner):
		return n
	}
	return 0
}

// mostSpelled is the most letters of an entry that is spelled.
const mostSpelled = 12

// mostBetween is the most signs between two letters of an entry that is spelled.
const mostBetween = 3

// spelledAt says how many bytes of an entry s begins with that is written letter by letter, with a few signs between: "đ.ị.t".
func spelledAt(s string) int {
	best, at, letters := 0, 0, ""
	for range mostSpelled {
		end := at + wordEnd(s[at:])
		one := plain(s[at:end])
		if utf8.RuneCountInString(one) != 1 {
			break
		}
		if letters += one; spelledAbuse[letters] {
			best = end
		}
		gap := strings.IndexFunc(s[end:], wordly)
		if gap <= 0 || utf8.RuneCountInString(s[end:end+gap]) > mostBetween || strings.Contains(s[end:end+gap], "\n") {
			break
		}
		at = end + gap
	}
	return best
}

// figures stand for letters in words that are written around a list.
var figures = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

// figuredAbuse is the list without marks: a word with figures in it is no everyday word.
var figuredAbuse = func() map[string]bool {
	out := map[string]bool{}
	for w := range abusive {
		if utf8.RuneCountInString(w) >= leastSpelled {
			out[vn.Fold(w)] = true
		}
	}
	return out
}()

// figuredAt says how many bytes of an entry s begins with that is written with figures or signs for letters: "đ1t", "c@c".
func figuredAt(s string) int {
	best, at := 0, 0
	for range mostAbusive {
		end := at + len(strings.TrimRight(s[at:at+figuredEnd(s[at:])], "!$@"))
		one := s[:end]
		if strings.ContainsAny(one, "013457@$!") && strings.ContainsFunc(one, unicode.IsLetter) && figuredAbuse[vn.Fold(figures.Replace(plain(one)))] {
			best = end
		}
		gap := gapAt(s[end:])
		if gap == 0 || end+gap >= len(s) {
			break
		}
		at = end + gap
	}
	return best
}

func figuredEnd(s string) int {
	if n := strings.IndexFunc(s, func(r rune) bool { return !wordly(r) && !strings.ContainsRune("@$!", r) }); n >= 0 {
		return n
	}
	return len(s)
}

// Propose gives a text without what is surely personal, for an officer to go on from: numbers of telephones and of people, mail
// addresses, the petitioner's name and address, names behind a title wherever they stand again, and those of officers that the house knows. It is a proposal and no
// judgement: what a sentence tells between the lines only a reader sees.
func (p *Petition) Propose(s string, officers ...string) string {
	names := p.known(s)
	s = hideMarks(vn.Seen(s))
	for _, own := range append([]string{p.Person.Name, p.Person.Address}, officers...) {
		if utf8.RuneCountInString(own) >= leastOwn {
			s = hideFolded(s, own)
		}
	}
	return Clean(hideAgain(hideTitled(s), names))
}

// leastOwn is the shortest name or address that is looked for.
const leastOwn = 4

// mostGap is the most signs between two words of a name or an address as somebody writes it.
const mostGap = 4

// hideFolded hides every place where own stands, whatever its marks and letters and whatever blanks and signs stand between its words.
func hideFolded(s, own string) string {
	want := nameWords(own)
	b := bareOf(s)
	words := b.words()
	runes := []rune(s)
	var out strings.Builder
	done := 0
	for at := standsFrom(words, want, 0); at >= 0; at = standsFrom(words, want, at+len(want)) {
		out.WriteString(string(runes[done:b.at[words[at].from]]))
		out.WriteString(hiddenSign)
		done = b.until(words[at+len(want)-1].to)
	}
	out.WriteString(string(runes[done:]))
	return out.String()
}

// holds says whether own stands among the words of a text, as hideFolded finds it.
func holds(words []bareWord, own string) bool { return standsFrom(words, nameWords(own), 0) >= 0 }

// nameWords are the words of a name or an address as they are compared.
func nameWords(own string) []string {
	return strings.FieldsFunc(vn.Fold(own), func(r rune) bool { return !wordly(r) })
}

// standsFrom says at which word a name stands, from a word on; -1 for nowhere.
func standsFrom(words []bareWord, want []string, from int) int {
	for i := from; len(want) > 0 && i+len(want) <= len(words); i++ {
		if stands(words[i:i+len(want)], want) {
			return i
		}
	}
	return -1
}

// A bareWord is a word of a bare text, folded, with where it begins and where it has ended.
type bareWord struct {
	word     string
	from, to int
}

func (b *bared) words() (out []bareWord) {
	for i := 0; i < len(b.runes); i++ {
		from := i
		for i < len(b.runes) && wordly(b.runes[i]) {
			i++
		}
		if i > from {
			out = append(out, bareWord{vn.Fold(string(b.runes[from:i])), from, i})
		}
	}
	return out
}

// until is the sign of the text behind the one that stands before place i, with the marks and unseen signs that belong to it.
func (b *bared) until(i int) int {
	if i < len(b.at) {
		return b.at[i]
	}
	return b.all
}

func stands(words []bareWord, want []string) bool {
	for i, w := range want {
		if words[i].word != w || i > 0 && words[i].from-words[i-1].to > mostGap {
			return false
		}
	}
	return true
}

// leak names what a text for the public still tells of a person; "" for nothing that a program finds.
func (p *Petition) leak(s string) string {
	b := bareOf(s)
	bare := string(b.runes)
	plain, words := digits(bare), b.words()
	switch {
	case mailLike.MatchString(bare):
		return "email"
	case len(b.spans(numberLike)) > 0:
		return "number"
	case utf8.RuneCountInString(p.Person.Name) >= leastOwn && holds(words, p.Person.Name):
		return "name"
	case utf8.RuneCountInString(p.Person.Address) >= 2*leastOwn && holds(words, p.Person.Address):
		return "address"
	case len(digits(p.Person.Phone)) >= 8 && strings.Contains(plain, digits(p.Person.Phone)), len(p.Person.Number) >= 8 && strings.Contains(plain, p.Person.Number):
		return "number"
	}
	return ""
}

// mask writes down what the public may read, after it was looked through for what is surely personal.
func (c *Case) mask(in Input) (holder, private, error) {
	p, pub := c.Petition, in.Public
	var fs []error
	var doubts []string
	for _, x := range []struct {
		field string
		text  *string
		least int
		most  int
	}{{"public-title", &pub.Title, 3, MostTitle}, {"public-text", &pub.Text, leastText, MostText}, {"public-answer", &pub.Answer, 0, MostText}, {"public-place", &pub.Place, 0, mostLine}} {
		*x.text = vn.Trim(vn.Seen(*x.text))
		n := utf8.RuneCountInString(*x.text)
		if n < x.least || n > x.most {
			fs = append(fs, fault.New(fault.Invalid, "petition.public-text").At(x.field))
		} else if x.least > 0 && wordless(*x.text) {
			fs = append(fs, fault.New(fault.Invalid, "petition.wordless").At(x.field))
		}
		if what := p.leak(*x.text); what != "" {
			fs = append(fs, fault.New(fault.Invalid, "petition.leak", "what", "@petition.leak."+what).At(x.field))
		} else if p.Class == Conduct && namesOfficer(*x.text, in.Known) { // choice: what is said of somebody is not published under their name
			fs = append(fs, fault.New(fault.Invalid, "petition.leak", "what", "@petition.leak.officer").At(x.field))
		}
		doubts = append(doubts, Doubts(*x.text)...)
		*x.text = Clean(*x.text)
	}
	if pub.Answer == "" && !p.Answered.IsZero() {
		fs = append(fs, fault.New(fault.Invalid, "petition.public-answer").At("public-answer"))
	}
	for _, hash := range pub.Files { // only copies without what a camera wrote into them
		if !slices.ContainsFunc(p.Files, func(f File) bool { return f.Clean == hash && hash != "" }) {
			fs = append(fs, fault.New(fault.Invalid, "petition.public-file").At("public-files"))
		}
	}
	pub.Point = nil
	if in.ShowMap { // choice: where somebody lives may be read off a map, so only what is seen on the spot is shown on one
		if pub.Point = p.Point; p.Class != Scene || p.Point == nil {
			fs = append(fs, fault.New(fault.Refused, "petition.no-point").At("public-point"))
		}
	}
	if len(doubts) > 0 && !in.Sure && len(fs) == 0 {
		fs = append(fs, fault.New(fault.Invalid, "petition.doubt", "what", strings.Join(doubts, "; ")).At("sure"))
	}
	// choice: what replaces a published text is read by a second person before everybody reads it; until then nothing is shown.
	return holder{Sure: len(doubts) > 0, Down: !p.Published.IsZero()}, private{Public: &pub}, fault.Together(fs...)
}
