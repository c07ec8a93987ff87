package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/words/form"
)

// galleryPage shows every part once. It stands in no route of the product.
type galleryPage struct {
	Base
	*Form
	Way, Mini, MiniLate, Overdue Way
	Why                          Why
	Knots                        []Knot
	Facts                        []Fact
	Figures                      []Figure
	Cards                        []Card
	Chips                        []Chip
	Pages                        Pages
	Empty                        Empty
	Progress                     Progress
	Steps                        []Step
	Notices                      []Notice
	Search                       Search
	Pills                        []Pill
}

// Template names the template that the tests add.
func (*galleryPage) Template() string { return "test/gallery" }

const gallery = `<p class="soft">{{t "frame.institution"}} <span class="code">H26.103.25.7-261120-0112</span></p>
<h1>Đăng ký biến động quyền sử dụng đất</h1>
<p>{{range .Pills}}{{template "pill" .}} {{end}}</p>
<div class="two"><section class="card"><h2 class="off">{{.Way.Title}}</h2>{{template "way" .Way}}{{template "why" .Why}}
<h2>Đường đi của hồ sơ</h2>{{template "knots" .Knots}}</section>
<aside><section class="card"><h2>Việc của bạn</h2><p>Không có việc gì lúc này. Chúng tôi nhắn khi có kết quả.</p><p><a class="btn quiet" href="/x">Nhận kết quả qua bưu điện</a></p></section><section class="card"><h2>Thông tin</h2>{{template "facts" .Facts}}</section></aside></div>
<section class="sec"><h2>Quá hạn</h2>{{template "way" .Overdue}}</section>
<section class="sec"><h2>Con số</h2>{{template "figures" .Figures}}</section>
<section class="sec"><h2>Thẻ</h2>{{template "cards" .Cards}}</section>
<section class="sec"><h2>Danh sách</h2>{{template "chips" .Chips}}
<table class="list" data-rows><thead><tr><th scope="col">Hồ sơ, chủ hồ sơ</th><th scope="col">Thủ tục, bước đang giữ</th><th scope="col">Thời gian còn lại</th></tr></thead><tbody>
<tr class="at"><th scope="row"><a class="code" href="/x">H26.103.25.7-261112-0087</a><span class="sub">Nguyễn Thị Hạnh</span></th><td>Cấp phép xây dựng nhà ở riêng lẻ<span class="sub">Thẩm định</span></td><td>{{template "pill" (pill "late" (upper (left -180)))}}{{template "way" .MiniLate}}</td></tr>
<tr><th scope="row"><a class="code" href="/x">H26.103.25.7-261118-0031</a><span class="sub">Công ty An Phú</span></th><td>Giấy chứng nhận an toàn thực phẩm<span class="sub">Lấy ý kiến 2/3</span></td><td>{{template "pill" (pill "soon" (upper (left 240)))}}{{template "way" .Mini}}</td></tr>
<tr><th scope="row"><a class="code" href="/x">H26.103.25.7-261120-0112</a><span class="sub">Trần Văn Bình</span></th><td data-label="Thủ tục">Đăng ký biến động đất đai</td><td data-label="Còn lại">{{template "pill" (pill "ok" (upper (left 2700)))}}</td></tr>
</tbody></table>{{template "pages" .Pages}}</section>
<section class="sec"><h2>Lời nhắn</h2>{{range .Notices}}{{template "notice" .}}{{end}}{{template "empty" .Empty}}{{template "progress" .Progress}}</section>
<section class="sec"><h2>Biểu mẫu</h2>{{template "steps" .Steps}}{{template "search" .Search}}
<form method="post" action="/x" data-draft="/x">{{template "csrf" .}}<p class="help">{{t "form.required-note"}}</p>{{template "fields" .Fields}}{{template "draft" .Draft}}<p class="acts"><button class="btn">Gửi hồ sơ</button><button class="btn quiet">Lưu bản nháp</button><button class="btn grave">Xoá bản nháp</button></p></form></section>`

func (*galleryPage) Draft() Draft { return Draft{Saved: time.Date(2026, 4, 20, 2, 0, 0, 0, time.UTC)} }

