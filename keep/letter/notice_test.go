package letter

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// notice is a letter with every field that any template asks for.
func notice(set, form string) Notice {
	s := sample()
	n := Notice{
		Letterhead: s.Letterhead, Set: set, Form: form, Code: s.Code, Facts: map[string]string{}, Times: map[string]time.Time{},
		Signers: map[string]Signature{
			"applicant": {Name: "Nguyễn Thị Thử Nghiệm"}, "receiver": {Name: "Nguyễn Thị Thử Nghiệm"},
			"officer": {Name: "Trần Văn Mẫu", Title: "Công chức tiếp nhận", At: at(24, 9, 12)},
			"leader":  {Name: "Lê Thị Ví Dụ", Title: "Phó Giám đốc", At: at(25, 16, 5)},
		},
		Lookup: Lookup{URL: "https://motcua.example.vn/tra-cuu"},
	}
	for _, f := range knownFields {
		n.Facts[f] = facts[f]
	}
	for i, f := range []string{"received", "filed", "due", "was", "new_due", "until", "handed", "result_at", "closed"} {
		delete(n.Facts, f)
		n.Times[f] = at(24, 8, 10).Add(time.Duration(i) * 25 * time.Hour)
	}
	return n
}

// facts are the words of made-up people and papers for each field.
var facts = map[string]string{
	"to": "Ông/Bà Nguyễn Thị Thử Nghiệm", "owner": "Công ty TNHH Ví Dụ Bưởi Diễn", "owner_address": "Số 5 phố Mẫu, phường Xuân Đỉnh",
	"owner_phone": "0912 000 111", "owner_email": "vi.du@example.vn", "owner_id": "0100233488", "applicant": "Nguyễn Thị Thử Nghiệm", "applicant_phone": "0912 000 222",
	"procedure": "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất", "about": "Mã thủ tục 1.012781. Trường hợp: Chuyển nhượng toàn bộ thửa đất",
	"stage": "Sau khi thẩm định hồ sơ", "reason": "Giấy tờ không hợp lệ.", "basis": "Nghị định số 61/2018/NĐ-CP, Điều 19", "words": "Hợp đồng thiếu trang số 3.",
	"lead": "Chi nhánh Văn phòng đăng ký đất đai Tây Hồ", "others": "Thuế cơ sở 8; Phường Tây Hồ", "proposed": "Người nộp hồ sơ", "money": "Hoàn trả 650.000 đ",
	"papers": "Đã trả lại", "result": "Giấy chứng nhận, số 12/KQ", "giver": "Trần Văn Mẫu, 1022", "receiver": "Nguyễn Thị Thử Nghiệm", "receiver_id": "001185012345",
	"authority": "Giấy ủy quyền số 5", "power": "Quyết định ủy quyền số 4", "power_by": "Ủy ban nhân dân phường Hà Đông", "power_for": "từ 01/01/2026", "manner": "Tại quầy", "proof": "EB123456789VN", "originals": "Đã trả lại bản chính", "place": "Chi nhánh số 3, 258 Võ Chí Công",
	"unit": "Chi nhánh số 3", "year": "2026", "count": "40", "officer": "Trần Văn Mẫu",
}

// withRows gives a notice n rows of as many cells as its form has.
func withRows(t *testing.T, r *Renderer, n Notice, rows int, text string) Notice {
	t.Helper()
	f := r.set(n.Set).Forms[n.Form]
	n.Rows = nil
	for i := range rows {
		if len(f.Columns) == 0 {
			return n
		}
		row := make([]string, len(f.Columns)-1)
		for j := range row {
			row[j] = fmt.Sprintf("%s %d.%d", text, i+1, j+1)
		}
		n.Rows = append(n.Rows, row)
	}
	return n
}

const newest = "tt03-2025"

// everyForm names all letters of all sets.
func everyForm(r *Renderer) (out [][2]string) {
	for _, s := range r.sets {
		for _, f := range slices.Sorted(maps.Keys(s.Forms)) {
			out = append(out, [2]string{s.Set, f})
		}
	}
	return out
}

