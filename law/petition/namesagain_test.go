package petition_test

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"motcua/law/petition"
)

func TestANameThatWasRecognisedOnceIsProposedWhereverItStandsAgain(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"Chị Hoa quát tôi. Hoa còn đuổi tôi về.":                   "Chị *** quát tôi. *** còn đuổi tôi về.",
		"Hoa ở quầy 3 quát tôi, chị Hoa đó":                        "*** ở quầy 3 quát tôi, chị *** đó",
		"anh Minh bán hoa, bình minh ra; Minh. MINH, Minhh":        "anh *** bán hoa, bình minh ra; ***. ***, Minhh",
		"ông Trần Văn Vậy nói, trần văn vậy và Tran Van Vay đi":    "ông *** nói, *** và *** đi",
		"chị Thanh Bình ở đó. Thanh Bình nói, giữ thanh bình":      "chị *** ở đó. *** nói, giữ thanh bình",
		"chị Thanh Bình, phường Thanh Binh":                        "chị ***, phường Thanh Binh",
		"Ông Chủ tịch phường hứa. Chủ tịch quên.":                  "Ông *** tịch phường hứa. Chủ tịch quên.",
		"công chức Sở Xây dựng và cán bộ UBND; Sở trả, UBND không": "công chức *** dựng và cán bộ ***; Sở trả, UBND không",
		"Giám đốc Trung tâm. Trung tâm đóng cửa.":                  "Giám đốc *** tâm. Trung tâm đóng cửa.",
		"cán bộ Lê Thị Thử không tiếp, Lê Thị Thử bỏ về":           "cán bộ *** không tiếp, *** bỏ về",
		"Tôi tên là Hoà. Nhà Hoa\u0300 bên sông, hoà cả làng":      "Tôi tên là ***. Nhà *** bên sông, hoà cả làng",
		"anh A cãi với anh B. A thắng.":                            "anh *** cãi với anh ***. A thắng.",
	} {
		if got := (&petition.Petition{}).Propose(said); got != want {
			t.Errorf("%q is proposed as\n%q, want\n%q", said, got, want)
		}
	}
	p := &petition.Petition{Title: "Về chị Hoa", Text: "Anh Lộc hứa rồi quên.", Person: petition.Person{Name: "An"}}
	for said, want := range map[string]string{
		"Hoa và Lộc không tiếp An; hoa, lộc, an lành": "*** và *** không tiếp ***; hoa, lộc, an lành",
	} {
		if got := p.Propose(said); got != want { // what the title or the text tells is hidden in the other texts
			t.Errorf("%q is proposed as\n%q, want\n%q", said, got, want)
		}
	}
}

// TestNoNameThatWasRecognisedStandsInWhatIsProposed makes texts of names, titles and words that some names are in small letters.
func TestNoNameThatWasRecognisedStandsInWhatIsProposed(t *testing.T) {
	t.Parallel()
	names := []string{"Hoa", "Bình", "Minh", "Thanh Bình", "Hòa Bình", "Nguyễn Thị Hoa", "Trần Văn Vậy", "Lê Đỗ Bình Minh", "Đỗ Ánh"}
	plain := []string{"hoa", "bình minh", "thanh bình", "đèn đường", "ở ngõ", "phường", "không sáng", "hòa bình", "Thế là", "."}
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		var recognised []string
		small := 0
		for range rapid.IntRange(2, 12).Draw(t, "parts") {
			name := rapid.SampledFrom(names).Draw(t, "name")
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				b.WriteString(rapid.SampledFrom([]string{"ông", "bà", "Anh", "chị", "cô"}).Draw(t, "title") + " " + name)
				recognised = append(recognised, name)
			case 1:
				b.WriteString(name)
			case 2:
				b.WriteString(strings.ToUpper(name))
			default:
				w := rapid.SampledFrom(plain).Draw(t, "word")
				small += strings.Count(w, "đèn đường")
				b.WriteString(w)
			}
			b.WriteString(rapid.SampledFrom([]string{", ", ". ", "; ", "! "}).Draw(t, "sign"))
		}
		got := (&petition.Petition{}).Propose(b.String())
		said := strings.FieldsFunc(got, func(r rune) bool { return !unicode.IsLetter(r) })
		for _, name := range recognised {
			want := strings.Fields(name)
			for i := 0; i+len(want) <= len(said); i++ {
				same := true
				for j, w := range want {
					same = same && strings.EqualFold(said[i+j], w) && (len(want) > 2 || unicode.IsUpper([]rune(said[i+j])[0]))
				}
				if same {
					t.Fatalf("%q is proposed as %q: it says %q", b.String(), got, name)
				}
			}
		}
		if n := strings.Count(got, "đèn đường"); n != small {
			t.Fatalf("%q is proposed as %q: %d of %d other words are left", b.String(), got, n, small)
		}
	})
}
