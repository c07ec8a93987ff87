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

// abusive are words that are not shown in public, in small letters with their marks: without marks many are everyday words.
var abusive = func() map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(abuseFile) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out[line] = true
		}
	}
	return out
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
		n := strings.IndexFunc(rest, wordly)
		if n < 0 {
			break
		}
		b.WriteString(rest[:n])
		rest = rest[n:]
		if size := max(abuseAt(rest), spelledAt(rest), figuredAt(rest)); size > 0 {
			r, _ := utf8.DecodeRuneInString(vn.Tidy(rest[:size]))
			b.WriteRune(r)
			b.WriteString(hiddenSign)
			rest = rest[size:]
			continue
		}
		end := wordEnd(rest)
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

// plain gives words as the list has them: composed small letters, one space between, nothing that is not seen.
func plain(s string) string {
	return strings.ToLower(vn.Tidy(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
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

// drawnAbuse and spelledAbuse are the list as drawn and without spaces.
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
	if abusive[s] {
		return true
	}
	short := drawn(s)
	return utf8.RuneCountInString(s)-utf8.RuneCountInString(short) >= 2 && drawnAbuse[short]
}

// abuseAt says how many bytes of an entry s begins with, the longest first; 0 for none.
func abuseAt(s string) int {
	best, at := 0, 0
	for range mostAbusive {
		end := at + wordEnd(s[at:])
		if isAbuse(s[:end]) {
			best = end
		}
		gap := len(s[end:]) - len(strings.TrimLeft(s[end:], " "))
		if gap == 0 || end+gap >= len(s) {
			break
		}
		at = end + gap
	}
	return best
}

// mostSpelled is the most letters of an entry that is spelled.
const mostSpelled = 12

// spelledAt says how many bytes of an entry s begins with that is written letter by letter, with one or two signs between: "đ.ị.t".
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
		if gap <= 0 || utf8.RuneCountInString(s[end:end+gap]) > 2 || strings.Contains(s[end:end+gap], "\n") {
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
		gap := len(s[end:]) - len(strings.TrimLeft(s[end:], " "))
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
// addresses, the petitioner's name and address, names behind a title, and those of officers that the house knows. It is a proposal and no
// judgement: what a sentence tells between the lines only a reader sees.
func (p *Petition) Propose(s string, officers ...string) string {
	s = hideMarks(vn.Seen(s))
	for _, own := range append([]string{p.Person.Name, p.Person.Address}, officers...) {
		if utf8.RuneCountInString(own) >= leastOwn {
			s = hideFolded(s, own)
		}
	}
	return Clean(hideTitled(s))
}

// leastOwn is the shortest name or address that is looked for.
const leastOwn = 4

// hideFolded hides every place where own stands, whatever its marks and letters.
func hideFolded(s, own string) string {
	want := vn.Fold(own)
	runes := []rune(s)
	n := utf8.RuneCountInString(own)
	var b strings.Builder
	for i := 0; i < len(runes); i++ {
		if i+n <= len(runes) && vn.Fold(string(runes[i:i+n])) == want && (i == 0 || !wordly(runes[i-1])) && (i+n == len(runes) || !wordly(runes[i+n])) {
			b.WriteString(hiddenSign)
			i += n - 1
			continue
		}
		b.WriteRune(runes[i])
	}
	return b.String()
}

// leak names what a text for the public still tells of a person; "" for nothing that a program finds.
func (p *Petition) leak(s string) string {
	b := bareOf(s)
	bare := string(b.runes)
	folded, plain := vn.Fold(vn.Seen(s)), digits(bare)
	switch {
	case mailLike.MatchString(bare):
		return "email"
	case len(b.spans(numberLike)) > 0:
		return "number"
	case utf8.RuneCountInString(p.Person.Name) >= leastOwn && strings.Contains(folded, vn.Fold(p.Person.Name)):
		return "name"
	case utf8.RuneCountInString(p.Person.Address) >= 2*leastOwn && strings.Contains(folded, vn.Fold(p.Person.Address)):
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