func TestTemplatesAskForKnownFields(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	known := append([]string{"agency", "phone"}, knownFields...)
	asked := map[string]bool{}
	for _, k := range everyForm(r) {
		f := r.set(k[0]).Forms[k[1]]
		keys := []string{}
		for _, x := range append(slices.Clone(f.Fields), f.After...) {
			keys = append(keys, x.Key)
			if x.Beside != nil {
				keys = append(keys, x.Beside.Key)
			}
		}
		for _, b := range f.Boxes {
			keys = append(keys, b.Key)
		}
		for _, text := range append(append([]string{f.Subtitle}, f.Intro...), f.Closing...) {
			keys = append(keys, gaps(text)...)
		}
		for _, key := range keys {
			asked[key] = true
			if !slices.Contains(known, key) {
				t.Errorf("%s/%s asks for the field %q, which nobody fills", k[0], k[1], key)
			}
		}
		if f.Version == "" || f.Title == "" || !strings.HasPrefix(f.Version, k[0]+"/"+k[1]+"/") {
			t.Errorf("%s/%s has the version %q and the title %q", k[0], k[1], f.Version, f.Title)
		}
	}
	for _, key := range knownFields {
		if !asked[key] {
			t.Errorf("no template asks for the field %q", key)
		}
	}
}

func TestNoticesSayEachFieldOfTheirForm(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	for _, k := range everyForm(r) {
		for _, rows := range []int{0, 1, 40} {
			if len(r.set(k[0]).Forms[k[1]].Columns) == 0 && rows > 0 || k[0] != newest && rows == 1 {
				continue
			}
			n := withRows(t, r, notice(k[0], k[1]), rows, "Ô")
			pdf, err := r.Notice(n)
			if err != nil {
				t.Fatalf("%v: %v", k, err)
			}
			show(t, strings.Join(k[:], "-")+fmt.Sprintf("-%02d", rows), pdf)
			got := text(t, pdf)
			f := r.set(k[0]).Forms[k[1]]
			want := []string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "THÀNH PHỐ HÀ NỘI", "BẢN MINH HỌA", n.Code}
			if f.Form != "" {
				want = append(want, "Mẫu "+f.Form)
			}
			for _, x := range append(slices.Clone(f.Fields), f.After...) {
				want = append(want, x.Label, n.Facts[x.Key])
				if at, ok := n.Times[x.Key]; ok {
					want = append(want, r.template.Words.moment(at))
				}
			}
			for _, s := range f.Signs {
				want = append(want, n.Signers[s.Who].Name)
			}
			if len(f.Columns) > 0 && rows > 0 {
				want = append(want, fmt.Sprintf("Ô %d.1", rows))
			}
			if rows == 0 {
				want = append(want, f.None)
			}
			for _, w := range want {
				if !strings.Contains(unbroken(got), unbroken(w)) {
					t.Errorf("%v with %d rows does not say %q", k, rows, w)
				}
			}
			if strings.Contains(got, "{") || strings.Contains(got, "\uFFFD") {
				t.Errorf("%v with %d rows has an open gap or a missing character", k, rows)
			}
		}
	}
}

// unbroken leaves out what depends on where lines are broken.
func unbroken(s string) string { return strings.Join(strings.Fields(s), "") }