// newGallery fills the gallery in one language with made-up people.
func newGallery(v text.Voice, a Audience) *galleryPage {
	at := func(s string) time.Time {
		t, err := time.Parse("2006-01-02 15:04 -07", s+" +07")
		if err != nil {
			panic(err)
		}
		return t
	}
	g := &galleryPage{Base: Base{
		Title: "Bộ phận của trang", Audience: a, Nav: "home",
		Crumbs: []Crumb{{"Trang chủ", "/"}, {"Hồ sơ của tôi", "/ho-so"}},
		Flash:  &Flash{Key: "frame.sign-out", Href: "/x", Link: "frame.close"},
	}}
	f := fault.New(fault.Invalid, "web.unreadable").At("birth").By("nd61-2018/19.4")
	f.More = []*fault.Fault{fault.New(fault.Invalid, "web.no-page").At("id")}
	p := problem(v, f)
	g.Form = galleryForm(v, f)
	p.link(g.forms())
	g.Problem = &p
	held := []Held{{HeldByDesk, "Một cửa", 180}, {HeldByAgency, "Đăng ký đất đai", 698}, {HeldByTax, "Chờ cơ quan thuế", 360}, {HeldByCitizen, "Chờ bạn", 480}, {HeldByOther, "Phòng Quản lý đô thị", 300}, {HeldByNobody, "Còn lại", 3922}}
	g.Way = NewWay(v, "Thời gian nằm ở đâu", held)
	late := []Held{{HeldByDesk, "Một cửa", 240}, {HeldByAgency, "Sở Xây dựng", 3200}, {HeldTooLong, "Quá hẹn", 900}}
	g.Overdue = NewWay(v, "Thời gian nằm ở đâu", late)
	g.Mini, g.MiniLate = NewWay(v, "", held), NewWay(v, "", late)
	g.Why = Why{Title: "Vì sao là 08/12?", Basis: v.Article("blds-2015/148"), Link: Link{"Tự tính lại", "/x"}, Lines: []string{"10 ngày làm việc từ 09:32 ngày 20/11. Không tính 24/11 (Ngày Văn hóa Việt Nam) và thứ Bảy, Chủ nhật. Thời gian chờ nghĩa vụ tài chính không tính vào thời hạn: cộng thêm 14 giờ làm việc."}}
	g.Knots = []Knot{
		{At: at("2026-11-20 09:32"), Words: "Tiếp nhận tại Chi nhánh số 7, quầy 4", State: "done"},
		{At: at("2026-11-23 10:20"), Words: "Kiểm tra thực địa, biên bản số 118", By: "Văn phòng đăng ký đất đai", State: "done"},
		{At: at("2026-11-25 08:10"), Words: "Chờ cơ quan thuế xác định nghĩa vụ tài chính", State: "wait"},
		{At: at("2026-11-25 15:40"), Words: "Nộp tiền theo thông báo thuế", State: "you", Link: Link{"x", "/x"}},
		{At: at("2026-11-26 15:40"), Words: "Đã nhận chứng từ nộp thuế, tiếp tục xử lý", State: "now", Note: "Còn 8 ngày làm việc"},
		{At: at("2026-12-02 15:40"), Words: "Quá hạn bước thẩm định", State: "late"},
		{Words: "Trả kết quả", State: "next"},
	}
	g.Facts = []Fact{{Term: "Nơi giải quyết", Words: "Văn phòng đăng ký đất đai"}, {Term: "Phí", Words: v.Money(150000), Sub: "nộp trực tuyến"}, {Term: "Mã hồ sơ", Words: "H26.103.25.7-261120-0112", Code: true}, {Term: "Trạng thái", Pill: &Pill{OK, "Đúng hẹn"}}}
	g.Figures = []Figure{{Value: v.Number(3914), Words: "đã tiếp nhận", Href: "/x"}, {Value: v.Percent(987, 1000), Words: "đúng hẹn 30 ngày", Href: "/x", Tone: OK, Note: "tính đến 17:00"}, {Value: v.Number(6), Words: "đến hạn hôm nay", Href: "/x", Tone: Soon}, {Value: v.Number(1), Words: "đang trễ", Href: "/x", Tone: Late}}
	g.Cards = []Card{{"Có con nhỏ", "Khai sinh, hộ khẩu, thẻ bảo hiểm: một lần nộp", "/x", ""}, {"Nhà và đất", "Biến động đất đai, cấp phép xây dựng, thuế đất", "/x", "18 thủ tục"}, {"Mở và vận hành kinh doanh", "Hộ kinh doanh, an toàn thực phẩm, đầu tư", "/x", ""}, {"Chứng thực, lý lịch", "Bản sao, chữ ký, lý lịch tư pháp", "/x", ""}}
	g.Chips = []Chip{{"Tất cả", 42, "/x", true, ""}, {"Trễ", 1, "/x", false, Late}, {"Đến hạn hôm nay", 6, "/x", false, Soon}, {"Trực tuyến chưa nhận", 3, "/x", false, ""}, {"Chờ công dân", 9, "/x", false, Wait}, {"Xuất Excel", -1, "/x", false, ""}}
	g.Pages = Pages{From: 21, To: 40, Total: 1042, Prev: "/x?1", Next: "/x?3", Word: "hồ sơ"}
	g.Empty = Empty{"Chưa có hồ sơ nào", "Hồ sơ bạn nộp sẽ hiện ở đây. Bắt đầu bằng việc tìm thủ tục bạn cần.", Link{"Tìm thủ tục", "/x"}}
	g.Progress = Progress{"Đang nhập danh mục thủ tục", 212, 332}
	g.Steps = []Step{{"Người nộp", "/x", "done"}, {"Thông tin khai sinh", "", "now"}, {"Giấy tờ", "", "next"}, {"Xem lại và gửi", "", "next"}}
	g.Notices = []Notice{{OK, "Đã nhận kết quả", "Bạn đã ký nhận lúc 09:12.", Link{}}, {Soon, "Ngày mai là ngày nghỉ lễ", "Các chi nhánh không tiếp nhận ngày 24/11/2026.", Link{"Xem lịch nghỉ", "/x"}}, {Late, "Hồ sơ đang trễ 3 giờ", "Chúng tôi xin lỗi và sẽ hẹn lại trong hôm nay.", Link{}}, {Wait, "Chờ bạn bổ sung giấy tờ", "Thời gian chờ không tính vào hạn trả.", Link{}}}
	g.Search = Search{Action: "/tra-cuu", Name: "ma", Label: "Hồ sơ của bạn đang ở đâu?", Value: "H26.103.25.7-261120-0112", Hint: "Mã ghi trên giấy hẹn, ví dụ H26.103.25.7-261120-0112", Button: "Tra cứu", Code: true}
	g.Pills = []Pill{{OK, "Đang xử lý, đúng hẹn"}, {Soon, "Còn 4 giờ"}, {Late, "Trễ 3 giờ"}, {Wait, "Dừng tính giờ"}, {Ended, "Đã rút"}, {Plain, "Nháp"}}
	return g
}

