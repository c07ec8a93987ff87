package letter

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
)

func slip(t testing.TB, s Slip) []byte {
	t.Helper()
	pdf, err := renderer(t).Slip(s)
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

func many(t testing.TB, s SlipMany) []byte {
	t.Helper()
	pdf, err := renderer(t).SlipMany(s)
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

func TestEveryFieldCanBeReadBack(t *testing.T) {
	t.Parallel()
	got := text(t, slip(t, sample()))
	for _, want := range []string{
		"BẢN MINH HỌA",
		"ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "THÀNH PHỐ HÀ NỘI",
		"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
		"Số: 0112/TNHS", "Hà Nội, ngày 24 tháng 11 năm 2026",
		"GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
		"H26.103.25.7-261124-0112", "quyển số 2026, số thứ tự 4871",
		"Chi nhánh số 3, 258 Võ Chí Công, phường Tây Hồ",
		"Tiếp nhận hồ sơ của Nguyễn Thị Thử Nghiệm", "Số định danh 001185012345", "Điện thoại 0912 000 111",
		"Thư điện tử thu.nghiem@example.vn", "Địa chỉ Số 12 ngõ 34 phố Ví Dụ, phường Tây Hồ, thành phố Hà Nội",
		"Chủ hồ sơ Công ty TNHH Ví Dụ Bưởi Diễn", "Số định danh 0100233488", "Địa chỉ Số 5 phố Mẫu, phường Xuân Đỉnh, thành phố Hà Nội",
		"Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền", "chuyển nhượng, tặng cho",
		"Mã thủ tục 1.012781. Trường hợp: Chuyển nhượng toàn bộ thửa đất",
		"Phí, lệ phí Trả trực tuyến, 650.000 đ, đã nộp",
		"Giấy chứng nhận đã cấp 2 – 1 –", "Hợp đồng chuyển nhượng đã công chứng – 3 – có", "Trích lục hộ tịch – – – có",
		"8 ngày làm việc", "09:10 thứ Ba 24/11/2026", "09:10 thứ Sáu 04/12/2026",
		"tính 8 ngày làm việc từ 09:10 thứ Ba 24/11/2026;",
		"Nhận kết quả Đến lấy tại quầy, Chi nhánh số 3, 258 Võ Chí Công",
		"giấy ủy quyền", "Kết quả có thể có sớm hơn ngày hẹn.", "1022",
		"K7M2Q 9XTPA", "https://motcua.example.vn/t/K7M2Q9XTPA",
		"NGƯỜI NỘP HỒ SƠ", "NGƯỜI TIẾP NHẬN HỒ SƠ", "Trần Văn Mẫu", "Công chức tiếp nhận",
		"(Ký và ghi rõ họ tên)", "Đã xác nhận điện tử lúc", "09:12 thứ Ba 24/11/2026", "Trang 1/1",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q cannot be read back from:\n%s", want, got)
		}
	}
}

func TestThePaperIsA5AndItsPropertiesNameIt(t *testing.T) {
	t.Parallel()
	s := sample()
	pdf := slip(t, s)
	hash := DataHash(s)
	for key, want := range map[string]string{
		"Page size":    "419.53 x 595.28 pts", // 148 × 210 mm
		"Pages":        "1",
		"Title":        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ H26.103.25.7-261124-0112",
		"Author":       "Trung tâm Phục vụ hành chính công thành phố Hà Nội",
		"Keywords":     TemplateVersion + " sha256:" + hex.EncodeToString(hash[:]),
		"Encrypted":    "no",
		"JavaScript":   "no",
		"CreationDate": "2026-11-24T02:10:00Z",
		"ModDate":      "2026-11-24T02:10:00Z",
	} {
		if got := info(t, pdf, key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if !bytes.Contains(pdf, []byte("/Lang (vi-VN)")) {
		t.Error("the PDF does not say that it is Vietnamese")
	}
	fonts := 0
	for line := range strings.Lines(poppler(t, pdf, "pdffonts", "FILE")) {
		if f := strings.Fields(line); len(f) > 7 && f[1] == "CID" {
			fonts++
			if embedded, unicode := f[len(f)-5], f[len(f)-3]; embedded != "yes" || unicode != "yes" {
				t.Errorf("the typeface is not embedded with its Unicode map: %s", line)
			}
		}
	}
	if fonts != 3 {
		t.Errorf("the PDF has %d typefaces, want regular, bold and italic", fonts)
	}
	if len(pdf) > 80_000 {
		t.Errorf("the PDF has %d bytes: the typeface is not cut to what is used", len(pdf))
	}
}

func TestEmptyFieldsLeaveNoTrace(t *testing.T) {
	t.Parallel()
	s := sample()
	s.Demo, s.Superior, s.Desk, s.Book, s.Serial, s.Case, s.Why, s.Reminder, s.Phone = false, "", "", "", "", "", "", "", ""
	s.Owner, s.Papers, s.Due, s.ByOfficer = Person{}, nil, time.Time{}, Signature{}
	s.Applicant.Email, s.Applicant.Phone = "", ""
	got := text(t, slip(t, s))
	for _, gone := range []string{"MINH HỌA", "Nơi tiếp nhận", "Sổ theo dõi", "Trường hợp", "Vì sao", "Thư điện tử", "Điện thoại", "xin gọi", "0001"} {
		if strings.Contains(got, gone) {
			t.Errorf("%q is printed without a value:\n%s", gone, got)
		}
	}
	for _, want := range []string{"là người nộp hồ sơ", "Không có giấy tờ kèm theo", "khi có thông báo", "Số định danh 001185012345"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing:\n%s", want, got)
		}
	}
}

func TestFifteenPapersFitOnePageAndMoreAreCarriedOver(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 8, 15, 40, 150} {
		pdf := slip(t, withPapers(n))
		got := pages(t, pdf)
		if (n <= 15) != (got == 1) {
			t.Errorf("%d papers take %d pages", n, got)
		}
		all := text(t, pdf)
		for i := range n {
			if name := fmt.Sprintf("quyền sử dụng đất số %02d ", i+1); strings.Count(all, name) != 1 {
				t.Errorf("of %d papers, number %d is printed %d times", n, i+1, strings.Count(all, name))
			}
		}
		for p := range got {
			if foot := fmt.Sprintf("Trang %d/%d", p+1, got); strings.Count(all, foot) != 1 {
				t.Errorf("%d papers: the foot %q is missing", n, foot)
			}
		}
		if heads := strings.Count(all, "(tiếp theo)"); heads != got-1 {
			t.Errorf("%d papers: %d continuation sheets are headed so, want %d", n, heads, got-1)
		}
	}
	if got := text(t, slip(t, withPapers(40))); !strings.Contains(got, "giấy tờ nữa, ghi ở trang sau") {
		t.Error("the first page does not say that papers are carried over")
	}
}

// nasty gives slips that are too long, too dense or oddly written.
func nasty() map[string]Slip {
	every := sample()
	name := long()
	every.Superior, every.Agency, every.Desk, every.Number, every.Place = name, name, name, name, name
	every.Applicant = Person{name, name, name, name, name}
	every.Owner = every.Applicant
	every.Procedure, every.ProcedureCode, every.Case, every.FeeWay, every.Limit, every.Why = name, name, name, name, name, name
	every.ResultWay, every.ResultPlace, every.Reminder, every.Phone, every.Book = name, name, name, name, name
	every.Papers = []Paper{{Name: name, Originals: 123456}, {Name: name}, {Name: "Giấy khai sinh"}}
	every.ByApplicant, every.ByOfficer = Signature{name, name, every.Date, name, name}, Signature{Name: name, Title: name}

	solid := sample()
	word := strings.Repeat("Nghiêng", 160)
	solid.Agency, solid.Desk, solid.Applicant, solid.Procedure = word, word, Person{word, word, word, word, word}, word
	solid.Limit, solid.Number, solid.Place, solid.ByOfficer.Name = word, word, word, word
	solid.Papers[0].Name = word

	odd := sample()
	odd.Applicant.Name = "  Ông\tA\u0000\u200b Ba\u0301o\nLê 🏠 李 \xff\U0010ffff "
	odd.Procedure = "ngắn"
	odd.Papers[0].Name = "\u202eđảo ngược"

	code := sample()
	code.Code = "H26.103.25.7.ABCDEFGHIJKLMNOPQRST12-20261124-0000112"
	code.Lookup.URL = "https://dichvucong.thanhpho.example.vn/tra-cuu/ho-so/K7M2Q9XTPA?nguon=giay"
	return map[string]Slip{"every field long": every, "words without spaces": solid, "odd characters": odd, "a long code": code, "dense": withPapers(15)}
}

func TestNothingOverlapsOrLeavesThePaper(t *testing.T) {
	t.Parallel()
	letters := map[string][]byte{"several": many(t, several(9))}
	for name, s := range nasty() {
		letters[name] = slip(t, s)
	}
	for name, pdf := range letters {
		words := boxes(t, pdf)
		if len(words) < 100 {
			t.Fatalf("%s: only %d words", name, len(words))
		}
		for i, a := range words {
			if a.x1 < 9.9 || a.x2 > 138.1 || a.y1 < 3 || a.y2 > 206.5 {
				t.Errorf("%s: %q stands at %.1f–%.1f, %.1f–%.1f mm, outside the margins", name, a.word, a.x1, a.x2, a.y1, a.y2)
			}
			for _, b := range words[i+1:] {
				// Boxes have the typeface's full height; lines are set a little tighter than ink can reach.
				if a.page == b.page && min(a.x2, b.x2)-max(a.x1, b.x1) > 0.1 && min(a.y2, b.y2)-max(a.y1, b.y1) > 0.6 {
					t.Errorf("%s: page %d: %q and %q overlap at %.1f, %.1f mm", name, a.page, a.word, b.word, b.x1, b.y1)
				}
			}
		}
	}
}

func TestACutNameStandsInFullOnTheNextSheet(t *testing.T) {
	t.Parallel()
	s := sample()
	s.Applicant.Name = long()
	if n := len([]rune(s.Applicant.Name)); n != 1094 {
		t.Fatalf("the long name has %d characters", n)
	}
	pdf := slip(t, s)
	all := text(t, pdf)
	if !strings.Contains(all, "(xem trang sau)") || !strings.Contains(all, plain(s.Applicant.Name)) || pages(t, pdf) != 2 {
		t.Errorf("the name of 1,094 characters is lost:\n%s", all)
	}
}

// The longest name of the usual procedures, that of certified copies, has the room that the page has.
func TestALongNameOfAProcedureIsOnePageWhereThereIsRoom(t *testing.T) {
	t.Parallel()
	s := sample()
	s.Papers = s.Papers[:1]
	s.Procedure = "Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan, tổ chức có thẩm quyền của Việt Nam; cơ quan, tổ chức có thẩm quyền " +
		"của nước ngoài; cơ quan, tổ chức có thẩm quyền của Việt Nam liên kết với cơ quan, tổ chức có thẩm quyền của nước ngoài cấp hoặc chứng nhận"
	pdf := slip(t, s)
	if all := text(t, pdf); pages(t, pdf) != 1 || !strings.Contains(all, plain(s.Procedure)) || strings.Contains(all, "(xem trang sau)") {
		t.Errorf("%d pages:\n%s", pages(t, pdf), all)
	}
}

func TestOddCharactersBecomePlainOnes(t *testing.T) {
	t.Parallel()
	got := text(t, slip(t, nasty()["odd characters"]))
	if want := "Ông A Báo Lê \uFFFD \uFFFD \uFFFD\uFFFD"; !strings.Contains(got, want) {
		t.Errorf("want %q in:\n%s", want, got)
	}
}

func TestSeveralDossiersOnOneSlip(t *testing.T) {
	t.Parallel()
	pdf := many(t, several(6))
	got := text(t, pdf)
	for i := range 6 {
		for _, want := range []string{fmt.Sprintf("H26.103.25.7-261124-%04d", 200+i), fmt.Sprintf("Lê Thị Mẫu Số %d;", i+1), fmt.Sprintf("AB000 %05d", i)} {
			if strings.Count(got, want) != 1 {
				t.Errorf("%q is printed %d times", want, strings.Count(got, want))
			}
		}
	}
	for _, want := range []string{"NHIỀU HỒ SƠ", "Số hồ sơ", "Nguyễn Thị Thử Nghiệm", "Cấp bản sao trích lục hộ tịch", "1 ngày làm việc", "09:10 thứ Tư", "25/11/2026", "K7M2Q 9XTPA", "H26.103.25.7-261124-N017"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if n := pages(t, pdf); n != 1 {
		t.Errorf("six dossiers take %d pages", n)
	}
	if n := pages(t, many(t, several(25))); n < 2 {
		t.Errorf("25 dossiers take %d pages", n)
	}
}

func TestIncompleteSlipsAreRefused(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	for fields, harm := range map[string]func(*Slip){
		"code":            func(s *Slip) { s.Code = "" },
		"applicant":       func(s *Slip) { s.Applicant = Person{} },
		"agency, date":    func(s *Slip) { s.Agency, s.Date = "", time.Time{} },
		"received":        func(s *Slip) { s.Received = time.Time{} },
		"due":             func(s *Slip) { s.Due = time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC) },
		"lookup":          func(s *Slip) { s.Lookup.URL = "" },
		"procedure, sets": func(s *Slip) { s.Procedure, s.Sets = "", -1 },
	} {
		s := sample()
		harm(&s)
		_, err := r.Slip(s)
		if f := fault.As(err); f == nil || f.Kind != fault.Invalid || f.Key != "letter.incomplete" || f.Args["fields"] != fields {
			t.Errorf("without %s: %v", fields, err)
		}
	}
	m := several(2)
	m.Dossiers[1].Code = ""
	if f := fault.As(func() error { _, err := r.SlipMany(m); return err }()); f == nil || f.Args["fields"] != "dossiers.2" {
		t.Errorf("a dossier without code: %v", f)
	}
	for _, code := range []string{"HỒ-SƠ", "a\u00f1b", "line\nfeed", strings.Repeat("1", 81)} {
		s := sample()
		s.Code = code
		if _, err := r.Slip(s); err == nil {
			t.Errorf("the code %q has no bars, but is printed", code)
		}
	}
	s := sample()
	s.Lookup.URL = strings.Repeat("x", 3000)
	if _, err := r.Slip(s); err == nil {
		t.Error("an address of 3,000 characters fits no QR code, but is printed")
	}
}

func BenchmarkSlip(b *testing.B) {
	r, s := renderer(b), sample()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := r.Slip(s); err != nil {
				b.Error(err)
			}
		}
	})
}

func TestACheckCodeOfWideLettersIsWhole(t *testing.T) {
	t.Parallel()
	s := sample()
	s.Lookup.CheckCode = "WMWMWQWMW8"
	if got := text(t, slip(t, s)); !strings.Contains(got, "WMWMW QWMW8") {
		t.Errorf("the check code is not whole on the paper:\n%s", got)
	}
}