// show keeps a PDF for people to look at, in the folder that MOTCUA_LETTERS names.
func show(t *testing.T, name string, pdf []byte) {
	t.Helper()
	dir := os.Getenv("MOTCUA_LETTERS")
	if dir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name+".pdf"), pdf, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestNoticesOfTheTwoSetsDiffer(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	for _, c := range []struct{ day, set string }{
		{"2017-05-01", "tt01-2018"}, {"2025-09-14", "tt01-2018"}, {"2025-09-15", "tt03-2025"}, {"2030-01-01", "tt03-2025"},
	} {
		day, err := time.ParseInLocation(time.DateOnly, c.day, zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.SetAt(day); got != c.set {
			t.Errorf("on %s the set is %s, want %s", c.day, got, c.set)
		}
	}
	numbers := map[string][2]string{"supplement": {"02", "02"}, "refusal-exam": {"03", "03"}, "apology": {"04", "04"}, "stop": {"", "05"}, "control": {"05", "06"}, "register": {"06", "07"}}
	for form, want := range numbers {
		before, oldTitle := r.NoticeForm("tt01-2018", form)
		now, title := r.NoticeForm("tt03-2025", form)
		if before != want[0] || now != want[1] {
			t.Errorf("%s is %s, then %s; want %v", form, before, now, want)
		}
		if form == "apology" && (oldTitle != "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ" || title != "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT") {
			t.Errorf("the apology is %q, then %q", oldTitle, title)
		}
	}
}

func TestPapersOfNotices(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	for _, k := range everyForm(r) {
		pdf, err := r.Notice(withRows(t, r, notice(k[0], k[1]), 2, "Ô"))
		if err != nil {
			t.Fatal(err)
		}
		size, want := info(t, pdf, "Page size"), "419.53 x 595.28 pts"
		if k[1] == "register" {
			want = "841.89 x 595.28 pts"
		}
		if !strings.HasPrefix(size, want) {
			t.Errorf("%v is %s, want %s", k, size, want)
		}
		if k[1] != "register" && pages(t, pdf) != 1 {
			t.Errorf("%v with two rows has %d pages", k, pages(t, pdf))
		}
		for line := range strings.Lines(poppler(t, pdf, "pdffonts", "FILE")) {
			if f := strings.Fields(line); len(f) > 5 && strings.Contains(f[0], "+") && !strings.Contains(line, " yes yes yes ") && !strings.Contains(line, "yes yes yes") {
				t.Errorf("%v: a font is not embedded: %s", k, line)
			}
		}
	}
}

func TestNoticesHoldLongTexts(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	for _, k := range everyForm(r) {
		if k[0] != newest {
			continue // the same layout
		}
		n := withRows(t, r, notice(k[0], k[1]), 3, "Ô")
		for f := range n.Facts {
			n.Facts[f] = long()
		}
		n.Facts["words"] = strings.Repeat("Hợp đồng chuyển nhượng thiếu chữ ký của bên nhận. ", 80)
		pdf, err := r.Notice(n)
		if err != nil {
			t.Fatalf("%v: %v", k, err)
		}
		show(t, strings.Join(k[:], "-")+"-long", pdf)
		for _, b := range boxes(t, pdf) {
			if b.y2 > 207 || b.x1 < 5 || b.x2 > 292 || k[1] != "register" && b.x2 > 143 {
				t.Errorf("%v: %q stands at %.0f,%.0f to %.0f,%.0f on page %d, outside the field", k, b.word, b.x1, b.y1, b.x2, b.y2, b.page)
			}
		}
	}
}

func TestBarCodeAndQROfNotices(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("zbarimg"); err != nil {
		t.Skip("LEFT OUT: zbarimg is not installed (package zbar-tools)")
	}
	r := renderer(t)
	for _, k := range everyForm(r) {
		if k[1] == "register" || k[0] != newest {
			continue
		}
		n := withRows(t, r, notice(k[0], k[1]), 1, "Ô")
		pdf, err := r.Notice(n)
		if err != nil {
			t.Fatal(err)
		}
		png := poppler(t, pdf, "pdftoppm", "-r", "300", "-png", "-singlefile", "FILE")
		file := filepath.Join(t.TempDir(), "page.png")
		if err := os.WriteFile(file, []byte(png), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), "zbarimg", "-q", file).Output()
		if err != nil {
			t.Fatalf("%v: zbarimg: %v", k, err)
		}
		for _, want := range []string{"CODE-128:" + n.Code, "QR-Code:" + n.Lookup.URL} {
			if !strings.Contains(string(out), want) {
				t.Errorf("%v: the scanner read %q, want %q in it", k, out, want)
			}
		}
	}
}

func TestSameNoticeSameBytes(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	for _, k := range everyForm(r) {
		n := withRows(t, r, notice(k[0], k[1]), 5, "Ô")
		if k[0] != newest && k[1] != "control" {
			continue
		}
		one, err := r.Notice(n)
		if err != nil {
			t.Fatal(err)
		}
		again := withRows(t, renderer(t), notice(k[0], k[1]), 5, "Ô")
		again.Date = again.Date.UTC()
		for f, at := range again.Times {
			again.Times[f] = at.UTC()
		}
		two, err := r.Notice(again)
		if err != nil || !bytes.Equal(one, two) {
			t.Errorf("%v: the same data gave other bytes (%v)", k, err)
		}
		if r.DataHash(n) != r.DataHash(again) {
			t.Errorf("%v: the same data have two hashes", k)
		}
		again.Facts["words"] += "x"
		if r.DataHash(n) == r.DataHash(again) {
			t.Errorf("%v: other data have the same hash", k)
		}
	}
}

func TestNoticeWithoutItsFieldsIsRefused(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	n := notice("tt03-2025", "supplement")
	n.Code = ""
	if _, err := r.Notice(n); err == nil {
		t.Error("a letter without a code was printed")
	}
	n = notice("tt03-2025", "nothing")
	if _, err := r.Notice(n); err == nil {
		t.Error("a form that is in no set was printed")
	}
	n = notice("tt03-2025", "supplement")
	n.Rows = [][]string{{"one"}}
	if _, err := r.Notice(n); err == nil {
		t.Error("a row with too few cells was printed")
	}
}