// longGallery has a word of 1,094 letters wherever words of people stand.
func longGallery(v text.Voice, a Audience) *galleryPage {
	long := strings.Repeat("Nguyễn", 182) + "ab"
	g := newGallery(v, a)
	g.Title, g.Crumbs = long, []Crumb{{long, "/"}}
	g.Why.Title, g.Why.Lines = long, []string{long}
	g.Knots[0].Words, g.Knots[0].By, g.Knots[3].Words = long, long, long
	g.Facts[0].Term, g.Facts[1].Words, g.Facts[2].Words = long, long, long
	g.Figures[0].Value, g.Figures[1].Words = long, long
	g.Cards[0].Title, g.Cards[1].Words = long, long
	g.Chips[0].Words, g.Empty.Title, g.Notices[0].Title = long, long, long
	g.Steps[0].Words, g.Search.Label, g.Pills[0].Words = long, long, long
	g.Progress.Words, g.Pages.Word = long, long
	g.Way = NewWay(v, long, []Held{{HeldByDesk, long, 20}, {HeldByAgency, long, 200}})
	g.Problem.Lines[0].Words = long
	f := g.fields
	f[0].Label, f[1].Error, f[2].Help = long, long, long
	f[3].Options[0].Label, f[5].Options[0].Label, f[10].Label, f[11].Label = long, long, long, long
	return g
}

func galleryForm(v text.Voice, err error) *Form {
	f := NewForm(v, map[string][]string{"name": {"Nguyễn Thị Mẫu"}, "birth": {"31/2/1984"}, "id": {"00118"}, "sex": {"f"}, "papers": {"b"}}, err)
	f.Add(Field{Name: "name", Kind: form.Line, Label: "Họ và tên", Help: "Viết đủ họ, chữ đệm và tên như trên giấy tờ", Required: true})
	f.Add(Field{Name: "birth", Kind: form.Date, Label: "Ngày sinh", Required: true})
	f.Add(Field{Name: "id", Kind: form.PersonalID, Label: "Số định danh cá nhân", Required: true})
	f.Add(Field{Name: "sex", Kind: form.Choice, Label: "Giới tính", Options: []Option{{Value: "f", Label: "Nữ"}, {Value: "m", Label: "Nam"}}})
	f.Add(Field{Name: "papers", Kind: form.Choices, Label: "Giấy tờ mang theo", Options: []Option{{Value: "a", Label: "Giấy chứng sinh", Help: "bản chính"}, {Value: "b", Label: "Giấy kết hôn của cha mẹ"}}})
	f.Add(Field{Name: "case", Kind: BoxSelect, Label: "Trường hợp", Options: []Option{{Value: "1", Label: "Đăng ký đúng hạn"}, {Value: "2", Label: "Đăng ký quá hạn"}}})
	f.Add(Field{Name: "home", Kind: form.Address, Label: "Nơi ở hiện nay", Help: "Số nhà, ngõ, đường", Options: []Option{{Value: "00004", Label: "Phường Ba Đình"}, {Value: "00025", Label: "Phường Ngọc Hà"}}})
	f.Add(Field{Name: "fee", Kind: form.Money, Label: "Số tiền", Suffix: "đ", Optional: true})
	f.Add(Field{Name: "more", Kind: form.LongText, Label: "Nội dung đề nghị", Optional: true})
	f.Add(Field{Name: "scan", Kind: form.File, Label: "Bản chụp giấy tờ", Help: "PDF, JPG hoặc PNG, tối đa 20 MB"})
	f.Add(Field{Name: "parents", Kind: form.Group, Label: "Cha, mẹ", Fields: []Field{{Name: "parents.mother", Kind: form.Line, Label: "Họ tên mẹ"}, {Name: "parents.father", Kind: form.Line, Label: "Họ tên cha"}}})
	f.Add(Field{Name: "agree", Kind: BoxCheck, Label: "Tôi cam đoan những điều khai trên là đúng", Required: true})
	return f
}

