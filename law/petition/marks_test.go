package petition_test

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"motcua/ground/fault"
	"motcua/law/petition"
)

// between is what people put between the signs of a number to get it past a program.
var between = []string{"", "\u200b", "\u200c", "\u200d", "\u2060", "\u00ad", "\u202e", "\u2066", "\ufe0f", "\u034f", "\u0336", "\ufeff", " ", ".", "-", "_", "/", " - ", "\u00a0", "\u2009", "·", "*", " . "}

// unseenOnly leaves nothing to see.
var unseenOnly = between[:12]

func TestWhateverStandsBetweenTheSignsOfAPersonsMarksNothingOfThemIsProposed(t *testing.T) {
	t.Parallel()
	scripts := []rune{'0', '０', '٠', '۰', '०', '𝟎'}
	p := &petition.Petition{}
	rapid.Check(t, func(t *rapid.T) {
		mark := rapid.SampledFrom([]string{"0912345678", "0281234567", "84912345678", "001085012345", "079199004567", "30A12345", "29X112345", "nguoi.vidu@thu-dien-tu.vn", "a@b.com.vn"}).Draw(t, "mark")
		gaps := between
		if strings.Contains(mark, "@") {
			gaps = unseenOnly
		}
		gap := rapid.SampledFrom(gaps).Draw(t, "gap")
		zero := rapid.SampledFrom(scripts).Draw(t, "script")
		var b strings.Builder
		for i, r := range mark {
			if i > 0 {
				if unicode.IsDigit(r) || strings.Contains(mark, "@") {
					b.WriteString(gap)
				}
			}
			if unicode.IsDigit(r) && !strings.Contains(mark, "@") {
				r = zero + r - '0'
			}
			b.WriteRune(r)
		}
		got := p.Propose("Xin gọi " + b.String() + " nhé, hôm nào cũng được")
		if got != "Xin gọi *** nhé, hôm nào cũng được" {
			t.Fatalf("%q becomes %q", b.String(), got)
		}
		if found := petition.Doubts("Xin gọi " + b.String() + " nhé"); len(found) == 0 {
			t.Fatalf("%q is no doubt", b.String())
		}
	})
}

func TestDaysAndSumsAreNoMarksOfPersons(t *testing.T) {
	t.Parallel()
	p := &petition.Petition{}
	for _, s := range []string{
		"Nộp 150.000.000 đồng ngày 01/02/2026 - 05/03/2026.", "Giá 1.002.003.004 đồng một năm", "Từ 07:30 đến 11:30 ngày 02.03.2026, phòng 203", "Hồ sơ H26.103.25.7-260303-0001 và PA26-000044",
		"Đường 32 dài 20 km, 12 cột đèn", "Nộp vào tài khoản 150.000.000 đồng ngày 01-02-2026", "Tôi nộp tất cả 1.500.000 đồng", "Mở tài khoản ngày 01/02/2026, xong ngày 05.03.2026", "Quyết định 1234567",
		"tài khoản 12 000 000 đồng", "Chuyển vào tài khoản 12,500,000 VND rồi", "số dư 84.000.000.000 đồng", "nộp 150000000 đồng một lần", "TK còn 120 000 000đ", "Thu 12 345 678 901 đồng, sửa 84 000 000 000 đ",
		"Mở cửa 07h30-11h30, 13h30-17h00", "phố Lò Sũ xoxo, ooooooooooo", "Lô 03B2, 04C1, 05D3, 06E4",
	} {
		if got := p.Propose(s); got != s {
			t.Errorf("%q becomes %q", s, got)
		}
		if d := petition.Doubts(s); len(d) != 0 {
			t.Errorf("%q has the doubts %q", s, d)
		}
	}
}

func TestAPetitionOfSignsThatNobodySeesIsEmpty(t *testing.T) {
	t.Parallel()
	for _, nothing := range []string{strings.Repeat("\u200b", 40), strings.Repeat("\u00ad ", 20), "a" + strings.Repeat("\u2060", 30) + "b", strings.Repeat("\u2800", 20)} {
		c := &petition.Case{Limits: petition.Limits, Now: time.Date(2026, 3, 3, 2, 0, 0, 0, time.UTC), Actor: "applicant"}
		if _, err := c.Do(petition.ActRegister, petition.Input{Channel: petition.Page, Title: "Đèn đường", Text: nothing}); err == nil || !strings.Contains(err.Error(), "petition.text") {
			t.Errorf("%q: %v", nothing, err)
		}
	}
}

