package petition

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"motcua/ground/vn"
)

// A name that was recognised once is hidden wherever it stands again: "chị Hoa quát tôi. Hoa còn đuổi tôi về" is "chị *** quát tôi. *** còn
// đuổi tôi về".
// choice: many names are everyday words and names of places (hoa, bình, minh, hòa bình). A name of one or two syllables is therefore hidden
// only as whole words that each begin with a capital and have the very marks of the name; one of three and more is hidden in small letters
// and without marks too. A sentence or a place that begins with such a word is hidden with it, for an officer sees a mark too many and not
// a name that is missing one.

// leastFolded is from how many syllables on a name is no everyday word, whatever its letters.
const leastFolded = 3

// offices are titles of an office, behind which may stand the name of a unit as well as that of a person.
var offices = []string{"can bo", "cong chuc", "vien chuc", "nhan vien", "giam doc", "truong phong", "pho phong"}

// unitWords begin the names of units.
var unitWords = []string{
	"ủy", "uỷ", "ubnd", "hđnd", "sở", "phòng", "ban", "bộ", "cục", "chi", "trung", "văn", "phường", "xã", "quận", "huyện", "tỉnh", "thành", "tòa", "toà", "viện", "bệnh", "công", "đội", "tổ", "bảo",
	"ngân", "hội", "trường", "hà",
}

// posts are the first words of posts that people are called by, and what follows: behind a title they are no name.
var posts = map[string][]string{
	"chủ": {"tịch", "nhiệm"}, "bí": {"thư"}, "tổ": {"trưởng", "phó"}, "hiệu": {"trưởng", "phó"}, "công": {"an"}, "luật": {"sư"}, "kế": {"toán"}, "thủ": {"quỹ", "trưởng"}, "bảo": {"vệ"},
	"chánh": {"án", "văn"}, "viện": {"trưởng"}, "đại": {"biểu"}, "đội": {"trưởng", "phó"}, "thư": {"ký"}, "thanh": {"tra"}, "kiểm": {"sát"}, "chi": {"cục"}, "cục": {"trưởng"}, "chuyên": {"viên"},
	"phó": {"chủ"}, "hàng": {"xóm"},
}

// namesIn are the names that a text tells of, so surely that they are looked for elsewhere.
func namesIn(s string) (out []string) {
	for _, x := range calledIn(s) {
		name := s[x.from:x.to]
		words := strings.Fields(lowered(name))
		if len(words) == 0 {
			continue
		}
		behind := strings.TrimLeft(s[x.to:], " \t")
		next := lowered(behind[:wordEnd(behind)])
		switch {
		case len(words) == 1 && (utf8.RuneCountInString(words[0]) < 2 || slices.Contains(posts[words[0]], next)):
		case len(words) > 1 && slices.Contains(posts[words[0]], words[1]):
		case slices.Contains(offices, x.title) && (len(words) < leastFolded || slices.Contains(unitWords, words[0])):
		default:
			out = append(out, name)
		}
	}
	return out
}

// known are the names that the texts of a petition tell of, with its sender's own, the longest first.
func (p *Petition) known(s string) []string {
	all := []string{}
	if own := strings.TrimSpace(p.Person.Name); own != "" {
		all = append(all, own)
	}
	for _, text := range []string{s, p.Title, p.Text, p.Answer} {
		all = append(all, namesIn(vn.Seen(text))...)
	}
	slices.SortStableFunc(all, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(all)
}

// hideAgain hides names wherever they stand.
func hideAgain(s string, names []string) string {
	for _, name := range names {
		if len(nameWords(name)) >= leastFolded {
			s = hideFolded(s, name)
		} else {
			s = hideCapital(s, name)
		}
	}
	return s
}

// lowered are small letters in the composed form.
func lowered(s string) string { return strings.ToLower(vn.Tidy(s)) }

// hideCapital hides a name where it stands as whole words that begin with capitals.
func hideCapital(s, name string) string {
	want := strings.FieldsFunc(lowered(name), func(r rune) bool { return !wordly(r) })
	var b strings.Builder
	for done := 0; ; {
		from, to := capitalAt(s, done, want)
		if from < 0 {
			b.WriteString(s[done:])
			return b.String()
		}
		b.WriteString(s[done:from])
		b.WriteString(hiddenSign)
		done = to
	}
}

// capitalAt says between which bytes a name stands, from a byte on; from is -1 for nowhere.
func capitalAt(s string, at int, want []string) (from, to int) {
	for at < len(s) && len(want) > 0 {
		n := strings.IndexFunc(s[at:], wordly)
		if n < 0 {
			break
		}
		at += n
		if end := capitals(s[at:], want); end > 0 {
			return at, at + end
		}
		at += wordEnd(s[at:])
	}
	return -1, -1
}

// capitals says how many bytes of a name s begins with; 0 for none.
func capitals(s string, want []string) (end int) {
	for i, w := range want {
		if i > 0 {
			gap := strings.IndexFunc(s[end:], wordly)
			if gap <= 0 || utf8.RuneCountInString(s[end:end+gap]) > mostGap {
				return 0
			}
			end += gap
		}
		word := s[end : end+wordEnd(s[end:])]
		if first, _ := utf8.DecodeRuneInString(vn.Tidy(word)); !unicode.IsUpper(first) || lowered(word) != w {
			return 0
		}
		end += len(word)
	}
	return end
}