// gallerySite is a site with the gallery on two addresses, /gallery and /desk/gallery.
func gallerySite(t *testing.T, signedIn bool) *Site {
	t.Helper()
	o := Options{City: map[text.Lang]string{text.VI: "Thành phố Hà Nội", text.EN: "City of Hà Nội"}, Demo: true, SignIn: "/dang-nhap"}
	if signedIn {
		o.Visitor = func(*http.Request) (Visitor, error) {
			return Visitor{Name: "Lê Thu Hà", Place: "Chi nhánh số 7, quầy 4", Desk: true, Admin: true, Token: "secret-of-a-session"}, nil
		}
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	withTemplate(t, s, "test/gallery", gallery)
	for _, e := range append(publicNav, deskNav...) {
		s.known[e.href] = true
	}
	for path, a := range map[string]Audience{"/long": Public, "/desk/long": Desk} {
		s.handle(route{at: "GET " + path, do: func(w http.ResponseWriter, r *http.Request) error {
			return s.Render(w, r, http.StatusOK, longGallery(s.voice(r), a))
		}})
	}
	for path, a := range map[string]Audience{"/gallery": Public, "/desk/gallery": Desk} {
		s.handle(route{at: "GET " + path, do: func(w http.ResponseWriter, r *http.Request) error {
			return s.Render(w, r, http.StatusOK, newGallery(s.voice(r), a))
		}})
	}
	return s
}

func TestEveryPartMakesAGoodPage(t *testing.T) {
	t.Parallel()
	for _, signedIn := range []bool{false, true} {
		s := gallerySite(t, signedIn)
		wantPage(t, s, "/gallery", 200)
		wantPage(t, s, "/desk/gallery", 200)
	}
}

// TestScreenshots draws the gallery in a browser; the pictures go into the folder that SCREENSHOTS names, for people to judge.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		dir = t.TempDir() // the pictures must come out even when nobody looks
	}
	plain, desk := httptest.NewServer(gallerySite(t, false)), httptest.NewServer(gallerySite(t, true))
	defer plain.Close()
	defer desk.Close()
	shots := map[string]string{
		"home": plain.URL + "/", "gallery": plain.URL + "/gallery", "desk": desk.URL + "/desk/gallery", "missing": plain.URL + "/khong-co",
	}
	for name, url := range shots {
		for _, width := range []int{320, 1280} {
			for _, look := range []string{"vi-light", "en-dark"} {
				lang, theme, _ := strings.Cut(look, "-")
				shoot(t, filepath.Join(dir, fmt.Sprintf("%s-%d-%s.png", name, width, look)), url, lang, theme, width)
			}
		}
	}
}

// shoot makes one picture. The frame's cookie for the theme cannot be set from outside, so the page is asked for once
// through the address that sets it.
func shoot(t *testing.T, file, url, lang, theme string, width int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	host := url[:strings.Index(url[8:], "/")+8]
	to := host + "/hien-thi?theme=" + theme + "&ve=" + strings.ReplaceAll(url[len(host):]+"?lang="+lang, "?", "%3F")
	height := 6200
	if width > 700 {
		height = 4300
	}
	cmd := exec.CommandContext(ctx, chromium(t), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
		"--user-data-dir="+t.TempDir(), "--screenshot="+file, fmt.Sprintf("--window-size=%d,%d", width, height), to)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("screenshot %s: %v\n%s", file, err, out)
	}
}