func TestANumberFromAbroadAnAccountAndAPassportAreHiddenWhole(t *testing.T) {
	t.Parallel()
	p := &petition.Petition{}
	for text, want := range map[string]string{
		"Gọi 0084 912 345 678 nhé":                              "Gọi *** nhé",
		"Gọi 00.84.912.345.678 nhé":                             "Gọi *** nhé",
		"Gọi 0084-(0)912-345-678 nhé":                           "Gọi *** nhé",
		"Gọi +84 (0) 912.345.678 nhé":                           "Gọi *** nhé",
		"Gọi (0084) 24 3825 1234 nhé":                           "Gọi *** nhé",
		"Gọi (+84)-912-345-678 nhé":                             "Gọi *** nhé",
		"STK: 12345678 ngân hàng X":                             "STK: *** ngân hàng X",
		"Số tài khoản của tôi là 1903 4567 8901 2345 nhé":       "Số tài khoản của tôi là *** nhé",
		"So\u0302\u0301 ta\u0300i khoa\u0309n 190-345-678-9012": "So\u0302\u0301 ta\u0300i khoa\u0309n ***",
		"TK VCB 1012345678":                                     "TK VCB ***",
		"my account no. 987654321 there":                        "my account no. *** there",
		"chuyển vào 1903456789012 hôm qua":                      "chuyển vào *** hôm qua",
		"chuyển vào 1903456789012345 hôm qua":                   "chuyển vào *** hôm qua",
		"hộ chiếu C1234567 cấp":                                 "hộ chiếu *** cấp",
		"hộ chiếu p01234567 cấp":                                "hộ chiếu *** cấp",
		"B 7654321 là hộ chiếu cũ":                              "*** là hộ chiếu cũ",
	} {
		if got := p.Propose(text); got != want {
			t.Errorf("%q becomes %q", text, got)
		}
		if d := petition.Doubts(text); len(d) != 1 {
			t.Errorf("%q has the doubts %q", text, d)
		}
	}
}

func TestATitleOrTextOfMarksAloneIsEmpty(t *testing.T) {
	t.Parallel()
	marks := strings.Repeat("\u0301", 30)
	for field, in := range map[string]petition.Input{
		"title": {Title: marks, Text: "Đèn đường không sáng ba ngày."},
		"text":  {Title: "Đèn đường", Text: marks},
	} {
		c := &petition.Case{Limits: petition.Limits, Now: time.Date(2026, 3, 3, 2, 0, 0, 0, time.UTC), Actor: "applicant"}
		in.Channel = petition.Page
		in.Class, in.Place = petition.Scene, "Phố Ví Dụ"
		_, err := c.Do(petition.ActRegister, in)
		if f := fault.As(err); f == nil || f.Key != "petition.wordless" || f.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// asWritten draws a way to write a telephone number: from abroad or at home, in brackets, with full-width digits, signs or letters between.
func asWritten(t *rapid.T) (written, national string) {
	national = rapid.SampledFrom([]string{"912345678", "387654321", "2438251234", "859403217"}).Draw(t, "number")
	begin := rapid.SampledFrom([]string{"0", "+84", "84", "0084", "(0084) ", "(+84)", "(84) ", "+84 (0)", "0084-(0)", "( +84 ) ", "[84]"}).Draw(t, "begin")
	gap := rapid.SampledFrom([]string{"", " ", ".", "-", " - ", "_", "/", "·", "\u200b", "\u00a0", "x", " x ", "xx"}).Draw(t, "gap")
	every := rapid.IntRange(1, 4).Draw(t, "every")
	body := ""
	for i, r := range national {
		if i > 0 && i%every == 0 {
			body += gap
		}
		body += string(r)
	}
	if gap != "" && strings.Contains(gap, "x") && strings.ContainsAny(begin, "()[] ") {
		begin = "0"
	}
	written = begin + body
	if rapid.Bool().Draw(t, "wide") {
		written = strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return '０' + r - '0'
			}
			return r
		}, written)
	}
	if begin == "0" && !strings.Contains(gap, "x") && rapid.IntRange(0, 3).Draw(t, "worn") == 0 {
		written = strings.NewReplacer("0", "o", "1", "l").Replace(written)
	}
	return written, national
}

// TestNothingOfANumberRemainsAndEverythingElseStays masks made-up texts: of no number five digits that follow each other are left, and around
// the marks stands what stood there.
func TestNothingOfANumberRemainsAndEverythingElseStays(t *testing.T) {
	t.Parallel()
	words := rapid.SampledFrom([]string{"đèn đường", "ở ngõ", "hỏng", "xin gọi", "nhé", "\n", "nộp 150.000 đồng", "ngày 01/02/2026", "phòng 203", "(gần chợ)", "12 000 000 đồng"})
	p := &petition.Petition{}
	rapid.Check(t, func(t *rapid.T) {
		var text, want strings.Builder
		var numbers []string
		for range rapid.IntRange(1, 4).Draw(t, "parts") {
			for range rapid.IntRange(1, 3).Draw(t, "words") {
				w := words.Draw(t, "word")
				text.WriteString(w + ", ")
				want.WriteString(w + ", ")
			}
			written, national := asWritten(t)
			text.WriteString(written + rapid.SampledFrom([]string{" và ", "; rồi ", " - quầy hai ", "\n"}).Draw(t, "behind"))
			want.WriteString("***")
			want.WriteString(text.String()[strings.LastIndex(text.String(), written)+len(written):])
			numbers = append(numbers, national)
		}
		got := p.Propose(text.String())
		if got != want.String() {
			t.Fatalf("%q\nbecomes %q\nwant    %q", text.String(), got, want.String())
		}
		left := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, strings.ReplaceAll(got, "***", ""))
		for _, n := range numbers {
			for i := 0; i+5 <= len(n); i++ {
				if strings.Contains(left, n[i:i+5]) {
					t.Fatalf("%q leaves %s of %s in %q", text.String(), n[i:i+5], n, got)
				}
			}
		}
	})
}

// TestALetterBesideANumberHidesItNoLess also writes two numbers behind each other.
func TestALetterBesideANumberHidesItNoLess(t *testing.T) {
	t.Parallel()
	p := &petition.Petition{}
	for text, want := range map[string]string{
		"sđt0912345678nhé":               "sđt***nhé",
		"gọi_0912_345_678_nhé":           "gọi_***_nhé",
		"0912345678 0987654321":          "*** ***",
		"CCCD:001085012345là của tôi":    "CCCD:***là của tôi",
		"Hồ sơ H26.103.25.7-260303-0001": "Hồ sơ H26.103.25.7-260303-0001",
	} {
		if got := p.Propose(text); got != want {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

// TestANumberEndsWhereALengthOrASumBegins has what people write behind a number and before one.
func TestANumberEndsWhereALengthOrASumBegins(t *testing.T) {
	t.Parallel()
	p := &petition.Petition{}
	for text, want := range map[string]string{
		"Cách 20 km, 09 12 34 56 78":                    "Cách 20 km, ***",
		"Cách 20km; 0912345678":                         "Cách 20km; ***",
		"Dài 20 km, 12 345 cột":                         "Dài 20 km, 12 345 cột",
		"Dài 20 km 12.345 m":                            "Dài 20 km 12.345 m",
		"Phòng 12 B, 12345 lượt":                        "Phòng 12 B, 12345 lượt",
		"Gọi 0912345678; 1.500.000 đồng":                "Gọi ***; 1.500.000 đồng",
		"Gọi 0912345678, 1.500.000 đồng":                "Gọi ***, 1.500.000 đồng",
		"Gọi 0912345678 (1.500.000 đồng)":               "Gọi *** (1.500.000 đồng)",
		"Gọi 0912 345 678 - 12.500.000đ":                "Gọi *** - 12.500.000đ",
		"Gọi o912345678; 1.500.000 đồng":                "Gọi ***; 1.500.000 đồng",
		"Gọi +84 (0)912 345 678; 2.000.000 VND":         "Gọi ***; 2.000.000 VND",
		"Gọi 024 3825 1234; 12 m":                       "Gọi ***; 12 m",
		"Gọi 0912345678, 120 Hàng Bài":                  "Gọi ***, 120 Hàng Bài",
		"Gọi 0912345678, 12 cột":                        "Gọi ***, 12 cột",
		"Gọi 09*12*34*56*78 09*87*65*43*21":             "Gọi *** ***",
		"CCCD 001085012345; 1.500.000 đồng":             "CCCD ***; 1.500.000 đồng",
		"CMND 012345678; 1.500.000 đồng":                "CMND ***; 1.500.000 đồng",
		"Mã 012345; 1.500.000 đồng":                     "Mã 012345; 1.500.000 đồng",
		"STK 1903456789012 - 1.500.000 đồng":            "STK *** - 1.500.000 đồng",
		"xe 29A-123.45; 1.500.000 đồng":                 "xe ***; 1.500.000 đồng",
		"xe 29A-123.45, 30B-222.33 và 29X1-234.56; 2 m": "xe ***, *** và ***; 2 m",
		// What is not decided is hidden: it may be the rest of the number.
		"số 0791990045, 67":              "số ***",
		"số 0791990045; 6; 7":            "số ***",
		"số 0791990045 67 m":             "số *** m",
		"gọi 091234567; 8 người nghe":    "gọi *** người nghe",
		"gọi 0912; 345.678 đồng":         "gọi *** đồng",
		"84 912 345 678 đồng nghiệp tôi": "*** đồng nghiệp tôi",
		"xe 29A, 123.45":                 "xe ***",
		"xe 29A-123.4; 5":                "xe ***",
		"xe 3;0A;1;2;3;4;5":              "xe ***",
		"xe 29KM, 12345":                 "xe ***",
	} {
		if got := p.Propose(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// TestAnIdentityCardIsHiddenByItsNameHoweverItsNumberIsWritten has numbers of nine digits that are sums where no card is named.
func TestAnIdentityCardIsHiddenByItsNameHoweverItsNumberIsWritten(t *testing.T) {
	t.Parallel()
	p := &petition.Petition{}
	for _, name := range []string{"CMND", "cmnd số", "CMT:", "Căn cước", "CĂN CƯỚC CÔNG DÂN số", "ca\u0306n cu\u031bo\u031b\u0301c", "can cuoc", "chứng minh nhân dân", "Chứng minh thư:", "số định danh"} {
		for _, number := range []string{"123 456 789", "123.456.789", "123-456-789", "12 345 6789", "12/34/56/789", "1 2 3 4 5 6 7 8 9", "001 085 012 345", "123 456 789 012"} {
			if got := p.Propose(name + " " + number + " cấp ngày 01/02/2014"); got != name+" *** cấp ngày 01/02/2014" {
				t.Errorf("%s %s becomes %q", name, number, got)
			}
		}
	}
	for _, plain := range []string{"Tôi chứng minh được mình mất 123.456.789 đồng", "CMND cấp ngày 01-02-2014 tại Hà Nội", "Luật Căn cước, Điều 12, 13, 14, 15 và 16", "Căn cước số 26/2023/QH15", "Thiệt hại 123.456.789"} {
		if got := p.Propose(plain); got != plain {
			t.Errorf("%q becomes %q", plain, got)
		}
	}
}

// TestNoDigitOfAMarkIsShownWhateverAmountsStandAroundIt writes marks whose own digits are 5 to 9 among amounts that have none of these, so
// that any such digit which is left is one of a mark.
func TestNoDigitOfAMarkIsShownWhateverAmountsStandAroundIt(t *testing.T) {
	t.Parallel()
	gaps := []string{"", "", " ", ".", "-", " - ", "·", "*", "/", ";", "; ", ", ", ",", "\u200b", "\u00a0"}
	p := &petition.Petition{}
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		for range rapid.IntRange(1, 4).Draw(t, "parts") {
			text.WriteString(rapid.SampledFrom([]string{"1.400.000 đồng", "20 km", "12 344 cột", "dài 20 km", "3 người", "12", "số 013", "ngõ 4/21", "(phòng 203)", "2 m", "ngày 01/02/2014"}).Draw(t, "amount"))
			text.WriteString(rapid.SampledFrom([]string{", ", "; ", " gọi ", " (", " - ", ". "}).Draw(t, "before"))
			text.WriteString(markWritten(t, gaps))
			text.WriteString(rapid.SampledFrom([]string{", ", "; ", ";", " và ", ") ", " - ", ". ", "\n", " người nhận ", " đồng nghiệp "}).Draw(t, "behind"))
		}
		text.WriteString(rapid.SampledFrom([]string{"1.400.000 đồng", "12 344 cột", "1 người", "1", "12 km", "hết", "3 năm"}).Draw(t, "last"))
		if got := p.Propose(text.String()); strings.ContainsAny(got, "56789") {
			t.Fatalf("%q\nbecomes %q", text.String(), got)
		}
	})
}

// markWritten draws a telephone number, the number of a person, an account or a plate, with one kind of sign between its digits: after each,
// every second and so on.
func markWritten(t *rapid.T, gaps []string) string {
	mark := rapid.SampledFrom([]string{"0967898765", "0856789678", "02867895678", "+84967898765", "0084967898765", "(+84) 967898765", "056789987656", "097998765678", "59A87678", "67H98765", "58X967567", "STK 7678987656", "STK 9678987656789"}).Draw(t, "mark")
	gap := rapid.SampledFrom(gaps).Draw(t, "gap")
	head := 2
	switch {
	case strings.HasPrefix(mark, "STK"): // an account's digits are joined by blanks, dots and hyphens
		head = 6
		if !strings.Contains(" . -  - ", gap) {
			gap = ""
		}
	case strings.Contains(mark, "84"):
		head = strings.Index(mark, "9") + 1
	case strings.ContainsAny(mark, "AHX"):
		if strings.ContainsAny(gap, ";,") && rapid.Bool().Draw(t, "joined") {
			gap = "-"
		}
	}
	every := rapid.IntRange(1, 4).Draw(t, "every")
	if strings.ContainsAny(gap, ";,") { // signs that part also join where they stand everywhere
		every = 1
	}
	out, n := "", 0
	for i, r := range mark {
		if i >= head && unicode.IsDigit(r) {
			if n%every == 0 {
				out += gap
			}
			n++
		}
		out += string(r)
	}
	if mark[0] == '0' && !strings.ContainsAny(gap, ";,/*·") && rapid.IntRange(0, 4).Draw(t, "worn") == 0 {
		out = strings.Replace(out, "0", "o", 1)
	}
	return out
}
